"""A number that is said to have hardly changed, and is ten times what it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.closely.near import span_of
from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.naming import counted, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_HARDLY = re.compile(
    "略有|略微|略[增减升降]|稍有|小幅|微[增减升降]|基本持平|大体持平|大致相当|变化不大|相差不大"
)
_BEFORE = re.compile("上年|去年|上学年|上期|同期|上学期|前年")
_POWERS = (10, 100, 1000, 10_000)
_ROOM = Decimal("0.25")


@check("order_of_magnitude", rule="数量级：说略有变化的，前后不会差十倍")
def hardly_changed(case: Case) -> Iterator[Finding]:
    """在校生6.1万人，与上年的5,980人相比略有增加: ten times as many."""
    for sentence, words in sentences_with(case, _HARDLY):
        for one, other in pairwise(figures(case, sentence)):
            alike = counted(one) and counted(other) and measure(one) == measure(other)
            if not alike or other.clause - one.clause > 1 or one.segment != other.segment:
                continue
            behind = re.split("[；。]", words[other.end - sentence.start :])[0][:16]
            told = _BEFORE.search(one.before + other.before) and (
                _HARDLY.search(behind) or _HARDLY.search(other.before)
            )
            ratio = max(one.amount, other.amount) / min(one.amount, other.amount)
            tens = next((p for p in _POWERS if abs(ratio - p) <= _ROOM * p), None)
            if not told or tens is None:
                continue
            made = (
                f"{say(max(one.amount, other.amount))}÷{say(min(one.amount, other.amount))}≈{say(ratio, 1)}倍"
            )
            message = f"数量级不对：说变化不大，前后却相差约{tens}倍（{made}），请核对单位或小数点。"
            span, others = span_of(one), ((other.start, other.end),)
            yield case.finding("order_of_magnitude", "error", span, message, recomputed=made, others=others)
