"""The shapes a county's table comes in: combined schools, what does not count, what is missing, what is there twice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.frameworks.cast import balanced, balanced_school, quality, quality_school
from zeren.core.frameworks import Assessment, assess, plain_rows
from zeren.core.kernel import ZerenError

AREA = "教学及辅助用房面积"
RESOURCES = [c.name for c in quality().columns if c.shared]


def blank(name: str, stage: str, pupils: Any, **more: Any) -> dict[str, Any]:
    return {"学校": name, "学段": stage, "在校生数": pupils, **more}


def areas(found: Assessment) -> dict[tuple[str, str], Decimal | None]:
    return {(s.school, s.stage): s.value("teaching_area").numerator for s in found.schools}


def codes(found: Assessment) -> list[str]:
    """What was said about the table, without what every tiny county hears: that one school cannot differ from itself."""
    return [p.code for p in found.problems if p.code != "F021"]


def test_sections_with_their_own_figures_are_taken_as_given() -> None:
    rows = [quality_school("甲", "小学", 600, "312"), quality_school("甲", "初中", 400, "312")]
    found = assess(quality(), rows)
    assert areas(found) == {("甲", "primary"): 3600, ("甲", "junior"): 2400}
    assert found.folds == ()
    assert codes(found) == []


@pytest.mark.parametrize("first", ["小学", "初中"])
def test_figures_on_one_row_are_split(first: str) -> None:
    pupils = {"小学": 600, "初中": 400}
    second = "初中" if first == "小学" else "小学"
    whole = quality_school("甲", first, pupils[first], **{AREA: 7000})
    found = assess(quality(), [whole, blank("甲", second, pupils[second])])
    split = {key: round(value or 0, 2) for key, value in areas(found).items()}
    assert split == {("甲", "primary"): Decimal("4038.46"), ("甲", "junior"): Decimal("2961.54")}
    assert codes(found) == ["F020"]
    assert len(found.folds) == len(RESOURCES)


def test_only_what_is_shared_is_split() -> None:
    teachers = {"高于规定学历教师数": 40, "县级以上骨干教师数": 9, "体育艺术教师数": 8}
    rows = [quality_school("甲", "小学", 600), blank("甲", "初中", 400, **teachers)]
    found = assess(quality(), rows)
    junior = next(s for s in found.schools if s.stage == "junior")
    assert junior.value("backbone_teachers").numerator == 9
    assert {f.column for f in found.folds}.isdisjoint({"qualified_teachers", "backbone_teachers"})
    assert "F020" in codes(found)


def test_a_complete_school_shares_with_a_stage_that_is_not_assessed() -> None:
    rows = [quality_school("甲", "初中", 500, **{AREA: 12000}), blank("甲", "高中", 700)]
    found = assess(quality(), rows)
    assert {key: round(value or 0, 2) for key, value in areas(found).items()} == {
        ("甲", "junior"): Decimal("4477.61")
    }


def test_a_row_for_the_whole_of_a_school() -> None:
    sizes = {"小学在校生数": 600, "初中在校生数": 400, "高中在校生数": 500}
    named = quality_school("甲", "十二年一贯制", 1500, **{AREA: 10000}, **sizes)
    by_kind = quality_school("乙", "", 1500, "345", **{AREA: 10000}, **sizes)
    by_sizes = quality_school("丙", "", 1500, **{AREA: 10000}, **sizes)
    found = assess(quality(), [named, by_kind, by_sizes])
    parts = {"primary": Decimal(600), "junior": Decimal(440), "senior": Decimal(660)}
    for fold in (f for f in found.folds if f.column == "teaching_area"):
        assert sum(fold.shares.values()) == 10000
        for stage, part in parts.items():
            assert round(fold.shares[stage], 6) == round(10000 * part / 1700, 6)
    assert {s.school for s in found.schools} == set("甲乙丙")
    assert {s.weight for s in found.schools if s.stage == "junior"} == {400}


def test_a_whole_row_beside_rows_that_only_give_enrolment() -> None:
    rows = [
        quality_school("甲", "九年一贯制学校", 1000, **{AREA: 7000}),
        blank("甲", "小学", 600),
        blank("甲", "初中", 400),
    ]
    found = assess(quality(), rows)
    assert {k: round(v or 0, 2) for k, v in areas(found).items()}["甲", "junior"] == Decimal("2961.54")


def test_the_enrolment_that_is_missing_is_what_the_others_leave() -> None:
    row = quality_school("甲", "", 1000, "312", 小学在校生数=600)
    assert {s.stage: s.weight for s in assess(quality(), [row]).schools} == {"primary": 600, "junior": 400}


def test_enrolments_that_do_not_add_up_are_told() -> None:
    row = quality_school("甲", "", 1000, "312", 小学在校生数=600, 初中在校生数=500)
    assert codes(assess(quality(), [row])) == ["F017"]


def test_without_enrolment_by_section_nothing_is_split() -> None:
    found = assess(quality(), [quality_school("甲", "", 1000, "312"), quality_school("乙", "小学", 500)])
    assert codes(found)[0] == "F016"
    assert {s.stage: s.met for s in found.schools if s.school == "甲"} == {"primary": None, "junior": None}
    assert found.outcome == "pending"
    assert found.stages["primary"].indicator("teaching_area").spread.cv is None


def test_a_combination_nobody_has_weights_for() -> None:
    rows = [quality_school("甲", "小学", 300), blank("甲", "高中", 200)]
    found = assess(quality(), rows)
    assert codes(found)[0] == "F016"
    assert areas(found)["甲", "primary"] == 1800  # the row's own figure stands


def test_the_same_figures_in_every_section_are_asked_about() -> None:
    one = quality_school("甲", "小学", 600)
    found = assess(quality(), [one, {**one, "学段": "初中", "在校生数": 400}])
    assert codes(found) == ["F015"]
    assert areas(found)["甲", "junior"] == 3600
    combined = assess(
        quality(), [{**one, "办学类型": "312"}, {**one, "学段": "初中", "在校生数": 400, "办学类型": "312"}]
    )
    assert codes(combined) == ["F015"]
    assert sum(v or 0 for v in areas(combined).values()) == 3600


def test_a_combined_school_with_one_row_is_mentioned() -> None:
    assert codes(assess(quality(), [quality_school("甲", "初中", 600, "完全中学")])) == ["F019"]


def test_a_stage_is_told_by_the_kind_of_school() -> None:
    rows = [quality_school("甲", "", 600, "211"), quality_school("乙", "", 600, "初级中学")]
    assert {s.school: s.stage for s in assess(quality(), rows).schools} == {"甲": "primary", "乙": "junior"}


@pytest.mark.parametrize(
    ("word", "stage"), [("小学部", "primary"), ("初级中学", "junior"), ("九年一贯制（初中部）", "junior")]
)
def test_words_for_a_stage(word: str, stage: str) -> None:
    assert assess(quality(), [quality_school("甲", word, 600)]).schools[0].stage == stage


def test_rows_that_cannot_be_placed_stop_everything_all_at_once() -> None:
    rows = [
        quality_school("甲", "", 600),
        quality_school("乙", "小学", 600),
        quality_school("乙 ", "小学部", 500),
        quality_school("", "", 100),
        quality_school("丙", "夜校", 600),
    ]
    rows.insert(0, {**rows.pop(3), "学校": None})
    with pytest.raises(ZerenError) as caught:
        assess(quality(), rows)
    assert sorted(p.code for p in caught.value.problems) == ["F002", "F003", "F003", "F006"]
    twice = next(p for p in caught.value.problems if p.code == "F002")
    assert "第3行、第4行" in twice.zh


def test_totals_and_averages_are_no_schools() -> None:
    rows = [balanced_school("甲", "小学", 600)]
    for word in ("合计", "小学小计", "全县合计（人）", "总计：", "平均", "县均值", "标准差"):
        rows.append(balanced_school(word, "小学", 99999))
    assert [s.school for s in assess(balanced(), rows).schools] == ["甲"]


def test_a_name_in_a_merged_cell_holds_for_the_row_below() -> None:
    rows = [quality_school("甲", "小学", 600), {**quality_school("", "初中", 400), "学校": None}]
    found = assess(quality(), rows)
    assert {(s.school, s.stage) for s in found.schools} == {("甲", "primary"), ("甲", "junior")}
    assert "F014" in codes(found)


def test_no_pupils_no_negative_numbers() -> None:
    rows = [balanced_school("甲", "小学", 600), balanced_school("乙", "小学", 0, 图书册数=500)]
    found = assess(balanced(), [*rows, balanced_school("丙", "小学", 300, 图书册数=-1)])
    assert [(e.school, e.rule) for e in found.excluded] == [("乙", "no_pupils")]
    assert codes(found) == ["F004", "F011"]
    line = found.stages["primary"].indicator("books")
    assert (line.spread.cv, line.spread.reason) == (None, "missing")
    assert found.stages["primary"].status == "pending"
    assert next(b for b in found.blocks if b.id == "table").status == "pending"


def test_everybody_left_out() -> None:
    found = assess(balanced(), [balanced_school("甲", "小学", 0)])
    assert (found.outcome, found.stages["primary"].status) == ("pending", "pending")
    with pytest.raises(ZerenError) as caught:
        assess(balanced(), [])
    assert caught.value.problems[0].code == "F007"


def test_the_kinds_that_do_not_count() -> None:
    kinds = {"514": "special_school", "职业高中": "vocational_school", "民办": "private_school"}
    for kind, rule in kinds.items():
        row = {**balanced_school("甲", "小学", 600), "办学类型": kind}
        assert [e.rule for e in assess(balanced(), [row]).excluded] == [rule]
    private = assess(quality(), [quality_school("甲", "小学", 600, "民办小学")])
    assert private.excluded == ()  # the statistics of 2017 count private schools


def test_an_unknown_kind_is_told_and_changes_nothing() -> None:
    found = assess(
        quality(),
        [quality_school("甲", "小学", 600, "实验学校"), quality_school("乙", "小学", 600, "公办小学")],
    )
    assert codes(found) == ["F013", "F012"]
    assert found.excluded == ()


def test_units_in_headings() -> None:
    row = quality_school("甲", "小学", 1000)
    for heading, amount in (
        ("教学仪器设备值（万元）", 260),
        ("教学仪器设备值(元)", 2600000),
        ("教学仪器设备值", 2600000),
    ):
        changed = {k: v for k, v in row.items() if not k.startswith("教学仪器设备值")} | {heading: amount}
        (school,) = assess(quality(), [changed]).schools
        assert school.value("equipment_value").value == 2600


def test_a_heading_nobody_knows_is_refused_in_python() -> None:
    with pytest.raises(ZerenError) as caught:
        plain_rows(balanced(), [{"学校": "甲", "图书本数": 3}])
    assert caught.value.problems[0].code == "F018"


def test_text_that_is_no_number_is_missing() -> None:
    rows, problems = plain_rows(balanced(), [{"学校": "甲", "在校生数": "约600", "图书册数": "1,200"}])
    assert [p.code for p in problems] == ["F005"]
    assert (rows[0].values["pupils"], rows[0].values["books"]) == (None, Decimal(1200))
