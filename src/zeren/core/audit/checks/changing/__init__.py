"""Changes: from–to, growth, percentage points, the direction of words, series, last year's report."""

from __future__ import annotations

from zeren.core.audit.checks.changing import (  # noqa: F401
    apart,
    courses,
    differences,
    direction,
    gaps,
    growth,
    lastyear,
    moves,
    points,
    steps,
    trends,
)
