"""What printed numbers can mean: a printed value stands for everything that rounds to it."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from zeren.core.kernel import plain, round_half_up

__all__ = ["cut", "fits_count", "half", "near", "say", "shows"]


def half(decimals: int) -> Decimal:
    """Half a unit of the last printed decimal.

    Example:
        >>> half(2)
        Decimal('0.005')
    """
    return Decimal(5).scaleb(-decimals - 1)


def shows(value: Decimal, printed: Decimal, decimals: int) -> bool:
    """Whether a value, rounded to the printed decimals, is the printed one; both roundings of a tie are right.

    Example:
        >>> shows(Decimal("98.989"), Decimal("98.99"), 2), shows(Decimal("98.99"), Decimal("99.05"), 2)
        (True, False)
    """
    return abs(value - printed) <= half(decimals)


def cut(value: Decimal, printed: Decimal, decimals: int) -> bool:
    """Whether the printed value was cut off instead of rounded: 99.87 printed as 99.8."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_DOWN) == printed


def near(one: Decimal, other: Decimal, room: Decimal) -> bool:
    """Whether two values differ by no more than the room."""
    return abs(one - other) <= room


def fits_count(base: Decimal, rate: Decimal, decimals: int) -> bool:
    """Whether some whole number of ``base`` things makes the printed percentage.

    Example:
        >>> fits_count(Decimal(130), Decimal("92.65"), 2), fits_count(Decimal(130), Decimal("92.31"), 2)
        (False, True)
    """
    room = half(decimals)
    low = (rate - room) * base / 100
    high = (rate + room) * base / 100
    first = low.to_integral_value(rounding="ROUND_CEILING")
    return first <= high


def say(value: Decimal, places: int = 2) -> str:
    """A number in a message."""
    return plain(round_half_up(value, places))
