"""A number and the list behind it that divides it, wherever in a paragraph the two stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.near import slip
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import bracketed, counted, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.totals.division import opposites, overlapping
from zeren.core.audit.claim import Part
from zeren.core.audit.finding import Case, Finding

# What opens a list that leaves nothing out.
_OPENED = re.compile(
    "(?:包括|分别(?:是|为|用于|来自)|具体(?:为|是|包括)|由[^，。；]{2,20}(?:组成|构成)|按[^，。；]{1,10}[分看计]|从[^，。；]{1,10}[看分]|主要?用于|用于|投向|：)"
)
_AMONG = re.compile("其中|含|主要|重点|如|例如|等(?!级|次)")
_JOIN = re.compile("[^，。；、：\\d]{0,10}[、，和及与]{1,2}[^，。；、：\\d]{2,20}")
_LOOSE = re.compile(
    "比|较|增|减|平均|均|每|率|目标|计划|以上|以下|约|近|累计|人次|兼(?!职)|同时|另|标准|其中|上年|去年|占"
)
_REST = re.compile("^[，,](?:余款|结余|剩余|余下|其余|剩下)[^，。；\\d]{0,12}[，。；]")
_PARTS = 12


@check("sum_mismatch", "parts_exceed_whole", rule="R16：总数后面列全的各项之和等于总数")
def lists_behind_their_number(case: Case) -> Iterator[Finding]:
    """教育支出81,640万元，包括小学33,215万元、…、其他3,185万元: 80,640. The list is told as the whole."""
    for sentence, words in sentences_with(case, _OPENED):
        row = [f for f in figures(case, sentence) if not bracketed(case, f)]
        for at, whole in enumerate(row[:-2]):
            between = case.text.content[whole.end : row[at + 1].start]
            opened = _OPENED.search(between)
            if (
                not counted(whole)
                or opened is None
                or "。" in between
                or "；" in between
                or _AMONG.search(between)
            ):
                continue
            parts = _run(case, row, at + 1)
            if (
                3 <= len(parts) <= _PARTS
                and measure(parts[0]) == measure(whole)
                and whole.quantity.kind == parts[0].quantity.kind
            ):
                yield from _off(case, whole, parts, words[parts[-1].end - sentence.start :])


@check("sum_mismatch", "parts_exceed_whole", rule="R16：上一句的总数等于下一句列全的各项之和")
def lists_behind_the_sentence_before(case: Case) -> Iterator[Finding]:
    """项目支出1825.7万元。具体为：校舍1204.6万元，设备385.6万元，其余135.5万元用于运维: 1725.7."""
    for sentence, words in sentences_with(case, _OPENS):
        before = case.text.sentences[sentence.index - 1] if sentence.index else None
        row = [f for f in figures(case, sentence) if not bracketed(case, f)]
        if before is None or len(row) < 2 or row[0].clause > 1 or sentence.paragraph - before.paragraph > 1:
            continue
        alike = [
            f
            for f in figures(case, before)
            if measure(f) == measure(row[0]) and f.quantity.kind == row[0].quantity.kind
        ]
        parts = _run(case, row, 0)
        ended = len(parts) > 1 and _LAST.match(parts[-1].before) is not None
        alike = [f for f in alike if not _LOOSE.search(f.before)]
        if len(alike) == 1 and counted(alike[0]) and (len(parts) >= 3 or ended):
            yield from _off(case, alike[0], parts, words[parts[-1].end - sentence.start :])


_OPENS = re.compile(
    "^[一-龥]{0,4}(?:具体|分别|包括|其构成|从构成|按[^，。；]{1,8}[分看])[^，。；\\d]{0,8}[为是：，看分]"
)
_LAST = re.compile("其余|余下|剩余|其他|其它")


def _run(case: Case, row: list[Figure], at: int) -> list[Figure]:
    """The numbers of one measure that follow each other with a name each and nothing else between."""
    found = [row[at]]
    for figure in row[at + 1 :]:
        join = case.text.content[found[-1].end : figure.start]
        if (
            measure(figure) != measure(found[0])
            or figure.quantity.unit != found[0].quantity.unit
            or not _JOIN.fullmatch(join)
        ):
            break
        found.append(figure)
    return found if all(counted(f) and not _LOOSE.search(f.before) for f in found) else []


def _off(case: Case, whole: Figure, parts: list[Figure], behind: str) -> Iterator[Finding]:
    made = sum((p.amount for p in parts), Decimal(0))
    room = sum((step(f) for f in (whole, *parts)), Decimal(0))
    gap = made - whole.amount
    names = [p.before for p in parts]
    if abs(gap) <= room or len(set(names)) < len(names) or max(p.amount for p in parts) >= whole.amount:
        return
    if overlapping([Part(p.before, p.value) for p in parts]):
        return
    left = _REST.match(behind) is not None or re.match("等(?!级|次)", behind) is not None
    factor, unit = whole.quantity.factor, whole.quantity.unit
    told = "＋".join(say(p.value, 4) for p in parts) + f"＝{say(made / factor, 4)}{unit}"
    span = (whole.start - len(whole.before), parts[-1].end)
    if left:
        if gap > 0 and whole.quantity.kind == "A":
            message = f"各项合计超过总数：{told}，总数写{say(whole.value, 4)}{unit}，请核对。"
            yield case.finding("parts_exceed_whole", "error", span, message, recomputed=told)
        return
    if abs(gap) * 12 > whole.amount and not slip(made, whole):
        return
    closed = len(parts) >= 4 and _LAST.search(parts[-1].before) is not None
    severity = "error" if closed or slip(made, whole) else "warn"
    message = f"分项合计与总数不符：{told}，总数写{say(whole.value, 4)}{unit}，请核对合计或分项。"
    yield case.finding("sum_mismatch", severity, span, message, recomputed=told)


_TOLD = re.compile("共|总|合计|受理|现有|查出|发现|排查|收到|显示|全年|梳理|接收|表彰|评出|录用|招聘")
_APART = re.compile("其余|另|未|已|仍|尚|其中|同时|兼(?!职)")


@check("sum_mismatch", rule="R16：总数后面逐项列出的数相加等于总数")
def runs_behind_their_number(case: Case) -> Iterator[Finding]:
    """问题线索62件，谈话函询18件，初步核实31件，暂存待查4件，予以了结11件，立案9件: the first four make 64, one digit off."""
    for sentence, _ in sentences_with(case, _TOLD):
        row = [f for f in figures(case, sentence) if not bracketed(case, f)]
        for at, whole in enumerate(row[:-2]):
            if not counted(whole) or not _TOLD.search(whole.before) or _LOOSE.search(whole.before):
                continue
            between = case.text.content[whole.end : row[at + 1].start]
            parts = (
                _run(case, row, at + 1)
                if re.fullmatch("[一-龥]{0,6}[，：][^，。；、：]{1,14}", between)
                else []
            )
            if parts and parts[0].quantity.unit == whole.quantity.unit and not _OPENED.search(between):
                yield from _prefix(case, whole, parts)


def _prefix(case: Case, whole: Figure, parts: list[Figure]) -> Iterator[Finding]:
    """The first parts that all but make the whole, where none of them makes it."""
    made, best = Decimal(0), 0
    for size, part in enumerate(parts, 1):
        made += part.amount
        if abs(made - whole.amount) <= step(whole) * (size + 1):
            return
        pair = size == 2 and opposites([Part(p.before, p.value) for p in parts[:2]])
        if (size >= 3 or pair) and abs(made - whole.amount) * 12 <= whole.amount and slip(made, whole):
            best = best or size
    told = parts[:best]
    names = [Part(p.before, p.value) for p in told]
    if not best or overlapping(names) or any(_APART.search(p.before) for p in told):
        return
    made = sum((p.amount for p in told), Decimal(0))
    factor, unit = whole.quantity.factor, whole.quantity.unit
    listed = "＋".join(say(p.value, 4) for p in told) + f"＝{say(made / factor, 4)}{unit}"
    message = f"分项合计与总数不符：{listed}，总数写{say(whole.value, 4)}{unit}，请核对合计或分项。"
    span = (whole.start - len(whole.before), told[-1].end)
    yield case.finding("sum_mismatch", "warn", span, message, recomputed=listed)
