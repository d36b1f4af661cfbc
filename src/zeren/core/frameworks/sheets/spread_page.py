"""The coefficient of variation with its working: result, formula in words, and every school's line of the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from zeren.core.frameworks.assessment import Assessment, IndicatorResult, StageResult
from zeren.core.frameworks.dispersion import PRECISION, Share
from zeren.core.frameworks.schools import columns_of
from zeren.core.frameworks.sheets.grid import Cell, Figure, Grid, Mark, Page, apart, telling_places
from zeren.core.frameworks.sheets.marks import REASONS, dispersion_mark, status_mark
from zeren.core.frameworks.sheets.school_pages import row_word, stage_word, unit_words
from zeren.core.kernel import plain
from zeren.core.packs import Framework, FrameworkIndicator

__all__ = ["spread_page", "working_page"]

_ONE = Decimal(1)
_FORMULA = (
    "各校数值 Xi＝xi÷Pi（每百名学生的再乘100），xi 为资源总量，Pi 为在校生数。",
    "县均值 X̄＝Σxi÷ΣPi：总量除以总人数，不是各校数值的平均。",
    "标准差 S＝√Σ[(Pi÷ΣP)×(Xi－X̄)²]：按在校生数占全县的比例加权。",
    "差异系数 CV＝S÷X̄。全程不取舍，只在打印时四舍五入；结论按未四舍五入的值作出。",
)
_HEADER = ("Pi", "xi", "Xi", "Pi÷ΣP", "(Xi－X̄)²", "(Pi÷ΣP)×(Xi－X̄)²")


def spread_page(found: Assessment, *, with_working: bool = False) -> Page | None:
    """Mean, standard deviation, coefficient, limit and verdict of every indicator and stage; the formula in words.

    Shape: ``with_working`` adds every school's line in one table, with stage and indicator as columns one can filter.
    """
    framework = found.framework
    if framework.dispersion is None or not found.stages:
        return None
    clause = framework.dispersion.basis.clause
    lead: list[Cell] = [(words,) for words in _FORMULA]
    if clause:
        lead.insert(0, (f"要求：{clause}。",))
    grids = [_summary(found, stage) for stage in found.stages.values()]
    if with_working:
        grids = [_joined(found, grids)]
        rows = tuple(
            ((stage.name,), (line.indicator.name,), *row)
            for stage, line in _worked(found)
            for row in _lines(line, None)
        )
        header = (stage_word(framework), "指标", row_word(framework), *_HEADER)
        if rows:
            grids.append(
                Grid("计算过程", header, rows, notes=("每项末行为合计：ΣP、Σx、X̄、1、S²。",), main=True)
            )
    return Page("差异系数", tuple(lead), tuple(grids))


def _joined(found: Assessment, grids: Sequence[Grid]) -> Grid:
    """The results of all stages in one table, the stage as a column, as in the working below it."""
    rows = tuple(
        ((stage.name,), *row)
        for stage, grid in zip(found.stages.values(), grids, strict=True)
        for row in grid.rows
    )
    notes = tuple(
        f"{stage.name}：{note}"
        for stage, grid in zip(found.stages.values(), grids, strict=True)
        for note in grid.notes
    )
    return Grid("差异系数结果", (stage_word(found.framework), *grids[0].header), rows, notes=notes)


def working_page(found: Assessment, *, longest: int | None = None) -> Page | None:
    """The working, a table an indicator and stage.

    Shape: ``longest`` keeps a printed table readable: the rows that weigh most, and one line for all the rest, so that it still
    sums up.
    """
    if found.framework.dispersion is None:
        return None
    grids = tuple(_working(found, stage, line, longest) for stage, line in _worked(found))
    lead: Cell = ("每行末列之和即S²。",)
    if any(longest is not None and len(line.spread.shares) > longest for _, line in _worked(found)):
        lead = (
            f"每表列出离散程度最大的{(longest or 1) - 1}所，其余合为一行，末列之和即S²；全部学校见同名的xlsx和html。",
        )
    return Page("差异系数计算过程", (lead,), grids) if grids else None


def _worked(found: Assessment) -> Iterator[tuple[StageResult, IndicatorResult]]:
    for stage in found.stages.values():
        for line in stage.indicators:
            if line.spread.shares and line.spread.sd is not None:
                yield stage, line


# --- results ----------------------------------------------------------------------------------------------------------
def _summary(found: Assessment, stage: StageResult) -> Grid:
    header = ("指标", "县均值X̄", "标准差S", "差异系数CV", "上限", "结论", "说明")
    rows = [_result(line) for line in stage.indicators]
    composed = stage.composite_limit is not None
    if stage.composite is not None or composed:
        value = stage.composite
        places = 4 if value is None else apart(value, stage.composite_limit, 4)
        mark = status_mark(stage.status) if composed else Mark("仅供参考")
        if composed and stage.status in {"met", "missed"}:
            mark = Mark("达标" if stage.status == "met" else "未达标", mark.tone)
        limit: Cell = (
            ("—",) if stage.composite_limit is None else (Figure(stage.composite_limit, 6, short=True),)
        )
        words = "各项差异系数的算术平均" if value is not None else "有的项不能计算，综合值不能计算"
        rows.append(
            (
                ("综合差异系数",), ("",), ("",), ("—",) if value is None else (Figure(value, places),), limit, (mark,),
                (words,),
            )
        )  # fmt: skip
    notes = [f"参加计算的{row_word(found.framework)}：{stage.schools} 所。"]
    if stage.schools == 1:
        notes.append("只有一所学校，差异系数为0，不具参考意义，不作为达标依据，请人工认定。")
    return Grid(f"差异系数结果（{stage.name}）", header, tuple(rows), notes=tuple(notes))


def _result(line: IndicatorResult) -> tuple[Cell, ...]:
    spread = line.spread
    basis = ""
    if spread.amount is not None and spread.weight is not None:
        basis = f"{unit_words(line.indicator)}：Σx＝{plain(spread.amount)}，ΣP＝{plain(spread.weight)}，见计算过程"

    def figure(value: Decimal | None, places: int) -> Cell:
        return ("—",) if value is None else (Figure(value, places, basis=basis),)

    places = telling_places(spread.mean, least=4)
    cv = 4 if spread.cv is None else apart(spread.cv, line.limit, 4)
    why = REASONS.get(spread.reason, "")
    if not spread.informative and not spread.reason:
        why = "只有一所学校，不具参考意义"
    return (
        (unit_words(line.indicator),),
        figure(spread.mean, places),
        figure(spread.sd, places),
        figure(spread.cv, cv),
        ("—",) if line.limit is None else (Figure(line.limit, 6, short=True),),
        (dispersion_mark(line),),
        (why,),
    )


# --- working ----------------------------------------------------------------------------------------------------------
def _working(found: Assessment, stage: StageResult, line: IndicatorResult, longest: int | None) -> Grid:
    spread = line.spread
    assert spread.mean is not None
    assert spread.sd is not None
    places = telling_places(spread.mean, least=4)
    amount, weight = _names(line.indicator, found.framework)
    times = "" if line.indicator.scale == 1 else f"×{plain(line.indicator.scale)}"
    told = f"Pi：{weight}；xi：{amount}；Xi＝xi÷Pi{times}。"
    end = (
        "X̄为0，没有定义"
        if spread.cv is None
        else f"{Figure(spread.cv, apart(spread.cv, line.limit, 4)).text}"
    )
    result = f"S＝√S²＝{Figure(spread.sd, places).text}，X̄＝{Figure(spread.mean, places).text}，差异系数＝S÷X̄＝{end}。"
    title = f"{line.indicator.name}差异系数的计算过程（{stage.name}）"
    return Grid(
        title,
        (row_word(found.framework), *_HEADER),
        tuple(_lines(line, longest)),
        notes=(told, result),
        total=True,
    )


def _names(indicator: FrameworkIndicator, framework: Framework) -> tuple[str, str]:
    """What stands above and below the line: a column's name, or those of several."""
    sides = [columns_of(side.tree) for side in (indicator.numerator, indicator.denominator)]
    words = ["、".join(framework.column(c).name for c in side) or "行数" for side in sides]
    many = [f"由{w}算出" if len(side) > 1 else w for w, side in zip(words, sides, strict=True)]
    return many[0], many[1]


