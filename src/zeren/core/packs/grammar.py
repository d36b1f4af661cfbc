"""The grammar of expressions: a whitelisted subset of SQL, parsed by sqlglot and turned into the kernel's own tree.

Guards run on the token stream before parsing (sqlglot recurses on depth), and node classes are compared exactly, because many
dangerous functions are subclasses of harmless-looking ones. Imported on the first expression: sqlglot takes a second to load, and
the processes that only open workbooks never need it.
"""

from __future__ import annotations

import logging
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from zeren.core.kernel import expression as ex
from zeren.core.kernel import nearest
from zeren.core.packs.scope import Scope

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

MAX_LENGTH = 2000
MAX_DEPTH = 25
# sqlglot's classes changed their bases between releases; exact `type(node) is` comparisons do not need them.
Node = Any

ALLOWED = "AND OR NOT = <> < <= > >= BETWEEN IN IS NULL + - * || ( ) " + " ".join(ex.FUNCTIONS)
_REFUSED = {
    TokenType.SELECT, TokenType.FROM, TokenType.WITH, TokenType.OVER, TokenType.SEMICOLON, TokenType.PARAMETER,
    TokenType.ARROW, TokenType.DCOLON, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.HINT,
    TokenType.SLASH, TokenType.MOD, TokenType.CASE, TokenType.LIKE, TokenType.ILIKE, TokenType.INSERT,
    TokenType.UPDATE, TokenType.DELETE, TokenType.DROP, TokenType.CREATE, TokenType.PLACEHOLDER,
}  # fmt: skip
_COMPARE = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
_ARITHMETIC = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_CALLS = {
    exp.Year: "YEAR", exp.Month: "MONTH", exp.Coalesce: "COALESCE", exp.Least: "LEAST", exp.Greatest: "GREATEST",
    exp.Abs: "ABS", exp.Length: "LENGTH", exp.StartsWith: "STARTS_WITH", exp.Contains: "CONTAINS",
    exp.Substring: "SUBSTR", exp.Concat: "CONCAT",
}  # fmt: skip


_PARSER = sqlglot.Parser()
_STRING = re.compile(r"'(?:[^']|'')*'")


class Refusal(Exception):
    """Why and where (offset in the text) an expression is refused."""

    def __init__(self, code: str, offset: int, found: str, expected: str = "", hint: str = "") -> None:
        super().__init__(code)
        self.code, self.offset, self.found, self.expected, self.hint = code, offset, found, expected, hint


def parse(text: str, scope: Scope, wanted: str) -> ex.Expression:
    """The tree of an expression that has the wanted type; raises :class:`Refusal`."""
    tree = _tree(text)
    builder = _Builder(scope)
    result = builder.build(tree)
    found = ex.type_of(result)
    if not _fits(found, wanted):
        raise Refusal("P034", 0, f"{text} ({found})", wanted)
    return result


@lru_cache(maxsize=4096)
def _tree(text: str) -> Node:
    """The tree sqlglot makes of a text. Packs say the same condition many times over; the tree is only read, never changed."""
    tokens = _guard(text)
    try:
        (tree,) = _PARSER.parse(tokens, text)
    except ParseError as error:
        detail = error.errors[0] if error.errors else {}
        offset = int(detail.get("col") or 1) - len(str(detail.get("highlight") or ""))
        raise Refusal("P030", max(0, offset), str(detail.get("highlight") or text)) from None
    except RecursionError:
        raise Refusal("P032", 0, "") from None
    return tree


