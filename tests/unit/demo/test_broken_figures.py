"""The demo district passes the content pack's checks; one wrong figure is found where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.tiny import frames
from zeren.core.intake import check_all
from zeren.core.intake.checks import Environment, row_problems
from zeren.core.kernel import Period, Problem
from zeren.core.packs import Pack, load
from zeren.demo import all_rows, demo_workspace
from zeren.demo.district import DROPOUT_SCHOOL
from zeren.demo.people import IdNumbers
from zeren.workspace import parameters_of, tree_from

Row = dict[str, Any]
Rows = dict[str, list[Row]]
PERIOD = Period.parse("2017H1")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("cn-basic-education")


@pytest.fixture(scope="module")
def given() -> Rows:
    """A small district."""
    return dict(all_rows(11, 0.05).rows)


@pytest.fixture
def check(given: Rows, pack: Pack, tmp_path: Path) -> Callable[..., list[Problem]]:
    """Check the district with some ledgers replaced, in a period."""
    workspace = demo_workspace(tmp_path)
    workspace.packs[workspace.pack_name] = pack

    def run(period: Period = PERIOD, **replaced: Sequence[Row]) -> list[Problem]:
        rows = {**given, **replaced}
        tables = frames(rows, pack)
        handed = {name: {str(row[pack.ledgers[name].unit]) for row in found} for name, found in rows.items()}
        parameters, tree = parameters_of(workspace), tree_from(workspace, tables)
        return check_all(
            tables, pack.ledgers, period=period, tree=tree, parameters=parameters, submitted=handed
        )

    return run


def school_of(given: Rows, name: str) -> str:
    return next(row["school_code"] for row in given["schools"] if row["school_name"] == name)


def changed(rows: Sequence[Row], change: Row, **key: Any) -> tuple[list[Row], int]:
    """The rows with one of them changed, and that row's line."""
    (index,) = (n for n, row in enumerate(rows) if all(row[k] == v for k, v in key.items()))
    return [*rows[:index], {**rows[index], **change}, *rows[index + 1 :]], index + 2


def returned(given: Rows, **key: Any) -> Row:
    (row,) = (r for r in given["enrolment_returns"] if all(r[k] == v for k, v in key.items()))
    return row


def test_the_district_passes(check: Callable[..., list[Problem]]) -> None:
    assert [str(problem) for problem in check()] == []


@pytest.mark.parametrize(
    ("column", "grade"),
    [("previous_opening_total", "8"), ("previous_year_increase", "8"), ("previous_year_decrease", "8")],
)
def test_a_year_before_that_does_not_lead_here(
    given: Rows, check: Callable[..., list[Problem]], column: str, grade: str
) -> None:
    """The figure of grade 8 a year ago is wrong, so this year's grade 9 does not follow from it; nothing else is touched."""
    key = {"school_code": school_of(given, DROPOUT_SCHOOL), "stage": "2", "grade": grade, "gender": "1"}
    wrong, _ = changed(given["enrolment_returns"], {column: returned(given, **key)[column] + 3}, **key)
    (found,) = check(enrolment_returns=wrong)
    assert (found.code, found.severity, found.details["check"]) == ("I092", "warning", "R19_next_grade")
    assert found.found.startswith(f"学校标识码 {key['school_code']}，学段 2，年级 9；")
    ninth = [
        line for line, row in enumerate(wrong, 2)
        if (row["school_code"], row["stage"], row["grade"]) == (key["school_code"], "2", "9")
    ]  # fmt: skip
    assert found.place.cell == f"{ninth[0]}:{ninth[0]}"


def test_repeaters_are_missed_above_and_counted_where_they_stay(
    given: Rows, check: Callable[..., list[Problem]]
) -> None:
    key = {"school_code": school_of(given, "南屏中学"), "stage": "2", "grade": "8", "gender": "2"}
    row = returned(given, **key)
    one_more = {"repeaters": row["repeaters"] + 1}
    wrong, _ = changed(given["enrolment_returns"], one_more, **key)
    assert [p.found.split("；")[0][-4:] for p in check(enrolment_returns=wrong)] == ["年级 8", "年级 9"]
    # Somebody who left grade 7 makes room for the repeater of grade 8; one who came to grade 8 takes the place in grade 9.
    right, _ = changed(wrong, {"previous_year_increase": row["previous_year_increase"] + 1}, **key)
    below = {**key, "grade": "7"}
    left = {"previous_year_decrease": returned(given, **below)["previous_year_decrease"] + 1}
    assert check(enrolment_returns=changed(right, left, **below)[0]) == []


