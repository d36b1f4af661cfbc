"""JUDGE and AGG: what a person decides, in which range, and how several raters' scores become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from zeren.core.kernel import plain
from zeren.core.scoring.case import (
    HUNDRED,
    ZERO,
    Case,
    Failure,
    Inapplicable,
    Result,
    Waiting,
    between,
    number_of,
    points_words,
    scored,
)
from zeren.core.scoring.kinds import Amount, PointsRange, Text, amount_of, bounded_range, map_of, share_of
from zeren.core.scoring.operands import ONCE, Quantity, Test
from zeren.core.scoring.registry import Kind, Misfit, Reading, rule

Ends = tuple[Amount, Amount]


def _levels(value: Any, _: Reading) -> Mapping[str, Ends]:
    return {
        name: bounded_range(given) if isinstance(given, list | tuple) else (amount_of(given),) * 2
        for name, given in map_of(value).items()
    }


Levels = Annotated[Mapping[str, Ends], Kind("等级: 分数、[低, 高] 或系数如 80%", _levels)]


def _ends(case: Case, ends: Ends) -> tuple[Decimal, Decimal]:
    low, high = ends[0].of(case), ends[1].of(case)
    return min(low, high), max(low, high)


def _reads(given: Mapping[str, Any]) -> tuple[str, ...]:
    if given.get("levels") is None:
        return ("judged",)
    judged = any(low != high for low, high in given["levels"].values())
    return ("level", "judged") if judged else ("level",)


def _reach(case: Case, **given: Any) -> tuple[Decimal, Decimal]:
    if given.get("levels") is not None:
        ends = [_ends(case, level) for level in given["levels"].values()]
        return min(low for low, _ in ends), max(high for _, high in ends)
    if given.get("deduct") is not None:
        return case.base - _ends(case, given["deduct"])[1], case.base
    return _ends(case, given["award"]) if given.get("award") is not None else (case.floor, case.full)


@rule(span=_reach, reads=_reads)
def judge(
    case: Case,
    *,
    levels: Levels | None = None,
    deduct: PointsRange | None = None,
    award: PointsRange | None = None,
    role: Text = "评分人",
    when: Test | None = None,
) -> Result:
    """What a person decides (好8～10分、一般4～7分), and in which range (酌情扣0.5～2分).

    A level with a range leaves a range until ``judged`` gives the points; a judgement outside its range is an error, except a
    deduction of 0. With ``when`` there is something to judge only while the condition holds.

    Raises:
        Failure: for a level that is not in the list, or points outside the range.

    Source: 四川省义务教育示范县细则 “好8—10分，一般4—7分，较差1—3分”.

    Example:
        >>> levels = {"好": (Amount(Decimal(8)), Amount(Decimal(10))), "一般": (Amount(Decimal(4)), Amount(Decimal(7)))}
        >>> judge(Case({"level": "好"}, Decimal(10)), levels=levels).reason
        '等级“好”，可得8～10分，待评分人定分'
    """
    if when is not None and not when.holds(case):
        return scored(case.base, lambda: f"没有需要酌情评定的情形，计{points_words(case.base)}")
    if levels is not None:
        return _by_level(case, levels, role)
    if deduct is not None:
        low, high = _ends(case, deduct)
        off = number_of("judged", case.get("judged"))
        if off != 0 and not low <= off <= high:
            raise Failure(f"酌扣{points_words(off)}不在可扣的{points_words(low, high)}之内")
        points = case.base - off
        return scored(
            points,
            lambda: (
                f"{role}酌扣{points_words(off)}（可扣{points_words(low, high)}），计{points_words(points)}"
            ),
        )
    if award is None:
        raise Failure("没有写明怎么评定（levels、deduct 或 award）")
    low, high = _ends(case, award)
    given = number_of("judged", case.get("judged"))
    if not low <= given <= high:
        raise Failure(f"评定{points_words(given)}不在{points_words(low, high)}之内")
    return scored(given, lambda: f"{role}评定{points_words(given)}（可得{points_words(low, high)}）")


def _by_level(case: Case, levels: Mapping[str, Ends], role: str) -> Result:
    judged = None if not case.has("judged") else number_of("judged", case.get("judged"))
    if judged is not None and not case.has("level"):
        inside = [
            n for n, level in levels.items() if _ends(case, level)[0] <= judged <= _ends(case, level)[1]
        ]
        if len(inside) != 1:
            raise Failure(f"评定{points_words(judged)}不在任何一个等级的范围内")
        name = inside[0]
    else:
        name = str(case.get("level"))
    if name not in levels:
        raise Failure(f"没有等级“{name}”（有：{'、'.join(levels)}）")
    low, high = _ends(case, levels[name])
    if low == high:
        return scored(low, lambda: f"等级“{name}”，得{points_words(low)}")
    if judged is None:
        said = f"等级“{name}”，可得{points_words(low, high)}，待{role}定分"
        return between(low, high, said, waiting_for="human")
    if not low <= judged <= high:
        raise Failure(f"等级“{name}”可得{points_words(low, high)}，评定{points_words(judged)}不在其内")
    return scored(
        judged, lambda: f"等级“{name}”，可得{points_words(low, high)}，{role}定{points_words(judged)}"
    )


# --- several raters -----------------------------------------------------------------------------------------------------


def _weights(value: Any, _: Reading) -> Mapping[str, Decimal] | tuple[Decimal, ...]:
    if isinstance(value, Mapping):
        return {name: share_of(weight) for name, weight in map_of(value).items()}
    if not isinstance(value, list) or not value:
        raise Misfit
    return tuple(share_of(weight) for weight in value)


Weights = Annotated[
    Mapping[str, Decimal] | tuple[Decimal, ...], Kind("权重的列表如 [20%, 40%, 40%]，或 等级: 分数", _weights)
]


@rule(reads=lambda given: (_named(given),))
def aggregate(
    case: Case,
    *,
    how: Annotated[str, Kind("mean、trimmed、weighted 或 votes", lambda value, _: _way(value))],
    of: Text = "scores",
    weights: Weights | None = None,
    times: Quantity = ONCE,
) -> Result:
    """Raters' scores into one: their mean, the mean without highest and lowest (去掉最高最低), weighted, or a mean of votes.

    ``votes`` is a map of level to votes, ``weights`` what each level is worth: ``{A: 1, B: 0.8}``.

    Raises:
        Failure: when scores and weights do not match, or too few scores are given to drop two.
        Inapplicable: when nobody voted.

    Source: 领导干部实绩量化考核 “繁重×100＋较多×80＋一般×60＋较少×40，除以有效票数”.

    Example:
        >>> scores = [Decimal(n) for n in (80, 90, 92, 99)]
        >>> aggregate(Case({"scores": scores}, Decimal(100)), how="trimmed").reason
        '4人评分，去掉最高分99、最低分80后平均91分'
    """
    factor = times.read(case)
    if how == "votes":
        return _voted(case, weights, factor, of)
    scores = case.numbers(of)
    if not scores:
        raise Waiting(of)
    if how == "weighted":
        return _weighted(scores, weights, factor)
    kept = sorted(scores)
    dropped = ""
    if how == "trimmed":
        if len(kept) < 3:
            raise Failure(f"只有{len(kept)}个评分，不能去掉最高分和最低分")
        dropped = f"，去掉最高分{plain(kept[-1])}、最低分{plain(kept[0])}后"
        kept = kept[1:-1]
    mean = sum(kept, ZERO) / len(kept) * factor
    return scored(mean, lambda: f"{len(scores)}人评分{dropped or '，'}平均{points_words(mean)}")


def _named(given: Mapping[str, Any]) -> str:
    """The input that is read: votes have their own standard name."""
    named: str = given.get("of") or "scores"
    return "votes" if given.get("how") == "votes" and named == "scores" else named


def _way(value: Any) -> str:
    if str(value) not in {"mean", "trimmed", "weighted", "votes"}:
        raise Misfit
    return str(value)


def _weighted(scores: Sequence[Decimal], weights: Any, factor: Decimal) -> Result:
    if not isinstance(weights, tuple) or len(weights) != len(scores):
        raise Failure(f"评分有{len(scores)}个，权重要写成一样多的列表")
    whole = sum(weights, ZERO)
    if whole <= 0:
        raise Failure("权重合计应大于0")
    mean = sum((s * w for s, w in zip(scores, weights, strict=True)), ZERO) / whole * factor
    told = "、".join(
        f"{plain(s)}×{plain(w * HUNDRED / whole)}%" for s, w in zip(scores, weights, strict=True)
    )
    return scored(mean, f"按权重合计（{told}），得{points_words(mean)}")


def _voted(case: Case, weights: Any, factor: Decimal, of: str) -> Result:
    votes = case.get("votes" if of == "scores" else of)
    if not isinstance(votes, Mapping) or not isinstance(weights, Mapping):
        raise Failure("票数和每级分值都要写成“等级: 数”")
    unknown = [level for level in votes if level not in weights]
    if unknown:
        raise Failure(f"没有等级“{unknown[0]}”的分值（有：{'、'.join(weights)}）")
    counts = {level: number_of(level, count) for level, count in votes.items()}
    whole = sum(counts.values(), ZERO)
    if whole == 0:
        raise Inapplicable("没有有效票")
    points = sum((weights[level] * count for level, count in counts.items()), ZERO) / whole * factor
    told = "、".join(f"{level}{plain(count)}票" for level, count in counts.items())
    return scored(points, f"{told}，按每级分值平均，得{points_words(points)}")
