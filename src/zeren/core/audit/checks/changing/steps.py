"""Steps told in plain numbers: 从去年的52所增至今年的58所，净增8所, where no claim carries both ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.changing.ends import DOWN, UP
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding

_STEP = re.compile(
    "(?P<verb>增|减|升|降|涨|提高|提升|扩大|增加|增长|减少|下降|上升|降低|精简|压缩|压减|缩减|缩小|扩充|攀升|回落|滑落|跌落|下滑|走低|收窄|萎缩|压降|回升|跃升|走高|抬升|壮大|调整|变)[加长]?(?:了)?(?:到|至|为|成)(?:了)?(?:[一-龥\\d年底末]{0,8}?的?)$"
)
_CHANGE = re.compile(
    "^(?:共|净|累计|共计)?(?:净增|净减|增加|增长|减少|提高|下降|上升|降低|扩大|提升|增幅|降幅|上涨|增|减|降)(?:了|达|为|到)?$"
)
_RANK = re.compile("排名|名次|位次|第")


@check(
    "delta_mismatch",
    "growth_mismatch",
    "direction_word",
    rule="R46：增减数＝本期－上期，增长率＝（本期－上期）÷上期",
)
def steps_and_their_change(case: Case) -> Iterator[Finding]:
    """从去年的52所增至今年的58所，净增8所: 6; 由2384人精简为2437人: no cut."""
    for sentence, _ in sentences_with(case, re.compile("由|从")):
        row = figures(case, sentence)
        for at in range(len(row) - 1):
            first, last = row[at], row[at + 1]
            between = case.text.content[first.end : last.start]
            verb = _STEP.search(between)
            if verb is None or len(between) > 24 or not first.exact or not last.exact:
                continue
            lead = case.text.content[max(0, first.start - 12) : first.start]
            if (
                first.quantity.dimension != last.quantity.dimension
                or not re.search("由|从", lead)
                or _RANK.search(lead)
            ):
                continue
            yield from _against(case, first, last, verb["verb"])
            if at + 2 < len(row):
                yield from _change(case, first, last, row[at + 2])


def _against(case: Case, first: Figure, last: Figure, verb: str) -> Iterator[Finding]:
    up, down = (
        UP.search(verb) is not None or verb in "增升涨",
        DOWN.search(verb) is not None or verb in "减降",
    )
    if (
        up == down
        or first.amount == last.amount
        or up == (last.amount > first.amount)
        or first.quantity.kind == "X"
    ):
        return
    told = f"{say(first.value, 4)} → {say(last.value, 4)}"
    message = f"用词与数字相反：写的是“{verb}”，数字却由{say(first.value, 4)}变为{say(last.value, 4)}，请核对数字或用词。"
    yield case.finding("direction_word", "error", (first.start, last.end), message, recomputed=told)


def _change(case: Case, first: Figure, last: Figure, change: Figure) -> Iterator[Finding]:
    if not _CHANGE.match(change.before.strip()) or not change.exact or change.start - last.end > 8:
        return
    room = sum((_step(f) for f in (first, last, change)), Decimal(0))
    said, made = change.amount, abs(last.amount - first.amount)
    points = change.quantity.kind == "D" and first.quantity.kind == "P"
    span = (change.start - len(change.before), change.end)
    if (change.quantity.dimension == first.quantity.dimension and first.quantity.kind != "P") or points:
        if abs(made - said) <= room:
            return
        told = f"{say(last.value, 4)}－{say(first.value, 4)}＝{say((last.amount - first.amount) / change.quantity.factor, 4)}"
        message = f"增减数算错：{told}，报告写{say(change.value, 4)}{change.quantity.unit}。"
        yield case.finding("delta_mismatch", "error", span, message, recomputed=told)
    elif change.quantity.kind == "P" and first.quantity.kind in "NAG" and first.amount > 0:
        growth = made * 100 / first.amount
        slack = half(change.quantity.decimals) + room * 100 / first.amount * 2
        if abs(growth - said) <= slack:
            return
        told = f"{say(made, 4)}÷{say(first.amount, 4)}＝{say(growth)}%"
        message = f"增减幅度算错：{told}，报告写{say(change.value, 4)}%。"
        yield case.finding("growth_mismatch", "error", span, message, recomputed=told)


def _step(figure: Figure) -> Decimal:
    quantity = figure.quantity
    return (
        half(quantity.decimals) * quantity.factor if quantity.decimals or quantity.factor > 1 else Decimal(0)
    )
