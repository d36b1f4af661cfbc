"""Sums: parts and wholes, subsets, tables, scores, means, shares of one thing, what is counted twice."""

from __future__ import annotations

from zeren.core.audit.checks.totals import (  # noqa: F401
    anywhere,
    divided,
    gathered,
    hundred,
    means,
    parts,
    rests,
    runs,
    scores,
    subsets,
    unmarked,
)
