"""The district's pack, told on the demo district: the letter is whole, and the report reads well and tells every event once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.tiny import frames
from zeren.core.engine import SnapshotFacts, freeze, measure
from zeren.core.kernel import (
    Chart,
    Document,
    Heading,
    Inline,
    Note,
    Number,
    Paragraph,
    Problem,
    Scorecard,
    Table,
)
from zeren.core.packs import Letter, Pack, inspect
from zeren.core.reports import check_template, compose
from zeren.core.scoring import check_letter, score
from zeren.demo import all_rows, demo_workspace
from zeren.workspace.importing import tree_from

PACK = "chengzhong-2017"
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
# Punctuation that only stands where a sentence lost its middle.
BROKEN = re.compile(
    r"[，；：、][，。；：、）]|[，；、]$|。。|^[，。；）]|为[，。；]|（[，；）]|《》|None|未报送[次个所名份场]"
)


@cache
def pack() -> Pack:
    found, problems = inspect(PACK)
    assert problems == []
    assert found is not None
    return found


@cache
def lean() -> Pack:
    """The pack with the indicators that letter and report use, and no others: measuring is most of the time."""
    template = "".join(section.text for section in pack().reports["self-inspection"].sections)
    used = {target.indicator for target in letter().targets} | {veto.indicator for veto in letter().vetoes}
    used |= {bonus.indicator for bonus in letter().bonuses} | set(re.findall(r'"([a-z0-9_]+)"', template))
    return replace(pack(), indicators={name: i for name, i in pack().indicators.items() if name in used})


def letter() -> Letter:
    return pack().letters[PACK]


@dataclass(frozen=True)
class Told:
    document: Document
    scorecard: Scorecard
    problems: list[Problem]

    @property
    def paragraphs(self) -> list[str]:
        return [words(b.inlines) for b in self.document.blocks if isinstance(b, Heading | Paragraph)]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def words(inlines: Sequence[Inline]) -> str:
    return "".join(inline.text for inline in inlines if not isinstance(inline, Note))


def tell(rows: Rows, folder: Path) -> Told:
    """The report on these rows, through engine, scoring and composing."""
    workspace = demo_workspace(folder)
    held = frames(rows, lean())
    snapshot = freeze(
        held,
        pack=lean(),
        tree=tree_from(workspace, held),
        period=workspace.period,
        into=folder,
        by="测试",
        at=datetime(2017, 7, 1, 8, 0, tzinfo=UTC),
    )
    facts = SnapshotFacts(snapshot, lean(), measure(snapshot, lean()))
    card = score(letter(), facts, pack=lean())
    problems: list[Problem] = []
    document = compose(
        lean().reports["self-inspection"],
        card,
        letter=letter(),
        pack=lean(),
        facts=facts,
        unit=workspace.unit,
        at=workspace.report_date,
        notice=workspace.notice,
        problems=problems,
    )
    return Told(document, card, problems)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return tell(all_rows().rows, tmp_path_factory.mktemp("whole"))


@cache
def few_rows() -> dict[str, list[dict[str, Any]]]:
    return {name: list(rows) for name, rows in all_rows(2017, 0.02).rows.items()}


# -- the letter --------------------------------------------------------------------------------------------------------


def test_the_letter_has_its_eight_items_and_its_points_add_up() -> None:
    sections = [(section.name, [item.id for item in section.items]) for section in letter().sections]
    assert sections == [("教育发展目标", ["1", "2"]), ("教育改革目标", ["3", "4", "5", "6", "7", "8"])]
    assert sum(target.points for target in letter().targets) == letter().full == Decimal(100)
    assert letter().document_number == "青政办函〔2017〕53号"
    assert letter().points_status == "illustrative"
    assert "示意" in letter().points_note
    assert "illustrative" in letter().points_note


def test_every_target_is_measured_and_proven_by_ledgers() -> None:
    for target in letter().targets:
        indicator = pack().indicators[target.indicator]
        assert set(indicator.ledgers) & set(target.evidence), target.id
        assert target.office, target.id
        assert target.due is not None
        assert target.clause, target.id
        assert target.qualitative == (indicator.unit == "count"), target.id


def test_the_rules_are_in_order_and_every_kind_is_used() -> None:
    assert check_letter(letter()) == []
    rules = [target.rule for target in letter().targets] + [bonus.rule for bonus in letter().bonuses]
    assert {rule.name for rule in rules} == {"all_or_nothing", "step", "bands", "tariff"}
    assert {r.parameters["rounding"] for r in rules if r.name == "step"} == {"prop", "ceil", "floor"}
    assert letter().vetoes


def test_limits_that_the_report_states_are_the_reports() -> None:
    limits = {target.name: (target.limit.op, target.limit.value) for target in letter().targets}
    assert limits["初中辍学率"] == ("<=", Decimal("1.5"))
    assert limits["小学辍学率"] == ("<=", Decimal(0))
    assert limits["捆绑学校"] == (">=", Decimal(8))
    assert limits["三类残疾儿童少年入学率"] == (">=", Decimal(100))


def test_every_own_indicator_serves_the_letter_or_the_report() -> None:
    template = "".join(section.text for section in pack().reports["self-inspection"].sections)
    used = {target.indicator for target in letter().targets}
    own = {name for name, indicator in pack().indicators.items() if indicator.pack == PACK}
    assert {name for name in own if name not in used and f'"{name}"' not in template} == set()


# -- the report --------------------------------------------------------------------------------------------------------


def test_the_template_is_in_order() -> None:
    assert check_template(pack().reports["self-inspection"], pack()) == []


def test_nothing_is_untold_or_told_twice(told: Told) -> None:
    assert told.problems == []
    rows = few_rows()  # the events are the same at any size
    for ledger in ("work_log", "documents_issued"):
        for row in rows[ledger]:
            assert told.text.count(row["title"]) == 1, row["title"]
    sentences = Counter(s for p in told.paragraphs for s in re.split("[。；]", p) if len(s) > 6)
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_the_report_has_the_reports_structure(told: Told) -> None:
    headings = [
        (block.level, "" if block.ordinal is None else block.ordinal.text)
        for block in told.document.blocks
        if isinstance(block, Heading)
    ]
    items = [(3, f"{n}.") for n in range(1, 9)]
    assert headings == [
        (1, "一、"), (2, "（一）"), *items[:2], (2, "（二）"), *items[2:], (1, "二、"), (1, "三、"),
    ]  # fmt: skip
    assert sum(isinstance(block, Chart) for block in told.document.blocks) == 1
    tables = [block for block in told.document.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables[:2]] == [19, 37]


def test_the_dropout_rate_is_what_six_really_is(told: Told) -> None:
    assert "全区初中辍学6名" in told.text
    assert "的0.07%，控制在1.5%以内" in told.text
    assert "华罗庚实验学校初中学段辍学6名，占该校学年初初中在校生600人的1%" in told.text
    assert "0.01%" not in told.text


@pytest.mark.parametrize(
    "words_of_the_report",
    [
        "2次，参加86人次", "共3个县的督导", "问题台账、整改台账、销号台账，共3类", "国家义务教育质量监测反馈的4个问题",
        "“选课走班”教学模式", "“点菜送课”", "儿童阅读研究中心", "“SPARK体育”“生动数学”“创意美术”", "课程开齐开足率为100%",
        "“互联网+实地教研”", "学科素养大赛3项", "现场反馈、限期整改", "任兼职园长助理", "民办学前教育协会", "区级初评",
        "市级抽检", "上报备案", "“特殊教育”送教上门", "“健康促进学校”", "园长高峰论坛", "8所捆绑学校（", "谢家寨小学", "阳光小学",
        "逯家寨学校", "“城乡教育牵手”", "扁平化管理", "岗位签订责任书", "美德少年表彰", "心理健康辅导站", "文明城市专项督查",
    ],
)  # fmt: skip
def test_everything_the_real_report_tells_is_told(told: Told, words_of_the_report: str) -> None:
    assert words_of_the_report in told.text


def test_numbers_are_cited_and_official_marks_are_used(told: Told) -> None:
    plain = "".join(
        i.text
        for b in told.document.blocks
        if isinstance(b, Paragraph)
        for i in b.inlines
        if not isinstance(i, Note | Number)
    )
    assert not re.search(r"\d", plain)
    assert "截止" not in told.text
    assert not re.search(r"\[\d{4}\]", told.text)
    assert "——" not in told.text


def test_the_problems_are_real(told: Told) -> None:
    assert told.scorecard.count("missed") == 1
    assert told.scorecard.count("at_risk") == 1
    problems = told.paragraphs[told.paragraphs.index("存在的问题") :]
    assert any("尚未返校" in line for line in problems)
    assert any("整改已超过期限" in line for line in problems)
    assert told.scorecard.outcome.points == Decimal("99.5")


# -- less data ---------------------------------------------------------------------------------------------------------

BUREAU = (
    ("work_log", "documents_issued"),
    ("inspectors", "inspections", "inspection_findings", "supervision_ledgers", "movements"),
    ("pairings", "secondments", "standing_bodies"),
    ("posts", "initiatives", "home_teaching_visits"),
)


@pytest.mark.parametrize("missing", [*BUREAU, sum(BUREAU, ())])
def test_the_report_still_reads_well_without(missing: tuple[str, ...], tmp_path: Path) -> None:
    left = {name: rows for name, rows in few_rows().items() if name not in (*missing, "event_coverage")}
    short = tell(left, tmp_path)
    body = [line for line in short.paragraphs if not line.endswith("局：")]
    assert [line for line in body if BROKEN.search(line)] == []
    assert short.problems == []


def test_a_log_without_its_numbers_still_reads_well(tmp_path: Path) -> None:
    kept = ("event_id", "unit_code", "event_type", "date", "title", "topic", "target", "host")
    bare = [{name: row[name] for name in kept} for row in few_rows()["work_log"]]
    short = tell({**few_rows(), "work_log": bare}, tmp_path)
    assert [line for line in short.paragraphs if BROKEN.search(line) and not line.endswith("局：")] == []
    told_work = short.text[: short.text.index("存在的问题")]
    assert not re.search(r"[动讲论辅教送][场次期节]|(?<!\d)0[场次人]", told_work)
    assert short.problems == []
