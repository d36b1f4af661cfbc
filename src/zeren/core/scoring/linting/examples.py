"""Running the worked cases of rules: what the evaluator gives must be what the example says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zeren.core.kernel import Problem, nearest
from zeren.core.packs import Pack, RuleCase, RuleExample
from zeren.core.scoring.case import Case, Result, points_words
from zeren.core.scoring.compiler import read_spec
from zeren.core.scoring.linting.ranges import range_of_input
from zeren.core.scoring.linting.rules import Subject, check_decisions, lint_rule
from zeren.core.scoring.rules import apply_rule, rule_inputs


def run_rule_examples(pack: Pack) -> list[Problem]:
    """Apply every example of a pack to its cases; a difference is a problem with the case's file and line.

    Example:
        >>> from zeren.core.packs import load
        >>> run_rule_examples(load("examples-of-rules"))
        []
    """
    groups = [group for group in pack.rule_examples.values() if group.pack == pack.id]
    return [problem for group in groups for example in group.examples for problem in check_example(example)]


def check_example(example: RuleExample) -> list[Problem]:
    """What is wrong with one example: a rule that cannot run or cannot be meant, inputs it does not read, other points."""
    compiled, problems = read_spec(example.rule)
    if compiled is None or problems:
        return check_decisions(problems, {example.rule.place: example.id})
    limit = example.limit if example.limit.states else None
    case = Case({}, example.full, limit=limit, unit=example.unit)
    subject = Subject(
        example.id, case, lambda name: range_of_input(name, (), None, None), bonus=example.bonus
    )
    found = [problem for problem in lint_rule(example.rule, subject) if problem.severity == "error"]
    for position, worked in enumerate(example.cases, 1):
        found += _compared(example, worked, f"{example.id} 例{position}")
    return found


def _compared(example: RuleExample, worked: RuleCase, name: str) -> Iterator[Problem]:
    known = list(dict.fromkeys([*rule_inputs(example.rule), "value", "target"]))
    for given in worked.inputs:
        if given not in known:
            details = {"wanted": "、".join(known)}
            yield Problem("S048", worked.place, name, given, nearest(given, known), details)
    full = example.full if worked.full is None else worked.full
    limit = example.limit if example.limit.states else None
    case = Case(worked.inputs, full, limit=limit, unit=example.unit)
    result = apply_rule(example.rule, case, cut=not example.bonus)
    expected, got = _wanted(worked), _said(worked, result)
    if expected != got:
        details = {"got": got, "trace": result.reason}
        yield Problem("S049", worked.place, name, expected, details=details)


def _wanted(worked: RuleCase) -> str:
    return _words(worked.outcome, worked.points, worked.grade, worked.effects)


def _said(worked: RuleCase, result: Result) -> str:
    """The result in the same words; the ends of an open outcome only where the case states them."""
    told = result.to_dict()
    outcome = result.outcome
    ends: tuple[Decimal, Decimal] | None = None
    if outcome.low is not None and outcome.high is not None:
        ends = (outcome.low, outcome.high)
    if worked.points is None and told["outcome"] not in {"score", "range"}:
        ends = None
    return _words(told["outcome"], ends, result.grade, tuple(told["effects"]))


def _words(outcome: str, ends: tuple[Decimal, Decimal] | None, grade: str, effects: tuple[str, ...]) -> str:
    points = "" if ends is None else f" {points_words(*ends)}"
    more = "".join(f"；{part}" for part in (grade, "、".join(effects)) if part)
    return f"{outcome}{points}{more}"
