"""Options that several commands share."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.output import Format

FormatOption = Annotated[Format, typer.Option("--format", help="table 给人看，json 给程序用")]
WorkspaceArgument = Annotated[Path, typer.Argument(help="工作区文件夹 workspace folder")]


def now() -> datetime:
    """The clock: read here and in the web layer, never in core."""
    return datetime.now(UTC)


def who() -> str:
    """The name of the person at the keyboard, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
