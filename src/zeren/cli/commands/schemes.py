"""Commands between an existing scheme and a letter: letter draft, letter words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.options import FormatOption
from zeren.cli.output import Format, emit, finish, say, show_problems, table
from zeren.core.kernel import exit_code
from zeren.workspace import publish
from zeren.workspace.letters import find_letter
from zeren.workspace.schemes import draft_scheme, letter_words, to_plain

letter = typer.Typer(
    no_args_is_help=True,
    help="责任书：从考核细则起草，或把规则写成句子。Letters: draft one, or say its rules.",
)


@letter.command("draft")
def draft(
    scheme: Annotated[Path, typer.Argument(help="考核细则 docx、xlsx、txt 等")],
    out: Annotated[Path | None, typer.Option(help="写到这个 YAML 文件；省略则打印")] = None,
    form: FormatOption = Format.table,
) -> None:
    """读一份考核细则，起草责任书；读不懂的和缺的决定逐条列出。Draft a letter from a scheme."""
    found = draft_scheme(scheme)
    if out is not None:
        publish(out, found.yaml.encode())
    if form is Format.json:
        raise typer.Exit(finish(found.problems, form, to_plain(found)))
    if out is None:
        typer.echo(found.yaml)
    else:
        say(f"写出 {out}")
    say(f"共 {len(found.items)} 项，读懂 {found.understood} 项，待解决 {len(found.problems)} 处")
    show_problems(found.problems)
    raise typer.Exit(exit_code(found.problems))


@letter.command("words")
def words(
    name: Annotated[str, typer.Argument(help="规则包、规则包:责任书编号，或 YAML 文件")],
    form: FormatOption = Format.table,
) -> None:
    """把责任书的计分规则写成句子。Say a letter's rules in sentences."""
    rows = list(letter_words(find_letter(name).letter))
    if form is Format.json:
        emit([{"target": i, "name": n, "points": p, "text": w} for i, n, p, w in rows])
        return
    table(name, ("编号", "目标", "分值", "计分规则"), rows, right=(2,))


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.add_typer(letter, name="letter")