def _lines(line: IndicatorResult, longest: int | None) -> Iterator[tuple[Cell, ...]]:
    spread = line.spread
    mean, sd = spread.mean, spread.sd
    assert mean is not None
    assert sd is not None
    assert spread.amount is not None
    assert spread.weight is not None
    places = telling_places(mean, least=4)
    with localcontext() as context:
        context.prec = PRECISION
        squared = sd * sd
        small = telling_places(squared, least=4)
        shares = list(spread.shares)
        rest: list[Share] = []
        if longest is not None and len(shares) > longest:
            weighty = sorted(shares, key=lambda s: (-s.squared, s.school))[: longest - 1]
            chosen = {id(s) for s in weighty}
            rest = [s for s in shares if id(s) not in chosen]
            shares = [s for s in shares if id(s) in chosen]
        for one in shares:
            distance = (one.value - mean) ** 2
            yield _line(one.school, one.weight, one.amount, (Figure(one.value, places),), one.share,
                        (Figure(distance, small),), one.squared, small)  # fmt: skip
        if rest:
            parts = ("weight", "amount", "share", "squared")
            sums = [sum((getattr(s, part) for s in rest), Decimal(0)) for part in parts]
            yield _line(f"其余{len(rest)}所", sums[0], sums[1], ("—",), sums[2], ("—",), sums[3], small)
        # The exact sum of the lines, not the square of a rounded root.
        whole = sum((s.squared for s in spread.shares), Decimal(0)) if len(spread.shares) > 1 else Decimal(0)
        yield _line("合计", spread.weight, spread.amount, (Figure(mean, places),), _ONE, ("",), whole, small)


def _line(
    name: str, weight: Decimal, amount: Decimal, value: Cell, share: Decimal, distance: Cell, squared: Decimal, small: int
) -> tuple[Cell, ...]:  # fmt: skip
    return (
        (name,), (Figure(weight, 6, short=True),), (Figure(amount, 4, short=True),), value, (Figure(share, 6),), distance,
        (Figure(squared, small),),
    )  # fmt: skip
