"""Every expression has the same value on both engines, row by row: nothing is hidden behind a count."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings

from tests.property.definitions import DAYS, WORDS, questions
from tests.support.tiny import PERIOD, TREE, tiny
from zeren.core.engine.reference import Scene, value_of
from zeren.core.engine.session import NODE, Dataset, Session
from zeren.core.engine.snapshot import resolve
from zeren.core.kernel import ZerenError
from zeren.core.kernel import expression as ex

LEDGER = "pupils"
CHOICES: dict[str, list[Any]] = {
    "text": list(WORDS),
    "code": ["1", "2", "3"],
    "integer": [*range(-3, 13), -999, 999],
    "decimal": [Decimal(n) for n in ("0", "0.5", "1.25", "2", "-3.000001", "12.5", "999.999999")],
    "date": [*DAYS, date(2000, 2, 29), date(2008, 1, 31)],
    "boolean": [True, False],
}


def _rows() -> list[dict[str, Any]]:
    """Ninety rows with every second kind of gap; fixed, so that a failing expression fails again."""
    chance = random.Random(2017)
    columns = tiny().ledgers[LEDGER].columns
    rows = [
        {c.id: None if chance.random() < 0.2 else chance.choice(CHOICES[c.type]) for c in columns}
        for _ in range(90)
    ]
    return [{**row, "school": chance.choice([u.code for u in TREE]), "_row": n} for n, row in enumerate(rows)]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """The rows in DuckDB, under a tree whose provinces differ in a number and a day."""
    parameters = resolve(tiny().parameters, TREE, PERIOD.end)
    data = Dataset(tiny(), TREE, PERIOD, parameters, {LEDGER: frozenset()}, NODE)
    with Session.holding(data, {LEDGER: [{**row, NODE: row["school"]} for row in _rows()]}) as session:
        yield session


def by_duckdb(session: Session, asked: list[ex.Expression]) -> list[tuple[Any, ...]]:
    """The expressions' values, row by row."""
    ledger = tiny().ledgers[LEDGER]
    emitter = session.emitter(ledger)
    listed = ", ".join(f"{emitter.sql(e)} AS q{n}" for n, e in enumerate(asked))
    return session.rows(f"SELECT {listed} FROM {session.source(ledger, asked)} ORDER BY t._row")


def by_definition(session: Session, asked: list[ex.Expression]) -> list[tuple[Any, ...]]:
    """The same by the reference."""
    data = session.dataset
    found = []
    for row in _rows():
        unit = row["school"]
        scene = Scene(
            PERIOD, unit, TREE[unit].attributes, lambda name, code: data.parameters[name].at(TREE, code)
        )
        found.append(tuple(value_of(e, row, scene) for e in asked))
    return found


def test_expressions_agree(session: Session) -> None:
    """The values themselves, not what they select."""
    outcomes: Counter[str] = Counter()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(questions(LEDGER, 5))
    def agree(asked: list[tuple[str, ex.Expression]]) -> None:
        trees = [tree for _, tree in asked]
        try:
            got = by_duckdb(session, trees)
        except ZerenError as error:
            if error.problems[0].code != "E030":
                raise
            reject()
        wanted = by_definition(session, trees)
        for row, (mine, other) in enumerate(zip(got, wanted, strict=True)):
            for tree, left, right in zip(trees, mine, other, strict=True):
                assert left == right, (row, tree)
                outcomes[type(right).__name__] += 1

    agree()
    assert {"NoneType", "bool", "str", "date", "Decimal", "int"} <= set(outcomes)
