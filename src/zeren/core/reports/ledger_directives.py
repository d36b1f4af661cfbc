"""Directives over ledger rows: rows to loop over, counts, sums, and lists of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Inline, Number, Row, Text, plain
from zeren.core.packs import Column, Ledger
from zeren.core.reports.directives import directive
from zeren.core.reports.pieces import Footnote, Piece, fail
from zeren.core.reports.session import Session, full_date

__all__ = ["Columns", "RowList", "RowView", "cell_text", "field", "found_rows"]

Columns = str | Sequence[str]


def cell_text(session: Session, column: Column, value: Any) -> str:
    """A cell as a report prints it: labels for codes, names for schools, dates in words."""
    if value is None:
        return ""
    if column.codes and column.codes in session.pack.codes:
        return session.pack.codes[column.codes].label(str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return full_date(value)
    if isinstance(value, Decimal | int):
        return plain(Decimal(value))
    coded = column.format in {"school_code", "area_code"} or column.id.endswith(("_code", "_unit"))
    unit = session.facts.tree.get(str(value)) if coded else None
    return str(value) if unit is None else unit.name


def field(session: Session, row: Row, column: str, token: int = 0) -> Piece:
    """One cell of a row, its figures citing the cell."""
    ledger = session.ledger(row.ledger)
    known = session.column(ledger, column)
    raw = row.values.get(column)
    text = cell_text(session, known, raw)
    citation = session.rows_citation(
        row.ledger,
        session.row_where(row),
        [row],
        part="cell",
        value="" if raw is None else str(raw),
        row_count=1,
        column=column,
    )
    whole = isinstance(raw, date | int | Decimal) and not isinstance(raw, bool)
    inlines = (session.number(text, citation),) if whole else session.cited(text, citation)
    return Piece(session.pieces, inlines, raw=raw, rows=(row,) if inlines else (), token=token)


class RowView:
    """One row in a loop; its columns are fields."""

    __slots__ = ("_row", "_session", "_token")

    def __init__(self, session: Session, row: Row, token: int = 0) -> None:
        self._session, self._row, self._token = session, row, token

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name == "unit_name":
            unit = self._session.facts.tree.get(self._row.unit)
            citation = self._session.meta(
                "unit", self._row.unit, f"单位名册（代码{self._row.unit}）", unit=self._row.unit
            )
            return self._session.words(unit.name if unit else self._row.unit, citation)
        return field(self._session, self._row, name, self._token)


class RowList:
    """Rows to loop over. Every loop is one teller, so printing a row in one loop hides it from the others."""

    def __init__(self, session: Session, rows: Sequence[Row], total: int) -> None:
        self._session, self._rows, self._total = session, tuple(rows), total

    def __iter__(self) -> Iterator[RowView]:
        token = self._session.pieces.token()
        for row in self._rows:
            if not self._session.pieces.is_told(row, token):
                yield RowView(self._session, row, token)

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, index: int) -> RowView:
        return RowView(self._session, self._rows[index])


@directive
def rows(
    session: Session,
    ledger: str,
    where: str | None = None,
    order: Columns | None = None,
    limit: int | None = None,
) -> RowList:
    """Rows of a ledger to loop over; events that have been told are left out.

    Example:
        {% for p in rows("pairings", where="kind = 'bundled'") %}{{ p.lead_code }}与{{ p.member_code }}；{% endfor %}
    """
    found = found_rows(session, ledger, where, order)
    kept = [row for row in found if not session.pieces.is_told(row)]
    return RowList(session, kept[:limit], len(kept) if limit is None else min(limit, len(kept)))


def found_rows(
    session: Session, ledger: str, where: str | None, order: Columns | None = None
) -> tuple[Row, ...]:
    """The rows of a ledger at or below the report's unit, in the order of some of its columns."""
    known = session.ledger(ledger)
    names = () if order is None else (order,) if isinstance(order, str) else tuple(order)
    for name in names:
        session.column(known, name)
    return session.rows(ledger, where, order=names).rows


@directive
def count(
    session: Session,
    ledger: str,
    where: str | None = None,
    distinct: str | None = None,
    union: Sequence[str] | None = None,
    *,
    roster: str | bool | None = None,
    note: bool = True,
) -> Piece:
    """How many rows, or how many different values; ``roster`` lists in the footnote what is counted.

    Example:
        {{ count("pairings", where="kind = 'bundled'", union=["lead_code", "member_code"], roster=True) }}所捆绑学校
    """
    known = session.ledger(ledger)
    found = session.rows(ledger, where)
    columns = tuple(union) if union else (distinct,) if distinct else ()
    things = _different(found.rows, columns)
    for column in columns:
        session.column(known, column)
    number = len(things) if columns else found.total
    part, column = ("distinct", "|".join(columns)) if columns else ("count", "")
    citation = session.rows_citation(
        ledger, where, found, part=part, column=column, value=str(number), row_count=found.total
    )
    printed = session.number(str(number), citation)
    foot = session.footnote(f"c:{citation.id}", citation) if note else None
    if foot is not None and roster:
        named = _roster_names(session, known, found.rows, columns, roster)
        foot = Footnote(foot.key, (*named, Text("；"), *foot.inlines) if named else foot.inlines)
    return Piece(session.pieces, (printed,), raw=Decimal(number), note=foot)


