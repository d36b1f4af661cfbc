"""Listed: several moves in a row, and the growth of each told in one list behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.changing.ends import moves_of
from zeren.core.audit.checks.changing.moves import judged
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_EACH = re.compile(
    "(?:[增降涨升减]幅|增速|增长率|增长|提高|下降|减少|增加|提升|上升|降低|净增|净减)(?:了)?(?:分别|依次|各)?(?:为|是|达到?)?$|(?:分别|依次)(?:增长|提高|下降|减少|增加|提升|上升|降低|净增|多|少)了?(?:为)?$"
)


@check("growth_mismatch", "delta_mismatch", rule="R46：几项增减幅分别列出的，逐项与各自的两期相符")
def listed_changes_fit_their_moves(case: Case) -> Iterator[Finding]:
    """小学由650元提至720元，初中由850元提至940元，增幅分别为10.8%、12.6%: the second is 10.6 %."""
    for sentence, _ in sentences_with(case, re.compile("分别|依次")):
        row = figures(case, sentence)
        for at in range(4, len(row) - 1):
            size = _size(case, row, at)
            begin = row[at - 1].end
            lead = case.text.content[begin : row[at].quantity.number_start or row[at].start]
            if (
                size < 2
                or not re.search("分别|依次", lead)
                or not _EACH.search(lead)
                or re.search("[；。]", lead)
            ):
                continue
            moves = [move for _, _, move in moves_of(case, row[:at])][-size:]
            if len(moves) != size or row[at].start - moves[-1].end > 40:
                continue
            if re.search("较|比|同期", lead) or not _measured_alike(row[at], moves[0].first):
                continue
            for move, change in zip(moves, row[at : at + size], strict=True):
                yield from judged(case, [move.first, move.last, change], move, change)


def _measured_alike(change: Figure, first: Figure) -> bool:
    """Whether a change can be one of a number: per cent of counts, points of rates, things of their own kind."""
    kind, of = change.quantity.kind, first.quantity.kind
    if kind == "P":
        return of in "NAG"
    return of == "P" if kind == "D" else change.quantity.dimension == first.quantity.dimension


def _size(case: Case, row: list[Figure], at: int) -> int:
    """How many changes of one kind stand joined by 、 or 和 from a place on."""
    size = 1
    while at + size < len(row):
        between = case.text.content[row[at + size - 1].end : row[at + size].start]
        if row[at + size].quantity.kind != row[at].quantity.kind or not re.fullmatch("[、和与]", between):
            break
        size += 1
    return size
