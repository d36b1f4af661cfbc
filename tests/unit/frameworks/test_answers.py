"""What somebody answers: items, exceptions, points, the survey, vetoes; nothing unanswered is met."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.frameworks.cast import balanced, balanced_school, quality, quality_school
from zeren.core.frameworks import Assessment, assess, read_answers

MEASURED: dict[str, Any] = {
    "recognised_years": 4,
    "G3": {"schools_with_rooms": 100, "music_room_area": 96, "art_room_area": 90},
    "G4": {"largest_school": 2000, "largest_combined_school": 2500},
    "G5": {"largest_class_primary": 45, "largest_class_junior": 50},
    "G6": 100,
    "G7": 6000,
    "G8": "100%",
    "G9": 100,
    "G11": {"rotation_share": 10, "backbone_share": 20},
    "G12": 100,
    "G13": {"nearby_primary": 100, "nearby_junior": 95},
    "G14": 50,
    "G15": 85,
    "Q1": 95,
    "Q2": 95,
    "Q4": 5,
    "Q9": {"monitoring_level": 3, "monitoring_dispersion": "0.149"},
}
JUDGED = dict.fromkeys(("monitoring", "G1", "G2", "G10", "Q3", "Q5", "Q6", "Q7", "Q8"), "达标")
VETOES = {v.id: False for v in quality().vetoes}
FULL: dict[str, Any] = {"items": {**MEASURED, **JUDGED}, "survey": 85, "vetoes": VETOES}


def county(answers: dict[str, Any] | None, **options: Any) -> Assessment:
    rows = [
        quality_school(n, stage, 500)
        for n, stage in (("甲", "小学"), ("乙", "小学"), ("丙", "初中"), ("丁", "初中"))
    ]
    return assess(quality(), rows, answers=answers, **options)


def blocks(found: Assessment) -> dict[str, str]:
    return {b.id: b.status for b in found.blocks}


def test_a_county_that_meets_everything() -> None:
    found = county(FULL)
    assert set(blocks(found).values()) == {"met"}
    assert found.outcome == "met"
    assert found.problems == ()


def test_nothing_answered_is_pending() -> None:
    found = county(None)
    assert found.outcome == "pending"
    measured = {"dispersion.primary", "dispersion.junior", "schools"}
    assert {name for name, status in blocks(found).items() if status == "met"} == measured
    assert {i.status for i in found.items} == {"pending"}


@pytest.mark.parametrize(("name", "short"), [
    ("G5", {"largest_class_primary": 46, "largest_class_junior": 50}), ("G7", 5999),
    ("Q9", {"monitoring_level": 3, "monitoring_dispersion": "0.15"}),
    ("G13", {"nearby_primary": "99.9", "nearby_junior": 95}), ("G1", False), ("recognised_years", "2.9"),
])  # fmt: skip
def test_one_item_short_misses(name: str, short: Any) -> None:
    found = county({**FULL, "items": {**FULL["items"], name: short}})
    assert found.outcome == "missed"
    assert next(i for i in found.items if i.id == name).status == "missed"


def test_one_item_unanswered_is_pending() -> None:
    for name in FULL["items"]:
        items = {k: v for k, v in FULL["items"].items() if k != name}
        assert county({**FULL, "items": items}).outcome == "pending"


def test_half_a_measured_item_is_pending() -> None:
    assert county({**FULL, "items": {**FULL["items"], "G11": {"rotation_share": 12}}}).outcome == "pending"


def test_an_exception_has_its_own_limits() -> None:
    rooms = {"schools_with_rooms": 100, "music_room_area": 73, "art_room_area": 67}
    assert county({**FULL, "items": {**FULL["items"], "G3": rooms}}).outcome == "missed"
    old = {**rooms, "exception": "built_before_2017"}
    found = county({**FULL, "items": {**FULL["items"], "G3": old}})
    assert found.outcome == "met"
    item = next(i for i in found.items if i.id == "G3")
    assert [m.limit for m in item.measures] == [100, 73, 67]


def test_a_province_with_its_own_limit() -> None:
    assert county(FULL, region="210103").outcome == "missed"  # 8,000 yuan there


def test_a_veto_stands_above_everything() -> None:
    found = county({**FULL, "vetoes": {**VETOES, "fraud": "发生"}})
    assert (found.outcome, blocks(found)["vetoes"]) == ("vetoed", "vetoed")
    missed = county({**FULL, "survey": 50, "vetoes": {**VETOES, "fraud": True}})
    assert missed.outcome == "vetoed"
    unsaid = {k: v for k, v in VETOES.items() if k != "fraud"}
    assert county({**FULL, "vetoes": unsaid}).outcome == "pending"


@pytest.mark.parametrize(("survey", "status"), [
    (85, "met"), ("84.99", "missed"), ({"sent": 1000, "valid": 800, "satisfied": 680}, "met"),
    ({"valid": 800, "satisfied": 679}, "missed"), ({"valid": 0, "satisfied": 0}, "pending"),
    ({"valid": 80, "satisfied": 81}, "pending"),
    (185, "pending"), ("很高", "pending"), (None, "pending"),
])  # fmt: skip
def test_the_survey(survey: Any, status: str) -> None:
    assert blocks(county({**FULL, "survey": survey}))["recognition"] == status


def test_mistakes_in_answers_are_told_all_in_one_pass() -> None:
    written = {
        "items": {"G1": "maybe", "G99": True, "G11": 12, "G3": {"music_rom_area": 96, "exception": "old"}},
        "vetos": {},
        "vetoes": {"fraud": "maybe"},
        "survey": {"valid": 10, "satisfied": 11},
        "totals": [1],
    }
    _, problems = read_answers(quality(), written)
    assert sorted(p.code for p in problems) == ["F030"] * 4 + ["F031"] * 4 + ["F032"]
    assert "vetoes" in {p.hint for p in problems}


# --- points ---------------------------------------------------------------------------------------------------------
def government(answers: dict[str, Any]) -> tuple[str, str]:
    rows = [
        balanced_school(n, s, 500)
        for n, s in (("甲", "小学"), ("乙", "小学"), ("丙", "初中"), ("丁", "初中"))
    ]
    found = assess(balanced(), rows, answers=answers)
    return blocks(found)["government"], found.outcome


def test_points_against_the_mark() -> None:
    rest = {"survey": 90, "items": {"basic_standards": True}}
    assert government({**rest, "totals": {"government": 85}}) == ("met", "met")
    assert government({**rest, "totals": {"government": "84.9"}}) == ("missed", "missed")
    assert government(rest) == ("pending", "pending")
    assert government({**rest, "totals": {"government": 120}}) == ("pending", "pending")
    every = {f"G{n}": 5 for n in range(1, 18)}
    assert government({**rest, "items": {**rest["items"], **every}}) == ("met", "met")
    less = {**every, "G17": 4}
    assert government({**rest, "items": {**rest["items"], **less}}) == ("missed", "missed")
    some = {f"G{n}": 5 for n in range(1, 17)}
    assert government({**rest, "items": {**rest["items"], **some}}) == ("pending", "pending")
    early = {f"G{n}": 9 for n in range(1, 11)}
    assert government({**rest, "items": {**rest["items"], **early}}) == ("met", "met")
    assert government({**rest, "items": {**rest["items"], **every, "G3": -5}})[0] == "pending"


def test_basic_standards_are_a_precondition() -> None:
    assert (
        government({"survey": 90, "totals": {"government": 90}, "items": {"basic_standards": False}})[1]
        == "missed"
    )


def test_counts_of_the_survey_are_kept() -> None:
    found = county({**FULL, "survey": {"sent": 1000, "valid": 800, "satisfied": 700}})
    assert found.survey is not None
    assert found.survey.value == Decimal("87.5")
    assert found.survey.counts["sent"] == 1000


# --- what a number does not say -------------------------------------------------------------------------------------
def test_a_single_school_is_not_informative() -> None:
    rows = [
        quality_school("甲", "小学", 500),
        quality_school("乙", "小学", 500),
        quality_school("丙", "初中", 500),
    ]
    found = assess(quality(), rows, answers=FULL)
    junior = found.stages["junior"]
    assert {(line.spread.cv, line.met, line.status) for line in junior.indicators} == {
        (0, None, "not_informative")
    }
    assert (junior.met, found.outcome) == (None, "not_informative")
    assert [p.code for p in found.problems] == ["F021"]


def test_a_mean_of_zero_has_no_coefficient() -> None:
    rows = [quality_school(n, "小学", 500, 县级以上骨干教师数=0) for n in "甲乙"]
    line = assess(quality(), rows).stages["primary"].indicator("backbone_teachers")
    assert (line.spread.mean, line.spread.cv, line.met, line.status) == (0, None, None, "pending")
    found = assess(balanced(), [balanced_school(n, "小学", 500, 图书册数=0) for n in "甲乙"])
    assert (found.stages["primary"].composite, found.stages["primary"].met) == (None, None)
    assert [p.code for p in found.problems] == ["F022"]


def test_a_table_with_one_stage_leaves_the_other_open() -> None:
    rows = [quality_school("甲", "小学", 500), quality_school("乙", "小学", 500)]
    found = assess(quality(), rows, answers=FULL)
    assert set(found.stages) == {"primary"}
    assert (blocks(found)["dispersion.junior"], found.outcome) == ("pending", "pending")
