"""Reading workbooks: which sheet is which ledger, whose it is, and its rows typed and checked.

Files are opened by children; what arrives here are grids of strings. All rows of one ledger, from however many files, are
typed and checked in one go: a hundred small workbooks then cost little more than one large one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from zeren.core.intake.checks import (
    Environment,
    Findings,
    column_letters,
    date_problems,
    key_problems,
    owner_problems,
    row_problems,
)
from zeren.core.intake.headings import COVER, SCAN_ROWS, Cover, Fit, Matcher, cover_problems, read_cover
from zeren.core.intake.identifiers import Context
from zeren.core.intake.sandbox import Answer, Job, Pool, shared_pool
from zeren.core.intake.values import Wrong, compact, data_rows, shown, stripped, type_columns
from zeren.core.kernel import OrgTree, Period, Place, Problem
from zeren.core.packs import CodeList, Ledger

__all__ = ["PROVENANCE", "Reading", "read"]

PROVENANCE: Mapping[str, Any] = {
    "_file": pl.String,
    "_sheet": pl.String,
    "_row": pl.Int64,
    "_unit": pl.String,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file holds.

    Shape: ``frames`` ledger id → typed rows with ``_file``, ``_sheet``, ``_row`` (row number in the sheet) and ``_unit`` (who
    submitted the row: the cover's unit, else the row's own). A sheet with headings and no rows gives an empty frame: it was
    submitted. ``unit`` is the submitting unit's code, empty where neither cover nor rows tell. ``cells`` gives the sheet
    column (``C``) of a (ledger, sheet, column id). Where ``ok`` is false the frames are incomplete and must not be used: a
    workbook with any error changes nothing.
    """

    file: str
    unit: str
    frames: Mapping[str, pl.DataFrame]
    problems: tuple[Problem, ...]
    cells: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return all(problem.severity != "error" for problem in self.problems)


