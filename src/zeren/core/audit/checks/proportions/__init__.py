"""Rates and shares: count, base and percentage in one breath; what a rate can be at all; completion of plans."""

from __future__ import annotations

from zeren.core.audit.checks.proportions import bases, completion, counted, possible, stems  # noqa: F401
