"""Workbooks we write: what comes back when they are read, and what another program finds in them."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.intake.cast import ID, PARAMETERS, PERIOD, SCHOOL, pack, take
from zeren.core.intake import read, write_template, write_workbook
from zeren.core.intake.identifiers import check_digit
from zeren.core.packs import Column, Ledger

COVER = {"填报单位": "甲小学", "单位代码": SCHOOL, "填报时期": "2017H1", "模板版本": "tiny_intake 0.3.0"}
ROW: dict[str, Any] = {
    "student_id": "G" + ID, "id_number": ID, "name": "=1+1", "school_code": SCHOOL, "gender": "2", "ethnic_group": "03",
    "birth_date": date(2008, 3, 5), "grade": 3, "height": Decimal("140.5"), "boarding": True, "enrolled_month": "2014-09",
    "phone": "13800138000", "remark": None,
}  # fmt: skip


def written(folder: Path, rows: list[dict[str, Any]], **options: Any) -> Path:
    path = folder / "表.xlsx"
    write_workbook(path, [(pack().ledgers["pupils"], rows)], codes=pack().codes, cover=COVER, **options)
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    reading = take(
        written(tmp_path, [ROW], notice="演示数据", totals=True), versions=pack().versions, unit=SCHOOL
    )[0]
    assert reading.problems == ()
    assert reading.frames["pupils"].row(0, named=True) == {
        **ROW, "_file": "表.xlsx", "_sheet": "学生名册", "_row": 4, "_unit": SCHOOL,
    }  # fmt: skip


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (written(tmp_path, [ROW]).read_bytes() for _ in range(2))
    assert first == second
    with zipfile.ZipFile(tmp_path / "表.xlsx") as package:
        assert b"1980-01-01T00:00:00Z</dcterms:created>" in package.read("docProps/core.xml")


def test_a_shared_fixed_part_makes_no_difference(tmp_path: Path) -> None:
    blanks: dict[object, Any] = {}
    covers = ({**COVER, "填报单位": "甲&乙<小学>"}, {**COVER, "填报时期": ""}, COVER)
    for notice, cover in (("", covers[0]), ("演示数据", covers[0]), ("", covers[1]), ("", covers[2])):
        alone, shared = tmp_path / "独.xlsx", tmp_path / "共.xlsx"
        for path, kept in ((alone, None), (shared, blanks)):
            write_workbook(
                path, [(pack().ledgers["pupils"], [ROW])], codes=pack().codes, cover=cover, notice=notice, blanks=kept
            )  # fmt: skip
        assert alone.read_bytes() == shared.read_bytes()
        sheets = openpyxl.load_workbook(shared)
        assert [cell.value or "" for cell in sheets["封面"]["B"][2:]] == list(cover.values())
        assert sheets["封面"]["A2"].value in {notice, None}
        named = "，".join(part for part in (cover["填报单位"], cover["填报时期"]) if part)
        assert sheets["学生名册"]["A1"].value == f"学生名册（{named}）"
    assert len(blanks) == 3  # by notice, and by what of the cover is filled in


def test_the_sheet_as_another_program_sees_it(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(
        written(tmp_path, [ROW, {**ROW, "height": Decimal("0.1")}], notice="演示数据", totals=True)
    )
    assert book.sheetnames == ["封面", "学生名册", "填写说明", "代码表"]
    sheet = book["学生名册"]
    assert sheet["A1"].value == "学生名册（甲小学，2017H1）"
    assert "A1:M1" in {str(r) for r in sheet.merged_cells.ranges}
    assert sheet["A2"].value.startswith("演示数据")
    assert [c.value for c in sheet[3]][:3] == ["学籍号*", "身份证件号", "姓名*"]
    assert sheet.freeze_panes == "B4"
    assert [(c.value, c.data_type) for c in sheet[4]][:6] == [
        ("G" + ID, "s"), (ID, "s"), ("=1+1", "s"), (SCHOOL, "s"), ("女", "s"), ("回族", "s"),
    ]  # fmt: skip
    assert [sheet.cell(4, c).number_format for c in (1, 2, 7, 8)] == ["@", "@", "yyyy-mm-dd", "0"]
    assert sheet["G4"].value.date() == date(2008, 3, 5)
    assert [c.value for c in sheet[6]] == ["合计", *[None] * 6, 6, 140.6, *[None] * 4]
    assert {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation} == {
        "E4": "'代码表'!$B$3:$B$4", "F4": "'代码表'!$D$3:$D$5", "J4": '"是,否"',
    }  # fmt: skip
    assert [row[0].value for row in book["封面"].iter_rows(min_row=3)] == list(COVER)
    explained = {row[1].value: (row[2].value, row[3].value) for row in book["填写说明"].iter_rows(min_row=3)}
    assert explained["学籍号"] == ("是", "G、J或L加18位，共19位")
    assert explained["年级"][1] == "整数；不小于1；不大于9"


def test_no_cell_is_ever_a_formula(tmp_path: Path) -> None:
    rows = [
        {**ROW, "name": text}
        for text in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "{=1}", '=HYPERLINK("x")')
    ]
    path = written(tmp_path, rows)
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            assert not re.search(rb"<f[ >/]", package.read(name)), name


def test_a_template_is_a_workbook_without_rows(tmp_path: Path) -> None:
    write_template(tmp_path / "模板.xlsx", pack().ledgers.values(), codes=pack().codes)
    reading = take(tmp_path / "模板.xlsx")[0]
    assert reading.ok
    assert {p.code for p in reading.problems} == {"I043"}
    assert set(reading.frames) == set(pack().ledgers)
    assert all(frame.height == 0 for frame in reading.frames.values())


def test_a_text_longer_than_a_cell_is_not_cut_silently(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32767"):
        written(tmp_path, [{**ROW, "remark": "长" * 32768}])
    assert not (tmp_path / "表.xlsx").exists()


# --- property: whatever the rows hold, they come back typed and equal, but for the blanks and full-width characters we tidy

NASTY = st.one_of(
    st.text(max_size=30),
    st.text(
        st.sampled_from("=+-@\t\r\n'\"<>&_x0041_ ａＢ１　\u200b\u202e\x00\x01\x1f\ufeff𠮷㐂，；#%"),
        max_size=20,
    ),
    st.sampled_from(
        [
            "_x0041_",
            "_x005F_x0041_",
            "]]>",
            "合计",
            "填表人：张三",
            "=SUM(A1:A9)",
            "#N/A",
            "true",
            "1E5",
            "6.30103E+17",
            "𠮷",
            "\ud7ff",
        ]
    ),
)
_DROPPED = {*range(9), 11, 12, *range(14, 32), 127, 0xAD, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF}
_DROPPED |= {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_BLANKS = " \t\r\n\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def tidied(text: str) -> str | None:
    """What a text is kept as, said another way than the code says it: character by character."""
    kept = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        code = ord(character)
        if code in _DROPPED:
            continue
        wide = 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A
        kept.append(chr(code - 0xFEE0) if wide else character)
    return "".join(kept).strip(_BLANKS) or None


def value_of(column: Column) -> st.SearchStrategy[Any]:
    """Good values of a column."""
    if column.format == "id_number":
        first = st.dates(date(1990, 1, 1), date(2011, 6, 1)).map(lambda d: f"999999{d:%Y%m%d}001")
        return first.map(lambda text: text + check_digit(text))
    by_format: dict[str, st.SearchStrategy[Any]] = {
        "school_code": st.just(SCHOOL),
        "year_month": st.dates(date(1990, 1, 1), date(2020, 1, 1)).map(lambda d: f"{d:%Y-%m}"),
        "phone": st.integers(13000000000, 19999999999).map(str),
    }
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(1, 9),
        "decimal": st.decimals(50, 250, places=6),
        "date": st.dates(date(1990, 1, 1), date(2011, 6, 30)),
        "boolean": st.booleans(),
        "code": st.sampled_from(
            [v.code for v in pack().codes[column.codes].values] if column.codes else [""]
        ),
        "text": NASTY,
    }
    return by_format.get(column.format, by_type[column.type])


@st.composite
def pupils(draw: st.DrawFn) -> list[dict[str, Any]]:
    ledger = pack().ledgers["pupils"]
    rows = []
    for number in range(draw(st.integers(1, 6))):
        row = {
            c.id: draw(value_of(c) if c.required else st.none() | value_of(c))
            for c in ledger.columns
            if c.format != "student_id"
        }
        row["student_id"] = f"L63010320080305{number:04d}"
        row["name"] = (tidied(row["name"]) or "") + "某"
        rows.append(row)
    return rows


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=pupils(), totals=st.booleans())
def test_rows_survive_the_way_through_a_workbook(
    rows: list[dict[str, Any]], totals: bool, tmp_path: Path
) -> None:
    path = written(tmp_path, rows, totals=totals)
    reading = take(path)[0]
    # A row check may object to a date; a formula error or a number written as text never changes its neighbours.
    assert {p.code for p in reading.problems} <= {"I080"}
    columns: list[Column] = list(pack().ledgers["pupils"].columns)
    wanted = [
        {c.id: tidied(r[c.id] or "") if c.id in {"name", "remark"} else r[c.id] for c in columns}
        for r in rows
    ]
    assert reading.frames["pupils"].select([c.id for c in columns]).rows(named=True) == wanted


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(NASTY.filter(lambda t: "_x" not in t), min_size=1, max_size=12))
def test_names_of_ledgers_and_codes_may_hold_anything(texts: list[str], tmp_path: Path) -> None:
    """Sheet names, headings and options come from packs, but a pack is somebody's text too."""
    known = [f"列{i}{tidied(t) or ''}" for i, t in enumerate(texts)]
    columns = tuple(Column(f"c{i}", name, f"column {i}", "text") for i, name in enumerate(known))
    ledger = Ledger("odd", "奇[怪]:*?/\\的名称", "odd", "", "", "", "county", "c0", (), "standing", columns)
    write_workbook(tmp_path / "奇.xlsx", [(ledger, [{c.id: "值" for c in columns}])], codes={}, cover={})
    reading = read([tmp_path / "奇.xlsx"], {"odd": ledger}, codes={}, period=PERIOD, parameters=PARAMETERS)[0]
    unlike = {"".join(ch for ch in name if ch.isalnum()) for name in known}
    if len(unlike) == len(known):
        assert reading.ok, reading.problems
        assert reading.frames["odd"].drop(pl.selectors.starts_with("_")).row(0) == ("值",) * len(columns)
