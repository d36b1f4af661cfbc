"""Cross-checks that group by something reckoned from the row, and those that ask for rows which must be there."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.tiny import frames
from zeren.core.intake import check_all
from zeren.core.kernel import Period, Problem
from zeren.core.packs import Pack, inspect, load

PERIOD = Period.parse("2017H1")
LEDGER = """
id: returns
name: 统计表
name_en: Returns
definition: 每校每年级一行
submitted_by: school
unit: school
key: [school, grade]
period: snapshot
columns:
- {id: school, name: 学校, name_en: School, type: text, required: true}
- {id: grade, name: 年级, name_en: Grade, type: text, required: true}
- {id: now, name: 本学年初, name_en: Now, type: integer}
- {id: before, name: 上学年初, name_en: Before, type: integer}
cross_checks:
- id: promoted
  compare:
    by: BY
    terms:
      upper: {sum: now, from: returns, where: "grade <> '1'"}
      lower: {sum: before, from: returns, where: "grade <> '3'"OVERRIDE}
    expect: "upper = lower"
  message: 年级人数接不上。
  message_en: The grades do not follow.
"""
LISTED = """
id: courses
name: 课程表
name_en: Courses
definition: 每校每年级每科一行
submitted_by: school
unit: school
key: [school, grade, subject]
period: snapshot
columns:
- {id: school, name: 学校, name_en: School, type: text, required: true}
- {id: grade, name: 年级, name_en: Grade, type: text, required: true}
- {id: subject, name: 学科, name_en: Subject, type: text}
- {id: periods, name: 课时, name_en: Periods, type: decimal}
cross_checks:
- id: listed
  required_rows:
    by: [school, grade]
    where: "grade <> '9'"
    each:
    - {name: 语文, name_en: Chinese, where: "subject = 'chinese'"}
    - {name: 音乐（或艺术）, name_en: music (or arts), where: "subject IN ('music', 'art') AND periods >= 0"}
  severity: warning
  message: 必开科目没有列全。
  message_en: Required subjects are not listed.
