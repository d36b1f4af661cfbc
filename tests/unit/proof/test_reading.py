"""Reading finished reports: every form, the real renderers, the sandbox, and files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.tiny_docx import Parts, control, docx_parts, pack, run, tiny_docx, tiny_html
from tests.support.tiny_pdf import tiny_pdf
from tests.unit.proof import sample
from tests.unit.proof.tampering import BODY, filled, sdt
from zeren.core.intake import open_report
from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.report import read_bytes
from zeren.core.kernel import (
    Block,
    Document,
    Inline,
    Note,
    Number,
    Paragraph,
    PrintedReport,
    Table,
    Text,
    ZerenError,
)
from zeren.core.proof import Verdict
from zeren.core.reports import render_docx, render_html, render_pdf

DOCUMENT, ENVELOPE = sample.document(), sample.envelope()
FORMS: dict[str, Callable[[], bytes]] = {
    "docx": lambda: render_docx(DOCUMENT, attachment=ENVELOPE),
    "html": lambda: render_html(DOCUMENT, attachment=ENVELOPE).encode(),
    "pdf": lambda: render_pdf(DOCUMENT, attachment=ENVELOPE),
    "tiny docx": lambda: tiny_docx(DOCUMENT, ENVELOPE),
    "tiny html": lambda: tiny_html(DOCUMENT, ENVELOPE),
    "tiny pdf": lambda: tiny_pdf(DOCUMENT, ENVELOPE),
    "tiny pdf of many pages": lambda: tiny_pdf(DOCUMENT, ENVELOPE, height=6),
    "manifest": lambda: ENVELOPE,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_verifies(form: str) -> None:
    verdict = sample.judged(read_bytes(FORMS[form]()))
    assert [str(p) for p in verdict.problems] == []
    assert verdict.ok
    assert verdict.checked == 19
    assert verdict.edited_words in ({None} if form == "manifest" else {False})


@pytest.mark.parametrize("form", ["docx", "html", "pdf", "manifest"])
def test_the_sandbox_reads_the_same(form: str, tmp_path: Path) -> None:
    path = tmp_path / "报告.bin"  # the bytes decide, not the name
    path.write_bytes(FORMS[form]())
    assert open_report(path) == read_bytes(path.read_bytes())


def with_text(key: str, text: str) -> Document:
    """The document as somebody would have it who can typeset but not sign."""

    def change(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        def one(i: Text | Number) -> Text | Number:
            return replace(i, text=text) if isinstance(i, Number) and i.occurrence == key else i

        return tuple(Note(tuple(map(one, i.inlines))) if isinstance(i, Note) else one(i) for i in inlines)

    def block(b: Block) -> Block:
        if isinstance(b, Table):
            return Table(change(b.caption), b.header, tuple(tuple(change(c) for c in row) for row in b.rows))
        if isinstance(b, Paragraph):
            return replace(b, inlines=change(b.inlines))
        return b

    return replace(DOCUMENT, title=change(DOCUMENT.title), blocks=tuple(map(block, DOCUMENT.blocks)))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("n0001", "2018年"), ("n0003", "10%"), ("n0004", "7"), ("n0005", "0.70%"), ("n0005", "10.07%"), ("n0005", "0.7%"),
        ("n0007", "8521"), ("n0008", "1.6%"), ("n0010", "2017年3月6日"), ("n0011", "12"), ("n0012", "1,386"), ("n0013", "第8行"),
        ("n0014", "5"), ("n0016", "8530"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["pdf", "tiny pdf", "docx", "html"])
def test_a_number_changed_before_typesetting(form: str, key: str, text: str) -> None:
    document = with_text(key, text)
    data = {
        "pdf": lambda: render_pdf(document, attachment=ENVELOPE),
        "tiny pdf": lambda: tiny_pdf(document, ENVELOPE, height=7),
        "docx": lambda: render_docx(document, attachment=ENVELOPE),
        "html": lambda: render_html(document, attachment=ENVELOPE).encode(),
    }[form]()
    bad = sample.judged(read_bytes(data)).first_bad
    assert bad is not None
    assert (bad.occurrence, bad.printed, bad.reason) == (key, text, "text")


def pdf_with(words: str) -> Verdict:
    blocks = (*DOCUMENT.blocks[:2], Paragraph((Text(words),)), *DOCUMENT.blocks[2:])
    return sample.judged(read_bytes(tiny_pdf(replace(DOCUMENT, blocks=blocks), ENVELOPE)))


def test_a_pdf_with_a_sentence_more() -> None:
    assert pdf_with("会议圆满成功。").ok
    assert pdf_with("会议圆满成功。").edited_words
    verdict = pdf_with("另有学校获奖35次。")
    assert [(u.printed, u.reason) for u in verdict.uncited] == [("35", "uncited")]
    assert verdict.bad == verdict.missing == ()


def test_a_pdf_without_a_paragraph() -> None:
    blocks = (*DOCUMENT.blocks[:2], *DOCUMENT.blocks[3:])
    verdict = sample.judged(read_bytes(tiny_pdf(replace(DOCUMENT, blocks=blocks), ENVELOPE)))
    assert {m.occurrence for m in verdict.missing} >= {"n0010", "n0011", "n0012"}


def test_a_pdf_of_somebody_else() -> None:
    report = read_bytes(tiny_pdf(DOCUMENT, b""))
    assert report.manifest is None
    assert report.numbers == ()
    assert "0.07%" in [n.text for n in report.uncited]
    assert sample.judged(report).problems[0].code == "V101"


def read(change: Callable[[Parts], object]) -> PrintedReport:
    parts = docx_parts(DOCUMENT, ENVELOPE)
    change(parts)
    return read_bytes(pack(parts))


def replaced(part: str, old: str, new: str) -> Callable[[Parts], object]:
    return lambda parts: parts.update({part: parts[part].decode().replace(old, new, 1).encode()})


def test_text_hidden_by_a_style() -> None:
    def change(parts: Parts) -> None:
        replaced(BODY, sdt("n0005"), filled("n0005", run("0.07%", '<w:rStyle w:val="Child"/>')))(parts)
        replaced(
            "word/_rels/document.xml.rels",
            "</Relationships>",
            RELATION.format("styles", "styles.xml") + "</Relationships>",
        )(parts)
        style = '<w:style w:styleId="{}">{}</w:style>'.format
        styles = style("Base", "<w:rPr><w:vanish/></w:rPr>") + style("Child", '<w:basedOn w:val="Base"/>')
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>'.encode()

    assert next(n for n in read(change).numbers if n.occurrence == "n0005").text == ""


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = '<Relationship Id="r7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'


def test_a_list_that_prints_figures() -> None:
    def change(parts: Parts) -> None:
        replaced(
            "word/_rels/document.xml.rels",
            "</Relationships>",
            RELATION.format("numbering", "numbering.xml") + "</Relationships>",
        )(parts)
        parts["word/numbering.xml"] = (
            f'<w:numbering xmlns:w="{WORD}"><w:lvl><w:lvlText w:val="获奖3次 %1."/></w:lvl></w:numbering>'.encode()
        )

    assert [n.text for n in read(change).uncited] == ["w:lvlText 获奖3次 %1."]


def test_word_art_and_alternative_drawings_are_read() -> None:
    art = '<w:p><w:r><w:pict><v:textpath xmlns:v="urn:schemas-microsoft-com:vml" string="99.9%"/></w:pict></w:r></w:p><w:tbl>'
    assert [n.text for n in read(replaced(BODY, "<w:tbl>", art)).uncited] == ["v:textpath 99.9%"]


FIELD_MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
INSTRUCTION = "<w:r><w:instrText>{}</w:instrText></w:r>".format


@pytest.mark.parametrize(
    "field",
    [
        f'<w:fldSimple w:instr="QUOTE &quot;99%&quot;">{run("无")}</w:fldSimple>',
        f"{FIELD_MARK('begin')}{INSTRUCTION(' DA')}{INSTRUCTION('TE ')}{FIELD_MARK('separate')}{run('无')}{FIELD_MARK('end')}",
        f"{FIELD_MARK('begin')}{INSTRUCTION('=1+2')}{FIELD_MARK('end')}",
    ],
)
def test_a_field_that_word_would_work_out_anew(field: str) -> None:
    report = read(replaced(BODY, "以内。</w:t></w:r>", f"以内。</w:t></w:r>{field}"))
    assert [n.text[:2] for n in report.uncited] == ["{ "]


def test_a_link_is_no_such_field() -> None:
    field = '<w:fldSimple w:instr=" HYPERLINK &quot;#a&quot; "><w:r><w:t>无</w:t></w:r></w:fldSimple>'
    assert read(replaced(BODY, "以内。</w:t></w:r>", f"以内。</w:t></w:r>{field}")).uncited == ()
    inside = filled("n0005", field.replace("无", "0.07%"))
    assert len(read(replaced(BODY, sdt("n0005"), inside)).uncited) == 1


def test_characters_that_mark_numbers_cannot_be_typed() -> None:
    report = read(replaced(BODY, sdt("n0005"), control("n0005", sample.DROPOUT.id, run("0.0\ufff97%"))))
    assert next(n for n in report.numbers if n.occurrence == "n0005").text == "0.0\ufffd7%"


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedError) as error:
        read_bytes(data)
    return error.value.code


def bomb(parts: Parts) -> None:
    parts[BODY] = parts[BODY] + b" " * (60 << 20)


def twice(parts: Parts) -> bytes:
    buffer = io.BytesIO(pack(parts))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("WORD/DOCUMENT.XML", b"<x/>")
    return buffer.getvalue()


def workbook() -> bytes:
    parts = docx_parts(DOCUMENT, ENVELOPE)
    parts[BODY] = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return pack(parts)


def encrypted_zip() -> bytes:
    data = bytearray(pack({"word/document.xml": b"x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
GOOD = pack(docx_parts(DOCUMENT, ENVELOPE))
BAD = {
    "empty": (b"", "V001"),
    "plain text": ("适龄儿童入学率100%".encode(), "V001"),
    "a workbook renamed": (workbook(), "V001"),
    "a zip of something": (pack({"a.txt": b"x"}), "V001"),
    "an old doc": (OLE, "V001"),
    "an encrypted docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "V002"),
    "a truncated docx": (GOOD[: len(GOOD) // 2], "V003"),
    "a docx with a flipped byte": (GOOD[:200] + bytes([GOOD[200] ^ 0xFF]) + GOOD[201:], "V003"),
    "a truncated pdf": (b"%PDF-1.7\n" + b"x" * 300, "V003"),
    "html in another encoding": ("<html>适龄".encode("gbk"), "V003"),
    "too large": (b"<" + b" " * (41 << 20), "V004"),
    "encrypted parts": (encrypted_zip(), "V006"),
    "two parts with one name": (twice(docx_parts(DOCUMENT, ENVELOPE)), "V006"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read(name: str) -> None:
    data, code = BAD[name]
    assert refusal(data) == code


def test_a_zip_bomb() -> None:
    with pytest.raises(RefusedError) as error:
        read(bomb)
    assert error.value.code == "V005"


@pytest.mark.parametrize("part", [BODY, "word/footnotes.xml", "customXml/item1.xml", "_rels/.rels"])
def test_declarations_are_refused(part: str) -> None:
    def change(parts: Parts) -> None:
        text = parts[part].decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
        parts[part] = ('<!DOCTYPE x [<!ENTITY a "0.07">]>' + text).encode()

    with pytest.raises(RefusedError) as error:
        read(change)
    assert error.value.code == "V006"


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(RefusedError):
        read(replaced(BODY, "<w:tbl>", "<w:p>" * 5000 + "</w:p>" * 5000 + "<w:tbl>"))


NOT_REPORTS = {
    "空文件": b"\n",
    "纯文本文件": "适龄儿童入学率100%".encode("gbk"),
    "图片": b"\x89PNG\r\n\x1a\n" + bytes(30),
    "压缩文件": pack({"a.txt": b"x"}),
    "RTF 文档": b"{\\rtf1\\ansi x}",
    "旧版 Office 文件（如 .doc）": OLE,
    "Excel 工作簿": pack(
        {
            "_rels/.rels": docx_parts(DOCUMENT, ENVELOPE)["_rels/.rels"].replace(
                b"word/document.xml", b"xl/workbook.xml"
            ),
            "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        }
    ),
    "不认识的文件格式": bytes(range(256)) * 2,
}


@pytest.mark.parametrize("found", NOT_REPORTS)
def test_what_is_no_report_is_named(found: str, tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(NOT_REPORTS[found])
    with pytest.raises(ZerenError) as error:
        open_report(path)
    problem = error.value.problems[0]
    assert (problem.code, problem.found) == ("V001", found)
    assert problem.zh == f"这不是能验证的报告：{found}"


@pytest.mark.parametrize(
    ("name", "code"), [("a truncated docx", "V003"), ("an encrypted docx", "V002"), ("plain text", "V001")]
)
def test_a_refusal_reaches_the_user_in_both_languages(name: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(BAD[name][0])
    with pytest.raises(ZerenError) as error:
        open_report(path)
    problem = error.value.problems[0]
    assert (problem.code, problem.place.file) == (code, "报告.docx")
    assert problem.zh
    assert problem.en
    assert problem.todo_zh


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ZerenError) as error:
        open_report(tmp_path / "x.docx")
    assert error.value.problems[0].code == "V008"


def saved_by_python_docx(old: str, new: str) -> bytes:
    """The real docx, opened and saved by another program, one run's text replaced."""
    import docx
    from docx.oxml.ns import qn

    opened = docx.Document(io.BytesIO(FORMS["docx"]()))
    runs = [t for t in opened.element.iter(qn("w:t")) if t.text == old]
    assert runs
    runs[0].text = new
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def test_a_real_report_edited_in_another_program() -> None:
    assert sample.judged(read_bytes(saved_by_python_docx("0.07%", "0.07%"))).ok
    bad = sample.judged(read_bytes(saved_by_python_docx("0.07%", "0.70%"))).first_bad
    assert bad is not None
    assert (bad.occurrence, bad.printed, bad.signed) == ("n0005", "0.70%", "0.07%")
    polished = sample.judged(read_bytes(saved_by_python_docx("目标完成情况", "目标任务完成情况")))
    assert polished.ok
    assert polished.edited_words
