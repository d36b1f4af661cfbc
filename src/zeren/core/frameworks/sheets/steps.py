"""What would have to change to pass: the least for each school, one way for a coefficient, and what is still to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from zeren.core.frameworks.assessing import parameters_at
from zeren.core.frameworks.assessment import Assessment, IndicatorResult, SchoolResult, StageResult
from zeren.core.frameworks.dispersion import PRECISION
from zeren.core.frameworks.sheets.grid import Cell, Figure, Grid, Mark, Page, apart, missing_words, tidy
from zeren.core.frameworks.sheets.marks import limit_words, status_mark
from zeren.core.frameworks.sheets.school_pages import row_word, stage_word
from zeren.core.kernel import plain, round_half_up

__all__ = ["steps_page"]

_NAMED = 8  # schools named in one printed line
_WEIGHTIEST = 3
_HONEST = (
    "差异系数由所有学校共同决定，不是哪一所学校“造成”的。下面是一种够用的办法：把低于某一水平的都补到这个水平；不是唯一的，也不一定最省，"
    "从多的学校调剂到少的学校会更快。"
)
Rows = list[tuple[Cell, ...]]


def steps_page(found: Assessment, *, every_school: bool = False) -> Page:
    """The list of what would have to change.

    Shape: ``every_school`` gives each school of a coefficient's remedy its own row (a workbook); else the largest are named.
    """
    grids = [
        _schools(found),
        *_spreads(found, every_school=every_school),
        _county(found),
        _items(found),
        _open(found),
    ]
    shown = tuple(grid for grid in grids if grid is not None)
    if shown:
        lead: tuple[Cell, ...] = (
            (
                "只列出为达标最少要改变的；数为分子的变化，按分母（在校生数等）不变计算，教师、教室等按整数向上取。",
            ),
        )
    elif found.outcome == "met":
        lead = (("各部分都已达到，没有要改变的。",),)
    else:
        lead = (("没有可以计算的改变，原因见“结论”。",),)
    return Page("怎样达标", lead, shown)


def _stage_name(found: Assessment, stage: str) -> str:
    return {s.id: s.name for s in found.framework.stages}.get(stage, "")


# --- schools ----------------------------------------------------------------------------------------------------------
def _schools(found: Assessment) -> Grid | None:
    rows: Rows = []
    for school in found.schools:
        if school.met is False:
            rows += _needs(found, school)
            rows += _grade(found, school)
    header = (
        row_word(found.framework),
        stage_word(found.framework),
        "指标",
        "现有",
        "至少增加",
        "增加后",
        "单位",
        "说明",
    )
    return (
        Grid(f"{row_word(found.framework)}要补的", header, tuple(rows), notes=("负数表示要减少。",))
        if rows
        else None
    )


def _needs(found: Assessment, school: SchoolResult) -> Iterator[tuple[Cell, ...]]:
    indicators = {i.id: i for i in found.framework.indicators}
    for need in school.needs:
        value = school.value(need.indicator)
        indicator = indicators[need.indicator]
        bound = indicator.limits[school.stage]
        words = f"补到标准（{limit_words(bound.op, value.limit)}）"
        if need.to == "floor":
            words = f"可以有未达标的指标，但要补到底线（{limit_words(bound.op, value.floor)}）"
        now = value.numerator or Decimal(0)
        yield (
            (school.school,), (_stage_name(found, school.stage),), (indicator.name,), (Figure(now, 2, short=True),),
            (Figure(need.rounded, 2, signed=True, short=True),), (Figure(now + need.rounded, 2, short=True),),
            (need.unit,), (words,),
        )  # fmt: skip


def _grade(found: Assessment, school: SchoolResult) -> Iterator[tuple[Cell, ...]]:
    """What keeps a school from a passing grade: points, or a fact that fails it whatever its points."""
    grading, grade = found.framework.grading, school.grade
    if grading is None or grade is None or grade.passing is not False:
        return
    head: tuple[Cell, ...] = ((school.school,), (_stage_name(found, school.stage),))
    fails = {f.id: f.name for f in grading.fails}
    for fail in grade.fails:
        yield (
            *head,
            ("自动不合格情形",),
            (fails[fail],),
            ("",),
            ("",),
            ("",),
            ("先消除这一情形，得分再高也不合格",),
        )
    parameters = parameters_at(found.framework, found.region, found.on)
    starts = [start for b in grading.bands if b.passing and (start := b.start.at(parameters)) is not None]
    if starts and grade.points is not None and grade.points < min(starts):
        least = min(starts)
        yield (
            *head, ("得分",), (Figure(grade.points, 2, short=True),), (Figure(least - grade.points, 2, signed=True, short=True),),
            (Figure(least, 2, short=True),), ("分",), ("达到合格线",),
        )  # fmt: skip


# --- coefficients -----------------------------------------------------------------------------------------------------
def _spreads(found: Assessment, *, every_school: bool) -> Iterator[Grid]:
    rows: Rows = []
    each: Rows = []
    for stage in found.stages.values():
        for line in stage.indicators:
            if line.met is False:
                rows.append(_coefficient(stage, line))
                each += _adds(found, stage, line) if every_school else []
        if stage.excess is not None and stage.composite is not None:
            rows += _composite(stage)
    if rows:
        header = (
            stage_word(found.framework),
            "差异系数",
            "现在",
            "上限",
            "一种办法",
            "离散程度最大的几所（占S²）",
        )
        yield Grid("差异系数要降的", header, tuple(rows), notes=(_HONEST,))
    if each:
        columns = (
            row_word(found.framework),
            stage_word(found.framework),
            "指标",
            "现有",
            "增加",
            "增加后",
            "单位",
        )
        yield Grid(
            "降低差异系数的一种办法：逐校增加",
            columns,
            tuple(each),
            notes=("不是唯一的办法，也不一定最省。",),
        )


def _coefficient(stage: StageResult, line: IndicatorResult) -> tuple[Cell, ...]:
    cv = line.spread.cv
    limit = line.limit
    lift, unit = line.lift, line.indicator.numerator_unit
    how = "没有算出可行的办法"
    if lift is not None:
        named = "、".join(f"{name}{plain(round_half_up(add, 2))}" for name, add in lift.adds[:_NAMED])
        more = f"等{len(lift.adds)}所" if len(lift.adds) > _NAMED else ""
        how = (
            f"低于{plain(round_half_up(lift.level, 4))}的都补到这个水平，共增加{plain(round_half_up(lift.total, 2))}{unit}"
            f"（{named}{more}），差异系数降为{round_half_up(lift.cv, 4):f}"
        )
    return (
        (stage.name,),
        (line.indicator.name,),
        ("—",) if cv is None else (Figure(cv, apart(cv, limit, 4)),),
        ("—",) if limit is None else (Figure(limit, 6, short=True),),
        (how,),
        (_weightiest(line),),
    )


def _weightiest(line: IndicatorResult) -> str:
    """The schools with the largest share of S², which is where the spread lies, not whose fault it is."""
    with localcontext() as context:
        context.prec = PRECISION
        whole = sum((s.squared for s in line.spread.shares), Decimal(0))
        if not whole:
            return ""
        widest = sorted(line.spread.shares, key=lambda s: (-s.squared, s.school))[:_WEIGHTIEST]
        mean = line.spread.mean or Decimal(0)
        return "、".join(
            f"{s.school}{'偏低' if s.value < mean else '偏高'}{round_half_up(s.squared * 100 / whole, 1)}%"
            for s in widest
        )


def _adds(found: Assessment, stage: StageResult, line: IndicatorResult) -> Iterator[tuple[Cell, ...]]:
    if line.lift is None:
        return
    now = {s.school: s.amount for s in line.spread.shares}
    for school, add in line.lift.adds:
        yield (
            (school,), (_stage_name(found, stage.stage),), (line.indicator.name,), (Figure(now[school], 2, short=True),),
            (Figure(add, 2, signed=True, short=True),), (Figure(now[school] + add, 2, short=True),),
            (line.indicator.numerator_unit,),
        )  # fmt: skip


def _composite(stage: StageResult) -> Iterator[tuple[Cell, ...]]:
    """A composite over its limit: how much the sum must fall, and where it is largest."""
    assert stage.composite is not None
    assert stage.excess is not None
    count = len(stage.indicators)
    yield (
        (stage.name,), ("综合差异系数",), (Figure(stage.composite, apart(stage.composite, stage.composite_limit, 4)),),
        ("—",) if stage.composite_limit is None else (Figure(stage.composite_limit, 6, short=True),),
        (f"{count}项差异系数之和须减少{round_half_up(stage.excess, 4):f}；先降差异最大的几项",), ("",),
    )  # fmt: skip
    widest = sorted(stage.indicators, key=lambda i: -(i.spread.cv or Decimal(0)))[:_WEIGHTIEST]
    for line in widest:
        if line.spread.cv is not None:
            how = f"其中差异较大的一项；单靠这一项，须降到{round_half_up(line.spread.cv - stage.excess, 4):f}以内"
            if line.spread.cv < stage.excess:
                how = "其中差异较大的一项；单靠这一项不够"
            yield (
                (stage.name,),
                (line.indicator.name,),
                (Figure(line.spread.cv, 4),),
                ("—",),
                (how,),
                (_weightiest(line),),
            )


# --- the county, items, what is open ----------------------------------------------------------------------------------
def _county(found: Assessment) -> Grid | None:
    scales = {c.id: c.scale for c in found.framework.county}
    rows: Rows = []
    for result in found.county:
        if (
            result.met is not False
            or result.limit is None
            or result.numerator is None
            or not result.denominator
        ):
            continue
        with localcontext() as context:
            context.prec = PRECISION
            add = result.limit * result.denominator / scales[result.id] - result.numerator
        value = result.value or Decimal(0)
        rows.append(
            (
                (result.name,), (Figure(value, apart(value, result.limit, 2)),),
                (limit_words(result.op, result.limit, result.unit),), (Figure(result.numerator, 2, short=True),),
                (Figure(add, apart(add, Decimal(0), 2), signed=True, short=True),),
            )
        )  # fmt: skip
    header = ("县域指标", "现在", "标准", "现有分子", "分子至少增加（分母不变）")
    return Grid("县域指标要补的", header, tuple(rows), notes=("负数表示要减少。",)) if rows else None


def _items(found: Assessment) -> Grid | None:
    """Items, survey and vetoes that stand against passing."""
    rows: Rows = []
    blocks = {b.id: b for b in found.framework.blocks}
    for item in found.items:
        if item.status != "missed" or blocks[item.block].rule == "points":
            continue
        short = [m for m in item.measures if m.met is False]
        told = "；".join(
            f"{m.name}现为{'—' if m.value is None else tidy(plain(m.value))}{m.unit}，要{limit_words(m.op, m.limit, m.unit)}"
            for m in short
        )
        rows.append((((blocks[item.block].name),), (item.name,), (tidy(told) or item.basis.clause,)))
    results = {b.id: b for b in found.blocks}
    for block in found.framework.blocks:
        if block.rule == "points" and results[block.id].status == "missed":
            rows.append(((block.name,), ("合计得分",), (tidy(results[block.id].why),)))
    survey = found.survey
    if survey is not None and survey.status == "missed" and survey.value is not None:
        op = found.framework.survey.bound.op if found.framework.survey is not None else ">="
        told = f"现为{plain(round_half_up(survey.value, 2))}%，要{limit_words(op, survey.limit, '%')}"
        rows.append((("社会调查",), (survey.name,), (told,)))
    for veto in found.vetoes:
        if veto.happened:
            rows.append((("一票否决",), (Mark(veto.name, "floor"),), ("已经发生：补足资源也不能改变结论",)))
    return Grid("项目、满意度和一票否决", ("部分", "项目", "要改变的"), tuple(rows)) if rows else None


def _open(found: Assessment) -> Grid | None:
    """What has to be filled in before anything can be said."""
    rows: Rows = []
    columns = {c.id: c.name for c in found.framework.columns}
    for school in found.schools:
        lacking = dict.fromkeys(columns[name] for value in school.values for name in value.lacking)
        if lacking:
            where = f"{school.school}{_stage_name(found, school.stage)}"
            rows.append(((where,), (Mark("缺数", "open"),), ("、".join(lacking),)))
    for result in found.county:
        if result.missing and result.applies:
            rows.append(((result.name,), (Mark("缺数", "open"),), (missing_words(result.missing),)))
    told = {"schools", "county", "table"}
    for block in found.blocks:
        if block.status == "pending" and block.id not in told and not block.id.startswith("dispersion."):
            rows.append(((block.name,), (status_mark("pending"),), (tidy(block.why),)))
    return Grid("要先补填的", ("哪里", "状态", "要补填什么"), tuple(rows)) if rows else None
