"""Labels with points: 好8—10分, 国家级加5分, 活动室4分, 内容合法、程序合法各得2分, 不健全酌情扣1—2分, 按完成比例得分."""

from __future__ import annotations

import re
from decimal import Decimal

from zeren.core.drafting.cursor import Cursor, reads, weighty
from zeren.core.drafting.lexicon import LEVELS, SHORT_LEVELS
from zeren.core.drafting.numerals import Numeral
from zeren.core.drafting.pieces import Amount, Case, Entry, Modifier, Proportion
from zeren.core.drafting.reading.amounts import amount, points_list, share
from zeren.core.drafting.reading.conditions import condition, conditions
from zeren.core.drafting.tokens import Token

_RANKS = "(?:国家|省|地市|市|县区|区县|区|县|乡镇|乡|镇|街道|校)"
_ENDINGS = ("级", "等奖", "等", "类", "档", "级别", "合法")


# 有方案但无措施: one stage, told by what it has and what it lacks.
_THOUGH = re.compile("^(?!未|没|无|不)\\S{2,16}但.{0,6}(?:未|无|没|不|尚|仍)")


@reads
def entry(cur: Cursor) -> Entry | None:
    """A label with what it gives."""
    first = cur.at
    for label in cur.leads():
        if not label:
            continue
        start = cur.at
        if any(
            t.has("NUM") and not (t.numeral and t.numeral.spoken) for t in cur.tokens[first:start]
        ) or label.endswith(("分别", "各")):
            continue
        cur.skip("COLON")
        cur.take("COMMA")
        if cur.token is not None and cur.token.text.startswith(("分别", "各")):
            continue
        if cur.tokens[start - 1].has("LT", "GT", "GE", "LE") and cur.has("NUM"):
            continue
        if cur.tokens[start - 1].has("TARGET") and cur.has("AS", "COLON"):
            continue  # 目标值为98% gives no points
        found = amount(cur, bare=cur.at == start or cur.tokens[cur.at - 1].has("COLON"))
        graded = bool(tail(cur, start))
        told = graded or bool(_THOUGH.search(label))
        if found is not None and (not weighty(label) or (told and not weighty(label.replace("但", "")))):
            return Entry(graded_name(label), found, level=levelled(cur, first, start), tail=tail(cur, start))
        cur.at = start
    return None


@reads
def worth(cur: Cursor) -> Entry | None:
    """（10分） in brackets: what the words before it are worth."""
    before = cur.ahead(-1)
    if before is None or not before.has("LEFT"):
        return None
    cur.says("本项", "该项", "共", "计", "分值")
    cur.take("FULL")
    cur.skip("COLON", "AS")
    token = cur.take("NUM")
    if (
        token is None
        or token.numeral is None
        or token.numeral.unit
        or not cur.take("POINT")
        or not cur.has("RIGHT")
    ):
        return None
    start = cur.tokens.index(before)
    end = start
    while start and not cur.tokens[start - 1].has("COMMA", "STOP", "ENUM", "COLON", "RIGHT"):
        start -= 1
    label = graded_name(cur.text(start, end))
    levels = levelled(cur, start, end)
    return (
        Entry(label, Amount("give", cur.number(token), bare=True), level=levels, bracketed=True)
        if label
        else None
    )


def tail(cur: Cursor, end: int) -> str:
    """The grade a label ends with: 资料齐全 is 齐全."""
    while end > 1 and cur.tokens[end - 1].has("OF"):
        end -= 1
    token = cur.tokens[end - 1]
    if token.has("LEVEL"):
        return token.text
    return token.text[-1] if token.kinds == {"WORD"} and token.text[-1] in "好优良中差" else ""


def levelled(cur: Cursor, start: int, end: int) -> bool:
    """Whether a label is nothing but grades: 好的, 一般等次, 优、良、中、差."""
    tokens = [
        t
        for t in cur.tokens[start:end]
        if not t.has("OF", "COLON", "ENUM", "SHARING") and t.text not in _GRADE_WORDS
    ]
    listed = any(t.has("ENUM") for t in cur.tokens[start:end])
    if bool(tokens) and all(t.has("LEVEL") for t in tokens) and (listed or len(tokens) == 1):
        return True
    return re.sub("(?:等次|等级|级|等|档)$", "", graded_name(cur.text(start, end))) in _GRADES


