"""Running the worked examples of a pack's indicators on both engines, all of them in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.engine.measuring import measure_session
from zeren.core.engine.reference import evaluate
from zeren.core.engine.session import NODE, Dataset, Session
from zeren.core.engine.snapshot import ResolvedParameter, parameter_value, resolve
from zeren.core.kernel import (
    Measurement,
    OrgTree,
    Period,
    Place,
    Problem,
    Unit,
    ZerenError,
    nearest,
    plain,
    round_half_up,
)
from zeren.core.packs import Example, Indicator, Pack

ENGINES = ("DuckDB", "reference")


@dataclass(frozen=True)
class _Case:
    """One example, set up: its rows and a tree of its units, each a school of its own."""

    indicator: Indicator
    example: Example
    tree: OrgTree
    period: Period
    parameters: Mapping[str, ResolvedParameter]

    @property
    def setting(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What examples must share to be measured together."""
        return self.example.period, tuple(sorted(self.example.parameters.items()))


def run_examples(pack: Pack, indicator: str) -> list[Problem]:
    """Run one indicator's examples on both engines; P043 for every value that is not the one expected.

    Shape: every unit of an example is a school of its own and has handed in every ledger the example gives.

    Raises:
        ZerenError: E001 for an unknown indicator.
    """
    if indicator not in pack.indicators:
        raise ZerenError(Problem("E001", found=indicator, hint=nearest(indicator, pack.indicators)))
    return _run([pack.indicators[indicator]], pack)


def run_all_examples(pack: Pack) -> list[Problem]:
    """Run the examples of every indicator of the pack on both engines; see :func:`run_examples`."""
    return _run(pack.indicators.values(), pack)


def _run(indicators: Iterable[Indicator], pack: Pack) -> list[Problem]:
    problems: list[Problem] = []
    cases = []
    for indicator in indicators:
        for example in indicator.examples:
            case = _case(indicator, example, pack, problems)
            if case is not None:
                cases.append(case)
    batches: dict[Any, list[_Case]] = {}
    for case in cases:
        batches.setdefault(case.setting, []).append(case)
    for batch in batches.values():
        measured = _measured_together(batch, pack)
        for number, case in enumerate(batch):
            problems += _compared(case, measured, str(number), ENGINES[0])
            problems += _compared(case, _referred(case, pack), "", ENGINES[1])
    return problems


def _case(indicator: Indicator, example: Example, pack: Pack, problems: list[Problem]) -> _Case | None:
    units: dict[str, Unit] = {}
    attributes: dict[str, dict[str, str | None]] = {}
    for name, rows in example.given.items():
        ledger = pack.ledgers[name]
        for row in rows:
            code = row.get(ledger.unit)
            if code is None:
                continue
            units.setdefault(str(code), Unit(str(code), str(code), "school"))
            if ledger.defines_units is not None:
                found = {a: row.get(a) for a in ledger.defines_units.attributes}
                attributes.setdefault(str(code), {}).update({k: v for k, v in found.items() if v is not None})
    for code in example.expect:
        units.setdefault(code, Unit(code, code, "school"))
    tree = OrgTree(Unit(u.code, u.name, u.level, None, attributes.get(u.code, {})) for u in units.values())
    period = Period.parse(example.period)
    parameters = resolve(pack.parameters, tree, period.end)
    for name, written in example.parameters.items():
        place = Place(indicator.file, example.line)
        if name not in pack.parameters:
            problems.append(Problem("P024", place, name, hint=nearest(name, pack.parameters)))
            return None
        kind = pack.parameters[name].type
        try:
            parameters[name] = ResolvedParameter(kind, parameter_value(written, kind))
        except ValueError:
            problems.append(Problem("P012", place, written, kind))
            return None
    return _Case(indicator, example, tree, period, parameters)


def _rows(case: _Case, pack: Pack) -> dict[str, list[Mapping[str, Any]]]:
    """The rows that name their unit; a row without one lies nowhere."""
    return {
        n: [r for r in rows if r.get(pack.ledgers[n].unit) is not None]
        for n, rows in case.example.given.items()
    }


def _measured_together(batch: list[_Case], pack: Pack) -> dict[tuple[str, str], Measurement]:
    """Measure a batch as one dataset: each example's units get the example's number in front, in a column of their own.

    One session an example would spend its time on planning: 100 examples take 2 s that way and 0.3 s this way.
    """
    units, parameters = [], dict(batch[0].parameters)
    rows: dict[str, list[Mapping[str, Any]]] = {}
    submitted: dict[str, frozenset[str]] = {}
    for number, case in enumerate(batch):
        units += [Unit(f"{number}/{u.code}", u.name, u.level, None, u.attributes) for u in case.tree]
        for name, given in _rows(case, pack).items():
            ledger = pack.ledgers[name]
            rows.setdefault(name, []).extend({**row, NODE: f"{number}/{row[ledger.unit]}"} for row in given)
            everyone = frozenset(f"{number}/{u.code}" for u in case.tree)
            submitted[name] = submitted.get(name, frozenset()) | everyone
    data = Dataset(pack, OrgTree(units), batch[0].period, parameters, submitted, NODE)
    indicators = {case.indicator.id: case.indicator for case in batch}
    nodes: dict[str, list[str]] = {}
    for number, case in enumerate(batch):
        nodes.setdefault(case.indicator.id, []).extend(f"{number}/{unit}" for unit in case.example.expect)
    found = {}
    with Session.holding(data, rows) as session:
        for m in measure_session(session, indicators.values(), nodes=nodes, disaggregate=False):
            found[m.indicator, m.unit] = m
    return found


def _referred(case: _Case, pack: Pack) -> dict[tuple[str, str], Measurement]:
    submitted = {name: [u.code for u in case.tree] for name in case.example.given}
    measurements = evaluate(
        case.indicator,
        _rows(case, pack),
        pack=pack,
        tree=case.tree,
        period=case.period,
        parameters=lambda name, unit: case.parameters[name].at(case.tree, unit),
        submitted=submitted,
        disaggregate=False,
    )
    return {(m.indicator, m.unit): m for m in measurements}


def _compared(
    case: _Case, measured: Mapping[tuple[str, str], Measurement], prefix: str, engine: str
) -> Iterable[Problem]:
    item, example = case.indicator, case.example
    for unit, wanted in example.expect.items():
        got = measured[item.id, f"{prefix}/{unit}" if prefix else unit]
        expected, found = (
            _text(item, wanted, example.reasons.get(unit)),
            _text(item, got.value, got.null_reason),
        )
        if wanted is None and unit not in example.reasons:
            found = _text(item, got.value, None)
        if expected != found:
            place = Place(item.file, example.line)
            shown = f"{example.name}·{unit}"
            yield Problem("P043", place, shown, expected, details={"got": found, "details_engine": engine})


def _text(indicator: Indicator, value: Decimal | None, reason: str | None) -> str:
    if value is None:
        return "null" if reason is None else f"null ({reason})"
    return plain(round_half_up(value, indicator.places))
