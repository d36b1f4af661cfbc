"""STEP: so many points off, or on, for every step away from a value."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from zeren.core.kernel import plain, whole_steps
from zeren.core.scoring.case import ZERO, Case, Failure, Result, scored
from zeren.core.scoring.kinds import FULL, Amount, Ceiling, Floor, Points, Positive, choice
from zeren.core.scoring.operands import TARGET, VALUE, Operand, Quantity
from zeren.core.scoring.registry import rule

_SIDES = {"<=": "above", "<": "above", ">=": "below", ">": "below", "=": "either"}
_MODES = {"prop": "不足一档按比例", "floor": "不足一档不计", "ceil": "不足一档按一档", "whole": "按整数计"}


def _reach(case: Case, **given: Amount | Operand | None) -> tuple[Decimal, Decimal]:
    low, high = given.get("min_"), given.get("max_")
    return (
        low.of(case) if isinstance(low, Amount) else case.floor,
        high.of(case)
        if isinstance(high, Amount)
        else case.full
        if given.get("add") is not None
        else case.base,
    )


@rule(span=_reach, bounded=True)
def step(
    case: Case,
    *,
    per: Positive,
    deduct: Points,
    rounding: Annotated[str, choice("prop floor ceil whole")],
    of: Quantity = VALUE,
    ref: Quantity = TARGET,
    when: Annotated[str, choice("below above")] | None = None,
    start: Points | None = None,
    add: Points | None = None,
    min_: Floor | None = None,
    max_: Ceiling = FULL,
) -> Result:
    """Deduct for every step short of a value (每低0.1个百分点扣2分，扣完为止), and add beyond it if `add` says so.

    ``rounding`` says what a part step costs: ``prop`` its share, ``floor`` nothing, ``ceil`` a whole step; ``whole``: the input
    is a count, a part step is an error. It is never guessed.

    Raises:
        Failure: for a part step where only whole ones can be, or when nothing says which side is the bad one.

    Source: 四川省义务教育示范县细则 “每低0.1个百分点扣2分，扣完为止”.

    Example:
        >>> from zeren.core.packs import Limit
        >>> from zeren.core.scoring.kinds import Amount
        >>> case = Case({"value": Decimal("98.7")}, Decimal(10), limit=Limit(">=", Decimal(99)))
        >>> result = step(case, per=Decimal("0.1"), deduct=Amount(Decimal(2)), rounding="floor")
        >>> result.reason
        '完成值98.7%，低于目标（99%）0.3个百分点，按每0.1个百分点扣2分（不足一档不计）计3档，扣6分，得4分'
    """
    value, bound = of.read(case), ref.read(case)
    side = when or (_SIDES[case.limit.op] if case.limit is not None else "")
    if not side:
        raise Failure("没有写明低于还是高于才扣分（when: below 或 above）")
    short = value - bound if side == "above" else bound - value
    if side == "either":
        short = abs(short)
    from_points = case.base if start is None else start.of(case)
    rate = deduct if short > 0 else add
    if short == 0 or rate is None:
        exact, steps, each = from_points, ZERO, ZERO
    else:
        each = rate.of(case)
        steps = _steps(abs(short), per, rounding)
        exact = from_points - each * steps if short > 0 else from_points + each * steps
    points = max(case.floor if min_ is None else min_.of(case), min(max_.of(case), exact))
    return scored(
        points,
        lambda: _words(case, of, ref, per, rounding, (value, bound, short, steps, each, from_points, points)),
    )


def _steps(gap: Decimal, per: Decimal, rounding: str) -> Decimal:
    if rounding != "whole":
        return whole_steps(gap, per, rounding)
    steps = gap / per
    if steps != steps.to_integral_value():
        raise Failure(f"应是整数，实际相差{plain(gap)}，不是每{plain(per)}的整倍数")
    return steps


def _words(
    case: Case, of: Operand, ref: Operand, per: Decimal, rounding: str, numbers: tuple[Decimal, ...]
) -> str:
    value, bound, short, steps, each, start, points = numbers
    measured = of.measured
    unit = case.unit_words if measured else ""
    opening = of.said(case, value)
    name = f"{ref.label}（{ref.show(case, bound)}）" if ref.label else f"{of.show(case, bound)}"
    if not ref.measured and measured and ref.label == "":
        name = f"规定（{of.show(case, bound)}）"
    if steps == 0 and each == 0:
        far = "达到" if short <= 0 else "未达到"
        return (
            f"{opening}，{far}{name}，得{case.gap(points)}分"
            if short
            else f"{opening}，等于{name}，得{case.gap(points)}分"
        )
    verb, way = ("扣", "扣") if short > 0 else ("加", "加")
    gap = case.gap(abs(short))
    if measured or ref.label:
        far = f"，{'低于' if value < bound else '高于'}{name}{gap}{unit}"
    else:
        far = f"，比{name}{'少' if value < bound else '多'}{gap}" if bound else ""
    change = abs(points - start)
    return (
        f"{opening}{far}，按每{plain(per)}{unit}{verb}{plain(each)}分（{_MODES[rounding]}）计{case.gap(steps)}档，"
        f"{way}{case.gap(change)}分，得{case.gap(points)}分"
    )
