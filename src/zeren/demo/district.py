"""The invented district: which schools and kindergartens there are, how large, and who works there.

Only the five names that the published self-inspection report mentions are taken from it; their figures, every other school and
kindergarten and every person are invented. Codes lie in 63990xxx, beyond the ranges in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import TypeVar

from zeren.core.kernel import Period
from zeren.demo.people import draw_name

COUNTY = "630103"
COUNTY_NAME = "城中区"
PERIOD = Period.parse("2017H1")
REFERENCE = date(2016, 8, 31)  # the day on which school ages are reckoned
PRIMARY, JUNIOR = "1", "2"
DROPOUT_SCHOOL = "华罗庚实验学校"
NURSERY = "区保育院"
# Recognition as inclusive is filed with the city once a year: number and date of the filing, this year's first.
INCLUSIVE_FILINGS = (("中教〔2017〕86号", date(2017, 6, 26)), ("中教〔2016〕79号", date(2016, 6, 27)))
SPECIAL_SCHOOL = "5163990001"  # run by the city, so on no list of the district

# name, type, urban or rural, pupils of primary, pupils of junior, pupils a class, ownership, remarks
_Line = tuple[str, str, str, int, int, int, str, str]
_NAMED: tuple[_Line, ...] = (
    (DROPOUT_SCHOOL, "312", "1", 960, 600, 50, "public", "named"),
    ("阳光小学", "211", "3", 258, 0, 44, "public", "named weak"),
    ("谢家寨小学", "211", "3", 318, 0, 45, "public", "named weak"),
    ("逯家寨学校", "312", "3", 300, 180, 42, "public", "named weak"),
)
_INVENTED: tuple[_Line, ...] = (
    ("雪杉实验学校", "312", "1", 1140, 900, 48, "public", ""),
    ("育禾学校", "312", "1", 540, 450, 40, "private", ""),
    ("南屏中学", "311", "1", 0, 1530, 50, "public", ""),
    ("湟畔中学", "311", "1", 0, 1590, 56, "public", "crowded"),
    ("云台中学", "311", "1", 0, 1410, 48, "public", ""),
    ("南塬初级中学", "311", "3", 0, 750, 46, "public", "boarding"),
    ("青岚中学", "311", "1", 0, 1470, 50, "public", "municipal"),
    ("南塬中心小学", "211", "3", 480, 0, 44, "public", "attached"),
    ("云谷小学", "211", "3", 240, 0, 40, "public", "weak attached"),
    ("杏园小学", "211", "3", 390, 0, 44, "public", "attached"),
    ("石泉湾小学", "211", "3", 180, 0, 36, "public", "weak"),
    ("高坪教学点", "218", "3", 36, 0, 20, "public", ""),
    ("春晖小学", "211", "1", 1860, 0, 57, "public", "crowded"),
    ("晨曦小学", "211", "1", 1740, 0, 54, "public", "crowded"),
    ("云杉小学", "211", "1", 1620, 0, 50, "public", ""),
    ("文汇小学", "211", "1", 1500, 0, 45, "public", ""),
    ("青禾小学", "211", "1", 1410, 0, 45, "public", ""),
    ("雪莲小学", "211", "1", 1320, 0, 45, "public", ""),
    ("明湖小学", "211", "1", 1230, 0, 44, "public", ""),
    ("金穗小学", "211", "1", 1140, 0, 45, "public", ""),
    ("南苑小学", "211", "1", 1020, 0, 44, "public", ""),
    ("百合小学", "211", "1", 960, 0, 43, "public", ""),
    ("启明小学", "211", "1", 870, 0, 45, "public", ""),
    ("星河小学", "211", "1", 720, 0, 42, "public", ""),
    ("丁香小学", "211", "1", 540, 0, 42, "public", ""),
    ("蓝谷外国语小学", "211", "1", 348, 0, 36, "private", ""),
)
_GRADES = {"211": 6, "312": 6, "218": 3}  # primary grades by type of school
_CODE_STARTS = {"211": "21", "218": "21", "311": "31", "312": "31"}

_KINDERGARTEN_WORDS = (
    "春芽 青苗 小荷 彩云 晨露 七彩 童心 蒲公英 小星星 金太阳 蓝月亮 向日葵 小雨点 红蜻蜓 银杏 "
    "白桦 小鹿 欢乐谷 小白鸽 麦田 木棉 太阳雨 石榴籽 格桑 云朵 贝贝 豆豆 小橘灯 雪绒 竹蜻蜓 风铃 "
    "摇篮 小脚印 乐知 童话 新苗 小树 苗苗 丫丫 启蒙 布谷 海棠 百灵 星光 小海豚 纸飞机 七巧板 "
    "万花筒 小水滴 棉花糖 乐童 育蕾 小桔子 花溪 康乐 朵朵 金摇篮 小码头 山楂树 小画笔 萤火虫 "
    "甜甜圈 雪山下"
).split()
# ownership, how many of sixty, how many of these rural
_KINDERGARTEN_KINDS = (
    ("public", 8, 3),
    ("public_collective", 2, 0),
    ("public_built_private", 12, 5),
    ("private", 38, 8),
)


@dataclass(frozen=True, slots=True)
class School:
    """A school.

    Shape: ``plan`` gives the pupils on 1 September of each (stage, grade); ``class_size`` is how many the school puts
    into a class; ``attached`` counts the children of attached kindergarten classes; ``invented`` says that the name is
    not from the published report.
    """

    code: str
    name: str
    school_type: str
    urban_rural: str
    ownership: str
    administration: str
    plan: Mapping[tuple[str, str], int]
    class_size: int
    principal: str
    attached: int = 0
    weak: bool = False
    boarding: bool = False
    crowded: bool = False
    invented: bool = True

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages it offers: 1 primary, 2 junior secondary."""
        return tuple(sorted({stage for stage, _ in self.plan}))

    @property
    def is_public(self) -> bool:
        """Whether it has a catchment area."""
        return self.ownership == "public"


