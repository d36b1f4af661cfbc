"""The workspace's signing key: made on first use, kept in one file, known by its fingerprint.

What the file protects and what not. It is a PKCS #8 PEM file, by default **not encrypted**, readable by its owner only (0600).
Whoever can read it can sign in the workspace's name: another administrator of the same machine, whoever holds a backup of it, a
thief of the disk. A passphrase protects a copied file, not a running machine. The key is what ties a report to an office; so
keep the file out of shared folders, back it up on a medium of its own, and publish the fingerprint where readers find it
independently of the report. A lost key breaks nothing already signed; a stolen one must be announced and its fingerprint
withdrawn.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zeren.core.kernel import Place, Problem, ZerenError

__all__ = ["SigningKey", "fingerprint", "load_or_make_key", "same_fingerprint", "signature_holds"]


def fingerprint(public_key: bytes) -> str:
    """The name by which people compare a key: the first 128 bits of the SHA-256 of the raw public key.

    Example:
        >>> fingerprint(bytes(32))
        'ed25519:6668-7aad-f862-bd77-6c8f-c18b-8e9f-8e20'
    """
    digits = hashlib.sha256(public_key).hexdigest()
    return "ed25519:" + "-".join(digits[start : start + 4] for start in range(0, 32, 4))


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two fingerprints are the same, however a person copied them (spaces, colons, capitals); never by a prefix.

    Example:
        >>> same_fingerprint("ed25519:6668-7AAD", "6668 7aad"), same_fingerprint("6668", "6668-7aad")
        (True, False)
    """

    def bare(text: str) -> str:
        return "".join(c for c in text.strip().lower().removeprefix("ed25519:") if c not in " -:·")

    return bare(one) == bare(other) != ""


def signature_holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature over the message was made by the key's owner."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and what may be told about it. ``problems`` warns of a file that others can read."""

    private: Ed25519PrivateKey = field(repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self.private.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """What readers compare."""
        return fingerprint(self.public)

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self.private.sign(message)


def load_or_make_key(path: Path, *, passphrase: bytes | None = None) -> SigningKey:
    """The key in the file, made on first use.

    The file appears whole or not at all: it is written beside its place, flushed to the disk and only then linked there, so a
    full disk or a power cut leaves nothing half-written, and of two programs that start at once one makes the key and both
    use it.

    Raises:
        ZerenError: V130 (disk full), V131 (cannot read or write), V132 (not a key), V133 (passphrase).
    """
    try:
        if not path.exists():
            _make(path, passphrase)
        data, mode = path.read_bytes(), path.stat().st_mode
    except OSError as error:
        raise _refusal(path, error) from error
    exposed = os.name == "posix" and mode & 0o077
    return SigningKey(_parse(path, data, passphrase), (Problem("V142", found=str(path)),) if exposed else ())


def _parse(path: Path, data: bytes, passphrase: bytes | None) -> Ed25519PrivateKey:
    place = Place(file=path.name)
    encrypted = b"ENCRYPTED PRIVATE KEY" in data[:200]
    if encrypted and passphrase is None:
        raise ZerenError(Problem("V133", place, found=path.name))
    try:
        key = pem.load_pem_private_key(data, passphrase if encrypted else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ZerenError(Problem("V133" if encrypted else "V132", place, found=path.name)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ZerenError(Problem("V132", place, found=path.name))
    return key


def _make(path: Path, passphrase: bytes | None) -> None:
    protection = pem.BestAvailableEncryption(passphrase) if passphrase else pem.NoEncryption()
    data = Ed25519PrivateKey.generate().private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, protection)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp gives 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _put(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _put(temporary: Path, path: Path) -> None:
    # A link refuses to replace, a rename would silently throw away the key another program has just made.
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}:
            raise
        temporary.rename(path)  # a file system without links, such as a memory stick's
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _refusal(path: Path, error: OSError) -> ZerenError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ZerenError(Problem("V130", Place(file=path.name), found=str(path)))
    return ZerenError(
        Problem("V131", Place(file=path.name), found=str(path), expected=error.strerror or str(error))
    )