_GRADES = frozenset([*LEVELS, *SHORT_LEVELS])
_CALLED = re.compile(
    "^(?:(?:被)?(?:评为|评定为|评价为|认定为|确定为|定为|考核为)|(?:综合|年度)?(?:评价|考核|考评|评定|评估|测评|督导|综合评价)(?:结果)?(?:等级|等次)?(?:为|评定为))"
)


_GRADE_WORDS = {
    "级",
    "等",
    "档",
    "等次",
    "等级",
    "的",
    "和",
    "及",
    "评为",
    "被评为",
    "考核",
    "为",
    "评价",
    "等级为",
}


def graded_name(label: str) -> str:
    """A label without the words around it: 评为优秀的 is 优秀."""
    text = _CALLED.sub("", label.strip("的、:").removesuffix("的").removesuffix("者"))
    if text.count('"') == 2 and text[0] == text[-1] == '"':
        return text[1:-1]
    plainer = re.sub("(?:等次|等级)$", "", text)
    return plainer if plainer in _GRADES else text


# 迟报、漏报一次分别扣…: words about how the points are shared are no part of the last name.
_SHARED_END = re.compile("(?:(?:一|1|每)(?:次|项|起|件|例|处|篇|条))?(?:分别|各|依次|每项)?$")


@reads
def shared(cur: Cursor) -> tuple[Entry, ...] | None:
    """Several labels with one amount each or several: 区、市、省级分别加5、10、20分; 内容合法、程序合法各得2分."""
    first = cur.at
    for label in cur.leads():
        if "、" not in label and "和" not in label and "及" not in label:
            continue
        start = cur.at
        cur.take("COMMA")
        sharing = (
            bool(cur.take("SHARING"))
            or label.endswith(("分别", "各", "依次", "均"))
            or bool(cur.take("SUCCESSIVELY"))
        )
        each = bool(cur.take("EACH")) and bool(cur.take("UNIT"))
        verb = cur.take("GIVE", "DEDUCT", "ADD")
        if verb is None:
            sharing = sharing or bool(cur.take("SHARING"))
            cur.says("按", "按照", "的按", "折合")
        sharing = sharing or (verb is not None and verb.text.startswith(("分别", "各")))
        points = points_list(cur)
        names = [_CALLED.sub("", n) for n in split_labels(_SHARED_END.sub("", label).rstrip("的"))]
        if points and sharing and len(names) > 1 and len(points) in {1, len(names)}:
            cur.take("GIVE")
            kind = "deduct" if verb and verb.has("DEDUCT") else "add" if verb and verb.has("ADD") else "give"
            levels = levelled(cur, first, start) or all(n in _GRADES for n in names)
            given = points if len(points) > 1 else points * len(names)
            return tuple(Entry(n, Amount(kind, p), each, levels) for n, p in zip(names, given, strict=True))
        cur.at = start
    return None


def split_labels(label: str) -> list[str]:
    """The members of a list, each with the ending the last one has.

    Example:
        >>> split_labels("区、市、省、国家级"), split_labels("一、二、三等奖")
        (['区级', '市级', '省级', '国家级'], ['一等奖', '二等奖', '三等奖'])
    """
    text = graded_name(label)
    if match := re.fullmatch(
        rf"[^、]*?(?P<list>{_RANKS}(?:、{_RANKS})*(?:[、和及]{_RANKS}))(?P<rest>级?)[^、]*", text
    ):
        return [name + match["rest"] for name in re.split("[、和及]", match["list"])]
    last = max(text.rfind("和"), text.rfind("及"))
    if last > 0 and "、" in text[:last] and "、" not in text[last:]:
        text = text[:last] + "、" + text[last + 1 :]
    elif "、" not in text:
        text = text.replace("和", "、", 1) if "和" in text else text.replace("及", "、", 1)
    names = [name for name in text.split("、") if name]
    if (
        len(names) > 1
        and (match := re.fullmatch(r"(?P<level>\S{1,4}级)\S+", names[-1]))
        and all(len(n) <= 3 for n in names[:-1])
    ):
        names[-1] = match["level"]
    for ending in _ENDINGS:
        if names and names[-1].endswith(ending) and len(names[-1]) > len(ending):
            return [name if name.endswith(ending) or len(name) > 3 else name + ending for name in names]
    return names


