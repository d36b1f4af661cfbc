"""Self, reviewed and final scores side by side, with every difference explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.kernel import (
    Facts,
    Outcome,
    Problem,
    Scorecard,
    ScorecardLine,
    ZerenError,
    display,
    plain,
    round_half_up,
)
from zeren.core.packs import Letter, Pack
from zeren.core.scoring.case import HUNDRED, POINT_PLACES, ZERO, input_words, points_words
from zeren.core.scoring.letters import Given, LetterPlan, LinePlan, plan_of
from zeren.core.scoring.letters.lines import Judgements, gather
from zeren.core.scoring.ranking import RevisedFacts, rank_cards, score_cohort
from zeren.core.scoring.ranking.cohort_scores import reaching
from zeren.core.scoring.ranking.lists import with_lists
from zeren.core.scoring.reviewing.credibility import (
    Credibility,
    CredibilitySpec,
    credibility_of,
    credibility_spec,
)
from zeren.core.scoring.reviewing.review import Review, applied
from zeren.core.scoring.reviewing.reviewed import (
    InputDifference,
    ReviewedCohort,
    ReviewedLine,
    ReviewedScore,
    apart,
)
from zeren.core.scoring.scorer import graded, score, score_units

__all__ = ["review_cohort", "review_score"]


def review_score(
    letter: Letter,
    facts: Facts,
    reviews: Sequence[Review],
    *,
    pack: Pack,
    unit: str | None = None,
    judgements: Judgements | None = None,
    history: Sequence[Facts] = (),
) -> ReviewedScore:
    """Score a unit, apply a review, and set self, reviewed and final scores side by side.

    Unit: points, exact decimals.

    Raises:
        ZerenError: S023 or S025 when the review contradicts itself, S012 when the letter's credibility rule is wrong.
    """
    code = unit or letter.unit
    decided = {code: judgements or {}}
    own = score(letter, facts, pack=pack, unit=code, judgements=judgements, history=history)
    work = _Work(letter, pack, facts, decided, {code: reviews}, history)
    final, found = work.final([code], {code: own}, alone=True)
    return work.reviewed(own, final[0], found[code])


def review_cohort(
    letter: Letter,
    facts: Facts,
    reviews: Mapping[str, Sequence[Review]],
    *,
    pack: Pack,
    units: Sequence[str],
    expected: Sequence[str] = (),
    judgements: Mapping[str, Judgements] | None = None,
    history: Sequence[Facts] = (),
    places: Sequence[str] = (),
) -> ReviewedCohort:
    """Score a cohort, apply every unit's review, and rank it again: a reviewed figure also moves the ranks of others.

    Raises:
        ZerenError: as :func:`score_cohort`, S026 for a review of a unit that is not scored, S023 or S025 for a contradiction.
    """
    own = score_cohort(
        letter,
        facts,
        pack=pack,
        units=units,
        expected=expected,
        judgements=judgements,
        history=history,
        places=places,
    )
    everyone = [*units, *own.missing]
    strange = [Problem("S026", found=unit) for unit in reviews if unit not in set(everyone)]
    if strange:
        raise ZerenError(strange)
    facts = reaching(facts, pack, units, own.missing)
    work = _Work(letter, pack, facts, dict(judgements or {}), reviews, history)
    before = {card.unit: card for card in own.cards}
    cards, found = work.final(everyone, before)
    final = rank_cards(
        letter, cards, work.revised, pack=pack, missing=own.missing, judgements=work.decided, history=history
    )
    reviewed = {card.unit: work.reviewed(before[card.unit], card, found[card.unit]) for card in final.cards}
    return ReviewedCohort(own, final, reviewed)


class _Work:
    """One review being applied."""

    def __init__(
        self,
        letter: Letter,
        pack: Pack,
        facts: Facts,
        judgements: Mapping[str, Judgements],
        reviews: Mapping[str, Iterable[Review]],
        history: Sequence[Facts],
    ) -> None:
        self.letter, self.pack, self.facts, self.history = letter, pack, facts, history
        self.plan: LetterPlan = plan_of(letter, pack)
        self.spec: CredibilitySpec = credibility_spec(letter)
        self.reviews = {unit: {r.target: r for r in entries} for unit, entries in reviews.items()}
        change = applied(letter, facts, {u: list(r.values()) for u, r in self.reviews.items()}, pack=pack)
        self.changes = change.changes
        self.before = judgements
        self.revised = RevisedFacts(facts, pack, change.changes)
        self.decided: dict[str, dict[str, dict[str, Any]]] = {
            unit: {t: dict(v) for t, v in found.items()} for unit, found in judgements.items()
        }
        for unit, decisions in change.decided.items():
            for target, inputs in decisions.items():
                self.decided.setdefault(unit, {}).setdefault(target, {}).update(inputs)

    def final(
        self, units: Sequence[str], own: Mapping[str, Scorecard], *, alone: bool = False
    ) -> tuple[list[Scorecard], dict[str, Credibility]]:
        """The final scorecards and every unit's credibility."""
        cards = self._score(units, alone=alone)
        found = {c.unit: self._credibility(own[c.unit], c) for c in cards if c.unit in own}
        if self.spec.unreviewed == "scaled" and self._scale(cards, found):
            cards = self._score(units, alone=alone)
        return [self._deducted(card, found.get(card.unit)) for card in cards], found

    def _score(self, units: Sequence[str], *, alone: bool) -> list[Scorecard]:
        letter, pack, history = self.letter, self.pack, self.history
        if alone:  # a unit by itself has no cohort: its ranks stay open, as in its self score
            mine = self.decided.get(units[0], {})
            return [score(letter, self.revised, pack=pack, unit=units[0], judgements=mine, history=history)]
        decided = with_lists(self.plan, self.revised, units, self.decided, history)
        return score_units(letter, self.revised, pack=pack, units=units, judgements=decided, history=history)

    def _touched(self, unit: str, line: ScorecardLine) -> bool:
        """Whether somebody reviewed the line, or a figure it reads."""
        if line.target in self.reviews.get(unit, {}):
            return True
        plan = self._plan(line.target)
        read = (
            {line.indicator} if plan is None else {line.indicator, *(spec.indicator for spec in plan.bound)}
        )
        return any((unit, name) in self.changes for name in read if name)

    def _plan(self, target: str) -> LinePlan | None:
        return next((p for p in (*self.plan.targets, *self.plan.bonuses) if p.id == target), None)

    def _pairs(self, own: Scorecard, final: Scorecard) -> list[tuple[Decimal, Decimal, Decimal]]:
        return [
            (mine.outcome.points, theirs.outcome.points, mine.full)
            for mine, theirs in zip(own.lines, final.lines, strict=True)
            if mine.is_target
            and self._touched(own.unit, mine)
            and mine.outcome.points is not None
            and theirs.outcome.points is not None
        ]

    def _credibility(self, own: Scorecard, final: Scorecard) -> Credibility:
        return credibility_of(self._pairs(own, final), self.spec)

    def _scale(self, cards: Sequence[Scorecard], found: Mapping[str, Credibility]) -> bool:
        """Decide the lines nobody reviewed at their self points times the credibility."""
        changed = False
        for card in cards:
            trust = found.get(card.unit)
            if trust is None or trust.percent is None or trust.percent == HUNDRED:
                continue
            for line in card.lines:
                points = line.outcome.points
                if line.is_target and points and not self._touched(card.unit, line):
                    scaled = round_half_up(points * trust.percent / HUNDRED, POINT_PLACES)
                    self.decided.setdefault(card.unit, {}).setdefault(line.target, {})["points"] = scaled
                    changed = True
        return changed

    def _deducted(self, card: Scorecard, trust: Credibility | None) -> Scorecard:
        low, high = card.outcome.low, card.outcome.high
        if trust is None or not trust.deduct or low is None or high is None:
            return card
        ends = max(ZERO, low - trust.deduct), max(ZERO, high - trust.deduct)
        card = replace(card, outcome=Outcome(card.outcome.kind, *ends, card.outcome.waiting_for))
        if self.plan.grade is None:
            return card
        decided = self.decided.get(card.unit, {})
        return graded(self.plan, card, Given(self.revised, card.unit, decided, {}, self.history))

    # --- telling --------------------------------------------------------------------------------------------------------
    def reviewed(self, own: Scorecard, final: Scorecard, trust: Credibility) -> ReviewedScore:
        """A unit's two scorecards line by line."""
        lines = tuple(
            self._line(own.unit, mine, theirs, trust)
            for mine, theirs in zip(own.lines, final.lines, strict=True)
        )
        seen = [line for line in lines if line.reviewed is not None and line.reviewed.points is not None]
        points = sum((line.final.points or ZERO for line in seen), ZERO)
        return ReviewedScore(own, final, lines, trust, points, sum((line.full for line in seen), ZERO))

    def _line(self, unit: str, own: ScorecardLine, final: ScorecardLine, trust: Credibility) -> ReviewedLine:
        touched = self._touched(unit, own)
        review = self.reviews.get(unit, {}).get(own.target)
        inputs = tuple(self._inputs(unit, own)) if touched else ()
        return ReviewedLine(
            own.target,
            own.name,
            final.full or own.full,
            own.outcome,
            final.outcome if touched else None,
            final.outcome,
            apart(final.outcome, own.outcome),
            inputs,
            self._why(own, final, inputs, review, touched=touched, trust=trust),
            "" if review is None else review.note,
        )

    def _inputs(self, unit: str, line: ScorecardLine) -> Iterable[InputDifference]:
        plan = self._plan(line.target)
        if plan is None:
            indicator = self.pack.indicators[line.indicator or ""]
            values = (f.measurement(indicator.id, unit).value for f in (self.facts, self.revised))
            before, after = ({"value": v} for v in values)
            shown = {"value": (indicator.unit, indicator.places)}
        else:
            before = gather(plan, Given(self.facts, unit, self.before.get(unit, {}), {}, self.history)).inputs
            after = gather(
                plan, Given(self.revised, unit, self.decided.get(unit, {}), {}, self.history)
            ).inputs
            shown = self._units(plan)
        for name in after:
            if name != "cohort" and after.get(name) != before.get(name):
                told = [_shown(found.get(name), shown.get(name)) for found in (before, after)]
                words = f"{input_words(name)}自评{told[0]}，复评{told[1]}"
                yield InputDifference(name, before.get(name), after.get(name), words)

    def _units(self, plan: LinePlan) -> dict[str, tuple[str, int]]:
        found = {spec.name: spec.indicator for spec in plan.bound if spec.indicator}
        if plan.indicator is not None:
            found["value"] = plan.indicator.id
        known = {name: self.pack.indicators[indicator] for name, indicator in found.items()}
        return {name: (indicator.unit, indicator.places) for name, indicator in known.items()}

    def _why(
        self,
        own: ScorecardLine,
        final: ScorecardLine,
        inputs: Sequence[InputDifference],
        review: Review | None,
        *,
        touched: bool,
        trust: Credibility,
    ) -> str:
        told = [difference.words for difference in inputs]
        if touched:
            if review is not None and review.points is not None:
                told.append(f"复评定为{points_words(review.points)}")
            elif told:
                told.append(f"按规则重算：{final.reason}")
            if own.outcome == final.outcome:
                told.append("与自评一致")
        elif own.outcome != final.outcome:
            if self.spec.unreviewed == "scaled" and trust.percent is not None:
                told.append(f"未复评，自评分按可信度{plain(trust.percent)}%折算")
            else:
                told.append(f"未复评；其他数据复评后重算：{final.reason}")
        return "；".join(told)


def _shown(value: Any, known: tuple[str, int] | None) -> str:
    if value is None:
        return "无数据"
    if isinstance(value, Decimal):
        return plain(value) if known is None else display(value, known[0], known[1])
    return str(value)
