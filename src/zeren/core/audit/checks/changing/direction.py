"""The direction of words: what is said to rise must rise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.changing.ends import DOWN, UP, ends_of, pair_of
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_RANK = re.compile("排名|名次|位次|第|位居|名列|位列")
_HIGHER, _LOWER = re.compile("高于|超过|优于|高出|多于|大于"), re.compile("低于|少于|小于|不及")


@check("direction_word", rule="升降用词与数值方向一致（B3-16）")
def words_go_the_way_of_numbers(case: Case) -> Iterator[Finding]:
    """由0.58%下降到0.66%; 由46所增加到41所."""
    for claim in case.claims:
        pair = pair_of(claim)
        if pair is not None:
            first, last = pair[0].amount, pair[1].amount
        elif claim.type in {"change_abs", "change_pp", "change_pct"} and claim.base_value is not None:
            ends = ends_of(case, claim)
            if ends is None:
                continue
            first, last = ends.first, ends.last
        else:
            continue
        if first is None or last is None or first == last or _is_rank(case, claim):
            continue
        yield from _against(case, claim, first, last)


def _is_rank(case: Case, claim: Claim) -> bool:
    """第8位上升到第5位: a better rank is a smaller number."""
    return _RANK.search(claim.quote + (claim.metric or "") + case.words_before(claim)[-6:]) is not None


def _against(case: Case, claim: Claim, first: Decimal, last: Decimal) -> Iterator[Finding]:
    words = claim.verb or claim.quote
    up, down = UP.search(words) is not None, DOWN.search(words) is not None
    teachers = (
        re.search("师生比|师幼比", claim.metric or "") is not None
    )  # 1∶19 to 1∶18 raises the share of teachers
    if up == down or (up and last > first) or (down and last < first) or teachers:
        return
    said = "增加" if up else "减少"
    message = f"用词与数字相反：写的是{said}，数字却由{say(first, 4)}变为{say(last, 4)}，请核对数字或用词。"
    told = f"{say(first, 4)} → {say(last, 4)}"
    yield case.finding("direction_word", "error", (claim.start, claim.end), message, recomputed=told)


@check("direction_word", rule="写“高于”“低于”的，数值应当如此")
def comparisons_hold(case: Case) -> Iterator[Finding]:
    """毛入园率92.3%，高于全市平均水平93.1%: it is lower."""
    for claim in case.claims:
        if (
            claim.type != "compare"
            or claim.value is None
            or not claim.exact
            or not re.search("平均|全[市省国]|上年|去年|同期", claim.quote)
        ):
            continue
        at = claim.linked("of")
        of = case.claims[at] if at is not None else None
        if of is None or of.value is None or not of.exact or of.unit != claim.unit or of.base != claim.base:
            continue
        higher, lower = _HIGHER.search(claim.quote), _LOWER.search(claim.quote)
        # A gap (高于…2.4个百分点) is no level: a level is of the size of the value.
        level = claim.value * 2 > of.value and abs(claim.value - of.value) * 5 <= of.value
        if not level or bool(higher) == bool(lower) or re.search("未|不", claim.quote[:2]):
            continue
        if (higher and of.value < claim.value) or (lower and of.value > claim.value):
            told = f"{say(of.value, 4)} {'＜' if higher else '＞'} {say(claim.value, 4)}"
            message = f"写的是“{(higher or lower or [''])[0]}”，数值却是{told}，请核对。"
            yield case.finding("direction_word", "error", (claim.start, claim.end), message, recomputed=told)
