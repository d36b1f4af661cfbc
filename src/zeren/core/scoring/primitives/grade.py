"""GRADE: a grade by points, with further conditions, a quota and what it obliges to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain, round_half_up
from zeren.core.scoring.case import UNBOUNDED, Case, Failure, Result, Waiting
from zeren.core.scoring.cohort import Cohort, cohort_of_case
from zeren.core.scoring.kinds import Whole, choice, decimal_of, map_of, share_of
from zeren.core.scoring.operands import TOTAL, Condition, Quantity, read_condition
from zeren.core.scoring.registry import Kind, Misfit, Reading, rule


@dataclass(frozen=True, slots=True)
class Step:
    """One grade: its name, where it begins, and a further condition."""

    name: str
    start: Decimal
    inside: bool
    also: Condition | None

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs of the condition."""
        return () if self.also is None else self.also.names

    def reached(self, value: Decimal) -> bool:
        """Whether the points are enough."""
        return value >= self.start if self.inside else value > self.start


def _steps(value: Any, at: Reading) -> tuple[Step, ...]:
    if not isinstance(value, list) or not value:
        raise Misfit
    steps = []
    for grade in value:
        if (
            not isinstance(grade, Mapping)
            or set(grade) - {"name", "from", "above", "and"}
            or "name" not in grade
        ):
            raise Misfit
        if ("from" in grade) == ("above" in grade):
            raise Misfit
        also = read_condition(grade["and"], at) if "and" in grade else None
        start = decimal_of(grade.get("from", grade.get("above")))
        steps.append(Step(str(grade["name"]), start, "from" in grade, also))
    if len({step.name for step in steps}) != len(steps) or len({s.start for s in steps}) != len(steps):
        raise Misfit
    return tuple(sorted(steps, key=lambda step: step.start, reverse=True))


def _shares(value: Any, _: Reading) -> Mapping[str, Decimal]:
    shares = {name: share_of(share) for name, share in map_of(value).items()}
    if not all(0 <= share <= 1 for share in shares.values()):
        raise Misfit
    return shares


def _duties(value: Any, _: Reading) -> Mapping[str, str]:
    return {name: str(text) for name, text in map_of(value).items()}


_GRADES = "列表，每级 {name: 优秀, from: 90}（或 above），可加 and: 条件；名称和起点不重复"


@rule(
    gives="grade",
    span=lambda *_, **__: (-UNBOUNDED, UNBOUNDED),
    reads=lambda given: ("cohort",) if given.get("quota") else (),
)
def grade(
    case: Case,
    *,
    bands: Annotated[tuple[Step, ...], Kind(_GRADES, _steps)],
    quota: Annotated[Mapping[str, Decimal], Kind("等级: 比例，如 {优秀: 20%}", _shares)] | None = None,
    ties: Annotated[str, choice("in out")] | None = None,
    round_: Whole | None = None,
    of: Quantity = TOTAL,
    then: Annotated[Mapping[str, str], Kind("等级: 要做的事", _duties)] | None = None,
) -> Result:
    """A grade by points (90分以上优秀、80分以上良好…), the places of a grade limited by a quota (优秀不超过20%).

    The points are the value graded. ``round`` rounds half-up before banding. A quota counts whole places, rounded down; ``ties``
    says whether those tied at its edge are all ``in`` or all ``out``.

    Raises:
        Failure: when the points reach no grade, or units are tied at a quota's edge and nothing says what then.

    Source: 淄博市教育考评办法 “优秀等次不超过20%”; 东莞市考核办法 “90分以上为优秀”.

    Example:
        >>> ladder = (Step("优秀", Decimal(90), True, None), Step("合格", Decimal(60), True, None))
        >>> grade(Case({"total": Decimal("89.5")}, Decimal(100)), bands=ladder, round_=0).reason
        '总分89.5，四舍五入为90，等级：优秀'
    """
    exact = of.read(case)
    value = exact if round_ is None else round_half_up(exact, round_)
    rounded = f"，四舍五入为{plain(value)}" if value != exact else ""
    opening = f"{of.label or '总分'}{plain(round_half_up(exact, 4))}{rounded}"
    reached = [step for step in bands if step.reached(value)]
    met = [step for step in reached if step.also is None or step.also.holds(case)]
    if not met:
        raise Failure(f"{opening}，够不上任何一个等级")
    missed = [step for step in reached[: reached.index(met[0])] if step.also is not None]
    lacks = "".join(f"，未满足“{step.also.words(case)}”不能评为{step.name}" for step in missed if step.also)
    result = _graded(met[0], value, opening + lacks, then)
    if not quota or not any(step.name in quota for step in met):
        return result
    try:
        cohort = cohort_of_case(case)
        if cohort.unsure:
            raise Waiting("cohort")
    except Waiting:
        said = f"{opening}{lacks}，按分数为{met[0].name}；该等级有名额限制，待各单位总分齐后评定"
        return Result("pending", value, value, said, "cohort")
    return _placed(_Contest(bands, quota, ties, cohort, round_), met, value, (opening + lacks, then))


def _graded(step: Step, value: Decimal, opening: str, then: Mapping[str, str] | None) -> Result:
    duty = f"；{then[step.name]}" if then and step.name in then else ""
    return Result("score", value, value, f"{opening}，等级：{step.name}{duty}", grade=step.name)


@dataclass(frozen=True, slots=True)
class _Contest:
    """Who gets the places of a grade, by points; the further conditions of other units are not known here."""

    bands: tuple[Step, ...]
    quota: Mapping[str, Decimal]
    ties: str | None
    cohort: Cohort
    places: int | None

    def wins(self, step: Step, value: Decimal) -> bool:
        """Whether the unit is inside the grade's quota; places of higher grades that are taken do not count."""
        scores = [v if self.places is None else round_half_up(v, self.places) for v in self.cohort.lows]
        if not self.cohort.holds(value) and value not in scores:
            scores.append(value)
        taken = 0
        for higher in self.bands:
            share = self.quota.get(higher.name)
            able = sum(higher.reached(score) for score in scores) - taken
            most = able if share is None else int((share * len(scores)).to_integral_value(ROUND_FLOOR))
            if higher is not step:
                taken += max(0, min(able, most))
                continue
            better = max(0, sum(score > value for score in scores) - taken)
            tied = sum(score == value for score in scores)
            if better + tied <= most:
                return True
            if better >= most:
                return False
            if self.ties is None:
                raise Failure(f"有{tied}个单位在{step.name}名额的边上同分，规则没有写明怎么办（ties）")
            return self.ties == "in"
        return False


def _placed(
    contest: _Contest, met: list[Step], value: Decimal, said: tuple[str, Mapping[str, str] | None]
) -> Result:
    opening, then = said
    for step in met:
        share = contest.quota.get(step.name)
        if share is None or contest.wins(step, value):
            return _graded(step, value, opening, then)
        opening += f"，{step.name}名额（{plain(share * 100)}%）已满"
    lowest = next((step for step in reversed(contest.bands) if step.name not in contest.quota), None)
    if lowest is None:
        raise Failure(f"{opening}，没有可评的等级")
    return _graded(lowest, value, opening, then)
