"""From rendered Markdown to blocks: markers become inlines again, ordinals are counted, footnotes find their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from zeren.core.kernel import Block, Heading, Inline, Note, Number, Paragraph, Row, Table, Text
from zeren.core.reports.pieces import MARKER, Footnote, Piece, event_key, fail, marker_index
from zeren.core.reports.session import Session

__all__ = ["Assembly", "chinese_number"]

_DIGITS = "零一二三四五六七八九"
_CLOSE = "。！？"
# A footnote mark stands behind the measure word: 8所①捆绑学校, not 8①所.
_MEASURE = re.compile(r"人次|课时|学时|百分点|[次所人名位篇份场节个项条件期届户园校班门册本家支批轮年月日分]")
_OFF = [
    "code",
    "fence",
    "blockquote",
    "hr",
    "lheading",
    "html_block",
    "reference",
    "link",
    "image",
    "autolink",
    "html_inline",
    "emphasis",
]


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese, for ordinals.

    Example:
        >>> [chinese_number(n) for n in (1, 10, 12, 20, 35)]
        ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a paragraph: words of the template, or a piece."""

    text: str = ""
    emphasis: str = ""
    piece: Piece | None = None


class Assembly:
    """Builds the blocks of all sections, in order; ordinals and first occurrences run through the whole document."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_OFF)
        self._counters = [0, 0, 0, 0]
        self._noted: set[str] = set()

    def blocks(self, text: str) -> list[Block]:
        """The blocks of one rendered section.

        Raises:
            ZerenError: R010 for a numbered list, R011 for a block directive inside a sentence.
        """
        self._tokens = self._markdown.parse(text)
        found: list[Block] = []
        position = 0
        while position < len(self._tokens):
            token = self._tokens[position]
            if token.type == "ordered_list_open":
                raise fail("R010", (token.attrGet("start") or 1), "")
            if token.type == "heading_open":
                found.extend(self._heading(int(token.tag[1]), self._tokens[position + 1]))
                position += 3
            elif token.type == "paragraph_open":
                found.extend(self._paragraph(self._tokens[position + 1]))
                position += 3
            elif token.type == "bullet_list_open":
                end = self._closing(position, "bullet_list_close")
                found.extend(self._list(token.markup, self._tokens[position + 1 : end]))
                position = end + 1
            elif token.type == "table_open":
                end = self._closing(position, "table_close")
                caption = self._caption(found)
                found.extend(self._table(caption, self._tokens[position + 1 : end]))
                position = end + 1
            else:
                position += 1
        return found

    def _closing(self, start: int, kind: str) -> int:
        level = self._tokens[start].level
        return next(
            i
            for i in range(start, len(self._tokens))
            if self._tokens[i].type == kind and self._tokens[i].level == level
        )

    # -- headings, paragraphs, lists -----------------------------------------------------------------------------------

    def ordinal(self, text: str, level: int) -> Number:
        """A printed ordinal."""
        citation = self.session.meta("ordinal", text, "序号由系统编排", level=level)
        return self.session.number(text, citation)

    def _heading(self, level: int, token: Token) -> Iterator[Heading]:
        level = min(level, 4)
        runs = self._runs(token)
        inlines = self._plain(runs)
        if not inlines:
            return
        self._counters[level - 1] += 1
        self._counters[level:] = [0] * (4 - level)
        given = next(
            (run.piece.ordinal for run in runs if run.piece is not None and run.piece.ordinal is not None),
            None,
        )
        yield Heading(level, given or self.ordinal(self._written(level), level), inlines)

    def _written(self, level: int) -> str:
        number = self._counters[level - 1]
        return (
            f"{chinese_number(number)}、",
            f"（{chinese_number(number)}）",
            f"{number}.",
            f"（{number}）",
        )[level - 1]

    def _paragraph(self, token: Token) -> Iterator[Block]:
        runs = self._runs(token)
        if len(runs) == 1 and runs[0].piece is not None and runs[0].piece.block is not None:
            yield from self._standing(runs[0].piece)
            return
        inlines = self._annotated(runs)
        if inlines:
            yield Paragraph(inlines)

    def _standing(self, piece: Piece) -> Iterator[Block]:
        if isinstance(piece.block, Paragraph):
            yield Paragraph(self._annotated([_Run(piece=piece)]))
        elif isinstance(piece.block, Table) and not piece.block.rows:
            return
        elif piece.block is not None:
            yield piece.block

    def _list(self, markup: str, tokens: Sequence[Token]) -> Iterator[Block]:
        items = [self._runs(token) for token in tokens if token.type == "inline"]
        if any(token.type == "ordered_list_open" for token in tokens):
            raise fail("R010", "1.")
        kept = [runs for runs in items if any(run.text.strip() or run.piece is not None for run in runs)]
        if markup == "+":
            running: list[Inline] = []
            for number, runs in enumerate(kept, 1):
                running += [self.ordinal(f"{chinese_number(number)}是", 0), *self._annotated(runs)]
            if running:
                yield Paragraph(_merged(running))
            return
        for number, runs in enumerate(kept, 1):
            yield Paragraph(self._annotated(runs), ordinal=self.ordinal(f"（{number}）", 4))

    # -- tables --------------------------------------------------------------------------------------------------------

    def _caption(self, found: list[Block]) -> tuple[Inline, ...]:
        last = found[-1] if found else None
        if isinstance(last, Paragraph) and last.inlines and isinstance(last.inlines[0], Text):
            first = last.inlines[0].text
            if first.startswith("表："):
                found.pop()
                return tuple(
                    i for i in (Text(first[2:]), *last.inlines[1:]) if not isinstance(i, Note) and i.text
                )
        return ()

    def _table(self, caption: tuple[Inline, ...], tokens: Sequence[Token]) -> Iterator[Table]:
        lines: list[list[tuple[Inline, ...]]] = []
        for token in tokens:
            if token.type == "tr_open":
                lines.append([])
            elif token.type == "inline":
                lines[-1].append(self._plain(self._runs(token)))
        if len(lines) > 1:
            yield Table(caption, tuple(lines[0]), tuple(tuple(line) for line in lines[1:]))

    # -- inlines -------------------------------------------------------------------------------------------------------

    def _runs(self, token: Token) -> list[_Run]:
        # ** is paired here: CommonMark would not close it behind 。 when a Chinese character follows.
        runs: list[_Run] = []
        emphasis = ""
        for child in token.children or ():
            if child.type in {"text", "code_inline"}:
                for position, part in enumerate(child.content.split("**")):
                    emphasis = emphasis if not position else "" if emphasis else "strong"
                    runs.extend(self._split(part, emphasis))
        if runs and runs[0].piece is None:
            runs[0] = _Run(runs[0].text.lstrip(" \t\u3000"), runs[0].emphasis)
        runs = [run for run in runs if run.piece is not None or run.text]
        if len(runs) > 1 and any(run.piece is not None and run.piece.block is not None for run in runs):
            raise fail("R011", "".join(run.text for run in runs)[:20] or "…")
        return runs

    def _split(self, text: str, emphasis: str) -> Iterator[_Run]:
        end = 0
        for match in MARKER.finditer(text):
            yield _Run(text[end : match.start()], emphasis)
            yield _Run(emphasis=emphasis, piece=self.session.pieces[marker_index(match[1])])
            end = match.end()
        yield _Run(text[end:], emphasis)

    def _plain(self, runs: Sequence[_Run]) -> tuple[Inline, ...]:
        """Without footnotes: headings and table cells."""
        inlines: list[Inline] = []
        for run in runs:
            inlines.extend(
                (Text(run.text, run.emphasis),)
                if run.piece is None
                else _bare(run.piece.inlines, run.emphasis)
            )
        return _merged(inlines)

    def _annotated(self, runs: Sequence[_Run]) -> tuple[Inline, ...]:
        """With footnotes: a number's behind its measure word, quoted rows' behind the sentence."""
        out: list[Inline] = []
        waiting: list[Note] = []
        rows: list[Row] = []
        for run in runs:
            if run.piece is None:
                self._words(run, out, waiting, rows)
                continue
            out += waiting
            waiting.clear()
            out += _bare(run.piece.inlines, run.emphasis)
            rows += run.piece.rows
            if run.piece.note is not None and (note := self._first(run.piece.note)):
                waiting.append(note)
            last = run.piece.inlines[-1] if run.piece.inlines else None
            if isinstance(last, Text) and last.text.endswith(tuple(_CLOSE)):
                self._close(out, waiting, rows)
        out += waiting
        self._source(out, rows)
        return _merged(out)

    def _words(self, run: _Run, out: list[Inline], waiting: list[Note], rows: list[Row]) -> None:
        text = run.text
        if waiting:
            head = _MEASURE.match(text)
            cut = head.end() if head else 0
            out.append(Text(text[:cut], run.emphasis))
            out += waiting
            waiting.clear()
            text = text[cut:]
        for part in re.split(f"(?<=[{_CLOSE}])", text):
            out.append(Text(part, run.emphasis))
            if part.endswith(tuple(_CLOSE)):
                self._source(out, rows)

    def _close(self, out: list[Inline], waiting: list[Note], rows: list[Row]) -> None:
        out += waiting
        waiting.clear()
        self._source(out, rows)

    def _first(self, foot: Footnote) -> Note | None:
        if foot.key in self._noted:
            return None
        self._noted.add(foot.key)
        return Note(tuple(inline for inline in foot.inlines if inline.text))

    def _source(self, out: list[Inline], rows: list[Row]) -> None:
        """The footnote that names ledger and rows of one sentence."""
        if not rows:
            return
        session = self.session
        unique = {event_key(row): row for row in rows}
        inlines: list[Text | Number] = []
        for ledger in dict.fromkeys(row.ledger for row in unique.values()):
            own = [row for row in unique.values() if row.ledger == ledger]
            own.sort(key=lambda row: (row.file, row.sheet, row.number))
            wheres = [session.row_where(row) for row in own]
            where = " OR ".join(f"({one})" for one in wheres) if all(wheres) else ""
            citation = session.rows_citation(
                ledger, where, own, part="rows", value=str(len(own)), row_count=len(own)
            )
            inlines += [Text("；" if inlines else "来源："), *session.cited(citation.text, citation)]
        out.append(Note((*inlines, Text("。"))))
        rows.clear()


def _bare(inlines: Sequence[Inline], emphasis: str) -> list[Inline]:
    kept: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            kept.append(Text(inline.text, inline.emphasis or emphasis))
        elif isinstance(inline, Number):
            kept.append(inline)
    return kept


def _merged(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Neighbouring words as one; nothing empty."""
    out: list[Inline] = []
    for inline in inlines:
        last = out[-1] if out else None
        if isinstance(inline, Text) and isinstance(last, Text) and last.emphasis == inline.emphasis:
            out[-1] = Text(last.text + inline.text, last.emphasis)
        elif not isinstance(inline, Text) or inline.text:
            out.append(inline)
    while out and isinstance(out[-1], Text) and not out[-1].text.strip():
        out.pop()
    return tuple(out)
