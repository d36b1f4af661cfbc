"""Percentage points and per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.changing.ends import ends_of
from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say, shows
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_RELATIVE = re.compile("相对|相对于|相较|同比增幅|增长率|增幅|增速|倍")
_AGAINST = re.compile("均值|均分|时间进度|序时进度|平均水平|平均值|平均|目标|全[市省国]|标准|要求")


@check("pp_vs_percent", rule="GB/T 15835、R46：率的变化用“百分点”，不用“%”（B3-13、28）")
def points_are_not_percent(case: Case) -> Iterator[Finding]:
    """占比由62.4%上升到78.6%，提高了16.2%: percentage points."""
    for claim in case.claims:
        if (
            claim.type != "change_pct"
            or claim.value is None
            or claim.metric_kind not in {"rate", "share", "completion"}
        ):
            continue
        if claim.dimension != "percent":
            continue
        span, said = (claim.start, claim.end), abs(claim.value)
        ends = ends_of(case, claim)
        if ends is not None and ends.first > 0:
            difference, growth = abs(ends.last - ends.first), abs(ends.growth())
            if shows(growth, said, claim.decimals) and not shows(difference, said, claim.decimals):
                continue
            if abs(difference - said) <= ends.room + half(claim.decimals):
                told = f"{say(ends.last)}%－{say(ends.first)}%＝{say(ends.last - ends.first)}个百分点（相对增长{say(growth, 1)}%）"
                message = f"率的变化应写“{say(said)}个百分点”，不是“{say(said)}%”。"
                yield case.finding("pp_vs_percent", "error", span, message, recomputed=told)
                continue
        if _RELATIVE.search(claim.quote):
            continue
        message = f"“{claim.metric or '这项比率'}”是百分数，变化通常说“个百分点”；请确认这里的{say(said)}%是百分点还是相对增幅。"
        yield case.finding("pp_vs_percent", "warn", span, message)


@check("pp_vs_percent", rule="B3-28：与进度、平均水平相差的是百分点")
def gaps_between_rates(case: Case) -> Iterator[Finding]:
    """完成率94.3%，超序时进度19.3%: 19.3 percentage points."""
    for claim in case.claims:
        if claim.type == "limit" and _is_gap(claim):
            message = f"两个百分数相差{say(claim.bound or Decimal(0))}，应写“{say(claim.bound or Decimal(0))}个百分点”。"
            yield case.finding("pp_vs_percent", "warn", (claim.start, claim.end), message)
        if claim.type != "compare" or claim.dimension != "percent" or claim.value is None or not claim.exact:
            continue
        if claim.metric_kind not in {"rate", "share", "completion"} or not _AGAINST.search(
            claim.quote + claim.base_name
        ):
            continue
        at = claim.linked("of")
        of = case.claims[at] if at is not None else None
        # 高于全市平均水平91.2% gives the level, 高于…2.4% the gap.
        if of is None or of.value is None or claim.value * 2 > of.value or claim.value > 30:
            continue
        message = f"两个百分数相差{say(claim.value)}，应写“{say(claim.value)}个百分点”。"
        yield case.finding("pp_vs_percent", "warn", (claim.start, claim.end), message)


def _is_gap(claim: Claim) -> bool:
    """高出省定标准3.6%: far from the value, it is no level but a gap."""
    if claim.bound is None or claim.value is None or claim.bound_unit not in {"%", "％"}:
        return False
    beside = re.match("高出|低|超出|超过|高于", claim.quote) and re.search("标准|目标|要求|平均", claim.quote)
    return (
        beside is not None
        and claim.bound * 2 <= claim.value
        and claim.bound <= 30
        and claim.metric_kind in {"rate", "share"}
    )


@check("pp_vs_percent", rule="R46：人数、金额的变化不用“百分点”")
def counts_have_no_points(case: Case) -> Iterator[Finding]:
    """在校生由1200人增加到1320人，增长10个百分点: 10 %."""
    for claim in case.claims:
        if claim.type != "change_pp" or claim.value is None:
            continue
        at = claim.linked("step") if claim.linked("step") is not None else claim.linked("of")
        row = case.by_sentence.get(claim.sentence, [])
        before = [c for c in row if c.end <= claim.start]
        source = case.claims[at] if at is not None else before[-1] if before else None
        if (
            source is None
            or source.type not in {"from_to", "amount", "area", "count"}
            or source.dimension in {"percent", "", "permille", "score"}
        ):
            continue
        # 教育支出8.4亿元，占比提高6.3个百分点: the points may be of a rate that has no number of its own.
        lead = case.text.content[source.end : claim.end]
        told = source.type == "from_to" or not re.search("率|占|比[重例]|度|比值|水平|幅", lead)
        if not told or any(c.metric_kind in {"rate", "share"} for c in row) or claim.start - source.end > 3:
            continue
        message = f"“{source.metric or '这里'}”是数量，增减说“{say(abs(claim.value))}%”，不说“百分点”。"
        yield case.finding("pp_vs_percent", "error", (claim.start, claim.end), message)


_MOVED = re.compile(
    r"(?:提高|提升|上升|升高|下降|降低|回落|高出|高|低|相差|多出|快|慢)了?$|(?:超|快于|高于|低于|落后|滞后|超前)[^，。；\d]{0,8}(?:进度|均值|平均水平|平均)$"
)
_RATE = re.compile(r"(?:率|占比|占|比例|比重|满意度|覆盖面)[^，。；\d]{0,4}$")


@check("pp_vs_percent", rule="R46：两个百分数之间的差用“百分点”（B3-13、28）")
def moved_rates_are_told_in_points(case: Case) -> Iterator[Finding]:
    """优秀率28.3%，比市均值高2.6%; 占78.6%，三年间上升了5.2%."""
    for sentence, _ in sentences_with(case, _MOVED_WORDS):
        row = figures(case, sentence)
        for level, gap in pairwise(row):
            if {level.quantity.dimension, gap.quantity.dimension} != {"percent"} or not gap.exact:
                continue
            content = case.text.content
            lead = content[max(0, level.start - 14) : level.quantity.number_start or level.start]
            words = content[level.end : gap.quantity.number_start or gap.start]
            if (
                not _RATE.search(lead)
                or not _MOVED.search(words)
                or len(words) > 24
                or "；" in words
                or gap.value * 2 > level.value
            ):
                continue
            if _RELATIVE.search(words + gap.after) or re.search(
                "增长|增加|增幅|降幅|经费|投入|人数|数量|总量|收入|其中", words
            ):
                continue
            message = f"前面是百分数，这里的变化或差距应写“{say(gap.value)}个百分点”；若指相对增幅，请写明。"
            yield case.finding("pp_vs_percent", "warn", (gap.start - len(gap.before), gap.end), message)


_MOVED_WORDS = re.compile("提高|提升|上升|升高|下降|降低|回落|高|低|差|快|慢")
