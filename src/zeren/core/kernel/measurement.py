"""A measurement: one indicator on one unit, period and disaggregation, with both sides of the fraction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel.quantity import plain

__all__ = ["NULL_REASONS", "Measurement", "Measurements"]

NULL_REASONS = ("no_denominator", "not_reported", "suppressed")

TOTAL: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured value.

    Shape: ``disaggregation`` is empty for the total, else pairs such as ``(("gender", "2"),)``. ``value`` is unrounded.
    Unit: ``unit_of_measure`` is an id of :data:`zeren.core.kernel.quantity.UNITS`.

    Raises:
        ValueError: when the value is missing without a reason, or has one in spite of being there.
    """

    indicator: str
    unit: str
    period: str
    disaggregation: tuple[tuple[str, str], ...]
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unit_of_measure: str
    null_reason: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != (self.null_reason is not None):
            raise ValueError(f"{self.indicator} at {self.unit}: a missing value and its reason go together")
        if self.null_reason is not None and self.null_reason not in NULL_REASONS:
            raise ValueError(f"unknown reason {self.null_reason!r}")

    def to_dict(self, citation: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The JSON form other programs lean on; numbers as JSON numbers written without exponent."""
        return {
            "indicator": self.indicator,
            "unit": self.unit,
            "period": self.period,
            "disaggregation": dict(self.disaggregation),
            "value": _number(self.value),
            "numerator": _number(self.numerator),
            "denominator": _number(self.denominator),
            "unit_of_measure": self.unit_of_measure,
            "null_reason": self.null_reason,
            "citation": None if citation is None else dict(citation),
        }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    text = plain(value)
    return int(text) if "." not in text else float(text)


class Measurements:
    """A read-only table of measurements, found by indicator, unit and disaggregation.

    Example:
        >>> one = Measurement("r", "A", "2017", (), Decimal(50), Decimal(1), Decimal(2), "percent")
        >>> Measurements([one]).get("r", "A").value
        Decimal('50')
    """

    def __init__(self, items: Iterable[Measurement]) -> None:
        self._items = {(m.indicator, m.unit, m.disaggregation): m for m in items}

    def __iter__(self) -> Iterator[Measurement]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def get(self, indicator: str, unit: str, **disaggregation: str) -> Measurement | None:
        """The measurement, or None when it was not measured."""
        return self._items.get((indicator, unit, tuple(sorted(disaggregation.items()))))

    def of(self, indicator: str) -> list[Measurement]:
        """All measurements of one indicator."""
        return [m for m in self._items.values() if m.indicator == indicator]
