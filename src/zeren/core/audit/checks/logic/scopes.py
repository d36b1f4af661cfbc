"""Scopes: what a unit counts of all its own — 我校现有教职工186人, 全校1602名学生 — is one number wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.audit.checks.logic.conflicts import NAMED
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_NOUNS = (
    "在校学生|在校生|在籍学生|学生|师生|教职员工|教职工|专任教师|在职教师|在编教师|教师|义务教育学校|各级各类学校|中小学校|中小学|完全小学|小学|"
    "普通高中|高中|初级中学|初中|公办幼儿园|公办园|民办幼儿园|民办园|普惠性幼儿园|幼儿园|在园幼儿|幼儿|教学班|班级|教学点|学校|乡镇街道|乡镇|镇街|行政村|责任督学|督学责任区|督学|班主任|校长|党员|食堂|校车"
)
_SAME = {
    "在校学生": "学生", "在校生": "学生", "在籍学生": "学生", "教职员工": "教职工", "班级": "教学班", "中小学校": "中小学", "公办幼儿园": "公办园",
    "民办幼儿园": "民办园", "在园幼儿": "幼儿", "责任督学": "督学", "镇街": "乡镇", "乡镇街道": "乡镇", "在职教师": "教师",
}  # fmt: skip
_SCOPE = "(?P<scope>[全我本该][校园县区市镇乡旗州局]|(?<![城农镇村区乡办级通贯点心小中属])学校|我们学校|(?<![一-龥])全体|(?<=[由经对])全体|[一-龥]{2,3}[县区旗])"
_NUMBER = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?P<wan>万)?"
_UNIT = "(?P<unit>所|名|人|个|位|辆|处|间)"
_HAS = "(?:内|域内|范围内)?(?:(?:登记)?在册的?|登记(?:注册)?的|经(?:审批|批准)(?:设立)?的)?(?:现有|共有|拥有|现|共|有|设有|总共有|目前有|目前共有|目前|下辖|辖)*"
# 全县现有专任教师3412人; 全县3421名专任教师
_BEHIND = re.compile(
    rf"{_SCOPE}{_HAS}(?P<noun>{_NOUNS})(?:总数|总人数|人数|数量|总量)?(?:现有|共有|共计|共|有|为|达到?|已达)*{_NUMBER}{_UNIT}(?!次|以)"
)
_AHEAD = re.compile(
    rf"{_SCOPE}{_HAS}{_NUMBER}{_UNIT}(?P<noun>{_NOUNS})(?!代表|家长|[之中]?的?\d|宿舍|食堂|[园校]长)"
)
# …，学生1,620人 at the head of a list that begins with the scope: 学校现有36个教学班，学生1620人
_LISTED = re.compile(
    rf"(?<=[，、；])(?:共有|有|现有)?(?P<noun>{_NOUNS})(?:总数|人数)?(?:共有|共|有|为)?{_NUMBER}{_UNIT}(?=[，。；、（(])"
)
_GROUND = re.compile(
    rf"(?P<scope>学校|校园|我校|全校|本校|幼儿园|我园|园区)(?:总)?(?P<noun>占地总?面积|总?建筑面积|校舍总?(?:建筑)?面积|绿化面积|运动场(?:地)?总?面积|体育场地面积|图书|藏书|纸质图书)(?:总量)?(?:共有|为|共|有|达到?)*{_NUMBER}(?P<unit>平方米|亩|册)"
)
_SCOPED = re.compile(rf"{_SCOPE}(?:现有|共有|现|设有|有|基本情况：)")
# 眼下105名专任教师中: all there are now.
_NOW = re.compile(
    rf"(?P<scope>眼下|目前|现在)(?:的|全校)?{_NUMBER}{_UNIT}(?P<noun>专任教师|教职工|在校生|在校学生|在籍学生)[中里]"
)
_TOLD_APART = re.compile(
    "上年|去年|前年|同期|年初|年[底末]|期[初末]|原有|原来|原|截至|口径|核实|更正|不含|含|快报|抽|参加|参训|参与|受|其中|目标|计划|规划|力争|到20|将|新|撤|学期初|季|月|20\\d\\d年|"
    "人次|应届|毕业|招|比|较|增|减|除|以外|部分|约|近|多|余"
)


@dataclass(frozen=True, slots=True)
class _Whole:
    scope: str
    noun: str
    value: Decimal
    start: int
    end: int
    words: str
    near: str


@check("value_conflict", rule="R48：本单位某类人、校、班的总数前后一致")
def wholes_are_told_alike(case: Case) -> Iterator[Finding]:
    """我校现有教职工186人 … 学校共有教职工168人; 现有专任教师3412人 … 全县3421名专任教师."""
    first: dict[tuple[str, str], _Whole] = {}
    for whole in sorted(_wholes(case), key=lambda w: w.start):
        key = (whole.scope, whole.noun)
        before = first.setdefault(key, whole)
        if before.value == whole.value or before.end > whole.start:
            continue
        if _TOLD_APART.search(before.near) or _TOLD_APART.search(whole.near):
            continue
        between = case.text.content[before.end : whole.start]
        if whole.scope in {"校", "园"} and NAMED.search(re.sub("[（二三四五六七八九十）是\\d]", "", between)):
            continue
        # 全体68名教师 may be of a part: only where the digits are those of the whole, changed about.
        slip = sorted(str(before.value)) == sorted(str(whole.value))
        if not slip and any(w.words.startswith("全体") for w in (before, whole)):
            continue
        # A count of quite another size is of another thing that the words leave open.
        if not before.value * 2 > whole.value or not whole.value * 2 > before.value:
            continue
        message = (
            f"同一个数前后不一：前面“{before.words}”，这里“{whole.words}”，请核对，或写明口径、时点不同。"
        )
        yield case.finding(
            "value_conflict", "error", (whole.start, whole.end), message,
            recomputed=f"{before.value} ≠ {whole.value}", others=((before.start, before.end),),
        )  # fmt: skip


def _wholes(case: Case) -> Iterator[_Whole]:
    content = case.text.content
    for sentence in case.text.sentences:
        words = content[sentence.start : sentence.end]
        if not re.search(r"\d", words):
            continue
        matches = [
            *_BEHIND.finditer(words),
            *_AHEAD.finditer(words),
            *_GROUND.finditer(words),
            *_NOW.finditer(words),
        ]
        scoped = _SCOPED.search(words)
        if scoped is not None:
            matches += [
                m
                for m in _LISTED.finditer(words)
                if m.start() > scoped.end()
                and "其中" not in words[: m.start()]
                and not re.search("[（）；]", words[scoped.end() : m.start()])
            ]
        for match in matches:
            scope = match.groupdict().get("scope") or (scoped["scope"] if scoped else "")
            value = Decimal(match["n"].replace(",", ""))
            if match["wan"] or value < 5:
                continue
            start, end = (
                sentence.start + match.start("noun" if "scope" not in match.groupdict() else 0),
                sentence.start + match.end(),
            )
            begin = max(content.rfind(mark, 0, start) for mark in "，。；\n") + 1
            near = content[max(begin, start - 14) : end] + re.split("[，。；、]", content[end : end + 8])[0]
            near = content[start:end] if scope == "全体" else near
            noun = _SAME.get(match["noun"], match["noun"].replace("总", ""))
            noun += match["unit"] if match["unit"] in {"平方米", "亩", "册"} else ""
            yield _Whole(_own(case, scope), noun, value, start, end, content[start:end], near)


def _own(case: Case, scope: str) -> str:
    """全县, 我县 and the county's own name are one scope; 学校 and 我校 another."""
    if scope in {"学校", "我们学校", "校园", "全体", "眼下", "目前", "现在"} or scope[-1] == "校":
        return "校"
    if scope[-1] == "园" or scope == "园区":
        return "园"
    if scope[0] in "全我本该":
        return scope[-1]
    return scope[-1] if not case.org or scope in case.org else scope
