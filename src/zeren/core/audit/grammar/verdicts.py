"""Verdicts: what a clause says of a metric without a number: the same, more than others, better, up to the standard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.grammar.registry import Draft, Reading
from zeren.core.audit.grammar.statements import IDLE, beside, has_number, last_value, made, statement
from zeren.core.audit.lexicon.words import sign_of

__all__: list[str] = []

_VERDICT = re.compile(
    r"(?P<verb>(?:已|基本|完全|还|尚|仍)*(?:未达标|不达标|达标|不合格|合格|(?:达不到|未达到|"
    r"达到|符合|不符合|优于|满足|高于|低于)[^，,。；;：:\d]{0,12}(?:要求|标准|规定|目标|"
    r"水平))"
    r"|(?:基本)?(?:持平|保持不变|保持稳定|没有变化)|"
    r"(?:得到了?|有了?|实现了?)?(?:逐年|逐步|持续|稳步|明显|显著|大幅度?|有所|不断|进一步|有效|切实|日益|日趋|更加|普遍|"
    r"较大|较快|极大|全面)(?:地|的)?(?:提高|提升|增长|增加|上升|下降|降低|减少|改善|扩大|缩小|增强|加强|优化|好转|向好|加快|加大|"
    r"健全|完善|夯实|凸显|显现|缓解|遏制|巩固|改观|浓厚|规范|充实|改进|进步|成效|效果|突破|变化|活跃|丰富|拓宽|均衡|合理|科学|"
    r"融洽|和谐|完备|清晰|畅通|突出|紧密|密切|扎实|有序|便捷|公平|鲜明|牢固|协调|深厚|强劲|激发|减轻|深化|拓展|释放|改变|压减|细化|壮大|"
    r"回落)|(?:取得了?|收到了?|呈现出?)(?:了)?(?:明显|显著|良好|较好|阶段性|一定|新的?|积极|重大|丰硕|可喜)的?(?:成效|效果|进展|成果|成绩|突破|进步|态势|变化)|"
    r"(?:普遍|总体|整体|仍然?|还|相对|比较|较为|十分|非常|严重)*(?:(?:比?较|偏)[高低好差强弱大小多少快慢]|相对滞后|不够(?:均衡|完善|规范|合理|健全|充足|到位|平衡|高|强|深入)|参差不齐|短缺|紧缺|"
    r"不[高强足深细牢畅]|焕然一新|井然有序|平稳有序)|"
    r"(?:受到|得到|赢得|深受)了?[^，,。；;：:\d]{0,12}(?:好评|认可|肯定|称赞|赞誉|欢迎|信赖)|稳中有[升降]|(?:尚?未能?|没有|圆满|全面|如期|顺利|"
    r"超额)*完成了?[^，,。；;：:\d]{0,12}(?:任务|目标|指标))$"
)
_AGAINST = re.compile(
    r"(?P<verb>(?:明显|大幅|远|略|均|都|已)*(?:高于|低于|优于|好于|多于|少于|大于|小于|超过|快于|落后于|领先于?))了?"
    r"(?P<other>[^，,。；;：:\d]{1,10}?(?:小学|中学|初中|高中|学校|幼儿园|[区县市省州镇乡校园]|城镇|农村|乡村|同期|上年|去年|往年|全国|水平|均值|平均[数值]?))$"
)
_LEAD = re.compile(r"^[一二三四五六七八九十]是|(?:均|都|全部|已|基本|有待|亟待|[还仍尚]?需要?|[:：])+$")
# What is compared, wished or explained is no verdict on a subject.
_NO_SUBJECT = re.compile(
    r"(?:与|比|较|(?<![认共协合])同)[^，,]{1,8}$|^(?:与|比|较|同|因(?!材)|由于|[^，]{0,4}原因|存在|看似|一个|问[题得]|跟|提出|未|"
    r".{0,6}之所以|确保|力争|争取|使|要|为|以|不断|努力|全面|进一步)"
)
_HOW = re.compile(
    "^(?:(?:得到|有|实现)了?)?(?:逐年|逐步|持续|稳步|明显|显著|大幅度?|有所|不断|进一步|稳中有)"
)
_CLAUSE = re.compile(r"[^，,。；;！？!?]+")


@statement
def unchanged(reading: Reading) -> Iterator[Draft]:
    """在校生数与上年持平 (form 34).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("在校生5200人，与上年持平。")[1]
        'change_abs 在校生 =0 of=0'
    """
    for at, token in enumerate(reading.tokens[:-1]):
        after = reading.tokens[at + 1]
        match = (
            re.match(r"(?:基本)?(?:持平|一致|相同|不变|没有变化)", after.text)
            if token.kind == "b" and after.kind == "w"
            else None
        )
        if match is None:
            continue
        target = last_value(reading, token.start)
        names = [t for t in reading.tokens[max(0, at - 3) : at] if t.kind in "pm"]
        near = names and reading.kinds[at - 1] not in ",;"
        draft = Draft(
            "change_abs",
            token.start,
            after.start + match.end(),
            subject=beside(reading, token.start),
            verb=match.group(),
            value=Decimal(0),
        )
        if near:
            draft.metric, draft.start = names[-1].text, names[0].start
        elif target is not None:
            draft.metric, draft.population = target.name, target.population
            draft.link("of", target)
        draft.base_period = token.period.text if token.period else ""
        draft.comparator = "~" if match.group().startswith("基本") else "="
        if draft.metric:
            yield draft


@statement
def compared(reading: Reading) -> Iterator[Draft]:
    """乡村学校生均图书高于县城学校: more or less than another, without a number.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("乡村学校生均图书高于县城学校。")
        ['compare 生均图书 乡村学校']
    """
    for clause in _CLAUSE.finditer(reading.words):
        match = _AGAINST.search(clause.group().rstrip())
        edge = reading.sentence.start + clause.start()
        if match is None or has_number(reading, edge, edge + len(clause.group())):
            continue
        start = edge + match.start("verb")
        target = last_value(reading, start)
        inside = [t for t in reading.tokens if edge <= t.start < start and t.kind in "pmw"]
        metric = next((t.text for t in reversed(inside) if t.kind == "m"), "")
        if not metric and (inside or target is None):
            continue
        draft = made(
            reading, "compare", (clause.start(), clause.start() + match.end()), metric, verb=match["verb"]
        )
        draft.base_name, draft.sign = (
            match["other"],
            sign_of(re.sub("^(?:明显|大幅|远|略|均|都|已)+", "", match["verb"])),
        )
        if metric:
            draft.population = "".join(t.text for t in inside if t.kind == "p")
        elif target is not None:
            draft.metric, draft.population = target.name, target.population
            draft.link("of", target)
        yield draft


@statement
def verdicts(reading: Reading) -> Iterator[Draft]:
    """教师：达标。 生均占地面积达不到要求。 辍学率逐年下降。 (forms 36, 62, 86, 87).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("生均占地面积未达到省定标准。")
        ['qualitative 生均占地面积']
    """
    for clause in _CLAUSE.finditer(reading.words):
        match = _VERDICT.search(clause.group().rstrip())
        edge = reading.sentence.start + clause.start()
        if match is None or has_number(reading, edge, edge + len(clause.group())):
            continue
        start = reading.sentence.start + clause.start() + match.start()
        if any(
            d.type == "compare" and d.anchor < 0 and d.start >= edge and d.end >= start
            for d in reading.drafts
        ):
            continue
        words = _LEAD.sub("", IDLE.sub("", clause.group()[: match.start()].strip(" ：:　")))
        target = last_value(reading, start) or max(
            (d for d in reading.drafts if d.type == "change_abs" and d.end <= start),
            key=lambda d: d.end,
            default=None,
        )
        metrics = [
            t.text
            for t in reading.tokens
            if t.kind == "m" and reading.sentence.start + clause.start() <= t.start < start
        ]
        metric = metrics[-1] if metrics else words[-20:]
        if _NO_SUBJECT.search(words) or (not metric and target is None):
            continue
        draft = made(
            reading,
            "qualitative",
            (
                clause.start() + len(clause.group()) - len(clause.group().lstrip()),
                clause.start() + match.end(),
            ),
            metric,
            verb=match["verb"],
        )
        draft.sign = sign_of(_HOW.sub("", match["verb"]))
        if target is not None and (not metric or metric == target.name):
            draft.metric, draft.population = target.name, target.population
            draft.link("of", target)
        yield draft
