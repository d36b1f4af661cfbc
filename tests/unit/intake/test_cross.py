"""Checks over everything together: two schools, two files, and which of them a problem concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from tests.support.bad_files import workbook
from tests.unit.intake.cast import (
    HEADINGS,
    ID,
    OTHER,
    OTHER_ID,
    PARAMETERS,
    PERIOD,
    PUPIL,
    SCHOOL,
    TREE,
    pack,
    take,
)
from zeren.core.intake import Reading, check_all
from zeren.core.kernel import OrgTree, Problem

MOVES = ["学籍号", "学校标识码", "变动类型", "变动日期", "对方学校标识码"]
NUMBERS = ["学校标识码", "在校生数"]


def school(folder: Path, name: str, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    return workbook(sheets, folder / f"{name}.xlsx")


def pupil(**change: object) -> list[object]:
    return list({**PUPIL, **change}.values())


def check(
    readings: Sequence[Reading],
    *,
    tree: OrgTree | None = TREE,
    cells: bool = True,
    submitted: Mapping[str, set[str]] | None = None,
) -> list[Problem]:
    """What the caller of both verbs does."""
    parts: dict[str, list[pl.DataFrame]] = {}
    handed: dict[str, set[str]] = {}
    for reading in readings:
        assert reading.ok, reading.problems
        for name, frame in reading.frames.items():
            parts.setdefault(name, []).append(frame)
            handed.setdefault(name, set()).add(reading.unit)
    frames = {name: pl.concat(members) for name, members in parts.items()}
    options: dict[str, Any] = {"readings": readings} if cells else {}
    return check_all(
        frames,
        pack().ledgers,
        period=PERIOD,
        tree=tree,
        parameters=PARAMETERS,
        submitted=submitted or handed,
        **options,
    )


def places(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    return [(str(p.place), p.zh) for p in problems]


def test_a_pupil_active_in_two_schools(tmp_path: Path) -> None:
    mine = school(tmp_path, "甲", {"学生名册": [HEADINGS, pupil()]})
    theirs = school(
        tmp_path, "乙", {"学生名册": [HEADINGS, pupil(学籍号="L630103200803051234", 学校标识码=OTHER)]}
    )
    words = "同一身份证件号在两所学校同时在籍。请与另一所学校核对（身份证件号 999999********0015，另见{}.xlsx·学生名册·第2行）"
    assert places(check(take(mine, theirs))) == [
        ("甲.xlsx:学生名册!B2", words.format("乙")),
        ("乙.xlsx:学生名册!B2", words.format("甲")),
    ]


def test_a_key_in_two_files(tmp_path: Path) -> None:
    mine = school(tmp_path, "甲", {"学生名册": [HEADINGS, pupil(身份证件号="")]})
    theirs = school(tmp_path, "乙", {"学生名册": [HEADINGS, pupil(身份证件号="", 学校标识码=OTHER)]})
    assert places(check(take(mine, theirs))) == [
        ("甲.xlsx:学生名册!A2", "“学籍号”在别的文件里也有：“G999999********0015”，见乙.xlsx·学生名册·第2行"),
        ("乙.xlsx:学生名册!A2", "“学籍号”在别的文件里也有：“G999999********0015”，见甲.xlsx·学生名册·第2行"),
    ]


def transfer(folder: Path, *, out: bool) -> list[Reading]:
    gone = (
        [["G" + ID, OTHER, "转出", "2017-03-01", SCHOOL]]
        if out
        else [["G" + OTHER_ID, OTHER, "辍学", "2017-03-01", ""]]
    )
    into = school(folder, "甲", {"学籍变动": [MOVES, ["G" + ID, SCHOOL, "转入", "2017-03-02", OTHER]]})
    return take(into, school(folder, "乙", {"学籍变动": [MOVES, *gone]}))


def test_transfers_in_and_out_match(tmp_path: Path) -> None:
    assert check(transfer(tmp_path, out=True)) == []


def test_a_transfer_in_without_a_transfer_out(tmp_path: Path) -> None:
    words = (
        "转入学生在转出学校没有转出记录。请与对方学校核对"
        f"（学籍号 G999999********0015，对方学校标识码 {OTHER}，对方台账“学籍变动”中没有对应的记录）"
    )
    assert places(check(transfer(tmp_path, out=False))) == [("甲.xlsx:学籍变动!A2", words)]


def test_a_school_that_has_handed_in_nothing_is_not_asked(tmp_path: Path) -> None:
    assert check(transfer(tmp_path, out=False)[:1]) == []


def test_a_school_outside_the_district_is_not_asked(tmp_path: Path) -> None:
    readings = transfer(tmp_path, out=False)
    without = OrgTree([unit for unit in TREE if unit.code != OTHER])
    found = check(readings, tree=without)
    assert [(p.code, p.place.file) for p in found] == [("I035", "乙.xlsx")]


def test_a_register_that_differs_from_the_stated_number(tmp_path: Path) -> None:
    path = school(tmp_path, "甲", {"在校生统计": [NUMBERS, [SCHOOL, 3]], "学生名册": [HEADINGS, pupil()]})
    problems = check(take(path))
    words = (
        "名册人数与上报的在校生数不一致。请核对"
        f"（学校标识码 {SCHOOL}；在校生数（stated） 3，学生名册行数（listed） 1；应有stated = listed）"
    )
    assert places(problems) == [("甲.xlsx:在校生统计!A2", words)]
    assert problems[0].details["files"] == ["甲.xlsx"]


def test_a_comparison_waits_for_the_other_side(tmp_path: Path) -> None:
    stated = school(tmp_path, "甲", {"在校生统计": [NUMBERS, [SCHOOL, 3]]})
    other = school(tmp_path, "乙", {"学生名册": [HEADINGS, pupil(学校标识码=OTHER)]})
    assert check(take(stated)) == []
    assert check(take(stated, other)) == []


def test_an_empty_register_is_a_side(tmp_path: Path) -> None:
    path = school(tmp_path, "甲", {"在校生统计": [NUMBERS, [SCHOOL, 3]], "学生名册": [HEADINGS]})
    readings = take(path)
    found = check(readings)
    assert [p.code for p in found] == ["I092"]
    assert "学生名册行数（listed） 0" in found[0].zh


def test_a_unit_that_is_not_in_the_tree(tmp_path: Path) -> None:
    path = school(tmp_path, "甲", {"在校生统计": [NUMBERS, ["2163000003", 0]]})
    assert places(check(take(path))) == [
        ("甲.xlsx:在校生统计!A2", "没有代码为“2163000003”的单位；是否应为“2163000002 乙小学”？")
    ]


def test_without_readings_a_cell_is_the_whole_row(tmp_path: Path) -> None:
    path = school(tmp_path, "甲", {"在校生统计": [NUMBERS, ["2163000003", 0]]})
    assert check(take(path), cells=False)[0].place.cell == "2:2"


def test_nothing_is_wrong_with_nothing() -> None:
    assert check_all({}, pack().ledgers, period=PERIOD, tree=TREE, parameters=PARAMETERS, submitted={}) == []
