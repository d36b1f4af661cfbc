"""Renderers: a document as docx, PDF or HTML; overview page, scorecard workbook, verdict sheets. Bytes out, nothing written."""

from zeren.core.reports.render.docx import render_docx
from zeren.core.reports.render.html import render_html
from zeren.core.reports.render.overview import overview_html
from zeren.core.reports.render.pdf import render_pdf
from zeren.core.reports.render.sheet_docx import render_sheet_docx
from zeren.core.reports.render.sheet_html import render_sheet_html
from zeren.core.reports.render.workbook import scorecard_xlsx

__all__ = [
    "overview_html",
    "render_docx",
    "render_html",
    "render_pdf",
    "render_sheet_docx",
    "render_sheet_html",
    "scorecard_xlsx",
]
