"""The file beside a report that holds what somebody explained about it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from zeren.core.audit import Explained, Finding
from zeren.core.kernel import Problem, ZerenError
from zeren.workspace.files import publish

__all__ = ["explained_beside", "record_explanation"]

ENDING = ".explained.json"  # beside the report, after its whole name


def explained_beside(report: Path) -> list[Explained]:
    """What has been explained about a report.

    Raises:
        ZerenError: W040 when the file is none of ours.
    """
    return [
        Explained(e["kind"], e["quote"], e["reason"], e.get("sentence", "")) for e in _entries(_file(report))
    ]


def record_explanation(
    report: Path, finding: Finding, *, sentence: str, reason: str, by: str, at: datetime
) -> Path:
    """Add an exception; the same one is replaced, so that its last reason counts.

    Raises:
        ZerenError: W040 when the file that is there is none of ours; W002 when it cannot be written.
    """
    file = _file(report)
    entry = {
        "kind": finding.kind,
        "quote": finding.quote,
        "sentence": sentence,
        "reason": reason,
        "by": by,
        "at": at.isoformat(),
    }
    same = ("kind", "quote", "sentence")
    kept = [e for e in _entries(file) if any(e.get(name) != entry[name] for name in same)]
    publish(file, (json.dumps([*kept, entry], ensure_ascii=False, indent=1) + "\n").encode())
    return file


def _file(report: Path) -> Path:
    return report.with_name(report.name + ENDING)


def _entries(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    try:
        entries: Any = json.loads(file.read_text(encoding="utf-8"))
        fits = isinstance(entries, list) and all(
            isinstance(e, dict) and all(isinstance(e.get(n), str) for n in ("kind", "quote", "reason"))
            for e in entries
        )
    except (ValueError, OSError) as error:
        raise ZerenError(Problem("W040", found=str(file))) from error
    if not fits:
        raise ZerenError(Problem("W040", found=str(file)))
    return list(entries)
