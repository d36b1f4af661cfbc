"""Reads the text layer of a PDF: lines joined into paragraphs by where they stand, notes apart, page frames left out.

A printed line says by its place what Word says by a paragraph mark: it begins indented, or it ends before the margin. Raised
small numbers are footnote marks and are dropped: glued to the number before them they would make a new one.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from zeren.core.intake.preflight import RefusedError
from zeren.core.kernel import Passage, PlainDocument

__all__ = ["read_pdf"]

MAX_PAGES = 1000
_PAGE_NUMBER = re.compile(
    r"[—–－\-·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[—–－\-·\s]*"
)
_MARK = re.compile(r"[\[〔（(]?(?:\d{1,3}|[①-⑳*†])[\]〕）)]?")
_BEGINS = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]|第[一二三四五六七八九十]+[章节条部]"
)
_HAN = "[\u3000-\u9fff\uff00-\uffef]"
_GAP = re.compile(f"(?<={_HAN}) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%‰]) (?={_HAN})")
_ENDS = tuple("。！？；：…”》.!?;:")


@dataclass(slots=True)
class _Line:
    """One printed line: its words, where it stands (points), the size of its letters, and whether a mark opens it."""

    text: str = ""
    left: float = 1e9
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0
    marked: bool = False
    page: int = 1
    sizes: list[float] = field(default_factory=list)


def read_pdf(data: bytes) -> PlainDocument:
    """The words of a PDF.

    Raises:
        RefusedError: I101 (password), I102 (damaged), I103 (no text layer), I104 (too many pages).
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error) or "ecurity" in str(error)
        raise RefusedError("I101" if locked else "I102", "" if locked else "PDF") from error
    try:
        if len(document) > MAX_PAGES:
            raise RefusedError("I104", f"{len(document)} 页", f"{MAX_PAGES} 页")
        pages = [_page_lines(document, index) for index in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise RefusedError("I102", "PDF") from error
    finally:
        document.close()
    if sum(len(line.text) for page in pages for line in page) < 5 * max(1, len(pages)):
        raise RefusedError("I103", str(len(pages)))
    body = _usual_size(pages)
    kept = _without_frames(pages)
    return PlainDocument("pdf", (*_body(kept, body), *_notes(kept, body)))


def _page_lines(document: pypdfium2.PdfDocument, index: int) -> list[_Line]:
    page = document[index]
    textpage = page.get_textpage()
    lines: list[_Line] = []
    letters: list[Letter] = []
    broken = False
    for letter in _letters(textpage):
        if letter[0] in "\r\n":
            broken = True
            continue
        # A raised mark makes PDFium begin a line anew: what goes on at the same height is still the same line.
        if broken and letter[0].strip() and _is_new_line(letters, letter):
            lines.append(_line(letters, index + 1))
            letters = []
        broken = broken and not letter[0].strip()
        letters.append(letter)
    lines.append(_line(letters, index + 1))
    textpage.close()
    page.close()
    return [line for line in lines if line.text]


Letter = tuple[str, float, float, float, float]


def _letters(textpage: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    """Each letter with its left, right and bottom edge and its font size."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(pdfium.FPDFText_CountChars(textpage.raw)):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, index)
        if code in {0xFFFE, 2, 0}:
            continue
        pdfium.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
        size = pdfium.FPDFText_GetFontSize(textpage.raw, index)
        yield chr(code) if code < 0x110000 else "�", left.value, right.value, bottom.value, size


def _is_new_line(letters: list[Letter], letter: Letter) -> bool:
    """Whether a letter stands below, or left of, what has been read of the line."""
    solid = [x for x in letters if x[0].strip()]
    if not solid:
        return False
    # A mark may come first: the larger of the two letters says how high the line is.
    size = max(letter[4], *(x[4] for x in solid))
    low = median(x[3] for x in solid if x[4] > 0.8 * max(y[4] for y in solid))
    return abs(letter[3] - low) > 0.75 * size or letter[1] < solid[-1][2] - 0.6 * size


def _line(letters: list[Letter], page: int) -> _Line:
    line = _Line(page=page)
    solid = [letter for letter in letters if letter[0].strip()]
    if not solid:
        return line
    line.size = max(Counter(round(letter[4], 1) for letter in solid).most_common(1)[0][0], 0.1)
    full = [letter for letter in solid if letter[4] > 0.8 * line.size]
    line.base = median(letter[3] for letter in full)
    line.left, line.right = min(x[1] for x in full), max(x[2] for x in full)
    line.text, line.marked = _without_marks(letters, line)
    return line


def _without_marks(letters: list[Letter], line: _Line) -> tuple[str, bool]:
    """The line's words without its raised small numbers, and whether it opened with one."""
    parts: list[str] = []
    raised = ""
    marked = False
    edge = line.right
    for letter, left, right, bottom, size in [*letters, ("", 0.0, 0.0, 0.0, line.size)]:
        small = bool(letter) and size < 0.8 * line.size and bottom > line.base + 0.1 * line.size
        if small and letter.strip():
            raised += letter
            edge = right
            continue
        if raised:
            before = "".join(parts)
            if _MARK.fullmatch(raised) is None or re.search(r"(?:[kc]?m|米)$", before):
                parts.append(raised)
            elif not before.strip():
                marked = True
            raised = ""
        if letter.strip():
            # A gap as wide as a letter is the edge of a table's cell.
            parts.append("\t" if left > edge + 0.9 * line.size else "")
            edge = right
        parts.append(letter)
    return re.sub(r" *\t *", "\t", "".join(parts)).strip(), marked


def _usual_size(pages: list[list[_Line]]) -> float:
    """The size of the body: the largest one that a fifth of the letters have (notes may outweigh the text they explain)."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    whole = sum(sizes.values())
    return max((size for size, count in sizes.items() if count >= 0.2 * whole), default=1.0)


def _without_frames(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop page numbers, and the first or last line where most pages have the same one."""
    for page in pages:
        for at in (-1, 0):
            if len(page) > 1 and _PAGE_NUMBER.fullmatch(page[at].text):
                del page[at]
    if len(pages) >= 4:
        for at in (-1, 0):
            same = Counter(re.sub(r"\d+", "0", page[at].text) for page in pages if page)
            text, count = same.most_common(1)[0] if same else ("", 0)
            for page in pages if count > 0.6 * len(pages) else []:
                if len(page) > 1 and re.sub(r"\d+", "0", page[at].text) == text:
                    del page[at]
    return pages


def _split(page: list[_Line], body: float) -> int:
    """Where the notes at a page's foot begin: from the first small line that a mark opens, to the end."""
    for at, line in enumerate(page):
        opens = line.marked or re.match(r"\d{1,3}\D|[①-⑳*]", line.text) is not None
        if opens and all(other.size < 0.87 * body for other in page[at:]):
            return at
    return len(page)


def _body(pages: list[list[_Line]], body: float) -> list[Passage]:
    lines = [line for page in pages for line in page[: _split(page, body)]]
    return _joined(lines, "paragraph")


def _notes(pages: list[list[_Line]], body: float) -> list[Passage]:
    lines = [line for page in pages for line in page[_split(page, body) :]]
    return _joined(lines, "note")


def _joined(lines: list[_Line], kind: str) -> list[Passage]:
    found: list[Passage] = []
    paragraph: list[_Line] = []
    edges = _margins(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        rows = _table(lines[at:]) if kind == "paragraph" else []
        if rows:
            found += [_passage(paragraph, kind)] if paragraph else []
            found.append(Passage("table", rows=tuple(rows), place=f"第{line.page}页"))
            paragraph = []
            at += len(rows)
            continue
        if paragraph and _ends(paragraph[-1], line, edges, kind):
            found.append(_passage(paragraph, kind))
            paragraph = []
        paragraph.append(line)
        at += 1
    if paragraph:
        found.append(_passage(paragraph, kind))
    return found


def _table(lines: list[_Line]) -> list[tuple[str, ...]]:
    """The rows that begin here: at least three lines in a row cut into the same number of cells, three or more."""
    cells = lines[0].text.count("\t") + 1
    if cells < 3:
        return []
    rows = list(takewhile(lambda line: line.text.count("\t") + 1 == cells, lines))
    return [tuple(map(_closed, row.text.split("\t"))) for row in rows] if len(rows) >= 3 else []


def _margins(lines: list[_Line]) -> tuple[float, float]:
    """The left and right edge that long lines share."""
    if not lines:
        return 0.0, 0.0
    widest = max(line.right - line.left for line in lines)
    long = [line for line in lines if line.right - line.left > 0.75 * widest]
    return min(median(line.left for line in long), min(line.left for line in long) + 6), median(
        line.right for line in long
    )


def _ends(last: _Line, line: _Line, edges: tuple[float, float], kind: str) -> bool:
    """Whether a new paragraph begins with this line."""
    left, right = edges
    if kind == "note" and line.marked:
        return True
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return True
    if line.left > left + 1.4 * line.size or _BEGINS.match(line.text):
        return True
    # A line that stops clearly short of the margin was the paragraph's last; closing marks may stand in the margin.
    slack = 2.2 if not last.text.endswith(_ENDS) else 1.2
    return last.right < right - slack * last.size


def _passage(lines: list[_Line], kind: str) -> Passage:
    """Lines run together: with a space between Latin words, without one in Chinese or inside a number."""
    joined = ""
    for line in lines:
        latin = (
            joined[-1:].isascii()
            and joined[-1:].isalpha()
            and line.text[:1].isascii()
            and line.text[:1].isalpha()
        )
        joined += (" " if latin else "") + line.text.replace("\t", " ")
    return Passage(kind, _closed(joined), place=f"第{lines[0].page}页")


def _closed(text: str) -> str:
    """Without the narrow gaps that typesetting puts between Chinese and figures."""
    return _GAP.sub("", text)
