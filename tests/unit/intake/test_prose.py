"""Anybody's document as words: nothing glued, nothing lost, the page's frame left out, a clear word for what cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import typst
import xlsxwriter
from docx import Document

from tests.support.tiny_docx import W
from zeren.core.intake import Remark, comment_document, open_document
from zeren.core.kernel import PlainDocument, ZerenError

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FONTS = '("Noto Serif CJK SC", "AR PL UMing CN", "WenQuanYi Zen Hei")'


def written(tmp_path: Path, name: str, data: bytes | str) -> PlainDocument:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_document(path)


def refused(tmp_path: Path, name: str, data: bytes | str) -> str:
    with pytest.raises(ZerenError) as error:
        written(tmp_path, name, data)
    return error.value.problems[0].code


def docx(body: str, notes: str = "") -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def relation(kind: str, target: str) -> str:
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        return f"<Relationships xmlns='{package}'><Relationship Id='r1' Type='{kind}' Target='{target}'/></Relationships>"

    parts = {
        "[Content_Types].xml": (
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            f"<Override PartName='/word/document.xml' ContentType='{WORD}.document.main+xml'/>"
            f"<Override PartName='/word/footnotes.xml' ContentType='{WORD}.footnotes+xml'/></Types>"
        ),
        "_rels/.rels": relation(f"{office}/officeDocument", "word/document.xml"),
        "word/document.xml": f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relation(f"{office}/footnotes", "footnotes.xml"),
        "word/footnotes.xml": f"<w:footnotes xmlns:w='{W}'>{notes}</w:footnotes>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def texts(document: PlainDocument) -> list[str]:
    return [passage.text for passage in document.passages if passage.kind != "table"]


def test_a_footnote_mark_never_glues_to_the_number_before_it(tmp_path: Path) -> None:
    mark = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    typed = r("1", "<w:vertAlign w:val='superscript'/>")
    area = p(r("占地300m"), r("2", "<w:vertAlign w:val='superscript'/>"))
    note = f"<w:footnote w:id='2'>{p(r('按年初在校生计'))}</w:footnote>"
    read = written(
        tmp_path, "a.docx", docx(p(r("入学率99.95%"), mark, r("，巩固率99.7%"), typed) + area, note)
    )
    assert texts(read) == ["入学率99.95%，巩固率99.7%", "占地300m2", "按年初在校生计"]
    assert read.passages[-1].kind == "note"


def test_inserted_words_count_and_deleted_ones_do_not(tmp_path: Path) -> None:
    body = p(
        r("辍学"), f"<w:del>{r('5')}</w:del>", f"<w:ins>{r('6')}</w:ins>", r("人"), r("密", "<w:vanish/>")
    )
    box = f"<w:p><w:r><w:pict><w:txbxContent>{p(r('框内8所'))}</w:txbxContent></w:pict></w:r></w:p>"
    assert texts(written(tmp_path, "a.docx", docx(body + box))) == ["辍学6人", "框内8所"]


def test_merged_and_nested_cells_keep_their_columns(tmp_path: Path) -> None:
    nested = f"<w:tbl><w:tr>{cell(p(r('内')))}{cell(p(r('7')))}</w:tr></w:tbl>"
    begin, more, wide = "<w:vMerge w:val='restart'/>", "<w:vMerge/>", "<w:gridSpan w:val='2'/>"
    first = cell(p(r("教学")), begin) + cell(p(r("甲")) + nested) + cell(p(r("3")))
    rows = f"<w:tr>{first}</w:tr><w:tr>{cell(p(), more)}{cell(p(r('乙丙')), wide)}</w:tr>"
    tables = [x.rows for x in written(tmp_path, "a.docx", docx(f"<w:tbl>{rows}</w:tbl>")).passages]
    assert tables == [(("教学", "甲", "3"), ("", "乙丙", "")), (("内", "7"),)]


def test_a_page_without_its_frame_keeps_every_cell(tmp_path: Path) -> None:
    page = """<html><head><title>x</title><script>var a=1</script></head><body>
    <div class="nav"><a href="/">首页</a><a href="/x">政务公开</a></div>
    <div class="article"><h1>自查报告</h1><p>入学率100%<sup><a href="#n1">1</a></sup>。</p>
    <table><tr><th rowspan="2">学校</th><th>人数</th></tr><tr><td>300</td></tr></table>
    <p>全区共有学校15所，其中小学10所、初中5所，专任教师800人，运行平稳有序。</p></div>
    <div id="footer">版权所有 浏览2312次</div></body></html>"""
    for data in (page, page.encode("gb18030"), "\ufeff" + page):
        read = written(tmp_path, "a.html", data)
        assert texts(read) == [
            "自查报告",
            "入学率100%。",
            "全区共有学校15所，其中小学10所、初中5所，专任教师800人，运行平稳有序。",
        ]
        assert [x.rows for x in read.passages if x.kind == "table"] == [(("学校", "人数"), ("", "300"))]


def test_a_page_without_a_body_is_read(tmp_path: Path) -> None:
    assert texts(written(tmp_path, "a.html", "<p>一小300人</p><p>二小400人</p>")) == [
        "一小300人",
        "二小400人",
    ]


def test_lines_of_a_pdf_become_paragraphs_again(tmp_path: Path) -> None:
    long = "全区义务教育阶段学校十五所，在校生一万二千三百人，办学条件逐年改善，教育质量稳步提高，群众满意度不断上升。"
    page = "#set page(width: 12cm, height: 8cm, footer: context [— #counter(page).display() —])"
    words = f'#set text(font: {FONTS}, lang: "zh")\n一、基本情况\n\n{long}\n\n{long}\n\n二、问题'
    source = f"{page}\n{words}"
    read = written(tmp_path, "a.pdf", typst.compile(source.encode()))
    assert texts(read) == ["一、基本情况", long, long, "二、问题"]


def test_notes_of_a_pdf_stand_apart_and_their_marks_vanish(tmp_path: Path) -> None:
    page = "#set page(width: 14cm, height: 9cm)"
    table = "#table(columns: 3, [学校], [人数], [辍学率], [一小], [300], [0%], [二小], [400], [0.5%])"
    words = f'#set text(font: {FONTS}, lang: "zh")\n辍学率99.95%#footnote[按年初在校生计]，巩固率99.7%。\n\n{table}'
    read = written(tmp_path, "a.pdf", typst.compile(f"{page}\n{words}".encode()))
    assert [(x.kind, x.text or x.rows) for x in read.passages] == [
        ("paragraph", "辍学率99.95%，巩固率99.7%。"),
        ("table", (("学校", "人数", "辍学率"), ("一小", "300", "0%"), ("二小", "400", "0.5%"))),
        ("note", "按年初在校生计"),
    ]


def test_a_workbook_is_tables_between_its_titles(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("汇总")
    for y, row in enumerate(
        (["某区学校情况表"], ["学校", "人数"], ["一小", 300], ["合计", 300], ["说明：不含民办"])
    ):
        sheet.write_row(y, 0, row)
    book.close()
    read = open_document(path)
    assert [(x.kind, x.text or x.rows) for x in read.passages] == [
        ("paragraph", "某区学校情况表"),
        ("table", (("学校", "人数"), ("一小", "300"), ("合计", "300"))),
        ("paragraph", "说明：不含民办"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert texts(written(tmp_path, "a.txt", "　　入学率１００％\r\n\r\n二、问题\n".encode(encoding))) == [
        "入学率１００％",
        "二、问题",
    ]


def test_mixed_encodings_lose_no_more_than_the_smaller_part(tmp_path: Path) -> None:
    read = written(
        tmp_path, "a.txt", "小学入学率百分之百，初中入学率百分之百\n".encode() + "初中".encode("gb18030")
    )
    assert texts(read)[0] == "小学入学率百分之百，初中入学率百分之百"


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    scanned = typst.compile(b"#set page(width: 5cm, height: 5cm)\n#rect(width: 2cm)\n#pagebreak()\n#rect()")
    assert refused(tmp_path, "a.docx", b"") == "I001"
    assert refused(tmp_path, "a.docx", ole + "WordDocument".encode("utf-16-le")) == "I100"
    assert refused(tmp_path, "a.docx", ole + "EncryptedPackage".encode("utf-16-le")) == "I101"
    assert refused(tmp_path, "a.docx", docx(p(r("好")))[:200]) == "I102"
    assert refused(tmp_path, "a.docx", docx(p())) == "I105"
    assert refused(tmp_path, "a.pdf", scanned) == "I103"
    assert refused(tmp_path, "a.pdf", b"%PDF-1.7\nnothing") == "I102"
    assert refused(tmp_path, "a.png", b"\x89PNG\r\n\x1a\n\0\0\0") == "I100"
    with pytest.raises(ZerenError) as error:
        open_document(tmp_path / "none.docx")
    assert error.value.problems[0].code == "I017"


def test_a_file_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    with pytest.raises(ZerenError) as error:
        open_document(path)
    assert error.value.problems[0].code == "I104"


def test_comments_stand_at_the_quoted_words_and_the_text_is_untouched(tmp_path: Path) -> None:
    split = p(r("初中辍"), r("学6名，辍学率0.0"), r("1%，控制在1.5%以内。"))
    table = f"<w:tbl><w:tr>{cell(p(r('合计')))}{cell(p(r('共355所')))}</w:tr></w:tbl>"
    path = tmp_path / "a.docx"
    path.write_bytes(docx(p(r("标题")) + split + table))
    before = open_document(path)
    remarks = [
        Remark(1, 7, 15, "六人不可能是0.01%\n应为1%"),  # 辍学率0.01%
        Remark(1, 0, 10, "与前一条重叠"),
        Remark(2, 1, 5, "合计不对", row=0, column=1),
        Remark(9, 0, 3, "找不到的话"),
    ]
    path.write_bytes(comment_document(path, remarks, author="责任", at="2017-07-20T00:00:00Z"))
    assert open_document(path) == before
    opened = Document(str(path))
    ranges = {}
    for node in opened.element.body.iter(f"{{{W}}}commentRangeStart"):
        key = node.get(f"{{{W}}}id")
        words, at = "", node
        while (at := at.getnext()).tag != f"{{{W}}}commentRangeEnd" or at.get(f"{{{W}}}id") != key:
            words += "".join(t.text or "" for t in at.iter(f"{{{W}}}t"))
        ranges[key] = words
    assert ranges == {"0": "辍学率0.01%", "1": "初中辍学6名，辍学率", "2": "355所"}
    assert [c.text for c in opened.comments] == [
        "六人不可能是0.01%\n应为1%",
        "与前一条重叠",
        "合计不对",
        "找不到的话",
    ]


def test_comments_go_into_docx_only(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("初中辍学6名")
    with pytest.raises(ZerenError) as error:
        comment_document(path, [Remark(0, 0, 2, "x")], author="责任", at="2017-07-20T00:00:00Z")
    assert error.value.problems[0].code == "I100"
