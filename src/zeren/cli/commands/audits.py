"""Commands on other people's reports: audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from zeren.cli.options import FormatOption, now, who
from zeren.cli.output import Format, emit, finish, progress, say, show_problems, table
from zeren.core.audit import KIND_NAMES, SEVERITY_NAMES
from zeren.core.kernel import EXIT_CODES, Period, Problem, ZerenError, exit_code, register
from zeren.workspace.audits import (
    Audited,
    Auditor,
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
        (
            "U053",
            "{found} 只用于一份报告，不用于文件夹",
            "{found} is for one report, not for a folder",
            "给出其中一份报告",
            "Name one report of the folder",
        ),
        (
            "U054",
            "记为例外要写明理由",
            "An exception needs a reason",
            "加上 --reason 理由",
            "Add --reason WORDS",
        ),
        (
            "U055",
            "报告期应写成 2017、2017H1 或 2016-2017：{found}",
            "A period is written 2017, 2017H1 or 2016-2017: {found}",
            "改写报告期",
            "Write the period so",
        ),
        (
            "U056",
            "不能写到报告自己上：{found}",
            "The report itself would be overwritten: {found}",
            "换一个文件名；原文不改动",
            "Choose another name; the original stays as it is",
        ),
    ],
)
SHOWN_KINDS = 4  # kinds named in one line of a unit


def audit(
    file: Annotated[Path, typer.Argument(help="报告 docx、pdf、html、xlsx、txt，或一个文件夹")],
    against: Annotated[Path | None, typer.Option(help="工作区或其中一个快照的文件夹：对照台账核对")] = None,
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
    _check_request(file, {"--html": html, "--docx": docx, "--explain": explain}, reason)
    auditor = Auditor(
        org=org,
        period=_period(period),
        report_date=_day(report_date),
        previous=previous,
        against=None if against is None else ledgers_of(against),
    )
    with auditor:
        if file.is_dir():
            raise typer.Exit(_folder(file, auditor, form))
        found = auditor.audit(file)
        if found.audit is None:
            raise typer.Exit(finish(found.problems, form))
        recorded = [] if explain is None else [_explain(found, explain, reason)]
        if recorded:
            found = auditor.audit(file)
    assert found.audit is not None
    written = [write_page(found, html)] if html else []
    written += [write_comments(found, docx, at=now())] if docx else []
    if form is Format.json:
        emit(found.audit.to_dict())
    else:
        _show(found)
        for path in recorded:
            say(f"已记入 {path}")
        for path in written:
            say(f"写出 {path}")
    raise typer.Exit(EXIT_CODES["audit"] if found.audit.count("error") else 0)


def _check_request(file: Path, single: dict[str, Path | int | None], reason: str) -> None:
    asked = [name for name, value in single.items() if value is not None]
    if file.is_dir() and asked:
        raise ZerenError(Problem("U053", found="、".join(asked)))
    for value in single.values():
        if isinstance(value, Path) and value.exists() and file.exists() and value.samefile(file):
            raise ZerenError(Problem("U056", found=str(value)))
    if single["--explain"] is not None and not reason.strip():
        raise ZerenError(Problem("U054"))


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ZerenError(Problem("U050", found=written)) from error


def _period(written: str) -> str:
    try:
        return Period.parse(written).id if written else ""
    except (ValueError, ZerenError) as error:
        raise ZerenError(Problem("U055", found=written)) from error


def _explain(found: Audited, number: int, reason: str) -> Path:
    assert found.audit is not None
    findings = found.audit.findings
    if not 1 <= number <= len(findings):
        raise ZerenError(Problem("U051", found=str(number), expected=str(len(findings))))
    return explain_finding(found, findings[number - 1], reason.strip(), by=who(), at=now())


def _show(found: Audited) -> None:
    result = found.audit
    assert result is not None
    rows = [
        (
            str(number),
            "已说明" if finding.explained else SEVERITY_NAMES[finding.severity],
            finding.quote if len(finding.quote) <= 40 else finding.quote[:38] + "…",
            "\n".join(filter(None, (finding.message, finding.recomputed, finding.explained))),
            KIND_NAMES[finding.kind],
        )
        for number, finding in enumerate(result.findings, 1)
    ]
    if rows:
        table(f"审读 {found.path.name}", ("序号", "程度", "原文", "问题", "类别"), rows)
    counts = "、".join(f"{SEVERITY_NAMES[s]} {result.count(s)}" for s in SEVERITY_NAMES)
    say(f"读出 {len(result.claims)} 条数字说法；{counts}" + ("" if rows else "；没有发现问题"))


def _folder(folder: Path, auditor: Auditor, form: Format) -> int:
    paths = find_reports(folder)
    if not paths:
        raise ZerenError(Problem("U052", found=str(folder)))
    entries: list[dict[str, Any]] = []
    problems: list[Problem] = []
    with progress("审读报告", form) as advance:
        advance(0, len(paths))
        for number, found in enumerate(auditor.audit_all(paths), 1):
            # Only the figures are kept: a thousand reports take no more room than one.
            entries.append(_entry(found, folder, auditor.org))
            problems += found.problems
            advance(number, len(paths))
    kinds, units = _sums(entries)
    if form is Format.json:
        emit({"reports": entries, "kinds": kinds, "units": units, "unreadable": len(_unread(entries))})
    else:
        _show_folder(entries, kinds, units)
        show_problems(problems)
    return exit_code(problems) or (EXIT_CODES["audit"] if any(e.get("error") for e in entries) else 0)


def _entry(found: Audited, folder: Path, org: str) -> dict[str, Any]:
    inside = found.path.relative_to(folder)
    parent = str(inside.parent) if inside.parent != Path() else ""
    entry: dict[str, Any] = {"file": str(inside), "unit": org or found.unit or parent or inside.stem}
    if found.audit is None:
        return entry | {"problems": [p.to_dict() for p in found.problems]}
    told = [f for f in found.audit.findings if not f.explained]
    counts = {severity: found.audit.count(severity) for severity in SEVERITY_NAMES}
    kinds = dict(Counter(f.kind for f in told).most_common())
    explained = len(found.audit.findings) - len(told)
    return entry | {"claims": len(found.audit.claims), **counts, "explained": explained, "kinds": kinds}


def _unread(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in entries if "problems" in entry]


def _sums(entries: Sequence[dict[str, Any]]) -> tuple[dict[str, int], dict[str, dict[str, Any]]]:
    """Findings by kind, and by unit."""
    kinds = Counter[str]()
    units: dict[str, dict[str, Any]] = {}
    for entry in entries:
        unit = units.setdefault(
            entry["unit"],
            {
                "reports": 0,
                "unreadable": 0,
                "claims": 0,
                **dict.fromkeys(SEVERITY_NAMES, 0),
                "kinds": Counter(),
            },
        )
        unit["reports"] += 1
        unit["unreadable"] += "problems" in entry
        for name in ("claims", *SEVERITY_NAMES):
            unit[name] += entry.get(name, 0)
        unit["kinds"].update(entry.get("kinds", {}))
        kinds.update(entry.get("kinds", {}))
    for unit in units.values():
        unit["kinds"] = dict(unit["kinds"].most_common())
    worst = sorted(units.items(), key=lambda item: (-item[1]["error"], -item[1]["warn"], item[0]))
    return dict(kinds.most_common()), dict(worst)


def _show_folder(
    entries: Sequence[dict[str, Any]], kinds: dict[str, int], units: dict[str, dict[str, Any]]
) -> None:
    severities = tuple(SEVERITY_NAMES)
    rows = [
        (entry["file"], *(("读不出来", "", "", "") if "problems" in entry else
                          (str(entry["claims"]), *(str(entry[s]) for s in severities))))
        for entry in entries
    ]  # fmt: skip
    table(f"审读 {len(entries)} 份报告", ("报告", "说法", "错误", "提醒", "提示"), rows, right=(1, 2, 3, 4))
    told = [
        (
            name,
            str(unit["reports"]),
            *(str(unit[s]) for s in severities),
            "、".join(f"{KIND_NAMES[kind]}×{n}" for kind, n in list(unit["kinds"].items())[:SHOWN_KINDS]),
        )
        for name, unit in units.items()
    ]
    table("按单位", ("单位", "报告", "错误", "提醒", "提示", "主要类别"), told, right=(1, 2, 3, 4))
    if kinds:
        table(
            "按类别", ("类别", "处数"), [(KIND_NAMES[kind], str(n)) for kind, n in kinds.items()], right=(1,)
        )
    unread = _unread(entries)
    say(f"审读 {len(entries) - len(unread)} 份" + (f"，{len(unread)} 份读不出来" if unread else ""))


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.command("audit")(audit)
