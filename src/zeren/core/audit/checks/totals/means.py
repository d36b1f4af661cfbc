"""Means lie between their groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_WHOLE = re.compile(
    "总体|综合|整体|总的|总(?=满意|及格|合格|优秀|近视|达标|平均)|[三四五六两各]科平均|平均(?=为)|义务教育(?!阶段)|中小学|(?<![一二三四五六七八九])年级(?=[一-龥]{2,3}率)|全[区县市校镇乡园](?!国)|(?:全|平均)[区县市校省]?平均"
)
_WIDER = re.compile("全市|全省|全国|省平均|市平均|国家")
_COMPARED = re.compile("比|高于|低于|优于|综合差异|综合素质|超过|去年|上年|同期")
_GROUPS = re.compile(
    "城|乡|农村|镇|小学|初中|高中|幼儿|男|女|学生|教师|家长|年级|片区|公办|民办|社会|群众|领导|校长"
)
_STEM = re.compile(
    "总体|综合|平均|整体|总|全[区县市校省]|[三四五六两各]科|学生|中小学|青少年|儿童|的|为|是|达到?|率|度"
)


@check("aggregate_out_of_range", rule="总体平均值在各组之间（B3-22）")
def means_lie_between(case: Case) -> Iterator[Finding]:
    """学生94.2%、教师95.6%、家长92.7%，总体96.8%: no mean exceeds its greatest part."""
    for row in case.by_sentence.values():
        values = [
            c for c in row
            if c.type in {"rate", "score", "mean", "per_capita"} and c.exact and c.value is not None and c.sentence >= 0
        ]  # fmt: skip
        for claim in values:
            lead = _lead(case, claim)
            if not _WHOLE.search(lead) or _COMPARED.search(lead):
                continue
            groups = [c for c in values if c is not claim and _is_group(case, c, claim)]
            if pattern("义务教育|中小学").search(lead) and ("巩固" in lead or not _both_stages(case, groups)):
                continue
            largest = max((g.value or Decimal(0) for g in groups), default=Decimal(0))
            if claim.type == "score" and len(groups) > 2 and largest * 3 < (claim.value or Decimal(0)) * 2:
                continue  # items and their sum, not a mean
            if len(groups) < 2 or not _distinct(case, groups) or not _own(case, lead, groups):
                continue
            numbers = [c.value for c in groups if c.value is not None]
            low, high = min(numbers), max(numbers)
            assert claim.value is not None
            if low - claim.half_step <= claim.value <= high + claim.half_step:
                continue
            unit = claim.unit or ""
            message = f"总体{say(claim.value)}{unit}不在各组（{say(low)}～{say(high)}{unit}）之间，请核对。"
            yield case.finding(
                "aggregate_out_of_range", "error", (claim.start, claim.end), message,
                recomputed=f"各组在{say(low)}～{say(high)}{unit}之间",
            )  # fmt: skip


def _both_stages(case: Case, groups: list[Claim]) -> bool:
    words = [_lead(case, g) for g in groups]
    return len(groups) == 2 and any("小学" in w for w in words) and any("初中" in w for w in words)


def _lead(case: Case, claim: Claim) -> str:
    """The words of the clause up to the number."""
    start = max(case.text.content.rfind(mark, 0, claim.end) for mark in "，。；：、\n") + 1
    return case.text.content[min(start, claim.start) : claim.end]


def _is_group(case: Case, group: Claim, whole: Claim) -> bool:
    if group.unit != whole.unit or group.value is None or _WHOLE.search(_lead(case, group)):
        return False
    if (
        (group.period or "") != (whole.period or "")
        or "比" in _lead(case, group)
        or group.start > whole.end + 80
    ):
        return False
    if group.type == "score" or whole.type == "score":
        return group.start < whole.start and "满分" not in group.quote
    one, other = _stem(group), _stem(whole)
    # 合格率城区78.4%、乡镇69.2%: the second group bears only its place's name.
    return (
        one.endswith(other)
        or other.endswith(one)
        or (group.metric_kind == "count" and _GROUPS.search(group.metric or "") is not None)
    )


def _stem(claim: Claim) -> str:
    return _STEM.sub("", claim.metric or "").replace(claim.population or "-", "")


def _distinct(case: Case, groups: list[Claim]) -> bool:
    """Each group is another one, and the mean is of nothing beyond them."""
    people = {c.population for c in groups}
    return len({pattern(r"[\d.%％]+").sub("", _lead(case, c)) for c in groups}) == len(groups) or (
        len(people) == len(groups) and None not in people
    )


def _own(case: Case, lead: str, groups: list[Claim]) -> bool:
    """A mean of the whole city is no mean of our subjects; one of 全区 is of its towns and villages."""
    if pattern("总体|综合|整体|总(?![校])|科|义务教育|中小学").search(lead) and not _WIDER.search(lead):
        return True
    told = [_lead(case, c) for c in groups]
    if _WIDER.search(lead):
        return all(_GROUPS.search(t) for t in told) and not pattern(
            "我[区县校镇]|全[区县校镇]|本[区县校镇]"
        ).search(case.words_of(groups[0]))
    return all(_GROUPS.search(t) for t in told) or "平均为" in lead


_HIGH, _LOW, _MEAN = re.compile("最高|最大|最多"), re.compile("最低|最小|最少"), re.compile("平均|均分|均值")

_SIDES = re.compile("城区|农村|乡镇|小学|初中|高中|男|女|公办|民办")


@check("aggregate_out_of_range", rule="最低≤平均≤最高")
def means_between_extremes(case: Case) -> Iterator[Finding]:
    """最高分698分，最低分412分，平均分702分; 合格率在82%至96%之间，平均97.5%."""
    for sentence, _ in sentences_with(case, _MEAN):
        row = figures(case, sentence)
        for at, mean in enumerate(row):
            if (
                not _MEAN.search(mean.before)
                or not mean.exact
                or pattern("高于|低于|超过|比|全市|全省|全国").search(mean.before)
            ):
                continue
            near = [
                f
                for f in row
                if f is not mean
                and abs(row.index(f) - at) <= 3
                and _alike(f, mean)
                and f.segment == mean.segment
            ]
            if len({side for f in near for side in _SIDES.findall(f.before)}) > 1:
                continue  # 农村学校最高的、城区学校最低的: extremes of two groups, not of one
            high = [f.amount for f in near if _HIGH.search(f.before) and not _LOW.search(f.before)]
            low = [f.amount for f in near if _LOW.search(f.before)]
            ranges = [
                f
                for f in near
                if f.quantity.high is not None and "之间" in case.text.content[f.end : f.end + 4]
            ]
            high += [(f.quantity.high or f.value) * f.quantity.factor for f in ranges]
            low += [f.amount for f in ranges]
            above, below = bool(high) and mean.amount > max(high), bool(low) and mean.amount < min(low)
            if not (above or below):
                continue
            edge = max(high) if above else min(low)
            told = f"{say(mean.amount)} {'＞' if above else '＜'} {say(edge)}"
            message = f"平均数{say(mean.amount)}不在最低与最高之间（{'最高' if above else '最低'}{say(edge)}），请核对。"
            span = (mean.start - len(mean.before), mean.end)
            yield case.finding("aggregate_out_of_range", "error", span, message, recomputed=told)


def _alike(one: Figure, other: Figure) -> bool:
    """The same measure of the same thing: both 班额, both 分."""
    if one.quantity.dimension != other.quantity.dimension or one.quantity.kind != other.quantity.kind:
        return False
    names = [
        pattern("最[高大多低小少]|平均|均|为|是|达到?|小学|初中|高中|全[区县市校年级]+|的").sub("", f.before)
        for f in (one, other)
    ]
    return names[0] == names[1] or not all(names) or names[0] in names[1] or names[1] in names[0]


_ALL = re.compile(
    "合起来|合在一起|合并|总体|综合|整体|全体|总(?=满意|及格|合格|优秀|达标|平均|均)|平均|[两三四五六七八九]科|合计|加权"
)
_REGION = re.compile(
    "全[区县市校镇乡园](?!国)|义务教育(?:阶段)?|中小学|(?<![一二三四五六七八九])年级(?=[一-龥]{2,3}率)|各校"
)
_PART = re.compile(
    "小学|初中|高中|幼儿园|学前|男|女|公办|民办|城|农村|乡镇|镇|片|班|年级|学生|教师|家长|干部|群众|社区"
)
_COMPLETE = (
    ("城", "[乡镇农村]"), ("男", "女"), ("公办", "民办"), ("小学", "初中"), ("学生", "教师|家长"), ("寄宿|住校", "走读"), ("片", "片"), ("年级", "年级"), ("班", "班"),
)  # fmt: skip
_LISTS = {"类", "项", "个", "种", "科", "门"}  # 三类群体: the number counts the list
_UNLIKE = re.compile(
    "等于|相加|巩固|比|高于|低于|提高|增|降|目标|去年|上年|同期|全省|全市|全国|省|毛入|最高|最低|最大|最小|差异|综合素质"
)
_METRIC = re.compile("[一-龥]{1,6}(?:率|度|额|分|比例|占比|比重|册数?|面积|规模)$")


@check("aggregate_out_of_range", rule="总体在各组之间（B3-22）：总体与各组同一指标，各组合起来就是总体")
def wholes_lie_between_their_groups(case: Case) -> Iterator[Finding]:
    """男生18.6%，女生24.2%，全体学生26.1%; 全县71.2%。分片区看，城区片84.6%、…、西部片73.5%: whichever stands first."""
    for sentence, _ in sentences_with(case, re.compile(f"{_ALL.pattern}|{_REGION.pattern}|占|率|均")):
        row = [f for f in figures(case, sentence) if f.exact]
        following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
        for at, whole in enumerate(row):
            lead = _clause(case, sentence, whole)
            if pattern(r"\d|分别|依次").search(lead) or (
                whole.quantity.kind != "P" and not pattern("均|班额").search(lead)
            ):
                continue  # a member of a series, or no measure that has a mean
            behind = [
                f
                for s in following
                if s.paragraph == sentence.paragraph and at == len(row) - 1
                for f in figures(case, s)
            ]
            opened = (
                bool(behind)
                and pattern("[分从按其]").match(case.text.content[following[0].start : following[0].end])
                is not None
            )
            own = [
                f for f in row if f.segment == whole.segment and (f is whole or f.quantity.unit not in _LISTS)
            ]
            here = own.index(whole)
            groups = _run_of(case, list(reversed(own[:here])), whole, lead) if _is_whole(lead) else []
            if len(groups) < 2 and (opened or _is_whole(lead)):
                groups = _run_of(case, own[here + 1 :] or (behind if opened else []), whole, lead)
            if not _together(case, lead, groups, opened=opened):
                continue
            low, high = min(f.amount for f in groups), max(f.amount for f in groups)
            room = Decimal(5).scaleb(-whole.quantity.decimals - 1) * whole.quantity.factor
            if low - room <= whole.amount <= high + room or pattern(
                "不一定|未必|不等于|总分|总和|合计"
            ).search(lead):
                continue
            unit = whole.quantity.unit
            message = f"总体{say(whole.value)}{unit}不在各组（{say(low)}～{say(high)}{unit}）之间，请核对。"
            span = (whole.start - len(whole.before), whole.end)
            told = f"各组在{say(low)}～{say(high)}{unit}之间"
            yield case.finding("aggregate_out_of_range", "error", span, message, recomputed=told)


def _clause(case: Case, sentence: Sentence, figure: Figure) -> str:
    return pattern("[，。；：（(]").split(case.text.content[sentence.start : figure.start])[-1]


def _is_whole(lead: str, *, stage: bool = True) -> bool:
    """Whether a clause names a whole and no group of it."""
    if _UNLIKE.search(lead):
        return False
    if pattern("合起来|合在一起|合并").search(lead):
        return True
    rest = _REGION.sub("", _ALL.sub("", lead)).replace("学生", "")
    if stage and pattern(
        "(?:全[区县市镇校])?(?:小学|初中|高中)(?:阶段)?(?:学生)?[一-龥]{2,5}率(?:约?为|是|达到?)?"
    ).fullmatch(lead):
        return True  # of whose grades the list beside it may be
    return (_ALL.search(lead) or _REGION.search(lead)) is not None and not pattern(
        "小学|初中|高中|幼儿园|男|女|公办|民办|农村|城"
    ).search(rest)


def _run_of(case: Case, row: list[Figure], whole: Figure, lead: str) -> list[Figure]:
    """The unbroken run of figures next to the whole that are of its unit and metric, each under a name of its own."""
    metric = _METRIC.search(pattern("(?:约?为|是|达到?了?|的|占)+$").sub("", lead))
    name = metric[0][-3:] if metric else ""
    found: list[Figure] = []
    for figure in row:
        sentence = case.sentence_at(figure.start)
        own = _clause(case, sentence, figure) if sentence is not None else figure.before
        if (
            not figure.exact
            or figure.quantity.unit != whole.quantity.unit
            or _UNLIKE.search(own)
            or (_is_whole(own, stage=False) and "分别" not in own)
        ):
            break
        bare = pattern("(?:分别|依次)?(?:约?为|是|达到?了?|占)*$").sub("", figure.before)
        other = _METRIC.search(bare)
        if other and name and not (other[0].endswith(name[-2:]) and name[-3:] in f"{other[0]}{name[:-2]}"):
            break
        found.append(figure)
    return found


def _together(case: Case, lead: str, groups: list[Figure], *, opened: bool) -> bool:
    """Whether the groups make the whole: the words say so, or they are all that there are (男、女; 城、乡; 小学、初中)."""
    if len(groups) < 2 or len({f.before for f in groups if len(f.before) > 1}) < sum(
        len(f.before) > 1 for f in groups
    ):
        return False
    sentence = case.sentence_at(groups[0].start)
    names = [f.before for f in groups] + (
        [_clause(case, sentence, min(groups, key=lambda f: f.start))] if sentence else []
    )
    if pattern("义务教育|中小学").search(lead):
        return len(groups) == 2 and any("小学" in n for n in names) and any("初中" in n for n in names)
    if not _ALL.search(lead) and pattern("小学|初中|高中").search(lead):
        return len(groups) >= 3 and any("年级" in n for n in names)
    series = any("分别" in n or "依次" in n for n in names)
    complete = any(
        any(re.search(a, n) for n in names) and any(re.search(b, n) for n in names)
        and sum(bool(re.search(f"{a}|{b}", n)) for n in names) >= len(groups) for a, b in _COMPLETE
    )  # fmt: skip
    if _ALL.search(lead):
        return complete or series or len(groups) >= 3
    parts = (
        pattern("([两二三四五六七八九])个(?:片区|年级|学段|乡镇|学区|街道)").search(names[-1])
        if series
        else None
    )
    return (
        complete
        or (opened and len(groups) >= 3)
        or (parts is not None and "两二三四五六七八九".index(parts[1]) >= len(groups) - 1)
    )
