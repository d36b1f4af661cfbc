"""Scoring a cohort: every unit's scorecard, the places among them, and the grades their quotas leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Facts, Outcome, Problem, Scorecard, ZerenError
from zeren.core.packs import Letter, Pack
from zeren.core.scoring.letters import Given, plan_of
from zeren.core.scoring.letters.lines import Judgements
from zeren.core.scoring.ranking.grading import regraded
from zeren.core.scoring.ranking.lists import with_lists
from zeren.core.scoring.ranking.places import LEAST, MOST, RankingSpec, Span, places_of, ranking_of, tied_with
from zeren.core.scoring.ranking.quota import Quota
from zeren.core.scoring.ranking.sources import JoinedFacts
from zeren.core.scoring.scorer import score_units

__all__ = ["CohortScore", "Standing", "rank_cards", "score_cohort"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's place.

    Shape: ``place`` is None while several are possible, or where the unit has none (veto, error); ``place_low`` and
    ``place_high`` are the best and the worst place possible, None where it has none. ``tied`` counts the units that surely
    share its place.
    ``pending`` are the targets that are still open; ``waiting_for`` is ``cohort`` while it is only others that are.
    Unit: ``total`` in points.
    """

    unit: str
    name: str
    total: Outcome
    place: int | None
    place_low: int | None
    place_high: int | None
    grade: str = ""
    grade_reason: str = ""
    tied: int = 1
    pending: tuple[str, ...] = ()
    waiting_for: str = ""
    group: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        low, high = self.total.low, self.total.high
        total: Any = None if low is None or high is None else [float(low), float(high)]
        return {
            "unit": self.unit,
            "name": self.name,
            "total": total[0] if total and total[0] == total[1] else total,
            "outcome": self.total.kind,
            "place": self.place,
            "place_low": self.place_low,
            "place_high": self.place_high,
            "tied": self.tied,
            "grade": self.grade or None,
            "grade_reason": self.grade_reason,
            "pending": list(self.pending),
            "waiting_for": self.waiting_for or None,
            "group": self.group,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class CohortScore:
    """Every unit's scorecard and their places.

    Shape: ``cards`` in the order the units were given, without those that have no data; ``ranking`` in order of places, then of
    unit codes; ``missing`` are the expected units without data. ``rule`` says how totals are ranked.
    """

    letter: str
    period: str
    cards: tuple[Scorecard, ...]
    ranking: tuple[Standing, ...]
    quotas: tuple[Quota, ...] = ()
    missing: tuple[str, ...] = ()
    rule: str = ""
    problems: tuple[Problem, ...] = field(default=())

    def standing(self, unit: str) -> Standing:
        """One unit's place."""
        return next(s for s in self.ranking if s.unit == unit)

    def card(self, unit: str) -> Scorecard:
        """One unit's scorecard."""
        return next(c for c in self.cards if c.unit == unit)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        return {
            "letter": self.letter,
            "period": self.period,
            "scorecards": [card.to_dict() for card in self.cards],
            "ranking": [standing.to_dict() for standing in self.ranking],
            "ranking_rule": self.rule,
            "quotas": [quota.to_dict() for quota in self.quotas],
            "missing": list(self.missing),
        }


def score_cohort(
    letter: Letter,
    facts: Facts,
    *,
    pack: Pack,
    units: Sequence[str],
    expected: Sequence[str] = (),
    judgements: Mapping[str, Judgements] | None = None,
    history: Sequence[Facts] = (),
    places: Sequence[str] = (),
) -> CohortScore:
    """Score a letter on many units and rank them.

    Shape: ``expected`` are all the units that should take part: one that is not among ``units`` leaves every rank and every total
    that depends on it open, and places become ranges. ``places`` say where each of ``units`` comes from (a row, a folder), for
    messages.
    Unit: points, exact decimals.

    Raises:
        ZerenError: S010 when a unit is listed twice, S011 when there is none, S012 or S013 for a letter that leaves open what is
            needed here. Nothing is scored then.

    Example:
        >>> from zeren.core.kernel import OrgTree, Period
        >>> from zeren.core.packs import load
        >>> from zeren.core.scoring.ranking.sources import TableFacts
        >>> pack = load("zhoushan-2007")
        >>> share = {u: {"standard_school_share": Decimal(v)} for u, v in {"甲": 90, "乙": 70, "丙": 80}.items()}
        >>> facts = TableFacts(pack, OrgTree([]), Period.parse("2007"), share)
        >>> found = score_cohort(pack.letters["zhoushan-2007"], facts, pack=pack, units=["甲", "乙", "丙"])
        >>> [line.outcome.points for card in found.cards for line in card.lines if line.target == "4.1"]
        [Decimal('10'), Decimal('6'), Decimal('8')]
    """
    _check_units(units, places, facts)
    missing = [unit for unit in dict.fromkeys(expected) if unit not in set(units)]
    everyone = [*units, *missing]
    facts = reaching(facts, pack, units, missing)
    decided = with_lists(plan_of(letter, pack), facts, everyone, judgements or {}, history)
    cards = score_units(letter, facts, pack=pack, units=everyone, judgements=decided, history=history)
    return rank_cards(letter, cards, facts, pack=pack, missing=missing, judgements=decided, history=history)


def reaching(facts: Facts, pack: Pack, units: Sequence[str], missing: Sequence[str]) -> Facts:
    """Facts that can also be asked about a missing unit, which reported nothing."""
    if not missing:
        return facts
    return JoinedFacts(pack, facts.tree, facts.period, dict.fromkeys(units, facts))


def _check_units(units: Sequence[str], places: Sequence[str], facts: Facts) -> None:
    if not units:
        raise ZerenError(Problem("S011"))
    twice = [unit for unit, count in Counter(units).items() if count > 1]
    problems = []
    for unit in twice:
        at = [place for place, other in zip(places, units, strict=False) if other == unit]
        shown = "、".join(at or [f"第{n}个" for n, other in enumerate(units, 1) if other == unit])
        problems.append(Problem("S010", found=_name(facts, unit), expected=shown))
    if problems:
        raise ZerenError(problems)


def _name(facts: Facts, unit: str) -> str:
    known = facts.tree.get(unit)
    return unit if known is None else known.name


def rank_cards(
    letter: Letter,
    cards: Sequence[Scorecard],
    facts: Facts,
    *,
    pack: Pack,
    missing: Sequence[str] = (),
    judgements: Mapping[str, Judgements] | None = None,
    history: Sequence[Facts] = (),
) -> CohortScore:
    """Rank scorecards of one letter: places, ties, intervals, and grades with a quota.

    Raises:
        ZerenError: S012 or S013 for a letter that leaves open what is needed here.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("zhoushan-2007")
        >>> from types import SimpleNamespace
        >>> from zeren.core.kernel import OrgTree
        >>> def card(unit, points):
        ...     return Scorecard("zhoushan-2007", unit, "2007", Outcome.score(Decimal(points)), (), Decimal(70))
        >>> cards = [card("甲", 62), card("乙", 40), card("丙", 62)]
        >>> found = rank_cards(pack.letters["zhoushan-2007"], cards, SimpleNamespace(tree=OrgTree([])), pack=pack)
        >>> [(s.unit, s.place, s.tied) for s in found.ranking]
        [('丙', 1, 2), ('甲', 1, 2), ('乙', 3, 1)]
    """
    spec = ranking_of(letter)
    absent = set(missing)
    decided = judgements or {}
    given = [Given(facts, card.unit, decided.get(card.unit, {}), {}, history) for card in cards]
    groups: dict[str, list[int]] = {}
    for index, one in enumerate(given):
        groups.setdefault(_group(one, spec), []).append(index)
    graded, quotas = regraded(plan_of(letter, pack), cards, given, groups=groups, missing=absent)
    standings: list[Standing] = []
    for group, members in groups.items():
        chosen = [graded[i] for i in members]
        standings += _standings(chosen, spec, facts, absent, group)
    return CohortScore(
        letter.id,
        cards[0].period if cards else letter.period,
        tuple(card for card in graded if card.unit not in absent),
        tuple(standings),
        tuple(quotas),
        tuple(missing),
        spec.words({t.id: t.name for t in letter.targets}),
        _warnings(cards, missing, facts),
    )


def _warnings(cards: Sequence[Scorecard], missing: Sequence[str], facts: Facts) -> tuple[Problem, ...]:
    found = [Problem("S015", found=_name(facts, cards[0].unit))] if len(cards) == 1 else []
    if missing:
        found.append(Problem("S016", found="、".join(_name(facts, unit) for unit in missing)))
    return tuple(found)


def _group(given: Given, spec: RankingSpec) -> str:
    if not spec.peers:
        return ""
    decided = given.judgements.get("total", {}).get(spec.peers)
    if decided is not None:
        return str(decided)
    known = given.facts.tree.get(given.unit)
    return "" if known is None else str(known.attributes.get(spec.peers) or "")


def _span(card: Scorecard, spec: RankingSpec, absent: set[str]) -> Span:
    """A unit's points; where nobody can tell, or a veto is still possible, they may be anything."""
    low, high = card.outcome.low, card.outcome.high
    if card.unit in absent or low is None or high is None:
        size = 1 + len(spec.tie_break)
        return Span(card.unit, (LEAST,) * size, (MOST,) * size)
    by_id = {line.target: line for line in card.lines} if spec.tie_break else {}
    ends = [_line_ends(by_id[target].outcome, by_id[target].full) for target in spec.tie_break]
    return Span(card.unit, (low, *(e[0] for e in ends)), (high, *(e[1] for e in ends)))


def _line_ends(outcome: Outcome, full: Decimal) -> tuple[Decimal, Decimal]:
    if outcome.low is not None and outcome.high is not None:
        return outcome.low, outcome.high
    return (Decimal(0), full) if outcome.kind == "pending" else (Decimal(0), Decimal(0))


def _standings(
    cards: Sequence[Scorecard], spec: RankingSpec, facts: Facts, absent: set[str], group: str
) -> list[Standing]:
    spans = [_span(card, spec, absent) for card in cards if card.outcome.kind != "veto"]
    places, tied = places_of(spans, ties=spec.ties), tied_with(spans)
    found = []
    for card in cards:
        low, high = places.get(card.unit, (None, None))
        settled = low == high and low is not None and _settled(card, absent)
        openly = tuple(line.target for line in card.lines if _is_open(line.outcome))
        failed = card.outcome.kind == "error"
        one = Standing(
            card.unit,
            _name(facts, card.unit),
            card.outcome if card.unit not in absent else Outcome("pending", waiting_for="not_reported"),
            low if settled else None,
            None if failed else low,
            None if failed else high,
            card.grade,
            card.grade_reason,
            tied.get(card.unit, 1) if settled else 1,
            openly,
            "" if openly or low == high else "cohort",
            group,
            _note(card, absent),
        )
        found.append(one)
    last = len(cards) + 1
    return sorted(found, key=lambda s: (s.place_low or last, s.place_high or last, s.unit))


def _settled(card: Scorecard, absent: set[str]) -> bool:
    return card.unit not in absent and card.outcome.low is not None and card.outcome.kind != "pending"


def _is_open(outcome: Outcome) -> bool:
    return outcome.kind in {"pending", "range", "error"}


def _note(card: Scorecard, absent: set[str]) -> str:
    if card.unit in absent:
        return "没有数据，名次待定"
    if card.outcome.kind == "veto":
        return "一票否决，不参加排名"
    if card.outcome.kind == "error":
        return "计分出错，不给总分；其他单位的名次按其可能排在任何位置计算"
    if card.outcome.low is None:
        return "有一票否决等事项未定，总分和名次待定"
    return ""
