"""Assessments for the verdict sheets, and how an official's programs read a sheet back: Excel, Word, a browser."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import html

from tests.unit.frameworks.cast import balanced, balanced_school, quality, quality_school
from zeren.core.frameworks import Assessment, assess, verdict_document, verdict_workbook
from zeren.core.reports import render_sheet_docx, render_sheet_html

RED, DARK = "F6C9C4", "A61C1C"
FORMULA = "=HYPERLINK(1)小学"


def found_quality(**answers: Any) -> Assessment:
    """Two schools that fail, one of them under the floor; one that does not count; one with a hole; a lone junior school."""
    rows = [
        quality_school("甲", "小学", 1000),
        quality_school("乙<b>", "小学", 1000, 县级以上骨干教师数=9, 教学及辅助用房面积=4490),
        quality_school("丙\x0b", "小学", 1000, 网络多媒体教室数=10),
        quality_school(FORMULA, "小学", 500, 体育艺术教师数=None),
        quality_school("戊特教", "小学", 90, "特殊教育学校"),
        quality_school("己", "初中", 800),
        quality_school("庚", "小学", 0),
    ]
    return assess(quality(), rows, answers=answers, region="630103")


def found_balanced(books: Mapping[str, int]) -> Assessment:
    rows = [balanced_school(name, "小学", 100, 图书册数=number) for name, number in books.items()]
    return assess(balanced(), rows)


def book_of(found: Assessment) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(verdict_workbook(found, at=date(2018, 3, 1))))


def row_of(sheet: Any, *words: str) -> tuple[Any, ...]:
    """The first row whose cells begin with these words."""
    return next(row for row in sheet.iter_rows() if tuple(c.value for c in row[: len(words)]) == words)


def page_of(found: Assessment) -> Any:
    return html.fromstring(render_sheet_html(verdict_document(found)))


def word_of(found: Assessment, longest: int | None = None) -> Any:
    return docx.Document(io.BytesIO(render_sheet_docx(verdict_document(found, longest=longest))))


def table_of(document: Any, *head: str) -> Any:
    return next(t for t in document.tables if tuple(c.text for c in t.rows[0].cells[: len(head)]) == head)


def texts(document: Any) -> str:
    return "\n".join(p.text for p in document.paragraphs)


def fill_of(cell: Any) -> str:
    shade = cell._tc.tcPr.find(qn("w:shd"))
    return "" if shade is None else str(shade.get(qn("w:fill")))
