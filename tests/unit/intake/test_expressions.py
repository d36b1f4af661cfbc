"""A check means what an indicator means: compiled column expressions have the reference's value, row by row."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from tests.property.definitions import DAYS, WORDS, questions
from tests.support.tiny import PERIOD, TREE, TYPES, tiny
from zeren.core.engine.reference import Scene, value_of
from zeren.core.intake.checks import Environment, compile_expression, selected, violated
from zeren.core.kernel import expression as ex
from zeren.core.packs import Condition

CHOICES: dict[str, list[Any]] = {
    "text": list(WORDS),
    "code": ["1", "2", "3"],
    "integer": [*range(-3, 13), -999, 999],
    "decimal": [Decimal(n) for n in ("0", "0.5", "1.25", "2", "-3.000001", "12.5", "999.999999")],
    "date": [*DAYS, date(2000, 2, 29), date(2008, 1, 31)],
    "boolean": [True, False],
}
LEDGER = tiny().ledgers["pupils"]
PARAMETERS = {name: parameter.at(PERIOD.end, ()) for name, parameter in tiny().parameters.items()}
CHANCE = random.Random(2017)
ROWS = [
    {c.id: None if CHANCE.random() < 0.2 else CHANCE.choice(CHOICES[c.type]) for c in LEDGER.columns}
    | {LEDGER.unit: CHANCE.choice([unit.code for unit in TREE])}
    for _ in range(80)
]
FRAME = pl.DataFrame(ROWS, schema={c.id: TYPES[c.type] for c in LEDGER.columns})
ENVIRONMENT = Environment(PERIOD, PARAMETERS, TREE)


def by_definition(tree: ex.Expression, row: dict[str, Any]) -> Any:
    scene = Scene(
        PERIOD, row[LEDGER.unit], TREE[row[LEDGER.unit]].attributes, lambda name, _unit: PARAMETERS[name]
    )
    return value_of(tree, row, scene)


def _wide(value: Any) -> bool:
    return isinstance(value, Decimal) and (abs(value) >= 10**22 or value != round(value, 12))


def _more(asked: list[tuple[str, ex.Expression]]) -> list[ex.Expression]:
    """The expressions, and the conditions among them denied and joined: that is what checks are made of."""
    conditions = tuple(tree for kind, tree in asked if kind == "boolean")
    joined = (
        [ex.And(conditions), ex.Or(conditions), ex.Not(ex.And(conditions))] if len(conditions) > 1 else []
    )
    return [tree for _, tree in asked] + [ex.Not(tree) for tree in conditions] + joined


def test_every_expression_has_the_reference_value() -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
    @given(questions("pupils", 5))
    def agree(asked: list[tuple[str, ex.Expression]]) -> None:
        for tree in _more(asked):
            wanted = [by_definition(tree, row) for row in ROWS]
            if any(_wide(value) for value in wanted) or not _narrow(tree):
                continue  # beyond 38 digits a check has no business; the engine refuses such an expression too
            got = FRAME.select(compile_expression(tree, LEDGER, ENVIRONMENT).alias("v"))["v"].to_list()
            assert (got * len(ROWS) if len(got) == 1 else got) == wanted, tree
            for node in ex.walk(tree):
                met[type(node).__name__] += 1
                met[node.name if isinstance(node, ex.Call) else ""] += 1

    agree()
    wanted = {kind.__name__ for kind in get_args(ex.Expression)} | set(ex.FUNCTIONS)
    assert not wanted - set(met), "never generated"


def _narrow(tree: ex.Expression) -> bool:
    """No more than one product inside another: 12 decimals hold the product of two values of six."""
    products = [n for n in ex.walk(tree) if isinstance(n, ex.Arithmetic) and n.op == "*"]
    return all(not any(p is not q and p in list(ex.walk(q)) for p in products) for q in products)


def test_unknown_selects_nothing_and_breaks_nothing() -> None:
    frame = pl.DataFrame({"grade": [1, None, 3]}, schema={"grade": pl.Int64})
    rule = Condition(
        "grade > 2", ex.Compare(">", ex.Name("column", "grade", "number"), ex.Literal(Decimal(2), "number"))
    )
    assert frame.select(selected(rule, LEDGER, ENVIRONMENT)).to_series().to_list() == [False, False, True]
    assert frame.select(violated(rule, LEDGER, ENVIRONMENT)).to_series().to_list() == [True, False, False]


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2012-02-29", "2017-02-28", 4),
        ("2012-02-29", "2017-03-01", 5),
        ("2010-09-01", "2017-08-31", 6),
        ("2010-09-01", "2017-09-01", 7),
        ("2017-05-01", "2017-04-30", -1),
        (None, "2017-04-30", None),
    ],
)
def test_ages(born: str | None, on: str, age: int | None) -> None:
    tree = ex.Call("AGE_AT", (ex.Name("column", "born", "date"), ex.Literal(date.fromisoformat(on), "date")))
    frame = pl.DataFrame({"born": [born and date.fromisoformat(born)]}, schema={"born": pl.Date})
    assert frame.select(compile_expression(tree, LEDGER, ENVIRONMENT)).item() == age


def test_products_are_exact() -> None:
    column = ex.Name("column", "fee", "number")
    tree = ex.Compare(
        "=", ex.Arithmetic("*", column, column), ex.Literal(Decimal("0.000002000001"), "number")
    )
    frame = pl.DataFrame({"fee": [Decimal("0.001414")]}, schema={"fee": pl.Decimal(24, 6)})
    assert frame.select(compile_expression(tree, LEDGER, ENVIRONMENT)).item() is False
    exact = ex.Compare(
        "=", ex.Arithmetic("*", column, column), ex.Literal(Decimal("0.000001999396"), "number")
    )
    assert frame.select(compile_expression(exact, LEDGER, ENVIRONMENT)).item() is True
