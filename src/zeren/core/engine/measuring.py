"""Measuring: the plan's partial answers, rolled up the tree of units, become measurements."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Context, Decimal
from typing import Any

import numpy as np

from zeren.core.engine.planning import IndicatorPlan, LedgerPlan, plan, unit_dimensions
from zeren.core.engine.session import Dataset, Session
from zeren.core.engine.snapshot import Snapshot
from zeren.core.kernel import UNITS, Measurement, Measurements, Problem, ZerenError, divide, nearest
from zeren.core.packs import Indicator, Pack

EXACT = Context(prec=100)  # the default of 28 digits would round a long sum
Cells = dict[str, dict[str | None, list[Any]]]
"""Node → member (None in the total) → the plan's columns."""


def measure(
    snapshot: Snapshot,
    pack: Pack,
    *,
    indicators: Iterable[str] | None = None,
    units: Iterable[str] | None = None,
    disaggregate: bool = True,
) -> Measurements:
    """Measure indicators on every node of the snapshot's tree, in total and by each dimension their ledgers share.

    Shape: all indicators and all nodes unless named. A row counts at its unit and everything above it. A ledger nobody at or
    below a node has handed in makes the value ``not_reported`` (one the county fills is handed in for everything below it), a
    denominator of zero ``no_denominator``; neither is ever 0. A rate is ``not_reported`` too where its numerator sums a state
    from ledgers of its own and no row states one. A member of a dimension appears only where either side has rows of it.
    Unit: values are numerator ÷ denominator × the scale of the indicator's unit, unrounded.

    Raises:
        ZerenError: E001 or E002 with the nearest name; E030 when a number leaves what is exact.

    Example:
        >>> from datetime import UTC, datetime
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> import polars as pl
        >>> from zeren.core.engine import freeze
        >>> from zeren.core.kernel import OrgTree, Period, Unit
        >>> from zeren.core.packs import load
        >>> pack, tree = load("cn-basic-education"), OrgTree([Unit("630103", "城中区", "county")])
        >>> when = {"period": Period.parse("2017H1"), "by": "文员", "at": datetime(2017, 7, 20, tzinfo=UTC)}
        >>> with TemporaryDirectory() as folder:
        ...     snapshot = freeze({"movements": pl.DataFrame()}, pack=pack, tree=tree, into=Path(folder), **when)
        ...     measure(snapshot, pack).get("literacy_rate_15_50", "630103").null_reason
        'not_reported'
    """
    chosen = _chosen_indicators(pack, indicators)
    nodes = _chosen_units(snapshot, units)
    with Session.of(snapshot, pack) as session, without_collections():
        return Measurements(measure_session(session, chosen, nodes=nodes, disaggregate=disaggregate))


