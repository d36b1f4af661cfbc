"""Facts out of something else than one snapshot: a table of measured values, several snapshots, figures that a review changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.kernel import (
    Citation,
    Facts,
    Measurement,
    OrgTree,
    Period,
    Problem,
    RowQuery,
    RowSet,
    Unit,
    ZerenError,
    display,
    nearest,
    plain,
    short_hash,
)
from zeren.core.packs import Indicator, Pack

__all__ = ["JoinedFacts", "RevisedFacts", "TableFacts"]


def _cited(pack: Pack, measurement: Measurement, snapshot: str, source: str, part: str) -> Citation:
    """The citation of a figure that no ledger row stands behind here: it says who gave it."""
    known = pack.indicators[measurement.indicator]
    shown = display(measurement.value, known.unit, known.places)
    facts: dict[str, Any] = {
        "indicator": known.id,
        "unit": measurement.unit,
        "period": measurement.period,
        "disaggregation": {},
        "part": part,
        "value": None if measurement.value is None else plain(measurement.value),
        "numerator": None if measurement.numerator is None else plain(measurement.numerator),
        "denominator": None if measurement.denominator is None else plain(measurement.denominator),
        "null_reason": measurement.null_reason,
        "formula": "",
        "source": source,
        "pack": known.pack,
        "snapshot": snapshot,
        "ledgers": [],
    }
    return Citation("measurement", f"{known.name}：{shown}；数据来源：{source}", facts)


def _absent(pack: Pack, indicator: str, unit: str, period: str) -> Measurement:
    known = _known(pack, indicator)
    return Measurement(indicator, unit, period, (), None, None, None, known.unit, "not_reported")


def _known(pack: Pack, indicator: str) -> Indicator:
    if indicator not in pack.indicators:
        raise ZerenError(Problem("P022", found=indicator, hint=nearest(indicator, pack.indicators)))
    return pack.indicators[indicator]


@dataclass(frozen=True)
class TableFacts:
    """Facts that a table states: a row a unit, a value an indicator.

    Shape: ``values`` unit → indicator → value; what is absent was not reported. ``sources`` unit → where the row stands.
    Unit: of the indicator.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("chengzhong-2017")
        >>> county = Unit("甲", "甲县", "county")
        >>> values = {"甲": {"retention_junior_2017a": Decimal(96)}}
        >>> facts = TableFacts(pack, OrgTree([county]), Period.parse("2017"), values)
        >>> facts.measurement("retention_junior_2017a", "甲").value, facts.measurement("literacy_rate_15_50", "甲").null_reason
        (Decimal('96'), 'not_reported')
    """

    pack: Pack
    tree: OrgTree
    period: Period
    values: Mapping[str, Mapping[str, Decimal]]
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def snapshot_id(self) -> str:
        """Content address of the table."""
        rows = {u: {i: plain(v) for i, v in found.items()} for u, found in self.values.items()}
        return f"t{short_hash([self.period.id, rows])}"

    def measurement(self, indicator: str, unit: str, **disaggregation: str) -> Measurement:
        """The value of the table; a breakdown was never reported.

        Raises:
            ZerenError: P022 for an unknown indicator.
        """
        value = self.values.get(unit, {}).get(indicator)
        if value is None or disaggregation:
            return _absent(self.pack, indicator, unit, self.period.id)
        return Measurement(
            indicator, unit, self.period.id, (), value, None, None, self.pack.indicators[indicator].unit
        )

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        """The row of the table."""
        source = self.sources.get(measurement.unit, "数据表")
        return _cited(self.pack, measurement, self.snapshot_id, source, part)

    def rows(self, query: RowQuery) -> RowSet:
        """A table of values has no ledger rows."""
        return RowSet(query)


@dataclass(frozen=True)
class JoinedFacts:
    """Several units' facts as one, each unit seen through its own snapshot.

    Shape: ``by_unit`` unit → its facts; all of one period. A unit without facts reported nothing.

    Example:
        >>> from zeren.core.packs import load
        >>> pack, period = load("chengzhong-2017"), Period.parse("2017")
        >>> one = TableFacts(pack, OrgTree([]), period, {"甲": {"retention_junior_2017a": Decimal(96)}})
        >>> joined = JoinedFacts(pack, OrgTree([]), period, {"甲": one})
        >>> [joined.measurement("retention_junior_2017a", unit).value for unit in ("甲", "乙")]
        [Decimal('96'), None]
    """

    pack: Pack
    tree: OrgTree
    period: Period
    by_unit: Mapping[str, Facts]

    @property
    def snapshot_id(self) -> str:
        """Content address of all the snapshots together."""
        return f"j{short_hash({u: facts.snapshot_id for u, facts in self.by_unit.items()})}"

    def measurement(self, indicator: str, unit: str, **disaggregation: str) -> Measurement:
        """The value in the unit's own snapshot."""
        facts = self._of(unit)
        if facts is None:
            return _absent(self.pack, indicator, unit, self.period.id)
        return facts.measurement(indicator, unit, **disaggregation)

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        """The citation of the unit's own snapshot."""
        facts = self._of(measurement.unit)
        if facts is None:
            return _cited(self.pack, measurement, self.snapshot_id, "未报送", part)
        return facts.cite(measurement, part)

    def rows(self, query: RowQuery) -> RowSet:
        """The rows of the queried unit's snapshot; none where no unit is named."""
        facts = None if query.unit is None else self._of(query.unit)
        return RowSet(query) if facts is None else facts.rows(query)

    def _of(self, unit: str) -> Facts | None:
        if unit in self.by_unit:
            return self.by_unit[unit]
        # A school is seen through its county's snapshot.
        above = self.tree.path(unit) if unit in self.tree else ()
        return next((self.by_unit[u.code] for u in reversed(above) if u.code in self.by_unit), None)

    @classmethod
    def of(cls, pack: Pack, by_unit: Mapping[str, Facts]) -> JoinedFacts:
        """Join facts of one period; the trees are joined too, a unit that several snapshots list is taken once.

        Raises:
            ZerenError: S014 when the periods differ.
        """
        periods = {facts.period.id for facts in by_unit.values()}
        if len(periods) > 1:
            raise ZerenError(Problem("S014", found="时期", expected="、".join(sorted(periods))))
        period = next(iter(by_unit.values())).period
        return cls(pack, OrgTree(_once(facts.tree for facts in by_unit.values())), period, by_unit)


