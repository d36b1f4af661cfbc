"""DuckDB is locked in: it reads the snapshot's files and nothing else, whatever text a pack or a row holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.support.tiny import DISTRICT, PERIOD, TREE, frozen, tiny
from zeren.core.engine.emitter import Emitter, identifier, literal
from zeren.core.engine.reference import Scene, value_of
from zeren.core.engine.session import Session, scope_of
from zeren.core.kernel import ZerenError
from zeren.core.packs import parse_expression


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session.of(frozen(DISTRICT, tmp_path / "snapshots"), tiny()) as session:
        yield session


def test_nothing_but_the_snapshot_can_be_reached(session: Session, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    for statement in (
        f"SELECT * FROM read_csv({literal(str(tmp_path / 'secret.csv'))})",
        f"SELECT * FROM read_text({literal(str(tmp_path / 'secret.csv'))})",
        f"COPY (SELECT 1) TO {literal(str(tmp_path / 'out.csv'))}",
        f"ATTACH {literal(str(tmp_path / 'other.db'))}",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/']",
        "SET temp_directory = '/tmp'",
    ):
        with pytest.raises(duckdb.Error, match=r"(?i)disabled|permission|locked|cannot"):
            session.connection.execute(statement)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["secret.csv", "snapshots"]
    assert session.rows("SELECT count(*) FROM " + session.relations["pupils"]) == [(8,)]


HOSTILE = (
    "x' OR '1'='1",
    "'; DROP TABLE pupils; --",
    'a"b',
    "\\",
    "a\0b",
    "／＊",
    "$$",
    "{}",
    "?",
    "%s",
    "''",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(session: Session, text: str) -> None:
    assert session.rows(f"SELECT {literal(text)} AS {identifier(text.replace(chr(0), '0'))}") == [(text,)]


def test_a_product_beyond_38_digits_is_refused_not_rounded(session: Session) -> None:
    ledger = tiny().ledgers["pupils"]
    for text in ("days * days * days", "fee * fee * fee * fee * fee * fee * fee"):
        tree = parse_expression(text, scope_of(tiny(), ledger), "number")
        sql = session.emitter(ledger).sql(tree)
        huge = "(SELECT CAST(9000000000000000000 AS BIGINT) AS days, CAST(999999999999999999 AS DECIMAL(24,6)) AS fee)"
        with pytest.raises(ZerenError) as caught:
            session.rows(f"SELECT {sql} FROM {huge} AS t")
        assert caught.value.problems[0].code == "E030"


def test_whole_numbers_of_64_bits_multiply_exactly(session: Session) -> None:
    ledger = tiny().ledgers["pupils"]
    tree = parse_expression("days * days - 1", scope_of(tiny(), ledger), "number")
    number = 9_000_000_000_000_000_001
    sql = session.emitter(ledger).sql(tree)
    found = session.rows(f"SELECT {sql} FROM (SELECT CAST({number} AS BIGINT) AS days) AS t")[0][0]
    scene = Scene(PERIOD, "A", {}, lambda _name, _unit: None)
    assert found == value_of(tree, {"days": number}, scene) == Decimal(number * number - 1)


def test_an_expression_that_grows_without_bound_is_refused(session: Session) -> None:
    text = "days"
    for _ in range(20):
        text = f"LEAST({text}, 1)"
    ledger = tiny().ledgers["pupils"]
    tree = parse_expression(text, scope_of(tiny(), ledger), "number")
    with pytest.raises(ZerenError) as caught:
        Emitter(session.dataset.names(ledger)).sql(tree)
    assert caught.value.problems[0].code == "E031"


def test_units_know_the_nearest_value_of_a_parameter(session: Session) -> None:
    rows = dict(session.rows(f'SELECT code, "param.entry_age" FROM {session.units()}'))
    assert (rows["A"], rows["63"], rows["Z"]) == (7, 7, 6)
    assert session.dataset.parameters["not_yet"].at(TREE, "A") is None
