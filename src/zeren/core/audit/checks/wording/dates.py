"""Dates that cannot be: days that do not exist, spans that run backwards."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.days import Day, days, spelt
from zeren.core.audit.finding import Case, Finding

_TERM = r"(?:19|20)\d{2}\s*年\s*(?:春|秋)季?(?:学期)?"
_TERMS = re.compile(rf"(?P<a>{_TERM})\s*(?:至|到|—|－|-|～|~)+\s*(?P<b>{_TERM})")
_YEARS = re.compile(
    r"(?P<a>(?:19|20)\d{2})\s*年?\s*(?:至|到|——?|－|-|–|～|~)\s*(?P<b>(?:19|20)\d{2})\s*(?P<unit>学年|年)"
)
_SHORT = re.compile(r"(?P<m>\d{1,2})月(?P<a>\d{1,2})日?\s*(?:至|到|—|－|-|～|~)\s*(?P<b>\d{1,2})日")
_TO = re.compile(r"\s*(?:起|开始|启动|起始)?\s*[，,]?(?:持续|延续)?(?:至|到|—+|－|-|–|～|~)\s*$")


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


_SPELT = re.compile(
    "(?<![一二三四五六七八九十〇零])(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)


@check("invalid_date", rule="历法：月份1—12，日不超过当月天数")
def spelt_days_exist(case: Case) -> Iterator[Finding]:
    """二月三十日: February has no thirtieth."""
    for match in _SPELT.finditer(case.text.content):
        month, day = spelt(match["m"]), spelt(match["d"])
        if not 1 <= month <= 12:
            yield case.finding("invalid_date", "error", match.span(), f"没有{month}月，请核对日期。")
        elif day > (size := monthrange(2000, month)[1]):
            message = f"{month}月最多{size}天，没有{day}日，请核对日期。"
            yield case.finding("invalid_date", "error", match.span(), message, recomputed=f"{day} ＞ {size}")


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


_LASTING = re.compile(
    r"(?P<m>\d{1,2})月(?P<a>\d{1,2})日\s*(?:至|到|—|－|-|～|~)\s*(?:(?P<n>\d{1,2})月)?(?P<b>\d{1,2})日[^，。；（）]{0,4}[，（(](?:为期|历时|共计?|公示期|时间|前后)?(?P<days>\d{1,3}|[三五七十]|十五)(?:个)?(?P<what>工作日|天)"
)
_DAYS = {"三": 3, "五": 5, "七": 7, "十": 10, "十五": 15}


@check("date_illogical", rule="起止日期与所写天数一致")
def days_of_spans_count_up(case: Case) -> Iterator[Finding]:
    """公示时间为11月6日至11月10日，共7天: five days."""
    for match in _LASTING.finditer(case.text.content):
        first, last = int(match["m"]), int(match["n"] or match["m"])
        said = _DAYS.get(match["days"]) or int(match["days"])
        if not 1 <= first <= last <= 12 or match["what"] != "天" or last - first > 3:
            continue
        span = (
            int(match["b"])
            - int(match["a"])
            + sum(monthrange(2023, month)[1] for month in range(first, last))
            + 1
        )
        if span > 1 and said not in {span, span - 1, span + 1 if first == 2 or last > 2 > first else span}:
            message = (
                f"{match['m']}月{match['a']}日至{last}月{match['b']}日是{span}天，写的是{said}天，请核对。"
            )
            yield case.finding("date_illogical", "warn", match.span(), message, recomputed=f"{span} ≠ {said}")


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
