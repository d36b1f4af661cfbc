"""An existing 考核细则 in a file, drafted into a letter; and a letter's rules told as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zeren.core.drafting import DraftedTarget, LetterDraft, draft_table, words
from zeren.core.intake import open_document
from zeren.core.kernel import PlainDocument, ZerenError, plain
from zeren.core.packs import Letter

__all__ = ["draft_scheme", "letter_words", "scheme_rows", "to_plain"]

_HEADER = ("考核内容", "评分标准", "分值")
_POINTS = re.compile(r"[（(]\s*([0-9０-９.．]+)\s*分\s*[)）]")
_ORDINAL = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)+")


def draft_scheme(path: Path) -> LetterDraft:
    """Draft a letter from a scheme in docx, xlsx, txt or any other form that can be read as words.

    Shape: all tables one below the other, as a table split over pages is; a text without tables is read line by line, an item
    a line.

    Raises:
        ZerenError: I100 … I105 when the file cannot be read.
    """
    document = open_document(path)
    title = next((p.text for p in document.passages if p.kind in {"heading", "paragraph"}), path.stem)
    return draft_table(scheme_rows(document), file=path.name, name=title[:60])


def scheme_rows(document: PlainDocument) -> list[tuple[str, ...]]:
    """The rows of a scheme.

    Example:
        >>> from zeren.core.kernel import Passage
        >>> line = "1.巩固率（10分）：每低0.1个百分点扣2分，扣完为止。"
        >>> scheme_rows(PlainDocument("text", (Passage("paragraph", line),)))[1]
        ('巩固率', '每低0.1个百分点扣2分，扣完为止。', '10')
    """
    tables = [row for passage in document.passages if passage.kind == "table" for row in passage.rows]
    return tables or [_HEADER, *_lines(document)]


def _lines(document: PlainDocument) -> Iterator[tuple[str, str, str]]:
    for passage in document.passages:
        line = _ORDINAL.sub("", passage.text)
        points = _POINTS.search(line)
        head, mark, rest = line.partition("：") if "：" in line else line.partition(":")
        if points is not None:
            line = line[: points.start()] + line[points.end() :]
            head, mark, rest = line.partition("：") if "：" in line else line.partition(":")
        sentence = rest if mark and rest.strip() else head
        if re.search("分|扣|得|加|减|否决", sentence):
            yield head.strip(" 。；") if mark else "", sentence.strip(), points[1] if points else ""


def to_plain(found: LetterDraft) -> dict[str, Any]:
    """The JSON form."""
    return {
        "yaml": found.yaml,
        "understood": found.understood,
        "items": [_item(item) for item in found.items],
    }


def _item(item: DraftedTarget) -> dict[str, Any]:
    drafted = item.draft.to_dict()
    return {
        "row": item.row,
        "path": list(item.path),
        "name": item.name,
        "points": None if item.points is None else float(item.points),
        "text": item.sentence,
        **{key: drafted[key] for key in ("understood", "rule", "inputs", "missing_decisions", "notes")},
    }


def letter_words(letter: Letter) -> Iterator[tuple[str, str, str, str]]:
    """Each target's and bonus's rule as a sentence: id, name, points, words.

    Shape: a rule that no sentence says gives its problem's words, in brackets.
    """
    lines = [(t.id, t.name, t.points, t.rule) for t in letter.targets]
    for name, title, full, rule in [*lines, *((b.id, b.name, b.cap, b.rule) for b in letter.bonuses)]:
        try:
            told = words(rule, full=full)
        except ZerenError as error:
            told = f"（{error.problems[0].zh}）"
        yield name, title, "" if full is None else plain(full), told
