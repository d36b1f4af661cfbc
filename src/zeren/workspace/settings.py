"""A workspace: the folder in which one bureau keeps one period's ledgers, snapshots and reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml

from zeren.core.kernel import OrgTree, Period, Problem, Unit, ZerenError, nearest
from zeren.core.packs import Cursor, Letter, Pack, ReportTemplate, load, read_yaml

FILE = "workspace.yaml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder and what its workspace.yaml says.

    Shape: ``units`` are the administrative ancestors and the county itself; schools come from the ledgers. ``report_date`` is the
    成文日期 printed on reports. ``notice`` is printed wherever something is written (演示数据).
    """

    folder: Path
    name: str
    unit: str
    period: Period
    pack_name: str
    letter_id: str
    report_id: str
    report_date: date
    units: tuple[Unit, ...]
    notice: str = ""
    packs: dict[str, Pack] = field(default_factory=dict, compare=False)

    @classmethod
    def open(cls, folder: Path | str) -> Workspace:
        """Read a workspace's settings.

        Raises:
            ZerenError: W001 when there is no workspace.yaml, P-problems when it is malformed.
        """
        folder = Path(folder)
        path = folder / FILE
        if not path.is_file():
            raise ZerenError(Problem("W001", found=str(folder)))
        problems: list[Problem] = []
        cursor = read_yaml(path, FILE, problems)
        workspace = None if cursor is None else _read(cursor, folder)
        if problems or workspace is None:
            raise ZerenError(problems)
        return workspace

    @property
    def pack(self) -> Pack:
        """The workspace's pack with its dependencies; loaded once."""
        if self.pack_name not in self.packs:
            self.packs[self.pack_name] = load(self.pack_name)
        return self.packs[self.pack_name]

    @property
    def letter(self) -> Letter:
        """The responsibility letter that is scored."""
        return _named(self.pack.letters, self.letter_id, "P026")

    @property
    def template(self) -> ReportTemplate:
        """The report that is composed."""
        return _named(self.pack.reports, self.report_id, "P012")

    @property
    def tree(self) -> OrgTree:
        """Province, prefecture and county; the ledgers add the schools."""
        return OrgTree(self.units)


T = TypeVar("T")


def _named(known: Mapping[str, T], name: str, code: str) -> T:
    if name not in known:
        raise ZerenError(Problem(code, found=name, expected="、".join(known), hint=nearest(name, known)))
    return known[name]


def _read(cursor: Cursor, folder: Path) -> Workspace | None:
    if not cursor.keys("name unit period pack letter report report_date units", "notice"):
        return None
    units = []
    for item in cursor.list_at("units"):
        item.keys("code name level", "parent")
        parent = item.text_at("parent") or None
        units.append(Unit(item.text_at("code"), item.text_at("name"), item.text_at("level"), parent))
    day = cursor.get("report_date")
    try:
        period = Period.parse(cursor.text_at("period"))
        OrgTree(units)
    except ValueError as error:
        cursor.problem("P012", cursor.text_at("period"), str(error))
        return None
    return Workspace(
        folder=folder,
        name=cursor.text_at("name"),
        unit=cursor.text_at("unit"),
        period=period,
        pack_name=cursor.text_at("pack"),
        letter_id=cursor.text_at("letter"),
        report_id=cursor.text_at("report"),
        report_date=period.end if day is None else day.date(),
        units=tuple(units),
        notice=cursor.text_at("notice"),
    )


def write_settings(workspace: Workspace) -> bytes:
    """The workspace.yaml that :meth:`Workspace.open` reads."""
    units = [
        {k: v for k, v in (("code", u.code), ("name", u.name), ("level", u.level), ("parent", u.parent)) if v}
        for u in workspace.units
    ]
    content = {
        "name": workspace.name,
        "unit": workspace.unit,
        "period": workspace.period.id,
        "pack": workspace.pack_name,
        "letter": workspace.letter_id,
        "report": workspace.report_id,
        "report_date": workspace.report_date.isoformat(),
        "notice": workspace.notice,
        "units": units,
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()
