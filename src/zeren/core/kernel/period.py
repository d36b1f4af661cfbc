"""Periods: a name, a first and a last day. Every numerator states the one it belongs to."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

__all__ = ["Period"]

_FORMS = "2017 · 2017H1 · 2017Q2 · 2017-03 · 2016-2017"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with an id.

    Shape: ``id`` is a calendar year (``2017``), half-year (``2017H1``), quarter (``2017Q2``), month (``2017-03``) or
    school year (``2016-2017``: 1 September to 31 August).

    Raises:
        ValueError: when the id has none of these forms.

    Source: 学年 = 1 Sep – 31 Aug (教育事业统计填报说明).

    Example:
        >>> Period.parse("2017H1").text_zh, Period.parse("2017H1").school_year.id
        ('2017年1—6月', '2016-2017')
    """

    id: str
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period {self.id} ends before it starts")

    @classmethod
    def parse(cls, text: str | int) -> Period:
        """Read a period id.

        Raises:
            ValueError: when the text has none of the known forms.
        """
        text = str(text).strip()
        if match := re.fullmatch(r"(\d{4})-(\d{4})", text):
            first, second = int(match[1]), int(match[2])
            if second == first + 1:
                return cls(text, date(first, 9, 1), date(second, 8, 31))
        elif match := re.fullmatch(r"(\d{4})(?:H([12])|Q([1-4])|-(\d{2}))?", text):
            year = int(match[1])
            if not match[2] and not match[3] and not match[4]:
                return cls(text, date(year, 1, 1), date(year, 12, 31))
            length = 6 if match[2] else 3 if match[3] else 1
            first_month = (int(match[2] or match[3] or match[4]) - 1) * length + 1
            if 1 <= first_month <= 12:
                last_month = first_month + length - 1
                return cls(
                    text, date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1])
                )
        raise ValueError(f"not a period: {text!r}; expected one of {_FORMS}")

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period, both ends included."""
        return self.start <= day <= self.end

    @property
    def school_year(self) -> Period:
        """The school year that contains the period's last day."""
        first = self.end.year if self.end.month >= 9 else self.end.year - 1
        return Period(f"{first}-{first + 1}", date(first, 9, 1), date(first + 1, 8, 31))

    @property
    def text_zh(self) -> str:
        """How an official report writes the period (一字线 between months)."""
        if re.fullmatch(r"\d{4}", self.id):
            return f"{self.id}年"
        if re.fullmatch(r"\d{4}-\d{4}", self.id):
            return f"{self.start.year}—{self.end.year}学年"
        if self.start.month == self.end.month:
            return f"{self.start.year}年{self.start.month}月"
        return f"{self.start.year}年{self.start.month}—{self.end.month}月"
