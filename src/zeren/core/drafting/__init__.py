"""Drafting: a sentence of a 考核细则 becomes a rule, and a rule becomes a sentence again. Deterministic, nothing guessed."""

from zeren.core.drafting import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.drafting.decisions import Choice, Decision, Draft
from zeren.core.drafting.drafter import draft
from zeren.core.drafting.forms import less_is_better
from zeren.core.drafting.naming import (
    as_fact,
    counted_votes,
    event_names,
    grouped,
    in_table,
    kinds_of,
    likeness,
    meant,
    paired,
    plain_number,
    spread,
    turned,
    worked_out,
)
from zeren.core.drafting.tables import DraftedTarget, LetterDraft, draft_table
from zeren.core.drafting.tables.told import by_level, of_hundred, told_otherwise
from zeren.core.drafting.writing import words

__all__ = [
    "Choice",
    "Decision",
    "Draft",
    "DraftedTarget",
    "LetterDraft",
    "as_fact",
    "by_level",
    "counted_votes",
    "draft",
    "draft_table",
    "event_names",
    "grouped",
    "in_table",
    "kinds_of",
    "less_is_better",
    "likeness",
    "meant",
    "of_hundred",
    "paired",
    "plain_number",
    "spread",
    "told_otherwise",
    "turned",
    "words",
    "worked_out",
]
