"""School by school: every indicator with its margin, and the heat map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from zeren.core.frameworks.assessment import Assessment, SchoolResult, SchoolValue, StageResult
from zeren.core.frameworks.schools import columns_of
from zeren.core.frameworks.sheets.grid import Cell, Figure, Grid, Mark, Page
from zeren.core.frameworks.sheets.marks import (
    deviation_mark,
    heat_mark,
    legend,
    limit_words,
    school_mark,
    value_figures,
    value_mark,
)
from zeren.core.kernel import plain
from zeren.core.packs import Framework, FrameworkIndicator

__all__ = [
    "basis_of",
    "concluded",
    "heat_page",
    "limited",
    "row_word",
    "stage_word",
    "unit_words",
    "verdict_page",
]

HEAT = "热力图"
_SHORT = "未达标和缺数的指标"


def row_word(framework: Framework) -> str:
    """What a row is called: 学校, 幼儿园, 督学."""
    return framework.column(framework.unit).name.removesuffix("名称")


def stage_word(framework: Framework) -> str:
    """What a stage is called: 学段, 学校类别."""
    return framework.column(framework.stage).name if framework.stage else "学段"


def limited(found: Assessment) -> bool:
    """Whether values of single rows are held against a limit; else they are only compared with one another."""
    return found.framework.gate is not None or any(i.limits for i in found.framework.indicators)


def concluded(found: Assessment) -> bool:
    """Whether a single row passes or fails as a whole: by a gate, or by a grade."""
    return found.framework.gate is not None or found.framework.grading is not None


def unit_words(indicator: FrameworkIndicator) -> str:
    """The indicator with its unit, as a heading."""
    return f"{indicator.name}（{indicator.unit}）" if indicator.unit else indicator.name


def basis_of(indicator: FrameworkIndicator, value: SchoolValue, framework: Framework) -> str:
    """How a value came about: numerator ÷ denominator, in words."""
    if value.numerator is None or value.denominator is None:
        return ""
    names = [
        "、".join(framework.column(c).name for c in columns_of(side.tree)) or "行数"
        for side in (indicator.numerator, indicator.denominator)
    ]
    times = "" if indicator.scale == 1 else f"×{plain(indicator.scale)}"
    folded = "；含折算" if value.folded else ""
    return (
        f"{names[0]} {plain(value.numerator.quantize(Decimal('0.000001')))} ÷ {names[1]} {plain(value.denominator)}{times}"
        f"{folded}；依据：{indicator.basis.clause or indicator.name}"
    )


def _stages(found: Assessment) -> Iterator[tuple[StageResult, list[SchoolResult]]]:
    for stage in found.stages.values():
        own = [s for s in found.schools if s.stage == stage.stage]
        if own:
            yield stage, own


def _of_stage(found: Assessment, stage: StageResult) -> str:
    """The stage's name for titles; nothing where the framework has no stages."""
    return f"（{stage.name}）" if found.framework.stages else ""


# --- the verdict sheet ------------------------------------------------------------------------------------------------
def verdict_page(found: Assessment, *, one_fact_a_column: bool) -> Page | None:
    """Each row with each indicator: value, limit, margin, and the verdict in words.

    Shape: ``one_fact_a_column`` for a workbook, where one filters; else value, margin and verdict share a cell.
    """
    if not found.schools:
        return None
    word = row_word(found.framework)
    name = "逐校判定" if word == "学校" else f"逐个{word}判定"
    lead: list[Cell] = [(words,) for words in _how(found, word)]
    many = _columns(found) if one_fact_a_column else None
    grids = (many,) if many is not None else tuple(_stage_grid(found, *pair) for pair in _stages(found))
    return Page(name, tuple(lead), grids)


def _how(found: Assessment, word: str) -> Iterator[str]:
    """How to read the page."""
    for rule in (found.framework.gate, found.framework.grading):
        if rule is not None and rule.basis.clause:
            yield f"判定办法：{rule.basis.clause}。"
    if not concluded(found):
        yield f"本标准不对单所{word}下结论；" + (
            "各指标与标准之差列出供查找差距。"
            if limited(found)
            else "只比较校际差异：下表列出各校数值和与县均值之差。"
        )
    if limited(found):
        floor = (
            "，深红色为低于底线" if found.framework.gate is not None and found.framework.gate.floor else ""
        )
        yield f"差距＝完成值与标准之差，正数为好；用未四舍五入的值判定。红色为未达标{floor}，都注明文字。"


