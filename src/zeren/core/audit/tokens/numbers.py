"""Numbers as printed: digits with or without thousands marks, full-width digits, and Chinese numerals, read exactly."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["CHINESE", "DIGITS", "chinese_number", "decimals", "narrow", "number"]

# One character for one, so that offsets into the report stay true.
_NARROW = str.maketrans("０１２３４５６７８９．％（）：；／＋＝－＜＞［］　", "0123456789.%():;/+=-<>[] ")
_GROUP = "[,，\u2009\u202f\u00a0 ]"
DIGITS = rf"(?:\d{{1,3}}(?:{_GROUP}\d{{3}}){{1,6}}(?![\d])|\d{{1,18}})(?:\.\d{{1,12}})?"
CHINESE = (
    "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]{1,16}(?:点[零〇一二三四五六七八九]{1,12})?"
)

_FIGURES = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_FIGURES |= {"两": 2} | dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_POWERS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}


def narrow(text: str) -> str:
    """Full-width digits and marks as their plain forms, character for character.

    Example:
        >>> narrow("９９．７％")
        '99.7%'
    """
    return text.translate(_NARROW)


def decimals(text: str) -> int:
    """How many decimals a number is printed with."""
    match = re.search(r"[.点](\w+)", text)
    return len(match[1]) if match else 0


def number(text: str) -> Decimal:
    """The value of a number in digits or in Chinese.

    Raises:
        ValueError: when the text is not one number.

    Example:
        >>> number("2 210"), number("17,919.79"), number("一百二十"), number("二〇一七"), number("3点5")
        (Decimal('2210'), Decimal('17919.79'), Decimal('120'), Decimal('2017'), Decimal('3.5'))
    """
    plain = re.sub(rf"(?<=\d){_GROUP}(?=\d)", "", narrow(text).strip())
    if re.fullmatch(r"-?\d+([.点]\d+)?", plain):
        return Decimal(plain.replace("点", "."))
    value = chinese_number(plain)
    if value is None:
        raise ValueError(f"not a number: {text!r}")
    return value


def chinese_number(text: str) -> Decimal | None:
    """The value of a Chinese numeral, positional or figure by figure; None when it is not well formed.

    Example:
        >>> chinese_number("三万二千六百四十"), chinese_number("十点五"), chinese_number("百十")
        (Decimal('32640'), Decimal('10.5'), None)
    """
    whole, point, part = text.partition("点")
    if not whole or any(c not in _FIGURES for c in part) or bool(point) != bool(part):
        return None
    if all(c in _FIGURES for c in whole):
        if len(whole) > 1 and "两" in whole:
            return None
        base: int | None = int("".join(str(_FIGURES[c]) for c in whole))
    else:
        base = _positional(whole)
    if base is None:
        return None
    return Decimal(f"{base}.{''.join(str(_FIGURES[c]) for c in part)}" if part else base)


def _positional(text: str) -> int | None:
    total = section = 0
    figure: int | None = None
    last_power = 10_000
    for at, sign in enumerate(text):
        if sign in _FIGURES:
            if figure not in (None, 0):
                return None
            figure = _FIGURES[sign]
        elif sign in _POWERS:
            power = _POWERS[sign]
            if power >= last_power or (not figure and not (power == 10 and (at == 0 or figure == 0))):
                return None
            section, figure, last_power = section + (figure or 1) * power, None, power
        elif sign in _MYRIADS:
            section += figure or 0
            if section == 0:
                return None
            total = (total + section) * _MYRIADS[sign] if sign == "亿" else total + section * _MYRIADS[sign]
            section, figure, last_power = 0, None, 10_000
        else:
            return None
    return total + section + (figure or 0)
