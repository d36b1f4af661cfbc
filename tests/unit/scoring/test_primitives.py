"""Each primitive and combinator on the forms of real schemes: outcome, points, and the words a clerk reads."""

# ruff: noqa: E501  (one form a line, as in a table)

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from zeren.core.packs import Limit, RuleSpec
from zeren.core.scoring import Case, Result, apply_rule, check_rule, rule_inputs

D = Decimal


def told(
    rule: dict[str, Any], inputs: dict[str, Any], full: object = 10, limit: str = "", **more: Any
) -> Result:
    [(name, body)] = rule.items()
    bound = None
    if limit:
        op, _, value = limit.partition(" ")
        bound = Limit(op, D(value))
    return apply_rule(RuleSpec(name, body), Case(inputs, D(str(full)), limit=bound, **more))


def brief(result: Result) -> Any:
    """Points of a score, both ends of a range, or the outcome's name."""
    found = result.to_dict()
    return found["points"] if found["points"] is not None else found["outcome"]


STEP = {"step": {"per": 0.1, "deduct": 2, "rounding": "floor"}}
SIDES = {"step": {"per": 1, "deduct": 0.5, "add": 0.5, "rounding": "prop", "start": "80%", "max": "120%"}}
LADDER = {
    "bands": {"bounds": [{"from": 100, "points": 6}, {"from": 75, "points": 3}, {"from": 60, "points": 2}]}
}
SHORT = {
    "bands": {
        "bounds": [
            {"from": 1.4, "below": 1.5, "deduct": 1},
            {"from": 1.2, "below": 1.4, "deduct": 2},
            {"below": 1, "points": 0},
        ],
        "otherwise": "full",
    }
}
RANK = {"rank": {"direction": "high", "table": [10, 8, 6, 4], "ties": "competition"}}
LEVELS = {"judge": {"levels": {"好": [8, 10], "一般": [4, 7], "较差": [1, 3]}}}
PRIZES = {"tariff": {"table": {"区": 5, "市": 10, "省": 20}}}
ROOMS = {"checklist": {"items": {"活动室": 4, "寝室": 4, "盥洗室": 2}}}
VETO = {"gate": {"when": {"input": "accidents", "op": ">", "value": 0}, "effect": "veto"}}


def gated(effect: str) -> dict[str, Any]:
    return {
        "gate": {
            "when": {"input": "rate", "op": ">", "value": 3},
            "effect": effect,
            "rule": {"interp": {"to": 100}},
        }
    }