_NOUGHT = Token("0", frozenset({"NUM"}), 0, Numeral(Decimal(0), 1))


@reads
def coefficients(cur: Cursor) -> tuple[Entry, ...] | None:
    """优1、良0.8、合格0.6、不合格0.59—0的系数乘分值: grades with coefficients."""
    found: list[Entry] = []
    begun = cur.at
    while not cur.has("LEVEL", "COMMA", "STOP") and cur.token is not None and not cur.take("COLON"):
        cur.at += 1
    heading = cur.text(begun)
    if heading and not re.fullmatch(
        "按(?:照)?(?:评定|考核|评价)?(?:等级|等次|级别|档次)(?:乘(?:以)?|\\*|的|折算|确定)*系数(?:计分|得分|折算|计算)?:",
        heading,
    ):
        return None
    while cur.has("LEVEL"):
        token = cur.take("LEVEL")
        cur.says("级", "等", "档", "为", "按", ":", "=", "等次", "的系数为", "系数为", "系数")
        first = cur.take("NUM")
        if (
            token is None
            or first is None
            or first.numeral is None
            or first.numeral.unit
            or cur.has("POINT", "UNIT")
        ):
            return None
        second = cur.take("NUM") if cur.take("DASH") else None
        below = second is None and bool(cur.take("TO", "BELOW"))
        if below:
            second = _NOUGHT
            while cur.token is not None and not cur.has("COMMA", "STOP", "ENUM", "NUM"):
                cur.at += 1  # 由评分人定
        ends = [
            share(t.numeral.value * 100) for t in (first, second) if t is not None and t.numeral is not None
        ]
        found.append(
            Entry(token.text, Amount("give", ends[0], ends[1] if len(ends) > 1 else None), level=True)
        )
        if not cur.take("ENUM", "COMMA", "STOP"):
            break
    start = cur.at
    while cur.token is not None and not cur.ended():
        cur.at += 1
    closing = cur.text(start)
    if len(found) < 2 or heading:
        return tuple(found) if len(found) > 1 and not closing else None
    if "系数" not in closing and "乘" not in closing and "×" not in closing and "*" not in closing:
        return None
    return tuple(found)


@reads
def free(cur: Cursor) -> Entry | None:
    """酌情扣分, 视情况扣0.5—2分, 酌扣1分以内: a person decides how much."""
    for label in cur.leads():
        start = cur.at
        found = amount(cur, bare=False)
        if found is not None and (found.judged or (found.high is not None and found.kind == "deduct")):
            return Entry(graded_name(label), Amount(found.kind, found.points, found.high, judged=True))
        cur.at = start
        if cur.take("JUDGED") and (
            cur.says("给分", "计分", "评分", "赋分", "打分", "得分") or cur.take("GIVE")
        ):
            return Entry(graded_name(label), Amount("give", None, judged=True))
        cur.at = start
    return None


@reads
def at_most(cur: Cursor) -> Entry | None:
    """酌情扣分，最多扣2分 in one: 扣1—2分 written 扣2分以内."""
    for label in cur.leads():
        start = cur.at
        cur.take("JUDGED")
        verb = cur.take("DEDUCT", "ADD")
        token = cur.take("NUM") if verb else None
        if token is not None and cur.take("POINT") and cur.take("TO"):
            kind = "deduct" if verb is not None and verb.has("DEDUCT") else "add"
            return Entry(graded_name(label), Amount(kind, Decimal(0), cur.number(token), judged=True))
        cur.at = start
    return None


