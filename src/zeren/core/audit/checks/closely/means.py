"""A mean beside a list of the means of all its groups, told without their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.near import span_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_LISTED = re.compile("(?:各|分别|依次)(?:为|是|达到?)?$")
_MEAN = re.compile("总平均|平均|均分|总体|综合|整体|全[县区市镇乡校园体]")
_OTHER = re.compile("比|较|上年|去年|目标|标准|最|增|降|提高|权|附加|全[省国]")
_NUMBER = re.compile("[两二三四五六七八九十\\d]{1,2}(?:个|所|类|门|科|校|片|组)")


@check("aggregate_out_of_range", rule="总体平均在各组平均之间，各组只列数也一样")
def means_of_bare_lists(case: Case) -> Iterator[Finding]:
    """三个年级平均分各为81.4分、79.6分、84.2分，全校总平均85.0分: above all three."""
    for sentence, words in sentences_with(case, re.compile("(?:各|分别|依次)(?:为|是|达)?\\s?\\d")):
        row = [f for f in figures(case, sentence) if f.quantity.kind in "SPNAG" and f.exact]
        for at, first in enumerate(row):
            lead = words[max(0, first.start - sentence.start - 30) : first.start - sentence.start]
            told = _NUMBER.search(lead) or "、" in lead
            if not _LISTED.search(first.before) or not told or _OTHER.search(first.before):
                continue
            if not re.search("平均|均分|率|度", lead):
                continue
            groups = _list(case, row, at)
            mean = next((f for f in row if f.start > groups[-1].start), None)
            if len(groups) >= 2 and mean is not None and _of_all(mean, groups[-1]):
                yield from _off(case, mean, groups)
            behind = _next(case, sentence)
            mean = next((f for f in behind if _alike(f, first)), None)
            if len(groups) >= 2 and mean is not None and _of_just_these(case, behind[0], mean):
                yield from _off(case, mean, groups)


# 三校平均77.3分: the mean of just those that were listed.
_COUNTED_MEAN = re.compile(
    "[两二三四五六七八九十]{1,2}(?:校|个|所|科|班|园|镇|组|门|者)[^，。；较比]{0,4}平均"
)


def _of_just_these(case: Case, first: Figure, mean: Figure) -> bool:
    start = min(first.start, mean.start - len(mean.before))
    return mean.start - start <= 12 and _COUNTED_MEAN.match(case.text.content[start : mean.start]) is not None


def _next(case: Case, sentence: Sentence) -> list[Figure]:
    behind = case.text.sentences[sentence.index + 1 : sentence.index + 2]
    return [f for s in behind if s.paragraph == sentence.paragraph for f in figures(case, s) if f.exact]


def _alike(one: Figure, other: Figure) -> bool:
    return one.quantity.unit == other.quantity.unit and one.quantity.kind == other.quantity.kind


def _list(case: Case, row: list[Figure], at: int) -> list[Figure]:
    found = [row[at]]
    for figure in row[at + 1 :]:
        between = case.text.content[found[-1].end : figure.start]
        if not re.fullmatch("[、，和及与]{1,2}", between) or figure.quantity.unit != found[0].quantity.unit:
            break
        found.append(figure)
    return found


def _of_all(mean: Figure, last: Figure) -> bool:
    alike = mean.quantity.unit == last.quantity.unit and mean.quantity.kind == last.quantity.kind
    near = mean.clause - last.clause <= 2 and mean.segment == last.segment
    return alike and near and _MEAN.search(mean.before) is not None and not _OTHER.search(mean.before)


def _off(case: Case, mean: Figure, groups: list[Figure]) -> Iterator[Finding]:
    low, high = min(f.value for f in groups), max(f.value for f in groups)
    room = half(mean.quantity.decimals)
    if low - room <= mean.value <= high + room:
        return
    unit = mean.quantity.unit
    told = f"各组在{say(low, 4)}～{say(high, 4)}{unit}之间"
    message = f"总体{say(mean.value, 4)}{unit}不在各组（{say(low, 4)}～{say(high, 4)}{unit}）之间，请核对。"
    others = tuple((f.start, f.end) for f in groups)
    yield case.finding(
        "aggregate_out_of_range", "error", span_of(mean), message, recomputed=told, others=others
    )


_BETWEEN = re.compile(
    r"在(?P<low>\d{1,4}(?:\.\d{1,2})?)(?P<unit>[分%人岁册节])?[至到—～~-]{1,2}(?P<high>\d{1,4}(?:\.\d{1,2})?)(?P<own>[分%人岁册节])之间"
    r"[，；](?P<lead>[^，。；\d]{0,10}(?:平均|均分|总体|综合|整体)[^，。；\d]{0,6})(?P<mean>\d{1,4}(?:\.\d{1,2})?)(?P=own)"
)


@check("aggregate_out_of_range", rule="各组都在两端之间，总体平均也在两端之间")
def means_within_their_range(case: Case) -> Iterator[Finding]:
    """各校得分在78.5分至94.2分之间，全县平均95.1分: above every school."""
    for match in _BETWEEN.finditer(case.text.content):
        low, high, mean = (Decimal(match[name]) for name in ("low", "high", "mean"))
        if low <= mean <= high or low >= high or _OTHER.search(match["lead"]):
            continue
        message = f"总体{match['mean']}{match['own']}不在{match['low']}～{match['high']}{match['own']}之间，请核对。"
        told = f"{match['low']}～{match['high']}"
        span = (match.start("lead"), match.end())
        yield case.finding("aggregate_out_of_range", "error", span, message, recomputed=told)
