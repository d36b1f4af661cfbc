"""Rates whose counts stand further off: 开工14个…；开工率73.7%; 为三年前招生数2790人的102.9%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.proportions.sides import another_pair, counts_of, fits, scale_of
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_OF = re.compile(r"^(?:[一-龥]{0,8})的$")
_VERB = re.compile("占|为|覆盖|达到?|相当于|是")
_GENERIC = {
    "完成",
    "合格",
    "达标",
    "优秀",
    "巩固",
    "入学",
    "覆盖",
    "参与",
    "使用",
    "到位",
    "增长",
    "入园",
    "普及",
    "满意",
    "升学",
    "就业",
}
_FAR = Decimal(15)


@check("percent_count_mismatch", rule="R04：率＝分子÷分母，分子以率的名称相称")
@vouched
def rates_by_their_stem(case: Case) -> Iterator[Finding]:
    """19个项目中，已开工14个…；开工率77.7%: the count that bears the rate's name, over the number it stands under."""
    for claim in case.claims:
        scale = scale_of(claim)
        if (
            claim.type not in {"rate", "completion"}
            or scale is None
            or not claim.exact
            or claim.value is None
            or claim.numerator
        ):
            continue
        stem = pattern("^.*?(?=..率$)|率$").sub("", claim.metric or "")
        if len(stem) != 2 or stem in _GENERIC or not 0 < claim.value <= 100:
            continue
        counts = [c for c in counts_of(case, claim) if c.type == "count" and c.start < claim.start]
        tops = [
            c
            for c in counts
            if stem in f"{c.metric or ''}{c.quote}{c.qualifier}" and not pattern("应|计划").search(c.quote)
        ]
        beside = [c for c in tops if 0 <= claim.start - c.end <= 2]
        tops = beside or tops
        if len({c.amount for c in tops}) != 1 or not tops[0].amount:
            continue
        top = tops[0]
        bases = [
            c
            for c in counts
            if c.start < top.start and c.dimension == top.dimension and (c.amount or 0) >= (top.amount or 1)
        ]
        yield from _misfit(case, claim, top, bases, scale)


def _misfit(case: Case, claim: Claim, top: Claim, bases: list[Claim], scale: Decimal) -> Iterator[Finding]:
    assert claim.value is not None
    if not bases or top.amount is None or any(b.amount and fits(claim, top.amount, b.amount) for b in bases):
        return
    base = bases[-1].amount or Decimal(1)
    value = top.amount * scale / base
    if abs(value - claim.value) > _FAR or another_pair(case, claim, top.amount, base):
        return
    told = f"{say(top.amount)}÷{say(base)}＝{say(value)}{claim.unit}"
    message = f"数与率对不上：{told}，报告写{say(claim.value, 4)}{claim.unit}，请核对。"
    severity = "error" if len({b.amount for b in bases}) == 1 else "warn"
    others = ((top.start, top.end), (bases[-1].start, bases[-1].end))
    yield case.finding(
        "percent_count_mismatch", severity, (claim.start, claim.end), message, recomputed=told, others=others
    )


@check(
    "percent_count_mismatch", "completion_mismatch", rule="R04：写明“某数的百分之几”的，分子是前面的同类数"
)
@vouched
def shares_of_a_number(case: Case) -> Iterator[Finding]:
    """毕业生2871人，为三年前招生数2790人的102.9%; 成员校35所，覆盖全县51所学校的68.6%; 完成4.805亿元，占年度计划的77.5%."""
    for sentence, _ in sentences_with(case, re.compile(r"的\s*(?:\d|百分之)")):
        row = figures(case, sentence)
        for at in range(2, len(row)):
            base, rate = row[at - 1], row[at]
            lead = case.text.content[max(0, base.start - 14) : base.start]
            if "占" in rate.before or "，" in case.text.content[base.end : rate.start]:
                continue
            if (
                rate.quantity.kind != "P"
                or not _OF.match(rate.before.strip())
                or not _VERB.search(pattern("[，。；]").split(lead)[-1])
            ):
                continue
            if (
                base.quantity.kind not in "NAG"
                or not base.exact
                or not rate.exact
                or rate.start - base.end > 10
                or not base.amount
            ):
                continue
            tops = [f for f in row[: at - 1] if f.quantity.dimension == base.quantity.dimension and f.exact]
            if not tops or any(_near(f, base, rate) for f in tops) or base.start - tops[-1].end > 24:
                continue
            value = tops[-1].amount * 100 / base.amount
            told = f"{say(tops[-1].amount)}÷{say(base.amount)}＝{say(value)}%"
            message = f"数与率对不上：{told}，报告写{say(rate.value, 4)}%，请核对。"
            yield case.finding(
                "percent_count_mismatch", "error", (base.start, rate.end), message, recomputed=told
            )
        yield from _of_the_plan(case, row)


