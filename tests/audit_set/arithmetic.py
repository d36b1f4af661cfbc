"""The arithmetic written beside a paragraph: exact fractions, and only numbers that the paragraph prints.

An expression is Python's notation for sums, products, powers and comparisons, joined by ``and`` / ``or``, with four words:

=========================  ==========================================================================================
``shows(x, 98.99)``        x rounded half up to the decimals of the printed number is that number
``within(x, y, gap)``      x and y lie no further apart than the gap
``feasible(110, 91.35)``   some whole number out of 110 is printed as 91.35 %
``base_up_to(n, 6, 0.01)`` 6 out of some base of at most n is printed as 0.01 %
=========================  ==========================================================================================

It is written apart from the auditor's own arithmetic: a mistake in one must not hide the same mistake in the other.
"""

from __future__ import annotations

import ast
import operator
import re
import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import floor

# A hundred for per cent, a thousand for per mille, ten thousand for 万, one for "plus growth".
CONSTANTS = frozenset({"1", "100", "1000", "10000"})

_ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISON: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_TOLERANCE = {"within": 2, "base_up_to": 0}  # the argument that is a bound of ours, not a number of the text


def true(expression: str) -> bool:
    """Whether the relation holds.

    Example:
        >>> true("shows(100*3231/3264, 98.99)"), true("81 + 12 == 94"), true("feasible(110, 91.35)")
        (True, False, False)
    """
    return _Reader(expression).truth(ast.parse(expression, mode="eval").body)


def literals(expression: str) -> Iterator[str]:
    """The numbers of an expression as written, without the bounds that are ours.

    Example:
        >>> list(literals("within(99.9 + 0.10, 100, 0.15)"))
        ['99.9', '0.10', '100']
    """
    tree = ast.parse(expression, mode="eval")
    bounds = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _TOLERANCE
        for node in ast.walk(call.args[_TOLERANCE[call.func.id]])
    }
    exponents = {
        id(node.right)
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    }
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    for node in sorted(constants, key=lambda node: node.col_offset):
        if id(node) not in bounds | exponents:
            yield ast.get_source_segment(expression, node) or ""


class _Reader:
    def __init__(self, expression: str) -> None:
        self.expression = expression

    def truth(self, node: ast.expr) -> bool:
        if isinstance(node, ast.BoolOp):
            each = [self.truth(value) for value in node.values]
            return all(each) if isinstance(node.op, ast.And) else any(each)
        if isinstance(node, ast.Compare):
            values = [self.number(part) for part in (node.left, *node.comparators)]
            return all(
                _COMPARISON[type(sign)](*pair) for sign, pair in zip(node.ops, pairwise(values), strict=True)
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self.word(node.func.id, node.args)
        raise ValueError(f"{self.expression}: no relation")

    def word(self, name: str, arguments: list[ast.expr]) -> bool:
        numbers = [self.number(argument) for argument in arguments]
        places = self.decimals(arguments[-1])
        if name == "shows":
            return half_up(numbers[0], places) == numbers[1]
        if name == "within":
            return abs(numbers[0] - numbers[1]) <= numbers[2]
        if name == "feasible":
            base, rate = int(numbers[0]), numbers[1]
            return any(half_up(Fraction(100 * part, base), places) == rate for part in range(base + 1))
        if name == "base_up_to":
            limit, part, rate = int(numbers[0]), int(numbers[1]), numbers[2]
            return any(half_up(Fraction(100 * part, base), places) == rate for base in range(part, limit + 1))
        raise ValueError(f"{self.expression}: unknown word {name}")

    def number(self, node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(self.written(node))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.number(node.operand)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            return self.number(node.left) ** int(self.number(node.right))
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](self.number(node.left), self.number(node.right))
        raise ValueError(f"{self.expression}: no number")

    def decimals(self, node: ast.expr) -> int:
        return len(self.written(node).partition(".")[2])

    def written(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.expression, node) or ""


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded half up, for numbers not below zero.

    Example:
        >>> half_up(Fraction("31.25"), 1)
        Fraction(313, 10)
    """
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)


_DIGITS = {
    digit: value for value, group in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for digit in group
}  # fmt: skip
_POWERS = {"十": 10, "百": 100, "千": 1000}


def printed_numbers(text: str) -> frozenset[str]:
    """Every number a text prints, as written; Chinese ones as the digits they stand for.

    Example:
        >>> sorted(printed_numbers("１，０２４个，五十六名，5 185 人，91.0%"))
        ['1024', '5185', '56', '91.0']
    """
    flat = unicodedata.normalize("NFKC", text)
    flat = re.sub(r"(?<=\d)[, ](?=\d{3}(?!\d))", "", flat)
    chinese = {str(chinese_number(run)) for run in re.findall("[〇零一二两三四五六七八九十百千]+", text)}
    return frozenset(re.findall(r"\d+(?:\.\d+)?", flat)) | chinese


def chinese_number(run: str) -> int:
    """A whole number below ten thousand.

    Example:
        >>> chinese_number("一百二十"), chinese_number("十五"), chinese_number("二〇二三")
        (120, 15, 2023)
    """
    if not set(run) & set(_POWERS):
        return int("".join(str(_DIGITS[character]) for character in run))
    total = digit = 0
    for character in run:
        if character in _POWERS:
            total += (digit or 1) * _POWERS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def unprinted(expression: str, text: str, *, free: frozenset[str] = frozenset()) -> list[str]:
    """The numbers of an expression that the text does not print."""
    known = printed_numbers(text) | CONSTANTS | free
    return [number for number in literals(expression) if number not in known]
