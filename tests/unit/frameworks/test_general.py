"""The format carries other standards: rows without stages, grades with automatic fails, ratios of a county, dates and timers."""

from __future__ import annotations

import textwrap
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zeren.core.frameworks import Assessment, assess, to_plain
from zeren.core.kernel import Problem
from zeren.core.packs import Framework, inspect

HEAD = "id: {id}\nname: 测试\ndocument_number: 测〔2020〕1号\nsource: 测试\n"
PARAMETERS = {
    "gross": "id: gross\nname: 毛入园率\ntype: decimal\nsource: 测\nvalues:\n- {from: 2020-01-01, value: 85}\n"
    '- {region: "41", from: 2021-01-01, value: 90}\n',
    "small": "id: small\nname: 小园\ntype: integer\nsource: 测\nvalues:\n- {from: 2020-01-01, value: 5}\n",
    "days": "id: days\nname: 时限\ntype: integer\nsource: 测\nvalues:\n- {from: 2020-01-01, value: 28}\n",
}
PRESCHOOL = """
table:
  unit: name
  columns:
  - {id: name, name: 幼儿园, required: true}
  - {id: children, name: 在园幼儿数, type: integer, min: 0, required: true}
  - id: kind
    name: 性质
    type: code
    values: [{code: "1", name: 公办}, {code: "2", name: 普惠性民办, aliases: [普惠]}, {code: "3", name: 民办}]
  - {id: opened, name: 开办日期, type: date}
  - {id: area, name: 建筑面积, type: decimal}
exclude:
- {id: tiny, name: 不足5人, where: "children < param.small"}
figures:
- {id: population, name: 3—5周岁人口数, unit: 人}
county:
- id: gross
  name: 学前三年毛入园率
  numerator: {sum: children}
  denominator: {figure: population}
  limit: {op: ">=", value: param.gross}
- id: inclusive
  name: 普惠性幼儿园覆盖率
  numerator: {sum: children, where: "kind IN ('1', '2')"}
  denominator: {sum: children}
  limit: {op: ">=", value: 80}
- id: new_area
  name: 新建园面积达标率
  numerator: {count: "opened >= DATE '2017-01-01' AND area >= 10.44 * children"}
  denominator: [{count: "opened >= DATE '2017-01-01'"}]
  limit: {op: "=", value: 100}
"""
SPORTS = """
table:
  unit: school
  columns:
  - {id: school, name: 学校, required: true}
  - {id: organisation, name: 组织管理, type: decimal, min: 0}
  - {id: teaching, name: 教育教学, type: decimal, min: 0}
  - {id: bonus, name: 加分, type: decimal}
  - {id: cut, name: 挤占体育课, type: boolean}
  - {id: fitness, name: 体质健康合格率, type: decimal}
grading:
  points: "organisation + teaching + COALESCE(bonus, 0)"
  bands:
  - {from: 90, grade: excellent, name: 优秀}
  - {from: 60, grade: qualified, name: 合格}
  - {from: 0, grade: unqualified, name: 不合格, pass: false}
  fails:
  - {id: cut_lessons, name: 挤占体育课, where: cut}
  - {id: unfit, name: 体质合格率低, where: "fitness < 60"}
"""
CASES = """
table:
  unit: case
  columns:
  - {id: case, name: 编号, required: true}
  - {id: absent, name: 缺勤起, type: date}
  - {id: reported, name: 报告日, type: date}
indicators:
- id: delay
  name: 报告间隔
  numerator: DAYS_BETWEEN(absent, reported)
  denominator: "1"
  limits: {all: {op: "<=", value: param.days}}
  numerator_unit: 天
gate: {}
"""


