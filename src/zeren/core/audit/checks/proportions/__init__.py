"""Rates and shares: count, base and percentage in one breath; what a rate can be at all; completion of plans."""

from __future__ import annotations

from zeren.core.audit.checks.proportions import (  # noqa: F401
    bases,
    completion,
    counted,
    named,
    pairs,
    possible,
    stems,
    triplets,
)
