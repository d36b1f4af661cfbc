"""From pieces to one rule: the first form that uses every piece, gates around it, or a sum of the parts between semicolons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeGuard

from zeren.core.drafting.decisions import Questions
from zeren.core.drafting.forms.gates import gate_parameters
from zeren.core.drafting.forms.parts import (
    FORMS,
    FULL,
    NOT_APPLICABLE,
    NotUnderstood,
    Parts,
    Rule,
    as_condition,
    input_for,
    joined,
)
from zeren.core.drafting.inputs import inputs_of_rule, renamed
from zeren.core.drafting.pieces import (
    Cap,
    Case,
    Cond,
    Context,
    Entry,
    Gate,
    Graded,
    Modifier,
    Piece,
    Step,
    Threshold,
)
from zeren.core.packs import RuleSpec

# What a form may leave unused without harm: headings, and 封顶 that repeats a cap.
_HARMLESS = {"HEADING", "CLOSED"}


def assemble(
    groups: Sequence[Sequence[Piece]], questions: Questions, full: Decimal | None
) -> tuple[RuleSpec, Decimal | None, list[str]]:
    """The rule of a sentence, the full points known or stated, and notes.

    Raises:
        NotUnderstood: when the pieces make no rule.
    """
    whole = [piece for group in groups for piece in group]
    rounded = [p for p in whole if isinstance(p, Modifier) and p.kind == "ROUND"]
    if rounded:
        whole = [p for p in whole if p not in rounded]
        groups = [kept for g in groups if (kept := [p for p in g if p not in rounded])]
    made = _attempt(whole, questions, full) or (_summed(groups, questions, full) if len(groups) > 1 else None)
    if made is None:
        raise NotUnderstood
    rule, parts = made
    if parts.needs_full and parts.full is None:
        questions.ask(FULL)
    if rounded:
        rule = {"round": {"places": rounded[0].value, "rule": rule}}
    [(name, parameters)] = rule.items()
    return RuleSpec(name, parameters), parts.full, parts.notes


def _attempt(
    pieces: Sequence[Piece], questions: Questions, full: Decimal | None, *, inner: bool = False
) -> tuple[Rule, Parts] | None:
    """One rule out of all the pieces."""
    found = _fitting(pieces, questions, full, inner=inner)
    if found is not None:
        return found
    found = _headed(pieces, questions, full, inner=inner)
    if found is not None:
        return found
    pieces = _failing(pieces)
    gates = [
        p if isinstance(p, Gate) else Gate((Cond(subject=p.label, relation="flag"),), "halve")
        for p in pieces
        if _consequence(p)
    ]
    each_halved = [g for g in gates if g.effect == "halve" and _EACH_OF_THEM.match(g.conds[0].subject)]
    gates = [g for g in gates if g not in each_halved]
    if any(g.effect == "halve" and g.conds[0].subject.endswith(("扣分", "加分", "奖励")) for g in gates):
        return None  # 整改到位的扣分减半: what is taken off, not what is left
    rest = [p for p in pieces if not _consequence(p)]
    if (
        (gates or each_halved)
        and any(not isinstance(p, Modifier | Cap) for p in rest)
        and not any(isinstance(p, Graded) for p in rest)
    ):
        found = _fitting(rest, questions, full, inner=inner, gated=True)
        if found is not None and each_halved:
            found = _halved(*found)
        if found is not None:
            rule, parts = found
            for gate in reversed(gates):
                body = gate_parameters(gate)
                if body is None:
                    return None
                body = _own_input(gate, body, rule, parts)
                rule = {"gate": {**body, "rule": rule}}
            return rule, parts
    return _inapplicable(pieces, questions, full)


_EACH_OF_THEM = re.compile("其[他余它]|各项?|每项|有一项|(?:该|本)项")


def _failing(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """季度得分低于6分的为不达标 beside a rule about points: a gate, not a grade."""
    graded = [p for p in pieces if isinstance(p, Graded)]
    if len(graded) != 1 or not any(isinstance(p, Case | Step | Entry) for p in pieces):
        return pieces
    [one] = graded
    if (
        one.cond is None
        or one.cond.low is not None
        or one.name not in {"不合格", "不达标"}
        or one.quota
        or one.duty
    ):
        return pieces
    return [Gate((one.cond, *one.also), "fail") if p is one else p for p in pieces]


def _halved(rule: Rule, parts: Parts) -> tuple[Rule, Parts] | None:
    """独立建筑10分，消防5分，其他不符的该项减半: each thing that is not so gives half of its own points."""
    items = rule.get("checklist", {}).get("items")
    if not items or set(rule["checklist"]) != {"items"}:
        return None
    halves = [
        {"full": points, "rule": {"all_or_nothing": {"require": [{"input": name}], "else": "50%"}}}
        for name, points in items.items()
    ]
    return {"sum": {"rules": halves}}, parts


def _headed(
    pieces: Sequence[Piece], questions: Questions, full: Decimal | None, *, inner: bool
) -> tuple[Rule, Parts] | None:
    """巩固率10分，每低1个百分点扣1分: a heading says what the item is worth."""
    core = [p for p in pieces if not isinstance(p, Context | Modifier | Cap | Threshold)]
    head = core[0] if core else None
    if not isinstance(head, Entry) or not head.amount.bare or head.level or head.amount.kind != "give":
        return None
    worth = head.amount.points
    others = [p for p in core[1:] if not (isinstance(p, Entry) and p.amount.bare)]
    parts = [p.amount.points for p in core[1:] if isinstance(p, Entry) and p.amount.bare]
    if not isinstance(worth, Decimal) or head.amount.high is not None:
        return None
    # 独立建筑10分、消防5分 are things of their own; 巩固率10分：有制度4分、有记录6分 are parts of one.
    if parts and (full != worth or sum(p for p in parts if isinstance(p, Decimal)) != worth):
        return None
    if not parts and all(map(_consequence, others)):
        return None
    if full not in {None, worth} and not inner:
        return None
    found = _attempt([p for p in pieces if p is not head], questions, worth, inner=inner)
    if found is not None:
        found[1].stated = worth
    return found


def _own_input(gate: Gate, body: Rule, rule: Rule, parts: Parts) -> Rule:
    """满意度低于60%的一票否决 beside a rule about another rate: the gate reads an input of its own."""
    cond = gate.conds[0]
    old = body["when"].get("input") if len(gate.conds) == 1 and isinstance(body["when"], dict) else None
    if old not in _RENAMED or not cond.subject or old not in set(inputs_of_rule(*next(iter(rule.items())))):
        return body
    named = [*parts.subjects, *(e.label for e in parts.all(Entry))]
    others = [s for s in named if not _HOW_MANY.match(s)]
    if named and not others:
        return body  # 瞒报3起以上…，3起以下每起…: one thing, counted twice
    if not others or any(cond.subject in s or s in cond.subject for s in others):
        return body
    return {**body, "when": {**body["when"], "input": cond.subject}}


_HOW_MANY = re.compile(r"^\d+\S{0,2}(?:及)?(?:以下|以内)$")


def _consequence(piece: Piece) -> TypeGuard[Gate | Entry]:
    """A gate, or 其他不符的减半."""
    return isinstance(piece, Gate) or (
        isinstance(piece, Entry)
        and not piece.level
        and piece.amount.kind == "give"
        and piece.amount.points == "50%"
    )


def _fitting(
    pieces: Sequence[Piece], questions: Questions, full: Decimal | None, *, inner: bool, gated: bool = False
) -> tuple[Rule, Parts] | None:
    for form in FORMS:
        trial = Questions(questions.answers)
        parts = Parts(pieces, trial, full, inner=inner, gated=gated)
        rule = form(parts)
        if rule is None or _unused(parts) or _unsaid(parts, form.__name__, rule):
            continue
        for key, decision in trial.asked.items():
            questions.asked.setdefault(key, decision)
        return rule, parts
    return None


# Forms that never look at a bound on its own: 加分单位不得超过10% would be lost in them.
_BLIND = {
    "bonus",
    "severity",
    "levels",
    "discretion",
    "rated",
    "listed",
    "lacking_and_deducting",
    "once_each",
    "by_period",
}


def _unsaid(parts: Parts, form: str, rule: Rule) -> bool:
    """Whether the rule says less than the sentence: a bound that no form of this kind reads, or another unit of measure."""
    if form in _BLIND and any(c.numeric for t in parts.all(Threshold) for c in t.conds):
        return True
    measured = any(word in p.text for p in parts.all(Context) for word in ("折合", "折算"))
    return measured and "per_" not in str(rule)


def _unused(parts: Parts) -> bool:
    """Whether a modifier or a bound was left over: then the rule would say less than the sentence."""
    left = [p for p in parts.pieces if isinstance(p, Modifier | Cap) and id(p) not in parts.used]
    for piece in left:
        if isinstance(piece, Modifier) and piece.kind in _HARMLESS:
            continue
        if isinstance(piece, Cap) and piece.side == "full" and parts.state_full(piece.points):
            continue
        return True
    return False


def _inapplicable(
    pieces: Sequence[Piece], questions: Questions, full: Decimal | None
) -> tuple[Rule, Parts] | None:
    """A rule with a condition under which it does not apply."""
    notes = [p for p in pieces if isinstance(p, Modifier) and p.kind == "NA"]
    where = [p for p in pieces if isinstance(p, Modifier) and p.kind == "NA_WHERE"]
    rest: list[Piece] = [p for p in pieces if not (isinstance(p, Modifier) and p.kind in {"NA", "NA_WHERE"})]
    unless = next((p for p in rest if isinstance(p, Modifier) and p.kind == "NA_UNLESS"), None)
    when: dict[str, object] | None = None
    then = ""
    if unless is not None and len(notes) + len(where) < 2:
        rest = _priced([p for p in rest if p is not unless])
        when, then = _outside(unless.value), notes[0].value if notes else where[0].label if where else "?"
    elif len(where) == 1 and not notes:
        name = where[0].value.subject or input_for(where[0].value.unit)
        when, then = joined(as_condition(where[0].value, name)), where[0].label
    elif len(notes) == 1 and notes[0].label:
        when, then = (
            {"input": re.sub("的(?:学校|单位|县|区|乡镇|县区|幼儿园)?$", "", notes[0].label)},
            notes[0].value,
        )
    elif not notes:
        spared = [
            p
            for p in rest
            if isinstance(p, Entry)
            and p.amount.points in {"full", Decimal(0)}
            and (p.amount.kind == "deduct" or p.amount.points == "full")
            and p.label.startswith(("没有", "无", "不涉及", "未设", "不具备"))
        ]
        if len(spared) != 1:
            return None
        when, then = {"input": spared[0].label}, "full"
        rest = [p for p in rest if p is not spared[0]]
    if when is None or not rest:
        return None
    found = _fitting(rest, questions, full, inner=False)
    if found is None:
        return None
    rule, parts = found
    chosen = questions.ask(NOT_APPLICABLE) if then == "?" else then
    return {"na": {"when": when, "then": chosen, "rule": rule}}, parts


def _priced(pieces: list[Piece]) -> list[Piece]:
    """应办有特殊教育学校，办有的得2分，没有的不得分: what is required, with what it gives."""
    entries = [p for p in pieces if isinstance(p, Entry)]
    if len(entries) < 2 or entries[0].amount.points != "full":
        return pieces
    wanted, *others = entries
    given = [e for e in others if wanted.label.startswith(e.label)]
    refused = [
        e for e in others if e.label in {"没有", "未办", "没办", "未建", "无"} and e.amount.points == 0
    ]
    if len(given) != 1 or len(given) + len(refused) != len(others):
        return pieces
    told = Entry(wanted.label, given[0].amount)
    return [told if p is wanted else p for p in pieces if p not in others]


def _outside(cond: Cond) -> dict[str, object]:
    """Those a requirement is not for: 30万人口以上的县 leaves out the smaller ones."""
    name = "population" if cond.unit == "人口" or "人口" in cond.subject else input_for(cond.unit)
    return outside(as_condition(cond, name))


def _summed(
    groups: Sequence[Sequence[Piece]], questions: Questions, full: Decimal | None
) -> tuple[Rule, Parts] | None:
    """Parts between semicolons, each a rule of its own with its own points."""
    shared = [
        p
        for group in groups
        for p in group
        if isinstance(p, Modifier | Cap) and all(isinstance(q, Modifier | Cap) for q in group)
    ]
    working = [g for g in groups if not all(isinstance(p, Modifier | Cap) for p in g)]
    found = [_attempt(group, questions, None, inner=True) for group in working]
    made = _own_names([f for f in found if f is not None]) if all(found) else None
    if made is None:
        return None
    if len(made) > 1 and all(parts.stated is None and _only_deducts(rule) for rule, parts in made):
        outer = Parts(shared, questions, full)
        outer.modifier("FLOORED")
        outer.want_full()
        return None if _unused(outer) else ({"sum": {"start": "full", "rules": [r for r, _ in made]}}, outer)
    members: list[Rule] = []
    total, open_ended = Decimal(0), False
    for rule, parts in made:
        bonus = any(isinstance(body, dict) and "max" in body for body in rule.values())
        if parts.stated is None and not bonus:
            return None
        members.append(rule if parts.stated is None else {"full": parts.stated, "rule": rule})
        total += parts.stated or Decimal(0)
        open_ended = open_ended or parts.stated is None
    if len(members) < 2 or any(
        isinstance(p, Modifier) and p.kind not in {"FLOORED", *_HARMLESS} for p in shared
    ):
        return None
    if any(isinstance(p, Cap) for p in shared) or (
        full is not None and total != full and not (open_ended and total < full)
    ):
        return None
    outer = Parts([], questions, full)
    outer.stated = total
    return {"sum": {"rules": members, "max": "none"} if open_ended else {"rules": members}}, outer


def _only_deducts(rule: Rule) -> bool:
    """A step down from full and nothing else: 每少1次扣0.2分."""
    body = rule.get("step")
    return (
        isinstance(body, dict) and not {"start", "add", "max", "min"} & set(body) and bool(body.get("deduct"))
    )


_RENAMED = {"value", "count", "missing"}


def _own_names(made: list[tuple[Rule, Parts]]) -> list[tuple[Rule, Parts]] | None:
    """The rules with inputs of their own: two parts that measure different things must not both read ``value``."""
    read = [set(inputs_of_rule(*next(iter(rule.items())))) for rule, _ in made]
    shared = {name for name in set().union(*read) if sum(name in names for names in read) > 1} - {"target"}
    if not shared:
        return made
    taken = set().union(*read)
    found = []
    for (rule, parts), names in zip(made, read, strict=True):
        [(name, body)] = rule.items()
        for old in sorted(names & shared):
            new = next((s for s in parts.subjects if s not in taken), "")
            if old not in _RENAMED or not new or {"cohort", "target", "previous"} & names:
                return None
            body = renamed(name, body, old, new)
            taken.add(new)
        found.append(({name: body}, parts))
    return found


_OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


def outside(tests: list[dict[str, object]]) -> dict[str, object]:
    """Where a condition does not hold."""
    if len(tests) == 1 and tests[0].get("op") in _OPPOSITE:
        return {**tests[0], "op": _OPPOSITE[str(tests[0]["op"])]}
    return {"not": joined(tests)}
