"""Each school by itself: values, the gate (so many at the limit, none under the floor), grades, and what is lacking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Any

from zeren.core.frameworks.assessment import Grade, Need, SchoolResult, SchoolValue, SummaryRow
from zeren.core.frameworks.dispersion import PRECISION
from zeren.core.frameworks.evaluating import evaluate, number_of
from zeren.core.frameworks.table import Section
from zeren.core.kernel import expression as ex
from zeren.core.packs import Bound, Framework, FrameworkIndicator, Grading

__all__ = ["columns_of", "compare", "grade_summary", "school_result"]

_CENT = Decimal("0.01")


def columns_of(*trees: ex.Expression) -> tuple[str, ...]:
    """The columns expressions name, once each, in order."""
    names = (
        n.name for tree in trees for n in ex.walk(tree) if isinstance(n, ex.Name) and n.scope == "column"
    )
    return tuple(dict.fromkeys(names))


def compare(op: str, value: Decimal, limit: Decimal) -> bool:
    """Whether a value satisfies a limit; the bound itself satisfies <= and >=.

    Example:
        >>> compare(">=", Decimal("0.85"), Decimal("0.85")), compare("<", Decimal(1), Decimal(1))
        (True, False)
    """
    return {
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<": value < limit,
        ">": value > limit,
    }[op]


def school_result(framework: Framework, section: Section, parameters: Mapping[str, Any]) -> SchoolResult:
    """Judge one section of a school."""
    floor = (
        framework.gate.floor.at(parameters) if framework.gate is not None and framework.gate.floor else None
    )
    with localcontext() as context:
        context.prec = PRECISION
        values = tuple(_value(i, section, parameters, floor) for i in framework.indicators)
        met = _passes(framework, section.stage, values, parameters)
        grade = None if framework.grading is None else _grade(framework.grading, section, parameters)
        if grade is not None:
            verdicts = (met, grade.passing) if framework.gate is not None else (grade.passing,)
            met = False if False in verdicts else None if None in verdicts else True
        needs = () if met is not False else _needs(framework, values, parameters)
    return SchoolResult(
        school=section.school,
        stage=section.stage,
        row=section.row,
        weight=section.values.get(framework.size) if framework.size else None,
        values=values,
        met=met,
        failing=tuple(v.indicator for v in values if v.met is False),
        below_floor=tuple(v.indicator for v in values if v.above_floor is False),
        needs=needs,
        grade=grade,
    )


def _value(
    indicator: FrameworkIndicator, section: Section, parameters: Mapping[str, Any], share: Decimal | None
) -> SchoolValue:
    numerator = number_of(indicator.numerator.tree, section.values, parameters)
    denominator = number_of(indicator.denominator.tree, section.values, parameters)
    names = columns_of(indicator.numerator.tree, indicator.denominator.tree)
    bound = indicator.limits.get(section.stage)
    limit = None if bound is None else bound.amount.at(parameters)
    floor = None if bound is None or limit is None or share is None else _floor(bound, limit, share)
    value = None if numerator is None or not denominator else numerator * indicator.scale / denominator
    met = above = margin = None
    if value is not None and bound is not None and limit is not None:
        # Compared by multiplying, not dividing: a third of something must meet a limit of a third.
        assert numerator is not None
        assert denominator is not None
        scaled = numerator * indicator.scale
        met = compare(bound.op, scaled, limit * denominator)
        above = None if floor is None else compare(_loose(bound.op), scaled, floor * denominator)
        margin = value - limit if bound.op in {">=", ">", "="} else limit - value
    return SchoolValue(
        indicator.id, value, numerator, denominator, limit, floor, met, above, margin,
        tuple(n for n in names if section.values.get(n) is None), tuple(n for n in names if n in section.folds),
    )  # fmt: skip


def _floor(bound: Bound, limit: Decimal, share: Decimal) -> Decimal:
    """The least a school may fall to; where less is better, the most it may rise to."""
    return limit * share if bound.op in {">=", ">"} else limit / share


def _loose(op: str) -> str:
    return ">=" if op in {">=", ">"} else "<="


def _passes(
    framework: Framework, stage: str, values: Sequence[SchoolValue], parameters: Mapping[str, Any]
) -> bool | None:
    """Whether the gate is passed; unknown values count both ways, and only what holds either way is said."""
    gate = framework.gate
    bounded = {i.id for i in framework.indicators if stage in i.limits}
    judged = [v for v in values if v.indicator in bounded]
    if gate is None or not judged:
        return None
    wanted = Decimal(len(judged)) if gate.at_least is None else gate.at_least.at(parameters)
    if wanted is None:
        return None
    sure = sum(v.met is True for v in judged)
    unknown = sum(v.met is None for v in judged)
    if any(v.above_floor is False for v in judged) or sure + unknown < wanted:
        return False
    return None if unknown and (gate.floor is not None or sure < wanted) else True


def _grade(grading: Grading, section: Section, parameters: Mapping[str, Any]) -> Grade:
    """Points to a grade; an automatic fail gives the lowest, and one that cannot be told leaves the grade open."""
    points = number_of(grading.points.tree, section.values, parameters)
    told = [(f.id, evaluate(f.where.tree, section.values, parameters)) for f in grading.fails]
    fails = tuple(name for name, value in told if value is True)
    bands = [(start, b) for b in grading.bands if (start := b.start.at(parameters)) is not None]
    bands.sort(key=lambda pair: pair[0], reverse=True)
    if fails and bands:
        band = bands[-1][1]
        return Grade(points, band.grade, band.name, False, fails)
    if points is None or any(value is None for _, value in told) or not bands:
        return Grade(points, "", "", None)
    band = next((b for start, b in bands if points >= start), bands[-1][1])
    return Grade(points, band.grade, band.name, band.passing)


def grade_summary(
    framework: Framework,
    schools: Sequence[SchoolResult],
    sections: Sequence[Section],
    parameters: Mapping[str, Any],
) -> tuple[SummaryRow, ...]:
    """The county's table of grades: a line a stage, in the framework's order, and one for all where there are several."""
    summary, grading = framework.summary, framework.grading
    if summary is None or grading is None:
        return ()
    known = [(b.start.at(parameters) or Decimal(0), b.grade) for b in grading.bands]
    grades = [grade for _, grade in sorted(known, reverse=True)]
    pairs = list(zip(schools, sections, strict=True))

    def row(stage: str, name: str, chosen: Sequence[tuple[SchoolResult, Section]]) -> SummaryRow:
        given = [s.grade.grade for s, _ in chosen if s.grade is not None]
        flags = {
            flag.id: sum(
                evaluate(flag.where.tree, section.values, parameters) is True for _, section in chosen
            )
            for flag in summary.flags
        }
        counts = {grade: given.count(grade) for grade in grades}
        return SummaryRow(stage, name, len(chosen), counts, len(chosen) - sum(counts.values()), flags)

    lines = [row(s.id, s.name, [p for p in pairs if p[0].stage == s.id]) for s in framework.assessed]
    return tuple(lines) + ((row("all", "合计", pairs),) if len(lines) != 1 else ())


def _needs(
    framework: Framework, values: Sequence[SchoolValue], parameters: Mapping[str, Any]
) -> tuple[Need, ...]:
    """The least to add so that the school passes.

    The gate may let some indicators stay between floor and limit. Which ones, where teachers and square metres have no common
    price? Those that are relatively furthest from the limit; they go to the floor only.
    """
    if framework.gate is None:
        return ()
    judged = [v for v in values if v.limit is not None and v.value is not None]
    at_least = framework.gate.at_least
    wanted = Decimal(len(judged)) if at_least is None else at_least.at(parameters)
    spared = max(0, len([v for v in values if v.limit is not None]) - int(wanted or 0))
    short = sorted((v for v in judged if v.met is False), key=_shortfall, reverse=True)
    needs = []
    for position, value in enumerate(short):
        to = "floor" if position < spared and value.floor is not None else "limit"
        if position < spared and value.above_floor is not False:
            continue
        needs.append(_need(framework, value, to))
    order = [i.id for i in framework.indicators]
    return tuple(sorted(needs, key=lambda n: order.index(n.indicator)))


def _shortfall(value: SchoolValue) -> Decimal:
    assert value.limit is not None
    assert value.margin is not None
    return -value.margin / abs(value.limit) if value.limit else -value.margin


def _need(framework: Framework, value: SchoolValue, to: str) -> Need:
    indicator = next(i for i in framework.indicators if i.id == value.indicator)
    target = value.floor if to == "floor" else value.limit
    assert target is not None
    assert value.numerator is not None
    assert value.denominator is not None
    add = target * value.denominator / indicator.scale - value.numerator
    step = Decimal(1) if indicator.whole else _CENT
    rounding = ROUND_CEILING if add > 0 else ROUND_FLOOR
    rounded = (add / step).to_integral_value(rounding) * step
    return Need(indicator.id, to, add, rounded, indicator.numerator_unit)
