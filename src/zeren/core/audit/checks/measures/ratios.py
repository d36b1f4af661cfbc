"""Ratios of two counts: 师生比, 生机比, 男女比例; and sums divided by a ratio (7:3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import figures
from zeren.core.audit.checks.measures.quotients import makes_any
from zeren.core.audit.checks.naming import counted
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_PUPILS = re.compile("学生|在校生|幼儿|在园|儿童")
_TEACHERS = re.compile("教师|教职工|保教|教职员工|师资|职工")
_MACHINES = re.compile("计算机|电脑|终端|台")
_SIDES = (
    (
        re.compile(
            "师生比|生师比|师幼比|幼师比|教师与?(?:学生|幼儿)|学生与(?:专任)?教师|教职工与?(?:学生|幼儿)|(?:学生|幼儿)之比"
        ),
        _TEACHERS,
        _PUPILS,
    ),
    (re.compile("生机比|师机比|机生比"), _MACHINES, _PUPILS),
    (re.compile("班师比|师班比"), re.compile("教师|教职工"), re.compile("班")),
    (re.compile("督学与学校"), re.compile("督学"), re.compile("学校|园$")),
    (re.compile("男女"), re.compile("男"), re.compile("女")),
    (re.compile("职普|普职"), re.compile("中职|职业|职高"), re.compile("普通高中|普高|高中")),
)
_STAGE = re.compile("小学|初中|高中|幼儿园|中职|特教|学前")
_STANDARD = re.compile("标准|规定|要求|不低于|不高于|配备|按|应|优于|国家|省定")


@check("ratio_mismatch", rule="R36：师生比＝教师÷学生，生师比＝学生÷教师")
def ratios_fit_their_counts(case: Case) -> Iterator[Finding]:
    """在校生4080人，专任教师240人，师生比1∶15: it is 1∶17 (B1-72)."""
    for claim in case.claims:
        if claim.type == "ratio" and claim.numerator and claim.denominator:
            yield from _checked(case, claim, claim.numerator, claim.denominator, last=True)
        elif claim.type == "from_to" and claim.dimension == "ratio" and claim.value and claim.base_value:
            found = list(_checked(case, claim, claim.value, Decimal(1), last=True))
            yield from found or _checked(case, claim, claim.base_value, Decimal(1), last=False)


def _checked(case: Case, claim: Claim, one: Decimal, other: Decimal, *, last: bool) -> Iterator[Finding]:
    name = f"{claim.metric or ''}{claim.quote}"
    if claim.quote.count("比") == 0 and "比" not in (claim.metric or "") and "之比" not in name:
        return
    known = next((s for s in _SIDES if s[0].search(name)), None)
    if (
        known is None
        or pattern("按[^，。；]{2,8}计").search(claim.quote)
        or _STANDARD.search(case.words_before(claim)[-5:] + claim.quote[:3])
    ):
        return
    if _STANDARD.search(case.words_after(claim)[:3]):
        return
    high, low = max(one, other), min(one, other)
    room = (
        half(max(0, -int(high.as_tuple().exponent))) / low
        + half(max(0, -int(low.as_tuple().exponent))) * high / low / low
        if low != 1
        else half(max(0, -int(high.as_tuple().exponent)))
    )
    value = high / low
    room += value / 10 if claim.approx else Decimal(0)
    firsts, seconds = (_amounts(case, claim, words, last=last) for words in known[1:])
    if not firsts or not seconds:
        return
    real = [max(a, b) / min(a, b) for a in firsts for b in seconds]
    if any(abs(r - value) <= room for r in real) or len(set(real)) > 2:
        return
    if len(firsts) * len(seconds) > 2:
        return
    if _made_in_its_sentence(case, claim, last=last):
        return
    shown = real[-1]
    told = f"{say(max(firsts[-1], seconds[-1]))}÷{say(min(firsts[-1], seconds[-1]))}＝{say(shown)}"
    message = (
        f"比例算错：{told}，即1∶{say(shown, 1)}，报告写{say(one, 2)}∶{say(other, 2)}，请核对人数或比例。"
    )
    yield case.finding("ratio_mismatch", "error", (claim.start, claim.end), message, recomputed=told)


def _made_in_its_sentence(case: Case, claim: Claim, *, last: bool) -> bool:
    """Whether any two numbers of the sentence make the ratio: those of another stage may have been taken for its sides."""
    sentence = case.sentence_at(claim.start)
    row = figures(case, sentence) if sentence is not None else []
    own = [f for f in row if f.quantity.kind == "X" and claim.start <= f.start < claim.end]
    numbers = [f for f in row if counted(f)]
    return bool(own) and len(numbers) <= 12 and makes_any(numbers, own[-1 if last else 0])


def name_of(claim: Claim) -> str:
    """Metric and quote: what the ratio is called."""
    return f"{claim.metric or ''}{claim.quote}"


def _amounts(case: Case, claim: Claim, words: re.Pattern[str], *, last: bool) -> list[Decimal]:
    """The counts of one side before the ratio, nearest last; at one end of a from–to where it is one."""
    stage = (
        set()
        if "职普" in name_of(claim)
        else set(_STAGE.findall(f"{claim.population or ''}{claim.metric or ''}"))
    )
    found: list[Decimal] = []
    for other in case.by_paragraph.get(claim.paragraph, ()):
        behind = (
            claim.end < other.start <= claim.end + 14
            and case.text.content[claim.end : claim.end + 1] in "（("
        )
        if (
            (other.start >= claim.start and not behind)
            or other.type not in {"count", "from_to"}
            or not other.exact
            or other.cell
        ):
            continue
        name = other.metric or other.population or ""
        if words.pattern in "男女":
            name = f"{other.population or ''}{other.metric or ''}"
        if not words.search(name) and not pattern("[师]|学生|在校").search(name):
            name = f"{name}{other.population or ''}"
        named = set(_STAGE.findall(f"{other.population or ''}{other.metric or ''}"))
        mixed = _TEACHERS.search(name) and words is _PUPILS
        if not words.search(name) or mixed or (stage and named and not stage & named):
            continue
        if other.dimension not in {"person", "台", "个", "套", "class", "school"}:
            continue
        amount = (
            other.amount
            if last or other.type == "count"
            else None
            if other.base_value is None
            else other.base_value * other.base
        )
        if amount and amount not in found:
            found.append(amount)
    return found


@check("ratio_mismatch", rule="按比例分担的，各方金额之比即所写比例")
def splits_follow_their_ratio(case: Case) -> Iterator[Finding]:
    """省县按7:3分担，省级600万元、县级400万元: 700 and 300."""
    for claim in case.claims:
        if claim.type != "ratio" or not claim.numerator or not claim.denominator:
            continue
        if not pattern("分担|比例|配套|承担").search(
            claim.quote + case.words_before(claim)[-16:] + case.words_after(claim)[:8]
        ):
            continue
        if claim.metric_kind == "ratio" or any(s[0].search(claim.metric or "") for s in _SIDES):
            continue
        wholes = [
            c for c in case.by_sentence.get(claim.sentence, ())
            if c.type == "part_whole" and c.start >= claim.end and len(c.parts) == 2 and c.dimension == "yuan" and c.amount
        ]  # fmt: skip
        if len(wholes) != 1:
            continue
        one, other = (p.amount for p in wholes[0].parts)
        if (
            not one
            or not other
            or wholes[0].amount is None
            or abs(one + other - wholes[0].amount) * 50 > wholes[0].amount
        ):
            continue
        room = Decimal("0.02")
        if abs(one * claim.denominator - other * claim.numerator) <= room * one * claim.denominator:
            continue
        total = wholes[0].amount
        right = total * claim.numerator / (claim.numerator + claim.denominator) / wholes[0].base
        told = f"{say(total / wholes[0].base)}×{say(claim.numerator)}÷{say(claim.numerator + claim.denominator)}＝{say(right)}"
        message = f"没有按所写的比例分担：{told}{wholes[0].unit or ''}，请核对金额或比例。"
        span = (wholes[0].start, wholes[0].end)
        yield case.finding("ratio_mismatch", "error", span, message, recomputed=told)
