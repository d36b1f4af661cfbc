"""Shares in a row: each number with its own share behind it, and one whole for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.closely.near import called, slip
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import closeness, counted, earlier, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import cut, half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

# What may stand between a number and its share: 占, 占比, 占在校生的, 比例为.
_TIE = re.compile(
    "[^，。；：、\\d]{0,6}[，,（(]?(?:约|仅|只|刚好|正好|恰好)?(?:所?占(?:比例?|比重)?|比例|比重|占比)(?P<base>[^，。；：、\\d（）]{0,14}?)(?:的|为|是|达|约|高达)*"
)
_CHANGE = re.compile("较|增|降|减|提高|下降|超|目标|不低于|上年|去年|往年|每|平均|力争|同比|其余|约|近")
_SHARE = re.compile("占|比例|比重")
_TOTAL_WORDS = re.compile("(?:总数|总人数|人数|总量|总额|数量|总|数)$")
_MANY = 40  # numbers of a paragraph among which some pair makes nearly any share
_NEAR = Decimal(8)


@check("percent_count_mismatch", "wrong_denominator", rule="R04、R09：一排“多少人，占百分之几”除以同一个总数")
def rows_of_shares(case: Case) -> Iterator[Finding]:
    """实检18,774人…：不良8,617人，占实检人数的45.9%；龋齿6,318人，占31.2%；肥胖2,704人，占14.4%: 33.7 %."""
    for sentence, _ in sentences_with(case, _SHARE):
        row = figures(case, sentence)
        pairs = list(_pairs(case, row))
        if not pairs:
            continue
        wholes = [f for f in (*earlier(case, sentence, 3), *row) if counted(f) and f.quantity.kind in "NAG"]
        if len(wholes) > _MANY:
            continue
        for part, share, name in pairs:
            others = [(p, s) for p, s, _ in pairs if p is not part]
            yield from _misfit(case, sentence, part, share, name, others, wholes)


def _pairs(case: Case, row: list[Figure]) -> Iterator[tuple[Figure, Figure, str]]:
    for part, share in pairwise(row):
        if share.quantity.kind != "P" or not share.exact or share.quantity.unit == "‰" or not counted(part):
            continue
        tie = _TIE.fullmatch(case.text.content[part.end : share.start])
        if tie is not None and 0 < share.value < 100 and not _CHANGE.search(part.before + tie["base"]):
            yield part, share, _TOTAL_WORDS.sub("", tie["base"].strip())


def _makes(part: Decimal, whole: Decimal, share: Figure) -> bool:
    return whole > 0 and abs(part * 100 / whole - share.value) <= half(share.quantity.decimals)


def _misfit(
    case: Case,
    sentence: Sentence,
    part: Figure,
    share: Figure,
    name: str,
    others: list[tuple[Figure, Figure]],
    wholes: list[Figure],
) -> Iterator[Finding]:
    alike = [f for f in wholes if f is not part and measure(f) == measure(part)]
    larger = [f for f in alike if f.amount >= part.amount]
    named = [f for f in larger if name and _bears(f, name) and f.start < share.start]
    made = [f for f in larger if _makes(part.amount, f.amount, share)]
    if named:
        if any(f in made for f in named) or len({f.amount for f in named[-2:]}) > 1:
            return
        if made and any(closeness(name, called(f)) * 2 >= 1 for f in made):
            return
        if made and made[-1].start < share.start and name:
            yield _off(case, part, share, named[-1], made[-1])
            return
    staged = _of_its_stage(name, part, larger)
    if staged is not None and made and not any(_stages(f) for f in made):
        yield _off(case, part, share, staged, made[-1])
        return
    if made or _by_sums(part, share, alike):
        return
    base = named[-1] if named else _shared(larger, part, others) or _told_total(larger, part)
    if base is None or (name and not named and not _generic(name)):
        return
    value = part.amount * 100 / base.amount
    room = _NEAR if named or others else _NEAR / 2
    sure = slip(_printed(value, share), share) or abs(value - share.value) <= room
    if sure and not cut(value, share.value, share.quantity.decimals):
        yield _off(case, part, share, base, None)


_STAGE = re.compile("小学|初中|高中|幼儿园|学前|中职")


def _stages(figure: Figure) -> set[str]:
    return set(_STAGE.findall(called(figure)))


def _of_its_stage(name: str, part: Figure, larger: list[Figure]) -> Figure | None:
    """专任教师1,260人，小学段720人…；612人，占小学专任教师的: the stage that the share names."""
    stage = set(_STAGE.findall(name))
    if len(stage) != 1 or len(name) <= 2:
        return None
    found = [f for f in larger if f.start < part.start and _stages(f) == stage]
    return found[-1] if len({f.amount for f in found}) == 1 else None


def _generic(name: str) -> bool:
    return pattern("(?:其|全部|全[区县市校镇园体])?(?:总)?").fullmatch(name) is not None


def _bears(figure: Figure, name: str) -> bool:
    """Whether a number is told of what the share names: 实检18,774人 for 实检人数; not of a part of it."""
    told = f"{figure.before[-12:]}{figure.after[:8]}"
    return closeness(name, told) == 1 and len(set(name)) >= 2


def _shared(larger: list[Figure], part: Figure, others: list[tuple[Figure, Figure]]) -> Figure | None:
    """The whole that the other shares of the row were divided by."""
    found: dict[Decimal, int] = {}
    first = min((p.start for p, _ in others), default=0)
    for figure in larger:
        if figure.start < part.start and others and figure.start < max(first, part.start):
            fitting = sum(_makes(p.amount, figure.amount, s) and p is not figure for p, s in others)
            if fitting:
                found[figure.amount] = fitting
    best = max(found.values(), default=0)
    wholes = [amount for amount, fitting in found.items() if fitting == best]
    if len(wholes) != 1 or best * 2 < len(others):
        return None
    return next(f for f in reversed(larger) if f.amount == wholes[0])


_TOTAL = re.compile("合计|共|总|现有|全[区县市校镇园]")


def _told_total(larger: list[Figure], part: Figure) -> Figure | None:
    """The last number before that is told as a total, where no larger one stands between."""
    before = [f for f in larger if f.end <= part.start]
    if not before or not _TOTAL.search(before[-1].before):
        return None
    return before[-1]


def _by_sums(part: Figure, share: Figure, alike: list[Figure]) -> bool:
    """Whether the share is of the sum of two numbers, or of two numbers together, or of what is left."""
    amounts = [f.amount for f in alike]
    sums = [a + b for a, b in pairwise(amounts)] + [abs(a - b) for a, b in pairwise(amounts)]
    together = [part.amount + a for a in amounts[-6:]]
    return any(_makes(part.amount, s, share) for s in sums) or any(
        _makes(t, w, share) for t in together for w in amounts if w >= t
    )


def _printed(value: Decimal, share: Figure) -> Decimal:
    return round(value, share.quantity.decimals)


def _off(case: Case, part: Figure, share: Figure, base: Figure, other: Figure | None) -> Finding:
    value = part.amount * 100 / base.amount
    told = f"{say(part.amount)}÷{say(base.amount)}＝{say(value)}%"
    span, others = (part.start - len(part.before), share.end), ((base.start, base.end),)
    if other is not None:
        message = f"分母用错：按“{base.before}{say(base.value, 4)}{base.quantity.unit}”应为{say(value)}%；{say(share.value)}%是除以{say(other.amount)}得来的。"
        return case.finding("wrong_denominator", "error", span, message, recomputed=told, others=others)
    message = f"数与率对不上：{told}，报告写{say(share.value, 4)}%，请核对人数、总数或比率。"
    return case.finding("percent_count_mismatch", "error", span, message, recomputed=told, others=others)