@dataclass(slots=True)
class _Book:
    """One file while it is being read."""

    file: str
    unit: str = ""
    findings: Findings = field(default_factory=Findings)
    cells: dict[tuple[str, str, str], str] = field(default_factory=dict)
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Section:
    """One sheet that is a ledger: strings under column ids, ``_row``, and ``_aside`` (what stands in columns of no meaning)."""

    book: int
    sheet: str
    ledger: Ledger
    frame: pl.DataFrame
    letters: Mapping[str, str]
    numbers: Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the caller expects of every file."""

    matcher: Matcher
    codes: Mapping[str, CodeList]
    environment: Environment
    unit: str | None
    versions: Mapping[str, str]

    @property
    def units(self) -> frozenset[str]:
        return frozenset(unit.code for unit in self.environment.tree or ())


def read(
    paths: Iterable[str | Path],
    ledgers: Mapping[str, Ledger],
    *,
    codes: Mapping[str, CodeList],
    period: Period,
    parameters: Mapping[str, Any],
    tree: OrgTree | None = None,
    unit: str | None = None,
    ledger: str | None = None,
    versions: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    pool: Pool | None = None,
) -> list[Reading]:
    """Open files (in child processes, never here), find their ledgers, type and check every row.

    Shape: one :class:`Reading` a path, in order. ``parameters`` are the values in force. ``unit`` is the unit whose files
    these must be; ``ledger`` the only ledger they may hold; ``versions`` pack id → version, compared with the cover's 模板版本
    (“包 版本”). ``progress`` is told (files read, files). Checks between files are :func:`check_all`'s.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> from zeren.core.packs import load
        >>> pack, folder = load("cn-basic-education"), TemporaryDirectory()
        >>> path = Path(folder.name) / "学校.csv"
        >>> _ = path.write_text("这不是台账", encoding="gbk")
        >>> [reading] = read([path], pack.ledgers, codes=pack.codes, period=Period.parse("2017H1"), parameters={})
        >>> reading.ok, reading.problems[0].zh
        (False, '不是台账模板：没有一张工作表的表头与台账相符')
        >>> folder.cleanup()
    """
    files = [Path(path) for path in paths]
    wanted = _Wanted(
        Matcher(ledgers, ledger), codes, Environment(period, parameters, tree), unit, versions or {}
    )
    names = _display_names(files)
    # The largest first: a long file left for the end would keep one child busy and the others idle.
    order = sorted(range(len(files)), key=lambda index: -_size(files[index]))
    jobs = [Job("workbook", str(files[index])) for index in order]
    done = None if progress is None else lambda count: progress(count, len(jobs))
    books = [_Book(name) for name in names]
    found: dict[int, list[_Section]] = {}
    for index, answer in zip(order, (pool or shared_pool()).stream(jobs, done), strict=True):
        found[index] = _sections(index, books[index], answer, wanted)
    grouped: dict[str, list[_Section]] = {}
    for section in chain.from_iterable(found[index] for index in range(len(files))):
        grouped.setdefault(section.ledger.id, []).append(section)
    for members in grouped.values():
        _type_ledger(members, books, wanted)
    return [_reading(book) for book in books]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the child will say what is wrong with it
        return 0


def _display_names(files: Sequence[Path]) -> list[str]:
    """File names; with their folder where two would be the same."""
    names = [path.name for path in files]
    return [str(Path(p.parent.name) / p.name) if names.count(p.name) > 1 else p.name for p in files]


def _reading(book: _Book) -> Reading:
    unit = book.unit
    if not unit:
        units = {u for frame in book.frames.values() for u in frame["_unit"].unique().to_list()}
        unit = next(iter(units)) or "" if len(units) == 1 else ""
    return Reading(book.file, unit, book.frames, tuple(book.findings), book.cells)


# ------------------------------------------------------------------------------------------------ one file: sheets and headings


def _sections(index: int, book: _Book, answer: Answer, wanted: _Wanted) -> list[_Section]:
    """The ledgers in a file."""
    for problem in answer.problems:
        place = Place(book.file, sheet=problem.place.sheet, cell=problem.place.cell)
        book.findings.add(problem.code, place, found=problem.found, expected=problem.expected)
    grids = _grids(answer)
    found: list[_Section] = []
    strange: list[str] = []
    _cover(book, grids, wanted)
    for sheet, grid in grids:
        name = str(sheet["name"])
        if name.strip() == COVER or grid.is_empty():
            continue
        fit = wanted.matcher.fit(grid.head(SCAN_ROWS).rows(), name or Path(book.file).stem)
        if fit is None:
            strange.append(name)
            continue
        found.append(_section(index, book, sheet, grid, fit, wanted))
        if answer.facts.get("date1904"):
            found[-1] = _from_1904(found[-1])
    if answer.facts and not found:
        known = "、".join(ledger.name for ledger in wanted.matcher.ledgers)
        book.findings.add("I030", Place(book.file, sheet=strange[0] if strange else ""), expected=known)
    elif found:
        for name in strange:
            book.findings.add("I031", Place(book.file, sheet=name), found=name)
    return found


def _grids(answer: Answer) -> list[tuple[Mapping[str, Any], pl.DataFrame]]:
    """The sheets and their cells as strings, columns c0, c1, …"""
    sheets = answer.facts.get("sheets", ())
    return [
        (sheet, pl.read_ipc_stream(io.BytesIO(blob)))
        for sheet, blob in zip(sheets, answer.blobs, strict=True)
    ]


def _cover(book: _Book, grids: Sequence[tuple[Mapping[str, Any], pl.DataFrame]], wanted: _Wanted) -> None:
    """Whose the file is, for which period and from which template."""
    chosen = [(sheet, grid) for sheet, grid in grids if str(sheet["name"]).strip() == COVER]
    cover = read_cover(chosen[0][1].head(60).rows()) if chosen else Cover()

    def place(name: str) -> Place:
        row, column = cover.places[name]
        return Place(
            book.file, sheet=COVER, cell=f"{column_letters(int(chosen[0][0]['column']) + column)}{row}"
        )

    book.unit = compact(cover.values.get("unit", "")) or wanted.unit or ""
    period = wanted.environment.period
    for code, label, texts in cover_problems(
        cover, period, unit=wanted.unit, units=wanted.units, versions=wanted.versions
    ):
        book.findings.add(code, place(label), partial(dict, texts))


def _section(
    index: int, book: _Book, sheet: Mapping[str, Any], grid: pl.DataFrame, fit: Fit, wanted: _Wanted
) -> _Section:
    name, offset = str(sheet["name"]), int(sheet["column"])
    letters = {column: column_letters(offset + position) for position, column in fit.columns.items()}
    for column, letter in letters.items():
        book.cells[fit.ledger.id, name, column] = letter

    def place(position: int) -> Place:
        return Place(book.file, sheet=name, cell=f"{column_letters(offset + position)}{fit.row + 1}")

    for position, text in fit.unknown:
        known = "、".join(c.name for c in fit.ledger.columns)
        book.findings.add(
            "I040", place(position), found=text, expected=known, hint=wanted.matcher.nearest(text, fit.ledger)
        )
    for position, text in fit.repeated:
        book.findings.add("I042", place(position), found=text)
    for lacking in fit.missing:
        book.findings.add("I041", Place(book.file, sheet=name, cell=place(0).cell), expected=lacking.name)
    body = grid.slice(fit.row + 1)
    columns = [body.to_series(position).alias(column) for position, column in fit.columns.items()]
    columns.append(
        pl.int_range(fit.row + 2, fit.row + 2 + body.height, dtype=pl.Int64, eager=True).alias("_row")
    )
    others = [name for position, name in enumerate(body.columns) if position not in fit.columns]
    if others:
        columns.append(body.select(pl.coalesce(others)).to_series().alias("_aside"))
    frame = pl.DataFrame(columns)
    numbers: dict[str, set[int]] = {}
    for row, position in sheet["numbers"]:
        column_id = fit.columns.get(position - offset)
        if column_id is not None:
            numbers.setdefault(column_id, set()).add(row)
    return _Section(
        index, name, fit.ledger, frame, letters, {c: frozenset(rows) for c, rows in numbers.items()}
    )


def _from_1904(section: _Section) -> _Section:
    """Day numbers of a workbook that counts from 1904, as if it counted from 1900."""
    days = [c.id for c in section.ledger.columns if c.type == "date" and c.id in section.frame.columns]
    number = pl.col(days).str.strip_chars().cast(pl.Float64, strict=False)
    moved = (number.floor().cast(pl.Int64) + 1462).cast(pl.String)
    counted = pl.when(number.is_between(1, 99999)).then(moved).otherwise(pl.col(days))
    return replace(section, frame=section.frame.with_columns(counted)) if days else section


# --------------------------------------------------------------------------------------------- one ledger: rows of all the files


def _type_ledger(sections: Sequence[_Section], books: Sequence[_Book], wanted: _Wanted) -> None:
    """Type and check the rows of one ledger from every file that has it, and hand each file its part."""
    ledger = sections[0].ledger
    whole = pl.concat([s.frame for s in sections], how="diagonal")
    origin = [i for i, s in enumerate(sections) for _ in range(s.frame.height)]
    lacking = [pl.lit(None, dtype=pl.String).alias(c.id) for c in ledger.columns if c.id not in whole.columns]
    whole = data_rows(
        stripped(whole.with_columns(pl.Series("_section", origin, dtype=pl.Int64), *lacking)), ledger
    )
    located = _Located(ledger, sections, books, whole["_section"].to_list(), whole["_row"].to_list())
    frame = _typed(whole, located, wanted).with_columns(whole["_section"], whole["_row"])
    frame = _provenance(frame, sections, books, ledger)
    _check_rows(frame, ledger, located, wanted)
    parts = frame.partition_by("_section", as_dict=True, include_key=False)
    nothing = frame.clear().drop("_section")
    for index, section in enumerate(sections):
        book = books[section.book]
        part = parts.get((index,), nothing)
        if part.is_empty():
            book.findings.add("I043", Place(book.file, sheet=section.sheet), found=ledger.name)
        earlier = book.frames.get(ledger.id)
        book.frames[ledger.id] = part if earlier is None else pl.concat([earlier, part])


def _typed(whole: pl.DataFrame, located: _Located, wanted: _Wanted) -> pl.DataFrame:
    """The ledger's columns as values; what is refused is reported and null."""
    ledger = located.ledger
    typed, refused = type_columns(
        whole,
        ledger,
        codes=wanted.codes,
        context=Context(wanted.environment.period.end, wanted.units),
        numbers={c.id: rows for c in ledger.columns if (rows := located.stored_numbers(c.id))},
    )
    for wrong in refused:
        # A column that is not there has been reported once; its rows are not at fault one by one.
        if wrong.column.id in located.sections[located.section[wrong.row]].letters:
            located.add(wrong.refusal.code, wrong.row, wrong.column.id, partial(_words, wrong))
    return typed


