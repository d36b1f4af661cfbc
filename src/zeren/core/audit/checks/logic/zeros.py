"""None and some: 辍学率为0 beside 辍学14人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_EVENTS = (
    "辍学|失学|事故|欠薪|拖欠|违规|投诉|案件|体罚|欺凌|大班额|中毒|乱收费|上访|信访|危房|欠发|溺水|火灾|流失"
)
_THING = re.compile(_EVENTS)
_NONE = re.compile(
    rf"(?:未发生|未出现|没有发生|没有出现|没有|无一[例名起所个人]?|杜绝了?|零|无|未接到|未收到|不存在)(?:任何|一[起例名个])?"
    rf"[^，。；、\d]{{0,14}}?(?P<a>{_EVENTS})|(?P<b>{_EVENTS})[一-龥]{{0,6}}?(?:为|是|保持|达到|实现|继续保持|均为|控制在)*(?:零|０|0(?![.\d]))"
    rf"|(?P<c>{_EVENTS})[一-龥]{{0,4}}?(?:动态)?清零"
)
# What stands beside the thing and makes it another thing: drills, dangers, prevention.
_OTHER = re.compile(
    "演练|隐患|培训|预案|宣传|教育|应急|预防|防范|防治|防控|专题|检查|抽检|台账|化解|消除|减少|降低|下降|机制|责任书|排查|风险|警示教育|消化|清退"
)
_GRADES = re.compile("特大|重大|较大|一般|轻微|轻伤|意外")
_STAGES = re.compile("小学|初中|高中|幼儿园|学前|中职|民办|公办|义务教育|中小学")
_WIDE = {"义务教育": {"小学", "初中"}, "中小学": {"小学", "初中", "高中"}}
_PAST = re.compile("上年|去年|此前|以往|年初曾|曾有|往年|前年|历史|最初|原有|过去")
_BACK = re.compile("返校|复学|劝返|清零|销号|均已|全部|整改|期末|化解|消除|解决|办结|清退")
_AFTER = "[^，。；、]{0,12}"


@dataclass(frozen=True, slots=True)
class _Said:
    thing: str
    start: int
    end: int
    words: str
    clause: str
    sentence: Sentence


@check("zero_vs_count", rule="R10：写“为零”“无一例”的，别处不能又有个数")
def zero_means_none(case: Case) -> Iterator[Finding]:
    """小学辍学率为0 … 小学辍学14人; 未发生一起事故 … 事故2起."""
    nones = list(_nones(case))
    if not nones:
        return
    somes = list(_somes(case))
    told: set[int] = set()
    for none in nones:
        for some in somes:
            near = some.sentence.paragraph == none.sentence.paragraph
            if (
                some.thing != none.thing
                or not near
                or some.start in told
                or _apart(none, some)
                or _settled(case, none, some)
            ):
                continue
            told.add(some.start)
            later, other = (some, none) if some.start > none.start else (none, some)
            message = f"前后矛盾：“{none.words}”与“{some.words}”。请核对，或写明时点、范围不同。"
            yield case.finding(
                "zero_vs_count", "error", (later.start, later.end), message,
                others=((other.start, other.end),), recomputed=f"{none.words} ≠ {some.words}",
            )  # fmt: skip
            break


def _clause(case: Case, start: int, end: int) -> str:
    content = case.text.content
    first = max(content.rfind(c, 0, start) for c in "，。；\n") + 1
    return content[first:end]


def _nones(case: Case) -> Iterator[_Said]:
    for sentence, words in sentences_with(case, _NONE):
        for match in _NONE.finditer(words):
            thing = match["a"] or match["b"] or match["c"]
            tail = words[match.end() : match.end() + 4]
            if re.match("隐患|苗头|风险|目标|要求|投诉率", tail) or re.search(
                "力争|确保|目标|实现.{0,4}目标", words[max(0, match.start() - 10) : match.start()]
            ):
                continue
            start, end = sentence.start + match.start(), sentence.start + match.end()
            yield _Said(thing, start, end, match[0], _clause(case, start, end), sentence)


def _somes(case: Case) -> Iterator[_Said]:
    """Numbers of the thing itself: 事故2起, 3名辍学学生, 2所民办园拖欠工资."""
    for sentence, _ in sentences_with(case, _THING):
        for figure in figures(case, sentence):
            if figure.quantity.kind != "N" or figure.amount <= 0:
                continue
            before, after = figure.before[-12:], figure.after[:14]
            behind = re.search(f"({_EVENTS})[一-龥]{{0,4}}$", before)
            ahead = re.match(f"[一-龥]{{0,10}}?({_EVENTS})", after)
            match = behind or ahead
            if (
                match is None
                or _OTHER.search(before[-8:] + after[:8])
                or re.search("没有|未|无", before[-6:] + (after if ahead else "")[:4])
            ):
                continue
            start = figure.start - (len(behind[0]) if behind else 0)
            end = figure.end + (ahead.end() if ahead and not behind else 0)
            yield _Said(
                match[1], start, end, case.text.content[start:end], _clause(case, start, end), sentence
            )


def _apart(none: _Said, some: _Said) -> bool:
    """Whether they speak of other people, another gravity or another year."""
    if none.start < some.end and some.start < none.end:
        return True
    stages = [set(_STAGES.findall(x.clause)) for x in (none, some)]
    wide = set().union(*(_WIDE.get(s, set()) for s in stages[0]))
    if stages[1] and stages[0] and not stages[1] & (stages[0] | wide):
        return True
    if stages[0] and not stages[1] and not wide:
        return True
    grades = [set(_GRADES.findall(x.clause)) for x in (none, some)]
    if none.thing == "事故" and grades[0] and grades[0] != grades[1]:
        return True
    years = [
        set(re.findall(r"(?:19|20)\d{2}|[上去今本]年|[上下]半年|[一二三四]季度", x.clause))
        for x in (none, some)
    ]
    return bool(years[0] and years[1] and not years[0] & years[1]) or _PAST.search(some.clause) is not None


def _settled(case: Case, none: _Said, some: _Said) -> bool:
    """Whether the words tell how the count came to zero."""
    low = min(none.start, some.start)
    words = case.text.content[max(0, low - 12) : max(none.sentence.end, some.sentence.end)]
    back = none.start > some.start and _BACK.search(words) is not None
    return back or _PAST.search(words) is not None or re.search("消除|化解|减少|销", some.clause) is not None
