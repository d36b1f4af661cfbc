"""The rows hold together: identities of enrolment, numbers that belong to nobody, and the same seed gives the same rows."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from zeren.demo import DemoLedgers, all_rows
from zeren.demo.people import AREA, IdNumbers, check_digit, draw_birth, draw_name

INCREASE, DECREASE = {"1", "2", "5", "11"}, {"3", "4", "6", "7", "8", "9", "10", "12"}
PRESENT = {"1", "3"}


def cell(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["school_code"], row["stage"], row["grade"], row["gender"]


def flows(demo: DemoLedgers) -> Counter[tuple[str, str, str, str]]:
    net: Counter[tuple[str, str, str, str]] = Counter()
    for row in demo.rows["movements"]:
        assert row["movement"] in INCREASE | DECREASE
        net[cell(row)] += 1 if row["movement"] in INCREASE else -1
    return net


def test_the_same_seed_gives_the_same_rows() -> None:
    random.seed(1)
    first = all_rows(5, 0.05)
    random.seed(2)
    assert all_rows(5, 0.05) == first
    assert all_rows(6, 0.05).rows["pupils"] != first.rows["pupils"]


def test_opening_and_movements_make_closing(demo: DemoLedgers) -> None:
    """R15, for every school, stage, grade and gender."""
    net = flows(demo)
    returns = {cell(row): row for row in demo.rows["enrolment_returns"]}
    assert set(net) <= set(returns)
    for key, row in returns.items():
        assert row["period_opening"] + net[key] == row["closing_total"], key


def test_the_register_is_what_is_stated(demo: DemoLedgers) -> None:
    """R21 and R22."""
    listed = Counter(cell(row) for row in demo.rows["pupils"] if row["status"] in PRESENT)
    dropped = Counter(cell(row) for row in demo.rows["pupils"] if row["status"] == "4")
    for row in demo.rows["enrolment_returns"]:
        assert listed[cell(row)] == row["closing_total"]
        assert dropped[cell(row)] == row["dropouts_stated"]


def test_transfers_within_the_district_match(demo: DemoLedgers) -> None:
    """R18."""
    rows = [row for row in demo.rows["movements"] if row.get("other_school")]
    out = Counter(
        (r["student_id"], r["school_code"], r["other_school"]) for r in rows if r["movement"] == "3"
    )
    into = Counter(
        (r["student_id"], r["other_school"], r["school_code"]) for r in rows if r["movement"] == "2"
    )
    assert out == into
    assert out.total() > 50
    outside = Counter(row["movement"] for row in demo.rows["movements"] if row.get("other_place"))
    assert outside["2"] > 50
    assert outside["3"] > 50


def test_leave_and_return_are_told_apart(demo: DemoLedgers) -> None:
    rows = demo.rows["movements"]
    returns = {(row["student_id"], row["date"]) for row in rows if row["movement"] == "5"}
    leaves = [row for row in rows if row["movement"] == "4"]
    back = [row for row in leaves if row.get("returned_on")]
    assert {
        (row["student_id"], row["returned_on"]) for row in back
    } < returns  # some returned from leave of last year
    still = {row["student_id"] for row in leaves} - {row["student_id"] for row in back}
    assert still
    assert still < {row["student_id"] for row in demo.rows["pupils"] if row["status"] == "2"}


def test_statuses_say_what_happened(demo: DemoLedgers) -> None:
    for row in demo.rows["pupils"]:
        assert row["status"] in {"1", "2", "3", "4"}
        assert (row["absent_since"] is not None) == (row["status"] in {"3", "4"})
    left = {row["student_id"] for row in demo.rows["movements"] if row["movement"] == "8"}
    assert len(left) == 2
    assert not left & {row["student_id"] for row in demo.rows["pupils"]}


def test_the_cohorts_add_up(demo: DemoLedgers) -> None:
    listed = Counter(cell(row) for row in demo.rows["pupils"] if row["status"] in PRESENT)
    for row in demo.rows["graduating_cohorts"]:
        came = row["initial_enrolment"] + row["transferred_in"] + row["repeaters_in"] + row["other_change"]
        went = sum(
            row[c] for c in ("transferred_out", "died", "suspended_open", "dropped_out", "repeaters_out")
        )
        assert came - went == row["final_year_pupils"]
        grade = "6" if row["stage"] == "1" else "9"
        assert row["final_year_pupils"] == listed[row["school_code"], row["stage"], grade, row["gender"]]


def test_the_population_is_divided_without_rest(demo: DemoLedgers) -> None:
    parts = (
        "enrolled enrolled_elsewhere finished_primary finished_junior suspended not_enrolled exempt".split()
    )
    stages = "in_preschool in_primary in_junior in_senior".split()
    for row in demo.rows["school_age_population"]:
        assert sum(row[part] for part in parts) == row["population"] > 0
        assert sum(row[stage] for stage in stages) == row["enrolled"] + row["enrolled_elsewhere"]
        assert row["migrant_enrolled"] <= row["migrant_eligible"] <= row["population"]
        assert row["blind_deaf"] <= row["disabled"] <= row["population"]


def id_numbers(demo: DemoLedgers) -> list[str]:
    ledgers = ("pupils", "teachers", "preschool_children", "disabled_children")
    # A pupil with a case is in two ledgers, as the law wants it; everybody else has a number nobody shares.
    both = {row["id_number"] for row in demo.rows["pupils"]}
    rows = [row for name in ledgers for row in demo.rows[name]]
    return [
        row["id_number"]
        for row in rows
        if row["id_number"] and not ("case_id" in row and row["id_number"] in both)
    ]


def test_identity_numbers_are_valid_unique_and_nobodys(demo: DemoLedgers) -> None:
    numbers = id_numbers(demo)
    assert len(numbers) > 40_000
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert number.startswith(AREA)
        assert check_digit(number[:17]) == number[17]


def test_student_numbers_fit_the_person(demo: DemoLedgers) -> None:
    kinds = Counter()
    seen = set()
    for row in demo.rows["pupils"]:
        number = row["student_id"]
        kinds[number[0]] += 1
        assert number not in seen
        seen.add(number)
        assert number[1:7] == AREA
        assert number[7:15] == f"{row['birth_date']:%Y%m%d}"
        assert (int(number[17]) % 2 == 1) == (row["gender"] == "1") or number[0] == "L"
        assert (row["id_number"] == number[1:]) if number[0] == "G" else row["id_number"] is None
    assert kinds["G"] > 100 * (kinds["J"] + kinds["L"])
    assert kinds["J"]
    assert kinds["L"]


def test_codes_are_those_of_the_province(demo: DemoLedgers) -> None:
    starts = {"211": "21639", "218": "21639", "311": "31639", "312": "31639"}
    for row in demo.rows["schools"]:
        assert row["school_code"].startswith(starts[row["school_type"]])
        assert len(row["school_code"]) == 10
    codes = [row["kindergarten_code"] for row in demo.rows["kindergartens"]]
    assert all(code.startswith("1163") and len(code) == 10 for code in codes)
    assert len({row["kindergarten_name"] for row in demo.rows["kindergartens"]}) == len(codes)


def test_kindergartens_state_what_their_lists_hold(demo: DemoLedgers) -> None:
    listed = Counter(row["kindergarten_code"] for row in demo.rows["preschool_children"])
    staff = Counter(row["school_code"] for row in demo.rows["teachers"])
    for row in demo.rows["kindergartens"]:
        assert row["children_on_roll"] == listed[row["kindergarten_code"]]
        assert row["staff"] == staff[row["kindergarten_code"]]
        ages = row["children_under_3"] + row["children_aged_3_5"] + row["children_over_5"]
        assert ages == row["children_on_roll"]
    assert {row["ownership"] for row in demo.rows["kindergartens"]} >= {
        "public",
        "private",
        "public_built_private",
    }


def test_schools_differ_in_what_they_have(demo: DemoLedgers) -> None:
    """Balance between schools can be measured: some lie below what a pupil is due, most above."""
    pupils = Counter(
        (row["school_code"], row["stage"]) for row in demo.rows["pupils"] if row["status"] in PRESENT
    )
    below = [
        row["sports_area"] < (7.5 if row["stage"] == "1" else 10.2) * pupils[row["school_code"], row["stage"]]
        for row in demo.rows["school_facilities"]
    ]
    assert 2 <= sum(below) <= len(below) // 4


def test_teachers_cover_every_school_and_kindergarten(demo: DemoLedgers) -> None:
    units = {row["school_code"] for row in demo.rows["teachers"] if row["full_time"]}
    assert units == {unit.code for unit in (*demo.district.schools, *demo.district.kindergartens)}
    assert len(demo.district.teachers) == len(demo.rows["teachers"])
    assert {case.case_id for case in demo.district.disabled} == {
        row["case_id"] for row in demo.rows["disabled_children"]
    }


@pytest.mark.parametrize("scale", [0.01, 0.1, 2.2])
def test_other_scales_keep_six_dropouts_and_102_per_cent(scale: float) -> None:
    demo = all_rows(3, scale)
    assert sum(row["dropouts_stated"] for row in demo.rows["enrolment_returns"]) == 6
    children = sum(row["children_on_roll"] for row in demo.rows["kindergartens"])
    children += sum(row["attached_preschool_children"] or 0 for row in demo.rows["schools"])
    rows = [row for row in demo.rows["school_age_population"] if 3 <= row["age"] <= 5]
    assert 100 * children == 102 * sum(row["population"] for row in rows)
    listed = Counter(cell(row) for row in demo.rows["pupils"] if row["status"] in PRESENT)
    assert all(listed[cell(row)] == row["closing_total"] for row in demo.rows["enrolment_returns"])


def test_published_sample_numbers_have_the_right_check_digit() -> None:
    for number in ("11010519491231002X", "440524188001010014"):
        assert check_digit(number[:17]) == number[17]


def test_a_drawn_person_has_the_age_asked_for() -> None:
    from datetime import date

    rng, on = random.Random("ages"), date(2016, 8, 31)
    for age in (6, 14):
        days = {draw_birth(rng, age, on) for _ in range(4000)}
        assert min(days) == date(2016 - age - 1, 9, 1)
        assert max(days) == date(2016 - age, 8, 31)
    assert 2 <= len(draw_name(rng)) <= 3


def test_numbers_of_one_day_do_not_repeat() -> None:
    from datetime import date

    numbers, day = IdNumbers(), date(2010, 1, 1)
    drawn = [numbers.next(day, gender) for _ in range(490) for gender in ("1", "2")]
    assert len(set(drawn)) == 980
    assert {int(number[16]) % 2 for number in drawn[::2]} == {1}
