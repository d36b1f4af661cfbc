"""From a checked expression to DuckDB SQL. Names are quoted, constants escaped in one place, nothing is ever pasted in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zeren.core.kernel import Period, Problem, ZerenError
from zeren.core.kernel import expression as ex

ROWS, UNITS = "t", "u"
MAX_SQL = 200_000
WIDEST = 38
Constant = str | int | Decimal | bool | date | None
_EMPTY = {"text": "VARCHAR", "number": "DECIMAL(38,12)", "date": "DATE", "boolean": "BOOLEAN"}
_WHOLE = {"AGE_AT", "DAYS_BETWEEN", "YEAR", "MONTH", "LENGTH", "NUMBER"}
_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(24,6)",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


def identifier(name: str) -> str:
    """A quoted name.

    Example:
        >>> identifier('a"b')
        '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: Constant) -> str:
    """A constant; the only place where a value becomes SQL text.

    Example:
        >>> literal("it's"), literal(Decimal("-2.50")), literal(date(2016, 2, 29)), literal(True), literal(None)
        ("'it''s'", '(-2.50)', "DATE '2016-02-29'", 'TRUE', 'NULL')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, int | Decimal):
        written = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return f"({written})" if written.startswith("-") else written
    # A NUL would end the statement for some readers of SQL text, so it is spelt as a call.
    quoted = [f"'{part.replace(chr(39), chr(39) * 2)}'" for part in value.split("\0")]
    return quoted[0] if len(quoted) == 1 else "(" + " || chr(0) || ".join(quoted) + ")"


def column_type(kind: str) -> str:
    """The DuckDB type of a ledger column's type."""
    return _TYPES[kind]


def count_sql(condition: str) -> str:
    """How many rows satisfy a condition. DuckDB's count_if is NULL, not 0, where the condition folds to a constant NULL."""
    return f"coalesce(CAST(count_if({condition}) AS BIGINT), 0)"


class Digits(NamedTuple):
    """How many digits a number may have before and after the point: DuckDB's DECIMAL(whole + scale, scale)."""

    whole: int
    scale: int


LONG = Digits(19, 0)


@dataclass(frozen=True, slots=True)
class Total:
    """A count or sum within a group, by its SQL."""

    sql: str
    digits: Digits


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of an expression stand for.

    Shape: ``columns`` column id → ledger type (empty inside a ``having``, where ``totals`` are the names); ``constants``
    parameter id → value for those equal everywhere; ``varying`` the parameters that differ between units and therefore, like
    the units' ``attributes``, are columns of the table of units.
    """

    columns: Mapping[str, str]
    period: Period
    constants: Mapping[str, str | Decimal | date | None] = field(default_factory=dict)
    varying: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    totals: Mapping[str, Total] = field(default_factory=dict)

    def inside(self, totals: Mapping[str, Total]) -> Names:
        """The names of a ``having`` over these totals."""
        return replace(self, columns={}, totals=totals)


def parameter_column(name: str) -> str:
    """The column of the table of units that holds a parameter which differs between units."""
    return f"param.{name}"


def reserved_value(name: str, period: Period) -> date:
    """The day a reserved name stands for."""
    year = period.school_year
    return {
        "period_start": period.start,
        "period_end": period.end,
        "school_year_start": year.start,
        "school_year_end": year.end,
    }[name]


def needs_units(expression: ex.Expression, names: Names) -> bool:
    """Whether the expression reads the table of units."""
    return any(
        isinstance(node, ex.Name)
        and (node.scope == "unit" or (node.scope == "param" and node.name in names.varying))
        for node in ex.walk(expression)
    )


class Emitter:
    """Writes expressions as SQL over the rows (alias ``t``) and, where needed, their units (alias ``u``)."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def sql(self, node: ex.Expression) -> str:
        """The SQL of an expression, always safe to put beside an operator.

        Raises:
            ZerenError: E031 when it grows without bound.
        """
        written = self._write(node)
        if len(written) > MAX_SQL:
            raise ZerenError(Problem("E031"))
        return written

    def _write(self, node: ex.Expression) -> str:
        if isinstance(node, ex.Name):
            return self._name(node)
        if isinstance(node, ex.Literal):
            return literal(node.value)
        if isinstance(node, ex.Compare):
            left, right = self._alike(node.left, node.right)
            return f"({left} {node.op} {right})"
        if isinstance(node, ex.Between):
            # Two comparisons, because with one bound missing and the other violated the answer is "no", not "unknown".
            low, high = ex.Compare(">=", node.value, node.low), ex.Compare("<=", node.value, node.high)
            return f"({self.sql(low)} AND {self.sql(high)})"
        if isinstance(node, ex.In):
            value, *options = self._alike(node.value, *node.options)
            return f"({value} IN ({', '.join(options)}))"
        if isinstance(node, ex.IsNull):
            return f"({self.sql(node.value)} IS NULL)"
        if isinstance(node, ex.Not):
            return f"(NOT {self.sql(node.value)})"
        if isinstance(node, ex.And | ex.Or):
            word = " AND " if isinstance(node, ex.And) else " OR "
            return "(" + word.join(self.sql(part) for part in node.parts) + ")"
        if isinstance(node, ex.Arithmetic):
            return f"({self._exact(node.left)} {node.op} {self._exact(node.right)})"
        return _FUNCTIONS[node.name](*self._alike(*node.arguments))

    def _name(self, node: ex.Name) -> str:
        if node.scope == "unit":
            return f"{UNITS}.{identifier(node.name)}"
        if node.scope == "reserved":
            return literal(reserved_value(node.name, self.names.period))
        if node.scope == "param":
            if node.name in self.names.varying:
                return f"{UNITS}.{identifier(parameter_column(node.name))}"
            value = self.names.constants.get(node.name)
            return f"CAST(NULL AS {_EMPTY[node.type]})" if value is None else literal(value)
        if node.name in self.names.totals:
            return self.names.totals[node.name].sql
        return f"{ROWS}.{identifier(node.name)}"

    # --- exact numbers ------------------------------------------------------------------------------------------------
    def _alike(self, *nodes: ex.Expression) -> list[str]:
        """Expressions that meet in one comparison or choice, as SQL that may.

        Where one needs many digits before the point and another many behind it, DuckDB's common type drops those behind:
        COALESCE of DECIMAL(24,6) and DECIMAL(38,0) turns 0.5 into 1. So all are given the longest fraction, or refused.
        """
        written = [self.sql(node) for node in nodes]
        digits = [d for node in nodes if (d := self.digits(node)) is not None]
        scale = max((d.scale for d in digits), default=0)
        if len(digits) < len(nodes) or max(d.whole for d in digits) + scale <= WIDEST:
            return written
        return [
            sql if d.scale == scale else f"CAST({sql} AS DECIMAL({WIDEST},{scale}))"
            for sql, d in zip(written, digits, strict=True)
        ]

    def _exact(self, node: ex.Expression) -> str:
        """An operand of + - *: whole numbers become decimals, so that a product leaves 64 bits instead of overflowing."""
        written, digits = self.sql(node), self.digits(node)
        if digits is None or isinstance(node, ex.Arithmetic):
            return written
        return f"CAST({written} AS DECIMAL({digits.whole + digits.scale},{digits.scale}))"

    def digits(self, node: ex.Expression) -> Digits | None:
        """The digits a number may have; None for what is not a number."""
        if isinstance(node, ex.Literal):
            return _digits_of(node.value) if isinstance(node.value, Decimal) else None
        if isinstance(node, ex.Name):
            return self._digits_of_name(node) if node.type == "number" else None
        if isinstance(node, ex.Arithmetic):
            left, right = self.digits(node.left) or LONG, self.digits(node.right) or LONG
            if node.op == "*":
                return _narrowed(left.whole + right.whole, left.scale + right.scale)
            return _narrowed(max(left.whole, right.whole) + 1, max(left.scale, right.scale))
        if isinstance(node, ex.Call):
            if node.name in _WHOLE:
                return LONG
            if ex.FUNCTIONS[node.name][1] not in {"number", "same"}:
                return None
            found = [self.digits(a) for a in node.arguments]
            numbers = [d for d in found if d is not None]
            if numbers:
                return _narrowed(max(d.whole for d in numbers), max(d.scale for d in numbers))
        return None

    def _digits_of_name(self, node: ex.Name) -> Digits:
        if node.scope == "param":
            value = self.names.constants.get(node.name)
            return _digits_of(value) if isinstance(value, Decimal) else Digits(26, 12)
        if node.name in self.names.totals:
            return self.names.totals[node.name].digits
        return LONG if self.names.columns.get(node.name) == "integer" else Digits(18, 6)


