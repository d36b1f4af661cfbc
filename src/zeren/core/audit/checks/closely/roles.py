"""Quotients whose sides have names of their own: pupils to teachers, books to pupils, yuan to square metres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.closely.near import counts_before, named_in, slip, span_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.measures.quotients import makes
from zeren.core.audit.checks.naming import counted, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_STAFF = re.compile("专任教师|教师|教职工|保教人员|老师|保育员")
_PUPILS = re.compile("在校生|在校学生|学生|在园幼儿|幼儿|在园|学员|孩子|在学")
_SOME_STAFF = re.compile(
    "骨干|[男女]|音体美|心理|中级|高级|本科|研究生|持证|流动|交流|招聘|退休|党员|特岗|兼职|培训|名师|辅导|缺"
)
_SOME_PUPILS = re.compile(
    "[男女]生|新生|招生|招收|毕业|随班|送教|寄宿|住校|人次|随迁|留守|困难|残疾|近视|参|教师|资助|录取|转|受"
)
_MACHINES, _SOME_MACHINES = re.compile("计算机|电脑|终端|平板"), re.compile("教师|办公|新|更新|报废")
_RATIO = re.compile("(?P<name>师生|生师|生机|机生|师幼|幼师|教师与学生|学生与教师|保教人员与幼儿)(?:之)?比")
_STANDARD = re.compile(
    "标准|规定|要求|不低于|不高于|应|优于|国家|省定|核定|目标|原来|上年|去年|以上|以内|由|从"
)
_NEAR = Decimal("1.6")


@check("ratio_mismatch", rule="R36：师生比是所写教师数与学生数之比")
def ratios_of_pupils_and_staff(case: Case) -> Iterator[Finding]:
    """在校生11,904人，教职工1,036人，其中专任教师930人，生师比13.8:1: 12.8, whatever other numbers stand beside."""
    for sentence, words in sentences_with(case, _RATIO):
        for ratio in figures(case, sentence):
            if ratio.quantity.kind != "X" or ratio.quantity.second is None or not ratio.exact:
                continue
            at = max(0, ratio.start - sentence.start - 24)
            lead = pattern("[，。；：（(]").split(words[at : ratio.start - sentence.start])[-1]
            named = _RATIO.search(lead)
            if named is None or _STANDARD.search(lead + ratio.after[:6]):
                continue
            for row in counts_before(case, sentence, ratio.start, back=2):
                if "机" in named["name"]:
                    staff = named_in(row, _MACHINES, but=_SOME_MACHINES)
                else:
                    staff = named_in(row, _STAFF, but=_SOME_STAFF)
                pupils = named_in(row, _PUPILS, but=_SOME_PUPILS)
                if staff and pupils:
                    yield from _ratio(case, ratio, staff, pupils, row)
                    break


def _ratio(
    case: Case, ratio: Figure, staff: list[Figure], pupils: list[Figure], row: list[Figure]
) -> Iterator[Finding]:
    pairs = [(p, t) for p in pupils for t in staff if p.amount > t.amount]
    near = [f for f in row if f.quantity.dimension == "person"][-8:]
    if not pairs or any(makes(a, b, ratio) or makes(b, a, ratio) for a in near for b in near if a is not b):
        return
    if any(makes(a, b, ratio) or makes(b, a, ratio) for a, b in pairs):
        return
    together = [_sum(a, b) for a, b in combinations(staff, 2)]
    if any(makes(a, p, ratio) or makes(p, a, ratio) for a in together for p in pupils):
        return  # two teachers and a nurse to each class
    second = ratio.quantity.second or Decimal(1)
    printed = max(ratio.value, second) / min(ratio.value, second)
    pupil, teacher = min(pairs, key=lambda p: abs(p[0].amount / p[1].amount - printed))
    real = pupil.amount / teacher.amount
    if not 1 / _NEAR < real / printed < _NEAR:
        return
    told = f"{say(pupil.amount)}÷{say(teacher.amount)}＝{say(real)}"
    message = f"比例算错：{told}，报告写{say(ratio.value)}∶{say(second)}，请核对人数或比例。"
    others = ((pupil.start, pupil.end), (teacher.start, teacher.end))
    yield case.finding("ratio_mismatch", "error", span_of(ratio), message, recomputed=told, others=others)


def _sum(one: Figure, other: Figure) -> Figure:
    quantity = replace(one.quantity, value=one.amount + other.amount, factor=Decimal(1))
    return replace(one, quantity=quantity)


_PER = re.compile(
    "(?:(?:折合|合|造价|单价|平均|均价|摊到|折算)[^，。；]{0,6}|^)(?:每|单|一)(?P<one>平方米|平米|平方|方(?=造价|投资)|亩|册|台|套|间|名|生|人|所|校|班|园)(?:造价|投资|为|约|是|合|经费|投入)*$"
    "|(?P<mean>[生人师校班园])均[^，。；\\d]{0,10}$"
)
_HEADS = {"生": _PUPILS, "师": _STAFF}
_UNITS = {
    "校": ("school",),
    "所": ("school",),
    "园": ("school",),
    "班": ("class",),
    "人": ("person",),
    "名": ("person",),
    "生": ("person",),
    "师": ("person",),
}
_LOOSE = re.compile(
    "较|增|减|提高|下降|目标|标准|上年|去年|不低于|不少于|以上|以内|达到|定额|由|从|补助|近|超"
)


@check("per_capita_mismatch", "order_of_magnitude", rule="R36：均数＝总量÷份数，单价＝总价÷数量")
def means_of_the_nearest(case: Case) -> Iterator[Finding]:
    """建筑面积2.4万平方米，工程造价8,640万元，折合每平方米36,000元: 3,600."""
    for sentence, words in sentences_with(case, re.compile("每|均|单方|一[人名户套台间]合")):
        row = figures(case, sentence)
        means = [(f, told) for f in row if (told := _told_mean(sentence, words, f)) is not None]
        for mean, sign in means:
            alone = not any(f is not mean and f.quantity.unit == mean.quantity.unit for f, _ in means)
            if alone:
                yield from _mean(case, sentence, mean, sign)


def _told_mean(sentence: Sentence, words: str, mean: Figure) -> str | None:
    """What the number is for each of: 平方米 of 折合每平方米3,600元."""
    if mean.quantity.kind not in "NAG" or not counted(mean):
        return None
    lead = pattern("[，。；：（(]").split(words[: mean.start - sentence.start])[-1][-20:]
    told = _PER.search(lead)
    if told is None or _LOOSE.search(lead[: told.start()] + mean.after[:3]) or _LOOSE.search(told[0]):
        return None
    return str(told["one"] or told["mean"])


def _mean(case: Case, sentence: Sentence, mean: Figure, sign: str) -> Iterator[Finding]:
    rows = counts_before(case, sentence, mean.start, back=2)
    far = rows[-1]
    if any(_fits(w, h, mean) for w in far for h in far if _same(w, mean) and w is not h):
        return
    for row in rows[:2]:
        heads = [f for f in row if _is_head(f, sign)]
        wholes = [f for f in row if _same(f, mean) and f.amount > mean.amount and f not in heads]
        if not heads or not wholes:
            continue
        pairs = [(w, h) for w in wholes for h in heads]
        if len(pairs) > 12:
            return
        slips = [(w, h) for w, h in pairs if slip(_shown(w.amount / h.amount, mean), mean)]
        if slips:
            yield _off(case, mean, *slips[-1])
        return


def _is_head(figure: Figure, sign: str) -> bool:
    if sign in ("平方米", "平米", "平方", "方", "亩"):
        return figure.quantity.kind == "G"
    if figure.quantity.dimension not in _UNITS.get(sign, (sign,)) and figure.quantity.unit != sign:
        return False
    return sign not in _HEADS or bool(named_in([figure], _HEADS[sign]))


def _same(figure: Figure, mean: Figure) -> bool:
    return figure.quantity.kind == mean.quantity.kind and figure.quantity.dimension == mean.quantity.dimension


def _shown(value: Decimal, mean: Figure) -> Decimal:
    """A quotient as it would be printed in the mean's unit and places."""
    return round(value / mean.quantity.factor, mean.quantity.decimals) * mean.quantity.factor


def _fits(whole: Figure, head: Figure, mean: Figure) -> bool:
    value = whole.amount / head.amount
    room = half(mean.quantity.decimals) * mean.quantity.factor
    room += value * (step(whole) / whole.amount + step(head) / head.amount)
    return abs(value - mean.amount) <= room


def _off(case: Case, mean: Figure, whole: Figure, head: Figure) -> Finding:
    value = whole.amount / head.amount
    unit, factor = mean.quantity.unit, mean.quantity.factor
    told = f"{say(whole.amount)}÷{say(head.amount)}＝{say(value / factor)}{unit}"
    tens = max(value, mean.amount) >= 5 * min(value, mean.amount)
    kind = "order_of_magnitude" if tens else "per_capita_mismatch"
    message = f"平均数算错：{told}，报告写{say(mean.value, 4)}{unit}，请核对总数、份数、平均数或单位。"
    others = ((whole.start, whole.end), (head.start, head.end))
    return case.finding(kind, "error", span_of(mean), message, recomputed=told, others=others)
