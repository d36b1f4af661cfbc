"""The forms: each file declares its own; the table of forms is filled on import."""

from zeren.core.audit.grammar.forms import changes, counts, plain, rates

__all__ = ["changes", "counts", "plain", "rates"]
