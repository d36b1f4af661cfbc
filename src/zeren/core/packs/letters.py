"""Reading responsibility letters and report templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from zeren.core.kernel import Period, nearest, plain
from zeren.core.packs.model import (
    BonusSpec,
    Indicator,
    Item,
    Ledger,
    Letter,
    Limit,
    ReportTemplate,
    RuleSpec,
    Section,
    Target,
    TemplateSection,
    VetoSpec,
)
from zeren.core.packs.yaml_file import Cursor

_OPS = "<= >= = < >"


class LetterReader:
    """Reads the letters of a pack, once indicators and ledgers are known."""

    def __init__(self, indicators: Mapping[str, Indicator], ledgers: Mapping[str, Ledger]) -> None:
        self.indicators, self.ledgers = indicators, ledgers

    def read(self, cursor: Cursor, pack: str) -> Letter | None:
        """One letter; None when it is too broken to build."""
        required = "id name document_number issuer unit period points_status full sections"
        if not cursor.keys(required, "points_note vetoes bonuses name_en note source"):
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
        )
        self._check(cursor, letter)
        return letter

    def _check(self, cursor: Cursor, letter: Letter) -> None:
        total = sum((t.points for t in letter.targets), Decimal(0))
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
        cursor.keys("id name items", "name_en")
        section = cursor.text_at("id")
        return Section(
            section, cursor.text_at("name"), tuple(self._item(i, section) for i in cursor.list_at("items"))
        )

    def _item(self, cursor: Cursor, section: str) -> Item:
        cursor.keys("id name office due targets", "name_en note")
        due_cursor = cursor.get("due")
        due = due_cursor.date() if due_cursor is not None else date(1970, 1, 1)
        name, office = cursor.text_at("id"), cursor.text_at("office")
        targets = tuple(
            t
            for item in cursor.list_at("targets")
            if (t := self._target(item, section, name, office, due)) is not None
        )
        return Item(name, cursor.text_at("name"), office, due, targets)

    def _target(self, cursor: Cursor, section: str, item: str, office: str, due: date) -> Target | None:
        optional = "at_risk evidence qualitative office due name_en note"
        if not cursor.keys("id name clause indicator limit points rule", optional):
            return None
        indicator, limit, rule = (
            self._indicator(cursor),
            self._limit(cursor.get("limit")),
            self._rule(cursor.get("rule")),
        )
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
        )

    def _indicator(self, cursor: Cursor) -> str:
        name = cursor.text_at("indicator")
        if name not in self.indicators:
            (cursor.get("indicator") or cursor).problem("P022", name, "", nearest(name, self.indicators))
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
        )

    def _bonus(self, cursor: Cursor) -> BonusSpec | None:
        if not cursor.keys("id name indicator rule", "clause cap note"):
            return None
        rule = self._rule(cursor.get("rule"))
        if rule is None:
            return None
        name, clause = cursor.text_at("name"), cursor.text_at("clause")
        return BonusSpec(
            cursor.text_at("id"), name, clause, self._indicator(cursor), rule, cursor.decimal_at("cap")
        )


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
