"""Goals across clauses and sentences: a number asked for, the number reached, and the words that call it fulfilled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.logic.limits import alike, size
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_GOAL = re.compile(
    "计划|目标|任务|责任书|下达|提出|定下|要求|规定|核定|定的|给[我本][县区市校][^，。；]{0,4}定|应(?!急|届|聘|邀|用|对|训|考|到|入|参|检|返|交)|须|需|协议|承诺|规划|指标|确定|力争|要点|标准"
)
_RULE = re.compile("规定|标准|不得|国家|上限|下限|红线|底线")
_STRONG = "圆满|全面|如期|顺利|超额|按期|按时|提前(?:[一两二三半]+个?[月年天周季]度?)?|胜利|足额|均已|都已|全部|已经?|均|都|双双"
_MET = re.compile(
    f"(?:{_STRONG})+(?:完成|实现|达成|兑现|达到)了?[^，。；\\d]{{0,10}}?(?:任务|目标|指标|计划|要求|规定|标准|承诺|工作|事项)?(?=[，。；、]|$)|"
    f"(?:完成|实现|达成|达到|符合|满足)了?[^，。；\\d]{{0,10}}(?:任务|目标|指标|计划|要求|规定|标准)(?=[，。；、]|$)|"
    f"(?:任务|目标|指标|计划)[^，。；\\d]{{0,4}}(?:{_STRONG})+(?:完成|实现|达成|兑现)(?![率数比的情])|超额完成(?![率数比的情])"
)
_NOT = re.compile("未|没有|不达标|差距|尚|不足|差|仍需|力争|争取|确保|推进|正在|接近|基本|部分")
_STAGED = re.compile(
    "序时|进度|上半年|(?<!高中)(?<!小学)(?<!初中)(?<!教育)(?<!学前)阶段|第[一二三]批|首批|季度|过半|月度|按月|本周|分年度|逐年|调整为|调减|核减|修订"
)
# 到2025年达到55%: the goal of this year is another one.
_LATER = re.compile(r"[到于至]20\d\d年(?!度)")
_THIS_YEAR = re.compile("年度|今年|当年|本年")
_LOWER = re.compile("辍学|流失|近视|事故|不超过|以内|大班|控制|差异系数|超标|欠|信访|投诉|肥胖")
_MADE = re.compile("消除|化解|减少|压减|整改|新增|清退|改造")
_PAST = re.compile("上年|去年|同期|前年|(?<!占)比(?![例重])|较|20\\d\\d年的")
_NAME = re.compile("[一-龥]{2,6}?(?:率|占比|比例|比重|满意度|系数|得分|覆盖面)")
REACH = 160  # letters between a goal and the words that call it fulfilled


@check(
    "target_unmet_claimed_met",
    "limit_contradiction",
    rule="R50：要求的数、达到的数与“完成”“达到要求”的说法一致",
)
def goals_are_reached_when_said(case: Case) -> Iterator[Finding]:
    """市里定的是93.5%，年末统计为92.9%，超额完成市定任务; 计划招聘120名……最终到岗108名，招聘任务如期完成."""
    for sentence, _ in sentences_with(case, _GOAL):
        row = _row(case, sentence)
        goals = [f for f in row if f.start < sentence.end and _is_goal(case, f)]
        for goal in goals:
            met = _met(case, goal, row)
            if met is not None:
                yield from _judged(case, row, goals, goal, met)


def _row(case: Case, sentence: Sentence) -> list[Figure]:
    following = case.text.sentences[sentence.index + 1 : sentence.index + 3]
    return figures(case, sentence) + [
        f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)
    ]


def _clause(case: Case, figure: Figure) -> str:
    content = case.text.content
    start = max(content.rfind(mark, 0, figure.start) for mark in "，。；：\n") + 1
    return content[start : figure.quantity.number_start or figure.start]


def _is_goal(case: Case, figure: Figure) -> bool:
    """Whether a number is asked for: goal words stand in its clause, or right before a list of such numbers."""
    if figure.quantity.kind not in "NAGPBS" or (
        figure.quantity.approx and figure.quantity.comparator not in {">=", ">"}
    ):
        return False
    clause = _clause(case, figure)
    whole = case.text.content[max(0, figure.start - 40) : figure.start]
    joined = (
        re.search("(?:计划|目标|任务|要求|提出|确定|责任书)[^。；]*$", whole) is not None
        and re.search("[、，]$|、[^，。；]*$", whole) is not None
    )
    if re.search(
        "实际|完成[^，。；]{0,6}$|已|达标|实现了|占(?!比)[^，。；]{0,4}$|最终|年末", clause
    ) or _PAST.search(clause.replace("占比", "")[-8:]):
        return False
    # 三年目标40所，2022年建成11所、2023年12所: what a year was told to have made is not asked for.
    yearly = (
        re.search("20\\d\\d年[^，。；]*$", clause) is not None
        and "年" not in re.split("20\\d\\d年", clause)[0]
    )
    return _GOAL.search(clause) is not None or (joined and not yearly and "、" in whole[-12:])


def _met(case: Case, goal: Figure, row: list[Figure]) -> re.Match[str] | None:
    """The first claim of fulfilment behind a goal, in its paragraph and within reach."""
    sentence = case.sentence_at(row[-1].start)
    stop = min(sentence.end if sentence else row[-1].end, goal.end + REACH)
    for match in _MET.finditer(case.text.content, goal.end, stop):
        if any(f is not goal and f.end <= match.start() + 4 for f in row):
            return match
    return None


def _judged(
    case: Case, row: list[Figure], goals: list[Figure], goal: Figure, met: re.Match[str]
) -> Iterator[Finding]:
    content = case.text.content
    between = content[goal.end : met.start()]
    tail = content[met.end() : met.end() + 6]
    clause = re.split("[，。；]", between)[-1] + met[0]
    if (
        _STAGED.search(content[max(0, goal.start - 16) : goal.end + 8])
        or _STAGED.search("，".join(re.split("[，。；]", content[goal.end : met.end() + 4])[-3:]))
        or (_LATER.search(content[max(0, goal.start - 20) : goal.end]) and _THIS_YEAR.search(clause))
        or _NOT.search(clause.replace("差异", ""))
        or re.match(r"的?\d|率", tail)
    ):
        return
    lead = content[max(0, goal.start - 30) : goal.start]
    lower = (_LOWER.search(lead) is not None and _MADE.search(lead) is None) or goal.quantity.comparator in {
        "<=",
        "<",
    }
    same = [g for g in goals if alike(g, goal) and g.quantity.kind == goal.quantity.kind]
    reached = _reached(case, row, goals, goal, met)
    if not reached and not lower and len(re.split("[，。；]", between)) <= 3:
        reached = _told_before(case, row, goals, goal)
    reached = _together(reached)
    owned = [f for f in reached if f.end < met.start()]
    if owned and re.search(
        "未(?!经)|没有|差|不足|距|尚|仍|推进|正在",
        content[max(owned[-1].end, goal.end) : met.start()].replace("差异", ""),
    ):
        return
    levels = [
        set(re.findall("[省市县区]", w)) for w in (content[max(0, goal.start - 16) : goal.start], met[0])
    ]
    if levels[0] and levels[1] and not levels[0] & levels[1]:
        return
    if len(same) > 1 and len(same) == len(reached) and "分别" in content[goal.end : reached[0].start]:
        pair = reached[same.index(goal)]
        if not (size(pair) <= size(goal) if lower else size(pair) >= size(goal)):
            yield _missed(case, goal, pair, met, lead, lower=lower)
        return
    if not reached or _other_year(case, goal, reached[-1]):
        return
    sums = sum((size(f) for f in reached), Decimal(0)) if goal.quantity.kind != "P" else Decimal(0)
    for asked in same:
        if any(size(f) <= size(asked) if lower else size(f) >= size(asked) for f in reached) or (
            not lower and sums >= size(asked)
        ):
            return
    yield _missed(case, goal, reached[-1], met, lead, lower=lower)


def _together(reached: list[Figure]) -> list[Figure]:
    """11所、12所、14所，三年合计37所: the last total alone, where one is told."""
    told = re.compile("(?:合计|总计|共计|累计|一共|共)(?:为|达到?|是|完成|建成)?$")
    return [f for f in reached if told.search(f.before)][-1:] or reached


def _answers(case: Case, goals: list[Figure], goal: Figure, figure: Figure) -> bool:
    """Whether a number is of the goal's kind and size, and no goal itself."""
    sized = size(figure) <= size(goal) * 3 and size(goal) <= size(figure) * 3
    kind = figure.quantity.kind == goal.quantity.kind and alike(figure, goal)
    return kind and sized and figure.exact and figure not in goals and _named_alike(case, goal, figure)


