"""Why this number? The value, both sides, the formula, the SQL as named steps, and the first rows behind each side."""

# ruff: noqa: S608 - names go through identifier(), constants through literal(); tests feed both hostile text
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zeren.core.engine.citing import formula_text
from zeren.core.engine.emitter import (
    ROWS,
    UNITS,
    Emitter,
    Total,
    count_sql,
    identifier,
    literal,
    needs_units,
    parameter_column,
)
from zeren.core.engine.facts import SnapshotFacts
from zeren.core.engine.measuring import measure
from zeren.core.engine.planning import conjuncts, dimensions_of, member_sql, total_sql, unit_dimensions
from zeren.core.engine.session import Dataset
from zeren.core.engine.snapshot import Snapshot
from zeren.core.kernel import Measurement, OrgTree, Problem, RowQuery, RowSet, ZerenError, nearest
from zeren.core.kernel import expression as ex
from zeren.core.packs import (
    Atom,
    Column,
    Combination,
    CountTerm,
    DistinctTerm,
    GroupsTerm,
    Ledger,
    Pack,
    SumTerm,
    Term,
    atoms,
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one number.

    Shape: ``numerator_sql`` and ``denominator_sql`` are whole statements of named steps (``WITH rows_1 AS …``) that DuckDB runs
    in the snapshot's folder and that yield the side's number; ``*_rows`` hold, ledger by ledger and condition by condition, the
    first rows the side selects. A side that does not exist is empty.
    """

    measurement: Measurement
    formula: str
    source: str
    numerator_sql: str
    denominator_sql: str
    numerator_rows: tuple[RowSet, ...]
    denominator_rows: tuple[RowSet, ...]


def explain(
    snapshot: Snapshot,
    pack: Pack,
    indicator: str,
    unit: str,
    *,
    limit: int = 10,
    disaggregation: tuple[str, str] | None = None,
) -> Explanation:
    """Explain one number: an indicator at a unit, in total or for one member such as ``("gender", "2")``.

    Raises:
        ZerenError: E001, E002 or E005 with the nearest name.
    """
    facts = SnapshotFacts(snapshot, pack, measure(snapshot, pack, indicators=[indicator], units=[unit]))
    item = pack.indicators[indicator]
    if disaggregation is not None and disaggregation[0] not in dimensions_of(item, pack):
        hint = nearest(disaggregation[0], dimensions_of(item, pack))
        raise ZerenError(Problem("E005", found=f"{indicator}（{disaggregation[0]}）", hint=hint))
    measured = facts.measurement(indicator, unit, **dict([disaggregation] if disaggregation else []))
    sides = [_Side(facts, term, unit, disaggregation) for term in (item.numerator, item.denominator)]
    numerator, denominator = sides
    return Explanation(
        measured,
        formula_text(item, pack),
        item.source,
        numerator.sql(),
        denominator.sql(),
        numerator.rows(limit),
        denominator.rows(limit),
    )


class _Side:
    """One side of the fraction, at one unit."""

    def __init__(
        self, facts: SnapshotFacts, term: Term | None, unit: str, group: tuple[str, str] | None
    ) -> None:
        self.facts, self.pack, self.term, self.unit, self.group = facts, facts.pack, term, unit, group
        self.data = Dataset.of(facts.snapshot, facts.pack)
        self.steps: list[tuple[str, str]] = []

    def rows(self, limit: int) -> tuple[RowSet, ...]:
        """The first rows of each ledger and condition."""
        queries = dict.fromkeys((atom.ledger, self._where_text(atom)) for atom in atoms(self.term))
        return tuple(
            self.facts.rows(RowQuery(ledger, where, self.unit, limit=limit)) for ledger, where in queries
        )

    def _where_text(self, atom: Atom) -> str:
        text = atom.where.text or "TRUE"
        if self.group is None:
            return text
        dimension, member = self.group
        ledger = self.pack.ledgers[atom.ledger]
        name = ledger.dimensions.get(dimension)
        if name is None:
            chosen = f"unit.{unit_dimensions(self.pack)[dimension]} = {literal(member)}"
        else:
            chosen = _chosen(ledger.column(name), member)
        return chosen if text == "TRUE" else f"({text}) AND {chosen}"

    def sql(self) -> str:
        """The side as one statement."""
        if self.term is None:
            return ""
        self.steps = [("below", self._below())]
        total = self._number(self.term)
        steps = ",\n".join(f"{name} AS (\n  {sql}\n)" for name, sql in self.steps)
        return f"WITH {steps}\nSELECT {total} AS number"

    def _below(self) -> str:
        codes = ", ".join(f"({literal(u.code)})" for u in self.facts.tree.below(self.unit))
        return f"SELECT * FROM (VALUES {codes}) AS b(code)"

    def _number(self, term: Term) -> str:
        if isinstance(term, Combination):
            added = [self._number(t) for t in term.add] or ["0"]
            return "(" + " + ".join(added) + "".join(f" - {self._number(t)}" for t in term.subtract) + ")"
        if term.ledger not in self.facts.snapshot.files:
            return "0"
        index = sum(name.startswith("rows_") for name, _ in self.steps) + 1
        self.steps.append((f"rows_{index}", self._selected(term)))
        name = f"number_{index}"
        self.steps.append((name, self._aggregated(term, f"rows_{index}")))
        return f"(SELECT n FROM {name})"

    def _selected(self, atom: Atom) -> str:
        """The rows an atom selects, with its value, keys and aggregates beside them."""
        ledger = self.pack.ledgers[atom.ledger]
        emitter = Emitter(self.data.names(ledger))
        unit = f"{ROWS}.{identifier(ledger.unit)}"
        extra = [f"{emitter.sql(e)} AS {name}" for name, e in self._projected(atom)]
        conditions = [
            f"{unit} IN (SELECT code FROM below)",
            *(emitter.sql(c) for c in conjuncts(atom.where.tree)),
        ]
        if self.group is not None:
            conditions.append(self._member(ledger))
        expressions = [atom.where.tree, *(e for _, e in self._projected(atom))]
        joined = ""
        if self._needs_units(ledger) or any(needs_units(e, self.data.names(ledger)) for e in expressions):
            joined = (
                f"\n  LEFT JOIN ({self._units(self.data.tree, emitter)}) AS {UNITS} ON {UNITS}.code = {unit}"
            )
        listed = ", ".join([f"{ROWS}.*", *extra])
        file = literal(f"{ledger.id}.parquet")
        return (
            f"SELECT {listed}\n  FROM read_parquet({file}) AS {ROWS}{joined}\n  WHERE "
            + "\n    AND ".join(conditions)
        )

    def _needs_units(self, ledger: Ledger) -> bool:
        return self.group is not None and self.group[0] not in ledger.dimensions

    def _member(self, ledger: Ledger) -> str:
        assert self.group is not None
        dimension, member = self.group
        if dimension in ledger.dimensions:
            return f"{member_sql(ledger.column(ledger.dimensions[dimension]))} = {literal(member)}"
        return f"{UNITS}.{identifier(unit_dimensions(self.pack)[dimension])} = {literal(member)}"

    def _units(self, tree: OrgTree, emitter: Emitter) -> str:
        """The units at or below ours, with their attributes and the parameters that differ between them."""
        attributes = sorted(emitter.names.attributes)
        varying = sorted(emitter.names.varying)
        names = ["code", *attributes, *map(parameter_column, varying)]
        rows = []
        for unit in tree.below(self.unit):
            values: list[str | Decimal | date | None] = [
                unit.code,
                *(unit.attributes.get(a) for a in attributes),
            ]
            values += [self.data.parameters[p].at(tree, unit.code) for p in varying]
            rows.append("(" + ", ".join(map(literal, values)) + ")")
        return f"SELECT * FROM (VALUES {', '.join(rows)}) AS v({', '.join(map(identifier, names))})"

    @staticmethod
    def _projected(atom: Atom) -> list[tuple[str, ex.Expression]]:
        if isinstance(atom, SumTerm):
            return [('"#value"', atom.value.tree)]
        if isinstance(atom, GroupsTerm):
            return [(identifier(f"#{a.name}"), a.expression.tree) for a in atom.aggregates]
        return []

    def _aggregated(self, atom: Atom, rows: str) -> str:
        if isinstance(atom, CountTerm):
            return f"SELECT count(*) AS n FROM {rows}"
        if isinstance(atom, SumTerm):
            return f'SELECT coalesce(sum("#value"), 0) AS n FROM {rows}'
        ledger = self.pack.ledgers[atom.ledger]
        columns = atom.columns if isinstance(atom, DistinctTerm) else (ledger.unit, *atom.by)
        listed = ", ".join(map(identifier, columns))
        present = " AND ".join(f"{identifier(c)} IS NOT NULL" for c in columns)
        if isinstance(atom, DistinctTerm):
            return f"SELECT count(*) AS n FROM (SELECT DISTINCT {listed} FROM {rows} WHERE {present})"
        emitter, totals = Emitter(self.data.names(ledger)), []
        names = {}
        for aggregate in atom.aggregates:
            sql, digits = total_sql(aggregate, emitter, identifier(f"#{aggregate.name}"))
            totals.append(f"{sql} AS {identifier(aggregate.name)}")
            names[aggregate.name] = Total(f"g.{identifier(aggregate.name)}", digits)
        emitter = Emitter(emitter.names.inside(names))
        keys = f'{identifier(ledger.unit)} AS "#unit"'
        grouped = f"SELECT {', '.join([keys, *totals])} FROM {rows} WHERE {present} GROUP BY {listed}"
        joined = ""
        if needs_units(atom.having.tree, emitter.names):
            joined = f'\n  LEFT JOIN ({self._units(self.data.tree, emitter)}) AS {UNITS} ON {UNITS}.code = g."#unit"'
        return f"SELECT {count_sql(emitter.sql(atom.having.tree))} AS n\n  FROM ({grouped}) AS g{joined}"


def _chosen(column: Column, member: str) -> str:
    """The condition that a column has the member, in the pack's own language."""
    if column.type == "boolean":
        return column.id if member == "T" else f"NOT {column.id}"
    if column.type in {"integer", "decimal"}:
        return f"{column.id} = {member}"
    return f"{column.id} = DATE '{member}'" if column.type == "date" else f"{column.id} = {literal(member)}"
