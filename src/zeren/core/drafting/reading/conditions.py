"""Reading conditions: 达到95%以上, 80%—90%, 少于2次, 高于全市平均, 较上年增长, 未达标."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.drafting.cursor import Cursor, soft, weighty
from zeren.core.drafting.decisions import TOLERANCE
from zeren.core.drafting.pieces import Cond, End
from zeren.core.drafting.tokens import Token

__all__ = ["condition", "conditions", "quantity"]

_COMPARED = (("GE", "low", True), ("LE", "high", True), ("LT", "high", False), ("GT", "low", False))
_HALVES = (("FROM", "low", True), ("ABOVE", "low", False), ("TO", "high", True), ("BELOW", "high", False))
_MISLED = re.compile("第$|(?:超过|超出|突破|高于|低于|少于)(?:目标|任务|控制|规定|标准|计划|指标)[^、]{0,3}$")
_PERIODS = {"年", "月", "个月", "天", "日", "周", "学年", "学期", "工作日", "个工作日"}
_AFTER_TARGET = (
    "GIVE ADD DEDUCT TWO_SIDED ZERO FULL_AS FULL HALF OF COMMA STOP ENUM NO_DEDUCT NO_ADD PROPORTION JUDGED AS AND OR "
    "COLON RIGHT FAIL CAP_GRADE INELIGIBLE DISQUALIFY VETO PASS OTHERWISE"
).split()


def quantity(cur: Cursor) -> tuple[Any, str] | None:
    """A number with its unit; the unit may follow later in a range."""
    token = cur.take("NUM")
    if token is None or token.numeral is None:
        return None
    numeral = token.numeral
    unit = numeral.unit
    if not unit and (follows := cur.take("UNIT", "POINT")):
        unit = follows.text
    if numeral.share is not None:
        third = {
            "derive": {
                "numerator": Decimal(numeral.share.numerator * 100),
                "denominator": Decimal(numeral.share.denominator),
                "unit": "ratio",
            }
        }
        return third, "%"
    return numeral.value, unit


def _inside(cur: Cursor, *, inside: bool) -> bool:
    """(含), (不含90%) behind a bound decide whether it belongs."""
    mark = cur.at
    cur.take("LEFT")
    for word, value in (
        ("不含", False),
        ("不包括", False),
        ("含", True),
        ("包括", True),
        ("不包含", False),
        ("包含", True),
    ):
        if cur.says(word):
            if cur.take("NUM"):
                cur.take("UNIT", "POINT")
            cur.says("本数")
            cur.take("RIGHT")
            return value
    cur.at = mark
    return inside


def condition(cur: Cursor, *, exact: bool = False) -> Cond | None:
    """One condition, without its subject; ``exact`` allows a bare number (2次)."""
    mark = cur.at
    for read in (_deviation, _relation, _compared, _sandwiched, _ranged, _half):
        found = read(cur)
        if found is not None:
            return _narrowed(cur, found)
        cur.at = mark
    stated = exact and bool(cur.take("AS"))
    if (
        exact
        and (same := quantity(cur)) is not None
        and (same[1] not in {"分", "", *_PERIODS} or (stated and cur.has("GIVE", "OF", "AND")))
    ):
        return Cond(low=End(same[0], inside=True), high=End(same[0], inside=True), unit=same[1])
    cur.at = mark
    return None


def _deviation(cur: Cursor) -> Cond | None:
    """与目标值相差±1%以内."""
    token = cur.take("DEVIATION")
    found = (
        re.search(
            r"(?P<n>[\d.]+)(?P<unit>%|个百分点|百分点)?(?:\(含\)|\(不含\))?(?:以内|之内|内|范围内)?$",
            token.text,
        )
        if token
        else None
    )
    if found is None:
        return None
    unit = str(cur.questions.ask(TOLERANCE)) if found["unit"] == "%" else "offset"
    size = Decimal(found["n"])
    return Cond(low=End(-size, inside=True), high=End(size, inside=True), unit=unit)


def _relation(cur: Cursor) -> Cond | None:
    if cur.token is not None and cur.token.text == "超额" and cur.follows("MET"):
        cur.at += 2
        return Cond(low=End(Decimal(100), inside=False), unit="%")
    compared = bool(cur.take("COMPARED"))
    if cur.take("PREVIOUS"):
        cur.take("COMPARED")
        cur.says("水平", "值", "数")
        for _ in cur.leads():
            if (moved := _movement(cur)) is not None:
                return moved
        return None
    if compared:
        return None
    for kind, relation in (("UNMET", "unmet"), ("MET", "met")):
        token = cur.take(kind)
        if token is not None:
            cur.take("TARGET")
            if not (cur.token is None or cur.has(*_AFTER_TARGET)) or (
                cur.token is None and token.text in {"达到", "达"}
            ):
                return None
            return Cond(relation=relation)
    if cur.take("RISING"):
        return Cond(relation="rising")
    if cur.take("FALLING"):
        return Cond(relation="falling")
    return None


def _movement(cur: Cursor) -> Cond | None:
    """较上年 … 增长, 不增加, 提高2个百分点以上."""
    mark = cur.at
    refused = cur.says("不", "未", "没有", "不再")
    has = cur.says("有", "有所", "相比")
    if cur.says("持平"):
        return Cond(low=End("previous", inside=True), high=End("previous", inside=True))
    up, down = cur.take("BETTER"), None
    if up is None:
        down = cur.take("WORSE")
    if up is None and down is None:
        cur.at = mark
        return None
    if has or not cur.has("NUM"):
        return _one_sided("low" if bool(up) is not refused else "high", End("previous", inside=refused), "")
    amount = quantity(cur)
    if amount is None or refused or not isinstance(amount[0], Decimal):
        return None
    closing = cur.take("FROM", "ABOVE")
    if closing is None:
        return None  # 较上年提高1个百分点加1分 is a step
    inside = closing.has("FROM")
    end = End(amount[0] if up else -amount[0], inside)
    unit = "growth" if amount[1] == "%" and not _RATE.search(cur.text(0)) else "change"
    return Cond(low=end, unit=unit) if up else Cond(high=end, unit=unit)


# 教育支出增幅高于财政经常性收入增幅: what is compared with is a figure of its own.
_GROWTH = re.compile("(?!目标|平均|上年)\\S{4,18}(?:增幅|增长率|增长比例|增速|增长幅度|增长水平)")
# Two rates are compared by their difference, two numbers of things by their ratio.
_RATE = re.compile("率|占比|比例|比重|满意度|认可度|知晓度|程度|得分|成绩|分数|平均分|系数")


def _bound(cur: Cursor) -> tuple[Any, str] | None:
    """What is compared with: a number, the target, last year, the mean, the best."""
    mark = cur.at
    if cur.take("PREVIOUS"):
        cur.says("水平", "值", "数", "同期")
        return "previous", ""
    if cur.take("MEAN"):
        return {"ref": {"kind": "cohort_mean"}}, ""
    if cur.take("TARGET"):
        if (stated := quantity(cur)) is not None:
            return stated
        return "target", ""
    cur.at = mark
    if name := cur.named(_GROWTH):
        return name, ""
    return quantity(cur)


def _compared(cur: Cursor) -> Cond | None:
    for kind, side, inside in _COMPARED:
        token = cur.take(kind)
        if token is None:
            continue
        cur.says("到", "了", "于")
        aimed = cur.has("TARGET")
        bound = _bound(cur)
        if aimed and bound is not None and bound[0] != "target" and (kind == "GT" or "百分点" in bound[1]):
            return None  # 超过控制线5%: past it by so much
        if bound is None or (bound[1] == "" and isinstance(bound[0], Decimal) and cur.has("POINT")):
            return None
        if side == "low" and cur.has("DASH"):
            cur.at -= 1 if not bound[1] or cur.tokens[cur.at - 1].has("NUM") else 2
            return _ranged(cur)
        closing = cur.take("FROM", "TO", "ABOVE", "BELOW")
        if closing is not None and closing.has("FROM", "ABOVE") and side == "high" and kind == "GE":
            return None
        if token.text.startswith("控制") and closing is None and cur.says("内", "左右"):
            pass
        return _one_sided(side, End(bound[0], _inside(cur, inside=inside), firm=inside), bound[1])
    return None


def _one_sided(side: str, end: End, unit: str) -> Cond:
    return Cond(low=end, unit=unit) if side == "low" else Cond(high=end, unit=unit)


def _sandwiched(cur: Cursor) -> Cond | None:
    """90%≤满意率<95%."""
    low = quantity(cur)
    first = cur.take("LE", "LT") if low is not None else None
    if low is None or first is None or first.text not in "≤<":
        return None
    start = cur.at
    for _ in cur.leads():
        second = cur.take("LE", "LT")
        high = quantity(cur) if second is not None else None
        if second is not None and high is not None:
            return Cond(
                cur.text(start, cur.at - 2),
                End(low[0], first.has("LE")),
                End(high[0], second.has("LE")),
                high[1] or low[1],
            )
    return None


def _half(cur: Cursor) -> Cond | None:
    bound = quantity(cur)
    if bound is None:
        return None
    stated: bool | None = None
    mark = cur.at
    if cur.take("LEFT"):
        cur.at = mark
        value = _inside(cur, inside=True)
        stated = value if cur.at > mark else None
    cur.says("及", "或")
    if bound[1] in _PERIODS and cur.has("TO"):
        return None  # 三年内 says when, not how many
    for kind, side, inside in _HALVES:
        if cur.take(kind):
            behind = cur.at
            inside = _inside(cur, inside=inside if stated is None else stated)
            closing = cur.tokens[behind - 1].text
            said = (
                stated is not None or cur.at > behind or "含" in closing or closing.startswith(("及", "或"))
            )
            return _one_sided(side, End(bound[0], inside, said), bound[1])
    return None


def _ranged(cur: Cursor) -> Cond | None:
    """80%—90%, 80(含)—90分, 1至2次."""
    low = quantity(cur)
    if low is None:
        return None
    mark = cur.at
    low_in = _inside(cur, inside=True)
    low_said = cur.at > mark
    if not (cur.take("DASH") or cur.says("至", "到")):
        return None
    short = bool(cur.take("LT"))  # 80至不足90分
    high = quantity(cur)
    if high is None or not isinstance(low[0], Decimal) or not isinstance(high[0], Decimal):
        return None
    mark = cur.at
    high_in = _inside(cur, inside=not short)
    sure = cur.at > mark or short
    cur.says("之间", "间", "范围内")
    unit = high[1] or low[1]
    first, last = (low, high) if low[0] <= high[0] else (high, low)
    mark = cur.at
    if cur.take("LEFT"):
        cur.at = mark
        high_in = _inside(cur, inside=high_in)
        sure = sure or cur.at > mark
    ends = End(first[0], low_in, low_said), End(last[0], high_in, sure)
    return Cond(low=ends[0], high=ends[1], unit=unit, dashed=not sure)


def _narrowed(cur: Cursor, found: Cond) -> Cond:
    """A second end behind the first: 80%以上90%以下, 不低于80%但低于90%."""
    if found.relation or (found.low is not None and found.high is not None):
        return found
    mark = cur.at
    cur.skip("OF")
    cur.says("但", "而", "且", "、", "并", "又", "至", "到")
    cur.take("AND")
    cur.take("ENUM")
    cur.says("但", "而", "又")
    second = None
    for read in (_compared, _half):
        here = cur.at
        second = read(cur)
        if second is not None:
            break
        cur.at = here
    if second is None or (second.unit not in {found.unit, ""} and found.unit):
        cur.at = mark
        return found
    if (found.low is None) == (second.low is None) or second.relation:
        cur.at = mark
        return found
    low, high = found.low or second.low, found.high or second.high
    if not (low and high) or not isinstance(low.value, Decimal) or not isinstance(high.value, Decimal):
        return Cond(low=low, high=high, unit=found.unit or second.unit)
    if low.value > high.value:
        cur.at = mark
        return found
    return Cond(low=low, high=high, unit=found.unit or second.unit)


def conditions(
    cur: Cursor, *, exact: bool = False, listed: bool = True
) -> Iterator[tuple[tuple[Cond, ...], bool]]:
    """Every way to read one condition, or several joined by 且 or 或, from here; the cursor stands behind it."""
    for label in cur.leads(periods=True):
        start = cur.at
        if weighty(label):
            return
        first = condition(cur, exact=exact)
        if first is None or _MISLED.search(label):
            cur.at = start
            continue
        among = label.startswith("其中")
        conds, either = [replace(_none_short(first, label), among=among)], False
        while (more := _joined(cur, listed=listed)) is not None:
            conds.append(more[0])
            either = either or more[1]
        yield tuple(conds), either
        cur.at = start


def _none_short(cond: Cond, label: str) -> Cond:
    """The condition with its subject; 没有学校不达标 is none of a number."""
    subject = _subject(label) or cond.subject
    match = re.fullmatch(
        "(?P<what>.*?)(?:没有|无)(?P<who>学校|单位|县区?|乡镇|幼儿园|指标|项目|班级|人员|教师|学生)", subject
    )
    if cond.relation != "unmet" or match is None:
        return replace(cond, subject=subject)
    none = End(Decimal(0), inside=True)
    return Cond(subject=f"{match['what']}不达标{match['who']}数", low=none, high=none, unit="个")


def _joined(cur: Cursor, *, listed: bool) -> tuple[Cond, bool] | None:
    mark = cur.at
    cur.skip("OF")
    comma = bool(cur.take("COMMA", "ENUM")) and listed
    joint: Token | None = cur.take("AND", "OR")
    if joint is None and cur.token is not None and cur.token.text in {"但", "而"}:
        joint = cur.token
        cur.at += 1
    if joint is None and not (comma and cur.says("同时")) and not comma:
        cur.at = mark
        return None
    for label in cur.leads():
        if joint is None and (not label or len(label) < 2):
            continue
        found = condition(cur)
        if found is not None and not weighty(label):
            # 小学…、初中…都达标: a list of conditions is one of all, unless 或 says otherwise.
            return replace(found, subject=_subject(label)), joint is not None and joint.has("OR")
    cur.at = mark
    return _lacked(cur) if joint is not None and cur.at == mark else None


def _lacked(cur: Cursor) -> tuple[Cond, bool] | None:
    """且无安全事故的: a fact among conditions."""
    mark = cur.at
    cur.skip("OF", "COMMA")
    joint = cur.take("AND", "OR")
    start = cur.at
    while cur.token is not None and soft(cur.token) and not cur.has("OF", "AS"):
        cur.at += 1
    text = cur.text(start)
    if joint is None or not text.startswith(("无", "未", "没有", "有")) or len(text) < 3 or weighty(text):
        cur.at = mark
        return None
    return Cond(subject=text, relation="flag"), joint.has("OR")


def _subject(label: str) -> str:
    """The name of what is measured, without the words around it."""
    text = label.strip("的、")
    for word in ("如果", "凡", "若", "当", "其中", "对于", "确保"):
        text = text.removeprefix(word)
    for word in ("的", "在", "为", "须", "应", "需", "必须", "要", "均", "都", "应当"):
        text = text.removesuffix(word)
    return text
