"""The headings of a table of units: how each figure, decision and group may be named, and which column it then is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from zeren.core.packs import Column, Indicator, Ledger, Letter, Pack
from zeren.core.scoring import letter_inputs

__all__ = ["GROUP", "UNIT", "UNIT_CODE", "Heading", "table_of_units"]

UNIT, UNIT_CODE, GROUP = "unit", "unit_code", "group"
_UNIT_WORDS = (
    "单位", "单位名称", "被考核单位", "参评单位", "区县", "县区", "区县名称", "县区名称", "县（市、区）", "县市区", "地区",
    "学校", "学校名称", "名称", "unit", "unit name", "name",
)  # fmt: skip
_CODE_WORDS = ("单位代码", "区县代码", "行政区划代码", "代码", "学校代码", "unit code", "code")
_GROUP_WORDS = ("组别", "类别", "分组", "同类组", "考核类别", "group", "peer group")
_EARLIER = ("{}.previous", "上年{}", "上期{}", "{}上年", "{}上期")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column of the table means.

    Shape: ``kind`` is ``value`` (an indicator's figure), ``earlier`` (the same one period before), ``input`` (what people
    decide about ``target``; for all targets that read it where that is empty) or ``group``. ``name`` is the indicator or input.
    """

    kind: str
    name: str
    target: str = ""


def table_of_units(letter: Letter, pack: Pack, *, peers: str = "") -> tuple[Ledger, dict[str, Heading]]:
    """A table with one row a unit as a ledger that intake can find and read, and what its columns mean.

    Shape: every column is text here, typed later, so that “98.7%” is a figure. A heading that could be two columns' is nobody's.
    """
    meanings: dict[str, Heading] = {}
    words: dict[str, list[str]] = {}
    for heading, said in (*_figures(letter, pack), *_decisions(letter, pack), *_groups(peers)):
        column = f"c{len(meanings)}"
        meanings[column], words[column] = heading, list(dict.fromkeys(w for w in said if w))
    words = {UNIT: list(_UNIT_WORDS), UNIT_CODE: list(_CODE_WORDS)} | words
    owners = Counter(key for said in words.values() for key in {_key(w) for w in said})
    columns = []
    for column, said in words.items():
        own = [w for w in said if owners[_key(w)] == 1] or [column]
        columns.append(Column(column, own[0], "", "text", required=column == UNIT, aliases=tuple(own[1:])))
    ledger = Ledger(
        id="units_table", name="各单位数据表", name_en="Table of units", definition="", definition_en="", source=letter.id,
        submitted_by="county", unit=UNIT, key=(), period="standing", columns=tuple(columns), pack=letter.pack,
    )  # fmt: skip
    return ledger, meanings


def _key(word: str) -> str:
    """As intake compares headings: without punctuation, so that targets 1.11 and 11.1 are not told apart by their numbers."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", word)).casefold()


def _figures(letter: Letter, pack: Pack) -> Iterator[tuple[Heading, Iterable[str]]]:
    read = letter_inputs(letter, pack)
    owned: dict[str, list[str]] = {}
    for target in letter.targets:
        if target.indicator:
            owned.setdefault(target.indicator, []).extend((target.id, target.name))
    for name in read.indicators:
        indicator = pack.indicators[name]
        targets = owned.get(name, [])
        said = [*_names(indicator), *(targets if len(targets) == 2 else ())]
        bound = read.bound.get(name, ())
        yield Heading("value", name), [*said, *bound]
    for name in read.earlier:
        said = [form.format(base) for base in _names(pack.indicators[name]) if base for form in _EARLIER]
        yield Heading("earlier", name), said


def _names(indicator: Indicator) -> list[str]:
    return [indicator.id, indicator.name, indicator.short_name, indicator.name_en]


def _decisions(letter: Letter, pack: Pack) -> Iterator[tuple[Heading, Iterable[str]]]:
    read = letter_inputs(letter, pack)
    names = {target.id: target.name for target in letter.targets} | {b.id: b.name for b in letter.bonuses}
    by_name: dict[str, int] = Counter(name for asked in read.asked.values() for name in asked)
    measured = {target.id for target in letter.targets if target.indicator} | {b.id for b in letter.bonuses}
    for target, asked in read.asked.items():
        for name, said in asked.items():
            words = [
                f"{target}.{name}",
                f"{names[target]}.{name}",
                f"{target}{said}",
                f"{names[target]}{said}",
            ]
            if len(asked) == 1 and target not in measured:
                words += [target, names[target]]
            yield Heading("input", name, target), words
    for name, count in by_name.items():
        said = next(asked[name] for asked in read.asked.values() if name in asked)
        yield Heading("input", name, "" if count > 1 else _only(read.asked, name)), [name, said]
    for name in read.graded:
        yield Heading("input", name, "total"), [f"total.{name}", f"总评{name}", name]


def _only(asked: Mapping[str, Mapping[str, str]], name: str) -> str:
    return next(target for target, names in asked.items() if name in names)


def _groups(peers: str) -> Iterator[tuple[Heading, Iterable[str]]]:
    yield Heading("group", peers), [peers, *_GROUP_WORDS]
