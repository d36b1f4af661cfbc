"""Every ledger of the demo district, as rows by ledger id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zeren.demo.bureau import bureau_rows
from zeren.demo.district import COUNTY, JUNIOR, PRIMARY, District, Teacher, plan_district
from zeren.demo.enrolment import Rows
from zeren.demo.movements import enrol
from zeren.demo.population import Census, draw_cases, known_cases
from zeren.demo.preschool import Child, child_rows, class_counts, draw_children, kindergarten_rows
from zeren.demo.returns import cohort_rows, enrolment_rows, pupil_rows
from zeren.demo.teaching import Sections, Staff, course_rows, facility_rows


@dataclass(frozen=True, slots=True)
class DemoLedgers:
    """The district, and its rows by ledger id."""

    district: District
    rows: Mapping[str, Rows]


def all_rows(seed: int = 2017, scale: float = 1.0) -> DemoLedgers:
    """Draw the district's half-year.

    Shape: rows map column id to value; equal seeds and scales give equal rows.

    Example:
        >>> demo = all_rows(scale=0.02)
        >>> sum(row["dropouts_stated"] for row in demo.rows["enrolment_returns"])
        6
    """
    planned = plan_district(seed, scale)
    roll, children = enrol(planned), draw_children(planned)
    sections = Sections.of(roll)
    teachers = _staff(planned, sections, children)
    district = replace(planned, teachers=tuple(_known(row) for row in teachers))
    cases = draw_cases(district, roll)
    district = replace(district, disabled=known_cases(cases))
    census = Census(district)
    census.count(roll, children, cases)
    rows = {
        "schools": school_rows(district),
        "kindergartens": kindergarten_rows(district, children, teachers),
        "pupils": pupil_rows(roll),
        "movements": roll.movements,
        "enrolment_returns": enrolment_rows(district, roll),
        "graduating_cohorts": cohort_rows(district, roll),
        "course_provision": course_rows(district, sections),
        "teachers": teachers,
        "school_facilities": facility_rows(district, sections),
        "preschool_children": child_rows(district, children),
        "disabled_children": [case.row for case in cases],
        "school_age_population": census.population_rows(),
        "adult_literacy": census.literacy_rows(),
    }
    return DemoLedgers(district, rows | bureau_rows(district))


def _staff(district: District, sections: Sections, children: list[Child]) -> Rows:
    staff, classes = Staff(district), class_counts(children)
    for school in district.schools:
        staff.fill_school(school, sections)
    for kindergarten in district.kindergartens:
        staff.fill_kindergarten(kindergarten, len(classes[kindergarten.code]))
    return staff.rows


def _known(row: Mapping[str, Any]) -> Teacher:
    return Teacher(
        teacher_id=row["teacher_id"],
        name=row["name"],
        unit=row["school_code"],
        gender=row["gender"],
        ethnic_group=row["ethnic_group"],
        stage=row["stage"],
        subject=row["subject"],
        post_category=row["post_category"],
        backbone_level=row["backbone_level"],
        status=row["status"],
    )


def school_rows(district: District) -> Rows:
    """The register of schools."""
    rng = district.rng("school register")
    rows: Rows = []
    for school in district.schools:
        grade = (
            "excellent"
            if rng.random() < 0.3
            else "qualified"
            if school.weak or rng.random() < 0.2
            else "good"
        )
        rows.append(
            {
                "school_code": school.code,
                "school_name": school.name,
                "county_code": COUNTY,
                "school_type": school.school_type,
                "urban_rural": school.urban_rural,
                "ownership": school.ownership,
                "administration": school.administration,
                "offers_primary": PRIMARY in school.stages,
                "offers_junior": JUNIOR in school.stages,
                "offers_senior": False,
                "boarding_school": school.boarding,
                "weak_school": school.weak,
                "attached_preschool_children": school.attached or None,
                "pe_evaluation": grade,
                "principal": school.principal,
                "opened_on": date(rng.randrange(1952, 2012), 9, 1),
            }
        )
    return rows
