"""Second thoughts: what the paragraph explains is not condemned; what it does not explain stays."""

from __future__ import annotations

import pytest

from zeren.core.audit.checks.doubts import doubted
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Text


def weighed(words: str, kind: str, quote: str, recomputed: str) -> Finding | None:
    case = Case(Text.plain(words), ())
    at = words.index(quote)
    finding = case.finding(kind, "error", (at, at + len(quote)), "请核对。", recomputed=recomputed)
    return doubted(case, finding)


EXPLAINED = [
    (
        "本年接收随迁子女3,214人，占在校生16,070人的20.0%，其中小学2,206人、初中1,008人。",
        "sum_mismatch",
        "在校生16,070人的20.0%，其中小学2,206人、初中1,008人",
        "2206＋1008＝3214人",
    ),
    (
        "实考2,988人，普高录取1,652人，职校录取1,263人，升学率97.6%。",
        "sum_mismatch",
        "实考2,988人，普高录取1,652人，职校录取1,263人",
        "1652＋1263＝2915人",
    ),
    (
        "教职工98人：在编89人、临聘9人；任课87人，其余11人管后勤。",
        "sum_mismatch",
        "在编89人、临聘9人；任课87人，其余11人",
        "9＋87＋11＝107人",
    ),
    (
        "全区学校共计137所，其中公办园49所、民办园23所，小学42所、初中21所、高中2所。",
        "sum_mismatch",
        "共计137所，其中公办园49所、民办园23所",
        "49＋23＝72所",
    ),
    (
        "获表彰教师37人，其中省级12人、市级19人、区级21人，一人多次获奖的分别计入。",
        "parts_exceed_whole",
        "获表彰教师37人，其中省级12人、市级19人、区级21人",
        "12＋19＋21＝52 ＞ 37",
    ),
    (
        "意见排前三位的是收费（312条）、午餐（277条）、作业（195条），合计占1,020条的76.9%。",
        "percent_count_mismatch",
        "1,020条的76.9%",
        "195÷1020＝19.12%",
    ),
    (
        "八年级低于全省1.5个百分点，差距比2021年的4.3个百分点缩小2.8个百分点，比例为74.6%。",
        "delta_mismatch",
        "缩小2.8个百分点",
        "74.6－4.3＝70.3",
    ),
    (
        "现有终端11,640台，更新2,050台，报废1,780台，净增270台，增长2.4%。",
        "growth_mismatch",
        "增长2.4%",
        "（1780－1510）÷1510＝17.88%",
    ),
    (
        "限期整改119处。限期整改的已完成111处，8处转入下年。",
        "value_conflict",
        "限期整改的已完成111处",
        "119 ≠ 111",
    ),
    (
        "生均体育场馆7.2平方米（标准7.5平方米），七项中六项达标。",
        "subset_exceeds_whole",
        "标准7.5平方米",
        "7.5 ＞ 7.2",
    ),
    (
        "全校教师198人，师生比1∶12.4，其中专任教师171人，占86%，工勤人员2人，占1%。",
        "sum_mismatch",
        "全校教师198人，师生比1∶12.4，其中专任教师171人，占86%，工勤人员2人",
        "171＋2＝173人",
    ),
    (
        "新增校舍面积10.8万平方米，人均校舍面积提高到了9.76平方米。",
        "direction_word",
        "人均校舍面积提高到了9.76平方米",
        "10.8 → 9.76",
    ),
    ("音体美教师171人，距应配190人尚缺19人。", "subset_exceeds_whole", "距应配190人", "190 ＞ 171"),
]


@pytest.mark.parametrize(("words", "kind", "quote", "recomputed"), EXPLAINED)
def test_what_the_paragraph_explains_falls(words: str, kind: str, quote: str, recomputed: str) -> None:
    assert weighed(words, kind, quote, recomputed) is None


UNEXPLAINED = [
    (
        "小学31所、初中12所，共45所，教师2,210人。",
        "sum_mismatch",
        "小学31所、初中12所，共45所",
        "31＋12＝43所",
    ),
    (
        "学生3,264人，入学3,231人，入学率99.05%。",
        "percent_count_mismatch",
        "入学率99.05%",
        "3231÷3264＝98.99%",
    ),
    ("由800万元增加到920万元，增长13%。", "growth_mismatch", "增长13%", "（920－800）÷800＝15%"),
    (
        "在校生14,318人，小学9,452人。学籍在校生14,831人。",
        "value_conflict",
        "在校生14,831人",
        "14318 ≠ 14831",
    ),
    ("在册教师94人，其中持证的97人。", "subset_exceeds_whole", "其中持证的97人", "97 ＞ 94"),
    ("骨干612人，占小学教师720人的48.6%，全区教师1,260人。", "wrong_denominator", "的48.6%", "612÷720＝85%"),
]


@pytest.mark.parametrize(("words", "kind", "quote", "recomputed"), UNEXPLAINED)
def test_what_nothing_explains_stays_grave(words: str, kind: str, quote: str, recomputed: str) -> None:
    found = weighed(words, kind, quote, recomputed)
    assert found is not None
    assert found.severity == "error"


def test_what_may_be_chance_becomes_a_question() -> None:
    words = "全镇学校41所，分为幼儿园17所、教学点15所、小学6所、初中3所、完中1所。"
    found = weighed(words, "sum_mismatch", words[:-1], "17＋15＋6＋3＋1＝42所")
    assert found is not None
    assert found.severity == "warn"


def test_the_share_of_another_whole_is_a_question_not_nothing() -> None:
    words = "教师60人，其中女教师40人、骨干18人，占30.0%。"
    found = weighed(words, "percent_count_mismatch", "占30.0%", "18÷40＝45%")
    assert found is not None
    assert found.severity == "warn"
