"""Courses: numbers of several years in a row, and the words that say they rise or fall in every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from zeren.core.audit.checks.changing.ends import lead_of, year_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_NUMBER = "[一二三四五六七八九两\\d]"
_EACH = rf"(?:逐年|连年|年年|持续|不断|节节|一路|连续{_NUMBER}+[年届次]|{_NUMBER}+年连续|稳步|逐步|逐[次季月轮期届批周]|月月|季季|届届|步步|从未间断地?)"
_UP = "(?:递增|上升|提高|增长|增加|提升|攀升|上涨|走高|扩大|上扬|增多|拓宽|拓展|攀高|走强|向上|壮大|抬升|跃升|刷新|新高|新提升|进步|高|多|旺|升)"
_DOWN = "(?:递减|下降|降低|减少|回落|缩小|走低|下滑|下行|压减|收窄|下探|缩水|走弱|压降|减弱|低|少|降)"
# 一季少过一季, 一年比一年高
_OVER = "一(?P<step{0}>年|季|月|周|届|次|批|轮|学期|天|期)(?:比|更比|[多高强旺好]过|[少低]过)一(?P=step{0})(?:更|还)?(?:{1})|一(?P<pace{0}>年|季|月|周|届|次|批|轮|学期|天|期)(?:{1})过一(?P=pace{0})"
_RISE = re.compile(
    rf"{_OVER.format(1, '高|多|旺|强')}|只[增升涨]不[减降跌]|(?:从未|不曾|未曾|没有)(?:有过|出现过?)?(?:回落|下降|下滑|走低|倒退|滑坡)|{_EACH}(?:保持|实现了?|呈现?|稳步|持续|的)*{_UP}|{_NUMBER}年?连[增升涨]|一年一个(?:新)?台阶|一[升增涨]再[升增涨]|年年有?(?:提高|增长|进步)|步步高"
)
_FALL = re.compile(
    rf"{_OVER.format(2, '低|少')}|只[减降]不[增升]|(?:从未|不曾|未曾|没有)(?:有过|出现过?)?(?:反弹|回升|上升|抬头|走高)|{_EACH}(?:保持|实现了?|呈现?|稳步|持续|的)*{_DOWN}|{_NUMBER}年?连[降减跌]|一[降减]再[降减]"
)
_SPAN = re.compile(
    rf"近{_NUMBER}+年|{_NUMBER}+年来|历年|[三四五六两]年|[三四五]学年|[三四五六](?:轮|次|期|届|批|季度)|[三四]个学期|(?:19|20)\d{{2}}年?(?:度)?\s*(?:[—－至到、-])\s*(?:19|20)\d{{2}}"
)
_FILLERS = re.compile(
    "一[降减升增涨]再[降减升增涨]|(?:从未|不曾|从不|未曾|没有|绝不)(?:回头|停步|反复|反弹|止步|松劲|停歇|中断)|已经|形成|显现|尚有?|仅余?|只余|还有?|[间内]|历年|呈现?|实现了?|总体|总量|均|都|保持|数值|态势|趋势|势头|其中|分别|依次|为|是|达到?|的|有|共|各年|情况|数据|看|从|到|了|也|在|年度?|学年|近|来|[上下]?半年|[一二三四五六两\\d]+|和|与"
)
# When each number of a run was so: 开春, 十月, 秋风起时, 二季度, 上学期.
_TIMES = re.compile(
    "[春夏秋冬]|(?:[1-9]|1[0-2]|[一二三四五六七八九十]{1,2})月|季度|学期|岁[首末尾]|年[初中末底尾]|开[年春学]|[上下]半年|[去今前]年|第[一二三四五六]|首[季次届]"
)
_STAGE = re.compile("小学|初中|高中|幼儿园|城区|农村|公办|民办|男|女|中职|[甲乙丙]")


@check("trend_contradiction", rule="逐年上升、连年减少与各年数值一致")
def years_go_the_way_of_words(case: Case) -> Iterator[Finding]:
    """信访量逐年下降：2021年46件，2022年51件，2023年38件; 近三年分别为4120人、3860人、3910人，逐年递减."""
    for trend, rises in ((_RISE, True), (_FALL, False)):
        for sentence, words in sentences_with(case, trend):
            following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
            rows = [figures(case, s) for s in (sentence, *following) if s.paragraph == sentence.paragraph]
            for row in rows:
                yield from _against(case, sentence.start, words, row, trend, rises=rises)


_SAID = re.compile(
    rf"(?P<what>[一-龥]{{2,12}}?)(?:总?数|总量)?(?:呈|保持|实现)?(?P<way>{_EACH}(?:保持|实现了?|呈现?|的)*(?P<up>{_UP})|{_EACH}(?:保持|实现了?|呈现?|的)*(?P<down>{_DOWN}))"
)


@check("trend_contradiction", rule="逐年上升、连年减少与前面列出的各年数值一致")
def trends_said_later_are_of_the_years(case: Case) -> Iterator[Finding]:
    """2021年至2024年在编专任教师依次为217人、224人、219人、231人。…督学认为，在编教师数逐年增加."""
    for sentence, words in sentences_with(case, _SAID):
        for back in case.text.sentences[max(0, sentence.index - 3) : sentence.index]:
            if back.paragraph != sentence.paragraph:
                continue
            for run in _runs(case, figures(case, back)):
                lead = case.text.content[max(back.start, run[0].start - 30) : run[0].start]
                match = next((m for m in _SAID.finditer(words) if _same_thing(m["what"], lead)), None)
                steps = [later.amount - earlier.amount for earlier, later in pairwise(run)]
                if match is None or not (min(steps) < 0 if match["up"] else max(steps) > 0):
                    continue
                told = " → ".join(say(f.value, 4) for f in run)
                message = f"写的是“{match['way']}”，前面各年数值却是{told}，请核对。"
                span = (sentence.start + match.start(), sentence.start + match.end())
                yield case.finding(
                    "trend_contradiction",
                    "warn",
                    span,
                    message,
                    recomputed=told,
                    others=((run[0].start, run[-1].end),),
                )


def _same_thing(what: str, lead: str) -> bool:
    """Whether the last noun of a trend's subject names what the years were told of."""
    noun = re.sub("(?:总?数|总量|人数|规模)$", "", what)
    return (
        noun[-2:] in lead and len(noun) >= 2 and (len(noun) == 2 or noun[-4:-2] in lead or noun[:2] in lead)
    )


