"""Scoring a letter: line by line, a veto last, and a total that says when it is not yet certain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from zeren.core.kernel import (
    Facts,
    Measurement,
    Outcome,
    Problem,
    Scorecard,
    ScorecardLine,
    ZerenError,
)
from zeren.core.packs import BonusSpec, Indicator, Letter, Limit, Pack, Target, VetoSpec
from zeren.core.scoring.rules import Case, apply_rule, check_rule


def check_letter(letter: Letter) -> list[Problem]:
    """Everything wrong with a letter's rules, found without data."""
    specs = [t.rule for t in letter.targets] + [b.rule for b in letter.bonuses]
    return [problem for spec in specs for problem in check_rule(spec)]


def score(letter: Letter, facts: Facts, *, pack: Pack) -> Scorecard:
    """Score every target of a letter on the letter's unit.

    Shape: one line a target, then bonuses, then vetoes; the total is a score, a range while a line is
    pending, a veto, or an error.
    Unit: points, exact decimals.

    Raises:
        ZerenError: when an indicator was not measured at all.

    Source: design §5: a missing measurement is a reason, never a silent zero; a rule that fails closes the total.

    Example:
        >>> from types import SimpleNamespace
        >>> from zeren.core.kernel import Citation, Period
        >>> from zeren.core.packs import load
        >>> def measured(indicator, unit):
        ...     return Measurement(indicator, unit, "2017H1", (), None, None, None, "percent", "not_reported")
        >>> nothing = SimpleNamespace(
        ...     period=Period.parse("2017H1"), measurement=measured, cite=lambda m: Citation("measurement", m.indicator)
        ... )
        >>> pack = load("chengzhong-2017")
        >>> score(pack.letters["chengzhong-2017"], nothing, pack=pack).outcome.kind
        'pending'
    """
    scorer = _Scorer(letter, facts, pack)
    lines = [scorer.target(target) for target in letter.targets]
    bonuses = [scorer.bonus(bonus) for bonus in letter.bonuses]
    vetoes = [scorer.veto(veto) for veto in letter.vetoes]
    exempt = sum((line.full for line in lines if line.outcome.kind == "not_applicable"), Decimal(0))
    return Scorecard(
        letter=letter.id,
        unit=letter.unit,
        period=facts.period.id,
        outcome=_total(lines, bonuses, vetoes),
        lines=(*lines, *bonuses, *vetoes),
        full=letter.full - exempt,
        points_status=letter.points_status,
        points_note=letter.points_note,
    )


def _total(lines: list[ScorecardLine], bonuses: list[ScorecardLine], vetoes: list[ScorecardLine]) -> Outcome:
    outcomes = [line.outcome for line in (*lines, *bonuses)]
    if any(o.kind == "error" for o in (*outcomes, *(v.outcome for v in vetoes))):
        return Outcome("error")
    if any(v.outcome.kind == "veto" for v in vetoes):
        return Outcome("veto")
    unsure = next((v for v in vetoes if v.outcome.kind == "pending"), None)
    if unsure is not None:
        return Outcome("pending", waiting_for=unsure.outcome.waiting_for)
    low = high = Decimal(0)
    for line in (*lines, *bonuses):
        outcome = line.outcome
        low += outcome.low or Decimal(0)
        high += line.full if outcome.kind == "pending" else outcome.high or Decimal(0)
    return Outcome.score(low) if low == high else Outcome("range", low, high)


