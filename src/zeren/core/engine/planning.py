"""The fused plan: all indicators together ask each ledger one question.

Atoms of all numerators and denominators are deduplicated; every distinct conjunct of their conditions is projected once, as a
boolean, in a sub-select; ``count_if`` and ``sum`` over those booleans are taken at unit × dimension grain. Measured and rejected:
a query an indicator (25 times slower at a million rows), ``count(*) FILTER`` (twice as slow as ``count_if`` over projected
booleans), ``count(DISTINCT)`` inside grouping sets (eight times slower than looking after the few values seen in two units).
"""

# ruff: noqa: S608 - names go through identifier(), constants through literal(); tests feed both hostile text
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from zeren.core.engine.emitter import (
    LONG,
    ROWS,
    UNITS,
    WIDEST,
    Digits,
    Emitter,
    Total,
    count_sql,
    identifier,
    needs_units,
)
from zeren.core.engine.session import Session
from zeren.core.kernel import expression as ex
from zeren.core.packs import (
    Aggregate,
    Atom,
    Column,
    Combination,
    CountTerm,
    DistinctTerm,
    GroupsTerm,
    Indicator,
    Ledger,
    Pack,
    SumTerm,
    Term,
    atoms,
)

Slot = tuple[str, int]
Part = tuple[int, str, int]


def unit_dimensions(pack: Pack) -> dict[str, str]:
    """Dimensions that are attributes of units (declared by the ledgers that define units), with the attribute's name."""
    found: dict[str, str] = {}
    for ledger in pack.ledgers.values():
        if ledger.defines_units is not None:
            for name, column in ledger.dimensions.items():
                if column in ledger.defines_units.attributes:
                    found.setdefault(name, column)
    return found


def dimensions_of(indicator: Indicator, pack: Pack) -> tuple[str, ...]:
    """The dimensions an indicator is disaggregated by: those all its ledgers have, within what its definition allows."""
    attributes = unit_dimensions(pack)
    common = set.intersection(*({*pack.ledgers[name].dimensions, *attributes} for name in indicator.ledgers))
    allowed = common if indicator.disaggregate is None else common.intersection(indicator.disaggregate)
    return tuple(sorted(allowed))


def conjuncts(condition: ex.Expression) -> tuple[ex.Expression, ...]:
    """The parts that must all hold; none where the condition is always true."""
    if condition == ex.Literal(True, "boolean"):
        return ()
    if isinstance(condition, ex.And):
        return tuple(dict.fromkeys(c for part in condition.parts for c in conjuncts(part)))
    return (condition,)


def member_sql(column: Column) -> str:
    """The SQL of a dimension's member as text, in the form :func:`zeren.core.engine.reference.member_text` has."""
    name = f"{ROWS}.{identifier(column.id)}"
    if column.type == "boolean":
        return f"CASE WHEN {name} THEN 'T' WHEN NOT {name} THEN 'F' END"
    if column.type == "decimal":
        return f"rtrim(rtrim(CAST({name} AS VARCHAR), '0'), '.')"
    return name if column.type in {"text", "code"} else f"CAST({name} AS VARCHAR)"


def total_sql(aggregate: Aggregate, emitter: Emitter, inner: str) -> tuple[str, Digits]:
    """The SQL of a count or sum of something within a group, and the digits it may have."""
    if aggregate.kind == "count":
        return count_sql(inner), LONG
    scale = (emitter.digits(aggregate.expression.tree) or LONG).scale
    return f"CAST(sum({inner}) AS DECIMAL({WIDEST},{scale}))", Digits(WIDEST - scale, scale)


