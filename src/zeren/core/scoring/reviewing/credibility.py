"""自评可信度: how far a unit's own scores can be believed, from what a reviewer gave the same targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Problem, ZerenError, plain, round_half_up
from zeren.core.packs import Letter
from zeren.core.scoring.case import HUNDRED, ZERO
from zeren.core.scoring.kinds import decimal_of
from zeren.core.scoring.registry import Misfit

__all__ = ["Credibility", "CredibilitySpec", "credibility_of", "credibility_spec"]

_KEYS = {"by", "over", "places", "bands", "unreviewed", "note"}
_PLACES = 2


@dataclass(frozen=True, slots=True)
class TrustBand:
    """A grade of credibility: from so many per cent, and the points it takes off the final total."""

    name: str
    start: Decimal
    deduct: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CredibilitySpec:
    """A letter's rule for credibility: 1 − difference ÷ base, in per cent, never below 0.

    Shape: ``by``: the difference is ``total`` (of the two sums: one target too high and one too low cancel out) or ``lines``
    (the differences of the targets added up, whichever way they go). ``over``: the base is the ``full`` points of the targets
    compared, or what the unit (``self``) or the reviewer (``reviewed``) gave them. ``bands`` are best first. ``unreviewed``: a
    target nobody reviewed keeps its self score (``self``), or that times the credibility (``scaled``).
    """

    by: str = "total"
    over: str = "full"
    places: int = _PLACES
    bands: tuple[TrustBand, ...] = ()
    unreviewed: str = "self"
    written: bool = False


@dataclass(frozen=True, slots=True)
class Credibility:
    """A unit's credibility.

    Shape: ``percent`` is None where nothing can be compared, ``words`` then say why; ``self_points``, ``reviewed_points`` and
    ``base`` are those of the ``compared`` targets. ``deduct`` is what its band takes off the final total.
    Unit: per cent; points.
    """

    percent: Decimal | None
    self_points: Decimal
    reviewed_points: Decimal
    difference: Decimal
    base: Decimal
    compared: int
    band: str
    deduct: Decimal
    words: str

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        return {
            "percent": None if self.percent is None else float(self.percent),
            "self": float(self.self_points),
            "reviewed": float(self.reviewed_points),
            "difference": float(self.difference),
            "base": float(self.base),
            "compared": self.compared,
            "band": self.band or None,
            "deduct": float(self.deduct),
            "words": self.words,
        }


def credibility_spec(letter: Letter) -> CredibilitySpec:
    """The letter's rule; the plainest one where it has none.

    Raises:
        ZerenError: S012 when it is written wrongly.

    Source: 教育督导自评可信度办法：省级实地得分与市自评比较，再修正得分.

    Example:
        >>> from zeren.core.packs import load
        >>> credibility_spec(load("chengzhong-2017").letters["chengzhong-2017"]).over
        'full'
    """
    written = letter.credibility
    if not written:
        return CredibilitySpec()
    wrong = _wrong(written)
    if not wrong:
        try:
            places = int(decimal_of(written.get("places", _PLACES)))
            bands = tuple(_band(band) for band in written.get("bands", []))
        except (Misfit, KeyError, TypeError, AttributeError):
            wrong = "bands 应为 [{name: 可信, from: 95, deduct: 0}, …]，places 应为整数"
        else:
            ordered = tuple(sorted(bands, key=lambda b: b.start, reverse=True))
            return CredibilitySpec(
                str(written.get("by", "total")),
                str(written.get("over", "full")),
                places,
                ordered,
                str(written.get("unreviewed", "self")),
                written=True,
            )
    raise ZerenError(Problem("S012", letter.place, "credibility", wrong))


def _wrong(written: Mapping[str, Any]) -> str:
    if unknown := set(written) - _KEYS:
        return f"没有参数“{'、'.join(sorted(unknown))}”，可用 by、over、places、bands、unreviewed"
    for key, options in (
        ("by", ("total", "lines")),
        ("over", ("full", "self", "reviewed")),
        ("unreviewed", ("self", "scaled")),
    ):
        if written.get(key, options[0]) not in options:
            return f"{key} 应为 {' 或 '.join(options)}"
    return "" if isinstance(written.get("bands", []), list) else "bands 应为列表"


def _band(written: Mapping[str, Any]) -> TrustBand:
    if set(written) - {"name", "from", "deduct"}:
        raise Misfit
    return TrustBand(str(written["name"]), decimal_of(written["from"]), decimal_of(written.get("deduct", 0)))


def credibility_of(pairs: Sequence[tuple[Decimal, Decimal, Decimal]], spec: CredibilitySpec) -> Credibility:
    """The credibility of scores that were reviewed.

    Shape: ``pairs`` are (self points, reviewed points, full points) of every target that has both.
    Unit: points; the result in per cent.

    Example:
        >>> pairs = [(Decimal(10), Decimal(9), Decimal(10)), (Decimal(8), Decimal(8), Decimal(10))]
        >>> credibility_of(pairs, CredibilitySpec()).words
        '自评18分，复评17分，相差1分，除以所比目标的满分20分，自评可信度＝1－1÷20＝95%'
    """
    own = sum((p[0] for p in pairs), ZERO)
    reviewed = sum((p[1] for p in pairs), ZERO)
    full = sum((p[2] for p in pairs), ZERO)
    gaps = sum((abs(p[0] - p[1]) for p in pairs), ZERO)
    difference = abs(own - reviewed) if spec.by == "total" else gaps
    base = {"full": full, "self": own, "reviewed": reviewed}[spec.over]
    if not pairs or base <= 0:
        why = "没有同时有自评分和复评分的目标" if not pairs else f"{_BASES[spec.over]}为0，不能作除数"
        return Credibility(
            None, own, reviewed, difference, base, len(pairs), "", ZERO, f"{why}，不计自评可信度"
        )
    percent = round_half_up(max(ZERO, HUNDRED - difference * HUNDRED / base), spec.places)
    band = next((b for b in spec.bands if percent >= b.start), None)
    apart = "相差" if spec.by == "total" else "各目标相差合计"
    formula = f"1－{plain(difference)}÷{plain(base)}"
    words = (
        f"自评{plain(own)}分，复评{plain(reviewed)}分，{apart}{plain(difference)}分，除以{_BASES[spec.over]}"
        f"{plain(base)}分，自评可信度＝{formula}＝{plain(percent)}%"
    )
    deduct = ZERO if band is None else band.deduct
    if band is not None:
        words += f"，{band.name}" + (f"，扣{plain(deduct)}分" if deduct else "")
    return Credibility(
        percent, own, reviewed, difference, base, len(pairs), "" if band is None else band.name, deduct, words
    )


_BASES = {"full": "所比目标的满分", "self": "自评分", "reviewed": "复评分"}
