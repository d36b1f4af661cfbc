"""Scoring 3,000 units × 60 targets: ours beside plain Python loops that apply the same rules.

The peers give points only; ours gives every line its status, its reason in words (worked out when read) and its citations, keeps
exact decimals and says what it waits for. ``python -m bench.scoring`` runs it alone.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bench.figures import Claim, interleaved
from zeren.core.kernel import Citation, Measurement, OrgTree, Period, RowQuery, RowSet
from zeren.core.kernel.expression import Literal
from zeren.core.packs import (
    Condition,
    CountTerm,
    Indicator,
    Item,
    Letter,
    Limit,
    Pack,
    RuleSpec,
    Section,
    Target,
)
from zeren.core.scoring import score_units

D = Decimal
UNITS, TARGETS = 3000, 60
LIMIT = Limit(">=", D(90))
DUE = date(2017, 12, 31)
# A letter's mixture: a third of the targets compares with the cohort.
RULES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("step", {"per": D("0.1"), "deduct": D("0.2"), "rounding": "floor"}),
    (
        "bands",
        {"bounds": [{"from": D(95), "points": D(10)}, {"from": D(85), "points": D(6)}], "otherwise": D(2)},
    ),
    ("all_or_nothing", {}),
    ("interp", {}),
    ("rank", {"table": [D(10), D(8), D(6)], "ties": "competition", "after": D(2)}),
    ("interp", {"to": {"ref": {"kind": "cohort_max"}}}),
)


@dataclass(frozen=True)
class Table:
    """Measured values of a city: what the engine would hand over."""

    values: Mapping[tuple[str, str], Measurement]
    period: Period = Period.parse("2017H1")  # noqa: RUF009  (immutable)
    tree: OrgTree = OrgTree([])  # noqa: RUF009  (immutable)
    snapshot_id: str = "bench"

    def measurement(self, indicator: str, unit: str, **_: str) -> Measurement:
        return self.values[indicator, unit]

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        return Citation("measurement", f"{measurement.indicator} {part}")

    def rows(self, query: RowQuery) -> RowSet:
        return RowSet(query)


def city(units: int, targets: int) -> tuple[Table, Letter, Pack, list[str]]:
    """A city's values and a letter, the same every time."""
    chance = random.Random(2017)
    always = CountTerm("pupils", Condition("", Literal(True, "boolean")))
    names = [f"i{n}" for n in range(targets)]
    places = [f"u{n}" for n in range(units)]
    indicators = {
        n: Indicator(n, n, n, "bench", "percent", "higher_is_better", always, None, ()) for n in names
    }
    lines = tuple(
        Target(f"t{n}", name, "", name, LIMIT, D(10), RuleSpec(*RULES[n % len(RULES)]), "1", "1", due=DUE)
        for n, name in enumerate(names)
    )
    sections = (Section("1", "", (Item("1", "", "", DUE, lines),)),)
    letter = Letter("bench", "", "", "", places[0], "2017", D(10 * targets), "official", "", sections)
    pack = Pack("bench", "0.1.0", "", "", "", "", (), {}, {}, {}, {}, indicators, {"bench": letter}, {})
    values = {
        (name, place): Measurement(
            name, place, "2017H1", (), D(chance.randint(6000, 10000)) / 100, None, None, "percent"
        )
        for name in names
        for place in places
    }
    return Table(values), letter, pack, places


# --- the peers: what a careful analyst writes without us ----------------------------------------------------------------


def loop(facts: Table, targets: int, places: Sequence[str]) -> list[float]:
    """Totals by a plain loop over floats."""
    totals = dict.fromkeys(places, 0.0)
    for n in range(targets):
        column = {place: float(facts.values[f"i{n}", place].value or 0) for place in places}
        best, ordered = max(column.values()), sorted(column.values(), reverse=True)
        first = {value: place for place, value in reversed(list(enumerate(ordered)))}
        for place, value in column.items():
            totals[place] += _points(n % len(RULES), value, best, first[value])
    return [round(total, 2) for total in totals.values()]


