"""Inspection: who inspects, which visits were made, what they found, and the ledgers in which it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from zeren.core.packs import Cursor
from zeren.demo.bureau.view import Bureau, Place, Row, day_at, spread, weekdays
from zeren.demo.people import draw_group, draw_name

PERIOD_END = date(2017, 6, 30)
LATER = date(2017, 8, 31)  # what needs the summer holidays
SCHOOLS_EACH = 5  # schools and kindergartens in the charge of one inspector
NEW_SHARE = 0.4
_APPOINTED = date(2017, 2, 23)
_TRAINED = date(2017, 3, 3)
_ROUTINE_TOPICS = ("safety", "course_provision", "moral_education")
_SOURCES = {
    "routine": "routine",
    "national_balance": "national_balance",
    "national_monitoring": "national_monitoring",
}
_LEDGER_NAMES = {"problem": "问题台账", "rectification": "整改台账", "closure": "销号台账"}


def supervision_rows(bureau: Bureau) -> dict[str, list[Row]]:
    """Inspectors, inspections, findings and the catalogue of ledgers, each following from the one before."""
    inspectors = _inspectors(bureau)
    inspections = [*_special(bureau), *_cross(bureau), *_routine(bureau, inspectors)]
    findings = [*_inspection_findings(bureau, inspections), *_upper_findings(bureau)]
    for number, row in enumerate(findings, 1):
        row["finding_id"] = f"W{number:03d}"
    return {
        "inspectors": inspectors,
        "inspections": inspections,
        "inspection_findings": findings,
        "supervision_ledgers": _ledgers(bureau, findings),
    }


# -- inspectors --------------------------------------------------------------------------------------------------------


def _inspectors(bureau: Bureau) -> list[Row]:
    """Enough inspectors for five schools or kindergartens each; two in five are new and trained."""
    rng = bureau.rng("inspectors")
    units = len(bureau.schools) + len(bureau.kindergartens)
    number = -(-units // SCHOOLS_EACH)
    rows: list[Row] = []
    for position in range(number):
        new = position >= number - round(NEW_SHARE * number)
        rows.append(
            {
                "inspector_id": f"DX{position + 1:02d}",
                "county_code": bureau.county,
                "name": draw_name(rng),
                "gender": rng.choice("12"),
                "ethnic_group": draw_group(rng),
                "appointed_on": _APPOINTED if new else date(2015, 3, 10),
                "term_end": date(2020, 2, 22) if new else date(2018, 3, 9),
                "newly_appointed": new,
                "trained_on": _TRAINED,
                "schools_responsible": len(range(position, units, number)),
                "zone": f"第{'一二三四'[position % 4]}督学责任区",
            }
        )
    return rows


# -- inspections -------------------------------------------------------------------------------------------------------


def _inspection(line: Cursor, unit_code: str, unit_name: str, day: date) -> Row:
    return {
        "inspection_id": line.text_at("id"),
        "title": line.text_at("title"),
        "inspection_kind": line.text_at("kind"),
        "topic": line.text_at("topic"),
        "target": line.text_at("item"),
        "unit_code": unit_code,
        "unit_name": unit_name,
        "date": day,
        "inspectors": line.integer_at("people", 1),
        "report_date": day_at(line, "report"),
        "evidence": "督导记录、督导报告（演示数据）",
    }


def _lines(bureau: Bureau, kind: str) -> Iterator[tuple[Cursor, list[date]]]:
    for line in bureau.story.list_at("inspections"):
        first, last = day_at(line, "date"), day_at(line, "end")
        if line.text_at("kind") == kind and first is not None and last is not None:
            yield line, list(weekdays(first, last))


def _special(bureau: Bureau) -> list[Row]:
    rows: list[Row] = []
    for line, days in _lines(bureau, "special"):
        places = bureau.select(line.text_at("where"))
        rng = bureau.rng(f"inspection/{line.text_at('id')}")
        wanted = min(line.integer_at("problems", 0), len(places))
        found = Counter(rng.sample(range(len(places)), wanted))
        for position, (place, day) in enumerate(zip(places, spread(days, len(places)), strict=True)):
            rows.append({**_inspection(line, place.code, place.name, day), "findings": found[position]})
    return rows


def _cross(bureau: Bureau) -> list[Row]:
    """Counties outside take the district's own code and are told apart by name; their findings are theirs."""
    return [
        _inspection(line, bureau.county, name, day)
        for line, days in _lines(bureau, "cross")
        for name, day in zip(
            line.texts_at("outside"), spread(days, len(line.texts_at("outside"))), strict=True
        )
    ]


def _routine(bureau: Bureau, inspectors: list[Row]) -> list[Row]:
    """Every school and kindergarten is visited once a month from March to June by its own inspector."""
    rng, number = bureau.rng("routine"), count(1)
    units = [*bureau.select("schools"), *bureau.select("kindergartens")]
    troubled = set(rng.sample(range(len(bureau.schools)), min(4, len(bureau.schools))))
    rows: list[Row] = []
    for position, unit in enumerate(units):
        inspector = inspectors[position % len(inspectors)]
        for month in (3, 4, 5, 6):
            days = list(weekdays(date(2017, month, 6), date(2017, month, 27)))
            rows.append(
                {
                    "inspection_id": f"JC{next(number):04d}",
                    "title": "责任督学经常性督导",
                    "inspection_kind": "routine",
                    "topic": "preschool_development"
                    if unit.kind == "kindergarten"
                    else rng.choice(_ROUTINE_TOPICS),
                    "target": "2",
                    "unit_code": unit.code,
                    "unit_name": unit.name,
                    "date": rng.choice(days),
                    "lead": inspector["name"],
                    "inspector_id": inspector["inspector_id"],
                    "inspectors": 1,
                    "findings": 1 if position in troubled and month == 4 else 0,
                    "evidence": "责任督学督导记录（演示数据）",
                }
            )
    return rows


