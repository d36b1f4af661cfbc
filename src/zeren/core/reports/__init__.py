"""Reports: a template, a scorecard and the facts become a document; a document becomes docx, PDF or HTML."""

from zeren.core.reports import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.reports.composing import compose
from zeren.core.reports.directives import DIRECTIVES, Directive, directive
from zeren.core.reports.render import (
    overview_html,
    render_docx,
    render_html,
    render_pdf,
    render_sheet_docx,
    render_sheet_html,
    scorecard_xlsx,
)
from zeren.core.reports.template_check import check_template

__all__ = [
    "DIRECTIVES",
    "Directive",
    "check_template",
    "compose",
    "directive",
    "overview_html",
    "render_docx",
    "render_html",
    "render_pdf",
    "render_sheet_docx",
    "render_sheet_html",
    "scorecard_xlsx",
]
