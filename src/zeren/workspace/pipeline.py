"""The life of one number on disk: freeze, measure, score, report, verify. Verbs of core do the work; files are written here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from zeren import __version__
from zeren.core.engine import Snapshot, SnapshotFacts, freeze, measure, open_snapshot, recheck, to_records
from zeren.core.intake import open_report
from zeren.core.kernel import Document, Problem, Scorecard, ZerenError
from zeren.core.proof import Verdict, build_manifest, load_or_make_key, sign, verify
from zeren.core.reports import compose, overview_html, render_docx, render_html, render_pdf, scorecard_xlsx
from zeren.core.scoring import score
from zeren.workspace.files import publish
from zeren.workspace.importing import tree_from
from zeren.workspace.settings import Workspace
from zeren.workspace.store import Store

REPORT = "自查报告"
LINKS = {
    "自查报告（网页）": f"report/{REPORT}.html",
    "自查报告（Word）": f"report/{REPORT}.docx",
    "自评计分表": "scorecard.xlsx",
    "签名清单": "manifest.json",
}
KEY = Path("keys") / "signing-key.pem"


def freeze_workspace(workspace: Workspace, *, by: str, at: datetime) -> Snapshot:
    """Freeze the current rows into an immutable snapshot and make it the latest.

    Raises:
        ZerenError: W003 when nothing was imported; an engine problem when the disk is full (then nothing is left behind).
    """
    store = Store(workspace.folder / "store")
    frames = store.current()
    if not frames:
        raise ZerenError(Problem("W003", found=str(workspace.folder)))
    snapshot = freeze(
        frames,
        pack=workspace.pack,
        tree=tree_from(workspace, frames),
        period=workspace.period,
        into=workspace.folder / "snapshots",
        by=by,
        at=at,
        submitted=store.submitted(),
    )
    publish(workspace.folder / "snapshots" / "latest", f"{snapshot.id}\n".encode())
    return snapshot


def latest_snapshot(workspace: Workspace) -> Snapshot:
    """The snapshot that was frozen last, with every file's hash checked.

    Raises:
        ZerenError: W004 when there is none; an engine problem that names the file when one was changed.
    """
    pointer = workspace.folder / "snapshots" / "latest"
    if not pointer.is_file():
        raise ZerenError(Problem("W004", found=str(workspace.folder)))
    return open_snapshot(workspace.folder / "snapshots" / pointer.read_text(encoding="utf-8").strip())


def facts_of(workspace: Workspace) -> SnapshotFacts:
    """The latest snapshot, measured."""
    snapshot = latest_snapshot(workspace)
    return SnapshotFacts(snapshot, workspace.pack, measure(snapshot, workspace.pack))


def write_measurements(workspace: Workspace, facts: SnapshotFacts) -> Path:
    """Write measurements.json: every measured value with its citation."""
    path = workspace.folder / "measurements.json"
    rows = (json.dumps(record, ensure_ascii=False) for record in to_records(facts.measurements, facts))
    publish(path, ("[\n" + ",\n".join(rows) + "\n]\n").encode())
    return path


def score_workspace(workspace: Workspace, facts: SnapshotFacts) -> Scorecard:
    """Score the workspace's letter."""
    return score(workspace.letter, facts, pack=workspace.pack)


@dataclass(frozen=True, slots=True)
class Written:
    """What a report run wrote, and what it could not."""

    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]
    document: Document
    fingerprint: str