class _Scorer:
    def __init__(self, letter: Letter, facts: Facts, pack: Pack) -> None:
        self.letter, self.facts, self.pack = letter, facts, pack

    def _measure(self, indicator: str) -> tuple[Indicator, Measurement, str]:
        measured = self.facts.measurement(indicator, self.letter.unit)
        return self.pack.indicators[indicator], measured, self.facts.cite(measured).id

    def target(self, target: Target) -> ScorecardLine:
        indicator, measured, citation = self._measure(target.indicator)
        line = ScorecardLine(
            target=target.id,
            name=target.name,
            rule=target.rule.name,
            outcome=Outcome("pending", waiting_for="human"),
            full=target.points,
            reason="",
            status="unknown",
            section=target.section,
            item=target.item,
            indicator=target.indicator,
            citations=(citation,),
        )
        if measured.value is None:
            return _missing(line, measured)
        case = _case(measured.value, indicator, target)
        try:
            points = apply_rule(target.rule, case)
        except ZerenError as error:
            return replace(line, outcome=Outcome("error"), reason=str(error.problems[0].zh))
        status, why = self._status(target, indicator, case)
        reason = points.reason if not why else f"{points.reason}；{why}"
        return replace(line, outcome=Outcome.score(points.points), reason=reason, status=status)

    def _status(self, target: Target, indicator: Indicator, case: Case) -> tuple[str, str]:
        """Met, at risk or missed. A rate that only ever worsens within the year cannot recover, whatever the due date."""
        if case.met:
            gap = abs(case.limit.value - case.value)
            if target.at_risk is not None and gap < target.at_risk:
                return "at_risk", f"已达标但距界限仅{case.gap(gap)}，有风险"
            return "met", ""
        if (
            target.due is not None
            and target.due > self.facts.period.end
            and indicator.direction != "lower_is_better"
        ):
            return "at_risk", f"尚未达到，完成时限{target.due.year}年{target.due.month}月{target.due.day}日"
        return "missed", ""

    def bonus(self, bonus: BonusSpec) -> ScorecardLine:
        indicator, measured, citation = self._measure(bonus.indicator)
        full = bonus.cap or Decimal(0)
        line = ScorecardLine(
            target=bonus.id,
            name=bonus.name,
            rule=bonus.rule.name,
            outcome=Outcome.score(Decimal(0)),
            full=full,
            reason="加分项无数据，不加分",
            status="unknown",
            section="bonus",
            indicator=bonus.indicator,
            citations=(citation,),
        )
        if measured.value is None:
            return line
        case = Case(
            measured.value,
            Limit(">=", Decimal(0)),
            full,
            indicator.unit,
            indicator.places,
            indicator.count_unit,
        )
        try:
            points = apply_rule(bonus.rule, case, **({} if bonus.cap is None else {"cap": bonus.cap}))
        except ZerenError as error:
            return replace(line, outcome=Outcome("error"), reason=str(error.problems[0].zh))
        return replace(
            line, outcome=Outcome.score(points.points), reason=f"加分：{points.reason}", status="met"
        )

    def veto(self, veto: VetoSpec) -> ScorecardLine:
        indicator, measured, citation = self._measure(veto.indicator)
        line = ScorecardLine(
            target=veto.id,
            name=veto.name,
            rule="veto",
            outcome=Outcome("not_applicable"),
            full=Decimal(0),
            reason="",
            status="unknown",
            section="veto",
            indicator=veto.indicator,
            citations=(citation,),
        )
        if measured.value is None:
            waiting = replace(line, outcome=Outcome("pending", waiting_for=measured.null_reason))
            return replace(waiting, reason=f"一票否决项无法判定：{_REASONS[measured.null_reason or '']}")
        case = Case(
            measured.value, veto.when, Decimal(0), indicator.unit, indicator.places, indicator.count_unit
        )
        if case.met:
            reason = f"触发一票否决：{case.show(case.value)}，{case.limit_words()}"
            return replace(line, outcome=Outcome("veto"), reason=reason, status="missed")
        return replace(line, reason=f"未触发：{case.show(case.value)}", status="met")


_REASONS = {
    "no_denominator": "没有分母",
    "not_reported": "台账尚未报送",
    "suppressed": "因保护个人信息不予显示",
    "": "",
}


def _missing(line: ScorecardLine, measured: Measurement) -> ScorecardLine:
    reason = measured.null_reason or ""
    if reason == "no_denominator":
        return replace(
            line, outcome=Outcome("not_applicable"), reason="没有适用对象（分母为零），本项不计入总分"
        )
    return replace(
        line, outcome=Outcome("pending", waiting_for=reason), reason=f"暂不能计分：{_REASONS[reason]}"
    )


def _case(value: Decimal, indicator: Indicator, target: Target) -> Case:
    suffix = indicator.count_unit if indicator.unit == "count" else ""
    return Case(value, target.limit, target.points, indicator.unit, indicator.places, suffix)
