"""The one published scheme of an education-target assessment, scored for four invented counties; points worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.tiny import frames
from zeren.core.engine import SnapshotFacts, freeze
from zeren.core.intake import read
from zeren.core.kernel import OrgTree, Period, Scorecard, Unit
from zeren.core.packs import Letter, Pack, load, packs_folder
from zeren.core.scoring import check_letter, score_units

PACK = "zhoushan-2007"
EAST, WEST, SOUTH, NORTH = COUNTIES = ("999901", "999902", "999903", "999904")
POINTS = {  # target → points of the four counties, as in examples/README.md
    "1.1": (10, 10, 6, 8),
    "1.2": (8, 6, 10, 4),
    "2.1": (10, 0, 10, 0),
    "2.2": (6, 10, 10, 4),
    "3.1": (10, 0, 10, 0),
    "4.1": (10, 8, 6, 10),
    "5.1": (8, 6, 10, 4),
}


@cache
def pack() -> Pack:
    return load(PACK)


def letter() -> Letter:
    return pack().letters[PACK]


@cache
def example() -> tuple[Mapping[str, Any], ...]:
    file = packs_folder() / PACK / "examples" / "counties.csv"
    [found] = read([file], pack().ledgers, codes=pack().codes, period=Period.parse("2007"), parameters={})
    assert found.ok, [problem.zh for problem in found.problems]
    return tuple(found.frames["county_returns"].iter_rows(named=True))


def cards(rows: Any, folder: Path, units: tuple[str, ...] = COUNTIES) -> dict[str, Scorecard]:
    counties = [Unit(code, code, "county", "9999") for code in COUNTIES]
    tree = OrgTree([Unit("9999", "虚构市", "prefecture"), *counties])
    snapshot = freeze(
        frames({"county_returns": list(rows)}, pack()),
        pack=pack(), tree=tree, period=Period.parse("2007"), into=folder, by="测试", at=datetime(2008, 1, 5, tzinfo=UTC),
    )  # fmt: skip
    facts = SnapshotFacts(snapshot, pack())
    return {card.unit: card for card in score_units(letter(), facts, pack=pack(), units=units)}


def changed(county: str, **values: Any) -> Iterator[dict[str, Any]]:
    for row in example():
        yield {**row, **(values if row["county_code"] == county else {})}


def points(card: Scorecard, target: str) -> Any:
    return next(line.outcome.points for line in card.lines if line.target == target)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scorecard]:
    return cards(example(), tmp_path_factory.mktemp("zhoushan"))


@pytest.mark.parametrize("target", POINTS)
def test_points_of_the_four_counties(target: str, scored: dict[str, Scorecard]) -> None:
    assert tuple(points(scored[c], target) for c in COUNTIES) == POINTS[target]


def test_totals(scored: dict[str, Scorecard]) -> None:
    assert [scored[c].outcome.points for c in COUNTIES] == [62, 40, 62, 30]
    assert {card.full for card in scored.values()} == {Decimal(70)}


def test_the_order_of_the_rows_and_of_the_counties_does_not_matter(tmp_path: Path) -> None:
    found = cards(reversed(example()), tmp_path, tuple(reversed(COUNTIES)))
    assert [found[c].outcome.points for c in COUNTIES] == [62, 40, 62, 30]


def test_one_growth_that_fails_takes_all_ten(tmp_path: Path) -> None:
    found = cards(changed(EAST, teacher_pay=Decimal(34000)), tmp_path)
    assert points(found[EAST], "2.1") == 0
    assert found[EAST].outcome.points == 52


def test_growth_as_fast_as_revenue_is_not_faster(tmp_path: Path) -> None:
    same = changed(EAST, appropriation=Decimal(11000), appropriation_previous=Decimal(10000))
    found = cards(same, tmp_path)  # 10 % and 10 %
    assert points(found[EAST], "2.1") == 0


def test_more_trainees_in_a_larger_county_are_not_a_better_ratio(scored: dict[str, Scorecard]) -> None:
    most = max(example(), key=lambda row: row["trainees"])
    assert most["county_code"] == WEST
    assert points(scored[WEST], "5.1") == 6


def test_just_under_85_percent_is_ranked(tmp_path: Path) -> None:
    found = cards(changed(EAST, schools=200, standard_schools=169), tmp_path)  # 84.5 %
    assert [points(found[c], "4.1") for c in COUNTIES] == [8, 6, 4, 10]


def test_a_county_that_has_not_reported_leaves_ranks_open(tmp_path: Path) -> None:
    found = cards(changed(NORTH, junior_dropouts=None, junior_opening=None), tmp_path)
    open_line = next(line for line in found[EAST].lines if line.target == "1.2")
    assert (open_line.outcome.kind, open_line.outcome.waiting_for) == ("pending", "cohort")
    assert [open_line.outcome.low, open_line.outcome.high] == [6, 8]
    assert found[EAST].outcome.kind == "range"


def test_a_title_without_its_document_gives_nothing(tmp_path: Path) -> None:
    found = cards(changed(EAST, evidence=None), tmp_path)
    assert points(found[EAST], "3.1") == 0


def test_the_letter_says_what_is_not_confirmed() -> None:
    text = (packs_folder() / PACK / "letters" / f"{PACK}.yaml").read_text(encoding="utf-8")
    assert "印成0" in letter().points_note
    assert letter().points_status == "official"
    assert text.count("未核实") >= 7
    assert check_letter(letter(), pack()) == []


def test_full_points_of_the_items_are_those_of_the_annex() -> None:
    items = {item.name: sum(t.points for t in item.targets) for item in letter().items}
    assert list(items.values()) == [20, 20, 10, 10, 10]


def test_the_example_is_invented() -> None:
    assert all(row["county_code"].startswith("9999") and "虚构" in row["county_name"] for row in example())
