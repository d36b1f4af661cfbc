"""Facts: a measured snapshot as reports, scores and verification see it, and every cited number computed again."""

# ruff: noqa: S608 - names go through identifier(), constants through literal(); tests feed both hostile text
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from zeren.core.engine.citing import REASONS, Citer, same_numbers
from zeren.core.engine.emitter import ROWS, identifier, literal
from zeren.core.engine.measuring import measure_session
from zeren.core.engine.planning import dimensions_of
from zeren.core.engine.session import Session, scope_of
from zeren.core.engine.snapshot import Snapshot
from zeren.core.kernel import (
    Citation,
    Measurement,
    Measurements,
    OrgTree,
    Period,
    Problem,
    Row,
    RowQuery,
    RowSet,
    ZerenError,
    nearest,
    plain,
    to_decimal,
)
from zeren.core.kernel import expression as ex
from zeren.core.packs import Indicator, Ledger, Pack, parse_expression

_PROVENANCE = ("_file", "_sheet", "_row")
KEPT = 10  # report, overview and explanation ask for the same first rows: so many are looked up once and remembered


class SnapshotFacts:
    """A snapshot seen through its pack; implements :class:`zeren.core.kernel.Facts`.

    Shape: ``measurements`` may be handed over when they were just made; otherwise everything is measured when first asked for.
    """

    def __init__(self, snapshot: Snapshot, pack: Pack, measurements: Measurements | None = None) -> None:
        self.snapshot, self.pack = snapshot, pack
        self._given = measurements
        self._counts: dict[str, dict[str, int]] = {}
        self._samples: dict[RowQuery, RowSet] = {}

    @property
    def snapshot_id(self) -> str:
        """Content address of the snapshot."""
        return self.snapshot.id

    @property
    def tree(self) -> OrgTree:
        """The organisation units of the snapshot."""
        return self.snapshot.tree

    @property
    def period(self) -> Period:
        """The period the snapshot was frozen for."""
        return self.snapshot.period

    @cached_property
    def measurements(self) -> Measurements:
        """All measurements: every indicator on every unit, in total and by its dimensions."""
        if self._given is not None:
            return self._given
        nodes = [unit.code for unit in self.tree]
        return Measurements(measure_session(self._session, self.pack.indicators.values(), nodes=nodes))

    @cached_property
    def citer(self) -> Citer:
        """The maker of this snapshot's citations."""
        return Citer(self.pack, self)

    @cached_property
    def _session(self) -> Session:
        return Session.of(self.snapshot, self.pack)

    def measurement(self, indicator: str, unit: str, **disaggregation: str) -> Measurement:
        """The measured value. A member of a dimension that has no rows gives 0 on both sides, so ``no_denominator``.

        Raises:
            ZerenError: E001, E002 or E005 with the nearest name.
        """
        item = self._indicator(indicator)
        self._check_unit(unit)
        found = self.measurements.get(indicator, unit, **disaggregation)
        if found is None and len(disaggregation) <= 1:
            known = dimensions_of(item, self.pack)
            total = self.measurements.get(indicator, unit)
            if total is None:
                nodes = [unit]
                return next(iter(measure_session(self._session, [item], nodes=nodes, disaggregate=False)))
            if set(disaggregation) <= set(known):
                return _without_rows(total, tuple(disaggregation.items()))
        if found is None:
            asked = "、".join(f"{k}={v}" for k, v in disaggregation.items())
            hint = nearest(next(iter(disaggregation), ""), dimensions_of(item, self.pack))
            raise ZerenError(Problem("E005", found=f"{indicator}（{unit}，{asked}）", hint=hint))
        return found

    def _indicator(self, name: str) -> Indicator:
        if name not in self.pack.indicators:
            raise ZerenError(Problem("E001", found=name, hint=nearest(name, self.pack.indicators)))
        return self.pack.indicators[name]

    def _check_unit(self, code: str) -> None:
        if code not in self.tree:
            raise ZerenError(Problem("E002", found=code, hint=nearest(code, [u.code for u in self.tree])))

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        """The citation of a measurement's ``value``, ``numerator`` or ``denominator``.

        Raises:
            ZerenError: E001 for a measurement of an indicator the pack does not have.
            ValueError: for another part.
        """
        if part not in {"value", "numerator", "denominator"}:
            raise ValueError(f"a measurement has no part {part!r}")
        self._indicator(measurement.indicator)
        return self.citer.cite(measurement, part)

    def rows_below(self, ledger: str, unit: str) -> int:
        """How many rows of a ledger lie at or below a unit."""
        if ledger not in self._counts:
            counts: dict[str, int] = {}
            if ledger in self.snapshot.files:
                column = identifier(self.pack.ledgers[ledger].unit)
                for code, rows in self._session.rows(
                    f"SELECT {column}, count(*) FROM {self._session.relations[ledger]} GROUP BY {column}"
                ):
                    for node in self.tree.path(code):
                        counts[node.code] = counts.get(node.code, 0) + rows
            self._counts[ledger] = counts
        return self._counts[ledger].get(unit, 0)

    def rows(self, query: RowQuery) -> RowSet:
        """The ledger rows the query finds: those at or below its unit that satisfy its condition.

        Shape: ordered by the query's columns (``-column`` for descending, missing last), then by file, sheet and row.

        Raises:
            ZerenError: E002, E003 or E004 with the nearest name; P030–P036 for a condition that is not an expression.
        """
        if query.limit is None or query.limit > KEPT:
            return self._found(query)
        most = replace(query, limit=KEPT)
        if most not in self._samples:
            self._samples[most] = self._found(most)
        known = self._samples[most]
        return RowSet(query, known.rows[: query.limit], known.total)

    def _found(self, query: RowQuery) -> RowSet:
        ledger = self._session.ledger(query.ledger)
        condition = parse_expression(query.where, scope_of(self.pack, ledger))
        if query.ledger not in self.snapshot.files:
            return RowSet(query)
        source, where = self._selection(ledger, condition, query.unit)
        columns = [c.id for c in ledger.columns]
        listed = ", ".join(f"{ROWS}.{identifier(c)}" for c in (*columns, *_PROVENANCE))
        limit = "" if query.limit is None else f" LIMIT {int(query.limit)}"
        order = ", ".join(self._order(ledger, query.order))
        found = self._session.rows(f"SELECT {listed} FROM {source} WHERE {where} ORDER BY {order}{limit}")
        total = len(found)
        if query.limit is not None and total >= query.limit:
            total = self._session.rows(f"SELECT count(*) FROM {source} WHERE {where}")[0][0]
        place = columns.index(ledger.unit)
        rows = tuple(
            Row(
                ledger.id,
                str(values[place]),
                dict(zip(columns, map(_tidy, values), strict=False)),
                *values[-3:],
            )
            for values in found
        )
        return RowSet(query, rows, total)

    def _selection(self, ledger: Ledger, condition: ex.Expression, unit: str | None) -> tuple[str, str]:
        source = self._session.source(ledger, [condition])
        where = self._session.emitter(ledger).sql(condition)
        if unit is not None:
            self._check_unit(unit)
            below = f"SELECT code FROM {self._session.below()} WHERE node = {literal(unit)}"
            where = f"{where} AND {ROWS}.{identifier(ledger.unit)} IN ({below})"
        return source, where

    def _order(self, ledger: Ledger, names: Iterable[str]) -> list[str]:
        known = [c.id for c in ledger.columns]
        order = []
        for name in names:
            column = name.removeprefix("-")
            if column not in known:
                raise ZerenError(
                    Problem("E004", found=column, expected=ledger.id, hint=nearest(column, known))
                )
            order.append(
                f"{ROWS}.{identifier(column)} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST"
            )
        return order + [f"{ROWS}.{identifier(c)}" for c in _PROVENANCE]

    # --- computing again ----------------------------------------------------------------------------------------------
    def remeasure(self, cited: Mapping[str, Any]) -> Measurement:
        """The measurement a citation of kind ``measurement`` speaks of, taken again from this snapshot.

        Raises:
            ZerenError: E001, E002 or E005 when the snapshot cannot hold it.
        """
        return self.measurement(
            str(cited["indicator"]), str(cited["unit"]), **dict(cited.get("disaggregation") or {})
        )

    def recount(self, cited: Mapping[str, Any]) -> str | None:
        """The value a citation of kind ``rows`` speaks of, taken again from this snapshot, as text; None where it cannot be.

        Shape: ``part`` is count, rows or roster (how many rows), sum, distinct (different values over ``a|b``), cell or row.

        Raises:
            ZerenError: as :meth:`rows`.
        """
        part = cited.get("part")
        if part in {"cell", "row"}:
            return self._quoted(cited)
        where, unit = str(cited.get("where") or "TRUE"), cited.get("unit")
        if part == "rows" and where == "TRUE":
            # Rows whose keys make no condition are cited by their places alone.
            listed = cited.get("rows") or ()
            if len(listed) < int(cited.get("row_count") or 0):
                return None
            return str(sum(self._at(str(cited["ledger"]), place) is not None for place in listed))
        query = RowQuery(str(cited["ledger"]), where, None if unit is None else str(unit))
        if part in {"count", "rows", "roster"}:
            return str(self.rows(RowQuery(query.ledger, query.where, query.unit, limit=0)).total)
        columns = str(cited.get("column") or "").split("|")
        values = [row.values.get(c) for row in self.rows(query) for c in columns]
        present = [v for v in values if v is not None]
        if part == "sum":
            return plain(sum((Decimal(v) for v in present), Decimal(0)))
        return str(len(set(present))) if part == "distinct" else None

    def _quoted(self, cited: Mapping[str, Any]) -> str | None:
        places = cited.get("rows") or ()
        row = self._at(str(cited["ledger"]), places[0]) if places else None
        if row is None:
            return None
        if cited.get("part") == "row":
            return str(row.number)
        column = str(cited.get("column"))
        value = row.unit if column == "unit" and column not in row.values else row.values.get(column)
        return "" if value is None else str(value)

    def _at(self, ledger: str, place: Mapping[str, Any]) -> Row | None:
        """The row at a file, sheet and row number."""
        known = self._session.ledger(ledger)
        if ledger not in self.snapshot.files:
            return None
        columns = [c.id for c in known.columns]
        listed = ", ".join(identifier(c) for c in (*columns, *_PROVENANCE))
        where = " AND ".join(
            f"{identifier(column)} = {literal(place.get(key))}"
            for column, key in zip(_PROVENANCE, ("file", "sheet", "row"), strict=True)
        )
        found = self._session.rows(
            f"SELECT {listed} FROM {self._session.relations[ledger]} WHERE {where} LIMIT 1"
        )
        if not found:
            return None
        values = dict(zip(columns, map(_tidy, found[0]), strict=False))
        return Row(ledger, str(values[known.unit]), values, *found[0][-3:])

    def recheck(self, cited: Mapping[str, Any]) -> str | None:
        """The value computed again, as text, where it differs from what the citation's facts say; None where it agrees.

        Shape: any citation's facts; those that rest on neither measurement nor rows (clauses, scores, dates) always agree.

        Raises:
            ZerenError: when the snapshot does not know what is cited.
        """
        if "indicator" in cited and "numerator" in cited:
            measurement = self.remeasure(cited)
            if same_numbers(cited, measurement):
                return None
            number = getattr(measurement, str(cited.get("part") or "value"))
            return REASONS[str(measurement.null_reason)] if number is None else plain(number)
        if "ledger" in cited and "where" in cited:
            again = self.recount(cited)
            return None if again is None or _same(again, str(cited.get("value"))) else again
        return None


