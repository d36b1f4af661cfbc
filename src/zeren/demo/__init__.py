"""The demo district: invented ledgers of 西宁市城中区 for January to June 2017, whose totals agree with the published report."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from zeren.core.kernel import Problem, Unit, ZerenError
from zeren.demo.district import COUNTY, COUNTY_NAME, PERIOD, District
from zeren.demo.ledgers import DemoLedgers, all_rows
from zeren.demo.workbooks import NOTICE, plan_books, write_books
from zeren.workspace import Workspace, publish, write_settings

__all__ = ["NOTICE", "DemoLedgers", "District", "all_rows", "demo_workspace", "write_demo"]

_FILE = "workspace.yaml"
_UNITS = (
    Unit("63", "青海省", "province"),
    Unit("630100", "西宁市", "prefecture", "63"),
    Unit(COUNTY, COUNTY_NAME, "county", "630100"),
)


def demo_workspace(folder: Path) -> Workspace:
    """The settings of the demo workspace; nothing is written."""
    return Workspace(
        folder=folder,
        name=f"西宁市{COUNTY_NAME}（{NOTICE}）",
        unit=COUNTY,
        period=PERIOD,
        pack_name="chengzhong-2017",
        letter_id="chengzhong-2017",
        report_id="self-inspection",
        report_date=date(2017, 7, 20),
        units=_UNITS,
        notice=NOTICE,
    )


def write_demo(
    folder: Path, *, seed: int = 2017, scale: float = 1.0, progress: Callable[[int, int], None] | None = None
) -> Workspace:
    """Write the demo workspace: its settings, and ledgers as schools, kindergartens and the bureau fill them in.

    Shape: ``ledgers/学校``, ``ledgers/幼儿园`` and ``ledgers/教育局`` hold one workbook each unit; equal seeds and scales give
    equal files. A demo that is there already is replaced, with the rows imported from it. ``progress`` is told (workbooks
    written, workbooks).

    Raises:
        ZerenError: W009 when the folder holds a workspace that is not a demo; W002 when the disk cannot be written.
    """
    folder = Path(folder)
    workspace = demo_workspace(folder)
    _check(folder)
    demo = all_rows(seed, scale)
    books = plan_books(demo.district, demo.rows, workspace.pack.ledgers)
    for name in ("ledgers", "store"):
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
    try:
        write_books(folder / "ledgers", books, workspace.pack, progress)
    except OSError as error:
        raise ZerenError(Problem("W002", found="ledgers", expected=error.strerror or str(error))) from error
    publish(folder / _FILE, write_settings(workspace))
    return workspace


def _check(folder: Path) -> None:
    """Refuse a folder with anybody else's work in it."""
    if (folder / _FILE).is_file():
        ours = Workspace.open(folder).notice == NOTICE
    else:
        ours = not any((folder / name).exists() for name in ("ledgers", "store"))
    if not ours:
        raise ZerenError(Problem("W009", found=str(folder)))
