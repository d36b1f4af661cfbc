"""The numbers of a whole paragraph, for results that stand sentences away from what they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from zeren.core.audit.checks.closely.near import slip
from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import counted, measure
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.finding import Case

__all__ = ["alike", "likely", "numbers", "paragraphs_with", "shown"]

_MOST = 40  # a paragraph of more numbers is a table in words


def paragraphs_with(case: Case, gate: re.Pattern[str]) -> Iterator[tuple[int, str, list[list[Figure]]]]:
    """The paragraphs in which a pattern is found, each with its start, its words and the numbers of its sentences."""
    for _, group in groupby(case.text.sentences, key=lambda s: s.paragraph):
        row = list(group)
        words = case.text.content[row[0].start : row[-1].end]
        if len(row) > 12 or not gate.search(words):
            continue
        found = [figures(case, s) for s in row]
        if 2 <= sum(map(len, found)) <= _MOST:
            yield row[0].start, words, found


def numbers(row: Iterable[Iterable[Figure]]) -> list[Figure]:
    """All exact numbers of things, money or ground, in reading order."""
    return [f for part in row for f in part if counted(f)]


def alike(one: Figure, other: Figure) -> bool:
    """Whether two numbers can be added: both money, both people, both of one unit."""
    return measure(one) == measure(other) and one.quantity.kind == other.quantity.kind


def shown(value: Decimal, printed: Figure) -> bool:
    """Whether a value in base units is the printed one as far as its places go."""
    return abs(value - printed.amount) <= half(printed.quantity.decimals) * printed.quantity.factor


def likely(value: Decimal, printed: Figure, share: int = 4) -> bool:
    """Whether a printed number is near enough to the right one to be meant for it."""
    return abs(value - printed.amount) * share <= printed.amount or slip(value, printed)
