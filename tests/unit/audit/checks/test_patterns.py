"""What the form of a paragraph promises."""

from __future__ import annotations

import pytest

from zeren.core.audit.checks import findings
from zeren.core.audit.finding import Case
from zeren.core.audit.grammar import claims
from zeren.core.audit.text import Text


def quotes(words: str, check: str) -> list[str]:
    text = Text.plain(words)
    return [f.quote for f in findings(Case(text, claims(text)), only=[check])]


ROWS = [
    (
        "占地31,672平方米，校舍10,976平方米，图书41,160册，学籍1,372人。生均占地23.1平方米，生均校舍8.0平方米，生均图书{}册。",
        "30.0",
        "33.0",
    ),
    (
        (
            "2024年人员19,014万元、公用3,423万元、项目4,723万元。上年依次是18,108万元、3,260万元和4,180万元。"
            "人员增幅5.0%，公用增幅5.0%，项目增幅{}%。"
        ),
        "13.0",
        "11.5",
    ),
    (
        "本学期近视率43.8%，其中毕业班51.2%。上学期近视率为46.3%，毕业班为52.0%。全校下降{}个百分点，毕业班下降0.8个百分点。",
        "2.5",
        "3.5",
    ),
]


@pytest.mark.parametrize(("words", "right", "wrong"), ROWS)
def test_the_one_of_a_row_that_is_not_made_like_the_others_is_asked(
    words: str, right: str, wrong: str
) -> None:
    assert quotes(words.format(right), "one_of_a_row_is_off") == []
    assert any(wrong in quote for quote in quotes(words.format(wrong), "one_of_a_row_is_off"))


def test_values_that_nothing_printed_makes_are_left_alone() -> None:
    words = "全县教师3,060人、学生41,200人。城区占38.5%，镇区占42.4%，乡村占19.1%。"
    assert quotes(words, "one_of_a_row_is_off") == []


@pytest.mark.parametrize(
    ("words", "odd"),
    [
        ("3月11日发出问卷1,120份，3月20日收齐。3月9日选用小组定下款式，4月16日向全校公示。", "3月9日"),
        ("项目2024年3月6日发布公告，4月2日开标；3月28日签订合同。5月10日进场施工。", "3月28日"),
    ],
)
def test_a_date_that_stands_out_is_asked(words: str, odd: str) -> None:
    assert quotes(words, "one_date_stands_out") == [odd]


@pytest.mark.parametrize(
    "words",
    [
        "3月11日发出问卷，3月20日收齐，3月25日定下款式，4月16日公示。",
        "3月11日发出通知，3月20日收齐材料。上一轮此项工作启动于2月6日。4月16日公示。",
        "5月8日进校督导，5月20日反馈。根据3月9日印发的方案，6月16日前完成整改。",
        "9月1日报到，9月3日开课，8月20日教师返岗，8月22日培训。",
    ],
)
def test_a_story_in_order_or_two_stories_are_left_alone(words: str) -> None:
    assert quotes(words, "one_date_stands_out") == []
