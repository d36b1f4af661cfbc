"""What is worth a second look in a composed report: events nobody tells, sentences and events that look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations

from zeren.core.kernel import Block, Inline, Note, Paragraph, Place, Problem, Row
from zeren.core.reports.event_directives import item_events
from zeren.core.reports.session import Session

__all__ = ["second_look"]

SAME = 0.9  # share of equal character pairs from which two sentences are nearly the same
SAME_TITLE = 0.75
NEAR_DAYS = 7


def second_look(session: Session, blocks: Iterable[Block]) -> list[Problem]:
    """Warnings about a composition: R030 for untold events, R031 for sentences alike, R032 for events alike."""
    return [*_untold(session), *_alike_sentences(blocks), *_alike_events(session)]


def _untold(session: Session) -> Iterable[Problem]:
    for item in session.letter.items:
        left = item_events(session, item.id)
        if left:
            shown = "、".join(_title(session, row) for row in left[:3])
            yield Problem("R030", Place(session.template.id), shown, item.id, details={"count": len(left)})


def _title(session: Session, row: Row) -> str:
    return str(row.values.get(session.role(session.ledger(row.ledger), "title")) or row.place)


def _pairs(text: str) -> frozenset[str]:
    words = re.sub(r"[\W\d_]+", "", text)
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _sentences(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            text = "".join(_words(inline) for inline in block.inlines)
            yield from (part for part in re.split("[。！？]", text) if len(part) >= 12)


def _words(inline: Inline) -> str:
    return "" if isinstance(inline, Note) else inline.text


def _alike_sentences(blocks: Iterable[Block]) -> Iterable[Problem]:
    found = [(text, _pairs(text)) for text in _sentences(blocks)]
    for (first, a), (second, b) in combinations(found, 2):
        if min(len(a), len(b)) >= 8 and _alike(a, b) >= SAME:
            yield Problem("R031", found=first[:40], expected=second[:40])


def _alike_events(session: Session) -> Iterable[Problem]:
    dated = []
    for row in session.pieces.told_rows:
        on = row.values.get(session.role(session.ledger(row.ledger), "date"))
        if isinstance(on, date):
            dated.append((row, on, _pairs(_title(session, row))))
    for (first, day, a), (second, other, b) in combinations(dated, 2):
        near = first.ledger == second.ledger and abs(day - other) <= timedelta(NEAR_DAYS)
        if near and _alike(a, b) >= SAME_TITLE:
            yield Problem(
                "R032",
                found=f"{_title(session, first)}（{first.place}）",
                expected=f"{_title(session, second)}（{second.place}）",
            )