@dataclass
class LedgerPlan:
    """What is asked of one ledger.

    Shape: column ``i`` of its answer is ``columns[i]``; the fused query gives the counts and sums, ``distinct`` and ``groups``
    add the rest. ``dimensions`` maps each dimension to its ledger column, or to None where it is an attribute of the unit;
    ``wanted`` says which of them each column is needed by.
    """

    ledger: Ledger
    dimensions: dict[str, str | None] = field(default_factory=dict)
    predicates: dict[ex.Expression, str] = field(default_factory=dict)
    values: dict[ex.Expression, str] = field(default_factory=dict)
    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    sums: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)
    distinct: dict[DistinctTerm, int] = field(default_factory=dict)
    groups: dict[GroupsTerm, int] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    wanted: dict[int, set[str]] = field(default_factory=dict)

    def _column(self, sql: str) -> int:
        self.columns.append(sql)
        return len(self.columns) - 1

    def _where(self, condition: ex.Expression) -> tuple[str, ...]:
        return tuple(self.predicates.setdefault(c, f"p{len(self.predicates)}") for c in conjuncts(condition))

    def count(self, condition: ex.Expression) -> int:
        """The column that counts the rows satisfying a condition."""
        where = self._where(condition)
        if where not in self.counts:
            self.counts[where] = self._column(
                f"CAST(count_if({' AND '.join(where)}) AS BIGINT)" if where else "count(*)"
            )
        return self.counts[where]

    def sum(self, condition: ex.Expression, value: ex.Expression) -> int:
        """The column that sums an expression over those rows, as text: DuckDB would hand a wide number over as a float."""
        where = self._where(condition)
        name = self.values.setdefault(value, f"v{len(self.values)}")
        if (where, name) not in self.sums:
            chosen = f"CASE WHEN {' AND '.join(where)} THEN {name} END" if where else name
            self.sums[where, name] = self._column(f"CAST(sum({chosen}) AS VARCHAR)")
        return self.sums[where, name]

    def atom(self, atom: Atom) -> int:
        """The column of an atom."""
        if isinstance(atom, CountTerm):
            return self.count(atom.where.tree)
        if isinstance(atom, SumTerm):
            return self.sum(atom.where.tree, atom.value.tree)
        if isinstance(atom, DistinctTerm):
            atom = replace(atom, where=replace(atom.where, text=""))
            if atom not in self.distinct:
                self.distinct[atom] = self._column("")
            return self.distinct[atom]
        if atom not in self.groups:
            self.groups[atom] = self._column("")
        return self.groups[atom]

    @property
    def row_dimensions(self) -> list[tuple[str, Column]]:
        """Dimensions that are columns of the ledger."""
        return [(name, self.ledger.column(c)) for name, c in self.dimensions.items() if c is not None]

    def slices(self, *columns: int) -> list[tuple[str | None, Column | None]]:
        """What needs a query of its own where values do not add up: the total, and the dimensions that are ledger columns."""
        wanted = set().union(*(self.wanted.get(c, ()) for c in columns))
        return [(None, None), *((name, column) for name, column in self.row_dimensions if name in wanted)]

    def fused_sql(self, session: Session) -> str:
        """The one query that gives every count and sum, at unit × dimension grain."""
        emitter = session.emitter(self.ledger)
        projected = [f"{session.dataset.node_column(self.ledger)} AS n"]
        keys = ["n"]
        for index, (_, column) in enumerate(self.row_dimensions):
            projected.append(f"{member_sql(column)} AS d{index}")
            keys.append(f"d{index}")
        for table in (self.predicates, self.values):
            projected += [f"{emitter.sql(expression)} AS {name}" for expression, name in table.items()]
        source = session.source(self.ledger, [*self.predicates, *self.values])
        columns = [f"{sql} AS c{index}" for index, sql in enumerate(self.columns) if sql]
        listed = ", ".join(keys)
        return f"SELECT {', '.join([listed, *columns])} FROM (SELECT {', '.join(projected)} FROM {source}) GROUP BY {listed}"

    def distinct_bundles(self) -> list[list[tuple[DistinctTerm, int]]]:
        """Distinct terms over the same columns: one query answers them together, a bit each."""
        found: dict[tuple[tuple[str, ...], int], list[tuple[DistinctTerm, int]]] = {}
        for number, (atom, index) in enumerate(self.distinct.items()):
            found.setdefault((atom.columns, number // 60), []).append((atom, index))
        return list(found.values())

    def distinct_sql(self, terms: list[DistinctTerm], session: Session, member: Column | None) -> str:
        """How many different values each set of units (and member) has: ``(member, [{n: unit, m: bits}], values)``.

        A bit says that a row of the unit with the value satisfies that term's condition. Most values occur in one unit, few in
        several, so the answer is short; whoever adds it up the tree counts a value once at every node above any of its units.
        Exact, and no level needs to count distinct values again.
        """
        emitter = session.emitter(self.ledger)
        columns = [f"{ROWS}.{identifier(c)}" for c in terms[0].columns]
        node, key = session.dataset.node_column(self.ledger), "CAST(NULL AS VARCHAR)"
        present = [f"{c} IS NOT NULL" for c in columns]
        if member is not None:
            key = member_sql(member)
            present.append(f"{ROWS}.{identifier(member.id)} IS NOT NULL")
        held = [" AND ".join(emitter.sql(c) for c in conjuncts(t.where.tree)) or "TRUE" for t in terms]
        bits = " | ".join(f"CASE WHEN {sql} THEN {1 << bit} ELSE 0 END" for bit, sql in enumerate(held))
        where = " AND ".join([*present, "(" + " OR ".join(f"({sql})" for sql in held) + ")"])
        keys = ", ".join(f"k{i}" for i in range(len(columns)))
        values = ", ".join(f"{c} AS k{i}" for i, c in enumerate(columns))
        source = session.source(self.ledger, [t.where.tree for t in terms])
        rows = f"SELECT {node} AS n, {key} AS d, {values}, CAST({bits} AS BIGINT) AS m FROM {source} WHERE {where}"
        units = f"SELECT n, d, {keys}, bit_or(m) AS m FROM ({rows}) GROUP BY n, d, {keys}"
        sets = f"SELECT d, list_sort(list({{'n': n, 'm': m}})) AS units FROM ({units}) GROUP BY d, {keys}"
        return f"SELECT d, units, count(*) FROM ({sets}) GROUP BY d, units"

    def group_bundles(self) -> list[list[tuple[GroupsTerm, int]]]:
        """Groups terms that form the same groups of the same rows: one query answers them together."""
        found: dict[tuple[tuple[str, ...], ex.Expression], list[tuple[GroupsTerm, int]]] = {}
        for atom, index in self.groups.items():
            found.setdefault((atom.by, atom.where.tree), []).append((atom, index))
        return list(found.values())

    def groups_sql(self, terms: list[GroupsTerm], session: Session, member: Column | None) -> str:
        """How many groups satisfy each term's ``having``, by unit (and member).

        Rows that do not say which group they belong to (a ``by`` column is missing) form none; a sum over missing values only is
        missing, so that a comparison with it is unknown and the group is not counted.
        """
        first, emitter = terms[0], session.emitter(self.ledger)
        node = session.dataset.node_column(self.ledger)
        by = [f"{ROWS}.{identifier(c)}" for c in first.by]
        conditions = [emitter.sql(c) for c in conjuncts(first.where.tree)] + [f"{c} IS NOT NULL" for c in by]
        keys, key = [node, *by], "NULL"
        if member is not None:
            key = member_sql(member)
            conditions.append(f"{ROWS}.{identifier(member.id)} IS NOT NULL")
            keys.append(key)
        columns: dict[str, str] = {}
        having = []
        for term in terms:
            totals = {}
            for aggregate in term.aggregates:
                sql, digits = total_sql(aggregate, emitter, emitter.sql(aggregate.expression.tree))
                totals[aggregate.name] = Total(f"g.{columns.setdefault(sql, f'a{len(columns)}')}", digits)
            having.append(count_sql(Emitter(emitter.names.inside(totals)).sql(term.having.tree)))
        projected = [f"{node} AS n", f"{key} AS d", *(f"{sql} AS {name}" for sql, name in columns.items())]
        read = [first.where.tree, *(a.expression.tree for t in terms for a in t.aggregates)]
        grouped = f"SELECT {', '.join(projected)} FROM {session.source(self.ledger, read)}"
        grouped += f" WHERE {' AND '.join(conditions)}" if conditions else ""
        grouped += f" GROUP BY {', '.join(keys)}"
        source = f"({grouped}) AS g"
        if any(needs_units(term.having.tree, emitter.names) for term in terms):
            source += f" LEFT JOIN {session.units()} AS {UNITS} ON {UNITS}.code = g.n"
        return f"SELECT g.n, g.d, {', '.join(having)} FROM {source} GROUP BY g.n, g.d"


@dataclass(frozen=True)
class IndicatorPlan:
    """How an indicator is put together from the ledgers' answers.

    Shape: each side is a list of (sign, ledger, column); ``seen`` are the columns that count the rows either side selects, where
    the indicator is disaggregated; ``stated`` those that count the values :func:`stated_sums` asks for.
    """

    indicator: Indicator
    numerator: tuple[Part, ...]
    denominator: tuple[Part, ...] | None
    seen: tuple[Slot, ...]
    dimensions: tuple[str, ...]
    stated: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything to ask, and how to put the answers together."""

    ledgers: Mapping[str, LedgerPlan]
    indicators: tuple[IndicatorPlan, ...]


def plan(indicators: Iterable[Indicator], pack: Pack, *, disaggregate: bool = True) -> Plan:
    """The fused plan for some indicators."""
    ledgers: dict[str, LedgerPlan] = {}
    plans = []
    for indicator in indicators:
        for name in indicator.ledgers:
            ledgers.setdefault(name, LedgerPlan(pack.ledgers[name]))
        dimensions = dimensions_of(indicator, pack) if disaggregate else ()
        for dimension in dimensions:
            for name in indicator.ledgers:
                ledgers[name].dimensions[dimension] = pack.ledgers[name].dimensions.get(dimension)
        both = (*atoms(indicator.numerator), *atoms(indicator.denominator)) if dimensions else ()
        seen = tuple(dict.fromkeys((a.ledger, ledgers[a.ledger].count(a.where.tree)) for a in both))
        denominator = (
            None if indicator.denominator is None else tuple(_parts(indicator.denominator, ledgers, 1))
        )
        numerator = tuple(_parts(indicator.numerator, ledgers, 1))
        for _, name, column in (*numerator, *(denominator or ())):
            ledgers[name].wanted.setdefault(column, set()).update(dimensions)
        stated = tuple(
            (a.ledger, ledgers[a.ledger].count(ex.And((a.where.tree, ex.Not(ex.IsNull(a.value.tree))))))
            for a in stated_sums(indicator, pack)
        )
        plans.append(IndicatorPlan(indicator, numerator, denominator, seen, dimensions, stated))
    return Plan(ledgers, tuple(plans))


def stated_sums(indicator: Indicator, pack: Pack) -> tuple[SumTerm, ...]:
    """The sums of which at least one must have a value for a rate to have a numerator; none where that is not asked.

    A return of a state says its zeros in its rows: a county where no school returns senior classes has no senior enrolment
    rate over its population, and 0 % would be wrong. A part of the denominator's own ledger may well be nothing (no child of a
    private kindergarten is in a public one), and where rows are cases or events, having none is a true zero.
    """
    parts = atoms(indicator.numerator)
    whole = {atom.ledger for atom in atoms(indicator.denominator)}
    sums = tuple(
        a
        for a in parts
        if isinstance(a, SumTerm) and pack.ledgers[a.ledger].period == "snapshot" and a.ledger not in whole
    )
    return sums if whole and len(sums) == len(parts) else ()


def _parts(term: Term, ledgers: Mapping[str, LedgerPlan], sign: int) -> list[Part]:
    if isinstance(term, Combination):
        added = [part for t in term.add for part in _parts(t, ledgers, sign)]
        return added + [part for t in term.subtract for part in _parts(t, ledgers, -sign)]
    return [(sign, term.ledger, ledgers[term.ledger].atom(term))]