@dataclass(frozen=True, slots=True)
class Kindergarten:
    """A kindergarten. ``size`` is the number of children it is planned for, ``inclusive_status`` a code of that list."""

    code: str
    name: str
    urban_rural: str
    ownership: str
    inclusive_status: str
    size: int
    head: str
    invented: bool = True

    @property
    def is_private(self) -> bool:
        """Whether it is inspected every year and may be recognised as inclusive."""
        return self.ownership in {"private", "public_built_private"}


@dataclass(frozen=True, slots=True)
class Teacher:
    """A member of staff, as other ledgers name one. ``status`` 2 is seconded out."""

    teacher_id: str
    name: str
    unit: str
    gender: str
    ethnic_group: str
    stage: str
    subject: str | None
    post_category: str
    backbone_level: str
    status: str


@dataclass(frozen=True, slots=True)
class DisabledCase:
    """A case of the ledger of disabled children. The home-teaching fields are empty for other placements."""

    case_id: str
    name: str
    placement: str
    school_code: str | None
    home_teaching_school: str | None = None
    home_teacher: str | None = None


@dataclass(frozen=True, slots=True)
class District:
    """The invented district. Equal seeds and scales give equal districts.

    Shape: ``teachers`` and ``disabled`` are empty until :func:`zeren.demo.ledgers.all_rows` has drawn the people.
    """

    seed: int
    scale: float
    schools: tuple[School, ...]
    kindergartens: tuple[Kindergarten, ...]
    teachers: tuple[Teacher, ...] = ()
    disabled: tuple[DisabledCase, ...] = ()
    period: Period = field(default=PERIOD)

    def rng(self, stream: str) -> Random:
        """The lots of one stream. A ledger draws from its own, so that a change of one leaves the others as they were."""
        return Random(f"{self.seed}/{stream}")  # noqa: S311  (invented data, not secrets)

    def school(self, name: str) -> School:
        """The school of that name; KeyError when there is none."""
        return _named(self.schools, name)

    def kindergarten(self, name: str) -> Kindergarten:
        """The kindergarten of that name; KeyError when there is none."""
        return _named(self.kindergartens, name)

    def staff_of(self, unit: str) -> tuple[Teacher, ...]:
        """The staff of a school or kindergarten, by code."""
        return tuple(teacher for teacher in self.teachers if teacher.unit == unit)


Listed = TypeVar("Listed", School, Kindergarten)


def _named(units: Iterable[Listed], name: str) -> Listed:
    for unit in units:
        if unit.name == name:
            return unit
    raise KeyError(name)


def plan_district(seed: int, scale: float = 1.0) -> District:
    """The district of that seed: schools and kindergartens with their sizes, without people.

    Shape: up to ``scale`` 1 the number of schools stays and they shrink; beyond it the invented ones are repeated.
    """
    empty = District(seed, scale, (), ())
    district = replace(empty, schools=_plan_schools(empty))
    return replace(district, kindergartens=_plan_kindergartens(district))


