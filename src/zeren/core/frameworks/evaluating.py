"""Values of a pack's expressions for one row, exactly: decimals throughout, and a missing value stays missing.

A third reader of the kernel's tree beside the engines, because core's verbs do not import one another; it is small enough to be
read in one sitting, and a framework's table has a hundred rows, not a million.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal
from typing import Any

from zeren.core.kernel import expression as ex
from zeren.core.kernel import plain

__all__ = ["evaluate", "number_of"]

_EXACT = Context(prec=200)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "<>": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
_ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
}


def _years(birth: date, on: date) -> Decimal:
    return Decimal(on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)))


def _whole(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch("-?[0-9]{1,18}", text) else None


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "AGE_AT": _years,
    "DAYS_BETWEEN": lambda start, end: Decimal((end - start).days),
    "YEAR": lambda day: Decimal(day.year),
    "MONTH": lambda day: Decimal(day.month),
    "LEAST": min,
    "GREATEST": max,
    "ABS": abs,
    "LENGTH": lambda text: Decimal(len(text)),
    "STARTS_WITH": lambda text, start: text.startswith(start),
    "CONTAINS": lambda text, part: part in text,
    "SUBSTR": lambda text, start, length: text[int(start) - 1 : int(start + length) - 1],
    "CONCAT": lambda *texts: "".join(texts),
    "NUMBER": _whole,
    "TEXT": lambda value: plain(value) if isinstance(value, Decimal) else str(value),
}


def evaluate(node: ex.Expression, values: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:  # noqa: C901
    """The value of an expression; None is missing or unknown.

    Example:
        >>> area = ex.Arithmetic("-", ex.Name("column", "area", "number"), ex.Name("column", "hall", "number"))
        >>> evaluate(area, {"area": Decimal("900.5"), "hall": Decimal(100)}, {}), evaluate(area, {"area": Decimal(9)}, {})
        (Decimal('800.5'), None)
    """

    def inner(part: ex.Expression) -> Any:
        return evaluate(part, values, parameters)

    if isinstance(node, ex.Literal):
        return node.value
    if isinstance(node, ex.Name):
        return (parameters if node.scope == "param" else values).get(node.name)
    if isinstance(node, ex.And):
        parts = [inner(part) for part in node.parts]
        return False if False in parts else None if None in parts else True
    if isinstance(node, ex.Or):
        parts = [inner(part) for part in node.parts]
        return True if True in parts else None if None in parts else False
    if isinstance(node, ex.Not):
        value = inner(node.value)
        return None if value is None else not value
    if isinstance(node, ex.IsNull):
        return inner(node.value) is None
    if isinstance(node, ex.Between):
        low, high = ex.Compare(">=", node.value, node.low), ex.Compare("<=", node.value, node.high)
        return inner(ex.And((low, high)))
    if isinstance(node, ex.In):
        value = inner(node.value)
        return None if value is None else any(value == option.value for option in node.options)
    if isinstance(node, ex.Call) and node.name == "COALESCE":
        return next((v for argument in node.arguments if (v := inner(argument)) is not None), None)
    operands = node.arguments if isinstance(node, ex.Call) else (node.left, node.right)
    found = [inner(operand) for operand in operands]
    if None in found:
        return None
    if isinstance(node, ex.Compare):
        return _COMPARE[node.op](*found)
    if isinstance(node, ex.Call):
        return _FUNCTIONS[node.name](*found)
    return _ARITHMETIC[node.op](*found)


def number_of(
    node: ex.Expression, values: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Decimal | None:
    """The number an expression gives for a row, None where something it needs is missing."""
    value = evaluate(node, values, parameters)
    return value if isinstance(value, Decimal) else None
