"""Units: the same amount told in two units, and areas in a unit too large."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_ALSO = re.compile(r"^(?:[（(][约即合计折共\s]*|[，,]?(?:折合|约合|合(?!计)|即|相当于|折算)约?)$")
_BUILT = re.compile("校舍|建筑|用房|运动|体育|场馆|宿舍|教室|食堂|绿地|占地|生均面积|面积")
_TOLD = re.compile("折合|约合|合|即|相当于|折算|[（(]")


@check("unit_error", rule="R47：同一数量换一种单位，数值应当相等（1亩≈666.67平方米，1亿＝10000万）")
def conversions_agree(case: Case) -> Iterator[Finding]:
    """48亩（约4.8万平方米）: 3.2万平方米; 1860万元（1.86亿元）: 0.186亿元."""
    for sentence, _ in sentences_with(case, _TOLD):
        row = figures(case, sentence)
        for one, other in itertools.pairwise(row):
            a, b = one.quantity, other.quantity
            if a.dimension != b.dimension or a.kind not in "AGN" or a.factor == b.factor or not a.dimension:
                continue
            if not _ALSO.match(case.text.content[one.end : other.start]) or one.amount == 0:
                continue
            after = case.text.content[other.end : other.end + 1]
            if case.text.content[other.start - 1 : other.start] in "（(" and after not in "）)，,":
                continue
            room = Decimal("0.06") if a.dimension == "square_metre" else Decimal("0.005")
            slack = (half(b.decimals) * b.factor + half(a.decimals) * a.factor) + room * one.amount
            if (
                b.approx
                or a.approx
                or pattern("约|近").search(
                    other.before + case.text.content[other.start - 2 : other.start + 1]
                )
            ):
                slack += Decimal("0.1") * one.amount
            if abs(one.amount - other.amount) <= slack:
                continue
            right = one.amount / b.factor
            told = f"{say(a.value, 4)}{a.unit}＝{say(right, 4)}{b.unit}"
            message = f"单位换算不对：{told}，报告写{say(b.value, 4)}{b.unit}，请核对数值或单位。"
            yield case.finding("unit_error", "error", (one.start, other.end), message, recomputed=told)


@check("unit_error", rule="单位：生均面积以平方米计，一名学生不会有数亩")
def areas_in_their_unit(case: Case) -> Iterator[Finding]:
    """生均校舍面积9.6亩 where the square metres divide to 9.6."""
    for claim in case.claims:
        if claim.type != "per_capita" or claim.unit != "亩" or claim.value is None or claim.value < 1:
            continue
        if _BUILT.search(claim.quote) and not pattern("基地|农场|林|耕地|种植|劳动").search(
            case.words_of(claim)
        ):
            message = f"生均面积{say(claim.value)}亩太大，多半应为平方米，请核对单位。"
            told = f"{say(claim.value)}亩≈{say(claim.value * Decimal('666.67'), 0)}平方米"
            yield case.finding("unit_error", "error", (claim.start, claim.end), message, recomputed=told)


@check("unit_error", rule="单位：其中的一部分不会比整体大几个数量级")
def parts_in_their_unit(case: Case) -> Iterator[Finding]:
    """占地12,600平方米，其中操场4,800平方公里: with the whole's unit it is a part, with its own a thousand times the whole."""
    for sentence, _ in sentences_with(case, _PARTLY):
        row = [f for f in figures(case, sentence) if f.exact and f.quantity.kind in "AGN"]
        for whole, part in itertools.pairwise(row):
            one, other = whole.quantity, part.quantity
            if one.dimension != other.dimension or other.factor <= one.factor or one.kind != other.kind:
                continue
            told = _PARTLY.search(case.text.content[whole.end : part.start])
            if not told or part.amount < 50 * whole.amount or part.value * one.factor > whole.amount:
                continue
            name = f"{part.before}{say(part.value, 4)}"
            message = f"单位写错：“{name}{other.unit}”比整体还大得多，若以“{one.unit}”计才是其中一部分，请核对单位。"
            recomputed = f"{say(part.value, 4)}{other.unit} ＞ {say(whole.value, 4)}{one.unit}"
            span = (part.start - len(part.before), part.end)
            yield case.finding("unit_error", "error", span, message, recomputed=recomputed)


_PARTLY = re.compile("其中|包括|内有|内含|里面|用于|含")
