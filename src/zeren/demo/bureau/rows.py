"""The bureau's own ledgers of the invented district: what it did from January to June 2017.

The words are in ``events.yaml``; here and in the modules beside this one they meet the district's schools, so that
every count in a row has its list in another ledger. Dates, counts and findings are invented. Events and documents are
written in this module.
"""

from __future__ import annotations

from zeren.core.packs import Cursor
from zeren.demo.bureau.standing import partner_rows, post_rows
from zeren.demo.bureau.supervision import supervision_rows
from zeren.demo.bureau.view import Bureau, Place, Row, day_at, read_story
from zeren.demo.district import District

__all__ = ["bureau_rows"]

_OFFICE = "区教育局"
_ISSUER = "西宁市城中区教育局"


def bureau_rows(district: District) -> dict[str, list[Row]]:
    """The rows of the ledgers that the bureau keeps itself, by ledger.

    Shape: work_log, event_coverage, documents_issued, inspectors, inspections, inspection_findings,
    supervision_ledgers, pairings, posts, secondments, standing_bodies, initiatives and home_teaching_visits.
    The last one is submitted by schools: its ``school_code`` says by which. Secondments and visits name the
    district's ``teachers`` and ``disabled`` cases, so fill these first. Equal districts give equal rows.

    Example:
        >>> from zeren.demo.district import plan_district
        >>> rows = bureau_rows(plan_district(2017))
        >>> len({row["member_code"] for row in rows["pairings"] if row["pairing_kind"] == "bundle"})
        8
    """
    bureau = Bureau(district, read_story())
    rows = partner_rows(bureau)  # first: events cover the schools that are paired
    for kind in ("partnership", "bundle", "one_to_one"):
        codes = [row["member_code"] for row in rows["pairings"] if row["pairing_kind"] == kind]
        bureau.groups[f"pairing:{kind}"] = tuple(bureau.unit(code) for code in dict.fromkeys(codes))
    rows |= post_rows(bureau)
    for row in rows["initiatives"]:
        bureau.groups.setdefault(f"initiative:{row['initiative_id']}", ())
        bureau.groups[f"initiative:{row['initiative_id']}"] += (bureau.unit(row["unit_code"]),)
    return rows | _event_rows(bureau) | supervision_rows(bureau)


def _event_rows(bureau: Bureau) -> dict[str, list[Row]]:
    """Work log, coverage and documents: each fact once, and every number of schools with its list."""
    log: list[Row] = []
    coverage: list[Row] = []
    for event in bureau.story.list_at("events"):
        covered = bureau.select(event.text_at("cover"), event.text_at("id"))
        row = _event(bureau, event, covered)
        log.append(row)
        coverage += _coverage(row, event, covered)
    documents = [_document(bureau, document) for document in bureau.story.list_at("documents")]
    return {"work_log": log, "event_coverage": coverage, "documents_issued": documents}


def _event(bureau: Bureau, event: Cursor, covered: tuple[Place, ...]) -> Row:
    sessions = event.integer_at("sessions", 1)
    persons = _persons(bureau, event, covered)
    times = event.integer_at("times", 0) or persons
    return {
        "event_id": f"S{event.text_at('id')}",
        "unit_code": bureau.county,
        "event_type": event.text_at("type"),
        "date": day_at(event, "date"),
        "end_date": day_at(event, "end"),
        "title": event.text_at("title"),
        "topic": event.text_at("topic"),
        "target": event.text_at("item"),
        "host": event.text_at("host", _OFFICE),
        "guests": event.text_at("guests") or None,
        "subject": event.text_at("subject") or None,
        "participants_persons": persons,
        "participants_times": times,
        "sessions": sessions,
        "lessons": event.integer_at("lessons", 0) or None,
        "schools_covered": len(covered) or None,
        "beneficiaries": event.integer_at("benefit", 0) or None,
        "evidence": f"{event.text_at('evidence')}（演示数据）",
        "remark": event.text_at("remark") or None,
    }


def _persons(bureau: Bureau, event: Cursor, covered: tuple[Place, ...]) -> int:
    if "each" not in event:
        return event.integer_at("people", 0)
    # Pupils of each school: about the same number everywhere, but never more than two thirds of a small school.
    rng, about = bureau.rng(f"event/{event.text_at('id')}"), event.integer_at("each", 0)
    return sum(min(unit.size * 2 // 3, round(about * rng.uniform(0.85, 1.15))) for unit in covered)


def _coverage(row: Row, event: Cursor, covered: tuple[Place, ...]) -> list[Row]:
    """A row a unit; one that lessons were delivered to has its share of sessions and lessons."""
    role = event.text_at("role", "participant")
    shared = role == "recipient"
    sessions = _shares(row["sessions"], len(covered)) if shared else []
    lessons = _shares(row["lessons"] or 0, len(covered)) if shared else []
    return [
        {
            "event_id": row["event_id"],
            "unit_code": unit.code,
            "covered_name": unit.name,
            "unit_kind": unit.kind,
            "role": role,
            "date": row["date"],
            "subject": row["subject"],
            "sessions": sessions[position] if shared else None,
            "lessons": lessons[position] if shared else None,
        }
        for position, unit in enumerate(covered)
    ]


def _shares(whole: int, parts: int) -> list[int]:
    return [whole // parts + (position < whole % parts) for position in range(parts)]


def _document(bureau: Bureau, document: Cursor) -> Row:
    return {
        "title": document.text_at("title"),
        "document_number": document.text_at("number"),
        "date": day_at(document, "date"),
        "document_kind": document.text_at("kind"),
        "issuer": _ISSUER,
        "unit_code": bureau.county,
        "topic": document.text_at("topic"),
        "target": document.text_at("item"),
        "addressee": document.text_at("to"),
        "evidence": "发文稿纸、正式文本（演示数据）",
    }
