"""The demo's workbooks: one a school and kindergarten, as its clerk would hand it in, and those of the bureau."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import cpu_count, get_all_start_methods, get_context
from pathlib import Path
from typing import Any

from zeren.core.intake import write_workbook
from zeren.core.packs import CodeList, Column, Ledger, Pack
from zeren.demo.district import COUNTY, COUNTY_NAME, PERIOD, District
from zeren.demo.enrolment import Rows

NOTICE = "演示数据"
_FULL_NOTICE = f"{NOTICE}：除自查报告点名的单位名称外，单位、人员和数字均为虚构。"
_SCHOOLS, _KINDERGARTENS, _BUREAU = "学校", "幼儿园", "教育局"
# The bureau's ledgers by section; those not named here go into the last one.
_SECTIONS = (
    ("学校和幼儿园名册", ("schools", "kindergartens")),
    ("适龄人口入学情况表", ("school_age_population",)),
    ("残疾儿童少年一人一案台账", ("disabled_children",)),
    ("督导室台账", ("inspectors", "inspections", "inspection_findings", "supervision_ledgers")),
    ("工作纪实和文件", ()),
)
_PERIODS = (PERIOD.id, PERIOD.text_zh, "2017年上半年")
_SHEET_COST = 120
_PATIENCE = 120.0  # seconds after which the second process is given up
Blanks = dict[object, Mapping[str, bytes]]
_AS_TEXT = "adult_literacy"  # handed in as a text file, the way an older system exports it


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to be written: ``path`` below the ledgers' folder."""

    path: str
    unit_name: str
    unit: str
    sheets: Mapping[str, Rows] = field(default_factory=dict)
    totals: bool = False
    period: str = PERIOD.text_zh

    @property
    def work(self) -> int:
        """What writing it costs, in rows."""
        return sum(len(rows) + _SHEET_COST for rows in self.sheets.values())


def plan_books(district: District, rows: Mapping[str, Rows], ledgers: Mapping[str, Ledger]) -> list[Book]:
    """Who hands in what: ledgers submitted by schools and kindergartens go by unit, the others to the bureau."""
    by_unit: dict[str, dict[str, Rows]] = {}
    bureau: dict[str, Rows] = {}
    for name, ledger_rows in rows.items():
        ledger = ledgers[name]
        if ledger.submitted_by == "county":
            bureau[name] = ledger_rows
            continue
        for row in ledger_rows:
            by_unit.setdefault(row[ledger.unit], {}).setdefault(name, []).append(row)
    rng = district.rng("clerks")
    books = []
    for folder, units in ((_SCHOOLS, district.schools), (_KINDERGARTENS, district.kindergartens)):
        for unit in units:
            sheets = by_unit.pop(unit.code, {})
            sums, period = (
                folder == _KINDERGARTENS and rng.random() < 0.4,
                rng.choice(_PERIODS),
            )  # clerks have habits
            books.append(Book(f"{folder}/{unit.name}.xlsx", unit.name, unit.code, sheets, sums, period))
    assert not by_unit, f"rows of units that are not in the district: {sorted(by_unit)}"
    return [*_bureau_books(bureau), *books]


def _bureau_books(rows: Mapping[str, Rows]) -> Iterator[Book]:
    name = f"{COUNTY_NAME}教育局"
    left = {ledger: found for ledger, found in rows.items() if found}
    if _AS_TEXT in left:
        yield Book(f"{_BUREAU}/{NOTICE}_青壮年文化状况表.csv", name, COUNTY, {_AS_TEXT: left.pop(_AS_TEXT)})
    for number, (title, wanted) in enumerate(_SECTIONS, 1):
        last = number == len(_SECTIONS)
        sheets = {ledger: left.pop(ledger) for ledger in (tuple(left) if last else wanted) if ledger in left}
        if sheets:
            yield Book(f"{_BUREAU}/{title}.xlsx", name, COUNTY, sheets, number == 1)


def write_books(
    folder: Path, books: Sequence[Book], pack: Pack, progress: Callable[[int, int], None] | None = None
) -> None:
    """Write all workbooks, half of them in a second process where the system can fork one.

    Raises:
        OSError: when the disk cannot be written.
    """
    able = "fork" in get_all_start_methods() and cpu_count() > 1
    ours, theirs = _halves(books) if able else (list(books), [])
    other = None
    blanks: Blanks = {}
    if theirs:
        other = get_context("fork").Process(target=_write_and_leave, args=(folder, theirs, pack), daemon=True)
        other.start()
    for number, book in enumerate(ours, 1):
        write_book(folder, book, pack, blanks)
        if progress is not None:
            progress(number + min(number, len(theirs)), len(books))
    if other is not None:
        other.join(_PATIENCE)
        if other.exitcode != 0:  # whatever befell it: write its share here, where an error can be told
            other.kill()
            for book in theirs:
                write_book(folder, book, pack, blanks)
        if progress is not None:
            progress(len(books), len(books))


def _halves(books: Sequence[Book]) -> tuple[list[Book], list[Book]]:
    """Two shares of about equal work; a sheet costs as much as some hundred rows."""
    halves: tuple[list[Book], list[Book]] = ([], [])
    work = [0, 0]
    for book in sorted(books, key=lambda book: -book.work):
        lighter = work.index(min(work))
        halves[lighter].append(book)
        work[lighter] += book.work
    return halves


def _write_and_leave(folder: Path, books: Sequence[Book], pack: Pack) -> None:
    blanks: Blanks = {}
    for book in books:
        write_book(folder, book, pack, blanks)
    # Leave at once: flushing streams or running exit handlers that the parent owns could wait for locks nobody holds here.
    os._exit(0)


def write_book(folder: Path, book: Book, pack: Pack, blanks: Blanks | None = None) -> None:
    """Write one workbook below the folder; ``blanks`` keeps the parts that workbooks of the same ledgers share."""
    path = folder / book.path
    path.parent.mkdir(parents=True, exist_ok=True)
    sheets = [(pack.ledgers[name], rows) for name, rows in book.sheets.items()]
    if path.suffix == ".csv":
        path.write_bytes(_text_file(sheets, pack.codes))
        return
    source = sheets[0][0].pack
    cover = {
        "填报单位": book.unit_name,
        "单位代码": book.unit,
        "填报时期": book.period,
        "模板版本": f"{source} {pack.versions[source]}",
    }
    write_workbook(
        path, sheets, codes=pack.codes, cover=cover, notice=_FULL_NOTICE, totals=book.totals, blanks=blanks
    )


def _text_file(sheets: Sequence[tuple[Ledger, Rows]], codes: Mapping[str, CodeList]) -> bytes:
    """A table as comma-separated text in the encoding that office programs write here: title, headings, rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for ledger, rows in sheets:
        writer.writerow([f"{ledger.name}（{_FULL_NOTICE}）"])
        writer.writerow([column.name for column in ledger.columns])
        writer.writerows(
            [_as_text(row.get(column.id), column, codes) for column in ledger.columns] for row in rows
        )
    return buffer.getvalue().encode("gb18030")


def _as_text(value: Any, column: Column, codes: Mapping[str, CodeList]) -> str:
    if value is None:
        return ""
    if column.type == "boolean":
        return "是" if value else "否"
    return codes[column.codes].label(value) if column.type == "code" else str(value)
