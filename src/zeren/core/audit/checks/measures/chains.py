"""Products whose factors stand anywhere in the sentence: 每栋18间 of 3栋; 每人每月400元 for 120人 a whole year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import counted, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.tokens.numbers import chinese_number

_EACH = re.compile("(?:每|(?<=[人户班校园])均|各(?!类|级|项|地|校园|方|种|界|学段))(?P<thing>[一-龥]{0,14})$")
_PRICE = re.compile("单价|每[套台件本册张][^，。；]{0,6}$")
_TOTAL = re.compile("共|合计|总|累计|计$|全年|一年|一学期|学期[共计需]|需|每周[共合]|折合|全部")
_NO_TOTAL = re.compile(
    "占|比|增[长加至幅]|减|其中|另|每[生人校班所园名]|平均|人均|超|累计已|较|缺|上年|去年|其余|公共|共同|共享|共建"
)
_LOOSE = re.compile(
    "另|至少|不少于|不超过|以上|左右|约|增配|部分|不等|最[多少高低]|其余|以内|浮动|除外|扣除|不低于|其他|减免"
)
_TIMES = re.compile(
    "(?P<n>[一二两三四五六七八九十]{1,3}|[0-9]{1,3})个?(?P<unit>学期|学年|季度|年|月|周|天)(?!级|以|制|[0-9]|初|底|末)"
)
_KIN = {
    "person": "人名生师员位童",
    "school": "校所园学",
    "class": "班",
    "day": "天日",
    "week": "周",
    "month": "月",
    "household": "户家",
    "event": "次场",
    "期": "期",
}
_UNSAID = {
    "天": (1, 5, 195, 200, 180),
    "月": (1, 3, 4, 5, 6, 9, 10, 12),
    "学期": (1, 2),
    "周": (1, 2, 18, 19, 20, 36, 38, 40),
    "年": (1,),
    "": (1,),
}
_CLOSE = Decimal("0.25")


@check("product_mismatch", rule="每一份的数×份数＝总数")
def factors_make_the_total(case: Case) -> Iterator[Finding]:
    """新建教学楼3栋，每栋18间教室，共新增教室64间: 54. Any product of the numbers of the sentence excuses the total."""
    for sentence, words in sentences_with(case, re.compile("每|各|单价|[人户班校园]均")):
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAGB"]
        for at, rate in enumerate(row):
            if (
                len(row) > 8
                or not rate.exact
                or (not _EACH.search(rate.before) and not _PRICE.search(rate.before))
            ):
                continue
            total = next((f for f in row[at + 1 :] if _totals(rate, f)), None)
            slip = total is None
            total = total or next(
                (f for f in row[at + 1 :] if f.exact and _alike(rate, f) and not _NO_TOTAL.search(f.before)),
                None,
            )
            if total is None or _LOOSE.search(case.text.content[rate.start - len(rate.before) : total.end]):
                continue
            free = [f for f in row if f is not rate and f is not total and f.exact and f.value > 0]
            found = _off(words, rate, total, free)
            # Without a word of sum, only a unit that slipped is sure.
            if found is None or (slip and not _slipped(found[0], total)):
                continue
            made, told = found
            factor = total.quantity.factor
            told = f"{told}＝{say(made / factor, 4)}{total.quantity.unit}"
            message = f"乘积不对：{told}，报告写{say(total.value, 4)}{total.quantity.unit}，请核对单价、数量或总数。"
            span = (total.start - len(total.before), total.end)
            yield case.finding(
                "product_mismatch", "error", span, message, recomputed=told, others=((rate.start, rate.end),)
            )


def _slipped(made: Decimal, total: Figure) -> bool:
    return total.amount > 0 and any(made == total.amount * Decimal(10) ** k for k in (-4, -3, 3, 4))


def _alike(rate: Figure, total: Figure) -> bool:
    one, other = rate.quantity, total.quantity
    return one.kind == other.kind and (one.dimension == other.dimension or one.unit[:1] == other.unit[:1])


def _totals(rate: Figure, total: Figure) -> bool:
    alike = _alike(rate, total)
    paid = total.amount > 20 * rate.amount and pattern(
        "发放|支付|支出|拨付|投入|需|安排|补助|资金|收取|减免|奖励|下达|落实|配备|新增|花|用|实发|补足|应付|实付|付|缴|支"
    ).search(
        total.before,
    )
    told = _TOTAL.search(total.before) or paid
    return alike and total.exact and bool(told) and not _NO_TOTAL.search(total.before)


def _off(words: str, rate: Figure, total: Figure, others: list[Figure]) -> tuple[Decimal, str] | None:
    """The product that must be meant, where no product of the sentence's numbers is the total."""
    thing = _thing(rate)
    shared = [
        f for f in others if _is_counted(f, rate, thing) and f.quantity.dimension != rate.quantity.dimension
    ]
    spoken = [v for m in _TIMES.finditer(words) if (v := _number(m["n"]))]
    unsaid = {Decimal(n) for unit, ns in _UNSAID.items() if unit in thing for n in ns}
    free = [f.amount for f in others] + spoken
    if not shared or len({f.amount for f in shared}) > 1 or len(free) > 8:
        return None
    room = _slack(rate, total)
    if _made(rate, total, others, spoken, unsaid):
        return None
    base = rate.amount * shared[-1].amount
    options = [base * n for n in sorted({*unsaid, *spoken, Decimal(1)})]
    nearest = min(options, key=lambda m: abs(m - total.amount))
    told = f"{say(rate.value, 4)}{rate.quantity.unit}×{say(shared[-1].amount)}"
    if nearest != base:
        told += f"×{say(nearest / base)}"
    power = any(
        abs(base * n - total.amount * Decimal(10) ** k) <= room
        for n in unsaid
        for k in (-4, -3, -2, -1, 1, 2, 3, 4)
    )
    return (nearest, told) if power or abs(nearest - total.amount) <= _CLOSE * total.amount else None