"""
GRADES = [("A", "1", 30, 28), ("A", "2", 28, 31), ("A", "3", 31, 40)]


def pack(folder: Path, name: str, ledger: str) -> Path:
    path = folder / "p"
    (path / "ledgers").mkdir(parents=True)
    head = "id: p\nversion: 0.1.0\nname: 包\nlicence: CC-BY-4.0\n"
    (path / "pack.yaml").write_text(head, encoding="utf-8")
    (path / f"ledgers/{name}.yaml").write_text(textwrap.dedent(ledger).lstrip(), encoding="utf-8")
    return path


def check(using: Pack, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Problem]:
    tables = frames(rows, using)
    handed = {name: {row["school"] for row in given} for name, given in rows.items()}
    return check_all(tables, using.ledgers, period=PERIOD, tree=None, parameters={}, submitted=handed)


def returns(*rows: tuple[str, str | None, int | None, int | None]) -> dict[str, list[dict[str, Any]]]:
    return {"returns": [dict(zip(("school", "grade", "now", "before"), row, strict=True)) for row in rows]}


SHIFTED = "TEXT(NUMBER(grade) + 1)"
FORMS = {
    "the term's own key": ("[school, grade]", f', by: {{grade: "{SHIFTED}"}}'),
    "a shared expression and an own one": ('[school, {level: "NUMBER(grade)"}]', ', by: {level: "NUMBER(grade) + 1.0"}'),
    "an expression beside a column": (
        """[{unit: "school || '校'"}, grade]""",
        f', by: {{grade: "{SHIFTED}"}}',
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_grade_meets_the_grade_below(tmp_path: Path, form: str) -> None:
    by, override = FORMS[form]
    using = load(pack(tmp_path, "returns", LEDGER.replace("BY", by).replace("OVERRIDE", override)))
    assert check(using, returns(*GRADES)) == []
    wrong = [*GRADES[:2], ("A", "3", 32, 40), ("B", "2", 5, None), ("B", "1", 9, 5)]
    (found,) = check(using, returns(*wrong))
    assert (found.code, found.place.cell) == ("I092", "4:4")
    assert "3" in found.found.split("；")[0]
    assert "本学年初（upper） 32，上学年初（lower） 31" in found.found


def test_the_problem_names_group_and_sides(tmp_path: Path) -> None:
    by, override = FORMS["the term's own key"]
    using = load(pack(tmp_path, "returns", LEDGER.replace("BY", by).replace("OVERRIDE", override)))
    (found,) = check(using, returns(("A", "1", 30, 28), ("A", "2", 27, 0), ("A", "3", 0, 40)))
    words = "年级人数接不上（学校 A，年级 2；本学年初（upper） 27，上学年初（lower） 28；应有upper = lower）"
    assert found.zh == words


def test_a_row_without_a_key_is_in_no_group(tmp_path: Path) -> None:
    by, override = FORMS["the term's own key"]
    using = load(pack(tmp_path, "returns", LEDGER.replace("BY", by).replace("OVERRIDE", override)))
    assert check(using, returns(*GRADES, ("A", "学前班", None, 9), ("A", None, None, 7))) == []


def test_all_rows_are_one_group_where_nothing_is_named(tmp_path: Path) -> None:
    using = load(pack(tmp_path, "returns", LEDGER.replace("BY", "[]").replace("OVERRIDE", "")))
    assert check(using, returns(*GRADES)) == []
    (found,) = check(using, returns(*GRADES, ("B", "2", 4, None)))
    assert "本学年初（upper） 63，上学年初（lower） 59" in found.found


def test_a_constant_is_summed_once_a_row(tmp_path: Path) -> None:
    text = LEDGER.replace("BY", "[school]").replace("OVERRIDE", "").replace("{sum: now,", '{sum: "20",')
    using = load(pack(tmp_path, "returns", text))
    assert check(using, returns(("A", "2", 0, 10), ("A", "3", 0, 0), ("A", "1", 0, 30))) == []


@pytest.mark.parametrize(
    ("by", "override", "said"),
    [
        ("[school, level]", "", "台账“returns”没有名为“level”的列"),
        ("[school, grade]", ', by: {grad: "grade"}', "不认识的键“grad”；是否应为“grade”？"),
        ("[school, grade]", ', by: {grade: "NUMBER(grade)"}', "类型不合：NUMBER(grade)（number），应为text"),
        ("[school, grade]", ', by: {grade: "GRADE_UP(grade)"}', "表达式中不允许使用“GRADE_UP”"),
        ("[school, upper]", ', by: {upper: "grade"}', "编号“upper”重复，已在 by 定义"),
    ],
)
def test_a_mistaken_key_is_refused(tmp_path: Path, by: str, override: str, said: str) -> None:
    path = pack(tmp_path, "returns", LEDGER.replace("BY", by).replace("OVERRIDE", override))
    assert said in [problem.zh for problem in inspect(path)[1]]


def courses(*rows: tuple[str, str, str | None, int | None]) -> dict[str, list[dict[str, Any]]]:
    return {
        "courses": [dict(zip(("school", "grade", "subject", "periods"), row, strict=True)) for row in rows]
    }


def test_missing_rows_are_named_at_the_group(tmp_path: Path) -> None:
    using = load(pack(tmp_path, "courses", LISTED))
    found = check(
        using,
        courses(
            ("A", "3", "chinese", 7), ("A", "3", "art", 0), ("A", "4", "music", 2), ("A", "4", None, 2),
            ("B", "3", "local", 2), ("B", "3", "music", None), ("B", "9", "local", 2),
        ),
    )  # fmt: skip
    assert [(p.code, p.severity, p.place.cell, p.zh) for p in found] == [
        ("I094", "warning", "4:4", "必开科目没有列全（学校 A，年级 4；缺语文）"),
        ("I094", "warning", "6:6", "必开科目没有列全（学校 B，年级 3；缺语文、音乐（或艺术））"),
    ]
    assert (
        found[1].en == "Required subjects are not listed (学校 B，年级 3; missing: Chinese, music (or arts))"
    )


def test_a_ledger_without_rows_lacks_nothing(tmp_path: Path) -> None:
    assert check(load(pack(tmp_path, "courses", LISTED)), courses()) == []


def test_required_rows_need_groups_and_requirements(tmp_path: Path) -> None:
    text = LISTED.replace("by: [school, grade]", "by: []").replace(
        "subject = 'chinese'", "subjec = 'chinese'"
    )
    problems = inspect(pack(tmp_path, "courses", text))[1]
    assert [p.zh for p in problems] == [
        "“by”不符合要求，应为至少一项",
        "表达式中没有名为“subjec”的列或参数；是否应为“subject”？",
    ]
