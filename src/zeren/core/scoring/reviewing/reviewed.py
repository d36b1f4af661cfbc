"""Nouns of a review: one target three times over, one unit's two scorecards, a cohort before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Outcome, Scorecard
from zeren.core.scoring.ranking import CohortScore
from zeren.core.scoring.reviewing.credibility import Credibility

__all__ = ["InputDifference", "ReviewedCohort", "ReviewedLine", "ReviewedScore", "apart"]


@dataclass(frozen=True, slots=True)
class InputDifference:
    """An input that the unit and the reviewer state differently."""

    name: str
    own: Any
    reviewed: Any
    words: str

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"name": self.name, "self": _plain(self.own), "reviewed": _plain(self.reviewed)}


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """One target three times over.

    Shape: ``reviewed`` is None where nobody reviewed it; ``final`` is the reviewed outcome there, else the self score (which may
    have moved because another unit's figure was reviewed). ``difference`` is final less self, None while either is open. ``why``
    says where the difference comes from.
    Unit: points.
    """

    target: str
    name: str
    full: Decimal
    own: Outcome
    reviewed: Outcome | None
    final: Outcome
    difference: Decimal | None
    inputs: tuple[InputDifference, ...]
    why: str
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        return {
            "target": self.target,
            "name": self.name,
            "full": float(self.full),
            "self": _outcome(self.own),
            "reviewed": None if self.reviewed is None else _outcome(self.reviewed),
            "final": _outcome(self.final),
            "difference": _plain(self.difference),
            "inputs": [i.to_dict() for i in self.inputs],
            "why": self.why,
            "note": self.note,
        }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    low, high = outcome.low, outcome.high
    ends = None if low is None or high is None else [float(low), float(high)]
    return {"outcome": outcome.kind, "points": _plain(outcome.points), "admissible": ends}


@dataclass(frozen=True, slots=True)
class ReviewedScore:
    """A unit's self and final scorecards and what lies between them.

    Shape: ``reviewed_points`` is the sum over the reviewed targets, ``reviewed_full`` their full points.
    """

    own: Scorecard
    final: Scorecard
    lines: tuple[ReviewedLine, ...]
    credibility: Credibility
    reviewed_points: Decimal
    reviewed_full: Decimal

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on: the self scorecard's own keys, and ``review`` beside them."""
        final = self.final.to_dict()
        own = self.own.to_dict()
        return own | {
            "review": {
                "self": {"total": own["total"], "outcome": own["outcome"], "grade": own["grade"]},
                "reviewed": {
                    "points": float(self.reviewed_points),
                    "full": float(self.reviewed_full),
                    "targets": sum(line.reviewed is not None for line in self.lines),
                },
                "final": {"total": final["total"], "outcome": final["outcome"], "grade": final["grade"]},
                "difference": _plain(apart(self.final.outcome, self.own.outcome)),
                "credibility": self.credibility.to_dict(),
                "lines": [line.to_dict() for line in self.lines],
            }
        }


@dataclass(frozen=True, slots=True)
class ReviewedCohort:
    """A cohort scored by its units and again after review."""

    own: CohortScore
    final: CohortScore
    reviewed: Mapping[str, ReviewedScore]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: the final ranking, each unit's self total and place beside it."""
        found = self.final.to_dict()
        found["scorecards"] = [self.reviewed[card.unit].to_dict() for card in self.final.cards]
        for standing in found["ranking"]:
            before = self.own.standing(standing["unit"]).to_dict()
            mine = self.reviewed.get(standing["unit"])
            standing["self"] = {
                key: before[key] for key in ("total", "place", "place_low", "place_high", "grade")
            }
            standing["credibility"] = None if mine is None else mine.credibility.to_dict()["percent"]
        return found


def apart(final: Outcome, own: Outcome) -> Decimal | None:
    """Final less self; None while either is open."""
    if final.points is None or own.points is None:
        return None
    return final.points - own.points