def _judged(indicator: FrameworkIndicator, stage: str) -> bool:
    return stage in indicator.limits


def _heads(found: Assessment) -> tuple[str, ...]:
    framework = found.framework
    size = (framework.column(framework.size).name,) if framework.size else ()
    return (row_word(framework), *((stage_word(framework),) if framework.stages else ()), *size)


def _head_cells(found: Assessment, school: SchoolResult, *, staged: bool) -> tuple[Cell, ...]:
    names = {s.id: s.name for s in found.framework.stages}
    cells: list[Cell] = [(school.school,)]
    if staged and found.framework.stages:
        cells.append((names.get(school.stage, school.stage),))
    if found.framework.size:
        cells.append(("—",) if school.weight is None else (Figure(school.weight, 0),))
    return tuple(cells)


def _tails(found: Assessment) -> tuple[str, ...]:
    graded = ("得分", "等级", "自动不合格情形") if found.framework.grading is not None else ()
    verdict = ("结论",) if concluded(found) else ()
    return (*graded, *verdict, *((_SHORT,) if limited(found) else ()))


def _tail_cells(found: Assessment, school: SchoolResult) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    grading = found.framework.grading
    if grading is not None:
        grade = school.grade
        fails = {f.id: f.name for f in grading.fails}
        points = None if grade is None else grade.points
        cells.append((Mark("缺数", "open"),) if points is None else (Figure(points, 2, short=True),))
        cells.append((grade.name,) if grade is not None and grade.name else (Mark("待定", "open"),))
        failed = "、".join(fails[f] for f in grade.fails) if grade is not None else ""
        cells.append((Mark(failed, "missed"),) if failed else ("",))
    if concluded(found):
        cells.append((school_mark(school),))
    if limited(found):
        cells.append((_short_of(found, school),))
    return tuple(cells)


def _short_of(found: Assessment, school: SchoolResult) -> str:
    names = {i.id: i.name for i in found.framework.indicators}
    missing = [
        v.indicator
        for v in school.values
        if v.value is None
        and _judged(next(i for i in found.framework.indicators if i.id == v.indicator), school.stage)
    ]
    parts = ["、".join(names[i] for i in school.failing)]
    if missing:
        parts.append("缺数：" + "、".join(names[i] for i in missing))
    return "；".join(p for p in parts if p)


def _columns(found: Assessment) -> Grid:
    """The workbook's form: for each indicator its value, limit, margin and verdict side by side."""
    framework, judged = found.framework, limited(found)
    each = ("完成值", "标准", "差距", "判定") if judged else ("数值", "县均值", "与县均值之差")
    heads, tails = _heads(found), _tails(found)
    groups = [("", len(heads)), *((unit_words(i), len(each)) for i in framework.indicators)]
    rows = []
    for school in found.schools:
        cells = list(_head_cells(found, school, staged=True))
        for indicator in framework.indicators:
            value = school.value(indicator.id)
            cells += (
                _four(indicator, value, school.stage, framework)
                if judged
                else _three(found, indicator, value, school.stage)
            )
        rows.append((*cells, *_tail_cells(found, school)))
    header = (*heads, *(word for _ in framework.indicators for word in each), *tails)
    return Grid(
        "", header, tuple(rows), groups=(*groups, ("", len(tails))) if tails else tuple(groups), main=True
    )


def _four(
    indicator: FrameworkIndicator, value: SchoolValue, stage: str, framework: Framework
) -> Iterable[Cell]:
    shown, margin = value_figures(value, indicator.places, basis_of(indicator, value, framework))
    mark = value_mark(value, judged=_judged(indicator, stage))
    for figure in (shown, None if value.limit is None else Figure(value.limit, 6, short=True), margin):
        tone = "" if mark.tone == "met" else mark.tone
        yield (
            ("",)
            if figure is None
            else (Figure(figure.value, figure.places, figure.signed, tone, figure.basis, figure.short),)
        )
    yield (mark,)


