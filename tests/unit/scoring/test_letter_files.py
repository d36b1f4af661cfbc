"""A letter file that says where inputs come from, how sections combine, and what grade the total gives."""

# ruff: noqa: E501  (one target a line)

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from zeren.core.packs import NO_LIMIT, Combine, InputSpec, Pack, inspect

D = Decimal
TINY = Path(__file__).parents[2] / "support" / "packs" / "tiny"
LETTER = """
id: letter
name: 责任书
document_number: 测〔2017〕1号
issuer: 测试
unit: "1"
period: 2017
points_status: illustrative
full: 9
sections:
- id: "1"
  name: 目标
  combine: {how: sum, weight: 0.5, max: 8}
  items:
  - id: "1"
    name: 一
    office: 办公室
    due: 2017-12-31
    targets:
    - id: "1.1"
      name: 大班额
      clause: 第一条
      indicator: large_classes
      limit: {op: "<=", value: 3}
      points: 6
      na: rescale
      rule: {step: {per: 1, deduct: 1, rounding: whole, ref: previous, when: above}}
      inputs: {previous: {indicator: large_classes, period: previous}, base: {value: 12}, rate: dropout_rate}
    - id: "1.2"
      name: 班子建设
      clause: 第二条
      points: 10
      rule: {judge: {levels: {好: [8, 10], 差: [0, 7]}}}
      inputs: {level: {role: 督学}}
- id: "2"
  name: 保障
  combine: {how: minimum}
  items:
  - id: "2"
    name: 二
    office: 办公室
    due: 2017-12-31
    targets:
    - {id: "2.1", name: 大班额, clause: 第三条, indicator: large_classes, limit: {op: "<=", value: 3}, points: 5, rule: {all_or_nothing: {}}}
inputs: {satisfaction: dropout_rate}
grade: {bands: [{name: 好, from: 6, and: {input: satisfaction, op: ">=", value: 85}}, {name: 差, from: 0}]}
"""


def read(folder: Path, text: str = LETTER) -> tuple[Pack | None, list[str]]:
    shutil.copytree(TINY, folder, dirs_exist_ok=True)
    (folder / "letters").mkdir(exist_ok=True)
    (folder / "letters" / "letter.yaml").write_text(dedent(text), encoding="utf-8")
    pack, problems = inspect(folder)
    return pack, [p.zh for p in problems if p.severity == "error"]


def test_a_letter_says_where_inputs_come_from(tmp_path: Path) -> None:
    pack, problems = read(tmp_path / "tiny")
    assert (problems, pack is None) == ([], False)
    assert pack is not None
    letter = pack.letters["letter"]
    first, second, third = letter.targets
    assert first.inputs == (
        InputSpec("previous", "large_classes", previous=True),
        InputSpec("base", value=D(12)),
        InputSpec("rate", "dropout_rate"),
    )
    assert (first.na, third.na, second.indicator, second.limit) == ("rescale", "skip", "", NO_LIMIT)
    assert second.inputs == (InputSpec("level", role="督学"),)
    assert [s.combine for s in letter.sections] == [Combine("sum", D("0.5"), None, D(8)), Combine("minimum")]
    assert [s.points for s in letter.sections] == [D(4), D(5)]
    assert letter.inputs == (InputSpec("satisfaction", "dropout_rate"),)
    assert letter.grade is not None
    assert letter.grade.place.line == 46


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("inputs: {level: {role: 督学}}", "", ["缺少", "缺少"]),
        (
            "rate: dropout_rate",
            "rate: dropout_rates",
            ["没有名为“dropout_rates”的指标；是否应为“dropout_rate”？"],
        ),
        ("{value: 12}", "{value: 12, role: 督学}", ["indicator、value、role 之一"]),
        ("weight: 0.5", "weight: 0", ["大于 0 的数"]),
        ("na: rescale", "na: shared", ["“shared”"]),
        ("full: 9", "full: 10", ["9"]),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    tmp_path: Path, written: str, instead: str, said: list[str]
) -> None:
    assert written in LETTER
    _, problems = read(tmp_path / "tiny", LETTER.replace(written, instead))
    for words in said:
        assert any(words in problem for problem in problems), problems
