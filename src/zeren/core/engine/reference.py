"""The reference: indicators by the letter of their definition, in plain Python, row by row. Slow, short, and independent.

Nothing here is shared with the SQL side except the kernel's tree of an expression and its division, so that an error would have
to be made twice, in two ways, to stay hidden. Truth has three values: True, False and None (unknown).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any

from zeren.core.kernel import UNITS, Measurement, OrgTree, Period, divide, plain
from zeren.core.kernel import expression as ex
from zeren.core.packs import (
    Combination,
    CountTerm,
    DistinctTerm,
    GroupsTerm,
    Indicator,
    Pack,
    SumTerm,
    Term,
    atoms,
)

Row = Mapping[str, Any]
Parameters = Callable[[str, str], Any]
_EXACT = Context(prec=200)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "<>": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def age_at(birth: date, on: date) -> int:
    """Completed years; one born on 29 February completes a year on 1 March of a common year.

    Example:
        >>> [age_at(date(2012, 2, 29), date(2017, m, d)) for m, d in ((2, 28), (3, 1))]
        [4, 5]
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def member_text(value: Any) -> str | None:
    """A dimension's member as text.

    Example:
        >>> member_text(True), member_text(7), member_text(Decimal("1.50")), member_text(None)
        ('T', '7', '1.5', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "T" if value else "F"
    return plain(value) if isinstance(value, Decimal) else str(value)


def whole_number(text: str) -> int | None:
    """The whole number a text writes in digits, if it does.

    Example:
        >>> [whole_number(text) for text in ("07", "-3", " 7", "7.5", "")]
        [7, -3, None, None, None]
    """
    return int(text) if re.fullmatch("-?[0-9]{1,18}", text) else None


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "AGE_AT": age_at,
    "DAYS_BETWEEN": lambda start, end: (end - start).days,
    "YEAR": lambda day: day.year,
    "MONTH": lambda day: day.month,
    "LEAST": min,
    "GREATEST": max,
    "ABS": abs,
    "LENGTH": len,
    "STARTS_WITH": lambda text, start: text.startswith(start),
    "CONTAINS": lambda text, part: part in text,
    "SUBSTR": lambda text, start, length: text[int(start) - 1 : int(start + length) - 1],
    "CONCAT": lambda *texts: "".join(texts),
    "NUMBER": whole_number,
    "TEXT": member_text,
}


@dataclass(frozen=True)
class Scene:
    """Where an expression is evaluated: the period, the unit of the row with its attributes, and the parameters there."""

    period: Period
    unit: str
    attributes: Mapping[str, str | None]
    parameters: Parameters


def value_of(node: ex.Expression, row: Row, scene: Scene) -> Any:  # noqa: C901 - one line a node class
    """The value of an expression for a row; None is missing or unknown."""
    if isinstance(node, ex.Literal):
        return node.value
    if isinstance(node, ex.Name):
        return _named(node, row, scene)
    if isinstance(node, ex.And):
        values = [value_of(part, row, scene) for part in node.parts]
        return False if False in values else None if None in values else True
    if isinstance(node, ex.Or):
        values = [value_of(part, row, scene) for part in node.parts]
        return True if True in values else None if None in values else False
    if isinstance(node, ex.Not):
        value = value_of(node.value, row, scene)
        return None if value is None else not value
    if isinstance(node, ex.IsNull):
        return value_of(node.value, row, scene) is None
    if isinstance(node, ex.Between):
        low = ex.Compare(">=", node.value, node.low)
        return value_of(ex.And((low, ex.Compare("<=", node.value, node.high))), row, scene)
    if isinstance(node, ex.In):
        value = value_of(node.value, row, scene)
        return None if value is None else any(value == option.value for option in node.options)
    if isinstance(node, ex.Call) and node.name == "COALESCE":
        first, second = (value_of(a, row, scene) for a in node.arguments)
        return second if first is None else first
    operands = node.arguments if isinstance(node, ex.Call) else (node.left, node.right)
    values = [value_of(a, row, scene) for a in operands]
    if None in values:
        return None
    if isinstance(node, ex.Compare):
        return _COMPARE[node.op](*values)
    if isinstance(node, ex.Call):
        return _FUNCTIONS[node.name](*values)
    left, right = (Decimal(v) for v in values)
    return {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply}[node.op](left, right)


def _named(node: ex.Name, row: Row, scene: Scene) -> Any:
    if node.scope == "column":
        return row.get(node.name)
    if node.scope == "unit":
        return scene.attributes.get(node.name)
    if node.scope == "param":
        return scene.parameters(node.name, scene.unit)
    school_year = scene.period.school_year
    days = {"period_start": scene.period.start, "period_end": scene.period.end}
    return (days | {"school_year_start": school_year.start, "school_year_end": school_year.end})[node.name]


def evaluate(
    indicator: Indicator,
    rows: Mapping[str, Sequence[Row]],
    *,
    pack: Pack,
    tree: OrgTree,
    period: Period,
    parameters: Parameters | Mapping[str, Any],
    submitted: Mapping[str, Iterable[str]] | None = None,
    disaggregate: bool = True,
) -> list[Measurement]:
    """Measure one indicator by its definition.

    Shape: ``rows`` by ledger, each a mapping of column to typed value; ``parameters`` a mapping, or a function of parameter and
    unit where they differ by region; ``submitted`` adds units that handed in a ledger without a row.
    """
    at = parameters if callable(parameters) else (lambda name, _unit: parameters.get(name))
    return _Evaluation(indicator, rows, pack, tree, period, at, submitted or {}).measurements(
        disaggregate=disaggregate
    )


class _Evaluation:
    def __init__(
        self,
        indicator: Indicator,
        rows: Mapping[str, Sequence[Row]],
        pack: Pack,
        tree: OrgTree,
        period: Period,
        parameters: Parameters,
        submitted: Mapping[str, Iterable[str]],
    ) -> None:
        self.indicator, self.rows, self.pack, self.tree = indicator, rows, pack, tree
        self.period, self.parameters, self.submitted = period, parameters, submitted
        self.attributes: dict[str, str] = {}
        for ledger in pack.ledgers.values():
            for dimension, column in ledger.dimensions.items() if ledger.defines_units else ():
                if ledger.defines_units and column in ledger.defines_units.attributes:
                    self.attributes.setdefault(dimension, column)

    def unit_of(self, ledger: str, row: Row) -> str:
        return str(row[self.pack.ledgers[ledger].unit])

    def member(self, ledger: str, row: Row, dimension: str) -> str | None:
        column = self.pack.ledgers[ledger].dimensions.get(dimension)
        if column is not None:
            return member_text(row.get(column))
        return self.tree[self.unit_of(ledger, row)].attributes.get(self.attributes[dimension])

    def scene(self, ledger: str, row: Row) -> Scene:
        unit = self.unit_of(ledger, row)
        return Scene(self.period, unit, self.tree[unit].attributes, self.parameters)

    def selected(
        self, ledger: str, where: ex.Expression, node: str, group: tuple[str, str] | None
    ) -> list[Row]:
        """The rows at or below the node, of the member, for which the condition is true."""
        below = {unit.code for unit in self.tree.below(node)}
        return [
            row
            for row in self.rows.get(ledger, ())
            if self.unit_of(ledger, row) in below
            and (group is None or self.member(ledger, row, group[0]) == group[1])
            and value_of(where, row, self.scene(ledger, row)) is True
        ]

    def term(self, term: Term, node: str, group: tuple[str, str] | None) -> Decimal:
        if isinstance(term, Combination):
            total = Decimal(0)
            for part in term.add:
                total = _EXACT.add(total, self.term(part, node, group))
            for part in term.subtract:
                total = _EXACT.subtract(total, self.term(part, node, group))
            return total
        rows = self.selected(term.ledger, term.where.tree, node, group)
        if isinstance(term, CountTerm):
            return Decimal(len(rows))
        if isinstance(term, SumTerm):
            return self.sum(term.ledger, term.value.tree, rows) or Decimal(0)
        if isinstance(term, DistinctTerm):
            values = {tuple(row.get(c) for c in term.columns) for row in rows}
            return Decimal(sum(None not in value for value in values))
        return Decimal(self.groups(term, rows))

    def sum(self, ledger: str, expression: ex.Expression, rows: Iterable[Row]) -> Decimal | None:
        """The sum of what is there; None where nothing is."""
        values = [value_of(expression, row, self.scene(ledger, row)) for row in rows]
        total = None
        for value in values:
            if value is not None:
                total = _EXACT.add(total or Decimal(0), Decimal(value))
        return total

    def groups(self, term: GroupsTerm, rows: list[Row]) -> int:
        found: dict[tuple[Any, ...], list[Row]] = {}
        for row in rows:
            key = tuple(row.get(c) for c in term.by)
            if None not in key:
                found.setdefault((self.unit_of(term.ledger, row), *key), []).append(row)
        holding = 0
        for (unit, *_), members in found.items():
            totals: dict[str, Any] = {}
            for aggregate in term.aggregates:
                tree = aggregate.expression.tree
                if aggregate.kind == "count":
                    totals[aggregate.name] = sum(
                        value_of(tree, r, self.scene(term.ledger, r)) is True for r in members
                    )
                else:
                    totals[aggregate.name] = self.sum(term.ledger, tree, members)
            scene = Scene(self.period, unit, {}, self.parameters)
            holding += value_of(term.having.tree, totals, scene) is True
        return holding

    def reported(self, term: Term, node: str) -> bool:
        """Whether every ledger of the term was handed in by somebody at or below the node, or by its county for it."""
        below = {unit.code for unit in self.tree.below(node)}
        above = {unit.code for unit in self.tree.path(node)}
        for ledger in {atom.ledger for atom in atoms(term)}:
            units = {self.unit_of(ledger, row) for row in self.rows.get(ledger, ())} | set(
                self.submitted.get(ledger, ())
            )
            speaking = below | above if self.pack.ledgers[ledger].submitted_by == "county" else below
            if not units & speaking:
                return False
        return True

    def stated(self, node: str) -> bool:
        """Whether the numerator is more than sums over states, of ledgers the denominator does not read, that no row states."""
        whole = {atom.ledger for atom in atoms(self.indicator.denominator)}
        for part in atoms(self.indicator.numerator):
            if not isinstance(part, SumTerm) or part.ledger in whole:
                return True
            if self.pack.ledgers[part.ledger].period != "snapshot":
                return True
            rows = self.selected(part.ledger, part.where.tree, node, None)
            if self.sum(part.ledger, part.value.tree, rows) is not None:
                return True
        return False

    def measurement(self, node: str, group: tuple[str, str] | None) -> Measurement:
        item = self.indicator
        scale = UNITS[item.unit].scale
        numerator = self.term(item.numerator, node, group) if self.reported(item.numerator, node) else None
        denominator = value = reason = None
        if item.denominator is not None and self.reported(item.denominator, node):
            denominator = self.term(item.denominator, node, group)
        if numerator is None or (item.denominator is not None and denominator is None):
            reason = "not_reported"
        elif denominator and not self.stated(node):
            numerator, reason = None, "not_reported"
        elif denominator is None:
            value = numerator * scale
        else:
            value = divide(numerator, denominator, scale)
            reason = "no_denominator" if value is None else None
        pairs = () if group is None else (group,)
        return Measurement(
            item.id, node, self.period.id, pairs, value, numerator, denominator, item.unit, reason
        )

    def dimensions(self) -> list[str]:
        names = set(self.attributes).union(*(self.pack.ledgers[n].dimensions for n in self.indicator.ledgers))
        for name in self.indicator.ledgers:
            names &= {*self.attributes, *self.pack.ledgers[name].dimensions}
        if self.indicator.disaggregate is not None:
            names &= set(self.indicator.disaggregate)
        return sorted(names)

    def measurements(self, *, disaggregate: bool) -> list[Measurement]:
        found = []
        sides = (*atoms(self.indicator.numerator), *atoms(self.indicator.denominator))
        for unit in self.tree:
            found.append(self.measurement(unit.code, None))
            for dimension in self.dimensions() if disaggregate else ():
                members = {
                    self.member(atom.ledger, row, dimension)
                    for atom in sides
                    for row in self.selected(atom.ledger, atom.where.tree, unit.code, None)
                }
                found += [
                    self.measurement(unit.code, (dimension, m))
                    for m in sorted(m for m in members if m is not None)
                ]
        return found
