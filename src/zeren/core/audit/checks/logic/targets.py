"""Targets: what is called fulfilled is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_TARGET = re.compile(
    "目标|任务|计划|下达|责任书|要求|指标|核定|省定|市定|承诺|确定|民生实事|(?:应|须|要|需)(?:[于在]?[^，。；]{0,8}(?:年底|月底|前|时|末|内))?达到?|定的是|定为|应(?:消除|完成|新增|达到|招聘|建|培训|整改|改造|化解|发放)|控制在|不超过|不低于|不少于"
)
_ADVERB = "(?:圆满|全面|如期|顺利|超额|按期|提前|胜利|足额|如数|高质量|保质保量|按时|已|均|都|全部|全都|也)"
# What is said of the goal itself; what has an object of its own (完成了岗前培训) is said of that.
_MET = re.compile(
    "(?:达到|符合|满足)了?[^，。；\\d]{0,8}(?:要求|标准|目标|规划|计划|规定)|"
    f"{_ADVERB}{{1,3}}(?:完成|实现|达成|兑现|达标|达到)了?(?:预定|既定|[^，。；\\d]{{0,10}}(?:任务|目标|计划|指标|承诺|要求|规划|事项|实事|工作)[^，。；\\d]{{0,4}})?(?=[，。；、\\s）)]|$)|"
    "(?:完成|实现|达成|兑现)了?[^，。；\\d]{0,10}(?:任务|目标|指标|计划|承诺)(?![的完]|率)|(?:任务|目标|承诺)[一-龥]{0,3}(?:全面|圆满|如期|全部|顺利|已|均|都)*(?:完成|实现|达成|兑现)(?![率数比的情])|超额|(?<=[：:])(?:达标|完成|合格|优秀|已(?:完成|达成|达标|实现)|达成)"
)
_NOT_MET = re.compile(
    "未|没有|不达标|差距|尚未|不足|不符合|差|距|推进|正在|阶段|部分|力争|计划于|争取|完成[^，。；]{0,6}的\\d"
)
_ACTUAL = re.compile("实际|达到|达|完成|实现|新增|已|为|招聘|建成|目前|仅")
_RESULT = re.compile("(?:完成|实际|达成|现状|实现|实绩|结果)(?:值|数|情况|结果|量)?")
_LOWER = re.compile("辍学|流失|近视|事故|不超过|以内|大班额|控制|差异系数|超标|欠")
_LEVELS = re.compile("省|市|县|区|国家")


@check("target_unmet_claimed_met", rule="R50：目标值、完成值与“圆满完成”的说法一致")
def targets_are_met_when_said(case: Case) -> Iterator[Finding]:
    """目标为95%，实际达到93.6%，圆满完成年度目标."""
    for sentence, _ in sentences_with(case, _TARGET):
        row = _row(case, sentence)
        for at, target in enumerate(row):
            if not _is_target(case, target) or target.start >= sentence.end:
                continue
            done = _done(case, row[at + 1 :], target)
            if not done:
                continue
            yield from _claimed(case, target, done)


def _row(case: Case, sentence: Sentence) -> list[Figure]:
    following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
    row = figures(case, sentence)
    return row + [f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)]


def _clause(case: Case, figure: Figure) -> str:
    content = case.text.content
    return content[max(content.rfind(c, 0, figure.start) for c in "，。；\n") + 1 : figure.start]


def _is_target(case: Case, figure: Figure) -> bool:
    """A number told as planned; 完成任务900个的 is only mentioned on the way."""
    lead = figure.start - len(_clause(case, figure))
    clause = case.text.content[lead : figure.quantity.number_start or figure.start]
    if (
        (figure.quantity.approx and figure.quantity.comparator not in {">", ">="})
        or figure.quantity.kind not in "NAGPBS"
        or re.search("完成|占(?!比)|实际|的[^，。；]{0,2}$", clause[-4:])
    ):
        return False
    return (
        _TARGET.search(clause) is not None
        and re.search("完成[^，。；]{0,6}(?:任务|目标|计划)", clause) is None
    )


def _done(case: Case, later: list[Figure], target: Figure) -> list[Figure]:
    """The numbers reached: the next ones of the target's kind, told as actual."""
    found: list[Figure] = []
    for figure in later:
        alike = (
            figure.quantity.kind == target.quantity.kind
            and figure.quantity.dimension == target.quantity.dimension
        )
        between = case.text.content[target.end : figure.start]
        if (
            len(between) > 60
            or ("；" in between and not _RESULT.search(figure.before or _clause(case, figure)))
            or _is_target(case, figure)
            or (not found and figure.quantity.comparator != "=")
        ):
            break
        # 每千人口3.6个 beside 托位2664个: only numbers of the target's size answer it.
        sized = target.amount <= figure.amount * 3 and figure.amount <= target.amount * 3
        if alike and not sized and not found:
            continue
        if not alike:
            if found and figure.start - found[-1].end < 24:
                break
            continue
        words = f"{_clause(case, figure)}{figure.before}"
        if not found and not (
            _ACTUAL.search(words) or len(between) < 14 or _named(_clause(case, target), words)
        ):
            break
        if figure.exact:
            found.append(figure)
    return found


def _named(target: str, words: str) -> bool:
    """Whether a number names what the target is of: 每千人口…应达到3.8个, 每千人口3.6个."""
    bare = re.sub("[^一-龥]|全[区县市]|实际|达到|我[区县]", "", words)
    return any(bare[i : i + 3] in target for i in range(len(bare) - 2))


def _claimed(case: Case, target: Figure, done: list[Figure]) -> Iterator[Finding]:
    content = case.text.content
    first = done[0]
    sentence = case.sentence_at(first.start)
    stop = sentence.end if sentence else first.end
    rest = re.split("[；。](?!(?:自评|结论|评价|结果|完成情况|是否达标|自查))", content[first.end : stop])[0][
        :60
    ]
    met = _MET.search(rest)
    lead = content[max(0, target.start - 24) : target.start]
    falls = _LOWER.search(lead) is not None and not re.search("消除|化解|减少|压减|整改|新增", lead)
    lower = falls or target.quantity.comparator in {"<=", "<"}
    total = sum((f.amount for f in done if f.start < stop), Decimal(0))
    short = (
        first.amount > target.amount
        if lower
        else max(first.amount, total if first.quantity.kind != "P" else first.amount) < target.amount
    )
    if re.search("分别|依次", content[target.end : first.start]) and len(done) == 1:
        return  # 分别完成60个、32处、124个: each answers its own
    if met is None or not short or _NOT_MET.search(rest[: met.end()].replace("差异", "")):
        return
    levels = [set(_LEVELS.findall(w)) for w in (_clause(case, target), met[0])]
    if levels[0] and levels[1] and not levels[0] & levels[1]:
        return
    later = next((f for f in done[1:] if f.start < first.end + met.start()), None)
    if later is not None and (later.amount <= target.amount if lower else later.amount >= target.amount):
        return
    unit = target.quantity.unit
    told = f"{say(first.value, 4)} {'＞' if lower else '＜'} {say(target.value, 4)}"
    message = f"目标{say(target.value, 4)}{unit}，实际{say(first.value, 4)}{unit}，没有达到，却写“{met[0]}”，请核对。"
    span = (first.start - len(first.before), first.end + met.end())
    yield case.finding(
        "target_unmet_claimed_met",
        "error",
        span,
        message,
        recomputed=told,
        others=((target.start, target.end),),
    )
