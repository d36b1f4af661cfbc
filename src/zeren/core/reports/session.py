"""One composition under way: what the directives share, and the citations they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from zeren.core.kernel import (
    Citation,
    Facts,
    Measurement,
    Number,
    Row,
    RowQuery,
    RowSet,
    Scorecard,
    ScorecardLine,
    Text,
    Unit,
    nearest,
    plain,
)
from zeren.core.packs import Column, Indicator, Item, Ledger, Letter, Pack, ReportTemplate, Section, Target
from zeren.core.reports.pieces import FIGURE, Footnote, Piece, Pieces, fail, has_figure

__all__ = ["EVENTS", "ROLES", "Session", "full_date", "places_text", "split_figures"]

KEPT_ROWS = 50  # rows a citation names; more would make a manifest nobody can mail
SHOWN_ROWS = 12  # row numbers a footnote prints


# The ledgers whose rows are told at most once. A new event ledger is one more name here.
EVENTS = ("work_log", "documents_issued")
# Which column says what, in order of preference: packs of other districts need not repeat ours word for word.
ROLES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name", "subject", "content"),
    "target": ("letter_target", "target", "item"),
    "number": ("document_number", "number"),
    "finding": ("finding", "problem", "description", "content", "title"),
    "due": ("due_date", "due", "deadline", "rectify_by"),
    "closed": ("closed_on", "closed_date", "close_date", "closeout_date"),
    "status": ("status", "state"),
}


def full_date(day: date) -> str:
    """成文日期 form: no leading zeros.

    Example:
        >>> full_date(date(2017, 7, 5))
        '2017年7月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def split_figures(text: str, citation: str) -> tuple[Text | Number, ...]:
    """Words and numbers of a text, every number under the citation.

    Example:
        >>> [type(part).__name__ + ":" + part.text for part in split_figures("2017年3月5日，第4届", "c0")]
        ['Number:2017年3月5日', 'Text:，第', 'Number:4', 'Text:届']
    """
    if not has_figure(text):
        return (Text(text),) if text else ()
    parts: list[Text | Number] = []
    end = 0
    for match in FIGURE.finditer(text):
        if match.start() > end:
            parts.append(Text(text[end : match.start()]))
        parts.append(Number(match.group(), citation))
        end = match.end()
    if end < len(text):
        parts.append(Text(text[end:]))
    return (
        tuple(parts)
        if not any(isinstance(p, Text) and has_figure(p.text) for p in parts)
        else (Number(text, citation),)
    )


def places_text(rows: Iterable[Row]) -> str:
    """Where rows are, file by file: ``a.xlsx·工作台账·第3、7行``."""
    listed = list(rows)[:SHOWN_ROWS]
    parts = []
    for (file, sheet), group in groupby(listed, key=lambda row: (row.file, row.sheet)):
        parts.append(f"{file}·{sheet}·第{'、'.join(str(row.number) for row in group)}行")
    return "，".join(parts)


