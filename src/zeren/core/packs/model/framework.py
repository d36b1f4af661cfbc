"""A framework: a national standard as content. What its table looks like, what it measures, and what must hold to pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.packs.model.ledger import Code, Condition, Parameter


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from: the clause in our own words, the source, and whether its wording was confirmed."""

    clause: str = ""
    source: str = ""
    confirmed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or the parameter that holds it."""

    value: Decimal | None = None
    parameter: str = ""

    def at(self, parameters: Mapping[str, Any]) -> Decimal | None:
        """The number in force; None where the parameter has none there and then."""
        found = parameters.get(self.parameter) if self.parameter else self.value
        return found if isinstance(found, Decimal) else None


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison with an amount; the bound itself satisfies <= and >=."""

    op: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class FrameworkColumn:
    """One column of the table a county fills in.

    Shape: ``codes`` the values of a ``code`` column (an unknown word is kept, with a warning); ``units`` what a unit written in
    the heading multiplies by (万元 → 10000); ``shared`` whether sections of one school may have it in common, so that a single
    figure is folded.
    """

    id: str
    name: str
    name_en: str
    type: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    units: Mapping[str, Decimal] = field(default_factory=dict)
    min: Decimal | None = None
    shared: bool = False
    definition: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkStage:
    """A stage of education. Those not assessed (senior secondary) only take their share of what a school has in common."""

    id: str
    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    assessed: bool = True


