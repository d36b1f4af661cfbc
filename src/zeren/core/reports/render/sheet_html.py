"""A verdict sheet as one self-contained page: no script, nothing fetched, tables that scroll in their own box."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from zeren.core.kernel import Block, Citation, Document, Heading, Inline, Note, Number, Paragraph, Table, Text
from zeren.core.reports.render.page import asset

__all__ = ["TONES", "render_sheet_html", "sheet_figures", "sheet_tone", "sheet_words"]

# The tones a word of a verdict sheet may carry as its emphasis; sheet.css and the docx colour the cell it stands in.
TONES = frozenset({"met", "missed", "floor", "open", "far_below", "below", "near", "above", "far_above"})
Cell = Sequence[Inline]
_FIGURES = re.compile(r"[-+0-9.,%（）\n]+")


def render_sheet_html(document: Document) -> str:
    """A document of tables as one page, readable on a screen, a telephone and paper.

    Shape: chapters with a list of contents, tables in boxes that scroll sideways; a cell is coloured by the tone of a word in
    it (``Text.emphasis``), and the word stands there too. A number that rests on a measurement tells it as its title.

    Example:
        >>> cell = (Number("3.99", "c"), Text("未达标", "missed"))
        >>> table = Table((Text("判定"),), ((Text("面积"),),), ((cell,),))
        >>> document = Document((Text("判定表"),), (table,), {"c": Citation("measurement", "3990 ÷ 1000")})
        >>> page = render_sheet_html(document)
        >>> '<td class="missed"><span title="3990 ÷ 1000">3.99</span><b>未达标</b></td>' in page, "<script" in page
        (True, False)
    """
    styles = asset("sheet.css")
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    chapters = [b for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    links = "".join(
        f'<li><a href="#h{n}">{escape(sheet_words(b.inlines))}</a></li>' for n, b in enumerate(chapters, 1)
    )
    nav = f'<nav aria-label="目录"><ul>{links}</ul></nav>' if len(chapters) > 1 else ""
    numbers = {id(block): n for n, block in enumerate(chapters, 1)}
    body = "".join(_block(block, numbers.get(id(block), 0), document.citations) for block in document.blocks)
    title = escape(sheet_words(document.title))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light">'
        f"<title>{title}</title><style>{styles}</style></head><body><main><h1>{title}</h1>{nav}{body}</main></body></html>\n"
    )


def sheet_words(inlines: Iterable[Inline]) -> str:
    """The words of a cell or line."""
    return "".join(inline.text for inline in inlines if not isinstance(inline, Note))


def sheet_tone(inlines: Iterable[Inline]) -> str:
    """The tone of a cell: that of the first word that has one."""
    return next((i.emphasis for i in inlines if isinstance(i, Text) and i.emphasis in TONES), "")


def sheet_figures(cell: Cell) -> bool:
    """Whether a cell holds nothing but figures, so that they line up at the right."""
    return _FIGURES.fullmatch(sheet_words(cell)) is not None


def _block(block: Block, number: int, citations: Mapping[str, Citation]) -> str:
    if isinstance(block, Heading):
        mark = f' id="h{number}"' if number else ""
        level = min(block.level + 1, 6)
        return f"<h{level}{mark}>{_inlines(block.inlines, citations)}</h{level}>"
    if isinstance(block, Paragraph):
        note = any(isinstance(i, Text) and i.emphasis == "muted" for i in block.inlines)
        look = ' class="note"' if note else ""
        return f"<p{look}>{_inlines(block.inlines, citations)}</p>"
    return _table(block, citations) if isinstance(block, Table) else ""


def _table(table: Table, citations: Mapping[str, Citation]) -> str:
    head = "".join(f'<th scope="col">{_inlines(cell, citations)}</th>' for cell in table.header)
    rows = "".join(_row(row, citations) for row in table.rows)
    label = escape(sheet_words(table.caption), quote=True)
    # The caption stands above the box: inside it, it would scroll away with the columns.
    return (
        f'<p class="caption" aria-hidden="true">{escape(sheet_words(table.caption))}</p>'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table aria-label="{label}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: Sequence[Cell], citations: Mapping[str, Citation]) -> str:
    parts = []
    for position, cell in enumerate(row):
        words = _inlines(cell, citations)
        tone = sheet_tone(cell)
        look = tone or ("n" if sheet_figures(cell) and position else "")
        mark = f' class="{look}"' if look else ""
        if position == 0 and not look:
            parts.append(f'<th scope="row">{words}</th>')
        else:
            long = ' class="w"' if not look and len(sheet_words(cell)) > 14 else mark
            parts.append(f"<td{long}>{words}</td>")
    return f"<tr>{''.join(parts)}</tr>"


def _inlines(inlines: Iterable[Inline], citations: Mapping[str, Citation]) -> str:
    parts = []
    for inline in inlines:
        if isinstance(inline, Number):
            citation = citations[inline.citation]
            words = escape(inline.text)
            told = citation.kind != "meta" and citation.text
            parts.append(
                f'<span title="{escape(citation.text, quote=True)}">{words}</span>' if told else words
            )
        elif isinstance(inline, Text):
            strong = inline.emphasis in TONES or inline.emphasis == "strong"
            words = escape(inline.text).replace("\n", "<br>")
            parts.append(f"<b>{words}</b>" if strong else words)
    return "".join(parts)
