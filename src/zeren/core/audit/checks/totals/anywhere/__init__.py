"""Wholes and parts in any order: the total behind its parts, the mean before its groups."""

from __future__ import annotations

from zeren.core.audit.checks.totals.anywhere import events, extremes, lines, wholes  # noqa: F401
