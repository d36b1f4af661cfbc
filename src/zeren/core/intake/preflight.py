"""A look at the bytes before any reader touches them. Runs in the child.

It goes by content, never by extension, and trusts no size a file states about itself: parts are inflated against a budget.
Only what would hurt the reader, or would silently give wrong values, is refused here; everything else is the reader's business.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from typing import Any

__all__ = ["Inspection", "RefusedError", "SheetPart", "check_size", "column_index", "inspect"]

MEGABYTE = 1 << 20
MAX_FILE = 30 * MEGABYTE
MAX_UNPACKED = 256 * MEGABYTE
MAX_RATIO, RATIO_FROM = 200, 20 * MEGABYTE  # repeated values pack 60:1: below 20 MB a ratio proves nothing
MAX_PARTS = 2000
MAX_SHEETS = 60
MAX_ROWS, MAX_COLUMNS, MAX_BOX = 200_000, 1024, 3_000_000  # the reader allocates rows × columns at once

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = tuple(".zip .7z .rar .gz .tar .jar .xlsx .xlsm .xls .docx .doc .pptx .exe .bin".split())
_HTML = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|table|meta|body|style)", re.IGNORECASE | re.DOTALL
)
_UTF16 = re.compile(
    rb"^(?:\xff\xfe|\xfe\xff|\s*<\x00|\x00<)|^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"'](?!utf-?8|us-ascii)",
    re.IGNORECASE,
)
# Far away means beyond column AZ or row 99,999; only then is the exact box worth working out. Every office program writes
# references as ` r="…"`, and a search with a literal beginning is eight times faster; any other spelling takes the slow one.
_FAR = re.compile(rb" r=\"(?:[A-Za-z]{3,}\d|[B-Zb-z][A-Za-z]\d|[A-Za-z]{0,2}\d{6})")
_FAR_ODD = re.compile(rb"\br\s*=\s*[\"'](?:[A-Za-z]{3,}\d|[B-Zb-z][A-Za-z]\d|[A-Za-z]{0,2}\d{6})")
_ODD = (b"r='", b" r =", b"\nr=", b"\tr=")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^>]*(?<!/)>")
_NUMBER = rb"(?:\d{16,}(?:\.0*)?|\d(?:\.\d+)?[eE]\+?1[5-9])"
_LONG = re.compile(rb"<v>" + _NUMBER + rb"</")
_LONG_PREFIXED = re.compile(rb":v>" + _NUMBER + rb"</")
_LONG_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>"
    + _NUMBER
    + rb"</"
)
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</"
)


class RefusedError(Exception):
    """The file is refused: a catalogue code and the words for it."""

    def __init__(
        self, code: str, found: str = "", expected: str = "", *, sheet: str = "", cell: str = ""
    ) -> None:
        super().__init__(code, found)
        self.code, self.found, self.expected, self.sheet, self.cell = code, found, expected, sheet, cell

    def to_dict(self) -> dict[str, str]:
        """Plain JSON form."""
        names = ("code", "found", "expected", "sheet", "cell")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What preflight saw of one sheet: its part, and long numbers stored as numbers."""

    part: str = ""
    numbers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the file is: ``xlsx``, ``xls`` or ``text``; for xlsx also its date system and its sheets by name."""

    kind: str
    date1904: bool = False
    sheets: dict[str, SheetPart] = field(default_factory=dict)


def column_index(letters: bytes | str) -> int:
    """A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters.decode() if isinstance(letters, bytes) else letters:
        index = index * 26 + ord(letter.upper()) - 64
    return index - 1


def check_size(size: int) -> None:
    """Refuse a file that is too large to be looked at.

    Raises:
        RefusedError: I002.
    """
    if size > MAX_FILE:
        raise RefusedError("I002", f"{size / MEGABYTE:.1f} MB", f"{MAX_FILE // MEGABYTE} MB")


