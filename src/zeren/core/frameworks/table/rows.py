"""Rows of the table: what intake or a notebook hands over, under the framework's own column ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Place, Problem, ZerenError, to_decimal
from zeren.core.packs import Code, Column, Framework, FrameworkColumn, Ledger

__all__ = ["TableRow", "compact", "named_code", "plain_rows", "scaled", "stage_of_sheet", "table_ledger"]

_VARIANT = "__in_"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as it was written, typed.

    Shape: ``values`` column id → text, Decimal, bool, date or None (missing). ``place`` is the row, ``cells`` column id → cell
    (``C5``), so that a problem can point at it. ``number`` is the row's number for people.
    """

    values: Mapping[str, Any]
    place: Place = field(default_factory=Place)
    cells: Mapping[str, str] = field(default_factory=dict)
    number: int = 0

    def at(self, column: str) -> Place:
        """The cell of a column, or the row."""
        cell = self.cells.get(column, self.place.cell)
        return Place(self.place.file, self.place.line, self.place.column, self.place.sheet, cell)


def compact(text: object) -> str:
    """A word without blanks, brackets' shape and letter width.

    Example:
        >>> compact(" 九年一贯制（ 含 高中）"), compact("３１２")
        ('九年一贯制(含高中)', '312')
    """
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).casefold()


def _variants(framework: Framework) -> list[tuple[FrameworkColumn, str, str, Decimal]]:
    """Every column with each unit its heading may carry: (column, ledger column id, unit, factor)."""
    found = []
    for column in framework.columns:
        found.append((column, column.id, "", Decimal(1)))
        for number, (unit, factor) in enumerate(column.units.items(), 1):
            if factor != 1:
                found.append((column, f"{column.id}{_VARIANT}{number}", unit, factor))
    return found


def table_ledger(framework: Framework) -> Ledger:
    """The framework's table as a ledger, for intake to find and read.

    Shape: coded columns are text here (words are told apart later, with the nearest guess); a heading with a unit other than
    the column's own (万元) is a column of its own, which :func:`scaled` brings back. Nothing is required of a row: what is
    missing stays missing, and the assessment says so.

    Example:
        >>> from zeren.core.packs import load
        >>> framework = load("balanced-2012").frameworks["balanced-2012"]
        >>> table_ledger(framework).column("pupils").name
        '在校生数'
    """
    columns = []
    for column, name, unit, _ in _variants(framework):
        ending = f"（{unit}）" if unit else ""
        kind = "text" if column.type == "code" else column.type
        aliases = tuple(alias + ending for alias in column.aliases)
        columns.append(
            Column(name, column.name + ending, column.name_en if not unit else "", kind, aliases=aliases)
        )
    return Ledger(
        id=framework.id, name=framework.table_name, name_en="", definition="", definition_en="",
        source=framework.document_number, submitted_by="county", unit=framework.unit, key=(), period="standing",
        columns=tuple(columns), pack=framework.pack,
    )  # fmt: skip


def scaled(framework: Framework, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values under the ledger's column ids brought back to the framework's own columns and units."""
    found: dict[str, Any] = {column.id: None for column in framework.columns}
    for column, name, _, factor in _variants(framework):
        value = values.get(name)
        if value is None:
            continue
        found[column.id] = to_decimal(value) * factor if _is_number(column) else value
    return found


def _is_number(column: FrameworkColumn) -> bool:
    return column.type in {"integer", "decimal"}


def _heading(text: str) -> str:
    return compact(text).rstrip("*:")


def plain_rows(
    framework: Framework, rows: Iterable[Mapping[str, Any]]
) -> tuple[list[TableRow], list[Problem]]:
    """Rows of a notebook or an example: headings (or column ids) to numbers or texts.

    Raises:
        ZerenError: F018, as an error, for a heading nothing has.

    Example:
        >>> from zeren.core.packs import load
        >>> framework = load("balanced-2012").frameworks["balanced-2012"]
        >>> names = [c.name for c in framework.columns if c.required]
        >>> rows, problems = plain_rows(framework, [dict.fromkeys(names, "7") | {"学校": "甲校", "学段": "小学"}])
        >>> rows[0].values["pupils"], problems
        (Decimal('7'), [])
    """
    keys: dict[str, tuple[FrameworkColumn, Decimal]] = {}
    for column, _, unit, factor in _variants(framework):
        for word in (column.name, column.id, *column.aliases):
            keys.setdefault(_heading(f"{word}({unit})" if unit else word), (column, factor))
    found: list[TableRow] = []
    problems: list[Problem] = []
    cells = {column.id: column.name for column in framework.columns}
    for number, row in enumerate(rows, 1):
        values: dict[str, Any] = {column.id: None for column in framework.columns}
        for heading, written in row.items():
            key = _heading(heading)
            known = keys.get(key) or keys.get(_BRACKETS.sub("", key))
            if known is None:
                raise ZerenError(Problem("F018", Place("", number), heading, severity="error"))
            column, factor = known
            values[column.id] = _typed(column, written, factor, number, problems)
        found.append(TableRow(values, Place("", number), cells, number))
    return found, problems


def _typed(
    column: FrameworkColumn, written: Any, factor: Decimal, number: int, problems: list[Problem]
) -> Any:
    text = written.strip() if isinstance(written, str) else written
    if text is None or text == "":
        return None
    try:
        if _is_number(column):
            return to_decimal(text.replace(",", "") if isinstance(text, str) else text) * factor
        if column.type == "date":
            return text if isinstance(text, date) else date.fromisoformat(str(text))
        if column.type == "boolean":
            return {True: True, False: False, "是": True, "否": False, "T": True, "F": False}[text]
    except (ValueError, KeyError):
        wanted = {"date": "日期", "boolean": "是或否"}.get(column.type, "数字")
        details = {"column": column.name}
        place = Place("", number, cell=column.name)
        problems.append(Problem("F005", place, str(written), wanted, details=details))
        return None
    return str(text)


def named_code(codes: Iterable[Code], text: str) -> tuple[Code | None, bool]:
    """The code a cell names, and whether exactly; else the one whose word it contains, if there is only one such.

    Example:
        >>> codes = [Code("312", "九年一贯制学校", aliases=("九年一贯制",)), Code("211", "小学")]
        >>> [(c.code if c else None, sure) for c, sure in (named_code(codes, t) for t in ("312", "公办九年一贯制", "其他"))]
        [('312', True), ('312', False), (None, False)]
    """
    known = [(compact(word), code) for code in codes for word in (code.code, code.name, *code.aliases)]
    key = compact(text).removesuffix(".0")
    for word, code in known:
        if word == key:
            return code, True
    inside = [(word, code) for word, code in known if len(word) > 1 and not word.isdigit() and word in key]
    longest = [
        (word, code)
        for word, code in inside
        if not any(word != other and word in other for other, _ in inside)
    ]
    named = {code.code: code for _, code in longest}
    return (next(iter(named.values())), False) if len(named) == 1 else (None, False)


def stage_of_sheet(framework: Framework, sheet: str) -> str:
    """The stage a sheet is named for, so that its rows need not say it one by one; "" where none, or more than one, fits.

    The name must begin with the stage: “中小学” names no stage, “小学数据” does.
    """
    key = compact(sheet)
    named = {s.id for s in framework.stages for word in (s.name, *s.aliases) if key.startswith(compact(word))}
    inside = {s.id for s in framework.stages for word in (s.name, *s.aliases) if compact(word) in key}
    return next(iter(named)) if key and len(named) == 1 and len(inside) == 1 else ""
