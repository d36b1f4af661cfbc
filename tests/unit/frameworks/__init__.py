"""Frameworks: published figures, the shapes a county's table comes in, and what must never be scored in silence."""
