"""Grades with a quota (优秀不超过20%): who gets the places, and which grades remain possible while totals are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from zeren.core.kernel import Place, Problem, ZerenError, plain, round_half_up
from zeren.core.scoring.compiler import Compiled
from zeren.core.scoring.primitives.grade import Step

__all__ = ["Contest", "Contestant", "Graded", "Quota", "contest_of"]

YES, MAYBE, NO = "yes", "maybe", "no"


@dataclass(frozen=True, slots=True)
class Quota:
    """The places of one grade.

    Shape: ``places`` is ``share`` × ``base`` (all units assessed, vetoed ones included) rounded down, as “不超过” asks;
    ``taken`` the units that surely have one. With ``ties: in`` more units than places may have it.
    """

    grade: str
    share: Decimal
    base: int
    places: int
    taken: tuple[str, ...]
    group: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "grade": self.grade,
            "share": float(self.share),
            "units": self.base,
            "places": self.places,
            "rounding": "floor",
            "taken": list(self.taken),
            "group": self.group,
        }


@dataclass(frozen=True, slots=True)
class Contestant:
    """A unit that can be graded.

    Shape: ``low`` and ``high`` are its total's ends; ``able`` says for every grade, best first, whether points, conditions and
    caps allow it: ``yes``, ``maybe`` or ``no``.
    """

    unit: str
    low: Decimal
    high: Decimal
    able: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether something about it is not certain."""
        return self.low != self.high or MAYBE in self.able


