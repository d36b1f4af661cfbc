"""What the words around a figure say it counts, and whether two figures speak of one thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.finding import Case
from zeren.core.audit.text import Sentence

__all__ = [
    "another_stage",
    "around",
    "bracketed",
    "closeness",
    "counted",
    "earlier",
    "gap_is_told",
    "measure",
    "severed",
    "step",
]

_SAME = {
    "school": "个",
    "处": "个",
    "项": "个",
    "件": "个",
    "家": "个",
    "条": "个",
    "class": "个",
    "visit": "person",
}
_EMPTY = frozenset("的了有为是达到共总计其中和与及、已在个所名人数约占我全各本该区县市镇乡校“”")


def measure(figure: Figure) -> str:
    """The dimension of a figure; counters that count the same things are one (个, 所, 项)."""
    return _SAME.get(figure.quantity.dimension, figure.quantity.dimension)


def step(figure: Figure) -> Decimal:
    """What rounding can hide in a figure, in base units: nothing in a whole number without 万."""
    quantity = figure.quantity
    return (
        half(quantity.decimals) * quantity.factor if quantity.decimals or quantity.factor > 1 else Decimal(0)
    )


def counted(figure: Figure) -> bool:
    """Whether it is an exact number of things, money or ground."""
    return figure.exact and figure.quantity.kind in "NAG" and figure.amount > 0


def around(figure: Figure) -> str:
    """The words on both sides of a figure within its clause, with its unit."""
    return f"{figure.before}{figure.quantity.unit}{figure.after[:14]}"


def closeness(one: str, other: str) -> Decimal:
    """The share of the first words' telling signs that the other words bear too.

    Example:
        >>> closeness("本科上线", "上本科线"), closeness("骨干教师", "女教师"), closeness("的", "有")
        (Decimal('1'), Decimal('0.5'), Decimal('0'))
    """
    mine = set(one) - _EMPTY
    return Decimal(len(mine & set(other))) / len(mine) if mine else Decimal(0)


def bracketed(case: Case, figure: Figure) -> bool:
    """Whether a figure stands inside a bracket of its sentence."""
    sentence = case.sentence_at(figure.start)
    words = case.text.content[sentence.start if sentence else figure.start : figure.start]
    return len(re.findall(r"[（(]", words)) > len(re.findall(r"[）)]", words))


def earlier(case: Case, sentence: Sentence, back: int) -> list[Figure]:
    """The figures of the sentences before this one in its paragraph, at most so many sentences back."""
    found: list[Figure] = []
    for other in case.text.sentences[max(0, sentence.index - back) : sentence.index]:
        if other.paragraph == sentence.paragraph:
            found += figures(case, other)
    return found


def severed(case: Case, one: int, other: int) -> bool:
    """Whether a semicolon stands between two places: what follows it is another statement."""
    return "；" in case.text.content[min(one, other) : max(one, other)]


def gap_is_told(case: Case, sentence: Sentence, gap: Decimal, known: Sequence[Figure]) -> bool:
    """Whether a number of the sentence or its neighbours is just what a sum lacks or has too much: it says why."""
    row = [*earlier(case, sentence, 1), *figures(case, sentence)]
    following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
    row += [f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)]
    starts, kind = {f.start for f in known}, measure(known[0])
    return any(f.amount == gap and f.start not in starts and measure(f) == kind for f in row)


_STAGES = re.compile("小学|初中|高中|幼儿园|中职|职高|特校|学前")


def another_stage(words: str, parts: Sequence[Figure]) -> bool:
    """Whether words name a stage that none of the parts, which name theirs, is of: 小学41所、初中34所，幼儿园共96所."""
    told = {stage for part in parts for stage in _STAGES.findall(part.before)}
    return bool(told) and bool(set(_STAGES.findall(words)) - told)
