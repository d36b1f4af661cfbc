"""A document as one HTML file: click a number, see what it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape

from zeren.core.kernel import Block, Chart, Citation, Document, Heading, Inline, Note, Paragraph, Table, Text
from zeren.core.reports.render.drawing import svg
from zeren.core.reports.render.page import PANEL, asset, inline_html, page

__all__ = ["chart_svg", "render_html"]

Citations = Mapping[str, Citation]
_HINT = '<div class="hint" role="note">点击带虚线的数字，可查看它的分子、分母、公式、依据条款和台账行</div>'


def render_html(document: Document, *, attachment: bytes | None = None) -> str:
    """The report as one self-contained page.

    Shape: every number is ``<span data-citation data-occurrence>``; citations are JSON in ``script#zeren-citations``, the first
    ledger rows behind measurements in ``script#zeren-rows``; ``attachment`` (the signed manifest, UTF-8 JSON) is in
    ``script#zeren-manifest``. A Content-Security-Policy forbids every request.

    Raises:
        ZerenError: R042 when a chart cannot be drawn.
    """
    notes: list[Note] = []
    citations = document.citations
    body = [f"<main><h1>{inline_html(document.title, citations)}</h1>"]
    first = True
    for block in document.blocks:
        lead = isinstance(block, Paragraph) and block.style == "signature" and first
        first = first and not lead
        body.append(_block(block, citations, notes, lead=lead))
    body.append(_notes(notes, citations))
    body.append("</main>")
    return page(
        document.meta.get("title", ""), "".join(body), styles=asset("report.css"), chrome=_HINT + PANEL, citations=citations,
        rows={key: [asdict(sample) for sample in samples] for key, samples in document.samples.items()}, manifest=attachment,
    )  # fmt: skip


def _block(block: Block, citations: Citations, notes: list[Note], *, lead: bool) -> str:
    if isinstance(block, Heading):
        level = min(block.level + 1, 5)
        ordinal = inline_html((block.ordinal,), citations) if block.ordinal else ""
        return f"<h{level}>{ordinal}{inline_html(block.inlines, citations, notes)}</h{level}>"
    if isinstance(block, Paragraph):
        ordinal = inline_html((block.ordinal,), citations) if block.ordinal else ""
        mark = "" if block.style == "body" else f' class="{block.style}{" first" if lead else ""}"'
        return f"<p{mark}>{ordinal}{inline_html(block.inlines, citations, notes)}</p>"
    return _table(block, citations) if isinstance(block, Table) else _figure(block, citations)


def _table(table: Table, citations: Citations) -> str:
    def cells(row: Sequence[Sequence[Inline]], tag: str) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        return "<tr>" + "".join(f"<{tag}{scope}>{inline_html(c, citations)}</{tag}>" for c in row) + "</tr>"

    caption = f"<caption>{inline_html(table.caption, citations)}</caption>" if table.caption else ""
    label = escape("".join(i.text for i in table.caption if not isinstance(i, Note)) or "表")
    body = "".join(cells(row, "td") for row in table.rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>{caption}'
        f"<thead>{cells(table.header, 'th')}</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _figure(chart: Chart, citations: Citations) -> str:
    label = "".join(i.text for i in chart.alternative or chart.caption if isinstance(i, Text))
    words = f'<p class="hei">{inline_html(chart.caption, citations)}</p>'
    alternative = f"<p>{inline_html(chart.alternative, citations)}</p>" if chart.alternative else ""
    return (
        f"<figure>{chart_svg(svg(chart.spec), label)}<figcaption>{words}{alternative}</figcaption></figure>"
    )


def chart_svg(drawn: str, label: str) -> str:
    """A drawing for a page: with a label, and with each bar's words as a title that shows on hovering."""
    titled = re.sub(
        r'<path aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="bar"([^>]*)/>',
        r'<path role="img" aria-label="\1"\2><title>\1</title></path>',
        drawn,
    )
    return titled.replace("<svg ", f'<svg role="group" aria-label="{escape(label)}" ', 1)


def _notes(notes: Sequence[Note], citations: Citations) -> str:
    if not notes:
        return ""
    items = "".join(
        f'<li id="note{key}" role="doc-footnote">{inline_html(note.inlines, citations)} '
        f'<a class="back" href="#ref{key}" role="doc-backlink" aria-label="回到正文">↩</a></li>'
        for key, note in enumerate(notes, 1)
    )
    return f'<section class="notes" aria-label="注释"><ol>{items}</ol></section>'
