"""A sentence clause by clause: the reader that gets furthest wins; words with points that nobody reads stop everything."""

from __future__ import annotations

import re
from itertools import pairwise

from zeren.core.drafting.cursor import BREAKS, READERS, Cursor, telling, weighty
from zeren.core.drafting.decisions import Questions
from zeren.core.drafting.pieces import Context, Entry, Gate, Piece, Threshold
from zeren.core.drafting.reading.settling import settled
from zeren.core.drafting.tokens import HARD, Token

__all__ = ["Unread", "read_clauses"]


class Unread(Exception):
    """A part of the sentence that no reader reads although points depend on it."""


def read_clauses(tokens: tuple[Token, ...], questions: Questions) -> list[list[Piece]]:
    """The pieces of a sentence, one list for each part between full stops and semicolons.

    Raises:
        Unread: for a clause that is not understood.
    """
    cur = Cursor(tokens, questions)
    parts: list[list[Piece]] = [[]]
    while True:
        start = cur.at
        cur.skip(*BREAKS)
        if parts[-1] and any(t.has("STOP") for t in cur.tokens[start : cur.at]):
            parts.append([])
        if cur.token is None:
            return settled([part for part in parts if part])
        best: tuple[int, tuple[Piece, ...]] | None = None
        for reader in READERS.values():
            trial = cur.fork()
            found = reader(trial)
            if found is None or not trial.ended():
                continue
            pieces = found if isinstance(found, tuple) else (found,)
            # The furthest wins; among equals a label with points is the least one can make of a clause.
            if best is None or (trial.at, _weight(pieces)) > (best[0], _weight(best[1])):
                best = (trial.at, pieces)
        if best is not None:
            cur.at = best[0]
            parts[-1] += best[1]
        else:
            parts[-1].append(_context(cur))


def _weight(pieces: tuple[Piece, ...]) -> int:
    if len(pieces) > 1:
        return 3
    return next((n for n, kind in enumerate((Threshold, Entry, Gate)) if isinstance(pieces[0], kind)), 3)


_BY_RATE = re.compile(
    "按[^,。]{1,14}(?:率|百分比|比例|进度|比值)(?:折算|计算|核算)?(?:得分|计分|赋分|给分|记分|计)$"
)


_TAKEN_AS = re.compile("(?:按|视为|视同|等同于?|当作)(?:未|没有|没|不)[^,。]{1,8}$")
_PART_OF = re.compile("(?:含)?(?:不足|不满|未满)[\\d一二两三四五半]")


def _context(cur: Cursor) -> Context:
    """Words up to the next mark, if nothing in them can move points."""
    start = cur.at
    while cur.token is not None and not cur.has("COMMA", "STOP", "COLON", "LEFT", "RIGHT"):
        cur.at += 1
    text = cur.text(start)
    read = cur.tokens[start : cur.at]
    graded = any(one.has("AS") and two.has("LEVEL") for one, two in pairwise(read))
    # In front of a colon 占预算总额比例 is a name.
    moving = weighty(text) if cur.has("COLON") else telling(text)
    if (
        graded
        or any(t.has(*HARD) for t in read)
        or moving
        or _BY_RATE.search(text)
        or _TAKEN_AS.search(text)
        or _PART_OF.match(text)
    ):
        raise Unread(text)
    return Context(text)
