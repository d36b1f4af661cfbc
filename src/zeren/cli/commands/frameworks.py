"""The command on national frameworks: ``zeren framework PACK --schools FILE``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.options import FormatOption, now
from zeren.cli.output import Format, finish, say, show_problems, table
from zeren.core.frameworks import (
    Assessment,
    CountyResult,
    IndicatorResult,
    SchoolResult,
    StageResult,
    to_plain,
)
from zeren.core.kernel import exit_code, plain, round_half_up
from zeren.workspace.frameworks import assess_file, problems_of, write_sheets

STATUS = {
    "met": "达到", "missed": "未达到", "pending": "待定", "not_informative": "不具参考意义", "vetoed": "一票否决",
    "scored": "已评分", "": "—",
}  # fmt: skip
MET = {True: "达标", False: "未达标", None: "待定"}
_SHOWN_FOLDS = 20


def framework(
    pack: Annotated[str, typer.Argument(help="规则包名称或文件夹，如 quality-balanced-2017")],
    schools: Annotated[Path, typer.Option(help="学校数据表 xlsx、xls 或 csv")],
    answers: Annotated[Path | None, typer.Option(help="逐项回答、满意度、一票否决（YAML）")] = None,
    region: Annotated[str, typer.Option(help="行政区划代码，取当地参数，如 63 或 630103")] = "",
    year: Annotated[
        int | None, typer.Option(help="评估年度，取当年参数；省略为最新", min=1990, max=2100)
    ] = None,
    name: Annotated[str, typer.Option("--framework", help="一个规则包有几个标准时指明哪个")] = "",
    sheets: Annotated[Path | None, typer.Option(help="把判定表（xlsx、docx、html）写到这个文件夹")] = None,
    working: Annotated[bool, typer.Option("--working", help="列出差异系数的计算过程")] = False,
    form: FormatOption = Format.table,
) -> None:
    """按国家标准评估一个县：差异系数、逐校达标、各部分结论。Assess a county against a national framework."""
    found = assess_file(pack, schools, answers=answers, region=region, year=year, framework=name)
    problems = problems_of(found)
    written = [] if sheets is None else write_sheets(found, sheets, at=now().astimezone().date())
    if form is Format.table:
        _print(found, working=working)
        for path in written:
            say(f"已写出 {path}")
        show_problems(problems)
        raise typer.Exit(exit_code(problems))
    files = {"sheets": [str(path) for path in written]} if written else {}
    raise typer.Exit(finish(problems, form, {**to_plain(found, working=working), **files}))


def _figure(value: Decimal | None, places: int = 4) -> str:
    return "—" if value is None else plain(round_half_up(value, places))


# --- for people -----------------------------------------------------------------------------------------------------
def _print(found: Assessment, *, working: bool) -> None:
    where = f"，地区 {found.region}" if found.region else ""
    say(f"{found.framework.name} {found.framework.document_number}{where}")
    for stage in found.stages.values() if found.framework.dispersion is not None else ():
        _print_stage(stage, working=working)
    limited = any(i.limits for i in found.framework.indicators)
    if limited or found.framework.gate is not None or found.framework.grading is not None:
        _print_schools(found)
    _print_summary(found)
    _print_left_out(found)
    if found.county:
        rows = [
            (
                c.name,
                f"{_figure(c.value, 2)}{c.unit if c.value is not None else ''}",
                _bound(c),
                _ratio(c),
                "、".join(c.missing),
            )
            for c in found.county
        ]
        table("县域指标", ("指标", "数值", "标准", "结论", "缺少"), rows, right=(1,))
    table("各部分结论", ("部分", "结论", "说明"), [(b.name, STATUS[b.status], b.why) for b in found.blocks])
    for note in found.notes:
        say(f"说明：{note}")
    if found.unconfirmed:
        say(f"以下 {len(found.unconfirmed)} 处条文或出处尚未核实，引用前请与原文核对：")
        say("  " + "、".join(u.name for u in found.unconfirmed))
    say(f"结论：{STATUS[found.outcome]}")


def _print_stage(stage: StageResult, *, working: bool) -> None:
    rows = [_line(line) for line in stage.indicators]
    if stage.composite_limit is not None or stage.composite is not None:
        limit, mark = _figure(stage.composite_limit), STATUS[stage.status] if stage.composite_limit else "—"
        rows.append(("综合（各项平均）", "", "", _figure(stage.composite), limit, mark))
    title = f"{stage.name}：{stage.schools} 所"
    table(title, ("指标", "县均值", "标准差", "差异系数", "上限", "结论"), rows, right=(1, 2, 3, 4))
    for line in stage.indicators:
        if line.lift is not None:
            say("  " + _lift_words(line))
        if working:
            _print_working(line)
    if stage.excess is not None:
        widest = max(stage.indicators, key=lambda i: i.spread.cv or Decimal(0))
        say(
            f"  综合差异系数要降到上限，各项差异系数之和须减少 {_figure(stage.excess)}；"
            f"差异最大的是{widest.indicator.name}（{_figure(widest.spread.cv)}）"
        )


def _line(line: IndicatorResult) -> tuple[str, ...]:
    spread = line.spread
    why = {"missing": "有学校缺数", "zero_mean": "均值为0，没有定义", "no_schools": "没有学校"}
    verdict = STATUS[line.status] if line.limit is not None else ""
    return (
        line.indicator.name,
        _figure(spread.mean),
        _figure(spread.sd),
        _figure(spread.cv),
        _figure(line.limit),
        why.get(spread.reason, verdict) or "—",
    )


def _lift_words(line: IndicatorResult) -> str:
    assert line.lift is not None
    unit, lift = line.indicator.numerator_unit, line.lift
    listed = "、".join(f"{name}{_figure(add, 2)}" for name, add in lift.adds[:8])
    more = f"等 {len(lift.adds)} 所" if len(lift.adds) > 8 else ""
    return (
        f"{line.indicator.name}：把低于 {_figure(lift.level)} 的学校都补到这个水平，差异系数降为 {_figure(lift.cv)}；"
        f"共需增加 {_figure(lift.total, 2)}{unit}（{listed}{more}）。这是一种可行办法，不是唯一或最省的办法。"
    )


def _print_working(line: IndicatorResult) -> None:
    spread = line.spread
    rows = [
        (
            s.school,
            plain(s.weight),
            _figure(s.amount, 2),
            _figure(s.value),
            _figure(s.share),
            _figure(s.squared, 6),
        )
        for s in spread.shares
    ]
    times = "" if line.indicator.scale == 1 else f"×{plain(line.indicator.scale)}"
    header = ("学校", "在校生Pᵢ", "总量xᵢ", "Xᵢ", "Pᵢ/ΣP", "(Pᵢ/ΣP)(Xᵢ−X̄)²")
    title = (
        f"{line.indicator.name}：X̄＝{_figure(spread.amount, 2)}÷{_figure(spread.weight, 0)}{times}＝{_figure(spread.mean)}，"
        f"S＝{_figure(spread.sd)}，差异系数＝{_figure(spread.cv)}"
    )
    table(title, header, rows, right=(1, 2, 3, 4, 5))


def _print_schools(found: Assessment) -> None:
    indicators = found.framework.indicators
    names = {s.id: s.name for s in found.framework.stages}
    header = ("学校", "学段", *(str(n) for n, _ in enumerate(indicators, 1)), "结论")
    rows = [(s.school, names.get(s.stage, ""), *_cells(s, found), _verdict(s)) for s in found.schools]
    right = tuple(range(2, 2 + len(indicators)))
    table("逐校达标（括号内为与标准之差；✗ 未达标，✗✗ 低于底线，? 缺数）", header, rows, right=right)
    if indicators:
        say("  " + "；".join(f"{n} {i.name}" for n, i in enumerate(indicators, 1)))
    units = {i.id: i for i in indicators}
    for school in found.schools:
        if school.needs:
            wanted = "；".join(
                f"{units[n.indicator].name}{'补到底线' if n.to == 'floor' else '补到标准'}需增加 {plain(n.rounded)}{n.unit}"
                for n in school.needs
            )
            say(f"  {school.school}{names.get(school.stage, '')}：{wanted}")


def _cells(school: SchoolResult, found: Assessment) -> Iterator[str]:
    places = {i.id: i.places for i in found.framework.indicators}
    for value in school.values:
        if value.value is None:
            yield "?"
            continue
        mark = "" if value.met is not False else "✗✗" if value.above_floor is False else "✗"
        margin = "" if value.margin is None else f"({round_half_up(value.margin, places[value.indicator]):+})"
        yield f"{mark}{_figure(value.value, places[value.indicator])}{margin}"


def _bound(result: CountyResult) -> str:
    return (
        f"{result.op} {_figure(result.limit, 2)}{result.unit}"
        if result.op and result.limit is not None
        else "—"
    )


def _ratio(result: CountyResult) -> str:
    if not result.applies:
        return "不适用"
    return MET[result.met] if result.op else "—"


def _print_summary(found: Assessment) -> None:
    """The county's table of grades, numbers and shares of those that have one."""
    summary, grading = found.framework.summary, found.framework.grading
    if summary is None or grading is None:
        return
    names = {band.grade: band.name for band in grading.bands}
    flags = {flag.id: flag.name for flag in summary.flags}
    header = ("学校类别", "总数", *names.values(), *flags.values(), *(("未定",) if _open(found) else ()))
    rows = []
    for line in found.summary:
        cells = [_share(line.grades[grade], line.graded) for grade in names]
        cells += [_share(line.flags[flag], line.total) for flag in flags]
        cells += [str(line.ungraded)] if _open(found) else []
        rows.append((line.name, str(line.total), *cells))
    table(summary.name, header, rows, right=tuple(range(1, len(header))))


