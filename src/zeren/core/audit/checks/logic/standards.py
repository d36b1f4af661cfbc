"""Standards told first: 规定每班不超过50人，实际52人，符合规定."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.logic.limits import HOLDS, WORDS, alike, size
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_RULE = re.compile(
    "规定|标准|要求|不得|不超过|不低于|不少于|不高于|上限|下限|底线|红线|警戒线|控制|限定|以内|以上|应当?|至少|最多|须"
)
_TARGET = re.compile("目标|任务|计划|责任书|下达|指标值|力争|承诺|规划")
_AT_MOST = re.compile(
    "(?:不得?超过|不高于|不大于|不多于|上限(?:为|是)?|最多(?:不超过)?|控制在|限定在|(?<!不)(?<!不得)(?:小于|低于|少于)|警戒线(?:为|是)?|红线(?:为|是)?)[^，。；\\d]{0,4}$"
)
_AT_LEAST = re.compile(
    "(?:不得?低于|不得?少于|不小于|下限(?:为|是)?|至少(?:达到|为)?|底线(?:为|是)?|不得小于)[^，。；\\d]{0,4}$"
)
_MET = re.compile(
    "(?:完全|均|都|全部|基本|已|也|能|能够|总体|很好地|严格)*(?:符合|合乎|达到|满足|执行了?|落实了?|遵守了?)(?:了)?[^，。；\\d]{0,10}(?:规定|标准|要求|条件)?|(?:均|都|已|全部)?达标|合格|(?:均|都|全)?合(?:要求|规定|规)|(?:没有?|未|不)超(?:标|过|出|限)?(?=[，。；]|$)|(?:在|处于)[^，。；]{0,8}(?:范围|红线|上限|标准)(?:之)?内"
)
_NOT = re.compile("违规|不符合|未达|没有|未能|不达标|不合格|不满足|差|超过|超出|超标|未|接近|基本|部分|距")
_FOREIGN = re.compile("小学|初中|高中|幼儿园|中职|城区|农村|乡镇")


@check("limit_contradiction", rule="先写标准、后写数值并称“符合规定”的，数值应在标准之内")
def values_keep_standards_told_first(case: Case) -> Iterator[Finding]:
    """按规定班额不得超过50人，该校各班平均52人，符合规定."""
    for sentence, _ in sentences_with(case, _RULE):
        row = figures(case, sentence)
        following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
        later = [f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)]
        before = case.text.sentences[sentence.index - 1] if sentence.index else sentence
        early = (
            figures(case, before) if before is not sentence and before.paragraph == sentence.paragraph else []
        )
        for at, bound in enumerate(row):
            op = _op(case, bound)
            if op:
                yield from _against(case, bound, op, [*early, *row[:at]], [*row[at + 1 :], *later])


def _op(case: Case, bound: Figure) -> str:
    """The direction of a standard; empty where the number is none, or is a target."""
    content = case.text.content
    begin = max(content.rfind(mark, 0, bound.start) for mark in "。；\n") + 1
    lead = content[max(begin, bound.start - 24) : bound.quantity.number_start or bound.start]
    tail = re.split("[，。；]", content[bound.end : bound.end + 10])[0]
    if (
        bound.quantity.kind not in "NAGPB"
        or bound.quantity.approx
        or _TARGET.search(lead + tail)
        or not _RULE.search(lead + tail)
    ):
        return ""
    if _AT_MOST.search(lead):
        return "<="
    if _AT_LEAST.search(lead):
        return ">="
    return bound.quantity.comparator if bound.quantity.comparator in {"<=", ">="} else ""


def _against(
    case: Case, bound: Figure, op: str, early: list[Figure], later: list[Figure]
) -> Iterator[Finding]:
    """The numbers between a standard and the words that call it kept; else the last one told before it."""
    content = case.text.content
    met = next((m for m in _MET.finditer(content, bound.end, min(len(content), bound.end + 64))), None)
    if met is None or "\n" in content[bound.end : met.start()]:
        return
    said = content[bound.end : met.start()]
    values = [f for f in later if f.end <= met.start() + 3 and _comparable(f, bound)]
    if not values and len(said) <= 16:
        values = [f for f in early if bound.start - f.end <= 45 and _comparable(f, bound)][-1:]
        if values and re.search("“|符合|达到|以内", content[max(0, bound.start - 5) : bound.start]):
            return
    words = re.split("[，。；：]", said)[-1] + met[0]
    if not values or "；" in said or _TARGET.search(words) or _NOT.search(words.replace(met[0], "")):
        return
    lead = content[max(0, bound.start - 20) : bound.start]
    for value in values:
        near = content[max(0, value.start - 20) : value.start]
        stages = [set(_FOREIGN.findall(w)) for w in (lead, near)]
        if (stages[0] and stages[1] and not stages[0] & stages[1]) or HOLDS[op](size(value), size(bound)):
            continue
        if re.search("上年|去年|比|较|除", near[-8:]) or _RULE.search(near[-4:]):
            continue
        unit, bound_unit = value.quantity.unit, bound.quantity.unit
        told = f"{say(value.value, 4)}{unit} 并非{WORDS[op]} {say(bound.value, 4)}{bound_unit}"
        message = f"标准是{WORDS[op]}{say(bound.value, 4)}{bound_unit}，数值是{say(value.value, 4)}{unit}，却写“{met[0]}”，请核对。"
        span = (value.start - len(value.before), value.end)
        yield case.finding(
            "limit_contradiction",
            "error",
            span,
            message,
            recomputed=told,
            others=((bound.start, bound.end), met.span()),
        )
        return


def _comparable(value: Figure, bound: Figure) -> bool:
    """Of one kind and size: 48小时 is not measured by 2小时."""
    close = size(value) <= size(bound) * 2 and size(bound) <= size(value) * 2
    return value.exact and alike(value, bound) and value.quantity.kind == bound.quantity.kind and close


_NONE_OVER = re.compile(
    r"(?:没有一[所个班校]|无一[所个班校例]?|(?:都|均|也)?(?:没有?|未曾?|不曾))(?:突破|超过|超出|高出|高于|多于|超)(?P<rest>[^，。；]{0,60}?)(?:的?(?:上限|红线|限额|标准|规定|要求|界限|警戒线|控制线|底线))"
)
_BOUND = re.compile(
    r"(?P<who>[一-龥、]{0,12}?)(?P<n>\d[\d,]*(?:\.\d+)?)(?P<unit>人|%|％|名|分钟|小时|平方米|元|万元|所)"
)
_STAGES = re.compile("小学|初中|高中|九年一贯制|幼儿园|完全中学|中职|[高中初]年级|城区|农村")


@check("limit_contradiction", rule="写“没有突破…上限”的，所列数值都在上限之内")
def none_goes_over(case: Case) -> Iterator[Finding]:
    """最大班额58人、其次54人，各班都没有突破55人的红线; 没有一所突破小学、初中2000人和九年一贯制学校2500人的上限."""
    content = case.text.content
    for sentence, words in sentences_with(case, _NONE_OVER):
        for match in _NONE_OVER.finditer(words):
            at = sentence.start + match.start()
            before = case.text.sentences[sentence.index - 1] if sentence.index else sentence
            row = [f for f in figures(case, sentence) if f.end <= at]
            if not row and before.paragraph == sentence.paragraph:
                row = figures(case, before)
            bounds = [
                (set(_STAGES.findall(m["who"])), Decimal(m["n"].replace(",", "")), m["unit"])
                for m in _BOUND.finditer(match["rest"])
            ]
            for value in row:
                stage = _STAGES.findall(content[max(sentence.start, value.start - 24) : value.start])[-1:]
                fit = [
                    n
                    for who, n, unit in bounds
                    if unit == value.quantity.unit and (not who or (stage and stage[0] in who))
                ]
                if (
                    len(fit) != 1
                    or not value.exact
                    or not fit[0] < value.value <= fit[0] * 2
                    or re.search("上年|去年|原|曾", value.before)
                ):
                    continue
                told = f"{say(value.value, 4)} ＞ {say(fit[0], 4)}"
                message = f"写的是没有突破{say(fit[0], 4)}{value.quantity.unit}，所列数值却有{say(value.value, 4)}{value.quantity.unit}，请核对。"
                span = (value.start - len(value.before), value.end)
                yield case.finding(
                    "limit_contradiction",
                    "error",
                    span,
                    message,
                    recomputed=told,
                    others=((at, sentence.start + match.end()),),
                )


_EVERY = re.compile("均|都|所有|各|全部|每|一律")
_ASKED = re.compile("规定|要求|应|目标|力争|计划|标准|不得|确保|原则|须|必须|将|规划|任务")
_WORST = re.compile("其中|最大|最多|最小|最少|最低|最高|仅|个别|实际|为|达|有|在校生|现")


@check("limit_contradiction", rule="写“均在…以上”“均不超过…”的，所列的个别数值也应如此")
def single_values_keep_common_bounds(case: Case) -> Iterator[Finding]:
    """每天锻炼均在1小时以上，其中县二小为45分钟; 均不超过2500人，城南学校2680人."""
    for sentence, _ in sentences_with(case, _EVERY):
        row = figures(case, sentence)
        for at, bound in enumerate(row[:-1]):
            content = case.text.content
            begin = max(content.rfind(mark, 0, bound.start) for mark in "，。；：\n") + 1
            clause = content[begin : bound.quantity.number_start or bound.start]
            value = next(
                (f for f in row[at + 1 : at + 4] if f.quantity.kind == bound.quantity.kind), row[at + 1]
            )
            between = content[bound.end : value.quantity.number_start or value.start]
            op = bound.quantity.comparator
            if (
                op not in {"<=", ">="}
                or not _EVERY.search(clause)
                or _ASKED.search(clause)
                or bound.quantity.kind not in "NP"
            ):
                continue
            if bound.quantity.approx or not _comparable(value, bound) or not _one_of_all(between):
                continue
            if HOLDS[op](size(value), size(bound)):
                continue
            unit, bound_unit = value.quantity.unit, bound.quantity.unit
            told = f"{say(value.value, 4)}{unit} 并非{WORDS[op]} {say(bound.value, 4)}{bound_unit}"
            message = f"前面写均{WORDS[op]}{say(bound.value, 4)}{bound_unit}，这里却是{say(value.value, 4)}{unit}，请核对。"
            span = (value.start - len(value.before), value.end)
            yield case.finding(
                "limit_contradiction",
                "error",
                span,
                message,
                recomputed=told,
                others=((bound.start, bound.end),),
            )


def _one_of_all(between: str) -> bool:
    """Whether the words between a common bound and a number bring up one of those it is said of."""
    if (
        len(between) > 34
        or "；" in between
        or not re.match("(?:的[^，。；]{0,8})?[，：]", between)
        or not _WORST.search(between)
    ):
        return False
    return not (
        _NOT.search(between) or _ASKED.search(between) or re.search("除|上年|去年|比|较|增|减|提高", between)
    )


_PAY = re.compile(
    r"(?P<one>教师|教职工)[^，。；\d]{0,16}(?P<a>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>万元|元)[，、；][^，。；\d]{0,8}公务员[^，。；\d]{0,16}(?P<b>\d+(?:,\d{3})*(?:\.\d+)?)(?P=unit)[^。；]{0,20}?(?:不低于|高于|超过)[^，。；]{0,10}公务员"
)


@check("limit_contradiction", rule="义务教育法第三十一条：教师平均工资水平不低于当地公务员")
def teachers_pay_is_no_lower(case: Case) -> Iterator[Finding]:
    """教师8.62万元，公务员8.90万元，做到了不低于公务员."""
    for match in _PAY.finditer(case.text.content):
        one, other = (Decimal(match[name].replace(",", "")) for name in "ab")
        if one < other and not re.search("未|没有|尚", match[0]):
            told = f"{one} ＜ {other}"
            message = (
                f"教师{one}{match['unit']}低于公务员{other}{match['unit']}，与“不低于”的说法不符，请核对。"
            )
            yield case.finding("limit_contradiction", "error", match.span(), message, recomputed=told)
