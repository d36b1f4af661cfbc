"""Commands on results: score, report, verify."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.commands.plans import LetterOption, UnitsOption, WorkspacesArgument, source_of
from zeren.cli.options import FormatOption, WorkspaceArgument, now
from zeren.cli.output import Format, emit, finish, progress, say, show_problems, table
from zeren.core.kernel import EXIT_CODES, Outcome, Problem, Scorecard, ZerenError, exit_code, plain
from zeren.core.proof import Verdict
from zeren.core.scoring import CohortScore, ReviewedCohort, ReviewedScore, Standing, review_score
from zeren.workspace import Workspace, facts_of, report_workspace, score_workspace, verify_report
from zeren.workspace.cohorts import cohort_of_tree, reviews_of_file, score_source, units_below

STATUS = {"met": "达标", "at_risk": "有风险", "missed": "未达标", "unknown": "待定"}
OUTCOME = {"pending": "待定", "not_applicable": "不适用", "veto": "一票否决", "error": "出错"}


def score(
    workspaces: WorkspacesArgument = None,
    letter: LetterOption = "",
    units: UnitsOption = None,
    expected: Annotated[
        list[str] | None,
        typer.Option(help="应参评的单位（代码或名称，可用逗号分开，可写几次）；缺数据的使名次成为范围"),
    ] = None,
    review: Annotated[
        Path | None, typer.Option(help="复评结果 yaml、xlsx 或 csv：目标 → 复评分或复评值")
    ] = None,
    each: Annotated[
        str,
        typer.Option(help="一个工作区按下级单位逐个计分排名：county 或 school（省略：市、省的工作区按区县）"),
    ] = "",
    form: FormatOption = Format.table,
) -> None:
    """按目标责任书计分；几个单位一起时排名次。Score the letter; several units are ranked."""
    folders = workspaces or []
    with progress("计分", form) as advance:
        advance(0, 1)
        if len(folders) == 1 and units is None and not letter:
            opened = Workspace.open(folders[0])
            if not each and not expected and not units_below(opened):
                _score_one(opened, review, form)
                return
            source, own = cohort_of_tree(opened, each), ""
        else:
            source, own = source_of(folders, letter, units)
        own = own if len(source.units) == 1 else ""
        reviews = (
            None
            if review is None
            else reviews_of_file(review, source.letter, source.pack, unit=own, find=source.unit)
        )
        named = [name for listed in expected or [] for name in _COMMAS.split(listed)]
        found = score_source(source, expected=named, reviews=reviews)
    cohort = found.final if isinstance(found, ReviewedCohort) else found
    problems = [*source.problems, *cohort.problems]
    if form is Format.json:
        emit(found.to_dict() | {"problems": [p.to_dict() for p in problems]})
    else:
        print_cohort(found)
        show_problems(problems)
    raise typer.Exit(exit_code(problems))


_COMMAS = re.compile("[,，;；]")


def _score_one(opened: Workspace, review: Path | None, form: Format) -> None:
    facts = facts_of(opened)
    if review is None:
        card = score_workspace(opened, facts)
        if form is Format.json:
            emit(card.to_dict())
        else:
            print_scorecard(card)
        return
    names = {unit.name: unit.code for unit in facts.tree}
    unit = opened.letter.unit

    def find(named: str) -> str:
        return names.get(named, named)

    entries = reviews_of_file(review, opened.letter, opened.pack, unit=unit, find=find)
    strange = [Problem("S026", found=named) for named in entries if named != unit]
    if strange:
        raise ZerenError(strange)
    found = review_score(opened.letter, facts, entries.get(unit, ()), pack=opened.pack, unit=unit)
    if form is Format.json:
        emit(found.to_dict())
    else:
        print_review(found)


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


# --- cohorts and reviews --------------------------------------------------------------------------------------------------


def print_cohort(found: CohortScore | ReviewedCohort) -> None:
    """Places, totals and grades; with a review, self and final side by side."""
    before = found.own if isinstance(found, ReviewedCohort) else None
    cohort = found.final if isinstance(found, ReviewedCohort) else found
    reviewed = found.reviewed if isinstance(found, ReviewedCohort) else {}
    header = ["名次", "单位", *(["组别"] if any(s.group for s in cohort.ranking) else [])]
    header += ["自评分", "复评差", "最终分", "自评可信度"] if before is not None else ["总分"]
    header += ["等级", "说明"]
    rows = []
    for standing in cohort.ranking:
        row = [_place(standing), standing.name, *([standing.group] if "组别" in header else [])]
        mine = reviewed.get(standing.unit)
        if before is not None:
            row.append(_total(before.standing(standing.unit).total))
            row.append(_difference(mine))
        row.append(_total(standing.total))
        if before is not None:
            trust = None if mine is None else mine.credibility.percent
            row.append("—" if trust is None else f"{plain(trust)}%")
        rows.append([*row, standing.grade, _why_open(standing)])
    table(f"计分排名 {cohort.letter} {cohort.period}", header, rows, right=(0,))
    say(f"排名办法：{cohort.rule}")
    for quota in cohort.quotas:
        seats = f"{plain(quota.share * 100)}%×{quota.base}个单位，取整数部分，{quota.places}个"
        say(f"{quota.group}{quota.grade}名额：{seats}；已定 {len(quota.taken)} 个")


def _place(standing: Standing) -> str:
    if standing.place is not None:
        return f"{standing.place}" + ("（并列）" if standing.tied > 1 else "")
    if standing.place_low is None:
        return "—"
    return f"{standing.place_low}～{standing.place_high}"


def _total(outcome: Outcome) -> str:
    if outcome.low is None or outcome.high is None:
        return OUTCOME.get(outcome.kind, "—")
    return (
        plain(outcome.low) if outcome.low == outcome.high else f"{plain(outcome.low)}～{plain(outcome.high)}"
    )


def _difference(mine: ReviewedScore | None) -> str:
    if mine is None or mine.final.outcome.points is None or mine.own.outcome.points is None:
        return "—"
    return f"{mine.final.outcome.points - mine.own.outcome.points:+f}"


def _why_open(standing: Standing) -> str:
    if standing.note:
        return standing.note
    if standing.pending:
        return f"待定 {len(standing.pending)} 项：{'、'.join(standing.pending[:8])}"
    return "其他单位有未定事项，名次可能变动" if standing.waiting_for == "cohort" else ""


def print_review(found: ReviewedScore) -> None:
    """Self, reviewed and final scores of one unit, target by target."""
    rows = []
    for line in found.lines:
        reviewed = "" if line.reviewed is None else _total(line.reviewed)
        why = "；".join(part for part in (line.why, line.note) if part)
        rows.append(
            (line.target, line.name, _total(line.own), reviewed, _total(line.final), plain(line.full), why)
        )
    header = ("编号", "目标", "自评", "复评", "最终", "满分", "差异原因")
    table(f"自评与复评 {found.own.letter} {found.own.period}", header, rows, right=(2, 3, 4, 5))
    own, final = _total(found.own.outcome), _total(found.final.outcome)
    say(
        f"合计 自评 {own}，最终 {final}（复评的目标 {plain(found.reviewed_points)} / {plain(found.reviewed_full)}）"
    )
    say(found.credibility.words)


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
