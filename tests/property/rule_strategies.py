"""Rules with the inputs they want, drawn by name. A rule without a strategy fails the guard in ``test_rules``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from zeren.core.packs import Limit, RuleSpec
from zeren.core.scoring import Case, rule_inputs

D = Decimal
FULL = D(10)
VALUES = st.decimals(min_value=0, max_value=120, places=2)
COUNTS = st.integers(min_value=0, max_value=9).map(D)
POINTS = st.decimals(min_value=0, max_value=10, places=1)
RATES = st.decimals(min_value=D("0.1"), max_value=3, places=1)
SIDES = st.sampled_from(["below", "above"])
SHARES = st.sampled_from(["full", "80%", "50%", "0%"])
AMOUNTS = st.one_of(POINTS, SHARES)
LIMITS = st.builds(Limit, st.sampled_from(["<=", ">="]), VALUES.filter(bool))


@dataclass(frozen=True)
class Drawn:
    """A rule, its inputs and the limit it is scored against."""

    spec: RuleSpec
    inputs: Mapping[str, Any]
    limit: Limit | None = None

    def case(self, *, without: str = "") -> Case:
        # A value that the rule does not read would serve as the one input it wants.
        wanted = {*rule_inputs(self.spec), "items"}
        inputs = {name: value for name, value in self.inputs.items() if name != without and name in wanted}
        return Case(inputs, FULL, limit=self.limit)


Strategy = st.SearchStrategy[Drawn]
STRATEGIES: dict[str, Callable[[], Strategy]] = {}


def draws(function: Callable[..., Drawn]) -> Callable[..., Drawn]:
    """Register a composite strategy under the rule's name."""
    STRATEGIES[function.__name__.rstrip("_")] = st.composite(function)
    return function


def drawn(name: str) -> Strategy:
    return STRATEGIES[name]()


@draws
def step(draw: Any) -> Drawn:
    rule = {
        "per": draw(RATES),
        "deduct": draw(RATES),
        "rounding": draw(st.sampled_from(["prop", "floor", "ceil"])),
    }
    rule |= draw(
        st.fixed_dictionaries(
            {}, optional={"start": AMOUNTS, "add": RATES, "when": st.sampled_from(["below", "above"])}
        )
    )
    return Drawn(RuleSpec("step", rule), {"value": draw(VALUES)}, draw(LIMITS))


@draws
def bands(draw: Any) -> Drawn:
    edges = sorted(draw(st.lists(VALUES, min_size=1, max_size=5, unique=True)), reverse=True)
    shape = st.sampled_from(["points", "deduct", "range"])
    bounds = []
    for edge in edges:
        gives = draw(shape)
        bounds.append(
            {
                "from": edge,
                gives: draw(st.lists(POINTS, min_size=2, max_size=2)) if gives == "range" else draw(AMOUNTS),
            }
        )
    rule = {"bounds": bounds, "otherwise": draw(AMOUNTS), "within": "judge"}
    return Drawn(RuleSpec("bands", rule), {"value": draw(VALUES)}, None)


CONDITIONS = st.one_of(
    st.just({"input": "flag"}),
    st.builds(
        lambda op, v: {"input": "value", "op": op, "value": v},
        st.sampled_from(["<=", ">=", "<", ">", "="]),
        VALUES,
    ),
)


@draws
def all_or_nothing(draw: Any) -> Drawn:
    if draw(st.booleans()):
        return Drawn(RuleSpec("all_or_nothing", {}), {"value": draw(VALUES)}, draw(LIMITS))
    several = {"any": draw(st.lists(CONDITIONS, min_size=1, max_size=3))}
    rule = {"require": [several, draw(CONDITIONS)], "else": draw(AMOUNTS)}
    return Drawn(RuleSpec("all_or_nothing", rule), {"value": draw(VALUES), "flag": draw(st.booleans())})


@draws
def interp(draw: Any) -> Drawn:
    if draw(st.booleans()):
        return Drawn(RuleSpec("interp", {}), {"value": draw(VALUES)}, draw(LIMITS))
    lines = draw(st.lists(st.tuples(VALUES, POINTS), min_size=2, max_size=5, unique_by=lambda pair: pair[0]))
    return Drawn(RuleSpec("interp", {"points": [list(pair) for pair in lines]}), {"value": draw(VALUES)})


@draws
def rank(draw: Any) -> Drawn:
    rule: dict[str, Any] = {"direction": draw(st.sampled_from(["high", "low"]))}
    rule["ties"] = draw(st.sampled_from(["competition", "dense", "average", "forbid"]))
    if draw(st.booleans()):
        rule |= {"table": draw(st.lists(AMOUNTS, min_size=1, max_size=4)), "after": draw(AMOUNTS)}
    else:
        rule |= {"first": draw(AMOUNTS), "by": draw(RATES)}
    if draw(st.booleans()):
        rule["reach"] = {
            draw(st.sampled_from(["at_least", "at_most"])): draw(VALUES),
            "points": draw(AMOUNTS),
        }
    if draw(st.booleans()):
        rule["last"] = {"places": D(2), "points": draw(AMOUNTS)}
    return Drawn(
        RuleSpec("rank", rule),
        {"value": draw(VALUES), "cohort": draw(st.lists(VALUES, min_size=1, max_size=6))},
    )


