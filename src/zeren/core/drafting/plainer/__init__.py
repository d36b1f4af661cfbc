"""Plainer: a sentence in one way of writing, before it is cut into tokens."""

from zeren.core.drafting.plainer.normalising import normalise

__all__ = ["normalise"]
