"""Cohorts, reviews and plans from the command line: clerks' tables, several workspaces, one with several counties."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from zeren.cli import main
from zeren.core.packs import packs_folder

Run = Callable[..., tuple[int, Any, str]]
PACK = "zhoushan-2007"
COUNTIES = packs_folder() / PACK / "examples" / "counties.csv"
TOTALS = {"999901": 62, "999902": 40, "999903": 62, "999904": 30}
HEADINGS = ("区县", "15年教育普及率", "初中辍学率", "标准化学校比例", "公用经费占事业费比例")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def go(*arguments: str | Path) -> tuple[int, Any, str]:
        capfd.readouterr()
        before, sys.argv = sys.argv, ["zeren", *map(str, arguments)]
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            sys.argv = before
        out, err = capfd.readouterr()
        return code, json.loads(out) if "json" in arguments and out else out, err

    return go


def totals(found: Any) -> dict[str, Any]:
    return {standing["unit"]: standing["total"] for standing in found["ranking"]}


def csv(folder: Path, *rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> Path:
    path = folder / "各县.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in (headings, *rows)), encoding="utf-8")
    return path


def score_table(run: Run, path: Path, *more: str | Path) -> tuple[int, Any, str]:
    return run("score", "--letter", PACK, "--units", path, *more, "--format", "json")


# --- the invented counties --------------------------------------------------------------------------------------------


def test_the_invented_counties_of_the_pack(run: Run) -> None:
    code, found, _ = score_table(run, COUNTIES)
    assert code == 0
    assert totals(found) == TOTALS
    assert [(s["unit"], s["place"], s["place_low"], s["place_high"]) for s in found["ranking"]] == [
        ("999901", 1, 1, 1),
        ("999903", 1, 1, 1),
        ("999902", 3, 3, 3),
        ("999904", 4, 4, 4),
    ]
    assert {card["unit"] for card in found["scorecards"]} == set(TOTALS)
    assert all(
        line["citations"] for card in found["scorecards"] for line in card["lines"] if line["indicator"]
    )


def test_a_ledger_that_lists_a_county_twice_scores_nothing(run: Run, tmp_path: Path) -> None:
    lines = COUNTIES.read_text(encoding="utf-8-sig").splitlines()
    path = tmp_path / "重复.csv"
    path.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    code, found, _ = score_table(run, path)
    assert code == 20
    assert "ranking" not in found
    assert any("999901" in p["message"] for p in found["problems"])


def test_for_people_a_table_with_the_rule_said(run: Run) -> None:
    code, out, _ = run("score", "--letter", PACK, "--units", COUNTIES)
    assert code == 0
    assert "1（并列）" in out
    assert "排名办法：总分从高到低" in out


# --- tables of figures ------------------------------------------------------------------------------------------------


def test_a_table_of_figures_as_clerks_write_them(run: Run, tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        ("东屿区", "９８.５", "0.1%", "85", "12"),
        ("西屿区", "97%", "0.2", "80", "15"),
        ("南屿县", "96", "0", "75", "15"),
        ("合计", "97.3", "", "", ""),
    )
    code, found, _ = score_table(run, path)
    assert code == 0
    lines = {c["unit"]: {line["target"]: line["points"] for line in c["lines"]} for c in found["scorecards"]}
    assert {u: (p["1.1"], p["1.2"], p["4.1"]) for u, p in lines.items()} == {
        "东屿区": (10, 8, 10),
        "西屿区": (8, 6, 8),
        "南屿县": (6, 10, 6),
    }
    assert "S027" in {p["code"] for p in found["problems"]}


def test_a_unit_twice_names_both_rows(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path, ("东屿区", 98, 1, 85, 12), ("西屿区", 97, 1, 80, 15), ("东屿 区", 96, 1, 80, 15))
    code, found, _ = score_table(run, path)
    assert code == 40
    assert "ranking" not in found
    [problem] = found["problems"]
    assert (problem["code"], "第2行" in problem["message"], "第4行" in problem["message"]) == (
        "S010",
        True,
        True,
    )


def test_a_cell_that_is_no_number_waits_and_is_named(run: Run, tmp_path: Path) -> None:
    path = csv(tmp_path, ("东屿区", "约98", 1, 85, 12), ("西屿区", 97, 1, 80, 15))
    code, found, _ = score_table(run, path)
    assert code == 40
    [problem] = [p for p in found["problems"] if p["code"] == "S018"]
    assert "B2" in json.dumps(problem, ensure_ascii=False)
    line = next(
        line
        for c in found["scorecards"]
        if c["unit"] == "东屿区"
        for line in c["lines"]
        if line["target"] == "1.1"
    )
    assert (line["outcome"], line["points"]) == ("pending", None)


def test_a_column_nobody_reads_and_fractions_are_asked_about(run: Run, tmp_path: Path) -> None:
    headings = (*HEADINGS[:4], "15年普及情况")
    path = csv(tmp_path, ("东屿区", 0.98, 1, 85, 3), ("西屿区", 0.97, 1, 80, 4), headings=headings)
    code, found, _ = score_table(run, path)
    assert code == 0
    assert {"S017", "S019"} <= {p["code"] for p in found["problems"]}


def test_an_expected_unit_without_data_makes_places_ranges(run: Run) -> None:
    _, found, _ = score_table(run, COUNTIES, "--expected", "东屿区（虚构）,999902", "--expected", "中屿县")
    assert found["missing"] == ["中屿县"]
    first = next(s for s in found["ranking"] if s["unit"] == "999901")
    assert first["place"] is None
    assert first["place_low"] == 1 < first["place_high"]
    assert first["pending"]


def test_a_workbook_with_a_title_above(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["2007年各县（区）考核数据"])
    book.active.append(list(HEADINGS))
    for row in (["东屿区", 98.5, 0.1, 85, 12], ["西屿区", 97, 0.2, 80, 15]):
        book.active.append(row)
    book.active.merge_cells("A1:E1")
    book.save(tmp_path / "各县.xlsx")
    code, found, _ = score_table(run, tmp_path / "各县.xlsx")
    assert (code, [s["unit"] for s in found["ranking"]]) == (0, ["东屿区", "西屿区"])


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("score",), 2, "U003"),
        (("score", "--letter", PACK), 2, "U003"),
        (("score", "--letter", f"{PACK}:zhoushan-2008", "--units", COUNTIES), 10, "P026"),
        (("score", "--letter", PACK, "--units", "没有.csv"), 70, "W006"),
        (("plan", "--letter", PACK, "--units", COUNTIES, "--unit", "中屿县"), 70, "W008"),
    ],
)
def test_what_is_asked_wrongly(run: Run, arguments: Sequence[Any], code: int, named: str) -> None:
    found_code, found, _ = run(*arguments, "--format", "json")
    assert found_code == code
    assert [p["code"] for p in found["problems"]] == [named]


# --- reviews ----------------------------------------------------------------------------------------------------------


def test_a_review_of_several_units(run: Run, tmp_path: Path) -> None:
    review = tmp_path / "复评.csv"
    review.write_text(
        "单位,目标,复评分,复评值,说明\n东屿区（虚构）,1.2,,0.4,漏报\n999903,3.1,0,,证书过期\n",
        encoding="utf-8",
    )
    code, found, _ = score_table(run, COUNTIES, "--review", review)
    assert code == 0
    standing = {s["unit"]: s for s in found["ranking"]}
    assert (standing["999903"]["self"]["total"], standing["999903"]["total"]) == (62, 52)
    assert (standing["999901"]["self"]["total"], standing["999901"]["total"]) == (
        62,
        58,
    )  # now the last of four
    assert standing["999901"]["credibility"] == 60
    east = next(c for c in found["scorecards"] if c["unit"] == "999901")["review"]
    line = next(line for line in east["lines"] if line["target"] == "1.2")
    assert (
        line["self"]["points"],
        line["reviewed"]["points"],
        line["final"]["points"],
        line["difference"],
    ) == (8, 4, 4, -4)
    assert "自评0.1%，复评0.4%" in line["why"]
    assert line["note"] == "漏报"


def test_a_review_in_yaml_and_its_mistakes(run: Run, tmp_path: Path) -> None:
    review = tmp_path / "复评.yaml"
    body = {"reviewer": "市督导室", "units": {"999901": {"1.2": {"value": 0.4}, "3.1": 0}}}
    review.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    code, found, _ = score_table(run, COUNTIES, "--review", review)
    assert (code, {s["unit"]: s["total"] for s in found["ranking"]}["999901"]) == (0, 48)
    body["units"] = {"999901": {"1.9": 3, "3.1": 11}}
    review.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    code, found, _ = score_table(run, COUNTIES, "--review", review)
    assert (code, [p["code"] for p in found["problems"]]) == (40, ["S020", "S022"])


# --- plans ------------------------------------------------------------------------------------------------------------


def test_a_plan_for_one_of_the_counties(run: Run) -> None:
    code, found, _ = run(
        "plan", "--letter", PACK, "--units", COUNTIES, "--unit", "西屿区（虚构）", "--format", "json"
    )
    assert code == 0
    gaps = {gap["target"]: gap for gap in found["targets"]}
    assert set(gaps) == {"1.2", "2.1", "3.1", "4.1", "5.1"}
    assert (gaps["1.2"]["next"]["change"], gaps["1.2"]["next"]["points"]) == (-12, 8)
    assert (gaps["4.1"]["next"]["change"], gaps["4.1"]["full_marks"]["points"]) == (3, 10)
    assert gaps["5.1"]["next"]["change"] == 3000
    assert {change["indicator"] for gap in gaps.values() for change in gap["others"]}.isdisjoint(
        {"population"}
    )
    assert {miss["target"] for miss in found["misses"]} == {"3.1", "4.1"}


# --- workspaces -------------------------------------------------------------------------------------------------------


def workspace(folder: Path, unit: str, units: Sequence[dict[str, str]]) -> Path:
    folder.mkdir()
    settings = {
        "name": "虚构", "unit": unit, "period": "2007", "pack": PACK, "letter": PACK, "report": "", "report_date": "2008-01-05",
        "units": list(units),
    }  # fmt: skip
    (folder / "workspace.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return folder


CITY = {"code": "9999", "name": "虚构市", "level": "prefecture"}
TREE = [CITY, *({"code": c, "name": f"{c}县", "level": "county", "parent": "9999"} for c in TOTALS)]


def filled(run: Run, folder: Path, rows: str) -> None:
    file = folder.parent / f"{folder.name}.csv"
    file.write_text(rows, encoding="utf-8")
    for command in (("import", folder, file), ("freeze", folder)):
        code, out, err = run(*command)
        assert code == 0, (out, err)


def test_a_city_s_workspace_is_scored_county_by_county(run: Run, tmp_path: Path) -> None:
    city = workspace(tmp_path / "city", "9999", TREE)
    filled(run, city, COUNTIES.read_text(encoding="utf-8-sig"))
    code, found, _ = run("score", city, "--format", "json")
    assert (code, totals(found)) == (0, TOTALS)


def test_every_county_s_own_workspace(run: Run, tmp_path: Path) -> None:
    heading, *rows = COUNTIES.read_text(encoding="utf-8-sig").splitlines()
    folders = []
    for row in rows:
        code = row.split(",")[0]
        folders.append(workspace(tmp_path / code, code, [CITY, *(u for u in TREE if u["code"] == code)]))
        filled(run, folders[-1], f"{heading}\n{row}\n")
    code, found, _ = run("score", *folders, "--format", "json")
    assert (code, totals(found)) == (0, TOTALS)
    code, found, _ = run("score", folders[0], folders[1], folders[0], "--format", "json")
    assert (code, [p["code"] for p in found["problems"]]) == (40, ["S010"])
    assert found["problems"][0]["message"].count("999901") >= 2
    code, found, _ = run("score", *folders[:3], "--expected", "999904", "--format", "json")
    assert found["missing"] == ["999904"]
    code, found, _ = run("plan", *folders, "--format", "json")
    assert (code, found["unit"], {gap["target"] for gap in found["targets"]}) == (
        0,
        "999901",
        {"1.2", "2.2", "5.1"},
    )
