"""What the sections of one school have in common, and how it is told from what each has of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.frameworks.table.folding import Fold, share_out
from zeren.core.frameworks.table.rows import TableRow
from zeren.core.kernel import Place, Problem, plain
from zeren.core.packs import Folding, FoldRule, Framework, FrameworkColumn

__all__ = ["School", "Sharing"]

_NOTICEABLE = Decimal(
    100
)  # two sections may well have 3 teachers each; two of 4,812 ㎡ each are one and the same building


@dataclass(slots=True)
class School:
    """The rows of one school while the table is read: one a section, or one for all of it, or both."""

    name: str
    rows: dict[str, TableRow] = field(default_factory=dict)
    whole: TableRow | None = None
    kind: FoldRule | None = None
    sizes: dict[str, Decimal | None] = field(default_factory=dict)

    def stages(self) -> list[str]:
        """Its sections: those with a row, and those its kind has where one row stands for all."""
        kind = list(self.kind.weights) if self.kind is not None and self.whole is not None else []
        return list(dict.fromkeys([*kind, *self.rows]))

    def values(self, stage: str, framework: Framework) -> dict[str, Any]:
        """A section's own values: its row's, with words (kind, owner) from the row of the whole school where it has none."""
        base: dict[str, Any] = {c.id: None for c in framework.columns}
        if self.whole is not None:
            base |= {
                c.id: self.whole.values.get(c.id)
                for c in framework.columns
                if c.type not in {"integer", "decimal"}
            }
        if stage in self.rows:
            base |= {c: v for c, v in self.rows[stage].values.items() if v is not None}
        if framework.size and self.sizes.get(stage) is not None:
            base[framework.size] = self.sizes[stage]
        return base


class Sharing:
    """Finds shared figures and splits them; says so, because a blank cell may also have been forgotten."""

    def __init__(
        self, framework: Framework, folding: Folding, parameters: Mapping[str, Any], problems: list[Problem]
    ) -> None:
        self.framework, self.folding = framework, folding
        self.parameters, self.problems = parameters, problems

    def settle(self, school: School) -> dict[str, Fold]:
        """What is shared in a school, by column; sets the enrolment of its sections."""
        self._enrol(school)
        if len(school.stages()) < 2:
            if school.kind is not None and len(school.kind.weights) > 1 and school.whole is None:
                self._alone(school)
            return {}
        repeated = self._repeated(school)
        totals: dict[str, tuple[Decimal, TableRow]] = {}
        for column in self.framework.columns:
            if column.shared:
                total, row = self._total(school, column)
                if total is None and column.id in repeated:
                    total, row = repeated[column.id], next(iter(school.rows.values()))
                if total is not None and row is not None:
                    totals[column.id] = total, row
        found = self._folds(school, totals) if totals else {}
        if found and school.whole is None and not repeated:
            ratio = ":".join(plain(w) for w in next(iter(found.values())).weights.values())
            rule = next(iter(found.values())).rule
            self._say("F020", school, list(found), expected=f"{rule} {ratio}，乘在校生数")
        return found

    # --- enrolment --------------------------------------------------------------------------------------------------
    def _enrol(self, school: School) -> None:
        """Enrolment by section: the section's row, else the column for it, else what the others leave of the whole."""
        size = self.framework.size
        everywhere = [*school.rows.values(), *([school.whole] if school.whole else [])]
        for stage in school.stages():
            own = school.rows[stage].values.get(size) if stage in school.rows else None
            column = self.folding.sizes.get(stage, "")
            listed = next(
                (r.values[column] for r in everywhere if column and r.values.get(column) is not None), None
            )
            school.sizes[stage] = own if own is not None else listed
        whole = school.whole.values.get(size) if school.whole is not None else None
        if whole is None:
            return
        missing = [stage for stage, n in school.sizes.items() if n is None]
        known = sum((n for n in school.sizes.values() if n is not None), Decimal(0))
        if len(missing) == 1 and known <= whole:
            school.sizes[missing[0]] = whole - known
        elif not missing and known != whole and school.whole is not None:
            details = {"school": school.name}
            place = school.whole.at(size)
            self.problems.append(Problem("F017", place, plain(known), plain(whole), details=details))

    def _alone(self, school: School) -> None:
        assert school.kind is not None
        (stage, row), *_ = school.rows.items()
        name = next((s.name for s in self.framework.stages if s.id == stage), stage)
        details = {"school": school.name}
        self.problems.append(
            Problem("F019", row.at(self.framework.unit), name, school.kind.name, details=details)
        )

    # --- what is shared ---------------------------------------------------------------------------------------------
    def _total(self, school: School, column: FrameworkColumn) -> tuple[Decimal | None, TableRow | None]:
        """The school's one figure: on the row of the whole school while no section has its own, or on one row of several."""
        own = {s: v for s, r in school.rows.items() if (v := r.values.get(column.id)) is not None}
        if school.whole is not None:
            value = school.whole.values.get(column.id)
            return (value, school.whole) if not own else (None, None)
        if len(own) == 1 and len(school.rows) > 1:
            stage, value = next(iter(own.items()))
            return value, school.rows[stage]
        return None, None

    def _repeated(self, school: School) -> dict[str, Decimal]:
        """Figures that stand alike in every section's row.

        Where the kind of school says it is combined and nothing at all differs, the clerk has repeated the whole school's
        figures, and taking them as they stand would double the school. In any other case they stand, and we ask.
        """
        own: dict[str, list[Decimal]] = {}
        for column in self.framework.columns:
            values = [r.values.get(column.id) for r in school.rows.values()]
            if column.shared and len(values) > 1 and None not in values and any(values):
                own[column.id] = [v for v in values if isinstance(v, Decimal)]
        alike = {c: v[0] for c, v in own.items() if len(set(v)) == 1}
        combined = school.kind is not None and len(school.kind.weights) > 1
        whole = combined and len(alike) == len(own) and len(alike) > 1
        noticed = [c for c, value in alike.items() if whole or value >= _NOTICEABLE]
        if noticed:
            said = "按全校共用折算" if whole else "按各学段自己的数计算"
            self._say("F015", school, noticed, expected=said)
        return alike if whole else {}

    def _say(
        self, code: str, school: School, columns: Sequence[str], found: str = "", expected: str = ""
    ) -> None:
        row = next(iter(school.rows.values()), school.whole)
        place = Place() if row is None else row.at(columns[0])
        names = "、".join(f"“{self.framework.column(c).name}”" for c in columns)
        details = {"school": school.name, "column": names}
        self.problems.append(Problem(code, place, found, expected, details=details))

    def _folds(self, school: School, totals: Mapping[str, tuple[Decimal, TableRow]]) -> dict[str, Fold]:
        """Split every shared figure of a school, or say once why none can be."""
        stages = frozenset(school.stages())
        rule = self.folding.rule(stages)
        names = {s.id: s.name for s in self.framework.stages}
        if rule is None:
            told = "、".join(names[s] for s in school.stages())
            self._say("F016", school, list(totals), f"没有“{told}”这种组合的折算比例")
            return {}
        lacking = [names[s] for s in rule.weights if school.sizes.get(s) is None]
        if lacking:
            self._say("F016", school, list(totals), f"没有{'、'.join(lacking)}的在校生数")
            return {}
        sizes = {s: n for s in rule.weights if (n := school.sizes.get(s)) is not None}
        weights = {s: w for s, a in rule.weights.items() if (w := a.at(self.parameters)) is not None}
        found = {}
        for column, (total, row) in totals.items():
            shares = share_out(total, weights, sizes) if len(weights) == len(rule.weights) else {}
            if shares:
                place = row.at(column)
                found[column] = Fold(school.name, column, rule.name, total, weights, sizes, shares, place)
        if not found:
            self._say("F016", school, list(totals), "没有折算比例，或在校生数为0")
        return found
