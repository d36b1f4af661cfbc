"""The checks: one small function each, declared by ``@check``; what they have in common is the case they are given.

To add a check, write one function that takes a :class:`~zeren.core.audit.finding.Case` and yields findings, in the file of its
subject, and decorate it with ``@check`` and the rule it stands for. A check is general: it never names a report it was born from.
"""

from __future__ import annotations

from collections.abc import Iterable

from zeren.core.audit.checks import (  # noqa: F401  (declare their checks)
    changing,
    closely,
    logic,
    measures,
    proportions,
    totals,
    wording,
)
from zeren.core.audit.checks.registry import CHECKS, check, run
from zeren.core.audit.finding import Case, Finding

__all__ = ["CHECKS", "check", "findings", "run"]


def findings(case: Case, *, only: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """All findings of a case, in the order of the text, the same thing never said twice.

    Shape: two checks that find fault with overlapping quotes for the same kind give one finding, the graver.
    """
    return run(case, only=only)
