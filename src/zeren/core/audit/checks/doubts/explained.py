"""Whether other numbers of the paragraph make just the value that a finding condemns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import counted, measure
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.finding import Case, Finding

__all__ = ["made_otherwise"]

_SHARES = {
    "percent_count_mismatch",
    "completion_mismatch",
    "infeasible_rate",
    "rounding",
    "implied_denominator",
}
_CHANGES = {"growth_mismatch", "pp_vs_percent"}
_POINTS = {"delta_mismatch", "direction_word", "trend_contradiction"}
_QUOTIENTS = {"per_capita_mismatch", "ratio_mismatch", "order_of_magnitude", "unit_error"}
_PRODUCTS = {"product_mismatch", "order_of_magnitude", "unit_error"}
_WEIGHED = _SHARES | _CHANGES | _POINTS | _QUOTIENTS | _PRODUCTS
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WAY = re.compile("[增多涨升减少降]")
_NEAR = 12  # numbers on each side that a reader has in mind


@dataclass(frozen=True, slots=True)
class _Making:
    """A way to make the value: the numbers used, and whether it is plain enough to be surely meant."""

    value: Decimal
    operands: tuple[Figure, ...]
    plain: bool


def made_otherwise(case: Case, finding: Finding) -> Finding | None:
    """The finding unless numbers that it did not use make the printed value: then a question, or nothing where they stand beside it.

    Example:
        >>> from zeren.core.audit.text import Text
        >>> words = "在校生500人，教师40人，其中骨干9人。意见前三位12条、8条、5条，合计占40条的62.5%。"
        >>> case = Case(Text.plain(words), ())
        >>> at = words.index("40条的62.5%")
        >>> made_otherwise(case, case.finding("percent_count_mismatch", "error", (at, at + 9), "", recomputed="5÷40＝12.5%")) is None
        True
    """
    if finding.kind not in _WEIGHED or finding.severity == "info" or not finding.recomputed:
        return finding
    row = _around(case, finding)
    if finding.kind == "direction_word" and _two_things(finding, row):
        return None
    used = {Decimal(n) for n in _NUMBER.findall(finding.recomputed.replace(",", ""))}
    if finding.kind in _SHARES and _of_a_common_base(finding, row):
        return None
    verdict: Finding | None = finding
    for target in _condemned(finding, row, used):
        for making in _makings(finding.kind, target, row):
            if abs(making.value - target.value) > half(target.quantity.decimals):
                continue
            fresh = [f for f in making.operands if f.value not in used and f.amount not in used]
            if not fresh:
                continue
            told = making.operands[0] in fresh or finding.kind in _CHANGES or target.quantity.kind == "D"
            sure = making.plain and told and finding.kind not in _QUOTIENTS
            if sure and _beside(case, target, making.operands):
                return None
            verdict = replace(finding, severity="warn") if finding.severity == "error" else finding
            if finding.kind in _QUOTIENTS:
                return verdict
    return verdict


def _of_a_common_base(finding: Finding, row: list[Figure]) -> bool:
    """Whether one base makes this share and another one of the row out of the counts before them, whatever its unit.

    问卷480份，选甲的294人（61.3%），选乙的231人（48.1%）: both are of 480.
    """
    pairs = [
        (row[n - 1], row[n])
        for n in range(1, len(row))
        if row[n].quantity.kind == "P" and counted(row[n - 1])
    ]
    own = [(x, r) for x, r in pairs if finding.start <= r.start and r.end <= finding.end]
    for base in (f for f in row if f.exact and f.quantity.kind in "NAG" and f.amount > 0):
        fits = [(x, r) for x, r in pairs if _is_share(x, base, r)]
        if len(fits) > 1 and any(pair in fits for pair in own):
            return True
    return False


def _is_share(part: Figure, base: Figure, rate: Figure) -> bool:
    return part is not base and abs(part.amount * 100 / base.amount - rate.value) <= half(
        rate.quantity.decimals
    )


def _two_things(finding: Finding, row: list[Figure]) -> bool:
    """新增校舍10.8万平方米，人均校舍提高到了9.76平方米: numbers of two units are no change from one to the other."""
    values = [Decimal(n) for n in _NUMBER.findall(finding.recomputed.replace(",", ""))[:2]]
    units = [{(f.quantity.unit, f.quantity.factor) for f in row if f.value == value} for value in values]
    return len(units) == 2 and all(units) and not units[0] & units[1] and "%" not in finding.recomputed


def _condemned(finding: Finding, row: list[Figure], used: set[Decimal]) -> Iterator[Figure]:
    """The printed number that the finding says is wrong: in its quote, and no part of its reckoning."""
    kinds = {"P"} if finding.kind in _SHARES | _CHANGES else {"P", "D", "N", "A", "G", "X"}
    for figure in row:
        within = finding.start <= figure.start and figure.end <= finding.end
        if (
            within
            and figure.quantity.kind in kinds
            and figure.value not in used
            and figure.amount not in used
        ):
            yield figure


def _around(case: Case, finding: Finding) -> list[Figure]:
    """The numbers of the finding's paragraph, the nearest on each side."""
    at = case.sentence_at(finding.start)
    if at is None:
        return []
    row = [f for s in case.text.sentences if s.paragraph == at.paragraph for f in figures(case, s)]
    here = next((n for n, f in enumerate(row) if f.end > finding.start), len(row))
    return row[max(0, here - _NEAR) : here + _NEAR]