@dataclass(frozen=True, slots=True)
class FoldRule:
    """A kind of school: its sections with the weight of a pupil in each, and the codes of the kind column that name it."""

    name: str
    weights: Mapping[str, Amount]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folding:
    """How what the sections of a school have in common is split: by weight times enrolment.

    Shape: ``kind`` the column that names the kind of school, ``sizes`` stage → column that holds its enrolment in a row that
    stands for a whole school.
    """

    kind: str
    sizes: Mapping[str, str]
    rules: tuple[FoldRule, ...]
    basis: Basis

    def rule(self, stages: frozenset[str]) -> FoldRule | None:
        """The rule for a school with exactly these sections."""
        return next((r for r in self.rules if frozenset(r.weights) == stages), None)

    def named(self, code: object) -> FoldRule | None:
        """The rule of the kind with this code."""
        return next((r for r in self.rules if code in r.codes), None)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows that do not count, and why."""

    id: str
    name: str
    where: Condition
    basis: Basis


@dataclass(frozen=True, slots=True)
class TableCheck:
    """What must hold between the cells of a row; unknown passes. A row that fails it is told of and still counts."""

    id: str
    name: str
    expect: Condition


@dataclass(frozen=True, slots=True)
class FrameworkIndicator:
    """One indicator of a school: numerator ÷ denominator × scale.

    Shape: ``limits`` by stage; a stage without one is not judged school by school. ``whole`` says the numerator counts things
    that cannot be had in part (teachers, classrooms). ``formula`` is where the way of counting comes from, which may be less
    certain than the limit.
    """

    id: str
    name: str
    name_en: str
    unit: str
    scale: Decimal
    numerator: Condition
    denominator: Condition
    limits: Mapping[str, Bound]
    places: int
    whole: bool
    numerator_unit: str
    basis: Basis
    formula: Basis


@dataclass(frozen=True, slots=True)
class Gate:
    """What a school must reach: at least so many indicators at their limit, none of the rest under a share of it."""

    at_least: Amount | None
    floor: Amount | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Dispersion:
    """The coefficient of variation between schools, limited for each indicator or for their mean."""

    per: str
    limits: Mapping[str, Amount]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Band:
    """A grade from so many points on."""

    start: Amount
    grade: str
    name: str
    passing: bool


@dataclass(frozen=True, slots=True)
class AutomaticFail:
    """A fact about a row that gives the lowest grade, whatever its points."""

    id: str
    name: str
    where: Condition
    basis: Basis


@dataclass(frozen=True, slots=True)
class Grading:
    """Points and a grade for every row: bands from the highest down, and what fails at once."""

    points: Condition
    bands: tuple[Band, ...]
    fails: tuple[AutomaticFail, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class SummaryFlag:
    """A fact about a row that the summary counts beside the grades."""

    id: str
    name: str
    where: Condition


@dataclass(frozen=True, slots=True)
class GradeSummary:
    """The county's table of grades: how many rows of each stage have which grade, and which facts hold of how many."""

    name: str
    flags: tuple[SummaryFlag, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the county that no row holds; it is given with the answers."""

    id: str
    name: str
    unit: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class CountyTerm:
    """A part of a county's sum: an expression summed over rows, a count of rows, or a figure."""

    where: Condition
    sum: Condition | None = None
    figure: str = ""


@dataclass(frozen=True, slots=True)
class CountyIndicator:
    """A ratio of sums over all rows that count, with its limit.

    Shape: ``optional`` says that where there is nothing to count (no kindergarten of the kind) it does not apply.
    """

    id: str
    name: str
    name_en: str
    unit: str
    scale: Decimal
    numerator: tuple[CountyTerm, ...]
    denominator: tuple[CountyTerm, ...]
    bound: Bound | None
    places: int
    basis: Basis
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of an item, with its limit; or, with ``county``, a county indicator that the table itself answers."""

    id: str
    name: str
    unit: str
    bound: Bound
    county: str = ""


@dataclass(frozen=True, slots=True)
class ItemException:
    """Where other limits hold; measures it does not name keep theirs."""

    id: str
    name: str
    limits: Mapping[str, Amount]
    basis: Basis


@dataclass(frozen=True, slots=True)
class FrameworkItem:
    """One item that somebody answers: judged, or measured against limits."""

    id: str
    name: str
    name_en: str
    kind: str
    measures: tuple[Measure, ...]
    exceptions: tuple[ItemException, ...]
    points: Decimal | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """Items that belong together: all must be met, or their points must reach a mark."""

    id: str
    name: str
    name_en: str
    rule: str
    mark: Bound | None
    full: Decimal | None
    items: tuple[FrameworkItem, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Survey:
    """The public's satisfaction, in per cent, and who is asked."""

    id: str
    name: str
    bound: Bound
    respondents: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class FrameworkVeto:
    """An event that decides whatever the rest says."""

    id: str
    name: str
    name_en: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example must give: where (stage, school, indicator; or a named part such as county) and which figures or words.

    Shape: ``part`` is one of ``county``, ``item``, ``block``, ``summary``, ``of`` the id there; a dotted name goes into a map.
    """

    stage: str
    school: str
    indicator: str
    values: Mapping[str, str]
    line: int = 0
    part: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkExample:
    """A worked example: a table of schools, or published statistics, and what must come out.

    Shape: ``rows`` heading or id → text; ``statistics`` indicator → (mean, standard deviation) of ``stage``; ``composite`` a
    published mean of coefficients where nothing else is known.
    """

    name: str
    source: str
    region: str
    on: date | None
    rows: tuple[Mapping[str, str], ...]
    stage: str
    statistics: Mapping[str, tuple[Decimal, Decimal]]
    composite: Decimal | None
    tolerance: Decimal
    expect: tuple[Expected, ...]
    line: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Framework:
    """A standard by which a county is assessed.

    Shape: ``unit`` the column that names a row (a school), ``stage`` the column of the stage ("" where there are none), ``size``
    the column of enrolment ("" where rows are not weighted). A framework has the parts that its document has; the rest is empty.
    """

    id: str
    name: str
    name_en: str
    document_number: str
    source: str
    table_name: str
    unit: str
    stage: str
    size: str
    columns: tuple[FrameworkColumn, ...]
    stages: tuple[FrameworkStage, ...] = ()
    folding: Folding | None = None
    exclusions: tuple[Exclusion, ...] = ()
    indicators: tuple[FrameworkIndicator, ...] = ()
    gate: Gate | None = None
    dispersion: Dispersion | None = None
    grading: Grading | None = None
    summary: GradeSummary | None = None
    checks: tuple[TableCheck, ...] = ()
    figures: tuple[Figure, ...] = ()
    county: tuple[CountyIndicator, ...] = ()
    blocks: tuple[ItemBlock, ...] = ()
    survey: Survey | None = None
    vetoes: tuple[FrameworkVeto, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    examples: tuple[FrameworkExample, ...] = ()
    note: str = ""
    pack: str = ""
    file: str = ""

    def column(self, name: str) -> FrameworkColumn:
        """The column; KeyError when there is none."""
        for column in self.columns:
            if column.id == name:
                return column
        raise KeyError(name)

    @property
    def items(self) -> tuple[FrameworkItem, ...]:
        """All items in order."""
        return tuple(i for block in self.blocks for i in block.items)

    @property
    def assessed(self) -> tuple[FrameworkStage, ...]:
        """The stages that are judged."""
        return tuple(s for s in self.stages if s.assessed)

    def bases(self) -> Iterator[tuple[str, str, Basis]]:
        """Everything that has a source: id, name and where it comes from."""
        things: tuple[Exclusion | FrameworkIndicator | CountyIndicator | Figure | FrameworkVeto, ...] = (
            *self.exclusions, *self.indicators, *self.county, *self.figures, *self.vetoes,
        )  # fmt: skip
        for thing in things:
            yield thing.id, thing.name, thing.basis
        for indicator in self.indicators:
            yield f"{indicator.id}.formula", f"{indicator.name}（取数公式）", indicator.formula
        parts = (("folding", "合设学校资源折算", self.folding), ("gate", "逐校判定", self.gate),
                 ("dispersion", "校际差异系数", self.dispersion), ("grading", "等级评定", self.grading),
                 ("summary", "等级汇总", self.summary))  # fmt: skip
        for name, words, part in parts:
            if part is not None:
                yield name, words, part.basis
        if self.grading is not None:
            for fail in self.grading.fails:
                yield fail.id, fail.name, fail.basis
        for block in self.blocks:
            yield block.id, block.name, block.basis
            for item in block.items:
                yield item.id, item.name, item.basis
                for exception in item.exceptions:
                    yield f"{item.id}.{exception.id}", f"{item.name}（{exception.name}）", exception.basis
        if self.survey is not None:
            yield self.survey.id, self.survey.name, self.survey.basis
