"""What is shared out: a total over a number of heads makes what falls to each, in whatever order the three stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.measures.chains import spoken_products
from zeren.core.audit.checks.naming import bracketed, counted, earlier, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

# So much for each: 每人合, 人均, 每平方米造价.
_FALLS = re.compile(
    "(?:平均|每|各)(?P<each>平方米|平米|百?名|[人名位个所校园班生户间套台册场次天月])(?P<thing>[一-龥]{0,6}?)(?:平均)?(?:约?合|摊到|分摊|摊得|摊|折合?|计|得|达到?|可?分到?|有|拥有|造价|需|花费?|均|为|约)*$"
    "|(?P<mean>人|生|师|班|校|园|户|场|间|台)均(?P<what>[一-龥]{0,6})$"
)
_DIVIDES = re.compile("摊|折合|平均|均|合|算下来|计算|相当于|除下来|核算|折算|造价|得")
_HEADS = {
    "人": ("person",), "名": ("person",), "位": ("person",), "生": ("person", "个"), "师": ("person",), "班": ("class",), "校": ("school",),
    "园": ("school",), "所": ("school",), "户": ("household",), "场": ("event",), "次": ("event", "visit"), "间": ("间",), "套": ("套",),
    "台": ("台",), "册": ("volume",), "平方米": ("square_metre",), "平米": ("square_metre",), "天": ("day",), "月": ("month",),
}  # fmt: skip
_LOOSE = re.compile(
    "标准|定额|不低于|不少于|目标|要求|规定|上年|去年|同期|全[省国市]|比|较|增|减|另|其中|最[高低多少]|不等|扣除|每[天日周月年]|限"
)
_LEAST = re.compile("不止|以上|还多|多|开外")
_CLOSE = Decimal(2)


@check(
    "per_capita_mismatch",
    "order_of_magnitude",
    rule="R36：总数÷份数＝每份数",
)
def what_falls_to_each(case: Case) -> Iterator[Finding]:
    """支出615.6万元，按在园幼儿10260人摊算，每人合660元: 600. One total and one number of heads, and nothing else they could be."""
    for sentence, words in sentences_with(case, re.compile("[每均各]")):
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG"]
        for at, each in enumerate(row):
            falls = _FALLS.search(each.before)
            if falls is None or each.quantity.approx or not each.amount or bracketed(case, each):
                continue
            before = (
                row[:at]
                if at > 1
                else [*(f for f in earlier(case, sentence, 1) if f.quantity.kind in "NAG"), *row[:at]]
            )
            pair = _pair(case, each, falls, before)
            lead = case.text.content[max(sentence.start, each.start - 16) : each.start]
            if (
                pair is None
                or not _DIVIDES.search(lead)
                or _LOOSE.search(words[: each.start - sentence.start + 8])
            ):
                continue
            total, heads = pair
            if spoken_products(words, each, total, [each, *before]):
                continue
            yield from _misfit(case, each, total, heads)


def _pair(
    case: Case, each: Figure, falls: re.Match[str], before: list[Figure]
) -> tuple[Figure, Figure] | None:
    """The only total of the measure, and the only number of such heads, before what falls to each."""
    sign = falls["each"] or falls["mean"]
    dimensions = _HEADS.get(sign.removeprefix("百"), (sign,))
    if sign.startswith("百") or len(before) > 3 or not all(counted(f) for f in before):
        return None
    kind = each.quantity.kind
    heads = [f for f in before if f.quantity.dimension in dimensions and measure(f) != measure(each)]
    wholes = [f for f in before if measure(f) == measure(each) and f.quantity.kind == kind and f not in heads]
    if len(wholes) != 1 or len(heads) != 1 or "均" in wholes[0].before or "每" in wholes[0].before:
        return None
    people = pattern("教师|职工|老师").search(f"{heads[0].before}{heads[0].after[:6]}") is not None
    wrong_heads = (sign == "生" and people) or (sign == "师" and not people)
    return None if wrong_heads else (wholes[0], heads[0])


def _misfit(case: Case, each: Figure, total: Figure, heads: Figure) -> Iterator[Finding]:
    value = total.amount / heads.amount
    room = half(each.quantity.decimals) * each.quantity.factor + value * (
        step(total) / total.amount + step(heads) / heads.amount
    )
    if abs(value - each.amount) <= room:
        return
    at_least = _LEAST.match(each.after) is not None or each.quantity.comparator in (">", ">=")
    if (at_least and value >= each.amount) or (
        each.quantity.comparator in ("<", "<=") and value <= each.amount
    ):
        return
    unit = each.quantity.unit
    told = f"{say(total.amount)}÷{say(heads.amount)}＝{say(value / each.quantity.factor)}{unit}"
    span, others = (min(total.start - len(total.before), heads.start), each.end), ((each.start, each.end),)
    power = next(
        (
            k
            for k in (-4, -3, -2, 2, 3, 4)
            if abs(value * Decimal(10) ** k - each.amount) <= each.amount / 200
        ),
        None,
    )
    if power is not None:
        message = f"数量级不对：{told}，报告写{say(each.value, 4)}{unit}，差{say(Decimal(10) ** abs(power))}倍，请核对单位。"
        yield case.finding("order_of_magnitude", "error", span, message, recomputed=told, others=others)
    elif 1 / _CLOSE < value / each.amount < _CLOSE:
        message = f"平均数算错：{told}，报告写{say(each.value, 4)}{unit}，请核对总数、份数或平均数。"
        yield case.finding("per_capita_mismatch", "error", span, message, recomputed=told, others=others)
