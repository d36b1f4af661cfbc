"""Identifiers and fixed formats: what is right is decided by column expressions, what is wrong is then described value by value.

Both halves state the same rule; a property test holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

__all__ = ["FORMATS", "MASKED_FORMATS", "Context", "Refusal", "describe", "mask", "rounded_by_excel", "valid"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FIRST_BIRTH = date(1850, 1, 1)  # earlier is a slip of the pen, not a pupil's great-grandparent
MASKED_FORMATS = frozenset({"id_number", "student_id", "phone"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is refused: a catalogue code, with what was expected and the nearest good value."""

    code: str
    expected: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What formats depend on: the last day a birth may have, and the codes of known units (empty: not known yet)."""

    last_day: date
    units: Collection[str] = frozenset()


def mask(text: str) -> str:
    """Hide an identifier so that its owner cannot be read off: the birth date and, in short ones, all but the end.

    Source: PIPL Art. 28; the birth digits go first because area and birth date alone nearly name a child.

    Example:
        >>> mask("999999201001011234"), mask("G999999201001011234"), mask("13812345678"), mask("1234")
        ('999999********1234', 'G999999********1234', '*******5678', '****')
    """
    lead = 7 if text[:1] in {"G", "J", "L", "g", "j", "l"} else 6
    if len(text) >= lead + 8:
        return text[:lead] + "*" * (len(text) - lead - 4) + text[-4:]
    return "*" * len(text) if len(text) <= 4 else "*" * (len(text) - 4) + text[-4:]


def check_digit(first: str) -> str:
    """The last character of an ID number, from its first seventeen digits.

    Source: GB 11643-1999, 4.3 (ISO 7064 MOD 11-2).

    Example:
        >>> check_digit("11010519491231002")
        'X'
    """
    return _CHECK[sum(int(d) * w for d, w in zip(first, _WEIGHTS, strict=True)) % 11]


def _birth(text: str, last_day: date) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return _FIRST_BIRTH <= day <= last_day


def rounded_by_excel(text: str) -> bool:
    """Whether the digits are what remains of a long number after Excel kept fifteen of them.

    Excel keeps 15 significant digits, and a reader prints the binary number nearest to that: ``630105201503121024``.

    Example:
        >>> rounded_by_excel("630105201503121024"), rounded_by_excel("630105201503121230")
        (True, False)
    """
    if not re.fullmatch(r"[1-9]\d{15,18}", text):
        return False
    cut = 10 ** (len(text) - 15)
    kept = (int(text) + cut // 2) // cut * cut
    return int(text) == int(float(kept)) or int(text) == kept


def _id_number(text: str, context: Context) -> Refusal | None:
    if re.fullmatch(r"[\d.]+[eE]\+?\d+", text):
        return Refusal("I061")
    if re.fullmatch(r"[1-9]\d{14}", text):
        return Refusal("I064")
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", text):
        return Refusal("I060" if rounded_by_excel(text) else "I065")
    right = text[17] == check_digit(text[:17])
    if not right and rounded_by_excel(text):
        return Refusal("I060")
    if not _birth(text[6:14], context.last_day):
        return Refusal("I063")
    return None if right else Refusal("I062")


def _student_id(text: str, context: Context) -> Refusal | None:
    if re.fullmatch(r"[\d.]+[eE]\+?\d+", text):
        return Refusal("I061")
    if text[:1] == "G" and len(text) == 19:
        refusal = _id_number(text[1:], context)
        return Refusal("I066") if refusal is not None and refusal.code == "I065" else refusal
    if not re.fullmatch(r"[JL][1-9]\d{16}[\dX]", text):
        return Refusal("I066")
    return None if _birth(text[7:15], context.last_day) else Refusal("I063")


def _school_code(text: str, context: Context) -> Refusal | None:
    if re.fullmatch(r"\d{10}", text) or text in context.units:
        return None
    if not context.units and re.fullmatch(r"\d{2}(\d{2}){0,2}", text):
        return None
    return Refusal("I067")


def _area_code(text: str, _context: Context) -> Refusal | None:
    return None if re.fullmatch(r"[1-9]\d{5}(\d{3}){0,2}", text) else Refusal("I068")


def _year_month(text: str, _context: Context) -> Refusal | None:
    return None if re.fullmatch(r"(19|20)\d{2}-(0[1-9]|1[0-2])", text) else Refusal("I069")


def _phone(text: str, _context: Context) -> Refusal | None:
    return None if re.fullmatch(r"1[3-9]\d{9}|(0\d{2,3}-)?[2-9]\d{6,7}(-\d{1,6})?", text) else Refusal("I070")


_NUMBER = re.compile(
    r"([^\d〔〕\[\]()（）【】〈〉]+)[\[(（【〔〈]((?:19|20)\d{2})(?:年)?[\])）】〕〉](?:第)?(\d+)号?"
)


def _document_number(text: str, _context: Context) -> Refusal | None:
    if re.fullmatch(r"[^\s\d〔〕\[\]【】〈〉][^\s〔〕\[\]【】〈〉]*〔(19|20)\d{2}〕(第)?\d+号", text):
        return None
    found = _NUMBER.fullmatch(text)
    return Refusal("I071", hint=f"{found[1]}〔{found[2]}〕{found[3]}号" if found else "")


FORMATS: dict[str, Callable[[str, Context], Refusal | None]] = {
    "id_number": _id_number,
    "student_id": _student_id,
    "school_code": _school_code,
    "area_code": _area_code,
    "year_month": _year_month,
    "phone": _phone,
    "document_number": _document_number,
}


def describe(kind: str, text: str, context: Context) -> Refusal | None:
    """Why a value does not have the format, or None when it has."""
    return FORMATS[kind](text, context)


def _birth_right(text: pl.Expr, start: int, last_day: date) -> pl.Expr:
    day = text.str.slice(start, 8).str.to_date("%Y%m%d", strict=False)
    return (day >= _FIRST_BIRTH) & (day <= last_day)


def _id_right(text: pl.Expr, last_day: date) -> pl.Expr:
    digits = text.str.slice(0, 17).cast(pl.Int64, strict=False)
    total = pl.sum_horizontal(
        (digits // 10 ** (16 - place)) % 10 * weight for place, weight in enumerate(_WEIGHTS)
    )
    expected = (total % 11).replace_strict(list(range(11)), list(_CHECK), return_dtype=pl.String)
    return (
        text.str.contains(r"^[1-9]\d{16}[\dX]$")
        & (text.str.slice(17) == expected)
        & _birth_right(text, 6, last_day)
    )


def valid(kind: str, text: pl.Expr, context: Context) -> pl.Expr:
    """True where the text surely has the format. False and null are not yet verdicts: ``describe`` decides those."""
    if kind == "id_number":
        return _id_right(text, context.last_day)
    if kind == "student_id":
        temporary = text.str.contains(r"^[JL][1-9]\d{16}[\dX]$") & _birth_right(text, 7, context.last_day)
        return (text.str.starts_with("G") & _id_right(text.str.slice(1), context.last_day)) | temporary
    patterns = {
        "school_code": r"^[0-9]{10}$",
        "area_code": r"^[1-9][0-9]{5}$",
        "year_month": r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$",
        "phone": r"^1[3-9][0-9]{9}$",
        "document_number": r"^[\p{Han}]+〔(19|20)[0-9]{2}〕[0-9]+号$",
    }
    return text.str.contains(patterns[kind])
