"""Conditions, code lists, parameters, and the ledgers with their columns and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
    """A count of rows or a sum over rows of one ledger.

    Shape: ``keys`` says, for each name the comparison groups by, what the rows are grouped by: a column, or an expression over
    the row, such as the grade above.
    """

    ledger: str
    where: Condition
    keys: tuple[Condition, ...]
    sum: Condition | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Group by group, an equation or inequality of sums holds. ``expect`` is written over the terms' names."""

    by: tuple[str, ...]
    terms: Mapping[str, SimpleTerm]
    expect: Condition


@dataclass(frozen=True, slots=True)
class Requirement:
    """A row that must be there: the condition it satisfies, and what to call it when it is missing."""

    name: str
    name_en: str
    where: Condition


@dataclass(frozen=True, slots=True)
class RequiredRows:
    """Every group of the selected rows has a row that satisfies each requirement."""

    by: tuple[str, ...]
    where: Condition
    each: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A rule between rows, ledgers or schools."""

    id: str
    rule: Unique | Match | Comparison | RequiredRows
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
