"""Growth in per cent and in times, of one year and over several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.changing.ends import YEARLY, Ends, ends_of, is_other, pair_of, signed
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_TOTAL = re.compile("累计|共|总计")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_TIMES_OF = re.compile("是|为|相当于|达到")
_DOUBLED = re.compile("翻了?(?P<n>[一两二三四])番")
_DOUBLINGS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}


def _is_yearly(case: Case, claim: Claim) -> bool:
    return YEARLY.search(case.words_before(claim)[-8:] + claim.quote) is not None


@check("growth_mismatch", rule="R46：增长率＝（本期－上期）÷上期")
def growth_fits_its_ends(case: Case) -> Iterator[Finding]:
    """2687.95元比上年2540.60元增长6.80%: it is 5.80 % (B1-35, 41, 70)."""
    for claim in case.claims:
        if (
            claim.type != "change_pct"
            or claim.value is None
            or claim.approx
            or claim.comparator not in {"=", None}
        ):
            continue
        if claim.metric_kind in {"rate", "share"} or claim.dimension != "percent" or _is_yearly(case, claim):
            continue
        ends, said = ends_of(case, claim) or _by_delta(case, claim), signed(claim)
        if ends is None or said is None or ends.first <= 0 or _fits(ends, said, claim.decimals):
            continue
        if _elsewhere(case, claim, ends):
            continue
        told = f"（{say(ends.last, 4)}－{say(ends.first, 4)}）÷{say(ends.first, 4)}＝{say(ends.growth(), max(2, claim.decimals))}%"
        message = f"增减幅度算错：{told}，报告写{say(abs(said), 4)}%。"
        yield case.finding("growth_mismatch", "error", (claim.start, claim.end), message, recomputed=told)


def _fits(ends: Ends, said: Decimal, decimals: int) -> bool:
    """Whether the printed growth is possible; a wrong sign is the business of the words' direction."""
    low, high = ends.growths()
    room = half(decimals)
    return low - room <= said <= high + room or low - room <= -said <= high + room


def _by_delta(case: Case, claim: Claim) -> Ends | None:
    """The ends of a percentage that restates an absolute change: 比去年1260人增加220人，增幅19.2%."""
    at = claim.linked("delta")
    if at is None:
        return None
    delta = case.claims[at]
    if is_other(claim, delta) or not delta.exact:
        return None
    known = ends_of(case, delta)
    if known is not None:
        return known
    change, of_at = signed(delta), delta.linked("of")
    of = case.claims[of_at] if of_at is not None else None
    if change is None or of is None or of.amount is None or not of.exact or of.dimension != delta.dimension:
        return None
    room = half(delta.decimals) * delta.base if delta.decimals or delta.base > 1 else Decimal(0)
    last_room = half(of.decimals) * of.base if of.decimals or of.base > 1 else Decimal(0)
    return Ends(of.amount - change * delta.base, of.amount, room + last_room, last_room)


def _elsewhere(case: Case, claim: Claim, ends: Ends) -> bool:
    """Whether another value of the paragraph makes the printed growth with one of the ends."""
    said = abs(claim.value or Decimal(0))
    step = claim.linked("step") if claim.linked("step") is not None else claim.linked("of")
    dimension = case.claims[step].dimension if step is not None else ""
    others = [
        c.amount for c in case.by_paragraph.get(claim.paragraph, ())
        if c.amount and c.exact and c.dimension == dimension and c.type in {"count", "amount", "area", "per_capita"}
        and c.amount not in (ends.first, ends.last)
    ]  # fmt: skip
    pairs = [(ends.first, o) for o in others] + [(o, ends.last) for o in others]
    return any(
        first > 0 and abs(abs((last - first) * 100 / first) - said) <= half(claim.decimals)
        for first, last in pairs
    )


