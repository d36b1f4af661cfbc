"""What happens to pupils from January to June 2017: dropouts, leave and return, transfers, a death, a change of grade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from zeren.demo.district import DROPOUT_SCHOOL, JUNIOR, PRIMARY, District, School
from zeren.demo.enrolment import (
    DROPPED_OUT,
    ON_LEAVE,
    SUSPECTED,
    Pupil,
    Registry,
    Roll,
    form_classes,
    open_registers,
)

TERM_STARTS, TERM_SETTLED, TERM_ENDS = date(2017, 2, 20), date(2017, 3, 24), date(2017, 6, 16)
DROPOUTS = 6  # what the report says
_OLD = 15  # past the age of compulsory schooling at the reference date
_PLACES = (
    "西宁市城东区", "西宁市城西区", "西宁市城北区", "大通回族土族自治县", "湟中县", "湟源县", "海东市平安区", "海东市乐都区",
    "民和回族土族自治县", "互助土族自治县", "化隆回族自治县", "甘肃省兰州市", "甘肃省临夏回族自治州", "河南省周口市",
    "四川省南充市",
)  # fmt: skip


def enrol(district: District) -> Roll:
    """The registers of all schools on 30 June, and the half-year that led to them."""
    roll, registry = Roll(), Registry(district)
    open_registers(district, roll, registry)
    HalfYear(district, roll, registry).run()
    form_classes(roll)
    return roll


class HalfYear:
    """Half a year of movements. Nothing happens twice to one pupil, so that every row can be read by itself."""

    def __init__(self, district: District, roll: Roll, registry: Registry) -> None:
        self.district, self.roll, self.registry = district, roll, registry
        self.rng = district.rng("movements")
        self.size = len(roll.pupils)
        self.moved: set[str] = set()
        self.left: set[str] = set()
        self.schools: dict[tuple[str, str], list[School]] = {}
        for school in district.schools:
            for key in school.plan:
                self.schools.setdefault(key, []).append(school)

    def run(self) -> None:
        """Everything that happens; the dropouts first, so that nothing else happens to them."""
        self.drop_out()
        self.take_leave()
        self.come_back()
        self.transfer_within(self.per_thousand(3.6))
        self.transfer_out(self.per_thousand(3.1))
        self.transfer_in(self.per_thousand(4.2))
        self.skip_grade(self.per_thousand(0.07))
        self.die()
        self.suspect()
        self.roll.pupils = [pupil for pupil in self.roll.pupils if pupil.student_id not in self.left]
        self.roll.movements.sort(key=_place_in_ledger)

    def per_thousand(self, share: float) -> int:
        """So many of every thousand pupils, and at least one."""
        return max(1, round(self.size * share / 1000))

    def record(self, pupil: Pupil, movement: str, day: date, **more: Any) -> None:
        """A row of the ledger of movements."""
        row: dict[str, Any] = {
            "student_id": pupil.student_id,
            "name": pupil.name,
            "school_code": pupil.school.code,
            "stage": pupil.stage,
            "grade": pupil.grade,
            "gender": pupil.gender,
            "birth_date": pupil.born,
            "ethnic_group": pupil.group,
            "movement": movement,
            "date": day,
        }
        self.roll.movements.append(row | more)

    def day(self, first: date = TERM_STARTS, last: date = TERM_ENDS) -> date:
        """A working day; most transfers belong to the weeks around the start of term."""
        if (first, last) == (TERM_STARTS, TERM_ENDS) and self.rng.random() < 0.7:
            last = TERM_SETTLED
        return _working_day(first + timedelta(days=self.rng.randrange((last - first).days + 1)))

    def pick(self, number: int, fits: Callable[[Pupil], bool] = lambda _: True) -> list[Pupil]:
        """Pupils to whom nothing has happened yet; fewer than asked for in a district too small to have them."""
        able = [p for p in self.roll.pupils if p.at_school and p.student_id not in self.moved and fits(p)]
        picked = self.rng.sample(able, min(number, len(able)))
        self.moved.update(pupil.student_id for pupil in picked)
        return picked

    def drop_out(self) -> None:
        """Six pupils of grades 8 and 9 of the school that the report names, in March 2017."""
        school = self.district.school(DROPOUT_SCHOOL)
        in_eighth = self.pick(DROPOUTS // 2, lambda p: p.school is school and p.grade == "8" and p.resident)
        in_ninth = self.pick(DROPOUTS // 2, lambda p: p.school is school and p.grade == "9" and p.resident)
        for number, pupil in enumerate([*in_eighth, *in_ninth]):
            self.registry.reissue(pupil, _OLD)
            self.moved.add(pupil.student_id)
            absent = date(2017, 2, 27) - timedelta(days=3 * (number % 2))
            pupil.status, pupil.absent_since = DROPPED_OUT, absent
            self.record(
                pupil,
                "6",
                _working_day(absent + timedelta(days=30 + number % 3)),
                reason=("dislike", "work", "learning_difficulty")[number % 3],
                absent_since=absent,
                persuaded_on=_working_day(absent + timedelta(days=9 + number)),
                persuasions=3 + number % 3,
                evidence=f"劝返记录第{number + 1}号",
            )

    def take_leave(self) -> None:
        """Leave for illness: most come back within the period; those who do not are 15 or live outside the district."""
        for pupil in self.pick(self.per_thousand(0.4)):
            day = self.day(TERM_STARTS, TERM_SETTLED)
            back = _working_day(day + timedelta(days=self.rng.randrange(30, 85)))
            self.record(
                pupil, "4", day, reason="illness_disability", returned_on=back, evidence="医院诊断证明"
            )
            self.record(pupil, "5", back, evidence="复学申请")
        final = self.pick(
            self.per_thousand(0.1), lambda p: p.grade == "9" and (p.age >= _OLD or not p.resident)
        )
        others = self.pick(self.per_thousand(0.2), lambda p: p.grade not in {"6", "9"} and not p.resident)
        for pupil in [*final, *others]:
            pupil.status = ON_LEAVE
            self.record(pupil, "4", self.day(), reason="illness_disability", evidence="医院诊断证明")

    def come_back(self) -> None:
        """Pupils on leave since the autumn: some return in the spring, some are still away."""
        for number in range(self.per_thousand(0.4) + 2):
            school, stage, grade = self._place(not_grades={"6", "9"})
            pupil = self.registry.enter(school, stage, grade, commuter=number < 2 or None)
            self.roll.pupils.append(pupil)
            self.moved.add(pupil.student_id)
            if number < 2:
                pupil.status = ON_LEAVE
            else:
                self.record(pupil, "5", self.day(TERM_STARTS, TERM_SETTLED), evidence="休学期满，复学申请")

    def _place(self, *, not_grades: set[str]) -> tuple[School, str, str]:
        keys = [key for key in self.schools if key[1] not in not_grades]
        stage, grade = keys[self.rng.randrange(len(keys))]
        return self.rng.choice(self.schools[stage, grade]), stage, grade

    def transfer_within(self, number: int) -> None:
        """Transfers between schools of the district: a row in each of the two, a few days apart."""
        for pupil in self.pick(number, lambda p: len(self.schools[p.stage, p.grade]) > 1):
            origin = pupil.school
            target = self.rng.choice([s for s in self.schools[pupil.stage, pupil.grade] if s is not origin])
            day = self.day()
            reason = "residence" if self.rng.random() < 0.7 else "migrant_work"
            self.record(pupil, "3", day, other_school=target.code, arrival_confirmed=True, reason=reason)
            pupil.school = target
            pupil.purchased = pupil.migrant and target.ownership == "private"
            pupil.boarding = target.boarding and pupil.boarding
            arrival = _working_day(day + timedelta(days=self.rng.randrange(4)))
            self.record(pupil, "2", max(day, arrival), other_school=origin.code, reason=reason)

    def transfer_out(self, number: int) -> None:
        """Transfers across the district's border. Arrival is confirmed unless the transfer is too recent."""
        for pupil in self.pick(number):
            day = self.day()
            known = day < date(2017, 6, 5) or self.rng.random() < 0.5
            place, reason = self.rng.choice(_PLACES), self.rng.choice(("residence", "migrant_work"))
            self.record(pupil, "3", day, other_place=place, arrival_confirmed=known, reason=reason)
            self.left.add(pupil.student_id)

    def transfer_in(self, number: int) -> None:
        """Pupils who come from outside."""
        for _ in range(number):
            school, stage, grade = self._place(not_grades=set())
            pupil = self.registry.enter(school, stage, grade)
            self.roll.pupils.append(pupil)
            self.moved.add(pupil.student_id)
            reason = "migrant_work" if pupil.migrant else "residence"
            self.record(pupil, "2", self.day(), other_place=self.rng.choice(_PLACES), reason=reason)

    def skip_grade(self, number: int) -> None:
        """A pupil of grade 2 moves up into grade 3: out of one row of the return and into another."""
        for pupil in self.pick(number, lambda p: p.grade == "2"):
            day = self.day(TERM_STARTS, date(2017, 3, 3))
            self.record(pupil, "12", day, reason="grade_change", evidence="跳级审批表")
            pupil.grade = "3"
            self.record(pupil, "11", day, reason="grade_change", evidence="跳级审批表")

    def die(self) -> None:
        """One death in each stage."""
        primary = self.pick(1, lambda p: p.stage == PRIMARY and p.grade != "6")
        for pupil in [*primary, *self.pick(1, lambda p: p.stage == JUNIOR and p.grade != "9")]:
            self.record(pupil, "8", self.day(), reason="illness_disability", evidence="死亡证明")
            self.left.add(pupil.student_id)

    def suspect(self) -> None:
        """Two pupils absent since the middle of June: suspected, reported, not confirmed, and so still counted as at school."""
        for pupil in self.pick(
            2, lambda p: p.stage == JUNIOR and p.school.name != DROPOUT_SCHOOL and p.grade != "9"
        ):
            pupil.status, pupil.absent_since = SUSPECTED, date(2017, 6, 12)


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _place_in_ledger(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["school_code"], row["date"], row["student_id"], row["movement"]
