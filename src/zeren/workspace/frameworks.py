"""A county's table and its answers, opened and handed to a framework."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from zeren.core.frameworks import (
    Assessment,
    TableRow,
    assess,
    scaled,
    stage_of_sheet,
    table_ledger,
    verdict_document,
    verdict_workbook,
)
from zeren.core.intake import Reading, read
from zeren.core.kernel import Period, Place, Problem, ZerenError, nearest
from zeren.core.packs import Framework, Pack, load, packs_folder, read_yaml
from zeren.core.reports import render_sheet_docx, render_sheet_html
from zeren.workspace.files import publish

__all__ = ["assess_file", "find_framework", "problems_of", "read_answers_file", "read_table", "write_sheets"]

# A cell that cannot be read counts as missing, and the assessment says pending; anything else about the table stops it.
_CELL = range(50, 74)
_UNUSED = "I040"
_LONGEST = 20  # lines of a coefficient's working on paper; the workbook and the page have all of them
_COVER = frozenset({"I032", "I033", "I034", "I035", "I036"})


def assess_file(
    pack: str | Path,
    schools: Path,
    *,
    answers: Path | None = None,
    region: str = "",
    year: int | None = None,
    framework: str = "",
) -> Assessment:
    """Assess a county from its table of schools (xlsx, xls, csv) and, if there is one, a YAML file of answers.

    Raises:
        ZerenError: when the pack holds no such framework, the table cannot be read or rows cannot be told apart.
    """
    chosen = find_framework(load(pack), framework)
    on = None if year is None else date(year, 12, 31)
    rows, problems = read_table(chosen, schools, year=year)
    written: Mapping[str, Any] = {} if answers is None else read_answers_file(answers)
    return assess(chosen, rows, answers=written, region=region, on=on, problems=problems)


def find_framework(pack: Pack, name: str = "") -> Framework:
    """The framework of a pack: the only one, or the one named.

    Raises:
        ZerenError: F041 when there is none (of that name), F042 when there are several and none is named.
    """
    known = pack.frameworks
    if name in known:
        return known[name]
    own = {n: f for n, f in known.items() if f.pack == pack.id} or known
    if not name and len(own) == 1:
        return next(iter(own.values()))
    if own and not name:
        raise ZerenError(Problem("F042", found=pack.id, expected="、".join(own)))
    others = sorted(path.parent.parent.name for path in packs_folder().glob("*/frameworks/*.yaml"))
    options = list(own) or list(dict.fromkeys(others))
    raise ZerenError(
        Problem("F041", found=name or pack.id, expected="、".join(options), hint=nearest(name, options))
    )


def read_answers_file(path: Path) -> Mapping[str, Any]:
    """The answers a YAML file holds, as plain values.

    Raises:
        ZerenError: W006 when there is no such file, P-problems when it is not plain YAML.
    """
    if not path.is_file():
        raise ZerenError(Problem("W006", found=str(path)))
    problems: list[Problem] = []
    cursor = read_yaml(path, path.name, problems)
    if cursor is not None and not cursor.is_map():
        cursor.problem("P012", path.name, "items、survey、vetoes 等键")
    if cursor is None or problems:
        raise ZerenError(problems)
    found: Mapping[str, Any] = cursor.plain_value()
    if problems:
        raise ZerenError(problems)
    return found


def read_table(
    framework: Framework, path: Path, *, year: int | None = None
) -> tuple[list[TableRow], list[Problem]]:
    """The rows of a county's table, typed, and what was wrong with single cells.

    Raises:
        ZerenError: I-problems when the file cannot be opened or is no such table, F001 for a missing column.
    """
    if not path.is_file():
        raise ZerenError(Problem("W006", found=str(path)))
    ledger = table_ledger(framework)
    period = Period.parse(str(year or 2017))  # only a cover could name another, and none is asked for
    [reading] = read([path], {ledger.id: ledger}, codes={}, period=period, parameters={}, ledger=ledger.id)
    problems = [_softened(problem) for problem in reading.problems]
    fatal = [p for p in problems if p.severity == "error" and not _about_a_cell(p)]
    fatal += _missing_columns(framework, reading)
    if fatal:
        raise ZerenError([*fatal, *(p for p in problems if p not in fatal)])
    return list(_rows(framework, reading)), problems


def _about_a_cell(problem: Problem) -> bool:
    return problem.code.startswith("I") and int(problem.code[1:]) in _CELL


def _softened(problem: Problem) -> Problem:
    """A column nobody asked for, or a cover about something else, does not make the table wrong."""
    if problem.code == _UNUSED:
        return Problem("F018", problem.place, problem.found, hint=problem.hint)
    return replace(problem, severity="warning") if problem.code in _COVER else problem


def _missing_columns(framework: Framework, reading: Reading) -> Iterator[Problem]:
    """Required columns that a sheet has under no unit; the nearest heading nobody knows may be it."""
    sheets = {sheet for _, sheet, _ in reading.cells}
    kind = "" if framework.folding is None else framework.folding.kind
    for sheet in sorted(sheets):
        there = {_base(column) for _, s, column in reading.cells if s == sheet}
        unknown = [p.found for p in reading.problems if p.code == _UNUSED and p.place.sheet == sheet]
        for column in framework.columns:
            if column.id == framework.stage and (kind in there or stage_of_sheet(framework, sheet)):
                continue
            if column.required and column.id not in there:
                hint = nearest(column.name, unknown)
                yield Problem("F001", Place(reading.file, sheet=sheet), expected=column.name, hint=hint)


def _base(column: str) -> str:
    """The framework's column of a ledger column: the same, without the unit its heading carried."""
    return column.partition("__in_")[0]


def _rows(framework: Framework, reading: Reading) -> Iterator[TableRow]:
    for frame in reading.frames.values():
        for row in frame.iter_rows(named=True):
            sheet, number = str(row["_sheet"]), int(row["_row"])
            letters = {_base(c): letter for (_, s, c), letter in reading.cells.items() if s == sheet}
            values = scaled(framework, row)
            cells = {column: f"{letter}{number}" for column, letter in letters.items()}
            place = Place(reading.file, sheet=sheet, cell=f"{number}:{number}")
            yield TableRow(values, place, cells, number)


def problems_of(assessment: Assessment) -> Sequence[Problem]:
    """The problems of an assessment, errors first: what must be put right before what should be looked at."""
    return sorted(assessment.problems, key=lambda p: p.severity != "error")


def write_sheets(assessment: Assessment, folder: Path, *, at: date) -> list[Path]:
    """Write the verdict sheet as xlsx, docx and html: 判定表-<pack>.… in the folder, which is made if need be.

    Raises:
        ZerenError: W002 when a file cannot be written.
    """
    framework = assessment.framework
    name = "-".join(dict.fromkeys(part for part in (framework.pack, framework.id) if part))
    files = {
        "xlsx": verdict_workbook(assessment, at=at),
        "docx": render_sheet_docx(verdict_document(assessment, at=at, longest=_LONGEST)),
        "html": render_sheet_html(verdict_document(assessment, at=at)).encode(),
    }
    written = []
    for ending, content in files.items():
        path = folder / f"判定表-{name}.{ending}"
        publish(path, content)
        written.append(path)
    return written
