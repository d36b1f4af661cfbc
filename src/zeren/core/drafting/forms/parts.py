"""The pieces of a sentence, sorted for the forms, with what all forms share: full points, decisions, names of inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from zeren.core.drafting.decisions import Choice, Decision, Questions
from zeren.core.drafting.lexicon import MEASURED
from zeren.core.drafting.pieces import (
    Cap,
    Case,
    Cond,
    Context,
    Entry,
    Formula,
    Gate,
    Graded,
    Modifier,
    Otherwise,
    Periodic,
    Piece,
    Points,
    Proportion,
    Ranking,
    Step,
    Threshold,
)

T = TypeVar("T")
Rule = dict[str, Any]  # a rule as the format writes it: one key, its parameters
Form = Callable[["Parts"], Rule | None]
FORMS: list[Form] = []

ROUNDING = Decision(
    "rounding",
    "不足一档怎么算？",
    "What does a part step cost?",
    (
        Choice("prop", "按比例", "its share"),
        Choice("floor", "不足一档不计", "nothing"),
        Choice("ceil", "不足一档按一档", "a whole step"),
    ),
)
TIES = Decision(
    "ties",
    "名次并列怎么计分？",
    "What do tied units get?",
    (
        Choice("competition", "同名次同分，后续名次空缺", "the same, and the next places stay empty"),
        Choice("dense", "同名次同分，后续名次顺延", "the same, and the next place follows"),
        Choice("average", "取所占名次得分的平均", "the mean of the places they take"),
    ),
)
FULL = Decision("full", "这一项满分是多少？", "How many points are full?")
UNSTATED_DEDUCTION = Decision(
    "deduction_amount", "“酌情扣分”最多扣多少没有写明", "How much may be taken off at discretion is not said"
)
UNSTATED_AWARD = Decision(
    "award_amount", "酌情给分的范围没有写明", "The range within which points are given is not said"
)
NOT_APPLICABLE = Decision(
    "not_applicable",
    "不适用的单位，这一项的分值怎么办？",
    "Where it does not apply, what becomes of the points?",
    (
        Choice("skip", "不计入总分", "left out of the total"),
        Choice("full", "按满分计", "given in full"),
        Choice("rescale", "由其他项分担", "shared by the other items"),
    ),
)
DIRECTION = Decision(
    "direction",
    "“达标”是不低于还是不高于目标？",
    "Is the target met at or above, or at or below it?",
    (Choice(">=", "不低于目标", "at or above"), Choice("<=", "不高于目标", "at or below")),
    customary=True,
)
LOW_IS_GOOD = (
    "辍学",
    "失学",
    "流失",
    "文盲率",
    "差异系数",
    "事故",
    "超编",
    "大班额",
    "近视",
    "违规",
    "违法",
    "犯罪",
    "肥胖",
    "投诉",
    "负债",
    "欠",
    "控制线",
    "控制",
)


class NotUnderstood(Exception):
    """Pieces that make no rule."""


def form(function: Form) -> Form:
    """Declare a form: given the parts it gives the rule they make, or None when they are not of its kind.

    Forms are tried in the order of declaration; each must use every piece or give None.
    """
    FORMS.append(function)
    return function


class Parts:
    """The pieces of a sentence or of one part of it."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        questions: Questions,
        full: Decimal | None,
        *,
        inner: bool = False,
        gated: bool = False,
    ) -> None:
        self.pieces, self.questions, self.given = list(pieces), questions, full
        self.stated: Decimal | None = None
        self.inner, self.gated = inner, gated
        self.used: set[int] = set()
        self.notes: list[str] = []
        self.needs_full = False

    def all(self, kind: type[T]) -> list[T]:
        """The pieces of a class."""
        return [p for p in self.pieces if isinstance(p, kind)]

    def only(self, *kinds: type) -> bool:
        """Whether the sentence has no core pieces but these."""
        core = (Step, Case, Entry, Otherwise, Ranking, Gate, Graded, Formula, Proportion, Periodic)
        return all(isinstance(p, kinds) for p in self.pieces if isinstance(p, core))

    @property
    def context(self) -> str:
        """All plain words of the sentence."""
        words = [p.text for p in self.all(Context)]
        words += [
            p.label
            for p in self.pieces
            if isinstance(p, Step | Entry | Modifier | Cap | Ranking | Proportion)
        ]
        words += [c.subject for p in self.pieces if isinstance(p, Case | Threshold) for c in p.conds]
        return "".join(words)

    @property
    def subjects(self) -> list[str]:
        """What the sentence measures, in its own words."""
        conds = [c for p in self.pieces if isinstance(p, Case | Threshold) for c in p.conds]
        found = (
            [c.subject for c in conds]
            + [p.label for p in self.all(Step)]
            + [p.text for p in self.all(Context)]
        )
        return [subject for subject in found if len(subject) > 1]

    def modifier(self, *kinds: str) -> Modifier | None:
        """A modifier of one of these kinds; it counts as used."""
        for piece in self.all(Modifier):
            if piece.kind in kinds:
                self.used.add(id(piece))
                return piece
        return None

    def cap(self, side: str, *of: str) -> Cap | None:
        """A bound without a group's name; it counts as used."""
        for piece in self.all(Cap):
            if piece.side == side and (not of or piece.of in of) and id(piece) not in self.used:
                self.used.add(id(piece))
                return piece
        return None

    @property
    def full(self) -> Decimal | None:
        """The full points: given, or stated in the sentence."""
        return self.given if self.given is not None else self.stated

    def want_full(self) -> None:
        """The rule cannot be applied without the full points: ask when nobody said them."""
        self.needs_full = True

    def state_full(self, points: Points | None) -> bool:
        """The sentence says what the item is worth; whether that is the item's full."""
        if not isinstance(points, Decimal):
            return points == "full"
        if self.given is None:
            self.stated = points if self.stated is None else max(points, self.stated)
            return self.stated == points
        return points == self.given

    def rounding(self, unit: str, per: Decimal) -> str:
        """What a part step costs: said in the sentence, whole for counts, else asked."""
        for kind, mode in (("CEIL", "ceil"), ("FLOOR", "floor"), ("PROP", "prop")):
            if self.modifier(kind):
                self.used.update(id(m) for m in self.all(Modifier) if m.kind == kind)  # perhaps said twice
                return mode
        if counted(unit) and per == 1:
            return "whole"
        answer: str = self.questions.ask(ROUNDING)
        return answer

    def ties(self) -> str:
        """What tied units get: said in the sentence, else asked."""
        for kind, way in (
            ("TIE_COMPETITION", "competition"),
            ("TIE_DENSE", "dense"),
            ("TIE_AVERAGE", "average"),
            ("TIE_FORBID", "forbid"),
        ):
            if self.modifier(kind):
                return way
        if self.modifier("TIE_SAME"):
            same = Decision(TIES.id, TIES.zh, TIES.en, TIES.choices[:2])
            return str(self.questions.ask(same))
        return str(self.questions.ask(TIES))

    def low_is_good(self, subject: str = "") -> bool:
        """Whether less is better for what the sentence speaks of."""
        return less_is_better(subject + self.context)


