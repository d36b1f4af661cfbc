"""Gap planning: what would have to change, where, and by how much, for a target's next points."""

from zeren.core.scoring.gaps.gap import Change, Gap, GapPlan, Miss
from zeren.core.scoring.gaps.planning import plan_gaps
from zeren.core.scoring.gaps.schools import SchoolShare

__all__ = ["Change", "Gap", "GapPlan", "Miss", "SchoolShare", "plan_gaps"]
