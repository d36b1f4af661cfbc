"""One rule sentence, drafted and applied: what ``zeren rule`` answers. Drafting and scoring are siblings and meet here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.drafting import Draft, draft
from zeren.core.packs import RuleSpec
from zeren.core.scoring import Case, Result, apply_rule

__all__ = ["apply_sentence"]

# What people call the standard inputs; a rule of the letter's own names is never renamed.
ALIASES = {
    "x": "value", "actual": "value", "completed": "value", "实际值": "value", "完成值": "value", "实际": "value",
    "t": "target", "goal": "target", "limit": "target", "目标": "target", "目标值": "target",
    "prior": "previous", "last": "previous", "last_year": "previous", "base": "previous", "上年": "previous", "上年值": "previous",
    "n": "count", "times": "count", "number": "count", "次数": "count", "数量": "count", "个数": "count",
    "others": "cohort", "units": "cohort", "peers": "cohort", "各单位": "cohort", "缺项": "missing", "名次": "rank",
    "history": "series", "values": "series", "历年": "series", "等级": "level", "等次": "level", "grade": "level",
    "得票": "votes", "票数": "votes", "评分": "scores",
}  # fmt: skip
# Two sizes of an item whose full points nobody stated: a rule that gives the same under both does not need them.
_UNSTATED = (Decimal(10) ** 6, Decimal(10) ** 9)


def apply_sentence(
    text: str, *, full: Decimal | None = None, inputs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Draft one rule sentence and apply it to inputs.

    Shape: ``{understood, rule: {name, <name>: parameters, inputs} | None, missing_decisions, outcome, points, trace, …}``. What a
    sentence leaves open is never guessed: the rule is applied under every possible reading, and points are certain only where
    all readings agree; otherwise they are a range with both ends.
    Unit: points.

    Example:
        >>> found = apply_sentence("每低0.1个百分点扣2分，扣完为止", full=Decimal(10), inputs={"value": 98.7, "target": 99})
        >>> found["outcome"], found["points"], found["missing_decisions"]
        ('score', 4.0, ['rounding'])
    """
    drafted = draft(text, full=full)
    told = drafted.to_dict()
    answer = {
        **told,
        "text": text,
        "missing_decisions": [decision["id"] for decision in told["missing_decisions"]],
        "decisions": told["missing_decisions"],
        "outcome": None,
        "points": None,
        "trace": "；".join(drafted.notes),
    }
    if drafted.rule is None or not drafted.understood:
        return answer
    answer["rule"] = {"name": drafted.rule.name, **told["rule"], "inputs": list(drafted.inputs)}
    if inputs is None:
        return answer
    given = _renamed(inputs, drafted.inputs)
    results = [_apply(rule, given, drafted.full) for rule in drafted.alternatives()]
    return answer | (
        _agreed(results, drafted) if results else {"outcome": "pending(decision)", "trace": _open(drafted)}
    )


def _renamed(inputs: Mapping[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    """Inputs under their standard names; a number given under another name serves the one input that is wanted."""
    found: dict[str, Any] = {}
    for name, value in inputs.items():
        standard = name if name in wanted else ALIASES.get(name, ALIASES.get(name.lower(), name))
        found.setdefault(standard, value)
    return found


def _apply(rule: RuleSpec, inputs: Mapping[str, Any], full: Decimal | None) -> Result:
    if full is not None:
        return apply_rule(rule, Case(inputs, full))
    small, large = (apply_rule(rule, Case(inputs, size)) for size in _UNSTATED)
    if (small.kind, small.low, small.high) == (large.kind, large.low, large.high):
        return small
    return Result("pending", words="这一项的满分没有写明，请给出满分（--full）", waiting_for="full")


def _agreed(results: list[Result], drafted: Draft) -> dict[str, Any]:
    """One answer out of the answers under every reading."""
    first = results[0].to_dict()
    answers = [result.to_dict() for result in results]
    same = all(
        (a["outcome"], a["points"], a["admissible"])
        == (first["outcome"], first["points"], first["admissible"])
        for a in answers
    )
    if same:
        return first
    note = f"{_open(drafted)}；不同取法得分不同：" + "；或 ".join(dict.fromkeys(a["trace"] for a in answers))
    ends = [end for a in answers for end in (a["admissible"] or [])]
    unsure = next((a for a in answers if a["outcome"] not in {"score", "range"}), None)
    if unsure is not None or not ends:
        return {**(unsure or first), "trace": note, "admissible": [min(ends), max(ends)] if ends else None}
    low, high = min(ends), max(ends)
    return {**first, "outcome": "range", "points": [low, high], "admissible": [low, high], "trace": note}


def _open(drafted: Draft) -> str:
    return "尚需明确：" + "、".join(decision.zh for decision in drafted.missing_decisions)
