"""Formulas and proportions: 得分＝本单位÷第一名×600; 未完成的按完成比例得分; 去掉最高最低取平均."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import Parts, Rule, form
from zeren.core.drafting.forms.scales.ladder import double_bound
from zeren.core.drafting.pieces import Cap, Case, Cond, Entry, Formula, Otherwise, Proportion, Threshold


@form
def formula(parts: Parts) -> Rule | None:
    """One formula is the rule."""
    found = parts.all(Formula)
    if len(found) > 1 and parts.only(Formula) and re.search("相加|合计|之和|总和", parts.context):
        members = [{"full": f.full, "rule": f.rule} for f in found]
        if all(f.full is not None for f in found):
            parts.state_full(sum((f.full for f in found if f.full is not None), Decimal(0)))
            return {"sum": {"rules": members}}
    pooled = len(found) == 1 and "checklist" in found[0].rule
    halves = [e for e in parts.all(Entry) if e.amount.kind == "give" and e.amount.points == "50%"]
    tops = [c for c in parts.all(Case) if len(found) == 1 and _whole_of_it(c, found[0])]
    cliffs = [_cliff(c) for c in parts.all(Case) if c not in tops]
    if not _where_it_holds(parts, cliffs):
        return None
    if len(found) != 1 or not parts.only(
        Formula, *([Entry] if pooled and halves == parts.all(Entry) else []), *([Case] if all(cliffs) else [])
    ):
        return None  # of a pool, what is half done counts half anyway
    found = [_alone(found[0])]
    if found[0].full is not None:
        known = parts.given is None or parts.given == found[0].full
        parts.state_full(found[0].full)
        if not known and "interp" in found[0].rule:
            if any(c.side == "max" and c.points in {"full", parts.given} for c in parts.all(Cap)):
                parts.cap("max")  # the points of the item, which bound it anyway
            return {"sum": {"rules": [{"full": found[0].full, "rule": found[0].rule}]}}
    elif {"interp", "weighted", "step"} & set(found[0].rule):
        parts.want_full()
    if parts.modifier("NO_CAP") is not None and "interp" in found[0].rule:
        found[0].rule["interp"]["max"] = "none"
    parts.modifier("FLOORED")
    if not _capped(parts, found[0]):
        return None
    rule: Rule = dict(found[0].rule)
    for cliff in cliffs:
        rule = {"gate": {"when": cliff, "effect": "zero_item", "rule": rule}}
    return rule


def _whole_of_it(case: Case, found: Formula) -> bool:
    """到位率100%的10分 beside 按到位率×10分: what the formula gives there anyway."""
    cond, amount = case.conds[0], case.amount
    rate = found.rule.get("interp", {})
    of_hundred = not set(rate) - {"to"} and rate.get("to") == 100
    all_of_it = cond.relation == "met" or (
        cond.unit == "%" and cond.low is not None and cond.low.value == 100 and cond.low.inside
    )
    given = amount.kind == "give" and amount.high is None and amount.points in {"full", found.full}
    return of_hundred and all_of_it and given and len(case.conds) == 1


def _where_it_holds(parts: Parts, cliffs: list[dict[str, Any] | None]) -> bool:
    """80%以上的按到位率计 says no more than 80%以下不得分; a bound that says more is no formula's."""
    for cond in (c for t in parts.all(Threshold) for c in t.conds):
        if cond.low is None:
            return False
        below = next((x for x in cliffs if x and x["value"] == cond.low.value), None)
        if cond.low == cond.high or (cond.high is None and below and (below["op"] == "<") == cond.low.inside):
            continue
        if cond.high is not None or below is None or below["op"] == "<":
            return False
        # 80%以上 and 80%以下 both have it: the one above, as is usual.
        asked = double_bound(cond.low.value, usual=True)
        below["op"] = "<" if parts.questions.ask(asked, about=str(cond.low.value)) == "upper" else "<="
    return True


def _capped(parts: Parts, found: Formula) -> bool:
    """最高不超过标准分的110%: a bound that is not the full points is one of the formula's own."""
    most = parts.cap("max")
    if most is None:
        return True
    [(name, body)] = found.rule.items()
    if name not in {"interp", "step"}:
        return False
    if most.points != "full" and not parts.state_full(most.points):
        body["max"] = most.points
    return True


