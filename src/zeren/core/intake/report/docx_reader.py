"""Reads a docx back: what Word would print, in reading order, and which content control each number stands in.

Counted: body, tables, text boxes, inserted revisions, footnotes and endnotes at the place of their mark, headers and footers
(but not a page-number field there). Not counted: deleted revisions, hidden text. Pictures are not read.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.report.docx_package import Package
from zeren.core.intake.report.stream import Control, Flow, Stream, find_figures
from zeren.core.kernel import PrintedReport

__all__ = ["docx_manifest", "read_docx"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MANIFEST = "{urn:zeren:manifest:1}manifest"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"

_SILENT = {
    W + name
    for name in (
        "del",
        "moveFrom",
        "sdtPr",
        "sdtEndPr",
        "pPr",
        "tblPr",
        "trPr",
        "tcPr",
        "tblGrid",
        "sectPr",
        "delText",
    )
}
_FOREIGN = {W + "altChunk", W + "subDoc"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PAGE_FIELDS = (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"], ["SECTION"])
# A field of another kind may print, when Word works it out anew, something else than the words stored here (QUOTE, DATE, =).
_PLAIN_FIELDS = {
    "PAGE",
    "NUMPAGES",
    "SECTIONPAGES",
    "SECTION",
    "PAGEREF",
    "NOTEREF",
    "REF",
    "HYPERLINK",
    "TOC",
    "STYLEREF",
}
_OFF = {"0", "false", "off"}


def read_docx(data: bytes) -> PrintedReport:
    """The report in a docx.

    Raises:
        RefusedError: V001, V003, V005, V006 or V007.
    """
    package = Package(data)
    main = next(package.related("", "officeDocument"), "")
    root = package.xml(main) if main else None
    if root is not None and root.tag == f"{{{STRICT}}}document":
        raise RefusedError("V001", "另一种 Word 格式（Strict Open XML）")
    if root is None or root.tag != W + "document":
        raise RefusedError("V001", _kind(main))
    reader = _Reader(package, main)
    reader.read(root)
    return reader.stream.report("docx", _manifest(package))


def docx_manifest(data: bytes) -> bytes | None:
    """The signed manifest in a docx; None where there is none.

    Raises:
        RefusedError: as :func:`read_docx`.
    """
    return _manifest(Package(data))


def _kind(main: str) -> str:
    """What a package is that holds no document, by the folder of its main part."""
    kinds = {"xl": "Excel 工作簿", "ppt": "PowerPoint 演示文稿", "word": "没有正文的 Word 文件"}
    return kinds.get(main.lower().lstrip("/").partition("/")[0], "压缩文件")


def _manifest(package: Package) -> bytes | None:
    """The manifest: its own part, and the custom XML that Word keeps when it saves the file anew."""
    found = {data} if (data := package.read("zeren/manifest.json")) is not None else set()
    for name in package.names():
        if name.startswith("customxml/") and name.endswith(".xml"):
            root = package.xml(name)
            if root is not None and root.tag == MANIFEST:
                try:
                    found.add(base64.b64decode("".join(str(root.text or "").split()), validate=True))
                except binascii.Error as error:
                    raise RefusedError("V003", name) from error
    if len(found) > 1:
        raise RefusedError("V007")
    return found.pop() if found else None


def _on(properties: etree._Element | None, name: str) -> bool | None:
    """An on/off property: None where it is not set."""
    element = None if properties is None else properties.find(W + name)
    return None if element is None else str(element.get(W + "val", "1")).lower() not in _OFF


@dataclass(slots=True)
class _Field:
    """A field being read: its instruction, and whether its stored result has begun."""

    instruction: str = ""
    shown: bool = False


class _Reader:
    """Walks the parts of one document."""

    def __init__(self, package: Package, main: str) -> None:
        self.stream = Stream()
        self._package, self._main = package, main
        self._notes = {kind: dict(self._note_parts(kind)) for kind in ("footnote", "endnote")}
        self._hidden_styles = self._styles()
        self._fields: list[_Field] = []

    def read(self, root: etree._Element) -> None:
        """The body with its notes, then the margins, then what list numbering would print."""
        self._walk(root, self.stream.body, None, hidden=False)
        for kind in ("header", "footer"):
            for name in self._package.related(self._main, kind):
                part = self._package.xml(name)
                if part is not None:
                    self._walk(part, self.stream.open("margin"), None, hidden=False)
        for name in self._package.related(self._main, "numbering"):
            part = self._package.xml(name)
            for level in () if part is None else part.iter(W + "lvlText"):
                if find_figures(re.sub("%[1-9]", "", str(level.get(W + "val", "")))):
                    self.stream.refuse(f"w:lvlText {level.get(W + 'val')}")

    def _note_parts(self, kind: str) -> Iterator[tuple[str, etree._Element]]:
        for name in self._package.related(self._main, f"{kind}s"):
            root = self._package.xml(name)
            for note in () if root is None else root.iterchildren(W + kind):
                yield str(note.get(W + "id")), note

    def _styles(self) -> set[str]:
        """Styles that hide text, by themselves or by the style they are based on."""
        based: dict[str, str] = {}
        vanish: dict[str, bool] = {}
        for name in self._package.related(self._main, "styles"):
            root = self._package.xml(name)
            for style in () if root is None else root.iterchildren(W + "style"):
                key, base = str(style.get(W + "styleId")), style.find(W + "basedOn")
                own = _on(style.find(W + "rPr"), "vanish")
                based[key] = "" if base is None else str(base.get(W + "val"))
                if own is not None:
                    vanish[key] = own
        return {key for key in based if _inherits(key, based, vanish)}

    def _walk(self, node: etree._Element, flow: Flow, control: Control | None, *, hidden: bool) -> None:
        tag = str(node.tag)
        if tag in _SILENT:
            return
        if tag == W + "sdt":
            self._walk_control(node, flow, control, hidden=hidden)
        elif tag == W + "r":
            self._walk_children(node, flow, control, hidden=self._run_hidden(node, hidden=hidden))
        elif tag == W + "p":
            style = node.find(f"{W}pPr/{W}pStyle")
            flow.end_paragraph()
            veiled = hidden or (style is not None and style.get(W + "val") in self._hidden_styles)
            self._walk_children(node, flow, control, hidden=veiled)
            flow.end_paragraph()
        elif tag == W + "tr":
            self._walk_children(
                node, flow, control, hidden=hidden or bool(_on(node.find(W + "trPr"), "hidden"))
            )
        elif tag == W + "bdo" and not hidden:
            flow.write("\u202e" if node.get(W + "val") == "rtl" else "\u202d", control)
            self._walk_children(node, flow, control, hidden=hidden)
        elif tag == _MC + "AlternateContent":
            self._walk_alternatives(node, flow, control, hidden=hidden)
        elif tag == W + "fldSimple":
            self._fields.append(_Field(str(node.get(W + "instr", "")), shown=True))
            self._check_field(control)
            self._walk_children(node, flow, control, hidden=hidden)
            self._fields.pop()
        else:
            self._walk_leaf(node, tag, flow, control, hidden=hidden)

    def _walk_children(
        self, node: etree._Element, flow: Flow, control: Control | None, *, hidden: bool
    ) -> None:
        for child in node:
            self._walk(child, flow, control, hidden=hidden)

    def _walk_leaf(
        self, node: etree._Element, tag: str, flow: Flow, control: Control | None, *, hidden: bool
    ) -> None:
        name = tag.removeprefix(W)
        if tag in _FOREIGN:
            self.stream.refuse(f"w:{name}")
        elif tag in {W + "footnoteReference", W + "endnoteReference"}:
            self._read_note(name.removesuffix("Reference"), str(node.get(W + "id")), hidden=hidden)
        elif tag == W + "fldChar":
            self._mark_field(str(node.get(W + "fldCharType")), control)
        elif tag == W + "instrText":
            if self._fields:
                self._fields[-1].instruction += str(node.text or "")
        elif hidden:
            self._walk_children(node, flow, control, hidden=True)
        elif tag in {W + "t", _MATH_TEXT, _DRAWN_TEXT}:
            self._say(str(node.text or ""), flow, control)
        elif tag == W + "sym":
            code = int(str(node.get(W + "char", "0")), 16)
            flow.write(chr(code & 0xFF if code >= 0xF000 else code), control)
        elif tag.startswith(W) and name in _SIGNS:
            flow.write(_SIGNS[name], control)
        else:
            if tag == _WORD_ART and find_figures(str(node.get("string", ""))):
                self.stream.refuse(f"v:textpath {node.get('string')}")
            self._walk_children(node, flow, control, hidden=False)

    def _walk_control(self, node: etree._Element, flow: Flow, outer: Control | None, *, hidden: bool) -> None:
        properties = node.find(W + "sdtPr")
        tag = None if properties is None else properties.find(W + "tag")
        own = None if tag is None else self.stream.control(str(tag.get(W + "val", "")), flow)
        if properties is not None and any("dataBinding" in str(p.tag) for p in properties):
            self.stream.refuse(
                "w:dataBinding"
            )  # Word would print what the binding holds, not what stands here
        content = node.find(W + "sdtContent")
        if content is not None:
            self._walk_children(content, flow, own or outer, hidden=hidden)

    def _walk_alternatives(
        self, node: etree._Element, flow: Flow, control: Control | None, *, hidden: bool
    ) -> None:
        """One drawing in several dialects. All are read, but a dialect that repeats the words of another is passed over."""
        said: set[str] = set()
        for branch in node:
            words = "".join("".join(str(t.text or "") for t in branch.iter(W + "t", _DRAWN_TEXT)).split())
            if words not in said:
                said.add(words)
                self._walk_children(branch, flow, control, hidden=hidden)

    def _run_hidden(self, run: etree._Element, *, hidden: bool) -> bool:
        properties = run.find(W + "rPr")
        own = _on(properties, "vanish")
        if own is not None:
            return own
        style = None if properties is None else properties.find(W + "rStyle")
        return hidden or (style is not None and style.get(W + "val") in self._hidden_styles)

    def _read_note(self, kind: str, key: str, *, hidden: bool) -> None:
        note = self._notes[kind].pop(key, None)
        if note is not None:
            fields, self._fields = self._fields, []
            self._walk_children(note, self.stream.open("note"), None, hidden=hidden)
            self._fields = fields

    def _mark_field(self, kind: str, control: Control | None) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind in {"separate", "end"}:
            if not self._fields[-1].shown:
                self._check_field(control)
            self._fields[-1].shown = True
            if kind == "end":
                self._fields.pop()

    def _check_field(self, control: Control | None) -> None:
        words = self._fields[-1].instruction.split()
        if control is not None or not words or words[0].upper() not in _PLAIN_FIELDS:
            self.stream.refuse(f"{{ {' '.join(words)[:40]} }}")

    def _say(self, text: str, flow: Flow, control: Control | None) -> None:
        # Elsewhere than in a margin a page number is a figure like any other: its stored text could say anything.
        number = flow.kind == "margin" and re.fullmatch(r"[0-9]{1,4}", text.strip())
        if not (
            number
            and any(f.shown and f.instruction.upper().split()[:1] in _PAGE_FIELDS for f in self._fields)
        ):
            flow.write(text, control)


def _inherits(key: str, based: dict[str, str], vanish: dict[str, bool]) -> bool:
    seen: set[str] = set()
    while key and key not in vanish and key not in seen:
        seen.add(key)
        key = based.get(key, "")
    return vanish.get(key, False)
