"""DuckDB and the reference say the same about random ledgers and random indicators, and nothing goes unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings

from tests.property.definitions import Scene, scenes, spoken, vocabulary
from tests.support.tiny import PERIOD, frozen, tiny
from zeren.core.engine import SnapshotFacts, evaluate, measure
from zeren.core.engine.measuring import measure_session
from zeren.core.engine.session import NODE, Dataset, Session
from zeren.core.engine.snapshot import resolve
from zeren.core.kernel import Measurement, ZerenError
from zeren.core.kernel import expression as ex

Said = dict[tuple[str, str, tuple[tuple[str, str], ...]], tuple[Any, ...]]


def _said(measurements: list[Measurement]) -> Said:
    said = {
        (m.indicator, m.unit, m.disaggregation): (m.value, m.numerator, m.denominator, m.null_reason)
        for m in measurements
    }
    assert len(said) == len(measurements), "one measurement twice"
    return said


def _by_duckdb(scene: Scene) -> Said:
    pack = tiny()
    parameters = resolve(pack.parameters, scene.tree, PERIOD.end)
    submitted = {
        n: frozenset(scene.submitted[n]) | {r[pack.ledgers[n].unit] for r in rows}
        for n, rows in scene.rows.items()
    }
    data = Dataset(pack, scene.tree, PERIOD, parameters, submitted, NODE)
    rows = {n: [{**row, NODE: row[pack.ledgers[n].unit]} for row in given] for n, given in scene.rows.items()}
    with Session.holding(data, rows, as_many=scene.as_many) as session:
        try:
            return _said(list(measure_session(session, scene.indicators, nodes=[u.code for u in scene.tree])))
        except ZerenError as error:
            if error.problems[0].code != "E030":
                raise
            reject()


def _by_definition(scene: Scene) -> Said:
    pack = tiny()
    parameters = resolve(pack.parameters, scene.tree, PERIOD.end)
    found = []
    for indicator in scene.indicators:
        found += evaluate(
            indicator,
            scene.rows,
            pack=pack,
            tree=scene.tree,
            period=PERIOD,
            parameters=lambda name, unit: parameters[name].at(scene.tree, unit),
            submitted=scene.submitted,
        )
    return _said(found)


def test_engines_agree_on_random_ledgers_and_definitions() -> None:
    """The guard stands in the same test as the examples: with xdist, another test would see another worker's list."""
    heard: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()

    @settings(max_examples=180, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scenes())
    def agree(scene: Scene) -> None:
        measured = _by_duckdb(scene)
        assert measured == _by_definition(scene)
        for indicator in scene.indicators:
            heard.update(spoken(indicator))
        for (_, _, group), (value, numerator, _, reason) in measured.items():
            outcomes[reason or ("value" if value else "zero")] += 1
            outcomes["group" if group else "total"] += 1
            outcomes["numerator"] += bool(numerator)

    agree()
    assert not vocabulary() - set(heard), "never generated"
    assert {"value", "zero", "no_denominator", "not_reported", "group", "total", "numerator"} <= set(outcomes)


def test_a_new_function_would_be_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard's list comes from the kernel, so a function nobody generates fails the test above."""
    monkeypatch.setitem(ex.FUNCTIONS, "WEEK", (("date",), "number"))
    assert "WEEK()" in vocabulary()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(scene=scenes(indicators=1, rows=8))
def test_a_frozen_snapshot_says_what_its_rows_say(
    tmp_path_factory: pytest.TempPathFactory, scene: Scene
) -> None:
    """Through Parquet and back: the pack's own indicators, measured on the file, equal the reference on the rows."""
    folder: Path = tmp_path_factory.mktemp("snapshots")
    snapshot = (
        frozen(scene.rows, folder, tree=scene.tree, submitted={n: scene.submitted[n] for n in scene.rows})
        if scene.rows
        else None
    )
    if snapshot is None:
        reject()
    measured = measure(snapshot, tiny())
    scene = Scene(scene.tree, scene.rows, scene.submitted, tuple(tiny().indicators.values()))
    assert _said(list(measured)) == _by_definition(scene)
    facts = SnapshotFacts(snapshot, tiny(), measured)
    for m in measured:
        cited: Mapping[str, Any] = facts.cite(m).facts
        assert facts.recheck(cited) is None
