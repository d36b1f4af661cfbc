"""Two letters on one snapshot: only the lines that changed move, and the move says why."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from zeren.cli import main
from zeren.core.packs import load
from zeren.workspace import Workspace
from zeren.workspace.letters import diff_letters


def run(*arguments: str) -> int:
    before = sys.argv
    sys.argv = ["zeren", *arguments]
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters") / "demo"
    assert run("demo", str(folder), "--scale", "0.02") == 0
    return folder


def test_a_stricter_limit_moves_its_own_line_and_the_total(
    demo: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = Path(load("chengzhong-2017").path) / "letters" / "chengzhong-2017.yaml"
    text = source.read_text(encoding="utf-8")
    old = 'indicator: retention_junior_2017a\n      limit: {op: ">=", value: 95}'
    assert old in text
    stricter = tmp_path / "stricter.yaml"
    stricter.write_text(text.replace(old, old.replace("95", "100")), encoding="utf-8")

    workspace = Workspace.open(demo)
    found = diff_letters("chengzhong-2017", str(stricter), workspace=workspace)
    assert [(c.id, c.field, c.old, c.new) for c in found.changes] == [
        ("1.8", "limit", "不低于 95", "不低于 100")
    ]
    assert [move.id for move in found.moves] == ["1.8"]
    [move] = found.moves
    assert move.difference is not None
    assert move.difference < 0
    assert "目标值由 不低于 95 改为 不低于 100" in move.why
    assert found.cards is not None
    totals = [card.outcome.points or Decimal(0) for card in found.cards]
    assert totals[1] - totals[0] == move.difference

    capfd.readouterr()
    assert run("diff", "chengzhong-2017", str(stricter), "--workspace", str(demo), "--format", "json") == 0
    answer = json.loads(capfd.readouterr().out)["scores"]
    assert answer["moves"][0]["difference"] == float(move.difference)
    assert (answer["old"]["total"], answer["new"]["total"]) == tuple(map(float, totals))
    assert run("diff", "chengzhong-2017", "chengzhong-2017", "--workspace", str(demo)) == 0
    assert "各项得分不变" in capfd.readouterr().out
