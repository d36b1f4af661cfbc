"""Composer and auditor agree: what was composed is never contradicted, and a changed digit of it is always found."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.plain_facts import PlainFacts
from tests.unit.proof.sample import KEY
from tests.unit.reports.district import AT, COUNTY, NOTICE, facts, ledgers, pack
from zeren.core.audit import Audit, audit, set_against, text_of
from zeren.core.intake import open_document
from zeren.core.proof import build_manifest, sign
from zeren.core.reports import compose, render_docx
from zeren.core.scoring import score
from zeren.workspace.audits.signed import signed_findings

SCHOOLS, EVENTS = 8, 6


class Year(NamedTuple):
    """What differs between one district's year and another's."""

    pupils: list[int]
    dropouts: list[int]
    people: list[int]
    days: list[date]
    pairs: int


YEARS = st.builds(
    Year,
    st.lists(st.integers(40, 2400), min_size=SCHOOLS, max_size=SCHOOLS),
    st.lists(st.integers(0, 9), min_size=SCHOOLS, max_size=SCHOOLS),
    st.lists(st.integers(1, 400), min_size=EVENTS, max_size=EVENTS),
    st.lists(st.dates(date(2017, 1, 1), date(2017, 6, 30)), min_size=EVENTS, max_size=EVENTS),
    st.integers(1, 5),
)


def district(year: Year) -> PlainFacts:
    """A district whose schools, pupils, drop-outs, events and pairs are the year's."""
    found = ledgers(SCHOOLS)
    schools = [
        {**row, "opening_total": size} for row, size in zip(found["schools"], year.pupils, strict=True)
    ]
    movements = [
        {
            "student_id": f"G{number}-{n}",
            "school_code": schools[number]["school_code"],
            "date": year.days[n % EVENTS],
            "movement": "6",
            "gender": "12"[n % 2],
        }
        for number, many in enumerate(year.dropouts)
        for n in range(many)
    ]
    work: list[dict[str, Any]] = [
        {**row, "persons": many, "attendances": many + 7, "date": day}
        for row, many, day in zip(found["work_log"], year.people, year.days, strict=True)
    ]
    return facts(
        SCHOOLS, schools=schools, movements=movements, work_log=work, pairings=found["pairings"][: year.pairs]
    )


def composed(given_facts: PlainFacts) -> bytes:
    """The district's signed report as docx."""
    letter = pack().letters["letter-2017"]
    document = compose(
        pack().reports["self-inspection"],
        score(letter, given_facts, pack=pack(), unit=COUNTY),
        letter=letter,
        pack=pack(),
        facts=given_facts,
        unit=COUNTY,
        at=AT,
        notice=NOTICE,
        problems=[],
    )
    manifest = build_manifest(
        document,
        snapshot={"id": given_facts.snapshot_id, "ledgers": {}},
        scorecard=None,
        packs={"small": "0.1.0"},
        made_at="2017-07-20T09:00:00+08:00",
        tool="zeren",
    )
    return render_docx(document, attachment=sign(manifest, KEY))


def audited(content: bytes) -> Audit:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(content)
        found = audit(text_of(open_document(path)), org="某区教育局", period="2017H1", report_date=AT)
        return found.also(signed_findings(path, found))


@settings(max_examples=12)
@given(YEARS)
def test_a_composed_report_is_never_contradicted(year: Year) -> None:
    known = district(year)
    found = audited(composed(known))
    assert [(f.kind, f.quote, f.message) for f in found.findings if f.severity == "error"] == []
    beside = set_against(found, known, indicators=pack().indicators, unit=COUNTY)
    told = zip(beside.claims, beside.evidence, strict=True)
    assert [claim.quote for claim, e in told if e.verdict == "contradicted"] == []


@cache
def one_report() -> tuple[bytes, str, tuple[int, ...]]:
    """A report, its words as XML, and where its printed digits stand."""
    content = composed(facts(SCHOOLS))
    with ZipFile(BytesIO(content)) as package:
        xml = package.read("word/document.xml").decode()
    texts = re.finditer(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)
    return (
        content,
        xml,
        tuple(m.start(1) + n for m in texts for n, sign_ in enumerate(m[1]) if sign_ in "0123456789"),
    )


@settings(max_examples=40)
@given(st.data())
def test_any_digit_that_is_changed_is_found(data: st.DataObject) -> None:
    content, xml, digits = one_report()
    at = data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != xml[at]]))
    changed = BytesIO()
    with ZipFile(BytesIO(content)) as package, ZipFile(changed, "w", ZIP_DEFLATED) as copy:
        for name in package.namelist():
            told = (
                (xml[:at] + digit + xml[at + 1 :]).encode()
                if name == "word/document.xml"
                else package.read(name)
            )
            copy.writestr(name, told)
    found = audited(changed.getvalue())
    conflicts = [f for f in found.findings if f.kind == "value_conflict" and f.severity == "error"]
    assert any(digit in f.quote for f in conflicts)
