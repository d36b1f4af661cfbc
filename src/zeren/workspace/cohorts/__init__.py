"""Cohorts and their reviews as files: several workspaces, one with several counties, a table of units; review files."""

from zeren.workspace.cohorts.reviews import reviews_of_file
from zeren.workspace.cohorts.source import CohortSource, find_letter, score_source
from zeren.workspace.cohorts.unit_table import cohort_of_table
from zeren.workspace.cohorts.workspaces import cohort_of_tree, cohort_of_workspaces, units_below

__all__ = [
    "CohortSource",
    "cohort_of_table",
    "cohort_of_tree",
    "cohort_of_workspaces",
    "find_letter",
    "reviews_of_file",
    "score_source",
    "units_below",
]
