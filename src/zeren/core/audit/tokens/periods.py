"""Periods as printed: dates, months, school years, half-years, and words for time (去年, 近三年, 每年)."""

from __future__ import annotations

import re

from zeren.core.audit.tokens.numbers import number
from zeren.core.audit.tokens.token import PeriodWords

__all__ = ["BASE_WORDS", "period_at"]

_D = "[-—–~～至到]{1,2}"
_CN2 = "[一二三四五六七八九十]{1,3}"
_Y = r"(?:(?:19|20)\d{2}|[二一][〇零○O九][〇零○O一二三四五六七八九]{2})"
_M = rf"(?:1[0-2]|0?[1-9]|{_CN2})"
_DAY = r"(?:[12]\d|3[01]|0?[1-9]|\d{1,2})"
_CUT = "截至到?|截止到?至?|截止于"
_PART = "年?[春秋]季(?:学期|开学)?|[春秋]学期|上半年|下半年|第?[一二三四1-4]季度|全年|年?底|年?末|年?初|年终|以来|起"

_SAID = "(?:[今去本当上前]年)?"  # 今年1—9月

_DATED = [
    # 2016—2017学年(第一学期); 2016-2018年
    (
        "school_year",
        rf"(?P<y1>{_Y})年?{_D}(?P<y2>{_Y})学年度?(?P<term>第[一二]学期|[上下]学期|[春秋]季学期|[春秋]学期)?",
    ),
    ("years", rf"(?P<y1>{_Y})年?{_D}(?P<y2>{_Y})年(?:间|期间|度)?"),
    # 2017年1—6月(份); 2017年3月12日; 2017年6月底
    ("months", rf"(?P<y1>{_Y})年(?P<m1>{_M})月?{_D}(?P<m2>{_M})月份?"),
    ("day", rf"(?P<y1>{_Y})年(?P<m1>{_M})月(?P<d1>{_DAY})[日号](?:{_D}(?:{_M}月)?{_DAY}[日号])?"),
    ("month", rf"(?P<y1>{_Y})年(?P<m1>{_M})月份?(?:[上中下]旬|底|末|初|以来)?"),
    ("part", rf"(?P<y1>{_Y})年?度?(?P<part>{_PART})"),
    ("year", rf"(?P<y1>{_Y})(?=(?:、{_Y})*[、和与及]{_Y}年)"),
    ("year", rf"(?P<y1>{_Y})(?:学年度?|年度|年)(?!级)"),
    ("day", r"(?P<y1>(?:19|20)\d{2})[./-](?P<m1>1[0-2]|0?[1-9])[./-](?P<d1>[12]\d|3[01]|0?[1-9])(?!\d|[%‰万亿元人所])"),
    ("months", rf"{_SAID}(?P<m1>{_M})月?份?{_D}(?P<m2>{_M})月份?"),
    ("day", rf"{_SAID}(?P<m1>{_M})月(?P<d1>{_DAY})[日号](?:{_D}(?:{_M}月)?{_DAY}[日号])?"),
    ("month", _SAID + r"(?P<m1>1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月份?(?:[上中下]旬|底|末|初)?(?!度|刊|考|均|薪|报|饼|亮)"),
]  # fmt: skip
_WORDS = {
    "plan": r"[“\"]?十[一二三四五]五[”\"]?(?:规划)?(?:期间|时期|以来|[期之]?[初末](?!中|高|级))",
    "now": "截至目前|截止目前|截至现在|目前为止|到目前为止|迄今为止|至今|目前|现阶段|当前",
    "relative": (
        "(?:去年|上年度?|上一年度?|前年|今年|本年度?|当年|上学年|本学年|上学期|本学期|新学期|下学期|下学年)"
        "(?:同期|上半年|下半年|全年|[年]?底|[年]?末|年初|以来|春季|秋季)?|上年同期|同期|[上本]?学年[初末]|上半年|下半年|年初|年底|年末|期末|期初|第?[一二三四]季度"
    ),
    "season": r"(?:[今去本当上前]年)?(?:[寒暑]假期间|[春秋]季学期)",
    "each": r"每年|每学年|每学期|每月|每周|每天|每日|逐年|(?<![一二三四五六七八九十两几\d])年均|历年",
    "duration": (
        rf"(?:近|连续|最近|过去|前|后|未来|今后)?(?:{_CN2}|\d{{1,2}}|几)(?:个?学年|个?学期|年|个月|周年|周)(?:来|以来|内|间|期间|时间|多来)"
        rf"|(?:近|连续|最近|过去|前|后|未来|今后)(?:{_CN2}|\d{{1,2}}|几)(?:个?学年|个?学期|年|个月|周年|周)"
        rf"|(?:近|最近)?半年(?:来|以来|多来)|连续第(?:{_CN2}|\d{{1,2}})年|近年来|“?十[一二三四五]五”?(?:规划)?|近几年|(?:{_CN2}|\d)年(?!义务|一贯|制)(?=[^级度]{{0,8}}分别)"
    ),
}
_MATCHERS = [(kind, re.compile(rf"(?:{_CUT})?(?:{pattern})")) for kind, pattern in _DATED]
_MATCHERS += [(kind, re.compile(pattern)) for kind, pattern in _WORDS.items()]
_START = re.compile(
    rf"{_CUT}|学年[初末]|\d|[二一][〇零○O九]|[一二三四五六七八九十]|[去上前今本当新下同寒暑春秋]|[年期第每逐历近连最过后未十“\"几迄到至目现]"
)
BASE_WORDS = re.compile(
    r"上次|上一次|上一?轮|上届|上期|上一期|前次|以往|往年|原来|全[市省国州县区]|平均|(?:全[市省国州县区])?平均(?:水平|值)?|目标|计划|预期|规定|标准|要求|省定|国家|序时|基期|调整前|改革前|实施前|任务|入学时|建校|最初|期初"
)
_PARTS = {"上半年": "H1", "下半年": "H2", "全年": "", "年底": "", "年末": "", "底": "", "末": ""}


