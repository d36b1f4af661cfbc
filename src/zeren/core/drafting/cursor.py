"""A place in the tokens of a sentence, and the table of readers that try to read a piece from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from zeren.core.drafting.decisions import Choice, Decision, Questions
from zeren.core.drafting.lexicon import WEIGHTY
from zeren.core.drafting.pieces import Piece
from zeren.core.drafting.tokens import HARD, Token

BREAKS = ("COMMA", "STOP", "ENUM", "COLON", "LEFT", "RIGHT")
MODIFYING = (
    "FLOORED CEIL FLOOR PROP TIE_COMPETITION TIE_DENSE TIE_AVERAGE TIE_FORBID TIE_SAME EVIDENCE SPLIT MAX_ONLY NO_REPEAT "
    "CUMULATIVE NO_CAP NO_FLOOR INTERPOLATED"
).split()
_PERIODS = ("学年", "学期", "年", "季度", "月", "周", "半年", "班", "校", "所学校", "个班", "个月")
_TAILS = ("处理", "计算", "予以", "标准", "奖励", "并通报", "给予", "的标准", "为准", "执行")


class Cursor:
    """A reader's place; a reader moves it, and gives it back where nothing could be read."""

    def __init__(self, tokens: tuple[Token, ...], questions: Questions, at: int = 0) -> None:
        self.tokens, self.questions, self.at = tokens, questions, at

    def fork(self, at: int | None = None) -> Cursor:
        """The same place, to try something."""
        return Cursor(self.tokens, self.questions, self.at if at is None else at)

    @property
    def token(self) -> Token | None:
        """The token here; None at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    @property
    def done(self) -> bool:
        """Whether all tokens are read."""
        return self.at >= len(self.tokens)

    def ahead(self, steps: int) -> Token | None:
        """A later token."""
        place = self.at + steps
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def follows(self, *kinds: str) -> bool:
        """Whether the token behind the one here may be one of the kinds."""
        token = self.ahead(1)
        return token is not None and token.has(*kinds)

    def has(self, *kinds: str) -> bool:
        """Whether the token here may be one of the kinds."""
        return self.token is not None and self.token.has(*kinds)

    def take(self, *kinds: str) -> Token | None:
        """The token here if it is of a kind, moving on."""
        token = self.token
        if token is None or not token.has(*kinds):
            return None
        self.at += 1
        return token

    def has_more(self, place: int) -> bool:
        """Whether anything stands behind a place."""
        return place + 1 < len(self.tokens)

    def passed(self, *kinds: str, since: int) -> bool:
        """Whether a token of these kinds was passed over since a place."""
        return any(token.has(*kinds) for token in self.tokens[since : self.at])

    def skip(self, *kinds: str) -> None:
        """Move over any tokens of these kinds."""
        while self.take(*kinds):
            pass

    def says(self, *words: str) -> bool:
        """Move over a plain word if it is one of these."""
        token = self.token
        if token is not None and token.text in words:
            self.at += 1
            return True
        return False

    def text(self, start: int, end: int | None = None) -> str:
        """The text between two places."""
        return "".join(t.text for t in self.tokens[start : self.at if end is None else end])

    def named(self, pattern: re.Pattern[str]) -> str:
        """Move over the plain words here if all of them together are such a name."""
        start = self.at
        while self.token is not None and soft(self.token) and not self.has("OF", "COMMA"):
            self.at += 1
        text = self.text(start)
        if not pattern.fullmatch(text):
            self.at = start
            return ""
        return text

    def ended(self) -> bool:
        """Whether a clause ends here (a closing 的, 处理 … belongs to it)."""
        mark = self.at
        self.skip("OF")
        token = self.token
        if (
            token is not None
            and token.kinds == {"WORD"}
            and token.text.startswith(_TAILS)
            and not weighty(token.text)
        ):
            self.at += 1
        before = self.ahead(-1)
        stated = before is not None and before.has(
            "OF", "NUM", "UNIT", "FROM", "TO", "ABOVE", "BELOW", "TARGET"
        )
        if self.token is None or self.has(*BREAKS, *MODIFYING) or (stated and self.has("EACH")):
            return True
        self.at = mark
        return False

    def leads(self, *, periods: bool = False) -> Iterator[str]:
        """Every way to pass over a label from here, the shortest first; the cursor stands behind it.

        ``periods`` lets 每学期 and 每班 be part of a label.
        """
        start = self.at
        for place in range(start, len(self.tokens) + 1):
            if place > start:
                token = self.tokens[place - 1]
                if (
                    not soft(token)
                    and not self._inner(place - 1)
                    and not (periods and self._period(place - 1))
                ):
                    break
            self.at = place
            yield self.text(start, place)
        self.at = start

    def _period(self, place: int) -> bool:
        """每学年, 每班: the 每 of a label, not of a step."""
        behind = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return self.tokens[place].has("EACH") and behind is not None and behind.text.startswith(_PERIODS)

    def _inner(self, place: int) -> bool:
        """A mark or a number that may stand inside a label: 小学、初中辍学率; 2017年; 三类残疾."""
        token = self.tokens[place]
        before = self.tokens[place - 1] if place else None
        if token.has("ENUM"):
            return before is not None and soft(before)
        behind = self.tokens[place + 1 : place + 4]
        if token.has("NUM") and behind:
            ranged = (
                len(behind) == 3
                and behind[0].has("DASH")
                and behind[1].has("NUM")
                and behind[2].has("COUNTER", "MEASURE")
            )
            return ranged or behind[0].has("COUNTER", "MEASURE")
        return (
            token.has("DASH")
            and before is not None
            and before.has("NUM")
            and len(behind) > 1
            and behind[1].has("COUNTER", "MEASURE")
        )

    def number(self, token: Token) -> Decimal:
        """The number of a token; one that seems to have lost its point is asked about."""
        numeral = token.numeral
        if numeral is None:
            raise ValueError(token.text)
        follows = self.tokens[self.tokens.index(token) + 1 :]
        points = bool(follows) and follows[0].has("POINT")
        if not numeral.lost or not points:
            return numeral.value
        digits = token.text
        small = Decimal(f"{digits[0]}.{digits[1:]}")
        asked: Decimal = self.questions.ask(
            Decision(
                "number_lost_point",
                f"“{digits}分”是{small}分还是{int(digits)}分？",
                f"Does “{digits}” mean {small} or {int(digits)} points?",
                (
                    Choice(small, f"{small}分（丢了小数点）", f"{small} (the point was lost)"),
                    Choice(Decimal(int(digits)), f"{int(digits)}分", f"{int(digits)}"),
                ),
            ),
            about=f"{digits}@{token.start}",
        )
        return asked


def soft(token: Token) -> bool:
    """Whether a token may be part of a label."""
    return not token.has(*HARD) and not token.has(*BREAKS) and not token.has("NUM", "EACH", "DASH", "SLASH")


# In a label these only name what is measured: 优秀教师比例, 差异系数, 平均分.
_NAMING = frozenset("平均 比例 系数 累计 元 名次 排名".split())


def weighty(text: str) -> bool:
    """Whether a label holds something that must not be passed over."""
    return any(word in text.replace("体罚", "") for word in WEIGHTY if word not in _NAMING)


def telling(text: str) -> bool:
    """Whether words without points hold something that changes what the rest means."""
    return any(word in text.replace("差异系数", "").replace("体罚", "") for word in WEIGHTY)


Reader = Callable[[Cursor], Piece | tuple[Piece, ...] | None]
READERS: dict[str, Reader] = {}


def reads(function: Reader) -> Reader:
    """Declare a reader: given a cursor at the start of a clause it gives a piece and stands behind it, or gives None."""
    READERS[function.__name__] = function
    return function
