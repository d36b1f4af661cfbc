"""One thing, one value: the same number told twice must be the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

__all__ = ["NAMED", "names_another"]

_TYPES = {"count", "rate", "area", "amount", "share"}
# Things there is one number of: how many teachers a stage has, not how many meetings were held.
_STOCK = re.compile(
    "督学$|班主任$|学位$|上线$|专任教师|教职工|在校生|在校学生|在园幼儿|幼儿园$|小学$|初中$|高中$|学校$|教学班$|占地面积|建筑面积|校舍面积|学生$|教师$|教学点$|藏书|图书总量"
)
_RATES = re.compile("率$|占比|比例|满意度|比重")
_EVENTFUL = re.compile(
    "抽|参加|培训|招|新|转|发放|资助|受益|覆盖|走访|获|检|参|惠及|开展|组织|补充|结对|问卷|回收|提高|增|完成率|整改|合格|开工|竣工"
)
_TOLD_APART = re.compile(
    "核实|更正|修正|口径|快报|时点|年初|年末|期初|期末|学年初|调整|上年|去年|同期|前年|原有|原来|目标|力争|计划|达到20|规划|到20|不含|含|其中|剔除|扣除"
)
_FILLERS = re.compile(
    "现有|共有|拥有|目前|按照|按|以|需|全区|我区|全县|我县|全市|我市|全校|我校|学校|总数|总量|达到?|已|为|共|有|在|对|的|是|约|截至.*?(?:[年月日底])|其中|一、|二、|三、|和|"
    '现|均|[（）()“”"、：: 　]|主要指标中|基本情况|我局|年'
)
_PLACES = re.compile("([全我本该各])([区县市省乡镇校园])")


@check("value_conflict", rule="R48：同一指标，同一单位、时期、范围只有一个数（B3-31）")
def one_thing_one_value(case: Case) -> Iterator[Finding]:
    """小学专任教师1846人 … 小学专任教师1864人."""
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in case.claims:
        if (
            claim.type in _TYPES
            and claim.exact
            and claim.amount is not None
            and not claim.cell
            and claim.sentence >= 0
            and _is_stock(claim)
        ):
            groups[(_words(claim), claim.dimension)].append(claim)
    for claims in groups.values():
        yield from _different(case, claims)


def _different(case: Case, claims: list[Claim]) -> Iterator[Finding]:
    kept: list[Claim] = []
    for claim in claims:
        other = next(
            (k for k in kept if k.amount != claim.amount and not _close(k, claim) and _same_place(k, claim)),
            None,
        )
        same = [k for k in kept if k.amount == claim.amount]
        if other is not None and not same and not _told_apart(case, other, claim):
            told = f"{say(other.value or claim.half_step, 4)} ≠ {say(claim.value or claim.half_step, 4)}"
            message = (
                f"同一个数前后不一：前面“{other.quote}”，这里“{claim.quote}”，请核对，或写明口径、时点不同。"
            )
            certain = _certain(case, other, claim)
            yield case.finding(
                "value_conflict", "error" if certain else "warn", (claim.start, claim.end), message,
                recomputed=told, others=((other.start, other.end),),
            )  # fmt: skip
        if len(kept) < 12:
            kept.append(claim)


_GENERIC = {
    "在校生",
    "在校学生",
    "学生",
    "教师",
    "专任教师",
    "教职工",
    "教学班",
    "占地面积",
    "建筑面积",
    "校舍面积",
    "幼儿",
    "学校",
    "班级",
}


# A school, town or point of a list named between two numbers: the second may be of that one.
NAMED = re.compile(
    "[一-龥]{2,8}(?:[初高]级中学|小学|中学|幼儿园|学校|镇|乡|街道|校区)(?![生在阶段教])|（[二三四五六七八九十]）|[二三四五六七八九]是|(?:^|\n)\\s*\\d+[.、．]"
)


# 其中小学、全县小学 name no school of their own.
_STAGE_WORDS = re.compile(
    "(?:其中|全[区县市省国]|各|所有|城区|农村|乡村|乡镇|城镇|义务教育|民办|公办|普通|[，。；、：（]|[和与及含有是为在对])+(?:[初高]级中学|小学|中学|初中|高中|幼儿园|学校)(?=[\\d，。、；：（共有在专教阶生]|现|占|平|$)"
)


def names_another(between: str) -> bool:
    """Whether a school, a town or a further point is named between two numbers, so that the second may be of that one.

    Example:
        >>> names_another("，其中小学16,452人。"), names_another("。东岭小学现有")
        (False, True)
    """
    return NAMED.search(_STAGE_WORDS.sub("·", between)) is not None


def _grouped(case: Case, one: Claim, other: Claim) -> bool:
    """应届生1742人，本科上线1068人: the later number is of a group that opens its clause row with a count of its own."""
    heads = [_head_of(case, c) for c in (one, other)]
    return bool(heads[1]) and heads[0] != heads[1] and not (heads[0] and heads[1] in heads[0])


def _head_of(case: Case, claim: Claim) -> str:
    """The group with a count of people that stands first in a claim's part of the sentence; empty where there is none."""
    sentence = case.sentence_at(claim.start)
    begin = sentence.start if sentence else claim.start
    part = re.split("[；。]", case.text.content[begin : claim.start])[-1]
    match = re.match(r"(?P<who>[一-龥]{2,8}?)(?:共|有|共有)?[\d,]+[人名]，", part)
    return match["who"] if match else ""


def _certain(case: Case, one: Claim, other: Claim) -> bool:
    """Whether both are surely of the same thing: plain words like 教师 may be those of two schools."""
    if _lead(case, one) != _lead(case, other) and len(_words(other)) < 6:
        return False
    owned = all(c.org and "org" not in c.inherited for c in (one, other))
    return _words(other) not in _GENERIC or owned


