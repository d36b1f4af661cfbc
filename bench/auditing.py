"""Auditing: one report of ten pages, a folder of many, how much memory that takes, and how often the auditor is right.

``python -m bench.auditing`` runs it alone; ``--all`` audits all thousand reports where otherwise a sample of them is audited and
the rest reckoned.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from docx import Document

from bench.figures import Claim, interleaved
from tests.audit_set import load
from tests.audit_set.auditor import audited
from tests.audit_set.quality import lines, measure
from zeren.workspace.audits import Auditor

REPORTS, SAMPLE, FEW = 1000, 150, 50
PAGE = 28 * 22  # letters on a page of an official document (GB/T 9704: 22 lines of 28)
MINUTES = 5


def run(*, whole: bool = False) -> None:
    """Print the figures of time and memory, then precision and recall by kind."""
    with tempfile.TemporaryDirectory() as place, Auditor() as auditor:
        folder = Path(place)
        auditor.pool.start()
        one = _report(folder, 0)
        taken = interleaved({"one": lambda: auditor.audit(one)}, rounds=5, warm=2)
        print(Claim("audit a 10-page report (docx)", 1.0).line(taken["one"]))
        _many(auditor, folder, REPORTS if whole else SAMPLE, 100 if whole else FEW)
    quality()


def _many(auditor: Auditor, folder: Path, count: int, few: int) -> None:
    """A folder of reports: the time, and the room that parent and children take after a few and after all."""
    paths = [_report(folder, number) for number in range(count)]
    room: dict[int, float] = {}
    started = time.perf_counter()
    for number, found in enumerate(auditor.audit_all(paths), 1):
        assert found.audit is not None
        if number in {few, count}:
            room[number] = _megabytes(auditor.pool.process_ids())
    seconds = (time.perf_counter() - started) * REPORTS / count
    note = f"{'' if count == REPORTS else f'reckoned from {count}, '}load of the machine {os.getloadavg()[0]:.1f}"
    print(Claim(f"audit {REPORTS} reports, two children", 60.0 * MINUTES).line(seconds, note))
    grown = Claim(f"  memory after {count} reports to memory after {few}", 1.2, "×")
    print(grown.line(room[count] / room[few], f"{room[few]:.0f} MB, then {room[count]:.0f} MB"))


def _megabytes(children: Iterable[int]) -> float:
    """What this process and its children hold now."""
    pages = ("self", *map(str, children))
    held = [Path(f"/proc/{name}/status").read_text(encoding="utf-8") for name in pages]
    return sum(int(text.split("VmRSS:")[1].split()[0]) for text in held) / 1024


def quality() -> None:
    """Precision and recall by kind; of the held paragraphs only the sums are shown."""
    for split, shown in (("dev", 0), ("held", -2)):
        print(f"audit set, {split}:")
        print("\n".join(f"  {line}" for line in lines(measure(audited, load(split)))[shown:]))


# --- invented reports -------------------------------------------------------------------------------------------------

PLACES = "东屿 西屿 南屿 北屿 中屿 上屿 下屿 新屿".split()
TOPICS = "控辍保学 学前教育 师资队伍 办学条件 体育美育 教育督导 随迁子女入学 特殊教育".split()


def _report(folder: Path, number: int) -> Path:
    """Ten pages of a report, each with a table; the same every time for the same number."""
    chance = random.Random(number)
    place = f"{chance.choice(PLACES)}{chance.choice('区县')}"
    document = Document()
    document.add_paragraph(f"{place}教育局2017年教育发展目标责任制自查报告")
    length = 0
    for part, words in enumerate(_sentences(chance, place)):
        length += len(words)
        document.add_paragraph(words)
        if part % 6 == 5:
            _table(document, chance)
        if length >= 10 * PAGE:
            break
    path = folder / f"{place}{number:04}.docx"
    document.save(str(path))
    return path


def _sentences(chance: random.Random, place: str) -> Iterator[str]:
    while True:
        primary, junior = chance.randint(5, 60), chance.randint(3, 30)
        pupils, girls = chance.randint(4000, 20000), chance.randint(1500, 3900)
        before, after = sorted((chance.randint(800, 4000), chance.randint(4001, 9000)))
        topic = chance.choice(TOPICS)
        yield (
            f"（{chance.choice('一二三四五六')}）扎实做好{topic}工作。{place}现有小学{primary}所、初中{junior}所，合计"
            f"{primary + junior}所；小学在校生{pupils}人，其中女生{girls}人，占{100 * girls / pupils:.1f}%。"
            f"2017年1—6月，{topic}投入由上年同期的{before}万元增加到{after}万元，增长{100 * (after - before) / before:.1f}%，"
            f"专任教师{chance.randint(200, 900)}人，生师比{chance.randint(12, 19)}∶1。一是健全机制，召开{topic}推进会"
            f"{chance.randint(2, 9)}次；二是压实责任，签订责任书{chance.randint(20, 90)}份；三是强化督导，发现问题"
            f"{chance.randint(10, 80)}个，均已建立台账，按期整改率不低于95%。截至6月底，{topic}各项目标进展顺利。"
        )


def _table(document: Document, chance: random.Random) -> None:  # type: ignore[valid-type]
    numbers = [chance.randint(100, 900) for _ in range(8)]
    rows = [
        ("学校", "在校生"),
        *((f"第{n}小学", str(v)) for n, v in enumerate(numbers, 1)),
        ("合计", str(sum(numbers))),
    ]
    table = document.add_table(rows=len(rows), cols=2)  # type: ignore[attr-defined]
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value


if __name__ == "__main__":
    run(whole="--all" in sys.argv)
