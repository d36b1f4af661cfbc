"""Typing one cell: what is accepted in whatever dress, and the exact words for what is not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.bad_files import workbook
from tests.unit.intake.cast import ID, PUPIL, SCHOOL, day, pack, pupils, said, take

OF = {column.name: column.id for column in pack().ledgers["pupils"].columns}

ACCEPTED: list[tuple[str, object, Any]] = [
    ("出生日期", "2008-3-5", day("2008-03-05")),
    ("出生日期", "2008/03/05", day("2008-03-05")),
    ("出生日期", "2008.3.5", day("2008-03-05")),
    ("出生日期", "2008年3月5日", day("2008-03-05")),
    ("出生日期", "２００８年３月５日", day("2008-03-05")),
    ("出生日期", "20080305", day("2008-03-05")),
    ("出生日期", "2008-03-05 00:00:00", day("2008-03-05")),
    ("出生日期", 39512, day("2008-03-05")),
    ("出生日期", day("2008-03-05"), day("2008-03-05")),
    ("年级", "3", 3),
    ("年级", 3, 3),
    ("年级", "3.0", 3),
    ("年级", " ３ ", 3),
    ("身高（厘米）", "140.5", Decimal("140.5")),
    ("身高（厘米）", 140.5, Decimal("140.5")),
    ("身高（厘米）", "１４０．５", Decimal("140.5")),
    ("身高（厘米）", 100.1 + 0.2, Decimal("100.3")),
    ("身高（厘米）", "99.99999999999999", Decimal("100")),
    ("是否寄宿", "是", True),
    ("是否寄宿", "√", True),
    ("是否寄宿", "Y", True),
    ("是否寄宿", "1", True),
    ("是否寄宿", "有", True),
    ("是否寄宿", True, True),
    ("是否寄宿", "否", False),
    ("是否寄宿", "×", False),
    ("是否寄宿", "n", False),
    ("是否寄宿", 0, False),
    ("是否寄宿", "无", False),
    ("是否寄宿", "", None),
    ("性别", "男", "1"),
    ("性别", "女性", "2"),
    ("性别", 2, "2"),
    ("性别", " 男 ", "1"),
    ("性别", "１", "1"),
    ("民族", "回", "03"),
    ("民族", "3", "03"),
    ("民族", 1, "01"),
    ("民族", None, None),
    ("姓名", "\u3000张\u00a0三 \u200b", "张\u00a0三"),
    ("姓名", "欧阳·𠮷", "欧阳·𠮷"),
    ("姓名", "才让卓玛２", "才让卓玛2"),
    ("姓名", "=SUM(A1)", "=SUM(A1)"),
    ("情况说明", "甲\r\n乙", "甲\n乙"),
    ("情况说明", "\u202e反向\u202c", "反向"),
    ("身份证件号", "９９９９９９２００８０３０５００１５", ID),
    ("身份证件号", " 99999920080305 0015 ", ID),
    ("身份证件号", "99999920080305004x", "99999920080305004X"),
    ("学籍号", "g" + ID, "G" + ID),
    ("学籍号", "J63010320080305001X", "J63010320080305001X"),
    ("学籍号", "L630103200803051234", "L630103200803051234"),
    ("学校标识码", 2163000001, SCHOOL),
    ("入学年月", "2014年9月", "2014-09"),
    ("入学年月", "201409", "2014-09"),
    ("入学年月", "2014.9", "2014-09"),
    ("入学年月", day("2014-09-01"), "2014-09"),
    ("联系电话", 13800138000, "13800138000"),
    ("联系电话", "0971-6123456", "0971-6123456"),
    ("联系电话", "（0971）6123456", "0971-6123456"),
    ("联系电话", "+86 13800138000", "13800138000"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "written", "value"), ACCEPTED, ids=lambda v: repr(v)[:24])
def test_a_cell_is_read_in_any_dress(column: str, written: object, value: Any, tmp_path: Path) -> None:
    reading = pupils(tmp_path, {column: written})
    assert said(reading.problems) == []
    assert reading.frames["pupils"][OF[column]].to_list() == [value]


REFUSED: list[tuple[str, object, str, str]] = [
    ("学籍号", "", "A2", "“学籍号”没有填"),
    ("性别", "  ", "E2", "“性别”没有填"),
    ("年级", "三", "H2", "“年级”应为整数，找到“三”"),
    ("年级", "3.5", "H2", "“年级”应为整数，找到“3.5”"),
    ("年级", "0", "H2", "“年级”不能小于1，找到“0”"),
    ("年级", "1,000", "H2", "“年级”不能大于9，找到“1,000”"),
    ("年级", "50%", "H2", "“年级”不要带百分号，找到“50%”；是否应为“50”？"),
    ("身高（厘米）", "140.5cm", "I2", "“身高（厘米）”应为数字，找到“140.5cm”"),
    ("身高（厘米）", "95.5％", "I2", "“身高（厘米）”不要带百分号，找到“95.5％”；是否应为“95.5”？"),
    ("身高（厘米）", "140.1234567", "I2", "“身高（厘米）”最多6位小数，找到“140.1234567”"),
    ("身高（厘米）", "1e400", "I2", "“身高（厘米）”应为数字，找到“1e400”"),
    ("身高（厘米）", "NaN", "I2", "“身高（厘米）”应为数字，找到“NaN”"),
    ("身高（厘米）", "#DIV/0!", "I2", "“身高（厘米）”是公式错误“#DIV/0!”"),
    ("出生日期", "2017-02-30", "G2", "“出生日期”的日期不存在：“2017-02-30”"),
    ("出生日期", "2017年2月30日", "G2", "“出生日期”的日期不存在：“2017年2月30日”"),
    ("出生日期", "20171301", "G2", "“出生日期”的日期不存在：“20171301”"),
    ("出生日期", "2008-3", "G2", "“出生日期”应为日期，找到“2008-3”"),
    ("出生日期", "08-3-5", "G2", "“出生日期”应为日期，找到“08-3-5”"),
    ("出生日期", 60, "G2", "“出生日期”应为日期，找到“60”"),
    ("是否寄宿", "也许", "J2", "“是否寄宿”应填“是”或“否”，找到“也许”"),
    ("性别", "男生", "E2", "“性别”没有“男生”这个选项；是否应为“男”？"),
    ("民族", "汗族", "F2", "“民族”没有“汗族”这个选项"),
    ("身份证件号", 999999200803050015, "B2", "“身份证件号”被Excel存成了数字，后几位已经变成别的数字：“999999********9984”"),
    ("身份证件号", "9.99999E+17", "B2", "“身份证件号”被Excel写成了科学计数法：“9.99999E+17”，原来的号码已经丢失"),
    ("身份证件号", "999999200803050016", "B2", "“身份证件号”校验位不对：“999999********0016”"),
    ("身份证件号", "999999200802300016", "B2", "“身份证件号”中的出生日期不可能：“999999********0016”"),
    ("身份证件号", "999999201708050010", "B2", "“身份证件号”中的出生日期不可能：“999999********0010”"),
    ("身份证件号", "999999080305001", "B2", "“身份证件号”是15位旧号码：“999999*****5001”"),
    ("身份证件号", "99999920080305001", "B2", "“身份证件号”应为18位，找到17位：“999999*******5001”"),
    ("学籍号", "X" + ID, "A2", "“学籍号”不是学籍号：“X99999*********0015”"),
    ("学籍号", "G999999200803050016", "A2", "“学籍号”校验位不对：“G999999********0016”"),
    ("学校标识码", "21630001", "D2", "“学校标识码”不是单位代码：“21630001”"),
    ("入学年月", "2014-13", "K2", "“入学年月”应为年月，找到“2014-13”"),
    ("联系电话", "1380013800", "L2", "“联系电话”不是电话号码：“******3800”"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "written", "cell", "words"), REFUSED, ids=lambda v: repr(v)[:24])
def test_a_cell_that_does_not_fit_is_named(
    column: str, written: object, cell: str, words: str, tmp_path: Path
) -> None:
    reading = pupils(tmp_path, {column: written})
    assert said(reading.problems) == [(cell, words)]
    assert not reading.ok
    assert reading.problems[0].place.sheet == "学生名册"
    assert reading.problems[0].todo_zh


def test_a_long_number_in_the_xml_is_refused_even_where_its_digits_look_right(tmp_path: Path) -> None:
    """999999200803050496 survives as a binary number, so only the cell's type tells; the check digit must not decide."""
    number = 999999200803050496
    assert int(float(number)) == number
    words = said(pupils(tmp_path, {"身份证件号": number, "学籍号": "L630103200803051234"}).problems)
    assert words == [("B2", "“身份证件号”被Excel存成了数字，后几位已经变成别的数字：“999999********0496”")]