# fmt: off
FORMS: list[tuple[Any, ...]] = [
    (STEP, {"value": 98.7}, ">= 99", 4.0),
    (STEP, {"value": 1.7}, "<= 1.5", 6.0),
    (STEP, {"value": 99.5}, ">= 99", 10.0),
    ({"step": {"per": 1, "deduct": 0.2, "rounding": "whole", "of": "count", "ref": 2, "when": "below"}}, {"count": 1}, "", 9.8),
    ({"step": {"per": 1, "deduct": 0.2, "rounding": "whole", "of": "count", "ref": 2, "when": "below"}}, {"value": 0}, "", 9.6),
    ({"step": {"per": 1, "deduct": 1, "rounding": "whole", "of": "count", "ref": 0, "when": "above"}}, {"count": 1.5}, "", "error"),
    (SIDES, {"value": 92}, ">= 90", 9.0),
    (SIDES, {"value": 100}, ">= 90", 12.0),
    (SIDES, {"value": 86}, ">= 90", 6.0),
    ({"step": {"per": 1, "deduct": 0.5, "rounding": "prop", "ref": "previous", "when": "above"}}, {"value": 12, "previous": 10}, "", 9.0),
    (STEP, {"value": 98.7}, "", "pending(target)"),
    (STEP, {}, ">= 99", "pending(value)"),
    ({"all_or_nothing": {}}, {"value": 1.5}, "<= 1.5", 10.0),
    ({"all_or_nothing": {}}, {"value": 1.51}, "<= 1.5", 0.0),
    (LADDER, {"value": 99.9}, "", 3.0),
    (LADDER, {"value": 59}, "", 0.0),
    (SHORT, {"value": 1.45}, "", 9.0),
    (SHORT, {"value": 1.6}, "", 10.0),
    (SHORT, {"value": 0.9}, "", 0.0),
    ({"bands": {"bounds": [{"from": 80, "to": 90, "points": 8}, {"from": 90, "to": 100, "points": 10}]}}, {"value": 90}, "", "error"),
    ({"bands": {"bounds": [{"from": 80, "to": 99, "range": [0, 2]}], "within": "interpolate"}}, {"value": 89.5}, "", 1.0),
    ({"bands": {"bounds": [{"above": 100, "range": [3, 5]}], "within": "judge"}}, {"value": 101}, "", [3.0, 5.0]),
    ({"bands": {"bounds": [{"above": 100, "range": [3, 5]}], "within": "judge"}}, {"value": 101, "judged": 4}, "", 4.0),
    ({"bands": {"bounds": [{"above": 100, "range": [3, 5]}], "within": "judge"}}, {"value": 101, "judged": 6}, "", "error"),
    ({"interp": {}}, {"value": 45}, ">= 60", 7.5),
    ({"interp": {}}, {"value": 66}, ">= 60", 10.0),
    ({"interp": {"max": "120%"}}, {"value": 66}, ">= 60", 11.0),
    ({"interp": {"to": {"ref": {"kind": "cohort_max"}}}}, {"value": 50, "cohort": [100, 50]}, "", 5.0),
    ({"interp": {"to": {"ref": {"kind": "cohort_max"}}}}, {"value": 0, "cohort": [0, 0]}, "", "error"),
    ({"interp": {"points": [[60, 1], [70, 2], [80, 3], [90, 4]]}}, {"value": 75}, "", 2.5),
    ({"interp": {"points": [[60, 1], [90, 4]]}}, {"value": 59}, "", 0.0),
    ({"interp": {"points": [[1, 10], [3, 0]]}}, {"value": 0.5}, "", 10.0),
    (RANK, {"value": 98, "cohort": [97, 98.5, 98]}, "", 8.0),
    (RANK, {"value": 98, "cohort": [97, 98.5]}, "", 8.0),
    (RANK, {"value": 98, "cohort": [98, 98, 99]}, "", 8.0),
    (RANK, {"value": 1, "cohort": [5, 4, 3, 2]}, "", 0.0),
    (RANK, {"value": 98}, "", "pending(cohort)"),
    ({"rank": {"table": [10, 8]}}, {"value": 98, "cohort": [98, 98]}, "", "error"),
    ({"rank": {"table": [10, 8, 6], "ties": "dense"}}, {"value": 97, "cohort": [98, 98, 97]}, "", 8.0),
    ({"rank": {"table": [10, 8, 6], "ties": "average"}}, {"value": 98, "cohort": [98, 98, 97]}, "", 9.0),
    ({"rank": {"table": [10, 8, 6], "ties": "forbid"}}, {"value": 98, "cohort": [98, 98, 97]}, "", "not_applicable"),
    ({"rank": {"direction": "low", "table": [10, 8], "ties": "dense"}}, {"value": 0.2, "cohort": [0.1, 0.3]}, "", 8.0),
    ({"rank": {"first": "full", "by": "2%", "ties": "dense"}}, {"value": 3, "cohort": [5, 4, 3]}, "", 9.6),
    ({"rank": {"of": "rank", "table": [5, 4, 3]}}, {"rank": 2}, "", 4.0),
    ({"rank": {"of": "rank", "table": [5, 4, 3]}}, {"value": 2}, "", 4.0),
    ({"rank": {"table": [8, 6, 4], "ties": "dense", "reach": {"at_least": {"ref": "cohort_mean"}, "points": 10}}}, {"value": 90, "cohort": [100, 92, 90, 80]}, "", 8.0),
    ({"rank": {"table": [8, 6, 4], "ties": "dense", "reach": {"at_least": {"ref": "cohort_mean"}, "points": 10}}}, {"value": 92, "cohort": [100, 92, 90, 80]}, "", 10.0),
    ({"rank": {"after": "full", "last": {"places": 2, "points": 8}, "ties": "competition"}}, {"value": 2, "cohort": [1, 3, 4]}, "", 8.0),
    ({"rank": {"after": "full", "last": {"places": 2, "points": 8}, "ties": "competition"}}, {"value": 3, "cohort": [1, 2, 4]}, "", 10.0),
    ({"rank": {"table": [10, 8], "ties": "dense", "peers": "kind"}}, {"value": 5, "kind": "a", "cohort": {"a": [6], "b": [9, 8]}}, "", 8.0),
    (PRIZES, {"events": {"区": 1, "市": 2}}, "", 10.0),
    ({"tariff": {**PRIZES["tariff"], "max": "none"}}, {"events": {"区": 1, "市": 2}}, "", 25.0),
    ({"tariff": {**PRIZES["tariff"], "max": "none", "group_by": "award", "within": "max"}}, {"events": [{"level": "市", "award": "x"}, {"level": "省", "award": "x"}, {"level": "区", "award": "y"}]}, "", 25.0),
    ({"tariff": {**PRIZES["tariff"], "split": "authors"}}, {"events": [{"level": "市", "authors": 4}]}, "", 2.5),
    ({"tariff": {**PRIZES["tariff"], "evidence": True}}, {"events": [{"level": "市"}, {"level": "区", "evidence": "文件"}]}, "", 5.0),
    ({"tariff": {**PRIZES["tariff"]}}, {"events": {"国": 1}}, "", "error"),
    ({"tariff": {"each": 2, "caps": {"表彰": 5, "排名": 15}, "max": "none"}}, {"events": [{"group": "表彰", "count": 4}, {"group": "排名", "count": 1}]}, "", 7.0),
    ({"tariff": {"each": -1, "start": "full"}}, {"count": 3}, "", 7.0),
    ({"tariff": {"each": -1, "start": "full", "times": {"when": {"input": "only"}, "by": 2}}}, {"count": 3, "only": True}, "", 4.0),
    ({"tariff": {"each": -1, "min": -1}}, {"count": 3}, "", -1.0),
    ({"tariff": {"each": 1, "at_least": 2, "beyond": 1, "short": -1}}, {"events": {"一周": 2, "二周": 4, "三周": 0}}, "", 3.0),
    (ROOMS, {"items": {"活动室": True, "寝室": False, "盥洗室": 1}}, "", 6.0),
    (ROOMS, {"items": {"活动室": True, "寝室": False}}, "", "pending(human)"),
    (ROOMS, {"items": {"操场": True}}, "", "error"),
    ({"checklist": {"missing": 1}}, {"missing": 3}, "", 7.0),
    ({"checklist": {"missing": 1}}, {"value": 3}, "", 7.0),
    ({"checklist": {"need": 3}}, {"count": 2}, "", 0.0),
    ({"checklist": {"need": 3}}, {"items": [True, True, True, False, False]}, "", 10.0),
    ({"checklist": {"share": [{"from": "100%", "points": 10}, {"from": "80%", "points": 8}]}}, {"items": [True, True, True, True, False]}, "", 8.0),
    ({"checklist": {"pool": True}}, {"items": {"甲": True, "乙": 0.5, "丙": True, "丁": False}}, "", 6.25),
    ({"checklist": {"items": {"a": 6, "b": 4}, "halve": ["b"]}}, {"items": {"a": True, "b": False}}, "", 3.0),
    ({"checklist": {"items": {"a": 6, "b": 4}, "disqualify": ["b"]}}, {"items": {"a": True, "b": False}}, "", 0.0),
    (LEVELS, {"level": "好"}, "", [8.0, 10.0]),
    (LEVELS, {"value": "好"}, "", [8.0, 10.0]),
    (LEVELS, {"level": "好", "judged": 9}, "", 9.0),
    (LEVELS, {"level": "好", "judged": 7}, "", "error"),
    (LEVELS, {"level": "优"}, "", "error"),
    (LEVELS, {}, "", "pending(human)"),
    ({"judge": {"levels": {"优": "100%", "良": "80%", "不合格": ["0%", "59%"]}}}, {"level": "良"}, "", 8.0),
    ({"judge": {"deduct": [0.5, 2]}}, {"judged": 1}, "", 9.0),
    ({"judge": {"deduct": [0.5, 2]}}, {"judged": 0}, "", 10.0),
    ({"judge": {"deduct": [0.5, 2]}}, {"judged": 3}, "", "error"),
    ({"judge": {"award": [0, 5]}}, {"judged": 3}, "", 3.0),
    ({"aggregate": {"how": "mean"}}, {"scores": [8, 9]}, "", 8.5),
    ({"aggregate": {"how": "trimmed"}}, {"scores": [1, 8, 9, 10]}, "", 8.5),
    ({"aggregate": {"how": "trimmed"}}, {"scores": [1, 8]}, "", "error"),
    ({"aggregate": {"how": "weighted", "weights": ["20%", "40%", "40%"]}}, {"scores": [10, 5, 5]}, "", 6.0),
    ({"aggregate": {"how": "votes", "weights": {"A": 1, "B": 0.8}, "times": 10}}, {"votes": {"A": 5, "B": 5}}, "", 9.0),
    ({"aggregate": {"how": "votes", "weights": {"A": 1}}}, {"votes": {"A": 0}}, "", "not_applicable"),
    ({"aggregate": {"how": "mean"}}, {"scores": [8, None]}, "", "pending(human)"),
    ({"trend": {"how": "count_down", "deduct": 1}}, {"series": [5, 4, 3, 4]}, "", 8.0),
    ({"trend": {"how": "growth", "series": ["a", "b"]}}, {"a": [1, 2], "b": [3, 3]}, "", 0.0),
    ({"trend": {"how": "growth", "over": "5%"}}, {"series": [100, 105]}, "", 10.0),
    ({"trend": {"how": "rising"}}, {"value": 3, "previous": 2}, "", 10.0),
    ({"trend": {"how": "growth"}}, {"series": [0, 1]}, "", "error"),
    (gated("zero_item"), {"value": 80, "rate": 4}, "", 0.0),
    (gated("halve"), {"value": 80, "rate": 4}, "", 4.0),
    (gated("halve"), {"value": 80, "rate": 1}, "", 8.0),
    (gated("veto"), {"value": 80, "rate": 4}, "", "veto"),
    (gated("veto"), {"value": 80}, "", "pending(rate)"),
    (gated("fail"), {"value": 80, "rate": 4}, "", 8.0),
    ({"sum": {"start": "full", "rules": [{"tariff": {"each": -0.2, "of": "a"}}, {"bands": {"bounds": [{"below": 2, "deduct": 3}], "of": "b"}}]}}, {"a": 4, "b": 1}, "", 6.2),
    ({"sum": {"start": "full", "rules": [{"step": {"per": 1, "deduct": 4, "rounding": "ceil", "of": "a", "ref": 9, "when": "below"}}, {"checklist": {"missing": 3}}, {"judge": {"deduct": [1, 2]}}]}}, {"a": 8, "missing": 1, "judged": 2}, "", 1.0),
    ({"sum": {"start": "full", "rules": [{"tariff": {"each": -5, "of": "a"}}, {"tariff": {"each": -7, "of": "b"}}]}}, {"a": 1, "b": 1}, "", 0.0),
    ({"sum": {"rules": [{"full": 4, "rule": {"all_or_nothing": {"require": [{"input": "plan"}]}}}, {"full": 6, "rule": {"interp": {"to": 100}}}]}}, {"plan": True, "value": 50}, "", 7.0),
    ({"sum": {"rules": [{"full": 4, "rule": LEVELS}, {"full": 6, "rule": {"interp": {"to": 100}}}]}}, {"level": "较差", "value": 50}, "", [4.0, 6.0]),
    ({"sum": {"rules": [{"interp": {"to": 100}}, VETO]}}, {"value": 50, "accidents": 0}, "", 5.0),
    ({"sum": {"rules": [{"interp": {"to": 100}}, VETO]}}, {"value": 50, "accidents": 1}, "", "veto"),
    ({"weighted": {"weights": ["50%", "45%", "5%"], "rules": [{"interp": {"of": n, "to": 100}} for n in "abc"]}}, {"a": 100, "b": 80, "c": 0}, "", 8.6),
    ({"minimum": {"rules": [{"interp": {"of": n, "to": 100}} for n in "ab"]}}, {"a": 100, "b": 80}, "", 8.0),
    ({"maximum": {"rules": [{"interp": {"of": n, "to": 100}} for n in "ab"]}}, {"a": 100, "b": 80}, "", 10.0),
    ({"maximum": {"rules": [{"interp": {"of": n, "to": 100}} for n in "ab"]}}, {"a": 100}, "", 10.0),
    ({"clamp": {"rule": {"tariff": {"each": 1}}, "max": 3}}, {"count": 7}, "", 3.0),
    ({"clamp": {"rule": {"tariff": {"each": 1}}, "max": 15}}, {"count": 17}, "", 15.0),
    ({"na": {"when": {"input": "people", "op": "<", "value": 30}, "then": "full", "rule": LADDER}}, {"people": 12}, "", 10.0),
    ({"na": {"when": {"input": "people", "op": "<", "value": 30}, "rule": LADDER}}, {"people": 12}, "", "not_applicable"),
    ({"na": {"when": {"input": "people", "op": "<", "value": 30}, "rule": LADDER}}, {"people": 40, "value": 100}, "", 6.0),
    ({"round": {"rule": {"interp": {"to": 3}}, "places": 1}}, {"value": 2}, "", 6.7),
    ({"interp": {"of": {"derive": {"numerator": "kept", "denominator": {"start": "roll", "add": ["come"], "subtract": ["gone"], "less": "3%"}}}, "to": 100}}, {"kept": 97, "roll": 100, "come": 10, "gone": 10}, "", 10.0),
    ({"interp": {"of": {"derive": {"numerator": "a", "denominator": "b"}}, "to": 100}}, {"a": 0, "b": 0}, "", "not_applicable"),
    ({"bands": {"of": {"derive": {"numerator": "areas", "unit": "cv", "weights": "pupils"}}, "bounds": [{"to": 0.5, "points": 10}]}}, {"areas": [1, 3], "pupils": [1, 1]}, "", 10.0),
]
# fmt: on


