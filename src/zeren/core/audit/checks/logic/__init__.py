"""Logic: limits and targets, none and some, all and but, one thing with two values, names that do not fit."""

from __future__ import annotations

from zeren.core.audit.checks.logic import conflicts, entities, limits, targets, universals, zeros  # noqa: F401
