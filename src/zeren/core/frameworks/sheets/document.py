"""The verdict sheet as a document: headings, paragraphs and tables, in which every figure names what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from zeren.core.frameworks.assessment import Assessment
from zeren.core.frameworks.sheets.county_pages import (
    conclusion_page,
    county_page,
    excluded_page,
    problems_page,
    unconfirmed_page,
)
from zeren.core.frameworks.sheets.grid import Atom, Cell, Figure, Grid, Mark, Page, clean
from zeren.core.frameworks.sheets.school_pages import heat_page, verdict_page
from zeren.core.frameworks.sheets.spread_page import spread_page, working_page
from zeren.core.frameworks.sheets.steps import steps_page
from zeren.core.kernel import (
    Block,
    Citation,
    Document,
    Heading,
    Inline,
    Number,
    Paragraph,
    Table,
    Text,
    plain,
)

__all__ = ["verdict_document"]

_ORDINALS = "一二三四五六七八九十"
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")


def verdict_document(
    assessment: Assessment, *, at: date | None = None, longest: int | None = None
) -> Document:
    """The verdict sheet as a document for docx or HTML.

    Shape: a chapter a part of the verdict, the coefficients' working last. A word that carries a colour is a text whose
    ``emphasis`` is one of the sheet's tones (``missed``, ``floor``, ``open``, ``far_below`` …): a renderer without colours prints
    the word. ``longest`` shortens the working's tables to so many lines; ``at`` is the day that is printed.

    Example:
        >>> from zeren.core.frameworks import assess
        >>> from zeren.core.packs import load
        >>> framework = load("balanced-2012").frameworks["balanced-2012"]
        >>> found = assess(framework, [{"学校": "甲", "学段": "小学", "在校生数": 45, "图书册数": 279}])
        >>> document = verdict_document(found)
        >>> "".join(part.text for part in document.title)
        '县域义务教育基本均衡发展督导评估判定表'
    """
    return _Writer(assessment).document(at, longest)


def _pages(found: Assessment, at: date | None, longest: int | None) -> Iterator[Page]:
    listed = (
        conclusion_page(found, at=at),
        verdict_page(found, one_fact_a_column=False),
        spread_page(found),
        heat_page(found),
        county_page(found),
        steps_page(found),
        excluded_page(found),
        unconfirmed_page(found),
        problems_page(found),
        working_page(found, longest=longest),
    )
    return (page for page in listed if page is not None)


class _Writer:
    def __init__(self, found: Assessment) -> None:
        self.found = found
        self.citations: dict[str, Citation] = {}
        framework = found.framework
        what = f"{framework.name}（{framework.document_number}）判定表，由填报的数据表和回答算出"
        self.general = self._cite(Citation("meta", what, {"framework": framework.id, "pack": framework.pack}))
        self.tables = 0

    def document(self, at: date | None, longest: int | None) -> Document:
        """All chapters."""
        found = self.found
        title = f"{found.framework.name}判定表"
        blocks: list[Block] = []
        for position, page in enumerate(_pages(found, at, longest)):
            blocks += self._page(page, position)
        day = at or found.on
        meta = {"title": title, "framework": found.framework.id, "pack": found.framework.pack}
        if day is not None:
            meta["date"] = day.isoformat()
        return Document(self._words(title), tuple(blocks), self.citations, meta).numbered()

    def _cite(self, citation: Citation) -> str:
        self.citations[citation.id] = citation
        return citation.id

    def _page(self, page: Page, position: int) -> Iterator[Block]:
        ordinal = _ORDINALS[position] if position < len(_ORDINALS) else "又"
        yield Heading(1, None, (Text(f"{ordinal}、"), *self._words(page.name)))
        for line in page.lead:
            yield Paragraph(self._cell(line))
        for grid in page.grids:
            yield self._table(grid)
            for note in grid.notes:
                yield Paragraph((Text("注：", "muted"), *self._words(note, "muted")))

    def _table(self, grid: Grid) -> Table:
        self.tables += 1
        caption = self._words(f"表{self.tables} {grid.title}" if grid.title else f"表{self.tables}")
        rows = [tuple(map(self._cell, row)) for row in grid.rows]
        # A column of which nothing is to be said (no remarks, nothing missing) only makes the others narrow.
        kept = [n for n in range(len(grid.header)) if not rows or any(row[n] for row in rows)]
        header = tuple(self._words(grid.header[n]) for n in kept)
        return Table(caption, header, tuple(tuple(row[n] for n in kept) for row in rows))

    # --- inlines ------------------------------------------------------------------------------------------------------
    def _cell(self, cell: Cell) -> tuple[Inline, ...]:
        found = [self._atom(atom) for atom in cell]
        if len(cell) > 1 and isinstance(cell[0], Mark) and isinstance(cell[1], Figure):
            found.insert(1, (Text(" "),))  # a symbol and its number
        return tuple(inline for inlines in found for inline in inlines)

    def _atom(self, atom: Atom) -> tuple[Inline, ...]:
        if isinstance(atom, Mark):
            return self._words(atom.words, atom.tone)
        if isinstance(atom, Figure):
            cited = self.general
            if atom.basis:
                cited = self._cite(Citation("measurement", clean(atom.basis), {"value": plain(atom.value)}))
            return (Number(atom.text, cited),)
        return self._words(atom)

    def _words(self, text: str, emphasis: str = "") -> tuple[Inline, ...]:
        """Words with their figures told apart: a figure is a number with a citation wherever it stands."""
        parts: list[Inline] = []
        text, start = clean(text), 0
        for match in _FIGURE.finditer(text):
            if match.start() > start:
                parts.append(Text(text[start : match.start()], emphasis))
            parts.append(Number(match.group(), self.general))
            start = match.end()
        if start < len(text):
            parts.append(Text(text[start:], emphasis))
        return tuple(parts)
