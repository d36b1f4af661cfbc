"""The command line on a small demo district: what people type, right and wrong, and what programs read."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zeren.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo district of about a thousand pupils, made by the real command."""
    folder = tmp_path_factory.mktemp("cli") / "demo"
    assert _run(["demo", str(folder), "--scale", "0.03"]) == 0
    return folder


def _run(arguments: list[str]) -> int:
    before = sys.argv
    sys.argv = ["zeren", *arguments]
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def go(*arguments: str | Path) -> tuple[int, str, str]:
        capfd.readouterr()
        code = _run([str(a) for a in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return go


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "copy"))


def as_json(run: Run, *arguments: str | Path) -> Any:
    _, out, _ = run(*arguments, "--format", "json")
    return json.loads(out)


def test_demo_leaves_what_it_promises(demo: Path) -> None:
    for name in (
        "report/自查报告.docx",
        "report/自查报告.html",
        "scorecard.xlsx",
        "measurements.json",
        "manifest.json",
        "index.html",
        "workspace.yaml",
    ):
        assert (demo / name).stat().st_size > 0, name


def test_measure_gives_the_promised_records(run: Run, demo: Path) -> None:
    records = as_json(run, "measure", demo)
    assert set(records[0]) == {
        "indicator", "unit", "period", "disaggregation", "value", "numerator", "denominator", "unit_of_measure",
        "null_reason", "citation",
    }  # fmt: skip
    county = [r for r in records if r["unit"] == "630103" and not r["disaggregation"]]
    (dropout,) = [r for r in county if r["indicator"] == "dropout_rate_junior_register"]
    assert dropout["numerator"] == 6
    assert dropout["citation"]["snapshot"]
    assert {r["unit"] for r in records} >= {"63", "630100", "630103"}
    assert json.loads((demo / "measurements.json").read_text(encoding="utf-8")) == records


def test_measure_says_the_nearest_indicator_and_unit(run: Run, demo: Path) -> None:
    code, _, err = run("measure", demo, "--indicator", "dropout_rate_junior_registr")
    assert code == 10
    assert "没有名为“dropout_rate_junior_registr”的指标；是否应为“dropout_rate_junior_register”？" in err
    code, _, err = run("measure", demo, "--unit", "华罗庚学校")
    assert code == 70
    assert "没有名为“华罗庚学校”的单位；是否应为“华罗庚实验学校”？" in err


def test_score_gives_the_promised_lines(run: Run, demo: Path) -> None:
    card = as_json(run, "score", demo)
    assert {"letter", "period", "outcome", "total", "lines"} <= set(card)
    outcomes = {line["outcome"] for line in card["lines"]}
    assert outcomes <= {"score", "range", "pending", "not_applicable", "veto"}
    assert all(
        {"target", "rule", "outcome", "points", "full", "reason", "citations"} <= set(x)
        for x in card["lines"]
    )
    assert card["points_status"] == "illustrative"


def test_explain_shows_both_sides_and_their_rows(run: Run, demo: Path) -> None:
    code, out, _ = run("explain", demo, "dropout_rate_junior_register", "--unit", "华罗庚实验学校")
    assert code == 0
    for word in ("分子  6", "公式", "出处", "SELECT", "华罗庚实验学校.xlsx"):
        assert word in out
    told = as_json(run, "explain", demo, "dropout_rate_junior_register")
    assert told["numerator"]["row_count"] == 6
    assert told["measurement"]["numerator"] == 6


@pytest.mark.parametrize("form", ["docx", "html"])
def test_verify_needs_no_workspace(run: Run, demo: Path, form: str) -> None:
    verdict = as_json(run, "verify", demo / "report" / f"自查报告.{form}")
    assert (verdict["ok"], verdict["first_bad"]) == (True, None)
    assert verdict["checked"] > 100


def test_verify_the_workspace_measures_everything_again(run: Run, demo: Path) -> None:
    verdict = as_json(run, "verify", demo)
    assert verdict["ok"], verdict["first_bad"]
    assert all(entry["key"] == "trusted" and entry["remeasured"] for entry in verdict["files"])


def test_verify_names_the_first_number_that_was_changed(run: Run, copy: Path) -> None:
    path = copy / "report" / "自查报告.docx"
    _edit_docx(path, ">青政办函〔2017〕53号<", ">青政办函〔2017〕58号<")
    code, out, _ = run("verify", path, "--format", "json")
    verdict = json.loads(out)
    assert (code, verdict["ok"]) == (60, False)
    assert verdict["first_bad"]["printed"] == "青政办函〔2017〕58号"
    assert verdict["first_bad"]["signed"] == "青政办函〔2017〕53号"


