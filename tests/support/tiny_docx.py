"""The smallest docx and html that keep the reports' contract, so that proof is tested without the real renderers.

docx: a content control a number, tagged ``zeren:<occurrence>:<citation>``; real footnotes; the manifest in its own part and in a
custom XML part. html: a span a number; the manifest in a script element.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from html import escape
from itertools import count

from zeren.core.kernel import Chart, Document, Heading, Inline, Note, Number, Paragraph, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Parts = dict[str, bytes]


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def control(occurrence: str, citation: str, content: str) -> str:
    """A content control around runs."""
    tag = f'<w:sdtPr><w:tag w:val="zeren:{occurrence}:{citation}"/></w:sdtPr>'
    return f"<w:sdt>{tag}<w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _inlines(inlines: tuple[Inline, ...], note: Callable[[Note], str]) -> str:
    parts = []
    for inline in inlines:
        if isinstance(inline, Note):
            parts.append(note(inline))
        elif isinstance(inline, Number):
            parts.append(control(inline.occurrence, inline.citation, run(inline.text)))
        else:
            parts.append(run(inline.text))
    return "".join(parts)


def docx_parts(document: Document, envelope: bytes) -> Parts:
    """The parts of the docx, by name."""
    notes: list[str] = []

    def note(inline: Note) -> str:
        notes.append(_inlines(inline.inlines, note))
        return f'<w:r><w:footnoteReference w:id="{len(notes)}"/></w:r>'

    def paragraph(*inlines: Inline) -> str:
        return f"<w:p>{_inlines(inlines, note)}</w:p>"

    body = [paragraph(*document.title)]
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            body.append(paragraph(*(() if block.ordinal is None else (block.ordinal,)), *block.inlines))
        elif isinstance(block, Table):
            rows = "".join(
                f"<w:tr>{''.join(f'<w:tc>{paragraph(*cell)}</w:tc>' for cell in row)}</w:tr>"
                for row in (block.header, *block.rows)
            )
            body.append(f"{paragraph(*block.caption)}<w:tbl>{rows}</w:tbl>")
        elif isinstance(block, Chart):
            body.append(paragraph(*block.caption) + paragraph(*block.alternative))
    footnotes = "".join(
        f'<w:footnote w:id="{at}"><w:p><w:r><w:footnoteRef/></w:r>{content}</w:p></w:footnote>'
        for at, content in enumerate(notes, 1)
    )
    encoded = base64.b64encode(envelope).decode()
    page = '— </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t> —'
    return {
        "[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": _xml("document", f"<w:body>{''.join(body)}</w:body>"),
        "word/_rels/document.xml.rels": _relations(("footnotes", "footnotes.xml"), ("footer", "footer1.xml")),
        "word/footnotes.xml": _xml("footnotes", footnotes),
        "word/footer1.xml": _xml("ftr", f"<w:p><w:r><w:t>{page}</w:t></w:r></w:p>"),
        "zeren/manifest.json": envelope,
        "customXml/item1.xml": f'<m:manifest xmlns:m="urn:zeren:manifest:1">{encoded}</m:manifest>'.encode(),
    }


def _xml(root: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{W}">{content}</w:{root}>'.encode()


def _relations(*targets: tuple[str, str]) -> bytes:
    rows = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{to}"/>'
        for i, (kind, to) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{rows}</Relationships>'.encode()


def pack(parts: Parts) -> bytes:
    """The parts as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tiny_docx(document: Document, envelope: bytes) -> bytes:
    """The docx."""
    return pack(docx_parts(document, envelope))


def tiny_html(document: Document, envelope: bytes) -> bytes:
    """The html; notes stand at the end, as on a page."""
    notes: list[str] = []
    number = count(1)

    def inlines(items: tuple[Inline, ...]) -> str:
        parts = []
        for item in items:
            if isinstance(item, Note):
                notes.append(inlines(item.inlines))
                parts.append(f'<sup><a role="doc-noteref" href="#f">{next(number)}</a></sup>')
            elif isinstance(item, Number):
                parts.append(
                    f'<span data-occurrence="{item.occurrence}" data-citation="{item.citation}">{escape(item.text)}</span>'
                )
            else:
                parts.append(escape(item.text))
        return "".join(parts)

    body = [f"<h1>{inlines(document.title)}</h1>"]
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            body.append(
                f"<p>{inlines((*(() if block.ordinal is None else (block.ordinal,)), *block.inlines))}</p>"
            )
        elif isinstance(block, Table):
            rows = "".join(
                f"<tr>{''.join(f'<td>{inlines(cell)}</td>' for cell in row)}</tr>"
                for row in (block.header, *block.rows)
            )
            body.append(f"<table><caption>{inlines(block.caption)}</caption>{rows}</table>")
        elif isinstance(block, Chart):
            body.append(
                f"<figure><figcaption>{inlines(block.caption)}</figcaption></figure><p>{inlines(block.alternative)}</p>"
            )
    aside = "".join(f'<div role="doc-footnote">{note}</div>' for note in notes)
    script = envelope.decode().replace("</", "<\\/")
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>自查报告 2017</title></head>'
        f"<body><main>{''.join(body)}</main>{aside}"
        f'<script type="application/json" id="zeren-manifest">{script}</script></body></html>'
    ).encode()
