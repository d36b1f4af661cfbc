"""Planning: the least change that gains, checked by scoring the letter again with it and with one step less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.letter_cast import Fractions, district, district_pack, letter_of, target
from zeren.core.kernel import OrgTree, Period, Unit
from zeren.core.packs import InputSpec, Letter, Target
from zeren.core.scoring import Gap, GapPlan, TableFacts, plan_gaps, score, score_units
from zeren.core.scoring.gaps.search import least

DROPOUT, RATE = "dropout_rate_junior_register", "retention_junior_2017a"
RATIO, OTHER = "child_teacher_ratio_preschool", "literacy_rate_15_50"
MEETINGS = "work_count_meetings"
DAY = date(2017, 6, 30)


def planned(letter: Letter, facts: Any, **more: Any) -> GapPlan:
    return plan_gaps(
        letter, facts, pack=district_pack(), at=more.pop("at", DAY), unit=more.pop("unit", "A"), **more
    )


def only(letter: Letter, facts: Any, **more: Any) -> Gap:
    found = planned(letter, facts, **more)
    assert len(found.gaps) == 1, found
    return found.gaps[0]


def dropouts(rule: Mapping[str, Any], limit: Any = 1.5, **more: Any) -> Letter:
    return letter_of(target("1", DROPOUT, rule, points=4, limit=("<=", limit), **more))


def at_county(top: Any, bottom: Any, indicator: str = DROPOUT) -> Fractions:
    return Fractions(district_pack(), {(indicator, "A"): (top, bottom)}, district())


# --- steps, bands, straight lines -------------------------------------------------------------------------------------


def test_the_next_step_in_pupils() -> None:
    letter = dropouts({"step": {"per": 0.1, "deduct": 1, "rounding": "ceil"}}, 0.1)
    gap = only(letter, at_county(34, 10000))  # 0.34 %: 0.24 over, three steps, 1 point
    assert gap.points == 1
    assert gap.next is not None
    assert (gap.next.amount, gap.next.value, gap.next.points) == (-4, Decimal("0.3"), 2)
    assert gap.next.words == "还需让4名辍学学生返校，初中辍学率降到0.3%，可多得1分（由1分到2分，满分4分）"
    assert gap.complete is not None
    assert (gap.complete.amount, gap.complete.points) == (-24, 4)


def test_the_next_band_and_full_marks() -> None:
    bands = {
        "bands": {
            "bounds": [{"from": 95, "points": 10}, {"from": 90, "below": 95, "points": 6}],
            "otherwise": 0,
        }
    }
    gap = only(letter_of(target("1", RATE, bands, limit=(">=", 95))), at_county(871, 1000, RATE))
    assert gap.next is not None
    assert gap.complete is not None
    assert [(c.amount, c.points) for c in (gap.next, gap.complete)] == [(29, 6), (79, 10)]


def test_a_bound_that_is_not_included_needs_one_more() -> None:
    bands = {"bands": {"bounds": [{"above": 90, "points": 10}, {"to": 90, "points": 4}], "otherwise": 0}}
    gap = only(letter_of(target("1", RATE, bands)), at_county(899, 1000, RATE))
    assert gap.next is not None
    assert gap.next.amount == 2


def test_points_in_proportion_gain_a_hundredth_with_the_least_change() -> None:
    gap = only(letter_of(target("1", RATE, {"interp": {"to": 100}})), at_county(900, 1000, RATE))
    assert gap.next is not None
    assert gap.complete is not None
    assert (gap.next.amount, gap.next.points, gap.complete.amount) == (1, Decimal("9.01"), 100)


def test_nobody_can_have_more_than_all() -> None:
    gap = only(
        letter_of(target("1", RATE, {"all_or_nothing": {}}, limit=(">=", 101))), at_county(900, 1000, RATE)
    )
    assert (gap.next, gap.complete) == (None, None)
    assert "不能多得分" in gap.why


def test_a_ratio_can_be_mended_from_either_side() -> None:
    letter = letter_of(target("1", RATIO, {"all_or_nothing": {}}, limit=("<=", 10)))
    gap = only(letter, at_county(1005, 100, RATIO))
    assert gap.next is not None
    ways = {c.side: c.amount for c in (gap.next, *gap.others)}
    assert ways == {"numerator": -5, "denominator": 1}
    assert any("幼儿园专任教师数”增加1名" in change.words for change in gap.others)


# --- which schools ----------------------------------------------------------------------------------------------------


def test_the_schools_that_have_the_gap() -> None:
    given_ = {
        (DROPOUT, "A"): (5, 2000),
        (DROPOUT, "甲校"): (4, 900),
        (DROPOUT, "乙校"): (1, 600),
        (DROPOUT, "丙校"): (0, 500),
    }
    facts = Fractions(district_pack(), given_, district("甲校", "乙校", "丙校"))
    gap = only(dropouts({"all_or_nothing": {}}, 0), facts)
    assert gap.next is not None
    assert [(s.name, s.room, s.take) for s in gap.next.schools] == [("甲校", 4, 4), ("乙校", 1, 1)]
    assert "还需让5名辍学学生返校（甲校4名、乙校1名）" in gap.next.words
    assert gap.next.rest == 0


def test_what_no_school_accounts_for_is_said() -> None:
    given_ = {(DROPOUT, "A"): (5, 2000), (DROPOUT, "甲校"): (2, 900)}
    gap = only(
        dropouts({"all_or_nothing": {}}, 0), Fractions(district_pack(), given_, district("甲校", "乙校"))
    )
    assert gap.next is not None
    assert (sum(s.take for s in gap.next.schools), gap.next.rest) == (2, 3)
    assert "其余3名" in gap.next.words


# --- ranks ------------------------------------------------------------------------------------------------------------

RANK = {"rank": {"direction": "low", "table": [10, 8, 6], "ties": "competition"}}


def cohort(*values: Any) -> Fractions:
    units = [Unit(f"U{n}", f"单位{n}", "county") for n in range(len(values))]
    return Fractions(
        district_pack(), {(DROPOUT, u.code): v for u, v in zip(units, values, strict=True)}, OrgTree(units)
    )


def test_what_overtakes_the_next_unit() -> None:
    letter = letter_of(target("1", DROPOUT, RANK, inputs=[InputSpec("cohort", DROPOUT)]))
    facts = cohort((30, 1000), (19, 1000), (25, 1000))
    gap = only(letter, facts, unit="U0", units=["U0", "U1", "U2"])
    assert gap.points == 6
    assert gap.next is not None
    assert gap.complete is not None
    assert (gap.next.numerator, gap.next.points) == (25, 8)  # level with the second: both are second
    assert (gap.complete.numerator, gap.complete.points) == (19, 10)


def test_without_the_others_a_rank_cannot_be_planned() -> None:
    letter = letter_of(target("1", DROPOUT, RANK, inputs=[InputSpec("cohort", DROPOUT)]))
    found = planned(letter, cohort((30, 1000)), unit="U0")
    assert [gap.outcome for gap in found.open] == ["pending"]
    assert any("没有其他单位的数据" in note for note in found.notes)


# --- several figures, tables, what cannot be planned -------------------------------------------------------------------


def test_conditions_that_must_hold_together_are_not_met_by_one_figure() -> None:
    both = {
        "all_or_nothing": {
            "require": [{"input": "a", "op": ">=", "value": 95}, {"input": "b", "op": ">=", "value": 95}]
        }
    }
    letter = letter_of(target("1", "", both, inputs=[InputSpec("a", RATE), InputSpec("b", OTHER)]))
    facts = Fractions(district_pack(), {(RATE, "A"): (90, 100), (OTHER, "A"): (90, 100)}, district())
    assert "要几项同时达到" in only(letter, facts).why
    one = Fractions(district_pack(), {(RATE, "A"): (90, 100), (OTHER, "A"): (99, 100)}, district())
    gap = only(letter, one)
    assert gap.next is not None
    assert (gap.next.indicator, gap.next.amount) == (RATE, 5)


def test_a_table_of_rates_is_planned_in_its_last_printed_digit() -> None:
    units = OrgTree([Unit("A", "甲区", "county")])
    facts = TableFacts(district_pack(), units, Period.parse("2017"), {"A": {RATE: Decimal("93.5")}})
    gap = only(letter_of(target("1", RATE, {"all_or_nothing": {}}, limit=(">=", 95))), facts)
    assert gap.next is not None
    assert (gap.next.side, gap.next.amount) == ("value", Decimal("1.50"))
    assert "没有分子、分母" in gap.next.note


def test_what_a_person_decides_is_not_planned() -> None:
    judged = target("1", "", {"judge": {"levels": {"好": [8, 10]}}}, inputs=[InputSpec("level", role="专家")])
    found = planned(letter_of(judged), at_county(1, 100))
    assert (found.gaps, [gap.target for gap in found.open]) == ((), ["1"])


def test_a_change_that_helps_two_targets_says_so() -> None:
    letter = letter_of(
        target("1", DROPOUT, {"all_or_nothing": {}}, limit=("<=", 1)),
        target("2", DROPOUT, {"step": {"per": 1, "deduct": 1, "rounding": "prop"}}, limit=("<=", 0)),
    )
    gap = planned(letter, at_county(20, 1000)).gaps[0]
    assert gap.next is not None
    assert gap.next.also == (("2", Decimal(1)),)
    assert gap.next.total == 19


# --- if nothing changes -----------------------------------------------------------------------------------------------


def kinds(due: date, top: int = 90) -> list[str]:
    letter = letter_of(target("1", RATE, {"all_or_nothing": {}}, limit=(">=", 95), due=due))
    return [miss.kind for miss in planned(letter, at_county(top, 100, RATE)).misses]


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        (date(2017, 6, 29), "due_passed"),
        (date(2017, 7, 20), "due_soon"),
        (date(2017, 12, 31), "if_unchanged"),
    ],
)
def test_targets_that_will_be_missed(due: date, kind: str) -> None:
    assert kinds(due) == [kind]
    assert kinds(due, top=96) == []


def test_nothing_is_projected() -> None:
    letter = letter_of(target("1", RATE, {"all_or_nothing": {}}, limit=(">=", 95), due=date(2017, 12, 31)))
    [miss] = planned(letter, at_county(90, 100, RATE)).misses
    assert "若不变，到2017年12月31日将达不到" in miss.words


def counted(top: int, limit: int) -> list[tuple[str, str]]:
    """A yearly count of events that had better not happen: meetings over a limit, in a pack where that is what they are."""
    pack = district_pack()
    fewer = replace(pack.indicators[MEETINGS], direction="lower_is_better")
    pack = replace(pack, indicators={**pack.indicators, MEETINGS: fewer})
    letter = letter_of(
        target("1", MEETINGS, {"all_or_nothing": {}}, limit=("<=", limit), due=date(2017, 12, 31))
    )
    facts = Fractions(pack, {(MEETINGS, "A"): (top, None)}, district())
    return [(m.kind, m.words) for m in plan_gaps(letter, facts, pack=pack, at=DAY, unit="A").misses]


def test_a_count_that_only_grows_is_lost_for_good_or_has_a_margin() -> None:
    [(kind, words)] = counted(5, 4)
    assert kind == "for_good"
    assert "只增不减" in words
    [(kind, words)] = counted(2, 4)
    assert kind == "margin"
    assert "再增加3次" in words


def test_what_can_still_be_undone_is_not_lost_for_good() -> None:
    letter = dropouts({"all_or_nothing": {}}, 0, due=date(2017, 12, 31))
    assert [m.kind for m in planned(letter, at_county(5, 1000)).misses] == [
        "if_unchanged"
    ]  # who returns no longer counts


# --- properties: sufficient, and one less is not enough -------------------------------------------------------------------

HALVES = st.integers(0, 40).map(lambda n: Decimal(n) / 2)
RULES = st.one_of(
    st.builds(
        lambda per, deduct, rounding: {"step": {"per": per, "deduct": deduct, "rounding": rounding}},
        st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal(1), Decimal(3)]),
        st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2)]),
        st.sampled_from(["floor", "ceil", "prop"]),
    ),
    st.just({"all_or_nothing": {}}),
    st.builds(
        lambda edges: {
            "bands": {
                "bounds": [{"from": e, "points": p} for e, p in zip(sorted(edges), (3, 6, 10), strict=True)],
                "otherwise": 0,
            }
        },
        st.lists(st.integers(50, 100), min_size=3, max_size=3, unique=True),
    ),
    st.builds(
        lambda edges: {
            "interp": {"points": [[e, p] for e, p in zip(sorted(edges), (0, 4, 10), strict=True)]}
        },
        st.lists(st.integers(50, 100), min_size=3, max_size=3, unique=True),
    ),
)


def points_with(letter: Letter, indicator: str, top: Any, bottom: int) -> Decimal | None:
    facts = Fractions(district_pack(), {(indicator, "A"): (top, bottom)}, district())
    return score(letter, facts, pack=district_pack(), unit="A").lines[0].outcome.points


@given(RULES, st.integers(0, 400), st.integers(1, 400), st.integers(50, 100))
@settings(max_examples=120, deadline=None)
def test_the_change_is_enough_and_one_less_is_not(
    rule: dict[str, Any], top: int, more: int, limit: int
) -> None:
    bottom = top + more
    made: Target = target("1", RATE, rule, limit=(">=", limit))
    letter = letter_of(made)
    before = points_with(letter, RATE, top, bottom)
    assert before is not None
    found = planned(letter, at_county(top, bottom, RATE))
    if before == made.points:
        assert found.gaps == ()
        return
    [gap] = found.gaps
    for change, enough in ((gap.next, before + Decimal("0.01")), (gap.complete, made.points)):
        reachable = points_with(letter, RATE, bottom, bottom)
        assert reachable is not None
        if change is None:
            assert reachable < enough
            continue
        steps = int(change.amount)
        assert points_with(letter, RATE, top + steps, bottom) == change.points
        assert change.points >= enough
        less = points_with(letter, RATE, top + steps - 1, bottom)
        assert less is not None
        assert less < enough


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=6), st.sampled_from(["competition", "dense", "average"])
)
@settings(max_examples=60, deadline=None)
def test_the_change_overtakes_in_the_cohort_itself(dropped: list[int], ties: str) -> None:
    rule = {"rank": {"direction": "low", "table": [10, 8, 6, 4], "ties": ties}}
    letter = letter_of(target("1", DROPOUT, rule, inputs=[InputSpec("cohort", DROPOUT)]))
    units = [f"U{n}" for n in range(len(dropped))]

    def points(first: int) -> Decimal | None:
        facts = cohort(*((n, 1000) for n in (first, *dropped[1:])))
        return score_units(letter, facts, pack=district_pack(), units=units)[0].lines[0].outcome.points

    found = planned(letter, cohort(*((n, 1000) for n in dropped)), unit="U0", units=units)
    before = points(dropped[0])
    assert before is not None
    assume(found.gaps)
    change = found.gaps[0].next
    better = [k for k in range(1, dropped[0] + 1) if (points(dropped[0] - k) or 0) > before]
    if change is None:
        assert better == []
        return
    assert -change.amount == better[0]
    assert points(dropped[0] - better[0]) == change.points


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 90)), min_size=1, max_size=6), HALVES)
@settings(max_examples=60, deadline=None)
def test_schools_bear_the_whole_change_and_none_more_than_it_can(
    schools: list[tuple[int, int]], limit: Decimal
) -> None:
    names = [f"S{n}" for n in range(len(schools))]
    whole = (sum(n for n, _ in schools), sum(d for _, d in schools))
    given_ = {(DROPOUT, "A"): whole} | {(DROPOUT, s): v for s, v in zip(names, schools, strict=True)}
    found = planned(
        dropouts({"all_or_nothing": {}}, limit), Fractions(district_pack(), given_, district(*names))
    )
    for gap in found.gaps:
        assert gap.next is not None
        assert sum(s.take for s in gap.next.schools) == -gap.next.amount
        assert all(0 <= s.take <= s.room == s.numerator for s in gap.next.schools)


@given(st.integers(1, 10**9), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_search_finds_the_least_where_the_test_is_monotone(edge: int, further: int) -> None:
    assert least(lambda k: k >= edge, None) == edge
    assert least(lambda k: k >= edge, edge + further) == edge
    assert least(lambda k: k >= edge, edge - 1) is None


def test_the_search_finds_a_single_point_with_a_hint() -> None:
    assert least(lambda k: k == 12345, 10**6, hints=[12345]) == 12345
