"""Writing: a rule as a sentence, and that sentence back as the rule."""

from zeren.core.drafting.writing import further as _further  # noqa: F401  (declares phrases)
from zeren.core.drafting.writing.sentences import spoken, words

__all__ = ["spoken", "words"]
