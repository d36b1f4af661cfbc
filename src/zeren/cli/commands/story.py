"""``zeren demo``: the whole life of a number, on an invented district, in one command."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.commands.results import OUTCOME, STATUS
from zeren.cli.options import FormatOption, now
from zeren.cli.output import Format, finish, progress, say, show_problems, table
from zeren.core.intake import shared_pool
from zeren.core.kernel import Problem, Scorecard, ZerenError, plain
from zeren.demo import write_demo
from zeren.workspace import (
    Workspace,
    Written,
    facts_of,
    freeze_workspace,
    import_files,
    report_workspace,
    score_workspace,
    write_measurements,
)

_GRAVITY = ("missed", "at_risk", "unknown", "met")


def demo(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹")] = Path("demo"),
    seed: Annotated[int, typer.Option(help="随机种子；相同种子得到相同数据")] = 2017,
    scale: Annotated[float, typer.Option(help="规模；1 为约三万名学生", min=0.01, max=10)] = 1.0,
    form: FormatOption = Format.table,
) -> None:
    """演示：编一个区的台账，导入、冻结、测算、计分、写报告。The whole job on invented data."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "workspace.yaml").is_file():
        raise ZerenError(Problem("W009", found=str(folder)))
    shared_pool().start()  # the reading processes load while the ledgers are being written
    with progress("编写演示台账", form) as advance:
        workspace = write_demo(folder, seed=seed, scale=scale, progress=advance)
    with progress("导入并检查台账", form) as advance:
        imported = import_files(workspace, [folder / "ledgers"], by="演示", at=now(), progress=advance)
    if not imported.ok:
        show_problems(imported.problems)
    with progress("冻结、测算、计分、成文", form) as advance:
        advance(0, 4)
        freeze_workspace(workspace, by="演示", at=now())
        facts = facts_of(workspace)
        advance(1, 4)
        write_measurements(workspace, facts)
        card = score_workspace(workspace, facts)
        advance(2, 4)
        written = report_workspace(workspace, facts, card, at=now())
        advance(4, 4)
    problems = [p for p in imported.problems if p.severity == "error"] + list(written.problems)
    if form is Format.json:
        result = {
            "folder": str(folder),
            "files": len(imported.accepted),
            "rows": dict(imported.rows),
            "statuses": {name: card.count(name) for name in STATUS},
            "written": [str(path) for path in written.paths],
        }
        raise typer.Exit(finish(problems, form, result))
    _tell(workspace, card, written, sum(imported.rows.values()), len(imported.accepted))
    raise typer.Exit(finish(problems, form))


def _tell(workspace: Workspace, card: Scorecard, written: Written, rows: int, files: int) -> None:
    say(f"演示数据：{workspace.name}，{workspace.period.text_zh}。{files} 个台账文件、{rows} 行收下。")
    shown = []
    for line in sorted(card.lines, key=lambda line: _GRAVITY.index(line.status)):
        points = line.outcome.points
        told = OUTCOME.get(line.outcome.kind, "") if points is None else f"{plain(points)}/{plain(line.full)}"
        if line.is_target:
            shown.append((STATUS[line.status], line.target, line.name, told))
    counts = "，".join(f"{STATUS[name]} {card.count(name)}" for name in STATUS if card.count(name))
    table(f"目标完成情况（{counts}）", ("状态", "编号", "目标", "得分"), shown, right=(3,))
    say(
        f"合计 {OUTCOME.get(card.outcome.kind) or card.total_text()} / {plain(card.full)}  {card.points_note}"
    )
    for path in written.paths:
        say(f"  {path}")
    say(f"签名公钥指纹 {written.fingerprint}")
    folder = workspace.folder
    report = folder / "report" / "自查报告.docx"
    zeren = (
        "zeren" if shutil.which("zeren") else sys.argv[0]
    )  # after `make demo` only .venv/bin/zeren is there
    say("接下来可以：")
    for command, why in (
        (f"{zeren} verify {report}", "核验报告里的每个数字"),
        (f"{zeren} explain {folder} {_example(card)}", "看一个数字从哪里来"),
        (f"{zeren} measure {folder} --unit 华罗庚实验学校", "看一所学校"),
        (f"打开 {folder}/index.html", "总览：达标、有风险、未达标"),
    ):
        say(f"  {command}    # {why}")


def _example(card: Scorecard) -> str:
    """An indicator worth explaining: the last dropout rate of the letter, else its first indicator."""
    indicators = [line.indicator for line in card.lines if line.is_target and line.indicator]
    return next((name for name in reversed(indicators) if "dropout_rate" in name), indicators[0])


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.command("demo")(demo)


__all__ = ["add_commands"]
