"""Composing: from a template's Markdown and what its directives return to a document."""

from zeren.core.reports.composing.composer import compose

__all__ = ["compose"]
