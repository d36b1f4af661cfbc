"""What is said of the number of times: 第二次扣1分, 第三次及以上每次扣2分; 超过20人的部分不再加分; 四舍五入保留一位小数."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zeren.core.drafting.cursor import Cursor, reads
from zeren.core.drafting.numerals import numeral_at
from zeren.core.drafting.pieces import (
    Amount,
    Cap,
    Case,
    Cond,
    Context,
    End,
    Entry,
    Modifier,
    Piece,
    Step,
    Threshold,
)

__all__ = ["repeatedly"]

_N = r"\d+(?:\.\d+)?"
_CN = "[一二两三四五六七八九十]"
_NTH = re.compile(
    rf"(?:当年|全年|年内|本年度)?[^,。;第\d]{{0,10}}?(?:第(?P<n>{_CN}|\d)|(?P<first>首|初))次(?P<on>(?:及|及其)?(?:以上|以后|之后|以下)|起|开始)?(?:的)?[^,。;第\d]{{0,14}}?(?:每次|每发生一次|每再发生一次|各)?(?:的)?,?(?:再|加|各)?扣(?P<points>{_N})分(?:/次)?"
)
_OVER = re.compile(
    rf"(?:超过|超出|多于)(?P<n>{_N}|{_CN}+)(?P<unit>[^\d,。;的]{{1,4}}?|%)(?:以上)?(?:的)?(?:(?:部分)(?:的)?(?:均|都|一律)?不(?:再|予|再予)?|不再)(?:累计)?(?:加分|计分|得分|计算|计|加|奖励|奖分|扣分)"
)
_MOST = re.compile(
    rf"(?:累计)?(?:最多|至多)(?:只)?(?:计算|计|算|加|取)(?P<n>{_N}|{_CN}+)(?P<unit>[篇次项件所个人名条场节])(?:计分|加分)?"
)
_PLACES = re.compile(
    r"(?:本项|该项|最后|最终|计算)?(?:得分|结果|计算结果|分数)?(?:按|采用)?四舍五入(?:法)?(?:后)?(?:并)?(?:保留|精确|取|计)?(?:到|至)?(?:小数点后)?(?P<n>整数|个位|[一两二1-2]位|[一两二1-2]位小数)?(?:计分|数|计)?"
    r"|(?:本项|该项|最后|最终)?(?:得分|结果|计算结果|分数)?(?:保留|精确到)(?:小数点后)?(?P<m>整数|个位|[一两二1-2]位(?:小数)?)(?:,?(?:并)?四舍五入)?"
)


def _clause(cur: Cursor) -> str:
    """The text up to the next mark; the cursor stands behind it."""
    start = cur.at
    while cur.token is not None and not cur.has("COMMA", "STOP", "LEFT", "RIGHT", "COLON"):
        cur.at += 1
    return cur.text(start)


@reads
def nth(cur: Cursor) -> Modifier | None:
    """第二次扣1分; 第三次及以上每次扣2分."""
    match = _NTH.fullmatch(_clause(cur))
    whole = cur.text(0, len(cur.tokens))
    if match is None or not (re.search("(?:第[一1]|首|初)次", whole) and re.search("第[二2]次", whole)):
        return None
    number = None if match["first"] else numeral_at(match["n"], 0)
    place = Decimal(1) if match["first"] else number.value if number is not None else Decimal(0)
    return Modifier("NTH", (place, Decimal(match["points"]), bool(match["on"]))) if place else None


@reads
def over(cur: Cursor) -> Modifier | None:
    """超过20人的部分不再加分: from there on there is no more."""
    text = _clause(cur)
    match = _OVER.fullmatch(text) or _MOST.fullmatch(text)
    number = numeral_at(match["n"], 0) if match is not None else None
    return None if match is None or number is None else Modifier("OVER", number.value, match["unit"])


@reads
def places(cur: Cursor) -> Modifier | None:
    """四舍五入保留一位小数."""
    start = cur.at
    text = _clause(cur)
    if cur.has("COMMA") and text.endswith("四舍五入"):
        mark = cur.at
        cur.take("COMMA")
        more = _clause(cur)
        if _PLACES.fullmatch(text + more):
            text += more
        else:
            cur.at = mark
    match = _PLACES.fullmatch(text) if cur.at > start else None
    if match is None:
        return None
    said = match["n"] or match["m"] or ""
    if not said:
        return None  # 四舍五入 to what?
    return Modifier("ROUND", Decimal({"整": 0, "个": 0, "一": 1, "1": 1}.get(said[0], 2)))


def repeatedly(parts: list[list[Piece]]) -> list[list[Piece]]:
    """The pieces with bounds for what is counted no further, and single times among others read as what they are."""
    whole = [p for part in parts for p in part]
    return [_excepted([_told(p, whole) for p in part]) for part in parts]


_WITHOUT = re.compile("^(?:无|没有|未设|未办|不具备|不涉及)")


def _excepted(part: list[Piece]) -> list[Piece]:
    """没有高中的县，该项分值折算到其他指标: who is excepted stands in the clause before."""
    found: list[Piece] = []
    for piece in part:
        before = found[-1] if found else None
        unnamed = isinstance(piece, Modifier) and piece.kind == "NA" and not piece.label
        if (
            unnamed
            and isinstance(piece, Modifier)
            and isinstance(before, Context)
            and _WITHOUT.match(before.text)
        ):
            found[-1] = replace(piece, label=before.text)
        else:
            found.append(piece)
    return found


def _told(piece: Piece, whole: list[Piece]) -> Piece:
    steps = [p for p in whole if isinstance(p, Step)]
    if isinstance(piece, Modifier) and piece.kind == "OVER":
        return _no_further(piece, steps)
    if isinstance(piece, Modifier) and piece.kind == "PROP" and _short_of_it(whole, steps):
        return replace(piece, kind="PROP_SHORT")  # 未完成任务的按比例扣分 is no part step; nothing reads it
    if isinstance(piece, Case) and not steps:
        return _each_time(piece, whole)
    if isinstance(piece, Step) and len(steps) == 1:
        return _one_of_several(piece, whole)
    if isinstance(piece, Threshold):
        return _given_there(piece, whole)
    if (
        isinstance(piece, Case)
        and piece.conds[0].relation == "unmet"
        and piece.conds[0].subject in _ALL_OF_THEM
    ):
        piece = Entry("均不达标", piece.amount) if len(piece.conds) == 1 and _counts(whole) else piece
    if isinstance(piece, Entry) and _NONE_OF_THEM.match(piece.label) and piece.amount == _NOTHING:
        zero = End(Decimal(0), inside=True)
        if counted := _counts(whole):
            return Case((Cond(low=zero, high=zero, unit=counted[0].conds[0].unit),), piece.amount)
    return piece


def _counts(whole: list[Piece]) -> list[Case]:
    """What so many items give: 三项达标得6分."""
    counted = [p for p in whole if isinstance(p, Case) and p.conds[0].numeric and p.amount.kind == "give"]
    return counted if all(c.conds[0].unit in {"项", "个", "条"} for c in counted) else []


def _given_there(piece: Threshold, whole: list[Piece]) -> Piece:
    """每年不少于6次，少于6次但不少于3次的得一半，少于3次的不得分: what is wanted gives all of it."""
    cases = [p for p in whole if isinstance(p, Case)]
    low = piece.conds[0].low
    others = any(isinstance(p, Step | Entry | Threshold) and p is not piece for p in whole)
    if others or len(cases) < 2 or len(piece.conds) > 1 or low is None or piece.conds[0].high is not None:
        return piece
    ends = [(c.conds[0].high, c.conds[0].unit, len(c.conds)) for c in cases if c.amount.kind == "give"]
    below = len(ends) == len(cases) and all(
        e is not None
        and isinstance(e.value, Decimal)
        and e.value <= low.value
        and u == piece.conds[0].unit
        and n == 1
        for e, u, n in ends
    )
    next_to = any(e is not None and e.value == low.value and e.inside is not low.inside for e, _, _ in ends)
    if not below or not next_to or not isinstance(low.value, Decimal):
        return piece
    return Case((replace(piece.conds[0], subject=""),), Amount("give", "full"))


_ALL_OF_THEM = {"全", "均", "都", "皆", "全部"}
_NOTHING = Amount("give", Decimal(0))
_NONE_OF_THEM = re.compile(
    "^(?:均|都|皆|全部|全)(?:不|未|没有|没)(?:符合|达到|具备|落实|完成|达标|做到)?(?:的)?$"
)


def _short_of_it(whole: list[Piece], steps: list[Step]) -> bool:
    """Whether falling short of the target is spoken of beside steps past it."""
    short = any(c.relation == "unmet" for p in whole if isinstance(p, Threshold) for c in p.conds)
    return short and bool(steps) and all(s.side == "above" for s in steps)


def _no_further(piece: Modifier, steps: list[Step]) -> Piece:
    """超过20人的部分不再加分 with 每1人加0.1分: at most 2 points."""
    if len(steps) != 1 or not isinstance(steps[0].amount.points, Decimal) or steps[0].amount.high is not None:
        return piece
    [step] = steps
    alike = (
        piece.label == step.unit
        or {piece.label, step.unit} <= {"%", "个百分点", "百分点"}
        or piece.label in step.unit
    )
    if not alike or step.amount.kind not in {"add", "give", "deduct"} or piece.value % step.per:
        return piece
    of = {"add": "add", "deduct": "deduct"}.get(step.amount.kind, "")
    return Cap("max", piece.value / step.per * step.amount.points, of)


def _each_time(piece: Case, whole: list[Piece]) -> Piece:
    """一人次扣0.5分, alone: so much for each."""
    cond, amount = piece.conds[0], piece.amount
    one = cond.low is not None and cond.low == cond.high and cond.low.value == 1
    alone = all(isinstance(p, Modifier | Cap | Context) for p in whole if p is not piece)
    counts = cond.unit not in {"", "%", "‰", "分", "个百分点", "百分点", "年", "月", "天"}
    if (
        not (one and alone and counts)
        or len(piece.conds) > 1
        or amount.kind != "deduct"
        or amount.high is not None
    ):
        return piece
    return Step(
        cond.subject, "", Decimal(1), cond.unit, replace(amount, bare=False), happened=True, once=True
    )


def _one_of_several(piece: Step, whole: list[Piece]) -> Piece:
    """符合三项得3分，符合两项得2分，符合一项得0.5分: the one among bands of a count is a band."""
    cases = [p for p in whole if isinstance(p, Case) and p.conds[0].numeric]
    if not piece.once or not piece.happened or piece.per != 1 or piece.amount.kind != "give" or not cases:
        return piece
    alike = all(
        len(c.conds) == 1
        and c.amount.kind == "give"
        and c.conds[0].unit == piece.unit
        and (not c.conds[0].subject or c.conds[0].subject.endswith(piece.label))
        for c in cases
    )
    one = End(Decimal(1), inside=True)
    return Case((Cond(piece.label, one, one, piece.unit),), piece.amount) if alike else piece
