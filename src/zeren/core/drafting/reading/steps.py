"""每低0.1个百分点扣2分, 每少1次扣0.2分, 缺一项扣10分, 扣1分/次, 每发生一起扣1分."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.drafting.cursor import Cursor, reads, soft
from zeren.core.drafting.pieces import Amount, Entry, Otherwise, Step
from zeren.core.drafting.reading.amounts import amount
from zeren.core.drafting.reading.entries import graded_name, levelled, tail
from zeren.core.drafting.tokens import Token

ONE = Decimal(1)
_HAPPENED = ("发生", "出现", "发现", "查实", "有", "存在", "受到", "查出", "检查发现", "迟报", "漏报")


_WORKS = frozenset({"项", "次", "条", "篇", "件", "个", "场", "处", "节"})  # 每项2分
_BODIES = frozenset({"所", "名", "家", "支", "位"})  # 每所学校0.5分
_FAILED = re.compile(
    "^(?:有|任|任意|任何|其中|若有|如有)?(?:达不到|未达到?|不达标|未达标|不符合|未完成|没有达到|没有完成|没有增长|未增长|没有提高|未提高|下降)(?:要求|标准|目标)?的?$"
)


@dataclass
class _Parts:
    """What has been seen between 每 and the verb."""

    side: str = ""
    per: Decimal | None = None
    unit: str = ""
    ref: Any = None
    words: str = ""
    word: str = ""


@reads
def stepped(cur: Cursor) -> Step | None:
    """每…扣…: everything between 每 and the verb is direction, reference, unit or label."""
    for label in cur.leads():
        start = cur.at
        # 低于95%的,每低… is two clauses; a comma never stands inside this one, except right before the verb.
        if cur.take("EACH"):
            found = _stepped(cur, label)
            if found is not None and not (found.unit in {"名", "位"} and found.side and _ranked(cur, start)):
                return found
        cur.at = start
    return None


def _ranked(cur: Cursor, end: int) -> bool:
    """Whether places were spoken of before: 每下降一名 is about them then."""
    return any(t.has("ORDINAL", "FRONT", "DESCENDING", "ASCENDING") for t in cur.tokens[:end])


_AGAINST_MEAN = re.compile(
    "(?:较|比|与|同|以)(?:全?[国省市县区州])?(?:同类|各校|各县)?平均(?:水平|值|数|线)?(?:相比|为基准)?,?$"
)


def _stepped(cur: Cursor, label: str) -> Step | None:
    parts = _Parts()
    if _AGAINST_MEAN.search(label):
        parts.ref = {"ref": {"kind": "cohort_mean"}}
    if label.endswith(("较上年", "比上年", "与上年相比", "较去年", "比去年", "较上期", "比上期")):
        parts.ref = "previous"
    while cur.token is not None:
        mark = cur.at
        cur.take("COMMA")
        # 区级采用每条5分: points without a verb, where nothing but the label and the unit came before.
        named = not parts.words or (
            parts.unit in _BODIES and re.fullmatch("[^递减降加扣增]{1,4}", parts.words)
        )
        bare = cur.at == mark and not parts.side and bool(named) and parts.ref is None
        bare = bare and (bool(label) or parts.unit in _WORKS)
        found = amount(cur, bare=bare) if parts.unit else None
        if found is not None:
            return _step(label, parts, found, moved=bool(re.search("上年|去年|持平", cur.text(0, mark))))
        cur.at = mark
        if not _part(cur, parts):
            return None
    return None


def _part(cur: Cursor, parts: _Parts) -> bool:
    """Take one token into the parts; False where the step cannot go on."""
    token = cur.token
    if token is None:
        return False
    if token.has("COMPARED") and cur.follows("PREVIOUS", "TARGET", "MEAN"):
        cur.at += 1
    elif token.has("WORSE", "BETTER") and not parts.unit:
        return _sided(cur, parts, token)
    elif token.has("TWO_SIDED") and not parts.unit:
        parts.side, cur.at = "both", cur.at + 1
    elif token.has("PREVIOUS", "TARGET", "MEAN") and not parts.unit:
        parts.ref = {"PREVIOUS": "previous", "MEAN": {"ref": {"kind": "cohort_mean"}}}.get(
            next(iter(token.kinds & {"PREVIOUS", "TARGET", "MEAN"}))
        )
        cur.at += 1
    elif token.has("NUM") and not parts.unit:
        if token.numeral is not None and token.numeral.unit and parts.side and cur.follows("NUM"):
            parts.ref, cur.at = token.numeral.value, cur.at + 1  # 每低于100%1个百分点
            return True
        return _per(cur, parts)
    elif token.has("UNIT") and not parts.unit:
        parts.per, parts.unit, cur.at = ONE, token.text, cur.at + 1
    elif token.text == "增减" and not parts.unit:
        parts.side, cur.at = "both", cur.at + 1
    elif soft(token):
        parts.words += token.text
        cur.at += 1
    else:
        return False
    return True


def _sided(cur: Cursor, parts: _Parts, token: Token) -> bool:
    """The direction; 高于或低于 is both, and a second one without 或 is another sentence."""
    side = "below" if token.has("WORSE") else "above"
    before = cur.ahead(-1)
    if parts.side:
        joined = before is not None and (before.has("OR", "ENUM", "SLASH") or before.text == "/")
        if parts.side == side or not joined:
            return False
        side = "both"
    parts.side, parts.word, cur.at = side, token.text, cur.at + 1
    if cur.has("OR", "ENUM") and cur.follows("WORSE", "BETTER"):
        cur.at += 1
    return True


def _per(cur: Cursor, parts: _Parts) -> bool:
    token = cur.take("NUM")
    if token is None or token.numeral is None:
        return False
    parts.per, parts.unit = token.numeral.value, token.numeral.unit
    if not parts.unit:
        follows = cur.take("UNIT", "POINT")
        ratio = parts.per % 1 or re.search("生师比|师生比|生机比", cur.text(0, len(cur.tokens)))
        if follows is None and ratio and parts.side and cur.has("DEDUCT", "ADD", "TWO_SIDED"):
            parts.unit = "数值"  # 差异系数每超0.01扣0.5分
            return True
        if follows is None:
            return False
        parts.unit = follows.text
    return parts.per > 0


_ORDINAL = re.compile(
    "第(?:[一二三四五六\\d](?:次|篇|项|件|起|个|人|例|所)|$)|\\d[次篇项件起个人例所处](?:及)?以上$"
)


_PAST = re.compile("(?:超过|超出|多于|高于)(?P<n>\\d+(?:\\.\\d+)?)(?P<unit>[^\\d的]{1,3}?)(?:以上)?$")


def _step(label: str, parts: _Parts, found: Amount, *, moved: bool = False) -> Step | None:
    words = (label + parts.words).replace("的", "")
    if _ORDINAL.search(label):
        return None  # 第三次及以上每次扣2分
    places = "名次" in parts.unit or "位次" in parts.unit
    about = places or (parts.unit in {"位", "名"} and re.search("名次|排名|位次", words))
    if about and parts.ref != "previous" and not moved:
        return None  # about places: see ranks.py
    if parts.side == "both" and found.kind != "both":
        return None
    past = _PAST.search(words)
    if past is not None and not parts.side and parts.unit == past["unit"] and parts.ref is None:
        # 超过10人的每人加0.1分: only those above
        rest = (words[: past.start()], "above", parts.per or ONE, parts.unit, found, Decimal(past["n"]))
        return Step(*rest, word="超过")
    return Step(
        words,
        parts.side,
        parts.per or ONE,
        parts.unit,
        found,
        parts.ref,
        happened=not parts.side,
        word=parts.word,
    )


@reads
def compared(cur: Cursor) -> Step | None:
    """较上年提高1个百分点加1分: for every one of them."""
    for label in cur.leads():
        start = cur.at
        if not cur.take("COMPARED") or not cur.take("PREVIOUS"):
            cur.at = start
            continue
        cur.take("COMPARED")
        sided = cur.take("BETTER", "WORSE")
        parts = _Parts(ref="previous")
        if sided is not None and cur.has("NUM") and _per(cur, parts) and not cur.has("FROM", "ABOVE"):
            parts.side, parts.word = "below" if sided.has("WORSE") else "above", sided.text
            cur.skip("OF", "COMMA")
            found = amount(cur, bare=False)
            if found is not None and found.kind in {"add", "deduct"} and found.high is None:
                return _step(label, parts, found)
        cur.at = start
    return None


@reads
def once(cur: Cursor) -> Step | Otherwise | None:
    """Without 每: 缺一项扣10分, 未报一件扣5分, 迟到1次扣1分, 少一室扣2分."""
    for label in cur.leads():
        start = cur.at
        sided = cur.take("WORSE", "BETTER")
        side = "" if sided is None else "below" if sided.has("WORSE") else "above"
        token = cur.take("NUM")
        if (
            token is not None
            and token.numeral is not None
            and token.numeral.value == 1
            and not token.numeral.unit
        ):
            unit = cur.take("COUNTER")
            words = ""
            while unit is not None and cur.token is not None and soft(cur.token):
                words += cur.token.text
                cur.at += 1
            cur.take("COMMA")
            found = amount(cur, bare=False) if unit is not None else None
            named = label or side or words.replace("的", "")
            none = found is not None and found.kind == "give" and found.points == 0
            if label.endswith("第"):
                return None  # 第一次扣0.5分
            if none and found is not None and _FAILED.match(label + words):
                return Otherwise(found)  # 有一项达不到不得分
            if unit is not None and found is not None and named and found.points is not None:
                return Step(
                    label + words.replace("的", ""),
                    side,
                    ONE,
                    unit.text,
                    found,
                    happened=not side,
                    word=sided.text if sided else "",
                    once=True,
                )
        cur.at = start
    return None


@reads
def per_case(cur: Cursor) -> Step | None:
    """扣1分/次 behind a label: 迟到扣1分/次."""
    for label in cur.leads():
        start = cur.at
        found = amount(cur, bare=bool(label))
        if found is not None and cur.take("SLASH", "OPERATOR"):
            token = cur.take("NUM")
            unit = cur.take("UNIT")
            if unit is not None and token is None and isinstance(found.points, Decimal):
                short = label.startswith(("缺", "少", "漏")) and not label.startswith("漏报")
                return Step(
                    label,
                    "below" if short else "",
                    ONE,
                    unit.text,
                    found,
                    happened=not short,
                    word=label[:1] if short else "",
                )
        cur.at = start
    return None


@reads
def each_entry(cur: Cursor) -> Entry | None:
    """A later member of a tariff whose 每项 was said before: 国家级每项加3分，省级2分."""
    first = cur.at
    for label in cur.leads():
        if not label:
            continue
        start = cur.at
        if cur.tokens[start - 1].has("LT", "GT", "GE", "LE"):
            continue  # 低于80分的 is a condition
        found = amount(cur)
        if found is not None and found.bare and found.high is None:
            return Entry(graded_name(label), found, level=levelled(cur, first, start), tail=tail(cur, start))
        cur.at = start
    return None