def test_document_numbers_say_how_they_are_written(tmp_path: Path) -> None:
    rows = [["单位代码", "文号", "文件标题", "适用区划"]]
    rows += [
        ["630103", number, f"标题{i}", "630103"]
        for i, number in enumerate(
            ["青政办函〔2017〕53号", "青政办函[2017]53号", "青政办函（2017）54号", "53号"]
        )
    ]
    rows += [["630103", "城教字〔2017〕1号", "标题", "63"]]
    reading = take(workbook({"发文登记": rows}, tmp_path / "文.xlsx"))[0]
    assert said(reading.problems) == [
        ("B3", "“文号”不是规范的文号：“青政办函[2017]53号”；是否应为“青政办函〔2017〕53号”？"),
        ("B4", "“文号”不是规范的文号：“青政办函（2017）54号”；是否应为“青政办函〔2017〕54号”？"),
        ("B5", "“文号”不是规范的文号：“53号”"),
        ("D6", "“适用区划”不是行政区划代码：“63”"),
    ]
    assert "六角括号" in reading.problems[0].todo_zh


def test_everything_wrong_is_said_in_one_pass(tmp_path: Path) -> None:
    reading = pupils(tmp_path, {"年级": "x", "性别": "y"}, {"学籍号": "", "出生日期": "2017-02-30"})
    assert [p.place.cell for p in reading.problems] == ["A3", "E2", "G3", "H2"]
    assert PUPIL["身份证件号"] not in str(reading.problems)


def test_of_one_kind_only_two_hundred_are_listed(tmp_path: Path) -> None:
    rows = [{"学籍号": f"L63010320080305{i:04d}", "身份证件号": "", "年级": "x"} for i in range(300)]
    problems = pupils(tmp_path, *rows).problems
    assert [p.code for p in problems] == ["I051"] * 200 + ["I099"]
    assert problems[-1].zh == "同类问题还有100处，没有逐一列出"
