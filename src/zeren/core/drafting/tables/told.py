"""Inputs told in another way than the rule reads them: a mean instead of the units, a part and its whole instead of a rate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from zeren.core.packs import RuleSpec

__all__ = ["by_level", "of_hundred", "told_otherwise"]

_STANDARD_NUMBERS = frozenset({"count", "missing", "value", "target", "previous", "cohort"})
_MEANS = ("mean", "average", "avg", "平均", "平均值", "均值", "平均水平", "平均数")


def told_otherwise(
    found: Mapping[str, Any], wanted: tuple[str, ...], rules: Iterable[RuleSpec], *, text: str = ""
) -> dict[str, Any]:
    """A mean for the units it is of, a part and its whole for a quotient of named figures, a map of grades for votes.

    Example:
        >>> told_otherwise({"count": 48, "total": 50}, ("value",), ())["value"]
        Decimal('96')
    """
    said = str([(rule.name, rule.parameters) for rule in rules])
    found = _in_per_cent(_done_of_planned(found, wanted, said, text), wanted, text=text)
    if (
        "size" in wanted
        and "size" not in found
        and "rank" in found
        and "total" in found
        and "total" not in wanted
    ):
        found = {"size" if k == "total" else k: v for k, v in found.items()}
    left, given = [w for w in wanted if w not in found], [n for n in found if n not in wanted]
    mean = next((n for n in given if n in _MEANS or n.endswith("平均")), "")
    if (
        mean
        and "cohort" in left
        and "cohort_mean" in said
        and not re.search("rank|cohort_m[ai][xn]|cohort_best", said)
    ):
        rest, at, own = (
            {k: v for k, v in found.items() if k != mean},
            _size_of(found[mean]),
            _size_of(found.get("value")),
        )
        # The unit's own value is one of those the mean is of.
        return rest if at is None or own is None else rest | {"cohort": [own, 2 * at - own]}
    if left == ["votes"] and given and not set(given) & _STANDARD_NUMBERS:
        votes = found[given[0]] if len(given) == 1 else {n: found[n] for n in given}
        return {k: v for k, v in found.items() if k in wanted} | {"votes": votes}
    whole = next((n for n in ("total", "target") if n in given), "")
    part = next((n for n in ("value", "count") if n in given), "")
    if not whole or not part or len(given) != 2:
        return dict(found)
    rest = {k: v for k, v in found.items() if k not in {whole, part}}
    if len(left) == 2 and f"'of': '{left[0]}', 'to': '{left[1]}'" in said:
        return rest | {left[0]: found[part], left[1]: found[whole]}
    one, all_of_it = _size_of(found[part]), _size_of(found[whole])
    if left == ["value"] and (part, whole) == ("count", "total") and one is not None and all_of_it:
        return rest | {"value": one * 100 / all_of_it}
    return dict(found)


_DONE = (
    "done",
    "actual",
    "completed",
    "finished",
    "已完成",
    "实际完成",
    "完成数",
    "实际完成数",
    "实际数",
    "value",
    "count",
)
_PLANNED = (
    "planned",
    "plan",
    "task",
    "required",
    "due",
    "应完成",
    "应完成数",
    "计划数",
    "任务数",
    "计划",
    "任务",
)


_EACH_PER_CENT = re.compile(r"每[^，。；,;0-9０-９]{0,10}[\d.０-９．]+(?:%|％|个?百分点)")


def _in_per_cent(found: Mapping[str, Any], wanted: tuple[str, ...], *, text: str) -> dict[str, Any]:
    """每超5%加0.2分 of 224 done where 200 were planned: no rate is wanted that is above 100%, so these are numbers."""
    done, planned = _size_of(found.get("value")), _size_of(found.get("target"))
    counted = (
        {"value", "target"} <= set(wanted) and done is not None and planned is not None and planned > 100
    )
    if not counted or planned is None or done is None or not _EACH_PER_CENT.search(text):
        return dict(found)
    return {**found, "value": done * 100 / planned, "target": Decimal(100)}


def _done_of_planned(
    found: Mapping[str, Any], wanted: tuple[str, ...], said: str, text: str
) -> dict[str, Any]:
    """What was done and what was to be done, as the rule reads them: the two, their share in per cent, or what is missing."""
    part = next((n for n in _DONE if n in found and (n not in wanted or n in {"value", "count"})), "")
    whole = next((n for n in _PLANNED if n in found and n not in wanted), "")
    done, planned = _size_of(found.get(part)), _size_of(found.get(whole))
    if not part or not whole or done is None or planned is None:
        return dict(found)
    rest = {k: v for k, v in found.items() if k not in {part, whole}}
    left = [w for w in wanted if w not in rest]
    own = "value" if "value" in left else "count"
    if {own, "target"} <= set(left):
        rate = own == "value" and planned and _EACH_PER_CENT.search(text)
        return rest | (
            {own: done * 100 / planned, "target": Decimal(100)} if rate else {own: done, "target": planned}
        )
    if len(left) == 2 and f"'of': '{left[0]}', 'to': '{left[1]}'" in said:
        return rest | {left[0]: done, left[1]: planned}
    if left == ["value"] and planned:
        return rest | {"value": done * 100 / planned}
    if left == ["missing"]:
        return rest | {"missing": max(planned - done, Decimal(0))}
    return dict(found)


def _size_of(value: Any) -> Decimal | None:
    """A number that is not below 0; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() and number >= 0 else None


