"""Bounds: numbers asked for, the numbers told beside them, and the words that call them kept."""

from __future__ import annotations

from zeren.core.audit.checks.logic.bounds import held, overs, promises, schools, several, steps  # noqa: F401
