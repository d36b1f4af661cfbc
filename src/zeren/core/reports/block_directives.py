"""Block directives (tables and charts), findings, and the material for 存在的问题 and 下一步工作."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zeren.core.kernel import UNITS, Chart, Inline, Row, Table, Text, display, nearest, plain
from zeren.core.packs import Limit, Target
from zeren.core.reports.charts import SchoolBar, by_school_spec, school_bars
from zeren.core.reports.directives import directive, measured, name
from zeren.core.reports.ledger_directives import RowList, RowView, field
from zeren.core.reports.letter_directives import (
    due,
    limit,
    office,
    points,
    reached,
    status,
    target_name,
    target_view,
)
from zeren.core.reports.pieces import Piece, View, fail
from zeren.core.reports.session import Session, full_date

Cell = tuple[Inline, ...]
FINDING_LEDGERS = ("inspection_findings", "findings")
STATES = ("open", "overdue", "closed", "all")
# A target whose rule needs no limit (a rank, a tariff) has none: its comparison is the rule's own.
_OPS = {"<=": "不超过", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于", "": ""}


def _bound_words(limit: Limit, unit: str) -> str:
    """How an office says the comparison: 达到100%, 不少于2次, 为0%; “不低于100%” and “不超过0%” cannot be missed upwards."""
    share = UNITS[unit].is_share
    if limit.op == ">=" and share and limit.value == UNITS[unit].scale:
        return "达到"
    if limit.op == "<=" and limit.value == 0:
        return "为"
    if unit == "count" and limit.op in {"<=", ">="}:
        return {"<=": "不多于", ">=": "不少于"}[limit.op]
    return _OPS[limit.op]


def _required(session: Session, target: Target) -> str:
    if not target.indicator or not target.limit.states:
        return ""
    return _bound_words(target.limit, session.indicator(target.indicator).unit)


def _block(session: Session, block: Table | Chart, raw: int) -> Piece:
    return Piece(session.pieces, (), raw=raw, block=block)


def _texts(*words: str) -> tuple[Cell, ...]:
    return tuple((Text(word),) for word in words)


# -- tables and charts -------------------------------------------------------------------------------------------------


@directive
def table_targets(session: Session, section: str | None = None, item: str | None = None) -> Piece:
    """Targets with limit, value, result and points, one line each.

    Example:
        {{ table_targets("1") }}
    """
    chosen = [
        target
        for target in session.letter.targets
        if (section is None or target.section == session.section(section).id)
        and (item is None or target.item == session.item(item).id)
    ]
    mark = "得分（示意）" if session.illustrative else "得分"
    lines = []
    for target in chosen:
        bound = (Text(_required(session, target)), *limit(session, target.id).inlines)
        actual = reached(session, target).inlines
        score = (
            *points(session, target.id).inlines,
            Text("/"),
            session.number(plain(target.points), session.score_citation(session.line(target.id))),
        )
        lines.append(
            (
                target_name(session, target.id).inlines,
                bound,
                actual,
                status(session, target.id).inlines,
                score,
            )
        )
    where = (
        session.section(section).name if section else session.item(item).name if item else session.letter.name
    )
    caption = session.cited(f"{where}完成情况", session.letter_citation("name", where))
    return _block(
        session, Table(caption, _texts("目标", "要求", "完成值", "结果", mark), tuple(lines)), len(lines)
    )


def _limit_of(session: Session, indicator: str, target: str | None) -> tuple[Target | None, Limit | None]:
    if target is not None:
        found: Target | None = session.target(target)
    else:
        found = next(
            (t for t in session.letter.targets if t.indicator == indicator and not t.qualitative), None
        )
    return found, None if found is None else found.limit


@directive
def table_by_school(
    session: Session, indicator: str, target: str | None = None, only: str = "all", limit: int | None = None
) -> Piece:
    """Schools with numerator, denominator and value, worst first.

    Raises:
        ZerenError: R008 for an unknown choice of schools.

    Example:
        {{ table_by_school("dropout_rate_junior_register", only="nonzero") }}
    """
    if only not in {"all", "nonzero", "missed"}:
        raise fail("R008", only, "all、nonzero、missed", nearest(only, ["all", "nonzero", "missed"]))
    known = session.indicator(indicator)
    _, bound = _limit_of(session, indicator, target)
    bars = school_bars(session.facts, known, unit=session.unit, limit=bound)
    kept = [
        b for b in bars if only == "all" or (b.measurement.numerator if only == "nonzero" else not b.holds)
    ]
    lines = tuple(_school_line(session, bar) for bar in kept[:limit])
    caption = (*name(session, indicator).inlines, Text("（分校）"))
    return _block(session, Table(caption, _texts("学校", "分子", "分母", "数值"), lines), len(lines))


def _school_line(session: Session, bar: SchoolBar) -> tuple[Cell, ...]:
    citation = session.meta("unit", bar.name, f"单位名册：{bar.name}（代码{bar.code}）", unit=bar.code)
    parts = [
        measured(session, bar.measurement, part).inlines for part in ("numerator", "denominator", "value")
    ]
    return (session.cited(bar.name, citation), *parts)


@directive
def table_rows(
    session: Session,
    ledger: str,
    columns: Sequence[str],
    where: str | None = None,
    order: str | Sequence[str] | None = None,
    *,
    caption: str = "",
) -> Piece:
    """Chosen columns of ledger rows. Does not tell events.

    Example:
        {{ table_rows("pairings", ["lead_name", "member_name"], where="pairing_kind = 'bundled'") }}
    """
    known = session.ledger(ledger)
    shown = [session.column(known, one) for one in columns]
    by = () if order is None else (order,) if isinstance(order, str) else tuple(order)
    for one in by:
        session.column(known, one)
    found = session.rows(ledger, where, order=by)
    lines = tuple(tuple(field(session, row, column.id).inlines for column in shown) for row in found)
    header = tuple(
        session.cited(c.name, session.meta("column", c.name, f"{known.name}的栏目名称")) for c in shown
    )
    title = caption or known.name
    return _block(
        session,
        Table(session.cited(title, session.meta("caption", title, known.name)), header, lines),
        len(lines),
    )


@directive
def chart_by_school(session: Session, indicator: str, target: str | None = None) -> Piece:
    """Bars by school, worst first, with the limit as a dashed line.

    Example:
        {{ chart_by_school("dropout_rate_junior_register") }}
    """
    known = session.indicator(indicator)
    found, bound = _limit_of(session, indicator, target)
    bars = school_bars(session.facts, known, unit=session.unit, limit=bound)
    if not bars:
        return Piece(session.pieces, ())
    caption: list[Inline] = [*name(session, indicator).inlines, Text("（分校）")]
    if found is not None:
        caption += [
            Text(f"，虚线为责任书要求（{_required(session, found)}"),
            *limit(session, found.id).inlines,
            Text("）"),
        ]
    first = bars[0]
    worst = display(first.measurement.value, known.unit, known.places)
    alternative: list[Inline] = [
        Text("柱形图：按学校排列，最需关注的是"),
        *_school_line(session, first)[0],
        Text("，为"),
    ]
    alternative += [session.number(worst, session.facts.cite(first.measurement)), Text("。")]
    spec = by_school_spec(known, bars, limit=bound)
    return _block(session, Chart(spec, tuple(caption), tuple(alternative)), len(bars))


# -- findings ----------------------------------------------------------------------------------------------------------


def _finding_ledger(session: Session) -> str:
    return next((ledger for ledger in FINDING_LEDGERS if ledger in session.pack.ledgers), "")


def _finding_rows(session: Session, state: str, where: str | None = None) -> list[Row]:
    ledger = _finding_ledger(session)
    if not ledger:
        return []
    known = session.ledger(ledger)
    day = session.role(known, "due")
    found = session.rows(ledger, where, order=(day,) if day else ())
    return [row for row in found if state == "all" or state in _states(session, row)]


def _states(session: Session, row: Row) -> set[str]:
    known = session.ledger(row.ledger)
    closed, state, day = (row.values.get(session.role(known, role)) for role in ("closed", "status", "due"))
    if isinstance(closed, date) or state == "closed":
        return {"closed"}
    late = isinstance(day, date) and day < session.at
    return {"open", "overdue"} if late else {"open"}


@directive
def findings(session: Session, state: str = "open", where: str | None = None) -> RowList:
    """Inspection findings: open, overdue (due before the report's date), closed, or all; nearest deadline first.

    Raises:
        ZerenError: R008 for an unknown state.

    Example:
        {% for f in findings("overdue") %}{{ f.finding }}（期限{{ f.due_date|full_date }}）；{% endfor %}
    """
    if state not in STATES:
        raise fail("R008", state, "、".join(STATES), nearest(state, STATES))
    found = _finding_rows(session, state, where)
    return RowList(session, found, len(found))


# -- problems and next steps -------------------------------------------------------------------------------------------


@directive
def problems_found(session: Session) -> list[View]:
    """What is wrong, gravest first: missed targets, targets close to the limit, overdue findings, open findings.

    Example:
        {% for p in problems_found() %}
        - {{ p.sentence }}。
        {% endfor %}
    """
    return _material(session, next_step=False)


@directive
def next_steps(session: Session) -> list[View]:
    """The same list, saying who does what by when.

    Example:
        {% for p in next_steps() %}
        - {{ p.sentence }}。
        {% endfor %}
    """
    return _material(session, next_step=True)


def _material(session: Session, *, next_step: bool) -> list[View]:
    found = []
    for kind in ("missed", "at_risk"):
        for target in session.letter.targets:
            if session.line(target.id).status == kind:
                sentence = (_target_step if next_step else _target_problem)(session, target, kind)
                about = {"target": target_view(session, target), "finding": False}
                found.append(View("problems_found", {"kind": kind, "sentence": sentence, **about}))
    late = _finding_rows(session, "overdue")
    for row in [*late, *(r for r in _finding_rows(session, "open") if r not in late)]:
        kind = "overdue" if row in late else "open"
        sentence = (_finding_step if next_step else _finding_problem)(session, row, kind)
        told = {"target": False, "finding": RowView(session, row)}
        found.append(View("problems_found", {"kind": kind, "sentence": sentence, **told}))
    return found


def _piece(session: Session, *parts: Piece | str, row: Row | None = None) -> Piece:
    inlines: list[Inline] = []
    for part in parts:
        inlines.extend((Text(part),) if isinstance(part, str) else part.inlines)
    notes = [part.note for part in parts if isinstance(part, Piece) and part.note]
    return Piece(
        session.pieces, tuple(inlines), raw=True, rows=(row,) if row else (), note=notes[0] if notes else None
    )


def _target_problem(session: Session, target: Target, kind: str) -> Piece:
    if not (target.indicator and target.limit.states):
        what = "得分不足" if kind == "missed" else "有风险"
        return _piece(session, target_name(session, target.id), what)
    actual = measured(session, session.measurement(target.indicator))
    bound = limit(session, target.id)
    measurement = session.measurement(target.indicator)
    met = measurement.value is not None and target.limit.holds(measurement.value)
    words = (
        "未达到责任书要求"
        if kind == "missed"
        else "虽已达标，但已接近限值"
        if met
        else "尚未达到，完成时限未到"
    )
    return _piece(
        session,
        name(session, target.indicator),
        "为",
        actual,
        f"，责任书要求{_required(session, target)}",
        bound,
        f"，{words}",
    )


def _target_step(session: Session, target: Target, kind: str) -> Piece:
    who, when = office(session, target.id), due(session, target.id)
    goal = (
        f"达到责任书要求（{_required(session, target)}"
        if kind == "missed"
        else f"保持在责任书要求上（{_required(session, target)}"
    )
    lead: list[Piece | str] = ["由", who, "牵头，"] if who.inlines else []
    deadline: list[Piece | str] = ["于", when, "前"] if when.raw > session.at else ["尽快"]
    if not (target.indicator and target.limit.states):
        return _piece(session, *lead, *deadline, "完成", target_name(session, target.id))
    return _piece(
        session,
        *lead,
        *deadline,
        "使",
        name(session, target.indicator),
        goal,
        limit(session, target.id),
        "）",
    )


def _finding_parts(session: Session, row: Row) -> tuple[Piece | str, Piece | str, Piece | str]:
    known = session.ledger(row.ledger)
    unit = session.facts.tree.get(row.unit)
    place: Piece | str = ""
    if unit is not None and unit.code != session.unit:
        place = session.words(
            unit.name,
            session.meta("unit", unit.name, f"单位名册：{unit.name}（代码{unit.code}）", unit=unit.code),
        )
    what, when = (session.role(known, role) for role in ("finding", "due"))
    day: Piece | str = ""
    if when and isinstance(row.values.get(when), date):
        first = field(session, row, when)
        day = Piece(session.pieces, first.inlines, raw=full_date(row.values[when]), rows=(row,))
    return place, field(session, row, what) if what else "", day


def _finding_problem(session: Session, row: Row, kind: str) -> Piece:
    place, what, day = _finding_parts(session, row)
    state = "，整改已超过期限（" if kind == "overdue" else "，正在整改（期限"
    return _piece(session, place, what, *((state, day, "）") if day else ("，尚未整改到位",)), row=row)


def _finding_step(session: Session, row: Row, kind: str) -> Piece:
    place, what, day = _finding_parts(session, row)
    lead = "对逾期未整改的问题挂牌督办：" if kind == "overdue" else "按期完成整改："
    return _piece(session, lead, place, what, *(("（期限", day, "）") if day else ()), row=row)
