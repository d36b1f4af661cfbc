"""Auditing files: one report or a folder of them, what was explained beside them, the annotated copies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from zeren.core.audit import Audit, Explained, Finding, annotated_page, audit, remarks_of
from zeren.core.engine import SnapshotFacts
from zeren.core.intake import Remark, comment_document, open_document
from zeren.core.kernel import PlainDocument, Problem, ZerenError
from zeren.core.packs import Indicator
from zeren.workspace.files import publish
from zeren.workspace.pipeline import facts_of
from zeren.workspace.settings import Workspace

__all__ = [
    "REPORT_FORMS",
    "Audited",
    "audit_file",
    "explain_finding",
    "find_reports",
    "write_comments",
    "write_page",
]

REPORT_FORMS = (".docx", ".pdf", ".html", ".htm", ".xlsx", ".xls", ".txt", ".md")
EXPLAINED = ".explained.json"  # beside the report: what somebody explained about it


@dataclass(frozen=True, slots=True)
class Audited:
    """One file's audit, or the problem that it could not be read."""

    path: Path
    document: PlainDocument | None
    audit: Audit | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledgers:
    """A workspace's latest snapshot, opened once for all reports that are set against it."""

    facts: SnapshotFacts
    indicators: Mapping[str, Indicator]
    unit: str


def ledgers_of(folder: Path) -> Ledgers:
    """The ledgers of a workspace's latest snapshot.

    Raises:
        ZerenError: when the folder is no workspace or holds no snapshot.
    """
    workspace = Workspace.open(folder)
    return Ledgers(facts_of(workspace), workspace.pack.indicators, workspace.unit)


def find_reports(folder: Path) -> list[Path]:
    """The reports in a folder and below, in order of name; hidden and temporary files are none."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in REPORT_FORMS and path.is_file() and not path.name.startswith((".", "~$"))
    )


def audit_file(
    path: Path,
    *,
    org: str = "",
    period: str = "",
    report_date: date | None = None,
    previous: PlainDocument | None = None,
    against: Ledgers | None = None,
) -> Audited:
    """Audit one file; what cannot be read is told, not raised, so that a folder goes on."""
    try:
        document = open_document(path)
    except ZerenError as error:
        return Audited(path, None, None, error.problems)
    found = audit(
        document,
        org=org,
        period=period,
        report_date=report_date,
        previous=previous,
        explained=_explained(path),
        facts=None if against is None else against.facts,
        indicators=None if against is None else against.indicators,
        unit="" if against is None else against.unit,
    )
    return Audited(path, document, found)


def _explained(path: Path) -> list[Explained]:
    file = path.with_name(path.name + EXPLAINED)
    if not file.exists():
        return []
    try:
        return [
            Explained(e["kind"], e["quote"], e["reason"])
            for e in json.loads(file.read_text(encoding="utf-8"))
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise ZerenError(Problem("W040", found=str(file))) from error


def explain_finding(path: Path, finding: Finding, reason: str, *, by: str, at: datetime) -> Path:
    """Record an explained exception beside the report; it stays with the words, wherever they move in the text."""
    known: list[dict[str, Any]] = []
    file = path.with_name(path.name + EXPLAINED)
    if file.exists():
        _explained(path)
        known = json.loads(file.read_text(encoding="utf-8"))
    entry = {"kind": finding.kind, "quote": finding.quote, "reason": reason, "by": by, "at": at.isoformat()}
    kept = [e for e in known if (e["kind"], e["quote"]) != (finding.kind, finding.quote)]
    publish(file, (json.dumps([*kept, entry], ensure_ascii=False, indent=1) + "\n").encode())
    return file


def write_page(audited: Audited, into: Path) -> Path:
    """The annotated copy as a page."""
    assert audited.audit is not None
    page = annotated_page(audited.audit.text, audited.audit.findings, title=audited.path.stem)
    publish(into, page.encode())
    return into


def write_comments(audited: Audited, into: Path, *, at: datetime) -> Path:
    """The user's own docx with Word comments at the quotes.

    Raises:
        ZerenError: I100 when the report is not a docx.
    """
    assert audited.audit is not None
    assert audited.document is not None
    remarks: Sequence[Remark] = [
        Remark(*remark) for remark in remarks_of(audited.document, audited.audit.text, audited.audit.findings)
    ]
    content = comment_document(audited.path, remarks, author="责任", at=at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    publish(into, content)
    return into
