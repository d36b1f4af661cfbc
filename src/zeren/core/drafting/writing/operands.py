"""Words for what rules are made of: points, bounds, operands, conditions."""

# ruff: noqa: E501  (a sentence is described on one line, and Chinese characters count twice)

from __future__ import annotations

from decimal import Decimal

from zeren.core.drafting.writing.codec import (
    AMOUNT,
    NUMBER,
    SHARE,
    TEXT,
    Phrase,
    Reading,
    Unsayable,
    either,
    lazily,
    maybe,
    record,
    series,
    words,
)

# The standard inputs by the names clerks use; a name of the letter's own stands in quotation marks.
NAMES = {
    "value": "完成值", "target": "目标值", "previous": "上期值", "series": "历年值", "count": "次数", "missing": "缺项数", "cohort": "各单位数值",
    "rank": "公布名次", "size": "参评单位数", "events": "事项", "items": "核查项", "level": "等级", "judged": "评定分", "scores": "评分",
    "votes": "票数", "total": "总分", "population": "人口数",
}  # fmt: skip


def _name_text() -> Phrase:
    def write(value: object) -> str:
        if isinstance(value, str) and value in NAMES:
            raise Unsayable  # has its own words
        return TEXT.write(value)

    return Phrase(write, TEXT.read)


NAME = either(words(NAMES), _name_text())

# --- points -------------------------------------------------------------------------------------------------------------


def _suffixed(inner: Phrase, before: str, after: str) -> Phrase:
    def read(text: str, at: int) -> Reading:
        if text.startswith(before, at):
            for value, place in inner.read(text, at + len(before)):
                if text.startswith(after, place):
                    yield value, place + len(after)

    return Phrase(lambda value: f"{before}{inner.write(value)}{after}", read)


POINTS = either(words({"full": "满分"}), _suffixed(SHARE, "满分的", ""), _suffixed(NUMBER, "", "分"))
SIGNED = either(
    _suffixed(AMOUNT, "加", "分"),
    _suffixed(words({"full": "满分"}), "加", ""),
    _suffixed(SHARE, "加满分的", ""),
)


def _negative() -> Phrase:
    def write(value: object) -> str:
        if not isinstance(value, Decimal | int) or isinstance(value, bool) or value >= 0:
            raise Unsayable
        return f"扣{AMOUNT.write(-value)}分"

    def read(text: str, at: int) -> Reading:
        for value, place in _suffixed(AMOUNT, "扣", "分").read(text, at):
            if value:
                yield -value, place

    return Phrase(write, read)


CHANGE = either(_negative(), SIGNED)
LOWEST = either(words({"none": "不设下限"}), _suffixed(POINTS, "最低", ""))
HIGHEST = either(words({"none": "不设上限"}), _suffixed(POINTS, "最高", ""))
BOUNDS = (maybe("，", ("min", LOWEST)), maybe("，", ("max", HIGHEST)))

# --- operands -----------------------------------------------------------------------------------------------------------

OPERAND: Phrase = lazily(lambda: _OPERAND)
_SIDE = either(
    OPERAND,
    record(
        "（", ("start", OPERAND),
        maybe("加", ("add", series(OPERAND, "、"))),
        maybe("减", ("subtract", series(OPERAND, "、"))),
        maybe("再扣除", ("less", SHARE)),
        "的基数）",
    ),
)  # fmt: skip
_UNITS = words(
    {
        "percent": "，以百分数计",
        "per_hundred": "，按每百计",
        "per_thousand": "，按每千计",
        "per_ten_thousand": "，按每万计",
        "ratio": "，取比值",
    }
)
_SPREADS = words({"cv": "的差异系数", "weighted": "的平均值"})
_DERIVED = either(
    record("（", ("numerator", _SIDE), "除以", ("denominator", _SIDE), maybe(("unit", _UNITS)), "）"),
    record("（", ("numerator", NAME), ("unit", _SPREADS), maybe("，以", ("weights", NAME), "加权"), "）"),
)
_COHORTS = words({"cohort_mean": "平均值", "cohort_max": "最高值", "cohort_min": "最低值"})
_KINDS = words({"target": "责任书目标", "previous": "上一期数值", "external": "公布值"})
_REFERENCE = either(
    record(maybe("同组（", ("peers", NAME), "）"), "各单位", maybe(("of", NAME), "的"), ("kind", _COHORTS)),
    record(("kind", _KINDS), maybe("（", ("of", NAME), "）")),
    record(("kind", words({"constant": "定值"})), ("value", NUMBER)),
)
_OPERAND: Phrase = either(NUMBER, record(("derive", _DERIVED)), record(("ref", _REFERENCE)), NAME)

# --- conditions ---------------------------------------------------------------------------------------------------------

CONDITION: Phrase = lazily(lambda: _CONDITION)
_OPS = words({"<=": "不高于", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于"})
_CONDITION: Phrase = either(
    record(("input", OPERAND), ("op", _OPS), ("value", OPERAND)),
    record(("input", NAME), ("op", words({"=": "为"})), ("text", TEXT)),
    record("有", ("input", NAME)),
    record("（", ("all", series(CONDITION, "且")), "）"),
    record("（", ("any", series(CONDITION, "或")), "）"),
    record("并非（", ("not", CONDITION), "）"),
)