def _once(trees: Iterable[OrgTree]) -> list[Unit]:
    found: dict[str, Unit] = {}
    for tree in trees:
        for unit in tree:
            found.setdefault(unit.code, unit)
    return list(found.values())


@dataclass(frozen=True)
class RevisedFacts:
    """Facts with some figures replaced, such as those a review found; everything else is as it was.

    Shape: ``changes`` (unit, indicator) → the whole measurement that takes the figure's place.
    """

    base: Facts
    pack: Pack
    changes: Mapping[tuple[str, str], Measurement]
    source: str = "复评"

    @property
    def snapshot_id(self) -> str:
        """The snapshot that was revised."""
        return self.base.snapshot_id

    @property
    def tree(self) -> OrgTree:
        """The organisation units."""
        return self.base.tree

    @property
    def period(self) -> Period:
        """The period."""
        return self.base.period

    def measurement(self, indicator: str, unit: str, **disaggregation: str) -> Measurement:
        """The revised value where there is one."""
        if not disaggregation and (found := self.changes.get((unit, indicator))) is not None:
            return found
        return self.base.measurement(indicator, unit, **disaggregation)

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        """The reviewer's finding for a revised value, else the citation it always had."""
        if self.changes.get((measurement.unit, measurement.indicator)) == measurement:
            return _cited(self.pack, measurement, self.snapshot_id, self.source, part)
        return self.base.cite(measurement, part)

    def rows(self, query: RowQuery) -> RowSet:
        """The ledger rows, as they were reported."""
        return self.base.rows(query)
