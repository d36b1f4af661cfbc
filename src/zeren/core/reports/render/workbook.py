"""The scorecard as a workbook: lines, what each rests on, and what the points are worth."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from zeren.core.kernel import (
    UNITS,
    Citation,
    Facts,
    Scorecard,
    ScorecardLine,
    ZerenError,
    canonical_json,
    display,
    plain,
)
from zeren.core.packs import Item, Letter, Pack, Target
from zeren.core.reports.letter_directives import STATUS_WORDS
from zeren.core.reports.session import full_date

__all__ = ["scorecard_xlsx"]

_COLUMNS = (
    ("部分", 14), ("事项", 22), ("编号", 7), ("目标", 32), ("要求", 12), ("完成值", 12), ("结果", 14), ("得分", 8), ("满分", 8),
    ("规则", 16), ("计分理由", 44), ("责任科室", 14), ("期限", 14), ("佐证台账", 28), ("出处编号", 40),
)  # fmt: skip
_CITATION_COLUMNS = (("出处编号", 20), ("种类", 14), ("说明", 80), ("细目（JSON）", 80))
_OUTCOMES = {"pending": "待定", "not_applicable": "不适用", "veto": "否决", "error": "无法计分"}
_KINDS = {
    "measurement": "指标测算",
    "rows": "台账记录",
    "clause": "责任书条款",
    "score": "计分",
    "meta": "说明",
}
_OPS = {"<=": "≤", ">=": "≥", "=": "＝", "<": "＜", ">": "＞"}


def scorecard_xlsx(
    scorecard: Scorecard, *, letter: Letter, facts: Facts, notice: str = "", pack: Pack | None = None
) -> bytes:
    """The scorecard as xlsx.

    Shape: sheet 记分卡 (a line a target, total below), sheet 出处 (every citation in full). Text cells are text, never formulas.
    ``pack`` gives the ledgers' names. Where the points are illustrative the sheet says so above the table, in both languages.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": f"{letter.name}记分卡",
            "comments": notice,
            "created": datetime.combine(facts.period.end, time()),
        }
    )
    formats = _formats(book)
    sheet = book.add_worksheet("记分卡")
    rows, citations = _rows(scorecard, letter, facts, pack)
    start = _heading(sheet, formats, scorecard, letter, facts, notice)
    _table(sheet, formats, start, _COLUMNS, rows)
    total = start + len(rows) + 1
    sheet.write_string(total, 3, "合计", formats["head"])
    sheet.write_string(total, 7, scorecard.total_text(), formats["head"])
    sheet.write_number(total, 8, float(scorecard.full), formats["head"])
    sheet.freeze_panes(start + 1, 4)
    sheet.repeat_rows(start)
    details = book.add_worksheet("出处")
    lines = [
        [c.id, _KINDS.get(c.kind, c.kind), c.text, canonical_json(dict(c.facts)).decode()] for c in citations
    ]
    _table(details, formats, 0, _CITATION_COLUMNS, lines)
    details.freeze_panes(1, 0)
    for each in (sheet, details):
        each.set_landscape()
        each.set_paper(9)
        each.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    cell = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16}),
        "plain": book.add_format({"font_name": "宋体", "font_size": 11}),
        "warn": book.add_format(
            {"font_name": "黑体", "font_size": 12, "font_color": "#B3261E", "bg_color": "#FFF3CD"}
        ),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#E8EEF4"}),
        "cell": book.add_format(cell),
        "missed": book.add_format({**cell, "bg_color": "#FBE3D9"}),
        "at_risk": book.add_format({**cell, "bg_color": "#FFF3CD"}),
    }


def _heading(
    sheet: Any, formats: dict[str, Any], scorecard: Scorecard, letter: Letter, facts: Facts, notice: str
) -> int:
    """Title and notices; the row the table begins in."""
    unit = facts.tree.get(scorecard.unit)
    sheet.write_string(0, 0, f"{letter.name}记分卡", formats["title"])
    place = unit.name if unit is not None else scorecard.unit
    sheet.write_string(1, 0, f"{place} · {facts.period.text_zh} · {letter.document_number}", formats["plain"])
    row = 2
    if notice:
        sheet.write_string(row, 0, notice, formats["warn"])
        row += 1
    if scorecard.points_status == "illustrative" or letter.points_status == "illustrative":
        note = scorecard.points_note or letter.points_note
        text = f"示意分值：{note or '责任书未公布分值'}（illustrative points: the letter's own points are not public）"
        sheet.write_string(row, 0, text, formats["warn"])
        row += 1
    return row + 1


