"""Preschool 2020: published figures, provincial lines, the split by year of design, and what the table answers by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.unit.frameworks.cast import as_csv
from zeren.core.frameworks import Assessment, CountyResult, ItemResult, assess, to_plain
from zeren.core.packs import Framework, load
from zeren.workspace.frameworks import assess_file

PACK = "preschool-2020"
AREAS = ("outdoor", "activity", "building")
HENGNAN = [  # 衡南县 2020, as published, in three rows
    {"园名": "公办", "办园性质": "公办", "在园幼儿数": 10301, "专任教师数": 404, "在编专任教师数": 256},
    {
        "园名": "普惠",
        "办园性质": "民办",
        "普惠": "是",
        "在园幼儿数": 7629,
        "专任教师数": 299,
        "在编专任教师数": 0,
    },
    {
        "园名": "其余",
        "办园性质": "民办",
        "普惠": "否",
        "在园幼儿数": 7183,
        "专任教师数": 281,
        "在编专任教师数": 0,
    },
]
WHOLE: Mapping[str, Any] = {"items": {f"G{n}": True for n in range(1, 10)} | {"Q5": True}, "survey": 90,
                            "vetoes": {"falls_short": False, "complaints": False, "fraud": False}}  # fmt: skip


@cache
def framework() -> Framework:
    return load(PACK).frameworks[PACK]


def kindergarten(name: str, children: int = 100, **changed: Any) -> dict[str, Any]:
    """A public kindergarten that meets every line exactly or with little to spare."""
    return {
        "园名": name, "办园性质": "公办", "在园幼儿数": children, "专任教师数": 7, "持证专任教师数": 7, "在编专任教师数": 5,
        "园长数": 1, "持证园长数": 1, "小班班数": 1, "中班班数": 2, "大班班数": 1, "超班额班数": 0,
        "室外游戏场地面积": 4 * children, "幼儿活动用房面积": Decimal("8.17") * children,
        "园舍建筑面积": Decimal("10.44") * children, "规划设计年份": 2012, **changed,
    }  # fmt: skip


def county(found: Assessment, name: str) -> CountyResult:
    return next(c for c in found.county if c.id == name)


def told(found: CountyResult, *names: str) -> list[Any]:
    return [getattr(found, name) for name in names]


def item(found: Assessment, name: str) -> ItemResult:
    return next(i for i in found.items if i.id == name)


def judged(
    *rows: Mapping[str, Any], population: int | None = 100, region: str = "", **answers: Any
) -> Assessment:
    figures = {} if population is None else {"figures": {"population_3_5": population}}
    return assess(framework(), rows, answers={**figures, **answers}, region=region)


# --- published figures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        ("inclusive_coverage", "71.40", False),
        ("public_share", "41.02", False),
        ("children_per_teacher", "25.5", False),
        ("posts_share", "26.02", None),
    ],
)
def test_the_published_figures_of_a_county(name: str, value: str, met: bool | None) -> None:
    found = county(assess(framework(), HENGNAN, region="430422"), name)
    assert found.value is not None
    places = len(value.split(".")[1])
    assert round(found.value, places) == Decimal(value)
    assert found.met is met


def test_coverage_counts_children_not_kindergartens() -> None:
    rows = [kindergarten("甲", 300), kindergarten("乙", 60, 办园性质="民办", 普惠="否")]
    found = county(judged(*rows), "inclusive_coverage")
    assert told(found, "numerator", "denominator", "met") == [300, 360, True]


# --- provincial lines ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "limit", "met"), [("", 85, True), ("43", 85, True), ("410105", 90, False), ("61", 90, False)]
)
def test_a_province_may_ask_for_more(region: str, limit: int, met: bool) -> None:
    found = county(judged(kindergarten("甲", 89), region=region), "gross_enrolment")
    assert told(found, "limit", "met") == [limit, met]


def test_gross_enrolment_may_exceed_100() -> None:
    found = county(judged(kindergarten("甲", 102)), "gross_enrolment")
    assert told(found, "value", "met") == [102, True]


def test_without_the_population_it_is_open() -> None:
    found = judged(kindergarten("甲"), population=None, **WHOLE)
    assert county(found, "gross_enrolment").missing == ("3—5岁人口数",)
    assert found.outcome == "pending"


def test_money_is_the_provinces_own() -> None:
    """Only 四川's lines are known: elsewhere a figure is not judged, and a judgement may be given instead."""
    items = {"G5": {"public_funds": 500, "inclusive_subsidy": 500}, "G7": 74}
    sichuan, hunan = (judged(kindergarten("甲"), region=r, items=items) for r in ("511922", "43"))
    assert [item(sichuan, name).status for name in ("G5", "G7")] == ["met", "missed"]
    assert [item(hunan, name).status for name in ("G5", "G7")] == ["pending", "pending"]
    assert any(p.code == "F033" for p in hunan.problems)
    assert not any(p.code == "F033" for p in sichuan.problems)
    assert item(judged(kindergarten("甲"), items={"G7": True}), "G7").status == "met"


