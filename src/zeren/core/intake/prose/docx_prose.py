"""Reads a docx as words: body, tables, text boxes, inserted revisions; notes at the end and without their marks.

Not read: deleted revisions, hidden runs, headers and footers (a page's frame), comments, pictures.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.report.docx_package import Package
from zeren.core.kernel import Passage, PlainDocument

__all__ = ["Reader", "Spot", "W", "is_docx", "read_docx"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SILENT = frozenset(
    W + name
    for name in (
        "del moveFrom delText pPr rPr instrText sdtPr sectPr tblPr tblGrid commentRangeStart "
        "footnoteReference endnoteReference"
    ).split()
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MARK = re.compile(r"[\[〔（(]?(?:\d{1,2}|[①-⑳*])[\]〕）)]?")
_HEADING = re.compile(r"heading|标题|title", re.IGNORECASE)


def is_docx(data: bytes) -> bool:
    """Whether a zip looks like a Word package.

    Raises:
        RefusedError: I102 when the zip's directory cannot be read.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = {name.lower() for name in package.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, IndexError, UnicodeError) as error:
        raise RefusedError("I102", "压缩包目录缺失，文件可能被截断") from error
    if not names & {"word/document.xml", "xl/workbook.xml"} and "[content_types].xml" not in names:
        raise RefusedError("I100", "压缩包")
    return not any(name.startswith("xl/") for name in names)


def read_docx(data: bytes) -> PlainDocument:
    """The words of a docx.

    Raises:
        RefusedError: I100 or I102; I104 for one that unpacks without end.
    """
    try:
        return Reader(Package(data)).document()
    except RefusedError as error:
        # The package reader speaks of reports to be verified; here the same faults have plainer names.
        code = {"V003": "I102", "V005": "I104", "V006": "I102", "V001": "I100"}.get(error.code, error.code)
        raise RefusedError(code, error.found, error.expected) from error


Piece = tuple[str, etree._Element | None]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a passage's words come from: the pieces of its paragraph, and at which of their letters it begins."""

    pieces: tuple[Piece, ...]
    start: int
    length: int


