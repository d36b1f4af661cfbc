"""Reading responsibility letters and report templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from zeren.core.kernel import Period, Problem, ZerenError, nearest, plain
from zeren.core.packs.indicators import STRETCHES
from zeren.core.packs.model import (
    NO_LIMIT,
    BonusSpec,
    Combine,
    Indicator,
    InputSpec,
    Item,
    Ledger,
    Letter,
    Limit,
    Pack,
    ReportTemplate,
    RuleSpec,
    Section,
    Target,
    TemplateSection,
    VetoSpec,
)
from zeren.core.packs.yaml_file import Cursor, read_yaml

_OPS = "<= >= = < >"


class LetterReader:
    """Reads the letters of a pack, once indicators and ledgers are known."""

    def __init__(self, indicators: Mapping[str, Indicator], ledgers: Mapping[str, Ledger]) -> None:
        self.indicators, self.ledgers = indicators, ledgers

    def read(self, cursor: Cursor, pack: str) -> Letter | None:
        """One letter; None when it is too broken to build."""
        required = "id name document_number issuer unit period points_status full sections"
        if not cursor.keys(
            required, "points_note vetoes bonuses grade ranking credibility inputs name_en note source"
        ):
            return None
        try:
            Period.parse(cursor.text_at("period"))
        except ValueError as error:
            cursor.problem("P012", cursor.text_at("period"), str(error))
        letter = Letter(
            id=cursor.text_at("id"),
            name=cursor.text_at("name"),
            document_number=cursor.text_at("document_number"),
            issuer=cursor.text_at("issuer"),
            unit=cursor.text_at("unit"),
            period=cursor.text_at("period"),
            full=cursor.decimal_at("full") or Decimal(100),
            points_status=cursor.choice_at("points_status", "illustrative official", "illustrative"),
            points_note=cursor.text_at("points_note"),
            sections=tuple(self._section(s) for s in cursor.list_at("sections")),
            vetoes=tuple(v for item in cursor.list_at("vetoes") if (v := self._veto(item)) is not None),
            bonuses=tuple(b for item in cursor.list_at("bonuses") if (b := self._bonus(item)) is not None),
            pack=pack,
            grade=self._grade(cursor.get("grade")),
            inputs=self._inputs(cursor),
            place=cursor.place,
            ranking=_written(cursor, "ranking"),
            credibility=_written(cursor, "credibility"),
        )
        self._check(cursor, letter)
        return letter

    def _check(self, cursor: Cursor, letter: Letter) -> None:
        total = sum((section.points for section in letter.sections), Decimal(0))
        if total != letter.full:
            cursor.problem("P050", plain(total), plain(letter.full))
        seen: set[str] = set()
        for name in (
            [t.id for t in letter.targets] + [v.id for v in letter.vetoes] + [b.id for b in letter.bonuses]
        ):
            if name in seen:
                cursor.problem("P015", name, letter.id)
            seen.add(name)

    def _section(self, cursor: Cursor) -> Section:
        cursor.keys("id name items", "points combine name_en note")
        section = cursor.text_at("id")
        items = tuple(self._item(i, section) for i in cursor.list_at("items"))
        found = Section(section, cursor.text_at("name"), items, self._combine(cursor.get("combine")))
        _stated(cursor, found.points)
        return found

    def _combine(self, cursor: Cursor | None) -> Combine:
        if cursor is None or not cursor.keys("", "how weight min max note"):
            return Combine()
        weight = cursor.decimal_at("weight")
        if weight is not None and weight <= 0:
            cursor.problem("P012", plain(weight), "大于 0 的数")
        return Combine(
            cursor.choice_at("how", "sum minimum maximum mean", "sum"),
            Decimal(1) if weight is None else weight,
            cursor.decimal_at("min"),
            cursor.decimal_at("max"),
        )

    def _item(self, cursor: Cursor, section: str) -> Item:
        cursor.keys("id name office due targets", "points name_en note")
        due_cursor = cursor.get("due")
        due = due_cursor.date() if due_cursor is not None else date(1970, 1, 1)
        name, office = cursor.text_at("id"), cursor.text_at("office")
        targets = tuple(
            t
            for item in cursor.list_at("targets")
            if (t := self._target(item, section, name, office, due)) is not None
        )
        _stated(cursor, sum((target.points for target in targets), Decimal(0)))
        return Item(name, cursor.text_at("name"), office, due, targets)

    def _target(self, cursor: Cursor, section: str, item: str, office: str, due: date) -> Target | None:
        # A clause left out is for the linter to name: the target itself can be read.
        optional = (
            "text clause population period at_risk evidence qualitative office due name_en note inputs na"
        )
        # Where the letter names the inputs itself, an indicator and a limit may be beside the point.
        measured = "" if "inputs" in cursor else "indicator limit"
        if not cursor.keys(f"id name {measured} points rule", f"{optional} indicator limit"):
            return None
        indicator = self._indicator(cursor) if "indicator" in cursor else ""
        limit = self._limit(cursor.get("limit")) if "limit" in cursor else NO_LIMIT
        rule = self._rule(cursor.get("rule"))
        if limit is None or rule is None:
            return None
        own_due = cursor.get("due")
        for evidence in cursor.list_at("evidence"):
            if evidence.text() not in self.ledgers:
                evidence.problem("P020", evidence.text(), "", nearest(evidence.text(), self.ledgers))
        return Target(
            id=cursor.text_at("id"),
            name=cursor.text_at("name"),
            clause=cursor.text_at("clause"),
            indicator=indicator,
            limit=limit,
            points=cursor.decimal_at("points") or Decimal(0),
            rule=rule,
            section=section,
            item=item,
            at_risk=cursor.decimal_at("at_risk"),
            evidence=cursor.texts_at("evidence"),
            qualitative=cursor.boolean_at("qualitative"),
            office=cursor.text_at("office", office),
            due=due if own_due is None else own_due.date(),
            inputs=self._inputs(cursor),
            na=cursor.choice_at("na", "skip rescale full", "skip"),
            population=cursor.text_at("population"),
            period=cursor.choice_at("period", STRETCHES),
            text=cursor.text_at("text"),
            place=cursor.place,
        )

    def _inputs(self, cursor: Cursor) -> tuple[InputSpec, ...]:
        found = cursor.get("inputs")
        return () if found is None else tuple(self._input(name, body) for name, body in found.entries())

    def _input(self, name: str, cursor: Cursor) -> InputSpec:
        if not cursor.is_map():
            return InputSpec(name, self._known(cursor))
        cursor.keys("", "indicator period value role note")
        ways = [key for key in ("indicator", "value", "role") if key in cursor]
        if len(ways) != 1:
            cursor.problem("P012", "、".join(ways) or "—", "indicator、value、role 之一")
            return InputSpec(name, role="—")
        previous = cursor.choice_at("period", "current previous", "current") == "previous"
        given = cursor.get(ways[0]) or cursor
        if ways[0] == "indicator":
            return InputSpec(name, self._known(given), previous)
        if ways[0] == "value":
            return InputSpec(name, value=given.plain_value())
        return InputSpec(name, role=given.text())

    def _grade(self, cursor: Cursor | None) -> RuleSpec | None:
        return None if cursor is None else RuleSpec("grade", cursor.plain_value(), cursor.place)

    def _indicator(self, cursor: Cursor) -> str:
        found = cursor.get("indicator")
        return "" if found is None else self._known(found)

    def _known(self, cursor: Cursor) -> str:
        name = cursor.text()
        if name not in self.indicators:
            cursor.problem("P022", name, "", nearest(name, self.indicators))
        return name

    def _limit(self, cursor: Cursor | None) -> Limit | None:
        if cursor is None or not cursor.keys("op value", "note"):
            return None
        return Limit(cursor.choice_at("op", _OPS, ">="), cursor.decimal_at("value") or Decimal(0))

    def _rule(self, cursor: Cursor | None) -> RuleSpec | None:
        if cursor is None:
            return None
        entries = list(cursor.entries())
        if len(entries) != 1:
            cursor.problem(
                "P012",
                "、".join(name for name, _ in entries),
                "恰好一条规则，如 step: {per: 0.1, deduct: 2, rounding: floor}",
            )
            return None
        name, body = entries[0]
        parameters: dict[str, Any] = body.plain_value() if body.is_map() else {}
        return RuleSpec(name, parameters, cursor.place)

    def _veto(self, cursor: Cursor) -> VetoSpec | None:
        if not cursor.keys("id name indicator when effect", "clause note"):
            return None
        when = self._limit(cursor.get("when"))
        if when is None:
            return None
        effect = cursor.choice_at("effect", "no_pass zero", "no_pass")
        return VetoSpec(
            cursor.text_at("id"),
            cursor.text_at("name"),
            cursor.text_at("clause"),
            self._indicator(cursor),
            when,
            effect,
            cursor.place,
        )

    def _bonus(self, cursor: Cursor) -> BonusSpec | None:
        if not cursor.keys("id name indicator rule", "text clause cap inputs note"):
            return None
        rule = self._rule(cursor.get("rule"))
        if rule is None:
            return None
        name, clause = cursor.text_at("name"), cursor.text_at("clause")
        cap, inputs = cursor.decimal_at("cap"), self._inputs(cursor)
        indicator = self._indicator(cursor)
        return BonusSpec(cursor.text_at("id"), name, clause, indicator, rule, cap, inputs, cursor.place)


def _written(cursor: Cursor, key: str) -> Mapping[str, Any]:
    """A map of plain values, read by ``scoring`` where it is needed."""
    found = cursor.get(key)
    if found is None:
        return {}
    if not found.is_map():
        found.problem("P012", key, "映射（参数: 值）")
        return {}
    values: Mapping[str, Any] = found.plain_value()
    return values


def _stated(cursor: Cursor, whole: Decimal) -> None:
    """Points a section or an item states for itself are what its targets come to."""
    stated = cursor.get("points")
    if stated is not None and (points := stated.decimal()) != whole:
        stated.problem("P050", plain(whole), plain(points))


def read_letter(path: Path, pack: Pack) -> Letter:
    """A letter from a file that lies in no pack, read against a pack's indicators and ledgers.

    Raises:
        ZerenError: every P-problem of the file.
    """
    problems: list[Problem] = []
    cursor = read_yaml(path, path.name, problems)
    reader = LetterReader(pack.indicators, pack.ledgers)
    letter = None if cursor is None else reader.read(cursor, pack.id)
    if letter is None or any(problem.severity == "error" for problem in problems):
        raise ZerenError(problems)
    return letter


def read_report(cursor: Cursor, folder: Path, shown: str, pack: str) -> ReportTemplate | None:
    """One report template: report.yaml and the section files beside it, in order of name."""
    if not cursor.keys("id name letter title issuer", "addressee unit name_en note"):
        return None
    sections = tuple(
        TemplateSection(f"{shown}/{file.name}", file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.md"))
    )
    return ReportTemplate(
        id=cursor.text_at("id"),
        name=cursor.text_at("name"),
        letter=cursor.text_at("letter"),
        title=cursor.text_at("title"),
        issuer=cursor.text_at("issuer"),
        addressee=cursor.text_at("addressee"),
        unit=cursor.text_at("unit"),
        sections=sections,
        pack=pack,
    )
