"""TARIFF: so many points, or minus points, for each thing that happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain
from zeren.core.scoring.case import (
    ONE,
    UNBOUNDED,
    ZERO,
    Case,
    Failure,
    Result,
    Waiting,
    number_of,
    points_words,
    scored,
)
from zeren.core.scoring.kinds import NOTHING, Flag, Points, PointsByName, Positive, Text, choice
from zeren.core.scoring.operands import ONCE, Condition, Operand, read_condition, read_operand
from zeren.core.scoring.registry import Kind, Misfit, Reading, rule


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, so many times."""

    level: str
    group: str
    count: Decimal
    authors: Decimal
    evidenced: bool


@dataclass(frozen=True, slots=True)
class Times:
    """A multiplier, perhaps on a condition."""

    by: Operand
    when: Condition | None

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs it reads."""
        return (*self.by.names, *(() if self.when is None else self.when.names))

    def read(self, case: Case) -> Decimal:
        """The multiplier for this case."""
        return ONE if self.when is not None and not self.when.holds(case) else self.by.read(case)


SINGLE = Times(ONCE, None)


def _times(value: Any, at: Reading) -> Times:
    if isinstance(value, Mapping) and "when" in value:
        if set(value) != {"when", "by"}:
            raise Misfit
        return Times(read_operand(value["by"], at), read_condition(value["when"], at))
    return Times(read_operand(value, at), None)


def _reads(given: Mapping[str, Any]) -> tuple[str, ...]:
    if given.get("of"):
        return (given["of"],)
    listed = any(given.get(key) for key in ("table", "group_by", "split", "at_least", "evidence", "caps"))
    return ("events",) if listed else ("count",)


def _reach(case: Case, **given: Any) -> tuple[Decimal, Decimal]:
    rates = [amount.of(case) for amount in given.get("table", {}).values()]
    rates += [given[key].of(case) for key in ("each", "beyond", "short") if given.get(key) is not None]
    start = given["start"].of(case) if given.get("start") is not None else ZERO
    low = -UNBOUNDED if any(rate < 0 for rate in rates) else start
    high = UNBOUNDED if any(rate > 0 for rate in rates) else start
    cap = given.get("cap")
    return low, high if cap is None else min(high, cap.of(case))


@rule(span=_reach, reads=_reads)
def tariff(
    case: Case,
    *,
    each: Points | None = None,
    table: PointsByName | None = None,
    of: Text | None = None,
    group_by: Text | None = None,
    within: Annotated[str, choice("sum max")] = "sum",
    split: Annotated[str, choice("authors")] | None = None,
    times: Annotated[Times, Kind("倍数，或 {when: 条件, by: 2}", _times)] = SINGLE,
    at_least: Positive | None = None,
    beyond: Points | None = None,
    short: Points | None = None,
    evidence: Flag = False,
    caps: PointsByName | None = None,
    cap: Points | None = None,
    start: Points = NOTHING,
) -> Result:
    """So many points for each (每项加0.5分), or by level (区级5分、市级10分…), up to caps; minus points deduct.

    ``within: max`` counts the best of a group only (同一成果取最高). With ``at_least`` every group is a period: it gives ``each``
    once when it has so many, ``beyond`` for every further one, and ``short`` when it has fewer.

    Raises:
        Failure: for a level the table does not name, or when there is neither table nor ``each``.

    Source: 株洲市加减分办法 “超过上限的按上限计”; 常山县政务信息考核 “市级采用每条10分”.

    Example:
        >>> from zeren.core.scoring.kinds import Amount
        >>> case = Case({"count": Decimal(5)}, Decimal(2), unit="count", places=0, suffix="项")
        >>> tariff(case, each=Amount(Decimal("0.5")), cap=Amount(Decimal(2))).reason
        '5项，每项0.5分，按上限计2分'
    """
    found = _found(case, of, listed=bool(table or group_by or split or at_least or evidence or caps))
    base, factor = start.of(case), times.read(case)
    if isinstance(found, Decimal) and table is None:
        if each is None:
            raise Failure("没有写明每次多少分（each 或 table）")
        rate = each.of(case)
        return _finish(case, base, rate * found * factor, cap, lambda: _each_words(case, found, rate, factor))
    events = _events(found, group_by or "group")
    counted = [e for e in events if e.evidenced or not evidence]
    priced = [(e, _price(case, e, each, table, split)) for e in counted]
    if at_least is not None:
        groups = {
            g: _of_period(case, [e for e in counted if e.group == g], each, (at_least, beyond, short))
            for g in _groups(counted)
        }
    elif group_by or caps or within == "max":
        groups = {g: _of_group([p for p in priced if p[0].group == g], within) for g in _groups(counted)}
    else:
        groups = {"": sum((price for _, price in priced), ZERO)}
    if caps is not None:
        groups = {g: min(v, caps[g].of(case)) if g in caps else v for g, v in groups.items()}
    unproven = len(events) - len(counted)
    return _finish(
        case,
        base,
        sum(groups.values(), ZERO) * factor,
        cap,
        lambda: _list_words(priced, unproven, factor),
    )


def _found(case: Case, of: str | None, *, listed: bool) -> Any:
    if of is not None:
        found = case.get(of)
    else:
        names = ("events", "count", "value") if listed else ("count", "events", "value")
        found = next((case.inputs[name] for name in names if case.inputs.get(name) is not None), None)
        if found is None:
            raise Waiting(names[0])
    return found if isinstance(found, Mapping | list | tuple) else number_of(of or "count", found)


def _events(found: Any, group_by: str) -> list[Event]:
    if isinstance(found, Decimal):
        return [Event("", "", found, ONE, evidenced=True)]
    if isinstance(found, Mapping):
        return [Event(str(k), str(k), number_of(str(k), v), ONE, evidenced=True) for k, v in found.items()]
    events = []
    for entry in found:
        entry = {"level": entry} if isinstance(entry, str) else entry
        if not isinstance(entry, Mapping):
            raise Failure(f"每件事项应写明级别等内容，实际是“{entry}”")
        authors = number_of("authors", entry.get("authors", ONE))
        if authors < 1:
            raise Failure(f"署名人数应不小于1，实际是{plain(authors)}")
        group = str(entry.get(group_by, ""))
        count = number_of("count", entry.get("count", ONE))
        events.append(Event(str(entry.get("level", "")), group, count, authors, bool(entry.get("evidence"))))
    return events


def _listed(level: str, table: Mapping[str, Any]) -> str:
    """The level's name in the table; 省 and 省级 are the same level."""
    other = level.removesuffix("级") if level.endswith("级") else f"{level}级"
    name = next((n for n in (level, other) if n in table), None)
    if name is None:
        raise Failure(f"级别“{level}”不在计分表内（有：{'、'.join(table)}）")
    return name


