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
from zeren.core.audit.restated import restated
from zeren.core.audit.text import Grid, Piece, Text
from zeren.core.audit.tokens import scan
from zeren.core.kernel import Document, Facts, PlainDocument
from zeren.core.packs import Indicator

__all__ = ["Audit", "audit", "set_against", "text_of", "unit_named"]

_TITLE_LENGTH = 60
_DATE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


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

    def also(self, found: Iterable[Finding]) -> Audit:
        """The same audit with more findings, all in the order of the text."""
        return replace(self, findings=_in_order((*self.findings, *found)))

    def to_dict(self) -> dict[str, Any]:
        """The public JSON form; ``text`` is the plain text whose letters ``start`` and ``end`` count."""
        told = [claim.to_dict() for claim in self.claims]
        for claim, entry in zip(told, self.evidence, strict=False):
            claim["evidence"] = entry.to_dict()
        return {
            "text": self.text.content,
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
) -> Audit:
    """Read a report's claims and check them.

    Shape: findings carry exact quotes. Without ``report_date`` the date below the report's last line is taken where there is one;
    nothing else is assumed. :func:`set_against` adds what the ledgers say, :func:`explain` what people have explained.

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
    return Audit(text, case.claims, _in_order(findings(case)))


def set_against(
    audit: Audit,
    facts: Facts,
    *,
    indicators: Mapping[str, Indicator],
    unit: str,
    composed: Document | None = None,
) -> Audit:
    """The same audit with what a snapshot says to each claim, and a finding for every claim that it contradicts.

    Shape: ``unit`` is the unit the report speaks of where a claim names none; ``composed`` is the report that the snapshot itself
    gives, where there is one: the same sentences must then have the same numbers.
    """
    evidence = against(audit.claims, facts, indicators=indicators, unit=unit)
    found = list(conflicts(audit.text, audit.claims, evidence, indicators=indicators))
    altered = () if composed is None else restated(audit.text, composed)
    found += [f for f in altered if not any(c.start <= f.start and f.end <= c.end for c in found)]
    return replace(audit, findings=_in_order((*audit.findings, *found)), evidence=evidence)


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: (f.start, f.end)))


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


def unit_named(text: Text) -> str:
    """The unit whose report this is, by its title or its signature; empty where neither names one.

    Example:
        >>> unit_named(Text.plain("东屿区教育局2017年自查报告\\n全区小学3所。"))
        '东屿区教育局'
    """
    lines = [p for p in text.paragraphs if p.kind != "table"]
    for paragraph in (*lines[:4], *reversed(lines[-4:])):
        words = text.content[paragraph.start : paragraph.end].strip()
        if 0 < len(words) <= _TITLE_LENGTH and "。" not in words:
            named = [token.text for token in scan(words) if token.kind == "o" and token.role != "scope"]
            named = [name for name in named if not re.match("[全我本该]", name)]
            if named:
                return max(named, key=len)
    return ""


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
    if document.content:
        return Text.plain(document.content)
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
