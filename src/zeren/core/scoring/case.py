"""What a rule is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zeren.core.kernel import Outcome, display, plain, round_half_up, to_decimal
from zeren.core.packs import Limit

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
UNBOUNDED = Decimal("Infinity")

# A scorecard is kept to a hundredth of a point: a third of a step must not print thirty digits, nor sum to 99.9999.
POINT_PLACES = 2

# Inputs that only a person can give; whoever scores is told to wait for somebody, not for a ledger.
HUMAN_INPUTS = frozenset({"level", "judged", "scores", "votes"})

INPUT_NAMES: Mapping[str, str] = {
    "value": "完成值",
    "target": "目标",
    "previous": "上期值",
    "series": "历年值",
    "count": "次数",
    "missing": "缺项数",
    "cohort": "各单位数值",
    "rank": "名次",
    "size": "参评单位数",
    "events": "事项",
    "items": "核查项",
    "level": "等级",
    "judged": "评定分",
    "scores": "评分",
    "votes": "票数",
    "total": "总分",
}

Words = str | Callable[[], str]


class Waiting(Exception):
    """An input is absent: the rule cannot be applied yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    @property
    def waits_for(self) -> str:
        """``cohort``, ``human`` or the input's name."""
        return "human" if self.name in HUMAN_INPUTS else self.name


class Inapplicable(Exception):
    """Nothing the rule could be applied to, such as a denominator of zero."""


class Failure(Exception):
    """The rule cannot be applied to these inputs, whatever one does: the line is an error."""


def input_words(name: str) -> str:
    """An input as a clerk calls it; a name of the letter's own stays as written."""
    return INPUT_NAMES.get(name, name)


def number_of(name: str, found: object) -> Decimal:
    """The number an input holds.

    Raises:
        Failure: when it is not a number.
    """
    if isinstance(found, Decimal) and found.is_finite():
        return found
    if isinstance(found, bool):
        return Decimal(int(found))
    try:
        return to_decimal(found.strip().removesuffix("%") if isinstance(found, str) else found)
    except ValueError as error:
        raise Failure(f"{input_words(name)}应是数字，实际是“{found}”") from error


@dataclass(frozen=True, init=False)
class Case:
    """What a rule scores: named inputs and the full points; the limit and the unit are for comparing and for words.

    Shape: ``inputs`` maps a name to a number, a flag, a text, a list or a map; None is an absent input. ``pool`` is set for the
    parts of a sum that starts at a number: there a deduction comes out as minus points.
    Unit: ``full`` in points.

    Example:
        >>> Case({"value": Decimal("98.7")}, Decimal(10), limit=Limit(">=", Decimal(99))).number("target")
        Decimal('99')
    """

    inputs: Mapping[str, Any]
    full: Decimal
    _: KW_ONLY
    limit: Limit | None = None
    unit: str = "percent"
    places: int = 2
    suffix: str = ""
    pool: bool = False

    # By hand, as in Result: a frozen dataclass sets its fields one by one, and a case is made for every line of every unit.
    def __init__(
        self,
        inputs: Mapping[str, Any],
        full: Decimal,
        *,
        limit: Limit | None = None,
        unit: str = "percent",
        places: int = 2,
        suffix: str = "",
        pool: bool = False,
    ) -> None:
        self.__dict__.update(
            inputs=inputs, full=full, limit=limit, unit=unit, places=places, suffix=suffix, pool=pool
        )

    @property
    def base(self) -> Decimal:
        """What a deduction is taken from."""
        return ZERO if self.pool else self.full

    @property
    def floor(self) -> Decimal:
        """What a deduction stops at (扣完为止): 0, in a pool nothing."""
        return -UNBOUNDED if self.pool else ZERO

    def has(self, name: str) -> bool:
        """Whether the input is there."""
        return self.inputs.get(name) is not None or (name == "target" and self.limit is not None)

    def get(self, name: str) -> Any:
        """An input of any shape.

        Raises:
            Waiting: when it is absent.
        """
        found = self.inputs.get(name)
        if found is None:
            raise Waiting(name)
        return found

    def number(self, name: str) -> Decimal:
        """An input that is a number; ``target`` is the letter's limit unless it is given.

        Raises:
            Waiting: when it is absent.
            Failure: when it is not a number.
        """
        found = self.inputs.get(name)
        if type(found) is Decimal:
            return found
        if found is None:
            if name == "target" and self.limit is not None:
                return self.limit.value
            raise Waiting(name)
        return number_of(name, found)

    def numbers(self, name: str) -> list[Decimal]:
        """An input that is a list of numbers.

        Raises:
            Waiting: when it or one of its numbers is absent.
            Failure: when it is no such list.
        """
        found = self.get(name)
        if isinstance(found, Mapping):
            found = list(found.values())
        if isinstance(found, str) or not isinstance(found, Iterable):
            raise Failure(f"{input_words(name)}应是数字的列表，实际是“{found}”")
        values = list(found)
        if any(v is None for v in values):
            raise Waiting(name)
        return [number_of(name, v) for v in values]

    def part(self, full: Decimal) -> Case:
        """The same case for a part with its own full points."""
        return replace(self, full=full, pool=False)

    def in_pool(self) -> Case:
        """The same case for a part that takes from a pool."""
        return replace(self, pool=True)

    def show(self, value: Decimal) -> str:
        """A measured value as printed."""
        return display(value, self.unit, self.places) + self.suffix

    def gap(self, value: Decimal) -> str:
        """A difference of two values as printed: enough decimals to be read, never thirty of a third."""
        return plain(round_half_up(value, max(self.places, 2)))

    @property
    def unit_words(self) -> str:
        """The unit of a difference of two values."""
        return {"percent": "个百分点", "per_thousand": "个千分点"}.get(self.unit, self.suffix)


