"""Rules of one step: away from a target, last year or a number; down and up; or a count of what is missing or happened."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, counted, form, input_for
from zeren.core.drafting.pieces import Cap, Case, Cond, Entry, Otherwise, Points, Step, Threshold

_FLAWLESS = re.compile(
    "^(?:未|无|没有|按时|及时|全部|按期|如期|按要求)|开齐|配齐|配足|健全$|齐全$|完善$|规范$|足额|落实$"
)
_MISSING = ("缺", "缺少", "短缺", "缺漏", "漏", "缺失", "少报", "欠")
_PIECES_OF_WORK = ("项", "种", "类", "件", "份", "本", "部", "套", "门", "室", "间", "处", "条", "科", "课")


@form
def counted_down(parts: Parts) -> Rule | None:
    """连续三年每出现一次负增长扣1分."""
    steps = parts.all(Step)
    if (
        len(steps) != 1
        or not parts.only(Step)
        or not any(w in steps[0].label for w in ("负增长", "下降", "下滑", "减少", "倒退"))
        or steps[0].amount.kind != "deduct"
        or not steps[0].happened
    ):
        return None
    parts.modifier("FLOORED")
    parts.want_full()
    return {"trend": {"how": "count_down", "deduct": steps[0].amount.points}}


@form
def from_flawless(parts: Parts) -> Rule | None:
    """未发生事故得5分，发生一起扣2分; 按时上报得2分，迟报1天扣0.5分: full when nothing happened."""
    entries, steps = parts.all(Entry), parts.all(Step)
    if len(entries) != 1 or len(steps) != 1 or not parts.only(Entry, Step) or parts.all(Threshold):
        return None
    best, step = entries[0], steps[0]
    if best.amount.kind != "give" or best.amount.high is not None or not _FLAWLESS.search(best.label):
        return None
    if (
        step.amount.kind != "deduct"
        or step.amount.high is not None
        or step.amount.points is None
        or step.ref is not None
    ):
        return None
    if not (step.happened or step.word in _MISSING) or not parts.state_full(best.amount.points):
        return None
    rule = count_rule(parts, step, "count" if step.happened else "missing")
    return rule if rule is not None and _start(parts, rule["step"], None, up=False, down=True) else None


@form
def counted_up(parts: Parts) -> Rule | None:
    """每培训100人次加0.5分，最高加2分: points for every so many."""
    steps = parts.all(Step)
    if len(steps) != 1 or not parts.only(Step) or parts.all(Threshold):
        return None
    [step] = steps
    if (
        not step.happened
        or step.per == 1
        or step.ref is not None
        or not counted(step.unit)
        or step.amount.kind not in {"add", "give"}
        or step.amount.high is not None
        or not isinstance(step.amount.points, Decimal)
    ):
        return None
    body: dict[str, Any] = {
        "per": step.per,
        "deduct": Decimal(0),
        "rounding": parts.rounding(step.unit, step.per),
        "when": "below",
        "of": "count",
        "ref": Decimal(0),
        "add": step.amount.points,
        "start": Decimal(0),
    }
    most = parts.cap("max")
    if most is not None:
        body["max"] = most.points
        parts.state_full(most.points if step.amount.kind == "give" else None)
    elif step.amount.kind == "add" or parts.modifier("NO_CAP"):
        body["max"] = "none"
    else:
        parts.want_full()
    parts.modifier("CLOSED")
    return {"step": body}


@form
def one_step(parts: Parts) -> Rule | None:
    """每低0.1个百分点扣2分, perhaps with what the target gives (完成得15分) and with its mirror (每超1个加3分)."""
    steps = parts.all(Step)
    if not steps or not parts.only(Step, Case, Otherwise) or parts.all(Otherwise) or len(steps) > 2:
        return None
    down, up = _sides(steps)
    main = down or up
    if main is None or (
        len(steps) == 2 and (down is None or up is None or (down.per, down.unit) != (up.per, up.unit))
    ):
        return None
    if not _one_thing(parts, steps):
        return None
    base, cliffs = _base(parts)
    if base is None and parts.all(Case) and len(cliffs) != len(parts.all(Case)):
        return None
    if main.happened and not (down is not None and up is not None) and main.amount.kind != "both":
        counted_cliffs = [c for c in cliffs if c["input"] == "count"]
        rest = [c for c in parts.all(Case) if input_for(c.conds[0].unit) != "count" or not counted_cliffs]
        faultless = all(_faultless(parts, case) for case in rest) and (base is None or base in rest)
        found = _counting(parts, main) if faultless and main.amount.kind == "deduct" else None
        for cliff in counted_cliffs if found is not None else ():
            found = {"gate": {"when": cliff, "effect": "zero_item", "rule": found}}
        return found
    if (
        up is not None
        and down is None
        and ((base is None and not parts.all(Threshold) and counted(up.unit)) or up.side == "")
    ):
        return None  # a tariff: every further one gives points
    if len({main.amount.high, None}) > 1 or main.amount.points is None:
        return None
    body = _body(parts, (down, up, main), base)
    if body is None:
        return None
    return _gated(
        parts,
        body,
        cliffs,
        adds=up is not None and up.amount.kind == "add",
        reached=down is None and base is not None,
    )


def _gated(
    parts: Parts, body: dict[str, Any], cliffs: list[dict[str, Any]], *, adds: bool, reached: bool
) -> Rule:
    """A step with what gives nothing at all around it."""
    rule: Rule = {"step": body}
    if reached:
        # 达到目标得10分，每超1个百分点加1分: short of the target there is nothing.
        bound = {
            "input": body.get("of", "value"),
            "op": "<" if body["when"] == "below" else ">",
            "value": body.get("ref", "target"),
        }
        cliffs = [bound, *(c for c in cliffs if c != bound)]
    # What is added beyond full is not cut by the gate around it.
    bounded = any(c.side == "full" for c in parts.all(Cap))
    beyond = {"max": body["max"]} if adds and not bounded and "max" in body else {}
    for cliff in cliffs:
        rule = {"gate": {"when": cliff, "effect": "zero_item", "rule": rule, **beyond}}
    return rule


def _faultless(parts: Parts, case: Case) -> bool:
    """办结率100%得3分，每有1件未办结扣0.5分: all of them is the same as none that failed."""
    end, amount = case.conds[0].low, case.amount
    cond = case.conds[0]
    none = end is not None and end.value == 0 and cond.low == cond.high  # 辍学率为0得5分
    whole = cond.relation == "met" or none or (end is not None and cond.unit == "%" and end.value == 100)
    return (
        whole
        and len(case.conds) == 1
        and amount.kind == "give"
        and amount.high is None
        and parts.state_full(amount.points)
    )


def _one_thing(parts: Parts, steps: list[Step]) -> bool:
    """Whether conditions and steps speak of the same: 巩固率达到95%得5分，入学率每低… does not."""
    conds = [c for case in parts.all(Case) for c in case.conds] + [
        c for t in parts.all(Threshold) for c in t.conds
    ]
    named = {c.subject for c in conds if len(c.subject) > 1}
    labels = {s.label for s in steps if len(s.label) > 1 and not s.happened}
    return all(
        label in name or name in label or not label.endswith("率") for label in labels for name in named
    )


def _sides(steps: list[Step]) -> tuple[Step | None, Step | None]:
    """The step that takes points and the one that adds them; 加减 is both."""
    down = next((s for s in steps if s.amount.kind in {"deduct", "both"}), None)
    up = next(
        (
            s
            for s in steps
            if s.amount.kind in {"add", "give", "both"} and (s is not down or s.amount.kind == "both")
        ),
        None,
    )
    return down, up


def _base(parts: Parts) -> tuple[Case | None, list[dict[str, Any]]]:
    """What reaching the target gives, and below which value there is nothing at all."""
    base, cliffs = None, []
    for case in parts.all(Case):
        cond = case.conds[0]
        if case.amount.kind == "give" and case.amount.points == 0 and cond.numeric and len(case.conds) == 1:
            end, op = (cond.high, "<") if cond.high is not None else (cond.low, ">")
            if end is not None:
                cliffs.append(
                    {"input": input_for(cond.unit), "op": f"{op}=" if end.inside else op, "value": end.value}
                )
        elif (
            base is None
            and len(case.conds) == 1
            and case.amount.high is None
            and (case.amount.kind == "give" or case.amount.points == 0)
        ):
            base = case
    return base, cliffs


def _body(
    parts: Parts, steps: tuple[Step | None, Step | None, Step], base: Case | None
) -> dict[str, Any] | None:
    down, up, main = steps
    known = next((s.ref for s in (main, down, up) if s is not None and s.ref is not None), None)
    reference = _reference(parts, replace(main, ref=known), base)
    if reference is None:
        return None
    of, ref, side = reference
    if main.side == "" and not parts.all(Threshold) and base is None:
        return None
    bad = side or ("below" if main.side != "above" else "above")
    if down is None:
        bad = "below" if main.side == "above" else "above"
    elif down.amount.kind == "both":
        bad = "above" if parts.low_is_good() else "below"
    body: dict[str, Any] = {
        "per": main.per,
        "deduct": Decimal(0) if down is None else down.amount.points,
        "rounding": parts.rounding(main.unit, main.per),
        "when": bad,
    }
    base_number = parts.modifier("BASE")
    if base_number is not None:
        # The value is the head-count then: what is left of the base number.
        body["of"] = {"derive": {"numerator": "value", "denominator": base_number.value, "unit": "percent"}}
    elif of != "value":
        body["of"] = of
    if ref is not None:
        body["ref"] = ref
    if up is not None:
        body["add"] = up.amount.points
    return body if _start(parts, body, base, up=up is not None, down=down is not None) else None


def _start(parts: Parts, body: dict[str, Any], base: Case | None, *, up: bool, down: bool) -> bool:
    """Where the points start from, and the bounds."""
    start: Points | None = "full"
    if base is not None:
        start = base.amount.points if base.amount.kind == "give" else "full"
        if isinstance(start, Decimal) and parts.state_full(start):
            start = "full"
    elif not down:
        start = Decimal(0)
    if start != "full":
        body["start"] = start
    if start == "full" or isinstance(start, str):
        parts.want_full()
    if not _highest(parts, body, start, up=up, down=down):
        return False
    least = parts.cap("min")
    if least is not None:
        body["min"] = least.points
    if parts.modifier("NO_FLOOR"):
        body["min"] = "none"
    parts.modifier("FLOORED")
    return True


def _highest(parts: Parts, body: dict[str, Any], start: Points | None, *, up: bool, down: bool) -> bool:
    """最多扣5分 leaves something; 最多加2分 bounds what is added, 上限 the whole; what is added to full is not cut at full."""
    most = parts.cap("max")
    off = most is not None and not up and most.of == "" and parts.full is not None
    if (
        most is not None
        and off
        and isinstance(most.points, Decimal)
        and most.points < (parts.full or most.points)
    ):
        most = replace(most, of="deduct")  # 每起扣2分，6分封顶 bounds what is taken off
    if most is not None and most.of == "deduct":
        least = _less(parts, start, most)
        if least is not None:
            body["min"] = least
        return least is not None
    if most is not None and most.of == "add" and isinstance(most.points, Decimal) and start == "full":
        if parts.full is None:
            return False
        body["max"] = parts.full + most.points
    elif most is not None:
        body["max"] = most.points
    elif up and (start == "full" or not down):
        body["max"] = "none"
        parts.modifier("NO_CAP")
    return True


def _less(parts: Parts, start: Points | None, off: Cap) -> Points | None:
    """最多扣5分: the least that is left."""
    if isinstance(start, Decimal) and isinstance(off.points, Decimal):
        return start - off.points
    if start == "full" and isinstance(off.points, Decimal) and parts.full is not None:
        return max(Decimal(0), parts.full - off.points)
    return None


def _reference(parts: Parts, step: Step, base: Case | None) -> tuple[str, Any, str] | None:
    """Which input is measured, what it is compared with, and which side is bad when the sentence says so."""
    of = input_for(step.unit)
    stated = [c for t in parts.all(Threshold) for c in t.conds]
    if any(c.unit == "change" for c in [*stated, *(c for case in parts.all(Case) for c in case.conds)]):
        return None  # 每少下降0.1个百分点 counts from a change, not from a value
    conds = stated + ([base.conds[0]] if base is not None else [])
    bounds = [b for c in conds if (b := _bound_of(c, of)) is not None]
    numbers = {str(b[0]) for b in bounds if isinstance(b[0], Decimal)}
    if len(numbers) > 1:
        return None
    if step.ref is not None:
        return of, step.ref, step.side if step.side in {"below", "above"} else ""
    for value, side in bounds:
        if isinstance(value, Decimal) or value == "previous" or isinstance(value, dict):
            return of, value, step.side if step.side in {"below", "above"} else side
    if (
        of == "count"
        and step.side == "below"
        and (step.word in _MISSING or step.unit in _PIECES_OF_WORK)
        and not bounds
    ):
        return "missing", Decimal(0), "above"
    return of, None, step.side if step.side in {"below", "above"} else ""


def _bound_of(cond: Cond, of: str) -> tuple[Any, str] | None:
    """The number a threshold names, and on which side of it points are lost."""
    if cond.relation or input_for(cond.unit) != of:
        return ("target", "") if cond.relation in {"met", "unmet"} else None
    if cond.low is not None and cond.high is not None:
        return (cond.low.value, "") if cond.low.value == cond.high.value else None
    end = cond.low or cond.high
    if end is None:
        return None
    # 达到95% and 低于95%的 both lose points below; 不超过1.5% and 高于1.5%的 above.
    below = (cond.low is not None) == end.inside
    return end.value, "below" if below else "above"


def _counting(parts: Parts, step: Step) -> Rule | None:
    """每发生一起扣1分: a deduction for each."""
    if step.amount.points is None or step.amount.high is not None:
        return None
    thresholds = [c for t in parts.all(Threshold) for c in t.conds]
    doubled = parts.modifier("DOUBLED")
    if doubled is not None:
        parts.modifier("FLOORED")
        parts.want_full()
        times = {"when": {"input": doubled.label.removesuffix("扣分").strip("的")}, "by": doubled.value}
        return (
            {"tariff": {"each": step.amount.signed, "start": "full", "times": times}}
            if doubled.label and step.per == 1
            else None
        )
    rule = count_rule(parts, step, "count")
    if rule is None or any(
        input_for(c.unit) == "count" and c.numeric and parts.modifier("FLOORED") is None and not step.label
        for c in thresholds
    ):
        return None
    body: dict[str, Any] = rule["step"]
    if not _start(parts, body, None, up=False, down=True):
        return None
    return rule


def count_rule(parts: Parts, step: Step, name: str) -> Rule | None:
    """A step on a count of what happened or is missing, from 0."""
    if not counted(step.unit):
        return None
    return {
        "step": {
            "per": step.per,
            "deduct": step.amount.points,
            "rounding": parts.rounding(step.unit, step.per),
            "when": "above",
            "of": name,
            "ref": Decimal(0),
        }
    }
