"""Bands: is every value in exactly one of them, and can each of them happen?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from zeren.core.kernel import plain
from zeren.core.scoring.case import Case, Failure
from zeren.core.scoring.linting.ranges import Range
from zeren.core.scoring.operands import Operand
from zeren.core.scoring.primitives.bands import Band, _claimed

Found = Iterator[tuple[str, str, str]]
# A stretch of values between two neighbouring bounds, or a bound itself; None is without end.
Cell = tuple[Decimal | None, Decimal | None]


def check_bands(
    bounds: Sequence[Band], case: Case, of: Operand, possible: Range, *, otherwise: bool
) -> Found:
    """Codes with what was found and what was expected: empty bands, double claims, gaps, uncovered ends, unreachable tiers.

    ``otherwise`` says whether the letter wrote what a value outside every band gets.
    """
    empty = [band for band in bounds if _is_empty(band, possible)]
    for band in empty:
        yield (
            "S056",
            _shown(band, case, of),
            "这一档里没有任何数值" if _inverted(band) else _outside(possible),
        )
    kept = [band for band in bounds if band not in empty]
    always = [band for band in kept if band.also is None]
    twice = list(_same_bound(always, case, of))
    yield from twice
    cells = [cell for cell in _cells(kept) if _meets(cell, possible)]
    claims = {cell: [band for band in always if _covers(band, cell)] for cell in cells}
    if not twice:
        yield from _double(claims, case, of)
    yield from _gaps(cells, claims, kept, case, of, possible, otherwise=otherwise)


# --- cells --------------------------------------------------------------------------------------------------------------


def _cells(bounds: Sequence[Band]) -> list[Cell]:
    edges = sorted({end for band in bounds for end in (band.low, band.high) if end is not None})
    if not edges:
        return [(None, None)]
    cells: list[Cell] = [(None, edges[0])]
    for position, edge in enumerate(edges):
        cells.append((edge, edge))
        cells.append((edge, edges[position + 1] if position + 1 < len(edges) else None))
    return cells


def _sample(cell: Cell) -> Decimal:
    low, high = cell
    if low is None:
        return Decimal(0) if high is None else high - 1
    return low + 1 if high is None else (low + high) / 2


def _meets(cell: Cell, possible: Range) -> bool:
    """Whether a value that can occur lies in the cell."""
    low, high = cell
    if low is not None and low == high:
        return possible.holds(low)
    if low is not None and possible.high is not None and possible.high <= low:
        return False
    if high is not None and possible.low is not None and possible.low >= high:
        return False
    if not possible.whole:
        return True
    first = possible.low if low is None else low.to_integral_value(rounding="ROUND_FLOOR") + 1
    return first is None or high is None or first < high


def _covers(band: Band, cell: Cell) -> bool:
    low, high = cell
    if low is not None and low == high:
        return replace(band, also=None).holds(low, _NO_CASE)
    return (band.low is None or (low is not None and band.low <= low)) and (
        band.high is None or (high is not None and band.high >= high)
    )


_NO_CASE = Case({}, Decimal(0))


def _is_empty(band: Band, possible: Range) -> bool:
    if _inverted(band):
        return True
    if band.low is not None and band.low == band.high:
        return not possible.holds(band.low)
    return not any(_meets(cell, possible) and _covers(band, cell) for cell in _cells([band]))


def _inverted(band: Band) -> bool:
    if band.low is None or band.high is None:
        return False
    return band.low > band.high or (band.low == band.high and not (band.low_inside and band.high_inside))


def _outside(possible: Range) -> str:
    low = "" if possible.low is None else f"不低于{plain(possible.low)}"
    high = "" if possible.high is None else f"不高于{plain(possible.high)}"
    whole = "整数" if possible.whole else ""
    return "该指标只能" + "、".join(part for part in (f"是{whole}" if whole else "", low, high) if part)


# --- what is wrong ------------------------------------------------------------------------------------------------------


def _same_bound(bounds: Sequence[Band], case: Case, of: Operand) -> Found:
    """Tiers open on the same side that begin at the very same bound: only one of them could ever count."""
    for position, band in enumerate(bounds):
        for other in bounds[position + 1 :]:
            if (band.low, band.low_inside, band.high, band.high_inside) == (
                other.low,
                other.low_inside,
                other.high,
                other.high_inside,
            ):
                yield "S054", _shown(band, case, of), _both(band, other, case, of)


def _double(claims: dict[Cell, list[Band]], case: Case, of: Operand) -> Found:
    told: set[tuple[int, int]] = set()
    for cell, found in claims.items():
        try:
            _claimed(found, case, of, _sample(cell))
        except Failure:
            one, two = _differing(found, case)
            if (id(one), id(two)) not in told:
                told.add((id(one), id(two)))
                yield "S054", _where(cell, case, of), _both(one, two, case, of)


def _differing(found: Sequence[Band], case: Case) -> tuple[Band, Band]:
    for other in found[1:]:
        if other.ends(case) != found[0].ends(case):
            return found[0], other
    return found[0], found[1]


def _gaps(
    cells: Sequence[Cell],
    claims: dict[Cell, list[Band]],
    bounds: Sequence[Band],
    case: Case,
    of: Operand,
    possible: Range,
    *,
    otherwise: bool,
) -> Found:
    covered = [position for position, cell in enumerate(cells) if claims[cell]]
    for run in _runs([position for position, cell in enumerate(cells) if not claims[cell]]):
        stretch = cells[run[0]][0], cells[run[-1]][1]
        inside = bool(covered) and covered[0] < run[0] and run[-1] < covered[-1]
        if inside and (not otherwise or _by_mistake(stretch, bounds)):
            yield "S053", _where(stretch, case, of), ""
        elif not otherwise:
            yield "S055", _where(_within(stretch, possible), case, of), ""


def _within(cell: Cell, possible: Range) -> Cell:
    low, high = cell
    return (possible.low if low is None else low, possible.high if high is None else high)


def _by_mistake(stretch: Cell, bounds: Sequence[Band]) -> bool:
    """A hole no wider than one unit of the last digit written: 90–94 and 95– leave out 94.5, 90 above and below leave out 90."""
    low, high = stretch
    if low is None or high is None:
        return False
    places = max(
        -int(end.normalize().as_tuple().exponent)
        for b in bounds
        for end in (b.low, b.high)
        if end is not None
    )
    return high - low <= Decimal(1).scaleb(-max(0, places))


def _runs(positions: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for position in positions:
        if run and position != run[-1] + 1:
            yield run
            run = []
        run.append(position)
    if run:
        yield run


# --- words --------------------------------------------------------------------------------------------------------------


def _shown(band: Band, case: Case, of: Operand) -> str:
    return band.words(case, of)


def _both(one: Band, two: Band, case: Case, of: Operand) -> str:
    return f"“{_shown(one, case, of)}”与“{_shown(two, case, of)}”"


def _where(cell: Cell, case: Case, of: Operand) -> str:
    low, high = cell
    if low is not None and low == high:
        return of.show(case, low)
    if low is None:
        return "全部数值" if high is None else f"{of.show(case, high)}以下"
    if high is None:
        return f"{of.show(case, low)}以上"
    return f"{of.show(case, low)}与{of.show(case, high)}之间"
