"""Values in parallel: where one of a row is made of two numbers, its neighbours are made of the neighbours of those two.

生均占地23.0平方米，生均校舍8.0平方米，生均图书33.0册 are all so much over the same pupils: when two of the three divide, the third must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import counted, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding

_MARKS = (
    "生均",
    "人均",
    "班均",
    "校均",
    "每百名",
    "平均",
    "增幅",
    "降幅",
    "增长",
    "下降",
    "减少",
    "提高",
    "上升",
    "占",
    "率",
)
_CHANGE = re.compile("增|降|减|提高|上升|缩小|扩大")
# How far apart the operands of neighbours stand: two rows, one base for all, pairs one behind the other, triples.
_STRIDES = ((1, 1), (1, 0), (0, 1), (2, 2), (3, 3))
_KINDS = {
    "change": "growth_mismatch",
    "point": "delta_mismatch",
    "head": "per_capita_mismatch",
    "share": "percent_count_mismatch",
}
_MOST = 40  # numbers of a paragraph that are looked at


@dataclass(frozen=True, slots=True)
class _Made:
    """By which two numbers of the row a value is made."""

    first: int
    second: int


@check(
    "growth_mismatch", "delta_mismatch", "per_capita_mismatch", "percent_count_mismatch",
    rule="并列的几个数算法相同：其余都算得对，这一个也应按同样的次序算",
)  # fmt: skip
def one_of_a_row_is_off(case: Case) -> Iterator[Finding]:
    """人员支出增幅5.0%，公用支出增幅5.0%，项目支出增幅11.5%, of two rows of three amounts: the third is 13.0 %."""
    numbers = sorted({s.paragraph for s in case.text.sentences})
    for number in numbers:
        row = [f for s in case.text.sentences if s.paragraph == number for f in figures(case, s)]
        if 5 <= len(row) <= _MOST:
            for group, way in _groups(case, row):
                yield from _odd_ones(case, row, group, way)


def _groups(case: Case, row: list[Figure]) -> Iterator[tuple[list[int], str]]:
    """Neighbouring values told by the same word, and what they are."""
    start = 0
    while start < len(row):
        mark = _mark(row[start])
        stop = start + 1
        while (
            mark
            and stop < len(row)
            and _mark(row[stop]) == mark
            and _together(case, row[stop - 1], row[stop])
        ):
            stop += 1
        if mark and stop - start >= 2:
            yield list(range(start, stop)), _way(row[start], mark)
        start = stop


def _mark(figure: Figure) -> str:
    if not figure.exact or figure.value == 0:
        return ""
    mark = next((m for m in _MARKS if m in figure.before), "")
    percent = figure.quantity.kind in "PD"
    if (mark in _MARKS[:6]) == percent and mark:
        return ""
    return f"{mark}{figure.quantity.kind if percent else ''}" if mark else ""


def _together(case: Case, one: Figure, other: Figure) -> bool:
    return other.start - one.end < 24 and "。" not in case.text.content[one.end : other.start]


def _way(figure: Figure, mark: str) -> str:
    if figure.quantity.kind == "D":
        return "point"
    if figure.quantity.kind == "P":
        return "change" if _CHANGE.search(mark) else "share"
    return "head"


def _odd_ones(case: Case, row: list[Figure], group: list[int], way: str) -> Iterator[Finding]:
    made = {n: set(_makings(row, n, way)) for n in group}
    missing = [n for n in group if not made[n]]
    # Two of three that go the same way are a pattern, whatever else the third may happen to be.
    suspects = missing if len(missing) == 1 else group if len(group) > 2 and not missing else []
    for odd in suspects:
        right = [n for n in group if n != odd]
        for anchor, strides in product(made[right[0]], _STRIDES):
            if len(right) == 1 and strides != (1, 1):
                continue  # one right value alone tells the way only where two rows stand one behind the other
            places = {n: _place(anchor, strides, n - right[0]) for n in group}
            if any(places[n] not in made[n] for n in right) or places[odd] in made[odd]:
                continue
            finding = _told(case, row, odd, places[odd], way, group)
            if finding is not None:
                yield finding
                return


def _place(anchor: _Made, strides: tuple[int, int], steps: int) -> _Made:
    return _Made(anchor.first + steps * strides[0], anchor.second + steps * strides[1])


def _makings(row: list[Figure], at: int, way: str) -> Iterator[_Made]:
    target = row[at]
    for first, second in product(range(len(row)), repeat=2):
        if first != second and at not in (first, second):
            value = _value(row[first], row[second], way, target)
            if value is not None and abs(value - target.value) <= half(target.quantity.decimals):
                yield _Made(first, second)


def _value(x: Figure, y: Figure, way: str, target: Figure) -> Decimal | None:
    if way == "point":
        both = x.quantity.kind == y.quantity.kind == "P" and x.exact and y.exact
        return abs(x.value - y.value) if both else None
    if not counted(x) or not counted(y):
        return None
    if way == "head":
        fit = measure(x) == measure(target) and measure(x) != measure(y)
        return x.amount / y.amount / target.quantity.factor if fit else None
    if measure(x) != measure(y):
        return None
    if way == "change":
        return abs(x.amount - y.amount) * 100 / y.amount
    return x.amount * 100 / y.amount


def _told(
    case: Case, row: list[Figure], odd: int, place: _Made, way: str, group: list[int]
) -> Finding | None:
    if not (0 <= place.first < len(row) and 0 <= place.second < len(row)) or place.first == place.second:
        return None
    if {place.first, place.second} & set(group):
        return None
    target, x, y = row[odd], row[place.first], row[place.second]
    value = _value(x, y, way, target)
    if value is None or not target.value / 2 <= value <= target.value * 2 or (way == "share" and value > 100):
        return None
    signs = {
        "change": f"（{say(x.value, 4)}－{say(y.value, 4)}）÷{say(y.value, 4)}",
        "point": f"{say(x.value, 4)}－{say(y.value, 4)}",
    }
    told = f"{signs.get(way, f'{say(x.value, 4)}÷{say(y.value, 4)}')}＝{say(value, max(target.quantity.decimals, 1))}"
    unit = target.quantity.unit
    message = f"并列的几个数里只有这一个算不出来：{told}{unit}，报告写{say(target.value, 4)}{unit}，请核对。"
    span = (target.start - len(target.before), target.end)
    others = ((x.start, x.end), (y.start, y.end))
    return case.finding(_KINDS[way], "warn", span, message, recomputed=told, others=others)
