"""Which targets will be missed by the period's end if nothing changes. Nothing is projected: 若不变 is the figure as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zeren.core.kernel import Period, plain
from zeren.core.packs import CountTerm, Indicator, Letter, Pack, Target, atoms
from zeren.core.scoring.gaps.gap import Miss
from zeren.core.scoring.gaps.levers import Lever, grain_of, measure_word
from zeren.core.scoring.gaps.search import least
from zeren.core.scoring.gaps.words import figure_words
from zeren.core.scoring.letters import Given, LinePlan
from zeren.core.scoring.operands import OP_WORDS

__all__ = ["missed"]

SOON = 60  # days: two monthly meetings of a bureau, the last chance to put something on their agenda


def missed(plan: LinePlan, given: Given, letter: Letter, pack: Pack, *, at: date) -> Iterator[Miss]:
    """What is to be said about one target's due date and limit, if anything."""
    target, indicator = plan.target, plan.indicator
    if target is None or indicator is None or plan.limit is None:
        return
    measured = given.facts.measurement(indicator.id, given.unit)
    if measured.value is None:
        return
    shown, grows = figure_words(indicator, measured.value), only_grows(indicator, pack)
    bound = f"{OP_WORDS[plan.limit.op]}{figure_words(indicator, plan.limit.value)}"
    wanted = f"{target.name}现为{shown}，要求{bound}"
    if plan.limit.holds(measured.value):
        if grows and indicator.direction == "lower_is_better" and (left := _left(plan, given, pack)):
            words = f"{wanted}，已达到；这是累计数，只会增加，再增加{left}就达不到了"
            yield Miss(target.id, target.name, "margin", target.due, words)
        return
    if grows and indicator.direction == "lower_is_better":
        yield Miss(
            target.id,
            target.name,
            "for_good",
            target.due,
            f"{wanted}；这是累计数，只增不减，本期内已不能达到",
        )
        return
    yield _by_date(target, wanted, letter, at)


def _by_date(target: Target, wanted: str, letter: Letter, at: date) -> Miss:
    due, end = target.due, Period.parse(letter.period).end
    if due is not None and due < at:
        words = f"{wanted}；完成时限{_day(due)}已过，尚未达到"
        return Miss(target.id, target.name, "due_passed", due, words)
    if due is not None and (due - at).days <= SOON:
        left = f"距完成时限{_day(due)}还有{(due - at).days}天" if due > at else f"完成时限{_day(due)}就是当天"
        words = f"{wanted}；{left}，若不变将达不到"
        return Miss(target.id, target.name, "due_soon", due, words)
    words = f"{wanted}；若不变，到{_day(due or end)}将达不到"
    return Miss(target.id, target.name, "if_unchanged", due, words)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def only_grows(indicator: Indicator, pack: Pack) -> bool:
    """Whether the numerator counts events of the period, none of which can be undone.

    A condition that asks whether something is still missing (``IS NULL``: not yet returned, not yet mended) can stop holding.
    """
    parts = atoms(indicator.numerator)
    plainly = all(isinstance(atom, CountTerm) for atom in parts) and not getattr(
        indicator.numerator, "subtract", ()
    )
    return (
        bool(parts)
        and plainly
        and all(
            pack.ledgers[atom.ledger].period == "event" and "IS NULL" not in (atom.where.text or "").upper()
            for atom in parts
        )
    )


def _left(plan: LinePlan, given: Given, pack: Pack) -> str:
    """How many more events the limit still bears, plus one."""
    indicator, limit = plan.indicator, plan.limit
    assert indicator is not None
    assert limit is not None
    measured = given.facts.measurement(indicator.id, given.unit)
    if measured.numerator is None:
        return ""
    grain, word = grain_of(indicator, pack), measure_word(indicator, pack)
    lever = Lever(indicator, measured, "numerator", 1, grain, None, word, "")

    def breaks(steps: int) -> bool:
        after = lever.after(steps)
        return after is not None and after.value is not None and not limit.holds(after.value)

    steps = least(breaks, None)
    return "" if steps is None else f"{plain(lever.amount(steps))}{word}"