_DENIED = re.compile("(?:不够|不太|不|未|没有|没|无|欠)$")


def by_level(rule: RuleSpec, given: Mapping[str, Any], *, text: str, full: Decimal | None) -> RuleSpec:
    """开展不力的视情节扣0.5—2分 where 开展不力 was found: the range that leaves; where 没有 was found, nothing is added.

    Example:
        >>> rule = RuleSpec("judge", {"deduct": [Decimal(1), Decimal(2)]})
        >>> by_level(rule, {"level": "开展不力"}, text="开展不力的扣1—2分", full=Decimal(5)).parameters
        {'levels': {'开展不力': [Decimal('3'), Decimal('4')]}}
    """
    level, body = given.get("level"), rule.parameters
    if (
        rule.name != "judge"
        or "levels" in body
        or not isinstance(level, str)
        or not level
        or "judged" in given
    ):
        return rule
    place = text.find(level)
    met = place >= 0 and not _DENIED.search(text[:place])
    low, high = body.get("deduct") or body.get("award") or (None, None)
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return rule
    rest = {k: v for k, v in body.items() if k in {"min", "max"}}
    if "award" in body and level in {"没有", "无", "未开展"}:
        return RuleSpec("judge", {"levels": {level: Decimal(0)}, **rest})
    if not met or level in {"没有", "无"}:
        return rule
    if "award" in body:
        return RuleSpec("judge", {"levels": {level: [low, high]}, **rest})
    if full is None or full < high:
        return rule
    return RuleSpec("judge", {"levels": {level: [full - high, full - low]}, **rest})


_LOWEST_RATE = 20  # per cent: a scheme that asks for so much does not mean a rate below one per cent


def of_hundred(found: Mapping[str, Any], rules: Iterable[RuleSpec], *, text: str) -> dict[str, Any]:
    """0.85 where everything is in per cent and no rate is that low: 85%.

    Example:
        >>> rule = RuleSpec("bands", {"bounds": [{"from": Decimal(90), "points": 5}]})
        >>> of_hundred({"value": Decimal("0.92")}, [rule], text="90%以上得5分")["value"]
        Decimal('92.00')
    """
    value = found.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not 0 < value <= 1:
        return dict(found)
    own = [rule for rule in rules if rule.parameters.get("of", "value") == "value"]
    shares = bool(own) and all(rule.name == "interp" and rule.parameters.get("to") == 100 for rule in own)
    high = value < 1 and bool(re.search("[%％]", text)) and all(map(_of_high_rates, own)) and bool(own)
    return {**found, "value": Decimal(str(value)) * 100} if shares or high else dict(found)


def _of_high_rates(rule: RuleSpec) -> bool:
    """Whether all bounds of a rule are rates far above one per cent."""
    body = rule.parameters
    bounds = [
        n
        for b in body.get("bounds", [])
        for k in ("from", "above", "to", "below")
        if (n := b.get(k)) is not None
    ]
    tests = [t.get("value") for t in body.get("require", []) if t.get("input") == "value"]
    ends = bounds if rule.name == "bands" else tests if len(tests) == len(body.get("require", [])) else []
    return bool(ends) and all(isinstance(n, Decimal) and n >= _LOWEST_RATE for n in ends)
