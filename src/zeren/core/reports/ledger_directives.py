"""Directives over ledger rows: rows and events to loop over, counts, sums, lists of names, and the closing ``rest``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Inline, Number, Paragraph, Row, Text, nearest, plain
from zeren.core.packs import Column, Ledger
from zeren.core.reports.directives import date_words, directive
from zeren.core.reports.pieces import Footnote, Piece, fail
from zeren.core.reports.session import EVENTS, Session, full_date

__all__ = ["RowList", "RowView", "cell_text", "field", "item_events"]

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
    found = _rows(session, ledger, where, order)
    kept = [row for row in found if not session.pieces.is_told(row)]
    return RowList(session, kept[:limit], len(kept) if limit is None else min(limit, len(kept)))


def _rows(session: Session, ledger: str, where: str | None, order: Columns | None = None) -> tuple[Row, ...]:
    known = session.ledger(ledger)
    names = () if order is None else (order,) if isinstance(order, str) else tuple(order)
    for name in names:
        session.column(known, name)
    return session.rows(ledger, where, order=names).rows


@directive
def events(
    session: Session,
    where: str | None = None,
    order: Columns | None = None,
    *,
    ledger: str = "work_log",
    item: str | None = None,
    limit: int | None = None,
) -> RowList:
    """Rows of an event ledger nobody has told yet, of this period, oldest first; ``item`` keeps those filed under an item.

    Raises:
        ZerenError: R008 for a ledger whose rows are not events.

    Example:
        {% for e in events(where="topic = 'reading'") %}{{ e.date|day }}，{{ e.title }}。{% endfor %}
    """
    if ledger not in EVENTS:
        raise fail("R008", ledger, "、".join(EVENTS), nearest(ledger, EVENTS))
    by = order if order is not None else session.role(session.ledger(ledger), "date") or None
    found = [
        r for r in _rows(session, ledger, where, by) if _current(session, r) and not session.pieces.is_told(r)
    ]
    if item is not None:
        found = [row for row in found if _belongs(session, row, session.item(item).id)]
    return RowList(session, found[:limit], len(found[:limit]))


def _current(session: Session, row: Row) -> bool:
    """A standing ledger carries older rows over; those were told in their own period."""
    day = row.values.get(session.role(session.ledger(row.ledger), "date"))
    return not isinstance(day, date) or session.facts.period.contains(day)


def _belongs(session: Session, row: Row, item: str) -> bool:
    column = session.role(session.ledger(row.ledger), "target")
    if not column:
        raise fail("R020", row.ledger, "letter_target")
    written = str(row.values.get(column) or "")
    for mark in "、，,；;":
        written = written.replace(mark, " ")
    return any(part == item or part.startswith(item + ".") for part in written.split())


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
    for position, row in enumerate(_rows(session, ledger, where, order)):
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


def item_events(session: Session, item: str) -> list[Row]:
    """Events filed under an item that nobody has told, oldest first, of all event ledgers the pack has."""
    found: list[tuple[str, Row]] = []
    for ledger in EVENTS:
        if ledger not in session.pack.ledgers or not session.role(session.ledger(ledger), "target"):
            continue
        day = session.role(session.ledger(ledger), "date")
        for row in session.rows(ledger, None, order=(day,) if day else ()):
            if _current(session, row) and _belongs(session, row, item) and not session.pieces.is_told(row):
                found.append((str(row.values.get(day) or ""), row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


@directive
def rest(session: Session, item: str, lead: str = "此外，还开展了以下工作：", then: str = "") -> Piece:
    """One paragraph that tells every event of the item nobody has told; nothing left, no paragraph.

    Example:
        {{ rest("3") }}
    """
    left = item_events(session, session.item(item).id)
    if not left:
        return Piece(session.pieces, ())
    token = session.pieces.token()
    inlines: list[Inline] = [Text(lead)] if lead else []
    for position, row in enumerate(left):
        inlines.extend((Text("；"),) if position else ())
        inlines.extend(_told(session, row, token))
    inlines.append(Text(f"。{then}"))
    session.pieces.tell(left, token)
    return Piece(
        session.pieces, tuple(inlines), raw=Decimal(len(left)), rows=tuple(left), block=Paragraph(())
    )


def _told(session: Session, row: Row, token: int) -> list[Inline]:
    ledger = session.ledger(row.ledger)
    title, day, number = (
        session.role(ledger, "title"),
        session.role(ledger, "date"),
        session.role(ledger, "number"),
    )
    parts: list[Inline] = []
    if day and row.values.get(day) is not None:
        parts += [*date_words(field(session, row, day, token), "day").inlines, Text("，")]
    words = field(session, row, title, token).inlines if title else ()
    if row.ledger == "documents_issued":
        parts += [Text("印发《"), *words, Text("》")]
        if number and row.values.get(number):
            parts += [Text("（"), *field(session, row, number, token).inlines, Text("）")]
    else:
        parts += list(words)
    return parts
