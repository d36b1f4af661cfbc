"""What an assessment finds: every number with its working, every verdict with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zeren.core.frameworks.dispersion import Spread
from zeren.core.frameworks.table import Excluded, Fold, TableRow
from zeren.core.kernel import Problem
from zeren.core.packs import Basis, Framework, FrameworkIndicator

__all__ = [
    "STATUSES",
    "Assessment",
    "BlockResult",
    "CountyResult",
    "Grade",
    "IndicatorResult",
    "ItemResult",
    "Lift",
    "MeasureResult",
    "Need",
    "SchoolResult",
    "SchoolValue",
    "StageResult",
    "SummaryRow",
    "SurveyResult",
    "Unconfirmed",
    "VetoResult",
]

# Of a block and of the whole. Of several, the first that occurs decides.
STATUSES = ("vetoed", "missed", "pending", "not_informative", "met")


@dataclass(frozen=True, slots=True)
class SchoolValue:
    """One indicator of one school.

    Shape: ``met`` and ``above_floor`` are None where they cannot be told; ``margin`` is value − limit, turned so that a positive
    one is good; ``lacking`` the columns that are missing; ``folded`` those that were split between sections.
    """

    indicator: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    limit: Decimal | None
    floor: Decimal | None
    met: bool | None
    above_floor: bool | None
    margin: Decimal | None
    lacking: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """The least a school has to add to one numerator: to the limit, or to the floor where the gate lets one stay below.

    Shape: ``add`` is exact; ``rounded`` what can be had: whole teachers or rooms, else two places up. Negative where less is
    better.
    """

    indicator: str
    to: str
    add: Decimal
    rounded: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Grade:
    """Points and grade of a row; ``fails`` are the automatic ones, which stand above points."""

    points: Decimal | None
    grade: str
    name: str
    passing: bool | None
    fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolResult:
    """One section of a school against the gate (and the grading, where there is one)."""

    school: str
    stage: str
    row: TableRow
    weight: Decimal | None
    values: tuple[SchoolValue, ...]
    met: bool | None
    failing: tuple[str, ...]
    below_floor: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    grade: Grade | None = None

    def value(self, indicator: str) -> SchoolValue:
        """The value of an indicator; KeyError when there is none.

        Raises:
            KeyError: for an indicator the framework does not have.
        """
        for value in self.values:
            if value.indicator == indicator:
                return value
        raise KeyError(indicator)


@dataclass(frozen=True, slots=True)
class Lift:
    """One sufficient way to bring a coefficient under its limit: raise every school below ``level`` to it.

    Shape: ``adds`` school → numerator to add; ``cv`` what the coefficient would then be. Neither the only way nor the cheapest.
    """

    level: Decimal
    adds: tuple[tuple[str, Decimal], ...]
    total: Decimal
    cv: Decimal


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator of one stage over the county: spread, limit of the coefficient, and what would bring it down."""

    indicator: FrameworkIndicator
    spread: Spread
    limit: Decimal | None
    met: bool | None
    status: str
    lift: Lift | None = None


@dataclass(frozen=True, slots=True)
class StageResult:
    """One stage: the dispersion of its indicators, and how many schools pass."""

    stage: str
    name: str
    indicators: tuple[IndicatorResult, ...]
    composite: Decimal | None
    composite_limit: Decimal | None
    met: bool | None
    status: str
    schools: int
    schools_met: int | None
    excess: Decimal | None = None

    def indicator(self, name: str) -> IndicatorResult:
        """The result of an indicator.

        Raises:
            KeyError: for an indicator the framework does not have.
        """
        for found in self.indicators:
            if found.indicator.id == name:
                return found
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class CountyResult:
    """A ratio of sums over the county.

    Shape: ``missing`` names what it lacks, columns or figures; ``applies`` is false where there is nothing to count.
    """

    id: str
    name: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    op: str
    limit: Decimal | None
    met: bool | None
    margin: Decimal | None
    unit: str
    missing: tuple[str, ...] = ()
    applies: bool = True


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of the county's table of grades.

    Shape: ``grades`` every grade → how many, best first; ``ungraded`` those whose grade is open; ``flags`` fact → how many.
    """

    stage: str
    name: str
    total: int
    grades: Mapping[str, int]
    ungraded: int
    flags: Mapping[str, int]

    @property
    def graded(self) -> int:
        """How many have a grade: what shares of grades are of."""
        return self.total - self.ungraded


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """One measure of an item against the limit that holds for it."""

    id: str
    name: str
    unit: str
    op: str
    limit: Decimal | None
    value: Decimal | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item: its status is met, missed, scored (points stand, nothing is judged) or pending."""

    id: str
    block: str
    name: str
    kind: str
    status: str
    basis: Basis
    measures: tuple[MeasureResult, ...] = ()
    points: Decimal | None = None
    full: Decimal | None = None
    exception: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """The survey against its limit."""

    id: str
    name: str
    value: Decimal | None
    limit: Decimal | None
    status: str
    counts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class VetoResult:
    """One veto: whether it happened, None while nobody said."""

    id: str
    name: str
    happened: bool | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class BlockResult:
    """One part of the verdict: its status, and why in words."""

    id: str
    name: str
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A rule whose wording could not be confirmed, and where it was taken from."""

    id: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """A county against a framework.

    Shape: ``stages`` by id, those with rows; ``outcome`` is the worst of ``blocks`` in the order of :data:`STATUSES`.
    """

    framework: Framework
    region: str
    on: date | None
    stages: Mapping[str, StageResult]
    schools: tuple[SchoolResult, ...]
    excluded: tuple[Excluded, ...]
    folds: tuple[Fold, ...]
    county: tuple[CountyResult, ...]
    items: tuple[ItemResult, ...]
    survey: SurveyResult | None
    vetoes: tuple[VetoResult, ...]
    blocks: tuple[BlockResult, ...]
    outcome: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    summary: tuple[SummaryRow, ...] = ()