@pytest.mark.parametrize(("rule", "inputs", "limit", "expected"), FORMS)
def test_forms(rule: dict[str, Any], inputs: dict[str, Any], limit: str, expected: object) -> None:
    result = told(rule, inputs, limit=limit)
    assert brief(result) == expected, result.reason
    assert result.reason


# fmt: off
WORDS: list[tuple[Any, ...]] = [
    (STEP, {"value": 98.7}, ">= 99", "完成值98.7%，低于目标（99%）0.3个百分点，按每0.1个百分点扣2分（不足一档不计）计3档，扣6分，得4分"),
    (SIDES, {"value": 92}, ">= 90", "完成值92%，高于目标（90%）2个百分点，按每1个百分点加0.5分（不足一档按比例）计2档，加1分，得9分"),
    (LEVELS, {"level": "好"}, "", "等级“好”，可得8～10分，待评分人定分"),
    (LEVELS, {}, "", "待评分人评定，可得1～10分"),
    (RANK, {"value": 98, "cohort": [97, 98.5]}, "", "完成值98%，从高到低排第2名（共3个单位），得8分"),
    (RANK, {"value": 98, "cohort": [97, None]}, "", "完成值98%，从高到低可能排第1～2名（共3个单位），待各单位数值齐后计分，可得8～10分"),
    (STEP, {}, ">= 99", "缺少完成值，暂不能计分，可得0～10分"),
    (ROOMS, {"items": {"活动室": 1, "寝室": 0}}, "", "3项中完成1项（缺：寝室），1项未核查，待核查后定，可得4～6分"),
    ({"tariff": {"each": -3, "start": "full"}}, {"count": 4}, "", "起评10分，4次，每次扣3分，计-2分，扣完为止，计0分"),
    ({"sum": {"start": "full", "rules": [{"tariff": {"each": -1, "of": "a"}}, {"judge": {"deduct": [1, 2]}}]}}, {"a": 1}, "", "起评10分；1次，每次扣1分，计-1分；待评分人评定，可得-2～0分；合计可得7～9分（已定部分9分，其余待定）"),
]
# fmt: on