def period_at(text: str, at: int) -> tuple[PeriodWords, int] | None:
    """The period whose words begin at this offset, and where they end.

    Example:
        >>> [period_at(t, 0)[0].id for t in ("2017年1—6月份", "2016—2017学年", "截至2017年6月底", "2017年上半年", "2017年")]
        ['2017H1', '2016-2017', '2017-06', '2017H1', '2017']
        >>> period_at("去年同期", 0)[0].kind, period_at("年级", 0)
        ('relative', None)
    """
    if not _START.match(text, at):
        return None
    for kind, pattern in _MATCHERS:
        match = pattern.match(text, at)
        if match:
            if kind in _WORDS:
                return PeriodWords(
                    match.group(), {"plan": "year", "season": "relative"}.get(kind, kind)
                ), match.end()
            if at and text[at - 1] in ".0123456789第":
                return None
            return PeriodWords(match.group(), *_id(kind, match)), match.end()
    return None


def _id(kind: str, match: re.Match[str]) -> tuple[str, str]:
    groups = match.groupdict()

    def figure(name: str) -> int | None:
        words = groups.get(name)
        return int(number(words.replace("○", "〇").replace("O", "〇"))) if words else None

    year, last, month, until = figure("y1"), figure("y2"), figure("m1"), figure("m2")
    if kind == "school_year":
        found = f"{year}-{last}" if year and last == year + 1 and not groups.get("term") else ""
        return "school_year", found
    if kind == "years":
        return "year", ""
    if kind == "day":
        return "date", ""
    if kind == "month":
        return "month", f"{year}-{month:02d}" if year and month and month <= 12 else ""
    if kind == "months":
        return "month", _months(year, month, until)
    if kind == "part":
        part = groups["part"]
        quarter = re.search("[一二三四1-4]季度", part)
        if quarter:
            return "month", f"{year}Q{number(quarter.group()[0])}"
        return "year", f"{year}{_PARTS[part]}" if part in _PARTS else ""
    return "year", "" if "学年" in match.group() else f"{year}"


def _months(year: int | None, first: int | None, last: int | None) -> str:
    if not year or not first or not last:
        return ""
    halves = {
        (1, 6): "H1",
        (7, 12): "H2",
        (1, 12): "",
        (1, 3): "Q1",
        (4, 6): "Q2",
        (7, 9): "Q3",
        (10, 12): "Q4",
    }
    return f"{year}{halves[(first, last)]}" if (first, last) in halves else ""
