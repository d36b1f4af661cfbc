"""Formulas and proportions: 得分＝本单位÷第一名×600; 未完成的按完成比例得分; 去掉最高最低取平均."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, form
from zeren.core.drafting.pieces import Case, Entry, Formula, Otherwise, Proportion


@form
def formula(parts: Parts) -> Rule | None:
    """One formula is the rule."""
    found = parts.all(Formula)
    if len(found) > 1 and parts.only(Formula) and re.search("相加|合计|之和|总和", parts.context):
        members = [{"full": f.full, "rule": f.rule} for f in found]
        if all(f.full is not None for f in found):
            parts.state_full(sum((f.full for f in found if f.full is not None), Decimal(0)))
            return {"sum": {"rules": members}}
    if len(found) != 1 or not parts.only(Formula):
        return None
    if found[0].full is not None:
        known = parts.given is None or parts.given == found[0].full
        parts.state_full(found[0].full)
        if not known and "interp" in found[0].rule:
            return {"sum": {"rules": [{"full": found[0].full, "rule": found[0].rule}]}}
    elif "interp" in found[0].rule or "weighted" in found[0].rule:
        parts.want_full()
    if parts.modifier("NO_CAP") is not None and "interp" in found[0].rule:
        found[0].rule["interp"]["max"] = "none"
    parts.modifier("FLOORED")
    most = parts.cap("max")
    if most is not None and not (
        "interp" in found[0].rule and (most.points == "full" or parts.state_full(most.points))
    ):
        return None
    return dict(found[0].rule)


@form
def proportion(parts: Parts) -> Rule | None:
    """达标得满分，未达标的按完成比例得分, with what a low value loses (低于60%不得分)."""
    found, cases = parts.all(Proportion), parts.all(Case)
    entries = parts.all(Entry)
    if len(found) != 1 or not parts.only(Proportion, Case, Otherwise, Entry) or parts.all(Otherwise):
        return None
    if len(entries) > 1 or any(
        e.amount.kind != "give" or e.amount.high is not None or not parts.state_full(e.amount.points)
        for e in entries
    ):
        return None  # 按时足额拨付得满分 says where the proportion ends, and nothing else may stand here
    body: dict[str, Any] = {"to": Decimal(100)} if found[0].of_rate else {}
    cliff: dict[str, Any] | None = None
    if found[0].within is not None:
        low = found[0].within.low
        if low is None or found[0].within.high is not None:
            return None
        cliff = {"input": "value", "op": "<" if low.inside else "<=", "value": low.value}
    for case in cases:
        below = _cliff(case)
        if below is not None:
            if cliff is not None and cliff["value"] != below["value"]:
                return None
            cliff = cliff or below
        elif not _whole(parts, case, body, of_rate=found[0].of_rate):
            return None
    most = parts.cap("max")
    if most is not None:
        body["max"] = most.points
    parts.want_full()
    rule: Rule = {"interp": body}
    if cliff is not None:
        rule = {"gate": {"when": cliff, "effect": "zero_item", "rule": rule}}
    return rule


def _cliff(case: Case) -> dict[str, Any] | None:
    """低于60%不得分: below it there is nothing."""
    cond, amount = case.conds[0], case.amount
    if (
        len(case.conds) > 1
        or amount.points != 0
        or amount.kind != "give"
        or not cond.numeric
        or cond.low is not None
        or cond.high is None
    ):
        return None
    return {"input": "value", "op": "<=" if cond.high.inside else "<", "value": cond.high.value}


def _whole(parts: Parts, case: Case, body: dict[str, Any], *, of_rate: bool) -> bool:
    """达标得满分, 达到95%得10分, 高于平均得满分: from where everything is given."""
    cond, amount = case.conds[0], case.amount
    if len(case.conds) > 1 or amount.high is not None or amount.kind != "give" or amount.points is None:
        return False
    if isinstance(amount.points, Decimal) and not parts.state_full(amount.points):
        return False
    if cond.relation == "met":
        return True
    if cond.relation or cond.low is None or cond.high not in (None, cond.low):
        return False
    if not of_rate:
        body["to"] = cond.low.value
    return True
