"""Reads a workbook as tables, one a sheet; empty rows separate tables, a row with one cell is a paragraph (title, note)."""

from __future__ import annotations

from itertools import groupby

import fastexcel

from zeren.core.intake import preflight
from zeren.core.intake.preflight import RefusedError
from zeren.core.kernel import Passage, PlainDocument

__all__ = ["read_sheets"]


def read_sheets(data: bytes, name: str) -> PlainDocument:
    """The tables of a workbook.

    Raises:
        RefusedError: what preflight refuses; I102 for damage.
    """
    preflight.inspect(data, name)
    try:
        reader = fastexcel.read_excel(data)
        passages: list[Passage] = []
        for sheet in reader.sheet_names:
            frame = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
            rows = [tuple((cell or "").strip() for cell in row) for row in frame.iter_rows()]
            passages += _passages(sheet, rows)
    except fastexcel.FastExcelError as error:
        raise RefusedError("I101" if "assword" in str(error) else "I102", "表格内容不能读取") from error
    return PlainDocument("sheet", tuple(passages))


def _passages(sheet: str, rows: list[tuple[str, ...]]) -> list[Passage]:
    found: list[Passage] = []
    numbered = [(number, row) for number, row in enumerate(rows, 1)]
    for blank, group in groupby(numbered, key=lambda item: not any(item[1])):
        if blank:
            continue
        part = list(group)
        # A line of one cell above or below the table is its title or a note, not a row of it.
        while part and sum(map(bool, part[0][1])) == 1 and len(part[0][1]) > 1:
            number, row = part.pop(0)
            found.append(Passage("paragraph", "".join(row), place=f"{sheet} 第{number}行"))
        tail: list[Passage] = []
        while part and sum(map(bool, part[-1][1])) == 1 and len(part[-1][1]) > 1:
            number, row = part.pop()
            tail.insert(0, Passage("paragraph", "".join(row), place=f"{sheet} 第{number}行"))
        if part:
            width = max(max((i for i, c in enumerate(row) if c), default=0) for _, row in part) + 1
            table = tuple(row[:width] for _, row in part)
            found.append(Passage("table", rows=table, place=f"{sheet} 第{part[0][0]}行起"))
        found += tail
    return found
