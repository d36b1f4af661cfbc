"""Writes Word comments into somebody's docx at quoted words. Not a letter of the text changes: runs are cut, never rewritten."""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Sequence

from lxml import etree

from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.prose.docx_prose import Reader, Spot, W
from zeren.core.intake.prose.remark import Remark
from zeren.core.intake.report.docx_package import Package

__all__ = ["write_comments"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_comments(data: bytes, remarks: Sequence[Remark], *, author: str, at: str) -> bytes:
    """The docx with a comment for every remark; those whose words are not found in the file are put at its first paragraph.

    Shape: ``at`` is an ISO time; comments of others stay.

    Raises:
        RefusedError: I100 … I104 when the file cannot be read.
    """
    package = Package(data)
    reader = Reader(package)
    reader.document()
    root = reader.root
    if root is None:
        raise RefusedError("I100", "docx 里没有正文")
    comments, name = _comments(package, reader.main)
    first = max((int(c.get(W + "id", "0")) for c in comments), default=-1) + 1
    scissors = _Scissors()
    for number, remark in enumerate(remarks, first):
        comments.append(_comment(number, remark.text, author, at))
        if not scissors.place(reader, remark, number):
            _at_the_top(root, number)
    return _saved(data, package, {reader.main: _xml(root), name: _xml(comments)}, reader.main, name)


class _Scissors:
    """Cuts runs at letters; remembers in which text element the rest of a cut one stands (and keeps both alive: lxml's
    elements are only the same object while somebody holds them).
    """

    def __init__(self) -> None:
        self._rest: dict[int, tuple[etree._Element, etree._Element | None]] = {}

    def place(self, reader: Reader, remark: Remark, number: int) -> bool:
        """Put a remark's marks around its words; False when the words are not in the file."""
        ends = self._ends(reader, remark)
        if ends is not None:
            self._mark(ends, number)
        return ends is not None

    def _ends(
        self, reader: Reader, remark: Remark
    ) -> tuple[tuple[etree._Element, int], tuple[etree._Element, int]] | None:
        """The text elements and offsets at which the remark's words begin and end."""
        at = 0
        begin = end = None
        for spot in reader.spots.get((remark.passage, remark.row, remark.column), []):
            if begin is None and at <= remark.start < at + spot.length:
                begin = self._find(spot, remark.start - at, ending=False)
            if at < remark.end <= at + spot.length:
                end = self._find(spot, remark.end - at, ending=True)
            at += spot.length + 1
        return None if begin is None or end is None else (begin, end)

    def _find(self, spot: Spot, offset: int, *, ending: bool) -> tuple[etree._Element, int] | None:
        """The text element that holds a letter (or ends behind it), following what earlier cuts moved to the next run."""
        wanted, at = spot.start + offset, 0
        for words, element in spot.pieces:
            inside = at < wanted <= at + len(words) if ending else at <= wanted < at + len(words)
            if inside and element is not None:
                return self._follow(element, wanted - at, ending=ending)
            at += len(words)
        return None

    def _follow(self, element: etree._Element, offset: int, *, ending: bool) -> tuple[etree._Element, int]:
        """An earlier remark may have cut this text: the rest of it stands in the runs behind, marked as its continuation."""
        length = len(element.text or "")
        while offset > length or (offset == length and not ending):
            following = self._rest.get(id(element), (element, None))[1]
            if following is None:
                break
            element, offset, length = following, offset - length, len(following.text or "")
        return element, offset

    def _cut(self, element: etree._Element, offset: int) -> tuple[etree._Element, bool]:
        """Make a run's edge at a letter: the run beside the edge, and whether the edge lies before it."""
        run = element.getparent()
        assert run is not None
        content = [child for child in run if child.tag != W + "rPr"]
        place = content.index(element)
        text = element.text or ""
        before, after = (
            content[:place] + ([element] if offset else []),
            content[place + (1 if offset else 0) :],
        )
        if offset and offset < len(text):
            rest = etree.Element(W + "t")
            rest.text, element.text = text[offset:], text[:offset]
            for part in (element, rest):
                part.set(_SPACE, "preserve")
            self._rest[id(element)] = (element, rest)
            after = [rest, *after]
        if not before:
            return run, True
        if not after:
            return run, False
        tail = etree.Element(W + "r")
        properties = run.find(W + "rPr")
        if properties is not None:
            tail.append(copy.deepcopy(properties))
        for child in after:
            tail.append(child)
        run.addnext(tail)
        return tail, True

    def _mark(self, ends: tuple[tuple[etree._Element, int], tuple[etree._Element, int]], number: int) -> None:
        (first, start), (last, stop) = ends
        # The end first: a cut at the start moves what lies behind it, and the end may lie there.
        run, before = self._cut(last, stop)
        reference = etree.Element(W + "r")
        etree.SubElement(reference, W + "commentReference").set(W + "id", str(number))
        closing = etree.Element(W + "commentRangeEnd")
        closing.set(W + "id", str(number))
        if before:
            run.addprevious(closing)
        else:
            run.addnext(closing)
        closing.addnext(reference)
        run, before = self._cut(first, start)
        opening = etree.Element(W + "commentRangeStart")
        opening.set(W + "id", str(number))
        if before:
            run.addprevious(opening)
        else:
            run.addnext(opening)


def _at_the_top(root: etree._Element, number: int) -> None:
    paragraph = next(root.iter(W + "p"), None)
    if paragraph is not None:
        run = etree.SubElement(paragraph, W + "r")
        etree.SubElement(run, W + "commentReference").set(W + "id", str(number))


def _comments(package: Package, main: str) -> tuple[etree._Element, str]:
    """The comments part as it is, or a new one."""
    for name in package.related(main, "comments"):
        root = package.xml(name)
        if root is not None:
            return root, name
    return etree.Element(W + "comments", nsmap={"w": W.strip("{}")}), posixpath.join(
        posixpath.dirname(main), "comments.xml"
    )


def _comment(number: int, text: str, author: str, at: str) -> etree._Element:
    comment = etree.Element(W + "comment")
    for name, value in (("id", str(number)), ("author", author), ("date", at), ("initials", author[:2])):
        comment.set(W + name, value)
    for line in text.split("\n"):
        run = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
        words = etree.SubElement(run, W + "t")
        words.text = line
        words.set(_SPACE, "preserve")
    return comment


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _saved(data: bytes, package: Package, changed: dict[str, bytes], main: str, comments: str) -> bytes:
    """The package with the changed parts; every other part as it was, byte for byte."""
    folder, file = posixpath.split(main)
    relations = posixpath.join(folder, "_rels", f"{file}.rels")
    if comments.lower() not in package.names():
        changed[relations] = _with_relation(package, relations)
        changed["[Content_Types].xml"] = _with_type(package, comments)
    wanted = {name.lower(): name for name in changed}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            name = wanted.pop(info.filename.lower(), None)
            new.writestr(info, old.read(info) if name is None else changed[name])
        for name in wanted.values():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), changed[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_relation(package: Package, name: str) -> bytes:
    root = package.xml(name)
    if root is None:
        root = etree.Element(f"{{{_PACKAGE}}}Relationships", nsmap={None: _PACKAGE})  # type: ignore[dict-item,unused-ignore]
    relation = etree.SubElement(root, f"{{{_PACKAGE}}}Relationship")
    relation.set("Id", "rIdZerenComments")
    relation.set("Type", f"{_OFFICE}/comments")
    relation.set("Target", "comments.xml")
    return _xml(root)


def _with_type(package: Package, comments: str) -> bytes:
    root = package.xml("[Content_Types].xml")
    if root is None:
        raise RefusedError("I102", "[Content_Types].xml")
    override = etree.SubElement(root, f"{{{_TYPES}}}Override")
    override.set("PartName", "/" + comments)
    override.set("ContentType", _COMMENTS)
    return _xml(root)
