"""The sentence of every primitive that measures: step, bands, interp, rank, trend. One description both writes and reads it."""

# ruff: noqa: E501  (a sentence is described on one line, and Chinese characters count twice)

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zeren.core.drafting.writing.codec import (
    AMOUNT,
    NUMBER,
    SHARE,
    Fixed,
    Phrase,
    Reading,
    Unsayable,
    either,
    lazily,
    maybe,
    record,
    series,
    words,
)
from zeren.core.drafting.writing.operands import BOUNDS, CONDITION, NAME, OPERAND, POINTS

PHRASES: dict[str, Phrase] = {}
RULE: Phrase = lazily(lambda: either(*(record((name, said)) for name, said in PHRASES.items())))


def phrase(name: str, *variants: Phrase) -> None:
    """The words of a rule, the most natural variant first."""
    PHRASES[name] = either(*variants)


# --- step ---------------------------------------------------------------------------------------------------------------

_PART_STEPS = words(
    {"prop": "不足一档按比例计", "floor": "不足一档不计", "ceil": "不足一档按一档计", "whole": "按整数计"}
)
_TAIL = (maybe("，好于此的每档加", ("add", POINTS)), maybe("，起评", ("start", POINTS)), *BOUNDS)


def _counting(of: str, said: str, unit: str) -> Phrase:
    fixed = (Fixed("of", of), Fixed("ref", Decimal(0)), Fixed("when", "above"), Fixed("rounding", "whole"))
    return record(*fixed, f"每{said}", ("per", AMOUNT), f"{unit}扣", ("deduct", POINTS), *_TAIL)


def _sided(said: str, unit: str, *fixed: Fixed) -> Phrase:
    rounding = () if any(f.key == "rounding" for f in fixed) else ("，", ("rounding", _PART_STEPS))
    return record(
        *fixed,
        maybe("以", ("ref", OPERAND), "为准，"),
        f"每{said}",
        ("per", AMOUNT),
        f"{unit}扣",
        ("deduct", POINTS),
        *rounding,
        *_TAIL,
    )


phrase(
    "step",
    _counting("missing", "缺", "项"),
    _counting("count", "发生", "次"),
    _sided("少", "次", Fixed("of", "count"), Fixed("when", "below"), Fixed("rounding", "whole")),
    _sided("低", "个百分点", Fixed("when", "below")),
    _sided("高", "个百分点", Fixed("when", "above")),
    record(
        maybe("按", ("of", OPERAND), "计，"), maybe("以", ("ref", OPERAND), "为准，"), "每", maybe(("when", words({"below": "低", "above": "高"}))), "差",
        ("per", AMOUNT), "扣", ("deduct", POINTS), "，", ("rounding", _PART_STEPS), *_TAIL,
    ),
)  # fmt: skip

# --- bands --------------------------------------------------------------------------------------------------------------


def _bands() -> Iterator[Phrase]:
    gives: tuple[tuple[str, Any], ...] = (
        ("得", ("points", POINTS)),
        ("扣", ("deduct", POINTS)),
        ("得分系数", ("share", either(SHARE, AMOUNT))),
        ("可得", ("range", series(POINTS, "至", least=2))),
    )
    lows: tuple[tuple[Any, ...], ...] = ((("from", NUMBER), "以上"), ("高于", ("above", NUMBER)), ())
    highs: tuple[tuple[Any, ...], ...] = ((("to", NUMBER), "以下"), ("低于", ("below", NUMBER)), ())
    for low in lows:
        for high in highs:
            also = maybe("且" if low or high else "凡", ("also", CONDITION))
            for verb, given in gives:
                yield record(*low, *(("且",) if low and high else ()), *high, also, f"的{verb}", given)


_WITHIN = words({"judge": "，档内由评分人定分", "interpolate": "，档内按比例计分"})
phrase(
    "bands",
    record(
        maybe("按", ("of", OPERAND), "分档，"),
        ("bounds", series(either(*_bands()), "；")),
        maybe("；其余得", ("otherwise", POINTS)),
        maybe(("within", _WITHIN)),
        *BOUNDS,
    ),
)
phrase(
    "all_or_nothing",
    record(("require", series(CONDITION, "，同时")), "的得满分，否则得", ("else", POINTS), *BOUNDS),
    record(("require", series(CONDITION, "，同时")), "的得满分，否则不得分", *BOUNDS),
    record("达到责任书目标的得满分，否则得", ("else", POINTS), *BOUNDS),
    record("达到责任书目标的得满分，否则不得分", *BOUNDS),
)

# --- in proportion, by place --------------------------------------------------------------------------------------------

_CORNER = record(("x", NUMBER), "处", ("y", POINTS))


def _write_corner(value: Any) -> str:
    if not isinstance(value, list) or len(value) != 2:
        raise Unsayable
    return _CORNER.write({"x": value[0], "y": value[1]})


def _read_corner(text: str, at: int) -> Reading:
    for found, end in _CORNER.read(text, at):
        yield [found["x"], found["y"]], end


phrase(
    "interp",
    record("按", maybe(("of", OPERAND), "的"), "完成比例得分", maybe("，以", ("to", OPERAND), "为满额"), *BOUNDS),
    record(
        "按", maybe(("of", OPERAND), "的"), "折线得分：", ("points", series(Phrase(_write_corner, _read_corner), "、", least=2)),
        maybe("，低于起点的得", ("below", POINTS)), *BOUNDS,
    ),
)  # fmt: skip

_TIES = words({
    "competition": "并列的同名次同分、后续名次空缺", "dense": "并列的同名次同分、后续名次顺延",
    "average": "并列的取所占名次得分的平均", "forbid": "出现并列的该指标取消",
})  # fmt: skip
_REACH = either(
    record(("at_least", OPERAND), "以上的得", ("points", POINTS), "且不参加排名"),
    record(("at_most", OPERAND), "以下的得", ("points", POINTS), "且不参加排名"),
)
_LAST = either(
    record("后", ("places", AMOUNT), "名各计", ("points", POINTS)),
    record("后", ("places", AMOUNT), "名从末位起依次计", ("points", series(POINTS, "、"))),
)
phrase(
    "rank",
    record(
        maybe("在同组（", ("peers", NAME), "）内"), "按", maybe(("of", OPERAND)), maybe(("direction", words({"high": "从高到低", "low": "从低到高"}))), "排名",
        maybe("，依次得", ("table", series(POINTS, "、"))), maybe("，第一名得", ("first", POINTS)), maybe("，每降一名减", ("by", POINTS)),
        maybe("，其余名次得", ("after", POINTS)), maybe("，", ("reach", _REACH)), maybe("，", ("last", _LAST)), maybe("，", ("ties", _TIES)), *BOUNDS,
    ),
)  # fmt: skip

# --- trend --------------------------------------------------------------------------------------------------------------

_FLAG = {True: "，持平也算", False: "，持平不算"}
phrase(
    "trend",
    record(
        maybe(("of", NAME), "中，"), maybe(("series", series(NAME, "、")), "均须："),
        ("how", words({"rising": "逐期上升", "falling": "逐期下降", "growth": "比上期增长", "count_down": "每出现一次下降"})),
        maybe(("over", either(SHARE, NUMBER)), "以上"), maybe("扣", ("deduct", POINTS)), maybe("的得", ("points", POINTS)), maybe(("equal", words(_FLAG))), *BOUNDS,
    ),
)  # fmt: skip
