"""RANK: points by place among the cohort, or by a published place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain
from zeren.core.scoring.case import UNBOUNDED, ZERO, Case, Failure, Result, number_of, points_words, scored
from zeren.core.scoring.cohort import ALL, Cohort, Places, cohort_of_case
from zeren.core.scoring.kinds import (
    NOTHING,
    Amount,
    Points,
    PointsList,
    Text,
    amount_of,
    choice,
    decimal_of,
    list_of,
)
from zeren.core.scoring.operands import VALUE, Operand, Quantity, of_input, read_operand
from zeren.core.scoring.registry import Kind, Misfit, Reading, rule


@dataclass(frozen=True, slots=True)
class Reach:
    """Those who reach a value get its points and are not ranked."""

    at_least: bool
    bound: Operand
    points: Amount

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs of the bound."""
        return self.bound.names


@dataclass(frozen=True, slots=True)
class Last:
    """What the last places get, the very last first."""

    places: int
    points: tuple[Amount, ...]


def _reach_of(value: Any, at: Reading) -> Reach:
    if not isinstance(value, Mapping) or set(value) not in ({"at_least", "points"}, {"at_most", "points"}):
        raise Misfit
    key = "at_least" if "at_least" in value else "at_most"
    return Reach(key == "at_least", read_operand(value[key], at), amount_of(value["points"]))


def _last_of(value: Any, _: Reading) -> Last:
    if not isinstance(value, Mapping) or set(value) != {"places", "points"}:
        raise Misfit
    places = decimal_of(value["places"])
    if places < 1 or places != places.to_integral_value():
        raise Misfit
    given = value["points"]
    points = (
        tuple(amount_of(v) for v in list_of(given))
        if isinstance(given, list | tuple)
        else (amount_of(given),)
    )
    if len(points) not in {1, int(places)}:
        raise Misfit
    return Last(int(places), points)


def _span(case: Case, **given: Any) -> tuple[Decimal, Decimal]:
    ends = [given.get("after", NOTHING).of(case), *(amount.of(case) for amount in given.get("table", ()))]
    if given.get("first") is not None:
        ends += [given["first"].of(case), case.floor if given.get("table") is None else ZERO]
    if given.get("reach") is not None:
        ends.append(given["reach"].points.of(case))
    if given.get("last") is not None:
        ends += [amount.of(case) for amount in given["last"].points]
    return min(ends), max(ends)


def _reads(given: Mapping[str, Any]) -> tuple[str, ...]:
    of: Operand = given.get("of", VALUE)
    published = "rank" in of.names
    return (
        (*of.names, *(("size",) if given.get("last") else ()))
        if published
        else (*of.names, "cohort", *_peers(given))
    )


def _peers(given: Mapping[str, Any]) -> Iterator[str]:
    if given.get("peers"):
        yield given["peers"]


@rule(span=_span, reads=_reads)
def rank(
    case: Case,
    *,
    direction: Annotated[str, choice("high low")] = "high",
    table: PointsList | None = None,
    first: Points | None = None,
    by: Points | None = None,
    ties: Annotated[str, choice("competition dense average forbid")] | None = None,
    after: Points = NOTHING,
    reach: Annotated[Reach, Kind("{at_least 或 at_most: 数, points: 分数}", _reach_of)] | None = None,
    last: Annotated[Last, Kind("{places: 个数, points: 分数或与个数一样长的列表}", _last_of)] | None = None,
    peers: Text | None = None,
    of: Quantity = VALUE,
) -> Result:
    """Points by place: by a table (第一名10分、第二名8分…), or so many points less for every place.

    The own value is ranked with the cohort's, once. An absent value of another unit leaves a range of places.

    Raises:
        Failure: when units are tied and nothing says what then, or when neither table nor first place is given.

    Source: 舟山市2007年考核重点项目 “按从高到低分别得10、8、6、4分”; 瑞安市2012年考绩法 “名次每降1位减基本分2%”.

    Example:
        >>> case = Case({"value": Decimal(98), "cohort": [97, Decimal("98.5"), 98]}, Decimal(10))
        >>> points = tuple(Amount(Decimal(p)) for p in (10, 8, 6))
        >>> rank(case, direction="high", table=points, ties="competition").reason
        '完成值98%，从高到低排第2名（共3个单位），得8分'
    """
    scale = _Scale(case, table, first, by, after, last, ties or "")
    if "rank" in of.names:
        return scale.published(of)
    if case.inputs.get("cohort") is None and case.inputs.get("rank") is not None and reach is None:
        return scale.published(PLACE)  # a place that was published needs no other units
    own = case.inputs.get(of.names[0]) if len(of.names) == 1 else None
    low, high = _ends(own) if isinstance(own, list | tuple) else (of.read(case),) * 2
    highest = direction == "high"
    cohort = cohort_of_case(case, peers=peers or "")
    within = ALL
    if reach is not None:
        bound = reach.bound.read(case)
        if (low >= bound) if reach.at_least else (high <= bound):
            points = reach.points.of(case)
            side = "不低于" if reach.at_least else "不高于"
            said = f"{reach.bound.label}{of.show(case, bound)}"
            return scored(
                points, lambda: f"{of.said(case, low)}，{side}{said}，不参加排名，得{points_words(points)}"
            )
        within = (-UNBOUNDED, bound) if reach.at_least else (bound, UNBOUNDED)
    return scale.among(of, (low, high), cohort, within, highest=highest)


