"""What stands near a number in dense prose, and whether a printed number looks like a slip of the right one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import counted, earlier
from zeren.core.audit.finding import Case
from zeren.core.audit.text import Sentence

__all__ = ["called", "counts_before", "named_in", "slip", "span_of"]


def called(figure: Figure) -> str:
    """The words that name a number: those before it in its clause, else the noun behind it.

    Example:
        >>> from zeren.core.audit.text import Text
        >>> case = Case(Text.plain("全县在校生3,860名，42个督导组。"), ())
        >>> [called(f) for f in figures(case, case.text.sentences[0])]
        ['全县在校生', '督导组']
    """
    return figure.before if len(figure.before.strip()) >= 2 else f"{figure.before}{figure.after[:10]}"


def named_in(
    found: Iterable[Figure], words: re.Pattern[str], *, but: re.Pattern[str] | None = None
) -> list[Figure]:
    """The numbers whose names have these words at their end, or behind them, and none of the others."""
    return [
        f
        for f in found
        if words.search(f"{f.before[-14:]}{f.after[:8]}")
        and not (but and but.search(f"{f.before[-14:]}{f.after[:8]}"))
    ]


def counts_before(case: Case, sentence: Sentence, end: int, *, back: int) -> list[list[Figure]]:
    """The exact numbers before a place, nearest statement first: of its own statement, of its sentence, of those before."""
    row = [f for f in figures(case, sentence) if counted(f) and f.end <= end]
    mark = case.text.content.rfind("；", sentence.start, end)
    own = [f for f in row if f.start > mark]
    far = [f for f in earlier(case, sentence, back) if counted(f)]
    return [own, row, [*far, *row]]


def span_of(figure: Figure) -> tuple[int, int]:
    """A number with the words that lead to it."""
    return figure.start - len(figure.before), figure.end


def slip(right: Decimal, printed: Figure) -> bool:
    """Whether the printed number differs from the right one by one digit, by two that changed places, or by tens.

    Example:
        >>> from zeren.core.audit.text import Text
        >>> case = Case(Text.plain("需1,264万元。"), ())
        >>> figure = figures(case, case.text.sentences[0])[0]
        >>> slip(Decimal(12_460_000), figure), slip(Decimal(11_380_000), figure)
        (True, False)
    """
    factor, places = printed.quantity.factor, printed.quantity.decimals
    if not right:
        return False
    if any(right * Decimal(10) ** k == printed.amount for k in (-4, -3, -2, -1, 1, 2, 3, 4)):
        return True
    one = f"{right / factor:.{places}f}"
    other = f"{printed.value:.{places}f}"
    if len(one) != len(other):
        return False
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    if len(apart) == 1:
        return True
    return len(apart) == 2 and sorted(one[a] for a in apart) == sorted(other[a] for a in apart)
