"""What can be wrong with one rule although it runs: bands, amounts, weights, ties, conditions, deductions without an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from zeren.core.kernel import Place, Problem, plain, to_decimal
from zeren.core.packs import RuleSpec
from zeren.core.scoring.case import HUNDRED, ZERO, Case
from zeren.core.scoring.compiler import Compiled, read_spec
from zeren.core.scoring.linting.conditions import range_words, verdict, written_conditions
from zeren.core.scoring.linting.ranges import ANYTHING, Range
from zeren.core.scoring.linting.tiers import check_bands
from zeren.core.scoring.linting.tree import Node, extent, nodes
from zeren.core.scoring.operands import VALUE
from zeren.core.scoring.rules import single_input

# What a rule must say and public schemes usually leave out: asked for with its answers, never guessed.
_DECISIONS = {"rounding": "S051"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule is checked for: its line in the letter.

    Shape: ``range_of`` tells what an input can be; ``rising`` whether more of the value is better, None where nothing says so;
    ``bonus`` lines come on top of the full points, so nothing has to stop at them. ``stops_at_zero``: the clause says 扣完为止.
    """

    id: str
    case: Case
    range_of: Callable[[str], Range]
    rising: bool | None = None
    bonus: bool = False
    stops_at_zero: bool = False


@dataclass(frozen=True, slots=True)
class _Lint:
    """The checks of one rule; each yields problems at the rule's place."""

    spec: RuleSpec
    subject: Subject

    def problem(self, code: str, found: str = "", expected: str = "", *, path: str) -> Problem:
        details = {"rule": path, "target": self.subject.id}
        return Problem(code, self.spec.place, found, expected, details=details)


def check_decisions(problems: list[Problem], lines: Mapping[Place, str]) -> list[Problem]:
    """The problems of rules, those about an open decision told with its answers; ``lines`` say whose rule stands where.

    Example:
        >>> from zeren.core.scoring.rules import check_rule
        >>> open_rule = RuleSpec("step", {"per": 1, "deduct": 1})
        >>> check_decisions(check_rule(open_rule), {})[0].code
        'S051'
    """
    return [
        Problem(_DECISIONS[p.expected], p.place, details={**p.details, "target": lines.get(p.place, "")})
        if p.code == "S003" and p.expected in _DECISIONS
        else p
        for p in problems
    ]


def lint_rule(spec: RuleSpec, subject: Subject) -> list[Problem]:
    """Everything doubtful about a rule that can run; nothing for one that cannot, :func:`check_rule` tells about it.

    Example:
        >>> written = {"bounds": [{"from": Decimal(95), "points": 3}, {"from": 90, "to": 94, "points": 2}], "otherwise": 0}
        >>> subject = Subject("1", Case({}, Decimal(3)), lambda _: ANYTHING)
        >>> [problem.code for problem in lint_rule(RuleSpec("bands", written), subject)]
        ['S053']
    """
    compiled, problems = read_spec(spec)
    if compiled is None or problems:
        return []
    lint = _Lint(spec, subject)
    found: list[Problem] = []
    alias = single_input(compiled)
    for node in nodes(compiled, spec, subject.case):
        for check in _CHECKS:
            found += check(lint, node, alias)
    return [*found, *_whole(lint, compiled, spec)]


def _range(lint: _Lint, name: str, alias: str | None) -> Range:
    known = lint.subject.range_of(name)
    return lint.subject.range_of("value") if known == ANYTHING and name == alias else known


# --- one node -----------------------------------------------------------------------------------------------------------


def _bands(lint: _Lint, node: Node, alias: str | None) -> Iterator[Problem]:
    if node.name != "bands":
        return
    of = node.given.get("of", VALUE)
    possible = (
        _range(lint, of.names[0], alias) if len(of.names) == 1 and not _calculated(node, "of") else ANYTHING
    )
    written = "otherwise" in node.given
    for code, found, expected in check_bands(
        node.given["bounds"], node.case, of, possible, otherwise=written
    ):
        yield lint.problem(code, found, expected, path=node.path)


def _calculated(node: Node, key: str) -> bool:
    return isinstance(node.written.get(key), Mapping)


