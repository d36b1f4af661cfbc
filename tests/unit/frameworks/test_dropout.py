"""Dropout control: time limits by region, the ledgers' checks R27 and R28 on rows a school might send, and the four reports."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from zeren.core.intake import check_all, read
from zeren.core.kernel import OrgTree, Period, Problem, Unit
from zeren.core.packs import Pack, load, packs_folder

PACK = "dropout-control-2024"
SCHOOL = "2199990001"
PERIOD = Period.parse("2024H1")
CASE = {
    "学籍号": "J999999201001010014", "姓名": "虚构甲", "性别": "男", "民族": "汉", "学校标识码": SCHOOL, "学段": "初中",
    "年级": "7", "重点监测类别": "不属于", "缺勤起始日": "2024-03-04", "认定日期": "2024-04-01", "辍学原因": "厌学",
    "首次劝返日期": "2024-04-02", "劝返次数": 1, "状态": "已复学", "复学日期": "2024-04-10", "安置方式": "原年级原班",
}  # fmt: skip
SUSPECTED = {
    "学籍号": "J999999201001010014", "姓名": "虚构甲", "性别": "男", "民族": "汉", "学校标识码": SCHOOL, "学段": "初中",
    "年级": "7", "重点监测类别": "不属于", "缺勤起始日": "2024-03-04", "联系家长日期": "2024-03-04", "首次家访日期": "2024-03-04",
    "书面上报日期": "2024-03-07", "状态": "已复学", "返校日期": "2024-03-11",
}  # fmt: skip
REPORT = {
    "报告单位代码": SCHOOL, "报告类别": "学校月报告", "所属年月": "2024-05", "报告日期": "2024-05-28", "疑似辍学人数": 0,
    "累计辍学人数": 3, "其中：已复学人数": 2, "其中：已销号人数": 1, "在册未销人数": 2,
}  # fmt: skip


@cache
def pack() -> Pack:
    return load(PACK)


def parameters(*regions: str) -> dict[str, Any]:
    found = {name: p.at(PERIOD.end, regions) for name, p in pack().parameters.items()}
    return {name: value for name, value in found.items() if value is not None}


def told(folder: Path, ledger: str, row: Mapping[str, Any], *regions: str) -> set[str]:
    """The messages of the checks that a row does not pass."""
    file = folder / f"{pack().ledgers[ledger].name}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(row)
    [found] = read([file], pack().ledgers, codes=pack().codes, period=PERIOD, parameters=parameters(*regions))
    names = {check.message: check.id for check in pack().ledgers[ledger].checks}
    return {name for message, name in names.items() if any(message in p.zh for p in found.problems)}


# --- time limits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "regions", "value"),
    [
        ("absence_contact_days", (), 0),
        ("home_visit_days", (), 0),
        ("home_visit_days", ("310151", "3101", "31"), 2),
        ("absence_written_days", (), 3),
        ("dropout_confirm_days", ("210102", "2101", "21"), 28),
        ("transfer_side_days", (), 14),
        ("suspension_years", (), 1),
        ("return_same_class_days", ("632721", "6327", "63"), 90),
        ("return_lower_grade_days", ("632721", "6327", "63"), 365),
    ],
)
def test_time_limits_by_region(name: str, regions: tuple[str, ...], value: int) -> None:
    assert pack().parameters[name].at(PERIOD.end, regions) == Decimal(value)


def test_what_is_only_known_from_one_place_says_so() -> None:
    own = [
        p
        for p in pack().parameters.values()
        if (packs_folder() / PACK / "parameters" / f"{p.id}.yaml").is_file()
    ]
    sure = {p.id for p in own if "未核实" not in p.source}
    assert sure == {"transfer_side_days", "suspension_years"}
    assert len(own) >= 10


# --- the checks ---------------------------------------------------------------------------------------------------------


def test_rows_in_order_pass(tmp_path: Path) -> None:
    assert told(tmp_path, "dropout_cases", CASE) == set()
    assert told(tmp_path, "suspected_dropouts", SUSPECTED) == set()
    assert told(tmp_path, "dropout_reports", REPORT) == set()


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"认定日期": "2024-03-31"}, "R28_confirm_not_early"),
        ({"缺勤起始日": "2024-04-02"}, "R28_absence_before"),
        ({"首次劝返日期": "2024-03-31"}, "R28_persuaded_after"),
        ({"首次劝返日期": "2024-04-11"}, "R28_returned_after_persuaded"),
        ({"复学日期": "2024-03-31"}, "R28_returned_after"),
        ({"劝返次数": 0}, "R27_persuasions"),
        ({"状态": "已销号", "销号日期": "2024-06-01"}, "R27_closed_basis"),
        (
            {"状态": "已销号", "销号日期": "2024-04-05", "销号依据": "复学稳定", "核查人": "虚构乙"},
            "R27_closed_after",
        ),
        ({"状态": "已销号"}, "closed_state"),
        ({"销号日期": "2024-06-01", "销号依据": "复学稳定", "核查人": "虚构乙"}, "closed_state"),
        ({"状态": "疑似辍学"}, "state_here"),
        ({"学段": "高中", "年级": "10"}, "compulsory_only"),
        ({"复学日期": "2024-06-10"}, "placement_same_class"),
    ],
)
def test_a_case_out_of_order_is_told(tmp_path: Path, changes: dict[str, Any], check: str) -> None:
    assert check in told(tmp_path, "dropout_cases", CASE | changes)


def test_a_closed_case_with_its_basis_passes(tmp_path: Path) -> None:
    closed = {"状态": "已销号", "销号日期": "2024-06-01", "销号依据": "复学稳定", "核查人": "虚构乙"}
    assert told(tmp_path, "dropout_cases", CASE | closed) == set()


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"联系家长日期": "2024-03-05"}, "T_contact"),
        ({"首次家访日期": "2024-03-05"}, "T_visit"),
        ({"书面上报日期": "2024-03-08"}, "T_written"),
        ({"书面上报日期": "", "返校日期": "", "状态": "疑似辍学"}, "T_written_due"),
        ({"返校日期": "", "状态": "疑似辍学"}, "T_confirm_due"),
        ({"首次家访日期": "2024-03-01"}, "dates_after_absence"),
        ({"返校日期": "2024-03-11", "确认辍学日期": "2024-04-01"}, "R27_one_end"),
    ],
)
def test_a_time_limit_that_was_missed_is_told(tmp_path: Path, changes: dict[str, Any], check: str) -> None:
    assert check in told(tmp_path, "suspected_dropouts", SUSPECTED | changes)


def test_a_region_with_more_time_is_not_told(tmp_path: Path) -> None:
    late = SUSPECTED | {"首次家访日期": "2024-03-06"}
    assert "T_visit" in told(tmp_path, "suspected_dropouts", late)
    assert "T_visit" not in told(tmp_path, "suspected_dropouts", late, "310151")


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"其中：已复学人数": 4}, "R27_returned_within"),
        ({"其中：已销号人数": 4, "在册未销人数": -1}, "R27_closed_within"),
        ({"在册未销人数": 3}, "R27_open_rest"),
        ({"疑似辍学人数": ""}, "zero_report"),
        ({"报告单位代码": "999901"}, "school_monthly"),
        ({"报告日期": "2024-04-30"}, "reported_after_month"),
    ],
)
def test_a_report_that_does_not_add_up_is_told(tmp_path: Path, changes: dict[str, Any], check: str) -> None:
    assert check in told(tmp_path, "dropout_reports", REPORT | changes)


def test_the_ledgers_and_the_movements_must_name_the_same_dropouts(tmp_path: Path) -> None:
    """R22: a case that no movement records is told, and one that a movement records is not."""
    movement = {
        "学籍号": CASE["学籍号"], "学校标识码": SCHOOL, "学段": "初中", "年级": "7", "性别": "男", "民族": "汉",
        "异动类别": "辍学", "异动日期": "2024-04-01", "异动原因": "厌学", "缺勤起始日": "2024-03-04",
        "首次劝返日期": "2024-04-02", "劝返次数": 1, "返校日期": "2024-04-10",
    }  # fmt: skip
    wanted = "学籍异动台账没有登记辍学"
    assert any(wanted in p.zh for p in together(tmp_path, movement | {"异动类别": "休学"}))
    assert not any(wanted in p.zh for p in together(tmp_path, movement))


def together(folder: Path, movement: Mapping[str, Any]) -> list[Problem]:
    """The case and a movement of one school, checked together."""
    files = [folder / "辍学学生台账.csv", folder / "学籍异动台账.csv"]
    for file, row in zip(files, (CASE, movement), strict=True):
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(row))
            writer.writeheader()
            writer.writerow(row)
    tree = OrgTree([Unit("999901", "虚构区", "county"), Unit(SCHOOL, "虚构中学", "school", "999901")])
    readings = read(
        files, pack().ledgers, codes=pack().codes, period=PERIOD, parameters=parameters(), tree=tree
    )
    frames = {name: frame for reading in readings for name, frame in reading.frames.items()}
    assert set(frames) == {"dropout_cases", "movements"}
    submitted = {name: frozenset({SCHOOL}) for name in frames}
    return check_all(
        frames,
        pack().ledgers,
        period=PERIOD,
        tree=tree,
        parameters=parameters(),
        submitted=submitted,
        readings=readings,
    )


# --- what there is ------------------------------------------------------------------------------------------------------


def test_three_ledgers_and_four_reports() -> None:
    own = {name for name, ledger in pack().ledgers.items() if ledger.pack == PACK}
    assert {"school_age_children", "suspected_dropouts", "dropout_cases"} <= own
    kinds = {v.code for v in pack().codes["report_kind"].values}
    assert {"monthly", "quarterly", "term", "yearly"} <= kinds
    cadence = {
        "dropout_report_rate_monthly",
        "dropout_reviews_quarterly",
        "dropout_surveys_term",
        "dropout_evaluations_yearly",
    }
    assert cadence <= set(pack().indicators)


def test_nothing_about_a_child_is_public() -> None:
    """Names, numbers, families and reasons of minors are personal or sensitive in every ledger of the pack."""
    private = {
        "student_id",
        "id_number",
        "name",
        "guardian",
        "guardian_phone",
        "birth_date",
        "watch_group",
        "reason",
        "exemption",
    }
    for ledger in pack().ledgers.values():
        if ledger.pack != PACK:
            continue
        shown = {
            c.id for c in ledger.columns if c.id in private and c.sensitivity not in {"personal", "sensitive"}
        }
        assert shown == set(), ledger.id


def test_the_notice_is_of_2024() -> None:
    assert all(
        "2024" in i.source for i in pack().indicators.values() if i.pack == PACK and "通知" in i.source
    )
