"""BANDS: points by band, and the band with two values, reached or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.scoring.case import ZERO, Case, Failure, Result, between, number_of, points_words, scored
from zeren.core.scoring.kinds import NOTHING, Amount, Points, amount_of, choice, decimal_of, share_of
from zeren.core.scoring.operands import (
    OP_WORDS,
    TARGET,
    VALUE,
    Condition,
    Operand,
    Quantity,
    Test,
    Tests,
    compare,
    read_condition,
)
from zeren.core.scoring.registry import Kind, Misfit, Reading, rule


@dataclass(frozen=True, slots=True)
class Band:
    """One band: its two ends, what it gives, and a second condition.

    Unit: the ends in the value's unit, ``first`` and ``last`` in points: what the lower and the upper end give.
    """

    low: Decimal | None
    low_inside: bool
    high: Decimal | None
    high_inside: bool
    first: Amount
    last: Amount
    deducts: bool
    also: Condition | None

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs of the second condition."""
        return () if self.also is None else self.also.names

    def holds(self, value: Decimal, case: Case) -> bool:
        """Whether the value lies in the band and the second condition holds."""
        low, high = self.low, self.high
        if low is not None and (value < low or (value == low and not self.low_inside)):
            return False
        if high is not None and (value > high or (value == high and not self.high_inside)):
            return False
        return self.also is None or self.also.holds(case)

    def ends(self, case: Case) -> tuple[Decimal, Decimal]:
        """What the lower and the upper end give."""
        first, last = self.first.of(case), self.last.of(case)
        return (case.base - first, case.base - last) if self.deducts else (first, last)

    def words(self, case: Case, of: Operand) -> str:
        """The band as a clerk says it."""
        low = (
            ""
            if self.low is None
            else f"{of.show(case, self.low)}{'及以上' if self.low_inside else '以上（不含）'}"
        )
        high = (
            ""
            if self.high is None
            else f"{of.show(case, self.high)}{'及以下' if self.high_inside else '以下（不含）'}"
        )
        also = f"且{self.also.words(case)}" if self.also is not None else ""
        return "、".join(part for part in (low, high) if part) + also


_GIVES = {"points", "deduct", "share", "range"}
_ENDS = {"from", "above", "to", "below"}
_BAND = "列表，每档写 from 或 above、to 或 below，和 points、deduct、share、range 之一，如 [{from: 95, points: 3}]"


def _band(value: Any, at: Reading) -> Band:
    if not isinstance(value, Mapping) or set(value) - _GIVES - _ENDS - {"also"}:
        raise Misfit
    gives = [key for key in value if key in _GIVES]
    if len(gives) != 1 or {"from", "above"} <= set(value) or {"to", "below"} <= set(value):
        raise Misfit
    if not _ENDS & set(value) and "also" not in value:
        raise Misfit
    low = value.get("from", value.get("above"))
    high = value.get("to", value.get("below"))
    given = value[gives[0]]
    if gives[0] == "range":
        if not isinstance(given, list | tuple) or len(given) != 2:
            raise Misfit
        first, last = amount_of(given[0]), amount_of(given[1])
    else:
        first = last = Amount(ZERO, share_of(given)) if gives[0] == "share" else amount_of(given)
    return Band(
        None if low is None else decimal_of(low),
        "from" in value,
        None if high is None else decimal_of(high),
        "to" in value,
        first,
        last,
        gives[0] == "deduct",
        read_condition(value["also"], at) if "also" in value else None,
    )


def _read_bands(value: Any, at: Reading) -> tuple[Band, ...]:
    if not isinstance(value, list) or not value:
        raise Misfit
    return tuple(_band(v, at) for v in value)


def _reach(
    case: Case, *, bounds: tuple[Band, ...], otherwise: Amount = NOTHING, **_: object
) -> tuple[Decimal, Decimal]:
    ends = [end for band in bounds for end in band.ends(case)] + [otherwise.of(case)]
    return min(ends), max(ends)


