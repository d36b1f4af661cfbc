"""The directives: what a template may say. ``@directive`` is the registry; this file holds measurements, dates and names."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from zeren.core.kernel import Citation, Measurement, Number, Text, display, nearest, plain
from zeren.core.reports.pieces import Piece, View, fail
from zeren.core.reports.session import Session, full_date

__all__ = [
    "DIRECTIVES",
    "FILTERS",
    "Directive",
    "date_words",
    "directive",
    "measured",
    "quoted",
    "today_number",
]


@dataclass(frozen=True, slots=True)
class Directive:
    """One entry of the table: its name, its function, and whether it makes a block of its own."""

    name: str
    call: Callable[..., Any]
    block: bool = False

    @property
    def signature(self) -> inspect.Signature:
        """The arguments a template gives (all but the session)."""
        whole = inspect.signature(self.call)
        return whole.replace(parameters=list(whole.parameters.values())[1:])


DIRECTIVES: dict[str, Directive] = {}
F = TypeVar("F", bound=Callable[..., Any])


def directive(function: F) -> F:
    """Add a function to the table under its own name. Parameter names say what is checked: indicator, ledger, where, target …"""
    block = function.__name__.startswith(("table_", "chart_")) or function.__name__ == "rest"
    DIRECTIVES[function.__name__] = Directive(function.__name__, function, block)
    return function


NULL_WORDS = {
    "no_denominator": "无应计对象",
    "not_reported": "未报送",
    "suppressed": "人数过少不公布",
    None: "—",
}


# -- measurements ------------------------------------------------------------------------------------------------------


def measured(session: Session, measurement: Measurement, part: str = "value", *, note: bool = True) -> Piece:
    """One part of a measurement as printed; a missing value prints its reason."""
    indicator = session.indicator(measurement.indicator)
    raw: Decimal | None = getattr(measurement, part)
    citation = session.facts.cite(measurement, part)
    word = ""
    if raw is None:
        text = NULL_WORDS[measurement.null_reason]
    elif part == "value":
        text = display(raw, measurement.unit_of_measure, indicator.places)
        word = indicator.count_unit
    else:
        text = plain(raw)
    inlines = (session.number(text, citation), *((Text(word),) if word else ()))
    key = f"m:{measurement.indicator}:{measurement.unit}:{measurement.disaggregation}"
    foot = session.footnote(key, session.facts.cite(measurement, "value")) if note else None
    return Piece(session.pieces, inlines, raw=raw, note=foot)


@directive
def value(
    session: Session, indicator: str, unit: str | None = None, *, note: bool = True, **disaggregation: str
) -> Piece:
    """The measured value as its indicator says: a rate with its sign, a count with its measure word.

    Example:
        初中辍学率{{ value("dropout_rate_junior_register") }}，其中女生{{ value("dropout_rate_junior_register", gender="2") }}。
    """
    return measured(session, session.measurement(indicator, unit, **disaggregation), note=note)


@directive
def numerator(
    session: Session, indicator: str, unit: str | None = None, *, note: bool = True, **disaggregation: str
) -> Piece:
    """The numerator of a measurement.

    Example:
        初中辍学{{ numerator("dropout_rate_junior_register") }}名。
    """
    return measured(session, session.measurement(indicator, unit, **disaggregation), "numerator", note=note)


@directive
def denominator(
    session: Session, indicator: str, unit: str | None = None, *, note: bool = True, **disaggregation: str
) -> Piece:
    """The denominator of a measurement.

    Example:
        全区初中在校生{{ denominator("dropout_rate_junior_register") }}人。
    """
    return measured(session, session.measurement(indicator, unit, **disaggregation), "denominator", note=note)


@directive
def name(session: Session, indicator: str) -> Piece:
    """The indicator's name as a report prints it; digits in it cite the definition.

    Example:
        {{ name("literacy_rate_15_50") }}达到{{ value("literacy_rate_15_50") }}。
    """
    return session.words(*_definition(session, indicator))


def _definition(session: Session, indicator: str) -> tuple[str, Citation]:
    known = session.indicator(indicator)
    text = f"指标定义：{known.name}；出处：{known.source}"
    return known.printed_name, session.meta(
        "indicator", known.printed_name, text, indicator=known.id, pack=known.pack
    )


@directive
def by_school(
    session: Session, indicator: str, only: str = "all", unit: str | None = None, target: str | None = None
) -> list[View]:
    """Schools with their measurement, in the order of the tree; ``only`` is all, nonzero or missed.

    Raises:
        ZerenError: R008 for an unknown choice of schools.

    Example:
        {% for s in by_school("dropout_rate_junior_register", only="nonzero") %}{{ s.name }}{{ s.value }}。{% endfor %}
    """
    if only not in {"all", "nonzero", "missed"}:
        raise fail("R008", only, "all、nonzero、missed", nearest(only, ["all", "nonzero", "missed"]))
    limit = None if target is None else session.target(target).limit
    found = []
    for school in session.facts.tree.below(session.org(unit).code):
        if school.level != "school":
            continue
        m = session.measurement(indicator, school.code)
        missed = limit is not None and m.value is not None and not limit.holds(m.value)
        if m.value is None or (only == "nonzero" and not m.numerator) or (only == "missed" and not missed):
            continue
        fields = {"name": session.words(school.name, _unit_citation(session, school.code)), "met": not missed}
        fields |= {part: measured(session, m, part) for part in ("value", "numerator", "denominator")}
        found.append(View("by_school", fields))
    return found


def _unit_citation(session: Session, code: str) -> Citation:
    unit = session.org(code)
    return session.meta("unit", unit.name, f"单位名册：{unit.name}（代码{unit.code}）", unit=unit.code)


# -- dates and names ---------------------------------------------------------------------------------------------------


@directive
def period(session: Session) -> Piece:
    """The period in words.

    Example:
        {{ period() }}，……
    """
    p = session.facts.period
    citation = session.meta(
        "period",
        p.id,
        f"统计期：{full_date(p.start)}至{full_date(p.end)}",
        start=p.start.isoformat(),
        end=p.end.isoformat(),
    )
    return Piece(session.pieces, (session.number(p.text_zh, citation),), raw=p.id)


@directive
def today(session: Session) -> Piece:
    """The report's date (成文日期), as the caller gave it.

    Example:
        截至{{ today() }}
    """
    return Piece(session.pieces, (today_number(session),), raw=session.at)


def today_number(session: Session) -> Number:
    """The report's date as a number."""
    text = full_date(session.at)
    return session.number(text, session.meta("date", session.at.isoformat(), f"成文日期：{text}"))


