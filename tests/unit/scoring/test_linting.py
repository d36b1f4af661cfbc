"""Rules that run and cannot be meant: each gives its own message, with file and line, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.small_letter import RULE_LINE, SmallLetter
from zeren.core.packs import load


@pytest.fixture
def folder(tmp_path: Path) -> SmallLetter:
    return SmallLetter(tmp_path)


def test_the_sound_letter_has_no_problem(folder: SmallLetter) -> None:
    assert folder.problems() == []
    load(folder.path)


# What a rule says alone; the rule stands in line 24 and is worth 10 points for reaching 95 %.
RULES = [
    ("{step: {per: 1, deduct: 2}}", "S051", "目标 1.1 的计分规则“step”没有写明不足一档怎么计"),
    (
        "{bands: {bounds: [{from: 95, points: 10}, {from: 90, to: 94, points: 6}], otherwise: 0}}",
        "S053",
        "目标 1.1 的计分规则“bands”各档之间有空档：94%与95%之间 不属于任何一档",
    ),
    (
        "{bands: {bounds: [{above: 95, points: 10}, {from: 90, below: 95, points: 6}], otherwise: 0}}",
        "S053",
        "目标 1.1 的计分规则“bands”各档之间有空档：95% 不属于任何一档",
    ),
    (
        "{bands: {bounds: [{from: 95, points: 10}, {from: 80, to: 95, points: 6}], otherwise: 0}}",
        "S054",
        "目标 1.1 的计分规则“bands”有重档：95% 同时属于“95%及以上”与“80%及以上、95%及以下”",
    ),
    (
        "{bands: {bounds: [{from: 95, points: 10}, {from: 90, points: 6}, {from: 90, points: 5}], otherwise: 0}}",
        "S054",
        "目标 1.1 的计分规则“bands”有重档：90%及以上 同时属于“90%及以上”与“90%及以上”",
    ),
    (
        "{bands: {bounds: [{from: 95, points: 10}, {from: 90, points: 6}]}}",
        "S055",
        "目标 1.1 的计分规则“bands”没有写 0%与90%之间 得几分",
    ),
    (
        "{bands: {bounds: [{from: 101, points: 10}, {from: 95, points: 10}], otherwise: 0}}",
        "S056",
        "目标 1.1 的计分规则“bands”有永远达不到的一档“101%及以上”：该指标只能不低于0、不高于100",
    ),
    (
        "{bands: {bounds: [{from: 95, points: 10}, {from: 94, below: 90, points: 5}], otherwise: 0}}",
        "S056",
        "目标 1.1 的计分规则“bands”有永远达不到的一档“94%及以上、90%以下（不含）”：这一档里没有任何数值",
    ),
    (
        "{step: {per: 1, deduct: 2, rounding: floor, min: none}}",
        "S057",
        "目标 1.1 的计分规则“step”扣分会超过本项分值（没有尽头（min: none），本项10分），又没有写扣到几分为止",
    ),
    (
        "{bands: {bounds: [{below: 95, deduct: 12}], otherwise: full}}",
        "S057",
        "目标 1.1 的计分规则“bands”扣分会超过本项分值（一次就扣12分，本项10分），又没有写扣到几分为止",
    ),
    (
        "{bands: {bounds: [{from: 90, points: 10}], otherwise: 0}}",
        "S061",
        "目标 1.1 的计分规则“bands”与目标值矛盾：90%得满分，而目标是不低于95%",
    ),
    (
        "{bands: {bounds: [{from: 99, points: 10}], otherwise: 0}}",
        "S061",
        "目标 1.1 的计分规则“bands”与目标值矛盾：95%得0分，而目标是不低于95%",
    ),
    (
        "{bands: {bounds: [{from: 95, points: 12}], otherwise: 0}}",
        "S062",
        "目标 1.1 的计分规则“bands”给出 12分，超过满分 10分",
    ),
    (
        "{sum: {rules: [{full: 6, rule: {interp: {to: 95}}}, {full: 5, rule: {interp: {to: 95}}}]}}",
        "S063",
        "目标 1.1 的计分规则“sum”各部分合计 11分，应为 10分",
    ),
    (
        '{weighted: {weights: ["50%", "40%"], rules: [{interp: {to: 95}}, {all_or_nothing: {}}]}}',
        "S064",
        "目标 1.1 的计分规则“weighted”各占比合计 90%，应为 100%（名额不超过 100%）",
    ),
    (
        "{interp: {points: [[80, 5], [60, 0], [95, 10]]}}",
        "S066",
        "目标 1.1 的计分规则“interp”折线的数值没有依次递增（80、60）",
    ),
    (
        "{interp: {points: [[60, 3], [80, 0], [95, 10]]}}",
        "S066",
        "目标 1.1 的计分规则“interp”折线的分数没有依次递增（3、0、10）",
    ),
    (
        "{bands: {bounds: [{from: 95, points: 10}, {from: 80, below: 95, points: 2}, {below: 80, points: 5}]}}",
        "S069",
        "目标 1.1 的方向不一致：79.999999%得5分，80%得2分，而指标越高越好",
    ),
    (
        "{rank: {direction: low, table: [10, 8], after: 0, ties: dense}}",
        "S069",
        "目标 1.1 的方向不一致：从低到高排名，而指标越高越好",
    ),
    (
        "{rank: {direction: high, table: [10, 8], after: 0}}",
        "S052",
        "目标 1.1 的计分规则“rank”没有写明并列怎么计",
    ),
    (
        "{gate: {when: {input: value, op: '>', value: 100}, effect: zero_item, rule: {interp: {to: 95}}}}",
        "S059",
        "1.1 的条件永远不会成立：value 高于 100，而它只可能在 0～100（gate.when）",
    ),
    (
        "{gate: {when: {all: [{input: value, op: '>', value: 90}, {input: value, op: '<', value: 80}]}, effect: fail}}",
        "S059",
        "1.1 的条件永远不会成立：value 高于 90 且 value 低于 80，而它只可能在 0～100（gate.when）",
    ),
    (
        "{na: {when: {input: value, op: '>=', value: 0}, then: skip, rule: {interp: {to: 95}}}}",
        "S060",
        "1.1 的条件永远成立：value 不低于 0，它总在 0～100（na.when）",
    ),
    ("{tariff: {each: -1, of: value}}", "S072", "目标 1.1 的计分规则“tariff”怎么都得不到分"),
]


@pytest.mark.parametrize(("rule", "code", "message"), RULES, ids=lambda value: str(value)[:50])
def test_a_rule_nobody_can_mean_is_refused_at_its_line(
    folder: SmallLetter, rule: str, code: str, message: str
) -> None:
    folder.rule(rule)
    problems = [problem for problem in folder.problems() if problem.severity == "error"]
    assert [(p.code, p.zh) for p in problems] == [(code, message)]
    assert (problems[0].place.file, problems[0].place.line) == ("small/letters/small.yaml", RULE_LINE)


WARNINGS = [
    ("{rank: {direction: high, table: [10, 8], ties: dense}}", "S076"),
    ("{tariff: {start: full, each: -2, of: faults}}", "S074"),
    ("{bands: {bounds: [{from: 95, points: 8}, {from: 90, points: 6}], otherwise: 0}}", "S078"),
    ("{bands: {bounds: [{from: 98, points: 10}, {from: 95, points: 8}], otherwise: 0}}", "S079"),
    ("{tariff: {table: {市级: 2, 省级: 5}, of: value}}", "S077"),
]


@pytest.mark.parametrize(("rule", "code"), WARNINGS)
def test_what_may_be_meant_is_a_warning(folder: SmallLetter, rule: str, code: str) -> None:
    folder.rule(rule)
    if "faults" in rule:
        folder.letter(rule, rule + "\n      inputs: {faults: meetings}")
    problem = folder.only()
    assert (problem.code, problem.severity, problem.place.line) == (code, "warning", RULE_LINE)


def test_the_rounding_modes_and_the_tie_rules_are_explained(folder: SmallLetter) -> None:
    folder.rule("{step: {per: 1, deduct: 2}}")
    todo = folder.only().todo_zh
    assert all(
        mode in todo
        for mode in ("prop 按比例扣", "floor 不足一档不扣", "ceil 不足一档按一档扣", "whole 只按整数计")
    )
    folder.letter("{step: {per: 1, deduct: 2}}", "{rank: {table: [10], after: 0}}")
    todo = folder.only().todo_zh
    assert all(way in todo for way in ("competition", "dense", "average", "forbid"))


@pytest.mark.parametrize(
    ("written", "clause"),
    [
        ("{tariff: {start: full, each: -2, of: faults, min: 0}}", "达标率不低于95%"),
        ("{tariff: {start: full, each: -2, of: faults}}", "每差一个扣2分，扣完为止"),
        ("{clamp: {rule: {tariff: {start: full, each: -20, of: faults}}, min: 0}}", "达标率不低于95%"),
    ],
)
def test_a_deduction_that_says_where_it_stops_is_sound(
    folder: SmallLetter, written: str, clause: str
) -> None:
    folder.rule(written + "\n      inputs: {faults: meetings}")
    folder.letter("达标率不低于95%", clause)
    assert folder.problems() == []


@pytest.mark.parametrize(
    "rule",
    [
        "{bands: {bounds: [{from: 95, points: 10}, {from: 90, below: 95, points: 6}, {below: 90, points: 0}]}}",
        "{bands: {bounds: [{from: 95, to: 100, points: 10}, {from: 0, below: 95, points: 2}]}}",
        "{bands: {bounds: [{below: 20, deduct: 4}, {from: 20, below: 95, deduct: 1}], otherwise: full}}",
        "{interp: {points: [[60, 0], [95, 10]]}}",
        "{step: {per: 1, deduct: 0.5, rounding: ceil, start: '80%', add: 1}}",
        "{all_or_nothing: {}}",
        "{round: {rule: {interp: {to: target}}, places: 0}}",
    ],
)
def test_sound_rules_are_let_be(folder: SmallLetter, rule: str) -> None:
    folder.rule(rule)
    assert [str(p) for p in folder.problems()] == []


def test_between_whole_numbers_there_is_no_gap(folder: SmallLetter) -> None:
    rule = "{bands: {bounds: [{from: 4, points: 10}, {from: 2, to: 3, points: 6}, {to: 1, points: 0}]}}"
    folder.letter("{all_or_nothing: {}}", rule)
    assert folder.problems() == []
    folder.letter("{from: 2, to: 3, points: 6}", "{from: 3, to: 3, points: 6}")
    assert (folder.only().code, folder.only().found) == ("S053", "1次与3次之间")
