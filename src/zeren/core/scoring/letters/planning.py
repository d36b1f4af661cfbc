"""A letter read once: every rule compiled, every input's source known. Thousands of units are then scored by the same plan."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from zeren.core.kernel import Outcome, Problem
from zeren.core.packs import BonusSpec, Indicator, InputSpec, Letter, Limit, Pack, RuleSpec, Target
from zeren.core.scoring.case import HUMAN_INPUTS, ZERO
from zeren.core.scoring.compiler import Compiled, read_spec
from zeren.core.scoring.operands import VALUE, Operand

# Inputs that come of themselves: the letter's limit, the indicator in other periods and at other units.
_REMEMBERED = 20_000  # values a line remembers
_OF_ITSELF = frozenset({"value", "target", "previous", "series", "cohort", "total"})


@dataclass(frozen=True)
class LinePlan:
    """One target or bonus, ready to be applied.

    Shape: ``compiled`` is None for a rule that cannot run, ``broken`` then says why; ``alias`` is the one input that may also be
    given as ``value``; ``bound`` are the inputs the letter takes from somewhere else, ``free`` those that remain for unit
    attributes and for people.
    Unit: ``full`` in points.
    """

    id: str
    name: str
    spec: RuleSpec
    compiled: Compiled | None
    broken: str
    full: Decimal
    indicator: Indicator | None
    limit: Limit | None
    bound: tuple[InputSpec, ...]
    free: tuple[str, ...]
    alias: str | None
    target: Target | None = None
    bonus: BonusSpec | None = None
    words: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every input the rule wants."""
        return () if self.compiled is None else self.compiled.names

    @cached_property
    def needs_value(self) -> bool:
        """Whether the rule cannot do without the measured value."""
        return "value" in self.names or self.alias is not None

    @cached_property
    def plain(self) -> bool:
        """Whether measured value and limit are all the rule reads, as with most."""
        return self.indicator is not None and not self.bound and not set(self.names) - {"value", "target"}

    @cached_property
    def simple(self) -> bool:
        """Whether the line is a target whose rule runs on the measured value, the limit and the cohort's values alone."""
        own = (
            self.indicator is not None and not self.bound and self.bonus is None and self.compiled is not None
        )
        return own and set(self.names) <= {"value", "target", "cohort"}

    @cached_property
    def compares(self) -> bool:
        """Whether the rule reads the cohort."""
        return "cohort" in self.names

    @cached_property
    def seen(self) -> Seen:
        """Outcomes and statuses that have come up."""
        return Seen()

    @cached_property
    def fixed(self) -> dict[str, Any]:
        """What is the same in this line of every unit's scorecard."""
        return {
            "target": self.id,
            "name": self.name,
            "rule": self.spec.name,
            "full": self.full,
            "section": "bonus" if self.target is None else self.target.section,
            "item": "" if self.target is None else self.target.item,
            "indicator": None if self.indicator is None else self.indicator.id,
        }

    @cached_property
    def cites(self) -> bool:
        """Whether the line rests on a measurement."""
        return self.indicator is not None or any(spec.indicator and not spec.previous for spec in self.bound)

    def ranked(self) -> tuple[Operand, str]:
        """What the rule compares with the cohort, and the input that names the peer group."""
        if self.compiled is not None:
            for inner in _inside(self.compiled):
                if inner.declared.name == "rank":
                    return inner.given.get("of", VALUE), inner.given.get("peers", "")
        return VALUE, ""


def _inside(compiled: Compiled) -> Iterator[Compiled]:
    yield compiled
    for given in compiled.given.values():
        for part in given if isinstance(given, tuple) else (given,):
            if isinstance(part, Compiled):
                yield from _inside(part)


class Seen:
    """Outcome and status by value: units with equal values (most rates are 100 or 0, or of few decimals) are scored once.

    Shape: holds for one last day of the period and one cohort at a time; another one empties it.
    """

    __slots__ = ("_cohort", "_end", "_known")

    def __init__(self) -> None:
        self._end: date | None = None
        self._cohort: object = None
        self._known: dict[Decimal, tuple[Outcome, str]] = {}

    def among(self, end: date, cohort: object) -> dict[Decimal, tuple[Outcome, str]]:
        """What is known of values in this period and cohort."""
        if (
            cohort is not self._cohort
            or (end is not self._end and end != self._end)
            or len(self._known) > _REMEMBERED
        ):
            self._end, self._cohort, self._known = end, cohort, {}
        return self._known


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """All lines of a letter, ready to be applied."""

    letter: Letter
    pack: Pack
    targets: tuple[LinePlan, ...]
    bonuses: tuple[LinePlan, ...]
    grade: Compiled | None


_KEPT = 64
_plans: OrderedDict[tuple[int, int], LetterPlan] = OrderedDict()


