"""Exceptions: a member, a thing or an event that stands outside what is said of all or of none."""

from __future__ import annotations

from zeren.core.audit.checks.logic.exceptions import events, members, nones, remainders  # noqa: F401
