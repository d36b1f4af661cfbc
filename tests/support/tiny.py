"""A small district for the engine's tests: the tiny pack, a tree with gaps, and typed rows with missing values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from zeren.core.engine import Snapshot, freeze
from zeren.core.kernel import OrgTree, Period, Unit
from zeren.core.packs import Pack, load

TINY = Path(__file__).parent / "packs" / "tiny"
AT = datetime(2017, 7, 1, 8, 0, tzinfo=UTC)
PERIOD = Period.parse("2017H1")
TYPES: dict[str, Any] = {
    "text": pl.String(),
    "code": pl.String(),
    "integer": pl.Int64(),
    "decimal": pl.Decimal(24, 6),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

# 6302 hangs under the province with a school directly under it: levels may be left out.
TREE = OrgTree(
    [
        Unit("63", "青海省", "province"),
        Unit("6301", "西宁市", "prefecture", "63"),
        Unit("630103", "城中区", "county", "6301"),
        Unit("630104", "城西区", "county", "6301"),
        Unit("6302", "海东市", "prefecture", "63"),
        Unit("A", "甲校", "school", "630103", {"urban_rural": "1", "size_class": "大"}),
        Unit("B", "乙校", "school", "630103", {"urban_rural": "3", "size_class": None}),
        Unit("C", "丙校", "school", "630104", {"urban_rural": "1"}),
        Unit("D", "丁校", "school", "6302", {"urban_rural": "2", "size_class": "小"}),
        Unit("Z", "外省学校", "school"),
    ]
)


@cache
def tiny() -> Pack:
    """The test pack."""
    return load(TINY)


def frames(rows: Rows, pack: Pack | None = None) -> dict[str, pl.DataFrame]:
    """Rows as the typed frames that intake hands over; who submitted them is the row's own unit unless it says otherwise."""
    found = {}
    for name, given in rows.items():
        ledger = (pack or tiny()).ledgers[name]
        schema = {c.id: TYPES[c.type] for c in ledger.columns}
        data: dict[str, list[Any]] = {c: [row.get(c) for row in given] for c in schema}
        data["_file"] = [row.get("_file", f"{name}.xlsx") for row in given]
        data["_sheet"] = [ledger.name for _ in given]
        data["_row"] = [row.get("_row", number) for number, row in enumerate(given, 2)]
        data["_unit"] = [row.get("_unit", row.get(ledger.unit)) for row in given]
        provenance = {"_file": pl.String(), "_sheet": pl.String(), "_row": pl.Int64(), "_unit": pl.String()}
        found[name] = pl.DataFrame(data, schema=schema | provenance)
    return found


def frozen(
    rows: Rows,
    into: Path,
    *,
    pack: Pack | None = None,
    tree: OrgTree = TREE,
    submitted: Mapping[str, Iterable[str]] | None = None,
) -> Snapshot:
    """The rows, frozen."""
    pack = pack or tiny()
    return freeze(
        frames(rows, pack),
        pack=pack,
        tree=tree,
        period=PERIOD,
        into=into,
        by="测试",
        at=AT,
        submitted=submitted,
    )


def pupil(school: str, number: str | None = None, **values: Any) -> dict[str, Any]:
    """A row of the pupils ledger."""
    return {"school": school, "number": number, **values}


DISTRICT: Rows = {
    "schools": [
        {
            "school_code": "A",
            "school_name": "甲校",
            "urban_rural": "1",
            "floor_area": Decimal("100.5"),
            "_unit": "630103",
        },
        {
            "school_code": "B",
            "school_name": "乙校",
            "urban_rural": "3",
            "floor_area": None,
            "_unit": "630103",
        },
        {
            "school_code": "D",
            "school_name": "丁校",
            "urban_rural": "2",
            "floor_area": Decimal("7"),
            "_unit": "6302",
        },
    ],
    "pupils": [
        pupil(
            "A",
            "G1",
            gender="1",
            grade=1,
            **{"class": "a"},
            born=date(2010, 9, 1),
            fee=Decimal("10"),
            boarding=True,
        ),
        pupil(
            "A",
            "G2",
            gender="2",
            grade=1,
            **{"class": "a"},
            born=date(2010, 9, 2),
            fee=Decimal("2.5"),
            boarding=False,
        ),
        pupil("A", "G3", gender="2", grade=1, **{"class": "a"}, left_on=date(2017, 3, 1)),
        pupil("A", "G1", gender="1", grade=2, **{"class": "b"}, left_on=date(2017, 7, 1)),
        pupil(
            "B",
            "G1",
            gender="2",
            grade=1,
            **{"class": "a"},
            born=date(2012, 2, 29),
            left_on=date(2017, 6, 30),
        ),
        pupil("B", None, gender=None, grade=None, born=None),
        pupil("C", "X9", gender="1", grade=3, fee=Decimal("1.25")),
        pupil("D", "X9", gender="2", grade=3, left_on=date(2017, 1, 1)),
    ],
    "returns": [
        {"place": "A", "gender": "1", "opening": 60, "area": Decimal("4"), "checked": True},
        {"place": "A", "gender": "2", "opening": 40, "area": Decimal("9"), "checked": None},
        {"place": "B", "gender": "1", "opening": 0},
        {"place": "B", "gender": "2", "opening": None},
        {"place": "630103", "gender": "1", "opening": 20, "remark": "区直属"},
        {"place": "D", "gender": "2", "opening": 50},
    ],
}
