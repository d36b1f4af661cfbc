"""Directives that tell events (work log, documents issued), each event once: the loop, and the ``rest`` that closes an item."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zeren.core.kernel import Inline, Paragraph, Row, Text, nearest
from zeren.core.reports.directives import date_words, directive
from zeren.core.reports.ledger_directives import Columns, RowList, field, found_rows
from zeren.core.reports.pieces import Piece, fail
from zeren.core.reports.session import EVENTS, Session

__all__ = ["item_events"]


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
        r
        for r in found_rows(session, ledger, where, by)
        if _current(session, r) and not session.pieces.is_told(r)
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
