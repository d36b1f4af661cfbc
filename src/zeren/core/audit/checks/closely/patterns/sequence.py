"""A story told in order: the dates of one paragraph rise, but for one that stands out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.days import Day, days
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

# Words that look back or ahead, or that tell a period or a deadline and no event.
_ASIDE = re.compile(
    "此前|早在|之前|以前|曾|已于|早于|去年|上年|提前|截[至止]|根据|依据|按照|底前|[日月]前|前夕|自|从|起|至|到|以来|原定|原计划|比|同期|"
    "生于|出生|毕业|计划|拟|将|预计|下发|印发|文件|通知[》〉]|补|追溯|其中|回溯|开学|学期|统计|生效|有效"
)
_EARLIER = re.compile("上[一轮次届回期]|往年|去年|前年|另一")
_LEAST = 3


@check("date_illogical", rule="一件事按先后写来，日期应当依次推后")
def one_date_stands_out(case: Case) -> Iterator[Finding]:
    """3月11日发出问卷，3月20日收齐，3月9日根据问卷结果定下款式，4月16日公示: the ninth of March stands out."""
    for _, group in groupby(case.text.sentences, key=lambda s: s.paragraph):
        sentences = list(group)
        told = _carried(
            [d for s in sentences for d in days(case, s.start, s.end) if d.day and not _aside(case, s, d)]
        )
        if len(told) < _LEAST or len({d.year for d in told}) > 1:
            continue
        rank = [(d.month, d.day) for d in told]
        drops = [n for n in range(1, len(rank)) if rank[n] < rank[n - 1]]
        if len(drops) != 1:
            continue
        (at,) = drops
        # Taking one of the two away, the rest must rise; else the paragraph tells two stories.
        rest = [rank[:at] + rank[at + 1 :], rank[: at - 1] + rank[at:]]
        if not any(all(a <= b for a, b in pairwise(r)) for r in rest):
            continue
        if at < 2:
            continue  # what stands first may be another story
        if at == len(rank) - 1 and len(rank) == _LEAST and rank[at] < rank[0]:
            continue  # the last of three may as well begin another story
        yield _told(case, told[at - 1], told[at])


def _carried(told: list[Day]) -> list[Day]:
    """A day without a year has that of the day before it, a sentence further on too."""
    found: list[Day] = []
    for day in told:
        found.append(day if day.year or not found else replace(day, year=found[-1].year))
    return found


def _aside(case: Case, sentence: Sentence, day: Day) -> bool:
    words = case.text.content
    lead = re.split("[，。；、（(：:]", words[sentence.start : day.start])[-1]
    after = re.split("[，。；）)]", words[day.end : sentence.end])[0][:12]
    years = {int(y) for y in re.findall(r"((?:19|20)\d\d)年", words[sentence.start : day.start])}
    another = bool(years - {day.year}) or _EARLIER.search(words[sentence.start : day.start]) is not None
    return another or _ASIDE.search(f"{lead}{after}") is not None


def _told(case: Case, before: Day, after: Day) -> Finding:
    dates = f"{before.month}月{before.day}日", f"{after.month}月{after.day}日"
    message = f"日期先后颠倒：前面已写到{dates[0]}，这里又是{dates[1]}，而其余日期依次推后，请核对。"
    return case.finding(
        "date_illogical",
        "warn",
        (after.start, after.end),
        message,
        recomputed=f"{dates[0]} ＞ {dates[1]}",
        others=((before.start, before.end),),
    )
