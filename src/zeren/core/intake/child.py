"""The child's side of the sandbox: the only process in which a user's file is opened, and it has little it could do harm with.

Limits: no core dump, no file may grow, address space and CPU seconds bounded, no network where the kernel lets us drop it, no
writing, no sockets and no new programs by way of Python. Run as ``python -m zeren.core.intake.child``; further arguments name
modules whose ``jobs``, given a reader of documents, this child does as well.
"""

from __future__ import annotations

import csv
import ctypes
import gc
import importlib
import io
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import fastexcel
import polars as pl

from zeren.core.intake import preflight
from zeren.core.intake.headings import NOTES
from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.prose import document_at
from zeren.core.intake.template import mark_grids, mark_package

__all__ = ["JOBS", "main"]

# Measured (bench/intake.py --memory): the largest sheet that preflight lets through needs half of it beyond the start.
ADDRESS_SPACE = 1 << 30
CPU_SECONDS = 30
ALARM_SECONDS = 180  # well after the parent's deadline: for a child whose parent is gone
_CLONE_NEWUSER, _CLONE_NEWNET, _PR_SET_NO_NEW_PRIVS = 0x10000000, 0x40000000, 38

_REASONS = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是文件夹",
    PermissionError: "没有读取权限",
}

Result = tuple[dict[str, Any], list[bytes]]


def read_workbook(path: str, _options: Mapping[str, Any]) -> Result:
    """Every sheet as a grid of strings, row 1 of the grid being row 1 of the sheet.

    Shape: facts ``{kind, date1904, sheets: [{name, column, numbers}]}``; ``column`` is the index of the grid's first column in
    the sheet, ``numbers`` the cells (row from 1, column from 0) in which a number of 16 or more digits is stored as a number.
    One blob a sheet: the grid as an Arrow stream.
    """
    data = _bytes(path)
    seen = preflight.inspect(data, Path(path).name)
    grids = {"": (_text_grid(data), 0)} if seen.kind == "text" else _workbook_grids(data)
    sheets = [
        {"name": name, "column": column, "numbers": seen.sheets.get(name, preflight.SheetPart()).numbers}
        for name, (_, column) in grids.items()
    ]
    facts = {"kind": seen.kind, "date1904": seen.date1904, "sheets": sheets}
    return facts, [_arrow(frame) for frame, _ in grids.values()]


def mark_up(path: str, options: Mapping[str, Any]) -> Result:
    """The user's workbook with the wrong cells coloured and commented."""
    data = _bytes(path)
    seen = preflight.inspect(data, Path(path).name)
    if seen.kind == "xlsx":
        return {}, [mark_package(data, seen, options["notes"])]
    grids = {"": (_text_grid(data), 0)} if seen.kind == "text" else _workbook_grids(data)
    rows = {
        name: [(*[None] * column, *row) for row in frame.rows()] for name, (frame, column) in grids.items()
    }
    return {}, [mark_grids(rows, options["notes"])]


def read_report(path: str, options: Mapping[str, Any]) -> Result:
    """A finished report (docx, pdf, html) read back; see ``report.read_report``."""
    from zeren.core.intake.report import read_report as read  # type: ignore[import-not-found,unused-ignore]

    result: Result = read(path, options)
    return result


def read_signed(path: str, options: Mapping[str, Any]) -> Result:
    """A finished report read back if it carries a signed manifest; see ``report.read_signed``."""
    from zeren.core.intake.report import read_signed as read  # type: ignore[import-not-found,unused-ignore]

    result: Result = read(path, options)
    return result


def read_prose(path: str, options: Mapping[str, Any]) -> Result:
    """Anybody's document as plain words; see ``prose.read_document``."""
    from zeren.core.intake.prose import read_document as read

    result: Result = read(path, options)
    return result


def comment(path: str, options: Mapping[str, Any]) -> Result:
    """The user's docx with comments at quoted words; see ``prose.docx_comments``."""
    from zeren.core.intake.prose import write_comments_job

    result: Result = write_comments_job(path, options)
    return result


# One entry a kind of thing a user may send. A job may raise RefusedError; anything else it raises is reported as damage.
JOBS: dict[str, Callable[[str, Mapping[str, Any]], Result]] = {
    "workbook": read_workbook,
    "mark_up": mark_up,
    "report": read_report,
    "signed": read_signed,
    "prose": read_prose,
    "comment": comment,
}


