"""What the bureau files about the people of the district: school-age population, adult literacy and disabled children.

The population is counted from the registers: every pupil and child who lives here is one of it, in a community of the catchment
area. Added are those who study elsewhere, the young people of 15 to 17, and the small children who are at home.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from zeren.demo.district import (
    COUNTY,
    JUNIOR,
    PRIMARY,
    REFERENCE,
    SPECIAL_SCHOOL,
    DisabledCase,
    District,
    School,
)
from zeren.demo.enrolment import AT_SCHOOL, DROPPED_OUT, Pupil, Roll, Rows
from zeren.demo.people import FEMALE, MALE, IdNumbers, draw_birth, draw_group, draw_name
from zeren.demo.preschool import Child

_FIRST_NUMBER = 450  # identity numbers of disabled children who are on no register of the district
_URBAN_WORDS = (
    "望山 临河 梧桐 新禾 和顺 清渠 南麓 映山 长宁 瑞和 兴岚 平顺 玉泉里 石桥里 锦和 云坪 星洲 沁园 恒安 朝晖"
).split()
_RURAL_WORDS = "上塬 下塬 清水湾 白杨沟 麦积坪 新泉 石磨沟 阳坡 松林 泉湾 大柳树 高坪".split()
_BLIND_DEAF = ("1", "2", "3")
# category, its share among disabled children at school
_CATEGORIES = (("5", 46), ("2", 15), ("3", 8), ("1", 11), ("4", 14), ("6", 6))
_COLUMNS = (
    "enrolled", "enrolled_elsewhere", "finished_primary", "finished_junior", "suspended", "not_enrolled", "exempt",
    "in_preschool", "in_primary", "in_junior", "in_senior", "blind_deaf", "blind_deaf_enrolled", "disabled", "disabled_enrolled",
    "migrant_eligible", "migrant_enrolled",
)  # fmt: skip
_PARTS = _COLUMNS[:7]  # every child is in exactly one of these

Group = tuple[str, int, str, str]  # community, age, gender, ethnic group


@dataclass(frozen=True, slots=True)
class Community:
    """A village or residents' committee, with its catchment schools."""

    name: str
    primary: School
    junior: School


