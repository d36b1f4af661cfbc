"""The rows of a scheme's table as entries: merged cells, continued sentences, totals, headings that come again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zeren.core.drafting.tables.columns import Columns, columns_of, tidy
from zeren.core.drafting.tokens import normalise

__all__ = ["SchemeRow", "Total", "scheme_rows"]

_TOTAL = re.compile(
    r"(?:合计|总计|总分|小计|共计|合计得分|总得分|合\s*计|总\s*计)(?:[:：]?\d+(?:\.\d+)?分?)?"
)


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """One item of the scheme as printed.

    Shape: ``row`` counts from 1; ``path`` are the headings above it, the outermost first; ``points`` is the printed text.
    """

    row: int
    number: str
    path: tuple[str, ...]
    item: str
    target: str
    scoring: str
    points: str
    office: str


@dataclass(frozen=True, slots=True)
class Total:
    """A 合计 row: what it says, and whether it closes the whole table or a part (小计).

    Unit: ``points`` in points.
    """

    row: int
    points: Decimal
    part: bool


def scheme_rows(rows: Sequence[Sequence[object]]) -> tuple[list[SchemeRow], list[Total], list[str], bool]:
    """Entries, totals, the lines above the table (its title), and whether a heading row was found."""
    columns: Columns | None = None
    found: list[SchemeRow] = []
    totals: list[Total] = []
    title: list[str] = []
    for number, raw in enumerate(rows, 1):
        row = [tidy(cell) for cell in raw]
        heading = columns_of(row)
        if heading is not None:
            columns = heading
            continue
        if columns is None:
            title += [cell for cell in dict.fromkeys(row) if cell]
            continue
        if not any(row):
            continue
        total = _total(row, number, columns)
        if total is not None:
            totals.append(total)
        elif not _banner(row):
            _add(found, _entry(row, number, columns, found[-1] if found else None), found)
    return found, totals, title, columns is not None


def _total(row: list[str], number: int, columns: Columns) -> Total | None:
    cells = [cell for cell in row if cell]
    if not any(_TOTAL.fullmatch(normalise(cell)) for cell in cells[:3]):
        return None
    place = next((p for p, kind in columns.items() if kind == "points"), None)
    printed = row[place] if place is not None and place < len(row) else ""
    values = re.findall(r"\d+(?:\.\d+)?", normalise(printed) or normalise("，".join(cells)))
    return Total(number, Decimal(values[-1]), "小计" in normalise(cells[0])) if values else None


def _banner(row: list[str]) -> bool:
    """A heading over the whole width: every cell the same text (merged), or one cell alone in front."""
    texts = set(filter(None, row))
    return (
        len(row) > 2
        and len(texts) == 1
        and len(next(iter(texts))) < 40
        and (all(row) or (bool(row[0]) and not any(row[1:])))
    )


def _cells(row: list[str], columns: Columns, kind: str) -> list[str]:
    return [
        row[place] if place < len(row) else "" for place, known in sorted(columns.items()) if known == kind
    ]


def _entry(row: list[str], number: int, columns: Columns, before: SchemeRow | None) -> SchemeRow:
    sections, items = _cells(row, columns, "section"), _cells(row, columns, "item")
    headings = [*sections, *items[:-1]]
    above = before.path if before is not None else ()
    path = tuple(text or (above[place] if place < len(above) else "") for place, text in enumerate(headings))
    first = {
        kind: next(iter(_cells(row, columns, kind)), "") for kind in ("number", "target", "points", "office")
    }
    scoring = "；".join(dict.fromkeys(filter(None, _cells(row, columns, "scoring"))))
    return SchemeRow(
        number,
        first["number"],
        path,
        items[-1] if items else "",
        first["target"],
        scoring,
        first["points"],
        first["office"],
    )


def _add(found: list[SchemeRow], entry: SchemeRow, known: list[SchemeRow]) -> None:
    """A new entry, or more of the one before: a sentence continued on the next page, a cell merged over several rows."""
    before = known[-1] if known else None
    if before is None:
        found.append(entry)
        return
    continued = not entry.item and not entry.points and not entry.number and bool(entry.scoring)
    repeated = bool(entry.item) and (entry.item, entry.path, entry.points, entry.target) == (
        before.item,
        before.path,
        before.points,
        before.target,
    )
    merged = (
        not entry.item
        and entry.points in {"", before.points}
        and entry.number in {"", before.number}
        and bool(entry.scoring)
    )
    if continued or merged or (repeated and entry.number in {"", before.number}):
        found[-1] = replace(
            before, scoring=_joined(before.scoring, entry.scoring), target=before.target or entry.target
        )
    elif not (entry.scoring or entry.points or entry.target) and entry.item and not entry.number:
        found[-1] = replace(before, item=before.item + entry.item)
    else:
        found.append(entry if entry.item else replace(entry, item=before.item))


def _joined(one: str, two: str) -> str:
    """Two halves of a sentence; a sentence that was ended stays apart."""
    if not two or two in one.split("；"):
        return one
    return (
        one
        + (
            ""
            if not one
            or one.endswith(("。", "；", ";", "，", ","))
            or not re.match(r"[每未无缺第达较按不发\d(（]", two)
            else "；"
        )
        + two
    )