@check("growth_mismatch", rule="年均增长率按复利计算：（期末÷期初）开年数次方－1")
def yearly_growth_compounds(case: Case) -> Iterator[Finding]:
    """由2019年的2.40亿元增加到2023年的3.15亿元，年均增长9.6%: four years make 7.0 % (B1-44).

    The simple mean is accepted too, and so is one year more or less: which year begins is not always told.
    """
    for claim in case.claims:
        if claim.type != "change_pct" or not claim.value or not claim.exact or not _is_yearly(case, claim):
            continue
        step = claim.linked("step")
        pair = pair_of(case.claims[step]) if step is not None else None
        if pair is None or step is None or pair[0].approx or pair[1].approx:
            continue
        words = case.words_before(claim)[-120:]
        years = [int(y) for p in pair for y in _YEAR.findall(p.period)] or [
            int(y) for y in _YEAR.findall(words)
        ]
        if (
            len(years) != 2
            or not 1 <= abs(years[1] - years[0]) <= 20
            or not pair[0].amount
            or not pair[1].amount
        ):
            continue
        said, span = abs(claim.value), abs(years[1] - years[0])
        ratio = float(pair[1].amount / pair[0].amount)
        room = float(half(claim.decimals)) + 0.05
        right = [(ratio ** (1 / n) - 1) * 100 for n in (span, span + 1, max(span - 1, 1))] + [
            (ratio - 1) * 100 / span
        ]
        if any(abs(abs(r) - float(said)) <= room for r in right):
            continue
        told = f"（{say(pair[1].amount, 4)}÷{say(pair[0].amount, 4)}）^(1/{span})－1＝{right[0]:.2f}%"
        message = f"年均增长率算错：{span}年由{say(pair[0].value or Decimal(0), 4)}到{say(pair[1].value or Decimal(0), 4)}，{told}。"
        yield case.finding("growth_mismatch", "error", (claim.start, claim.end), message, recomputed=told)


@check("growth_mismatch", rule="倍数：增长N倍是原来的N＋1倍，翻一番是原来的2倍")
def times_fit_their_ends(case: Case) -> Iterator[Finding]:
    """由120台增加到480台，增长4倍: it grew by three times and is four times as much."""
    for claim in case.claims:
        if (
            claim.unit != "倍"
            or not claim.value
            or not claim.exact
            or claim.type not in {"change_pct", "compare"}
        ):
            continue
        ends = ends_of(case, claim) or _compared(case, claim)
        if ends is None or ends.first <= 0 or ends.last <= 0:
            continue
        ratio = ends.last / ends.first
        becomes = claim.type == "compare" or _TIMES_OF.search(claim.quote[:3]) is not None
        value = ratio if becomes else ratio - 1
        slack = half(claim.decimals) + ends.room / ends.first * (ratio + 1)
        if abs(value - claim.value) <= slack:
            continue
        told = f"{say(ends.last, 4)}÷{say(ends.first, 4)}＝{say(ratio)}倍"
        loose = not becomes and abs(ratio - claim.value) <= slack
        message = f"倍数不对：{told}，即增长{say(ratio - 1)}倍，报告写{claim.quote}。"
        yield case.finding(
            "growth_mismatch",
            "warn" if loose else "error",
            (claim.start, claim.end),
            message,
            recomputed=told,
        )


def _compared(case: Case, claim: Claim) -> Ends | None:
    """是2018年6200万元的4倍: the two amounts before it."""
    row = [
        c for c in case.by_sentence.get(claim.sentence, ())
        if c.end <= claim.start and c.exact and c.amount is not None and c.type in {"count", "amount", "area"}
    ]  # fmt: skip
    if len(row) < 2 or row[-1].end < claim.start - 1 or row[-1].dimension != row[-2].dimension:
        return None
    if not _TIMES_OF.search(row[-1].quote[:3]) or row[-1].amount is None or row[-2].amount is None:
        return None
    return Ends(
        row[-1].amount, row[-2].amount, row[-1].half_step * row[-1].base, row[-2].half_step * row[-2].base
    )


@check("growth_mismatch", rule="翻一番是原来的2倍")
def doublings_double(case: Case) -> Iterator[Finding]:
    """由26所增加到45所，翻了一番: 52 would be double."""
    for sentence, words in sentences_with(case, _DOUBLED):
        for match in _DOUBLED.finditer(words):
            at = sentence.start + match.start()
            row = [f for f in figures(case, sentence) if f.end <= at and f.exact]
            if len(row) < 2 or not _is_step(case, row[-2], row[-1]) or at - row[-1].end > 14:
                continue
            if re.search(
                "近|将|几乎|约|多|接近|力争|目标|计划", words[max(0, match.start() - 10) : match.end()]
            ):
                continue
            first, last = row[-2].amount, row[-1].amount
            times = Decimal(2 ** _DOUBLINGS[match["n"]])
            if first <= 0 or last / first >= times * Decimal("0.95"):
                continue
            told = f"{say(last, 4)}÷{say(first, 4)}＝{say(last / first)}倍"
            message = f"没有{match[0]}：{told}，{match[0]}应为{say(times, 0)}倍。"
            span = (at, sentence.start + match.end())
            yield case.finding("growth_mismatch", "error", span, message, recomputed=told)


def _is_step(case: Case, first: Figure, last: Figure) -> bool:
    between = case.text.content[first.end : last.start]
    return first.quantity.dimension == last.quantity.dimension and re.search("到|至|为", between) is not None
