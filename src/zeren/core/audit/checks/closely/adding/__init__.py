"""Sums among many numbers: lists, lines, stocks, and what belongs to two groups."""

from __future__ import annotations

from zeren.core.audit.checks.closely.adding import halves, lists, ordinals, outlines, stocks, tenths, twice  # noqa: F401
