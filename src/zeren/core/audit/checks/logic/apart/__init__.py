"""Apart: contradictions a sentence or two apart, the second place in other words."""

from __future__ import annotations

from zeren.core.audit.checks.logic.apart import bounds, ends, everyone, lists, nones, series, steps, wholes  # noqa: F401
