"""The scorecard's workbook, read by another program."""

from __future__ import annotations

import io

import openpyxl

from tests.unit.reports.district import NOTICE, facts, pack, scorecard
from zeren.core.reports import scorecard_xlsx


def made() -> bytes:
    return scorecard_xlsx(
        scorecard(), letter=pack().letters["letter-2017"], facts=facts(), notice=NOTICE, pack=pack()
    )


def test_lines_points_and_notices() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made()))
    rows = [list(row) for row in book["记分卡"].iter_rows(values_only=True)]
    assert rows[2][0] == NOTICE
    assert "示意分值" in str(rows[3][0])
    assert "illustrative points" in str(rows[3][0])
    head = next(i for i, row in enumerate(rows) if row[0] == "部分")
    lines = {row[2]: dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 : head + 5]}
    assert list(lines) == ["1.1", "1.2", "2.1", "3.1"]
    first = lines["1.1"]
    assert (first["得分"], first["满分"], first["完成值"], first["要求"], first["结果"]) == (
        6,
        6,
        "0.19%",
        "≤1.5%",
        "达标",
    )
    assert (lines["2.1"]["得分"], lines["3.1"]["得分"]) == ("待定", 0)
    assert (first["责任科室"], first["期限"], first["佐证台账"]) == (
        "义务教育科",
        "2017年12月31日",
        "学生异动登记",
    )
    assert rows[head + 5][7] == "10～15"


def test_citations_sheet_holds_what_the_lines_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made()))
    known = {row[0] for row in book["出处"].iter_rows(min_row=2, values_only=True)}
    sheet = list(book["记分卡"].iter_rows(values_only=True))
    named = {part for row in sheet for part in str(row[14] or "").split("\n") if part.startswith("c")}
    assert named
    assert named <= known


def test_text_is_never_a_formula_and_bytes_are_the_same_twice() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made()))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert made() == made()
