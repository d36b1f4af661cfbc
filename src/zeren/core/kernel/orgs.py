"""Organisation units: province → prefecture → county → school (a kindergarten is a node of level ``school``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["LEVELS", "OrgTree", "Unit"]

LEVELS = ("province", "prefecture", "county", "school")


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation unit.

    Shape: ``code`` is unique in its tree; ``attributes`` are code-list values such as ``urban_rural``.

    Raises:
        ValueError: for a level that is not one of :data:`LEVELS`.
    """

    code: str
    name: str
    level: str
    parent: str | None = None
    attributes: Mapping[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"unknown level {self.level!r} of unit {self.code}")
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))


class OrgTree:
    """An immutable tree of units, checked once: every parent exists and levels descend.

    Raises:
        ValueError: for a code used twice, an unknown parent, or a level that does not descend.

    Example:
        >>> tree = OrgTree([Unit("63", "青海省", "province"), Unit("6301", "西宁市", "prefecture", "63")])
        >>> [unit.name for unit in tree.path("6301")]
        ['青海省', '西宁市']
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units: dict[str, Unit] = {}
        for unit in units:
            if unit.code in self._units:
                raise ValueError(f"unit {unit.code} is listed twice")
            self._units[unit.code] = unit
        self._children: dict[str, list[str]] = {code: [] for code in self._units}
        for unit in self._units.values():
            if unit.parent is None:
                continue
            parent = self._units.get(unit.parent)
            if parent is None:
                raise ValueError(f"unit {unit.code} has unknown parent {unit.parent}")
            if LEVELS.index(parent.level) >= LEVELS.index(unit.level):
                raise ValueError(
                    f"unit {unit.code} ({unit.level}) cannot lie below {parent.code} ({parent.level})"
                )
            self._children[parent.code].append(unit.code)

    def __contains__(self, code: object) -> bool:
        return code in self._units

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def __getitem__(self, code: str) -> Unit:
        return self._units[code]

    def get(self, code: str) -> Unit | None:
        """The unit, or None."""
        return self._units.get(code)

    def path(self, code: str) -> tuple[Unit, ...]:
        """The unit and its ancestors, root first."""
        chain: list[Unit] = []
        current: str | None = code
        while current is not None:
            unit = self._units[current]
            chain.append(unit)
            current = unit.parent
        return tuple(reversed(chain))

    def children(self, code: str) -> tuple[Unit, ...]:
        """Direct children, in the order they were listed."""
        return tuple(self._units[child] for child in self._children[code])

    def below(self, code: str) -> tuple[Unit, ...]:
        """The unit itself and everything under it."""
        found = [self._units[code]]
        for child in self._children[code]:
            found.extend(self.below(child))
        return tuple(found)

    def with_units(self, units: Iterable[Unit]) -> OrgTree:
        """A new tree with more units."""
        return OrgTree([*self, *units])

    def to_rows(self) -> list[dict[str, object]]:
        """Plain rows, for manifests."""
        return [
            {
                "code": u.code,
                "name": u.name,
                "level": u.level,
                "parent": u.parent,
                "attributes": dict(u.attributes),
            }
            for u in self
        ]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> OrgTree:
        """The tree that :meth:`to_rows` wrote."""
        units = []
        for row in rows:
            parent, attributes = row.get("parent"), row.get("attributes") or {}
            assert isinstance(attributes, Mapping)
            units.append(
                Unit(
                    str(row["code"]),
                    str(row["name"]),
                    str(row["level"]),
                    None if parent is None else str(parent),
                    {str(k): None if v is None else str(v) for k, v in attributes.items()},
                )
            )
        return cls(units)
