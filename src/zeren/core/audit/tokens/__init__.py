"""Tokens: a sentence cut into quantities, metrics, populations, organisations, periods and the small words between them."""

from zeren.core.audit.tokens.numbers import narrow, number
from zeren.core.audit.tokens.periods import period_at
from zeren.core.audit.tokens.quantities import quantity_at
from zeren.core.audit.tokens.scanner import scan
from zeren.core.audit.tokens.token import KINDS, QUANTITIES, PeriodWords, Quantity, Token

__all__ = [
    "KINDS",
    "QUANTITIES",
    "PeriodWords",
    "Quantity",
    "Token",
    "narrow",
    "number",
    "period_at",
    "quantity_at",
    "scan",
]