def inspect(data: bytes, name: str) -> Inspection:
    """Say what a file is, or refuse it.

    Raises:
        RefusedError: with the catalogue code of the first thing that forbids opening the file.
    """
    if not data:
        raise RefusedError("I001")
    check_size(len(data))
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _Package(data).inspection()
    if data[:8] == _OLE:
        return _ole(data)
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _HTML.match(head) or head[:13].lower() == b"mime-version:":
        raise RefusedError("I006", "网页（HTML）")
    if head.lstrip()[:5] == b"<?xml":
        raise RefusedError("I006", "XML表格" if b"spreadsheet" in head.lower() else "XML文件")
    if head[:5] == b"%PDF-":
        raise RefusedError("I003", "PDF")
    if b"\0" in head and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        # A workbook whose beginning is lost looks like this too; the extension then tells the better story.
        raise (
            RefusedError("I007", "开头不是Excel文件")
            if name.lower().endswith((".xlsx", ".xls"))
            else RefusedError("I003", name)
        )
    if name.lower().endswith((".xlsx", ".xls", ".xlsm", ".xlsb")):
        raise RefusedError("I006", "文本文件")
    return Inspection("text")


def _ole(data: bytes) -> Inspection:
    """The old compound format: a BIFF workbook, or the envelope of an encrypted one."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise RefusedError("I004")
    if not holds("Workbook") and not holds("Book"):
        raise RefusedError("I003", "Word或其他旧版文档" if holds("WordDocument") else "旧版复合文档")
    if holds("_VBA_PROJECT"):
        raise RefusedError("I005")
    if len(data) % 512 and len(data) < 4096:
        raise RefusedError("I007", "文件被截断")
    return Inspection("xls")


class _Package:
    """An Office package: a zip of XML parts."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.entries = self.zip.infolist()
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            NotImplementedError,
            IndexError,
            UnicodeError,
        ) as error:
            raise RefusedError("I007", "压缩包目录缺失，文件可能被截断") from error
        self.names = {entry.filename for entry in self.entries}
        self.size = len(data)

    def inspection(self) -> Inspection:
        self._directory()
        self._kind()
        parts = self._unpack()
        workbook = parts.get("xl/workbook.xml", b"")
        names = _sheet_parts(workbook, parts.get("xl/_rels/workbook.xml.rels", b""))
        if len(names) > MAX_SHEETS:
            raise RefusedError("I015", str(len(names)), str(MAX_SHEETS))
        sheets = {name: _sheet(parts[path], name, path) for name, path in names.items() if path in parts}
        date1904 = re.search(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']", workbook) is not None
        return Inspection("xlsx", date1904, sheets)

    def _directory(self) -> None:
        """What the central directory alone can tell: no byte is inflated yet."""
        if len(self.entries) > MAX_PARTS:
            raise RefusedError("I011", str(len(self.entries)), str(MAX_PARTS))
        if any(entry.flag_bits & 1 for entry in self.entries):
            raise RefusedError("I004")
        stated = sum(entry.file_size for entry in self.entries)
        if stated > MAX_UNPACKED or (stated > RATIO_FROM and stated > MAX_RATIO * self.size):
            raise _bomb(stated, self.size)
        if len(self.names) != len(self.entries):
            raise RefusedError("I007", "压缩包内有重名部件")
        end = 0  # parts that overlap share their bytes: a bomb without a suspicious ratio in any one part
        for entry in sorted(self.entries, key=lambda e: e.header_offset):
            if entry.header_offset < end:
                raise RefusedError("I007", "压缩包内的部件互相重叠")
            end = entry.header_offset + 30 + entry.compress_size

    def _kind(self) -> None:
        lower = {name.lower() for name in self.names}
        if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in lower):
            raise RefusedError("I005")
        if "xl/workbook.bin" in lower:
            raise RefusedError("I003", "Excel 二进制工作簿(.xlsb)")
        if "xl/workbook.xml" not in self.names:
            kinds = {
                "word/document.xml": "Word文档",
                "ppt/presentation.xml": "PPT文档",
                "content.xml": "ODF文档",
            }
            raise RefusedError(
                "I003", next((text for part, text in kinds.items() if part in lower), "压缩包")
            )
        for name in sorted(lower):
            if name.startswith("xl/externallinks/") or name == "xl/connections.xml":
                raise RefusedError("I013", name.rsplit("/", 1)[-1])
            embedded = name.startswith("xl/embeddings/")
            if embedded or (name.endswith(_ARCHIVES) and not name.startswith("xl/printersettings/")):
                raise RefusedError("I010", name.rsplit("/", 1)[-1])

    def _unpack(self) -> dict[str, bytes]:
        """Inflate every XML part against the budget."""
        parts: dict[str, bytes] = {}
        total = 0
        for entry in self.entries:
            if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            try:
                with self.zip.open(entry) as stream:
                    content = stream.read(MAX_UNPACKED - total + 1)
            except Exception as error:  # zipfile raises a dozen types for damaged parts, zlib one more
                raise RefusedError("I007", f"部件 {entry.filename} 损坏") from error
            total += len(content)
            if total > MAX_UNPACKED:
                raise _bomb(total, self.size)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise RefusedError("I012", "DTD")
            if _UTF16.search(content[:400]):
                raise RefusedError("I012", "encoding")
            if content[:4] == b"PK\x03\x04":
                raise RefusedError("I010", entry.filename)
            parts[entry.filename] = content
        return parts