@pytest.mark.parametrize(("rule", "inputs", "limit", "words"), WORDS)
def test_words(rule: dict[str, Any], inputs: dict[str, Any], limit: str, words: str) -> None:
    assert told(rule, inputs, limit=limit).reason == words


def test_an_open_part_leaves_a_sum_open_between_its_bounds() -> None:
    rule = {
        "sum": {
            "start": "full",
            "rules": [{"tariff": {"each": -1, "of": "a"}}, {"judge": {"deduct": [1, 2]}}],
        }
    }
    found = told(rule, {"a": 1}).to_dict()
    assert (found["outcome"], found["points"], found["admissible"]) == ("pending(human)", None, [7.0, 9.0])


def test_what_is_open_but_cannot_matter_is_certain() -> None:
    rule = {
        "minimum": {
            "rules": [{"all_or_nothing": {"require": [{"input": "plan"}]}}, {"judge": {"award": [0, 5]}}]
        }
    }
    assert brief(told(rule, {"plan": False})) == 0.0


def test_an_undecided_condition_leaves_both_consequences_possible() -> None:
    found = told(gated("zero_item"), {"value": 80}).to_dict()
    assert (found["outcome"], found["admissible"]) == ("pending(rate)", [0.0, 8.0])


def test_any_is_decided_by_one_flag_though_another_is_absent() -> None:
    rule = {"all_or_nothing": {"require": [{"any": [{"input": "a"}, {"input": "b"}]}]}}
    assert brief(told(rule, {"a": True})) == 10.0
    assert brief(told(rule, {"a": False})) == "pending(b)"


