"""Text: a report's words with the places where its paragraphs, sentences and table cells stand.

Every later finding quotes the report, so nothing here changes a character: paragraphs, sentences and cells are pairs of
offsets into one string, and a quote is a slice of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Cell", "Grid", "Paragraph", "Piece", "Sentence", "Table", "Text"]

# A full stop inside 《…》 or a decimal point never ends a sentence; an ASCII stop does only before a new English sentence.
_END = re.compile(r"[。！？!?]+[”’」』）)]*|\.(?=\s+[A-Z][a-z])|\.(?=\s*$)")
_ENUMERATOR = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十]+[部章节]分?|[一二三四五六七八九十]{1,3}[、.．]"
    r"|\d{1,2}[.．、](?!\d)|\d{1,2}(?:\.\d{1,2})+\s|#+\s)\s*"
)
_HEADING_LENGTH = 30
_LONGEST_SENTENCE = 1200


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph to be put into a text.

    Shape: ``kind`` is ``body``, ``heading`` or ``note``; with no kind, a short unfinished line is a heading.
    """

    text: str
    kind: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be put into a text.

    Shape: rows of cell texts, the first ``header`` rows being headings; ``places`` may name each row's cells, as ``B4``.
    """

    rows: tuple[tuple[str, ...], ...]
    header: int = 1
    page: int | None = None
    places: tuple[tuple[str, ...], ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Where a paragraph stands in the text.

    Shape: ``start`` and ``end`` are offsets; ``kind`` is ``body``, ``heading``, ``note`` or ``table`` (a row of a table).
    """

    start: int
    end: int
    kind: str = "body"
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands; ``paragraph`` and ``index`` are positions in reading order."""

    start: int
    end: int
    paragraph: int
    index: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table's cell stands, and its own name (``B4``) where the source has one."""

    start: int
    end: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first ``header`` rows are headings. ``paragraph`` is the first row's paragraph."""

    rows: tuple[tuple[Cell, ...], ...]
    header: int
    paragraph: int
    page: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Text:
    """The plain text of a document, with its places.

    Shape: ``content`` is the whole text; every place is a pair of offsets into it.

    Example:
        >>> text = Text.plain("一、目标\\n小学辍学率为0。巩固率99.7%。")
        >>> [text.content[s.start:s.end] for s in text.sentences]
        ['一、目标', '小学辍学率为0。', '巩固率99.7%。']
        >>> text.paragraphs[0].kind
        'heading'
    """

    content: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...] = ()

    @classmethod
    def plain(cls, content: str) -> Text:
        """Read plain text: a line is a paragraph; two or more lines with the same number of tabs or bars are a table."""
        return cls.of(_pieces(content), content=content)

    @classmethod
    def of(cls, pieces: Iterable[Piece | Grid], *, content: str | None = None) -> Text:
        """Put paragraphs and tables together, one line each, cells divided by tabs.

        ``content`` is given only when the pieces are already the slices of an existing text, in order.

        Raises:
            ValueError: when a piece does not stand in the given content.

        Example:
            >>> text = Text.of([Piece("全区学校如下："), Grid((("单位", "人数"), ("甲校", "30")))])
            >>> [text.quote(c.start, c.end) for row in text.tables[0].rows for c in row]
            ['单位', '人数', '甲校', '30']
        """
        builder = _Builder(content)
        for piece in pieces:
            if isinstance(piece, Piece):
                builder.paragraph(piece)
            else:
                builder.table(piece)
        return cls("".join(builder.parts) if content is None else content, *builder.places())

    def quote(self, start: int, end: int) -> str:
        """The exact words between two offsets."""
        return self.content[start:end]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences outside tables, in reading order."""
        found: list[Sentence] = []
        for number, paragraph in enumerate(self.paragraphs):
            if paragraph.kind == "table":
                continue
            for start, end in _sentences(self.content, paragraph.start, paragraph.end):
                found.append(Sentence(start, end, number, len(found)))
        return tuple(found)

    def page_at(self, offset: int) -> int | None:
        """The page on which an offset stands, where the source has pages."""
        return next((p.page for p in self.paragraphs if p.start <= offset <= p.end), None)

    def cell_at(self, offset: int) -> str:
        """The name of the cell in which an offset stands (``B4``), or an empty string."""
        cells = (cell for table in self.tables for row in table.rows for cell in row)
        return next((cell.place for cell in cells if cell.start <= offset <= cell.end), "")


class _Builder:
    def __init__(self, content: str | None) -> None:
        self.parts: list[str] = []
        self.at = 0
        self.content = content
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []

    def place(self, words: str, after: str) -> tuple[int, int]:
        """Write words down (or find them in the given content) and say where they stand."""
        if self.content is None:
            self.parts += [words, after]
            start, self.at = self.at, self.at + len(words) + len(after)
        else:
            start = self.content.find(words, self.at)
            if start < 0:
                raise ValueError(f"not in the text: {words[:40]!r}")
            self.at = start + len(words)
        return start, start + len(words)

    def paragraph(self, piece: Piece) -> None:
        # One paragraph of a word processor may hold line breaks: each line is read by itself.
        for line in re.split(r"[\r\n\v\f\u2028\u2029]+", piece.text):
            start, end = self.place(line, "\n")
            kind = piece.kind or ("heading" if _is_heading(line) else "body")
            self.paragraphs.append(Paragraph(start, end, kind, piece.page))

    def table(self, grid: Grid) -> None:
        first, rows = len(self.paragraphs), []
        for number, row in enumerate(grid.rows):
            names = grid.places[number] if number < len(grid.places) else ()
            cells = []
            for column, words in enumerate(row):
                last = column == len(row) - 1
                start, end = self.place(words, "\n" if last else "\t")
                cells.append(Cell(start, end, names[column] if column < len(names) else ""))
            if cells:
                self.paragraphs.append(Paragraph(cells[0].start, cells[-1].end, "table", grid.page))
                rows.append(tuple(cells))
        self.tables.append(Table(tuple(rows), min(grid.header, len(rows)), first, grid.page, grid.name))

    def places(self) -> tuple[tuple[Paragraph, ...], tuple[Table, ...]]:
        return tuple(self.paragraphs), tuple(self.tables)


def _is_heading(line: str) -> bool:
    words = line.strip()
    enumerator = _ENUMERATOR.match(words)
    words = words[enumerator.end() :].strip() if enumerator else words
    return 0 < len(words) <= _HEADING_LENGTH and not re.search(r"[。；;！？，,%％]|\.$|[:：].*\d", words)


def _sentences(content: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _END.finditer(content, start, end):
        if match.group() == "." and match.end() != end and _ENUMERATOR.fullmatch(content, at, match.end()):
            continue
        yield from _pieces_of(content, at, match.end())
        at = match.end()
    yield from _pieces_of(content, at, end)


def _pieces_of(content: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut at a comma where it is longer than any sentence: what has no full stop must not take for ever."""
    while end - start > _LONGEST_SENTENCE:
        cut = max(content.rfind(mark, start, start + _LONGEST_SENTENCE) for mark in "；;，,、") + 1
        cut = cut if cut > start else start + _LONGEST_SENTENCE
        yield from _trimmed(content, start, cut)
        start = cut
    yield from _trimmed(content, start, end)


def _trimmed(content: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and content[start].isspace():
        start += 1
    while end > start and content[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _cells(line: str) -> tuple[str, ...]:
    if line.count("\t") >= 1 and line.strip():
        return tuple(cell.strip() for cell in line.split("\t"))
    if line.count("|") >= 2:
        return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    return ()


def _pieces(content: str) -> Iterator[Piece | Grid]:
    lines = content.splitlines()
    at = 0
    while at < len(lines):
        width = len(_cells(lines[at]))
        stop = at + 1
        while width >= 2 and stop < len(lines) and len(_cells(lines[stop])) == width:
            stop += 1
        if width >= 2 and stop - at >= 2:
            rows = [_cells(line) for line in lines[at:stop]]
            yield Grid(tuple(row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)))
        else:
            stop = at + 1
            yield Piece(lines[at].strip())
        at = stop
