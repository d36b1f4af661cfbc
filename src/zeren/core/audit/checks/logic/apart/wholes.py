"""Wholes apart: one whole told twice with two numbers, in other words — 在园幼儿252名 … 我们248个孩子一个不落全都查了."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_N = "(?<![\\d.,第])(?P<n>\\d[\\d,]*(?:\\.\\d+)?)"
_HEADS = (
    ("幼儿|孩子|儿童|小朋友", "[名人个]"),
    ("学生|孩子", "[名人个]"),
    ("教师|老师|教职工", "[名人位个]"),
    ("学校|校", "[所家个]"),
    ("幼儿园|园", "[所家个]"),
    ("班|教学班", "个"),
)
# A whole told of everybody; and the same said again of all without exception.
_WHOLE = tuple(
    (
        re.compile(f"(?:在[园校册]|现有|共有|各级各类)[^，。；\\d其]{{0,6}}(?:{noun}){_N}{unit}|(?:现有|共有)[^，。；\\d]{{0,6}}{_N.replace('<n>', '<n2>')}{unit}(?:{noun})"),
        re.compile(f"(?:全部|全体|所有|我们|全[园校县]){_N}{unit}(?:{noun})(?P<all>一个不[落少漏]|全部?都?|人人|个个|无一)?(?=[^。；]{{0,10}}(?P<each>一个不[落少漏]|全都|全部|都|均|人人)?)"),
    )
    for noun, unit in _HEADS
)  # fmt: skip
_APART = re.compile(
    "公办|民办|城区|农村|乡村|小学|初中|高中|大班|中班|小班|毕业|寄宿|义务教育|[一二三四五六七八九]年级|新生|专任|其中|应|符合|参加|报名"
)
_OTHER = re.compile("去年|上年|上学期|上学年|往年|此前|原有|20\\d\\d年|9月|转[入出]|新增|减少|现在")


@check("value_conflict", rule="同一个总数前后写两个值的，应当一致")
def one_whole_has_one_number(case: Case) -> Iterator[Finding]:
    """各级各类学校86所 … 覆盖了县域内全部84所学校."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        for whole, again in _WHOLE:
            one = whole.search(words)
            if one is None or _APART.search(re.split("[，。；]", words[: one.end()])[-1]):
                continue
            value = Decimal((one["n"] or one["n2"]).replace(",", ""))
            for other in again.finditer(words, one.end()):
                begin = max(words.rfind(mark, 0, other.start()) for mark in "，。；") + 1
                sure = other[0][:2] in {"全部", "全体", "所有"} or other["all"] or other["each"]
                same = Decimal(other["n"].replace(",", ""))
                if (
                    not sure or same == value or not value * 8 / 10 < same < value * 12 / 10
                    or "。" not in words[one.end() : other.start()]
                    or _APART.search(words[begin : other.end()])
                    or _OTHER.search(words[one.end() : other.end()])
                ):  # fmt: skip
                    continue
                yield _told(case, paragraph.start, one, other)
                break


def _told(case: Case, base: int, one: re.Match[str], other: re.Match[str]) -> Finding:
    message = f"前面是“{one[0]}”，这里是“{other[0]}”，请核对，或写明范围不同。"
    span, first = (base + other.start(), base + other.end()), (base + one.start(), base + one.end())
    return case.finding(
        "value_conflict", "warn", span, message, others=(first,), recomputed=f"{one[0]} ≠ {other[0]}"
    )


_MONEY = re.compile(f"(?P<verb>到账|拨付|支出|下达|收取|投入)[^，。；\\d]{{0,4}}{_N}(?P<unit>万元|亿元|元)")
_AGAIN = re.compile(
    f"(?:该|这|此)[项笔][^，。；\\d]{{0,8}}(?:当?年内?)?实?际?(?P<verb>到账|拨付|支出|下达|收取|投入)了?{_N}(?P<unit>万元|亿元|元)"
)