def _reached(
    case: Case, row: list[Figure], goals: list[Figure], goal: Figure, met: re.Match[str]
) -> list[Figure]:
    """The numbers between a goal and the words that call it fulfilled."""
    told = [f for f in row if f.start > goal.end and f.end <= met.start() + 4]
    return [f for f in told if _answers(case, goals, goal, f) and not _PAST.search(_clause(case, f)[-10:])]


def _told_before(case: Case, row: list[Figure], goals: list[Figure], goal: Figure) -> list[Figure]:
    """人均17.5节，对照年初定下的每人不少于20节: the number right before a goal that it is held against."""
    if not re.search(
        "对照|按|照|达到|比照|[（(](?:目标|计划|任务|责任书|年初)",
        case.text.content[max(0, goal.start - 14) : goal.start],
    ):
        return []
    told = [f for f in row if f.end < goal.start and goal.start - f.end < 40]
    return [f for f in told if _answers(case, goals, goal, f)][-1:]


def _missed(
    case: Case, goal: Figure, value: Figure, met: re.Match[str], lead: str, *, lower: bool
) -> Finding:
    unit = goal.quantity.unit
    told = f"{say(value.value, 4)} {'＞' if lower else '＜'} {say(goal.value, 4)}"
    message = (
        f"要求{say(goal.value, 4)}{unit}，实际{say(value.value, 4)}{unit}，没有达到，却写“{met[0]}”，请核对。"
    )
    kind = (
        "limit_contradiction"
        if _RULE.search(lead) and not re.search("目标|任务|计划|责任书", lead + met[0])
        else "target_unmet_claimed_met"
    )
    span = (value.start - len(value.before), met.end())
    return case.finding(kind, "error", span, message, recomputed=told, others=((goal.start, goal.end),))


