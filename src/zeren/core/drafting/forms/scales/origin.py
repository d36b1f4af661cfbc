"""What a step counts from, and where its points start and end."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, input_for
from zeren.core.drafting.pieces import Cap, Case, Cond, Points, Step, Threshold

__all__ = ["MISSING", "reference", "start_of"]

MISSING = ("缺", "缺少", "短缺", "缺漏", "漏", "缺失", "少报", "欠")


_PIECES_OF_WORK = ("项", "种", "类", "件", "份", "本", "部", "套", "门", "室", "间", "处", "条", "科", "课")


def start_of(parts: Parts, body: dict[str, Any], base: Case | None, *, up: bool, down: bool) -> bool:
    """Where the points start from, and the bounds."""
    start: Points | None = "full"
    stated = parts.modifier("START")
    if stated is not None and (base is not None or not parts.state_full(stated.value)):
        # 基础分6分，每高…加…，每低…减…: points go up and down from there.
        if base is not None or not up or not isinstance(stated.value, Decimal):
            return False
        start = stated.value
    elif base is not None:
        start = base.amount.points if base.amount.kind == "give" else "full"
        if isinstance(start, Decimal) and parts.state_full(start):
            start = "full"
    elif not down and stated is None:
        start = Decimal(0)
    if start != "full":
        body["start"] = start
    if start == "full" or isinstance(start, str):
        parts.want_full()
    if not _highest(parts, body, start, up=up, down=down):
        return False
    least = parts.cap("min")
    if least is not None:
        body["min"] = least.points
    if parts.modifier("NO_FLOOR"):
        body["min"] = "none"
    parts.modifier("FLOORED")
    return True


def _highest(parts: Parts, body: dict[str, Any], start: Points | None, *, up: bool, down: bool) -> bool:
    """最多扣5分 leaves something; 最多加2分 bounds what is added, 上限 the whole; what is added to full is not cut at full."""
    if up and down and not _either_side(parts, body, start):
        return False
    most = parts.cap("max")
    if most is not None and most.of == "both":
        return up and down and _around_full(parts, body, most)
    if most is not None and start != 0 and (most := _of_full(parts, most)) is None:
        return False
    off = most is not None and not up and most.of == "" and parts.full is not None
    if (
        most is not None
        and off
        and isinstance(most.points, Decimal)
        and most.points < (parts.full or most.points)
    ):
        most = replace(most, of="deduct")  # 每起扣2分，6分封顶 bounds what is taken off
    if most is not None and most.of == "deduct":
        least = _less(parts, start, most)
        if least is not None:
            body["min"] = least
        return least is not None
    if most is not None and most.of == "add" and isinstance(most.points, Decimal) and start == "full":
        if parts.full is None:
            return False
        body["max"] = parts.full + most.points
    elif (
        most is not None
        and most.of == "add"
        and isinstance(most.points, Decimal)
        and isinstance(start, Decimal)
    ):
        body["max"] = start + most.points  # 基础分3分，最多加2分
    elif most is not None:
        body["max"] = most.points
    elif up and (start == "full" or not down):
        body["max"] = "none"
        parts.modifier("NO_CAP")
    return True


def _around_full(parts: Parts, body: dict[str, Any], most: Cap) -> bool:
    """加减分最多3分: as much on either side of full."""
    if parts.full is None or not isinstance(most.points, Decimal):
        return False
    body["min"] = max(Decimal(0), parts.full - most.points)
    body["max"] = parts.full + most.points
    return True


def _of_full(parts: Parts, most: Cap) -> Cap | None:
    """加分不超过标准分的20%: of the full points, on top of what is there; None when these are not known."""
    if most.of != "add" or not isinstance(most.points, str):
        return most
    share = Decimal(100) if most.points == "full" else Decimal(most.points.rstrip("%"))
    return None if parts.full is None else replace(most, points=parts.full * share / 100)


def _either_side(parts: Parts, body: dict[str, Any], start: Points | None) -> bool:
    """每高…最多加3分，每低…最多扣2分: a bound on either side; the one on what is added is left to read."""
    if sorted(c.of for c in parts.all(Cap) if c.side == "max") != ["add", "deduct"]:
        return True
    off = parts.cap("max", "deduct")
    least = _less(parts, start, off) if off is not None else None
    if least is not None:
        body["min"] = least
    return least is not None


def _less(parts: Parts, start: Points | None, off: Cap) -> Points | None:
    """最多扣5分: the least that is left."""
    if isinstance(start, Decimal) and isinstance(off.points, Decimal):
        return start - off.points
    if start == "full" and isinstance(off.points, Decimal) and parts.full is not None:
        return max(Decimal(0), parts.full - off.points)
    return None


def reference(parts: Parts, step: Step, base: Case | None) -> tuple[str, Any, str] | None:
    """Which input is measured, what it is compared with, and which side is bad when the sentence says so."""
    of = input_for(step.unit)
    stated = [c for t in parts.all(Threshold) for c in t.conds]
    if any(
        c.unit in {"change", "growth"}
        for c in [*stated, *(c for case in parts.all(Case) for c in case.conds)]
    ):
        return None  # 每少下降0.1个百分点 counts from a change, not from a value
    conds = stated + ([base.conds[0]] if base is not None else [])
    bounds = [b for c in conds if (b := _bound_of(c, of)) is not None]
    if of == "count" and step.side == "below" and step.ref is None and any(map(_all_of_them, conds)):
        return "missing", Decimal(0), "above"  # 覆盖率100%，每少1所扣1分: all of them are wanted
    numbers = {str(b[0]) for b in bounds if isinstance(b[0], Decimal)}
    if len(numbers) > 1:
        return None
    if step.ref is not None:
        return of, step.ref, step.side if step.side in {"below", "above"} else ""
    for value, side in bounds:
        if isinstance(value, Decimal) or value == "previous" or isinstance(value, dict):
            return of, value, step.side if step.side in {"below", "above"} else side
    if (
        of == "count"
        and step.side == "below"
        and (step.word in MISSING or step.unit in _PIECES_OF_WORK)
        and not bounds
    ):
        return "missing", Decimal(0), "above"
    return of, None, step.side if step.side in {"below", "above"} else ""


def _all_of_them(cond: Cond) -> bool:
    """覆盖率100%, 达到100%: a rate that leaves nobody out."""
    return (
        cond.unit == "%"
        and cond.low is not None
        and cond.low.value == 100
        and cond.subject.endswith(("率", "比例", "面", "度"))
    )


def _bound_of(cond: Cond, of: str) -> tuple[Any, str] | None:
    """The number a threshold names, and on which side of it points are lost."""
    if cond.relation or input_for(cond.unit) != of:
        return ("target", "") if cond.relation in {"met", "unmet"} else None
    if cond.low is not None and cond.high is not None:
        return (cond.low.value, "") if cond.low.value == cond.high.value else None
    end = cond.low or cond.high
    if end is None:
        return None
    # 达到95% and 低于95%的 both lose points below; 不超过1.5% and 高于1.5%的 above.
    below = (cond.low is not None) == end.inside
    return end.value, "below" if below else "above"
