"""Inputs told in another way than the rule reads them: a mean instead of the units, a part and its whole instead of a rate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from zeren.core.packs import RuleSpec

__all__ = ["told_otherwise"]

_STANDARD_NUMBERS = frozenset({"count", "missing", "value", "target", "previous", "cohort"})
_MEANS = ("mean", "average", "avg", "平均", "平均值", "均值", "平均水平", "平均数")


def told_otherwise(
    found: Mapping[str, Any], wanted: tuple[str, ...], rules: Iterable[RuleSpec]
) -> dict[str, Any]:
    """A mean for the units it is of, a part and its whole for a quotient of named figures, a map of grades for votes.

    Example:
        >>> told_otherwise({"count": 48, "total": 50}, ("value",), ())["value"]
        Decimal('96')
    """
    left, given = [w for w in wanted if w not in found], [n for n in found if n not in wanted]
    said = str([(rule.name, rule.parameters) for rule in rules])
    mean = next((n for n in given if n in _MEANS or n.endswith("平均")), "")
    if (
        mean
        and "cohort" in left
        and "cohort_mean" in said
        and not re.search("rank|cohort_m[ai][xn]|cohort_best", said)
    ):
        rest, at, own = (
            {k: v for k, v in found.items() if k != mean},
            _size_of(found[mean]),
            _size_of(found.get("value")),
        )
        # The unit's own value is one of those the mean is of.
        return rest if at is None or own is None else rest | {"cohort": [own, 2 * at - own]}
    if left == ["votes"] and given and not set(given) & _STANDARD_NUMBERS:
        votes = found[given[0]] if len(given) == 1 else {n: found[n] for n in given}
        return {k: v for k, v in found.items() if k in wanted} | {"votes": votes}
    whole = next((n for n in ("total", "target") if n in given), "")
    part = next((n for n in ("value", "count") if n in given), "")
    if not whole or not part or len(given) != 2:
        return dict(found)
    rest = {k: v for k, v in found.items() if k not in {whole, part}}
    if len(left) == 2 and f"'of': '{left[0]}', 'to': '{left[1]}'" in said:
        return rest | {left[0]: found[part], left[1]: found[whole]}
    one, all_of_it = _size_of(found[part]), _size_of(found[whole])
    if left == ["value"] and (part, whole) == ("count", "total") and one is not None and all_of_it:
        return rest | {"value": one * 100 / all_of_it}
    return dict(found)


def _size_of(value: Any) -> Decimal | None:
    """A number that is not below 0; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() and number >= 0 else None
