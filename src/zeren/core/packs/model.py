"""What a pack holds, as frozen values. Built only by the loader, which reports everything wrong; afterwards assume valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Place
from zeren.core.kernel.expression import Expression


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression with the text it was written as. Without a text it is always true."""

    text: str
    tree: Expression


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list."""

    code: str
    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list; ``open`` ones are catalogues a district may extend."""

    id: str
    name: str
    name_en: str
    source: str
    values: tuple[Code, ...]
    open: bool = False

    def label(self, code: str) -> str:
        """The Chinese name of a code, or the code itself."""
        return next((v.name for v in self.values if v.code == code), code)

    def lookup(self) -> dict[str, str]:
        """Everything a clerk may write, to the code."""
        table: dict[str, str] = {}
        for value in self.values:
            for word in (value.code, value.name, *value.aliases):
                table.setdefault(word, value.code)
        return table


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter's value in a region ("" is everywhere) from a date on."""

    region: str
    start: date
    value: str | Decimal | date


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated, regional constant of the rules."""

    id: str
    name: str
    name_en: str
    type: str
    source: str
    values: tuple[ParameterValue, ...]

    def at(self, day: date, regions: tuple[str, ...]) -> str | Decimal | date | None:
        """The value in force: the nearest of ``regions`` (nearest first) that has one, at the day; None where there is none."""
        for region in (*regions, ""):
            known = [v for v in self.values if v.region == region and v.start <= day]
            if known:
                return max(known, key=lambda v: v.start).value
        return None


@dataclass(frozen=True, slots=True)
class Column:
    """A typed column of a ledger."""

    id: str
    name: str
    name_en: str
    type: str
    required: bool = False
    codes: str = ""
    format: str = ""
    min: Decimal | date | None = None
    max: Decimal | date | None = None
    sensitivity: str = "internal"
    dimension: str = ""
    aliases: tuple[str, ...] = ()
    definition: str = ""
    definition_en: str = ""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A rule every row obeys; unknown passes."""

    id: str
    expect: Condition
    severity: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows (of those selected) share these columns."""

    columns: tuple[str, ...]
    where: Condition


@dataclass(frozen=True, slots=True)
class Match:
    """Every selected row has a counterpart with equal key in the other ledger."""

    key: tuple[str, ...]
    where: Condition
    other: str
    other_key: tuple[str, ...]
    other_where: Condition
    counterpart_unit: str = ""


@dataclass(frozen=True, slots=True)
class SimpleTerm:
    """A count of rows or a sum over rows of one ledger."""

    ledger: str
    where: Condition
    sum: Condition | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Group by group, an equation or inequality of sums holds. ``expect`` is written over the terms' names."""

    by: tuple[str, ...]
    terms: Mapping[str, SimpleTerm]
    expect: Condition


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A rule between rows, ledgers or schools."""

    id: str
    rule: Unique | Match | Comparison
    severity: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class DefinesUnits:
    """The ledger lists organisation units."""

    code: str
    name: str
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: its columns, keys and checks."""

    id: str
    name: str
    name_en: str
    definition: str
    definition_en: str
    source: str
    submitted_by: str
    unit: str
    key: tuple[str, ...]
    period: str
    columns: tuple[Column, ...]
    date: str = ""
    defines_units: DefinesUnits | None = None
    checks: tuple[RowCheck, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
    pack: str = ""

    def column(self, name: str) -> Column:
        """The column; KeyError when there is none."""
        for column in self.columns:
            if column.id == name:
                return column
        raise KeyError(name)

    @property
    def dimensions(self) -> dict[str, str]:
        """Dimension to column id."""
        return {c.dimension: c.id for c in self.columns if c.dimension}


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
    """One indicator: definition, source, terms, examples."""

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


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """One section file of a report template, as written."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """A report template: a file per section."""

    id: str
    name: str
    letter: str
    title: str
    issuer: str
    addressee: str
    unit: str
    sections: tuple[TemplateSection, ...]
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack and everything it depends on, merged: names are unique over all of them."""

    id: str
    version: str
    name: str
    name_en: str
    licence: str
    path: str
    depends: tuple[str, ...]
    versions: Mapping[str, str]
    codes: Mapping[str, CodeList]
    parameters: Mapping[str, Parameter]
    ledgers: Mapping[str, Ledger]
    indicators: Mapping[str, Indicator]
    letters: Mapping[str, Letter]
    reports: Mapping[str, ReportTemplate]
