"""Drafting: a sentence of a 考核细则 becomes a rule, and a rule becomes a sentence again. Deterministic, nothing guessed."""
