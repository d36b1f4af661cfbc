"""Strategies: random trees of units, random ledgers with gaps, and random indicator definitions over them.

Built straight from the kernel's node classes, so that everything the expression language can say is said sooner or later;
:func:`vocabulary` names what must have been said, :func:`spoken` what an indicator says.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st

from tests.support.tiny import tiny
from zeren.core.kernel import LEVELS, UNITS, OrgTree, Unit
from zeren.core.kernel import expression as ex
from zeren.core.packs import (
    VALUE_TYPES,
    Aggregate,
    Atom,
    Column,
    Combination,
    Condition,
    CountTerm,
    DistinctTerm,
    GroupsTerm,
    Indicator,
    SumTerm,
    Term,
    atoms,
)

OPERATORS = ("=", "<>", "<", "<=", ">", ">=")
ARITHMETIC = ("+", "-", "*")
TYPES = ("text", "number", "date", "boolean")
CODES = ("63", "6301", "6302", "630103", "630201", "A", "B", "C", "D")
WORDS = ("", "G", "G1", "1", "2", "3", "-07", "1.50", "it's", 'a"b', "中", "中心校", "é", "Z\0z", "大")
DAYS = (
    date(2012, 2, 28), date(2012, 2, 29), date(2012, 3, 1), date(2016, 2, 28), date(2016, 2, 29), date(2016, 3, 1),
    date(2017, 1, 1), date(2017, 2, 28), date(2017, 3, 1), date(2017, 6, 30), date(2016, 12, 31), date(2016, 9, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """One random situation: units, rows, who handed in what, what is asked, and how many rows DuckDB is to prepare for."""

    tree: OrgTree
    rows: dict[str, list[dict[str, Any]]]
    submitted: dict[str, list[str]]
    indicators: tuple[Indicator, ...]
    as_many: int = 0


def vocabulary() -> set[str]:
    """Everything a definition can be made of, read off kernel and pack model: a new node or function appears by itself."""
    words = {node.__name__ for node in get_args(ex.Expression)} | {term.__name__ for term in get_args(Term)}
    words |= (
        {f"{name}()" for name in ex.FUNCTIONS}
        | {f"{name}() of more" for name in ex.VARIADIC}
        | set(ex.RESERVED)
        | set(OPERATORS)
        | set(ARITHMETIC)
        | set(UNITS)
    )
    words |= {
        "column",
        "param",
        "unit",
        "reserved",
        "let count",
        "let sum",
        "subtract",
        "no denominator",
        "disaggregate",
    }
    return words | {f"literal {kind}" for kind in TYPES} | {f"column {kind}" for kind in VALUE_TYPES}


def spoken(indicator: Indicator) -> set[str]:
    """What an indicator's definition is made of."""
    words = {indicator.unit}
    if indicator.denominator is None:
        words.add("no denominator")
    if indicator.disaggregate is not None:
        words.add("disaggregate")
    for term in (indicator.numerator, indicator.denominator):
        if isinstance(term, Combination):
            words |= {"Combination"} | ({"subtract"} if term.subtract else set())
    for atom in (*atoms(indicator.numerator), *atoms(indicator.denominator)):
        words.add(type(atom).__name__)
        kinds = {c.id: c.type for c in tiny().ledgers[atom.ledger].columns}
        for tree in _trees(atom):
            words |= {word for node in ex.walk(tree) for word in _said(node, kinds)}
        if isinstance(atom, GroupsTerm):
            words |= {f"let {a.kind}" for a in atom.aggregates}
    return words


def _trees(atom: Atom) -> Iterator[ex.Expression]:
    yield atom.where.tree
    if isinstance(atom, SumTerm):
        yield atom.value.tree
    if isinstance(atom, GroupsTerm):
        yield atom.having.tree
        yield from (a.expression.tree for a in atom.aggregates)


