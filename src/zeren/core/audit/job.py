"""The job ``audit`` of a child process, and its parent's side: reading and checking both happen where time and memory are limited.

Not only a file can be hostile: a sentence of a thousand commas may cost a pattern more time than anybody has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zeren.core.audit.auditing import Audit, audit, text_of, unit_named
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Finding
from zeren.core.audit.text import Text
from zeren.core.audit.wire import packed, unpacked
from zeren.core.kernel import PlainDocument

__all__ = ["audit_of", "jobs"]

Answer = tuple[dict[str, Any], list[bytes]]


def jobs(read: Callable[[Path], PlainDocument]) -> dict[str, Callable[[str, Mapping[str, Any]], Answer]]:
    """The jobs that a child can do with a reader of files.

    Shape: ``audit`` takes the options ``org``, ``period``, ``report_date`` and ``previous`` (a path); it answers with the unit that
    the report names, and blobs that :func:`audit_of` reads.
    """

    @lru_cache(maxsize=1)  # a folder of reports has one report of last year
    def before(path: str) -> Text:
        return text_of(read(Path(path)))

    def audit_job(path: str, options: Mapping[str, Any]) -> Answer:
        document = read(Path(path))
        previous, day = str(options.get("previous", "")), str(options.get("report_date", ""))
        found = audit(
            document,
            org=str(options.get("org", "")),
            period=str(options.get("period", "")),
            report_date=date.fromisoformat(day) if day else None,
            previous=before(previous) if previous else None,
        )
        nouns = (found.text, found.claims, found.findings, document)
        return {"unit": unit_named(found.text)}, [packed(noun) for noun in nouns]

    return {"audit": audit_job}


def audit_of(blobs: Sequence[bytes]) -> tuple[Audit, PlainDocument]:
    """The audit and the document that a child's answer holds.

    Raises:
        TypeError: when the blobs do not fit.
        ValueError: when they are no JSON, or a noun refuses them.

    Example:
        >>> from zeren.core.kernel import Passage
        >>> job = jobs(lambda path: PlainDocument("text", (Passage("paragraph", f"{path}小学3所。"),)))["audit"]
        >>> audit_of(job("东屿区", {})[1])[0].text.content
        '东屿区小学3所。\\n'
    """
    text, claims, findings, document = blobs
    found = Audit(
        unpacked(text, Text), unpacked(claims, tuple[Claim, ...]), unpacked(findings, tuple[Finding, ...])
    )
    return found, unpacked(document, PlainDocument)
