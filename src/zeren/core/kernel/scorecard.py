"""Scorecards: what a rule yields is a score, a range, a wait, an exemption or a veto; never a silent zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from zeren.core.kernel.quantity import plain

__all__ = ["OUTCOMES", "STATUSES", "Outcome", "Scorecard", "ScorecardLine"]

OUTCOMES = ("score", "range", "pending", "not_applicable", "veto", "error")
STATUSES = ("met", "at_risk", "missed", "unknown")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule yields.

    Shape: ``kind`` is one of :data:`OUTCOMES`; ``low`` and ``high`` are equal for a score and both None without points.
    A pending outcome has them where its points can only lie between bounds. ``waiting_for`` is ``cohort``, ``human`` or
    ``previous`` for a pending outcome, or the reason of a missing measurement.
    Unit: points.

    Raises:
        ValueError: when the parts do not fit the kind.
    """

    kind: str
    low: Decimal | None = None
    high: Decimal | None = None
    waiting_for: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in OUTCOMES:
            raise ValueError(f"unknown outcome {self.kind!r}")
        if self.kind in {"score", "range"} and (
            self.low is None or self.high is None or self.low > self.high
        ):
            raise ValueError(f"a {self.kind} needs points in order, got {self.low}…{self.high}")
        if self.kind == "score" and self.low != self.high:
            raise ValueError("a score is one number; use a range")

    @classmethod
    def score(cls, points: Decimal) -> Outcome:
        """Points that are certain."""
        return cls("score", points, points)

    @property
    def points(self) -> Decimal | None:
        """The points of a score; None otherwise."""
        return self.low if self.kind == "score" else None


_T = TypeVar("_T")


class Told(Generic[_T]):
    """A field that may be given as a function and is then worked out when somebody reads it, once.

    A city's scorecards have a hundred thousand lines; their words and citations cost more than their points, and few are read.
    """

    def __init__(self, default: _T) -> None:
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, line: object | None, owner: type) -> _T:
        if line is None:
            return self.default  # where the dataclass looks for it
        found = line.__dict__[self.name]
        if callable(found):
            found = line.__dict__[self.name] = found()
        told: _T = found
        return told

    def __set__(self, line: object, value: _T | Callable[[], _T]) -> None:
        line.__dict__[self.name] = value


@dataclass(frozen=True, init=False)
class ScorecardLine:
    """One target's line: outcome, full points, the reason in words a clerk can read back, and what it rests on.

    Shape: ``citations`` are citation ids; ``status`` is one of :data:`STATUSES`; ``section`` and ``item`` are ids of the letter;
    ``effects`` are what the line does beyond its points, such as ``zero_section`` or ``cap_grade:合格``. ``reason`` and
    ``citations`` may be given as functions: they are called when somebody reads them.
    Unit: points.
    """

    target: str
    name: str
    rule: str
    outcome: Outcome
    full: Decimal
    reason: Told[str] = Told("")
    status: str = "unknown"
    section: str = ""
    item: str = ""
    indicator: str | None = None
    citations: Told[tuple[str, ...]] = Told(())
    effects: tuple[str, ...] = ()

    # Written by hand because a frozen dataclass sets its fields one by one, which takes a city's scorecards five times as long.
    def __init__(
        self,
        target: str,
        name: str,
        rule: str,
        outcome: Outcome,
        full: Decimal,
        reason: str | Callable[[], str] = "",
        status: str = "unknown",
        section: str = "",
        item: str = "",
        indicator: str | None = None,
        citations: tuple[str, ...] | Callable[[], tuple[str, ...]] = (),
        effects: tuple[str, ...] = (),
    ) -> None:
        self.__dict__.update(
            target=target,
            name=name,
            rule=rule,
            outcome=outcome,
            full=full,
            reason=reason,
            status=status,
            section=section,
            item=item,
            indicator=indicator,
            citations=citations,
            effects=effects,
        )

    @classmethod
    def filled(
        cls,
        fixed: Mapping[str, Any],
        outcome: Outcome,
        reason: str | Callable[[], str],
        status: str,
        citations: tuple[str, ...] | Callable[[], tuple[str, ...]],
        effects: tuple[str, ...],
    ) -> ScorecardLine:
        """A line whose other fields are the same in every unit's scorecard; ``fixed`` maps their names."""
        line = object.__new__(cls)
        fields = dict(fixed)
        fields["outcome"], fields["reason"], fields["status"] = outcome, reason, status
        fields["citations"], fields["effects"] = citations, effects
        object.__setattr__(line, "__dict__", fields)
        return line

    @property
    def is_target(self) -> bool:
        """Whether the line is a target of the letter: bonuses and vetoes are lines too, but nobody set them as a target."""
        return self.section not in {"bonus", "veto"}

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        low, high = self.outcome.low, self.outcome.high
        points: Any = None
        if self.outcome.kind == "range" and low is not None and high is not None:
            points = [float(low), float(high)]
        elif self.outcome.points is not None:
            points = float(self.outcome.points)
        return {
            "target": self.target,
            "name": self.name,
            "item": self.item,
            "rule": self.rule,
            "outcome": self.outcome.kind,
            "points": points,
            "full": float(self.full),
            "status": self.status,
            "waiting_for": self.outcome.waiting_for,
            "indicator": self.indicator,
            "reason": self.reason,
            "citations": list(self.citations),
            "effects": list(self.effects),
            "admissible": None if low is None or high is None else [float(low), float(high)],
        }


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All lines of a letter, and the total.

    Shape: ``outcome`` is the total: a range where a line is pending, a veto, withheld on an error; ``full`` leaves out the lines
    that are not applicable. ``grade`` is the grade the letter gives for the total, empty while there is none, and
    ``grade_reason`` says why.
    Unit: points.
    """

    letter: str
    unit: str
    period: str
    outcome: Outcome
    lines: tuple[ScorecardLine, ...]
    full: Decimal
    points_status: str = "official"
    points_note: str = ""
    grade: str = ""
    grade_reason: str = ""
    effects: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        total: Any = None
        if self.outcome.points is not None:
            total = float(self.outcome.points)
        elif self.outcome.kind == "range" and self.outcome.low is not None and self.outcome.high is not None:
            total = [float(self.outcome.low), float(self.outcome.high)]
        return {
            "letter": self.letter,
            "unit": self.unit,
            "period": self.period,
            "outcome": self.outcome.kind,
            "total": total,
            "full": float(self.full),
            "points_status": self.points_status,
            "points_note": self.points_note,
            "waiting_for": self.outcome.waiting_for,
            "grade": self.grade or None,
            "grade_reason": self.grade_reason,
            "effects": list(self.effects),
            "lines": [line.to_dict() for line in self.lines],
        }

    def count(self, status: str) -> int:
        """How many targets have the status; bonuses and vetoes do not count.

        Example:
            >>> Scorecard("l", "u", "2017", Outcome("pending", waiting_for="human"), (), Decimal(100)).count("met")
            0
        """
        return sum(line.status == status for line in self.lines if line.is_target)

    def total_text(self) -> str:
        """The total as a reader sees it."""
        low, high = self.outcome.low, self.outcome.high
        if low is None or high is None:
            return "—"
        return plain(low) if low == high else f"{plain(low)}～{plain(high)}"
