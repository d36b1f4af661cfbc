"""Facts: rows found, citations that say what they rest on, and every cited number computed again."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.tiny import DISTRICT, frozen, tiny
from zeren.core.engine import (
    Snapshot,
    SnapshotFacts,
    explain,
    formula_text,
    recheck,
    recount,
    remeasure,
    to_records,
)
from zeren.core.kernel import Facts, RowQuery, ZerenError


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> SnapshotFacts:
    return SnapshotFacts(frozen(DISTRICT, tmp_path_factory.mktemp("snapshots")), tiny())


def test_the_protocol_is_kept(facts: SnapshotFacts) -> None:
    seen: Facts = facts
    assert (seen.snapshot_id, seen.period.id, len(seen.tree)) == (facts.snapshot.id, "2017H1", 10)


def test_a_note_says_everything_a_reader_needs(facts: SnapshotFacts) -> None:
    short = facts.snapshot_id[:8]
    cited = facts.cite(facts.measurement("dropout_rate", "630103"))
    assert cited.text == (
        "辍学率＝2÷120×100＝1.67%（城中区，2017年1—6月）；来源：试验文号第1条；"
        f"数据：学生名册 6 行、在校生统计表 5 行；快照 {short}"
    )
    by = facts.cite(facts.measurement("dropout_rate", "630103", gender="2"), "denominator")
    assert by.text.startswith("辍学率的分母＝40（城中区，2017年1—6月，性别：女）；")
    missing = facts.cite(facts.measurement("dropout_rate", "B"))
    assert missing.text.startswith("辍学率＝—，无分母，不可计算（乙校，2017年1—6月）；")
    counted = facts.cite(facts.measurement("large_classes", "63"))
    assert counted.text.startswith("大班额班数＝1个（青海省，")
    assert facts.cite(facts.measurement("dropout_rate", "Z"), "numerator").text.startswith(
        "辍学率的分子＝未报送（外省学校"
    )


def test_a_citation_holds_the_facts_that_are_documented(facts: SnapshotFacts) -> None:
    cited = facts.cite(facts.measurement("dropout_rate", "630103", gender="2"), "numerator").facts
    assert dict(cited) == {
        "indicator": "dropout_rate",
        "unit": "630103",
        "period": "2017H1",
        "disaggregation": {"gender": "2"},
        "part": "numerator",
        "value": "5",
        "numerator": "2",
        "denominator": "40",
        "null_reason": None,
        "formula": formula_text(tiny().indicators["dropout_rate"], tiny()),
        "source": "试验文号第1条",
        "pack": "tiny 0.2.0",
        "snapshot": facts.snapshot_id,
        "ledgers": {"pupils": 6, "returns": 5},
        "unit_of_measure": "percent",
    }
    with pytest.raises(ValueError, match="no part"):
        facts.cite(facts.measurement("dropout_rate", "630103"), "share")


def test_formulas_are_words(facts: SnapshotFacts) -> None:
    texts = [formula_text(i, tiny()) for i in tiny().indicators.values()]
    assert texts[1] == "（学生名册中出生日期至年龄基准日的周岁≥入学年龄的行数） ÷ （学生名册的行数） × 100"
    assert texts[3] == (
        "（学生名册的按单位、年级、班级分组（members＝行数，paid＝收费合计）后members＞2且paid≥收费上限的组数）"
    )
    assert "编号前缀" in texts[4]
    assert "单位的城乡＝“乡村”" in texts[4]
    written = replace(tiny().indicators["at_age"], numerator_text="适龄学生", denominator_text="全体学生")
    assert formula_text(written, tiny()) == "（适龄学生） ÷ （全体学生） × 100"


def test_records_have_the_promised_form_and_the_ids_of_the_citations(facts: SnapshotFacts) -> None:
    records = to_records(facts.measurements, facts)
    assert len(records) == len(facts.measurements)
    for record, m in zip(records, facts.measurements, strict=True):
        assert record["citation"]["id"] == facts.cite(m).id
    found = next(
        r for r in records if (r["indicator"], r["unit"]) == ("dropout_rate", "D") and r["disaggregation"]
    )
    assert json.loads(json.dumps(found, ensure_ascii=False)) == {
        "indicator": "dropout_rate",
        "unit": "D",
        "period": "2017H1",
        "disaggregation": {"gender": "2"},
        "value": 2,
        "numerator": 1,
        "denominator": 50,
        "unit_of_measure": "percent",
        "null_reason": None,
        "citation": {
            "id": found["citation"]["id"],
            "snapshot": facts.snapshot_id,
            "pack": "tiny 0.2.0",
            "source": "试验文号第1条",
            "ledgers": {"pupils": 1, "returns": 1},
        },
    }


def test_a_measurement_nobody_has_rows_for(facts: SnapshotFacts) -> None:
    none = facts.measurement("dropout_rate", "D", gender="1")
    assert (none.numerator, none.denominator, none.null_reason) == (0, 0, "no_denominator")
    assert facts.measurement("large_classes", "D", gender="1").value == 0
    assert facts.measurement("dropout_rate", "Z", gender="1").null_reason == "not_reported"
    for arguments, group, code, hint in (
        (("dropout_rat", "D"), {}, "E001", "dropout_rate"),
        (("dropout_rate", "63011"), {}, "E002", "6301"),
        (("dropout_rate", "D"), {"gendre": "1"}, "E005", "gender"),
        (("dropout_rate", "D"), {"gender": "1", "urban_rural": "2"}, "E005", "gender"),
    ):
        with pytest.raises(ZerenError) as caught:
            facts.measurement(*arguments, **group)
        assert (caught.value.problems[0].code, caught.value.problems[0].hint) == (code, hint)


def test_rows_are_found_ordered_and_counted(facts: SnapshotFacts) -> None:
    found = facts.rows(
        RowQuery("pupils", "left_on BETWEEN period_start AND period_end", "63", ("-left_on",), 2)
    )
    assert [(r.unit, r["left_on"].isoformat(), r.place) for r in found] == [
        ("B", "2017-06-30", "pupils.xlsx·学生名册·第6行"),
        ("A", "2017-03-01", "pupils.xlsx·学生名册·第4行"),
    ]
    assert found.total == 3
    assert facts.rows(RowQuery("pupils", unit="630103")).total == 6
    assert facts.rows(RowQuery("pupils", "unit.urban_rural = '2'")).rows[0].unit == "D"
    assert facts.rows(RowQuery("returns", "area > 3.999999", order=("area",))).rows[0]["area"] == Decimal(4)
    assert [r["grade"] for r in facts.rows(RowQuery("pupils", unit="B", order=("grade",)))] == [1, None]
    assert facts.rows(RowQuery("pupils", limit=0)).total == 8


def test_a_query_that_cannot_be_asked(facts: SnapshotFacts) -> None:
    for query, code, hint in (
        (RowQuery("pupil"), "E003", "pupils"),
        (RowQuery("pupils", unit="Q"), "E002", ""),
        (RowQuery("pupils", order=("grad",)), "E004", "grade"),
        (RowQuery("pupils", "gradee = 1"), "P033", "grade"),
        (RowQuery("pupils", "grade = 1; DROP TABLE pupils"), "P031", ""),
    ):
        with pytest.raises(ZerenError) as caught:
            facts.rows(query)
        assert (caught.value.problems[0].code, caught.value.problems[0].hint) == (code, hint)


def test_rows_of_a_ledger_nobody_handed_in(tmp_path: Path) -> None:
    facts = SnapshotFacts(frozen({"pupils": [{"school": "A"}]}, tmp_path), tiny())
    assert facts.rows(RowQuery("returns")).total == 0
    assert facts.rows_below("returns", "A") == 0


def test_every_measurement_can_be_taken_again(facts: SnapshotFacts) -> None:
    for m in facts.measurements:
        for part in ("value", "numerator", "denominator"):
            assert facts.recheck(facts.cite(m, part).facts) is None
    cited = dict(facts.cite(facts.measurement("dropout_rate", "A")).facts)
    assert remeasure(facts.snapshot, tiny(), cited) == facts.measurement("dropout_rate", "A")
    assert recheck(facts.snapshot, tiny(), {**cited, "value": "1.01"}) == "1"
    assert recheck(facts.snapshot, tiny(), {**cited, "part": "denominator", "denominator": "99"}) == "100"
    assert recheck(facts.snapshot, tiny(), {**cited, "unit": "B"}) == "无分母，不可计算"
    with pytest.raises(ZerenError):
        recheck(facts.snapshot, tiny(), {**cited, "indicator": "gone"})


def _rows(part: str, value: str, **more: Any) -> dict[str, Any]:
    return {
        "ledger": "pupils",
        "where": "gender = '2'",
        "unit": "63",
        "part": part,
        "column": "",
        "value": value,
    } | more


PLACE = {"file": "returns.xlsx", "sheet": "在校生统计表", "row": 2}


@pytest.mark.parametrize(
    ("cited", "again"),
    [
        (_rows("count", "4"), "4"),
        (_rows("roster", "4"), "4"),
        (_rows("rows", "4"), "4"),
        (_rows("sum", "2.5", column="fee"), "2.5"),
        (_rows("sum", "0", where="grade = 99", column="fee"), "0"),
        (_rows("distinct", "4", column="number"), "4"),
        (_rows("distinct", "5", column="number|class"), "5"),
        (_rows("cell", "4", ledger="returns", column="area", rows=[PLACE]), "4"),
        (_rows("cell", "A", ledger="returns", column="unit", rows=[PLACE]), "A"),
        (_rows("cell", "", ledger="returns", column="remark", rows=[PLACE]), ""),
        (_rows("row", "2", ledger="returns", rows=[PLACE]), "2"),
        (_rows("rows", "1", ledger="returns", where="TRUE", rows=[PLACE], row_count=1), "1"),
        (_rows("rows", "60", where="TRUE", rows=[PLACE], row_count=60), None),
        (_rows("cell", "4", ledger="returns", column="area", rows=[{**PLACE, "row": 99}]), None),
        (_rows("opinion", "4"), None),
    ],
)
def test_cited_rows_are_counted_again(facts: SnapshotFacts, cited: dict[str, Any], again: str | None) -> None:
    assert recount(facts.snapshot, tiny(), cited) == again
    assert recheck(facts.snapshot, tiny(), cited) is None
    changed = {**cited, "value": "77"}
    assert recheck(facts.snapshot, tiny(), changed) == again


def test_what_rests_on_neither_is_left_alone(facts: SnapshotFacts) -> None:
    assert facts.recheck({"letter": "x", "value": "1.5"}) is None
    assert facts.recheck({"indicator": "dropout_rate", "op": "<=", "value": "1.5"}) is None


# --- explain ----------------------------------------------------------------------------------------------------------
def _run(snapshot: Snapshot, sql: str) -> Any:
    """The statement, as anybody would run it in the snapshot's folder."""
    before = Path.cwd()
    os.chdir(snapshot.folder)
    try:
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()[0][0]
    finally:
        os.chdir(before)