def test_points_a_part_gives_beyond_its_own_full_are_cut() -> None:
    rule = {
        "sum": {
            "rules": [
                {"full": 3, "rule": {"tariff": {"each": 2, "of": "a"}}},
                {"full": 7, "rule": {"interp": {"to": 100}}},
            ]
        }
    }
    assert brief(told(rule, {"a": 5, "value": 100})) == 10.0
    assert brief(told(rule, {"a": 5, "value": 50})) == 6.5


def test_parts_share_the_points_of_one_that_does_not_apply() -> None:
    small = {
        "na": {
            "when": {"input": "small"},
            "then": "rescale",
            "rule": {"all_or_nothing": {"require": [{"input": "school"}]}},
        }
    }
    rule = {"sum": {"rules": [{"full": 4, "rule": small}, {"full": 6, "rule": {"interp": {"to": 100}}}]}}
    assert brief(told(rule, {"small": True, "value": 50})) == 5.0


GRADE = {
    "grade": {
        "bands": [{"name": "优秀", "from": 90}, {"name": "良好", "from": 80}, {"name": "合格", "from": 60}, {"name": "不合格", "above": -1}],
        "quota": {"优秀": "20%"},
        "ties": "out",
        "round": 0,
        "then": {"不合格": "一个月内提交书面整改报告"},
    }
}  # fmt: skip


