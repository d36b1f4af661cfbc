"""How a number is mistyped: one digit another, two neighbours exchanged, the point moved."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

__all__ = ["by_chance", "shown_like", "slipped"]


def shown_like(value: Decimal, decimals: int) -> str:
    """A value as it would be printed with so many decimals.

    Example:
        >>> shown_like(Decimal("76.04"), 1), shown_like(Decimal(39350), 0)
        ('76.0', '39350')
    """
    return format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")


def slipped(printed: str, meant: str) -> bool:
    """Whether one may have been typed for the other.

    Example:
        >>> slipped("39530", "39350"), slipped("78.0", "76.0"), slipped("888.0", "88.8"), slipped("41.6", "44.0")
        (True, True, True, False)
    """
    one, other = (text.replace(".", "").lstrip("0") for text in (printed, meant))
    if one.rstrip("0") == other.rstrip("0"):
        return printed != meant and len(one.rstrip("0")) > 1
    if len(one) != len(other):
        return False
    places = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return True
    swapped = len(places) == 2 and places in [list(pair) for pair in pairwise(range(len(one)))]
    return swapped and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]


def by_chance(printed: str, meant: str, tried: int) -> float:
    """How likely it is that one of so many values is a slip of a number that it has nothing to do with.

    Round numbers have few digits: of 2000 and 6000 nothing can be told.

    Example:
        >>> round(by_chance("39530", "39350", 20), 3), round(by_chance("67", "69", 3), 2), by_chance("2000", "6000", 1)
        (0.08, 0.6, 1.0)
    """
    whole = [
        text.lstrip("0.").replace(".", "") if "." in text else text.strip("0") for text in (printed, meant)
    ]
    size = max(len(text) for text in whole)
    return float(tried * 10 * size) / float(10**size)
