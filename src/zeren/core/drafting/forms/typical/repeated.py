"""What costs more every time: 第一次扣0.5分，第二次扣1分，第三次及以上每次扣2分."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, form
from zeren.core.drafting.forms.tariffs import from_full
from zeren.core.drafting.pieces import Modifier, Threshold

_ZERO = Decimal(0)


@form
def escalating(parts: Parts) -> Rule | None:
    """Points off for the first time, more for the second, so much for each from the third on: one after the other."""
    times = [m for m in parts.all(Modifier) if m.kind == "NTH"]
    if len(times) < 2 or not parts.only() or parts.all(Threshold):
        return None
    order = [m.value for m in times]
    if [n for n, _, _ in order] != [Decimal(n) for n in range(1, len(order) + 1)]:
        return None
    if any(onward for _, _, onward in order[:-1]):
        return None
    rules: list[dict[str, Any]] = [_one(n, points) for n, points, onward in order if not onward]
    last, points, onward = order[-1]
    if onward:
        beyond = {
            "per": Decimal(1),
            "deduct": points,
            "rounding": "whole",
            "when": "above",
            "of": "count",
            "ref": last - 1,
        }
        rules.append({"step": beyond})
    parts.used.update(id(m) for m in times)
    rule: Rule = {"sum": {"start": "full", "rules": rules}}
    return rule if from_full(parts, rule, None) else None


def _one(number: Decimal, points: Decimal) -> dict[str, Any]:
    """What one of the times costs, whatever comes after it."""
    return {"bands": {"of": "count", "bounds": [{"from": number, "points": -points}], "otherwise": _ZERO}}
