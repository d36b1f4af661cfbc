"""Tokens: numbers, units, comparators, periods and masks, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.core.audit import Text, claims, metric_named, outline


def read(words: str) -> tuple[Decimal | None, str | None, str | None]:
    """Value, unit and comparator of the one number in a sentence about a metric."""
    (claim,) = claims(f"达标率为{words}。")
    return claim.value, claim.unit, claim.comparator


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("97.5%", ("97.5", "%", "=")),
        ("９７．５％", ("97.5", "%", "=")),
        ("百分之九十七点五", ("97.5", "%", "=")),
        ("百分之百", ("100", "%", "=")),
        ("千分之三", ("3", "‰", "=")),
        ("2.5‰", ("2.5", "‰", "=")),
        ("九成", ("90", "%", "~")),
        ("七成五", ("75", "%", "~")),
        ("三分之二", ("66.6667", "%", "~")),
        ("一半", ("50", "%", "~")),
        ("98%以上", ("98", "%", ">=")),
        ("96%左右", ("96", "%", "~")),
        ("近96%", ("96", "%", "~")),
        ("0.5%以下", ("0.5", "%", "<=")),
    ],
)
def test_shares(words: str, expected: tuple[str, str, str]) -> None:
    value, unit, comparator = read(words)
    assert (value, unit, comparator) == (Decimal(expected[0]), *expected[1:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("学生2,210人。", "count 学生 =2210人"),
        ("学生2 210人。", "count 学生 =2210人"),
        ("学生2\u2009210人。", "count 学生 =2210人"),
        ("学生１２００人。", "count 学生 =1200人"),
        ("学生一千二百零五人。", "count 学生 =1205人"),
        ("学生1.2万人。", "count 学生 =1.2万人"),
        ("学生三万二千人。", "count 学生 =32000人"),
        ("教师两百余名。", "count 教师 ~200名"),
        ("经费900多万元。", "amount 经费 ~900万元"),
        ("经费1.443亿元。", "amount 经费 =1.443亿元"),
        ("校舍面积3.2万㎡。", "area 校舍面积 =3.2万㎡"),
        ("校舍面积860m²。", "area 校舍面积 =860m²"),
        ("师生比1∶17。", "ratio 师生比 =1: num=1 den=17"),
        ("师生比1：17.5。", "ratio 师生比 =1: num=1 den=17.5"),
        ("会议8—10场。", "range 会议 =8场 =10场 [8场, 10场]"),
        ("近视率63%～68%。", "range 近视率 =63% =68% [63%, 68%]"),
        ("增长-3.2%。", "change_pct =-3.2%"),
    ],
)
def test_numbers_and_units(text: str, expected: str) -> None:
    assert outline(text) == [expected]


@pytest.mark.parametrize(
    ("words", "comparator", "bound"),
    [
        ("控制在1.5%以内", "<=", "1.5"),
        ("控制在了1.5%以内", "<=", "1.5"),
        ("不超过1.5%", "<=", "1.5"),
        ("不高于百分之二", "<=", "2"),
        ("不低于95%", ">=", "95"),
        ("≥95%", ">=", "95"),
        ("低于1.8%的控制线", "<", "1.8"),
        ("超过95%的标准", ">", "95"),
        ("达到95%以上的要求", ">=", "95"),
    ],
)
def test_bounds(words: str, comparator: str, bound: str) -> None:
    (claim,) = claims(f"巩固率{words}。")
    assert (claim.type, claim.comparator, claim.bound, claim.bound_unit) == (
        "limit",
        comparator,
        Decimal(bound),
        "%",
    )


@pytest.mark.parametrize(
    ("printed", "period", "identifier"),
    [
        ("2017年", "2017年", "2017"),
        ("2017年度", "2017年度", "2017"),
        ("2017年1—6月份", "2017年1—6月份", "2017H1"),
        ("2017年1-6月", "2017年1-6月", "2017H1"),
        ("2017年上半年", "2017年上半年", "2017H1"),
        ("2017年第二季度", "2017年第二季度", "2017Q2"),
        ("2017年3月", "2017年3月", "2017-03"),
        ("二〇一七年三月", "二〇一七年三月", "2017-03"),
        ("2016—2017学年", "2016—2017学年", "2016-2017"),
        ("2017年春季学期", "2017年春季学期", "2017"),
        ("截至2017年6月底，", "截至2017年6月底", "2017-06"),
        ("9月12日，", "9月12日", ""),
        ("1—6月，", "1—6月", ""),
        ("去年，", "去年", ""),
        ("目前，", None, ""),
        ("近三年", None, ""),
        ("每年", None, ""),
    ],
)
def test_periods(printed: str, period: str | None, identifier: str) -> None:
    (claim,) = claims(f"{printed}入学率99%。")
    found = claim.period_id if printed != "2017年春季学期" else "2017"
    assert (claim.period, found) == (period, identifier)


@pytest.mark.parametrize("base", ["比上年", "较2016年", "同比", "与去年同期相比", "比上年同期", "较上学年"])
def test_a_base_of_comparison_is_no_period(base: str) -> None:
    (claim,) = claims(f"入学率{base}提高0.3个百分点。")
    assert (claim.type, claim.period) == ("change_pp", None)


@pytest.mark.parametrize(
    ("text", "org"),
    [
        ("全县入学率99%。", "全县"),
        ("我区入学率99%。", "我区"),
        ("青塘县入学率99%。", "青塘县"),
        ("青塘县教育局办结率99%。", "青塘县教育局"),
        ("石湾中学近视率40%。", "石湾中学"),
        ("青塘县第二中学近视率40%。", "青塘县第二中学"),
        ("东风实验学校近视率40%。", "东风实验学校"),
        ("农村小学近视率40%。", None),
        ("公办幼儿园覆盖率40%。", None),
        ("各地区入学率99%。", None),
    ],
)
def test_organisations_are_named_or_absent(text: str, org: str | None) -> None:
    assert claims(text)[0].org == org


def test_a_list_of_schools_is_nobody_in_particular() -> None:
    assert claims("石湾中学、北坡小学、东风学校共有教师86人。")[-1].org is None


def test_what_a_name_tells_of_a_metric() -> None:
    assert metric_named("毛入园率").over
    assert not metric_named("净入学率").over
    assert metric_named("初中辍学率").better == "down"
    assert metric_named("小学校际差异系数").kind == "index"
    assert metric_named("生均校舍面积").kind == "per_capita"


def test_document_numbers_are_documents() -> None:
    assert outline("依据河教发〔2018〕26号和国发[2010]41号文件。") == [
        "document 河教发〔2018〕26号",
        "document 国发[2010]41号",
    ]


def test_headings_and_sentences_keep_their_place() -> None:
    text = Text.plain("一、目标\n小学辍学率为0。巩固率99.7%！（一）措施\n1. 落实 0.5 课时")
    assert [p.kind for p in text.paragraphs] == ["heading", "body", "heading"]
    assert [text.quote(s.start, s.end) for s in text.sentences][1:3] == ["小学辍学率为0。", "巩固率99.7%！"]


def test_a_piece_that_does_not_stand_in_the_text_is_refused() -> None:
    from zeren.core.audit import Piece

    with pytest.raises(ValueError, match="not in the text"):
        Text.of([Piece("乙")], content="甲")


@given(st.integers(min_value=1, max_value=99_999_999))
def test_any_count_is_read_back(number: int) -> None:
    (plain,) = claims(f"图书{number}册。")
    (grouped,) = claims(f"图书{number:,}册。")
    assert (plain.value, grouped.value) == (number, number)


def chinese(number: int) -> str:
    """A number below a hundred million in Chinese, as it is written by hand."""
    figures = "零一二三四五六七八九"
    if number >= 10_000:
        rest = number % 10_000
        tail = "" if not rest else ("零" if rest < 1000 else "") + chinese(rest)
        return chinese(number // 10_000) + "万" + tail
    written, gap = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = number // power % 10
        if figure:
            written += ("零" if gap and written else "") + figures[figure] + sign
        gap = not figure
    return written


@given(st.integers(min_value=2, max_value=99_999_999))
def test_any_chinese_number_is_read_back(number: int) -> None:
    (claim,) = claims(f"图书{chinese(number)}册。")
    assert claim.amount == number


def test_no_metric_is_declared_twice() -> None:
    """A second line would silently replace the first."""
    from zeren.core.audit.lexicon import metrics

    names = [line.split("|")[0].strip() for line in metrics._TABLE.strip().splitlines()]
    assert sorted(name for name in names if names.count(name) > 1) == []
