"""One rule sentence, drafted and applied: what ``zeren rule`` answers. Drafting and scoring are siblings and meet here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.drafting import (
    Draft,
    as_fact,
    by_level,
    counted_votes,
    draft,
    event_names,
    grouped,
    in_table,
    kinds_of,
    less_is_better,
    meant,
    of_hundred,
    paired,
    plain_number,
    spread,
    told_otherwise,
    turned,
    worked_out,
)
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
    readings = _readings(fitted(inputs, drafted), drafted)
    results = [_apply(rule, given, drafted) for rule in drafted.alternatives() for given in readings]
    if not results:
        return answer | {"outcome": "pending(decision)", "trace": _open(drafted)}
    agreed = _agreed(results, drafted)
    if agreed["outcome"] != "score" and len(drafted.customary) < len(drafted.alternatives()):
        usual = [_apply(rule, given, drafted) for rule in drafted.customary for given in readings]
        agreed = _agreed(usual, drafted) | {"admissible": agreed["admissible"]}
        agreed["trace"] = f"{_customary(drafted)}；{agreed['trace']}"
    return answer | agreed


def fitted(inputs: Mapping[str, Any], drafted: Draft) -> dict[str, Any]:
    """Inputs under the names a drafted rule reads: standard names, short names of events and grades, the one that is left over.

    Example:
        >>> fitted({"value": 2}, draft("每发生一起安全事故扣1分", full=Decimal(5)))
        {'count': 2}
        >>> fitted({"events": {"省": 1}}, draft("国家级每项加3分，省级每项加2分"))
        {'events': {'省级': 1}}
        >>> fitted({"value": "98.7%", "goal": 99}, draft("每低0.1个百分点扣2分", full=Decimal(10)))
        {'value': Decimal('98.7'), 'target': 99}
    """
    wanted = drafted.inputs
    found: dict[str, Any] = {}
    for name, value in inputs.items():
        standard = name if name in wanted else ALIASES.get(name, ALIASES.get(name.lower(), name))
        found.setdefault(standard, _numbers(value))
    if "series" in wanted and not {"series"} & set(found) and {"value", "previous"} <= set(found):
        found["series"] = [found["previous"], found["value"]]
    kinds = kinds_of(drafted.alternatives())
    tables = event_names(drafted.alternatives())
    found = spread(found, wanted, kinds=kinds, tables=tables, failing=_takes_off(drafted))
    left = [w for w in wanted if w not in found]
    scores = found.get("scores")
    if "scores" not in wanted and isinstance(scores, list) and len(scores) == len(left) > 1:
        found |= dict(zip(left, scores, strict=True))
        left = []
    others = {n: v for n, v in found.items() if n not in wanted and n not in _KNOWN}
    for name, wish in paired(others, [w for w in left if w not in _BESIDE], kinds=kinds).items():
        given = found.pop(name)
        found[wish] = turned(name, wish, _truth(given) if kinds.get(wish) == "flag" else given)
    found = _left_over(
        told_otherwise(found, wanted, drafted.alternatives(), text=drafted.text), drafted, kinds
    )
    _compared(found, drafted)
    found = worked_out(found, wanted, text=drafted.text)
    _placed(found, drafted)
    if not isinstance(inputs.get("value"), str):
        found = of_hundred(found, drafted.alternatives(), text=drafted.text)
    for rule in drafted.alternatives():
        _named(found, {rule.name: rule.parameters})
    return {name: _truth(value) if kinds.get(name) == "flag" else value for name, value in found.items()}


def _takes_off(drafted: Draft) -> bool:
    """Whether each of what is counted takes points off."""
    steps = [rule.parameters for rule in drafted.alternatives() if rule.name == "step"]
    return bool(steps) and all(
        s.get("of") == "count" and s.get("when") == "above" and s["deduct"] for s in steps
    )


def _numbers(value: Any) -> Any:
    """Numbers that were written as text (98.7%), also in lists and maps."""
    if isinstance(value, list):
        return [_numbers(member) for member in value]
    if isinstance(value, Mapping):
        return {key: _numbers(member) for key, member in value.items()}
    number = Decimal(value) if isinstance(value, int | float | Decimal) else Decimal(0)
    if not number.is_finite() or abs(number) >= _LARGEST:
        return f"过大的数{value}"  # no figure of an education bureau: said to be no number
    return plain_number(value)


_LARGEST = Decimal(10) ** 15
_NOT_SO = ("没", "未", "无", "不", "否", "×", "✗")


def _truth(value: Any) -> Any:
    """有, 达标 or 没有, 未达标 for what is so or not; a number of times is so when it is not 0."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value != 0
    return not value.strip().startswith(_NOT_SO) if isinstance(value, str) and value.strip() else value


