"""Logic: limits and targets, none and some, all and but, one thing with two values, names that do not fit."""

from __future__ import annotations

from zeren.core.audit.checks.logic import (  # noqa: F401
    apart,
    bounds,
    conflicts,
    echoes,
    entities,
    exceptions,
    goals,
    limits,
    scopes,
    shortfalls,
    standards,
    targets,
    universals,
    values,
    zeros,
)
