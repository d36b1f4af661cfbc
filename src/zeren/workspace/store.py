"""The rows people have submitted: immutable Parquet files, and a catalogue that says which of them is current.

One Parquet file holds the rows of one ledger from one import; the catalogue maps (ledger, submitting unit) to the file that is
current. A new submission replaces the old one in the catalogue only; nothing is rewritten, so nothing can be half written.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from zeren.core.kernel import Problem, ZerenError
from zeren.workspace.files import publish, sha256_of


@dataclass(frozen=True, slots=True)
class Submission:
    """One unit's rows of one ledger."""

    ledger: str
    unit: str
    file: str
    frame: pl.DataFrame


class Store:
    """The rows of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue_path = folder / "catalogue.json"

    def catalogue(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Ledger → unit → {parquet, rows, file, by, at}."""
        if not self.catalogue_path.is_file():
            return {}
        loaded: dict[str, dict[str, dict[str, Any]]] = json.loads(
            self.catalogue_path.read_text(encoding="utf-8")
        )
        return loaded

    def current(self, *, without: Iterable[tuple[str, str]] = ()) -> dict[str, pl.DataFrame]:
        """The current rows by ledger, leaving out the (ledger, unit) pairs that are about to be replaced.

        Raises:
            ZerenError: W005 when a file's bytes are not those that were stored.
        """
        left_out = set(without)
        frames: dict[str, list[pl.DataFrame]] = {}
        for ledger, units in self.catalogue().items():
            wanted: dict[str, list[str]] = {}
            for unit, entry in units.items():
                if (ledger, unit) not in left_out:
                    wanted.setdefault(entry["parquet"], []).append(unit)
            for name, members in sorted(wanted.items()):
                frame = self._read(name)
                if frame["_unit"].n_unique() > len(members):
                    frame = frame.filter(pl.col("_unit").is_in(members))
                frames.setdefault(ledger, []).append(frame)
        return {ledger: pl.concat(parts) for ledger, parts in frames.items()}

    def _read(self, name: str) -> pl.DataFrame:
        path = self.folder / name
        if not path.is_file() or sha256_of(path) != path.stem:
            raise ZerenError(Problem("W005", found=name))
        return pl.read_parquet(path)

    def submitted(self) -> dict[str, set[str]]:
        """Ledger → units that have submitted it."""
        return {ledger: set(units) for ledger, units in self.catalogue().items()}

    def add(self, submissions: Iterable[Submission], *, by: str, at: datetime) -> None:
        """Make submissions current, all or none: the rows first, the catalogue last."""
        grouped: dict[str, list[Submission]] = {}
        for submission in submissions:
            grouped.setdefault(submission.ledger, []).append(submission)
        catalogue = self.catalogue()
        for ledger, members in sorted(grouped.items()):
            name = self._write(pl.concat([m.frame for m in members]))
            for member in members:
                catalogue.setdefault(ledger, {})[member.unit] = {
                    "parquet": name,
                    "rows": member.frame.height,
                    "file": member.file,
                    "by": by,
                    "at": at.isoformat(),
                }
        self._publish(catalogue)

    def _write(self, frame: pl.DataFrame) -> str:
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", compression_level=1)
        content = buffer.getvalue()
        name = f"{hashlib.sha256(content).hexdigest()}.parquet"
        if not (self.folder / name).is_file():
            publish(self.folder / name, content)
        return name

    def _publish(self, catalogue: Mapping[str, Any]) -> None:
        text = json.dumps(catalogue, ensure_ascii=False, indent=1, sort_keys=True)
        publish(self.catalogue_path, text.encode())
