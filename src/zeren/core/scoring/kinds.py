"""Kinds of plain parameters: numbers, shares, amounts of points, choices. A signature names them; nothing else reads a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain, to_decimal
from zeren.core.scoring.case import HUNDRED, UNBOUNDED, ZERO, Case
from zeren.core.scoring.registry import Kind, Misfit, Reading


@dataclass(frozen=True, slots=True)
class Amount:
    """Points as a letter writes them: a number, ``full``, or a share of full.

    Unit: points.
    """

    number: Decimal
    share: Decimal = ZERO

    def of(self, case: Case) -> Decimal:
        """The points, for this case's full."""
        return self.number if not self.share else self.number + self.share * case.full

    @property
    def words(self) -> str:
        """As a clerk says it."""
        if not self.share:
            return f"{plain(self.number)}分"
        return "满分" if self.share == 1 else f"满分的{plain(self.share * HUNDRED)}%"


NOTHING, FULL = Amount(ZERO), Amount(ZERO, Decimal(1))


def decimal_of(value: Any) -> Decimal:
    """A number written in YAML or JSON.

    Raises:
        Misfit: for anything else.
    """
    if isinstance(value, str) or value is None:
        raise Misfit
    try:
        return to_decimal(value)
    except ValueError as error:
        raise Misfit from error


def share_of(value: Any) -> Decimal:
    """A share: ``"80%"`` or 0.8.

    Raises:
        Misfit: for anything else.
    """
    if isinstance(value, str) and value.strip().endswith("%"):
        try:
            return to_decimal(value.strip()[:-1]) / HUNDRED
        except ValueError as error:
            raise Misfit from error
    return decimal_of(value)


def amount_of(value: Any) -> Amount:
    """Points: a number, ``full`` or a share of full.

    Raises:
        Misfit: for anything else.
    """
    if value == "full":
        return FULL
    if isinstance(value, str):
        if not value.strip().endswith("%"):
            raise Misfit
        return Amount(ZERO, share_of(value))
    return Amount(decimal_of(value))


def _positive(value: Any, _: Reading) -> Decimal:
    number = decimal_of(value)
    if number <= 0:
        raise Misfit
    return number


def _whole(value: Any, _: Reading) -> int:
    number = decimal_of(value)
    if number < 0 or number != number.to_integral_value():
        raise Misfit
    return int(number)


def _flag(value: Any, _: Reading) -> bool:
    if not isinstance(value, bool):
        raise Misfit
    return value


def _text(value: Any, _: Reading) -> str:
    if not isinstance(value, str) or not value:
        raise Misfit
    return value


def _texts(value: Any, _: Reading) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
        raise Misfit
    return tuple(value)


def list_of(value: Any) -> list[Any]:
    """A list that is not empty.

    Raises:
        Misfit: for anything else.
    """
    if not isinstance(value, list | tuple) or not value:
        raise Misfit
    return list(value)


def map_of(value: Any) -> Mapping[str, Any]:
    """A map that is not empty, with texts as keys.

    Raises:
        Misfit: for anything else.
    """
    if not isinstance(value, Mapping) or not value:
        raise Misfit
    return {str(key): member for key, member in value.items()}


def choice(options: str) -> Kind:
    """One of the words."""
    words = options.split()
    expected = "、".join(words[:-1]) + f" 或 {words[-1]}" if len(words) > 1 else words[0]

    def read(value: Any, _: Reading) -> str:
        if value not in words:
            raise Misfit
        return str(value)

    return Kind(expected, read)


def bounded_range(value: Any) -> tuple[Amount, Amount]:
    """Two ends, the smaller first, in points.

    Raises:
        Misfit: for anything else.
    """
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Misfit
    low, high = (amount_of(end) for end in value)
    if (low.share > high.share) if low.share or high.share else (low.number > high.number):
        low, high = high, low
    return low, high


def _pairs(value: Any, _: Reading) -> tuple[tuple[Decimal, Amount], ...]:
    pairs = []
    for pair in list_of(value):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Misfit
        pairs.append((decimal_of(pair[0]), amount_of(pair[1])))
    if len({x for x, _ in pairs}) != len(pairs) or len(pairs) < 2:
        raise Misfit
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _limit(sign: int) -> Any:
    def read(value: Any, _: Reading) -> Amount:
        return Amount(UNBOUNDED * sign) if value == "none" else amount_of(value)

    return read


AMOUNT = "分数、full，或占满分的百分比如 80%"
Number = Annotated[Decimal, Kind("数字", lambda value, _: decimal_of(value))]
Positive = Annotated[Decimal, Kind("大于 0 的数", _positive)]
Whole = Annotated[int, Kind("不小于 0 的整数", _whole)]
Flag = Annotated[bool, Kind("true 或 false", _flag)]
Text = Annotated[str, Kind("文字", _text)]
Texts = Annotated[tuple[str, ...], Kind("文字的列表", _texts)]
Points = Annotated[Amount, Kind(AMOUNT, lambda value, _: amount_of(value))]
PointsList = Annotated[
    tuple[Amount, ...],
    Kind("分数的列表，如 [10, 8, 6]", lambda value, _: tuple(amount_of(v) for v in list_of(value))),
]
PointsByName = Annotated[
    Mapping[str, Amount],
    Kind(
        "名称: 分数，如 {区: 5, 市: 10}", lambda value, _: {k: amount_of(v) for k, v in map_of(value).items()}
    ),
]
PointsRange = Annotated[
    tuple[Amount, Amount], Kind("两个分数，如 [0.5, 2]", lambda value, _: bounded_range(value))
]
Lines = Annotated[
    tuple[tuple[Decimal, Amount], ...],
    Kind("至少两个点 [数值, 分数]，数值不重复，如 [[60, 0], [90, 10]]", _pairs),
]
Floor = Annotated[Amount, Kind(f"{AMOUNT}，或 none（不设下限）", _limit(-1))]
Ceiling = Annotated[Amount, Kind(f"{AMOUNT}，或 none（不设上限）", _limit(1))]
