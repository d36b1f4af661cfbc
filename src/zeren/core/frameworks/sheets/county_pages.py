"""The rest of a verdict: the conclusion, the county as a whole, who does not count, which clauses are not confirmed, problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zeren.core.frameworks.assessment import Assessment, CountyResult, ItemResult
from zeren.core.frameworks.sheets.grid import Cell, Figure, Grid, Mark, Page, apart, missing_words, tidy
from zeren.core.frameworks.sheets.marks import limit_words, status_mark
from zeren.core.frameworks.sheets.school_pages import concluded, row_word, stage_word
from zeren.core.kernel import Problem, plain

__all__ = ["conclusion_page", "county_page", "excluded_page", "problems_page", "unconfirmed_page"]

_ID = 5
Rows = tuple[tuple[Cell, ...], ...]
_MEANING = {
    "met": "各部分全部达到。",
    "missed": "至少有一部分未达到，补齐其他数据也不会改变。",
    "pending": "还有没有填报、没有回答或有错误的部分，不能作出达到的结论。",
    "not_informative": "其余部分达到，但有的学段只有一所学校，差异系数不具参考意义，须人工认定。",
    "vetoed": "发生了一票否决事项，其他不论。",
}
_MET = {True: Mark("达标", "met"), False: Mark("未达标", "missed"), None: Mark("待定", "open")}


def day_words(day: date) -> str:
    """A day as officials write it.

    Example:
        >>> day_words(date(2017, 7, 5))
        '2017年7月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def conclusion_page(found: Assessment, *, at: date | None = None) -> Page:
    """What came out, in parts, and on what it rests."""
    framework = found.framework
    lead: list[Cell] = [("结论：", status_mark(found.outcome), "。" + _MEANING.get(found.outcome, ""))]
    source = framework.source or framework.name
    number = framework.document_number
    lead.append((f"依据：{source}{'' if not number or number in source else f'（{number}）'}。",))
    place = f"地区代码{found.region}" if found.region else "未指明地区，按国家标准"
    when = f"按{day_words(found.on)}执行的参数" if found.on else "按最新的参数"
    made = f"；制表日期{day_words(at)}" if at else ""
    lead.append((f"参数：{place}，{when}{made}。",))
    errors = sum(p.severity == "error" for p in found.problems)
    if errors:
        lead.append(
            (Mark(f"填报数据有{errors}处错误未改正，见“数据问题”", "open"), "；改正以前不能作出达到的结论。")
        )
    if found.unconfirmed:
        lead.append(
            (f"有{len(found.unconfirmed)}处条文或出处尚未与原文核实，见“未核实条款”，引用前请核对。",)
        )
    lead += [(f"{note}。",) for note in found.notes]
    blocks = tuple(((b.name,), (status_mark(b.status),), (tidy(b.why),)) for b in found.blocks)
    grids = (Grid("各部分结论", ("部分", "结论", "说明"), blocks), *_counts(found), *_summary(found))
    return Page("结论", tuple(lead), grids)


def _counts(found: Assessment) -> Iterator[Grid]:
    if not found.schools or not concluded(found):
        return
    word = row_word(found.framework)
    rows: list[tuple[Cell, ...]] = []
    for stage in found.stages.values():
        own = [s for s in found.schools if s.stage == stage.stage]
        tally = [len(own), *(sum(s.met is met for s in own) for met in (True, False, None))]
        rows.append(((stage.name,), *((Figure(Decimal(n), 0),) for n in tally)))
    yield Grid(
        f"{word}达标情况", (stage_word(found.framework), "参加评估", "达标", "未达标", "待定"), tuple(rows)
    )


def _summary(found: Assessment) -> Iterator[Grid]:
    """The county's table of grades: numbers, and shares of the rows that have a grade."""
    summary, grading = found.framework.summary, found.framework.grading
    if summary is None or grading is None:
        return
    names = {band.grade: band.name for band in grading.bands}
    flags = {flag.id: flag.name for flag in summary.flags}
    parts = [word for name in (*names.values(), *flags.values()) for word in (name, f"{name}（%）")]
    rows = []
    for line in found.summary:
        counts = [(line.grades[grade], line.graded) for grade in names]
        counts += [(line.flags[flag], line.total) for flag in flags]
        cells = [cell for part, whole in counts for cell in _part(part, whole)]
        rows.append(((line.name,), _count(line.total), *cells, _count(line.ungraded)))
    header = (stage_word(found.framework), "总数", *parts, "等级未定")
    yield Grid(summary.name, header, tuple(rows), notes=("等级的比例以已定等级的为分母，其余以总数为分母。",))


def _count(number: int) -> Cell:
    return (Figure(Decimal(number), 0),)


def _part(part: int, whole: int) -> tuple[Cell, Cell]:
    share: Cell = (Figure(Decimal(part) * 100 / whole, 2, short=True),) if whole else ("—",)
    return _count(part), share


