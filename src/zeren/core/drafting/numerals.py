"""Numbers as a clerk writes them: Arabic, full-width, Chinese numerals, 百分之五, 半, 三成, 30万, 三分之一."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

__all__ = ["CHINESE", "Numeral", "chinese", "numeral_at"]

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
CHINESE = "零〇一二两三四五六七八九十百千万"
_CN = f"[{CHINESE}]+(?:点[零〇一二三四五六七八九]+)?"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_ANY = rf"(?:{_ARABIC}|{_CN})"
_SCALES = {"万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in the text.

    Shape: ``unit`` is ``%``, ``‰`` or nothing; ``share`` holds an exact fraction (三分之一); ``lost`` is set when a decimal point
    seems to be lost (05), ``spoken`` for Chinese numerals.

    Unit: ``value`` as written: 95 for 95%.
    """

    value: Decimal
    length: int
    unit: str = ""
    share: Fraction | None = None
    lost: bool = False
    spoken: bool = False


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral; None for what is none.

    Example:
        >>> [str(chinese(t)) for t in ("十五", "二百零三", "三千", "零点五", "两万", "一二三")]
        ['15', '203', '3000', '0.5', '20000', '123']
    """
    whole, _, decimals = text.partition("点")
    if "万" in whole:
        high, _, low = whole.partition("万")
        left, right = chinese(high), chinese(low) if low else Decimal(0)
        return None if left is None or right is None else left * 10_000 + right
    total, digit = 0, None
    if whole and all(c in _DIGITS for c in whole):
        total = int("".join(str(_DIGITS[c]) for c in whole))
    else:
        for char in whole:
            if char in _DIGITS:
                digit = _DIGITS[char]
            elif char in _PLACES:
                total += (1 if digit is None else digit) * _PLACES[char]
                digit = 0
            else:
                return None
        total += digit or 0
    if decimals and any(c not in _DIGITS for c in decimals):
        return None
    return Decimal(f"{total}.{''.join(str(_DIGITS[c]) for c in decimals) or 0}").normalize() + 0


def _value(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if text[0].isdigit() else chinese(text)


def numeral_at(text: str, start: int) -> Numeral | None:
    """The numeral that begins at a place of the text, the longest one.

    Example:
        >>> n = numeral_at("百分之九十五以上", 0); (n.value, n.unit, n.length)
        (Decimal('95'), '%', 6)
        >>> numeral_at("扣05分", 1).lost, numeral_at("30万人口", 0).value
        (True, Decimal('300000'))
    """
    if match := re.compile(rf"百分之({_ANY})|千分之({_ANY})").match(text, start):
        value = _value(match[1] or match[2])
        unit = "%" if match[1] else "‰"
        return (
            None if value is None else Numeral(value, len(match[0]), unit, spoken=not match[0][-1].isdigit())
        )
    if match := re.compile(rf"({_ANY})分之({_ANY})|(\d+)/(\d+)(?![\d分次项人])").match(text, start):
        below, above = _value(match[1] or match[4]), _value(match[2] or match[3])
        if below and above is not None and below == below.to_integral_value():
            share = Fraction(int(above), int(below))
            return Numeral(Decimal(int(above) * 100) / below, len(match[0]), "%", share)
    if match := re.compile(rf"({_ARABIC})((?:[万亿](?!元))?)(%|‰)?").match(text, start):
        value = Decimal(match[1].replace(",", "")) * _SCALES.get(match[2], 1)
        lost = bool(re.fullmatch(r"0\d+", match[1]))
        return Numeral(value, len(match[0]), match[3] or "", lost=lost)
    if match := re.compile(rf"({_CN})(成|%)?").match(text, start):
        value = chinese(match[1])
        if value is None:
            return None
        tenths = match[2] == "成" and not text.startswith(("成立", "成绩", "成员"), match.end() - 1)
        length = len(match[1]) + (1 if tenths or match[2] == "%" else 0)
        return Numeral(
            value * 10 if tenths else value, length, "%" if length > len(match[1]) else "", spoken=True
        )
    return None