def less_is_better(words: str) -> bool:
    """Whether a sentence speaks of something that is better the less there is of it.

    Example:
        >>> less_is_better("初中辍学率"), less_is_better("非文盲率")
        (True, False)
    """
    return any(word in words.replace("非文盲率", "") for word in LOW_IS_GOOD)


def counted(unit: str) -> bool:
    """Whether a unit counts things, so that no part of one can be."""
    return (
        bool(unit)
        and unit not in {"%", "‰", "分", "个百分点", "百分点", "个百分比", "change", "growth"}
        and unit not in MEASURED
    )


def input_for(unit: str) -> str:
    """The standard input measured in a unit."""
    return "count" if counted(unit) else "value"


def less(one: Any, other: Any) -> dict[str, Any]:
    """The difference of two operands."""
    return {
        "derive": {
            "numerator": {"start": one, "subtract": [other]},
            "denominator": Decimal(1),
            "unit": "ratio",
        }
    }


# Units that are no units: what is measured is worked out of several inputs.
MEASURES: dict[str, Any] = {
    "change": less("value", "previous"),
    "growth": {
        "derive": {
            "numerator": {"start": "value", "subtract": ["previous"]},
            "denominator": "previous",
            "unit": "percent",
        }
    },
    "offset": less("value", "target"),
    "deviation": {
        "derive": {
            "numerator": {"start": "value", "subtract": ["target"]},
            "denominator": "target",
            "unit": "percent",
        }
    },
    "place": {"derive": {"numerator": "rank", "denominator": "size", "unit": "percent"}},
}


def as_condition(
    cond: Cond, name: str, *, direction: Callable[[], str] | None = None
) -> list[dict[str, Any]]:
    """A condition as the rule format writes it: one comparison for each end."""
    if cond.relation == "flag":
        return [{"input": cond.subject}]
    if cond.relation in {"met", "unmet"}:
        op = direction() if direction else ">="
        met = {"input": name, "op": op, "value": "target"}
        opposite = {">=": "<", "<=": ">"}[op]
        return [met if cond.relation == "met" else {"input": name, "op": opposite, "value": "target"}]
    subject: Any = name
    if cond.unit in MEASURES:
        subject = MEASURES[cond.unit]
    if cond.low is not None and cond.high is not None and cond.low.value == cond.high.value:
        return [{"input": subject, "op": "=", "value": cond.low.value}]
    found = []
    if cond.low is not None:
        found.append({"input": subject, "op": ">=" if cond.low.inside else ">", "value": cond.low.value})
    if cond.high is not None:
        found.append({"input": subject, "op": "<=" if cond.high.inside else "<", "value": cond.high.value})
    return found


def joined(conditions: list[dict[str, Any]], *, either: bool = False) -> dict[str, Any]:
    """Several conditions as one."""
    return conditions[0] if len(conditions) == 1 else {"any" if either else "all": conditions}


def names_for(conds: list[Cond]) -> list[str]:
    """The inputs of several conditions: the standard one for one subject, names from the text for several."""
    subjects = {c.subject for c in conds if c.subject and c.relation != "flag"}
    if len(subjects) <= 1:
        return [input_for(c.unit) for c in conds]
    last = ""
    names = []
    for cond in conds:
        last = cond.subject or last
        names.append(last or input_for(cond.unit))
    return names
