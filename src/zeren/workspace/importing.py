"""Importing: read the files, check them alone, check them together with what is there, and store what is clean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from zeren.core.intake import Reading, check_all, mark_up, read
from zeren.core.kernel import OrgTree, Problem, Unit, ZerenError
from zeren.core.packs import Ledger
from zeren.workspace.settings import Workspace
from zeren.workspace.store import Store, Submission

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: files accepted and refused, rows stored by ledger, every problem found, and where each file lies."""

    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    rows: Mapping[str, int]
    problems: tuple[Problem, ...]
    sources: Mapping[str, Path] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every file was stored."""
        return not self.refused


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The ledger files at the paths; folders are searched, hidden and lock files are not.

    Raises:
        ZerenError: W006 for a path that does not exist, W007 when there is nothing to import.
    """
    found: list[Path] = []
    asked = list(paths)
    for path in asked:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES)
            found += [p for p in inside if not p.name.startswith((".", "~$"))]
        elif path.is_file():
            found.append(path)
        else:
            raise ZerenError(Problem("W006", found=str(path)))
    if not found:
        raise ZerenError(Problem("W007", found="、".join(map(str, asked))))
    return found


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    by: str,
    at: datetime,
    unit: str | None = None,
    ledger: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Import ledger files into the workspace. A workbook with any error changes nothing; the others are stored together.

    Raises:
        ZerenError: when there is nothing to import or the disk cannot be written (then nothing is stored at all).
    """
    pack, store = workspace.pack, Store(workspace.folder / "store")
    files = find_files(paths)
    readings = read(
        files,
        pack.ledgers,
        codes=pack.codes,
        period=workspace.period,
        parameters=parameters_of(workspace),
        unit=unit,
        ledger=ledger,
        versions=pack.versions,
        progress=progress,
    )
    problems = [problem for reading in readings for problem in reading.problems]
    clean = [reading for reading in readings if reading.ok]
    clean, more = _settle(workspace, store, clean)
    problems += more
    submissions = [submission for reading in clean for submission in _submissions(reading)]
    if submissions:
        store.add(submissions, by=by, at=at)
    accepted = {reading.file for reading in clean}
    sources = {reading.file: path for reading, path in zip(readings, files, strict=True)}
    refused = tuple(r.file for r in readings if r.file not in accepted)
    return ImportReport(
        tuple(sorted(accepted)), refused, _rows_by_ledger(submissions), tuple(problems), sources
    )


def mark_up_refused(report: ImportReport, into: Path) -> list[Path]:
    """Give every refused workbook that can be opened back with the wrong cells coloured and commented.

    Raises:
        ZerenError: W002 when the folder cannot be written.
    """
    written = []
    for name in report.refused:
        mine = [problem for problem in report.problems if problem.place.file == name]
        target = into / f"{Path(name).stem}（请改正）.xlsx"
        try:
            into.mkdir(parents=True, exist_ok=True)
            mark_up(report.sources[name], mine, target)
        except OSError as error:
            raise ZerenError(
                Problem("W002", found=target.name, expected=error.strerror or str(error))
            ) from error
        written.append(target)
    return written


def _rows_by_ledger(submissions: Iterable[Submission]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for submission in submissions:
        rows[submission.ledger] = rows.get(submission.ledger, 0) + submission.frame.height
    return rows


def _submissions(reading: Reading) -> list[Submission]:
    """What a file hands in: a frame a ledger and unit. A ledger without rows was handed in too, by the file's unit."""
    found = []
    for name, whole in reading.frames.items():
        parts = whole.partition_by("_unit", as_dict=True) if whole.height else {(reading.unit,): whole}
        found += [
            Submission(name, str(member), reading.file, frame) for (member,), frame in parts.items() if member
        ]
    return found


def _settle(workspace: Workspace, store: Store, clean: list[Reading]) -> tuple[list[Reading], list[Problem]]:
    """Check the new rows together with the stored ones; drop workbooks at fault until what is left agrees."""
    problems: list[Problem] = []
    while clean:
        replaced = {(s.ledger, s.unit) for reading in clean for s in _submissions(reading)}
        frames = _together(store.current(without=replaced), clean)
        submitted = store.submitted()
        for name, member in replaced:
            submitted.setdefault(name, set()).add(member)
        found = check_all(
            frames,
            workspace.pack.ledgers,
            period=workspace.period,
            tree=tree_from(workspace, frames),
            parameters=parameters_of(workspace),
            submitted=submitted,
            readings=clean,
        )
        at_fault = _at_fault(found, {reading.file for reading in clean})
        known = {str(p) for p in problems}
        problems += [p for p in found if str(p) not in known]
        if not at_fault:
            break
        clean = [reading for reading in clean if reading.file not in at_fault]
    return clean, problems


def _at_fault(problems: Iterable[Problem], new: set[str]) -> set[str]:
    """The new files to refuse: those an error points at; where it points at stored rows, the new files that took part."""
    files: set[str] = set()
    for problem in problems:
        if problem.severity == "error":
            took_part = {problem.place.file} & new or set(problem.details.get("files", ())) & new
            files |= took_part
    return files


def _together(stored: dict[str, pl.DataFrame], readings: Iterable[Reading]) -> dict[str, pl.DataFrame]:
    parts: dict[str, list[pl.DataFrame]] = {name: [frame] for name, frame in stored.items()}
    for reading in readings:
        for name, frame in reading.frames.items():
            parts.setdefault(name, []).append(frame)
    return {name: pl.concat(frames) for name, frames in parts.items()}


def tree_from(workspace: Workspace, frames: Mapping[str, pl.DataFrame]) -> OrgTree:
    """The organisation tree: the workspace's own units, and the schools and kindergartens the ledgers list under its county."""
    units: list[Unit] = []
    known = {unit.code for unit in workspace.units}
    for ledger in workspace.pack.ledgers.values():
        if ledger.defines_units is None or ledger.id not in frames:
            continue
        for unit in _listed_units(ledger, frames[ledger.id], workspace.unit):
            if unit.code not in known:
                known.add(unit.code)
                units.append(unit)
    return workspace.tree.with_units(units)


def _listed_units(ledger: Ledger, frame: pl.DataFrame, county: str) -> list[Unit]:
    defines = ledger.defines_units
    assert defines is not None
    columns = [defines.code, defines.name, *defines.attributes]
    rows = frame.select(columns).sort(defines.code).iter_rows(named=True)
    return [
        Unit(
            str(row[defines.code]),
            str(row[defines.name]),
            "school",
            county,
            {a: None if row[a] is None else str(row[a]) for a in defines.attributes},
        )
        for row in rows
        if row[defines.code] is not None
    ]


def parameters_of(workspace: Workspace) -> dict[str, object]:
    """The parameters in force for the workspace's county at the period's end."""
    regions = tuple(unit.code for unit in reversed(workspace.tree.path(workspace.unit)))
    found = {
        name: parameter.at(workspace.period.end, regions)
        for name, parameter in workspace.pack.parameters.items()
    }
    return {name: value for name, value in found.items() if value is not None}