# --- the table ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(("year", "age"), [(2016, "earlier"), (2017, "new"), (2018, "new")])
def test_the_year_of_design_decides_the_line(area: str, year: int, age: str) -> None:
    column = {"outdoor": "室外游戏场地面积", "activity": "幼儿活动用房面积", "building": "园舍建筑面积"}[area]
    good, bad = kindergarten("甲", 规划设计年份=year), kindergarten("乙", 规划设计年份=year)
    bad[column] -= Decimal("0.01")
    found = county(judged(good, bad), f"{area}_{age}")
    assert told(found, "value", "limit", "met") == [50, *([50, True] if age == "earlier" else [100, False])]


def test_a_kind_of_kindergarten_that_is_not_there_does_not_count() -> None:
    found = judged(kindergarten("甲"), **WHOLE)
    assert [county(found, f"{area}_new").applies for area in AREAS] == [False] * 3
    assert [county(found, f"{area}_earlier").met for area in AREAS] == [True] * 3
    assert item(found, "Q1").status == "met"
    assert found.outcome == "met"


def test_a_year_that_is_not_filled_in_leaves_both_lines_open() -> None:
    found = judged(kindergarten("甲"), kindergarten("乙", 规划设计年份=None), **WHOLE)
    assert [county(found, f"outdoor_{age}").met for age in ("new", "earlier")] == [None, None]
    assert (item(found, "Q1").status, found.outcome) == ("pending", "pending")


def test_the_year_may_be_moved_by_a_province() -> None:
    parameter = framework().parameters["preschool_new_from"]
    assert parameter.at(date(2021, 1, 1), ()) == 2017
    assert "未核实" in parameter.source


@pytest.mark.parametrize(
    ("changed", "indicator", "quality"),
    [
        ({"专任教师数": 6, "持证专任教师数": 6}, "children_per_teacher", "Q3"),
        ({"持证专任教师数": 6}, "certified_share", "Q4"),
        ({"持证园长数": 0}, "certified_share", "Q4"),
        ({"超班额班数": 1}, "class_size_share", "Q2"),
    ],
)
def test_the_table_answers_the_items_of_quality(
    changed: dict[str, Any], indicator: str, quality: str
) -> None:
    assert judged(kindergarten("甲"), **WHOLE).outcome == "met"
    found = judged(kindergarten("甲", **changed), **WHOLE)
    assert county(found, indicator).met is False
    assert [i.id for i in found.items if i.status == "missed"] == [quality]
    assert found.outcome == "missed"


def test_what_the_table_answers_cannot_be_answered_by_hand() -> None:
    found = judged(kindergarten("甲"), items={"Q3": 15})
    assert [p.code for p in found.problems if p.severity == "error"] == ["F031"]
    assert item(found, "Q3").status == "met"


def test_fifteen_children_a_teacher_are_the_line_itself() -> None:
    found = judged(kindergarten("甲", 105, 专任教师数=7))
    assert told(county(found, "children_per_teacher"), "value", "met") == [15, True]


def test_a_private_kindergarten_of_which_nothing_is_said_leaves_coverage_open() -> None:
    found = county(judged(kindergarten("甲"), kindergarten("乙", 办园性质="民办")), "inclusive_coverage")
    assert (found.value, found.missing) == (None, ("乙：是否普惠",))


