"""Verdict sheets of any framework, in any renderer, and from the command line."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tests.unit.frameworks.cast import as_csv, quality_school
from tests.unit.frameworks.sheet_readers import (
    FORMULA,
    book_of,
    found_quality,
    page_of,
    row_of,
    texts,
    word_of,
)
from zeren.cli import main
from zeren.core.frameworks import assess, verdict_document, verdict_workbook
from zeren.core.packs import load
from zeren.core.reports import render_docx, render_html, render_sheet_docx, render_sheet_html


# --- the form -----------------------------------------------------------------------------------------------------------
def test_a_name_is_never_a_formula() -> None:
    book = book_of(found_quality())
    cells = [c for sheet in book for r in sheet.iter_rows() for c in r if c.value == FORMULA]
    assert cells
    assert {c.data_type for c in cells} == {"s"}


def test_the_document_is_a_document_any_renderer_can_draw_and_every_figure_is_cited() -> None:
    document = verdict_document(found_quality(), at=date(2018, 3, 1))
    numbers = list(document.numbers())
    assert numbers
    assert all(n.occurrence and n.citation in document.citations for n in numbers)
    measured = [document.citations[n.citation] for n in numbers if n.text == "4.49"]
    assert "教学及辅助用房面积" in measured[0].text
    report = docx.Document(io.BytesIO(render_docx(document))).element.body
    assert "2018年3月1日" in "".join(t.text for t in report.iter(qn("w:t")))
    assert "未达标" in render_html(document)


def test_wide_chapters_lie_on_their_side() -> None:
    word = word_of(found_quality())
    turned = {s.orientation for s in word.sections}
    assert len(turned) == 2
    assert all((s.page_width > s.page_height) == (s.orientation == 1) for s in word.sections)


def test_equal_assessments_give_equal_bytes() -> None:
    first, again = found_quality(), found_quality()
    assert render_sheet_docx(verdict_document(first)) == render_sheet_docx(verdict_document(again))
    assert render_sheet_html(verdict_document(first)) == render_sheet_html(verdict_document(again))
    parts = [zipfile.ZipFile(io.BytesIO(verdict_workbook(f))) for f in (first, again)]
    assert [p.read(n) for p in parts[:1] for n in p.namelist()] == [
        p.read(n) for p in parts[1:] for n in p.namelist()
    ]


# --- other frameworks ---------------------------------------------------------------------------------------------------
def with_frameworks() -> list[str]:
    folder = Path(__file__).parents[3] / "packs"
    return sorted({path.parent.parent.name for path in folder.glob("*/frameworks/*.yaml")})


@pytest.mark.parametrize("name", with_frameworks())
def test_every_framework_s_own_examples_can_be_drawn(name: str) -> None:
    """Whatever a pack's examples hold (one school, zero means, missing cells), all three files come and name the outcome."""
    drawn = 0
    for framework in load(name).frameworks.values():
        for example in framework.examples:
            raised = any("raises" in expected.values for expected in example.expect)
            if not example.rows or raised:
                continue
            found = assess(framework, example.rows, region=example.region, on=example.on)
            book, word, page = book_of(found), word_of(found), page_of(found)
            outcome = next(
                str(c.value) for r in book["结论"].iter_rows() for c in r if str(c.value).startswith("结论：")
            )
            assert outcome.split("。")[0] in texts(word)
            assert outcome.split("。")[0] in page.text_content()
            schools = {s.school for s in found.schools}
            shown = {c.value for sheet in book for r in sheet.iter_rows() for c in r}
            assert schools <= shown
            drawn += 1
    assert drawn


def test_grades_and_automatic_fails_are_shown() -> None:
    framework = load("school-pe-2014").frameworks["school-pe-2014"]
    no = dict.fromkeys(
        ("未开足体育与健康课", "体质健康水平连续三年下降", "未按要求测试或如实上报", "弄虚作假"), "否"
    )
    rows = [
        {"学校": "甲", "学校类别": "小学", "得分": 98, "不能保证每天一小时": "是", **no},
        {"学校": "乙", "学校类别": "小学", "得分": 52, "不能保证每天一小时": "否", **no},
        {"学校": "丙", "学校类别": "小学", "得分": 92, "不能保证每天一小时": "否", **no},
    ]
    found = assess(framework, rows)
    sheet = book_of(found)["逐校判定"]
    assert [c.value for c in row_of(sheet, "甲")] == [
        "甲",
        "小学",
        98,
        "不合格",
        "不能保证每天一小时校园体育活动",
        "未达标",
    ]
    assert [c.value for c in row_of(sheet, "丙")][3] == "优秀"
    steps = book_of(found)["怎样达标"]
    short = row_of(steps, "乙")
    assert [c.value for c in short[2:7]] == ["得分", 52, 8, 60, "分"]
    assert any("先消除这一情形" in str(c.value) for c in row_of(steps, "甲"))


def test_a_framework_that_judges_only_the_county_passes_no_verdict_on_a_kindergarten() -> None:
    framework = load("preschool-2020").frameworks["preschool-2020"]
    rows = [
        {"幼儿园": "星星", "办学性质": "公办", "在园幼儿数": 100, "室外游戏场地面积": 300},
        {"幼儿园": "月亮", "办学性质": "民办", "在园幼儿数": 300, "室外游戏场地面积": 1500},
    ]
    found = assess(framework, rows, answers={"figures": {"population_3_5": 500}})
    sheet = book_of(found)["逐个幼儿园判定"]
    head = [c.value for c in next(r for r in sheet.iter_rows() if r[0].value == "幼儿园")]
    assert "结论" not in head
    county = book_of(found)["县域和项目"]
    share = next(r for r in county.iter_rows() if str(r[0].value).startswith("公办园在园幼儿占比"))
    assert (share[1].value, share[4].value) == (25, "未达标")
    steps = book_of(found)["怎样达标"]
    least = row_of(steps, "公办园在园幼儿占比")
    assert (least[3].value, least[4].value) == (100, 100)


# --- the command --------------------------------------------------------------------------------------------------------
def test_the_command_writes_three_files(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "县.csv"
    table.write_text(
        as_csv([quality_school("甲", "小学", 450), quality_school("乙", "小学", 300)]), encoding="utf-8"
    )
    command = [
        "zeren",
        "framework",
        "quality-balanced-2017",
        "--schools",
        str(table),
        "--sheets",
        str(tmp_path / "表"),
        "--format",
        "json",
    ]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as stop:
        main()
    assert not stop.value.code
    told = json.loads(capfd.readouterr().out)["sheets"]
    names = [f"判定表-quality-balanced-2017.{ending}" for ending in ("xlsx", "docx", "html")]
    assert [Path(path).name for path in told] == names
    assert sorted(p.name for p in (tmp_path / "表").iterdir()) == sorted(names)
    assert openpyxl.load_workbook(tmp_path / "表" / names[0]).sheetnames[0] == "结论"
    assert "制表日期" in (tmp_path / "表" / names[2]).read_text(encoding="utf-8")
