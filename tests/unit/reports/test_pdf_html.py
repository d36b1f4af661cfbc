"""The PDF and the page: text in order, manifest inside, nothing fetched, every number a button."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree, html

from tests.unit.reports.district import COUNTY, NOTICE, composed, facts, pack, scorecard, words
from zeren.core.kernel import Document, ZerenError
from zeren.core.reports import overview_html, render_html, render_pdf
from zeren.core.reports.render.fonts import choose, scan

MANIFEST = '{"signed":"内容</script><1>"}'.encode()


@cache
def document() -> Document:
    return composed()


def chinese_fonts() -> bool:
    try:
        choose(scan().families())
    except ZerenError:
        return False
    return True


with_fonts = pytest.mark.skipif(
    not chinese_fonts(), reason="no Chinese font installed: apt install fonts-noto-cjk"
)


@with_fonts
def test_pdf_text_is_all_there_in_order() -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(document()))
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    at = 0
    for wanted in (
        "某区教育发展目标责任制考核工作自查报告",
        "演示数据",
        "一、目标完成情况",
        "（一）教育发展目标",
        "二、存在的问题",
        "三、下一步工作",
        "2017年7月5日",
    ):
        at = text.index(wanted, at)
    assert "初中辍学率为0.19%" in text
    assert "—1—" in text


@with_fonts
def test_pdf_is_archival_carries_the_manifest_and_is_the_same_twice() -> None:
    made = render_pdf(document(), attachment=MANIFEST)
    pdf = pypdfium2.PdfDocument(made)
    assert [pdf.get_attachment(i).get_name() for i in range(pdf.count_attachments())] == [
        "zeren-manifest.json"
    ]
    assert bytes(pdf.get_attachment(0).get_data()) == MANIFEST
    assert b"pdfaid:part>3" in made
    assert render_pdf(document(), attachment=MANIFEST) == made


@with_fonts
def test_rare_characters_of_names_are_kept() -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(composed("校长姓名为玥翯、堃喆、珺。")))
    assert "玥翯、堃喆、珺" in "".join(pdf[0].get_textpage().get_text_range().split())


@with_fonts
def test_pdf_page_is_a4() -> None:
    width, height = pypdfium2.PdfDocument(render_pdf(document()))[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


@with_fonts
def test_quotes_and_markup_in_rows_are_only_words() -> None:
    log = [
        {
            "event_id": "E1",
            "unit_code": COUNTY,
            "event_type": "meeting",
            "date": facts().period.start,
            "title": '"#evil[\\]"<b>',
            "target": "2",
        }
    ]
    given = facts(work_log=log, documents_issued=[])
    strange = composed('{{ rest("2") }}', given=given)
    text = pypdfium2.PdfDocument(render_pdf(strange))[0].get_textpage().get_text_range()
    assert '"#evil[\\]"<b>' in text.replace("“", '"').replace("”", '"')
    assert "&lt;b&gt;" in render_html(strange)


def test_no_chinese_font_is_one_clear_problem(tmp_path: Path) -> None:
    with pytest.raises(ZerenError) as caught:
        render_pdf(document(), fonts=[tmp_path])
    (problem,) = caught.value.problems
    assert problem.code == "R040"
    assert "apt install fonts-noto-cjk" in problem.todo_zh


def page() -> etree._Element:
    return html.document_fromstring(render_html(document(), attachment=MANIFEST))


def test_every_number_is_a_tagged_span() -> None:
    spans = page().xpath("//span[@data-occurrence]")
    tagged = [(s.get("data-occurrence"), s.get("data-citation"), s.text) for s in spans]
    assert sorted(tagged) == sorted((n.occurrence, n.citation, n.text) for n in document().numbers())
    buttons = [s for s in spans if s.get("role") == "button"]
    assert all(s.get("tabindex") == "0" for s in buttons)
    assert len(buttons) > 80


def test_citations_are_in_the_page() -> None:
    known = json.loads(page().xpath("//script[@id='zeren-citations']/text()")[0])
    assert {n.citation for n in document().numbers()} <= set(known)
    assert (
        known[next(n.citation for n in document().numbers() if n.text == "0.19%")]["facts"]["numerator"]
        == "7"
    )


def test_manifest_survives_in_a_script_element() -> None:
    found = page().xpath("//script[@id='zeren-manifest']/text()")
    assert len(found) == 1
    assert json.loads(found[0]) == json.loads(MANIFEST)


def test_notes_lead_there_and_back() -> None:
    root = page()
    marks, notes = root.xpath("//a[@role='doc-noteref']"), root.xpath("//li[@role='doc-footnote']")
    assert [m.get("href")[1:] for m in marks] == [n.get("id") for n in notes]
    assert {a.get("href")[1:] for a in root.xpath("//a[@role='doc-backlink']")} == {
        m.get("id") for m in marks
    }


@pytest.mark.parametrize("text", ["report", "overview"])
def test_page_is_self_contained_and_its_policy_fits(text: str) -> None:
    made = render_html(document()) if text == "report" else overview()
    root = html.document_fromstring(made)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        for node in root.iter(tag):
            if node.get("type") != "application/json":
                digest = base64.b64encode(hashlib.sha256(str(node.text).encode()).digest()).decode()
                assert f"'sha256-{digest}'" in policy
    assert not root.xpath("//*[@src] | //link | //*[@style] | //*[starts-with(name(), 'on')]")
    assert not [
        h for h in root.xpath("//@href | //@*[local-name()='href']") if re.match(r"(?:https?:)?//", h)
    ]
    assert root.get("lang") == "zh-CN"
    assert len(root.xpath("//main")) == len(root.xpath("//h1")) == 1


def test_page_has_the_same_words_as_the_document() -> None:
    root = page()
    for node in root.xpath(
        "//script | //style | //template | //*[local-name()='svg'] | //sup | //a[@role='doc-backlink'] | //head"
    ):
        node.drop_tree()
    shown = "".join("".join(root.itertext()).split())
    assert shown.startswith(
        "".join(words(document(), notes=False).replace("|", "").replace("<", "").replace(">", "").split())
    )


@cache
def overview() -> str:
    return overview_html(
        scorecard(), letter=pack().letters["letter-2017"], pack=pack(), facts=facts(), unit=COUNTY, document=document(),
        notice=NOTICE, links={"自查报告": "report/自查报告.html"},
    )  # fmt: skip


def test_overview_counts_lists_and_draws() -> None:
    root = html.document_fromstring(overview())
    cards = {
        li.get("class"): "".join(li.itertext())
        for li in root.xpath("//ul[@class='cards']/li")
        if li.get("class")
    }
    assert cards == {"met": "1达标", "at_risk": "1有风险", "missed": "1未达标", "unknown": "1待认定"}
    assert "捆绑学校不少于8所" in "".join(root.xpath("//ul[@class='watch']")[0].itertext())
    assert len(root.xpath("//figure/table[@class='bars']")) == 2
    [worst] = root.xpath("//table[@class='bars']//tr[th='华罗庚实验学校'][.//span[text()='1.72%']]")
    assert worst.xpath(".//*[@class='chip missed']/text()") == ["未达要求"]
    # The longest bar leaves a little room; the limit's line stands where 1.5 % is on the same scale.
    assert worst.xpath(".//*[local-name()='rect']/@width") == ["96.15%"]
    assert worst.xpath(".//*[local-name()='line']/@x1") == worst.xpath(".//*[local-name()='line']/@x2")
    limit = float(worst.xpath(".//*[local-name()='line']/@x1")[0].rstrip("%"))
    assert limit == pytest.approx(96.15 * 1.5 / 1.72, abs=0.5)
    first = root.xpath("//tr[starts-with(@id, 'u-dropout_rate-')]")[0]
    assert first.get("id") == "u-dropout_rate-3199990004"
    # Pairings are counted, and no school has any of its own: ten zeros are no table.
    assert "本指标不分校测算" in root.get_element_by_id("i-bundled_schools").text_content()
    assert NOTICE in overview()


def test_overview_numbers_lead_to_citation_and_rows_without_personal_columns() -> None:
    root = html.document_fromstring(overview())
    known = json.loads(root.xpath("//script[@id='zeren-citations']/text()")[0])
    assert {s.get("data-citation") for s in root.xpath("//span[@data-citation]")} <= set(known)
    rows = json.loads(root.xpath("//script[@id='zeren-rows']/text()")[0])
    sides = next(iter(rows.values()))
    assert [side["title"] for side in sides] == [
        "分子：学生异动登记，符合条件7行，前5行",
        "分母：学校名册，符合条件10行，前5行",
    ]
    assert "学籍号" not in sides[0]["head"]
    assert "G40" not in overview()
