"""100%得6分，75%以上得3分; 低于90%扣2分; 达到目标得10分; 其余不得分; and the same with lists (90%、80%的分别得…)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.cursor import Cursor, reads, weighty
from zeren.core.drafting.lexicon import LEVELS
from zeren.core.drafting.pieces import (
    Amount,
    Case,
    Cond,
    End,
    Entry,
    Modifier,
    Otherwise,
    Periodic,
    Threshold,
)
from zeren.core.drafting.reading.amounts import amount, points_list
from zeren.core.drafting.reading.conditions import condition, conditions, quantity

# What is wanted every week is counted week by week; what is wanted every year is the year's own target.
_SHORT_PERIODS = {"周", "月", "个月", "季度", "季", "日", "天"}


@reads
def periodic(cur: Cursor) -> Periodic | None:
    """每周2篇以上得1分; 每月不少于3条得2分."""
    if (
        not cur.take("EACH")
        or cur.token is None
        or cur.token.text not in _SHORT_PERIODS
        or not cur.take("UNIT")
    ):
        return None
    for conds, _ in conditions(cur):
        cur.skip("OF", "COMMA")
        found = amount(cur, bare=False)
        end = conds[0].low
        if (
            found is not None
            and len(conds) == 1
            and end is not None
            and end.inside
            and isinstance(end.value, Decimal)
            and found.kind in {"give", "add"}
        ):
            return Periodic(end.value, found)
    return None


@reads
def banded(cur: Cursor) -> Case | Entry | tuple[Case, ...] | None:
    """A condition with what it gives: 75%以上得3分, 低于30%的，扣1分, 且…."""
    start = cur.at
    for conds, either in conditions(cur, exact=True):
        if all(c.dashed and c.unit == "分" for c in conds) and (len(conds) > 1 or conds[0].subject in LEVELS):
            continue  # 优秀8-10分,良好6-8分,合格4-6分 are grades
        mark = cur.at
        units = (
            cur.has("OF") and cur.token is not None and len(cur.token.text) > 2
        )  # 的学校: those it is about
        cur.skip("OF")
        if cur.take("COMMA") and cur.has("NUM"):
            continue
        cur.take("OTHERWISE")
        cur.says("则", "视为", "本项", "该项", "可")
        behind = cur.at
        for words in cur.leads():
            # 不少于2次,少1次扣1分 goes on with another clause; 100%完成得3分 does not.
            other = cur.passed("UNMET", "NUM", "WORSE", "BETTER", since=behind)
            if other or weighty(words) or (words and units) or words.endswith(_ABOUT_PLACES):
                break
            found = amount(cur, bare=not words)
            if found is not None and not (
                found.bare and not cur.has("STOP", "COMMA", "ENUM", "RIGHT") and cur.token is not None
            ):
                if found.judged:
                    return Entry(cur.text(start, mark).strip("的"), found)
                told = words and (not conds[0].subject or counted_unit(conds[0].unit))
                named = replace(conds[0], subject=conds[0].subject + words) if told else conds[0]
                all_of_them = (named, *conds[1:])
                if len(conds) > 1 and _EACH_GETS.search(cur.text(behind)):
                    return tuple(Case((c,), found) for c in all_of_them)  # 各得2分
                return Case(all_of_them, found, either)
        cur.at = mark
    return None


_EACH_GETS = re.compile("^[的,]*(?:各|分别)(?:得|计|记|加|扣|给)")
_ABOUT_PLACES = ("排序", "排名", "名次", "排列", "依次", "分别")


@reads
def banded_list(cur: Cursor) -> tuple[Case, ...] | None:
    """达到90%、80%、70%的分别得10、8、6分; 100%、90%以上、80%以上分别得5、4、3分."""
    for label in cur.leads():
        start = cur.at
        conds = _several(cur, label)
        if len(conds) > 1:
            cur.skip("OF", "COMMA", "SHARING")
            verb = cur.take("GIVE", "DEDUCT", "ADD")
            points = points_list(cur) if verb else ()
            if verb and len(points) == len(conds):
                kind = "deduct" if verb.has("DEDUCT") else "add" if verb.has("ADD") else "give"
                return tuple(Case((c,), Amount(kind, p)) for c, p in zip(conds, points, strict=True))
        cur.at = start
    return None


def _several(cur: Cursor, label: str) -> list[Cond]:
    prefix = cur.token if cur.has("GE", "LE", "LT", "GT") else None
    found: list[Cond] = []
    while True:
        one = condition(cur, exact=True)
        if one is None and found and prefix is not None and (bare := quantity(cur)) is not None:
            end = End(bare[0], inside=True)
            one = Cond(low=end, high=end, unit=bare[1])
        if one is None:
            return found
        if prefix is not None and found and one.low == one.high and one.low is not None:
            side = (
                {"low": End(one.low.value, inside=True), "high": None}
                if prefix.has("GE")
                else {"low": None, "high": End(one.low.value, prefix.has("LE"))}
            )
            one = replace(one, low=side["low"], high=side["high"])
        found.append(replace(one, subject=label.strip("的")))
        if not cur.take("ENUM"):
            return found


@reads
def otherwise(cur: Cursor) -> Otherwise | None:
    """其余不得分, 否则扣2分, 其他得1分."""
    cur.says("对", "有")
    if not cur.take("OTHERWISE"):
        return None
    cur.skip("OF", "COMMA")
    cur.says(
        "情况",
        "单位",
        "学校",
        "均",
        "则",
        "的单位",
        "名次",
        "各名次",
        "县区",
        "乡镇",
        "各校",
        "名次的",
        "位次",
    )
    cur.skip("OF", "COMMA")
    found = amount(cur)
    return Otherwise(found) if found is not None else None


def _what_is_counted(cur: Cursor, unit: str) -> None:
    """每学期不少于2次应急演练: the words behind the number say what is counted."""
    token, behind = cur.token, cur.ahead(1)
    plain_word = token is not None and token.kinds == {"WORD"} and not weighty(token.text)
    if plain_word and counted_unit(unit) and (behind is None or behind.has("COMMA", "STOP")):
        cur.at += 1


@reads
def threshold(cur: Cursor) -> Threshold | None:
    """A condition on its own: 巩固率达到95%以上; 每学期不少于2次."""
    for label in cur.leads():
        start = cur.at
        if cur.has("EACH"):
            cur.take("EACH")
            cur.take("UNIT")
        for conds, either in conditions(cur, listed=False):
            if not either and not any(c.dashed and c.unit == "分" for c in conds):
                _what_is_counted(cur, conds[-1].unit)
                cur.says("内", "的要求", "为目标", "为基准", "为达标", "为标准")
                cur.skip("OF")
                if cur.fork().ended():
                    first = replace(conds[0], subject=label + conds[0].subject)
                    return Threshold((first, *conds[1:]))
        cur.at = start
        stated = _base(cur)
        if stated is None:
            cur.at = start
            stated = _due(cur, label)
        if stated is not None:
            return Threshold((replace(stated, subject=label),))
        cur.at = start
    return None


def _due(cur: Cursor, label: str) -> Cond | None:
    """全年应开展4次: what must be done is the least."""
    if not re.search("应|须|需|要求|规定", label) or weighty(label):
        return None
    stated = quantity(cur)
    if (
        stated is None
        or not isinstance(stated[0], Decimal)
        or not counted_unit(stated[1])
        or not cur.fork().ended()
    ):
        return None
    return Cond(low=End(stated[0], inside=True), unit=stated[1])


def counted_unit(unit: str) -> bool:
    """Whether a unit counts times or things, not a period or a share."""
    return unit in {
        "次",
        "篇",
        "条",
        "项",
        "个",
        "人",
        "节",
        "件",
        "场",
        "期",
        "份",
        "人次",
        "课时",
        "学时",
        "所",
        "名",
    }


def _base(cur: Cursor) -> Cond | None:
    """以95%为基准, 目标值95%, 95%为满分."""
    opened = cur.says("以", "目标值为", "基准值为", "标准为", "基准为") or bool(cur.take("TARGET"))
    if opened:
        cur.skip("AS", "COLON", "OPERATOR")
    if opened and (known := cur.take("PREVIOUS", "MEAN")) is not None:
        cur.says("水平", "值", "数", "实绩", "完成数", "完成值")
        if cur.says("为基准", "为基数", "为标准", "为基准值", "为底线", "为基准线") or (
            cur.take("AS")
            and (cur.says("基准", "基数", "底线", "参照", "基准值", "基期") or cur.take("TARGET"))
        ):
            other: Any = "previous" if known.has("PREVIOUS") else {"ref": {"kind": "cohort_mean"}}
            return Cond(low=End(other, inside=True), high=End(other, inside=True))
        return None
    stated = quantity(cur)
    if stated is None or not isinstance(stated[0], Decimal) or not stated[1] or stated[1] == "分":
        return None
    if opened or cur.says("为基准", "为基数", "为标准", "为目标", "为目标值", "为基准值", "基准"):
        cur.says("为基准", "为基数", "为标准", "为目标", "为目标值", "为基准值", "为底线")
        if cur.take("AS"):
            cur.take("TARGET", "FULL")
            cur.says("基准", "基数", "底线", "基准值", "底数")
        return Cond(low=End(stated[0], inside=True), high=End(stated[0], inside=True), unit=stated[1])
    return None


@reads
def required_where(cur: Cursor) -> tuple[Modifier, Entry] | None:
    """30万人口以上的县须有特教学校: a requirement that holds only for some."""
    for conds, either in conditions(cur):
        start = cur.at
        while cur.token is not None and not cur.has("COMMA", "STOP"):
            cur.at += 1
        text = cur.text(start)
        match = re.fullmatch(
            r"的?[^须应需必]{0,6}?(?:必须|须|应当|应|需|要)(?P<what>(?:有|设|建|配|开|办)\S{2,20})", text
        )
        if (
            match
            and not either
            and len(conds) == 1
            and conds[0].numeric
            and not any(t.has("NUM") for t in cur.tokens[start : cur.at])
        ):
            return Modifier("NA_UNLESS", conds[0]), Entry(match["what"], Amount("give", "full"))
        cur.at = start
    return None
