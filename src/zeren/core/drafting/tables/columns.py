"""Which column of a 考核细则 table holds what; a table split over pages says it again on every page."""

# ruff: noqa: E501  (a list of headings is one expression, and Chinese characters count twice)

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zeren.core.drafting.tokens import normalise

__all__ = ["HEADINGS", "Columns", "columns_of", "tidy"]

# Column kinds with the headings they have; the order matters where a heading fits two (考核指标 before 考核项目).
HEADINGS: Mapping[str, str] = {
    "scoring": r"(?:考核|评估|考评|检查)?(?:评分|计分|考核|扣分|加分|评价|考评|赋分|加减分|评估)(?:标准|办法|细则|方法|依据|方式|规则|说明|要求)(?:及(?:评分|计分)?(?:标准|办法))?",
    "points": r"(?:考核|评估|指标)?(?:分值|标准分|满分|权重|权重分|基本分|分数|标准分值|分值权重|基础分|总分值)",
    "target": r"(?:年度|考核|责任|工作)?(?:目标值|指标值|目标要求|目标|责任目标|任务目标|完成目标|控制值|目标数|年度目标)",
    "office": r"(?:责任|牵头|考核|主管|评分|实施)(?:单位|科室|部门|股室|处室|人|领导)(?:及责任人)?",
    "section": r"(?:一级指标|A级指标|一级目标|类别|考核类别|考核项目|评估项目|项目|项目类别|部分|指标类别|大项|A级)",
    "item": r"(?:二级指标|三级指标|四级指标|B级指标|C级指标|考核内容|考核指标|评估内容|评估指标|指标名称|指标|指标内容|考核要点|评估要点|工作内容|内容|目标任务|重点工作|工作任务|考核事项|小项|具体指标|主要内容|观测点|B级|C级|考核目标|任务)",
    "number": r"(?:序号|编号|序|指标序号|题号)",
    "other": r"(?:备注|自评分?|自评得分|得分|复评|复核|考核得分|实得分|佐证材料?|材料|数据来源|考核方式|检查方式|评估方式|查验方式|完成时限|时限|扣分原因|信息来源)",
}  # fmt: skip

Columns = dict[int, str]


def tidy(cell: object) -> str:
    """A cell's text with one way of writing digits and without spaces around it."""
    return re.sub(r"\s+", " ", "" if cell is None else str(cell)).strip()


def _heading(cell: str) -> str:
    text = re.sub(r"[\s（(].*$", "", normalise(cell).rstrip(":。"))
    return next((kind for kind, pattern in HEADINGS.items() if re.fullmatch(pattern, text)), "")


def columns_of(row: Sequence[str]) -> Columns | None:
    """The columns a heading row names; None when it is no heading row.

    Example:
        >>> columns_of(["序号", "考核内容", "评分标准", "分值"])
        {0: 'number', 1: 'item', 2: 'scoring', 3: 'points'}
        >>> columns_of(["1", "巩固率", "每低1个百分点扣1分", "5"]) is None
        True
    """
    found = {place: kind for place, cell in enumerate(row) if cell and (kind := _heading(cell))}
    filled = sum(bool(cell) for cell in row)
    if "scoring" not in found.values() or len(set(found.values())) < 2 or len(found) * 2 < filled:
        return None
    if "item" not in found.values() and "section" in found.values():
        deepest = max(place for place, kind in found.items() if kind == "section")
        found[deepest] = "item"
    return found