# fmt: off
TOTALS: list[tuple[Any, ...]] = [
    (95, [94, 93, 92, 91], "优秀"),
    (94, [95, 93, 92, 91], "良好"),
    (95, [95, 93, 92, 91], "良好"),
    (89.5, [70, 70, 70, 70], "优秀"),
    (89.4, [70, 70, 70, 70], "良好"),
    (59, [95, 93, 92, 91], "不合格"),
    (95, None, ""),
    (85, None, "良好"),
]
# fmt: on


@pytest.mark.parametrize(("total", "cohort", "grade"), TOTALS)
def test_grades(total: float, cohort: list[float] | None, grade: str) -> None:
    result = told(GRADE, {"total": total, "cohort": cohort}, full=100)
    assert result.grade == grade, result.reason


def test_a_grade_tells_what_it_obliges_to() -> None:
    assert told(GRADE, {"total": 30}, full=100).reason == "总分30，等级：不合格；一个月内提交书面整改报告"


# fmt: off
INPUTS: list[tuple[Any, ...]] = [
    (STEP, ("value", "target")),
    (RANK, ("value", "cohort")),
    (LEVELS, ("level", "judged")),
    ({"tariff": {"each": 1}}, ("count",)),
    (PRIZES, ("events",)),
    ({"checklist": {"missing": 1}}, ("missing",)),
    ({"checklist": {"need": 3}}, ("count",)),
    ({"aggregate": {"how": "votes", "weights": {"A": 1}}}, ("votes",)),
    ({"trend": {"how": "rising", "series": ["a", "b"]}}, ("a", "b")),
    (gated("veto"), ("rate", "value")),
    ({"interp": {"to": {"ref": "cohort_mean"}}}, ("value", "cohort")),
    ({"rank": {"of": "rank", "last": {"places": 2, "points": -2}}}, ("rank", "size")),
]
# fmt: on


