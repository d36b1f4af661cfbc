"""A whole and all its parts in one breath, whichever stands first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import NUMBERED, Figure, figures, sentences_with
from zeren.core.audit.checks.naming import bracketed, counted, gap_is_told, measure, severed, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.totals.division import overlapping
from zeren.core.audit.claim import Part
from zeren.core.audit.finding import Case, Finding

# The last part of a list that leaves nothing out.
_LAST = re.compile("^(?:还有|另有|另外|另|其余|余下|剩下|剩余|尚有|外加|加上)|其[他它余]")
_WHOLE = re.compile(
    "共|总|合计|原列|全部|应|全[区县市镇乡校园省]|名下|列有|查出|发现|涉及|收到|梳理|(?:支出|收入|经费|资金)$"
)
# Words that make a list the division of the number beside it.
_OPENED = re.compile(
    "去向|构成|组成|分布|出自|来自|合起来|合为|加起来|划分|归属|用途|流向|取自|分成|凑成|汇成"
)
_DONE = re.compile("完成|办结|整改|销号|解决|办理|答复|结案|落实|化解|修复|到位")
_STATE = re.compile("正在|推进|在办|未|尚|待|剩|仍|另有|其余|余下")
_LOOSE = re.compile(
    "比(?!例)|较|增|减|下降|提高|平均|生均|人均|每|率|目标|标准|计划|以上|以内|上年|去年|上一|往年|累计|新|约|超|缺|补|净|同比|其中|截至|年初|年末|兼|人次"
)
_CORRECTED = re.compile("重复|交叉|同时|兼|扣除|剔除|不含|未计|口径|四舍五入|去重|其中|分别|既|也|重叠|人次")


@check(
    "sum_mismatch",
    "parts_exceed_whole",
    "unit_error",
    rule="R16：列全的各部分之和等于总数，总数在前在后都一样",
)
def whole_with_all_its_parts(case: Case) -> Iterator[Finding]:
    """完成整改26个，另有9个正在推进，而审计报告原列问题共32个: 35. All numbers of the measure are the whole and its parts."""
    for sentence, words in sentences_with(case, NUMBERED):
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG" and not bracketed(case, f)]
        for kind in dict.fromkeys(measure(f) for f in row):
            alike = [f for f in row if measure(f) == kind]
            # 三个片区合起来28校 counts the parts, it is none of them.
            alike = [f for f in alike if f.before or f.amount != len(alike) - 2]
            if not 3 <= len(alike) <= 8 or _CORRECTED.search(words):
                continue
            if all(counted(f) and not _LOOSE.search(f.before) for f in alike):
                yield from _divided(case, alike)


def _divided(case: Case, alike: list[Figure]) -> Iterator[Finding]:
    for whole in (alike[0], alike[-1]):
        parts = [f for f in alike if f is not whole]
        if not _complete(case, whole, parts):
            continue
        made = sum((p.amount for p in parts), Decimal(0))
        room = sum((step(f) for f in alike), Decimal(0))
        slip = next((p for p in parts if _slipped(p, whole, made, room)), None)
        gap = abs(made - whole.amount)
        told = "＋".join(say(p.value, 4) for p in parts)
        unit, factor = whole.quantity.unit, whole.quantity.factor
        if slip is not None and gap > room:
            message = f"单位写错：“{slip.before}{say(slip.value, 4)}{slip.quantity.unit}”若以“{unit}”计，各项正好合计{say(whole.value, 4)}{unit}。"
            yield case.finding(
                "unit_error", "error", (slip.start - len(slip.before), slip.end), message,
                recomputed=f"{told}＝{say(whole.value, 4)}{unit}",
            )  # fmt: skip
            return
        sentence = case.sentence_at(whole.start)
        if (
            gap <= room
            or gap * 6 > whole.amount
            or max(p.amount for p in parts) >= whole.amount
            or sentence is None
        ):
            continue
        if gap_is_told(case, sentence, gap, alike) or gap_is_told(case, sentence, made, alike):
            continue
        told = f"{told}＝{say(made / factor, 4)}{unit}"
        message = f"各部分合计与总数不符：{told}，总数写{say(whole.value, 4)}{unit}，请核对合计或分项。"
        span = (alike[0].start - len(alike[0].before), alike[-1].end)
        yield case.finding("sum_mismatch", "error", span, message, recomputed=told)
        return


def _complete(case: Case, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the numbers are told as all parts of the whole: a list that ends with the rest, or what is done and what is not."""
    names = [p.before or p.after[:6] for p in parts]
    if len({*names}) < len(names) or not all(names):
        return False
    first = whole.start < parts[0].start
    between = (
        case.text.content[whole.end : parts[0].start]
        if first
        else case.text.content[parts[-1].end : whole.start]
    )
    if len(parts) > 2 and len(between) <= 24 and _OPENED.search(between):
        return not overlapping([Part(n, p.value) for n, p in zip(names, parts, strict=True)])
    if not _WHOLE.search(whole.before):
        return False
    ended = _LAST.search(parts[-1].before) is not None
    if len(parts) == 2:
        done, rest = parts
        return (
            ended
            and (whole.quantity.unit == rest.quantity.unit or not severed(case, whole.start, rest.start))
            and _DONE.search(f"{done.before}{done.after[:8]}") is not None
            and _STATE.search(f"{rest.before}{rest.after[:8]}") is not None
        )
    plain = [Part(n, p.value) for n, p in zip(names[:-1], parts, strict=False)]
    return ended and not overlapping(plain)


