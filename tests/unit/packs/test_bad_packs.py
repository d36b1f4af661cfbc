"""Broken packs: each mistake gives the promised message, with file, line and column, all of them in one pass."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from zeren.core.kernel import Problem, ZerenError
from zeren.core.packs import inspect, load

PACK = "id: broken\nversion: 0.1.0\nname: 坏包\nlicence: CC-BY-4.0\n"
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
- {id: age, name: 年龄, type: integer}
"""
INDICATOR = """
id: share
name: 占比
source: 测试
unit: percent
numerator: {count: pupils, where: "stage = '1'"}
denominator: {count: pupils}
examples:
- name: 一般
  given:
    pupils: |
      unit | stage
      A    | 1
      A    | 2
  expect: {A: 50}
- name: 缺失
  given:
    pupils: |
      unit | stage
      A    |
  expect: {A: 0}
"""


class Folder:
    """A pack in a temporary folder."""

    def __init__(self, path: Path) -> None:
        self.path = path / "broken"
        self.write("pack.yaml", PACK)
        self.write("ledgers/pupils.yaml", LEDGER)
        self.write("indicators/share.yaml", INDICATOR)

    def write(self, name: str, text: str) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        (self.path / name).write_text(text.replace(old, new), encoding="utf-8")

    def problems(self) -> list[Problem]:
        return inspect(self.path)[1]

    def only(self) -> Problem:
        problems = self.problems()
        assert len(problems) == 1, [str(p) for p in problems]
        return problems[0]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_the_unbroken_pack_has_no_problem(folder: Folder) -> None:
    assert folder.problems() == []
    assert load(folder.path).indicators["share"].ledgers == ("pupils",)


def test_unknown_column_offers_the_nearest_name(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "\"stage = '1'\"", "\"stag = '1'\"")
    problem = folder.only()
    assert str(problem.place) == "broken/indicators/share.yaml:5:36"
    assert problem.zh == "表达式中没有名为“stag”的列或参数；是否应为“stage”？"
    assert problem.en == "No column or parameter “stag” here; did you mean “stage”?"


def test_unknown_ledger_offers_the_nearest_name(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "denominator: {count: pupils}", "denominator: {count: pupil}")
    assert folder.only().zh == "没有名为“pupil”的台账；是否应为“pupils”？"


def test_unknown_key_offers_the_nearest_name(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "source: 测试", "sorce: 测试")
    problems = folder.problems()
    assert [p.zh for p in problems] == ["不认识的键“sorce”；是否应为“source”？", "缺少必填的键“source”"]


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("read_csv('x') = '1'", "表达式中不允许使用“READ_CSV('x')”", 36),
        ("stage = (SELECT '1')", "表达式中不允许使用“SELECT”", 45),
        ("stage = '1' -- x", "表达式中不允许使用“--”", 48),
        ("CASE WHEN 1=1 THEN TRUE END", "表达式中不允许使用“CASE”", 36),
        ("AGE(age) = 1", "表达式中不允许使用“AGE”", 36),
        ("stage = 1", "类型不合：stage（text） = 1（number），应为text", 36),
        ("stage = ‘1’", "引号应为英文单引号，找到 ‘", 44),
        ("stage =", "表达式写错了：=", 42),
        ("LENGTH(stage, '1') = 1", "“LENGTH”需要 1 个参数", 36),
        ("CONCAT(stage) = '1'", "“CONCAT”需要 2+ 个参数", 36),
        ("SUBSTR(stage, 1) = '1'", "“SUBSTR”需要 3 个参数", 36),
        ("SUBSTR(stage, 1, 2, 3) = '1'", "“SUBSTR”需要 3 个参数", 36),
        ("SUBSTR(stage, age, 2) = '1'", "“age”不符合要求，应为写明的整数，1至2000", 50),
        ("SUBSTR(stage, 0, 2) = '1'", "“0”不符合要求，应为写明的整数，1至2000", 50),
        ("SUBSTR(stage, 1.5, 2) = '1'", "“1.5”不符合要求，应为写明的整数，1至2000", 50),
        ("stage || age = '1'", "类型不合：age（number），应为text", 45),
        ("TEXT(stage) = '1'", "类型不合：stage（text），应为number|date", 41),
        ("NUMBER(age) = 1", "类型不合：age（number），应为text", 43),
    ],
)
def test_expressions_outside_the_whitelist_say_line_and_column(
    folder: Folder, written: str, message: str, column: int
) -> None:
    folder.change("indicators/share.yaml", "\"stage = '1'\"", f'"{written}"')
    problem = folder.only()
    assert problem.zh.split("；是否")[0] == message
    assert (problem.place.line, problem.place.column) == (5, column)


