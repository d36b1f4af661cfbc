"""A mean lies between its extremes and among its groups, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_MEAN = re.compile("平均|均分|均值|均为|总体|整体|综合|总的|加权|汇总|全体|全[县区市镇乡校]")
_HIGH = re.compile("最高|最多|最大|最好|领先|榜首|第一名")
_LOW = re.compile("最低|最少|最小|最差|垫底|末位")
_GROUPS = re.compile(
    "(?P<n>[两二三四五六七八九十\\d]{1,2})[类个所组方种支片]{1,2}[一-龥]{0,4}|各[类组群片]|从高到低|由高到低|按高低|依次"
)
_OTHER = re.compile(
    "比|较|上年|去年|全[省国]|目标|标准|增|降|提高|差|满分|以上|以下|加分|其中|分别是上|权重|占|指数"
)
_UNITS = "SPNA"


def _alike(row: list[Figure]) -> bool:
    return len({(f.quantity.kind, f.quantity.unit) for f in row}) == 1 and all(f.exact for f in row)


@check("aggregate_out_of_range", rule="最低≤平均≤最高，先说后说都一样")
def means_within_told_extremes(case: Case) -> Iterator[Finding]:
    """全县平均82.4分，六个学区中最高的81.7分，最低的73.5分: no mean is above the highest."""
    for sentence, _ in sentences_with(case, re.compile("最[高低多少大小]|垫底|末位|领先")):
        row = figures(case, sentence)
        means = [f for f in row if pattern("平均|均[值分]|均为|生均|校均|班均|人均").search(f.before)]
        highs, lows = ([f for f in row if w.search(f.before) and f not in means] for w in (_HIGH, _LOW))
        if len(means) != 1 or len(highs) > 1 or len(lows) > 1 or not (highs or lows):
            continue
        mean, ends = means[0], [*highs, *lows]
        if not _alike([mean, *ends]) or any(_OTHER.search(f.before) for f in (mean, *ends)):
            continue
        if any(_scope(case, f) for f in ends):
            continue
        among = case.text.content[min(mean.start, ends[0].start) : max(mean.end, ends[-1].end)]
        # The extremes must be those of the mean's own groups: both ends are told, or a number of groups is.
        if not (highs and lows) and not _GROUPS.search(among):
            continue
        above = highs and mean.amount > highs[0].amount
        below = lows and mean.amount < lows[0].amount
        if above or below:
            end = highs[0] if above else lows[0]
            yield _outside(case, mean, end, "最高" if above else "最低")


# What extremes may be named of without naming a scope of their own: 六个学区中最高的, 其中最高的.
_PLAIN = re.compile(
    "[的是为在有达之其中里内间者，、]|[一二两三四五六七八九十\\d]|[个所名]|学校|中学|小学|初中|学区|片区|乡镇|[镇乡校园班区县科组人分值]|年级|成绩|得分|单位|各"
)


def _scope(case: Case, figure: Figure) -> str:
    """The words before 最高 that narrow it to some of the groups: 农村学校最高的, 市直属3所学校最高的."""
    clause = pattern("[，。；：（]").split(case.text.content[max(0, figure.start - 40) : figure.start])[-1]
    lead = pattern("最|领先|榜首|第一名|垫底|末位").split(clause)[0]
    return _PLAIN.sub("", lead)


def _outside(case: Case, mean: Figure, end: Figure, word: str) -> Finding:
    unit, sign = mean.quantity.unit, "＞" if word == "最高" else "＜"
    told = f"{say(mean.value, 4)} {sign} {say(end.value, 4)}{unit}"
    side = "高于最高" if word == "最高" else "低于最低"
    message = f"总体值{say(mean.value, 4)}{unit}{side}的{say(end.value, 4)}{unit}，不可能，请核对。"
    span = (mean.start - len(mean.before), mean.end)
    return case.finding(
        "aggregate_out_of_range", "error", span, message, recomputed=told, others=((end.start, end.end),)
    )


@check("aggregate_out_of_range", rule="总体在各组之间（B3-22），总体先说后说都一样")
def wholes_within_their_groups(case: Case) -> Iterator[Finding]:
    """综合满意度92.4分，三类群体从高到低为教师91.2分、学生88.7分、家长86.5分: as many groups as are told."""
    for sentence, words in sentences_with(case, _GROUPS):
        row = figures(case, sentence)
        scores = [f for f in row if f.quantity.kind in "SP"]
        if len(scores) < 3 or not _alike(scores) or any(_OTHER.search(f.before) for f in scores):
            continue
        for whole, groups in ((scores[0], scores[1:]), (scores[-1], scores[:-1])):
            if not _MEAN.search(
                f"{words[: whole.start - sentence.start]}" if whole is scores[0] else whole.before
            ):
                continue
            if not _MEAN.search(whole.before[-12:]) or not _told_as_all(row, groups, words):
                continue
            high, low = max(groups, key=lambda f: f.amount), min(groups, key=lambda f: f.amount)
            if whole.amount > high.amount:
                yield _outside(case, whole, high, "最高")
            elif whole.amount < low.amount:
                yield _outside(case, whole, low, "最低")
            break


def _told_as_all(row: list[Figure], groups: list[Figure], words: str) -> bool:
    """Whether the sentence says how many groups there are, and so many are listed under short names of their own."""
    names = [f.before[-4:] for f in groups]
    said = {f.value for f in row if f.quantity.kind == "N" and f.start < groups[-1].start}
    if (
        len(set(names)) < len(names)
        or not all(names)
        or (pattern("附加|扣分|另有|加权系数").search(words) and "未设" not in words)
    ):
        return False
    return Decimal(len(groups)) in said
