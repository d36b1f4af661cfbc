"""Scoring: ``score(letter, facts, pack=…) -> Scorecard``. A rule is one small pure function in ``rules.py``."""

from zeren.core.scoring import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.scoring.rules import RULES, Case, Points, apply_rule, check_rule, rule
from zeren.core.scoring.scorer import check_letter, score

__all__ = ["RULES", "Case", "Points", "apply_rule", "check_letter", "check_rule", "rule", "score"]
