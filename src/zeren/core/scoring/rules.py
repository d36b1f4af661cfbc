"""Scoring rules: one small pure function each, found by its name; its parameters are its signature.

To add a rule, write one function here and decorate it with ``@rule``. A rule gets a :class:`Case` (the measured value, the limit
and the full points) and its own parameters as keywords, and returns points with the reason in words a clerk can read back.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_type_hints

from zeren.core.kernel import Problem, ZerenError, display, nearest, plain, round_half_up, whole_steps
from zeren.core.packs import Limit, RuleSpec


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule scores: the value with its unit, the limit and the full points."""

    value: Decimal
    limit: Limit
    full: Decimal
    unit: str = "percent"
    places: int = 2
    suffix: str = ""

    def show(self, value: Decimal) -> str:
        """The value as printed."""
        return display(value, self.unit, self.places) + self.suffix

    @property
    def met(self) -> bool:
        """Whether the limit holds on the unrounded value."""
        return self.limit.holds(self.value)

    @property
    def shortfall(self) -> Decimal:
        """How far the value is on the wrong side of the limit; 0 when it holds."""
        if self.met:
            return Decimal(0)
        return abs(self.limit.value - self.value)

    def gap(self, value: Decimal) -> str:
        """A difference of two values as printed: enough decimals to be read, never thirty of a third."""
        return plain(round_half_up(value, max(self.places, 2)))

    def limit_words(self) -> str:
        """The limit in words."""
        words = {"<=": "不高于", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于"}[self.limit.op]
        return f"{words}{self.show(self.limit.value)}"


@dataclass(frozen=True, slots=True)
class Points:
    """Points and the reason for them."""

    points: Decimal
    reason: str


# A scorecard is kept to a hundredth of a point: a third of a step must not print thirty digits, nor sum to 99.9999.
POINT_PLACES = 2

Rule = Callable[..., Points]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Declare a scoring rule; its name is the function's name."""
    RULES[function.__name__] = function
    return function


@rule
def all_or_nothing(case: Case) -> Points:
    """Full points when the limit holds, none otherwise (达不到不得分).

    Source: 舟山市2007年考核重点项目 “三增长”达到得10分，不达不得分.

    Example:
        >>> all_or_nothing(Case(Decimal("0.07"), Limit("<=", Decimal("1.5")), Decimal(6))).reason
        '完成值0.07%，不高于1.5%，达标，得6分'
    """
    points = case.full if case.met else Decimal(0)
    verdict = "达标" if case.met else "未达标"
    return Points(points, f"完成值{case.show(case.value)}，{_required(case)}，{verdict}，得{plain(points)}分")


@rule
def step(case: Case, *, per: Decimal, deduct: Decimal, rounding: str, floor: Decimal = Decimal(0)) -> Points:
    """Deduct for every step short of the limit (每低0.1个百分点扣2分，扣完为止).

    ``rounding`` says what a part step costs: ``prop`` its share, ``floor`` nothing, ``ceil`` a whole step. It is never guessed.

    Raises:
        ValueError: for a rounding mode that is not one of the three.

    Source: 四川省义务教育示范县细则 “每低0.1个百分点扣2分，扣完为止”.

    Example:
        >>> case = Case(Decimal("98.7"), Limit(">=", Decimal(99)), Decimal(10))
        >>> step(case, per=Decimal("0.1"), deduct=Decimal(2), rounding="floor").points
        Decimal('4')
    """
    steps = whole_steps(case.shortfall, per, rounding)
    if steps == 0 and case.met:
        return Points(
            case.full, f"完成值{case.show(case.value)}，{_required(case)}，达标，得{plain(case.full)}分"
        )
    points = max(floor, case.full - deduct * steps)
    mode = {"prop": "不足一档按比例", "floor": "不足一档不计", "ceil": "不足一档按一档"}[rounding]
    unit = "个百分点" if case.unit == "percent" else case.suffix
    return Points(
        points,
        f"完成值{case.show(case.value)}，与目标{case.show(case.limit.value)}相差{case.gap(case.shortfall)}{unit}，"
        f"按每{plain(per)}{unit}扣{plain(deduct)}分（{mode}）计{case.gap(steps)}档，"
        f"扣{case.gap(case.full - points)}分，得{case.gap(points)}分",
    )


@rule
def bands(case: Case, *, bounds: list[Mapping[str, Decimal]], otherwise: Decimal = Decimal(0)) -> Points:
    """Points by band.

    Each bound has ``points`` and either ``from`` (value ≥ it) or ``to`` (value ≤ it); the bound itself is inside.

    Raises:
        ValueError: when a bound has neither or both ends.

    Source: 安徽省学校体育专项督导评估细则 “100%得6、75%以上3、60%以上2、50%以上1”.

    Example:
        >>> case = Case(Decimal(80), Limit(">=", Decimal(100)), Decimal(6))
        >>> bounds = [{"from": Decimal(100), "points": Decimal(6)}, {"from": Decimal(75), "points": Decimal(3)}]
        >>> bands(case, bounds=bounds).points
        Decimal('3')
    """
    best: tuple[Decimal, str] | None = None
    for bound in bounds:
        if ("from" in bound) == ("to" in bound) or "points" not in bound:
            raise ValueError("每档写 points 和 from、to 之一")
        edge = bound.get("from", bound.get("to"))
        assert edge is not None
        inside = case.value >= edge if "from" in bound else case.value <= edge
        words = f"{case.show(edge)}{'及以上' if 'from' in bound else '及以下'}"
        if inside and (best is None or bound["points"] > best[0]):
            best = (bound["points"], words)
    points, words = best if best is not None else (otherwise, "各档之外")
    return Points(points, f"完成值{case.show(case.value)}，属{words}一档，得{plain(points)}分")


@rule
def tariff(case: Case, *, each: Decimal, cap: Decimal | None = None) -> Points:
    """So many points for each (每项加0.5分), up to a cap.

    Source: 株洲加减分办法 “按超过上限计”.

    Example:
        >>> case = Case(Decimal(5), Limit(">", Decimal(0)), Decimal(2), "count", 0, "项")
        >>> tariff(case, each=Decimal("0.5"), cap=Decimal(2)).reason
        '5项，每项0.5分，按上限计2分'
    """
    points = each * case.value
    limited = cap is not None and points > cap
    if cap is not None:
        points = min(points, cap)
    tail = f"按上限计{plain(points)}分" if limited else f"计{plain(points)}分"
    return Points(points, f"{case.show(case.value)}，每{case.suffix or '个'}{plain(each)}分，{tail}")


def _required(case: Case) -> str:
    return case.limit_words() if case.met else f"要求{case.limit_words()}"


def apply_rule(spec: RuleSpec, case: Case, **extra: Any) -> Points:
    """Apply a rule as a letter wrote it.

    Raises:
        ZerenError: S001–S004 when the rule or its parameters do not fit.
    """
    problems = check_rule(spec)
    if problems:
        raise ZerenError(problems)
    try:
        exact = RULES[spec.name](case, **{**spec.parameters, **extra})
    except (ValueError, KeyError, ArithmeticError) as error:
        raise ZerenError(
            Problem("S004", spec.place, spec.name, str(error), details={"rule": spec.name})
        ) from error
    return Points(round_half_up(exact.points, POINT_PLACES), exact.reason)


def check_rule(spec: RuleSpec) -> list[Problem]:
    """Everything wrong with a rule as written, without applying it."""
    function = RULES.get(spec.name)
    if function is None:
        return [Problem("S001", spec.place, spec.name, "、".join(RULES), nearest(spec.name, RULES))]
    known = {n: p for n, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY}
    hints, details = get_type_hints(function), {"rule": spec.name}
    problems = [
        Problem("S002", spec.place, name, "、".join(known) or "（无）", nearest(name, known), details)
        for name in spec.parameters
        if name not in known
    ]
    problems += [
        Problem("S003", spec.place, "", name, details=details)
        for name, parameter in known.items()
        if parameter.default is parameter.empty and name not in spec.parameters
    ]
    problems += [
        Problem("S004", spec.place, name, expected, details=details)
        for name, value in spec.parameters.items()
        if name in known and (expected := _misfit(name, value, hints[name]))
    ]
    return problems


def _misfit(name: str, value: Any, wanted: Any) -> str:
    if name == "rounding":
        return "" if value in {"prop", "floor", "ceil"} else "prop、floor 或 ceil"
    if name == "per":
        return "" if isinstance(value, Decimal) and value > 0 else "大于 0 的数"
    if wanted in {Decimal, Decimal | None}:
        return "" if isinstance(value, Decimal) or (value is None and wanted is not Decimal) else "数字"
    if name == "bounds":
        return _misfit_bounds(value)
    return ""


def _misfit_bounds(value: Any) -> str:
    shape = "列表，每档写 points 和 from、to 之一，如 [{from: 95, points: 3}]"
    if not isinstance(value, list) or not value:
        return shape
    for bound in value:
        if not isinstance(bound, dict) or set(bound) - {"from", "to", "points"} or "points" not in bound:
            return shape
        if ("from" in bound) == ("to" in bound) or not all(isinstance(v, Decimal) for v in bound.values()):
            return shape
    return ""
