"""一票否决, 取消资格, 不得评为合格, 视为不达标, 才能通过; 90分以上为优秀, 优秀不超过20%; 不适用的怎么办."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zeren.core.drafting.cursor import BREAKS, Cursor, reads, soft, weighty
from zeren.core.drafting.pieces import Cond, End, Gate, Graded, Modifier
from zeren.core.drafting.reading.conditions import conditions, quantity

_EFFECTS = {
    "VETO": "veto",
    "DISQUALIFY": "disqualify",
    "INELIGIBLE": "ineligible",
    "CAP_GRADE": "cap_grade",
    "FAIL": "fail",
    "PASS": "fail",
    "MAY_APPLY": "ineligible",
    "MAY_ADD": "zero_item",
    "ZERO": "zero_item",
    "HALF": "halve",
}
_NEXT = {
    "优秀": "良好",
    "优等": "良好",
    "先进": "合格",
    "良好": "合格",
    "合格": "不合格",
    "基本合格": "不合格",
    "达标": "不达标",
}
_HEADS = re.compile(
    r"(?:有|出现|发生|具有|存在)?(?:下列|以下|上述|所列)?(?:[一二三四五六七八九十\d]+种)?(?:情形|情况|行为|问题|条件)?之一(?:的|者)?|^(?:出现|有|存在)?(?:下列|以下)(?:情形|情况|行为)(?:的)?"
)


@reads
def gate(cur: Cursor) -> Gate | None:
    """Labels or conditions, then the consequence: 发生重大责任事故的，一票否决; 瞒报2起或迟报3起取消考评资格."""
    start = cur.at
    end = _consequence(cur, start)
    if end is None:
        return None
    if end == start:
        after = _listed_after(cur, end) if cur.has("VETO") else None
        if after is not None:
            cur.at = after[1]
        return None if after is None else Gate(after[0], "veto")  # 一票否决：发生重大责任事故
    token = cur.tokens[end]
    kind = next(k for k in _EFFECTS if token.has(k))
    named = _listed_after(cur, end) if _HEADS.search(cur.text(start, end)) and cur.has_more(end) else None
    cur.at = start
    conds = _causes(cur, start, end) if named is None else named[0]
    if not conds or (kind in {"ZERO", "HALF"} and not any(c.relation == "flag" for c in conds)):
        return None
    if kind in {"ZERO", "HALF"} and not re.search(
        "发生|出现|存在|情形|弄虚作假|一经查实|违反|造假|查实|被通报|有.{2,14}(?:行为|问题|现象)",
        cur.text(start, end),
    ):
        return None
    cur.at = end + 1 if named is None else named[1]
    grade = ""
    if kind == "CAP_GRADE":
        named_grade = next(
            (g for g in ("基本合格", "合格", "优秀", "良好", "优等", "先进", "达标") if g in token.text), ""
        )
        grade = named_grade if "高于" in token.text or "超过" in token.text else _NEXT.get(named_grade, "")
        if not grade:
            return None
    causes = cur.text(start, end)
    every = "同时" in causes or ("且" in causes and "或" not in causes)
    if "且" in causes and "或" in causes:
        return None
    inverted = kind in {"PASS", "MAY_APPLY", "MAY_ADD"} or token.text.startswith(("才", "方"))
    return Gate(conds, _EFFECTS[kind], grade, every, inverted=inverted)


def _consequence(cur: Cursor, start: int) -> int | None:
    """Where the consequence stands, if nothing else that moves points comes before it."""
    for place in range(start, len(cur.tokens)):
        token = cur.tokens[place]
        if token.has("STOP") or (token.has("POINT") and not (place and cur.tokens[place - 1].has("NUM"))):
            return None
        if token.has(*_EFFECTS):
            return place
        if token.has("DEDUCT", "ADD", "GIVE", "FULL_AS", "AS") or (token.has("EACH") and place > start):
            return None
    return None


def _causes(cur: Cursor, start: int, end: int) -> tuple[Cond, ...]:
    """The causes before the consequence: conditions where there are numbers, flags for plain words."""
    found: list[Cond] = []
    inner = Cursor(cur.tokens[:end], cur.questions, start)
    while inner.token is not None:
        inner.skip(*BREAKS, "OR", "AND", "OF", "ANY_OF", "SHARING")
        inner.take("EACH")
        inner.says("有", "凡", "如", "若", "年度内", "实行", "应", "的,", "将", "予以", "直接", "均", "则")
        if inner.done:
            break
        mark = inner.at
        measured = _measured(inner)
        if measured:
            found += measured
            continue
        inner.at = mark
        flag = _flag(inner)
        if flag is None:
            return ()
        if flag.subject:
            found.append(flag)
    return tuple(found)


def _measured(inner: Cursor) -> tuple[Cond, ...]:
    """Conditions with numbers: 瞒报2起以上或迟报3起以上, 发生一起责任事故."""
    mark = inner.at
    for conds, _either in conditions(inner):
        if _several_names(conds[0].subject):
            break
        return conds if len(conds) > 1 else (_counted_event(inner, conds[0]),)
    inner.at = mark
    for label in inner.leads():
        stated = quantity(inner) if label else None
        if stated is not None and stated[1] not in {"", "%", "分"}:
            if _several_names(label):
                break
            cond = Cond(subject=label, low=End(stated[0], inside=True), unit=stated[1])
            return (_counted_event(inner, cond),)
    inner.at = mark
    return ()


def _several_names(subject: str) -> bool:
    """违规择校、设重点班、认可度: facts of their own before the measured one; 小学、初中辍学率 is one thing."""
    return "、" in subject and any(len(name) > 3 for name in subject.split("、")[:-1])


def _counted_event(inner: Cursor, cond: Cond) -> Cond:
    """发生一起重大安全责任事故: what is counted stands behind the number."""
    start = inner.at
    while inner.token is not None and soft(inner.token) and not inner.has("OF", "OR", "AND", "ANY_OF"):
        inner.at += 1
    words = inner.text(start)
    if not words or weighty(words):
        inner.at = start
        return cond
    return replace(cond, subject=cond.subject + words)


def _flag(inner: Cursor) -> Cond | None:
    start = inner.at
    while inner.token is not None and not inner.has("COMMA", "STOP", "ENUM", "OR", "COLON", "LEFT", "RIGHT"):
        if not soft(inner.token) and not inner.has("ANY_OF", "NUM"):
            return None
        inner.at += 1
    text = inner.text(start).strip("的等")
    text = re.sub("等(?:情形|情况|行为|问题|现象)?$", "", text)
    text = (
        _HEADS.sub("", text)
        .removeprefix("凡")
        .removesuffix("者")
        .removesuffix("的")
        .removesuffix("等情形")
        .removesuffix("等")
    )
    if inner.has("LEFT"):
        while inner.token is not None and not inner.take("RIGHT"):
            inner.at += 1
    return Cond(subject=text, relation="flag")


def _listed_after(cur: Cursor, end: int) -> tuple[tuple[Cond, ...], int] | None:
    """有下列情形之一的不得评为合格：挪用经费、新欠工资…: the list stands behind the consequence."""
    inner = cur.fork(end + 1)
    inner.skip("OF")
    if not inner.take("COLON"):
        return None
    found: list[Cond] = []
    while inner.token is not None:
        inner.skip(*BREAKS, "OR")
        if inner.done:
            break
        measured = _measured(inner.fork())
        if measured and all(c.relation != "flag" for c in measured):
            _measured(inner)
            found += measured
            continue
        flag = _flag(inner)
        if flag is None:
            return None
        found.append(flag)
    return (tuple(found), inner.at) if found else None


@reads
def graded(cur: Cursor) -> Graded | None:
    """90分以上为优秀; 优秀：90分以上; 80—89分评为良好."""
    for conds, either in conditions(cur, exact=True):
        mark = cur.at
        cur.skip("OF", "COMMA")
        for words in cur.leads():
            if weighty(words) or either or cur.passed("NUM", "UNMET", "GT", "LT", "GE", "LE", since=mark):
                break
            if cur.take("AS", "OPERATOR", "COLON") and (name := _grade(cur)):
                return Graded(name, _from(conds[0]), conds[1:])
            if (
                conds[0].unit in {"分", "%", ""}
                and (failing := cur.take("FAIL")) is not None
                and (named := re.search("不合格|不达标", failing.text))
            ):
                cur.says("等次", "等级", "单位", "级")
                return Graded(named[0], conds[0], conds[1:])
        cur.at = mark
        if not either and conds[0].unit == "分" and (name := _grade(cur)):
            return Graded(name, conds[0], conds[1:])
        cur.at = mark
    return None


def _from(cond: Cond) -> Cond:
    """80%要点符合为良: a bare share is where the grade begins."""
    return replace(cond, high=None) if cond.unit == "%" and cond.low == cond.high else cond


@reads
def graded_rest(cur: Cursor) -> Graded | None:
    """其余为一般."""
    if not cur.take("OTHERWISE"):
        return None
    cur.skip("OF", "COMMA")
    if (failing := cur.take("FAIL")) is not None and (named := re.search("不合格|不达标", failing.text)):
        return Graded(named[0], Cond(low=End(Decimal(0), inside=True)))
    cur.skip("AS")
    name = _grade(cur)
    return Graded(name, Cond(low=End(Decimal(0), inside=True))) if name else None


def _grade(cur: Cursor) -> str:
    cur.says('"')
    token = cur.take("LEVEL") or cur.take("NAME")
    if token is None:
        return ""
    cur.says("级", "等", "等次", "等级", "档", "单位", "等次单位")
    return token.text.strip('"')


@reads
def graded_first(cur: Cursor) -> Graded | None:
    """优秀(90分以上), 优秀：90分及以上, 良好80—89分."""
    name = _grade(cur)
    if not name:
        return None
    cur.skip("COLON", "LEFT", "AS", "OPERATOR")
    cur.says("等次", "须", "应", "为", "得分", "综合得分", "总分")
    for conds, either in conditions(cur):
        large = [
            e.value for e in (conds[0].low, conds[0].high) if e is not None and isinstance(e.value, Decimal)
        ]
        # 好8—10分 gives points; 良好80—89分 is a grade of the total.
        if not either and conds[0].unit in {"分", ""} and large and (max(large) >= 50 or not conds[0].dashed):
            cur.take("RIGHT")
            return Graded(name, conds[0], conds[1:])
        return None
    return None


@reads
def quota(cur: Cursor) -> tuple[Graded, ...] | None:
    """优秀不超过20%; 优秀、良好分别不超过15%、20%."""
    names = []
    while cur.has("LEVEL", "NAME"):
        names.append(_grade(cur))
        if not (cur.take("ENUM") or cur.says("和", "及")):
            break
    if not names:
        return None
    cur.says(
        "等次",
        "的比例",
        "比例",
        "名额",
        "单位",
        "单位比例",
        "率",
        "等次比例",
        "单位数",
        "名额比例",
        "比例分别",
        "单位比例分别",
    )
    cur.skip("SHARING", "OF")
    cur.says("数", "总数", "比例", "名额")
    cur.skip("SHARING")
    if not cur.take("LE", "MOST"):
        return None
    while cur.token is not None and soft(cur.token) and not cur.has("NUM"):
        cur.at += 1
    shares = []
    while (token := cur.take("NUM")) is not None and token.numeral is not None and token.numeral.unit == "%":
        shares.append(token.numeral.value)
        if not (cur.take("ENUM") or cur.says("和", "及")):
            break
    if (len(shares) == 1 and len(names) == 1) or len(shares) == len(names):
        return tuple(Graded(n, quota=s) for n, s in zip(names, shares, strict=True))
    return None


@reads
def duty(cur: Cursor) -> Graded | None:
    """不合格的须在一个月内提交书面整改报告."""
    cur.says("考核", "评为", "对", "考核结果为", "被评为")
    name = _grade(cur)
    if not name:
        return None
    cur.skip("OF", "COMMA")
    cur.says("单位", "的单位", "学校")
    cur.skip("OF", "COMMA")
    token = cur.take("REMEDY")
    return Graded(name, duty=token.text) if token is not None else None


@reads
def applicability(cur: Cursor) -> Modifier | None:
    """无寄宿生的学校不适用本项; 没有民办园的按满分计; 不计入总分; 其分值按比例折算."""
    start = cur.at
    for _ in cur.leads():
        if cur.has("COMMA") and cur.follows("NOT_APPLICABLE"):
            cur.at += 1
        token = cur.token
        if token is not None and token.has("NOT_APPLICABLE", "RESCALED"):
            text = cur.text(start).strip("的,")
            cur.at += 1
            if cur.follows("RESCALED"):
                cur.take("COMMA")
            rescaled = token.has("RESCALED") or bool(cur.take("RESCALED"))
            then = "rescale" if rescaled else "skip" if re.search("不计入|不纳入|不评", token.text) else "?"
            return Modifier("NA", then, text)
    cur.at = start
    return None


@reads
def inapplicable_where(cur: Cursor) -> Modifier | None:
    """不到30万人口的县不评此项."""
    for conds, either in conditions(cur):
        cur.skip("OF", "COMMA")
        token = cur.take("NOT_APPLICABLE")
        if token is not None and not either and len(conds) == 1 and conds[0].numeric:
            then = "skip" if re.search("不计入|不纳入|不评", token.text) else "?"
            return Modifier("NA_WHERE", conds[0], then)
    return None


@reads
def graded_fact(cur: Cursor) -> Graded | None:
    """全部符合为A; 出现任一所列情形为C: a grade by a fact."""
    for label in cur.leads():
        start = cur.at
        if label and not weighty(label) and cur.take("AS") and (name := _grade(cur)):
            return Graded(name, Cond(subject=label.strip("的"), relation="flag"))
        cur.at = start
    return None
