"""The user's own workbook back, with the wrong cells coloured and commented.

The package is patched, not rewritten: whatever else is in the workbook (formats, formulas, pictures, other sheets) stays byte for
byte. That also means no second spreadsheet library at run time. Runs in the child, except :func:`mark_up`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, cast

import xlsxwriter
from lxml import etree

from zeren.core.intake.checks import column_letters
from zeren.core.intake.preflight import Inspection, column_index
from zeren.core.intake.sandbox import Job, Pool, shared_pool
from zeren.core.kernel import Problem, ZerenError

__all__ = ["mark_grids", "mark_package", "mark_up"]

ERROR_FILL, WARNING_FILL = "FFFFC7CE", "FFFFEB9C"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    "</v:shapetype>{shapes}</xml>"
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;width:220pt;height:80pt;z-index:1;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
# What may follow <legacyDrawing> in a worksheet: it must be put before the first of these.
_AFTER = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)

Note = Mapping[str, Any]
Cells = dict[tuple[int, int], tuple[str, bool]]


def mark_up(
    path_in: str | Path, problems: Iterable[Problem], path_out: str | Path, *, pool: Pool | None = None
) -> None:
    """Write the user's workbook again with a colour and a comment in every cell that a problem names.

    Shape: errors are red, warnings yellow; what concerns the whole file stands at A1 of the first sheet. An .xls or .csv comes
    back as .xlsx. Problems of other files are left out.

    Raises:
        ZerenError: when the file may not be opened, with the reason.
    """
    source = Path(path_in)
    names = {"", source.name, str(Path(source.parent.name) / source.name)}
    notes = [
        {
            "sheet": p.place.sheet,
            "cell": p.place.cell,
            "text": f"{p.zh}。{p.todo_zh}",
            "error": p.severity == "error",
        }
        for p in problems
        if p.place.file in names
    ]
    answer = (pool or shared_pool()).run(Job("mark_up", str(source), {"notes": notes}))
    if answer.problems:
        raise ZerenError(answer.problems)
    Path(path_out).write_bytes(answer.blobs[0])


def _by_sheet(notes: Iterable[Note], sheets: Sequence[str]) -> dict[str, Cells]:
    """Notes by sheet and (row, column), both from 0; several on one cell are joined."""
    found: dict[str, Cells] = {}
    for note in notes:
        sheet = note["sheet"] if note["sheet"] in sheets else sheets[0]
        match = re.match(r"([A-Z]*)(\d+)", note["cell"]) if note["sheet"] in sheets else None
        place = (int(match[2]) - 1, column_index(match[1]) if match[1] else 0) if match else (0, 0)
        text, error = found.setdefault(sheet, {}).get(place, ("", False))
        found[sheet][place] = (f"{text}\n{note['text']}".strip(), error or bool(note["error"]))
    return found


def mark_grids(grids: Mapping[str, Sequence[Sequence[str | None]]], notes: Iterable[Note]) -> bytes:
    """Grids of strings as a new workbook with the cells marked (for .xls and .csv)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles = {
        error: book.add_format({"num_format": "@", "bg_color": colour})
        for error, colour in ((True, "#FFC7CE"), (False, "#FFEB9C"))
    }
    ordinary = book.add_format({"num_format": "@"})
    marks = _by_sheet(notes, list(grids))
    for name, rows in grids.items():
        sheet = book.add_worksheet(name or None)
        cells = marks.get(name, {})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None and (row, column) not in cells:
                    sheet.write_string(row, column, value, ordinary)
        for (row, column), (text, error) in cells.items():
            there = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
            sheet.write_string(row, column, there or "", styles[error])
            sheet.write_comment(row, column, text, {"x_scale": 2})
    book.close()
    return buffer.getvalue()