def _table(
    sheet: Any,
    formats: dict[str, Any],
    start: int,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
) -> None:
    for index, (heading, width) in enumerate(columns):
        sheet.set_column(index, index, width)
        sheet.write_string(start, index, heading, formats["head"])
    words = {word: status for status, word in STATUS_WORDS.items()}
    for number, row in enumerate(rows, start + 1):
        status = next((words[cell] for cell in row if isinstance(cell, str) and cell in words), "")
        look = formats.get(status, formats["cell"])
        for index, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(number, index, float(cell), look)
            else:
                sheet.write_string(number, index, str(cell)[:32000], look)


def _rows(
    scorecard: Scorecard, letter: Letter, facts: Facts, pack: Pack | None
) -> tuple[list[list[Any]], list[Citation]]:
    lines = {line.target: line for line in scorecard.lines}
    rows: list[list[Any]] = []
    citations: dict[str, Citation] = {}
    for section in letter.sections:
        for item in section.items:
            for target in item.targets:
                if target.id in lines:
                    cited = _cited(facts, scorecard.unit, target)
                    citations |= {c.id: c for c in cited}
                    row = _row(lines[target.id], item, target, facts, scorecard.unit, pack)
                    ids = dict.fromkeys([*lines[target.id].citations, *(c.id for c in cited[:1])])
                    rows.append([section.name, f"{item.id}. {item.name}", *row, "\n".join(ids)])
    known = {target.id for target in letter.targets}
    for line in scorecard.lines:
        if line.target not in known:  # vetoes and bonuses
            rows.append(["加分与否决", "", *_extra(line), "\n".join(line.citations)])
    return rows, list(citations.values())


def _extra(line: ScorecardLine) -> list[Any]:
    words = STATUS_WORDS.get(line.status, line.status)
    return [
        line.target,
        line.name,
        "",
        "",
        words,
        _score(line),
        line.full,
        line.rule,
        line.reason,
        "",
        "",
        "",
    ]


def _score(line: ScorecardLine) -> Any:
    """A number, both ends of a range, or why there are no points."""
    low, high = line.outcome.low, line.outcome.high
    if line.outcome.points is not None:
        return line.outcome.points
    return (
        f"{plain(low)}～{plain(high)}"
        if low is not None and high is not None
        else _OUTCOMES.get(line.outcome.kind, "—")
    )


def _cited(facts: Facts, unit: str, target: Target) -> list[Citation]:
    try:
        measurement = facts.measurement(target.indicator, unit)
    except ZerenError:
        return []  # not measured: the line's reason says so
    return [facts.cite(measurement, part) for part in ("value", "numerator", "denominator")]


def _row(
    line: ScorecardLine, item: Item, target: Target, facts: Facts, unit: str, pack: Pack | None
) -> list[Any]:
    measured, suffix = "—", ""
    try:
        found = facts.measurement(target.indicator, unit)
        places = (
            pack.indicators[target.indicator].places if pack and target.indicator in pack.indicators else 2
        )
        measured, suffix = (
            display(found.value, found.unit_of_measure, places),
            UNITS[found.unit_of_measure].suffix,
        )
    except ZerenError:
        pass  # as in _cited
    evidence = [pack.ledgers[e].name if pack and e in pack.ledgers else e for e in target.evidence]
    limit = target.limit
    wanted = f"{_OPS[limit.op]}{plain(limit.value)}{suffix}" if limit.states else "按计分规则"
    return [
        target.id, line.name, wanted, measured, STATUS_WORDS.get(line.status, line.status), _score(line), line.full,
        line.rule, line.reason, target.office or item.office, full_date(target.due or item.due), "、".join(evidence),
    ]  # fmt: skip