def plan_communities(district: District) -> tuple[Community, ...]:
    """One or two communities for each public primary school; the junior schools of town and country share them in turn."""
    public = [school for school in district.schools if school.is_public]
    found: list[Community] = []
    turns: Counter[bool] = Counter()
    for school in public:
        if PRIMARY not in school.stages:
            continue
        rural = school.urban_rural == "3"
        near = [s for s in public if JUNIOR in s.stages and (s.urban_rural == "3") == rural]
        for _ in range(1 if rural or sum(school.plan.values()) < 900 * district.scale else 2):
            turn, words = turns[rural], _RURAL_WORDS if rural else _URBAN_WORDS
            turns[rural] += 1
            series = turn // len(words)
            name = (
                words[turn % len(words)] + (f"第{series + 1}" if series else "") + ("村" if rural else "社区")
            )
            found.append(Community(name, school, near[turn % len(near)]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Case:
    """A disabled child: a pupil of a register, or one who is on none of the district's."""

    row: dict[str, Any]
    age: int
    pupil: Pupil | None = None


def draw_cases(district: District, roll: Roll) -> list[Case]:
    """The disabled children. All of the three categories are at school or taught at home; of the others one is in a clinic."""
    rng, numbers = district.rng("disabled"), IdNumbers(_FIRST_NUMBER)
    able = [p for p in roll.pupils if p.resident and p.status == AT_SCHOOL and p.id_number and p.age <= 15]
    pupils = rng.sample(able, min(len(able), max(6, round(len(roll.pupils) / 500))))
    teachers: dict[str, list[str]] = {}
    for teacher in district.teachers:
        if teacher.subject is not None and teacher.status == "1":
            teachers.setdefault(teacher.unit, []).append(teacher.name)
    cases = []
    for number, pupil in enumerate(pupils):
        at_home = number % 7 == 3
        pupil.disability = "5" if at_home else rng.choices(*zip(*_CATEGORIES, strict=True))[0]
        placement = "home_teaching" if at_home else "special_class" if number % 11 == 5 else "inclusive_class"
        child = (pupil.id_number, pupil.name, pupil.gender, pupil.born, pupil.group)
        row = _case_row(rng, child, pupil.disability, at_home=at_home)
        row |= {"placement": placement, "enrolled_stage": pupil.stage, "school_code": pupil.school.code}
        row["household_registration"] = pupil.home
        if at_home:
            row |= {
                "home_teaching_school": pupil.school.code,
                "home_teacher": rng.choice(teachers[pupil.school.code]),
            }
        cases.append(Case(row, pupil.age, pupil))
    for number in range(max(2, len(pupils) // 5)):
        cases.append(_outside_case(rng, numbers, in_clinic=number == 0))
    for number, case in enumerate(cases, 1):
        case.row["case_id"] = f"A{COUNTY}-{number:03d}"
        case.row["individual_plan"] = number % 19 != 12
    return cases


def _outside_case(rng: Random, numbers: IdNumbers, *, in_clinic: bool) -> Case:
    """A child in the city's special school, or one of 15 with several disabilities in a clinic, who is not at school."""
    age, gender = 15 if in_clinic else rng.randrange(7, 15), rng.choice((MALE, FEMALE))
    born = draw_birth(rng, age, REFERENCE)
    category = "7" if in_clinic else rng.choice(("5", "5", "2", "1"))
    child = (numbers.next(born, gender), draw_name(rng), gender, born, draw_group(rng))
    row = _case_row(rng, child, category, at_home=True) | {"household_registration": COUNTY}
    if in_clinic:
        return Case(row | {"placement": "rehabilitation", "reason_not_enrolled": "在定点机构康复训练"}, age)
    stage = PRIMARY if age <= 11 else JUNIOR
    return Case(
        row | {"placement": "special_school", "enrolled_stage": stage, "school_code": SPECIAL_SCHOOL}, age
    )


def _case_row(
    rng: Random, child: tuple[str | None, str, str, date, str], category: str, *, at_home: bool
) -> dict[str, Any]:
    number, name, gender, born, group = child
    level = rng.choice("12" if at_home else "234")
    advice = "重度，建议送教上门或特教学校就读" if at_home else "可适应普通班，建议随班就读并配资源教室"
    return {
        "county_code": COUNTY,
        "id_number": number,
        "name": name,
        "gender": gender,
        "birth_date": born,
        "ethnic_group": group,
        "certificate_number": f"{number}{category}{level}",
        "disability_category": category,
        "disability_level": level,
        "assessed_on": date(2016, 9, 5) + timedelta(days=rng.randrange(12)),
        "assessment": advice,
        "follow_up": "一人一案，每学期评估一次",
    }


def known_cases(cases: Iterable[Case]) -> tuple[DisabledCase, ...]:
    """What other ledgers need to know of the cases."""
    keys = ("case_id", "name", "placement", "school_code", "home_teaching_school", "home_teacher")
    return tuple(DisabledCase(*(case.row.get(key) for key in keys)) for case in cases)  # type: ignore[arg-type]


class Census:
    """Counts the people of the district into groups."""

    def __init__(self, district: District) -> None:
        self.district, self.rng = district, district.rng("population")
        self.communities = plan_communities(district)
        self.counts: dict[Group, Counter[str]] = {}
        self._homes: dict[str, list[Community]] = {}
        for community in self.communities:
            for school in {community.primary.code, community.junior.code}:
                self._homes.setdefault(school, []).append(community)
        self._turn = 0

    def count(self, roll: Roll, children: list[Child], cases: Iterable[Case]) -> None:
        """Everybody, from the registers outwards."""
        for pupil in roll.pupils:
            if pupil.resident:
                self._pupil(pupil)
        for case in cases:
            if case.pupil is None:
                self._outside(case)
        self._study_elsewhere()
        self._young_people()
        self._small_children(children)

    def _add(self, group: Group, *columns: str, number: int = 1) -> None:
        counts = self.counts.setdefault(group, Counter())
        for column in columns:
            counts[column] += number

    def _community(self, homes: list[Community] | tuple[Community, ...]) -> str:
        self._turn += 1
        return homes[self._turn % len(homes)].name

    def _pupil(self, pupil: Pupil) -> None:
        # Pupils of private schools have no catchment of their own and live anywhere.
        homes = self._homes.get(pupil.school.code) or self.communities
        if pupil.stage == PRIMARY:
            homes = [c for c in homes if c.primary is pupil.school] or homes
        else:
            homes = [c for c in homes if c.junior is pupil.school] or homes
        group = (self._community(homes), pupil.age, pupil.gender, pupil.group)
        if not pupil.at_school:
            self._add(group, "not_enrolled" if pupil.status == DROPPED_OUT else "suspended")
            return
        self._add(group, "enrolled", "in_primary" if pupil.stage == PRIMARY else "in_junior")
        if pupil.migrant:
            self._add(group, "migrant_eligible", "migrant_enrolled")
        if pupil.disability:
            self._add(group, *_disability_columns(pupil.disability, enrolled=True))

    def _outside(self, case: Case) -> None:
        row = case.row
        group = (self._community(self.communities), case.age, row["gender"], row["ethnic_group"])
        enrolled = row["placement"] == "special_school"
        self._add(group, *_disability_columns(row["disability_category"], enrolled=enrolled))
        if enrolled:
            self._add(
                group, "enrolled_elsewhere", "in_primary" if row["enrolled_stage"] == PRIMARY else "in_junior"
            )
        else:
            self._add(group, "not_enrolled")

    def _study_elsewhere(self) -> None:
        """About three of a hundred residents of compulsory age go to school in another district."""
        for group, counts in list(self.counts.items()):
            if group[1] > 14:
                continue
            number = int(counts["enrolled"] * 0.032 + self.rng.random())
            if number:
                self._add(
                    group,
                    "enrolled_elsewhere",
                    "in_primary" if group[1] <= 11 else "in_junior",
                    number=number,
                )
                migrants = int(number * 0.3 + self.rng.random() * 0.5)
                self._add(group, "migrant_eligible", "migrant_enrolled", number=migrants)

    def _young_people(self) -> None:
        """Those of 15 to 17, as many a year as there are of 14: most in senior schools, which are not the district's."""
        sizes = {group: _total(counts) for group, counts in self.counts.items() if group[1] == 14}
        for (community, _, gender, people), size in sizes.items():
            for age in (15, 16, 17):
                group = (community, age, gender, people)
                wanted = round(size * self.rng.uniform(0.93, 1.05)) - _total(
                    self.counts.get(group, Counter())
                )
                if wanted <= 0:
                    continue
                finished = int(wanted * (0.02 if age == 15 else 0.045) + self.rng.random())
                idle = int(wanted * 0.004 + self.rng.random() * (age > 15))
                senior = max(0, wanted - finished - idle)
                local = round(senior * 0.4)
                self._add(group, "finished_junior", number=min(finished, wanted))
                self._add(group, "not_enrolled", number=max(0, min(idle, wanted - finished)))
                self._add(group, "enrolled", number=local)
                self._add(group, "enrolled_elsewhere", number=senior - local)
                self._add(group, "in_senior", number=senior)

    def _small_children(self, children: list[Child]) -> None:
        """Fifty residents of 3 to 5 for every fifty-one children in kindergarten."""
        for child in children:
            if child.resident and 3 <= child.age <= 5:
                group = (self._community(self.communities), child.age, child.gender, child.group)
                self._add(group, "enrolled", "in_preschool")
                if child.migrant:
                    self._add(group, "migrant_eligible", "migrant_enrolled")
        groups = sorted(group for group in self.counts if 3 <= group[1] <= 5)
        missing = len(children) * 50 // 51 - sum(_total(self.counts[group]) for group in groups)
        # Those at home or elsewhere are spread as those at kindergarten are: a drawn child's group gets one more.
        weights = [_total(self.counts[group]) for group in groups]
        for group in self.rng.choices(groups, weights, k=missing):
            if self.rng.random() < 0.35:
                self._add(group, "enrolled_elsewhere", "in_preschool")
            else:
                self._add(group, "not_enrolled")

    def population_rows(self) -> Rows:
        """The ledger of the school-age population."""
        communities = {community.name: community for community in self.communities}
        rows: Rows = []
        for group, counts in sorted(self.counts.items()):
            if _total(counts):
                row = _population_row(communities[group[0]], group, counts)
                rows.append(row)
                if (
                    6 <= group[1] <= 11
                ):  # the base on which universal primary schooling was accepted in the 1990s
                    rows.append(row | {"population_base": "catchment"})
        return rows

    def literacy_rows(self) -> Rows:
        """A row a community, gender and ethnic group of those aged 15 to 50. Nobody able to learn is illiterate."""
        rng = self.district.rng("literacy")
        sizes: Counter[tuple[str, str, str]] = Counter()
        for (community, age, gender, people), counts in self.counts.items():
            sizes[community, gender, people] += _total(counts) if age >= 6 else 0
        rows: Rows = []
        for (community, gender, people), size in sorted(sizes.items()):
            residents = round(size * rng.uniform(3.9, 4.6))
            unable = min(residents, int(residents * 0.0012 + rng.random()))
            rows.append(
                {
                    "county_code": COUNTY,
                    "community": community,
                    "gender": gender,
                    "ethnic_group": people,
                    "population_base": "resident",
                    "population_15_50": residents,
                    "illiterate": 0,
                    "unable_to_learn": unable,
                    "newly_literate": int(rng.random() < 0.03),
                    "relapsed": 0,
                    "certificate_number": "中教认〔2017〕4号" if unable else None,
                }
            )
        return rows


def _total(counts: Counter[str]) -> int:
    return sum(counts[part] for part in _PARTS)


def _disability_columns(category: str, *, enrolled: bool) -> list[str]:
    columns = ["disabled", "disabled_enrolled"] if enrolled else ["disabled"]
    if category in _BLIND_DEAF:
        columns += ["blind_deaf", "blind_deaf_enrolled"] if enrolled else ["blind_deaf"]
    return columns


def _population_row(community: Community, group: Group, counts: Counter[str]) -> dict[str, Any]:
    name, age, gender, people = group
    unit = COUNTY if age < 6 or age > 14 else community.primary.code if age <= 11 else community.junior.code
    return {
        "catchment_school": unit,
        "community": name,
        "age": age,
        "gender": gender,
        "ethnic_group": people,
        "population_base": "resident",
        "population": _total(counts),
        **{column: counts[column] for column in _COLUMNS},
    }
