"""Movements: 每上升1位加1分; 下降0.5个百分点以上得满分，每少降0.1个百分点扣1分; 增长10%以上得5分，增长不足10%得2分."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import MEASURES, Parts, Rule, form
from zeren.core.drafting.forms.scales.ladder import in_order
from zeren.core.drafting.forms.scales.origin import start_of
from zeren.core.drafting.pieces import Case, Entry, Otherwise, Step, Threshold

_ZERO = Decimal(0)
_PLACES = {"位", "名", "个位次", "个名次", "位次", "名次"}


@form
def place_moved(parts: Parts) -> Rule | None:
    """综合排名与上年持平得5分，每上升1位加1分，每下降1位扣1分: a lower number is a better place."""
    steps, cases = parts.all(Step), parts.all(Case)
    if not 0 < len(steps) < 3 or not parts.only(Step, Case) or len(cases) > 1 or parts.all(Threshold):
        return None
    if any(s.unit not in _PLACES or s.per != 1 or s.amount.high is not None for s in steps):
        return None
    if not re.search("排名|名次|位次", parts.context):
        return None
    up = next((s for s in steps if s.side == "above" and s.amount.kind in {"add", "give"}), None)
    down = next((s for s in steps if s.side == "below" and s.amount.kind == "deduct"), None)
    compared = bool(cases) or any(s.ref == "previous" for s in steps)
    if sum(s is not None for s in (up, down)) < len(steps) or not compared:
        return None
    base = cases[0] if cases else None
    if base is not None and not _stood(base):
        return None
    body: dict[str, Any] = {
        "per": Decimal(1),
        "deduct": _ZERO if down is None else down.amount.points,
        "rounding": "whole",
        "when": "above",
        "of": "rank",
        "ref": "previous",
    }
    if up is not None:
        body["add"] = up.amount.points
    return {"step": body} if start_of(parts, body, base, up=up is not None, down=down is not None) else None


def _stood(case: Case) -> bool:
    """与上年持平得5分."""
    cond, amount = case.conds[0], case.amount
    ends = [e for e in (cond.low, cond.high) if e is not None]
    still = len(case.conds) == 1 and len(ends) == 2 and all(e.value == "previous" and e.inside for e in ends)
    return still and amount.kind == "give" and isinstance(amount.points, Decimal) and amount.high is None


_LESS_MOVED = re.compile("少(?:下降|降低|降|减少|减|提高|增长|提升|上升|增加|增|升)$")


@form
def fell_short(parts: Parts) -> Rule | None:
    """较上年下降0.5个百分点以上得满分，每少降0.1个百分点扣1分: steps from a movement that was wanted."""
    steps, cases = parts.all(Step), parts.all(Case)
    bounds: list[Case | Threshold] = [*cases, *parts.all(Threshold)]
    wanted = [c for x in bounds for c in x.conds if c.unit in {"change", "growth"}]
    if len(steps) != 1 or len(wanted) != 1 or len(cases) > 1 or not parts.only(Step, Case):
        return None
    [step], [cond] = steps, wanted
    end = cond.low or cond.high
    plain_step = step.amount.kind == "deduct" and step.amount.high is None and step.amount.points is not None
    if not plain_step or end is None or not isinstance(end.value, Decimal) or (cond.low and cond.high):
        return None
    if step.ref is not None or step.unit not in {"%", "个百分点", "百分点"} or step.happened:
        return None
    rising = cond.low is not None
    of = MEASURES[cond.unit]
    body: dict[str, Any] = {
        "per": step.per,
        "deduct": step.amount.points,
        "rounding": parts.rounding(step.unit, step.per),
        "when": "below" if rising else "above",
        "of": of,
        "ref": end.value,
    }
    base = cases[0] if cases else None
    return {"step": body} if start_of(parts, body, base, up=False, down=True) else None


_FELL = re.compile("^(?:的)?(?:有所)?(?:下降|降低|减少|下滑)(?:的)?$")
_ROSE = re.compile("^(?:的)?(?:有所)?(?:上升|提高|增长|增加|提升|反弹)(?:的)?$")
_STILL = re.compile("^(?:与上年)?(?:持平|不变|未变|没有变化)$")


@form
def moved_bands(parts: Parts) -> Rule | None:
    """下降10%以上得4分，下降不足10%得2分，上升的不得分: bands of a movement, with what stands on the other side of nothing."""
    cases, entries = parts.all(Case), parts.all(Entry)
    if not cases or not parts.only(Case, Entry, Otherwise) or not entries or len(parts.all(Otherwise)) > 1:
        return None
    units = {c.conds[0].unit for c in cases}
    if len(units) != 1 or not units <= {"change", "growth"} or any(len(c.conds) > 1 for c in cases):
        return None
    amounts = [
        *(c.amount for c in cases),
        *(e.amount for e in entries),
        *(o.amount for o in parts.all(Otherwise)),
    ]
    if any(a.kind != "give" or a.high is not None or a.points is None for a in amounts):
        return None
    bounds: list[dict[str, Any]] = []
    for case in in_order(parts, cases) or []:
        low, high = case.conds[0].low, case.conds[0].high
        band: dict[str, Any] = {}
        # 下降不足10%: it fell, but by less than that.
        fell = high is None and low is not None and isinstance(low.value, Decimal) and low.value < 0
        rose = low is None and high is not None and isinstance(high.value, Decimal) and high.value > 0
        if low is not None:
            band["from" if low.inside else "above"] = low.value
        elif rose:
            band["above"] = _ZERO
        if high is not None:
            band["to" if high.inside else "below"] = high.value
        elif fell:
            band["below"] = _ZERO
        bounds.append({**band, "points": case.amount.points})
    for entry in entries:
        side = _side(entry.label)
        if side is None:
            return None
        bounds.append({**side, "points": entry.amount.points})
    rest = parts.all(Otherwise)
    points = [a.points for a in amounts if isinstance(a.points, Decimal)]
    parts.state_full(max(points, default=_ZERO))
    of = MEASURES[next(iter(units))]
    return {"bands": {"of": of, "bounds": bounds, "otherwise": rest[0].amount.points if rest else _ZERO}}


def _side(label: str) -> dict[str, Any] | None:
    if _FELL.match(label):
        return {"below": _ZERO}
    if _ROSE.match(label):
        return {"above": _ZERO}
    if turned := re.match("^(?:未|没有|没)(?:有所)?(提高|增长|上升|增加|提升|下降|降低|减少)(?:的)?$", label):
        return {"from": _ZERO} if turned[1] in {"下降", "降低", "减少"} else {"to": _ZERO}
    return {"from": _ZERO, "to": _ZERO} if _STILL.match(label) else None


_FALLEN = re.compile("减少|下降|下滑|负增长|倒退")
_NEVER_DOWN = re.compile("(?:只增不减|不减少|不下降|逐年|持续|稳步|连年)")


@form
def never_down(parts: Parts) -> Rule | None:
    """连续三年只增不减得6分，每有一年减少扣2分: so much for every period that went down."""
    steps, entries, cases = parts.all(Step), parts.all(Entry), parts.all(Case)
    if len(steps) != 1 or len(entries) + len(cases) != 1 or not parts.only(Step, Entry, Case):
        return None
    either: list[Entry | Case] = [*entries, *cases]
    [step], [best] = steps, either
    words = best.label if isinstance(best, Entry) else best.conds[0].relation
    whole = best.amount.kind == "give" and best.amount.high is None
    if not whole or not (words == "rising" or _NEVER_DOWN.search(words)):
        return None
    if step.amount.kind != "deduct" or step.amount.high is not None or not step.happened or step.per != 1:
        return None
    if not _FALLEN.search(step.label) or not parts.state_full(best.amount.points):
        return None
    parts.modifier("FLOORED")
    parts.want_full()
    return {"trend": {"how": "count_down", "deduct": step.amount.points}}
