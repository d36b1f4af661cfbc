"""Scoring rules and what a letter's total says when a line is not certain."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.scoring.plain_letter import build, run, target
from zeren.core.kernel import Outcome, ZerenError
from zeren.core.packs import BonusSpec, Limit, RuleSpec, VetoSpec
from zeren.core.scoring import Case, apply_rule, check_letter

D = Decimal


def case(value: str, op: str = ">=", limit: str = "99", full: str = "10") -> Case:
    return Case({"value": D(value)}, D(full), limit=Limit(op, D(limit)))


@pytest.mark.parametrize(("rounding", "points"), [("prop", D("5")), ("floor", D("6")), ("ceil", D("4"))])
def test_step_rounds_a_part_step_as_the_letter_says(rounding: str, points: Decimal) -> None:
    spec = RuleSpec("step", {"per": D("0.1"), "deduct": D(2), "rounding": rounding})
    assert apply_rule(spec, case("98.75")).points == points


def test_step_explains_itself_in_words_a_clerk_can_read_back() -> None:
    spec = RuleSpec("step", {"per": D("0.1"), "deduct": D(2), "rounding": "floor"})
    assert apply_rule(spec, case("98.7")).reason == (
        "完成值98.7%，低于目标（99%）0.3个百分点，按每0.1个百分点扣2分（不足一档不计）计3档，扣6分，得4分"
    )


def test_step_never_goes_below_its_floor() -> None:
    spec = RuleSpec("step", {"per": D("0.1"), "deduct": D(2), "rounding": "ceil"})
    assert apply_rule(spec, case("12")).points == 0


def test_a_part_step_below_one_step_costs_nothing_under_floor_but_is_told() -> None:
    spec = RuleSpec("step", {"per": D(1), "deduct": D(2), "rounding": "floor"})
    told = apply_rule(spec, case("98.7"))
    assert told.points == 10
    assert "低于目标（99%）0.3个百分点" in told.reason


@pytest.mark.parametrize(("value", "points"), [("95", D(6)), ("94.99", D(3)), ("75", D(3)), ("74.9", D(0))])
def test_a_band_holds_its_own_bound(value: str, points: Decimal) -> None:
    bounds = [{"from": D(95), "points": D(6)}, {"from": D(75), "points": D(3)}]
    assert apply_rule(RuleSpec("bands", {"bounds": bounds}), case(value)).points == points


def test_bands_downwards_for_rates_that_should_be_low() -> None:
    bounds = [{"to": D("1.5"), "points": D(6)}, {"to": D(3), "points": D(2)}]
    spec = RuleSpec("bands", {"bounds": bounds})
    assert [apply_rule(spec, case(v, "<=", "1.5")).points for v in ("1.5", "1.51", "3.01")] == [
        D(6),
        D(2),
        D(0),
    ]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (RuleSpec("stepp", {}), "没有名为“stepp”的计分规则；是否应为“step”？"),
        (RuleSpec("step", {"per": D(1), "deduct": D(1)}), "计分规则“step”缺少参数“rounding”"),
        (
            RuleSpec("step", {"per": D(1), "deduct": D(1), "rounding": "up"}),
            "计分规则“step”的参数 rounding 不合要求：prop、floor、ceil 或 whole",
        ),
        (
            RuleSpec("step", {"per": D(0), "deduct": D(1), "rounding": "prop"}),
            "计分规则“step”的参数 per 不合要求：大于 0 的数",
        ),
        (
            RuleSpec("tariff", {"each": "x"}),
            "计分规则“tariff”的参数 each 不合要求：分数、full，或占满分的百分比如 80%",
        ),
        (
            RuleSpec("bands", {"bounds": [{"points": D(1)}]}),
            (
                "计分规则“bands”的参数 bounds 不合要求："
                "列表，每档写 from 或 above、to 或 below，和 points、deduct、share、range 之一，如 [{from: 95, points: 3}]"
            ),
        ),
        (RuleSpec("all_or_nothing", {"mode": D(1)}), "计分规则“all_or_nothing”没有参数“mode”"),
    ],
)
def test_a_rule_that_does_not_fit_says_why(spec: RuleSpec, message: str) -> None:
    with pytest.raises(ZerenError) as caught:
        apply_rule(spec, case("1"))
    assert caught.value.problems[0].zh == message


def test_the_total_is_the_sum_of_the_lines() -> None:
    card = run({"a": D(95), "b": D(10)}, target("a"), target("b"))
    assert (card.outcome, card.full) == (Outcome.score(D(5)), D(10))
    assert [line.status for line in card.lines] == ["met", "at_risk"]
    assert all(line.citations for line in card.lines)


def test_what_can_only_worsen_is_missed_even_before_its_due_date() -> None:
    card = run({"low": D(2)}, target("low", limit=Limit("<=", D("1.5"))))
    assert card.lines[0].status == "missed"


def test_close_to_the_limit_is_at_risk_though_met() -> None:
    card = run({"a": D("90.5")}, target("a", at_risk=D(1)))
    assert (card.lines[0].status, card.lines[0].outcome.points) == ("at_risk", D(5))


def test_a_ledger_not_reported_makes_a_range_never_a_zero() -> None:
    card = run({"a": D(95), "b": None}, target("a"), target("b"))
    assert (card.outcome.kind, card.outcome.low, card.outcome.high) == ("range", D(5), D(10))
    assert card.lines[1].outcome.kind == "pending"
    assert card.lines[1].reason == "暂不能计分：台账尚未报送"


def test_no_denominator_is_not_applicable_and_leaves_the_full_points() -> None:
    card = run({"a": D(95), "b_none": None}, target("a"), target("b_none"))
    assert (card.outcome, card.full) == (Outcome.score(D(5)), D(5))
    assert card.lines[1].outcome.kind == "not_applicable"


def test_a_veto_dominates_whatever_the_points() -> None:
    veto = VetoSpec("V1", "弄虚作假", "第九条", "v", Limit(">", D(0)), "no_pass")
    card = run({"a": D(95), "v": D(1)}, target("a"), vetoes=(veto,))
    assert card.outcome.kind == "veto"
    assert card.to_dict()["total"] is None
    assert card.lines[0].outcome.points == D(5)


def test_a_veto_that_cannot_be_decided_keeps_the_total_back() -> None:
    veto = VetoSpec("V1", "弄虚作假", "第九条", "v", Limit(">", D(0)), "no_pass")
    card = run({"a": D(95), "v": None}, target("a"), vetoes=(veto,))
    assert card.outcome.kind == "pending"


def test_a_rule_that_fails_closes_the_total() -> None:
    card = run({"a": D(95)}, target("a", rule=RuleSpec("bands", {"bounds": []})))
    assert (card.lines[0].outcome.kind, card.outcome.kind) == ("error", "error")


def test_a_bonus_is_capped() -> None:
    bonus = BonusSpec("B1", "表彰", "", "b", RuleSpec("tariff", {"each": D("0.5")}), D(2))
    card = run({"a": D(95), "b": D(9)}, target("a"), bonuses=(bonus,))
    assert card.outcome == Outcome.score(D(7))


def test_check_letter_finds_rules_that_cannot_run() -> None:
    letter, _ = build(target("a", rule=RuleSpec("guess")))
    assert [p.code for p in check_letter(letter)] == ["S001"]


DECIMALS = st.decimals(min_value=0, max_value=120, places=3)


@given(DECIMALS, DECIMALS, st.sampled_from(["prop", "floor", "ceil"]), st.sampled_from(["<=", ">="]))
def test_step_stays_within_its_points_and_never_rewards_a_worse_value(
    first: Decimal, second: Decimal, rounding: str, op: str
) -> None:
    spec = RuleSpec("step", {"per": D("0.1"), "deduct": D("0.3"), "rounding": rounding})
    worse, better = sorted((first, second), reverse=op == "<=")
    points = [
        apply_rule(spec, Case({"value": v}, D(10), limit=Limit(op, D(60)))).points for v in (worse, better)
    ]
    assert 0 <= points[0] <= points[1] <= 10


@given(st.permutations(["a", "b", "c"]))
def test_the_order_of_targets_does_not_matter(order: list[str]) -> None:
    values: dict[str, Decimal | None] = {"a": D(95), "b": D(1), "c": D(91)}
    assert (
        run(values, *[target(n) for n in order]).outcome == run(values, *[target(n) for n in "abc"]).outcome
    )