_RATES = ("其比率", "比率", "实际比率", "百分比", "其比例", "实际比例")


@reads
def proportional(cur: Cursor) -> Proportion | None:
    """按完成比例得分, 按其比率赋分."""
    for label in cur.leads():
        start = cur.at
        cur.skip("COMMA")
        rate = _in_proportion(cur)
        if rate is not None:
            return Proportion(of_rate=rate, label=graded_name(label), done="完成" in cur.text(start))
        cur.at = start
    return None


@reads
def proportional_within(cur: Cursor) -> Proportion | None:
    """完成80%以上的按完成比例得分."""
    for conds, _ in conditions(cur):
        mark = cur.at
        cur.skip("OF", "COMMA")
        rate = _in_proportion(cur)
        if rate is not None and len(conds) == 1 and conds[0].numeric:
            return Proportion(of_rate=rate, within=conds[0], done="完成" in cur.text(mark))
        cur.at = mark
    return None


def _in_proportion(cur: Cursor) -> bool | None:
    """Whether the proportion is the rate itself (按其比率), not completion; None when nothing is said of one."""
    token = cur.take("PROPORTION")
    if token is None:
        return None
    if cur.take("GIVE") or cur.says(
        "得分", "计分", "赋分", "给分", "记分", "计算得分", "折算得分", "折算", "计算", "折算计分"
    ):
        return token.text.removeprefix("按").removeprefix("照") in _RATES
    return None


@reads
def authors(cur: Cursor) -> Modifier | None:
    """综合采用每单位计3分 is a tariff; 起评100分 a start."""
    label = cur.token
    if label is not None and label.text in {"起评", "起评分", "基础", "起始", "起点", "起评分为", "起始分"}:
        cur.at += 1
        cur.skip("COLON", "AS")
        token = cur.take("NUM")
        if token is not None and cur.take("POINT"):
            return Modifier("START", cur.number(token))
    return None


@reads
def graduated(cur: Cursor) -> tuple[Entry, ...] | None:
    """落实情况按15、10、5、0分四档计分: grades without names."""
    for label in cur.leads():
        start = cur.at
        if label.endswith(("按", "分", "按照")):
            points = points_list(cur)
            if len(points) > 1:
                closing = cur.at
                while cur.token is not None and not cur.has("COMMA", "STOP"):
                    cur.at += 1
                if re.fullmatch(
                    r"(?:[一二三四五\d]个?(?:档|等|级)(?:次)?)(?:计分|评分|给分|赋分|打分|评定|计|得分)?",
                    cur.text(closing),
                ):
                    return tuple(
                        Entry(f"第{'一二三四五六七八'[n]}档", Amount("give", p), level=True)
                        for n, p in enumerate(points)
                    )
        cur.at = start
    return None


@reads
def within(cur: Cursor) -> Entry | None:
    """30分以内由考核组酌情评定: a person gives up to so many points."""
    for label in cur.leads():
        start = cur.at
        token = cur.take("NUM")
        low = Decimal(0)
        if token is not None and token.numeral is not None and cur.take("DASH"):
            low, token = token.numeral.value, cur.take("NUM")
        if token is not None and cur.take("POINT") and cur.take("TO"):
            words = cur.at
            while cur.token is not None and not cur.has("COMMA", "STOP"):
                cur.at += 1
            if re.search(r"定分|评分|打分|给分|评定|赋分|计分", cur.text(words)) and not any(
                t.has("NUM") for t in cur.tokens[words : cur.at]
            ):
                return Entry(graded_name(label), Amount("give", low, cur.number(token), judged=True))
        cur.at = start
    return None


@reads
def graded_points(cur: Cursor) -> Case | None:
    """优（90分以上）得5分: the grade is a name for the band."""
    if not cur.take("LEVEL") or not cur.take("LEFT"):
        return None
    found = condition(cur)
    if found is None or not cur.take("RIGHT"):
        return None
    given = amount(cur)
    return Case((found,), given) if given is not None and not given.judged else None
