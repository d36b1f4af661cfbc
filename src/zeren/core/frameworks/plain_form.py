"""An assessment as plain JSON values. Rounded to six places for reading; every verdict was reached on the exact values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.frameworks.assessment import (
    Assessment,
    CountyResult,
    IndicatorResult,
    ItemResult,
    SchoolResult,
    SchoolValue,
    StageResult,
    SummaryRow,
    SurveyResult,
)
from zeren.core.frameworks.table import Fold
from zeren.core.kernel import plain, round_half_up

__all__ = ["to_plain"]

_PLACES = 6


def to_plain(found: Assessment, *, working: bool = False) -> dict[str, Any]:
    """The JSON form other programs lean on.

    Shape: ``{pack, stage: {id: {indicators: [{id, mean, sd, cv, limit, met}], composite, composite_limit, met}}, schools:
    [{school, stage, met, failing}], outcome}`` and further keys; ``working`` adds each school's line of every coefficient. A
    value that is not known is null, with ``reason``.

    Example:
        >>> from zeren.core.frameworks import assess
        >>> from zeren.core.packs import load
        >>> framework = load("balanced-2012").frameworks["balanced-2012"]
        >>> table = zip("甲乙丙丁戊", (45, 37, 89, 76, 55), (279, 137, 935, 160, 402))
        >>> rows = [{"学校": s, "学段": "小学", "在校生数": n, "图书册数": b} for s, n, b in table]
        >>> plain = to_plain(assess(framework, rows))
        >>> [line["cv"] for line in plain["stage"]["primary"]["indicators"] if line["id"] == "books"]
        [0.515257]
    """
    framework = found.framework
    return {
        "pack": framework.pack,
        "framework": framework.id,
        "name": framework.name,
        "document_number": framework.document_number,
        "region": found.region,
        "on": None if found.on is None else found.on.isoformat(),
        "stage": {name: _stage(s, working=working) for name, s in found.stages.items()},
        "schools": [_school(s) for s in found.schools],
        "outcome": found.outcome,
        "blocks": [{"id": b.id, "name": b.name, "status": b.status, "why": b.why} for b in found.blocks],
        "excluded": [
            {"school": e.school, "stage": e.stage, "rule": e.rule, "reason": e.reason, "row": e.row.number}
            for e in found.excluded
        ],
        "folded": [_fold(f) for f in found.folds],
        "county": [_county(c) for c in found.county],
        "summary": [_summary(s) for s in found.summary],
        "items": [_item(i) for i in found.items],
        "survey": None if found.survey is None else _survey(found.survey),
        "vetoes": [
            {"id": v.id, "name": v.name, "happened": v.happened, "confirmed": v.basis.confirmed}
            for v in found.vetoes
        ],
        "notes": list(found.notes),
        "unconfirmed": [{"id": u.id, "name": u.name, "source": u.source} for u in found.unconfirmed],
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    text = plain(round_half_up(value, _PLACES))
    return float(text) if "." in text else int(text)


def _numbers(values: Mapping[str, Decimal]) -> dict[str, int | float | None]:
    return {name: _number(value) for name, value in values.items()}


def _stage(stage: StageResult, *, working: bool) -> dict[str, Any]:
    return {
        "name": stage.name,
        "indicators": [_line(line, working=working) for line in stage.indicators],
        "composite": _number(stage.composite),
        "composite_limit": _number(stage.composite_limit),
        "met": stage.met,
        "status": stage.status,
        "schools": stage.schools,
        "schools_met": stage.schools_met,
        "excess": _number(stage.excess),
    }


def _line(line: IndicatorResult, *, working: bool) -> dict[str, Any]:
    spread = line.spread
    found: dict[str, Any] = {
        "id": line.indicator.id,
        "name": line.indicator.name,
        "unit": line.indicator.unit,
        "mean": _number(spread.mean),
        "sd": _number(spread.sd),
        "cv": _number(spread.cv),
        "limit": _number(line.limit),
        "met": line.met,
        "informative": spread.informative,
        "reason": spread.reason or None,
        "lift": None,
    }
    if line.lift is not None:
        found["lift"] = {
            "level": _number(line.lift.level),
            "adds": [{"school": name, "add": _number(add)} for name, add in line.lift.adds],
            "total": _number(line.lift.total),
            "cv": _number(line.lift.cv),
        }
    if working:
        found["working"] = [
            {
                "school": s.school,
                "pupils": _number(s.weight),
                "amount": _number(s.amount),
                "value": _number(s.value),
                "share": _number(s.share),
                "squared": _number(s.squared),
            }
            for s in spread.shares
        ]
    return found


def _school(school: SchoolResult) -> dict[str, Any]:
    found: dict[str, Any] = {
        "school": school.school,
        "stage": school.stage,
        "met": school.met,
        "failing": list(school.failing),
        "below_floor": list(school.below_floor),
        "row": school.row.number,
        "values": [_value(v) for v in school.values],
        "needs": [
            {
                "indicator": n.indicator,
                "to": n.to,
                "add": _number(n.rounded),
                "exact": _number(n.add),
                "unit": n.unit,
            }
            for n in school.needs
        ],
    }
    if school.grade is not None:
        grade = school.grade
        found["grade"] = {
            "points": _number(grade.points),
            "grade": grade.grade,
            "name": grade.name,
            "passing": grade.passing,
            "fails": list(grade.fails),
        }
    return found


def _value(value: SchoolValue) -> dict[str, Any]:
    return {
        "id": value.indicator,
        "value": _number(value.value),
        "limit": _number(value.limit),
        "floor": _number(value.floor),
        "met": value.met,
        "margin": _number(value.margin),
        "lacking": list(value.lacking),
        "folded": list(value.folded),
    }


def _item(item: ItemResult) -> dict[str, Any]:
    return {
        "id": item.id,
        "block": item.block,
        "name": item.name,
        "kind": item.kind,
        "status": item.status,
        "clause": item.basis.clause,
        "source": item.basis.source,
        "confirmed": item.basis.confirmed,
        "points": _number(item.points),
        "full": _number(item.full),
        "exception": item.exception or None,
        "measures": [
            {
                "id": m.id,
                "name": m.name,
                "unit": m.unit,
                "op": m.op,
                "limit": _number(m.limit),
                "value": _number(m.value),
                "met": m.met,
            }
            for m in item.measures
        ],
    }


def _fold(fold: Fold) -> dict[str, Any]:
    return {
        "school": fold.school,
        "column": fold.column,
        "rule": fold.rule,
        "total": _number(fold.total),
        "weights": _numbers(fold.weights),
        "sizes": _numbers(fold.sizes),
        "shares": _numbers(fold.shares),
    }


def _county(result: CountyResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "name": result.name,
        "value": _number(result.value),
        "numerator": _number(result.numerator),
        "denominator": _number(result.denominator),
        "op": result.op,
        "limit": _number(result.limit),
        "met": result.met,
        "margin": _number(result.margin),
        "unit": result.unit,
        "missing": list(result.missing),
        "applies": result.applies,
    }


def _summary(row: SummaryRow) -> dict[str, Any]:
    return {
        "stage": row.stage,
        "name": row.name,
        "total": row.total,
        "graded": row.graded,
        "ungraded": row.ungraded,
        "grades": dict(row.grades),
        "flags": dict(row.flags),
    }


def _survey(survey: SurveyResult) -> dict[str, Any]:
    return {
        "id": survey.id,
        "name": survey.name,
        "value": _number(survey.value),
        "limit": _number(survey.limit),
        "status": survey.status,
        "counts": _numbers(survey.counts),
    }
