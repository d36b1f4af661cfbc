"""Turning a rule as written into something that runs: read once, then applied to thousands of cases."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, get_args

from zeren.core.kernel import Problem, ZerenError, nearest
from zeren.core.packs import RuleSpec
from zeren.core.scoring.case import (
    UNBOUNDED,
    ZERO,
    Case,
    Failure,
    Inapplicable,
    Result,
    Waiting,
    input_words,
    points_words,
)
from zeren.core.scoring.kinds import Amount, Ceiling, Floor, amount_of, list_of
from zeren.core.scoring.registry import (
    DECLARED,
    RULES,
    Declared,
    Kind,
    Misfit,
    Reading,
    parameters_of,
    read_parameters,
)

ONE_RULE = "恰好一条规则，如 step: {per: 0.1, deduct: 2, rounding: floor}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its parameters read.

    Shape: call it with a case for a result that is exact and not yet a line; ``names`` are all inputs it wants, ``alias`` the one
    that may also be given as ``value`` because it is the only one. ``open``: cut where the rule itself says, not to 0…full.
    """

    declared: Declared
    run: Any
    given: Mapping[str, Any]
    names: tuple[str, ...]
    full: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    cuts: bool = False
    open: bool = False
    alias: str | None = None

    def __call__(self, case: Case) -> Result:
        """The result on a case: absent inputs make it pending, the points are cut where they have to be."""
        if self.full is not None:
            case = case.part(self.full.of(case))
        try:
            result: Result = self.run(case)
        except Waiting as waiting:
            result = self._pending(case, waiting)
        except Inapplicable as why:
            return Result("not_applicable", words=f"{why}，本项不适用")
        if self.full is not None and result.effects:
            result = take_effect(result, carried=_CARRIED)
        return self._cut(result, case) if self.cuts else result

    def value(self, case: Case) -> Decimal:
        """The value of a rule that gives one."""
        found: Decimal = self.run(case)
        return found

    def reach(self, case: Case) -> tuple[Decimal, Decimal]:
        """The least and the most points while an input is absent."""
        if self.declared.span is not None:
            return self.declared.span(case, **self.given)
        return case.floor, case.full

    def _pending(self, case: Case, waiting: Waiting) -> Result:
        try:
            low, high = self.reach(case)
        except Waiting:
            low, high = case.floor, case.full
        said = partial(_waiting_words, waiting, low, high)
        return Result("pending", low, high, said, waiting.waits_for)

    def _cut(self, result: Result, case: Case) -> Result:
        low, high = result.low, result.high
        if low is None or high is None:
            return result
        least, most = (-UNBOUNDED, UNBOUNDED) if self.open else (case.floor, case.full)
        least = least if self.low is None else self.low.of(case)
        most = most if self.high is None else self.high.of(case)
        if least <= low and high <= most:
            return result
        kept = (max(least, min(most, low)), max(least, min(most, high)))
        words = partial(_cut_words, result, kept, by=(least, most))
        kind = "score" if result.kind == "range" and kept[0] == kept[1] else result.kind
        return replace(result, kind=kind, low=kept[0], high=kept[1], words=words)


_ZERO = {"zero_item", "zero_section", "disqualify"}
# What a part with its own full points keeps to itself is not carried on to the line it is a part of.
_CARRIED = frozenset({"zero_section", "disqualify", "cap_grade", "fail", "ineligible", "veto", "rescale"})


def take_effect(result: Result, *, carried: frozenset[str] | None = None) -> Result:
    """What a gate inside a rule does to the line, or to a part with its own full points."""
    sure = {effect.kind for effect in result.effects if effect.sure}
    still_open = {effect.kind for effect in result.effects if not effect.sure}
    if carried is not None:
        result = replace(result, effects=tuple(e for e in result.effects if e.kind in carried))
    if "veto" in sure:
        return replace(result, kind="veto", low=None, high=None, waiting_for=None)
    if sure & _ZERO:
        words = partial(_said_then, result, "本项计0分")
        return replace(result, kind="score", low=ZERO, high=ZERO, waiting_for=None, words=words)
    low, high = result.low, result.high
    if "halve" in sure and low is not None and high is not None:
        words = partial(_said_then, result, f"减半计{points_words(low / 2, high / 2)}")
        result = replace(result, low=low / 2, high=high / 2, words=words)
    if result.low is not None and still_open & (_ZERO | {"halve", "veto"}):
        least = min(ZERO, result.low) if still_open & _ZERO else result.low
        if "halve" in still_open:
            least = min(least, result.low / 2)
        result = replace(result, kind="pending", low=least, waiting_for=result.waiting_for or "human")
    return result


def _said_then(result: Result, more: str) -> str:
    return f"{result.reason}；{more}"


def _waiting_words(waiting: Waiting, low: Decimal, high: Decimal) -> str:
    wait = {"cohort": "待各单位数值齐后计分", "human": "待评分人评定"}.get(
        waiting.waits_for, f"缺少{input_words(waiting.name)}，暂不能计分"
    )
    return f"{wait}，可得{points_words(low, high)}" if low.is_finite() and high.is_finite() else wait


def _cut_words(result: Result, kept: tuple[Decimal, Decimal], *, by: tuple[Decimal, Decimal]) -> str:
    low, high = result.low or ZERO, result.high or ZERO
    which = "按上限" if high > by[1] else "扣完为止，" if by[0] == 0 else "按下限"
    if low < by[0] and high > by[1]:
        which = "按上下限"
    return f"{result.reason}，{which}计{points_words(*kept)}"


