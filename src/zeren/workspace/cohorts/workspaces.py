"""Cohorts out of workspaces: several districts' own ones, or one whose tree holds several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zeren.core.kernel import LEVELS, Facts, Problem, Unit, ZerenError
from zeren.core.scoring import JoinedFacts
from zeren.workspace.cohorts.source import CohortSource
from zeren.workspace.pipeline import facts_of
from zeren.workspace.settings import Workspace

__all__ = ["cohort_of_tree", "cohort_of_workspaces", "units_below"]


def cohort_of_workspaces(workspaces: Sequence[Workspace]) -> CohortSource:
    """Each workspace's own unit, scored by the letter they share.

    Raises:
        ZerenError: S014 when letters, pack versions or periods differ, S010 when two are about one unit: nothing is scored.
    """
    first = workspaces[0]
    for what, found in (
        ("责任书", {w.letter_id for w in workspaces}),
        ("内容包", {w.pack_name for w in workspaces}),
        ("时期", {w.period.id for w in workspaces}),
    ):
        if len(found) > 1:
            raise ZerenError(Problem("S014", found=what, expected="、".join(sorted(found))))
    units = [workspace.unit for workspace in workspaces]
    twice = [unit for unit, count in Counter(units).items() if count > 1]
    if twice:
        raise ZerenError(
            [
                Problem(
                    "S010",
                    found=unit,
                    expected="、".join(str(w.folder) for w in workspaces if w.unit == unit),
                )
                for unit in twice
            ]
        )
    facts: dict[str, Facts] = {}
    for workspace in workspaces:
        facts[workspace.unit] = facts_of(workspace)
    return CohortSource(
        letter=first.letter,
        pack=first.pack,
        facts=JoinedFacts.of(first.pack, facts),
        units=tuple(units),
        places=tuple(str(workspace.folder) for workspace in workspaces),
    )


def units_below(workspace: Workspace, level: str = "") -> list[Unit]:
    """The units a workspace is scored on one by one: those of a level, else its counties if it lies above several."""
    tree = workspace.tree
    own = tree.get(workspace.unit)
    inside = list(tree.below(workspace.unit)) if own is not None else list(tree)
    if level:
        return [unit for unit in inside if unit.level == level]
    if own is None or LEVELS.index(own.level) >= LEVELS.index("county"):
        return []
    counties = [unit for unit in inside if unit.level == "county"]
    return counties if len(counties) > 1 else []


def cohort_of_tree(workspace: Workspace, level: str = "") -> CohortSource:
    """The units below a workspace's own, each scored by its letter.

    Raises:
        ZerenError: S011 when there is none of that level.
    """
    facts = facts_of(workspace)
    own = workspace.unit
    wanted = level or "county"
    inside = facts.tree.below(own) if own in facts.tree else tuple(facts.tree)
    units = [unit.code for unit in inside if unit.level == wanted]
    if not units:
        raise ZerenError(Problem("S011", found=wanted))
    places = tuple(f"{workspace.folder}·{facts.tree[unit].name}" for unit in units)
    return CohortSource(
        letter=workspace.letter, pack=workspace.pack, facts=facts, units=tuple(units), places=places
    )