def _three(
    found: Assessment, indicator: FrameworkIndicator, value: SchoolValue, stage: str
) -> Iterable[Cell]:
    mean = found.stages[stage].indicator(indicator.id).spread.mean
    if value.value is None:
        yield (Mark("缺数", "open"),)
    else:
        basis = basis_of(indicator, value, found.framework)
        yield (Figure(value.value, indicator.places, basis=basis),)
    yield ("—",) if mean is None else (Figure(mean, indicator.places),)
    yield (
        ("—",)
        if mean is None or value.value is None
        else (Figure(value.value - mean, indicator.places, signed=True),)
    )


def _stage_grid(found: Assessment, stage: StageResult, schools: Sequence[SchoolResult]) -> Grid:
    """The page's form: a table a stage, the limit in the heading, value and margin in one cell."""
    framework, judged = found.framework, limited(found)
    heads = [h for h in _heads(found) if not (framework.stages and h == stage_word(framework))]
    for indicator in framework.indicators:
        first = schools[0].value(indicator.id)
        bound = indicator.limits.get(stage.stage)
        words = "" if bound is None else limit_words(bound.op, first.limit)
        heads.append(f"{unit_words(indicator)}{words}")
    tails = tuple(t for t in _tails(found) if t != _SHORT)
    rows = []
    for school in schools:
        cells = list(_head_cells(found, school, staged=False))
        for indicator in framework.indicators:
            cells.append(
                _together(
                    indicator,
                    school.value(indicator.id),
                    school.stage,
                    framework,
                    None if judged else stage.indicator(indicator.id).spread.mean,
                )
            )
        rows.append((*cells, *_tail_cells(found, school)[: len(tails)]))
    return Grid(f"各{row_word(framework)}指标{_of_stage(found, stage)}", (*heads, *tails), tuple(rows))


def _together(
    indicator: FrameworkIndicator, value: SchoolValue, stage: str, framework: Framework, mean: Decimal | None
) -> Cell:
    basis = basis_of(indicator, value, framework)
    shown, margin = value_figures(value, indicator.places, basis)
    mark = value_mark(value, judged=_judged(indicator, stage))
    if shown is None:
        return (Mark("缺数", "open"),)
    if margin is None:
        return (
            (shown,)
            if mean is None
            else (shown, "\n（", Figure(shown.value - mean, indicator.places, signed=True), "）")
        )
    words = () if value.met else ("\n", mark)
    return (shown, "\n（", margin, "）", *words)


# --- the heat map -----------------------------------------------------------------------------------------------------
def heat_page(found: Assessment, *, one_table: bool = False) -> Page | None:
    """School by indicator: the value printed, a symbol and a colour for how far it is from the limit (or from the mean).

    Shape: ``one_table`` puts all stages in one table and the legend below it: what a workbook can filter and freeze.
    """
    framework = found.framework
    if not found.schools or not framework.indicators:
        return None
    by_limit = any(i.limits for i in framework.indicators)
    how = (
        "颜色和记号按差距占标准的比例"
        if by_limit
        else "颜色和记号按与县均值之差占县均值的比例，只表示多少，不表示达标与否"
    )
    key = Grid("图例", ("记号", "含义"), tuple(((m,), (w,)) for m, w in legend(found, limited=by_limit)))
    names = tuple(unit_words(i) for i in framework.indicators)
    maps = []
    for stage, schools in _stages(found):
        rows = tuple(
            (
                *_head_cells(found, s, staged=one_table)[: 2 if one_table and framework.stages else 1],
                *(_warm(i, s.value(i.id), stage, by_limit=by_limit) for i in framework.indicators),
            )
            for s in schools
        )
        maps.append(Grid(f"热力图{_of_stage(found, stage)}", (row_word(framework), *names), rows))
    if one_table:
        staged = (stage_word(framework),) if framework.stages else ()
        header = (row_word(framework), *staged, *names)
        maps = [Grid("", header, tuple(row for grid in maps for row in grid.rows), main=True)]
    lead: Cell = (f"{how}；格内为完成值。橙色为低，蓝色为高，色觉不同也能分辨。",)
    return Page(HEAT, (lead,), (*maps, key) if one_table else (key, *maps))


def _warm(indicator: FrameworkIndicator, value: SchoolValue, stage: StageResult, *, by_limit: bool) -> Cell:
    mark = (
        heat_mark(value)
        if by_limit
        else deviation_mark(value.value, stage.indicator(indicator.id).spread.mean)
    )
    shown, _ = value_figures(value, indicator.places)
    return (mark,) if shown is None else (mark, shown)
