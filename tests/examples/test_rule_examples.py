"""The ninety-four forms of scoring rules: every case is run, and a case that is written wrongly is found."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zeren.core.drafting import Draft, draft
from zeren.core.kernel import Problem
from zeren.core.packs import RuleExample, RuleSpec, inspect, load
from zeren.core.scoring import RULES, Case, apply_rule, run_rule_examples
from zeren.workspace.sentences import fitted

PACK = load("examples-of-rules")
FORMS = [example for group in PACK.rule_examples.values() for example in group.examples]
BY_ID = {form.id: form for form in FORMS}
OPEN = ("pending", "range")
# Forms whose sentence drafts to a rule that gives the same outcomes on every case, its inputs given as a clerk would give them.
DRAFTED = 83


def test_every_form_is_there_once_and_in_order() -> None:
    assert [form.id for form in FORMS] == [f"form-{number:02d}" for number in range(1, 95)]
    assert [len(group.examples) for group in PACK.rule_examples.values()] == [15, 20, 11, 14, 11, 13, 10]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_case_comes_out_as_written(form: RuleExample) -> None:
    assert [
        str(p) for p in run_rule_examples(PACK) if form.id in p.found or p.place.line == form.rule.place.line
    ] == []
    certain = [case for case in form.cases if not case.outcome.startswith(OPEN)]
    assert len(certain) >= 2
    assert any(case.outcome.startswith("pending") for case in form.cases), "no case with a missing input"
    assert form.sentence
    assert form.source


def test_every_rule_is_used_by_some_form() -> None:
    used: set[str] = set()

    def walk(name: str, written: Any) -> None:
        used.add(name)
        for value in written.values() if isinstance(written, dict) else ():
            for member in value if isinstance(value, list) else (value,):
                if isinstance(member, dict):
                    for inner, body in member.items():
                        walk(inner, body)

    for form in FORMS:
        walk(form.rule.name, form.rule.parameters)
    # MIN, MAX, CLAMP and ROUND are no forms of their own in the schemes.
    assert set(RULES) - used <= {"minimum", "maximum", "clamp", "round"}


def broken(tmp_path: Path, old: str, new: str) -> list[Problem]:
    """The problems of the pack with one thing in it changed."""
    folder = Path(shutil.copytree(PACK.path, tmp_path / "examples-of-rules"))
    path = folder / "rules" / "a1-steps.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    pack, problems = inspect(folder)
    assert pack is not None
    return [*problems, *run_rule_examples(pack)]


def test_other_points_are_told_with_file_line_and_the_reason(tmp_path: Path) -> None:
    [problem] = broken(
        tmp_path,
        "{inputs: {value: 98.7}, outcome: score, points: 4}",
        "{inputs: {value: 98.7}, outcome: score, points: 5}",
    )
    assert (problem.code, str(problem.place)) == ("S049", "examples-of-rules/rules/a1-steps.yaml:14:5")
    assert problem.zh == "例 form-01 例1：写的是 score 5分，实际得出 score 4分"
    assert "低于目标" in problem.todo_zh


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rounding: floor}}\n  notes: 原文没有", "rounding: ceil}}\n  notes: 原文没有", "S049"),
        ("rounding: floor}}\n  notes: 原文没有", "x: 1}}\n  notes: 原文没有", "S002"),
        ("deduct: 2, rounding: floor}}", "deduct: 2}}", "S051"),
        ("deduct: 2, rounding: floor}}", "deduct: 2, rounding: floor, min: none}}", "S057"),
        ("{inputs: {value: 98.7}", "{inputs: {vlaue: 98.7}", "S048"),
        ("outcome: pending(value)}", "outcome: waiting}", "P012"),
        ("- id: form-02", "- id: form-01", "P015"),
        ("points: 3.5}", "points: [3]}", "P012"),
        ("class: D", "class: X", "P013"),
    ],
)
def test_a_mistake_in_an_example_is_found(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert code in {problem.code for problem in broken(tmp_path, old, new)}


def answers(form: RuleExample, rule: RuleSpec, drafted: Draft | None = None) -> list[tuple[str, Any, str]]:
    found = []
    for worked in form.cases:
        limit = form.limit if form.limit.states else None
        inputs = worked.inputs if drafted is None else fitted(worked.inputs, drafted)
        case = Case(inputs, form.full if worked.full is None else worked.full, limit=limit, unit=form.unit)
        told = apply_rule(rule, case, cut=not form.bonus).to_dict()
        open_ = told["outcome"].startswith("pending")
        found.append(
            ("pending" if open_ else told["outcome"], None if open_ else told["points"], told["grade"] or "")
        )
    return found


def same_by_drafting(form: RuleExample) -> bool:
    """Whether one reading of the sentence gives the form's outcomes on all its cases."""
    drafted = draft(form.sentence, full=form.full or Decimal(10))
    if not drafted.understood:
        return False
    expected = answers(form, form.rule)
    return any(answers(form, rule, drafted) == expected for rule in drafted.alternatives())


def test_sentences_draft_to_the_same_rule_where_the_grammar_reaches() -> None:
    same = [form.id for form in FORMS if same_by_drafting(form)]
    assert len(same) >= DRAFTED, same
