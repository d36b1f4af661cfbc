"""What a share is a share of: one base for a row, the base that is named, the base that count and rate imply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import closeness, counted, earlier, measure
from zeren.core.audit.checks.proportions.sides import bearing, counts_of, fits, scale_of
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_ONE_SCHOOL = re.compile(
    "(?:学校|小学|中学|初中|高中|幼儿园|学部|初中部|小学部|校区|教学点|班|我校|本校|该校|我园|本园)$"
)
_SCHOOL_SIZE = Decimal(10_000)  # no single school of China's compulsory education is larger
_OWN_SCHOOL = re.compile("我校|本校|该校|我园|本园|全校|全园")
_NEAR = Decimal(15)
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
        since = max((s.end for s in shares if s.end <= share.start), default=share.start)
        if own and pattern("[中里内](?!心|学|小|职|考|级|层)").search(case.text.content[since : share.start]):
            continue  # 寄宿生中女生402人，占49.6%: a whole of its own
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
        named = pattern(r"占(?:全[区县市校]|我[区县市校])?([一-龥]{2,14}?)(?:总数|总人数)?的").search(
            claim.quote
        )
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
@vouched
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
        top = claim.numerator or bearing(case, claim)
        one = _of_one_school(case, claim) or (
            claim.numerator in (None, bearing(case, claim)) and _opens_with_a_school(case, claim)
        )
        if claim.denominator or not top or not people or not one:
            continue
        room = claim.half_step
        low = top * scale / (claim.value + room)
        high = top * scale / (claim.value - room) if claim.value > room else None
        if low <= _SCHOOL_SIZE / 2 or top * scale / claim.value < _SCHOOL_SIZE:
            continue
        yield _too_large(case, claim, top, low, high)


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
    sure = low > _SCHOOL_SIZE * _ENOUGH or count * scale / value >= _SCHOOL_SIZE
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


def _opens_with_a_school(case: Case, claim: Claim) -> bool:
    words = case.words_before(claim)
    named = pattern("[一-龥]{2,12}(?:小学|中学|学校|幼儿园)(?!阶段|教育|生|教师|所)").match(words)
    return named is not None and not pattern("全[区县市镇乡]|各|所|义务|中小学").search(words)


_NAMED = re.compile("占(?:全?[区县市校镇]|我[区县校])?(?P<base>[一-龥]{2,14}?)(?:总数|总人数|总量|数)?的$")


@check("wrong_denominator", "percent_count_mismatch", rule="R09：写明“占某某的”，分母就是名为某某的那个数")
@vouched
def figures_of_a_named_base(case: Case) -> Iterator[Finding]:
    """有效问卷1600份，…1440份，占有效问卷的72%: 90 %; the base is named, and the printed share is of another number."""
    for sentence, _ in sentences_with(case, re.compile("占")):
        row = [*earlier(case, sentence, 1), *figures(case, sentence)]
        for at, share in enumerate(row):
            named = _NAMED.search(share.before)
            before = [f for f in row[:at] if counted(f)]
            part = before[-1] if before and share.start - before[-1].end <= 24 else None
            if named is None and part is not None and share.before in ("占", "占比", "占比为"):
                # 专任教师中…1240人，占50%: the group before 中 is what it is a share of.
                named = pattern("(?P<base>[一-龥]{2,10}?教[师职工]+|[一-龥]{2,8}?学?生)中(?!心|小|学)").match(
                    part.before
                )
            if named is None or share.quantity.kind != "P" or not share.exact or share.start < sentence.start:
                continue
            wholes = [
                f
                for f in before[:-1]
                if part is not None and measure(f) == measure(part) and _bears(f, named["base"])
            ]
            if part is None or len({w.amount for w in wholes}) != 1 or wholes[-1].amount < part.amount:
                continue
            yield from _named_off(
                case, share, part, wholes[-1], [f for f in before if measure(f) == measure(part)]
            )


def _bears(figure: Figure, name: str) -> bool:
    """有效问卷1600份 for 有效问卷; 民办园40所 for 民办园; not 普惠性民办园, which says more."""
    words = figure.before if figure.before.strip() else figure.after
    wider = pattern("符合|条件|应|女|男|骨干|普惠|高级|优秀|新|年轻|残疾|留守|以上").search(words)
    if len(name) >= 4 and closeness(name, words) == 1 and not wider and words[-2:] == name[-2:]:
        return True
    return words.endswith(name) and not pattern("(?:性|的|化)$").search(words[: -len(name)])


def _named_off(
    case: Case, share: Figure, part: Figure, whole: Figure, alike: list[Figure]
) -> Iterator[Finding]:
    room = half(share.quantity.decimals)
    value = part.amount * 100 / whole.amount
    if abs(value - share.value) <= room:
        return
    told = f"{say(part.amount)}÷{say(whole.amount)}＝{say(value)}%"
    span, others = (share.start - len(share.before), share.end), ((whole.start, whole.end),)
    other = next(
        (
            f
            for f in alike
            if f.amount > part.amount
            and f is not whole
            and abs(part.amount * 100 / f.amount - share.value) <= room
        ),
        None,
    )
    if other is not None:
        message = f"分母用错：按“{whole.before}{say(whole.value)}{whole.quantity.unit}”应为{say(value)}%；{say(share.value)}%是除以{say(other.value)}得来的。"
        yield case.finding("wrong_denominator", "error", span, message, recomputed=told, others=others)
    elif any(
        a is not part
        and b is not part
        and abs(part.amount * 100 / (a.amount + b.amount) - share.value) <= room
        for a, b in combinations(alike, 2)
    ):
        message = f"分母用错：写的是占{whole.before}的比例，应为{say(value)}%；{say(share.value)}%是除以几个数之和得来的。"
        yield case.finding("wrong_denominator", "error", span, message, recomputed=told, others=others)
    elif abs(value - share.value) <= _NEAR and not any(
        abs(f.amount * 100 / whole.amount - share.value) <= room for f in alike
    ):
        message = f"数与率对不上：{told}，报告写{say(share.value, 4)}%，请核对人数或比率。"
        yield case.finding("percent_count_mismatch", "error", span, message, recomputed=told, others=others)