def _words(wrong: Wrong) -> dict[str, Any]:
    """The texts of a refused cell's problem."""
    column, refusal = wrong.column, wrong.refusal
    details = {"column": column.name, "length": len(compact(wrong.found))}
    found = wrong.found if refusal.code == "I061" else shown(column, wrong.found)
    return {"found": found, "expected": refusal.expected, "hint": refusal.hint, "details": details}


@dataclass(frozen=True, slots=True)
class _Located:
    """Where each row of a ledger's common frame came from."""

    ledger: Ledger
    sections: Sequence[_Section]
    books: Sequence[_Book]
    section: list[int]
    row: list[int]

    def add(self, code: str, row: int, column: str, make: Callable[[], dict[str, Any]]) -> None:
        """Report a problem at a cell."""
        section = self.sections[self.section[row]]
        book = self.books[section.book]
        cell = (
            f"{section.letters[column]}{self.row[row]}"
            if column in section.letters
            else f"{self.row[row]}:{self.row[row]}"
        )
        book.findings.add(code, Place(book.file, sheet=section.sheet, cell=cell), make)

    def stored_numbers(self, column: str) -> frozenset[int]:
        """Rows in which the column holds a long number stored as a number."""
        places = {(i, row) for i, s in enumerate(self.sections) for row in s.numbers.get(column, ())}
        if not places:
            return frozenset()
        return frozenset(
            i for i, place in enumerate(zip(self.section, self.row, strict=True)) if place in places
        )


def _provenance(
    frame: pl.DataFrame, sections: Sequence[_Section], books: Sequence[_Book], ledger: Ledger
) -> pl.DataFrame:
    def of(values: Sequence[str | None], name: str) -> pl.Expr:
        return (
            pl.col("_section")
            .replace_strict(list(range(len(values))), values, return_dtype=pl.String)
            .alias(name)
        )

    unit = of([books[s.book].unit or None for s in sections], "_unit")
    return frame.select(
        *(c.id for c in ledger.columns),
        of([books[s.book].file for s in sections], "_file"),
        of([s.sheet for s in sections], "_sheet"),
        "_row",
        pl.coalesce(unit, pl.col(ledger.unit)).alias("_unit"),
        "_section",
    )


def _check_rows(frame: pl.DataFrame, ledger: Ledger, located: _Located, wanted: _Wanted) -> None:
    """Checks that need no other ledger: row rules, key, period, and whose rows they are."""
    environment = wanted.environment
    kinds = (row_problems(frame, ledger, environment), key_problems(frame, ledger), date_problems(frame, ledger, environment),
             owner_problems(frame, ledger, environment))  # fmt: skip
    for code, row, column, make in chain(*kinds):
        located.add(code, row, column, make)