def framework(folder: Path, body: str) -> tuple[Framework | None, list[Problem]]:
    pack = folder / "pack"
    for name, text in {"pack.yaml": "id: pack\nversion: 0.1.0\nname: 包\nlicence: CC-BY-4.0\n"}.items():
        pack.mkdir(exist_ok=True)
        (pack / name).write_text(text, encoding="utf-8")
    for name, text in PARAMETERS.items():
        (pack / "parameters").mkdir(exist_ok=True)
        (pack / "parameters" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (pack / "frameworks").mkdir(exist_ok=True)
    (pack / "frameworks" / "it.yaml").write_text(
        HEAD.format(id="it") + textwrap.dedent(body), encoding="utf-8"
    )
    found, problems = inspect(pack)
    return (found.frameworks.get("it") if found else None), problems


def judged(folder: Path, body: str, rows: list[dict[str, Any]], **options: Any) -> Assessment:
    found, problems = framework(folder, body)
    assert problems == []
    assert found is not None
    return assess(found, rows, **options)


def kindergarten(
    name: str, children: int | None, kind: str, opened: str = "2010-09-01", area: int = 3000
) -> dict[str, Any]:
    return {"幼儿园": name, "在园幼儿数": children, "性质": kind, "开办日期": opened, "建筑面积": area}


def test_ratios_of_a_county(tmp_path: Path) -> None:
    rows = [
        kindergarten("甲", 400, "公办"),
        kindergarten("乙", 300, "普惠"),
        kindergarten("丙", 100, "民办", "2018-09-01", 1044),
        kindergarten("丁", 4, "民办"),
    ]
    found = judged(tmp_path, PRESCHOOL, rows, answers={"figures": {"population": 900}})
    assert [(round(c.value or 0, 3), c.met) for c in found.county] == [
        (Decimal("88.889"), True),
        (Decimal("87.5"), True),
        (Decimal(100), True),
    ]
    assert [e.school for e in found.excluded] == ["丁"]
    assert found.outcome == "met"
    tighter = judged(tmp_path, PRESCHOOL, rows, answers={"figures": {"population": 900}}, region="410102")
    assert (tighter.county[0].limit, tighter.outcome) == (90, "missed")
    earlier = judged(
        tmp_path,
        PRESCHOOL,
        rows,
        answers={"figures": {"population": 900}},
        region="41",
        on=date(2020, 12, 31),
    )
    assert earlier.county[0].limit == 85


def test_a_ratio_without_its_figure_or_with_a_gap_is_pending(tmp_path: Path) -> None:
    rows = [kindergarten("甲", 400, "公办"), kindergarten("乙", None, "普惠")]
    found = judged(tmp_path, PRESCHOOL, rows)
    assert [c.met for c in found.county] == [None, None, None]
    assert found.county[0].missing == ("乙：在园幼儿数", "3—5周岁人口数")
    assert found.county[2].value is None  # nothing was opened since: no denominator, not 0 and not 100
    assert found.outcome == "pending"


def sports(**changed: Any) -> dict[str, Any]:
    base = {
        "学校": "甲",
        "组织管理": 45,
        "教育教学": 45,
        "加分": None,
        "挤占体育课": "否",
        "体质健康合格率": 95,
    }
    return {**base, **changed}


@pytest.mark.parametrize(
    ("changed", "grade", "met"),
    [
        ({}, "excellent", True),
        ({"组织管理": "44.9"}, "qualified", True),
        ({"组织管理": "44.9", "加分": "0.1"}, "excellent", True),
        ({"组织管理": 0, "教育教学": 0}, "unqualified", False),
        ({"挤占体育课": "是"}, "unqualified", False),
        ({"体质健康合格率": "59.9"}, "unqualified", False),
        ({"体质健康合格率": None}, "", None),
        ({"组织管理": None}, "", None),
        ({"组织管理": None, "挤占体育课": "是"}, "unqualified", False),
    ],
)
def test_grades_and_what_fails_at_once(
    tmp_path: Path, changed: dict[str, Any], grade: str, met: bool | None
) -> None:
    found = judged(tmp_path, SPORTS, [sports(**changed)])
    (school,) = found.schools
    assert school.grade is not None
    assert (school.grade.grade, school.met) == (grade, met)
    assert found.outcome == {True: "met", False: "missed", None: "pending"}[met]
    assert to_plain(found)["schools"][0]["grade"]["grade"] == grade


def test_timers(tmp_path: Path) -> None:
    rows = [
        {"编号": "1", "缺勤起": "2024-03-01", "报告日": "2024-03-29"},
        {"编号": "2", "缺勤起": "2024-03-01", "报告日": "2024-03-30"},
    ]
    found = judged(tmp_path, CASES, rows)
    assert [s.met for s in found.schools] == [True, False]
    assert [n.add for n in found.schools[1].needs] == [-1]


MISTAKES = [
    ("param.gross}", "param.gros}", "P024"),
    ("figure: population}", "figure: poplation}", "P013"),
    ("where: \"kind IN ('1', '2')\"", 'where: "kind = 1"', "P034"),
    ("{sum: children}\n", "{sum: childen}\n", "P033"),
    ("id: inclusive", "id: gross", "P015"),
    ("unit: name", "unit: nam", "P013"),
    ("{sum: children}\n", "{where: 'TRUE'}\n", "P011"),
    ('op: "="', 'op: "=="', "P013"),
    ("figures:", "figure:", "P010"),
]


@pytest.mark.parametrize(("right", "wrong", "code"), MISTAKES)
def test_mistakes_in_a_framework_are_told_with_their_line(
    tmp_path: Path, right: str, wrong: str, code: str
) -> None:
    assert right in PRESCHOOL
    text = PRESCHOOL.replace(right, wrong, 1)
    _, problems = framework(tmp_path, text)
    line = (HEAD + PRESCHOOL[: PRESCHOOL.index(right)]).count("\n") + 1
    assert code in {p.code for p in problems}
    assert any(abs((p.place.line or 0) - line) <= 1 for p in problems if p.code == code)
