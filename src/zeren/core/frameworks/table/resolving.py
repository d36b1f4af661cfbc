"""Sections of schools out of rows: whose row, which stage, what is shared, what does not count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.frameworks.evaluating import evaluate
from zeren.core.frameworks.table.folding import Fold
from zeren.core.frameworks.table.rows import TableRow, compact, named_code, stage_of_sheet
from zeren.core.frameworks.table.sharing import School, Sharing
from zeren.core.kernel import Problem, ZerenError, plain
from zeren.core.packs import Code, FoldRule, Framework, FrameworkColumn

__all__ = ["ALL", "Excluded", "Resolved", "Section", "resolve"]

ALL = "all"  # the one stage of a framework that has none
# What stands under the rows of a table, in the column of names.
_TOTAL = re.compile(
    r"(.{0,12}(合|小|总|共|累)计|.{0,8}(平均|均值|标准|总数|差异系数|标准差))(数|值|行)?(\(.*\))?[::]?"
)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a school that is assessed, with its own values and its share of what the school has in common."""

    school: str
    stage: str
    values: Mapping[str, Any]
    row: TableRow
    folds: Mapping[str, Fold] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A section that does not count, and by which rule."""

    school: str
    stage: str
    rule: str
    reason: str
    row: TableRow


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a table gives: sections, what was left out, what was split, and everything to be said about it."""

    sections: tuple[Section, ...]
    excluded: tuple[Excluded, ...]
    folds: tuple[Fold, ...]
    problems: tuple[Problem, ...]


def resolve(framework: Framework, rows: Iterable[TableRow], parameters: Mapping[str, Any]) -> Resolved:
    """Turn rows into sections.

    Raises:
        ZerenError: F002 for a section entered twice, F003 for a row whose stage cannot be told, F006 for one without a name.
    """
    return _Resolver(framework, parameters).resolve(list(rows))


