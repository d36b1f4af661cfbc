"""Stocks and what moved them, with subtotals, over several sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.near import span_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.measures.flows import moved
from zeren.core.audit.checks.naming import bracketed, counted, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_OPENING = re.compile(
    "[年期月]初|开始时|原有|原来|上年末|上年底|去年底|上学年末|上学期末|开学报到|开学时|起初|结转|月初"
)
_CLOSING = re.compile(
    "[年期月]末|[年月]底|现有|现为|实有|尚有|还有|余留|现存|学年结束|眼下|目前|结余|未办结|在册$"
)
# Words before a list that tell which way all of it moves: 减少方面，退休41人、辞职7人.
_GAINS = re.compile("(?:增加|补充|新增|增员|进入|转入)(?:方面|的|情况|为|：|，)")
_LOSSES = re.compile("(?:减少|减员|退出|流出|自然减员)(?:方面|的|情况|为|：|，)")
_SUM = re.compile("(?:共计?|合计|补充|小计|净?增加|共?减少|共减员|共?增员)(?:了|为)?$")
_APART = re.compile("其中|占|率|比|较|平均|目标|计划|编制|另")
_COUNTED_IN = re.compile("[^，。；]{0,4}(?:含在|计入|包含在|已在)")
_MOST = 12


@check("flow_mismatch", rule="R15、R27：期初＋增加－减少＝期末，中间有小计也一样")
def stocks_with_subtotals(case: Case) -> Iterator[Finding]:
    """年初1,722人，招录46人、选调9人，补充55人；减少方面，退休41人、调出13人，共54人，年末实有1,738人: 1,723."""
    for sentence, _ in sentences_with(case, _OPENING):
        row = _row(case, sentence)
        first = next(
            (f for f in row if counted(f) and _OPENING.search(f.before) and f.start < sentence.end), None
        )
        if first is None:
            continue
        alike = [
            f
            for f in row
            if f.start > first.start
            and measure(f) == measure(first)
            and f.quantity.kind == first.quantity.kind
        ]
        last = next((f for f in alike if _CLOSING.search(f.before) and not moved(f)), None)
        if last is None or not counted(last):
            continue
        between = [f for f in alike if f.start < last.start]
        moves = _moves(case, first, between)
        if moves:
            yield from _off(case, first, moves, last)


def _row(case: Case, sentence: Sentence) -> list[Figure]:
    """The numbers of the sentence and of the two behind it, those in brackets left out."""
    behind = case.text.sentences[sentence.index : sentence.index + 3]
    return [
        f
        for s in behind
        if s.paragraph == sentence.paragraph
        for f in figures(case, s)
        if not bracketed(case, f)
    ]


def _moves(case: Case, first: Figure, between: list[Figure]) -> list[tuple[Figure, int]]:
    """The movements with their signs, without subtotals; nothing where one of them cannot be told."""
    found: list[tuple[Figure, int]] = []
    way, edge = 0, first.end
    if not 2 <= len(between) <= _MOST:
        return []
    for figure in between:
        words = case.text.content[edge : figure.start]
        edge = figure.end
        if not figure.exact or _APART.search(figure.before):
            return []
        way = 1 if _GAINS.search(words) else -1 if _LOSSES.search(words) else way
        run = _run_that_makes(found, figure)
        if run or _COUNTED_IN.match(figure.after):
            continue  # a subtotal, or told to be in another number
        sign = moved(figure) or way or (found[-1][1] if found and "、" in words else 0)
        if not sign:
            return []
        way = sign if "；" not in words else way
        found.append((figure, sign))
    return found if len({s for _, s in found}) == 2 else []


def _run_that_makes(found: list[tuple[Figure, int]], total: Figure) -> bool:
    """Whether the movements right before a number, two or more of one sign, make it."""
    made = Decimal(0)
    for size, (figure, sign) in enumerate(reversed(found), 1):
        if sign != found[-1][1]:
            return False
        made += figure.amount
        if size > 1 and made == total.amount:
            return True
    return False


def _off(case: Case, first: Figure, moves: list[tuple[Figure, int]], last: Figure) -> Iterator[Finding]:
    end = first.amount + sum((f.amount * s for f, s in moves), Decimal(0))
    room = sum((step(f) for f in (first, last, *(f for f, _ in moves))), Decimal(0))
    gap = abs(end - last.amount)
    if gap <= room or gap * 4 > max(last.amount, first.amount):
        return
    if any(abs(gap - f.amount) <= room or abs(gap - 2 * f.amount) <= room for f, _ in moves):
        return
    factor = last.quantity.factor
    told = say(first.value, 4) + "".join(f"{'＋' if s > 0 else '－'}{say(f.value, 4)}" for f, s in moves)
    told = f"{told}＝{say(end / factor, 4)}"
    message = f"增减对不上：{told}，报告写{say(last.value, 4)}{last.quantity.unit}，请核对期末数或增减数。"
    yield case.finding(
        "flow_mismatch", "error", span_of(last), message, recomputed=told, others=(span_of(first),)
    )
