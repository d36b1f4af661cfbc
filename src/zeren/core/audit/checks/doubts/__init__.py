"""Second thoughts: every grave finding is weighed against the rest of its paragraph before it is told.

A check binds numbers by their words and may bind the wrong ones where many stand side by side. If other numbers of the paragraph
make just what is printed, the writer most likely meant those: the finding becomes a question, or falls.
"""

from __future__ import annotations

from zeren.core.audit.checks.doubts.conflicts import conflict_doubted
from zeren.core.audit.checks.doubts.explained import made_otherwise
from zeren.core.audit.checks.doubts.members import member_doubted
from zeren.core.audit.checks.doubts.sums import sum_doubted
from zeren.core.audit.finding import Case, Finding

__all__ = ["doubted"]


def doubted(case: Case, finding: Finding) -> Finding | None:
    """The finding as it may be told: as it is, as a question (severity warn), or None where the paragraph explains it."""
    for doubt in (sum_doubted, conflict_doubted, member_doubted, made_otherwise):
        weighed = doubt(case, finding)
        if weighed is None:
            return None
        finding = weighed
    return finding
