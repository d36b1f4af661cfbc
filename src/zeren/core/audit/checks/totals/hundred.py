"""Shares of one thing make a hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_AGES = re.compile(r"\d+\s*(?:周?岁)?(?:以下|以上|至|—|-|～)|年龄|岁")
_RANKS = re.compile("高级|中级|初级|一级|二级|三级|正高|副高|员级|未定级|未评")
_LEVELS = re.compile("研究生|本科|专科|大专|中专|高中|硕士|博士|学历")
_MARKS = re.compile("优秀|良好|合格|不合格|及格|一般|较差|满意|基本满意|称职")
_FUNDS = re.compile("中央|省级|市级|县级|市县|区级|自筹|社会|捐赠|财政|拨款|收入|地方|上级")
_STAGES = re.compile("幼儿园|学前|小学|初中|高中|中职|职业|特教")
_PLACES = re.compile("城区|县城|集镇|乡镇|农村|村级|镇区|市区")
_AXES = (_AGES, _RANKS, _LEVELS, _MARKS, _FUNDS, _STAGES, _PLACES)
_WHOLE = re.compile(
    r"(?:由|分为|分成|包括|构成|组成)[一-龥\d]{0,8}(?:部分|类|项|块)|其他|其余|及以下|按[^，。；]{1,8}[分看]|"
    r"从[^，。；]{1,10}看|(?:结构|来源|构成|分布)(?:上|中|看|为|是|：|，|,)|合计为?100"
)
_CUMULATIVE = re.compile("优良率|及格率|以上学历|中级以上|以上职称|包含|及以上|累计|基本满意以上")


@check("shares_not_100", rule="R45：同一整体各部分占比之和为100%（允许四舍五入误差）")
def shares_make_a_hundred(case: Case) -> Iterator[Finding]:
    """35岁以下占42.5%，36至50岁占31.0%，51岁以上占20.5%: 94 %."""
    for at, row in case.by_sentence.items():
        if at < 0:
            continue
        shares = [
            c for c in row if c.type == "share" and c.unit in {"%", "％"} and c.exact and c.value is not None
        ]
        # Where the counts stand beside them, each share is checked against its own.
        if len(shares) >= 3 and not any(s.denominator for s in shares):
            values = [(s.value or Decimal(0), s.decimals) for s in shares]
            yield from _hundred(case, shares, values, (shares[0].start, shares[-1].end))
        for claim in row:
            if (
                claim.type == "series"
                and len(claim.parts) >= 3
                and "占" in claim.quote
                and all(p.unit in {"%", "％"} for p in claim.parts)
            ):
                values = [(p.value or Decimal(0), p.decimals) for p in claim.parts]
                yield from _hundred(case, [claim], values, (claim.start, claim.end))
        yield from _marks(case, row)


def _hundred(
    case: Case, shares: list[Claim], values: list[tuple[Decimal, int]], span: tuple[int, int]
) -> Iterator[Finding]:
    total = sum((v for v, _ in values), Decimal(0))
    room = sum((half(d) for _, d in values), Decimal(0))
    if abs(total - 100) <= max(room, Decimal("0.2")) or not 75 <= total <= 125 or not _one_axis(case, shares):
        return
    told = "＋".join(say(v) for v, _ in values) + f"＝{say(total)}%"
    message = f"各部分占比合计{say(total)}%，不是100%，请核对。"
    yield case.finding("shares_not_100", "error", span, message, recomputed=told)


def _one_axis(case: Case, shares: list[Claim]) -> bool:
    """Whether the shares divide one thing: all of them ages, ranks, levels or marks, or the sentence says that they are all."""
    told = case.words_of(shares[0])
    if _CUMULATIVE.search(told):
        return False
    if len(shares) == 1:
        names = [p.metric for p in shares[0].parts]
        return (
            any(all(axis.search(name) for name in names) for axis in _AXES) or _WHOLE.search(told) is not None
        )
    names = [re.sub("占.*", "", s.quote) or f"{s.population or ''}{s.metric or ''}" for s in shares]
    if len(set(names)) < len(names):
        return False
    if any(all(axis.search(name) for name in names) for axis in _AXES):
        return True
    crossing = sum(any(axis.search(name) for name in names) for axis in _AXES) > 1
    return _WHOLE.search(told) is not None and not crossing


def _marks(case: Case, row: list[Claim]) -> Iterator[Finding]:
    """优秀率、良好率、合格率、不合格率 side by side, where 合格率 cannot hold the others because it is smaller."""
    found: dict[str, Claim] = {}
    for claim in row:
        word = re.search("优秀率|良好率|不合格率|合格率", claim.metric or "")
        if claim.type == "rate" and word and claim.exact and claim.unit in {"%", "％"}:
            found.setdefault(word[0], claim)
    if len(found) != 4:
        return
    values = {name: claim.value or Decimal(0) for name, claim in found.items()}
    if values["合格率"] >= values["优秀率"] + values["良好率"]:
        return
    total = sum(values.values(), Decimal(0))
    if abs(total - 100) > Decimal("0.2"):
        told = "＋".join(say(v) for v in values.values()) + f"＝{say(total)}%"
        spans = [(c.start, c.end) for c in found.values()]
        span = (min(s for s, _ in spans), max(e for _, e in spans))
        yield case.finding(
            "shares_not_100", "warn", span, f"四个等次合计{say(total)}%，不是100%，请核对。", recomputed=told
        )


_OPPOSITES = (
    ("合格率", "不合格率"),
    ("及格率", "不及格率"),
    ("达标率", "不达标率"),
    ("非文盲率", "文盲率"),
    ("满意率", "不满意率"),
)


@check("shares_not_100", rule="R45：合格率与不合格率之和为100%")
def opposites_make_a_hundred(case: Case) -> Iterator[Finding]:
    """及格率94.6%，不及格率5.7%: 100.3 %."""
    for at, row in case.by_sentence.items():
        rates = (
            [c for c in row if c.type == "rate" and c.exact and c.value is not None and c.unit in {"%", "％"}]
            if at >= 0
            else []
        )
        for good, bad in _OPPOSITES:
            ones = [
                c for c in rates if (c.metric or "").endswith(good) and not (c.metric or "").endswith(bad)
            ]
            others = [
                c
                for c in rates
                if (c.metric or "").endswith(bad)
                and not (bad == "文盲率" and (c.metric or "").endswith("非文盲率"))
            ]
            if (
                len(ones) != 1
                or len(others) != 1
                or (ones[0].population or "") != (others[0].population or "")
            ):
                continue
            values = [c.value or Decimal(0) for c in (ones[0], others[0])]
            room = ones[0].half_step + others[0].half_step
            if abs(sum(values, Decimal(0)) - 100) <= room:
                continue
            told = f"{say(values[0])}＋{say(values[1])}＝{say(sum(values, Decimal(0)))}%"
            message = f"“{good}”与“{bad}”合计应为100%：{told}，请核对。"
            span = (min(ones[0].start, others[0].start), max(ones[0].end, others[0].end))
            yield case.finding("shares_not_100", "error", span, message, recomputed=told)
