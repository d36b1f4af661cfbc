"""One line of a unit's scorecard: its inputs gathered, its rule applied, its status told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from zeren.core.kernel import Facts, Measurement, Outcome, ScorecardLine
from zeren.core.packs import Indicator, InputSpec, VetoSpec
from zeren.core.scoring.case import ZERO, Case, Effect, Result, points_words
from zeren.core.scoring.cohort import Cohort
from zeren.core.scoring.letters.planning import LinePlan
from zeren.core.scoring.operands import OP_WORDS
from zeren.core.scoring.rules import run

Judgements = Mapping[str, Mapping[str, Any]]

_REASONS = {
    "no_denominator": "没有分母",
    "not_reported": "台账尚未报送",
    "suppressed": "因保护个人信息不予显示",
}
_PENDING = {"cohort", "human", "previous"}


@dataclass(frozen=True, slots=True)
class Given:
    """What a unit's lines are scored from.

    Shape: ``judgements`` map a target to what people decided; ``cohort`` maps a target or an indicator to the units' values;
    ``history`` are the facts of earlier periods, oldest first.
    """

    facts: Facts
    unit: str
    judgements: Judgements = field(default_factory=dict)
    cohort: Mapping[str, Any] = field(default_factory=dict)
    history: Sequence[Facts] = ()


@dataclass(slots=True)
class _Gathered:
    """The inputs of one line, what they rest on, and why one is absent."""

    inputs: dict[str, Any]
    measured: list[Measurement]
    absent: dict[str, str]
    value: Measurement | None


def gather(plan: LinePlan, given: Given) -> _Gathered:
    """The inputs a rule wants, from measurements, earlier periods, the cohort, the unit's attributes and people."""
    found = _Gathered({}, [], {}, None)
    if plan.indicator is not None:
        measured = found.value = given.facts.measurement(plan.indicator.id, given.unit)
        found.measured.append(measured)
        if measured.value is None:
            found.absent["value"] = measured.null_reason or ""
        else:
            found.inputs["value"] = measured.value
    if plan.plain:
        return found
    for spec in plan.bound:
        _bind(spec, found, given)
    if plan.indicator is not None and ("previous" in plan.names or "series" in plan.names):
        _other_periods(plan, found, given)
    if "cohort" in plan.names and "cohort" not in found.inputs:
        name = next(
            (b.indicator for b in plan.bound if b.name == "cohort"),
            plan.indicator.id if plan.indicator else "",
        )
        found.inputs["cohort"] = given.cohort.get(plan.id, given.cohort.get(name))
    for name in plan.free:
        _ask(name, plan, found, given)
    if plan.alias is not None and "value" in found.inputs:
        found.inputs.setdefault(plan.alias, found.inputs["value"])
    return found


def _bind(spec: InputSpec, found: _Gathered, given: Given) -> None:
    if spec.value is not None:
        found.inputs[spec.name] = spec.value
    elif spec.indicator and spec.name != "cohort":
        if spec.previous and not given.history:
            found.absent[spec.name] = "previous"
            return
        facts = given.history[-1] if spec.previous else given.facts
        measured = facts.measurement(spec.indicator, given.unit)
        if not spec.previous:
            found.measured.append(measured)
        if measured.value is None:
            found.absent[spec.name] = measured.null_reason or ""
        else:
            found.inputs[spec.name] = measured.value


def _other_periods(plan: LinePlan, found: _Gathered, given: Given) -> None:
    assert plan.indicator is not None
    bound = {spec.name for spec in plan.bound}
    for name in ("previous", "series"):
        if name not in plan.names or name in bound:
            continue
        earlier = [facts.measurement(plan.indicator.id, given.unit).value for facts in given.history]
        if not earlier:
            found.absent[name] = "previous"
        elif name == "previous":
            found.inputs[name] = earlier[-1]
            if earlier[-1] is None:
                found.absent[name] = "previous"
        else:
            found.inputs[name] = [*earlier, found.inputs.get("value")]


def _ask(name: str, plan: LinePlan, found: _Gathered, given: Given) -> None:
    """An input nothing measures: the unit's own attribute, or a person's decision."""
    decided = given.judgements.get(plan.id, {}).get(name)
    if decided is not None:
        found.inputs[name] = decided
        return
    if name == plan.alias and plan.indicator is not None:
        return  # the measured value serves as this input
    if given.unit in given.facts.tree and name in (attributes := given.facts.tree[given.unit].attributes):
        found.inputs[name] = attributes[name]
        return
    found.absent[name] = "human"


