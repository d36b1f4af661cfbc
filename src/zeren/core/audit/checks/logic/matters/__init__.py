"""Matters: whether what stands behind a statement of all is of another time, another split, another thing."""

from __future__ import annotations

from zeren.core.audit.checks.logic.matters.otherwise import cannot_deny, told_otherwise

__all__ = ["cannot_deny", "told_otherwise"]
