"""A small pack with one sound letter in a temporary folder, to be broken in one place at a time."""

from __future__ import annotations

import textwrap
from pathlib import Path

from zeren.core.kernel import Problem
from zeren.core.packs import inspect
from zeren.core.scoring import check_letter

PACK = "id: small\nversion: 0.1.0\nname: 小包\nlicence: CC-BY-4.0\n"
LEDGER = """
id: pupils
name: 学生名册
definition: 每名学生一行
submitted_by: school
unit: school
key: [student]
period: snapshot
columns:
- {id: student, name: 学号, type: text, required: true}
- {id: school, name: 学校, type: text, required: true}
- {id: stage, name: 学段, type: text}
- {id: left, name: 辍学, type: boolean}
- {id: age, name: 年龄, type: integer}
"""
EXAMPLES = """
examples:
- name: 一般
  given:
    pupils: |
      unit | stage | left
      A    | 1     | F
      A    | 2     | F
  expect: {A: ONE}
- name: 缺失
  given:
    pupils: |
      unit | stage | left
      A    |       |
  expect: {A: 0}
"""
SHARE = """
id: share
name: 达标率
source: 测试
unit: percent
direction: higher_is_better
numerator: {count: pupils, where: "stage = '1'"}
denominator: {count: pupils}
"""
DROPOUT = """
id: dropout
name: 初中辍学率
source: 测试
unit: percent
direction: lower_is_better
caps: [0, 100]
numerator: {count: pupils, where: "left AND stage = '2'"}
denominator: {count: pupils, where: "stage = '2'"}
"""
MEETINGS = """
id: meetings
name: 会议次数
source: 测试
unit: count
count_unit: 次
direction: higher_is_better
numerator: {count: pupils, where: "stage = '1'"}
"""
LETTER = """
id: small
name: 责任书
document_number: 〔2017〕1号
issuer: 市政府
unit: "630103"
period: 2017
points_status: illustrative
full: 20
sections:
- id: "1"
  name: 目标
  items:
  - id: "1"
    name: 普及
    office: 基教科
    due: 2017-12-31
    targets:
    - id: "1.1"
      name: 达标率
      clause: 达标率不低于95%
      indicator: share
      limit: {op: ">=", value: 95}
      points: 10
      rule: {step: {per: 1, deduct: 2, rounding: floor}}
    - id: "1.2"
      name: 会议
      clause: 会议不少于4次
      indicator: meetings
      limit: {op: ">=", value: 4}
      points: 10
      rule: {all_or_nothing: {}}
vetoes:
- {id: V1, name: 辍学, indicator: dropout, when: {op: ">", value: 5}, effect: no_pass}
"""
STEP = "{step: {per: 1, deduct: 2, rounding: floor}}"
RULE_LINE, TARGET_LINE, VETO_LINE = 24, 18, 33


class SmallLetter:
    """The small pack in a temporary folder."""

    def __init__(self, path: Path) -> None:
        self.path = path / "small"
        self.write("pack.yaml", PACK)
        self.write("ledgers/pupils.yaml", LEDGER)
        for name, text, one in (
            ("share", SHARE, "50"),
            ("dropout", DROPOUT, "0"),
            ("meetings", MEETINGS, "1"),
        ):
            self.write(f"indicators/{name}.yaml", text + EXAMPLES.replace("ONE", one))
        self.write("letters/small.yaml", LETTER)

    def write(self, name: str, text: str) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text, old
        (self.path / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def letter(self, old: str, new: str) -> None:
        self.change("letters/small.yaml", old, new)

    def rule(self, rule: str) -> None:
        self.letter(STEP, rule)

    def problems(self) -> list[Problem]:
        pack, problems = inspect(self.path)
        assert pack is not None
        found = [p for letter in pack.letters.values() for p in check_letter(letter, pack)]
        return [*problems, *found]

    def only(self) -> Problem:
        problems = self.problems()
        assert len(problems) == 1, [str(p) for p in problems]
        assert problems[0].place.file == "small/letters/small.yaml"
        assert problems[0].todo_zh
        assert problems[0].todo_en
        return problems[0]
