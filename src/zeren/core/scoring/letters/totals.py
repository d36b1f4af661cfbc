"""What lines come to: points shared out where a line does not apply, a section emptied, sections combined, a veto last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from zeren.core.kernel import Outcome, ScorecardLine, plain, round_half_up
from zeren.core.packs import Letter
from zeren.core.scoring.case import POINT_PLACES, ZERO, points_words

Lines = list[ScorecardLine]
# What holds the whole total back while it cannot be decided.
_GRAVE = ("?veto", "?fail", "?disqualify")


def settled(lines: Lines) -> Lines:
    """The lines once their effects on one another are in: shared points first, then emptied sections."""
    if not any(line.effects for line in lines):
        return lines
    return _emptied(_rescaled(lines))


def _rescaled(lines: Lines) -> Lines:
    """Lines that do not apply hand their points to the others: of their item, else of their section, else of the letter."""
    found = list(lines)
    gone = [line for line in lines if line.outcome.kind == "not_applicable" and "rescale" in line.effects]
    shares: dict[tuple[str, str], Decimal] = {}
    for line in gone:
        circle = _sharers(line, lines)
        if circle is not None:
            shares[circle] = shares.get(circle, ZERO) + line.full
    # Wider circles first: what a section shares out is then stretched further by its items.
    for circle in sorted(shares, key=lambda key: (key[0] != "", key[1] != "")):
        found = _stretched(found, _circle(*circle), shares[circle])
    taken = {id(line) for line in gone if _sharers(line, lines) is not None}
    return [
        replace(new, full=ZERO) if id(old) in taken else new for old, new in zip(lines, found, strict=True)
    ]


def _circle(section: str, item: str) -> Callable[[ScorecardLine], bool]:
    return lambda line: (
        line.outcome.kind != "not_applicable"
        and (not section or line.section == section)
        and (not item or line.item == item)
    )


def _sharers(line: ScorecardLine, lines: Lines) -> tuple[str, str] | None:
    circles = ((line.section, line.item), (line.section, ""), ("", ""))
    return next((circle for circle in circles if any(map(_circle(*circle), lines))), None)


def _stretched(lines: Lines, inside: Callable[[ScorecardLine], bool], extra: Decimal) -> Lines:
    members = [line for line in lines if inside(line)]
    base = sum((line.full for line in members), ZERO)
    if base == 0:
        return lines
    factor = (base + extra) / base
    left = base + extra
    found = []
    for line in lines:
        if not inside(line):
            found.append(line)
            continue
        members.pop()
        # The last one takes what rounding left over, so that the full points still add up.
        full = round_half_up(line.full * factor, POINT_PLACES) if members else left
        left -= full
        found.append(_scaled(line, factor, full))
    return found


def _scaled(line: ScorecardLine, factor: Decimal, full: Decimal) -> ScorecardLine:
    outcome = line.outcome

    def stretch(points: Decimal | None) -> Decimal | None:
        return (
            None if points is None else min(max(full, points), round_half_up(points * factor, POINT_PLACES))
        )

    words = line.reason + f"；分担不适用目标的分值，满分{plain(line.full)}分折算为{plain(full)}分"
    if outcome.low is not None:
        words += f"，计{points_words(stretch(outcome.low), stretch(outcome.high))}"
    scaled = Outcome(outcome.kind, stretch(outcome.low), stretch(outcome.high), outcome.waiting_for)
    return replace(line, full=full, outcome=scaled, reason=words)


def _emptied(lines: Lines) -> Lines:
    """A section that a line empties is 0 in every line; while that cannot be decided, 0 is possible in every line."""
    sure = {line.section: line.name for line in lines if "zero_section" in line.effects}
    maybe = {line.section: line.name for line in lines if "?zero_section" in line.effects}
    found = []
    for line in lines:
        if line.outcome.kind in {"not_applicable", "error", "veto"}:
            found.append(line)
        elif line.section in sure:
            words = f"{line.reason}；因“{sure[line.section]}”，本部分计0分"
            found.append(replace(line, outcome=Outcome.score(ZERO), reason=words))
        elif line.section in maybe and (line.outcome.high is None or line.outcome.high > 0):
            words = f"{line.reason}；“{maybe[line.section]}”未定，本部分可能计0分"
            high = line.full if line.outcome.high is None else line.outcome.high
            waits = line.outcome.waiting_for or "human"
            found.append(
                replace(line, outcome=Outcome("pending", min(ZERO, high), high, waits), reason=words)
            )
        else:
            found.append(line)
    return found


def total_of(letter: Letter, lines: Lines, bonuses: Lines, vetoes: Lines) -> tuple[Outcome, Decimal]:
    """The total and its full points: an error closes it, a veto dominates it, an undecided veto holds it back."""
    everything = [*lines, *bonuses, *vetoes]
    kinds = {line.outcome.kind for line in everything}
    full = _full(letter, lines) if "not_applicable" in kinds else letter.full
    for kind in ("error", "veto"):
        if kind in kinds:
            return Outcome(kind), full
    unsure = next((v for v in vetoes if v.outcome.kind == "pending"), None) or next(
        (line for line in lines if line.effects and any(e.startswith(_GRAVE) for e in line.effects)), None
    )
    if unsure is not None:
        return Outcome("pending", waiting_for=unsure.outcome.waiting_for or "human"), full
    waiting = [line for line in everything if line.outcome.waiting_for is not None]
    unbounded = next((b for b in waiting if b.section == "bonus" and b.outcome.high is None), None)
    if unbounded is not None:
        return Outcome("pending", waiting_for=unbounded.outcome.waiting_for), full
    low = _together(letter, lines, bonuses, _least)
    high = low if kinds <= {"score", "not_applicable"} else _together(letter, lines, bonuses, _most)
    if low == high:
        return Outcome.score(low), full
    return Outcome("range", low, high, waiting[0].outcome.waiting_for if waiting else None), full


def _together(
    letter: Letter, lines: Lines, bonuses: Lines, pick: Callable[[ScorecardLine], Decimal]
) -> Decimal:
    return round_half_up(_combined(letter, lines, pick) + sum(map(pick, bonuses), ZERO), POINT_PLACES)


def _least(line: ScorecardLine) -> Decimal:
    return line.outcome.low or ZERO


def _most(line: ScorecardLine) -> Decimal:
    high = line.outcome.high
    return line.full if high is None and line.outcome.kind == "pending" else high or ZERO


def _combined(
    letter: Letter, lines: Sequence[ScorecardLine], pick: Callable[[ScorecardLine], Decimal]
) -> Decimal:
    sums: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        if line.outcome.kind != "not_applicable":
            items = sums.setdefault(line.section, {})
            items[line.item] = items.get(line.item, ZERO) + pick(line)
    return sum((s.combine.of(list(sums[s.id].values())) for s in letter.sections if s.id in sums), ZERO)


def _full(letter: Letter, lines: Lines) -> Decimal:
    """The full points left when what does not apply is taken out."""
    exempt = any(line.outcome.kind == "not_applicable" and line.full for line in lines)
    return _combined(letter, lines, lambda line: line.full) if exempt else letter.full
