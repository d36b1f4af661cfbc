"""A made-up district for the report tests: a few schools, six dropouts, some events, a letter and its scorecard."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.plain_facts import PlainFacts, day
from zeren.core.kernel import Document, OrgTree, Outcome, Period, Problem, Scorecard, ScorecardLine, Unit
from zeren.core.packs import Pack, ReportTemplate, TemplateSection, load
from zeren.core.reports import compose

COUNTY = "999900"
AT = date(2017, 7, 5)
NOTICE = "演示数据：本报告中的学校、人员和数字均为虚构。"
NAMES = ["阳光", "谢家寨", "逯家寨", "总寨", "华罗庚实验", "南川西路", "水井巷", "沈家寨", "玥翯", "第３十四"]


@cache
def pack() -> Pack:
    """The small pack beside this file."""
    return load(Path(__file__).parent / "pack")


def tree(schools: int = 10) -> OrgTree:
    """A county and its schools."""
    units = [
        Unit("99", "某省", "province"),
        Unit("9999", "某市", "prefecture", "99"),
        Unit(COUNTY, "某区", "county", "9999"),
    ]
    for number in range(schools):
        name = f"{NAMES[number % len(NAMES)]}{'' if number < len(NAMES) else '分校' + 'ABCDEF'[number // len(NAMES)]}学校"
        units.append(Unit(f"31999900{number:02d}", name, "school", COUNTY, {"urban_rural": "1"}))
    return OrgTree(units)


MOVED = [(4, 6, "2017-03-05"), (2, 1, "2017-04-11")]
LOG: list[tuple[Any, ...]] = [
    ("E1", "training", "2017-03-15", "责任督学聘任及新聘督学培训", "2", 40, 46),
    ("E2", "training", "2017-05-10", "义务教育质量监测培训", "2", 40, 40),
    ("E3", "meeting", "2017-02-20", "2017年春季学前教育工作会议", "3", 60, 60),
    ("E4", "activity", "2017-04-01", "清明网上祭英烈活动", "3.1", None, None),
    ("E5", "activity", "2017-05-30", "第四届“美德少年”表彰", "3", 300, 300),
    ("E6", "meeting", "2017-06-02", "扁平化管理推进会", "2", 30, 30),
]
DOCUMENTS = [
    ("关于进一步加强残疾儿童少年教育工作的意见", "某教〔2017〕12号", "2017-03-01", "2"),
    ("关于加强农村留守儿童教育管理工作的实施意见", "某教〔2017〕20号", "2017-04-18", "2"),
    ("2016年旧文件", "某教〔2016〕3号", "2016-04-18", "9"),
]
FINDINGS = [
    ("F1", 1, "体育器材配备不足", "2017-06-30", None, "open"),
    ("F2", 2, "音乐专任教师缺编2人", "2017-09-30", None, "open"),
    ("F3", 3, "档案不全", "2017-05-31", "2017-05-20", "closed"),
]
PAIRS = [(0, 1), (0, 2), (4, 3), (5, 6), (5, 7)]


def ledgers(schools: int = 10) -> dict[str, list[dict[str, Any]]]:
    """All rows of the district."""
    codes = [f"31999900{number:02d}" for number in range(schools)]
    return _bureau(codes) | {
        "schools": [
            {"school_code": c, "school_name": c, "opening_total": 200 + 37 * i, "urban_rural": "1"}
            for i, c in enumerate(codes)
        ],
        "movements": [
            {
                "student_id": f"G{s}{n}",
                "school_code": codes[s],
                "date": day(on),
                "movement": "6",
                "gender": "12"[n % 2],
            }
            for s, many, on in MOVED
            for n in range(many)
        ],
    }


def _bureau(codes: list[str]) -> dict[str, list[dict[str, Any]]]:
    """What the bureau itself fills in."""
    return {
        "work_log": [
            {
                "event_id": i,
                "unit_code": COUNTY,
                "event_type": k,
                "date": day(d),
                "title": t,
                "target": g,
                "persons": p,
                "attendances": a,
            }
            for i, k, d, t, g, p, a in LOG
        ],
        "documents_issued": [
            {"title": t, "document_number": n, "date": day(d), "unit_code": COUNTY, "target": g}
            for t, n, d, g in DOCUMENTS
        ],
        "pairings": [
            {"county_code": COUNTY, "pairing_kind": "bundled", "lead_code": codes[a], "member_code": codes[b]}
            for a, b in PAIRS
        ],
        "inspection_findings": [
            {
                "finding_id": i,
                "unit_code": codes[u],
                "finding": f,
                "due_date": day(d),
                "closed_on": c and day(c),
                "status": s,
            }
            for i, u, f, d, c, s in FINDINGS
        ],
    }


def facts(count: int = 10, /, **changed: list[dict[str, Any]]) -> PlainFacts:
    """The district's facts; ``changed`` replaces whole ledgers."""
    return PlainFacts(pack(), tree(count), Period.parse("2017H1"), ledgers(count) | changed)


