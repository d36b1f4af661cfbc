"""Sentences and the rules they make: the 94 forms, other ways of saying them, and what must not be understood."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zeren.core.drafting import Draft, draft
from zeren.core.packs import RuleSpec
from zeren.core.scoring import Case, apply_rule, check_rule

HERE = Path(__file__).parent


def read(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return entries


FORMS, PARAPHRASES = read("forms.yaml"), read("paraphrases.yaml")


def full_of(entry: dict[str, Any]) -> Decimal | None:
    return None if entry.get("full") is None else Decimal(str(entry["full"]))


def drafted(entry: dict[str, Any]) -> Draft:
    return draft(entry["text"], full=full_of(entry))


@pytest.mark.parametrize("entry", [*FORMS, *PARAPHRASES], ids=lambda e: e["text"][:30])
def test_the_sentence_makes_the_rule(entry: dict[str, Any]) -> None:
    found = drafted(entry)
    assert found.understood is entry.get("understood", True), found.notes
    assert found.to_dict()["rule"] == entry.get("rule")
    assert sorted({d.id for d in found.missing_decisions}) == sorted(entry.get("open", []))


def test_every_form_is_there_and_all_but_one_are_understood() -> None:
    """Form 81 corrects a score by how credible the self-assessment was, but no page says by what formula."""
    assert [e["form"] for e in FORMS] == list(range(1, 95))
    assert [e["form"] for e in FORMS if not e.get("understood", True)] == [81]


@pytest.mark.parametrize("entry", [*FORMS, *PARAPHRASES], ids=lambda e: e["text"][:30])
def test_every_alternative_is_a_rule_that_runs(entry: dict[str, Any]) -> None:
    for rule in drafted(entry).alternatives():
        assert [p.zh for p in check_rule(rule)] == []


def test_alternatives_answer_every_decision() -> None:
    found = draft("90分以上得5分，80—89分得3分，80分以下不得分")
    assert [d.id for d in found.missing_decisions] == ["gap", "double_bound"]
    assert len(found.alternatives()) == 4
    assert len({str(r.parameters) for r in found.alternatives()}) == 4


# --- points: the rule gives what a person would give --------------------------------------------------------------------

POINTS: list[tuple[str, int | None, dict[str, Any], list[str]]] = [
    ("每低0.1个百分点扣2分，扣完为止", 10, {"value": Decimal("98.7"), "target": 99}, ["4"]),
    ("每低0.1个百分点扣2分，扣完为止", 10, {"value": Decimal("98.75"), "target": 99}, ["4", "5", "6"]),
    ("每低0.1个百分点扣2分，扣完为止", 10, {"value": 90, "target": 99}, ["0"]),
    ("每学期召开会议不少于2次，每少1次扣0.2分", 2, {"value": 1}, ["1.8"]),
    ("无故缺席每次扣1分，扣完该项分值为止", 5, {"value": 7}, ["0"]),
    ("缺一项制度扣0.5分；每处与上位法抵触扣1分", 4, {"missing": 2, "count": 1}, ["2"]),
    ("每发生一起扣1分，影响恶劣的再加扣2分", 5, {"count": 1, "影响恶劣": True}, ["2"]),
    ("达标得标准分的80%，每增减1个百分点加减0.5分，上限为标准分的1.2倍", 10, {"value": 90, "target": 80}, ["12"]),
    ("较上次占比不增加得2.5分，每多1%扣0.5分", None, {"value": 12, "previous": 10}, ["1.5"]),
    ("连续3年每出现一次负增长扣1分", 3, {"series": [5, 4, 6, 5]}, ["1"]),
    ("100%得6分，75%以上得3分，60%以上得2分，50%以上得1分", None, {"value": 80}, ["3"]),
    ("授课率低于90%扣2分，90%—94%扣1分，95%以上不扣分", 5, {"value": Decimal("94.5")}, ["4", "5"]),
    ("会议少于2次扣3分", 5, {"value": 1}, ["2"]),
    ("完成任务得满分，未完成的按完成比例得分", 10, {"value": 45, "target": 60}, ["7.5"]),
    ("第一名得10分，依次递减1分", None, {"value": 97, "cohort": [99, 98, 97, 96]}, ["8"]),
    ("按从高到低分别得10、8、6、4分", None, {"value": 98, "cohort": [98, 98, 97]}, ["10", "9"]),
    ("高于或等于全市平均得10分，低于的按从高到低得8、6、4分", None, {"value": 10, "cohort": [10, 20, 12]}, ["6"]),
    ("得分＝本单位÷第一名×600", None, {"value": 45, "cohort": [90, 45]}, ["300"]),
    ("区、市、省、国家级采用每条分别加5、10、20、30分", 0, {"events": {"省级": 2, "区级": 1}}, ["45"]),
    ("国家级每项加3分，省级每项加2分，累计不超过4分", 0, {"events": {"国家级": 1, "省级": 2}}, ["4"]),
    ("迟报扣2分，漏报、瞒报、谎报扣3分", 10, {"events": {"迟报": 1, "瞒报": 2}}, ["2"]),
    ("好8—10分，一般4—7分，较差1—3分", None, {"level": "好", "judged": 9}, ["9"]),
    ("内容合法、程序合法各得2分", None, {"items": {"内容合法": True, "程序合法": False}}, ["2"]),
    ("（合格率×50%＋得分率×45%＋优秀率×5%）×100", None, {"合格率": 90, "得分率": 80, "优秀率": 20}, ["82"]),
    ("去掉一个最高分和一个最低分取平均分", 100, {"scores": [80, 90, 92, 99]}, ["91"]),
    ("每少1次扣05分", 2, {"count": 3, "target": 4}, ["1.5", "0"]),
    ("达到98%得4分，95%得3分，90%得2分，各级之间按直线插值计分，低于90%得0分", None, {"value": Decimal("92.5")}, ["2.5"]),
    ("小学辍学率不超过0.5%、初中辍学率不超过1.5%，达不到要求不给分", 20, {"小学辍学率": Decimal("0.4"), "初中辍学率": 1}, ["20"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "full", "inputs", "points"), POINTS, ids=lambda v: str(v)[:24])
def test_the_rule_gives_the_points(
    text: str, full: int | None, inputs: dict[str, Any], points: list[str]
) -> None:
    found = draft(text, full=None if full is None else Decimal(full))
    case = Case(inputs, found.full or Decimal(0))
    results = {apply_rule(rule, case).points for rule in found.alternatives()}
    assert {str(p.normalize() + 0) if p is not None else None for p in results} == set(points)


# --- writing and reading what a scan did --------------------------------------------------------------------------------

SAME = [
    ("每低０．１个百分点扣２分，扣完为止", "每低0.1个百分点扣2分，扣完为止"),
    ("每 低 0.1 个百分点\n扣 2 分 ，扣完为止 。", "每低0.1个百分点扣2分，扣完为止"),
    ("（1）每低0.1个百分点扣2分,扣完为止;", "每低0.1个百分点扣2分，扣完为止"),
    ("每低零点一个百分点扣两分，直至扣完", "每低0.1个百分点扣2分，扣完为止"),
    ("每降低百分之一扣半分", "每降低1%扣0.5分"),
    ("九成以上得5分", "90%以上得5分"),
    ("三分之一以上得5分", "1/3以上得5分"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_ways_of_writing_make_no_difference(one: str, two: str) -> None:
    assert draft(one, full=Decimal(10)).rule == draft(two, full=Decimal(10)).rule is not None


def test_a_lost_point_is_asked_about_and_never_guessed() -> None:
    found = draft("每少1次扣０５分", full=Decimal(2))
    [decision] = found.missing_decisions
    assert (decision.id, [c.value for c in decision.choices]) == (
        "number_lost_point",
        [Decimal("0.5"), Decimal(5)],
    )
    assert found.rule is not None
    assert "deduct" not in found.rule.parameters


def test_the_full_points_are_asked_for_when_nobody_says_them() -> None:
    assert [d.id for d in draft("每缺一项扣1分").missing_decisions] == ["full"]
    assert draft("每缺一项扣1分", full=Decimal(3)).missing_decisions == ()
    stated = draft("达到95%得5分，每低1个百分点扣1分，不足1个百分点不计")
    assert (stated.full, stated.missing_decisions) == (Decimal(5), ())


def test_full_points_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        draft("每缺一项扣1分", full=Decimal(-1))


NONSENSE = """
。
今天天气很好
每低扣分
每低0.1个百分点扣2元
学校应加强管理
扣完为止
得分
每少1次扣
100%得
查看资料、实地查看
每低0.1个百分点扣2分，但农村学校除外
每低0.1个百分点扣2分，以此类推至零
酌情处理
领导重视，机构健全，5分
按省里文件执行
每低1个百分点扣1分，最高按双倍扣分
优秀率比上年提高的，按提高幅度加分
根据上级考核结果折算计分
得分按名次换算
每增加1个百分点，奖金200元
扣2分扣3分
90%得5分得6分
达到95%以上得10分，达到95%以上得8分
第一名得10分，第三名得5分
分值10分
共10分
满分10分
以上各项累计扣分超过5分的加倍扣分
由评估组根据情况决定
每低0.1个百分点扣2分，每低0.2个百分点扣3分
如未完成，则按照领导小组会议研究的意见扣分
每完成一项加1分，每少一项扣1分，另行考核
工作成效10分
组织领导5分，经费保障4分
扣05分
1000人以上的学校配备专职人员得2分
巩固率达到95%得5分，入学率每低1个百分点扣1分
巩固率95%以上得5分，入学率低于95%不得分
没有民办幼儿园的按满分计
名次每下降一位扣1分
每低0.1个百分点扣2分，其余由考核组酌情处理
""".strip().splitlines()


@pytest.mark.parametrize("text", [*NONSENSE, "", "。", "每低" * 1500])
def test_what_is_not_a_rule_is_not_understood(text: str) -> None:
    found = draft(text, full=Decimal(10))
    assert (found.understood, found.rule, found.alternatives()) == (False, None, [])
    assert found.notes


def test_the_same_sentence_always_gives_the_same_draft() -> None:
    for entry in FORMS:
        assert drafted(entry) == drafted(entry)


def test_the_json_form_holds_plain_values() -> None:
    found = draft("每低0.1个百分点扣2分", full=Decimal(10)).to_dict()
    assert found["rule"] == {"step": {"per": 0.1, "deduct": 2, "when": "below"}}
    assert found["missing_decisions"][0]["choices"][0] == {"value": "prop", "zh": "按比例", "en": "its share"}
    assert found["inputs"] == ["value", "target"]


def test_a_sentence_in_exact_words_leaves_nothing_open() -> None:
    found = draft("每低0.1个百分点扣2分，不足一档不计。", full=Decimal(10))
    assert found.rule == RuleSpec(
        "step", {"per": Decimal("0.1"), "deduct": Decimal(2), "rounding": "floor", "when": "below"}
    )
    assert found.missing_decisions == ()
