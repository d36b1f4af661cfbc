"""Signed envelopes: a manifest and the signature over its canonical form, as one JSON file."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from zeren.core.kernel import Problem, ZerenError, canonical_json
from zeren.core.proof.keys import SigningKey, fingerprint, same_fingerprint, signature_holds

__all__ = ["MAX_ENVELOPE", "SignatureInfo", "open_envelope", "read_envelope", "sign"]

ALGORITHM = "ed25519"
MAX_ENVELOPE = 16 * 1024 * 1024
_NUMBER_KEYS = ("occurrence", "text", "citation", "before", "after")


@dataclass(frozen=True, slots=True)
class SignatureInfo:
    """Who signed, as far as the envelope can say.

    ``fingerprint`` is computed here, never believed; ``problem`` is None when the signature holds.
    """

    algorithm: str
    public_key: bytes
    fingerprint: str
    problem: Problem | None = None

    @property
    def state(self) -> str:
        """``valid``, ``invalid`` or ``unknown_algorithm``."""
        if self.problem is None:
            return "valid"
        return "unknown_algorithm" if self.problem.code == "V104" else "invalid"


def sign(manifest: Mapping[str, Any], key: SigningKey) -> bytes:
    """The signed envelope of a manifest, in canonical form: the same manifest and key give the same bytes."""
    signature = {
        "algorithm": ALGORITHM,
        "public_key": base64.b64encode(key.public).decode(),
        "fingerprint": key.fingerprint,
        "value": base64.b64encode(key.sign(canonical_json(manifest))).decode(),
    }
    return canonical_json({"manifest": manifest, "signature": signature}) + b"\n"


def open_envelope(data: bytes) -> tuple[dict[str, Any], SignatureInfo]:
    """The manifest and who signed it.

    Raises:
        ZerenError: V102 (malformed), V103 (oversized), V104 (unknown algorithm), V105 (bad signature), V107 (newer format).
    """
    manifest, info = read_envelope(data)
    if info.problem is not None:
        raise ZerenError(info.problem)
    return manifest, info


def read_envelope(data: bytes) -> tuple[dict[str, Any], SignatureInfo]:
    """Like :func:`open_envelope`, but a signature that does not hold is told, not raised: the numbers can still be compared.

    Raises:
        ZerenError: V102, V103 or V107.
    """
    if len(data) > MAX_ENVELOPE:
        raise ZerenError(Problem("V103", found=str(len(data)), expected=str(MAX_ENVELOPE)))
    envelope = _parse(data)
    manifest, signature = envelope.get("manifest"), envelope.get("signature")
    if (
        not isinstance(manifest, dict)
        or not isinstance(signature, dict)
        or set(envelope) != {"manifest", "signature"}
    ):
        _damaged("manifest, signature")
    _check_shape(manifest)
    return manifest, _check_signature(manifest, signature)


def _check_signature(manifest: dict[str, Any], signature: dict[str, Any]) -> SignatureInfo:
    algorithm = str(signature.get("algorithm", ""))
    try:
        public, value = (
            base64.b64decode(str(signature.get(k, "")), validate=True) for k in ("public_key", "value")
        )
    except (binascii.Error, ValueError):
        return SignatureInfo(algorithm, b"", "", Problem("V105"))
    if algorithm != ALGORITHM:
        return SignatureInfo(algorithm, public, "", Problem("V104", found=algorithm, expected=ALGORITHM))
    info = SignatureInfo(algorithm, public, fingerprint(public))
    # A wrong fingerprint in the file would mislead whoever reads the file by eye.
    told = same_fingerprint(str(signature.get("fingerprint", "")), info.fingerprint)
    if told and signature_holds(public, value, canonical_json(manifest)):
        return info
    return SignatureInfo(algorithm, public, info.fingerprint, Problem("V105"))


def _parse(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
        canonical_json(
            value
        )  # a lone surrogate has no UTF-8 form, cannot have been signed, and could not be printed
    except (ValueError, RecursionError) as error:
        _damaged(str(error)[:80].encode(errors="replace").decode())
    if not isinstance(value, dict):
        _damaged("JSON object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # With a key twice one reader takes the first and another the last: the signature must not cover such a text.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _damaged(what: str) -> NoReturn:
    raise ZerenError(Problem("V102", found=what))


def _check_shape(manifest: dict[str, Any]) -> None:
    if manifest.get("format") != "zeren-manifest":
        _damaged("format")
    if manifest.get("version") != 1:
        raise ZerenError(Problem("V107", found=str(manifest.get("version")), expected="1"))
    numbers, citations, text = manifest.get("numbers"), manifest.get("citations"), manifest.get("text")
    if not isinstance(numbers, list) or not all(_is_number(n) for n in numbers):
        _damaged("numbers")
    if not isinstance(citations, list) or not all(_is_citation(c) for c in citations):
        _damaged("citations")
    if not isinstance(text, dict) or not isinstance(text.get("sha256"), str) or not _are_flows(text):
        _damaged("text")


def _is_number(value: Any) -> bool:
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in _NUMBER_KEYS):
        return False
    return isinstance(value.get("note"), int) and bool(value["occurrence"])


def _is_citation(value: Any) -> bool:
    texts = isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("id", "kind", "text"))
    return texts and isinstance(value.get("facts"), dict)


def _are_flows(text: dict[str, Any]) -> bool:
    return all(
        isinstance(text.get(name), list)
        and all(isinstance(block, list) and all(map(_is_piece, block)) for block in text[name])
        for name in ("body", "notes")
    )


def _is_piece(piece: Any) -> bool:
    return isinstance(piece, str) or (
        isinstance(piece, dict)
        and len(piece) == 1
        and isinstance(piece.get("number", piece.get("note")), str | int)
    )