# --- the county as a whole --------------------------------------------------------------------------------------------
def county_page(found: Assessment) -> Page | None:
    """Ratios of the county, items, survey and vetoes; None where the framework has none of them."""
    grids = [
        *_ratios(found),
        *(_block(found, b.id, b.name) for b in found.framework.blocks if b.items),
        *_survey(found),
        *_vetoes(found),
    ]
    if not grids:
        return None
    return Page("县域和项目", (("没有回答的项目一律为待定，不按达到计。",),), tuple(grids))


def _ratios(found: Assessment) -> Iterator[Grid]:
    if not found.county:
        return
    header = ("指标", "完成值", "标准", "差距", "结论", "分子", "分母", "缺少")
    yield Grid(
        "县域指标",
        header,
        tuple(_ratio(r, places) for r, places in zip(found.county, _places(found), strict=True)),
    )


def _places(found: Assessment) -> Iterator[int]:
    known = {c.id: c.places for c in found.framework.county}
    return (known[c.id] for c in found.county)


def _ratio(result: CountyResult, places: int) -> tuple[Cell, ...]:
    def number(value: Decimal | None, wide: int, *, signed: bool = False, short: bool = False) -> Cell:
        return ("—",) if value is None else (Figure(value, wide, signed=signed, short=short),)

    wide = places if result.value is None else apart(result.value, result.limit, places)
    gap = wide if result.margin is None else apart(result.margin, Decimal(0), wide)
    verdict = Mark("不判定") if not result.op else _MET[result.met] if result.applies else Mark("不适用")
    name = f"{result.name}（{result.unit}）" if result.unit else result.name
    return (
        (name,), number(result.value, wide), (limit_words(result.op, result.limit),), number(result.margin, gap, signed=True),
        (verdict,), number(result.numerator, 2, short=True),
        number(result.denominator, 2, short=True), (missing_words(result.missing),),
    )  # fmt: skip


def _block(found: Assessment, block: str, name: str) -> Grid:
    header = ("编号", "项目", "要求", "标准", "实际", "结论", "备注")
    exceptions = {i.id: {e.id: e.name for e in i.exceptions} for i in found.framework.items}
    rows = tuple(
        row for item in found.items if item.block == block for row in _item(item, exceptions[item.id])
    )
    status = next((b for b in found.blocks if b.id == block), None)
    notes = () if status is None else (f"{name}：{status_mark(status.status).words}；{tidy(status.why)}。",)
    return Grid(name, header, rows, notes=notes)


def _item(item: ItemResult, exceptions: dict[str, str]) -> Iterator[tuple[Cell, ...]]:
    remarks = [
        item.note,
        f"适用例外：{exceptions[item.exception]}" if item.exception in exceptions else "",
        "" if item.basis.confirmed else "条文未核实",
    ]
    remark = "；".join(r for r in remarks if r)
    mark = item.id if len(item.id) <= _ID else ""  # G11 is the document's own; a long id is only the pack's
    head: tuple[Cell, ...] = ((mark,), (item.name,), (item.basis.clause,))
    limit, actual = ("",), ("",)
    if len(item.measures) == 1:
        [one] = item.measures
        limit = (limit_words(one.op, one.limit, one.unit),)
        actual = ("未填",) if one.value is None else (tidy(f"{plain(one.value)}{one.unit}"),)
    elif item.points is not None:
        actual = (f"{plain(item.points)}分",)
        limit = ("" if item.full is None else f"满分{plain(item.full)}",)
    yield (*head, limit, actual, (status_mark(item.status),), (remark,))
    for measure in item.measures if len(item.measures) > 1 else ():
        actual = ("未填",) if measure.value is None else (tidy(f"{plain(measure.value)}{measure.unit}"),)
        yield (
            (mark,),
            (f"其中：{measure.name}",),
            ("",),
            (limit_words(measure.op, measure.limit, measure.unit),),
            actual,
            (_MET[measure.met],),
            ("",),
        )


def _survey(found: Assessment) -> Iterator[Grid]:
    survey = found.survey
    if survey is None or found.framework.survey is None:
        return
    names = {"sent": "发放", "valid": "有效", "satisfied": "满意"}
    counts = "，".join(f"{names.get(k, k)}{plain(v)}份" for k, v in survey.counts.items())
    value: Cell = (
        (Mark("未填", "open"),)
        if survey.value is None
        else (Figure(survey.value, apart(survey.value, survey.limit, 2)),)
    )
    who = "、".join(found.framework.survey.respondents)
    limit = limit_words(found.framework.survey.bound.op, survey.limit, "%")
    row: tuple[Cell, ...] = (
        (f"{survey.name}（%）",),
        (limit,),
        value,
        (status_mark(survey.status),),
        (counts,),
        (who,),
    )
    yield Grid("社会调查", ("项目", "标准", "实际", "结论", "问卷", "调查对象"), (row,))