def _edit_docx(path: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    text = parts["word/document.xml"].decode()
    assert old in text
    parts["word/document.xml"] = text.replace(old, new, 1).encode()
    with zipfile.ZipFile(path, "w") as after:
        for name, content in parts.items():
            after.writestr(name, content)


def test_a_tampered_snapshot_is_refused_by_name(run: Run, copy: Path) -> None:
    (parquet,) = (copy / "snapshots").glob("*/pupils.parquet")
    content = bytearray(parquet.read_bytes())
    content[len(content) // 2] ^= 1
    parquet.write_bytes(bytes(content))
    code, _, err = run("measure", copy)
    assert code == 30
    assert "pupils" in err
    assert "Traceback" not in err


def test_a_workbook_with_an_error_changes_nothing(run: Run, copy: Path) -> None:
    bad = copy / "bad.csv"
    bad.write_text("学籍号,学校标识码\nG999999,\n", encoding="gb18030")
    before = sorted((p.name, p.read_bytes()) for p in (copy / "store").iterdir())
    code, out, err = run("import", copy, bad, "--ledger", "pupils")
    assert code == 20
    assert "拒收 1 个" in out
    assert "✗ bad.csv" in err
    assert sorted((p.name, p.read_bytes()) for p in (copy / "store").iterdir()) == before


def test_a_workbook_for_another_school_is_refused(run: Run, copy: Path) -> None:
    books = sorted((copy / "ledgers" / "学校").glob("*.xlsx"))
    code, _, err = run("import", copy, books[0], "--unit", "9999999999")
    assert code == 20
    assert "9999999999" in err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["measure", "nowhere"], 70, "“nowhere”不是工作区：没有 workspace.yaml"),
        (["validate", "cn-basic-educaton"], 10, "是否应为“cn-basic-education”？"),
        (["verify", "nothing.docx"], 70, "找不到文件“nothing.docx”"),
        (["template", "pupil"], 10, "没有名为“pupil”的台账；是否应为“pupils”？"),
        (["new", "indicatr", "x"], 2, "不能新建“indicatr”；是否应为“indicator”？"),
        (["new", "indicator", "Bad Id"], 2, "编号“Bad Id”不合要求"),
    ],
)
def test_wrong_words_get_a_plain_answer(run: Run, arguments: list[str], code: int, words: str) -> None:
    found, _, err = run(*arguments)
    assert (found, words in err) == (code, True), err
    found, out, _ = run(*arguments, "--format", "json")
    assert found == code
    assert json.loads(out)["ok"] is False


def test_demo_does_not_overwrite_somebody_elses_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    code, _, err = run("demo", tmp_path)
    assert code == 70
    assert "已经存在" in err
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_template_is_a_workbook_a_clerk_can_fill(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("template", "pupils", "--out", tmp_path)
    assert code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["学生名册模板.xlsx"]
    cover = openpyxl.load_workbook(tmp_path / "学生名册模板.xlsx")["封面"]
    assert "cn-basic-education 0.1.0" in [cell.value for row in cover.iter_rows() for cell in row]


def test_a_refused_workbook_comes_back_with_its_cells_marked(run: Run, copy: Path, tmp_path: Path) -> None:
    book = copy / "ledgers" / "学校" / "华罗庚实验学校.xlsx"
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["学生名册"]
    (row, column) = next(
        (c.row + 3, c.column)
        for cells in sheet.iter_rows(max_row=8)
        for c in cells
        if str(c.value).startswith("性别")
    )
    sheet.cell(row, column).value = "女生x"
    workbook.save(book)
    code, out, err = run("import", copy, book, "--marked", tmp_path)
    assert code == 20
    assert "女生x" in err
    assert "已标出错处" in out
    (marked,) = tmp_path.glob("*.xlsx")
    assert openpyxl.load_workbook(marked)["学生名册"].cell(row, column).comment is not None


def test_a_scaffold_is_valid_but_for_its_blanks(run: Run, tmp_path: Path, demo: Path) -> None:
    pack = tmp_path / "my-pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        "id: my-pack\nversion: 0.1.0\nname: 我的\nlicence: CC-BY-4.0\ndepends: [cn-basic-education]\n",
        encoding="utf-8",
    )
    for kind in ("indicator", "ledger", "parameter", "codes"):
        assert run("new", kind, f"my_{kind}", "--pack", pack)[0] == 0
    code, out, err = run("validate", pack)
    assert code == 0, err
    assert "没有问题" in out
    assert run("new", "indicator", "my_indicator", "--pack", pack)[0] == 70


def test_import_freeze_score_report_one_by_one(run: Run, copy: Path) -> None:
    for command in ("import", "freeze", "score", "report"):
        code, out, err = run(command, copy)
        assert code == 0, (command, out, err)


def test_without_a_chinese_font_the_rest_is_made_and_one_line_says_what_to_install(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    (tmp_path / "no-fonts").mkdir()
    (copy / "report" / "自查报告.docx").unlink()
    code, out, err = run("report", copy, "--fonts", tmp_path / "no-fonts")
    assert code == 0
    assert (copy / "report" / "自查报告.docx").is_file()
    assert "自查报告.pdf" not in out
    assert "apt install fonts-noto-cjk" in err
