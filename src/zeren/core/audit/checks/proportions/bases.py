"""What a share is a share of: one base for a row, the base that is named, the base that count and rate imply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.proportions.sides import counts_of, fits, scale_of
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_ONE_SCHOOL = re.compile(
    "(?:学校|小学|中学|初中|高中|幼儿园|学部|初中部|小学部|校区|教学点|班|我校|本校|该校|我园|本园)$"
)
_SCHOOL_SIZE = Decimal(10_000)  # no single school of China's compulsory education is larger
_OWN_SCHOOL = re.compile("我校|本校|该校|我园|本园|全校|全园")
_ENOUGH = Decimal(
    2
)  # an implied base is absurd when even its least value is so many times the largest school


@check("wrong_denominator", rule="R09：一组占比应出自同一个分母")
def shares_of_one_base(case: Case) -> Iterator[Finding]:
    """高级23人占27.1%，一级19人占35.2%，二级12人占22.2%: one share was taken from another base than its neighbours (B3-8).

    Only counts of the paragraph can be bases; a share that fits the base of its row is right.
    """
    for row in case.by_sentence.values():
        shares = [
            c for c in row
            if c.type == "share" and scale_of(c) is not None and c.exact and c.numerator and c.sentence >= 0
        ]  # fmt: skip
        if len(shares) < 3:
            continue
        bases = {c.amount for c in counts_of(case, shares[0]) if c.amount and c.start < shares[-1].start}
        fitting = [
            {b for b in bases if s.numerator and b >= s.numerator and fits(s, s.numerator, b)} for s in shares
        ]
        if not all(fitting) or set.intersection(*fitting):
            continue
        yield from _odd_one(case, shares, fitting)


def _odd_one(case: Case, shares: list[Claim], fitting: list[set[Decimal]]) -> Iterator[Finding]:
    for share, own in zip(shares, fitting, strict=True):
        rest = [f for s, f in zip(shares, fitting, strict=True) if s is not share]
        shared = set.intersection(*rest)
        # Each share of a row may have a whole of its own that the words name: 交流教师254人占…，其中骨干58人占….
        if not shared or own & shared or len({s.denominator for s in shares if s.denominator}) > 1:
            continue
        base = next(iter(shared))
        value = (share.numerator or Decimal(0)) * (scale_of(share) or Decimal(100)) / base
        told = f"{say(share.numerator or Decimal(0))}÷{say(base)}＝{say(value, 2)}%"
        message = f"分母与同一句其他占比不同：按{say(base)}计应为{say(value, max(share.decimals, 1))}%。"
        yield case.finding("wrong_denominator", "error", (share.start, share.end), message, recomputed=told)


@check("wrong_denominator", rule="R09：写明“占某某的”，分母就是某某")
def shares_of_a_named_base(case: Case) -> Iterator[Finding]:
    """占民办园在园幼儿的36%: the base is named, its number stands in the paragraph, and another number was divided by."""
    for claim in case.claims:
        if claim.type != "share" or scale_of(claim) is None or not claim.exact or not claim.numerator:
            continue
        named = re.search(r"占(?:全[区县市校]|我[区县市校])?([一-龥]{2,14}?)(?:总数|总人数)?的", claim.quote)
        if claim.denominator or named is None:
            continue
        bases = [c for c in counts_of(case, claim) if c.type == "count"]
        behind = [
            b for b in bases if b.start >= claim.end and b.sentence == claim.sentence and _called(b, named[1])
        ]
        if (
            len(behind) == 1
            and behind[0].amount
            and not any(b.amount and fits(claim, claim.numerator, b.amount) for b in bases)
        ):
            base = behind[0].amount
            value = claim.numerator * (scale_of(claim) or Decimal(100)) / base
            told = f"{say(claim.numerator)}÷{say(base)}＝{say(value)}%"
            message = f"数与率对不上：{told}，报告写{say(claim.value or base, 4)}%，请核对人数或比率。"
            yield case.finding(
                "percent_count_mismatch", "error", (claim.start, claim.end), message, recomputed=told
            )
            continue
        bases = [b for b in bases if b.start < claim.start]
        fitting = [b for b in bases if b.amount and fits(claim, claim.numerator, b.amount)]
        meant = [b for b in bases if _called(b, named[1]) and b.amount and b.amount >= claim.numerator]
        if any(_called(b, named[1]) for b in fitting) or len(meant) != 1 or not fitting:
            continue
        base = meant[0].amount or Decimal(1)
        value = claim.numerator * (scale_of(claim) or Decimal(100)) / base
        told = f"{say(claim.numerator)}÷{say(base)}＝{say(value)}%"
        message = f"写的是占{named[1]}的比例，却是除以“{fitting[0].quote}”算出的；应为{say(value, max(1, claim.decimals))}%。"
        yield case.finding("wrong_denominator", "error", (claim.start, claim.end), message, recomputed=told)


def _called(claim: Claim, name: str) -> bool:
    """Whether a count's words are the head of a base's name: 民办园3900人 for 民办园在园幼儿."""
    words = claim.metric or ""
    return len(words) >= 2 and (
        name.startswith(words) or words == name or (name.endswith(words) and len(words) >= 3)
    )


@check("implied_denominator", rule="R07、R08：人数和比率推出分母；一所学校没有那么多学生")
def counts_imply_a_base(case: Case) -> Iterator[Finding]:
    """辍学6名，辍学率0.01% of one school: that school would need 40,000 to 120,000 pupils.

    Source: the seed report, item 1; most likely a fraction printed as a percentage.
    """
    for claim in case.claims:
        scale = scale_of(claim)
        if claim.type not in {"rate", "share"} or scale is None or not claim.exact or not claim.value:
            continue
        at = claim.linked("numerator")
        people = at is None or case.claims[at].dimension == "person"
        if claim.denominator or not claim.numerator or not people or not _of_one_school(case, claim):
            continue
        room = claim.half_step
        low = claim.numerator * scale / (claim.value + room)
        high = claim.numerator * scale / (claim.value - room) if claim.value > room else None
        if low <= _SCHOOL_SIZE:
            continue
        yield _too_large(case, claim, claim.numerator, low, high)


def _too_large(case: Case, claim: Claim, count: Decimal, low: Decimal, high: Decimal | None) -> Finding:
    value, scale = claim.value or Decimal(1), scale_of(claim) or Decimal(100)
    ends = f"{say(low, 0)}" + (f"～{say(high, 0)}" if high is not None else "以上")
    fraction = value * 100
    tail = ""
    if fraction < 100 and count * 100 / fraction < _SCHOOL_SIZE:
        tail = f"最可能是把小数写成了百分数，应为{say(fraction)}%"
        row = case.by_sentence.get(claim.sentence, ())
        limits = [c for c in row if c.type == "limit" and c.bound is not None and c.comparator == "<="]
        if limits and limits[0].bound is not None and fraction <= limits[0].bound:
            tail += f"，这样仍在{say(limits[0].bound)}%以内"
        tail += "。"
    printed = f"{say(value, claim.decimals)}{claim.unit}"
    told = f"{say(count)}÷{printed}≈{say(count * scale / value, 0)}"
    message = f"{say(count)}人占{printed}，要有{ends}名学生，一所学校不可能有。{tail}"
    sure = low > _SCHOOL_SIZE * _ENOUGH or count * scale / value > _SCHOOL_SIZE
    return case.finding(
        "implied_denominator", "error" if sure else "warn", (claim.start, claim.end), message, recomputed=told
    )


def _of_one_school(case: Case, claim: Claim) -> bool:
    at = claim.linked("numerator")
    orgs = [claim.org, case.claims[at].org if at is not None else None]
    told = [org for org in orgs if org]
    if told:
        return any(_ONE_SCHOOL.search(org) or _OWN_SCHOOL.search(org) for org in told)
    words = case.words_before(claim)
    return _OWN_SCHOOL.search(words) is not None
