"""Measuring all indicators on all units: ours, the same definitions in pandas, and a DuckDB query an indicator.

The peers are compiled from the same packs and their answers are compared with ours before anything is timed. Both are given their
tables in memory, with every row's ancestors beside it; ours starts from the Parquet files and ends with measurements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from bench.figures import Claim, interleaved
from zeren.core.engine import SnapshotFacts, measure, open_snapshot, to_records
from zeren.core.engine.emitter import Emitter, Total, identifier
from zeren.core.engine.planning import conjuncts, dimensions_of, member_sql, total_sql, unit_dimensions
from zeren.core.engine.session import Dataset, Session
from zeren.core.engine.snapshot import Snapshot
from zeren.core.kernel import LEVELS, Measurements
from zeren.core.kernel import expression as ex
from zeren.core.packs import Atom, CountTerm, DistinctTerm, GroupsTerm, Indicator, Pack, SumTerm, Term

Key = tuple[str, tuple[tuple[str, str], ...]]
Found = dict[str, dict[Key, tuple[float, float]]]
LEVEL_COLUMNS = [f"#level{n}" for n in range(len(LEVELS))]


# Every eighth indicator is asked one by one: all of them would take minutes a round and say the same.
SAMPLE = 8


def run(folder: Path, pack: Pack, *, rounds: int = 5) -> None:
    """Print our figures on a snapshot beside pandas and a query an indicator."""
    snapshot = open_snapshot(folder)
    measured = measure(snapshot, pack)
    some = replace(pack, indicators=dict(list(pack.indicators.items())[::SAMPLE]))
    rows = sum(snapshot.row_counts.values())
    print(
        f"measure: {len(pack.indicators)} indicators × {len(snapshot.tree)} units, {rows} rows, {len(measured)} values"
    )
    analyst, one_by_one = Pandas(snapshot, pack), OneByOne(snapshot, some)
    print(f"  pandas {pd.__version__}: {_agreeing(measured, analyst.all(), pack)} sides equal to ours")
    print(
        f"  a query an indicator: {_agreeing(measure(snapshot, some), one_by_one.all(), some)} sides equal to ours"
    )
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: measure(snapshot, pack),
        "pandas": analyst.all,
        "ours, some": lambda: measure(snapshot, some),
        "one by one": one_by_one.all,
        "records": lambda: to_records(measured, SnapshotFacts(snapshot, pack, measured)),
    }
    taken = interleaved(ways, rounds=rounds)
    print(Claim("measure all indicators on all units", 1.0).line(taken["ours"]))
    ratio = taken["pandas"] / taken["ours"]
    print(
        Claim("  times faster than pandas", 10.0, "×", at_least=True).line(
            ratio, f"pandas {taken['pandas']:.2f} s"
        )
    )
    ratio = taken["one by one"] / taken["ours, some"]
    print(f"      {len(some.indicators)} of them by a DuckDB query an indicator, level and dimension:")
    print(f"      {taken['one by one']:.2f} s, {ratio:.0f} times as long as ours for the same")
    print(f"      {len(measured)} records with citations: {taken['records']:.2f} s")


def _agreeing(measured: Measurements, found: Found, pack: Pack) -> int:
    """How many sides are equal; raises when one is not.

    The peers know nothing of who handed in what, so only measurements whose ledgers were handed in are compared.
    """
    equal = 0
    for m in measured:
        if m.null_reason == "not_reported":
            continue
        wanted = (float(m.numerator or 0), float(m.denominator or 0))
        got = found[m.indicator].get((m.unit, m.disaggregation), (0.0, 0.0))
        if not np.allclose(wanted, got, rtol=1e-9, atol=1e-6):
            raise AssertionError(f"{m.indicator} at {m.unit} {m.disaggregation}: ours {wanted}, theirs {got}")
        equal += 1 + (pack.indicators[m.indicator].denominator is not None)
    return equal


def _sides(indicator: Indicator) -> Iterator[tuple[int, Term]]:
    yield 0, indicator.numerator
    if indicator.denominator is not None:
        yield 1, indicator.denominator


def _signed(term: Term, sign: int = 1) -> Iterator[tuple[int, Atom]]:
    if isinstance(term, CountTerm | SumTerm | DistinctTerm | GroupsTerm):
        yield sign, term
        return
    for part in term.add:
        yield from _signed(part, sign)
    for part in term.subtract:
        yield from _signed(part, -sign)


class _Peer:
    """What both peers share: walking indicators, levels and dimensions, and adding up the sides."""

    def __init__(self, snapshot: Snapshot, pack: Pack) -> None:
        self.snapshot, self.pack = snapshot, pack
        self.data = Dataset.of(snapshot, pack)
        self.attributes = unit_dimensions(pack)
        self.paths = {u.code: [p.code for p in snapshot.tree.path(u.code)] for u in snapshot.tree}

    def all(self) -> Found:
        """Every side of every indicator at every unit, in total and by dimension."""
        found: Found = {}
        for indicator in self.pack.indicators.values():
            sides: dict[Key, list[float]] = {}
            dimensions = (None, *dimensions_of(indicator, self.pack))
            for place, term in _sides(indicator):
                for sign, atom in _signed(term):
                    if atom.ledger in self.snapshot.files:
                        for key, number in self.atom(atom, dimensions):
                            sides.setdefault(key, [0.0, 0.0])[place] += sign * number
            found[indicator.id] = {key: (numbers[0], numbers[1]) for key, numbers in sides.items()}
        return found

    def atom(self, atom: Atom, dimensions: tuple[str | None, ...]) -> Iterator[tuple[Key, float]]:
        """The atom's number for every unit and member."""
        raise NotImplementedError


