"""Trends: what is said to rise year by year does so in every year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.changing.ends import signed
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_RUN = r"(?:逐年|连年|稳步|持续|逐步|连续[一二三四五六七八九两\d]+年|不断|节节|一年比一年|年年)[一-龥]{0,4}?"
_ALWAYS_UP = re.compile(
    rf"{_RUN}(?:上升|提高|增长|增加|提升|攀升|上涨|走高|高)|[二两三四五六七八九十\d]年?连[增升涨]"
)
_ALWAYS_DOWN = re.compile(
    rf"{_RUN}(?:下降|降低|减少|回落|缩小|走低|下滑)|[二两三四五六七八九十\d]年?连[降减跌]"
)
_YEARS = re.compile(
    r"(?:19|20)\d{2}|近[一二三四五六七八九两\d]+年|[一二三四五六七八九两\d]+年来|历年|[三四五]年|[三四五]学年"
)
_VALUES = {"rate", "count", "amount", "share", "area", "per_capita", "index", "mean"}


@check("trend_contradiction", rule="逐年上升、持续下降与各年数值一致")
def series_go_the_way_of_words(case: Case) -> Iterator[Finding]:
    """分别为95.2%、96.1%和95.8%，连续三年稳步上升."""
    for at, row in case.by_sentence.items():
        if at < 0:
            continue
        for claim in row:
            if claim.type == "series" and _over_years(case, claim):
                values = [p.amount for p in claim.parts]
                if len(values) >= 2 and all(v is not None for v in values):
                    yield from _denied(
                        case, [v for v in values if v is not None], (claim.start, claim.end), claim
                    )
        yield from _by_years(case, row)


def _over_years(case: Case, claim: Claim) -> bool:
    """Whether the series runs over years, not over stages or schools."""
    if all(p.period for p in claim.parts):
        return True
    if any(p.metric and not _YEARS.search(p.metric) for p in claim.parts):
        return False
    return _YEARS.search(case.words_before(claim)[-40:] + claim.quote) is not None


def _by_years(case: Case, row: list[Claim]) -> Iterator[Finding]:
    """2021年为91.2%，2022年为93.4%，2023年为92.8%: one claim a year."""
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in row:
        if (
            claim.type in _VALUES
            and claim.exact
            and claim.amount is not None
            and claim.metric
            and claim.period
        ):
            if re.fullmatch(r"(?:19|20)\d{2}年?(?:度|学年|底|末)?", claim.period):
                groups.setdefault((claim.metric, claim.population or "", claim.dimension), []).append(claim)
    for found in groups.values():
        # …，三年间稳步上升；2024年为93.1%: what stands behind a semicolon is told apart.
        claims = [c for c in found if "；" not in case.text.content[found[0].end : c.start]]
        ordered = sorted(claims, key=lambda c: c.period or "")
        years = [c.period for c in ordered]
        values = [c.amount for c in ordered if c.amount is not None]
        if len(values) >= 3 and len(set(years)) == len(years):
            last = max(claims, key=lambda c: c.end)
            span = (min(c.start for c in claims), last.end)
            yield from _denied(case, values, span, last)


def _denied(case: Case, values: list[Decimal], span: tuple[int, int], claim: Claim) -> Iterator[Finding]:
    words = re.split("[；;。]", case.words_after(claim))[0][:30]
    before = case.words_before(claim)[-16:]
    up = _ALWAYS_UP.search(words) or _ALWAYS_UP.search(before)
    down = _ALWAYS_DOWN.search(words) or _ALWAYS_DOWN.search(before)
    if bool(up) == bool(down) or re.search("除|外|总体|稳中|趋势良好|略有|波动", words):
        return
    # 分别为…，教育投入逐年增长: the trend has a subject of its own.
    lead = (
        words[: up.start() if up else down.start() if down else 0]
        if (up and up.string is words) or (down and down.string is words)
        else ""
    )
    if re.search("[一-龥]{4,}", re.sub("呈现?|实现了?|总量|均|都|保持|连续|数值|[一二三四五两]年", "", lead)):
        return
    steps = [later - earlier for earlier, later in pairwise(values)]
    if (up and min(steps) < 0) or (down and max(steps) > 0):
        told = " → ".join(say(v, 4) for v in values)
        message = f"写的是“{(up or down or [''])[0]}”，各年数值却是{told}，请核对。"
        yield case.finding("trend_contradiction", "error", span, message, recomputed=told)


@check("trend_contradiction", rule="比上年减少的，不能又说连年增长")
def changes_go_the_way_of_trends(case: Case) -> Iterator[Finding]:
    """比上年减少120人，连续三年增长."""
    for claim in case.claims:
        delta = signed(claim) if claim.type in {"change_abs", "change_pct", "change_pp"} else None
        if not delta or not claim.exact:
            continue
        words = case.words_after(claim)
        run = re.match(r"[，,](?:已|实现|呈|保持)*", words)
        rest = words[run.end() : run.end() + 14] if run else ""
        up, down = _ALWAYS_UP.match(rest), _ALWAYS_DOWN.match(rest)
        if (up and delta < 0) or (down and delta > 0):
            trend = (up or down or [""])[0]
            message = f"前面写{claim.quote}，后面又写“{trend}”，请核对。"
            end = claim.end + (run.end() if run else 0) + len(trend)
            yield case.finding("trend_contradiction", "error", (claim.start, end), message)
