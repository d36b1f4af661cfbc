"""Row checks: expressions of packs compiled to column expressions, and the list in which everything wrong is gathered.

The compiler follows the engine's meaning of every operator (three-valued; LEAST and GREATEST of a missing value are missing; a
product is exact), so that a check and an indicator never disagree about one row.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial, reduce
from typing import Any

import polars as pl

from zeren.core.intake.identifiers import MASKED_FORMATS
from zeren.core.intake.values import shown
from zeren.core.kernel import OrgTree, Period, Place, Problem
from zeren.core.kernel import expression as ex
from zeren.core.packs import Condition, Ledger, RowCheck

__all__ = [
    "Environment",
    "Findings",
    "column_letters",
    "columns_of",
    "compile_expression",
    "date_problems",
    "key_problems",
    "owner_problems",
    "row_problems",
    "selected",
    "values_of",
    "violated",
]

Found = tuple[str, int, str, Callable[[], dict[str, Any]]]  # code, row of the frame, column, further texts
PER_KIND = 200
_EXACT = pl.Decimal(38, 12)  # room for the product of two numbers of six decimals
_EMPTY: Mapping[str, Any] = {"text": pl.String, "number": pl.Int64, "date": pl.Date, "boolean": pl.Boolean}


@dataclass(frozen=True, slots=True)
class Environment:
    """What names in an expression stand for, apart from columns."""

    period: Period
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tree: OrgTree | None = None

    def reserved(self, name: str) -> date:
        """The day a reserved name stands for."""
        year = self.period.school_year
        days = {"period_start": self.period.start, "period_end": self.period.end}
        return {**days, "school_year_start": year.start, "school_year_end": year.end}[name]


class Findings:
    """Problems in the order found; of one kind in one sheet only the first 200, and then how many more."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._count: Counter[tuple[str, str, str]] = Counter()

    def add(
        self, code: str, place: Place, make: Callable[[], dict[str, Any]] | None = None, **texts: Any
    ) -> None:
        """Add one; ``make`` gives further texts and is called only when the problem is going to be listed."""
        key = (place.file, place.sheet, code)
        self._count[key] += 1
        if self._count[key] <= PER_KIND:
            self._problems.append(Problem(code, place, **texts, **(make() if make is not None else {})))

    def __iter__(self) -> Iterator[Problem]:
        yield from self._problems
        for (file, sheet, code), count in self._count.items():
            if count > PER_KIND:
                yield Problem("I099", Place(file, sheet=sheet), str(count - PER_KIND), details={"kind": code})


