"""The verb: ``audit(document) -> Audit``. Text, claims, findings; what somebody explained stays explained."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zeren.core.audit.checks import findings
from zeren.core.audit.claim import Claim
from zeren.core.audit.evidence import Evidence, against, conflicts
from zeren.core.audit.finding import SEVERITIES, Case, Finding
from zeren.core.audit.grammar import claims
from zeren.core.audit.text import Grid, Piece, Text
from zeren.core.kernel import Facts, PlainDocument
from zeren.core.packs import Indicator

__all__ = ["Audit", "Explained", "audit", "text_of"]

_DATE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


@dataclass(frozen=True, slots=True)
class Explained:
    """An exception somebody explained: for this kind of finding at these words, this is the reason."""

    kind: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What reading a report gave.

    Shape: ``claims`` and ``findings`` in the order of the text; ``evidence`` what a snapshot says to each claim, where one was
    asked.
    """

    text: Text
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()

    def count(self, severity: str) -> int:
        """How many findings have the severity; explained ones do not count."""
        return sum(finding.severity == severity and not finding.explained for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON form."""
        told = [claim.to_dict() for claim in self.claims]
        for claim, entry in zip(told, self.evidence, strict=False):
            claim["evidence"] = entry.to_dict()
        return {
            "claims": told,
            "findings": [finding.to_dict() for finding in self.findings],
            "summary": {
                "claims": len(self.claims),
                **{severity: self.count(severity) for severity in SEVERITIES},
                "explained": sum(bool(finding.explained) for finding in self.findings),
                "kinds": dict(Counter(finding.kind for finding in self.findings).most_common()),
            },
        }


def audit(
    document: PlainDocument | Text | str,
    *,
    org: str = "",
    period: str = "",
    report_date: date | None = None,
    previous: PlainDocument | Text | str | None = None,
    explained: Iterable[Explained] = (),
    facts: Facts | None = None,
    indicators: Mapping[str, Indicator] | None = None,
    unit: str = "",
) -> Audit:
    """Read a report's claims and check them.

    Shape: findings carry exact quotes. With ``facts`` (a snapshot), ``indicators`` and the ``unit`` the report speaks of, each
    claim is also set against the ledgers. Without ``report_date`` the date below the report's last line is taken where there is
    one; nothing else is assumed.

    Source: the rules of ``checks``; each finding names its own.

    Example:
        >>> found = audit("初中由12所增加到10所。全县2月30日开学。")
        >>> [(f.kind, f.severity, f.quote) for f in found.findings if f.kind == "invalid_date"]
        [('invalid_date', 'error', '2月30日')]
    """
    text = text_of(document)
    before = None if previous is None else text_of(previous)
    case = Case(
        text,
        claims(text),
        org=org,
        period=period,
        report_date=report_date or _signed(text),
        previous=before,
        previous_claims=() if before is None else claims(before),
    )
    found = list(findings(case))
    evidence: tuple[Evidence, ...] = ()
    if facts is not None:
        evidence = against(case.claims, facts, indicators=indicators or {}, unit=unit)
        found += conflicts(text, case.claims, evidence, indicators=indicators or {})
    known = {(e.kind, _bare(e.quote)): e.reason for e in explained}
    told = sorted((_explained(f, known) for f in found), key=lambda f: (f.start, f.end))
    return Audit(text, case.claims, tuple(told), evidence)


def _bare(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _explained(finding: Finding, known: Mapping[tuple[str, str], str]) -> Finding:
    reason = known.get((finding.kind, _bare(finding.quote)))
    return finding if reason is None else replace(finding, severity="info", explained=reason)


def _signed(text: Text) -> date | None:
    """The date that stands alone below the report (成文日期)."""
    for paragraph in reversed(text.paragraphs[-8:]):
        words = text.content[paragraph.start : paragraph.end].strip()
        match = _DATE.fullmatch(words)
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                return None
    return None


def text_of(document: PlainDocument | Text | str) -> Text:
    """The text with its places; a document's tables become tables, its notes paragraphs of their own.

    Example:
        >>> from zeren.core.kernel import Passage
        >>> text_of(PlainDocument("text", (Passage("paragraph", "小学3所。"),))).content
        '小学3所。\\n'
    """
    if isinstance(document, Text):
        return document
    if isinstance(document, str):
        return Text.plain(document)
    pieces: list[Piece | Grid] = []
    for passage in document.passages:
        if passage.kind == "table":
            pieces.append(Grid(passage.rows, name=passage.place))
        else:
            pieces.append(
                Piece(passage.text, {"paragraph": ""}.get(passage.kind, passage.kind), _page(passage.place))
            )
    return Text.of(pieces)


def _page(place: str) -> int | None:
    match = re.fullmatch(r"第(\d+)页", place)
    return int(match[1]) if match else None
