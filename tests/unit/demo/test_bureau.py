"""The bureau's ledgers: they pass their own checks, they agree with one another, and they tell what the real report tells."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.tiny import frames
from zeren.core.intake import check_all, read
from zeren.core.kernel import Problem
from zeren.core.packs import Pack, load
from zeren.demo import DemoLedgers, all_rows, demo_workspace
from zeren.demo.bureau import bureau_rows
from zeren.demo.district import INCLUSIVE_FILINGS, NURSERY, PERIOD, plan_district
from zeren.demo.workbooks import plan_books, write_book
from zeren.workspace.importing import parameters_of, tree_from

Rows = dict[str, list[dict[str, Any]]]
OWN = tuple(bureau_rows(plan_district(2017)))
NAMED = {"谢家寨小学", "阳光小学", "逯家寨学校"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("cn-basic-education")


@pytest.fixture(scope="module")
def rows(demo: DemoLedgers) -> Rows:
    return {name: list(demo.rows[name]) for name in OWN}


def cross_problems(rows: Rows) -> list[Problem]:
    workspace = demo_workspace(Path())
    held = frames(rows, workspace.pack)
    submitted = {name: set(frame["_unit"].unique()) for name, frame in held.items()}
    return check_all(
        held,
        workspace.pack.ledgers,
        period=PERIOD,
        tree=tree_from(workspace, held),
        parameters=parameters_of(workspace),
        submitted=submitted,
    )


def with_registers(demo: DemoLedgers, rows: Rows) -> Rows:
    return {
        **rows,
        **{
            name: list(demo.rows[name])
            for name in ("schools", "kindergartens", "disabled_children", "pupils")
        },
    }


def test_the_workbooks_pass_their_checks(demo: DemoLedgers, pack: Pack, tmp_path: Path) -> None:
    """Written and read as a clerk's workbook: the one thing to say is the finding that is meant to be overdue."""
    workspace = demo_workspace(tmp_path)
    books = [
        book for book in plan_books(demo.district, demo.rows, pack.ledgers) if set(book.sheets) & set(OWN)
    ]
    bureau = [book for book in books if book.path.startswith("教育局/")]
    for book in bureau:
        write_book(tmp_path, book, workspace.pack)
    paths = [tmp_path / book.path for book in bureau]
    readings = read(
        paths,
        pack.ledgers,
        codes=pack.codes,
        period=PERIOD,
        parameters=parameters_of(workspace),
        unit=None,
        ledger=None,
    )
    assert [problem.details["check"] for reading in readings for problem in reading.problems] == [
        "R43_overdue"
    ]
    assert {name for reading in readings for name in reading.frames} == set(OWN) - {"home_teaching_visits"}


def test_the_ledgers_agree_with_one_another(demo: DemoLedgers, rows: Rows) -> None:
    assert cross_problems(with_registers(demo, rows)) == []


@pytest.mark.parametrize(
    ("ledger", "spoil", "check"),
    [
        ("pairings", lambda row: row["role"] == "lead", "R41_has_lead"),
        ("event_coverage", lambda row: row["covered_name"] == "阳光小学", "R41_schools_listed"),
        ("inspection_findings", lambda row: row["status"] != "closed", "R43_findings_listed"),
        ("work_log", lambda row: row["topic"] == "reading", "R41_event_exists"),
    ],
)
def test_a_missing_row_is_noticed(demo: DemoLedgers, rows: Rows, ledger: str, spoil: Any, check: str) -> None:
    spoiled = with_registers(demo, {**rows, ledger: [row for row in rows[ledger] if not spoil(row)]})
    assert check in {problem.details["check"] for problem in cross_problems(spoiled)}


def test_equal_seeds_give_equal_rows() -> None:
    first = bureau_rows(plan_district(7, 0.1))
    assert bureau_rows(plan_district(7, 0.1)) == first
    assert bureau_rows(plan_district(8, 0.1))["inspections"] != first["inspections"]


@pytest.mark.parametrize("scale", [0.02, 1.0, 2.0])
def test_eight_schools_are_bundled_at_any_scale(scale: float) -> None:
    pairings = bureau_rows(plan_district(2017, scale))["pairings"]
    bundle = [row for row in pairings if row["pairing_kind"] == "bundle"]
    assert len({row["member_code"] for row in bundle}) == len(bundle) == 8
    assert {row["member_name"] for row in bundle if row["role"] == "member"} >= NAMED
    hands = [row for row in pairings if row["pairing_kind"] != "bundle"]
    assert max(Counter((row["pairing_kind"], row["member_code"]) for row in hands).values()) == 1


def test_every_event_is_written_once(rows: Rows) -> None:
    titles = [row["title"] for row in rows["work_log"]] + [row["title"] for row in rows["documents_issued"]]
    assert len(titles) == len(set(titles))
    for row in rows["work_log"]:
        assert PERIOD.contains(row["date"])
        assert row["date"].weekday() < 5 or row["date"] == date(
            2017, 4, 1
        )  # made up for the holiday after it
        assert row["sessions"] > 1 or row["participants_times"] == row["participants_persons"]
    assert {row["target"] for row in rows["work_log"]} == set("12345678")


