"""What a letter reads of every unit; and the lists of all units' figures that a rule takes the best or the mean of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zeren.core.kernel import Facts
from zeren.core.packs import Letter, Pack
from zeren.core.scoring.case import HUMAN_INPUTS, input_words
from zeren.core.scoring.letters import Given, LetterPlan, LinePlan, plan_of
from zeren.core.scoring.letters.lines import Judgements, gather

__all__ = ["LetterInputs", "letter_inputs", "with_lists"]


def _pairs(body: Any) -> Iterator[tuple[str, str]]:
    """(list, own input) wherever a rule sets an input against the cohort's: {of: A, to: {ref: {kind: cohort_max, of: B}}}."""
    if isinstance(body, Mapping):
        own = body.get("of", "value")
        for operand in body.values():
            ref = operand.get("ref") if isinstance(operand, Mapping) else None
            if not isinstance(ref, Mapping) or not str(ref.get("kind", "")).startswith("cohort"):
                continue
            if isinstance(own, str) and ref.get("of"):
                yield str(ref["of"]), own
        for part in body.values():
            yield from _pairs(part)
    elif isinstance(body, list | tuple):
        for part in body:
            yield from _pairs(part)


def with_lists(
    plan: LetterPlan,
    facts: Facts,
    units: Sequence[str],
    judgements: Mapping[str, Judgements],
    history: Sequence[Facts],
) -> Mapping[str, Judgements]:
    """The judgements with every list a rule compares within filled in, unless somebody gave it."""
    wanted: list[tuple[LinePlan, str, str]] = []
    for line in (*plan.targets, *plan.bonuses):
        for listed, own in dict(_pairs(line.spec.parameters)).items():
            if listed in line.free:
                wanted.append((line, listed, own))
    if not wanted:
        return judgements
    found = {unit: {t: dict(v) for t, v in judgements.get(unit, {}).items()} for unit in units}
    for line, listed, own in wanted:
        values = [
            gather(line, Given(facts, u, judgements.get(u, {}), {}, history)).inputs.get(own) for u in units
        ]
        for unit in units:
            found[unit].setdefault(line.id, {}).setdefault(listed, values)
    return found


@dataclass(frozen=True, slots=True)
class LetterInputs:
    """What has to be known of a unit before a letter can be scored.

    Shape: ``indicators`` are those whose value is read, ``earlier`` those also read one period before, ``bound`` indicator → the
    names under which rules read it. ``asked`` target → input that people or a unit's attributes give → its name in words;
    ``graded`` are inputs of the grade's conditions.
    """

    indicators: tuple[str, ...]
    earlier: tuple[str, ...]
    bound: Mapping[str, tuple[str, ...]]
    asked: Mapping[str, Mapping[str, str]]
    graded: tuple[str, ...]


def letter_inputs(letter: Letter, pack: Pack) -> LetterInputs:
    """What a letter reads about a unit, so that a table or a form can ask for it.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("zhoushan-2007")
        >>> read = letter_inputs(pack.letters["zhoushan-2007"], pack)
        >>> read.indicators[:2], read.bound["teacher_pay_yearly"], read.asked
        (('participation_rate_fifteen_years', 'dropout_rate_junior_returned'), ('teacher_pay',), {})
    """
    plan = plan_of(letter, pack)
    indicators: dict[str, None] = {}
    earlier: dict[str, None] = {}
    bound: dict[str, dict[str, None]] = {}
    asked: dict[str, dict[str, str]] = {}
    for line in (*plan.targets, *plan.bonuses):
        if line.indicator is not None:
            indicators[line.indicator.id] = None
            if {"previous", "series"} & set(line.names):
                earlier[line.indicator.id] = None
        for spec in line.bound:
            if spec.indicator and spec.name != "cohort":
                (earlier if spec.previous else indicators)[spec.indicator] = None
                if not spec.previous:
                    bound.setdefault(spec.indicator, {})[spec.name] = None
        lists = {listed for listed, _ in _pairs(line.spec.parameters)}
        serves = line.alias if line.indicator is not None and line.alias not in HUMAN_INPUTS else None
        names = [name for name in line.free if name not in lists and name != serves]
        if names:
            asked[line.id] = {name: input_words(name) for name in names}
    for veto in letter.vetoes:
        indicators[veto.indicator] = None
    given = {spec.name for spec in letter.inputs if not spec.role}
    for spec in letter.inputs:
        if spec.indicator:
            (earlier if spec.previous else indicators)[spec.indicator] = None
    wanted = () if plan.grade is None else plan.grade.names
    return LetterInputs(
        tuple(indicators),
        tuple(earlier),
        {name: tuple(names) for name, names in bound.items()},
        asked,
        tuple(name for name in wanted if name not in {"total", "cohort"} | given),
    )
