"""Worked examples of scoring rules: a sentence, the rule it becomes, and cases whose points are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Place
from zeren.core.packs.model.letter import NO_LIMIT, Limit, RuleSpec


@dataclass(frozen=True, slots=True)
class RuleCase:
    """Inputs and what must come out.

    Shape: ``points`` are both ends (equal for a score), None where only the outcome is stated; ``full`` stands for the example's
    full points where a case has its own.
    Unit: points.
    """

    inputs: Mapping[str, Any]
    outcome: str
    points: tuple[Decimal, Decimal] | None = None
    grade: str = ""
    effects: tuple[str, ...] = ()
    full: Decimal | None = None
    note: str = ""
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class RuleExample:
    """One form of rule as it occurs in schemes, in our own words.

    Shape: ``source`` names where the form was seen, ``source_class`` how sure the source is (G official, M mirror of an official
    text, D sample text, N no address); ``bonus`` forms come on top of the full points.
    Unit: ``full`` in points.
    """

    id: str
    sentence: str
    source: str
    source_class: str
    full: Decimal
    rule: RuleSpec
    cases: tuple[RuleCase, ...]
    limit: Limit = NO_LIMIT
    unit: str = "percent"
    bonus: bool = False
    notes: str = ""
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class RuleExamples:
    """A file of examples that belong together."""

    id: str
    name: str
    name_en: str
    examples: tuple[RuleExample, ...]
    pack: str = ""
