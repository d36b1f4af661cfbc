"""Schools for the tests: one that meets everything, and ways to change it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from zeren.core.packs import Framework, load

BALANCED = (
    "学校", "学段", "在校生数", "教学及辅助用房面积", "体育运动场馆面积", "教学仪器设备值", "计算机台数", "图书册数", "教师数",
    "高于规定学历教师数", "中级及以上职称教师数",
)  # fmt: skip
QUALITY = (
    "学校", "学段", "在校生数", "高于规定学历教师数", "县级以上骨干教师数", "体育艺术教师数", "教学及辅助用房面积",
    "室内体育用房面积", "体育运动场馆面积", "教学仪器设备值（元）", "网络多媒体教室数", "办学类型",
)  # fmt: skip
_QUALITY_EACH = {
    "高于规定学历教师数": "0.06", "县级以上骨干教师数": "0.012", "体育艺术教师数": "0.01", "教学及辅助用房面积": "6",
    "室内体育用房面积": "0", "体育运动场馆面积": "11", "教学仪器设备值（元）": "2600", "网络多媒体教室数": "0.025",
}  # fmt: skip
_BALANCED_EACH = {
    "教学及辅助用房面积": "5", "体育运动场馆面积": "8", "教学仪器设备值": "2000", "计算机台数": "0.1", "图书册数": "20",
    "教师数": "0.07", "高于规定学历教师数": "0.06", "中级及以上职称教师数": "0.04",
}  # fmt: skip


@cache
def balanced() -> Framework:
    return load("balanced-2012").frameworks["balanced-2012"]


@cache
def quality() -> Framework:
    return load("quality-balanced-2017").frameworks["quality-balanced-2017"]


def quality_school(name: str, stage: str, pupils: int, kind: str = "", **changed: Any) -> dict[str, Any]:
    """A school that meets every limit of either stage with something to spare."""
    each = {column: Decimal(rate) * pupils for column, rate in _QUALITY_EACH.items()}
    return {"学校": name, "学段": stage, "在校生数": pupils, **each, "办学类型": kind, **changed}


def balanced_school(name: str, stage: str, pupils: int, **changed: Any) -> dict[str, Any]:
    each = {column: Decimal(rate) * pupils for column, rate in _BALANCED_EACH.items()}
    return {"学校": name, "学段": stage, "在校生数": pupils, **each, **changed}


def as_csv(rows: Iterable[Mapping[str, Any]], above: Iterable[Iterable[str]] = ()) -> str:
    listed = list(rows)
    header = list(dict.fromkeys(key for row in listed for key in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows(above)
    writer.writerow(header)
    writer.writerows([["" if row.get(key) is None else row.get(key) for key in header] for row in listed])
    return out.getvalue()
