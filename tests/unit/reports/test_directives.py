"""What directives print, and on what each number rests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.reports.district import AT, COUNTY, composed, facts, pack, scorecard, template, words
from zeren.core.kernel import (
    Citation,
    Document,
    Note,
    Number,
    Outcome,
    Paragraph,
    ScorecardLine,
    Table,
    ZerenError,
)
from zeren.core.packs import Limit, Target
from zeren.core.reports import compose


def body(text: str) -> str:
    """The composed text of one section, without footnotes and frame."""
    document = composed(text, notice="")
    return "\n".join(words(document, notes=False).splitlines()[2:-2])


def cited(document: Document, text: str) -> Citation:
    return document.citations[next(n.citation for n in document.numbers() if n.text == text)]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('{{ value("dropout_rate") }}', "0.19%"),
        ('{{ value("dropout_rate", unit="3199990004") }}', "1.72%"),
        ('{{ numerator("dropout_rate", gender="2") }}名', "3名"),
        ('{{ denominator("dropout_rate") }}', "3665"),
        ('{{ value("bundled_schools") }}', "5所"),
        ('{{ name("literacy_rate_15_50") }}', "15—50周岁青壮年非文盲率"),
        ('{{ limit("1.1") }}、{{ limit("3.1") }}', "1.5%、8所"),
        ('{{ status("3.1") }}{{ status("2.1") }}', "未达标待认定"),
        ('{{ points("1.1") }}/{{ full_points("1.1") }}、{{ points("2.1") }}、{{ total_points() }}', "6/6、待定、10～15"),
        ('{{ status_count("met") }}项', "1项"),
        ('{{ period() }}，{{ today() }}，{{ unit_name() }}', "2017年1—6月，2017年7月5日，某区"),
        ('{{ letter_name() }}（{{ letter_number() }}）', "2017年教育发展目标责任书（青政办函〔2017〕53号）"),
        ('{{ office("1") }}、{{ due("3.1") }}', "义务教育科、2017年11月30日"),
        ("""{{ count("work_log", where="event_type = 'training'") }}次""", "2次"),
        ("""{{ total("work_log", "attendances", where="event_type = 'training'") }}人次""", "86人次"),
        ('{{ count("pairings", distinct="lead_code") }}所', "3所"),
        ('{{ count("pairings", union=["lead_code", "member_code"]) }}所', "8所"),
        ('{{ names("documents_issued", "title", where="target = \'2\'", quote="《》") }}',
         "《关于进一步加强残疾儿童少年教育工作的意见》《关于加强农村留守儿童教育管理工作的实施意见》"),
        ('{{ names("pairings", "lead_code", last="和") }}', "阳光学校、华罗庚实验学校和南川西路学校"),
        ('{{ code("work_log.event_type", "meeting") }}', "会议"),
        ("{% for e in events(limit=1) %}{{ e.date|day }}{{ e.date|full_date }}{{ e.date|month }}{% endfor %}",
         "2月20日2017年2月20日2月"),
        ("{% for e in events(limit=1) %}{{ e.event_type }}{{ e.title|quoted }}{% endfor %}",
         "会议《2017年春季学前教育工作会议》"),
        ('{% for f in findings("overdue") %}{{ f.finding }}{% endfor %}', "体育器材配备不足"),
        ('{% for s in by_school("dropout_rate", only="missed", target="1.1") %}{{ s.name }}{% endfor %}', "华罗庚实验学校"),
        ('{% for t in targets(status="missed,unknown") %}{{ t.name }}；{% endfor %}', "督学培训；捆绑学校不少于8所；"),
        ('{% if value("dropout_rate") <= 1.5 and status("3.1") == "missed" and met("1.2") %}对{% else %}错{% endif %}', "对"),
        ('{% if rows("work_log", where="topic = \'none\'") %}有{% else %}无{% endif %}', "无"),
    ],
)  # fmt: skip
def test_prints(text: str, printed: str) -> None:
    assert body(text) == printed


def test_missing_value_prints_its_reason() -> None:
    document = composed('{{ value("dropout_rate") }}', given=facts(schools=[]))
    assert "无应计对象" in words(document, notes=False)
    assert cited(document, "无应计对象").facts["null_reason"] == "no_denominator"


def test_measurement_citation_comes_from_the_facts() -> None:
    citation = cited(composed('{{ value("dropout_rate") }}'), "0.19%")
    assert (citation.kind, citation.facts["numerator"], citation.facts["denominator"]) == (
        "measurement",
        "7",
        "3665",
    )


def test_count_citation_names_ledger_condition_and_rows() -> None:
    where = "event_type = 'training'"
    citation = cited(composed(f'{{{{ count("work_log", where="{where}") }}}}'), "2")
    assert citation.kind == "rows"
    assert citation.facts["where"] == where
    assert (citation.facts["unit"], citation.facts["part"], citation.facts["value"]) == (COUNTY, "count", "2")
    assert [row["row"] for row in citation.facts["rows"]] == [3, 4]


def test_cell_citation_finds_its_row_again() -> None:
    document = composed("{% for e in events(limit=1) %}{{ e.date|day }}{% endfor %}")
    citation = cited(document, "2月20日")
    assert (citation.facts["column"], citation.facts["value"]) == ("date", "2017-02-20")
    assert citation.facts["where"] == "event_id = 'E3'"


def test_limit_cites_the_clause_and_points_the_score() -> None:
    document = composed('{{ limit("1.1") }}{{ points("1.1") }}')
    assert (cited(document, "1.5%").kind, cited(document, "1.5%").facts["target"]) == ("clause", "1.1")
    score = cited(document, "6")
    assert (score.kind, score.facts["points_status"], score.facts["rule"]) == (
        "score",
        "illustrative",
        "step",
    )


def test_names_with_figures_are_cited_figure_by_figure() -> None:
    document = composed('{{ name("literacy_rate_15_50") }}', notice="")
    paragraph = next(b for b in document.blocks if isinstance(b, Paragraph) and b.style == "body")
    assert [i.text for i in paragraph.inlines if isinstance(i, Number)] == ["15", "50"]
    assert "扫除文盲" in cited(document, "50").text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ 3 }}", "R013"),
        ('{{ "2017" }}', "R013"),
        ('{{ rows("work_log")|length }}', "R013"),
        ("{% for e in events() %}{{ loop.index }}{% endfor %}", "R013"),
        ('{{ value("dropout_rate") ~ "6" }}', "R013"),
        ('{{ met("1.1") }}', "R014"),
        ('{{ rows("work_log") }}', "R014"),
        ('前{{ table_targets("1") }}后', "R011"),
        ('{{ value("dropout_rate", unit="404") }}', "R016"),
        ("{% for e in events() %}{{ e.title|day }}{% endfor %}", "R018"),
        ('{{ findings("opne") }}', "R008"),
        ('{{ value("dropout_rate") + 1 }}', "R012"),
        ('{{ by_school("dropout_rate").__class__ }}', "R012"),
    ],
)
def test_refused_when_composing(text: str, code: str) -> None:
    with pytest.raises(ZerenError) as caught:
        composed(f"好。\n\n{text}")
    problem = caught.value.problems[0]
    assert (problem.code, problem.place.file, problem.place.line) == (
        code,
        "01-test.md",
        None if code == "R011" else 3,
    )


def test_mark_stands_behind_the_measure_word() -> None:
    text = '{{ count("pairings", union=["lead_code", "member_code"], roster=True) }}所捆绑学校'
    paragraph = next(
        b for b in composed(text, notice="").blocks if isinstance(b, Paragraph) and b.style == "body"
    )
    assert [type(i).__name__ for i in paragraph.inlines] == ["Number", "Text", "Note", "Text"]
    note = paragraph.inlines[2]
    assert isinstance(note, Note)
    assert "".join(i.text for i in note.inlines).startswith(
        "阳光学校、华罗庚实验学校、南川西路学校、谢家寨学校"
    )


def test_footnote_only_at_the_first_occurrence() -> None:
    text = '{{ value("dropout_rate") }}，{{ numerator("dropout_rate") }}名，{{ value("dropout_rate") }}'
    blocks = composed(text, notice="").blocks
    assert sum(isinstance(i, Note) for b in blocks if isinstance(b, Paragraph) for i in b.inlines) == 1


def test_one_note_a_sentence_names_its_rows() -> None:
    text = "{% for e in events(limit=3) %}{{ e.title }}{% if not loop.last %}；{% else %}。{% endif %}{% endfor %}好。"
    paragraph = next(
        b for b in composed(text, notice="").blocks if isinstance(b, Paragraph) and b.style == "body"
    )
    notes = [i for i in paragraph.inlines if isinstance(i, Note)]
    assert ["".join(i.text for i in n.inlines) for n in notes] == [
        "来源：工作纪实（工作纪实.xlsx·工作纪实·第3、5、6行）。"
    ]


def test_a_veto_that_applies_is_told_and_one_that_does_not_is_not() -> None:
    text = "{% for v in vetoes() %}触发一票否决：{{ v.name }}（{{ v.reason }}）。{% else %}无。{% endfor %}"
    card = scorecard()
    applies = ScorecardLine(
        "V1", "辍学率高于3%", "veto", Outcome("veto"), Decimal(0), "完成值3.57%", "missed", "veto"
    )
    idle = replace(applies, target="V2", name="小学辍学", outcome=Outcome("not_applicable"), status="met")

    def printed(*more: ScorecardLine) -> str:
        changed = replace(card, lines=(*card.lines, *more))
        arguments = {
            "letter": pack().letters["letter-2017"],
            "pack": pack(),
            "facts": facts(),
            "unit": COUNTY,
            "at": AT,
        }
        document = compose(template(text), changed, **arguments)
        return words(document, notes=False).splitlines()[2]

    assert printed(idle) == "无。"
    assert printed(idle, applies) == "触发一票否决：辍学率高于3%（完成值3.57%）。"


def test_vetoes_and_bonuses_are_no_targets() -> None:
    card = scorecard()
    veto = replace(card.lines[0], target="V1", name="一票否决", status="met")
    document = compose(
        template('达标{{ status_count("met") }}项'),
        replace(card, lines=(*card.lines, veto)),
        letter=pack().letters["letter-2017"],
        pack=pack(),
        facts=facts(),
        unit=COUNTY,
        at=AT,
    )
    assert "达标1项" in words(document, notes=False)


def test_a_target_that_people_judge_has_dashes_for_limit_and_value() -> None:
    letter = pack().letters["letter-2017"]

    def judged(target: Target) -> Target:
        return replace(target, indicator="", limit=Limit("", Decimal(0))) if target.id == "3.1" else target

    sections = tuple(
        replace(s, items=tuple(replace(i, targets=tuple(map(judged, i.targets))) for i in s.items))
        for s in letter.sections
    )
    text = (
        "{{ table_targets('2') }}\n\n{% for p in problems_found() %}{{ p.sentence }}。"
        "{% if p.target %}{{ p.target.value }}{% endif %}{% endfor %}\n\n"
        "{% for p in next_steps() %}{{ p.sentence }}。{% endfor %}"
    )
    document = compose(
        template(text),
        scorecard(),
        letter=replace(letter, sections=sections),
        pack=pack(),
        facts=facts(),
        unit=COUNTY,
        at=AT,
    )
    table = next(b for b in document.blocks if isinstance(b, Table))
    assert [tuple(getattr(i, "text", "") for i in cell) for cell in table.rows[0]][1:3] == [("", "—"), ("—",)]
    printed = words(document, notes=False)
    assert "捆绑学校不少于8所得分不足。—" in printed
    assert "前完成捆绑学校不少于8所。" in printed
