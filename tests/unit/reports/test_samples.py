"""The rows behind a clicked number: those of the numerator, at the cited unit, without what is nobody's business."""

from __future__ import annotations

import json
from dataclasses import replace

from lxml import html

from tests.unit.reports.district import AT, COUNTY, composed, facts, ledgers, pack, scorecard, template
from zeren.core.kernel import Document, Sample
from zeren.core.packs import Pack
from zeren.core.reports import compose, render_docx, render_html


def samples(document: Document, part: str = "value", unit: str = COUNTY) -> tuple[Sample, ...]:
    """What the first number of the part has beside it."""
    known = document.citations
    return next(
        document.samples[number.citation]
        for number in document.numbers()
        if known[number.citation].facts.get("part") == part
        and known[number.citation].facts.get("unit") == unit
        and known[number.citation].kind == "measurement"
    )


def with_pack(changed: Pack, text: str) -> Document:
    """A document composed with another version of the small pack."""
    return compose(
        template(text),
        scorecard(),
        letter=pack().letters["letter-2017"],
        pack=changed,
        facts=facts(),
        unit=COUNTY,
        at=AT,
    )


def test_a_rate_shows_the_rows_of_its_numerator_and_counts_those_of_its_denominator() -> None:
    numerator, denominator = samples(composed('{{ value("dropout_rate") }}'))
    assert numerator.title == "分子：学生异动登记，符合条件7行"
    assert numerator.head == ("学校", "日期", "异动类别", "性别", "文件", "行")
    assert numerator.rows[0] == (
        "华罗庚实验学校",
        "2017年3月5日",
        "6",
        "男",
        "学生异动登记.xlsx·学生异动登记",
        "3",
    )
    assert len(numerator.rows) == 7
    assert (denominator.title, denominator.rows) == ("分母：学校名册，符合条件10行", ())


def test_the_rows_are_those_of_the_cited_unit() -> None:
    document = composed('{{ value("dropout_rate", unit="3199990002") }}')
    assert samples(document, unit="3199990002")[0].title == "分子：学生异动登记，符合条件1行"


def test_the_rows_are_those_of_the_cited_member() -> None:
    (numerator,) = samples(composed('{{ numerator("dropout_rate", gender="2") }}名'), "numerator")
    assert numerator.title == "分子：学生异动登记，符合条件3行"
    assert {row[3] for row in numerator.rows} == {"女"}


def test_many_rows_are_cut_and_that_is_said() -> None:
    rows = ledgers()["movements"]
    more = [{**rows[0], "student_id": f"H{n}"} for n in range(30)]
    (numerator, _) = samples(composed('{{ value("dropout_rate") }}', given=facts(movements=more)))
    assert numerator.title == "分子：学生异动登记，符合条件30行，前10行"
    assert len(numerator.rows) == 10


def test_personal_and_sensitive_columns_never_leave_their_ledger() -> None:
    movements = pack().ledgers["movements"]
    for hidden in ("personal", "sensitive"):
        columns = tuple(
            replace(c, sensitivity=hidden) if c.id in {"gender", "date"} else c for c in movements.columns
        )
        changed = replace(
            pack(), ledgers={**pack().ledgers, "movements": replace(movements, columns=columns)}
        )
        document = with_pack(changed, '{{ value("dropout_rate") }}')
        assert samples(document)[0].head == ("学校", "异动类别", "文件", "行")
        page = html.fromstring(render_html(document))
        told = page.xpath("//script[@id='zeren-rows']")[0].text
        assert "G40" not in told  # the student's number
        assert "2017年3月5日" not in told


def test_what_is_counted_as_different_is_among_the_columns() -> None:
    (numerator,) = samples(composed('{{ value("bundled_schools") }}所'))
    assert "成员校" in numerator.head
    assert numerator.rows[0][numerator.head.index("成员校")] == "谢家寨学校"


def test_a_column_that_says_nothing_new_is_left_out() -> None:
    pairs = [{**row, "lead_code": row["member_code"]} for row in ledgers()["pairings"]]
    (numerator,) = samples(composed('{{ value("bundled_schools") }}所', given=facts(pairings=pairs)))
    assert "牵头校" not in numerator.head


def test_the_page_carries_the_rows_and_the_docx_does_not() -> None:
    document = composed('{{ value("dropout_rate") }}')
    page = html.fromstring(render_html(document))
    told = json.loads(page.xpath("//script[@id='zeren-rows']")[0].text)
    assert set(told) == set(document.samples)
    assert next(iter(told.values()))[0]["rows"][0][0] == "华罗庚实验学校"
    assert render_docx(document) == render_docx(replace(document, samples={}))


def test_a_member_may_be_an_attribute_of_the_rows_unit() -> None:
    schools = pack().ledgers["schools"]
    columns = tuple(
        replace(c, dimension="urban_rural") if c.id == "urban_rural" else c for c in schools.columns
    )
    changed = replace(pack(), ledgers={**pack().ledgers, "schools": replace(schools, columns=columns)})

    def told(code: str) -> tuple[Sample, ...]:
        text = f'{{{{ numerator("dropout_rate", urban_rural="{code}") }}}}名'
        return samples(with_pack(changed, text), "numerator")

    in_town, elsewhere = told("1"), told("2")
    assert [s.title for s in in_town] == [
        "分子：学生异动登记，符合条件7行",
        "分母：学校名册，符合条件10行",
    ]
    assert [s.title for s in elsewhere] == [
        "分子：学生异动登记，符合条件0行",
        "分母：学校名册，符合条件0行",
    ]
    assert elsewhere[0].rows == ()
    assert elsewhere[0].head
