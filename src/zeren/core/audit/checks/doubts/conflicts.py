"""What makes two numbers two: their sum or their difference is a number of the paragraph."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import measure
from zeren.core.audit.finding import Case, Finding

__all__ = ["conflict_doubted"]

_TWO = re.compile(r"^(?P<one>\d+(?:\.\d+)?)\D*?≠\D*?(?P<other>\d+(?:\.\d+)?)")
_LARGE = 20


def conflict_doubted(case: Case, finding: Finding) -> Finding | None:
    """限期整改129处，限期整改的已完成121处，8处转入下年: what lies between them is told, so they are two numbers.

    So with a sum (城镇学校教师782人，农村学校教师953人 of 1,735人). Small numbers may fit by chance: a question then.
    """
    match = _TWO.match(finding.recomputed.replace(",", "")) if finding.kind == "value_conflict" else None
    at = case.sentence_at(finding.start)
    if match is None or at is None:
        return finding
    one, other = Decimal(match["one"]), Decimal(match["other"])
    row = [f for s in case.text.sentences if s.paragraph == at.paragraph for f in figures(case, s)]
    kinds = {measure(f) for f in row if f.value in (one, other)}
    alike = {f.value for f in row if measure(f) in kinds} - {one, other}
    if one + other in alike or (abs(one - other) in alike and abs(one - other) >= _LARGE):
        return None
    if abs(one - other) in alike:
        return None if _near(row, one, other) else replace(finding, severity="warn")
    return finding


def _near(row: list[Figure], one: Decimal, other: Decimal) -> bool:
    """Whether the difference stands right behind one of the two."""
    values = [f.value for f in row]
    return any(
        {values[n], values[n + 1]} <= {one, other, abs(one - other)} and abs(one - other) in values[n : n + 2]
        for n in range(len(values) - 1)
    )
