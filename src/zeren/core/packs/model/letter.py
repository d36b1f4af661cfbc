"""The responsibility letter: limits, rules as written, targets, vetoes, bonuses."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Place


@dataclass(frozen=True, slots=True)
class Limit:
    """A comparison with a value; the bound itself satisfies <= and >=. Without an ``op`` there is nothing to reach."""

    op: str
    value: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether the value satisfies the limit."""
        return _HOLDS[self.op](value, self.value)

    @property
    def states(self) -> bool:
        """Whether there is a limit at all."""
        return bool(self.op)


_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "": lambda *_: True,
}
NO_LIMIT = Limit("", Decimal(0))


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule's name and its parameters as written; ``scoring`` knows what they mean."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class InputSpec:
    """Where a rule's input comes from: an indicator (of this period or the one before), a fixed value, or a person.

    Shape: exactly one of ``indicator``, ``value`` and ``role`` is given; ``role`` says who decides.
    """

    name: str
    indicator: str = ""
    previous: bool = False
    value: Any = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Combine:
    """How the items of a section become its points: added up, or their lowest, highest or mean; then weighted and cut.

    Unit: ``weight`` is a share, ``low`` and ``high`` are points; without a bound nothing is cut.
    """

    how: str = "sum"
    weight: Decimal = Decimal(1)
    low: Decimal | None = None
    high: Decimal | None = None

    def of(self, parts: Sequence[Decimal]) -> Decimal:
        """The section's points out of its items'."""
        if not parts:
            return Decimal(0)
        whole = sum(parts, Decimal(0))
        found = {"sum": whole, "minimum": min(parts), "maximum": max(parts), "mean": whole / len(parts)}[
            self.how
        ]
        if self.high is not None:
            found = min(found, self.high)
        if self.low is not None:
            found = max(found, self.low)
        return found * self.weight


@dataclass(frozen=True, slots=True)
class Target:
    """One target of the letter.

    Shape: ``indicator`` is empty and ``limit`` states nothing where a person judges or a count decides. ``na`` says what
    becomes of the points where nothing can be measured (no denominator): ``skip`` leaves them out, ``full`` gives them,
    ``rescale`` lets the item's other targets share them, or the section's, or the letter's. ``text`` is the scheme's own
    sentence of the rule.
    """

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
    inputs: tuple[InputSpec, ...] = ()
    na: str = "skip"
    population: str = ""
    period: str = ""
    text: str = ""
    place: Place = field(default_factory=Place)


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
    combine: Combine = field(default_factory=Combine)

    @property
    def points(self) -> Decimal:
        """The section's full points."""
        return self.combine.of([sum((t.points for t in item.targets), Decimal(0)) for item in self.items])


@dataclass(frozen=True, slots=True)
class VetoSpec:
    """一票否决: when the condition holds the whole letter is vetoed."""

    id: str
    name: str
    clause: str
    indicator: str
    when: Limit
    effect: str
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class BonusSpec:
    """Points on top, with a cap."""

    id: str
    name: str
    clause: str
    indicator: str
    rule: RuleSpec
    cap: Decimal | None
    inputs: tuple[InputSpec, ...] = ()
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Letter:
    """A responsibility letter.

    Shape: ``grade`` is a rule of that name, applied to the total; ``inputs`` are what its conditions read besides. ``ranking``
    and ``credibility`` are as written: ``scoring`` knows what they mean.
    """

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
    grade: RuleSpec | None = None
    inputs: tuple[InputSpec, ...] = ()
    place: Place = field(default_factory=Place)
    ranking: Mapping[str, Any] = field(default_factory=dict)
    credibility: Mapping[str, Any] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets in order."""
        return tuple(t for s in self.sections for i in s.items for t in i.targets)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order."""
        return tuple(i for s in self.sections for i in s.items)
