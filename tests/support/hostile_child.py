"""A child of the sandbox with jobs that do what a taken-over or unlucky child would do. Run as a module."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fastexcel

from zeren.core.intake import child

Result = tuple[dict[str, Any], list[bytes]]


def unguarded(path: str, options: Mapping[str, Any]) -> Result:
    """What would happen without preflight."""
    reader = fastexcel.read_excel(path)
    return {"height": reader.load_sheet(0, header_row=None, dtypes="string").height}, []


def act(path: str, options: Mapping[str, Any]) -> Result:
    """Do one bad thing and say how far it got."""
    outcome = "done"
    try:
        globals()[f"_{options['act']}"](path)
    except (OSError, MemoryError) as error:
        outcome = type(error).__name__
    return {"outcome": outcome, "size": len(Path(path).read_bytes()) if Path(path).exists() else 0}, []


def _hang(_path: str) -> None:
    time.sleep(3600)


def _spin(_path: str) -> None:
    while True:
        pass


def _die(_path: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit(_path: str) -> None:
    os._exit(3)


def _allocate(_path: str) -> None:
    bytearray(4 << 30)


def _write(path: str) -> None:
    Path(path).write_bytes(b"changed")


def _write_below_python(path: str) -> None:
    """Past the audit hook, as native code would: the kernel's limit must hold."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    file = libc.open(path.encode(), os.O_WRONLY | os.O_APPEND)
    if libc.write(file, b"changed", 7) < 0:
        raise OSError(ctypes.get_errno(), "write")


def _connect(_path: str) -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def _start_program(_path: str) -> None:
    subprocess.run([sys.executable, "-c", "pass"], check=True)


def _babble(_path: str) -> None:
    for descriptor in range(3, 32):
        with contextlib.suppress(OSError):
            os.write(descriptor, b"\0" * 7 + b"\x05hello")


child.JOBS |= {"act": act, "unguarded": unguarded}

if __name__ == "__main__":
    child.main()
