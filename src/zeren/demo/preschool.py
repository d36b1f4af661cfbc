"""Kindergartens and their children.

The children, those of attached classes included, are a multiple of 51 (:func:`zeren.demo.district.plan_district`); the population
aged 3 to 5 is 50 for every 51 of them, which makes a gross enrolment rate of exactly 102 %.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from zeren.demo.district import COUNTY, INCLUSIVE_FILINGS, REFERENCE, District, Kindergarten
from zeren.demo.enrolment import Rows
from zeren.demo.people import FEMALE, MALE, IdNumbers, draw_birth, draw_group, draw_name

_FIRST_NUMBER = (
    250  # the oldest children share birth dates with the pupils of grade 1, who are numbered from 0
)
_NEIGHBOURS = ("630102", "630104", "630122")
_MIGRANT_HOMES = ("630121", "630122", "630202", "630222", "630224", "620102", "622901", "411602")
_AGES = {"nursery": 2, "junior": 3, "middle": 4, "senior": 5}
_LIMITS = {"nursery": 25, "junior": 25, "middle": 30, "senior": 35, "mixed": 30}
_CLASS_NAMES = {"nursery": "托", "junior": "小", "middle": "中", "senior": "大", "mixed": "混龄"}


@dataclass(slots=True)
class Child:
    """A child in kindergarten; ``unit`` is a kindergarten, or a school with attached classes."""

    child_id: str
    unit: str
    rural: bool
    name: str
    id_number: str | None
    gender: str
    born: date
    age: int
    group: str
    home: str
    migrant: bool
    left_behind: bool
    class_type: str
    class_name: str
    status: str

    @property
    def resident(self) -> bool:
        """Whether the child lives in the district."""
        return self.migrant or self.home == COUNTY


def draw_children(district: District) -> list[Child]:
    """Every child of every kindergarten and attached class."""
    maker = _Maker(district)
    for kindergarten in district.kindergartens:
        maker.fill(kindergarten.code, kindergarten.size, rural=kindergarten.urban_rural == "3")
    for school in district.schools:
        if school.attached:
            maker.fill(school.code, school.attached, rural=True, mixed=True)
    _leave_some_at_home(maker.children)
    return maker.children


def _leave_some_at_home(children: list[Child]) -> None:
    """Let no more than 97 in 100 residents of 3 to 5 be in kindergarten, however small the district: others live elsewhere."""
    residents = [child for child in children if child.resident and 3 <= child.age <= 5]
    for child in residents[len(children) * 50 // 51 * 97 // 100 :]:
        child.home, child.migrant = _NEIGHBOURS[0], False


class _Maker:
    def __init__(self, district: District) -> None:
        self.rng = district.rng("children")
        self.numbers = IdNumbers(_FIRST_NUMBER)
        self.children: list[Child] = []

    def fill(self, unit: str, size: int, *, rural: bool, mixed: bool = False) -> None:
        """So many children, class by class."""
        rng = self.rng
        nursery = rng.random() < 0.35 and size > 60
        shares = {"nursery": 0.07 if nursery else 0.0, "junior": 0.29, "middle": 0.33, "senior": 0.35}
        if mixed or size < 12:
            shares = {"mixed": 1.0}
        total, given = sum(shares.values()), 0
        for number, (class_type, share) in enumerate(shares.items(), 1):
            count = size - given if number == len(shares) else round(size * share / total)
            given += count
            limit = _LIMITS[class_type]
            # Most open another class rather than exceed the size; some make do.
            classes = max(1, round(count / limit) if rng.random() < 0.25 else -(-count // limit))
            for at in range(count):
                name = f"{_CLASS_NAMES[class_type]}{'一二三四五六七八九十'[at % classes]}班"
                self.children.append(self._child(unit, class_type, name, rural=rural))

    def _child(self, unit: str, class_type: str, class_name: str, *, rural: bool) -> Child:
        rng = self.rng
        draw = rng.random
        origin = draw()
        home = COUNTY if origin > 0.2 else _NEIGHBOURS[int(draw() * 3)] if origin < 0.035 else ""
        migrant = not home
        if migrant:
            home = _MIGRANT_HOMES[int(draw() * len(_MIGRANT_HOMES))]
        age = _AGES.get(class_type) or 3 + int(draw() * 3)
        if not migrant and home != COUNTY and age == 5 and draw() < 0.25:
            age = 6  # only children who live elsewhere: a resident of six is in primary school
        gender = MALE if draw() < 0.525 else FEMALE
        born = draw_birth(rng, age, REFERENCE)
        return Child(
            child_id=f"Y{len(self.children) + 1:06d}",
            unit=unit,
            rural=rural,
            name=draw_name(rng),
            id_number=self.numbers.next(born, gender) if draw() < 0.985 else None,
            gender=gender,
            born=born,
            age=age,
            # So few come across the border that a small group's enrolment would seem to exceed its population.
            group=draw_group(rng) if migrant or home == COUNTY else "01",
            home=home,
            migrant=migrant,
            left_behind=not migrant and draw() < (0.06 if rural else 0.01),
            class_type=class_type,
            class_name=class_name,
            status="3" if draw() < 0.004 else "1",
        )


def child_rows(district: District, children: list[Child]) -> Rows:
    """A row a child of a kindergarten. Attached classes keep no list here: their number stands in the register of schools."""
    kindergartens = {kindergarten.code for kindergarten in district.kindergartens}
    return [
        {
            "child_id": child.child_id,
            "kindergarten_code": child.unit,
            "name": child.name,
            "id_number": child.id_number,
            "gender": child.gender,
            "birth_date": child.born,
            "ethnic_group": child.group,
            "class_name": child.class_name,
            "class_type": child.class_type,
            "household_registration": child.home,
            "left_behind": child.left_behind,
            "migrant_child": child.migrant,
            "status": child.status,
        }
        for child in children
        if child.unit in kindergartens
    ]


def class_counts(children: list[Child]) -> dict[str, Counter[tuple[str, str]]]:
    """Children by (class type, class name) of every kindergarten."""
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for child in children:
        counts.setdefault(child.unit, Counter())[child.class_type, child.class_name] += 1
    return counts


def kindergarten_rows(district: District, children: list[Child], teachers: Rows) -> Rows:
    """A row a kindergarten. Children, classes and staff are counted from the other ledgers."""
    ages: dict[str, Counter[int]] = {}
    for child in children:
        ages.setdefault(child.unit, Counter())[child.age] += 1
    staff: dict[str, Rows] = {}
    for row in teachers:
        staff.setdefault(row["school_code"], []).append(row)
    counts = class_counts(children)
    return [
        _kindergarten(
            district.rng(f"kindergarten/{kindergarten.code}"),
            kindergarten,
            ages[kindergarten.code],
            counts[kindergarten.code],
            staff.get(kindergarten.code, []),
        )
        for kindergarten in district.kindergartens
    ]


def _kindergarten(
    rng: Random,
    kindergarten: Kindergarten,
    ages: Counter[int],
    classes: Counter[tuple[str, str]],
    staff: Rows,
) -> dict[str, Any]:
    children = ages.total()
    teachers = [row for row in staff if row["full_time"]]
    under, over = sum(n for a, n in ages.items() if a < 3), sum(n for a, n in ages.items() if a > 5)
    scant = 0.85 if kindergarten.ownership == "private" and rng.random() < 0.3 else 1.0
    row: dict[str, Any] = {
        "kindergarten_code": kindergarten.code,
        "kindergarten_name": kindergarten.name,
        "county_code": COUNTY,
        "urban_rural": kindergarten.urban_rural,
        "ownership": kindergarten.ownership,
        "children_on_roll": children,
        "children_under_3": under,
        "children_aged_3_5": children - under - over,
        "children_over_5": over,
        "classes": len(classes),
        "classes_within_limit": sum(
            number <= _LIMITS[class_type] for (class_type, _), number in classes.items()
        ),
        "staff": len(staff),
        "full_time_teachers": len(teachers),
        "certified_teachers": sum(row["teacher_certificate"] for row in teachers),
        "building_area": round(children * rng.uniform(10.6, 14.5) * scant) + 80,
        "activity_area": round(children * rng.uniform(8.3, 9.8) * scant) + 40,
        "outdoor_area": round(children * rng.uniform(4.1, 6.5) * scant) + 30,
        "inclusive_status": kindergarten.inclusive_status,
        "opened_on": date(rng.randrange(1996, 2016), rng.choice((3, 9)), 1),
        "approved_fee": _fee(rng, kindergarten),
    }
    return row | _inspection(rng, kindergarten) | _recognition(rng, kindergarten)


def _fee(rng: Random, kindergarten: Kindergarten) -> int:
    if not kindergarten.is_private:
        return 260
    return (
        rng.randrange(380, 620, 20)
        if kindergarten.inclusive_status == "recognised"
        else rng.randrange(600, 1500, 50)
    )


def _inspection(rng: Random, kindergarten: Kindergarten) -> dict[str, Any]:
    if not kindergarten.is_private:
        return {"annual_inspection_result": "not_inspected", "inspection_date": None}
    results, weights = ("excellent", "qualified", "basically_qualified"), (22, 66, 12)
    if kindergarten.inclusive_status == "recognised":
        results, weights = results[:2], weights[:2]  # type: ignore[assignment]
    if kindergarten.inclusive_status == "withdrawn":
        results, weights = ("unqualified",), (1,)  # type: ignore[assignment]
    day = date(2017, 4, 10) + timedelta(days=rng.randrange(33))
    return {"annual_inspection_result": rng.choices(results, weights)[0], "inspection_date": _weekday(day)}


def _recognition(rng: Random, kindergarten: Kindergarten) -> dict[str, Any]:
    """District review in May, the city's sample check in June, filing at the end of June: this year, or last for some."""
    status = kindergarten.inclusive_status
    if status not in {"recognised", "applied"}:
        return {}
    number, filed = INCLUSIVE_FILINGS[0 if status == "applied" or rng.random() < 0.65 else 1]
    reviewed, checked = date(filed.year, 5, 15), date(filed.year, 6, 5)
    row: dict[str, Any] = {"district_review_date": _weekday(reviewed + timedelta(days=rng.randrange(12)))}
    if status == "applied":
        return row | {"district_review_result": "conditional"}
    row |= {
        "district_review_result": "passed" if rng.random() < 0.85 else "conditional",
        "inclusive_valid_from": filed,
        "inclusive_valid_to": date(filed.year + 3, filed.month, filed.day) - timedelta(days=1),
        "filing_number": number,
        "filing_date": filed,
    }
    if rng.random() < 0.3:
        row |= {
            "city_check_result": "passed",
            "city_check_date": _weekday(checked + timedelta(days=rng.randrange(12))),
        }
    return row


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
