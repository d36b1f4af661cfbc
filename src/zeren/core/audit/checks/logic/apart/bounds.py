"""Bounds apart: a bound told for all, a number of the same thing beyond it — 哪个班都不突破45人 … 一（6）班注册学籍47名."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_HELD = re.compile(
    "(?:(?:哪[一]?[个所]|任何一?[个所]|所有|每个?|各|均|都|全部|始终|一律|没有一?[个所趟班节笔]?|无一[个所趟班节笔]?)[^，。；]{0,10}?)?(?:没有|没|未|不曾|不)(?:曾|再)?(?:突破|超过|超出|越过|多于|高于)[^，。；\\d]{0,12}$|(?:压|控制?|稳|保持|限制?|守)(?:减|定|住)?在[^，。；\\d]{0,4}$"
)
_WITHIN = re.compile("^(?:以内|之内|以下|内)")
_SUBJECT = (
    ("班额|班", "[）)]班|班额|班级"),
    ("作业", "作业|写|用时"),
    ("车|趟", "车|趟|线"),
    ("睡眠|时长|时间", "时长|用时|时间"),
    ("路程|距离|半径", "路程|距离|走"),
)
_OTHER = re.compile(
    "去年|上年|往年|以前|此前|原来|原有|标准|规定|要求|上限|超过|核定|不|以内|预计|计划|目标|一共|合计|共|校外|家长|高中|报名|下降|降到|周|全校|全园|教师|总"
)
_TOLD = re.compile("目标|要求|规定|力争|确保|计划|将|应|须|不得|标准为|规定|承诺")


@check("limit_contradiction", rule="写“都不突破、没有超出、压在以内”的，后文同一事物的数不能超出")
def bounds_hold_later(case: Case) -> Iterator[Finding]:
    """作业压在60分钟以内 … 六年级平均要写74分钟; 公务接待没有突破8.5万元 … 接待费列支9.1万元."""
    content = case.text.content
    for sentence in case.text.sentences:
        words = content[sentence.start : sentence.end]
        if not re.search("突破|超过|超出|以内|之内|多于", words):
            continue
        for bound in figures(case, sentence):
            clause, lead = _clause(content, bound)
            within = (
                _WITHIN.match(content[bound.end : bound.end + 3]) or "内" in content[bound.start : bound.end]
            )
            held = _HELD.search(lead)
            if (
                held is None
                or (re.search("在[^，。；\\d]{0,4}$", lead) and not within)
                or _TOLD.search(clause)
            ):
                continue
            value = _beyond(case, sentence.index, bound, clause)
            if value is not None:
                yield _told(case, bound, value, lead)
                break


def _clause(content: str, figure: Figure) -> tuple[str, str]:
    """The clause of a number with the one before it, and what of its own clause stands before it."""
    at = figure.quantity.number_start or figure.start
    begin = max(content.rfind(mark, 0, at) for mark in "。；\n") + 1
    own = max(content.rfind(mark, 0, at) for mark in "，。；：\n") + 1
    return content[begin:at], content[own:at]


def _beyond(case: Case, index: int, bound: Figure, clause: str) -> Figure | None:
    """A number of the same unit in one of the next sentences, of the same thing and a little beyond."""
    content, one = case.text.content, case.text.sentences[index]
    for later in case.text.sentences[index + 1 : index + 4]:
        if later.paragraph != one.paragraph:
            return None
        for value in figures(case, later):
            lead = _clause(content, value)[1]
            near = _clause(content, value)[0][-40:]
            if (
                value.exact
                and _one_unit(bound, value)
                and bound.amount < value.amount <= bound.amount * 17 / 10
                and not _OTHER.search(lead)
                and not re.match("的(?:标准|要求)|以内", content[value.end : value.end + 4])
                and _same(clause, near)
                and not _other_stage(clause, near)
            ):
                return value
    return None


def _one_unit(one: Figure, other: Figure) -> bool:
    units = [f.quantity.unit.replace("名", "人") for f in (one, other)]
    return one.quantity.kind == other.quantity.kind and units[0] == units[1] and one.quantity.kind not in "PD"


def _same(clause: str, near: str) -> bool:
    for own, theirs in _SUBJECT:
        if re.search(own, clause):
            return re.search(theirs, near) is not None
    bare = re.sub("全部|学校|教师|学生|年初|预算|本年|经费|带头", "·", re.split("，", clause)[-1])
    return any(
        bare[i : i + 2] in near
        for i in range(min(8, len(bare) - 1))
        if re.fullmatch("[一-龥]{2}", bare[i : i + 2])
    )


_STAGES = re.compile("小学|初中|高中|[一二三四五六七八九]年级|[一二三四五六七八九](?=（\\d)|幼儿园|公办|民办")


def _other_stage(one: str, other: str) -> bool:
    """起始年级 leaves room for 四（2）班, 小学 for 初中."""
    starts = "起始年级" in one and re.search("[二三四五六八九]（\\d|[二三四五六八九]年级", other) is not None
    sides = [
        set(_STAGES.findall(words)) & {"小学", "初中", "高中", "公办", "民办", "幼儿园"}
        for words in (one, other)
    ]
    return starts or bool(sides[0] and sides[1] and not sides[0] & sides[1])


def _told(case: Case, bound: Figure, value: Figure, lead: str) -> Finding:
    span = (value.start - len(value.before), value.end)
    other = (bound.start - len(bound.before), bound.end)
    unit = value.quantity.unit
    message = (
        f"前面说{lead[-8:]}{say(bound.value, 4)}{unit}，这里是{say(value.value, 4)}{unit}，超出了，请核对。"
    )
    told = f"{say(value.value, 4)} ＞ {say(bound.value, 4)}"
    return case.finding("limit_contradiction", "warn", span, message, others=(other,), recomputed=told)


_SEATS = re.compile(
    "车(?:都|均|全)?(?:是|为)(?P<n>\\d+)座[^。；]{0,20}(?:没有?一[趟辆次]|从未|未曾|均未|都没有?)(?:超出|超过|突破|超)(?:核定(?:人数|载客)?|载|员)"
)
_ABOARD = re.compile(
    "车[^，。；]{0,8}?(?:实有|实载|载有?|坐了?|挤了?|乘坐)(?:学生|幼儿|孩子)?(?P<n>\\d+)(?:名|人)"
)


@check("limit_contradiction", rule="写“没有一趟超出核定人数”的，后文车上人数不能超过座位数")
def seats_are_enough(case: Case) -> Iterator[Finding]:
    """5辆校车都是37座，没有一趟超出核定人数 … 车上实有学生41名."""
    for seats in _SEATS.finditer(case.text.content):
        aboard = _ABOARD.search(case.text.content, seats.end(), seats.end() + 200)
        if aboard is not None and int(aboard["n"]) > int(seats["n"]):
            message = f"前面说没有超出核定的{seats['n']}人，这里是{aboard['n']}人，请核对。"
            told = f"{aboard['n']} ＞ {seats['n']}"
            yield case.finding(
                "limit_contradiction", "warn", aboard.span(), message, others=(seats.span(),), recomputed=told
            )