class Pandas(_Peer):
    """As an analyst writes it: a mask, then groupby, for each indicator, level and dimension."""

    def __init__(self, snapshot: Snapshot, pack: Pack) -> None:
        super().__init__(snapshot, pack)
        self.frames = {name: self._frame(name) for name in snapshot.files}

    def _frame(self, name: str) -> pd.DataFrame:
        ledger = self.pack.ledgers[name]
        kinds = {
            "text": "string",
            "code": "string",
            "integer": "Int64",
            "decimal": "Float64",
            "boolean": "boolean",
        }
        columns = {}
        for column in ledger.columns:
            series = pl.read_parquet(self.snapshot.files[name], columns=[column.id])[column.id]
            if column.type == "date":
                columns[column.id] = pd.Series(pd.to_datetime(series.to_list()))
            else:
                values = series.cast(pl.Float64) if column.type == "decimal" else series
                columns[column.id] = pd.Series(values.to_list(), dtype=kinds[column.type])
        units = columns[ledger.unit].tolist()
        for number, level in enumerate(LEVEL_COLUMNS):
            at = [self.paths[u][number] if len(self.paths[u]) > number else None for u in units]
            columns[level] = pd.Series(at, dtype="category")
        for attribute in {a for u in self.snapshot.tree for a in u.attributes}:
            columns[f"unit.{attribute}"] = pd.Series(
                [self.snapshot.tree[u].attributes.get(attribute) for u in units], dtype="string"
            )
        return pd.DataFrame(columns)

    def atom(self, atom: Atom, dimensions: tuple[str | None, ...]) -> Iterator[tuple[Key, float]]:
        frame = self.frames[atom.ledger]
        selected = frame
        if atom.where.text:
            selected = frame[self.value(atom.where.tree, frame).fillna(value=False).astype(bool)]
        if isinstance(atom, SumTerm):
            selected = selected.assign(**{"#value": self.value(atom.value.tree, selected)})
        for dimension in dimensions:
            rows = selected
            keys: list[str] = []
            if dimension is not None:
                column = self.pack.ledgers[atom.ledger].dimensions.get(dimension)
                keys = [column or f"unit.{self.attributes[dimension]}"]
            if isinstance(atom, GroupsTerm):
                rows = self._groups(atom, selected, keys)
            for level in LEVEL_COLUMNS:
                counted = self._counted(atom, rows, [level, *keys])
                for key, number in counted.items():
                    unit, *members = key if isinstance(key, tuple) else (key,)
                    yield (unit, tuple((str(dimension), _text(m)) for m in members)), float(number)

    def _counted(self, atom: Atom, rows: pd.DataFrame, keys: list[str]) -> pd.Series:
        if isinstance(atom, SumTerm):
            return rows.groupby(keys, observed=True)["#value"].sum()
        if isinstance(atom, DistinctTerm):
            columns = list(dict.fromkeys([*keys, *atom.columns]))
            rows = rows.dropna(subset=list(atom.columns)).drop_duplicates(columns)
        return rows.groupby(keys, observed=True).size()

    def _groups(self, atom: GroupsTerm, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        ledger = self.pack.ledgers[atom.ledger]
        parts = {a.name: self.value(a.expression.tree, rows) for a in atom.aggregates}
        rows = rows.assign(**{f"#{name}": value for name, value in parts.items()})
        by = list(dict.fromkeys([ledger.unit, *atom.by, *keys]))
        grouped = rows.groupby(by, observed=True)
        totals = {}
        for a in atom.aggregates:
            column = grouped[f"#{a.name}"]
            totals[a.name] = column.sum() if a.kind == "count" else column.sum(min_count=1)
        found = pd.DataFrame(totals).reset_index()
        found = found[self.value(atom.having.tree, found).fillna(value=False).astype(bool)]
        paths = found[ledger.unit].map(self.paths)
        for number, level in enumerate(LEVEL_COLUMNS):
            found[level] = [p[number] if len(p) > number else None for p in paths]
        return found

    def value(self, node: ex.Expression, frame: pd.DataFrame) -> Any:
        """An expression over a frame, with pandas' own missing values."""
        if isinstance(node, ex.Name):
            return self._name(node, frame)
        if isinstance(node, ex.Literal):
            return self._constant(node.value, frame)
        if isinstance(node, ex.And | ex.Or):
            values = [self.value(p, frame) for p in node.parts]
            for other in values[1:]:
                values[0] = values[0] & other if isinstance(node, ex.And) else values[0] | other
            return values[0]
        if isinstance(node, ex.Not):
            return ~self.value(node.value, frame)
        if isinstance(node, ex.IsNull):
            return self.value(node.value, frame).isna().astype("boolean")
        if isinstance(node, ex.Between):
            low, high = ex.Compare(">=", node.value, node.low), ex.Compare("<=", node.value, node.high)
            return self.value(low, frame) & self.value(high, frame)
        if isinstance(node, ex.In):
            value = self.value(node.value, frame)
            options = [float(o.value) if o.type == "number" else o.value for o in node.options]
            return value.isin(options).astype("boolean").mask(value.isna())
        if isinstance(node, ex.Call):
            return self._call(node, [self.value(a, frame) for a in node.arguments])
        left, right = self.value(node.left, frame), self.value(node.right, frame)
        if isinstance(node, ex.Arithmetic):
            return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__}[node.op](right)
        compare = {
            "=": "__eq__",
            "<>": "__ne__",
            "<": "__lt__",
            "<=": "__le__",
            ">": "__gt__",
            ">=": "__ge__",
        }
        held = getattr(left, compare[node.op])(right).astype("boolean")
        return held.mask(left.isna() | right.isna())

    def _name(self, node: ex.Name, frame: pd.DataFrame) -> Any:
        if node.scope == "column":
            return frame[node.name]
        if node.scope == "unit":
            return frame[f"unit.{node.name}"]
        if node.scope == "param":
            return self._constant(self.data.parameters[node.name].default, frame)
        period, year = self.snapshot.period, self.snapshot.period.school_year
        days = {"period_start": period.start, "period_end": period.end, "school_year_start": year.start}
        return self._constant(days.get(node.name, year.end), frame)

    @staticmethod
    def _constant(value: Any, frame: pd.DataFrame) -> pd.Series:
        if isinstance(value, bool):
            return pd.Series(value, index=frame.index, dtype="boolean")
        if isinstance(value, str):
            return pd.Series(value, index=frame.index, dtype="string")
        if hasattr(value, "year"):
            return pd.Series(pd.Timestamp(value), index=frame.index)
        return pd.Series(None if value is None else float(value), index=frame.index, dtype="Float64")

    @staticmethod
    def _call(node: ex.Call, values: list[Any]) -> Any:
        first, second = values[0], values[-1]
        if node.name == "AGE_AT":
            before = (second.dt.month * 100 + second.dt.day) < (first.dt.month * 100 + first.dt.day)
            return (
                (second.dt.year - first.dt.year - before).astype("Float64").mask(first.isna() | second.isna())
            )
        if node.name in {"LEAST", "GREATEST"}:
            smaller = first <= second if node.name == "LEAST" else first >= second
            return first.where(smaller.fillna(value=False), second).mask(first.isna() | second.isna())
        return {
            "DAYS_BETWEEN": lambda: (second - first).dt.days.astype("Float64"),
            "YEAR": lambda: first.dt.year.astype("Float64"),
            "MONTH": lambda: first.dt.month.astype("Float64"),
            "COALESCE": lambda: first.fillna(second),
            "ABS": lambda: first.abs(),
            "LENGTH": lambda: first.str.len(),
            "STARTS_WITH": lambda: first.str.startswith(second.iloc[0]) if len(second) else first.isna(),
            "CONTAINS": lambda: (
                first.str.contains(second.iloc[0], regex=False) if len(second) else first.isna()
            ),
        }[node.name]()


