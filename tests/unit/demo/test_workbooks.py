"""The workbooks can be imported as they are: really read, really checked, in the child processes of intake."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from zeren.core.intake import Pool, Reading, check_all, read
from zeren.core.kernel import ZerenError
from zeren.core.packs import Pack, load
from zeren.demo import NOTICE, DemoLedgers, all_rows, demo_workspace, write_demo
from zeren.demo.district import DROPOUT_SCHOOL, NURSERY
from zeren.demo.workbooks import plan_books, write_books
from zeren.workspace import Workspace, parameters_of, tree_from

SEED, SCALE = 11, 0.05


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("cn-basic-education")


@pytest.fixture(scope="module")
def small() -> DemoLedgers:
    return all_rows(SEED, SCALE)


@pytest.fixture(scope="module")
def folder(small: DemoLedgers, pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_books(folder, plan_books(small.district, small.rows, pack.ledgers), pack)
    return folder


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    pool.start()
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def workspace(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = demo_workspace(tmp_path_factory.mktemp("workspace"))
    workspace.packs[workspace.pack_name] = pack
    return workspace


@pytest.fixture(scope="module")
def readings(folder: Path, workspace: Workspace, small: DemoLedgers, pool: Pool) -> list[Reading]:
    units = {
        "schools": pl.DataFrame(small.rows["schools"], infer_schema_length=None),
        "kindergartens": pl.DataFrame(small.rows["kindergartens"], infer_schema_length=None),
    }
    return read(
        sorted(path for path in folder.rglob("*") if path.is_file()),
        workspace.pack.ledgers,
        codes=workspace.pack.codes,
        period=workspace.period,
        parameters=parameters_of(workspace),
        tree=tree_from(workspace, units),
        versions=workspace.pack.versions,
        pool=pool,
    )


@pytest.fixture(scope="module")
def frames(readings: list[Reading]) -> dict[str, pl.DataFrame]:
    parts: dict[str, list[pl.DataFrame]] = {}
    for reading in readings:
        for name, frame in reading.frames.items():
            parts.setdefault(name, []).append(frame)
    return {name: pl.concat(found) for name, found in parts.items()}


def test_every_unit_hands_in_a_workbook(folder: Path) -> None:
    assert len(list((folder / "学校").glob("*.xlsx"))) == 30
    assert len(list((folder / "幼儿园").glob("*.xlsx"))) == 60
    assert (folder / "学校" / f"{DROPOUT_SCHOOL}.xlsx").is_file()
    assert (folder / "幼儿园" / f"{NURSERY}.xlsx").is_file()
    assert {path.suffix for path in (folder / "教育局").iterdir()} == {".xlsx", ".csv"}


def test_no_workbook_has_an_error(readings: list[Reading]) -> None:
    assert [str(p) for reading in readings for p in reading.problems if p.severity == "error"] == []


def test_together_they_pass_every_cross_check(frames: dict[str, pl.DataFrame], workspace: Workspace) -> None:
    found = check_all(
        frames,
        workspace.pack.ledgers,
        period=workspace.period,
        tree=tree_from(workspace, frames),
        parameters=parameters_of(workspace),
        submitted={name: set(frame["_unit"].to_list()) for name, frame in frames.items()},
    )
    assert [str(problem) for problem in found] == []


def test_what_was_written_is_what_is_read(
    frames: dict[str, pl.DataFrame], small: DemoLedgers, pack: Pack
) -> None:
    assert set(frames) == {name for name, rows in small.rows.items() if rows}
    for name, frame in frames.items():
        columns = [column.id for column in pack.ledgers[name].columns]
        read_rows = {tuple(row) for row in frame.select(columns).iter_rows()}
        assert frame.height == len(small.rows[name]), name
        assert read_rows == {tuple(row.get(column) for column in columns) for row in small.rows[name]}, name


def test_clerks_have_habits(folder: Path) -> None:
    covers = {
        path.name: zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
        for path in folder.rglob("*.xlsx")
    }
    for form in ("2017H1", "2017年1—6月", "2017年上半年"):
        assert any(form in text for text in covers.values())
    sheets = {
        path: zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml").decode()
        for path in folder.rglob("*.xlsx")
    }
    with_total = sum("合计" in text for text in sheets.values())
    assert 5 < with_total < len(sheets) // 2


def test_everything_says_that_it_is_invented(folder: Path) -> None:
    for path in folder.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert NOTICE in book.read("xl/sharedStrings.xml").decode(), path.name
    for path in folder.rglob("*.csv"):
        assert NOTICE in path.read_bytes().decode("gb18030")


def test_the_same_rows_give_the_same_bytes(
    folder: Path, pack: Pack, small: DemoLedgers, tmp_path: Path
) -> None:
    again = all_rows(SEED, SCALE)
    write_books(tmp_path, plan_books(again.district, again.rows, pack.ledgers), pack)
    for path in folder.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(folder)
            assert parts_of(path) == parts_of(copy), path.name


def parts_of(path: Path) -> dict[str, bytes]:
    """The contents of a workbook without its date of creation."""
    if path.suffix == ".csv":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


def test_progress_is_told_to_the_end(small: DemoLedgers, pack: Pack, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    books = plan_books(small.district, small.rows, pack.ledgers)
    write_books(tmp_path, books, pack, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (len(books), len(books))
    assert {total for _, total in told} == {len(books)}


def test_a_demo_replaces_the_demo_that_is_there(tmp_path: Path) -> None:
    first = write_demo(tmp_path, seed=1, scale=0.01)
    assert Workspace.open(tmp_path) == first
    (tmp_path / "ledgers" / "学校" / "旧学校.xlsx").write_bytes(b"old")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "catalogue.json").write_text("{}", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_demo(tmp_path, seed=2, scale=0.01)
    assert not (tmp_path / "ledgers" / "学校" / "旧学校.xlsx").exists()
    assert not (tmp_path / "store").exists()
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["workspace", "ledgers only"])
def test_somebody_elses_work_is_not_touched(tmp_path: Path, name: str) -> None:
    ledger = tmp_path / "ledgers" / "real.xlsx"
    ledger.parent.mkdir()
    ledger.write_bytes(b"real")
    if name == "workspace":
        write_demo(tmp_path / "other", scale=0.01)
        settings = (tmp_path / "other" / "workspace.yaml").read_text(encoding="utf-8")
        (tmp_path / "workspace.yaml").write_text(
            settings.replace(f"notice: {NOTICE}", "notice: ''"), encoding="utf-8"
        )
    with pytest.raises(ZerenError) as caught:
        write_demo(tmp_path, scale=0.01)
    assert [problem.code for problem in caught.value.problems] == ["W009"]
    assert ledger.read_bytes() == b"real"
