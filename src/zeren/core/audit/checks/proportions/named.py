"""Shares whose base or plan is told by name, further off, and rates of a handful of things that no whole number makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import around, bracketed, counted, earlier, measure, step
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import fits_count, half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_OF_NAME = re.compile(
    "(?:占|为|相当于|达到?|是)(?:了|到)?(?P<base>[一-龥“”]{2,16}?)(?:总数|总量|总额|总人数|人数|数)?的$"
)
# What a base is, without what it is of: 在编|教师, 直接就业|人数.
_HEAD_NOUN = re.compile(
    "教职工|教师|老师|学生|人员|人数|幼儿|儿童|学校|幼儿园|总数|全部|全[区县市校镇]|毕业生|家庭|资金|经费|面积|工程|项目|上报|应|的|者"
)
_PLANNED = re.compile(
    "规划|计划|任务|目标|指标|预算|拟|盘算|打算|定下|许下|承诺|应|需|预定|确定|安排|列入|下达|核定|要"
)
_OF_PLAN = re.compile(
    "^(?:已|共|实际)?完成了?$|(?:计划|任务|目标|指标|规划|盘子|预算|承诺|工程量|责任书)[一-龥]{0,4}?(?:的|完成了?|达到?|为|过|兑现了?|进度|率)*$"
)
_OTHER = re.compile("年内|将|预计|上年|去年|同期|提高|提升|增长|下降|高于|低于|比|较|目标为|不低于|力争|序时")
_FIXED = re.compile("扣除|剔除|折算|加权|口径|往届|不计|重复")
_LARGEST = Decimal(2000)


def _near(top: Figure, base: Figure, rate: Figure, room: Decimal) -> bool:
    value = top.amount * 100 / base.amount
    return abs(value - rate.value) <= room + value * (step(top) / top.amount + step(base) / base.amount)


def _room(case: Case, rate: Figure) -> Decimal | None:
    """How far a share may lie from the printed one: 九成 is a round word, but not for 85."""
    if rate.exact:
        return half(rate.quantity.decimals)
    words = case.text.content[rate.start : rate.end]
    if pattern("[多余强有半以左上]").match(case.text.content[rate.end : rate.end + 1]):
        return None
    tenths = pattern("[一二两三四五六七八九]成([一二三四五六七八九半])?").fullmatch(words)
    return None if tenths is None else Decimal(1) if tenths[1] else Decimal(4)


@check("wrong_denominator", rule="R09：写明“占某某的”，分母就是某某，不是包含它的更大的数")
def shares_of_the_inner_group(case: Case) -> Iterator[Finding]:
    """教师312人，在编的260人。本科221人，为在编教师的70.8%: 85 %; 70.8 is of the 312."""
    for sentence, _ in sentences_with(case, re.compile("(?:占|为|相当于|达|是).{2,20}的")):
        row = [*earlier(case, sentence, 2), *figures(case, sentence)]
        for at, rate in enumerate(row):
            named = _OF_NAME.search(rate.before) if rate.quantity.kind == "P" and rate.exact else None
            before = [f for f in row[:at] if counted(f) and not bracketed(case, f)]
            if named is None or not before or rate.start < sentence.start or rate.start - before[-1].end > 34:
                continue
            part = before[-1]
            wholes = [f for f in before[:-1] if measure(f) == measure(part) and f.amount > part.amount]
            attribute = _HEAD_NOUN.sub("", named["base"])
            meant = [f for f in wholes if _bears(attribute, f)]
            room = half(rate.quantity.decimals)
            other = next((f for f in wholes if f not in meant and _near(part, f, rate, room)), None)
            if (
                len({f.amount for f in meant}) != 1
                or other is None
                or any(_near(part, f, rate, room) for f in meant)
            ):
                continue
            value = part.amount * 100 / meant[0].amount
            told = f"{say(part.amount)}÷{say(meant[0].amount)}＝{say(value)}%"
            message = f"分母用错：写的是占“{named['base']}”的比例，应为{say(value)}%；{say(rate.value)}%是除以{say(other.amount)}得来的。"
            span, others = (rate.start - len(rate.before), rate.end), ((meant[0].start, meant[0].end),)
            yield case.finding("wrong_denominator", "error", span, message, recomputed=told, others=others)


def _bears(attribute: str, figure: Figure) -> bool:
    """Whether two signs of the attribute stand together in the number's words: 直接就业 and 直接上岗."""
    words = figure.before + figure.after[:6]
    return any(attribute[at : at + 2] in words for at in range(len(attribute) - 1))


@check("completion_mismatch", rule="完成率＝完成数÷任务数")
@vouched
def plans_told_before(case: Case) -> Iterator[Finding]:
    """规划处置84栋，到11月底已拆除63栋，完成规划任务的80%: 75 %; 盘算着添置八十台，六十八台…，任务完成了九成: 85 %."""
    for sentence, words in sentences_with(
        case, re.compile("计划|任务|目标|指标|规划|盘子|预算|承诺|工程量|应")
    ):
        row = figures(case, sentence)
        for at, rate in enumerate(row):
            room = _room(case, rate) if rate.quantity.kind == "P" and not rate.quantity.limit else None
            if (
                room is None
                or not _OF_PLAN.search(rate.before)
                or _OTHER.search(rate.before)
                or _FIXED.search(words)
            ):
                continue
            before = [f for f in row[:at] if counted(f)]
            if len(before) == 1:
                before = [*(f for f in earlier(case, sentence, 1) if counted(f)), *before]
            alike = [f for f in before if measure(f) == measure(before[-1])]
            plans = [f for f in alike if _PLANNED.search(f.before)]
            done = [f for f in alike if f not in plans]
            if (
                len(plans) != 1
                or len(done) != 1
                or done[0].start < plans[0].start
                or rate.start - done[0].end > 40
            ):
                continue
            value = done[0].amount * 100 / plans[0].amount
            if (
                _near(done[0], plans[0], rate, room)
                or abs(value - rate.value) > 12
                or _OTHER.search(done[0].before)
            ):
                continue
            told = f"{say(done[0].amount)}÷{say(plans[0].amount)}＝{say(value)}%"
            message = f"完成比例算错：{told}，报告写{case.text.content[rate.start : rate.end]}，请核对。"
            span, others = (
                (rate.start - len(rate.before), rate.end),
                ((plans[0].start, plans[0].end), (done[0].start, done[0].end)),
            )
            yield case.finding("completion_mismatch", "error", span, message, recomputed=told, others=others)


