"""Per pupil of one school: the pupils stand in an earlier paragraph."""

from __future__ import annotations

import pytest

from zeren.core.audit.checks import findings
from zeren.core.audit.finding import Case
from zeren.core.audit.grammar import claims
from zeren.core.audit.text import Text

HEAD = "一、基本情况。学校现有15个教学班，学生823人。\n"


def kinds(words: str) -> set[str]:
    text = Text.plain(words)
    return {f.kind for f in findings(Case(text, claims(text)), only=["per_pupil_of_the_school"])}


@pytest.mark.parametrize(
    "rest",
    [
        "二、校园。学校占地面积15260平方米，建筑面积5598平方米，生均占地面积15.15平方米。",
        "二、图书。图书室存书13875册，人均图书24.7册。",
    ],
)
def test_what_does_not_divide_is_asked(rest: str) -> None:
    assert kinds(HEAD + rest) == {"per_capita_mismatch"}


@pytest.mark.parametrize(
    "rest",
    [
        "二、校园。学校占地面积15260平方米，建筑面积5598平方米，生均占地面积18.54平方米。",
        "二、图书。图书室存书13875册，人均图书16.86册。",
        "二、标准。学校占地面积15260平方米，按标准生均占地面积应为23平方米。",
        "二、寄宿。寄宿生120人，学生用房3600平方米，寄宿生生均30平方米。",
    ],
)
def test_what_divides_or_is_of_others_is_left_alone(rest: str) -> None:
    assert kinds(HEAD + rest) == set()


def test_a_district_has_many_numbers_of_pupils() -> None:
    words = "全县小学在校生8,230人，初中在校生4,100人。\n全县图书13875册，人均图书24.7册。"
    assert kinds(words) == set()