def plan_of(letter: Letter, pack: Pack) -> LetterPlan:
    """The plan of a letter; made once for the same letter and pack."""
    key = (id(letter), id(pack))
    known = _plans.get(key)
    if known is not None:
        return known
    plan = LetterPlan(
        letter,
        pack,
        tuple(_target(target, pack) for target in letter.targets),
        tuple(_bonus(bonus, pack) for bonus in letter.bonuses),
        None if letter.grade is None else read_spec(letter.grade)[0],
    )
    _plans[key] = plan  # it holds letter and pack, so that neither id is given to another
    if len(_plans) > _KEPT:
        _plans.popitem(last=False)
    return plan


def _target(target: Target, pack: Pack) -> LinePlan:
    compiled, broken = _compiled(target.rule)
    indicator = pack.indicators[target.indicator] if target.indicator else None
    return LinePlan(
        id=target.id,
        name=target.name,
        spec=target.rule,
        compiled=compiled,
        broken=broken,
        full=target.points,
        indicator=indicator,
        limit=target.limit if target.limit.states else None,
        bound=target.inputs,
        free=_free(compiled, target.inputs),
        alias=_alias(compiled, target.inputs),
        target=target,
        words=_words(indicator),
    )


def _bonus(bonus: BonusSpec, pack: Pack) -> LinePlan:
    spec = bonus.rule
    if bonus.cap is not None and spec.name == "tariff" and "cap" not in spec.parameters:
        # The rule itself then says that it was capped, in its own words.
        spec = RuleSpec(spec.name, {**spec.parameters, "cap": bonus.cap}, spec.place)
    compiled, broken = _compiled(spec)
    indicator = pack.indicators[bonus.indicator]
    return LinePlan(
        id=bonus.id,
        name=bonus.name,
        spec=spec,
        compiled=compiled,
        broken=broken,
        full=ZERO if bonus.cap is None else bonus.cap,
        indicator=indicator,
        limit=None,
        bound=bonus.inputs,
        free=_free(compiled, bonus.inputs),
        alias=_alias(compiled, bonus.inputs),
        bonus=bonus,
        words=_words(indicator, counts=True),
    )


def _compiled(spec: RuleSpec) -> tuple[Compiled | None, str]:
    compiled, problems = read_spec(spec)
    return (compiled, "") if not problems else (None, problems[0].zh)


# A measured number is no level, list or map.
_NO_NUMBER = HUMAN_INPUTS | {"cohort", "series", "items"}


def _alias(compiled: Compiled | None, bound: tuple[InputSpec, ...]) -> str | None:
    """The one input that the measured value serves as, because it is the only one and the letter binds it to nothing else."""
    alias = None if compiled is None else compiled.alias
    return None if alias in _NO_NUMBER or alias in {spec.name for spec in bound} else alias


def _free(compiled: Compiled | None, bound: tuple[InputSpec, ...]) -> tuple[str, ...]:
    known = {spec.name for spec in bound if not spec.role} | {
        "value",
        "target",
        "previous",
        "series",
        "cohort",
    }
    return () if compiled is None else tuple(name for name in compiled.names if name not in known)


def _words(indicator: Indicator | None, *, counts: bool = False) -> dict[str, Any]:
    if indicator is None:
        return {"unit": "count", "places": 2}
    suffix = indicator.count_unit if counts or indicator.unit == "count" else ""
    return {"unit": indicator.unit, "places": indicator.places, "suffix": suffix}


def check_letter(letter: Letter) -> list[Problem]:
    """Everything wrong with a letter's rules, found without data: nested rules, and inputs nobody gives.

    Example:
        >>> from zeren.core.packs import load
        >>> check_letter(load("chengzhong-2017").letters["chengzhong-2017"])
        []
    """
    problems = []
    lines: list[Target | BonusSpec] = [*letter.targets, *letter.bonuses]
    for line in lines:
        compiled, found = read_spec(line.rule)
        problems += found
        if compiled is not None and not found:
            problems += _unbound(line, compiled)
    if letter.grade is not None:
        problems += read_spec(letter.grade)[1]
    return problems


def _unbound(line: Target | BonusSpec, compiled: Compiled) -> Iterator[Problem]:
    """Inputs that no indicator, limit or person gives: the rule would wait for ever."""
    given = {spec.name for spec in line.inputs} | _OF_ITSELF | HUMAN_INPUTS
    if not line.indicator:
        given -= {"value", "previous", "series", "cohort"} - {spec.name for spec in line.inputs}
    elif (alias := _alias(compiled, line.inputs)) is not None:
        given.add(alias)
    if isinstance(line, Target) and not line.limit.states and "target" not in {s.name for s in line.inputs}:
        given.discard("target")
    for name in compiled.names:
        if name not in given:
            yield Problem("S008", line.rule.place, name, line.id, details={"rule": line.rule.name})
