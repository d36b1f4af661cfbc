"""Review files: YAML or a table of targets with reviewed points or figures, for one unit or for many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from zeren.core.intake import read
from zeren.core.kernel import Period, Place, Problem, ZerenError
from zeren.core.packs import Column, Cursor, Ledger, Letter, Pack, read_yaml
from zeren.core.scoring import Review, letter_inputs, read_reviews
from zeren.workspace.cohorts.unit_table import parsed

__all__ = ["reviews_of_file"]

Entries = dict[str, list[tuple[str, Any, Place]]]
_ABOUT = {"reviewer", "note", "at", "unit", "letter"}


def reviews_of_file(
    path: Path, letter: Letter, pack: Pack, *, unit: str, find: Callable[[str], str]
) -> dict[str, Sequence[Review]]:
    """The reviews of a file by unit.

    Shape: ``unit`` is whose review it is where the file names none; ``find`` turns a written name into a unit's code. YAML:
    ``{目标: 分数}`` or ``{目标: {points|value|inputs, note}}``, under ``targets`` or at the top; for several units ``{units:
    {单位: {目标: …}}}``. A table (xlsx, csv) has the columns 目标、复评分 or 复评值、说明 and, for several units, 单位.

    Raises:
        ZerenError: W006 when there is no such file, P- or I-problems when it cannot be read, S020–S024 for what it says.
    """
    if not path.is_file():
        raise ZerenError(Problem("W006", found=str(path)))
    yaml = path.suffix.lower() in {".yaml", ".yml", ".json"}
    entries = _from_yaml(path) if yaml else _from_table(path, letter, pack)
    found: dict[str, Sequence[Review]] = {}
    for named, listed in entries.items():
        code = find(named) if named else unit
        if not code:
            raise ZerenError(Problem("S026", listed[0][2], found="（没有写单位）"))
        found[code] = (*found.get(code, ()), *read_reviews(letter, listed, pack=pack))
    return found


def _from_yaml(path: Path) -> Entries:
    problems: list[Problem] = []
    cursor = read_yaml(path, path.name, problems)
    if cursor is not None and not cursor.is_map():
        cursor.problem("P012", path.name, "目标: 复评分")
    if cursor is None or problems:
        raise ZerenError(problems)
    found: Entries = {}
    units = cursor.get("units")
    if units is None:
        found[cursor.text_at("unit")] = _targets(cursor)
    else:
        for name, body in units.entries():
            found[name] = _targets(body)
    if problems:
        raise ZerenError(problems)
    return found


def _targets(cursor: Cursor) -> list[tuple[str, Any, Place]]:
    body = cursor.get("targets") or cursor
    return [
        (name, _body(value.plain_value()), value.place)
        for name, value in body.entries()
        if body is not cursor or name not in _ABOUT
    ]


def _body(written: Any) -> Any:
    """Shares and words stay as they are: what a number is, the reader of reviews knows."""
    return dict(written) if isinstance(written, Mapping) else written


def _from_table(path: Path, letter: Letter, pack: Pack) -> Entries:
    read_names = letter_inputs(letter, pack)
    inputs = {name: said for asked in read_names.asked.values() for name, said in asked.items()}
    inputs |= {name: name for names in read_names.bound.values() for name in names if name not in inputs}
    fixed = [
        Column("unit", "单位", "", "text", aliases=("单位名称", "区县", "县区", "单位代码", "学校")),
        Column(
            "target",
            "目标",
            "",
            "text",
            required=True,
            aliases=("目标编号", "编号", "指标", "目标名称", "target"),
        ),
        Column("points", "复评分", "", "text", aliases=("复核分", "复评得分", "核定分", "评审分", "points")),
        Column("value", "复评值", "", "text", aliases=("复核值", "复评完成值", "核定值", "value")),
        Column("note", "说明", "", "text", aliases=("复评说明", "理由", "原因", "note")),
    ]
    own = {column.id for column in fixed}
    columns = [
        *fixed,
        *(Column(n, f"复评{s}", "", "text", aliases=(n,)) for n, s in inputs.items() if n not in own),
    ]
    ledger = Ledger(
        id="review_table", name="复评表", name_en="Review", definition="", definition_en="", source=letter.id,
        submitted_by="county", unit="target", key=(), period="standing", columns=tuple(columns), pack=letter.pack,
    )  # fmt: skip
    [reading] = read([path], {ledger.id: ledger}, codes={}, period=Period.parse(letter.period), parameters={})
    if not reading.ok:
        raise ZerenError(reading.problems)
    found: Entries = {}
    for frame in reading.frames.values():
        for row in frame.iter_rows(named=True):
            body = {key: row[key] for key in ("points", "value", "note") if row[key] is not None}
            more = {c.id: parsed(row[c.id]) for c in columns if c.id not in own and row[c.id] is not None}
            place = Place(reading.file, sheet=str(row["_sheet"]), cell=f"A{row['_row']}")
            if more:
                body["inputs"] = more
            found.setdefault(str(row["unit"] or ""), []).append((str(row["target"]), body, place))
    return found
