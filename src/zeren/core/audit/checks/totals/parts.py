"""Parts and their whole, in sentences and in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, takewhile

from zeren.core.audit.checks.figures import figures
from zeren.core.audit.checks.naming import earlier
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.totals.division import (
    added,
    corrected,
    is_division,
    of_another,
    opposites,
    other_people,
    rest_of,
    room,
    same_unit,
    stage_of_stages,
)
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim, Part
from zeren.core.audit.finding import Case, Finding

_MEANS = re.compile("平均|生均|人均|每|比$|率$|系数|指数|均值")
_NEW_THING = re.compile("全[区县市省校镇乡](?!.{0,2}平均)|我[区县市校]|现有|共有|目前")
# What a number is held against is no part of it: 171人，含兼职58人，距应配190人尚缺19人; 7.2平方米（标准7.5平方米）.
_MEASURED_BY = re.compile("距应|应配|应有|应达|尚缺|[（(](?:标准|要求|目标|核定)")
_AGAINST = re.compile("$|标准|要求|目标|应|核定|计划|上年|去年")
_CORRECTED_INSIDE = re.compile("扣除|剔除|除去|重复|兼|四舍五入|不含")
_NESTED = ("其中", "#", "＃", "含", "内：", "内:", "－", "—")


@check(
    "sum_mismatch",
    "parts_exceed_whole",
    "table_total_mismatch",
    "unit_error",
    "double_count",
    "subset_exceeds_whole",
    rule="R16、R17：分项之和等于合计，部分不超过整体",
)
def parts_make_the_whole(case: Case) -> Iterator[Finding]:
    """学校142所，其中幼儿园58、小学61…: the parts make 140 (B3-1, 2, 3, 9)."""
    for found in case.claims:
        unread = not found.parts or found.amount is None or found.approx
        if found.type not in {"part_whole", "table"} or unread:
            continue
        if found.type == "table" and (found.dimension == "percent" or _MEANS.search(found.metric or "")):
            continue
        claim = _of_its_unit(case, found)
        if found.type == "table":
            yield from _nested_rows(case, found)
        total = added(claim.parts)
        if not claim.parts or total is None or any(p.approx for p in claim.parts) or _compares(case, claim):
            continue
        if not _no_sum(case, claim):
            yield from _checked(case, claim, total)
        yield from _inner(case, claim)


def _no_sum(case: Case, claim: Claim) -> bool:
    """Groups with their mean (综合满意度89.6分，其中学生91.3分), and so much for each of several (各奖6万元)."""
    if claim.type == "table":
        return False
    if claim.dimension == "score" and any(
        (p.amount or Decimal(0)) > (claim.amount or Decimal(0)) for p in claim.parts
    ):
        return True
    lead = case.text.content[max(0, claim.start - 4) : claim.parts[0].start]
    return claim.partition == "total" and (
        "每" in lead
        or pattern("平均[^，。；0-9]{0,4}[0-9.]+[^，。；0-9]{0,3}，").search(claim.quote) is not None
        or any(pattern("[每各][^，。；、]{0,4}$").search(p.metric) for p in claim.parts)
    )


def _checked(case: Case, claim: Claim, total: Decimal) -> Iterator[Finding]:
    assert claim.amount is not None
    slack = room(claim, claim.parts)
    if abs(total - claim.amount) <= slack:
        return
    if claim.type == "table":
        yield _unequal(case, claim, total)
        return
    if corrected(case, claim) and not (
        claim.partition == "total" and not _CORRECTED_INSIDE.search(claim.quote)
    ):
        return
    rest, number = rest_of(case, claim) if claim.partition != "total" else (False, None)
    if number is not None and abs(total + number - claim.amount) <= slack:
        return
    division = is_division(case, claim) if not stage_of_stages(claim) else ""
    if not division or (rest and number is None and total < claim.amount):
        if _unit_slip(claim, total) is not None and claim.amount > total:
            yield _unequal(case, claim, total)
            return
        yield from _selection(case, claim, slack)
        return
    if number is not None and total + number != claim.amount and total < claim.amount:
        total += number
    if (claim.dimension == "score" and "扣" in claim.quote) or (
        pattern("再加|加上|外加").search(case.words_before(claim)[-12:] + claim.quote)
        and _told_before(case, claim, total)
    ):
        return
    if claim.partition == "total" and (_made_of_some(case, claim) or _runs_on(case, claim, total)):
        return
    if _completed(case, claim, abs(total - claim.amount), slack):
        return
    if not _another_total(case, claim, total) and not _run_fits(case, claim, slack):
        found = _unequal(case, claim, total)
        yield found if division == "sure" or total > claim.amount else replace(found, severity="warn")


def _runs_on(case: Case, claim: Claim, total: Decimal) -> bool:
    """Whether a total told as 累计 is far more than what stands before it: it counts on from earlier years."""
    words = case.text.content[claim.start : claim.end]
    return "累计" in words and claim.amount is not None and total * 4 < claim.amount * 3


def _made_of_some(case: Case, claim: Claim) -> bool:
    """Whether some of the numbers before a total make it: 40人有36人…，10人只5人，合计41人."""
    sentence = case.sentence_at(claim.start)
    row = figures(case, sentence) if sentence is not None else []
    amounts = [f.amount for f in row if f.quantity.dimension == claim.dimension and f.end < claim.end]
    sums = (sum(some, Decimal(0)) for size in (2, 3) for some in combinations(amounts[:9], size))
    return any(made == claim.amount for made in sums)


def _told_before(case: Case, claim: Claim, total: Decimal) -> bool:
    """Whether a number of the sentences before is what 再加 adds to."""
    sentence = case.sentence_at(claim.start)
    gap = abs((claim.amount or total) - total)
    return sentence is not None and any(
        f.amount == gap for f in (*earlier(case, sentence, 2), *figures(case, sentence))
    )


def _completed(case: Case, claim: Claim, gap: Decimal, slack: Decimal) -> bool:
    """Whether a number of the sentence that was not read as a part is what the parts lack."""
    sentence = case.sentence_at(claim.start)
    starts = (
        {p.start for p in claim.parts}
        | {p.end for p in claim.parts}
        | {q.end for p in claim.parts for q in p.parts}
    )
    row = figures(case, sentence) if sentence is not None else []
    free = [
        f
        for f in row
        if f.quantity.dimension == claim.dimension and f.start not in starts and f.end not in starts
    ]
    return any(abs(f.amount - gap) <= slack and f.amount != claim.amount for f in free) and gap > slack


def _compares(case: Case, claim: Claim) -> bool:
    """Whether what looks like a part is a later total of its own: 比上年…增加."""
    return (
        claim.partition == "bracket"
        and len(claim.parts) == 1
        and _AGAINST.match(claim.parts[0].metric) is not None
    )


def _of_its_unit(case: Case, claim: Claim) -> Claim:
    """The claim with the parts that are counted like the whole, up to the first that is not: later ones belong elsewhere."""
    if claim.type == "table":
        nested = any(p.metric.startswith(_NESTED) for p in claim.parts)
        return replace(claim, parts=_without_nested(claim.parts)) if nested else claim
    parts = list(takewhile(lambda part: same_unit(claim, part), claim.parts))
    for at in range(1, len(parts)):
        between = case.text.content[parts[at - 1].end : parts[at].end]
        later = pattern("[；;。]").search(between) and parts[at].axis != parts[at - 1].axis
        if _MEASURED_BY.search(between):
            parts = parts[:at]
            break
        if later or _NEW_THING.search(between) or other_people(claim, parts[at]):
            parts = parts[:at]
            break
    return replace(claim, parts=tuple(parts))


def _nested_rows(case: Case, claim: Claim) -> Iterator[Finding]:
    """其中：公办、民办 under 幼儿园: two opposites make the row above."""
    for at in range(1, len(claim.parts) - 1):
        if not claim.parts[at].metric.startswith(_NESTED):
            continue
        above, pair = (
            claim.parts[at - 1],
            [replace(p, metric=pattern("^其中[：:]?").sub("", p.metric)) for p in claim.parts[at : at + 2]],
        )
        made = added(pair)
        if (
            made is None
            or above.amount is None
            or not opposites(pair)
            or abs(made - above.amount) <= room(claim, (above, *pair))
        ):
            continue
        told = (
            f"{say(pair[0].amount or made)}＋{say(pair[1].amount or made)}＝{say(made)} ≠ {say(above.amount)}"
        )
        message = f"“{above.metric}”下的分项与它不符：{told}，请核对。"
        span = (pair[0].start, pair[1].end) if pair[1].end > pair[0].start else (claim.start, claim.end)
        yield case.finding("table_total_mismatch", "error", span, message, recomputed=told)


def _without_nested(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Rows under 其中 divide the row above; they are left out as long as they do not exceed it."""
    kept: list[Part] = []
    open_, left = False, Decimal(0)
    for part in parts:
        if part.metric.startswith(_NESTED) and kept:
            open_, left = True, left if open_ and left > 0 else kept[-1].amount or Decimal(0)
        if open_ and part.amount is not None and part.amount <= left:
            left -= part.amount
            open_ = left > 0
            continue
        open_ = False
        kept.append(part)
    return tuple(kept)


