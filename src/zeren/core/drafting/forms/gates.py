"""Gates and grades: 一票否决, 不得评为合格, 满意度85%以上才能通过; 90分以上为优秀，优秀不超过20%."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import Parts, Rule, as_condition, counted, form, joined
from zeren.core.drafting.pieces import Cond, End, Entry, Gate, Graded, Threshold
from zeren.core.kernel import plain

_TOTALS = (
    "",
    "总分",
    "综合得分",
    "考核得分",
    "考核总分",
    "综合评分",
    "总得分",
    "得分",
    "考核综合得分",
    "总成绩",
    "年度考核得分",
    "评估得分",
)


def _input(cond: Cond) -> str:
    if cond.unit == "分":
        return "total" if cond.subject in _TOTALS else "value"
    return "count" if counted(cond.unit) else "value"


def gate_parameters(gate: Gate) -> dict[str, Any] | None:
    """When a gate strikes, and what then."""
    tests = [t for cond in gate.conds for t in as_condition(cond, cond.subject or _input(cond))]
    if not tests:
        return None
    single = len(gate.conds) == 1
    if single and gate.conds[0].numeric:
        tests = as_condition(gate.conds[0], _input(gate.conds[0]))
    when = joined(tests, either=not gate.every and not single and not gate.inverted)
    if gate.inverted:
        when = {"not": when}
    body: dict[str, Any] = {"when": when, "effect": gate.effect}
    if gate.grade:
        body["grade"] = gate.grade
    return body


_BACKWARD = re.compile(
    r"^(?:(?:有|凡)?(?:学校|单位|一项|任一项|任何一项)?(?:否则|反之|超过|超出|突破|高于|低于|少于|不足|不到|达不到|未达到?|没有达到)(?:要求|标准)?)$"
)


def _backward(gate: Gate) -> bool:
    """有学校超过的: past a bound that was said before, and nothing without it."""
    return any(c.relation == "flag" and _BACKWARD.match(c.subject) for c in gate.conds)


def _past_it(gate: Gate) -> Gate:
    """不达标的不得超过2项，有学校超过的为不合格: past the bound that was said just before."""
    numbers = [c for c in gate.conds if c.numeric]
    others = [c for c in gate.conds if not c.numeric and c.relation != "unmet"]
    if len(numbers) != 1 or len(others) != 1 or not _backward(gate) or gate.inverted:
        return gate
    [cond] = numbers
    if cond.low is not None and cond.high is not None:
        return gate
    return replace(gate, conds=(replace(cond, low=_turned(cond.high), high=_turned(cond.low)),))


@form
def gates(parts: Parts) -> Rule | None:
    """Nothing but gates: one inside the other, the first outermost."""
    found = [_past_it(g) for g in parts.all(Gate)]
    if not found or not parts.only(Gate) or parts.all(Threshold) or any(_backward(g) for g in found):
        return None
    rule: Rule | None = None
    for gate in reversed(found):
        body = gate_parameters(gate)
        if body is None:
            return None
        if rule is not None:
            body["rule"] = rule
        rule = {"gate": body}
    return rule


@form
def spared(parts: Parts) -> Rule | None:
    """未发生事故得5分，发生事故不得分: one fact, said twice."""
    found, entries = parts.all(Gate), parts.all(Entry)
    if len(found) != 1 or len(entries) != 1 or not parts.only(Gate, Entry) or found[0].effect != "zero_item":
        return None
    [gate], [best] = found, entries
    if (
        len(gate.conds) != 1
        or gate.conds[0].relation != "flag"
        or best.amount.kind != "give"
        or best.amount.high is not None
    ):
        return None
    fact = gate.conds[0].subject
    bare = re.sub("^(?:发生|出现|有|存在)", "", fact)
    if best.label not in {
        f"{no}{what}" for no in ("没有", "未", "无", "未发生", "没有发生", "未出现") for what in (fact, bare)
    }:
        return None
    if not parts.state_full(best.amount.points):
        return None
    parts.want_full()
    return {"all_or_nothing": {"require": [{"not": {"input": fact}}]}}


@form
def grades(parts: Parts) -> Rule | None:
    """90分以上为优秀, 80—89分为良好, … with quotas and duties."""
    found, failing = parts.all(Graded), parts.all(Gate)
    if not found or not parts.only(Graded, *([Gate] if failing else [])) or parts.all(Threshold):
        return None
    found = _with_failing(found, failing) if failing else found
    for special in (_failing(found), _overriding(found)):
        if special is not None:
            return special
    bands = [_rung(g) for g in found if g.cond is not None]
    if not bands or any(b is None for b in bands):
        return None
    rungs = sorted((b for b in bands if b), key=lambda b: b[1], reverse=True)
    if len({b[0] for b in rungs}) != len(rungs):
        return None
    steps = _ladder(parts, rungs)
    if steps is None:
        return None
    body: dict[str, Any] = {"bands": steps}
    if any(g.cond is not None and g.cond.unit in {"%", "‰"} for g in found):
        body["of"] = "value"
    quotas = {g.name: f"{plain(g.quota)}%" for g in found if g.quota is not None}
    if quotas:
        _quotas(parts, body, quotas, open_below=rungs[-1][1] > 0)
    duties = {g.name: g.duty for g in found if g.duty}
    if duties:
        body["then"] = duties
    known = {b[0] for b in rungs}
    if not set(quotas) <= known or not set(duties) <= known:
        return None
    return {"grade": body}


def _quotas(parts: Parts, body: dict[str, Any], quotas: dict[str, str], *, open_below: bool) -> None:
    """How many may have a grade, what a tie at the edge gets, and what those get who find it full."""
    body["quota"] = quotas
    said = parts.modifier("QUOTA_TIES")
    body["ties"] = (
        said.value
        if said is not None
        else parts.questions.ask(
            Decision(
                "ties",
                "名额边上同分的怎么办？",
                "Those tied at the quota's edge?",
                (Choice("out", "都不评", "none of them"), Choice("in", "都评上", "all of them")),
            )
        )
    )
    if open_below:
        body["bands"].append({"name": parts.questions.ask(_REST), "from": Decimal(0)})


_REST = Decision(
    "rest_grade",
    "评不上以上等次的算什么等次？",
    "Which grade do the others get?",
    (Choice("合格", "合格", "合格"), Choice("一般", "一般", "一般"), Choice("不合格", "不合格", "不合格")),
    customary=True,
)


def _with_failing(found: list[Graded], failing: list[Gate]) -> list[Graded]:
    """不合格票超过三分之一或总分低于60分的为不合格；其余为合格: what fails bounds every other grade."""
    rest = [
        g
        for g in found
        if g.cond is not None and g.cond.low == End(Decimal(0), inside=True) and g.quota is None
    ]
    if (
        len(failing) != 1
        or len(rest) != 1
        or failing[0].effect != "fail"
        or failing[0].every
        or failing[0].inverted
    ):
        return []
    totals = [c for c in failing[0].conds if c.unit == "分" and c.subject in _TOTALS and c.low is None]
    others = [c for c in failing[0].conds if c not in totals]
    spared = [replace(c, low=_turned(c.high), high=_turned(c.low)) for c in others]
    if len(totals) != 1 or any(not (c.low is None) ^ (c.high is None) or c.relation for c in others):
        return []
    bottom = _turned(totals[0].high)
    lifted = [
        replace(
            g,
            cond=replace(g.cond, low=bottom) if g is rest[0] and g.cond is not None else g.cond,
            also=(*g.also, *spared) if g.cond is not None else g.also,
        )
        for g in found
    ]
    return [*lifted, Graded("不合格", Cond(low=End(Decimal(0), inside=True)))]


def _turned(end: End | None) -> End | None:
    return None if end is None else replace(end, inside=not end.inside)


def _failing(found: list[Graded]) -> Rule | None:
    """综合得分60分以下为不合格, alone: a gate."""
    cond = found[0].cond
    if len(found) > 1 or cond is None or cond.low is not None or found[0].name not in {"不合格", "不达标"}:
        return None
    body = gate_parameters(Gate((cond, *found[0].also), "fail"))
    return None if body is None else {"gate": body}


def _overriding(found: list[Graded]) -> Rule | None:
    """全部符合为A，出现任一所列情形为C，其余为B: what happened decides first, then whether all is well."""
    facts = [g for g in found if g.cond is not None and g.cond.relation == "flag"]
    rest = [g for g in found if g not in facts]
    if len(facts) != 2 or len(rest) != 1 or rest[0].cond is None or rest[0].quota is not None:
        return None
    best, worst = facts
    if (
        best.cond is None
        or worst.cond is None
        or not best.cond.subject.startswith(("全部", "均", "各项", "完全"))
    ):
        return None
    spared = {"not": {"input": worst.cond.subject}}
    bands = [
        {"name": best.name, "from": Decimal(100), "and": spared},
        {"name": rest[0].name, "from": Decimal(0), "and": spared},
        {"name": worst.name, "from": Decimal(-1)},
    ]
    return {"grade": {"bands": bands, "of": "value"}}


_Rung = tuple[str, Decimal, bool, End | None, tuple[Cond, ...], bool]


def _rung(graded: Graded) -> _Rung | None:
    """Name, where it begins, whether with it, where it ends, what else must hold."""
    cond = graded.cond
    if cond is None or not cond.numeric:
        return None
    if cond.low is None:
        return graded.name, Decimal(0), True, cond.high, graded.also, cond.dashed
    return graded.name, cond.low.value, cond.low.inside, cond.high, graded.also, cond.dashed


def _ladder(parts: Parts, rungs: list[_Rung]) -> list[dict[str, Any]] | None:
    """Grades from the top, each with its lower bound; a bound that two claim, or a gap, is asked about."""
    steps: list[dict[str, Any]] = []
    for place, (name, low, inside, _, also, dashed) in enumerate(rungs):
        bound, holds = low, inside
        lower = rungs[place + 1][3] if place + 1 < len(rungs) else None
        if lower is not None and lower.value == low and lower.inside and inside:
            said = plain(low)
            which = parts.questions.ask(
                Decision(
                    "double_bound",
                    f"正好{said}分算{name}还是{rungs[place + 1][0]}？",
                    f"Which grade has exactly {said}?",
                    (
                        Choice("upper", f"算{name}", "the upper grade"),
                        Choice("lower", f"算{rungs[place + 1][0]}", "the lower grade"),
                    ),
                    customary=not (dashed and rungs[place + 1][5]),
                ),
                about=said,
            )
            holds = which == "upper"
        elif lower is not None and lower.value > low:
            return None
        elif lower is not None and lower.value < low:
            which = parts.questions.ask(
                Decision(
                    "gap",
                    f"{plain(lower.value)}分与{plain(low)}分之间没有写明算哪一等",
                    f"Between {plain(lower.value)} and {plain(low)} no grade is given",
                    (
                        Choice("lower", "算下面一等", "the lower grade"),
                        Choice("upper", "算上面一等", "the upper grade"),
                        Choice("round", "四舍五入取整后定", "round first"),
                    ),
                ),
                about=plain(low),
            )
            if which == "upper":
                bound, holds = lower.value, not lower.inside
            elif which == "round":
                bound = lower.value + (low - lower.value) / 2
        step: dict[str, Any] = {"name": name, "from" if holds else "above": bound}
        if also:
            step["and"] = joined([t for c in also for t in as_condition(c, c.subject or "value")])
        steps.append(step)
    return steps


@form
def passed(parts: Parts) -> Rule | None:
    """Gates with thresholds of their own sentence: 社会满意度不低于85%，否则视为不通过."""
    found = parts.all(Gate)
    if len(found) != 1 or not parts.only(Gate) or not parts.all(Threshold):
        return None
    if any(c.relation == "flag" and not _BACKWARD.match(c.subject) for c in found[0].conds):
        return None
    conds = [c for t in parts.all(Threshold) for c in t.conds]
    body = gate_parameters(replace(found[0], conds=tuple(conds), inverted=True))
    return None if body is None else {"gate": body}
