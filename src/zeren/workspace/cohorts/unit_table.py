"""A table with one row a unit: figures as they stand, or a county ledger they are measured from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from zeren.core.engine import SnapshotFacts, freeze, measure
from zeren.core.intake import Reading, read
from zeren.core.kernel import UNITS, OrgTree, Period, Place, Problem, Unit, ZerenError, to_decimal
from zeren.core.packs import Ledger, Letter, Pack
from zeren.core.scoring import TableFacts, ranking_of
from zeren.workspace.cohorts.headings import GROUP, UNIT, UNIT_CODE, Heading, table_of_units
from zeren.workspace.cohorts.source import CohortSource

__all__ = ["cohort_of_table", "parsed"]

_NOT_A_UNIT = re.compile(
    r"(合计|总计|小计|平均|均值|平均值|平均数|全市|全县|全区|全省|市平均|县平均|总数)(数|值)?"
)
_MISSING = frozenset({"", "-", "—", "——", "/", "\\", "无数据", "缺", "未报", "待报", "…"})
# A heading nobody knows, and covers of another template: the table is read all the same.
_SOFT = {"I040", "I032", "I033", "I034", "I035", "I036"}


def cohort_of_table(letter: Letter, pack: Pack, path: Path, *, by: str, at: datetime) -> CohortSource:
    """The units of a table (xlsx, xls, csv): figures under indicators' names, or a filled ledger of the letter's own.

    Raises:
        ZerenError: W006 when there is no such file, I-problems when it is no such table; S010 for a unit twice, with both rows.
    """
    if not path.is_file():
        raise ZerenError(Problem("W006", found=str(path)))
    table, meanings = table_of_units(letter, pack, peers=ranking_of(letter).peers)
    wanted = {name: pack.ledgers[name] for i in _indicators(letter) for name in pack.indicators[i].ledgers}
    period = Period.parse(letter.period)
    parameters = {
        n: v for n, p in pack.parameters.items() if (v := p.at(period.end, (letter.unit,))) is not None
    }
    [reading] = read(
        [path], {table.id: table, **wanted}, codes=pack.codes, period=period, parameters=parameters
    )
    reading = replace(reading, problems=tuple(_softened(p, table) for p in reading.problems))
    fatal = [p for p in reading.problems if p.severity == "error"]
    if fatal or not reading.frames:
        raise ZerenError(fatal or reading.problems)
    if table.id in reading.frames:
        return _Table(letter, pack, table, meanings, reading, period).source()
    return _measured(letter, pack, reading, period, by=by, at=at)


def _indicators(letter: Letter) -> list[str]:
    found = [t.indicator for t in letter.targets] + [b.indicator for b in letter.bonuses]
    found += [v.indicator for v in letter.vetoes]
    inputs = [target.inputs for target in letter.targets] + [bonus.inputs for bonus in letter.bonuses]
    found += [spec.indicator for listed in (*inputs, letter.inputs) for spec in listed]
    return [name for name in dict.fromkeys(found) if name]


def _softened(problem: Problem, table: Ledger) -> Problem:
    if problem.code == "I040":
        known = "、".join(c.name for c in table.columns)
        return Problem("S017", problem.place, problem.found, known, problem.hint)
    return replace(problem, severity="warning") if problem.code in _SOFT else problem


# --- figures as they stand ----------------------------------------------------------------------------------------------


class _Table:
    """A table of figures being read."""

    def __init__(
        self,
        letter: Letter,
        pack: Pack,
        table: Ledger,
        meanings: Mapping[str, Heading],
        reading: Reading,
        period: Period,
    ) -> None:
        self.letter, self.pack, self.table, self.meanings = letter, pack, table, meanings
        self.reading, self.period = reading, period
        self.problems = list(reading.problems)
        self.values: dict[str, dict[str, Decimal]] = {}
        self.earlier: dict[str, dict[str, Decimal]] = {}
        self.decided: dict[str, dict[str, dict[str, Any]]] = {}
        self.units: list[Unit] = []
        self.order: list[str] = []
        self.places: list[str] = []

    def source(self) -> CohortSource:
        """The cohort the table states."""
        frame = self.reading.frames[self.table.id]
        for row in frame.iter_rows(named=True):
            self._row(row)
        self._fractions(frame)
        known = {unit.code: unit for unit in reversed(self.units)}
        tree = OrgTree(known.values())
        rows = dict(zip(self.order, self.places, strict=True))
        facts = TableFacts(self.pack, tree, self.period, self.values, rows)
        before = TableFacts(self.pack, tree, self.period, self.earlier, rows)
        return CohortSource(
            letter=self.letter,
            pack=self.pack,
            facts=facts,
            units=tuple(self.order),
            places=tuple(self.places),
            judgements=self.decided,
            history=(before,) if self.earlier else (),
            problems=tuple(self.problems),
        )

    def _row(self, row: Mapping[str, Any]) -> None:
        name, code = (str(row[c] or "").strip() for c in (UNIT, UNIT_CODE))
        place = f"{row['_file']}·{row['_sheet']}·第{row['_row']}行"
        if _NOT_A_UNIT.fullmatch(_plain(name)) and not code:
            cell = self._place(row, UNIT)
            self.problems.append(Problem("S027", cell, name))
            return
        # Blanks and full-width letters do not make another unit of it.
        unit = _plain(code or name)
        groups = {h.name or GROUP: str(row[c]) for c, h in self._of("group") if row[c] is not None}
        self.order.append(unit)
        self.places.append(place)
        self.units.append(Unit(unit, name, "county", attributes=groups))
        for kind, into in (("value", self.values), ("earlier", self.earlier)):
            for column, heading in self._of(kind):
                number = self._number(row, column, heading)
                if number is not None:
                    into.setdefault(unit, {})[heading.name] = number
        for column, heading in self._of("input"):
            if (text := row[column]) is not None and _plain(text) not in _MISSING:
                for target in [heading.target] if heading.target else self._readers(heading.name):
                    self.decided.setdefault(unit, {}).setdefault(target, {}).setdefault(
                        heading.name, parsed(text)
                    )

    def _of(self, kind: str) -> Iterator[tuple[str, Heading]]:
        return ((column, heading) for column, heading in self.meanings.items() if heading.kind == kind)

    def _readers(self, name: str) -> list[str]:
        return [h.target for h in self.meanings.values() if h.kind == "input" and h.name == name and h.target]

    def _number(self, row: Mapping[str, Any], column: str, heading: Heading) -> Decimal | None:
        text = _plain(str(row[column] or ""))
        if text in _MISSING:
            return None
        indicator = self.pack.indicators[heading.name]
        bare = text.removesuffix(UNITS[indicator.unit].suffix).replace(",", "")
        bare = bare.removesuffix(indicator.count_unit) if indicator.unit == "count" else bare
        try:
            return to_decimal(bare)
        except ValueError:
            self.problems.append(Problem("S018", self._place(row, column), text, indicator.printed_name))
            return None

    def _place(self, row: Mapping[str, Any], column: str) -> Place:
        sheet = str(row["_sheet"])
        letter = self.reading.cells.get((self.table.id, sheet, column), "")
        return Place(self.reading.file, sheet=sheet, cell=f"{letter}{row['_row']}")

    def _fractions(self, frame: pl.DataFrame) -> None:
        """An Excel cell that shows 98.7% holds 0.987: a whole column of such is asked about."""
        for column, heading in self._of("value"):
            indicator = self.pack.indicators[heading.name]
            found = [v[heading.name] for v in self.values.values() if heading.name in v]
            high = indicator.direction == "higher_is_better" and indicator.unit == "percent"
            if high and len(found) > 1 and 0 < max(found) <= 1 and not _signs(frame, column):
                self.problems.append(Problem("S019", Place(self.reading.file), indicator.printed_name))


def _signs(frame: pl.DataFrame, column: str) -> bool:
    return any("%" in _plain(str(text)) for text in frame[column].to_list() if text is not None)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


_LIST = re.compile("[;；、]")
_PAIR = re.compile(r"([^=:：]+)[=:：](.+)")


def parsed(text: str) -> Any:
    """What a person's decision says: a number, a list (9、8.5、9), a map (优=3、良=2), or a word.

    Example:
        >>> parsed("8.5"), parsed("9、8.5"), parsed("优=3、良=2"), parsed("较好")
        (Decimal('8.5'), [Decimal('9'), Decimal('8.5')], {'优': Decimal('3'), '良': Decimal('2')}, '较好')
    """
    parts = [part.strip() for part in _LIST.split(unicodedata.normalize("NFKC", text)) if part.strip()]
    pairs = [_PAIR.fullmatch(part) for part in parts]
    if parts and all(pairs):
        return {pair[1].strip(): _scalar(pair[2]) for pair in pairs if pair}
    if len(parts) > 1:
        return [_scalar(part) for part in parts]
    return _scalar(text)


def _scalar(text: str) -> Any:
    word = text.strip()
    try:
        return to_decimal(_plain(word).removesuffix("%"))
    except ValueError:
        return word


# --- a ledger of the letter's own -----------------------------------------------------------------------------------------


def _measured(
    letter: Letter, pack: Pack, reading: Reading, period: Period, *, by: str, at: datetime
) -> CohortSource:
    """The units a filled ledger lists, measured: it is frozen into a folder that lasts as long as it is wanted."""
    units: dict[str, Unit] = {}
    places: dict[str, str] = {}
    for name, frame in reading.frames.items():
        ledger = pack.ledgers[name]
        level = "county" if ledger.submitted_by == "county" else "school"
        defines = ledger.defines_units
        for row in frame.iter_rows(named=True):
            code = row[ledger.unit]
            if code is None:
                continue
            named = str(row[defines.name]) if defines is not None and row[defines.name] else str(code)
            groups = {a: _text(row[a]) for a in (defines.attributes if defines is not None else ())}
            known = units.get(str(code))
            if known is None or (known.name == str(code) and named != str(code)):
                units[str(code)] = Unit(str(code), named, level, attributes=groups)
            places.setdefault(str(code), f"{row['_file']}·{row['_sheet']}·第{row['_row']}行")
    folder = TemporaryDirectory(prefix="zeren-")
    tree = OrgTree(units.values())
    snapshot = freeze(
        dict(reading.frames), pack=pack, tree=tree, period=period, into=Path(folder.name), by=by, at=at
    )
    facts = SnapshotFacts(snapshot, pack, measure(snapshot, pack))
    return CohortSource(
        letter=letter,
        pack=pack,
        facts=facts,
        units=tuple(units),
        places=tuple(places[unit] for unit in units),
        problems=tuple(reading.problems),
        folder=folder,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
