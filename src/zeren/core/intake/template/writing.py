"""Writing workbooks: the empty template of a ledger, and ledgers with rows.

The fixed part (cover, explanations, code lists, headings, drop-down lists) is xlsxwriter's. Rows are spliced into the sheet as
XML: writing 800,000 cells one call at a time takes 5 s, joining them takes 0.6 s. What stands on the cover is put in afterwards
too, so that units who fill in the same ledgers share one fixed part. A cell is always a typed string or number, never a formula,
whatever the data look like.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from zeren.core.intake.checks import column_letters
from zeren.core.intake.headings import COVER
from zeren.core.kernel import plain
from zeren.core.packs import CodeList, Column, Ledger

__all__ = ["write_template", "write_workbook"]

EXPLANATION, CODES = "填写说明", "代码表"
HEADING_ROW = 3
_BAD_SHEET = re.compile(r"[\[\]:*?/\\]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = date(1899, 12, 30)
_MAX_CELL = 32767
_TEXTS = "xl/sharedStrings.xml"
_MADE = (1980, 1, 1, 0, 0, 0)  # fixed: the same rows give the same bytes
_KINDS = {
    "text": "文字",
    "integer": "整数",
    "decimal": "数字",
    "date": "日期",
    "boolean": "是或否",
    "code": "从列表中选",
}
_FORMS = {
    "student_id": "G、J或L加18位，共19位",
    "id_number": "18位身份证件号码",
    "school_code": "10位学校（机构）标识码",
    "area_code": "6位行政区划代码",
    "year_month": "年月，如 2017-03",
    "phone": "11位手机号或带区号的座机号",
    "document_number": "如 青政办函〔2017〕53号，年份用六角括号",
}

Rows = Sequence[Mapping[str, Any]]
Parts = Mapping[str, bytes]


def write_template(
    path: str | Path,
    ledgers: Iterable[Ledger],
    *,
    codes: Mapping[str, CodeList],
    cover: Mapping[str, str] | None = None,
    notice: str = "",
) -> None:
    """Write the empty template of one or several ledgers."""
    blank = {"填报单位": "", "单位代码": "", "填报时期": "", "模板版本": ""}
    write_workbook(
        path,
        [(ledger, ()) for ledger in ledgers],
        codes=codes,
        cover=cover if cover is not None else blank,
        notice=notice,
    )


def write_workbook(
    path: str | Path,
    sheets: Sequence[tuple[Ledger, Rows]],
    *,
    codes: Mapping[str, CodeList],
    cover: Mapping[str, str],
    notice: str = "",
    totals: bool = False,
    blanks: MutableMapping[object, Parts] | None = None,
) -> None:
    """Write ledgers as a school hands them in: cover, one sheet a ledger, explanations and code lists.

    Shape: ``cover`` label → value (填报单位, 单位代码, 填报时期, 模板版本, …), in this order; ``notice`` is printed on
    every sheet (演示数据); ``totals`` adds a 合计 row under each table. Rows map column id to value (str, int, Decimal,
    date, bool, None); codes are written as their Chinese names. ``blanks`` keeps the fixed parts for the next call with the same
    ``codes``: it halves the time of a hundred workbooks alike.

    Raises:
        ValueError: for a text longer than a cell can hold (32,767 characters).
    """
    blanks = {} if blanks is None else blanks
    tokens = {
        label: f"\ue000{place}\ue000" if value else "" for place, (label, value) in enumerate(cover.items())
    }
    key = (notice, tuple(tokens.items()), tuple((ledger.pack, ledger.id) for ledger, _ in sheets))
    if key not in blanks:
        blanks[key] = _blank([ledger for ledger, _ in sheets], codes, tokens, notice)
    parts = dict(blanks[key])
    texts = parts[_TEXTS].decode()
    for label, token in tokens.items():
        texts = texts.replace(token, _xml(str(cover[label]))) if token else texts
    parts[_TEXTS] = texts.encode()
    for number, (ledger, rows) in enumerate(sheets, 2):
        name = f"xl/worksheets/sheet{number}.xml"
        parts[name] = _with_rows(parts[name].decode(), ledger, rows, codes, totals=totals).encode()
    Path(path).write_bytes(_zipped(parts))


def _blank(
    ledgers: Sequence[Ledger], codes: Mapping[str, CodeList], cover: Mapping[str, str], notice: str
) -> Parts:
    """The parts of a workbook without rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": datetime(*_MADE)})  # noqa: DTZ001 - a file's date has no zone
    writer = _Writer(book, codes, cover, notice)
    writer.cover_sheet()
    for ledger in ledgers:
        writer.ledger_sheet(ledger)
    writer.explanation(ledgers)
    writer.code_lists()
    book.close()
    with zipfile.ZipFile(buffer) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist()}


