"""GATE: a condition with a consequence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from zeren.core.scoring.case import ZERO, Case, Effect, Result, Waiting, points_words, scored
from zeren.core.scoring.compiler import Compiled, OneRule
from zeren.core.scoring.kinds import Text, choice
from zeren.core.scoring.operands import Test
from zeren.core.scoring.registry import rule

_SAID = {
    "zero_item": "本项计0分",
    "zero_section": "本部分计0分",
    "halve": "减半计分",
    "disqualify": "取消本项参评资格，计0分",
    "cap_grade": "总评等级受限",
    "fail": "总评不合格",
    "ineligible": "不得申报",
    "veto": "一票否决",
}
EFFECTS = tuple(_SAID)
_ZERO = {"zero_item", "zero_section", "disqualify"}


@rule()
def gate(
    case: Case,
    *,
    when: Test,
    effect: Annotated[str, choice(" ".join(EFFECTS))],
    grade: Text | None = None,
    rule: OneRule | None = None,
) -> Result:
    """A condition with a consequence: while it does not hold, `rule` scores; once it holds, the effect comes about.

    ``zero_item``, ``halve`` and ``disqualify`` act on the line; ``zero_section``, ``cap_grade`` (to ``grade`` at most), ``fail``,
    ``ineligible`` and ``veto`` go on to the section or the letter. A condition that cannot be decided yet leaves both possible.

    Source: 均衡发展督导评估指标 “辍学率高于控制线的，本项为0分”; 福建省学校安全考核 “发生责任事故的一票否决”.

    Example:
        >>> from zeren.core.scoring.operands import compare, constant, of_input
        >>> accident = compare(of_input("accidents"), ">", constant(Decimal(0)))
        >>> gate(Case({"accidents": Decimal(1)}, Decimal(10)), when=accident, effect="veto").reason
        'accidents高于0，一票否决'
    """
    try:
        closed = when.holds(case)
    except Waiting as waiting:
        return _undecided(case, waiting, effect, grade or "", rule)
    if not closed:
        if rule is not None:
            return rule(case)
        return scored(case.base, lambda: f"未出现“{when.words(case)}”，计{points_words(case.base)}")
    return _struck(
        case, effect, grade or "", rule, lambda: f"{when.words(case)}，{_effect_words(effect, grade)}"
    )


def _effect_words(effect: str, grade: str | None) -> str:
    return f"总评不得高于{grade}" if effect == "cap_grade" and grade else _SAID[effect]


def _struck(case: Case, effect: str, grade: str, rule: Compiled | None, said: Callable[[], str]) -> Result:
    effects = (Effect(effect, grade),)
    if effect == "veto":
        return Result("veto", words=said, effects=effects)
    if effect in _ZERO:
        # Inside a pool nothing is taken here: the effect empties the whole line when it is added up.
        return Result("score", ZERO, ZERO, said, effects=effects)
    open_result = scored(case.base, "") if rule is None else rule(case)
    if effect == "halve":
        if rule is None:
            return replace(open_result, words=said, effects=effects)
        low, high = open_result.low, open_result.high
        halved = None if low is None or high is None else (low / 2, high / 2)
        return replace(
            open_result,
            low=None if halved is None else halved[0],
            high=None if halved is None else halved[1],
            words=lambda: f"{open_result.reason}；{said()}，计{points_words(*halved or (None,))}",
        )
    return replace(
        open_result,
        words=lambda: "；".join(part for part in (open_result.reason, said()) if part),
        effects=(*open_result.effects, *effects),
    )


def _undecided(case: Case, waiting: Waiting, effect: str, grade: str, rule: Compiled | None) -> Result:
    open_result = scored(case.base, "") if rule is None else rule(case)
    ends = [end for end in (open_result.low, open_result.high) if end is not None]
    if effect in _ZERO:
        ends.append(ZERO)
    if effect == "halve":
        ends += [end / 2 for end in ends]
    low: Decimal | None = min(ends) if ends else None
    high: Decimal | None = max(ends) if ends else None
    said = f"还不能判定是否{_effect_words(effect, grade)}（待{waiting.waits_for}）"
    effects = (*open_result.effects, Effect(effect, grade, sure=False))
    if low == high and low is not None and effect in {"cap_grade", "ineligible"}:
        return Result("score", low, high, said, effects=effects)
    return Result("pending", low, high, said, waiting.waits_for, effects)
