"""Changes told apart from the two numbers that make them: before both, or sentences behind the earlier one."""

from __future__ import annotations

from zeren.core.audit.checks.changing.apart import across, bases, growths, listed  # noqa: F401
