"""The words, symbols and tones of a verdict: of one value of one school, of a coefficient, of a cell of the heat map."""

from __future__ import annotations

from decimal import Decimal

from zeren.core.frameworks.assessment import Assessment, IndicatorResult, SchoolResult, SchoolValue
from zeren.core.frameworks.sheets.grid import Figure, Mark, apart
from zeren.core.kernel import plain

__all__ = [
    "ABOVE", "OPS", "REASONS", "STATUS", "deviation_mark", "dispersion_mark", "heat_mark", "legend", "limit_words",
    "school_mark", "status_mark", "value_figures", "value_mark",
]  # fmt: skip

OPS = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": "＝"}
STATUS = {
    "met": "达到", "missed": "未达到", "pending": "待定", "not_informative": "不具参考意义", "vetoed": "一票否决",
    "scored": "已评分", "": "不判定",
}  # fmt: skip
REASONS = {
    "missing": "有学校缺数，不能计算",
    "zero_mean": "县均值为0，差异系数没有定义",
    "no_schools": "没有参加评估的",
}
_TONES = {
    "met": "met",
    "missed": "missed",
    "vetoed": "floor",
    "pending": "open",
    "not_informative": "open",
    "scored": "open",
}
NEAR, FAR = Decimal("0.1"), Decimal("0.5")  # of the limit: just over it, well over it
ABOUT = Decimal("0.15")  # of the county's mean: about as much
_SYMBOLS = {"far_below": "▼▼", "below": "▼", "near": "○", "above": "▲", "far_above": "▲▲"}
ABOVE = frozenset({">=", ">", "="})


def status_mark(status: str) -> Mark:
    """A block's status."""
    return Mark(STATUS.get(status, status), _TONES.get(status, ""))


def limit_words(op: str, limit: Decimal | None, unit: str = "") -> str:
    """A limit as it is printed.

    Example:
        >>> limit_words(">=", Decimal("4.50"), "平方米"), limit_words(">=", None)
        ('≥4.5平方米', '—')
    """
    return "—" if limit is None else f"{OPS.get(op, op)}{plain(limit)}{unit}"


def floor_words(value: SchoolValue) -> str:
    """The floor as a share of the limit, where it is one: 低于要求的85%."""
    if value.floor is None or not value.limit:
        return "低于底线"
    share = min(value.floor / value.limit, value.limit / value.floor if value.floor else Decimal(1)) * 100
    return f"不足要求的{plain(share.quantize(Decimal('0.01')))}%"


def value_mark(value: SchoolValue, *, judged: bool) -> Mark:
    """One value of one school. A miss below the floor is darker and says so."""
    if not judged:
        return Mark("不判定")
    if value.value is None:
        return Mark("缺数", "open")
    if value.met is None:
        return Mark("待定", "open")
    if value.met:
        return Mark("达标", "met")
    if value.above_floor is False:
        worse = (
            "超出底线" if value.limit and value.floor and value.floor > value.limit else floor_words(value)
        )
        return Mark(f"未达标，{worse}", "floor")
    return Mark("未达标", "missed")


def value_figures(value: SchoolValue, places: int, basis: str = "") -> tuple[Figure | None, Figure | None]:
    """A value and its margin, with places enough that neither seems to say the opposite of the verdict."""
    if value.value is None:
        return None, None
    wide = max(apart(value.value, value.limit, places), apart(value.value, value.floor, places))
    shown = Figure(value.value, wide, basis=basis)
    if value.margin is None:
        return shown, None
    return shown, Figure(value.margin, apart(value.margin, Decimal(0), wide), signed=True, basis=basis)


def school_mark(school: SchoolResult) -> Mark:
    """The verdict on a school as a whole."""
    if school.met is None:
        return Mark("待定", "open")
    return Mark("达标", "met") if school.met else Mark("未达标", "floor" if school.below_floor else "missed")


def dispersion_mark(line: IndicatorResult) -> Mark:
    """The verdict on one coefficient."""
    if not line.spread.informative and line.spread.reason != "no_schools":
        return Mark("不具参考意义", "open")
    if line.spread.cv is None:
        return Mark("不能计算", "open")
    if line.limit is None:
        return Mark("不单独判定")
    return Mark("达标", "met") if line.met else Mark("未达标", "missed")


# --- heat -----------------------------------------------------------------------------------------------------------
def heat_mark(value: SchoolValue) -> Mark:
    """A cell of the heat map, by its margin as a share of the limit."""
    if value.value is None:
        return Mark("缺数", "open")
    if value.met is None or value.margin is None or value.limit is None:
        return Mark("不判定")
    share = value.margin / abs(value.limit) if value.limit else None
    if not value.met:
        far = value.above_floor is False or (value.floor is None and share is not None and share < -ABOUT)
        return _heat("far_below" if far else "below")
    if share is None or share < NEAR:
        return _heat("near")
    return _heat("above" if share < FAR else "far_above")


def deviation_mark(value: Decimal | None, mean: Decimal | None) -> Mark:
    """A cell of the heat map where no limit is set for a school: by its distance from the county's mean."""
    if value is None:
        return Mark("缺数", "open")
    if not mean:
        return Mark("不判定")
    share = (value - mean) / abs(mean)
    if abs(share) <= ABOUT:
        return _heat("near")
    if share < 0:
        return _heat("below" if share >= -FAR else "far_below")
    return _heat("above" if share <= FAR else "far_above")


def _heat(tone: str) -> Mark:
    return Mark(_SYMBOLS[tone], tone)


def legend(found: Assessment, *, limited: bool) -> tuple[tuple[Mark, str], ...]:
    """What the heat map's marks mean."""
    if not limited:
        words = (
            "比县均值少一半以上",
            "比县均值少15%至50%",
            "与县均值相差不超过15%",
            "比县均值多15%至50%",
            "比县均值多一半以上",
        )
    else:
        floors = [v for s in found.schools for v in s.values if v.floor is not None]
        low = floor_words(floors[0]) if floors else "与标准相差15%以上"
        words = (
            f"未达标，{low}",
            "未达标",
            "达标，超出标准不到10%",
            "达标，超出10%至50%",
            "达标，超出50%以上",
        )
    told = [(_heat(tone), meaning) for tone, meaning in zip(_SYMBOLS, words, strict=True)]
    return (*told, (Mark("缺数", "open"), "没有填报，不按0计算"))