def _ties(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    if node.name != "rank":
        return
    of = node.given.get("of", VALUE)
    published = "rank" in of.names
    if not published and node.given.get("ties") is None:
        yield lint.problem("S052", path=node.path)
    if not published and lint.subject.rising is not None and of.names == ("value",):
        highest = node.given.get("direction", "high") == "high"
        if highest != lint.subject.rising:
            found = "从高到低排名" if highest else "从低到高排名"
            yield lint.problem(
                "S069", found, "越高越好" if lint.subject.rising else "越低越好", path=node.path
            )
    table = node.given.get("table")
    if table is not None and "after" not in node.given:
        yield lint.problem("S076", str(len(table)), path=node.path)


def _conditions(lint: _Lint, node: Node, alias: str | None) -> Iterator[Problem]:
    for path, condition in written_conditions(node.path, node.written):
        found, words = verdict(condition, lambda name: _range(lint, name, alias))
        if found:
            name = words.split(" ", 1)[0]
            known = range_words(_range(lint, name, alias))
            yield lint.problem("S059" if found == "never" else "S060", words, known, path=path)


def _weights(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    weights = node.given.get("weights")
    if node.name not in {"weighted", "aggregate"} or not isinstance(weights, tuple):
        return
    rules = node.given.get("rules")
    if rules is not None and len(rules) != len(weights):
        yield lint.problem("S063", f"{len(weights)}个权重", f"{len(rules)}条规则", path=node.path)
    whole = sum(weights, ZERO)
    if whole != 1:
        yield lint.problem("S064", f"{plain(whole * HUNDRED)}%", path=node.path)


def _parts(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    """The full points of a sum's parts come to the full points of the whole."""
    if node.name != "sum" or node.given.get("start") is not None or (node.ceiling and not node.part):
        return
    fulls = [part.full for part in node.given["rules"]]
    if any(full is None for full in fulls):
        return
    whole = sum((full.of(node.case) for full in fulls if full is not None), ZERO)
    if whole != node.case.full:
        yield lint.problem("S063", f"{plain(whole)}分", f"{plain(node.case.full)}分", path=node.path)


def _too_much(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    """A single amount above the full points: the evaluator would cut it without a word."""
    if node.ceiling:
        return
    amounts = list(_amounts(node))
    if amounts and (most := max(amounts)) > node.case.full:
        yield lint.problem("S062", f"{plain(most)}分", f"{plain(node.case.full)}分", path=node.path)


def _amounts(node: Node) -> Iterator[Decimal]:
    given, case = node.given, node.case
    if node.name == "bands":
        yield from (end for band in given["bounds"] for end in band.ends(case))
        yield given["otherwise"].of(case) if "otherwise" in given else ZERO
    if node.name == "rank":
        yield from (amount.of(case) for amount in given.get("table") or ())
        yield from (given[key].of(case) for key in ("first", "after") if given.get(key) is not None)
        if given.get("reach") is not None:
            yield given["reach"].points.of(case)
    if node.name == "interp":
        yield from (amount.of(case) for _, amount in given.get("points") or ())
    if node.name == "judge":
        ends = [*(given.get("levels") or {}).values(), *([given["award"]] if given.get("award") else [])]
        yield from (end.of(case) for pair in ends for end in pair)
    if node.name == "checklist" and not given.get("missing") and given.get("items"):
        yield sum((amount.of(case) for amount in given["items"].values()), ZERO)
    if node.name == "checklist" and given.get("share"):
        yield from (amount.of(case) for _, amount in given["share"])


def _lines(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    """The points of straight lines follow each other, in value and in points."""
    written = node.written.get("points")
    if node.name != "interp" or not isinstance(written, list):
        return
    for one, two in pairwise(to_decimal(pair[0]) for pair in written):
        if two <= one:
            yield lint.problem("S066", f"{plain(one)}、{plain(two)}", "数值", path=node.path)
            return
    points = [amount.of(node.case) for _, amount in node.given["points"]]
    rises = [later > earlier for earlier, later in pairwise(points) if later != earlier]
    if len(set(rises)) > 1:
        yield lint.problem("S066", "、".join(plain(p) for p in points), "分数", path=node.path)


def _levels(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    """Levels by share of a checklist: at most 100 %, each begun once."""
    starts = [start for start, _ in node.given.get("share") or ()]
    for start in starts:
        if start > HUNDRED:
            yield lint.problem("S056", f"{plain(start)}%及以上", "占比只能是0%～100%", path=node.path)
    for start in {start for start in starts if starts.count(start) > 1}:
        yield lint.problem("S054", f"{plain(start)}%及以上", "两档", path=node.path)


def _grades(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    if node.name != "grade":
        return
    steps = node.given["bands"]
    names = {step.name for step in steps}
    for key in ("quota", "then"):
        for name in node.given.get(key) or {}:
            if name not in names:
                yield lint.problem(
                    "S065", name, "、".join(step.name for step in steps), path=f"{node.path}.{key}"
                )
    quota = node.given.get("quota") or {}
    if (whole := sum(quota.values(), ZERO)) > 1:
        yield lint.problem("S064", f"{plain(whole * HUNDRED)}%", path=f"{node.path}.quota")
    if quota and node.given.get("ties") is None:
        yield lint.problem("S052", path=node.path)
    lowest = min((step for step in steps if step.also is None), key=lambda s: s.start, default=None)
    if lowest is None or lowest.start > 0 or (lowest.start == 0 and not lowest.inside):
        under = (
            "全部分数"
            if lowest is None
            else f"{plain(lowest.start)}分{'以下' if lowest.inside else '及以下'}"
        )
        yield lint.problem("S055", under, path=node.path)
    top = lint.subject.range_of("total")
    for step in steps:
        if top.high is not None and (step.start > top.high or (step.start == top.high and not step.inside)):
            yield lint.problem("S056", f"{step.name}", f"总分最多{plain(top.high)}分", path=node.path)


def _twice(lint: _Lint, node: Node, _: str | None) -> Iterator[Problem]:
    """A table by level without a word on whether one thing counts at several levels."""
    table = node.given.get("table") if node.name == "tariff" else None
    if (
        table
        and "within" not in node.given
        and sum(amount.of(node.case) > 0 for amount in table.values()) > 1
    ):
        yield lint.problem("S077", "、".join(table), path=node.path)


_CHECKS = (_bands, _ties, _conditions, _weights, _parts, _too_much, _lines, _levels, _grades, _twice)


# --- the whole rule -----------------------------------------------------------------------------------------------------


def _whole(lint: _Lint, compiled: Compiled, spec: RuleSpec) -> Iterator[Problem]:
    if compiled.declared.gives != "points":
        return
    case, path = lint.subject.case, spec.name
    try:
        low, high = extent(compiled, case)
    except ArithmeticError:
        return  # a weight of nothing times points without end: the weights have been told about
    if not lint.subject.bonus:
        yield from _below_zero(lint, compiled, spec, low)
    if high.is_finite() and not lint.subject.bonus and case.full > 0 and not _only_gates(compiled):
        if high <= 0:
            yield lint.problem("S072", path=path)
        elif high < case.full:
            yield lint.problem("S078", f"{plain(high)}分", f"{plain(case.full)}分", path=path)
    if not high.is_finite() and lint.subject.bonus and case.full == 0:
        yield lint.problem("S073", path=path)


def _below_zero(lint: _Lint, compiled: Compiled, spec: RuleSpec, low: Decimal) -> Iterator[Problem]:
    """A deduction that may go past the item. The evaluator stops at 0 unless told otherwise; the letter should say so too."""
    subject, path = lint.subject, spec.name
    full = f"{plain(subject.case.full)}分"
    if compiled.low is not None:
        if not low.is_finite():
            yield lint.problem("S057", "没有尽头（min: none）", full, path=path)
        return
    if subject.stops_at_zero:
        return
    singles = [(n, off) for n in nodes(compiled, spec, subject.case) if not n.floor for off in _deductions(n)]
    much = max(singles, key=lambda pair: pair[1] - pair[0].case.full, default=None)
    if much is not None and much[1] > much[0].case.full > 0:
        yield lint.problem(
            "S057", f"一次就扣{plain(much[1])}分", f"{plain(much[0].case.full)}分", path=much[0].path
        )
    elif low < 0:
        words = "没有尽头" if not low.is_finite() else f"合计可扣{plain(subject.case.full - low)}分"
        yield lint.problem("S074", words, full, path=path)


def _deductions(node: Node) -> Iterator[Decimal]:
    """What a single step, level or case takes off."""
    given, case = node.given, node.case
    if node.name in {"step", "trend"} and given.get("deduct") is not None:
        yield given["deduct"].of(case)
    if node.name == "checklist" and given.get("missing") is not None:
        yield given["missing"].of(case)
    if node.name == "bands":
        yield from (
            end.of(case) for band in given["bounds"] if band.deducts for end in (band.first, band.last)
        )
    if node.name == "judge" and given.get("deduct") is not None:
        yield given["deduct"][1].of(case)
    if node.name == "tariff":
        rates = [
            *(given.get("table") or {}).values(),
            *(given[key] for key in ("each", "short") if given.get(key)),
        ]
        yield from (-rate.of(case) for rate in rates if rate.of(case) < 0)


def _only_gates(compiled: Compiled) -> bool:
    return compiled.declared.name == "gate" and compiled.given.get("rule") is None


__all__ = ["Subject", "check_decisions", "lint_rule"]
