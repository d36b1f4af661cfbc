"""What is refused in a template before any data is seen, with the place it stands at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.reports.district import pack, template
from zeren.core.kernel import Problem
from zeren.core.reports import DIRECTIVES, check_template
from zeren.core.reports.template_check import IDIOMS, bare_figures

DOCUMENT = Path(__file__).parents[3] / "docs" / "explanation" / "report-directives.md"


def found(text: str) -> list[Problem]:
    return check_template(template(text), pack())


def said(text: str) -> list[tuple[str, int | None, int | None, str, str]]:
    return [(p.code, p.place.line, p.place.column, p.found, p.hint) for p in found(text)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("召开会议3次", "3"),
        ("召开会议３次", "３"),
        ("要求①", "①"),
        ("第Ⅲ类", "Ⅲ"),
        ("辍学率0.01%。", "0.01%"),
        ("召开三次会议", "三次"),
        ("两所中学", "两所"),
        ("培训八十六人次", "八十六人次"),
        ("达到百分之五", "百分之五"),
        ("十余场讲座", "十余场"),
        ("每周一次教研", "一次"),
    ],
)
def test_bare_figure_is_refused(text: str, figure: str) -> None:
    assert figure in [word for _, word in bare_figures(text)]
    assert "P060" in [p.code for p in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        *IDIOMS,
        "第一届",
        "一是加强，二是改进",
        "统一部署",
        "三类残疾儿童少年",
        "学前三年教育",
        "作为一项重要任务",
    ],
)
def test_idiom_is_no_figure(text: str) -> None:
    assert list(bare_figures(text)) == []


def test_figure_place_in_second_line() -> None:
    assert said("好。\n\n召开会议5次。") == [("P060", 3, 5, "5", "")]


def test_figures_inside_expressions_are_not_bare() -> None:
    assert found('{% if value("dropout_rate") > 1.5 %}高{% endif %}{{ limit("1.1") }}') == []


@pytest.mark.parametrize(
    ("text", "code", "word", "hint"),
    [
        ('{{ valu("dropout_rate") }}', "R001", "valu", "value"),
        ('{{ value("dropout_rat") }}', "P022", "dropout_rat", "dropout_rate"),
        ('{{ count("worklog") }}', "P020", "worklog", "work_log"),
        ('{{ total("work_log", "attendance") }}', "P021", "attendance", "attendances"),
        ('{{ limit("1.9") }}', "R004", "1.9", ""),
        ('{{ item("12") }}', "R005", "12", ""),
        ('{{ value("dropout_rate", gendre="2") }}', "R006", "gendre", "gender"),
        ("{{ period()|dy }}", "R007", "dy", "day"),
        ('{{ status_count("mett") }}', "R008", "mett", "met"),
        ("{% for e in events() %}{{ e.titel }}{% endfor %}", "P021", "titel", "title"),
        (
            '{% set r = rows("pairings") %}{% for e in r %}{{ e.lead }}{% endfor %}',
            "P021",
            "lead",
            "lead_code",
        ),
        ("""{{ count("work_log", where="topik = 'x'") }}""", "P033", "topik", "topic"),
        ("{{ missing }}", "R001", "missing", ""),
    ],
)
def test_unknown_name_offers_the_nearest(text: str, code: str, word: str, hint: str) -> None:
    (problem,) = found(text)
    assert (problem.code, problem.found) == (code, word)
    assert not hint or problem.hint == hint
    assert problem.place.column == text.index(word) + 1


def test_condition_is_checked_where_it_is_written() -> None:
    text = """{% set meetings = "event_type = 'meeting' AND persn > 3" %}\n{{ count("work_log", where=meetings) }}"""
    (problem,) = found(text)
    assert (problem.code, problem.place.line) == ("P033", 1)
    assert problem.place.column == text.index("persn") + 1


def test_malformed_jinja_has_a_line() -> None:
    (problem,) = found('好\n{{ value("dropout_rate" }}')
    assert (problem.code, problem.place.line) == ("R002", 2)


def test_wrong_arguments() -> None:
    (problem,) = found("{{ value() }}")
    assert problem.code == "R003"
    assert "indicator" in problem.expected


def test_all_problems_in_one_pass() -> None:
    assert {p.code for p in found('共3项{{ valu("x") }}{{ limit("9") }}')} == {"P060", "R001", "R004"}


def test_the_packs_own_template_is_clean() -> None:
    assert check_template(template(), pack()) == []


def test_every_directive_is_documented_with_an_example() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    for name, entry in DIRECTIVES.items():
        assert f"`{name}(" in written, name
        assert "Example:" in (entry.call.__doc__ or ""), name


def test_the_documented_idioms_are_the_list() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert [idiom for idiom in IDIOMS if idiom not in written] == []
