"""Facts over plain rows in memory: a small, slow, real evaluator, so that report tests need no engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import (
    UNITS,
    Citation,
    Measurement,
    OrgTree,
    Period,
    Problem,
    Row,
    RowQuery,
    RowSet,
    ZerenError,
    display,
    divide,
    nearest,
    plain,
)
from zeren.core.kernel import expression as ex
from zeren.core.packs import (
    Atom,
    CountTerm,
    DistinctTerm,
    Pack,
    SumTerm,
    atoms,
    ledger_scope,
    parse_expression,
)

_COMPARE = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass
class PlainFacts:
    """Implements :class:`zeren.core.kernel.Facts` over rows given as dictionaries."""

    pack: Pack
    tree: OrgTree
    period: Period
    ledgers: Mapping[str, Sequence[Mapping[str, Any]]]
    snapshot_id: str = "s0123456789abcdef"
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, rows in self.ledgers.items():
            ledger = self.pack.ledgers[name]
            columns = [c.id for c in ledger.columns]
            self._rows[name] = [
                Row(
                    name,
                    str(row[ledger.unit]),
                    {c: row.get(c) for c in columns},
                    f"{ledger.name}.xlsx",
                    ledger.name,
                    number,
                )
                for number, row in enumerate(rows, 3)
            ]

    def measurement(self, indicator: str, unit: str, **disaggregation: str) -> Measurement:
        """Measure one indicator by walking the rows."""
        known = self.pack.indicators.get(indicator)
        if known is None:
            raise ZerenError(Problem("P022", found=indicator, hint=nearest(indicator, self.pack.indicators)))
        numerator = sum((self._atom(a, unit, disaggregation) for a in atoms(known.numerator)), Decimal(0))
        denominator, value = None, numerator
        reason = None
        if known.denominator is not None:
            denominator = sum(
                (self._atom(a, unit, disaggregation) for a in atoms(known.denominator)), Decimal(0)
            )
            value = divide(numerator, denominator, UNITS[known.unit].scale)
            reason = "no_denominator" if value is None else None
        pairs = tuple(sorted(disaggregation.items()))
        return Measurement(
            indicator, unit, self.period.id, pairs, value, numerator, denominator, known.unit, reason
        )

    def _atom(self, atom: Atom, unit: str, by: Mapping[str, str]) -> Decimal:
        found = self._select(atom.ledger, atom.where.text or "TRUE", unit)
        for dimension, value in by.items():
            column = self.pack.ledgers[atom.ledger].dimensions.get(dimension, dimension)
            found = [row for row in found if row.values.get(column) == value]
        if isinstance(atom, CountTerm):
            return Decimal(len(found))
        if isinstance(atom, SumTerm):
            return sum(
                (Decimal(v) for r in found if (v := self._value(atom.value.tree, r)) is not None), Decimal(0)
            )
        assert isinstance(atom, DistinctTerm)
        return Decimal(len({tuple(row[c] for c in atom.columns) for row in found}))

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        """A citation such as the engine makes."""
        known = self.pack.indicators[measurement.indicator]
        top, bottom = (
            None if v is None else plain(v) for v in (measurement.numerator, measurement.denominator)
        )
        shown = display(measurement.value, known.unit, known.places)
        formula = f"{top} ÷ {bottom} × {UNITS[known.unit].scale}" if bottom else f"{top}"
        facts = {
            "indicator": known.id,
            "unit": measurement.unit,
            "period": measurement.period,
            "disaggregation": dict(measurement.disaggregation),
            "part": part,
            "value": None if measurement.value is None else plain(measurement.value),
            "numerator": top,
            "denominator": bottom,
            "null_reason": measurement.null_reason,
            "formula": formula,
            "source": known.source,
            "pack": known.pack,
            "snapshot": self.snapshot_id,
            "ledgers": list(known.ledgers),
        }
        names = "、".join(self.pack.ledgers[name].name for name in known.ledgers)
        text = f"{known.name}：{formula} ＝ {shown}；数据来源：{names}；依据：{known.source}"
        return Citation("measurement", text, facts)

    def rows(self, query: RowQuery) -> RowSet:
        """Select, order and cut."""
        found = self._select(query.ledger, query.where, query.unit)
        for column in reversed(query.order):
            found.sort(key=lambda row, c=column: (row[c] is None, row[c] if row[c] is not None else 0))
        return RowSet(query, tuple(found[: query.limit]), len(found))

    def _select(self, ledger: str, where: str, unit: str | None) -> list[Row]:
        scope = ledger_scope(
            self.pack.ledgers[ledger], dict(self.pack.parameters), frozenset({"urban_rural"})
        )
        tree = parse_expression(where, scope)
        inside = None if unit is None else {u.code for u in self.tree.below(unit)}
        chosen = [row for row in self._rows.get(ledger, []) if inside is None or row.unit in inside]
        return [row for row in chosen if self._value(tree, row) is True]

    def _value(self, node: ex.Expression, row: Row) -> Any:
        if isinstance(node, ex.Literal):
            return node.value
        if isinstance(node, ex.Name):
            return self._name(node, row)
        if isinstance(node, ex.IsNull):
            return self._value(node.value, row) is None
        if isinstance(node, ex.And | ex.Or):
            parts = [self._value(part, row) for part in node.parts]
            decided = isinstance(node, ex.Or)
            return decided if decided in parts else None if None in parts else not decided
        if isinstance(node, ex.Not):
            inner = self._value(node.value, row)
            return None if inner is None else not inner
        if isinstance(node, ex.Compare):
            left, right = self._value(node.left, row), self._value(node.right, row)
            return None if left is None or right is None else _COMPARE[node.op](left, right)
        if isinstance(node, ex.Between):
            v, low, high = (self._value(part, row) for part in (node.value, node.low, node.high))
            return None if None in (v, low, high) else low <= v <= high
        if isinstance(node, ex.In):
            v = self._value(node.value, row)
            return None if v is None else v in [option.value for option in node.options]
        raise NotImplementedError(type(node).__name__)

    def _name(self, node: ex.Name, row: Row) -> Any:
        if node.scope == "reserved":
            start, end = self.period.start, self.period.end
            return {"period_start": start, "period_end": end}[node.name]
        if node.scope == "unit":
            return self.tree[row.unit].attributes.get(node.name)
        value = row.values.get(node.name)
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def day(text: str) -> date:
    """An ISO date."""
    return date.fromisoformat(text)