@contextmanager
def without_collections() -> Iterator[None]:
    """Hold the cyclic garbage collector while tens of thousands of values are made at once.

    None of them can form a cycle, yet every few hundred it would look through all of them again: a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _chosen_indicators(pack: Pack, names: Iterable[str] | None) -> list[Indicator]:
    wanted = list(pack.indicators if names is None else names)
    unknown = [
        Problem("E001", found=n, hint=nearest(n, pack.indicators)) for n in wanted if n not in pack.indicators
    ]
    if unknown:
        raise ZerenError(unknown)
    return [pack.indicators[name] for name in dict.fromkeys(wanted)]


def _chosen_units(snapshot: Snapshot, codes: Iterable[str] | None) -> list[str]:
    known = [unit.code for unit in snapshot.tree]
    wanted = known if codes is None else list(dict.fromkeys(codes))
    unknown = [Problem("E002", found=c, hint=nearest(c, known)) for c in wanted if c not in snapshot.tree]
    if unknown:
        raise ZerenError(unknown)
    return wanted


def measure_session(
    session: Session,
    indicators: Iterable[Indicator],
    *,
    nodes: Sequence[str] | Mapping[str, Sequence[str]],
    disaggregate: bool = True,
) -> Iterator[Measurement]:
    """Measure on an open session; see :func:`measure`. ``nodes`` are the same for all indicators, or given by indicator."""
    data = session.dataset
    asked = plan(indicators, data.pack, disaggregate=disaggregate)
    reporting = {name: data.reporting(name) for name in asked.ledgers}
    rollup = _Rollup(data)
    ledgers = {name: ledger for name, ledger in asked.ledgers.items() if name in data.submitted}
    # One after the other: for a district a query is mostly planning, during which DuckDB's Python client holds the interpreter's
    # lock, so asking two ledgers at a time took exactly as long.
    answers = {name: _answer(ledger, session, rollup) for name, ledger in ledgers.items()}
    for item in asked.indicators:
        assembled = _Assembly(item, data.period.id, answers, reporting)
        for node in nodes[item.indicator.id] if isinstance(nodes, Mapping) else nodes:
            yield from assembled.at(node)


class _Rollup:
    """Sums a partial up the tree.

    Measured for 42 columns × 3 dimensions (milliseconds on top of the partial; 30,000 rows of 90 schools, and a million of 700):
    numpy 10 and 90, Polars 50 and 260, GROUPING SETS in DuckDB 120 and 650, dictionaries in Python 46 and 590. So numpy, in
    64-bit integers that are checked for room first, never floats.
    """

    def __init__(self, data: Dataset) -> None:
        self.codes: list[str] = [unit.code for unit in data.tree]
        self.index = {code: i for i, code in enumerate(self.codes)}
        self.tree = data.tree
        self.attributes = unit_dimensions(data.pack)
        paths = [[self.index[u.code] for u in data.tree.path(code)] for code in self.codes]
        depth = max(map(len, paths), default=1)
        self.upwards = {c: [self.codes[i] for i in p] for c, p in zip(self.codes, paths, strict=True)}
        self.above = np.array([path + [-1] * (depth - len(path)) for path in paths], dtype=np.int64).reshape(
            -1, depth
        )

    def members(self, dimension: str) -> dict[str, str | None]:
        """Each unit's member of a dimension that is an attribute of units."""
        name = self.attributes[dimension]
        return {unit.code: unit.attributes.get(name) for unit in self.tree}

    def up(self, units: Any, members: list[str | None], matrix: Any, *, total: bool) -> Cells:
        """The sums for every node at or above the rows' units, by member; rows without a member are left out."""
        names: list[str | None]
        if total:
            numbers, names = np.zeros(len(units), dtype=np.int64), [None]
        else:
            known = {m: i for i, m in enumerate(dict.fromkeys(m for m in members if m is not None))}
            numbers, names = (
                np.array([-1 if m is None else known[m] for m in members], dtype=np.int64),
                list(known),
            )
            keep = numbers >= 0
            units, numbers, matrix = units[keep], numbers[keep], matrix[keep]
        width = max(1, len(names))
        keys, sums = _summed(units * width + numbers, matrix)
        nodes = self.above[keys // width]
        lifted = [nodes[:, level] * width + keys % width for level in range(nodes.shape[1])]
        inside = [nodes[:, level] >= 0 for level in range(nodes.shape[1])]
        keys, sums = _summed(
            np.concatenate([k[i] for k, i in zip(lifted, inside, strict=True)]),
            np.concatenate([sums[i] for i in inside]),
        )
        cells: Cells = {}
        for key, row in zip(keys.tolist(), sums.tolist(), strict=True):
            cells.setdefault(self.codes[key // width], {})[names[key % width]] = row
        return cells


def _summed(keys: Any, matrix: Any) -> tuple[Any, Any]:
    """Rows with the same key, added."""
    if len(keys) == 0:
        return keys, matrix
    order = np.argsort(keys, kind="stable")
    unique, starts = np.unique(keys[order], return_index=True)
    return unique, np.add.reduceat(matrix[order], starts, axis=0)


def _answer(ledger: LedgerPlan, session: Session, rollup: _Rollup) -> dict[str | None, Cells]:
    """The ledger's columns for every node: under None in total, under each dimension by member."""
    arrays = session.arrays(ledger.fused_sql(session))
    keys = len(ledger.row_dimensions) + 1
    units = np.array([rollup.index[code] for code in arrays[0].tolist()], dtype=np.int64)
    fused = [i for i, sql in enumerate(ledger.columns) if sql]
    columns: list[Any] = [np.zeros(len(units), dtype=np.int64)] * len(ledger.columns)
    scales = [0] * len(ledger.columns)
    for index, array in zip(fused, arrays[keys:], strict=True):
        columns[index], scales[index] = _integers(array)
    matrix = np.stack(columns, axis=1) if columns else np.zeros((len(units), 0), dtype=np.int64)
    slices: dict[str | None, Cells] = {None: rollup.up(units, [], matrix, total=True)}
    place = {name: i + 1 for i, (name, _) in enumerate(ledger.row_dimensions)}
    for name in ledger.dimensions:
        if name in place:
            members = [None if m is None else str(m) for m in arrays[place[name]].tolist()]
        else:
            attribute = list(rollup.members(name).values())
            members = [attribute[u] for u in units.tolist()]
        slices[name] = rollup.up(units, members, matrix, total=False)
    _add_distinct(ledger, session, rollup, slices)
    _add_groups(ledger, session, rollup, slices)
    for index, scale in enumerate(scales):
        if scale:
            for cells in slices.values():
                for by_member in cells.values():
                    for row in by_member.values():
                        row[index] = Decimal(f"{row[index]}E-{scale}")
    return slices


def _integers(array: Any) -> tuple[Any, int]:
    """A column as exact integers and the power of ten they were multiplied by. Sums come as text such as ``12.500000``."""
    if array.dtype != object:
        return np.ma.filled(array, 0).astype(np.int64), 0
    texts = [text or "0" for text in array.tolist()]
    scale = max((len(t.partition(".")[2]) for t in texts), default=0)
    numbers = [int(t.replace(".", "")) * 10 ** (scale - len(t.partition(".")[2])) for t in texts]
    # Every node's sum is at most the sum of absolute values, so this one test is enough; Python's integers have no limit.
    fits = sum(map(abs, numbers)) < 2**62
    return np.array(numbers, dtype=np.int64 if fits else object), scale


Member = Callable[[str, str | None], str | None]


def _spread(
    ledger: LedgerPlan, rollup: _Rollup, slices: dict[str | None, Cells], base: dict[str | None, Any]
) -> Iterator[tuple[Cells, Any, Member]]:
    """The slices a base answers: its own, and those by attributes of units, whose members follow from the total's units."""
    for name, cells in slices.items():
        if name in base:
            yield cells, base[name], lambda _, member: member
        elif ledger.dimensions[str(name)] is None:
            of_unit = rollup.members(str(name))
            yield cells, base[None], lambda unit, _, known=of_unit: known[unit] or _NOBODY  # type: ignore[misc]


_NOBODY = ""


def _add_distinct(
    ledger: LedgerPlan, session: Session, rollup: _Rollup, slices: dict[str | None, Cells]
) -> None:
    """Distinct counts: a value counts once at every node above any of the units that have it."""
    for bundle in ledger.distinct_bundles():
        terms, columns = [atom for atom, _ in bundle], [index for _, index in bundle]
        base = {n: session.rows(ledger.distinct_sql(terms, session, c)) for n, c in ledger.slices(*columns)}
        for cells, rows, member_of in _spread(ledger, rollup, slices, base):
            for member, units, values in rows:
                places: dict[tuple[str, str | None], int] = {}
                for unit, bits in ((u["n"], u["m"]) for u in units):
                    key = member_of(unit, member)
                    for node in rollup.upwards[unit] if key != _NOBODY else ():
                        places[node, key] = places.get((node, key), 0) | bits
                for (node, key), bits in places.items():
                    row = cells[node][key]
                    for bit, column in enumerate(columns):
                        if bits >> bit & 1:
                            row[column] += values


def _add_groups(
    ledger: LedgerPlan, session: Session, rollup: _Rollup, slices: dict[str | None, Cells]
) -> None:
    """Groups lie within one unit, so their counts add up the tree."""
    for bundle in ledger.group_bundles():
        terms, columns = [atom for atom, _ in bundle], [index for _, index in bundle]
        base = {n: session.rows(ledger.groups_sql(terms, session, c)) for n, c in ledger.slices(*columns)}
        for cells, rows, member_of in _spread(ledger, rollup, slices, base):
            for unit, member, *counts in rows:
                key = member_of(unit, member)
                for node in rollup.upwards[unit] if key != _NOBODY else ():
                    row = cells[node][key]
                    for column, count in zip(columns, counts, strict=True):
                        row[column] += count


class _Assembly:
    """Puts one indicator together, node by node."""

    def __init__(
        self,
        item: IndicatorPlan,
        period: str,
        answers: dict[str, dict[str | None, Cells]],
        reporting: dict[str, frozenset[str]],
    ) -> None:
        self.item, self.period, self.indicator = item, period, item.indicator
        self.scale, self.divided = UNITS[self.indicator.unit].scale, item.denominator is not None
        everywhere = frozenset().union(*reporting.values())
        below = item.denominator or ()
        self.numerator_known = everywhere.intersection(*(reporting[name] for _, name, _ in item.numerator))
        self.denominator_known = everywhere.intersection(*(reporting[name] for _, name, _ in below))

        def cells(name: str, dimension: str | None) -> Cells:
            return answers[name][dimension] if name in answers else {}

        slices: tuple[str | None, ...] = (None, *item.dimensions)
        self.numerator = {d: [(sign, cells(name, d), c) for sign, name, c in item.numerator] for d in slices}
        self.denominator = {d: [(sign, cells(name, d), c) for sign, name, c in below] for d in slices}
        self.seen = {d: [(cells(name, d), c) for name, c in item.seen] for d in slices}
        self.stated = [(cells(name, None), c) for name, c in item.stated]

    def at(self, node: str) -> Iterator[Measurement]:
        """The total and, dimension by dimension, the members that have rows."""
        yield self._measurement(node, None, None)
        for dimension in self.item.dimensions:
            present = {
                member
                for cells, column in self.seen[dimension]
                if node in cells
                for member, row in cells[node].items()
                if member is not None and row[column]
            }
            for member in sorted(present):
                yield self._measurement(node, dimension, member)

    def _measurement(self, node: str, dimension: str | None, member: str | None) -> Measurement:
        item = self.indicator
        numerator = denominator = value = reason = None
        if node in self.numerator_known:
            numerator = _side(self.numerator[dimension], node, member)
        if self.divided and node in self.denominator_known:
            denominator = _side(self.denominator[dimension], node, member)
        if numerator is None or (self.divided and denominator is None):
            reason = "not_reported"
        elif denominator and self._unstated(node):
            numerator, reason = None, "not_reported"
        elif denominator is None:
            value = numerator * self.scale
        else:
            value = divide(numerator, denominator, self.scale)
            reason = None if value is not None else "no_denominator"
        group = () if dimension is None or member is None else ((dimension, member),)
        return Measurement(
            item.id, node, self.period, group, value, numerator, denominator, item.unit, reason
        )

    def _unstated(self, node: str) -> bool:
        """Whether nobody stated what the numerator sums; see :func:`stated_sums`."""
        return bool(self.stated) and not any(
            node in cells and cells[node][None][column] for cells, column in self.stated
        )


def _side(parts: list[tuple[int, Cells, int]], node: str, member: str | None) -> Decimal:
    """A side of the fraction: exact, as whole numbers while they are whole."""
    total: int | Decimal = 0
    for sign, cells, column in parts:
        if node in cells:
            row = cells[node].get(member)
            if row is not None:
                number = row[column] if sign > 0 else -row[column]
                whole = type(number) is int and type(total) is int
                total = total + number if whole else EXACT.add(total, number)
    return Decimal(total)
