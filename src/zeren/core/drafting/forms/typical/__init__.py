"""Typical forms: three ways to stand to a mark, grades told by ranges, what grows with every repetition."""

from zeren.core.drafting.forms.typical import grades, repeated, standing

__all__ = ["grades", "repeated", "standing"]