def _guard(text: str) -> list[Token]:
    if len(text) > MAX_LENGTH:
        raise Refusal("P032", 0, text[:40])
    # Between single quotes everything is text: a title may hold “curly” quotes, a dash or a number sign.
    outside = _STRING.sub(lambda match: "'" + " " * (len(match[0]) - 2) + "'", text)
    for quote in "‘’“”＇＂":
        if quote in outside:
            raise Refusal("P036", outside.index(quote), quote, "'")
    for forbidden in ("--", "/*", "#"):
        if forbidden in outside:
            raise Refusal("P031", outside.index(forbidden), forbidden, ALLOWED)
    if "\\" in text:
        raise Refusal("P031", text.index("\\"), "\\", ALLOWED)
    try:
        tokens = sqlglot.tokenize(text)
    except TokenError:
        raise Refusal("P030", 0, text) from None
    if not tokens:
        raise Refusal("P030", 0, "空")
    depth = nots = 0
    for token in tokens:
        if token.token_type in _REFUSED:
            raise Refusal("P031", token.start, token.text, ALLOWED)
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        nots += token.token_type in {TokenType.NOT, TokenType.DASH}
        if depth > MAX_DEPTH or nots > 4 * MAX_DEPTH:
            raise Refusal("P032", token.start, token.text)
    return tokens


def _fits(found: str, wanted: str) -> bool:
    return wanted == "any" or found in wanted.split("|")


