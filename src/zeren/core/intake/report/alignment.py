"""Lays the words of a PDF beside the signed words. A PDF has no tags: which number is which follows from the words around it.

Both sides are cut into tokens, one a visible character. Stretches of eight tokens that occur once on each side are anchors; what
lies between two anchors is compared by the usual longest-match search. What is printed for a number is the tokens that matched
it, those that stand where the others should be, and whatever runs together with them. Footnotes are flows of their own, because
a page prints them after its body.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from zeren.core.intake.report.stream import find_figures

__all__ = ["Expected", "Match", "align", "tokenize"]

GRAM = 8
_POINTS = frozenset(".,．")
LARGEST_GAP = 6_000_000  # token pairs; beyond it the gap is left unmatched rather than searched for minutes


@dataclass(slots=True)
class Expected:
    """A signed flow as tokens.

    ``numbers`` are (index of the number, first token, end), ``marks`` the tokens of note marks, ``starts`` those that begin a
    paragraph.
    """

    tokens: list[str] = field(default_factory=list)
    numbers: list[tuple[int, int, int]] = field(default_factory=list)
    marks: set[int] = field(default_factory=set)
    starts: list[int] = field(default_factory=list)

    def add(self, text: str, *, number: int | None = None, mark: bool = False) -> None:
        """Append a piece."""
        start = len(self.tokens)
        self.tokens.extend(token for token, _ in tokenize(text))
        if number is not None:
            self.numbers.append((number, start, len(self.tokens)))
        if mark:
            self.marks.update(range(start, len(self.tokens)))


@dataclass(slots=True)
class Match:
    """What was found: which printed tokens belong to which flow, and which of them print which number."""

    flow: list[int]  # of each printed token: the flow it belongs to, -1 for none
    numbers: dict[int, list[int]] = field(default_factory=dict)  # number index → printed tokens, in order
    marks: set[int] = field(default_factory=set)
    places: list[list[int]] = field(
        default_factory=list
    )  # of each expected token of each flow: the printed token, or -1


def tokenize(text: str) -> list[tuple[str, int]]:
    """The visible characters and where they stand.

    Example:
        >>> tokenize("为 0.1")
        [('为', 0), ('0', 2), ('.', 3), ('1', 4)]
    """
    return [(c, at) for at, c in enumerate(text) if c.isprintable() and not c.isspace()]


def align(flows: Sequence[Expected], printed: Sequence[str], joined: Sequence[bool]) -> Match:
    """Lay the flows (body, notes) beside the printed tokens; ``joined`` tells which touch the next one."""
    match = Match([-1] * len(printed), places=[[-1] * len(flow.tokens) for flow in flows])
    # Notes before the body, and never over the end of one: a page puts its notes after as much of the body as has room.
    order = [*range(1, len(flows)), *range(min(1, len(flows)))]
    theirs = _unique_grams(printed, ())
    for index in order:
        walls = flows[index].starts if index else ()
        for expected_at, printed_at in _anchors(flows[index].tokens, walls, theirs, match.flow):
            _pair(match, index, expected_at, printed_at)
    for _ in range(2):  # what settles leaves room for what was crowded out
        for index in order:
            _settle(match, index, flows[index].tokens, printed)
        for index in order:
            _fill(match, index, flows[index].tokens, printed)
    for index, flow in enumerate(flows):
        _take_changed(match, index, flow, printed)
    for index, flow in enumerate(flows):
        _take_whole(match, index, flow, printed, joined)
    return match


def _pair(match: Match, flow: int, expected_at: int, printed_at: int) -> None:
    match.places[flow][expected_at] = printed_at
    match.flow[printed_at] = flow


def _anchors(
    expected: Sequence[str], walls: Sequence[int], theirs: Mapping[tuple[str, ...], int], taken: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of token positions, increasing on both sides."""
    ours = _unique_grams(expected, walls)
    pairs = sorted((at, theirs[gram]) for gram, at in ours.items() if gram in theirs)
    chain: dict[int, int] = {}
    last = (-1, -1)
    for at, there in _increasing(pairs):
        for step in range(GRAM):
            one = (at + step, there + step)
            if one[0] > last[0] and one[1] > last[1] and taken[one[1]] < 0:
                chain[one[0]] = one[1]
                last = one
    return sorted(chain.items())


