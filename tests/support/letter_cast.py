"""Letters of a few targets over the tiny or the invented pack, and facts that are a fraction a unit: for tests of scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from zeren.core.kernel import (
    UNITS,
    Citation,
    Measurement,
    OrgTree,
    Period,
    RowQuery,
    RowSet,
    Unit,
    divide,
)
from zeren.core.packs import NO_LIMIT, InputSpec, Item, Letter, Limit, Pack, RuleSpec, Section, Target, load


@cache
def district_pack() -> Pack:
    """The demo district's pack: real indicators with their directions, units and words."""
    return load("chengzhong-2017")


def target(
    name: str,
    indicator: str,
    rule: Mapping[str, Any],
    *,
    points: int = 10,
    limit: tuple[str, Any] | None = None,
    inputs: Sequence[InputSpec] = (),
    due: date | None = None,
    na: str = "skip",
) -> Target:
    """One target with a one-key rule."""
    [(kind, body)] = rule.items()
    bound = NO_LIMIT if limit is None else Limit(limit[0], Decimal(str(limit[1])))
    return Target(
        id=name, name=f"目标{name}", clause="原话", indicator=indicator, limit=bound, points=Decimal(points),
        rule=RuleSpec(kind, body), section="1", item="1", inputs=tuple(inputs), due=due, na=na,
    )  # fmt: skip


def letter_of(*targets: Target, **more: Any) -> Letter:
    """A letter of one section and one item."""
    item = Item("1", "一项", "", date(2017, 12, 31), targets)
    full = sum((t.points for t in targets), Decimal(0))
    return Letter(
        id="small", name="", document_number="", issuer="", unit="A", period="2017", full=full, points_status="official",
        points_note="", sections=(Section("1", "一部分", (item,)),), pack="chengzhong-2017", **more,
    )  # fmt: skip


@dataclass(frozen=True)
class Fractions:
    """Facts given as (numerator, denominator) of an indicator at a unit; an absent one was not reported."""

    pack: Pack
    given: Mapping[tuple[str, str], tuple[Any, Any]]
    tree: OrgTree = field(default_factory=lambda: OrgTree([]))
    period: Period = field(default_factory=lambda: Period.parse("2017"))
    snapshot_id: str = "s"

    def measurement(self, indicator: str, unit: str, **by: str) -> Measurement:
        known = self.pack.indicators[indicator]
        top, bottom = self.given.get((indicator, unit), (None, None))
        if top is None:
            return Measurement(indicator, unit, "2017", (), None, None, None, known.unit, "not_reported")
        top, bottom = Decimal(str(top)), None if bottom is None else Decimal(str(bottom))
        value = top if bottom is None else divide(top, bottom, UNITS[known.unit].scale)
        reason = "no_denominator" if value is None else None
        return Measurement(indicator, unit, "2017", (), value, top, bottom, known.unit, reason)

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        return Citation("measurement", f"{measurement.indicator} {measurement.unit} {measurement.value}")

    def rows(self, query: RowQuery) -> RowSet:
        return RowSet(query)


def district(*schools: str, county: str = "A") -> OrgTree:
    """One county with schools."""
    return OrgTree([Unit(county, "甲区", "county"), *(Unit(s, s, "school", county) for s in schools)])
