"""The other units' values, sorted once: a rank of one unit among thousands must not look at all of them again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from zeren.core.scoring.case import UNBOUNDED, Case, Failure, Waiting, number_of

Ends = tuple[Decimal, Decimal]
ALL = (-UNBOUNDED, UNBOUNDED)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Values of all units, made by :meth:`of`; a unit whose value is not certain has two ends.

    Shape: ``lows`` and ``highs`` are the units' ends, each sorted; ``distinct`` the different certain values; ``total`` is the
    sum of the certain ones, ``unsure`` how many are not certain, ``standing`` how many are below and equal to each certain value.
    Unit: that of the values.

    Example:
        >>> cohort = Cohort.of([97, 98.5, None])
        >>> cohort.places(Decimal(98), Decimal(98), highest_first=True)
        Places(first=2, last=3, tied=1, of=4)
    """

    lows: tuple[Decimal, ...]
    highs: tuple[Decimal, ...]
    distinct: tuple[Decimal, ...]
    total: Decimal
    unsure: int
    standing: Mapping[Decimal, tuple[int, int]]

    @classmethod
    def of(cls, values: Iterable[Any]) -> Cohort:
        """A cohort of numbers; None is a unit that has no value yet, a pair a unit whose value lies between two."""
        ends = [_ends(value) for value in values]
        certain = sorted(low for low, high in ends if low == high)
        standing: dict[Decimal, tuple[int, int]] = {}
        below = 0
        for value, same in groupby(certain):
            equal = len(list(same))
            standing[value] = (below, equal)
            below += equal
        return cls(
            tuple(sorted(low for low, _ in ends)),
            tuple(sorted(high for _, high in ends)),
            tuple(standing),
            sum(certain, Decimal(0)),
            len(ends) - len(certain),
            standing,
        )

    def __len__(self) -> int:
        return len(self.lows)

    def holds(self, value: Decimal) -> bool:
        """Whether some unit has surely this value."""
        return value in self.standing

    def mean(self, own: Decimal | None) -> Decimal | None:
        """The mean, the own value joined when it is not in the list; None while a value is absent or there is none."""
        joined = own is not None and not self.holds(own)
        count = len(self.lows) + joined
        if self.unsure or not count:
            return None
        return (self.total + (own or Decimal(0)) * joined) / count

    def best(self, own: Decimal | None, *, highest: bool) -> Decimal | None:
        """The highest or lowest value, own value included; None while a value is absent."""
        if self.unsure or not (self.distinct or own is not None):
            return None
        values = [*([] if own is None else [own]), *(self.distinct[-1:] if highest else self.distinct[:1])]
        return max(values) if highest else min(values)

    def places(self, low: Decimal, high: Decimal, *, highest_first: bool, within: Ends = ALL) -> Places:
        """The places a value between ``low`` and ``high`` may take among the units inside ``within``."""
        if (
            low == high
            and not self.unsure
            and within == ALL
            and (found := self.standing.get(low)) is not None
        ):
            below, equal = found
            first = 1 + (len(self.lows) - below - equal if highest_first else below)
            return Places(first, first, equal, len(self.lows))
        better, worse = (high, low) if highest_first else (low, high)
        if highest_first:
            surely, maybe = _above(self.lows, better, within), _above(self.highs, worse, within)
        else:
            surely, maybe = _below(self.highs, better, within), _below(self.lows, worse, within)
        equal = bisect_right(self.lows, low) - bisect_left(self.lows, low) if low == high else 0
        return Places(
            1 + surely, 1 + max(surely, maybe), max(1, equal), len(self) + (not self._includes(low, high))
        )

    def dense(self, value: Decimal, *, highest_first: bool, within: Ends = (-UNBOUNDED, UNBOUNDED)) -> int:
        """How many different better values there are, plus one."""
        count = _above if highest_first else _below
        return 1 + count(self.distinct, value, within)

    def worse(self, value: Decimal, *, highest_first: bool) -> int:
        """How many are surely or possibly worse."""
        return bisect_left(self.lows, value) if highest_first else len(self) - bisect_right(self.highs, value)

    def _includes(self, low: Decimal, high: Decimal) -> bool:
        return self.holds(low) if low == high else low in self.lows and high in self.highs


def _ends(value: Any) -> Ends:
    if value is None:
        return -UNBOUNDED, UNBOUNDED
    if isinstance(value, list | tuple) and len(value) == 2:
        low, high = (number_of("cohort", end) for end in value)
        return (low, high) if low <= high else (high, low)
    number = number_of("cohort", value)
    return number, number


def _above(ordered: Sequence[Decimal], value: Decimal, within: Ends) -> int:
    return (
        max(0, bisect_left(ordered, within[1]) - bisect_right(ordered, value))
        if within[1] < UNBOUNDED
        else len(ordered) - bisect_right(ordered, value)
    )


def _below(ordered: Sequence[Decimal], value: Decimal, within: Ends) -> int:
    start = bisect_right(ordered, within[0]) if within[0] > -UNBOUNDED else 0
    return max(0, bisect_left(ordered, value) - start)


class Places(NamedTuple):
    """The first and the last place a unit may take, how many share its value, and among how many.

    Shape: ``first`` and ``last`` are equal for a certain place.
    """

    first: int
    last: int
    tied: int
    of: int


def cohort_of_case(case: Case, *, name: str = "cohort", peers: str = "") -> Cohort:
    """The cohort a case is given; with peers, the one of its group when the input maps groups to lists.

    Raises:
        Waiting: when there is none.
        Failure: when it is no list.
    """
    found = case.get(name)
    if isinstance(found, Cohort):
        return found
    if isinstance(found, Mapping):
        group = str(case.get(peers)) if peers else ""
        if peers and group not in found:
            raise Waiting(name)
        found = found[group] if peers else list(found.values())
    if isinstance(found, Cohort):
        return found
    if isinstance(found, str) or not isinstance(found, Iterable):
        raise Failure(f"各单位数值应是列表，实际是“{found}”")
    return Cohort.of(found)