@draws
def ref(draw: Any) -> Drawn:
    kind = draw(
        st.sampled_from(["cohort_mean", "cohort_max", "cohort_min", "previous", "external", "target"])
    )
    inputs = {
        "value": draw(VALUES),
        "cohort": draw(st.lists(VALUES.filter(bool), min_size=1)),
        "previous": D(50),
        "external": D(60),
    }
    return Drawn(RuleSpec("interp", {"to": {"ref": {"kind": kind}}}), inputs, draw(LIMITS))


@draws
def derive(draw: Any) -> Drawn:
    base = {
        "start": "roll",
        "add": ["come"],
        "subtract": ["gone"],
        "less": draw(st.sampled_from(["0%", "3%"])),
    }
    of = {
        "derive": {
            "numerator": "kept",
            "denominator": base,
            "unit": draw(st.sampled_from(["percent", "per_ten_thousand"])),
        }
    }
    inputs = {name: draw(COUNTS) for name in ("kept", "roll", "come", "gone")}
    return Drawn(RuleSpec("bands", {"of": of, "bounds": [{"from": D(50), "points": "full"}]}), inputs)


@draws
def tariff(draw: Any) -> Drawn:
    sign = draw(st.sampled_from([1, -1]))
    start = {} if sign > 0 else {"start": "full"}
    extra = draw(
        st.fixed_dictionaries({}, optional={"cap": POINTS, "times": st.sampled_from([D(2), D("0.5")])})
    )
    if draw(st.booleans()):
        return Drawn(
            RuleSpec("tariff", {"each": sign * draw(RATES), **start, **extra}), {"count": draw(COUNTS)}
        )
    rule = {
        "table": {name: sign * draw(RATES) for name in "甲乙丙"},
        "group_by": "about",
        "within": draw(st.sampled_from(["sum", "max"])),
    }
    event = st.fixed_dictionaries(
        {"level": st.sampled_from("甲乙丙"), "about": st.sampled_from("xy"), "count": COUNTS}
    )
    return Drawn(
        RuleSpec("tariff", {**rule, **start, **extra}), {"events": draw(st.lists(event, max_size=4))}
    )


@draws
def checklist(draw: Any) -> Drawn:
    names = list("甲乙丙丁")
    way = draw(st.sampled_from(["items", "missing", "need", "share", "pool", "strict"]))
    rule: dict[str, Any] = {
        "items": {"items": {name: draw(RATES) for name in names}},
        "strict": {"items": {name: draw(RATES) for name in names}, "halve": ["甲"], "disqualify": ["乙"]},
        "missing": {"missing": draw(RATES)},
        "need": {"need": draw(COUNTS)},
        "share": {"share": [{"from": "80%", "points": "full"}, {"from": "50%", "points": draw(POINTS)}]},
        "pool": {"pool": True},
    }[way]
    mark = st.one_of(st.booleans(), st.just(D("0.5")), st.none() if "missing" not in rule else st.booleans())
    return Drawn(RuleSpec("checklist", rule), {"items": {name: draw(mark) for name in names}})


@draws
def judge(draw: Any) -> Drawn:
    ends = sorted(draw(st.lists(POINTS, min_size=4, max_size=4, unique=True)))
    way = draw(st.sampled_from(["levels", "deduct", "award"]))
    if way != "levels":
        low, high = ends[1], ends[2]
        rule: dict[str, Any] = {way: [low, high]}
        return Drawn(
            RuleSpec("judge", rule), {"judged": draw(st.decimals(min_value=low, max_value=high, places=1))}
        )
    levels = {"好": [ends[2], ends[3]], "差": [ends[0], ends[1]], "中": draw(SHARES)}
    level = draw(st.sampled_from(["好", "差", "中"]))
    inputs: dict[str, Any] = {"level": level}
    if level != "中":
        low, high = levels[level]
        inputs["judged"] = draw(st.decimals(min_value=low, max_value=high, places=1))
    return Drawn(RuleSpec("judge", {"levels": levels}), inputs)


@draws
def aggregate(draw: Any) -> Drawn:
    how = draw(st.sampled_from(["mean", "trimmed", "weighted", "votes"]))
    rule: dict[str, Any] = {"how": how}
    scores = draw(st.lists(POINTS, min_size=3, max_size=6))
    if how == "votes":
        rule["weights"] = {"好": D(10), "差": D(2)}
        return Drawn(RuleSpec("aggregate", rule), {"votes": {"好": draw(COUNTS), "差": draw(COUNTS)}})
    if how == "weighted":
        rule["weights"] = [draw(RATES) for _ in scores]
    return Drawn(RuleSpec("aggregate", rule), {"scores": scores})