# --- reading ----------------------------------------------------------------------------------------------------------


def compile_at(name: str, written: Any, at: Reading, *, top: bool = False) -> Compiled | None:
    """A rule by its name and parameters; None when it cannot run, and then the problems say why."""
    declared = DECLARED.get(name)
    if declared is None:
        at.problem("S001", name, "、".join(RULES), nearest(name, RULES), rule=at.path)
        return None
    if written is not None and not isinstance(written, Mapping):
        at.problem("S004", name, "映射（参数: 值）", rule=at.path)
        return None
    before = len(at.problems)
    parameters = written or {}
    given = read_parameters(name, parameters, at)
    low, high = _bounds(name, parameters, at)
    if len(at.problems) > before:
        return None
    left_out = [p.default for p in parameters_of(name).values() if p.keyword not in given]
    names = dict.fromkeys([*_names(list(given.values())), *_names(left_out), *declared.reads(given)])
    lifted = low is not None or high is not None
    return Compiled(
        declared,
        partial(declared.function, **given),
        given,
        tuple(names),
        low=low,
        high=high,
        cuts=declared.gives == "points" and (top or declared.bounded or lifted),
        alias=_single(tuple(names)),
    )


def _single(names: tuple[str, ...]) -> str | None:
    """The one input a rule wants: the letter's limit is not asked for, nor are points before the level is known."""
    wanted = [name for name in names if name != "target"]
    if wanted == ["level", "judged"]:
        return "level"
    return wanted[0] if len(wanted) == 1 and wanted[0] != "value" else None


def _bounds(name: str, written: Mapping[str, Any], at: Reading) -> tuple[Amount | None, Amount | None]:
    """The bounds that any rule may state; the rule is cut there, and nowhere else on that side."""
    found: list[Amount | None] = []
    for key, annotation in (("min", Floor), ("max", Ceiling)):
        kind = next(part for part in get_args(annotation) if isinstance(part, Kind))
        value = written.get(key)
        if value is None or DECLARED[name].gives != "points":
            found.append(None)
            continue
        try:
            found.append(kind.read(value, at))
        except Misfit:
            if key not in parameters_of(name):
                at.problem("S004", key, kind.expected, rule=at.path)
            found.append(None)
    return found[0], found[1]


def _names(members: list[Any]) -> Iterator[str]:
    for member in members:
        if isinstance(member, Mapping):
            yield from _names(list(member.values()))
        elif isinstance(member, tuple | list):
            yield from _names(list(member))
        else:
            yield from getattr(member, "names", ())


def read_rule(value: Any, at: Reading) -> Compiled | None:
    """A nested rule: a one-key map, or ``{full: 5, rule: {…}}`` for a part with its own full points.

    Raises:
        Misfit: when it is neither.
    """
    if isinstance(value, Mapping) and "rule" in value and set(value) <= {"rule", "full"}:
        inner = read_rule(value["rule"], at)
        if inner is None or value.get("full") is None:
            return inner
        return replace(inner, full=amount_of(value["full"]), cuts=inner.declared.gives == "points")
    if not isinstance(value, Mapping) or len(value) != 1:
        raise Misfit
    [(name, body)] = value.items()
    return compile_at(str(name), body, at.at(f"{at.path}.{name}"))


def _points_rule(value: Any, at: Reading) -> Compiled:
    compiled = read_rule(value, at)
    if compiled is None:
        return _BROKEN
    if compiled.declared.gives != "points":
        at.problem("S007", compiled.declared.name, "", rule=at.path)
    return compiled


def _rules(value: Any, at: Reading) -> tuple[Compiled, ...]:
    return tuple(_points_rule(v, at.at(f"{at.path}[{i}]")) for i, v in enumerate(list_of(value), 1))


def _nothing(_: Case) -> Result:
    raise Failure("规则写错")


# Stands for a nested rule that could not be read: its problems are already listed, so the whole is refused anyway.
_BROKEN = Compiled(Declared("", _nothing, "points", lambda _: (), None, bounded=False), _nothing, {}, ())

OneRule = Annotated[Compiled, Kind(ONE_RULE, _points_rule)]
Rules = Annotated[tuple[Compiled, ...], Kind(f"规则的列表，每条{ONE_RULE}", _rules)]


# --- compiling a letter's rule, once ------------------------------------------------------------------------------------

_KEPT = 4096
_compiled: OrderedDict[int, tuple[RuleSpec, Compiled]] = OrderedDict()


def read_spec(spec: RuleSpec) -> tuple[Compiled | None, list[Problem]]:
    """A rule as a letter wrote it, and everything wrong with it."""
    at = Reading(spec.place, spec.name)
    compiled = compile_at(spec.name, spec.parameters, at, top=True)
    if compiled is not None and compiled.declared.gives == "value":
        at.problem("S007", spec.name, "", rule=spec.name)
    return compiled, at.problems


def compile_rule(spec: RuleSpec) -> Compiled:
    """A rule that runs; the same spec is read once.

    Raises:
        ZerenError: S001–S004 and S007, when the rule cannot run.
    """
    known = _compiled.get(id(spec))
    if known is not None and known[0] is spec:
        return known[1]
    compiled, problems = read_spec(spec)
    if problems or compiled is None:
        raise ZerenError(problems)
    # Keeping the spec keeps its id from being given to another one.
    _compiled[id(spec)] = (spec, compiled)
    if len(_compiled) > _KEPT:
        _compiled.popitem(last=False)
    return compiled
