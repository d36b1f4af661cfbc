"""The names an expression may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.core.kernel import expression as ex


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use, with their types (text, number, boolean, date)."""

    columns: Mapping[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)
    attributes: frozenset[str] = frozenset()
    reserved: bool = True

    def names(self) -> list[str]:
        """All names, as an author writes them."""
        found = (
            list(self.columns)
            + [f"param.{p}" for p in self.parameters]
            + [f"unit.{a}" for a in self.attributes]
        )
        return found + (list(ex.RESERVED) if self.reserved else [])
