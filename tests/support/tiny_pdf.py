"""The smallest PDF that keeps the reports' contract: footnotes, page numbers, the manifest as an attachment."""

from __future__ import annotations

import json

import typst

from zeren.core.kernel import Chart, Document, Heading, Inline, Note, Paragraph, Table

_PAGE = """
#set page(width: 12cm, height: {height}cm, margin: 1.5cm, footer: context [#align(center)[— #counter(page).display() —]])
#set text(font: ("Noto Serif CJK SC", "AR PL UMing CN", "WenQuanYi Zen Hei"), size: 14pt, lang: "zh")
"""


def tiny_pdf(document: Document, envelope: bytes, *, height: int = 18) -> bytes:
    """The PDF; a low page height breaks the text over many pages. A number is printed exactly as the document has it."""

    def inlines(items: tuple[Inline, ...]) -> str:
        return "".join(
            f"#footnote[{inlines(i.inlines)}]" if isinstance(i, Note) else f"#{_string(i.text)}"
            for i in items
        )

    lines = [_PAGE.replace("{height}", str(height))]
    if envelope:
        lines.append(f'#pdf.attach("zeren-manifest.json", bytes({_string(envelope.decode())}))')
    lines.append(inlines(document.title))
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            lines.append(inlines((*(() if block.ordinal is None else (block.ordinal,)), *block.inlines)))
        elif isinstance(block, Table):
            cells = "".join(f"[{inlines(cell)}]," for row in (block.header, *block.rows) for cell in row)
            lines.append(f"{inlines(block.caption)}\n\n#table(columns: {len(block.header)}, {cells})")
        elif isinstance(block, Chart):
            lines += [inlines(block.caption), inlines(block.alternative)]
    return bytes(typst.compile("\n\n".join(lines).encode()))


def _string(text: str) -> str:
    # Typst reads the escapes \\n, \\" and \\\\ as JSON writes them; everything else stays itself.
    return json.dumps(text, ensure_ascii=False)
