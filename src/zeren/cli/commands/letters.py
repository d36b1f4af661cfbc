"""Commands on letters: diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.options import FormatOption
from zeren.cli.output import Format, emit, progress, say, table
from zeren.core.kernel import Outcome, plain
from zeren.core.scoring import Move
from zeren.workspace import Workspace
from zeren.workspace.letters import LetterDifference, diff_letters

_KINDS = {"added": "新增", "removed": "取消", "renumbered": "改号", "changed": "改动"}
_OUTCOMES = {"pending": "待定", "not_applicable": "不适用", "veto": "一票否决", "error": "出错"}


def diff(
    old: Annotated[str, typer.Argument(help="原责任书：规则包、规则包:责任书编号，或 YAML 文件")],
    new: Annotated[str, typer.Argument(help="新责任书")],
    workspace: Annotated[Path | None, typer.Option(help="工作区：按最新快照算出各项得分怎么变")] = None,
    form: FormatOption = Format.table,
) -> None:
    """比较两份责任书：改了什么，得分怎么变。Compare two letters, and their scores on a snapshot."""
    opened = None if workspace is None else Workspace.open(workspace)
    with progress("比较责任书", form) as advance:
        advance(0, 1)
        found = diff_letters(old, new, workspace=opened)
    if form is Format.json:
        emit(found.to_dict())
    else:
        _show(found)


def _show(found: LetterDifference) -> None:
    say(f"{found.old.label} → {found.new.label}")
    if not found.changes:
        say("两份责任书没有不同")
    else:
        rows = [(_KINDS[change.kind], change.words) for change in found.changes]
        table("改了什么", ("", "内容"), rows)
    if found.cards is None:
        return
    old, new = found.cards
    if found.moves:
        rows_ = [_row(move) for move in found.moves]
        table("得分怎么变", ("编号", "名称", "原得分", "新得分", "增减", "为什么"), rows_, right=(2, 3, 4))
    else:
        say("各项得分不变")
    say(f"合计 {old.total_text()} / {plain(old.full)} → {new.total_text()} / {plain(new.full)}")


def _row(move: Move) -> tuple[str, ...]:
    difference = (
        "" if move.difference is None else f"{'+' if move.difference > 0 else ''}{plain(move.difference)}"
    )
    return move.id, move.name, _points(move.old), _points(move.new), difference, move.why


def _points(outcome: Outcome | None) -> str:
    if outcome is None:
        return "—"
    if outcome.points is not None:
        return plain(outcome.points)
    if outcome.kind == "range" and outcome.low is not None and outcome.high is not None:
        return f"{plain(outcome.low)}～{plain(outcome.high)}"
    return _OUTCOMES.get(outcome.kind, outcome.kind)


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.command("diff")(diff)
