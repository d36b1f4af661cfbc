"""The primitives: importing this package declares every one of them."""

from zeren.core.scoring.primitives import (
    bands,
    checklist,
    gate,
    grade,
    interp,
    judge,
    rank,
    reference,
    step,
    tariff,
    trend,
)

__all__ = [
    "bands",
    "checklist",
    "gate",
    "grade",
    "interp",
    "judge",
    "rank",
    "reference",
    "step",
    "tariff",
    "trend",
]