def report_workspace(
    workspace: Workspace,
    facts: SnapshotFacts,
    scorecard: Scorecard,
    *,
    at: datetime,
    fonts: Sequence[Path] | None = None,
) -> Written:
    """Compose the report and write docx, pdf, html, the signed manifest, the scorecard and the overview.

    Everything is made before anything is written. ``fonts`` are folders or files to use, not the installed
    fonts. Without a Chinese font the pdf is left out and the problem says which package
    to install.
    """
    document, problems = compose_workspace(workspace, facts, scorecard)
    key = load_or_make_key(workspace.folder / KEY)
    manifest = build_manifest(
        document,
        snapshot=facts.snapshot.manifest,
        scorecard=scorecard,
        packs=workspace.pack.versions,
        made_at=at.isoformat(timespec="seconds"),
        tool=f"zeren {__version__}",
    )
    signed = sign(manifest, key)
    # Drawing and typesetting let go of the interpreter, so the report is set while the tables beside it are written.
    with ThreadPoolExecutor(1) as beside:
        report = beside.submit(_report, document, signed, fonts)
        outputs = _tables(workspace, facts, scorecard, document)
        files, missing = report.result()
    problems += missing
    outputs = {**files, "manifest.json": signed, **outputs}
    for name, content in outputs.items():
        publish(workspace.folder / name, content)
    paths = tuple(workspace.folder / name for name in outputs)
    return Written(paths, (*problems, *key.problems), document, key.fingerprint)


def compose_workspace(
    workspace: Workspace, facts: SnapshotFacts, scorecard: Scorecard
) -> tuple[Document, list[Problem]]:
    """The workspace's report as a document, and what is worth a second look in it."""
    problems: list[Problem] = []
    document = compose(
        workspace.template,
        scorecard,
        letter=workspace.letter,
        pack=workspace.pack,
        facts=facts,
        unit=workspace.unit,
        at=workspace.report_date,
        notice=workspace.notice,
        problems=problems,
    )
    return document, problems


def _report(
    document: Document, signed: bytes, fonts: Sequence[Path] | None
) -> tuple[dict[str, bytes], list[Problem]]:
    """The report in its three forms; without a Chinese font in two of them, and why."""
    files = {
        f"report/{REPORT}.docx": render_docx(document, attachment=signed),
        f"report/{REPORT}.html": render_html(document, attachment=signed).encode(),
    }
    try:
        files[f"report/{REPORT}.pdf"] = render_pdf(document, attachment=signed, fonts=fonts)
    except ZerenError as error:
        # The docx and the page are complete without it: worth a line, not a failure.
        return files, [replace(problem, severity="warning") for problem in error.problems]
    return files, []


def _tables(
    workspace: Workspace, facts: SnapshotFacts, scorecard: Scorecard, document: Document
) -> dict[str, bytes]:
    """The scorecard's workbook and the overview."""
    letter, notice = workspace.letter, workspace.notice
    overview = overview_html(
        scorecard,
        letter=letter,
        pack=workspace.pack,
        facts=facts,
        unit=workspace.unit,
        document=document,
        notice=notice,
        links=LINKS,
    )
    return {
        "scorecard.xlsx": scorecard_xlsx(
            scorecard, letter=letter, facts=facts, notice=notice, pack=workspace.pack
        ),
        "index.html": overview.encode(),
    }


def verify_report(path: Path, *, workspace: Workspace | None = None, trusted: str | None = None) -> Verdict:
    """Verify a finished report; with a workspace, re-measure every number on the snapshot it names, and
    compare the signer with the workspace's own key.

    Raises:
        ZerenError: W006 when the file is not there; a proof or intake problem when it cannot be read.
    """
    if not path.is_file():
        raise ZerenError(Problem("W006", found=str(path)))
    printed = open_report(path)
    if workspace is None:
        return verify(printed, trusted=trusted)
    snapshots = workspace.folder / "snapshots"

    def again(facts: Mapping[str, Any]) -> str | None:
        snapshot = opened.setdefault(
            str(facts["snapshot"]), open_snapshot(snapshots / str(facts["snapshot"]))
        )
        return recheck(snapshot, workspace.pack, facts)

    opened: dict[str, Snapshot] = {}
    own = workspace.folder / KEY
    if trusted is None and own.is_file():
        trusted = load_or_make_key(own).fingerprint
    return verify(printed, trusted=trusted, recheck=again)