def _alone(found: Formula) -> Formula:
    """优秀率÷第一名优秀率×35: one measure, the unit's own and the others'."""
    body = dict(found.rule.get("interp", {}))
    reference = body["to"].get("ref", {}) if isinstance(body.get("to"), dict) else {}
    if "of" not in body or reference.get("of") != f"各单位{body['of']}":
        return found
    plainer = {k: v for k, v in reference.items() if k != "of"}
    return replace(found, rule={"interp": {"to": {"ref": plainer}}})


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
    within = found[0].within or _the_rest(found[0].label, cases)
    if within is not None and within.low is not None and within.high is not None:
        return _between(parts, within, cases)
    if within is not None and within.low is None and cases:
        within = None  # 低于5%的按比例得分 says where the proportion begins, which the others say too
        body["to"] = found[0].within.high.value if found[0].within and found[0].within.high else Decimal(100)
    if within is not None:
        low = within.low
        if low is None:
            return None
        cliff = {"input": "value", "op": "<" if low.inside else "<=", "value": low.value}
    if (below := _bounded(parts, cases, body, of_rate=found[0].of_rate)) is None:
        return None
    bottoms = [cliff, *below] if cliff is not None else below
    if any(b["value"] != bottoms[0]["value"] for b in bottoms):
        return None
    cliff = bottoms[0] if bottoms else None
    if cliff is not None and "to" not in body:
        named = [c.conds[0].subject for c in cases if _cliff(c)] + [within.subject if within else ""]
        cliff = _of_what(parts, cliff, "".join(named))
    most = parts.cap("max")
    if most is not None:
        body["max"] = most.points
    parts.want_full()
    rule: Rule = {"interp": body}
    if cliff is not None:
        rule = {"gate": {"when": cliff, "effect": "zero_item", "rule": rule}}
    return rule


_RATE = re.compile("(?:率|比例|度|面|值)$")
_OF_WHAT = Decision(
    "share_of",
    "“百分之几以下不得分”说的是完成值本身，还是完成值占目标的百分比？",
    "Is the bound one of the value itself, or of its share of the target?",
    (
        Choice("value", "完成值本身", "the value itself"),
        Choice("share", "完成值占目标的百分比", "its share of the target"),
    ),
)


def _of_what(parts: Parts, cliff: dict[str, Any], subject: str) -> dict[str, Any]:
    """完成不足60%的不得分 is 60% of what was to be done, whatever it is counted in; 入学率低于60% is the rate."""
    if "完成" not in subject and (_RATE.search(subject) or parts.questions.ask(_OF_WHAT) == "value"):
        return cliff
    done = {"derive": {"numerator": "value", "denominator": "target", "unit": "percent"}}
    return {**cliff, "input": done}


def _bounded(
    parts: Parts, cases: list[Case], body: dict[str, Any], *, of_rate: bool
) -> list[dict[str, Any]] | None:
    """Below what there is nothing; where everything is given goes into the body."""
    below = []
    for case in cases:
        cliff = _cliff(case)
        if cliff is not None:
            below.append(cliff)
        elif not _whole(parts, case, body, of_rate=of_rate):
            return None
    return below


_BETWEEN = Decision(
    "between",
    "两个界限之间的“按比例”怎么算？",
    "How is the proportion between the two bounds meant?",
    (
        Choice("line", "从下限的0分到上限的满分按直线递增", "along a line from nothing to full"),
        Choice("share", "按完成值占上限的比例", "as the share of the upper bound"),
    ),
    customary=True,
)


def _the_rest(label: str, cases: list[Case]) -> Cond | None:
    """90%以上得10分，80%以下不得分，之间按比例得分: what lies between the two bounds."""
    if not re.search("(?:之间|其间|中间|介于)", label):
        return None
    low = next((c.conds[0].high for c in cases if c.conds[0].low is None), None)
    high = next((c.conds[0].low for c in cases if c.conds[0].high is None), None)
    return Cond(low=low, high=high)


def _between(parts: Parts, within: Cond, cases: list[Case]) -> Rule | None:
    """90%以上得满分，60%以下不得分，60%—90%之间按比例得分."""
    ends = [(c.conds[0], c.amount) for c in cases]
    if len(cases) != 2 or any(
        len(c.conds) > 1 or not c.conds[0].numeric or c.amount.high is not None for c in cases
    ):
        return None
    best = next((a.points for c, a in ends if c.low is not None and a.kind == "give" and a.points != 0), None)
    top = next((c.low.value for c, a in ends if c.low is not None and a.points != 0), None)
    bottom = next(
        (c.high.value for c, a in ends if c.high is not None and c.low is None and a.points == 0), None
    )
    bounds = [e.value for e in (within.low, within.high) if e is not None]
    if best is None or bounds != [bottom, top] or parts.low_is_good(within.subject):
        return None
    if best != "full" and not parts.state_full(best):
        return None
    parts.want_full()
    asked = replace(_BETWEEN, choices=_BETWEEN.choices[::-1]) if parts.all(Proportion)[0].done else _BETWEEN
    if parts.modifier("INTERPOLATED") or parts.questions.ask(asked) == "line":
        return {"interp": {"points": [[bounds[0], Decimal(0)], [bounds[1], "full"]], "below": Decimal(0)}}
    cliff = {"input": "value", "op": "<", "value": bounds[0]}
    return {"gate": {"when": cliff, "effect": "zero_item", "rule": {"interp": {"to": bounds[1]}}}}


def _cliff(case: Case) -> dict[str, Any] | None:
    """低于60%不得分: below it there is nothing."""
    cond, amount = case.conds[0], case.amount
    if (
        len(case.conds) > 1
        or amount.points != 0
        or amount.kind != "give"
        or cond.relation
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
