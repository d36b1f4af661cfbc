"""A scheme's table becomes the draft of a letter, and whatever is wrong with the table is told."""

from __future__ import annotations

from decimal import Decimal

import yaml

from zeren.core.drafting import draft_table
from zeren.core.packs import Limit

HEAD = ["序号", "一级指标", "考核指标", "目标值", "评分标准", "分值"]


def codes(rows: list[list[str]]) -> list[str]:
    return [p.code for p in draft_table(rows).problems]


def test_rows_become_targets_with_rule_limit_and_text() -> None:
    found = draft_table(
        [
            ["某区教育发展目标考核细则", "", "", "", "", ""],
            HEAD,
            ["1", "普及", "巩固率", "≥95%", "每低1个百分点扣1分，不足1个百分点不计", "６０"],
            ["2", "", "督导检查", "不少于2次", "每少1次扣5分", "40分"],
            ["合计", "", "", "", "", "100"],
        ]
    )
    assert found.problems == ()
    assert [(i.name, i.path, i.points, i.limit) for i in found.items] == [
        ("巩固率", ("普及",), Decimal(60), Limit(">=", Decimal(95))),
        ("督导检查", ("普及",), Decimal(40), Limit(">=", Decimal(2))),
    ]
    letter = yaml.safe_load(found.yaml)
    [section] = letter["sections"]
    first, second = section["items"][0]["targets"]
    assert letter["full"] == 100
    assert letter["name"] == "某区教育发展目标考核细则"
    assert first["text"] == "每低1个百分点扣1分，不足1个百分点不计"
    assert first["rule"] == {"step": {"per": 1, "deduct": 1, "rounding": "floor", "when": "below"}}
    # The row's own target is what the count is held against: a letter measures one value only.
    assert second["rule"]["step"]["ref"] == 2


def test_a_table_split_over_pages_is_read_as_one() -> None:
    rows = [
        HEAD,
        ["1", "普及", "巩固率", "≥95%", "每低1个百分点扣1分，不足1个", "60"],
        HEAD,
        ["", "", "", "", "百分点不计", ""],
        ["2", "普及", "入学率", "100%", "达到目标值得满分，达不到不得分", "40"],
    ]
    found = draft_table(rows)
    assert [i.sentence for i in found.items] == [
        "每低1个百分点扣1分，不足1个百分点不计",
        "达到目标值得满分，达不到不得分",
    ]
    assert found.problems == ()


def test_merged_cells_may_be_repeated_or_blank() -> None:
    repeated = [
        HEAD,
        ["1", "管理", "制度", "", "缺一项扣1分", "100"],
        ["1", "管理", "制度", "", "扣完为止", "100"],
    ]
    blank = [HEAD, ["1", "管理", "制度", "", "缺一项扣1分", "100"], ["", "", "", "", "扣完为止", ""]]
    for rows in (repeated, blank):
        found = draft_table(rows)
        assert [(i.points, i.draft.understood) for i in found.items] == [(Decimal(100), True)]
        assert found.problems == ()


def test_headings_are_found_in_any_wording_and_order() -> None:
    rows = [
        ["责任科室", "分值（分）", "计分办法", "考核内容"],
        ["基教科", "100", "每缺一项扣1分", "制度建设"],
    ]
    [item] = draft_table(rows).items
    assert (item.office, item.points, item.name, item.draft.understood) == (
        "基教科",
        Decimal(100),
        "制度建设",
        True,
    )


def test_a_table_without_a_scoring_column_is_refused() -> None:
    found = draft_table([["姓名", "分数"], ["甲", "5"]])
    assert (found.yaml, found.items, [p.code for p in found.problems]) == ("", (), ["D302"])


def test_a_sentence_that_is_not_understood_is_listed_and_not_scored() -> None:
    found = draft_table([HEAD, ["1", "管理", "领导", "", "领导重视，成效突出", "100"]], file="a.xlsx")
    [problem] = found.problems
    assert (problem.code, problem.place.file, problem.place.line) == ("D303", "a.xlsx", 2)
    assert "rule" not in yaml.safe_load(found.yaml)["sections"][0]["items"][0]["targets"][0]
    assert "待定 rule" in found.yaml
    assert found.understood == 0


def test_points_printed_zero_lost_or_missing_are_told() -> None:
    assert codes([HEAD, ["1", "", "甲", "", "每缺一项扣1分", "0"]])[0] == "D305"
    assert codes([HEAD, ["1", "", "甲", "", "每缺一项扣1分", "05"]])[0] == "D305"
    assert codes([HEAD, ["1", "", "甲", "", "每缺一项扣1分", ""]])[0] == "D306"


def test_points_that_do_not_sum_are_told() -> None:
    row = ["1", "", "甲", "", "每缺一项扣1分", "60"]
    assert codes([HEAD, row, ["合计", "", "", "", "", "100"]]) == ["D304"]
    assert codes([HEAD, row]) == ["D304"]
    assert codes([HEAD, [*row[:5], "100"]]) == []


def test_the_sum_of_a_part_is_held_against_its_own_row() -> None:
    one, two = (["1", "", n, "", "每缺一项扣1分", "50"] for n in ("甲", "乙"))
    rows = [
        HEAD,
        one,
        ["小计", "", "", "", "", "40"],
        two,
        ["小计", "", "", "", "", "50"],
        ["合计", "", "", "", "", "100"],
    ]
    found = draft_table(rows)
    assert [(p.code, p.place.line) for p in found.problems] == [("D304", 3)]


def test_an_open_decision_is_told_and_stands_as_a_comment() -> None:
    found = draft_table([HEAD, ["1", "", "巩固率", "≥95%", "每低1个百分点扣05分", "100"]])
    assert [p.details["decision"] for p in found.problems] == ["number_lost_point", "rounding"]
    assert "# 待定 rounding: 不足一档怎么算？（prop / floor / ceil）" in found.yaml


def test_a_row_without_a_sentence_and_an_unreadable_target_are_told() -> None:
    assert codes([HEAD, ["1", "", "甲", "", "", "100"]]) == ["D313"]
    assert codes([HEAD, ["1", "", "甲", "前3名或95%左右", "每缺一项扣1分", "100"]]) == ["D314"]


def test_text_that_looks_like_yaml_stays_text() -> None:
    found = draft_table([HEAD, ["1", "yes: [no", '甲"乙', "", "每缺一项扣1分 # 注", "100"]])
    section = yaml.safe_load(found.yaml)["sections"][0]
    assert section["name"] == "yes: [no"
    assert section["items"][0]["targets"][0]["name"] == '甲"乙'
