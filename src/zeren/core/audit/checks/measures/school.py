"""Per pupil, in the report of one school: its pupils are told once, at the beginning, and everything is divided by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_ALL = {
    "学生",
    "在校生",
    "在校学生",
    "学生数",
    "在校生数",
    "在校学生数",
    "学生总数",
    "在校学生总数",
    "幼儿",
    "在园幼儿",
    "在园幼儿数",
}
_MANY_SCHOOLS = re.compile("全[区县市省镇乡]|各[学校园]|中小学|所学校|学区")
_PER_PUPIL = re.compile("生均|人均(?:图书|藏书)")
_STAGE = re.compile("小学|初中|高中|学部|寄宿|标准|要求|应|不低于|达到")
_LARGEST = Decimal(20_000)


@check("per_capita_mismatch", rule="R36：生均＝总量÷全校学生数，学生数写在前面几段")
def per_pupil_of_the_school(case: Case) -> Iterator[Finding]:
    """全校学生823人。…占地面积15260平方米，…生均占地面积15.15平方米: 18.54.

    Only where the whole report knows one number of pupils, so that nothing else can be meant; a question all the same.
    """
    pupils = _pupils(case)
    if pupils is None or not pupils.amount:
        return
    for claim in case.claims:
        told = case.text.content[claim.start - 12 : claim.start] + claim.quote
        if (
            claim.type != "per_capita"
            or not claim.exact
            or claim.value is None
            or claim.denominator is not None
            or claim.paragraph == pupils.paragraph
            or not _PER_PUPIL.search(claim.metric or "")
            or _STAGE.search(told)
            or _MANY_SCHOOLS.search(case.words_of(claim))
        ):
            continue
        whole = _whole(case, claim)
        if whole is None or whole.amount is None:
            continue
        value = whole.amount / pupils.amount
        room = half(claim.decimals) * claim.base + whole.half_step * whole.base / pupils.amount
        printed = claim.value * claim.base
        # 24 for 23.996, and 14.3 for 14.36 cut off: only what no rounding explains.
        if abs(value - printed) <= room * 2:
            continue
        told = f"{say(whole.amount)}÷{say(pupils.amount)}＝{say(value, max(claim.decimals, 2))}"
        message = f"平均数算错：按全校{say(pupils.amount)}名学生，{told}，报告写{say(claim.value, 4)}，请核对总数、人数或平均数。"
        others = ((pupils.start, pupils.end), (whole.start, whole.end))
        yield case.finding(
            "per_capita_mismatch", "warn", (claim.start, claim.end), message, recomputed=told, others=others
        )


def _pupils(case: Case) -> Claim | None:
    """The one number of pupils of the report; None where there are several, or schools."""
    found = [
        c for c in case.claims
        if c.type in {"count", "part_whole"} and c.exact and c.amount and c.dimension == "person" and (c.metric or "") in _ALL
    ]  # fmt: skip
    if not found or len({c.amount for c in found}) > 1 or (found[0].amount or 0) > _LARGEST:
        return None
    return None if any(_MANY_SCHOOLS.search(case.words_of(c)) for c in found) else found[0]


def _whole(case: Case, claim: Claim) -> Claim | None:
    """What is divided: what the claim is tied to, else the one amount of its measure in the paragraph that its words name."""
    at = claim.linked("numerator")
    if at is not None:
        return case.claims[at] if case.claims[at].exact else None
    thing = re.sub("生均|人均|面积|数", "", claim.metric or "")
    alike = [
        c for c in case.by_paragraph.get(claim.paragraph, ())
        if c.type in {"area", "count", "amount"} and c.exact and c.amount and c.dimension == claim.dimension
    ]  # fmt: skip
    named = [c for c in alike if thing and (set(thing) & set(c.metric or ""))]
    amounts = {c.amount for c in named}
    return named[0] if len(amounts) == 1 else None
