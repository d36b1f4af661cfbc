"""The claim reader: every collected form, paraphrases, traps, and what holds for any text whatever."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zeren.core.audit import Claim, Grid, Piece, Text, claims, outline

HERE = Path(__file__).parent


def cases(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")))


FORMS, UNSEEN = cases("test_claims_forms"), cases("test_claims_unseen")
PUBLIC = set(
    "type metric population org period value unit comparator bound bound_unit numerator denominator parts quote start end".split()
)


def only(text: str, type_: str) -> Claim:
    """The one claim of a type."""
    found = [claim for claim in claims(text) if claim.type == type_]
    assert len(found) == 1, outline(text)
    return found[0]


@pytest.mark.parametrize("case", FORMS, ids=lambda case: f"form{case['form']}")
def test_every_form_is_read(case: dict[str, Any]) -> None:
    assert outline(case["text"]) == case["claims"]


def test_no_form_is_missing() -> None:
    """Form 93 is a table: it has its own tests below."""
    assert {case["form"] for case in FORMS} | {93} == set(range(1, 95))


@pytest.mark.parametrize("case", UNSEEN, ids=lambda case: case["text"][:16])
def test_paraphrases_are_read(case: dict[str, Any]) -> None:
    assert outline(case["text"]) == case["claims"]


def test_there_are_enough_paraphrases() -> None:
    assert len(UNSEEN) + len(TRAPS) >= 120


# Figures that claim nothing: dates, numbers of documents, ages, ordinals, telephones, slogans, articles.
TRAPS = [
    "联系电话：0971-6123456，手机13900001111，邮编810001。",
    "身份证号999999199001011234已核对。",
    "三类残疾儿童少年接受义务教育有保障。",
    "推进五育并举，落实“双减”，建立一校一案、一人一策。",
    "领导十分重视，在一定程度上统一了思想。",
    "培养四有好老师，落实一岗双责，坚持三全育人。",
    "3—6岁幼儿就近入园，七年级、八年级开设劳动课。",
    "15—50周岁人口登记造册。",
    "第一，加强领导；第二，落实责任。",
    "上午8:30报到，14:00—16:30分组讨论。",
    "教育信息化2.0行动，5G校园，K12资源。",
    "“12·4”国家宪法日、119消防日开展宣传。",
    "第五届艺术节、第3次家长会。",
    "1.目标完成情况",
    "（三）深化改革",
    "近三年来成效明显。",
    "搭建一个平台，迈上一个台阶，开好一次会。",
    "一期工程已经完工，2号教学楼投入使用。",
    "推进“三个课堂”，实施“百千万”工程。",
    "发挥第二小学、第三中学和红旗小学的作用。",
    "落实两免一补和三免一补政策。",
    "国际教育联盟K-12分会301会议室。",
    "2019年3月12日至15日。",
    "截至2020年6月底。",
    "一要提高认识，二要强化措施，三要狠抓落实。",
    "百年大计，教育为本；千方百计，万无一失。",
    "高一新生军训，初三学生体检。",
    "习近平新时代思想进课堂，党的十九大精神入脑入心。",
    "网址www.example.cn，邮箱a1@example.cn。",
    "做到人人有事做，事事有人管。",
    "义务教育均衡发展工作取得阶段性成果。",
    "学校效率、频率和概率的教学。",
]


@pytest.mark.parametrize("text", TRAPS)
def test_figures_that_claim_nothing_are_left_alone(text: str) -> None:
    assert [c for c in claims(text) if c.value is not None and c.type != "enumerate"] == []


def test_counts_that_look_like_slogans_are_counts() -> None:
    assert outline("为8所捆绑学校搭建平台。") == ["count 捆绑学校 =8所"]
    assert outline("13项核心指标全部达标。")[0] == "count 核心指标 =13项"


def test_the_case_this_began_with() -> None:
    text = "适龄儿童入学率100%；2017年3月东风实验学校初中部辍学6名，辍学率0.01%，控制在1.5%以内；三类残疾儿童入学率100%。"
    found = claims(text)
    count, rate, limit = found[1:4]
    assert (count.type, count.metric, count.value, count.unit) == ("count", "辍学", 6, "名")
    assert (rate.metric, rate.value, rate.numerator, rate.denominator) == ("辍学率", Decimal("0.01"), 6, None)
    assert (rate.org, rate.period, rate.population) == ("东风实验学校", "2017年3月", "初中部")
    assert (limit.comparator, limit.bound, limit.bound_unit, limit.linked("of")) == (
        "<=",
        Decimal("1.5"),
        "%",
        2,
    )
    assert rate.linked("numerator") == 1
    # The semicolon ends what was said of the school: the next rate is nobody's in particular.
    assert (found[4].org, found[4].period) == (None, None)


def test_count_rate_and_base_are_tied() -> None:
    rate = only("适龄儿童3264人，入学3231人，入学率99.05%。", "rate")
    assert (rate.numerator, rate.denominator) == (3231, 3264)
    share = only("高级教师35人，占专任教师42人的51.5%。", "share")
    assert (share.numerator, share.denominator) == (35, 42)


def test_a_rate_after_a_list_has_no_sure_base() -> None:
    rate = only("二级达标40所、三级达标63所，共103所，达标率94%。", "rate")
    assert (rate.numerator, rate.denominator) == (None, None)
    assert {link.role: link.sure for link in rate.links} == {"numerator": False, "denominator": False}


def test_the_base_may_stand_in_the_sentence_before() -> None:
    share = only("学校教职工85人，其中专任教师54人。在专任教师中，高级教师23人，占42.6%。", "share")
    assert (share.base_name, share.numerator, share.denominator) == ("专任教师", 23, 54)


def test_what_is_absent_is_none() -> None:
    claim = only("入学率99.8%。", "rate")
    assert (claim.org, claim.period, claim.population, claim.bound) == (None, None, None, None)
    assert set(claim.to_dict()) == {"type", "metric", "value", "unit", "comparator", "quote", "start", "end"}


def test_the_caller_fills_what_the_text_leaves_open() -> None:
    first, second = claims("入学率99.8%。2018年巩固率98%。", org="青塘县", period="2019")
    assert (first.org, first.period, second.org, second.period) == ("青塘县", "2019", "青塘县", "2018年")


def test_a_base_year_is_not_the_period() -> None:
    claim = only("巩固率由2015年的96%提高到2017年的97%。", "from_to")
    assert (claim.period, claim.base_period, claim.base_value, claim.value) == ("2017年", "2015年", 96, 97)
    assert only("经费由上年的3亿元增加到4亿元。", "from_to").period is None


def test_units_stay_as_printed_and_amounts_are_comparable() -> None:
    whole = only("总投入17930万元，其中上级1.443亿元、县级3500万元。", "part_whole")
    assert [(p.value, p.unit, p.amount) for p in whole.parts] == [
        (Decimal("1.443"), "亿元", 144_300_000),
        (3500, "万元", 35_000_000),
    ]
    assert (whole.value, whole.unit, whole.amount) == (17930, "万元", 179_300_000)


def test_a_change_keeps_its_sign_apart_from_the_printed_value() -> None:
    change = only("占比14.71%，比上年14.75%降低0.04个百分点。", "change_pp")
    assert (change.value, change.delta, change.base_value) == (
        Decimal("0.04"),
        Decimal("-0.04"),
        Decimal("14.75"),
    )


def test_the_ways_of_dividing_a_whole_are_told_apart() -> None:
    ways = {
        "学校20所，其中小学12所、初中8所。": "includes",
        "学校20所（小学12所、初中8所）。": "bracket",
        "学校20所：小学12所、初中8所。": "equals",
        "小学12所、初中8所，共20所。": "total",
        "幼儿园20所，公办12所、民办8所。": "axis",
    }
    assert {text: only(text, "part_whole").partition for text in ways} == ways


def test_several_in_brackets_nest() -> None:
    whole = only("幼儿园20所，其中县城9所（公办4所、民办5所）、乡村11所。", "part_whole")
    assert [(p.metric, p.value, len(p.parts)) for p in whole.parts] == [("县城", 9, 2), ("乡村", 11, 0)]


def test_two_counts_of_one_noun_differ_by_what_is_said_of_them() -> None:
    counts = [c for c in claims("20个乡镇中，18个乡镇建有中心园。") if c.type == "count"]
    assert [(c.metric, c.value, c.qualifier) for c in counts] == [
        ("乡镇", 20, ""),
        ("乡镇", 18, "建有中心园"),
    ]


TABLE = "学校\t应入学（人）\t已入学（人）\t入学率（%）\n甲小学\t52\t51\t98.1\n乙小学\t30\t30\t100\n合计\t82\t81\t98.8"


def test_a_table_with_totals() -> None:
    """Form 93."""
    found = claims(TABLE)
    totals = {c.metric: (c.value, [p.value for p in c.parts]) for c in found if c.type == "table"}
    assert totals["应入学"] == (82, [52, 30])
    assert [(c.org, c.numerator, c.denominator) for c in found if c.type == "rate"] == [
        ("甲小学", 51, 52),
        ("乙小学", 30, 30),
        (None, 81, 82),
    ]


def test_rows_of_which_are_no_parts_of_the_total() -> None:
    grid = Grid(
        (
            ("项目", "数量（所）"),
            ("幼儿园", "58"),
            ("其中：公办", "31"),
            ("民办", "27"),
            ("小学", "40"),
            ("合计", "98"),
        )
    )
    (table,) = [c for c in claims(Text.of([grid])) if c.type == "table"]
    assert [(p.metric, p.value) for p in table.parts] == [("幼儿园", 58), ("小学", 40)]


def test_subtotals_and_a_total_column() -> None:
    grid = Grid(
        tuple(
            tuple(row.split())
            for row in (
                "单位 合计 男 女",
                "甲校 9 4 5",
                "乙校 7 3 4",
                "小计 16 7 9",
                "丙校 5 2 3",
                "合计 21 9 12",
            )
        )
    )
    tables = [c for c in claims(Text.of([grid])) if c.type == "table"]
    down = [[p.metric for p in c.parts] for c in tables if c.parts[0].metric in {"甲校", "小计"}]
    across = [(c.value, [p.value for p in c.parts]) for c in tables if c.parts[0].metric == "男"]
    assert down == [["甲校", "乙校"]] * 3 + [["小计", "丙校"]] * 3
    assert across[0] == (9, [4, 5])


def test_cells_keep_their_names() -> None:
    grid = Grid((("单位", "学生数"), ("甲校", "9")), places=(("A1", "B1"), ("A2", "B2")), page=3)
    text = Text.of([Piece("附表"), grid])
    (claim,) = claims(text)
    assert (claim.cell, text.cell_at(claim.start), text.page_at(claim.start)) == ("B2", "B2", 3)


def test_english_reports_are_read_by_the_same_grammar() -> None:
    assert outline("The net enrolment rate in primary schools rose from 98.2% in 2016 to 99.1% in 2017.") == [
        "from_to net enrolment rate primary schools =99.1% @2016 [98.2%, 99.1%] base=98.2"
    ]
    assert (
        only(
            "There are 532 schools, including 201 kindergartens and 331 primary schools.", "part_whole"
        ).value
        == 532
    )


def check(text: str, found: tuple[Claim, ...]) -> None:
    """What holds for every claim of every text."""
    for claim in found:
        assert claim.quote == text[claim.start : claim.end]
        assert set(claim.to_dict()) <= PUBLIC
        json.dumps(claim.to_dict(), ensure_ascii=False)
        assert all(0 <= link.target < len(found) for link in claim.links)
        assert claim.org is None or claim.org in text
        assert claim.period is None or claim.period in text or claim.period[:4] in text
        assert claim.comparator is None or claim.value is not None or claim.bound is not None


SENTENCES = [*(case["text"] for case in FORMS + UNSEEN), *TRAPS]
MARKS = [
    *"，。；、：（）()“”%‰〔〕《》0123456789.",
    *"一二三百千万亿成的由到占其中含共比上年率人所元",
    "个百分点",
    "控制在",
    "分别为",
    "以内",
]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.sampled_from(["", "\n"]))
def test_quotes_are_exact_and_nothing_is_invented(sentences: list[str], between: str) -> None:
    text = between.join(sentences)
    check(text, claims(text))


@given(st.lists(st.sampled_from([*SENTENCES, *MARKS, *MARKS]), max_size=40).map("".join))
def test_no_text_is_too_strange(text: str) -> None:
    check(text, claims(text))


@pytest.mark.parametrize(
    "unit", ["其中小学10所，", "由10%提高到20%，", "（", "1，", "小学10所、", "百千万亿", "占10%", "　"]
)
def test_a_text_without_a_full_stop_is_read_in_pieces(unit: str) -> None:
    text = unit * 1500
    assert max((s.end - s.start for s in Text.plain(text).sentences), default=0) <= 1200
    check(text, claims(text))
