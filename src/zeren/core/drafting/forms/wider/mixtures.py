"""Mixtures: a bound and a fact beside it; a target with what is paid short of it and past it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import FORMS, MEASURES, Parts, Rule, as_condition, form
from zeren.core.drafting.pieces import (
    Cap,
    Case,
    Context,
    Entry,
    Formula,
    Modifier,
    Otherwise,
    Piece,
    Proportion,
    Step,
    Threshold,
)

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def _sub(parts: Parts, pieces: Sequence[Piece]) -> tuple[Rule, Parts] | None:
    """The rule of some of the pieces, all bounds and modifiers among them used."""
    for one in FORMS:
        if one is mixture:
            return None
        inner = Parts(pieces, parts.questions, None, inner=True)
        rule = one(inner)
        left = [p for p in pieces if isinstance(p, Modifier | Cap) and id(p) not in inner.used]
        if rule is not None and not left:
            return rule, inner
    return None


def _of_the_whole(share: Formula | Proportion, base: Any) -> bool:
    """Whether a proportion is that of completion, out of the same points as the target gives."""
    if isinstance(share, Proportion):
        return share.within is None and not share.of_rate
    body = share.rule.get("interp")
    plain_rate = body is not None and not set(body) - {"to"} and body.get("to", _HUNDRED) == _HUNDRED
    return bool(plain_rate) and share.full in {None, base}


@form
def exceeding(parts: Parts) -> Rule | None:
    """完成得8分，每超1个百分点加0.5分，未完成的按完成率乘以8分: in proportion up to the target, by steps past it."""
    cases, steps = parts.all(Case), parts.all(Step)
    shares: list[Formula | Proportion] = [*parts.all(Formula), *parts.all(Proportion)]
    if (
        not parts.only(Case, Step, Formula, Proportion)
        or len(cases) > 1
        or (len(steps), len(shares)) != (1, 1)
    ):
        return None
    [step], [share] = steps, shares
    base = cases[0].amount.points if cases else "full"
    if cases and (
        len(cases[0].conds) > 1 or cases[0].conds[0].relation != "met" or cases[0].amount.kind != "give"
    ):
        return None
    if step.side != "above" or step.amount.kind != "add" or step.unit not in {"%", "个百分点", "百分点"}:
        return None
    if step.amount.high is not None or step.ref is not None or parts.all(Threshold):
        return None
    if not _of_the_whole(share, base):
        return None
    done = {"derive": {"numerator": "value", "denominator": "target", "unit": "percent"}}
    more: dict[str, Any] = {
        "per": step.per,
        "deduct": _ZERO,
        "rounding": parts.rounding(step.unit, step.per),
        "when": "below",
        "of": done,
        "ref": _HUNDRED,
        "add": step.amount.points,
        "start": _ZERO,
        "max": "none",
    }
    most = parts.cap("max", "add")
    if most is not None:
        more["max"] = most.points
    first: Any = {"interp": {}}
    if isinstance(base, Decimal) and not (parts.given is None or parts.given == base):
        first = {"full": base, "rule": first}
    elif isinstance(base, Decimal):
        parts.state_full(base)
    parts.want_full()
    return {"sum": {"rules": [first, {"step": more}], "max": _top(parts)}}


def _top(parts: Parts) -> Any:
    """总分不超过10分 bounds the whole; nothing does unless it is said."""
    whole = parts.cap("max", "")
    return "none" if whole is None else whole.points


def _facts(entries: list[Entry]) -> list[dict[str, Any]] | None:
    """Facts with points of their own, each so or not."""
    members: list[dict[str, Any]] = []
    for entry in entries:
        points = entry.amount.points
        sure = (
            isinstance(points, Decimal)
            and points > 0
            and entry.amount.high is None
            and not entry.amount.judged
        )
        if (
            not sure
            or entry.level
            or entry.each
            or entry.amount.kind not in {"give", "add"}
            or len(entry.label) < 3
        ):
            return None
        members.append({"full": points, "rule": {"all_or_nothing": {"require": [{"input": entry.label}]}}})
    return members


@form
def mixture(parts: Parts) -> Rule | None:
    """巩固率达到98%得4分，获得省级表彰的另加1分; 入园率达到96%得3分，建立台账的得2分: a bound, and facts beside it."""
    entries = [e for e in parts.all(Entry) if e.amount.points != _ZERO]
    rest = [p for p in parts.pieces if not isinstance(p, Entry | Cap)]
    cases = [p for p in rest if isinstance(p, Case)]
    if (
        not entries
        or not cases
        or not parts.only(Case, Entry, Otherwise, Step)
        or len(entries) < len(parts.all(Entry))
    ):
        return None
    if parts.all(Step) or any(c.amount.kind != "give" or c.amount.points == "full" for c in cases):
        return None
    facts = _facts(entries)
    found = _sub(parts, rest) if facts is not None else None
    if facts is None or found is None or found[1].stated is None:
        return None
    rule, inner = found
    worth = inner.stated or _ZERO
    parts.used.update(inner.used)
    added = sum((m["full"] for m in facts), _ZERO)
    bonus = all(e.amount.kind == "add" for e in entries)
    most = parts.cap("max", "", "add")
    body: dict[str, Any] = {"rules": [{"full": worth, "rule": rule}, *facts]}
    whole = worth + added
    if most is not None and isinstance(most.points, Decimal):
        whole = most.points if most.of == "" else worth + most.points
        body["max"] = whole
    elif bonus and parts.given == worth:
        body["max"] = "none"
    if parts.given is not None and not bonus and whole != parts.given:
        return None
    if not bonus and any(c.text for c in parts.all(Context) if len(c.text) > 16):
        return None
    parts.state_full(worth if bonus and most is None else whole)
    return {"sum": body}


@form
def each_reached(parts: Parts) -> Rule | None:
    """入学率达100%得2分，巩固率达98%得2分，不达标不得分: several measures, each with a bound and points of its own."""
    cases = [c for c in parts.all(Case) if not (c.conds[0].relation == "unmet" and c.amount.points == _ZERO)]
    if len(cases) < 2 or not parts.only(Case, Otherwise) or parts.all(Threshold):
        return None
    if any(o.amount.points != _ZERO or o.amount.kind != "give" for o in parts.all(Otherwise)):
        return None
    names = [c.conds[0].subject for c in cases]
    if any(len(n) < 2 for n in names) or len(set(names)) < len(names) or any(len(c.conds) > 1 for c in cases):
        return None
    rules: list[dict[str, Any]] = []
    for case, name in zip(cases, names, strict=True):
        cond, points = case.conds[0], case.amount.points
        sure = case.amount.kind == "give" and case.amount.high is None and isinstance(points, Decimal)
        if not sure or points == _ZERO or cond.relation or not cond.numeric or cond.unit in MEASURES:
            return None
        rules.append({"full": points, "rule": {"all_or_nothing": {"require": as_condition(cond, name)}}})
    total = sum((r["full"] for r in rules), _ZERO)
    if parts.given is not None and total != parts.given and not parts.inner:
        return None
    parts.modifier("FLOORED")
    parts.state_full(total)
    return {"sum": {"rules": rules}}
