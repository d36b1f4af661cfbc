"""The table of claim forms, what a form is given, and what it drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from zeren.core.audit.claim import Link, Part
from zeren.core.audit.text import Sentence, Text
from zeren.core.audit.tokens import QUANTITIES, Quantity, Token

__all__ = ["FORMS", "Draft", "Form", "Found", "Reading", "Subject", "claim"]

_MACROS = {"Q": f"[{QUANTITIES}]", "~": f"[^{QUANTITIES};]"}


@dataclass(slots=True)
class Subject:
    """What a quantity is about, read from the words beside it.

    Shape: ``metric`` and ``population`` are local; ``context`` is the population inherited from further left. ``start`` is
    where the words begin; ``noun_end`` where a noun to the right of the number ends.
    """

    metric: str = ""
    population: str = ""
    context: str = ""
    org: str = ""
    period: str = ""
    period_id: str = ""
    annual: str = ""
    start: int = -1
    noun_end: int = -1
    own: set[str] = field(default_factory=set)
    metrics: tuple[tuple[str, str], ...] = ()
    after: str = ""


@dataclass(slots=True)
class Draft:
    """A claim in the making. Fields are those of :class:`~zeren.core.audit.claim.Claim`; links name drafts, not positions."""

    type: str
    start: int
    end: int
    anchor: int = -1
    quantity: Quantity | None = None
    subject: Subject = field(default_factory=Subject)
    metric: str = ""
    population: str = ""
    inherits: str = ""
    bound: Quantity | None = None
    comparator: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    parts: list[Part] = field(default_factory=list)
    base: Quantity | None = None
    base_period: str = ""
    base_name: str = ""
    sign: int = 0
    verb: str = ""
    partition: str = ""
    open_list: bool = False
    annual: bool = False
    value: Decimal | None = None
    unit: str = ""
    inherited: set[str] = field(default_factory=set)
    links: list[tuple[str, Draft, bool]] = field(default_factory=list)
    sentence: int = -1
    paragraph: int = -1
    cell: str = ""
    right: str = ""
    qualifier: str = ""
    root: str = ""
    nth: tuple[int, int] | None = None
    total: bool = False

    @property
    def name(self) -> str:
        """The metric, own or inherited."""
        return self.metric or self.subject.metric

    @property
    def number(self) -> Decimal | None:
        """The value, as printed."""
        return self.quantity.value if self.quantity is not None else self.value

    def link(self, role: str, target: Draft, *, sure: bool = True) -> None:
        """Tie this draft to another, once for a role."""
        if target is not self and all(known != role for known, _, _ in self.links):
            self.links.append((role, target, sure))

    def linked(self, role: str) -> Draft | None:
        """The draft tied by a role."""
        return next((target for known, target, _ in self.links if known == role), None)

    def final_links(self, places: dict[int, int]) -> tuple[Link, ...]:
        """The links with positions for drafts; those to drafts that fell away are dropped."""
        return tuple(
            Link(role, places[id(target)], sure) for role, target, sure in self.links if id(target) in places
        )


@dataclass(slots=True)
class Reading:
    """A sentence being read: its tokens, their letters, what each quantity is about, and which are used up."""

    text: Text
    sentence: Sentence
    tokens: list[Token]
    kinds: str
    subjects: dict[int, Subject] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The sentence's own text."""
        return self.text.content[self.sentence.start : self.sentence.end]


@dataclass(frozen=True, slots=True)
class Found:
    """A form's pattern found in a sentence: groups by name lead to tokens."""

    reading: Reading
    match: re.Match[str]

    def index(self, name: str) -> int:
        """The position of a group's first token; −1 when the group took no part."""
        return self.match.start(name)

    def token(self, name: str) -> Token | None:
        """A group's first token."""
        at = self.match.start(name)
        return self.reading.tokens[at] if at >= 0 and self.match.end(name) > at else None

    def quantity(self, name: str) -> Quantity:
        """A group's quantity."""
        token = self.token(name)
        assert token is not None
        assert token.quantity is not None
        return token.quantity

    def words(self, name: str) -> str:
        """A group's text as printed."""
        first, last = self.match.span(name)
        if first < 0 or last <= first:
            return ""
        tokens = self.reading.tokens
        return self.reading.text.content[tokens[first].start : tokens[last - 1].end]

    def draft(self, type_: str, name: str, **more: object) -> Draft:
        """A draft around the quantity of a group, with its subject; the quote runs from the subject to the number."""
        at = self.index(name)
        token = self.reading.tokens[at]
        subject = self.reading.subjects.get(at) or Subject()
        start = subject.start if 0 <= subject.start <= token.start else token.start
        draft = Draft(
            type_, start, max(token.end, subject.noun_end), at, token.quantity, subject,
            metric=subject.metric, population=subject.population,
        )  # fmt: skip
        for key, value in more.items():
            setattr(draft, key, value)
        return draft


Function = Callable[[Found], Iterable[Draft]]


@dataclass(frozen=True, slots=True)
class Form:
    """A claim form: its type, the pattern over token letters, the function that drafts, and the source forms it covers."""

    type: str
    pattern: re.Pattern[str]
    function: Function
    forms: tuple[int, ...]
    order: int = 50


FORMS: list[Form] = []


def claim(
    type_: str, pattern: str, *, forms: Iterable[int], order: int = 50
) -> Callable[[Function], Function]:
    """Declare a claim form.

    ``pattern`` is a regular expression over token letters, where ``Q`` stands for any quantity and ``~`` for any token that is
    neither a quantity nor a semicolon. Forms are tried by ``order``, the special before the plain; a quantity belongs to the
    first form that takes it. ``forms`` are the numbers of the collected forms (rules-and-claims B1) that it reads.
    """
    for macro, letters in _MACROS.items():
        pattern = pattern.replace(macro, letters)

    def declare(function: Function) -> Function:
        FORMS.append(Form(type_, re.compile(pattern), function, tuple(forms), order))
        FORMS.sort(key=lambda form: form.order)
        return function

    return declare


def apply(reading: Reading) -> None:
    """Try every form on a sentence, in order of declaration."""
    for form in FORMS:
        for match in form.pattern.finditer(reading.kinds):
            quantities = _quantities(match)
            if quantities & reading.used:
                continue
            drafts = list(form.function(Found(reading, match)))
            if drafts:
                reading.used |= quantities
                reading.drafts += drafts


def _quantities(match: re.Match[str]) -> set[int]:
    """The quantities that named groups took; a quantity outside a group is only looked at."""
    return set(_spanned(match))


def _spanned(match: re.Match[str]) -> Iterator[int]:
    letters = match.string
    for name in match.re.groupindex:
        for at in range(*match.span(name)):
            if at >= 0 and letters[at] in QUANTITIES:
                yield at
