"""Commands on other people's reports: audit."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from zeren.cli.options import FormatOption, now, who
from zeren.cli.output import Format, emit, finish, progress, say, show_problems, table
from zeren.core.audit import SEVERITY_NAMES
from zeren.core.intake import open_document
from zeren.core.kernel import Problem, ZerenError, exit_code, register
from zeren.workspace.audits import (
    Audited,
    audit_file,
    explain_finding,
    find_reports,
    ledgers_of,
    write_comments,
    write_page,
)

register(
    "usage",
    [
        (
            "U050",
            "日期应写成 2017-07-20：{found}",
            "A date is written 2017-07-20: {found}",
            "改写日期",
            "Write the date so",
        ),
        (
            "U051",
            "没有第 {found} 条，共 {expected} 条",
            "There is no finding {found}; there are {expected}",
            "用列表中的编号",
            "Use a number of the list",
        ),
        (
            "U052",
            "文件夹里没有可以审读的报告：{found}",
            "No report to audit in the folder: {found}",
            "放入 docx、pdf、html、xlsx 或 txt",
            "Put docx, pdf, html, xlsx or txt there",
        ),
    ],
)
# What `zeren audit` ends with when the report itself has errors: neither success nor a failure of the program.
FOUND_ERRORS = 3


def audit(
    file: Annotated[Path, typer.Argument(help="报告 docx、pdf、html、xlsx、txt，或一个文件夹")],
    against: Annotated[Path | None, typer.Option(help="工作区或快照文件夹：对照台账核对")] = None,
    previous: Annotated[Path | None, typer.Option(help="上一年的报告：查照抄、核对上年数")] = None,
    org: Annotated[str, typer.Option(help="报告单位")] = "",
    period: Annotated[str, typer.Option(help="报告期，如 2017、2017H1")] = "",
    report_date: Annotated[str | None, typer.Option(help="报告日期，如 2017-07-20")] = None,
    html: Annotated[Path | None, typer.Option(help="写出带批注的网页")] = None,
    docx: Annotated[Path | None, typer.Option(help="写出加了 Word 批注的原文 docx")] = None,
    explain: Annotated[int | None, typer.Option(help="把第几条记为已说明的例外")] = None,
    reason: Annotated[str, typer.Option(help="说明的理由")] = "",
    form: FormatOption = Format.table,
) -> None:
    """审读报告：读出每个数字说法，互相核对，说明哪些不能成立。Audit anybody's report."""
    day = _day(report_date)
    before = None if previous is None else open_document(previous)
    ledgers = None if against is None else ledgers_of(against)
    if file.is_dir():
        raise typer.Exit(_folder(file, org, period, day, form))
    found = audit_file(file, org=org, period=period, report_date=day, previous=before, against=ledgers)
    if found.audit is None:
        raise typer.Exit(finish(found.problems, form))
    if explain is not None:
        _explain(found, explain, reason)
        found = audit_file(file, org=org, period=period, report_date=day, previous=before, against=ledgers)
    written = [write_page(found, html)] if html else []
    written += [write_comments(found, docx, at=now())] if docx else []
    if form is Format.json:
        assert found.audit is not None
        emit(found.audit.to_dict())
    else:
        _show(found)
        for path in written:
            say(f"写出 {path}")
    assert found.audit is not None
    raise typer.Exit(FOUND_ERRORS if found.audit.count("error") else 0)


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ZerenError(Problem("U050", found=written)) from error


def _explain(found: Audited, number: int, reason: str) -> None:
    assert found.audit is not None
    findings = found.audit.findings
    if not 1 <= number <= len(findings):
        raise ZerenError(Problem("U051", found=str(number), expected=str(len(findings))))
    path = explain_finding(found.path, findings[number - 1], reason or "已核实", by=who(), at=now())
    say(f"已记入 {path}")


def _show(found: Audited) -> None:
    result = found.audit
    assert result is not None
    rows = [
        (
            str(number),
            "已说明" if finding.explained else SEVERITY_NAMES[finding.severity],
            finding.quote if len(finding.quote) <= 40 else finding.quote[:38] + "…",
            finding.message + (f"\n{finding.recomputed}" if finding.recomputed else ""),
            finding.kind,
        )
        for number, finding in enumerate(result.findings, 1)
    ]
    if rows:
        table(f"审读 {found.path.name}", ("序号", "程度", "原文", "问题", "类别"), rows)
    counts = "、".join(f"{SEVERITY_NAMES[s]} {result.count(s)}" for s in SEVERITY_NAMES)
    say(f"读出 {len(result.claims)} 条数字说法；{counts}" + ("" if rows else "；没有发现问题"))


def _folder(folder: Path, org: str, period: str, day: date | None, form: Format) -> int:
    paths = find_reports(folder)
    if not paths:
        raise ZerenError(Problem("U052", found=str(folder)))
    rows: list[tuple[str, ...]] = []
    problems: list[Problem] = []
    kinds = Counter[str]()
    entries: list[dict[str, Any]] = []
    with progress("审读报告", form) as advance:
        for position, path in enumerate(paths):
            advance(position, len(paths))
            found = audit_file(path, org=org, period=period, report_date=day)
            problems += found.problems
            name = str(path.relative_to(folder))
            if found.audit is None:
                entries.append({"file": name, "problems": [p.to_dict() for p in found.problems]})
                continue
            counts = {severity: found.audit.count(severity) for severity in SEVERITY_NAMES}
            kinds.update(f.kind for f in found.audit.findings if not f.explained)
            rows.append((name, str(len(found.audit.claims)), *(str(counts[s]) for s in SEVERITY_NAMES)))
            entries.append({"file": name, "claims": len(found.audit.claims), **counts})
        advance(len(paths), len(paths))
    if form is Format.json:
        emit({"reports": entries, "kinds": dict(kinds.most_common())})
    else:
        table(f"审读 {len(paths)} 份报告", ("报告", "说法", "错误", "提醒", "提示"), rows, right=(1, 2, 3, 4))
        if kinds:
            table("按类别", ("类别", "处数"), [(kind, str(n)) for kind, n in kinds.most_common()], right=(1,))
        show_problems(problems)
    return exit_code(problems) or (FOUND_ERRORS if any(int(row[2]) for row in rows) else 0)


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.command("audit")(audit)
