"""Where a cohort comes from: its letter, the facts of its units, and what people decided about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zeren.core.kernel import Facts, Problem, ZerenError, nearest
from zeren.core.packs import Letter, Pack
from zeren.core.scoring import CohortScore, Review, ReviewedCohort, review_cohort, score_cohort

__all__ = ["CohortSource", "find_letter", "score_source"]


@dataclass(frozen=True)
class CohortSource:
    """Units that are scored together.

    Shape: ``places`` say where each of ``units`` comes from (a row, a folder); ``folder`` keeps what the facts are read from.
    """

    letter: Letter
    pack: Pack
    facts: Facts
    units: tuple[str, ...]
    places: tuple[str, ...]
    judgements: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    history: Sequence[Facts] = ()
    problems: tuple[Problem, ...] = ()
    folder: Any = None

    def unit(self, named: str) -> str:
        """The unit of a code or a name.

        Raises:
            ZerenError: W008 with the nearest name when there is none.
        """
        known = {u.name: u.code for u in self.facts.tree} | {
            u: u for u in (*self.units, *(x.code for x in self.facts.tree))
        }
        key = "".join(named.split())
        if key not in known:
            raise ZerenError(Problem("W008", found=named, hint=nearest(key, known)))
        return known[key]

    def expected(self, named: Sequence[str]) -> list[str]:
        """The units that should take part, by code where they are known."""
        known = {u.name: u.code for u in self.facts.tree}
        return [known.get(name, name) for name in map(str.strip, named) if name]


def find_letter(pack: Pack, name: str = "") -> Letter:
    """The letter of a pack: the only one, or the one named.

    Raises:
        ZerenError: P026 when there is none (of that name), or several and none is named.
    """
    own = [letter for letter in pack.letters.values() if letter.pack == pack.id] or list(
        pack.letters.values()
    )
    if name in pack.letters:
        return pack.letters[name]
    if not name and len(own) == 1:
        return own[0]
    options = list(pack.letters)
    raise ZerenError(
        Problem("P026", found=name or pack.id, expected="、".join(options), hint=nearest(name, options))
    )


def score_source(
    source: CohortSource,
    *,
    expected: Sequence[str] = (),
    reviews: Mapping[str, Sequence[Review]] | None = None,
) -> CohortScore | ReviewedCohort:
    """Score and rank the units; with reviews twice, before and after them.

    Raises:
        ZerenError: as the verbs of scoring; nothing is scored then.
    """
    wanted = source.expected(expected)
    common: dict[str, Any] = {
        "pack": source.pack,
        "units": source.units,
        "expected": wanted,
        "judgements": source.judgements,
        "history": source.history,
        "places": source.places,
    }
    if reviews:
        return review_cohort(source.letter, source.facts, reviews, **common)
    return score_cohort(source.letter, source.facts, **common)
