"""A document as docx: every number in a content control that names its citation, real footnotes, GB/T 9704-2012 pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from xml.sax.saxutils import escape

from zeren.core.kernel import Block, Chart, Document, Heading, Inline, Note, Number, Paragraph, Table
from zeren.core.reports.pieces import has_figure
from zeren.core.reports.render.docx_parts import HEAD, NS, attribute, package, section_xml
from zeren.core.reports.render.drawing import png, svg, svg_size

__all__ = ["column_widths", "render_docx", "signature_indents"]

_STYLES = {
    "body": "Body",
    "addressee": "Addressee",
    "signature": "Signature",
    "caption": "Caption",
    "notice": "Notice",
}
_WIDTH = 8844  # 156 mm in twentieths of a point
_EMU = 9525  # a CSS pixel
WHOLE = 14  # a table of so few rows is not broken over two pages
_PADDING, _NARROW = 1.2, 4.0  # of a column, in characters
_PICTURE = (156 * 36000, 190 * 36000)  # no larger than the text block


def render_docx(document: Document, *, attachment: bytes | None = None) -> bytes:
    """The report as a docx file.

    Shape: bytes of the package; equal documents give equal bytes. ``attachment`` (the signed manifest) is stored as the part
    ``/zeren/manifest.json`` and, because Word drops parts it does not know, again as a custom XML part in base64.
    Each number stands in an inline content control with tag ``zeren:<occurrence>:<citation id>``.

    Raises:
        ZerenError: R042 when a chart cannot be drawn.

    Source: GB/T 9704-2012 (margins, 22 × 28 grid, fonts, page numbers).
    """
    writer = _Writer(document)
    body = writer.body()
    notice = document.meta.get("notice", "")
    header = "" if has_figure(notice) else notice
    xml = f"{HEAD}<w:document {NS}><w:body>{body}{section_xml(header=bool(header))}</w:body></w:document>"
    return package(
        xml,
        "".join(writer.notes),
        pictures=writer.pictures,
        header=header,
        meta=document.meta,
        manifest=attachment,
    )


def signature_indents(issuer: str, day: str) -> tuple[float, float]:
    """How many characters issuer and date stand in from the right: 右空四字, and one centred on the other.

    Example:
        >>> signature_indents("城中区教育局", "2017年7月15日")
        (4.25, 4.0)
    """
    widths = [sum(0.5 if character.isascii() else 1.0 for character in text) for text in (issuer, day)]
    spare = (widths[1] - widths[0]) / 2
    return (4 + spare, 4.0) if spare > 0 else (4.0, 4 - spare)


def column_widths(table: Table, total: int) -> list[int]:
    """Widths of columns by what stands in them; where the page is too narrow, few cells have to break their lines."""

    def length(cell: Sequence[Inline]) -> float:
        words = "".join(i.text for i in cell if not isinstance(i, Note))
        return sum(0.55 if character.isascii() else 1.0 for character in words)

    # A heading weighs as much as four cells: it is read first.
    lines = (*[table.header] * 4, *table.rows)
    lengths = [[length(row[i]) for row in lines if i < len(row)] for i in range(len(table.header))]
    widths = [max(2.0, *column) + _PADDING for column in lengths]

    def broken(index: int, width: float) -> int:
        return sum(one + _PADDING > width for one in lengths[index])

    while sum(widths) > total / 240 and max(widths) > _NARROW:  # 240: a character of 12 pt
        able = [i for i, width in enumerate(widths) if width > _NARROW]
        chosen = min(able, key=lambda i: (broken(i, widths[i] - 0.5) - broken(i, widths[i]), -widths[i]))
        widths[chosen] -= 0.5
    drawn = [int(total * width / sum(widths)) for width in widths]
    drawn[-1] += total - sum(drawn)
    return drawn


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.notes: list[str] = []
        self.pictures: dict[str, bytes] = {}
        self._controls = count(1)

    def body(self) -> str:
        """Title, blocks, signature: in the order of the document, which is the order that is signed."""
        blocks = list(self.document.blocks)
        blank = '<w:p><w:pPr><w:pStyle w:val="Addressee"/></w:pPr></w:p>'
        parts = [blank, blank, self._paragraph("Title", self._inlines(self.document.title))]
        if blocks and isinstance(blocks[0], Paragraph) and blocks[0].style == "notice":
            parts.append(self._block(blocks.pop(0)))
        parts.append(blank)
        signature = [b for b in blocks if isinstance(b, Paragraph) and b.style == "signature"]
        parts += [self._block(block) for block in blocks if block not in signature]
        return "".join(parts) + (blank + self._signature(signature) if signature else "")

    def _signature(self, block: Sequence[Paragraph]) -> str:
        if len(block) != 2:
            return "".join(self._block(b) for b in block)
        words = ["".join(i.text for i in b.inlines if not isinstance(i, Note)) for b in block]
        parts = []
        for paragraph, indent in zip(block, signature_indents(*words), strict=True):
            right = f'<w:ind w:rightChars="{round(indent * 100)}" w:right="{round(indent * 320)}"/>'
            keep = "<w:keepNext/><w:keepLines/>" if paragraph is block[0] else ""
            parts.append(self._paragraph("Signature", self._inlines(paragraph.inlines), keep + right))
        return "".join(parts)

    def _block(self, block: Block) -> str:
        if isinstance(block, Heading):
            ordinal = "" if block.ordinal is None else self._number(block.ordinal)
            return self._paragraph(f"Heading{block.level}", ordinal + self._inlines(block.inlines))
        if isinstance(block, Paragraph):
            ordinal = "" if block.ordinal is None else self._number(block.ordinal)
            return self._paragraph(_STYLES[block.style], ordinal + self._inlines(block.inlines))
        return self._table(block) if isinstance(block, Table) else self._chart(block)

    def _paragraph(self, style: str, content: str, extra: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{content}</w:p>'

    # -- inlines -------------------------------------------------------------------------------------------------------

    def _inlines(self, inlines: Iterable[Inline]) -> str:
        return "".join(
            self._number(i)
            if isinstance(i, Number)
            else self._note(i)
            if isinstance(i, Note)
            else _run(i.text, i.emphasis)
            for i in inlines
        )

    def _number(self, number: Number) -> str:
        citation = self.document.citations[number.citation]
        tag = f"zeren:{number.occurrence}:{number.citation}"
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{attribute(citation.text[:60])}"/><w:tag w:val="{tag}"/>'
            f'<w:id w:val="{next(self._controls)}"/></w:sdtPr><w:sdtContent>{_run(number.text)}</w:sdtContent></w:sdt>'
        )

    def _note(self, note: Note) -> str:
        key = len(self.notes) + 1
        mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:{}/></w:r>'
        space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        self.notes.append("")  # a place first: the note's own numbers come after the mark in reading order
        content = self._paragraph(
            "FootnoteText", mark.format("footnoteRef") + space + self._inlines(note.inlines)
        )
        self.notes[key - 1] = f'<w:footnote w:id="{key}">{content}</w:footnote>'
        return mark.format(f'footnoteReference w:id="{key}"')

    # -- tables and charts ---------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        widths = column_widths(table, _WIDTH)
        line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        borders = "".join(
            line.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        frame = (
            f'<w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{width}{chr(34)}/>' for width in widths)}</w:tblGrid>"
        )
        rows = self._row(table.header, widths, head=True) + "".join(
            self._row(row, widths, keep=len(table.rows) <= WHOLE and row is not table.rows[-1])
            for row in table.rows
        )
        caption = self._paragraph("Caption", self._inlines(table.caption)) if table.caption else ""
        return f"{caption}<w:tbl>{frame}{rows}</w:tbl>{self._paragraph('FigureWords', '')}"

    def _row(
        self,
        cells: Sequence[Sequence[Inline]],
        widths: Sequence[int],
        *,
        head: bool = False,
        keep: bool = False,
    ) -> str:
        style = "CellHead" if head else "Cell"
        own = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
        body = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{self._paragraph(style, self._inlines(cell), '<w:keepNext/>' if keep else '')}</w:tc>"
            for cell, width in zip(cells, widths, strict=True)
        )
        return f"<w:tr><w:trPr>{own}</w:trPr>{body}</w:tr>"

    def _chart(self, chart: Chart) -> str:
        drawn = svg(chart.spec)
        key = f"rIdChart{len(self.pictures) + 1}"
        self.pictures[key] = png(drawn)
        width, height = (side * _EMU for side in svg_size(drawn))
        scale = min(1.0, _PICTURE[0] / width, _PICTURE[1] / height)
        words = attribute("".join(i.text for i in chart.alternative if not isinstance(i, Note)))
        picture = _picture(key, len(self.pictures), round(width * scale), round(height * scale), words)
        alternative = (
            self._paragraph("FigureWords", self._inlines(chart.alternative)) if chart.alternative else ""
        )
        return (
            self._paragraph("Figure", picture)
            + self._paragraph("FigureCaption", self._inlines(chart.caption))
            + alternative
        )


def _run(text: str, emphasis: str = "") -> str:
    if not text:
        return ""
    bold = "<w:b/>" if emphasis == "strong" else '<w:color w:val="595959"/>' if emphasis == "muted" else ""
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{bold}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _picture(key: str, number: int, width: int, height: int, words: str) -> str:
    size = f'cx="{width}" cy="{height}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="chart {number}" descr="{words}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="chart {number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{key}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