@pytest.mark.parametrize(
    "group", [None, ("urban_rural", "1"), ("gender", "2"), ("boarding", "T"), ("grade", "1")]
)
@pytest.mark.parametrize("indicator", sorted(tiny().indicators))
@pytest.mark.parametrize("unit", ["63", "A"])
def test_the_sql_shown_yields_the_number_shown(
    facts: SnapshotFacts, indicator: str, unit: str, group: tuple[str, str] | None
) -> None:
    known = {m.disaggregation for m in facts.measurements.of(indicator)}
    if group is not None and not any(group[0] == d for pairs in known for d, _ in pairs):
        with pytest.raises(ZerenError) as caught:
            explain(facts.snapshot, tiny(), indicator, unit, disaggregation=group)
        assert caught.value.problems[0].code == "E005"
        return
    told = explain(facts.snapshot, tiny(), indicator, unit, disaggregation=group)
    assert told.measurement == facts.measurement(indicator, unit, **dict([group] if group else []))
    assert _run(facts.snapshot, told.numerator_sql) == told.measurement.numerator
    assert "rows_1 AS (" in told.numerator_sql
    if told.denominator_sql:
        assert _run(facts.snapshot, told.denominator_sql) == told.measurement.denominator


def test_an_explanation_shows_the_rows_behind_each_side(facts: SnapshotFacts) -> None:
    told = explain(facts.snapshot, tiny(), "dropout_rate", "63", limit=2)
    assert (told.source, told.formula[:5]) == ("试验文号第1条", "（学生名册")
    (numerator,), (denominator,) = told.numerator_rows, told.denominator_rows
    assert (len(numerator), numerator.total, denominator.total) == (2, 3, 6)
    by = explain(facts.snapshot, tiny(), "dropout_rate", "63", disaggregation=("gender", "2"))
    assert {r["gender"] for r in by.numerator_rows[0]} == {"2"}
    assert explain(facts.snapshot, tiny(), "large_classes", "63").denominator_rows == ()
    with pytest.raises(ZerenError) as caught:
        explain(facts.snapshot, tiny(), "dropout", "63")
    assert caught.value.problems[0].code == "E001"
