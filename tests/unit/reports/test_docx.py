"""The docx as Word sees it: parts, page, fonts, content controls, footnotes, manifest."""

from __future__ import annotations

import base64
import io
import zipfile
from functools import cache

import docx
import pytest
from lxml import etree

from tests.unit.reports.district import composed
from zeren.core.kernel import Document
from zeren.core.reports import render_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MANIFEST = '{"signed":"内容<1>"}'.encode()


@cache
def document() -> Document:
    return composed()


@cache
def package() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(render_docx(document(), attachment=MANIFEST))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(name: str) -> etree._Element:
    return etree.fromstring(package()[name])


def val(node: etree._Element, path: str, name: str = "val") -> str | None:
    found = node.find(path.replace("w:", W))
    return None if found is None else found.get(W + name)


def tags() -> dict[str, str]:
    """Occurrence and citation to printed text, of the body and the notes."""
    found = {}
    for name in ("word/document.xml", "word/footnotes.xml"):
        for control in part(name).iter(W + "sdt"):
            text = "".join(str(t.text) for t in control.iter(W + "t"))
            found[str(val(control, "w:sdtPr/w:tag"))] = text
    return found


def test_python_docx_opens_it() -> None:
    opened = docx.Document(io.BytesIO(render_docx(document())))
    assert opened.core_properties.title == "某区教育发展目标责任制考核工作自查报告"
    assert opened.core_properties.created is not None
    assert opened.core_properties.created.isoformat().startswith("2017-07-05T00:00:00")
    assert len(opened.tables) == 2
    assert len(opened.inline_shapes) == 1


def test_every_part_is_well_formed_and_declared() -> None:
    types = part("[Content_Types].xml")
    declared = {str(n.get("PartName"))[1:] for n in types if n.get("PartName")}
    endings = {str(n.get("Extension")) for n in types if n.get("Extension")}
    for name, content in package().items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)
        assert name in declared or name.rpartition(".")[2] in endings
    assert declared <= set(package())


def test_every_number_stands_in_a_control_that_names_its_citation() -> None:
    assert tags() == {f"zeren:{n.occurrence}:{n.citation}": n.text for n in document().numbers()}
    assert all(len(tag) <= 64 for tag in tags())


def test_controls_have_different_ids_and_short_aliases() -> None:
    controls = [
        c for name in ("word/document.xml", "word/footnotes.xml") for c in part(name).iter(W + "sdtPr")
    ]
    assert len({val(c, "w:id") for c in controls}) == len(controls)
    assert all(0 < len(str(val(c, "w:alias"))) <= 64 for c in controls)


def test_page_after_the_standard() -> None:
    section = part("word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    assert (val(section, "w:pgSz", "w"), val(section, "w:pgSz", "h")) == ("11906", "16838")
    margins = {
        side: round(int(str(val(section, "w:pgMar", side))) / 1440 * 25.4)
        for side in ("top", "left", "right", "bottom")
    }
    assert margins == {"top": 37, "left": 28, "right": 26, "bottom": 35}
    assert (val(section, "w:docGrid", "type"), val(section, "w:docGrid", "linePitch")) == (
        "linesAndChars",
        "579",
    )
    pitch, space = 579 / 20, int(str(val(section, "w:docGrid", "charSpace"))) / 4096
    height, width = (16838 - 2098 - 1984) / 20, (11906 - 1588 - 1474) / 20
    assert int(height / pitch) == 22
    assert int(width / (16 + space)) == 28


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", "44"),
        ("Heading1", "黑体", "32"),
        ("Heading2", "楷体_GB2312", "32"),
        ("Heading3", "仿宋_GB2312", "32"),
        ("Footer", "宋体", "28"),
    ],
)
def test_fonts(style: str, font: str, size: str) -> None:
    found = next(s for s in part("word/styles.xml").iter(W + "style") if s.get(W + "styleId") == style)
    assert val(found, "w:rPr/w:rFonts", "eastAsia") == font
    assert val(found, "w:rPr/w:sz") == size


