"""Several: two and more numbers asked for in a row, answered by as many, and one word that calls all of them reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.changing.ends import CHANGE
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_REACHED = re.compile(
    "(?:均|都|全部|双双|分别|各|同时|也)(?:已经?|按期|如期|顺利|全面|超额)*(?:达到|完成|实现|超过|达成|高于|满足|符合|优于|达)了?[^，。；\\d]{0,12}$"
)
_AIM = re.compile("目标|任务|标准|要求|规定|底线|指标|红线|门槛|省定|市定|国定|国家")
_LOWER = re.compile("辍学|流失|近视|事故|大班|差异系数|超标|欠|信访|投诉|肥胖|不超过|以内|以下|控制")
_PAST = re.compile(
    "上年|去年|同期|前年|(?<!占)比(?![例重])|较|20\\d\\d年的|目标|计划|要求|规定|省定|市定|国家|任务"
)
_IN_TURN = re.compile("(?:分别|依次)(?:完成|达到|为|实现|建成|新增|招聘|培训|是)?(?:了)?$")
_GOAL = re.compile("计划|目标|任务|确定|要求|下达|承诺|责任书|指标|拟")
_MET = re.compile(
    "(?:全部|均|都|圆满|如期|全面|超额|按期|已|顺利)+(?:完成|实现|达成|兑现|达到|达标)[^，。；\\d]{0,10}(?=[，。；]|$)|(?:完成|实现|达到)了?[^，。；\\d]{0,8}(?:任务|目标|计划|指标|要求)(?=[，。；]|$)"
)
_NOT = re.compile("未|没有|除|基本|差(?!异)|不足|尚|仍|推进|序时|力争|确保|将(?!近)|拟|进度|如")


@check("target_unmet_claimed_met", rule="R50：几项目标写“均达到”的，各项都应达到")
def each_of_several_is_reached(case: Case) -> Iterator[Finding]:
    """占48.6%…覆盖率88.2%，两项均达到省定50%和85%的目标; 计划60个、32处，分别完成60个、29处，全部完成."""
    for sentence, words in sentences_with(case, re.compile("均|都|全部|双双|分别|依次|各|同时")):
        row = figures(case, sentence)
        if len(row) < 4 or not re.search("[、和与及]", words):
            continue
        at = 0
        while at < len(row):
            size = _joined(case, row, at)
            if size >= 2:
                found = _all_reached(case, row, at, size) or _in_turn(case, row, at, size, sentence.end)
                if found is not None:
                    yield found
            at += size


def _joined(case: Case, row: list[Figure], at: int) -> int:
    """How many numbers stand joined by 、 or 和 from a place on."""
    size = 1
    while at + size < len(row):
        between = case.text.content[
            row[at + size - 1].end : row[at + size].quantity.number_start or row[at + size].start
        ]
        if not re.fullmatch("(?:以[上下内])?[、和与及](?:[一-龥]{2,6})?", between):
            break
        size += 1
    return size


def _lead(case: Case, figure: Figure) -> str:
    begin = max(case.text.content.rfind(mark, 0, figure.start) for mark in "，。；：\n") + 1
    return case.text.content[begin : figure.quantity.number_start or figure.start]


def _all_reached(case: Case, row: list[Figure], at: int, size: int) -> Finding | None:
    """Goals behind 均达到, and the last so many numbers of their kind before it."""
    goals, content = row[at : at + size], case.text.content
    lead, tail = _lead(case, goals[0]), re.split("[，。；]", content[goals[-1].end : goals[-1].end + 14])[0]
    if (
        not _REACHED.search(lead) or not _AIM.search(lead + tail) or _NOT.search(lead + tail) or _LOWER.search(lead + tail)
        or any(g.quantity.kind != "P" or g.quantity.comparator not in {"=", ">="} for g in goals)
    ):  # fmt: skip
        return None
    known = [
        f for f in row[:at]
        if f.quantity.kind == "P" and f.quantity.dimension == "percent" and f.exact
        and not CHANGE.search(_lead(case, f)) and not _PAST.search(_lead(case, f)[-10:])
    ]  # fmt: skip
    values = known[-size:]
    if len(values) < size or any(_LOWER.search(content[max(0, v.start - 24) : v.start]) for v in values):
        return None
    ranked = zip(sorted(v.amount for v in values), sorted(g.amount for g in goals), strict=True)
    if all(value >= goal for value, goal in ranked):
        return None
    missed = [(v, g) for v, g in zip(values, goals, strict=True) if v.amount < g.amount]
    if not missed or any(v.amount * 2 < g.amount for v, g in missed):
        return None
    return _missed(case, *missed[0], (goals[0].start, goals[-1].end), sure=len(known) == size)


def _in_turn(case: Case, row: list[Figure], at: int, size: int, stop: int) -> Finding | None:
    """分别完成60个、29处、124个 behind as many numbers asked for, of the same units in the same order."""
    values, goals = row[at : at + size], row[max(0, at - size) : at]
    lead = _lead(case, values[0])
    content = case.text.content
    met = _MET.search(content, values[-1].end, min(stop, values[-1].end + 40))
    first = goals[0].start if goals else 0
    begin = max(content.rfind(mark, 0, first) for mark in "。；\n") + 1
    if (
        len(goals) < size or not _IN_TURN.search(lead) or met is None
        or not _GOAL.search(content[max(begin, first - 40) : values[0].start])
        or any(g.quantity.unit != v.quantity.unit or not v.exact for g, v in zip(goals, values, strict=True))
        or _NOT.search(content[values[-1].end : met.end()]) or _LOWER.search(content[first - 12 : first])
    ):  # fmt: skip
        return None
    missed = [(v, g) for v, g in zip(values, goals, strict=True) if v.amount < g.amount <= v.amount * 3]
    return _missed(case, *missed[0], (goals[0].start, goals[-1].end), sure=True) if missed else None


_NAME = re.compile("[一-龥]{2,14}?(?:率|占比|比例|比重|满意度|系数|得分|覆盖面)")
_ALL_MET = re.compile(
    "(?:全部|均|都|各项|全面|逐项)(?:已经?)?(?:达到|符合|满足|实现|完成|超过|过线|达标|高于|优于)[^，。；\\d]{0,14}(?=[，。；]|$)"
)
_ASKS = re.compile("[条道]线|要求|标准|规定|目标|指标|底线|责任书|任务")


@check("target_unmet_claimed_met", rule="R50：逐项列出要求、写“全部达到”的，同名的数都应达到")
def named_aims_are_reached(case: Case) -> Iterator[Finding]:
    """评估要求毛入园率85%以上、公办园占比50%以上。经自评，三项依次为95.6%、…公办园占比49.3%，全部达到国家规定."""
    for sentence, words in sentences_with(case, _ASKS):
        goals = [
            g
            for g in figures(case, sentence)
            if g.quantity.kind == "P"
            and (g.quantity.comparator == ">=" or _aimed(words, g.start - sentence.start))
        ]
        following = case.text.sentences[sentence.index + 1 : sentence.index + 4]
        later = [s for s in following if s.paragraph == sentence.paragraph]
        if len(goals) < 2 or not later or _LOWER.search(words):
            continue
        met = _ALL_MET.search(case.text.content, sentence.end, later[-1].end)
        if met is None or _NOT.search(
            re.split("[。；]", case.text.content[sentence.end : met.start()])[-1].replace("差异", "")
        ):
            continue
        row = [f for s in later for f in figures(case, s) if f.end <= met.start()]
        values = [
            f for f in row if f.quantity.kind == "P" and f.exact and not _PAST.search(_lead(case, f)[-8:])
        ]
        for goal in goals:
            value = _namesake(case, goal, values)
            if value is not None and value.amount < goal.amount <= value.amount * 2:
                yield _missed(case, value, goal, (goal.start, goal.end), sure=True)
                break


def _aimed(words: str, at: int) -> bool:
    """年初定了两条线：就业率95%，对口就业率80%: a list of aims behind a colon."""
    lead = re.search(
        "(?:目标|[条道]线|指标|任务)(?:为|是|分别是|分别为)?[：:](?P<list>[^。；]*)$", words[:at]
    )
    return lead is not None and not re.search("实际|完成|达到|已", lead["list"])


def _namesake(case: Case, goal: Figure, values: list[Figure]) -> Figure | None:
    """The one value whose name is that of a goal, or ends it: 普惠性幼儿园覆盖率, 普惠覆盖率."""
    name = (_NAME.findall(_lead(case, goal)) or [""])[-1]
    told = [(v, (_NAME.findall(_lead(case, v)) or [""])[-1]) for v in values]
    if not name:
        return None
    same = [v for v, n in told if n == name] or [
        v for v, n in told if n[-1:] == name[-1] and n[:2] == name[:2]
    ]
    same = same or [v for v, n in told if n and (n.endswith(name) or name.endswith(n))]
    if not same and len(name) >= 4:
        same = [v for v, n in told if n[-3:] == name[-3:] and len(set(n) & set(name)) >= 4]
    return same[0] if len(same) == 1 else None


def _missed(case: Case, value: Figure, goal: Figure, other: tuple[int, int], *, sure: bool) -> Finding:
    unit = goal.quantity.unit or "%"
    told = f"{say(value.value, 4)} ＜ {say(goal.value, 4)}"
    message = (
        f"要求{say(goal.value, 4)}{unit}，实际{say(value.value, 4)}{unit}，没有达到，却写都已达到，请核对。"
    )
    span = (value.start - len(value.before), value.end)
    return case.finding(
        "target_unmet_claimed_met",
        "error" if sure else "warn",
        span,
        message,
        recomputed=told,
        others=(other,),
    )