def _against(
    case: Case, start: int, words: str, row: list[Figure], trend: re.Pattern[str], *, rises: bool
) -> Iterator[Finding]:
    for run in _runs(case, row):
        match = next(
            (m for m in trend.finditer(words) if _about(case, run, start + m.start(), start + m.end())), None
        )
        values = [f.amount for f in run]
        if match is None or re.search(
            "总体|除|波动|稳中", words[max(0, match.start() - 8) : match.end() + 6]
        ):
            continue
        steps = [later - earlier for earlier, later in pairwise(values)]
        if not (min(steps) < 0 if rises else max(steps) > 0):
            continue
        told = " → ".join(say(f.value, 4) for f in run)
        message = f"写的是“{match[0]}”，各年数值却是{told}，请核对。"
        low, high = min(run[0].start, start + match.start()), max(run[-1].end, start + match.end())
        yield case.finding("trend_contradiction", "error", (low, high), message, recomputed=told)


def _runs(case: Case, row: list[Figure]) -> Iterator[list[Figure]]:
    """Three or more neighbouring numbers of one thing, one a year, in the order of the years."""
    at = 0
    while at < len(row):
        run = [row[at]]
        leads = [lead_of(case, row, at)]
        while at + len(run) < len(row):
            following = row[at + len(run)]
            lead = lead_of(case, row, at + len(run))
            same = (
                following.quantity.dimension == run[0].quantity.dimension
                and following.quantity.kind == run[0].quantity.kind
            )
            if not same or len(lead) > 16 or _STAGE.search(lead):
                break
            run.append(following)
            leads.append(lead)
        if (
            len(run) >= 3
            and all(f.exact for f in run)
            and _yearly(leads, case.text.content[max(0, run[0].start - 50) : run[0].start])
        ):
            yield run
        at += len(run)


def _yearly(leads: list[str], before: str) -> bool:
    years = [year_of(lead) for lead in leads]
    if all(years):
        return all(a < b for a, b in pairwise(years))
    if any(years[1:]):
        return False
    if all(_TIMES.search(lead) for lead in leads):
        return True
    bare = all(re.sub("[、，,和及与到至了再又为\\s→]", "", lead) == "" for lead in leads[1:])
    return bare and _SPAN.search(re.split("[。；]", before)[-1]) is not None


def _about(case: Case, run: list[Figure], start: int, end: int) -> bool:
    """Whether the words of a trend stand beside the run with nothing else named in between."""
    content = case.text.content
    if start >= run[-1].end:
        between = content[run[-1].end : start]
        return (
            len(between) <= 24
            and "；" not in between
            and len(_FILLERS.sub("", re.sub("[^一-龥]", "", between))) < 3
        )
    if end <= run[0].start:
        between = content[end : run[0].start]
        return len(between) <= 24 and len(_FILLERS.sub("", re.sub("[^一-龥]", "", between))) < 3
    return False
