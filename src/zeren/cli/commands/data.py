"""Commands on data: import, freeze, measure, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zeren.cli.options import FormatOption, WorkspaceArgument, now, who
from zeren.cli.output import Format, console, emit, finish, progress, say, table
from zeren.core.engine import Explanation, SnapshotFacts, explain, to_records
from zeren.core.kernel import Measurement, OrgTree, Problem, RowSet, ZerenError, display, nearest, plain
from zeren.core.packs import Indicator
from zeren.workspace import (
    Workspace,
    facts_of,
    freeze_workspace,
    import_files,
    latest_snapshot,
    mark_up_refused,
    write_measurements,
)


def import_(
    workspace: WorkspaceArgument,
    files: Annotated[
        list[Path] | None, typer.Argument(help="台账文件或文件夹；省略时为工作区的 ledgers/")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="这些文件应属的单位代码；不符即拒收")] = None,
    ledger: Annotated[str | None, typer.Option(help="CSV 属于哪个台账（表头不能判断时）")] = None,
    marked: Annotated[Path | None, typer.Option(help="把拒收的文件标出错处，写到这个文件夹")] = None,
    form: FormatOption = Format.table,
) -> None:
    """导入台账：检查全部问题，有错的文件一行也不收。Import ledgers; a workbook with any error changes nothing."""
    opened = Workspace.open(workspace)
    with progress("导入台账", form) as advance:
        report = import_files(
            opened,
            files or [workspace / "ledgers"],
            by=who(),
            at=now(),
            unit=unit,
            ledger=ledger,
            progress=advance,
        )
    result: dict[str, Any] = {
        "accepted": list(report.accepted),
        "refused": list(report.refused),
        "rows": dict(report.rows),
    }
    if form is Format.table:
        say(
            f"收下 {len(report.accepted)} 个文件、{sum(report.rows.values())} 行；拒收 {len(report.refused)} 个"
        )
    if marked is not None:
        result["marked"] = [str(path) for path in mark_up_refused(report, marked)]
        if form is Format.table:
            for name in result["marked"]:
                say(f"已标出错处：{name}")
    code = finish(report.problems, form, result)
    raise typer.Exit(code)


def freeze(workspace: WorkspaceArgument, form: FormatOption = Format.table) -> None:
    """冻结快照：此后的数字都以它为准。Freeze an immutable snapshot."""
    snapshot = freeze_workspace(Workspace.open(workspace), by=who(), at=now())
    if form is Format.json:
        emit(
            {
                "snapshot": snapshot.id,
                "ledgers": dict(sorted(snapshot.row_counts.items())),
            }
        )
    else:
        say(
            f"快照 {snapshot.id[:16]}…，{len(snapshot.row_counts)} 个台账、{sum(snapshot.row_counts.values())} 行"
        )


def measure(
    workspace: WorkspaceArgument,
    unit: Annotated[str | None, typer.Option(help="只看一个单位（代码或全称）；表格默认看本县区")] = None,
    indicator: Annotated[str | None, typer.Option(help="只看一个指标")] = None,
    form: FormatOption = Format.table,
) -> None:
    """测算全部指标，写 measurements.json。Measure every indicator on every unit."""
    opened = Workspace.open(workspace)
    with progress("测算指标", form) as advance:
        advance(0, 1)
        facts = facts_of(opened)
        write_measurements(opened, facts)
        advance(1, 1)
    if indicator is not None:
        _known_indicator(opened, indicator)
    wanted = None if unit is None else find_unit(facts.tree, unit)
    chosen = [
        m
        for m in facts.measurements
        if (indicator is None or m.indicator == indicator) and (wanted is None or m.unit == wanted)
    ]
    if form is Format.json:
        emit(list(to_records(chosen, facts)))
        return
    shown = wanted or opened.unit
    rows = [
        _measured(m, opened.pack.indicators[m.indicator])
        for m in chosen
        if m.unit == shown and not m.disaggregation
    ]
    table(
        f"{facts.tree[shown].name} {opened.period.text_zh} 指标测算",
        ("指标", "编号", "值", "分子", "分母"),
        rows,
        right=(2, 3, 4),
    )


def find_unit(tree: OrgTree, text: str) -> str:
    """A unit's code, from its code or its name.

    Raises:
        ZerenError: W008 with the nearest name.
    """
    if text in tree:
        return text
    names = {unit.name: unit.code for unit in tree}
    if text in names:
        return names[text]
    raise ZerenError(Problem("W008", found=text, hint=nearest(text, [*names, *(u.code for u in tree)])))


def _known_indicator(opened: Workspace, name: str) -> Indicator:
    indicators = opened.pack.indicators
    if name not in indicators:
        raise ZerenError(Problem("P022", found=name, hint=nearest(name, indicators)))
    return indicators[name]


def _measured(m: Measurement, indicator: Indicator) -> tuple[str, ...]:
    shown = display(m.value, m.unit_of_measure, indicator.places)
    if m.value is None:
        shown = {"no_denominator": "—（无分母）", "not_reported": "—（未报送）"}.get(m.null_reason or "", "—")
    else:
        shown += indicator.count_unit
    sides = ["" if side is None else plain(side) for side in (m.numerator, m.denominator)]
    return (indicator.name, indicator.id, shown, *sides)


def explain_(
    workspace: WorkspaceArgument,
    indicator: Annotated[str, typer.Argument(help="指标编号")],
    unit: Annotated[str | None, typer.Option(help="单位代码或全称；默认本县区")] = None,
    limit: Annotated[int, typer.Option(help="每侧列出多少行")] = 5,
    form: FormatOption = Format.table,
) -> None:
    """这个数是怎么来的：值、分子、分母、公式、出处、SQL 和台账行。Show where a number comes from."""
    opened = Workspace.open(workspace)
    known = _known_indicator(opened, indicator)
    snapshot = latest_snapshot(opened)
    facts = SnapshotFacts(snapshot, opened.pack)
    code = opened.unit if unit is None else find_unit(snapshot.tree, unit)
    told = explain(snapshot, opened.pack, known.id, code, limit=limit)
    if form is Format.json:
        emit(_explained(told, told.measurement.to_dict(facts.cite(told.measurement).to_dict())))
    else:
        _tell(told, known, snapshot.tree[code].name)


def _tell(told: Explanation, indicator: Indicator, unit: str) -> None:
    m = told.measurement
    say(f"{indicator.name}（{indicator.id}）  {unit}  {m.period}")
    value = display(m.value, m.unit_of_measure, indicator.places) + (
        indicator.count_unit if m.value is not None else ""
    )
    say(f"值    {value}" + (f"（{m.null_reason}）" if m.null_reason else ""))
    say(f"分子  {'' if m.numerator is None else plain(m.numerator)}")
    if indicator.denominator is not None:
        say(f"分母  {'' if m.denominator is None else plain(m.denominator)}")
    say(f"公式  {told.formula}")
    say(f"出处  {told.source}")
    for title, sql, rowsets in (
        ("分子", told.numerator_sql, told.numerator_rows),
        ("分母", told.denominator_sql, told.denominator_rows),
    ):
        if sql:
            say(f"\n— {title}的 SQL —\n{sql}")
        for rows in rowsets:
            _rows(title, rows)


def _explained(told: Explanation, measured: dict[str, Any]) -> dict[str, Any]:
    sides = {}
    for side, sql, rowsets in (
        ("numerator", told.numerator_sql, told.numerator_rows),
        ("denominator", told.denominator_sql, told.denominator_rows),
    ):
        rows = [
            {"ledger": r.ledger, "file": r.file, "sheet": r.sheet, "row": r.number}
            | {"values": {k: None if v is None else str(v) for k, v in r.values.items()}}
            for rowset in rowsets
            for r in rowset
        ]
        sides[side] = {"sql": sql, "rows": rows, "row_count": sum(rowset.total for rowset in rowsets)}
    return {"measurement": measured, "formula": told.formula, "source": told.source, **sides}


def _rows(title: str, rows: RowSet) -> None:
    say(f"\n— {title}：{rows.query.ledger} 共 {rows.total} 行，前 {len(rows)} 行 —")
    for row in rows:
        cells = "  ".join(f"{k}={v}" for k, v in row.values.items() if v is not None)
        console.print(f"{row.place}  {cells}", markup=False, overflow="ellipsis", no_wrap=True)


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.command("import")(import_)
    app.command("freeze")(freeze)
    app.command("measure")(measure)
    app.command("explain")(explain_)


__all__: list[Any] = ["add_commands", "find_unit"]
