"""A sentence becomes tokens: numbers, units, verbs, comparators, idioms. Readers take what fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.drafting.idioms import IDIOMS
from zeren.core.drafting.lexicon import COUNTED, GUARDS, LEVELS, MEASURED, POINT_UNITS, SHORT_LEVELS, WORDS
from zeren.core.drafting.numerals import CHINESE, Numeral, numeral_at
from zeren.core.drafting.plainer import normalise

__all__ = ["HARD", "Token", "normalise", "tokenize"]

# Points are at stake where one of these stands: a clause that holds one and is not read makes the whole sentence not understood.
HARD = frozenset(
    (
        "POINT DEDUCT ADD GIVE ZERO FULL_AS NO_DEDUCT NO_ADD HALF VETO FLOORED CEIL FLOOR PROP CAP_GRADE FAIL DISQUALIFY "
        "INELIGIBLE DOUBLED JUDGED PROPORTION DESCENDING ASCENDING ORDINAL FRONT BACK SUCCESSIVELY MAX_ONLY NO_REPEAT "
        "CUMULATIVE EVIDENCE SPLIT NOT_APPLICABLE RESCALED NO_CAP NO_FLOOR PASS MAY_APPLY MAY_ADD TWO_SIDED TIE_FORBID "
        "TIE_AVERAGE TIE_DENSE TIE_COMPETITION TIE_SAME DROP_ENDS OPERATOR FOLLOWING INTERPOLATED"
    ).split()
)
SEPARATORS = {
    ",": "COMMA",
    ";": "STOP",
    "。": "STOP",
    "、": "ENUM",
    ":": "COLON",
    "(": "LEFT",
    ")": "RIGHT",
    "[": "LEFT",
    "]": "RIGHT",
}
_OPERATORS = set("*/+=")
_VERBS = {"DEDUCT", "ADD", "GIVE", "TWO_SIDED"}
_SPOKEN = re.compile(
    r"分(?![之钟别校管析布组工类])|半分|个百分|"
    + "|".join(map(re.escape, sorted([*COUNTED, *MEASURED], key=len, reverse=True)))
)
_VERB_AHEAD = re.compile(
    rf"(?:约|为|至|各|-)?(?:\d|[{CHINESE}]+(?:分(?![别管])|个|点|成|%|、|-|至|到)|百分之|半分"
    r"|满分|全分|基本分|标准分|基础分|该项|本项|分值|基准分|一半|规定分|相应|当[期月次])"
)
_SCORED = ("综合", "考核", "评估", "测评", "考评", "评价", "平均", "季度", "评议", "督导")  # 综合得分90分以上
_AMOUNT_AHEAD = re.compile(rf"\d|[{CHINESE}]|百分之|半")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the sentence with everything it may be.

    Shape: ``kinds`` in capitals; ``numeral`` for numbers; ``numbers`` the places of an ordinal (第一、二名).
    """

    text: str
    kinds: frozenset[str]
    start: int
    numeral: Numeral | None = None
    numbers: tuple[int, ...] = ()

    def has(self, *kinds: str) -> bool:
        """Whether it may be one of these."""
        return not self.kinds.isdisjoint(kinds)


def _index() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for kind, words in WORDS.items():
        for word in words.split():
            table.setdefault(word.replace("（", "(").replace("）", ")"), set()).add(kind)
    for word in GUARDS:
        table.setdefault(word, set())
    for word in [*LEVELS, *SHORT_LEVELS]:
        table.setdefault(word, set()).add("LEVEL")
    for word in ("每", "凡每", "按每", "每每"):
        table.setdefault(word, set()).add("EACH")
    return {word: frozenset(kinds) for word, kinds in table.items()}


