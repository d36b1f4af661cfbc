"""Workbooks that go out: templates, filled ledgers, and a user's own workbook with its mistakes marked."""

from zeren.core.intake.template.marking import mark_grids, mark_package, mark_up
from zeren.core.intake.template.writing import write_template, write_workbook

__all__ = ["mark_grids", "mark_package", "mark_up", "write_template", "write_workbook"]