class _Resolver:
    def __init__(self, framework: Framework, parameters: Mapping[str, Any]) -> None:
        self.framework, self.parameters = framework, parameters
        self.problems: list[Problem] = []
        self.fatal: list[Problem] = []
        self.stage_codes = [Code(s.id, s.name, s.name_en, s.aliases) for s in framework.stages]
        folding = framework.folding
        self.kind = framework.column(folding.kind) if folding is not None and folding.kind else None

    def resolve(self, rows: list[TableRow]) -> Resolved:
        schools: dict[str, School] = {}
        for row in self._named(rows):
            values = self._checked(row)
            name = str(values[self.framework.unit])
            school = schools.setdefault(compact(name), School(name))
            checked = TableRow(values, row.place, row.cells, row.number)
            self._together(checked)
            self._place(school, checked)
        if self.fatal:
            raise ZerenError(self.fatal)
        folding = self.framework.folding
        sharing = (
            None if folding is None else Sharing(self.framework, folding, self.parameters, self.problems)
        )
        sections: list[Section] = []
        folds: list[Fold] = []
        for school in schools.values():
            shared = {} if sharing is None else sharing.settle(school)
            folds += shared.values()
            sections += self._sections(school, shared)
        kept, excluded = self._kept(sections)
        return Resolved(tuple(kept), tuple(excluded), tuple(folds), tuple(self.problems))

    # --- rows -------------------------------------------------------------------------------------------------------
    def _named(self, rows: Sequence[TableRow]) -> Iterator[TableRow]:
        """Rows that are schools: totals dropped, a name that a merged cell left to the row above filled in."""
        above: TableRow | None = None
        unit, stage = self.framework.unit, self.framework.stage
        for row in rows:
            name = row.values.get(unit)
            words = [str(w) for w in (name, row.values.get(stage)) if w is not None]
            if any(_TOTAL.fullmatch(compact(w)) for w in words) or all(
                v is None for v in row.values.values()
            ):
                continue
            if name is None and stage and above is not None and above.place.sheet == row.place.sheet:
                name = above.values[unit]
                self.problems.append(Problem("F014", row.at(unit), str(name)))
                row = TableRow({**row.values, unit: name}, row.place, row.cells, row.number)
            if name is None:
                self.fatal.append(Problem("F006", row.at(unit)))
                continue
            above = row
            yield row

    def _checked(self, row: TableRow) -> dict[str, Any]:
        """Values with codes told and bounds checked; what is out of bounds counts as missing."""
        values = dict(row.values)
        for column in self.framework.columns:
            value = values.get(column.id)
            if value is None or column.id == self.framework.stage:
                continue
            if column.type == "code":
                values[column.id] = self._code(column, str(value), row)
            elif column.min is not None and isinstance(value, Decimal) and value < column.min:
                details = {"column": column.name}
                found = Problem("F004", row.at(column.id), plain(value), plain(column.min), details=details)
                self.problems.append(found)
                values[column.id] = None
        return values

    def _together(self, row: TableRow) -> None:
        """Say which of the table's checks the cells of a row do not pass."""
        for check in self.framework.checks:
            if evaluate(check.expect.tree, row.values, self.parameters) is False:
                details = {"school": str(row.values[self.framework.unit])}
                self.problems.append(Problem("F023", row.place, check.name, details=details))

    def _code(self, column: FrameworkColumn, text: str, row: TableRow) -> str | None:
        code, sure = named_code(column.codes, text)
        known = "、".join(c.name for c in column.codes)
        details = {"column": column.name, "details_known": known}
        if code is None:
            self.problems.append(Problem("F013", row.at(column.id), text, details=details))
        elif not sure:
            self.problems.append(Problem("F012", row.at(column.id), text, code.name, details=details))
        return None if code is None else code.code

    # --- stages -----------------------------------------------------------------------------------------------------
    def _place(self, school: School, row: TableRow) -> None:
        """Put a row under its stage, or under the school as a whole."""
        kind = self._kind(row.values)
        if kind is not None:
            school.kind = school.kind or kind
        if not self.framework.stages:
            self._put(school, ALL, row)
            return
        stage, whole = self._stage(row, kind)
        if whole is not None and len(whole.weights) == 1:
            stage, whole = next(iter(whole.weights)), None
        if whole is not None:
            if school.whole is not None:
                self._twice(school, "", school.whole, row)
            school.whole, school.kind = row, whole
        elif stage is None:
            names = "、".join(s.name for s in self.framework.stages)
            self.fatal.append(Problem("F003", row.at(self.framework.stage), school.name, names))
        else:
            self._put(school, stage, row)

    def _put(self, school: School, stage: str, row: TableRow) -> None:
        if stage in school.rows:
            self._twice(school, stage, school.rows[stage], row)
        school.rows.setdefault(stage, row)

    def _twice(self, school: School, stage: str, first: TableRow, second: TableRow) -> None:
        name = next((s.name for s in self.framework.stages if s.id == stage), "")
        same = first.place.sheet == second.place.sheet
        places = "、".join(f"{'' if same else r.place.sheet}第{r.number}行" for r in (first, second))
        details = {"details_rows": places}
        self.fatal.append(
            Problem("F002", second.at(self.framework.unit), f"{school.name}{name}", details=details)
        )

    def _kind(self, values: Mapping[str, Any]) -> FoldRule | None:
        folding = self.framework.folding
        if folding is None or self.kind is None:
            return None
        return folding.named(values.get(self.kind.id))

    def _stage(self, row: TableRow, kind: FoldRule | None) -> tuple[str | None, FoldRule | None]:
        """The stage a row is of, or the kind of the whole school it stands for."""
        folding, column = self.framework.folding, self.framework.column(self.framework.stage)
        text = row.values.get(column.id) or stage_of_sheet(self.framework, row.place.sheet)
        if text:
            code, sure = named_code(self.stage_codes, str(text))
            if sure and code is not None:
                return code.code, None
            named, exactly = named_code(self.kind.codes, str(text)) if self.kind else (None, False)
            rule = folding.named(named.code) if folding is not None and named is not None else None
            if rule is not None and (exactly or code is None):
                return None, rule
            if code is not None:
                known = "、".join(s.name for s in self.framework.stages)
                details = {"column": column.name, "details_known": known}
                self.problems.append(
                    Problem("F012", row.at(column.id), str(text), code.name, details=details)
                )
                return code.code, None
            return None, None
        if kind is not None:
            return None, kind
        return self._by_sizes(row)

    def _by_sizes(self, row: TableRow) -> tuple[str | None, FoldRule | None]:
        """Where only enrolment by stage is given: the stages that have pupils."""
        folding = self.framework.folding
        if folding is None:
            return None, None
        there = frozenset(s for s, c in folding.sizes.items() if row.values.get(c))
        if len(there) == 1:
            return next(iter(there)), None
        return None, folding.rule(there) if there else None

    # --- sections ---------------------------------------------------------------------------------------------------
    def _sections(self, school: School, shared: Mapping[str, Fold]) -> Iterator[Section]:
        """The assessed sections with their share of what the school has in common."""
        assessed = [s.id for s in self.framework.assessed] or [ALL]
        for stage in school.stages():
            if stage not in assessed:
                continue
            row = school.rows.get(stage) or school.whole
            assert row is not None
            own = school.values(stage, self.framework)
            folds = {c: f for c, f in shared.items() if stage in f.shares}
            values = own | {c: f.shares[stage] for c, f in folds.items()}
            if self.framework.stage:
                values[self.framework.stage] = stage
            yield Section(school.name, stage, values, row, folds)

    def _kept(self, sections: Iterable[Section]) -> tuple[list[Section], list[Excluded]]:
        kept: list[Section] = []
        excluded: list[Excluded] = []
        for section in sections:
            out = self._rule_out(section)
            if out is None:
                kept.append(section)
            else:
                excluded.append(Excluded(section.school, section.stage, *out, section.row))
        return kept, excluded

    def _rule_out(self, section: Section) -> tuple[str, str] | None:
        for rule in self.framework.exclusions:
            if evaluate(rule.where.tree, section.values, self.parameters) is True:
                return rule.id, rule.name
        size = self.framework.size
        if size and section.values.get(size) == 0:
            details = {"school": section.school}
            self.problems.append(Problem("F011", section.row.at(size), details=details))
            return "no_pupils", "在校生数为0"
        return None
