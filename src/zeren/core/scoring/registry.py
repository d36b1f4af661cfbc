"""The table of rules: a function is declared once, and its signature says which parameters may be written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from zeren.core.kernel import Place, Problem, nearest

Rule = Callable[..., Any]
Span = Callable[..., tuple[Decimal, Decimal]]
RULES: dict[str, Rule] = {}
DECLARED: dict[str, Declared] = {}


@dataclass(frozen=True, slots=True)
class Declared:
    """A rule as declared.

    Shape: ``gives`` is ``points``, ``value`` (never points) or ``grade``; ``bounded`` rules are cut to 0…full everywhere;
    ``reads`` tells which inputs the rule wants besides those its operands, conditions and parts name; ``span`` the least and most
    points while an input is absent, 0…full when left out.
    """

    name: str
    function: Rule
    gives: str
    reads: Callable[[Mapping[str, Any]], Iterable[str]]
    span: Span | None
    bounded: bool


def rule(
    *,
    reads: Callable[[Mapping[str, Any]], Iterable[str]] = lambda _: (),
    span: Span | None = None,
    gives: str = "points",
    bounded: bool = False,
) -> Callable[[Rule], Rule]:
    """Declare a scoring rule: its name is the function's, without a closing underscore, and so are its parameters'."""

    def declare(function: Rule) -> Rule:
        name = function.__name__.rstrip("_")
        RULES[name] = function
        DECLARED[name] = Declared(name, function, gives, reads, span, bounded)
        return function

    return declare


# --- what may stand in a parameter ------------------------------------------------------------------------------------


class Misfit(Exception):
    """A parameter that is written wrongly; says what was expected."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A place inside a rule as written, and the list all problems of that rule go to."""

    place: Place
    path: str
    problems: list[Problem] = field(default_factory=list)

    def at(self, path: str) -> Reading:
        """A place further inside."""
        return Reading(self.place, path, self.problems)

    def problem(self, code: str, found: str, expected: str, hint: str = "", *, rule: str) -> None:
        """Record a problem of the rule at this place."""
        self.problems.append(Problem(code, self.place, found, expected, hint, {"rule": rule}))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of parameter.

    Shape: ``read`` turns what was written into what the rule is given, or raises :class:`Misfit`; ``expected`` is said then.
    """

    expected: str
    read: Callable[[Any, Reading], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a rule: the name in a letter, the name in Python, its kind, what is taken when it is left out."""

    name: str
    keyword: str
    kind: Kind
    required: bool
    default: Any = None


@cache
def parameters_of(name: str) -> Mapping[str, Parameter]:
    """The parameters of a rule, from its signature."""
    function = RULES[name]
    hints = get_type_hints(function, include_extras=True)
    return {
        p.name.rstrip("_"): Parameter(
            p.name.rstrip("_"), p.name, _kind(hints[p.name]), p.default is p.empty, p.default
        )
        for p in inspect.signature(function).parameters.values()
        if p.kind is p.KEYWORD_ONLY
    }


def _kind(hint: Any) -> Kind:
    if get_origin(hint) is Annotated:
        return next(part for part in get_args(hint) if isinstance(part, Kind))
    return next(_kind(part) for part in get_args(hint) if part is not type(None))


def read_parameters(name: str, written: Mapping[str, Any], at: Reading) -> dict[str, Any]:
    """What a rule's function is given, by keyword; every misfit becomes a problem.

    ``min`` and ``max`` may be written for any rule: where the signature has none, the compiler cuts.
    """
    known = parameters_of(name)
    for key in written:
        if key not in known and key not in {"min", "max"}:
            at.problem("S002", key, "、".join(known) or "（无）", nearest(key, known), rule=at.path)
    given = {}
    for key, parameter in known.items():
        value = written.get(key)
        if value is None:
            if parameter.required:
                at.problem("S003", "", key, rule=at.path)
            continue
        try:
            given[parameter.keyword] = parameter.kind.read(value, at.at(f"{at.path}.{key}"))
        except Misfit as misfit:
            at.problem("S004", key, str(misfit) or parameter.kind.expected, rule=at.path)
    return given
