"""Where a step gives nothing at all: too few, too many, or too far from what was wanted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import input_for, less
from zeren.core.drafting.pieces import Case, Cond, Step

__all__ = ["FAR", "cliff_input", "far_from", "from_nothing", "of_the_missing"]

FAR = "far"  # stands for how far it is from what was wanted, until that is known


def cliff_input(cond: Cond) -> str:
    """What a bound with nothing behind it is about: 超过5个百分点 is how far, 超过5% how much."""
    return FAR if cond.unit in {"个百分点", "百分点"} else input_for(cond.unit)


def of_the_missing(cliff: dict[str, Any]) -> dict[str, Any]:
    """每缺1次扣0.5分，缺3次以上不得分: both count what is missing."""
    many = cliff["input"] == "count" and str(cliff["op"]).startswith(">")
    return {**cliff, "input": "missing"} if many else cliff


def far_from(cliff: dict[str, Any], body: dict[str, Any], step: Step) -> dict[str, Any] | None:
    """每少1人扣0.5分，超过5人的不得分: more than five short, not more than five there; None where it cannot be said."""
    of, ref = body.get("of", "value"), body.get("ref", "target")
    many = str(cliff["op"]).startswith(">")
    short = many and step.side == "below" and body["when"] == "below" and cliff["input"] == of
    if cliff["input"] != FAR and not short:
        return cliff
    if not many:
        return None
    return {**cliff, "input": less(ref, of) if body["when"] == "below" else less(of, ref)}


def from_nothing(step: Step, base: Case) -> bool:
    """Whether what 100% gives is no more than so many steps from 0: 每提高10%得0.5分，100%得5分."""
    low, points, each = base.conds[0].low, base.amount.points, step.amount.points
    given = step.amount.kind == "give" and step.word not in {"超", "超过", "超出", "高于", "高出", "多"}
    if not given or low is None or not isinstance(low.value, Decimal) or not isinstance(each, Decimal):
        return False
    return isinstance(points, Decimal) and low.value / step.per * each <= points
