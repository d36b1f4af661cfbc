"""The command line as a user meets it: arguments in, exit code, output and complaints out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zeren.cli import main

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """``zeren audit`` with these arguments; the output is parsed where JSON was asked for."""

    def go(*arguments: str | Path) -> tuple[int, Any, str]:
        capfd.readouterr()
        before, sys.argv = sys.argv, ["zeren", "audit", *map(str, arguments)]
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            sys.argv = before
        out, err = capfd.readouterr()
        return code, json.loads(out) if "json" in arguments and out else out, err

    return go
