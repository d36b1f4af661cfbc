"""Self, reviewed and final scores: what a reviewer states, what it changes, and how far the self score can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.letter_cast import Fractions, district_pack, letter_of, target
from zeren.core.kernel import OrgTree, Period, Place, Unit, ZerenError
from zeren.core.packs import InputSpec, Letter, RuleSpec, VetoSpec
from zeren.core.packs import Limit as Bound
from zeren.core.scoring import ReviewedScore, TableFacts, read_reviews, review_cohort, review_score
from zeren.core.scoring.reviewing import CredibilitySpec, credibility_of

RATE, OTHER, DROPOUT = "retention_junior_2017a", "literacy_rate_15_50", "dropout_rate_junior_register"
STEP = {"step": {"per": 1, "deduct": 1, "rounding": "floor"}}


def small(**more: Any) -> Letter:
    return letter_of(
        target("1", RATE, STEP, limit=(">=", 95)),
        target("2", OTHER, STEP, limit=(">=", 99)),
        target(
            "3",
            "",
            {"judge": {"levels": {"好": [8, 10], "差": [0, 3]}}},
            inputs=[InputSpec("level", role="专家")],
        ),
        **more,
    )


def facts() -> Fractions:
    tree = OrgTree([Unit("A", "甲区", "county")])
    return Fractions(
        district_pack(), {(RATE, "A"): (95, 100), (OTHER, "A"): (97, 100), (DROPOUT, "A"): (0, 100)}, tree
    )


def reviewed(letter: Letter, entries: Mapping[str, Any]) -> ReviewedScore:
    found = read_reviews(
        letter, [(name, body, Place()) for name, body in entries.items()], pack=district_pack()
    )
    judged = {"3": {"level": "好", "judged": Decimal(9)}}
    return review_score(letter, facts(), found, pack=district_pack(), judgements=judged)


def test_without_a_review_final_is_self() -> None:
    found = reviewed(small(), {})
    assert found.own.outcome == found.final.outcome
    assert found.credibility.percent is None
    assert "没有同时有自评分和复评分的目标" in found.credibility.words


def test_a_reviewed_value_goes_through_the_rule_again_and_says_what_differs() -> None:
    found = reviewed(small(), {"1": {"value": 92, "note": "抽查两校"}})
    line = found.lines[0]
    assert (line.own.points, line.final.points, line.difference) == (10, 7, -3)
    assert "完成值自评95%，复评92%" in line.why
    assert "扣3分" in line.why
    assert line.note == "抽查两校"
    assert found.final.outcome.points == (found.own.outcome.points or 0) - 3


def test_reviewed_points_stand_whatever_the_rule_says() -> None:
    found = reviewed(small(), {"目标2": 5})
    line = found.lines[1]
    assert (line.own.points, line.final.points) == (8, 5)
    assert line.why == "复评定为5分"
    assert [other.reviewed for other in found.lines if other.target != "2"] == [None, None]


def test_a_person_may_decide_otherwise() -> None:
    found = reviewed(small(), {"3": {"inputs": {"level": "差", "judged": 2}}})
    assert found.lines[2].final.points == 2
    assert "等级自评好，复评差" in found.lines[2].why


def test_a_reviewed_figure_changes_every_target_that_reads_it() -> None:
    letter = letter_of(
        target("1", RATE, STEP, limit=(">=", 95)), target("2", RATE, {"all_or_nothing": {}}, limit=(">=", 93))
    )
    found = reviewed(letter, {"1": {"value": 92}})
    assert [line.final.points for line in found.lines] == [7, 0]
    assert found.lines[1].reviewed is not None


def test_a_review_can_bring_a_veto() -> None:
    veto = VetoSpec("V1", "辍学率高于3%", "", DROPOUT, Bound(">", Decimal(3)), "no_pass")
    found = reviewed(small(vetoes=(veto,)), {"V1": {"value": 4}})
    assert (found.own.outcome.kind, found.final.outcome.kind) == ("score", "veto")
    assert "自评0%，复评4%" in found.lines[-1].why


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"9": 1}, "S020"),
        ({"1": 11}, "S022"),
        ({"1": -1}, "S022"),
        ({"1": "很好"}, "S023"),
        ({"1": {"points": 1, "value": 2}}, "S023"),
        ({"1": {"note": "只有说明"}}, "S023"),
        ({"1": {"inputs": {"population": 3}}}, "S024"),
        ({"V1": {"points": 3}}, "S023"),
    ],
)
def test_a_review_that_cannot_be_meant_is_refused(entries: Mapping[str, Any], code: str) -> None:
    veto = VetoSpec("V1", "否决", "", DROPOUT, Bound(">", Decimal(3)), "no_pass")
    with pytest.raises(ZerenError) as caught:
        reviewed(small(vetoes=(veto,)), entries)
    assert [p.code for p in caught.value.problems] == [code]


def test_a_target_twice_and_a_figure_stated_twice_are_refused() -> None:
    letter = letter_of(
        target("1", RATE, STEP, limit=(">=", 95)), target("2", RATE, {"all_or_nothing": {}}, limit=(">=", 93))
    )
    with pytest.raises(ZerenError) as caught:
        read_reviews(letter, [("1", 3, Place()), ("目标1", 4, Place())], pack=district_pack())
    assert [p.code for p in caught.value.problems] == ["S021"]
    with pytest.raises(ZerenError) as caught:
        reviewed(letter, {"1": {"value": 92}, "2": {"value": 93}})
    assert [p.code for p in caught.value.problems] == ["S025"]


# --- credibility ------------------------------------------------------------------------------------------------------


def test_credibility_compares_the_reviewed_targets_only() -> None:
    found = reviewed(small(), {"1": {"value": 92}, "2": 8})
    trust = found.credibility
    assert (trust.self_points, trust.reviewed_points, trust.base, trust.compared) == (18, 15, 20, 2)
    assert trust.percent == Decimal(85)
    assert "1－3÷20＝85%" in trust.words


def test_differences_cancel_out_in_the_total_and_not_by_lines() -> None:
    pairs = [(Decimal(10), Decimal(8), Decimal(10)), (Decimal(6), Decimal(8), Decimal(10))]
    assert credibility_of(pairs, CredibilitySpec()).percent == 100
    assert credibility_of(pairs, CredibilitySpec(by="lines")).percent == 80
    assert credibility_of(pairs, CredibilitySpec(by="lines", over="self")).percent == 75


def test_a_band_takes_points_off_and_the_rest_may_be_scaled() -> None:
    bands = [{"name": "可信", "from": 95}, {"name": "不可信", "from": 0, "deduct": 2}]
    kept = reviewed(small(credibility={"bands": bands}), {"1": 5})  # self 10, reviewed 5 of 10: 50 %
    assert (kept.credibility.percent, kept.credibility.band) == (50, "不可信")
    assert kept.own.outcome.points == 27
    assert kept.final.outcome.points == 27 - 5 - 2
    scaled = reviewed(small(credibility={"unreviewed": "scaled"}), {"1": 5})
    assert [line.final.points for line in scaled.lines] == [5, 4, Decimal("4.5")]
    assert "按可信度50%折算" in scaled.lines[1].why


def test_points_taken_off_also_lower_the_grade() -> None:
    ladder = [{"name": "优秀", "from": 21}, {"name": "合格", "from": 0}]
    bands = [{"name": "不可信", "from": 0, "deduct": 2}]
    letter = small(credibility={"bands": bands}, grade=RuleSpec("grade", {"bands": ladder}))
    found = reviewed(letter, {"1": 5})  # 22 less 2
    assert (found.own.grade, found.final.grade) == ("优秀", "合格")


@pytest.mark.parametrize("wrong", [{"by": "mean"}, {"bands": [{"from": 3}]}, {"weight": 2}, {"bands": "95"}])
def test_a_credibility_rule_written_wrongly_is_refused(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ZerenError) as caught:
        reviewed(small(credibility=wrong), {"1": 5})
    assert [p.code for p in caught.value.problems] == ["S012"]


POINTS = st.integers(0, 10).map(Decimal)


@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=8), st.sampled_from(["total", "lines"]))
def test_credibility_lies_between_0_and_100_and_is_100_where_both_agree(
    pairs: list[tuple[Decimal, Decimal]], by: str
) -> None:
    compared = [(own, theirs, Decimal(10)) for own, theirs in pairs]
    percent = credibility_of(compared, CredibilitySpec(by=by)).percent
    assert percent is not None
    assert 0 <= percent <= 100
    assert credibility_of([(a, a, c) for a, _, c in compared], CredibilitySpec(by=by)).percent == 100


# --- a cohort ---------------------------------------------------------------------------------------------------------


def test_a_reviewed_figure_moves_the_others_ranks_too() -> None:
    rank = {"rank": {"direction": "high", "table": [10, 8, 6], "ties": "competition"}}
    letter = letter_of(target("1", RATE, rank, inputs=[InputSpec("cohort", RATE)]))
    values = {u: {RATE: Decimal(v)} for u, v in {"甲": 99, "乙": 95, "丙": 90}.items()}
    units = [Unit(u, u, "county") for u in values]
    table = TableFacts(district_pack(), OrgTree(units), Period.parse("2017"), values)
    reviews = {"甲": read_reviews(letter, [("1", {"value": 80}, Place())], pack=district_pack())}
    found = review_cohort(letter, table, reviews, pack=district_pack(), units=list(values))
    assert {s.unit: s.place for s in found.own.ranking} == {"甲": 1, "乙": 2, "丙": 3}
    assert {s.unit: s.place for s in found.final.ranking} == {"乙": 1, "丙": 2, "甲": 3}
    other = found.reviewed["乙"].lines[0]
    assert (other.reviewed, other.difference) == (None, 2)
    assert "其他数据复评后重算" in other.why
    beside = next(r for r in found.to_dict()["ranking"] if r["unit"] == "甲")
    assert (beside["self"]["place"], beside["place"], beside["credibility"]) == (1, 3, 60.0)


def test_a_review_of_a_unit_that_is_not_scored_is_refused() -> None:
    letter = small()
    reviews = {"乙": read_reviews(letter, [("1", 3, Place())], pack=district_pack())}
    with pytest.raises(ZerenError) as caught:
        review_cohort(letter, facts(), reviews, pack=district_pack(), units=["A"])
    assert caught.value.problems[0].code == "S026"
