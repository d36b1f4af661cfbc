"""What has to be done, in words a clerk understands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zeren.core.kernel import Measurement, display, plain, round_half_up
from zeren.core.packs import Indicator
from zeren.core.scoring.gaps.levers import Lever, same_rows
from zeren.core.scoring.gaps.schools import SchoolShare

__all__ = ["action_words", "change_words", "figure_words", "side_note"]

# What is done about a rate, said as people say it, by the term its id begins with (GLOSSARY.md) and the direction. Whatever is
# not here is said as its numerator's own words with 增加 or 减少.
_SAID = {
    ("dropout_rate", -1): "让{n}名辍学学生返校",
    ("net_enrolment_rate", 1): "让{n}名未入学的适龄儿童少年入学（园）",
    ("enrolment_rate", 1): "让{n}名未入学的适龄儿童少年入学",
    ("literacy_rate", 1): "帮助{n}名文盲脱盲",
    ("illiteracy_rate", -1): "帮助{n}名文盲脱盲",
}
_MORE = re.compile("休学|转出|死亡|退学|净减")
_NAMED = 6


def figure_words(indicator: Indicator, value: Decimal | None) -> str:
    """A figure as printed; with more decimals where the printed ones would hide a change."""
    suffix = indicator.count_unit if indicator.unit == "count" else ""
    return display(value, indicator.unit, indicator.places) + suffix


def action_words(lever: Lever, amount: Decimal) -> str:
    """What to do, by how much: “让3名辍学学生返校”, “校舍面积增加120平方米”."""
    number = plain(round_half_up(amount, 2))
    if lever.side == "value":
        unit = {"percent": "个百分点", "per_thousand": "个千分点"}.get(
            lever.indicator.unit, lever.indicator.count_unit
        )
        verb = "提高" if lever.sign > 0 else "降低"
        return f"把{lever.indicator.printed_name}再{verb}{plain(amount)}{unit}"
    verb = "增加" if lever.sign > 0 else "减少"
    if lever.side == "both":
        verb = "新增" if lever.sign > 0 else "减去"
        return f"{verb}{number}{lever.word}计入“{lever.what}”的（分子、分母同时变）"
    if said := _said(lever):
        return said.format(n=number)
    return f"使“{lever.what}”{verb}{number}{lever.word}"


def _said(lever: Lever) -> str:
    """How people say it, where the numerator counts just that: a rate of net loss also counts those who moved or died."""
    if lever.side != "numerator" or lever.grain != 1 or _MORE.search(lever.what):
        return ""
    return _SAID.get((_term(lever.indicator.id), lever.sign), "")


def _term(name: str) -> str:
    known = sorted({term for term, _ in _SAID}, key=len, reverse=True)
    return next((term for term in known if name.startswith(term)), "")


def schools_words(lever: Lever, schools: Sequence[SchoolShare], rest: Decimal) -> str:
    """The schools the change is laid on, in brackets; empty where none is known."""
    taking = [s for s in schools if s.take > 0]
    if not taking:
        return ""
    word = "名" if _said(lever) else lever.word
    told = [f"{s.name}{plain(round_half_up(s.take, 2))}{word}" for s in taking[:_NAMED]]
    more = f"等{len(taking)}所学校" if len(taking) > _NAMED else ""
    other = f"，其余{plain(round_half_up(rest, 2))}{word}在校外或未分到校" if rest > 0 else ""
    return f"（{'、'.join(told)}{more}{other}）"


def change_words(
    lever: Lever, amount: Decimal, after: Measurement, schools: Sequence[SchoolShare], rest: Decimal
) -> str:
    """The change and where it leads: “还需让3名辍学学生返校（甲校3名），初中辍学率降到0.03%”."""
    indicator = lever.indicator
    before = lever.measured.value
    assert before is not None
    assert after.value is not None
    way = "升到" if after.value > before else "降到"
    done = f"还需{action_words(lever, amount)}{schools_words(lever, schools, rest)}"
    if indicator.denominator is None or lever.side == "value":
        return f"{done}，达到{figure_words(indicator, after.value)}"
    return f"{done}，{indicator.printed_name}{way}{figure_words(indicator, after.value)}"


def side_note(lever: Lever) -> str:
    """What is taken as fixed: said wherever the other side may move with the first."""
    if lever.side == "value":
        return "只有比率，没有分子、分母，按比率计算"
    if lever.measured.denominator is None:
        return ""
    if lever.side == "numerator" and same_rows(lever.indicator):
        return "分子、分母同取自一份台账：这里按分母不变（在现有对象中改变）计算；若有增减，分母也会变，需重新测算"
    if lever.side == "numerator":
        return "按分母不变计算"
    return "按分子不变计算" if lever.side == "denominator" else "分子、分母同增同减"
