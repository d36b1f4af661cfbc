"""Proof: what a report says is listed and signed, and anyone can check that it still says it.

``build_manifest`` lists every printed number with its citation, ``sign`` seals the list with the workspace's key, ``verify``
compares a finished report with it.
"""

from zeren.core.proof import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.proof.envelope import SignatureInfo, open_envelope, sign
from zeren.core.proof.keys import SigningKey, fingerprint, load_or_make_key, same_fingerprint
from zeren.core.proof.manifest import build_manifest
from zeren.core.proof.verdict import Edit, Finding, Verdict
from zeren.core.proof.verification import Recheck, verify, verify_envelope

__all__ = [
    "Edit",
    "Finding",
    "Recheck",
    "SignatureInfo",
    "SigningKey",
    "Verdict",
    "build_manifest",
    "fingerprint",
    "load_or_make_key",
    "open_envelope",
    "same_fingerprint",
    "sign",
    "verify",
    "verify_envelope",
]
