"""Wording: dates and their order, lists, repeats, leftovers of other texts, marks, and pupils who could be recognised."""

from __future__ import annotations

from zeren.core.audit.checks.wording import (  # noqa: F401
    dates,
    events,
    frames,
    leftovers,
    lists,
    marks,
    order,
    periods,
    privacy,
    repeats,
)
