"""The third reader of a pack's expressions: three-valued, exact, and complete."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zeren.core.engine.reference import Scene, value_of
from zeren.core.frameworks.evaluating import evaluate, number_of
from zeren.core.kernel import Period
from zeren.core.kernel import expression as ex
from zeren.core.packs import Scope, parse_expression

SCOPE = Scope(
    {"a": "number", "b": "number", "t": "text", "d": "date", "f": "boolean"}, {"p": "number"}, reserved=False
)
ROWS: list[dict[str, Any]] = [
    {"a": Decimal("1.5"), "b": Decimal(2), "t": "小学07", "d": date(2012, 2, 29), "f": True},
    {"a": Decimal(-3), "b": None, "t": "初中", "d": None, "f": False},
    {"a": None, "b": Decimal(0), "t": None, "d": date(2017, 9, 1), "f": None},
    {"a": Decimal(2), "b": Decimal(2), "t": "12", "d": date(2000, 1, 1), "f": True},
]
EXPRESSIONS = [
    ("a + b * 2 - param.p", "number"), ("a < b OR f", "boolean"), ("NOT (a = b) AND f", "boolean"),
    ("a BETWEEN 1 AND b", "boolean"),
    ("t IN ('初中', '12')", "boolean"),
    ("b IS NULL", "boolean"), ("b IS NOT NULL AND a <> 2", "boolean"),
    ("COALESCE(a, b)", "number"), ("LEAST(a, b)", "number"), ("GREATEST(a, param.p)", "number"), ("ABS(a)", "number"),
    ("LENGTH(t)", "number"), ("STARTS_WITH(t, '小')", "boolean"), ("CONTAINS(t, '学')", "boolean"),
    ("AGE_AT(d, DATE '2017-03-01')", "number"), ("DAYS_BETWEEN(d, DATE '2017-03-01')", "number"), ("YEAR(d)", "number"),
    ("MONTH(d)", "number"), ("SUBSTR(t, 2, 2)", "text"), ("CONCAT(t, '-', t)", "text"), ("NUMBER(t)", "number"),
    ("TEXT(a)", "text"), ("f", "boolean"), ("a >= 1.5 AND b <= 2 AND a > b", "boolean"),
]  # fmt: skip


def reference(tree: ex.Expression, row: dict[str, Any]) -> Any:
    return value_of(tree, row, Scene(Period.parse("2017"), "A", {}, lambda name, unit: Decimal(5)))


@pytest.mark.parametrize(("text", "kind"), EXPRESSIONS)
def test_the_engines_reference_says_the_same(text: str, kind: str) -> None:
    tree = parse_expression(text, SCOPE, kind)
    for row in ROWS:
        assert evaluate(tree, row, {"p": Decimal(5)}) == reference(tree, row)


def test_every_function_of_the_language_is_tried_here() -> None:
    tried = {
        n.name
        for t, k in EXPRESSIONS
        for n in ex.walk(parse_expression(t, SCOPE, k))
        if isinstance(n, ex.Call)
    }
    assert tried == set(ex.FUNCTIONS)


def test_a_number_is_a_decimal_and_exact() -> None:
    tree = parse_expression("a * b", SCOPE, "number")
    big = {"a": Decimal("123456789012345678.123456"), "b": Decimal("1.000001")}
    assert number_of(tree, big, {}) == Decimal("123456912469134690.469134123456")
    assert number_of(tree, {"a": Decimal(1)}, {}) is None
