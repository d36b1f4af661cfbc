"""Sentences said in many ways, through drafting and scoring: the points are those a person works out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zeren.workspace.sentences import apply_sentence

WORKED: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "worked.yaml").read_text(encoding="utf-8")
)


def applied(entry: dict[str, Any]) -> dict[str, Any]:
    full = None if entry.get("full") is None else Decimal(str(entry["full"]))
    return apply_sentence(entry["text"], full=full, inputs=entry["inputs"])


@pytest.mark.parametrize("entry", WORKED, ids=lambda e: e["text"][:24])
def test_the_sentence_gives_the_points(entry: dict[str, Any]) -> None:
    found = applied(entry)
    assert found["understood"], found["trace"]
    assert (found["outcome"], found["points"]) == (entry["outcome"], entry.get("points")), found["trace"]
    assert (found.get("grade") or "") == entry.get("grade", "")


# What would be read wrongly if a part were passed over: better not understood.
REFUSED = [
    "扣分单位超过15%的专项才可以加分，加分单位不得超过10%，每个加0.5分",
    "有学校超过的为不合格",
    "巩固率98%以上得10分；辍学率超过2%的，本项不得分",
    "各项得分之和除以项数",
    "按90%折算",
    "达到95%得5分，城区学校须达到98%",
    "每缺1项扣1分，缺3项以上的按未完成计",
    "每少1名扣0.5分，农村学校可放宽1名",
    "每发现1处问题扣0.2分，限期整改到位的扣分减半",
    "控制在控制线以内得5分，每超1个百分点扣1分，超过控制线5%的不得分",
    "每篇加1分，第二篇起每篇加0.5分",
    "每发生1起扣1分，5起以上每起扣2分",
    "入学率每低于规定指标0.1个百分点扣0.2分，小学、初中分别计算",
]


@pytest.mark.parametrize("text", REFUSED)
def test_half_understood_is_not_understood(text: str) -> None:
    found = apply_sentence(text, full=Decimal(10), inputs={"value": 90, "count": 1})
    assert (found["understood"], found["rule"], found["points"]) == (False, None, None)


def test_a_fact_of_another_name_is_not_taken_for_the_judged_points() -> None:
    text = "安全设施每缺一项扣10分；设施不完善的，由检查组酌情扣1到5分，扣完为止"
    found = apply_sentence(text, full=Decimal(30), inputs={"missing": 1, "incomplete": True})
    assert found["outcome"].startswith("pending")


def test_a_gate_about_something_else_reads_an_input_of_its_own() -> None:
    text = "完成率每低1个百分点扣1分，满意度低于60%的一票否决"
    found = apply_sentence(text, full=Decimal(10), inputs={"value": 98, "target": 100, "满意度": 59})
    assert found["outcome"] == "veto"
    assert "满意度" in found["rule"]["inputs"]
