"""A letter in a few lines, and facts over a table of values: what the engine would have measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Citation, Measurement, OrgTree, Period, RowQuery, RowSet, Scorecard, Unit
from zeren.core.kernel.expression import Literal
from zeren.core.packs import (
    BonusSpec,
    Combine,
    Condition,
    CountTerm,
    Indicator,
    Item,
    Letter,
    Limit,
    Pack,
    RuleSpec,
    Section,
    Target,
    VetoSpec,
)
from zeren.core.scoring import score

D = Decimal
ALWAYS = CountTerm("pupils", Condition("", Literal(True, "boolean")))


class PlainFacts:
    """Facts over a table of values, by indicator or by indicator and unit."""

    def __init__(
        self, values: Mapping[Any, Decimal | None], *, attributes: Mapping[str, str] | None = None
    ) -> None:
        self.values = values
        self.snapshot_id = "s"
        self.tree = OrgTree([Unit("1", "甲区", "county", attributes=attributes or {})])
        self.period = Period.parse("2017H1")

    def measurement(self, indicator: str, unit: str, **_: str) -> Measurement:
        value = self.values[indicator, unit] if (indicator, unit) in self.values else self.values[indicator]
        reason = (
            None if value is not None else "no_denominator" if indicator.endswith("_none") else "not_reported"
        )
        return Measurement(indicator, unit, "2017H1", (), value, value, None, "percent", reason)

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        return Citation("measurement", measurement.indicator, {"part": part, "value": str(measurement.value)})

    def rows(self, query: RowQuery) -> RowSet:
        return RowSet(query)


def indicator(name: str) -> Indicator:
    direction = "lower_is_better" if name.startswith("low") else "higher_is_better"
    return Indicator(name, name, name, "测试", "percent", direction, ALWAYS, None, ())


def target(name: str, points: str = "5", **more: Any) -> Target:
    rule = more.pop("rule", RuleSpec("all_or_nothing"))
    limit = more.pop("limit", Limit(">=", D(90)))
    base = Target(
        name, f"目标{name}", "第一条", name, limit, D(points), rule, "1", "1", due=date(2017, 12, 31)
    )
    return replace(base, **more)


def build(
    *targets: Target, vetoes: tuple[VetoSpec, ...] = (), bonuses: tuple[BonusSpec, ...] = (), **more: Any
) -> tuple[Letter, Pack]:
    """A letter whose sections and items are those its targets name; ``combine`` maps a section to how it is combined."""
    combine = more.pop("combine", {})
    due = date(2017, 12, 31)
    sections = []
    for section in dict.fromkeys(t.section for t in targets):
        here = [t for t in targets if t.section == section]
        items = [
            Item(i, i, "办公室", due, tuple(t for t in here if t.item == i))
            for i in dict.fromkeys(t.item for t in here)
        ]
        sections.append(Section(section, f"第{section}部分", tuple(items), combine.get(section, Combine())))
    full = sum((section.points for section in sections), D(0))
    letter = Letter(
        "l", "责任书", "测〔2017〕1号", "测试", "1", "2017", full, "illustrative", "示意", tuple(sections),
        vetoes, bonuses, **more,
    )  # fmt: skip
    names = {v.indicator for v in vetoes} | {b.indicator for b in bonuses}
    names |= {n for t in targets for n in (t.indicator, *(i.indicator for i in t.inputs)) if n}
    indicators = {n: indicator(n) for n in names}
    pack = Pack("p", "0.1.0", "", "", "", "", (), {"p": "0.1.0"}, {}, {}, {}, indicators, {"l": letter}, {})
    return letter, pack


def run(values: Mapping[Any, Decimal | None], *targets: Target, **more: Any) -> Scorecard:
    """Score a letter; what ``score`` takes by keyword is handed on to it, the rest makes the letter."""
    asked = {key: more.pop(key) for key in ("unit", "judgements", "cohort", "history") if key in more}
    facts = PlainFacts(values, attributes=more.pop("attributes", None))
    letter, pack = build(*targets, **more)
    return score(letter, facts, pack=pack, **asked)
