"""A report that was composed from the same snapshot and then edited: every printed number is known, so any altered one shows.

The grammar reads the claims that sentences make; most numbers of a composed report stand in sentences and tables whose exact words
are known as well. Where a report has such a sentence with another number in it, the number was altered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zeren.core.audit.finding import Finding
from zeren.core.audit.text import Text
from zeren.core.kernel import Chart, Document, Heading, Inline, Note, Number, Paragraph, Table

__all__ = ["restated"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PIECE = re.compile(r"[^。；;]+")
_LETTERS = 2  # Chinese letters that a sentence needs to be known again
# A report with the same sentences and mostly other numbers is another year's or another place's: nothing was altered in it.
_ENOUGH, _SAME = 5, 0.6


@dataclass(frozen=True, slots=True)
class _Known:
    """The numbers of one composed sentence as printed, each with the id of its citation where it has one."""

    numbers: tuple[str, ...]
    citations: tuple[str, ...]


def restated(text: Text, composed: Document) -> Iterator[Finding]:
    """A finding for every number that differs from the composed report's in a sentence of the same words.

    Shape: findings of kind ``value_conflict``; none where the text is not that report.

    Source: issue 4: altering any one printed digit of a composed report is found.
    """
    known: Mapping[str, Sequence[_Known]] = _known(composed)
    met: list[tuple[list[re.Match[str]], Sequence[_Known]]] = []
    equal = 0
    for paragraph in text.paragraphs:
        for piece in _PIECE.finditer(text.content, paragraph.start, paragraph.end):
            numbers = list(_NUMBER.finditer(text.content, piece.start(), piece.end()))
            meant = known.get(_skeleton(piece.group()), ()) if numbers else ()
            if meant:
                printed = tuple(number.group() for number in numbers)
                same = any(printed == one.numbers for one in meant)
                equal += same
                met += [] if same else [(numbers, meant)]
    if equal < _ENOUGH or equal < _SAME * (equal + len(met)):
        return
    for numbers, meant in met:
        nearest = max(
            meant, key=lambda one: sum(n.group() == k for n, k in zip(numbers, one.numbers, strict=True))
        )
        for number, right, citation in zip(numbers, nearest.numbers, nearest.citations, strict=True):
            if number.group() != right:
                yield _finding(number, right, citation)


def _finding(number: re.Match[str], right: str, citation: str) -> Finding:
    source = f"（出处 {citation[:12]}）" if citation else ""
    return Finding(
        "value_conflict", "error", number.group(), number.start(), number.end(),
        f"与台账不符：这里写{number.group()}，按同一快照写成的报告在这句话里是{right}{source}。按台账改正。",
        recomputed=f"{right}{source}", rule="台账核对：由同一快照写成的报告，字句相同，数字也应相同",
    )  # fmt: skip


def _skeleton(words: str) -> str:
    bare = _NUMBER.sub("#", re.sub(r"\s+", "", words))
    return bare if len(re.findall("[一-龥]", bare)) >= _LETTERS else ""


def _known(document: Document) -> Mapping[str, Sequence[_Known]]:
    found: dict[str, list[_Known]] = defaultdict(list)
    for line in _lines(document):
        words = "".join(part for part, _ in line)
        cited: dict[int, str] = {}
        at = 0
        for part, citation in line:
            cited |= {at + m.start(): citation for m in _NUMBER.finditer(part)}
            at += len(part)
        for piece in _PIECE.finditer(words):
            skeleton = _skeleton(piece.group())
            numbers = list(_NUMBER.finditer(words, piece.start(), piece.end()))
            if skeleton and numbers:
                found[skeleton].append(
                    _Known(
                        tuple(n.group() for n in numbers), tuple(cited.get(n.start(), "") for n in numbers)
                    )
                )
    return found


Line = list[tuple[str, str]]


def _lines(document: Document) -> Iterator[Line]:
    """Every line that a composed report prints, as pieces of words with the citation of those that are numbers."""
    yield from _printed(document.title)
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            yield from _printed(block.inlines)
            if block.ordinal is not None:
                yield from _printed((block.ordinal, *block.inlines))
        elif isinstance(block, Table):
            yield from _printed(block.caption)
            for row in (block.header, *block.rows):
                yield from _printed(tuple(inline for cell in row for inline in cell))
        elif isinstance(block, Chart):
            yield from _printed(block.caption)
            yield from _printed(block.alternative)


def _printed(inlines: Sequence[Inline]) -> Iterator[Line]:
    """A line, and then the notes that hang on it."""
    yield [(i.text, i.citation if isinstance(i, Number) else "") for i in inlines if not isinstance(i, Note)]
    for inline in inlines:
        if isinstance(inline, Note):
            yield from _printed(inline.inlines)
