"""REF and DERIVE: values, never points; other rules take them as operands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import divide, plain
from zeren.core.scoring.case import (
    HUNDRED,
    ONE,
    ZERO,
    Case,
    Failure,
    Inapplicable,
    Waiting,
    input_words,
    number_of,
)
from zeren.core.scoring.cohort import cohort_of_case
from zeren.core.scoring.kinds import Number, Text, choice, list_of, share_of
from zeren.core.scoring.operands import Operand, read_operand
from zeren.core.scoring.registry import Kind, Misfit, Reading, rule

_KINDS = "constant target previous cohort_mean cohort_max cohort_min external"


def _ref_reads(given: Mapping[str, Any]) -> tuple[str, ...]:
    kind, of = given["kind"], given.get("of")
    if kind.startswith("cohort"):
        return ("value", of or "cohort", *((given["peers"],) if given.get("peers") else ()))
    return () if kind == "constant" else (of or kind,)


@rule(gives="value", reads=_ref_reads)
def ref(
    case: Case,
    *,
    kind: Annotated[str, choice(_KINDS)],
    of: Text | None = None,
    value: Number | None = None,
    peers: Text | None = None,
) -> Decimal:
    """A value to compare with: a constant, the letter's limit, the period before, the cohort's mean or best, a published one.

    For a cohort the own value is counted once: it is joined when the list does not hold it. ``peers`` names the input with the
    unit's group where the cohort is a map of groups (本系列第一名).

    Raises:
        Waiting: when the value is not there yet.
        Failure: for a constant that is not given.

    Source: 舟山市2007年考核重点项目 “高于或等于市平均得10分”.

    Example:
        >>> ref(Case({"value": Decimal(98), "cohort": [96, 97]}, Decimal(10)), kind="cohort_mean")
        Decimal('97')
    """
    if kind == "constant":
        if value is None:
            raise Failure("没有写明常数（value）")
        return value
    if not kind.startswith("cohort"):
        return case.number(of or kind)
    cohort = cohort_of_case(case, name=of or "cohort", peers=peers or "")
    own = case.inputs.get("value")
    number = None if own is None else number_of("value", own)
    found = (
        cohort.mean(number) if kind == "cohort_mean" else cohort.best(number, highest=kind == "cohort_max")
    )
    if found is None:
        raise Waiting(of or "cohort")
    return found


@dataclass(frozen=True, slots=True)
class Base:
    """A base number by its rule: a start, what comes to it and what goes, and a share that is taken off."""

    start: Operand
    add: tuple[Operand, ...]
    subtract: tuple[Operand, ...]
    less: Decimal

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs it is made of."""
        return tuple(name for part in (self.start, *self.add, *self.subtract) for name in part.names)

    def read(self, case: Case) -> Decimal:
        """The base number."""
        plus = sum((part.read(case) for part in self.add), self.start.read(case))
        return (plus - sum((part.read(case) for part in self.subtract), ZERO)) * (ONE - self.less)


def _side(value: Any, at: Reading) -> Operand | Base:
    if not isinstance(value, Mapping) or "start" not in value:
        return read_operand(value, at)
    if set(value) - {"start", "add", "subtract", "less"}:
        raise Misfit
    add, subtract = (
        tuple(read_operand(part, at) for part in list_of(value[key])) if key in value else ()
        for key in ("add", "subtract")
    )
    return Base(
        read_operand(value["start"], at), add, subtract, share_of(value["less"]) if "less" in value else ZERO
    )


_SIDE = "数字、输入名、{derive: …}、{ref: …}，或 {start, add: […], subtract: […], less: “3%”}"
Side = Annotated[Operand | Base, Kind(_SIDE, _side)]
_SCALES = {"percent": 100, "per_hundred": 100, "per_thousand": 1000, "per_ten_thousand": 10000, "ratio": 1}


@rule(gives="value", reads=lambda given: (given["weights"],) if given.get("weights") else ())
def derive(
    case: Case,
    *,
    numerator: Side,
    denominator: Side | None = None,
    unit: Annotated[
        str, choice("percent per_hundred per_thousand per_ten_thousand ratio cv weighted")
    ] = "percent",
    weights: Text | None = None,
) -> Decimal:
    """A value out of others: a rate, a ratio per ten thousand (万人比), a coefficient of variation, a weighted mean.

    For ``cv`` and ``weighted`` the numerator names an input that is a list, ``weights`` another of the same length.

    Raises:
        Inapplicable: when the denominator is zero.

    Source: 新宾县考核方案 “以学籍数扣除3%为基准数”.

    Example:
        >>> from zeren.core.scoring.operands import of_input
        >>> case = Case({"trained": 30, "people": 150000}, Decimal(10))
        >>> derive(case, numerator=of_input("trained"), denominator=of_input("people"), unit="per_ten_thousand")
        Decimal('2')
    """
    if unit in {"cv", "weighted"}:
        return _spread(case, numerator, weights, unit)
    if denominator is None:
        raise Failure("没有写明分母（denominator）")
    found = divide(numerator.read(case), denominator.read(case), _SCALES[unit])
    if found is None:
        raise Inapplicable("没有适用对象（分母为零）")
    return found


def _spread(case: Case, numerator: Operand | Base, weights: str | None, unit: str) -> Decimal:
    if len(numerator.names) != 1:
        raise Failure("numerator 应是一个列表的输入名")
    values = case.numbers(numerator.names[0])
    by = [ONE] * len(values) if weights is None else case.numbers(weights)
    if len(by) != len(values):
        raise Failure(f"{input_words(numerator.names[0])}有{len(values)}个，权重有{len(by)}个")
    whole = sum(by, ZERO)
    if whole <= 0:
        raise Inapplicable(f"没有适用对象（权重合计为{plain(whole)}）")
    mean = sum((v * w for v, w in zip(values, by, strict=True)), ZERO) / whole
    if unit == "weighted":
        return mean
    if mean == 0:
        raise Inapplicable("平均值为零，差异系数没有意义")
    variance = sum((w * (v - mean) ** 2 for v, w in zip(values, by, strict=True)), ZERO) / whole
    return variance.sqrt() / mean


__all__ = ["HUNDRED", "Base", "derive", "ref"]
