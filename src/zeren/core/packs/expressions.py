"""Reading expressions of a pack: parsed, type-checked, turned into the kernel's own tree; problems say file, line and column."""

from __future__ import annotations

from decimal import Decimal

from zeren.core.kernel import Place, Problem, ZerenError
from zeren.core.kernel import expression as ex
from zeren.core.packs.model import Condition
from zeren.core.packs.scope import Scope
from zeren.core.packs.yaml_file import Cursor

TRUE = Condition("", ex.Literal(True, "boolean"))


def parse_expression(text: str, scope: Scope, wanted: str = "boolean") -> ex.Expression:
    """Parse and check an expression.

    Shape: ``wanted`` is the type the whole must have.

    Raises:
        ZerenError: P030–P036 with the column (from 1) within the text.

    Example:
        >>> parse_expression("age >= 6 AND enrolled", Scope({"age": "number", "enrolled": "boolean"})).__class__.__name__
        'And'
        >>> try:
        ...     parse_expression("agee >= 6", Scope({"age": "number"}))
        ... except ZerenError as error:
        ...     print(error.problems[0].code, error.problems[0].hint)
        P033 age
    """
    from zeren.core.packs import grammar

    try:
        return grammar.parse(text, scope, wanted)
    except grammar.Refusal as refusal:
        place = Place("", 1, refusal.offset + 1)
        raise ZerenError(
            Problem(refusal.code, place, refusal.found, refusal.expected, refusal.hint)
        ) from None


def condition_at(cursor: Cursor | None, scope: Scope, wanted: str = "boolean") -> Condition:
    """Read the expression a YAML value holds; problems go to the cursor's list, with line and column in the file."""
    if cursor is None:
        return TRUE
    text = cursor.text()
    try:
        return Condition(text, parse_expression(text, scope, wanted))
    except ZerenError as error:
        quoted = 1 if getattr(cursor.node, "style", None) in {"'", '"'} else 0
        for problem in error.problems:
            place = cursor.place
            column = (place.column or 1) + quoted + (problem.place.column or 1) - 1
            moved = type(place)(place.file, place.line, column)
            cursor.problems.append(
                Problem(problem.code, moved, problem.found, problem.expected, problem.hint)
            )
        return Condition(
            text, ex.Literal(True, "boolean") if wanted == "boolean" else ex.Literal(Decimal(0), "number")
        )
