"""PE evaluation 2014: continuous bands, five automatic fails, and the county's table of schools by kind and grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.frameworks.cast import as_csv
from zeren.core.frameworks import Assessment, assess, to_plain
from zeren.core.frameworks.sheets import verdict_document
from zeren.core.kernel import Inline, Number, Table, Text
from zeren.core.packs import Framework, inspect, load
from zeren.workspace.frameworks import assess_file

PACK = "school-pe-2014"
FAILS = {
    "不能保证每天一小时": "fail_daily_hour",
    "未开足体育与健康课": "fail_courses",
    "体质健康水平连续三年下降": "fail_fitness",
    "未按要求测试或如实上报": "fail_tests",
    "弄虚作假": "fail_fraud",
}
AREAS = ("组织管理得分", "教育教学得分", "条件保障得分", "学生体质得分", "监督检查得分")


@cache
def framework() -> Framework:
    return load(PACK).frameworks[PACK]


def school(name: str, points: Any, kind: str = "小学", **changed: Any) -> dict[str, Any]:
    return {"学校": name, "学校类别": kind, "得分": points, **dict.fromkeys(FAILS, "否"), **changed}


def grade(row: Mapping[str, Any]) -> str:
    [found] = assess(framework(), [row]).schools
    assert found.grade is not None
    return found.grade.name


@pytest.mark.parametrize(
    ("points", "name"),
    [
        ("100", "优秀"), ("90", "优秀"), ("89.99", "良好"), ("89.5", "良好"), ("89", "良好"), ("75", "良好"), ("74.9", "合格"),
        ("60", "合格"), ("59.99", "不合格"), ("59", "不合格"), ("0", "不合格"),
    ],
)  # fmt: skip
def test_bands_have_no_gaps(points: str, name: str) -> None:
    assert grade(school("甲", points)) == name


@given(points=st.decimals(min_value=0, max_value=100, places=2), fail=st.sampled_from(sorted(FAILS)))
def test_a_fail_beats_any_points(points: Decimal, fail: str) -> None:
    [found] = assess(framework(), [school("甲", points, **{fail: "是"})]).schools
    assert found.grade is not None
    assert (found.grade.grade, found.grade.fails, found.met) == ("unqualified", (FAILS[fail],), False)


@given(
    low=st.decimals(min_value=0, max_value=100, places=2),
    more=st.decimals(min_value=0, max_value=50, places=2),
)
def test_more_points_never_give_a_lower_grade(low: Decimal, more: Decimal) -> None:
    order = ["不合格", "合格", "良好", "优秀"]
    assert order.index(grade(school("甲", low + more))) >= order.index(grade(school("甲", low)))


def test_the_five_areas_and_the_bonus_make_the_points() -> None:
    areas: dict[str, Any] = dict(zip(AREAS, (18, 27, 16, 18, 9), strict=True))
    assert grade(school("甲", None, **areas)) == "良好"
    assert grade(school("甲", None, **areas, 加分=2)) == "优秀"
    assert grade(school("甲", None, **(areas | {"条件保障得分": None}))) == ""


def test_areas_that_do_not_add_up_are_told_and_the_points_stand() -> None:
    areas: dict[str, Any] = dict(zip(AREAS, (18, 27, 16, 18, 9), strict=True))
    found = assess(framework(), [school("甲", 90, **areas), school("乙", 101), school("丙", 88, **areas)])
    said = [p.zh for p in found.problems if p.code == "F023"]
    told = [[word in line for word in ("“甲”", "之和", "“乙”", "100分")] for line in said]
    assert told == [[True, True, False, False], [False, False, True, True]]
    assert [s.grade.name for s in found.schools if s.grade is not None] == ["优秀", "优秀", "良好"]


def test_points_that_are_given_need_no_areas() -> None:
    """What something else stands for is not called missing."""
    found = assess(framework(), [school("甲", 90)])
    assert [p.code for p in found.problems] == []


def test_a_fail_that_nobody_answered_leaves_the_grade_open() -> None:
    found = assess(framework(), [school("甲", 95, 弄虚作假=None)])
    assert (found.schools[0].met, found.outcome) == (None, "pending")


# --- the county ---------------------------------------------------------------------------------------------------------


def summary(found: Assessment) -> dict[str, dict[str, Any]]:
    return {row["stage"]: row for row in to_plain(found)["summary"]}


def test_the_county_table_by_kind_of_school() -> None:
    rows = [
        school("甲", 95, 加分=2), school("乙", 80), school("丙", 61), school("丁", 99, 弄虚作假="是"), school("戊", None),
        school("己", 92, "初中", 加分=0), school("庚", 76, "普高", 加分=1), school("辛", 30, "中职"),
    ]  # fmt: skip
    found = summary(assess(framework(), rows))
    assert list(found) == ["senior", "vocational", "junior", "primary", "all"]
    assert found["primary"]["grades"] == {"excellent": 1, "good": 1, "qualified": 1, "unqualified": 1}
    assert (found["primary"]["total"], found["primary"]["graded"], found["primary"]["ungraded"]) == (5, 4, 1)
    assert [found[kind]["flags"]["bonus"] for kind in found] == [1, 0, 0, 1, 2]
    assert found["all"]["grades"] == {"excellent": 2, "good": 2, "qualified": 1, "unqualified": 2}


def test_the_grades_of_a_kind_add_up_to_its_schools() -> None:
    """R39: 优＋良＋合格＋不合格＋未定＝总数."""
    rows = [school(str(n), n * 7 % 101 or None, ("小学", "初中", "普高")[n % 3]) for n in range(40)]
    for line in assess(framework(), rows).summary:
        assert sum(line.grades.values()) + line.ungraded == line.total


def test_one_school_that_fails_is_named() -> None:
    found = assess(framework(), [school("甲", 95), school("乙", 59)])
    assert found.outcome == "missed"
    assert "乙" in next(b.why for b in found.blocks if b.id == "schools")
    assert assess(framework(), [school("甲", 95)]).outcome == "met"


def test_a_file_of_a_county(tmp_path: Path) -> None:
    table = tmp_path / "体育.csv"
    table.write_text(as_csv([school("甲校", 92, "九年一贯制"), school("乙校", 70, "职高")]), encoding="utf-8")
    found = assess_file(PACK, table, year=2016)
    assert [p.zh for p in found.problems if p.severity == "error"] == []
    assert {line.stage: line.total for line in found.summary if line.total} == {
        "junior": 1,
        "vocational": 1,
        "all": 2,
    }


def test_a_summary_needs_grades(tmp_path: Path) -> None:
    pack = tmp_path / "wrong"
    (pack / "frameworks").mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "id: wrong\nversion: 0.1.0\nname: 错\nlicence: CC-BY-4.0\n", encoding="utf-8"
    )
    (pack / "frameworks" / "wrong.yaml").write_text(
        "id: wrong\nname: 错\ndocument_number: 测\nsource: 测\ntable:\n  unit: school\n  columns:\n"
        "  - {id: school, name: 学校}\n  - {id: points, name: 得分, type: decimal}\n"
        "summary: {name: 汇总}\n"
        "county:\n- {id: share, name: 比, numerator: {sum: points}, denominator: {sum: points}, none: maybe}\n"
        "blocks:\n- {id: b, name: 块, items: [{id: i, name: 项, clause: 测, measures: [{county: shar}]}]}\n",
        encoding="utf-8",
    )
    codes = [(p.code, p.found, p.hint) for p in inspect(pack)[1]]
    assert ("P011", "", "") in codes
    assert ("P013", "maybe", "") in codes
    assert ("P013", "shar", "share") in codes


def words(inlines: Iterable[Inline]) -> str:
    return "".join(part.text for part in inlines if isinstance(part, Text | Number))


def test_the_verdict_sheet_has_the_county_table() -> None:
    rows = [school("甲", 95, 加分=2), school("乙", 80), school("丙", 61, "初中")]
    document = verdict_document(assess(framework(), rows))
    [table] = [
        b for b in document.blocks if isinstance(b, Table) and "体育工作评估审核结果" in words(b.caption)
    ]
    cells = [[words(cell) for cell in row] for row in table.rows]
    assert ["小学", "2", "1", "50", "1", "50", "0", "0", "0", "0", "1", "50", "0"] in cells
    assert cells[-1][:2] == ["合计", "3"]
