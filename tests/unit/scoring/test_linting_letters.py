"""Letters whose targets, vetoes, indicators and periods do not fit each other: each message with file and line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.small_letter import LETTER, TARGET_LINE, VETO_LINE, SmallLetter
from zeren.core.packs import inspect, load, packs_folder
from zeren.core.scoring import check_letter


@pytest.fixture
def folder(tmp_path: Path) -> SmallLetter:
    return SmallLetter(tmp_path)


def test_a_target_without_a_clause_is_named(folder: SmallLetter) -> None:
    folder.letter("      clause: 达标率不低于95%\n", "")
    problem = folder.only()
    assert (problem.code, problem.place.line) == ("S058", TARGET_LINE)
    assert problem.zh == "目标 1.1“达标率”没有条款"
    assert problem.en == "Target 1.1 “达标率” has no clause"


@pytest.mark.parametrize(
    ("when", "code", "message"),
    [
        (
            '{op: ">", value: 100}',
            "S059",
            "V1 的条件永远不会成立：初中辍学率高于100，而它只可能在 0～100（when）",
        ),
        (
            '{op: "<", value: 0}',
            "S059",
            "V1 的条件永远不会成立：初中辍学率低于0，而它只可能在 0～100（when）",
        ),
        ('{op: ">=", value: 0}', "S060", "V1 的条件永远成立：初中辍学率不低于0，它总在 0～100（when）"),
    ],
)
def test_a_veto_that_cannot_fire_or_always_does(
    folder: SmallLetter, when: str, code: str, message: str
) -> None:
    folder.letter('{op: ">", value: 5}', when)
    problem = folder.only()
    assert (problem.code, problem.zh, problem.place.line) == (code, message, VETO_LINE)


def test_a_count_below_zero_cannot_be(folder: SmallLetter) -> None:
    folder.letter(
        'indicator: dropout, when: {op: ">", value: 5}', 'indicator: meetings, when: {op: "<", value: 0}'
    )
    assert (folder.only().code, folder.only().expected) == ("S059", "0～…的整数")


def test_an_indicator_of_another_stage_is_not_the_targets(folder: SmallLetter) -> None:
    folder.letter("indicator: share", "indicator: dropout")
    folder.letter('{op: ">=", value: 95}', '{op: "<=", value: 5}')
    folder.letter(
        "name: 达标率\n      clause: 达标率不低于95%", "name: 小学辍学率\n      clause: 小学辍学率不高于5%"
    )
    problem = folder.only()
    assert (problem.code, problem.place.line) == ("S068", TARGET_LINE)
    assert problem.zh == "目标 1.1 说的是小学，指标算的是初中"


def test_stated_population_and_period_must_agree(folder: SmallLetter) -> None:
    folder.change(
        "indicators/share.yaml", "unit: percent", "unit: percent\npopulation: 寄宿生\nperiod: school_year"
    )
    folder.letter("      points: 10", "      population: 走读生\n      points: 10")
    found = {(p.code, p.found, p.expected, p.place.line) for p in folder.problems()}
    assert found == {("S068", "寄宿生", "走读生", 18), ("S067", "一学年", "一年（日历年）", 18)}
    folder.letter("population: 走读生", "period: school_year\n      population: 寄宿生")
    assert folder.problems() == []


def test_ages_that_differ_are_another_population(folder: SmallLetter) -> None:
    folder.change("indicators/share.yaml", "name: 达标率", "name: 6—11周岁入学率")
    folder.letter("clause: 达标率不低于95%", "clause: 12—14周岁入学率不低于95%")
    assert (folder.only().code, folder.only().found) == ("S068", "6～11周岁")


def test_a_parameter_without_a_value_there_is_named(folder: SmallLetter) -> None:
    folder.write(
        "parameters/age_from.yaml",
        "id: age_from\nname: 起点\ntype: integer\nsource: 测试\nvalues:\n- {region: '51', from: 2000-01-01, value: 6}\n",
    )
    folder.change("indicators/share.yaml", "\"stage = '1'\"", "\"stage = '1' AND age >= param.age_from\"")
    folder.change("indicators/share.yaml", "- name: 一般\n", "- name: 一般\n  parameters: {age_from: 0}\n")
    problem = next(p for p in folder.problems() if p.code == "S050")
    assert (problem.found, problem.expected, problem.place.line) == (
        "age_from",
        "630103、2017年",
        TARGET_LINE,
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('limit: {op: ">=", value: 95}', 'limit: {op: "<=", value: 95}', "S069", 18),
        ('limit: {op: ">=", value: 95}', 'limit: {op: ">=", value: 101}', "S070", 18),
        ('limit: {op: ">=", value: 95}', 'limit: {op: ">=", value: 0}', "S070", 18),
        ("due: 2017-12-31", "due: 2018-12-31", "S075", 18),
    ],
)
def test_limits_and_dates_that_say_nothing(
    folder: SmallLetter, old: str, new: str, code: str, line: int
) -> None:
    folder.letter(old, new)
    assert (code, line) in {(p.code, p.place.line) for p in folder.problems()}


def test_points_of_targets_items_and_sections_come_to_what_is_stated(folder: SmallLetter) -> None:
    folder.letter("    name: 普及\n", "    name: 普及\n    points: 19\n")
    problem = folder.only()
    assert (problem.code, problem.zh, problem.place.line) == ("P050", "分值合计 20，应为 19", 15)
    folder.letter("    points: 19\n", "    points: 20\n")
    folder.letter("  name: 目标\n", "  name: 目标\n  points: 25\n")
    assert (folder.only().code, folder.only().place.line) == ("P050", 12)


def test_a_target_worth_nothing_is_named(folder: SmallLetter) -> None:
    folder.letter("      points: 10", "      points: 0")
    folder.letter("full: 20", "full: 10")
    assert "S071" in {p.code for p in folder.problems()}


def test_grades_reach_down_to_nothing_and_quotas_to_a_hundred(folder: SmallLetter) -> None:
    folder.letter(
        "full: 20\n", "full: 20\ngrade:\n  bands: [{name: 优秀, from: 18}, {name: 合格, from: 12}]\n"
    )
    assert (folder.only().code, folder.only().found) == ("S055", "12分以下")
    folder.letter("from: 12}]\n", "from: 0}]\n  quota: {优秀: '60%', 合格: '50%'}\n  ties: in\n")
    assert (folder.only().code, folder.only().found) == ("S064", "110%")
    folder.letter("合格: '50%'", "良好: '10%'")
    assert (folder.only().code, folder.only().found) == ("S065", "良好")
    folder.letter("良好: '10%'", "合格: '10%'")
    folder.letter("  ties: in\n", "")
    assert folder.only().code == "S052"


def test_a_bonus_without_a_cap_is_a_warning(folder: SmallLetter) -> None:
    bonus = "bonuses:\n- {id: B1, name: 加分, indicator: meetings, rule: {tariff: {each: 1}}}\n"
    folder.write("letters/small.yaml", LETTER + bonus)
    assert (folder.only().code, folder.only().severity) == ("S073", "warning")
    folder.letter("rule: {tariff: {each: 1}}", "cap: 2, rule: {tariff: {each: 1}}")
    assert folder.problems() == []


@pytest.mark.parametrize("name", sorted(path.parent.name for path in packs_folder().glob("*/pack.yaml")))
def test_the_packs_that_ship_raise_no_alarm(name: str) -> None:
    pack, problems = inspect(name)
    assert pack is not None
    found = [p for letter in pack.letters.values() for p in check_letter(letter, pack)]
    assert [str(p) for p in [*problems, *found] if p.severity == "error"] == []


def test_without_its_pack_a_letter_is_checked_as_far_as_words_go(folder: SmallLetter) -> None:
    folder.rule("{bands: {bounds: [{from: 95, points: 12}], otherwise: 0}}")
    pack = load(folder.path)
    assert [p.code for p in check_letter(pack.letters["small"])] == ["S062"]
    assert pack.letters["small"].full == Decimal(20)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("ranking: {ties: dense}", ""),
        ("ranking: {tie_break: ['1.1']}", ""),
        ("ranking: {ties: sometimes}", "ranking"),
        ("ranking: {tie_break: ['9.9']}", "ranking"),
        ("ranking: {tie: dense}", "ranking"),
        ("credibility: {by: lines, over: self}", ""),
        ("credibility: {over: nothing}", "credibility"),
        ("credibility: {bands: [{name: 可信}]}", "credibility"),
    ],
)
def test_how_totals_are_ranked_and_believed_is_read_before_anybody_scores(
    folder: SmallLetter, written: str, what: str
) -> None:
    folder.letter("full: 20\n", f"full: 20\n{written}\n")
    found = [(p.code, p.found) for p in folder.problems()]
    assert found == ([("S012", what)] if what else [])
