"""Measures: per head, ratios, products, flows, units, and magnitudes that cannot be."""

from __future__ import annotations

from zeren.core.audit.checks.measures import flows, heads, products, ratios, sizes, units  # noqa: F401
