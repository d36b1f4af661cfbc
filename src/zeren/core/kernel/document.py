"""Documents: blocks of inlines in which every number knows its citation. Renderers draw them, the proof signs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from zeren.core.kernel.citation import Citation

__all__ = [
    "Block",
    "Chart",
    "Document",
    "Heading",
    "Inline",
    "Note",
    "Number",
    "Paragraph",
    "PrintedNumber",
    "PrintedReport",
    "Sample",
    "Table",
    "Text",
]


@dataclass(frozen=True, slots=True)
class Text:
    """Words without figures.

    Shape: ``emphasis`` is ``""``, ``strong`` or ``muted``.
    """

    text: str
    emphasis: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number (or date, or document number).

    Shape: its text exactly as printed, and the id of its citation; ``occurrence`` is set by
    :meth:`Document.numbered`: n001, n002 … in reading order.
    """

    text: str
    citation: str
    occurrence: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote.

    Shape: words and numbers; a note holds no notes.
    """

    inlines: tuple[Text | Number, ...]


Inline = Text | Number | Note


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Shape: ``level`` 1 (一、) to 4 (（1）); ``ordinal`` is the printed numbering, made by composing, not typed.
    """

    level: int
    ordinal: Number | None
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Shape: ``ordinal`` for numbered ones such as "1."; ``style`` is ``body``, ``addressee``, ``signature``,
    ``caption`` or ``notice``.
    """

    inlines: tuple[Inline, ...]
    style: str = "body"
    ordinal: Number | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Shape: caption, header cells, rows of cells; a cell is a tuple of inlines.
    """

    caption: tuple[Inline, ...]
    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Shape: a Vega-Lite specification (renderers draw it), its caption, and a line of words for those who cannot see it.
    """

    spec: Mapping[str, Any]
    caption: tuple[Inline, ...]
    alternative: tuple[Inline, ...] = ()


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Sample:
    """The first ledger rows behind a number, as a reader may see them.

    Shape: ``title`` says which side, which ledger and how many rows there are; ``head`` and ``rows`` are texts, empty where only
    the number of rows is told. Personal and sensitive columns are left out.
    """

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A composed report.

    Shape: ``title`` inlines, ``blocks`` in reading order, ``citations`` by id (all those the numbers name), ``meta`` plain
    strings (issuer, unit, period, letter, snapshot, packs, demo notice). ``samples`` are the first ledger rows behind a
    measurement, by citation id: for whoever clicks a number; they are printed nowhere and no part of what is signed.

    Raises:
        ValueError: when a number names a citation the document does not hold.
    """

    title: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    citations: Mapping[str, Citation] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in self.numbers():
            if number.citation not in self.citations:
                raise ValueError(f"number {number.text!r} names unknown citation {number.citation}")

    def numbered(self) -> Document:
        """The same document with every number given its occurrence id in reading order: n0001, n0002 …"""
        counter = count(1)

        def mark(number: Number) -> Number:
            return replace(number, occurrence=f"n{next(counter):04d}")

        return replace(
            self, title=_map(self.title, mark), blocks=tuple(_map_block(b, mark) for b in self.blocks)
        )

    def numbers(self) -> Iterator[Number]:
        """All printed numbers in reading order (a footnote's numbers follow the place of its mark)."""
        yield from _numbers(self.title)
        for block in self.blocks:
            for inlines in _parts(block):
                yield from _numbers(inlines)


Marker = Callable[[Number], Number]


def _map(inlines: tuple[Inline, ...], mark: Marker) -> tuple[Inline, ...]:
    return tuple(_map_inline(inline, mark) for inline in inlines)


def _map_inline(inline: Inline, mark: Marker) -> Inline:
    if isinstance(inline, Number):
        return mark(inline)
    if isinstance(inline, Note):
        return Note(tuple(mark(i) if isinstance(i, Number) else i for i in inline.inlines))
    return inline


def _map_block(block: Block, mark: Marker) -> Block:
    if isinstance(block, Heading | Paragraph):
        ordinal = None if block.ordinal is None else mark(block.ordinal)
        return replace(block, ordinal=ordinal, inlines=_map(block.inlines, mark))
    if isinstance(block, Table):
        caption = _map(block.caption, mark)
        header = tuple(_map(cell, mark) for cell in block.header)
        return Table(caption, header, tuple(tuple(_map(cell, mark) for cell in row) for row in block.rows))
    return replace(block, caption=_map(block.caption, mark), alternative=_map(block.alternative, mark))


def _parts(block: Block) -> Iterator[tuple[Inline, ...]]:
    if isinstance(block, Heading | Paragraph):
        if block.ordinal is not None:
            yield (block.ordinal,)
        yield block.inlines
    elif isinstance(block, Table):
        yield block.caption
        yield from block.header
        for row in block.rows:
            yield from row
    else:
        yield block.caption
        yield block.alternative


def _numbers(inlines: tuple[Inline, ...]) -> Iterator[Number]:
    for inline in inlines:
        if isinstance(inline, Number):
            yield inline
        elif isinstance(inline, Note):
            for inner in inline.inlines:
                if isinstance(inner, Number):
                    yield inner


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number read back from a finished report.

    Shape: ``occurrence`` and ``citation`` as its tag names them, empty where it carries none; ``context`` the words around it.
    """

    text: str
    occurrence: str
    citation: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A finished report as read back from docx, pdf or html.

    Shape: ``manifest`` is the signed manifest it carries, None where it carries none; ``numbers`` are the tagged numbers in
    reading order, ``uncited`` figures of the text without a tag; ``text`` is all its words, each tagged number between U+FFF9 and
    U+FFFB.
    """

    form: str
    manifest: bytes | None
    numbers: tuple[PrintedNumber, ...]
    uncited: tuple[PrintedNumber, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of somebody's document, in reading order.

    Shape: ``kind`` is ``heading``, ``paragraph``, ``table`` or ``note``; a table has ``rows`` of cell texts (a merged cell stands
    once, the cells it covers are empty), the others have ``text``. ``place`` says where a reader finds it (第3段, 第2页, 表1).
    """

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """Anybody's document as plain words: what the auditor reads and what a letter is drafted from.

    Shape: ``form`` is ``docx``, ``pdf``, ``html``, ``sheet`` or ``text``. Of a text file ``content`` is the whole text as it
    stands, with plain line ends, so that a place in it is a place in the file.
    """

    form: str
    passages: tuple[Passage, ...]
    content: str = ""
