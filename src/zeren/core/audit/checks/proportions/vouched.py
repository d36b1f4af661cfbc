"""What a paragraph says of a rate after all: the numbers beside it that make it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import earlier, measure
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

__all__ = ["vouched"]

Function = Callable[[Case], Iterator[Finding]]
_KINDS = {"percent_count_mismatch", "infeasible_rate", "implied_denominator", "completion_mismatch"}
_GROUPED = re.compile("[师生员工校园所名人]中(?!心|学|小|职|考|央|级|年|专)[^，。；]{0,16}$")


def vouched(function: Function) -> Function:
    """Leave out findings against a rate that the numbers right beside it make: they were tied to others by mistake."""

    @wraps(function)
    def closer(case: Case) -> Iterator[Finding]:
        for found in function(case):
            if found.kind not in _KINDS or not _made_beside(case, found):
                yield found

    return closer


def _made_beside(case: Case, found: Finding) -> bool:
    sentence = case.sentence_at(found.start)
    if sentence is None:
        return False
    row = figures(case, sentence)
    rates = [
        f for f in row if f.quantity.kind == "P" and found.start <= f.start and f.end <= found.end and f.exact
    ]
    if len(rates) != 1:
        return False
    rate = rates[0]
    counts = [f for f in row if f.quantity.kind in "NAG" and f.exact and f.amount > 0]
    if _of_a_group(case, rate, counts) and found.kind == "percent_count_mismatch":
        return True
    wholes = [f for f in (*earlier(case, sentence, 5), *row) if f.quantity.kind in "NAGB" and f.amount > 0]
    return _makes(rate, _beside(rate, counts), wholes)


def _of_a_group(case: Case, rate: Figure, counts: list[Figure]) -> bool:
    """专任教师中本科学历占87.5%: a group is named, how many of it are not told."""
    sentence = case.sentence_at(rate.start)
    words = case.text.content[sentence.start if sentence else rate.start : rate.start]
    clause = pattern("[，。；：（]").split(words)[-1]
    own = any(f.clause == rate.clause and f.start < rate.start for f in counts)
    return not own and _GROUPED.search(clause) is not None


def _beside(rate: Figure, counts: list[Figure]) -> list[Figure]:
    """The last two numbers before a rate in its statement, and the one right behind it."""
    near = [f for f in counts if f.segment == rate.segment and rate.clause - f.clause <= 2]
    before = [f for f in near if f.end <= rate.start][-2:]
    behind = [f for f in near if f.start >= rate.end and f.clause - rate.clause <= 1][:1]
    return before + behind


def _of_forms(whole: Figure, kind: str) -> bool:
    """Teachers of so many forms that came back; so many of a bare number (总学时3,168)."""
    return whole.quantity.kind == "B" or (kind == "person" and whole.quantity.unit == "份")


def _makes(rate: Figure, parts: list[Figure], wholes: list[Figure]) -> bool:
    scale = 1000 if rate.quantity.unit == "‰" else 100
    room = half(rate.quantity.decimals)
    tops = [(p.amount, measure(p)) for p in parts]
    for kind in {kind for _, kind in tops}:
        amounts = {f.amount for f in wholes if measure(f) == kind}
        if len(amounts) <= 8 and "率" in rate.before:
            tops += [(a + b, kind) for a, b in combinations(sorted(amounts), 2)]
    return any(
        part < whole.amount
        and (measure(whole) == kind or _of_forms(whole, kind))
        and abs(part * scale / whole.amount - rate.value) <= room
        for part, kind in tops
        for whole in wholes
    )
