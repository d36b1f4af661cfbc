"""The command on what could still be gained: ``zeren plan``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.options import FormatOption, now, who
from zeren.cli.output import Format, emit, progress, say, show_problems, table
from zeren.core.kernel import Problem, ZerenError, plain, register
from zeren.core.packs import load
from zeren.core.scoring import Gap, GapPlan, plan_gaps
from zeren.workspace import Workspace
from zeren.workspace.cohorts import (
    CohortSource,
    cohort_of_table,
    cohort_of_tree,
    cohort_of_workspaces,
    find_letter,
    units_below,
)

register(
    "usage",
    [
        (
            "U003",
            "要么给出一个或几个工作区，要么同时给出 --letter 和 --units",
            "Give one or more workspaces, or --letter and --units together",
            "如 zeren score 工作区1 工作区2，或 zeren score --letter zhoushan-2007 --units 各县数据.csv",
            "Such as zeren score W1 W2, or zeren score --letter zhoushan-2007 --units counties.csv",
        )
    ],
)

UnitsOption = Annotated[
    Path | None, typer.Option("--units", help="各单位数据表 xlsx、xls 或 csv，一行一个单位")
]
LetterOption = Annotated[
    str, typer.Option("--letter", help="规则包[:责任书]，与 --units 一起用，如 zhoushan-2007")
]
WorkspacesArgument = Annotated[
    list[Path] | None, typer.Argument(help="工作区文件夹，可以有几个 workspace folders")
]


def plan(
    workspaces: WorkspacesArgument = None,
    unit: Annotated[str, typer.Option(help="哪个单位（代码或名称）；省略为工作区自己的单位")] = "",
    letter: LetterOption = "",
    units: UnitsOption = None,
    at: Annotated[
        datetime | None,
        typer.Option(help="从哪一天看完成时限；省略为今天，今天不在考核期内时为期末", formats=["%Y-%m-%d"]),
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """离满分还差多少：每个目标再改变多少能多得分，分到哪些学校。What is still to be gained, target by target."""
    with progress("测算差距", form) as advance:
        advance(0, 1)
        source, own = source_of(workspaces or [], letter, units)
        code = source.unit(unit) if unit else own
        if not code:
            raise ZerenError(
                Problem("W008", found="（没有指明）", hint=source.units[0] if source.units else "")
            )
        together = source.units if code in source.units and len(source.units) > 1 else ()
        found = plan_gaps(
            source.letter,
            source.facts,
            pack=source.pack,
            at=at.date() if at is not None else _day(source),
            unit=code,
            units=together,
            judgements=source.judgements,
            history=source.history,
        )
        advance(1, 1)
    if form is Format.json:
        emit(found.to_dict() | {"problems": [p.to_dict() for p in source.problems]})
        return
    print_plan(found)
    show_problems(source.problems)


def source_of(workspaces: list[Path], letter: str, units: Path | None) -> tuple[CohortSource, str]:
    """Where the figures come from, and the unit they are first about.

    Raises:
        ZerenError: U003 when neither workspaces nor a table are given, or both.
    """
    if units is not None and not workspaces and letter:
        name, _, chosen = letter.partition(":")
        pack = load(name)
        return cohort_of_table(find_letter(pack, chosen), pack, units, by=who(), at=now()), ""
    if units is not None or letter or not workspaces:
        raise ZerenError(Problem("U003"))
    opened = [Workspace.open(folder) for folder in workspaces]
    if len(opened) > 1:
        return cohort_of_workspaces(opened), opened[0].unit
    if units_below(opened[0]):
        return cohort_of_tree(opened[0]), ""
    return cohort_of_workspaces(opened), opened[0].unit


def _day(source: CohortSource) -> date:
    """Today within the letter's year; for a year that is over, the end of the period the figures are of."""
    today, period = now().date(), source.facts.period
    return today if str(today.year) == source.letter.period[:4] else period.end


def print_plan(found: GapPlan) -> None:
    """The plan as a table and in sentences."""
    rows = [
        (
            gap.target,
            gap.name,
            plain(gap.points) if gap.points is not None else "—",
            plain(gap.full),
            gap.next.words if gap.next is not None else gap.why,
        )
        for gap in found.gaps
    ]
    table(
        f"{found.name} 离满分的差距（合计 {found.total}，按 {found.at.isoformat()}）",
        ("编号", "目标", "得分", "满分", "还需怎样"),
        rows,
        right=(2, 3),
    )
    for gap in found.gaps:
        _print_gap(gap)
    if found.misses:
        table(
            "若不变，期末达不到或快到时限的目标",
            ("编号", "情形", "说明"),
            [(m.target, KINDS[m.kind], m.words) for m in found.misses],
        )
    for gap in found.open:
        say(f"待定 {gap.target} {gap.name}：{gap.why}")
    for note in found.notes:
        say(f"说明：{note}")


KINDS = {
    "for_good": "已不能达到",
    "due_passed": "时限已过",
    "due_soon": "时限将到",
    "if_unchanged": "若不变",
    "margin": "余量",
}


def _print_gap(gap: Gap) -> None:
    if gap.complete is not None and gap.complete != gap.next:
        say(f"  {gap.target} 得满分：{gap.complete.words}")
    for change in gap.others:
        say(f"  {gap.target} 或者：{change.words}（{change.note}）")
    if gap.next is not None and gap.next.note:
        say(f"  {gap.target} {gap.next.note}")


def add_commands(app: typer.Typer) -> None:
    """Hang this command on the application."""
    app.command("plan")(plan)
