"""Places by total: who stands where, who is tied, and which places remain possible while a total is not certain."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Problem, ZerenError, plain
from zeren.core.packs import Letter

__all__ = ["RankingSpec", "Span", "places_of", "ranking_of"]

Key = tuple[Decimal, ...]
LEAST, MOST = Decimal("-Infinity"), Decimal("Infinity")
TIES = ("competition", "dense")


@dataclass(frozen=True, slots=True)
class RankingSpec:
    """How a letter ranks totals.

    Shape: ``ties``: ``competition`` leaves the places after a tie empty (1, 2, 2, 4), ``dense`` does not (1, 2, 2, 3). Equal
    totals are told apart by the points of ``tie_break``'s targets, in their order; what is still equal is tied. ``peers`` names
    the attribute within whose groups units are ranked.
    """

    ties: str = "competition"
    tie_break: tuple[str, ...] = ()
    peers: str = ""
    written: bool = False

    def words(self, names: Mapping[str, str]) -> str:
        """The rule as a clerk says it."""
        told = ["总分从高到低"]
        if self.tie_break:
            told.append("同分的依次比" + "、".join(f"“{names.get(t, t)}”的得分" for t in self.tie_break))
        told.append("仍相同的并列" if self.tie_break else "同分的并列")
        told.append(
            "后面空出名次（1、2、2、4）" if self.ties == "competition" else "后面不空名次（1、2、2、3）"
        )
        if self.peers:
            told.append(f"按“{self.peers}”分组排名")
        return "，".join(told) + ("" if self.written else "（责任书没有写，按通行办法）")


def ranking_of(letter: Letter) -> RankingSpec:
    """The letter's ranking rule; the common one where it has none.

    Raises:
        ZerenError: S012 when it is written wrongly.

    Example:
        >>> from zeren.core.packs import load
        >>> ranking_of(load("chengzhong-2017").letters["chengzhong-2017"]).ties
        'competition'
    """
    written: Mapping[str, Any] = letter.ranking
    if not written:
        return RankingSpec()
    unknown = set(written) - {"ties", "tie_break", "peers", "note"}
    known = {target.id for target in letter.targets}
    order = written.get("tie_break", [])
    wrong = ""
    if unknown:
        wrong = f"没有参数“{'、'.join(sorted(unknown))}”，可用 ties、tie_break、peers"
    elif written.get("ties", "competition") not in TIES:
        wrong = "ties 应为 competition（空出名次）或 dense（不空）"
    elif not isinstance(order, list) or not all(str(t) in known for t in order):
        wrong = "tie_break 应为目标编号的列表"
    if wrong:
        raise ZerenError(Problem("S012", letter.place, "ranking", wrong))
    return RankingSpec(
        str(written.get("ties", "competition")),
        tuple(map(str, order)),
        str(written.get("peers") or ""),
        written=True,
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A unit's points while they are not certain: the least and the most, tie-breaking targets behind the total.

    Shape: ``low`` and ``high`` compare as they stand; they are equal where the points are certain.
    """

    unit: str
    low: Key
    high: Key

    @property
    def certain(self) -> bool:
        """Whether nothing is open."""
        return self.low == self.high


def places_of(spans: Sequence[Span], *, ties: str = "competition") -> dict[str, tuple[int, int]]:
    """The best and the worst place each unit can still take.

    Shape: unit → (place_low, place_high), equal where the place is certain; counted from 1. Whatever the open points turn out to
    be, the place lies between them.

    Example:
        >>> def span(unit, low, high):
        ...     return Span(unit, (Decimal(low),), (Decimal(high),))
        >>> places_of([span("A", 90, 90), span("B", 80, 95), span("C", 70, 70)])
        {'A': (1, 2), 'B': (1, 2), 'C': (3, 3)}
    """
    if ties == "dense":
        return _dense(spans)
    lows, highs = sorted(s.low for s in spans), sorted(s.high for s in spans)
    found = {}
    for span in spans:
        surely = len(lows) - bisect_right(lows, span.high)
        perhaps = len(highs) - bisect_right(highs, span.low) - (not span.certain)
        found[span.unit] = (1 + surely, 1 + perhaps)
    return found


def _dense(spans: Sequence[Span]) -> dict[str, tuple[int, int]]:
    """With dense places only different totals count: at least as many as there are spans apart, at most one a span."""
    falling = sorted(spans, key=lambda s: s.low, reverse=True)
    falling_lows = [s.low for s in reversed(falling)]
    apart, least = [0], None
    for span in falling:
        if least is None or span.high < least:
            apart.append(apart[-1] + 1)
            least = span.low
        else:
            apart.append(apart[-1])
    sure = sorted({s.low for s in spans if s.certain})
    open_highs = sorted(s.high for s in spans if not s.certain)
    found = {}
    for span in spans:
        above = len(falling) - bisect_right(falling_lows, span.high)
        different = len(sure) - bisect_right(sure, span.low)
        perhaps = len(open_highs) - bisect_right(open_highs, span.low) - (not span.certain)
        found[span.unit] = (1 + apart[above], 1 + different + perhaps)
    return found


def tied_with(spans: Iterable[Span]) -> dict[str, int]:
    """How many units surely share a unit's points, itself included."""
    keys = sorted(s.low for s in spans if s.certain)
    return {s.unit: bisect_right(keys, s.low) - bisect_left(keys, s.low) for s in spans if s.certain}


def total_words(low: Decimal, high: Decimal) -> str:
    """A total as a reader sees it."""
    if not (low.is_finite() and high.is_finite()):
        return "—"
    return plain(low) if low == high else f"{plain(low)}～{plain(high)}"
