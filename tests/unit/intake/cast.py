"""What the tests of intake share: the small pack, one good pupil, and short ways to write and read files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.bad_files import workbook
from zeren.core.intake import Reading, read
from zeren.core.kernel import OrgTree, Period, Problem, Unit
from zeren.core.packs import Pack, load

PERIOD = Period.parse("2017H1")
PARAMETERS: Mapping[str, Any] = {"entry_age": Decimal(6)}
SCHOOL, OTHER = "2163000001", "2163000002"
TREE = OrgTree(
    [
        Unit("63", "青海省", "province"),
        Unit("6301", "西宁市", "prefecture", "63"),
        Unit("630103", "城中区", "county", "6301"),
        Unit(SCHOOL, "甲小学", "school", "630103", {"urban_rural": "1"}),
        Unit(OTHER, "乙小学", "school", "630103", {"urban_rural": "3"}),
    ]
)
HEADINGS = (
    "学籍号", "身份证件号", "姓名", "学校标识码", "性别", "民族", "出生日期", "年级", "身高（厘米）",
    "是否寄宿", "入学年月", "联系电话", "情况说明",
)  # fmt: skip
ID, OTHER_ID = "999999200803050015", "999999200803050031"
_GOOD = (
    "G" + ID, ID, "张三", SCHOOL, "男", "汉族", "2008-03-05", "3", "140.5", "否", "2014-09", "13800138000", "",
)  # fmt: skip
PUPIL: Mapping[str, str] = dict(zip(HEADINGS, _GOOD, strict=True))


@cache
def pack() -> Pack:
    """The small pack."""
    return load(Path(__file__).parents[2] / "support" / "packs" / "tiny_intake")


def take(*paths: Path, **options: Any) -> list[Reading]:
    """Read files with the small pack."""
    common: dict[str, Any] = {"codes": pack().codes, "period": PERIOD, "parameters": PARAMETERS}
    return read(paths, pack().ledgers, **common, **options)


def pupils(folder: Path, *rows: Mapping[str, object] | Sequence[object], **options: Any) -> Reading:
    """Read one workbook with a sheet 学生名册; a row is a whole row, or the columns in which it differs from the good pupil."""
    cells = [list({**PUPIL, **row}.values()) if isinstance(row, Mapping) else list(row) for row in rows]
    return take(workbook({"学生名册": [HEADINGS, *cells]}, folder / "a.xlsx"), **options)[0]


def said(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Cell and Chinese words of each problem."""
    return [(p.place.cell, p.zh) for p in problems]


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
