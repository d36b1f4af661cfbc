"""The manifest: every printed number of a report in reading order, what each rests on, and the words around them.

Text normalisation ``zeren-text-1``, over which the text digest is taken: the words of the body in reading order, then the
words of the notes in the order of their marks; in place of each cited number stands U+FFFC; whitespace and control characters
(Unicode categories Zs, Zl, Zp, Cc) are dropped; UTF-8; SHA-256. The digest does not notice how lines and paragraphs break, what
a note's mark looks like, or which figures are printed: figures have checks of their own. So a verifier can tell "words were
edited" from "numbers differ".
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.core.kernel import (
    Document,
    Heading,
    Inline,
    Note,
    Number,
    Paragraph,
    Scorecard,
    Table,
    Text,
    plain,
)

__all__ = ["HOLE", "build_manifest", "flows_of", "normal_text", "text_digest"]

HOLE = "\ufffc"
AROUND = 12
Piece = str | dict[str, Any]
Flow = tuple[Inline | int, ...]


def build_manifest(
    document: Document,
    *,
    snapshot: Mapping[str, Any],
    scorecard: Scorecard | None,
    packs: Mapping[str, str],
    made_at: str,
    tool: str,
) -> dict[str, Any]:
    """What is signed.

    Shape: ``numbers`` in reading order, each with ``occurrence``, ``text`` exactly as printed, ``citation`` id, ``before`` and
    ``after`` (up to 12 characters of the same paragraph, numbers included) and ``note`` (0 in the body, else which note);
    ``citations`` in full, by id; ``report`` (title and the document's meta), ``snapshot`` as given, ``packs`` by version,
    ``scorecard`` (None without a letter), ``text`` (digest and the words), ``algorithms``, ``format``, ``version``.
    No binary fractions outside the citations' own facts: decimals are strings.

    Raises:
        ValueError: when the document is not numbered (:meth:`Document.numbered`) or an occurrence is used twice.
    """
    body, notes = flows_of(document)
    numbers = _numbers(body, notes)
    if len({n["occurrence"] for n in numbers} - {""}) != len(numbers):
        raise ValueError("the document must be numbered before its manifest is built")
    title = "".join(i.text for i in document.title if isinstance(i, Text | Number))
    return {
        "format": "zeren-manifest",
        "version": 1,
        "algorithms": {
            "signature": "ed25519",
            "hash": "sha256",
            "canonical": "zeren-json-1",
            "text": "zeren-text-1",
        },
        "made_at": made_at,
        "tool": tool,
        "report": {**{key: str(value) for key, value in document.meta.items()}, "title": title},
        "snapshot": _exact(snapshot),
        "packs": dict(packs),
        "scorecard": None if scorecard is None else _exact(scorecard.to_dict()),
        "numbers": numbers,
        "citations": [document.citations[key].to_dict() for key in sorted(_cited(document))],
        "text": {
            "sha256": text_digest(map(_words, [*body, *notes])),
            "body": [_pieces(block) for block in body],
            "notes": [_pieces(note) for note in notes],
        },
    }


def _cited(document: Document) -> set[str]:
    for key, citation in document.citations.items():
        if key != citation.id:
            raise ValueError(f"citation {key} has the content of {citation.id}")
    return set(document.citations)


def flows_of(document: Document) -> tuple[list[Flow], list[Flow]]:
    """The body's blocks and the notes; in a block, an integer stands for the mark of that note."""
    notes: list[Flow] = []

    def mark(inline: Inline) -> Inline | int:
        if not isinstance(inline, Note):
            return inline
        notes.append(inline.inlines)
        return len(notes)

    return [tuple(mark(inline) for inline in block) for block in _blocks(document)], notes


def _blocks(document: Document) -> Iterator[tuple[Inline, ...]]:
    yield document.title
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            yield (() if block.ordinal is None else (block.ordinal,)) + block.inlines
        elif isinstance(block, Table):
            yield block.caption
            yield from block.header
            for row in block.rows:
                yield from row
        else:
            yield block.caption
            yield block.alternative


def _numbers(body: list[Flow], notes: list[Flow]) -> list[dict[str, Any]]:
    """Numbers in reading order: a note's follow the place of its mark."""
    found: list[dict[str, Any]] = []

    def read(block: Flow, note: int) -> None:
        text, at = "".join(i.text for i in block if isinstance(i, Text | Number)), 0
        for inline in block:
            if isinstance(inline, int):
                read(notes[inline - 1], inline)
            elif isinstance(inline, Text | Number):
                end = at + len(inline.text)
                if isinstance(inline, Number):
                    found.append(_entry(inline, text[:at], text[end:], note))
                at = end

    for block in body:
        read(block, 0)
    return found


def _entry(number: Number, before: str, after: str, note: int) -> dict[str, Any]:
    return {
        "occurrence": number.occurrence,
        "text": number.text,
        "citation": number.citation,
        "before": _one_space(before)[-AROUND:],
        "after": _one_space(after)[:AROUND],
        "note": note,
    }


def _one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _pieces(block: Flow) -> list[Piece]:
    pieces: list[Piece] = []
    for inline in block:
        if isinstance(inline, int):
            pieces.append({"note": inline})
        elif isinstance(inline, Number):
            pieces.append({"number": inline.occurrence})
        elif isinstance(inline, Text) and inline.text:
            pieces.append(inline.text)
    return pieces


def _words(block: Flow) -> str:
    return "".join(HOLE if isinstance(i, Number) else i.text for i in block if isinstance(i, Text | Number))


def normal_text(text: str) -> str:
    """The text without whitespace and control characters.

    Example:
        >>> normal_text(" 辍学率\\n为\\u3000零 ")
        '辍学率为零'
    """
    return "".join(c for c in text if unicodedata.category(c) not in {"Zs", "Zl", "Zp", "Cc"})


def text_digest(blocks: Iterable[str]) -> str:
    """SHA-256 over the normal text of the blocks (numbers already replaced by U+FFFC)."""
    return hashlib.sha256(normal_text("".join(blocks)).encode()).hexdigest()


def _exact(value: Any) -> Any:
    """The value with decimals and dates as text: other languages print a binary fraction in another way."""
    if isinstance(value, float | Decimal):
        return plain(Decimal(str(value)))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    return value
