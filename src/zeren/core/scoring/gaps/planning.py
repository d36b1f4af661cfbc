"""For each target short of full marks the least change that gains: tried on the rule itself, checked by applying it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Facts, Measurement, Scorecard, ScorecardLine, plain
from zeren.core.packs import Letter, Pack
from zeren.core.scoring.case import points_words
from zeren.core.scoring.cohort import Cohort
from zeren.core.scoring.gaps.forecast import missed
from zeren.core.scoring.gaps.gap import Change, Gap, GapPlan, Miss
from zeren.core.scoring.gaps.levers import Lever, levers_of
from zeren.core.scoring.gaps.schools import shared_out
from zeren.core.scoring.gaps.search import least
from zeren.core.scoring.gaps.words import change_words, side_note
from zeren.core.scoring.letters import Given, LinePlan, line_of, plan_of
from zeren.core.scoring.letters.lines import Judgements
from zeren.core.scoring.ranking import RevisedFacts
from zeren.core.scoring.scorer import line_cohort, score

__all__ = ["plan_gaps"]

_OTHERS = 500


def plan_gaps(
    letter: Letter,
    facts: Facts,
    *,
    pack: Pack,
    at: date,
    unit: str | None = None,
    units: Sequence[str] = (),
    judgements: Mapping[str, Judgements] | None = None,
    history: Sequence[Facts] = (),
) -> GapPlan:
    """What a unit lacks: for each target short of full marks the least change of its figure that gains the next points, and all.

    Shape: ``units`` are all that are ranked together (their figures stay as they are); without them a target that compares with
    others stays open. ``judgements`` map a unit to what people decided about it. ``at`` is the day from which due dates are seen.
    A change is never guessed from the rule's form: it is the least for which applying the rule gives more points.
    Unit: points; numerators and denominators in their own units.

    Example:
        >>> from datetime import date
        >>> from zeren.core.kernel import OrgTree, Period
        >>> from zeren.core.packs import load
        >>> from zeren.core.scoring.ranking import TableFacts
        >>> pack = load("zhoushan-2007")
        >>> share = {u: {"standard_school_share": Decimal(v)} for u, v in {"甲": 70, "乙": 80}.items()}
        >>> facts = TableFacts(pack, OrgTree([]), Period.parse("2007"), share)
        >>> found = plan_gaps(
        ...     pack.letters["zhoushan-2007"], facts, pack=pack, at=date(2007, 6, 30), unit="甲", units=["甲", "乙"]
        ... )
        >>> [gap.next.words for gap in found.gaps if gap.target == "4.1"]
        ['还需把标准化学校比例再提高10个百分点，达到80%，可多得2分（由6分到8分，满分10分）']
    """
    code = unit or letter.unit
    planner = _Planner(letter, pack, facts, code, units, judgements or {}, history)
    gaps: list[Gap] = []
    still_open: list[Gap] = []
    misses: list[Miss] = []
    for line, scored in planner.lines():
        misses += list(missed(line, planner.given, letter, pack, at=at))
        points = scored.outcome.points
        if scored.outcome.kind in {"not_applicable", "veto"} or (points is not None and points >= line.full):
            continue
        gap = planner.gap(line, scored)
        (still_open if points is None else gaps).append(gap)
    return GapPlan(
        letter.id,
        code,
        planner.name,
        facts.period.id,
        at,
        planner.card.total_text(),
        tuple(gaps),
        tuple(misses),
        tuple(still_open),
        tuple(planner.notes()),
    )


class _Planner:
    """One unit's lines, and what they would come to with other figures."""

    def __init__(
        self,
        letter: Letter,
        pack: Pack,
        facts: Facts,
        unit: str,
        units: Sequence[str],
        judgements: Mapping[str, Judgements],
        history: Sequence[Facts],
    ) -> None:
        self.letter, self.pack, self.facts, self.unit, self.history = letter, pack, facts, unit, history
        self.plan = plan_of(letter, pack)
        self.mine = judgements.get(unit, {})
        others = [other for other in units if other != unit]
        rest = [Given(facts, other, judgements.get(other, {}), {}, history) for other in others]
        everyone = (*self.plan.targets, *self.plan.bonuses)
        # The others' values are gathered once; the unit's own is joined to them anew at every try.
        self.others = {p.id: line_cohort(p, rest) for p in everyone if units and "cohort" in p.names}
        self.given = self._given(facts)
        self.card = self._card(self.given)
        known = facts.tree.get(unit)
        self.name = unit if known is None else known.name

    def lines(self) -> Iterator[tuple[LinePlan, ScorecardLine]]:
        """Targets with their lines; bonuses come on top and lack nothing."""
        by_id = {line.target: line for line in self.card.lines}
        for plan in self.plan.targets:
            yield plan, by_id[plan.id]

    def notes(self) -> Iterator[str]:
        """What the reader must know about all of it."""
        yield "按各目标自己的规则逐一试算得出，其他目标、其他单位的数据不变"
        if self.card.outcome.kind == "veto":
            yield "已触发一票否决：补足这些差距也不能改变结论"
        if not self.others and any("cohort" in plan.names for plan in self.plan.targets):
            yield "没有其他单位的数据，按名次计分的目标不能测算"

    # --- applying the letter to other figures ---------------------------------------------------------------------------
    def _given(self, facts: Facts) -> Given:
        given = Given(facts, self.unit, self.mine, {}, self.history)
        if not self.others:
            return given
        shared: dict[str, Any] = {}
        for plan in (*self.plan.targets, *self.plan.bonuses):
            if plan.id in self.others:
                shared[plan.id] = joined(self.others[plan.id], line_cohort(plan, [given]))
        return replace(given, cohort=shared)

    def _revised(self, after: Measurement) -> Facts:
        return RevisedFacts(self.facts, self.pack, {(self.unit, after.indicator): after}, "测算")

    def _line(self, plan: LinePlan, after: Measurement) -> ScorecardLine:
        given = Given(self._revised(after), self.unit, self.mine, {}, self.history)
        if plan.id in self.others:
            shared = {plan.id: joined(self.others[plan.id], line_cohort(plan, [given]))}
            given = replace(given, cohort=shared)
        return line_of(plan, given)

    def _card(self, given: Given) -> Scorecard:
        return score(
            self.letter,
            given.facts,
            pack=self.pack,
            unit=self.unit,
            judgements=self.mine,
            cohort=given.cohort,
            history=self.history,
        )

    # --- one target -----------------------------------------------------------------------------------------------------
    def gap(self, plan: LinePlan, scored: ScorecardLine) -> Gap:
        """What one target lacks."""
        points = scored.outcome.points
        measured = None if plan.indicator is None else self.facts.measurement(plan.indicator.id, self.unit)
        gap = Gap(
            plan.id,
            plan.name,
            plan.full,
            points,
            scored.outcome.kind,
            "" if plan.indicator is None else plan.indicator.id,
            None if measured is None else measured.value,
            None if measured is None else measured.numerator,
            None if measured is None else measured.denominator,
            None,
            None,
        )
        if points is None:
            return replace(gap, why=scored.reason)
        nexts, completes = [], []
        for lever in levers_of(plan, self.given, self.pack):
            further = self._change(plan, lever, points, _more_than(points))
            if further is None:
                continue
            nexts.append(further)
            if further.points >= plan.full:
                completes.append(further)
            elif (whole := self._change(plan, lever, points, _at_least(plan.full))) is not None:
                completes.append(whole)
        if not nexts:
            return replace(gap, why=self._why_none(plan, scored))
        others = (*nexts[1:], *(c for c in completes[1:] if c not in nexts))
        return replace(gap, next=nexts[0], complete=completes[0] if completes else None, others=others)

    def _why_none(self, plan: LinePlan, scored: ScorecardLine) -> str:
        if not levers_of(plan, self.given, self.pack):
            return f"由评定或核查决定，不由数据测算：{scored.reason}"
        if len({spec.indicator for spec in plan.bound if spec.indicator}) > 1:
            return f"只改一项数据不能多得分，要几项同时达到：{scored.reason}"
        return f"改变分子在允许范围内不能多得分：{scored.reason}"

    def _change(
        self, plan: LinePlan, lever: Lever, points: Decimal, enough: Callable[[Decimal], bool]
    ) -> Change | None:
        def test(steps: int) -> bool:
            after = lever.after(steps)
            if after is None:
                return False
            gained = self._line(plan, after).outcome.points
            return gained is not None and enough(gained)

        steps = least(test, lever.most, hints=self._hints(plan, lever))
        if steps is None:
            return None
        after = lever.after(steps)
        assert after is not None
        assert after.value is not None
        line = self._line(plan, after)
        assert line.outcome.points is not None
        schools, rest = shared_out(lever, after, steps, self.facts)
        gain = line.outcome.points - points
        words = change_words(lever, lever.amount(steps), after, schools, rest)
        told = f"{points_words(points)}到{points_words(line.outcome.points)}"
        card = self._card(self._given(self._revised(after)))
        return Change(
            lever.indicator.id,
            lever.side,
            lever.amount(steps) * lever.sign,
            lever.word,
            after.numerator,
            after.denominator,
            after.value,
            line.outcome.points,
            gain,
            schools,
            rest,
            f"{words}，可多得{points_words(gain)}（由{told}，满分{plain(plan.full)}分）",
            side_note(lever),
            line.reason,
            tuple(self._also(card, plan.id)),
            card.outcome.points,
        )

    def _also(self, card: Scorecard, target: str) -> Iterator[tuple[str, Decimal]]:
        for before, after in zip(self.card.lines, card.lines, strict=True):
            one, two = before.outcome.points, after.outcome.points
            if before.target != target and one is not None and two is not None and one != two:
                yield before.target, two - one

    def _hints(self, plan: LinePlan, lever: Lever) -> Iterator[int]:
        """Steps at which the rule may change: where the figure meets a number of the rule, the limit, or another unit's value."""
        values = set(_numbers(plan.spec.parameters))
        if plan.limit is not None:
            values.add(plan.limit.value)
        others = self.others.get(plan.id)
        for cohort in others.values() if isinstance(others, Mapping) else () if others is None else (others,):
            if len(cohort) <= _OTHERS:
                values.update(cohort.distinct)
        for value in values:
            steps = lever.steps_to(value)
            if steps is not None and steps.is_finite() and 0 < steps < 1 << 50:
                yield int(steps)