def _compared(found: dict[str, Any], drafted: Draft) -> None:
    """What the sentence compares with, where it does not say: last year for 每提高1个百分点, all of it for 按完成率计分."""
    if "target" in found or "target" not in drafted.inputs:
        return
    if "previous" in found and "previous" not in drafted.inputs and re.search(_MOVED, drafted.text):
        found["target"] = found["previous"]
    elif drafted.rule is not None and "interp" in _names(drafted.rule) and re.search(_BY_RATE, drafted.text):
        found["target"] = Decimal(100)


def _names(rule: RuleSpec) -> set[str]:
    """The primitives of a rule that is perhaps inside gates."""
    found, body = {rule.name}, rule.parameters.get("rule")
    while isinstance(body, Mapping) and len(body) == 1:
        [(name, inner)] = body.items()
        found.add(name)
        body = inner.get("rule") if isinstance(inner, Mapping) else None
    return found


_MOVED = "每(?:提高|上升|增长|增加|提升|下降|降低|减少|下滑)"
_BY_RATE = "按(?:照)?(?:实际)?[^，。；,;]{0,8}率(?:计算)?(?:得分|计分|给分|折算|赋分|计)|率[×*乘]"


def _placed(found: dict[str, Any], drafted: Draft) -> None:
    """The place among the cohort, for a rule that goes by the share of places; the lowest first where less is better."""
    cohort, value = found.get("cohort"), found.get("value")
    if "rank" not in drafted.inputs or "size" not in drafted.inputs or not isinstance(cohort, list):
        return
    numbers = [v for v in cohort if isinstance(v, int | float | Decimal)]
    if "rank" not in found and isinstance(value, int | float | Decimal) and len(numbers) == len(cohort):
        joined = numbers if value in numbers else [*numbers, value]
        found["rank"] = 1 + sum((n < value) if less_is_better(drafted.text) else (n > value) for n in joined)
        found["size"] = len(joined)


_BESIDE = frozenset({"target", "cohort", "previous", "judged", "size"})
_STANDARD = frozenset({"value", "count", "missing", "total", "level", "series", "scores"})
_OWN_KIND = frozenset({"cohort", "target", "rank", "previous", "judged", "size", "events", "items", "votes"})
_KNOWN = _STANDARD | _OWN_KIND


def _left_over(found: dict[str, Any], drafted: Draft, kinds: Mapping[str, str]) -> dict[str, Any]:
    """One given and one wanted input, whatever they are called, are the same; a count alone says whether any event happened."""
    given = [n for n in found if n not in drafted.inputs and n not in _OWN_KIND]
    left = [w for w in drafted.inputs if w not in found]
    if given == ["missing"] and {"count", "target"} <= set(left):
        # Only how many are short was given: nothing done of as many wanted.
        return {k: v for k, v in found.items() if k != "missing"} | {"count": 0, "target": found["missing"]}
    main = [w for w in left if w not in _BESIDE] or left
    if len(given) != 1 or not main:
        return found
    name, value = given[0], found[given[0]]
    if main == ["events"] and not isinstance(value, bool) and name in _STANDARD:
        found["events"] = _one_event(found.pop(name))
        return found
    if main == ["votes"] and isinstance(value, Mapping):
        found["votes"] = found.pop(name)
    if isinstance(value, Mapping):
        return found
    if main == ["items"] and name == "level" and isinstance(value, str):
        return {k: v for k, v in found.items() if k != name} | {"items": _only(value, drafted)}
    if main == ["level"] and name in {"value", "count"} and (told := _of_two(value, drafted)):
        return {k: v for k, v in found.items() if k != name} | {"level": told}
    if main == ["items"] and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _done(found, name, drafted)
    number = not isinstance(value, bool | str | list)
    one = main[0] if len(main) == 1 and _alike(name, value, main[0], kinds) else ""
    if one and (one not in _OWN_KIND or (one == "judged" and name == "value" and number)):
        if (name, one) == ("missing", "count") and drafted.rule is not None:
            return _counted_back(found, drafted.rule)
        told = found.pop(name)
        found[one] = as_fact(name, one, told) if kinds.get(one) == "flag" else told
    elif name in {"value", "count"} and drafted.rule is not None and _any_of(drafted.rule) == set(main):
        happened = found.pop(name)
        found.update(dict.fromkeys(main, 0) | {main[0]: happened})
    return found