def _said(node: ex.Expression, kinds: dict[str, str]) -> Iterator[str]:
    yield type(node).__name__
    if isinstance(node, ex.Name):
        yield node.scope
        if node.scope == "reserved":
            yield node.name
        if node.scope == "column" and node.name in kinds:
            yield f"column {kinds[node.name]}"
    elif isinstance(node, ex.Literal):
        yield f"literal {node.type}"
    elif isinstance(node, ex.Call):
        yield f"{node.name}()"
        if len(node.arguments) > len(ex.FUNCTIONS[node.name][0]):
            yield f"{node.name}() of more"
    elif isinstance(node, ex.Compare | ex.Arithmetic):
        yield node.op


# --- cells and expressions ------------------------------------------------------------------------------------------------------
def _cell(kind: str) -> st.SearchStrategy[Any]:
    whole = st.integers(-3, 12) | st.integers(-999, 999)
    return {
        "text": st.sampled_from(WORDS),
        "code": st.sampled_from(("1", "2", "3")),
        "integer": whole,
        "decimal": st.sampled_from(
            [Decimal(n) for n in ("0", "0.5", "1.25", "2", "-3.000001", "12.5", "999.999999")]
        ),
        "date": st.sampled_from(DAYS) | st.dates(date(2000, 1, 1), date(2020, 12, 31)),
        "boolean": st.booleans(),
    }[kind]


def cell(column: Column) -> st.SearchStrategy[Any]:
    """A cell of a column: one in six is missing; numbers and words repeat, so that groups and duplicates come about."""
    known = _cell(column.type)
    return st.integers(0, 5).flatmap(lambda n: known if n else st.none())


def _literal(kind: str) -> st.SearchStrategy[ex.Expression]:
    if kind == "number":
        value = st.integers(-5, 12).map(Decimal) | st.sampled_from(
            [Decimal(n) for n in ("0.5", "2.50", "-1.25", "1000")]
        )
    else:
        value = _cell(kind)
    return value.map(lambda v: ex.Literal(v, kind))


def _names(ledger: str, kind: str) -> list[ex.Name]:
    pack = tiny()
    found = [
        ex.Name("column", c.id, kind) for c in pack.ledgers[ledger].columns if VALUE_TYPES[c.type] == kind
    ]
    found += [ex.Name("param", p.id, kind) for p in pack.parameters.values() if VALUE_TYPES[p.type] == kind]
    if kind == "text":
        found += [ex.Name("unit", "urban_rural", kind), ex.Name("unit", "size_class", kind)]
    return found + [ex.Name("reserved", name, kind) for name, type_ in ex.RESERVED.items() if type_ == kind]


def _joined(left: ex.Expression, right: ex.Expression, op: str) -> ex.Expression:
    """``left op right``, unless the product would need more than DuckDB's 38 digits; that border has its own test."""
    factors = sum(
        isinstance(n, ex.Arithmetic) and n.op == "*" for side in (left, right) for n in ex.walk(side)
    )
    return ex.Arithmetic("+" if op == "*" and factors else op, left, right)


