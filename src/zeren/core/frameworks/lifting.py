"""What would bring a coefficient of variation under its limit: one sufficient way, computed, and said to be no more than that.

A coefficient is a property of all schools together, so no single school "causes" it. Raising every school below a level to that
level can only lower it (the spread falls and the mean rises), so the least such level is found by halving an interval.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, localcontext

from zeren.core.frameworks.assessment import Lift
from zeren.core.frameworks.dispersion import PRECISION, Spread, spread_of
from zeren.core.packs import FrameworkIndicator

__all__ = ["lift_to"]

_HALVINGS = 60


def lift_to(indicator: FrameworkIndicator, spread: Spread, limit: Decimal) -> Lift | None:
    """The least level to which the low schools must rise to meet the limit; None where it is met, or the coefficient unknown."""
    if spread.cv is None or spread.cv <= limit or not spread.shares:
        return None
    with localcontext() as context:
        context.prec = PRECISION
        low, high = min(s.value for s in spread.shares), max(s.value for s in spread.shares)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            cv = _raised(spread, middle, indicator.scale).cv
            low, high = (low, middle) if cv is not None and cv <= limit else (middle, high)
        return _lift(indicator, spread, high, limit)


def _raised(spread: Spread, level: Decimal, scale: Decimal) -> Spread:
    return spread_of(
        ((s.school, max(s.amount, level * s.weight / scale), s.weight) for s in spread.shares), scale=scale
    )


def _lift(indicator: FrameworkIndicator, spread: Spread, level: Decimal, limit: Decimal) -> Lift | None:
    """The level in figures that can be had: whole teachers, hundredths of a square metre, always upwards."""
    step = Decimal(1) if indicator.whole else Decimal("0.01")
    adds = []
    for share in spread.shares:
        lacking = level * share.weight / indicator.scale - share.amount
        if lacking > 0:
            adds.append((share.school, (lacking / step).to_integral_value(ROUND_CEILING) * step))
    added = dict(adds)
    after = spread_of(
        ((s.school, s.amount + added.get(s.school, Decimal(0)), s.weight) for s in spread.shares),
        scale=indicator.scale,
    )
    if after.cv is None or after.cv > limit:
        # Rounding up to whole teachers overshot in small schools; the exact level still shows the size of the task.
        after = _raised(spread, level, indicator.scale)
        adds = [
            (s.school, x) for s in spread.shares if (x := level * s.weight / indicator.scale - s.amount) > 0
        ]
    assert after.cv is not None
    adds.sort(key=lambda pair: (-pair[1], pair[0]))  # the largest first, whatever the order of the table
    return Lift(level, tuple(adds), sum((x for _, x in adds), Decimal(0)), after.cv)
