"""Values: one thing told twice in two orders of words."""

from __future__ import annotations

from zeren.core.audit.checks.logic.values import turned  # noqa: F401
