"""Scores: items and their total, an item and its full marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import earlier
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_SCORE = re.compile(r"\d\s*分(?![钟部校类别])")
_TOTAL = re.compile(
    "^(?:自评|考评|核定|考核)(?:得分|得|共|为)?$|总评|总体得分|总分|合计|共计|总得分|最终得分|最后得分|累计得分|综合得分|实得分|自评得分共|共得|总计"
)
_FULL = re.compile("满分|分值|标准分|总分值|权重")
_WHOLE = re.compile("基础|小计|总|合计|累计|最终|综合")
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
        spoken = case.text.content[row[0].start - len(row[0].before) : row[-1].end + 4] if row else words
        if _OTHER.search(pattern("比较|第[一二三四五六七八九十]+项").sub("", spoken)):
            continue
        totals = [f for f in row if _TOTAL.search(f.before)]
        parts = [f for f in row if f not in totals and not _is_full(case, f)]
        if len(totals) != 1 or len(parts) < 2:
            continue
        total = totals[0]
        if total.start < parts[0].start and not pattern("其中|分别|依次|：|:").search(
            case.text.content[total.end : parts[0].start]
        ):
            continue
        if total.start > parts[0].start:
            parts = [f for f in parts if f.start < total.start]
        else:  # 各板块得分为…，对应分值分别为…: what stands behind the full marks is no score
            stop = [
                f.start for f in row if f.start > parts[1].start and pattern("分值|满分").search(f.before)
            ]
            parts = [f for f in parts if not stop or f.start < stop[0]]
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
    got = pattern("(?:实|自评|考核|评)?得").match(case.text.content[figure.end : figure.end + 4]) is not None
    return bool(_FULL.search(figure.before)) or bracket or (got and not _TOTAL.search(figure.before))


def _over_full(case: Case, row: list[Figure]) -> Iterator[Finding]:
    for full, got in itertools.pairwise(row):
        if not _is_full(case, full) or _is_full(case, got) or not pattern("得|评").search(got.before):
            continue
        bonus = pattern("加分|附加|超额|奖励").search(
            case.text.content[full.start - 20 if full.start > 20 else 0 : got.end + 12]
        )
        if (
            got.value > full.value
            and got.segment == full.segment
            and not bonus
            and not _WHOLE.search(got.before)
        ):
            message = f"得分{say(got.value)}分超过这一项的满分{say(full.value)}分，请核对。"
            span = (got.start - len(got.before), got.end)
            told = f"{say(got.value)} ＞ {say(full.value)}"
            yield case.finding("score_sum_mismatch", "error", span, message, recomputed=told)


_TAKEN, _GOT = re.compile("扣(?:了|减|除|去)?$"), re.compile("实?得$|得分(?:为)?$|自评$|实得分?$")
_ALL_TAKEN = re.compile("(?:共|合计|总共|累计)扣(?:了|减|除|去)?(?:分)?$")


@check("score_sum_mismatch", rule="R44：得分＝满分－各项扣分，共扣＝各项扣分之和")
def points_taken_leave_the_rest(case: Case) -> Iterator[Finding]:
    """满分4分，扣1.5分，扣1分，实得2.5分: 1.5; 共扣7.5分: 扣2.5分、扣3分、扣1.5分: 7."""
    for sentence, _ in sentences_with(case, re.compile("扣")):
        row = [*earlier(case, sentence, 1), *figures(case, sentence)]
        points = [f for f in row if f.quantity.kind == "S" and f.exact]
        taken = [
            f
            for f in points
            if _TAKEN.search(f.before) and not _ALL_TAKEN.search(f.before) and f.start >= sentence.start
        ]
        made = sum((f.value for f in taken), Decimal(0))
        alls = [f for f in points if _ALL_TAKEN.search(f.before)]
        words = case.text.content[sentence.start : sentence.end]
        if len(taken) < 2 or pattern("扣完|封顶|不超过|每|最多|分别扣|加分|等").search(words):
            continue
        if (
            len(alls) == 1
            and alls[0].value != made
            and (alls[0].start < taken[0].start or alls[0].start > taken[-1].start)
        ):
            told = "＋".join(say(f.value) for f in taken) + f"＝{say(made)}"
            message = f"各项扣分合计{say(made)}分，与共扣{say(alls[0].value)}分不符，请核对。"
            span = (alls[0].start - len(alls[0].before), alls[0].end)
            yield case.finding("score_sum_mismatch", "error", span, message, recomputed=told)
        full = [f for f in points if pattern("满分|分值").search(f.before) and f.start < taken[0].start]
        got = [f for f in points if _GOT.search(f.before) and f.start > taken[-1].start]
        if (
            len(full) == 1
            and len(got) == 1
            and full[0].value - made != got[0].value
            and full[0].value >= made
        ):
            told = f"{say(full[0].value)}－{say(made)}＝{say(full[0].value - made)}"
            message = f"扣分后应得{say(full[0].value - made)}分，报告写{say(got[0].value)}分，请核对。"
            span = (got[0].start - len(got[0].before), got[0].end)
            yield case.finding("score_sum_mismatch", "error", span, message, recomputed=told)


@check("score_sum_mismatch", rule="R44：各项得分之和等于总分，总分在前、各项在后亦同")
def scores_behind_their_total(case: Case) -> Iterator[Finding]:
    """自评总得分96.5分。具体为：政府履职（30分）得28.5分，…: every item told as 得, with its full marks in a bracket."""
    for sentence, words in sentences_with(case, re.compile("得")):
        row = [f for f in figures(case, sentence) if f.quantity.kind == "S" and f.exact]
        got = [f for f in row if pattern("得$").search(f.before)]
        full = [f for f in row if _is_full(case, f)]
        before = [f for f in earlier(case, sentence, 1) if f.quantity.kind == "S" and _TOTAL.search(f.before)]
        if (
            len(got) < 3
            or len(got) != len(full)
            or len(before) != 1
            or sum((f.value for f in full), Decimal(0)) != 100
        ):
            continue
        made = sum((f.value for f in got), Decimal(0))
        if made == before[0].value or pattern("加分|附加").search(words):
            continue
        told = "＋".join(say(f.value) for f in got) + f"＝{say(made)}"
        message = f"各项得分合计{say(made)}分，与总分{say(before[0].value)}分不符，请核对。"
        span = (before[0].start - len(before[0].before), before[0].end)
        yield case.finding("score_sum_mismatch", "error", span, message, recomputed=told)


_ONCE = re.compile("(?:共|合计|累计|被|总共)扣(?:了|去|除|减|掉)?(?:分)?$|^扣(?:了|去|除|减|掉)$")


@check("score_sum_mismatch", rule="R44：得分＝满分－扣分")
def full_marks_less_points_taken(case: Case) -> Iterator[Finding]:
    """满分100分，共扣去7.5分，最后得93.5分: 92.5."""
    for sentence, words in sentences_with(case, pattern("扣")):
        points = [f for f in figures(case, sentence) if f.quantity.kind == "S" and f.exact]
        if len(points) != 3 or pattern("加分|附加|平均|各|每").search(words):
            continue
        full, taken, got = points
        told = pattern("满分|总分").search(full.before) and _ONCE.search(taken.before)
        if (
            not told
            or not pattern("得|剩|为|总评").search(got.before)
            or full.value - taken.value == got.value
        ):
            continue
        made = f"{say(full.value)}－{say(taken.value)}＝{say(full.value - taken.value)}"
        message = f"扣分后应得{say(full.value - taken.value)}分，报告写{say(got.value)}分，请核对。"
        span = (got.start - len(got.before), got.end)
        yield case.finding("score_sum_mismatch", "error", span, message, recomputed=made)


@check("score_sum_mismatch", rule="R44：各项得分之和等于后文的总评")
def scores_before_their_total(case: Case) -> Iterator[Finding]:
    """办学方向满分20分，实得18.5分；…满分15分，实得13.5分。…总评92.5分: 90.5. Every item with its full marks, together 100."""
    for sentence, _ in sentences_with(case, pattern("满分")):
        row = [f for f in figures(case, sentence) if f.quantity.kind == "S" and f.exact]
        full = [f for f in row if pattern("满分$").search(f.before)]
        got = [f for f in row if pattern("得$").search(f.before)]
        if len(got) < 3 or len(full) != len(got) or sum(f.value for f in full) != 100:
            continue
        behind = case.text.sentences[sentence.index + 1 : sentence.index + 4]
        later = [f for s in behind if s.paragraph == sentence.paragraph for f in figures(case, s)]
        total = next((f for f in later if f.quantity.kind == "S" and _TOTAL.search(f.before)), None)
        between = case.text.content[sentence.start : total.end] if total is not None else ""
        made = sum((f.value for f in got), Decimal(0))
        if total is None or total.value == made or pattern("加分|附加|另扣|再扣").search(between):
            continue
        told = "＋".join(say(f.value) for f in got) + f"＝{say(made)}"
        message = f"各项得分合计{say(made)}分，与总分{say(total.value)}分不符，请核对。"
        span = (total.start - len(total.before), total.end)
        yield case.finding("score_sum_mismatch", "error", span, message, recomputed=told)
