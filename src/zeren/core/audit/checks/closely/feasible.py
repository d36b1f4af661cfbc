"""A rate of a few named people or things, whose number stands before it and whose own count is not told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.near import called
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import counted, earlier, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import fits_count, half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

# Rates of whom: what is told of teachers, of pupils who sat a test, of canteens that were looked at.
_OF = (
    (
        re.compile("学历|本科|专科|研究生|职称|骨干|持证|资格证|党员|教龄|普通话"),
        re.compile("教师|教职工|老师|职工|保育员|校长|园长"),
    ),
    (
        re.compile("合格|及格|优秀|优良|良好|过关|达标|通过|近视|肥胖|龋|满分|入团|入队|升入|参与"),
        re.compile("学生|考生|幼儿|孩子|毕业生|选手|学员|教师|生$|参[加考测评训]|抽测|抽查|受检"),
    ),
    (
        re.compile("合格|规范|达标|优良|完好|公示|持有|优秀|良好|开放|配备|覆盖"),
        re.compile("食堂|学校(?!学生)|幼儿园|教学点|校车|教室|实验室|机构|课|样品|批次|园|店|点"),
    ),
)
_RATE = re.compile("率[为是达仅到约]{0,2}$|(?:占|占比|比例)[为是达仅约]{0,2}$")
_NOT = re.compile(
    "较|增|降|减|提高|上升|目标|要求|不低于|标准|上年|去年|全[县区市省国]|平均|完成|出勤|到课|使用|利用|毛|加权|得分|指数|巩固|每|公示率"
)
_HELD = re.compile("[（(，,]?(?:即|共|计|有|为)?[（(]?")
_ALL = re.compile("^(?:全|本|我)(?:班|校|园|组|年级)(?:共?有?)?(?:学生|教师|幼儿)?$")
_SCHOOLS = ("所", "家", "间")
_PUPILS_RATES = re.compile("体质|测试|考试|监测|学业|成绩|抽测|近视|体检")
_LARGEST, _ROUND = Decimal(400), Decimal(60)
_NARROWED = re.compile("其中|[男女]|新|骨干|[中里内](?!心|学|小|职|级|考)|语文|数学|年级|部分|另")


@check("infeasible_rate", rule="B3-11：人数是整数，给定分母只能得到有限几个百分数")
def rates_of_a_few(case: Case) -> Iterator[Finding]:
    """专任教师46人，学历合格率100%，本科及以上学历占92.5%: 42 are 91.3 %, 43 are 93.5 %."""
    for sentence, _ in sentences_with(case, re.compile("率|占|比例")):
        row = figures(case, sentence)
        for at, rate in enumerate(row):
            if (
                rate.quantity.kind != "P"
                or rate.quantity.unit == "‰"
                or not rate.exact
                or not 0 < rate.value < 100
            ):
                continue
            if not _RATE.search(rate.before) or _NOT.search(rate.before) or _has_count(case, row, at):
                continue
            base = _base(case, sentence, row[:at], rate)
            if (
                base is not None
                and _small(base, rate)
                and not fits_count(base.amount, rate.value, rate.quantity.decimals)
            ):
                if not _another(case, sentence, row, base, rate):
                    yield _finding(case, base, rate)


def _small(base: Figure, rate: Figure) -> bool:
    """Whether so few can make only some of the percentages with so many places."""
    return 5 <= base.amount <= (_LARGEST if rate.quantity.decimals else _ROUND)


def _has_count(case: Case, row: list[Figure], at: int) -> bool:
    """Whether the number of those that the rate tells stands beside it: 18人，占39.1%; 合格率97.4%（37人）."""
    rate = row[at]
    before = row[at - 1] if at else None
    if before is not None and before.quantity.kind in "NAG":
        between = case.text.content[before.end : rate.start]
        if pattern("[^，。；]{0,6}[，（(]?(?:占|占比|比例|即|约|为)[^，。；\\d]{0,12}").fullmatch(between):
            return True
        stem = pattern("率.*$").sub("", rate.before)[-2:]
        if len(stem) == 2 and stem in before.before:
            return True
    behind = row[at + 1] if at + 1 < len(row) else None
    return behind is not None and _HELD.fullmatch(case.text.content[rate.end : behind.start]) is not None


def _base(case: Case, sentence: Sentence, before: list[Figure], rate: Figure) -> Figure | None:
    """The nearest number before a rate of the kind of people or things that such a rate is told of."""
    known = [f for f in before if counted(f) and f.quantity.kind == "N"]
    mark = case.text.content.rfind("；", sentence.start, rate.start)
    known = [f for f in known if f.start > mark]
    kinds = [holders for words, holders in _OF if words.search(rate.before)]
    found = [f for f in known if any(h.search(called(f)) or h.search(f.after[:8]) for h in kinds)]
    if not found and known and _ALL.search(known[-1].before) and rate.clause - known[-1].clause == 1:
        found = (
            known[-1:]
            if rate.before.endswith("占") and not pattern("其中|时间|费|分").search(rate.before)
            else []
        )
    if not found:
        return None
    base = found[-1]
    since = case.text.content[sentence.start : rate.start]
    if base.quantity.unit in _SCHOOLS and _PUPILS_RATES.search(since):
        return None
    if _NARROWED.search(rate.before) and not _within(rate.before, base):
        return None
    return base if rate.clause - base.clause <= 6 else None


def _within(lead: str, base: Figure) -> bool:
    """专任教师中本科学历占: the group that is named is the base itself; 语文及格率: all sat that paper too."""
    group = pattern("([一-龥]{2,8})[中里内]").search(lead)
    if group is not None:
        return called(base).endswith(group[1][-4:])
    return pattern("语文|数学|英语|年级").search(lead) is not None and "其中" not in lead


def _another(case: Case, sentence: Sentence, row: list[Figure], base: Figure, rate: Figure) -> bool:
    """Whether another number of such people or things before the rate makes it, or two numbers do."""
    holders = next((h for w, h in _OF if w.search(rate.before)), _OF[-1][1])
    known = [f for f in (*earlier(case, sentence, 2), *row) if counted(f) and measure(f) == measure(base)]
    near = [f for f in known if f is not base]
    named = pattern("([一-龥]{2,8})[中里内]").search(rate.before) is not None
    if not named and any(_could_be(f, base, rate, holders) for f in near):
        return True
    room = half(rate.quantity.decimals)
    return any(
        abs(a.amount * 100 / b.amount - rate.value) <= room
        for a in near
        for b in (*near, base)
        if a.amount < b.amount
    )


def _could_be(figure: Figure, base: Figure, rate: Figure, holders: re.Pattern[str]) -> bool:
    if figure.start > rate.start or figure.amount * 2 < base.amount:
        return False
    told = holders.search(called(figure)) or holders.search(figure.after[:8])
    return bool(told) and fits_count(figure.amount, rate.value, rate.quantity.decimals)


def _finding(case: Case, base: Figure, rate: Figure) -> Finding:
    count = rate.value * base.amount / 100
    ends = [count.to_integral_value(rounding=way) for way in ("ROUND_FLOOR", "ROUND_CEILING")]
    told = "；".join(f"{say(n)}÷{say(base.amount)}＝{say(n * 100 / base.amount)}%" for n in ends)
    message = (
        f"{say(base.amount)}{base.quantity.unit}里得不出{say(rate.value, 4)}%（{told}），请核对分母或比率。"
    )
    span = (rate.start - len(rate.before), rate.end)
    return case.finding(
        "infeasible_rate", "warn", span, message, recomputed=told, others=((base.start, base.end),)
    )
