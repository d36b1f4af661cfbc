"""Import and check: ours beside openpyxl and a plain Python loop that finds the same headings, types the same cells, runs the
same checks. ``python -m bench.intake`` runs it alone, ``--memory`` measures what a child needs.
"""

from __future__ import annotations

import csv
import io
import operator
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from bench.figures import Claim, interleaved
from zeren.core.intake import Job, Pool, check_all, read, shared_pool
from zeren.core.intake.headings import heading_key
from zeren.core.intake.identifiers import FORMATS, Context, Refusal
from zeren.core.kernel import expression as ex
from zeren.core.kernel import plain
from zeren.core.packs import Column, Ledger, Match, Pack, Unique
from zeren.workspace import Workspace
from zeren.workspace.importing import find_files, parameters_of, tree_from

Row = dict[str, Any]
Test = Callable[[Row], Any]


def ours(workspace: Workspace) -> tuple[int, int]:
    """Rows and problems, by intake."""
    pack, parameters = workspace.pack, parameters_of(workspace)
    paths = find_files([workspace.folder / "ledgers"])
    readings = read(paths, pack.ledgers, codes=pack.codes, period=workspace.period, parameters=parameters)
    parts: dict[str, list[pl.DataFrame]] = {}
    submitted: dict[str, set[str]] = {}
    for reading in readings:
        for name, frame in reading.frames.items():
            parts.setdefault(name, []).append(frame)
            submitted.setdefault(name, set()).update(frame["_unit"].unique().to_list())
    frames = {name: pl.concat(members) for name, members in parts.items()}
    found = check_all(
        frames,
        pack.ledgers,
        period=workspace.period,
        tree=tree_from(workspace, frames),
        parameters=parameters,
        submitted=submitted,
        readings=readings,
    )
    return sum(f.height for f in frames.values()), len(found) + sum(len(r.problems) for r in readings)


# --- the peer: what a careful analyst writes without us ---------------------------------------------------------------


def theirs(workspace: Workspace) -> tuple[int, int]:
    """Rows and problems, by openpyxl and a loop."""
    pack = workspace.pack
    tables: dict[str, list[Row]] = {}
    wrong = 0
    peer = Peer(pack, workspace)
    for path in find_files([workspace.folder / "ledgers"]):
        for title, sheet in sheets_of(path):
            ledger, start, places = peer.headings(title, sheet)
            if ledger is None:
                continue
            rows, refused = peer.rows(ledger, sheet[start:], places)
            tables.setdefault(ledger.id, []).extend(rows)
            wrong += refused
    wrong += sum(peer.cross(pack.ledgers[name], tables) for name in tables)
    return sum(map(len, tables.values())), wrong


def sheets_of(path: Path) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    """The sheets of a file by name, as rows of values."""
    if path.suffix == ".csv":
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeError:
            text = data.decode("gb18030")
        yield path.stem.rpartition("_")[2], list(csv.reader(io.StringIO(text)))
        return
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield sheet.title, list(sheet.iter_rows(values_only=True))


