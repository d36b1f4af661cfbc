"""Figures: the numbers of a sentence with the words around each, for what no claim carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.audit.finding import Case
from zeren.core.audit.text import Sentence
from zeren.core.audit.tokens import QUANTITIES, Quantity, scan

__all__ = ["Figure", "figures", "sentences_with"]

_STOPS = "，,。；;、：:（()）！？"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence.

    Shape: ``before`` are the words from the last stop or number up to it, ``after`` those up to the next; ``clause`` counts
    commas, ``segment`` semicolons before it.
    """

    quantity: Quantity
    start: int
    end: int
    before: str
    after: str
    clause: int
    segment: int

    @property
    def value(self) -> Decimal:
        """As printed."""
        return self.quantity.value

    @property
    def amount(self) -> Decimal:
        """In base units."""
        return self.quantity.value * self.quantity.factor

    @property
    def exact(self) -> bool:
        """Whether it is a point: not 近600人, not 45人以内."""
        return not self.quantity.approx and self.quantity.comparator == "=" and self.quantity.high is None


def figures(case: Case, sentence: Sentence) -> list[Figure]:
    """The numbers of a sentence in reading order.

    Example:
        >>> from zeren.core.audit.text import Text
        >>> case = Case(Text.plain("新增学位2160个，完成任务2000个的108%。"), ())
        >>> [(f.before, str(f.value), f.after) for f in figures(case, case.text.sentences[0])]
        [('新增学位', '2160', ''), ('完成任务', '2000', '的'), ('的', '108', '')]
    """
    words = case.text.content[sentence.start : sentence.end]
    tokens = [t for t in scan(words, sentence.start) if t.kind in QUANTITIES and t.quantity is not None]
    found: list[Figure] = []
    last = sentence.start
    for at, token in enumerate(tokens):
        following = tokens[at + 1].start if at + 1 < len(tokens) else sentence.end
        before = re.split(f"[{_STOPS}]", case.text.content[last : token.start])[-1]
        after = re.split(f"[{_STOPS}]", case.text.content[token.end : following])[0]
        passed = case.text.content[sentence.start : token.start]
        clause = len(re.findall(r"[，。；;：:（(]|,(?!\d)", passed))
        segment = len(re.findall("[；;。]", passed))
        assert token.quantity is not None
        found.append(Figure(token.quantity, token.start, token.end, before, after, clause, segment))
        last = token.end
    return found


def sentences_with(case: Case, pattern: re.Pattern[str]) -> Iterator[tuple[Sentence, str]]:
    """The sentences in which a pattern is found: only they are worth cutting into figures."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if pattern.search(words):
            yield sentence, words
