"""The sandbox: whatever happens to a child happens to one file, and this process opens none."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.bad_files import BAD_FILES, good
from tests.unit.intake.cast import take
from zeren.core.intake import Job, Pool, shared_pool

HOSTILE = (sys.executable, "-m", "tests.support.hostile_child")
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits are the Linux kernel's")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "好.xlsx"
    path.write_bytes(good())
    return path


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(HOSTILE, size=2, seconds=20)
    yield pool
    pool.close()


def act(pool: Pool, path: Path, what: str) -> Any:
    return pool.run(Job("act", str(path), {"act": what}))


def heights(path: Path, pool: Pool) -> list[int]:
    return [frame.height for reading in take(path, pool=pool) for frame in reading.frames.values()]


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("die", "文件打开时出错，读取程序已停止（SIGKILL）；没有影响其他文件"),
        ("exit", "文件打开时出错，读取程序已停止（3）；没有影响其他文件"),
    ],
)
def test_a_child_that_dies_costs_one_file(pool: Pool, file: Path, what: str, says: str) -> None:
    assert [p.zh for p in act(pool, file, what).problems] == [says]
    assert heights(file, pool) == [1]


def test_a_child_killed_from_outside_is_replaced(file: Path) -> None:
    with_one = Pool(HOSTILE, size=1, seconds=60)
    with_one.run(Job("workbook", str(file)))
    (victim,) = with_one.process_ids()
    killer = threading.Timer(0.3, os.kill, (victim, signal.SIGKILL))
    killer.start()
    answer = act(with_one, file, "hang")
    killer.join()
    assert [p.code for p in answer.problems] == ["I020"]
    assert heights(file, with_one) == [1]
    assert victim not in with_one.process_ids()
    with_one.close()


def test_a_child_that_hangs_is_stopped_at_the_deadline(file: Path) -> None:
    impatient = Pool(HOSTILE, size=1, seconds=1)
    started = time.monotonic()
    assert [p.zh for p in act(impatient, file, "hang").problems] == ["文件读取超过1秒，已停止"]
    assert time.monotonic() - started < 60
    assert heights(file, impatient) == [1]
    impatient.close()


def test_a_child_that_spins_is_stopped_too(file: Path) -> None:
    impatient = Pool(HOSTILE, size=1, seconds=1)
    assert [p.code for p in act(impatient, file, "spin").problems] == ["I021"]
    impatient.close()


@linux
def test_too_much_memory_is_refused_by_the_kernel(pool: Pool, file: Path) -> None:
    assert act(pool, file, "allocate").facts["outcome"] == "MemoryError"


@linux
def test_the_far_corner_kills_an_unguarded_reader_but_only_the_child(
    pool: Pool, file: Path, tmp_path: Path
) -> None:
    answer = pool.run(Job("unguarded", str(BAD_FILES["远角.xlsx"](tmp_path))))
    assert answer.problems[0].code in {"I020", "I022"}
    assert heights(file, pool) == [1]


@linux
@pytest.mark.parametrize("what", ["write", "connect", "start_program"])
def test_a_child_may_only_read(pool: Pool, file: Path, what: str) -> None:
    before = file.read_bytes()
    answer = act(pool, file, what)
    assert answer.facts["outcome"] == "PermissionError"
    assert file.read_bytes() == before


@linux
def test_native_code_cannot_write_either(pool: Pool, file: Path) -> None:
    before = file.read_bytes()
    assert act(pool, file, "write_below_python").facts["outcome"] == "OSError"
    assert file.read_bytes() == before


def test_an_answer_that_is_none_is_a_lost_child(pool: Pool, file: Path) -> None:
    answer = act(pool, file, "babble")
    assert answer.problems[0].code in {"I020", "I022"}
    assert heights(file, pool) == [1]


def test_a_hundred_files_share_two_children(pool: Pool, file: Path) -> None:
    told: list[int] = []
    answers = list(pool.stream([Job("workbook", str(file))] * 100, told.append))
    assert all(not a.problems for a in answers)
    assert told == list(range(1, 101))
    assert len(pool.process_ids()) <= 2


def test_two_threads_may_read_at_once(pool: Pool, file: Path) -> None:
    found: list[list[int]] = []
    threads = [threading.Thread(target=lambda: found.append(heights(file, pool))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[1]] * 6


OPENED: list[str] = []
WATCHING = threading.Event()


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and WATCHING.is_set():
        OPENED.append(str(arguments[0]))


def test_this_process_never_opens_the_file(file: Path, tmp_path: Path) -> None:
    shared_pool().start()
    bad = [BAD_FILES[name](tmp_path) for name in ("远角.xlsx", "坏编码.csv", "加密.xlsx")]
    sys.addaudithook(_watch)  # hooks cannot be removed; this one is switched off again
    WATCHING.set()
    try:
        (tmp_path / "probe.txt").write_text("x")
        readings = take(file, *bad)
    finally:
        WATCHING.clear()
    assert str(tmp_path / "probe.txt") in OPENED, "the hook sees what this process opens"
    assert readings[0].ok
    ours = {str(path) for path in (file, *bad)}
    assert not ours & set(OPENED)
