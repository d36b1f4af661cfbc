"""A whole letter: its rules, and whether targets, vetoes, indicators and periods fit each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from zeren.core.kernel import Period, Place, Problem, ZerenError, plain
from zeren.core.packs import BonusSpec, Indicator, Letter, Limit, Pack, RuleSpec, Target
from zeren.core.scoring.case import ZERO, Case
from zeren.core.scoring.compiler import read_spec
from zeren.core.scoring.letters import check_letter as check_rules
from zeren.core.scoring.linting.agreement import check_agreement
from zeren.core.scoring.linting.conditions import range_words
from zeren.core.scoring.linting.population import ages_of, stages_of
from zeren.core.scoring.linting.ranges import Range, parameters_of, range_of, range_of_input
from zeren.core.scoring.linting.rules import Subject, check_decisions, lint_rule
from zeren.core.scoring.ranking import ranking_of
from zeren.core.scoring.reviewing import credibility_spec
from zeren.core.scoring.rules import single_input

_OPS = {"<=": "不高于", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于"}
_STOPS = re.compile(r"扣[完光].{0,6}为止|扣完该项|以.{0,8}分值为限|不计负分|最低.{0,3}0分")


def check_letter(letter: Letter, pack: Pack | None = None) -> list[Problem]:
    """Everything wrong with a letter, found without data: rules that cannot run, and rules that run and cannot be meant.

    Shape: with the pack, indicators are looked at too: what a value can be, in which direction it gets better, whom it counts.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("chengzhong-2017")
        >>> check_letter(pack.letters["chengzhong-2017"], pack)
        []
    """
    scored: list[Target | BonusSpec] = [*letter.targets, *letter.bonuses]
    problems = check_decisions(check_rules(letter), {line.rule.place: line.id for line in scored})
    for target in letter.targets:
        problems += _Line(letter, pack, target).problems()
    for bonus in letter.bonuses:
        problems += _bonus(pack, bonus)
    problems += [*_vetoes(letter, pack), *_whole_letter(letter)]
    if letter.grade is not None:
        problems += lint_rule(letter.grade, _of_total(letter, letter.grade, pack))
    return sorted(problems, key=lambda p: (p.place.line or 0, p.severity != "error"))


def _whole_letter(letter: Letter) -> Iterator[Problem]:
    """How totals are ranked, and how far self scores are believed."""
    for read in (ranking_of, credibility_spec):
        try:
            read(letter)
        except ZerenError as wrong:
            yield from wrong.problems


def _of_total(letter: Letter, spec: RuleSpec, pack: Pack | None) -> Subject:
    caps = [bonus.cap for bonus in letter.bonuses]
    most = None if None in caps else letter.full + sum((cap for cap in caps if cap is not None), ZERO)
    total = Range(None, most)

    def possible(name: str) -> Range:
        return total if name == "total" else range_of_input(name, letter.inputs, None, pack)

    return Subject(spec.name, Case({}, letter.full), possible, bonus=True)


class _Line:
    """The checks of one target."""

    def __init__(self, letter: Letter, pack: Pack | None, target: Target) -> None:
        self.letter, self.pack, self.target = letter, pack, target
        self.indicator = None if pack is None else pack.indicators.get(target.indicator)

    def problems(self) -> list[Problem]:
        """All of them, those of the line first."""
        found = [*self._words(), *self._worth(), *self._times(), *self._limit()]
        if self.indicator is not None:
            found += [
                *self._direction(self.indicator),
                *self._population(self.indicator),
                *self._parameters(self.indicator),
            ]
        return found + self._rule()

    def problem(self, code: str, found: str = "", expected: str = "", place: Place | None = None) -> Problem:
        where = self.target.place if place is None else place
        return Problem(code, where, found, expected, details={"target": self.target.id})

    def _words(self) -> Iterator[Problem]:
        if not self.target.clause.strip():
            yield self.problem("S058", self.target.name)

    def _worth(self) -> Iterator[Problem]:
        if self.target.points <= 0:
            yield self.problem("S071", plain(self.target.points))

    def _times(self) -> Iterator[Problem]:
        period = _period(self.letter)
        due = self.target.due
        if period is not None and due is not None and not period.contains(due):
            yield self.problem("S075", str(due), period.text_zh)
        wanted = self.target.period or _stretch(period)
        covered = "" if self.indicator is None else self.indicator.period
        if covered and wanted and covered != wanted:
            yield self.problem("S067", _STRETCHES[covered], _STRETCHES[wanted])

    def _limit(self) -> Iterator[Problem]:
        limit = self.target.limit
        if self.indicator is None or not limit.states:
            return
        known = range_of(self.indicator, self.pack)
        never = known.verdict(limit.op, limit.value) == "never"
        if never or (known.verdict(limit.op, limit.value) == "always" and not _edge(limit, known)):
            yield self.problem("S070", _limit_words(limit), range_words(known))

    def _direction(self, indicator: Indicator) -> Iterator[Problem]:
        limit, wants = self.target.limit, indicator.direction
        wrong = (limit.op in {">=", ">"} and wants == "lower_is_better") or (
            limit.op in {"<=", "<"} and wants == "higher_is_better"
        )
        if wrong:
            yield self.problem("S069", f"目标{_limit_words(limit)}", _BETTER[wants])

    def _population(self, indicator: Indicator) -> Iterator[Problem]:
        target = self.target
        if target.population and indicator.population and target.population != indicator.population:
            yield self.problem("S068", indicator.population, target.population)
            return
        said = f"{target.name} {target.clause} {target.population}"
        counted = f"{indicator.name} {indicator.short_name} {indicator.population}"
        for named in (stages_of, ages_of):
            wanted, found = named(said), named(counted)
            if wanted and found and not wanted & found:
                yield self.problem("S068", "、".join(sorted(found)), "、".join(sorted(wanted)))
                return

    def _parameters(self, indicator: Indicator) -> Iterator[Problem]:
        """A parameter without a value there and then: nobody can say who counts."""
        period = _period(self.letter)
        if period is None or self.pack is None:
            return
        unit = self.letter.unit
        regions = tuple(unit[:size] for size in (len(unit), 6, 4, 2) if size <= len(unit))
        for name in parameters_of(indicator):
            parameter = self.pack.parameters.get(name)
            if parameter is not None and parameter.at(period.end, regions) is None:
                yield self.problem("S050", name, f"{unit}、{period.text_zh}")

    def _rule(self) -> list[Problem]:
        target = self.target
        spec = target.rule
        compiled, broken = read_spec(spec)
        if compiled is None or broken:
            return []
        case = Case(
            {},
            target.points,
            limit=target.limit if target.limit.states else None,
            unit="count" if self.indicator is None else self.indicator.unit,
            places=2 if self.indicator is None else self.indicator.places,
            suffix=self.indicator.count_unit
            if self.indicator is not None and self.indicator.unit == "count"
            else "",
        )
        alias = single_input(compiled) if self.indicator is not None else None
        rising = self._rising()
        stops = bool(_STOPS.search(target.clause))
        subject = Subject(target.id, case, self._range(alias), rising, stops_at_zero=stops)
        problems = lint_rule(spec, subject)
        if self.indicator is not None and not any(p.severity == "error" for p in problems):
            possible = range_of(self.indicator, self.pack)
            for code, found, expected in check_agreement(
                compiled, spec.parameters, case, possible, rising=rising
            ):
                details = {"target": target.id, "rule": spec.name}
                problems.append(Problem(code, spec.place, found, expected, details=details))
        return problems

    def _range(self, alias: str | None) -> Callable[[str], Range]:
        def possible(name: str) -> Range:
            if name == "target" and self.target.limit.states:
                return Range(self.target.limit.value, self.target.limit.value)
            if (
                name == alias
                and self.indicator is not None
                and all(s.name != name for s in self.target.inputs)
            ):
                return range_of(self.indicator, self.pack)
            return range_of_input(name, self.target.inputs, self.indicator, self.pack)

        return possible

    def _rising(self) -> bool | None:
        """Whether more is better: as the indicator says, unless the limit says the opposite, which is a problem of its own."""
        if self.indicator is None or self.indicator.direction == "neutral":
            return None
        rising = self.indicator.direction == "higher_is_better"
        against = {"<=", "<", "="} if rising else {">=", ">", "="}
        return None if self.target.limit.op in against else rising


_BETTER = {"higher_is_better": "越高越好", "lower_is_better": "越低越好"}
_STRETCHES = {
    "month": "一个月",
    "quarter": "一个季度",
    "half_year": "半年",
    "year": "一年（日历年）",
    "school_year": "一学年",
}


def _edge(limit: Limit, known: Range) -> bool:
    """An equation, or an indicator that can only be one value: there is nothing to compare a range with."""
    return limit.op == "=" or known.low == known.high


def _limit_words(limit: Limit) -> str:
    return f"{_OPS[limit.op]}{plain(limit.value)}" if limit.states else ""


def _period(letter: Letter) -> Period | None:
    try:
        return Period.parse(letter.period)
    except ValueError:
        return None  # P012 has told it already


def _stretch(period: Period | None) -> str:
    if period is None:
        return ""
    if period.start.month == 9 and period.end - period.start > date(2001, 1, 1) - date(2000, 6, 1):
        return "school_year"
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    return {1: "month", 3: "quarter", 6: "half_year", 12: "year"}.get(months, "")


def _bonus(pack: Pack | None, bonus: BonusSpec) -> list[Problem]:
    indicator = None if pack is None else pack.indicators.get(bonus.indicator)
    compiled, broken = read_spec(bonus.rule)
    alias = None if compiled is None or broken else single_input(compiled)

    def possible(name: str) -> Range:
        if name == alias and indicator is not None:
            return range_of(indicator, pack)
        return range_of_input(name, bonus.inputs, indicator, pack)

    subject = Subject(bonus.id, Case({}, bonus.cap or Decimal(0), unit="count"), possible, bonus=True)
    return lint_rule(bonus.rule, subject)


def _vetoes(letter: Letter, pack: Pack | None) -> Iterator[Problem]:
    for veto in letter.vetoes:
        indicator = None if pack is None else pack.indicators.get(veto.indicator)
        if indicator is None:
            continue
        known = range_of(indicator, pack)
        found = known.verdict(veto.when.op, veto.when.value)
        if found:
            code = "S059" if found == "never" else "S060"
            words = f"{indicator.printed_name}{_limit_words(veto.when)}"
            details = {"target": veto.id, "rule": "when"}
            yield Problem(code, veto.place, words, range_words(known), details=details)