def column_letters(index: int) -> str:
    """0 → A, 26 → AA.

    Example:
        >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
        ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def columns_of(tree: ex.Expression) -> tuple[str, ...]:
    """The columns an expression names, in order, once each."""
    return tuple(
        dict.fromkeys(n.name for n in ex.walk(tree) if isinstance(n, ex.Name) and n.scope == "column")
    )


def selected(condition: Condition, ledger: Ledger, environment: Environment) -> pl.Expr:
    """True for rows a ``where`` surely selects."""
    return compile_expression(condition.tree, ledger, environment).fill_null(value=False)


def violated(condition: Condition, ledger: Ledger, environment: Environment) -> pl.Expr:
    """True for rows that surely break a rule; unknown passes."""
    return ~compile_expression(condition.tree, ledger, environment).fill_null(value=True)


def compile_expression(tree: ex.Expression, ledger: Ledger, environment: Environment) -> pl.Expr:
    """A pack's expression as a Polars expression over the ledger's typed frame.

    Source: docs/explanation/pack-format.md, "Expressions".
    """
    return _Compiler(ledger.unit, environment).build(tree)


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


class _Compiler:
    def __init__(self, unit_column: str, environment: Environment) -> None:
        self.unit_column, self.environment = unit_column, environment

    def build(self, node: ex.Expression) -> pl.Expr:
        if isinstance(node, ex.Name):
            return self._name(node)
        if isinstance(node, ex.Literal):
            return _literal(node.value)
        if isinstance(node, ex.Compare):
            result: pl.Expr = _COMPARE[node.op](self.build(node.left), self.build(node.right))
            return result
        if isinstance(node, ex.Between):
            value = self.build(node.value)
            return (value >= self.build(node.low)) & (value <= self.build(node.high))
        if isinstance(node, ex.In):
            value = self.build(node.value)
            return reduce(operator.or_, [value == _literal(option.value) for option in node.options])
        if isinstance(node, ex.IsNull):
            return self.build(node.value).is_null()
        if isinstance(node, ex.Not):
            return ~self.build(node.value)
        if isinstance(node, ex.And):
            return reduce(operator.and_, map(self.build, node.parts))
        if isinstance(node, ex.Or):
            return reduce(operator.or_, map(self.build, node.parts))
        if isinstance(node, ex.Arithmetic):
            sides = self._exact(node.left), self._exact(node.right)
            total: pl.Expr = _ARITHMETIC[node.op](*sides)
            return total
        return _FUNCTIONS[node.name](*map(self.build, node.arguments))

    def _name(self, node: ex.Name) -> pl.Expr:
        if node.scope == "column":
            return pl.col(node.name)
        if node.scope == "reserved":
            return pl.lit(self.environment.reserved(node.name))
        if node.scope == "param":
            value = self.environment.parameters.get(node.name)
            return pl.lit(None, dtype=_EMPTY[node.type]) if value is None else _literal(value)
        units = self.environment.tree or ()
        table = {unit.code: unit.attributes.get(node.name) for unit in units}
        if not table:
            return pl.lit(None, dtype=pl.String)
        return pl.col(self.unit_column).replace_strict(
            list(table), list(table.values()), default=None, return_dtype=pl.String
        )

    def _exact(self, node: ex.Expression) -> pl.Expr:
        """An operand of + - *: sums of whole numbers stay whole; everything else gets room for exact decimals."""
        built = self.build(node)
        return built.cast(_EXACT) if isinstance(node, ex.Name | ex.Call | ex.Literal) else built


def _literal(value: object) -> pl.Expr:
    if isinstance(value, bool | date | str):
        return pl.lit(value)
    number = Decimal(str(value))
    return (
        pl.lit(int(number))
        if number == number.to_integral_value() and abs(number) < 10**18
        else pl.lit(number, dtype=_EXACT)
    )


def _age_at(birth: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Completed years; a birthday of 29 February is reached on 1 March of a common year."""
    before = (
        on.dt.month().cast(pl.Int64) * 100 + on.dt.day()
        < birth.dt.month().cast(pl.Int64) * 100 + birth.dt.day()
    )
    return (on.dt.year().cast(pl.Int64) - birth.dt.year()) - before.cast(pl.Int64)


