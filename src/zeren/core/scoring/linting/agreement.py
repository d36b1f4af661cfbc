"""Whether a rule that only reads the measured value agrees with the letter's limit and with the indicator's direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from zeren.core.kernel import display, plain
from zeren.core.scoring.case import UNBOUNDED, ZERO, Case, Failure
from zeren.core.scoring.compiler import Compiled
from zeren.core.scoring.linting.ranges import Range

Found = Iterator[tuple[str, str, str]]
Point = tuple[Decimal, Decimal]
# Beside a bound: near enough to lie before the next one written, far enough to be told apart from it.
_BESIDE = Decimal("0.000001")


def check_agreement(
    compiled: Compiled, written: Mapping[str, Any], case: Case, possible: Range, *, rising: bool | None
) -> Found:
    """Codes with found and expected: full points short of the limit, none although it is met, points against the direction.

    ``rising`` says whether more is better; None where nothing says so.
    """
    if not set(compiled.names) <= {"value", "target"} or (case.limit is None and rising is None):
        return
    points = list(_points(compiled, written, case, possible))
    if case.limit is not None:
        grace = max(_grace(written), default=ZERO)
        yield from _against_limit(points, case, grace, ladder=compiled.declared.name == "bands")
    if rising is not None:
        for (value, low), (further, high) in pairwise(points):
            if (high < low) if rising else (high > low):
                found = f"{_shown(case, value)}得{plain(low)}分，{_shown(case, further)}得{plain(high)}分"
                yield "S069", found, "越高越好" if rising else "越低越好"
                return


def _against_limit(points: Sequence[Point], case: Case, grace: Decimal, *, ladder: bool) -> Found:
    limit = case.limit
    if limit is None:
        return
    met = [(value, got) for value, got in points if limit.holds(value)]
    missed = [(value, got) for value, got in points if not limit.holds(value)]
    early = [value for value, got in missed if got >= case.full and abs(value - limit.value) >= grace]
    if early:
        yield "S061", f"{_shown(case, early[0])}得满分", _limit(case)
        return
    nothing = next(((value, got) for value, got in met if got <= 0), None)
    if nothing is not None:
        yield "S061", f"{_shown(case, nothing[0])}得0分", _limit(case)
        return
    short = next(((value, got) for value, got in met if got < case.full), None)
    if ladder and short is not None and any(got >= case.full for _, got in met):
        yield "S079", f"{_shown(case, short[0])}只得{plain(short[1])}分", _limit(case)


def _shown(case: Case, value: Decimal) -> str:
    """The value with all its digits: beside a bound it must not be printed as the bound."""
    places = max(case.places, -int(value.as_tuple().exponent))
    return plain(value) + case.suffix if case.unit == "count" else display(value, case.unit, places)


def _grace(written: Any) -> Iterator[Decimal]:
    """How far from the limit a rule may still give full points: a part step that costs nothing, points that are rounded."""
    if isinstance(written, Mapping):
        if written.get("rounding") == "floor" and isinstance(written.get("per"), Decimal):
            yield written["per"]
        if "places" in written:
            yield Decimal(1)
        written = list(written.values())
    for member in written if isinstance(written, list) else ():
        yield from _grace(member)


def _limit(case: Case) -> str:
    words = {"<=": "不高于", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于"}
    return "" if case.limit is None else f"{words[case.limit.op]}{case.show(case.limit.value)}"


def _points(compiled: Compiled, written: Mapping[str, Any], case: Case, possible: Range) -> Iterator[Point]:
    """Points at the bounds the rule names, beside them and between them."""
    edges = sorted({*_numbers(written), *(() if case.limit is None else (case.limit.value,))})
    step = Decimal(1) if possible.whole else _BESIDE
    values = {near for edge in edges for near in (edge - step, edge, edge + step)}
    values |= {(one + two) / 2 for one, two in pairwise(edges)}
    values |= {end for end in (possible.low, possible.high) if end is not None}
    for value in sorted(values):
        if not possible.holds(value):
            continue
        try:
            result = compiled(replace(case, inputs={"value": value}))
        except (Failure, ArithmeticError):
            continue  # what fails here has been told by the check of the bands
        if result.kind == "score" and result.low is not None and result.low < UNBOUNDED:
            yield value, result.low


def _numbers(written: Any) -> Iterator[Decimal]:
    if isinstance(written, Decimal):
        yield written
    elif isinstance(written, Mapping):
        for member in written.values():
            yield from _numbers(member)
    elif isinstance(written, list):
        for member in written:
            yield from _numbers(member)
