"""What a rate can be: bounds of rates, and percentages that no whole number of things makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.proportions.sides import counts_of, scale_of, sure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import fits_count, say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.lexicon.metrics import metric_named

# Rates whose numerator may hold more than the denominator: other ages, other years, more done than planned.
_OPEN_ENDED = re.compile(
    "毛|完成|增|超|投资|执行|达产|进度|利用|到位|收入|支出|指数|人均|同比|预算|计划|任务|目标|上年|去年|"
    "上一年|相当于|占用|负荷|使用率|招生|编制|比上|产出|周转|倍|相加|之和|等于"
)
# Rates of which more than all is conceivable, but asks for a word: pupils who came from elsewhere.
_DOUBTFUL = re.compile("巩固|升学|就业|流入")
# Bad things: a rate of half the pupils is no rate of that thing.
_RARE = re.compile("辍学率|流失率|失学率")
_MUCH = Decimal(50)
_LARGEST = Decimal(2000)  # beyond it, nearly every printed percentage can be made
_WHOLE_THINGS = {
    "所",
    "人",
    "名",
    "个",
    "园",
    "家",
    "项",
    "处",
    "位",
    "门",
    "台",
    "间",
    "栋",
    "份",
    "批",
    "批次",
}


@check("impossible_rate", rule="R01、R03：净入学率、合格率、覆盖率、满意度、辍学率等在0到100之间")
def rates_within_bounds(case: Case) -> Iterator[Finding]:
    """净入学率101.2%, 合格率104%; a gross rate, a completion rate and growth may exceed 100 (B3-14)."""
    for claim in case.claims:
        scale = scale_of(claim)
        if claim.type not in {"rate", "share", "max"} or scale is None or claim.value is None:
            continue
        words = f"{claim.metric or ''}{claim.base_name}"
        if re.search("相加|之和|等于", claim.quote):
            continue
        value, span = claim.value, (claim.start, claim.end)
        if value > scale and claim.comparator in {"=", ">", ">="}:
            yield from _beyond(case, claim, words, scale)
        elif value < 0 and claim.metric_kind == "rate":
            yield case.finding(
                "impossible_rate", "error", span, f"{words}不可能小于0，请核对。", recomputed=f"{value} ＜ 0"
            )
        elif _RARE.search(words) and value >= _MUCH and scale == 100:
            message = f"{words}{say(value)}%过高，像是把巩固率写成了它（辍学率应为{say(100 - value)}%），或小数点错位，请核对。"
            yield case.finding(
                "impossible_rate", "error", span, message, recomputed=f"100－{say(value)}＝{say(100 - value)}"
            )


def _beyond(case: Case, claim: Claim, words: str, scale: Decimal) -> Iterator[Finding]:
    known = metric_named(claim.metric or "")
    around = f"{words}{claim.quote}{case.words_before(claim)[-8:]}"
    if known.over or known.kind == "change" or _OPEN_ENDED.search(around):
        return
    certain = known.kind == "rate" and known.name != "" and not _DOUBTFUL.search(words)
    certain = certain or claim.type == "share"
    told = f"{say(claim.value or scale)} ＞ {say(scale)}"
    message = f"{claim.metric or '占比'}不可能超过100%，请核对。" + (
        "若是毛率请写明。" if "入" in words else ""
    )
    if not certain:
        message = f"{words}超过100%，一般不会如此，请核对或说明原因。"
    yield case.finding(
        "impossible_rate", "error" if certain else "warn", (claim.start, claim.end), message, recomputed=told
    )


@check("infeasible_rate", rule="B3-11：人数是整数，给定分母只能得到有限几个百分数")
def rates_are_of_whole_things(case: Case) -> Iterator[Finding]:
    """学历合格率92.65% of 130 teachers: 120 make 92.31 %, 121 make 93.08 %."""
    for claim in case.claims:
        if claim.type not in {"rate", "share"} or claim.unit not in {"%", "％"} or not claim.exact:
            continue
        if claim.value is None or not 0 < claim.value < 100 or _OPEN_ENDED.search(claim.metric or ""):
            continue
        if claim.numerator is not None and sure(claim, "numerator"):
            continue
        base, certain = _base(case, claim)
        if base is None or not base.amount or not 2 <= base.amount <= _LARGEST:
            continue
        if fits_count(base.amount, claim.value, claim.decimals) or _elsewhere(case, claim, base):
            continue
        count = claim.value * base.amount / 100
        ends = [count.to_integral_value(rounding=way) for way in ("ROUND_FLOOR", "ROUND_CEILING")]
        told = "；".join(f"{say(n)}÷{say(base.amount)}＝{say(n * 100 / base.amount)}%" for n in ends)
        message = f"{say(base.amount)}{base.unit or '个'}里得不出{say(claim.value, claim.decimals)}%（{told}），请核对分母或比率。"
        yield case.finding(
            "infeasible_rate", "error" if certain else "warn", (claim.start, claim.end), message,
            recomputed=told, others=((base.start, base.end),),
        )  # fmt: skip


def _base(case: Case, claim: Claim) -> tuple[Claim | None, bool]:
    """What the rate divides by, and whether words say so: the linked base, else the one count of the very things before it."""
    at = claim.linked("denominator")
    if at is not None:
        base = case.claims[at]
        if not base.exact or base.unit not in _WHOLE_THINGS:
            return None, False
        certain = sure(claim, "denominator")
        return (
            (base, certain)
            if certain or _same_things(base, claim) or _only_count(case, claim, base)
            else (None, False)
        )
    before = [
        c for c in case.by_sentence.get(claim.sentence, ()) if c.start < claim.start and c.type == "count"
    ]
    if len(before) != 1 or not before[0].exact or before[0].unit not in _WHOLE_THINGS:
        return None, False
    same = _same_things(before[0], claim)
    return (before[0], True) if same and before[0].metric == before[0].population else (None, False)


def _same_things(base: Claim, claim: Claim) -> bool:
    return base.population is not None and base.population == claim.population


def _only_count(case: Case, claim: Claim, base: Claim) -> bool:
    """Whether the base is the one count right before the rate (抽查食堂15家，合格率96%)."""
    counts = [c for c in counts_of(case, claim) if c.sentence == claim.sentence and c.start < claim.start]
    return counts == [base] and claim.start - base.end <= 24


def _elsewhere(case: Case, claim: Claim, base: Claim) -> bool:
    """Whether the rate may be of other things of the paragraph: then no whole number is missing."""
    return any(
        c is not base and c.amount and c.amount > base.amount and c.dimension == base.dimension  # type: ignore[operator]
        and fits_count(c.amount, claim.value or Decimal(0), claim.decimals) and c.amount <= _LARGEST * 5
        for c in counts_of(case, claim) if c.start < claim.start and c.sentence == claim.sentence
    )  # fmt: skip
