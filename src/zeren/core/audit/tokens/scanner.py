"""The scanner: a sentence in, tokens out. Masks first, then periods, quantities, small words and nouns; the rest is words."""

from __future__ import annotations

import re
from functools import lru_cache

from zeren.core.audit.lexicon.metrics import METRICS
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.lexicon.words import ENGLISH, PATTERNS, sign_of
from zeren.core.audit.tokens.masks import enumerator_at, mask_at
from zeren.core.audit.tokens.naming import named
from zeren.core.audit.tokens.numbers import narrow
from zeren.core.audit.tokens.periods import BASE_WORDS, period_at
from zeren.core.audit.tokens.quantities import quantity_at
from zeren.core.audit.tokens.token import PeriodWords, Token

__all__ = ["scan"]

_PUNCTUATION = dict(zip("，、；：（）—。！？|\t【】［］〔〕", ",、;:(),;;;,,()()()", strict=True)) | {
    c: c for c in ",;:()"
}
_PUNCTUATION |= {"!": ";", "?": ";", "[": "(", "]": ")"}
_QUOTED = re.compile(r"[“\"‘『「][^“”\"‘’『』「」]{1,40}[”\"’』」]")
_STOP = r"(?=[最未符优满均都稳逐明显达为是约有不超高低近由从比较与控仅\d,，、。；;：:只已保维稳也\s（(百]|占(?!地)|[排列居位]+全|排名|分别|依次|[一二两三四五六七八九](?:[十百千万]|[元册本台套间名节份])|十[一二三四五六七八九元册本台套间名节份]|$)"
_PER_HEAD = re.compile(
    rf"(?:(?:生均|人均|师均|班均|校均|园均|户均)[一-龥]{{0,12}}?"
    rf"|每[百千万]?[名个所位]?(?:学生|幼儿|教师|生|师|班|人|校|园)(?:平均|拥有|占有|配备|配有)*[一-龥]{{0,14}}?){_STOP}"
)
_MEAN = re.compile(
    rf"平均(?!水平|值|数)(?:每(?:[一-龥]{{1,3}}?))?[一-龥]{{0,6}}?{_STOP}|最[高低大小](?!限度|程度|化|值)[一-龥]{{0,6}}?{_STOP}"
    r"|最[多少长短](?=(?:有|为|达)?\s*\d)"
)
_BASE_LEAD = re.compile(r"(?:相?比|较|相较于?|对比|与|同|和|跟)(?:之)?(?!例|重|赛|拼)")
_BASE_TAIL = re.compile(
    r"(?:的)?(?:同期|相比|相比较|比较|比)?(?:[,，](?=[^，。；]{0,6}(?:提高|增|减|降|上升|下降|多|少)))?"
)
_COMPARED = re.compile(r"[^，。；]{0,14}?(?:相比|一致|持平|相同|相当|一样|比较|比)")
_BASE_NUMBER = re.compile(
    r"\d[\d.,]*\s?(?:%|[万亿]?元|人|所|个百分点)的?[一-龥]{0,8}?(?:超前|提前|滞后|高|低|多|少|提[高升]|增|减|降|上升|下降)"
)
_YEAR_ON_YEAR = re.compile(r"同比|环比")
_ASIDE = re.compile(
    r"[（(](?:园|班|点|校|部|幼儿园|含幼儿园|幼儿|园、点|校、园)[)）]"
)  # 学校（园）: part of the name
_ENGLISH = [(kind, re.compile(pattern)) for kind, pattern in ENGLISH.items()]
_QUANTITY_LEADS = frozenset(
    "零〇一二两三四五六七八九十百千万半过近约大将接不未没控限压低少小足突多优高超逾翻-−－≤≥<>⩽⩾壹贰叁肆伍陆柒捌玖拾至abflnosmuew"
)
_SMALL_LEADS = frozenset(
    "调变跃撤整归合精提增上升扩攀净递改降下减回缩压多高低优超快慢领落少占由从到至➔-其含包蕴分依均都皆全一年省市应目任计实累已共现完达为是"
    "总合拥设建有仅只保稳维等各就即值数和与及以×✕*=＝+＋的涨→相差提滞"
)


def _by_first() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for word in sorted({**dict.fromkeys(NOUNS, "p"), **dict.fromkeys(METRICS, "m")}, key=len, reverse=True):
        found.setdefault(word[0], []).append((word, "m" if word in METRICS else "p"))
    found.setdefault("占", []).insert(0, ("占地", "m"))
    return found


_LEXICON = _by_first()


def scan(text: str, offset: int = 0) -> list[Token]:
    """Cut a sentence into tokens; ``offset`` is where it stands in the whole text.

    Example:
        >>> "".join(t.kind for t in scan("小学辍学率为0，控制在1.5%以内"))
        'pmlB,P'
        >>> [t.text for t in scan("2017年3月城关实验学校初中部辍学6名")]
        ['2017年3月', '城关实验学校', '初中部', '辍学', '6名']
    """
    return [
        Token(t.kind, t.start + offset, t.end + offset, t.text, t.quantity, t.period, t.sign, t.role)
        for t in _scanned(text)
    ]


@lru_cache(maxsize=512)
def _scanned(text: str) -> tuple[Token, ...]:
    """A sentence's tokens; the grammar and several checks each ask for them."""
    plain = narrow(text)
    tokens: list[Token] = []
    at = 0
    while at < len(plain):
        token = _next(plain, at)
        if token is None:
            sign = plain[at]
            kind = _PUNCTUATION.get(sign, "w")
            if kind == "w" and tokens and tokens[-1].kind == "w" and not tokens[-1].role:
                tokens[-1].end, tokens[-1].text = at + 1, tokens[-1].text + sign
            else:
                tokens.append(Token(kind, at, at + 1, sign))
            at += 1
        else:
            tokens.append(token)
            at = token.end
    found = named(tokens, plain)
    for token in found:
        token.text = text[token.start : token.end]
    return tuple(token for token in found if not token.text.isspace())


