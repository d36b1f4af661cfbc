"""Reading frameworks: the table, what is measured on it, what must hold, what somebody answers, and worked examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from zeren.core.kernel import expression as ex
from zeren.core.kernel import nearest, to_decimal
from zeren.core.packs.expressions import condition_at
from zeren.core.packs.ledgers import VALUE_TYPES
from zeren.core.packs.model import (
    Amount,
    AutomaticFail,
    Band,
    Basis,
    Bound,
    Code,
    Condition,
    CountyIndicator,
    CountyTerm,
    Dispersion,
    Exclusion,
    Expected,
    Figure,
    Folding,
    FoldRule,
    Framework,
    FrameworkColumn,
    FrameworkExample,
    FrameworkIndicator,
    FrameworkItem,
    FrameworkStage,
    FrameworkVeto,
    Gate,
    GradeSummary,
    Grading,
    ItemBlock,
    ItemException,
    Measure,
    Parameter,
    SummaryFlag,
    Survey,
    TableCheck,
)
from zeren.core.packs.scope import Scope
from zeren.core.packs.yaml_file import Cursor

_OPS = "<= >= = < >"
_BASIS = "clause source confirmed note"
_REQUIRED = "id name document_number source table"
_OPTIONAL = (
    "name_en note stages folding exclude indicators gate dispersion grading summary figures"
    " county blocks survey vetoes examples"
)
_PARAMETER = "param."
_PARTS = ("county", "item", "block", "summary")
T = TypeVar("T")


def read_framework(cursor: Cursor, parameters: Mapping[str, Parameter], pack: str) -> Framework | None:
    """One framework; None when it is too broken to build."""
    table = cursor.get("table")
    if not cursor.keys(_REQUIRED, _OPTIONAL) or table is None:
        return None
    return _Reader(cursor, table, parameters).framework(pack)


class _Reader:
    """Reads the parts in order; what later parts may name is known by then."""

    def __init__(self, cursor: Cursor, table: Cursor, parameters: Mapping[str, Parameter]) -> None:
        self.cursor, self.table, self.parameters = cursor, table, parameters
        table.keys("unit columns", "name stage size checks note")
        self.source = cursor.text_at("source")
        self.columns = tuple(
            c for item in table.list_at("columns") if (c := self.column_of(item)) is not None
        )
        self.stages = tuple(self.each(cursor, "stages", self.stage_of))
        self.stage_ids = [s.id for s in self.stages] or ["all"]
        kinds = {c.id: VALUE_TYPES[c.type] for c in self.columns}
        self.scope = Scope(kinds, {p.id: VALUE_TYPES[p.type] for p in parameters.values()}, reserved=False)
        self.ids: set[str] = set()
        self.used: set[str] = set()

    def framework(self, pack: str) -> Framework:
        """Everything, with what refers to it checked."""
        cursor, table = self.cursor, self.table
        for key in ("unit", "stage", "size"):
            name = table.text_at(key)
            if name:
                self.known(table.get(key), name, [c.id for c in self.columns])
        checks = tuple(self.each(table, "checks", self.check_of))
        self.figures = tuple(self.each(cursor, "figures", self.figure_of))
        indicators = tuple(self.each(cursor, "indicators", self.indicator_of))
        self.indicator_ids = [i.id for i in indicators]
        self.county = tuple(self.each(cursor, "county", self.county_of))
        framework = Framework(
            id=cursor.text_at("id"),
            name=cursor.text_at("name"),
            name_en=cursor.text_at("name_en"),
            document_number=cursor.text_at("document_number"),
            source=self.source,
            table_name=table.text_at("name", cursor.text_at("name")),
            unit=table.text_at("unit"),
            stage=table.text_at("stage"),
            size=table.text_at("size"),
            columns=self.columns,
            stages=self.stages,
            folding=self.part("folding", self.folding_of),
            exclusions=tuple(self.each(cursor, "exclude", self.exclusion_of)),
            indicators=indicators,
            gate=self.part("gate", self.gate_of),
            dispersion=self.part("dispersion", self.dispersion_of),
            grading=self.part("grading", self.grading_of),
            figures=self.figures,
            summary=self.part("summary", self.summary_of),
            checks=checks,
            county=self.county,
            blocks=tuple(self.each(cursor, "blocks", self.block_of)),
            survey=self.part("survey", self.survey_of),
            vetoes=tuple(self.each(cursor, "vetoes", self.veto_of)),
            examples=tuple(self.each(cursor, "examples", self.example_of)),
            note=cursor.text_at("note"),
            pack=pack,
            file=cursor.file,
        )
        # Only what the framework names: a pack that builds on another inherits a hundred parameters of other matters.
        own = {name: p for name, p in self.parameters.items() if name in self.used}
        return replace(framework, parameters=own)

    # --- small things -----------------------------------------------------------------------------------------------
    def each(self, cursor: Cursor, key: str, reader: Callable[[Cursor], T | None]) -> list[T]:
        """The things of a list that could be read."""
        return [found for item in cursor.list_at(key) if (found := reader(item)) is not None]

    def part(self, key: str, reader: Callable[[Cursor], T]) -> T | None:
        """The part under a key, if there is one."""
        found = self.cursor.get(key)
        return None if found is None else reader(found)

    def known(self, cursor: Cursor | None, name: str, names: list[str]) -> None:
        """Report a name that nothing has."""
        if name not in names:
            (cursor or self.cursor).problem("P013", name, "、".join(names), nearest(name, names))

    def identity(self, cursor: Cursor) -> str:
        """An id nothing else of the framework has."""
        name = cursor.text_at("id")
        if name in self.ids:
            cursor.problem("P015", name, self.cursor.text_at("id"))
        self.ids.add(name)
        return name

    def basis(self, cursor: Cursor) -> Basis:
        """Clause, source (the framework's own, if none is written), and whether it is confirmed."""
        return Basis(
            cursor.text_at("clause"),
            cursor.text_at("source", self.source),
            cursor.boolean_at("confirmed", default=True),
            cursor.text_at("note"),
        )

    def amount(self, cursor: Cursor | None) -> Amount:
        """A number or ``param.<id>``."""
        if cursor is None:
            return Amount()
        text = cursor.text()
        if not text.startswith(_PARAMETER):
            return Amount(cursor.decimal())
        name = text.removeprefix(_PARAMETER)
        self.used.add(name)
        if name not in self.parameters:
            cursor.problem("P024", name, "", nearest(name, self.parameters))
        return Amount(parameter=name)

    def bound(self, cursor: Cursor | None) -> Bound | None:
        """``{op, value}``."""
        if cursor is None or not cursor.keys("op value", "note"):
            return None
        return Bound(cursor.choice_at("op", _OPS, ">="), self.amount(cursor.get("value")))

    def by_stage(self, cursor: Cursor | None, reader: Callable[[Cursor], T | None]) -> dict[str, T]:
        """A map whose keys are stages."""
        found: dict[str, T] = {}
        for name, item in cursor.entries() if cursor is not None else ():
            self.known(item, name, self.stage_ids)
            value = reader(item)
            if value is not None:
                found[name] = value
        return found

    def where(self, cursor: Cursor | None) -> Condition:
        """A condition over the columns."""
        return self.noted(condition_at(cursor, self.scope))

    def number(self, cursor: Cursor | None) -> Condition:
        """An expression over the columns that gives a number."""
        return self.noted(condition_at(cursor, self.scope, "number"))

    def noted(self, condition: Condition) -> Condition:
        """The condition, its parameters remembered."""
        names = (n for n in ex.walk(condition.tree) if isinstance(n, ex.Name) and n.scope == "param")
        self.used.update(name.name for name in names)
        return condition

    # --- the table --------------------------------------------------------------------------------------------------
    def column_of(self, cursor: Cursor) -> FrameworkColumn | None:
        optional = "name_en type required aliases values units min shared definition note"
        if not cursor.keys("id name", optional):
            return None
        kind = cursor.choice_at("type", " ".join(VALUE_TYPES), "text")
        codes = []
        for item in cursor.list_at("values"):
            item.keys("code name", "name_en aliases note")
            code, name = item.text_at("code"), item.text_at("name")
            codes.append(Code(code, name, item.text_at("name_en"), item.texts_at("aliases")))
        if codes and kind != "code":
            cursor.problem("P012", cursor.text_at("id"), "type: code 才写 values")
        units = cursor.get("units")
        return FrameworkColumn(
            id=cursor.text_at("id"),
            name=cursor.text_at("name"),
            name_en=cursor.text_at("name_en"),
            type=kind,
            required=cursor.boolean_at("required"),
            aliases=cursor.texts_at("aliases"),
            codes=tuple(codes),
            units={u: v.decimal() for u, v in (units.entries() if units is not None else ())},
            min=cursor.decimal_at("min"),
            shared=cursor.boolean_at("shared"),
            definition=cursor.text_at("definition"),
        )

    def check_of(self, cursor: Cursor) -> TableCheck | None:
        if not cursor.keys("id name expect", "name_en note"):
            return None
        return TableCheck(self.identity(cursor), cursor.text_at("name"), self.where(cursor.get("expect")))

    def stage_of(self, cursor: Cursor) -> FrameworkStage | None:
        if not cursor.keys("id name", "name_en aliases assessed note"):
            return None
        return FrameworkStage(
            cursor.text_at("id"),
            cursor.text_at("name"),
            cursor.text_at("name_en"),
            cursor.texts_at("aliases"),
            cursor.boolean_at("assessed", default=True),
        )

    def folding_of(self, cursor: Cursor) -> Folding:
        cursor.keys("rules", f"kind sizes {_BASIS}")
        rules = []
        for item in cursor.list_at("rules"):
            item.keys("name weights", "codes note")
            weights = self.by_stage(item.get("weights"), self.amount)
            rules.append(FoldRule(item.text_at("name"), weights, item.texts_at("codes")))
        sizes = self.by_stage(cursor.get("sizes"), lambda c: c.text())
        for name in (*sizes.values(), *([cursor.text_at("kind")] if "kind" in cursor else [])):
            self.known(cursor, name, [c.id for c in self.columns])
        return Folding(cursor.text_at("kind"), sizes, tuple(rules), self.basis(cursor))

    def exclusion_of(self, cursor: Cursor) -> Exclusion | None:
        if not cursor.keys("id name where", _BASIS):
            return None
        return Exclusion(
            self.identity(cursor), cursor.text_at("name"), self.where(cursor.get("where")), self.basis(cursor)
        )

    # --- what is measured -------------------------------------------------------------------------------------------
    def indicator_of(self, cursor: Cursor) -> FrameworkIndicator | None:
        optional = f"name_en unit scale places whole numerator_unit limits formula {_BASIS}"
        if not cursor.keys("id name numerator denominator", optional):
            return None
        formula = cursor.get("formula")
        if formula is not None:
            formula.keys("", _BASIS)
        return FrameworkIndicator(
            id=self.identity(cursor),
            name=cursor.text_at("name"),
            name_en=cursor.text_at("name_en"),
            unit=cursor.text_at("unit"),
            scale=cursor.decimal_at("scale") or Decimal(1),
            numerator=self.number(cursor.get("numerator")),
            denominator=self.number(cursor.get("denominator")),
            limits=self.by_stage(cursor.get("limits"), self.bound),
            places=cursor.integer_at("places", 2),
            whole=cursor.boolean_at("whole"),
            numerator_unit=cursor.text_at("numerator_unit"),
            basis=self.basis(cursor),
            formula=self.basis(cursor if formula is None else formula),
        )

    def gate_of(self, cursor: Cursor) -> Gate:
        cursor.keys("", f"at_least floor {_BASIS}")
        at_least, floor = cursor.get("at_least"), cursor.get("floor")
        return Gate(
            None if at_least is None else self.amount(at_least),
            None if floor is None else self.amount(floor),
            self.basis(cursor),
        )

    def dispersion_of(self, cursor: Cursor) -> Dispersion:
        cursor.keys("per limits", _BASIS)
        limits = self.by_stage(cursor.get("limits"), self.amount)
        return Dispersion(
            cursor.choice_at("per", "indicator composite", "indicator"), limits, self.basis(cursor)
        )

    def grading_of(self, cursor: Cursor) -> Grading:
        cursor.keys("points bands", f"fails {_BASIS}")
        bands, fails = [], []
        for item in cursor.list_at("bands"):
            item.keys("from grade name", "pass note")
            grade, passing = item.text_at("grade"), item.boolean_at("pass", default=True)
            bands.append(Band(self.amount(item.get("from")), grade, item.text_at("name"), passing))
        for item in cursor.list_at("fails"):
            item.keys("id name where", _BASIS)
            where = self.where(item.get("where"))
            fails.append(AutomaticFail(self.identity(item), item.text_at("name"), where, self.basis(item)))
        return Grading(self.number(cursor.get("points")), tuple(bands), tuple(fails), self.basis(cursor))

    def summary_of(self, cursor: Cursor) -> GradeSummary:
        cursor.keys("name", f"flags {_BASIS}")
        if "grading" not in self.cursor:
            cursor.problem("P011", "", "grading")
        flags = []
        for item in cursor.list_at("flags"):
            item.keys("id name where", "note")
            flags.append(
                SummaryFlag(self.identity(item), item.text_at("name"), self.where(item.get("where")))
            )
        return GradeSummary(cursor.text_at("name"), tuple(flags), self.basis(cursor))

    def figure_of(self, cursor: Cursor) -> Figure | None:
        if not cursor.keys("id name", f"unit {_BASIS}"):
            return None
        return Figure(
            self.identity(cursor), cursor.text_at("name"), cursor.text_at("unit"), self.basis(cursor)
        )

    def county_of(self, cursor: Cursor) -> CountyIndicator | None:
        if not cursor.keys("id name numerator denominator", f"name_en unit scale places limit none {_BASIS}"):
            return None
        return CountyIndicator(
            optional=cursor.choice_at("none", "pending skip", "pending") == "skip",
            id=self.identity(cursor),
            name=cursor.text_at("name"),
            name_en=cursor.text_at("name_en"),
            unit=cursor.text_at("unit", "%"),
            scale=cursor.decimal_at("scale") or Decimal(100),
            numerator=self.terms(cursor.get("numerator")),
            denominator=self.terms(cursor.get("denominator")),
            bound=self.bound(cursor.get("limit")),
            places=cursor.integer_at("places", 2),
            basis=self.basis(cursor),
        )

    def terms(self, cursor: Cursor | None) -> tuple[CountyTerm, ...]:
        """One term, or a list of terms to add up."""
        if cursor is None:
            return ()
        return tuple(self.term(item) for item in ([cursor] if cursor.is_map() else list(cursor.items())))

    def term(self, cursor: Cursor) -> CountyTerm:
        cursor.keys("", "sum count figure where note")
        if "figure" in cursor:
            name = cursor.text_at("figure")
            self.known(cursor.get("figure"), name, [f.id for f in self.figures])
            return CountyTerm(self.where(None), figure=name)
        if "count" in cursor:
            return CountyTerm(self.where(cursor.get("count")))
        if "sum" not in cursor:
            cursor.problem("P011", "", "sum、count 或 figure")
        return CountyTerm(self.where(cursor.get("where")), self.number(cursor.get("sum")))

    # --- what somebody answers --------------------------------------------------------------------------------------
    def block_of(self, cursor: Cursor) -> ItemBlock | None:
        if not cursor.keys("id name items", f"name_en rule mark full {_BASIS}"):
            return None
        rule, mark = cursor.choice_at("rule", "all points", "all"), self.bound(cursor.get("mark"))
        if rule == "points" and mark is None:
            cursor.problem("P011", "", "mark")
        items = tuple(self.each(cursor, "items", self.item_of))
        name, name_en = cursor.text_at("name"), cursor.text_at("name_en")
        full, basis = cursor.decimal_at("full"), self.basis(cursor)
        return ItemBlock(self.identity(cursor), name, name_en, rule, mark, full, items, basis)

    def item_of(self, cursor: Cursor) -> FrameworkItem | None:
        if not cursor.keys("id name clause", "name_en measures exceptions points source confirmed note"):
            return None
        measures, exceptions = [], []
        for item in cursor.list_at("measures"):
            if "county" in item:
                measures.append(self.measured_by_table(item))
                continue
            item.keys("id name limit", "unit note")
            bound = self.bound(item.get("limit"))
            if bound is not None:
                measures.append(
                    Measure(item.text_at("id"), item.text_at("name"), item.text_at("unit"), bound)
                )
        for item in cursor.list_at("exceptions"):
            item.keys("id name limits", _BASIS)
            written = item.get("limits")
            limits = {k: self.amount(v) for k, v in (written.entries() if written is not None else ())}
            for name in limits:
                self.known(written, name, [m.id for m in measures])
            exceptions.append(
                ItemException(item.text_at("id"), item.text_at("name"), limits, self.basis(item))
            )
        return FrameworkItem(
            id=self.identity(cursor),
            name=cursor.text_at("name"),
            name_en=cursor.text_at("name_en"),
            kind="measured" if measures else "qualitative",
            measures=tuple(measures),
            exceptions=tuple(exceptions),
            points=cursor.decimal_at("points"),
            basis=self.basis(cursor),
        )

    def measured_by_table(self, cursor: Cursor) -> Measure:
        """A measure that is a county indicator: its name, unit and limit are that indicator's."""
        cursor.keys("county", "note")
        name = cursor.text_at("county")
        self.known(cursor.get("county"), name, [c.id for c in self.county])
        found = next((c for c in self.county if c.id == name and c.bound is not None), None)
        if found is None or found.bound is None:
            return Measure(name, name, "", Bound(">=", Amount()), name)
        return Measure(name, found.name, found.unit, found.bound, name)

    def survey_of(self, cursor: Cursor) -> Survey:
        cursor.keys("id name limit", f"respondents {_BASIS}")
        bound = self.bound(cursor.get("limit")) or Bound(">=", Amount())
        name, asked = cursor.text_at("name"), cursor.texts_at("respondents")
        return Survey(self.identity(cursor), name, bound, asked, self.basis(cursor))

    def veto_of(self, cursor: Cursor) -> FrameworkVeto | None:
        if not cursor.keys("id name clause", "name_en source confirmed note"):
            return None
        name, name_en = cursor.text_at("name"), cursor.text_at("name_en")
        return FrameworkVeto(self.identity(cursor), name, name_en, self.basis(cursor))

    # --- examples ---------------------------------------------------------------------------------------------------
    def example_of(self, cursor: Cursor) -> FrameworkExample | None:
        optional = "source region on schools answers stage statistics composite tolerance note"
        if not cursor.keys("name expect", optional):
            return None
        statistics: dict[str, tuple[Decimal, Decimal]] = {}
        written = cursor.get("statistics")
        for name, item in written.entries() if written is not None else ():
            item.keys("mean sd")
            self.known(item, name, self.indicator_ids)
            statistics[name] = (item.decimal_at("mean") or Decimal(0), item.decimal_at("sd") or Decimal(0))
        on, answers = cursor.get("on"), cursor.get("answers")
        return FrameworkExample(
            answers={} if answers is None or not answers.is_map() else answers.plain_value(),
            name=cursor.text_at("name"),
            source=cursor.text_at("source", self.source),
            region=cursor.text_at("region"),
            on=None if on is None else on.date(),
            rows=_rows(cursor.get("schools"), cursor.text_at("name")),
            stage=cursor.text_at("stage"),
            statistics=statistics,
            composite=cursor.decimal_at("composite"),
            tolerance=cursor.decimal_at("tolerance") or to_decimal("0.001"),
            expect=tuple(self.expected_of(item) for item in cursor.list_at("expect")),
            line=cursor.place.line or 0,
        )

    def expected_of(self, cursor: Cursor) -> Expected:
        values = {name: item.text() for name, item in cursor.entries()}
        where = [values.pop(key, "") for key in ("stage", "school", "indicator")]
        if where[2]:
            self.known(cursor.get("indicator"), where[2], self.indicator_ids)
        part = next((key for key in _PARTS if key in values), "")
        of = values.pop(part, "")
        return Expected(where[0], where[1], where[2], values, cursor.place.line or 0, part, of)


def _rows(cursor: Cursor | None, example: str) -> tuple[dict[str, str], ...]:
    """A table drawn with ``|``; the first line has the headings."""
    lines = [] if cursor is None else [line for line in cursor.text().splitlines() if line.strip()]
    grid = [[cell.strip() for cell in line.split("|")] for line in lines]
    rows = []
    for cells in grid[1:]:
        if cursor is not None and len(cells) != len(grid[0]):
            cursor.problem("P042", example, " | ".join(cells))
            continue
        rows.append(dict(zip(grid[0], cells, strict=True)))
    return tuple(rows)
