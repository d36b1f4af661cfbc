"""Numbers that are one digit away from what their paragraph makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, groupby, permutations

from zeren.core.audit.checks.closely.slips.digits import by_chance, shown_like, slipped
from zeren.core.audit.checks.closely.slips.makings import Making, makings_of
from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import counted, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.finding import Case, Finding

_CHANCE = 0.15
_MOST, _FEW = 40, 10
_ASIDE = re.compile("目标|计划|上年|去年|标准|要求|应|不低于|省定|规定")


@check(
    "sum_mismatch", "delta_mismatch", "product_mismatch", "percent_count_mismatch",
    rule="同段的数恰好得出另一个数，与所写只差一个数字：多半是笔误",
)  # fmt: skip
def numbers_one_digit_off(case: Case) -> Iterator[Finding]:
    """文学18,640册、社科9,275册、科普7,310册、绘本4,125册，四类合计39,530册: 39,350."""
    for _, group in groupby(case.text.sentences, key=lambda s: s.paragraph):
        row = [f for s in group for f in figures(case, s)]
        if 3 <= len(row) <= _MOST:
            for target in row:
                finding = _slip(case, target, row)
                if finding is not None:
                    yield finding


def _slip(case: Case, target: Figure, row: list[Figure]) -> Finding | None:
    quantity = target.quantity
    if not target.exact or quantity.kind not in "PNAG" or _ASIDE.search(target.before[-8:]):
        return None
    makings = makings_of(target, row)
    printed = shown_like(target.value, quantity.decimals)
    near = [m for m in makings if _meant(m, target, printed, len(makings))]
    if not near or _explained(target, row):
        return None
    making = near[0]
    right = shown_like(making.value, quantity.decimals)
    told = f"{making.told}＝{right}{quantity.unit}"
    message = f"疑为笔误：{told}，报告写{printed}{quantity.unit}，只差一个数字，请核对。"
    span = (target.start - len(target.before), target.end)
    others = tuple((f.start, f.end) for f in making.operands)
    return case.finding(making.kind, "warn", span, message, recomputed=told, others=others)


def _meant(making: Making, target: Figure, printed: str, tried: int) -> bool:
    """Whether the value may have been meant: a slip away, further than rounding goes, and hardly by chance."""
    decimals = target.quantity.decimals
    right = shown_like(making.value, decimals)
    moved = right.replace(".", "").strip("0") == printed.replace(".", "").strip("0")
    if not slipped(printed, right) or (moved and target.quantity.kind != "A"):
        return False
    share = making.kind == "percent_count_mismatch"
    if not share and making.value != making.value.quantize(Decimal(1).scaleb(-decimals)):
        return False  # sums and products come out even
    loose = _loose(making) / target.quantity.factor
    rounded = decimals > 0 or target.quantity.factor > 1
    room = half(decimals) * (2 if share else len(making.operands) + 1 if rounded else 0)
    return abs(making.value - target.value) > room + loose and by_chance(printed, right, tried) <= _CHANCE


def _loose(making: Making) -> Decimal:
    """What a rounded factor leaves open: 2,912人, 平均每人3.00次."""
    if making.kind != "product_mismatch":
        return Decimal(0)
    one, other = making.operands
    return sum(
        (
            half(f.quantity.decimals) * f.quantity.factor * g.amount
            for f, g in ((one, other), (other, one))
            if f.quantity.decimals
        ),
        Decimal(0),
    )


def _explained(target: Figure, row: list[Figure]) -> bool:
    """Whether the number is made by others after all, or told twice."""
    others = [f for f in row if f.start != target.start and counted(f)]
    if any(f.amount == target.amount and measure(f) == measure(target) for f in others):
        return True
    if target.quantity.kind == "P":
        room = half(target.quantity.decimals)
        return any(
            min(abs(s - target.value) for s in (x.amount * 100 / y.amount, 100 - x.amount * 100 / y.amount))
            <= room
            for x, y in permutations(others, 2)
            if measure(x) == measure(y)
        )
    alike = [f.amount for f in others if measure(f) == measure(target)]
    if any(x.amount * y.amount == target.amount for x, y in permutations(others, 2)):
        return True
    return _in_a_sum(target.amount, alike)


def _in_a_sum(wanted: Decimal, amounts: list[Decimal]) -> bool:
    """Whether some of the numbers make it, or it makes another one with some of them."""
    few = amounts[:_FEW]
    sums = {sum(part, Decimal(0)) for size in range(1, len(few) + 1) for part in combinations(few, size)}
    if wanted in sums or any(wanted + part in few for part in sums):
        return True
    return any(x + y - z == wanted for x, y, z in permutations(few, 3))