def _alike(name: str, value: Any, wanted: str, kinds: Mapping[str, str]) -> bool:
    """Whether what is left over on either side can be the same: one of them a standard name, or two of one kind."""
    if {wanted, name} & _STANDARD:
        return True
    kind = kinds.get(wanted, "number")
    flag, many = isinstance(value, bool), isinstance(value, list)
    return wanted not in _KNOWN and (flag == (kind == "flag") or kind == "any") and many == (kind == "list")


def _only(level: str, drafted: Draft) -> dict[str, bool]:
    """市级良好 alone: that item of a list is so, the others are not."""
    items = drafted.rule.parameters.get("items", {}) if drafted.rule is not None else {}
    named = meant(level, tuple(map(str, items)))
    return {item: item == named for item in items} if named in items else {level: True}


def _of_two(value: Any, drafted: Draft) -> str:
    """到位 or 不到位 where only yes or no was given."""
    levels = drafted.rule.parameters.get("levels", {}) if drafted.rule is not None else {}
    nothing = [level for level, points in levels.items() if points == 0]
    if len(levels) != 2 or len(nothing) != 1 or value not in {0, 1}:
        return ""
    return str(nothing[0] if value == 0 else next(level for level in levels if level not in nothing))


def _done(found: dict[str, Any], name: str, drafted: Draft) -> dict[str, Any]:
    """How many items are done or missing, where each is worth the same; the share of them, where that decides."""
    body = drafted.rule.parameters if drafted.rule is not None and drafted.rule.name == "checklist" else {}
    number, items = Decimal(str(found[name])), body.get("items", {})
    if "share" in body and name == "value" and 0 <= number <= 100:
        return {k: v for k, v in found.items() if k != name} | {"items": {"符合": number / 100}}
    whole = number == number.to_integral_value() and 0 <= number <= len(items)
    if not items or len(set(items.values())) > 1 or not whole or name not in {"value", "count", "missing"}:
        return found
    done = len(items) - int(number) if name == "missing" else int(number)
    told = {item: place < done for place, item in enumerate(items)}
    return {k: v for k, v in found.items() if k != name} | {"items": told}


def _one_event(value: Any) -> Any:
    """省级 alone is one event of that level."""
    return {value: 1} if isinstance(value, str) and value else value


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
    when = body["judge"].get("when") if isinstance(body.get("judge"), Mapping) else None
    if isinstance(when, Mapping) and set(when) == {"input"} and found.get("judged") is not None:
        found.setdefault(when["input"], True)  # whoever took points off found it so
    if isinstance(body.get("weights"), Mapping) and isinstance(found.get("votes"), Mapping):
        found["votes"] = counted_votes(found["votes"], tuple(map(str, body["weights"])))
    if isinstance(body.get("group_by"), str) and isinstance(found.get("events"), list):
        found["events"] = [grouped(event, body["group_by"]) for event in found["events"]]
    for key, name in (("table", "events"), ("items", "items"), ("levels", "level")):
        table = body.get(key)
        if isinstance(table, Mapping) and name in found:
            found[name] = in_table(found[name], tuple(map(str, table)))
    for member in body.values():
        _named(found, member)


def _apply(rule: RuleSpec, inputs: Mapping[str, Any], drafted: Draft) -> Result:
    full = drafted.full
    rule = by_level(rule, inputs, text=drafted.text, full=full)
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


def _customary(drafted: Draft) -> str:
    """What was taken as usual, so that it can be contradicted."""
    taken = [f"{d.zh}{d.choices[0].zh}" for d in drafted.missing_decisions if d.customary]
    return "按通常的理解取：" + "、".join(taken)


def _readings(given: dict[str, Any], drafted: Draft) -> list[dict[str, Any]]:
    """The inputs, and once more where a map of events does not say which of them are of one and the same thing."""
    events = given.get("events")
    grouped = any(rule.parameters.get("within") == "max" for rule in drafted.alternatives())
    if not grouped or not isinstance(events, Mapping) or "level" in events:
        return [given]
    counts = {level: int(n) for level, n in events.items() if isinstance(n, int | Decimal) and 0 <= n < 1000}
    if len(counts) < len(events):
        return [given]
    apart = [
        {"level": level, "group": f"{level}{n}"} for level, count in counts.items() for n in range(count)
    ]
    together = [{"level": level, "group": str(n)} for level, count in counts.items() for n in range(count)]
    return [given | {"events": apart}, given | {"events": together}]


def _open(drafted: Draft) -> str:
    if not drafted.missing_decisions:
        return "没有说明哪些事项属于同一项"
    return "尚需明确：" + "、".join(decision.zh for decision in drafted.missing_decisions)
