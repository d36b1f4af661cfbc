"""The user's own workbook back: colours and comments where the problems are, everything else as it was."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.support.bad_files import BAD_FILES, workbook
from tests.support.tiny_xls import xls
from tests.unit.intake.cast import HEADINGS, PUPIL, SCHOOL, take
from zeren.core.intake import mark_up
from zeren.core.kernel import Problem, ZerenError

BAD_ROW = list({**PUPIL, "年级": "三", "性别": "", "出生日期": "2017-01-01", "身份证件号": ""}.values())


def marked(folder: Path, path: Path) -> tuple[openpyxl.Workbook, tuple[Problem, ...]]:
    problems = take(path)[0].problems
    mark_up(path, problems, folder / "批注.xlsx")
    return openpyxl.load_workbook(folder / "批注.xlsx"), problems


def colour(cell: openpyxl.cell.Cell) -> str:
    return str(cell.fill.fgColor.rgb) if cell.fill.patternType else ""


def test_wrong_cells_are_coloured_and_commented(tmp_path: Path) -> None:
    path = workbook({"说明": [["不动"]], "学生名册": [["标题"], HEADINGS, BAD_ROW]}, tmp_path / "甲.xlsx")
    book, problems = marked(tmp_path, path)
    sheet = book["学生名册"]
    assert {p.place.cell for p in problems} == {"E3", "G3", "H3"}
    assert sheet["H3"].comment.text == "“年级”应为整数，找到“三”。只写整数，不带单位和小数"
    assert colour(sheet["H3"]) == "FFFFC7CE"
    assert sheet["E3"].comment.text.startswith("“性别”没有填")
    assert colour(sheet["E3"]) == "FFFFC7CE", "a blank cell is marked too"
    assert colour(sheet["G3"]) == "FFFFEB9C", "a warning is yellow"
    assert sheet["C3"].comment is None
    assert colour(sheet["C3"]) == ""
    assert [c.value for c in sheet[3]] == BAD_ROW
    assert book["说明"]["A1"].value == "不动"


def test_what_else_is_in_the_workbook_stays(tmp_path: Path) -> None:
    path = workbook({"学生名册": [HEADINGS, BAD_ROW]}, tmp_path / "甲.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["学生名册"]
    sheet["H2"].number_format = "0.00"
    sheet["C2"].comment = openpyxl.comments.Comment("学校的批注", "校长")
    sheet["H2"].comment = openpyxl.comments.Comment("先前的批注", "校长")
    sheet.column_dimensions["C"].width = 33
    book.save(path)
    again, _ = marked(tmp_path, path)
    after = again["学生名册"]
    assert after["C2"].comment.text == "学校的批注"
    assert "先前的批注" in after["H2"].comment.text
    assert "应为整数" in after["H2"].comment.text
    assert after["H2"].number_format == "0.00"
    assert after.column_dimensions["C"].width == 33


def test_the_package_stays_whole(tmp_path: Path) -> None:
    path = workbook({"学生名册": [HEADINGS, BAD_ROW]}, tmp_path / "甲.xlsx")
    marked(tmp_path, path)
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "批注.xlsx") as after:
        changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
        added = set(after.namelist()) - set(before.namelist())
    assert changed == {"xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"}
    assert added == {
        "xl/comments_zeren1.xml",
        "xl/drawings/vmlDrawing_zeren1.vml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }
    assert take(tmp_path / "批注.xlsx")[0].frames.keys() == {"pupils"}, (
        "it can be corrected and handed in as it is"
    )


def test_what_concerns_the_whole_file_stands_at_the_first_cell(tmp_path: Path) -> None:
    path = workbook({"春游": [["地点", "费用"], ["公园", 3]]}, tmp_path / "甲.xlsx")
    book, _ = marked(tmp_path, path)
    assert book["春游"]["A1"].comment.text.startswith("不是台账模板")


@pytest.mark.parametrize("form", ["csv", "xls"])
def test_other_forms_come_back_as_xlsx(form: str, tmp_path: Path) -> None:
    rows = [["学校标识码", "在校生数"], [SCHOOL, "x"]]
    path = tmp_path / f"在校生统计.{form}"
    path.write_bytes(
        "\n".join(",".join(r) for r in rows).encode("gbk") if form == "csv" else xls({"在校生统计": rows})
    )
    book, _ = marked(tmp_path, path)
    sheet = book.worksheets[0]
    assert [[c.value for c in row] for row in sheet.iter_rows()] == rows
    assert colour(sheet["B2"]) == "FFFFC7CE"
    assert sheet["B2"].comment.text.startswith("“在校生数”应为整数，找到“x”")


def test_an_old_workbook_that_begins_in_another_column_keeps_its_cells(tmp_path: Path) -> None:
    rows = [[], [None, None, "学校标识码", "在校生数"], [None, None, SCHOOL, "x"]]
    path = tmp_path / "在校生统计.xls"
    path.write_bytes(xls({"在校生统计": rows}))
    book, _ = marked(tmp_path, path)
    sheet = book.worksheets[0]
    assert (sheet["C2"].value, sheet["C3"].value, sheet["D3"].value) == ("学校标识码", SCHOOL, "x")
    assert colour(sheet["D3"]) == "FFFFC7CE"


def test_a_file_that_may_not_be_opened_is_not_opened_for_this_either(tmp_path: Path) -> None:
    with pytest.raises(ZerenError) as caught:
        mark_up(BAD_FILES["远角.xlsx"](tmp_path), [], tmp_path / "批注.xlsx")
    assert caught.value.problems[0].code == "I009"
    assert not (tmp_path / "批注.xlsx").exists()