def _ends(own: list[Any] | tuple[Any, ...]) -> tuple[Decimal, Decimal]:
    values = sorted(number_of("value", v) for v in own)
    if len(values) != 2:
        raise Failure("不确定的数值要写成两端")
    return values[0], values[1]


@dataclass(slots=True)
class _Scale:
    """Points of a place."""

    case: Case
    table: tuple[Amount, ...] | None
    first: Amount | None
    by: Amount | None
    after: Amount
    last: Last | None
    ties: str

    def at(self, place: int) -> Decimal:
        if self.table is not None:
            return (self.table[place - 1] if place <= len(self.table) else self.after).of(self.case)
        if self.first is None or self.by is None:
            if self.last is not None:
                return self.after.of(self.case)
            raise Failure("没有写明各名次的得分（table，或 first 和 by）")
        return max(self.case.floor, self.first.of(self.case) - self.by.of(self.case) * (place - 1))

    def from_the_end(self, place: int) -> Decimal | None:
        """The points of a place counted from the end; None when it is not one of the last."""
        if self.last is None or place > self.last.places:
            return None
        return self.last.points[min(place, len(self.last.points)) - 1].of(self.case)

    def published(self, of: Operand) -> Result:
        place = of.read(self.case)
        if place < 1 or place != place.to_integral_value():
            raise Failure(f"名次应是不小于1的整数，实际是{plain(place)}")
        ending = None
        if self.last is not None:
            ending = self.from_the_end(int(self.case.number("size") - place) + 1)
        points = self.at(int(place)) if ending is None else ending
        return scored(points, lambda: f"公布名次第{plain(place)}名，得{points_words(points)}")

    def among(
        self,
        of: Operand,
        own: tuple[Decimal, Decimal],
        cohort: Cohort,
        within: tuple[Decimal, Decimal],
        *,
        highest: bool,
    ) -> Result:
        places = cohort.places(*own, highest_first=highest, within=within)
        low, high = own
        if places.first != places.last or low != high or (cohort.unsure and self.last is not None):
            return self._unsure(places, self._shown(of, own), highest=highest)
        if places.tied > 1 and self.ties in {"", "forbid"}:
            if not self.ties:
                raise Failure(
                    f"有{places.tied}个单位并列第{places.first}名，规则没有写明并列怎么计分（ties）"
                )
            said = f"{self._shown(of, own)}，与{places.tied - 1}个单位并列，按规定该指标取消"
            return Result("not_applicable", words=said)
        points = self._points(low, places, cohort, within, highest=highest)

        def words() -> str:
            place = (
                cohort.dense(low, highest_first=highest, within=within)
                if self.ties == "dense"
                else places.first
            )
            tied = f"，{places.tied}个单位并列" if places.tied > 1 else ""
            order = _ORDER[highest]
            return f"{self._shown(of, own)}，{order}排第{place}名（共{places.of}个单位{tied}），得{points_words(points)}"

        return scored(points, words)

    def _shown(self, of: Operand, own: tuple[Decimal, Decimal]) -> str:
        low, high = own
        return (
            of.said(self.case, low)
            if low == high
            else f"{of.said(self.case, low)}～{of.show(self.case, high)}"
        )

    def _points(
        self,
        value: Decimal,
        places: Places,
        cohort: Cohort,
        within: tuple[Decimal, Decimal],
        *,
        highest: bool,
    ) -> Decimal:
        if self.last is not None:
            ending = self.from_the_end(1 + cohort.worse(value, highest_first=highest))
            if ending is not None:
                return ending
        if self.ties == "dense":
            return self.at(cohort.dense(value, highest_first=highest, within=within))
        if self.ties == "average" and places.tied > 1:
            shared = [self.at(places.first + further) for further in range(places.tied)]
            return sum(shared, ZERO) / places.tied
        return self.at(places.first)

    def _unsure(self, places: Places, shown: str, *, highest: bool) -> Result:
        # Points between two neighbouring places are constant beyond the table, and fall evenly without one.
        reached = range(places.first, min(places.last, places.first + len(self.table or ())) + 1)
        ends = [*map(self.at, reached), self.at(places.last)]
        if self.last is not None:
            ends += [amount.of(self.case) for amount in self.last.points]
        low, high = min(ends), max(ends)
        opening = f"{shown}，{_ORDER[highest]}可能排第{places.first}～{places.last}名（共{places.of}个单位）"
        return Result(
            "pending", low, high, f"{opening}，待各单位数值齐后计分，可得{points_words(low, high)}", "cohort"
        )


# What a published place is read from when a rule of values is given no cohort.
PLACE = of_input("rank")

_ORDER = {True: "从高到低", False: "从低到高"}