class Language:
    """Expressions over some names, one strategy a type and depth (built anew each time they would be thousands)."""

    def __init__(self, names: dict[str, list[ex.Name]]) -> None:
        self.names = names
        self._made: dict[tuple[str, int], st.SearchStrategy[ex.Expression]] = {}

    def of(self, kind: str, depth: int) -> st.SearchStrategy[ex.Expression]:
        """Expressions of a type."""
        if (kind, depth) not in self._made:
            self._made[kind, depth] = (
                self._leaf(kind) if depth == 0 else st.one_of(self._leaf(kind), *self._nodes(kind, depth - 1))
            )
        return self._made[kind, depth]

    def _leaf(self, kind: str) -> st.SearchStrategy[ex.Expression]:
        """Mostly names, and of these mostly columns: an expression of constants says little."""
        known = self.names.get(kind)
        if not known:
            return _literal(kind)
        columns = st.sampled_from([name for name in known if name.scope == "column"] or known)
        return st.one_of(columns, columns, st.sampled_from(known), _literal(kind))

    def _argument(self, kind: str, depth: int) -> st.SearchStrategy[ex.Expression]:
        if kind == "position":
            return st.integers(1, 5).map(lambda n: ex.Literal(Decimal(n), "number"))
        return st.one_of(*(self.of(t, depth) for t in kind.split("|")))

    def _nodes(self, kind: str, depth: int) -> list[st.SearchStrategy[ex.Expression]]:
        nodes: list[st.SearchStrategy[ex.Expression]] = []
        for name, (arguments, result) in ex.FUNCTIONS.items():
            if result in {kind, "same"}:
                types = [kind if a in {"any", "same"} else a for a in arguments]
                built = st.tuples(*(self._argument(t, depth) for t in types))
                if name in ex.VARIADIC:
                    more = st.lists(self._argument(types[-1], depth), max_size=2).map(tuple)
                    built = st.builds(operator.add, built, more)
                nodes.append(st.builds(ex.Call, st.just(name), built))
        if kind == "number":
            operands = self.of("number", depth), self.of("number", depth)
            nodes += 3 * [st.builds(_joined, *operands, st.sampled_from(ARITHMETIC))]
        if kind == "boolean":
            for t in TYPES:
                one = self.of(t, depth)
                nodes.append(st.builds(ex.Compare, st.sampled_from(OPERATORS), one, one))
                nodes.append(st.builds(ex.Between, one, one, one))
                nodes.append(st.builds(ex.In, one, st.lists(_literal(t), min_size=1, max_size=3).map(tuple)))
                nodes.append(st.builds(ex.IsNull, one))
            several = st.lists(self.of("boolean", depth), min_size=2, max_size=3).map(tuple)
            nodes += [
                st.builds(ex.Not, self.of("boolean", depth)),
                st.builds(ex.And, several),
                st.builds(ex.Or, several),
            ]
        return nodes


@cache
def _language(ledger: str) -> Language:
    return Language({t: _names(ledger, t) for t in TYPES})


@cache
def _over(ledger: str, kind: str, depth: int) -> st.SearchStrategy[Condition]:
    return _language(ledger).of(kind, depth).map(lambda tree: Condition("", tree))


@cache
def _totals(count: int) -> Language:
    """The names inside a ``having``."""
    names = [ex.Name("column", f"a{n}", "number") for n in range(count)]
    return Language({"number": [*names, ex.Name("param", "entry_age", "number")]})


ALWAYS = st.just(Condition("", ex.Literal(True, "boolean")))


@st.composite
def questions(draw: st.DrawFn, ledger: str, count: int) -> list[tuple[str, ex.Expression]]:
    """Typed expressions over a ledger."""
    kinds = draw(st.lists(st.sampled_from((*TYPES, "number", "boolean")), min_size=count, max_size=count))
    return [(kind, draw(_over(ledger, kind, draw(st.integers(1, 3)))).tree) for kind in kinds]


# --- terms and indicators ---------------------------------------------------------------------------------------------
@st.composite
def _groups(draw: st.DrawFn, ledger: str) -> GroupsTerm:
    columns = [c.id for c in tiny().ledgers[ledger].columns]
    by = tuple(draw(st.lists(st.sampled_from(columns), min_size=1, max_size=2, unique=True)))
    aggregates = []
    for index, kind in enumerate(draw(st.lists(st.sampled_from(("count", "sum")), min_size=1, max_size=3))):
        inner = "boolean" if kind == "count" else "number"
        aggregates.append(Aggregate(f"a{index}", kind, draw(_over(ledger, inner, 1))))
    language = _totals(len(aggregates))
    simple = st.builds(
        ex.Compare,
        st.sampled_from(OPERATORS),
        st.sampled_from(language.names["number"]),
        language.of("number", 1),
    )
    having = draw(simple | language.of("boolean", 2))
    return GroupsTerm(
        ledger, draw(ALWAYS | _over(ledger, "boolean", 2)), by, tuple(aggregates), Condition("", having)
    )


