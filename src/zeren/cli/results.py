"""Commands on results: score, report, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.options import FormatOption, WorkspaceArgument, now
from zeren.cli.output import Format, emit, finish, progress, say, show_problems, table
from zeren.core.kernel import EXIT_CODES, Scorecard, plain
from zeren.core.proof import Verdict
from zeren.workspace import Workspace, facts_of, report_workspace, score_workspace, verify_report

STATUS = {"met": "达标", "at_risk": "有风险", "missed": "未达标", "unknown": "待定"}
OUTCOME = {"pending": "待定", "not_applicable": "不适用", "veto": "一票否决", "error": "出错"}


def score(workspace: WorkspaceArgument, form: FormatOption = Format.table) -> None:
    """按目标责任书自评计分。Score the letter."""
    opened = Workspace.open(workspace)
    with progress("计分", form) as advance:
        advance(0, 1)
        card = score_workspace(opened, facts_of(opened))
    if form is Format.json:
        emit(card.to_dict())
        return
    print_scorecard(card)


def print_scorecard(card: Scorecard) -> None:
    """The scorecard as a table."""
    rows = []
    for line in card.lines:
        points = line.outcome.points
        shown = OUTCOME.get(line.outcome.kind, "") if points is None else plain(points)
        rows.append((line.target, line.name, STATUS[line.status], shown, plain(line.full), line.reason))
    table(
        f"自评计分 {card.letter} {card.period}",
        ("编号", "目标", "状态", "得分", "满分", "依据"),
        rows,
        right=(3, 4),
    )
    total = OUTCOME.get(card.outcome.kind) or f"{card.total_text()} / {plain(card.full)}"
    say(f"合计 {total}" + (f"  （{card.points_note}）" if card.points_note else ""))


def report(
    workspace: WorkspaceArgument,
    fonts: Annotated[list[Path] | None, typer.Option(help="PDF 用这里的字体，不用系统已装的")] = None,
    form: FormatOption = Format.table,
) -> None:
    """生成自查报告 docx、pdf、html 和签名清单。Compose the report, signed."""
    opened = Workspace.open(workspace)
    with progress("生成报告", form) as advance:
        advance(0, 2)
        facts = facts_of(opened)
        advance(1, 2)
        written = report_workspace(opened, facts, score_workspace(opened, facts), at=now(), fonts=fonts)
        advance(2, 2)
    files = [str(path) for path in written.paths]
    if form is Format.table:
        for name in files:
            say(f"写出 {name}")
        say(f"签名公钥指纹 {written.fingerprint}")
    finish(written.problems, form, {"files": files, "fingerprint": written.fingerprint})


def verify(
    file: Annotated[Path, typer.Argument(help="docx、pdf、html、manifest.json，或工作区文件夹")],
    workspace: Annotated[Path | None, typer.Option(help="有工作区时，逐个重新测算")] = None,
    trusted: Annotated[str | None, typer.Option(help="应当是哪把公钥签的（指纹）")] = None,
    form: FormatOption = Format.table,
) -> None:
    """核验报告：每个数字是否与签名的出处一致。Verify every printed number against its signed citation."""
    opened = None if workspace is None else Workspace.open(workspace)
    verdicts: list[tuple[Path, Verdict]] = []
    if file.is_dir():
        opened = Workspace.open(file)
        targets = sorted(p for p in (file / "report").glob("*") if p.suffix in {".docx", ".pdf", ".html"})
    else:
        targets = [file]
    with progress("核验", form) as advance:
        for position, target in enumerate(targets):
            advance(position, len(targets))
            verdicts.append((target, verify_report(target, workspace=opened, trusted=trusted)))
    ok = bool(verdicts) and all(verdict.ok for _, verdict in verdicts)
    if form is Format.json:
        told = [verdict.to_dict() | {"file": str(path)} for path, verdict in verdicts]
        if file.is_dir():
            emit(
                {
                    "ok": ok,
                    "checked": sum(v.checked for _, v in verdicts),
                    "first_bad": _first(told),
                    "files": told,
                }
            )
        else:
            emit(told[0])
    else:
        for path, verdict in verdicts:
            _tell(path, verdict)
    raise typer.Exit(0 if ok else EXIT_CODES["proof"])


def _tell(path: Path, verdict: Verdict) -> None:
    """A verdict for people: the answer first, then what is wrong, then what was checked."""
    if verdict.ok:
        say(f"✓ {path}：{verdict.checked} 个数字都与签名的出处一致")
    else:
        say(f"✗ {path}：核验未通过（共 {verdict.numbers} 个数字，核对了 {verdict.checked} 个）")
    if verdict.remeasured is not None:
        agreed = "全部一致" if not verdict.differs else f"{len(verdict.differs)} 个不一致"
        say(f"  在快照上重新测算 {verdict.remeasured} 个出处：{agreed}")
    if verdict.fingerprint:
        say(f"  签名公钥指纹 {verdict.fingerprint}")
    show_problems(verdict.problems)


def _first(told: list[dict[str, object]]) -> object:
    return next((entry["first_bad"] for entry in told if entry["first_bad"] is not None), None)


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.command("score")(score)
    app.command("report")(report)
    app.command("verify")(verify)
