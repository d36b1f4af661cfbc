"""Wider readings: free formulas, and what the clauses of a sentence say only together."""

from zeren.core.drafting.reading.wider import arithmetic, repeated, together

__all__ = ["arithmetic", "repeated", "together"]
