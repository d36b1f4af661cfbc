"""Plans told sentences before what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.near import called, slip
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import closeness, counted, earlier, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_PLAN = re.compile("任务|计划|目标|预算|指标|概算|规划|应(?!对|用|急|届)|拟|原定|预定")
_OF_PLAN = re.compile(
    "(?:占|完成|达到?|为|是)[^，。；\\d]{0,10}(?:任务|计划|目标|预算|指标|概算|规划)[^，。；\\d]{0,6}的$|(?:任务|计划|目标|预算)?(?:完成|执行)(?:率|比例|进度)(?:为|达到?|是)?$"
)
_LOOSE = re.compile("比|较|增|减|提高|累计|序时|剩余|其中|未|尚|差|平均|每|上年|去年")
_DONE = re.compile("已|完成|组织|实际|实施|当年|今年|全年|累计|截至")
_NEAR = Decimal(12)


@check("completion_mismatch", rule="完成率＝完成数÷任务数，任务可在前两句")
def completions_of_far_plans(case: Case) -> Iterator[Finding]:
    """计划总投资5.8亿元；…完成投资4.93亿元，占年度计划投资的89%: 85 %. Plans of the measure, far or near."""
    for sentence, _ in sentences_with(case, re.compile("完成|执行|计划|任务|预算|概算|指标|目标")):
        row = figures(case, sentence)
        for at, rate in enumerate(row):
            if rate.quantity.kind != "P" or not rate.exact or not _OF_PLAN.search(rate.before):
                continue
            done = next((f for f in reversed(row[:at]) if f.quantity.kind in "NAG"), None)
            if (
                done is None
                or not counted(done)
                or rate.clause - done.clause > 2
                or _LOOSE.search(done.before)
            ):
                continue
            yield from _against(case, sentence, rate, done, row)


def _against(
    case: Case, sentence: Sentence, rate: Figure, done: Figure, row: list[Figure]
) -> Iterator[Finding]:
    known = [
        f
        for f in (*earlier(case, sentence, 3), *row)
        if counted(f) and f is not done and f.start < rate.start
    ]
    alike = [f for f in known if measure(f) == measure(done)]
    if any(_makes(done, f, rate) or _makes(f, done, rate) for f in alike):
        return
    before = [f for f in known if measure(f) == measure(done) and f.quantity.kind == done.quantity.kind]
    if any(_makes(a, b, rate) for a in before for b in before if a is not b):
        return
    plans = [f for f in before if _PLAN.search(called(f)) and not _LOOSE.search(f.before)]
    thing = _DONE.sub("", called(done))
    plans += [f for f in before if len(thing) >= 2 and f.before.endswith(thing) and f not in plans]
    if not plans:
        return
    close = [closeness(_DONE.sub("", called(done)), called(f)) for f in plans]
    near = [f for f, c in zip(plans, close, strict=True) if c == max(close)]
    plan = near[-1]
    if len({f.amount for f in near}) > 1:
        return
    value = done.amount * 100 / plan.amount
    if abs(value - rate.value) > _NEAR and not slip(round(value, rate.quantity.decimals), rate):
        return
    told = f"{say(done.amount)}÷{say(plan.amount)}＝{say(value)}%"
    message = f"完成比例算错：{told}，报告写{say(rate.value, 4)}%，请核对任务数、完成数或比例。"
    span, others = (rate.start - len(rate.before), rate.end), ((done.start, done.end), (plan.start, plan.end))
    yield case.finding("completion_mismatch", "error", span, message, recomputed=told, others=others)


def _makes(done: Figure, plan: Figure, rate: Figure) -> bool:
    value = done.amount * 100 / plan.amount
    room = half(rate.quantity.decimals) + value * (step(done) / done.amount + step(plan) / plan.amount)
    return abs(value - rate.value) <= room
