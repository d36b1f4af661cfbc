"""``zeren framework``: files as counties send them, the JSON that programs read, and words for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.unit.frameworks.cast import (
    BALANCED,
    QUALITY,
    as_csv,
    balanced_school,
    quality_school,
)
from zeren.cli import main

Run = Callable[..., tuple[int, str, str]]
COUNTY = [("甲", "小学", 450), ("乙", "小学", 370), ("丙", "初中", 700), ("丁", "初中", 500)]
BOOKS = {"甲": 9000, "乙": 4000, "丙": 14000, "丁": 5000}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def go(*arguments: str | Path) -> tuple[int, str, str]:
        capfd.readouterr()
        before, sys.argv = sys.argv, ["zeren", "framework", *map(str, arguments)]
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            sys.argv = before
        out, err = capfd.readouterr()
        return code, out, err

    return go


def as_json(run: Run, *arguments: str | Path) -> tuple[int, Any]:
    code, out, _ = run(*arguments, "--format", "json")
    return code, json.loads(out)


def balanced_rows() -> list[dict[str, Any]]:
    return [balanced_school(name, stage, n, 图书册数=BOOKS[name]) for name, stage, n in COUNTY]


def quality_rows() -> list[dict[str, Any]]:
    return [quality_school(name, stage, n) for name, stage, n in COUNTY]


def workbook(
    path: Path, rows: Iterable[Iterable[Any]], merge: Iterable[str] = (), sheet: str = "Sheet1"
) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append([str(v) if v is not None and not isinstance(v, int | str) else v for v in row])
    for cells in merge:
        page.merge_cells(cells)
    book.save(path)
    return path


def test_the_interface_that_was_promised(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "县.csv"
    path.write_text(as_csv(balanced_rows()), encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path)
    assert code == 0
    assert found["pack"] == "balanced-2012"
    assert set(found["stage"]) == {"primary", "junior"}
    for stage, limit in (("primary", 0.65), ("junior", 0.55)):
        part = found["stage"][stage]
        assert {"indicators", "composite", "composite_limit", "met"} <= set(part)
        assert (part["composite_limit"], part["met"]) == (limit, True)
        assert len(part["indicators"]) == 8
        for line in part["indicators"]:
            assert {"id", "mean", "sd", "cv", "limit", "met"} <= set(line)
            assert line["limit"] is None
        composite = sum(line["cv"] for line in part["indicators"]) / 8
        assert part["composite"] == pytest.approx(composite, abs=1e-6)
    assert {"school", "stage", "met", "failing"} <= set(found["schools"][0])
    assert found["outcome"] == "pending"
    books = next(x for x in found["stage"]["primary"]["indicators"] if x["id"] == "books")
    assert books["mean"] == pytest.approx(13000 / 820, abs=1e-6)


def test_quality_has_a_limit_for_each_indicator(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "县.csv"
    path.write_text(as_csv(quality_rows()), encoding="utf-8")
    code, found = as_json(run, "quality-balanced-2017", "--schools", path)
    assert code == 0
    for stage, limit in (("primary", 0.5), ("junior", 0.45)):
        part = found["stage"][stage]
        assert part["composite_limit"] is None
        assert {(line["limit"], line["met"]) for line in part["indicators"]} == {(limit, True)}
    assert [(s["school"], s["met"], s["failing"]) for s in found["schools"]] == [
        (n, True, []) for n, _, _ in COUNTY
    ]


def test_the_headings_are_the_issue_s_own(run: Run, tmp_path: Path) -> None:
    for pack, header in (("balanced-2012", BALANCED), ("quality-balanced-2017", QUALITY)):
        path = tmp_path / f"{pack}.csv"
        path.write_text(
            ",".join(header) + "\n甲,小学,100" + ",10" * (len(header) - 3) + "\n", encoding="utf-8"
        )
        _, found = as_json(run, pack, "--schools", path)
        assert found["schools"][0]["school"] == "甲"
        assert not [p for p in found["problems"] if p["code"] == "F018"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_encodings_titles_totals_and_full_width(run: Run, tmp_path: Path, encoding: str) -> None:
    rows = balanced_rows()
    wide = [
        {
            k.replace("在校生数", "在 校 生 数（人）").replace("面积", "面积（平方米）"): v
            for k, v in r.items()
        }
        for r in rows
    ]
    wide[0]["在 校 生 数（人）"] = "４５０"
    total: dict[str, Any] = {**wide[0], "学校": "合计", "学段": ""}
    above = [["某县义务教育学校基本情况"], ["填报时间：2013年", "", "单位：见各列"]]
    path = tmp_path / "县.csv"
    path.write_bytes(as_csv([*wide, total], above).encode(encoding))
    (tmp_path / "plain.csv").write_text(as_csv(rows), encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path)
    _, plain = as_json(run, "balanced-2012", "--schools", tmp_path / "plain.csv")
    assert code == 0
    assert found["stage"] == plain["stage"]


def test_a_workbook_with_merged_cells(run: Run, tmp_path: Path) -> None:
    rows = quality_rows()
    whole = quality_school("戊", "小学", 600, "九年一贯制", 教学及辅助用房面积=7000)
    header = list(whole)
    blank = [None, "初中", 400, *[None] * (len(header) - 3)]
    listed = [["某县"], header, *[list(r.values()) for r in [*rows, whole]], blank]
    path = workbook(tmp_path / "县.xlsx", listed, ["A1:L1", "A7:A8", "G7:G8", "L7:L8"])
    code, found = as_json(run, "quality-balanced-2017", "--schools", path)
    assert code == 0
    shares = {f["column"]: f["shares"] for f in found["folded"]}
    assert shares["teaching_area"] == {"primary": 4038.461538, "junior": 2961.538462}
    assert {p["code"] for p in found["problems"]} == {"F014", "F020"}
    assert next(p for p in found["problems"] if p["code"] == "F014")["cell"] == "A8"


def test_sheets_named_for_their_stage(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet, stage in (("小学", "小学"), ("初中表", "初中")):
        page = book.create_sheet(sheet)
        rows = [{k: v for k, v in r.items() if k != "学段"} for r in balanced_rows() if r["学段"] == stage]
        page.append(list(rows[0]))
        for row in rows:
            page.append([v if isinstance(v, str) else float(v) for v in row.values()])
    book.remove(book["Sheet"])
    book.save(tmp_path / "县.xlsx")
    code, found = as_json(run, "balanced-2012", "--schools", tmp_path / "县.xlsx")
    assert code == 0
    assert [(s["school"], s["stage"]) for s in found["schools"]] == [
        ("甲", "primary"), ("乙", "primary"), ("丙", "junior"), ("丁", "junior"),
    ]  # fmt: skip


def test_a_section_twice_names_both_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "县.csv"
    path.write_text(as_csv([*balanced_rows(), balanced_school("甲", "小学", 450)]), encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path)
    assert (code, found["ok"]) == (20, False)
    assert "stage" not in found
    (problem,) = found["problems"]
    assert (problem["code"], problem["cell"]) == ("F002", "A6")
    assert "第2行、第6行" in problem["message"]


def test_bad_cells_are_named_and_nothing_is_scored_in_their_place(run: Run, tmp_path: Path) -> None:
    rows = balanced_rows()
    rows[0]["图书册数"], rows[1]["计算机台数"], rows[2]["教师数"] = "很多", -3, None
    path = tmp_path / "县.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path)
    assert code == 20
    assert {(p["code"], p["cell"]) for p in found["problems"]} == {
        ("I052", "H2"),
        ("F004", "G3"),
        ("F010", "I4"),
    }
    lines = {s: {x["id"]: x["cv"] for x in part["indicators"]} for s, part in found["stage"].items()}
    assert (lines["primary"]["books"], lines["primary"]["computers"]) == (None, None)
    assert lines["junior"]["teacher_pupil_ratio"] is None
    assert lines["junior"]["books"] is not None
    assert [part["met"] for part in found["stage"].values()] == [None, None]
    assert found["outcome"] == "pending"


def test_a_missing_column_and_one_nobody_asked_for(run: Run, tmp_path: Path) -> None:
    rows = [
        {("图书册书" if k == "图书册数" else k): v for k, v in r.items()} | {"校长": "某"}
        for r in balanced_rows()
    ]
    path = tmp_path / "县.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path)
    assert code == 20
    first = found["problems"][0]
    assert first["code"] == "F001"
    assert "图书册书" in first["message"]
    fine = [{**r, "校长": "某"} for r in balanced_rows()]
    path.write_text(as_csv(fine), encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path)
    assert (code, [p["code"] for p in found["problems"]]) == (0, ["F018"])


def test_units_in_the_heading(run: Run, tmp_path: Path) -> None:
    rows = [{k.replace("（元）", "（万元）"): v for k, v in r.items()} for r in quality_rows()]
    for row in rows:
        row["教学仪器设备值（万元）"] /= 10000
    path = tmp_path / "县.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    _, found = as_json(run, "quality-balanced-2017", "--schools", path)
    line = next(x for x in found["stage"]["primary"]["indicators"] if x["id"] == "equipment_value")
    assert line["mean"] == 2600


def test_answers_from_a_file(run: Run, tmp_path: Path) -> None:
    path, answers = tmp_path / "县.csv", tmp_path / "回答.yaml"
    path.write_text(as_csv(balanced_rows()), encoding="utf-8")
    answers.write_text(
        "items: {basic_standards: 达标}\ntotals: {government: 88}\nsurvey: {sent: 500, valid: 480, satisfied: 450}\n",
        encoding="utf-8",
    )
    code, found = as_json(run, "balanced-2012", "--schools", path, "--answers", answers)
    assert (code, found["outcome"]) == (0, "met")
    answers.write_text("items: {basic_standard: 达标}\n", encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path, "--answers", answers)
    assert (code, found["outcome"], found["problems"][0]["code"]) == (40, "pending", "F030")
    answers.write_text("- 1\n", encoding="utf-8")
    assert as_json(run, "balanced-2012", "--schools", path, "--answers", answers)[0] == 10
    assert as_json(run, "balanced-2012", "--schools", path, "--answers", tmp_path / "无.yaml")[0] == 70


def test_what_cannot_be_opened(run: Run, tmp_path: Path) -> None:
    assert as_json(run, "balanced-2012", "--schools", tmp_path / "无.csv")[0] == 70
    path = tmp_path / "别的.csv"
    path.write_text("日期,天气\n2017-01-01,晴\n", encoding="utf-8")
    code, found = as_json(run, "balanced-2012", "--schools", path)
    assert (code, found["problems"][0]["code"]) == (20, "I030")
    code, found = as_json(run, "chengzhong-2017", "--schools", path)
    assert (code, found["problems"][0]["code"]) == (10, "F041")
    assert "quality-balanced-2017" in found["problems"][0]["todo"]


def test_limits_of_a_region_and_a_year(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "县.csv"
    path.write_text(as_csv(quality_rows()), encoding="utf-8")
    _, found = as_json(
        run, "quality-balanced-2017", "--schools", path, "--region", "210103", "--year", "2018"
    )
    item = next(i for i in found["items"] if i["id"] == "G7")
    assert (found["on"], item["measures"][0]["limit"]) == ("2018-12-31", 8000)
    _, found = as_json(run, "quality-balanced-2017", "--schools", path, "--year", "2010")
    assert found["outcome"] == "pending"
    assert [p["code"] for p in found["problems"]] == ["F033"]


def test_words_for_people(run: Run, tmp_path: Path) -> None:
    rows = quality_rows()
    rows[0] |= {"县级以上骨干教师数": 1, "教学及辅助用房面积": 1900}
    path = tmp_path / "县.csv"
    path.write_text(as_csv([*rows, quality_school("戊", "小学", 0)]), encoding="utf-8")
    code, out, err = run("quality-balanced-2017", "--schools", path, "--working")
    assert code == 0
    for words in (
        "差异系数",
        "逐校达标",
        "✗✗",
        "补到标准需增加",
        "不参加评估",
        "戊",
        "尚未核实",
        "结论：未达到",
        "Pᵢ",
    ):
        assert words in out
    assert "F011" in err
