"""Figures: the numbers of a sentence with the words around each, for what no claim carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from zeren.core.audit.finding import Case
from zeren.core.audit.text import Sentence
from zeren.core.audit.tokens import QUANTITIES, Quantity, scan

__all__ = ["NUMBERED", "Figure", "figures", "sentences_with"]

# What may hold a number, in digits or in Chinese.
NUMBERED = re.compile(r"[\d一二两三四五六七八九十]")

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
    return list(_figures(case.text.content[sentence.start : sentence.end], sentence.start))


@lru_cache(maxsize=512)
def _figures(words: str, start: int) -> tuple[Figure, ...]:
    """Of one sentence, which a dozen checks ask for."""
    tokens = [t for t in scan(words, start) if t.kind in QUANTITIES and t.quantity is not None]
    found: list[Figure] = []
    last = 0
    for at, token in enumerate(tokens):
        begin, end = token.start - start, token.end - start
        following = tokens[at + 1].start - start if at + 1 < len(tokens) else len(words)
        before = re.split(f"[{_STOPS}]", words[last:begin])[-1]
        after = re.split(f"[{_STOPS}]", words[end:following])[0]
        passed = words[:begin]
        clause = len(re.findall(r"[，。；;：:（(]|,(?!\d)", passed))
        segment = len(re.findall("[；;。]", passed))
        assert token.quantity is not None
        # The scanner counts a quantity's own places from the sentence's beginning; here they are the text's.
        quantity = token.quantity
        if quantity.number_end:
            places = quantity.number_start + start, quantity.number_end + start
            quantity = replace(quantity, number_start=places[0], number_end=places[1])
        found.append(Figure(quantity, token.start, token.end, before, after, clause, segment))
        last = end
    return tuple(_with_shared_units(words, start, found))


def _with_shared_units(words: str, start: int, found: list[Figure]) -> list[Figure]:
    """49、50、53、48人: numbers joined without a unit have that of the last one."""
    for at in range(len(found) - 2, -1, -1):
        one, following = found[at].quantity, found[at + 1].quantity
        between = words[found[at].end - start : found[at + 1].start - start]
        if (
            one.kind == "B"
            and not one.unit
            and following.kind in "NA"
            and between in {"、", "和", "与", "及"}
        ):
            unit = replace(
                one,
                kind=following.kind,
                unit=following.unit,
                dimension=following.dimension,
                factor=following.factor,
            )
            found[at] = replace(found[at], quantity=unit)
    return found


def sentences_with(case: Case, pattern: re.Pattern[str]) -> Iterator[tuple[Sentence, str]]:
    """The sentences in which a pattern is found: only they are worth cutting into figures."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if pattern.search(words):
            yield sentence, words
