"""Shares and rates against their own counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.naming import severed
from zeren.core.audit.checks.proportions.sides import (
    another_pair,
    base_is_named,
    counts_of,
    fits,
    scale_of,
    sides,
    sure,
)
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import cut, half, say, shows
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_SHARES = {"rate", "share", "completion", "survey"}
# What was taken out or counted otherwise may stand in no number that was read.
_ADJUSTED = re.compile("扣除|剔除|不计|口径|缓学|免试|免测|除[^，。]{1,12}外|折算|加权|往届|不含|缺考")
_GROUP = re.compile("[，；]([一-龥]{2,8})中(?!心|学|小|职|考|央|级|年)[^，；]{0,16}$")
_QUOTED = re.compile("低于|高于|优于|给出|参考|平均水平|行业")
_NEAR = Decimal(
    4
)  # percentage points within which two numbers beside a rate are surely meant as its fraction


@check(
    "percent_count_mismatch",
    "wrong_denominator",
    "rounding",
    "completion_mismatch",
    rule="R04：率＝分子÷分母，误差不超过末位的一半",
)
@vouched
def shares_fit_their_counts(case: Case) -> Iterator[Finding]:
    """适龄儿童3264人，入学3231人，入学率99.05%: 3231 ÷ 3264 is 98.99 % (B3-6, 7, 12)."""
    for claim in case.claims:
        scale = scale_of(claim)
        if claim.type not in _SHARES or scale is None or claim.value is None or not claim.exact:
            continue
        top, bottom = sides(case, claim)
        if top is None or bottom is None or not bottom.amount or top.amount is None:
            continue
        if _QUOTED.search(claim.quote + case.words_after(claim)[:10]) and not sure(claim, "numerator"):
            continue  # 低于保险公司给出的1.2‰的参考值
        if (
            severed(case, top.start, claim.start)
            and severed(case, bottom.start, claim.start)
            and not _named(claim)
        ):
            continue  # both numbers stand in another statement
        if top.amount == bottom.amount and not sure(claim, "numerator"):
            continue  # 男生600名…，女生600名: two groups of one size
        room = half(claim.decimals) + _fuzz(top, bottom, scale)
        value = top.amount * scale / bottom.amount
        # 二班、三班 are no counts; a numerator larger than its base was misread.
        if abs(value - claim.value) <= room or (value > scale >= claim.value and claim.type != "completion"):
            continue
        stem = (claim.metric or "")[-3:-1]
        if (claim.metric or "").endswith("率") and stem not in top.quote and value * 5 < claim.value:
            continue  # 优秀率18.3%，参考5,214人，缺考37人: those absent are no part that is told
        yield from _misfit(case, claim, top, bottom)


def _named(claim: Claim) -> bool:
    return bool(claim.base_name) or base_is_named(claim)


def _fuzz(top: Claim, bottom: Claim, scale: Decimal) -> Decimal:
    """What rounding of 9.8万 and 12.3万 leaves open in their quotient."""
    found = Decimal(0)
    for claim in (top, bottom):
        if claim.amount and (claim.decimals or claim.base != 1):
            found += claim.half_step * claim.base / claim.amount
    return found * scale * (top.amount or Decimal(0)) / (bottom.amount or Decimal(1))


def _misfit(case: Case, claim: Claim, top: Claim, bottom: Claim) -> Iterator[Finding]:
    assert claim.value is not None
    assert top.amount is not None
    assert bottom.amount is not None
    scale = scale_of(claim) or Decimal(100)
    value = top.amount * scale / bottom.amount
    places = max(claim.decimals, 2)
    told = f"{say(top.amount, 4)}÷{say(bottom.amount, 4)}＝{say(value, places)}{claim.unit}"
    span = (claim.start, claim.end)
    others = ((top.start, top.end), (bottom.start, bottom.end))
    certain = sure(claim, "numerator") and sure(claim, "denominator")
    if cut(value, claim.value, claim.decimals) and (certain or claim.decimals):
        message = f"应四舍五入为{say(value, claim.decimals)}{claim.unit}，这里是舍去了尾数。"
        yield case.finding("rounding", "warn", span, message, recomputed=told, others=others)
        return
    if _told_by_another(case, claim, top.amount, bottom.amount):
        return
    other = _other_base(case, claim, top, bottom)
    if (
        other is not None
        and (group := _GROUP.search(case.text.content[other.end : top.end]))
        and set(group[1]) & set(other.quote)
    ):
        return  # 寄宿生810人，…，寄宿生中女生402人: the group that the words name
    if other is not None and _is_called(other, claim.base_name):
        return
    if other is not None and (base_is_named(claim) or _row_has_base(case, claim, bottom)) and certain:
        message = (
            f"分母用错：按所写的分母“{bottom.quote}”应为{say(value, max(claim.decimals, 1))}{claim.unit}；"
            f"{say(claim.value)}{claim.unit}是除以“{other.quote}”得来的。"
        )
        yield case.finding("wrong_denominator", "error", span, message, recomputed=told, others=others)
        return
    if another_pair(case, claim, top.amount, bottom.amount):
        return
    if not certain and abs(value - claim.value) > _NEAR:
        return
    yield _mismatch(case, claim, value, told, certain=certain, others=others)


def _told_by_another(case: Case, claim: Claim, top: Decimal, bottom: Decimal) -> bool:
    """Whether the same two numbers make another rate of the sentence of this name: 一次合格率99.2%…，最终合格率100%."""
    return any(
        c is not claim and c.type in _SHARES and scale_of(c) is not None and c.exact and c.value is not None
        and (c.metric or "")[-2:] == (claim.metric or "")[-2:] and fits(c, top, bottom)
        for c in case.by_sentence.get(claim.sentence, ())
    )  # fmt: skip


def _mismatch(
    case: Case,
    claim: Claim,
    value: Decimal,
    told: str,
    *,
    certain: bool,
    others: tuple[tuple[int, int], ...],
) -> Finding:
    assert claim.value is not None
    hint = ""
    for factor in (10, 100, 1000):
        if shows(value, claim.value * factor, max(claim.decimals - len(str(factor)) + 1, 0)):
            hint = "，像是把小数当成了百分数" if factor == 100 else "，像是小数点错位"
    message = f"数与率对不上：{told}，报告写{say(claim.value, 4)}{claim.unit}{hint}。请核对人数或比率。"
    kind = "completion_mismatch" if claim.type == "completion" else "percent_count_mismatch"
    severity = "error" if certain and not _ADJUSTED.search(case.words_of(claim)) else "warn"
    return case.finding(kind, severity, (claim.start, claim.end), message, recomputed=told, others=others)


def _other_base(case: Case, claim: Claim, top: Claim, bottom: Claim) -> Claim | None:
    """Another count of the same paragraph that the printed share was taken from."""
    assert top.amount is not None
    for other in counts_of(case, claim):
        if other is top or other is bottom or other.amount is None or other.amount <= top.amount:
            continue
        if other.dimension == bottom.dimension and fits(claim, top.amount, other.amount):
            return other
    return None


def _is_called(claim: Claim, name: str) -> bool:
    """Whether a count bears the name of the base: 占在校生总数的 means 在校学生148620人 as well as 初中在校生."""
    base = pattern("(?:总数|总量|总额|总人数|人数|总)$").sub("", name)
    words = f"{claim.population or ''}{claim.metric or ''}"
    return len(base) >= 2 and (base in words or set(base) <= set(words))


def _row_has_base(case: Case, claim: Claim, bottom: Claim) -> bool:
    """Whether two neighbours in the sentence were divided by the base that this one was not."""
    found = 0
    for other in case.by_sentence.get(claim.sentence, ()):
        if other is claim or other.type != "share" or scale_of(other) is None:
            continue
        top, base = sides(case, other)
        if base is bottom and top is not None and top.amount is not None and bottom.amount:
            found += fits(other, top.amount, bottom.amount)
    return found >= 2


@check("percent_count_mismatch", "wrong_denominator", rule="R04：写明“其中…占比”的，占比是这一部分与整体之比")
@vouched
def ratios_named_share(case: Case) -> Iterator[Finding]:
    """随迁子女3260人，其中在公办学校就读3015人，占比94.2%: the word 占比 stands for 占…的."""
    for claim in case.claims:
        scale = scale_of(claim)
        if claim.type not in {"share", "rate"} or claim.links or scale is None or not claim.exact:
            continue
        if claim.value is None or not pattern("[，,]?(?:占|所占|比例|比重)").match(claim.quote):
            continue
        row = case.by_sentence.get(claim.sentence, [])
        before = [
            c for c in row if c.type in {"count", "amount"} and c.exact and c.amount and c.end <= claim.start
        ]
        if (
            len(before) < 2
            or claim.start - before[-1].end > 16
            or before[-1].dimension != before[-2].dimension
        ):
            continue
        whole, part, total = before[-2], before[-1].amount, before[-2].amount
        told_whole = pattern("其中|[中里内](?:的|有|，)?").search(
            case.text.content[whole.end - 1 : before[-1].end]
        )
        if not part or not total or part > total or told_whole is None:
            continue
        value = part * scale / total
        if shows(value, claim.value, claim.decimals) or another_pair(case, claim, part, total):
            continue
        told = f"{say(part)}÷{say(total)}＝{say(value, max(2, claim.decimals))}{claim.unit}"
        yield _mismatch(case, claim, value, told, certain=True, others=((whole.start, whole.end),))


@check("percent_count_mismatch", rule="R04：写“七成以上”“近九成”的，实际占比应当相近")
@vouched
def loose_shares_hold(case: Case) -> Iterator[Finding]:
    """六十所中的三十八所，占七成以上: 63 %."""
    for claim in case.claims:
        scale = scale_of(claim)
        if (
            claim.type not in _SHARES
            or scale is None
            or claim.value is None
            or claim.exact
            or claim.bound is not None
        ):
            continue
        top, bottom = sides(case, claim)
        if (
            top is None
            or bottom is None
            or not top.amount
            or not bottom.amount
            or not sure(claim, "denominator")
            or severed(case, bottom.start, claim.start)
        ):
            continue
        value = top.amount * scale / bottom.amount
        room = max(claim.value / 10, scale / 20) if claim.comparator == "~" else scale / 100
        low, high = claim.comparator in {">=", ">", "~"}, claim.comparator in {"<=", "<", "~"}
        if not (low and value < claim.value - room) and not (high and value > claim.value + room):
            continue
        if another_pair(case, claim, top.amount, bottom.amount):
            continue
        told = f"{say(top.amount)}÷{say(bottom.amount)}＝{say(value)}{claim.unit or '%'}"
        message = f"“{claim.quote}”与人数对不上：{told}，请核对。"
        yield case.finding(
            "percent_count_mismatch", "error", (claim.start, claim.end), message, recomputed=told
        )


@check("percent_count_mismatch", rule="R04：千分率＝件数÷人数×1000")
@vouched
def permillages_fit_their_counts(case: Case) -> Iterator[Finding]:
    """意外伤害45起，按在校生30000人计，发生率为1.8‰: 1.5 ‰."""
    for claim in case.claims:
        if claim.type != "rate" or claim.unit != "‰" or not claim.exact or not claim.value or claim.numerator:
            continue
        if pattern("[较比]|上年|去年|同期|低于|高于|给出|要求|控制|以内|不超过|全[国省市]").search(
            case.words_before(claim)[-8:] + claim.quote,
        ):
            continue
        before = [
            c
            for c in case.by_sentence.get(claim.sentence, ())
            if c.type == "count" and c.exact and c.amount and c.end <= claim.start
        ]
        if not before:  # 千分之四，即8500名中有51名
            before = [
                c
                for c in case.by_sentence.get(claim.sentence, ())
                if c.type == "count" and c.exact and c.amount
            ]
        if len(before) != 2:
            continue
        low, high = sorted(c.amount for c in before if c.amount)
        value = low * 1000 / high
        if abs(value - claim.value) <= half(claim.decimals) or not claim.value / 3 < value < claim.value * 3:
            continue
        told = f"{say(low)}÷{say(high)}×1000＝{say(value)}‰"
        message = f"件数与千分率对不上：{told}，报告写{say(claim.value, 4)}‰，请核对。"
        yield case.finding(
            "percent_count_mismatch", "error", (claim.start, claim.end), message, recomputed=told
        )
