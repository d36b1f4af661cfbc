"""Products among many numbers: so much for each, so many of them, and the total, with other numbers between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.closely.near import slip, span_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import counted, earlier, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_EACH = re.compile(
    "(?:每|各|一)(?P<one>[一-龥]{1,2}?)[^，。；\\d每]{0,6}$|(?P<mean>[人生校班户])均[^，。；\\d]{0,4}$"
)
# 每生每年: of the pupils, not of the years.
_ALSO = re.compile("每([一-龥])(?=[^，。；]{0,3}每)")
_TOTAL = re.compile("共|合计|总|计$|需|支|付|发|拨|投|补助|落实|下达|安排|收|配|可|提供|新增|换|派|完成|编")
_LOOSE = re.compile(
    "比|较|增|减|提高|其中|另|占|余|约|近|超|上年|去年|平均|不低于|至少|不少于|最低|最高|标准"
)
_PARTLY = re.compile("除|扣|减|免|部分|不等|其中|另|约|以上|左右|最|至少|不少于")
_THING = {
    "生": "person",
    "人": "person",
    "名": "person",
    "位": "person",
    "校": "school",
    "所": "school",
    "班": "class",
    "户": "household",
}
_TERMS = (1, 2, 4, 5, 9, 10, 12, 200)
_MOST = 14


@check("product_mismatch", rule="每一份的数×份数＝总数，中间隔着别的数也一样")
def products_among_many(case: Case) -> Iterator[Finding]:
    """42个督导组，每组3人，共派出督学136人次，历时6天，检查学校164所: 126."""
    for sentence, _ in sentences_with(case, re.compile("每|各|一[间台套组个名人]|均")):
        row = figures(case, sentence)
        for at, rate in enumerate(row):
            each = _EACH.search(rate.before[-10:])
            if (
                each is None
                or not counted(rate)
                or _LOOSE.search(rate.before)
                or rate.quantity.kind not in "NAG"
            ):
                continue
            total = next((f for f in row[at + 1 :] if _totals(rate, f)), None)
            if total is None or total.segment != rate.segment or total.clause - rate.clause > 5:
                continue
            tiers = any(
                f is not rate and counted(f) and measure(f) == measure(rate) and _EACH.search(f.before[-10:])
                for f in row
                if f.segment == rate.segment
            )
            if tiers or _PARTLY.search(case.text.content[rate.start - len(rate.before) : total.end + 2]):
                continue
            things = [f for f in row if f is not total and _is_thing(f, rate, each)]
            if things:
                yield from _off(case, rate, things, total, [*earlier(case, sentence, 2), *row])


def _totals(rate: Figure, total: Figure) -> bool:
    alike = measure(rate) == measure(total) and rate.quantity.kind == total.quantity.kind
    if not (alike and counted(total) and total.amount > rate.amount):
        return False
    return (
        _TOTAL.search(total.before) is not None
        and not _LOOSE.search(total.before)
        and not _EACH.search(total.before)
    )


def _is_thing(figure: Figure, rate: Figure, each: re.Match[str]) -> bool:
    """Whether a number counts what the rate is for each of: 42个督导组 for 每组, 12,460名学生 for 每生."""
    if figure is rate or not counted(figure) or figure.quantity.kind != "N" or figure.segment != rate.segment:
        return False
    signs = [each["one"] or each["mean"], *_ALSO.findall(rate.before[-10:])]
    if abs(figure.clause - rate.clause) > 4:
        return False
    if _EACH.search(figure.before[-10:]):
        return figure.quantity.unit.startswith(signs[0])  # 每课时80元、人均60课时
    return any(_counts(figure, sign) for sign in signs)


def _counts(figure: Figure, sign: str) -> bool:
    if sign[0] in _THING:
        return figure.quantity.dimension == _THING[sign[0]]
    alike = figure.quantity.unit[:1] == sign[0] or sign[0] in figure.after[:4]
    return alike or figure.before.endswith(sign[0])


def _off(
    case: Case, rate: Figure, things: list[Figure], total: Figure, row: list[Figure]
) -> Iterator[Finding]:
    free = [f for f in row if f is not rate and f is not total and counted(f) and f.quantity.kind == "N"][
        -_MOST:
    ]
    made = {Decimal(1), *(f.amount for f in free)}
    made |= {a.amount * b.amount for a, b in combinations(free, 2)}
    made |= {a.amount + b.amount for a, b in combinations(free, 2)}
    room = step(total)
    if any(abs(rate.amount * m * n - total.amount) <= room for m in made for n in _TERMS):
        return
    sums = [f.amount for f in row if measure(f) == measure(total) and f is not total and counted(f)]
    if any(a + b == total.amount for a, b in combinations(sums, 2)):
        return
    known = [f for f in free if f.segment == rate.segment and abs(f.clause - rate.clause) <= 4]
    options: list[tuple[Decimal, tuple[Figure, ...]]] = [(rate.amount * t.amount, (t,)) for t in things]
    options += [
        (rate.amount * t.amount * k.amount, (t, k))
        for t in things
        for k in known
        if k is not t and (_times(k) or _times(t))
    ]
    if len(things) > 3:
        return
    fit = next((o for o in options if slip(o[0], total) or _close(o[0], total)), None)
    if fit is None:
        return
    unit, factor = total.quantity.unit, total.quantity.factor
    told = "×".join(say(f.value, 4) for f in (rate, *fit[1])) + f"＝{say(fit[0] / factor, 4)}{unit}"
    message = f"乘积不对：{told}，报告写{say(total.value, 4)}{unit}，请核对单价、数量或总数。"
    others = tuple((f.start, f.end) for f in (rate, *fit[1]))
    severity = "error" if slip(fit[0], total) else "warn"
    yield case.finding("product_mismatch", severity, span_of(total), message, recomputed=told, others=others)


def _times(figure: Figure) -> bool:
    """A time or a second 每: 200天, 人均60课时."""
    return (
        figure.quantity.dimension in {"day", "week", "month"} or _EACH.search(figure.before[-10:]) is not None
    )


def _close(value: Decimal, total: Figure) -> bool:
    return abs(value - total.amount) * 20 <= total.amount and value != total.amount


_LATER = re.compile("共需|全年|合计|总计|共计|据此|支付|应付|总额|总价|需资金")
_PRICE = re.compile("单价(?:为|是)?$|每(?P<one>[一-龥])[^，。；\\d]{0,6}$")


@check("product_mismatch", "order_of_magnitude", rule="单价×数量＝总价，总价可在后一两句")
def products_told_later(case: Case) -> Iterator[Finding]:
    """每生每年1,000元。…核定6,240人。据此测算全年共需642万元: 624, one digit off; 48台，单价1.85万元。…支付888万元: 88.8."""
    for sentence, _ in sentences_with(case, re.compile("每|单价")):
        near = case.text.sentences[sentence.index : sentence.index + 4]
        row = [f for s in near if s.paragraph == sentence.paragraph for f in figures(case, s)]
        for rate in row:
            price = _PRICE.search(rate.before)
            if price is None or rate.quantity.kind != "A" or not counted(rate) or rate.start > sentence.end:
                continue
            totals = [
                f
                for f in row
                if f.start > sentence.end
                and f.quantity.kind == "A"
                and counted(f)
                and _LATER.search(f.before)
            ]
            things = [f for f in row if counted(f) and f.quantity.kind == "N" and _priced(f, rate, price)]
            made = {rate.amount * f.amount for f in row if f.quantity.kind == "N"}
            for total in totals[:4]:
                if total.amount in made or _LOOSE.search(total.before):
                    continue
                fit = next((t for t in things if slip(rate.amount * t.amount, total)), None)
                if fit is not None and not any(rate.amount * fit.amount == t.amount for t in totals):
                    yield _later(case, rate, fit, total)
                    break


def _priced(figure: Figure, rate: Figure, price: re.Match[str]) -> bool:
    if price["one"] is None:
        return figure.end <= rate.start and rate.clause - figure.clause <= 1 and rate.start - figure.end <= 12
    if price["one"] in "年月天日期":
        return figure.quantity.dimension == "person" and "生" in rate.before + "每人"
    return _counts(figure, price["one"])


def _later(case: Case, rate: Figure, thing: Figure, total: Figure) -> Finding:
    made, factor, unit = rate.amount * thing.amount, total.quantity.factor, total.quantity.unit
    told = f"{say(rate.value, 4)}{rate.quantity.unit}×{say(thing.amount)}＝{say(made / factor, 4)}{unit}"
    message = f"乘积不对：{told}，报告写{say(total.value, 4)}{unit}，请核对单价、数量或总数。"
    others = ((rate.start, rate.end), (thing.start, thing.end))
    return case.finding("product_mismatch", "error", span_of(total), message, recomputed=told, others=others)
