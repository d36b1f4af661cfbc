"""What schools file about teaching: staff, buildings and equipment, and the timetable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from zeren.demo.district import JUNIOR, District, Kindergarten, School
from zeren.demo.enrolment import Roll, Rows
from zeren.demo.people import FEMALE, MALE, IdNumbers, draw_birth, draw_group, draw_name

# Weekly periods by grade: 26 in grades 1-2, 30 in grades 3-6, 34 in grades 7-9, as the plan of 2001 has it.
_LOWER = {
    "chinese": 8,
    "mathematics": 4,
    "morality": 2,
    "physical_education": 4,
    "music": 2,
    "fine_art": 2,
    "local": 4,
}
_UPPER = {
    "chinese": 6, "mathematics": 5, "foreign_language": 3, "morality": 2, "science": 3, "physical_education": 3, "music": 2,
    "fine_art": 2, "practice": 3, "local": 1,
}  # fmt: skip
_SEVENTH = {
    "chinese": 5, "mathematics": 5, "foreign_language": 5, "morality": 2, "history": 2, "geography": 2, "biology": 3,
    "physical_education": 3, "music": 1, "fine_art": 1, "practice": 3, "local": 2,
}  # fmt: skip
_EIGHTH = {
    "chinese": 5, "mathematics": 5, "foreign_language": 4, "morality": 2, "history": 2, "geography": 2, "biology": 2,
    "physics": 2, "physical_education": 3, "music": 1, "fine_art": 1, "practice": 3, "local": 2,
}  # fmt: skip
_NINTH = {
    "chinese": 5, "mathematics": 5, "foreign_language": 5, "morality": 3, "history": 2, "physics": 3, "chemistry": 3,
    "physical_education": 3, "music": 1, "fine_art": 1, "practice": 2, "local": 1,
}  # fmt: skip
TIMETABLE = {
    "1": _LOWER, "2": _LOWER, "3": _UPPER, "4": _UPPER, "5": _UPPER, "6": _UPPER, "7": _SEVENTH, "8": _EIGHTH, "9": _NINTH,
}  # fmt: skip

_Options = Sequence[tuple[str, float]]
_PRIMARY_QUALIFICATIONS: _Options = (("20", 62), ("30", 33), ("14", 2), ("40", 3))
_RURAL_QUALIFICATIONS: _Options = (("20", 46), ("30", 48), ("14", 1), ("40", 5))
_JUNIOR_QUALIFICATIONS: _Options = (("20", 87), ("14", 7), ("30", 6))
_PRESCHOOL_QUALIFICATIONS = (("20", 24), ("30", 58), ("40", 18))
_BACKBONE = (
    ("none", 62),
    ("school", 16),
    ("county", 13),
    ("municipal", 6),
    ("provincial", 2.5),
    ("national", 0.5),
)
_WEAK_BACKBONE = (("none", 70), ("school", 17), ("county", 10), ("municipal", 3))


@dataclass(frozen=True, slots=True)
class Sections:
    """Pupils at school and classes, by school and stage, and classes by grade."""

    pupils: Counter[tuple[str, str]]
    classes: Counter[tuple[str, str]]
    grade_classes: Counter[tuple[str, str, str]]

    @classmethod
    def of(cls, roll: Roll) -> Sections:
        """Counted from the register."""
        present = [pupil for pupil in roll.pupils if pupil.at_school]
        rooms = {(pupil.school.code, pupil.stage, pupil.grade, pupil.class_name) for pupil in present}
        return cls(
            Counter((pupil.school.code, pupil.stage) for pupil in present),
            Counter(room[:2] for room in rooms),
            Counter(room[:3] for room in rooms),
        )


def course_rows(district: District, sections: Sections) -> Rows:
    """A row a school, stage, grade and subject: everything required is taught, in full."""
    rng = district.rng("courses")
    rows: Rows = []
    for school in district.schools:
        for stage, grade in school.plan:
            classes = sections.grade_classes[school.code, stage, grade]
            for subject, periods in TIMETABLE[grade].items():
                specialist = subject not in {"local", "practice"} and rng.random() < (
                    0.8 if school.weak else 0.96
                )
                rows.append(
                    {
                        "school_code": school.code,
                        "stage": stage,
                        "grade": grade,
                        "subject": subject,
                        "classes": classes,
                        "required_periods": periods,
                        "taught_periods": periods,
                        "qualified_teacher": specialist,
                    }
                )
    return rows


def facility_rows(district: District, sections: Sections) -> Rows:
    """A row a school and stage. Crowded schools lie below some of the required resources per pupil, small ones far above."""
    return [
        _facilities(district.rng(f"facilities/{school.code}/{stage}"), school, stage, sections)
        for school in district.schools
        for stage in school.stages
    ]


def _facilities(rng: Random, school: School, stage: str, sections: Sections) -> dict[str, Any]:
    pupils, classes = sections.pupils[school.code, stage], sections.classes[school.code, stage]
    junior = stage == JUNIOR
    rich = 1.3 if school.urban_rural == "3" else 1.0
    tight = 0.8 if school.crowded else 1.0
    indoor = rng.randrange(380, 900, 20) if pupils > 700 else 0
    teaching = round(pupils * rng.uniform(*((6.0, 8.2) if junior else (4.7, 6.9))) * rich * tight) + indoor
    playground = round(pupils * rng.uniform(*((10.4, 13.0) if junior else (7.6, 10.4))) * rich * tight)
    equipment = round(pupils * rng.uniform(*((2550, 3800) if junior else (2050, 3300))) * tight)
    rooms = -(-classes // 12)
    combined = len(school.stages) > 1
    return {
        "school_code": school.code,
        "stage": stage,
        "teaching_area": teaching + 60,
        "indoor_sports_area": indoor or None,
        "sports_area": playground + indoor,
        "equipment_value": max(20_000, equipment),
        "computers": round(pupils * rng.uniform(0.11, 0.2)) + 10,
        "books": round(pupils * rng.uniform(24, 42)),
        "multimedia_classrooms": classes + round(pupils * rng.uniform(0.002, 0.008)),
        "classes": classes,
        "music_rooms": rooms,
        "music_room_area": rooms * rng.randrange(96, 112),
        "art_rooms": rooms,
        "art_room_area": rooms * rng.randrange(90, 106),
        "counselling_rooms": 1 if pupils > 100 else 0,
        "playground_area": playground,
        "shared_weight": Decimal("1.1" if junior else "1.0") if combined else None,
    }


class Staff:
    """Draws the staff of schools and kindergartens; numbers run through the district."""

    def __init__(self, district: District) -> None:
        self.numbers = IdNumbers()
        self.rows: Rows = []
        self.rng = district.rng("teachers")

    def fill_school(self, school: School, sections: Sections) -> None:
        """Full-time teachers by stage and subject, the head and the others."""
        for stage in school.stages:
            pupils = sections.pupils[school.code, stage]
            number = max(2, round(pupils / self._load(school, stage)))
            for subject in self._subjects(school, stage, sections, number):
                self._teacher(school, stage, subject)
        teachers = sum(row["school_code"] == school.code for row in self.rows)
        stage = school.stages[-1]
        self._other(school.code, "head", stage, name=school.principal, establishment=school.is_public)
        for category, share in (("administrative", 0.05), ("support", 0.04), ("worker", 0.03)):
            for _ in range(round(teachers * share)):
                self._other(school.code, category, stage, establishment=school.is_public)

    def fill_kindergarten(self, kindergarten: Kindergarten, classes: int) -> None:
        """Two teachers and a child-care worker a class in public ones; private ones have fewer."""
        public = not kindergarten.is_private
        for _ in range(max(2, round(classes * (2 if public else self.rng.uniform(1.5, 2))))):
            strong = public and kindergarten.urban_rural == "1"
            row = self._person(kindergarten.code, "teacher", "0")
            certified = public or self.rng.random() < 0.9
            row |= {
                "full_time": True,
                "subject": "preschool",
                "qualification": self._weighted(_PRESCHOOL_QUALIFICATIONS),
                "backbone_level": self._weighted(_BACKBONE) if strong else "none",
                "teacher_certificate": certified,
                "certificate_stage": "0" if certified else None,
                "on_establishment": public and self.rng.random() < 0.55,
            }
            self.rows.append(row)
        self._other(kindergarten.code, "head", "0", name=kindergarten.head, establishment=public)
        for category, number in (("care", classes), ("support", 1), ("worker", 1 + classes // 4)):
            for _ in range(number):
                self._other(kindergarten.code, category, "0", establishment=False)

    def _load(self, school: School, stage: str) -> float:
        low, high = (11.8, 13.6) if stage == JUNIOR else (16.4, 18.8)
        if school.urban_rural == "3":
            low, high = low * 0.8, high * 0.8
        return self.rng.uniform(low, high) * (1.08 if school.crowded else 1)

    def _subjects(self, school: School, stage: str, sections: Sections, number: int) -> list[str]:
        """The subjects of so many teachers, by the periods taught; the largest remainders get the last places."""
        periods: Counter[str] = Counter()
        for at_stage, grade in school.plan:
            if at_stage == stage:
                for subject, weekly in TIMETABLE[grade].items():
                    if subject not in {"local", "practice"}:
                        periods[subject] += weekly * sections.grade_classes[school.code, stage, grade]
        shares = {subject: number * weekly / periods.total() for subject, weekly in periods.items()}
        found = [subject for subject, share in shares.items() for _ in range(int(share))]
        by_remainder = sorted(shares, key=lambda subject: int(shares[subject]) - shares[subject])
        return found + by_remainder[: number - len(found)]

    def _teacher(self, school: School, stage: str, subject: str) -> None:
        row, draw = self._person(school.code, "teacher", stage), self.rng.random
        backbone = self._weighted(_WEAK_BACKBONE if school.weak else _BACKBONE)
        eligible = school.is_public and draw() < 0.46
        seconded = eligible and school.urban_rural == "1" and draw() < 0.03
        rotated = seconded or (eligible and draw() < (0.17 if backbone in {"none", "school"} else 0.2))
        rural = school.urban_rural == "3"
        qualifications = _RURAL_QUALIFICATIONS if rural else _PRIMARY_QUALIFICATIONS
        if stage == JUNIOR:
            qualifications = _JUNIOR_QUALIFICATIONS
        row |= {
            "full_time": True,
            "subject": subject,
            "qualification": self._weighted(qualifications),
            "backbone_level": backbone,
            "teacher_certificate": True,
            "certificate_stage": "2" if stage == JUNIOR or draw() < 0.25 else "1",
            "on_establishment": school.is_public and draw() < 0.94,
            "training_hours_five_years": 360 + int(draw() * 130)
            if draw() < 0.96
            else 240 + int(draw() * 110),
            "rotation_eligible": eligible,
            "rotated_this_year": rotated,
            "status": "2" if seconded else "3" if draw() < 0.008 else "1",
        }
        self.rows.append(row)

    def _other(
        self, unit: str, category: str, stage: str, *, establishment: bool, name: str | None = None
    ) -> None:
        row = self._person(unit, category, stage)
        head = category == "head"
        row |= {"name": name or row["name"], "on_establishment": establishment, "teacher_certificate": head}
        if head:
            certificate = "0" if stage == "0" else "2"
            row |= {
                "certificate_stage": certificate,
                "qualification": "20",
                "head_certificate": True if stage == "0" else None,
            }
        self.rows.append(row)

    def _person(self, unit: str, category: str, stage: str) -> dict[str, Any]:
        rng = self.rng
        gender = FEMALE if rng.random() < (0.97 if stage == "0" else 0.7) else MALE
        age = 23 + int(36 * rng.random() ** 1.3)
        born = draw_birth(rng, age, date(2016, 8, 31))
        return {
            "teacher_id": f"T{len(self.rows) + 1:05d}",
            "id_number": self.numbers.next(born, gender),
            "name": draw_name(rng),
            "school_code": unit,
            "gender": gender,
            "birth_date": born,
            "ethnic_group": draw_group(rng),
            "post_category": category,
            "full_time": False,
            "stage": stage,
            "subject": None,
            "qualification": "30" if rng.random() < 0.5 else "40",
            "professional_title": self._title(age, stage, category),
            "backbone_level": "none",
            "teacher_certificate": False,
            "status": "1",
            "started_on": date(2016 - int(rng.random() * max(1, age - 23)), 9, 1),
        }

    def _title(self, age: int, stage: str, category: str) -> str:
        if category not in {"teacher", "head"}:
            return "none"
        years, draw = age - 22, self.rng.random()
        if stage == "0":
            return "first" if years > 14 and draw < 0.4 else "second" if years > 5 and draw < 0.5 else "none"
        if years > 18 and draw < 0.42:
            return "full_senior" if draw < 0.004 else "senior"
        return (
            "first"
            if years > 9 and draw < 0.85
            else "second"
            if years > 2
            else "third"
            if draw < 0.7
            else "none"
        )

    def _weighted(self, options: _Options) -> str:
        return self.rng.choices([code for code, _ in options], [weight for _, weight in options])[0]