class Peer:
    """Typing and checks, a row at a time."""

    def __init__(self, pack: Pack, workspace: Workspace) -> None:
        self.period, self.parameters = workspace.period, parameters_of(workspace)
        self.context = Context(workspace.period.end)
        self.ledgers = list(pack.ledgers.values())
        self.names = {
            ledger.id: {heading_key(w): c.id for c in ledger.columns for w in (c.name, *c.aliases)}
            for ledger in self.ledgers
        }
        self.lookup = {name: codes.lookup() for name, codes in pack.codes.items()}
        self.checks = {
            ledger.id: [self.compiled(check.expect.tree) for check in ledger.checks]
            for ledger in self.ledgers
        }
        self.units: dict[str, Mapping[str, Any]] = {}

    def headings(self, title: str, sheet: list[Sequence[Any]]) -> tuple[Ledger | None, int, dict[int, str]]:
        """The ledger of that name, and the row that its columns' names fill best."""
        ledger = next((ledger for ledger in self.ledgers if ledger.name == title), None)
        best: tuple[int, dict[int, str]] = (0, {})
        if ledger is not None:
            known = self.names[ledger.id]
            for number, row in enumerate(sheet[:10], 1):
                keys = {i: heading_key(str(value)) for i, value in enumerate(row) if value is not None}
                places = {i: known[key] for i, key in keys.items() if key in known}
                if len(places) > len(best[1]):
                    best = (number, places)
        return ledger, *best

    def rows(
        self, ledger: Ledger, sheet: list[Sequence[Any]], places: dict[int, str]
    ) -> tuple[list[Row], int]:
        """Typed rows and how many cells and rows are refused."""
        columns = {c.id: c for c in ledger.columns}
        found: list[Row] = []
        wrong = 0
        keys: set[tuple[Any, ...]] = set()
        for values in sheet:
            written = {
                name: values[i]
                for i, name in places.items()
                if i < len(values) and values[i] not in {None, ""}
            }
            if not written or any(
                str(v).replace(" ", "") in {"合计", "小计", "总计"} for v in written.values()
            ):
                continue
            row: Row = dict.fromkeys(columns)
            for name, value in written.items():
                typed = self.cell(columns[name], value)
                if isinstance(typed, Refusal):
                    wrong += 1
                else:
                    row[name] = typed
            wrong += sum(c.required and c.id not in written for c in ledger.columns)
            wrong += sum(check(row) is False for check in self.checks[ledger.id])
            key = tuple(row[k] for k in ledger.key)
            wrong += bool(key) and key in keys
            keys.add(key)
            found.append(row)
        return found, wrong

    def cell(self, column: Column, value: Any) -> Any:
        """A typed value or a refusal."""
        text = str(value).strip()
        try:
            if column.type == "code":
                return self.lookup[column.codes].get(text, Refusal("I057"))
            if column.type == "boolean":
                return {"是": True, "否": False}.get(text, Refusal("I056"))
            if column.type == "date":
                return self.day(value, text)
            if column.type in {"integer", "decimal"}:
                number = Decimal(text.replace(",", ""))
                outside = (column.min is not None and number < column.min) or (
                    column.max is not None and number > column.max
                )
                return Refusal("I058") if outside else (int(number) if column.type == "integer" else number)
        except (ValueError, ArithmeticError):
            return Refusal("I051")
        if column.format:
            return FORMATS[column.format](text, self.context) or text
        return text

    def day(self, value: Any, text: str) -> Any:
        """A date from whatever a clerk wrote."""
        if isinstance(value, datetime):
            return value.date()
        if text.isdigit() and len(text) <= 5:
            return date(1899, 12, 30) + timedelta(int(text))
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M:%S"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007
            except ValueError:
                continue
        return Refusal("I054")

    def cross(self, ledger: Ledger, tables: dict[str, list[Row]]) -> int:
        """Keys over all files, repeated values, missing counterparts."""
        wrong = repeated(tables[ledger.id], ledger.key)
        for check in ledger.cross_checks:
            if isinstance(check.rule, Unique):
                where = self.compiled(check.rule.where.tree)
                wrong += repeated([row for row in tables[ledger.id] if where(row)], check.rule.columns)
            elif isinstance(check.rule, Match):
                where, other = (
                    self.compiled(check.rule.where.tree),
                    self.compiled(check.rule.other_where.tree),
                )
                there = {
                    tuple(r[k] for k in check.rule.other_key)
                    for r in tables.get(check.rule.other, [])
                    if other(r)
                }
                for row in tables[ledger.id]:
                    key = tuple(row[k] for k in check.rule.key)
                    if (
                        where(row)
                        and None not in key
                        and key not in there
                        and not check.rule.counterpart_unit
                    ):
                        wrong += 1
        return wrong

    def compiled(self, node: ex.Expression) -> Test:
        """An expression as nested functions: faster than walking the tree for every row."""
        if isinstance(node, ex.Literal):
            value = node.value
            return lambda _row: value
        if isinstance(node, ex.Name):
            return self.name(node)
        if isinstance(node, ex.Compare):
            return strict(COMPARE[node.op], self.compiled(node.left), self.compiled(node.right))
        if isinstance(node, ex.Arithmetic):
            return strict(ARITHMETIC[node.op], self.compiled(node.left), self.compiled(node.right))
        if isinstance(node, ex.Between):
            value_, low, high = map(self.compiled, (node.value, node.low, node.high))
            return both([strict(operator.ge, value_, low), strict(operator.le, value_, high)])
        if isinstance(node, ex.In):
            options, inner = {option.value for option in node.options}, self.compiled(node.value)
            return strict(lambda v: v in options, inner)
        if isinstance(node, ex.IsNull):
            inner = self.compiled(node.value)
            return lambda row: inner(row) is None
        if isinstance(node, ex.Not):
            return strict(operator.not_, self.compiled(node.value))
        if isinstance(node, ex.And):
            return both([self.compiled(part) for part in node.parts])
        if isinstance(node, ex.Or):
            parts = [strict(operator.not_, self.compiled(part)) for part in node.parts]
            return strict(operator.not_, both(parts))
        if node.name == "COALESCE":
            first, second = map(self.compiled, node.arguments)
            return lambda row: second(row) if (v := first(row)) is None else v
        return strict(FUNCTIONS[node.name], *map(self.compiled, node.arguments))

    def name(self, node: ex.Name) -> Test:
        """A column, a parameter, a day of the period; attributes of units are unknown before the registers are read."""
        if node.scope == "column":
            return operator.itemgetter(node.name)
        value: Any = None
        if node.scope == "param":
            value = self.parameters.get(node.name)
        elif node.scope == "reserved":
            year = self.period.school_year
            days = (self.period.start, self.period.end, year.start, year.end)
            value = dict(zip(ex.RESERVED, days, strict=True))[node.name]
        return lambda _row: value


COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "AGE_AT": lambda birth, on: on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)),
    "DAYS_BETWEEN": lambda start, end: (end - start).days,
    "YEAR": lambda day: day.year,
    "MONTH": lambda day: day.month,
    "LEAST": min,
    "GREATEST": max,
    "ABS": abs,
    "LENGTH": len,
    "STARTS_WITH": str.startswith,
    "CONTAINS": operator.contains,
    "SUBSTR": lambda text, start, length: text[int(start) - 1 : int(start + length) - 1],
    "CONCAT": lambda *texts: "".join(texts),
    "NUMBER": lambda text: int(text) if re.fullmatch("-?[0-9]{1,18}", text) else None,
    "TEXT": lambda value: plain(Decimal(value)) if isinstance(value, int | Decimal) else value.isoformat(),
}


def strict(function: Callable[..., Any], *parts: Test) -> Test:
    """Unknown as soon as one side is."""

    def call(row: Row) -> Any:
        values = [part(row) for part in parts]
        return None if None in values else function(*values)

    return call


def both(parts: Sequence[Test]) -> Test:
    """False if one is false, else unknown if one is."""

    def call(row: Row) -> Any:
        unknown = False
        for part in parts:
            value = part(row)
            if value is False:
                return False
            unknown = unknown or value is None
        return None if unknown else True

    return call


def repeated(rows: Sequence[Row], columns: Sequence[str]) -> int:
    """Rows that share all the columns with another."""
    counts: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row[c] for c in columns)
        if columns and None not in key:
            counts[key] = counts.get(key, 0) + 1
    return sum(count for count in counts.values() if count > 1)


def run(workspace: Workspace) -> None:
    """Print the figures of a demo workspace's ledgers."""
    shared_pool().start()
    mine, peer = ours(workspace), theirs(workspace)
    assert mine[0] == peer[0], f"not the same work: {mine} and {peer} rows and problems"
    ways = {"ours": lambda: ours(workspace), "peer": lambda: theirs(workspace)}
    taken = interleaved(ways, rounds=3, warm=1)
    print(Claim(f"import and check {mine[0]:,} rows (30,000 pupils)", 3.0).line(taken["ours"]))
    times = Claim("… times as fast as openpyxl + loop", 5.0, "×", at_least=True)
    print(times.line(taken["peer"] / taken["ours"], f"peer {taken['peer']:.2f} s"))


def memory() -> None:
    """What a child needs beyond its start, by the size of the sheet; the limit in ``child.py`` rests on this."""
    for rows, columns in ((20_000, 30), (100_000, 26), (200_000, 12)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.csv"
            path.write_text("\n".join(",".join(f"文字{r}" for _ in range(columns)) for r in range(rows)))
            pool = Pool(size=1, seconds=300)
            started = time.perf_counter()
            answer = pool.run(Job("workbook", str(path)))
            status = Path(f"/proc/{pool.process_ids()[0]}/status").read_text() if pool.process_ids() else ""
            peak = [line for line in status.splitlines() if line.startswith(("VmPeak", "VmHWM"))]
            print(
                rows,
                columns,
                f"{time.perf_counter() - started:.1f} s",
                [p.code for p in answer.problems],
                *peak,
            )
            pool.close()


def main() -> None:
    """The bench on its own."""
    from zeren.demo import write_demo

    if "--memory" in sys.argv:
        memory()
        return
    with tempfile.TemporaryDirectory() as place:
        run(write_demo(Path(place) / "demo", seed=2017))


if __name__ == "__main__":
    main()