@rule(span=_reach, reads=lambda given: ("judged",) if given.get("within") == "judge" else ())
def bands(
    case: Case,
    *,
    bounds: Annotated[tuple[Band, ...], Kind(_BAND, _read_bands)],
    otherwise: Points = NOTHING,
    of: Quantity = VALUE,
    within: Annotated[str, choice("judge interpolate")] | None = None,
) -> Result:
    """Points by band (100%得6分、75%以上得3分…).

    ``from`` and ``to`` include the bound, ``above`` and ``below`` do not. Of bands open on the same side the tightest counts; a
    value in two bands that give different points is an error, never a choice.

    Raises:
        Failure: when two bands claim the value, or a range does not say who decides within it.

    Source: 安徽省学校体育专项督导评估细则 “100%得6、75%以上3、60%以上2、50%以上1”.

    Example:
        >>> case = Case({"value": Decimal(80)}, Decimal(6))
        >>> ladder = (
        ...     Band(Decimal(100), True, None, True, Amount(Decimal(6)), Amount(Decimal(6)), False, None),
        ...     Band(Decimal(75), True, None, True, Amount(Decimal(3)), Amount(Decimal(3)), False, None),
        ... )
        >>> bands(case, bounds=ladder).reason
        '完成值80%，属75%及以上一档，得3分'
    """
    value = of.read(case)
    band = _claimed([b for b in bounds if b.holds(value, case)], case, of, value)
    if band is None:
        points = otherwise.of(case)
        return scored(points, lambda: f"{of.said(case, value)}，在各档之外，得{points_words(points)}")
    first, last = band.ends(case)
    if first == last:
        return scored(
            first,
            lambda: f"{of.said(case, value)}，属{band.words(case, of)}一档，{_gives(band, case, first)}",
        )
    if within is None:
        raise Failure("这一档给的是一个范围，没有写明由人评定还是按比例（within: judge 或 interpolate）")
    if within == "interpolate":
        exact = _on_the_line(band, value, first, last)
        return scored(
            exact,
            lambda: f"{of.said(case, value)}，属{band.words(case, of)}一档，按比例得{points_words(exact)}",
        )
    return _judged(
        case, (min(first, last), max(first, last)), f"{of.said(case, value)}，属{band.words(case, of)}一档"
    )


def _claimed(found: list[Band], case: Case, of: Operand, value: Decimal) -> Band | None:
    if len(found) < 2:
        return found[0] if found else None
    if all(b.high is None for b in found):
        found = sorted(
            found, key=lambda b: (b.low or ZERO, not b.low_inside, b.also is not None), reverse=True
        )
    elif all(b.low is None for b in found):
        found = sorted(found, key=lambda b: (b.high or ZERO, b.high_inside, b.also is None))
    elif any(b.ends(case) != found[0].ends(case) for b in found):
        both = "与".join(f"“{b.words(case, of)}”" for b in found[:2])
        raise Failure(f"{of.said(case, value)}同时落入{both}两档，得分不同")
    return found[0]


def _gives(band: Band, case: Case, points: Decimal) -> str:
    return (
        f"扣{points_words(band.first.of(case))}，计{points_words(points)}"
        if band.deducts
        else f"得{points_words(points)}"
    )


def _on_the_line(band: Band, value: Decimal, first: Decimal, last: Decimal) -> Decimal:
    if band.low is None or band.high is None or band.low == band.high:
        raise Failure("按比例计分的一档要写明两端（from 和 to）")
    return first + (last - first) * (value - band.low) / (band.high - band.low)


def _judged(case: Case, ends: tuple[Decimal, Decimal], opening: str) -> Result:
    low, high = ends
    if not case.has("judged"):
        said = f"{opening}，可得{points_words(low, high)}，待评分人定分"
        return between(low, high, said, waiting_for="human")
    points = number_of("judged", case.get("judged"))
    if not low <= points <= high:
        raise Failure(f"评定分{points_words(points)}不在{points_words(low, high)}之内")
    return scored(points, f"{opening}，可得{points_words(low, high)}，评定{points_words(points)}")


def _least(case: Case, *, else_: Amount = NOTHING, **_: object) -> tuple[Decimal, Decimal]:
    other = else_.of(case)
    return min(other, case.full), max(other, case.full)


@rule(span=_least, reads=lambda given: () if given.get("require") else ("value", "target"))
def all_or_nothing(case: Case, *, require: Tests | None = None, else_: Points = NOTHING) -> Result:
    """Full points when the limit, or every condition of `require`, holds; none otherwise (达不到不得分).

    Source: 舟山市2007年考核重点项目 “三增长”达到得10分，不达不得分.

    Example:
        >>> from zeren.core.packs import Limit
        >>> case = Case({"value": Decimal("0.07")}, Decimal(6), limit=Limit("<=", Decimal("1.5")))
        >>> all_or_nothing(case).reason
        '完成值0.07%，不高于1.5%，达标，得6分'
    """
    if require is None:
        return _by_limit(case, else_)
    missed: list[Condition] = [condition for condition in require if not condition.holds(case)]
    points = else_.of(case) if missed else case.full

    def words() -> str:
        told = "、".join(c.words(case) for c in (missed or require))
        verdict = f"未达到“{told}”" if missed else f"{told}，达标"
        return f"{verdict}，得{points_words(points)}"

    return scored(points, words)


def _by_limit(case: Case, else_: Amount) -> Result:
    limit, value = case.limit, case.number("value")
    if limit is None:
        case.number("target")
        raise Failure("没有写明目标是不低于还是不高于（limit 或 require）")
    met = limit.holds(value) if case.inputs.get("target") is None else _AT_TARGET[limit.op].holds(case)
    points = case.full if met else else_.of(case)

    def words() -> str:
        required = f"{OP_WORDS[limit.op]}{case.show(case.number('target'))}"
        verdict = f"{required}，达标" if met else f"要求{required}，未达标"
        return f"{VALUE.said(case, value)}，{verdict}，得{points_words(points)}"

    return scored(points, words)


_AT_TARGET = {op: compare(VALUE, op, TARGET) for op in OP_WORDS}


__all__ = ["Band", "Test", "all_or_nothing", "bands"]
