"""Scores: items and their total, an item and its full marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_SCORE = re.compile(r"\d\s*分(?![钟部校类别])")
_TOTAL = re.compile("总分|合计|共计|总得分|最终得分|最后得分|累计得分|综合得分|实得分|自评得分共|共得|总计")
_FULL = re.compile("满分|分值|标准分|总分值|权重")
_MINUS = re.compile("扣|减")
_OTHER = re.compile(
    "平均|均分|提高|比|高出|低于|线|每|相差|名次|第|以上|权重|折算|折合|换算|系数|加权|按\\d|占\\d|抵扣|封顶"
)
_NEAR = Decimal("0.2")


@check("score_sum_mismatch", rule="R44：各项得分之和等于总分，单项不超过满分")
def scores_add_up(case: Case) -> Iterator[Finding]:
    """组织领导18分、教育教学36分、…自评总分94分; 满分15分，自评得16分."""
    for sentence, words in sentences_with(case, _SCORE):
        row = [f for f in figures(case, sentence) if f.quantity.kind == "S" and f.exact]
        yield from _over_full(case, row)
        if _OTHER.search(re.sub("比较|第[一二三四五六七八九十]+项", "", words)):
            continue
        totals = [f for f in row if _TOTAL.search(f.before)]
        parts = [f for f in row if f not in totals and not _is_full(case, f)]
        if len(totals) != 1 or len(parts) < 2:
            continue
        total = totals[0]
        if total.start < parts[0].start and not re.search(
            "其中|分别|：|:", case.text.content[total.end : parts[0].start]
        ):
            continue
        if total.start > parts[0].start:
            parts = [f for f in parts if f.start < total.start]
        if len(parts) < 2 or any(total.value == made for made in _readings(parts)):
            continue
        made = _sum(parts)
        if abs(made - total.value) > _NEAR * total.value:
            continue
        told = "".join(f"{'－' if _MINUS.search(p.before) else '＋'}{say(p.value)}" for p in parts).lstrip(
            "＋"
        )
        message = f"各项得分合计{say(made)}分，与总分{say(total.value)}分不符，请核对。"
        yield case.finding(
            "score_sum_mismatch", "error", (total.start - len(total.before), total.end), message,
            recomputed=f"{told}＝{say(made)}",
        )  # fmt: skip


def _sum(parts: list[Figure]) -> Decimal:
    return sum((-p.value if _MINUS.search(p.before) else p.value for p in parts), Decimal(0))


def _readings(parts: list[Figure]) -> Iterator[Decimal]:
    """The total with and without bonus and deducted points: they may be counted already."""
    yield _sum(parts)
    plain = [p for p in parts if not _MINUS.search(p.before)]
    if len(plain) < len(parts):
        kept = [p for p in plain if "加" not in p.before]
        if len(kept) >= 2:
            yield _sum(plain)


def _is_full(case: Case, figure: Figure) -> bool:
    """Full marks: 满分15分, or a bare number in brackets behind an item's name (第一项（20分）)."""
    bracket = case.text.content[figure.start - 1 : figure.start] in "（(" and not figure.before
    return bool(_FULL.search(figure.before)) or bracket


def _over_full(case: Case, row: list[Figure]) -> Iterator[Finding]:
    for full, got in itertools.pairwise(row):
        if not _is_full(case, full) or _is_full(case, got) or not re.search("得|评", got.before):
            continue
        bonus = re.search(
            "加分|附加|超额|奖励", case.text.content[full.start - 20 if full.start > 20 else 0 : got.end + 12]
        )
        if got.value > full.value and got.segment == full.segment and not bonus:
            message = f"得分{say(got.value)}分超过这一项的满分{say(full.value)}分，请核对。"
            span = (got.start - len(got.before), got.end)
            told = f"{say(got.value)} ＞ {say(full.value)}"
            yield case.finding("score_sum_mismatch", "error", span, message, recomputed=told)