def test_deep_parentheses_are_refused_before_parsing(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "\"stage = '1'\"", '"' + "(" * 5000 + '"')
    assert folder.only().code == "P032"


def test_a_yaml_alias_bomb_is_refused_without_expanding_it(folder: Folder) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{after}: &{after} [" + ", ".join([f"*{before}"] * 9) + "]\n"
    folder.write("codes/bomb.yaml", bomb)
    problem = folder.only()
    assert problem.zh == "不允许使用 YAML 锚点、别名或标签：&a"
    assert str(problem.place) == "broken/codes/bomb.yaml:1:4"


def test_yaml_tags_are_refused(folder: Folder) -> None:
    folder.write("codes/tag.yaml", 'id: !!python/object/apply:os.system ["true"]\n')
    assert folder.only().code == "P003"


def test_deep_nesting_is_refused(folder: Folder) -> None:
    folder.write("codes/deep.yaml", "id: " + "[" * 3000 + "]" * 3000 + "\n")
    problem = folder.only()
    assert problem.zh == "嵌套过深：超过 20 层"


def test_malformed_yaml_says_where(folder: Folder) -> None:
    folder.write("codes/bad.yaml", "id: bad\nname: [x\n")
    problem = folder.only()
    assert problem.code == "P002"
    assert problem.place.line == 3


def test_a_second_document_in_a_file_is_refused(folder: Folder) -> None:
    folder.write("codes/two.yaml", "id: two\n---\nid: three\n")
    problem = folder.only()
    assert (problem.code, problem.place.line) == ("P002", 2)


def test_a_key_written_twice_is_a_mistake(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "unit: percent", "unit: percent\nunit: ratio")
    assert folder.only().zh == "同一键写了两次：unit"


def test_everything_wrong_is_reported_in_one_pass(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "unit: percent", "unit: prozent")
    folder.change("ledgers/pupils.yaml", "type: integer", "type: int")
    folder.change("ledgers/pupils.yaml", "key: [student]", "key: [pupil]")
    codes = sorted(p.code for p in folder.problems())
    assert codes == ["P013", "P013", "P021"]


def test_an_indicator_needs_two_examples_one_with_a_gap(folder: Folder) -> None:
    text = INDICATOR[: INDICATOR.index("- name: 缺失")]
    folder.write("indicators/share.yaml", text)
    assert sorted(p.code for p in folder.problems()) == ["P040", "P041"]


def test_an_example_row_with_too_few_cells_is_named(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "A    | 2", "A")
    assert folder.only().zh == "例子“一般”的表格写错了：A"


def test_file_name_and_id_must_agree(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "id: share", "id: other")
    assert folder.only().code == "P014"


def test_unknown_pack_offers_the_nearest_name() -> None:
    with pytest.raises(ZerenError, match="cn-basic-education"):
        load("cn-basic-educaton")


def test_a_pack_that_depends_on_itself_is_refused(folder: Folder) -> None:
    folder.change("pack.yaml", "licence", "depends: [broken]\nlicence")
    assert folder.only().code == "P025"


def test_points_that_do_not_sum_are_refused(folder: Folder) -> None:
    folder.write(
        "letters/letter.yaml",
        """
        id: letter
        name: 责任书
        document_number: 测〔2017〕1号
        issuer: 测试
        unit: "1"
        period: 2017
        points_status: illustrative
        full: 10
        sections:
        - id: "1"
          name: 目标
          items:
          - id: "1"
            name: 一
            office: 办公室
            due: 2017-12-31
            targets:
            - id: "1.1"
              name: 占比
              clause: 第一条
              indicator: shares
              limit: {op: ">=", value: 50}
              points: 6
              rule: {step: {per: 1, deduct: 1, rounding: floor}}
        """,
    )
    assert [p.zh for p in folder.problems()] == [
        "没有名为“shares”的指标；是否应为“share”？",
        "分值合计 6，应为 10",
    ]


def test_null_means_no_value_in_both_yaml_readers(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "expect: {A: 0}", "expect: {A: null}")
    assert folder.problems() == []
    assert load(folder.path).indicators["share"].examples[1].expect == {"A": None}


def test_text_between_quotes_may_hold_anything_but_a_backslash(folder: Folder) -> None:
    folder.change("indicators/share.yaml", "\"stage = '1'\"", "\"stage = '“控辍--保学”#1；it''s'\"")
    assert folder.problems() == []