def _next(text: str, at: int) -> Token | None:
    end = enumerator_at(text, at)
    if end:
        return Token("E", at, end, text[at:end])
    return _fixed(text, at) or _measured(text, at) or _worded(text, at)


def _fixed(text: str, at: int) -> Token | None:
    """Masks, quoted words, bases of comparison and periods."""
    aside = _ASIDE.match(text, at) if text[at] == "(" else None
    if aside:
        return Token("w", at, aside.end(), aside.group())
    if text[at] in '“"‘『「':
        plan = period_at(text, at)  # “十三五”期间
        if plan and plan[0].kind == "year":
            return Token("t", at, plan[1], text[at : plan[1]], period=plan[0])
        quoted = _QUOTED.match(text, at)
        if quoted and not re.search(r"\d\s*[%‰]|\d[人所名]", quoted.group()):
            inner = quoted.group()[1:-1]
            kind = "m" if inner in METRICS else "p" if inner in NOUNS else "w"
            return Token(kind, at, quoted.end(), quoted.group(), role="" if kind == "w" else "quoted")
    base = _base(text, at)
    if base:
        return base
    mask = mask_at(text, at)
    if mask:
        kind, role, end = mask
        period = period_at(text, at)
        if not (period and period[1] >= end):
            return Token(kind, at, end, text[at:end], role=role)
    period = period_at(text, at)
    if period:
        return Token("t", at, period[1], text[at : period[1]], period=period[0])
    return None


def _base(text: str, at: int) -> Token | None:
    if text[at] in "同环":
        year = _YEAR_ON_YEAR.match(text, at)
        if year:
            since = "上年同期" if year.group() == "同比" else "上期"
            return Token("b", at, year.end(), year.group(), period=PeriodWords(since, "relative"))
    match = _BASE_LEAD.match(text, at)
    if not match or (text[at - 1 : at] in "占生师对评相" and at > 0 and match.group() == "比"):
        return None
    if match.group() in {"比", "较"} and _BASE_NUMBER.match(text, match.end()):  # 比75%的序时进度超前…
        return Token("b", at, match.end(), match.group())
    loose = match.group() in {"与", "同", "和", "跟"}
    period = period_at(text, match.end())
    words = None if period else BASE_WORDS.match(text, match.end())
    if not period and not words:
        return None
    end = period[1] if period else words.end() if words else at
    if loose and not _COMPARED.match(text, end):
        return None
    tail = _BASE_TAIL.match(text, end)
    end = tail.end() if tail else end
    return Token("b", at, end, text[at:end], period=period[0] if period else None)


def _measured(text: str, at: int) -> Token | None:
    found = quantity_at(text, at) if text[at] in _QUANTITY_LEADS or text[at].isdigit() else None
    if found is None:
        return None
    quantity, end = found
    return Token(quantity.kind, at, end, text[at:end], quantity=quantity)


def _worded(text: str, at: int) -> Token | None:
    """The longest of the small words and the nouns at a place."""
    noun = next(
        (
            (w, k)
            for w, k in _LEXICON.get(text[at], ())
            if text.startswith(w, at)
            and not (w[-1] == "分" and text[at + len(w) : at + len(w) + 1] == "别")  # 标准|分别
            and not (w[-1] == "比" and text[at + len(w) : at + len(w) + 1] in ("例", "重"))  # 择|校生比|例
            and not (
                w[:-1] in NOUNS and w[-1] == "生" and text.startswith(("均", "师比"), at + len(w))
            )  # 小学|生均公用经费
        ),
        None,
    )
    if noun and noun[0] == "占地" and text[at + 2 : at + 3] in ("区", "方"):  # 占|地区生产总值
        noun = None
    if text[at] in "生人师班校园户平最每":
        match = _PER_HEAD.match(text, at) or _MEAN.match(text, at)
        if match and (not noun or len(noun[0]) < match.end() - at):
            words = _without_stage(match.group())
            return Token("m", at, at + len(words), words)
    small = None
    if text[at] in _SMALL_LEADS or text[at].isascii():
        for kind, pattern in PATTERNS:
            match = pattern.match(text, at)
            if match and match.end() > at:
                small = Token(kind, at, match.end(), match.group(), sign=sign_of(match.group()))
                break
        if small is None and text[at].isascii() and text[at].isalpha():
            small = _english(text, at)
    if noun and (small is None or len(noun[0]) >= small.end - at):
        word, kind = noun
        return Token(kind, at, at + len(word), word)
    return small


def _without_stage(words: str) -> str:
    """生均公用经费小学由…: the stage that ends the words is no part of the metric."""
    cut = next((n for n in (2, 3, 4) if NOUNS.get(words[-n:]) == "stage" and len(words) > n + 3), 0)
    return words[: len(words) - cut] if cut else words


def _english(text: str, at: int) -> Token | None:
    if at and text[at - 1].isascii() and text[at - 1].isalpha():
        return None
    for kind, pattern in _ENGLISH:
        match = pattern.match(text, at)
        if match:
            words = re.sub(r"^(?:[Ii]n |[Bb]y (?:the end of )?|[Tt]he )", "", match.group())
            period = PeriodWords(words, "year", words if words.isdigit() else "") if kind in "tb" else None
            return Token(kind, at, match.end(), match.group(), period=period)
    word = re.match(r"[A-Za-z'’-]+ ?", text[at:])
    return Token("w", at, at + word.end(), word.group()) if word else None
