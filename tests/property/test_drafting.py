"""A rule written as a sentence and drafted again is the same rule, for the whole of the format that has words."""

from __future__ import annotations

import inspect
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.core.drafting import draft, words
from zeren.core.kernel import ZerenError
from zeren.core.packs import RuleSpec
from zeren.core.scoring import RULES

# --- what rules are made of ---------------------------------------------------------------------------------------------

amounts = st.decimals(0, 1000, places=2).map(lambda d: d.normalize() + 0)
positive = amounts.filter(lambda d: d > 0)
numbers = st.decimals(-1000, 1000, places=1).map(lambda d: d.normalize() + 0)
wholes = st.integers(0, 9).map(Decimal)
shares = st.integers(0, 150).map(lambda n: f"{n}%")
texts = st.sampled_from(
    [
        "省级",
        "国家级",
        "迟报",
        "巩固率",
        "无，且有：（重点）",
        "每低1个百分点扣2分",
        "a b",
        "A",
        "得10分；其余得0分",
    ]
)
inputs = st.one_of(
    st.sampled_from(["value", "target", "previous", "count", "missing", "rank", "total", "population"]), texts
)
points = st.one_of(amounts, st.just("full"), shares)
changes = st.one_of(numbers.filter(lambda d: d != 0), st.just("full"))
bounds = st.one_of(points, st.just("none"))
two_points = st.lists(points, min_size=2, max_size=2)


