"""Measures: per head, ratios, products, flows, units, and magnitudes that cannot be."""

from __future__ import annotations

from zeren.core.audit.checks.measures import (  # noqa: F401
    chains,
    flows,
    heads,
    products,
    quotients,
    ratios,
    school,
    shared,
    sizes,
    spread,
    units,
)
