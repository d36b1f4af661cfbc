"""What a sentence is read into: small frozen pieces, before anybody asks which rule they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Points = Decimal | str  # a number, "full", or a share such as "80%"
SIMILAR = "as before"  # 以此类推: the next place has as much less as the one before


@dataclass(frozen=True, slots=True)
class Amount:
    """What happens to the points: given, deducted or added; a second end makes it a range; ``judged`` when a person decides."""

    kind: str  # give | deduct | add | both (加减)
    points: Points | None
    high: Points | None = None
    judged: bool = False
    bare: bool = False  # a number of points without a verb
    below_zero: bool = False  # 倒扣: from nothing, not from full

    @property
    def signed(self) -> Points | None:
        """The points with their sign, for tariffs."""
        return negative(self.points) if self.kind == "deduct" else self.points


def negative(points: Points | None) -> Points | None:
    """The same points, taken off."""
    if isinstance(points, Decimal):
        return -points if points else points
    return None if points is None else f"-{points}"


@dataclass(frozen=True, slots=True)
class End:
    """One end of a condition; ``inside``: the bound itself belongs to it; ``said``: 含 or 不含 stands there."""

    value: Any
    inside: bool
    said: bool = False
    firm: bool = field(default=False, compare=False)  # 达到, 不超过: a comparison that has its bound


@dataclass(frozen=True, slots=True)
class Cond:
    """A condition: an interval of a measured thing, a relation to target, mean or last year, or something that is so or not."""

    subject: str = ""
    low: End | None = None
    high: End | None = None
    unit: str = ""
    relation: str = ""  # met | unmet | rising | falling | flag
    among: bool = False  # 其中…: only where the condition before it holds
    dashed: bool = False  # written 80—90: whether the upper end belongs to it is not said

    @property
    def numeric(self) -> bool:
        """Whether both ends are plain numbers."""
        ends = [e for e in (self.low, self.high) if e is not None]
        return bool(ends) and all(isinstance(e.value, Decimal) for e in ends)


@dataclass(frozen=True, slots=True)
class Case:
    """A condition (or several joined by 且 or 或) with what it gives."""

    conds: tuple[Cond, ...]
    amount: Amount
    either: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A condition on its own: 巩固率达到95%以上."""

    conds: tuple[Cond, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """每低0.1个百分点扣2分: so much for every unit."""

    label: str
    side: str  # below | above | both | ""
    per: Decimal
    unit: str
    amount: Amount
    ref: Any = None  # previous, mean; None is the target
    happened: bool = False  # counts what happened, not what is short
    word: str = ""  # how the side was said: 少, 缺, 超
    once: bool = False  # said without 每: 发生1起扣2分 may be a band of its own


@dataclass(frozen=True, slots=True)
class Entry:
    """A label with points: 国家级加5分, 活动室4分, 不健全扣2分; ``each`` when it says 每项."""

    label: str
    amount: Amount
    each: bool = False
    level: bool = False
    tail: str = ""  # the grade the label ends with
    bracketed: bool = False  # the points stand in brackets behind the label: 建立制度（2分）


@dataclass(frozen=True, slots=True)
class Otherwise:
    """其余不得分."""

    amount: Amount


@dataclass(frozen=True, slots=True)
class Modifier:
    """A phrase that changes how the rest is read."""

    kind: str
    value: Any = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """最多加5分, 上限为标准分的1.2倍, 最低得2分: a bound on the whole or on what is named."""

    side: str  # max | min | full
    points: Points
    of: str = ""  # add | deduct | ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Points by place: a list, or the first place and how much less a place."""

    direction: str = ""
    table: tuple[Points, ...] = ()
    first: Points | None = None
    by: Points | None = None
    last: int = 0
    last_points: tuple[Points, ...] = ()
    label: str = ""
    after: Points | None = None
    bonus: bool = False  # 加3分, not 得3分
    front: tuple[tuple[int, Points], ...] = ()
    back: tuple[tuple[int, Points], ...] = ()  # 倒数第二名: one place, counted from the end


@dataclass(frozen=True, slots=True)
class Gate:
    """Conditions or labels with a consequence beyond the line."""

    conds: tuple[Cond, ...]
    effect: str
    grade: str = ""
    every: bool = False  # all must hold, not any
    inverted: bool = False  # 才能通过: the consequence strikes when the condition does not hold


@dataclass(frozen=True, slots=True)
class Graded:
    """90分以上为优秀; also its quota and its obligation."""

    name: str
    cond: Cond | None = None
    also: tuple[Cond, ...] = ()
    quota: Decimal | None = None
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """得分＝本单位÷第一名×600, already a rule."""

    rule: Any
    full: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Proportion:
    """按完成比例得分."""

    to: Any = None  # None is the target
    of_rate: bool = False
    label: str = ""
    within: Cond | None = None  # 完成80%以上的: only there
    done: bool = False  # 按完成比例: of what was to be done


@dataclass(frozen=True, slots=True)
class Periodic:
    """每周2篇以上得1分: points for a period that has enough."""

    least: Decimal
    amount: Amount


@dataclass(frozen=True, slots=True)
class Context:
    """Words without points."""

    text: str


Piece = (
    Case
    | Threshold
    | Step
    | Entry
    | Otherwise
    | Modifier
    | Cap
    | Ranking
    | Gate
    | Graded
    | Formula
    | Proportion
    | Periodic
    | Context
)
