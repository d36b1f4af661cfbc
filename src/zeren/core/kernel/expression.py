"""Expressions: the checked tree of a pack's condition or arithmetic. Each engine compiles this tree; nobody interpolates text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

__all__ = [
    "FUNCTIONS",
    "RESERVED",
    "VARIADIC",
    "And",
    "Arithmetic",
    "Between",
    "Call",
    "Compare",
    "Expression",
    "In",
    "IsNull",
    "Literal",
    "Name",
    "Not",
    "Or",
    "type_of",
    "walk",
]

# name -> (argument types, result type); "number" is integer or decimal, "same" is the type of the first argument, "a|b" either,
# "position" is a whole number from 1 on, written out: what is cut out of a text does not depend on the row.
FUNCTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "AGE_AT": (("date", "date"), "number"),
    "DAYS_BETWEEN": (("date", "date"), "number"),
    "YEAR": (("date",), "number"),
    "MONTH": (("date",), "number"),
    "COALESCE": (("any", "same"), "same"),
    "LEAST": (("number", "number"), "number"),
    "GREATEST": (("number", "number"), "number"),
    "ABS": (("number",), "number"),
    "LENGTH": (("text",), "number"),
    "STARTS_WITH": (("text", "text"), "boolean"),
    "CONTAINS": (("text", "text"), "boolean"),
    "SUBSTR": (("text", "position", "position"), "text"),
    "CONCAT": (("text", "text"), "text"),
    "NUMBER": (("text",), "number"),
    "TEXT": (("number|date",), "text"),
}

# The last argument of these may be repeated.
VARIADIC = frozenset({"CONCAT"})

RESERVED: dict[str, str] = {
    "period_start": "date",
    "period_end": "date",
    "school_year_start": "date",
    "school_year_end": "date",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name: ``scope`` is ``column``, ``param``, ``unit`` (attribute of the row's org unit) or ``reserved``."""

    scope: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant of type text, number, boolean or date."""

    value: str | Decimal | bool | date
    type: str


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` with op one of = <> < <= > >=."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Between:
    """``low <= value AND value <= high``."""

    value: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class In:
    """The value is one of the literals."""

    value: Expression
    options: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """The value is missing (never itself unknown)."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """Three-valued negation."""

    value: Expression


@dataclass(frozen=True, slots=True)
class And:
    """Three-valued conjunction."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Three-valued disjunction."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left op right`` with op one of + - *; exact."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of :data:`FUNCTIONS`."""

    name: str
    arguments: tuple[Expression, ...]


Expression = Name | Literal | Compare | Between | In | IsNull | Not | And | Or | Arithmetic | Call


def type_of(expression: Expression) -> str:
    """The type of an expression: text, number, boolean or date.

    Example:
        >>> type_of(Call("COALESCE", (Name("column", "grade", "text"), Literal("9", "text")))), type_of(And(()))
        ('text', 'boolean')
    """
    if isinstance(expression, Name | Literal):
        return expression.type
    if isinstance(expression, Arithmetic):
        return "number"
    if isinstance(expression, Call):
        result = FUNCTIONS[expression.name][1]
        return type_of(expression.arguments[0]) if result == "same" else result
    return "boolean"


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything in it, parents first.

    Example:
        >>> [type(e).__name__ for e in walk(Not(Literal(True, "boolean")))]
        ['Not', 'Literal']
    """
    yield expression
    for slot in fields(expression):
        value = getattr(expression, slot.name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Expression):
                yield from walk(child)
