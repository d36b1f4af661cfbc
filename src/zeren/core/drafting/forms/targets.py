"""Rules with two values: 达标得10分，不达标不得分; 逐年增长得分; 未达标的减半，低于60%不得分."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import DIRECTION, Parts, Rule, as_condition, form, input_for, names_for
from zeren.core.drafting.numerals import numeral_at
from zeren.core.drafting.pieces import Case, Cond, End, Entry, Otherwise, Points, Threshold
from zeren.core.kernel import plain

_ZERO = Decimal(0)


@form
def reached(parts: Parts) -> Rule | None:
    """达标得10分，不达标不得分: two values, one condition (or several that must all hold)."""
    cases, others = parts.all(Case), parts.all(Otherwise)
    refused = [
        e
        for e in parts.all(Entry)
        if e.amount.kind == "give" and e.amount.points == 0 and e.label in _REFUSED
    ]
    if (
        not parts.only(Case, Otherwise, Entry)
        or not cases
        or len(cases) > 2
        or len(others) > 1
        or len(refused) != len(parts.all(Entry))
    ):
        return None
    good = [c for c in cases if c.amount.kind == "give" and c.amount.points != 0 and c.amount.high is None]
    bad = [c for c in cases if c.amount.kind == "give" and c.amount.points == 0]
    if others and (others[0].amount.points != 0 or others[0].amount.kind != "give"):
        return None
    if len(good) + len(bad) != len(cases) or len(good) > 1 or len(bad) > 1:
        return None
    beside = any(c.numeric and c.low != c.high for t in parts.all(Threshold) for c in t.conds)
    if (refused and (bad or not good)) or (good and beside):
        return None  # 达到95%得5分，城区学校须达到98%
    if good and bad and good[0].conds[0].relation == "met" and _about_target(bad[0].conds[0]):
        good = []
    if refused and refused[0].label in {"低于", "高于", "小于", "大于"}:
        good = [_with_equal(parts, good[0])]
    if good and bad and _apart(good[0].conds[0], bad[0].conds[0]):
        good, bad = [_with_equal(parts, good[0])], []
    if good and bad and not _complements(good[0], bad[0]):
        return None
    if good and (named := _series(good[0])):
        return _rising(parts, good[0], named)
    if good and (several := re.search(r"(?P<n>[二两三四五\d])个?增长", good[0].conds[0].subject)):
        return _growths(parts, good[0], several["n"])
    if good:
        return _all_or_nothing(parts, good[0], list(good[0].conds), either=good[0].either)
    return _refused(parts, bad[0])


def _refused(parts: Parts, bad: Case) -> Rule | None:
    """辍学率高于控制线的不得分: everything where that is not so."""
    *before, last = bad.conds
    wanted = [c for t in parts.all(Threshold) for c in t.conds] + before
    if last.relation == "unmet" and wanted:
        # 小学…、初中…，达不到要求不给分: what comes before is the requirement.
        return None if bad.either else _all_or_nothing(parts, None, wanted, either=False)
    inverse = [c for c in map(_inverse, bad.conds) if c is not None]
    if len(inverse) < len(bad.conds) or any(c.relation for c in bad.conds if len(bad.conds) > 1):
        return None
    # Neither may be so, or not both.
    return _all_or_nothing(parts, None, inverse, either=not bad.either)


def _growths(parts: Parts, good: Case, number: str) -> Rule | None:
    """三增长: so many series that must all rise."""
    count = numeral_at(number, 0)
    if count is None:
        return None
    return _rising(parts, good, [f"第{'一二三四五六七八九'[n]}项增长" for n in range(int(count.value))])


def _series(good: Case) -> list[str]:
    """财政拨款、生均经费都比上年增长: several series that must all rise."""
    cond = good.conds[0]
    names = cond.subject.split("、")
    rising = cond.low is not None and cond.low.value == "previous" and not cond.low.inside
    several = rising and cond.high is None and len(good.conds) == 1 and all(len(n) > 3 for n in names)
    return names if several and len(set(names)) == len(names) > 1 else []


def _rising(parts: Parts, good: Case, names: list[str]) -> Rule:
    body: dict[str, Any] = {"how": "rising", "series": names}
    if not parts.state_full(good.amount.points):
        body["points"] = good.amount.points
    parts.want_full()
    return {"trend": body}


def _about_target(cond: Cond) -> bool:
    """超过控制线: past the target, on a side that is said."""
    return any(e is not None and e.value == "target" for e in (cond.low, cond.high))


def _with_equal(parts: Parts, good: Case) -> Case:
    """高于平均的得分，低于的不得分: exactly the mean is in neither."""
    cond = good.conds[0]
    inside = parts.questions.ask(
        Decision(
            "bound",
            "正好相等的算不算？",
            "What of exactly equal?",
            (Choice(True, "算达到", "counts as reached"), Choice(False, "不算", "does not")),
        )
    )
    low, high = (None if e is None else replace(e, inside=inside) for e in (cond.low, cond.high))
    return replace(good, conds=(replace(cond, low=low, high=high), *good.conds[1:]))


def _apart(one: Cond, two: Cond) -> bool:
    """低于平均的不得分，高于平均的得满分: exactly the mean is in neither."""
    if one.subject and two.subject and one.subject != two.subject:
        return False
    for high, low in ((one.low, two.high), (two.low, one.high)):
        if high is not None and low is not None and high.value == low.value:
            return not high.inside and not low.inside and not isinstance(high.value, Decimal)
    return False


def _complements(good: Case, bad: Case) -> bool:
    one, two = good.conds[0], bad.conds[0]
    if one.subject and two.subject and one.subject != two.subject:
        return False
    if two.relation == "unmet":
        return True
    inverse = _inverse(two)
    return (
        len(bad.conds) == 1
        and len(good.conds) == 1
        and inverse is not None
        and (inverse.low, inverse.high, inverse.relation) == (one.low, one.high, one.relation)
    )


def _inverse(cond: Cond) -> Cond | None:
    if cond.relation in {"met", "unmet"}:
        return replace(cond, relation="met" if cond.relation == "unmet" else "unmet")
    if cond.low is not None and cond.high is None:
        return replace(cond, low=None, high=End(cond.low.value, not cond.low.inside))
    if cond.high is not None and cond.low is None:
        return replace(cond, high=None, low=End(cond.high.value, not cond.high.inside))
    return None


def _all_or_nothing(parts: Parts, good: Case | None, conds: list[Cond], *, either: bool) -> Rule | None:
    points: Points = "full" if good is None or good.amount.points is None else good.amount.points
    names = names_for(conds)
    require: list[dict[str, Any]] = []
    for cond, name in zip(conds, names, strict=True):
        if cond.relation in {"rising", "falling"}:
            return None
        if len(conds) > 1 and cond.relation in {"met", "unmet"}:
            flag = {"input": f"{cond.subject}达标"}
            require.append(flag if cond.relation == "met" else {"not": flag})
            continue
        require += as_condition(cond, name, direction=lambda: direction(parts, conds[0].subject))
    if either and len(require) > 1:
        require = [{"any": require}]
    parts.modifier("FLOORED")
    rule: Rule = {"all_or_nothing": {"require": require}}
    if (isinstance(points, Decimal) and parts.state_full(points)) or points == "full":
        parts.want_full()
        return rule
    if isinstance(points, Decimal):
        return {"sum": {"rules": [{"full": points, "rule": rule}]}}
    return None


def direction(parts: Parts, subject: str = "") -> str:
    """Whether a target is met at or above it or at or below it."""
    if parts.low_is_good(subject):
        return "<="
    words = subject + parts.context
    if any(word in words for word in ("率", "覆盖", "任务", "次数", "数量", "面积", "增长", "经费")):
        return ">="
    return str(parts.questions.ask(DIRECTION))


_REFUSED = frozenset(
    (
        "不增长 未增长 没有增长 反之 不达 达不到 未达 下降 不足 未提高 不提高 未下降 不下降 没有提高 "
        "没有下降 不高于 不低于 不符合 超过 超出 突破 低于 高于 小于 大于 上升 增加 增长 逾期 不是 没有"
    ).split()
)


def _turns(cond: Cond, other: Case) -> bool:
    """逐年增长得分，负增长不得分: what stays as it was is in neither."""
    return cond.relation == "rising" and other.conds[0].relation == "falling" and other.amount.points == 0


@form
def two_sides(parts: Parts) -> Rule | None:
    """高于平均得5分，低于平均得2分; 达标得5分，未达标得2分: points on either side of one bound."""
    cases = parts.all(Case)
    if len(cases) != 2 or not parts.only(Case) or any(len(c.conds) > 1 or c.either for c in cases):
        return None
    best, rest = cases
    points, less = best.amount.points, rest.amount.points
    if any(c.amount.kind != "give" or c.amount.high is not None for c in cases):
        return None
    if points == "full" and parts.full is not None:
        points = parts.full
    if less == "50%" and isinstance(points, Decimal):
        less = points / 2  # 不高于平均值的得一半分
    if not isinstance(points, Decimal) or not isinstance(less, Decimal) or not _ZERO < less < points:
        return None
    cond, other = best.conds[0], rest.conds[0]
    if cond.subject and other.subject and cond.subject != other.subject:
        return None
    if cond.relation == "met" and other.relation == "unmet":
        wanted = as_condition(cond, "value", direction=lambda: direction(parts, cond.subject))
    else:
        ends = [(e, c.low is not None) for c in (cond, other) for e in (c.low, c.high) if e is not None]
        if len(ends) != 2 or ends[0][1] == ends[1][1] or ends[0][0].value != ends[1][0].value:
            return None
        if ends[0][0].inside == ends[1][0].inside:
            best = _with_equal(parts, best)
        wanted = as_condition(best.conds[0], input_for(cond.unit))
    rule: Rule = {"all_or_nothing": {"require": wanted, "else": less}}
    if parts.state_full(points):
        parts.want_full()
        return rule
    return {"sum": {"rules": [{"full": points, "rule": rule}]}}


_MOVED = {
    "持平": 0,
    "不变": 0,
    "没有变化": 0,
    "下降": -1,
    "降低": -1,
    "减少": -1,
    "下滑": -1,
    "上升": 1,
    "提高": 1,
    "增长": 1,
    "增加": 1,
}


@form
def moved(parts: Parts) -> Rule | None:
    """较上年提高得3分，持平得2分，下降不得分: three ways to stand to last year."""
    cases, entries = parts.all(Case), parts.all(Entry)
    if not cases or not parts.only(Case, Entry, Otherwise) or len(parts.all(Otherwise)) > 1:
        return None
    given: dict[int, Points] = {}
    for sign, amount in [
        *((_sign(c), c.amount) for c in cases),
        *((_MOVED.get(e.label), e.amount) for e in entries),
    ]:
        if (
            sign is None
            or sign in given
            or amount.kind != "give"
            or amount.high is not None
            or amount.points is None
        ):
            return None
        given[sign] = amount.points
    others = parts.all(Otherwise)
    if others and (others[0].amount.kind != "give" or others[0].amount.high is not None):
        return None
    if 0 not in given or len(given) < 2:
        return None
    rest = others[0].amount.points if others else _ZERO
    change = {
        "derive": {
            "numerator": {"start": "value", "subtract": ["previous"]},
            "denominator": Decimal(1),
            "unit": "ratio",
        }
    }
    bounds: list[dict[str, Any]] = []
    for sign, bound in ((1, {"above": _ZERO}), (0, {"from": _ZERO, "to": _ZERO}), (-1, {"below": _ZERO})):
        if sign in given:
            bounds.append({**bound, "points": given[sign]})
    numbers = [p for p in [*given.values(), rest] if isinstance(p, Decimal)]
    if any(isinstance(p, str) for p in given.values()):
        parts.want_full()
    elif numbers:
        parts.state_full(max(numbers))
    return {"bands": {"of": change, "bounds": bounds, "otherwise": rest}}


def _sign(case: Case) -> int | None:
    """Above, at or below last year."""
    cond = case.conds[0]
    ends = [e for e in (cond.low, cond.high) if e is not None]
    if len(case.conds) > 1 or any(e.value != "previous" for e in ends) or not ends:
        return None
    if len(ends) == 2:
        return 0
    if ends[0].inside:
        return None
    return 1 if cond.low is not None else -1


@form
def growing(parts: Parts) -> Rule | None:
    """逐年增长得10分; 负增长不得分: movements of a series."""
    cases = parts.all(Case)
    if not cases or not parts.only(Case, Otherwise):
        return None
    cond = cases[0].conds[0]
    if cond.relation not in {"rising", "falling"} or len(cases) > 2 or len(cases[0].conds) > 1:
        return None
    gives = cases[0].amount
    flat = len(cases) == 2 and _turns(cond, cases[1])
    if (
        gives.kind != "give"
        or gives.high is not None
        or (len(cases) > 1 and not flat)
        or any(o.amount.points != 0 for o in parts.all(Otherwise))
    ):
        return None
    if cond.relation == "falling":
        if gives.points != 0:
            return None
        parts.want_full()
        return {"trend": {"how": "rising", "equal": True}}
    body: dict[str, Any] = {"how": "rising"}
    if flat:
        equal = Decision(
            "bound",
            "持平的算不算增长？",
            "Does a period without change count as growth?",
            (Choice(False, "不算", "no"), Choice(True, "算", "yes")),
        )
        body["equal"] = parts.questions.ask(equal)
    if isinstance(gives.points, Decimal) and not parts.state_full(gives.points):
        body["points"] = gives.points
    parts.want_full()
    return {"trend": body}


@form
def flags_and_bands(parts: Parts) -> Rule | None:
    """持证率高于60%但未达标的减半，低于60%不得分: a share below the target, nothing far below."""
    cases = parts.all(Case)
    if len(cases) < 2 or not parts.only(Case):
        return None
    half = [
        c
        for c in cases
        if any(x.relation == "unmet" for x in c.conds) and c.amount.points not in {_ZERO, "full"}
    ]
    none = [c for c in cases if c.amount.points == 0 and c.amount.kind == "give" and c.conds[0].numeric]
    met = [c for c in cases if c.conds[0].relation == "met"]
    if (
        len(half) != 1
        or len(none) != 1
        or len(half) + len(none) + len(met) != len(cases)
        or half[0].amount.points != "50%"
    ):
        return None
    bottom = none[0].conds[0].high
    if bottom is None or none[0].conds[0].low is not None:
        return None
    op = direction(parts, half[0].conds[0].subject)
    zero_op = "<=" if bottom.inside else "<"
    upper = next((c.low for c in half[0].conds if c.numeric), None)
    if upper is not None and upper.value == bottom.value and not upper.inside and not bottom.inside:
        said = plain(bottom.value)
        zero_op = parts.questions.ask(
            Decision(
                "gap",
                f"正好{said}没有写明算哪一档",
                f"Exactly {said} is in no band",
                (Choice("<=", "不得分", "no points"), Choice("<", "减半", "half")),
            )
        )
    parts.want_full()
    half_way = {
        "all_or_nothing": {"require": [{"input": "value", "op": op, "value": "target"}], "else": "50%"}
    }
    return {
        "gate": {
            "when": {"input": "value", "op": zero_op, "value": bottom.value},
            "effect": "zero_item",
            "rule": half_way,
        }
    }
