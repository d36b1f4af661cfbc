"""Absolute changes: the difference of both ends, and parts of a change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.changing.ends import Ends, ends_of, signed
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_STAGES = re.compile("小学|初中|高中|幼儿园|中职|特教|学前")
_COMPLETE = ((re.compile("义务教育"), {"小学", "初中"}), (re.compile("中小学"), {"小学", "初中"}))


@check("delta_mismatch", rule="R46：增减数＝本期－上期")
def differences_fit_their_ends(case: Case) -> Iterator[Finding]:
    """由1206个增加到1342个，增加126个: the difference is 136."""
    for claim in case.claims:
        if claim.type not in {"change_abs", "change_pp"} or claim.value is None or not claim.exact:
            continue
        ends, said = ends_of(case, claim), signed(claim)
        if ends is None or said is None or not _comparable(case, claim):
            continue
        said *= claim.base if claim.type == "change_abs" else 1
        own = half(claim.decimals) * claim.base if claim.decimals or claim.base > 1 else Decimal(0)
        # Points are differences of rounded rates: where the printed rates differ by the last digit, both may be right.
        room = ends.room + own if claim.type == "change_abs" else max(ends.room, own)
        if abs(abs(ends.last - ends.first) - abs(said)) <= room or _elsewhere(case, claim, ends, abs(said)):
            continue
        told = f"{say(ends.last, 4)}－{say(ends.first, 4)}＝{say(ends.last - ends.first, 4)}"
        message = f"增减数算错：{told}，报告写{say(abs(said) / claim.base, 4)}{claim.unit or ''}。"
        yield case.finding("delta_mismatch", "error", (claim.start, claim.end), message, recomputed=told)


def _comparable(case: Case, claim: Claim) -> bool:
    """A change counts what its value counts: people among people, points of a rate."""
    at = claim.linked("step") if claim.linked("step") is not None else claim.linked("of")
    if at is None:
        return False
    other = case.claims[at]
    if claim.type == "change_pp":
        return other.dimension in {"percent", ""} or other.metric_kind in {"rate", "share"}
    return other.dimension == claim.dimension


def _elsewhere(case: Case, claim: Claim, ends: Ends, said: Decimal) -> bool:
    """Whether another value of the paragraph differs by just this much from one of the ends."""
    at = claim.linked("step") if claim.linked("step") is not None else claim.linked("of")
    dimension = case.claims[at].dimension if at is not None else ""
    others = {
        c.amount for c in case.by_paragraph.get(claim.paragraph, ())
        if c.amount is not None and c.exact and c.dimension == dimension and c.type in {"count", "rate", "amount", "area", "share", "mean", "score"}
    } - {ends.first, ends.last}  # fmt: skip
    return any(abs(o - end) == said for o in others for end in (ends.first, ends.last))


@check("delta_mismatch", "sum_mismatch", rule="各部分增减之和等于总体增减")
def changes_of_parts_add_up(case: Case) -> Iterator[Finding]:
    """在校生比上年增加1164人，其中小学…减少892人，初中…增加2156人: the parts make 1264 (B1-23)."""
    for at, row in case.by_sentence.items():
        changes = (
            [c for c in row if c.type == "change_abs" and c.exact and c.value is not None] if at >= 0 else []
        )
        for claim in changes:
            later = [c for c in changes if c.start > claim.end and c.dimension == claim.dimension]
            parts = _parts(case, claim, later)
            said = signed(claim)
            if said is None or len(parts) < 2:
                continue
            deltas = [(signed(c) or Decimal(0)) * c.base for c in parts]
            room = sum(
                (half(c.decimals) * c.base for c in (claim, *parts) if c.decimals or c.base > 1), Decimal(0)
            )
            made = sum(deltas, Decimal(0))
            if abs(made - said * claim.base) <= room:
                continue
            told = (
                "".join(f"{'＋' if d >= 0 else '－'}{say(abs(d))}" for d in deltas).lstrip("＋")
                + f"＝{say(made)}"
            )
            message = f"各部分的增减合计{say(made / claim.base)}，与总的增减{say(said)}{claim.unit or ''}不符：{told}。"
            yield case.finding("delta_mismatch", "error", (claim.start, claim.end), message, recomputed=told)
            break


def _parts(case: Case, claim: Claim, later: list[Claim]) -> list[Claim]:
    """The changes of the parts: those of counts that make the whole, or of all stages behind 其中."""
    at = claim.linked("of")
    whole = case.claims[at] if at is not None else None
    if whole is not None and whole.amount is not None:
        taken: list[Claim] = []
        total = Decimal(0)
        for change in later:
            of = change.linked("of")
            part = case.claims[of] if of is not None else None
            if part is None or part is whole or part.amount is None or part.dimension != whole.dimension:
                continue
            taken.append(change)
            total += part.amount
            if total == whole.amount and len(taken) >= 2:
                return taken
    if "其中" not in case.text.content[claim.end : later[0].end] if later else True:
        return []
    named = {m[0]: c for c in later if (m := _STAGES.search(c.quote))}
    about = f"{claim.population or ''}{claim.metric or ''}{whole.quote if whole else ''}"
    need = next((stages for words, stages in _COMPLETE if words.search(about)), None)
    return list(named.values()) if need and need == set(named) else []
