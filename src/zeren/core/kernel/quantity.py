"""Numbers: exact decimals, one rounding rule, and how a number is printed.

Rounding happens here and nowhere else. Half-up (四舍五入) is the rule officials use for printed rates; GB/T 8170's
half-even is a different rule and is deliberately not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from types import MappingProxyType

__all__ = [
    "UNITS",
    "UnitOfMeasure",
    "display",
    "divide",
    "plain",
    "round_half_up",
    "to_decimal",
    "whole_steps",
]


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """How a value relates to numerator ÷ denominator and how it is printed.

    Shape: value = numerator ÷ denominator × ``scale``; printed as the number followed by ``suffix``.
    """

    id: str
    scale: int
    suffix: str
    name: str
    name_en: str
    is_share: bool = False


UNITS: Mapping[str, UnitOfMeasure] = MappingProxyType(
    {
        unit.id: unit
        for unit in (
            UnitOfMeasure("percent", 100, "%", "百分比", "per cent", is_share=True),
            UnitOfMeasure("per_hundred", 100, "", "每百人", "per hundred"),
            UnitOfMeasure("per_thousand", 1000, "‰", "千分比", "per thousand", is_share=True),
            UnitOfMeasure("ratio", 1, "", "比值", "ratio"),
            UnitOfMeasure("per_pupil", 1, "", "生均", "per pupil"),
            UnitOfMeasure("count", 1, "", "个数", "count"),
        )
    }
)

_ONE = Decimal(1)


def to_decimal(value: object) -> Decimal:
    """Turn an integer, a decimal or the text of one into an exact :class:`Decimal`.

    A float goes through its shortest text, so ``1.5`` stays 1.5.

    Raises:
        ValueError: for anything that is not a finite number.

    Example:
        >>> to_decimal(0.1) + to_decimal("0.2")
        Decimal('0.3')
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(f"not a number: {value!r}")
    try:
        number = Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError(f"not a number: {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero to ``places`` decimals.

    Example:
        >>> round_half_up(Decimal("0.125"), 2), round_half_up(Decimal("-0.125"), 2)
        (Decimal('0.13'), Decimal('-0.13'))
    """
    with localcontext() as context:
        context.prec = max(28, len(value.as_tuple().digits) + places + 4)
        rounded = value.quantize(_ONE.scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def divide(numerator: Decimal, denominator: Decimal, scale: int = 1) -> Decimal | None:
    """Divide exactly to 28 significant digits; ``None`` where the denominator is zero (never 0 or 100).

    Example:
        >>> divide(Decimal(6), Decimal(600), 100), divide(Decimal(0), Decimal(0))
        (Decimal('1'), None)
    """
    if denominator == 0:
        return None
    return numerator * scale / denominator


def whole_steps(shortfall: Decimal, per: Decimal, rounding: str) -> Decimal:
    """How many steps of ``per`` a shortfall makes: ``prop`` keeps the part step, ``floor`` drops it, ``ceil`` fills it.

    Raises:
        ValueError: for a rounding mode that is not one of the three, or a step that is not positive.

    Example:
        >>> [str(whole_steps(Decimal("0.25"), Decimal("0.1"), mode)) for mode in ("prop", "floor", "ceil")]
        ['2.5', '2', '3']
    """
    if per <= 0:
        raise ValueError("a step must be positive")
    steps = shortfall / per
    if rounding == "prop":
        return steps
    if rounding == "floor":
        return steps.to_integral_value(ROUND_FLOOR)
    if rounding == "ceil":
        return steps.to_integral_value(ROUND_CEILING)
    raise ValueError(f"unknown rounding: {rounding}")


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without needless zeros.

    Example:
        >>> plain(Decimal("100.00")), plain(Decimal("0.070"))
        ('100', '0.07')
    """
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in {"-0", ""} else "0"


def display(value: Decimal | None, unit: str = "percent", places: int = 2) -> str:
    """Print a value with its unit, never rounding a share into a false 0 or a false 100.

    99.996 % at two places prints more decimals rather than "100%"; a tiny non-zero share prints "<0.01%". A missing value is "—".

    Source: consistency rules R05, R10 and R11 of the domain notes.

    Example:
        >>> display(Decimal("99.996")), display(Decimal("0.001")), display(Decimal(100)), display(None)
        ('99.996%', '<0.01%', '100%', '—')
    """
    if value is None:
        return "—"
    measure = UNITS[unit]
    rounded = round_half_up(value, places)
    if measure.is_share and value != rounded:
        if rounded == 0 and value > 0:
            return f"<{plain(_ONE.scaleb(-places))}{measure.suffix}"
        wanted = places
        while rounded == measure.scale and wanted < 12:
            wanted += 1
            rounded = round_half_up(value, wanted)
    return f"{plain(rounded)}{measure.suffix}"
