"""Reviews: self, reviewed and final scores side by side, and how far the self scores can be believed."""

from zeren.core.scoring.reviewing.comparing import review_cohort, review_score
from zeren.core.scoring.reviewing.credibility import (
    Credibility,
    CredibilitySpec,
    credibility_of,
    credibility_spec,
)
from zeren.core.scoring.reviewing.review import Review, read_reviews
from zeren.core.scoring.reviewing.reviewed import ReviewedCohort, ReviewedLine, ReviewedScore

__all__ = [
    "Credibility",
    "CredibilitySpec",
    "Review",
    "ReviewedCohort",
    "ReviewedLine",
    "ReviewedScore",
    "credibility_of",
    "credibility_spec",
    "read_reviews",
    "review_cohort",
    "review_score",
]
