"""Reading worked examples of scoring rules."""

from __future__ import annotations

from decimal import Decimal

from zeren.core.kernel import UNITS
from zeren.core.packs.model import NO_LIMIT, Limit, RuleCase, RuleExample, RuleExamples, RuleSpec
from zeren.core.packs.yaml_file import Cursor

_OUTCOMES = "score、range、pending(等什么)、not_applicable、veto 或 error"


def read_rule_examples(cursor: Cursor, pack: str) -> RuleExamples | None:
    """One file of examples; None when it is too broken to build."""
    if not cursor.keys("id name rules", "name_en note"):
        return None
    found = [read for item in cursor.list_at("rules") if (read := _example(item)) is not None]
    seen: set[str] = set()
    for example, item in zip(found, cursor.list_at("rules"), strict=False):
        if example.id in seen:
            item.problem("P015", example.id, cursor.text_at("id"))
        seen.add(example.id)
    identity, name = cursor.text_at("id"), cursor.text_at("name")
    return RuleExamples(identity, name, cursor.text_at("name_en"), tuple(found), pack)


def _example(cursor: Cursor) -> RuleExample | None:
    if not cursor.keys("id sentence source class full rule cases", "limit unit bonus notes"):
        return None
    rule = cursor.get("rule")
    entries = [] if rule is None else list(rule.entries())
    if rule is None or len(entries) != 1:
        (rule or cursor).problem("P012", "rule", "恰好一条规则")
        return None
    name, body = entries[0]
    parameters = body.plain_value() if body.is_map() else {}
    return RuleExample(
        id=cursor.text_at("id"),
        sentence=cursor.text_at("sentence"),
        source=cursor.text_at("source"),
        source_class=cursor.choice_at("class", "G M D N", "N"),
        full=cursor.decimal_at("full") or Decimal(0),
        rule=RuleSpec(name, parameters, rule.place),
        cases=tuple(_case(item) for item in cursor.list_at("cases")),
        limit=_limit(cursor.get("limit")),
        unit=cursor.choice_at("unit", " ".join(UNITS), "percent"),
        bonus=cursor.boolean_at("bonus"),
        notes=cursor.text_at("notes"),
        place=cursor.place,
    )


def _limit(cursor: Cursor | None) -> Limit:
    if cursor is None or not cursor.keys("op value"):
        return NO_LIMIT
    return Limit(cursor.choice_at("op", "<= >= = < >", ">="), cursor.decimal_at("value") or Decimal(0))


def _case(cursor: Cursor) -> RuleCase:
    cursor.keys("inputs outcome", "points grade effects full note")
    inputs = cursor.get("inputs")
    outcome = cursor.text_at("outcome")
    if outcome.split("(")[0] not in {"score", "range", "pending", "not_applicable", "veto", "error"}:
        (cursor.get("outcome") or cursor).problem("P012", outcome, _OUTCOMES)
    return RuleCase(
        inputs={} if inputs is None or not inputs.is_map() else inputs.plain_value(),
        outcome=outcome,
        points=_points(cursor),
        grade=cursor.text_at("grade"),
        effects=cursor.texts_at("effects"),
        full=cursor.decimal_at("full"),
        note=cursor.text_at("note"),
        place=cursor.place,
    )


def _points(cursor: Cursor) -> tuple[Decimal, Decimal] | None:
    found = cursor.get("points")
    if found is None:
        return None
    written = found.plain_value()
    ends = written if isinstance(written, list) else [written, written]
    if len(ends) != 2 or not all(isinstance(end, Decimal) for end in ends):
        found.problem("P012", "points", "一个数，或 [低, 高]")
        return None
    return ends[0], ends[1]
