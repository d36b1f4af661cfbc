"""The fixed parts of a docx after GB/T 9704-2012: styles, settings, footers, footnote frame, package. Text in, bytes out.

Written as XML rather than through python-docx: it has no footnotes, page grid, content controls or custom XML, its template
brings a hundred styles an office would have to clean up, and a package of our own is the same bytes every time.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

__all__ = ["CUSTOM_XML", "MANIFEST_PART", "NS", "attribute", "custom_manifest", "package", "styles_xml"]

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
RELATION = f"{OFFICE}/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

MANIFEST_PART = "zeren/manifest.json"
MANIFEST_RELATION = "urn:zeren:relationship:manifest"
CUSTOM_XML = "urn:zeren:manifest:1"
_ITEM_ID = "{5A455245-4E00-4D41-8E49-464553540001}"

# Sizes in half-points: 2号 22pt, 3号 16pt, 4号 14pt, 小四 12pt, 小五 9pt.
_TITLE, _HEI, _KAI, _FANG, _SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
PITCH = 579  # 225 mm ÷ 22 lines, in twentieths of a point
# 156 mm ÷ 28 characters is 15.79 pt, so on the grid each 16 pt character gives up 0.207 pt (in 4096ths).
CHARACTER = -849
# The section declares that grid, and the text keeps to it by itself: exact lines, characters 0.25 pt tighter. Snapped to the
# grid, LibreOffice would give every character two cells, because 16 pt is wider than one.
TIGHTER = -5


def attribute(text: str) -> str:
    """Text safe inside a double-quoted attribute."""
    return escape(text, {'"': "&quot;"})


def _fonts(east: str, latin: str = "Times New Roman") -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}" w:hint="eastAsia"/>'


def _style(key: str, name: str, paragraph: str, run: str, *, based: str = "Normal", after: str = "") -> str:
    follows = f'<w:next w:val="{after}"/>' if after else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>{follows}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_EXACT = f'<w:spacing w:before="0" w:after="0" w:line="{PITCH}" w:lineRule="exact"/>'
_LOOSE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
_CENTRE, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'


def _base_styles() -> str:
    """Defaults and the styles nobody chooses by name."""
    plain = '<w:style w:type="{}" w:default="1" w:styleId="{}"><w:name w:val="{}"/>{}</w:style>'
    table = (
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    normal = (
        f'<w:qFormat/><w:pPr><w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>{_EXACT}<w:jc w:val="both"/></w:pPr>'
        f"<w:rPr>{_size(32)}</w:rPr>"
    )
    parts = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(_FANG)}<w:kern w:val="2"/>{_size(32)}',
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>',
        plain.format("paragraph", "Normal", "Normal", normal),
        plain.format("character", "DefaultParagraphFont", "Default Paragraph Font", ""),
        plain.format("table", "TableNormal", "Normal Table", table),
    )
    return "".join(parts)


def styles_xml() -> str:
    """All styles the report uses, and none besides."""
    text = f'<w:spacing w:val="{TIGHTER}"/>{_size(32)}'
    heads = (
        _style(
            f"Heading{level}",
            f"heading {level}",
            f'<w:keepNext/>{_INDENT}<w:outlineLvl w:val="{level - 1}"/>',
            _fonts(font) + text,
            after="Body",
        )
        for level, font in enumerate((_HEI, _KAI, _FANG, _FANG), 1)
    )
    parts = (
        *heads,
        _style("Title", "Title", _CENTRE, _fonts(_TITLE) + _size(44), after="Body"),
        _style("Body", "Body Text", _INDENT, text),
        _style("Addressee", "Addressee", "", text, after="Body"),
        _style("Notice", "Notice", _CENTRE, _fonts(_KAI) + _size(28)),
        _style("Signature", "Signature", _RIGHT, text),
        _style("Caption", "caption", f"<w:keepNext/>{_LOOSE}{_CENTRE}", _fonts(_HEI) + _size(28)),
        _style("FigureCaption", "Figure Caption", f"{_LOOSE}{_CENTRE}", _fonts(_HEI) + _size(28)),
        _style("Figure", "Figure", f"<w:keepNext/>{_LOOSE}{_CENTRE}", ""),
        _style("FigureWords", "Figure Words", f"{_LOOSE}{_CENTRE}", _fonts(_KAI) + _size(24), after="Body"),
        _style("Cell", "Table Cell", f"{_LOOSE}{_CENTRE}", _size(24)),
        _style("CellHead", "Table Head", "<w:keepNext/>", _fonts(_HEI), based="Cell"),
        _style("Header", "header", f"{_LOOSE}{_RIGHT}", _fonts(_KAI) + _size(18)),
        _style("Footer", "footer", _LOOSE, _fonts(_SONG, _SONG) + _size(28)),
        _style("FootnoteText", "footnote text", f'{_LOOSE}<w:jc w:val="left"/>', _fonts(_SONG) + _size(18)),
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>',
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
    )
    return f"{HEAD}<w:styles {NS}>{_base_styles()}{''.join(parts)}</w:styles>"


def section_xml(*, header: bool) -> str:
    """Page: A4, 天头 37, 订口 28, right 26, foot 35 mm; 22 lines of 28 characters."""
    tops = (
        '<w:headerReference w:type="default" r:id="rIdH"/><w:headerReference w:type="even" r:id="rIdH"/>'
        if header
        else ""
    )
    return (
        f'<w:sectPr>{tops}<w:footerReference w:type="default" r:id="rIdOdd"/><w:footerReference w:type="even" r:id="rIdEven"/>'
        '<w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/><w:numRestart w:val="eachPage"/></w:footnotePr>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="1134" w:footer="1418" w:gutter="0"/>'
        f'<w:cols w:space="425"/><w:docGrid w:type="linesAndChars" w:linePitch="{PITCH}" w:charSpace="{CHARACTER}"/></w:sectPr>'
    )


def footer_xml(*, odd: bool) -> str:
    """“— 1 —”, 4号宋体, right on odd pages and left on even ones, one character in from the edge."""
    side = '<w:jc w:val="right"/>' if odd else '<w:jc w:val="left"/>'
    indent = '<w:ind w:rightChars="100" w:right="280"/>' if odd else '<w:ind w:leftChars="100" w:left="280"/>'
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    words = f"{dash.format('— ')}{page}{dash.format(' —')}"
    return (
        f'{HEAD}<w:ftr {NS}><w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}{side}</w:pPr>{words}</w:p></w:ftr>'
    )


def header_xml(text: str) -> str:
    """A small line on every page."""
    return f'{HEAD}<w:hdr {NS}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:hdr>'


def footnotes_xml(notes: str) -> str:
    """The footnotes part with the two separators Word expects."""
    rule = (
        '<w:footnote w:type="{}" w:id="{}"><w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/></w:pPr>'
        "<w:r><w:{}/></w:r></w:p></w:footnote>"
    )
    frame = rule.format("separator", -1, "separator") + rule.format(
        "continuationSeparator", 0, "continuationSeparator"
    )
    return f"{HEAD}<w:footnotes {NS}>{frame}{notes}</w:footnotes>"


def _settings_xml() -> str:
    return (
        f'{HEAD}<w:settings {NS}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/><w:numRestart w:val="eachPage"/>'
        '<w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
        "<w:adjustLineHeightInTable/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def custom_manifest(manifest: bytes) -> str:
    """The manifest as a custom XML part: Word drops parts it does not know when it saves, but keeps these."""
    return f'{HEAD}<manifest xmlns="{CUSTOM_XML}" encoding="base64">{base64.b64encode(manifest).decode()}</manifest>'


def _core_xml(meta: Mapping[str, str]) -> str:
    stamp = f"{meta.get('date', '2000-01-01')}T00:00:00Z"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(meta.get('title', ''))}</dc:title><dc:creator>{escape(meta.get('issuer', ''))}</dc:creator>"
        f"<dc:description>{escape(meta.get('notice', ''))}</dc:description><dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    )


def _relations(rows: list[tuple[str, str, str]]) -> str:
    body = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'


def _content_types(names: Mapping[str, bytes]) -> str:
    kinds = {
        "word/document.xml": f"{WORD}.document.main+xml",
        "word/styles.xml": f"{WORD}.styles+xml",
        "word/settings.xml": f"{WORD}.settings+xml",
        "word/footnotes.xml": f"{WORD}.footnotes+xml",
        "word/header.xml": f"{WORD}.header+xml",
        "word/footer-odd.xml": f"{WORD}.footer+xml",
        "word/footer-even.xml": f"{WORD}.footer+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    }
    endings = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml", "png": "image/png",
               "json": "application/json"}  # fmt: skip
    body = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in endings.items())
    body += "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in kinds.items()
        if name in names
    )
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{body}</Types>'


def package(
    document: str,
    footnotes: str,
    *,
    pictures: Mapping[str, bytes],
    header: str,
    meta: Mapping[str, str],
    manifest: bytes | None,
) -> bytes:
    """The docx file. Same input, same bytes: parts in order of name, one fixed time stamp."""
    links = [
        ("rIdStyles", f"{RELATION}/styles", "styles.xml"),
        ("rIdSettings", f"{RELATION}/settings", "settings.xml"),
        ("rIdNotes", f"{RELATION}/footnotes", "footnotes.xml"),
        ("rIdOdd", f"{RELATION}/footer", "footer-odd.xml"),
        ("rIdEven", f"{RELATION}/footer", "footer-even.xml"),
    ]
    top = [
        ("rId1", f"{RELATION}/officeDocument", "word/document.xml"),
        ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ]
    parts: dict[str, bytes] = {
        "word/document.xml": document.encode(),
        "word/footnotes.xml": footnotes_xml(footnotes).encode(),
        "word/styles.xml": styles_xml().encode(),
        "word/settings.xml": _settings_xml().encode(),
        "word/footer-odd.xml": footer_xml(odd=True).encode(),
        "word/footer-even.xml": footer_xml(odd=False).encode(),
        "docProps/core.xml": _core_xml(meta).encode(),
    }
    if header:
        parts["word/header.xml"] = header_xml(header).encode()
        links.append(("rIdH", f"{RELATION}/header", "header.xml"))
    for key, picture in pictures.items():
        parts[f"word/media/{key}.png"] = picture
        links.append((key, f"{RELATION}/image", f"media/{key}.png"))
    if manifest is not None:
        links.append(("rIdManifest", f"{RELATION}/customXml", "../customXml/item1.xml"))
        top.append(("rIdManifest", MANIFEST_RELATION, MANIFEST_PART))
        parts |= _manifest_parts(manifest)
    parts["word/_rels/document.xml.rels"] = _relations(links).encode()
    parts["_rels/.rels"] = _relations(top).encode()
    return _zipped({"[Content_Types].xml": _content_types(parts).encode(), **dict(sorted(parts.items()))})


def _manifest_parts(manifest: bytes) -> dict[str, bytes]:
    properties = (
        f'{HEAD}<ds:datastoreItem xmlns:ds="{OFFICE}/customXml" ds:itemID="{_ITEM_ID}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{CUSTOM_XML}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    return {
        MANIFEST_PART: manifest,
        "customXml/item1.xml": custom_manifest(manifest).encode(),
        "customXml/itemProps1.xml": properties.encode(),
        "customXml/_rels/item1.xml.rels": _relations(
            [("rId1", f"{RELATION}/customXmlProps", "itemProps1.xml")]
        ).encode(),
    }


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()
