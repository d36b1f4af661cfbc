"""Gaps: what lies between two printed numbers — 节约, 扣除后, 比…高出."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding

_GAP = re.compile("(?:高出?|低|超前|滞后|超出|超过|差|相差|多|少|高于|领先|落后)(?:了|近|约)?$")
_SAVED = re.compile("(?:节约|节省|节余|核减|审减|差额)(?:了)?(?:财政)?(?:资金|经费|金额|投资)?(?:为)?$")
_OVER = re.compile("(?:结余|剩余|余额|尚余|结存)(?:资金|经费|金额)?(?:为)?$")
_HAD = re.compile("预算|安排|下达|收入|到位|拨入|总投资|筹集|募集|收到|批复|可用")
_SPENT = re.compile("支出|使用|支付|实际|完成|发放|结算|花费|用于|执行|拨付")
_TAKEN = re.compile("(?:扣除|剔除|减去|除去)[^，。；]{0,20}$")
_AFTER = re.compile("应|实际|后|剩|余|净|可")


def _step(figure: Figure) -> Decimal:
    quantity = figure.quantity
    return half(quantity.decimals) * quantity.factor if quantity.decimals else Decimal(0)


@check("delta_mismatch", rule="R46：两个百分数相差的百分点")
def points_between_rates(case: Case) -> Iterator[Finding]:
    """比75%的序时进度超前2.5个百分点; 目标92%，实际90.7%，差1.3个百分点: the gap is what lies between the two."""
    for sentence, _ in sentences_with(case, re.compile("百分点")):
        row = figures(case, sentence)
        for at, gap in enumerate(row):
            short = re.search("(?:规定|要求|目标|标准|水平|进度|平均值?)$", gap.before) is not None
            if (
                gap.quantity.kind != "D"
                or not (_GAP.search(gap.before) or short)
                or not gap.exact
                or gap.quantity.dimension != "point"
            ):
                continue
            rates = [
                f
                for f in row[:at]
                if f.quantity.kind == "P" and not f.quantity.approx and f.quantity.dimension == "percent"
            ]
            if len(rates) < 2 or not _named_beside(case, rates[-1], gap):
                continue
            room = (
                max(half(gap.quantity.decimals), half(rates[-1].quantity.decimals))
                if gap.quantity.decimals != rates[-1].quantity.decimals
                else Decimal(0)
            )
            if any(abs(abs(a.value - b.value) - gap.value) <= room for a, b in combinations(rates, 2)):
                continue
            base = rates[-1]
            value = next((f for f in reversed(rates[:-1]) if f.exact), None)
            if value is None or base.start - value.end > 60:
                continue
            told = (
                f"{say(value.value, 4)}%－{say(base.value, 4)}%＝{say(value.value - base.value, 4)}个百分点"
            )
            message = f"相差的百分点算错：{told}，报告写{say(gap.value, 4)}个百分点。"
            span = (gap.start - len(gap.before), gap.end)
            yield case.finding(
                "delta_mismatch", "error", span, message, recomputed=told, others=((value.start, base.end),)
            )


def _named_beside(case: Case, base: Figure, gap: Figure) -> bool:
    """Whether the rate is what the gap is measured against: 比省定95%的目标高, 高于“不低于50%”的规定10个百分点, …，差."""
    between = case.text.content[base.end : gap.start]
    before = case.text.content[max(0, base.start - 12) : base.start]
    against = re.search("比|较|高于|低于|超过|优于", re.split("[，。；]", before)[-1]) is not None
    if against:
        return re.search("[，。；]", between) is None and len(between) <= 18
    return re.fullmatch(r"[，,](?:还|仍|尚|与目标)?(?:相?差|低|高出?)", between) is not None


@check("delta_mismatch", rule="节约额＝预算－实际，扣除后＝总数－扣除数")
def what_is_left_after_taking(case: Case) -> Iterator[Finding]:
    """控制价386万元，中标价341.2万元，节约资金44.8万元; 共182340人，扣除312人，应计入182028人."""
    for sentence, _ in sentences_with(
        case, re.compile("节约|节省|节余|核减|审减|扣除|剔除|减去|除去|差额|结余|剩余|余额|尚余|结存")
    ):
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG"]
        for at in range(len(row)):
            yield from _saved(case, row, at)
            yield from _taken(case, row, at)


def _saved(case: Case, row: list[Figure], at: int) -> Iterator[Finding]:
    saved = row[at]
    before = [f for f in row[:at] if f.quantity.dimension == saved.quantity.dimension]
    left = _OVER.search(saved.before) is not None and _had_and_spent(case, before)
    if (
        not (_SAVED.search(saved.before) or left)
        or not saved.exact
        or len(before) != 2
        or not all(f.exact for f in before)
    ):
        return
    made = abs(before[0].amount - before[1].amount)
    if abs(made - saved.amount) <= sum(
        (_step(f) for f in (saved, *before)), Decimal(0)
    ) or saved.amount >= max(f.amount for f in before):
        return
    factor = saved.quantity.factor
    told = (
        f"{say(before[0].value, 4)}－{say(before[1].value, 4)}＝{say(made / factor, 4)}{saved.quantity.unit}"
    )
    message = f"节约数算错：{told}，报告写{say(saved.value, 4)}{saved.quantity.unit}。"
    yield case.finding(
        "delta_mismatch", "error", (saved.start - len(saved.before), saved.end), message, recomputed=told
    )


def _had_and_spent(case: Case, before: list[Figure]) -> bool:
    """预算安排420万元，实际支出386万元: what is over is the difference."""
    if len(before) != 2 or before[0].amount < before[1].amount:
        return False
    words = before[0].before, before[1].before
    return (
        _HAD.search(words[0]) is not None
        and _SPENT.search(words[1]) is not None
        and "其中" not in case.text.content[before[0].end : before[1].start]
    )


def _taken(case: Case, row: list[Figure], at: int) -> Iterator[Finding]:
    if not 0 < at < len(row) - 1:
        return
    whole, taken, left = row[at - 1 : at + 2]
    same = whole.quantity.dimension == taken.quantity.dimension == left.quantity.dimension
    lead = case.text.content[whole.end : taken.start]
    if (
        not same
        or not _TAKEN.search(lead)
        or not all(f.exact for f in (whole, taken, left))
        or not _AFTER.search(left.before + taken.after)
    ):
        return
    if left.amount > whole.amount or abs(whole.amount - taken.amount - left.amount) <= sum(
        (_step(f) for f in (whole, taken, left)), Decimal(0)
    ):
        return
    if abs(whole.amount - taken.amount - left.amount) > whole.amount / 5:
        return
    told = f"{say(whole.value, 4)}－{say(taken.value, 4)}＝{say((whole.amount - taken.amount) / left.quantity.factor, 4)}"
    message = f"扣除后的数算错：{told}，报告写{say(left.value, 4)}{left.quantity.unit}。"
    yield case.finding(
        "delta_mismatch", "error", (left.start - len(left.before), left.end), message, recomputed=told
    )
