"""The parent's side of the sandbox: a small pool of child processes that open what users sent.

A 1.4 KB workbook can abort the process that opens it, and nothing in Python can catch that. So this process never opens a user's
file: it sends the path to a child with limits, waits no longer than a deadline, and replaces a child that dies or hangs. What
comes back is bytes of our own making (JSON and Arrow), never a pickle: a child that was taken over must not speak Python to us.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zeren.core.kernel import Place, Problem

__all__ = ["Answer", "Job", "Pool", "shared_pool"]

WALL_SECONDS = 60.0
STARTUP_SECONDS = 60.0
MAX_ANSWER = 1 << 30
CHILDREN = 2
JOBS_PER_CHILD = 400  # then a fresh one: whatever a library leaks is bounded

_SIGNALS = {int(s): s.name for s in signal.Signals}


@dataclass(frozen=True, slots=True)
class Job:
    """One file for a child: the job's name (see ``child.JOBS``), the path, and options that fit into JSON."""

    name: str
    path: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child made of a file: plain facts, blobs of bytes, and problems (then the rest is empty)."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    blobs: tuple[bytes, ...] = ()
    problems: tuple[Problem, ...] = ()


class _ChildLostError(Exception):
    """The child died or overran its time."""

    def __init__(self, code: str, found: str = "", expected: str = "") -> None:
        super().__init__(code)
        self.code, self.found, self.expected = code, found, expected


class _Child:
    """One child process and the pipe to it."""

    def __init__(self, command: Sequence[str]) -> None:
        self.done = 0
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=_environment(), close_fds=True, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.reader, self.writer = self.process.stdout.fileno(), self.process.stdin.fileno()
        self.ready = False

    def ask(self, request: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], tuple[bytes, ...]]:
        """Send one request and wait for its answer."""
        if not self.ready:
            self._frame(time.monotonic() + STARTUP_SECONDS, STARTUP_SECONDS)
            self.ready = True
        body = json.dumps(request).encode()
        try:
            os.write(self.writer, len(body).to_bytes(8, "big") + body)
        except OSError:
            raise self._lost() from None
        deadline = time.monotonic() + seconds
        header = json.loads(self._frame(deadline, seconds))
        self.done += 1
        return header, tuple(self._frame(deadline, seconds) for _ in range(int(header["blobs"])))

    def _frame(self, deadline: float, seconds: float) -> bytes:
        length = int.from_bytes(self._exactly(8, deadline, seconds), "big")
        if length > MAX_ANSWER:
            raise _ChildLostError("I022")
        return self._exactly(length, deadline, seconds)

    def _exactly(self, length: int, deadline: float, seconds: float) -> bytes:
        parts: list[bytes] = []
        while length:
            ready, _, _ = select.select([self.reader], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise _ChildLostError("I021", expected=f"{seconds:g}")
            part = os.read(self.reader, min(length, 1 << 20))
            if not part:
                raise self._lost()
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _lost(self) -> _ChildLostError:
        """Why the pipe closed, as the operating system tells it."""
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            code = 0
        name = _SIGNALS.get(-code, str(code))
        if name == "SIGXCPU":
            return _ChildLostError("I021", expected="CPU 30")
        return _ChildLostError("I020", name)

    def close(self) -> None:
        """End the child; never waits for its consent."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def _environment() -> dict[str, str]:
    """What a child may know: nothing of the parent's secrets or proxies."""
    home = str(Path(__file__).resolve().parents[3])
    inherited = os.environ.get("PYTHONPATH", "")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    return (
        kept
        | {
            "PYTHONPATH": os.pathsep.join(part for part in (home, inherited) if part),
            "PYTHONDONTWRITEBYTECODE": "1",
            "POLARS_MAX_THREADS": "1",  # a thread reserves address space, and the parent already runs one child a core
            "MALLOC_ARENA_MAX": "2",
        }
    )


class Pool:
    """A fixed number of child processes, started when first needed.

    Shape: ``command`` starts a child that speaks the protocol of ``child.py``; ``seconds`` is the deadline of one file.
    """

    def __init__(
        self, command: Sequence[str] = (), *, size: int = CHILDREN, seconds: float = WALL_SECONDS
    ) -> None:
        self.command = tuple(command) or (sys.executable, "-m", "zeren.core.intake.child")
        self.size, self.seconds = size, seconds
        self._idle: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()
        for _ in range(size):
            self._idle.put(None)
        self._alive: set[_Child] = set()
        self._lock = threading.Lock()

    def run(self, job: Job) -> Answer:
        """Let a child do one job; whatever happens to the child, an answer comes back."""
        child = self._idle.get()
        try:
            if child is None:
                child = self._start()
            request = {"job": job.name, "path": job.path, "options": dict(job.options)}
            header, blobs = child.ask(request, self.seconds)
        except _ChildLostError as lost:
            assert child is not None
            child = self._ended(child)
            return Answer(
                problems=(Problem(lost.code, Place(Path(job.path).name), lost.found, lost.expected),)
            )
        except (ValueError, KeyError, TypeError):  # an answer that is none
            assert child is not None
            child = self._ended(child)
            return Answer(problems=(Problem("I020", Place(Path(job.path).name), "protocol"),))
        finally:
            if child is not None and child.done >= JOBS_PER_CHILD:
                child = self._ended(child)
            self._idle.put(child)
        name = Path(job.path).name
        return Answer(header["facts"], blobs, tuple(_problem(p, name) for p in header["problems"]))

    def stream(self, jobs: Sequence[Job], done: Callable[[int], None] | None = None) -> Iterator[Answer]:
        """Many jobs, as many at a time as there are children; answers in order. ``done`` hears how many there are."""
        with ThreadPoolExecutor(self.size) as threads:
            for count, answer in enumerate(
                threads.map(self.run, jobs) if len(jobs) > 1 else map(self.run, jobs), 1
            ):
                if done is not None:
                    done(count)
                yield answer

    def start(self) -> None:
        """Start the children now, so that the first file need not wait."""
        children = [self._idle.get() for _ in range(self.size)]
        for child in children:
            self._idle.put(child or self._start())

    def process_ids(self) -> tuple[int, ...]:
        """The children alive now."""
        return tuple(sorted(child.process.pid for child in self._alive))

    def close(self) -> None:
        """End all children."""
        for child in list(self._alive):
            self._ended(child)

    def _start(self) -> _Child:
        child = _Child(self.command)
        with self._lock:
            self._alive.add(child)
        return child

    def _ended(self, child: _Child) -> _Child | None:
        """End a child; what is left of it is nothing, and the next job starts a new one."""
        with self._lock:
            self._alive.discard(child)
        child.close()
        return None


def _problem(data: Mapping[str, Any], file: str) -> Problem:
    """The problem a child described; an unknown code raises KeyError, which :meth:`Pool.run` turns into a report."""
    place = Place(file, sheet=str(data.get("sheet", "")), cell=str(data.get("cell", "")))
    return Problem(str(data["code"]), place, str(data.get("found", "")), str(data.get("expected", "")))


_SHARED: dict[int, Pool] = {}
_SHARED_LOCK = threading.Lock()


def shared_pool() -> Pool:
    """The process's own pool. A forked process gets a new one: pipes must not be shared."""
    with _SHARED_LOCK:
        owner = os.getpid()
        if owner not in _SHARED:
            _SHARED.clear()
            _SHARED[owner] = Pool()
            atexit.register(_SHARED[owner].close)
        return _SHARED[owner]
