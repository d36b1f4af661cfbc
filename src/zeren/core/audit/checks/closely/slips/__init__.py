"""Slips of the pen: a number that nothing in its paragraph makes, one digit away from what the paragraph does make."""

from __future__ import annotations

from zeren.core.audit.checks.closely.slips import check  # noqa: F401