def test_body_is_fangsong_sanhao_indented_by_two_characters_on_exact_lines() -> None:
    styles = part("word/styles.xml")
    assert val(styles, "w:docDefaults/w:rPrDefault/w:rPr/w:rFonts", "eastAsia") == "仿宋_GB2312"
    body = next(s for s in styles.iter(W + "style") if s.get(W + "styleId") == "Body")
    normal = next(s for s in styles.iter(W + "style") if s.get(W + "styleId") == "Normal")
    assert val(body, "w:pPr/w:ind", "firstLineChars") == "200"
    assert (val(normal, "w:pPr/w:spacing", "line"), val(normal, "w:pPr/w:spacing", "lineRule")) == (
        "579",
        "exact",
    )


def test_footnotes_are_real() -> None:
    marks = [m.get(W + "id") for m in part("word/document.xml").iter(W + "footnoteReference")]
    notes = {n.get(W + "id"): n for n in part("word/footnotes.xml") if n.get(W + "type") is None}
    assert marks == list(notes) == [str(i) for i in range(1, len(marks) + 1)]
    first = "".join(str(t.text) for t in notes["1"].iter(W + "t"))
    assert (
        first.strip()
        == "初中辍学率（名册法）：7 ÷ 3665 × 100 ＝ 0.19%；数据来源：学生异动登记、学校名册；依据：教基〔2010〕1号附件第2条。"
    )


def test_page_numbers_odd_right_even_left() -> None:
    assert part("word/settings.xml").find(W + "evenAndOddHeaders") is not None
    for name, side in (("odd", "right"), ("even", "left")):
        footer = part(f"word/footer-{name}.xml")
        assert val(footer, "w:p/w:pPr/w:jc") == side
        assert "".join(str(t.text) for t in footer.iter(W + "t")) == "— 1 —"
        assert footer.find(f".//{W}fldSimple") is not None


def test_tables_repeat_their_head() -> None:
    for table in part("word/document.xml").iter(W + "tbl"):
        rows = table.findall(W + "tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows[1:])


def test_the_date_has_no_leading_zero_and_stands_last() -> None:
    paragraphs = [
        p for p in part("word/document.xml").iter(W + "p") if val(p, "w:pPr/w:pStyle") == "Signature"
    ]
    assert ["".join(str(t.text) for t in p.iter(W + "t")) for p in paragraphs] == [
        "某区教育局",
        "2017年7月5日",
    ]


def test_the_chart_is_a_picture_with_words() -> None:
    picture = part("word/document.xml").find(
        ".//{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    assert picture is not None
    assert "华罗庚实验学校" in str(picture.get("descr"))
    assert package()["word/media/rIdChart1.png"].startswith(b"\x89PNG")


def test_the_manifest_lies_inside_twice() -> None:
    assert package()["zeren/manifest.json"] == MANIFEST
    item = part("customXml/item1.xml")
    assert item.tag == "{urn:zeren:manifest:1}manifest"
    assert base64.b64decode(str(item.text)) == MANIFEST
    targets = [str(r.get("Target")) for r in part("_rels/.rels")]
    assert "zeren/manifest.json" in targets
    assert "../customXml/item1.xml" in [str(r.get("Target")) for r in part("word/_rels/document.xml.rels")]


def test_without_a_manifest_there_is_none() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(document()))) as archive:
        assert not [n for n in archive.namelist() if n.startswith(("zeren", "customXml"))]


def test_same_document_same_bytes() -> None:
    assert render_docx(document(), attachment=MANIFEST) == render_docx(composed(), attachment=MANIFEST)


def test_a_notice_is_on_every_page_unless_it_holds_figures() -> None:
    assert "演示数据" in package()["word/header.xml"].decode()
    with zipfile.ZipFile(io.BytesIO(render_docx(composed("好。", notice="演示数据2017")))) as archive:
        assert "word/header.xml" not in archive.namelist()
