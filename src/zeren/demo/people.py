"""Invented people: names drawn from lists of syllables, and identity numbers that can belong to nobody.

Every number begins with 999999, an area code that is not assigned, and ends with a valid check digit. The person drawn is
nobody: a name is one surname and one or two syllables taken at random.
"""

from __future__ import annotations

from bisect import bisect
from datetime import date, timedelta
from itertools import accumulate
from random import Random

AREA = "999999"  # unassigned in GB/T 2260, so that no number can be a real person's
MALE, FEMALE = "1", "2"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_AREA_SUM = sum(int(digit) * weight for digit, weight in zip(AREA, _WEIGHTS, strict=False))

_SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟"
    "熊秦邱江尹薛闫段雷侯龙史陶黎贺顾郝龚邵万钱严覃武戴莫孔向汤韵祁冶铁韩星索拉才"
)
_SYLLABLES = tuple(
    "禾岚汐屿笙榆翊沐知言予安星河清和景明若云千语书意之远思齐乐山成蹊映雪照晚停舟望舒听澜怀瑾南乔北辰青桐素问行简可期致远朗月疏桐闻溪念初时雨"
    "沛霖修竹"
)

# Shares of ethnic groups, roughly as in the districts of Xining; codes of GB/T 3304.
_GROUPS = (("01", 800), ("03", 86), ("04", 62), ("30", 26), ("02", 11), ("35", 8), ("11", 5), ("12", 2))
GROUP_CODES = tuple(code for code, _ in _GROUPS)
_GROUP_BOUNDS = tuple(accumulate(weight for _, weight in _GROUPS))


def draw_name(rng: Random) -> str:
    """An invented name."""
    draw = rng.random
    name = _SURNAMES[int(draw() * len(_SURNAMES))] + _SYLLABLES[int(draw() * len(_SYLLABLES))]
    return name + _SYLLABLES[int(draw() * len(_SYLLABLES))] if draw() < 0.8 else name


def draw_group(rng: Random) -> str:
    """The code of an ethnic group."""
    return _GROUPS[bisect(_GROUP_BOUNDS, rng.random() * _GROUP_BOUNDS[-1])][0]


def draw_birth(rng: Random, age: int, on: date) -> date:
    """A birth date of somebody who has completed ``age`` years on the day."""
    last = date(on.year - age, on.month, on.day)
    first = date(on.year - age - 1, on.month, on.day) + timedelta(days=1)
    return first + timedelta(days=int(rng.random() * ((last - first).days + 1)))


def check_digit(first17: str) -> str:
    """The eighteenth character of an identity number.

    Source: GB 11643-1999.

    Example:
        >>> check_digit("11010519491231002")
        'X'
    """
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


class IdNumbers:
    """Hands out identity numbers, each once.

    Shape: a day has 499 numbers for men and 499 for women; ``first`` (0 … 499) lets several ledgers share the days without
    meeting: pupils count from 0, disabled children not on a register of the district from 450, and so on.

    Example:
        >>> numbers = IdNumbers()
        >>> numbers.next(date(2009, 3, 5), "1"), numbers.next(date(2009, 3, 5), "2")
        ('999999200903050012', '999999200903050020')
    """

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._used: dict[tuple[date, str], int] = {}
        self._days: dict[date, tuple[str, int]] = {}

    def next(self, born: date, gender: str) -> str:
        """The next free number of that day and gender."""
        count = self._used.get((born, gender), self._first)
        self._used[born, gender] = count + 1
        known = self._days.get(born)
        if known is None:
            text = f"{born:%Y%m%d}"
            known = (text, _AREA_SUM + sum(int(d) * w for d, w in zip(text, _WEIGHTS[6:14], strict=True)))
            self._days[born] = known
        text, total = known
        sequence = 2 * count + (1 if gender == MALE else 2)
        total += sequence // 100 * 8 + sequence // 10 % 10 * 4 + sequence % 10 * 2
        return f"{AREA}{text}{sequence:03d}{_CHECKS[total % 11]}"
