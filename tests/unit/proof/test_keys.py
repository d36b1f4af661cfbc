"""The signing key: made once, whole or not at all, and named by its fingerprint."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import rsa

from zeren.core.kernel import ZerenError
from zeren.core.proof import fingerprint, load_or_make_key, same_fingerprint


def code(error: pytest.ExceptionInfo[ZerenError]) -> str:
    return error.value.problems[0].code


def test_made_on_first_use_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "signing-key.pem"
    first = load_or_make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_make_key(path).public == first.public
    assert [p.name for p in path.parent.iterdir()] == ["signing-key.pem"]
    assert "private" not in repr(first)


def test_two_keys_differ(tmp_path: Path) -> None:
    assert load_or_make_key(tmp_path / "a").fingerprint != load_or_make_key(tmp_path / "b").fingerprint


def test_the_fingerprint_is_eight_groups() -> None:
    prefix, _, groups = fingerprint(bytes(32)).partition(":")
    assert prefix == "ed25519"
    assert [len(group) for group in groups.split("-")] == [4] * 8


@pytest.mark.parametrize(
    ("copied", "same"),
    [
        ("ed25519:6668-7aad-f862-bd77-6c8f-c18b-8e9f-8e20", True),
        (" 6668 7AAD f862 bd77 6c8f c18b 8e9f 8e20 ", True),
        ("66687aadf862bd776c8fc18b8e9f8e20", True),
        ("ed25519:6668-7aad", False),
        ("", False),
        ("ed25519:", False),
        ("ed25519:6668-7aad-f862-bd77-6c8f-c18b-8e9f-8e21", False),
    ],
)
def test_a_copied_fingerprint(copied: str, same: bool) -> None:
    assert same_fingerprint(fingerprint(bytes(32)), copied) is same
    assert not same_fingerprint("", copied)


def test_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = load_or_make_key(path, passphrase="密语".encode())
    assert b"ENCRYPTED" in path.read_bytes()
    assert load_or_make_key(path, passphrase="密语".encode()).public == made.public
    for wrong in (None, b"x"):
        with pytest.raises(ZerenError) as error:
            load_or_make_key(path, passphrase=wrong)
        assert code(error) == "V133"


def test_a_file_others_can_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert load_or_make_key(path).problems == ()
    path.chmod(0o644)
    assert [p.code for p in load_or_make_key(path).problems] == ["V142"]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_not_a_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(ZerenError) as error:
        load_or_make_key(path)
    assert code(error) == "V132"
    assert path.read_bytes() == content


def test_another_kind_of_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = rsa.generate_private_key(65537, 2048)
    path.write_bytes(key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption()))
    with pytest.raises(ZerenError) as error:
        load_or_make_key(path)
    assert code(error) == "V132"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ZerenError) as error:
        load_or_make_key(tmp_path / "file" / "key")
    assert code(error) == "V131"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """A file may not grow in the child: the write fails as on a full disk (with EFBIG, which is told as itself)."""
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from zeren.core.proof import load_or_make_key\nfrom zeren.core.kernel import ZerenError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try:\n    load_or_make_key(Path(sys.argv[1]))\nexcept ZerenError as e:\n    print(e.problems[0].code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "key")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "V131"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_disk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary file is the device that is always full."""

    def full(**_: object) -> tuple[int, str]:
        return os.open("/dev/full", os.O_WRONLY), str(tmp_path / "gone")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(ZerenError) as error:
        load_or_make_key(tmp_path / "key")
    assert code(error) == "V130"
    assert "磁盘已满" in error.value.problems[0].zh
    assert list(tmp_path.iterdir()) == []
    assert errno.ENOSPC


def test_programs_that_start_together_share_one_key(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom zeren.core.proof import load_or_make_key\n"
        "print(load_or_make_key(Path(sys.argv[1])).fingerprint)\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "key")], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in running}) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["key"]
