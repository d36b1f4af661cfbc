"""What is read of documents as people keep them: revisions, boxes, notes, nested tables, merged cells, odd encodings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bad_files import CELL, package, sheet_xml
from tests.support.plain_files import docx, paragraph, run, table, write
from zeren.core.audit import Audit
from zeren.workspace.audits import Auditor

WRONG = "初中由12所增加到10所。"


@pytest.fixture(scope="module")
def auditor() -> Iterator[Auditor]:
    with Auditor() as auditor:
        yield auditor


def audited(auditor: Auditor, folder: Path, name: str, data: bytes | str) -> Audit:
    found = auditor.audit(write(folder, name, data))
    assert found.audit is not None, found.problems
    return found.audit


def said(audit: Audit) -> list[tuple[str | None, str]]:
    return [
        (claim.metric, f"{claim.value}{claim.unit or ''}")
        for claim in audit.claims
        if claim.value is not None
    ]


def test_inserted_words_count_and_deleted_ones_do_not(auditor: Auditor, tmp_path: Path) -> None:
    moved = f"<w:moveFrom w:id='3'>{run('另有教师9人。')}</w:moveFrom>"
    body = paragraph(
        "小学在校生",
        f"<w:del w:id='1'>{run('5000')}</w:del>",
        f"<w:ins w:id='2'>{run('5100')}</w:ins>",
        "人。",
        moved,
    )
    found = audited(auditor, tmp_path, "修订.docx", docx(body))
    assert found.text.content == "小学在校生5100人。\n"
    assert said(found) == [("在校生", "5100人")]


def test_a_text_box_is_read_once(auditor: Auditor, tmp_path: Path) -> None:
    inside = f"<w:txbxContent>{paragraph(WRONG)}</w:txbxContent>"
    compatible = (
        "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'>{inside}</mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    found = audited(auditor, tmp_path, "文本框.docx", docx(f"<w:p><w:r>{compatible}</w:r></w:p>"))
    assert found.text.content == f"{WRONG}\n"


def test_a_note_is_read_and_its_mark_is_no_digit(auditor: Auditor, tmp_path: Path) -> None:
    mark = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    typed = run("3", "<w:vertAlign w:val='superscript'/>")
    note = f"<w:footnote w:id='2'>{paragraph(WRONG)}</w:footnote>"
    body = paragraph("小学在校生5100人", mark, "，初中在校生2000人", typed, "。")
    found = audited(auditor, tmp_path, "脚注.docx", docx(body, note))
    assert said(found)[:2] == [("在校生", "5100人"), ("在校生", "2000人")]
    assert [f.quote for f in found.findings] == [WRONG[:-1]]


def test_a_table_within_a_table_is_a_table_of_its_own(auditor: Auditor, tmp_path: Path) -> None:
    inner = table(("学校", "人数"), ("甲校", "300"), ("乙校", "400"), ("合计", "800"))
    found = audited(auditor, tmp_path, "嵌套.docx", docx(table((f"{inner}{paragraph('见内表')}", "说明"))))
    assert [len(t.rows) for t in found.text.tables] == [1, 4]
    assert [(f.kind, f.severity, f.quote) for f in found.findings] == [
        ("table_total_mismatch", "error", "800")
    ]


def workbook(cell: str = "") -> bytes:
    """A table under a merged title; ``cell`` is the XML of one more cell behind the first school."""
    title = "<row r='1'>" + CELL.format(at="A1", text="某区学校情况表") + "</row>"
    rows = title
    for y, (name, count) in enumerate(
        (("学校", "人数"), ("甲校", "300"), ("乙校", "400"), ("合计", "800")), 2
    ):
        more = cell if y == 3 else ""
        rows += f"<row r='{y}'>{CELL.format(at=f'A{y}', text=name)}{CELL.format(at=f'B{y}', text=count)}{more}</row>"
    sheet = sheet_xml(rows).replace(
        "</sheetData>", "</sheetData><mergeCells><mergeCell ref='A1:B1'/></mergeCells>"
    )
    return package({"汇总": sheet})


def test_merged_cells_and_formulas_of_a_workbook(auditor: Auditor, tmp_path: Path) -> None:
    found = audited(auditor, tmp_path, "表.xlsx", workbook("<c r='C3'><f>B3*2</f><v>600</v></c>"))
    assert [(f.kind, f.quote) for f in found.findings] == [("table_total_mismatch", "800")]
    assert [p for p in found.text.content.split() if "=" in p or "*" in p] == []
    assert "600" in found.text.content
    never_worked_out = write(tmp_path, "未算.xlsx", workbook("<c r='C3'><f>B3*2</f></c>"))
    assert [p.code for p in auditor.audit(never_worked_out).problems] == ["I014"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-be"])
def test_one_text_in_every_encoding(auditor: Auditor, tmp_path: Path, encoding: str) -> None:
    data = WRONG.encode(encoding) if encoding != "utf-16-be" else b"\xfe\xff" + WRONG.encode(encoding)
    assert audited(auditor, tmp_path, "a.txt", data).text.content == WRONG


def test_places_in_a_text_file_are_places_in_the_file(auditor: Auditor, tmp_path: Path) -> None:
    """Blank lines, indents and foreign line ends included; a table by its tabs is a table."""
    written = f"\n\u3000\u3000标题\r\n\r\n  {WRONG}\r\n学校\t人数\r\n甲校\t10\r\n乙校\t20\r\n合计\t40\r\n"
    found = audited(auditor, tmp_path, "a.txt", written.encode())
    assert found.text.content == written.replace("\r\n", "\n")
    assert {f.kind for f in found.findings} == {"direction_word", "table_total_mismatch"}
    assert all(found.text.content[f.start : f.end] == f.quote for f in found.findings)


def test_two_encodings_in_one_file(auditor: Auditor, tmp_path: Path) -> None:
    data = f"小学在校生5100人。\n{WRONG}\n".encode("gb18030") + "初中在校生两千人，教师二百人。\n".encode()
    found = audited(auditor, tmp_path, "a.txt", data)
    assert found.text.content == f"小学在校生5100人。\n{WRONG}\n初中在校生两千人，教师二百人。\n"


def test_a_page_without_a_body(auditor: Auditor, tmp_path: Path) -> None:
    found = audited(auditor, tmp_path, "a.html", f"<p>{WRONG}</p><p>小学在校生5100人。")
    assert [f.kind for f in found.findings] == ["direction_word"]
    assert ("在校生", "5100人") in said(found)


def test_children_are_kept_from_report_to_report(auditor: Auditor, tmp_path: Path) -> None:
    auditor.pool.start()
    before = auditor.pool.process_ids()
    audited(auditor, tmp_path, "a.txt", WRONG)
    assert auditor.pool.process_ids() == before