@dataclass(frozen=True, slots=True)
class Effect:
    """A consequence beyond the line: ``zero_section``, ``cap_grade``, ``fail`` … carried to whoever adds the lines up.

    Shape: ``grade`` is the grade a ``cap_grade`` allows at most; ``sure`` is false while its condition cannot be decided yet.
    """

    kind: str
    grade: str = ""
    sure: bool = True


@dataclass(frozen=True, init=False)
class Result:
    """What a rule yields: an outcome, and the reason in words a clerk can read back.

    Shape: ``kind`` is an outcome's kind; ``low`` and ``high`` are exact and not yet rounded, a pending result has them where the
    points can only lie between bounds. ``words`` may be a function: it is called when somebody reads the reason.
    Unit: points.
    """

    kind: str
    low: Decimal | None = None
    high: Decimal | None = None
    words: Words = ""
    waiting_for: str | None = None
    effects: tuple[Effect, ...] = ()
    grade: str = ""

    def __init__(
        self,
        kind: str,
        low: Decimal | None = None,
        high: Decimal | None = None,
        words: Words = "",
        waiting_for: str | None = None,
        effects: tuple[Effect, ...] = (),
        grade: str = "",
    ) -> None:
        self.__dict__.update(
            kind=kind, low=low, high=high, words=words, waiting_for=waiting_for, effects=effects, grade=grade
        )

    @property
    def outcome(self) -> Outcome:
        """The kernel's noun; points half-up to a hundredth."""
        if self.kind == "score" and self.low is not None:
            return _certain(self.low)
        return Outcome(self.kind, in_cents(self.low), in_cents(self.high), self.waiting_for)

    @property
    def points(self) -> Decimal | None:
        """The points of a score, half-up to a hundredth; None otherwise."""
        return in_cents(self.low) if self.kind == "score" else None

    @property
    def reason(self) -> str:
        """The reason in words."""
        return self.words if isinstance(self.words, str) else self.words()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: ``points`` is a number, both ends of a range, or null; ``admissible`` the ends where there are any."""
        outcome = self.outcome
        low, high = outcome.low, outcome.high
        ends = None if low is None or high is None else [float(low), float(high)]
        points: Any = (
            ends if self.kind == "range" else None if outcome.points is None else float(outcome.points)
        )
        return {
            "outcome": f"pending({self.waiting_for})" if self.kind == "pending" else self.kind,
            "points": points,
            "admissible": ends,
            "waiting_for": self.waiting_for,
            "grade": self.grade or None,
            "effects": [e.kind for e in self.effects if e.sure],
            "trace": self.reason,
        }


def scored(points: Decimal, words: Words) -> Result:
    """Points that are certain."""
    return Result("score", points, points, words)


def between(low: Decimal, high: Decimal, words: Words, *, waiting_for: str | None = None) -> Result:
    """Points that lie in a range; a score when its ends meet."""
    if low == high:
        return Result("score", low, high, words)
    return Result("range", low, high, words, waiting_for)


@lru_cache(maxsize=1 << 16)
def _certain(points: Decimal) -> Outcome:
    """Thousands of units get the same few points: their outcomes are one object, rounded once."""
    found = in_cents(points)
    assert found is not None
    return Outcome("score", found, found)


def in_cents(points: Decimal | None) -> Decimal | None:
    """Points half-up to a hundredth; None for none and for what has no bound."""
    if points is None or not points.is_finite():
        return None
    return points if points == points.to_integral_value() else round_half_up(points, POINT_PLACES)


def points_words(low: Decimal | None, high: Decimal | None = None) -> str:
    """Points in words: ``4分``, ``8～10分``."""
    high = low if high is None else high
    texts = [
        "不限" if end is None or not end.is_finite() else plain(round_half_up(end, 2)) for end in (low, high)
    ]
    return f"{texts[0]}分" if texts[0] == texts[1] else f"{texts[0]}～{texts[1]}分"