# --- targets and bonuses ------------------------------------------------------------------------------------------------


def line_of(plan: LinePlan, given: Given) -> ScorecardLine:
    """The line of one target or bonus on one unit."""
    if plan.simple and plan.id not in given.judgements:
        line = _simple(plan, given)
        if line is not None:
            return line
    found = gather(plan, given)
    value = found.value
    decided = given.judgements.get(plan.id, {}).get("points")
    if decided is not None and "points" not in plan.names:
        return _decided(plan, found, given, decided)
    if value is not None and value.value is None and plan.needs_value:
        return _unmeasured(plan, found, given)
    if plan.compiled is None:
        return _line(plan, given, Outcome("error"), plan.broken)
    case = Case(found.inputs, plan.full, limit=plan.limit, **plan.words)
    result = run(plan.compiled, case, cut=plan.bonus is None)
    if plan.bonus is not None:
        return _bonus_line(plan, found, given, result)
    outcome = result.outcome if result.kind == "score" else _outcome(result, found)
    status, _ = _status(plan, given, case, outcome)
    effects = tuple(map(_effect, result.effects)) if result.effects else ()
    return _line(plan, given, outcome, partial(_told, plan, given), status=status, effects=effects)


def _simple(plan: LinePlan, given: Given) -> ScorecardLine | None:
    """Most lines of most letters: a measured value, its limit, perhaps a cohort, points. None where it is less simple."""
    assert plan.indicator is not None
    assert plan.compiled is not None
    value = given.facts.measurement(plan.indicator.id, given.unit).value
    cohort = given.cohort.get(plan.id, given.cohort.get(plan.indicator.id)) if plan.compares else None
    if value is None or (plan.compares and not isinstance(cohort, Cohort)):
        return None
    seen = plan.seen.among(given.facts.period.end, cohort)
    known = seen.get(value)
    if known is None:
        inputs = {"value": value, "cohort": cohort} if plan.compares else {"value": value}
        case = Case(inputs, plan.full, limit=plan.limit, **plan.words)
        result = run(plan.compiled, case)
        if result.kind != "score" or result.effects:
            return None
        outcome = result.outcome
        known = seen[value] = outcome, _status(plan, given, case, outcome)[0]
    cited = partial(_cited, plan, given)
    return ScorecardLine.filled(plan.fixed, known[0], partial(_told, plan, given), known[1], cited, ())


def _decided(plan: LinePlan, found: _Gathered, given: Given, points: Decimal) -> ScorecardLine:
    """The line of a target whose points a reviewer has set: they stand, whatever the rule would have given."""
    outcome = Outcome.score(points)
    case = Case(found.inputs, plan.full, limit=plan.limit, **plan.words)
    status, _ = _status(plan, given, case, outcome)
    return _line(plan, given, outcome, f"评定{points_words(points)}", status=status)


def _told(plan: LinePlan, given: Given) -> str:
    """The reason of a line, worked out again: keeping what it is made of costs a city's scorecards a gigabyte."""
    assert plan.compiled is not None
    found = gather(plan, given)
    case = Case(found.inputs, plan.full, limit=plan.limit, **plan.words)
    result = run(plan.compiled, case)
    why = _status(plan, given, case, _outcome(result, found))[1]
    return f"{result.reason}；{why}" if why else result.reason


def _line(
    plan: LinePlan,
    given: Given,
    outcome: Outcome,
    reason: Any,
    *,
    status: str = "unknown",
    effects: tuple[str, ...] = (),
) -> ScorecardLine:
    cited = partial(_cited, plan, given) if plan.cites else ()
    return ScorecardLine.filled(plan.fixed, outcome, reason, status, cited, effects)


def _cited(plan: LinePlan, given: Given) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given.facts.cite(m).id for m in gather(plan, given).measured))


def _effect(effect: Effect) -> str:
    name = f"{effect.kind}:{effect.grade}" if effect.grade else effect.kind
    return name if effect.sure else f"?{name}"


def _outcome(result: Result, found: _Gathered) -> Outcome:
    """The result's outcome; what it waits for is told by why that input is absent."""
    outcome = result.outcome
    waits = outcome.waiting_for
    if outcome.kind != "pending" or waits is None or waits in _PENDING:
        return outcome
    return Outcome("pending", outcome.low, outcome.high, found.absent.get(waits, "human"))


