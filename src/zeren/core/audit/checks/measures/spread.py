"""A mean, a product or a flow whose numbers stand in any order: the mean first, then what was divided; the rest first, then what came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.measures.flows import moved
from zeren.core.audit.checks.naming import counted, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_MEAN = re.compile(
    "(?P<sign>[生人师校班园户])均|平均每(?P<each>[名个位所班校生人园户])|每(?P<one>[名个位所班校生人园户])[^，。；]{0,8}(?:平均|摊|合)"
)
_HEADS = {
    "生": ("person",), "人": ("person",), "师": ("person",), "名": ("person",), "位": ("person",), "校": ("school",), "所": ("school",),
    "园": ("school",), "班": ("class",), "户": ("household", "户"), "个": ("school", "class", "个"),
}  # fmt: skip
_LOOSE = re.compile(
    "比|较|增|减|提高|下降|目标|标准|上年|去年|以上|以内|约|近|超|新增|新购|其中|每|另|累计|人次|合格"
)
# A bracket may give the numbers with their names alone: （总册数48,300，学生数2,100）.
_PEOPLE = re.compile("(?:学生|在校生|幼儿|教师|职工|人员?)(?:总?人?数)?[为是：:]?$|^人数")
_TOTAL = re.compile("总(?:册|面积|金?额|经费|支出|数|量|值|台|课时)|藏书|馆藏|图书[册数]|面积|经费|金额|支出")
_POWERS = (-4, -3, -2, -1, 1, 2, 3, 4)


@check("per_capita_mismatch", "order_of_magnitude", rule="R36：人均＝总量÷人数，平均先说后说都一样")
def means_told_first(case: Case) -> Iterator[Finding]:
    """生均达到30.1册…，其时馆内藏书1.16万册，在册学生3,860名: 3.01. One mean, one total of its unit, one number of heads."""
    for sentence, _ in sentences_with(case, _MEAN):
        row = figures(case, sentence)
        for mean in row:
            named = _MEAN.search(mean.before)
            if named is None or mean.quantity.kind not in "NAG" or not mean.exact or mean.amount <= 0:
                continue
            if pattern("^的?(?:标准|要求|定额|基准)").search(mean.after):
                continue
            others = [
                f for f in row if f is not mean and f.exact and f.amount > 0 and f.quantity.kind in "NAGB"
            ]
            sign = named["sign"] or named["each"] or named["one"]
            heads = [f for f in others if _is_head(f, sign)]
            wholes = [f for f in others if f not in heads and _is_whole(f, mean)]
            spare = [f for f in row if f is not mean and _MEAN.search(f.before)]
            if len(heads) != 1 or len(wholes) != 1 or spare or _LOOSE.search(mean.before[:-8]):
                continue
            if any(_LOOSE.search(f.before) for f in (heads[0], wholes[0])):
                continue
            # 平均每名对象24次 is not of the 57 teachers before it.
            noun = pattern("每[名个位所]([一-龥]{2,6})$").search(mean.before)
            if noun is not None and not set(noun[1]) & set(f"{heads[0].before}{heads[0].after[:6]}"):
                continue
            yield from _misfit(case, mean, wholes[0], heads[0])


def _is_head(figure: Figure, sign: str) -> bool:
    if figure.quantity.kind == "B":
        return sign in "生人师名位" and _PEOPLE.search(figure.before) is not None
    words = f"{figure.before}{figure.after[:6]}"
    staff = pattern("教师|职工|老师|教练|督学").search(words) is not None
    if (sign == "生" and staff) or (sign == "师" and not staff):
        return False
    return figure.quantity.dimension in _HEADS[sign]


def _is_whole(figure: Figure, mean: Figure) -> bool:
    if figure.quantity.kind == "B":
        named = _TOTAL.search(figure.before) or f"总{mean.quantity.unit}" in figure.before
        return bool(named) and figure.amount > mean.amount
    return measure(figure) == measure(mean) and figure.quantity.kind == mean.quantity.kind


def _misfit(case: Case, mean: Figure, whole: Figure, head: Figure) -> Iterator[Finding]:
    value = whole.amount / head.amount
    room = half(mean.quantity.decimals) * mean.quantity.factor
    room += value * (step(whole) / whole.amount + step(head) / head.amount)
    if abs(value - mean.amount) <= room or whole.amount < head.amount / 1000:
        return
    unit, factor = mean.quantity.unit, mean.quantity.factor
    if (
        abs(
            (value / factor).quantize(Decimal(1).scaleb(-mean.quantity.decimals), rounding="ROUND_DOWN")
            - mean.value
        )
        == 0
    ):
        return  # cut off, not rounded: others tell it
    told = f"{say(whole.amount)}÷{say(head.amount)}＝{say(value / factor)}{unit}"
    span, others = (
        (mean.start - len(mean.before), mean.end),
        ((whole.start, whole.end), (head.start, head.end)),
    )
    power = next(
        (k for k in _POWERS if abs(value * Decimal(10) ** k - mean.amount) <= mean.amount / 100), None
    )
    if power is not None:
        message = f"数量级不对：{told}，报告写{say(mean.value, 4)}{unit}，差{say(Decimal(10) ** abs(power))}倍，请核对小数点或单位。"
        yield case.finding("order_of_magnitude", "error", span, message, recomputed=told, others=others)
    elif Decimal("0.6") < value / mean.amount < Decimal("1.6"):
        message = f"平均数算错：{told}，报告写{say(mean.value, 4)}{unit}，请核对总数、人数或平均数。"
        yield case.finding("per_capita_mismatch", "error", span, message, recomputed=told, others=others)


_EACH = re.compile("每(?:一)?(?P<thing>[名位人生班周天日月场次所校间套台册本个户期份镇乡])")
_KIN = {
    "名": "person", "位": "person", "人": "person", "生": "person", "班": "class", "周": "week", "天": "day", "日": "day", "月": "month",
    "场": "event", "次": "event", "所": "school", "校": "school", "户": "household",
}  # fmt: skip
_PART = re.compile("其中|另|外加|不含|部分|约|左右|不等|以内|超过|近|之外|除|减免|免费|人均")


@check("product_mismatch", "order_of_magnitude", rule="每一份的数×份数＝总数；“每…每…”各有一个份数")
def every_each_has_its_number(case: Case) -> Iterator[Finding]:
    """每班每周2课时、40周，32个班应开2,650课时: 2,560. Each 每 has one number of its things, and one number behind is the total."""
    for sentence, words in sentences_with(case, _EACH):
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG"]
        if len(row) > 9:
            continue
        for at, rate in enumerate(row):
            lead = words[max(0, rate.start - sentence.start - 24) : rate.start - sentence.start]
            things = [m["thing"] for m in _EACH.finditer(pattern("[；。]").split(lead)[-1])]
            totals = [
                f
                for f in row[at + 1 :]
                if measure(f) == measure(rate) and f.quantity.kind == rate.quantity.kind
            ]
            if not things or _PART.search(words) or not totals:
                continue
            again = {m["thing"] for m in _EACH.finditer(totals[0].before)}
            others = any(_EACH.search(f.before) for f in row if f is not rate and f is not totals[0])
            # 每生每月180元 and 每月收入: the total is of one month too.
            if others or not again < set(things):
                continue
            factors = [_number_of(thing, row, rate) for thing in things if thing not in again]
            if None in factors or not totals or not _total_told(rate, totals[0]):
                continue
            known = [f for f in factors if f is not None]
            yield from _product_off(case, rate, known, totals[0], row)


def _number_of(thing: str, row: list[Figure], rate: Figure) -> Figure | None:
    """The only number of what each is one of."""
    found = [
        f for f in row
        if f is not rate and counted(f) and f.quantity.kind == "N" and (f.quantity.dimension == _KIN.get(thing, thing) or f.quantity.unit == thing)
    ]  # fmt: skip
    return found[0] if len({f.amount for f in found}) == 1 else None


def _total_told(rate: Figure, total: Figure) -> bool:
    """Whether words tell the total, and both are bounds or none is."""
    floor = pattern("最低|至少|不少于|起码|不低于").search(total.before) is not None
    bound = (
        rate.quantity.comparator in (">", ">=") or pattern("至少|不少于|最低").search(rate.before) is not None
    )
    if floor != bound or total.amount <= rate.amount:
        return False
    return floor or (
        rate.exact
        and total.exact
        and pattern("应|共|总|合计|计|需|达|为|是|全年|全学[年期]|收入|支出|发放").search(total.before)
        is not None
    )


def _product_off(
    case: Case, rate: Figure, factors: Sequence[Figure], total: Figure, row: list[Figure]
) -> Iterator[Finding]:
    made = rate.amount
    for factor in factors:
        made *= factor.amount
    free = [f.amount for f in row if f is not total and f is not rate][:6]
    products = {rate.amount}
    for size in range(1, len(free) + 1):
        for some in combinations(free, size):
            product = rate.amount
            for amount in some:
                product *= amount
            products.add(product)
    # A term or a year that needs no word of its own.
    if any(abs(p * n - total.amount) <= step(total) for p in products for n in (1, 2, 4, 10, 12)):
        return
    near = abs(made - total.amount) * 5 <= total.amount
    power = next((k for k in (-2, -1, 1, 2, 3, 4) if made * Decimal(10) ** k == total.amount), None)
    if not near and power is None:
        return
    unit, scale = total.quantity.unit, total.quantity.factor
    told = "×".join(say(f.value, 4) for f in (rate, *factors)) + f"＝{say(made / scale, 4)}{unit}"
    message = f"乘积不对：{told}，报告写{say(total.value, 4)}{unit}，请核对单价、数量或总数。"
    span = (total.start - len(total.before), total.end)
    yield case.finding(
        "product_mismatch", "error", span, message, recomputed=told, others=((rate.start, rate.end),)
    )


_PRICE = re.compile(
    r"(?:[一每][份套台本册餐顿个件张][^，。；\d]{0,10}|单价)(?P<yuan>\d{1,6})块(?P<tenths>\d)?(?:钱)?(?!\d)"
)


@check("order_of_magnitude", "product_mismatch", rule="单价×数量＝总价")
def spoken_prices_multiply(case: Case) -> Iterator[Finding]:
    """一份午饭成本8块5，1,200个学生吃一顿就是10.2万元: 1.02万元."""
    for sentence, words in sentences_with(case, _PRICE):
        for match in _PRICE.finditer(words):
            price = Decimal(f"{match['yuan']}.{match['tenths'] or 0}")
            row = [f for f in figures(case, sentence) if f.start >= sentence.start + match.end()]
            numbers = [f for f in row if f.quantity.kind == "N" and counted(f)]
            sums = [f for f in row if f.quantity.kind == "A" and counted(f)]
            if len(numbers) != 1 or len(sums) != 1 or _LOOSE.search(sums[0].before) or _PART.search(words):
                continue
            made, total = price * numbers[0].amount, sums[0]
            if abs(made - total.amount) <= step(total):
                continue
            factor, unit = total.quantity.factor, total.quantity.unit
            told = f"{say(price)}×{say(numbers[0].amount)}＝{say(made / factor, 4)}{unit}"
            tens = any(abs(made * Decimal(10) ** k - total.amount) <= total.amount / 100 for k in _POWERS)
            kind = "order_of_magnitude" if tens else "product_mismatch"
            if tens or abs(made - total.amount) * 4 <= total.amount:
                message = f"总价不对：{told}，报告写{say(total.value, 4)}{unit}，请核对单价、数量或单位。"
                span = (total.start - len(total.before), total.end)
                yield case.finding(kind, "error", span, message, recomputed=told)


_STOCK = re.compile("年初|期初|原有|原来|月初|学年初|学期初|起初|去年[底末]|上年[底末]|上年结转|结转")
_LEFT = re.compile(
    "仍在|仍有|尚有|至[^，。]{1,6}[底末]|尚存|现存|还剩|剩下|仅剩|现有|现为|余留|留存|实有|年末|期末|年底|月末|学年末|学期末"
)
_ASIDE = re.compile("变更|更名|其中|搬迁|改名|换证|存续|调整|更换|整合|升格")


@check("flow_mismatch", rule="R15、R27：期初＋增加－减少＝期末，期末先说后说都一样")
def flows_told_from_their_end(case: Case) -> Iterator[Finding]:
    """年末尚存132家。此前，年初143家，新批11家，注销26家: 128. The end is told before the beginning."""
    for sentence, _ in sentences_with(case, _LEFT):
        following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
        row = figures(case, sentence)
        row += [f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)]
        first = next((f for f in row if counted(f) and f.quantity.kind in "NAG"), None)
        if first is None or not _LEFT.search(first.before) or _STOCK.search(first.before):
            continue
        alike = [f for f in row if measure(f) == measure(first) and f is not first]
        alike = [f for f in alike if not _ASIDE.search(f"{f.before}{f.after[:6]}")]
        stock = [f for f in alike if _STOCK.search(f.before)]
        steps = [(f, moved(f)) for f in alike if f not in stock]
        if (
            len(stock) != 1
            or len(steps) < 2
            or stock[0] is not alike[0]
            or not all(s and f.exact for f, s in steps)
        ):
            continue
        end = stock[0].amount + sum((f.amount * s for f, s in steps), Decimal(0))
        room = sum((step(f) for f in (first, *alike)), Decimal(0))
        short = any(abs(end - f.amount * s - first.amount) <= room for f, s in steps)
        if abs(end - first.amount) <= room or short:
            continue
        told = say(stock[0].value, 4) + "".join(
            f"{'＋' if s > 0 else '－'}{say(f.value, 4)}" for f, s in steps
        )
        told = f"{told}＝{say(end / first.quantity.factor, 4)}"
        message = (
            f"增减对不上：{told}，报告写{say(first.value, 4)}{first.quantity.unit}，请核对期末数或增减数。"
        )
        span = (first.start - len(first.before), first.end)
        yield case.finding("flow_mismatch", "error", span, message, recomputed=told)
