"""The inputs a rule reads, and a rule that reads one of them under another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zeren.core.packs import RuleSpec

__all__ = ["inputs_of", "inputs_of_rule", "renamed"]

_DEFAULTS = {
    "step": (("of", "value"), ("ref", "target")),
    "bands": (("of", "value"),),
    "interp": (("of", "value"),),
    "grade": (("of", "total"),),
}
_PARTS = {"rule", "rules"}


def inputs_of(rules: list[RuleSpec]) -> tuple[str, ...]:
    """The names that a rule, or any of several, reads; in the order they are met.

    Example:
        >>> inputs_of([RuleSpec("step", {"per": 1, "deduct": 1, "rounding": "floor"})])
        ('value', 'target')
    """
    found: dict[str, None] = {}
    for rule in rules:
        found.update(dict.fromkeys(inputs_of_rule(rule.name, rule.parameters)))
    return tuple(found)


def inputs_of_rule(name: str, body: Mapping[str, Any]) -> Iterator[str]:
    """The names one rule reads, nested rules included; a name may come twice."""
    for key, default in _DEFAULTS.get(name, ()):
        yield from _operand(body.get(key, default))
    special = _SPECIAL.get(name)
    if special is not None:
        yield from special(body)
    for test in [
        body.get("when"),
        *body.get("require", []),
        *(b.get("also") or b.get("and") for b in [*body.get("bounds", []), *body.get("bands", [])]),
    ]:
        if isinstance(test, Mapping):
            yield from _condition(test)
    for part in [body.get("rule"), *body.get("rules", [])]:
        if isinstance(part, Mapping):
            inner = part["rule"] if "rule" in part and set(part) <= {"rule", "full"} else part
            [(kind, parameters)] = inner.items()
            yield from inputs_of_rule(kind, parameters)


def _interp(body: Mapping[str, Any]) -> Iterator[str]:
    if "points" not in body:
        yield from _operand(body.get("to", "target"))


def _rank(body: Mapping[str, Any]) -> Iterator[str]:
    of = body.get("of", "value")
    yield from _operand(of)
    if of == "rank":
        yield from ("size",) if "last" in body else ()
        return
    yield "cohort"
    yield from (body["peers"],) if "peers" in body else ()
    reach = body.get("reach", {})
    yield from _operand(reach.get("at_least", reach.get("at_most", 0)))


def _tariff(body: Mapping[str, Any]) -> Iterator[str]:
    listed = any(body.get(key) for key in ("table", "group_by", "split", "at_least", "evidence", "caps"))
    yield body.get("of", "events" if listed else "count")
    times = body.get("times", 1)
    if isinstance(times, Mapping) and "when" in times:
        yield from _condition(times["when"])
        times = times["by"]
    yield from _operand(times)


def _checklist(body: Mapping[str, Any]) -> Iterator[str]:
    if not body.get("items") and ("missing" in body or "need" in body):
        yield "missing" if "missing" in body else "count"
        return
    yield "items"
    yield from ("missing",) if "missing" in body else ()


def _judge(body: Mapping[str, Any]) -> Iterator[str]:
    levels = body.get("levels")
    if levels is not None:
        yield "level"
    if levels is None or any(isinstance(given, list) for given in levels.values()):
        yield "judged"


def _aggregate(body: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "votes"
        if body.get("how") == "votes" and body.get("of", "scores") in {"scores", "votes"}
        else body.get("of", "scores")
    )
    yield from _operand(body.get("times", 1))


def _trend(body: Mapping[str, Any]) -> Iterator[str]:
    yield from body.get("series") or (body.get("of", "series"),)


def _all_or_nothing(body: Mapping[str, Any]) -> Iterator[str]:
    yield from () if body.get("require") else ("value", "target")


def _grade(body: Mapping[str, Any]) -> Iterator[str]:
    yield from ("cohort",) if body.get("quota") else ()


_SPECIAL = {
    "interp": _interp, "rank": _rank, "tariff": _tariff, "checklist": _checklist, "judge": _judge, "aggregate": _aggregate,
    "trend": _trend, "all_or_nothing": _all_or_nothing, "grade": _grade,
}  # fmt: skip


def _condition(test: Mapping[str, Any]) -> Iterator[str]:
    for key in ("all", "any"):
        for member in test.get(key, []):
            yield from _condition(member)
    if "not" in test:
        yield from _condition(test["not"])
    if "input" in test:
        yield from _operand(test["input"])
        yield from _operand(test.get("value", 0))


def _operand(value: Any) -> Iterator[str]:
    if isinstance(value, str) and not value.endswith("%"):
        yield value
    elif isinstance(value, Mapping) and "ref" in value:
        body = value["ref"] if isinstance(value["ref"], Mapping) else {"kind": value["ref"]}
        kind, of = str(body.get("kind")), body.get("of")
        if kind.startswith("cohort"):
            yield from ("value", "cohort") if of is None else (str(of),)
            yield from (body["peers"],) if "peers" in body else ()
        elif kind != "constant":
            yield of or kind
    elif isinstance(value, Mapping) and "derive" in value:
        for side in ("numerator", "denominator"):
            yield from _side(value["derive"].get(side, 0))
        yield from (value["derive"]["weights"],) if "weights" in value["derive"] else ()


def _side(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping) and "start" in value:
        for part in (value["start"], *value.get("add", []), *value.get("subtract", [])):
            yield from _operand(part)
    else:
        yield from _operand(value)


def renamed(name: str, body: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """A rule's parameters with one input under another name.

    Example:
        >>> renamed("step", {"per": 1}, "value", "巩固率")
        {'per': 1, 'of': '巩固率'}
    """
    found: dict[str, Any] = {}
    for key, value in body.items():
        found[key] = _exchanged(key, value, old, new)
    default = {"step": "value", "bands": "value", "interp": "value", "rank": "value", "grade": "total"}.get(
        name
    )
    if name == "tariff" and not any(
        body.get(k) for k in ("table", "group_by", "split", "at_least", "evidence", "caps")
    ):
        default = "count"
    if default == old and "of" not in body:
        found["of"] = new
    return found


_READS = {
    "of",
    "ref",
    "to",
    "input",
    "value",
    "at_least",
    "at_most",
    "numerator",
    "denominator",
    "start",
    "add",
    "subtract",
}


def _exchanged(key: str, value: Any, old: str, new: str) -> Any:
    if isinstance(value, Mapping):
        if key == "rule":
            [(name, body)] = value.items()
            return {name: renamed(name, body, old, new)}
        return {k: _exchanged(k, v, old, new) for k, v in value.items()}
    if isinstance(value, list):
        return [_exchanged(key, v, old, new) for v in value]
    return new if key in _READS and value == old else value
