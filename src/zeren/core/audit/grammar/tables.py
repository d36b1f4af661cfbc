"""Tables: each cell a claim by its headings, each total row or column a claim with its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zeren.core.audit.claim import Part
from zeren.core.audit.grammar.forms.changes import part_of
from zeren.core.audit.grammar.forms.plain import type_of
from zeren.core.audit.grammar.linking import link
from zeren.core.audit.grammar.registry import Draft, Subject
from zeren.core.audit.lexicon.metrics import metric_named
from zeren.core.audit.lexicon.people import NOUNS, axis_of
from zeren.core.audit.lexicon.units import unit_of
from zeren.core.audit.text import Cell, Table, Text
from zeren.core.audit.tokens import Quantity, narrow, period_at, quantity_at

__all__ = ["table_drafts"]

_TOTAL = re.compile(
    r"^\s*(?:(?:以上|上述|本[表页]|全[区县市省校镇乡园]|[区县市]|[两二三四五六七八九十\d]{1,3}[一-龥]{1,2})?(?:合\s*计|总\s*计|共\s*计|汇\s*总|总\s*和)数?"
    r"|总\s*数|总\s*量|全[区县市省校]计?|总体|小\s*计)\s*(?:[（(].*[)）])?$"
)
_SUBTOTAL = re.compile(r"^\s*小\s*计")
_UNIT = re.compile(r"[（(/]\s*(?:单位[:：])?(?P<u>[^()（）]{1,6}?)\s*[)）]?$")
_ORGANISATION = re.compile(
    r"(?:小学|中学|学校|幼儿园|[区县市镇乡校园局]|街道|教学点|中心|学区|[一二三四五六七八九十]中)$"
)
_SERIAL = re.compile(r"^(?:序\s*号|编\s*号|备\s*注|年\s*份|名\s*次|排\s*名|电\s*话|代\s*码|标识码|邮\s*编)")


@dataclass(frozen=True, slots=True)
class _Value:
    cell: Cell
    quantity: Quantity


def table_drafts(text: Text, table: Table) -> list[list[Draft]]:
    """The drafts of a table, one list for each row and one for the totals.

    Example:
        >>> from zeren.core.audit.grammar import claims
        >>> head = "学校\\t应入学（人）\\t已入学（人）\\t入学率（%）\\n"
        >>> found = claims(head + "甲校\\t50\\t49\\t98\\n乙校\\t30\\t30\\t100\\n合计\\t80\\t79\\t98.75")
        >>> [(c.metric, c.numerator, c.denominator) for c in found if c.type == "rate"][0]
        ('入学率', Decimal('49'), Decimal('50'))
        >>> [(c.metric, c.value, [p.value for p in c.parts]) for c in found if c.type == "table"][0]
        ('应入学', Decimal('80'), [Decimal('50'), Decimal('30')])
    """
    headings = _headings(text, table)
    body = table.rows[table.header :]
    grid = [
        [_value(text, cell, headings[at] if at < len(headings) else "", table) for at, cell in enumerate(row)]
        for row in body
    ]
    labels = [_label(text, row, values) for row, values in zip(body, grid, strict=True)]
    rows: list[list[Draft]] = []
    by_cell: dict[int, Draft] = {}
    for number, values in enumerate(grid):
        drafts = list(_row(values, headings, labels[number][0], table.paragraph + table.header + number))
        link(drafts)
        by_cell |= {draft.start: draft for draft in drafts}
        rows.append(drafts)
    totals = [
        *_down(table, grid, headings, labels, by_cell),
        *_across(table, grid, headings, labels, by_cell),
    ]
    return [*rows, totals]


def _headings(text: Text, table: Table) -> list[str]:
    """One heading a column: the words of all heading rows, an empty upper cell continuing the one to its left."""
    width = max((len(row) for row in table.rows), default=0)
    columns = [""] * width
    for row in table.rows[: table.header]:
        last = ""
        for at in range(width):
            words = text.quote(row[at].start, row[at].end).strip() if at < len(row) else ""
            last = words or last
            if last and last not in columns[at]:
                columns[at] += last
    return columns


def _unit(heading: str) -> tuple[str, str]:
    """A heading without its unit, and the unit: 入学率（%）."""
    match = _UNIT.search(heading)
    if (
        match
        and re.match(r"(?:[十百千]?[万亿])?[^\d]{0,5}$", match["u"])
        and not re.search("含|其中|不", match["u"])
    ):
        return heading[: match.start()].strip(), match["u"].replace("％", "%")
    return heading.strip(), ""


def _value(text: Text, cell: Cell, heading: str, table: Table) -> _Value | None:
    words = narrow(text.quote(cell.start, cell.end))
    stripped = words.strip()
    if not stripped or _SERIAL.match(heading) or re.fullmatch(r"[-—/无]+", stripped):
        return None
    found = quantity_at(stripped, 0) or quantity_at(stripped + "。", 0)
    if found is None or found[1] < len(stripped):
        return None
    quantity = found[0]
    unit = _unit(heading)[1] or (_unit(table.name)[1] if table.name else "")
    if quantity.kind == "B" and unit:
        try:
            multiplier = re.match(r"(?:百万|千万|万|亿|千|百)?", unit)
            assert multiplier is not None
            known = unit_of(multiplier.group(), unit[multiplier.end() :])
        except KeyError:
            return _Value(cell, quantity)
        quantity = replace(
            quantity, unit=known.text, kind=known.kind, dimension=known.dimension, factor=known.factor
        )
    elif quantity.kind == "B" and metric_named(_unit(heading)[0]).kind == "count":
        quantity = replace(quantity, kind="N", dimension=_unit(heading)[0])
    return _Value(cell, quantity)


def _label(text: Text, row: tuple[Cell, ...], values: list[_Value | None]) -> tuple[str, Cell | None]:
    for cell, value in zip(row, values, strict=True):
        words = text.quote(cell.start, cell.end).strip()
        if value is None and words and not re.fullmatch(r"[\d.\-—/]+", words):
            return words, cell
    return "", None


def _row(values: list[_Value | None], headings: list[str], name: str, paragraph: int) -> Iterator[Draft]:
    """A row's cells: its label is a stage or group, an organisation, or what else the row is about (the qualifier)."""
    for at, value in enumerate(values):
        if value is None:
            continue
        metric = _unit(headings[at])[0] if at < len(headings) else ""
        subject = Subject(own={"metric"})
        period = period_at(metric, 0) or (period_at(name, 0) if name else None)
        if period:
            subject.period, subject.period_id = period[0].text, period[0].id
        population = name if name in NOUNS else ""
        if _ORGANISATION.search(name) and not population:
            subject.org = name
        if not metric or (period and len(metric) == period[1]):
            metric, subject.org = _unit(name)[0], ""
        type_ = type_of(metric, value.quantity) or "count"
        draft = Draft(
            type_,
            value.cell.start,
            value.cell.end,
            at,
            value.quantity,
            subject,
            metric=metric,
            population=population,
        )
        draft.paragraph, draft.cell = paragraph, value.cell.place
        draft.qualifier = "" if subject.org or population or metric == name else name
        yield draft