def _thing(rate: Figure) -> str:
    """What the number is for: 乡镇建 of 每个乡镇建2所; a price is for whatever is counted."""
    each = _EACH.search(rate.before)
    mean = pattern("([人户班校园])均").search(rate.before)
    people = mean[1] if mean else "人" if pattern("生均|每[人名生]").search(rate.before) else ""
    return people + each["thing"] if each else "价"


def _is_counted(figure: Figure, rate: Figure, thing: str) -> bool:
    unit = figure.quantity.unit
    if thing == "价":
        return figure.quantity.kind == "N"
    if not thing:  # 全县30所学校各2名
        return figure.quantity.kind == "N" and figure.clause == rate.clause and figure.end <= rate.start
    if figure.quantity.kind == "B":
        return bool(figure.after) and figure.after[0] in thing[:3]  # 64袋，每袋125元
    each = _EACH.search(figure.before)
    # 每天2节、每周5天: a time that is itself so many of a shorter one multiplies.
    if figure.quantity.kind != "N" or (each and each["thing"][:1] not in tuple("天日周月年学期")):
        return False
    kin = _KIN.get(figure.quantity.dimension, unit[:1])
    if unit[:1] in "个项" and figure.quantity.dimension not in {"class", "school"}:
        return len(set(thing) & set(figure.after[:4] + figure.before[-3:])) >= 1
    return any(sign in thing[:6] for sign in kin)


def _number(words: str) -> Decimal | None:
    return Decimal(words) if words.isdigit() else chinese_number(words)


def _slack(rate: Figure, total: Figure) -> Decimal:
    """What rounding leaves open: 2万元 for each is meant as it stands, 1.2万元 may be rounded."""
    loose = step(rate) if rate.quantity.decimals else Decimal(0)
    if pattern("[人户班校园]均").search(rate.before):  # a mean was rounded
        loose = half(rate.quantity.decimals) * rate.quantity.factor
    return step(total) + total.amount * loose / rate.amount


def _made(
    rate: Figure, total: Figure, others: list[Figure], spoken: list[Decimal], unsaid: set[Decimal]
) -> bool:
    """Whether some product of the numbers, or of a sum of two, is the total, or falls short of it by another number like it."""
    counts = [f.amount for f in others]
    free, room = [*counts, *spoken], _slack(rate, total)
    factors = (
        {a * b for a, b in combinations(free, 2)}
        | {a * b * c for a, b, c in combinations(free, 3)}
        | {*free, Decimal(1)}
    )
    factors |= {a + b for a, b in combinations(counts, 2)} | {sum(counts, Decimal(0))}
    ends = [Decimal(0), *(f.amount for f in others if f.quantity.dimension == total.quantity.dimension)]
    made = {rate.amount * f * n for f in factors for n in unsaid}
    return any(abs(m - total.amount + e * s) <= room for m in made for e in ends for s in (1, -1))


def spoken_products(words: str, rate: Figure, total: Figure, row: list[Figure]) -> bool:
    """Whether the numbers of the sentence with its terms and years (三年, 两个学期) multiply to the total."""
    others = [f for f in row if f is not rate and f is not total and counted(f)]
    spoken = [v for m in _TIMES.finditer(words) if (v := _number(m["n"]))]
    unsaid = {Decimal(n) for unit, ns in _UNSAID.items() if unit in rate.before for n in ns}
    return len(others) + len(spoken) <= 8 and _made(rate, total, others, spoken, unsaid)


@check("product_mismatch", "sum_mismatch", rule="各档数×份数，再相加，等于总数")
def tiers_make_the_total(case: Case) -> Iterator[Finding]:
    """优秀单位6个各奖12万元，良好单位8个各奖5万元，合计122万元: 112. Pairs of a number and so much for each, then their sum."""
    for sentence, words in sentences_with(case, re.compile("共|合计|总")):
        if words.count("每") + words.count("各") < 2:
            continue
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG"]
        for at, total in enumerate(row[:12]):
            if (
                not pattern("共|合计|总").search(total.before)
                or _NO_TOTAL.search(total.before)
                or not counted(total)
            ):
                continue
            pairs: list[tuple[Figure, Figure]] = []
            place = at - 2
            while place >= 0 and _is_tier(row[place], row[place + 1], total):
                pairs.insert(0, (row[place], row[place + 1]))
                place -= 2
            made = sum((n.amount * each.amount for n, each in pairs), Decimal(0))
            gap = abs(made - total.amount)
            near = step(total) < gap <= total.amount / 4
            if len(pairs) < 2 or not near or _LOOSE.search(words[: total.start - sentence.start]):
                continue
            told = "＋".join(f"{say(n.value)}×{say(each.value, 4)}" for n, each in pairs)
            told += f"＝{say(made / total.quantity.factor, 4)}{total.quantity.unit}"
            message = (
                f"各档相加与总数不符：{told}，报告写{say(total.value, 4)}{total.quantity.unit}，请核对。"
            )
            span, others = (
                (total.start - len(total.before), total.end),
                ((pairs[0][0].start, pairs[-1][1].end),),
            )
            yield case.finding("product_mismatch", "error", span, message, recomputed=told, others=others)


def _is_tier(number: Figure, each: Figure, total: Figure) -> bool:
    """一等奖5名，每名800元."""
    told = pattern("(?:每|各)[一-龥]{0,8}$").search(each.before) is not None and not pattern("每|各").search(
        number.before
    )
    return told and number.quantity.kind == "N" and counted(number) and counted(each) and _alike(each, total)
