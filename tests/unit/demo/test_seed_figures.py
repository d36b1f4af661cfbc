"""What the published report says, found again in the rows: each figure is counted here from the ledgers."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from zeren.demo import DemoLedgers
from zeren.demo.district import DROPOUT_SCHOOL, JUNIOR, NURSERY, PRIMARY, REFERENCE


def total(rows: list[dict], column: str, **where: object) -> int:
    return sum(row[column] for row in rows if all(row[key] == value for key, value in where.items()))


def residents(demo: DemoLedgers, ages: range) -> list[dict]:
    rows = demo.rows["school_age_population"]
    return [row for row in rows if row["age"] in ages and row["population_base"] == "resident"]


def test_the_district_has_its_size(demo: DemoLedgers) -> None:
    schools, kindergartens = demo.rows["schools"], demo.rows["kindergartens"]
    assert len(schools) == 30
    assert len(kindergartens) == 60
    assert abs(len(demo.rows["pupils"]) - 30_000) < 100
    assert abs(total(kindergartens, "children_on_roll") - 9_000) < 150


def test_units_the_report_names_exist_and_all_others_are_marked_as_invented(demo: DemoLedgers) -> None:
    named = {DROPOUT_SCHOOL, "谢家寨小学", "阳光小学", "逯家寨学校"}
    district = demo.district
    assert {school.name for school in district.schools if not school.invented} == named
    assert {unit.name for unit in district.kindergartens if not unit.invented} == {NURSERY}
    assert district.school(DROPOUT_SCHOOL).stages == (PRIMARY, JUNIOR)


def test_every_resident_of_primary_age_is_in_primary_school(demo: DemoLedgers) -> None:
    rows = residents(demo, range(6, 12))
    assert total(rows, "in_primary") == total(rows, "population") > 20_000


def test_every_resident_of_junior_age_is_in_junior_school(demo: DemoLedgers) -> None:
    rows = residents(demo, range(12, 15))
    assert total(rows, "in_junior") == total(rows, "population") > 8_000


def test_six_pupils_dropped_out_in_march_at_one_school(demo: DemoLedgers) -> None:
    rows = [row for row in demo.rows["movements"] if row["movement"] == "6"]
    code = demo.district.school(DROPOUT_SCHOOL).code
    assert [(row["school_code"], row["stage"], row["date"].month, row["date"].year) for row in rows] == [
        (code, JUNIOR, 3, 2017)
    ] * 6
    assert all((row["date"] - row["absent_since"]).days >= 28 for row in rows)
    assert {row["student_id"] for row in rows} == {
        row["student_id"] for row in demo.rows["pupils"] if row["status"] == "4"
    }


def test_six_are_one_in_a_hundred_of_the_school_and_seven_in_ten_thousand_of_the_district(
    demo: DemoLedgers,
) -> None:
    returns = demo.rows["enrolment_returns"]
    code = demo.district.school(DROPOUT_SCHOOL).code
    assert total(returns, "opening_total", school_code=code, stage=JUNIOR) == 600
    district = Decimal(600) / total(returns, "opening_total", stage=JUNIOR)
    assert Decimal("0.065") <= district < Decimal("0.075")
    assert total(returns, "dropouts_stated", stage=JUNIOR) == 6
    assert total(returns, "dropouts_stated", stage=PRIMARY) == 0


def test_dropouts_are_counted_among_those_out_of_school(demo: DemoLedgers) -> None:
    """R14: who is confirmed as a dropout is not enrolled in the population ledger, and past compulsory age there."""
    dropouts = Counter(row["gender"] for row in demo.rows["movements"] if row["movement"] == "6")
    for gender, number in dropouts.items():
        assert total(residents(demo, range(15, 18)), "not_enrolled", gender=gender) >= number
    assert total(residents(demo, range(6, 15)), "not_enrolled") == 0


def test_retention_of_the_named_formula(demo: DemoLedgers) -> None:
    rows = [row for row in demo.rows["graduating_cohorts"] if row["stage"] == JUNIOR]
    kept = total(rows, "graduates") - total(rows, "transferred_in") + total(rows, "transferred_out")
    assert Decimal(100) * kept / (total(rows, "initial_enrolment") - total(rows, "died")) == Decimal("99.7")


def test_retention_is_coherent_with_the_dropouts(demo: DemoLedgers) -> None:
    """R24 and R26: a cohort that lost somebody is not kept whole, and it lost at least its dropouts."""
    final = Counter(
        (r["school_code"], r["gender"])
        for r in demo.rows["movements"]
        if (r["movement"], r["grade"]) == ("6", "9")
    )
    assert final.total() == 3
    for row in demo.rows["graduating_cohorts"]:
        lost = row["initial_enrolment"] + row["transferred_in"] - row["transferred_out"] - row["died"]
        lost -= row["final_year_pupils"]
        assert lost >= row["dropped_out"]
        if row["stage"] == JUNIOR:
            assert row["dropped_out"] == final[row["school_code"], row["gender"]]
        else:
            assert row["dropped_out"] == 0


def test_every_child_of_the_three_categories_is_placed(demo: DemoLedgers) -> None:
    rows = demo.rows["disabled_children"]
    enrolled = {"special_school", "inclusive_class", "special_class", "home_teaching"}
    three = [row for row in rows if row["disability_category"] in {"1", "2", "3", "5"}]
    assert len(three) > 40
    assert {row["placement"] for row in three} == enrolled
    # The three categories are not all categories: one child with several disabilities is not at school.
    assert sum(row["placement"] not in enrolled for row in rows) == 1


def test_gross_preschool_enrolment_is_102_per_cent_exactly(demo: DemoLedgers) -> None:
    children = total(demo.rows["kindergartens"], "children_on_roll")
    children += sum(row["attached_preschool_children"] or 0 for row in demo.rows["schools"])
    population = total(residents(demo, range(3, 6)), "population")
    assert 100 * children == 102 * population
    at_kindergarten = total(residents(demo, range(3, 6)), "in_preschool")
    assert 0.9 < at_kindergarten / population < 1  # R33: net below gross


def test_nobody_able_to_learn_is_illiterate(demo: DemoLedgers) -> None:
    rows = demo.rows["adult_literacy"]
    assert total(rows, "illiterate") == 0
    assert total(rows, "population_15_50") > 150_000
    assert total(rows, "unable_to_learn") > 0


def test_every_course_is_taught_in_full(demo: DemoLedgers) -> None:
    rows = demo.rows["course_provision"]
    assert all(row["taught_periods"] == row["required_periods"] > 0 for row in rows)
    weekly = Counter()
    for row in rows:
        weekly[row["school_code"], row["grade"]] += row["taught_periods"]
    assert {(grade, hours) for (_, grade), hours in weekly.items()} == {
        *((g, 26) for g in "12"), *((g, 30) for g in "3456"), *((g, 34) for g in "789"),
    }  # fmt: skip


def test_ages_are_reckoned_at_the_last_of_august(demo: DemoLedgers) -> None:
    """A child who was six on 31 August is in primary school: no resident of that age is in a kindergarten."""
    for row in demo.rows["preschool_children"]:
        born = row["birth_date"]
        age = REFERENCE.year - born.year - ((born.month, born.day) > (REFERENCE.month, REFERENCE.day))
        assert 2 <= age <= 6
        assert age < 6 or not (row["migrant_child"] or row["household_registration"] == "630103")
