"""Tokens: what the scanner cuts a sentence into. Each has a one-letter kind, so that grammar is a pattern over letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["KINDS", "QUANTITIES", "PeriodWords", "Quantity", "Token"]

KINDS = {
    "N": "a count with its unit",
    "A": "money",
    "G": "an area",
    "P": "a percentage, permille, fraction",
    "D": "percentage points",
    "X": "a ratio 1:17",
    "S": "points of a score",
    "Z": "times, 倍",
    "B": "a bare number",
    "m": "a metric (入学率)",
    "p": "a population or other noun (小学, 专任教师)",
    "o": "an organisation",
    "t": "a period",
    "b": "a base marker (比, 较, 与…相比, 同比)",
    "v": "a verb of change (提高, 减少)",
    "V": "a verb of change with its goal (提高到, 降至)",
    "c": "more or less (高, 低, 多, 少) before a number",
    "z": "占",
    "f": "由, 从 before a number",
    "e": "到, 至, → before a number",
    "j": "其中",
    "h": "含, 包括",
    "s": "分别为, 依次为",
    "l": "copula (为, 达到, 共有)",
    "q": "a plan (任务, 目标, 计划)",
    "k": "完成",
    "r": "a rank",
    "y": "a universal (全部, 均)",
    "n": "a negation of an event (无一例, 未发生)",
    "d": "a document's number or title",
    "a": "an award verb (荣获, 被评为)",
    "i": "an event verb (召开, 举办)",
    "u": "a qualitative verdict (达标, 符合要求, 持平)",
    "x": "×",
    "=": "=",
    "+": "+ or −",
    "g": "和, 与, 及",
    "E": "an enumerator (一是, （二）, 3.)",
    ".": "的",
    "w": "other words",
}
QUANTITIES = "NAGPDXSZB"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as printed.

    Shape: ``comparator`` and ``limit`` come from the words around it (不低于, 以上, 近); ``limit`` is True where they set a
    bound (控制在, 不低于) and False where they only blur the value (近, 超过). ``high`` is the upper end of a range,
    ``second`` the right side of a ratio. ``number_start`` and ``number_end`` enclose digits and unit without those words.

    Unit: ``value`` is in ``unit`` as printed; ``factor`` leads to the base unit.
    """

    value: Decimal
    kind: str
    unit: str = ""
    dimension: str = ""
    factor: Decimal = Decimal(1)
    decimals: int = 0
    comparator: str = "="
    limit: bool = False
    approx: bool = False
    high: Decimal | None = None
    second: Decimal | None = None
    number_start: int = 0
    number_end: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """A period as printed.

    Shape: ``id`` is the kernel's form (2017H1) where the words say so much; ``kind`` is date, month, year, school_year,
    relative (去年), duration (近三年), each (每年) or now (目前).
    """

    text: str
    kind: str
    id: str = ""


@dataclass(slots=True)
class Token:
    """A piece of a sentence.

    Shape: ``kind`` is a letter of :data:`KINDS` or a mark ``, 、 ; : ( )``; offsets are into the whole text.
    """

    kind: str
    start: int
    end: int
    text: str
    quantity: Quantity | None = None
    period: PeriodWords | None = None
    sign: int = 0
    role: str = field(default="")