def _different(rows: Sequence[Row], columns: Sequence[str]) -> dict[Any, tuple[Row, str]]:
    """Each different value of the columns, with the first row and column it stands in."""
    things: dict[Any, tuple[Row, str]] = {}
    for column in columns:
        for row in rows:
            if row.values.get(column) is not None:
                things.setdefault(row.values[column], (row, column))
    return things


def _roster_names(
    session: Session, ledger: Ledger, rows: Sequence[Row], columns: Sequence[str], roster: object
) -> tuple[Text | Number, ...]:
    if roster is True and not columns:
        roster = session.role(ledger, "title")
    shown = [row for row, _ in _different(rows, columns).values()] if columns else list(rows)
    names = (
        [c for _, c in _different(rows, columns).values()] if roster is True else [str(roster)] * len(shown)
    )
    return _listed(session, list(zip(shown, names, strict=True)))


def _listed(session: Session, cells: Sequence[tuple[Row, str]]) -> tuple[Text | Number, ...]:
    """Names separated by 、; events told before are given by their row only, and the others are told by this."""
    token = session.pieces.token()
    parts: list[Inline] = []
    seen: set[str] = set()
    for row, column in cells:
        piece = field(session, row, column, token)
        words = "".join(i.text for i in piece.inlines if isinstance(i, Text | Number))
        if session.pieces.is_told(row, token):
            citation = session.rows_citation(
                row.ledger, session.row_where(row), [row], part="row", value=str(row.number), row_count=1
            )
            piece = Piece(
                session.pieces, (Text("正文已述第"), session.number(str(row.number), citation), Text("行"))
            )
        elif not words or words in seen:
            continue
        seen.add(words)
        session.pieces.tell([row], token)
        parts.extend(((Text("、"),) if parts else ()) + piece.inlines)
    return tuple(part for part in parts if isinstance(part, Text | Number))


@directive
def total(
    session: Session, ledger: str, column: str, where: str | None = None, *, note: bool = True
) -> Piece:
    """The sum of a column over rows (人次, 课时 …); a missing cell adds nothing.

    Raises:
        ZerenError: P034 for a column that is not a number.

    Example:
        培训{{ total("work_log", "attendances", where="event_type = 'training'") }}人次
    """
    known = session.column(session.ledger(ledger), column)
    if known.type not in {"integer", "decimal"}:
        raise fail("P034", column, "integer、decimal")
    found = session.rows(ledger, where)
    used = [row for row in found if row.values.get(column) is not None]
    amount = sum((Decimal(row[column]) for row in used), Decimal(0))
    citation = session.rows_citation(
        ledger,
        where,
        used,
        part="sum",
        column=column,
        value=plain(amount),
        row_count=len(used),
        text=f"{known.name}合计：",
    )
    foot = session.footnote(f"c:{citation.id}", citation) if note else None
    return Piece(session.pieces, (session.number(plain(amount), citation),), raw=amount, note=foot)


@directive
def names(
    session: Session,
    ledger: str,
    column: str,
    where: str | None = None,
    *,
    order: Columns | None = None,
    sep: str | None = None,
    quote: str = "",
    unique: bool = True,
    last: str | None = None,
) -> Piece:
    """The names in a column as a list; events in it are told. Quoted names stand side by side, others are parted by 、.

    Raises:
        ZerenError: P021 for a column the ledger does not have, P030 … P036 for a malformed condition.

    Source: GB/T 15834-2011, no 顿号 between neighbouring book-title marks or quotation marks.

    Example:
        出台了{{ names("documents_issued", "title", where="topic = 'left_behind'", quote="《》") }}等文件
    """
    if len(quote) not in {0, 2}:
        raise fail("R003", "names", 'quote="《》"')
    session.column(session.ledger(ledger), column)
    between = sep if sep is not None else "" if quote else "、"
    token = session.pieces.token()
    listed: dict[str, tuple[tuple[Inline, ...], Row]] = {}
    for position, row in enumerate(found_rows(session, ledger, where, order)):
        piece = field(session, row, column, token)
        if piece.inlines and not session.pieces.is_told(row):
            words = "".join(i.text for i in piece.inlines if isinstance(i, Text | Number))
            listed.setdefault(words if unique else f"{position}{words}", (piece.inlines, row))
    inlines: list[Inline] = []
    for position, (parts, _) in enumerate(listed.values()):
        if position:
            inlines.append(Text(last if last is not None and position == len(listed) - 1 else between))
        inlines.extend((Text(quote[0]), *parts, Text(quote[1])) if quote else parts)
    rows_of = tuple(row for _, row in listed.values())
    return Piece(
        session.pieces,
        tuple(inlines),
        raw=Decimal(len(listed)) if listed else None,
        rows=rows_of,
        token=token,
    )


@directive
def roster(session: Session, ledger: str, column: str, where: str | None = None, *, label: str = "") -> Piece:
    """A footnote that lists names and where they stand; prints nothing in the text.

    Example:
        {{ count("inspectors") }}名责任督学{{ roster("inspectors", "name", label="名单") }}
    """
    known = session.ledger(ledger)
    session.column(known, column)
    found = session.rows(ledger, where)
    named = _listed(session, [(row, column) for row in found])
    if not named:
        return Piece(session.pieces, ())
    citation = session.rows_citation(
        ledger, where, found, part="roster", column=column, value=str(found.total), row_count=found.total
    )
    lead = (Text(f"{label}："),) if label else ()
    source = session.footnote("", citation).inlines
    foot = Footnote(f"r:{citation.id}", (*lead, *named, Text("；"), *source))
    return Piece(session.pieces, (), raw=Decimal(found.total), note=foot)
