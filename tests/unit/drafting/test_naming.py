"""Inputs under other names: English words, short names, what is left over, numbers written as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from zeren.core.drafting import draft, kinds_of, likeness, paired
from zeren.workspace.sentences import apply_sentence, fitted


@pytest.mark.parametrize(
    ("given", "wanted", "likely"),
    [
        ("primary_rate", "小学辍学率", True),
        ("junior_rate", "小学辍学率", True),  # the rate; which of two is decided by the pair
        ("visits", "例会", False),
        ("连续通报", "连续被通报2次", True),
        ("省", "省级", False),  # a single character says too little
        ("违规", "安全", False),
    ],
)
def test_how_alike_two_names_are(given: str, wanted: str, likely: bool) -> None:
    assert bool(likeness(given, wanted)) is likely


def test_of_two_rates_each_finds_its_own() -> None:
    wanted = ["小学辍学率", "初中辍学率"]
    assert paired({"junior_rate": 1, "primary_rate": 2}, wanted, kinds={}) == {
        "junior_rate": "初中辍学率",
        "primary_rate": "小学辍学率",
    }
    assert paired({"rate": 1}, wanted, kinds={}) == {}, "a name that means both means neither"


def test_a_flag_is_not_taken_for_a_number() -> None:
    assert paired({"meeting": True}, ["例会次数"], kinds={}) == {}
    assert paired({"meeting": True}, ["召开会议"], kinds={"召开会议": "flag"}) == {"meeting": "召开会议"}


def test_what_the_inputs_of_a_rule_are() -> None:
    rules = draft("每发生一起扣2分，发生重大事故的一票否决", full=Decimal(10)).alternatives()
    assert kinds_of(rules)["发生重大事故"] == "flag"


@pytest.mark.parametrize(
    ("text", "inputs", "found"),
    [
        ("每低0.1个百分点扣2分", {"value": "９８．７％", "target": "99"}, {"value": Decimal("98.7"), "target": Decimal(99)}),
        ("有方案得2分，无方案不得分", {"value": "没有"}, {"有方案": False}),
        ("制度健全、档案齐全各得2分", {"count": 1}, {"items": {"制度健全": True, "档案齐全": False}}),
        ("国家级每项加3分，省级每项加2分", {"value": "省级"}, {"events": {"省级": 1}}),
        ("每提高1个百分点加1分，最高加3分", {"value": 95, "previous": 93}, {"value": 95, "previous": 93, "target": 93}),
        ("完成率×10分", {"value": 0.85}, {"value": Decimal(85)}),
        ("排名前30%得10分，中间50%得8分，后20%得5分", {"value": 95, "cohort": [99, 90, 80]}, {"rank": 2, "size": 4}),
    ],
)  # fmt: skip
def test_inputs_are_fitted(text: str, inputs: dict[str, Any], found: dict[str, Any]) -> None:
    given = fitted(inputs, draft(text, full=Decimal(10)))
    assert {name: given.get(name) for name in found} == found


def test_the_lowest_comes_first_where_less_is_better() -> None:
    text = "辍学率排名前50%得10分，其余得5分"
    given = fitted({"value": 1, "cohort": [2, 3]}, draft(text, full=Decimal(10)))
    assert (given["rank"], given["size"]) == (1, 3)


# --- customary readings -------------------------------------------------------------------------------------------------

BANDED = "达到95%得10分，90%—95%得8分，85%—90%得6分，85%以下不得分"


@pytest.mark.parametrize(("value", "points"), [(95, 10.0), (85, 6.0), (94.9, 8.0)])
def test_a_customary_reading_gives_points_and_stays_named(value: float, points: float) -> None:
    found = apply_sentence(BANDED, inputs={"value": value})
    assert (found["outcome"], found["points"]) == ("score", points)
    assert found["missing_decisions"] == ["double_bound"] * 3


def test_where_nothing_is_customary_both_ends_are_given() -> None:
    found = apply_sentence("满意度90%—95%得8分，80%—90%得6分", inputs={"value": 90})
    assert (found["outcome"], found["points"]) == ("range", [6.0, 8.0])
    rounding = apply_sentence("每低1个百分点扣1分", full=Decimal(10), inputs={"value": 97.5, "target": 99})
    assert (rounding["outcome"], rounding["points"]) == ("range", [8.0, 9.0])


def test_an_open_band_above_says_how_the_others_are_read() -> None:
    found = apply_sentence(BANDED, inputs={"value": 90})
    assert (found["outcome"], found["points"], found["admissible"]) == ("score", 8.0, [6.0, 8.0])
    assert "double_bound" in found["missing_decisions"]


def test_the_customary_reading_is_said() -> None:
    assert "通常的理解" in apply_sentence(BANDED, inputs={"value": 95})["trace"]


def test_one_award_or_several_is_not_guessed() -> None:
    text = "国家级加5分、省级加3分、市级加2分，同一项目按最高级别计分"
    found = apply_sentence(text, full=Decimal(10), inputs={"events": {"省级": 1, "市级": 1}})
    assert (found["outcome"], found["points"]) == ("range", [3.0, 5.0])


# --- odd inputs ---------------------------------------------------------------------------------------------------------

ODD: list[Any] = [
    "abc", "", None, True, [], [1, "x"], {}, {"a": {}}, float("nan"), float("inf"), Decimal("NaN"), -5, 10**30, [[1]], "优",
]  # fmt: skip
SENTENCES = [
    "每低0.1个百分点扣2分，扣完为止",
    BANDED,
    "完成率×10分",
    "按从高到低分别得10、8、6、4分",
    "国家级每项加3分，省级每项加2分，同一项目按最高计",
    "有方案得2分，无方案不得分",
    "好8—10分，一般4—7分，较差1—3分",
    "排名前30%得10分，中间50%得8分，后20%得5分",
    "90分以上为优秀，80分以上为良好，优秀不超过20%",
    "制度健全、档案齐全各得2分",
    "低于全市平均值扣3分",
]


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(
    "name", ["value", "target", "count", "cohort", "rank", "events", "items", "level", "其他"]
)
def test_odd_inputs_get_a_message(text: str, name: str) -> None:
    for base in ({}, {"value": 95, "target": 99, "cohort": [90, 95]}):
        for odd in ODD:
            found = apply_sentence(text, full=Decimal(10), inputs={**base, name: odd})
            assert found["outcome"] is not None
            assert found["trace"]
            if found["outcome"] == "score":
                assert found["points"] >= 0