@pytest.mark.parametrize("word", ["普惠性民办", "普惠民办", "民办普惠"])
def test_words_for_an_inclusive_private_kindergarten(word: str) -> None:
    found = judged(kindergarten("甲"), kindergarten("乙", 办园性质=word))
    assert [county(found, name).value for name in ("inclusive_coverage", "public_share")] == [100, 50]


def test_attached_classes_have_children_but_no_premises() -> None:
    attached = {"园名": "丙小学附设班", "办园性质": "公办", "办学类型": "附设幼儿班", "在园幼儿数": 50, "专任教师数": 4,
                "持证专任教师数": 4, "混合班班数": 2, "班数": 2, "班额达标班数": 2}  # fmt: skip
    found = judged(kindergarten("甲"), attached, population=150, **WHOLE)
    assert county(found, "gross_enrolment").value == 100
    assert county(found, "outdoor_earlier").denominator == 1
    assert county(found, "class_size_share").denominator == 6
    assert found.outcome == "met"


def test_a_kindergarten_without_children_is_left_out_and_listed() -> None:
    found = judged(kindergarten("甲"), kindergarten("乙", 0, 室外游戏场地面积=0))
    assert [e.school for e in found.excluded] == ["乙"]
    assert county(found, "outdoor_earlier").denominator == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"持证专任教师数": 8}, "持证专任教师数不多于专任教师数"),
        ({"持证园长数": 2}, "持证园长数不多于园长数"),
        ({"班数": 5}, "各班型班数之和等于班数"),
        ({"班额达标班数": 5}, "班额达标班数不多于班数"),
        ({"普惠": "是"}, "公办园不参加普惠性民办园认定"),
    ],
)
def test_figures_that_cannot_be_are_told(changed: dict[str, Any], words: str) -> None:
    said = [p.zh for p in judged(kindergarten("甲", **changed)).problems if p.code == "F023"]
    assert any(words in line for line in said)
    assert all("甲" in line for line in said)


def test_a_file_is_read_with_the_words_clerks_use(tmp_path: Path) -> None:
    table, answers = tmp_path / "幼儿园.csv", tmp_path / "回答.yaml"
    table.write_text(as_csv(HENGNAN), encoding="gb18030")
    answers.write_text(
        "figures: {population_3_5: 28000}\nsurvey: {sent: 100, valid: 90, satisfied: 80}\n", encoding="utf-8"
    )
    found = assess_file(PACK, table, answers=answers, region="430422", year=2020)
    assert county(found, "gross_enrolment").met is True
    assert round(county(found, "inclusive_coverage").value or 0, 1) == Decimal("71.4")
    assert next(b for b in found.blocks if b.id == "recognition").why == "88.89%"


# --- survey, what ends it, what is not confirmed ------------------------------------------------------------------------


@pytest.mark.parametrize(("survey", "outcome"), [(85, "missed"), ("85.01", "met"), (100, "met")])
def test_recognition_is_above_85(survey: Any, outcome: str) -> None:
    assert judged(kindergarten("甲"), **{**WHOLE, "survey": survey}).outcome == outcome


@pytest.mark.parametrize("event", ["falls_short", "complaints", "fraud"])
def test_what_ends_the_recognition(event: str) -> None:
    answers = {**WHOLE, "vetoes": {**WHOLE["vetoes"], event: True}}
    assert judged(kindergarten("甲"), **answers).outcome == "vetoed"


def test_three_nine_and_five_items() -> None:
    blocks = {b.id: len(b.items) for b in framework().blocks}
    assert blocks == {"government": 9, "quality": 5}
    access = {"gross_enrolment", "inclusive_coverage", "public_share"}
    assert access <= {c.id for c in framework().county}


def test_what_is_not_confirmed_is_listed() -> None:
    found = judged(kindergarten("甲"))
    listed = {u.id for u in found.unconfirmed}
    assert {f"G{n}" for n in range(1, 10)} | {f"Q{n}" for n in range(1, 6)} <= listed
    assert {f"{area}_{age}" for area in AREAS for age in ("new", "earlier")} <= listed
    assert not {"gross_enrolment", "inclusive_coverage", "public_share", "recognition", "fraud"} & listed
    assert {line["id"] for line in to_plain(found)["unconfirmed"]} == listed