@pytest.mark.parametrize(("rule", "inputs"), INPUTS)
def test_a_rule_names_its_inputs(rule: dict[str, Any], inputs: tuple[str, ...]) -> None:
    [(name, body)] = rule.items()
    assert set(rule_inputs(RuleSpec(name, body))) == set(inputs)


# fmt: off
NESTED: list[tuple[Any, ...]] = [
    ({"sum": {"rules": [{"step": {"per": 1, "deduct": 1}}]}}, "计分规则“sum.rules[1].step”缺少参数“rounding”"),
    ({"sum": {"rules": [{"steps": {}}]}}, "没有名为“steps”的计分规则；是否应为“step”？"),
    ({"clamp": {"rule": {"bands": {"bounds": []}}}}, "计分规则“clamp.rule.bands”的参数 bounds 不合要求"),
    ({"gate": {"when": {"input": "a", "op": "!"}, "effect": "veto"}}, "计分规则“gate”的参数 when 不合要求"),
    ({"derive": {"numerator": 1, "denominator": 2}}, "“derive”给出的是数值，不是得分"),
    ({"sum": {"rules": [{"ref": {"kind": "target"}}]}}, "“ref”给出的是数值，不是得分"),
    ({"interp": {"to": {"ref": {"kind": "best"}}}}, "计分规则“interp.to.ref”的参数 kind 不合要求"),
    ({"judge": {"levels": {"好": [1, 2, 3]}}}, "计分规则“judge”的参数 levels 不合要求"),
    ({"tariff": {"each": 1, "min": "nothing"}}, "计分规则“tariff”的参数 min 不合要求"),
    ({"rank": {"reach": {"at_least": 85}}}, "计分规则“rank”的参数 reach 不合要求"),
    ({"grade": {"bands": [{"name": "优", "from": 90, "above": 3}]}}, "计分规则“grade”的参数 bands 不合要求"),
]
# fmt: on


@pytest.mark.parametrize(("rule", "said"), NESTED)
def test_nested_rules_are_checked_where_they_stand(rule: dict[str, Any], said: str) -> None:
    [(name, body)] = rule.items()
    assert any(problem.zh.startswith(said) for problem in check_rule(RuleSpec(name, body)))