def _open(found: Assessment) -> bool:
    return any(line.ungraded for line in found.summary)


def _share(part: int, whole: int) -> str:
    return f"{part}（{plain(round_half_up(Decimal(part) * 100 / whole, 2))}%）" if whole else str(part)


def _verdict(school: SchoolResult) -> str:
    if school.met is None and school.grade is None:
        return f"差 {len(school.failing)} 项" if school.failing else "—"
    if school.grade is not None and school.grade.name:
        return f"{school.grade.name}（{MET[school.met]}）"
    return MET[school.met]


def _print_left_out(found: Assessment) -> None:
    if found.excluded:
        table(
            "不参加评估",
            ("学校", "行", "原因"),
            [(e.school, str(e.row.number), e.reason) for e in found.excluded],
        )
    names = {s.id: s.name for s in found.framework.stages}
    for fold in found.folds[:_SHOWN_FOLDS]:
        shares = "、".join(f"{names[s]} {_figure(v, 2)}" for s, v in fold.shares.items())
        column = found.framework.column(fold.column).name
        say(f"  折算：{fold.school} {column} {plain(fold.total)}（{fold.rule}）→ {shares}")
    if len(found.folds) > _SHOWN_FOLDS:
        say(f"  折算共 {len(found.folds)} 处，全部见 --format json")


def add_commands(app: typer.Typer) -> None:
    """Hang this command on the application."""
    app.command("framework")(framework)
