"""After the clauses are read one by one: what a later clause takes over from an earlier one (提高2个百分点，提高1个百分点…)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zeren.core.drafting.pieces import (
    Case,
    Cond,
    Context,
    End,
    Entry,
    Modifier,
    Otherwise,
    Periodic,
    Piece,
    Step,
    Threshold,
)
from zeren.core.drafting.reading.wider.repeated import repeatedly
from zeren.core.drafting.reading.wider.together import widely

__all__ = ["settled"]

_UP = re.compile("(?:提高|增长|上升|增加|提升|增幅|上浮)(?:幅度)?(?:在|达到?|为)?$")
_DOWN = re.compile("(?:下降|降低|减少|下滑|回落|降幅)(?:幅度)?(?:在|达到?|为)?$")
_FRONT = re.compile("(?:前|居前|列前|位居前|名次前|靠前的?)$")
_MIDDLE = re.compile("(?:中间|居中|中|中间的|其次)$")
_BACK = re.compile("(?:后|末|末尾|最后|靠后的?|居后|列后)$")
_HUNDRED = Decimal(100)


def settled(parts: list[list[Piece]]) -> list[list[Piece]]:
    """The pieces of a sentence, with what they say only together said in each."""
    parts = repeatedly(widely(parts))
    told = _finished_first([[p for p in part if not _idle(p)] for part in _movements(parts)])
    return [
        _by_period(_places(_told_twice(_bracketed(part))))
        for part in map(_none_at_all, map(_all_of_them, map(_met_in_full, told)))
    ]


def _idle(piece: Piece) -> bool:
    """超出不加分 says what is so anyway."""
    nothing = isinstance(piece, Entry | Case) and piece.amount.kind == "add" and piece.amount.points == 0
    return nothing and not (isinstance(piece, Entry) and piece.level)


def _finished_first(parts: list[list[Piece]]) -> list[list[Piece]]:
    """全面完成的得10分；完成90%以上的得8分: also where each stands behind a semicolon of its own."""
    if any(len(part) != 1 or not isinstance(part[0], Case | Entry) for part in parts):
        return parts
    return [[p] for p in _met_in_full([part[0] for part in parts])]


_SHORT = re.compile("不达标|未达|达不到|未实现|未完成|不符合")


def _all_of_them(part: list[Piece]) -> list[Piece]:
    """小学…、初中…，达到要求得6分，一项达不到扣3分: the bounds only say what the items are."""
    wholes = [p for p in part if _whole(p)]
    short = any(
        isinstance(p, Step) and p.happened and p.amount.kind == "deduct" and _SHORT.search(p.label)
        for p in part
    )
    if (
        len(wholes) != 1
        or not short
        or not all(isinstance(p, Case | Entry | Step | Threshold | Modifier | Context) for p in part)
    ):
        return part
    if any(isinstance(p, Case | Entry) and p is not wholes[0] for p in part):
        return part
    told = [Context("、".join(c.subject for c in p.conds)) if isinstance(p, Threshold) else p for p in part]
    return [
        Entry("全部达标", p.amount) if p is wholes[0] and isinstance(p, Case | Entry) else p for p in told
    ]


def _whole(piece: Piece) -> bool:
    """What gives the points when everything is as it should be."""
    if (
        not isinstance(piece, Case | Entry)
        or piece.amount.kind != "give"
        or piece.amount.points in {Decimal(0), None}
    ):
        return False
    if isinstance(piece, Entry):
        return bool(re.search("(?:全部|均|都|各项)\\S{0,4}(?:实现|达标|完成|达到|落实|符合)$", piece.label))
    several = len(piece.conds) > 1 and not piece.either and not any(c.relation for c in piece.conds)
    return several or piece.conds[0].relation == "met" or piece.conds[0].subject.endswith("达标")


def _none_at_all(part: list[Piece]) -> list[Piece]:
    """没有交流的不得分 beside steps of a rate: at nothing there is nothing."""
    rated = any(
        isinstance(p, Step) and p.unit in {"%", "个百分点", "百分点", "‰"} and p.side == "below" for p in part
    )
    if rated:
        return [_at_nothing(p) if isinstance(p, Entry) else p for p in part]
    wanted = {
        c.unit
        for p in part
        if isinstance(p, Threshold)
        for c in p.conds
        if c.low is not None and c.high is None
    }
    short = {p.unit for p in part if isinstance(p, Step) and p.side == "below" and p.unit in wanted}
    if len(short) != 1:
        return part
    return [_never_done(p, next(iter(short))) if isinstance(p, Entry) else p for p in part]


_NEVER = re.compile(
    "^(?:全年|从|一次)?(?:未|没有|没)(?:开展|组织|召开|举办|进行|报送|实施|举行)(?:过)?(?:的)?$"
)


def _never_done(entry: Entry, unit: str) -> Piece:
    """不少于两次，少一次扣1分，未开展不得分: none at all of what is counted."""
    none = entry.amount.kind == "give" and entry.amount.points == 0 and _NEVER.match(entry.label)
    zero = End(Decimal(0), inside=True)
    return Case((Cond(high=zero, unit=unit),), entry.amount) if none else entry


def _at_nothing(entry: Entry) -> Piece:
    none = (
        entry.amount.kind == "give"
        and entry.amount.points == 0
        and entry.label.startswith(("没有", "未", "无"))
    )
    zero = End(Decimal(0), inside=True)
    return Case((Cond(high=zero, unit="%"),), entry.amount) if none else entry


_FLAWED = re.compile("(?:不|欠|未)(?:完善|健全|规范|到位|齐全|完整|及时|力|足|明显|扎实|落实)的$")


def _bracketed(part: list[Piece]) -> list[Piece]:
    """召开会议2次以上（2分）: a condition with what it gives; 建立制度（2分） needs no words before it."""
    found: list[Piece] = []
    for piece in part:
        before = found[-1] if found else None
        if (
            isinstance(piece, Entry)
            and piece.amount.judged
            and isinstance(before, Context)
            and _FLAWED.search(before.text)
        ):
            # 设施不完善的，由检查组酌情扣1到5分
            found[-1] = replace(piece, label=before.text.removesuffix("的"))
            continue
        if isinstance(piece, Entry) and piece.bracketed and isinstance(before, Threshold | Context):
            found.pop()
            if isinstance(before, Threshold):
                found.append(Case(before.conds, replace(piece.amount, bare=False)))
                continue
        found.append(piece)
    return found


def _movements(parts: list[list[Piece]]) -> list[list[Piece]]:
    """提高1个百分点以上 is a movement, also where 较上年 was said once before or is not said at all."""
    cases = [c for part in parts for p in part if isinstance(p, Case) for c in p.conds]
    if not any(c.unit in {"change", "growth", "个百分点", "百分点"} for c in cases):
        return parts
    # 投诉件数下降10%以上 is a share of last year's number, 合格率下降10%以上 a difference of two rates.
    grown = any(c.unit == "growth" for c in cases)
    return [
        [
            replace(p, conds=tuple(_moved(c, grown=grown, gives=_rewarded(p)) for c in p.conds))
            if isinstance(p, Case)
            else p
            for p in part
        ]
        for part in parts
    ]


def _rewarded(case: Case) -> bool:
    """Whether a case gives points: 下降不足0.5个百分点得2分 is then for those that fell at all."""
    return case.amount.kind in {"give", "add"} and case.amount.points != 0 and len(case.conds) == 1


def _moved(cond: Cond, *, grown: bool, gives: bool) -> Cond:
    up, down = _UP.search(cond.subject), _DOWN.search(cond.subject)
    if cond.unit not in {"个百分点", "百分点", "%"} or not cond.numeric or not (up or down):
        return cond
    subject = cond.subject[: (up or down).start()]  # type: ignore[union-attr]  # one of them is there
    subject = re.sub("(?:较|比|与)?(?:上年|去年|上学年|上一年)?(?:度|同期)?(?:相比)?$", "", subject)
    exact = cond.low is not None and cond.low == cond.high
    if gives and cond.low is None and cond.high is not None and cond.high.value > 0:
        cond = replace(cond, low=End(Decimal(0), inside=False))
    unit = "growth" if grown and cond.unit == "%" else "change"
    if up:
        return replace(cond, subject=subject, unit=unit, high=None if exact else cond.high)
    ends = [None if e is None else replace(e, value=-e.value) for e in (cond.high, cond.low)]
    return replace(cond, subject=subject, unit=unit, low=None if exact else ends[0], high=ends[1])


_PERIOD = re.compile("^每(?:周|个?月|季度|旬|天|日)")


def _by_period(part: list[Piece]) -> list[Piece]:
    """每周报送2篇得1分，超过的每篇再得1分，不到2篇的倒扣1分: the number is what a period must have."""
    first = part[0] if part else None
    if not isinstance(first, Case) or len(first.conds) > 1 or not _PERIOD.match(first.conds[0].subject):
        return part
    least = first.conds[0].low
    if least is None or least != first.conds[0].high or not isinstance(least.value, Decimal):
        return part
    rest: list[Piece] = []
    for piece in part[1:]:
        if not isinstance(piece, Case):
            rest.append(piece)
            continue
        end = piece.conds[0].high
        short = piece.amount.kind == "deduct" and len(piece.conds) == 1 and piece.conds[0].low is None
        if not short or end is None or end.value != least.value or end.inside:
            return part
        rest.append(Entry("不足", piece.amount))
    return [Periodic(least.value, first.amount), *rest] if rest else part


def _met_in_full(part: list[Piece]) -> list[Piece]:
    """完成计划的得3分，完成90%—99%得2分: what is done is all of it."""
    shares = [p for p in part if isinstance(p, Case) and p.conds[0].unit == "%" and p.conds[0].numeric]
    ends = [e.value for p in shares for e in (p.conds[0].low, p.conds[0].high) if e is not None]
    done = [p for p in part if _finished(p)]
    if len(done) != 1 or len(shares) < 2 or max(ends) >= _HUNDRED:
        return part
    if not all(p.conds[0].subject in {"", "完成"} or p.conds[0].subject.endswith("完成") for p in shares):
        return part
    whole = Cond(low=End(_HUNDRED, inside=True), unit="%", subject=shares[0].conds[0].subject)
    return [Case((whole,), p.amount) if p is done[0] and isinstance(p, Case | Entry) else p for p in part]


def _finished(piece: Piece) -> bool:
    if isinstance(piece, Entry):
        return piece.amount.kind == "give" and piece.label.startswith(("完成", "全部完成", "全面完成"))
    return isinstance(piece, Case) and len(piece.conds) == 1 and piece.conds[0].relation == "met"


def _share_of(cond: Cond) -> Fraction | None:
    """The size of 前30% or 前三分之一."""
    value = None if cond.low is None else cond.low.value
    if isinstance(value, dict) and "derive" in value:
        return Fraction(value["derive"]["numerator"]) / Fraction(value["derive"]["denominator"])
    return Fraction(value) if isinstance(value, Decimal) else None


def _bound(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)


def _places(part: list[Piece]) -> list[Piece]:
    """排名前30%…，中间50%…，后20%…: shares of the places, counted from the front."""
    cases = [p for p in part if isinstance(p, Case)]
    if not cases or len(cases[0].conds) > 1 or not _FRONT.search(cases[0].conds[0].subject):
        return part
    found: list[Case] = []
    reached = Fraction(0)
    for case in cases:
        cond, size = case.conds[0], _share_of(case.conds[0])
        if len(case.conds) > 1 or cond.unit != "%" or cond.low is None or cond.high is None or size is None:
            return part
        low = End(_bound(reached), inside=False) if reached else None
        if cond.low != cond.high:
            if not reached or size != reached or not isinstance(cond.high.value, Decimal):
                return part
            if cond.subject and not _FRONT.search(cond.subject):
                return part
            reached = Fraction(cond.high.value)  # 20%—50%
        elif _FRONT.search(cond.subject):
            reached = size  # 前30%, then 前60%: both from the front; the second is what lies between
        elif _MIDDLE.search(cond.subject):
            reached += size
        elif _BACK.search(cond.subject) and reached + size == 100:
            reached = Fraction(100)
        elif (
            _BACK.search(cond.subject)
            and reached + size < 100
            and any(isinstance(p, Otherwise) for p in part)
        ):
            low, reached = End(_bound(100 - size), inside=False), Fraction(100)  # 后20%…，其余…
        else:
            return part
        if reached > 100 or (low is not None and _bound(reached) <= low.value):
            return part
        found.append(
            replace(case, conds=(Cond(low=low, high=End(_bound(reached), inside=True), unit="place"),))
        )
    rest = iter(found)
    return [next(rest) if isinstance(p, Case) else p for p in part]


def _told_twice(part: list[Piece]) -> list[Piece]:
    """每项2分，完成一项得2分: the second says the first once more, with what it takes."""
    steps = [p for p in part if isinstance(p, Step)]
    worth = [s for s in steps if s.amount.bare]
    if len(steps) != 2 or len(worth) != 1:
        return part
    [bare] = worth
    other = next(s for s in steps if s is not bare)
    if (other.per, other.unit, other.amount.points) != (bare.per, bare.unit, bare.amount.points):
        return part
    return [p for p in part if p is not bare]
