"""Tables: the rows of a 考核细则 become the draft of a letter."""

from zeren.core.drafting.tables.letter import DraftedTarget, LetterDraft, draft_table

__all__ = ["DraftedTarget", "LetterDraft", "draft_table"]