def _down(
    table: Table,
    grid: list[list[_Value | None]],
    headings: list[str],
    labels: list[tuple[str, Cell | None]],
    by_cell: dict[int, Draft],
) -> Iterator[Draft]:
    """Total rows: each adds the rows since the last subtotal; a grand total over subtotals adds those and what they leave out."""
    open_rows: list[int] = []
    nested = _nested([name for name, _ in labels])
    for number, (name, _) in enumerate(labels):
        if number in nested:
            continue
        if not _TOTAL.match(name):
            open_rows.append(number)
            continue
        rows = open_rows or [
            n for n in range(number + 1, len(labels)) if n not in nested
        ]  # 合计 may stand on top
        if _SUBTOTAL.match(name):
            own = [n for n in rows if not _TOTAL.match(labels[n][0])]
            open_rows = [n for n in open_rows if n not in own] + [number]
        else:
            own, open_rows = [n for n in rows if not (not open_rows and _TOTAL.match(labels[n][0]))], []
        for column in range(len(headings)):
            total = grid[number][column] if column < len(grid[number]) else None
            parts = [
                (labels[n][0], v) for n in own if column < len(grid[n]) and (v := grid[n][column]) is not None
            ]
            if total is not None and len(parts) >= 2:
                yield _total(table, total, _unit(headings[column])[0], parts, number, by_cell)


def _nested(labels: list[str]) -> set[int]:
    """Rows that only divide the row above them: 其中：公办, and what follows by the same axis (民办)."""
    found: set[int] = set()
    axis = ""
    for number, name in enumerate(labels):
        match = re.match(r"\s*(?:其中|含|#)[:：]?\s*(?P<name>.*)", name)
        if match:
            axis = axis_of(match["name"]) or "?"
            found.add(number)
        elif axis and axis_of(name) == axis:
            found.add(number)
        else:
            axis = ""
    return found


def _across(
    table: Table,
    grid: list[list[_Value | None]],
    headings: list[str],
    labels: list[tuple[str, Cell | None]],
    by_cell: dict[int, Draft],
) -> Iterator[Draft]:
    """A total column adds the counts of its row that stand to one side of it."""
    totals = [at for at, heading in enumerate(headings) if _TOTAL.match(_unit(heading)[0])]
    if len(totals) != 1:
        return
    column = totals[0]
    for number, values in enumerate(grid):
        total = values[column] if column < len(values) else None
        if total is None:
            continue
        right = range(column + 1, len(values))
        side = right if column <= 1 or not any(values[i] for i in range(column)) else range(column)
        parts = [
            (_unit(headings[i])[0], v)
            for i in side
            if (v := values[i]) is not None and v.quantity.kind == total.quantity.kind
        ]
        if len(parts) >= 2:
            yield _total(table, total, labels[number][0], parts, number, by_cell)


def _total(
    table: Table,
    total: _Value,
    metric: str,
    parts: list[tuple[str, _Value]],
    number: int,
    by_cell: dict[int, Draft],
) -> Draft:
    draft = Draft(
        "table", total.cell.start, total.cell.end, quantity=total.quantity, metric=metric, partition="total"
    )
    items: list[Part] = [
        part_of(name, value.quantity, (value.cell.start, value.cell.end)) for name, value in parts
    ]
    draft.parts = items
    draft.paragraph, draft.cell = table.paragraph + table.header + number, total.cell.place
    if total.cell.start in by_cell:
        draft.link("of", by_cell[total.cell.start])
    for item in items:
        if item.start in by_cell:
            by_cell[item.start].link("whole", draft)
    return draft