class _Builder:
    """Turns a sqlglot tree into a kernel expression; anything not named here is refused."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def offset(self, node: Node) -> int:
        starts = [found.meta["start"] for found in node.walk() if "start" in found.meta]
        return min(starts, default=0)

    def refuse(self, code: str, node: Node, found: str, expected: str = "", hint: str = "") -> Refusal:
        return Refusal(code, self.offset(node), found, expected, hint)

    def build(self, node: Node) -> ex.Expression:
        kind = type(node)
        if kind is exp.Paren:
            return self.build(node.this)
        if kind in _COMPARE:
            return self._compare(_COMPARE[kind], node)
        if kind in _ARITHMETIC:
            return ex.Arithmetic(
                _ARITHMETIC[kind], self._typed(node.this, "number"), self._typed(node.expression, "number")
            )
        if kind is exp.And or kind is exp.Or:
            return self._junction(node)
        if kind is exp.DPipe:
            return self._call(node, "CONCAT", list(node.flatten()))
        if kind is exp.Not:
            return ex.Not(self._typed(node.this, "boolean"))
        if kind is exp.Between:
            return self._between(node)
        if kind is exp.In:
            return self._in(node)
        if kind is exp.Is:
            if type(node.expression) is not exp.Null:
                raise self.refuse("P031", node, node.sql(), "IS NULL、IS NOT NULL")
            return ex.IsNull(self.build(node.this))
        return self._leaf(node)

    def _leaf(self, node: Node) -> ex.Expression:
        kind = type(node)
        if kind is exp.Literal:
            if node.is_string:
                return ex.Literal(node.this, "text")
            if len(node.this) > 30 or "e" in node.this.lower():
                raise self.refuse("P031", node, node.this, "普通数字")
            return ex.Literal(Decimal(node.this), "number")
        if kind is exp.Boolean:
            return ex.Literal(bool(node.this), "boolean")
        if kind is exp.Neg:
            return self._negative(node)
        if kind is exp.Column:
            return self._name(node)
        if kind is exp.Cast:
            return self._date(node)
        if kind in _CALLS:
            # Every argument, also those sqlglot files under other keys: a surplus one must not slip through.
            arguments = [a for value in node.args.values() for a in _listed(value)]
            return self._call(node, _CALLS[kind], arguments)
        if kind is exp.Anonymous:
            return self._call(node, str(node.this).upper(), list(node.expressions))
        raise self.refuse("P031", node, node.sql()[:60], ALLOWED)

    def _compare(self, op: str, node: Node) -> ex.Expression:
        left, right = self.build(node.this), self.build(node.expression)
        if ex.type_of(left) != ex.type_of(right):
            found = (
                f"{node.this.sql()}（{ex.type_of(left)}） {op} {node.expression.sql()}（{ex.type_of(right)}）"
            )
            raise self.refuse("P034", node, found, ex.type_of(left))
        return ex.Compare(op, left, right)

    def _junction(self, node: Node) -> ex.Expression:
        parts = [self._typed(part, "boolean") for part in node.flatten()]
        return ex.And(tuple(parts)) if type(node) is exp.And else ex.Or(tuple(parts))

    def _between(self, node: Node) -> ex.Expression:
        value = self.build(node.this)
        wanted = ex.type_of(value)
        return ex.Between(
            value, self._typed(node.args["low"], wanted), self._typed(node.args["high"], wanted)
        )

    def _in(self, node: Node) -> ex.Expression:
        value = self.build(node.this)
        options = [self._typed(option, ex.type_of(value)) for option in node.expressions]
        if not options or not all(isinstance(option, ex.Literal) for option in options):
            raise self.refuse("P031", node, node.sql()[:60], "IN ('1', '2')")
        return ex.In(value, tuple(o for o in options if isinstance(o, ex.Literal)))

    def _negative(self, node: Node) -> ex.Expression:
        value = self._typed(node.this, "number")
        if isinstance(value, ex.Literal) and isinstance(value.value, Decimal):
            return ex.Literal(-value.value, "number")
        return ex.Arithmetic("-", ex.Literal(Decimal(0), "number"), value)

    def _date(self, node: Node) -> ex.Expression:
        literal = node.this
        if node.to.this is exp.DataType.Type.DATE and type(literal) is exp.Literal and literal.is_string:
            try:
                return ex.Literal(date.fromisoformat(literal.this), "date")
            except ValueError:
                raise self.refuse("P034", node, literal.this, "DATE '2017-01-31'") from None
        raise self.refuse("P031", node, node.sql()[:60], ALLOWED)

    def _name(self, node: Node) -> ex.Expression:
        table, name = node.args.get("table"), str(node.this.this)
        scope = self.scope
        if node.args.get("db") is None and type(node.this) is exp.Identifier:
            if table is None and name in scope.columns:
                return ex.Name("column", name, scope.columns[name])
            if table is None and scope.reserved and name in ex.RESERVED:
                return ex.Name("reserved", name, ex.RESERVED[name])
            if table is not None and table.this == "param" and name in scope.parameters:
                return ex.Name("param", name, scope.parameters[name])
            if table is not None and table.this == "unit" and name in scope.attributes:
                return ex.Name("unit", name, "text")
        written = name if table is None else f"{table.this}.{name}"
        known = scope.names()
        raise self.refuse("P033", node, written, "、".join(sorted(known)[:40]), nearest(written, known))

    def _call(self, node: Node, name: str, arguments: list[Node]) -> ex.Expression:
        if name not in ex.FUNCTIONS:
            raise self.refuse("P031", node, name, ALLOWED, nearest(name, ex.FUNCTIONS))
        types, more = ex.FUNCTIONS[name][0], name in ex.VARIADIC
        if len(arguments) < len(types) or (len(arguments) > len(types) and not more):
            raise self.refuse("P035", node, name, f"{len(types)}{'+' if more else ''}")
        types += types[-1:] * (len(arguments) - len(types))
        built: list[ex.Expression] = []
        for argument, wanted in zip(arguments, types, strict=True):
            if wanted == "position":
                built.append(self._position(argument))
            else:
                built.append(self._typed(argument, ex.type_of(built[0]) if wanted == "same" else wanted))
        return ex.Call(name, tuple(built))

    def _position(self, node: Node) -> ex.Expression:
        """A place in a text, or how many characters of it."""
        result = self.build(node)
        value = result.value if isinstance(result, ex.Literal) else None
        if (
            not isinstance(value, Decimal)
            or value != value.to_integral_value()
            or not 1 <= value <= MAX_LENGTH
        ):
            raise self.refuse("P012", node, node.sql()[:60], f"写明的整数，1至{MAX_LENGTH}")
        return ex.Literal(Decimal(int(value)), "number")

    def _typed(self, node: Node, wanted: str) -> ex.Expression:
        result = self.build(node)
        if not _fits(ex.type_of(result), wanted):
            raise self.refuse("P034", node, f"{node.sql()[:60]}（{ex.type_of(result)}）", wanted)
        return result


def _listed(value: object) -> list[Node]:
    found = value if isinstance(value, list) else [value]
    return [a for a in found if isinstance(a, exp.Expr)]
