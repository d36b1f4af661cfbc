"""The verdict sheet as a workbook: numbers as numbers, one fact a column, a sheet a part of the verdict."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from math import ceil
from typing import Any

import xlsxwriter

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
from zeren.core.frameworks.sheets.spread_page import spread_page
from zeren.core.frameworks.sheets.steps import steps_page

__all__ = ["verdict_workbook"]

# Fill, letters, bold. Red for what fails, darker for what is below the floor; the heat map runs from orange to blue, which
# people who cannot tell red from green can tell apart. Every one of them stands beside words or a symbol.
_LOOKS: dict[str, tuple[str, str, bool]] = {
    "missed": ("#F6C9C4", "#8C1D18", True), "floor": ("#A61C1C", "#FFFFFF", True), "open": ("#FFF3CD", "#5C4400", False),
    "far_below": ("#B35806", "#FFFFFF", True), "below": ("#FDC98A", "#000000", False), "near": ("#F5F5F5", "#000000", False),
    "above": ("#C6DDEE", "#000000", False), "far_above": ("#2166AC", "#FFFFFF", False),
}  # fmt: skip
_NARROW, _WIDE, _LEAD = 8, 44, 110
_LONGEST = 32000  # Excel's limit of a cell is 32,767
_SHEET = 31  # and of a sheet's name
_MERGED = 15.5  # points a line
_ARROW = 2  # what the filter's button hides of a heading
_PAPER = 240  # letters that an A4 page turned sideways shows readably


def verdict_workbook(assessment: Assessment, *, at: date | None = None) -> bytes:
    """The verdict sheet as xlsx.

    Shape: sheets 结论, 逐校判定, 差异系数, 热力图, 县域和项目, 怎样达标, 不计入的学校, 未核实条款, 数据问题: those the framework
    and its table have something for. Cells are typed; nothing from the data is ever a formula.

    Example:
        >>> from zeren.core.frameworks import assess
        >>> from zeren.core.packs import load
        >>> framework = load("balanced-2012").frameworks["balanced-2012"]
        >>> found = assess(framework, [{"学校": "甲", "学段": "小学", "在校生数": 45, "图书册数": 279}])
        >>> verdict_workbook(found)[:2]
        b'PK'
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(buffer, options)
    framework = assessment.framework
    day = at or assessment.on or date(2000, 1, 1)  # a day of its own, never the machine's
    title = f"{framework.name}判定表"
    book.set_properties({"title": title, "created": datetime.combine(day, time())})
    looks = _Looks(book)
    for page in _pages(assessment, at):
        _Sheet(book.add_worksheet(page.name[:_SHEET]), looks).write(
            page, f"{title}（{framework.document_number}）"
        )
    book.close()
    return buffer.getvalue()


def _pages(found: Assessment, at: date | None) -> Iterator[Page]:
    listed = (
        conclusion_page(found, at=at),
        verdict_page(found, one_fact_a_column=True),
        spread_page(found, with_working=True),
        heat_page(found, one_table=True),
        county_page(found),
        steps_page(found, every_school=True),
        excluded_page(found),
        unconfirmed_page(found, with_ids=True),
        problems_page(found),
    )
    return (page for page in listed if page is not None)


class _Looks:
    """Formats, made once each."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **wanted: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_name": "宋体", "font_size": 11, **wanted})
        return self.made[key]

    def cell(self, tone: str, number: str = "", *, bold: bool = False, words: bool = False) -> Any:
        """The format of a table's cell."""
        wanted: dict[str, Any] = {"border": 1, "valign": "vcenter", "text_wrap": True, "bold": bold}
        if tone in _LOOKS:
            fill, letters, strong = _LOOKS[tone]
            wanted |= {"bg_color": fill, "font_color": letters, "bold": strong or bold}
        if number:
            wanted |= {"num_format": number, "text_wrap": False}
        elif not words:
            wanted["align"] = "center"
        return self.get(**wanted)

    def head(self) -> Any:
        """The format of a heading."""
        return self.get(
            border=1, bold=True, bg_color="#E8EEF4", text_wrap=True, align="center", valign="vcenter"
        )