def _bytes(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            preflight.check_size(os.fstat(file.fileno()).st_size)
            return file.read(preflight.MAX_FILE + 1)
    except OSError as error:
        raise RefusedError("I017", _REASONS.get(type(error), "系统不允许")) from error


def _arrow(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer, compression="uncompressed")
    return buffer.getvalue()


def _workbook_grids(data: bytes) -> dict[str, tuple[pl.DataFrame, int]]:
    """The sheets by name, each with the sheet column (from 0) its grid begins at; those that only explain are left alone."""
    try:
        reader = fastexcel.read_excel(data)
        names = [name for name in reader.sheet_names if name.strip() not in NOTES]
        # skip_rows=0 keeps blank rows above the table, so that row numbers are the sheet's own.
        loaded = {
            name: reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string") for name in names
        }
    except fastexcel.FastExcelError as error:
        raise RefusedError("I004" if "assword" in str(error) else "I007", "表格内容不能读取") from error
    return {name: _grid(sheet) for name, sheet in loaded.items()}


def _grid(sheet: fastexcel.ExcelSheet) -> tuple[pl.DataFrame, int]:
    # Blank columns on the left are no part of the grid, in an old workbook and a new one alike: the reader itself says how many.
    frame = pl.DataFrame(sheet)
    frame.columns = [f"c{index}" for index in range(frame.width)]
    return frame, sheet.selected_columns[0].absolute_index if sheet.selected_columns else 0


def _text_grid(data: bytes) -> pl.DataFrame:
    text = _decoded(data)
    delimiter = max(",;\t", key=text[:20_000].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise RefusedError("I007", "CSV 分列出错") from error
    width = max(map(len, rows), default=0)
    if (
        len(rows) > preflight.MAX_ROWS
        or width > preflight.MAX_COLUMNS
        or len(rows) * width > preflight.MAX_BOX
    ):
        raise RefusedError("I009", f"第{len(rows)}行第{width}列")
    columns = itertools.zip_longest(*rows)
    return pl.DataFrame({f"c{i}": pl.Series(values, dtype=pl.String) for i, values in enumerate(columns)})


def _decoded(data: bytes) -> str:
    """UTF-8 (with or without BOM), UTF-16 with BOM, else GB18030, which contains GBK and GB2312."""
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise RefusedError("I016")


def answer(request: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Do one job; a refusal or an exception becomes a problem."""
    try:
        facts, blobs = JOBS[request["job"]](request["path"], request["options"])
    except RefusedError as refusal:
        problem = refusal.to_dict()
    except MemoryError:
        problem = {"code": "I022"}
    except Exception as error:  # noqa: BLE001 - a library met bytes its authors did not foresee; the file is to blame
        problem = {"code": "I007", "found": type(error).__name__}
    else:
        return {"facts": facts, "problems": [], "blobs": len(blobs)}, blobs
    return {"facts": {}, "problems": [problem], "blobs": 0}, []


def confine() -> None:
    """Give up what reading a file does not need. What the platform does not offer is left out without a word."""
    if sys.platform != "linux":  # pragma: no cover
        return
    import resource

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(
        _CLONE_NEWUSER | _CLONE_NEWNET
    ):  # refused in many containers, and where threads already run
        libc.unshare(_CLONE_NEWNET)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + ADDRESS_SPACE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    sys.addaudithook(_guard)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """The second wall, for code that got as far as running Python: reading is all there is."""
    if event.startswith(
        (
            "socket.",
            "subprocess.",
            "os.exec",
            "os.fork",
            "os.posix_spawn",
            "os.system",
            "os.remove",
            "os.rename",
        )
    ):
        raise PermissionError(event)
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writing = any(letter in mode for letter in "wax+") if isinstance(mode, str) else False
        if writing or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            raise PermissionError(event)


def _budget_time() -> None:
    """CPU seconds and wall-clock seconds for the next job; the kernel ends a child that overruns either.

    (PR_SET_PDEATHSIG would not do: it fires when the *thread* that started the child ends, and our pool starts them in threads.)
    """
    if sys.platform == "linux":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        signal.alarm(ALARM_SECONDS)


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(8)
    return stream.read(int.from_bytes(head, "big")) if len(head) == 8 else None


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    for name in sys.argv[1:]:
        JOBS.update(importlib.import_module(name).jobs(document_at))
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not garble the protocol
    pl.DataFrame({"a": ["1"]}).write_ipc_stream(
        io.BytesIO()
    )  # threads and arenas are made before the address space is measured
    confine()

    def send(*frames: bytes) -> None:
        for frame in frames:
            replies.write(len(frame).to_bytes(8, "big"))
            replies.write(frame)
        replies.flush()

    # What was imported lives as long as the child: the collector need not walk it over and over, only what a job leaves behind.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    send(b"ready")
    while (body := _frame(requests)) is not None:
        _budget_time()
        header, blobs = answer(json.loads(body))
        send(json.dumps(header).encode(), *blobs)
        signal.alarm(0)
        del header, blobs
        gc.collect()


if __name__ == "__main__":
    main()