def mark_package(data: bytes, seen: Inspection, notes: Iterable[Note]) -> bytes:
    """An xlsx package with styles, sheets and comments patched."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        package = _Package({entry.filename: source.read(entry) for entry in source.infolist()})
    marks = _by_sheet(notes, list(seen.sheets))
    for number, (name, cells) in enumerate(marks.items(), 1):
        package.mark(seen.sheets[name].part, cells, number)
    return package.packed()


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


class _Package:
    """The parts of a workbook, those that change parsed."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        self.styles = self._parse("xl/styles.xml")
        self.fills = {True: self._fill(ERROR_FILL), False: self._fill(WARNING_FILL)}
        self.formats: dict[tuple[int, bool], int] = {}

    def _parse(self, name: str) -> Any:
        return etree.fromstring(self.parts[name], self.parser)

    def packed(self) -> bytes:
        """The package as bytes."""
        self._store("xl/styles.xml", self.styles)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out:
            for name, content in self.parts.items():
                out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    def _store(self, name: str, root: Any) -> None:
        self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _fill(self, colour: str) -> int:
        fills = self.styles.find(_tag("fills"))
        fill = etree.SubElement(
            etree.SubElement(fills, _tag("fill")), _tag("patternFill"), patternType="solid"
        )
        etree.SubElement(fill, _tag("fgColor"), rgb=colour)
        fills.set("count", str(len(fills)))
        return len(fills) - 1

    def _format(self, base: int, error: bool) -> int:  # noqa: FBT001
        """The cell format ``base`` with our colour behind it."""
        if (base, error) not in self.formats:
            formats = self.styles.find(_tag("cellXfs"))
            copy = etree.fromstring(etree.tostring(formats[min(base, len(formats) - 1)]), self.parser)
            copy.set("fillId", str(self.fills[error]))
            copy.set("applyFill", "1")
            formats.append(copy)
            formats.set("count", str(len(formats)))
            self.formats[base, error] = len(formats) - 1
        return self.formats[base, error]

    def mark(self, part: str, cells: Cells, number: int) -> None:
        """Colour and comment the cells of one sheet."""
        root = self._parse(part)
        for (row, column), (_, error) in cells.items():
            cell = self._cell(root, row, column)
            cell.set("s", str(self._format(int(cell.get("s", "0")), error)))
        self._comment(part, root, cells, number)
        self._store(part, root)

    def _cell(self, root: Any, row: int, column: int) -> Any:
        """The cell element, made where there is none."""
        data = root.find(_tag("sheetData"))
        line = _placed(data, "row", row, lambda e: int(e.get("r", "0")) - 1, str(row + 1))
        return _placed(
            line,
            "c",
            column,
            lambda e: column_index(re.sub(r"\d", "", e.get("r", "A1"))),
            f"{column_letters(column)}{row + 1}",
        )

    def _comment(self, part: str, root: Any, cells: Cells, number: int) -> None:
        """Comments: the words in one part, the boxes in another, both tied to the sheet. Earlier comments stay."""
        folder, file = PurePosixPath(part).parent, PurePosixPath(part).name
        rels_name = f"{folder}/_rels/{file}.rels"
        rels = (
            self._parse(rels_name)
            if rels_name in self.parts
            else etree.Element(f"{{{_RELS}}}Relationships", nsmap=cast("Any", {None: _RELS}))
        )
        existing = {r.get("Type", "").rsplit("/", 1)[-1]: r.get("Target", "") for r in rels}
        words = self._comment_part(existing.get("comments"), folder)
        self._add_words(words or f"xl/comments_zeren{number}.xml", cells)
        shapes = "".join(
            _SHAPE.format(number=9000 + 1000 * number + i, row=row, column=column)
            for i, (row, column) in enumerate(cells)
        )
        boxes = self._comment_part(existing.get("vmlDrawing"), folder)
        if boxes is not None:
            drawing = self.parts[boxes].decode("utf-8", "replace")
            self.parts[boxes] = drawing.replace("</xml>", shapes + "</xml>").encode()
        else:
            boxes = f"xl/drawings/vmlDrawing_zeren{number}.vml"
            self.parts[boxes] = _VML.format(shapes=shapes).encode()
            link = self._relate(rels, "vmlDrawing", f"/{boxes}", number)
            drawing_tag = etree.Element(_tag("legacyDrawing"))
            drawing_tag.set(f"{{{_LINKS}}}id", link)
            following = next((e for e in root if etree.QName(e).localname in _AFTER), None)
            root.append(drawing_tag) if following is None else following.addprevious(drawing_tag)
        if words is None:
            self._relate(rels, "comments", f"/xl/comments_zeren{number}.xml", number)
            self._declare(f"/xl/comments_zeren{number}.xml")
        self._store(rels_name, rels)

    def _comment_part(self, target: str | None, folder: PurePosixPath) -> str | None:
        if target is None:
            return None
        parts = [] if target.startswith("/") else list(folder.parts)
        for step in PurePosixPath(target.lstrip("/")).parts:
            parts = parts[:-1] if step == ".." else [*parts, step]
        name = "/".join(parts)
        return name if name in self.parts else None

    def _add_words(self, name: str, cells: Cells) -> None:
        root = (
            self._parse(name)
            if name in self.parts
            else etree.Element(_tag("comments"), nsmap=cast("Any", {None: _MAIN}))
        )
        authors = root.find(_tag("authors"))
        if authors is None:
            authors = etree.SubElement(root, _tag("authors"))
        etree.SubElement(authors, _tag("author")).text = "责任系统"
        listed = root.find(_tag("commentList"))
        if listed is None:
            listed = etree.SubElement(root, _tag("commentList"))
        there = {comment.get("ref"): comment for comment in listed}
        for (row, column), (text, _) in cells.items():
            reference = f"{column_letters(column)}{row + 1}"
            comment = there.get(reference)
            if comment is None:
                comment = etree.SubElement(
                    listed, _tag("comment"), ref=reference, authorId=str(len(authors) - 1)
                )
                etree.SubElement(comment, _tag("text"))
            words: Any = comment.find(_tag("text"))
            run = etree.SubElement(words, _tag("r"))
            etree.SubElement(run, _tag("t")).text = re.sub("[\x00-\x08\x0b-\x1f]", "", text)
        self._store(name, root)

    def _relate(self, rels: Any, kind: str, target: str, number: int) -> str:
        link = f"rIdZeren{kind}{number}"
        etree.SubElement(rels, f"{{{_RELS}}}Relationship", Id=link, Type=f"{_LINKS}/{kind}", Target=target)
        return link

    def _declare(self, part: str) -> None:
        types = self._parse("[Content_Types].xml")
        if not any(e.get("Extension") == "vml" for e in types):
            kind = "application/vnd.openxmlformats-officedocument.vmlDrawing"
            types.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension="vml", ContentType=kind))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=part, ContentType=kind)
        self._store("[Content_Types].xml", types)


def _placed(parent: Any, name: str, index: int, position: Any, reference: str) -> Any:
    """The child at an index, or a new one at its place in the order."""
    for child in parent:
        at = position(child)
        if at == index:
            return child
        if at > index:
            fresh = etree.Element(_tag(name), r=reference)
            child.addprevious(fresh)
            return fresh
    return etree.SubElement(parent, _tag(name), r=reference)
