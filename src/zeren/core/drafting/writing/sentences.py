"""``words``: a rule as a sentence; ``spoken``: the rule of such a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.drafting.writing.codec import Unsayable
from zeren.core.drafting.writing.phrases import PHRASES
from zeren.core.kernel import Problem, ZerenError, plain
from zeren.core.packs import RuleSpec

_VALUES = {"ref", "derive"}


def words(rule: RuleSpec, *, full: Decimal | None = None) -> str:
    """A rule as a Chinese sentence that says all of it: ``draft(words(rule)).rule == rule``.

    ``full`` is said too when given (满分10分).

    Raises:
        ZerenError: D301, for what is no sentence: a value (``ref``, ``derive``), an unknown name or parameter.

    Example:
        >>> words(RuleSpec("step", {"per": Decimal("0.1"), "deduct": Decimal(2), "rounding": "floor", "when": "below"}))
        '每低0.1个百分点扣2分，不足一档不计。'
        >>> words(RuleSpec("rank", {"direction": "high", "table": [Decimal(10), Decimal(8)], "ties": "dense"}), full=Decimal(10))
        '满分10分，按从高到低排名，依次得10分、8分，并列的同名次同分、后续名次顺延。'
    """
    if rule.name in _VALUES:
        raise ZerenError(Problem("D301", rule.place, rule.name, "它只给出一个数，不是计分规则"))
    phrase = PHRASES.get(rule.name)
    if phrase is None:
        raise ZerenError(Problem("D301", rule.place, rule.name, "没有这种规则"))
    try:
        said = phrase.write(_listed(rule.parameters))
    except Unsayable as unsayable:
        raise ZerenError(Problem("D301", rule.place, rule.name, "有的参数没有对应的说法")) from unsayable
    opening = "" if full is None else f"满分{plain(full)}分，"
    return f"{opening}{said}。"


def _listed(value: Any) -> Any:
    """Tuples as lists and whole numbers as decimals, as a letter's reader would give them."""
    if isinstance(value, Mapping):
        return {k: _listed(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(v) for v in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def spoken(sentence: str) -> tuple[RuleSpec, Decimal | None] | None:
    """The rule of a sentence in the words of :func:`words`, with the full points it states; None for any other sentence.

    Example:
        >>> spoken("满分5分，按完成比例得分。")
        (RuleSpec(name='interp', parameters={}, place=Place(file='', line=None, column=None, sheet='', cell='')), Decimal('5'))
    """
    text = sentence.strip().removesuffix("。")
    full: Decimal | None = None
    if text.startswith("满分") and "分，" in text:
        number, _, rest = text.removeprefix("满分").partition("分，")
        if number.replace(".", "", 1).isdigit():
            full, text = Decimal(number), rest
    for name, phrase in PHRASES.items():
        for parameters, end in phrase.read(text, 0):
            if end == len(text):
                return RuleSpec(name, parameters), full
    return None
