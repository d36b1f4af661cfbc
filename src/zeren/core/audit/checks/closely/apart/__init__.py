"""Results and what they are made of, sentences apart in one paragraph."""

from __future__ import annotations

from zeren.core.audit.checks.closely.apart import flows, heads, lists, products, rates  # noqa: F401
