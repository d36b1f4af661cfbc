"""Bases told beside a number: 7.35亿元（上年6.84亿元），其中…，全口径增长9.5%; 发放386万元，惠及4120人次，上年发放342万元，增长16%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zeren.core.audit.checks.changing.ends import CHANGE, YEARLY, Move, lead_of, rest_of, year_of
from zeren.core.audit.checks.changing.moves import judged
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_TIME = r"(?:上年|去年|上一年|上学年|前年|同期|上[次期届轮]|年初|期初|原[来有先]?|(?:19|20)\d{2}年)(?:同期|末|底|度)?"
_IN_BRACKETS = re.compile(rf"^（(?:而)?{_TIME}(?:同口径)?(?:为|是|实际|执行数?|完成|[一-龥]{{0,4}})$")
_BESIDE = re.compile(rf"[，、]?(?:而|相比)?{_TIME}(?P<verb>[一-龥]{{0,6}}?)(?:为|是|仅|只有|有)?$")
# 全口径增长, 总量增加: the change is that of the whole, whatever parts stand in between.
_WHOLE = re.compile(
    "全口径|同口径|总体|总量|总额|总计|合计|整体|全年|比上年|较上年|比去年|较去年|与上年|同比|总支出|总投入|总数"
)
_LOOSE = re.compile(
    "全口径|同口径|总体|总量|总额|整体|资金|经费|金额|支出|投入|规模|数额|总数|人数|数量|全年"
)
_PLANNED = re.compile("累计|力争|目标|计划|预计|将|占")
REACH = 120  # letters between the base and the change


@check(
    "growth_mismatch",
    "delta_mismatch",
    rule="R46：增长率＝（本期－上期）÷上期，上期数写在括号里、隔句写一样算",
)
def changes_fit_a_base_told_beside(case: Case) -> Iterator[Finding]:
    """7.35亿元（上年6.84亿元），其中县本级4.92亿元…，全口径增长9.5%: 7.5 %."""
    for sentence, _ in sentences_with(case, re.compile(_TIME)):
        row = figures(case, sentence)
        pairs = [pair for at in range(1, len(row)) if (pair := _pair(case, row, at)) is not None]
        if not pairs:
            continue
        for at, change in enumerate(row):
            found = _owner(case, row, pairs, at) if _is_change(case, row, at) else None
            if found is None:
                continue
            move, sure = found
            for finding in judged(case, row, move, change):
                if finding.kind in {"growth_mismatch", "delta_mismatch"}:
                    yield finding if sure else replace(finding, severity="warn")


def _pair(case: Case, row: list[Figure], at: int) -> tuple[Move, int] | None:
    """A number and its base, by the place of the base in the row."""
    base, lead = row[at], lead_of(case, row, at)
    if base.quantity.kind not in "NAG" or not base.exact:
        return None
    later = None
    if _IN_BRACKETS.match(lead):
        later = row[at - 1]
    else:
        parts = re.split("[；。]", lead)
        beside = _BESIDE.search(parts[-1])
        # …2,316万元，惠及18,420人次；2023年为2,098万元: a part of its own that begins with the year before.
        own = len(parts) == 2 and beside is not None and beside.start() == 0
        same = [
            f
            for f in row[max(0, at - 4) : at]
            if f.quantity.dimension == base.quantity.dimension and f.segment == base.segment - own
        ]
        if (
            beside is not None
            and len(same) == 1
            and (own or same[0] is row[at - 1] or (beside["verb"] and beside["verb"] in same[0].before))
        ):
            later = same[0]
    if later is None or not later.exact or later.quantity.dimension != base.quantity.dimension:
        return None
    old, new = year_of(lead), year_of(case.text.content[max(0, later.start - 30) : later.start])
    close = later.amount * 4 >= base.amount and base.amount * 4 >= later.amount
    return (Move(base, later, base.end), at) if close and not (old and new and old >= new) else None


def _is_change(case: Case, row: list[Figure], at: int) -> bool:
    lead = lead_of(case, row, at)
    told = CHANGE.search(lead) is not None and row[at].exact
    return told and not YEARLY.search(lead) and not _PLANNED.search(re.split("[，；。]", lead)[-1])


def _owner(case: Case, row: list[Figure], pairs: list[tuple[Move, int]], at: int) -> tuple[Move, bool] | None:
    """The pair a change is told of: the last one before it in its segment; and whether that is sure."""
    change, content = row[at], case.text.content
    near = [(move, place) for move, place in pairs if place < at and row[place].segment == change.segment]
    if not near or change.start - row[near[-1][1]].end > REACH:
        return None
    move, place = near[-1]
    clause = re.split("[，；。）]", content[row[at - 1].end : change.start])[-1]
    own, named = rest_of(_LOOSE.sub("", clause)), content[max(0, move.last.start - 30) : move.last.start]
    between = content[row[place].end : change.start - len(clause)]
    if re.search("[由从][^，。；]*\\d|比(?:19|20)\\d\\d|其他", between) or year_of(clause):
        return None
    if len(own) >= 2 and not any(own[i : i + 2] in named for i in range(len(own) - 1)):
        return None
    inner = row[place + 1 : at]
    if any(
        CHANGE.search(lead_of(case, row, place + 1 + n)) and f.quantity.kind in "PZ"
        for n, f in enumerate(inner)
    ):
        return None
    alone = all(f.quantity.dimension != move.last.quantity.dimension for f in inner)
    if not alone and not (_WHOLE.search(clause) or len(own) >= 2):
        return None
    return move, alone or (
        re.search("其中", between) is not None and re.search("口径|总", clause) is not None
    )