def _words(claim: Claim) -> str:
    population = claim.population or ""
    metric = (claim.key or claim.metric or "").lstrip("…·—")
    return metric if population in metric or population == metric else f"{population}{metric}"


def _is_stock(claim: Claim) -> bool:
    words = _words(claim)
    if claim.type in {"rate", "share"}:
        return (
            len(words) >= 4
            and _RATES.search(words) is not None
            and not re.search("完成率|优秀率|执行率|整改率|(?:抽检|检测|考试)合格率", words)
        )
    if _EVENTFUL.search(words):
        return False
    return _STOCK.search(words) is not None and (len(words) >= 4 or claim.org is not None)


def _whole(claim: Claim) -> bool:
    """全县48所小学 counts all of them, whatever is said of them then."""
    if re.match("[已现]?(?:全部|均|都)", claim.qualifier):
        return True
    return re.match(r"(?:对|为|在)?[全我][区县市][\d,]+\s*[所个]", claim.quote) is not None or (
        re.match(r"[全我][区县市]$", claim.org or "") is not None
        and re.match(r"[\d,]+\s*所", claim.quote) is not None
    )


def _same_place(one: Claim, other: Claim) -> bool:
    places = [_PLACES.sub(r"\2", c.org or "") for c in (one, other)]
    return places[0] == places[1] or (not all(places))


def _lead(case: Case, claim: Claim) -> str:
    """The words of the clause before the number, without the metric and the small words: whose number it is."""
    content = case.text.content
    start = max(content.rfind(mark, 0, claim.start + 1) for mark in "，。；：、\n…") + 1
    words = content[min(start, claim.start) : claim.end]
    words = re.sub(r"[\d,.，．]+.*$", "", words)
    for name in (claim.metric, claim.population, claim.org):
        words = words.replace(name, "") if name else words
    return _FILLERS.sub("", words)


def _told_apart(case: Case, one: Claim, other: Claim) -> bool:
    """Whether words beside the two say why they differ: another year, place, count or way of counting."""
    periods = [c.period or "" for c in (one, other)]
    if periods[0] != periods[1] and (
        all(periods) or any(re.search("上年|去年|前年|同期|初|季|学期|月", p) for p in periods)
    ):
        return True
    leads = [_lead(case, c) for c in (one, other)]
    if leads[0] != leads[1] and not (
        not leads[0] or not leads[1] or leads[0] in leads[1] or leads[1] in leads[0]
    ):
        return True
    # A name of its own before the number (甲校占地面积) is told apart from none only in the same breath.
    if leads[0] != leads[1] and any(re.search("[校园县区镇乡村部班]$", lead) for lead in leads):
        return True
    if _words(other) in _GENERIC and names_another(case.text.content[one.end : other.start]):
        return True
    if _grouped(case, one, other):
        return True
    for claim in (one, other):
        around = case.words_before(claim)[-24:] + claim.quote
        if _TOLD_APART.search(around) or re.search(
            "核实|更正|口径|不含|剔除|时点|快报", case.words_after(claim)[:24]
        ):
            return True
    if one.qualifier != other.qualifier and one.amount is not None and other.amount is not None:
        small, _large = sorted((one, other), key=lambda c: c.amount or c.half_step)
        if (small.qualifier and not _whole(small)) or (one.qualifier and other.qualifier):
            return True
    return one.sentence == other.sentence


def _close(one: Claim, other: Claim) -> bool:
    """The same value at two precisions, or one within what the other leaves open."""
    return (
        one.amount is not None
        and other.amount is not None
        and abs(one.amount - other.amount) <= max(one.half_step * one.base, other.half_step * other.base)
        and (one.decimals != other.decimals or one.base != other.base)
    )


@check("value_conflict", rule="R48：同一说法的数前后只差一两个数字，多半是笔误")
def slips_of_the_pen(case: Case) -> Iterator[Finding]:
    """校舍维修资金1860万元 … 校舍维修资金1680万元: the same words, the digits changed about."""
    seen: dict[tuple[str, str], Claim] = {}
    for claim in case.claims:
        if (
            claim.type not in {"count", "amount", "area"}
            or not claim.exact
            or claim.value is None
            or claim.cell
            or claim.sentence < 0
        ):
            continue
        words = re.sub(
            "^(?:全年|今年|共|累计|投入|发放|落实|安排|争取|拨付|下达|筹措)+|(?:投入|支出|共|合计|总额|达)+$",
            "",
            _words(claim),
        )
        key = (words, claim.unit or "")
        first = seen.setdefault(key, claim)
        if len(words) < 4 or first is claim or first.sentence == claim.sentence or first.value == claim.value:
            continue
        if len(re.sub(r"\D", "", str(claim.value))) == 2 and len(words) < 6:
            continue
        if (
            not _looks_alike(first, claim)
            or not _same_place(first, claim)
            or _told_apart(case, first, claim)
            or _is_stock(claim)
        ):
            continue
        told = f"{say(first.value or claim.value, 4)} ≠ {say(claim.value, 4)}"
        message = f"同一说法的数只差一两个数字：前面“{first.quote}”，这里“{claim.quote}”，请核对是否笔误。"
        yield case.finding(
            "value_conflict",
            "warn",
            (claim.start, claim.end),
            message,
            recomputed=told,
            others=((first.start, first.end),),
        )


def _looks_alike(one: Claim, other: Claim) -> bool:
    """Whether two numbers of three digits and more differ in one digit, or in two that changed places."""
    first, second = (re.sub(r"\D", "", str(c.value)) for c in (one, other))
    if len(first) != len(second) or len(first) < 2:
        return False
    if len(first) == 2:
        return first == second[::-1] and "0" not in first
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1 or sorted(first) == sorted(second)
