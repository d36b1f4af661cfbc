"""Files are written whole or not at all; stored rows that were changed are refused."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from zeren.core.kernel import ZerenError
from zeren.workspace import Store, Submission, publish

AT = datetime(2017, 7, 20, tzinfo=UTC)


def frame(unit: str, *values: int) -> pl.DataFrame:
    return pl.DataFrame({"value": values, "_unit": [unit] * len(values)})


def test_publish_replaces_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    publish(path, b"one")
    publish(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_cannot_grow_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    publish(path, b"old")
    code = (
        "import sys; from pathlib import Path; from zeren.workspace import publish\n"
        "from zeren.core.kernel import ZerenError\n"
        "try: publish(Path(sys.argv[1]), b'x' * 100_000)\n"
        "except ZerenError as error: print(error.problems[0].zh); sys.exit(7)"
    )

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, preexec_fn=limit, check=False
    )
    assert done.returncode == 7, done.stderr
    assert "未保存任何数据" in done.stdout
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ZerenError) as caught:
        publish(tmp_path / "file" / "inside.txt", b"x")
    assert caught.value.problems[0].code == "W002"


def test_a_new_submission_replaces_the_units_old_one_only(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(
        [Submission("l", "A", "a.xlsx", frame("A", 1)), Submission("l", "B", "b.xlsx", frame("B", 2))],
        by="甲",
        at=AT,
    )
    store.add([Submission("l", "A", "a2.xlsx", frame("A", 3, 4))], by="甲", at=AT)
    assert sorted(store.current()["l"]["value"].to_list()) == [2, 3, 4]
    assert store.submitted() == {"l": {"A", "B"}}
    assert sorted(store.current(without=[("l", "A")])["l"]["value"].to_list()) == [2]


def test_changed_rows_are_refused_by_name(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([Submission("l", "A", "a.xlsx", frame("A", 1))], by="甲", at=AT)
    (parquet,) = tmp_path.glob("*.parquet")
    content = bytearray(parquet.read_bytes())
    content[len(content) // 2] ^= 1
    parquet.write_bytes(bytes(content))
    with pytest.raises(ZerenError) as caught:
        store.current()
    assert caught.value.problems[0].code == "W005"
    assert parquet.name in caught.value.problems[0].zh
