"""Drafting: a sentence of a 考核细则 becomes a rule, and a rule becomes a sentence again. Deterministic, nothing guessed."""

from zeren.core.drafting import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.drafting.decisions import Choice, Decision, Draft
from zeren.core.drafting.drafter import draft
from zeren.core.drafting.tables import DraftedTarget, LetterDraft, draft_table
from zeren.core.drafting.writing import words

__all__ = ["Choice", "Decision", "Draft", "DraftedTarget", "LetterDraft", "draft", "draft_table", "words"]
