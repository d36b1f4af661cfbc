"""Ends apart: two values a sentence apart, and a change just as large told in the wrong direction or the wrong unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_UP = "回升|增加|上升|提高|提升|增长|上涨|扩大|多出?|高出?|老"
_DOWN = "减少|下降|降低|回落|下滑|年轻|少|缩小|压减|减|低|缩短"
_CHANGE = re.compile(
    f"^(?:[^，。；\\d]{{0,6}}，)?(?:[^，。；\\d]{{0,2}}(?:较|比|同比|环比)[^，。；\\d]{{0,10}}?)(?:(?P<up>{_UP})|(?P<down>{_DOWN}))了?$"
)
_YEARS = re.compile("去年|上年|前年|上学期|上一|20\\d\\d年|年初|起初|两年前|三年前|同期")
_OTHER = re.compile("其中|目标|计划|要求|规定|全[省市国]平均|另")
_FORM = re.compile("较|比|同比|环比")


@check("direction_word", rule="两句写出的前后两个数，与所写的升降方向应当一致")
def change_told_later_has_its_direction(case: Case) -> Iterator[Finding]:
    """平均年龄44.6岁。…到2024年秋平均45.3岁，比两年前年轻了0.7岁."""
    for now, change, match, earlier in _changes(case):
        unit = change.quantity.unit
        if _percent(now) != (change.quantity.kind == "D") or (
            not _percent(now) and unit != now.quantity.unit
        ):
            continue
        step = change.value if match["up"] else -change.value
        if any(f.value + step == now.value for f in earlier):
            continue
        old = next((f for f in earlier if f.value - step == now.value), None)
        if old is None:
            continue
        span, other = (now.start, change.end), (old.start - len(old.before), old.end)
        true = "上升" if now.value > old.value else "下降"
        message = f"前面是{say(old.value, 4)}，这里是{say(now.value, 4)}，应为{true}{say(change.value, 4)}，却写“{match[0].lstrip('，')}”，请核对。"
        told = f"{say(now.value, 4)}－{say(old.value, 4)}＝{say(now.value - old.value, 4)}"
        yield case.finding("direction_word", "warn", span, message, others=(other,), recomputed=told)


@check("pp_vs_percent", rule="R47：两个率之差用百分点")
def points_told_later_are_points(case: Case) -> Iterator[Finding]:
    """毛入园率89.6%。…升至93.2%，比两年前提高了3.6%: percentage points."""
    for now, change, match, earlier in _changes(case):
        if not _percent(now) or change.quantity.kind != "P" or change.value >= 50:
            continue
        step = change.value if match["up"] else -change.value
        old = next((f for f in earlier if _percent(f) and f.value + step == now.value), None)
        if old is None or abs(step * 100 - step * old.value) < 5:
            continue
        message = f"{say(now.value, 4)}%与{say(old.value, 4)}%相差{say(change.value, 4)}个百分点，不是{say(change.value, 4)}%。"
        span = (change.start - len(change.before), change.end)
        told = f"{say(now.value, 4)}－{say(old.value, 4)}＝{say(step, 4)}个百分点"
        yield case.finding("pp_vs_percent", "warn", span, message, recomputed=told)


def _percent(figure: Figure) -> bool:
    return figure.quantity.kind == "P" and figure.quantity.dimension == "percent"


def _changes(case: Case) -> Iterator[tuple[Figure, Figure, re.Match[str], list[Figure]]]:
    """A value, the change told right behind it, and the values of its unit in the sentences before."""
    content = case.text.content
    for sentence, _ in sentences_with(case, _FORM):
        row = figures(case, sentence)
        for now, change in pairwise(row):
            between = content[now.end : change.quantity.number_start or change.start]
            match = _CHANGE.match(between)
            if match is None or not now.exact or not change.exact:
                continue
            before = [
                s
                for s in case.text.sentences[max(0, sentence.index - 3) : sentence.index]
                if s.paragraph == sentence.paragraph
            ]
            earlier = [
                f
                for s in before
                for f in figures(case, s)
                if f.exact
                and f.quantity.kind == now.quantity.kind
                and f.quantity.unit == now.quantity.unit
                and not _OTHER.search(f.before)
                and _YEARS.search(content[s.start : f.end])
            ]
            clause = content[max(content.rfind(mark, 0, now.start) for mark in "，。；\n") + 1 : now.start]
            earlier = [f for f in earlier if _of_one(clause, _sentence_of(case, f))]
            if earlier:
                yield now, change, match, earlier


_GROUP = re.compile("[一-龥]中心|小学|初中|高中|中学|中职|幼儿园|男|女|民办|公办|城区|农村")
_PLAIN = re.compile(
    "今年|本年|全年|去年|本学期|到|这支|这一|指标|队伍|登记|受理|平均|监测|现有|现在|目前|共|仍|有|为|[\\d年月秋春底末升至降至达到是已虽]"
)


def _sentence_of(case: Case, figure: Figure) -> str:
    sentence = case.sentence_at(figure.start)
    return "" if sentence is None else case.text.content[sentence.start : figure.end]


def _of_one(clause: str, told: str) -> bool:
    """Whether a value can be of what an earlier sentence tells: no other group is named, and a noun comes back or there is none."""
    if set(_GROUP.findall(clause)) - set(_GROUP.findall(told)):
        return False
    bare = _PLAIN.sub("·", clause)
    pairs = [bare[i : i + 2] for i in range(len(bare) - 1) if re.fullmatch("[一-龥]{2}", bare[i : i + 2])]
    return len(pairs) < 2 or any(pair in told for pair in pairs)


_GREW = re.compile("(?:增幅|涨幅|增长率|增速|降幅)(?:为|达到?|是)?(?P<n>\\d+(?:\\.\\d+)?)个百分点")


@check("pp_vs_percent", rule="R47：金额、人数的增长用百分比，不用百分点")
def amounts_grow_by_percent(case: Case) -> Iterator[Finding]:
    """上年186万元…今年204.6万元，增幅为10个百分点: 10 %."""
    content = case.text.content
    for grew in _GREW.finditer(content):
        sentence = case.sentence_at(grew.start())
        if sentence is None:
            continue
        near = case.text.sentences[max(0, sentence.index - 2) : sentence.index + 1]
        row = [f for s in near if s.paragraph == sentence.paragraph for f in figures(case, s)]
        row = [
            f for f in row if f.end <= grew.start() and f.exact and f.quantity.kind in "NAG" and f.amount > 0
        ]
        rate = Decimal(grew["n"])
        if any(
            a.quantity.unit == b.quantity.unit
            and abs(abs(b.amount - a.amount) * 100 / a.amount - rate) < Decimal("0.06")
            for at, a in enumerate(row)
            for b in row[at + 1 :]
        ):
            message = f"数额的增长用百分比：应为{say(rate, 4)}%，不是{say(rate, 4)}个百分点。"
            yield case.finding("pp_vs_percent", "warn", grew.span(), message)
