"""What holds for every scoring rule, whatever its parameters: points within bounds, no silent 0, vetoes dominate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.property.rule_strategies import FULL, LIMITS, POINTS, RATES, STRATEGIES, VALUES, Drawn, drawn
from tests.unit.scoring.plain_letter import run, target
from zeren.core.kernel import OUTCOMES
from zeren.core.packs import NO_LIMIT, InputSpec, Limit, RuleSpec
from zeren.core.scoring import RULES, Case, apply_rule, check_rule, rule_inputs

D = Decimal
# Each of these runs once a rule.
FEW = settings(max_examples=40)
EVERY = sorted(set(STRATEGIES) - {"grade"})


def test_every_rule_is_drawn() -> None:
    assert set(STRATEGIES) == set(RULES)


@pytest.mark.parametrize("name", sorted(STRATEGIES))
@FEW
@given(data=st.data())
def test_a_drawn_rule_is_well_formed_and_is_the_rule_it_is_drawn_for(name: str, data: st.DataObject) -> None:
    rule = data.draw(drawn(name))
    assert check_rule(rule.spec) == []
    assert name == rule.spec.name or f"'{name}'" in repr(rule.spec.parameters)


@pytest.mark.parametrize("name", EVERY)
@FEW
@given(data=st.data())
def test_points_lie_between_nothing_and_full(name: str, data: st.DataObject) -> None:
    rule: Drawn = data.draw(drawn(name))
    result = apply_rule(rule.spec, rule.case())
    outcome = result.outcome
    assert outcome.kind in OUTCOMES
    assert result.reason
    for end in (outcome.low, outcome.high):
        assert end is None or 0 <= end <= FULL
    if outcome.kind == "score":
        assert outcome.low == outcome.high == result.points


@pytest.mark.parametrize("name", sorted(STRATEGIES))
@FEW
@given(data=st.data())
def test_an_absent_input_never_narrows_what_is_possible(name: str, data: st.DataObject) -> None:
    """What is certain without an input stays so with it: nothing absent is taken for 0."""
    rule: Drawn = data.draw(drawn(name))
    with_it = apply_rule(rule.spec, rule.case())
    absent = data.draw(st.sampled_from(sorted(rule.inputs)))
    without = apply_rule(rule.spec, rule.case(without=absent))
    assume(with_it.kind in {"score", "range", "pending"} and without.kind != "error")
    if without.kind == "not_applicable":
        raise AssertionError(f"not applicable only because {absent} is absent")
    if (
        without.low is not None
        and without.high is not None
        and with_it.low is not None
        and with_it.high is not None
    ):
        assert without.low <= with_it.low
        assert with_it.high <= without.high
    if absent in rule_inputs(rule.spec) and without.kind == "score":
        assert with_it.points == without.points


@pytest.mark.parametrize("name", sorted(STRATEGIES))
@FEW
@given(data=st.data())
def test_with_no_inputs_at_all_a_rule_waits(name: str, data: st.DataObject) -> None:
    rule: Drawn = data.draw(drawn(name))
    result = apply_rule(rule.spec, Case({}, FULL))
    assert result.kind == "pending" or (result.low is not None and result.low == result.high)
    assert result.kind != "pending" or result.waiting_for


# --- monotone where the text says so --------------------------------------------------------------------------------------


def points(spec: RuleSpec, value: Decimal, limit: Limit | None = None, **inputs: Any) -> Decimal:
    found = apply_rule(spec, Case({"value": value, **inputs}, FULL, limit=limit)).points
    assert found is not None
    return found


@given(VALUES, VALUES, RATES, RATES, st.sampled_from(["prop", "floor", "ceil"]), LIMITS, st.booleans())
def test_a_step_never_rewards_a_worse_value(
    one: Decimal, other: Decimal, per: Decimal, rate: Decimal, rounding: str, limit: Limit, adds: bool
) -> None:
    spec = RuleSpec(
        "step",
        {"per": per, "deduct": rate, "rounding": rounding, **({"add": rate, "start": "80%"} if adds else {})},
    )
    worse, better = sorted((one, other), reverse=limit.op == "<=")
    assert points(spec, worse, limit) <= points(spec, better, limit)


@given(VALUES, VALUES, VALUES.filter(bool))
def test_completion_in_proportion_rises(one: Decimal, other: Decimal, goal: Decimal) -> None:
    worse, better = sorted((one, other))
    spec = RuleSpec("interp", {"to": goal})
    assert points(spec, worse) <= points(spec, better)


@given(VALUES, VALUES, st.data())
def test_points_along_rising_lines_rise_and_along_falling_lines_fall(
    one: Decimal, other: Decimal, data: st.DataObject
) -> None:
    xs = sorted(data.draw(st.lists(VALUES, min_size=2, max_size=5, unique=True)))
    ys = sorted(data.draw(st.lists(POINTS, min_size=len(xs), max_size=len(xs), unique=True)))
    low, high = sorted((one, other))
    rising = RuleSpec("interp", {"points": [list(pair) for pair in zip(xs, ys, strict=True)]})
    falling = RuleSpec("interp", {"points": [list(pair) for pair in zip(xs, reversed(ys), strict=True)]})
    assert points(rising, low) <= points(rising, high)
    assert points(falling, low) >= points(falling, high)


@given(VALUES, VALUES, st.data())
def test_bands_that_rise_never_reward_a_lower_value(
    one: Decimal, other: Decimal, data: st.DataObject
) -> None:
    edges = sorted(data.draw(st.lists(VALUES, min_size=1, max_size=5, unique=True)))
    given_points = sorted(data.draw(st.lists(POINTS, min_size=len(edges), max_size=len(edges))))
    spec = RuleSpec(
        "bands", {"bounds": [{"from": e, "points": p} for e, p in zip(edges, given_points, strict=True)]}
    )
    low, high = sorted((one, other))
    assert points(spec, low) <= points(spec, high)


@given(VALUES, VALUES, st.lists(VALUES, min_size=1, max_size=8), st.sampled_from(["high", "low"]), st.data())
def test_a_better_place_never_gets_fewer_points(
    one: Decimal, other: Decimal, cohort: list[Decimal], direction: str, data: st.DataObject
) -> None:
    table = sorted(data.draw(st.lists(POINTS, min_size=1, max_size=6)), reverse=True)
    ties = data.draw(st.sampled_from(["competition", "dense", "average"]))
    spec = RuleSpec("rank", {"direction": direction, "table": table, "ties": ties})
    worse, better = sorted((one, other), reverse=direction == "low")
    assert points(spec, worse, cohort=cohort) <= points(spec, better, cohort=cohort)


@given(VALUES, st.lists(VALUES, min_size=1, max_size=8), st.integers(0, 8))
def test_an_unknown_unit_leaves_the_place_it_will_get_possible(
    value: Decimal, cohort: list[Decimal], which: int
) -> None:
    spec = RuleSpec("rank", {"table": [D(10), D(6), D(3)], "ties": "competition"})
    hidden = [None if i == which else v for i, v in enumerate(cohort)]
    found = apply_rule(spec, Case({"value": value, "cohort": hidden}, FULL))
    if found.low is not None and found.high is not None:
        assert found.low <= points(spec, value, cohort=cohort) <= found.high


# --- parts and letters --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sum", "minimum", "maximum"])
@FEW
@given(data=st.data())
def test_the_order_of_parts_does_not_matter(name: str, data: st.DataObject) -> None:
    rule: Drawn = data.draw(drawn(name))
    shuffled = {**rule.spec.parameters, "rules": data.draw(st.permutations(rule.spec.parameters["rules"]))}
    assert (
        apply_rule(rule.spec, rule.case()).outcome
        == apply_rule(RuleSpec(name, shuffled), rule.case()).outcome
    )


@pytest.mark.parametrize("name", ["sum", "weighted", "minimum", "maximum"])
@FEW
@given(data=st.data())
def test_a_veto_among_the_parts_dominates(name: str, data: st.DataObject) -> None:
    rule: Drawn = data.draw(drawn(name))
    veto = {"gate": {"when": {"input": "accident"}, "effect": "veto"}}
    body = {**rule.spec.parameters, "rules": [*rule.spec.parameters["rules"], veto]}
    if name == "weighted":
        body["weights"] = [*body["weights"], "10%"]
    result = apply_rule(RuleSpec(name, body), Case({**rule.inputs, "accident": True}, FULL))
    assert result.kind == "veto"


def _lines(rules: list[Drawn]) -> tuple[list[Any], dict[str, Any]]:
    targets, judgements = [], {}
    for number, rule in enumerate(rules):
        inputs = tuple(InputSpec(name, role="评分人") for name in rule.inputs)
        limit = rule.limit or NO_LIMIT
        # The drawn value is what somebody states, so that no measurement is needed.
        targets.append(
            target(
                f"t{number}",
                str(FULL),
                indicator="",
                limit=limit,
                rule=rule.spec,
                inputs=inputs,
                section=str(number % 2),
            )
        )
        judgements[f"t{number}"] = dict(rule.inputs)
    return targets, judgements


LETTERS = st.lists(
    st.sampled_from([n for n in EVERY if n not in {"rank", "ref"}]).flatmap(drawn), min_size=1, max_size=4
)


@given(LETTERS, st.data())
def test_the_order_of_targets_does_not_matter(rules: list[Drawn], data: st.DataObject) -> None:
    targets, judgements = _lines(rules)
    card = run({}, *targets, judgements=judgements)
    other = run({}, *data.draw(st.permutations(targets)), judgements=judgements)
    assert (card.outcome, card.full) == (other.outcome, other.full)
    assert {line.target: line.outcome for line in card.lines} == {
        line.target: line.outcome for line in other.lines
    }


@given(LETTERS)
def test_a_total_is_what_its_lines_come_to(rules: list[Drawn]) -> None:
    targets, judgements = _lines(rules)
    card = run({}, *targets, judgements=judgements)
    kinds = {line.outcome.kind for line in card.lines}
    if "error" in kinds:
        assert card.outcome.kind == "error"
        return
    if "veto" in kinds:
        assert card.outcome.kind == "veto"
        return
    if card.outcome.low is not None and card.outcome.high is not None:
        assert 0 <= card.outcome.low <= card.outcome.high <= card.full
    if kinds == {"score"}:
        assert card.outcome.points == sum(line.outcome.points or D(0) for line in card.lines)


@given(LETTERS)
def test_a_vetoed_target_vetoes_the_letter_whatever_else_it_holds(rules: list[Drawn]) -> None:
    targets, judgements = _lines(rules)
    rule = RuleSpec("gate", {"when": {"input": "accident"}, "effect": "veto"})
    targets.append(
        target(
            "v",
            str(FULL),
            indicator="",
            limit=NO_LIMIT,
            rule=rule,
            inputs=(InputSpec("accident", value=D(1)),),
        )
    )
    card = run({}, *targets, judgements=judgements)
    assert card.outcome.kind in {"veto", "error"}
    assert (card.outcome.kind == "error") == any(line.outcome.kind == "error" for line in card.lines)


@given(LETTERS, st.data())
def test_a_judgement_not_given_yet_keeps_the_final_total_possible(
    rules: list[Drawn], data: st.DataObject
) -> None:
    targets, judgements = _lines(rules)
    final = run({}, *targets, judgements=judgements)
    assume(final.outcome.kind in {"score", "range"})
    absent = data.draw(st.sampled_from(sorted(judgements)))
    early = run(
        {}, *targets, judgements={name: given for name, given in judgements.items() if name != absent}
    )
    assume(early.outcome.low is not None and early.full == final.full)
    assert early.outcome.low <= final.outcome.low
    assert final.outcome.high <= early.outcome.high
