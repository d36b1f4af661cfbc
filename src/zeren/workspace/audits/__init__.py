"""Auditing files: one report or a folder of them, what was explained beside them, the annotated copies.

Reports are read and checked in child processes with limits: a file that hangs or kills its reader costs itself alone. Here they
are set against the ledgers, and what was explained beside them is marked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from zeren.core.audit import (
    Audit,
    Finding,
    annotated_page,
    audit_of,
    explain,
    remarks_of,
    sentence_of,
    set_against,
)
from zeren.core.engine import SnapshotFacts, measure, open_snapshot
from zeren.core.intake import Answer, Job, Pool, Remark, comment_document, open_document, problems_told
from zeren.core.kernel import Document, PlainDocument, Problem, ZerenError
from zeren.core.packs import Indicator
from zeren.workspace.audits.exceptions import explained_beside, record_explanation
from zeren.workspace.audits.signed import signed_findings
from zeren.workspace.files import publish
from zeren.workspace.pipeline import compose_workspace, facts_of, score_workspace
from zeren.workspace.settings import Workspace

__all__ = [
    "REPORT_FORMS",
    "Audited",
    "Auditor",
    "Ledgers",
    "explain_finding",
    "find_reports",
    "ledgers_of",
    "write_comments",
    "write_page",
]

REPORT_FORMS = (".docx", ".doc", ".wps", ".pdf", ".html", ".htm", ".xlsx", ".xls", ".txt", ".md")
COMMAND = (sys.executable, "-m", "zeren.core.intake.child", "zeren.core.audit.job")


@dataclass(frozen=True, slots=True)
class Ledgers:
    """A workspace's snapshot, opened once for all reports that are set against it.

    Shape: ``composed`` is the workspace's own report on that snapshot; None where it has no letter or template to write one.
    """

    facts: SnapshotFacts
    indicators: Mapping[str, Indicator]
    unit: str
    composed: Document | None = None


def ledgers_of(folder: Path) -> Ledgers:
    """The ledgers of a workspace's latest snapshot, or of the snapshot whose own folder is given.

    Raises:
        ZerenError: when the folder is neither, or the workspace holds no snapshot.
    """
    folder = folder.absolute()
    if folder.parent.name == "snapshots" and not (folder / "workspace.yaml").exists():
        workspace = Workspace.open(folder.parent.parent)
        snapshot = open_snapshot(folder)
        facts = SnapshotFacts(snapshot, workspace.pack, measure(snapshot, workspace.pack))
    else:
        workspace = Workspace.open(folder)
        facts = facts_of(workspace)
    return Ledgers(facts, workspace.pack.indicators, workspace.unit, _composed(workspace, facts))


def _composed(workspace: Workspace, facts: SnapshotFacts) -> Document | None:
    try:
        document, _ = compose_workspace(workspace, facts, score_workspace(workspace, facts))
    except ZerenError:
        return None  # a workspace may have ledgers and no letter, or a letter and no template
    return document


@dataclass(frozen=True, slots=True)
class Audited:
    """One file's audit, or the problems for which it could not be read.

    Shape: ``unit`` is the unit that the report names in its title or signature.
    """

    path: Path
    document: PlainDocument | None = None
    audit: Audit | None = None
    problems: tuple[Problem, ...] = ()
    unit: str = ""


@dataclass
class Auditor:
    """Audits files in child processes; to be closed, as a ``with`` block does.

    Shape: ``org``, ``period``, ``report_date`` and ``previous`` are what the caller knows of all reports; ``against`` are the
    ledgers they are set against.
    """

    org: str = ""
    period: str = ""
    report_date: date | None = None
    previous: Path | None = None
    against: Ledgers | None = None
    pool: Pool = field(default_factory=lambda: Pool(COMMAND))

    def __enter__(self) -> Auditor:
        if self.previous is not None:
            open_document(self.previous)  # told once and now, not with every report
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.close()

    def audit(self, path: Path) -> Audited:
        """Audit one file; what cannot be read is told, not raised.

        Raises:
            ZerenError: W040 when what was explained beside it cannot be read.
        """
        return self._audited(path, self.pool.run(self._job(path)))

    def audit_all(
        self, paths: Sequence[Path], done: Callable[[int], None] | None = None
    ) -> Iterator[Audited]:
        """Audit many files, as many at a time as there are children; in the order given."""
        answers = self.pool.stream([self._job(path) for path in paths], done)
        for path, answer in zip(paths, answers, strict=True):
            try:
                yield self._audited(path, answer)
            except ZerenError as error:
                yield Audited(path, problems=error.problems)

    def _job(self, path: Path) -> Job:
        options = {
            "org": self.org,
            "period": self.period,
            "report_date": "" if self.report_date is None else self.report_date.isoformat(),
            "previous": "" if self.previous is None else str(self.previous.absolute()),
        }
        return Job("audit", str(path), options)

    def _audited(self, path: Path, answer: Answer) -> Audited:
        if answer.problems:
            return Audited(path, problems=problems_told(answer))
        found, document = audit_of(answer.blobs)
        if self.against is not None:
            ledgers = self.against
            found = set_against(
                found,
                ledgers.facts,
                indicators=ledgers.indicators,
                unit=ledgers.unit,
                composed=ledgers.composed,
            )
        found = found.also(signed_findings(path, found, pool=self.pool))
        found = explain(found, explained_beside(path))
        return Audited(path, document, found, unit=str(answer.facts["unit"]))


def find_reports(folder: Path) -> list[Path]:
    """The reports in a folder and below, in order of name; hidden and temporary files are none."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in REPORT_FORMS and path.is_file() and not path.name.startswith((".", "~$"))
    )


def explain_finding(audited: Audited, finding: Finding, reason: str, *, by: str, at: datetime) -> Path:
    """Record an explained exception beside the report; it stays with the claim's sentence, wherever that moves.

    Raises:
        ZerenError: W040 when the file beside the report is none of ours; W002 when it cannot be written.
    """
    assert audited.audit is not None
    sentence = sentence_of(audited.audit.text, finding)
    return record_explanation(audited.path, finding, sentence=sentence, reason=reason, by=by, at=at)


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
