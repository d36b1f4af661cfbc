"""``make bench``: the claimed figures, each beside its peer in the same run, on the demo district."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import auditing, intake, measure, scoring
from bench.figures import Claim, interleaved
from zeren.core.proof import build_manifest, load_or_make_key, sign
from zeren.core.reports import render_docx, render_html, render_pdf
from zeren.demo import write_demo
from zeren.workspace import (
    Workspace,
    compose_workspace,
    facts_of,
    freeze_workspace,
    import_files,
    latest_snapshot,
    score_workspace,
)

AT = datetime(2017, 7, 20, tzinfo=UTC)


def main() -> None:
    """Run every benchmark on one demo district."""
    print(f"{platform.platform()}，{os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        workspace = write_demo(folder, seed=2017)
        _import(workspace)
        snapshot = freeze_workspace(workspace, by="bench", at=AT)
        measure.run(snapshot.folder, workspace.pack)
        scoring.run()
        _render(workspace)
        _whole(Path(place))
    auditing.run()


def _import(workspace: Workspace) -> None:
    intake.run(workspace)
    import_files(workspace, [workspace.folder / "ledgers"], by="bench", at=AT)


def _render(workspace: Workspace) -> None:
    facts = facts_of(workspace)
    card = score_workspace(workspace, facts)
    key = load_or_make_key(workspace.folder / "keys" / "signing-key.pem")
    snapshot = latest_snapshot(workspace)

    def render() -> None:
        document, _ = compose_workspace(workspace, facts, card)
        manifest = build_manifest(
            document,
            snapshot=snapshot.manifest,
            scorecard=card,
            packs=workspace.pack.versions,
            made_at="",
            tool="bench",
        )
        signed = sign(manifest, key)
        render_docx(document, attachment=signed)
        render_html(document, attachment=signed)
        render_pdf(document, attachment=signed)

    taken = interleaved({"render": render}, rounds=5)
    print(Claim("compose, sign, docx + pdf + html", 3.0).line(taken["render"]))


def _whole(place: Path) -> None:
    seconds = []
    for turn in range(3):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "zeren.cli", "demo", str(place / f"whole{turn}"), "--format", "json"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds.append(time.perf_counter() - started)
    print(Claim("whole `zeren demo`, a new process", 20.0).line(sorted(seconds)[1]))


main()
