"""A long sentence of several statements, each read by itself with the same checks.

A clerk strings together what a whole paragraph could say: …；…；…. Numbers of another statement stand between a relation's own then,
and checks that want a sentence for one relation find too many. So the arithmetic checks read the statements once more, one at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.registry import CHECKS, check
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.grammar import claims
from zeren.core.audit.text import Paragraph, Text

_PACKAGES = (".proportions.", ".totals.", ".measures.")
_SEMICOLON = re.compile("；")
_FEW = 6  # numbers of a sentence that need no closer reading
_RELATED = 3  # numbers that a relation takes


@check(
    "sum_mismatch", "percent_count_mismatch", "product_mismatch", rule="同一句里分号隔开的几件事，各算各的账"
)
def statements_by_themselves(case: Case) -> Iterator[Finding]:
    """The arithmetic of every statement of a long sentence, as if a full stop stood behind it."""
    near = _closer(case)
    if near is None:
        return
    for entry in list(CHECKS.values()):
        if not any(name in entry.function.__module__ for name in _PACKAGES):
            continue
        for found in entry.function(near):
            if not _told_elsewhere(case, found):
                yield replace(found, rule=found.rule or entry.rule)


def _closer(case: Case) -> Case | None:
    """Such sentences with the one before them, semicolons turned into full stops; every letter keeps its place."""
    content = list(case.text.content)
    spans: dict[int, list[int]] = {}
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        marks = [m.start() for m in _SEMICOLON.finditer(words)]
        if not marks or not _crowded(figures(case, sentence)):
            continue
        before = case.text.sentences[max(0, sentence.index - 1)]
        start = before.start if before.paragraph == sentence.paragraph else sentence.start
        span = spans.setdefault(sentence.paragraph, [start, sentence.end])
        span[1] = sentence.end
        for mark in marks:
            content[sentence.start + mark] = "。"
    if not spans:
        return None
    paragraphs: list[Paragraph] = [
        replace(case.text.paragraphs[number], start=start, end=end)
        for number, (start, end) in sorted(spans.items())
    ]
    text = Text("".join(content), tuple(paragraphs))
    return replace(case, text=text, claims=claims(text))


def _crowded(row: list[Figure]) -> bool:
    """Whether one statement holds numbers enough for a relation, and numbers of another statement may stand in its way."""
    held = Counter(f.segment for f in row)
    return len(row) > _FEW and max(held.values()) >= _RELATED and len(held) > 1


def _told_elsewhere(case: Case, found: Finding) -> bool:
    """Whether a number of the same paragraph outside the statement makes right what does not add up inside it."""
    sentence = case.sentence_at(found.start)
    if sentence is None:
        return True
    row = [
        f
        for s in case.text.sentences[max(0, sentence.index - 3) : sentence.index + 2]
        if s.paragraph == sentence.paragraph
        for f in figures(case, s)
    ]
    spans = ((found.start, found.end), *found.others)
    own = [f for f in row if any(a <= f.start and f.end <= b for a, b in spans)]
    rates = [f for f in own if f.quantity.kind == "P"]
    last = [f for f in row if f.end <= found.start and f.quantity.kind in "NAG"][-1:]
    counts = [f for f in (*own, *last) if f.quantity.kind in "NAG"]
    if rates:
        return any(_shares(n, b, p) for p in rates for n in counts for b in row if b.quantity.kind in "NAG")
    return any(
        _product(one, k, total, row) for total in own for one in counts if one is not total for k in row
    )


def _shares(part: Figure, whole: Figure, rate: Figure) -> bool:
    if part is whole or not whole.amount or whole.quantity.dimension != part.quantity.dimension:
        return False
    return abs(part.amount * 100 / whole.amount - rate.value) <= half(rate.quantity.decimals)


def _product(rate: Figure, factor: Figure, total: Figure, row: list[Figure]) -> bool:
    """Whether the two make the total, or fall short of it by what two other numbers make: 12名每人500元，8名每人625元."""
    if factor in (rate, total) or not total.amount or factor.quantity.kind == "P":
        return False
    room = half(total.quantity.decimals) * total.quantity.factor if total.quantity.decimals else Decimal(0)
    rest = total.amount - rate.amount * factor.amount
    if abs(rest) <= room:
        return True
    beside = [f.amount for f in row if f not in (rate, factor, total) and f.quantity.kind != "P"]
    return rest > 0 and len(beside) <= 24 and any(abs(a * b - rest) <= room for a, b in pairwise(beside))
