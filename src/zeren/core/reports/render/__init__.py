"""Renderers: one document as docx, PDF or HTML; the overview page and the scorecard's workbook. Bytes out, nothing written."""

from zeren.core.reports.render.docx import render_docx
from zeren.core.reports.render.html import render_html
from zeren.core.reports.render.overview import overview_html
from zeren.core.reports.render.pdf import render_pdf
from zeren.core.reports.render.workbook import scorecard_xlsx

__all__ = ["overview_html", "render_docx", "render_html", "render_pdf", "scorecard_xlsx"]
