"""TREND: points by movement over periods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any

from zeren.core.kernel import plain
from zeren.core.scoring.case import HUNDRED, ZERO, Case, Failure, Result, input_words, points_words, scored
from zeren.core.scoring.kinds import FULL, Flag, Points, Text, Texts, choice, decimal_of, share_of
from zeren.core.scoring.registry import Kind, Misfit, rule


def _percent(value: Any) -> Decimal:
    if isinstance(value, str) and not value.strip().endswith("%"):
        raise Misfit
    return share_of(value) * HUNDRED if isinstance(value, str) else decimal_of(value)


Growth = Annotated[Decimal, Kind("增长的百分数，如 3 或 3%", lambda value, _: _percent(value))]


def _reads(given: Mapping[str, Any]) -> tuple[str, ...]:
    return given["series"] if given.get("series") else (given.get("of") or "series",)


def _reach(case: Case, **given: Any) -> tuple[Decimal, Decimal]:
    if given["how"] == "count_down":
        return case.floor, case.base
    return ZERO, given.get("points", FULL).of(case)


@rule(span=_reach, reads=_reads)
def trend(
    case: Case,
    *,
    how: Annotated[str, choice("rising falling growth count_down")],
    of: Text = "series",
    series: Texts | None = None,
    points: Points = FULL,
    deduct: Points | None = None,
    over: Growth | None = None,
    equal: Flag = False,
) -> Result:
    """Points when a series rises, falls or grows enough (三增长), or a deduction for every fall (每负增长一次扣1分).

    ``rising`` and ``falling`` look at every pair of neighbours, ``equal`` lets a period stay as it was; ``growth`` compares the
    last value with the one before, in per cent of it. With several series all must hold.

    Raises:
        Failure: for a series shorter than two periods, or growth from zero.

    Source: 舟山市2007年考核重点项目 “三增长”; 均衡发展督导评估指标 “连续3年每出现一次负增长扣1分”.

    Example:
        >>> from zeren.core.scoring.kinds import Amount
        >>> case = Case({"series": [Decimal(n) for n in (100, 98, 103)]}, Decimal(5))
        >>> trend(case, how="count_down", deduct=Amount(Decimal(1))).reason
        '历年值100→98→103，下降1次，扣1分，计4分'
    """
    names = series or (of,)
    values = {name: _series(case, name) for name in names}
    if how == "count_down":
        if deduct is None:
            raise Failure("没有写明每下降一次扣多少分（deduct）")
        downs = sum(later < earlier for many in values.values() for earlier, later in pairwise(many))
        off = deduct.of(case) * downs
        kept = case.base - off
        told = "；".join(_said(name, many) for name, many in values.items())
        return scored(kept, lambda: f"{told}，下降{downs}次，扣{points_words(off)}，计{points_words(kept)}")
    missed = [name for name, many in values.items() if not _moves(many, how, over, equal=equal)]
    won = ZERO if missed else points.of(case)
    return scored(won, lambda: _words(values, missed, how, won))


def _series(case: Case, name: str) -> list[Decimal]:
    if name == "series" and not case.has(name) and case.has("previous") and case.has("value"):
        return [case.number("previous"), case.number("value")]
    values = case.numbers(name)
    if len(values) < 2:
        raise Failure(f"{input_words(name)}只有{len(values)}期，无法比较")
    return values


def _moves(values: list[Decimal], how: str, over: Decimal | None, *, equal: bool) -> bool:
    if how == "growth":
        before, now = values[-2], values[-1]
        if before <= 0:
            raise Failure(f"上期值为{plain(before)}，无法计算增长率")
        growth = (now / before - 1) * HUNDRED
        return growth > 0 or (equal and growth == 0) if over is None else growth >= over
    sign = 1 if how == "rising" else -1
    return all(
        (later - earlier) * sign > 0 or (equal and later == earlier) for earlier, later in pairwise(values)
    )


def _said(name: str, values: list[Decimal]) -> str:
    return f"{input_words(name)}{'→'.join(plain(v) for v in values)}"


def _words(values: Mapping[str, list[Decimal]], missed: list[str], how: str, points: Decimal) -> str:
    told = "；".join(_said(name, many) for name, many in values.items())
    wanted = {"rising": "逐期上升", "falling": "逐期下降", "growth": "增长达到要求"}[how]
    lacks = f"{'、'.join(map(input_words, missed))}未" if missed else ""
    return f"{told}，{lacks}{wanted}，得{points_words(points)}"
