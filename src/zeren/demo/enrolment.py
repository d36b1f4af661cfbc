"""Pupils: who is on the registers on 1 January, what happens to them until 30 June, and who is there then.

The order is that of life: the register of the period's first day is drawn, movements change it, and what is left is the register
of the last day. So opening + in − out = closing holds because it happened, not because a total was adjusted.

Of those who live in the district, children aged 6 to 11 are all in primary and those aged 12 to 14 all in junior secondary
school; whoever leaves school without going to another (dropouts, open leave) is 15 or older or lives elsewhere. That is what
makes an enrolment rate of 100 % and six dropouts true at once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zeren.demo.district import COUNTY, REFERENCE, District, School
from zeren.demo.people import AREA, FEMALE, MALE, IdNumbers, draw_birth, draw_group, draw_name

Rows = list[dict[str, Any]]
AT_SCHOOL, ON_LEAVE, SUSPECTED, DROPPED_OUT = "1", "2", "3", "4"

_PROVINCE = (
    "630121",
    "630122",
    "630123",
    "630202",
    "630203",
    "630222",
    "630223",
    "630224",
    "630225",
    "632221",
    "632521",
)
_ELSEWHERE = ("620102", "620502", "622901", "411602", "511302", "610102", "340122", "330324")
_NEIGHBOURS = ("630102", "630104", "630105")


@dataclass(slots=True)
class Pupil:
    """A pupil as the register knows one. ``home`` is the area of household registration."""

    student_id: str
    id_number: str | None
    name: str
    school: School
    stage: str
    grade: str
    gender: str
    born: date
    age: int
    group: str
    home: str
    migrant: bool
    worker: bool
    left_behind: bool
    purchased: bool
    boarding: bool
    status: str = AT_SCHOOL
    absent_since: date | None = None
    disability: str | None = None
    class_name: str = ""

    @property
    def resident(self) -> bool:
        """Whether the child lives in the district; others come across its border every day."""
        return self.migrant or self.home == COUNTY

    @property
    def at_school(self) -> bool:
        """Whether enrolment counts the pupil."""
        return self.status in {AT_SCHOOL, SUSPECTED}

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """School, stage, grade, gender: a row of the enrolment returns."""
        return self.school.code, self.stage, self.grade, self.gender


@dataclass(slots=True)
class Roll:
    """The register of 30 June, what led to it, and the totals before. Totals are by school, stage, grade and gender."""

    pupils: list[Pupil] = field(default_factory=list)
    movements: Rows = field(default_factory=list)
    year_opening: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    period_opening: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)


class Registry:
    """Enters pupils: draws a person for a place in a school."""

    def __init__(self, district: District) -> None:
        self.rng = district.rng("pupils")
        self._numbers = IdNumbers()
        self._temporary: set[str] = set()

    def enter(self, school: School, stage: str, grade: str, *, commuter: bool | None = None) -> Pupil:
        """A new pupil of that grade; whether a commuter is drawn unless given."""
        draw = self.rng.random
        rural = school.urban_rural == "3"
        gender = MALE if draw() < 0.522 else FEMALE
        origin = draw()
        if commuter or (commuter is None and origin < 0.03):
            home, migrant = self._one(_NEIGHBOURS), False
        elif commuter is None and origin < (0.11 if rural else 0.2):
            home, migrant = self._one(_PROVINCE if draw() < 0.72 else _ELSEWHERE), True
        else:
            home, migrant = COUNTY, False
        years = self._age(grade, resident=migrant or home == COUNTY, migrant=migrant)
        born = draw_birth(self.rng, years, REFERENCE)
        student_id, id_number = self._number(born, gender)
        return Pupil(
            student_id=student_id,
            id_number=id_number,
            name=draw_name(self.rng),
            school=school,
            stage=stage,
            grade=grade,
            gender=gender,
            born=born,
            age=years,
            group=draw_group(self.rng),
            home=home,
            migrant=migrant,
            worker=migrant and draw() < 0.85,
            left_behind=not migrant and draw() < (0.07 if rural else 0.012),
            purchased=migrant and school.ownership == "private" and draw() < 0.8,
            boarding=school.boarding and draw() < 0.4,
        )

    def reissue(self, pupil: Pupil, age: int) -> None:
        """Give a pupil another age, with the numbers that go with it."""
        pupil.age, pupil.born = age, draw_birth(self.rng, age, REFERENCE)
        pupil.id_number = self._numbers.next(pupil.born, pupil.gender)
        pupil.student_id = f"G{pupil.id_number}"

    def _one(self, options: tuple[str, ...]) -> str:
        return options[int(self.rng.random() * len(options))]

    def _age(self, grade: str, *, resident: bool, migrant: bool) -> int:
        usual, chance = int(grade) + 5, self.rng.random()
        if not resident:
            return usual + (chance < 0.1)
        # A resident in grade 6 who was a year late would be of junior secondary age in a primary school.
        # A migrant child of 15 would be at school but no longer among those eligible for a place.
        late = 0.0 if grade == "6" or (grade == "9" and migrant) else 0.004 if grade == "1" else 0.045
        return usual + (chance < late)

    def _number(self, born: date, gender: str) -> tuple[str, str | None]:
        chance = self.rng.random()
        if chance < 0.993:
            number = self._numbers.next(born, gender)
            return f"G{number}", number
        if chance < 0.997:
            return f"J{self._numbers.next(born, gender)}", None
        while True:
            number = f"L{AREA}{born:%Y%m%d}{int(self.rng.random() * 10000):04d}"
            if number not in self._temporary:
                self._temporary.add(number)
                return number, None


def open_registers(district: District, roll: Roll, registry: Registry) -> None:
    """The registers of 1 January: the plan of 1 September, and a pupil more or less in some grades since."""
    rng = district.rng("autumn")
    for school in district.schools:
        for (stage, grade), planned in school.plan.items():
            change = rng.choice((-1, 0, 0, 0, 1)) if planned > 10 else 0
            group = [registry.enter(school, stage, grade) for _ in range(planned + change)]
            roll.pupils += group
            counts = Counter(pupil.gender for pupil in group)
            gained = rng.choice((MALE, FEMALE))
            for gender in (MALE, FEMALE):
                cell = (school.code, stage, grade, gender)
                roll.period_opening[cell] = counts[gender]
                roll.year_opening[cell] = counts[gender] - (change if gender == gained else 0)


def form_classes(roll: Roll) -> None:
    """Divide each grade into classes of the size its school keeps; the numbers are dealt in turn, as real schools do it."""
    grades: dict[tuple[str, str, str], list[Pupil]] = {}
    for pupil in roll.pupils:
        grades.setdefault((pupil.school.code, pupil.stage, pupil.grade), []).append(pupil)
    for group in grades.values():
        number = _classes(group[0].school, len(group))
        for at, pupil in enumerate(group):
            pupil.class_name = f"{at % number + 1}班"


def _classes(school: School, pupils: int) -> int:
    """A school with room opens another class rather than exceed its size; a crowded one makes do."""
    if school.crowded:
        return max(1, round(pupils / school.class_size))
    return max(1, -(-pupils // school.class_size))