def _plan_schools(district: District) -> tuple[School, ...]:
    rng, copies = district.rng("schools"), max(1, round(district.scale))
    rows = [*_NAMED]
    for copy in range(1, copies + 1):
        rows += [(line[0] if copy == 1 else f"{line[0]}（{copy}校）", *line[1:]) for line in _INVENTED]
    schools = []
    for number, (name, kind, urban_rural, primary, junior, class_size, ownership, remarks) in enumerate(
        rows, 1
    ):
        private = ownership == "private"
        schools.append(
            School(
                code=f"{_CODE_STARTS[kind]}6399{number:04d}",
                name=name,
                school_type=kind,
                urban_rural=urban_rural,
                ownership=ownership,
                administration="private" if private else "municipal" if "municipal" in remarks else "county",
                plan=_plan_grades(
                    rng, kind, primary, junior, district.scale / copies, even="named" in remarks
                ),
                class_size=class_size,
                principal=draw_name(rng),
                attached=max(6, round(40 * district.scale / copies)) if "attached" in remarks else 0,
                weak="weak" in remarks,
                boarding="boarding" in remarks,
                crowded="crowded" in remarks,
                invented="named" not in remarks,
            )
        )
    return tuple(schools)


def _plan_grades(
    rng: Random, kind: str, primary: int, junior: int, scale: float, *, even: bool
) -> dict[tuple[str, str], int]:
    plan: dict[tuple[str, str], int] = {}
    if primary:
        grades = [str(grade) for grade in range(1, _GRADES[kind] + 1)]
        plan |= {
            (PRIMARY, g): n for g, n in zip(grades, _split(rng, primary, len(grades), scale), strict=True)
        }
    if junior:
        # The school that the report names has the same number in each grade, so that its six dropouts are one in a hundred.
        sizes = [max(12, round(junior * scale / 3))] * 3 if even else _split(rng, junior, 3, scale)
        plan |= {(JUNIOR, g): n for g, n in zip("789", sizes, strict=True)}
    return plan


def _split(rng: Random, total: int, parts: int, scale: float) -> list[int]:
    base = total * scale / parts
    sizes = [max(4, round(base * rng.uniform(0.96, 1.04))) for _ in range(parts - 1)]
    return [*sizes, max(4, round(total * scale) - sum(sizes))]


def _plan_kindergartens(district: District) -> tuple[Kindergarten, ...]:
    rng, copies = district.rng("kindergartens"), max(1, round(district.scale))
    kinds = [
        (ownership, "3" if n < rural else "1", copy)
        for copy in range(1, copies + 1)
        for ownership, number, rural in _KINDERGARTEN_KINDS
        for n in range(number)
    ]
    sizes = _kindergarten_sizes(rng, kinds, district)
    planned, words = [], _KINDERGARTEN_WORDS
    for number, ((ownership, urban_rural, copy), size) in enumerate(zip(kinds, sizes, strict=True), 1):
        name = f"{words[(number - 1) % len(words)]}幼儿园" + ("" if copy == 1 else f"（{copy}园）")
        nursery = ownership == "public" and number == _KINDERGARTEN_KINDS[0][2] + 1
        planned.append(
            Kindergarten(
                code=f"116399{number:04d}",
                name=NURSERY if nursery else name,
                urban_rural=urban_rural,
                ownership=ownership,
                inclusive_status=_inclusive(rng, ownership),
                size=size,
                head=draw_name(rng),
                invented=not nursery,
            )
        )
    return tuple(planned)


def _kindergarten_sizes(rng: Random, kinds: Sequence[tuple[str, str, int]], district: District) -> list[int]:
    """Sizes that add up to a multiple of 51, attached classes included: 102 % is then exact (children of 50 : 51)."""
    attached = sum(school.attached for school in district.schools)
    wanted = 51 * max(4, round(177 * district.scale)) - attached
    weights = [
        rng.uniform(1.6, 2.3) if o == "public" else rng.uniform(0.5, 1.6) * (0.7 if place == "3" else 1)
        for o, place, _ in kinds
    ]
    sizes = [max(2, int(wanted * weight / sum(weights))) for weight in weights]
    turn = 0
    while (gap := wanted - sum(sizes)) != 0:
        at = turn % len(sizes)
        if gap > 0 or sizes[at] > 2:
            sizes[at] += 1 if gap > 0 else -1
        turn += 1
    return sizes


def _inclusive(rng: Random, ownership: str) -> str:
    if ownership == "public_built_private":
        return "recognised"
    if ownership != "private":
        return "none"
    return rng.choices(("recognised", "applied", "none", "withdrawn"), (60, 8, 28, 4))[0]
