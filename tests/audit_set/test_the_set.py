"""The set is what its README says: the machine checks every paragraph, its arithmetic and its halves."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.audit_set import KINDS, SEVERITIES, SPLITS, Paragraph, load, paragraph
from tests.audit_set.arithmetic import printed_numbers, true, unprinted

ALL = load()
CLEAN = [one for one in ALL if one.clean]
PLANTED = [one for one in ALL if not one.clean]

# Kinds that arithmetic decides: each paragraph must show the relation that its error breaks.
ARITHMETIC = set(KINDS) - set(
    """
    pp_vs_percent double_count duplicate_sentence date_illogical invalid_date date_after_report doc_year_after_event
    stale_period enum_count_mismatch bracket_unbalanced placeholder_left entity_mismatch copied_from_last_year
    text_style small_cell
    """.split()
)

# Real counties and districts, written without their last character: a name of the set must not meet one.
REAL = """
城中 城东 城西 城北 海淀 朝阳 西城 东城 丰台 浦东 徐汇 静安 黄浦 杨浦 闵行 宝山 松江 嘉定 天河 越秀
福田 南山 罗湖 宝安 龙岗 武侯 锦江 金牛 青羊 成华 江北 渝中 沙坪坝 九龙坡 历下 市中 天桥 槐荫 鼓楼
玄武 秦淮 建邺 栖霞 雨花 江宁 姑苏 吴中 西湖 拱墅 上城 余杭 萧山 鄞州 海曙 湘湖 岳麓 芙蓉 天心 开福
雨花台 洪山 江汉 武昌 汉阳 江岸 碑林 雁塔 莲湖 未央 新城 中原 二七 金水 管城 西固 七里河 城关 湟中
湟源 大通 总寨 织金 新昌 平江 施甸 崇义 余庆 贡井 大足 乐亭 苍南 乐清 瑞安 西宁 青海 舟山 南昌 济南
兖州 孝感 芗城 洮南 石泉 兴国 安溪 晋江 昌平 大兴
""".split()


def told(one: Paragraph) -> str:
    """Everything the auditor is told in which a number may stand."""
    return "\n".join(filter(None, (one.text, one.previous)))


def each(paragraphs: Sequence[Paragraph]) -> list[Any]:
    """Parameters with the paragraphs' ids."""
    return [pytest.param(one, id=one.id) for one in paragraphs]


def test_ids_are_unique_and_tell_the_place() -> None:
    assert len({one.id for one in ALL}) == len(ALL)
    wrong = [one.id for one in ALL if one.id[:3] != f"{one.split[0]}{'c' if one.clean else 'p'}-"]
    assert wrong == []


def test_the_held_half_is_clean_and_there_is_enough_of_it() -> None:
    """``dev`` may grow as checks are written (``wild`` files have more errors than clean paragraphs); ``held`` stays even."""
    held = load("held")
    assert len(ALL) >= 240
    assert len(held) >= 200
    assert 0.45 <= sum(one.clean for one in held) / len(held) <= 0.55
    assert 0.35 <= sum(one.clean for one in load("dev")) / len(load("dev")) <= 0.55


def test_every_kind_is_planted_three_times_and_in_both_splits() -> None:
    counts = {split: Counter(one.error.kind for one in load(split) if one.error) for split in SPLITS}
    assert [kind for kind in KINDS if not all(counts[split][kind] for split in SPLITS)] == []
    assert [kind for kind in KINDS if sum(counts[split][kind] for split in SPLITS) < 3] == []


def test_short_and_long_paragraphs_stand_in_both_splits() -> None:
    for split in SPLITS:
        sizes = [len(one.text) for one in load(split)]
        assert sum(size >= 180 for size in sizes) >= 10
        assert sum(size <= 60 for size in sizes) >= 10


@pytest.mark.parametrize("one", each(PLANTED))
def test_a_planted_error_is_described_whole(one: Paragraph) -> None:
    error = one.error
    assert error is not None
    assert error.accepted <= set(KINDS)
    assert error.kind not in error.also
    assert error.beside <= set(KINDS) - error.accepted
    assert error.severity in SEVERITIES
    assert error.quotes
    assert [quote for quote in error.quotes if quote not in one.text] == []
    assert error.recompute or error.kind not in ARITHMETIC
    assert one.why or error.recompute or error.kind not in ("entity_mismatch", "small_cell", "pp_vs_percent")


@pytest.mark.parametrize("one", each(ALL))
def test_the_arithmetic_beside_a_paragraph_is_right(one: Paragraph) -> None:
    """What it says holds, holds; what the planted error claims does not; and the numbers are the paragraph's own."""
    claimed = one.error.recompute if one.error else ()
    assert [relation for relation in one.holds if not true(relation)] == []
    assert [relation for relation in claimed if true(relation)] == []
    strange = {relation: unprinted(relation, told(one), free=one.free) for relation in (*one.holds, *claimed)}
    assert {relation: numbers for relation, numbers in strange.items() if numbers} == {}


