"""Scores that are put together: shares of a total, raters, weighted parts, the base of a rate."""

from zeren.core.drafting.reading.sums import scores

__all__ = ["scores"]
