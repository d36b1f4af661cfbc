"""The DuckDB side: one locked, in-memory connection that sees the rows of a snapshot (or of examples) and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from zeren.core.engine.emitter import (
    ROWS,
    UNITS,
    Emitter,
    Names,
    column_type,
    identifier,
    literal,
    needs_units,
    parameter_column,
)
from zeren.core.engine.snapshot import PROVENANCE, ResolvedParameter, Snapshot, resolve
from zeren.core.kernel import OrgTree, Period, Problem, ZerenError, nearest
from zeren.core.kernel import expression as ex
from zeren.core.packs import Ledger, Pack, Scope, ledger_scope

# DuckDB works on row groups of about 120,000 rows: below that a second thread has nothing to do but be waited for, and a query of
# a district is mostly planning, a third of it by the optimizer, which has nothing to gain there. At a million rows both pay.
MANY_ROWS, THREADS = 150_000, 2
UNIT_TABLE, BELOW_TABLE = '"#units"', '"#below"'
NODE = "#node"
_PARAMETER_TYPES = {
    "integer": "DECIMAL(38,12)",
    "decimal": "DECIMAL(38,12)",
    "date": "DATE",
    "text": "VARCHAR",
}
# Whoever writes a pack or a snapshot must not reach the disk or the network through DuckDB: only the snapshot's own files may be
# read, nothing may be written (not even a spill file), no extension may load, and the settings cannot be changed back.
_LOCK = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET temp_directory = ''",
    "SET allowed_paths = [{paths}]",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


def attributes_of(pack: Pack) -> frozenset[str]:
    """The unit attributes that ledgers of the pack define."""
    return frozenset(
        a for ledger in pack.ledgers.values() if ledger.defines_units for a in ledger.defines_units.attributes
    )


def scope_of(pack: Pack, ledger: Ledger) -> Scope:
    """The names an expression over the ledger may use."""
    return ledger_scope(ledger, dict(pack.parameters), attributes_of(pack))


@dataclass(frozen=True)
class Dataset:
    """What is measured, wherever its rows are.

    Shape: ``submitted`` holds the ledgers there are, each with the units that handed it in; ``node`` is the column that says
    where a row lies ("" for the ledger's own unit column).
    """

    pack: Pack
    tree: OrgTree
    period: Period
    parameters: Mapping[str, ResolvedParameter]
    submitted: Mapping[str, frozenset[str]]
    node: str = ""

    @classmethod
    def of(cls, snapshot: Snapshot, pack: Pack) -> Dataset:
        """The dataset of a snapshot, with the parameters that were frozen (one it has never heard of is resolved now)."""
        known = dict(snapshot.parameters)
        missing = {name: p for name, p in pack.parameters.items() if name not in known}
        parameters = known | resolve(missing, snapshot.tree, snapshot.period.end)
        return cls(pack, snapshot.tree, snapshot.period, parameters, snapshot.submitted)

    def names(self, ledger: Ledger) -> Names:
        """What names stand for in an expression over the ledger."""
        return Names(
            columns={c.id: c.type for c in ledger.columns},
            period=self.period,
            constants={n: p.default for n, p in self.parameters.items() if not p.below},
            varying=frozenset(n for n, p in self.parameters.items() if p.below),
            attributes=attributes_of(self.pack),
        )

    def node_column(self, ledger: Ledger) -> str:
        """The SQL of a row's place in the tree."""
        return f"{ROWS}.{identifier(self.node or ledger.unit)}"

    def reporting(self, ledger: str) -> frozenset[str]:
        """The nodes that have reported the ledger: those at or above a unit that handed it in.

        A ledger the county fills speaks for everything below it as well: a school it does not list has nothing there. One that
        schools fill does not: what a county enters for one school says nothing about its neighbour.
        """
        units = self.submitted.get(ledger, frozenset())
        found = {u.code for unit in units for u in self.tree.path(unit)}
        if ledger in self.pack.ledgers and self.pack.ledgers[ledger].submitted_by == "county":
            found.update(u.code for unit in units for u in self.tree.below(unit))
        return frozenset(found)


class Session:
    """A connection that knows the dataset's ledgers and its units, and has everything else switched off.

    Shape: ``relations`` maps a ledger to what stands after FROM (named in each query: a view would bind its file once more).
    """

    def __init__(self, dataset: Dataset, files: Mapping[str, str] | None = None, *, rows: int = 0) -> None:
        self.dataset = dataset
        many = rows > MANY_ROWS
        self.connection = duckdb.connect(":memory:", config={"threads": THREADS if many else 1})
        self.connection.execute("PRAGMA enable_optimizer" if many else "PRAGMA disable_optimizer")
        paths = ", ".join(literal(path) for path in (files or {}).values())
        for statement in _LOCK:
            self.connection.execute(statement.format(paths=paths))
        self._made: set[str] = set()
        self.relations = {name: f"read_parquet({literal(path)})" for name, path in (files or {}).items()}

    @classmethod
    def of(cls, snapshot: Snapshot, pack: Pack) -> Session:
        """The session of an opened snapshot."""
        files = {name: str(path.resolve()) for name, path in snapshot.files.items()}
        return cls(Dataset.of(snapshot, pack), files, rows=max(snapshot.row_counts.values(), default=0))

    @classmethod
    def holding(
        cls, dataset: Dataset, rows: Mapping[str, Sequence[Mapping[str, Any]]], *, as_many: int = 0
    ) -> Session:
        """The session of rows held in memory: those of examples. ``as_many`` makes it work as it would with so many rows."""
        session = cls(dataset, rows=as_many)
        for name, given in rows.items():
            kinds = {c.id: column_type(c.type) for c in dataset.pack.ledgers[name].columns}
            kinds |= {
                "_file": "VARCHAR",
                "_sheet": "VARCHAR",
                "_row": "BIGINT",
                "_unit": "VARCHAR",
                NODE: "VARCHAR",
            }
            session.relations[name] = identifier(name)
            session.create(identifier(name), kinds, [[row.get(c) for c in kinds] for row in given])
        return session

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def create(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Make a small table of typed columns and fill it.

        One list a column, as a parameter: Arrow would need pyarrow, executemany plans each row anew, and planning VALUES of a
        hundred rows takes longer than measuring them.
        """
        declared = ", ".join(f"{identifier(c)} {kind}" for c, kind in columns.items())
        self._run(f"CREATE TABLE {table} ({declared})")
        listed = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in columns.values())
        values = [list(column) for column in zip(*rows, strict=True)]
        if values:
            self._run(f"INSERT INTO {table} SELECT {listed}", values)

    def units(self) -> str:
        """The table of units: code, attributes, and the parameters that differ between units. Made on first use."""
        if UNIT_TABLE not in self._made:
            self._made.add(UNIT_TABLE)
            data = self.dataset
            attributes = sorted(attributes_of(data.pack).union(*(u.attributes for u in data.tree)))
            varying = {n: p for n, p in sorted(data.parameters.items()) if p.below}
            columns = {"code": "VARCHAR"} | dict.fromkeys(attributes, "VARCHAR")
            columns |= {parameter_column(n): _PARAMETER_TYPES[p.type] for n, p in varying.items()}
            rows = [
                [
                    u.code,
                    *(u.attributes.get(a) for a in attributes),
                    *(p.at(data.tree, u.code) for p in varying.values()),
                ]
                for u in data.tree
            ]
            self.create(UNIT_TABLE, columns, rows)
        return UNIT_TABLE

    def below(self) -> str:
        """The table of pairs (node, code): code lies at or below node. Made on first use."""
        if BELOW_TABLE not in self._made:
            self._made.add(BELOW_TABLE)
            tree = self.dataset.tree
            pairs = [[n.code, u.code] for u in tree for n in tree.path(u.code)]
            self.create(BELOW_TABLE, {"node": "VARCHAR", "code": "VARCHAR"}, pairs)
        return BELOW_TABLE

    def source(self, ledger: Ledger, expressions: Iterable[ex.Expression]) -> str:
        """The FROM clause for expressions over the ledger: its rows, and their units where an expression asks for them."""
        names = self.dataset.names(ledger)
        rows = f"{self.relations[ledger.id]} AS {ROWS}"
        if not any(needs_units(e, names) for e in expressions):
            return rows
        return (
            f"{rows} LEFT JOIN {self.units()} AS {UNITS} ON {UNITS}.code = {self.dataset.node_column(ledger)}"
        )

    def emitter(self, ledger: Ledger) -> Emitter:
        """The emitter of expressions over the ledger."""
        return Emitter(self.dataset.names(ledger))

    def ledger(self, name: str) -> Ledger:
        """The ledger, if the pack and the dataset have it.

        Raises:
            ZerenError: E003 with the nearest name.
        """
        if name not in self.dataset.pack.ledgers:
            raise ZerenError(Problem("E003", found=name, hint=nearest(name, self.dataset.pack.ledgers)))
        return self.dataset.pack.ledgers[name]

    def arrays(self, sql: str) -> list[Any]:
        """A query's result as one array a column. Only for text and 64-bit columns: DuckDB makes floats of anything wider."""
        try:
            return list(self.connection.execute(sql).fetchnumpy().values())
        except duckdb.Error as error:
            raise self._translated(error) from error

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A query's result as Python values."""
        return self._run(sql).fetchall()

    def _run(self, sql: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(sql, values) if values else self.connection.execute(sql)
        except duckdb.Error as error:
            raise self._translated(error) from error

    def _translated(self, error: duckdb.Error) -> ZerenError:
        """Numbers that leave 38 digits and columns a snapshot lacks are the user's business; anything else is our mistake."""
        first = str(error).splitlines()[0]
        if isinstance(error, duckdb.OutOfRangeException | duckdb.ConversionException):
            return ZerenError(Problem("E030", found=first))
        if isinstance(error, duckdb.BinderException) and "scale" in first:
            return ZerenError(Problem("E030", found=first))
        lacking = re.search('column "([^"]+)" not found|does not have a column named "([^"]+)"', first)
        if isinstance(error, duckdb.BinderException) and lacking is not None:
            pack, column = self.dataset.pack, lacking[1] or lacking[2]
            known = (x for name, x in pack.ledgers.items() if name in self.relations)
            having = [x.name for x in known if column in {c.id for c in x.columns}]
            return ZerenError(Problem("E032", found=column, expected="、".join(having)))
        raise error


__all__ = ["NODE", "PROVENANCE", "Dataset", "Session", "attributes_of", "scope_of"]
