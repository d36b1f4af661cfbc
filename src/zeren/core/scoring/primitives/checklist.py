"""CHECKLIST: a list with points a piece, k of n, levels by share, a pool divided by the number of pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain
from zeren.core.scoring.case import (
    HUNDRED,
    ONE,
    ZERO,
    Case,
    Effect,
    Failure,
    Result,
    Waiting,
    number_of,
    points_words,
)
from zeren.core.scoring.kinds import (
    Amount,
    Flag,
    Points,
    PointsByName,
    Texts,
    Whole,
    amount_of,
    decimal_of,
    share_of,
)
from zeren.core.scoring.registry import Kind, Misfit, Reading, rule


def _shares(value: Any, _: Reading) -> tuple[tuple[Decimal, Amount], ...]:
    if not isinstance(value, list) or not value:
        raise Misfit
    levels = []
    for level in value:
        if not isinstance(level, Mapping) or set(level) != {"from", "points"}:
            raise Misfit
        start = level["from"]
        percent = share_of(start) * HUNDRED if isinstance(start, str) else decimal_of(start)
        levels.append((percent, amount_of(level["points"])))
    return tuple(sorted(levels, key=lambda level: level[0], reverse=True))


Shares = Annotated[tuple[tuple[Decimal, Amount], ...], Kind("列表，每档 {from: 80%, points: 分数}", _shares)]


@dataclass(frozen=True, slots=True)
class _Marks:
    """The list as somebody filled it in; an item nobody has looked at yet is open."""

    done: Mapping[str, Decimal]
    open: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        return [name for name, share in self.done.items() if share < ONE]


def _reads(given: Mapping[str, Any]) -> tuple[str, ...]:
    if given.get("missing") is not None and not given.get("items"):
        return ("missing",)
    if given.get("need") is not None and not given.get("items"):
        return ("count",)
    return ("items", "missing") if given.get("missing") is not None else ("items",)


def _reach(case: Case, **given: Any) -> tuple[Decimal, Decimal]:
    if given.get("items") and not given.get("missing"):
        return ZERO, max(case.full, sum((a.of(case) for a in given["items"].values()), ZERO))
    return case.floor, case.full


@rule(span=_reach, reads=_reads)
def checklist(
    case: Case,
    *,
    items: PointsByName | None = None,
    missing: Points | None = None,
    need: Whole | None = None,
    share: Shares | None = None,
    pool: Flag = False,
    halve: Texts | None = None,
    disqualify: Texts | None = None,
) -> Result:
    """A list with points a piece (缺一项扣一分), k of n (5人中3人以上答对), levels by share, or a pool divided evenly.

    An item is done, not done, or done in part: a number between 0 and 1. An item nobody marked yet leaves a range.

    Raises:
        Failure: when no way of counting is written, or an item is marked with anything else.

    Source: 济南市幼儿园分类评定 “少一室扣该室分值”; 行风评议评分标准 “每条分值为10分除以意见条数”.

    Example:
        >>> points = {"制度": Amount(Decimal(2)), "台账": Amount(Decimal(3))}
        >>> checklist(Case({"items": {"制度": True, "台账": False}}, Decimal(5)), items=points).reason
        '2项中完成1项（缺：台账），得2分'
    """
    if missing is not None and case.has("missing"):
        return _deducted(case, number_of("missing", case.get("missing")), missing)
    if need is not None and not case.has("items"):
        return _enough(case, need)
    marks = _marks(case, items)
    if missing is not None:
        return _deducted(case, Decimal(len(marks.missing)), missing)
    low, high = _count(case, marks, items, (need, share), pool=pool)
    effects: list[Effect] = []
    told = _told(marks)
    if any(name in marks.missing for name in disqualify or ()):
        low = high = ZERO
        effects.append(Effect("disqualify"))
        told = f"{told}，{'、'.join(n for n in disqualify or () if n in marks.missing)}未通过，不再参评"
    elif any(name in marks.missing for name in halve or ()):
        low, high = low / 2, high / 2
        told = f"{told}，{'、'.join(n for n in halve or () if n in marks.missing)}不符，减半"
    waits = "human" if marks.open else None
    kind = "score" if low == high else "pending"
    words = f"{told}，{'得' if kind == 'score' else '待核查后定，可得'}{points_words(low, high)}"
    return Result(kind, low, high, words, waits if kind == "pending" else None, tuple(effects))


def _marks(case: Case, items: Mapping[str, Amount] | None) -> _Marks:
    found = case.get("items")
    if isinstance(found, list | tuple):
        found = {f"第{i}项": mark for i, mark in enumerate(found, 1)}
    if not isinstance(found, Mapping):
        raise Failure(f"核查项应是“项目: 是否完成”，实际是“{found}”")
    names = list(items) if items is not None else [str(name) for name in found]
    unknown = [name for name in found if name not in names]
    if unknown:
        raise Failure(f"核查表里没有“{unknown[0]}”（有：{'、'.join(names)}）")
    marks = {name: found.get(name) for name in names}
    if not marks:
        raise Waiting("items")
    done = {name: _mark(name, mark) for name, mark in marks.items() if mark is not None}
    return _Marks(done, tuple(name for name, mark in marks.items() if mark is None))


def _mark(name: str, mark: Any) -> Decimal:
    if isinstance(mark, str) and mark in {"是", "有", "符合", "完成", "否", "无", "不符合", "未完成"}:
        return ONE if mark in {"是", "有", "符合", "完成"} else ZERO
    share = number_of(name, mark)
    if not ZERO <= share <= ONE:
        raise Failure(f"“{name}”应是完成、未完成，或0到1之间的数，实际是{plain(share)}")
    return share


def _count(
    case: Case,
    marks: _Marks,
    items: Mapping[str, Amount] | None,
    levels: tuple[int | None, tuple[tuple[Decimal, Amount], ...] | None],
    *,
    pool: bool,
) -> tuple[Decimal, Decimal]:
    """Points if every open item failed, and if every one passed."""
    need, share = levels
    ends = []
    for mark in (ZERO, ONE):
        all_marks = {**marks.done, **dict.fromkeys(marks.open, mark)}
        done = sum(all_marks.values(), ZERO)
        if need is not None:
            ends.append(case.full if done >= need else ZERO)
        elif share is not None:
            part = done * HUNDRED / len(all_marks)
            ends.append(next((amount.of(case) for start, amount in share if part >= start), ZERO))
        elif pool:
            ends.append(case.full * done / len(all_marks))
        elif items is not None:
            ends.append(sum((items[name].of(case) * part for name, part in all_marks.items()), ZERO))
        else:
            raise Failure("没有写明怎么计分（items、missing、need、share 或 pool）")
    return min(ends), max(ends)


def _enough(case: Case, need: int) -> Result:
    count = case.number("count")
    points = case.full if count >= need else ZERO
    verdict = "达到" if count >= need else "不足"
    return Result(
        "score", points, points, f"{plain(count)}项（人）符合，{verdict}{need}，得{points_words(points)}"
    )


def _deducted(case: Case, count: Decimal, each: Amount) -> Result:
    off = each.of(case)
    points = case.base - off * count
    words = f"缺{plain(count)}项，每项扣{points_words(off)}，计{points_words(points)}"
    return Result("score", points, points, words)


def _told(marks: _Marks) -> str:
    missing = marks.missing
    lacks = f"（缺：{'、'.join(missing[:6])}{'等' if len(missing) > 6 else ''}）" if missing else ""
    still = f"，{len(marks.open)}项未核查" if marks.open else ""
    return f"{len(marks.done) + len(marks.open)}项中完成{len(marks.done) - len(missing)}项{lacks}{still}"