def _unique_grams(tokens: Sequence[str], walls: Sequence[int]) -> dict[tuple[str, ...], int]:
    """Where each stretch stands that occurs once; none reaches over a wall."""
    crossing = {at for wall in walls for at in range(wall - GRAM + 1, wall)}
    found: dict[tuple[str, ...], int] = {}
    for at in range(len(tokens) - GRAM + 1):
        gram = tuple(tokens[at : at + GRAM])
        found[gram] = -1 if gram in found or at in crossing else at
    return {gram: at for gram, at in found.items() if at >= 0}


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs that increases on the printed side too."""
    ends: list[int] = []
    best: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(best[length - 1] if length else -1)
        if length == len(ends):
            ends.append(there)
            best.append(index)
        else:
            ends[length], best[length] = there, index
    chain, at = [], best[-1] if best else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _settle(match: Match, flow: int, expected: Sequence[str], printed: Sequence[str]) -> None:
    """Move a token next to the one before it where the same one stands free there.

    When a page breaks a sentence's end from what follows, the full stop of the last note on the page looks like the missing one.
    """
    places = match.places[flow]
    for at in range(1, len(expected)):
        left, place = places[at - 1], places[at]
        beside = left + 1
        if left >= 0 and place > beside and match.flow[beside] < 0 and printed[beside] == expected[at]:
            match.flow[place] = -1
            _pair(match, flow, at, beside)


def _fill(match: Match, flow: int, expected: Sequence[str], printed: Sequence[str]) -> None:
    """Compare what lies between anchors."""
    places = match.places[flow]
    for start, end, low, high in _gaps(places, len(printed)):
        theirs = [at for at in range(low, high) if match.flow[at] < 0]
        if not theirs or (end - start) * len(theirs) > LARGEST_GAP:
            continue
        matcher = SequenceMatcher(
            None, list(expected[start:end]), [printed[at] for at in theirs], autojunk=False
        )
        for block in matcher.get_matching_blocks():
            for step in range(block.size):
                _pair(match, flow, start + block.a + step, theirs[block.b + step])


def _gaps(places: Sequence[int], printed: int) -> list[tuple[int, int, int, int]]:
    """Stretches of unmatched expected tokens, and the printed range each may lie in."""
    gaps, start, low = [], 0, 0
    for at, place in enumerate([*places, printed]):
        if place >= 0:
            if at > start:
                gaps.append((start, at, low, place))
            start, low = at + 1, place + 1
    return gaps


def _take_changed(match: Match, flow: int, expected: Expected, printed: Sequence[str]) -> None:
    """Give every number the tokens that matched it and those that stand where its others should; without any it is missing."""
    places = match.places[flow]
    match.marks.update(places[at] for at in expected.marks if places[at] >= 0)
    gaps = _gaps(places, len(printed))
    for number, start, end in expected.numbers:
        found = {at for at in places[start:end] if at >= 0}
        if -1 in places[start:end]:
            found |= _between(match, flow, expected, (start, end), gaps, printed)
            for at in found:
                match.flow[at] = flow
        match.numbers[number] = sorted(found)


def _take_whole(
    match: Match, flow: int, expected: Expected, printed: Sequence[str], joined: Sequence[bool]
) -> None:
    """Add what no flow explains inside a number or run together with it: someone put that there."""
    for number, _, _ in expected.numbers:
        found = match.numbers[number]
        if found:
            low, high = found[0], found[-1]
            while low > 0 and match.flow[low - 1] < 0 and joined[low - 1] and _joins(printed, low - 1):
                low -= 1
            while (
                high + 1 < len(printed)
                and match.flow[high + 1] < 0
                and joined[high]
                and _joins(printed, high)
            ):
                high += 1
            whole = [at for at in range(low, high + 1) if at in found or match.flow[at] < 0]
            for at in whole:
                match.flow[at] = flow
            match.numbers[number] = whole


def _joins(printed: Sequence[str], at: int) -> bool:
    """Whether a token and the next belong to one figure."""
    return any(end - start == 2 for start, end in find_figures(printed[at] + printed[at + 1])) or (
        printed[at] in _POINTS and bool(find_figures(printed[at + 1]))
    )


def _between(
    match: Match,
    flow: int,
    expected: Expected,
    span: tuple[int, int],
    gaps: Sequence[tuple[int, int, int, int]],
    printed: Sequence[str],
) -> set[int]:
    """The printed tokens that stand where the changed tokens of a number should."""
    places, found = match.places[flow], set()
    for start, end, low, high in gaps[max(0, bisect_left(gaps, (span[0],)) - 1) :]:
        if start >= span[1]:
            break
        if end > span[0]:
            free = [at for at in range(low, high) if match.flow[at] < 0]
            last = not any(a < end and -1 in places[a:b] for _, a, b in expected.numbers if span[1] <= a)
            share = free if last else free[: min(end, span[1]) - max(start, span[0])]
            found.update(_trimmed(share, printed))
    return found


def _trimmed(places: list[int], printed: Sequence[str]) -> list[int]:
    """From the first digit to the last: words beside a changed number may have been changed too."""
    figures = [index for index, at in enumerate(places) if find_figures(printed[at])]
    return places[figures[0] : figures[-1] + 1] if figures else places
