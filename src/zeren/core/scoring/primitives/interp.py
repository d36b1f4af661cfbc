"""INTERP: points in proportion, or along straight lines between points."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from zeren.core.scoring.case import ZERO, Case, Failure, Result, points_words, scored
from zeren.core.scoring.kinds import FULL, Amount, Ceiling, Lines, Points
from zeren.core.scoring.operands import TARGET, VALUE, Operand, Quantity
from zeren.core.scoring.registry import rule


@rule(bounded=True, reads=lambda given: () if given.get("to") or given.get("points") else ("target",))
def interp(
    case: Case,
    *,
    to: Quantity | None = None,
    points: Lines | None = None,
    of: Quantity = VALUE,
    below: Points | None = None,
    max_: Ceiling = FULL,
) -> Result:
    """Points in proportion to a value (按实际完成率乘标准分), or along straight lines between points (级间线性).

    With ``points`` a value under the first gets ``below``; left out, that is 0 where points rise, else the first point's.

    Raises:
        Failure: when the value to reach is not positive.

    Source: 机关目标考核办法 “未完成的按完成比例得分”.

    Example:
        >>> from zeren.core.packs import Limit
        >>> interp(Case({"value": Decimal(45)}, Decimal(10), limit=Limit(">=", Decimal(60)))).reason
        '完成值45%，为目标60%的75%，按比例得7.5分'
    """
    value = of.read(case)
    if points is not None:
        exact = _along(case, points, value, below)
        return scored(exact, lambda: f"{of.said(case, value)}，按各级间线性计算，得{points_words(exact)}")
    goal = to or TARGET
    whole = goal.read(case)
    if whole <= 0:
        raise Failure(f"{goal.label or '目标'}为{goal.show(case, whole)}，无法按比例计分")
    exact = max(ZERO, min(max_.of(case), case.full * value / whole))
    return scored(exact, lambda: _words(case, of, goal, (value, whole, exact)))


def _along(
    case: Case, lines: tuple[tuple[Decimal, Amount], ...], value: Decimal, below: Amount | None
) -> Decimal:
    first, last = lines[0], lines[-1]
    if value < first[0]:
        if below is not None:
            return below.of(case)
        return ZERO if last[1].of(case) >= first[1].of(case) else first[1].of(case)
    for (x, low), (nearby, high) in pairwise(lines):
        if value <= nearby:
            start = low.of(case)
            return start + (high.of(case) - start) * (value - x) / (nearby - x)
    return last[1].of(case)


def _words(case: Case, of: Operand, goal: Operand, numbers: tuple[Decimal, ...]) -> str:
    value, whole, exact = numbers
    bound = f"{goal.label}{goal.show(case, whole)}" if goal.label else of.show(case, whole)
    return (
        f"{of.said(case, value)}，为{bound}的{case.gap(value * 100 / whole)}%，按比例得{points_words(exact)}"
    )
