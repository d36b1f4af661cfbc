"""What drafting gives: a rule, the decisions its sentence leaves open, and every complete rule they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from zeren.core.kernel import plain
from zeren.core.packs import RuleSpec

__all__ = ["ABSENT", "TOLERANCE", "Choice", "Decision", "Draft", "Questions", "enumerate_rules", "meet"]

MOST_ALTERNATIVES = 256  # a sentence that leaves more open than this is no rule


class _Absent:
    """Stands where all alternatives differ."""


ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a decision, with the words a clerk reads."""

    value: Any
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a sentence leaves open.

    Shape: ``choices`` are all possible answers; none when only the scheme's author can say (how much, from what).
    ``customary`` says that the first answer is how such sentences are read unless somebody says otherwise.

    Example:
        >>> Decision("full", "这一项满分是多少？", "How many points are full?").choices
        ()
    """

    id: str
    zh: str
    en: str
    choices: tuple[Choice, ...] = ()
    customary: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "id": self.id,
            "question": self.zh,
            "question_en": self.en,
            "customary": self.choices[0].zh if self.customary else None,
            "choices": [{"value": _json(c.value), "zh": c.zh, "en": c.en} for c in self.choices],
        }


def _json(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


TOLERANCE = Decision(
    "tolerance",
    "允许的偏差是百分点还是目标值的百分之几？",
    "Is the tolerance in points or in per cent of the target?",
    (
        Choice("offset", "按百分点（差值）", "the difference"),
        Choice("deviation", "按目标值的百分比", "per cent of the target"),
    ),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was made of a sentence.

    Shape: ``rule`` lacks what is open; ``inputs`` are the names it reads; ``full`` the full points given or stated in the
    sentence; ``notes`` say in Chinese what was assumed, or why nothing was understood. ``customary`` are those of the complete
    rules that take the customary answer wherever there is one.
    Unit: ``full`` in points.
    """

    text: str
    understood: bool
    rule: RuleSpec | None = None
    inputs: tuple[str, ...] = ()
    missing_decisions: tuple[Decision, ...] = ()
    notes: tuple[str, ...] = ()
    full: Decimal | None = None
    complete: tuple[RuleSpec, ...] = field(default=(), repr=False)
    customary: tuple[RuleSpec, ...] = field(default=(), repr=False)

    def alternatives(self) -> list[RuleSpec]:
        """The complete rules, one for every combination of choices; one rule when nothing is open.

        Example:
            >>> from zeren.core.drafting import draft
            >>> [r.parameters["rounding"] for r in draft("每低0.1个百分点扣2分").alternatives()]
            ['prop', 'floor', 'ceil']
        """
        return list(self.complete)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "understood": self.understood,
            "rule": None if self.rule is None else {self.rule.name: _plain(self.rule.parameters)},
            "inputs": list(self.inputs),
            "missing_decisions": [d.to_dict() for d in self.missing_decisions],
            "full": None if self.full is None else float(self.full),
            "notes": list(self.notes),
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


class Questions:
    """Answers to the decisions of one sentence: the drafting code asks, and is run once for every combination of answers."""

    def __init__(self, answers: Mapping[str, int] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: dict[str, Decision] = {}

    def ask(self, decision: Decision, *, about: str = "") -> Any:
        """The chosen answer (the first one while nothing is chosen); None for a decision without choices."""
        key = f"{decision.id} {about}"
        self.asked.setdefault(key, decision)
        if not decision.choices:
            return None
        return decision.choices[self.answers.get(key, 0)].value


def enumerate_rules(
    build: Callable[[Questions], RuleSpec],
) -> tuple[list[RuleSpec], list[RuleSpec], list[Decision]]:
    """Every complete rule a sentence may mean, those of them that are customary, and the decisions that tell them apart.

    Raises:
        OverflowError: when the sentence leaves more open than can be listed.
    """
    asked: dict[str, Decision] = {}
    rules: list[RuleSpec] = []
    usual: list[RuleSpec] = []
    # A choice may raise a further question, so the combinations are walked until no new one appears.
    while True:
        known = len(asked)
        sizes = [range(len(d.choices)) for d in asked.values() if d.choices]
        keys = [key for key, d in asked.items() if d.choices]
        rules, usual = [], []
        for answers in _combinations(keys, sizes):
            questions = Questions(answers)
            made = build(questions)
            if made not in rules:
                rules.append(made)
            if made not in usual and not any(answers[k] for k in keys if asked[k].customary):
                usual.append(made)
            for key, decision in questions.asked.items():
                asked.setdefault(key, decision)
        if len(asked) == known:
            return rules, usual, list(asked.values())


def _combinations(keys: list[str], sizes: list[range]) -> Iterator[dict[str, int]]:
    count = 1
    for size in sizes:
        count *= len(size)
    if count > MOST_ALTERNATIVES:
        raise OverflowError
    for answers in product(*sizes):
        yield dict(zip(keys, answers, strict=True))


def meet(rules: list[RuleSpec]) -> RuleSpec:
    """What all alternatives agree on: the rule with the open parameters left out.

    Example:
        >>> one, two = (RuleSpec("step", {"per": 1, "rounding": r}) for r in ("prop", "ceil"))
        >>> meet([one, two])
        RuleSpec(name='step', parameters={'per': 1}, place=Place(file='', line=None, column=None, sheet='', cell=''))
    """
    first = rules[0]
    same = [r for r in rules[1:] if r.name == first.name]
    parameters: Any = first.parameters
    for other in same:
        parameters = _meet(parameters, other.parameters)
    return RuleSpec(first.name, parameters if isinstance(parameters, dict) else {})


def _meet(one: Any, two: Any) -> Any:
    if isinstance(one, Mapping) and isinstance(two, Mapping):
        if "input" in one and one != two:
            return ABSENT
        both = {key: _meet(one[key], two[key]) for key in one if key in two}
        return {key: value for key, value in both.items() if value is not ABSENT}
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        members = [_meet(a, b) for a, b in zip(one, two, strict=True)]
        return ABSENT if any(m is ABSENT for m in members) else members
    return one if one == two and type(one) is type(two) else ABSENT


def shown(value: Any) -> str:
    """A choice's number as printed."""
    return plain(value) if isinstance(value, Decimal) else str(value)
