"""Three ways to stand to a mark (高于平均得6分，持平得5分，低于得3分), and bounds of which one or none is reached."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, as_condition, form, joined, less, names_for
from zeren.core.drafting.pieces import Amount, Case, Entry, Otherwise, Threshold

_ZERO = Decimal(0)
_LEVEL = re.compile(
    "^(?:与|同|和|等于)?(?:全?[国省市区县州校])?(?:同类)?(?:平均(?:水平|值|数|线)?|目标(?:值|数)?|标准)?(?:相)?(?:持平|相当|相等|一致|相同|等于)(?:的)?$|^等于(?:全?[国省市区县州校])?平均(?:水平|值|数)?(?:的)?$"
)


@form
def three_ways(parts: Parts) -> Rule | None:
    """高于全市平均得6分，与平均持平得5分，低于平均得3分: above, at and below one mark."""
    cases, entries, others = parts.all(Case), parts.all(Entry), parts.all(Otherwise)
    if (
        not 0 < len(cases) < 3
        or len(entries) > 1
        or len(others) > 1
        or not parts.only(Case, Entry, Otherwise)
    ):
        return None
    if (
        parts.all(Threshold)
        or not all(_LEVEL.match(e.label) for e in entries)
        or len(cases) + len(entries) < 2
    ):
        return None
    given: dict[str, Amount] = {"at": entries[0].amount} if entries else {}
    marks: list[Any] = []
    for case in cases:
        side = _side(case)
        if side is None or side[0] in given:
            return None
        given[side[0]] = case.amount
        marks.append(side[1])
    if any(m != marks[0] for m in marks) or not entries:
        return None
    if others:
        given |= {side: others[0].amount for side in ("above", "at", "below") if side not in given}
    amounts = list(given.values())
    if len(given) < 3 or any(
        a.kind != "give" or a.high is not None or a.points is None or a.judged for a in amounts
    ):
        return None
    numbers = [a.points for a in amounts if isinstance(a.points, Decimal)]
    if len(numbers) < len(amounts):
        parts.want_full()
    if numbers and not any(a.points == "full" for a in amounts):
        parts.state_full(max(numbers))
    bounds: list[dict[str, Any]] = [
        {"above": _ZERO, "points": given["above"].points},
        {"from": _ZERO, "to": _ZERO, "points": given["at"].points},
        {"below": _ZERO, "points": given["below"].points},
    ]
    return {"bands": {"of": less("value", marks[0]), "bounds": bounds, "otherwise": _ZERO}}


def _side(case: Case) -> tuple[str, Any] | None:
    """Above or below, and of what."""
    cond = case.conds[0]
    ends = [e for e in (cond.low, cond.high) if e is not None]
    if len(case.conds) > 1 or len(ends) != 1 or ends[0].inside or isinstance(ends[0].value, Decimal):
        return None
    return ("above" if cond.low is not None else "below"), ends[0].value


_NONE_MET = {"", "均", "都", "皆", "全部", "两项", "两项均", "三项均", "两项都", "两者", "两者均", "均都"}


@form
def some_or_none(parts: Parts) -> Rule | None:
    """参训率达到90%或合格率达到95%的得3分，均未达到的减半: points where the bounds hold, other points where they do not."""
    cases, others = parts.all(Case), parts.all(Otherwise)
    if not parts.only(Case, Otherwise) or not cases or len(cases) + len(others) != 2 or parts.all(Threshold):
        return None
    best = cases[0]
    rest = others[0].amount if others else cases[1].amount
    if len(best.conds) < 2 or any(c.relation or not c.numeric for c in best.conds):
        return None
    if not others:
        [none] = cases[1].conds if len(cases[1].conds) == 1 else [None]
        if none is None or none.relation != "unmet" or none.subject.strip("的") not in _NONE_MET:
            return None
        if not best.either and none.subject:
            return None  # 均未达到 leaves open what one of two gives
    points, less_points = best.amount.points, rest.points
    if any(a.kind != "give" or a.high is not None or a.judged for a in (best.amount, rest)):
        return None
    if not isinstance(points, Decimal) or less_points is None or less_points == "full":
        return None
    names = names_for(list(best.conds))
    tests = [joined(as_condition(c, n)) for c, n in zip(best.conds, names, strict=True)]
    if not parts.state_full(points):
        return None
    require = [{"any": tests}] if best.either else tests
    return {"all_or_nothing": {"require": require, "else": less_points}}
