"""Every worked example of every indicator holds on both engines: the example is the test."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.tiny import TINY
from zeren.core.engine import run_all_examples, run_examples
from zeren.core.kernel import ZerenError
from zeren.core.packs import Pack, load, packs_folder

PACKS = [*sorted(p.parent for p in packs_folder().glob("*/pack.yaml")), TINY]


@pytest.mark.parametrize("path", PACKS, ids=lambda p: p.name)
def test_examples_hold_on_both_engines(path: Path) -> None:
    assert not run_all_examples(load(path))


def _wrong(pack: Pack, value: Decimal | None, reason: str | None = None) -> Pack:
    item = pack.indicators["dropout_rate"]
    example = item.examples[0]
    changed = replace(
        example,
        expect={**example.expect, "A": value},
        reasons={**example.reasons, **({"A": reason} if reason else {})},
    )
    return replace(pack, indicators={"dropout_rate": replace(item, examples=(changed, *item.examples[1:]))})


def test_a_wrong_expectation_is_told_once_an_engine() -> None:
    problems = run_examples(_wrong(load(TINY), Decimal("1.66")), "dropout_rate")
    assert [(p.code, p.details["details_engine"]) for p in problems] == [
        ("P043", "DuckDB"),
        ("P043", "reference"),
    ]
    assert problems[0].place.file == "tiny/indicators/dropout_rate.yaml"
    assert "在DuckDB上得到 1.67，应为 1.66" in problems[0].zh


def test_a_missing_value_needs_the_right_reason() -> None:
    problems = run_examples(_wrong(load(TINY), None, "not_reported"), "dropout_rate")
    assert {p.details["got"] for p in problems} == {"1.67"}
    pack = load(TINY)
    item = pack.indicators["dropout_rate"]
    example = replace(item.examples[0], reasons={"B": "not_reported", "C": "no_denominator"})
    changed = replace(pack, indicators={"dropout_rate": replace(item, examples=(example,))})
    assert {p.details["got"] for p in run_all_examples(changed)} == {"null (no_denominator)"}


def test_an_example_may_not_change_an_unknown_parameter() -> None:
    pack = load(TINY)
    item = pack.indicators["at_age"]
    example = replace(item.examples[1], parameters={"entry_agee": "5"})
    problems = run_all_examples(replace(pack, indicators={"at_age": replace(item, examples=(example,))}))
    assert [(p.code, p.hint) for p in problems] == [("P024", "entry_age")]
    example = replace(item.examples[1], parameters={"entry_age": "five"})
    problems = run_all_examples(replace(pack, indicators={"at_age": replace(item, examples=(example,))}))
    assert [p.code for p in problems] == ["P012"]


def test_an_unknown_indicator_is_named_with_its_neighbour() -> None:
    with pytest.raises(ZerenError) as caught:
        run_examples(load(TINY), "droput_rate")
    assert (caught.value.problems[0].code, caught.value.problems[0].hint) == ("E001", "dropout_rate")
