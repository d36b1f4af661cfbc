"""A whole letter: which inputs each line reads, the lines of one unit, and what they come to."""

from zeren.core.scoring.letters.lines import Given, line_of, veto_line
from zeren.core.scoring.letters.planning import LetterPlan, LinePlan, check_letter, plan_of
from zeren.core.scoring.letters.totals import settled, total_of

__all__ = [
    "Given",
    "LetterPlan",
    "LinePlan",
    "check_letter",
    "line_of",
    "plan_of",
    "settled",
    "total_of",
    "veto_line",
]
