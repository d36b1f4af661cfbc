"""Means lie between their groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_WHOLE = re.compile(
    "总体|综合|整体|总的|总(?=满意|及格|合格|优秀|近视|达标|平均)|[三四五六两各]科平均|平均(?=为)|全[区县市校镇乡园](?!国)|(?:全|平均)[区县市校省]?平均"
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
            if c.type in {"rate", "score", "mean"} and c.exact and c.value is not None and c.sentence >= 0
        ]  # fmt: skip
        for claim in values:
            lead = _lead(case, claim)
            if not _WHOLE.search(lead) or _COMPARED.search(lead):
                continue
            groups = [c for c in values if c is not claim and _is_group(case, c, claim)]
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
    return len({re.sub(r"[\d.%％]+", "", _lead(case, c)) for c in groups}) == len(groups) or (
        len(people) == len(groups) and None not in people
    )


def _own(case: Case, lead: str, groups: list[Claim]) -> bool:
    """A mean of the whole city is no mean of our subjects; one of 全区 is of its towns and villages."""
    if re.search("总体|综合|整体|总(?![校])|科", lead) and not _WIDER.search(lead):
        return True
    told = [_lead(case, c) for c in groups]
    if _WIDER.search(lead):
        return all(_GROUPS.search(t) for t in told) and not re.search(
            "我[区县校镇]|全[区县校镇]|本[区县校镇]", case.words_of(groups[0])
        )
    return all(_GROUPS.search(t) for t in told) or "平均为" in lead
