"""Pieces: what directives return. A piece knows its inlines, its raw value for conditions, and the rows it tells.

Jinja and Markdown only see a marker of private-use characters in its place, so nothing from a ledger is ever read as markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Block, Inline, Number, Problem, Row, Text, ZerenError, nearest

__all__ = [
    "FIGURE",
    "MARKER",
    "EventKey",
    "Footnote",
    "Piece",
    "Pieces",
    "View",
    "event_key",
    "fail",
    "finalize",
    "has_figure",
    "marker_index",
]

EventKey = tuple[str, str, str, int]
_START, _END, _ZERO = "\ue000", "\ue001", 0xE010
MARKER = re.compile(f"{_START}([{chr(_ZERO)}-{chr(_ZERO + 9)}]+){_END}")

# A figure as one printed token: a document number, a date in words, or a number with its sign of unit.
FIGURE = re.compile(
    r"[\u3014\[][0-9]{4}[\u3015\]][0-9]+号"
    r"|[0-9]{4}年(?:[0-9]{1,2}(?:[—-][0-9]{1,2})?月(?:[0-9]{1,2}日)?)?"
    r"|[0-9]{1,2}月[0-9]{1,2}日"
    r"|<?[-−]?[0-9０-９]+(?:[.,．，:：/][0-9０-９]+)*[%％‰]?"
)


def fail(code: str, found: object = "", expected: str = "", hint: str = "") -> ZerenError:
    """The error to raise; the place is added by whoever knows file and line."""
    return ZerenError(Problem(code, found=str(found), expected=expected, hint=hint))


def has_figure(text: str) -> bool:
    """Whether any character is a digit or a number sign of any script (①, Ⅲ, ３). Chinese numerals are letters, not digits.

    Example:
        >>> has_figure("第３届"), has_figure("一对一")
        (True, False)
    """
    return any(unicodedata.category(character) in {"Nd", "No", "Nl"} for character in text)


def event_key(row: Row) -> EventKey:
    """What makes a ledger row the same event: its place."""
    return (row.ledger, row.file, row.sheet, row.number)


def marker_index(digits: str) -> int:
    """The piece a marker stands for."""
    return int("".join(str(ord(character) - _ZERO) for character in digits))


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote that is printed only at the first occurrence of its key."""

    key: str
    inlines: tuple[Text | Number, ...]


class Piece:
    """What a directive returns.

    Shape: ``inlines`` as printed; ``raw`` the plain value conditions compare with; ``rows`` the ledger rows it quotes; ``note``
    its footnote; ``block`` instead of inlines for tables, charts and closing paragraphs; ``ordinal`` for a heading's own number.
    """

    __slots__ = ("block", "book", "index", "inlines", "note", "ordinal", "raw", "rows", "token")

    def __init__(
        self,
        book: Pieces,
        inlines: tuple[Inline, ...],
        *,
        raw: Any = None,
        rows: tuple[Row, ...] = (),
        note: Footnote | None = None,
        block: Block | None = None,
        ordinal: Number | None = None,
        token: int = 0,
    ) -> None:
        self.book, self.inlines, self.raw, self.rows, self.note = book, inlines, raw, rows, note
        self.block, self.ordinal, self.token = block, ordinal, token
        self.index = book.add(self)

    def __str__(self) -> str:
        self.book.tell(self.rows, self.token)
        if not self.inlines and self.note is None and self.block is None:
            return ""
        return _START + "".join(chr(_ZERO + int(digit)) for digit in str(self.index)) + _END

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return self.raw is not None

    def __bool__(self) -> bool:
        return bool(self.inlines or self.block) if self.raw is None else bool(self.raw)

    def __hash__(self) -> int:
        return hash(self.raw)

    def __eq__(self, other: object) -> bool:
        return bool(_plain(self) == _plain(other))

    def __lt__(self, other: object) -> bool:
        return self._ordered(other, lambda a, b: bool(a < b))

    def __le__(self, other: object) -> bool:
        return self._ordered(other, lambda a, b: bool(a <= b))

    def __gt__(self, other: object) -> bool:
        return self._ordered(other, lambda a, b: bool(a > b))

    def __ge__(self, other: object) -> bool:
        return self._ordered(other, lambda a, b: bool(a >= b))

    def _ordered(self, other: object, compare: Callable[[Any, Any], bool]) -> bool:
        left, right = _plain(self), _plain(other)
        if left is None or right is None:
            return False  # unknown, as in the packs' expressions
        return compare(left, right)


def _plain(value: object) -> Any:
    raw = value.raw if isinstance(value, Piece) else value
    # A condition may write 1.5; a binary float must not make 1.5 <= 1.5 false.
    return Decimal(str(raw)) if isinstance(raw, float) else raw


class Pieces:
    """All pieces of one composition, and which events have been told by whom."""

    def __init__(self, event_ledgers: Iterable[str]) -> None:
        self._pieces: list[Piece] = []
        self._event_ledgers = frozenset(event_ledgers)
        self._tokens = 0
        self.told: dict[EventKey, int] = {}
        self.told_rows: list[Row] = []

    def add(self, piece: Piece) -> int:
        """Keep a piece; its number."""
        self._pieces.append(piece)
        return len(self._pieces) - 1

    def __getitem__(self, index: int) -> Piece:
        return self._pieces[index]

    def token(self) -> int:
        """A new teller: rows told under one token are skipped by every other."""
        self._tokens += 1
        return self._tokens

    def tell(self, rows: Iterable[Row], token: int) -> None:
        """Remember event rows as told."""
        for row in rows:
            if row.ledger in self._event_ledgers and event_key(row) not in self.told:
                self.told[event_key(row)] = token
                self.told_rows.append(row)

    def is_told(self, row: Row, token: int = -1) -> bool:
        """Whether another teller has told the row."""
        return self.told.get(event_key(row), token) != token


class View:
    """A named set of fields that a template reads (a school, a target, a problem); an unknown name offers the nearest."""

    __slots__ = ("_fields", "_what")

    def __init__(self, what: str, fields: Mapping[str, Any]) -> None:
        self._what, self._fields = what, fields

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._fields[name]
        except KeyError:
            known = sorted(self._fields)
            raise fail("R008", f"{self._what}.{name}", "、".join(known), nearest(name, known)) from None

    def __iter__(self) -> Iterator[str]:
        raise fail("R014", self._what)


def finalize(value: object) -> object:
    """What Jinja prints: pieces, and words without figures; everything else is refused.

    Raises:
        ZerenError: R013 for a figure, R014 for a list, a row or a condition.
    """
    if isinstance(value, Piece):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, str):
        if has_figure(value):
            raise fail("R013", value, 'value("…")、count("…")')
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | date):
        if type(value).__name__.endswith("Undefined"):
            return value  # StrictUndefined explains itself when printed
        raise fail("R014", type(value).__name__ if not isinstance(value, bool) else str(value))
    raise fail("R013", str(value), 'value("…")、count("…")')
