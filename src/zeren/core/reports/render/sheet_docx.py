"""A verdict sheet as docx: the pages of GB/T 9704, chapters with wide tables turned sideways, coloured cells that say why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from xml.sax.saxutils import escape

from zeren.core.kernel import Block, Document, Heading, Inline, Note, Paragraph, Table, Text
from zeren.core.reports.render.docx_parts import HEAD, NS, package, section_xml
from zeren.core.reports.render.sheet_html import TONES, sheet_figures, sheet_tone, sheet_words

__all__ = ["render_sheet_docx"]

# Fill, letters, bold; as in sheet.css.
_LOOKS = {
    "missed": ("F6C9C4", "8C1D18", True), "floor": ("A61C1C", "FFFFFF", True), "open": ("FFF3CD", "5C4400", False),
    "far_below": ("B35806", "FFFFFF", True), "below": ("FDC98A", "000000", False), "near": ("F0F0F0", "000000", False),
    "above": ("C6DDEE", "000000", False), "far_above": ("2166AC", "FFFFFF", False),
}  # fmt: skip
_UPRIGHT, _SIDEWAYS = 8844, 12756  # 156 and 225 mm in twentieths of a point
_SIZES = (24, 21, 18, 15)  # half-points, from 小四 down to 7.5 pt
_LEAST = 21  # below it, a table is turned sideways rather than made smaller
_SHORT, _WORD, _PADDING = (
    7.0,
    6.0,
    0.9,
)  # in characters: what is short stays whole, what is not has lines of at least this
_LEFT = 13  # longer words read better from the left
_MARGINS = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
_KEEP = "<w:keepNext/>"
_STEP = 0.5  # letters a column grows by
_WEIGHED = 40  # rows looked at to find the widths
_UNBROKEN = re.compile(r"[!-~（）▲▼○]+(?: [0-9.]+)?")


def render_sheet_docx(document: Document) -> bytes:
    """A document of tables as docx.

    Shape: bytes of the package; equal documents give equal bytes. A chapter (heading of level 1) that has a table too wide for
    an upright page is set sideways; headings of tables repeat on every page. A cell is coloured by the tone of a word in it
    (``Text.emphasis``), and the word stands there too.

    Example:
        >>> render_sheet_docx(Document((Text("判定表"),), (Paragraph((Text("结论"),)),)))[:2]
        b'PK'

    Source: GB/T 9704-2012 (margins, fonts, page numbers; 横排表格).
    """
    sections = [
        (sideways, [block for chapter in chapters for block in chapter])
        for sideways, chapters in groupby(_chapters(document.blocks), key=_is_wide)
    ]
    parts = [_paragraph("Title", _runs(document.title))]
    for number, (sideways, blocks) in enumerate(sections, 1):
        width = _SIDEWAYS if sideways else _UPRIGHT
        parts += [
            _block(block, width, noted=_is_note(after)) for block, after in zip_longest(blocks, blocks[1:])
        ]
        section = _section(sideways=sideways)
        if number < len(sections):
            # The paragraph that ends a section must exist; a hair high, it cannot push a blank page out.
            thin = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
            parts.append(f'<w:p><w:pPr>{thin}<w:rPr><w:sz w:val="2"/></w:rPr>{section}</w:pPr></w:p>')
        else:
            parts.append(section)
    if not sections:
        parts.append(_section(sideways=False))
    xml = f"{HEAD}<w:document {NS}><w:body>{''.join(parts)}</w:body></w:document>"
    return package(xml, "", pictures={}, header="", meta=document.meta, manifest=None)


def _chapters(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    chapter: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1 and chapter:
            yield chapter
            chapter = []
        chapter.append(block)
    if chapter:
        yield chapter


def _is_wide(chapter: Sequence[Block]) -> bool:
    return any(isinstance(block, Table) and not _fits(block, _UPRIGHT, _LEAST) for block in chapter)


def _section(*, sideways: bool) -> str:
    """The page of the report, or the same turned: what was the head of the page is its left."""
    upright = section_xml(header=False)
    if not sideways:
        return upright
    turned = re.sub(r"<w:pgSz [^>]*/>", '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>', upright)
    margins = '<w:pgMar w:top="1588" w:right="1984" w:bottom="1474" w:left="2098" w:header="850" w:footer="794" w:gutter="0"/>'
    return re.sub(r"<w:docGrid [^>]*/>", "", re.sub(r"<w:pgMar [^>]*/>", margins, turned))


# --- words --------------------------------------------------------------------------------------------------------------
def _runs(inlines: Iterable[Inline], look: str = "") -> str:
    parts = []
    for inline in inlines:
        if isinstance(inline, Note) or not inline.text:
            continue
        strong = isinstance(inline, Text) and inline.emphasis in TONES - {"met", "near", "above"}
        bold = "<w:b/>" if strong or (isinstance(inline, Text) and inline.emphasis == "strong") else ""
        lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in inline.text.split("\n"))
        words = "<w:br/>".join(lines)
        parts.append(f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{bold}{look}</w:rPr>{words}</w:r>')
    return "".join(parts)


def _paragraph(style: str, content: str, extra: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{content}</w:p>'


def _is_note(block: Block | None) -> bool:
    """Whether this is a line about the table above it: it must not stand on a page of its own."""
    return isinstance(block, Paragraph) and any(
        isinstance(i, Text) and i.emphasis == "muted" for i in block.inlines
    )


def _block(block: Block, width: int, *, noted: bool) -> str:
    if isinstance(block, Heading):
        return _paragraph(f"Heading{min(block.level, 4)}", _runs(block.inlines))
    if isinstance(block, Paragraph):
        if _is_note(block):
            return _paragraph("Cell", _runs(block.inlines, _size(21)), '<w:jc w:val="left"/>')
        return _paragraph("Body", _runs(block.inlines), _KEEP)
    return _table(block, width, noted=noted) if isinstance(block, Table) else ""


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


# --- tables -------------------------------------------------------------------------------------------------------------
def _fits(table: Table, width: int, size: int) -> bool:
    """Whether no number need be broken and no word be cut to less than a few letters."""
    return sum(_least(table, column) for column in range(len(table.header))) * size * 10 <= width


def _least(table: Table, column: int) -> float:
    cells = [row[column] for row in (table.header, *table.rows) if column < len(row)]
    return max(map(_cell_least, cells), default=1.0) + _PADDING


def _cell_least(cell: Sequence[Inline]) -> float:
    words = sheet_words(cell)
    unbroken = max((_reach(match) for match in _UNBROKEN.findall(words)), default=0.0)
    length = _length(cell)
    return max(unbroken, length if length <= _SHORT else _WORD)


def _widths(table: Table, width: int, size: int) -> list[int]:
    """Widths of columns in twentieths of a point: what cannot be broken first, then where the rows become lowest."""
    letter = size * 10
    step = max(1, -(-len(table.rows) // _WEIGHED))
    lines = [[_length(cell) + _PADDING for cell in row] for row in (table.header, *table.rows[::step])]
    widths = [_least(table, column) for column in range(len(table.header))]

    def height(column: int, more: float) -> float:
        return sum(
            max(length / (widths[n] + (more if n == column else 0)) for n, length in enumerate(row))
            for row in lines
        )

    spare = width / letter - sum(widths)
    while spare >= _STEP:
        best = min(range(len(widths)), key=lambda column: height(column, _STEP))
        widths[best] += _STEP
        spare -= _STEP
    drawn = [int(width * each / sum(widths)) for each in widths]
    drawn[-1] += width - sum(drawn)
    return drawn


def _length(cell: Sequence[Inline]) -> float:
    return max(map(_reach, sheet_words(cell).split("\n")), default=0.0)


def _reach(words: str) -> float:
    return sum(0.52 if character.isascii() else 1.0 for character in words)


def _table(table: Table, width: int, *, noted: bool) -> str:
    size = next((s for s in _SIZES if _fits(table, width, s)), _SIZES[-1])
    widths = _widths(table, width, size)
    line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    borders = "".join(line.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    frame = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )
    last = len(table.rows) - 1
    after = _paragraph("Cell", "", _KEEP if noted else "")
    rows = "".join(_row(row, widths, size, keep=noted and n == last) for n, row in enumerate(table.rows))
    caption = _paragraph("Caption", _runs(table.caption, _size(24))) if table.caption else ""
    return f"{caption}<w:tbl>{frame}{_row(table.header, widths, size, head=True)}{rows}</w:tbl>{after}"


def _row(
    cells: Sequence[Sequence[Inline]],
    widths: Sequence[int],
    size: int,
    *,
    head: bool = False,
    keep: bool = False,
) -> str:
    own = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
    body = "".join(
        _cell(cell, width, size, head=head, keep=keep) for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{own}</w:trPr>{body}</w:tr>"


def _cell(cell: Sequence[Inline], width: int, size: int, *, head: bool, keep: bool) -> str:
    fill, letters, _ = _LOOKS.get(sheet_tone(cell), ("", "", False))
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look = (f'<w:color w:val="{letters}"/>' if fill else "") + _size(size)
    side = '<w:jc w:val="left"/>' if _length(cell) > _LEFT and not head and not fill else ""
    if sheet_figures(cell) and len(cell) == 1 and not head:
        side = '<w:jc w:val="right"/>'
    words = _paragraph("CellHead" if head else "Cell", _runs(cell, look), (_KEEP if keep else "") + side)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>{words}</w:tc>'
