"""How the command line speaks: tables and problems for people, JSON for programs, an exit code for scripts."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from zeren.core.kernel import Problem, exit_code

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
SHOWN = 40


class Format(StrEnum):
    """table for people, json for programs."""

    table = "table"
    json = "json"


def say(text: str) -> None:
    """One line for people."""
    console.print(text, markup=False, soft_wrap=True)


def emit(value: Any) -> None:
    """One JSON value for programs, on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()
) -> None:
    """A table for people; ``right`` lists the columns that hold numbers."""
    drawn = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for position, name in enumerate(header):
        drawn.add_column(name, justify="right" if position in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    console.print(drawn, markup=False)


def show_problems(problems: Sequence[Problem]) -> None:
    """Problems in the order found, then how many there are of each kind."""
    for problem in problems[:SHOWN]:
        mark = "✗" if problem.severity == "error" else "!"
        errors.print(f"{mark} {problem}", markup=False, soft_wrap=True)
    if len(problems) > SHOWN:
        counts = Counter(p.code for p in problems)
        kinds = "、".join(f"{code}×{n}" for code, n in counts.most_common())
        errors.print(
            f"……共 {len(problems)} 处（{kinds}）；全部见 --format json", markup=False, soft_wrap=True
        )


def finish(problems: Sequence[Problem], form: Format, result: Any = None) -> int:
    """Show problems, or the result with the problems as JSON; return the exit code."""
    code = exit_code(problems)
    if form is Format.json:
        emit({"ok": code == 0, **(result or {}), "problems": [p.to_dict() for p in problems]})
    else:
        show_problems(problems)
    return code


@contextmanager
def progress(title: str, form: Format) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that may take more than a second; silent for programs and pipes."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=form is Format.json or not errors.is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
