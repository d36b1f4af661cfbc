"""What a verdict sheet is made of before it is drawn: pages of grids, whose cells hold figures, words and marks.

One form for all three files. A workbook wants numbers as numbers and one fact a column; a page wants what belongs together in one
cell. Both are drawn from the same atoms, so they cannot say different things. A colour comes from a mark's tone and a mark always
has words or a symbol: nothing is said by colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.kernel import plain, round_half_up

__all__ = [
    "TONES",
    "Atom",
    "Cell",
    "Figure",
    "Grid",
    "Mark",
    "Page",
    "apart",
    "clean",
    "telling_places",
    "tidy",
]

# What a mark's colour says; the last five are the heat map's, from far below to far above.
TONES = ("met", "missed", "floor", "open", "far_below", "below", "near", "above", "far_above")
_MOST_PLACES = 10
_MOST_MISSING = 6
_LONG = re.compile(r"[0-9]+\.[0-9]{5,}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, exact, and how many places of it are printed.

    Shape: ``signed`` prints a plus; ``tone`` colours a cell that holds nothing else (its row or neighbour has the words);
    ``basis`` says in words what the number rests on.
    """

    value: Decimal
    places: int = 2
    signed: bool = False
    tone: str = ""
    basis: str = ""
    short: bool = False

    @property
    def text(self) -> str:
        """As it is printed, rounded half-up; a short one without needless zeros."""
        rounded = round_half_up(self.value, self.places)
        words = plain(rounded) if self.short else f"{rounded:f}"
        return f"+{words}" if self.signed and rounded > 0 else words


@dataclass(frozen=True, slots=True)
class Mark:
    """Words or a symbol that a colour underlines."""

    words: str
    tone: str = ""


Atom = str | Figure | Mark
Cell = tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a title, headings, rows of cells, and what a reader should know below it.

    Shape: ``groups`` stand above the headings, as (words, how many columns); ``total`` says the last row sums up the others;
    ``main`` that it is the one on its sheet to be filtered, with its headings in sight.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()
    total: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A chapter of the document, a sheet of the workbook."""

    name: str
    lead: tuple[Cell, ...]
    grids: tuple[Grid, ...]


def clean(text: str) -> str:
    """Text without the characters that no XML file may hold: one in a school's name would make the document unreadable."""
    return _UNPRINTABLE.sub("", text)


def tidy(text: str) -> str:
    """Words whose long decimals are rounded to four places, for reading.

    Example:
        >>> tidy("84.21052631578947%，合格85%")
        '84.2105%，合格85%'
    """
    return _LONG.sub(lambda match: plain(round_half_up(Decimal(match.group()), 4)), text)


def missing_words(names: Sequence[str]) -> str:
    """What is missing, as far as a cell can hold it: a county with no figures at all would fill pages.

    Example:
        >>> missing_words([f"第{n}园：班数" for n in "一二三四五六七八"])
        '第一园：班数、第二园：班数、第三园：班数、第四园：班数、第五园：班数、第六园：班数等8处'
    """
    more = f"等{len(names)}处" if len(names) > _MOST_MISSING else ""
    return "、".join(names[:_MOST_MISSING]) + more


def apart(value: Decimal, limit: Decimal | None, places: int) -> int:
    """How many places a value needs so that its print is not mistaken for the limit: 4.4996 beside 4.5 is not "4.50".

    Example:
        >>> apart(Decimal("4.4996"), Decimal("4.5"), 2), apart(Decimal("4.5"), Decimal("4.5"), 2)
        (4, 2)
    """
    if limit is None or value == limit:
        return places
    shown = round_half_up(limit, places)
    while round_half_up(value, places) == shown and places < _MOST_PLACES:
        places += 1
        shown = round_half_up(limit, places)
    return places


def telling_places(value: Decimal | None, figures: int = 6, least: int = 2, most: int = 12) -> int:
    """Places that show about so many significant figures: the working of 2,500 yuan and of 0.06 teachers must both be readable.

    Example:
        >>> telling_places(Decimal("2496.67")), telling_places(Decimal("0.0613"))
        (2, 7)
    """
    if value is None or value == 0:
        return least
    return min(max(figures - 1 - value.adjusted(), least), most)