def scorecard() -> Scorecard:
    """A scorecard with a met, an at-risk, a pending and a missed line."""

    def line(target: str, outcome: Outcome, reason: str, status: str) -> ScorecardLine:
        known = next(t for t in pack().letters["letter-2017"].targets if t.id == target)
        return ScorecardLine(
            target,
            known.name,
            known.rule.name,
            outcome,
            known.points,
            reason,
            status,
            known.section,
            known.item,
            known.indicator,
        )

    lines = (
        line("1.1", Outcome.score(Decimal(6)), "实际0.19%，不超过1.5%，得满分6分", "met"),
        line("1.2", Outcome.score(Decimal(4)), "实际100%，达到100%", "at_risk"),
        line("2.1", Outcome("pending", waiting_for="human"), "定性目标，待人工认定", "unknown"),
        line("3.1", Outcome.score(Decimal(0)), "实际5所，低于8所，不得分", "missed"),
    )
    total = Outcome("range", Decimal(10), Decimal(15))
    return Scorecard(
        "letter-2017",
        COUNTY,
        "2017H1",
        total,
        lines,
        Decimal(20),
        "illustrative",
        "责任书的分值未公布，此处分值为示意",
    )


def template(*texts: str) -> ReportTemplate:
    """The pack's template, or one with the given sections instead."""
    known = pack().reports["self-inspection"]
    if not texts:
        return known
    sections = tuple(TemplateSection(f"{n:02d}-test.md", text) for n, text in enumerate(texts, 1))
    return ReportTemplate(
        known.id,
        known.name,
        known.letter,
        known.title,
        known.issuer,
        known.addressee,
        known.unit,
        sections,
        known.pack,
    )


def composed(
    *texts: str, problems: list[Problem] | None = None, given: PlainFacts | None = None, notice: str = NOTICE
) -> Document:
    """A document composed from the given sections (or the pack's template)."""
    return compose(
        template(*texts),
        scorecard(),
        letter=pack().letters["letter-2017"],
        pack=pack(),
        facts=given or facts(),
        unit=COUNTY,
        at=AT,
        notice=notice,
        problems=problems,
    )


def words(document: Document, *, notes: bool = True) -> str:
    """The document as plain text, a line a block, footnotes in brackets."""

    def say(inlines: Any) -> str:
        out = ""
        for inline in inlines:
            if hasattr(inline, "inlines"):
                out += f"[{say(inline.inlines)}]" if notes else ""
            else:
                out += inline.text
        return out

    lines = [say(document.title)]
    for block in document.blocks:
        if hasattr(block, "header"):
            lines += [say(block.caption), "|".join(say(c) for c in block.header)]
            lines += ["|".join(say(c) for c in row) for row in block.rows]
        elif hasattr(block, "spec"):
            lines += [f"<{say(block.caption)}>", say(block.alternative)]
        else:
            lines.append((block.ordinal.text if block.ordinal else "") + say(block.inlines))
    return "\n".join(lines)
