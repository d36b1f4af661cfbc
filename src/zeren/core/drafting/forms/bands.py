"""Rules by band: 100%得6分，75%以上得3分; 低于90%扣2分; with the questions a sloppy table raises."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import (
    MEASURES,
    Parts,
    Rule,
    as_condition,
    counted,
    form,
    input_for,
    joined,
    less,
)
from zeren.core.drafting.forms.scales.ladder import in_order
from zeren.core.drafting.forms.targets import direction
from zeren.core.drafting.pieces import Case, Cond, End, Entry, Otherwise, Points, Step, Threshold

_ZERO = Decimal(0)


def _nothing(entry: Entry) -> bool:
    """未召开不得分: what is left below the bands."""
    none = entry.amount.kind == "give" and entry.amount.points == 0
    return none and entry.label.startswith(("未", "没", "不", "无"))


def _only_bands(parts: Parts, cases: list[Case], others: list[Otherwise]) -> bool:
    """Whether there are numeric bands and nothing that is none."""
    nothing = [e for e in parts.all(Entry) if _nothing(e)]
    if nothing and (len(nothing) != len(parts.all(Entry)) or any(c.amount.kind != "give" for c in cases)):
        return False
    only = parts.only(Case, Otherwise, *([Entry] if nothing else []))
    if not cases or not only or len(others) > 1 or parts.all(Threshold) or any(c.either for c in cases):
        return False
    return all(c.conds[0].numeric and not any(x.relation for x in c.conds) for c in cases)


@form
def banded(parts: Parts) -> Rule | None:
    """Two bands or more, or one that deducts."""
    if (special := _among(parts)) is not None:
        return special
    cases, others = parts.all(Case), parts.all(Otherwise)
    if not _only_bands(parts, cases, others):
        return None
    subjects = {c.conds[0].subject for c in cases if c.conds[0].subject}
    units = {
        c.conds[0].unit if c.conds[0].unit in MEASURES else input_for(c.conds[0].unit)
        for c in cases
        if c.conds[0].unit
    }
    longest = max(subjects, key=len, default="")
    if not all(longest.endswith(name) for name in subjects) or len(units) > 1:
        return None
    unit = next(iter(units), "value")
    if any(one.conds == two.conds for one, two in combinations(cases, 2)):
        return None  # one band, two amounts
    ladder = in_order(parts, cases)
    if ladder is None:
        return None
    bounds = [_band(parts, c) for c in ladder]
    otherwise = _otherwise(parts, cases, others)
    if any(b is None for b in bounds) or otherwise is None:
        return None
    if otherwise == "full" and not others and _leaves_out(ladder):
        return None
    body: dict[str, Any] = {"bounds": bounds, "otherwise": otherwise}
    if unit != "value":
        body["of"] = MEASURES.get(unit, unit)
    if any("range" in b for b in bounds if b):
        body["within"] = _within(parts, [b for b in bounds if b])
    parts.modifier("FLOORED")
    _worth(parts, cases, [b for b in bounds if b], otherwise)
    return {"bands": body}


def _leaves_out(cases: list[Case]) -> bool:
    """一项扣1分，三项以上不得分: what two cost is not said, and it is not nothing."""
    if not all(counted(c.conds[0].unit) and c.conds[0].low is not None for c in cases):
        return False
    spans = sorted((_least(c.conds[0].low), _least(c.conds[0].high, top=True)) for c in cases)
    return any(two[0] > one[1] + 1 for one, two in pairwise(spans))


def _least(end: End | None, *, top: bool = False) -> Decimal:
    """The first (or last) whole number inside an end."""
    if end is None or not isinstance(end.value, Decimal):
        return Decimal("Infinity")
    return end.value if end.inside else end.value + (-1 if top else 1)


def _worth(parts: Parts, cases: list[Case], bounds: list[dict[str, Any]], otherwise: Points) -> None:
    """The best band says what the item is worth, where none of them speaks of the full points."""
    of_full = any("deduct" in b or "share" in b or b.get("points") == "full" for b in bounds)
    if of_full or otherwise == "full":
        parts.want_full()
        return
    told = [p for c in cases for p in (c.amount.points, c.amount.high) if isinstance(p, Decimal)]
    parts.state_full(max(told, default=_ZERO))


def _among(parts: Parts) -> Rule | None:
    """不到60%得150分，其中不称职票达三分之一的得130分: a second condition inside the lowest band."""
    found = parts.all(Case)
    if len(found) < 3 or not found[-1].conds[0].among or not parts.only(Case):
        return None
    *cases, lowest, inner = found
    below = lowest.conds[0].high
    plain_bands = [*cases, lowest, inner]
    if (
        any(len(c.conds) > 1 or c.amount.kind != "give" or c.amount.high is not None for c in plain_bands)
        or below is None
    ):
        return None
    if lowest.conds[0].low is not None or any(
        c.conds[0].low is None or not c.conds[0].numeric for c in cases
    ):
        return None
    bounds = [_band(parts, c) for c in cases]
    tests = as_condition(inner.conds[0], inner.conds[0].subject or "value")
    bottom = {
        "to" if below.inside else "below": below.value,
        "also": joined(tests),
        "points": inner.amount.points,
    }
    if any(b is None for b in bounds) or not isinstance(below.value, Decimal):
        return None
    parts.modifier("FLOORED")
    parts.state_full(max(p for c in plain_bands if isinstance(p := c.amount.points, Decimal)))
    return {"bands": {"bounds": [*bounds, bottom], "otherwise": lowest.amount.points}}


@form
def by_count(parts: Parts) -> Rule | None:
    """发生1起扣2分，发生2起扣5分，发生3起以上不得分: one step without 每 is a band among bands."""
    steps, cases, entries = parts.all(Step), parts.all(Case), parts.all(Entry)
    if len(steps) != 1 or not steps[0].once or not steps[0].happened or not cases or len(entries) > 1:
        return None
    [step] = steps
    units = {c.conds[0].unit for c in cases}
    alike = all(c.conds[0].subject in {"", *_HAPPENED} or c.conds[0].subject in step.label for c in cases)
    if units != {step.unit} or not alike or not (entries == [] or _flawless(parts, entries[0])):
        return None
    lows = [c.conds[0].low for c in cases]
    begun = [
        e.value if e.inside else e.value + 1 for e in lows if e is not None and isinstance(e.value, Decimal)
    ]
    if len(begun) < len(cases) or min(begun) > step.per + 1:
        return None  # 一项扣1分，三项以上不得分: what two cost is not said by a band
    one = End(step.per, inside=True)
    first = Case((Cond(low=one, high=one, unit=step.unit),), step.amount)
    bare = [replace(c, conds=(replace(c.conds[0], subject=""), *c.conds[1:])) for c in cases]
    rest = [p for p in parts.pieces if not isinstance(p, Step | Case | Entry)]
    parts.pieces = [first, *bare, *rest]
    return banded(parts)


_HAPPENED = frozenset({"发生", "出现", "有", "查实", "受到"})


def _flawless(parts: Parts, entry: Entry) -> bool:
    """无安全事故得10分: the full points where nothing happened."""
    clean = entry.label.startswith(("无", "未", "没有")) or entry.label.endswith(("零发生", "零事故"))
    return (
        clean
        and entry.amount.kind == "give"
        and entry.amount.high is None
        and parts.state_full(entry.amount.points)
    )


def _within(parts: Parts, bounds: list[dict[str, Any]]) -> str:
    """How points within a band are found; a band without an end can only be judged."""
    within = Decision(
        "within",
        "档内的分数由人评定还是按比例计算？",
        "Within a band, is it judged or in proportion?",
        (Choice("interpolate", "按比例", "in proportion"), Choice("judge", "由评分人定", "judged")),
    )
    if any("range" in b and not ({"from", "above"} & set(b) and {"to", "below"} & set(b)) for b in bounds):
        return "judge"
    return str(parts.questions.ask(within))


def _otherwise(parts: Parts, cases: list[Case], others: list[Otherwise]) -> Points | None:
    """What everything outside the bands gets: said, or nothing where points are given, everything where they are deducted."""
    if others:
        amount = others[0].amount
        if amount.kind == "deduct":
            return "full" if amount.points == 0 else _rest(parts, amount.points)
        return amount.points if amount.high is None else None
    deducts = [c.amount.kind == "deduct" for c in cases]
    gives = [c.amount.kind == "give" and c.amount.points != 0 for c in cases]
    if any(deducts) and not any(gives):
        return "full"
    if all(c.amount.kind == "give" and c.amount.points == 0 for c in cases):
        return "full"
    return _ZERO


def _rest(parts: Parts, off: Points | None) -> Points | None:
    return parts.full - off if isinstance(off, Decimal) and parts.full is not None else None


def _band(parts: Parts, case: Case) -> dict[str, Any] | None:
    cond, amount = case.conds[0], case.amount
    band: dict[str, Any] = {}
    if cond.low is not None and cond.high is not None and cond.low.value == cond.high.value:
        exact_low = not any(
            c is not case and c.conds[0].low is not None and c.conds[0].low.value > cond.low.value
            for c in parts.all(Case)
        )
        band["from"] = cond.low.value
        if not (exact_low and cond.unit == "%" and cond.low.value == 100):
            band["to"] = cond.high.value
    else:
        if cond.low is not None:
            band["from" if cond.low.inside else "above"] = cond.low.value
        if cond.high is not None:
            band["to" if cond.high.inside else "below"] = cond.high.value
    if amount.high is not None:
        if amount.kind == "deduct":
            return None
        # The first of the two belongs to the lower end of the band, whatever order the sentence has them in.
        ends = sorted([amount.points, amount.high], key=lambda p: p if isinstance(p, Decimal) else _ZERO)
        band["range"] = ends[::-1] if parts.low_is_good(cond.subject) else ends
    elif amount.kind == "deduct":
        band["deduct"] = amount.points
    elif isinstance(amount.points, str) and amount.points.endswith("%"):
        band["share"] = amount.points
    elif amount.kind == "give":
        band["points"] = amount.points
    else:
        return None
    more = case.conds[1:]
    if more:
        tests = [t for c in more for t in as_condition(c, c.subject or "value")]
        band["also"] = tests[0] if len(tests) == 1 else {"all": tests}
    return band


@form
def interpolated(parts: Parts) -> Rule | None:
    """98%得4分，95%得3分，…，各级之间按直线插值，低于85%得0分: points along straight lines."""
    cases = parts.all(Case)
    if parts.modifier("INTERPOLATED") is None or len(cases) < 2 or not parts.only(Case):
        return None
    corners: dict[Decimal, Points] = {}
    below: Points | None = None
    for case in cases:
        cond, amount = case.conds[0], case.amount
        if (
            len(case.conds) > 1
            or not cond.numeric
            or amount.kind != "give"
            or amount.high is not None
            or amount.points is None
        ):
            return None
        if cond.low is not None and cond.high in (None, cond.low) and cond.low.value not in corners:
            corners[cond.low.value] = amount.points
        elif cond.low is None and below is None:
            below = amount.points
        else:
            return None
    corners = _two_ends(cases) if len(corners) == 1 and len(cases) == 2 else corners
    if len(corners) < 2:
        return None
    parts.state_full(max(p for p in corners.values() if isinstance(p, Decimal)))
    parts.want_full()
    body: dict[str, Any] = {"points": [[x, corners[x]] for x in sorted(corners)]}
    unit = input_for(cases[0].conds[0].unit)
    if unit != "value":
        body["of"] = unit
    if below is not None:
        body["below"] = below
    return {"interp": body}


def _two_ends(cases: list[Case]) -> dict[Decimal, Points]:
    """95%及以上10分，75%及以下0分: where the line between the two begins and ends."""
    below = [c for c in cases if c.conds[0].low is None]
    above = [c for c in cases if c.conds[0].low is not None and c.conds[0].high in (None, c.conds[0].low)]
    if len(below) != 1 or len(above) != 1:
        return {}
    bottom, top = below[0].conds[0].high, above[0].conds[0].low
    if bottom is None or top is None or not bottom.value < top.value:
        return {}
    ends = ((bottom, below[0]), (top, above[0]))
    return {e.value: c.amount.points for e, c in ends if c.amount.points is not None}


@form
def bonus_band(parts: Parts) -> Rule | None:
    """超过95%的加2分: points added where a value is reached."""
    cases = parts.all(Case)
    if (
        not cases
        or not parts.only(Case)
        or not all(
            c.amount.kind == "add" and c.amount.high is None and c.conds[0].numeric and len(c.conds) == 1
            for c in cases
        )
    ):
        return None
    bounds = [_band(parts, replace(c, amount=replace(c.amount, kind="give"))) for c in cases]
    if any(b is None for b in bounds):
        return None
    unit = cases[0].conds[0].unit
    body: dict[str, Any] = {"bounds": bounds, "otherwise": _ZERO}
    if unit in MEASURES or counted(unit):
        body["of"] = MEASURES.get(unit, "count")
    most = parts.cap("max")
    body["max"] = most.points if most is not None else "none"
    return {"bands": body}


@form
def shortfall(parts: Parts) -> Rule | None:
    """低于平均值扣3分; 未达标扣3分; 低于上年的扣2分: points off on the wrong side of something that is no number."""
    cases = parts.all(Case)
    if len(cases) != 1 or not parts.only(Case) or parts.all(Threshold) or len(cases[0].conds) > 1:
        return None
    [case], cond = cases, cases[0].conds[0]
    if (
        case.amount.kind != "deduct"
        or case.amount.high is not None
        or case.amount.points is None
        or case.amount.judged
    ):
        return None
    if cond.relation == "unmet":
        bad, other = ("above" if direction(parts, cond.subject) == "<=" else "below"), "target"
    elif cond.relation or (cond.low is None) == (cond.high is None):
        return None
    else:
        end = cond.low or cond.high
        if end is None or isinstance(end.value, Decimal) or end.inside:
            return None
        bad, other = ("above" if cond.low is not None else "below"), end.value
    parts.modifier("FLOORED")
    parts.want_full()
    band = {bad: _ZERO, "deduct": case.amount.points}
    return {"bands": {"of": less("value", other), "bounds": [band], "otherwise": "full"}}
