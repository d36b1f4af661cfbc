"""The gate: six of seven, none of the rest under 85 per cent; exact at the bounds; what a school lacks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.frameworks.cast import balanced, balanced_school, quality, quality_school
from zeren.core.frameworks import Assessment, SchoolResult, assess

AREA, BACKBONE, CLASSROOMS = "教学及辅助用房面积", "县级以上骨干教师数", "网络多媒体教室数"


def judged(**changed: Any) -> SchoolResult:
    (school,) = assess(quality(), [quality_school("甲", "小学", 1000, **changed)]).schools
    return school


@pytest.mark.parametrize(
    ("changed", "met", "failing", "below"),
    [
        ({}, True, (), ()),
        ({AREA: 4500}, True, (), ()),
        ({AREA: "4499.99"}, True, ("teaching_area",), ()),
        ({AREA: 3825}, True, ("teaching_area",), ()),
        ({AREA: "3824.99"}, False, ("teaching_area",), ("teaching_area",)),
        ({AREA: 4600, "室内体育用房面积": 101}, True, ("teaching_area",), ()),
        ({AREA: 4400, BACKBONE: 9}, False, ("backbone_teachers", "teaching_area"), ()),
        ({BACKBONE: 0}, False, ("backbone_teachers",), ("backbone_teachers",)),
    ],
)
def test_gate(changed: dict[str, Any], met: bool, failing: tuple[str, ...], below: tuple[str, ...]) -> None:
    school = judged(**changed)
    assert (school.met, school.failing, school.below_floor) == (met, failing, below)


@pytest.mark.parametrize(
    ("changed", "met"),
    [
        ({AREA: None}, None),  # could still be under the floor
        ({AREA: None, BACKBONE: 0}, False),  # fails whatever it is
        ({AREA: None, BACKBONE: 9, CLASSROOMS: 22}, False),  # five at best
    ],
)
def test_a_missing_value_is_never_zero_and_decides_only_what_holds_either_way(
    changed: dict[str, Any], met: bool | None
) -> None:
    school = judged(**changed)
    assert school.met is met
    assert school.value("teaching_area").value is None
    assert "teaching_area" not in school.failing


def test_values_are_compared_unrounded() -> None:
    school = judged(
        **{"在校生数": 3000, "高于规定学历教师数": "125.99", AREA: 18000, "体育运动场馆面积": 33000}
    )
    assert round(school.value("qualified_teachers").value or Decimal(0), 2) == Decimal("4.20")
    assert "qualified_teachers" in school.failing


def test_a_third_of_something_meets_a_limit_exactly() -> None:
    school = judged(**{"在校生数": 700, BACKBONE: 7})
    assert school.value("backbone_teachers").met is True
    assert school.value("backbone_teachers").margin == 0


def test_what_a_school_lacks() -> None:
    """Six must be met: one may stay at the floor, and that is the one relatively furthest away."""
    school = judged(**{AREA: 4400, BACKBONE: 5, CLASSROOMS: 20})
    needs = {n.indicator: (n.to, n.add, n.rounded) for n in school.needs}
    assert needs == {
        "backbone_teachers": ("floor", Decimal("3.5"), Decimal(4)),
        "teaching_area": ("limit", Decimal(100), Decimal(100)),
        "multimedia_classrooms": ("limit", Decimal(3), Decimal(3)),
    }
    mended = {AREA: 4500, BACKBONE: 9, CLASSROOMS: 23}
    assert judged(**mended).met is True
    for column, less in ((AREA, "4499.98"), (BACKBONE, 8), (CLASSROOMS, 22)):
        assert judged(**{**mended, column: less}).met is False


def test_a_school_that_passes_lacks_nothing() -> None:
    assert judged(**{AREA: 3825}).needs == ()


def county(**changed: Any) -> Assessment:
    rows = [quality_school(name, "小学", 500) for name in "甲乙丙"]
    rows.append(quality_school("丁", "小学", 500, **changed))
    return assess(quality(), rows)


def test_each_coefficient_is_limited_by_itself() -> None:
    found = county(**{BACKBONE: 60}).stages["primary"]
    assert [line.met for line in found.indicators] == [True, False, *[True] * 5]
    assert found.met is False
    assert found.composite is not None
    assert found.composite < Decimal("0.5")
    assert found.composite_limit is None


def test_a_lift_is_enough_and_no_more_than_its_last_step() -> None:
    line = county(**{BACKBONE: 60}).stages["primary"].indicator("backbone_teachers")
    assert line.lift is not None
    assert line.lift.cv <= Decimal("0.5")
    assert {name for name, _ in line.lift.adds} == {"甲", "乙", "丙"}
    rows = [quality_school(n, "小学", 500, **{BACKBONE: Decimal(6) + a}) for n, a in line.lift.adds]
    rows.append(quality_school("丁", "小学", 500, **{BACKBONE: 60}))
    assert assess(quality(), rows).stages["primary"].indicator("backbone_teachers").met is True
    one_less = [{**r, BACKBONE: Decimal(str(r[BACKBONE])) - 1} for r in rows[:3]] + rows[3:]
    assert assess(quality(), one_less).stages["primary"].indicator("backbone_teachers").met is False


def test_the_composite_is_limited_where_the_document_says_so() -> None:
    rows = [balanced_school("甲", "小学", 500), balanced_school("乙", "小学", 500, 图书册数=0, 计算机台数=0)]
    found = assess(balanced(), rows).stages["primary"]
    assert [line.limit for line in found.indicators] == [None] * 8
    assert (found.composite, found.composite_limit, found.met) == (Decimal("0.25"), Decimal("0.65"), True)
    scarce = {k: 0 for k in balanced_school("丙", "小学", 1) if k not in {"学校", "学段", "在校生数"}}
    worse = assess(balanced(), [*rows, balanced_school("丙", "小学", 500, **scarce)]).stages["primary"]
    assert (worse.met, worse.status) == (False, "missed")
    assert worse.composite is not None
    assert worse.excess == (worse.composite - Decimal("0.65")) * 8


def test_exactly_at_the_limit_is_met() -> None:
    """X = 0.5 and 1.5 around a mean of 1, equal weights: S = 0.5, CV = 0.5."""
    rows = [
        quality_school("甲", "小学", 200, **{BACKBONE: 1}),
        quality_school("乙", "小学", 200, **{BACKBONE: 3}),
    ]
    line = assess(quality(), rows).stages["primary"].indicator("backbone_teachers")
    assert (line.spread.cv, line.met) == (Decimal("0.5"), True)
