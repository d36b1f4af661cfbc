"""A document as PDF/A-3 by typst, after GB/T 9704-2012, with the manifest inside as an attached file."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from zeren.core.kernel import (
    Block,
    Chart,
    Document,
    Heading,
    Inline,
    Note,
    Number,
    Paragraph,
    Problem,
    Table,
    ZerenError,
    short_hash,
)
from zeren.core.reports.render.docx import WHOLE, column_widths, signature_indents
from zeren.core.reports.render.drawing import FAMILIES, png, svg, svg_size
from zeren.core.reports.render.fonts import LATIN, choose, scan

if TYPE_CHECKING:
    from typst import Fonts

__all__ = ["render_pdf"]

ATTACHMENT = "zeren-manifest.json"
# The running head is a picture: as text it would stand between the signed words on every page.
_NOTICE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="590" height="16"><text x="590" y="12" text-anchor="end" font-size="12" '
    f'font-family="{FAMILIES}" fill="#333">{{}}</text></svg>'
)
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20"><text x="1" y="16" font-size="16" '
    f'font-family="{FAMILIES}">'
    "{text}</text></svg>"
)
_MILLIMETRES = (156.0, 190.0)
_PIXEL = 25.4 / 96


def render_pdf(
    document: Document, *, attachment: bytes | None = None, fonts: Sequence[Path] | None = None
) -> bytes:
    """The report as PDF/A-3b (plain PDF where an installed font lacks a character PDF/A insists on).

    Shape: ``attachment`` (the signed manifest) is the attached file ``zeren-manifest.json``; ``fonts`` are folders or files
    to use instead of the system's fonts. Equal documents give equal bytes on one machine.

    Raises:
        ZerenError: R040 when no Chinese font is installed (the caller goes on without the PDF), R041 when typesetting fails.

    Source: GB/T 9704-2012.
    """
    found = scan(fonts)
    writer = _Writer(document)
    source = writer.source(choose(found.families()), attached=attachment is not None)
    inputs = {"main": source.encode(), **writer.files}
    if attachment is not None:
        inputs[ATTACHMENT] = attachment
    return _typeset(inputs, found, document.meta.get("date", ""))


def _typeset(inputs: dict[str, bytes], fonts: Fonts, day: str) -> bytes:
    from typst import TypstError
    from typst import compile as typeset

    on = date.fromisoformat(day) if day else date(2000, 1, 1)
    stamp = datetime(on.year, on.month, on.day, tzinfo=UTC)
    failure: Exception | None = None
    # Files from memory are missing from typst's type hints.
    options: dict[str, Any] = {"input": inputs, "format": "pdf", "font_paths": fonts, "timestamp": stamp}
    made: object
    for options["pdf_standards"] in (["a-3b"], []):
        try:
            made = typeset(**options)
        except TypstError as error:
            failure = failure or error
        else:
            assert isinstance(made, bytes)
            return made
    raise ZerenError(Problem("R041", found=str(failure).splitlines()[0][:200]))


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _picture(data: bytes, width: float, height: float) -> bytes:
    """A PNG inside an SVG: typst takes files from memory only as text."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{base64.b64encode(data).decode()}"/></svg>'
    ).encode()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.files: dict[str, bytes] = {}
        self._tables = self._charts = 0

    def source(self, faces: dict[str, list[str]], *, attached: bool) -> str:
        """The whole typst text."""
        meta = self.document.meta
        latin = [f'(name: {_quote(family)}, covers: "latin-in-cjk")' for family in LATIN]
        chosen = "".join(
            f"{face}: ({', '.join([*(latin if face in {'fang', 'song'} else []), *map(_quote, families)])},), "
            for face, families in faces.items()
        )
        on = date.fromisoformat(meta["date"]) if meta.get("date") else date(2000, 1, 1)
        when = f"datetime(year: {on.year}, month: {on.month}, day: {on.day})"
        self.files["notice.svg"] = _picture(png(_NOTICE.format(escape(meta.get("notice", ""))), 3.0), 590, 16)
        head = [
            f"#let fonts = ({chosen})",
            f"#let notice = {_quote(meta.get('notice', ''))}",
            f"#let head = (title: {_quote(meta.get('title', ''))}, author: {_quote(meta.get('issuer', ''))}, date: {when})",
            files(__package__).joinpath("report.typ").read_text(encoding="utf-8"),
        ]
        if attached:
            head.append(
                f'#pdf.attach("{ATTACHMENT}", read("{ATTACHMENT}", encoding: none), relationship: "data", '
                'mime-type: "application/json", description: "Zeren signed manifest")'
            )
        return "\n".join([*head, *self._body()])

    def _body(self) -> Iterable[str]:
        blocks = list(self.document.blocks)
        yield f"#title[{self._inlines(self.document.title)}]"
        if blocks and isinstance(blocks[0], Paragraph) and blocks[0].style == "notice":
            yield self._block(blocks.pop(0))
        yield "#v(28.99pt)"
        signature = [b for b in blocks if isinstance(b, Paragraph) and b.style == "signature"]
        for block in blocks:
            if block not in signature:
                yield self._block(block)
        if len(signature) == 2:
            words = ["".join(i.text for i in b.inlines if not isinstance(i, Note)) for b in signature]
            first, second = signature_indents(*words)
            content = ", ".join(f"[{self._inlines(b.inlines)}]" for b in signature)
            yield f"#signature({content}, {first}, {second})"

    def _block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return f"#heading(level: {block.level})[{self._ordinal(block.ordinal)}{self._inlines(block.inlines)}]"
        if isinstance(block, Paragraph):
            name = {"body": "body", "addressee": "flush", "notice": "notice-line", "caption": "caption"}.get(
                block.style, "flush"
            )
            return f"#{name}[{self._ordinal(block.ordinal)}{self._inlines(block.inlines)}]"
        return self._table(block) if isinstance(block, Table) else self._chart(block)

    def _ordinal(self, ordinal: Number | None) -> str:
        return "" if ordinal is None else f"#{_quote(ordinal.text)};"

    def _inlines(self, inlines: Iterable[Inline]) -> str:
        return "".join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> str:
        if isinstance(inline, Note):
            return f"#footnote[{self._inlines(inline.inlines)}]"
        if isinstance(inline, Number) or not inline.emphasis:
            return f"#{_quote(inline.text)};"
        return f"#{'strong-words' if inline.emphasis == 'strong' else 'muted'}({_quote(inline.text)});"

    def _table(self, table: Table) -> str:
        widths = ", ".join(f"{width}fr" for width in column_widths(table, 8844))
        self._tables += 1
        mark = f"<table-{self._tables}>" if len(table.rows) > WHOLE else ""
        head = "".join(self._head(cell, mark) for cell in table.header)
        cells = "".join(f"[{self._inlines(cell)}], " for row in table.rows for cell in row)
        if mark:
            cells = f"[#metadata(none){mark}" + cells[1:]  # tells the page the table begins on
        caption = f"#caption[{self._inlines(table.caption)}]\n" if table.caption else ""
        return f"{caption}#grid-of(({widths}), ({head}), {cells})"

    def _head(self, cell: Sequence[Inline], mark: str) -> str:
        """A heading; where a long table goes on over the page, its picture: words said once are signed once."""
        words = f"[{self._inlines(cell)}]"
        if not mark:
            return f"{words}, "
        text = "".join(i.text for i in cell if not isinstance(i, Note))
        width, name = 16 * len(text) + 2, f"head-{short_hash(text)}.svg"
        if name not in self.files:
            self.files[name] = _picture(png(_HEAD.format(width=width, text=escape(text)), 3.0), width, 20)
        picture = f"image({_quote(name)}, height: 15pt, alt: {_quote(text)})"
        return f"context if here().page() == locate({mark}).page() {words} else {{ {picture} }}, "

    def _chart(self, chart: Chart) -> str:
        drawn = svg(chart.spec)
        self._charts += 1
        name = f"chart{self._charts}.svg"
        # As a picture: a drawing's axis labels would be text of the page, figures nobody has cited.
        self.files[name] = _picture(png(drawn), *svg_size(drawn))
        width, height = (side * _PIXEL for side in svg_size(drawn))
        scale = min(1.0, _MILLIMETRES[0] / width, _MILLIMETRES[1] / height)
        words = _quote("".join(i.text for i in chart.alternative if not isinstance(i, Note)))
        return (
            f"#chart({_quote(name)}, {width * scale:.2f}mm, {words}, [{self._inlines(chart.caption)}], "
            f"[{self._inlines(chart.alternative)}])"
        )