_GROUPED = re.compile(
    "(?P<who>[一-龥“”]{0,12}?)(?:[里内]|中(?!小|学|心|等|职|考|央|层)|当中|之中|里面|里头)(?:，|的|有)?(?P<what>[^，。；：\\d]{2,20}?)(?:的|者)?(?:的?人数|的?比例|比重)?(?:占到?|达到?|为|是|有)了?$"
)
_NOT_ALL = re.compile("最[高低大小多少]|一[所个名]|平均|抽|满意|增|提高|及格率|得分|正确率|城|乡|面积|经费")


@check("infeasible_rate", rule="B3-11：人数是整数，给定分母只能得到有限几个百分数")
@vouched
def shares_of_a_group_are_of_whole_things(case: Case) -> Iterator[Finding]:
    """46名专任教师里，受过培训的达92.4%: 42 make 91.3 %, 43 make 93.5 %."""
    for sentence, _ in sentences_with(case, re.compile("[里中内]")):
        row = figures(case, sentence)
        for group, rate in pairwise(row):
            between = case.text.content[group.end : rate.start]
            grouped = (
                _GROUPED.fullmatch(between)
                if rate.quantity.kind == "P" and rate.quantity.unit == "%"
                else None
            )
            fine = grouped is not None and rate.exact and counted(group) and group.quantity.kind == "N"
            if not fine or grouped is None or not 2 <= group.amount <= _LARGEST or group.quantity.factor != 1:
                continue
            if (
                "率" in grouped["what"]
                or _NOT_ALL.search(between)
                or pattern("(?:抽|随机|每)[^，。]{0,6}$").search(group.before)
            ):
                continue
            if (
                not 0 < rate.value < 100
                or fits_count(group.amount, rate.value, rate.quantity.decimals)
                or _wider(case, sentence, group, rate)
            ):
                continue
            count = rate.value * group.amount / 100
            ends = [count.to_integral_value(rounding=way) for way in ("ROUND_FLOOR", "ROUND_CEILING")]
            told = "；".join(f"{say(n)}÷{say(group.amount)}＝{say(n * 100 / group.amount)}%" for n in ends)
            message = f"{say(group.amount)}{group.quantity.unit}里得不出{say(rate.value, rate.quantity.decimals)}%（{told}），请核对分母或比率。"
            span, others = (rate.start - len(rate.before), rate.end), ((group.start, group.end),)
            yield case.finding("infeasible_rate", "error", span, message, recomputed=told, others=others)


def _wider(case: Case, sentence: Sentence, group: Figure, rate: Figure) -> bool:
    """Whether a count behind the rate is what it is of, or it was cut off instead of rounded."""
    behind = [
        f
        for f in figures(case, sentence)
        if f.start > rate.start and counted(f) and measure(f) == measure(group)
    ]
    made = any(abs(f.amount * 100 / group.amount - rate.value) <= 2 for f in behind)
    return made or pattern("约|近").search(around(rate)[:2]) is not None


_TAKING_PART = re.compile(
    "(?:参加|参评|参检|受检|年检|评估|验收|申报|考核|创建)[^，。；]{0,10}(?:一?共|总共|总数|共计|合计|仅|只|就|为|有|是)+$"
)
_OF_PUPILS = re.compile("近视|体质|及格|升学|满意|入学|入园|巩固|课|分|优良率")


@check("infeasible_rate", rule="B3-11：个数是整数，给定分母只能得到有限几个百分数")
@vouched
def rates_told_before_their_number(case: Case) -> Iterator[Finding]:
    """优秀率为26.3%，…，参加年检的民办园一共28所: 7 make 25 %, 8 make 28.57 %."""
    for sentence, _ in sentences_with(case, re.compile("率")):
        row = figures(case, sentence)
        first = row[0] if row and row[0].quantity.kind == "P" and row[0].quantity.unit == "%" else None
        wholes = [f for f in row if f.quantity.kind == "N" and f.quantity.factor == 1]
        if first is None or not first.exact or len(wholes) != 1 or not counted(wholes[0]):
            continue
        whole, told = wholes[0], pattern("[一-龥]率(?:为|达到?|是)?$").search(first.before)
        if told is None or _OF_PUPILS.search(first.before) or not _TAKING_PART.search(whole.before):
            continue
        if not 2 <= whole.amount <= 200 or not 0 < first.value < 100 or whole.end < first.start:
            continue
        if fits_count(whole.amount, first.value, first.quantity.decimals):
            continue
        message = f"{say(whole.amount)}{whole.quantity.unit}里得不出{say(first.value, first.quantity.decimals)}%，请核对分母或比率。"
        told_ = f"{say(first.value)}%×{say(whole.amount)}＝{say(first.value * whole.amount / 100)}"
        span, others = (first.start - len(first.before), first.end), ((whole.start, whole.end),)
        yield case.finding("infeasible_rate", "error", span, message, recomputed=told_, others=others)
