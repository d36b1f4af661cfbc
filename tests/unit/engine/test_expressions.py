"""What each expression means, said by hand and held on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest

from tests.support.tiny import PERIOD, TREE, tiny
from zeren.core.engine.reference import Scene, value_of
from zeren.core.engine.session import NODE, Dataset, Session, scope_of
from zeren.core.engine.snapshot import resolve
from zeren.core.kernel import expression as ex
from zeren.core.packs import parse_expression

T, F, U = True, False, None
ROW: dict[str, Any] = {
    "number": "G1中",
    "school": "A",
    "gender": "1",
    "grade": 7,
    "class": None,
    "born": date(2012, 2, 29),
    "left_on": None,
    "boarding": True,
    "fee": Decimal("2.5"),
    "days": None,
}
# Text of an expression, its type, its value for ROW (in 2017H1, at school A).
MEANINGS: list[tuple[str, str, Any]] = [
    ("grade = 7", "boolean", T),
    ("grade <> 7", "boolean", F),
    ("days = 7", "boolean", U),
    ("days <> 7", "boolean", U),
    ("fee < 2.50", "boolean", F),
    ("fee <= 2.50", "boolean", T),
    ("fee > 2.499999", "boolean", T),
    ("grade >= 7.000001", "boolean", F),
    ("number = 'G1中'", "boolean", T),
    ("number < 'G2'", "boolean", T),
    ("'张' < '李'", "boolean", T),
    ("boarding", "boolean", T),
    ("NOT boarding", "boolean", F),
    ("boarding AND days = 1", "boolean", U),
    ("NOT boarding AND days = 1", "boolean", F),
    ("boarding OR days = 1", "boolean", T),
    ("NOT boarding OR days = 1", "boolean", U),
    ("NOT (days = 1)", "boolean", U),
    ("grade BETWEEN 7 AND 9", "boolean", T),
    ("grade BETWEEN 8 AND days", "boolean", F),
    ("grade BETWEEN 7 AND days", "boolean", U),
    ("grade NOT BETWEEN 8 AND days", "boolean", T),
    ("gender IN ('1', '2')", "boolean", T),
    ("class IN ('1', '2')", "boolean", U),
    ("gender NOT IN ('2')", "boolean", T),
    ("grade IN (1, 7.0)", "boolean", T),
    ("days IS NULL", "boolean", T),
    ("days IS NOT NULL", "boolean", F),
    ("(days = 1) IS NULL", "boolean", T),
    ("grade + fee * 2 - 0.5", "number", Decimal("11.5")),
    ("-grade", "number", Decimal(-7)),
    ("grade + days", "number", U),
    ("fee * fee", "number", Decimal("6.25")),
    ("AGE_AT(born, DATE '2017-02-28')", "number", 4),
    ("AGE_AT(born, DATE '2017-03-01')", "number", 5),
    ("AGE_AT(born, DATE '2016-02-28')", "number", 3),
    ("AGE_AT(born, DATE '2016-02-29')", "number", 4),
    ("AGE_AT(born, born)", "number", 0),
    ("AGE_AT(born, DATE '2012-02-28')", "number", -1),
    ("AGE_AT(DATE '2016-12-31', DATE '2017-01-01')", "number", 0),
    ("AGE_AT(DATE '2016-01-01', DATE '2017-01-01')", "number", 1),
    ("AGE_AT(DATE '2016-03-01', DATE '2017-02-28')", "number", 0),
    ("AGE_AT(left_on, born)", "number", U),
    ("AGE_AT(born, left_on)", "number", U),
    ("DAYS_BETWEEN(born, DATE '2013-02-28')", "number", 365),
    ("DAYS_BETWEEN(DATE '2017-03-01', DATE '2016-03-01')", "number", -365),
    ("DAYS_BETWEEN(born, left_on)", "number", U),
    ("YEAR(born)", "number", 2012),
    ("MONTH(born)", "number", 2),
    ("YEAR(left_on)", "number", U),
    ("COALESCE(days, 0)", "number", Decimal(0)),
    ("COALESCE(days, fee)", "number", Decimal("2.5")),
    ("COALESCE(class, '无')", "text", "无"),
    ("COALESCE(left_on, period_end)", "date", date(2017, 6, 30)),
    # A long whole number beside a fraction: DuckDB's own common type would round the fraction away.
    ("COALESCE(fee, grade * grade)", "number", Decimal("2.5")),
    ("LEAST(fee, grade * grade)", "number", Decimal("2.5")),
    ("fee IN (1, 2.5, 100000000000000000000000000)", "boolean", T),
    ("fee < grade * grade * grade", "boolean", T),
    ("LEAST(fee, 0.300000000001) = 0.300000000001", "boolean", T),
    ("LEAST(grade, fee)", "number", Decimal("2.5")),
    ("LEAST(grade, days)", "number", U),
    ("LEAST(days, grade)", "number", U),
    ("GREATEST(grade, fee)", "number", Decimal(7)),
    ("GREATEST(grade, days)", "number", U),
    ("ABS(0 - fee)", "number", Decimal("2.5")),
    ("LENGTH(number)", "number", 3),
    ("LENGTH(class)", "number", U),
    ("STARTS_WITH(number, 'G')", "boolean", T),
    ("STARTS_WITH(number, '')", "boolean", T),
    ("STARTS_WITH(class, 'G')", "boolean", U),
    ("CONTAINS(number, '中')", "boolean", T),
    ("CONTAINS(number, 'g')", "boolean", F),
    ("SUBSTR(number, 1, 2)", "text", "G1"),
    ("SUBSTR(number, 3, 5)", "text", "中"),
    ("SUBSTR(number, 4, 1)", "text", ""),
    ("SUBSTR(class, 1, 1)", "text", U),
    ("substr(number, 2, 1) = gender", "boolean", T),
    ("CONCAT(number, '-', gender)", "text", "G1中-1"),
    ("number || '' || gender || '甲'", "text", "G1中1甲"),
    ("number || class", "text", U),
    ("CONCAT(class, number, gender)", "text", U),
    ("'G' || gender IN ('G1')", "boolean", T),
    ("NUMBER('007')", "number", 7),
    ("NUMBER('-3')", "number", -3),
    ("NUMBER(gender) + 0.5", "number", Decimal("1.5")),
    ("NUMBER(number)", "number", U),
    ("NUMBER('7.5')", "number", U),
    ("NUMBER('７')", "number", U),
    ("NUMBER(' 7')", "number", U),
    ("NUMBER('')", "number", U),
    ("NUMBER(class)", "number", U),
    ("NUMBER('999999999999999999')", "number", 10**18 - 1),
    ("NUMBER('1999999999999999999')", "number", U),
    ("TEXT(grade)", "text", "7"),
    ("TEXT(fee)", "text", "2.5"),
    ("TEXT(fee * 4)", "text", "10"),
    ("TEXT(fee - fee)", "text", "0"),
    ("TEXT(0 - fee)", "text", "-2.5"),
    ("TEXT(0.50)", "text", "0.5"),
    ("TEXT(grade * 100)", "text", "700"),
    ("TEXT(param.entry_age)", "text", "7"),
    ("TEXT(days)", "text", U),
    ("TEXT(NUMBER(gender) + 1)", "text", "2"),
    ("TEXT(born)", "text", "2012-02-29"),
    ("TEXT(left_on)", "text", U),
    ("SUBSTR(TEXT(born), 6, 2)", "text", "02"),
    ("COALESCE(SUBSTR(class, 1, 1), 'x')", "text", "x"),
    ("LENGTH(TEXT(fee * fee)) + 1", "number", Decimal(5)),
    ("period_start", "date", date(2017, 1, 1)),
    ("period_end", "date", date(2017, 6, 30)),
    ("school_year_start", "date", date(2016, 9, 1)),
    ("school_year_end", "date", date(2017, 8, 31)),
    ("param.entry_age", "number", Decimal(7)),
    ("param.fee_limit", "number", Decimal("12.5")),
    ("param.reference_day", "date", date(2016, 9, 1)),
    ("param.prefix", "text", "G"),
    ("param.not_yet", "number", U),
    ("fee > param.not_yet", "boolean", U),
    ("unit.size_class", "text", "大"),
    ("unit.urban_rural = '1'", "boolean", T),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    parameters = resolve(tiny().parameters, TREE, PERIOD.end)
    data = Dataset(tiny(), TREE, PERIOD, parameters, {"pupils": frozenset()}, NODE)
    with Session.holding(data, {"pupils": [{**ROW, NODE: "A"}]}) as session:
        yield session


def _tree(text: str, kind: str) -> ex.Expression:
    return parse_expression(text, scope_of(tiny(), tiny().ledgers["pupils"]), kind)


@pytest.mark.parametrize(("text", "kind", "meaning"), MEANINGS, ids=[m[0] for m in MEANINGS])
def test_both_engines_read_it_so(session: Session, text: str, kind: str, meaning: Any) -> None:
    ledger, tree = tiny().ledgers["pupils"], _tree(text, kind)
    said = session.rows(f"SELECT {session.emitter(ledger).sql(tree)} FROM {session.source(ledger, [tree])}")[
        0
    ][0]
    parameters = session.dataset.parameters
    scene = Scene(PERIOD, "A", TREE["A"].attributes, lambda name, unit: parameters[name].at(TREE, unit))
    assert said == meaning
    assert value_of(tree, ROW, scene) == meaning
    assert (said is None) == (meaning is None)


def test_every_node_and_function_is_read() -> None:
    nodes = [node for text, kind, _ in MEANINGS for node in ex.walk(_tree(text, kind))]
    assert {type(node) for node in nodes} == set(get_args(ex.Expression))
    assert {node.name for node in nodes if isinstance(node, ex.Call)} == set(ex.FUNCTIONS)
    assert {node.name for node in nodes if isinstance(node, ex.Name)} >= set(ex.RESERVED)
