"""Indicators: the terms they are measured from and their worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.packs.model.ledger import Condition


@dataclass(frozen=True, slots=True)
class CountTerm:
    """How many rows."""

    ledger: str
    where: Condition


@dataclass(frozen=True, slots=True)
class SumTerm:
    """The sum of an expression over rows; a missing value adds nothing."""

    ledger: str
    where: Condition
    value: Condition


@dataclass(frozen=True, slots=True)
class DistinctTerm:
    """How many different values (of the columns together); rows with a missing one do not count."""

    ledger: str
    where: Condition
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A named count or sum inside a group."""

    name: str
    kind: str
    expression: Condition


@dataclass(frozen=True, slots=True)
class GroupsTerm:
    """How many groups of rows (within one org unit) satisfy ``having``, which is written over the aggregates' names."""

    ledger: str
    where: Condition
    by: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]
    having: Condition


@dataclass(frozen=True, slots=True)
class Combination:
    """Terms added and subtracted."""

    add: tuple[Term, ...]
    subtract: tuple[Term, ...] = ()


Atom = CountTerm | SumTerm | DistinctTerm | GroupsTerm
Term = CountTerm | SumTerm | DistinctTerm | GroupsTerm | Combination


def atoms(term: Term | None) -> tuple[Atom, ...]:
    """The atoms a term is made of."""
    if term is None:
        return ()
    if isinstance(term, Combination):
        return tuple(atom for part in (*term.add, *term.subtract) for atom in atoms(part))
    return (term,)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: ledgers given, values expected."""

    name: str
    given: Mapping[str, tuple[Mapping[str, Any], ...]]
    expect: Mapping[str, Decimal | None]
    reasons: Mapping[str, str] = field(default_factory=dict)
    period: str = "2017H1"
    parameters: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: definition, source, terms, examples.

    Shape: ``period`` is the stretch a value always covers (``year``, ``school_year`` …) and ``population`` whom it counts, where
    the author states them: a letter that sets its target for something else is refused.
    """

    id: str
    name: str
    name_en: str
    source: str
    unit: str
    direction: str
    numerator: Term
    denominator: Term | None
    examples: tuple[Example, ...]
    standard: str = ""
    short_name: str = ""
    count_unit: str = ""
    places: int = 2
    caps: tuple[Decimal | None, Decimal | None] = (None, None)
    disaggregate: tuple[str, ...] | None = None
    numerator_text: str = ""
    denominator_text: str = ""
    note: str = ""
    period: str = ""
    population: str = ""
    pack: str = ""
    file: str = ""

    @property
    def ledgers(self) -> tuple[str, ...]:
        """Ledgers the indicator reads, in order, once each."""
        return tuple(dict.fromkeys(a.ledger for a in (*atoms(self.numerator), *atoms(self.denominator))))

    @property
    def printed_name(self) -> str:
        """The name a report prints."""
        return self.short_name or self.name
