"""Reads an HTML report back: text outside scripts, styles and drawings; numbers by ``data-citation`` and ``data-occurrence``.

An HTML file is a program: a changed style or script can show something else than the text it holds. What is checked is the text.
"""

from __future__ import annotations

import re

from lxml import etree, html

from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.report.stream import Control, Flow, Stream
from zeren.core.kernel import PrintedReport

__all__ = ["read_html"]

_SILENT = {"script", "style", "head", "template", "svg", "datalist"}
_FOREIGN = {"iframe", "object", "embed", "frame", "applet", "portal"}
# Everything else runs on in the line: an unknown element must not look like a paragraph end between a number and its unit.
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_MARK = re.compile(r"\s*[\[〔（(]?[0-9]{1,3}[\]〕）)]?\s*")


def read_html(data: bytes) -> PrintedReport:
    """The report in an HTML file.

    Raises:
        RefusedError: V003 (not UTF-8, not HTML) or V007.
    """
    try:
        text = data.decode("utf-8-sig")
        root = html.document_fromstring(
            text.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
        )
    except (UnicodeDecodeError, etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("V003", "HTML") from error
    manifests = [str(s.text or "") for s in root.iter("script") if s.get("id") == "zeren-manifest"]
    if len(set(manifests)) > 1:
        raise RefusedError("V007")
    stream = Stream()
    _walk(root, stream, stream.body, None)
    return stream.report("html", manifests[0].strip().encode() if manifests else None)


def _walk(
    node: etree._Element, stream: Stream, flow: Flow, control: Control | None, *, hidden: bool = False
) -> None:
    tag = str(node.tag).lower()
    if tag in _SILENT or _is_mark(node):
        return
    hidden = hidden or _is_hidden(node)
    if tag in _FOREIGN and not hidden:
        stream.refuse(f"<{tag}>")
        return
    if node.get("role") == "doc-footnote":
        flow = stream.open("note")
    own = _control(node, stream, flow) or control  # a hidden number is there, and prints nothing
    block = tag in _BLOCKS
    if block:
        flow.end_paragraph()
    _say(_before(node, tag) + (node.text or ""), flow, own, hidden=hidden)
    for child in node:
        _walk(child, stream, flow, own, hidden=hidden)
        _say(child.tail or "", flow, own, hidden=hidden)
    if block:
        flow.end_paragraph()


def _before(node: etree._Element, tag: str) -> str:
    """What an element prints by itself."""
    turned = "\u202e" if tag == "bdo" or str(node.get("dir", "")).lower() == "rtl" else ""
    return turned + (
        "\v" if tag == "br" else str(node.get("value", "")) if tag in {"input", "textarea"} else ""
    )


def _say(text: str, flow: Flow, control: Control | None, *, hidden: bool) -> None:
    # Line breaks of the source are spaces to a reader; paragraph ends come from the elements.
    if not hidden:
        flow.write(re.sub(r"[ \t\r\n\f]+", " ", text).replace("\v", "\n"), control)


def _control(node: etree._Element, stream: Stream, flow: Flow) -> Control | None:
    if node.get("data-occurrence") is not None:
        return stream.control(f"zeren:{node.get('data-occurrence')}:{node.get('data-citation', '')}", flow)
    return None


def _is_hidden(node: etree._Element) -> bool:
    return node.get("hidden") is not None or bool(_HIDDEN.search(str(node.get("style", ""))))


def _is_mark(node: etree._Element) -> bool:
    """A note's mark, or the way back from the note: nothing but a small plain number or an arrow."""
    if node.get("role") not in {"doc-noteref", "doc-backlink"}:
        return False
    text = "".join(str(part) for part in node.itertext())
    return _MARK.fullmatch(text) is not None or not any(character.isalnum() for character in text)
