"""Bands from the top down: bounds that two claim and gaps that nobody has are settled by questions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import Parts, counted
from zeren.core.drafting.pieces import Case, Cond, End, Otherwise
from zeren.core.kernel import plain

__all__ = ["double_bound", "in_order"]


def in_order(parts: Parts, cases: list[Case]) -> list[Case] | None:
    """The bands from the top down, with shared bounds and gaps settled by questions."""

    def key(case: Case) -> tuple[Decimal, Decimal]:
        # By where a band begins: 100%得6分 stands above 75%以上, though the latter has no end.
        cond = case.conds[0]
        low = cond.low.value if cond.low else Decimal("-Infinity")
        high = cond.high.value if cond.high else Decimal("Infinity")
        return (low, high)

    cases = [_past_the_exact(c, cases) for c in _reached(cases)]
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
        # 95%以上 has its bound, so 93%—95% and 90%—93% are read the same way.
        open_above = ladder[0].conds[0].high is None and not parts.low_is_good()
        gives = _gives(ladder[place], ladder[place + 1])
        settled = _settled(parts, upper, lower, gives=gives, told=open_above)
        if settled is None:
            return None
        ladder[place] = replace(ladder[place], conds=(settled[0],))
        ladder[place + 1] = replace(ladder[place + 1], conds=(settled[1],))
    return ladder


def _reached(cases: list[Case]) -> list[Case]:
    """达到90%得2分，80%得1分: a rate is reached, it is never exactly so much."""
    exact = [c.conds[0] for c in cases]
    values = [c.low.value for c in exact if c.low is not None and c.low == c.high and c.unit == "%"]
    points = [c.amount.points for c in cases if c.amount.kind == "give" and c.amount.high is None]
    numbers = [p for p in points if isinstance(p, Decimal)]
    if (
        len(cases) < 2
        or len(values) < len(cases)
        or len(numbers) < len(cases)
        or any(len(c.conds) > 1 for c in cases)
    ):
        return cases
    order = [p for _, p in sorted(zip(values, numbers, strict=True))]
    if order == sorted(set(order)):
        return [replace(c, conds=(replace(c.conds[0], high=None),)) for c in cases]
    if order == sorted(set(order), reverse=True):
        return [replace(c, conds=(replace(c.conds[0], low=None),)) for c in cases]
    return cases


def _past_the_exact(case: Case, cases: list[Case]) -> Case:
    """比例为0得5分，5%以内得3分: the second begins where the first ends."""
    cond = case.conds[0]
    if cond.low is not None or cond.high is None or len(case.conds) > 1:
        return case
    below = [
        o.conds[0].low.value
        for o in cases
        if o.conds[0].low is not None
        and o.conds[0].low == o.conds[0].high
        and o.conds[0].low.value < cond.high.value
    ]
    if len(below) != 1 or any(o is not case and o.conds[0].low is None for o in cases):
        return case
    return replace(case, conds=(replace(cond, low=End(below[0], inside=False)),))


def _gives(one: Case, two: Case) -> bool:
    return one.amount != two.amount


def _settled(parts: Parts, upper: Cond, lower: Cond, *, gives: bool, told: bool) -> tuple[Cond, Cond] | None:
    """Two neighbouring bands without a shared bound and without a gap."""
    if upper.low is None or lower.high is None:
        # 80%以上…, 60%以上… with 60%以下…: the open band above swallows nothing, its own bound does.
        return (upper, lower) if upper.low is not None or lower.high is not None else None
    bottom, top = upper.low, lower.high
    if bottom.value == top.value and not (bottom.inside or top.inside) and gives:
        # 高于60%…，低于60%…: exactly 60% is nobody's.
        if parts.questions.ask(_nobody(bottom.value), about=str(bottom.value)) == "upper":
            return replace(upper, low=replace(bottom, inside=True)), lower
        return upper, replace(lower, high=replace(top, inside=True))
    if bottom.value == top.value:
        if not (bottom.inside and top.inside):
            return upper, lower
        # 90%(含)以上 against 80%—90%: only one of the two says that it has the bound; 80%(含)—90% says it has not the other.
        clear = (bottom.said or (lower.low is not None and lower.low.said)) and not top.said
        if top.said and not bottom.said:
            return replace(upper, low=End(bottom.value, inside=False)), lower  # 20%（含）以下 has it
        which = "upper" if clear else _claimed(parts, upper, lower, told=told)
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
    if upper.unit == "place" and parts.all(Otherwise):
        return upper, lower  # 前20%…，后20%…，其余…
    # Between 9次 and 10次 there is nothing.
    apart = gives and not (counted(upper.unit) and bottom.value - top.value <= 1)
    which = parts.questions.ask(_gap(top.value, bottom.value), about=str(top.value)) if apart else "lower"
    if which == "lower":
        return upper, replace(lower, high=End(bottom.value, not bottom.inside))
    return replace(upper, low=End(top.value, not top.inside)), lower


def _claimed(parts: Parts, upper: Cond, lower: Cond, *, told: bool) -> str:
    """Which of two bands has the bound that both claim; asked, though one of them may be customary."""
    bottom, top = upper.low, lower.high
    if bottom is None or top is None:
        return "upper"
    # 95%以上 against 90%—95%: it is the open band that is usually taken at its word, and 60%以下 gives way to 60%—80%.
    usual, first = told or not (upper.dashed and lower.dashed), "upper"
    if upper.dashed and top.firm:
        usual, first = True, "lower"  # 不超过5%, 5%—10%
    elif lower.dashed and not bottom.firm and parts.low_is_good(upper.subject + lower.subject):
        usual = False
    return str(
        parts.questions.ask(double_bound(bottom.value, usual=usual, first=first), about=str(bottom.value))
    )


def double_bound(value: Decimal, *, usual: bool, first: str = "upper") -> Decision:
    """Which of two neighbouring bands has the bound that both claim."""
    said = plain(value)
    choices = (
        Choice("upper", "算上面一档", "the upper band"),
        Choice("lower", "算下面一档", "the lower band"),
    )
    return Decision(
        "double_bound",
        f"相邻两档都写了{said}：正好{said}算哪一档？",
        f"Both bands claim {said}: which one has it?",
        choices if first == "upper" else choices[::-1],
        customary=usual,
    )


def _nobody(value: Decimal) -> Decision:
    said = plain(value)
    return Decision(
        "gap",
        f"正好{said}没有写明算哪一档",
        f"Exactly {said} is given no band",
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
