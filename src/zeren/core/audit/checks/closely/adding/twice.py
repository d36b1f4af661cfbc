"""Two groups that share some members: those in both are counted once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.closely.near import span_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import bracketed, counted, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

# Words beside the number of those who are in both groups.
_BOTH = re.compile(
    "同时|两[项类种者头样]|双重|兼[有具得任获属]|都[有是获属占]|都参加|都报|都选|均[有是获属占]|重[合叠复]|交叉|既[^，。；]{1,10}又|[两二]者|两项|又是|也是|身兼|一身"
)
_ALL = re.compile(
    "共有?|合计|总[数计共]|涉及|实际|实有|实为|去重|合并|累计|惠及|覆盖|受表彰|计$|一共|总人数|人数为|校数为|不重复"
)
_OTHER = re.compile("人次|比(?!赛|例|武)|较|增|减|目标|率|其余|另|计划|每|平均")
_SPREAD = 7  # clauses between the first group and the total


@check("double_count", "sum_mismatch", rule="R42：同时属于两类的只计一次：总数＝甲＋乙－兼属")
def members_of_both_once(case: Case) -> Iterator[Finding]:
    """骨干教师64名、学科带头人31名，其中9人兼有两项称号，涉及教师共95人: 86."""
    for sentence, _ in sentences_with(case, _BOTH):
        row = [f for f in figures(case, sentence) if counted(f) and f.quantity.kind == "N" and f.amount > 1]
        for both in row:
            if not _tells_both(case, both, row):
                continue
            alike = [
                f for f in row if f.quantity.unit == both.quantity.unit or (_person(f) and _person(both))
            ]
            groups = [f for f in alike if f.end <= both.start and both.clause - f.clause <= 4][-2:]
            total = next((f for f in alike if f.start > both.start and _is_total(f, both)), None)
            if len(groups) < 2 or bracketed(case, both):
                # 甲126人（其中31人同时属乙），乙84人，共210人
                behind = [
                    f
                    for f in alike
                    if both.start < f.start and f is not total and f.clause - both.clause <= 2
                ]
                groups = [*groups[-1:], *behind[:1]]
            if total is None:
                total = _told_first(alike, groups)
            if len(groups) == 2 and total is not None and total not in groups:
                yield from _off(case, sentence, groups, both, total, row)


def _person(figure: Figure) -> bool:
    return measure(figure) == "person"


def _tells_both(case: Case, both: Figure, row: list[Figure]) -> bool:
    behind = next((f.start for f in row if f.start > both.start), both.end + 14)
    after = case.text.content[both.end : min(behind, both.end + 14)]
    # 获两项称号的7名: 两项 is a number too, so the whole clause is looked at.
    lead = pattern("[，。；：、（）]").split(case.text.content[max(0, both.start - 20) : both.start])[-1]
    return _BOTH.search(lead) is not None or _BOTH.search(pattern("[，。；]").split(after)[0]) is not None


def _is_total(figure: Figure, both: Figure) -> bool:
    near = figure.clause - both.clause <= 3
    return near and _ALL.search(figure.before) is not None and not _OTHER.search(figure.before)


def _told_first(alike: list[Figure], groups: list[Figure]) -> Figure | None:
    """共评出95名，其中骨干64名、带头人31名，9人兼有两项."""
    if len(groups) != 2:
        return None
    before = [f for f in alike if f.end <= groups[0].start and groups[0].clause - f.clause <= 2]
    return before[-1] if before and _ALL.search(before[-1].before) else None


def _off(
    case: Case, sentence: Sentence, groups: list[Figure], both: Figure, total: Figure, row: list[Figure]
) -> Iterator[Finding]:
    one, other = groups
    if both.amount > min(one.amount, other.amount) or both.clause - one.clause > _SPREAD:
        return
    plain = one.amount + other.amount
    right = plain - both.amount
    if total.amount == right or _OTHER.search(one.before + other.before + both.before):
        return
    told = f"{say(one.value)}＋{say(other.value)}－{say(both.value)}＝{say(right)}"
    others = tuple((f.start, f.end) for f in (one, other, both))
    unit = total.quantity.unit
    if total.amount == plain:
        message = f"重复计算：兼属两类的{say(both.value)}{both.quantity.unit}算了两次，{told}{unit}，报告写{say(total.value)}{unit}。"
        yield case.finding("double_count", "error", span_of(total), message, recomputed=told, others=others)
    elif max(one.amount, other.amount) < total.amount < plain and abs(total.amount - right) * 5 <= right:
        message = f"合计不符：{told}{unit}，报告写{say(total.value)}{unit}，请核对。"
        yield case.finding("sum_mismatch", "warn", span_of(total), message, recomputed=told, others=others)
