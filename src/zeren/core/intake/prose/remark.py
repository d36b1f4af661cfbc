"""A remark on somebody's document."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Remark"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment: the passage (and a table's cell), the letters it is about, and what it says.

    Shape: ``passage`` counts the passages of the document as read; ``row`` and ``column`` are −1 outside tables; ``start`` and
    ``end`` count letters of the passage's (or cell's) text.
    """

    passage: int
    start: int
    end: int
    text: str
    row: int = -1
    column: int = -1
