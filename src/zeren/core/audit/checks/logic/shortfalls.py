"""Shortfalls: what is said of all beside a rate below a hundred, a count below the total, a standard not reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.logic.universals import (
    COMMON,
    COUNTED,
    GATE,
    NOT,
    UNITS,
    Every,
    clauses,
    everies,
    head_shared,
    shared,
)
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_RATE = re.compile(r"(?P<name>[一-龥]{2,6})率(?:为|达到?|仅|目前|已|是|约)*(?P<value>\d{1,2}(?:\.\d+)?)[%％]")


@check("all_vs_exception", rule="写“全部”“所有…均”的，同一件事的比率应是100%")
def all_means_a_hundred(case: Case) -> Iterator[Finding]:
    """所有学校均实现一键报警联网，目前联网率为92%."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not GATE.search(words):
            continue
        for every in everies(words):
            after = words[every.end : every.end + 40]
            match = None if "率" in every.words else _RATE.search(re.split("[。；]", after)[0])
            head = re.sub("^.*(?:的|前|，|其)", "", match["name"]) if match else ""
            if (
                match is None
                or len(head) < 2
                or not (
                    head_shared(every.verb, head[-2:]) or ("全覆盖" in every.words and head[-2:] == "覆盖")
                )
                or COMMON.search(head[-2:])
            ):
                continue
            if re.search("上年|去年|年前|其中|原|由|从|曾|优秀|合格", after[: match.start() + 4]):
                continue
            span = (paragraph.start + every.end + match.start(), paragraph.start + every.end + match.end())
            other = (paragraph.start + every.start, paragraph.start + every.end)
            message = f"前面说“{every.words}”，这里的比率却是{match['value']}%，请核对。"
            yield case.finding(
                "all_vs_exception",
                "warn",
                span,
                message,
                others=(other,),
                recomputed=f"{match['value']}% ≠ 100%",
            )
            break


_NO_ONE = re.compile(
    rf"(?:无|没有)一?(?:{UNITS})[一-龥]{{1,6}}?(?:存在|出现|发生|有)(?P<verb>[^，。；]{{2,16}})"
)


@check("all_vs_exception", rule="写“无一所…存在”的，不能又有存在的")
def none_means_none(case: Case) -> Iterator[Finding]:
    """无一所学校存在超标准收费，但2所学校存在超标准收费行为."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        for none in _NO_ONE.finditer(words):
            for start, clause in clauses(words[none.end() :]):
                some = COUNTED.search(clause)
                if (
                    some is None
                    or NOT.search(clause)
                    or not re.search("存在|发生|出现|查处", clause)
                    or shared(none["verb"], clause) < 3
                ):
                    continue
                if re.search("上年|去年|往年|此前|投诉|咨询|整改|查无", clause) or start > 80:
                    continue
                begin = paragraph.start + none.end() + start
                message = f"前面说“{none[0]}”，这里又说“{clause}”，请核对。"
                other = (paragraph.start + none.start(), paragraph.start + none.end())
                yield case.finding(
                    "all_vs_exception",
                    "error",
                    (begin, begin + len(clause)),
                    message,
                    others=(other,),
                    recomputed=f"{none[0]} ≠ {clause}",
                )
                break


_OF_SO_MANY = re.compile(
    rf"(?P<n>\d[\d,]*)(?P<unit>{UNITS})(?P<noun>[一-龥]{{0,10}}?)[中里，][，]?(?:已|已有|有|其中|现有|目前|实际)*(?P<m>\d[\d,]*)(?P=unit)(?P<said>[^，。；]{{0,24}})"
)
_DUE_AND_DONE = re.compile(
    rf"(?P<said>应[一-龥]{{1,4}})[一-龥]{{0,14}}?(?P<n>\d[\d,]*)(?P<unit>{UNITS})[，、；](?:实际|已|实|现已)[一-龥]{{0,6}}?(?P<m>\d[\d,]*)(?P=unit)"
)


@check("all_vs_exception", rule="写“全部”“100%”的，个数应等于总数")
def all_means_as_many(case: Case) -> Iterator[Finding]:
    """每个乡镇都建有中心园。全县22个乡镇中，21个建有中心园; 一人一案全部落实，应入学286人，已落实281人."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not GATE.search(words):
            continue
        short = [
            m for m in [*_OF_SO_MANY.finditer(words), *_DUE_AND_DONE.finditer(words)]
            if int(m["m"].replace(",", "")) < int(m["n"].replace(",", "")) and not NOT.search(m[0]) and not re.search("含|除|优秀|良好|新", m[0])
        ]  # fmt: skip
        for every in everies(words) if short else ():
            short = [
                m
                for m in short
                if "率" not in every.words
                or int(m["m"].replace(",", "")) * 1000 < int(m["n"].replace(",", "")) * 995
            ]
            found = next((m for m in short if 0 <= m.start() - every.end <= 60 and _told_of(every, m)), None)
            if found is None:
                continue
            span = (paragraph.start + found.start(), paragraph.start + found.end())
            other = (paragraph.start + every.start, paragraph.start + every.end)
            message = f"前面说“{every.words}”，这里是{found['n']}{found['unit']}中的{found['m']}{found['unit']}，请核对。"
            severity = "warn" if "率" in every.words else "error"
            yield case.finding(
                "all_vs_exception",
                severity,
                span,
                message,
                others=(other,),
                recomputed=f"{found['m']} ＜ {found['n']}",
            )
            break


def _told_of(every: Every, match: re.Match[str]) -> bool:
    """Whether the smaller number is of those of whom “all” was said."""
    said = match["said"]
    return (
        shared(every.verb, said) >= 3
        or head_shared(every.verb, said + match[0][-8:])
        or ("应" in said and shared(every.noun + every.verb, match[0]) >= 2)
    )


_UP_TO = re.compile(
    r"(?P<noun>指标|学校|条款|项目|要素|检查点|[一二三四五六七八九十\d]{1,4}项)[^，。；]{0,8}?(?:全部|均|都|悉数|全)(?:过线|达标|合格|达到(?:[^，。；]{0,8}标准)|通过|合规)"
)
_BELOW = re.compile(
    r"(?:仍|还|尚|依然)?(?:低于|达不到|未达到?|没有达到|未过|不足|够不上)(?:[^，。；\d]{0,6})(?:标准|要求|线|规定)|(?:仍|还|尚)?(?:不达标|未达标|没有达标)"
)


@check("all_vs_exception", rule="写“全部达标”的，不能又有未达标的")
def all_up_to_standard(case: Case) -> Iterator[Finding]:
    """七项指标全部过线 … 生均体育运动场馆面积仍低于标准."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        for every in _UP_TO.finditer(words):
            below = _BELOW.search(words, every.end())
            if below is None or re.search(
                "基本|除|上年|去年|原|曾|若|如|防止|避免|整改前|目标|力争",
                words[max(0, every.start() - 8) : every.end()]
                + re.split("[。；]", words[: below.start()])[-1],
            ):
                continue
            clause = max(words.rfind(mark, 0, below.start()) for mark in "，。；") + 1
            span = (paragraph.start + max(clause, every.end()), paragraph.start + below.end())
            other = (paragraph.start + every.start(), paragraph.start + every.end())
            message = f"前面说“{every[0]}”，这里又说“{content[slice(*span)]}”，请核对。"
            yield case.finding(
                "all_vs_exception",
                "error",
                span,
                message,
                others=(other,),
                recomputed=f"{every[0]} ≠ {below[0]}",
            )
            break
