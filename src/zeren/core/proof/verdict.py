"""Verdicts: what a verification found, number by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from zeren.core.kernel import Problem

__all__ = ["CODES", "Edit", "Finding", "Verdict"]

# Why a number (or the signature itself) is bad, and the catalogue entry that says so.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "text": "V110",
        "citation": "V111",
        "unknown": "V112",
        "duplicate": "V113",
        "order": "V114",
        "missing": "V115",
        "uncited": "V116",
        "neighbour": "V117",
        "facts": "V118",
        "citation_id": "V119",
        "direction": "V120",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One bad number: what is printed, what was signed, and why it is bad.

    Shape: ``reason`` is a key of :data:`CODES`, or ``remeasured``, ``signature``, ``key`` or ``manifest``. ``position`` counts
    the signed numbers from 1 (0: not one of them). ``printed`` is empty for a missing number, ``signed`` for one nobody signed.
    """

    reason: str
    occurrence: str = ""
    printed: str = ""
    signed: str = ""
    citation: str = ""
    context: str = ""
    position: int = 0
    fact: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "occurrence": self.occurrence,
            "printed": self.printed,
            "signed": self.signed,
            "citation": self.citation,
            "context": self.context,
            "reason": self.reason,
        }

    def problem(self) -> Problem:
        """The finding in words."""
        details = {"n": self.position or "?", "context": self.context, "fact": self.fact}
        return Problem(CODES[self.reason], found=self.printed, expected=self.signed, details=details)


@dataclass(frozen=True, slots=True)
class Edit:
    """Words that were changed after signing: as signed, and as they stand now."""

    signed: str
    printed: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    Shape: ``ok`` only if nothing at all is wrong with a number, the signature or (where a fingerprint was asked for) the signer.
    ``checked`` counts the signed numbers that were found and compared. ``bad`` holds numbers that differ, ``missing`` those that
    are gone, ``uncited`` figures without a citation. ``edited_words`` is None where there are no words to compare (a bare
    manifest) and does not make a verdict bad. ``signature`` is ``valid``, ``invalid``, ``unknown_algorithm``, ``absent`` or
    ``unreadable``; ``key`` is ``trusted``, ``different`` or ``not_compared``. ``remeasured`` counts recomputed citations (None:
    no workspace), ``differs`` lists those that no longer agree. ``problems`` says all of it in words, errors first.
    """

    ok: bool
    checked: int
    first_bad: Finding | None
    bad: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()
    uncited: tuple[Finding, ...] = ()
    edited_words: bool | None = None
    edits: tuple[Edit, ...] = ()
    signature: str = "absent"
    fingerprint: str = ""
    key: str = "not_compared"
    form: str = ""
    numbers: int = 0
    about: Mapping[str, Any] = field(default_factory=dict)
    remeasured: int | None = None
    differs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on: ``ok``, ``checked``, ``first_bad`` (null or an object) and the rest."""
        return {
            "ok": self.ok,
            "checked": self.checked,
            "first_bad": None if self.first_bad is None else self.first_bad.to_dict(),
            "numbers": self.numbers,
            "bad": [finding.to_dict() for finding in self.bad],
            "missing": [finding.to_dict() for finding in self.missing],
            "uncited": [finding.to_dict() for finding in self.uncited],
            "edited_words": self.edited_words,
            "edits": [{"signed": edit.signed, "printed": edit.printed} for edit in self.edits],
            "signature": self.signature,
            "fingerprint": self.fingerprint,
            "key": self.key,
            "form": self.form,
            "about": dict(self.about),
            "remeasured": self.remeasured,
            "differs": list(self.differs),
            "problems": [problem.to_dict() for problem in self.problems],
        }
