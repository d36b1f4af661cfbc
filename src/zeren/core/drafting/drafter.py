"""``draft``: one sentence of a 考核细则 in, a rule out, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.drafting import reading
from zeren.core.drafting.decisions import Decision, Draft, Questions, enumerate_rules, meet
from zeren.core.drafting.forms import NotUnderstood, assemble
from zeren.core.drafting.forms.parts import FULL
from zeren.core.drafting.inputs import inputs_of
from zeren.core.drafting.tokens import normalise, tokenize
from zeren.core.drafting.writing import spoken
from zeren.core.packs import RuleSpec

__all__ = ["draft"]

_LONGEST = 2000  # characters; a longer cell is a document, not a sentence


def draft(text: str, *, full: Decimal | None = None) -> Draft:
    """Read one scoring sentence and draft its rule; deterministic, never a guess: what is left open is a decision.

    Raises:
        ValueError: when ``full`` is negative.

    Example:
        >>> found = draft("每低0.1个百分点扣2分，扣完为止", full=Decimal(10))
        >>> found.rule.name, dict(found.rule.parameters), [d.id for d in found.missing_decisions]
        ('step', {'per': Decimal('0.1'), 'deduct': Decimal('2'), 'when': 'below'}, ['rounding'])
        >>> draft("今天天气很好").understood
        False
    """
    if full is not None and full < 0:
        raise ValueError("full points cannot be negative")
    exact = spoken(text) if len(text) <= _LONGEST else None
    if exact is not None:
        return _complete(text, *exact, full)
    sentence = normalise(text)
    if not sentence or len(sentence) > _LONGEST:
        return Draft(
            text, understood=False, notes=("句子是空的" if not sentence else "太长，不像一句评分标准",)
        )
    tokens = tokenize(sentence)
    stated: list[Decimal | None] = []
    notes: list[str] = []

    def build(questions: Questions) -> RuleSpec:
        rule, known, said = assemble(reading.read_clauses(tokens, questions), questions, full)
        stated.append(known)
        notes.extend(n for n in said if n not in notes)
        return rule

    try:
        rules, usual, decisions = enumerate_rules(build)
    except (reading.Unread, NotUnderstood, OverflowError) as reason:
        return Draft(text, understood=False, notes=(_why_not(reason),))
    known = next((s for s in stated if s is not None), None)
    return Draft(
        text,
        understood=True,
        rule=meet(rules),
        inputs=inputs_of(rules),
        missing_decisions=_once(decisions),
        notes=tuple(notes),
        full=known,
        complete=tuple(rules),
        customary=tuple(usual),
    )


def _why_not(reason: Exception) -> str:
    """Why a sentence made no rule, for the clerk."""
    if isinstance(reason, reading.Unread):
        return f"看不懂“{reason}”"
    return "没写明的地方太多" if isinstance(reason, OverflowError) else "读出了各部分，但合不成一条规则"


def _complete(text: str, rule: RuleSpec, stated: Decimal | None, full: Decimal | None) -> Draft:
    """The draft of a sentence that leaves nothing open but, perhaps, the full points."""
    known = full if full is not None else stated
    asked = () if known is not None or not _takes_full(rule.name, rule.parameters) else (FULL,)
    return Draft(
        text,
        understood=True,
        rule=rule,
        inputs=inputs_of([rule]),
        missing_decisions=asked,
        full=known,
        complete=(rule,),
        customary=(rule,),
    )


def _takes_full(name: str, value: Any) -> bool:
    """Whether a rule's points depend on the full points."""
    if isinstance(value, Mapping):
        own = (
            name in {"all_or_nothing", "interp", "trend"}
            or (name == "step" and not isinstance(value.get("start"), Decimal))
            or (name == "judge" and "deduct" in value)
        )
        return own or any(_takes_full(str(key), part) for key, part in value.items())
    if isinstance(value, list):
        return any(_takes_full("", part) for part in value)
    return value == "full" or (isinstance(value, str) and value.endswith("%"))


def _once(decisions: list[Decision]) -> tuple[Decision, ...]:
    """Each question once, though it may concern several places."""
    return tuple({(d.id, d.zh): d for d in decisions}.values())