def _vetoes(found: Assessment) -> Iterator[Grid]:
    if not found.vetoes:
        return
    words = {
        True: Mark("发生，一票否决", "floor"),
        False: Mark("未发生", "met"),
        None: Mark("待确认", "open"),
    }
    rows = tuple(
        (
            (v.name,),
            (words[v.happened],),
            (v.basis.clause,),
            ("" if v.basis.confirmed else "条文未核实",),
        )
        for v in found.vetoes
    )
    yield Grid("一票否决", ("事项", "是否发生", "说明", "备注"), rows)


# --- who does not count, what is not sure -----------------------------------------------------------------------------
def excluded_page(found: Assessment) -> Page:
    """Rows that do not count, with reasons; and what was split between the sections of one school."""
    framework = found.framework
    names = {s.id: s.name for s in framework.stages}
    clauses = {e.id: e.basis for e in framework.exclusions}
    rows: Rows = tuple(
        (
            (e.school,), (names.get(e.stage, ""),), (f"第{e.row.number}行" if e.row.number else "",), (e.reason,),
            ((clauses[e.rule].clause if e.rule in clauses else ""),),
            ("条文未核实" if e.rule in clauses and not clauses[e.rule].confirmed else "",),
        )
        for e in found.excluded
    )  # fmt: skip
    word = row_word(framework)
    grids = []
    if rows:
        grids.append(
            Grid(f"不计入的{word}", (word, stage_word(framework), "所在行", "原因", "依据", "备注"), rows)
        )
    if found.folds:
        grids.append(_folds(found, names))
    lead = () if rows else ((f"没有不计入的{word}。",),)
    return Page(f"不计入的{word}", lead, tuple(grids))


def _folds(found: Assessment, names: dict[str, str]) -> Grid:
    rows = []
    for fold in found.folds:
        how = "，".join(
            f"{names.get(s, s)} {plain(w)}×{plain(fold.sizes[s])}" for s, w in fold.weights.items()
        )
        shares = "，".join(
            f"{names.get(s, s)} {Figure(v, 2, short=True).text}" for s, v in fold.shares.items()
        )
        column = found.framework.column(fold.column).name
        total = Figure(fold.total, 4, short=True)
        rows.append(((fold.school,), (column,), (total,), (fold.rule,), (how,), (shares,)))
    note = "各学段共用、分不开的资源，按“学段权重×在校生数”的比例分到各学段，各学段之和等于全校总量。"
    header = ("学校", "项目", "全校总量", "类型", "权重×在校生数", "分到各学段")
    return Grid("合设学校资源折算", header, tuple(rows), notes=(note,))


def unconfirmed_page(found: Assessment, *, with_ids: bool = False) -> Page:
    """Clauses whose wording or source was not checked against the official text.

    Shape: ``with_ids`` adds the ids under which they stand in the pack: for whoever mends it there.
    """
    bases = {name: basis for name, _, basis in found.framework.bases()}
    rows = tuple(
        (
            (u.name,),
            ((bases[u.id].clause if u.id in bases else ""),),
            (u.source,),
            *(((u.id,),) if with_ids else ()),
        )
        for u in found.unconfirmed
    )
    if not rows:
        return Page("未核实条款", (("本标准所用条款都已与原文核对。",),), ())
    lead = (
        "下列条款的文字、数值或出处尚未与正式文件核对（confirmed: false）；依据它们的判定请先核对再引用。",
    )
    header = ("条款", "内容", "现有出处", *(("编号",) if with_ids else ()))
    grid = Grid("未核实条款", header, rows)
    return Page("未核实条款", (lead,), (grid,))


def problems_page(found: Assessment) -> Page | None:
    """What was wrong with the table and the answers: errors first."""
    if not found.problems:
        return None
    ordered = sorted(found.problems, key=lambda p: p.severity != "error")
    words = {"error": Mark("错误", "missed"), "warning": Mark("提醒", "open")}
    rows = tuple(((words[p.severity],), (_place(p),), (p.zh,), (p.todo_zh,), (p.code,)) for p in ordered)
    grid = Grid("数据问题", ("级别", "位置", "问题", "怎么办", "编号"), rows)
    return Page("数据问题", (("有“错误”未改正时，不作达到的结论；缺数一律不按0计算。",),), (grid,))


def _place(problem: Problem) -> str:
    """Sheet and cell; of the file its name alone, for a folder is nobody's business."""
    place = problem.place
    name = place.file.replace("\\", "/").rsplit("/", 1)[-1]
    parts = [name, place.sheet, place.cell or ("" if place.line is None else f"第{place.line}行")]
    return " ".join(part for part in parts if part)
