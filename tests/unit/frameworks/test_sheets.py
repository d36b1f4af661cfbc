"""Verdict sheets, read back: what fails is marked, the working sums up, what would have to change is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.frameworks.cast import balanced, quality, quality_school
from tests.unit.frameworks.sheet_readers import (
    DARK,
    FORMULA,
    RED,
    book_of,
    fill_of,
    found_balanced,
    found_quality,
    page_of,
    row_of,
    table_of,
    texts,
    word_of,
)
from zeren.core.frameworks import Assessment, assess


# --- a failing cell -----------------------------------------------------------------------------------------------------
def test_a_failing_cell_is_marked_in_the_workbook_with_words_and_margin() -> None:
    sheet = book_of(found_quality())["逐校判定"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "学校")
    top = {c.column: c.value for c in sheet[head[0].row - 1] if c.value}
    start = next(n for n, words in top.items() if str(words).startswith("生均教学及辅助用房面积"))
    assert [head[start - 1 + n].value for n in range(4)] == ["完成值", "标准", "差距", "判定"]
    cells = row_of(sheet, "乙<b>")[start - 1 : start + 3]
    assert [c.value for c in cells] == [4.49, 4.5, -0.01, "未达标"]
    assert {c.fill.start_color.rgb[-6:] for c in cells} == {RED}
    floor = row_of(sheet, "丙")
    marked = [c for c in floor if c.fill.start_color.rgb[-6:] == DARK]
    assert marked[3].value == "未达标，不足要求的85%"
    assert floor[-2].value == "未达标"
    good = row_of(sheet, "甲")
    assert {c.fill.fill_type for c in good} == {None}
    assert good[-2].value == "达标"
    assert sheet.freeze_panes is not None
    assert sheet.auto_filter.ref.startswith(f"A{head[0].row}:")


def test_a_failing_cell_is_marked_in_the_document() -> None:
    table = next(
        t
        for t in word_of(found_quality()).tables
        if t.rows[0].cells[-1].text == "结论" and len(t.columns) > 6
    )
    rows = {r.cells[0].text: r.cells for r in table.rows}
    failed = next(c for c in rows["乙<b>"] if c.text.startswith("4.49"))
    assert failed.text == "4.49\n（-0.01）\n未达标"
    assert fill_of(failed) == RED
    under = next(c for c in rows["丙"] if "不足要求的85%" in c.text)
    assert fill_of(under) == DARK
    assert {fill_of(c) for c in rows["甲"]} == {""}
    assert rows[FORMULA][-1].text == "待定"
    assert any(c.text == "缺数" for c in rows[FORMULA])


def test_a_failing_cell_is_marked_on_the_page_and_nothing_of_the_data_is_markup() -> None:
    page = page_of(found_quality())
    cells = page.xpath("//td[@class='missed'][contains(., '4.49')]")
    assert cells[0].text_content() == "4.49（-0.01）未达标"
    assert "÷" in cells[0].xpath(".//span/@title")[0]
    assert page.xpath("//td[@class='floor'][contains(., '不足要求的85%')]")
    assert page.xpath("//script") == []
    assert page.xpath("//th[.='乙<b>']")
    assert all(table.getparent().get("class") == "scroll" for table in page.xpath("//table"))


def test_every_colour_has_words_or_a_symbol() -> None:
    found = found_quality(vetoes={"fraud": True}, survey=80)
    for cell in page_of(found).xpath("//td[@class]"):
        tone = set(cell.get("class").split()) - {"n", "w"}
        if tone:
            assert any(word.strip() for word in cell.xpath(".//b//text()")), cell.text_content()


def test_a_print_never_says_the_opposite_of_the_verdict() -> None:
    rows = [quality_school("甲", "小学", 100000, 县级以上骨干教师数=999), quality_school("乙", "小学", 100)]
    cell = page_of(assess(quality(), rows)).xpath("//td[@class='missed']")[0]
    assert cell.text_content() == "0.999（-0.001）未达标"


# --- the working --------------------------------------------------------------------------------------------------------
FIVE = [("甲", 45, 279), ("乙", 37, 137), ("丙", 89, 935), ("丁", 76, 160), ("戊", 55, 402)]


def published() -> Assessment:
    return assess(balanced(), [{"学校": s, "学段": "小学", "在校生数": n, "图书册数": b} for s, n, b in FIVE])


def test_the_working_sums_up_in_the_workbook() -> None:
    sheet = book_of(published())["差异系数"]
    rows = [[c.value for c in r] for r in sheet.iter_rows() if r[1].value == "生均图书册数"]
    lines, total = rows[:-1], rows[-1]
    assert [r[2] for r in lines] == [s for s, _, _ in FIVE]
    assert total[2] == "合计"
    assert [sum(r[c] for r in lines) for c in (3, 4)] == [302, 1913] == [total[3], total[4]]
    assert sum(r[6] for r in lines) == pytest.approx(1) == total[6]
    for line in lines:
        assert line[5] == pytest.approx(line[4] / line[3])
        assert line[7] == pytest.approx((line[5] - total[5]) ** 2)
        assert line[8] == pytest.approx(line[6] * line[7])
    assert sum(r[8] for r in lines) == pytest.approx(total[8])
    assert total[8] ** 0.5 / total[5] == pytest.approx(0.5153, abs=5e-5)
    result = row_of(sheet, "小学", "生均图书册数（册）")
    assert result[4].value == pytest.approx(0.5153, abs=5e-5)
    assert {c.data_type for r in sheet.iter_rows() for c in r} <= {"s", "n"}


@pytest.mark.parametrize("longest", [None, 3])
def test_the_working_sums_up_on_paper_also_when_it_is_shortened(longest: int | None) -> None:
    word = word_of(published(), longest)
    table = table_of(word, "学校", "Pi", "xi")
    rows = [[c.text for c in r.cells] for r in table.rows[1:]]
    assert len(rows) == (6 if longest is None else 4)
    for column in (1, 2, 4, 6):
        parts = [Decimal(r[column]) for r in rows]
        assert abs(sum(parts[:-1]) - parts[-1]) <= Decimal("0.0003")
    assert rows[-1][3] == "6.33444"
    assert "差异系数＝S÷X̄＝0.5153" in texts(word)
    if longest is not None:
        assert rows[-2][0] == "其余3所"
        assert {r[0] for r in rows[:2]} == {"丙", "丁"}


def test_a_single_school_says_it_means_nothing() -> None:
    found = found_quality()
    sheet = book_of(found)["差异系数"]
    marks = {
        r[6].value for r in sheet.iter_rows() if r[0].value == "初中" and r[2].value and r[5].value == 0.45
    }
    assert marks == {"不具参考意义"}
    for words in (texts(word_of(found)), page_of(found).text_content()):
        assert "只有一所学校" in words
        assert "不具参考意义" in words


def test_a_coefficient_without_a_value_says_why() -> None:
    rows = [quality_school(name, "小学", 100, 网络多媒体教室数=0) for name in "甲乙"]
    assert "县均值为0，差异系数没有定义" in page_of(assess(quality(), rows)).text_content()
    assert "有学校缺数，不能计算" in page_of(found_quality()).text_content()


# --- heat map -----------------------------------------------------------------------------------------------------------
def test_the_heat_map_keeps_numbers_and_shows_a_symbol() -> None:
    sheet = book_of(found_quality())["热力图"]
    cells = {c.value: c for c in row_of(sheet, "丙", "小学")[2:]}
    low = cells[1]
    assert low.data_type == "n"
    assert low.number_format == '"▼▼ "0.00'
    symbols = {
        c.number_format.split()[0].strip('"')
        for row in sheet.iter_rows()
        for c in row
        if c.data_type == "n" and c.value
    }
    legend = {r[0].value for r in sheet.iter_rows() if isinstance(r[0].value, str) and r[1].value}
    assert symbols <= legend
    word = table_of(word_of(found_quality()), "学校", "每百名学生拥有高于规定学历教师数（人）")
    row = next(r.cells for r in word.rows if r.cells[0].text == "丙")
    assert row[-1].text == "▼▼ 1.00"
    assert fill_of(row[-1]) == "B35806"


def test_without_a_limit_heat_shows_the_distance_from_the_mean_and_no_verdict() -> None:
    found = found_balanced({"甲": 3000, "乙": 2000, "丙": 1000, "丁": 200})
    sheet = book_of(found)["热力图"]
    books = [str(c.value) for c in next(r for r in sheet.iter_rows() if r[0].value == "学校")].index(
        "生均图书册数（册）"
    )
    shown = {r[0].value: r[books].number_format for r in sheet.iter_rows() if r[0].value in set("甲乙丙丁")}
    assert [shown[s].split()[0].strip('"') for s in "甲乙丙丁"] == ["▲▲", "▲", "▼", "▼▼"]
    assert "不表示达标与否" in page_of(found).text_content()
    table = book_of(found)["逐校判定"]
    assert "未达标" not in {c.value for r in table.iter_rows() for c in r}


# --- what would have to change, what does not count, what is not sure ----------------------------------------------------
def test_what_would_have_to_change() -> None:
    found = found_quality(vetoes={"fraud": True}, survey=80)
    sheet = book_of(found)["怎样达标"]
    needs = [[c.value for c in r[:8]] for r in sheet.iter_rows() if r[0].value in {"乙<b>", "丙"}]
    of_c = next(n for n in needs if n[0] == "丙")
    assert of_c[2:7] == ["每百名学生拥有网络多媒体教室数", 10, 10, 20, "间"]
    assert "底线" in of_c[7]
    [of_b] = [n for n in needs if n[0] == "乙<b>"]
    assert of_b[2:7] in (
        ["每百名学生拥有县级以上骨干教师数", 9, 1, 10, "人"],
        ["生均教学及辅助用房面积", 4490, 10, 4500, "平方米"],
    )
    words = {c.value for r in sheet.iter_rows() for c in r if isinstance(c.value, str)}
    assert {"弄虚作假", "体育艺术教师数"} <= words
    assert any("80%" in w and "≥85%" in w for w in words)


def test_the_remedy_of_a_coefficient_is_enough_and_says_it_is_not_the_only_one() -> None:
    rows = [
        quality_school(n, "小学", 100, 教学仪器设备值=v)
        for n, v in (("甲", 900000), ("乙", 200000), ("丙", 200000))
    ]
    rows = [{k: v for k, v in r.items() if k != "教学仪器设备值（元）"} for r in rows]
    found = assess(quality(), rows)
    sheet = book_of(found)["怎样达标"]
    each = [[c.value for c in r] for r in sheet.iter_rows() if r[2].value == "生均教学仪器设备值"]
    adds = {r[0]: r[4] for r in each if r[6] == "元" and r[5] == r[3] + r[4]}
    line = found.stages["primary"].indicator("equipment_value")
    assert line.lift is not None
    assert adds == {name: pytest.approx(float(add)) for name, add in line.lift.adds}
    assert "不是唯一的" in page_of(found).text_content()


def test_what_does_not_count_stands_with_its_reason() -> None:
    found = found_quality()
    sheet = book_of(found)["不计入的学校"]
    assert row_of(sheet, "戊特教")[3].value == "特殊教育学校"
    assert "不参加七项资源指标的评估" in row_of(sheet, "戊特教")[4].value
    assert row_of(sheet, "庚")[3].value
    rows = [[c.text for c in r.cells] for r in table_of(word_of(found), "学校", "学段", "所在行").rows]
    assert [r[0] for r in rows[1:]] == ["戊特教", "庚"]


def test_unconfirmed_clauses_are_all_listed() -> None:
    found = found_quality()
    assert found.unconfirmed
    sheet = book_of(found)["未核实条款"]
    listed = [r[0].value for r in sheet.iter_rows() if r[3].value]
    assert listed[1:] == [u.name for u in found.unconfirmed]
    page = page_of(found)
    table = page.xpath("//table[thead//th[1]='条款']")[0]
    assert len(table.xpath(".//tbody/tr")) == len(found.unconfirmed)
    assert f"有{len(found.unconfirmed)}处条文或出处尚未与原文核实" in page.text_content()


def test_problems_and_folds_are_told() -> None:
    rows = [
        quality_school("九年制", "小学", 600, "312", 教学及辅助用房面积=7000),
        quality_school("九年制", "初中", 400, "312", 教学及辅助用房面积=None),
        quality_school("甲", "小学", 600, 体育运动场馆面积=-1),
    ]
    found = assess(quality(), rows)
    page = page_of(found).text_content()
    assert "4038.46" in page
    assert "2961.54" in page
    assert "1处错误未改正" in page
    assert {r[4].value for r in book_of(found)["数据问题"].iter_rows()} >= {p.code for p in found.problems}
