"""Verdict sheets: an assessment as a document (docx, HTML) and as a workbook, for an official to read, file and send."""

from zeren.core.frameworks.sheets.document import verdict_document
from zeren.core.frameworks.sheets.workbook import verdict_workbook

__all__ = ["verdict_document", "verdict_workbook"]