# -- findings ----------------------------------------------------------------------------------------------------------


def _inspection_findings(bureau: Bureau, inspections: list[Row]) -> list[Row]:
    """One row for each finding an inspection counted; texts are taken in turn from the story."""
    stories = {line.text_at("id"): line for line in bureau.story.list_at("inspections")}
    texts = {topic: list(found.items()) for topic, found in _texts(bureau).entries()}
    taken: Counter[str] = Counter()
    rows: list[Row] = []
    for inspection in inspections:
        for _ in range(inspection.get("findings") or 0):
            routine = inspection["inspection_kind"] == "routine"
            topic = "routine" if routine else inspection["topic"]
            line = texts[topic][taken[topic] % len(texts[topic])]
            again = taken[topic] >= len(texts[topic])
            taken[topic] += 1
            shared = {
                "inspection_id": inspection["inspection_id"],
                "finding_source": _SOURCES.get(topic, "special"),
                "topic": inspection["topic"],
                "target": inspection["target"],
            }
            days = 30 if routine else stories[inspection["inspection_id"]].integer_at("days", 30)
            basis = () if routine else stories[inspection["inspection_id"]].texts_at("basis")
            if basis:
                shared["indicator_basis"] = basis[(taken[topic] - 1) % len(basis)]
            state = "" if again else line.text_at("state")
            place = bureau.unit(inspection["unit_code"])
            rows.append({**shared, **_finding(bureau, line, place, inspection["date"], days, state)})
    return rows


def _texts(bureau: Bureau) -> Cursor:
    found = bureau.story.get("findings")
    assert found is not None
    return found


def _upper_findings(bureau: Bureau) -> list[Row]:
    """What the province and the nation found: put right under the two reports that were sent up."""
    rows: list[Row] = []
    texts = dict(_texts(bureau).entries())
    for source, topic, notice in (
        ("national_balance", "balance_review", date(2017, 1, 16)),
        ("national_monitoring", "national_monitoring", date(2017, 2, 27)),
    ):
        lines = list(texts[source].items())
        crowded = [bureau.place(school) for school in bureau.schools if school.crowded]
        others = [place for place in bureau.select("schools") if place not in crowded]
        places = bureau.rng(f"upper/{source}").sample(others, min(len(lines), len(others)))
        for line, place in zip(lines, places, strict=False):
            state = line.text_at("state")
            where = crowded[0] if state and crowded else place
            shared = {"finding_source": source, "topic": topic, "target": "2"}
            rows.append({**shared, **_finding(bureau, line, where, notice, 60, state)})
    return rows


def _finding(bureau: Bureau, line: Cursor, place: Place, notice: date, days: int, state: str) -> Row:
    """A finding and how far it has got.

    Shape: ``state`` is empty for one put right, rechecked and closed in time; ``later`` for one that needs the
    summer holidays; ``overdue`` for one whose time limit has passed.
    """
    row: Row = {
        "unit_code": place.code,
        "finding": line.text_at("finding"),
        "notice_date": notice,
        "due_date": LATER if state == "later" else notice + timedelta(days=days),
        "responsible_unit": place.name,
        "responsible_person": place.head,
        "measure": line.text_at("measure"),
    }
    if state:
        progress = "已列入暑期计划" if state == "later" else "整改方案已报，尚未落实到位"
        return row | {"status": "open", "progress": progress}
    rng = bureau.rng(f"finding/{place.code}/{notice}/{row['finding']}")
    rectified = notice + timedelta(days=rng.randint(min(4, days - 5), days - 5))
    rechecked = rectified + timedelta(days=rng.randint(1, 3))
    return row | {
        "status": "closed",
        "progress": "已整改",
        "rectified_on": rectified,
        "rechecked_on": rechecked,
        "recheck_result": "accepted",
        "rechecked_by": "教育督导室",
        "closed_on": rechecked + timedelta(days=rng.randint(0, 1)),
        "evidence": "整改报告、整改前后照片（演示数据）",
    }


# -- the catalogue of ledgers ------------------------------------------------------------------------------------------


def _ledgers(bureau: Bureau, findings: list[Row]) -> list[Row]:
    """The three kinds of ledger, in the county and in every school; their entries are the findings."""
    rows: list[Row] = []
    for place in (Place(bureau.county, "城中区", "county", 0, "教育督导室"), *bureau.select("schools")):
        day = PERIOD_END if place.kind == "county" else date(2017, 6, 15)
        own = [f for f in findings if place.kind == "county" or f["unit_code"] == place.code]
        closed = sum(f["status"] == "closed" for f in own)
        rng = bureau.rng(f"ledgers/{place.code}")
        for kind, name in _LEDGER_NAMES.items():
            entries = closed if kind == "closure" else len(own)
            rows.append(
                {
                    "ledger_kind": kind,
                    "title": f"义务教育均衡发展{name}",
                    "unit_code": place.code,
                    "ledger_level": "county" if place.kind == "county" else "school",
                    "topic": "balance_ledgers",
                    "keeper": place.head,
                    "started_on": date(2014, 9, 1),
                    "updated_on": day + timedelta(days=rng.randrange((PERIOD_END - day).days + 1)),
                    "entries": entries,
                    "open_entries": entries - closed,
                    "closed_entries": closed,
                    "inspected": True,
                    "evidence": "台账（演示数据）",
                }
            )
    return [{"ledger_code": f"TZ{number:03d}", **row} for number, row in enumerate(rows, 1)]
