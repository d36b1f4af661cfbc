"""Two opposites and the number of both: 男生318名、女生294名，全年级622名."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.closely.near import slip
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import bracketed, counted, gap_is_told, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.totals.division import opposites
from zeren.core.audit.claim import Part
from zeren.core.audit.finding import Case, Finding

_BOTH = re.compile("^(?:全[年县校班区镇园市]|共|合计|总|两|一共)")
_LOOSE = re.compile("比|较|平均|均|每|率|其中|目标|计划|以上|约|近|累计|人次|新")


@check("sum_mismatch", rule="R16：互为对立的两部分之和等于全部")
def halves_make_the_whole(case: Case) -> Iterator[Finding]:
    """上半年支出148万元，下半年支出176万元，全年支出334万元: 324."""
    for sentence, _ in sentences_with(case, re.compile("全[年县校班区镇园市]|共|合计|总|两")):
        row = [f for f in figures(case, sentence) if not bracketed(case, f) and f.quantity.kind in "NAG"]
        for one, other, whole in zip(row, row[1:], row[2:], strict=False):
            trio = (one, other, whole)
            alike = len({(measure(f), f.quantity.kind) for f in trio}) == 1 and all(counted(f) for f in trio)
            near = whole.clause - other.clause <= 1 and other.clause - one.clause <= 1
            if not alike or not near or one.segment != whole.segment or not _BOTH.search(whole.before):
                continue
            names = [Part(one.before, one.value), Part(other.before, other.value)]
            if opposites(names) and not any(_LOOSE.search(f.before) for f in trio):
                found = _off(case, one, other, whole)
                if found is not None and not gap_is_told(
                    case, sentence, abs(one.amount + other.amount - whole.amount), trio
                ):
                    yield found


def _off(case: Case, one: Figure, other: Figure, whole: Figure) -> Finding | None:
    made = one.amount + other.amount
    gap = abs(made - whole.amount)
    if gap <= step(one) + step(other) + step(whole) or whole.amount <= max(one.amount, other.amount):
        return None
    if gap * 8 > whole.amount and not slip(made, whole):
        return None
    unit = whole.quantity.unit
    told = f"{say(one.value, 4)}＋{say(other.value, 4)}＝{say(made / whole.quantity.factor, 4)}{unit}"
    message = f"两部分之和与总数不符：{told}，报告写{say(whole.value, 4)}{unit}，请核对。"
    span = (one.start - len(one.before), whole.end)
    return case.finding(
        "sum_mismatch", "error" if slip(made, whole) else "warn", span, message, recomputed=told
    )
