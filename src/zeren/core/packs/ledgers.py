"""Reading ledgers, code lists and parameters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from zeren.core.kernel import expression as ex
from zeren.core.kernel import nearest
from zeren.core.packs.expressions import TRUE, condition_at
from zeren.core.packs.model import (
    Code,
    CodeList,
    Column,
    Comparison,
    Condition,
    CrossCheck,
    DefinesUnits,
    Ledger,
    Match,
    Parameter,
    ParameterValue,
    RequiredRows,
    Requirement,
    RowCheck,
    SimpleTerm,
    Unique,
)
from zeren.core.packs.scope import Scope
from zeren.core.packs.yaml_file import Cursor

VALUE_TYPES = {
    "text": "text",
    "code": "text",
    "integer": "number",
    "decimal": "number",
    "date": "date",
    "boolean": "boolean",
}
FORMATS = "student_id id_number school_code area_code year_month phone document_number"


def read_codes(cursor: Cursor) -> CodeList | None:
    """One code list."""
    if not cursor.keys("id name values", "name_en source open note note_en definition definition_en"):
        return None
    values = []
    for item in cursor.list_at("values"):
        item.keys("code name", "name_en aliases note note_en")
        values.append(
            Code(
                item.text_at("code"), item.text_at("name"), item.text_at("name_en"), item.texts_at("aliases")
            )
        )
    return CodeList(
        cursor.text_at("id"), cursor.text_at("name"), cursor.text_at("name_en"), cursor.text_at("source"), tuple(values),
        cursor.boolean_at("open"),
    )  # fmt: skip


def read_parameter(cursor: Cursor) -> Parameter | None:
    """One parameter with its dated, regional values."""
    if not cursor.keys("id name type source values", "name_en note note_en"):
        return None
    kind = cursor.choice_at("type", "integer decimal date text", "integer")
    values = []
    for item in cursor.list_at("values"):
        item.keys("from value", "region source note note_en")
        start, value = item.get("from"), item.get("value")
        if start is None or value is None:
            continue
        readers: dict[str, Callable[[], str | Decimal | date]] = {"date": value.date, "text": value.text}
        typed = readers.get(kind, value.decimal)()
        values.append(ParameterValue(item.text_at("region"), start.date(), typed))
    return Parameter(
        cursor.text_at("id"),
        cursor.text_at("name"),
        cursor.text_at("name_en"),
        kind,
        cursor.text_at("source"),
        tuple(values),
    )


def read_ledger(cursor: Cursor, pack: str) -> Ledger | None:
    """One ledger with its columns; the checks are read later by :func:`with_checks`, when all ledgers are known."""
    known = "name_en definition_en source date defines_units checks cross_checks note note_en sheet"
    if not cursor.keys("id name definition submitted_by unit key period columns", known):
        return None
    columns = tuple(c for item in cursor.list_at("columns") if (c := _column(item)) is not None)
    ids = [c.id for c in columns]
    unit, key, day = cursor.text_at("unit"), cursor.texts_at("key"), cursor.text_at("date")
    for name in (unit, *key, *([day] if day else [])):
        if name not in ids:
            cursor.problem("P021", name, cursor.text_at("id"), nearest(name, ids))
    defines = cursor.get("defines_units")
    units = None
    if defines is not None and defines.keys("code name", "attributes"):
        units = DefinesUnits(defines.text_at("code"), defines.text_at("name"), defines.texts_at("attributes"))
    return Ledger(
        id=cursor.text_at("id"),
        name=cursor.text_at("name"),
        name_en=cursor.text_at("name_en"),
        definition=cursor.text_at("definition"),
        definition_en=cursor.text_at("definition_en"),
        source=cursor.text_at("source"),
        submitted_by=cursor.choice_at("submitted_by", "school kindergarten county", "county"),
        unit=unit,
        key=key,
        period=cursor.choice_at("period", "snapshot event standing", "snapshot"),
        columns=columns,
        date=day,
        defines_units=units,
        pack=pack,
    )


def _column(cursor: Cursor) -> Column | None:
    optional = "name_en codes format required min max sensitivity dimension aliases definition definition_en note note_en"
    if not cursor.keys("id name type", optional):
        return None
    kind = cursor.choice_at("type", " ".join(VALUE_TYPES), "text")
    if (kind == "code") != ("codes" in cursor):
        cursor.problem("P012", cursor.text_at("id"), "type: code 必须且只有它才写 codes")

    def bound(key: str) -> Decimal | date | None:
        found = cursor.get(key)
        if found is None:
            return None
        return found.date() if kind == "date" else found.decimal()

    return Column(
        id=cursor.text_at("id"),
        name=cursor.text_at("name"),
        name_en=cursor.text_at("name_en"),
        type=kind,
        required=cursor.boolean_at("required"),
        codes=cursor.text_at("codes"),
        format=cursor.choice_at("format", FORMATS),
        min=bound("min"),
        max=bound("max"),
        sensitivity=cursor.choice_at("sensitivity", "public internal personal sensitive", "internal"),
        dimension=cursor.text_at("dimension"),
        aliases=cursor.texts_at("aliases"),
        definition=cursor.text_at("definition"),
        definition_en=cursor.text_at("definition_en"),
    )


def ledger_scope(ledger: Ledger, parameters: dict[str, Parameter], attributes: frozenset[str]) -> Scope:
    """The names an expression over this ledger may use."""
    columns = {c.id: VALUE_TYPES[c.type] for c in ledger.columns}
    return Scope(columns, {p.id: VALUE_TYPES[p.type] for p in parameters.values()}, attributes)


class CheckReader:
    """Reads the checks of ledgers once all ledgers and parameters are known."""

    def __init__(self, ledgers: dict[str, Ledger], parameters: dict[str, Parameter]) -> None:
        self.ledgers, self.parameters = ledgers, parameters
        self._scopes: dict[str, Scope] = {}
        self.attributes = frozenset(
            a for ledger in ledgers.values() if ledger.defines_units for a in ledger.defines_units.attributes
        )

    def scope(self, ledger: Ledger) -> Scope:
        """The names an expression over this ledger may use."""
        if ledger.id not in self._scopes:
            self._scopes[ledger.id] = ledger_scope(ledger, self.parameters, self.attributes)
        return self._scopes[ledger.id]

    def row_checks(self, cursor: Cursor, ledger: Ledger) -> tuple[RowCheck, ...]:
        """The row rules."""
        found = []
        for item in cursor.list_at("checks"):
            if item.keys("id expect message", "severity message_en note source"):
                expect = condition_at(item.get("expect"), self.scope(ledger))
                found.append(
                    RowCheck(
                        item.text_at("id"),
                        expect,
                        self._severity(item),
                        item.text_at("message"),
                        item.text_at("message_en"),
                    )
                )
        return tuple(found)

    def cross_checks(self, cursor: Cursor, ledger: Ledger) -> tuple[CrossCheck, ...]:
        """The rules between rows, ledgers and schools."""
        found = []
        for item in cursor.list_at("cross_checks"):
            if not item.keys(
                "id message", "unique match compare required_rows severity message_en note source"
            ):
                continue
            rule = self._rule(item, ledger)
            if rule is not None:
                found.append(
                    CrossCheck(
                        item.text_at("id"),
                        rule,
                        self._severity(item),
                        item.text_at("message"),
                        item.text_at("message_en"),
                    )
                )
        return tuple(found)

    def _severity(self, item: Cursor) -> str:
        return item.choice_at("severity", "error warning", "error")

    def _rule(self, item: Cursor, ledger: Ledger) -> Unique | Match | Comparison | RequiredRows | None:
        readers: dict[str, Callable[[Cursor, Ledger], Unique | Match | Comparison | RequiredRows | None]] = {
            "unique": self._unique, "match": self._match, "compare": self._compare, "required_rows": self._required,
        }  # fmt: skip
        for key, reader in readers.items():
            found = item.get(key)
            if found is not None:
                return reader(found, ledger)
        item.problem("P011", "", "unique、match、compare 或 required_rows")
        return None

    def _columns(self, cursor: Cursor, key: str, ledger: Ledger) -> tuple[str, ...]:
        known = [c.id for c in ledger.columns]
        names = []
        for item in cursor.list_at(key):
            if item.text() not in known:
                item.problem("P021", item.text(), ledger.id, nearest(item.text(), known))
            names.append(item.text())
        return tuple(names)

    def _unique(self, cursor: Cursor, ledger: Ledger) -> Unique:
        cursor.keys("columns", "where")
        return Unique(
            self._columns(cursor, "columns", ledger), condition_at(cursor.get("where"), self.scope(ledger))
        )

    def other(self, cursor: Cursor, key: str) -> Ledger | None:
        """The ledger a key names."""
        name = cursor.text_at(key)
        if name not in self.ledgers:
            (cursor.get(key) or cursor).problem("P020", name, "", nearest(name, self.ledgers))
            return None
        return self.ledgers[name]

    def _match(self, cursor: Cursor, ledger: Ledger) -> Match | None:
        cursor.keys("key other other_key", "where other_where counterpart_unit")
        other = self.other(cursor, "other")
        if other is None:
            return None
        return Match(
            self._columns(cursor, "key", ledger),
            condition_at(cursor.get("where"), self.scope(ledger)),
            other.id,
            self._columns(cursor, "other_key", other),
            condition_at(cursor.get("other_where"), self.scope(other)),
            cursor.text_at("counterpart_unit"),
        )

    def _required(self, cursor: Cursor, ledger: Ledger) -> RequiredRows:
        cursor.keys("by each", "where")
        for key in ("by", "each"):
            if key in cursor and not cursor.list_at(key):
                cursor.problem("P012", key, "至少一项")
        scope, each = self.scope(ledger), []
        for item in cursor.list_at("each"):
            item.keys("name where", "name_en")
            where = condition_at(item.get("where"), scope)
            each.append(Requirement(item.text_at("name"), item.text_at("name_en"), where))
        return RequiredRows(
            self._columns(cursor, "by", ledger), condition_at(cursor.get("where"), scope), tuple(each)
        )

    def _compare(self, cursor: Cursor, _: Ledger) -> Comparison | None:
        cursor.keys("by terms expect")
        by = [key for item in cursor.list_at("by") for key in _grouping(item)]
        names, types = tuple(name for name, _ in by), dict[str, str]()
        terms: dict[str, SimpleTerm] = {}
        written = cursor.get("terms")
        for name, item in written.entries() if written is not None else ():
            item.keys("", "count sum from where by")
            if name in names:
                item.problem("P015", name, "by")
            source = self.other(item, "count" if "count" in item else "from")
            if source is None:
                continue
            scope = self.scope(source)
            total = condition_at(item.get("sum"), scope, "number") if "sum" in item else None
            where, keys = (
                condition_at(item.get("where"), scope),
                self._keys(by, item.get("by"), source, types),
            )
            terms[name] = SimpleTerm(source.id, where, keys, total)
        expect = condition_at(cursor.get("expect"), Scope(dict.fromkeys(terms, "number"), reserved=False))
        return Comparison(names, terms, expect) if terms else None

    def _keys(
        self, by: list[tuple[str, Cursor]], own: Cursor | None, source: Ledger, types: dict[str, str]
    ) -> tuple[Condition, ...]:
        """What a term groups its rows by: its own expression, the comparison's, or the column of that name."""
        names = " ".join(name for name, _ in by)
        overrides = dict(own.entries()) if own is not None and own.keys("", names) else {}
        scope, keys = self.scope(source), []
        for name, shared in by:
            cursor = overrides.get(name, shared)
            before = len(cursor.problems)
            if cursor.text() == name and name not in scope.columns:
                cursor.problem("P021", name, source.id, nearest(name, scope.columns))
                continue
            key = condition_at(cursor, scope, "any")
            found = ex.type_of(key.tree)
            if len(cursor.problems) == before and types.setdefault(name, found) != found:
                cursor.problem("P034", f"{key.text}（{found}）", types[name])
            keys.append(key)
        return tuple(keys)


def _grouping(cursor: Cursor) -> list[tuple[str, Cursor]]:
    """An entry of a comparison's ``by``: the name of a column, or ``{name: expression}``."""
    return list(cursor.entries()) if cursor.is_map() else [(cursor.text(), cursor)]


__all__ = [
    "FORMATS",
    "TRUE",
    "VALUE_TYPES",
    "CheckReader",
    "ledger_scope",
    "read_codes",
    "read_ledger",
    "read_parameter",
]
