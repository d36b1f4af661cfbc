"""The verb: a framework, a table of schools, and what somebody answered, to an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.frameworks.answers import Answers, read_answers
from zeren.core.frameworks.assessment import (
    STATUSES,
    Assessment,
    BlockResult,
    IndicatorResult,
    SchoolResult,
    StageResult,
    Unconfirmed,
)
from zeren.core.frameworks.county import (
    block_results,
    county_results,
    item_results,
    survey_result,
    veto_results,
)
from zeren.core.frameworks.dispersion import composite_of, spread_of
from zeren.core.frameworks.evaluating import evaluate
from zeren.core.frameworks.lifting import lift_to
from zeren.core.frameworks.schools import columns_of, grade_summary, school_result
from zeren.core.frameworks.table import Resolved, TableRow, plain_rows, resolve
from zeren.core.frameworks.table.resolving import ALL
from zeren.core.kernel import Problem, ZerenError
from zeren.core.packs import Dispersion, Framework, FrameworkIndicator, FrameworkStage

__all__ = ["assess", "judged_spread", "parameters_at"]

_LATEST = date(9999, 12, 31)


def parameters_at(framework: Framework, region: str, on: date | None) -> dict[str, Any]:
    """The parameters in force in a region on a day; the newest where no day is given.

    Shape: ``region`` is an area code (``63``, ``6301``, ``630103``); the nearest region that has a value wins.

    Example:
        >>> from zeren.core.packs import load
        >>> framework = load("balanced-2012").frameworks["balanced-2012"]
        >>> str(parameters_at(framework, "63", None)["balanced_cv_primary"])
        '0.65'
    """
    code = region.strip()
    prefixes = (code, code[:4], code[:2])
    regions = tuple(dict.fromkeys(r for prefix in prefixes if prefix for r in (prefix, prefix.ljust(6, "0"))))
    found = {name: p.at(on or _LATEST, regions) for name, p in framework.parameters.items()}
    return {name: value for name, value in found.items() if value is not None}


def assess(
    framework: Framework,
    schools: Iterable[TableRow | Mapping[str, Any]],
    *,
    answers: Answers | Mapping[str, Any] | None = None,
    region: str = "",
    on: date | None = None,
    problems: Sequence[Problem] = (),
) -> Assessment:
    """Assess a county against a framework.

    Shape: ``schools`` are rows of the framework's table: typed ones from intake, or plain mappings of heading to value.
    ``answers`` hold what no table tells; what is not answered is pending. ``problems`` are those found while reading; an error
    among them leaves nothing ``met``.

    Unit: values in the framework's own units; coefficients as plain ratios (0.5153).

    Raises:
        ZerenError: F002, F003, F006 for rows that cannot be told apart or placed, F007 when no row is left, F018 for an
            unknown heading in a plain mapping.

    Source: 教督〔2012〕3号, 教督〔2017〕6号 and the method sheets of the coefficient; see docs/explanation/frameworks.md.

    Example:
        >>> from zeren.core.packs import load
        >>> framework = load("balanced-2012").frameworks["balanced-2012"]
        >>> table = zip("甲乙丙丁戊", (45, 37, 89, 76, 55), (279, 137, 935, 160, 402))
        >>> rows = [{"学校": s, "学段": "小学", "在校生数": n, "图书册数": b} for s, n, b in table]
        >>> found = assess(framework, rows)
        >>> round(found.stages["primary"].indicator("books").spread.cv, 4), found.outcome
        (Decimal('0.5153'), 'pending')
    """
    listed = list(schools)
    found = list(problems)
    rows = [row for row in listed if isinstance(row, TableRow)]
    if len(rows) < len(listed):
        rows, more = plain_rows(framework, [row for row in listed if not isinstance(row, TableRow)])
        found += more
    if not isinstance(answers, Answers):
        answers, more = read_answers(framework, answers or {})
        found += more
    parameters = parameters_at(framework, region, on)
    lacking = [p.name for name, p in framework.parameters.items() if name not in parameters]
    if lacking:
        found.append(Problem("F033", found="、".join(lacking)))
    resolved = resolve(framework, rows, parameters)
    if not resolved.sections and not resolved.excluded:
        raise ZerenError([*(p for p in found if p.severity == "error"), Problem("F007")])
    found += resolved.problems
    return _Assessing(framework, resolved, answers, parameters).result(region, on, found)


class _Assessing:
    """One assessment in the making."""

    def __init__(
        self, framework: Framework, resolved: Resolved, answers: Answers, parameters: Mapping[str, Any]
    ) -> None:
        self.framework, self.resolved = framework, resolved
        self.answers, self.parameters = answers, parameters
        self.schools = tuple(school_result(framework, s, parameters) for s in resolved.sections)
        self.notes: list[str] = []

    def result(self, region: str, on: date | None, problems: list[Problem]) -> Assessment:
        framework, answers, parameters = self.framework, self.answers, self.parameters
        stages = {s.id: self._stage(s) for s in self._stages()}
        problems = [*problems, *self._missing(problems), *_undefined(stages)]
        county = county_results(framework, self.resolved.sections, answers, parameters)
        items = item_results(framework, answers, parameters, county)
        survey, vetoes = survey_result(framework, answers, parameters), veto_results(framework, answers)
        blocks = self._measured_blocks(stages)
        blocks += block_results(framework, county, items, survey, vetoes, answers, parameters)
        if any(p.severity == "error" for p in problems):
            blocks.append(BlockResult("table", "填报数据", "pending", "有错误未改正，见问题清单"))
        return Assessment(
            framework=framework,
            region=region,
            on=on,
            stages=stages,
            schools=self.schools,
            excluded=self.resolved.excluded,
            folds=self.resolved.folds,
            county=county,
            items=items,
            survey=survey,
            vetoes=vetoes,
            blocks=tuple(blocks),
            outcome=_worst(b.status for b in blocks),
            problems=tuple(problems),
            notes=tuple(self.notes),
            unconfirmed=tuple(
                Unconfirmed(name, words, basis.source)
                for name, words, basis in framework.bases()
                if not basis.confirmed
            ),
            summary=grade_summary(framework, self.schools, self.resolved.sections, parameters),
        )

    def _missing(self, told: Sequence[Problem]) -> list[Problem]:
        """Every missing cell that an indicator needs, once; not those of which something worse was said already."""
        known = {p.place for p in told if p.severity == "error" and p.place.cell}
        wanted = [
            *(i.numerator.tree for i in self.framework.indicators),
            *(i.denominator.tree for i in self.framework.indicators),
            *([self.framework.grading.points.tree] if self.framework.grading else []),
        ]
        found = []
        for section in self.resolved.sections:
            # A blank cell that something else stands for (COALESCE) keeps nothing from being known.
            lacking = [tree for tree in wanted if evaluate(tree, section.values, self.parameters) is None]
            for name in columns_of(*lacking):
                if section.values.get(name) is None and section.row.at(name) not in known:
                    details = {"school": section.school, "column": self.framework.column(name).name}
                    found.append(Problem("F010", section.row.at(name), details=details))
        return found

    # --- stages -----------------------------------------------------------------------------------------------------
    def _stages(self) -> list[FrameworkStage]:
        """The assessed stages that have rows, also where all of them were left out."""
        there = {s.stage for s in self.resolved.sections} | {e.stage for e in self.resolved.excluded}
        if not self.framework.stages:
            return [FrameworkStage(ALL, "全部")]
        absent = [s.name for s in self.framework.assessed if s.id not in there]
        if absent:
            self.notes.append(f"表中没有{'、'.join(absent)}，这部分没有评估")
        return [s for s in self.framework.assessed if s.id in there]

    def _stage(self, stage: FrameworkStage) -> StageResult:
        framework = self.framework
        own = [s for s in self.schools if s.stage == stage.id]
        dispersion = framework.dispersion
        limit = (
            None if dispersion is None or stage.id not in dispersion.limits else dispersion.limits[stage.id]
        )
        number = None if limit is None else limit.at(self.parameters)
        each = number if dispersion is not None and dispersion.per == "indicator" else None
        lines = tuple(self._indicator(i, own, each) for i in framework.indicators)
        composite = composite_of([line.spread.cv for line in lines])
        whole = number if dispersion is not None and dispersion.per == "composite" else None
        judged = None if dispersion is None else _dispersion_status(dispersion, lines, composite, number)
        gated = framework.gate is not None or framework.grading is not None
        excess = None
        if composite is not None and whole is not None and composite > whole:
            excess = (composite - whole) * len(lines)
        return StageResult(
            stage=stage.id,
            name=stage.name,
            indicators=lines,
            composite=composite,
            composite_limit=whole,
            met={"met": True, "missed": False}.get(judged or ""),
            status=judged or "",
            schools=len(own),
            schools_met=sum(s.met is True for s in own) if gated else None,
            excess=excess,
        )

    def _indicator(
        self, indicator: FrameworkIndicator, schools: Sequence[SchoolResult], limit: Decimal | None
    ) -> IndicatorResult:
        values = [(s.school, s.value(indicator.id)) for s in schools]
        spread = spread_of(
            ((name, v.numerator, v.denominator or None) for name, v in values), scale=indicator.scale
        )
        return judged_spread(indicator, spread, limit)

    # --- blocks -----------------------------------------------------------------------------------------------------
    def _measured_blocks(self, stages: Mapping[str, StageResult]) -> list[BlockResult]:
        found = []
        framework = self.framework
        for stage in framework.assessed if framework.dispersion is not None else ():
            name, result = f"校际差异系数（{stage.name}）", stages.get(stage.id)
            status, why = ("pending", "表中没有这一学段") if result is None else (result.status, _why(result))
            found.append(BlockResult(f"dispersion.{stage.id}", name, status, why))
        if framework.gate is None and framework.grading is None:
            return found
        named = {s.id: f"（{s.name}）" for s in framework.stages}
        open_: dict[str, list[str]] = {"missed": [], "pending": []}
        for one in self.schools:
            if not one.met:
                open_["pending" if one.met is None else "missed"].append(
                    one.school + named.get(one.stage, "")
                )
        told = [f"{_OPEN[how]} {len(some)} 所：{'、'.join(some)}" for how, some in open_.items() if some]
        if told:
            status = "missed" if open_["missed"] else "pending"
            return [*found, BlockResult("schools", "逐校判定", status, "；".join(told))]
        met = "met" if self.schools else "pending"
        return [*found, BlockResult("schools", "逐校判定", met, f"{len(self.schools)} 所全部达标")]


_OPEN = {"missed": "未达标", "pending": "待定"}


def judged_spread(indicator: FrameworkIndicator, spread: Any, limit: Decimal | None) -> IndicatorResult:
    """A spread against the limit of a single coefficient; without one it is only told."""
    if limit is None:
        return IndicatorResult(indicator, spread, None, None, "")
    if spread.cv is None:
        return IndicatorResult(indicator, spread, limit, None, "pending")
    if not spread.informative:
        return IndicatorResult(indicator, spread, limit, None, "not_informative")
    met = spread.cv <= limit
    lift = None if met else lift_to(indicator, spread, limit)
    return IndicatorResult(indicator, spread, limit, met, "met" if met else "missed", lift)


def _undefined(stages: Mapping[str, StageResult]) -> list[Problem]:
    """Coefficients that say nothing: of a single school, or of a mean of 0."""
    found = []
    for stage in stages.values():
        if not stage.status:
            continue
        if stage.schools == 1:
            found.append(Problem("F021", found=stage.name))
        for line in stage.indicators:
            if line.spread.reason == "zero_mean":
                found.append(Problem("F022", found=f"{stage.name}{line.indicator.name}"))
    return found


def _dispersion_status(
    dispersion: Dispersion,
    lines: Sequence[IndicatorResult],
    composite: Decimal | None,
    limit: Decimal | None,
) -> str:
    if dispersion.per == "indicator":
        return _worst(line.status or "pending" for line in lines)
    if composite is None or limit is None:
        return "pending"
    if not all(line.spread.informative for line in lines):
        return "not_informative"
    return "met" if composite <= limit else "missed"


def _worst(statuses: Iterable[str]) -> str:
    """The first of :data:`STATUSES` that occurs; nothing at all is pending."""
    found = set(statuses)
    return next((s for s in STATUSES if s in found), "pending")


def _why(stage: StageResult) -> str:
    """The stage's dispersion in words."""
    if stage.composite_limit is not None:
        told = "不能计算" if stage.composite is None else f"{stage.composite:.4f}"
        return f"综合差异系数 {told}，上限 {stage.composite_limit}"
    over = [line.indicator.name for line in stage.indicators if line.met is False]
    if over:
        return f"超过上限 {len(over)} 项：{'、'.join(over)}"
    unknown = [line.indicator.name for line in stage.indicators if line.met is None]
    return (
        f"不能判定 {len(unknown)} 项：{'、'.join(unknown)}"
        if unknown
        else f"{len(stage.indicators)} 项都在上限以内"
    )
