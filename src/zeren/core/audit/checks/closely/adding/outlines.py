"""A line with totals, then a line for each part: 全区…在校生4.63万人 / ——小学…2.87万人 / ——初中…1.49万人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.near import slip, span_of
from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import bracketed, counted, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_LINE = re.compile("\\s*(?:——|—|-|·|•|●|◆|（[一二三四五六七八九十\\d]{1,2}）|[①-⑩])")
_NAME = re.compile("(?:全[区县市校镇园]|我[区县校]|共有?|现有?|[^一-龥])")
_LOOSE = re.compile("比|较|增|减|平均|均|每|率|其中")
_MOST = 12


@check("sum_mismatch", rule="R16：各条的数相加等于总述的数")
def lines_make_their_totals(case: Case) -> Iterator[Finding]:
    """Each line has a number of the same name; where the numbers of another name add up, these must too."""
    lines = _lines(case)
    at = 0
    while at < len(lines):
        stop = at + 1
        while stop < len(lines) and lines[stop][0] and not lines[at][0]:
            stop += 1
        block = [row for _, row in lines[at + 1 : stop]]
        if 2 <= len(block) <= _MOST:
            yield from _compared(case, lines[at][1], block)
        at = stop


def _lines(case: Case) -> list[tuple[bool, list[Figure]]]:
    """The numbers of every paragraph, and whether it is a line of a list."""
    found: dict[int, list[Figure]] = {}
    marked: dict[int, bool] = {}
    for sentence in case.text.sentences:
        row = found.setdefault(sentence.paragraph, [])
        words = case.text.content[sentence.start : sentence.end]
        marked.setdefault(sentence.paragraph, _LINE.match(words) is not None)
        if marked[sentence.paragraph] or len(found) < 2 or not row:
            row += [f for f in figures(case, sentence) if counted(f) and not bracketed(case, f)]
    return [(marked[n], row) for n, row in found.items()]


def _called(figure: Figure) -> str:
    return _NAME.sub("", figure.before)[-4:]


def _compared(case: Case, intro: list[Figure], block: list[list[Figure]]) -> Iterator[Finding]:
    fits: list[Figure] = []
    off: list[tuple[Figure, list[Figure]]] = []
    for whole in intro:
        name = _called(whole)
        if len(name) < 2 or _LOOSE.search(whole.before):
            continue
        parts = [[f for f in row if _called(f) == name and measure(f) == measure(whole)] for row in block]
        parts = [found for found in parts if found]
        if len(parts) < 2 or any(len(found) != 1 for found in parts):
            continue
        alike = [found[0] for found in parts]
        made = sum((f.amount for f in alike), Decimal(0))
        if abs(made - whole.amount) <= sum((step(f) for f in (whole, *alike)), Decimal(0)):
            fits.append(whole)
        else:
            off.append((whole, alike))
    for whole, alike in off:
        made = sum((f.amount for f in alike), Decimal(0))
        if not slip(made, whole) and not (fits and abs(made - whole.amount) * 8 <= whole.amount):
            continue
        factor, unit = whole.quantity.factor, whole.quantity.unit
        told = "＋".join(say(f.value, 4) for f in alike) + f"＝{say(made / factor, 4)}{unit}"
        message = f"各条相加与总数不符：{told}，总数写{say(whole.value, 4)}{unit}，请核对。"
        others = tuple((f.start, f.end) for f in alike)
        severity = "error" if fits else "warn"
        yield case.finding("sum_mismatch", severity, span_of(whole), message, recomputed=told, others=others)
