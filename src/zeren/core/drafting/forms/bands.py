"""Rules by band: 100%得6分，75%以上得3分; 低于90%扣2分; with the questions a sloppy table raises."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Any

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import Parts, Rule, as_condition, form, input_for
from zeren.core.drafting.pieces import Case, Cond, End, Entry, Otherwise, Points, Step, Threshold
from zeren.core.kernel import plain

_ZERO = Decimal(0)


def _nothing(entry: Entry) -> bool:
    """未召开不得分: what is left below the bands."""
    none = entry.amount.kind == "give" and entry.amount.points == 0
    return none and entry.label.startswith(("未", "没", "不", "无"))


@form
def banded(parts: Parts) -> Rule | None:
    """Two bands or more, or one that deducts."""
    cases, others = parts.all(Case), parts.all(Otherwise)
    nothing = [e for e in parts.all(Entry) if _nothing(e)]
    if nothing and (len(nothing) != len(parts.all(Entry)) or any(c.amount.kind != "give" for c in cases)):
        return None
    if (
        not cases
        or not parts.only(Case, Otherwise, *([Entry] if nothing else []))
        or len(others) > 1
        or parts.all(Threshold)
    ):
        return None
    if any(c.either for c in cases) or not all(
        c.conds[0].numeric and not any(x.relation for x in c.conds) for c in cases
    ):
        return None
    subjects = {c.conds[0].subject for c in cases if c.conds[0].subject}
    units = {input_for(c.conds[0].unit) for c in cases if c.conds[0].unit}
    if len(subjects) > 1 or len(units) > 1:
        return None
    unit = next(iter(units), "value")
    if any(one.conds == two.conds for one, two in combinations(cases, 2)):
        return None  # one band, two amounts
    ladder = _sorted(parts, cases)
    if ladder is None:
        return None
    bounds = [_band(parts, c) for c in ladder]
    otherwise = _otherwise(parts, cases, others)
    if any(b is None for b in bounds) or otherwise is None:
        return None
    body: dict[str, Any] = {"bounds": bounds, "otherwise": otherwise}
    if unit != "value":
        body["of"] = unit
    if any("range" in b for b in bounds if b):
        body["within"] = _within(parts, [b for b in bounds if b])
    parts.modifier("FLOORED")
    if (
        any("deduct" in b for b in bounds if b)
        or otherwise == "full"
        or any(b.get("points") == "full" for b in bounds if b)
        or any("share" in b for b in bounds if b)
    ):
        parts.want_full()
    else:
        best = max(
            (p for c in cases for p in (c.amount.points, c.amount.high) if isinstance(p, Decimal)),
            default=_ZERO,
        )
        parts.state_full(best)
    return {"bands": body}


@form
def by_count(parts: Parts) -> Rule | None:
    """发生1起扣2分，发生2起扣5分，发生3起以上不得分: one step without 每 is a band among bands."""
    steps, cases, entries = parts.all(Step), parts.all(Case), parts.all(Entry)
    if len(steps) != 1 or not steps[0].once or not steps[0].happened or not cases or len(entries) > 1:
        return None
    [step] = steps
    units = {c.conds[0].unit for c in cases}
    alike = all(c.conds[0].subject in {"", step.label, *_HAPPENED} for c in cases)
    if units != {step.unit} or not alike or not (entries == [] or _flawless(parts, entries[0])):
        return None
    one = End(step.per, inside=True)
    first = Case((Cond(low=one, high=one, unit=step.unit),), step.amount)
    bare = [replace(c, conds=(replace(c.conds[0], subject=""), *c.conds[1:])) for c in cases]
    rest = [p for p in parts.pieces if not isinstance(p, Step | Case | Entry)]
    parts.pieces = [first, *bare, *rest]
    return banded(parts)


_HAPPENED = frozenset({"发生", "出现", "有", "查实", "受到"})


def _flawless(parts: Parts, entry: Entry) -> bool:
    """无安全事故得10分: the full points where nothing happened."""
    clean = entry.label.startswith(("无", "未", "没有"))
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


def _sorted(parts: Parts, cases: list[Case]) -> list[Case] | None:
    """The bands from the top down, with shared bounds and gaps settled by questions."""

    def key(case: Case) -> tuple[Decimal, Decimal]:
        # By where a band begins: 100%得6分 stands above 75%以上, though the latter has no end.
        cond = case.conds[0]
        low = cond.low.value if cond.low else Decimal("-Infinity")
        high = cond.high.value if cond.high else Decimal("Infinity")
        return (low, high)

    one_sided = all(
        c.conds[0].high is None
        or (c.conds[0].low is not None and c.conds[0].low.value == c.conds[0].high.value)
        for c in cases
    )
    upward = all(c.conds[0].low is None for c in cases)
    if one_sided or upward:
        return cases
    ladder = sorted(cases, key=key, reverse=True)
    for place in range(len(ladder) - 1):
        upper, lower = ladder[place].conds[0], ladder[place + 1].conds[0]
        settled = _settled(parts, upper, lower, gives=_gives(ladder[place], ladder[place + 1]))
        if settled is None:
            return None
        ladder[place] = replace(ladder[place], conds=(settled[0],))
        ladder[place + 1] = replace(ladder[place + 1], conds=(settled[1],))
    return ladder


def _gives(one: Case, two: Case) -> bool:
    return one.amount != two.amount


def _settled(parts: Parts, upper: Cond, lower: Cond, *, gives: bool) -> tuple[Cond, Cond] | None:
    """Two neighbouring bands without a shared bound and without a gap."""
    if upper.low is None or lower.high is None:
        # 80%以上…, 60%以上… with 60%以下…: the open band above swallows nothing, its own bound does.
        return (upper, lower) if upper.low is not None or lower.high is not None else None
    bottom, top = upper.low, lower.high
    if bottom.value == top.value:
        if not (bottom.inside and top.inside):
            return upper, lower
        # 90%(含)以上 against 80%—90%: only one of the two says that it has the bound; 80%(含)—90% says it has not the other.
        clear = (bottom.said or (lower.low is not None and lower.low.said)) and not top.said
        which = "upper" if clear else parts.questions.ask(_double(bottom.value))
        if which == "upper":
            return upper, replace(lower, high=End(top.value, inside=False))
        return replace(upper, low=End(bottom.value, inside=False)), lower
    if top.value > bottom.value:
        # 75%以上 below 100%: cut the wider one where the other begins.
        if lower.low is not None and lower.low.value == top.value:
            return upper, lower
        return (
            (upper, replace(lower, high=End(bottom.value, not bottom.inside)))
            if upper.high is None or upper.low.value == upper.high.value
            else None
        )
    which = parts.questions.ask(_gap(top.value, bottom.value)) if gives else "lower"
    if which == "lower":
        return upper, replace(lower, high=End(bottom.value, not bottom.inside))
    return replace(upper, low=End(top.value, not top.inside)), lower


def _double(value: Decimal) -> Decision:
    said = plain(value)
    return Decision(
        "double_bound",
        f"相邻两档都写了{said}：正好{said}算哪一档？",
        f"Both bands claim {said}: which one has it?",
        (Choice("upper", "算上面一档", "the upper band"), Choice("lower", "算下面一档", "the lower band")),
    )


def _gap(low: Decimal, high: Decimal) -> Decision:
    between = f"{plain(low)}与{plain(high)}之间"
    return Decision(
        "gap",
        f"{between}没有写明算哪一档",
        f"Between {plain(low)} and {plain(high)} no band is given",
        (Choice("lower", "算下面一档", "the lower band"), Choice("upper", "算上面一档", "the upper band")),
    )


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
    unit = input_for(cases[0].conds[0].unit)
    body: dict[str, Any] = {"bounds": bounds, "otherwise": _ZERO}
    if unit != "value":
        body["of"] = unit
    most = parts.cap("max")
    body["max"] = most.points if most is not None else "none"
    return {"bands": body}
