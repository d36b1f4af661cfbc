"""Wider forms: mixtures of conditions and facts, stages, movements of a place, growth, and what is bought on top of a target."""

from zeren.core.drafting.forms.wider import mixtures, movements, stages

__all__ = ["mixtures", "movements", "stages"]
