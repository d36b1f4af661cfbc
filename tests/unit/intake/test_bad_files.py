"""Every file that is refused before it is opened: the words a clerk reads, pinned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.bad_files import BAD_FILES, good, package, sheet_xml
from tests.unit.intake.cast import take
from zeren.core.intake import shared_pool

SAYS = {
    "空文件.xlsx": "文件是空的（0字节）",
    "太大.xlsx": "文件太大：31.0 MB，上限30 MB",
    "照片.csv": "不能识别的文件类型：照片.csv",
    "文档.xlsx": "不能识别的文件类型：Word文档",
    "二进制.xlsb": "不能识别的文件类型：Excel 二进制工作簿(.xlsb)",
    "加密.xlsx": "文件加了打开密码，不能读取",
    "旧版带宏.xls": "文件含有宏，不能接收",
    "旧版损坏.xls": "文件不完整或已损坏：表格内容不能读取",
    "旧文档.xls": "不能识别的文件类型：Word或其他旧版文档",
    "带宏.xlsm": "文件含有宏，不能接收",
    "旧式宏表.xlsx": "文件含有宏，不能接收",
    "网页.xls": "这不是真正的Excel文件，而是改了扩展名的网页（HTML）",
    "表格片段.xlsx": "这不是真正的Excel文件，而是改了扩展名的网页（HTML）",
    "存档网页.xls": "这不是真正的Excel文件，而是改了扩展名的网页（HTML）",
    "XML表格.xls": "这不是真正的Excel文件，而是改了扩展名的XML表格",
    "文本改名.xlsx": "这不是真正的Excel文件，而是改了扩展名的文本文件",
    "截断.xlsx": "文件不完整或已损坏：压缩包目录缺失，文件可能被截断",
    "部件损坏.xlsx": "文件不完整或已损坏：部件 xl/worksheets/sheet1.xml 损坏",
    "头部丢失.xlsx": "文件不完整或已损坏：开头不是Excel文件",
    "压缩炸弹.xlsx": "压缩炸弹：文件解开后有270 MB，上限256 MB，不能打开",
    "谎报大小.xlsx": "文件不完整或已损坏：部件 xl/big.xml 损坏",
    "重叠部件.xlsx": "文件不完整或已损坏：压缩包内的部件互相重叠",
    "重名部件.xlsx": "文件不完整或已损坏：压缩包内有重名部件",
    "远角.xlsx": "表格范围过大：数据一直到XFD1048576单元格",
    "远角换写法.xlsx": "表格范围过大：数据一直到XFD1048576单元格",
    "太宽.xlsx": "表格范围过大：数据一直到ZZZ1单元格",
    "夹带压缩包.xlsx": "文件里夹带了别的文件：payload.zip",
    "嵌入文档.xlsx": "文件里夹带了别的文件：oleobject1.bin",
    "伪装部件.xlsx": "文件里夹带了别的文件：xl/media.xml",
    "部件过多.xlsx": "文件内部的部件过多：2105个，上限2000个",
    "实体炸弹.xlsx": "文件内部含有不允许的XML声明：DTD",
    "UTF16部件.xlsx": "文件内部含有不允许的XML声明：encoding",
    "外部链接.xlsx": "文件引用了别的工作簿或外部数据：externallink1.xml",
    "数据连接.xlsx": "文件引用了别的工作簿或外部数据：connections.xml",
    "未计算公式.xlsx": "公式没有计算结果：B3、B4、B5 等5个单元格",
    "表太多.xlsx": "工作表过多：70张，上限60张",
    "坏编码.csv": "文字编码不能识别",
}

HEADS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<?xml",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<html>",
    b"%PDF-",
]
INTACT = {"returns": [("2163000001", 12, None, None, "在校生统计", 2, "2163000001")]}
REFUSALS = {"I003", "I004", "I006", "I007", "I008", "I010", "I012", "I030"}  # none of them is a lost child


def test_every_bad_file_has_its_words() -> None:
    assert set(SAYS) == set(BAD_FILES)


@pytest.mark.parametrize("name", SAYS)
def test_a_bad_file_is_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    reading = take(BAD_FILES[name](tmp_path))[0]
    assert [problem.zh for problem in reading.problems] == [SAYS[name]]
    problem = reading.problems[0]
    assert not reading.ok
    assert reading.frames == {}
    assert problem.place.file == name
    assert problem.todo_zh
    assert problem.en
    assert problem.todo_en


def test_a_far_corner_is_named_with_its_sheet(tmp_path: Path) -> None:
    place = take(BAD_FILES["远角.xlsx"](tmp_path))[0].problems[0].place
    assert str(place) == "远角.xlsx:在校生统计!XFD1048576"


def test_bad_files_do_no_harm_to_the_good_one_between_them(tmp_path: Path) -> None:
    (tmp_path / "好.xlsx").write_bytes(good())
    shared_pool().start()
    before = shared_pool().process_ids()
    paths = [write(tmp_path) for write in BAD_FILES.values()]
    paths.insert(len(paths) // 2, tmp_path / "好.xlsx")
    readings = take(*paths)
    assert [r.file for r in readings if r.ok] == ["好.xlsx"]
    assert shared_pool().process_ids() == before, "a file refused by looking at it costs no child its life"


@pytest.mark.parametrize("share", range(1, 100, 7))
def test_a_workbook_cut_anywhere_is_called_damaged(share: int, tmp_path: Path) -> None:
    content = good()
    (tmp_path / "断.xlsx").write_bytes(content[: len(content) * share // 100])
    assert [p.code for p in take(tmp_path / "断.xlsx")[0].problems] == ["I007"]


def test_a_path_that_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    missing, folder = take(tmp_path / "没有.xlsx", tmp_path)
    assert missing.problems[0].zh == "打不开文件：没有这个文件"
    assert folder.problems[0].zh == "打不开文件：这是文件夹"


def test_a_bomb_may_also_be_told_by_its_ratio(tmp_path: Path) -> None:
    spaces = {"xl/sharedStrings.xml": b"<sst>" + b" " * (60 << 20) + b"</sst>"}
    (tmp_path / "炸弹.xlsx").write_bytes(package({"在校生统计": sheet_xml("")}, spaces))
    words = take(tmp_path / "炸弹.xlsx")[0].problems[0].zh
    assert re.fullmatch(r"压缩炸弹：文件解开后有60 MB，是文件的\d{3,4}倍，上限200倍，不能打开", words)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), more=st.booleans())
def test_a_flipped_bit_is_noticed_or_changes_nothing(
    place: float, bit: int, more: bool, tmp_path: Path
) -> None:
    content = bytearray(good())
    content[int(place * len(content))] ^= 1 << bit
    (tmp_path / "坏.xlsx").write_bytes(bytes(content) + b"\0" * more)
    reading = take(tmp_path / "坏.xlsx")[0]
    if reading.ok:
        assert {name: frame.drop("_file").rows() for name, frame in reading.frames.items()} == INTACT
    else:
        assert {p.code for p in reading.problems} <= REFUSALS, reading.problems


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    content=st.binary(max_size=300),
    name=st.sampled_from(["a.xlsx", "a.xls", "a.csv", "a"]),
    head=st.sampled_from(HEADS),
)
def test_any_bytes_at_all_are_read_or_refused_in_words(
    content: bytes, name: str, head: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(head + content)
    reading = take(tmp_path / name)[0]
    assert reading.problems
    assert all(p.code not in {"I020", "I021", "I022"} for p in reading.problems)
