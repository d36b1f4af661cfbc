"""What a person judges: 好8—10分、一般4—7分; 优1、良0.8的系数; 酌情扣1—3分; 领导评价占20分."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, form
from zeren.core.drafting.forms.pools import judged_range
from zeren.core.drafting.pieces import Amount, Case, Entry, Otherwise, Piece, Points

_RATERS = re.compile(r"(?:领导|评委|专家|考核组|评价|评议|测评|评定|打分)")


_PRIZE = re.compile("(?:特|一|二|三)等奖$|(?:国家|省|市|县|区)级$")


@form
def prized(parts: Parts) -> Rule | None:
    """一等奖得满分，二等奖得80%，其他不得分: prizes with shares of the points are grades."""
    entries, others = parts.all(Entry), parts.all(Otherwise)
    shares = [e.amount.points for e in entries]
    names = [m[0] for e in entries if (m := _PRIZE.search(e.label))]
    if (
        len(entries) < 2
        or not parts.only(Entry, Otherwise)
        or len(others) > 1
        or len(set(names)) < len(entries)
    ):
        return None
    if any(e.each or e.amount.kind != "give" or e.amount.high is not None for e in entries):
        return None
    if not all(isinstance(p, str) for p in shares) or any(o.amount.points != 0 for o in others):
        return None
    table: dict[str, Any] = dict(zip(names, shares, strict=True))
    parts.want_full()
    return {"judge": {"levels": table | ({"其他": Decimal(0)} if others else {})}}


@form
def levels(parts: Parts) -> Rule | None:
    """Grades with points, ranges of points or coefficients."""
    stem = next((e.label[2:] for e in parts.all(Entry) if _PARTLY.match(e.label)), "")
    stem = stem or ("达标" if any(e.level and e.label == "达标" for e in parts.all(Entry)) else "")
    entries = [e for e in (_degree(p, stem) for p in parts.pieces) if e is not None]
    if (
        len(entries) < 2
        or not parts.only(Entry, Case)
        or len(entries) != len(parts.all(Entry)) + len(parts.all(Case))
    ):
        return None
    tails = [e.tail for e in entries if e.amount.points != 0]
    nothing = next((e.label[1:] for e in entries if e.amount.points == 0 and e.label[:1] in {"未", "无"}), "")
    if len(entries) == 3 and len(nothing) > 1 and sum(nothing in e.label for e in entries) == 3:
        entries = [replace(e, level=True, tail="") for e in entries]  # 足额计提, 计提不足, 未计提
    # 效果一般的得3分，效果好的得5分: grades of one thing, each behind its subject.
    if stem and len(entries) > 2 and all(e.label.endswith(stem) for e in entries):
        entries = [replace(e, level=True, tail="") for e in entries]
    elif not any(e.level for e in entries) and (
        len(tails) < 2 or not all(tails) or len(set(tails)) < len(tails)
    ):
        return None
    # 资料齐全得3分，基本齐全得2分: the first grade carries the subject.
    entries = [replace(e, label=e.tail, level=True) if not e.level and e.tail else e for e in entries]
    if not all(e.level or e.amount.points == 0 or e.amount.kind == "deduct" for e in entries):
        return None
    if (both_ways := _both_ways(entries)) is not None:
        return both_ways
    deducts = [e.amount.kind == "deduct" for e in entries]
    if any(e.amount.points is None or e.amount.kind == "add" for e in entries):
        return None
    table: dict[str, Any] = {}
    for entry in entries:
        given = _given(parts, entry.amount)
        if given is None or entry.label in table:
            return None
        table[entry.label] = given
    if any(deducts) and not all(
        d or e.amount.points in {Decimal(0), "full"} for d, e in zip(deducts, entries, strict=True)
    ):
        return None
    best = _best_of(entries)
    if best and not any(deducts):
        parts.state_full(max(best))
    else:
        parts.want_full()
    return {"judge": {"levels": table}}


def _best_of(entries: list[Entry]) -> list[Decimal]:
    """All points that grades give."""
    given = [p for e in entries if e.amount.kind == "give" for p in (e.amount.points, e.amount.high)]
    return [p for p in given if isinstance(p, Decimal)]


def _both_ways(entries: list[Entry]) -> Rule | None:
    """优秀加2分，良好加1分，合格不加分，不合格扣1分: grades that add and take, from nothing."""
    amounts = [e.amount for e in entries]
    if not any(a.kind == "add" and a.points != 0 for a in amounts) or not all(e.level for e in entries):
        return None
    if any(a.kind not in {"add", "deduct"} or not isinstance(a.points, Decimal) or a.high for a in amounts):
        return None
    if len({e.label for e in entries}) < len(entries):
        return None
    return {"judge": {"levels": {e.label: e.amount.signed for e in entries}, "min": "none", "max": "none"}}


_PARTLY = re.compile("^(?:基本|部分|大部)(?:完成|落实|达标|到位|达到|实现|建立)")


def _degree(piece: Piece, stem: str) -> Entry | None:
    """完成, 基本完成, 未完成 are three grades; the first and the last are also said of a target."""
    if isinstance(piece, Entry):
        return piece
    if not isinstance(piece, Case) or len(piece.conds) > 1:
        return None
    if piece.conds[0].subject and piece.conds[0].relation != "met":
        return None
    label = {"met": stem, "unmet": f"不{stem}" if stem == "达标" else f"未{stem}"}.get(
        piece.conds[0].relation
    )
    return None if label is None or not stem else Entry(label, piece.amount)


def _given(parts: Parts, amount: Amount) -> Points | list[Points] | None:
    if amount.kind == "deduct":
        if parts.full is None or not isinstance(amount.points, Decimal):
            return "full" if amount.points == 0 else None
        left = parts.full - amount.points
        return (
            left
            if amount.high is None or not isinstance(amount.high, Decimal)
            else [parts.full - amount.high, left]
        )
    if amount.high is None:
        return amount.points
    ends = [p for p in (amount.points, amount.high) if p is not None]
    return sorted(ends, key=lambda p: p if isinstance(p, Decimal) else Decimal(p.rstrip("%")))


@form
def discretion(parts: Parts) -> Rule | None:
    """达不到要求酌情扣分; 视情况扣0.5—2分."""
    entries = parts.all(Entry)
    if len(entries) != 1 or not parts.only(Entry) or entries[0].level:
        return None
    amount = entries[0].amount
    if not (amount.judged or amount.high is not None) or amount.kind != "deduct":
        return _award(parts, entries[0]) if amount.judged or amount.high is not None else None
    parts.modifier("FLOORED")
    most = parts.cap("max", "deduct", "") if amount.kind == "deduct" and amount.points is None else None
    if most is not None:
        amount = Amount("deduct", Decimal(0), most.points, judged=True)
    body = judged_range(parts, amount)
    if "deduct" in body:
        parts.want_full()
    elif amount.high is not None:
        parts.state_full(max(p for p in (amount.points, amount.high) if isinstance(p, Decimal)))
    return {"judge": body}


def _award(parts: Parts, entry: Entry) -> Rule | None:
    most = parts.cap("max", "")
    if most is not None and entry.amount.kind == "give" and entry.amount.points is None:
        parts.state_full(most.points)
        return {"judge": {"award": [Decimal(0), most.points]}}
    if entry.amount.kind == "give":
        if entry.amount.high is not None:
            parts.state_full(
                max(p for p in (entry.amount.points, entry.amount.high) if isinstance(p, Decimal))
            )
        return {"judge": judged_range(parts, entry.amount)}
    if entry.amount.points is None and (more := parts.cap("max", "add")) is not None:
        return {"judge": {"award": [Decimal(0), more.points], "max": "none"}}  # 酌情加分，最多加3分
    return {"judge": {**judged_range(parts, entry.amount), "max": "none"}}


@form
def rated(parts: Parts) -> Rule | None:
    """区政府领导评价占20分: a person gives up to so many points."""
    entries = parts.all(Entry)
    if len(entries) != 1 or not parts.only(Entry, Otherwise) or parts.all(Otherwise):
        return None
    entry = entries[0]
    label = entry.label.removesuffix("占")
    if (
        entry.amount.kind != "give"
        or not isinstance(entry.amount.points, Decimal)
        or not _RATERS.search(label)
        or not (entry.amount.bare or entry.label.endswith("占"))
    ):
        return None
    parts.state_full(entry.amount.points)
    body: dict[str, Any] = {"award": [Decimal(0), entry.amount.points]}
    role = re.sub(r"(?:综合)?(?:评价|评议|测评|评定|打分)$", "", label)
    if role:
        body["role"] = role
    return {"judge": body}