def _unmeasured(plan: LinePlan, found: _Gathered, given: Given) -> ScorecardLine:
    reason = found.absent["value"]
    if plan.bonus is not None:
        return _line(plan, given, Outcome.score(ZERO), "加分项无数据，不加分")
    if reason != "no_denominator":
        return _line(plan, given, Outcome("pending", waiting_for=reason), f"暂不能计分：{_REASONS[reason]}")
    way = plan.target.na if plan.target is not None else "skip"
    if way == "full":
        words = f"没有适用对象（分母为零），按满分计{points_words(plan.full)}"
        return _line(plan, given, Outcome.score(plan.full), words)
    words = "没有适用对象（分母为零），" + ("分值由其他目标分担" if way == "rescale" else "本项不计入总分")
    effects = ("rescale",) if way == "rescale" else ()
    return _line(plan, given, Outcome("not_applicable"), words, effects=effects)


def _bonus_line(plan: LinePlan, found: _Gathered, given: Given, result: Result) -> ScorecardLine:
    outcome = _outcome(result, found)
    if outcome.kind == "error":
        return _line(plan, given, outcome, result.words)
    cap = plan.bonus.cap if plan.bonus is not None else None
    said: Callable[[], str] = lambda: f"加分：{result.reason}"  # noqa: E731
    if cap is not None and outcome.high is not None and outcome.high > cap:
        low = cap if outcome.low is None else min(cap, outcome.low)
        kind = "score" if outcome.kind == "score" or low == cap else outcome.kind
        outcome = Outcome(kind, low, cap, outcome.waiting_for)
        said = lambda: f"加分：{result.reason}，按上限计{points_words(low, cap)}"  # noqa: E731
    return _line(plan, given, outcome, said, status="met" if outcome.kind == "score" else "unknown")


def _status(plan: LinePlan, given: Given, case: Case, outcome: Outcome) -> tuple[str, str]:
    """Met, at risk or missed. A rate that only ever worsens within the year cannot recover, whatever the due date."""
    target, value = plan.target, case.inputs.get("value")
    if target is None or plan.indicator is None or plan.limit is None or value is None:
        if outcome.kind != "score" or plan.full == 0:
            return "unknown", ""
        points = outcome.points
        return ("met" if points == plan.full else "missed" if points == 0 else "unknown"), ""
    if plan.limit.holds(value):
        gap = abs(plan.limit.value - value)
        if target.at_risk is not None and gap < target.at_risk:
            return "at_risk", f"已达标但距界限仅{case.gap(gap)}，有风险"
        return "met", ""
    due = target.due
    if due is not None and due > given.facts.period.end and plan.indicator.direction != "lower_is_better":
        return "at_risk", f"尚未达到，完成时限{due.year}年{due.month}月{due.day}日"
    return "missed", ""


# --- vetoes ---------------------------------------------------------------------------------------------------------------


def veto_line(veto: VetoSpec, indicator: Indicator, given: Given) -> ScorecardLine:
    """The line of one veto on one unit."""
    measured = given.facts.measurement(veto.indicator, given.unit)

    def line(outcome: Outcome, reason: Any, status: str = "unknown") -> ScorecardLine:
        return ScorecardLine(
            target=veto.id,
            name=veto.name,
            rule="veto",
            outcome=outcome,
            full=ZERO,
            reason=reason,
            status=status,
            section="veto",
            indicator=veto.indicator,
            citations=lambda: (given.facts.cite(measured).id,),
        )

    value = measured.value
    if value is None:
        why = measured.null_reason or ""
        return line(Outcome("pending", waiting_for=why), f"一票否决项无法判定：{_REASONS.get(why, '')}")
    case = Case({}, ZERO, unit=indicator.unit, places=indicator.places, suffix=indicator.count_unit)
    shown: Decimal = value
    if veto.when.holds(shown):
        bound = f"{OP_WORDS[veto.when.op]}{case.show(veto.when.value)}"
        return line(Outcome("veto"), lambda: f"触发一票否决：{case.show(shown)}，{bound}", "missed")
    return line(Outcome("not_applicable"), lambda: f"未触发：{case.show(shown)}", "met")


__all__ = ["Given", "gather", "line_of", "veto_line"]
