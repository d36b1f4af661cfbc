"""Rules of one step: away from a target, last year or a number; down and up; or a count of what is missing or happened."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, as_condition, counted, form, input_for
from zeren.core.drafting.forms.scales.cliffs import cliff_input, far_from, from_nothing, of_the_missing
from zeren.core.drafting.forms.scales.origin import MISSING, reference, start_of
from zeren.core.drafting.pieces import Cap, Case, Entry, Otherwise, Step, Threshold

_FLAWLESS = re.compile(
    "^(?:近[一二两三四五\\d]年|本年度|全年|年度内|当年|年内|本年)?(?:未|无|没有|按时|及时|全部|按期|如期|按要求)|开齐|配齐|配足|健全$|齐全$|完善$|规范$|足额|落实$|(?<!不)到位$|(?<!不)(?:完整|详实|准确|有序)$|(?<![未不])(?:按时|按期|如期)|^完成\\S{2,20}工作$|(?:全部|均|都)(?:已)?(?:完成|培训|到位|落实|达标|配备|整改|建成|办结|开展|建立|实现|符合)$"
)


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
    if len(entries) != 1 or len(steps) != 1 or not parts.only(Entry, Step, Case) or parts.all(Threshold):
        return None
    best, step = entries[0], steps[0]
    cliffs = _base(parts)[1]
    if len(cliffs) < len(parts.all(Case)) or any(c["input"] != "count" for c in cliffs):
        return None
    if best.amount.kind != "give" or best.amount.high is not None or not _FLAWLESS.search(best.label):
        return None
    if (
        not cliffs
        and step.happened
        and step.amount.kind == "give"
        and step.amount.points == 0
        and parts.state_full(best.amount.points)
    ):
        parts.want_full()
        none = {"input": "count", "op": "<", "value": step.per}
        return {"all_or_nothing": {"require": [none]}} if counted(step.unit) else None  # 查实一例不得分
    if (
        step.amount.kind != "deduct"
        or step.amount.high is not None
        or step.amount.points is None
        or step.ref is not None
    ):
        return None
    if not (step.happened or step.word in MISSING) or not parts.state_full(best.amount.points):
        return None
    name = "count" if step.happened else "missing"
    rule = count_rule(parts, step, name)
    if rule is None or not start_of(parts, rule["step"], None, up=False, down=True):
        return None
    for cliff in cliffs:
        rule = {
            "gate": {"when": {**cliff, "input": name}, "effect": "zero_item", "rule": rule}
        }  # 迟报5天以上不得分
    return rule


@form
def counted_up(parts: Parts) -> Rule | None:
    """每培训100人次加0.5分，最高加2分: points for every so many."""
    steps = parts.all(Step)
    if len(steps) != 1 or not parts.only(Step) or parts.all(Threshold):
        return None
    [step] = steps
    if (
        not step.happened
        or (step.per == 1 and counted(step.unit))
        or step.ref is not None
        or step.unit in {"分", "change"}
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
        "of": input_for(step.unit),
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
    if _about_places(parts, steps):
        return None
    down, up = _sides(steps)
    main = down or up
    if main is None or (
        len(steps) == 2 and (down is None or up is None or (down.per, down.unit) != (up.per, up.unit))
    ):
        return None
    if not _one_thing(parts, steps) or (
        down and up and up.amount.kind == "give" and up.happened and not down.happened
    ):
        return None  # 每完成一项得2分，每缺一项扣1分 counts two things
    base, cliffs = _base(parts)
    if main.word in MISSING and main.side == "below":
        cliffs = [of_the_missing(c) for c in cliffs]
    if len(cliffs) + (base is not None) + len(_tops(parts, base)) != len(parts.all(Case)):
        return None
    if main.happened and not (down is not None and up is not None) and main.amount.kind != "both":
        return _counted_with_cliffs(parts, main, base, cliffs)
    if (
        up is not None
        and down is None
        and (
            (base is None and not parts.all(Threshold) and counted(up.unit) and up.ref is None)
            or up.side == ""
        )
    ):
        return None  # a tariff: every further one gives points
    if len({main.amount.high, None}) > 1 or main.amount.points is None:
        return None
    if down is None and base is not None and from_nothing(main, base):
        return None  # 每提高10%得0.5分，100%得5分 counts from nothing
    body = _body(parts, (down, up, main), base)
    far = [] if body is None else [far_from(c, body, main) for c in cliffs]
    if body is None or None in far:
        return None
    return _gated(
        parts,
        body,
        [c for c in far if c is not None],
        adds=up is not None and up.amount.kind == "add",
        reached=down is None and base is not None,
    )


def _counted_with_cliffs(
    parts: Parts, main: Step, base: Case | None, cliffs: list[dict[str, Any]]
) -> Rule | None:
    """每发生1起扣2分 with what gives nothing at all: so many of them, or a rate beside them."""
    rated = [c for c in parts.all(Case) if _past_a_rate(c)]
    past = [c for c in cliffs if c["input"] == "count"]
    past += [as_condition(c.conds[0], c.conds[0].subject)[0] for c in rated]
    rest = [
        c for c in parts.all(Case) if c not in rated and (input_for(c.conds[0].unit) != "count" or not past)
    ]
    faultless = all(_faultless(parts, case) for case in rest) and (base is None or base in rest)
    found = _counting(parts, main) if faultless and main.amount.kind == "deduct" else None
    for cliff in past if found is not None else ():
        found = {"gate": {"when": cliff, "effect": "zero_item", "rule": found}}
    return found


def _past_a_rate(case: Case) -> bool:
    """每发现一处错误扣0.5分，错误率超过5%的不得分: a rate beside what is counted."""
    cond = case.conds[0]
    none = case.amount.kind == "give" and case.amount.points == 0 and len(case.conds) == 1
    one_sided = (cond.low is None) != (cond.high is None)
    return none and one_sided and cond.numeric and cond.unit == "%" and cond.subject.endswith(("率", "比例"))


def _about_places(parts: Parts, steps: list[Step]) -> bool:
    """排名每上升1位加1分: a lower number is better there."""
    named = any(s.unit.removeprefix("个") in {"位", "名", "位次", "名次"} and s.side for s in steps)
    return named and bool(re.search("排名|名次|位次", parts.context))


def _tops(parts: Parts, base: Case | None) -> list[Case]:
    """完成80%得6分，每提高1%加0.2分，完成100%得满分: where the steps end."""
    if base is None or base.conds[0].low is None:
        return []
    low = base.conds[0].low.value
    return [
        c
        for c in parts.all(Case)
        if c is not base
        and len(c.conds) == 1
        and (end := c.conds[0].low) is not None
        and isinstance(end.value, Decimal)
        and isinstance(low, Decimal)
        and end.value > low
        and c.amount.kind == "give"
        and (c.amount.points == "full" or parts.state_full(c.amount.points))
    ]


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
                    {"input": cliff_input(cond), "op": f"{op}=" if end.inside else op, "value": end.value}
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
    known_of = reference(parts, replace(main, ref=known), base)
    if known_of is None:
        return None
    of, ref, side = known_of
    if of == "missing" and up is not None:
        of, ref, side = (
            "count",
            None,
            "below",
        )  # 缺1次扣…，超1次加…: what is there, against what there should be
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
    return body if start_of(parts, body, base, up=up is not None, down=down is not None) else None


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
    if not start_of(parts, body, None, up=False, down=True):
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
