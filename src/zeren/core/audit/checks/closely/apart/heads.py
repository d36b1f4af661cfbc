"""Means and staffing ratios whose total and whose heads stand in other sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.apart.told import alike, likely, numbers, paragraphs_with
from zeren.core.audit.checks.closely.near import called, span_of
from zeren.core.audit.checks.figures import Figure
from zeren.core.audit.checks.naming import bracketed, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_MEAN = re.compile("(?P<sign>[生人师班校园])均(?P<stem>[^，。；0-9]*)$")
_HEADS = {
    "生": re.compile("(?:学生|在校生|幼儿|在园儿童|在校人数)"),
    "人": re.compile("."),
    "师": re.compile("教师|教职工|老师"),
}
_THINGS = {"班": "class", "校": "school", "园": "school"}
_NOT = re.compile("每[月天日周次学]|月均|日均|周均|标准|要求|应|不低于|目标|上年|去年|增|减|提高|下降|改造前")
_PART = re.compile("其中|[内里]有|含|占|比|新增|新招|缺席|上年|去年|每|平均|均|最|编制|寄宿|住校")
_STANDARD = re.compile("^的?(?:标准|要求|规定|定额|基准|以上|以内|水平)")
_ALL = re.compile("总|共|合计")


@check("per_capita_mismatch", rule="R36：人均＝总量÷人数，总量与人数可在前后各句")
def means_of_far_totals(case: Case) -> Iterator[Finding]:
    """人均培训76学时…。总计90,000学时；参训的在编教师1,250人: 72."""
    for _, _, rows in paragraphs_with(case, re.compile("[生人师班校园]均")):
        known = numbers(rows)
        for mean in known:
            named = _MEAN.search(mean.before)
            if named is None or _NOT.search(mean.before) or _STANDARD.search(mean.after):
                continue
            heads = [f for f in known if f is not mean and _is_head(f, named["sign"])]
            wholes = [f for f in known if f is not mean and alike(f, mean) and f.amount > mean.amount * 4]
            wholes = [f for f in wholes if f.quantity.dimension == mean.quantity.dimension]
            people = [f for f in known if f.quantity.dimension == "person"]
            if any(_fits(w, h, mean) for w in wholes for h in (*heads, *people) if w is not h):
                continue
            heads = [f for f in heads if not _PART.search(called(f)) and not bracketed(case, f)]
            whole = _whole(wholes, named["stem"])
            if whole is None or len(heads) != 1 or heads[0] is whole:
                continue
            yield from _off(case, mean, whole, heads[0])


def _is_head(figure: Figure, sign: str) -> bool:
    dimension = figure.quantity.dimension
    if sign in _THINGS:
        return dimension == _THINGS[sign]
    words = f"{figure.before}{figure.quantity.unit}{figure.after[:6]}"
    return dimension == "person" and _HEADS[sign].search(words) is not None


def _whole(wholes: list[Figure], stem: str) -> Figure | None:
    """The total that has the mean's name; else the one told as a total; else the only one."""
    thing = pattern("^(?:拥有|占有|占|达到?|为|是|全年|约|只|仅|已)+|(?:达到?|为|是|约|只|仅|已|有)+$").sub(
        "", stem
    )
    named = [f for f in wholes if len(thing) >= 2 and thing in f.before]
    plain = [f for f in wholes if not pattern("其中|上年|去年|每").search(f.before)]
    told = [f for f in plain if _ALL.search(f.before)]
    if len(named) > 1 and sum(f.amount for f in named) > max((f.amount for f in told), default=Decimal(0)):
        return None
    return next((found[0] for found in (named, told, plain) if len(found) == 1), None)


def _fits(whole: Figure, head: Figure, mean: Figure) -> bool:
    value = whole.amount / head.amount
    room = half(mean.quantity.decimals) * mean.quantity.factor
    room += value * (step(whole) / whole.amount + step(head) / head.amount)
    return abs(value - mean.amount) <= room * 2


def _off(case: Case, mean: Figure, whole: Figure, head: Figure) -> Iterator[Finding]:
    value = whole.amount / head.amount
    if not likely(value, mean):
        return
    unit, factor = mean.quantity.unit, mean.quantity.factor
    told = f"{say(whole.amount)}÷{say(head.amount)}＝{say(value / factor)}{unit}"
    message = f"平均数算错：{told}，报告写{say(mean.value, 4)}{unit}，请核对总数、份数或平均数。"
    others = (span_of(whole), span_of(head))
    yield case.finding("per_capita_mismatch", "warn", span_of(mean), message, recomputed=told, others=others)


_RATIO = re.compile(
    "(?P<lead>[^，。；0-9]{0,10}?(?:配比|配备比|师生比|生师比|比例|之比|比)[^，。；0-9]{0,6})1[∶:：比](?P<n>[0-9]{1,3}(?:\\.[0-9]+)?)(?![0-9∶:：])"
)
_RULED = re.compile("标准|要求|应|不低于|不高于|不超过|省定|国家|规定|按|目标|上年|去年|由|从")
_STAFF = re.compile("教师|老师|教职工|保育员|管理员|保安|宿管|校医|生活教|辅导员|教练")
_LED = re.compile("学生|在校生|寄宿生|住校生|幼儿|儿童|生$")
_SOME = re.compile("其中|[内里]有|含|持|另|每|值守|夜间|缺|新|应|需|占|退休|上年|去年|女|男")


@check("ratio_mismatch", rule="配比＝学生数÷教职工数，人数可在前后各句")
def ratios_of_far_numbers(case: Case) -> Iterator[Finding]:
    """寄宿生2,160人…；生活教师48人…。实际配比已到1∶40: 1∶45."""
    for start, words, rows in paragraphs_with(case, _RATIO):
        known = [f for f in numbers(rows) if f.quantity.dimension == "person"]
        for match in _RATIO.finditer(words):
            behind = words[match.end() : match.end() + 6]
            if _RULED.search(match["lead"]) or pattern("^的?(?:标准|要求|以内|以上|配)").search(behind):
                continue
            value, places = Decimal(match["n"]), len(match["n"].partition(".")[2])
            if any(abs(a.amount / b.amount - value) <= half(places) * 2 for a in known for b in known):
                continue
            staff = [f for f in known if _STAFF.search(f.before) and not _SOME.search(f.before)]
            led = [f for f in known if _LED.search(f.before) and not _SOME.search(f.before)]
            if len(staff) != 1 or len(led) != 1 or staff[0] is led[0]:
                continue
            made = led[0].amount / staff[0].amount
            if abs(made - value) * 3 > value:
                continue
            told = f"{say(led[0].amount)}÷{say(staff[0].amount)}＝{say(made)}"
            message = f"配比算错：{told}，报告写1∶{match['n']}，请核对人数或配比。"
            span = start + match.start(), start + match.end()
            others = (span_of(led[0]), span_of(staff[0]))
            yield case.finding("ratio_mismatch", "warn", span, message, recomputed=told, others=others)
