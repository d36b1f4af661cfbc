"""Freezing and opening: the same rows have one id, a changed byte is noticed, a full disk leaves nothing behind."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.tiny import AT, DISTRICT, PERIOD, TREE, frames, frozen, tiny
from zeren.core.engine import Snapshot, freeze, measure, open_snapshot
from zeren.core.kernel import ZerenError


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return frozen(DISTRICT, tmp_path)


def codes(caught: pytest.ExceptionInfo[ZerenError]) -> list[str]:
    return [p.code for p in caught.value.problems]


def test_a_frozen_snapshot_opens_as_it_was(snapshot: Snapshot) -> None:
    again = open_snapshot(snapshot.folder)
    assert again.id == snapshot.id == snapshot.folder.name
    assert again.period == PERIOD
    assert again.tree.to_rows() == TREE.to_rows()
    assert again.parameters == snapshot.parameters
    assert again.row_counts == {name: len(rows) for name, rows in DISTRICT.items()}
    assert again.manifest["frozen"] == {"by": "测试", "at": AT.isoformat()}
    assert again.manifest["content"]["packs"] == {"tiny": "0.2.0"}


def test_the_id_is_that_of_the_rows(snapshot: Snapshot, tmp_path: Path) -> None:
    turned = {name: frame.reverse() for name, frame in frames(DISTRICT).items()}
    again = freeze(
        turned,
        pack=tiny(),
        tree=TREE,
        period=PERIOD,
        into=tmp_path / "b",
        by="别人",
        at=datetime(2018, 1, 1, tzinfo=UTC),
    )
    assert again.id == snapshot.id
    other = {**DISTRICT, "returns": [*DISTRICT["returns"], {"place": "C", "opening": 1}]}
    assert frozen(other, tmp_path).id != snapshot.id
    assert frozen(DISTRICT, tmp_path, submitted={"pupils": ["Z"]}).id != snapshot.id


def test_freezing_twice_keeps_the_first(snapshot: Snapshot) -> None:
    again = freeze(
        frames(DISTRICT), pack=tiny(), tree=TREE, period=PERIOD, into=snapshot.folder.parent, by="别人", at=AT
    )
    assert again.manifest["frozen"]["by"] == "测试"
    assert [p.name for p in snapshot.folder.parent.iterdir()] == [snapshot.id]


def test_rows_lie_together_by_unit(snapshot: Snapshot) -> None:
    units = pl.read_parquet(snapshot.files["pupils"])["school"].to_list()
    assert units == sorted(units)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _swap(path: Path) -> None:
    other = path.parent / "schools.parquet"
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)


@pytest.mark.parametrize(
    ("damage", "code", "named"),
    [
        (_flip, "E021", ["pupils.parquet"]),
        (_truncate, "E021", ["pupils.parquet"]),
        (_swap, "E021", ["pupils.parquet", "schools.parquet"]),
        (Path.unlink, "E020", ["pupils.parquet"]),
        (lambda p: p.write_bytes(b""), "E021", ["pupils.parquet"]),
    ],
)
def test_a_damaged_file_is_named_and_never_read(
    snapshot: Snapshot, damage: Any, code: str, named: list[str]
) -> None:
    damage(snapshot.folder / "pupils.parquet")
    with pytest.raises(ZerenError) as caught:
        open_snapshot(snapshot.folder)
    assert codes(caught) == [code] * len(named)
    assert [p.found for p in caught.value.problems] == named
    assert "pupils.parquet" in str(caught.value)


def _edit(snapshot: Snapshot, change: Any) -> None:
    path = snapshot.folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["content"]["ledgers"]["pupils"].update(rows=9),
        lambda m: m["content"]["parameters"]["entry_age"].update(default="5"),
        lambda m: m["content"]["tree"].pop(),
        lambda m: m["frozen"].update(by="他人"),
        lambda m: m.update(id="0" * 64),
        lambda m: m.pop("seal"),
        lambda m: m.pop("content"),
    ],
)
def test_an_edited_manifest_is_refused(snapshot: Snapshot, change: Any) -> None:
    _edit(snapshot, change)
    with pytest.raises(ZerenError) as caught:
        open_snapshot(snapshot.folder)
    assert codes(caught) == ["E022"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"id": NaN}', b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_is_none_is_refused(snapshot: Snapshot, content: bytes) -> None:
    (snapshot.folder / "manifest.json").write_bytes(content)
    with pytest.raises(ZerenError) as caught:
        open_snapshot(snapshot.folder)
    assert codes(caught) == ["E022"]


def test_a_manifest_rewritten_consistently_betrays_itself_by_the_folder(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    other = frozen({**DISTRICT, "returns": []}, tmp_path / "other")
    for file in snapshot.folder.iterdir():
        file.unlink()
    for file in other.folder.iterdir():
        shutil.copy(file, snapshot.folder)
    with pytest.raises(ZerenError) as caught:
        open_snapshot(snapshot.folder)
    assert codes(caught) == ["E022"]
    copied = tmp_path / "一份拷贝"
    shutil.copytree(other.folder, copied)
    assert open_snapshot(copied).id == other.id


def test_a_folder_without_manifest_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(ZerenError) as caught:
        open_snapshot(tmp_path)
    assert codes(caught) == ["E023"]


def test_rows_that_fit_neither_pack_nor_tree_are_all_told(tmp_path: Path) -> None:
    given = frames(
        {
            "pupils": [{"school": "A", "_unit": "Q"}, {"school": "Q"}, {"school": None}],
            "returns": [{"place": "A"}],
        }
    )
    given["pupil"] = given["pupils"]
    given["returns"] = given["returns"].with_columns(
        pl.lit("many").alias("opening"), pl.lit(1).alias("openning")
    )
    with pytest.raises(ZerenError) as caught:
        freeze(given, pack=tiny(), tree=TREE, period=PERIOD, into=tmp_path, by="a", at=AT)
    assert sorted(codes(caught)) == ["E002", "E003", "E004", "E010", "E010", "E011"]
    assert {p.hint for p in caught.value.problems if p.code == "E003"} == {"pupils"}
    assert not list(tmp_path.iterdir())
    with pytest.raises(ZerenError) as caught:
        freeze({}, pack=tiny(), tree=TREE, period=PERIOD, into=tmp_path, by="a", at=AT)
    assert codes(caught) == ["E013"]


SCRIPT = """
import sys
from pathlib import Path
from tests.support.tiny import frozen, pupil
from zeren.core.kernel import ZerenError
rows = [pupil("A", f"{n:x}{n * 2654435761 % 2**64:x}") for n in range(int(sys.argv[2]))]
try:
    frozen({"pupils": rows, "schools": [{"school_code": "A"}]}, Path(sys.argv[1]))
