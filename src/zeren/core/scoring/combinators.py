"""Combinators: several rules into one, cut to bounds, left out where they do not apply, rounded."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain, round_half_up
from zeren.core.scoring.case import HUNDRED, ZERO, Case, Effect, Failure, Result, points_words, scored
from zeren.core.scoring.compiler import Compiled, OneRule, Rules
from zeren.core.scoring.kinds import Points, Whole, choice, list_of, share_of
from zeren.core.scoring.operands import Test
from zeren.core.scoring.registry import Kind, rule

Weights = Annotated[
    tuple[Decimal, ...],
    Kind(
        "权重的列表，如 [50%, 45%, 5%]，与 rules 一样多",
        lambda value, _: tuple(share_of(v) for v in list_of(value)),
    ),
]
Ends = tuple[Decimal, Decimal]


@rule()
def sum_(case: Case, *, rules: Rules, start: Points | None = None) -> Result:
    """The parts added up; with ``start`` a pool from which parts that give minus points are taken (扣完为止).

    In a pool a part starts from 0, so that what it deducts comes out as minus points. A part that is still open makes the sum
    open, with what is sure said. A part that does not apply is left out; one that asks for it shares its points with the others.

    Source: 汉阴县履职自评表 “同一分值下多种情形各扣不同分，扣完为止”.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> from zeren.core.packs import RuleSpec
        >>> parts = [{"tariff": {"each": Decimal("-0.5"), "of": "late"}}, {"tariff": {"each": -1, "of": "absent"}}]
        >>> pool = compile_rule(RuleSpec("sum", {"start": "full", "rules": parts}))
        >>> pool(Case({"late": 1, "absent": 1}, Decimal(2))).reason
        '起评2分；1次，每次扣0.5分，计-0.5分；1次，每次扣1分，计-1分；合计0.5分'
    """
    inner = case if start is None else case.in_pool()
    parts = [part(_inside(part, inner)) for part in rules]
    base = ZERO if start is None else start.of(case)
    counted, factor = _applying(parts, rules, case)
    if not counted:
        return _none_applies(parts)
    low = base + builtins.sum((_low(part) for part in counted), ZERO) * factor
    high = base + builtins.sum((_high(part) for part in counted), ZERO) * factor
    opening = "" if start is None else f"起评{points_words(base)}；"
    return _joined(parts, (low, high), lambda total: f"{opening}{_each(parts)}；合计{total}", base=base)


@rule()
def weighted(case: Case, *, rules: Rules, weights: Weights) -> Result:
    """The parts added up by weight (合格率×50%＋得分率×45%＋优秀率×5%).

    Weights count as written. Where a part does not apply and asks for it, the others share its weight.

    Raises:
        Failure: when there are not as many weights as rules.

    Source: 多元评价办法 “交叉评议、县级考核、日常考核加权”.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> from zeren.core.packs import RuleSpec
        >>> parts = [{"interp": {"of": "pass", "to": 100}}, {"interp": {"of": "best", "to": 100}}]
        >>> both = compile_rule(RuleSpec("weighted", {"rules": parts, "weights": ["50%", "50%"]}))
        >>> both(Case({"pass": 90, "best": 20}, Decimal(100))).low
        Decimal('55.0')
    """
    if len(weights) != len(rules):
        raise Failure(f"规则有{len(rules)}条，权重有{len(weights)}个")
    parts = [part(_inside(part, case)) for part in rules]
    pairs = [
        (part, weight) for part, weight in zip(parts, weights, strict=True) if part.kind != "not_applicable"
    ]
    if not pairs:
        return _none_applies(parts)
    shared = builtins.sum((w for p, w in zip(parts, weights, strict=True) if _rescales(p)), ZERO)
    rest = builtins.sum((weight for _, weight in pairs), ZERO)
    factor = (rest + shared) / rest if rest else Decimal(1)
    low = builtins.sum((_low(part) * weight for part, weight in pairs), ZERO) * factor
    high = builtins.sum((_high(part) * weight for part, weight in pairs), ZERO) * factor

    def words(total: str) -> str:
        told = [f"{p.reason}（占{plain(w * HUNDRED)}%）" for p, w in zip(parts, weights, strict=True)]
        return f"{'；'.join(told)}；加权合计{total}"

    return _joined(parts, (low, high), words)


@rule()
def minimum(case: Case, *, rules: Rules) -> Result:
    """The lowest of the parts (取最低).

    Source: 督导评估办法 “以各项中最低者计”.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> from zeren.core.packs import RuleSpec
        >>> parts = [{"interp": {"of": "a", "to": 100}}, {"interp": {"of": "b", "to": 100}}]
        >>> compile_rule(RuleSpec("minimum", {"rules": parts}))(Case({"a": 90, "b": 60}, Decimal(10))).low
        Decimal('6')
    """
    return _extreme([part(case) for part in rules], min, "取最低")


@rule()
def maximum(case: Case, *, rules: Rules) -> Result:
    """The highest of the parts (取最高).

    Source: 信息考核办法 “同篇不重复计分，取最高分”.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> from zeren.core.packs import RuleSpec
        >>> parts = [{"interp": {"of": "a", "to": 100}}, {"interp": {"of": "b", "to": 100}}]
        >>> compile_rule(RuleSpec("maximum", {"rules": parts}))(Case({"a": 90, "b": 60}, Decimal(10))).low
        Decimal('9')
    """
    return _extreme([part(case) for part in rules], max, "取最高")


@rule()
def clamp(case: Case, *, rule: OneRule) -> Result:
    """A rule cut to ``min`` and ``max`` (加分最多5分，扣分最多3分); a bound left out is 0 and full, ``none`` lifts it.

    Source: 株洲市加减分办法 “表彰加分最多5分”.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> from zeren.core.packs import RuleSpec
        >>> inner = {"tariff": {"each": 2, "of": "prizes"}}
        >>> cut = compile_rule(RuleSpec("clamp", {"rule": inner, "max": 5}))
        >>> cut(Case({"prizes": 4}, Decimal(10))).reason
        '4次，每次2分，计8分，按上限计5分'
    """
    return rule(case)


@rule()
def na(
    case: Case,
    *,
    when: Test,
    rule: OneRule,
    then: Annotated[str, choice("rescale full skip")] = "skip",
) -> Result:
    """The target does not apply (30万人口以下的县不评): its points go to the others, are given in full, or are left out.

    Source: 四川省义务教育示范县细则 “30万人口以上的县须有特殊教育学校”.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> from zeren.core.packs import RuleSpec
        >>> small = {"input": "population", "op": "<", "value": 300000}
        >>> written = {"when": small, "then": "skip", "rule": {"all_or_nothing": {"require": [{"input": "school"}]}}}
        >>> compile_rule(RuleSpec("na", written))(Case({"population": 120000}, Decimal(2))).reason
        'population低于300000，本项不适用，不计入总分'
    """
    if not when.holds(case):
        return rule(case)
    if then == "full":
        return scored(case.full, lambda: f"{when.words(case)}，本项不适用，按满分计{points_words(case.full)}")
    if then == "skip":
        return Result("not_applicable", words=lambda: f"{when.words(case)}，本项不适用，不计入总分")
    words = "本项不适用，分值由其他项分担"
    return Result(
        "not_applicable", words=lambda: f"{when.words(case)}，{words}", effects=(Effect("rescale"),)
    )


@rule()
def round_(case: Case, *, rule: OneRule, places: Whole) -> Result:
    """A rule's points rounded half-up (四舍五入保留一位小数).

    Source: 考核细则 “得分四舍五入，保留一位小数”.

    Example:
        >>> from zeren.core.scoring.compiler import compile_rule
        >>> from zeren.core.packs import RuleSpec
        >>> written = {"rule": {"interp": {"to": 3}}, "places": 1}
        >>> compile_rule(RuleSpec("round", written))(Case({"value": Decimal(2)}, Decimal(10))).low
        Decimal('6.7')
    """
    result = rule(case)
    if result.low is None or result.high is None or not (result.low.is_finite() and result.high.is_finite()):
        return result
    low, high = (round_half_up(end, places) for end in (result.low, result.high))
    if (low, high) == (result.low, result.high):
        return result
    kind = "score" if result.kind == "range" and low == high else result.kind
    return replace(
        result,
        kind=kind,
        low=low,
        high=high,
        words=lambda: f"{result.reason}，四舍五入为{points_words(low, high)}",
    )


# --- joining parts ------------------------------------------------------------------------------------------------------


def _inside(part: Compiled, case: Case) -> Case:
    """A gate without a rule of its own only strikes: while it does not, it adds nothing."""
    return case.in_pool() if part.declared.name == "gate" and part.given.get("rule") is None else case


def _low(part: Result) -> Decimal:
    return Decimal("-Infinity") if part.low is None else part.low


def _high(part: Result) -> Decimal:
    return Decimal("Infinity") if part.high is None else part.high


def _rescales(part: Result) -> bool:
    return part.kind == "not_applicable" and any(effect.kind == "rescale" for effect in part.effects)


def _each(parts: Sequence[Result]) -> str:
    return "；".join(part.reason for part in parts)


def _none_applies(parts: Sequence[Result]) -> Result:
    return Result("not_applicable", words=_each(parts), effects=tuple(e for p in parts for e in p.effects))


def _applying(parts: Sequence[Result], rules: Sequence[Compiled], case: Case) -> tuple[list[Result], Decimal]:
    """The parts that apply, and by how much they stretch to share the points of those that do not."""
    counted = [part for part in parts if part.kind != "not_applicable"]
    if len(counted) == len(parts) or not any(_rescales(part) for part in parts):
        return counted, Decimal(1)
    fulls = [None if rule.full is None else rule.full.of(case) for rule in rules]
    if any(full is None for full in fulls):
        raise Failure("不适用部分的分值要由其他部分分担，各部分须写明 full")
    pairs = list(zip(parts, fulls, strict=True))
    rest = builtins.sum((full or ZERO for part, full in pairs if part.kind != "not_applicable"), ZERO)
    gone = builtins.sum((full or ZERO for part, full in pairs if _rescales(part)), ZERO)
    return counted, (rest + gone) / rest if rest else Decimal(1)


def _joined(
    parts: Sequence[Result], ends: Ends, words: Callable[[str], str], *, base: Decimal = ZERO
) -> Result:
    low, high = ends
    effects = tuple(effect for part in parts for effect in part.effects if effect.kind != "rescale")
    if any(part.kind == "veto" for part in parts):
        return Result("veto", words=lambda: _each([p for p in parts if p.kind == "veto"]), effects=effects)
    waiting = next((part.waiting_for for part in parts if part.kind == "pending"), None)
    if waiting is None:
        kind = "score" if low == high else "range"
        human = (
            next((part.waiting_for for part in parts if part.waiting_for), None) if kind == "range" else None
        )
        return Result(kind, low, high, lambda: words(points_words(low, high)), human, effects)
    sure = base + builtins.sum(
        (part.low for part in parts if part.kind == "score" and part.low is not None), ZERO
    )

    def said() -> str:
        return words(f"可得{points_words(low, high)}（已定部分{points_words(sure)}，其余待定）")

    return Result("pending", low, high, said, waiting, effects)


def _extreme(parts: Sequence[Result], pick: Callable[[Any], Decimal], how: str) -> Result:
    counted = [part for part in parts if part.kind != "not_applicable"]
    if not counted:
        return _none_applies(parts)
    ends = (pick(_low(part) for part in counted), pick(_high(part) for part in counted))
    result = _joined(parts, ends, lambda total: f"{_each(parts)}；{how}，{total}")
    # An open part cannot matter once another decides: the lowest is certain when nothing open can go below it.
    if result.kind == "pending" and ends[0] == ends[1] and not any(not e.sure for e in result.effects):
        return replace(result, kind="score", waiting_for=None)
    return result