@dataclass
class Session:
    """Everything a directive may use. Made once per composition, thrown away after it."""

    template: ReportTemplate
    scorecard: Scorecard
    letter: Letter
    pack: Pack
    facts: Facts
    unit: str
    at: date
    pieces: Pieces = field(init=False)
    _targets: dict[str, Target] = field(init=False)
    _lines: dict[str, ScorecardLine] = field(init=False)
    citations: dict[str, Citation] = field(default_factory=dict)
    _rows: dict[RowQuery, RowSet] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pieces = Pieces(EVENTS)
        self._targets = {target.id: target for target in self.letter.targets}
        self._lines = {line.target: line for line in self.scorecard.lines}

    # -- printing ------------------------------------------------------------------------------------------------------

    def keep(self, citation: Citation) -> str:
        """Keep a citation; its id."""
        found = citation.id
        self.citations.setdefault(found, citation)
        return found

    def number(self, text: str, citation: Citation) -> Number:
        """A printed number under its citation."""
        return Number(text, self.keep(citation))

    def cited(self, text: str, citation: Citation) -> tuple[Text | Number, ...]:
        """Words whose figures all rest on one citation. The citation is kept only where there is a figure."""
        if not has_figure(text):
            return (Text(text),) if text else ()
        return split_figures(text, self.keep(citation))

    def words(self, text: str, citation: Citation, *, raw: Any = None) -> Piece:
        """A piece of words, its figures cited."""
        return Piece(self.pieces, self.cited(text, citation), raw=text if raw is None else raw)

    def footnote(self, key: str, citation: Citation) -> Footnote:
        """The footnote that gives a citation's text."""
        return Footnote(
            key,
            (*self.cited(citation.text, citation), Text("。" if not citation.text.endswith("。") else "")),
        )

    def meta(self, what: str, value: str, text: str, **facts: Any) -> Citation:
        """A citation of what is neither measured nor in a ledger: a date, a period, an ordinal, a definition."""
        return Citation("meta", text, {"what": what, "value": value, **facts})

    # -- looking up ----------------------------------------------------------------------------------------------------

    def indicator(self, name: str) -> Indicator:
        """The indicator; P022 with the nearest name."""
        if name not in self.pack.indicators:
            raise fail("P022", name, hint=nearest(str(name), self.pack.indicators))
        return self.pack.indicators[name]

    def ledger(self, name: str) -> Ledger:
        """The ledger; P020 with the nearest name."""
        if name not in self.pack.ledgers:
            raise fail("P020", name, hint=nearest(str(name), self.pack.ledgers))
        return self.pack.ledgers[name]

    def column(self, ledger: Ledger, name: str) -> Column:
        """The column; P021 with the nearest name."""
        try:
            return ledger.column(name)
        except KeyError:
            raise fail("P021", name, ledger.id, nearest(str(name), [c.id for c in ledger.columns])) from None

    def target(self, name: str) -> Target:
        """The target of the letter; R004."""
        if name not in self._targets:
            raise fail("R004", name, hint=nearest(str(name), self._targets))
        return self._targets[name]

    def section(self, name: str) -> Section:
        """The section of the letter; R005."""
        known = {section.id: section for section in self.letter.sections}
        if name not in known:
            raise fail("R005", name, "、".join(known), nearest(str(name), known))
        return known[name]

    def item(self, name: str) -> Item:
        """The item of the letter; R005."""
        known = {item.id: item for item in self.letter.items}
        if name not in known:
            raise fail("R005", name, "、".join(known), nearest(str(name), known))
        return known[name]

    def line(self, target: str) -> ScorecardLine:
        """The scorecard's line; R015."""
        known = self._lines.get(self.target(target).id)
        if known is None:
            raise fail("R015", target)
        return known

    def org(self, unit: str | None) -> Unit:
        """A unit of the snapshot, by default the report's; R016."""
        code = self.unit if unit is None else unit
        found = self.facts.tree.get(code)
        if found is None:
            raise fail("R016", code)
        return found

    def measurement(self, indicator: str, unit: str | None = None, **disaggregation: str) -> Measurement:
        """The measurement of a known indicator on a known unit."""
        return self.facts.measurement(self.indicator(indicator).id, self.org(unit).code, **disaggregation)

    def rows(
        self, ledger: str, where: str | None = None, *, order: tuple[str, ...] = (), limit: int | None = None
    ) -> RowSet:
        """Rows at or below the report's unit; the same question is asked once."""
        self.ledger(ledger)
        query = RowQuery(ledger, where or "TRUE", self.unit, order, limit)
        if query not in self._rows:
            self._rows[query] = self.facts.rows(query)
        return self._rows[query]

    def role(self, ledger: Ledger, role: str) -> str:
        """The column of a ledger that plays a role (title, target, due …); empty where none does."""
        if role == "date":
            dated = [column.id for column in ledger.columns if column.type == "date"]
            return ledger.date or next(iter(sorted(dated, key=lambda name: name != "date")), "")
        known = {column.id for column in ledger.columns}
        return next((name for name in ROLES[role] if name in known), "")

    # -- citing --------------------------------------------------------------------------------------------------------

    def clause_citation(self, target: Target) -> Citation:
        """A target's limit and clause as the letter states them."""
        text = f"《{self.letter.name}》（{self.letter.document_number}）第{target.id}项：{target.clause or target.name}"
        unit = self.pack.indicators[target.indicator].unit if target.indicator else ""
        facts = {
            "letter": self.letter.id,
            "document_number": self.letter.document_number,
            "target": target.id,
            "indicator": target.indicator,
            "op": target.limit.op,
            "value": plain(target.limit.value),
            "unit_of_measure": unit,
            "clause": target.clause,
        }
        return Citation("clause", text, facts)

    def letter_citation(self, part: str, value: str) -> Citation:
        """A name, number or part of the letter."""
        text = f"《{self.letter.name}》（{self.letter.document_number}），{self.letter.issuer}"
        return Citation("clause", text, {"letter": self.letter.id, "part": part, "value": value})

    def score_citation(self, line: ScorecardLine) -> Citation:
        """The points of one scorecard line."""
        note = "（示意分值，非公布分值）" if self.illustrative else ""
        text = f"计分：{line.name}，规则{line.rule}，满分{plain(line.full)}分{note}；{line.reason}"
        low, high = line.outcome.low, line.outcome.high
        facts = {
            "letter": self.scorecard.letter,
            "target": line.target,
            "rule": line.rule,
            "outcome": line.outcome.kind,
            "low": None if low is None else plain(low),
            "high": None if high is None else plain(high),
            "full": plain(line.full),
            "status": line.status,
            "reason": line.reason,
            "points_status": self.scorecard.points_status,
            "citations": list(line.citations),
        }
        return Citation("score", text, facts)

    def rows_citation(
        self,
        ledger: str,
        where: str | None,
        rows: Iterable[Row],
        *,
        part: str,
        value: str,
        row_count: int,
        column: str = "",
        text: str = "",
    ) -> Citation:
        """A count, sum or quotation of ledger rows; names at most the first 50 rows."""
        listed = tuple(rows)[:KEPT_ROWS]
        name = self.ledger(ledger).name
        more = f"等{row_count}行" if row_count > len(listed[:SHOWN_ROWS]) else ""
        source = f"{name}（{places_text(listed)}{more}）" if listed else f"{name}（没有符合条件的行）"
        facts = {
            "ledger": ledger,
            "where": where or "TRUE",
            "unit": self.unit,
            "part": part,
            "column": column,
            "value": value,
            "rows": [{"file": row.file, "sheet": row.sheet, "row": row.number} for row in listed],
            "row_count": row_count,
            "snapshot": self.facts.snapshot_id,
        }
        return Citation("rows", text + source, facts)

    def row_where(self, row: Row) -> str:
        """An expression that finds the row again by its key; empty where a key cannot be written as a literal."""
        ledger, parts = self.ledger(row.ledger), []
        for name in ledger.key:
            value = row.values.get(name)
            if value is None or isinstance(value, bool) or "'" in str(value) or "\\" in str(value):
                return ""
            literal = f"DATE '{value.isoformat()}'" if isinstance(value, date) else f"'{value}'"
            parts.append(f"{name} = {value if isinstance(value, int | Decimal) else literal}")
        return " AND ".join(parts)

    @property
    def illustrative(self) -> bool:
        """Whether the letter's points are our own illustration."""
        return self.letter.points_status == "illustrative"
