"""The command line: ``zeren demo``, ``validate``, ``import``, ``freeze``, ``measure``, ``score``, ``report``, ``verify`` …"""

from __future__ import annotations

import sys

import typer

from zeren.cli.commands import MODULES
from zeren.cli.output import Format, finish
from zeren.core.kernel import Problem, ZerenError, register

register(
    "usage",
    [
        (
            "U001",
            "操作被中断；未保存未完成的内容",
            "Interrupted; unfinished work was not saved",
            "需要时重新运行",
            "Run again",
        ),
        (
            "U002",
            "读写文件时出错：{found}",
            "A file could not be read or written: {found}",
            "检查路径、权限和磁盘空间",
            "Check path, permissions and disk space",
        ),
    ],
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    help="责任 Zeren：从目标责任书和学校台账到自己能证明数字的自查报告。"
    "From a responsibility letter and school ledgers to a report that proves its numbers.",
)
for module in MODULES:
    module.add_commands(app)


def main() -> None:
    """Run the command line; a problem is told in words with its family's exit code, never as a traceback."""
    form = Format.json if "json" in sys.argv[1:] or "--format=json" in sys.argv[1:] else Format.table
    try:
        app()
    except ZerenError as error:
        sys.exit(finish(error.problems, form))
    except KeyboardInterrupt:
        sys.exit(finish([Problem("U001")], form))
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        sys.exit(
            finish([Problem("U002", found=f"{error.filename or ''} {error.strerror or error}".strip())], form)
        )


__all__ = ["app", "main"]