def _bomb(size: int, packed: int) -> RefusedError:
    found, limit = f"{size / MEGABYTE:.0f} MB", f"{MAX_UNPACKED // MEGABYTE} MB"
    if size <= MAX_UNPACKED:
        found, limit = f"{found}，是文件的{size // packed}倍", f"{MAX_RATIO}倍"
    return RefusedError("I008", found, limit)


def _attributes(tag: bytes) -> dict[str, str]:
    found = re.findall(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return {
        key.decode("ascii", "replace").split(":")[-1]: unescape((a or b).decode("utf-8", "replace"))
        for key, a, b in found
    }


def _sheet_parts(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Sheet name → part, as the workbook lists them."""
    targets: dict[str, str] = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", relations):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found: dict[str, str] = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", workbook):
        attributes = _attributes(tag)
        found[attributes.get("name", "")] = targets.get(attributes.get("id", ""), "")
    return found


def _sheet(xml: bytes, name: str, part: str) -> SheetPart:
    prefixed = re.match(rb"[^<]*(?:<\?[^>]*>\s*)?<\w+:worksheet", xml) is not None
    odd = prefixed or any(spelling in xml for spelling in _ODD)
    if (_FAR_ODD if odd else _FAR).search(xml):
        _box(xml, name)
    if prefixed or b"<f>" in xml or b"<f " in xml:
        _formulas(xml, name)
    numbers: tuple[tuple[int, int], ...] = ()
    if (_LONG_PREFIXED if prefixed else _LONG).search(xml):
        numbers = tuple(
            place for head in _LONG_CELL.findall(xml) if (place := _stored_number(head)) is not None
        )
    return SheetPart(part, numbers)


def _stored_number(head: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(head)
    if reference is None or re.search(rb"\bt\s*=\s*[\"'](?!n[\"'])", head):
        return None
    return int(reference[2]), column_index(reference[1])


def _box(xml: bytes, name: str) -> None:
    """The reader allocates the whole rectangle of non-empty cells; refuse one that is too large, naming the cell."""
    last_row = last_column = 0
    indices: dict[bytes, int] = {}
    for cell in _CELL.finditer(xml):  # one at a time: a list of five million pairs would itself be the bomb
        letters, row = cell[1], int(cell[2])
        if letters not in indices:
            indices[letters] = column_index(letters) + 1
        last_row, last_column = max(last_row, row), max(last_column, indices[letters])
        if last_row > MAX_ROWS or last_column > MAX_COLUMNS or last_row * last_column > MAX_BOX:
            place = f"{letters.decode()}{row}"
            raise RefusedError("I009", place, sheet=name, cell=place)


def _formulas(xml: bytes, name: str) -> None:
    """A formula whose result was never stored reads as an empty cell: a silent loss."""
    cells: list[str] = []
    for match in _UNCALCULATED.finditer(xml):
        head: Any = match[1]
        reference = _REFERENCE.search(head)
        if re.search(rb"\bt\s*=\s*[\"']str[\"']", head) and b"<v" in match[0].replace(b":v", b"v"):
            continue  # the stored result is an empty text: that is a value
        if reference is not None:
            cells.append((reference[1] + reference[2]).decode())
    if cells:
        more = f" 等{len(cells)}个单元格" if len(cells) > 3 else ""
        raise RefusedError("I014", "、".join(cells[:3]) + more, sheet=name, cell=cells[0])
