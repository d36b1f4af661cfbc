"""Rates that bear the name of the number before them: 录取1,716人，录取率65%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.closely.near import called, slip
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import counted, earlier, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import cut, half, say
from zeren.core.audit.finding import Case, Finding

_RATE = re.compile("(?P<stem>[一-龥]{2})(?:人数|资金|任务)?(?:率|进度|比例|面)(?:为|达到?|是|仅|约)?$")
_CHANGE = re.compile("较|增长|增幅|降|提高|目标|要求|不低于|上年|去年|同比|平均|毛|未|不|巩固|参考|利用|使用")
_TOP = re.compile("其余|另|未|不|免|计划|应|拟|目标|比|较|累计|平均|每")
# Words that make the number before it what was looked at: of it a rate is told.
_LOOKED = re.compile("筛查|实检|受检|检查|抽查|抽检|抽测|实测|参测|实考|参考|参加|调查|收回|回收|访谈")
_NEAR = Decimal(6)
_MOST = 16


@check("percent_count_mismatch", "wrong_denominator", rule="R04：以“某某”为名的率，分子是紧挨着它的“某某”数")
def rates_of_the_number_beside(case: Case) -> Iterator[Finding]:
    """筹措资金3,180万元，年内支出2,862万元，支出进度92%: 90 %. No other number of the paragraph makes what is printed."""
    for sentence, _ in sentences_with(case, re.compile("率|进度|比例|面")):
        row = figures(case, sentence)
        for at, rate in enumerate(row):
            named = _RATE.search(rate.before)
            if named is None or rate.quantity.kind != "P" or rate.quantity.unit == "‰" or not rate.exact:
                continue
            if not 0 < rate.value < 100 or _CHANGE.search(rate.before):
                continue
            near = [
                f
                for f in row[:at]
                if counted(f) and f.segment == rate.segment and rate.clause - f.clause <= 2
            ]
            part = near[-1] if near and row[at - 1] is near[-1] else None
            if part is None or named["stem"] not in called(part) or _TOP.search(part.before):
                continue
            known = [f for f in (*earlier(case, sentence, 3), *row) if counted(f) and f is not part]
            yield from _off(case, rate, part, [f for f in known if measure(f) == measure(part)])


def _off(case: Case, rate: Figure, part: Figure, known: list[Figure]) -> Iterator[Finding]:
    before = [f for f in known if f.end <= part.start]
    at = case.sentence_at(part.start)
    own = [f for f in before if case.sentence_at(f.start) == at and f.segment == part.segment]
    wholes = [f for f in own if f.amount > part.amount]
    if not own:
        # 实际参考3,375人。…；及格2,565人，及格率78.0%: what was looked at was told sentences before.
        looked = [f for f in before if _LOOKED.search(f.before) and f.amount > part.amount]
        before = wholes = looked[-1:]
    if not wholes or not before or before[-1] not in wholes or len(known) > _MOST:
        return
    whole = wholes[-1]
    value = part.amount * 100 / whole.amount
    beside = [f for f in known if case.sentence_at(f.start) == case.sentence_at(part.start)]
    near = whole in own and part.clause - whole.clause == 1
    if _LOOKED.search(whole.before) and near and not _made(rate, part, beside):
        yield from _of_another(case, rate, part, whole, [f for f in before if f not in beside])
    if _made(rate, part, known):
        return
    near = abs(value - rate.value) <= _NEAR or slip(round(value, rate.quantity.decimals), rate)
    if not near or cut(value, rate.value, rate.quantity.decimals):
        return
    told = f"{say(part.amount)}÷{say(whole.amount)}＝{say(value)}%"
    message = f"数与率对不上：{told}，报告写{say(rate.value, 4)}%，请核对人数、总数或比率。"
    span, others = (
        (rate.start - len(rate.before), rate.end),
        ((part.start, part.end), (whole.start, whole.end)),
    )
    yield case.finding("percent_count_mismatch", "error", span, message, recomputed=told, others=others)


def _of_another(
    case: Case, rate: Figure, part: Figure, whole: Figure, far: list[Figure]
) -> Iterator[Finding]:
    """筛查1316人，检出近视421人，近视率34.0%: divided by the 1240 of last year, sentences before."""
    room = half(rate.quantity.decimals)
    other = next((f for f in reversed(far) if abs(part.amount * 100 / f.amount - rate.value) <= room), None)
    if other is None:
        return
    value = part.amount * 100 / whole.amount
    told = f"{say(part.amount)}÷{say(whole.amount)}＝{say(value)}%"
    message = f"分母用错：按“{whole.before}{say(whole.value, 4)}{whole.quantity.unit}”应为{say(value)}%；{say(rate.value)}%是除以{say(other.amount)}得来的。"
    span, others = (
        (rate.start - len(rate.before), rate.end),
        ((whole.start, whole.end), (other.start, other.end)),
    )
    yield case.finding("wrong_denominator", "error", span, message, recomputed=told, others=others)


def _made(rate: Figure, part: Figure, known: list[Figure]) -> bool:
    """Whether the number with any other, or with a sum or difference of two, makes the rate."""
    amounts = [f.amount for f in known]
    beside = [f.amount for f in known if f.segment == part.segment and abs(f.clause - part.clause) <= 6]
    bottoms = {
        *amounts,
        *(a + b for a, b in combinations(beside, 2)),
        *(abs(a - b) for a, b in combinations(beside, 2)),
    }
    tops = {part.amount, *(part.amount + a for a in beside), *(a - part.amount for a in beside)}
    room = half(rate.quantity.decimals)
    pairs = [(part.amount, b) for b in bottoms] + [(t, b) for t in tops for b in amounts]
    loose = step(part) / part.amount
    return any(
        b > 0 and t > 0 and abs(t * 100 / b - rate.value) <= room + rate.value * loose * 2 for t, b in pairs
    )


_FAILED = re.compile("不(?P<stem>及格|合格|达标)(?:的|者)?$")


@check("percent_count_mismatch", rule="R04：合格率＝（总数－不合格数）÷总数")
def rates_of_those_who_did_not_fail(case: Case) -> Iterator[Finding]:
    """到场1,248人，…不及格44人…。合格率98.5%: 96.5 %; the largest number before is that of all."""
    for sentence, _ in sentences_with(case, re.compile("(?:及格|合格|达标)率")):
        row = [*earlier(case, sentence, 2), *figures(case, sentence)]
        for rate in row:
            told = re.search("^(?:总|综合)?(?:及格|合格|达标)率(?:为|达|是)?$", rate.before)
            if told is None or rate.quantity.kind != "P" or not rate.exact or rate.start < sentence.start:
                continue
            before = [
                f for f in row if counted(f) and f.end <= rate.start and f.quantity.dimension == "person"
            ]
            failed = [f for f in before if _FAILED.search(f.before)]
            if len(failed) != 1 or len(before) < 3:
                continue
            whole = max(before, key=lambda f: f.amount)
            sums = {whole.amount, *(whole.amount - f.amount for f in before if f is not whole)}
            tops = {b - failed[0].amount for b in sums} | {f.amount for f in before}
            if any(
                abs(t * 100 / b - rate.value) <= half(rate.quantity.decimals)
                for t in tops
                for b in sums
                if 0 < t <= b
            ):
                continue
            value = (whole.amount - failed[0].amount) * 100 / whole.amount
            if abs(value - rate.value) > _NEAR:
                continue
            told_ = f"（{say(whole.amount)}－{say(failed[0].amount)}）÷{say(whole.amount)}＝{say(value)}%"
            message = f"数与率对不上：{told_}，报告写{say(rate.value, 4)}%，请核对。"
            span, others = (rate.start - len(rate.before), rate.end), ((failed[0].start, failed[0].end),)
            yield case.finding(
                "percent_count_mismatch", "warn", span, message, recomputed=told_, others=others
            )
