"""Dense prose read piece by piece: what stands between two semicolons is a statement of its own."""

from __future__ import annotations

from zeren.core.audit.checks.closely import (  # noqa: F401
    adding,
    apart,
    factors,
    feasible,
    levels,
    means,
    patterns,
    plans,
    rates,
    roles,
    segments,
    shares,
    slips,
    tens,
)
