"""A rule taken apart: every node with what it is given, its full points, and which bounds are written around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from zeren.core.packs import RuleSpec
from zeren.core.scoring.case import UNBOUNDED, ZERO, Case
from zeren.core.scoring.compiler import Compiled

Ends = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Node:
    """One rule inside a rule.

    Shape: ``written`` are its parameters as the letter has them, ``path`` where it stands; ``floor`` and ``ceiling`` say whether
    a bound is written on it or around it, ``part`` whether it is only a part of the line's points.
    """

    compiled: Compiled
    written: Mapping[str, Any]
    path: str
    case: Case
    floor: bool = False
    ceiling: bool = False
    part: bool = False

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.compiled.declared.name

    @property
    def given(self) -> Mapping[str, Any]:
        """The parameters as read."""
        return self.compiled.given


def nodes(compiled: Compiled, spec: RuleSpec, case: Case) -> Iterator[Node]:
    """The rule and every rule in it, outermost first.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> spec = RuleSpec("clamp", {"rule": {"tariff": {"each": 2}}, "max": 5})
        >>> [(n.path, n.ceiling) for n in nodes(compile_rule(spec), spec, Case({}, Decimal(10)))]
        [('clamp', True), ('clamp.rule.tariff', True)]
    """
    yield from _walk(Node(compiled, spec.parameters, spec.name, case))


def _walk(node: Node) -> Iterator[Node]:
    node = replace(
        node,
        floor=node.floor or node.compiled.low is not None,
        ceiling=node.ceiling or node.compiled.high is not None,
    )
    yield node
    for path, inner, body in _inside(node):
        case = node.case.in_pool() if node.name == "sum" and node.given.get("start") else node.case
        own = inner.full is not None
        if inner.full is not None:
            case = case.part(inner.full.of(case))
        part = node.part or own or node.name in {"sum", "weighted"}
        yield from _walk(Node(inner, body, path, case, node.floor or own, node.ceiling or own, part))


def _inside(node: Node) -> Iterator[tuple[str, Compiled, Mapping[str, Any]]]:
    inner = node.given.get("rule")
    if isinstance(inner, Compiled):
        yield _entry(f"{node.path}.rule", inner, node.written["rule"])
    for position, part in enumerate(node.given.get("rules", ())):
        yield _entry(f"{node.path}.rules[{position + 1}]", part, node.written["rules"][position])


def _entry(
    path: str, compiled: Compiled, written: Mapping[str, Any]
) -> tuple[str, Compiled, Mapping[str, Any]]:
    while "rule" in written and set(written) <= {"rule", "full"}:
        written = written["rule"]
    [(name, body)] = written.items()
    return f"{path}.{name}", compiled, body or {}


def extent(compiled: Compiled, case: Case, *, top: bool = True) -> Ends:
    """The least and the most points a rule can come to, before the line's own cut to 0…full.

    Shape: an end is infinite where only that cut, or nothing, would stop it.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> pool = compile_rule(RuleSpec("tariff", {"start": "full", "each": -2}))
        >>> extent(pool, Case({}, Decimal(10)))
        (Decimal('-Infinity'), Decimal('10'))
    """
    if compiled.full is not None:
        case = case.part(compiled.full.of(case))
    low, high = _raw(compiled, case)
    if compiled.low is None and compiled.high is None and (top or compiled.full is None):
        return low, high
    least = case.floor if compiled.low is None else compiled.low.of(case)
    most = case.full if compiled.high is None else compiled.high.of(case)
    return max(least, min(most, low)), max(least, min(most, high))


def _raw(compiled: Compiled, case: Case) -> Ends:
    given, name = compiled.given, compiled.declared.name
    if name in {"sum", "weighted", "minimum", "maximum"}:
        return _combined(name, given, case)
    if isinstance(given.get("rule"), Compiled):
        low, high = extent(given["rule"], case, top=False)
        if name == "na":
            return (low, max(high, case.full)) if given.get("then") == "full" else (low, high)
        if name == "gate":
            return (min(low, ZERO), high)
        return low, high
    if name == "checklist":
        return _listed(given, case)
    if name == "tariff":
        return _priced(given, case)
    if name == "aggregate" or compiled.declared.gives != "points":
        return ZERO, case.full
    if name == "trend" and given.get("how") == "count_down":
        return -UNBOUNDED, case.base
    return compiled.reach(case)


def _combined(name: str, given: Mapping[str, Any], case: Case) -> Ends:
    start = given.get("start")
    inner = case if start is None else case.in_pool()
    parts = [extent(part, inner, top=False) for part in given["rules"]]
    if name in {"minimum", "maximum"}:
        pick = min if name == "minimum" else max
        return pick(low for low, _ in parts), pick(high for _, high in parts)
    weights = given.get("weights", (Decimal(1),) * len(parts))
    base = ZERO if start is None else start.of(case)
    pairs = list(zip(parts, weights, strict=False))
    return (
        base + sum((low * weight for (low, _), weight in pairs), ZERO),
        base + sum((high * weight for (_, high), weight in pairs), ZERO),
    )


def _listed(given: Mapping[str, Any], case: Case) -> Ends:
    items = given.get("items") or {}
    missing = given.get("missing")
    if missing is not None:
        most = missing.of(case) * len(items) if items else UNBOUNDED
        return case.base - most, case.base
    if items and not (given.get("need") or given.get("share") or given.get("pool")):
        amounts = [amount.of(case) for amount in items.values()]
        return sum((a for a in amounts if a < 0), ZERO), sum((a for a in amounts if a > 0), ZERO)
    if given.get("share"):
        amounts = [amount.of(case) for _, amount in given["share"]]
        return min(ZERO, *amounts), max(ZERO, *amounts)
    return ZERO, case.full


def _priced(given: Mapping[str, Any], case: Case) -> Ends:
    rates = [amount.of(case) for amount in (given.get("table") or {}).values()]
    rates += [given[key].of(case) for key in ("each", "beyond", "short") if given.get(key) is not None]
    start = given["start"].of(case) if given.get("start") is not None else ZERO
    low = -UNBOUNDED if any(rate < 0 for rate in rates) else start
    high = UNBOUNDED if any(rate > 0 for rate in rates) else start
    cap = given.get("cap")
    return low, high if cap is None else min(high, cap.of(case))
