"""Grades of a cohort whose grades have a quota; without one every unit keeps the grade its own total gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from zeren.core.kernel import Scorecard
from zeren.core.scoring.case import Case
from zeren.core.scoring.compiler import Compiled
from zeren.core.scoring.letters import Given, LetterPlan
from zeren.core.scoring.primitives.grade import Step
from zeren.core.scoring.ranking.places import LEAST, MOST
from zeren.core.scoring.ranking.quota import MAYBE, NO, YES, Contestant, Quota, contest_of
from zeren.core.scoring.rules import run

__all__ = ["regraded"]


def regraded(
    plan: LetterPlan,
    cards: Sequence[Scorecard],
    given: Sequence[Given],
    *,
    groups: Mapping[str, Sequence[int]],
    missing: set[str],
) -> tuple[list[Scorecard], list[Quota]]:
    """The cards with their grades once the quotas are in, and the quotas; groups are contests of their own."""
    contest = None if plan.grade is None else contest_of(plan.grade, plan.letter.place)
    found = list(cards)
    if contest is None or plan.grade is None:
        return found, []
    rules = {step.name: _alone(plan.grade, step) for step in contest.steps}
    quotas: list[Quota] = []
    for group, members in groups.items():
        runners = {
            cards[i].unit: _contestant(plan, rules, cards[i], given[i], missing)
            for i in members
            if cards[i].outcome.kind != "veto"
        }
        graded, places = contest.run(list(runners.values()), len(members), group=group)
        quotas += places
        for i in members:
            if (mine := graded.get(cards[i].unit)) is not None:
                duty = (plan.grade.given.get("then") or {}).get(mine.grade, "")
                reason = f"{mine.reason}；等级：{mine.grade}" if mine.grade else mine.reason
                found[i] = replace(
                    cards[i], grade=mine.grade, grade_reason=f"{reason}；{duty}" if duty else reason
                )
    return found, quotas


def _alone(grade: Compiled, step: Step) -> Compiled:
    """The grade rule with one grade only: what it takes to reach it, the quotas aside."""
    given = {k: v for k, v in grade.given.items() if k not in {"quota", "then"}} | {"bands": (step,)}
    return replace(grade, run=partial(grade.declared.function, **given), given=given)


def _contestant(
    plan: LetterPlan, rules: Mapping[str, Compiled], card: Scorecard, given: Given, missing: set[str]
) -> Contestant:
    low, high = card.outcome.low, card.outcome.high
    if card.unit in missing or low is None or high is None:
        return Contestant(card.unit, LEAST, MOST, (MAYBE,) * len(rules))
    surely, perhaps = _caps(card, list(rules))
    inputs = {**_letter_inputs(plan, given), **given.judgements.get("total", {})}
    able = []
    for index, (name, rule) in enumerate(rules.items()):
        ends = [_reached(rule, name, card, inputs, end) for end in dict.fromkeys((low, high))]
        answer = ends[0] if ends[0] == ends[-1] else MAYBE
        if index < surely:
            answer = NO
        elif index < perhaps and answer == YES:
            answer = MAYBE
        able.append(answer)
    return Contestant(card.unit, low, high, tuple(able))


def _reached(rule: Compiled, name: str, card: Scorecard, inputs: Mapping[str, Any], total: Decimal) -> str:
    """Whether points and condition give the grade at a total."""
    result = run(rule, Case({**inputs, "total": total}, card.full))
    return YES if result.grade == name else MAYBE if result.kind == "pending" else NO


def _letter_inputs(plan: LetterPlan, given: Given) -> dict[str, Any]:
    """What the letter binds for the conditions of its grades."""
    found: dict[str, Any] = {}
    for spec in plan.letter.inputs:
        if spec.value is not None:
            found[spec.name] = spec.value
        elif spec.indicator and not (spec.previous and not given.history):
            facts = given.history[-1] if spec.previous else given.facts
            found[spec.name] = facts.measurement(spec.indicator, given.unit).value
    return found


def _caps(card: Scorecard, order: Sequence[str]) -> tuple[int, int]:
    """The best grade (its position, best first) that effects surely, and perhaps, leave."""
    surely = perhaps = 0
    for effect in card.effects:
        kind, _, name = effect.lstrip("?").partition(":")
        most = order.index(name) if kind == "cap_grade" and name in order else 0
        if kind == "fail":
            most = len(order) - 1
        perhaps = max(perhaps, most)
        if not effect.startswith("?"):
            surely = max(surely, most)
    return surely, perhaps
