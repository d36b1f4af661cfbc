"""The two sides of a rate: which counts it divides, and which other counts of the paragraph could be meant instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from zeren.core.audit.checks.figures import figures
from zeren.core.audit.checks.rounding import shows
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case

__all__ = ["another_pair", "base_is_named", "bearing", "counts_of", "fits", "scale_of", "sides", "sure"]

_PERCENT = {"%": Decimal(100), "％": Decimal(100), "‰": Decimal(1000)}
_COUNTED = {"count", "amount", "area", "target", "part_whole", "completion"}
_ANY_BASE = {"", "总数", "总量", "总额", "全部", "总人数", "其", "该", "比", "全区", "全县", "全市", "全校"}


def scale_of(claim: Claim) -> Decimal | None:
    """100 of a percentage, 1000 of a permillage, None of anything else."""
    return _PERCENT.get(claim.unit or "")


def sure(claim: Claim, role: str) -> bool:
    """Whether words, not only nearness, tie the claim to its numerator or denominator."""
    link = next((x for x in claim.links if x.role == role), None)
    return link is None or link.sure


def sides(case: Case, claim: Claim) -> tuple[Claim | None, Claim | None]:
    """The claims of numerator and denominator, where both are exact numbers."""
    found = []
    for role in ("numerator", "denominator"):
        at = claim.linked(role)
        other = case.claims[at] if at is not None else None
        found.append(other if other is not None and other.exact and other.amount is not None else None)
    return found[0], found[1]


def base_is_named(claim: Claim) -> bool:
    """Whether the words beside the share say what it is a share of (占专任教师的51.5%, 在专任教师中…占)."""
    return claim.base_name not in _ANY_BASE or pattern(r"占.{2,20}的").search(claim.quote) is not None


def counts_of(case: Case, claim: Claim) -> list[Claim]:
    """The exact counts of the claim's paragraph."""
    return [
        c for c in case.by_paragraph.get(claim.paragraph, ())
        if c.amount and c.exact and c.type in _COUNTED and c.dimension != "percent" and c.cell == claim.cell
    ]  # fmt: skip


def fits(claim: Claim, numerator: Decimal, denominator: Decimal) -> bool:
    """Whether a fraction rounds to the printed rate."""
    scale = scale_of(claim)
    assert scale is not None
    assert claim.value is not None
    return denominator != 0 and shows(numerator * scale / denominator, claim.value, claim.decimals)


def another_pair(case: Case, claim: Claim, numerator: Decimal, denominator: Decimal) -> bool:
    """Whether another count of the paragraph, or a simple sum or difference, makes the printed rate with one of the sides.

    Which numbers a rate was taken from is read from the words and can be misread; a false alarm costs more than a miss.
    """
    used = {numerator, denominator}
    kinds = {
        case.claims[at].dimension
        for role in ("numerator", "denominator")
        if (at := claim.linked(role)) is not None
    }
    counts = [
        c.amount
        for c in counts_of(case, claim)
        if c.amount is not None and (not kinds or c.dimension in kinds)
    ]
    if len(counts) > 60:
        return True  # among so many numbers some pair makes nearly any rate
    others = {*counts, *_sums(counts), denominator - numerator} - {denominator + numerator}
    pairs = [(n, denominator) for n in others] + [(numerator, d) for d in others]
    pairs += (
        [(denominator, denominator + numerator)]
        if claim.decimals or claim.value == 100 or numerator * 3 < denominator
        else []
    )
    pairs += [(a + b, d) for a, b in pairwise(counts) for d in counts if numerator in (a, b) and d >= a + b]
    if claim.decimals:
        # The counts of the sentence may have been tied crosswise.
        near = {
            c.amount
            for c in counts_of(case, claim)
            if c.sentence == claim.sentence and c.amount and c.dimension in kinds
        }
        pairs += [(n, d) for n in near for d in near if n < d] if len(near) <= 8 else []
    return any(
        n > 0 and d > 0 and n <= 10 * d and fits(claim, n, d)
        for n, d in pairs
        if (n, d) != (numerator, denominator) and not (n == d and n in used)
    )


def _sums(counts: list[Decimal]) -> Iterator[Decimal]:
    """Sums and differences of neighbours: 当场整改818个、限期整改中完成371个 make the 1189 that were put right."""
    for first, second in pairwise(counts):
        yield first + second
        yield abs(first - second)
    for run in zip(counts, counts[1:], counts[2:], strict=False):
        yield sum(run, Decimal(0))
    if len(counts) <= 14:
        yield from (a + b for a, b in combinations(counts, 2))


def bearing(case: Case, claim: Claim) -> Decimal | None:
    """The one number of people before a rate whose words say what the rate is of: 2名学生休学，休学率…."""
    stem = pattern("率$").sub("", claim.metric or "")[-2:]
    sentence = case.sentence_at(claim.start)
    if sentence is None or len(stem) < 2 or not (claim.metric or "").endswith("率"):
        return None
    same = "辍学|流失|失学" if stem in ("辍学", "流失", "失学") else re.escape(stem)
    found = {
        f.amount
        for f in figures(case, sentence)
        if f.end <= claim.start
        and f.exact
        and f.quantity.dimension == "person"
        and re.search(same, f.before[-6:] + pattern("[中里内]").split(f.after)[0][:8])
    }
    return found.pop() if len(found) == 1 else None
