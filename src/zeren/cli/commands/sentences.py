"""Commands on rule sentences: rule."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from zeren.cli.options import FormatOption
from zeren.cli.output import Format, emit, say
from zeren.core.kernel import Problem, ZerenError, plain, register
from zeren.workspace.sentences import apply_sentence

register(
    "usage",
    [
        (
            "U040",
            "--inputs 不是 JSON 对象：{found}",
            "--inputs is not a JSON object: {found}",
            '写成 \'{{"value": 99.6, "target": 100}}\'，外面用单引号',
            'Write \'{{"value": 99.6, "target": 100}}\' in single quotes',
        ),
        (
            "U041",
            "--full 应是大于 0 的数：{found}",
            "--full must be a number above 0: {found}",
            "如 --full 10",
            "Such as --full 10",
        ),
    ],
)


def rule(
    text: Annotated[str, typer.Argument(help="一句评分规则，如 每低0.1个百分点扣2分，扣完为止")],
    full: Annotated[str | None, typer.Option(help="这一项的满分")] = None,
    inputs: Annotated[
        str | None, typer.Option(help='输入值，JSON 对象，如 {"value": 98.7, "target": 99}')
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """读懂一句评分规则并试算。Draft one rule sentence and apply it."""
    answer = apply_sentence(text, full=_full(full), inputs=_inputs(inputs))
    if form is Format.json:
        emit(answer)
    else:
        _show(answer)
    if not answer["understood"]:
        raise typer.Exit(1)


def _full(written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        value = Decimal(written)
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or value <= 0:
        raise ZerenError(Problem("U041", found=written))
    return value


def _inputs(written: str | None) -> dict[str, Any] | None:
    if written is None:
        return None
    try:
        value = json.loads(written, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise ZerenError(Problem("U040", found=written[:80])) from error
    if not isinstance(value, dict):
        raise ZerenError(Problem("U040", found=written[:80]))
    return value


def _show(answer: dict[str, Any]) -> None:
    if not answer["understood"]:
        say(f"没有读懂这句规则：{answer['trace'] or '请拆成一句一条，写明得分、扣分和条件'}")
        return
    rule = {k: v for k, v in answer["rule"].items() if k not in {"name", "inputs"}}
    say(f"规则 {json.dumps(rule, ensure_ascii=False)}")
    say(f"需要的输入 {'、'.join(answer['rule']['inputs']) or '（无）'}")
    for decision in answer["decisions"]:
        choices = "；".join(choice["zh"] for choice in decision["choices"])
        say(f"尚需明确 {decision['question']}" + (f"（{choices}）" if choices else ""))
    for note in answer["notes"]:
        say(f"说明 {note}")
    if answer["outcome"] is not None:
        points = answer["points"]
        shown = "～".join(plain(Decimal(str(p))) for p in points) if isinstance(points, list) else points
        say(f"结果 {answer['outcome']}" + ("" if points is None else f"，{shown}分") + f"：{answer['trace']}")


def add_commands(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command()(rule)
