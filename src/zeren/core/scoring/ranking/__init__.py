"""A cohort: many units scored by one letter, their places, intervals and quotas."""

from zeren.core.scoring.ranking import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.scoring.ranking.cohort_scores import CohortScore, Standing, rank_cards, score_cohort
from zeren.core.scoring.ranking.lists import LetterInputs, letter_inputs
from zeren.core.scoring.ranking.places import RankingSpec, Span, places_of, ranking_of
from zeren.core.scoring.ranking.quota import Quota
from zeren.core.scoring.ranking.sources import JoinedFacts, RevisedFacts, TableFacts

__all__ = [
    "CohortScore",
    "JoinedFacts",
    "LetterInputs",
    "Quota",
    "RankingSpec",
    "RevisedFacts",
    "Span",
    "Standing",
    "TableFacts",
    "letter_inputs",
    "places_of",
    "rank_cards",
    "ranking_of",
    "score_cohort",
]
