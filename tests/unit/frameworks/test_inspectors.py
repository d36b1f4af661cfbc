"""Responsible inspectors: monthly coverage over schools and county, load, zones, and the letter that scores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.tiny import frames
from zeren.core.engine import SnapshotFacts, freeze
from zeren.core.kernel import OrgTree, Period, Unit
from zeren.core.packs import Pack, load, packs_folder
from zeren.core.scoring import check_letter, score

PACK = "responsible-inspectors-2013"
COUNTY = "999901"
FIRST, SECOND = "2199990001", "3199990001"
MONTHLY, EVERY = "inspection_coverage_schools_monthly", "inspection_coverage_schools_every_month"


@cache
def pack() -> Pack:
    return load(PACK)


def facts(folder: Path, period: str, ledgers: Mapping[str, Sequence[Mapping[str, Any]]]) -> SnapshotFacts:
    schools = [
        {"school_code": code, "school_name": code, "county_code": COUNTY, "school_type": "211"}
        for code in (FIRST, SECOND)
    ]
    units = [Unit(COUNTY, "虚构区", "county")]
    units += [Unit(code, code, "school", COUNTY, {"school_type": "211"}) for code in (FIRST, SECOND)]
    snapshot = freeze(
        frames({"schools": schools, **ledgers}, pack()),
        pack=pack(), tree=OrgTree(units), period=Period.parse(period), into=folder, by="测试",
        at=datetime(2024, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    return SnapshotFacts(snapshot, pack())


def visit(school: str, day: str, kind: str = "routine") -> dict[str, Any]:
    when = date.fromisoformat(day)
    return {
        "inspection_id": day,
        "unit_code": school,
        "unit_name": school,
        "inspection_kind": kind,
        "date": when,
    }


VISITS = [
    *(visit(FIRST, f"2024-{month:02d}-15") for month in (3, 4, 5, 6)),
    *(visit(SECOND, f"2024-{month:02d}-15") for month in (3, 4)),
    visit(SECOND, "2024-04-28"),
    visit(SECOND, "2024-02-26"),
    visit(SECOND, "2024-05-15", "special"),
]


@pytest.mark.parametrize(
    ("period", "county", "second", "every"),
    [
        ("2024H1", 75, 50, 50),  # four months of session
        ("2024Q1", 100, 100, 100),  # March only
        ("2024Q2", Decimal(200) / 3, Decimal(100) / 3, 50),
        ("2023-2024", Decimal("37.5"), 25, 0),  # eight months
        ("2024-07", None, None, None),  # a holiday
    ],
)
def test_monthly_coverage_of_schools_and_county(
    tmp_path: Path, period: str, county: Any, second: Any, every: Any
) -> None:
    inside = [v for v in VISITS if Period.parse(period).contains(v["date"])]
    found = facts(tmp_path, period, {"inspections": inside})
    for unit, wanted in ((COUNTY, county), (SECOND, second)):
        value = found.measurement(MONTHLY, unit).value
        assert (None if value is None else round(value, 6)) == (
            None if wanted is None else round(Decimal(wanted), 6)
        )
    if every is not None:
        assert found.measurement(EVERY, COUNTY).value == every


def test_the_months_of_session_are_the_places_own(tmp_path: Path) -> None:
    months = pack().parameters["inspection_months"]
    shorter = replace(months, values=tuple(replace(v, value="04、05") for v in months.values))
    changed = replace(pack(), parameters={**pack().parameters, "inspection_months": shorter})
    tree = OrgTree(
        [Unit(COUNTY, "虚构区", "county"), Unit(FIRST, FIRST, "school", COUNTY, {"school_type": "211"})]
    )
    rows = {
        "schools": [{"school_code": FIRST, "school_name": FIRST, "school_type": "211"}],
        "inspections": VISITS[:2],
    }
    snapshot = freeze(
        frames(rows, changed), pack=changed, tree=tree, period=Period.parse("2024H1"), into=tmp_path, by="测试",
        at=datetime(2024, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    assert SnapshotFacts(snapshot, changed).measurement(MONTHLY, COUNTY).value == 50


def inspector(number: int, schools: int, zone: str) -> dict[str, Any]:
    return {"inspector_id": f"D{number}", "county_code": COUNTY, "schools_responsible": schools, "zone": zone}


def test_load_and_zones_of_the_county(tmp_path: Path) -> None:
    inspectors = [
        inspector(1, 5, "一区"),
        inspector(2, 9, "一区"),
        inspector(3, 7, "一区"),
        inspector(4, 3, "二区"),
    ]
    found = facts(tmp_path, "2024H1", {"inspectors": inspectors})
    assert found.measurement("inspector_load", COUNTY).value == 6
    assert found.measurement("inspector_share_within_load", COUNTY).value == 75
    assert found.measurement("zone_share_within_limit", COUNTY).value == 50  # 21 schools are one too many


def test_the_letter_is_in_order_and_says_its_points_are_illustrative(tmp_path: Path) -> None:
    letter = pack().letters[PACK]
    assert check_letter(letter, pack()) == []
    assert letter.points_status == "illustrative"
    assert "没有分值" in letter.points_note
    card = score(letter, facts(tmp_path, "2024H1", {"inspections": VISITS[:4]}), pack=pack(), unit=COUNTY)
    lines = {line.target: line for line in card.lines}
    assert lines["2.1"].outcome.points == 0  # half of the school-months: 50 points short at one each
    assert lines["2.2"].outcome.points == 5  # one school of two
    assert lines["1.1"].outcome.kind == "pending"
    assert card.outcome.kind == "range"


def test_the_eight_matters() -> None:
    matters = pack().codes["inspection_matter"].values
    assert len(matters) == 8
    assert pack().parameters["inspection_matter_number"].at(date(2024, 1, 1), ()) == len(matters)


def test_what_is_not_confirmed_says_so() -> None:
    own = {
        p.id: p.source
        for p in pack().parameters.values()
        if (packs_folder() / PACK / "parameters" / f"{p.id}.yaml").is_file()
    }
    assert "未核实" in own["complaint_days"]
    assert "本包自定" in own["inspection_months"]
    monthly = [i.source for i in pack().indicators.values() if i.id in {MONTHLY, EVERY}]
    assert all("条号未核实" in source for source in monthly)
