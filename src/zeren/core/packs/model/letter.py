"""The responsibility letter: limits, rules as written, targets, vetoes, bonuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Place


@dataclass(frozen=True, slots=True)
class Limit:
    """A comparison with a value; the bound itself satisfies <= and >=."""

    op: str
    value: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether the value satisfies the limit."""
        return {
            "<=": value <= self.value,
            ">=": value >= self.value,
            "=": value == self.value,
            "<": value < self.value,
            ">": value > self.value,
        }[self.op]


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule's name and its parameters as written; ``scoring`` knows what they mean."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Target:
    """One target of the letter."""

    id: str
    name: str
    clause: str
    indicator: str
    limit: Limit
    points: Decimal
    rule: RuleSpec
    section: str
    item: str
    at_risk: Decimal | None = None
    evidence: tuple[str, ...] = ()
    qualitative: bool = False
    office: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item of the letter."""

    id: str
    name: str
    office: str
    due: date
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter."""

    id: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class VetoSpec:
    """一票否决: when the condition holds the whole letter is vetoed."""

    id: str
    name: str
    clause: str
    indicator: str
    when: Limit
    effect: str


@dataclass(frozen=True, slots=True)
class BonusSpec:
    """Points on top, with a cap."""

    id: str
    name: str
    clause: str
    indicator: str
    rule: RuleSpec
    cap: Decimal | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A responsibility letter."""

    id: str
    name: str
    document_number: str
    issuer: str
    unit: str
    period: str
    full: Decimal
    points_status: str
    points_note: str
    sections: tuple[Section, ...]
    vetoes: tuple[VetoSpec, ...] = ()
    bonuses: tuple[BonusSpec, ...] = ()
    pack: str = ""

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets in order."""
        return tuple(t for s in self.sections for i in s.items for t in i.targets)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order."""
        return tuple(i for s in self.sections for i in s.items)
