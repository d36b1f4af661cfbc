"""Scoring a letter: line by line, a veto last, a total that says when it is not yet certain; for one unit or for thousands."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Facts, Outcome, Problem, Scorecard, ScorecardLine, ZerenError
from zeren.core.packs import Letter, Pack
from zeren.core.scoring.case import Case, Failure, Waiting, points_words
from zeren.core.scoring.cohort import Cohort
from zeren.core.scoring.compiler import Compiled
from zeren.core.scoring.letters import (
    Given,
    LetterPlan,
    LinePlan,
    check_letter,
    line_of,
    plan_of,
    settled,
    total_of,
    veto_line,
)
from zeren.core.scoring.letters.lines import Judgements, gather
from zeren.core.scoring.operands import VALUE
from zeren.core.scoring.rules import run

__all__ = ["check_letter", "cohorts", "score", "score_units"]


def score(
    letter: Letter,
    facts: Facts,
    *,
    pack: Pack,
    unit: str | None = None,
    judgements: Judgements | None = None,
    cohort: Mapping[str, Any] | None = None,
    history: Sequence[Facts] = (),
) -> Scorecard:
    """Score every target of a letter on the letter's unit, or on another one.

    Shape: one line a target, then bonuses, then vetoes; the total is a score, a range while a line is pending, a veto, or an
    error. ``judgements`` map a target (or ``total``, for the grade) to what people decided: ``{"2.1": {"level": "好"}}``.
    ``cohort`` maps a target or an indicator to the values of all units, ``total`` to their totals. ``history`` are the facts of
    earlier periods, oldest first.
    Unit: points, exact decimals.

    Raises:
        ZerenError: when an indicator was not measured at all.

    Source: design §5: a missing measurement is a reason, never a silent zero; a rule that fails closes the total.

    Example:
        >>> from types import SimpleNamespace
        >>> from zeren.core.kernel import Citation, Measurement, OrgTree, Period
        >>> from zeren.core.packs import load
        >>> def measured(indicator, unit):
        ...     return Measurement(indicator, unit, "2017H1", (), None, None, None, "percent", "not_reported")
        >>> nothing = SimpleNamespace(
        ...     period=Period.parse("2017H1"),
        ...     tree=OrgTree([]),
        ...     measurement=measured,
        ...     cite=lambda m: Citation("measurement", m.indicator),
        ... )
        >>> pack = load("chengzhong-2017")
        >>> score(pack.letters["chengzhong-2017"], nothing, pack=pack).outcome.kind
        'pending'
    """
    given = Given(facts, unit or letter.unit, judgements or {}, cohort or {}, history)
    return _card(plan_of(letter, pack), given)


def score_units(
    letter: Letter,
    facts: Facts,
    *,
    pack: Pack,
    units: Sequence[str],
    judgements: Mapping[str, Judgements] | None = None,
    history: Sequence[Facts] = (),
) -> list[Scorecard]:
    """Score a letter on many units at once: each is ranked among the others, and grades with a quota are given last.

    Shape: a scorecard a unit, in their order; ``judgements`` map a unit to its judgements.
    Unit: points, exact decimals.

    Raises:
        ZerenError: S009 when a unit is named twice.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("chengzhong-2017")
        >>> score_units(pack.letters["chengzhong-2017"], None, pack=pack, units=[])
        []
    """
    twice = next((unit for unit, count in Counter(units).items() if count > 1), None)
    if twice is not None:
        raise ZerenError(Problem("S009", found=twice))
    plan = plan_of(letter, pack)
    decided = judgements or {}
    shared = cohorts(letter, facts, pack=pack, units=units, judgements=decided, history=history)
    everyone = [Given(facts, unit, decided.get(unit, {}), shared, history) for unit in units]
    with _uncollected():
        cards = [_card(plan, given) for given in everyone]
    if plan.grade is None or "cohort" not in plan.grade.names:
        return cards
    totals = {"total": Cohort.of([_ends(card.outcome) for card in cards])}
    return [
        graded(plan, card, replace(given, cohort=totals)) for card, given in zip(cards, everyone, strict=True)
    ]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the cycle collector back: cards hold no cycles, and walking a city's measurements takes longer than scoring them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def cohorts(
    letter: Letter,
    facts: Facts,
    *,
    pack: Pack,
    units: Sequence[str],
    judgements: Mapping[str, Judgements] | None = None,
    history: Sequence[Facts] = (),
) -> dict[str, Any]:
    """The units' values for every target that compares with a cohort: what ``score`` takes as ``cohort``.

    Shape: target id → :class:`Cohort`, or a map of peer group → cohort where the rule names one. A unit without a value stays in
    the cohort as unknown.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("chengzhong-2017")
        >>> cohorts(pack.letters["chengzhong-2017"], None, pack=pack, units=[])
        {}
    """
    decided, found = judgements or {}, {}
    plan = plan_of(letter, pack)
    for line in (*plan.targets, *plan.bonuses):
        if "cohort" in line.names:
            everyone = [Given(facts, unit, decided.get(unit, {}), {}, history) for unit in units]
            found[line.id] = line_cohort(line, everyone)
    return found


def line_cohort(line: LinePlan, everyone: list[Given]) -> Cohort | dict[str, Cohort]:
    of, peers = line.ranked()
    other = next((spec.indicator for spec in line.bound if spec.name == "cohort"), "")
    if not other and of is VALUE and not peers and line.indicator is not None and not line.bound:
        other = line.indicator.id
    if other:
        return Cohort.of([given.facts.measurement(other, given.unit).value for given in everyone])
    groups: dict[str, list[Decimal | None]] = {}
    for given in everyone:
        inputs = gather(line, given).inputs
        try:
            value: Decimal | None = of.read(Case(inputs, line.full, limit=line.limit))
        except (Waiting, Failure):
            value = None
        groups.setdefault(str(inputs.get(peers, "")) if peers else "", []).append(value)
    made = {group: Cohort.of(values) for group, values in groups.items()}
    return made if peers else made.get("", Cohort.of([]))


def _card(plan: LetterPlan, given: Given) -> Scorecard:
    letter = plan.letter
    lines = settled([line_of(line, given) for line in plan.targets])
    bonuses = [line_of(line, given) for line in plan.bonuses]
    vetoes = [veto_line(veto, plan.pack.indicators[veto.indicator], given) for veto in letter.vetoes]
    outcome, full = total_of(letter, lines, bonuses, vetoes)
    card = Scorecard(
        letter=letter.id,
        unit=given.unit,
        period=given.facts.period.id,
        outcome=outcome,
        lines=(*lines, *bonuses, *vetoes),
        full=full,
        points_status=letter.points_status,
        points_note=letter.points_note,
        effects=_effects([*lines, *bonuses]),
    )
    return card if plan.grade is None else graded(plan, card, given)


_LETTER_WIDE = ("cap_grade", "fail", "ineligible", "disqualify")


def _effects(lines: list[ScorecardLine]) -> tuple[str, ...]:
    found = [
        e for line in lines if line.effects for e in line.effects if e.lstrip("?").startswith(_LETTER_WIDE)
    ]
    return tuple(dict.fromkeys(found))


# --- grades ---------------------------------------------------------------------------------------------------------------


def _ends(outcome: Outcome) -> Any:
    if outcome.low is None or outcome.high is None:
        return None
    return outcome.low if outcome.low == outcome.high else [outcome.low, outcome.high]


def graded(plan: LetterPlan, card: Scorecard, given: Given) -> Scorecard:
    """The card with its grade: none while the total or a condition is open, never better than an effect allows."""
    assert plan.grade is not None
    low, high = card.outcome.low, card.outcome.high
    if card.outcome.kind == "veto":
        return replace(card, grade_reason="一票否决，不评等级")
    if low is None or high is None:
        return replace(card, grade_reason="总分未定，暂不评等级")
    inputs = {**given.judgements.get("total", {}), "cohort": given.cohort.get("total")}
    inputs |= _letter_inputs(plan, given)
    results = [
        run(plan.grade, Case({**inputs, "total": end}, card.full)) for end in dict.fromkeys((low, high))
    ]
    grades = list(dict.fromkeys(result.grade for result in results))
    if len(grades) > 1 or not grades[0]:
        named = " 或 ".join(grade for grade in grades if grade)
        reason = (
            f"总分在{points_words(low, high)}之间，等级为{named}，待定"
            if named and len(grades) > 1
            else results[0].reason
        )
        return replace(card, grade="", grade_reason=reason)
    return _capped(plan.grade, replace(card, grade=grades[0], grade_reason=results[0].reason))


def _letter_inputs(plan: LetterPlan, given: Given) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for spec in plan.letter.inputs:
        if spec.value is not None:
            found[spec.name] = spec.value
        elif spec.indicator and not (spec.previous and not given.history):
            facts = given.history[-1] if spec.previous else given.facts
            found[spec.name] = facts.measurement(spec.indicator, given.unit).value
    return found


def _capped(grade: Compiled, card: Scorecard) -> Scorecard:
    order = [step.name for step in grade.given["bands"]]  # best first
    at = order.index(card.grade)
    for effect in card.effects:
        kind, _, name = effect.lstrip("?").partition(":")
        most = order.index(name) if kind == "cap_grade" and name in order else None
        if kind == "fail":
            most = len(order) - 1
        if most is None or most <= at:
            continue
        if effect.startswith("?"):
            return replace(card, grade="", grade_reason=f"{card.grade_reason}；有限制等级的情形未定，待定")
        at = most
    if order[at] == card.grade:
        return card
    return replace(card, grade=order[at], grade_reason=f"{card.grade_reason}；受限，总评{order[at]}")