@check("value_conflict", rule="同一笔钱前后写两个数的，应当一致")
def one_sum_has_one_number(case: Case) -> Iterator[Finding]:
    """当年到账专款1,468万元 … 审计报告写明，该项专款年内实际到账1,486万元."""
    content = case.text.content
    for again in _AGAIN.finditer(content):
        sentence = case.sentence_at(again.start())
        if sentence is None:
            continue
        begin = case.text.paragraphs[sentence.paragraph].start
        told = [
            m
            for m in _MONEY.finditer(content, begin, sentence.start)
            if m["verb"] == again["verb"] and m["unit"] == again["unit"]
        ]
        if (
            len(told) != 1
            or told[0]["n"] == again["n"]
            or re.search("上年|去年|首批|第一批|其中", content[begin : again.end()])
        ):
            continue
        yield _told(case, 0, told[0], again)


_DONE = re.compile(
    "(?P<aim>要到|要达到|指标是|指标为|不低于|承诺[^，。；\\d]{0,6}|目标(?:是|为))(?P<lead>[^，。；\\d]{0,4})"
    + _N
    + "(?P<unit>[%％]|学时|个|所|名|人|万元)"
)
_MET = re.compile(
    "(?:任务|目标|指标|一项|一条|承诺|实事|小事|这[一]?[件项])[^，。；]{0,8}?(?:圆满|超额|如期|足额|全面|顺利|提前|按期)*(?:实现|完成|达成|兑现|达到)"
)
_NOT_MET = re.compile("未|没有|不|尚|差|力争|确保|将|20\\d\\d年(?:底|末)?(?:达到|完成)|如果|序时|阶段")


@check("target_unmet_claimed_met", rule="R50：写目标完成、兑现的，实际数应当达到目标")
def aims_told_met_later_are_met(case: Case) -> Iterator[Finding]:
    """当年占比要到55%。…占全县在园11,700人的54%，预定任务圆满实现."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        for aim in _DONE.finditer(words):
            met = _MET.search(words, aim.end(), aim.end() + 220)
            if (
                met is None
                or _NOT_MET.search(re.split("。", words[: met.end()])[-1])
                or re.search("[降减]|以内", aim[0])
            ):
                continue
            value = _reached(words, aim, met.start())
            goal = Decimal(aim["n"].replace(",", ""))
            if value is None or not goal * 6 / 10 < value[0] < goal:
                continue
            span = (paragraph.start + value[1], paragraph.start + value[2])
            other = (paragraph.start + aim.start(), paragraph.start + aim.end())
            told = f"{value[0]} ＜ {goal}"
            message = f"目标是{aim['n']}{aim['unit']}，实际{value[0]}{aim['unit']}，没有达到，却写“{met[0]}”，请核对。"
            yield case.finding(
                "target_unmet_claimed_met", "warn", span, message, others=(other,), recomputed=told
            )
            break


def _reached(words: str, aim: re.Match[str], stop: int) -> tuple[Decimal, int, int] | None:
    """The only number of the goal's unit between, or the one told by 人均 or 合计 as the goal was."""
    unit, lead = aim["unit"], aim["lead"]
    near = re.search("人均|平均|生均|班均", words[max(0, aim.start() - 6) : aim.end()])
    lead = near[0] if near is not None else lead
    found = list(re.finditer(f"{_N}{unit}", words[:stop]))
    found = [m for m in found if m.start() >= aim.end()]
    if len(lead) >= 2:
        found = [m for m in found if lead in words[max(0, m.start() - 8) : m.start()]]
    elif unit in "个所名人万元":
        product = re.search(
            f"(?P<a>\\d+)个[一-龥]{{0,4}}班，每班[^，。；\\d]{{0,8}}(?P<b>\\d+){unit}",
            words[aim.end() : stop],
        )
        if product is not None and unit == "个":
            return (
                Decimal(product["a"]) * Decimal(product["b"]),
                product.start() + aim.end(),
                product.end() + aim.end(),
            )
        return None
    if len(found) != 1 or re.search(
        "率|另|增[长加]|提高|下降|较", words[max(0, found[0].start() - 6) : found[0].start()]
    ):
        return None
    return Decimal(found[0]["n"].replace(",", "")), found[0].start(), found[0].end()