def _named_alike(case: Case, goal: Figure, value: Figure) -> bool:
    """A rate that names itself answers only a goal for that rate."""
    name = _NAME.findall(_clause(case, value))
    if not name or re.search("比例$|占比$|比重$", name[-1]):
        return True  # 比例实为12.9% names no rate of its own
    lead = case.text.content[max(0, goal.start - 40) : goal.start]
    return name[-1][-3:] in lead


def _other_year(case: Case, goal: Figure, value: Figure) -> bool:
    """A goal of 2025 is not missed by a value of 2023."""
    lead = case.text.content[max(0, goal.start - 24) : goal.start]
    years = [int(y) for y in re.findall(r"(20\d{2})年", lead)]
    own = re.findall(r"(20\d{2})年", case.text.content[goal.end : value.start]) or re.findall(
        r"^(20\d{2})", case.period
    )
    return bool(years) and bool(own) and int(own[-1]) < years[-1]


_CLAIMED = re.compile(r"(?:实现|完成|达到|达成|超过|超额完成)了?[^，。；\d]{0,16}$")
_AIM = re.compile(r"(?:以上|以下|以内)?的?[^，。；\d]{0,8}(?:目标|任务|指标|要求)(?!的\d|任务数)")


@check("target_unmet_claimed_met", rule="R50：写“实现了…%的目标”的，同一指标的数应达到")
def aims_called_reached_are(case: Case) -> Iterator[Finding]:
    """巩固率达到96.2%，完成了市定96.5%的目标; 实现了毛入园率92%的目标，目前为91.3%."""
    content = case.text.content
    for sentence, _ in sentences_with(case, re.compile("目标|任务|指标|要求")):
        row = figures(case, sentence)
        for at, aim in enumerate(row):
            begin = max(content.rfind(mark, 0, aim.start) for mark in "，。；：\n") + 1
            lead = content[begin : aim.quantity.number_start or aim.start]
            tail = content[aim.end : aim.end + 14]
            if (
                aim.quantity.kind not in "NAGP"
                or not _CLAIMED.search(lead)
                or not _AIM.match(tail)
                or re.search("未|没有|力争|确保|计划|将|距|努力|为|如", lead)
            ):
                continue
            near = [f for f in row[max(0, at - 1) : at] if aim.start - f.end < 24] or [
                f for f in row[at + 1 : at + 2] if f.start - aim.end < 40
            ]
            lower = (
                _LOWER.search(content[max(0, begin - 24) : aim.start]) is not None
                or aim.quantity.comparator == "<="
            )
            # 完成了85%的年度目标 may say how much of the goal is done.
            plain = re.search("[省市县国区]|率|占比|比例|以[上内]", lead + tail) is not None
            for value in near:
                if (
                    value.quantity.dimension != aim.quantity.dimension
                    or not value.exact
                    or abs(value.amount - aim.amount) * 3 > aim.amount
                    or (value.amount <= aim.amount if lower else value.amount >= aim.amount)
                ):
                    continue
                words = content[max(sentence.start, value.start - 24) : value.start]
                if (
                    (aim.quantity.kind == "P" and _NAME.search(words) is None)
                    or (not _named_alike(case, aim, value) and near[0].start > aim.start)
                    or _PAST.search(words[-8:])
                ):
                    continue
                told = f"{say(value.value, 4)} {'＞' if lower else '＜'} {say(aim.value, 4)}"
                message = f"目标{say(aim.value, 4)}{aim.quantity.unit}，实际{say(value.value, 4)}{aim.quantity.unit}，没有达到，却写已实现，请核对。"
                span = (min(value.start - len(value.before), begin), max(value.end, aim.end))
                yield case.finding(
                    "target_unmet_claimed_met", "error" if plain else "warn", span, message, recomputed=told
                )


