"""Steps: how far a rate was to move, the rates it moved between, and words that call the step made; the largest and the least of those in bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.changing.ends import FROM
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.logic.limits import HOLDS, WORDS, alike, size
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_STEP = re.compile(
    "(?:完成|达到|实现|超过|超额完成|满足|符合)了?[^，。；\\d]{0,8}(?:[年每]年?|逐年|同比|累计)?(?:下降|上升|提高|提升|增长|降低|减少|增加|降|升|增|减)(?:幅)?(?:了|约|不?少于|不低于|至少)?$"
)
_AIM = re.compile("^(?:以上)?的?[^，。；\\d]{0,6}(?:任务|目标|要求|指标|标准)")
_LEAD_TO = re.compile("(?:到|至|为)了?$")


@check("target_unmet_claimed_met", rule="R50：写“完成下降几个百分点任务”的，两率之差应达到")
def steps_are_made(case: Case) -> Iterator[Finding]:
    """由去年的54.0%降至53.3%，完成了年降1个百分点以上的任务: it fell by 0.7."""
    content = case.text.content
    for sentence, _ in sentences_with(case, re.compile("百分点")):
        row = figures(case, sentence)
        for at in range(2, len(row)):
            first, last, step = row[at - 2 : at + 1]
            clause = re.split("[，。；]", content[last.end : step.quantity.number_start or step.start])[-1]
            rates = all(f.quantity.kind == "P" and f.exact for f in (first, last))
            if (
                step.quantity.kind != "D" or not rates or not _STEP.search(clause) or not _AIM.match(content[step.end : step.end + 14])
                or not FROM.search(content[max(sentence.start, first.start - 30) : first.start])
                or not _LEAD_TO.search(content[first.end : last.quantity.number_start or last.start])
                or re.search("未|没|差|力争|[；。]", content[last.end : step.start])
            ):  # fmt: skip
                continue
            made = abs(last.value - first.value)
            if made < step.value:
                told = f"{say(last.value, 4)}%－{say(first.value, 4)}%＝{say(last.value - first.value, 4)}个百分点"
                message = f"任务是{say(step.value, 4)}个百分点，实际只有{say(made, 4)}个百分点，却写已完成，请核对。"
                span = (first.start, step.end)
                yield case.finding("target_unmet_claimed_met", "error", span, message, recomputed=told)


_COMMON = re.compile(
    "(?:均|都|全部|各[^，。；\\d]{1,6}|没有一[个所]|无一)[^，。；\\d]{0,4}(?:不超过|(?:未曾?|没有?)(?:超过|突破|超出|高于|越过)|控制在|不高于|低于|少于|(?P<least>不低于|不少于|达到|超过|在))[^，。；\\d]{0,4}$"
)
_MOST = {"<=": re.compile("最大|最高|最多|最长"), ">=": re.compile("最小|最低|最少|最短")}
_PLAN = re.compile("目标|计划|要求|应|须|力争|确保|规定|标准为|将(?!近)|去年|上年|原")


@check("limit_contradiction", rule="写“均未超过”“均不低于”的，最大、最小的也应如此")
def extremes_keep_common_bounds(case: Case) -> Iterator[Finding]:
    """班额均未超过50人。…七年级最大班56人: the largest goes over."""
    content = case.text.content
    for sentence, _ in sentences_with(case, re.compile("均|都|全部|各|没有一|无一")):
        for bound in figures(case, sentence):
            begin = max(content.rfind(mark, 0, bound.start) for mark in "，。；：\n") + 1
            clause = content[begin : bound.quantity.number_start or bound.start]
            said = _COMMON.search(clause)
            if said is None or _PLAN.search(content[max(0, begin - 10) : bound.start]):
                continue
            inside = bound.quantity.comparator if bound.quantity.comparator in HOLDS else ""
            op = ">=" if said["least"] and inside != "<=" else "<="
            if said["least"] in {"在", "达到", "超过"} and inside not in {"<=", ">="}:
                continue
            value = _extreme(case, sentence.index, bound, clause, op)
            if value is not None and not HOLDS[op](size(value), size(bound)):
                yield _over(case, value, bound, op)


def _extreme(case: Case, index: int, bound: Figure, clause: str, op: str) -> Figure | None:
    """The first number behind a common bound that is told as the largest (the least) of its kind."""
    near = case.text.sentences[index : index + 3]
    for sentence in near:
        if sentence.paragraph != near[0].paragraph:
            break
        for figure in figures(case, sentence):
            close = size(figure) <= size(bound) * 2 and size(bound) <= size(figure) * 2
            if (
                figure.start > bound.end and figure.exact and alike(figure, bound) and close
                and figure.quantity.unit == bound.quantity.unit and _MOST[op].search(_named(case, figure))
                and set(re.sub("[最大小高低多少均都未不超过人个的在为]", "", _named(case, figure))) & set(clause)
                and not _PLAN.search(figure.before)
            ):  # fmt: skip
                return figure
    return None


def _named(case: Case, figure: Figure) -> str:
    """The clause up to a number: 最大的八年级2班."""
    return re.split("[，。；：、]", case.text.content[max(0, figure.start - 16) : figure.start])[-1]


def _over(case: Case, value: Figure, bound: Figure, op: str) -> Finding:
    unit = bound.quantity.unit
    told = f"{say(value.value, 4)} 并非{WORDS[op]} {say(bound.value, 4)}"
    message = f"前面写均{WORDS[op]}{say(bound.value, 4)}{unit}，这里却是{say(value.value, 4)}{unit}，请核对。"
    span = (value.start - len(value.before), value.end)
    return case.finding(
        "limit_contradiction", "error", span, message, recomputed=told, others=((bound.start, bound.end),)
    )
