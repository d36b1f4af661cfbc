"""Nouns of a plan: what a target lacks, the change that mends it, and what will be missed if nothing changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.scoring.gaps.schools import SchoolShare

__all__ = ["Change", "Gap", "GapPlan", "Miss"]


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Change:
    """The least change of one side of a figure that gains something.

    Shape: ``amount`` carries its sign; ``points`` are the line's after it, ``gain`` what it adds; ``also`` other targets whose
    points the same change moves (target, difference). ``rest`` is the part no school's figure accounts for.
    Unit: ``amount`` in that of the side (``word``), ``points`` and ``gain`` in points.
    """

    indicator: str
    side: str
    amount: Decimal
    word: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal
    points: Decimal
    gain: Decimal
    schools: tuple[SchoolShare, ...]
    rest: Decimal
    words: str
    note: str
    reason: str
    also: tuple[tuple[str, Decimal], ...] = ()
    total: Decimal | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        return {
            "indicator": self.indicator,
            "side": self.side,
            "change": _number(self.amount),
            "unit": self.word,
            "numerator": _number(self.numerator),
            "denominator": _number(self.denominator),
            "value": _number(self.value),
            "points": _number(self.points),
            "gain": _number(self.gain),
            "total": _number(self.total),
            "schools": [school.to_dict() for school in self.schools],
            "rest": _number(self.rest),
            "words": self.words,
            "note": self.note,
            "reason": self.reason,
            "also": [{"target": target, "gain": _number(gain)} for target, gain in self.also],
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """A target short of full marks.

    Shape: ``points`` is None while the line is open. ``next`` gains the next points, ``complete`` full marks; both are the least
    of their kind by the plainest side, ``others`` do the same by another. ``why`` says why there is none.
    Unit: points.
    """

    target: str
    name: str
    full: Decimal
    points: Decimal | None
    outcome: str
    indicator: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    next: Change | None
    complete: Change | None
    others: tuple[Change, ...] = ()
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        return {
            "target": self.target,
            "name": self.name,
            "outcome": self.outcome,
            "points": _number(self.points),
            "full": _number(self.full),
            "short": None if self.points is None else _number(self.full - self.points),
            "indicator": self.indicator or None,
            "value": _number(self.value),
            "numerator": _number(self.numerator),
            "denominator": _number(self.denominator),
            "next": None if self.next is None else self.next.to_dict(),
            "full_marks": None if self.complete is None else self.complete.to_dict(),
            "others": [change.to_dict() for change in self.others],
            "why": self.why,
            "words": "" if self.next is None else self.next.words,
        }


@dataclass(frozen=True, slots=True)
class Miss:
    """A target that will be missed if nothing changes, or that is about to be.

    Shape: ``kind``: ``for_good`` (a count that only grows is past its limit), ``due_passed``, ``due_soon``, ``if_unchanged``, or
    ``margin`` (met, and the count can only grow: how much is left).
    """

    target: str
    name: str
    kind: str
    due: date | None
    words: str

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        due = None if self.due is None else self.due.isoformat()
        return {"target": self.target, "name": self.name, "kind": self.kind, "due": due, "words": self.words}


@dataclass(frozen=True, slots=True)
class GapPlan:
    """What a unit could still do.

    Shape: ``gaps`` in the letter's order, ``misses`` too; ``open`` are the targets that cannot be planned yet. ``at`` is the day
    from which due dates are seen.
    """

    letter: str
    unit: str
    name: str
    period: str
    at: date
    total: str
    gaps: tuple[Gap, ...]
    misses: tuple[Miss, ...]
    open: tuple[Gap, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        return {
            "letter": self.letter,
            "unit": self.unit,
            "name": self.name,
            "period": self.period,
            "at": self.at.isoformat(),
            "total": self.total,
            "targets": [gap.to_dict() for gap in self.gaps],
            "misses": [miss.to_dict() for miss in self.misses],
            "open": [gap.to_dict() for gap in self.open],
            "notes": list(self.notes),
        }