@dataclass(frozen=True, slots=True)
class Graded:
    """A unit's grade, empty while several are possible, and why."""

    grade: str
    reason: str
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contest:
    """A letter's grades and their quotas.

    Shape: ``steps`` best first; ``places`` the decimals totals are rounded to before they are compared.
    """

    steps: tuple[Step, ...]
    quota: Mapping[str, Decimal]
    ties: str | None
    places: int | None
    place: Place

    def value(self, points: Decimal) -> Decimal:
        """Points as they are compared."""
        if self.places is None or not points.is_finite():
            return points
        return round_half_up(points, self.places)

    def seats(self, step: Step, base: int) -> int | None:
        """The places of a grade among so many units; None without a quota."""
        share = self.quota.get(step.name)
        return None if share is None else int((share * base).to_integral_value(ROUND_FLOOR))

    def run(
        self, contestants: Sequence[Contestant], base: int, *, group: str = ""
    ) -> tuple[dict[str, Graded], list[Quota]]:
        """Grade every contestant; ``base`` units are assessed, those that cannot be graded included.

        Raises:
            ZerenError: S013 when units are tied at the edge of a quota and the letter does not say what then.
        """
        ready = [c for c in contestants if not c.open]
        if len(ready) == len(contestants):
            found = self._settle(contestants, base)
        else:
            found = {c.unit: self._possible(c, contestants, base) for c in contestants}
        return found, list(self._quotas(found, base, group))

    def _quotas(self, found: Mapping[str, Graded], base: int, group: str) -> Iterator[Quota]:
        for step in self.steps:
            seats = self.seats(step, base)
            if seats is not None:
                taken = tuple(u for u, graded in found.items() if graded.grade == step.name)
                yield Quota(step.name, self.quota[step.name], base, seats, taken, group)

    # --- everything certain -------------------------------------------------------------------------------------------
    def _settle(self, contestants: Sequence[Contestant], base: int) -> dict[str, Graded]:
        found: dict[str, Graded] = {}
        full: dict[str, list[str]] = {c.unit: [] for c in contestants}
        for index, step in enumerate(self.steps):
            able = [c for c in contestants if c.unit not in found and c.able[index] == YES]
            seats = self.seats(step, base)
            winners = able if seats is None else self._winners(step, able, seats)
            for contestant in winners:
                how = "" if seats is None else self._seats_words(step, seats, base)
                found[contestant.unit] = Graded(step.name, self._words(contestant, full, how))
            if seats is not None:
                for contestant in able:
                    full[contestant.unit].append(f"{self._seats_words(step, seats, base)}，已满")
        for contestant in contestants:
            if contestant.unit not in found:
                found[contestant.unit] = self._lowest(contestant, full)
        return found

    def _winners(self, step: Step, able: Sequence[Contestant], seats: int) -> list[Contestant]:
        ordered = sorted(able, key=lambda c: self.value(c.low), reverse=True)
        if len(ordered) <= seats:
            return ordered
        edge = self.value(ordered[seats].low)
        clear = [c for c in ordered if self.value(c.low) > edge]
        tied = [c for c in ordered if self.value(c.low) == edge]
        if len(clear) >= seats:  # the edge lies between two different totals
            return ordered[:seats]
        if self.ties is None:
            raise ZerenError(Problem("S013", self.place, step.name, details={"count": len(tied)}))
        return clear + tied if self.ties == "in" else clear

    def _lowest(self, contestant: Contestant, full: Mapping[str, list[str]]) -> Graded:
        last = next((step for step in reversed(self.steps) if step.name not in self.quota), None)
        if last is None or not contestant.able or set(contestant.able) == {NO}:
            return Graded("", f"{self._words(contestant, full, '')}，没有可评的等级")
        return Graded(last.name, self._words(contestant, full, ""))

    def _words(self, contestant: Contestant, full: Mapping[str, list[str]], how: str) -> str:
        told = [f"总分{plain(self.value(contestant.low))}", *full[contestant.unit], *([how] if how else [])]
        return "，".join(told)

    def _seats_words(self, step: Step, seats: int, base: int) -> str:
        exact = self.quota[step.name] * base
        down = "" if exact == seats else "，取整数部分"
        share = plain(round_half_up(self.quota[step.name] * 100, 4))
        return f"{step.name}名额{share}%×{base}个单位＝{plain(round_half_up(exact, 4))}{down}，计{seats}个"

    # --- something open -----------------------------------------------------------------------------------------------
    def _possible(self, own: Contestant, everyone: Sequence[Contestant], base: int) -> Graded:
        """The grades that remain, whatever the open totals turn out to be: rather one too many than one too few."""
        others = [c for c in everyone if c.unit != own.unit]
        low, high = self.value(own.low), self.value(own.high)
        found: list[str] = []
        for index, step in enumerate(self.steps):
            if own.able[index] == NO:
                continue
            seats = self.seats(step, base)
            if seats is None:
                certain, possible = own.able[index] == YES, True
            else:
                against = [c for c in others if c.able[index] != NO and self.value(c.high) >= low]
                certain = own.able[index] == YES and len(against) < seats
                ahead = [c for c in others if c.able[index] == YES and self.value(c.low) > high]
                possible = len(ahead) - self._absorbed(ahead, index, base) < seats
            if possible:
                found.append(step.name)
            if certain:
                break
        else:
            last = next((step for step in reversed(self.steps) if step.name not in self.quota), None)
            if last is not None and last.name not in found:
                found.append(last.name)
        if len(found) == 1:
            return Graded(found[0], f"其他未定事项不影响：等级为{found[0]}", tuple(found))
        named = "或".join(found)
        return Graded("", f"等级可能为{named}，待各单位得分齐后评定", tuple(found))

    def _absorbed(self, ahead: Sequence[Contestant], index: int, base: int) -> int:
        """How many of those ahead may take a better grade instead."""
        higher = range(index)
        may = [c for c in ahead if any(c.able[i] != NO for i in higher)]
        seats = [self.seats(self.steps[i], base) for i in higher]
        if any(s is None for s in seats) or self.ties == "in":
            return len(may)
        return min(len(may), sum(s or 0 for s in seats))


def contest_of(grade: Compiled, place: Place) -> Contest | None:
    """The contest of a grade rule; None when it has no quota."""
    given = grade.given
    if not given.get("quota"):
        return None
    return Contest(given["bands"], given["quota"], given.get("ties"), given.get("round_"), place)
