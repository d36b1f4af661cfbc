"""What a reviewer found, target by target, and how it is turned into facts and decisions that scoring reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Facts, Measurement, Place, Problem, ZerenError, nearest, plain, to_decimal
from zeren.core.packs import Letter, Pack
from zeren.core.scoring.letters import LetterPlan, LinePlan, plan_of

__all__ = ["Review", "applied", "read_reviews"]


@dataclass(frozen=True, slots=True)
class Review:
    """One target as a reviewer saw it.

    Shape: either ``points``, or ``inputs`` the rule is applied to again: ``value`` is the measured value, other names are the
    rule's. ``note`` says why. ``place`` is where it stands in the file.
    Unit: ``points`` in points, ``inputs`` as the rule reads them.
    """

    target: str
    points: Decimal | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    place: Place = field(default_factory=Place)


def read_reviews(
    letter: Letter, entries: Iterable[tuple[str, Any, Place]], *, pack: Pack
) -> tuple[Review, ...]:
    """The reviews of one unit out of plain entries: (target, what was found, where it stands).

    Shape: a target by id or name; what was found is points, or a map with ``points`` or ``value`` or ``inputs``, and ``note``.

    Raises:
        ZerenError: S020–S024, all that are wrong.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("chengzhong-2017")
        >>> found = [("1.4", {"points": 3, "note": "少报1人"}, Place()), ("小学辍学率", 0, Place())]
        >>> [(r.target, r.points) for r in read_reviews(pack.letters["chengzhong-2017"], found, pack=pack)]
        [('1.4', Decimal('3')), ('1.2', Decimal('0'))]
    """
    plan = plan_of(letter, pack)
    known = _targets(letter)
    problems: list[Problem] = []
    reviews: dict[str, Review] = {}
    for named, body, place in entries:
        target = known.get(named.strip())
        if target is None:
            problems.append(Problem("S020", place, named, hint=nearest(named, known)))
            continue
        review = _review(target, body, place, problems)
        if review is None:
            continue
        problems += _misfits(review, plan)
        if target in reviews:
            both = "、".join(str(r.place) or target for r in (reviews[target], review))
            problems.append(Problem("S021", place, target, both))
        reviews[target] = review
    if problems:
        raise ZerenError(problems)
    return tuple(reviews.values())


def _targets(letter: Letter) -> dict[str, str]:
    """Every id, and every name that is only one's, to the id."""
    lines = [(t.id, t.name) for t in letter.targets]
    lines += [(b.id, b.name) for b in letter.bonuses] + [(v.id, v.name) for v in letter.vetoes]
    names = [name for _, name in lines]
    return {name: i for i, name in lines if names.count(name) == 1} | {i: i for i, _ in lines}


def _review(target: str, body: Any, place: Place, problems: list[Problem]) -> Review | None:
    if not isinstance(body, Mapping):
        body = {"points": body}
    expected = "分数，或 {points: 分数, note: 说明}、{value: 完成值, note: 说明}、{inputs: {…}}"
    details = {"target": target}
    if set(body) - {"points", "value", "inputs", "note"} or not isinstance(body.get("inputs") or {}, Mapping):
        problems.append(Problem("S023", place, _shown(body), expected, details=details))
        return None
    inputs = dict(body.get("inputs") or {})
    if body.get("value") is not None:
        inputs["value"] = body["value"]
    points = body.get("points")
    if (points is None) == (not inputs):
        problems.append(Problem("S023", place, _shown(body), expected, details=details))
        return None
    try:
        number = None if points is None else to_decimal(points)
        if "value" in inputs:
            inputs["value"] = to_decimal(str(inputs["value"]).strip().removesuffix("%"))
    except ValueError:
        problems.append(Problem("S023", place, _shown(body), expected, details=details))
        return None
    return Review(target, number, inputs, str(body.get("note") or ""), place)


def _shown(body: Mapping[str, Any]) -> str:
    return "，".join(f"{key}: {value}" for key, value in body.items())


def _misfits(review: Review, plan: LetterPlan) -> Iterator[Problem]:
    details = {"target": review.target}
    line = _line(plan, review.target)
    if line is None:  # a veto: it has a value and no points
        wrong = [name for name in review.inputs if name != "value"]
        if review.points is not None or wrong:
            yield Problem("S023", review.place, "points", "value（否决项没有分数）", details=details)
        return
    if review.points is not None:
        capped = line.bonus is None or line.bonus.cap is not None
        if review.points < 0 or (capped and review.points > line.full):
            bounds = f"0～{plain(line.full)}分" if capped else "不低于0分"
            yield Problem("S022", review.place, plain(review.points), bounds, details=details)
    able = _able(line)
    for name in review.inputs:
        if name not in able:
            yield Problem("S024", review.place, name, "、".join(able), details=details)


def _line(plan: LetterPlan, target: str) -> LinePlan | None:
    return next((line for line in (*plan.targets, *plan.bonuses) if line.id == target), None)


def _able(line: LinePlan) -> list[str]:
    """The inputs of a line a reviewer can state: its value, what other indicators give, what people decide."""
    found = ["value"] if line.indicator is not None else []
    found += [
        spec.name for spec in line.bound if spec.indicator and not spec.previous and spec.name != "cohort"
    ]
    return list(dict.fromkeys([*found, *line.free]))


# --- into facts and decisions -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Applied:
    """What reviews change: measured figures, and decisions by unit and target."""

    changes: dict[tuple[str, str], Measurement]
    decided: dict[str, dict[str, dict[str, Any]]]


def applied(letter: Letter, facts: Facts, reviews: Mapping[str, Iterable[Review]], *, pack: Pack) -> Applied:
    """Reviews of units as changed figures and decisions.

    A figure is entered once and read wherever it is wanted: a reviewed value changes every target that reads its indicator.

    Raises:
        ZerenError: S025 when one figure is reviewed as two, S023 for a figure that is no number.
    """
    plan = plan_of(letter, pack)
    found = Applied({}, {})
    problems: list[Problem] = []
    for unit, entries in reviews.items():
        for review in entries:
            decided = found.decided.setdefault(unit, {}).setdefault(review.target, {})
            if review.points is not None:
                decided["points"] = review.points
            for name, value in review.inputs.items():
                indicator = _indicator(plan, letter, review.target, name)
                if not indicator:
                    decided[name] = value
                    continue
                try:
                    number = to_decimal(value)
                except ValueError:
                    details = {"target": review.target}
                    problems.append(
                        Problem("S023", review.place, f"{name}: {value}", "数字", details=details)
                    )
                    continue
                old = facts.measurement(indicator, unit)
                known = found.changes.get((unit, indicator))
                if known is not None and known.value is not None and known.value != number:
                    both = f"{plain(known.value)}、{plain(number)}"
                    problems.append(Problem("S025", review.place, indicator, both, details={"target": unit}))
                found.changes[unit, indicator] = Measurement(
                    indicator, unit, old.period, (), number, None, old.denominator, old.unit_of_measure
                )
    if problems:
        raise ZerenError(problems)
    return found


def _indicator(plan: LetterPlan, letter: Letter, target: str, name: str) -> str:
    """The indicator behind an input of a target; empty where a person gives it."""
    line = _line(plan, target)
    if line is None:
        return next(veto.indicator for veto in letter.vetoes if veto.id == target)
    if name == "value":
        return "" if line.indicator is None else line.indicator.id
    return next((spec.indicator for spec in line.bound if spec.name == name), "")