def _of_the_plan(case: Case, row: list[Figure]) -> Iterator[Finding]:
    """占年度计划的77.5%: the plan was told before."""
    for at, rate in enumerate(row):
        if (
            rate.quantity.kind != "P"
            or not rate.exact
            or not pattern("(?:占|完成)[一-龥]{0,4}(?:计划|任务|预算|目标)[一-龥]{0,2}的$").search(
                rate.before
            )
        ):
            continue
        money = [f for f in row[:at] if f.quantity.kind in "NAG" and f.exact]
        plans = [f for f in money if pattern("计划|任务|预算|目标|下达").search(f.before)]
        if len(plans) != 1 or not plans[0].amount:
            continue
        done = [
            f
            for f in money
            if f.start > plans[0].start and f.quantity.dimension == plans[0].quantity.dimension
        ]
        if not done or any(_near(f, plans[0], rate) for f in done):
            continue
        value = done[-1].amount * 100 / plans[0].amount
        told = f"{say(done[-1].amount)}÷{say(plans[0].amount)}＝{say(value)}%"
        message = f"完成比例算错：{told}，报告写{say(rate.value, 4)}%。"
        span = (rate.start - len(rate.before), rate.end)
        yield case.finding("completion_mismatch", "error", span, message, recomputed=told)


def _near(top: Figure, base: Figure, rate: Figure) -> bool:
    value = top.amount * 100 / base.amount
    room = half(rate.quantity.decimals)
    for figure in (top, base):
        if figure.amount and (figure.quantity.decimals or figure.quantity.factor > 1):
            room += value * half(figure.quantity.decimals) * figure.quantity.factor / figure.amount
    return abs(value - rate.value) <= room


_IN_GROUP = re.compile("[一-龥]{0,10}中(?!心|学|小|职|考|央|级|年)")
_RATE_NAME = re.compile("(?:率|占比?|比例|比重|面|度)(?:达到?|为|约?占?|是)?$")


@check("percent_count_mismatch", rule="R04：写明“若干中有若干”的，率是两数之比")
@vouched
def rates_of_a_group(case: Case) -> Iterator[Finding]:
    """46所小学中有41所达到标准化要求，达标率92.1%: 89.1 %."""
    for sentence, _ in sentences_with(case, re.compile("中|有")):
        row = figures(case, sentence)
        for group, part, rate in zip(row, row[1:], row[2:], strict=False):
            around = case.text.content[group.end : group.end + 14]
            gathered = _IN_GROUP.match(around) or pattern("[一-龥]{0,8}[，,]有").match(
                case.text.content[group.end : part.start]
            )
            same = group.quantity.dimension == part.quantity.dimension and group.quantity.kind in "NAG"
            if not gathered or rate.quantity.kind != "P" or not same or not _RATE_NAME.search(rate.before):
                continue
            exact = all(f.exact for f in (group, part, rate))
            if not exact or not group.amount or part.amount > group.amount or rate.start - part.end > 30:
                continue
            others = [
                f for f in row if f.quantity.dimension == group.quantity.dimension and f.exact and f.amount
            ]
            if rate.value > 100 or any(_near(a, b, rate) for a in others for b in others if a is not b):
                continue
            value = part.amount * 100 / group.amount
            told = f"{say(part.amount)}÷{say(group.amount)}＝{say(value)}%"
            message = f"数与率对不上：{told}，报告写{say(rate.value, 4)}%，请核对。"
            span, others_at = (rate.start - len(rate.before), rate.end), ((group.start, part.end),)
            yield case.finding(
                "percent_count_mismatch", "error", span, message, recomputed=told, others=others_at
            )


_OPPOSITES = (
    ("公办", "民办"),
    ("男", "女"),
    ("城区", "农村"),
    ("城区", "乡镇"),
    ("专职", "兼职"),
    ("寄宿", "走读"),
    ("住校", "走读"),
)


@check("percent_count_mismatch", rule="R04：互为对立的两部分，占比是一部分与两部分之和的比")
@vouched
def shares_of_opposites(case: Case) -> Iterator[Finding]:
    """公办园5640人，民办园3760人，公办园占比64%: 60 %."""
    for claim in case.claims:
        if (
            claim.type not in {"share", "rate"}
            or not claim.exact
            or claim.value is None
            or claim.links
            or scale_of(claim) != 100
        ):
            continue
        lead = pattern("[，。；：、]").split(case.words_before(claim) + claim.quote)[-1]
        if not pattern("占比|比例|比重").search(lead):
            continue
        for pair in _OPPOSITES:
            named = [w for w in pair if w in lead]
            counts = [
                c
                for c in counts_of(case, claim)
                if c.type == "count" and c.sentence == claim.sentence and c.start < claim.start
            ]
            sides = [[c for c in counts if w in c.quote] for w in pair]
            if (
                len(named) != 1
                or any(len(s) != 1 for s in sides)
                or sides[0][0].dimension != sides[1][0].dimension
                or (sides[0][0].dimension != "person" and pattern("幼儿|学生|在[园校]|教师|人").search(lead))
            ):
                continue
            own = sides[pair.index(named[0])][0].amount or half(0)
            total = (sides[0][0].amount or half(0)) + (sides[1][0].amount or half(0))
            if fits(claim, own, total) or any(c.amount and fits(claim, own, c.amount) for c in counts):
                continue
            told = f"{say(own)}÷{say(total)}＝{say(own * 100 / total)}%"
            message = f"数与率对不上：{told}，报告写{say(claim.value, 4)}%，请核对。"
            yield case.finding(
                "percent_count_mismatch", "error", (claim.start, claim.end), message, recomputed=told
            )
            break
