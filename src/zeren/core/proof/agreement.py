"""Does a signed number say what its own citation says? Catches nonsense that was signed, without any workspace.

Only what can be decided is decided: numbers that measure, count or quote a value. Dates are compared by their parts; a document
number or a period name (kind ``meta``) has no second form to be compared with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.kernel import UNITS, Citation, display, to_decimal

__all__ = ["citation_holds", "disagreement"]

_PRINTED = re.compile(r"(<?)(-?\d[\d,]*(?:\.\d+)?)(%|‰)?", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PARTS = ("value", "numerator", "denominator")
_TOLERANCE = Decimal("1e-9")
_PLACES = range(13)
_LARGEST = 40


def citation_holds(citation: Mapping[str, Any]) -> bool:
    """Whether the citation's content is the one its id stands for."""
    return Citation.from_dict(citation).id == str(citation["id"])


def disagreement(text: str, citation: Mapping[str, Any], *, in_note: bool = False) -> str:
    """What the citation says where it differs from the printed text; empty when both agree or cannot be compared.

    A figure may also be quoted from the citation's own words (第1.3项, 第12行, a title with a year); a measured number in the
    body may not: there only the measured value will do.

    Example:
        >>> facts = {"part": "value", "value": "0.0625", "numerator": "6", "denominator": "9600"}
        >>> disagreement("0.06%", {"kind": "measurement", "text": "6÷9600", "facts": facts})
        ''
        >>> disagreement("0.01%", {"kind": "measurement", "text": "6÷9600", "facts": facts})
        '0.0625'
    """
    kind, facts = citation["kind"], citation["facts"]
    if kind == "measurement":
        part = facts.get("part") if facts.get("part") in _PARTS else "value"
        wrong = _arithmetic(facts) or _differs(text, facts.get(part), unit=_unit(facts, part))
        return "" if in_note and _quoted(text, citation) else wrong
    if kind in {"rows", "clause", "score"} and facts.get("value") is not None and not _quoted(text, citation):
        return _differs(text, facts["value"], unit=None)
    return ""


def _quoted(text: str, citation: Mapping[str, Any]) -> bool:
    """Whether the citation's words hold the text as a figure of its own (the 6 of 2016 is none)."""
    words = "\n".join(
        [citation["text"], *(fact for fact in citation["facts"].values() if isinstance(fact, str))]
    )
    return re.search(rf"(?<![0-9.]){re.escape(text)}(?![0-9]|\.[0-9])", words) is not None


def _unit(facts: Mapping[str, Any], part: Any) -> str | None:
    unit = facts.get("unit_of_measure")
    if part in {"numerator", "denominator"}:
        return "count"
    return unit if isinstance(unit, str) and unit in UNITS else None


def _arithmetic(facts: Mapping[str, Any]) -> str:
    """Numerator ÷ denominator × scale must be the value. Only the relation is known where the unit of measure is not told."""
    value, above, below = (_decimal(facts.get(part)) for part in _PARTS)
    if value is None or above is None or below is None:
        return ""
    unit = str(facts.get("unit_of_measure"))
    scales = (UNITS[unit].scale,) if unit in UNITS else (1, 100, 1000)
    slack = _TOLERANCE * max(Decimal(1), abs(value))
    if below != 0 and any(abs(above * scale / below - value) <= slack for scale in scales):
        return ""
    return f"{above} ÷ {below} ≠ {value}"


def _differs(text: str, fact: Any, *, unit: str | None) -> str:
    printed, value = _PRINTED.fullmatch(text), _decimal(fact)
    if fact is None:
        return "" if printed is None else "—"
    if value is not None:
        if printed is None:
            return ""  # 六, a dash, a name: words the letter or the ledger uses for it
        return "" if _prints(text.replace(",", ""), printed[3] or "", value, unit) else str(fact)
    day = _DATE.fullmatch(str(fact))
    if day is not None:
        shown = [int(part) for part in re.findall(r"[0-9]+", text)]
        parts = [int(part) for part in day.groups()]
        return "" if any(parts[a : a + len(shown)] == shown for a in range(3)) else str(fact)
    return ""


def _prints(text: str, suffix: str, value: Decimal, unit: str | None) -> bool:
    units = [unit] if unit else [u.id for u in UNITS.values() if u.suffix == suffix]
    known = {display(value, u, places) for u in units for places in _PLACES}
    # A template may write the sign itself, as words of the sentence: 0.09 and then 个百分点.
    return text in known or text in {shown.rstrip("%‰") for shown in known}


def _decimal(value: Any) -> Decimal | None:
    try:
        number = to_decimal(value)
    except ValueError:
        return None
    # A forged 1e999999999 would be written out digit by digit.
    return (
        number if abs(number.adjusted()) < _LARGEST and len(number.as_tuple().digits) < 2 * _LARGEST else None
    )