class Reader:
    """Walks one document. ``spots`` says for a passage, or for a line of a table's cell, where its words stand in the XML."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.root: etree._Element | None = None
        self.spots: dict[tuple[int, int, int], list[Spot]] = {}
        self.main = next(package.related("", "officeDocument"), "word/document.xml")
        self.passages: list[Passage] = []
        self.tables = 0
        self.headings = self._heading_styles()

    def document(self) -> PlainDocument:
        """The words, passage by passage."""
        self.root = root = self.package.xml(self.main)
        body = None if root is None else next((c for c in root if str(c.tag).endswith("}body")), None)
        if body is None:
            raise RefusedError("I100", "docx 里没有正文")
        if not str(body.tag).startswith(W):
            raise RefusedError("I100", "Strict Open XML 格式的 docx，请另存为普通的“Word 文档(.docx)”")
        self._blocks(body)
        for kind in ("footnote", "endnote"):
            self._notes(kind)
        return PlainDocument("docx", tuple(self.passages))

    def _heading_styles(self) -> set[str]:
        found: set[str] = set()
        for name in self.package.related(self.main, "styles"):
            root = self.package.xml(name)
            for style in () if root is None else root.iterchildren(W + "style"):
                shown = style.find(W + "name")
                if shown is not None and _HEADING.search(str(shown.get(W + "val", ""))):
                    found.add(str(style.get(W + "styleId")))
        return found

    def _notes(self, kind: str) -> None:
        for name in self.package.related(self.main, f"{kind}s"):
            root = self.package.xml(name)
            for number, note in enumerate(() if root is None else root.iterchildren(W + kind), 1):
                if note.get(W + "type") in {"separator", "continuationSeparator", "continuationNotice"}:
                    continue
                text = "".join(_text(p) for p in note.iter(W + "p")).strip()
                if text:
                    place = f"{'脚注' if kind == 'footnote' else '尾注'}{note.get(W + 'id') or number}"
                    self.passages.append(Passage("note", text, place=place))

    def _blocks(self, parent: etree._Element) -> None:
        for node in parent:
            tag = str(node.tag)
            if tag == W + "p":
                self._paragraph(node)
            elif tag == W + "tbl":
                self._table(node)
            elif tag in {
                W + "sdt",
                W + "sdtContent",
                W + "ins",
                W + "moveTo",
                W + "customXml",
                W + "smartTag",
            }:
                self._blocks(node)

    def _paragraph(self, node: etree._Element) -> None:
        style = node.find(f"{W}pPr/{W}pStyle")
        kind = "heading" if style is not None and style.get(W + "val") in self.headings else "paragraph"
        for text, spot in _lines(node):
            self.spots[(len(self.passages), -1, -1)] = [spot]
            self.passages.append(Passage(kind, text, place=f"第{len(self.passages) + 1}段"))
        for box in _boxes(node):
            self._blocks(box)

    def _table(self, node: etree._Element) -> None:
        rows: list[tuple[str, ...]] = []
        nested: list[etree._Element] = []
        spots: dict[tuple[int, int], list[Spot]] = {}
        for row in _rows(node):
            cells: list[str] = []
            before = row.find(f"{W}trPr/{W}gridBefore")
            cells += [""] * (0 if before is None else _number(before))
            for cell in _cells(row):
                properties = cell.find(W + "tcPr")
                span = None if properties is None else properties.find(W + "gridSpan")
                merge = None if properties is None else properties.find(W + "vMerge")
                covered = merge is not None and merge.get(W + "val", "continue") == "continue"
                lines = [] if covered else [line for p in _paragraphs(cell) for line in _lines(p)]
                spots[(len(rows), len(cells))] = [spot for _, spot in lines]
                text = "\n".join(words for words, _ in lines)
                cells += [text, *[""] * (max(1, 1 if span is None else _number(span)) - 1)]
                nested += [] if covered else list(cell.iterchildren(W + "tbl"))
            rows.append(tuple(cells))
        width = max(map(len, rows), default=0)
        if any(any(row) for row in rows):
            self.tables += 1
            self.spots |= {(len(self.passages), *cell): found for cell, found in spots.items()}
            padded = tuple(row + ("",) * (width - len(row)) for row in rows)
            self.passages.append(Passage("table", rows=padded, place=f"表{self.tables}"))
        for inner in nested:
            self._table(inner)


def _lines(paragraph: etree._Element) -> Iterator[tuple[str, Spot]]:
    """The lines of a paragraph that hold words, trimmed."""
    pieces = tuple(_pieces(paragraph))
    at = 0
    for line in "".join(words for words, _ in pieces).split("\n"):
        text = line.strip()
        if text:
            yield text, Spot(pieces, at + len(line) - len(line.lstrip()), len(text))
        at += len(line) + 1


def _number(element: etree._Element) -> int:
    value = str(element.get(W + "val", "1"))
    return min(int(value), 200) if value.isdigit() else 1


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for node in table:
        tag = str(node.tag)
        if tag == W + "tr":
            properties = node.find(W + "trPr")
            if properties is None or properties.find(W + "del") is None:
                yield node
        elif tag in {W + "sdt", W + "sdtContent", W + "customXml"}:
            yield from _rows(node)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for node in row:
        if node.tag == W + "tc":
            yield node
        elif str(node.tag) in {W + "sdt", W + "sdtContent", W + "customXml"}:
            yield from _cells(node)


def _paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    for node in cell:
        if node.tag == W + "p":
            yield node
        elif str(node.tag) in {W + "sdt", W + "sdtContent"}:
            yield from _paragraphs(node)


def _boxes(node: etree._Element) -> list[etree._Element]:
    """Text boxes in a paragraph, one dialect of each drawing."""
    found: list[etree._Element] = []
    for content in node.iter(W + "txbxContent"):
        above = {str(a.tag) for a in content.iterancestors()}
        if _MC + "Fallback" not in above:
            found.append(content)
    return found or list(node.iter(W + "txbxContent"))[:1]


def _text(node: etree._Element) -> str:
    """What a paragraph prints, without what is deleted, hidden, or in a box of its own."""
    return "".join(words for words, _ in _pieces(node))


def _pieces(node: etree._Element) -> list[Piece]:
    """A paragraph's words, each with the text element it stands in (None for tabs, breaks and symbols)."""
    found: list[Piece] = []
    for child in node:
        tag = str(child.tag)
        if tag in _SILENT or tag in {W + "txbxContent", W + "tbl", _MC + "Fallback"}:
            continue
        if tag == W + "r":
            found += _run(child, "".join(words for words, _ in found))
        elif tag == W + "t":
            found.append((str(child.text or ""), child))
        elif tag.startswith(W) and tag.removeprefix(W) in _SIGNS:
            found.append((_SIGNS[tag.removeprefix(W)], None))
        elif tag == W + "sym":
            code = int(str(child.get(W + "char", "20")), 16)
            found.append((chr(code & 0xFF if code >= 0xF000 else code), None))
        elif isinstance(child.tag, str):
            found += _pieces(child)
    return found


def _run(run: etree._Element, before: str) -> list[Piece]:
    properties = run.find(W + "rPr")
    hidden = None if properties is None else properties.find(W + "vanish")
    if hidden is not None and str(hidden.get(W + "val", "1")).lower() not in {"0", "false", "off"}:
        return []
    raised = None if properties is None else properties.find(W + "vertAlign")
    pieces = _pieces(run)
    mark = raised is not None and raised.get(W + "val") == "superscript"
    return [] if mark and _is_mark("".join(words for words, _ in pieces), before) else pieces


def _is_mark(text: str, before: str) -> bool:
    """A raised number alone is a typed footnote mark, which would glue to the number before it; m² is none."""
    return _MARK.fullmatch(text.strip()) is not None and re.search("(?:[kc]?m|米|㎡)$", before) is None