def _more_than(points: Decimal) -> Callable[[Decimal], bool]:
    return lambda gained: gained > points


def _at_least(points: Decimal) -> Callable[[Decimal], bool]:
    return lambda gained: gained >= points


def _numbers(written: Any) -> Iterator[Decimal]:
    if isinstance(written, Mapping):
        for part in written.values():
            yield from _numbers(part)
    elif isinstance(written, list | tuple):
        for part in written:
            yield from _numbers(part)
    elif isinstance(written, Decimal | int) and not isinstance(written, bool):
        yield Decimal(written)


def joined(others: Any, own: Any) -> Any:
    """The others' values with the unit's own among them; group by group where they are grouped."""
    if isinstance(others, Mapping) or isinstance(own, Mapping):
        found = dict(others) if isinstance(others, Mapping) else {}
        for group, cohort in own.items():
            found[group] = joined(found[group], cohort) if group in found else cohort
        return found
    standing: dict[Decimal, tuple[int, int]] = {}
    counts = {
        v: others.standing.get(v, (0, 0))[1] + own.standing.get(v, (0, 0))[1]
        for v in {*others.standing, *own.standing}
    }
    below = 0
    for value in sorted(counts):
        standing[value] = (below, counts[value])
        below += counts[value]
    return Cohort(
        tuple(sorted((*others.lows, *own.lows))),
        tuple(sorted((*others.highs, *own.highs))),
        tuple(standing),
        others.total + own.total,
        others.unsure + own.unsure,
        standing,
    )
