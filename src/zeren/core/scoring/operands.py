"""Operands and conditions: what a rule compares, read from plain maps and said in words."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain, round_half_up
from zeren.core.scoring.case import Case, Waiting, input_words
from zeren.core.scoring.compiler import compile_at
from zeren.core.scoring.kinds import decimal_of, list_of
from zeren.core.scoring.registry import Kind, Misfit, Reading

_MEASURED = {"value", "target", "previous"}
OP_WORDS = {"<=": "不高于", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于"}
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Operand:
    """A number a rule compares or counts: a constant, an input, a derived value or a reference.

    Shape: ``read`` gives the number; ``measured`` says that it has the unit of the target's indicator.
    """

    read: Callable[[Case], Decimal]
    names: tuple[str, ...]
    label: str
    measured: bool = False
    suffix: str = ""

    def show(self, case: Case, value: Decimal) -> str:
        """The number as printed."""
        return case.show(value) if self.measured else f"{plain(round_half_up(value, 4))}{self.suffix}"

    def said(self, case: Case, value: Decimal) -> str:
        """The operand's name with its number; a constant is its number alone."""
        return f"{self.label}{self.show(case, value)}"


def read_operand(value: Any, at: Reading) -> Operand:
    """A number, an input's name, ``{derive: …}`` or ``{ref: …}``.

    Raises:
        Misfit: for anything else.
    """
    if isinstance(value, str) and value and not value.strip().endswith("%"):
        return of_input(value)
    if isinstance(value, Mapping):
        if len(value) != 1 or next(iter(value)) not in {"derive", "ref"}:
            raise Misfit
        [(name, body)] = value.items()
        if name == "ref" and isinstance(body, str):
            body = {"kind": body}
        compiled = compile_at(name, body, at.at(f"{at.path}.{name}"))
        if compiled is None:
            return constant(Decimal(0))  # its problems are listed: the whole rule is refused
        label = _REFERENCES.get(str(body.get("kind")), "参照值") if name == "ref" else "计算值"
        suffix = _SUFFIX.get(str(body.get("unit", "percent")), "") if name == "derive" else ""
        return Operand(compiled.value, compiled.names, label, name == "ref", suffix)
    return constant(decimal_of(value))


_REFERENCES = {
    "target": "目标",
    "previous": "上期值",
    "cohort_mean": "平均值",
    "cohort_max": "最高值",
    "cohort_min": "最低值",
    "external": "公布值",
}
_SUFFIX = {"percent": "%", "per_thousand": "‰"}


def constant(number: Decimal) -> Operand:
    """An operand that is always the same number."""
    return Operand(lambda _: number, (), "")


def of_input(name: str) -> Operand:
    """An operand that reads an input."""
    return Operand(operator.methodcaller("number", name), (name,), input_words(name), name in _MEASURED)


VALUE, TARGET, TOTAL = of_input("value"), of_input("target"), of_input("total")
ONCE = constant(Decimal(1))
OPERAND = "数字、输入名、{derive: …} 或 {ref: …}"
Quantity = Annotated[Operand, Kind(OPERAND, read_operand)]
Quantities = Annotated[
    tuple[Operand, ...],
    Kind(f"列表，每个是{OPERAND}", lambda value, at: tuple(read_operand(v, at) for v in list_of(value))),
]


# --- conditions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds or not; it waits for an input only when the other parts leave it open.

    Shape: ``words`` say the condition itself, not whether it holds.
    """

    holds: Callable[[Case], bool]
    names: tuple[str, ...]
    words: Callable[[Case], str]


SHAPE = "{input: 名称, op: “>=”, value: 数}、{input: 名称}、{all: […]}、{any: […]} 或 {not: …}"


def read_condition(value: Any, at: Reading) -> Condition:
    """A comparison, a flag, or several of them joined.

    Raises:
        Misfit: for anything else.
    """
    if not isinstance(value, Mapping):
        raise Misfit
    keys = set(value)
    if keys in ({"all"}, {"any"}):
        [(how, members)] = value.items()
        return _joined(str(how), tuple(read_condition(v, at) for v in list_of(members)))
    if keys == {"not"}:
        inner = read_condition(value["not"], at)
        return Condition(
            lambda case: not inner.holds(case), inner.names, lambda case: f"不是（{inner.words(case)}）"
        )
    if keys == {"input"}:
        return _flag(value["input"])
    if keys == {"input", "op", "text"} and value["op"] == "=":
        return _same_text(str(value["input"]), str(value["text"]))
    if keys != {"input", "op", "value"} or str(value["op"]) not in _HOLDS:
        raise Misfit
    left, right = read_operand(value["input"], at), read_operand(value["value"], at)
    if not left.names:
        raise Misfit
    return compare(left, str(value["op"]), right)


def compare(left: Operand, op: str, right: Operand) -> Condition:
    """A comparison of two operands."""
    test, first, second = _HOLDS[op], left.read, right.read

    def words(case: Case) -> str:
        bound = right.label or (left.show(case, second(case)))
        return f"{left.label}{OP_WORDS[op]}{bound}"

    return Condition(lambda case: test(first(case), second(case)), (*left.names, *right.names), words)


def _flag(name: Any) -> Condition:
    if not isinstance(name, str) or not name:
        raise Misfit

    def holds(case: Case) -> bool:
        found = case.get(name)
        if isinstance(found, str) and found.strip().lower() in _NO:
            return False
        return bool(found)

    return Condition(holds, (name,), lambda _: f"有“{input_words(name)}”")


_NO = {"", "否", "无", "未", "不", "0", "false", "no"}


def _same_text(name: str, text: str) -> Condition:
    return Condition(
        lambda case: str(case.get(name)) == text, (name,), lambda _: f"{input_words(name)}为“{text}”"
    )


def _joined(how: str, members: tuple[Condition, ...]) -> Condition:
    """All or any: decided as soon as one member decides it, whatever is still absent."""
    decides = how == "any"

    def holds(case: Case) -> bool:
        absent: Waiting | None = None
        for member in members:
            try:
                if member.holds(case) is decides:
                    return decides
            except Waiting as waiting:
                absent = absent or waiting
        if absent is not None:
            raise absent
        return not decides

    join = "或" if decides else "且"
    names = tuple(dict.fromkeys(name for member in members for name in member.names))
    return Condition(holds, names, lambda case: join.join(member.words(case) for member in members))


Test = Annotated[Condition, Kind(SHAPE, read_condition)]
Tests = Annotated[
    tuple[Condition, ...],
    Kind(
        f"条件的列表，每个是 {SHAPE}", lambda value, at: tuple(read_condition(v, at) for v in list_of(value))
    ),
]
