"""Reads web pages and text files: the main text of a page without its frame, tables as tables; a text file line by line.

trafilatura was tried for pages: on short ones it ran the navigation, the paragraphs and the cells of a table into one line, and
it brings a dozen packages. For an auditor a lost cell is a lost claim: the rules here are few and keep too much, not too little.
"""

from __future__ import annotations

import re
from html import unescape

from lxml import etree, html

from zeren.core.intake.preflight import RefusedError
from zeren.core.kernel import Passage, PlainDocument

__all__ = ["decoded", "read_html", "read_text"]

_SILENT = frozenset(
    (
        "script style head template svg noscript iframe object select button form nav footer aside input "
        "textarea map canvas audio video"
    ).split()
)
_LINES = frozenset(
    (
        "address article blockquote body center dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header hr li "
        "main ol p pre section tbody ul"
    ).split()
)
_BLOCKS = _LINES | {"br", "tr", "td", "th", "table", "caption"}
_UNSHOWN = re.compile(
    r"<!--.*?-->|<(script|style|head|template|select|textarea)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_ANY_TAG = re.compile(r"</?([a-zA-Z][\w:-]*)[^<>]*>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FRAMES = (
    "nav navbar menu breadcrumbs? crumbs? sidebar footer foot copyright share comments? related recommend "
    "hot pager pagination toolbar banner login search ads? advert location position prevnext"
).split()
_FRAME = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(_FRAMES)})(?:$|[\s_-])", re.IGNORECASE)
_META = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DEEPEST = 400  # elements within elements: a page that people wrote has some thirty
_ENOUGH = 0.75  # the part of the page's words that the main text must hold for the rest to be called frame


def decoded(data: bytes, *, html: bool = False) -> str:
    """UTF-8 or UTF-16 (with BOM), what a page says of itself, else GB18030 line by line.

    A file pasted together from two encodings is read line by line: Chinese in GB18030 is hardly ever valid UTF-8.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    stated = _META.search(data[:4096]) if html else None
    for encoding in ("utf-8-sig", *([stated[1].decode().lower()] if stated else [])):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return "\n".join(_decoded_line(line) for line in data.split(b"\n"))


def _decoded_line(line: bytes) -> str:
    # Two letters of GB18030 may by chance be valid UTF-8 (the bytes of 联通 are); three or more are not.
    if sum(byte > 0x7F for byte in line) > 4:
        try:
            return line.decode("utf-8-sig")
        except UnicodeError:
            pass
    return line.decode("gb18030", "replace")


def read_text(text: str) -> PlainDocument:
    """A text file: a passage a line; indentation and blank lines carry nothing."""
    content = re.sub(r"\r\n?", "\n", text.replace("\0", ""))
    lines = re.split(r"[\n\f\v\u2028\u2029]+", content)
    passages = [
        Passage("paragraph", line.strip(), place=f"第{number}段")
        for number, line in enumerate((x for x in lines if x.strip()), 1)
    ]
    return PlainDocument("text", tuple(passages), content)


def read_html(text: str) -> PlainDocument:
    """The main text of a page.

    Raises:
        RefusedError: I102 when it is not HTML at all.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("I102", "HTML") from error
    # The parser gives up, without a word, on a page that nests too deeply; and walking one down needs a call an element.
    cut_off = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    if cut_off or _depth(root) > _DEEPEST:
        return read_text(_flat(text))
    reader = _Page()
    reader.read(_main(root))
    return PlainDocument("html", tuple(reader.passages))