class _Sheet:
    """One page on one sheet."""

    def __init__(self, sheet: Any, looks: _Looks) -> None:
        self.sheet, self.looks = sheet, looks
        self.row = 0
        self.widths: list[float] = []

    def write(self, page: Page, title: str) -> None:
        """Title, lead, tables below one another."""
        widths = self.widths = _widths(page)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        span = _span(widths)
        self.sheet.write_string(0, 0, title, self.looks.get(font_name="黑体", font_size=14))
        self.sheet.write_string(1, 0, page.name, self.looks.get(font_name="黑体", font_size=12))
        self.row = 2
        for line in page.lead:
            self._lead(line, span, sum(widths[:span]))
        self.row += 1
        for grid in page.grids:
            main = grid.main or len(page.grids) == 1
            first = self._grid(grid, filtered=main)
            if main and grid is page.grids[0]:
                self.sheet.freeze_panes(first, 1)
                self.sheet.repeat_rows(first - 1)
            self.row += 1
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        wide = page.grids and page.grids[0].main
        across = max(1, ceil(sum(widths) / _PAPER)) if wide else 1
        self.sheet.fit_to_pages(across, 0)
        if across > 1:
            self.sheet.repeat_columns(0)
        self.sheet.set_footer("&C第&P页 共&N页")

    def _lead(self, line: Cell, span: int, width: float) -> None:
        """A line of words over several columns, as high as it needs: Excel does not fit the height of merged cells."""
        words = _text(line)
        tone = next((a.tone for a in line if isinstance(a, Mark)), "")
        wanted: dict[str, Any] = {"text_wrap": True, "valign": "vcenter"}
        if tone in _LOOKS:
            wanted |= {"font_color": "#8C1D18" if tone in {"missed", "floor"} else "#5C4400", "bold": True}
        elif tone == "met":
            wanted["bold"] = True
        look = self.looks.get(**wanted)
        if span > 1:
            self.sheet.merge_range(self.row, 0, self.row, span - 1, "", look)
        self.sheet.write_string(self.row, 0, words, look)
        self.sheet.set_row(self.row, _MERGED * max(1, ceil(_length(words) / max(width - 2, 8))))
        self.row += 1

    def _grid(self, grid: Grid, *, filtered: bool) -> int:
        """A table; the first row of its data."""
        if grid.title:
            self.sheet.write_string(self.row, 0, grid.title, self.looks.get(font_name="黑体", font_size=12))
            self.row += 1
        self._groups(grid)
        for column, words in enumerate(grid.header):
            self.sheet.write_string(self.row, column, clean(words), self.looks.head())
        self._height([(words,) for words in grid.header], spare=_ARROW if filtered else 0)
        head = self.row
        self.row += 1
        for number, row in enumerate(grid.rows, 1):
            last = grid.total and number == len(grid.rows)
            total = last or any(cell == ("合计",) for cell in row[:3])
            for column, cell in enumerate(row):
                self._cell(column, cell, bold=total)
            self._height(row)
            self.row += 1
        if filtered and grid.rows:
            self.sheet.autofilter(head, 0, self.row - 1, len(grid.header) - 1)
        for note in grid.notes:
            self.sheet.write_string(self.row, 0, clean(f"注：{note}"), self.looks.get(font_color="#404040"))
            self.row += 1
        return head + 1

    def _height(self, row: Sequence[Cell], *, spare: float = 0) -> None:
        """As many lines as the fullest cell needs: not every program fits the height of a row by itself."""
        lines = [
            ceil(_length(_text(c)) / max(w - 1 - spare, 4)) for c, w in zip(row, self.widths, strict=False)
        ]
        if max(lines, default=1) > 1:
            self.sheet.set_row(self.row, _MERGED * max(lines))

    def _groups(self, grid: Grid) -> None:
        if not grid.groups:
            return
        column = 0
        for words, count in grid.groups:
            if words and count > 1:
                self.sheet.merge_range(
                    self.row, column, self.row, column + count - 1, clean(words), self.looks.head()
                )
            elif words:
                self.sheet.write_string(self.row, column, clean(words), self.looks.head())
            column += count
        self.row += 1

    def _cell(self, column: int, cell: Cell, *, bold: bool) -> None:
        """A number where the cell has just one; a symbol beside it is part of how the number is shown."""
        figures = [a for a in cell if isinstance(a, Figure)]
        marks = [a for a in cell if isinstance(a, Mark)]
        tone = next((t for t in (*(m.tone for m in marks), *(f.tone for f in figures)) if t), "")
        if len(figures) == 1 and len(figures) + len(marks) == len(cell):
            symbol = "".join(f'"{m.words} "' for m in marks)
            look = self.looks.cell(tone, _number_format(figures[0], symbol), bold=bold)
            self.sheet.write_number(self.row, column, float(figures[0].value), look)
            return
        words = _text(cell)
        look = self.looks.cell(tone, bold=bold, words=not marks)
        if words:
            self.sheet.write_string(self.row, column, words, look)
        else:
            self.sheet.write_blank(self.row, column, None, look)


def _number_format(figure: Figure, symbol: str) -> str:
    """How Excel shows it.

    Example:
        >>> from decimal import Decimal
        >>> from decimal import Decimal
        >>> _number_format(Figure(Decimal("0.5"), 2, signed=True), ""), _number_format(Figure(Decimal(3), 2, short=True), "")
        ('+0.00;-0.00;0.00', '0')
    """
    decimals = len(figure.text.partition(".")[2])
    number = "0." + "0" * decimals if decimals else "0"
    return f"+{number};-{number};{number}" if figure.signed else f"{symbol}{number}"


def _atom(atom: Atom) -> str:
    return atom.text if isinstance(atom, Figure) else atom.words if isinstance(atom, Mark) else atom


def _text(cell: Cell) -> str:
    return clean("".join(map(_atom, cell)))[:_LONGEST]


def _length(text: str) -> float:
    """Width in Latin letters: a Chinese one takes two."""
    return sum(1.0 if character.isascii() else 2.0 for character in text)


def _widths(page: Page) -> list[float]:
    """Widths of a sheet's columns: what stands in them, within reason; headings may break into lines."""
    widths: list[float] = []
    for grid in page.grids:
        widths += [_NARROW] * (len(grid.header) - len(widths))
        for column, words in enumerate(grid.header):
            widths[column] = max(widths[column], min(_length(words) + 4, 18.0))
        for row in grid.rows:
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], min(_length(_text(cell)) + 3, _WIDE))
    return widths or [_LEAD]


def _span(widths: Sequence[float]) -> int:
    """How many columns a line of words runs over."""
    width, span = 0.0, 0
    while span < len(widths) and width < _LEAD:
        width += widths[span]
        span += 1
    return max(span, 1)