def _points(kind: int, value: float, best: float, place: int) -> float:
    if kind == 0:
        return max(0.0, 10 - 0.2 * ((90 - value) // 0.1)) if value < 90 else 10.0
    if kind == 1:
        return 10.0 if value >= 95 else 6.0 if value >= 85 else 2.0
    if kind == 2:
        return 10.0 if value >= 90 else 0.0
    if kind == 3:
        return min(10.0, 10 * value / 90)
    if kind == 4:
        return (10.0, 8.0, 6.0)[place] if place < 3 else 2.0
    return round(10 * value / best, 2)


def exact_loop(facts: Table, targets: int, places: Sequence[str]) -> list[Decimal]:
    """Totals by the same loop over exact decimals, with a sentence for every line: what an auditor would ask for."""
    totals = dict.fromkeys(places, D(0))
    told: list[str] = []
    for n in range(targets):
        column = {place: facts.values[f"i{n}", place].value or D(0) for place in places}
        best, ordered = max(column.values()), sorted(column.values(), reverse=True)
        first = {value: place for place, value in reversed(list(enumerate(ordered)))}
        for place, value in column.items():
            points = D(str(_exact(n % len(RULES), value, best, first[value]))).quantize(D("0.01"))
            told.append(f"完成值{value}%，目标90%，第{first[value] + 1}名，得{points}分")
            totals[place] += points
    return list(totals.values())


def _exact(kind: int, value: Decimal, best: Decimal, place: int) -> Decimal:
    if kind == 0:
        return max(D(0), 10 - D("0.2") * ((90 - value) // D("0.1"))) if value < 90 else D(10)
    if kind == 1:
        return D(10) if value >= 95 else D(6) if value >= 85 else D(2)
    if kind == 2:
        return D(10) if value >= 90 else D(0)
    if kind == 3:
        return min(D(10), 10 * value / 90)
    if kind == 4:
        return (D(10), D(8), D(6))[place] if place < 3 else D(2)
    return 10 * value / best


def run() -> None:
    """Print the figures: the whole city, both peers, and how time grows with units and with targets."""
    facts, letter, pack, places = city(UNITS, TARGETS)
    halves = city(UNITS // 2, TARGETS), city(UNITS, TARGETS // 2)
    gc.collect()

    # A copy of the letter every time: the same letter remembers what equal values got, which a first run cannot.
    def ours() -> None:
        score_units(replace(letter), facts, pack=pack, units=places)

    def fewer_units() -> None:
        score_units(replace(halves[0][1]), halves[0][0], pack=halves[0][2], units=halves[0][3])

    def fewer_targets() -> None:
        score_units(replace(halves[1][1]), halves[1][0], pack=halves[1][2], units=halves[1][3])

    taken = interleaved(
        {
            "ours": ours,
            "units": fewer_units,
            "targets": fewer_targets,
            "loop": lambda: loop(facts, TARGETS, places),
            "exact": lambda: exact_loop(facts, TARGETS, places),
        },
        rounds=3,
    )
    agree = sum(
        abs(card.outcome.points - total) < D("0.05")
        for card, total in zip(
            score_units(letter, facts, pack=pack, units=places),
            exact_loop(facts, TARGETS, places),
            strict=True,
        )
        if card.outcome.points is not None
    )
    per_line = taken["ours"] / (UNITS * TARGETS) * 1e6
    note = (
        f"{per_line:.0f} µs a line; {agree} of {UNITS} totals as the peer's; plain loop of floats {taken['loop']:.2f} s, "
        f"of exact decimals with a sentence a line {taken['exact']:.2f} s"
    )
    print(Claim(f"score {UNITS:,} units × {TARGETS} targets, ranks included", 5.0).line(taken["ours"], note))
    for what in ("units", "targets"):
        growth = taken["ours"] / taken[what]
        print(Claim(f"… growth for twice the {what} (linear is 2)", 2.6, "×").line(growth))


if __name__ == "__main__":
    run()
