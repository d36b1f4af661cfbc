"""Headings: which ledger a sheet is, in which row (or two rows) its headings stand, and what the cover says.

Clerks put titles above, merge cells, break lines, add stars and units in brackets; a heading is compared without all that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from zeren.core.kernel import Period, nearest
from zeren.core.packs import Column, Ledger

__all__ = [
    "COVER",
    "NOTES",
    "SCAN_ROWS",
    "Cover",
    "Fit",
    "Matcher",
    "cover_problems",
    "heading_key",
    "read_cover",
]

SCAN_ROWS = 30
COVER = "封面"
NOTES = frozenset({"填写说明", "填报说明", "说明", "代码表", "代码", "目录"})
_IGNORED = frozenset({"序号", "备注", "no", "行号", "说明"})
_NOISE = re.compile(r"[\s*※:、,.。;/\\_\-—–~·'\"“”‘’()\[\]【】〔〕《》<>?!]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")

Row = Sequence[str | None]


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """A heading without what people add to it.

    Example:
        >>> heading_key("身份 证件号\\n（必填）＊") == heading_key("身份证件号(必填)*"), heading_key("Grade Level")
        (True, 'gradelevel')
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    return heading_key(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


@dataclass(frozen=True, slots=True)
class Fit:
    """How a sheet's headings fit a ledger: the last heading row (from 0), column id by grid column, and what is left over."""

    ledger: Ledger
    row: int
    columns: Mapping[int, str] = field(default_factory=dict)
    unknown: tuple[tuple[int, str], ...] = ()
    repeated: tuple[tuple[int, str], ...] = ()

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns without a heading."""
        there = set(self.columns.values())
        return tuple(c for c in self.ledger.columns if c.required and c.id not in there)

    @property
    def good(self) -> bool:
        """Whether this is the ledger, however many mistakes there are in it."""
        required = sum(c.required for c in self.ledger.columns)
        written = len(self.columns) + len(self.unknown) + len(self.repeated)
        enough = len(self.columns) >= min(2, len(self.ledger.columns))
        return enough and 2 * len(self.columns) >= written and 2 * (required - len(self.missing)) >= required

    @property
    def rank(self) -> tuple[int, int]:
        """Better fits rank higher: columns found, less those that are missing or unknown."""
        return len(self.columns) - len(self.missing) - len(self.unknown), len(self.columns)


class Matcher:
    """Finds ledgers by sheet names and headings."""

    def __init__(self, ledgers: Mapping[str, Ledger], only: str | None = None) -> None:
        self.ledgers = [ledgers[only]] if only else list(ledgers.values())
        self._keys = {ledger.id: _column_keys(ledger) for ledger in self.ledgers}
        self._names: dict[str, Ledger] = {}
        for ledger in self.ledgers:
            for name in (ledger.name, ledger.id, ledger.name_en):
                self._names.setdefault(heading_key(name[:31]), ledger)

    def named(self, sheet: str) -> Ledger | None:
        """The ledger a sheet (or file) is named after; a trailing number as of a copied sheet does not matter."""
        key = heading_key(sheet)
        return self._names.get(key) or self._names.get(re.sub(r"(台账|模板)?\d*$", "", key)) if key else None

    def fit(self, rows: Sequence[Row], sheet: str) -> Fit | None:
        """The ledger that fits best, None where none does at all."""
        named = self.named(sheet)
        if named is not None:
            found = self._best(rows, named)
            if found is not None and found.good:
                return found
        fits = [f for ledger in self.ledgers if (f := self._best(rows, ledger)) is not None and f.good]
        return max(fits, key=lambda f: f.rank, default=None)

    def _best(self, rows: Sequence[Row], ledger: Ledger) -> Fit | None:
        keys = self._keys[ledger.id]
        best: Fit | None = None
        for index, row in enumerate(rows[:SCAN_ROWS]):
            if sum(1 for cell in row if cell and _lookup(keys, cell)) == 0:
                continue
            one = _match(ledger, keys, index, [[cell] for cell in row])
            below = rows[index + 1] if index + 1 < len(rows) else ()
            two = _match(ledger, keys, index + 1, _stacked(row, below)) if below else None
            found = two if two is not None and len(two.columns) > len(one.columns) else one
            if best is None or found.rank > best.rank:
                best = found
            if not best.missing and not best.unknown:
                break
        return best

    def nearest(self, text: str, ledger: Ledger) -> str:
        """The column name most like a heading nobody knows."""
        names = {
            heading_key(word): column.name
            for column in ledger.columns
            for word in (column.name, *column.aliases)
        }
        found = nearest(heading_key(text), names)
        return names.get(found, "")


def _column_keys(ledger: Ledger) -> dict[str, str]:
    """Every way to write a column's heading, to its id. What two columns could share is nobody's."""
    keys: dict[str, str] = {}
    for column in ledger.columns:
        keys.setdefault(heading_key(column.name), column.id)
    for column in ledger.columns:
        for word in (column.id, column.name_en, *column.aliases):
            if heading_key(word):
                keys.setdefault(heading_key(word), column.id)
    bare: dict[str, set[str]] = {}
    for column in ledger.columns:
        bare.setdefault(_bare(column.name), set()).add(column.id)
    for key, owners in bare.items():
        if key and len(owners) == 1:
            keys.setdefault(key, next(iter(owners)))
    return keys


def _lookup(keys: Mapping[str, str], text: str) -> str | None:
    return keys.get(heading_key(text)) or keys.get(_bare(text))


def _stacked(top: Row, bottom: Row) -> list[list[str | None]]:
    """Two heading rows: a column is named by the lower cell, by the upper one alone, or by the group above and the lower one."""
    cells: list[list[str | None]] = []
    group: str | None = None
    for index in range(max(len(top), len(bottom))):
        upper = top[index] if index < len(top) else None
        lower = bottom[index] if index < len(bottom) else None
        group = upper or group
        joined = f"{group}{lower}" if group and lower else None
        cells.append([joined, lower, upper if not lower else None])
    return cells


def _match(ledger: Ledger, keys: Mapping[str, str], row: int, cells: Sequence[Sequence[str | None]]) -> Fit:
    columns: dict[int, str] = {}
    unknown: list[tuple[int, str]] = []
    repeated: list[tuple[int, str]] = []
    for index, candidates in enumerate(cells):
        words = [word for word in candidates if word and heading_key(word)]
        found = next((c for word in words if (c := _lookup(keys, word)) is not None), None)
        if found is None:
            if words and heading_key(words[-1]) not in _IGNORED:
                unknown.append((index, words[-1].strip()))
        elif found in columns.values():
            repeated.append((index, words[0].strip()))
        else:
            columns[index] = found
    return Fit(ledger, row, columns, tuple(unknown), tuple(repeated))


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover sheet says, each with the place (row from 1, grid column) where it stands."""

    values: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)


