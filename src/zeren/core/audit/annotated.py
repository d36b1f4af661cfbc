"""The annotated copy: the report as one page, its findings in the margin beside the words they are about. No script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from zeren.core.audit.finding import KIND_NAMES, SEVERITIES, Finding
from zeren.core.audit.text import Cell, Table, Text
from zeren.core.kernel import PlainDocument

__all__ = ["SEVERITY_NAMES", "annotated_page", "remarks_of"]

SEVERITY_NAMES = {"error": "错误", "warn": "提醒", "info": "提示"}
_STYLE = Path(__file__).with_name("annotated.css").read_text(encoding="utf-8")


def annotated_page(text: Text, findings: Sequence[Finding], *, title: str, summary: str = "") -> str:
    """One self-contained page of the report with numbered findings.

    Shape: HTML; every finding is a mark in the text and a note beside its paragraph, each leading to the other.

    Example:
        >>> from zeren.core.audit.text import Text
        >>> text = Text.plain("小学辍学率为0。")
        >>> finding = Finding("text_style", "info", "辍学率", 2, 5, "示例")
        >>> page = annotated_page(text, [finding], title="自查报告")
        >>> '<mark id="f1" class="info">' in page, page.count("示例")
        (True, 1)
    """
    numbered = list(enumerate(findings, 1))
    counts = Counter(finding.severity for finding in findings)
    rows: list[str] = []
    tables = {table.paragraph: table for table in text.tables}
    inside: set[int] = set()
    for number, paragraph in enumerate(text.paragraphs):
        if number in inside:
            continue
        if number in tables:
            table = tables[number]
            inside |= set(range(number, number + len(table.rows)))
            end = text.paragraphs[number + len(table.rows) - 1].end
            own = [(n, f) for n, f in numbered if paragraph.start <= f.start <= end]
            rows.append(_row(_table(text, table, own), own))
            continue
        own = [
            (n, f)
            for n, f in numbered
            if paragraph.start <= f.start < max(paragraph.end, paragraph.start + 1)
        ]
        words = _marked(text, paragraph.start, paragraph.end, own)
        if words.strip():
            tag = "h2" if paragraph.kind == "heading" else "p"
            rows.append(_row(f"<{tag}>{words}</{tag}>", own))
    told = "".join(f'<li class="{s}"><b>{counts[s]}</b> 处{SEVERITY_NAMES[s]}</li>' for s in SEVERITIES)
    how = "错误：算术或逻辑上不能成立；提醒：请人核对；提示：书写建议。点编号可在正文和批注之间跳转。"
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)} · 审读</title><style>{_STYLE}</style></head><body><header><h1>{escape(title)} · 审读</h1>"
        f'<ul class="sum">{told}</ul><p class="how">{escape(summary)}{how}</p></header>'
        f'<main class="body">{"".join(rows)}</main></body></html>\n'
    )


def _row(words: str, own: Sequence[tuple[int, Finding]]) -> str:
    notes = "".join(_note(number, finding) for number, finding in own)
    return f'<div class="row{" has" if own else ""}"><div>{words}</div>{f"<aside>{notes}</aside>" if own else ""}</div>'


def _note(number: int, finding: Finding) -> str:
    more = [finding.recomputed, finding.rule, f"已说明：{finding.explained}" if finding.explained else ""]
    small = "".join(f"<small>{escape(words)}</small>" for words in more if words)
    return (
        f'<div class="note {finding.severity}" id="n{number}"><a href="#f{number}">{number} {SEVERITY_NAMES[finding.severity]}·{KIND_NAMES[finding.kind]}</a> '
        f'<span class="say">{escape(finding.message)}</span>{small}</div>'
    )


def _marked(text: Text, start: int, end: int, own: Sequence[tuple[int, Finding]]) -> str:
    """The words between two offsets with their marks; where marks overlap, the text is cut at every edge."""
    edges = sorted(
        {start, end, *(e for _, f in own for e in (f.start, min(f.end, end)) if start <= e <= end)}
    )
    opened: set[int] = set()
    parts: list[str] = []
    for a, b in pairwise(edges):
        words = escape(text.content[a:b])
        over = [(n, f) for n, f in own if f.start <= a and b <= min(f.end, end)]
        if not over:
            parts.append(words)
            continue
        first = [n for n, _ in over if n not in opened]
        worst = min(over, key=lambda item: SEVERITIES.index(item[1].severity))[1].severity
        links = "".join(f'<sup><a href="#n{n}">{n}</a></sup>' for n in first)
        ids = f' id="f{first[0]}"' if first else ""
        more = "".join(f'<span id="f{n}"></span>' for n in first[1:])
        opened |= set(first)
        parts.append(f'<mark{ids} class="{worst}">{more}{words}{links}</mark>')
    return "".join(parts)


def _table(text: Text, table: Table, own: Sequence[tuple[int, Finding]]) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{_marked(text, c.start, c.end, _inside(own, c))}</td>" for c in row) + "</tr>"
        for row in table.rows
    )
    return f'<div class="wide"><table>{rows}</table></div>'


def _inside(own: Sequence[tuple[int, Finding]], cell: Cell) -> list[tuple[int, Finding]]:
    return [(n, f) for n, f in own if cell.start <= f.start < max(cell.end, cell.start + 1)]


def remarks_of(
    document: PlainDocument, audit_text: Text, findings: Sequence[Finding]
) -> list[tuple[int, int, int, str, int, int]]:
    """For each finding where its words stand in the document: passage, letters, what to say, row and column of a table's cell.

    Shape: ``(passage, start, end, words, row, column)``; row and column are −1 outside tables.
    """
    spots = _spots(document, audit_text)
    found = []
    for number, finding in enumerate(findings, 1):
        words = f"{number} {SEVERITY_NAMES[finding.severity]}·{KIND_NAMES[finding.kind]}：{finding.message}"
        words += f"\n{finding.recomputed}" if finding.recomputed else ""
        words += f"\n已说明：{finding.explained}" if finding.explained else ""
        for start, end, passage, row, column, offset in spots:
            if start <= finding.start < max(end, start + 1):
                last = min(finding.end, end)
                found.append(
                    (passage, finding.start - start + offset, last - start + offset, words, row, column)
                )
                break
    return found


def _spots(document: PlainDocument, text: Text) -> list[tuple[int, int, int, int, int, int]]:
    """Every paragraph and cell of the text with the passage it came from, in order."""
    spots: list[tuple[int, int, int, int, int, int]] = []
    tables = iter(text.tables)
    bodies = iter([p for p in text.paragraphs if p.kind != "table"])
    for number, passage in enumerate(document.passages):
        if passage.kind == "table":
            for y, row in enumerate(next(tables).rows):
                spots += [(c.start, c.end, number, y, x, 0) for x, c in enumerate(row)]
            continue
        offset = 0
        for line in re.split(r"[\r\n\v\f\u2028\u2029]+", passage.text):
            paragraph = next(bodies)
            spots.append((paragraph.start, paragraph.end, number, -1, -1, offset))
            offset += len(line) + 1
    return spots
