"""What the numbers of a paragraph make: few, by name and by nearness, so that one fitting is no chance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations, product

from zeren.core.audit.checks.figures import Figure
from zeren.core.audit.checks.naming import counted, measure

__all__ = ["Making", "makings_of"]

_TOTAL = re.compile("合计|共|总|累计|一起|全年|全部|[两三四五六七八九]类|统算|相加")
_CHANGE = re.compile("多|少|增|减|降|升|高|低|差|净")
_RATE = re.compile("率|占|比例|比重|为")
_EACH = re.compile("每|单价|均价|人均|生均|标准")
_PAID = re.compile("共|总|需|支|付|发|款|费|资|概算|投入|花|合计|补助|拖欠")
_ROOM = re.compile("可|容|共|总|提供")
_COMPLEMENT = re.compile("合格|达标|及格|到位|完好|无")
_BASE = re.compile("实|应|参|总|共|任务|计划|受检|抽|收回|有效|在校|在园|现有|样")
_PLAIN = {
    "上年",
    "今年",
    "去年",
    "本年",
    "其中",
    "全县",
    "全区",
    "全市",
    "共有",
    "现有",
    "完成",
    "达到",
    "累计",
    "年末",
    "年初",
    "学校",
    "学生",
}
_MOST, _FAR = 8, 45


@dataclass(frozen=True, slots=True)
class Making:
    """A value and the numbers that make it, with the sum as it is told."""

    value: Decimal
    operands: tuple[Figure, ...]
    told: str
    kind: str


def makings_of(target: Figure, row: list[Figure]) -> list[Making]:
    """What may have been meant by a number, of its paragraph's other numbers."""
    others = [f for f in row if f.start != target.start and counted(f)]
    found: list[Making] = []
    if target.quantity.kind == "P":
        return list(_shares(target, others))
    alike = [f for f in others if measure(f) == measure(target)]
    if _TOTAL.search(target.before):
        found += _sums(target, alike)
    if _CHANGE.search(target.before) and not re.search("[到至为达]$", target.before):
        found += _differences(target, alike)
    if target.quantity.kind in "AN":
        found += _products(target, others)
    return found


def _sums(target: Figure, alike: list[Figure]) -> Iterator[Making]:
    """The numbers right before it, or right behind."""
    left = [f for f in alike if f.start < target.start][::-1]
    right = [f for f in alike if f.start > target.start]
    for side in (left, right):
        if not side or max(target.start - side[0].end, side[0].start - target.end) > _FAR:
            continue
        # The nearest may be of something else: 四类…；剔旧1,860册另行造册。四类合计….
        for start, size in product((0, 1), range(2, min(_MOST, len(side)) + 1)):
            if start + size > len(side):
                continue
            run = tuple(sorted(side[start : start + size], key=lambda f: f.start))
            yield _made(target, sum((f.amount for f in run), Decimal(0)), run, "＋", "sum_mismatch")


def _differences(target: Figure, alike: list[Figure]) -> Iterator[Making]:
    for x, y in combinations(alike, 2):
        if x.amount != y.amount and _namesakes(x.before, y.before):
            big, small = (x, y) if x.amount > y.amount else (y, x)
            yield _made(target, big.amount - small.amount, (big, small), "－", "delta_mismatch")


def _products(target: Figure, others: list[Figure]) -> Iterator[Making]:
    """So many at so much each."""
    if _EACH.search(target.before) or not (_PAID if target.quantity.kind == "A" else _ROOM).search(
        target.before
    ):
        return
    near = [f for f in others if abs(f.start - target.start) < 120]
    for x, y in permutations(near, 2):
        each = _EACH.search(y.before) is not None and _EACH.search(x.before) is None
        fit = measure(y) == measure(target) or target.quantity.kind == "N"
        if (
            each
            and fit
            and x.quantity.kind == "N"
            and measure(x) != measure(y)
            and x.amount > 1
            and y.amount > 1
        ):
            yield _made(target, x.amount * y.amount, (x, y), "×", "product_mismatch")


def _shares(target: Figure, others: list[Figure]) -> Iterator[Making]:
    if not _RATE.search(target.before):
        return
    stem = re.sub("率.*|占.*|[降升]到|达到?|为|是|：", "", target.before)[-6:]
    before = [f for f in others if f.end <= target.start]
    tops = [f for f in others if len(stem) > 1 and _namesakes(stem, f"{f.before}{f.after[:4]}")]
    if before and target.start - before[-1].end < 12:
        tops.append(before[-1])
    for top in {f.start: f for f in tops}.values():
        bases = [
            f
            for f in others
            if measure(f) == measure(top) and f.amount > top.amount and _BASE.search(f.before + f.after[:3])
        ]
        for base in bases[-4:]:
            share = top.amount * 100 / base.amount
            if _COMPLEMENT.search(stem) and re.search("不|未", top.before):
                share = 100 - share
            yield Making(share, (top, base), f"{_say(top)}÷{_say(base)}", "percent_count_mismatch")


def _namesakes(one: str, other: str) -> bool:
    """Whether two clauses share a word of two letters that says what is counted."""
    words = re.sub("[^一-龥]", "", one)
    pairs = {words[n : n + 2] for n in range(len(words) - 1)} - _PLAIN
    return any(pair in other for pair in pairs)


def _made(target: Figure, value: Decimal, operands: tuple[Figure, ...], sign: str, kind: str) -> Making:
    return Making(value / target.quantity.factor, operands, sign.join(_say(f) for f in operands), kind)


def _say(figure: Figure) -> str:
    number = format(figure.value.normalize(), "f")
    return f"{number}{figure.quantity.unit}" if figure.quantity.factor != 1 else number