def _text(member: Any) -> str:
    if isinstance(member, bool | np.bool_):
        return "T" if member else "F"
    return str(member)


class OneByOne(_Peer):
    """A DuckDB query for each atom, level and dimension, over tables in memory."""

    def __init__(self, snapshot: Snapshot, pack: Pack) -> None:
        super().__init__(snapshot, pack)
        self.session = Session.of(snapshot, pack)
        for name in snapshot.files:
            self.session.rows(
                f"CREATE TABLE {identifier(name)} AS SELECT * FROM {self.session.relations[name]}"
            )
        padded = [[code, *path, *[None] * (len(LEVELS) - len(path))] for code, path in self.paths.items()]
        self.session.create("paths", dict.fromkeys(["code", *LEVEL_COLUMNS], "VARCHAR"), padded)

    def atom(self, atom: Atom, dimensions: tuple[str | None, ...]) -> Iterator[tuple[Key, float]]:
        ledger = self.pack.ledgers[atom.ledger]
        for dimension in dimensions:
            member = "NULL"
            if dimension is not None:
                column = ledger.dimensions.get(dimension)
                member = (
                    f"u.{identifier(self.attributes[dimension])}"
                    if column is None
                    else member_sql(ledger.column(column))
                )
            for level in LEVEL_COLUMNS:
                for unit, name, number in self.session.rows(
                    self._sql(atom, f"paths.{identifier(level)}", member)
                ):
                    if unit is not None and (dimension is None or name is not None):
                        yield (unit, () if dimension is None else ((dimension, name),)), float(number or 0)

    def _sql(self, atom: Atom, level: str, member: str) -> str:
        ledger = self.pack.ledgers[atom.ledger]
        emitter = self.session.emitter(ledger)
        unit = f"t.{identifier(ledger.unit)}"
        joined = f"JOIN paths ON paths.code = {unit} JOIN {self.session.units()} AS u ON u.code = {unit}"
        source = f"{identifier(ledger.id)} AS t {joined}"
        conditions = [emitter.sql(c) for c in conjuncts(atom.where.tree)]
        grouped_by = atom.columns if isinstance(atom, DistinctTerm) else getattr(atom, "by", ())
        keys = [f"t.{identifier(c)}" for c in grouped_by]
        conditions += [f"{k} IS NOT NULL" for k in keys]
        source += f" WHERE {' AND '.join(conditions)}" if conditions else ""
        number = "count(*)"
        if isinstance(atom, SumTerm):
            number = f"sum({emitter.sql(atom.value.tree)})"
        if isinstance(atom, DistinctTerm):
            number = f"count(DISTINCT ({', '.join(keys)}))"
        if not isinstance(atom, GroupsTerm):
            return f"SELECT {level}, {member}, {number} FROM {source} GROUP BY ALL"
        totals, columns = {}, []
        for a in atom.aggregates:
            sql, digits = total_sql(a, emitter, emitter.sql(a.expression.tree))
            columns.append(f"{sql} AS {identifier(a.name)}")
            totals[a.name] = Total(f"g.{identifier(a.name)}", digits)
        having = Emitter(emitter.names.inside(totals)).sql(atom.having.tree)
        by = ", ".join([level, member, unit, *keys])
        groups = f"SELECT {level} AS l, {member} AS d, {', '.join(columns)} FROM {source} GROUP BY {by}"
        return f"SELECT l, d, count(*) FROM ({groups}) AS g WHERE {having} GROUP BY l, d"


__all__ = ["OneByOne", "Pandas", "run"]
