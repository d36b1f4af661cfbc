"""按从高到低分别得10、8、6、4分; 第一名得10分，依次递减1分; 前三名加3分; 后两名扣2分; 名次每降1位减2%."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zeren.core.drafting.cursor import Cursor, reads, soft
from zeren.core.drafting.pieces import SIMILAR, Amount, Points, Ranking, Step
from zeren.core.drafting.reading.amounts import amount, points_list
from zeren.core.drafting.reading.conditions import condition
from zeren.core.drafting.tokens import Token

_ORDERS = (("DESCENDING", "high"), ("ASCENDING", "low"))


def _verb(cur: Cursor) -> int | None:
    """The sign of the verb here; None without one."""
    cur.says("的", "的单位", "的学校")
    cur.skip("OF", "SHARING", "SUCCESSIVELY")
    cur.says("依次", "分别", "按", "以", "排序", "排名", "排列", "排序分别", "排列,", "各")
    cur.skip("COMMA")
    cur.skip("SHARING", "SUCCESSIVELY")
    token = cur.take("GIVE", "ADD", "DEDUCT")
    return None if token is None else -1 if token.has("DEDUCT") else 1


def _remaining(cur: Cursor) -> None:
    """低于85%的, 低于的, 其余的, 未达标的: those who are ranked; the place where they begin was said before."""
    mark = cur.at
    cur.take("OTHERWISE")
    if condition(cur) is None and not (cur.has("LT", "LE", "GT") and cur.follows("OF")):
        cur.at = mark
        return
    cur.skip("LT", "LE", "GT")
    cur.skip("OF", "COMMA")
    cur.says("学校", "单位", "县区", "区县")


@reads
def ordered(cur: Cursor) -> Ranking | None:
    """按从高到低分别得10、8、6、4分."""
    _remaining(cur)
    for label in cur.leads():
        start = cur.at
        for kind, direction in _ORDERS:
            if cur.take(kind):
                label += _skipped(cur)
                ordered_only = cur.at
                sign = _verb(cur)
                points = points_list(cur)
                if len(points) > 1 and sign:
                    return Ranking(
                        direction, _signed(points, sign), label=label, bonus=cur.passed("ADD", since=start)
                    )
                if not points and sign is None:
                    cur.at = ordered_only
                    return Ranking(direction, label=label)
        cur.at = start
    return None


def _skipped(cur: Cursor) -> str:
    """顺序排序, 排名, 的名次: words about the order."""
    start = cur.at
    while cur.token is not None and soft(cur.token) and cur.token.kinds <= {"WORD", "OF"}:
        cur.at += 1
    return cur.text(start)


def _signed(points: tuple[Points, ...], sign: int) -> tuple[Points, ...]:
    return points if sign > 0 else tuple(-p if isinstance(p, Decimal) else f"-{p}" for p in points)


@reads
def listed(cur: Cursor) -> Ranking | None:
    """排名(分别)得8、6、4分; 排序得8/6/4/2."""
    _remaining(cur)
    for label in cur.leads():
        start = cur.at
        if label.endswith(("排序", "排名", "名次", "排位", "排队", "按名次", "按排名", "排列")):
            sign = _verb(cur)
            points = points_list(cur)
            if sign and len(points) > 1:
                return Ranking(table=_signed(points, sign), label=label, bonus=cur.passed("ADD", since=start))
        cur.at = start
    return None


@reads
def first_places(cur: Cursor) -> Ranking | Step | None:
    """第一名得10分; 第一、二、三名分别加3、2、1分; 前三名加3分; 后两名扣2分; 前5名分别加5—1分."""
    for label in cur.leads():
        start = cur.at
        places = cur.take("ORDINAL", "FRONT", "BACK")
        if places is not None and "连续" in label:
            return None  # 连续两年排名后三位 is more than this year's place
        if places is not None:
            if cur.take("EACH") and (unit := cur.take("UNIT")) is not None:
                each = amount(cur, bare=False)
                if each is not None and "BACK" in places.kinds and each.points is not None:
                    return Step(f"{label}{places.text}", "", Decimal(1), unit.text, each, happened=True)
                cur.at = start
                continue
            if "BACK" in places.kinds:
                mark = cur.at
                cur.skip("OF")
                if not (cur.says("从", "由") and cur.take("BACK") and cur.says("起", "开始")):
                    cur.at = mark
            sign = _verb(cur)
            before = cur.at
            points = _falling(cur) or points_list(cur)
            if not points:
                cur.at = before - 1 if sign else before
                one = amount(cur)
                points = (one.points,) if one is not None and one.points is not None else ()
                sign = -1 if one is not None and one.kind == "deduct" else sign or 1
            if points:
                found = _places(places, _signed(points, sign or 1))
                bonus = cur.passed("ADD", since=start)
                return None if found is None else replace(found, label=label + places.text, bonus=bonus)
        cur.at = start
    return None


_FROM_THE_END = re.compile(r"倒数第[\d一二三四五六七八九十]")


def _falling(cur: Cursor) -> tuple[Points, ...]:
    """5…1分, 5至1分, 5-1分: one point less a place."""
    mark = cur.at
    first = cur.take("NUM")
    if first is not None and (cur.take("SPREAD", "DASH") or cur.says("至", "到")):
        second = cur.take("NUM")
        if (
            second is not None
            and cur.take("POINT")
            and first.numeral is not None
            and second.numeral is not None
        ):
            high, low = first.numeral.value, second.numeral.value
            if high > low and high == int(high) and low == int(low):
                return tuple(Decimal(n) for n in range(int(high), int(low) - 1, -1))
    cur.at = mark
    return ()


def _worst_first(points: tuple[Points, ...]) -> tuple[Points, ...]:
    """后三名分别扣1分、2分、3分 and 后三名分别扣3、2、1分: the very last loses most, in whatever order it is said."""
    numbers = [p for p in points if isinstance(p, Decimal)]
    return tuple(sorted(numbers)) if len(numbers) == len(points) and all(p <= 0 for p in numbers) else points


def _places(token: Token, points: tuple[Points, ...]) -> Ranking | None:
    kinds, numbers = token.kinds, token.numbers
    if "BACK" in kinds:
        places = numbers[0]
        if _FROM_THE_END.search(token.text) and len(points) in {1, len(numbers)}:
            given = points if len(points) > 1 else points * len(numbers)
            return Ranking(back=tuple(zip(numbers, given, strict=True)))
        if places == 1 and len(points) == 1:
            return Ranking(back=((1, points[0]),))
        if len(points) not in {1, places}:
            return None
        return Ranking(last=places, last_points=_worst_first(points))
    if "FRONT" in kinds:
        places = numbers[-1]
        if len(points) == 1:
            return Ranking(front=((places, points[0]),))
        return Ranking(table=points) if len(points) == places else None
    if len(points) not in {1, len(numbers)}:
        return None
    given = points if len(points) > 1 else points * len(numbers)
    return Ranking(front=tuple((-n, p) for n, p in zip(numbers, given, strict=True)))


@reads
def successive(cur: Cursor) -> Ranking | None:
    """依次递减1分; 以下依次减1分; 其余逐名递减0.5分; 名次每降1位减基本分2%."""
    for _label in cur.leads():
        start = cur.at
        if cur.take("SUCCESSIVELY"):
            similar = cur.tokens[cur.at - 1].text.endswith("类推")
            found = _less(cur)
            if found is not None:
                return found
            if similar:
                return Ranking(by=SIMILAR)
        cur.at = start
        if cur.take("EACH"):
            cur.take("WORSE")
            token = cur.take("NUM")
            unit = cur.take("UNIT")
            one = token is None or (token.numeral is not None and token.numeral.value == 1)
            if (
                unit is not None
                and one
                and unit.text in {"位", "名", "个名次", "名次", "个位次", "位次"}
                and _about_places(cur, start, unit.text)
            ):
                cur.take("COMMA")
                found = _less(cur)
                if found is not None:
                    return found
        cur.at = start
    return None


def _about_places(cur: Cursor, start: int, unit: str) -> bool:
    before = cur.text(0, start)
    if re.search("上年|去年|持平", before):
        return False  # 排名较上年每下降1位 is a movement
    return (
        "名次" in unit
        or "位次" in unit
        or any(w in before[-12:] for w in ("名次", "排名", "位次", "排序", "第一名", "名得", "分,"))
    )


def _less(cur: Cursor) -> Ranking | None:
    mark = cur.at
    cur.says("每名", "每位", "逐名", "每降低一名")
    if cur.take("EACH"):
        cur.take("UNIT")
    if cur.take("LESS"):
        token = cur.take("NUM")
        if token is not None and token.numeral is not None:
            if token.numeral.unit == "%":
                return Ranking(by=f"{token.text}")
            if cur.take("POINT"):
                return Ranking(by=cur.number(token))
        cur.at = mark
    fewer = cur.says("少", "再少")
    found: Amount | None = amount(cur, bare=False)
    if fewer and found is not None and found.kind in {"add", "give"} and found.high is None:
        return Ranking(by=found.points)  # 每低一名少加1分
    if found is None or found.kind != "deduct" or found.points is None or found.high is not None:
        return None
    return Ranking(by=found.points)


@reads
def following(cur: Cursor) -> Ranking | None:
    """第四名及以后得5分."""
    if not cur.take("FOLLOWING"):
        return None
    cur.skip("OF")
    found = amount(cur)
    return (
        Ranking(after=found.points)
        if found is not None and found.kind != "deduct" and found.high is None
        else None
    )
