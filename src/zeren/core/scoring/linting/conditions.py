"""Conditions that can never hold, or always do: a veto nobody can trigger is no veto."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from zeren.core.kernel import plain
from zeren.core.scoring.linting.ranges import Range

RangeOf = Callable[[str], Range]
_WORDS = {"<=": "不高于", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于"}


def written_conditions(name: str, written: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The conditions of one rule as the letter wrote them, each with where it stands."""
    if isinstance(written.get("when"), Mapping):
        yield f"{name}.when", written["when"]
    for position, condition in enumerate(written.get("require") or (), 1):
        yield f"{name}.require[{position}]", condition
    for key, inner in (("bounds", "also"), ("bands", "and")):
        listed = written.get(key)
        for position, entry in enumerate(listed if isinstance(listed, list) else (), 1):
            if isinstance(entry, Mapping) and inner in entry:
                yield f"{name}.{key}[{position}].{inner}", entry[inner]
    times = written.get("times")
    if isinstance(times, Mapping) and isinstance(times.get("when"), Mapping):
        yield f"{name}.times.when", times["when"]


def verdict(condition: Any, range_of: RangeOf) -> tuple[str, str]:
    """``never`` or ``always`` with the part that decides it in words; two empty texts where it depends.

    Example:
        >>> never = {"input": "share", "op": ">", "value": Decimal(100)}
        >>> verdict(never, lambda _: Range(Decimal(0), Decimal(100)))
        ('never', 'share 高于 100')
    """
    if not isinstance(condition, Mapping):
        return "", ""
    if "not" in condition:
        found, words = verdict(condition["not"], range_of)
        return {"never": "always", "always": "never"}.get(found, ""), words
    for key in ("all", "any"):
        if isinstance(condition.get(key), list):
            return _joined(key, condition[key], range_of)
    name, op, bound = condition.get("input"), condition.get("op"), condition.get("value")
    if not isinstance(name, str) or op not in _WORDS or not isinstance(bound, Decimal):
        return "", ""
    found = range_of(name).verdict(op, bound)
    return (found, _said(name, op, bound)) if found else ("", "")


def _joined(how: str, members: list[Any], range_of: RangeOf) -> tuple[str, str]:
    found = [verdict(member, range_of) for member in members]
    stops, other = ("never", "always") if how == "all" else ("always", "never")
    for result, words in found:
        if result == stops:
            return stops, words
    if found and all(result == other for result, _ in found):
        return other, "、".join(words for _, words in found)
    return _contradictory(members, range_of) if how == "all" else ("", "")


def _contradictory(members: list[Any], range_of: RangeOf) -> tuple[str, str]:
    """Comparisons of one input that leave it no value: above 95 and below 90."""
    left: dict[str, tuple[Range, list[str]]] = {}
    for member in members:
        if not isinstance(member, Mapping):
            continue
        name, op, bound = member.get("input"), member.get("op"), member.get("value")
        if isinstance(name, str) and op in _WORDS and isinstance(bound, Decimal):
            known, said = left.get(name, (range_of(name), []))
            left[name] = known.narrowed(op, bound), [*said, _said(name, op, bound)]
    for known, said in left.values():
        if known.empty:
            return "never", " 且 ".join(said)
    return "", ""


def _said(name: str, op: str, bound: Decimal) -> str:
    return f"{name} {_WORDS[op]} {plain(bound)}"


def range_words(known: Range, name: str = "") -> str:
    """A range in words, such as ``0～100``."""
    low = "…" if known.low is None else plain(known.low)
    high = "…" if known.high is None else plain(known.high)
    return f"{name}{low}～{high}{'的整数' if known.whole else ''}"
