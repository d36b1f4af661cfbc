"""A number one digit away from what its paragraph makes."""

from __future__ import annotations

import pytest

from zeren.core.audit.checks import findings
from zeren.core.audit.finding import Case
from zeren.core.audit.grammar import claims
from zeren.core.audit.text import Text

SLIPS = [
    ("文学类17,640册、社科类9,285册、科普类7,210册、低幼绘本4,135册；剔旧1,860册另册。四类合计{}册，供1,310名学生用。", "38,270", "38,720"),
    ("监测报名3,412人，缺考37人，实际参考3,375人。平均76.8分；及格2,565人，及格率{}%，低分段142人。", "76.0", "78.0"),
    ("全年借出36,720册次，办证1,206张。上年借出31,980册次，两相比较多借{}册次。", "4,740", "4,470"),
    ("核定小学640人，每生每年1,250元；初中930人，每生每年1,470元，共发初中补助{}元，两季拨付。", "1,367,100", "1,376,100"),
]  # fmt: skip


def found(words: str) -> list[str]:
    text = Text.plain(words)
    case = Case(text, claims(text))
    return [f.quote for f in findings(case, only=["numbers_one_digit_off"])]


@pytest.mark.parametrize(("words", "right", "wrong"), SLIPS)
def test_a_slip_of_the_pen_is_asked_and_the_right_number_is_not(words: str, right: str, wrong: str) -> None:
    assert found(words.format(right)) == []
    assert any(wrong in quote for quote in found(words.format(wrong)))


@pytest.mark.parametrize(
    "words",
    [
        "继续教育按人次统计共8,734人次，应训教师2,912人，平均每人3.00次。",
        "小学图书81.3万册、初中64.9万册，图书总量146.1万册。",
        "在校生2,000人，每生每年600元，另有受助2,000人，共发放6,000元奖金。",
        "留守97人、单亲26人，实际285人。普查对象为六年级和初中各年级，由班主任组织，逐班登记，分两周完成，共测评408人。",
    ],
)
def test_what_rounding_or_chance_explains_is_left_alone(words: str) -> None:
    assert found(words) == []
