"""Growth told apart from its ends: 增幅18.5%！今年273万元，去年还只有210万元; 4.80万元。三年过去，这一数字已是6.00万元，累计增长20%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.changing.ends import CHANGE, YEARLY, Move, rest_of, step_of, year_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_GROWS = re.compile("[幅速率]|增|长|升|涨|降|减|提高|回落|下滑|扩大|缩")
_OLD = re.compile(
    "上年|去年|上一(?:学)?年|上学年|前年|同期|上学期|上[次期届]|原来|原有|原先|当初|起初|最初|刚|[一二两三四五六七八九十\\d]年前|年初|期初|此前|以前|(?<![年月期])过去(?!了|的?[一两三四五六])|(?<![一-龥])往年"
)
_NEW = re.compile(
    "今年|本年|本学[年期]|现在|如今|目前|眼下|当前|到现在|年底|年末|[一二两三四五六七八九十\\d]年(?:过去|后|下来|间)|一年过去|眼前|已[是达经]|变成|增至|降至|达到了?"
)
_THIS = re.compile(
    "这[一个]?(?:数字|数|指标|比例|标准|金额|规模|笔钱)|该(?:项|数字|指标|数|标准)|此项|这项|同一(?:指标|项目)|还|才|拿出|却|不过|下来|过去|后|时|只[是有]?|竟|变|当时|彼时|那时|其|里|刚|当初|起初"
)
_OTHER = re.compile("其中|目标|计划|力争|预计|预期|规划|高于|低于|同口径|可比|扣除|若|如果|全[国省市]|占")
REACH = 130  # letters between the growth and the farther of its ends


@check("growth_mismatch", rule="R46：增长率＝（本期－上期）÷上期，写在前、写在后一样算")
def growth_told_apart_fits(case: Case) -> Iterator[Finding]:
    """增幅18.5%！图书经费今年273万元，去年210万元: 30 %; 由4.80万元到6.00万元，隔了一句才说增长20%: 25 %."""
    for sentence, _ in sentences_with(case, _GROWS):
        row = figures(case, sentence)
        for at, change in enumerate(row):
            if len(row) <= 8 and _is_growth(case, sentence, row, at):
                move = _ends(case, sentence, row, change)
                if move is not None:
                    yield from _judged(change, move, case)


def _is_growth(case: Case, sentence: Sentence, row: list[Figure], at: int) -> bool:
    """A percentage told by a word of change and no noun of its own, the only percentage of its sentence."""
    change = row[at]
    if change.quantity.kind != "P" or change.quantity.dimension != "percent" or not change.exact:
        return False
    content = case.text.content
    begin = max(content.rfind(mark, sentence.start, change.start) for mark in "，。；：！？—（")
    clause = content[max(begin + 1, sentence.start) : change.quantity.number_start or change.start]
    return (
        CHANGE.search(clause) is not None
        and len(rest_of(clause)) < 2
        and not YEARLY.search(clause)
        and not _OTHER.search(content[max(sentence.start, change.start - 16) : change.end + 4])
        and sum(f.quantity.kind == "P" for f in row) == 1
    )


def _ends(case: Case, sentence: Sentence, row: list[Figure], change: Figure) -> Move | None:
    """The two numbers of one thing that stand around a growth: in its sentence, else one of them in the sentence beside it."""
    pair = _pair(row, change)
    if pair is None:
        step = 1 if row[0] is change and not _has_amount(row[1:]) else -1
        at = sentence.index + step
        near = case.text.sentences[at] if 0 <= at < len(case.text.sentences) else sentence
        if near is sentence or near.paragraph != sentence.paragraph:
            return None
        beside = figures(case, near)
        if len(beside) > 4 or any(f.quantity.kind in "PD" for f in beside):
            return None
        pair = _pair([*beside, *row] if step < 0 else [*row, *beside], change)
    if pair is None or max(abs(f.start - change.start) for f in pair) > REACH:
        return None
    return _move(case, *pair)


def _has_amount(row: list[Figure]) -> bool:
    return any(f.quantity.kind in "NAG" for f in row)


def _pair(row: list[Figure], change: Figure) -> tuple[Figure, Figure] | None:
    """The only two numbers of one dimension; None where there are more or fewer."""
    told = [f for f in row if f is not change and f.quantity.kind in "NAG"]
    groups: dict[str, list[Figure]] = {}
    for figure in told:
        groups.setdefault(figure.quantity.dimension, []).append(figure)
    pairs = [group for group in groups.values() if len(group) >= 2]
    if len(pairs) != 1 or len(pairs[0]) != 2 or len(told) > 3 or not all(f.exact for f in pairs[0]):
        return None
    one, other = pairs[0]
    close = (
        one.amount > 0
        and other.amount > 0
        and max(one.amount, other.amount) <= min(one.amount, other.amount) * 4
    )
    return (one, other) if close else None


def _move(case: Case, one: Figure, other: Figure) -> Move | None:
    """Which of two numbers is the earlier, where words of time tell it and the second names nothing new."""
    content = case.text.content
    begin = max(content.rfind(mark, 0, one.start) for mark in "。；！\n") + 1
    leads = (
        content[max(begin, one.start - 60) : one.quantity.number_start or one.start],
        content[one.end : other.quantity.number_start or other.start],
    )
    if re.search("；|其中|目标|计划|预算|力争|占", leads[1]) or CHANGE.search(leads[1]):
        return None
    rest = rest_of(_THIS.sub("", leads[1]))
    spans = [set(re.findall("季度|半年|全年|\\d月|学期", w)) for w in leads]
    if spans[0] != spans[1] and any(spans):
        return None
    if len(rest) >= 2 and rest[-2:] not in leads[0] and rest[:2] not in leads[0]:
        return None
    olds, news = ([p.search(w) is not None for w in leads] for p in (_OLD, _NEW))
    years = [year_of(w) for w in leads]
    if all(years) and years[0] != years[1]:
        return Move(one, other, other.end) if years[0] < years[1] else Move(other, one, other.end)
    if (olds[0] and not olds[1]) or (years[0] and not years[1] and news[1] and not olds[1]):
        return Move(one, other, other.end)
    if olds[1] and not olds[0]:
        return Move(other, one, other.end)
    return None


def _judged(change: Figure, move: Move, case: Case) -> Iterator[Finding]:
    first, last = move.first.amount, move.last.amount
    rooms = step_of(move.first), step_of(move.last)
    low = ((last - rooms[1]) / (first + rooms[0]) - 1) * 100
    high = ((last + rooms[1]) / max(first - rooms[0], first / 2) - 1) * 100
    slack = half(change.quantity.decimals)
    if "成" in case.text.content[change.start : change.end]:
        slack = Decimal(5)
    if low - slack <= change.value <= high + slack or -high - slack <= change.value <= -low + slack:
        return
    told = f"（{say(move.last.value, 4)}－{say(move.first.value, 4)}）÷{say(move.first.value, 4)}＝{say((last / first - 1) * 100)}%"
    message = f"增减幅度算错：{told}，报告写{say(change.value, 4)}%。"
    span = (
        min(change.start - len(change.before), move.first.start, move.last.start),
        max(change.end, move.end),
    )
    yield case.finding("growth_mismatch", "error", span, message, recomputed=told)