def _digits_of(value: Decimal) -> Digits:
    written = value.as_tuple()
    exponent = int(written.exponent)
    return Digits(max(1, len(written.digits) + exponent), max(0, -exponent))


def _narrowed(whole: int, scale: int) -> Digits:
    """What is left for the digits before the point where there are too many."""
    return Digits(max(1, min(whole, WIDEST - scale)), scale)


def _age_at(birth: str, on: str) -> str:
    """Completed years: the birthday counts once it is reached, and one of 29 February is reached on 1 March of a common year.

    DuckDB's own date_diff('year', …) counts New Year's days and would make a baby of two days one year old.
    """
    before = f"(month({on}) * 100 + day({on}) < month({birth}) * 100 + day({birth}))"
    return f"(year({on}) - year({birth}) - CASE WHEN {before} THEN 1 ELSE 0 END)"


def _smallest(word: str, left: str, right: str) -> str:
    """LEAST and GREATEST of DuckDB skip a missing side; ours is missing if either side is."""
    return f"(CASE WHEN {left} IS NOT NULL AND {right} IS NOT NULL THEN {word}({left}, {right}) END)"


def _text(value: str) -> str:
    """A number without needless zeros (a DECIMAL is written with all the digits of its type), or a day as 2017-01-31."""
    return rf"regexp_replace(CAST({value} AS VARCHAR), '\.0*$|(\.[0-9]*[1-9])0+$', '\1')"


def _number(text: str) -> str:
    """A whole number written in digits, else missing; DuckDB's own cast would also take ' 7', '7.5' (as 8) and '7e3'."""
    return f"TRY_CAST(nullif(regexp_extract({text}, '^-?[0-9]{{1,18}}$'), '') AS BIGINT)"


_FUNCTIONS: dict[str, Callable[..., str]] = {
    "AGE_AT": _age_at,
    "DAYS_BETWEEN": lambda start, end: f"date_diff('day', {start}, {end})",
    "YEAR": lambda day: f"year({day})",
    "MONTH": lambda day: f"month({day})",
    "COALESCE": lambda value, other: f"COALESCE({value}, {other})",
    "LEAST": lambda left, right: _smallest("LEAST", left, right),
    "GREATEST": lambda left, right: _smallest("GREATEST", left, right),
    "ABS": lambda value: f"abs({value})",
    "LENGTH": lambda text: f"length({text})",
    "STARTS_WITH": lambda text, start: f"starts_with({text}, {start})",
    "CONTAINS": lambda text, part: f"contains({text}, {part})",
    "SUBSTR": lambda text, start, length: f"substring({text}, {start}, {length})",
    "CONCAT": lambda *texts: f"({' || '.join(texts)})",  # concat() would skip a missing part
    "NUMBER": _number,
    "TEXT": _text,
}