@draws
def trend(draw: Any) -> Drawn:
    how = draw(st.sampled_from(["rising", "falling", "growth", "count_down"]))
    rule: dict[str, Any] = (
        {"how": how, "deduct": draw(RATES)} if how == "count_down" else {"how": how, "points": draw(AMOUNTS)}
    )
    return Drawn(RuleSpec("trend", rule), {"series": draw(st.lists(VALUES, min_size=2, max_size=5))})


INNER = ("step", "bands", "all_or_nothing", "interp", "tariff", "judge")


def parts(draw: Any, least: int = 1) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Rules as parts, each with inputs of its own names, so that they cannot collide."""
    rules, inputs = [], {"target": draw(VALUES.filter(bool))}
    for number in range(draw(st.integers(least, 3))):
        name = draw(st.sampled_from(["interp", "tariff", "bands", "judge"]))
        value = f"v{number}"
        if name == "judge":
            rules.append({"judge": {"deduct": [D(1), D(2)]}})
            inputs["judged"] = draw(st.sampled_from([D(0), D(1), D("1.5"), D(2)]))
            continue
        body = {
            "interp": {"of": value, "to": D(100)},
            "tariff": {"of": value, "each": draw(st.sampled_from([1, -1])) * draw(RATES)},
            "bands": {"of": value, "bounds": [{"from": draw(VALUES), "points": draw(POINTS)}]},
        }[name]
        inputs[value] = draw(COUNTS if name == "tariff" else VALUES)
        rules.append({name: body} if draw(st.booleans()) else {"full": draw(POINTS), "rule": {name: body}})
    return rules, inputs


@draws
def sum_(draw: Any) -> Drawn:
    rules, inputs = parts(draw)
    start = {"start": "full"} if draw(st.booleans()) else {}
    return Drawn(RuleSpec("sum", {"rules": rules, **start}), inputs)


@draws
def weighted(draw: Any) -> Drawn:
    rules, inputs = parts(draw)
    return Drawn(
        RuleSpec(
            "weighted",
            {"rules": rules, "weights": [draw(st.sampled_from(["20%", "50%", "100%"])) for _ in rules]},
        ),
        inputs,
    )


@draws
def minimum(draw: Any) -> Drawn:
    rules, inputs = parts(draw)
    return Drawn(RuleSpec("minimum", {"rules": rules}), inputs)


@draws
def maximum(draw: Any) -> Drawn:
    rules, inputs = parts(draw)
    return Drawn(RuleSpec("maximum", {"rules": rules}), inputs)


def _one(draw: Any) -> Drawn:
    return draw(drawn(draw(st.sampled_from(INNER))))


@draws
def clamp(draw: Any) -> Drawn:
    low, high = sorted(draw(st.lists(POINTS, min_size=2, max_size=2)))
    inner = _one(draw)
    rule = {"rule": {inner.spec.name: inner.spec.parameters}, "min": low, "max": high}
    return Drawn(RuleSpec("clamp", rule), inner.inputs, inner.limit)


@draws
def na(draw: Any) -> Drawn:
    inner = _one(draw)
    rule = {"when": {"input": "small"}, "then": draw(st.sampled_from(["rescale", "full", "skip"]))}
    rule["rule"] = {inner.spec.name: inner.spec.parameters}
    return Drawn(RuleSpec("na", rule), {**inner.inputs, "small": draw(st.booleans())}, inner.limit)


@draws
def round_(draw: Any) -> Drawn:
    inner = _one(draw)
    return Drawn(
        RuleSpec("round", {"rule": {inner.spec.name: inner.spec.parameters}, "places": D(1)}),
        inner.inputs,
        inner.limit,
    )


EFFECTS = ("zero_item", "zero_section", "halve", "disqualify", "cap_grade", "fail", "ineligible", "veto")


@draws
def gate(draw: Any) -> Drawn:
    inner = _one(draw)
    rule = {"when": {"input": "struck"}, "effect": draw(st.sampled_from(EFFECTS)), "grade": "合格"}
    rule["rule"] = {inner.spec.name: inner.spec.parameters}
    return Drawn(RuleSpec("gate", rule), {**inner.inputs, "struck": draw(st.booleans())}, inner.limit)


@draws
def grade(draw: Any) -> Drawn:
    steps = [{"name": "好", "from": D(90)}, {"name": "中", "from": D(60)}, {"name": "差", "from": D(0)}]
    rule = {
        "bands": steps,
        "quota": {"好": draw(st.sampled_from(["20%", "50%"]))},
        "ties": draw(st.sampled_from(["in", "out"])),
    }
    inputs = {"total": draw(VALUES), "cohort": draw(st.lists(VALUES, min_size=1, max_size=6))}
    return Drawn(RuleSpec("grade", rule), inputs)
