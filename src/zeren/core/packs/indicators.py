"""Reading indicators: terms, and the worked examples that are their tests and their documentation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import NULL_REASONS, UNITS, Period, nearest, to_decimal
from zeren.core.packs.expressions import condition_at
from zeren.core.packs.ledgers import CheckReader
from zeren.core.packs.model import (
    Aggregate,
    Atom,
    Combination,
    CountTerm,
    DistinctTerm,
    Example,
    GroupsTerm,
    Indicator,
    Ledger,
    SumTerm,
    Term,
)
from zeren.core.packs.scope import Scope
from zeren.core.packs.yaml_file import Cursor

# What one value of an indicator covers, and what a target is set for.
STRETCHES = "month quarter half_year year school_year"
_OPTIONAL = (
    "standard source direction denominator places caps disaggregate short_name count_unit note note_en name_en "
    "numerator_text denominator_text confirmed period population"
)


class IndicatorReader:
    """Reads the indicators of a pack, once its ledgers are known."""

    def __init__(self, checks: CheckReader) -> None:
        self.checks = checks

    def read(self, cursor: Cursor, pack: str, file: str) -> Indicator | None:
        """One indicator; None when it is too broken to build."""
        if not cursor.keys("id name source unit numerator examples", _OPTIONAL):
            return None
        numerator = self._term(cursor.get("numerator"))
        denominator = self._term(cursor.get("denominator")) if "denominator" in cursor else None
        unit = cursor.choice_at("unit", " ".join(UNITS), "percent")
        if "denominator" not in cursor and unit != "count":
            cursor.problem("P011", "", "denominator")
        if numerator is None:
            return None
        return Indicator(
            id=cursor.text_at("id"),
            name=cursor.text_at("name"),
            name_en=cursor.text_at("name_en"),
            source=cursor.text_at("source"),
            unit=unit,
            direction=cursor.choice_at("direction", "higher_is_better lower_is_better neutral", "neutral"),
            numerator=numerator,
            denominator=denominator,
            examples=self._examples(cursor),
            standard=cursor.text_at("standard"),
            short_name=cursor.text_at("short_name"),
            count_unit=cursor.text_at("count_unit"),
            places=cursor.integer_at("places", 0 if unit == "count" else 2),
            caps=self._caps(cursor),
            disaggregate=cursor.texts_at("disaggregate") if "disaggregate" in cursor else None,
            numerator_text=cursor.text_at("numerator_text"),
            denominator_text=cursor.text_at("denominator_text"),
            note=cursor.text_at("note"),
            period=cursor.choice_at("period", STRETCHES),
            population=cursor.text_at("population"),
            pack=pack,
            file=file,
        )

    def _caps(self, cursor: Cursor) -> tuple[Decimal | None, Decimal | None]:
        caps = [None if item.is_null() else item.decimal() for item in cursor.list_at("caps")]
        if len(caps) not in {0, 2}:
            cursor.problem("P012", "caps", "两个数，如 [0, 100]")
        return (caps[0], caps[1]) if len(caps) == 2 else (None, None)

    # --- terms ------------------------------------------------------------------------------------------------------
    def _term(self, cursor: Cursor | None) -> Term | None:
        if cursor is None:
            return None
        if "add" in cursor or "subtract" in cursor:
            cursor.keys("add", "subtract")
            add = tuple(t for item in cursor.list_at("add") if (t := self._term(item)) is not None)
            subtract = tuple(t for item in cursor.list_at("subtract") if (t := self._term(item)) is not None)
            return Combination(add, subtract)
        return self._atom(cursor)

    def _atom(self, cursor: Cursor) -> Atom | None:
        if "count" in cursor:
            cursor.keys("count", "where")
            ledger = self.checks.other(cursor, "count")
            return None if ledger is None else CountTerm(ledger.id, self._where(cursor, ledger))
        if "groups" in cursor:
            cursor.keys("groups by let having", "where")
            ledger = self.checks.other(cursor, "groups")
            return None if ledger is None else self._groups(cursor, ledger)
        cursor.keys("from", "sum distinct where")
        ledger = self.checks.other(cursor, "from")
        if ledger is None:
            return None
        if "sum" in cursor:
            value = condition_at(cursor.get("sum"), self.checks.scope(ledger), "number")
            return SumTerm(ledger.id, self._where(cursor, ledger), value)
        if "distinct" in cursor:
            return DistinctTerm(
                ledger.id, self._where(cursor, ledger), self._columns(cursor, "distinct", ledger)
            )
        cursor.problem("P011", "", "count、sum、distinct、groups 或 add")
        return None

    def _where(self, cursor: Cursor, ledger: Ledger) -> Any:
        return condition_at(cursor.get("where"), self.checks.scope(ledger))

    def _columns(self, cursor: Cursor, key: str, ledger: Ledger) -> tuple[str, ...]:
        known = [c.id for c in ledger.columns]
        for item in cursor.list_at(key):
            if item.text() not in known:
                item.problem("P021", item.text(), ledger.id, nearest(item.text(), known))
        return cursor.texts_at(key)

    def _groups(self, cursor: Cursor, ledger: Ledger) -> GroupsTerm:
        aggregates = []
        written = cursor.get("let")
        for name, item in written.entries() if written is not None else ():
            item.keys("", "count sum")
            kind = "count" if "count" in item else "sum"
            wanted = "boolean" if kind == "count" else "number"
            aggregates.append(
                Aggregate(name, kind, condition_at(item.get(kind), self.checks.scope(ledger), wanted))
            )
        base = self.checks.scope(ledger)
        inner = Scope({a.name: "number" for a in aggregates}, base.parameters, reserved=False)
        having = condition_at(cursor.get("having"), inner)
        by = self._columns(cursor, "by", ledger)
        return GroupsTerm(ledger.id, self._where(cursor, ledger), by, tuple(aggregates), having)

    # --- examples ---------------------------------------------------------------------------------------------------
    def _examples(self, cursor: Cursor) -> tuple[Example, ...]:
        items = cursor.list_at("examples")
        examples = tuple(e for item in items if (e := self._example(item)) is not None)
        if len(items) < 2:
            cursor.problem("P040", cursor.text_at("id"), "2")
        blank = any(
            v is None for e in examples for rows in e.given.values() for row in rows for v in row.values()
        )
        if examples and not blank:
            cursor.problem("P041", cursor.text_at("id"))
        return examples

    def _example(self, cursor: Cursor) -> Example | None:
        if not cursor.keys("name given expect", "period parameters reasons note"):
            return None
        name, period = cursor.text_at("name"), cursor.text_at("period", "2017H1")
        try:
            Period.parse(period)
        except ValueError as error:
            cursor.problem("P012", period, str(error))
        given: dict[str, tuple[dict[str, Any], ...]] = {}
        tables = cursor.get("given")
        for ledger_id, table in tables.entries() if tables is not None else ():
            ledger = self.checks.ledgers.get(ledger_id)
            if ledger is None:
                table.problem("P020", ledger_id, "", nearest(ledger_id, self.checks.ledgers))
                continue
            given[ledger_id] = self._table(table, ledger, name)
        expected, reasons = cursor.get("expect"), cursor.get("reasons")
        expect = {
            u: None if v.is_null() else v.decimal()
            for u, v in (expected.entries() if expected is not None else ())
        }
        why = {u: v.text() for u, v in (reasons.entries() if reasons is not None else ())}
        for reason in why.values():
            if reason not in NULL_REASONS:
                cursor.problem("P013", reason, "、".join(NULL_REASONS))
        override = cursor.get("parameters")
        parameters = {k: v.text() for k, v in (override.entries() if override is not None else ())}
        return Example(name, given, expect, why, period, parameters, cursor.place.line or 0)

    def _table(self, cursor: Cursor, ledger: Ledger, name: str) -> tuple[dict[str, Any], ...]:
        lines = [line for line in cursor.text().splitlines() if line.strip()]
        if not lines:
            return ()
        heading = [cell.strip() for cell in lines[0].split("|")]
        known = {c.id: c for c in ledger.columns}
        columns = [ledger.unit if cell == "unit" else cell for cell in heading]
        for column in columns:
            if column not in known:
                cursor.problem("P021", column, ledger.id, nearest(column, known))
                return ()
        rows = []
        for line in lines[1:]:
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != len(columns):
                cursor.problem("P042", name, line.strip())
                continue
            row: dict[str, Any] = {}
            for column, cell in zip(columns, cells, strict=True):
                try:
                    row[column] = example_value(cell, known[column].type)
                except ValueError:
                    cursor.problem("P042", name, f"{column}: {cell}")
            rows.append(row)
        return tuple(rows)


def example_value(cell: str, kind: str) -> Any:
    """A cell of an example table as a typed value; empty is missing.

    Raises:
        ValueError: when the text is not of the type.

    Example:
        >>> example_value("T", "boolean"), example_value("", "integer"), example_value("01", "code")
        (True, None, '01')
    """
    if cell == "":
        return None
    if kind == "boolean":
        if cell not in {"T", "F"}:
            raise ValueError(cell)
        return cell == "T"
    if kind == "integer":
        return int(cell)
    if kind == "decimal":
        return to_decimal(cell)
    return date.fromisoformat(cell) if kind == "date" else cell
