"""What an audit gives back: exit code, JSON, the annotated page, Word comments, a folder's summary."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.support.plain_files import docx, paragraph, table, write
from tests.support.plain_files import run as words_run
from tests.support.tiny_docx import W
from tests.unit.audit_files.conftest import Run
from zeren.core.audit import FINDING_KINDS
from zeren.core.audit.claim import KINDS

REPORT = """东屿区教育局2017年自查报告
一、基本情况
全区小学12所、初中5所，合计17所。小学在校生1.2万人，其中女生5800人，占48.3%。
东屿实验学校初中部辍学6名，辍学率0.01%，控制在1.5%以内。
学校\t人数
甲校\t300
乙校\t400
合计\t700
生师比17∶1，经费由3000万元增加到3600万元，增长20%。
"""
CLAIM_FIELDS: dict[str, type | tuple[type, ...]] = {
    "type": str, "metric": str, "population": str, "org": str, "period": str, "value": (int, float), "unit": str,
    "comparator": str, "bound": (int, float), "bound_unit": str, "numerator": (int, float), "denominator": (int, float),
    "parts": list, "quote": str, "start": int, "end": int,
}  # fmt: skip
FINDING_FIELDS = ("kind", "severity", "quote", "start", "end", "message", "recomputed", "rule")


def test_the_exit_code_says_whether_the_report_has_errors(run: Run, tmp_path: Path) -> None:
    clean = write(tmp_path, "好.txt", "小学3所，初中2所，共5所。")
    assert run(clean)[0] == 0
    warned = write(tmp_path, "提醒.txt", "截止目前，小学3所，初中2所，共5所。")
    code, found, _ = run(warned, "--format", "json")
    assert (code, found["summary"]["error"], found["summary"]["warn"]) == (0, 0, 1)
    assert run(write(tmp_path, "坏.txt", "初中由12所增加到10所。"))[0] == 3


def test_the_json_is_the_public_form(run: Run, tmp_path: Path) -> None:
    code, found, _ = run(write(tmp_path, "a.txt", REPORT), "--format", "json")
    assert code == 3
    text = found["text"]
    for claim in found["claims"]:
        assert claim["type"] in KINDS
        assert claim["quote"] == text[claim["start"] : claim["end"]]
        for name, kind in CLAIM_FIELDS.items():
            value = claim.get(name)
            assert value is None or (isinstance(value, kind) and not isinstance(value, bool)), (name, value)
        assert set(claim) <= set(CLAIM_FIELDS)
    for finding in found["findings"]:
        assert finding["kind"] in FINDING_KINDS
        assert finding["severity"] in {"error", "warn", "info"}
        assert finding["quote"] == text[finding["start"] : finding["end"]]
        assert all(
            isinstance(finding[name], int if name in {"start", "end"} else str) for name in FINDING_FIELDS
        )


def test_numbers_are_as_printed(run: Run, tmp_path: Path) -> None:
    _, found, _ = run(write(tmp_path, "a.txt", REPORT), "--format", "json")
    share = next(c for c in found["claims"] if c["type"] == "share")
    assert (share["value"], share["unit"], share["numerator"], share["denominator"]) == (
        48.3,
        "%",
        5800,
        12000,
    )
    pupils = next(c for c in found["claims"] if c["type"] == "count" and c.get("metric") == "在校生")
    assert (pupils["value"], pupils["unit"]) == (1.2, "万人")
    limit = next(c for c in found["claims"] if c["type"] == "limit")
    assert (limit["value"], limit["comparator"], limit["bound"], limit["bound_unit"]) == (
        0.01,
        "<=",
        1.5,
        "%",
    )


@pytest.fixture
def commented(run: Run, tmp_path: Path) -> tuple[bytes, bytes, Any]:
    split = paragraph(
        "东屿实验学校初中部辍", words_run("学6名，辍学率0.0"), words_run("1%，控制在1.5%以内。")
    )
    rows = table(("学校", "人数"), ("甲校", "300"), ("乙校", "400"), ("合计", "800"))
    before = docx(paragraph("东屿区教育局2017年自查报告") + split + rows)
    path = write(tmp_path, "报告.docx", before)
    _, found, _ = run(
        path, "--docx", tmp_path / "批注.docx", "--html", tmp_path / "审读.html", "--format", "json"
    )
    assert path.read_bytes() == before
    return before, (tmp_path / "批注.docx").read_bytes(), found


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def words(xml: str) -> str:
    return "".join(
        unescape(t) for t in re.findall(r"<w:t[ >][^<]*|<w:t>[^<]*", xml) for t in [t.split(">", 1)[1]]
    )


def test_word_comments_stand_at_the_quotes_and_the_text_is_untouched(
    commented: tuple[bytes, bytes, Any],
) -> None:
    before, after, found = commented
    assert words(part(after, "word/document.xml")) == words(part(before, "word/document.xml"))
    document, comments = part(after, "word/document.xml"), part(after, "word/comments.xml")
    assert {f["quote"] for f in found["findings"]} >= {"辍学率0.01%", "800"}
    for number, finding in enumerate(found["findings"]):
        start = document.index(f'<w:commentRangeStart w:id="{number}"')
        end = document.index(f'<w:commentRangeEnd w:id="{number}"')
        assert words(document[start:end]) == finding["quote"]
        assert finding["message"] in unescape(comments)
    assert f'xmlns:w="{W}"' in comments.replace("'", '"')


def test_the_page_shows_every_finding_beside_its_words(
    commented: tuple[bytes, bytes, Any], tmp_path: Path
) -> None:
    _, _, found = commented
    page = html.parse(str(tmp_path / "审读.html"), parser=html.HTMLParser(encoding="utf-8")).getroot()
    notes = page.xpath("//*[contains(@class, 'note')]")
    assert len(notes) == len(found["findings"])
    for number, finding in enumerate(found["findings"], 1):
        [mark] = page.xpath(f"//*[@id='f{number}']")
        row = next(a for a in mark.iterancestors("div") if "row" in a.get("class", "").split())
        note = row.xpath(f".//*[@id='n{number}']")[0]
        assert finding["message"] in note.text_content()
        assert "".join(mark.xpath("text()")) == finding["quote"]
    assert not page.xpath("//script|//link|//img")


def test_a_folder_is_summed_by_kind_and_unit(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "甲/一.txt", "东屿区教育局自查报告\n初中由12所增加到10所。")
    write(tmp_path, "甲/二.txt", "东屿区教育局工作总结\n小学3所，初中2所，共5所。")
    write(tmp_path, "西屿县/三.txt", "全县2月30日开学。截止目前，小学3所。")
    code, found, errors = run(tmp_path, "--format", "json")
    assert (code, errors) == (3, "")
    assert found["kinds"] == {"direction_word": 1, "invalid_date": 1, "text_style": 1}
    sums = {name: (unit["reports"], unit["error"], unit["warn"]) for name, unit in found["units"].items()}
    assert sums == {"西屿县": (1, 1, 1), "东屿区教育局": (2, 1, 0)}
    code, out, errors = run(tmp_path)
    assert (code, errors) == (3, "")  # no bar where nobody looks
    assert all(name in out for name in ("东屿区教育局", "西屿县", "日期不存在", "三.txt", "审读 3 份"))


def test_what_is_for_one_report_is_refused_for_a_folder(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "一.txt", "小学3所。")
    code, found, _ = run(tmp_path, "--html", tmp_path / "x.html", "--format", "json")
    assert (code, [p["code"] for p in found["problems"]]) == (2, "U053".split())


def test_an_explained_exception_stays_with_its_sentence(run: Run, tmp_path: Path) -> None:
    sentence = "初中由12所增加到10所。"
    path = write(tmp_path, "a.txt", f"基本情况如下。\n{sentence}\n")
    _, found, _ = run(path, "--format", "json")
    [number] = [n for n, f in enumerate(found["findings"], 1) if f["kind"] == "direction_word"]
    code, found, _ = run(path, "--explain", str(number), "--reason", "含新建的2所", "--format", "json")
    assert (code, found["summary"]["error"], found["summary"]["explained"]) == (0, 0, 1)
    assert (found["findings"][number - 1]["severity"], found["findings"][number - 1]["explained"]) == (
        "info",
        "含新建的2所",
    )
    # The report is edited around the sentence: still explained.
    write(tmp_path, "a.txt", f"新写的开头，小学3所。\n基本情况如下。又加一句。 {sentence}\n")
    code, found, _ = run(path, "--format", "json")
    assert (code, found["summary"]["explained"]) == (0, 1)
    assert "已说明" in run(path)[1]
    # The number changes: nobody has explained that one.
    write(tmp_path, "a.txt", f"基本情况如下。\n{sentence.replace('10', '9')}\n")
    code, found, _ = run(path, "--format", "json")
    assert (code, found["summary"]["error"], found["summary"]["explained"]) == (3, 1, 0)


def test_the_same_words_in_another_sentence_are_not_explained(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "甲县2月30日开学。")
    assert run(path, "--explain", "1", "--reason", "农历")[0] == 0
    write(tmp_path, "a.txt", "甲县2月30日开学。乙县2月30日放假。")
    code, found, _ = run(path, "--format", "json")
    assert (code, [f["severity"] for f in found["findings"]]) == (3, ["info", "error"])


def test_a_damaged_file_of_exceptions_is_told(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "小学3所。")
    write(tmp_path, "a.txt.explained.json", '{"kind": 1}')
    code, found, _ = run(path, "--format", "json")
    assert (code, [p["code"] for p in found["problems"]]) == (70, ["W040"])
