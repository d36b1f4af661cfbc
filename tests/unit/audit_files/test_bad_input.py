"""What cannot be audited is told in plain words with the family's exit code: never a traceback, never a hang."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.plain_files import REFUSED, write
from tests.unit.audit_files.conftest import Run
from zeren.core.kernel import catalogue

WRONG = "初中由12所增加到10所。"


def only(found: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    [problem] = found["problems"]
    return problem


@pytest.mark.parametrize("name", ["扫描件.pdf", "旧文档改名.docx"])
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(run: Run, tmp_path: Path, name: str) -> None:
    code, make = REFUSED[name]
    path = write(tmp_path, name, make())
    told, found, errors = run(path, "--format", "json")
    assert (told, only(found)["code"], errors) == (20, code, "")
    told, out, errors = run(path)
    assert (told, out) == (20, "")
    kind = catalogue()[code]
    assert all(words in errors for words in (name, kind.todo_zh, kind.todo_en))
    assert "Traceback" not in errors


def test_a_folder_of_bad_files_goes_on_and_names_each(run: Run, tmp_path: Path) -> None:
    for name, (_, make) in REFUSED.items():
        write(tmp_path, name, make())
    write(tmp_path, "好.txt", WRONG)
    told, found, _ = run(tmp_path, "--format", "json")
    assert told == 20
    codes = {
        entry["file"]: [p["code"] for p in entry["problems"]]
        for entry in found["reports"]
        if "problems" in entry
    }
    assert codes == {name: [code] for name, (code, _) in REFUSED.items()}
    [good] = [entry for entry in found["reports"] if "problems" not in entry]
    assert (good["file"], good["kinds"], found["unreadable"]) == (
        "好.txt",
        {"direction_word": 1},
        len(REFUSED),
    )


def test_one_bad_file_among_good_ones(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "甲/一.txt", "小学3所。")
    write(tmp_path, "乙/二.docx", b"")
    told, out, errors = run(tmp_path)
    assert told == 20
    assert "二.docx" in errors
    assert "文件是空的" in errors
    assert "审读 1 份，1 份读不出来" in out


def test_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "~$锁.docx").write_bytes(b"x")
    code, found, _ = run(tmp_path, "--format", "json")
    assert (code, only(found)["code"]) == (2, "U052")


def test_a_scanned_pdf_says_that_it_has_no_text_layer(run: Run, tmp_path: Path) -> None:
    _, _, errors = run(write(tmp_path, "扫描件.pdf", REFUSED["扫描件.pdf"][1]()))
    assert "没有文字层" in errors


def test_two_hundred_megabytes_are_not_even_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "大.docx"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    code, found, _ = run(path, "--format", "json")
    assert (code, only(found)["code"]) == (20, "I104")
    assert "200 MB" in only(found)["message"]


def test_a_missing_file_a_loop_and_a_pipe(run: Run, tmp_path: Path) -> None:
    loop, pipe = tmp_path / "环.docx", tmp_path / "管道.docx"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    for path, words in (
        (tmp_path / "没有.docx", "没有这个文件"),
        (loop, "链接指向自己"),
        (pipe, "不是普通文件"),
    ):
        code, found, _ = run(path, "--format", "json")
        assert (code, only(found)["code"]) == (20, "I017")
        assert words in only(found)["message"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_nobody_may_read(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", WRONG)
    path.chmod(0)
    code, found, _ = run(path, "--format", "json")
    assert (code, only(found)["code"]) == (20, "I017")
    assert "没有读取权限" in only(found)["message"]


def test_a_sentence_that_would_take_a_pattern_for_ever_ends(run: Run, tmp_path: Path) -> None:
    words = "、".join(f"学校{n}" for n in range(800))
    path = write(tmp_path, "a.txt", f"{words}等{words}，{'（' * 3000}{'1' * 3000}{'%' * 3000}。{WRONG}")
    code, found, _ = run(path, "--format", "json")
    assert (code, [f["quote"] for f in found["findings"] if f["kind"] == "direction_word"]) == (
        3,
        [WRONG[:-1]],
    )


def test_deep_and_huge_pages_end(run: Run, tmp_path: Path) -> None:
    deep = write(tmp_path, "深.html", "<div>" * 50_000 + WRONG + "</div>" * 50_000)
    code, found, _ = run(deep, "--format", "json")
    assert (code, [f["kind"] for f in found["findings"]]) == (3, ["direction_word"])
    huge = write(tmp_path, "长.html", f"<html><body>{f'<p>{WRONG}</p>' * 240_000}</body></html>")
    code, found, _ = run(huge, "--format", "json")
    assert (code, only(found)["code"]) == (20, "I104")


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("--report-date", "七月"), 2, "U050"),
        (("--period", "去年"), 2, "U055"),
        (("--explain", "1"), 2, "U054"),
        (("--explain", "9", "--reason", "核实过"), 2, "U051"),
        (("--explain", "0", "--reason", "核实过"), 2, "U051"),
        (("--against", "没有的工作区"), 70, "W001"),
        (("--previous", "没有.docx"), 20, "I017"),
        (("--docx", "批注.docx"), 20, "I100"),
    ],
)
def test_what_is_asked_wrongly(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    named: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    told, found, errors = run(write(tmp_path, "a.txt", WRONG), *arguments, "--format", "json")
    assert (told, only(found)["code"], errors) == (code, named, "")


def test_the_report_itself_is_never_written_over(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", WRONG)
    code, found, _ = run(path, "--html", path, "--format", "json")
    assert (code, only(found)["code"]) == (2, "U056")
    assert path.read_text(encoding="utf-8") == WRONG


def test_a_place_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", WRONG)
    code, found, _ = run(path, "--html", path / "inside.html", "--format", "json")
    assert (code, only(found)["code"]) == (70, "W002")
