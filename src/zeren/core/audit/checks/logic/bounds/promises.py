"""Promises: a number asked for, the words that call it kept, and numbers of its unit, before or behind those words, that break it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_AT_MOST = re.compile(
    "(?:不得?多于|不得?超过|不得?高于|不得?大于|不能超过|不能多于|至多|最多|不许超过|不准超过|不应(?:高于|超过|多于)|上限(?:为|是|：)?(?:小学|初中|高中|幼儿园)?|封顶|控制在|压到)[^，。；\\d]{0,2}$"
)
_AT_LEAST = re.compile(
    "(?:不应(?:低于|少于)|不得?少于|不得?低于|不得?小于|不能少于|不能低于|至少|最少|起码|(?:达标|合格|及格|过关|录取)线(?:为|是|定在|划在)?[一-龥]{0,4}?|门槛(?:为|是)|下限(?:为|是)?|底线(?:为|是)?|保底)[^，。；\\d]{0,2}$"
)
_ASKED = re.compile(
    "规定|规矩|要求|承诺|说好|讲好|讲定|说定|商定|许(?:给|下|诺)|答应|目标|任务|定下|定了|定的|立下|约定|约法|计划|责任书|期望|预期|指标|红线|底线|标准|军令状|应[当于在达该]|须"
)
# What calls it kept, whatever the wording: 守得很牢, 得到落实, 圆满兑现, 超出市里的期望, 一次没破.
_KEPT = re.compile(
    "守得[很住]?[一-龥]?|守住了?|得到(?:了)?(?:很好|严格|切实|全面|不折不扣)?(?:地)?(?:落实|执行|遵守|贯彻|兑现)|落实到位|执行到位|严格(?:执行|落实|遵守)(?:到位|了)?|不折不扣|"
    "(?:圆满|全部|如数|如期|悉数|一一|逐一|逐项|已经?|均|都|全面|超额|提前)+(?:地)?(?:兑现|完成|实现|达成|达到|落地|做到|交账|达标)|兑现了?(?:承诺|诺言)|(?:承诺|诺言|约定|许诺)(?:已经?|全部|一一|都|均|按期|如期)*兑现|说到做到|(?:已经?|都|均|全部|全)过[了]?线|交出了?满分|"
    "(?:超出|超过|高于|好于|优于|不负|没有?辜负)[^，。；\\d]{0,6}(?:期望|预期|要求|目标|嘱托)|(?:达到|实现|完成)了?(?:预定|既定|预期|规定|全部|各项)?的?(?:目标|要求|指标|任务|标准)|(?:均|都|全部)?(?:未|没有?)(?:突破|超过|超出|超标|越线)(?=[，。；]|$)|没有?(?:破例|破过|突破|越线)|一次没破|从未破例"
)
_BROKEN = re.compile(
    "阶段|未(?!来|经)|没能|没有(?:达到|完成|实现)|尚|差(?!异)|不足|不达标|(?<!未)(?<!没)(?<!有)超标|违反|突破了|超出规定|整改|问题|(?<![剔消扫])除|个别|基本|接近|推进中|正在|力争|争取|确保|将(?!近)|拟|下一步|只完成|部分|去年|上年|往年|此前|其中|调减|调整|批准|特殊"
)
_APART = re.compile(
    "小学|初中|高中|幼儿园|中职|城区|农村|低年级|高年级|中年级|小班|中班|大班|男|女|公办|民办|学生|教师"
)
# A promise may stand in quotation marks, in which numbers are not read.
_UNQUOTED = str.maketrans("“”", "　　")
REACH = 200  # letters between a promise and the words that call it kept


@dataclass(frozen=True, slots=True)
class _Asked:
    figure: Figure
    lower: bool  # whether less is better
    bound: bool  # whether a limit and not a goal
    words: str


@check(
    "limit_contradiction",
    "target_unmet_claimed_met",
    rule="R50：说“守住了”“兑现了”的，同一单位的数应合乎所要求的数",
)
def promises_called_kept_are(case: Case) -> Iterator[Finding]:
    """每月不得多于三次 … 合计四次，规定守得很牢; 新建六所圆满兑现，春天开园两所、秋天开园三所."""
    bare = case.text.content.translate(_UNQUOTED)
    case = replace(case, text=replace(case.text, content=bare)) if bare != case.text.content else case
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if not (
            _ASKED.search(words)
            or re.search("不|[上下]限|线|门槛|至[多少]|最[多少]|起码|封顶|控制在|压到|保底", words)
        ):
            continue
        asked = [a for f in figures(case, sentence) if (a := _is_asked(case, sentence, f)) is not None]
        if not asked:
            continue
        asked = _listed(case, sentence, asked)
        row = _row(case, sentence)
        for one in asked[:6]:
            found = _broken(case, one, asked, row)
            if found is not None:
                yield found
                break


def _listed(case: Case, sentence: Sentence, asked: list[_Asked]) -> list[_Asked]:
    """小学45人，初中50人 behind 上限：what is asked of the first is asked of those that follow it alike."""
    found, known = list(asked), {a.figure.start for a in asked}
    for one, following in pairwise(figures(case, sentence)):
        head = next((a for a in found if a.figure.start == one.start and a.bound), None)
        between = case.text.content[one.end : following.quantity.number_start or following.start]
        if (
            head is not None
            and following.start not in known
            and following.quantity.unit == one.quantity.unit
            and re.fullmatch(f"(?:以内|以下|以上)?[，、](?:{_APART.pattern})[一-龥]{{0,2}}", between)
        ):
            found.append(replace(head, figure=following, words=between))
    return found


def _row(case: Case, sentence: Sentence) -> list[Figure]:
    following = case.text.sentences[sentence.index + 1 : sentence.index + 3]
    near = [sentence, *(s for s in following if s.paragraph == sentence.paragraph)]
    return [f for s in near for f in figures(case, s)]


def _is_asked(case: Case, sentence: Sentence, figure: Figure) -> _Asked | None:
    """A number that is asked for: a bound in so many words, or a goal of things to be made."""
    content = case.text.content
    begin = max(content.rfind(mark, sentence.start, figure.start) for mark in "，。；：")
    begin = max(begin + 1, sentence.start)
    clause = content[begin : figure.quantity.number_start or figure.start]
    if figure.quantity.kind not in "NAGPBS" or figure.quantity.high is not None:
        return None
    if begin and content[begin - 1] == "：":
        # 班额上限：小学45人: what is asked stands before the colon.
        clause = re.split("[，。；\n]", content[max(sentence.start, begin - 12) : begin])[-1] + clause
    most, least = _AT_MOST.search(clause), _AT_LEAST.search(clause)
    kept = _KEPT.search(content, sentence.start, figure.start)
    tail = re.split("[，。；：]", content[figure.end : figure.end + 10])[0]
    before = re.split("[。；]", content[max(sentence.start, begin - 24) : begin])[-1]
    words = (
        clause
        + tail
        + (before if re.search("[：、，]$", before) and not re.search("\\d|数字", before) else "")
    )
    if kept is not None:
        return None
    if most or least:
        return _Asked(figure, most is not None, bound=True, words=clause)
    lead = content[max(sentence.start, figure.start - 30) : figure.start]
    if (
        _ASKED.search(words) is None
        or re.search("实际|已|完成|占|比|其中", clause[-8:])
        or re.search("辍学|流失|近视|事故|压减|化解|降|减|投诉", lead)
        or figure.quantity.comparator not in {"=", ">="}
        or (figure.quantity.approx and figure.quantity.comparator != ">=")
    ):
        return None
    return _Asked(figure, lower=False, bound=False, words=clause)


def _broken(case: Case, one: _Asked, asked: list[_Asked], row: list[Figure]) -> Finding | None:
    content, goal = case.text.content, one.figure
    paragraph = next((p for p in case.text.paragraphs if p.start <= goal.start < p.end), None)
    stop = min(goal.end + REACH, paragraph.end if paragraph else goal.end + REACH)
    met = _KEPT.search(content, goal.end, stop)
    if met is None or _BROKEN.search(content[goal.end : met.start()]):
        return None
    goals = {a.figure.start for a in asked}
    values = [f for f in row if f.start not in goals and f.start > goal.end and _answers(case, one, f)]
    before, behind = [f for f in values if f.end <= met.start()], [f for f in values if f.start >= met.end()]
    values = _named(case, one, asked, before) if before else _at_once(case, met.end(), behind)
    if any(re.search("兑现了?$", f.before) for f in values):
        return None  # 5项指标兑现了4项: it is owned up to
    mine = set(_APART.findall(one.words))
    values = [f for f in values if not mine or not (own := set(_APART.findall(f.before))) or own & mine]
    if not values or (len([a for a in asked if _answers(case, one, a.figure)]) > 1 and not _told_apart(one)):
        return None
    between = content[goal.end : values[-1].end + 6]
    if _BROKEN.search(between.replace(met[0], "").replace("没有破", "")) or (
        one.bound
        and re.search("每|日均|平均", content[values[0].start - 6 : values[0].start])
        and "每" not in one.words
    ):
        return None
    broken = _breaking(one, values)
    if broken is None:
        return None
    total, sign = broken, "＞" if one.lower else "＜"
    told = f"{say(total / values[0].quantity.factor, 4)} {sign} {say(goal.value, 4)}"
    message = f"要求{say(goal.value, 4)}{goal.quantity.unit}，所列的是{say(total / values[0].quantity.factor, 4)}{goal.quantity.unit}，却写“{met[0]}”，请核对。"
    span = (min(values[0].start - len(values[0].before), met.start()), max(values[-1].end, met.end()))
    kind = (
        "limit_contradiction"
        if one.bound and not re.search("目标|任务|定了|许", one.words + met[0])
        else "target_unmet_claimed_met"
    )
    return case.finding(kind, "warn", span, message, recomputed=told, others=((goal.start, goal.end),))


def _answers(case: Case, one: _Asked, figure: Figure) -> bool:
    """Whether a number has the unit and about the size of what is asked for."""
    goal = one.figure
    alike = figure.quantity.kind == goal.quantity.kind and figure.quantity.unit == goal.quantity.unit
    close = figure.amount * 6 >= goal.amount and figure.amount <= goal.amount * 3
    return alike and close and figure.exact


def _at_once(case: Case, end: int, behind: list[Figure]) -> list[Figure]:
    """The numbers told right behind the words, to prove them: within the sentence, or a list in the next one."""
    found: list[Figure] = []
    for figure in behind:
        at = found[-1].end if found else end
        if figure.start - at > 34 or re.search("[。；]", case.text.content[at : figure.start]):
            break
        found.append(figure)
    return found


def _told_apart(one: _Asked) -> bool:
    return _APART.search(one.words) is not None


def _named(case: Case, one: _Asked, asked: list[_Asked], values: list[Figure]) -> list[Figure]:
    """The values of what this number is asked of, where several things are: 低年级段 answers 低年级段."""
    mine = set(_APART.findall(one.words))
    if len(asked) == 1 or not mine:
        return values
    return [
        f for f in values if mine & set(_APART.findall(case.text.content[max(0, f.start - 16) : f.start]))
    ]


def _breaking(one: _Asked, values: list[Figure]) -> Decimal | None:
    """The number that breaks a promise: any one over a limit, or all of them together below a goal."""
    goal = one.figure.amount
    amounts = [f.amount for f in values]
    if one.bound:
        worst = max(amounts) if one.lower else min(amounts)
        return worst if (worst > goal if one.lower else worst < goal) else None
    whole = max(amounts) if one.figure.quantity.kind == "P" else max(sum(amounts, Decimal(0)), *amounts)
    return whole if whole < goal else None
