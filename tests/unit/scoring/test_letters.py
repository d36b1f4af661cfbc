"""A whole letter: where inputs come from, what people decide, what becomes of points that do not apply, grades and cohorts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.scoring.plain_letter import PlainFacts, build, run, target
from zeren.core.kernel import Outcome, ScorecardLine, ZerenError
from zeren.core.packs import NO_LIMIT, BonusSpec, Combine, InputSpec, Letter, Limit, RuleSpec, VetoSpec
from zeren.core.scoring import Cohort, check_letter, cohorts, score, score_units

D = Decimal
LEVELS = RuleSpec("judge", {"levels": {"好": [8, 10], "一般": [4, 7], "较差": [1, 3]}})
RANK = RuleSpec("rank", {"table": [5, 4, 3], "ties": "competition"})


def judged(name: str, points: str = "10", rule: RuleSpec = LEVELS, **more: Any) -> Any:
    return target(
        name,
        points,
        indicator="",
        limit=NO_LIMIT,
        rule=rule,
        inputs=(InputSpec("level", role="督学"),),
        **more,
    )


def brief(line: ScorecardLine) -> Any:
    found = line.to_dict()
    return found["points"] if found["points"] is not None else (found["outcome"], found["waiting_for"])


# --- inputs -------------------------------------------------------------------------------------------------------------


def test_what_a_person_has_not_decided_yet_is_pending_within_its_range() -> None:
    card = run({"a": D(95)}, target("a"), judged("j"))
    assert brief(card.lines[1]) == ("pending", "human")
    assert card.outcome == Outcome("range", D(6), D(15), "human")


def test_what_a_person_decided_counts() -> None:
    card = run({"a": D(95)}, target("a"), judged("j"), judgements={"j": {"level": "一般", "judged": 6}})
    assert (brief(card.lines[1]), card.outcome) == (6.0, Outcome.score(D(11)))


def test_a_level_alone_leaves_its_range() -> None:
    card = run({"a": D(95)}, target("a"), judged("j"), judgements={"j": {"level": "一般"}})
    assert brief(card.lines[1]) == [4.0, 7.0]


def test_a_judgement_outside_its_range_closes_the_total() -> None:
    card = run({"a": D(95)}, target("a"), judged("j"), judgements={"j": {"level": "一般", "judged": 9}})
    assert (card.lines[1].outcome.kind, card.outcome.kind) == ("error", "error")


def test_a_judgement_never_overrides_a_measurement() -> None:
    rule = RuleSpec("tariff", {"each": -1, "start": "full", "of": "late"})
    bound = (InputSpec("late", "b"),)
    card = run({"a": D(95), "b": D(2)}, target("a", rule=rule, inputs=bound), judgements={"a": {"late": 0}})
    assert brief(card.lines[0]) == 3.0


def test_an_input_bound_to_an_indicator_waits_for_its_ledger() -> None:
    rule = RuleSpec("tariff", {"each": -1, "start": "full", "of": "late"})
    card = run({"a": D(95), "b": None}, target("a", rule=rule, inputs=(InputSpec("late", "b"),)))
    assert brief(card.lines[0]) == ("pending", "not_reported")


def test_a_line_cites_every_measurement_it_rests_on() -> None:
    rule = RuleSpec("tariff", {"each": -1, "start": "full", "of": "late"})
    card = run({"a": D(95), "b": D(2)}, target("a", rule=rule, inputs=(InputSpec("late", "b"),)))
    assert len(card.lines[0].citations) == 2


def test_a_fixed_value_and_an_attribute_of_the_unit_are_inputs() -> None:
    small = {"input": "kind", "op": "=", "text": "county"}
    rule = RuleSpec(
        "na", {"when": {"all": [small, {"input": "floor", "op": "<", "value": 3}]}, "rule": {"interp": {}}}
    )
    line = target("a", rule=rule, inputs=(InputSpec("floor", value=D(2)),))
    assert brief(run({"a": D(95)}, line, attributes={"kind": "county"}).lines[0]) == ("not_applicable", None)
    assert brief(run({"a": D(95)}, line, attributes={"kind": "city"}).lines[0]) == 5.0


GROWS = RuleSpec("step", {"per": 1, "deduct": 1, "rounding": "ceil", "ref": "previous", "when": "below"})


def test_the_period_before_comes_from_history() -> None:
    before = PlainFacts({"a": D(93)})
    assert brief(run({"a": D(91)}, target("a", rule=GROWS), history=[before]).lines[0]) == 3.0
    assert brief(run({"a": D(91)}, target("a", rule=GROWS)).lines[0]) == ("pending", "previous")
    other = target("a", rule=GROWS, inputs=(InputSpec("previous", "b", previous=True),))
    assert (
        brief(run({"a": D(91), "b": D(1)}, other, history=[PlainFacts({"a": D(0), "b": D(92)})]).lines[0])
        == 4.0
    )


def test_a_series_is_history_and_the_own_period() -> None:
    rule = RuleSpec("trend", {"how": "count_down", "deduct": 1})
    history = [PlainFacts({"a": D(value)}) for value in (95, 94, 96)]
    assert brief(run({"a": D(91)}, target("a", rule=rule), history=history).lines[0]) == 3.0


@pytest.mark.parametrize("key", ["t", "a"])
def test_a_cohort_is_given_by_target_or_by_indicator(key: str) -> None:
    line = replace(target("a", rule=RANK), id="t")
    assert brief(run({"a": D(91)}, line, cohort={key: [90, 92, 93]}).lines[0]) == 3.0
    assert brief(run({"a": D(91)}, line).lines[0]) == ("pending", "cohort")


def unbound(letter: Letter) -> list[str]:
    return [p.found for p in check_letter(letter) if p.code == "S008"]


def test_a_letter_says_where_every_input_comes_from() -> None:
    rule = RuleSpec(
        "tariff", {"each": -1, "start": "full", "of": "late", "times": {"when": {"input": "severe"}, "by": 2}}
    )
    bare, _ = build(target("a", rule=rule))
    assert sorted(unbound(bare)) == ["late", "severe"]
    bound, _ = build(
        target("a", rule=rule, inputs=(InputSpec("late", "b"), InputSpec("severe", role="督学")))
    )
    assert unbound(bound) == []
    unlimited, _ = build(target("a", limit=NO_LIMIT))
    assert unbound(unlimited) == ["target"]


# --- what does not apply ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("na", "total", "full"), [("skip", D("5"), D(10)), ("full", D("10"), D(15)), ("rescale", D("7.5"), D(15))]
)
def test_points_of_what_does_not_apply(na: str, total: Decimal, full: Decimal) -> None:
    card = run({"a": D(95), "b": D(1), "c_none": None}, target("a"), target("b"), target("c_none", na=na))
    assert (card.outcome, card.full) == (Outcome.score(total), full)


def test_points_are_shared_in_the_item_first_then_the_section_then_the_letter() -> None:
    lines = [target("a"), target("b", item="2"), target("c_none", item="2", na="rescale")]
    card = run({"a": D(1), "b": D(95), "c_none": None}, *lines)
    assert [line.full for line in card.lines] == [D(5), D(10), D(0)]
    lines = [target("a"), target("b", section="2"), target("c_none", item="2", na="rescale")]
    card = run({"a": D(95), "b": D(1), "c_none": None}, *lines)
    assert [(line.target, line.full) for line in card.lines] == [("a", D(10)), ("c_none", D(0)), ("b", D(5))]
    lines = [target("a"), target("b"), target("c_none", section="2", na="rescale")]
    card = run({"a": D(95), "b": D(1), "c_none": None}, *lines)
    assert [line.full for line in card.lines] == [D("7.5"), D("7.5"), D(0)]
    assert card.outcome == Outcome.score(D("7.5"))


def test_shared_points_add_up_though_they_do_not_divide() -> None:
    names = ["a", "b", "c"]
    card = run(
        {"a": D(95), "b": D(95), "c": D(95), "d_none": None},
        *map(target, names),
        target("d_none", na="rescale"),
    )
    assert sum(line.full for line in card.lines) == 20
    assert card.outcome == Outcome.score(D(20))


# --- beyond the line ----------------------------------------------------------------------------------------------------


def gate(effect: str, **more: str) -> RuleSpec:
    when = {"input": "value", "op": "<", "value": 60}
    return RuleSpec("gate", {"when": when, "effect": effect, "rule": {"all_or_nothing": {}}, **more})


def test_a_line_empties_its_section_and_no_other() -> None:
    lines = [target("a"), target("b", rule=gate("zero_section")), target("c", section="2")]
    card = run({"a": D(95), "b": D(50), "c": D(95)}, *lines)
    assert [brief(line) for line in card.lines] == [0.0, 0.0, 5.0]
    assert "因“目标b”，本部分计0分" in card.lines[0].reason


def test_a_section_that_may_still_be_emptied_is_a_range() -> None:
    when = {"input": "fraud"}
    rule = RuleSpec("gate", {"when": when, "effect": "zero_section", "rule": {"all_or_nothing": {}}})
    card = run({"a": D(95), "b": D(95)}, target("a"), target("b", rule=rule))
    assert (card.outcome.kind, card.outcome.low, card.outcome.high) == ("range", D(0), D(10))
    decided = run(
        {"a": D(95), "b": D(95)}, target("a"), target("b", rule=rule), judgements={"b": {"fraud": False}}
    )
    assert decided.outcome == Outcome.score(D(10))


def test_a_veto_inside_a_rule_dominates_and_holds_the_total_back_while_open() -> None:
    assert run({"a": D(95), "b": D(50)}, target("a"), target("b", rule=gate("veto"))).outcome.kind == "veto"
    rule = RuleSpec("gate", {"when": {"input": "fraud"}, "effect": "veto", "rule": {"all_or_nothing": {}}})
    assert run({"a": D(95), "b": D(95)}, target("a"), target("b", rule=rule)).outcome.kind == "pending"


def test_sections_are_weighted_and_combined() -> None:
    lines = [target("a"), target("b", item="2"), target("c", "100", section="2")]
    combine = {"1": Combine("minimum"), "2": Combine(weight=D("0.2"))}
    card = run({"a": D(95), "b": D(1), "c": D(95)}, *lines, combine=combine)
    assert (card.full, card.outcome) == (D(25), Outcome.score(D(20)))
    card = run({"a": D(95), "b": D(95), "c": D(1)}, *lines, combine={"1": Combine(high=D(8))})
    assert card.outcome == Outcome.score(D(8))


def test_a_bonus_without_a_cap_may_go_beyond_and_one_with_a_cap_may_not() -> None:
    free = BonusSpec("B1", "表彰", "", "b", RuleSpec("tariff", {"each": 2}), None)
    assert run({"a": D(95), "b": D(9)}, target("a"), bonuses=(free,)).outcome == Outcome.score(D(23))
    capped = replace(free, cap=D(3), rule=RuleSpec("bands", {"bounds": [{"from": 5, "points": 6}]}))
    card = run({"a": D(95), "b": D(9)}, target("a"), bonuses=(capped,))
    assert (card.outcome, card.lines[1].reason) == (
        Outcome.score(D(8)),
        "加分：完成值9%，属5%及以上一档，得6分，按上限计3分",
    )


def test_a_bonus_keeps_the_bounds_its_own_rule_states() -> None:
    own = BonusSpec("B1", "表彰", "", "b", RuleSpec("tariff", {"each": 2, "max": 5}), None)
    card = run({"a": D(95), "b": D(9)}, target("a"), bonuses=(own,))
    plain = run({"a": D(95), "b": D(1)}, target("a"), bonuses=(own,))
    assert (card.outcome, plain.outcome) == (Outcome.score(D(10)), Outcome.score(D(7)))


# --- grades and cohorts -------------------------------------------------------------------------------------------------

GRADE = RuleSpec(
    "grade",
    {
        "bands": [{"name": "优秀", "from": 9}, {"name": "合格", "from": 6}, {"name": "不合格", "from": 0}],
        "quota": {"优秀": "50%"},
        "ties": "out",
    },
)
PLAIN_GRADE = RuleSpec("grade", {"bands": GRADE.parameters["bands"]})


def test_a_grade_goes_by_the_total() -> None:
    card = run({"a": D(95), "b": D(95)}, target("a"), target("b"), grade=PLAIN_GRADE)
    assert (card.grade, card.grade_reason) == ("优秀", "总分10，等级：优秀")


def test_a_grade_is_open_while_the_total_could_change_it() -> None:
    card = run({"a": D(95), "b": None}, target("a"), target("b"), grade=PLAIN_GRADE)
    assert (card.grade, card.grade_reason) == ("", "总分在5～10分之间，等级为不合格 或 优秀，待定")


@pytest.mark.parametrize(
    ("effect", "grade"), [("fail", "不合格"), ("ineligible", "优秀"), ("cap_grade", "合格")]
)
def test_a_gate_limits_the_grade(effect: str, grade: str) -> None:
    rule = RuleSpec(
        "gate",
        {
            "when": {"input": "value", "op": ">", "value": 90},
            "effect": effect,
            "grade": "合格",
            "rule": {"all_or_nothing": {}},
        },
    )
    card = run({"a": D(95), "b": D(95)}, target("a"), target("b", rule=rule), grade=PLAIN_GRADE)
    assert card.grade == grade
    assert any(e.startswith(effect) for e in card.effects)


def test_a_vetoed_letter_gets_no_grade() -> None:
    veto = VetoSpec("V1", "弄虚作假", "第九条", "v", Limit(">", D(0)), "no_pass")
    card = run({"a": D(95), "v": D(1)}, target("a"), vetoes=(veto,), grade=PLAIN_GRADE)
    assert (card.outcome.kind, card.grade) == ("veto", "")


def city(*values: str | None) -> tuple[PlainFacts, list[str]]:
    units = [f"u{i}" for i, _ in enumerate(values)]
    return PlainFacts(
        {("a", u): None if v is None else D(v) for u, v in zip(units, values, strict=True)}
    ), units


def test_units_are_ranked_among_each_other_and_graded_last() -> None:
    letter, pack = build(
        target("a", "10", rule=RuleSpec("rank", {"table": [10, 9, 5], "ties": "competition"})), grade=GRADE
    )
    facts, units = city("95", "99", "91")
    cards = score_units(letter, facts, pack=pack, units=units)
    assert [c.outcome.points for c in cards] == [D(9), D(10), D(5)]
    assert [c.grade for c in cards] == ["合格", "优秀", "不合格"]
    assert [c.unit for c in cards] == units


def test_a_unit_without_a_value_leaves_places_open_for_the_others() -> None:
    letter, pack = build(target("a", rule=RANK))
    facts, units = city("95", None, "91")
    cards = score_units(letter, facts, pack=pack, units=units)
    assert [brief(c.lines[0]) for c in cards] == [
        ("pending", "cohort"),
        ("pending", "not_reported"),
        ("pending", "cohort"),
    ]
    assert [(c.outcome.low, c.outcome.high) for c in cards] == [(D(4), D(5)), (D(0), D(5)), (D(3), D(4))]


def test_a_unit_twice_in_the_cohort_is_refused() -> None:
    letter, pack = build(target("a", rule=RANK))
    facts, units = city("95")
    with pytest.raises(ZerenError) as caught:
        score_units(letter, facts, pack=pack, units=[*units, *units])
    assert [p.code for p in caught.value.problems] == ["S009"]


def test_one_unit_scored_alone_with_the_cohort_scores_the_same() -> None:
    letter, pack = build(target("a", rule=RANK))
    facts, units = city("95", "99", "91")
    together = score_units(letter, facts, pack=pack, units=units)
    shared = cohorts(letter, facts, pack=pack, units=units)
    alone = [score(letter, facts, pack=pack, unit=unit, cohort=shared) for unit in units]
    assert [c.to_dict() for c in alone] == [c.to_dict() for c in together]


def test_peers_are_ranked_apart() -> None:
    rule = RuleSpec("rank", {"table": [5, 4], "ties": "competition", "peers": "kind"})
    letter, pack = build(target("a", rule=rule, inputs=(InputSpec("kind", role="市"),)))
    facts, units = city("95", "99", "91")
    kinds = dict(zip(units, ("城", "城", "乡"), strict=True))
    judgements = {unit: {"a": {"kind": kind}} for unit, kind in kinds.items()}
    cards = score_units(letter, facts, pack=pack, units=units, judgements=judgements)
    assert [brief(c.lines[0]) for c in cards] == [4.0, 5.0, 5.0]


def test_places_of_a_value_that_is_not_certain() -> None:
    cohort = Cohort.of([10, 20, [15, 25], None])
    places = cohort.places(D(18), D(18), highest_first=True)
    assert (places.first, places.last, places.of) == (2, 4, 5)
    assert Cohort.of([10, 20]).places(D(12), D(21), highest_first=True)[:2] == (1, 2)
    assert (cohort.mean(D(18)), Cohort.of([10, 20]).mean(D(10)), Cohort.of([10, 20]).mean(D(30))) == (
        None,
        D(15),
        D(20),
    )
