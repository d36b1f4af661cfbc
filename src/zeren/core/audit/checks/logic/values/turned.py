"""Turned: a rate with its name before it here and behind it there — 总体满意度为91.6% … 92.9%的总体满意度."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_RATE = "[一-龥]{1,8}(?:率|满意度|占比|比例|比重|覆盖面|得分)"
_BEHIND = re.compile(rf"(?<![\d.])(?P<n>\d+(?:\.\d+)?)[%％]的(?P<name>{_RATE})")
_BEFORE = re.compile(
    rf"(?P<name>{_RATE})(?:已|仅|均|稳定|保持)*(?:为|是|达到?|在|有)?(?P<n>\d+(?:\.\d+)?)[%％](?![以之]|至|—|～|-|的(?:目标|要求|标准|任务|指标|省定|基础))"
)
_APART = re.compile(
    "上年|去年|前年|同期|目标|要求|规定|省定|市定|国定|任务|全[省市国]|国家|由|从|比(?![例重])|较|高于|低于|超过|力争|计划|20\\d\\d年|不低于|不少于|分项|其中"
)
_SCOPES = re.compile(
    "小学|初中|高中|幼儿园|学前|中职|特教|城区|县城|城镇|农村|乡镇|乡村|公办|民办|男|女|教师|学生|家长|校长|语文|数学|英语|[一二三四五六七八九]年级|[一-龥]{2}(?:镇|乡|街道|校区)|第[一二三四]"
)


@check("value_conflict", rule="R48：同一指标，先写后写是一个数")
def rates_named_behind_are_those_named_before(case: Case) -> Iterator[Finding]:
    """总体满意度为91.6% … 92.9%的总体满意度比上年上升: the same rate with two values."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        turned = list(_BEHIND.finditer(words)) if paragraph.kind != "table" else []
        for back in turned:
            for first in _BEFORE.finditer(words, 0, back.start()):
                if not _one_rate(words, first, back):
                    continue
                span = (paragraph.start + back.start(), paragraph.start + back.end())
                other = (paragraph.start + first.start(), paragraph.start + first.end())
                message = (
                    f"同一个率前后不一：前面“{first[0]}”，这里“{back[0]}”，请核对，或写明口径、范围不同。"
                )
                yield case.finding(
                    "value_conflict",
                    "warn",
                    span,
                    message,
                    others=(other,),
                    recomputed=f"{first['n']}% ≠ {back['n']}%",
                )
                break


def _one_rate(words: str, first: re.Match[str], back: re.Match[str]) -> bool:
    """Whether both name the very same rate, of the same people, and nothing beside them tells them apart."""
    name = back["name"]
    if len(name) < 4 or not first["name"].endswith(name) or Decimal(first["n"]) == Decimal(back["n"]):
        return False
    begins = [max(words.rfind(mark, 0, m.start()) for mark in "，。；：、") + 1 for m in (first, back)]
    near = [words[begin : m.end()] for begin, m in zip(begins, (first, back), strict=True)]
    scopes = [set(_SCOPES.findall(part.replace(name, ""))) for part in near]
    # A second value of that name right here, or the same value told before, is another's.
    again = [m for m in _BEFORE.finditer(words, first.end(), back.start()) if m["name"].endswith(name)]
    apart = all(scopes) and scopes[0] != scopes[1]
    return not any(_APART.search(part) for part in near) and not apart and not again
