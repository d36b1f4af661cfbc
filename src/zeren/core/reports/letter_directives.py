"""Directives over the responsibility letter and its scorecard."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from zeren.core.kernel import UNITS, Citation, Text, nearest, plain
from zeren.core.packs import Target
from zeren.core.reports.directives import directive, measured
from zeren.core.reports.pieces import Piece, View, fail
from zeren.core.reports.session import Session, full_date

__all__ = ["STATUS_WORDS", "target_view"]

JUDGED = "—"  # where a target has no indicator or no limit, there is nothing to print
CLOSE, NOT_YET = "达标但接近限值", "尚未达到，时限未到"  # the two ways of being at risk
STATUS_WORDS = {"met": "达标", "at_risk": "有风险", "missed": "未达标", "unknown": "待认定"}


# -- the letter --------------------------------------------------------------------------------------------------------


def _limit_text(session: Session, target: Target) -> str:
    """A limit as the letter writes it: the number and its sign."""
    unit = session.pack.indicators[target.indicator].unit
    return f"{plain(target.limit.value)}{UNITS[unit].suffix}"


@directive
def section(session: Session, section: str) -> Piece:
    """The name of a section of the letter.

    Example:
        ## {{ section("1") }}
    """
    found = session.section(section)
    return session.words(found.name, session.letter_citation("section", found.id))


@directive
def item(session: Session, item: str) -> Piece:
    """The name of an item of the letter; in a heading it also sets the ordinal.

    Example:
        ### {{ item("3") }}
    """
    found = session.item(item)
    citation = session.letter_citation("item", found.id)
    ordinal = session.number(f"{found.id}.", citation)
    return Piece(session.pieces, session.cited(found.name, citation), raw=found.name, ordinal=ordinal)


@directive
def letter_name(session: Session) -> Piece:
    """The letter's name, without 《》.

    Example:
        根据《{{ letter_name() }}》。
    """
    return session.words(session.letter.name, session.letter_citation("name", session.letter.name))


@directive
def letter_number(session: Session) -> Piece:
    """The letter's document number.

    Example:
        （{{ letter_number() }}）
    """
    number = session.letter.document_number
    return Piece(
        session.pieces,
        (session.number(number, session.letter_citation("document_number", number)),),
        raw=number,
    )


@directive
def letter_issuer(session: Session) -> Piece:
    """Who issued the letter.

    Example:
        {{ letter_issuer() }}下达
    """
    return session.words(session.letter.issuer, session.letter_citation("issuer", session.letter.issuer))


@directive
def target_name(session: Session, target: str) -> Piece:
    """A target's name.

    Example:
        {{ target_name("1.3") }}
    """
    found = session.target(target)
    return session.words(found.name, session.clause_citation(found))


@directive
def clause(session: Session, target: str) -> Piece:
    """A target's clause, quoted.

    Example:
        责任书要求：{{ clause("1.3") }}
    """
    found = session.target(target)
    return session.words(found.clause or found.name, session.clause_citation(found))


@directive
def limit(session: Session, target: str) -> Piece:
    """A target's limit with its unit, citing the clause.

    Example:
        控制在{{ limit("1.3") }}以内
    """
    found = session.target(target)
    if not found.limit.states or not found.indicator:
        return session.words(JUDGED, session.clause_citation(found))
    number = session.number(_limit_text(session, found), session.clause_citation(found))
    word = session.pack.indicators[found.indicator].count_unit
    return Piece(session.pieces, (number, *((Text(word),) if word else ())), raw=found.limit.value)


@directive
def office(session: Session, target_or_item: str) -> Piece:
    """The office responsible for a target or item.

    Example:
        责任科室：{{ office("1") }}
    """
    return session.words(_office(session, target_or_item), session.letter_citation("office", target_or_item))


def _office(session: Session, target_or_item: str) -> str:
    items = {i.id: i for i in session.letter.items}
    if target_or_item in items:
        return items[target_or_item].office
    target = session.target(target_or_item)
    return target.office or session.item(target.item).office


@directive
def due(session: Session, target_or_item: str) -> Piece:
    """When a target or item is due.

    Example:
        {{ due("1.3") }}前完成
    """
    items = {i.id: i for i in session.letter.items}
    if target_or_item in items:
        day = items[target_or_item].due
    else:
        target = session.target(target_or_item)
        day = target.due or session.item(target.item).due
    citation = session.letter_citation("due", f"{target_or_item}:{day.isoformat()}")
    return Piece(session.pieces, (session.number(full_date(day), citation),), raw=day)


# -- scores ------------------------------------------------------------------------------------------------------------


@directive
def status(session: Session, target: str) -> Piece:
    """How a target stands, in words; compares with met, at_risk, missed, unknown.

    Example:
        {{ status("1.3") }}；{% if status("1.3") == "missed" %}须限期整改{% endif %}
    """
    found = session.line(target).status
    words = STATUS_WORDS[found]
    if found == "at_risk":
        words = CLOSE if met(session, target) else NOT_YET
    return Piece(session.pieces, (Text(words),), raw=found)


@directive
def met(session: Session, target: str) -> bool:
    """Whether a target is met (also where it is close to its limit, not where it is only not yet due). For conditions only.

    Example:
        {% if met("1.3") %}控制在{{ limit("1.3") }}以内{% endif %}
    """
    found = session.target(target)
    value = session.measurement(found.indicator).value
    return (
        session.line(target).status in {"met", "at_risk"} and value is not None and found.limit.holds(value)
    )


@directive
def points(session: Session, target: str) -> Piece:
    """The points of a target; a range prints both ends, a pending one 待定.

    Example:
        得{{ points("1.3") }}分
    """
    line = session.line(target)
    low, high = line.outcome.low, line.outcome.high
    if low is None or high is None:
        return Piece(session.pieces, (Text("待定" if line.outcome.kind == "pending" else "—"),), raw=None)
    text = plain(low) if low == high else f"{plain(low)}～{plain(high)}"
    return _points(session, text, session.score_citation(line), low)


@directive
def full_points(session: Session, target: str) -> Piece:
    """The full points of a target.

    Example:
        满分{{ full_points("1.3") }}分
    """
    line = session.line(target)
    return _points(session, plain(line.full), session.score_citation(line), line.full)


def _points(session: Session, text: str, citation: Citation, raw: Decimal) -> Piece:
    foot = session.footnote("points", _points_note(session)) if session.illustrative else None
    return Piece(session.pieces, (session.number(text, citation),), raw=raw, note=foot)


def _points_note(session: Session) -> Citation:
    note = session.letter.points_note or "责任书未公布分值，本报告所列分值为示意分值"
    return session.meta("points_status", session.letter.points_status, note, letter=session.letter.id)


@directive
def total_points(session: Session) -> Piece:
    """The total of the scorecard (a range where lines are pending).

    Example:
        自评得{{ total_points() }}分
    """
    low = session.scorecard.outcome.low
    return _points(
        session, session.scorecard.total_text(), _total(session), Decimal(0) if low is None else low
    )


@directive
def total_full(session: Session) -> Piece:
    """The full points of the letter.

    Example:
        满分{{ total_full() }}分
    """
    return _points(session, plain(session.scorecard.full), _total(session), session.scorecard.full)


def _total(session: Session) -> Citation:
    card = session.scorecard
    note = "（示意分值，非公布分值）" if session.illustrative else ""
    facts = {
        "letter": card.letter,
        "target": "",
        "outcome": card.outcome.kind,
        "value": card.total_text(),
        "full": plain(card.full),
        "points_status": card.points_status,
        "lines": len(card.lines),
    }
    return Citation(
        "score", f"计分：各目标得分合计{card.total_text()}分，满分{plain(card.full)}分{note}", facts
    )


@directive
def status_count(session: Session, status: str) -> Piece:
    """How many targets have a status.

    Example:
        达标{{ status_count("met") }}项
    """
    _known_status(status)
    # Vetoes and bonuses have lines too, but they are no targets.
    found = [target.id for target in session.letter.targets if session.line(target.id).status == status]
    text = f"记分卡：{STATUS_WORDS[status]}的目标{len(found)}项" + (
        f"（{'、'.join(found)}）" if found else ""
    )
    facts = {"letter": session.scorecard.letter, "status": status, "value": str(len(found)), "targets": found}
    citation = Citation("score", text, facts)
    foot = session.footnote(f"s:{status}", citation)
    return Piece(
        session.pieces, (session.number(str(len(found)), citation),), raw=Decimal(len(found)), note=foot
    )


def _known_status(status: str) -> None:
    if status not in STATUS_WORDS:
        raise fail("R008", status, "、".join(STATUS_WORDS), nearest(status, STATUS_WORDS))


@directive
def targets(
    session: Session, status: str | None = None, section: str | None = None, item: str | None = None
) -> list[View]:
    """Targets of the letter with their result; ``status`` may name several, separated by commas.

    Example:
        {% for t in targets(status="missed") %}{{ t.name }}{{ t.value }}；{% endfor %}
    """
    wanted = [] if status is None else [part.strip() for part in status.split(",")]
    for one in wanted:
        _known_status(one)
    if section is not None:
        session.section(section)
    if item is not None:
        session.item(item)
    return [
        target_view(session, target)
        for target in session.letter.targets
        if (section is None or target.section == section)
        and (item is None or target.item == item)
        and (not wanted or session.line(target.id).status in wanted)
    ]


@directive
def vetoes(session: Session) -> list[View]:
    """The vetoes (一票否决) that apply; none in a good year. A report whose total is vetoed has no total to print.

    Example:
        {% for v in vetoes() %}触发一票否决：{{ v.name }}（{{ v.reason }}）。{% endfor %}
    """
    found = []
    for line in session.scorecard.lines:
        if line.section == "veto" and line.outcome.kind == "veto":
            citation = session.score_citation(line)
            fields = {
                "name": session.words(line.name, citation),
                "reason": session.words(line.reason, citation),
            }
            found.append(View("veto", {"id": line.target, **fields}))
    return found


def reached(session: Session, target: Target) -> Piece:
    """The measured value of a target; a dash for one that people judge."""
    if not target.indicator:
        return session.words(JUDGED, session.clause_citation(target))
    return measured(session, session.measurement(target.indicator))


def target_view(session: Session, target: Target) -> View:
    """The fields of one target."""
    line = session.line(target.id)
    fields: dict[str, Any] = {
        "id": target.id,
        "name": target_name(session, target.id),
        "clause": clause(session, target.id),
        "value": reached(session, target),
        "limit": limit(session, target.id),
        "status": status(session, target.id),
        "points": points(session, target.id),
        "full": full_points(session, target.id),
        "reason": session.words(line.reason, session.score_citation(line)),
        "office": office(session, target.id),
        "due": due(session, target.id),
    }
    return View("targets", fields)
