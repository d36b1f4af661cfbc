"""Dates as printed: what they say, and what the words around them leave open."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from zeren.core.audit.finding import Case

__all__ = ["FUTURE", "Day", "days", "report_year", "spelt"]

_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})\s*年\s*|(?P<word>今年|本年|当年|同年|去年|上年|明年|次年|翌年))?"
    r"(?:(?P<month>\d{1,2}|(?<![一二三四五六七八九十每个])(?:十[一二]?|[一二三四五六七八九]))\s*月(?:份)?\s*(?:(?P<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*(?:日|号))?|(?<=年)(?P<season>春|秋)[季学]?)"
)
_ISO = re.compile(r"(?P<year>(?:19|20)\d{2})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)")
_SHIFT = {"去年": -1, "上年": -1, "明年": 1, "次年": 1, "翌年": 1}
FUTURE = re.compile(
    r"拟|定于|订于|排在|计划|将(?!近)|预计|力争|争取|下一步|下阶段|打算|目标|到.{0,8}(?:前|底)|[年月日底]前|之前|力求|明年|规划|安排|要求|限期|期限|截止|有效期|"
    r"至.{2,14}(?:到期|期满)|规定|下半年|今后|接下来|时限|届时|待|准备"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as printed: what it leaves out is 0; ``said`` is whether it prints its own year."""

    start: int
    end: int
    year: int
    month: int
    day: int
    said: bool = False

    def last(self) -> date | None:
        """The last day it can mean."""
        return self._some(last=True)

    def first(self) -> date | None:
        """The first day it can mean."""
        return self._some(last=False)

    def _some(self, *, last: bool) -> date | None:
        if not self.year or not 1 <= self.month <= 12:
            return None
        size = monthrange(self.year, self.month)[1]
        known = 1 <= self.day <= size
        return date(self.year, self.month, self.day if known else size if last else 1)


_ONES = {sign: value for value, sign in enumerate("零一二三四五六七八九十")}


def spelt(words: str) -> int:
    """A month or a day in digits or in words; what is no number is 0.

    Example:
        >>> spelt("12"), spelt("十二"), spelt("三十一"), spelt("几")
        (12, 12, 31, 0)
    """
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _ONES.get(words, 0)
    return (_ONES.get(tens, 0) if tens else 1) * 10 + (_ONES.get(ones, 0) if ones else 0)


def report_year(case: Case) -> int:
    """The year the report is about: the caller's period, else that of its date; 0 when nobody says."""
    match = re.match(r"(?:19|20)\d{2}", case.period)
    if match:
        return int(match[0])
    return case.report_date.year if case.report_date else 0


def days(case: Case, start: int, end: int) -> list[Day]:
    """The dates of a stretch of text; a month without a year has the year said before it, else the report's.

    Example:
        >>> from zeren.core.audit.text import Text
        >>> text = "2022年9月5日收到通知，10月整改。"
        >>> [(d.year, d.month, d.day, d.said) for d in days(Case(Text.plain(text), ()), 0, len(text))]
        [(2022, 9, 5, True), (2022, 10, 0, False)]
    """
    words = case.text.content[start:end].translate(_WIDE)
    year = report = report_year(case)
    found: list[Day] = []
    for match in sorted([*_DATE.finditer(words), *_ISO.finditer(words)], key=lambda m: m.start()):
        fields = match.groupdict()
        if fields.get("season") or not fields.get("month"):
            continue
        word = fields.get("word")
        said = bool(fields.get("year"))
        if said:
            year = int(fields["year"] or 0)
        elif word in {"同年", "当年"} and year:
            said = True
        elif word and report:
            year = report + _SHIFT.get(word, 0)
        # 3月6日至10日: the second day stands in the first one's month and is no date of its own here.
        found.append(
            Day(
                start + match.start(),
                start + match.end(),
                year,
                spelt(fields["month"] or "0"),
                spelt(fields.get("day") or "0"),
                said,
            )
        )
    return found
