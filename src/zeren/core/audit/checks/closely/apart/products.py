"""Prices, numbers and what they come to, sentences apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.apart.told import alike, likely, numbers, paragraphs_with
from zeren.core.audit.checks.closely.near import called, span_of
from zeren.core.audit.checks.figures import Figure
from zeren.core.audit.checks.naming import step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_EACH = re.compile("每(?P<thing>[生人名间盒套台册份本件张桶辆箱副])(?!以|至少|不)")
_PERSON = {"生", "人", "名"}
_LOOSE = re.compile("约|近|不少于|以上|上年|去年|比|较|低|高|其中|人均|生均|平均|补贴|至少|最多|个人")
_RESULT = re.compile(
    "应发|发放|结算|支付|货款|奶款|总价|合计|共需|共计|可容|容纳|能坐|安置|支出|折合|应拨|据此|付款|中标金额|合同金额|采购金额"
)
_STAGE = re.compile("小学|初中|高中|幼儿园|学前|中职|特教")


@check("product_mismatch", rule="每份数×份数＝总数，三个数可在前后各句")
def products_of_far_numbers(case: Case) -> Iterator[Finding]:
    """共62.4万盒；中标价每盒2.6元…结算奶款152.24万元: 162.24. By stage where each has its price and its number."""
    for start, words, rows in paragraphs_with(case, _EACH):
        known = numbers(rows)
        result = _RESULT.search(words)
        if result is None:
            continue
        for price in known:
            named = _EACH.search(price.before)
            if named is None or _LOOSE.search(price.before):
                continue
            stage = set(_STAGE.findall(price.before))
            counts = [f for f in known if _is_number(f, named["thing"]) and f is not price]
            if stage:
                counts = [f for f in counts if set(_STAGE.findall(f.before)) == stage]
            elif len(counts) > 1:
                counts = [f for f in counts if pattern("共|合计|总").search(f.before)]
            if len(counts) != 1:
                continue
            totals = [f for f in known if _same(price, f) and f is not price and f is not counts[0]]
            totals = [f for f in totals if f.amount > price.amount * 4 and not _EACH.search(f.before)]
            if any(
                _comes_to(price, c, f)
                for f in totals
                for c in known
                if c is not price and not alike(c, price)
            ):
                continue
            totals = [f for f in totals if _told(f, stage, words[: f.start - start])]
            if len(totals) == 1:
                yield from _off(case, price, counts[0], totals[0])


def _same(price: Figure, total: Figure) -> bool:
    """Whether a number can be so many times the price; seats hold people."""
    seats = price.quantity.unit in ("座", "席", "个座位", "床", "张床位")
    return alike(total, price) or (seats and total.quantity.dimension == "person")


def _is_number(figure: Figure, thing: str) -> bool:
    unit = figure.quantity.unit
    if thing in _PERSON:
        return figure.quantity.dimension == "person"
    return unit.endswith(thing) and not pattern("每|各|另|其中").search(figure.before)


def _told(figure: Figure, stage: set[str], lead: str) -> bool:
    if _LOOSE.search(figure.before):
        return False
    if stage:
        sentence = pattern("[。；]").split(lead)[-1]
        return set(_STAGE.findall(figure.before)) == stage and _RESULT.search(sentence) is not None
    return _RESULT.search(called(figure)) is not None


def _comes_to(price: Figure, number: Figure, total: Figure) -> bool:
    made = price.amount * number.amount
    room = step(total) + made * (step(number) / number.amount + step(price) / price.amount)
    return any(abs(made * n - total.amount) <= room for n in (1, 2, 4, 9, 10, 12))


def _off(case: Case, price: Figure, number: Figure, total: Figure) -> Iterator[Finding]:
    made = price.amount * number.amount
    if not likely(made, total, 8) or abs(made - total.amount) <= Decimal(1):
        return
    unit, factor = total.quantity.unit, total.quantity.factor
    told = f"{say(price.value, 4)}×{say(number.amount)}＝{say(made / factor, 4)}{unit}"
    message = f"乘积不对：{told}，报告写{say(total.value, 4)}{unit}，请核对单价、数量或总数。"
    others = (span_of(price), span_of(number))
    yield case.finding("product_mismatch", "warn", span_of(total), message, recomputed=told, others=others)