def _another_total(case: Case, claim: Claim, total: Decimal) -> bool:
    """Whether the sentence itself says what the parts make: 三类合计164人，其余3人…."""
    if claim.partition == "total":
        return False
    own = claim.end
    return any(
        c.amount == total and c.start >= own - 1 and not c.metric and c.dimension == claim.dimension
        for c in case.by_sentence.get(claim.sentence, ()) if c.type == "count"
    )  # fmt: skip


def _run_fits(case: Case, claim: Claim, slack: Decimal) -> bool:
    """Whether a total sums up other numbers before it than those read as its parts: another run of the sentence fits."""
    if claim.partition != "total" or claim.amount is None:
        return False
    before = [
        c.amount for c in case.by_sentence.get(claim.sentence, ())
        if c.type in {"count", "amount", "area"} and c.amount is not None and c.dimension == claim.dimension and c.end < claim.end
    ]  # fmt: skip
    for first in range(len(before)):
        made = before[first]
        for amount in before[first + 1 :]:
            made += amount
            if abs(made - claim.amount) <= slack and made != claim.amount * 2:
                return True
    return False


def _selection(case: Case, claim: Claim, slack: Decimal) -> Iterator[Finding]:
    """Parts that need not add up: none may exceed the whole, nor may parts of one axis together."""
    assert claim.amount is not None
    if claim.partition == "axis" or claim.dimension in {"score", "percent"} or of_another(case, claim):
        return
    stop = case.text.content.find("；", claim.start, max(p.end for p in claim.parts))
    for part in claim.parts:
        if part.start > stop >= 0:
            continue  # 寄宿制学校38所，其中…；农村学校68所: another statement
        if part.amount is not None and part.amount > claim.amount + slack:
            told = f"{say(part.amount)} ＞ {say(claim.amount)}"
            message = (
                f"部分大于整体：“{part.metric}”{say(part.value or Decimal(0), 4)}{part.unit}，"
                f"多于“{claim.metric or '整体'}”{say(claim.value or Decimal(0), 4)}{claim.unit}，请核对。"
            )
            span = (part.start, part.end) if part.end > part.start else (claim.start, claim.end)
            yield case.finding("subset_exceeds_whole", "error", span, message, recomputed=told)
            return
    axes: dict[str, list[Part]] = {}
    for part in claim.parts:
        if part.axis:
            axes.setdefault(part.axis, []).append(part)
    for parts in axes.values():
        total = added(parts)
        if len(parts) >= 2 and total is not None and total > claim.amount + slack and _exclusive(parts):
            told = (
                "＋".join(say(p.amount or Decimal(0)) for p in parts)
                + f"＝{say(total)} ＞ {say(claim.amount)}"
            )
            message = f"各部分合计超过整体：{told}，请核对。"
            yield case.finding(
                "parts_exceed_whole", "error", (claim.start, claim.end), message, recomputed=told
            )