@directive
def unit_name(session: Session) -> Piece:
    """The name of the unit the report is about.

    Example:
        {{ unit_name() }}教育局
    """
    return session.words(session.org(None).name, _unit_citation(session, session.unit))


@directive
def issuer(session: Session) -> Piece:
    """Who issues the report.

    Example:
        {{ issuer() }}
    """
    text = session.template.issuer
    return session.words(
        text, session.meta("issuer", text, "报告模板 report.yaml", template=session.template.id)
    )


@directive
def code(session: Session, column: str, value: str) -> Piece:
    """The label of a code, ``ledger.column`` and the code.

    Raises:
        ZerenError: P023 for a column without codes, R008 for a code that is not in its list.

    Example:
        {{ code("work_log.event_type", "meeting") }}
    """
    ledger, _, name = column.partition(".")
    known = session.column(session.ledger(ledger), name)
    if known.codes not in session.pack.codes:
        raise fail("P023", known.codes or name)
    codes = session.pack.codes[known.codes]
    if value not in {c.code for c in codes.values}:
        allowed = [c.code for c in codes.values]
        raise fail("R008", value, "、".join(allowed[:20]), nearest(value, allowed))
    label = codes.label(value)
    return session.words(
        label, session.meta("code", label, f"代码表：{codes.name}", codes=codes.id, code=value), raw=value
    )


# -- filters -----------------------------------------------------------------------------------------------------------

_DATE_FORMS: dict[str, Callable[[date], str]] = {
    "day": lambda d: f"{d.month}月{d.day}日",
    "month": lambda d: f"{d.month}月",
    "year_month": lambda d: f"{d.year}年{d.month}月",
    "full_date": full_date,
}


def date_words(piece: object, form: str) -> Piece:
    """A date field in one of the forms day, month, year_month, full_date.

    Raises:
        ZerenError: R018 when it is no date.
    """
    if not isinstance(piece, Piece) or not isinstance(piece.raw, date):
        raise fail("R018", getattr(piece, "raw", piece))
    first = piece.inlines[0]
    assert isinstance(first, Number)
    number = Number(_DATE_FORMS[form](piece.raw), first.citation)
    return Piece(piece.book, (number,), raw=piece.raw, rows=piece.rows, token=piece.token)


def quoted(piece: object, marks: str = "《》") -> Piece:
    """A field between quotation marks."""
    if not isinstance(piece, Piece) or len(marks) != 2:
        raise fail("R003", "quoted", 'row.title|quoted("《》")')
    if not piece.inlines:
        return piece
    inlines = (Text(marks[0]), *piece.inlines, Text(marks[1]))
    return Piece(piece.book, inlines, raw=piece.raw, rows=piece.rows, note=piece.note, token=piece.token)


FILTERS: dict[str, Callable[..., Any]] = {
    form: (lambda piece, form=form: date_words(piece, form)) for form in _DATE_FORMS
} | {"quoted": quoted}
