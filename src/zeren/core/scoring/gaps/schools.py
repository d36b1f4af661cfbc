"""Which schools have the gap, and how much of a change each could bear."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import UNITS, Facts, Measurement
from zeren.core.scoring.case import ZERO
from zeren.core.scoring.gaps.levers import Lever, ceiling

__all__ = ["SchoolShare", "shared_out"]


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """One school's part.

    Shape: ``room`` is how much it could change (its dropouts, the children it lacks, the square metres under the level wanted),
    ``take`` what of the change is laid on it here: the schools with the most room first. Another split that adds up does as well.
    Unit: that of the numerator or denominator.
    """

    unit: str
    name: str
    numerator: Decimal
    denominator: Decimal | None
    value: Decimal | None
    room: Decimal
    take: Decimal

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        numbers = {
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "room": self.room,
            "take": self.take,
        }
        return {"unit": self.unit, "name": self.name} | {
            key: None if number is None else float(number) for key, number in numbers.items()
        }


def shared_out(
    lever: Lever, after: Measurement, steps: int, facts: Facts
) -> tuple[tuple[SchoolShare, ...], Decimal]:
    """The change laid on schools, and what no school's figure accounts for.

    Shape: schools that have room, most first; nothing where the figure is not known school by school.
    """
    unit = lever.measured.unit
    wanted = lever.amount(steps)
    if unit not in facts.tree or lever.side in {"value", "both"}:
        return (), wanted
    below = [u for u in facts.tree.below(unit) if u.level == "school" and u.code != unit]
    found: list[tuple[Decimal, str, str, Measurement]] = []
    for school in below:
        measured = facts.measurement(lever.indicator.id, school.code)
        if measured.numerator is None:
            continue
        room = _room(lever, measured, after)
        if room > 0:
            found.append((room, school.name, school.code, measured))
    shares, left = [], wanted
    for room, name, code, measured in sorted(found, key=lambda f: (-f[0], f[2])):
        take = min(room, left)
        left -= take
        top = measured.numerator or ZERO
        shares.append(SchoolShare(code, name, top, measured.denominator, measured.value, room, take))
    return tuple(shares), left


def _room(lever: Lever, measured: Measurement, after: Measurement) -> Decimal:
    top, bottom = measured.numerator or ZERO, measured.denominator
    scale = UNITS[lever.indicator.unit].scale
    if lever.side == "denominator":
        if not after.value or bottom is None:
            return ZERO
        short = (top * scale / after.value - bottom) * lever.sign
    elif lever.sign < 0:
        if UNITS[lever.indicator.unit].is_share or bottom is None or after.value is None:
            return top
        short = top - after.value * bottom / scale
    elif bottom is None:
        return ZERO
    elif UNITS[lever.indicator.unit].is_share:
        return max(ZERO, bottom - top)
    else:
        assert after.value is not None
        short = after.value * bottom / scale - top
    return lever.grain * max(0, ceiling(short / lever.grain))