def _exclusive(parts: Sequence[Part]) -> bool:
    """Whether one thing can be only one of the parts: 以上 and 以下 of ranks and ages hold each other."""
    return not any("以上" in p.metric or "及" in p.metric for p in parts) and len(
        {p.metric for p in parts}
    ) == len(parts)


def _inner(case: Case, claim: Claim) -> Iterator[Finding]:
    """Parts of parts: 县城9所（公4民5）."""
    for part in claim.parts:
        total = added(part.parts)
        if not part.parts or total is None or part.amount is None or any(p.approx for p in part.parts):
            continue
        if (
            len({p.axis for p in part.parts}) == 1
            and part.parts[0].axis
            and len(part.parts) >= 2
            and total != part.amount
        ):
            inner = replace(claim, parts=part.parts, value=part.value, base=part.base, decimals=part.decimals)
            if abs(total - part.amount) <= room(inner, part.parts) or not is_division(
                case, replace(inner, partition="axis")
            ):
                continue
            told = (
                "＋".join(say(p.amount or Decimal(0)) for p in part.parts)
                + f"＝{say(total)} ≠ {say(part.amount)}"
            )
            message = f"“{part.metric}”{say(part.amount)}与括号里的分项不符：{told}，请核对。"
            yield case.finding(
                "sum_mismatch", "error", (part.start, part.parts[-1].end), message, recomputed=told
            )


