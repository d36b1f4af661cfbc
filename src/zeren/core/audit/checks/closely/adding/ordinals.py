"""Instalments told by their number, and their total sentences later: 第一批628万元…第四批421万元…四批合计1,846万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.near import span_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import bracketed, counted, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_ORDINAL = re.compile("(?:第[一二三四五六七八]|首|末)(?P<kind>[批期次笔季轮])[^，。；]{0,8}$")
_TOTAL = re.compile(
    "(?P<n>[两二三四五六七八])(?P<kind>[批期次笔季轮])[^，。；]{0,4}(?:合计|共计?|总计|累计)[^，。；]{0,4}$"
)
_NUMBERS = "零一二三四五六七八"
_BACK = 3


@check("sum_mismatch", rule="R16：各批相加等于几批合计")
def instalments_make_their_total(case: Case) -> Iterator[Finding]:
    """As many instalments as the total says, wherever the total stands."""
    for sentence, _ in sentences_with(case, re.compile("第[一二三四五六七八][批期次笔季轮]|首[批期笔]")):
        row = [f for f in figures(case, sentence) if counted(f) and not bracketed(case, f)]
        parts = [f for f in row if _ordinal(case, f) is not None]
        if len(parts) < 3 or len({measure(f) for f in parts}) > 1:
            continue
        kinds = {m["kind"] for f in parts if (m := _ordinal(case, f)) is not None}
        behind = case.text.sentences[sentence.index : sentence.index + 1 + _BACK]
        later = [f for s in behind if s.paragraph == sentence.paragraph for f in figures(case, s)]
        for total in later:
            told = _TOTAL.search(case.text.content[max(0, total.start - 14) : total.start])
            if (
                told is None
                or {told["kind"]} != kinds
                or not counted(total)
                or measure(total) != measure(parts[0])
            ):
                continue
            number = 2 if told["n"] == "两" else _NUMBERS.index(told["n"])
            if number == len(parts):
                yield from _off(case, parts, total)
            break


def _ordinal(case: Case, figure: Figure) -> re.Match[str] | None:
    return _ORDINAL.search(case.text.content[max(0, figure.start - 14) : figure.start])


def _off(case: Case, parts: list[Figure], total: Figure) -> Iterator[Finding]:
    made = sum((f.amount for f in parts), Decimal(0))
    if abs(made - total.amount) <= sum((step(f) for f in (*parts, total)), Decimal(0)):
        return
    unit, factor = total.quantity.unit, total.quantity.factor
    told = "＋".join(say(f.value, 4) for f in parts) + f"＝{say(made / factor, 4)}{unit}"
    message = f"各批相加与合计不符：{told}，报告写{say(total.value, 4)}{unit}，请核对。"
    others = tuple((f.start, f.end) for f in parts)
    yield case.finding("sum_mismatch", "error", span_of(total), message, recomputed=told, others=others)
