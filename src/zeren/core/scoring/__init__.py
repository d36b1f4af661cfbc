"""Scoring: ``score(letter, facts, pack=…) -> Scorecard``. A rule is one small pure function in ``primitives``."""

from zeren.core.scoring import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.scoring.case import Case, Effect, Result
from zeren.core.scoring.cohort import Cohort
from zeren.core.scoring.comparing import Change, Move, compare_letters, compare_scores, pairs_of
from zeren.core.scoring.gaps import Gap, GapPlan, plan_gaps
from zeren.core.scoring.linting import check_letter, run_rule_examples
from zeren.core.scoring.ranking import (
    CohortScore,
    JoinedFacts,
    Quota,
    Standing,
    TableFacts,
    letter_inputs,
    rank_cards,
    ranking_of,
    score_cohort,
)
from zeren.core.scoring.registry import RULES, rule
from zeren.core.scoring.reviewing import (
    Review,
    ReviewedCohort,
    ReviewedScore,
    read_reviews,
    review_cohort,
    review_score,
)
from zeren.core.scoring.rules import apply_rule, check_rule, rule_inputs, value_of
from zeren.core.scoring.scorer import cohorts, score, score_units

__all__ = [
    "RULES",
    "Case",
    "Change",
    "Cohort",
    "CohortScore",
    "Effect",
    "Gap",
    "GapPlan",
    "JoinedFacts",
    "Move",
    "Quota",
    "Result",
    "Review",
    "ReviewedCohort",
    "ReviewedScore",
    "Standing",
    "TableFacts",
    "apply_rule",
    "check_letter",
    "check_rule",
    "cohorts",
    "compare_letters",
    "compare_scores",
    "letter_inputs",
    "pairs_of",
    "plan_gaps",
    "rank_cards",
    "ranking_of",
    "read_reviews",
    "review_cohort",
    "review_score",
    "rule",
    "rule_inputs",
    "run_rule_examples",
    "score",
    "score_cohort",
    "score_units",
    "value_of",
]
