"""Files a clerk, a broken disk or an attacker may send, made on the spot: nothing bad lies in the repository.

``BAD_FILES`` maps a name to a function that writes the file into a folder and returns its path.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

CELL = '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
_NS = "http://schemas.openxmlformats.org"
BAD_FILES: dict[str, Callable[[Path], Path]] = {}


def bad(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a file under its name; the function gives its bytes."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        def write(folder: Path) -> Path:
            path = folder / name
            path.write_bytes(make())
            return path

        BAD_FILES[name] = write
        return make

    return register


def sheet_xml(rows: str, before: str = "") -> str:
    """One worksheet part."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{_NS}/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def rows_xml(rows: Sequence[Sequence[str]]) -> str:
    """Rows of inline strings."""
    return "".join(
        f'<row r="{n}">'
        + "".join(CELL.format(at=f"{chr(65 + i)}{n}", text=t) for i, t in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )


GOOD_ROWS = rows_xml([["学校标识码", "在校生数"], ["2163000001", "12"]])


def package(sheets: Mapping[str, str], extra: Mapping[str, bytes] | None = None) -> bytes:
    """A small xlsx package by hand: sheet name → worksheet XML."""
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_NS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_NS}/package/2006/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.sheet.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_NS}/spreadsheetml/2006/main" '
        f'xmlns:r="{_NS}/officeDocument/2006/relationships"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in enumerate(sheets.values(), 1)},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in {**{n: t.encode() for n, t in parts.items()}, **(extra or {})}.items():
            target.writestr(name, text)
    return buffer.getvalue()


def good() -> bytes:
    """A workbook with nothing wrong."""
    return package({"在校生统计": sheet_xml(GOOD_ROWS)})


@bad("空文件.xlsx")
def empty() -> bytes:
    return b""


@bad("太大.xlsx")
def too_large() -> bytes:
    return b"PK\x03\x04" + bytes(31 << 20)


@bad("照片.csv")
def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(200)


@bad("文档.xlsx")
def word_document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("word/document.xml", "<document/>")
    return buffer.getvalue()


@bad("二进制.xlsb")
def binary_workbook() -> bytes:
    return package({"a": sheet_xml("")}, {"xl/workbook.bin": b"\0"})


def compound(*streams: str) -> bytes:
    """The beginning of an OLE compound file with these streams in its directory (enough to be told by)."""
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 2 * len(name) + 2, 2, 1) + bytes(60)
        for name in streams
    )
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory).ljust(4096, b"\0")


@bad("加密.xlsx")
def encrypted() -> bytes:
    return compound("Root Entry", "EncryptionInfo", "EncryptedPackage")


@bad("旧版带宏.xls")
def old_macro() -> bytes:
    return compound("Root Entry", "Workbook", "_VBA_PROJECT_CUR")


@bad("旧版损坏.xls")
def old_damaged() -> bytes:
    return compound("Root Entry", "Workbook")


@bad("旧文档.xls")
def old_document() -> bytes:
    return compound("Root Entry", "WordDocument")