def _price(
    case: Case, event: Event, each: Any, table: Mapping[str, Any] | None, split: str | None
) -> Decimal:
    if table is not None:
        rate: Decimal = table[_listed(event.level, table)].of(case)
    elif each is not None:
        rate = each.of(case)
    else:
        raise Failure("没有写明每次多少分（each 或 table）")
    return rate * event.count / (event.authors if split else ONE)


def _groups(events: Iterable[Event]) -> dict[str, None]:
    return dict.fromkeys(event.group for event in events)


def _of_group(priced: Sequence[tuple[Event, Decimal]], within: str) -> Decimal:
    prices = [price for _, price in priced]
    if within == "sum":
        return sum(prices, ZERO)
    # The same award counted at several levels counts once, at its best; of deductions the largest.
    return (
        max(price / event.count if event.count else ZERO for event, price in priced)
        if max(prices) > 0
        else min(prices)
    )


def _of_period(case: Case, events: Sequence[Event], each: Any, terms: tuple[Decimal, Any, Any]) -> Decimal:
    least, beyond, short = terms
    count = sum((event.count for event in events), ZERO)
    if count < least:
        return ZERO if short is None else short.of(case)
    if each is None:
        raise Failure("没有写明每期多少分（each）")
    points: Decimal = each.of(case)
    return points if beyond is None else points + beyond.of(case) * (count - least)


def _finish(case: Case, base: Decimal, gained: Decimal, cap: Any, words: Any) -> Result:
    exact = base + gained
    limit = None if cap is None else cap.of(case)
    points = exact if limit is None or exact <= limit else limit

    def said() -> str:
        opening = f"起评{points_words(base)}，" if base else ""
        how = "按上限计" if points != exact else "计"
        return f"{opening}{words()}，{how}{points_words(points)}"

    return scored(points, said)


def _each_words(case: Case, found: Decimal, rate: Decimal, factor: Decimal) -> str:
    unit = case.suffix or "次"
    times = "" if factor == 1 else f"，乘以{plain(factor)}"
    return f"{plain(found)}{unit}，每{unit}{_signed(rate)}{times}"


def _list_words(priced: Sequence[tuple[Event, Decimal]], unproven: int, factor: Decimal) -> str:
    parts = [f"{e.level or e.group or '事项'}{plain(e.count)}次{_signed(price)}" for e, price in priced[:6]]
    more = f"等{len(priced)}项" if len(priced) > 6 else ""
    left = f"，{unproven}项无佐证不计" if unproven else ""
    times = "" if factor == 1 else f"，乘以{plain(factor)}"
    return ("、".join(parts) or "没有事项") + more + left + times


def _signed(points: Decimal) -> str:
    return f"扣{points_words(-points)}" if points < 0 else points_words(points)