def _without_rows(total: Measurement, group: tuple[tuple[str, str], ...]) -> Measurement:
    """A member nobody belongs to: nothing on either side, unless the ledgers were not handed in at all."""
    numerator = None if total.numerator is None else Decimal(0)
    denominator = None if total.denominator is None else Decimal(0)
    reason = total.null_reason
    if reason != "not_reported":
        reason = None if denominator is None else "no_denominator"
    return Measurement(
        total.indicator,
        total.unit,
        total.period,
        group,
        None if reason else numerator,
        numerator,
        denominator,
        total.unit_of_measure,
        reason,
    )


def _tidy(value: Any) -> Any:
    """A cell as a clerk wrote it: a decimal without the zeros its column adds."""
    return Decimal(plain(value)) if isinstance(value, Decimal) else value


def _same(left: str, right: str) -> bool:
    try:
        return left == right or to_decimal(left) == to_decimal(right)
    except ValueError:
        return False


class _Identity:
    """Makes a value usable as a cache key by what it is, not by what it holds."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.value is other.value


@lru_cache(maxsize=2)
def _facts_of(snapshot: _Identity, pack: _Identity) -> SnapshotFacts:
    return SnapshotFacts(snapshot.value, pack.value)


def remeasure(snapshot: Snapshot, pack: Pack, cited: Mapping[str, Any]) -> Measurement:
    """Take a cited measurement again; see :meth:`SnapshotFacts.remeasure`. The snapshot is measured once for all of a report."""
    return _facts_of(_Identity(snapshot), _Identity(pack)).remeasure(cited)


def recount(snapshot: Snapshot, pack: Pack, cited: Mapping[str, Any]) -> str | None:
    """Count, sum or quote cited rows again; see :meth:`SnapshotFacts.recount`."""
    return _facts_of(_Identity(snapshot), _Identity(pack)).recount(cited)


def recheck(snapshot: Snapshot, pack: Pack, cited: Mapping[str, Any]) -> str | None:
    """What a citation's value really is, where it differs; see :meth:`SnapshotFacts.recheck`."""
    return _facts_of(_Identity(snapshot), _Identity(pack)).recheck(cited)


__all__ = ["SnapshotFacts", "recheck", "recount", "remeasure"]
