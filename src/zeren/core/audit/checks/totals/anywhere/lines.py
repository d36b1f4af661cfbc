"""Numbered lines and the total behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import (
    bracketed,
    counted,
    measure,
)
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.totals.unmarked import ADDED, FIXED, compared
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_CLOSING = re.compile(
    "^(?:[（(][^）)]*[）)])?(?:以上|上述|合计|总计|共计|总共|这[两二三四五六七八九十]|[两二三四五六七八九十]+[项类个处]|综上|全部|累计|共)"
)
_NUMBERED_LINE = re.compile(r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）.、．]|[-—·•●◆①-⑩])")


@check("sum_mismatch", rule="R16：逐条列出的数相加等于条后的总数")
def numbered_lines_and_their_total(case: Case) -> Iterator[Finding]:
    """1.新建校舍7820平方米；/ 2.加固改造12460平方米；/ … / 以上四类工程面积总计29805平方米: 28805."""
    block: list[Figure] = []
    for sentence, opening in _openings(case):
        row = [f for f in figures(case, sentence) if not bracketed(case, f)]
        first = next((f for f in row if f.quantity.kind in "NAG"), None)
        if block and _CLOSING.search(opening):
            total = next(
                (f for f in row if counted(f) and measure(f) == measure(block[0]) and ADDED.search(opening)),
                None,
            )
            if total is not None and len(block) >= 2 and not FIXED.search(opening):
                yield from compared(case, sentence, block, total, row)
            block = []
        elif (
            first is None
            or not _NUMBERED_LINE.match(opening)
            or not counted(first)
            or (block and measure(first) != measure(block[0]))
        ):
            block = []
        else:
            alike = [f for f in row if measure(f) == measure(first)]
            block = [*block, first] if len(alike) == 1 else []


def _openings(case: Case) -> Iterator[tuple[Sentence, str]]:
    """The first sentence of every paragraph that is no row of a table."""
    last = -1
    for sentence in case.text.sentences:
        if sentence.paragraph != last and case.text.paragraphs[sentence.paragraph].kind != "table":
            yield sentence, case.text.content[sentence.start : sentence.end]
        last = sentence.paragraph
