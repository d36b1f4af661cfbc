"""The invented district as its bureau sees it: the story in ``events.yaml``, and the schools each line of it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from zeren.core.kernel import Problem, ZerenError
from zeren.core.packs import Cursor, read_yaml
from zeren.demo.district import COUNTY, JUNIOR, PRIMARY, District, Kindergarten, School

__all__ = ["HOLIDAYS", "Bureau", "Place", "Row", "day_at", "read_story", "spread", "weekdays"]

Row = dict[str, Any]
# 清明、劳动节、端午的放假日：没有人在这些天到校。
HOLIDAYS = frozenset(
    {date(2017, 4, 3), date(2017, 4, 4), date(2017, 5, 1), date(2017, 5, 29), date(2017, 5, 30)}
)
_STORY = Path(__file__).with_name("events.yaml")


def read_story() -> Cursor:
    """The story.

    Raises:
        ZerenError: when the file is broken.
    """
    problems: list[Problem] = []
    cursor = read_yaml(_STORY, _STORY.name, problems)
    if cursor is None:
        raise ZerenError(problems)
    return cursor


def day_at(cursor: Cursor, key: str) -> date | None:
    """The date under a key, or None."""
    found = cursor.get(key)
    return None if found is None else found.date()


@dataclass(frozen=True, slots=True)
class Place:
    """A school or kindergarten as the bureau's ledgers name it. ``size`` is its number of pupils or children."""

    code: str
    name: str
    kind: str
    size: int
    head: str


@dataclass(frozen=True)
class Bureau:
    """The district as the bureau sees it, with its story. ``groups`` fills up while the ledgers are written."""

    district: District
    story: Cursor
    county: str = COUNTY
    groups: dict[str, tuple[Place, ...]] = field(default_factory=dict)

    @property
    def schools(self) -> tuple[School, ...]:
        """The schools the district answers for: a school run by the city is inspected by the city."""
        return tuple(s for s in self.district.schools if s.administration in {"county", "private"})

    @property
    def kindergartens(self) -> tuple[Kindergarten, ...]:
        """All kindergartens."""
        return self.district.kindergartens

    def place(self, unit: School | Kindergarten) -> Place:
        """A unit as a place."""
        if isinstance(unit, School):
            return Place(unit.code, unit.name, "school", sum(unit.plan.values()), unit.principal)
        return Place(unit.code, unit.name, "kindergarten", unit.size, unit.head)

    def unit(self, code: str) -> Place:
        """The place with that code; KeyError when there is none."""
        units: list[School | Kindergarten] = [*self.district.schools, *self.district.kindergartens]
        for unit in units:
            if unit.code == code:
                return self.place(unit)
        raise KeyError(code)

    def rng(self, stream: str) -> Random:
        """The lots of one stream."""
        return self.district.rng(f"bureau/{stream}")

    def select(self, rule: str, stream: str = "") -> tuple[Place, ...]:
        """The units a line of the story names.

        Shape: ``schools``, ``primary``, ``town`` (public primary schools in town), ``junior`` (schools of that stage
        only), ``weak``, ``kindergartens``, each with ``:n`` for so many of them drawn by lot; ``named:…`` one by name;
        ``pairing:…`` and ``initiative:…`` those already written down.
        """
        if not rule:
            return ()
        if rule in self.groups:
            return self.groups[rule]
        what, _, how = rule.partition(":")
        if what == "named":
            return (self.place(self.district.school(how)),)
        found = [self.place(unit) for unit in self._kind(what)]
        if not how:
            return tuple(found)
        drawn = set(self.rng(f"select/{rule}/{stream}").sample(range(len(found)), min(int(how), len(found))))
        return tuple(unit for position, unit in enumerate(found) if position in drawn)

    def _kind(self, what: str) -> Sequence[School | Kindergarten]:
        if what == "kindergartens":
            return self.kindergartens
        wanted: dict[str, Callable[[School], bool]] = {
            "schools": lambda s: bool(s.code),
            "primary": lambda s: PRIMARY in s.stages,
            "town": lambda s: PRIMARY in s.stages and s.urban_rural == "1" and s.is_public,
            "junior": lambda s: s.stages == (JUNIOR,),
            "weak": lambda s: s.weak,
        }
        return [s for s in self.schools if wanted[what](s)]


def weekdays(first: date, last: date) -> Iterator[date]:
    """The working days from the first to the last.

    Example:
        >>> [day.day for day in weekdays(date(2017, 4, 28), date(2017, 5, 3))]
        [28, 2, 3]
    """
    day = first
    while day <= last:
        if day.weekday() < 5 and day not in HOLIDAYS:
            yield day
        day += timedelta(days=1)


def spread(days: Iterable[date], count: int) -> list[date]:
    """So many dates, evenly over the days and in order.

    Example:
        >>> [day.day for day in spread([date(2017, 3, 1), date(2017, 3, 2)], 4)]
        [1, 1, 2, 2]
    """
    listed = list(days)
    return [listed[position * len(listed) // count] for position in range(count)]
