"""One rule sentence, drafted and applied: what ``zeren rule`` answers. Drafting and scoring are siblings and meet here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.drafting import Draft, draft
from zeren.core.packs import RuleSpec
from zeren.core.scoring import Case, Result, apply_rule

__all__ = ["apply_sentence", "fitted"]

# What people call the standard inputs; a rule of the letter's own names is never renamed.
ALIASES = {
    "x": "value", "actual": "value", "completed": "value",
    "实际值": "value", "完成值": "value", "实际": "value",
    "t": "target", "goal": "target", "limit": "target", "目标": "target", "目标值": "target",
    "prior": "previous", "last": "previous", "last_year": "previous", "base": "previous",
    "上年": "previous", "上年值": "previous",
    "n": "count", "times": "count", "number": "count", "次数": "count", "数量": "count",
    "个数": "count",
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
    given = fitted(inputs, drafted)
    results = [_apply(rule, given, drafted.full) for rule in drafted.alternatives()]
    return answer | (
        _agreed(results, drafted) if results else {"outcome": "pending(decision)", "trace": _open(drafted)}
    )


def fitted(inputs: Mapping[str, Any], drafted: Draft) -> dict[str, Any]:
    """Inputs under the names a drafted rule reads: standard names, short names of events and grades, the one that is left over.

    Example:
        >>> fitted({"value": 2}, draft("每发生一起安全事故扣1分", full=Decimal(5)))
        {'count': 2}
        >>> fitted({"events": {"省": 1}}, draft("国家级每项加3分，省级每项加2分"))
        {'events': {'省级': 1}}
    """
    wanted = drafted.inputs
    found: dict[str, Any] = {}
    for name, value in inputs.items():
        standard = name if name in wanted else ALIASES.get(name, ALIASES.get(name.lower(), name))
        found.setdefault(standard, value)
    if "series" in wanted and not {"series"} & set(found) and {"value", "previous"} <= set(found):
        found["series"] = [found["previous"], found["value"]]
    left = [w for w in wanted if w not in found]
    scores = found.get("scores")
    if "scores" not in wanted and isinstance(scores, list) and len(scores) == len(left) > 1:
        found |= dict(zip(left, scores, strict=True))
    for name in [n for n in found if n not in wanted]:
        meant = [w for w in wanted if w not in found and (name in w or w in name) and len(name) > 1]
        if len(meant) == 1:
            found[meant[0]] = found.pop(name)
    found = _left_over(found, drafted)
    for rule in drafted.alternatives():
        _named(found, {rule.name: rule.parameters})
    return found


_BESIDE = frozenset({"target", "cohort", "previous", "judged", "size"})
_STANDARD = frozenset({"value", "count", "missing", "total", "level", "series", "scores"})
_OWN_KIND = frozenset({"cohort", "target", "rank", "previous", "judged", "size", "events", "items", "votes"})


def _left_over(found: dict[str, Any], drafted: Draft) -> dict[str, Any]:
    """One given and one wanted input, whatever they are called, are the same; a count alone says whether any event happened."""
    given = [n for n in found if n not in drafted.inputs and n not in _OWN_KIND]
    left = [w for w in drafted.inputs if w not in found]
    if given == ["missing"] and {"count", "target"} <= set(left):
        # Only how many are short was given: nothing done of as many wanted.
        return {k: v for k, v in found.items() if k != "missing"} | {"count": 0, "target": found["missing"]}
    main = [w for w in left if w not in _BESIDE] or left
    if len(given) != 1 or isinstance(found[given[0]], Mapping):
        return found
    one = main[0] if len(main) == 1 and {main[0], given[0]} & _STANDARD else ""
    number = not isinstance(found[given[0]], bool | str | list)
    if one and (one not in _OWN_KIND or (one == "judged" and given[0] == "value" and number)):
        if (given[0], one) == ("missing", "count") and drafted.rule is not None:
            return _counted_back(found, drafted.rule)
        found[one] = found.pop(given[0])
    elif given[0] in {"value", "count"} and drafted.rule is not None and _any_of(drafted.rule) == set(main):
        happened = found.pop(given[0])
        found.update(dict.fromkeys(main, 0) | {main[0]: happened})
    return found


def _counted_back(found: dict[str, Any], rule: RuleSpec) -> dict[str, Any]:
    """How many are missing, for a rule that counts those that are there."""
    wanted = rule.parameters.get("ref")
    if rule.parameters.get("when") != "below":
        found["count"] = found.pop("missing")
    elif isinstance(wanted, Decimal):
        found["count"] = wanted - Decimal(str(found.pop("missing")))
    return found


def _any_of(rule: RuleSpec) -> set[str]:
    """The facts of a gate that strikes when any of them is so; none when it is another rule."""
    when = rule.parameters.get("when") if rule.name == "gate" and "rule" not in rule.parameters else None
    members = when.get("any", []) if isinstance(when, Mapping) else []
    return {m["input"] for m in members} if all(set(m) == {"input"} for m in members) else set()


def _named(found: dict[str, Any], body: Any) -> None:
    """Names of events, items and grades as the rule's tables have them."""
    if isinstance(body, list):
        for member in body:
            _named(found, member)
    if not isinstance(body, Mapping):
        return
    single = body["aggregate"].get("of") if isinstance(body.get("aggregate"), Mapping) else None
    if single in found and not isinstance(found[single], Mapping | list):
        found[single] = [found[single]]  # one score is a list of one
    if isinstance(body.get("group_by"), str) and isinstance(found.get("events"), list):
        found["events"] = [_grouped(event, body["group_by"]) for event in found["events"]]
    for key, name in (("table", "events"), ("items", "items"), ("levels", "level")):
        table = body.get(key)
        if isinstance(table, Mapping) and name in found:
            found[name] = _in_table(found[name], tuple(map(str, table)))
    for member in body.values():
        _named(found, member)


def _grouped(event: Any, key: str) -> Any:
    """An event whose one further word (month, week, article) says which group it belongs to."""
    if not isinstance(event, Mapping) or key in event:
        return event
    others = [name for name in event if name not in {"level", "count", "authors", "evidence"}]
    return {key if name in others else name: v for name, v in event.items()} if len(others) == 1 else event


def _in_table(given: Any, table: tuple[str, ...]) -> Any:
    if isinstance(given, str):
        return _meant(given, table)
    if isinstance(given, Mapping) and "level" in given:
        return {**given, "level": _in_table(given["level"], table)}
    if isinstance(given, Mapping):
        return {_meant(str(name), table): value for name, value in given.items()}
    return [_in_table(member, table) for member in given] if isinstance(given, list) else given


def _meant(name: str, table: tuple[str, ...]) -> str:
    """The one name of the table that a short name can mean; the name itself when none or several can."""
    if name in table:
        return name
    for near in (f"{name}级", name.removesuffix("级"), f"{name}等奖", f"{name}等"):
        if near in table:
            return near
    longer = [t for t in table if name in t]
    shorter = sorted((t for t in table if t in name), key=len)
    return longer[0] if len(longer) == 1 else shorter[-1] if shorter and not longer else name


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
