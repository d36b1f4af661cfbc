"""What clauses mean beside one another: 按比例折算 behind a step, 中间按比例 between two points, 未提升的不得分 beside a gain."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zeren.core.drafting.pieces import (
    Case,
    Cond,
    Context,
    End,
    Entry,
    Modifier,
    Piece,
    Proportion,
    Step,
    Threshold,
)

__all__ = ["widely"]

_BETWEEN = re.compile("(?:之间|其间|中间|期间|介于|区间)")
_STOOD_STILL = re.compile(
    "^(?:未|没有|没|不)(?:提升|提高|增长|上升|增加|超过|超额|进步)$|^(?:下降|降低|下滑|减少|持平或下降|负增长)$"
)
_TASK = re.compile(
    "^(?:全面|全部|按时|按期|如期|圆满)?完成[^、]{0,10}(?:计划|任务|目标|指标)(?:数|值|任务)?$"
)
_EACH_PERIOD = re.compile("^每(?:个)?(?:月|周|季度|学期|季|旬)")
_RATES = {"%", "个百分点", "百分点"}


def widely(parts: list[list[Piece]]) -> list[list[Piece]]:
    """The pieces with what they are beside the others."""
    whole = [p for part in parts for p in part]
    steps = [p for p in whole if isinstance(p, Step)]
    told = [[_beside(p, whole, steps) for p in part] for part in parts]
    return [kept for part in told if (kept := [p for p in part if p is not None])]


def _beside(piece: Piece, whole: list[Piece], steps: list[Step]) -> Piece | None:
    """One piece as the others make it; None when it says what is so anyway."""
    if isinstance(piece, Proportion):
        return _proportion(piece, whole, steps)
    if isinstance(piece, Entry):
        return _entry(piece, whole, steps)
    if isinstance(piece, Threshold):
        again = _said_again(piece, whole) or _of_each_period(piece, whole)
        return Context(piece.conds[0].subject) if again else piece
    if isinstance(piece, Case) and len(piece.conds) > 1 and not piece.either:
        return _yearly(piece)
    return piece


def _said_again(piece: Threshold, whole: list[Piece]) -> bool:
    """会议不少于两次，少于两次的扣3分: the bound is said once more with what falling short of it costs."""
    bounds = [_turned(c) for c in piece.conds if c.numeric]
    cases = [p for p in whole if isinstance(p, Case)]
    if len(piece.conds) != 1 or len(bounds) != 1 or any(isinstance(p, Step) for p in whole):
        return False
    cond = piece.conds[0]
    return bool(cases) and any(
        len(c.conds) == 1
        and (c.conds[0].low, c.conds[0].high) == bounds[0]
        and c.conds[0].unit in {cond.unit, ""}
        and (not c.conds[0].subject or c.conds[0].subject in cond.subject)
        for c in cases
    )


def _of_each_period(piece: Threshold, whole: list[Piece]) -> bool:
    """每季度至少1次，全年不少于4次: what is counted is the whole year."""
    years = [
        p.conds[0]
        for p in whole
        if isinstance(p, Threshold) and re.search("全年|年度|每年|一年", p.conds[0].subject)
    ]
    cond = piece.conds[0]
    return (
        len(piece.conds) == 1
        and bool(_EACH_PERIOD.match(cond.subject))
        and len(years) == 1
        and years[0] is not cond
        and years[0].unit == cond.unit
    )


def _turned(cond: Cond) -> tuple[End | None, End | None]:
    """The ends of where a one-sided condition does not hold."""
    low = None if cond.high is None else End(cond.high.value, not cond.high.inside)
    high = None if cond.low is None else End(cond.low.value, not cond.low.inside)
    return (low, high) if (low is None) != (high is None) else (None, None)


def _yearly(piece: Case) -> Case:
    """每月不少于1次，全年不足8次不得分: what each month must have is no part of what the year must not fall short of."""
    first, *rest = piece.conds
    wished = _EACH_PERIOD.match(first.subject) and first.low is not None and first.high is None
    short = piece.amount.points == Decimal(0) and all(c.low is None and c.high is not None for c in rest)
    return replace(piece, conds=tuple(rest)) if wished and short else piece


def _proportion(piece: Proportion, whole: list[Piece], steps: list[Step]) -> Piece | None:
    cases = [p for p in whole if isinstance(p, Case)]
    if (
        steps
        and not piece.label
        and piece.within is None
        and not piece.of_rate
        and steps[-1].amount.kind != "give"
    ):
        return Modifier("PROP", "按比例折算")
    exact = [
        c for c in cases if len(c.conds) == 1 and c.conds[0].numeric and c.conds[0].low == c.conds[0].high
    ]
    if len(exact) > 1 and len(exact) == len(cases) and _BETWEEN.search(piece.label):
        said = any(isinstance(p, Modifier) and p.kind == "INTERPOLATED" for p in whole)
        return None if said else Modifier("INTERPOLATED", piece.label)
    return piece


def _entry(piece: Entry, whole: list[Piece], steps: list[Step]) -> Piece | None:
    rising = [s for s in steps if s.amount.kind in {"add", "give"} and s.side == "above"]
    none = piece.amount.kind == "give" and piece.amount.points == Decimal(0)
    if (
        none
        and len(rising) == len(steps) == 1
        and rising[0].ref is not None
        and _STOOD_STILL.match(piece.label)
    ):
        return None
    rated = any(s.unit in _RATES and s.side for s in steps)
    whole_of_it = piece.amount.kind == "give" and piece.amount.high is None and _TASK.match(piece.label)
    if rated and whole_of_it and not any(isinstance(p, Case) for p in whole):
        return Case((Cond(relation="met"),), piece.amount)
    return piece