def test_counts_of_schools_have_their_lists(rows: Rows) -> None:
    listed = Counter(row["event_id"] for row in rows["event_coverage"])
    assert listed == {
        row["event_id"]: row["schools_covered"] for row in rows["work_log"] if row["schools_covered"]
    }
    lessons = Counter[str]()
    for row in rows["event_coverage"]:
        lessons[row["event_id"]] += row["lessons"] or 0
    for row in rows["work_log"]:
        if row["event_type"] == "lesson_delivery":
            assert lessons[row["event_id"]] == row["lessons"]
    reached = {
        r["covered_name"]
        for r in rows["event_coverage"]
        if r["role"] == "recipient" and r["unit_kind"] == "school"
    }
    assert reached == NAMED


def test_what_the_report_counts_is_there(rows: Rows) -> None:
    kinds = {row["ledger_kind"] for row in rows["supervision_ledgers"] if row["topic"] == "balance_ledgers"}
    assert len(kinds) == 3
    counties = {row["unit_name"] for row in rows["inspections"] if row["inspection_kind"] == "cross"}
    assert len(counties) == 3
    meetings = [row for row in rows["work_log"] if row["topic"] == "inspector_appointment"]
    assert (len(meetings), sum(row["participants_times"] for row in meetings)) == (2, 86)
    elective = {row["unit_code"] for row in rows["initiatives"] if row["topic"] == "elective_classes"}
    assert len(elective) == 2
    brands = {row["title"] for row in rows["initiatives"] if row["initiative_kind"] == "subject_brand"}
    assert brands == {"SPARK体育", "生动数学", "创意美术"}
    subjects = {row["subject"] for row in rows["work_log"] if row["topic"] == "subject_contest"}
    assert subjects == {"chinese", "foreign_language", "practice"}


def test_documents_carry_the_reports_titles_and_the_filing(rows: Rows) -> None:
    known = {row["title"]: row for row in rows["documents_issued"]}
    assert "关于进一步加强残疾儿童少年教育工作的意见" in known
    assert "关于加强农村留守儿童教育管理工作的实施意见" in known
    assert "进一步加大城中区“控辍保学”力度全面提高义务教育普及水平的实施方案" in known
    filing = next(row for row in known.values() if row["topic"] == "inclusive_evaluation")
    assert (filing["document_number"], filing["date"]) == INCLUSIVE_FILINGS[0]


def test_findings_follow_from_inspections(rows: Rows) -> None:
    stated = Counter[str]()
    for row in rows["inspections"]:
        stated[row["inspection_id"]] += row.get("findings") or 0
    listed = Counter(row["inspection_id"] for row in rows["inspection_findings"] if row.get("inspection_id"))
    assert listed == +stated
    left = [row for row in rows["inspection_findings"] if row["status"] != "closed"]
    assert sum(row["due_date"] <= PERIOD.end for row in left) == 1
    assert len(left) > 2


def test_a_school_run_by_the_city_is_left_to_the_city() -> None:
    planned = plan_district(2017, 0.1)
    other = replace(planned.schools[-1], administration="municipal")
    rows = bureau_rows(replace(planned, schools=(*planned.schools[:-1], other)))
    assert other.code not in {row["unit_code"] for row in rows["inspections"]}
    assert planned.schools[0].code in {row["unit_code"] for row in rows["inspections"]}


def test_inspectors_share_out_every_unit(rows: Rows) -> None:
    units = {row["unit_code"] for row in rows["inspections"] if row["inspection_kind"] == "routine"}
    assert sum(row["schools_responsible"] for row in rows["inspectors"]) == len(units)
    assert all(
        row["trained_on"] >= row["appointed_on"] for row in rows["inspectors"] if row["newly_appointed"]
    )


def test_home_taught_children_are_visited_by_their_school(demo: DemoLedgers, rows: Rows) -> None:
    cases = {
        c.case_id: c.home_teaching_school for c in demo.district.disabled if c.placement == "home_teaching"
    }
    assert cases
    assert {(row["case_id"], row["school_code"]) for row in rows["home_teaching_visits"]} == set(
        cases.items()
    )
    assert Counter(
        row["case_id"] for row in rows["home_teaching_visits"] if row["first_visit"]
    ) == dict.fromkeys(cases, 1)


def test_assistants_are_teachers_of_the_nursery(demo: DemoLedgers, rows: Rows) -> None:
    staff = {
        teacher.teacher_id: teacher.name
        for teacher in demo.district.staff_of(demo.district.kindergarten(NURSERY).code)
    }
    built = {k.code for k in demo.district.kindergartens if k.ownership == "public_built_private"}
    sent = [row for row in rows["secondments"] if row["role"] == "assistant_head"]
    assert len(sent) == 6
    for row in sent:
        assert staff[row["teacher_id"]] == row["name"]
        assert row["to_unit"] in built
    away = {teacher.teacher_id for teacher in demo.district.teachers if teacher.status == "2"}
    assert away <= {row["teacher_id"] for row in rows["secondments"]}


def test_ledgers_hold_what_was_found(rows: Rows) -> None:
    findings = Counter(row["unit_code"] for row in rows["inspection_findings"])
    for row in rows["supervision_ledgers"]:
        if row["ledger_kind"] == "problem" and row["ledger_level"] == "school":
            assert row["entries"] == findings[row["unit_code"]]
        if row["ledger_kind"] == "problem" and row["ledger_level"] == "county":
            assert row["entries"] == findings.total()


def test_a_district_without_people_has_its_bureau_too() -> None:
    assert all_rows(2017, 0.02).rows["home_teaching_visits"]
    assert bureau_rows(plan_district(2017, 0.02))["home_teaching_visits"] == []
