"""What schools file about their pupils: the register, the enrolment returns and the history of the graduating cohorts.

Retention. The report says 99.7 %; here that is the formula of ``retention_junior_2017a``,
(graduates − transferred in + transferred out) ÷ (first-grade pupils − died): of 3,000 pupils who entered in 2014, nine are lost:
the dropouts of grade 9, those still on leave, and repeaters who left for the cohort below. The other formulas read the same rows.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from zeren.demo.district import JUNIOR, PRIMARY, District
from zeren.demo.enrolment import DROPPED_OUT, ON_LEAVE, Pupil, Roll, Rows
from zeren.demo.people import FEMALE, MALE

LOST_PER_THOUSAND = {PRIMARY: 1.0, JUNIOR: 3.0}  # 1000 − 997 = 3
_FINAL = {PRIMARY: "6", JUNIOR: "9"}
_YEARS = {PRIMARY: 6, JUNIOR: 3}
_GRADUATION = 2017


def pupil_rows(roll: Roll) -> Rows:
    """The register of 30 June, class by class."""
    order = sorted(
        roll.pupils,
        key=lambda p: (p.school.code, int(p.grade), len(p.class_name), p.class_name, p.student_id),
    )
    return [_pupil_row(pupil) for pupil in order]


def _pupil_row(pupil: Pupil) -> dict[str, Any]:
    return {
        "student_id": pupil.student_id,
        "id_number": pupil.id_number,
        "name": pupil.name,
        "school_code": pupil.school.code,
        "stage": pupil.stage,
        "grade": pupil.grade,
        "class_name": pupil.class_name,
        "gender": pupil.gender,
        "birth_date": pupil.born,
        "ethnic_group": pupil.group,
        "household_registration": pupil.home,
        "disability_category": pupil.disability,
        "left_behind": pupil.left_behind,
        "migrant_child": pupil.migrant,
        "migrant_worker_child": pupil.worker,
        "government_purchased_place": True if pupil.purchased else None,
        "boarding": pupil.boarding,
        "status": pupil.status,
        "absent_since": pupil.absent_since,
    }


def enrolment_rows(district: District, roll: Roll) -> Rows:
    """A row a school, stage, grade and gender; the closing figure is counted from the register."""
    before = _year_before(district, roll)
    closing = Counter(pupil.cell for pupil in roll.pupils if pupil.at_school)
    dropouts = Counter(pupil.cell for pupil in roll.pupils if pupil.status == DROPPED_OUT)
    rows: Rows = []
    for school in district.schools:
        for stage, grade in school.plan:
            for gender in (MALE, FEMALE):
                cell = (school.code, stage, grade, gender)
                opening = roll.year_opening[cell]
                rows.append(
                    {
                        "school_code": school.code,
                        "stage": stage,
                        "grade": grade,
                        "gender": gender,
                        "opening_total": opening,
                        **before[cell],
                        "period_opening": roll.period_opening[cell],
                        "closing_total": closing[cell],
                        "dropouts_stated": dropouts[cell],
                    }
                )
    return rows


def _year_before(district: District, roll: Roll) -> dict[tuple[str, str, str, str], dict[str, int]]:
    """What the schools say about the school year before, drawn backwards from this year's start.

    Shape: by school, stage, grade and gender. The pupils of a grade are those of the grade below a year ago, after some joined
    and some left them; how many there were in the final grade follows from nothing.
    """
    rng = district.rng("year before")
    found: dict[tuple[str, str, str, str], dict[str, int]] = {}
    for school in district.schools:
        for stage, grade in school.plan:
            for gender in (MALE, FEMALE):
                cell = (school.code, stage, grade, gender)
                size = roll.year_opening[cell]
                found[cell] = {
                    "previous_opening_total": round(size * rng.uniform(0.97, 1.02)),
                    "previous_year_increase": round(size * rng.uniform(0, 0.03)),
                    "previous_year_decrease": round(size * rng.uniform(0, 0.03)),
                    "repeaters": int(size > 10 and rng.random() < 0.05),
                }
    for (code, stage, grade, gender), now in found.items():
        lower = found.get((code, stage, str(int(grade) - 1), gender))
        if lower is not None:
            joined = lower["previous_year_increase"] - lower["previous_year_decrease"] - lower["repeaters"]
            opening = roll.year_opening[code, stage, grade, gender]
            lower["previous_opening_total"] = opening - now["repeaters"] - joined
    return found


def cohort_rows(district: District, roll: Roll) -> Rows:
    """A row a school, stage and gender of the grades that graduate in 2017."""
    groups: dict[tuple[str, str, str, str], list[Pupil]] = {}
    for pupil in roll.pupils:
        if pupil.grade == _FINAL[pupil.stage]:
            groups.setdefault(pupil.cell, []).append(pupil)
    rows: Rows = []
    for stage in (PRIMARY, JUNIOR):
        schools = [school for school in district.schools if (stage, _FINAL[stage]) in school.plan]
        cells = [
            (school.code, stage, _FINAL[stage], gender) for school in schools for gender in (MALE, FEMALE)
        ]
        cohort = [_cohort(district, roll.year_opening[cell], cell, groups.get(cell, [])) for cell in cells]
        _balance(cohort, stage)
        rows += [_finished(row, stage) for row in cohort]
    return sorted(rows, key=lambda row: (row["school_code"], row["stage"], row["gender"]))


def _cohort(
    district: District, year_opening: int, cell: tuple[str, str, str, str], group: list[Pupil]
) -> dict[str, Any]:
    code, stage, _, gender = cell
    rng = district.rng("cohorts/" + "/".join(cell))
    final = sum(pupil.at_school for pupil in group)
    return {
        "school_code": code,
        "stage": stage,
        "gender": gender,
        "graduation_year": _GRADUATION,
        "entry_year": _GRADUATION - _YEARS[stage],
        "transferred_in": round(final * rng.uniform(0.01, 0.05)),
        "transferred_out": round(final * rng.uniform(0.02, 0.06)),
        "died": 0,
        "suspended_open": sum(pupil.status == ON_LEAVE for pupil in group),
        "dropped_out": sum(pupil.status == DROPPED_OUT for pupil in group),
        "repeaters_out": 0,
        "repeaters_in": 0,
        "other_change": 0,
        "final_year_pupils": final,
        "graduates": final,
        "year_start_pupils": year_opening,
        "year_end_pupils": final,
    }


def _balance(cohort: Rows, stage: str) -> None:
    """Fill the loss up with repeaters, and let transfers make the cohort of which it is the intended share."""
    largest = sorted(cohort, key=lambda row: (-row["final_year_pupils"], row["school_code"], row["gender"]))
    largest[0]["died"] = 1
    final = sum(row["final_year_pupils"] for row in cohort)
    known = sum(row["suspended_open"] + row["dropped_out"] for row in cohort)
    lost = max(known, round(final * LOST_PER_THOUSAND[stage] / 1000))
    for at in range(lost - known):
        largest[(at + 1) % len(largest)]["repeaters_out"] += 1
    entered = round(lost * 1000 / LOST_PER_THOUSAND[stage])
    if not 0.9 * final < entered < 1.1 * final:
        return  # a district too small: so few pupils can only be lost in coarser shares
    leaving = sum(row["transferred_out"] - row["transferred_in"] for row in cohort)
    gap = entered - final - lost - leaving
    for at in range(abs(gap)):
        largest[at % len(largest)]["transferred_out" if gap > 0 else "transferred_in"] += 1


def _finished(row: dict[str, Any], stage: str) -> dict[str, Any]:
    final = row["final_year_pupils"]
    lost = row["suspended_open"] + row["dropped_out"] + row["repeaters_out"]
    initial = final - row["transferred_in"] + row["transferred_out"] + row["died"] + lost
    more = {
        "entrants": initial,
        "initial_enrolment": initial,
        "promoted": row["graduates"] if stage == PRIMARY else round(row["graduates"] * 0.965),
        "primary_entrants_nine_years_ago": None if stage == PRIMARY else round(final * 1.008),
    }
    return row | more