def _both(choose: Callable[..., pl.Expr]) -> Callable[[pl.Expr, pl.Expr], pl.Expr]:
    def call(left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return pl.when(left.is_not_null() & right.is_not_null()).then(choose(left, right))

    return call


_FUNCTIONS: Mapping[str, Callable[..., pl.Expr]] = {
    "AGE_AT": _age_at,
    "DAYS_BETWEEN": lambda start, end: (end - start).dt.total_days(),
    "YEAR": lambda day: day.dt.year().cast(pl.Int64),
    "MONTH": lambda day: day.dt.month().cast(pl.Int64),
    "COALESCE": pl.coalesce,
    "LEAST": _both(pl.min_horizontal),
    "GREATEST": _both(pl.max_horizontal),
    "ABS": lambda value: value.abs(),
    "LENGTH": lambda text: text.str.len_chars().cast(pl.Int64),
    "STARTS_WITH": lambda text, start: text.str.starts_with(start),
    "CONTAINS": lambda text, part: text.str.contains(part, literal=True),
    "SUBSTR": lambda text, start, length: text.str.slice(start - 1, length),
    "CONCAT": pl.concat_str,
    "NUMBER": lambda text: pl.when(text.str.contains(r"^-?[0-9]{1,18}$")).then(
        text.cast(pl.Int64, strict=False)
    ),
    "TEXT": lambda value: value.cast(pl.String).str.replace(r"\.0*$|(\.[0-9]*[1-9])0+$", "${1}"),
}


def row_problems(frame: pl.DataFrame, ledger: Ledger, environment: Environment) -> Iterator[Found]:
    """Rows that break the ledger's own checks, at the first column the check names."""
    if frame.is_empty() or not ledger.checks:
        return
    flags = frame.select(
        violated(c.expect, ledger, environment).alias(str(i)) for i, c in enumerate(ledger.checks)
    )
    for check, flag in zip(ledger.checks, flags.get_columns(), strict=True):
        names = columns_of(check.expect.tree)
        for row in flag.arg_true().to_list() if flag.any() else ():
            yield (
                "I080",
                row,
                names[0] if names else ledger.unit,
                partial(_row_texts, check, frame, ledger, names, row),
            )


def _row_texts(
    check: RowCheck, frame: pl.DataFrame, ledger: Ledger, names: Iterable[str], row: int
) -> dict[str, Any]:
    details = {
        "message": check.message.rstrip("。"),
        "message_en": (check.message_en or check.message).rstrip("."),
    }
    found = values_of(frame, ledger, names, row)
    return {"details": {**details, "check": check.id}, "severity": check.severity, "found": found}


def key_problems(frame: pl.DataFrame, ledger: Ledger) -> Iterator[Found]:
    """Rows of one file that share the ledger's key with an earlier one."""
    names = list(ledger.key)
    if not names or frame.is_empty():
        return
    keyed = frame.select(*names, "_file", "_row", pl.int_range(frame.height).alias("_index")).drop_nulls(
        names
    )
    same = ["_file", *names]
    keyed = keyed.with_columns(pl.col("_index", "_row").first().over(same).name.suffix("_first"))
    for row, original in (
        keyed.filter(pl.col("_index") != pl.col("_index_first")).select("_index", "_row_first").rows()
    ):
        yield "I081", row, names[0], partial(_key_texts, frame, ledger, row, original)


def _key_texts(frame: pl.DataFrame, ledger: Ledger, row: int, original: int) -> dict[str, Any]:
    label = "、".join(ledger.column(n).name for n in ledger.key)
    found = "、".join(shown(ledger.column(n), frame[n][row]) for n in ledger.key)
    return {"found": found, "expected": str(original), "details": {"column": label}}


def date_problems(frame: pl.DataFrame, ledger: Ledger, environment: Environment) -> Iterator[Found]:
    """Events outside the period."""
    if ledger.period != "event" or not ledger.date:
        return
    period, day = environment.period, pl.col(ledger.date)
    outside = frame.select((day < period.start) | (day > period.end)).to_series()
    texts = {
        "expected": f"{period.start}至{period.end}",
        "details": {"column": ledger.column(ledger.date).name},
    }
    for row in outside.arg_true().to_list():
        yield "I083", row, ledger.date, partial(dict, texts, found=str(frame[ledger.date][row]))


def owner_problems(frame: pl.DataFrame, ledger: Ledger, environment: Environment) -> Iterator[Found]:
    """Rows of another unit in a school's file; a county's file may hold rows of its schools."""
    if ledger.submitted_by not in {"school", "kindergarten"}:
        return
    tree = environment.tree
    strangers = frame.select((pl.col(ledger.unit) != pl.col("_unit")).fill_null(value=False)).to_series()
    for row in strangers.arg_true().to_list():
        owner, found = str(frame["_unit"][row]), str(frame[ledger.unit][row])
        if tree is None or found not in tree or owner not in {unit.code for unit in tree.path(found)}:
            yield "I037", row, ledger.unit, partial(dict, found=found, expected=owner)


def values_of(frame: pl.DataFrame, ledger: Ledger, names: Iterable[str], row: int) -> str:
    """“出生日期 2017-09-01，性别 男”: what the columns hold in a row.

    A masked identifier never stands beside a full birth date: together they would name the child.
    """
    columns = [ledger.column(name) for name in names]
    masked = any(column.format in MASKED_FORMATS - {"phone"} for column in columns)
    parts = []
    for column in columns:
        value = frame[column.id][row]
        text = shown(column, value)
        if masked and isinstance(value, date) and column.sensitivity in {"personal", "sensitive"}:
            text = f"{value.year}年"
        parts.append(f"{column.name} {text}")
    return "，".join(parts)
