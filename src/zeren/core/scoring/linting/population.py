"""Whom a target or an indicator speaks of, as far as its words say: stages of education and spans of age."""

from __future__ import annotations

import re

# The longer word first: 中小学 names no primary school alone, and 学前 no stage of school.
_STAGES: tuple[tuple[str, frozenset[str]], ...] = (
    ("义务教育", frozenset({"小学", "初中"})),
    ("九年", frozenset({"小学", "初中"})),
    ("中小学", frozenset({"小学", "初中", "高中"})),
    ("小升初", frozenset({"小学", "初中"})),
    ("幼小", frozenset({"学前", "小学"})),
    ("学前", frozenset({"学前"})),
    ("幼儿园", frozenset({"学前"})),
    ("毛入园", frozenset({"学前"})),
    ("小学", frozenset({"小学"})),
    ("初级中等", frozenset({"初中"})),
    ("初中", frozenset({"初中"})),
    ("高中", frozenset({"高中"})),
    ("中职", frozenset({"高中"})),
    ("中等职业", frozenset({"高中"})),
)
_AGES = re.compile(r"(\d{1,2})\s*[—–\-~～至到－]+\s*(\d{1,2})\s*周?岁")


def stages_of(text: str) -> frozenset[str]:
    """The stages of education a text names; none where it names none.

    Example:
        >>> sorted(stages_of("中小学")), sorted(stages_of("初中辍学率")), stages_of("课程开齐率")
        (['初中', '小学', '高中'], ['初中'], frozenset())
    """
    found: frozenset[str] = frozenset()
    for word, stages in _STAGES:
        if word in text:
            found |= stages
            text = text.replace(word, " ")
    return found


def ages_of(text: str) -> frozenset[str]:
    """The spans of age a text names.

    Example:
        >>> ages_of("15—50周岁青壮年非文盲率")
        frozenset({'15～50周岁'})
    """
    return frozenset(f"{int(low)}～{int(high)}周岁" for low, high in _AGES.findall(text))
