"""Stocks told first and explained in the sentences behind: 年末结余…；上年结转…，拨入…；列支…; and scores made by taking off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.closely.apart.told import alike, numbers, paragraphs_with
from zeren.core.audit.checks.closely.near import span_of
from zeren.core.audit.checks.figures import Figure
from zeren.core.audit.checks.measures.flows import moved
from zeren.core.audit.checks.naming import bracketed, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_OPEN = re.compile("上年|去年|[年期月]初|学年初|上学?期|结转|原有|遗留")
_LEFT = re.compile(
    "结余|结存|余额|挂账|库存|在册|未(?:办结|销号|整改)|尚[有余存]|仍有|还剩|还有|留存|剩余|[年期]末|[年月]底"
)
_ASIDE = re.compile("其中|占|率|比|较|平均|单笔|最大|目标|计划|同比|[为中]|涉及|含|累计")


@check("flow_mismatch", rule="R15、R27：期初＋增加－减少＝期末，期末可在前一句")
def stocks_told_far_from_moves(case: Case) -> Iterator[Finding]:
    """年末结余268.4万元…。上年结转312.6万元，当年拨入1,845.0万元；列支1,879.2万元: 278.4."""
    for _, _, rows in paragraphs_with(case, re.compile("结转|[年期月]初|上年末|原有|遗留")):
        known = [f for f in numbers(rows) if not bracketed(case, f)]
        opening = next(
            (f for f in known if _OPEN.search(f.before) and not _ASIDE.search(f.before[-4:])), None
        )
        if opening is None:
            continue
        same = [f for f in known if alike(f, opening) and f is not opening]
        ends = [f for f in same if _LEFT.search(f.before) and not _OPEN.search(f.before)]
        ends = [f for f in ends if "未" in f.before or not _moves(f)]
        steps = [f for f in same if f.start > opening.start and f not in ends and _moves(f)]
        if len(ends) != 1 or not 2 <= len(steps) <= 4 or len({moved(f) for f in steps}) != 2:
            continue
        if ends[0].start > opening.start and any(f.start > ends[0].start for f in steps):
            continue
        yield from _off(case, opening, steps, ends[0], same)


def _moves(figure: Figure) -> int:
    return 0 if _ASIDE.search(figure.before) else moved(figure)


def _off(
    case: Case, first: Figure, steps: list[Figure], last: Figure, same: list[Figure]
) -> Iterator[Finding]:
    end = first.amount + sum((f.amount * moved(f) for f in steps), Decimal(0))
    room = sum((step(f) for f in (first, last, *steps)), Decimal(0))
    gap = abs(end - last.amount)
    if gap <= room or gap * 3 > max(last.amount, end):
        return
    if any(abs(gap - f.amount) <= room or abs(f.amount - end) <= room for f in same):
        return
    for some in combinations(steps, len(steps) - 1):
        made = first.amount + sum((f.amount * moved(f) for f in some), Decimal(0))
        if abs(made - last.amount) <= room:
            return
    factor = last.quantity.factor
    signs = "".join(f"{'＋' if moved(f) > 0 else '－'}{say(f.value, 4)}" for f in steps)
    told = f"{say(first.value, 4)}{signs}＝{say(end / factor, 4)}"
    message = f"增减对不上：{told}，报告写{say(last.value, 4)}{last.quantity.unit}，请核对期末数或增减数。"
    others = (span_of(first),)
    yield case.finding("flow_mismatch", "warn", span_of(last), message, recomputed=told, others=others)


_RESULT = re.compile(
    "(?:最[后终]|实际?|考核|综合|总)(?:得|得分|评分|成绩)(?:为|是)?$|[实最][得后]$|^得分?(?:为|是)?$"
)
_FULL = re.compile("满分|基准分|总分|起评分")
_ADDED = re.compile("加[0-9.]+分|加分(?!项为零)[^，。；0-9没无未]{0,6}[0-9]")


@check("score_sum_mismatch", rule="得分＝满分－各项扣分，各句合起来算")
def scores_after_deductions(case: Case) -> Iterator[Finding]:
    """满分100分…。档案不全扣2.5分，…扣3分，…扣1.5分，…扣2分。最后得92分: 91."""
    for _, words, rows in paragraphs_with(case, re.compile("扣[0-9.]")):
        known = [f for row in rows for f in row if f.exact and f.quantity.unit == "分"]
        full = next((f for f in known if _FULL.search(f.before)), None)
        off = [f for f in known if pattern("扣(?:除|减|了|去|掉)?$").search(f.before)]
        ends = [f for f in known if _RESULT.search(f.before) and f is not full]
        if full is None or len(ends) != 1 or len(off) < 2 or _ADDED.search(words):
            continue
        if (
            pattern("每|其中|共扣|合计扣|累计扣|等[^，。；]{0,6}扣|封顶").search(words)
            or ends[0].start < full.start
        ):
            continue
        made = full.amount - sum((f.amount for f in off), Decimal(0))
        if made == ends[0].amount or abs(made - ends[0].amount) > 10:
            continue
        told = say(full.amount) + "".join(f"－{say(f.amount)}" for f in off) + f"＝{say(made)}分"
        message = f"得分算错：{told}，报告写{say(ends[0].value, 4)}分，请核对扣分或得分。"
        others = tuple(span_of(f) for f in off)
        span = span_of(ends[0])
        yield case.finding("score_sum_mismatch", "warn", span, message, recomputed=told, others=others)