except ZerenError as error:
    print(error.problems[0].code, error.problems[0].zh)
"""


def _freeze_elsewhere(folder: Path, rows: int, **options: Any) -> str:
    """In a process of its own, because a limit on file size holds for the whole process."""
    root = Path(__file__).parents[3]
    paths = f"{root}{os.pathsep}{root / 'src'}"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(rows)],
        capture_output=True, text=True, check=True, cwd=root, env={**os.environ, "PYTHONPATH": paths}, **options,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """A real file system of 64 KB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("needs the right to mount; the next test limits the file size instead")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_leaves_nothing_behind(small_disk: Path) -> None:
    before = frozen({"schools": [{"school_code": "A"}]}, small_disk)
    said = _freeze_elsewhere(small_disk, 20_000)
    assert said.startswith("E012 磁盘空间不足或写不进去，未保存任何数据")
    assert [p.name for p in small_disk.iterdir()] == [before.id]
    assert open_snapshot(before.folder).id == before.id


def test_a_file_that_may_not_grow_leaves_nothing_behind(tmp_path: Path) -> None:
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # noqa: E731
    said = _freeze_elsewhere(tmp_path, 20_000, preexec_fn=limit)
    assert said.startswith("E012 磁盘空间不足或写不进去，未保存任何数据")
    assert not list(tmp_path.iterdir())
    assert _freeze_elsewhere(tmp_path, 10, preexec_fn=limit) == ""
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_whose_name_looks_like_a_pattern_can_be_measured(tmp_path: Path) -> None:
    snapshot = frozen(DISTRICT, tmp_path / "it's [1] *")
    assert measure(snapshot, tiny()).get("dropout_rate", "A") is not None
