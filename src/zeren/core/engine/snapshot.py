"""Snapshots: frozen rows as Parquet with a manifest; immutable, content-addressed, and checked before anything reads them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from zeren.core.kernel import (
    OrgTree,
    Period,
    Place,
    Problem,
    ZerenError,
    canonical_json,
    nearest,
    plain,
    to_decimal,
)
from zeren.core.packs import Ledger, Pack, Parameter

FORMAT = 1
MANIFEST = "manifest.json"
PROVENANCE: Mapping[str, Any] = {
    "_file": pl.String(),
    "_sheet": pl.String(),
    "_row": pl.Int64(),
    "_unit": pl.String(),
}
COLUMN_TYPES: Mapping[str, Any] = {
    "text": pl.String(),
    "code": pl.String(),
    "integer": pl.Int64(),
    "decimal": pl.Decimal(24, 6),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
Value = str | Decimal | date | None


@dataclass(frozen=True, slots=True)
class ResolvedParameter:
    """A parameter as it stood at the period's end: its value everywhere, and the units from which on downwards it differs."""

    type: str
    default: Value
    below: Mapping[str, Value] = field(default_factory=dict)

    def at(self, tree: OrgTree, code: str) -> Value:
        """The value for a unit: that of the nearest unit upwards that has its own."""
        for unit in reversed(tree.path(code)):
            if unit.code in self.below:
                return self.below[unit.code]
        return self.default

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "type": self.type,
            "default": _written(self.default),
            "below": {code: _written(value) for code, value in self.below.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ResolvedParameter:
        """The value :meth:`to_dict` wrote."""
        kind = str(data["type"])
        below = {str(code): parameter_value(value, kind) for code, value in data["below"].items()}
        return cls(kind, parameter_value(data["default"], kind), below)


def parameter_value(written: str | None, kind: str) -> Value:
    """A parameter's value from its text.

    Raises:
        ValueError: when the text is not of the type.
    """
    if written is None or kind == "text":
        return written
    return date.fromisoformat(written) if kind == "date" else to_decimal(written)


def _written(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return plain(value) if isinstance(value, Decimal) else value.isoformat()


def resolve(parameters: Mapping[str, Parameter], tree: OrgTree, day: date) -> dict[str, ResolvedParameter]:
    """Every parameter's value on the day, for every unit of the tree."""
    return {name: _resolve(parameter, tree, day) for name, parameter in parameters.items()}


def _resolve(parameter: Parameter, tree: OrgTree, day: date) -> ResolvedParameter:
    default = parameter.at(day, ())
    below: dict[str, Value] = {}
    if any(value.region for value in parameter.values):
        for unit in tree:
            path = tuple(u.code for u in reversed(tree.path(unit.code)))
            here, above = parameter.at(day, path), parameter.at(day, path[1:])
            if here != above:
                below[unit.code] = here
    return ResolvedParameter(parameter.type, default, below)


@dataclass(frozen=True)
class Snapshot:
    """A frozen snapshot.

    Shape: ``id`` is the SHA-256 of the manifest's content; ``files`` maps a ledger to its Parquet file in ``folder``;
    ``submitted`` to the units that handed it in, with or without rows, or that rows were handed in for. Made by :func:`freeze`
    and :func:`open_snapshot`.
    """

    id: str
    folder: Path
    manifest: Mapping[str, Any]
    period: Period
    tree: OrgTree
    parameters: Mapping[str, ResolvedParameter]
    files: Mapping[str, Path]
    submitted: Mapping[str, frozenset[str]]

    @property
    def row_counts(self) -> dict[str, int]:
        """Ledger to number of rows."""
        return {name: int(entry["rows"]) for name, entry in self.manifest["content"]["ledgers"].items()}


def freeze(
    rows: Mapping[str, pl.DataFrame],
    *,
    pack: Pack,
    tree: OrgTree,
    period: Period,
    into: Path,
    by: str,
    at: datetime,
    submitted: Mapping[str, Iterable[str]] | None = None,
) -> Snapshot:
    """Freeze rows into an immutable snapshot ``into/<id>``; the same rows give the same id, in whatever order they come.

    Shape: one typed frame a ledger, with the provenance columns ``_file``, ``_sheet``, ``_row`` and ``_unit`` (who submitted the
    row). ``submitted`` names units that handed in a ledger even if it holds no row: without it, a school with no movement at all
    counts as not having reported its movements.

    Raises:
        ZerenError: E002, E003, E010, E011 or E013 when the rows do not fit pack or tree; E012 when the disk is full, and then
            nothing is left behind.

    Example:
        >>> from datetime import UTC
        >>> from tempfile import TemporaryDirectory
        >>> from zeren.core.kernel import Unit
        >>> from zeren.core.packs import load
        >>> pack, tree = load("cn-basic-education"), OrgTree([Unit("630103", "城中区", "county")])
        >>> when = {"period": Period.parse("2017H1"), "by": "文员", "at": datetime(2017, 7, 20, tzinfo=UTC)}
        >>> with TemporaryDirectory() as folder:
        ...     rows = {"movements": pl.DataFrame()}
        ...     first, again = (freeze(rows, pack=pack, tree=tree, into=Path(folder), **when) for _ in range(2))
        ...     first.id == again.id == first.folder.name
        True
    """
    if not rows:
        raise ZerenError(Problem("E013"))
    frames, problems = {}, []
    for name in sorted({*rows, *(submitted or ())}):
        ledger = pack.ledgers.get(name)
        if ledger is None:
            problems.append(Problem("E003", found=name, hint=nearest(name, pack.ledgers)))
            continue
        frame, found = _checked(rows.get(name, pl.DataFrame()), ledger, tree)
        problems += found
        frames[name] = frame
    units = {
        name: _submitted(frames[name], pack.ledgers[name], (submitted or {}).get(name, ()), tree, problems)
        for name in frames
    }
    if problems:
        raise ZerenError(problems)
    content: dict[str, Any] = {
        "format": FORMAT,
        "packs": dict(pack.versions),
        "period": {"id": period.id, "start": period.start.isoformat(), "end": period.end.isoformat()},
        "tree": tree.to_rows(),
        "parameters": {n: p.to_dict() for n, p in resolve(pack.parameters, tree, period.end).items()},
    }
    try:
        into.mkdir(parents=True, exist_ok=True)
        folder = _write(frames, units, content, into, {"by": by, "at": at.isoformat()})
    except OSError as error:
        raise ZerenError(Problem("E012", Place(str(into)), found=error.strerror or str(error))) from error
    return open_snapshot(folder)


def _checked(frame: pl.DataFrame, ledger: Ledger, tree: OrgTree) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame with exactly the ledger's columns and types, sorted so that equal rows give equal bytes."""
    schema = {c.id: COLUMN_TYPES[c.type] for c in ledger.columns} | dict(PROVENANCE)
    problems = [
        Problem("E004", found=name, expected=ledger.id, hint=nearest(name, schema))
        for name in frame.columns
        if name not in schema
    ]
    series = []
    for name, kind in schema.items():
        if name not in frame.columns:
            series.append(pl.Series(name, [None] * frame.height, dtype=kind))
            continue
        try:
            series.append(frame[name].cast(kind, strict=True))
        except pl.exceptions.PolarsError as error:
            why = str(error).splitlines()[0]
            problems.append(Problem("E011", found=name, expected=ledger.id, details={"why": why}))
    if problems:
        return frame, problems
    typed = pl.DataFrame(series)
    counts = typed.group_by(ledger.unit).len().sort(ledger.unit).rows()
    for unit, count in counts:
        if unit not in tree:
            shown = "（空）" if unit is None else str(unit)
            problems.append(Problem("E010", found=shown, expected=ledger.id, details={"count": count}))
    # Sorted by unit, so that a school's rows lie together on disk; then by everything else, so that ties cannot matter.
    order = [ledger.unit, *PROVENANCE, *(c for c in schema if c not in PROVENANCE and c != ledger.unit)]
    return typed.sort(order), problems


def _submitted(
    frame: pl.DataFrame, ledger: Ledger, named: Iterable[str], tree: OrgTree, problems: list[Problem]
) -> list[str]:
    """The units that handed in the ledger, and those somebody handed in rows for (a county lists its schools)."""
    found = set(named)
    if "_unit" in frame.columns:
        found |= {unit for unit in frame["_unit"].unique() if unit is not None}
    codes = [unit.code for unit in tree]
    problems += [
        Problem("E002", found=unit, hint=nearest(unit, codes)) for unit in sorted(found) if unit not in tree
    ]
    if ledger.unit in frame.columns:
        found |= {unit for unit in frame[ledger.unit].unique() if unit in tree}
    return sorted(found)


def _write(
    frames: Mapping[str, pl.DataFrame],
    units: Mapping[str, list[str]],
    content: dict[str, Any],
    into: Path,
    frozen: Mapping[str, str],
) -> Path:
    """Write everything into a folder beside the target, to the disk, and only then give it its name."""
    temporary = Path(tempfile.mkdtemp(prefix=".freezing-", dir=into))
    try:
        entries = {}
        for name, frame in frames.items():
            # Made in memory first: then the file's hash is that of the bytes we meant, and a full disk is one clear OSError.
            buffer = io.BytesIO()
            frame.write_parquet(buffer, compression="zstd", statistics=True)
            data = buffer.getvalue()
            _write_file(temporary / f"{name}.parquet", data)
            entries[name] = {
                "file": f"{name}.parquet",
                "sha256": hashlib.sha256(data).hexdigest(),
                "rows": frame.height,
                "submitted": units[name],
            }
        content["ledgers"] = entries
        identity = hashlib.sha256(canonical_json(content)).hexdigest()
        manifest = {"id": identity, "content": content, "frozen": dict(frozen)}
        manifest["seal"] = _seal(manifest)
        _write_file(
            temporary / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        )
        _sync_folder(temporary)
        target = into / identity
        if target.is_dir():  # frozen before: the rows are the same, so the first manifest stays
            shutil.rmtree(temporary)
        else:
            temporary.chmod(0o755)
            temporary.rename(target)
            _sync_folder(into)
        return target
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _write_file(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _seal(manifest: Mapping[str, Any]) -> str:
    """The hash of id, content and who froze it: `frozen` stands outside the id, but a damaged one should not pass either."""
    return hashlib.sha256(canonical_json({k: manifest[k] for k in ("id", "content", "frozen")})).hexdigest()


def open_snapshot(folder: Path, *, verify: bool = True) -> Snapshot:
    """Open a snapshot, hashing the manifest and every file again before DuckDB may see them.

    DuckDB answers from a damaged Parquet file without a word, so ``verify=False`` is only for callers that have just checked.

    Raises:
        ZerenError: E020–E024, naming the file.
    """
    manifest = _manifest(folder)
    content = manifest["content"]
    problems: list[Problem] = []
    files, submitted = {}, {}
    for name, entry in content["ledgers"].items():
        path = folder / str(entry["file"])
        files[name] = path
        submitted[name] = frozenset(entry["submitted"])
        if not path.is_file():
            problems.append(Problem("E020", Place(str(path)), found=path.name))
        elif verify and _sha256(path) != entry["sha256"]:
            problems.append(Problem("E021", Place(str(path)), found=path.name))
    if problems:
        raise ZerenError(problems)
    period = content["period"]
    return Snapshot(
        id=manifest["id"],
        folder=folder,
        manifest=manifest,
        period=Period(period["id"], date.fromisoformat(period["start"]), date.fromisoformat(period["end"])),
        tree=OrgTree.from_rows(content["tree"]),
        parameters={n: ResolvedParameter.from_dict(p) for n, p in content["parameters"].items()},
        files=files,
        submitted=submitted,
    )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise ZerenError(Problem("E023", Place(str(folder)), found=folder.name))
    altered = ZerenError(Problem("E022", Place(str(path)), found=MANIFEST))
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        identity = hashlib.sha256(canonical_json(manifest["content"])).hexdigest()
        sound = identity == manifest["id"] and manifest["seal"] == _seal(manifest)
        version = manifest["content"]["format"]
        entries = [str(entry["file"]) for entry in manifest["content"]["ledgers"].values()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise altered from None
    # The folder's name is the id everybody cites: a manifest that was rewritten consistently still betrays itself there.
    if not sound or (
        re.fullmatch("[0-9a-f]{64}", folder.resolve().name) and folder.resolve().name != identity
    ):
        raise altered
    if version != FORMAT:
        raise ZerenError(Problem("E024", Place(str(path)), found=str(version), expected=str(FORMAT)))
    if any(Path(name).name != name for name in entries):
        raise altered
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