def sometimes(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


def joined(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda maps: {k: v for m in maps for k, v in m.items()})


def tables(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts, values, min_size=1, max_size=3)


def operands(depth: int = 1) -> st.SearchStrategy[Any]:
    flat = st.one_of(numbers, inputs)
    if not depth:
        return flat
    inner = operands(depth - 1)
    sides = st.one_of(
        inner,
        joined(
            st.fixed_dictionaries({"start": inner}),
            sometimes(
                {
                    "add": st.lists(inner, min_size=1, max_size=2),
                    "subtract": st.lists(inner, min_size=1, max_size=2),
                    "less": shares,
                }
            ),
        ),
    )
    units = st.sampled_from(["percent", "per_hundred", "per_thousand", "per_ten_thousand", "ratio"])
    rates = joined(
        st.fixed_dictionaries({"numerator": sides, "denominator": sides}), sometimes({"unit": units})
    )
    spreads = joined(
        st.fixed_dictionaries({"numerator": texts, "unit": st.sampled_from(["cv", "weighted"])}),
        sometimes({"weights": texts}),
    )
    cohorts = joined(
        st.fixed_dictionaries({"kind": st.sampled_from(["cohort_mean", "cohort_max", "cohort_min"])}),
        sometimes({"of": texts, "peers": texts}),
    )
    kinds = joined(
        st.fixed_dictionaries({"kind": st.sampled_from(["target", "previous", "external"])}),
        sometimes({"of": texts}),
    )
    constants = st.fixed_dictionaries({"kind": st.just("constant"), "value": numbers})
    return st.one_of(
        flat,
        st.one_of(rates, spreads).map(lambda d: {"derive": d}),
        st.one_of(cohorts, kinds, constants).map(lambda r: {"ref": r}),
    )


def conditions(depth: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    flat = st.one_of(
        st.fixed_dictionaries(
            {"input": inputs, "op": st.sampled_from(["<=", ">=", "=", "<", ">"]), "value": operands()}
        ),
        st.fixed_dictionaries({"input": inputs, "op": st.just("="), "text": texts}),
        st.fixed_dictionaries({"input": inputs}),
    )
    if not depth:
        return flat
    inner = conditions(depth - 1)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        flat,
        several.map(lambda m: {"all": m}),
        several.map(lambda m: {"any": m}),
        inner.map(lambda m: {"not": m}),
    )


@st.composite
def bands(draw: st.DrawFn) -> dict[str, Any]:
    band: dict[str, Any] = {}
    if low := draw(st.sampled_from(["from", "above", ""])):
        band[low] = draw(numbers)
    if high := draw(st.sampled_from(["to", "below", ""])):
        band[high] = draw(numbers)
    if not band or draw(st.booleans()):
        band["also"] = draw(conditions())
    given_by: dict[str, st.SearchStrategy[Any]] = {
        "points": points,
        "deduct": points,
        "share": st.one_of(shares, amounts),
        "range": two_points,
    }
    gives = draw(st.sampled_from(sorted(given_by)))
    return {**band, gives: draw(given_by[gives])}


# --- the rules ----------------------------------------------------------------------------------------------------------

LIMITS = {"min": bounds, "max": bounds}


def needs(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(keys)


Parameters = dict[str, st.SearchStrategy[dict[str, Any]]]
coefficients = st.one_of(shares, amounts)


def measuring(operand: st.SearchStrategy[Any], condition: st.SearchStrategy[Any]) -> Parameters:
    modes = st.sampled_from(["prop", "floor", "ceil", "whole"])
    sides = st.sampled_from(["below", "above"])
    step = {"of": operand, "ref": operand, "when": sides, "start": points, "add": points, **LIMITS}
    band = {"otherwise": points, "of": operand, "within": st.sampled_from(["judge", "interpolate"]), **LIMITS}
    corners = st.lists(st.tuples(numbers, points).map(list), min_size=2, max_size=4)
    reach = st.one_of(needs(at_least=operand, points=points), needs(at_most=operand, points=points))
    last = st.one_of(points, numbers, st.lists(points, min_size=1, max_size=3))
    rank = {
        "direction": st.sampled_from(["high", "low"]),
        "table": st.lists(points, min_size=1, max_size=4),
        "first": points,
        "by": points,
        "ties": st.sampled_from(["competition", "dense", "average", "forbid"]),
        "after": points,
        "peers": inputs,
        "of": operand,
        "reach": reach,
        "last": needs(places=wholes, points=last),
        **LIMITS,
    }
    trend = {
        "of": inputs,
        "series": st.lists(texts, min_size=1, max_size=3),
        "points": points,
        "deduct": points,
        "over": coefficients,
        "equal": st.booleans(),
        **LIMITS,
    }
    moves = st.sampled_from(["rising", "falling", "growth", "count_down"])
    require = st.lists(condition, min_size=1, max_size=2)
    return {
        "step": joined(needs(per=positive, deduct=points, rounding=modes), sometimes(step)),
        "bands": joined(needs(bounds=st.lists(bands(), min_size=1, max_size=4)), sometimes(band)),
        "all_or_nothing": sometimes({"require": require, "else": points, **LIMITS}),
        "interp": st.one_of(
            sometimes({"to": operand, "of": operand, **LIMITS}),
            joined(needs(points=corners), sometimes({"of": operand, "below": points, **LIMITS})),
        ),
        "rank": sometimes(rank),
        "trend": joined(needs(how=moves), sometimes(trend)),
    }


def counting(operand: st.SearchStrategy[Any], condition: st.SearchStrategy[Any]) -> Parameters:
    events = {
        "group_by": inputs,
        "within": st.sampled_from(["sum", "max"]),
        "split": st.just("authors"),
        "times": st.one_of(operand, needs(when=condition, by=operand)),
        "at_least": positive,
        "beyond": changes,
        "short": changes,
        "evidence": st.booleans(),
        "caps": tables(points),
        "cap": points,
        "start": points,
        "of": inputs,
        **LIMITS,
    }
    shared = needs(**{"from": st.one_of(shares, numbers), "points": points})
    names = st.lists(texts, min_size=1, max_size=2)
    checklist = {
        "items": tables(points),
        "missing": points,
        "need": wholes,
        "pool": st.booleans(),
        "share": st.lists(shared, min_size=1, max_size=3),
        "halve": names,
        "disqualify": names,
        **LIMITS,
    }
    return {
        "tariff": st.one_of(
            joined(needs(each=changes), sometimes({**events, "table": tables(changes)})),
            joined(needs(table=tables(changes)), sometimes(events)),
        ),
        "checklist": sometimes(checklist),
    }


def judging(operand: st.SearchStrategy[Any], condition: st.SearchStrategy[Any]) -> Parameters:
    ways = st.sampled_from(["mean", "trimmed", "weighted", "votes"])
    levels = needs(levels=tables(st.one_of(points, two_points)))
    weights = st.one_of(st.lists(coefficients, min_size=1, max_size=3), tables(coefficients))
    start = st.one_of(needs(name=texts, **{"from": numbers}), needs(name=texts, above=numbers))
    grades = st.lists(joined(start, sometimes({"and": condition})), min_size=1, max_size=3)
    further = {
        "of": operand,
        "quota": tables(shares),
        "ties": st.sampled_from(["in", "out"]),
        "round": wholes,
        "then": tables(texts),
    }
    return {
        "judge": joined(
            st.one_of(levels, needs(deduct=two_points), needs(award=two_points)),
            sometimes({"role": texts, "when": condition, **LIMITS}),
        ),
        "aggregate": joined(
            needs(how=ways), sometimes({"of": inputs, "times": operand, "weights": weights, **LIMITS})
        ),
        "grade": joined(needs(bands=grades), sometimes(further)),
    }


EFFECTS = ["zero_item", "zero_section", "halve", "disqualify", "cap_grade", "fail", "ineligible", "veto"]


def rules(depth: int = 1) -> Parameters:
    """The parameters of every primitive and combinator, by name; rules inside rules are made of plainer parts."""
    operand, condition = operands(depth), conditions(depth)
    found = measuring(operand, condition) | counting(operand, condition) | judging(operand, condition)
    struck = needs(when=condition, effect=st.sampled_from(EFFECTS))
    if not depth:
        return found | {"gate": joined(struck, sometimes({"grade": texts, **LIMITS}))}
    nested = named(rules(depth - 1))
    parts = st.lists(st.one_of(nested, needs(full=points, rule=nested)), min_size=1, max_size=3)
    weights = st.lists(coefficients, min_size=1, max_size=3)
    instead = st.sampled_from(["rescale", "full", "skip"])
    return found | {
        "gate": joined(struck, sometimes({"grade": texts, "rule": nested, **LIMITS})),
        "sum": joined(needs(rules=parts), sometimes({"start": points, **LIMITS})),
        "weighted": joined(needs(rules=parts, weights=weights), sometimes(LIMITS)),
        "minimum": joined(needs(rules=parts), sometimes(LIMITS)),
        "maximum": joined(needs(rules=parts), sometimes(LIMITS)),
        "clamp": joined(needs(rule=nested), sometimes(LIMITS)),
        "na": joined(needs(when=condition, rule=nested), sometimes({"then": instead, **LIMITS})),
        "round": joined(needs(rule=nested, places=wholes), sometimes(LIMITS)),
    }


def named(table: dict[str, st.SearchStrategy[dict[str, Any]]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(*(parameters.map(lambda p, name=name: {name: p}) for name, parameters in table.items()))


def parameters_of(name: str) -> set[str]:
    """What a letter may write for a rule, by its function's signature."""
    keywords = inspect.signature(RULES[name]).parameters.values()
    return {p.name.rstrip("_") for p in keywords if p.kind is p.KEYWORD_ONLY}


DRAWN = rules()
VALUES = {"ref", "derive"}  # numbers, never points: operands of the others, and drawn as such


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_rule_said_in_words_is_drafted_as_the_same_rule(name: str) -> None:
    """Every parameter that scoring knows is drawn: one that it learns and words do not know must not go unnoticed."""
    seen: set[str] = set()

    @settings(max_examples=60)
    @given(DRAWN[name])
    def says_and_reads(parameters: dict[str, Any]) -> None:
        seen.update(parameters)
        rule = RuleSpec(name, parameters)
        sentence = words(rule)
        found = draft(sentence)
        assert found.rule == rule, sentence
        assert found.alternatives() == [rule]

    says_and_reads()
    assert parameters_of(name) <= seen


@given(st.sampled_from(sorted(DRAWN)).flatmap(lambda n: DRAWN[n].map(lambda p: RuleSpec(n, p))), positive)
def test_the_full_points_are_said_too(rule: RuleSpec, full: Decimal) -> None:
    found = draft(words(rule, full=full))
    assert (found.rule, found.full) == (rule, full)
    assert [d.id for d in found.missing_decisions] == []


def test_every_rule_that_scoring_knows_is_drawn() -> None:
    assert set(DRAWN) | VALUES == set(RULES)


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_every_parameter_of_a_value_is_drawn(kind: str) -> None:
    seen: set[str] = set()

    @settings(max_examples=100)
    @given(operands())
    def draws(value: Any) -> None:
        seen.update(value.get(kind, {}) if isinstance(value, dict) else {})

    draws()
    assert parameters_of(kind) <= seen


@pytest.mark.parametrize(
    "rule",
    [
        RuleSpec("ref", {"kind": "target"}),
        RuleSpec("derive", {"numerator": "a", "denominator": "b"}),
        RuleSpec("lottery", {}),
        RuleSpec("step", {"per": Decimal(1), "deduct": Decimal(1), "rounding": "floor", "mood": "good"}),
        RuleSpec("step", {"per": Decimal(1), "deduct": Decimal(1)}),
        RuleSpec("judge", {"levels": {"“好”": Decimal(1)}}),
    ],
)
def test_what_has_no_words_is_refused(rule: RuleSpec) -> None:
    with pytest.raises(ZerenError) as raised:
        words(rule)
    assert [p.code for p in raised.value.problems] == ["D301"]


@given(
    st.text(
        "每低高少缺扣加得分1一二3.5%个百分点次项以上下，；。、至为不超过其余名第优良", min_size=1, max_size=24
    )
)
def test_no_sentence_breaks_the_drafter_and_what_it_drafts_has_words(text: str) -> None:
    for rule in draft(text, full=Decimal(10)).alternatives():
        assert draft(words(rule)).rule == rule