_TABLE = _index()
_LONGEST = max(map(len, _TABLE))
_UNITS = (
    {u: frozenset({"PP", "UNIT"}) for u in POINT_UNITS}
    | {u: frozenset({"MEASURE", "UNIT"}) for u in MEASURED}
    | {u: frozenset({"COUNTER", "UNIT"}) for u in COUNTED}
)
_LONGEST_UNIT = max(map(len, _UNITS))
_PLACES = re.compile(
    r"(?P<lead>(?:排名|名次|位居|位列|列|居|进入|获|获得)?(?:全?[国省市区县]|全[国省市区县])?)(?P<kind>第|前|后|末|倒数第|倒数|最后)(?P<n>[\d一二两三四五六七八九十]+)(?P<more>(?:[、,](?:第)?[\d一二三四五六七八九十]+(?=[、,名位第]))*)(?:[-至到](?:第)?(?P<to>[\d一二三四五六七八九十]+))?(?:(?:名|位)(?!次|额|单|师)|(?=的?(?:分别|依次|各)?[得计加扣记奖]))|(?P<a>[\d一二三四五六七八九十]+)[-至到](?P<b>[\d一二三四五六七八九十]+)(?:名|位)(?!次|额|单|师|学生|教师|学员|合格|及格|以上|以下|达标|通过)|(?P<one>(?:排名|名列|位居|位列|列|居)(?:全?[国省市区县])?第(?P<n1>[一二三四五六七八九十]))(?![一二三四五六七八九十\d]|名|位|学|责)|(?P<bare>第(?P<n2>[一二三四五六七八九十]))(?=[得计加扣记奖])"
)


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a normalised sentence.

    Example:
        >>> [(t.text, sorted(t.kinds)) for t in tokenize("每低0.1个百分点扣2分")][:4]
        [('每', ['EACH']), ('低', ['WORSE']), ('0.1', ['NUM']), ('个百分点', ['PP', 'UNIT'])]
    """
    return tuple(_merged(_scan(text)))


def _merged(tokens: Iterator[Token]) -> Iterator[Token]:
    word: Token | None = None
    for token in tokens:
        if token.kinds == {"WORD"}:
            word = token if word is None else Token(word.text + token.text, word.kinds, word.start)
            continue
        if word is not None:
            yield word
            word = None
        yield token
    if word is not None:
        yield word


def _scan(text: str) -> Iterator[Token]:
    at, before = 0, (Token("", frozenset({"STOP"}), 0), Token("", frozenset({"STOP"}), 0))
    while at < len(text):
        token = _token(text, at, before)
        yield token
        before = (before[1], token)
        at += len(token.text)


def _token(text: str, at: int, before: tuple[Token, Token]) -> Token:
    """The longest thing that begins here, idioms first among equals, then units, numbers, words."""
    found = [
        t
        for t in (
            _quoted(text, at),
            _idiom(text, at),
            _places(text, at),
            _unit(text, at, before),
            _number(text, at, before),
            _word(text, at, before),
        )
        if t
    ]
    if found:
        return max(found, key=lambda t: len(t.text))
    char = text[at]
    if char in SEPARATORS:
        return Token(char, frozenset({SEPARATORS[char]}), at)
    if char == "-":
        return Token(char, frozenset({"DASH"}), at)
    if char in _OPERATORS:
        return Token(
            char, frozenset({"OPERATOR"} if char != "/" or not before[1].has("POINT") else {"SLASH"}), at
        )
    return Token(char, frozenset({"WORD"}), at)


def _quoted(text: str, at: int) -> Token | None:
    """A name in quotation marks is one word, whatever it holds."""
    if text[at] != '"' or (end := text.find('"', at + 1)) < 0:
        return None
    return Token(text[at : end + 1], frozenset({"NAME"}), at)


def _idiom(text: str, at: int) -> Token | None:
    best: Token | None = None
    for kind, pattern in IDIOMS.items():
        match = pattern.match(text, at)
        if match and match[0] and (best is None or len(match[0]) > len(best.text)):
            best = Token(match[0], frozenset({kind}), at)
    return best


def _places(text: str, at: int) -> Token | None:
    match = _PLACES.match(text, at)
    if match is None:
        return None
    if match["one"] or match["bare"]:
        first = numeral_at(match["n1"] or match["n2"], 0)
        return (
            None
            if first is None
            else Token(match[0], frozenset({"ORDINAL"}), at, numbers=(int(first.value),))
        )
    if match["a"]:
        ends = [numeral_at(match[k], 0) for k in ("a", "b")]
        low, high = (int(e.value) if e is not None else 0 for e in ends)
        return Token(match[0], frozenset({"ORDINAL"}), at, numbers=tuple(range(low, high + 1)))
    following = (
        re.compile("(?:及|和)?(?:其)?(?:以后|之后|以下)").match(text, match.end())
        if match["kind"] == "第"
        else None
    )
    if following is not None:
        return Token(match[0] + following[0], frozenset({"FOLLOWING"}), at)
    kind = {"第": "ORDINAL", "前": "FRONT"}.get(match["kind"], "BACK")
    found = [
        match["n"],
        *re.findall(r"[\d一二三四五六七八九十]+", match["more"]),
        *([match["to"]] if match["to"] else []),
    ]
    numbers = [int(n.value) for t in found if (n := numeral_at(t, 0))]
    if match["to"]:
        numbers = list(range(numbers[0], numbers[-1] + 1))
    return Token(match[0], frozenset({kind}), at, numbers=tuple(numbers))


def _unit(text: str, at: int, before: tuple[Token, Token]) -> Token | None:
    last = before[1]
    after_number = last.has("NUM")
    if (
        after_number
        and text.startswith("分", at)
        and not text.startswith(("分之", "分钟", "分校", "分管"), at)
    ):
        return Token("分", frozenset({"POINT"}), at)
    after_each = last.has("EACH", "SLASH") or (last.has("WORSE", "BETTER") and before[0].has("EACH"))
    if not (after_number or after_each):
        return None
    for size in range(min(_LONGEST_UNIT, len(text) - at), 0, -1):
        word = text[at : at + size]
        if word in _UNITS:
            guard = _guard(text, at)
            return None if guard > size and not after_number else Token(word, _UNITS[word], at)
    return None


def _guard(text: str, at: int) -> int:
    """The length of the longest word here that is nothing but a word."""
    sizes = range(min(_LONGEST, len(text) - at), 0, -1)
    return next((s for s in sizes if text[at : at + s] in _TABLE and not _TABLE[text[at : at + s]]), 0)


def _number(text: str, at: int, before: tuple[Token, Token]) -> Token | None:
    if (
        text[at] == "-"
        and before[1].has("DEDUCT", "ADD", "GIVE", "COLON", "LEFT", "STOP", "COMMA", "LEVEL", "WORD")
        and at + 1 < len(text)
        and text[at + 1].isdigit()
    ):
        numeral = numeral_at(text, at + 1)
        if numeral and text.startswith("分", at + 1 + numeral.length):
            value = Numeral(-numeral.value, numeral.length + 1, numeral.unit)
            return Token(text[at : at + value.length], frozenset({"NUM"}), at, value)
    if text.startswith("半分", at):
        return Token("半", frozenset({"NUM"}), at, Numeral(Decimal("0.5"), 1, spoken=True))
    if text.startswith(("半个百分点", "半个点"), at):
        return Token("半", frozenset({"NUM"}), at, Numeral(Decimal("0.5"), 1, spoken=True))
    numeral = numeral_at(text, at)
    if numeral is None:
        return None
    end = at + numeral.length
    if numeral.spoken and not numeral.unit and not _counts(text, end, before):
        return None
    if text.startswith("分半", end) and not text[end + 2 :].startswith(("年", "数")):
        halves = Numeral(numeral.value + Decimal("0.5"), numeral.length, spoken=True)
        return Token(text[at:end], frozenset({"NUM"}), at, halves)
    return Token(text[at:end], frozenset({"NUM"}), at, numeral)


def _counts(text: str, end: int, before: tuple[Token, Token]) -> bool:
    """Whether a Chinese numeral is a number here and not part of a word (一般, 统一, 三残)."""
    if _guard(text, end) > 1 and not text.startswith("分", end):
        return bool(_SPOKEN.match(text, end)) and before[1].has(
            "EACH", "WORSE", "BETTER", "DEDUCT", "ADD", "GIVE"
        )
    return bool(_SPOKEN.match(text, end)) or (
        text[end : end + 1] in {"、", "-", "至", "到"} and before[1].has("DEDUCT", "ADD", "GIVE", "ENUM")
    )


def _word(text: str, at: int, before: tuple[Token, Token]) -> Token | None:
    guard = 0
    for size in range(min(_LONGEST, len(text) - at), 0, -1):
        word = text[at : at + size]
        kinds = _TABLE.get(word)
        if kinds is None:
            continue
        if not kinds:
            guard = guard or size
            continue
        fitting = frozenset(k for k in kinds if _fits(k, word, text, (at, at + size), before))
        # A longer word that is nothing but a word hides a shorter one, unless a number after it decides (获得10分).
        if fitting and (guard <= size):
            return Token(word, fitting, at)
    if guard:
        return Token(text[at : at + guard], frozenset({"WORD"}), at)
    return None


def _fits(kind: str, word: str, text: str, span: tuple[int, int], before: tuple[Token, Token]) -> bool:
    """Whether a word is of a kind where it stands."""
    _, end = span
    ahead, last = text[end:], before[1]
    if kind in _VERBS:
        judged = word in {"扣分", "减分", "加分", "得分", "计分", "给分", "赋分", "记分", "扣"} and last.has(
            "JUDGED", "PROPORTION"
        )
        named = word == "得分" and text[: span[0]].endswith(_SCORED)
        return judged or (bool(_VERB_AHEAD.match(ahead)) and not named)
    if kind in {"FROM", "ABOVE", "TO", "BELOW"}:
        return last.has("NUM", "UNIT", "POINT", "RIGHT")
    if len(word) == 1 and kind in {"WORSE", "BETTER"}:
        return last.has("EACH") or bool(_AMOUNT_AHEAD.match(ahead)) or before[0].has("EACH")
    if len(word) == 1 and kind in {"GE", "GT", "LT", "LE"} and word not in "<>≥≤":
        return bool(_AMOUNT_AHEAD.match(ahead))
    if kind == "LEVEL" and word in SHORT_LEVELS:
        return last.has("STOP", "COMMA", "ENUM", "COLON", "LEFT", "AS", "POINT", "OPERATOR", "NUM") and (
            not ahead
            or bool(re.match(r"[级等档类票\d,。;、:=()*得计记为者的]|百分之|分别|各|依次|均", ahead))
        )
    if kind == "FULL":
        return not (word == "分值" and last.kinds == {"WORD"} and last.text not in {"标准", "该项", "本项"})
    return True
