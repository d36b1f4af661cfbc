"""The document as a whole: ordinals, events told once, lists, warnings."""

from __future__ import annotations

import pytest

from tests.support.plain_facts import day
from tests.unit.reports.district import AT, COUNTY, composed, facts, ledgers, pack, scorecard, template, words
from zeren.core.kernel import Chart, Heading, Paragraph, Problem, Table, ZerenError
from zeren.core.reports import compose

SIX = 'events(item="3")'


def lines(*texts: str) -> list[str]:
    return words(composed(*texts, notice=""), notes=False).splitlines()[2:-2]


def test_ordinals_are_counted_and_an_item_brings_its_own() -> None:
    text = '# 甲\n\n## 子\n\n### 丑\n\n### 寅\n\n## 卯\n\n### {{ item("3") }}\n\n#### 辰\n\n# 乙'
    assert lines(text) == [
        "一、甲",
        "（一）子",
        "1.丑",
        "2.寅",
        "（二）卯",
        "3.推动教育优质均衡发展",
        "（1）辰",
        "二、乙",
    ]


def test_ordinals_run_through_the_sections_files() -> None:
    assert lines("# 甲", "# 乙") == ["一、甲", "二、乙"]


def test_an_empty_branch_leaves_no_hole_and_no_paragraph() -> None:
    text = "- 甲。\n{% if not met('1.1') %}\n- 乙。\n{% endif %}\n- 丙。\n\n{% if false %}\n不印\n{% endif %}"
    assert lines(text) == ["（1）甲。", "（2）丙。"]


def test_running_list() -> None:
    assert lines("+ **甲。**好。\n+ 乙。") == ["一是甲。好。二是乙。"]


def test_line_breaks_are_nothing() -> None:
    assert lines("甲\n乙{% if true %}丙{% endif %}\n丁") == ["甲乙丙丁"]


def test_a_numbered_list_is_refused() -> None:
    with pytest.raises(ZerenError, match="P060"):
        composed("1. 甲")


def test_markdown_table_with_caption() -> None:
    document = composed(
        '表：完成情况\n\n| 指标 | 值 |\n|---|---|\n| {{ name("dropout_rate") }} | {{ value("dropout_rate") }} |',
        notice="",
    )
    table = next(b for b in document.blocks if isinstance(b, Table))
    assert "".join(i.text for i in table.caption) == "完成情况"  # type: ignore[union-attr]
    assert [cell[0].text for cell in table.rows[0]] == ["初中辍学率", "0.19%"]  # type: ignore[union-attr]


def test_an_event_is_told_once() -> None:
    text = (
        "{% for e in events(where=\"event_type = 'meeting'\") %}{{ e.title }}。{% endfor %}\n\n"
        '{% for e in rows("work_log") %}{{ e.title }}。{% endfor %}\n\n{{ rest("3") }}'
    )
    printed = "\n".join(lines(text))
    for row in ledgers()["work_log"]:
        assert printed.count(row["title"]) == 1, row["title"]


def test_rest_tells_what_is_left_of_the_item_of_this_period() -> None:
    printed = lines('{{ rest("2") }}\n\n{{ rest("2") }}')
    assert len(printed) == 1
    assert printed[0].startswith(
        "此外，还开展了以下工作：3月1日，印发《关于进一步加强残疾儿童少年教育工作的意见》（某教〔2017〕12号）；"
    )
    assert "旧文件" not in printed[0]


def test_a_roster_tells_its_events_and_counts_stay_true() -> None:
    text = """{{ count("work_log", where="event_type = 'training'", roster="title") }}次，{{ rest("2") }}"""
    first, second = text.split("，")
    document = composed(f"{first}。\n\n{second}\n\n{first}。", notice="")
    assert words(document).count("义务教育质量监测培训") == 1
    assert words(document, notes=False).count("2次") == 2


def test_untold_events_are_a_warning() -> None:
    problems: list[Problem] = []
    composed("好。", problems=problems)
    assert [(p.code, p.expected, p.details["count"]) for p in problems] == [
        ("R030", "2", 5),
        ("R030", "3", 3),
    ]
    assert all(p.severity == "warning" for p in problems)


def test_a_told_report_has_no_warning() -> None:
    problems: list[Problem] = []
    composed(problems=problems)
    assert problems == []


def test_nearly_equal_sentences_are_a_warning() -> None:
    problems: list[Problem] = []
    same = "充分发挥区域内学前教育优质资源的引领示范作用，逐步缩小城乡差距"
    composed(
        f"{same}。\n\n持续{same}。{{{{ rest('2') }}}}".replace("{{ rest('2') }}", ""),
        '{{ rest("2") }}\n\n{{ rest("3") }}',
        problems=problems,
    )
    assert [p.code for p in problems] == ["R031"]


def test_two_rows_for_one_meeting_are_a_warning() -> None:
    log = ledgers()["work_log"]
    log.append({**log[2], "event_id": "E9", "title": "2017年学前教育工作会议", "date": day("2017-02-21")})
    problems: list[Problem] = []
    composed('{{ rest("2") }}\n\n{{ rest("3") }}', problems=problems, given=facts(work_log=log))
    assert [p.code for p in problems] == ["R032"]


def test_problems_and_next_steps_are_gravest_first() -> None:
    printed = lines("{% for p in problems_found() %}\n- {{ p.kind }}：{{ p.sentence }}。\n{% endfor %}")
    assert [line[3:].split("：")[0] for line in printed] == ["missed", "at_risk", "overdue", "open"]
    assert "音乐专任教师缺编2人，正在整改（期限2017年9月30日）" in printed[3]


def test_errors_of_all_sections_come_together() -> None:
    with pytest.raises(ZerenError) as caught:
        composed("{{ 1 }}", "好", "{{ 2 }}")
    assert [p.place.file for p in caught.value.problems] == ["01-test.md", "03-test.md"]


def test_another_letter_is_refused() -> None:
    letter = pack().letters["letter-2017"]
    strange = type(letter)(*(("other" if f == "id" else getattr(letter, f)) for f in letter.__slots__))
    with pytest.raises(ZerenError, match="R017"):
        compose(template(), scorecard(), letter=strange, pack=pack(), facts=facts(), unit=COUNTY, at=AT)


def test_the_whole_template() -> None:
    document = composed()
    headings = [b.ordinal.text for b in document.blocks if isinstance(b, Heading) and b.ordinal]
    assert headings == ["一、", "（一）", "1.", "2.", "（二）", "3.", "二、", "三、"]
    assert [b.style for b in document.blocks if isinstance(b, Paragraph)][:2] == ["notice", "addressee"]
    assert sum(isinstance(b, Chart) for b in document.blocks) == 1
    occurrences = [n.occurrence for n in document.numbers()]
    assert occurrences == [f"n{i:04d}" for i in range(1, len(occurrences) + 1)]
    assert composed() == document
