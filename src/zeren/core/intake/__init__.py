"""Intake: the only package that opens what a user sent: read workbooks, check them together, hand out templates."""

from zeren.core.intake import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.intake.cross import check_all
from zeren.core.intake.prose import Remark, comment_document, open_document, problems_told
from zeren.core.intake.report import open_report, open_signed
from zeren.core.intake.sandbox import Answer, Job, Pool, shared_pool
from zeren.core.intake.template import mark_up, write_template, write_workbook
from zeren.core.intake.workbook import Reading, read

__all__ = [
    "Answer",
    "Job",
    "Pool",
    "Reading",
    "Remark",
    "check_all",
    "comment_document",
    "mark_up",
    "open_document",
    "open_report",
    "open_signed",
    "problems_told",
    "read",
    "shared_pool",
    "write_template",
    "write_workbook",
]