def test_a_year_before_that_is_not_filled_in_is_not_compared(
    given: Rows, check: Callable[..., list[Problem]]
) -> None:
    key = {"school_code": school_of(given, DROPOUT_SCHOOL), "stage": "2", "grade": "8", "gender": "1"}
    blank, _ = changed(given["enrolment_returns"], {"previous_year_decrease": None}, **key)
    blank, _ = changed(blank, {"previous_opening_total": 1}, **key)
    assert check(enrolment_returns=blank) == []


# --- courses ----------------------------------------------------------------------------------------------------------
def without(given: Rows, school: str, grade: str, *subjects: str) -> list[Row]:
    gone = {(school, grade, subject) for subject in subjects}
    rows = given["course_provision"]
    return [row for row in rows if (row["school_code"], row["grade"], row["subject"]) not in gone]


def test_a_required_course_without_a_row_is_named(given: Rows, check: Callable[..., list[Problem]]) -> None:
    school = school_of(given, "春晖小学")
    (found,) = check(course_provision=without(given, school, "4", "music", "science"))
    assert (found.code, found.severity, found.details["check"]) == ("I094", "warning", "required_courses_3_6")
    assert found.found == f"学校标识码 {school}，学段 1，年级 4"
    assert found.expected == "科学、音乐（或艺术）"
    assert "Subjects that the plan requires in grades 3-6 are not listed" in found.en


def test_the_plan_offers_alternatives(given: Rows, check: Callable[..., list[Problem]]) -> None:
    school = school_of(given, "南屏中学")
    rest = without(given, school, "7", "biology", "history", "geography", "music", "fine_art")
    model = next(row for row in rest if row["school_code"] == school and row["grade"] == "7")
    instead = [{**model, "subject": s, "taught_periods": 0} for s in ("science", "history_society", "art")]
    assert check(course_provision=[*rest, *instead]) == []
    assert [p.expected for p in check(course_provision=[*rest, *instead[1:]])] == ["生物（或科学）"]


def test_courses_of_the_later_plan_are_asked_for_when_it_is_in_force(
    given: Rows, check: Callable[..., list[Problem]]
) -> None:
    found = check(Period.parse("2022H2"), course_provision=given["course_provision"])
    lacking = {p.expected for p in found if p.code == "I094"}
    assert lacking == {"劳动", "劳动、信息科技"}
    assert not [p for p in check(Period.parse("2022H1")) if p.code == "I094"]


def test_a_grade_with_pupils_and_no_courses(given: Rows, check: Callable[..., list[Problem]]) -> None:
    school = school_of(given, "春晖小学")
    rows = given["course_provision"]
    rest = [row for row in rows if (row["school_code"], row["grade"]) != (school, "4")]
    (found,) = check(course_provision=rest)
    assert found.details["check"] == "grade_has_courses"
    assert found.found.startswith(f"学校标识码 {school}，学段 1，年级 4；")


# --- identity numbers -------------------------------------------------------------------------------------------------
BORN = date(2008, 3, 5)
BOY, GIRL = IdNumbers().next(BORN, "1"), IdNumbers().next(BORN, "2")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"birth_date": date(2008, 5, 3)}, ["id_birth_date"]),
        ({"birth_date": date(2018, 3, 5)}, ["id_birth_date"]),
        ({"gender": "2"}, ["id_gender"]),
        ({"id_number": GIRL, "student_id": f"G{GIRL}", "gender": "2"}, []),
        ({"id_number": GIRL, "student_id": f"G{GIRL}"}, ["id_gender"]),
        ({"gender": "9"}, []),
        ({"id_number": GIRL, "gender": "2"}, ["id_student_number"]),
        ({"student_id": f"J{GIRL}"}, []),
        ({"id_number": None, "student_id": f"J{GIRL}", "birth_date": date(2007, 1, 1), "gender": "2"}, []),
    ],
)
def test_an_identity_number_says_birth_and_gender(
    given: Rows, pack: Pack, change: Row, said: list[str]
) -> None:
    ledger = pack.ledgers["pupils"]
    boy = {**given["pupils"][0], "id_number": BOY, "student_id": f"G{BOY}", "birth_date": BORN, "gender": "1"}
    frame = frames({"pupils": [{**boy, **change}]}, pack)["pupils"]
    broken = [make()["details"]["check"] for *_, make in row_problems(frame, ledger, Environment(PERIOD))]
    assert [check for check in broken if check.startswith("id_")] == said


def test_which_of_them_stop_an_import(pack: Pack) -> None:
    severities = {check.id: check.severity for check in pack.ledgers["pupils"].checks}
    assert severities["id_birth_date"] == severities["id_gender"] == "error"
    assert severities["id_student_number"] == "warning"