def _beside(case: Case, target: Figure, operands: tuple[Figure, ...]) -> bool:
    """Whether the numbers stand in the value's own sentence, or the one before it."""
    at = case.sentence_at(target.start)
    return at is not None and all(
        (s := case.sentence_at(f.start)) is not None and 0 <= at.index - s.index <= 1 for f in operands
    )


def _makings(kind: str, target: Figure, row: list[Figure]) -> Iterator[_Making]:
    others = [f for f in row if f is not target and f.start != target.start]
    counts = [f for f in others if counted(f)]
    if target.quantity.kind == "P":
        yield from _changes(counts) if kind in _CHANGES else _rates(target, others, counts)
    elif kind in _POINTS | _CHANGES or target.quantity.kind == "D":
        yield from _differences(target, others)
    if kind in _QUOTIENTS:
        yield from _quotients(target, counts)
    if kind in _PRODUCTS:
        yield from _products(target, counts)


def _rates(target: Figure, others: list[Figure], counts: list[Figure]) -> Iterator[_Making]:
    scale = Decimal(1000) if target.quantity.dimension == "permille" else Decimal(100)
    for x, y in permutations(counts, 2):
        if measure(x) != measure(y):
            continue
        yield _Making(x.amount * scale / y.amount, (x, y), plain=True)
        if x.amount < y.amount:
            yield _Making((y.amount - x.amount) * scale / y.amount, (x, y), plain=False)
    for run in _runs(counts):
        total = sum((f.amount for f in run), Decimal(0))
        for whole in counts:
            if whole not in run and measure(whole) == measure(run[0]) and whole.amount >= total:
                yield _Making(total * scale / whole.amount, (*run, whole), plain=True)
    for rate in (f for f in others if f.quantity.kind == "P" and f.exact):
        yield _Making(Decimal(100) - rate.value, (rate,), plain=False)


def _changes(counts: list[Figure]) -> Iterator[_Making]:
    """By how much of what was there before: 净增270台 and 现有12,640台; 少完成0.12亿元 and 完成2.86亿元; or of two other numbers."""
    for x, y in permutations(counts, 2):
        if measure(x) != measure(y):
            continue
        yield _Making(abs(x.amount - y.amount) * 100 / y.amount, (x, y), plain=False)
        way = _WAY.search(x.before)
        if x.amount < y.amount and way is not None:
            base = y.amount - x.amount if way[0] in "增多涨升" else y.amount + x.amount
            yield _Making(x.amount * 100 / base, (x, y), plain=True)


def _runs(counts: list[Figure]) -> Iterator[tuple[Figure, ...]]:
    """Neighbouring numbers of one measure, two to eight of them."""
    for start in range(len(counts)):
        for stop in range(start + 2, min(start + 9, len(counts) + 1)):
            run = tuple(counts[start:stop])
            if len({measure(f) for f in run}) > 1:
                break
            yield run


def _differences(target: Figure, others: list[Figure]) -> Iterator[_Making]:
    alike = [f for f in others if f.exact and _same(f, target)]
    for x, y in permutations(alike, 2):
        if x.amount > y.amount:
            yield _Making((x.amount - y.amount) / target.quantity.factor, (x, y), plain=True)


def _same(figure: Figure, target: Figure) -> bool:
    points = {"P", "D"}
    if target.quantity.kind in points:
        return figure.quantity.kind in points and figure.quantity.dimension != "permille"
    return measure(figure) == measure(target)


def _quotients(target: Figure, counts: list[Figure]) -> Iterator[_Making]:
    if target.quantity.kind == "X":
        # 2.6∶1 has its first side as the value, 1∶1.3 its second.
        printed = target.value / (target.quantity.second or Decimal(1))
        room = half(max(target.quantity.decimals, 1))
        for x, y in permutations(counts, 2):
            if abs(x.amount - printed * y.amount) <= room * y.amount:
                yield _Making(target.value, (x, y), plain=True)
        return
    for x, y in permutations(counts, 2):
        if measure(x) == measure(target) or target.quantity.kind == "N":
            yield _Making(x.amount / y.amount / target.quantity.factor, (x, y), plain=True)


def _products(target: Figure, counts: list[Figure]) -> Iterator[_Making]:
    for x, y in permutations(counts, 2):
        if x.start < y.start and measure(x) != measure(y):
            yield _Making(x.amount * y.amount / target.quantity.factor, (x, y), plain=True)