def _depth(root: etree._Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _flat(text: str) -> str:
    """A page's words by its tags alone: a line a block, its frame not told from its text."""
    text = _UNSHOWN.sub("", text)
    text = _ANY_TAG.sub(lambda m: "\n" if m[1].lower() in _BLOCKS else "", text)
    return unescape(text)


def _tag(node: etree._Element) -> str:
    """The element's name; what is no element (a processing instruction) counts as silent."""
    name = str(node.tag).lower()
    return "script" if name.startswith("<") else name


def _words(node: etree._Element) -> int:
    """Letters outside links: navigation is nearly all links, a report nearly none."""
    if _tag(node) in _SILENT | {"a"} or _is_hidden(node):
        return 0
    own = len(str(node.text or "").strip())
    return own + sum(_words(child) + len((child.tail or "").strip()) for child in node)


def _main(root: etree._Element) -> etree._Element:
    """The smallest element that still holds most of the page's words."""
    node, whole = root, max(1, _words(root))
    while True:
        heavy = [
            c
            for c in node
            if _words(c) >= _ENOUGH * whole and str(c.tag).lower() not in {"p", "table", "tr", "td", "tbody"}
        ]
        if len(heavy) != 1:
            return node
        node = heavy[0]


def _is_hidden(node: etree._Element) -> bool:
    return node.get("hidden") is not None or bool(_HIDDEN.search(str(node.get("style", ""))))


def _is_frame(node: etree._Element, tag: str) -> bool:
    if (
        tag in _SILENT
        or _is_hidden(node)
        or str(node.get("role", "")) in {"navigation", "banner", "contentinfo", "search"}
    ):
        return True
    names = f"{node.get('class', '')} {node.get('id', '')}"
    if _FRAME.search(names) is None:
        return False
    inside = "".join(map(str, node.itertext()))
    return len(inside) < 400  # a frame's name on half a page is a template's habit, not a frame


class _Page:
    """Walks a page and cuts it into passages."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self._line: list[str] = []
        self._tables = 0

    def read(self, root: etree._Element) -> None:
        self._walk(root)
        self._end("paragraph")

    def _end(self, kind: str) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(self._line)).strip()
        self._line = []
        for line in (part.strip() for part in text.split("\v")):
            if line:
                self.passages.append(Passage(kind, line, place=f"第{len(self.passages) + 1}段"))

    def _walk(self, node: etree._Element) -> None:
        tag = _tag(node)
        if _is_frame(node, tag) or self._is_mark(node, tag):
            return
        if tag == "table" and not self._is_layout(node):
            self._end("paragraph")
            self._table(node)
            return
        line = tag in _LINES or tag in {"tr", "td", "th", "table", "caption"}
        if line:
            self._end("paragraph")
        self._line.append("\v" if tag == "br" else node.text or "")
        for child in node:
            self._walk(child)
            self._line.append(child.tail or "")
        if line:
            self._end("heading" if re.fullmatch("h[1-6]", tag) else "paragraph")

    @staticmethod
    def _is_mark(node: etree._Element, tag: str) -> bool:
        """A footnote's mark glues to the number before it."""
        text = "".join(map(str, node.itertext())).strip()
        return (
            tag in {"sup", "a"}
            and re.fullmatch(r"[\[〔（(]?\d{1,3}[\]〕）)]?|[①-⑳*†]", text) is not None
            and (tag == "sup" or "#" in str(node.get("href", "")))
        )

    @staticmethod
    def _is_layout(table: etree._Element) -> bool:
        """A table of one column or with block elements holding whole paragraphs only lays the page out."""
        rows = list(table.iter("tr"))
        widest = max((sum(1 for c in row if c.tag in {"td", "th"}) for row in rows), default=0)
        return (
            widest <= 1
            or next(table.iterdescendants("table"), None) is not None
            or any(len("".join(map(str, c.itertext()))) > 800 for c in table.iter("td"))
        )

    def _table(self, table: etree._Element) -> None:
        rows: list[list[str]] = []
        taken: dict[tuple[int, int], str] = {}
        for y, row in enumerate(table.iter("tr")):
            cells: list[str] = []
            for cell in (c for c in row if c.tag in {"td", "th"}):
                while (y, len(cells)) in taken:
                    cells.append("")
                wide, high = (_span(cell.get(name)) for name in ("colspan", "rowspan"))
                x = len(cells)
                cells += [re.sub(r"\s+", " ", "".join(map(str, cell.itertext()))).strip(), *[""] * (wide - 1)]
                taken |= {(y + dy, x + dx): "" for dy in range(1, high) for dx in range(wide)}
            rows.append(cells)
        width = max(map(len, rows), default=0)
        if any(any(row) for row in rows):
            self._tables += 1
            self.passages.append(
                Passage(
                    "table",
                    rows=tuple(tuple(r + [""] * (width - len(r))) for r in rows),
                    place=f"表{self._tables}",
                )
            )


def _span(value: str | None) -> int:
    return min(max(int(value), 1), 100) if value and value.isdigit() else 1
