"""Ledger rows as values: what a query on a snapshot returns, with the place each row came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

__all__ = ["Row", "RowQuery", "RowSet"]


@dataclass(frozen=True, slots=True)
class Row:
    """One ledger row.

    Shape: ``values`` by column id, typed (str, int, Decimal, date, bool, None); ``file``, ``sheet`` and ``number`` say where a
    clerk finds it (``number`` is the row number of the sheet, counted from 1).
    """

    ledger: str
    unit: str
    values: Mapping[str, Any]
    file: str
    sheet: str
    number: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def place(self) -> str:
        """Where a clerk finds the row.

        Example:
            >>> Row("pupils", "A", {}, "a.xlsx", "学生名册", 12).place
            'a.xlsx·学生名册·第12行'
        """
        return f"{self.file}·{self.sheet}·第{self.number}行"


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows.

    Shape: a ledger, a condition in the pack's expression language, and the unit at or below which the rows lie (None: all).
    """

    ledger: str
    where: str = "TRUE"
    unit: str | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class RowSet:
    """The rows a query found.

    Shape: in the query's order; ``total`` counts them all even where ``limit`` cut the list.
    """

    query: RowQuery
    rows: tuple[Row, ...] = field(default=())
    total: int = 0

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
