"""Checks between rows of different files: keys, units, and the packs' cross-checks, over the union of everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from zeren.core.intake.checks import Environment, Findings, compile_expression, selected, violated
from zeren.core.intake.values import shown
from zeren.core.intake.workbook import Reading
from zeren.core.kernel import OrgTree, Period, Place, Problem, nearest, plain
from zeren.core.kernel import expression as ex
from zeren.core.packs import (
    Column,
    Comparison,
    Condition,
    CrossCheck,
    Ledger,
    Match,
    RequiredRows,
    SimpleTerm,
    Unique,
)

__all__ = ["check_all"]

_SUM = pl.Decimal(38, 6)
_KEYS: Mapping[str, Any] = {
    "text": pl.String(),
    "number": pl.Decimal(38, 12),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
_PLACE = ("_file", "_sheet", "_row")


def check_all(
    frames: Mapping[str, pl.DataFrame],
    ledgers: Mapping[str, Ledger],
    *,
    period: Period,
    tree: OrgTree | None,
    parameters: Mapping[str, Any],
    submitted: Mapping[str, AbstractSet[str]],
    readings: Sequence[Reading] = (),
) -> list[Problem]:
    """Check everything together: keys over all files, units in the tree, and the packs' cross-checks.

    Shape: ``frames`` as :func:`read` gives them, concatenated; ``submitted`` ledger id → units that handed it in. Each problem
    carries file, sheet and cell; an unequal ``compare`` is placed at the first row of the side that the lower unit fills, and
    names every file that took part in ``details["files"]``. ``readings``, when given, supply the column letters of cells;
    without them a cell is the whole row (``12:12``).
    """
    letters = {(r.file, *key): letter for r in readings for key, letter in r.cells.items()}
    checker = _Checker(frames, ledgers, Environment(period, parameters, tree), submitted, letters, Findings())
    for ledger in ledgers.values():
        frame = frames.get(ledger.id)
        if frame is None:
            continue
        checker.units(ledger, frame)
        checker.key(ledger, frame)
        for check in ledger.cross_checks:
            checker.check(check, ledger, frame)
    return list(checker.findings)


@dataclass(frozen=True, slots=True)
class _Checker:
    frames: Mapping[str, pl.DataFrame]
    ledgers: Mapping[str, Ledger]
    environment: Environment
    submitted: Mapping[str, AbstractSet[str]]
    letters: Mapping[tuple[str, str, str, str], str]
    findings: Findings

    def place(self, ledger: Ledger, row: Mapping[str, Any], column: str) -> Place:
        """The cell of a row's column."""
        letter = self.letters.get((row["_file"], ledger.id, row["_sheet"], column))
        number = row["_row"]
        return Place(
            row["_file"], sheet=row["_sheet"], cell=f"{letter}{number}" if letter else f"{number}:{number}"
        )

    def units(self, ledger: Ledger, frame: pl.DataFrame) -> None:
        """Every row's unit is in the tree."""
        tree = self.environment.tree
        if tree is None or frame.is_empty():
            return
        known = [unit.code for unit in tree]
        strange = frame.filter(pl.col(ledger.unit).is_not_null() & ~pl.col(ledger.unit).is_in(known))
        hints = {code: nearest(code, known) for code in strange[ledger.unit].unique().to_list()}
        for row in strange.select(*_PLACE, ledger.unit).iter_rows(named=True):
            code = row[ledger.unit]
            self.findings.add(
                "I035", self.place(ledger, row, ledger.unit), found=code, hint=_unit_hint(hints[code], tree)
            )

    def key(self, ledger: Ledger, frame: pl.DataFrame) -> None:
        """The key is unique over all files; within one file ``read`` has said so."""
        names = list(ledger.key)
        if not names or frame.is_empty():
            return
        keyed = frame.select(*names, *_PLACE).drop_nulls(names)
        repeated = keyed.filter(pl.col("_file").n_unique().over(names) > 1)
        column = "、".join(ledger.column(n).name for n in names)
        for row, other in _with_other(repeated, names):
            found = "、".join(shown(ledger.column(n), row[n]) for n in names)
            self.findings.add(
                "I093",
                self.place(ledger, row, names[0]),
                found=found,
                expected=_where(other),
                details={"column": column},
            )

    def check(self, check: CrossCheck, ledger: Ledger, frame: pl.DataFrame) -> None:
        """One cross-check of a pack."""
        if isinstance(check.rule, Unique):
            self._unique(check, check.rule, ledger, frame)
        elif isinstance(check.rule, Match):
            self._match(check, check.rule, ledger, frame)
        elif isinstance(check.rule, RequiredRows):
            self._required(check, check.rule, ledger, frame)
        else:
            self._compare(check, check.rule, ledger)

    def _unique(self, check: CrossCheck, rule: Unique, ledger: Ledger, frame: pl.DataFrame) -> None:
        names = list(rule.columns)
        rows = frame.filter(selected(rule.where, ledger, self.environment)).select(
            *dict.fromkeys([*names, *_PLACE])
        )
        rows = rows.drop_nulls(names)
        repeated = rows.filter(pl.len().over(names) > 1)
        for row, other in _with_other(repeated, names):
            found = _pairs(ledger, names, row)
            place = self.place(ledger, row, names[0])
            self.findings.add("I090", place, partial(_texts, check, found=found, expected=_where(other)))

    def _match(self, check: CrossCheck, rule: Match, ledger: Ledger, frame: pl.DataFrame) -> None:
        other = self.ledgers[rule.other]
        other_frame = self.frames.get(rule.other)
        names = list(rule.key)
        rows = frame.filter(selected(rule.where, ledger, self.environment)).drop_nulls(names)
        if rule.counterpart_unit:
            # A school that has handed in nothing yet, or lies outside the district, cannot be asked for its side.
            there = {
                u
                for u in self.submitted.get(rule.other, ())
                if self.environment.tree is None or u in self.environment.tree
            }
            rows = rows.filter(pl.col(rule.counterpart_unit).is_in(sorted(there)))
        if other_frame is not None:
            found = other_frame.filter(selected(rule.other_where, other, self.environment)).select(
                rule.other_key
            )
            rows = rows.join(found.unique(), left_on=names, right_on=list(rule.other_key), how="anti")
        for row in rows.iter_rows(named=True):
            place = self.place(ledger, row, names[0])
            self.findings.add(
                "I091", place, partial(_texts, check, found=_pairs(ledger, names, row), expected=other.name)
            )

    def _required(self, check: CrossCheck, rule: RequiredRows, ledger: Ledger, frame: pl.DataFrame) -> None:
        by, there = list(rule.by), [f"_there{n}" for n in range(len(rule.each))]
        flags = (
            selected(one.where, ledger, self.environment).alias(name)
            for one, name in zip(rule.each, there, strict=True)
        )
        rows = frame.with_columns(*flags).filter(selected(rule.where, ledger, self.environment))
        groups = rows.drop_nulls(by).group_by(by, maintain_order=True)
        short = groups.agg(pl.col(_PLACE).first(), pl.col(there).any()).filter(~pl.all_horizontal(there))
        for group in short.iter_rows(named=True):
            lacking = [one for one, name in zip(rule.each, there, strict=True) if not group[name]]
            texts = _texts(
                check, found=_pairs(ledger, by, group), expected="、".join(o.name for o in lacking)
            )
            texts["details"]["expected_en"] = ", ".join(o.name_en or o.name for o in lacking)
            self.findings.add("I094", self.place(ledger, group, by[0]), partial(dict, texts))

    def _compare(self, check: CrossCheck, rule: Comparison, ledger: Ledger) -> None:
        by = list(rule.by)
        terms = {name: self._term(rule, name) for name in rule.terms}
        if any(term is None for term in terms.values()):
            return  # a ledger nobody has handed in yet cannot disagree
        groups = _joined({name: term for name, term in terms.items() if term is not None}, by)
        broken = groups.filter(violated(rule.expect, ledger, self.environment))
        for group in broken.iter_rows(named=True):
            if self._complete(rule, group):
                self._report_unequal(check, rule, group)

    def _term(self, rule: Comparison, name: str) -> pl.DataFrame | None:
        """One sum by group, with the first row of each group for its place."""
        term = rule.terms[name]
        ledger, frame = self.ledgers[term.ledger], self.frames.get(term.ledger)
        if frame is None:
            if not self.submitted.get(term.ledger):
                return None
            types = [_KEYS[ex.type_of(key.tree)] for key in term.keys]
            return pl.DataFrame(schema=dict(zip(rule.by, types, strict=True)) | {name: _SUM})
        rows = frame.filter(selected(term.where, ledger, self.environment))
        one = pl.repeat(1, pl.len()) if term.sum is None else self._value(term.sum, ledger)
        keys = [key.alias(n) for n, key in self._keys(rule, term).items()]
        keyed = rows.select(*keys, one.cast(_SUM).alias(name))
        if not keys:
            return keyed.sum()
        return keyed.drop_nulls(list(rule.by)).group_by(rule.by).agg(pl.col(name).sum())

    def _value(self, value: Condition, ledger: Ledger) -> pl.Expr:
        """What is summed, once a row also where it is the same for all."""
        return pl.repeat(0, pl.len()) + compile_expression(value.tree, ledger, self.environment)

    def _keys(self, rule: Comparison, term: SimpleTerm) -> dict[str, pl.Expr]:
        """What the rows of a term are grouped by. A number is a decimal everywhere, so that 7 meets 7.0."""
        ledger = self.ledgers[term.ledger]
        return {
            name: compile_expression(key.tree, ledger, self.environment).cast(_KEYS[ex.type_of(key.tree)])
            for name, key in zip(rule.by, term.keys, strict=True)
        }

    def _complete(self, rule: Comparison, group: Mapping[str, Any]) -> bool:
        """Whether the group's unit has handed in every ledger compared that units of its kind fill in themselves."""
        for term in rule.terms.values():
            ledger = self.ledgers[term.ledger]
            if ledger.submitted_by not in {"school", "kindergarten"}:
                continue
            units = (n for n, key in zip(rule.by, term.keys, strict=True) if _is_column(key, ledger.unit))
            if any(group[name] not in self.submitted.get(ledger.id, ()) for name in units):
                return False
        return True

    def _report_unequal(self, check: CrossCheck, rule: Comparison, group: Mapping[str, Any]) -> None:
        sides = {(term.ledger, term.keys): term for term in rule.terms.values()}
        fillers = sorted(sides.values(), key=lambda term: self.ledgers[term.ledger].submitted_by == "county")
        rows = [(term.ledger, row) for term in fillers for row in self._rows_of(rule, term, group)]
        named = [f"{self._term_words(rule, name)} {plain(Decimal(group[name]))}" for name in rule.terms]
        grouped = "，".join(self._key_words(fillers, name, group[name]) for name in rule.by)
        texts = _texts(
            check,
            found="；".join(part for part in (grouped, "，".join(named)) if part),
            expected=rule.expect.text,
        )
        texts["details"]["files"] = sorted({row["_file"] for _, row in rows})
        if rows:
            name, row = rows[0]
            place = self.place(self.ledgers[name], row, self.ledgers[name].unit)
        else:
            place = Place()
        self.findings.add("I092", place, partial(dict, texts))

    def _rows_of(
        self, rule: Comparison, term: SimpleTerm, group: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """The first row of the group in each file."""
        frame = self.frames.get(term.ledger)
        if frame is None or frame.is_empty():
            return
        same = (
            key.eq_missing(pl.lit(group[name], dtype=_KEYS[ex.type_of(said.tree)]))
            for said, (name, key) in zip(term.keys, self._keys(rule, term).items(), strict=True)
        )
        rows = frame.filter(pl.all_horizontal(pl.lit(value=True), *same)).select(*_PLACE)
        yield from rows.unique("_file", keep="first", maintain_order=True).iter_rows(named=True)

    def _key_words(self, terms: Iterable[SimpleTerm], name: str, value: object) -> str:
        """“年级 8”: by the column of that name, where one of the ledgers has it."""
        columns = (c for term in terms for c in self.ledgers[term.ledger].columns if c.id == name)
        column = next(columns, Column(name, name, name, "text"))
        return f"{column.name} {shown(column, value)}"

    def _term_words(self, rule: Comparison, name: str) -> str:
        """“学生名册 人数”: what a term of the comparison is, for people."""
        term = rule.terms[name]
        ledger = self.ledgers[term.ledger]
        known = {c.id: c.name for c in ledger.columns}
        if term.sum is None:
            return f"{ledger.name}行数（{name}）"
        return f"{known.get(term.sum.text.strip(), term.sum.text)}（{name}）"


def _is_column(key: Condition, name: str) -> bool:
    return isinstance(key.tree, ex.Name) and key.tree.scope == "column" and key.tree.name == name


def _joined(terms: Mapping[str, pl.DataFrame], by: list[str]) -> pl.DataFrame:
    """All groups of all terms; a sum over no rows is 0."""
    if not by:
        return pl.DataFrame(
            {name: [t[name][0] if t.height else Decimal(0)] for name, t in terms.items()}
        ).cast(_SUM)
    groups = pl.concat([term.select(by) for term in terms.values()]).unique(maintain_order=True)
    for term in terms.values():
        groups = groups.join(term, on=by, how="left")
    return groups.with_columns(pl.col(list(terms)).fill_null(Decimal(0))).sort(by)


def _with_other(
    rows: pl.DataFrame, names: list[str]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each of some repeated rows with another of its group: the first, or the second for the first."""
    if rows.is_empty():
        return
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        groups.setdefault(tuple(row[n] for n in names), []).append(row)
    for members in groups.values():
        for index, one in enumerate(members):
            elsewhere = (other for other in members if other["_file"] != one["_file"])
            yield one, next(elsewhere, members[1 if index == 0 else 0])


def _where(row: Mapping[str, Any]) -> str:
    return "·".join(part for part in (row["_file"], row["_sheet"], f"第{row['_row']}行") if part)


def _pairs(ledger: Ledger, names: Iterable[str], row: Mapping[str, Any]) -> str:
    return "，".join(f"{ledger.column(n).name} {shown(ledger.column(n), row[n])}" for n in names)


def _texts(check: CrossCheck, *, found: str, expected: str) -> dict[str, Any]:
    details = {
        "message": check.message.rstrip("。"),
        "message_en": (check.message_en or check.message).rstrip("."),
        "check": check.id,
    }
    return {"found": found, "expected": expected, "severity": check.severity, "details": details}


def _unit_hint(code: str, tree: OrgTree) -> str:
    unit = tree.get(code)
    return f"{code} {unit.name}" if unit is not None else ""
