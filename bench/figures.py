"""How a figure is taken and printed: interleaved rounds, medians, and the claim beside what was measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """A claimed figure: what, the bound, and how it reads."""

    name: str
    bound: float
    unit: str = "s"
    at_least: bool = False

    def line(self, measured: float, note: str = "") -> str:
        """One line: PASS or MISS, the figure, the bound."""
        held = measured >= self.bound if self.at_least else measured <= self.bound
        sign = "≥" if self.at_least else "<"
        told = (
            f"{self.name:<58} {measured:8.2f} {self.unit:<2} (claim {sign} {self.bound:g} {self.unit}) {note}"
        )
        return f"{'PASS' if held else 'MISS'}  {told}"


def interleaved(ways: Mapping[str, Callable[[], object]], *, rounds: int, warm: int = 1) -> dict[str, float]:
    """Seconds by way, the median of ``rounds`` rounds run in turn, so that a slow spell of the machine hits all of them."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + warm):
        for name, run in ways.items():
            started = time.perf_counter()
            run()
            if turn >= warm:
                taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in taken.items()}