def test_most_clean_paragraphs_show_their_arithmetic() -> None:
    assert sum(bool(one.holds) for one in CLEAN) >= 0.75 * len(CLEAN)
    assert [one.id for one in CLEAN if not one.theme] == []


@pytest.mark.parametrize("one", each(CLEAN))
def test_a_clean_paragraph_has_no_fault_of_style(one: Paragraph) -> None:
    assert faults(one.text) == []


FAULTS = {
    "截止 for 截至": r"截止(?!日期|时间)",
    "a document number in square brackets": r"[\[［](?:19|20)\d\d[\]］]",
    "a double dash as a range": r"\d——\d",
    "a placeholder": r"[xX×]{2}|_{2,}|此处|[Xx]年",
    "a doubled quotation mark": r"““|””",
}
PAIRS = ("《》", "〈〉", "“”", "（）", "〔〕", "()")


def faults(text: str) -> list[str]:
    """What a proof-reader would mark."""
    found = [name for name, pattern in FAULTS.items() if re.search(pattern, text)]
    found += [f"{pair} unbalanced" for pair in PAIRS if text.count(pair[0]) != text.count(pair[1])]
    return found + [f"no such day: {day}" for day in impossible_days(text)]


def impossible_days(text: str) -> list[str]:
    """Dates that no calendar has; a date without a year is given a leap year."""
    days = []
    for match in re.finditer(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", text):
        year, month, day = (int(part) if part else 2024 for part in match.groups())
        try:
            datetime.date(year, month, day)
        except ValueError:
            days.append(match[0])
    return days


def test_faults_of_style_are_seen() -> None:
    assert faults("截止目前，15——50周岁（含")[:2] == ["截止 for 截至", "a double dash as a range"]
    assert faults("2023年2月29日") == ["no such day: 2023年2月29日"]
    assert faults("《方案>（霁教〔2023〕7号）") == ["《》 unbalanced"]
    assert faults("截至2024年2月29日，澄教〔2023〕7号") == []


def test_no_real_district_is_named() -> None:
    real = re.compile(f"(?:{'|'.join(REAL)})[省市县区州旗]")
    assert [(one.id, match[0]) for one in ALL if (match := real.search(told(one)))] == []
    assert real.search("城中区教育局")


def grams(text: str) -> frozenset[str]:
    """Three characters at a time, without figures and marks: what is left of a mould."""
    bare = re.sub(r"[\d\s.,，。、；：%|（）“”]", "", text)
    return frozenset(bare[i : i + 3] for i in range(len(bare) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter text that stands in the longer one too."""
    return len(one & other) / min(len(one), len(other))


def test_no_two_paragraphs_are_cast_in_one_mould() -> None:
    cast = [(one.id, grams(one.text)) for one in ALL]
    alike = [(a, b) for (a, one), (b, other) in combinations(cast, 2) if likeness(one, other) > 0.6]
    assert alike == []


def test_a_mould_with_other_figures_is_seen() -> None:
    assert likeness(grams("小学辍学率为0.1%，初中1.2%"), grams("小学辍学率为0.3%，初中0.9%")) == 1


def kept(one: Paragraph) -> float:
    """The share of this year's figures, years apart, that last year's text prints too."""
    figures = {number for number in printed_numbers(one.text) if not re.fullmatch(r"20\d\d", number)}
    return len(figures & printed_numbers(one.previous or "")) / len(figures)


def test_last_years_figures_stand_again_only_where_copying_is_planted() -> None:
    with_previous = [one for one in ALL if one.previous]
    copied = [one for one in with_previous if one.error and one.error.kind == "copied_from_last_year"]
    assert [one.id for one in copied if kept(one) < 0.25] == []  # a whole report or a sentence of it
    assert [one.id for one in with_previous if one not in copied and kept(one) > 0.6] == []
    assert len(with_previous) > 2 * len(copied) > 0


def test_the_readme_names_every_field_and_the_licence() -> None:
    page = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    for field in "id text org period report_date previous theme why holds kind also severity quote recompute beside free".split():
        assert f"`{field}`" in page
    assert "CC BY 4.0" in page


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "dc-x-01", "text": "有", "hold": "1 == 1"},  # a slip of the pen
        {"id": "dp-x-01", "text": "0.53", "kind": "rounding", "severity": "warn", "quote": 0.53},
    ],
)
def test_an_entry_with_a_slip_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=str(entry["id"])):
        paragraph(entry, split="dev", file="x.yaml")
