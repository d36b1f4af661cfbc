"""What 只计最高 is the best of."""

from __future__ import annotations

import re

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import Parts
from zeren.core.drafting.pieces import Modifier

__all__ = ["best_of"]

_BEST = Decision(
    "best_of",
    "只计最高的：是全部事项里只计最高的一项，还是每一事项各计它最高的一级？",
    "Is it the best of everything, or the best level of each thing, that counts?",
    (
        Choice("all", "全部里只计最高的一项", "the best of everything"),
        Choice("group", "每一事项各计最高的一级", "the best level of each thing"),
    ),
    customary=True,
)


def best_of(parts: Parts, said: Modifier) -> str:
    """同一项目按最高级别计 is about one thing; 只计最高奖次, 就高不就低 are usually about everything."""
    words = said.label + str(said.value)
    one_thing = "同一|同|每|一项(?:目|成果)|不重复"
    whole = re.search("[只仅][^,]{0,4}最高|就高|取最高|最高(?:一项|一次|奖次|奖项)", words) and not re.search(
        one_thing, words
    )
    others = any(m.kind == "NO_REPEAT" and "就高" not in str(m.value) for m in parts.all(Modifier))
    return str(parts.questions.ask(_BEST)) if whole and not others else "group"
