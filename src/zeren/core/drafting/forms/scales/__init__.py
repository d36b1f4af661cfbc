"""What bands and steps have in common with nobody else: bounds put in order, and where the points of a step start."""

from zeren.core.drafting.forms.scales import best, ladder, origin

__all__ = ["best", "ladder", "origin"]