_RATED = re.compile(
    r"完成率(?:为|达到?|是)?(?P<n>\d{1,2}(?:\.\d+)?)[%％][，,](?:圆满|全面|如期|超额|顺利|全部)+(?:完成|实现)了?[^，。；\d]{0,10}(?:任务|目标|计划|指标)"
)
_BRACKETED = re.compile(
    r"(?:圆满|全面|如期|超额|顺利|全部)(?:完成|实现)了?[^，。；\d]{0,12}[（(](?:任务|计划|目标)数?[一-龥]{0,4}(?P<a>\d[\d,]*(?:\.\d+)?)(?P<unit>[一-龥]{1,4})[，、；](?:实际)?(?:完成)?数?[一-龥]{0,4}(?P<b>\d[\d,]*(?:\.\d+)?)(?P=unit)"
)


@check("target_unmet_claimed_met", rule="R50：完成率不足100%的，不能写圆满完成")
def rates_of_completion_are_full(case: Case) -> Iterator[Finding]:
    """年度任务完成率92%，圆满完成年度任务; 超额完成（任务3000人次，实际2860人次）."""
    for match in _RATED.finditer(case.text.content):
        if not _STAGED.search(match[0]):
            yield case.finding(
                "target_unmet_claimed_met",
                "error",
                match.span(),
                f"完成率{match['n']}%，却写圆满完成，请核对。",
                recomputed=f"{match['n']} ＜ 100",
            )
    for match in _BRACKETED.finditer(case.text.content):
        goal, done = (Decimal(match[name].replace(",", "")) for name in "ab")
        if done < goal:
            message = (
                f"任务{say(goal, 4)}{match['unit']}，实际{say(done, 4)}{match['unit']}，没有完成，请核对。"
            )
            yield case.finding(
                "target_unmet_claimed_met",
                "error",
                match.span(),
                message,
                recomputed=f"{say(done, 4)} ＜ {say(goal, 4)}",
            )