def _sums(ledger: str) -> st.SearchStrategy[Condition]:
    """Sums, differences and products: what is added up most often."""
    operand = _language(ledger).of("number", 1)
    joined = st.builds(_joined, operand, operand, st.sampled_from(ARITHMETIC))
    return joined.map(lambda tree: Condition("", tree))


@cache
def _atoms(ledger: str) -> st.SearchStrategy[Atom]:
    columns = [c.id for c in tiny().ledgers[ledger].columns]
    where = st.one_of(ALWAYS, *(_over(ledger, "boolean", depth) for depth in (1, 1, 2, 3)))
    return st.one_of(
        st.builds(CountTerm, st.just(ledger), where),
        st.builds(SumTerm, st.just(ledger), where, _over(ledger, "number", 2) | _sums(ledger)),
        st.builds(
            DistinctTerm,
            st.just(ledger),
            where,
            st.lists(st.sampled_from(columns), min_size=1, max_size=2, unique=True).map(tuple),
        ),
        _groups(ledger),
    )


@cache
def _terms() -> st.SearchStrategy[Term]:
    atom = st.sampled_from(sorted(tiny().ledgers)).flatmap(_atoms)
    parts = st.lists(atom, min_size=1, max_size=2).map(tuple)
    return st.one_of(atom, atom, st.builds(Combination, parts, st.lists(atom, max_size=2).map(tuple)))


@st.composite
def _indicators(draw: st.DrawFn, name: str) -> Indicator:
    unit = draw(st.sampled_from(sorted(UNITS)))
    denominator = draw(st.none() | _terms()) if unit == "count" else draw(_terms())
    dimensions = st.lists(st.sampled_from(("gender", "urban_rural", "grade", "boarding")), unique=True).map(
        tuple
    )
    return Indicator(
        name,
        name,
        name,
        "试验",
        unit,
        "neutral",
        draw(_terms()),
        denominator,
        (),
        disaggregate=draw(st.none() | dimensions),
    )


# --- situations -------------------------------------------------------------------------------------------------------
@st.composite
def _trees_of_units(draw: st.DrawFn) -> OrgTree:
    units: list[Unit] = []
    for code in CODES[: draw(st.integers(3, len(CODES)))]:
        level = draw(st.sampled_from(LEVELS)) if units else draw(st.sampled_from(LEVELS[:2]))
        above = [u.code for u in units if LEVELS.index(u.level) < LEVELS.index(level)]
        apart = draw(st.integers(0, 7)) == 0
        parent = None if apart or not above else draw(st.sampled_from(above))
        attributes = draw(
            st.fixed_dictionaries(
                {"urban_rural": st.sampled_from(("1", "2", None)), "size_class": st.sampled_from(WORDS)}
            )
        )
        units.append(Unit(code, f"单位{code}", level, parent, attributes))
    return OrgTree(units)


@st.composite
def scenes(draw: st.DrawFn, *, indicators: int = 4, rows: int = 14) -> Scene:
    """A random situation."""
    tree = draw(_trees_of_units())
    codes = [unit.code for unit in tree]
    given, submitted = {}, {}
    for ledger in tiny().ledgers.values():
        if draw(st.integers(0, 9)) == 0:
            continue  # nobody handed it in
        cells = {c.id: cell(c) for c in ledger.columns}
        cells[ledger.unit] = st.sampled_from(codes)
        given[ledger.id] = draw(
            st.lists(st.fixed_dictionaries(cells), min_size=draw(st.integers(0, rows)), max_size=rows)
        )
        submitted[ledger.id] = draw(st.lists(st.sampled_from(codes), unique=True, max_size=3))
    asked = tuple(draw(_indicators(f"i{n}")) for n in range(indicators))
    return Scene(tree, given, submitted, asked, draw(st.sampled_from((0, 10**6))))