def _zipped(parts: Parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as out:
        for name, data in parts.items():
            out.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


class _Writer:
    """The fixed part of a workbook."""

    def __init__(
        self, book: Any, codes: Mapping[str, CodeList], cover: Mapping[str, str], notice: str
    ) -> None:
        self.book, self.codes, self.cover, self.notice = book, codes, cover, notice
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        box = {**base, "border": 1, "border_color": "#BFBFBF"}
        add: Callable[[dict[str, Any]], Any] = book.add_format
        self.title = add({**base, "bold": True, "font_size": 16, "align": "center"})
        self.notes = add({**base, "font_color": "#C00000", "align": "left", "text_wrap": True})
        self.head = add({**box, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"})
        self.must = add(
            {
                **box,
                "bold": True,
                "align": "center",
                "text_wrap": True,
                "bg_color": "#FCE4D6",
                "font_color": "#C00000",
            }
        )
        self.text = add({**box, "num_format": "@"})
        self.whole = add({**box, "num_format": "0"})
        self.number = add({**box, "num_format": "General"})
        self.day = add({**box, "num_format": "yyyy-mm-dd"})
        self.plain = add({**box, "text_wrap": True, "valign": "top"})
        self.used: list[str] = []

    def cover_sheet(self) -> None:
        """Who fills this in, for which period, from which template."""
        sheet = self.book.add_worksheet(COVER)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 48)
        sheet.merge_range(0, 0, 0, 1, "", self.title)
        sheet.write_string(0, 0, "教育台账填报封面", self.title)
        sheet.merge_range(1, 0, 1, 1, "", self.notes)
        sheet.write_string(1, 0, self.notice, self.notes)
        for row, (label, value) in enumerate(self.cover.items(), 2):
            sheet.write_string(row, 0, label, self.head)
            sheet.write_string(row, 1, str(value), self.text)

    def ledger_sheet(self, ledger: Ledger) -> None:
        """Title, notice, headings, one row of formats (replaced by the data), and drop-down lists."""
        sheet: Worksheet = self.book.add_worksheet(_sheet_name(ledger))
        last = max(len(ledger.columns) - 1, 1)
        sheet.merge_range(0, 0, 0, last, "", self.title)
        sheet.write_string(0, 0, self._title(ledger), self.title)
        sheet.merge_range(1, 0, 1, last, "", self.notes)
        hint = "带*的列必须填写；身份证件号、学籍号等单元格已设为文本，请勿改成数字。"
        sheet.write_string(1, 0, f"{self.notice} {hint}".strip(), self.notes)
        sheet.set_row(0, 30)
        sheet.set_row(HEADING_ROW - 1, 34)
        for index, column in enumerate(ledger.columns):
            style = self._style(column)
            sheet.write_string(
                HEADING_ROW - 1,
                index,
                column.name + ("*" if column.required else ""),
                self.must if column.required else self.head,
            )
            sheet.set_column(index, index, _width(column), style)
            sheet.write_blank(HEADING_ROW, index, None, style)
            self._choices(sheet, index, column)
        sheet.freeze_panes(HEADING_ROW, 1)

    def _title(self, ledger: Ledger) -> str:
        name = (
            ledger.name
            if re.search("(台账|名册|登记表|统计表|表|册|录|志|清单)$", ledger.name)
            else f"{ledger.name}台账"
        )
        inside = "，".join(
            part for part in (self.cover.get("填报单位", ""), self.cover.get("填报时期", "")) if part
        )
        return f"{name}（{inside}）" if inside else name

    def _style(self, column: Column) -> Any:
        return {"integer": self.whole, "decimal": self.number, "date": self.day}.get(column.type, self.text)

    def _choices(self, sheet: Worksheet, index: int, column: Column) -> None:
        below = (HEADING_ROW, index, HEADING_ROW + 9999, index)
        if column.type == "boolean":
            sheet.data_validation(
                *below, {"validate": "list", "source": ["是", "否"], "error_type": "warning"}
            )
        codes = self.codes.get(column.codes) if column.type == "code" else None
        if codes is None or not codes.values:
            return
        if codes.id not in self.used:
            self.used.append(codes.id)
        letter = column_letters(2 * self.used.index(codes.id) + 1)
        source = f"='{CODES}'!${letter}$3:${letter}${len(codes.values) + 2}"
        # A warning, not a refusal: in the office suites a refusal also blocks pasting from the school's own system.
        sheet.data_validation(*below, {"validate": "list", "source": source, "error_type": "warning"})

    def explanation(self, ledgers: Iterable[Ledger]) -> None:
        """What each column means and how it is written."""
        sheet = self.book.add_worksheet(EXPLANATION)
        for index, width in enumerate((18, 24, 8, 30, 60)):
            sheet.set_column(index, index, width)
        if self.notice:
            sheet.write_string(0, 0, self.notice, self.notes)
        row = 1
        for ledger in ledgers:
            for index, text in enumerate(("台账", "列名", "必填", "填写形式", "说明")):
                sheet.write_string(row, index, text, self.head)
            for column in ledger.columns:
                row += 1
                texts = (
                    ledger.name,
                    column.name,
                    "是" if column.required else "",
                    self._form(column),
                    column.definition,
                )
                for index, text in enumerate(texts):
                    sheet.write_string(row, index, text, self.plain)
            row += 2

    def _form(self, column: Column) -> str:
        parts = [_FORMS.get(column.format, _KINDS[column.type])]
        if column.type == "date":
            parts = ["日期，如 2017-03-05"]
        if column.type == "code" and column.codes in self.codes:
            names = [v.name for v in self.codes[column.codes].values]
            parts = ["从列表中选：" + "、".join(names[:8]) + ("…（见代码表）" if len(names) > 8 else "")]
        for word, bound in (("不小于", column.min), ("不大于", column.max)):
            if bound is not None:
                parts.append(f"{word}{plain(bound) if isinstance(bound, Decimal) else bound}")
        return "；".join(parts)

    def code_lists(self) -> None:
        """The code lists in use, two columns each: code and name."""
        if not self.used:
            return
        sheet = self.book.add_worksheet(CODES)
        for place, name in enumerate(self.used):
            codes, left = self.codes[name], 2 * place
            sheet.set_column(left, left, 8)
            sheet.set_column(left + 1, left + 1, 22)
            sheet.write_string(0, left, codes.name, self.head)
            sheet.write_string(0, left + 1, codes.source[:200], self.plain)
            sheet.write_string(1, left, "代码", self.head)
            sheet.write_string(1, left + 1, "名称", self.head)
            for row, value in enumerate(codes.values, 2):
                sheet.write_string(row, left, value.code, self.text)
                sheet.write_string(row, left + 1, value.name, self.text)


def _sheet_name(ledger: Ledger) -> str:
    return _BAD_SHEET.sub("_", ledger.name)[:31]


def _width(column: Column) -> int:
    by_form = {"student_id": 22, "id_number": 21, "school_code": 13, "document_number": 24}
    by_type = {"date": 12, "boolean": 8, "integer": 9, "decimal": 11, "code": 12, "text": 14}
    heading = 2 * len(column.name) + 2
    return max(by_form.get(column.format, by_type[column.type]), min(heading, 20))


# -------------------------------------------------------------------------------------------------------------- rows, spliced in


def _with_rows(xml: str, ledger: Ledger, rows: Rows, codes: Mapping[str, CodeList], *, totals: bool) -> str:
    first = HEADING_ROW + 1
    found = re.search(rf'<row r="{first}"[^>]*>(.*?)</row>', xml, re.DOTALL)
    assert found is not None
    if not rows:
        return xml.replace(
            found[0], ""
        )  # the column formats stay; a row of boxes would look like a blank entry
    styles = re.findall(r'<c r="[A-Z]+\d+" s="(\d+)"', found[1])
    numbers = [str(number) for number in range(first, first + len(rows))]
    columns = []
    for index, column in enumerate(ledger.columns):
        head, ending = f'<c r="{column_letters(index)}', _ending(column, styles[index], codes)
        values = zip(numbers, (row.get(column.id) for row in rows), strict=True)
        columns.append(["" if value is None else f"{head}{n}{ending(value)}" for n, value in values])
    written = [f'<row r="{n}">{"".join(cells)}</row>' for n, *cells in zip(numbers, *columns, strict=True)]
    if totals:
        written.append(_total_row(ledger, rows, first + len(rows), styles))
    last = first + len(rows) - 1 + totals
    xml = xml.replace(found[0], "".join(written))
    return re.sub(
        r'<dimension ref="[^"]*"/>',
        f'<dimension ref="A1:{column_letters(len(ledger.columns) - 1)}{last}"/>',
        xml,
        count=1,
    )


def _total_row(ledger: Ledger, rows: Rows, number: int, styles: Sequence[str]) -> str:
    texts = [f'<c r="A{number}{_string(styles[0], "合计")}']
    for index, column in enumerate(ledger.columns):
        if index and column.type in {"integer", "decimal"}:
            total = sum(
                (Decimal(str(v)) for row in rows if (v := row.get(column.id)) is not None), Decimal(0)
            )
            texts.append(
                f'<c r="{column_letters(index)}{number}" s="{styles[index]}"><v>{plain(total)}</v></c>'
            )
    return f'<row r="{number}">{"".join(texts)}</row>'


def _ending(column: Column, style: str, codes: Mapping[str, CodeList]) -> Callable[[Any], str]:
    """What a cell of the column says after its row number; equal values say it in the same words, made once."""
    code_list = codes.get(column.codes) if column.type == "code" else None
    names = {} if code_list is None else {v.code: v.name for v in code_list.values}

    # Typed: True and 1, or 1 and 1.0, are equal and written differently.
    @lru_cache(maxsize=None, typed=True)
    def ending(value: Any) -> str:
        if column.type in {"integer", "decimal"}:
            return f'" s="{style}"><v>{_number(value)}</v></c>'
        if column.type == "date":
            return f'" s="{style}"><v>{(value - _EPOCH).days}</v></c>'
        if column.type == "boolean":
            return _string(style, "是" if value else "否")
        return _string(style, names.get(value, str(value)))

    return ending


def _string(style: str, text: str) -> str:
    if len(text) > _MAX_CELL:
        raise ValueError(f"a cell holds at most {_MAX_CELL} characters")
    space = "" if text == " ".join(text.split()) else ' xml:space="preserve"'
    return f'" s="{style}" t="inlineStr"><is><t{space}>{_xml(text)}</t></is></c>'


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) else plain(Decimal(str(value)))


def _xml(text: str) -> str:
    if text.isalnum():
        return text
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    if not text.isprintable():
        text = _FORBIDDEN.sub("", text).replace("\r", "_x000D_")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
