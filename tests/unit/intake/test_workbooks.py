"""Finding the ledger in a workbook as people make them: titles, merged cells, totals, notes, covers, other file forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from tests.support.bad_files import package, rows_xml, sheet_xml, workbook
from tests.support.tiny_xls import xls
from tests.unit.intake.cast import HEADINGS, OTHER, PUPIL, SCHOOL, TREE, pack, pupils, said, take
from zeren.core.intake import Reading

PLAIN = [["学校标识码", "在校生数", "其中：男生", "其中：女生"], [SCHOOL, "12", "5", "7"]]
TYPED = [(SCHOOL, 12, 5, 7)]


def returns(folder: Path, rows: Sequence[Sequence[object]], name: str = "在校生统计") -> Reading:
    return take(workbook({name: rows}, folder / "表.xlsx"))[0]


def rows_of(reading: Reading, ledger: str = "returns") -> list[tuple[object, ...]]:
    columns = [c.id for c in pack().ledgers[ledger].columns]
    return reading.frames[ledger].select(columns).rows()


# ------------------------------------------------------------------------------------------------------------------- headings

DRESSED: list[Sequence[Sequence[object]]] = [
    PLAIN,
    [["城中区在校生统计（2017年1—6月）"], [], ["填报单位：甲小学", None, None, "单位：人"], *PLAIN],
    [["学校 标识码*", "在校生数\n（人）", "其中:男生", "　其中：女生※"], PLAIN[1]],
    [["school_code", "total", "BOYS", "Girls"], PLAIN[1]],
    [["序号", "学校标识码", "在校生数", "其中：男生", "其中：女生", "备注"], [1, *PLAIN[1], "无"]],
    [["学校标识码", "在校生数", "其中", None], [None, None, "男生", "女生"], PLAIN[1]],
    [*PLAIN, [], [None, None, None, None]],
    [*PLAIN, ["合计", 12, 5, 7]],
    [*PLAIN, ["合　计", 12, 5, 7], ["填表人：张三", None, "审核人：李四"], ["注：本表由学校填写。"]],
    [PLAIN[0], ["小计", 12], PLAIN[1], ["本页总计：", 12]],
]


@pytest.mark.parametrize("rows", DRESSED, ids=range(len(DRESSED)))
def test_the_same_table_in_other_clothes(rows: Sequence[Sequence[object]], tmp_path: Path) -> None:
    reading = returns(tmp_path, rows)
    assert said(reading.problems) == []
    assert rows_of(reading) == TYPED


def test_merged_titles_and_headings(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "合并.xlsx"))
    sheet = book.add_worksheet("在校生统计")
    sheet.merge_range("A1:D1", "城中区在校生统计")
    sheet.merge_range("A2:A3", "学校标识码")
    sheet.merge_range("B2:B3", "在校生数")
    sheet.merge_range("C2:D2", "其中：")
    sheet.write_row("C3", ["男生", "女生"])
    sheet.write_row("A4", [SCHOOL, 12, 5, 7])
    book.close()
    reading = take(tmp_path / "合并.xlsx")[0]
    assert said(reading.problems) == []
    assert rows_of(reading) == TYPED
    assert reading.frames["returns"]["_row"].to_list() == [4]


@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_a_table_that_begins_far_from_the_corner_keeps_its_addresses(form: str, tmp_path: Path) -> None:
    rows = [PLAIN[0], [SCHOOL, "12", "5", "7"], [OTHER, "x", "", ""]]
    pupil = {h: v for h, v in PUPIL.items() if h != "性别"}
    shifted = {
        "封面": [[], [None, None, None, "填报时期", "2016年"]],
        "在校生统计": [[], [], *[[None, None, *row] for row in rows]],
        "学生名册": [[None, *pupil], [None, *pupil.values()]],
    }
    path = tmp_path / f"甲.{form}"
    if form == "xls":
        path.write_bytes(xls(shifted))
    else:
        workbook(shifted, path)
    reading = take(path)[0]
    places = {p.code: (p.place.sheet, p.place.cell) for p in reading.problems}
    assert places["I051"] == ("在校生统计", "D5")
    assert places["I034"] == ("封面", "E2")
    assert places["I041"] == ("学生名册", "B1")
    assert reading.cells["returns", "在校生统计", "school_code"] == "C"
    assert reading.frames["returns"]["_row"].to_list() == [4, 5]


def test_cells_that_are_only_coloured_do_not_move_the_table(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "色.xlsx"))
    sheet, grey = book.add_worksheet("在校生统计"), book.add_format({"bg_color": "#CCCCCC"})
    for row in range(4):
        sheet.write_blank(row, 0, None, grey)
    for number, values in enumerate([PLAIN[0], [OTHER, "x"]], 2):
        sheet.write_row(number, 1, values)
    book.close()
    assert said(take(tmp_path / "色.xlsx")[0].problems) == [("C4", "“在校生数”应为整数，找到“x”")]


def test_a_meeting_called_total_is_no_total(tmp_path: Path) -> None:
    rows = [["单位代码", "文号", "文件标题"], ["630103", "城教字〔2017〕1号", "经费合计"]]
    reading = take(workbook({"发文登记": rows}, tmp_path / "文.xlsx"))[0]
    assert reading.frames["documents"]["title"].to_list() == ["经费合计"]


def test_an_unknown_column_with_the_nearest_name(tmp_path: Path) -> None:
    rows = [[*PLAIN[0][:3], "其中：女牲", "颜色"], [*PLAIN[1], "红"]]
    assert said(returns(tmp_path, rows).problems) == [
        ("D1", "不认识的列“其中：女牲”；是否应为“其中：女生”？"),
        ("E1", "不认识的列“颜色”"),
    ]


def test_a_missing_required_column(tmp_path: Path) -> None:
    rows = [[h for h in HEADINGS if h != "性别"], [v for h, v in PUPIL.items() if h != "性别"]]
    assert said(take(workbook({"学生名册": rows}, tmp_path / "缺.xlsx"))[0].problems) == [
        ("A1", "缺少必填的列“性别”")
    ]


def test_a_repeated_column(tmp_path: Path) -> None:
    assert said(returns(tmp_path, [[*PLAIN[0], "在校生数"], [*PLAIN[1], "1"]]).problems) == [
        ("E1", "列“在校生数”出现了两次")
    ]


def test_a_sheet_is_known_by_its_headings_whatever_its_name(tmp_path: Path) -> None:
    assert rows_of(returns(tmp_path, PLAIN, "Sheet1")) == TYPED
    assert rows_of(returns(tmp_path, PLAIN, "学生名册")) == TYPED
    assert rows_of(returns(tmp_path, PLAIN, "在校生统计 (2)")) == TYPED


def test_several_ledgers_in_one_workbook_and_a_sheet_of_something_else(tmp_path: Path) -> None:
    sheets = {
        "在校生统计": PLAIN,
        "学生名册": [HEADINGS, list(PUPIL.values())],
        "春游": [["地点", "费用"], ["公园", 3]],
    }
    reading = take(workbook(sheets, tmp_path / "多.xlsx"))[0]
    assert {name: frame.height for name, frame in reading.frames.items()} == {"returns": 1, "pupils": 1}
    assert [(p.code, p.severity, p.zh) for p in reading.problems] == [
        ("I031", "warning", "工作表“春游”不像任何台账，没有读取")
    ]
    assert reading.ok


def test_a_workbook_that_is_no_ledger_at_all(tmp_path: Path) -> None:
    reading = take(workbook({"春游": [["地点", "费用"], ["公园", 3]]}, tmp_path / "春游.xlsx"))[0]
    assert [p.zh for p in reading.problems] == ["不是台账模板：没有一张工作表的表头与台账相符"]
    assert "学生名册" in reading.problems[0].todo_zh


def test_a_ledger_of_the_wrong_kind_when_one_is_asked_for(tmp_path: Path) -> None:
    path = workbook({"在校生统计": PLAIN}, tmp_path / "表.xlsx")
    assert [p.code for p in take(path, ledger="pupils")[0].problems] == ["I030"]
    assert take(path, ledger="returns")[0].ok


def test_headings_without_rows_are_a_submission(tmp_path: Path) -> None:
    reading = returns(tmp_path, PLAIN[:1])
    assert [(p.code, p.severity) for p in reading.problems] == [("I043", "warning")]
    assert reading.ok
    assert reading.frames["returns"].height == 0
    assert reading.frames["returns"].schema == returns(tmp_path, PLAIN).frames["returns"].schema


# ---------------------------------------------------------------------------------------------------------------------- cover


def covered(folder: Path, cover: Mapping[str, str], **options: object) -> Reading:
    return take(workbook({"封面": list(cover.items()), "在校生统计": PLAIN}, folder / "表.xlsx"), **options)[
        0
    ]


GOOD_COVER = {"填报单位": "甲小学", "单位代码": SCHOOL, "填报时期": "2017H1", "模板版本": "tiny_intake 0.3.0"}


def test_the_cover_says_whose_file_it_is(tmp_path: Path) -> None:
    reading = covered(tmp_path, GOOD_COVER, versions=pack().versions, tree=TREE, unit=SCHOOL)
    assert said(reading.problems) == []
    assert reading.unit == SCHOOL
    assert reading.frames["returns"]["_unit"].to_list() == [SCHOOL]


@pytest.mark.parametrize(
    "written", ["2017H1", "2017年1—6月", "2017年1-6月份", "２０１７年１～６月", "2017年上半年", "2017h1"]
)
def test_a_period_may_be_written_in_words(written: str, tmp_path: Path) -> None:
    assert said(covered(tmp_path, GOOD_COVER | {"填报时期": written}).problems) == []


WRONG_COVERS: list[tuple[dict[str, str], dict[str, object], list[tuple[str, str]]]] = [
    ({"填报时期": "2016H2"}, {}, [("B3", "这是别的时期的台账：文件写的是“2016H2”，应为“2017年1—6月（2017H1）”")]),
    ({"填报时期": "2016年7—12月"}, {}, [("B3", "这是别的时期的台账：文件写的是“2016年7—12月”，应为“2017年1—6月（2017H1）”")]),
    ({"填报时期": "去年"}, {}, [("B3", "封面的填报时期“去年”看不懂")]),
    ({}, {"unit": OTHER}, [("B2", f"这是别的单位的台账：文件写的是“{SCHOOL} 甲小学”，应为“{OTHER}”")]),
    ({"单位代码": "2163000007"}, {"tree": TREE}, [
        ("B2", "没有代码为“2163000007”的单位；是否应为“2163000002”？"),
        ("A2", f"这一行属于别的单位：“{SCHOOL}”，本表是“2163000007”的"),
    ]),
    ({"模板版本": "tiny_intake 0.2.0"}, {"versions": {"tiny_intake": "0.3.0"}}, [
        ("B4", "模板版本不符：文件是“tiny_intake 0.2.0”，现用“tiny_intake 0.3.0”")]),
    ({"单位代码": OTHER}, {}, [("A2", f"这一行属于别的单位：“{SCHOOL}”，本表是“{OTHER}”的")]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "options", "words"), WRONG_COVERS, ids=range(len(WRONG_COVERS)))
def test_another_units_period_or_template(
    change: dict[str, str], options: dict[str, object], words: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert said(covered(tmp_path, GOOD_COVER | change, **options).problems) == words


def test_a_county_may_hand_in_its_schools_rows(tmp_path: Path) -> None:
    assert covered(tmp_path, GOOD_COVER | {"单位代码": "630103"}, tree=TREE).ok


def test_without_a_cover_the_rows_tell_the_unit(tmp_path: Path) -> None:
    assert returns(tmp_path, PLAIN).unit == SCHOOL
    both = returns(tmp_path, [*PLAIN, [OTHER, "1", "1", "0"]])
    assert both.unit == ""
    assert both.frames["returns"]["_unit"].to_list() == [SCHOOL, OTHER]
    assert both.ok


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    paths = []
    for school in ("甲", "乙"):
        (tmp_path / school).mkdir()
        paths.append(workbook({"在校生统计": PLAIN}, tmp_path / school / "表.xlsx"))
    assert [r.file for r in take(*paths)] == ["甲/表.xlsx", "乙/表.xlsx"]


def test_files_come_back_in_the_order_they_were_named(tmp_path: Path) -> None:
    sizes = (1, 400, 1, 40)  # the longest is read first
    paths = [
        workbook({"在校生统计": [*PLAIN[:1], *PLAIN[1:] * size]}, tmp_path / f"{number}.xlsx")
        for number, size in enumerate(sizes)
    ]
    readings = take(*paths)
    assert [reading.file for reading in readings] == ["0.xlsx", "1.xlsx", "2.xlsx", "3.xlsx"]
    assert [reading.frames["returns"].height for reading in readings] == [
        size * len(PLAIN[1:]) for size in sizes
    ]


# ----------------------------------------------------------------------------------------------------------------- other forms

TEXT = "\n".join(",".join(map(str, row)) for row in [["在校生统计"], *PLAIN, ["合计", "12", "5", "7"]])


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gbk"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("gbk"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace(SCHOOL, f'"{SCHOOL}"').encode(),
        TEXT.replace(SCHOOL, f'="{SCHOOL}"').encode(),
    ],
    ids="utf8 bom gbk gb18030 utf16 semicolon tab crlf quoted formula-text".split(),
)  # fmt: skip
def test_text_files(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "在校生统计.csv").write_bytes(content)
    reading = take(tmp_path / "在校生统计.csv")[0]
    assert said(reading.problems) == []
    assert rows_of(reading) == TYPED


def test_rare_characters_survive_gb18030(tmp_path: Path) -> None:
    lines = [HEADINGS, [{**PUPIL, "姓名": "𠮷野·㐂"}[h] for h in HEADINGS]]
    (tmp_path / "学生名册.csv").write_bytes(
        "\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")
    )
    assert take(tmp_path / "学生名册.csv")[0].frames["pupils"]["name"].to_list() == ["𠮷野·㐂"]


def test_old_workbooks(tmp_path: Path) -> None:
    (tmp_path / "旧.xls").write_bytes(xls({"在校生统计": [["标题"], *PLAIN[:1], [SCHOOL, 12.0, 5.0, "7"]]}))
    reading = take(tmp_path / "旧.xls")[0]
    assert said(reading.problems) == []
    assert rows_of(reading) == TYPED


def test_an_id_that_an_old_workbook_holds_as_a_number_is_noticed(tmp_path: Path) -> None:
    row = {**PUPIL, "身份证件号": 999999200803050015.0}
    (tmp_path / "旧.xls").write_bytes(xls({"学生名册": [HEADINGS, list(row.values())]}))
    assert [p.code for p in take(tmp_path / "旧.xls")[0].problems] == ["I060"]


def test_an_old_workbook_under_a_new_extension_is_read_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "改名.xlsx").write_bytes(xls({"在校生统计": PLAIN}))
    assert rows_of(take(tmp_path / "改名.xlsx")[0]) == TYPED


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    for number, name in ((39512, "a"), (39512 - 1462, "b")):
        sheets = {"学生名册": [HEADINGS, list({**PUPIL, "出生日期": number}.values())]}
        workbook(sheets, tmp_path / f"{name}.xlsx", **({"date_1904": True} if name == "b" else {}))
    readings = take(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert [r.frames["pupils"]["birth_date"][0].isoformat() for r in readings] == ["2008-03-05"] * 2


def test_a_package_written_by_another_program(tmp_path: Path) -> None:
    """Prefixed elements, single quotes, no cell references to speak of: legal all the same."""
    xml = sheet_xml(rows_xml([[str(v) for v in row] for row in PLAIN])).replace('"', "'")
    (tmp_path / "别的.xlsx").write_bytes(package({"在校生统计": xml}))
    assert rows_of(take(tmp_path / "别的.xlsx")[0]) == TYPED


# ----------------------------------------------------------------------------------------------------------------- whole rows


def test_row_checks_point_at_the_first_column_and_show_what_was_found(tmp_path: Path) -> None:
    reading = pupils(tmp_path, {"出生日期": "2017-08-01"})
    assert said(reading.problems) == [
        ("G2", "出生日期晚于统计截止日。请核对出生日期（出生日期 2017-08-01）"),
        ("G2", "学生不足入学年龄。请核对出生日期（出生日期 2017-08-01）"),
    ]
    assert [p.severity for p in reading.problems] == ["error", "warning"]


def test_a_masked_number_never_stands_beside_a_birth_date(tmp_path: Path) -> None:
    words = said(pupils(tmp_path, {"出生日期": "1985-04-07"}).problems)
    assert words == [
        ("B2", "身份证件号与出生日期不相称。请核对（身份证件号 999999********0015，出生日期 1985年）")
    ]


def test_a_pupil_twice_in_one_file(tmp_path: Path) -> None:
    assert said(pupils(tmp_path, {}, {"姓名": "李四"}).problems) == [
        ("A3", "“学籍号”重复：“G999999********0015”，第2行已经填过")
    ]


def test_sums_within_a_row(tmp_path: Path) -> None:
    words = said(returns(tmp_path, [PLAIN[0], [SCHOOL, 12, 5, 8]]).problems)
    assert words == [("C2", "男女生之和不等于在校生数。请核对（其中：男生 5，其中：女生 8，在校生数 12）")]
    assert returns(tmp_path, [PLAIN[0], [SCHOOL, 12, 5, None]]).ok, (
        "a missing side is unknown, and unknown passes"
    )


def test_an_event_outside_the_period(tmp_path: Path) -> None:
    rows = [["学籍号", "学校标识码", "变动类型", "变动日期"]]
    rows += [
        [PUPIL["学籍号"], SCHOOL, "辍学", date]
        for date in ("2017-03-05", "2016-12-31", "2017-07-01", "2017-06-30")
    ]
    words = said(take(workbook({"学籍变动": rows}, tmp_path / "动.xlsx"))[0].problems)
    assert words == [
        ("D3", "“变动日期”不在填报时期内：2016-12-31，应在2017-01-01至2017-06-30之间"),
        ("D4", "“变动日期”不在填报时期内：2017-07-01，应在2017-01-01至2017-06-30之间"),
    ]
