"""The auditor as the set tries it: one paragraph, told what its reader would tell it."""

from __future__ import annotations

from datetime import date

from tests.audit_set import Paragraph
from zeren.core.audit import Finding, audit

__all__ = ["audited"]


def audited(one: Paragraph) -> tuple[Finding, ...]:
    """What the auditor says to one paragraph."""
    return audit(
        one.text,
        org=one.org or "",
        period=one.period or "",
        report_date=date.fromisoformat(one.report_date) if one.report_date else None,
        previous=one.previous,
    ).findings