def _slipped(part: Figure, whole: Figure, made: Decimal, room: Decimal) -> bool:
    """Whether a part with the whole's unit makes the sum right: 150元 among 万元."""
    if part.quantity.factor == whole.quantity.factor or part.quantity.kind != whole.quantity.kind:
        return False
    return abs(made - part.amount + part.value * whole.quantity.factor - whole.amount) <= room


_AMONG = re.compile("^\\s*其中")
_BUILT = re.compile("建筑|校舍|楼|使用面积|用房|层")


@check("parts_exceed_whole", rule="R16：其中列出的各块地、各笔钱互不重叠，合计不超过总数")
def parts_of_the_sentence_before(case: Case) -> Iterator[Finding]:
    """占地45亩。其中绿化38亩，运动场17亩: 55. Ground and money lie in one part only; the whole ends the sentence before."""
    for sentence, words in sentences_with(case, _AMONG):
        before = case.text.sentences[sentence.index - 1] if sentence.index else None
        if before is None or before.paragraph != sentence.paragraph or _CORRECTED.search(words[2:]):
            continue
        wholes = [f for f in figures(case, before) if counted(f)]
        parts = [f for f in figures(case, sentence) if not bracketed(case, f)]
        if (
            not wholes
            or not 2 <= len(parts) <= 8
            or wholes[-1].quantity.kind not in "AG"
            or _BUILT.search(words)
        ):
            continue
        whole = wholes[-1]
        if not all(
            counted(f) and measure(f) == measure(whole) and not _LOOSE.search(f.before.removeprefix("其中"))
            for f in parts
        ):
            continue
        made = sum((f.amount for f in parts), Decimal(0))
        if (
            made <= whole.amount + sum((step(f) for f in (whole, *parts)), Decimal(0))
            or parts[0].amount > whole.amount
        ):
            continue
        unit = whole.quantity.unit
        told = "＋".join(say(p.value, 4) for p in parts) + f"＝{say(made / whole.quantity.factor, 4)}{unit}"
        message = f"其中各项合计超过总数：{told}，总数写{say(whole.value, 4)}{unit}，请核对。"
        span = (whole.start - len(whole.before), parts[-1].end)
        yield case.finding("parts_exceed_whole", "error", span, message, recomputed=told)