def _unequal(case: Case, claim: Claim, total: Decimal) -> Finding:
    assert claim.amount is not None
    value, unit = claim.value or Decimal(0), claim.unit or ""
    listed = "＋".join(
        f"{say(p.value or Decimal(0), 4)}{p.unit if p.base != claim.base else ''}" for p in claim.parts
    )
    told = f"{listed}＝{say(total / claim.base, 4)}{unit}"
    span = (claim.start, claim.end)
    slip = _unit_slip(claim, total)
    if slip is not None:
        message = (
            f"单位写错：“{slip.metric}{say(slip.value or Decimal(0), 4)}{slip.unit}”若为{unit}，"
            f"各项正好合计{say(value, 4)}{unit}。"
        )
        at = (slip.start, slip.end) if slip.end > slip.start else span
        return case.finding("unit_error", "error", at, message, recomputed=told)
    doubled = _nested(claim, total)
    if doubled is not None:
        message = (
            f"重复计算：“{doubled.metric}”{say(doubled.value or Decimal(0))}已含在上一级里，又加了一次；"
            f"应为{say(total / claim.base)}{unit}。"
        )
        return case.finding("double_count", "error", span, message, recomputed=told)
    kind = "table_total_mismatch" if claim.type == "table" else "sum_mismatch"
    gap = f"{'多' if total > claim.amount else '少'}{say(abs(total - claim.amount) / claim.base, 4)}"
    message = f"分项合计{say(total / claim.base, 4)}{unit}，与所写的{say(value, 4)}{unit}不符（{gap}），请核对合计或分项。"
    return case.finding(kind, "error", span, message, recomputed=told)


def _unit_slip(claim: Claim, total: Decimal) -> Part | None:
    """A part that makes the sum right when it has the whole's unit (1000元 among 万元)."""
    assert claim.amount is not None
    for part in claim.parts:
        if part.amount is None or part.value is None or part.base == claim.base:
            continue
        if abs(total - part.amount + part.value * claim.base - claim.amount) <= room(claim, claim.parts):
            return part
    return None


def _nested(claim: Claim, total: Decimal) -> Part | None:
    """A nested part (含教学点25个) whose number is the whole difference."""
    assert claim.amount is not None
    inner = (inner for part in claim.parts for inner in part.parts)
    return next((p for p in inner if p.amount is not None and claim.amount - total == p.amount), None)


@check("double_count", rule="B3-5：已含在内的部分不再相加")
def nested_parts_once(case: Case) -> Iterator[Finding]:
    """小学79所（含教学点25个）、初中22所、一贯制4所，合计130所: the 25 stand inside the 79."""
    for claim in case.claims:
        if claim.type != "part_whole" or claim.partition != "total" or claim.amount is None:
            continue
        for outer in case.by_sentence.get(claim.sentence, ()):
            if outer.type != "part_whole" or outer.partition != "includes" or len(outer.parts) != 1:
                continue
            inner = outer.parts[0]
            if outer is claim or outer.start >= claim.end or inner.amount is None or outer.amount is None:
                continue
            listed = [p for p in claim.parts if p.metric != inner.metric]
            rest = added(listed)
            if rest is None or inner.amount >= outer.amount:
                continue
            right = rest + (Decimal(0) if any(p.metric == outer.metric for p in listed) else outer.amount)
            if claim.amount == right + inner.amount:
                told = f"{say(right)}，不是{say(claim.amount)}（多计{say(inner.amount)}）"
                message = (
                    f"重复计算：“{inner.metric}”{say(inner.amount)}已含在“{outer.metric}”{say(outer.amount)}内，"
                    f"合计应为{say(right)}{claim.unit or ''}。"
                )
                yield case.finding(
                    "double_count", "error", (claim.start, claim.end), message, recomputed=told
                )
