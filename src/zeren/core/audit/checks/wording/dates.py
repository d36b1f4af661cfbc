"""Dates that cannot be: days that do not exist, spans that run backwards."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.days import Day, days
from zeren.core.audit.finding import Case, Finding

_TERM = r"(?:19|20)\d{2}\s*年\s*(?:春|秋)季?(?:学期)?"
_TERMS = re.compile(rf"(?P<a>{_TERM})\s*(?:至|到|—|－|-|～|~)+\s*(?P<b>{_TERM})")
_YEARS = re.compile(
    r"(?P<a>(?:19|20)\d{2})\s*年?\s*(?:至|到|——?|－|-|–|～|~)\s*(?P<b>(?:19|20)\d{2})\s*(?P<unit>学年|年)"
)
_SHORT = re.compile(r"(?P<m>\d{1,2})月(?P<a>\d{1,2})日?\s*(?:至|到|—|－|-|～|~)\s*(?P<b>\d{1,2})日")
_TO = re.compile(r"\s*(?:起)?\s*(?:至|到|—+|－|-|–|～|~)\s*$")


@check("invalid_date", rule="历法：月份1—12，日不超过当月天数")
def days_exist(case: Case) -> Iterator[Finding]:
    """2月30日, 11月31日, 13月."""
    for paragraph in case.text.paragraphs:
        for day in days(case, paragraph.start, paragraph.end):
            if day.month == 0 or day.month > 12:
                message = f"没有{day.month}月，请核对日期。"
                yield case.finding(
                    "invalid_date", "error", (day.start, day.end), message, recomputed="1 ≤ 月 ≤ 12"
                )
                continue
            # Without a year, February may have 29 days.
            size = (
                monthrange(day.year if day.said or day.year else 2000, day.month)[1]
                if day.year
                else monthrange(2000, day.month)[1]
            )
            if day.day > size:
                year = f"{day.year}年" if day.year else ""
                message = f"{year}{day.month}月只有{size}天，没有{day.day}日，请核对日期。"
                yield case.finding(
                    "invalid_date", "error", (day.start, day.end), message, recomputed=f"{day.day} ＞ {size}"
                )


@check("date_illogical", rule="起止时间先后（B3-19）")
def spans_run_forward(case: Case) -> Iterator[Finding]:
    """2023年秋至2023年春; 2021—2021年; 5月3日至4月2日 of the same year; 4月10日至2日."""
    content = case.text.content
    for match in _TERMS.finditer(content):
        early, late = (_term(match[name]) for name in "ab")
        if early >= late:
            message = f"起止时间颠倒：{match['a']}不早于{match['b']}，请核对年份。"
            yield case.finding("date_illogical", "error", match.span(), message)
    for match in _YEARS.finditer(content):
        yield from _years(case, match)
    for match in _SHORT.finditer(content):
        if int(match["a"]) > int(match["b"]):
            message = f"起止时间颠倒：{match['a']}日不早于{match['b']}日，请核对日期。"
            yield case.finding("date_illogical", "error", match.span(), message)
    for paragraph in case.text.paragraphs:
        for before, after in pairwise(days(case, paragraph.start, paragraph.end)):
            if _TO.fullmatch(content[before.end : after.start]) and _backward(before, after):
                span = (before.start, after.end)
                yield case.finding("date_illogical", "error", span, "起止时间颠倒，请核对日期。")


def _term(words: str) -> tuple[int, int]:
    return int(words[:4]), 1 if "秋" in words else 0


def _years(case: Case, match: re.Match[str]) -> Iterator[Finding]:
    first, last = int(match["a"]), int(match["b"])
    if first >= last:
        yield case.finding(
            "date_illogical",
            "error",
            match.span(),
            "起止年份颠倒或相同，请核对年份。",
            recomputed=f"{first} ≥ {last}",
        )
    elif match["unit"] == "学年" and last - first != 1:
        message = f"一个学年跨两个相邻年份，{first}—{last}学年跨了{last - first}年；若指多个学年请写“{first}学年至{last}学年”。"
        yield case.finding("date_illogical", "warn", match.span(), message)


def _backward(before: Day, after: Day) -> bool:
    """Whether a span ends before it begins; 9月至1月 without a year runs over the new year."""
    if before.month == after.month and before.day and after.day and not after.said:
        return before.day > after.day
    first, last = before.first(), after.last()
    runs_over = not after.said and before.month > after.month
    return bool(first and last and first > last and not runs_over)