@bad("带宏.xlsm")
def macro() -> bytes:
    return package({"在校生统计": sheet_xml(GOOD_ROWS)}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


@bad("旧式宏表.xlsx")
def macro_sheet() -> bytes:
    return package({"在校生统计": sheet_xml(GOOD_ROWS)}, {"xl/macrosheets/sheet1.xml": b"<xm/>"})


@bad("网页.xls")
def html() -> bytes:
    return "<html><head><meta charset='gbk'></head><table><tr><td>学籍号</td></tr></table></html>".encode(
        "gbk"
    )


@bad("表格片段.xlsx")
def html_table() -> bytes:
    return "\ufeff<TABLE border=1><tr><td>学籍号</td></tr></TABLE>".encode()


@bad("存档网页.xls")
def mhtml() -> bytes:
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"


@bad("XML表格.xls")
def xml_sheet() -> bytes:
    return b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@bad("文本改名.xlsx")
def text_renamed() -> bytes:
    return "学籍号,姓名\n1,2\n".encode()


@bad("截断.xlsx")
def truncated() -> bytes:
    content = good()
    return content[: len(content) * 2 // 3]


@bad("部件损坏.xlsx")
def damaged_part() -> bytes:
    content = bytearray(package({"在校生统计": sheet_xml(GOOD_ROWS * 200)}))
    place = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[place : place + 20] = bytes(20)
    return bytes(content)


@bad("头部丢失.xlsx")
def no_head() -> bytes:
    return bytes(10) + good()[10:]


@bad("压缩炸弹.xlsx")
def zip_bomb() -> bytes:
    return package(
        {"在校生统计": sheet_xml("")}, {"xl/sharedStrings.xml": b"<sst>" + b" " * (270 << 20) + b"</sst>"}
    )


@bad("谎报大小.xlsx")
def lying_bomb() -> bytes:
    """The directory says 64 bytes; inflating says otherwise."""
    content = bytearray(
        package({"在校生统计": sheet_xml("")}, {"xl/big.xml": b"<a>" + b" " * (30 << 20) + b"</a>"})
    )
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/big.xml"))
    content[place + 24 : place + 28] = struct.pack("<I", 64)
    return bytes(content)


@bad("重叠部件.xlsx")
def overlapping() -> bytes:
    """Two entries that share one compressed stream."""
    content = bytearray(package({"a": sheet_xml(""), "b": sheet_xml("")}))
    first = content.index(b"PK\x01\x02")
    last = content.rindex(b"PK\x01\x02")
    content[last + 42 : last + 46] = content[first + 42 : first + 46]
    return bytes(content)


@bad("重名部件.xlsx")
def duplicated() -> bytes:
    buffer = io.BytesIO(good())
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as target:
        warnings.simplefilter("ignore")
        target.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


@bad("远角.xlsx")
def far_corner() -> bytes:
    rows = f'<row r="1">{CELL.format(at="A1", text="a")}</row><row r="1048576">{CELL.format(at="XFD1048576", text="b")}</row>'
    return package({"在校生统计": sheet_xml(rows)})


@bad("远角换写法.xlsx")
def far_corner_spelt_oddly() -> bytes:
    rows = "<row r='1'><c\n t='inlineStr' r = 'XFD1048576'><is><t>b</t></is></c></row>"
    return package({"在校生统计": sheet_xml(rows)})


@bad("太宽.xlsx")
def too_wide() -> bytes:
    rows = f'<row r="1">{CELL.format(at="A1", text="a")}{CELL.format(at="ZZZ1", text="b")}</row>'
    return package({"在校生统计": sheet_xml(rows)})


@bad("夹带压缩包.xlsx")
def nested_zip() -> bytes:
    return package({"在校生统计": sheet_xml(GOOD_ROWS)}, {"xl/media/payload.zip": b"PK\x03\x04"})


@bad("嵌入文档.xlsx")
def embedded() -> bytes:
    return package({"在校生统计": sheet_xml(GOOD_ROWS)}, {"xl/embeddings/oleObject1.bin": b"\xd0\xcf"})


@bad("伪装部件.xlsx")
def disguised_zip() -> bytes:
    return package({"在校生统计": sheet_xml(GOOD_ROWS)}, {"xl/media.xml": b"PK\x03\x04rest"})


@bad("部件过多.xlsx")
def many_parts() -> bytes:
    return package({"在校生统计": sheet_xml(GOOD_ROWS)}, {f"xl/p{i}.xml": b"" for i in range(2100)})


@bad("实体炸弹.xlsx")
def entities() -> bytes:
    before = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return package({"在校生统计": sheet_xml(GOOD_ROWS, before)})


@bad("UTF16部件.xlsx")
def utf16_part() -> bytes:
    xml = sheet_xml(GOOD_ROWS).replace("UTF-8", "UTF-16").encode("utf-16")
    return package({"在校生统计": sheet_xml("")}, {"xl/other.xml": xml})


@bad("外部链接.xlsx")
def external_link() -> bytes:
    return package(
        {"在校生统计": sheet_xml(GOOD_ROWS)}, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    )


@bad("数据连接.xlsx")
def connection() -> bytes:
    return package({"在校生统计": sheet_xml(GOOD_ROWS)}, {"xl/connections.xml": b"<connections/>"})


@bad("未计算公式.xlsx")
def uncalculated() -> bytes:
    cells = "".join(f'<row r="{n}"><c r="B{n}"><f>A{n}+1</f></c></row>' for n in range(3, 8))
    return package({"在校生统计": sheet_xml(GOOD_ROWS + cells)})


@bad("表太多.xlsx")
def many_sheets() -> bytes:
    return package({f"s{i}": sheet_xml("") for i in range(70)})


@bad("坏编码.csv")
def bad_encoding() -> bytes:
    return b"\xff\xff\x80" + "学籍号,姓名\n".encode() + b"\xfe\xff\xff"


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], path: Path, **options: object) -> Path:
    """An ordinary workbook, numbers as numbers and text as text, for what the content tests need."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd", **options}
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)
    book.close()
    return path
