"""Percentage points and per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.changing.ends import ends_of
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say, shows
from zeren.core.audit.finding import Case, Finding

_RELATIVE = re.compile("相对|相对于|相较|同比增幅|增长率|增幅|增速|倍")
_AGAINST = re.compile("序时进度|平均水平|平均值|平均|目标|全[市省国]|标准|要求")


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
        if claim.dimension != "percent" or _RELATIVE.search(claim.quote):
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
        message = f"“{claim.metric or '这项比率'}”是百分数，变化通常说“个百分点”；请确认这里的{say(said)}%是百分点还是相对增幅。"
        yield case.finding("pp_vs_percent", "warn", span, message)


@check("pp_vs_percent", rule="B3-28：与进度、平均水平相差的是百分点")
def gaps_between_rates(case: Case) -> Iterator[Finding]:
    """完成率94.3%，超序时进度19.3%: 19.3 percentage points."""
    for claim in case.claims:
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
            or source.type != "from_to"
            or source.dimension in {"percent", "", "permille", "score"}
        ):
            continue
        if any(c.metric_kind in {"rate", "share"} for c in row) or claim.start - source.end > 3:
            continue
        message = f"“{source.metric or '这里'}”是数量，增减说“{say(abs(claim.value))}%”，不说“百分点”。"
        yield case.finding("pp_vs_percent", "error", (claim.start, claim.end), message)
