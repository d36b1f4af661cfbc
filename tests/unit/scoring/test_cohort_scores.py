"""A cohort: ranks and ties, intervals while something is open, quotas, groups, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.letter_cast import Fractions, district_pack, letter_of, target
from zeren.core.kernel import OrgTree, Outcome, Period, Scorecard, Unit, ZerenError
from zeren.core.packs import InputSpec, Letter, RuleSpec, VetoSpec
from zeren.core.packs import Limit as Bound
from zeren.core.scoring import CohortScore, JoinedFacts, TableFacts, rank_cards, score_cohort, score_units

RATE, OTHER, DROPOUT = "retention_junior_2017a", "literacy_rate_15_50", "dropout_rate_junior_register"
BY_VALUE = {"interp": {"to": 100}}


def table(values: Mapping[str, Mapping[str, Any]], groups: Mapping[str, str] | None = None) -> TableFacts:
    found = {u: {i: Decimal(str(v)) for i, v in row.items() if v is not None} for u, row in values.items()}
    units = [Unit(u, u, "county", attributes={"组别": (groups or {}).get(u)}) for u in values]
    return TableFacts(district_pack(), OrgTree(units), Period.parse("2017"), found)


def scored(letter: Letter, facts: Any, units: list[str] | None = None, **more: Any) -> CohortScore:
    return score_cohort(letter, facts, pack=district_pack(), units=units or list(facts.values), **more)


def by_value(**more: Any) -> Letter:
    return letter_of(target("1", RATE, BY_VALUE, points=100), **more)


def places(found: CohortScore) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {s.unit: (s.place, s.place_low, s.place_high) for s in found.ranking}


def of(found: CohortScore) -> dict[str, int | None]:
    return {s.unit: s.place for s in found.ranking}


# --- places and ties --------------------------------------------------------------------------------------------------


def test_equal_totals_share_a_place_and_leave_the_next_empty() -> None:
    found = scored(
        by_value(), table({"甲": {RATE: 90}, "乙": {RATE: 95}, "丙": {RATE: 90}, "丁": {RATE: 80}})
    )
    assert of(found) == {"乙": 1, "丙": 2, "甲": 2, "丁": 4}
    assert found.standing("甲").tied == 2
    assert "责任书没有写" in found.rule


def test_dense_places_leave_none_empty() -> None:
    letter = by_value(ranking={"ties": "dense"})
    found = scored(letter, table({"甲": {RATE: 90}, "乙": {RATE: 95}, "丙": {RATE: 90}, "丁": {RATE: 80}}))
    assert of(found) == {"乙": 1, "丙": 2, "甲": 2, "丁": 3}


def test_equal_totals_are_told_apart_by_the_targets_named_for_it() -> None:
    letter = letter_of(
        target("1", RATE, BY_VALUE), target("2", OTHER, BY_VALUE), ranking={"tie_break": ["2"]}
    )
    found = scored(
        letter, table({"甲": {RATE: 90, OTHER: 80}, "乙": {RATE: 80, OTHER: 90}, "丙": {RATE: 85, OTHER: 85}})
    )
    assert {s.total.low for s in found.ranking} == {Decimal(17)}
    assert of(found) == {"乙": 1, "丙": 2, "甲": 3}


def test_groups_are_ranked_by_themselves() -> None:
    letter = by_value(ranking={"peers": "组别"})
    facts = table(
        {"甲": {RATE: 90}, "乙": {RATE: 95}, "丙": {RATE: 60}}, {"甲": "城区", "乙": "城区", "丙": "县"}
    )
    assert of(scored(letter, facts)) == {"乙": 1, "甲": 2, "丙": 1}


@pytest.mark.parametrize("wrong", [{"ties": "shared"}, {"tie_break": ["9"]}, {"order": "up"}])
def test_a_ranking_rule_written_wrongly_is_refused(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ZerenError) as caught:
        scored(by_value(ranking=wrong), table({"甲": {RATE: 90}, "乙": {RATE: 95}}))
    assert [p.code for p in caught.value.problems] == ["S012"]


# --- what is open -----------------------------------------------------------------------------------------------------


def test_a_missing_unit_leaves_ranks_pending_and_places_a_range() -> None:
    rank = {"rank": {"direction": "high", "table": [10, 8, 6], "ties": "competition"}}
    letter = letter_of(target("1", RATE, rank, inputs=[InputSpec("cohort", RATE)]))
    facts = table({"甲": {RATE: 90}, "乙": {RATE: 95}})
    found = scored(letter, facts, expected=["甲", "乙", "丙"])
    line = found.card("乙").lines[0]
    assert (line.outcome.kind, line.outcome.waiting_for) == ("pending", "cohort")
    assert (line.outcome.low, line.outcome.high) == (8, 10)
    assert found.missing == ("丙",)
    assert places(found) == {"乙": (None, 1, 2), "甲": (None, 1, 3), "丙": (None, 1, 3)}
    assert [p.code for p in found.problems] == ["S016"]


def test_a_missing_unit_moves_everybody_by_one_place_at_most() -> None:
    found = scored(by_value(), table({"甲": {RATE: 90}, "乙": {RATE: 95}}), expected=["丙"])
    assert places(found) == {"乙": (None, 1, 2), "甲": (None, 2, 3), "丙": (None, 1, 3)}
    assert found.standing("乙").waiting_for == "cohort"


def test_a_judgement_still_to_come_leaves_only_the_places_it_can_move_open() -> None:
    judged = target(
        "2",
        "",
        {"judge": {"levels": {"好": [8, 10], "差": [0, 3]}}},
        inputs=[InputSpec("level", role="专家")],
    )
    letter = letter_of(target("1", RATE, BY_VALUE), judged)
    facts = table({"甲": {RATE: 90}, "乙": {RATE: 80}, "丙": {RATE: 10}})
    level = {u: {"2": {"level": "好", "judged": 9}} for u in ("甲", "乙")} | {"丙": {"2": {"level": "好"}}}
    found = scored(letter, facts, judgements=level)
    assert places(found) == {"甲": (1, 1, 1), "乙": (2, 2, 2), "丙": (3, 3, 3)}
    assert found.standing("丙").pending == ("2",)


def test_a_vetoed_unit_has_no_place_and_takes_nobodys() -> None:
    veto = VetoSpec("V1", "否决", "", DROPOUT, Bound(">", Decimal(3)), "no_pass")
    rows = {"甲": {RATE: 99, DROPOUT: 5}, "乙": {RATE: 90, DROPOUT: 0}, "丙": {RATE: 80, DROPOUT: 0}}
    found = scored(by_value(vetoes=(veto,)), table(rows))
    assert places(found) == {"乙": (1, 1, 1), "丙": (2, 2, 2), "甲": (None, None, None)}
    rows["甲"][DROPOUT] = None  # type: ignore[assignment]
    undecided = scored(by_value(vetoes=(veto,)), table(rows))
    assert places(undecided) == {"乙": (None, 1, 2), "丙": (None, 2, 3), "甲": (None, 1, 3)}


def test_a_rule_that_fails_withholds_the_total_and_opens_the_others_places() -> None:
    broken = {"rank": {"direction": "high", "table": [10, 8]}}  # says nothing about ties
    letter = letter_of(
        target("1", RATE, broken, inputs=[InputSpec("cohort", RATE)]), target("2", OTHER, BY_VALUE)
    )
    found = scored(
        letter, table({"甲": {RATE: 90, OTHER: 1}, "乙": {RATE: 90, OTHER: 9}, "丙": {RATE: 80, OTHER: 5}})
    )
    assert found.standing("甲").total.kind == "error"
    assert places(found)["丙"] == (None, 1, 3)


def test_one_unit_is_said_to_compare_with_nobody() -> None:
    found = scored(by_value(), table({"甲": {RATE: 90}}))
    assert of(found) == {"甲": 1}
    assert [p.code for p in found.problems] == ["S015"]


def test_a_unit_twice_is_refused_with_both_its_rows() -> None:
    facts = table({"甲": {RATE: 90}, "乙": {RATE: 80}})
    with pytest.raises(ZerenError) as caught:
        scored(by_value(), facts, ["甲", "乙", "甲"], places=["第2行", "第3行", "第4行"])
    [problem] = caught.value.problems
    assert problem.code == "S010"
    assert "第2行、第4行" in problem.zh


def test_no_unit_is_refused() -> None:
    with pytest.raises(ZerenError) as caught:
        score_cohort(by_value(), table({}), pack=district_pack(), units=[])
    assert caught.value.problems[0].code == "S011"


# --- lists, joined snapshots --------------------------------------------------------------------------------------------


def test_ratios_to_the_best_of_several_figures() -> None:
    parts = [
        {
            "full": 60,
            "rule": {"interp": {"of": "passed", "to": {"ref": {"kind": "cohort_max", "of": "passed_all"}}}},
        },
        {
            "full": 40,
            "rule": {"interp": {"of": "top", "to": {"ref": {"kind": "cohort_max", "of": "top_all"}}}},
        },
    ]
    letter = letter_of(
        target(
            "1",
            "",
            {"sum": {"rules": parts}},
            points=100,
            inputs=[InputSpec("passed", RATE), InputSpec("top", OTHER)],
        )
    )
    found = scored(letter, table({"甲": {RATE: 80, OTHER: 20}, "乙": {RATE: 60, OTHER: 40}}))
    assert {c.unit: c.outcome.points for c in found.cards} == {"甲": 80, "乙": 85}


def test_units_seen_through_their_own_snapshots() -> None:
    one, two = table({"甲": {RATE: 90}}), table({"乙": {RATE: 95}})
    joined = JoinedFacts.of(district_pack(), {"甲": one, "乙": two})
    found = score_cohort(by_value(), joined, pack=district_pack(), units=["甲", "乙"])
    assert of(found) == {"乙": 1, "甲": 2}
    with pytest.raises(ZerenError) as caught:
        JoinedFacts.of(district_pack(), {"甲": one, "乙": replace(two, period=Period.parse("2016"))})
    assert caught.value.problems[0].code == "S014"


# --- quotas -----------------------------------------------------------------------------------------------------------

LADDER = [{"name": "优秀", "from": 90}, {"name": "良好", "from": 80}, {"name": "合格", "from": 0}]


def graded(quota: Mapping[str, str], ties: str | None = "out", **more: Any) -> Letter:
    body = {"bands": LADDER, "quota": quota} | ({"ties": ties} if ties else {})
    return by_value(grade=RuleSpec("grade", body), **more)


def grades(found: CohortScore) -> dict[str, str]:
    return {s.unit: s.grade for s in found.ranking}


def test_a_quota_is_rounded_down_and_says_so() -> None:
    facts = table(
        {
            u: {RATE: v}
            for u, v in {"甲": 99, "乙": 98, "丙": 97, "丁": 96, "戊": 95, "己": 94, "庚": 70}.items()
        }
    )
    found = scored(graded({"优秀": "30%"}), facts)  # 7 × 30 % = 2.1
    assert [u for u, g in grades(found).items() if g == "优秀"] == ["甲", "乙"]
    assert grades(found)["丙"] == "良好"
    [quota] = found.quotas
    assert (quota.places, quota.taken) == (2, ("甲", "乙"))
    assert "取整数部分，计2个" in found.standing("甲").grade_reason
    assert "已满" in found.standing("丙").grade_reason


@pytest.mark.parametrize(("ties", "best"), [("in", {"甲", "乙", "丙"}), ("out", {"甲"})])
def test_those_tied_at_the_edge_of_a_quota(ties: str, best: set[str]) -> None:
    facts = table({u: {RATE: v} for u, v in {"甲": 99, "乙": 95, "丙": 95, "丁": 60}.items()})
    found = scored(graded({"优秀": "50%"}, ties), facts)
    assert {u for u, g in grades(found).items() if g == "优秀"} == best


def test_a_tie_at_the_edge_that_nobody_decided_is_refused() -> None:
    facts = table({u: {RATE: v} for u, v in {"甲": 99, "乙": 95, "丙": 95, "丁": 60}.items()})
    with pytest.raises(ZerenError) as caught:
        scored(graded({"优秀": "50%"}, None), facts)
    assert caught.value.problems[0].code == "S013"


def test_a_veto_keeps_its_unit_out_of_the_quota_but_in_its_base() -> None:
    veto = VetoSpec("V1", "否决", "", DROPOUT, Bound(">", Decimal(3)), "no_pass")
    rows = {
        u: {RATE: v, DROPOUT: 5 if u == "甲" else 0}
        for u, v in {"甲": 99, "乙": 98, "丙": 97, "丁": 96}.items()
    }
    found = scored(graded({"优秀": "50%"}, vetoes=(veto,)), table(rows))
    assert grades(found) == {"乙": "优秀", "丙": "优秀", "丁": "良好", "甲": ""}


def test_a_grade_is_open_only_where_an_open_total_can_change_it() -> None:
    facts = table({u: {RATE: v} for u, v in {"甲": 99, "乙": 92, "丙": 70}.items()})
    found = scored(graded({"优秀": "50%"}), facts, expected=["丁"])  # two places for four
    assert grades(found) == {"甲": "优秀", "乙": "", "丙": "合格", "丁": ""}
    assert "优秀或良好" in found.standing("乙").grade_reason


@given(
    st.lists(st.integers(60, 100), min_size=2, max_size=12, unique=True),
    st.sampled_from(["10%", "25%", "40%", "100%"]),
    st.sampled_from(["10%", "30%", "50%"]),
)
@settings(max_examples=40, deadline=None)
def test_grades_with_certain_totals_are_those_of_the_rule_itself(
    totals: list[int], best: str, good: str
) -> None:
    facts = table({f"u{n:02}": {RATE: v} for n, v in enumerate(totals)})
    letter = graded({"优秀": best, "良好": good})
    units = list(facts.values)
    alone = {c.unit: c.grade for c in score_units(letter, facts, pack=district_pack(), units=units)}
    assert grades(scored(letter, facts)) == alone


# --- properties -------------------------------------------------------------------------------------------------------

ENDS = st.tuples(st.integers(0, 6), st.integers(0, 4)).map(lambda e: (e[0], e[0] + e[1]))


def card(unit: str, low: int, high: int) -> Scorecard:
    kind = "score" if low == high else "range"
    return Scorecard("small", unit, "2017", Outcome(kind, Decimal(low), Decimal(high)), (), Decimal(100))


def ranked(ends: Mapping[str, tuple[int, int]], ties: str) -> CohortScore:
    cards = [card(u, *e) for u, e in ends.items()]
    return rank_cards(by_value(ranking={"ties": ties}), cards, table({}), pack=district_pack())


@given(st.lists(ENDS, min_size=1, max_size=6), st.sampled_from(["competition", "dense"]), st.data())
@settings(max_examples=150, deadline=None)
def test_the_place_of_any_completion_lies_in_the_interval(
    ends: list[tuple[int, int]], ties: str, data: Any
) -> None:
    named = {f"u{n}": e for n, e in enumerate(ends)}
    found = places(ranked(named, ties))
    values = {u: data.draw(st.integers(*e)) for u, e in named.items()}
    actual = of(ranked({u: (v, v) for u, v in values.items()}, ties))
    for unit, (_, low, high) in found.items():
        assert low is not None
        assert high is not None
        assert low <= (actual[unit] or 0) <= high


@given(st.lists(ENDS, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_both_ends_of_an_interval_can_happen(ends: list[tuple[int, int]]) -> None:
    named = {f"u{n}": e for n, e in enumerate(ends)}
    for unit, (_, low, high) in places(ranked(named, "competition")).items():
        best = {u: (e[1] if u == unit else e[0],) * 2 for u, e in named.items()}
        worst = {u: (e[0] if u == unit else e[1],) * 2 for u, e in named.items()}
        assert of(ranked(best, "competition"))[unit] == low
        assert of(ranked(worst, "competition"))[unit] == high


@given(st.permutations(["甲", "乙", "丙", "丁", "戊"]))
@settings(max_examples=30, deadline=None)
def test_the_order_of_units_does_not_matter(order: list[str]) -> None:
    rank = {"rank": {"direction": "high", "table": [10, 8, 6], "ties": "average"}}
    letter = letter_of(
        target("1", RATE, rank, inputs=[InputSpec("cohort", RATE)]), target("2", OTHER, BY_VALUE)
    )
    values = {"甲": (90, 5), "乙": (95, 7), "丙": (90, 9), "丁": (60, 40), "戊": (99, 1)}
    facts = table({u: {RATE: a, OTHER: b} for u, (a, b) in values.items()})
    first, again = scored(letter, facts, sorted(values)), scored(letter, facts, order)
    assert first.ranking == again.ranking


@given(
    st.dictionaries(
        st.sampled_from("甲乙丙丁戊己"), st.tuples(st.integers(50, 100), st.booleans()), min_size=2
    ),
    st.data(),
)
@settings(max_examples=40, deadline=None)
def test_a_settled_grade_stays_whatever_the_open_units_report(
    found: dict[str, tuple[int, bool]], data: Any
) -> None:
    letter = graded({"优秀": "40%", "良好": "30%"}, "in")
    known = {u: {RATE: v} for u, (v, is_open) in found.items() if not is_open}
    if not known:
        return
    opened = scored(letter, table(known), expected=sorted(set(found) - set(known)))
    completed = {
        u: {RATE: data.draw(st.integers(0, 100)) if is_open else v} for u, (v, is_open) in found.items()
    }
    final = grades(scored(letter, table(completed)))
    for unit, grade in grades(opened).items():
        assert grade in {"", final[unit]}


def test_fractions_and_tables_score_alike() -> None:
    given_ = {(RATE, u): (n, 200) for u, n in {"甲": 190, "乙": 180}.items()}
    fractions = Fractions(district_pack(), given_)
    found = score_cohort(by_value(), fractions, pack=district_pack(), units=["甲", "乙"])
    same = scored(by_value(), table({"甲": {RATE: 95}, "乙": {RATE: 90}}))
    assert [s.total for s in found.ranking] == [s.total for s in same.ranking]