_LABELS = {
    "unit_name": ("填报单位", "单位名称", "学校名称", "幼儿园名称", "报送单位"),
    "unit": ("单位代码", "填报单位代码", "学校代码", "标识码", "机构代码", "学校标识码"),
    "period": ("填报时期", "统计时期", "填报期", "时期", "报告期"),
    "version": ("模板版本", "版本"),
}
_BY_LABEL = {heading_key(word): name for name, words in _LABELS.items() for word in words}


def read_cover(rows: Sequence[Row]) -> Cover:
    """Key and value side by side, or in one cell with a colon between.

    Example:
        >>> read_cover([["台账"], ["填报单位：", "甲校"], ["单位代码:2163000001", None]]).values
        {'unit_name': '甲校', 'unit': '2163000001'}
    """
    values: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            if not cell:
                continue
            label, _, rest = unicodedata.normalize("NFKC", cell).partition(":")
            name = _BY_LABEL.get(heading_key(label))
            if name is None or name in values:
                continue
            right = next(
                ((i, c) for i, c in enumerate(row[index + 1 :], index + 1) if c and c.strip()), (index, "")
            )
            place, value = (index, rest) if rest.strip() else right
            if value.strip():
                values[name], places[name] = value.strip(), (number, place)
    return Cover(values, places)


def cover_problems(
    cover: Cover, period: Period, *, unit: str | None, units: Collection[str], versions: Mapping[str, str]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Another unit's, another period's or another template's file: the code, the label it stands beside, and the words.

    Shape: ``unit`` is the only unit allowed (None: any), ``units`` the known ones (may be empty), ``versions`` pack → version.
    """
    written = cover.values
    code = "".join(unicodedata.normalize("NFKC", written.get("unit", "")).split())
    if code and unit and code != unit:
        yield "I033", "unit", {"found": f"{code} {written.get('unit_name', '')}".strip(), "expected": unit}
    elif code and units and code not in units:
        yield "I035", "unit", {"found": code, "hint": nearest(code, sorted(units))}
    if "period" in written and not _same_period(written["period"], period):
        if _looks_like_period(written["period"]):
            yield (
                "I034",
                "period",
                {"found": written["period"], "expected": f"{period.text_zh}（{period.id}）"},
            )
        else:
            yield (
                "I036",
                "period",
                {"found": written["period"], "expected": f"{period.id} 或 {period.text_zh}"},
            )
    if "version" in written and versions:
        pack, _, version = written["version"].rpartition(" ")
        if versions.get(pack) != version:
            name = pack if pack in versions else next(iter(versions))
            yield "I032", "version", {"found": written["version"], "expected": f"{name} {versions[name]}"}


_DASHES = re.compile("[-–—－~～至到]+")
_HALVES = {"上半年": "1-6月", "下半年": "7-12月"}


def _period_key(text: str) -> str:
    key = _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", text).split())).removesuffix("份")
    for word, months in _HALVES.items():
        key = key.replace(word, months)
    return key.upper()


def _same_period(text: str, period: Period) -> bool:
    return _period_key(text) in {_period_key(period.id), _period_key(period.text_zh)}


def _looks_like_period(text: str) -> bool:
    key = _period_key(text)
    return (
        re.fullmatch(r"\d{4}(-\d{4}(学年)?|年|年\d{1,2}(-\d{1,2})?月|H[12]|Q[1-4]|-\d{2})?", key) is not None
    )
