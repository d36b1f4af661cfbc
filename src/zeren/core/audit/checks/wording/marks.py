"""Marks: brackets and quotation marks that do not pair, and the text rules of official documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_PAIRS = {
    "《": "》",
    "（": "）",
    "(": ")",
    "〔": "〕",
    "【": "】",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "〈": "〉",
}
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}
# One hand opens with a wide bracket and the other closes with a narrow one: untidy, but a pair.
_SAME = {"（": {"）", ")"}, "(": {")", "）"}}
_ENUMERATOR = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}|[①-⑳a-zA-Z])[)）]$")
_DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]{1,8}[字发函办督教规]{0,3}([\[【（(])((?:19|20)\d{2})([\])）】])\s*第?\s*\d{1,4}\s*号"
)
_PADDED = re.compile(r"〔(?:19|20)\d{2}〕(?:第\s*\d+|0\d*)\s*号")
_DASHES = re.compile(r"((?<!\d)\d{1,8}\s*(?:%|％|月|日|年|岁|周岁)?)\s*(?:——+|－－+|--+|─{2,})\s*(\d)")
_CUTOFF = re.compile(
    r"截止(?=目前|(?:到|至)?\s*(?:\d{4}\s*年|\d{1,2}\s*月|今年|本月|年底|目前|现在|去年|上年))"
)
_NARROW = re.compile(r"(?<=[\u4e00-\u9fff]),(?=[\u4e00-\u9fff])")


@check("bracket_unbalanced", rule="GB/T 15834：括号、书名号、引号成对使用", raw=True)
def brackets_pair(case: Case) -> Iterator[Finding]:
    """Every opening mark has its closing one in the same paragraph.

    Source: 关于…安排>的通知》, ““…体育” in a published report (B3-32).
    """
    for paragraph in case.text.paragraphs:
        if paragraph.kind != "table":
            yield from _paragraph(case, paragraph.start, paragraph.end)


def _paragraph(case: Case, start: int, end: int) -> Iterator[Finding]:
    content = case.text.content
    stack: list[int] = []
    for at in range(start, end):
        mark = content[at]
        if mark in "<>" and _is_bracket(content, at):
            yield _unpaired(case, at, start, end, f"“{mark}”不是书名号")
        elif mark in _PAIRS:
            # Two equal marks side by side open one thing twice: 《《, ““.
            if stack and stack[-1] == at - 1 and content[at - 1] == mark and mark in "“《‘":
                yield _unpaired(case, at - 1, start, end, f"“{mark}”重复")
                continue
            stack.append(at)
        elif mark in _CLOSING and not _ENUMERATOR.search(content[max(start, at - 4) : at + 1].lstrip()):
            partner = next(
                (i for i in reversed(stack) if mark in _SAME.get(content[i], {_PAIRS[content[i]]})), None
            )
            if partner is None:
                yield _unpaired(case, at, start, end, f"“{mark}”前面没有“{_CLOSING[mark]}”")
                continue
            for left in stack[stack.index(partner) + 1 :]:
                yield _unpaired(case, left, start, end, f"“{content[left]}”没有“{_PAIRS[content[left]]}”")
            del stack[stack.index(partner) :]
        elif (
            mark in _CLOSING and stack and mark in _SAME.get(content[stack[-1]], {_PAIRS[content[stack[-1]]]})
        ):
            stack.pop()
    for left in stack:
        yield _unpaired(case, left, start, end, f"“{content[left]}”没有“{_PAIRS[content[left]]}”")


def _is_bracket(content: str, at: int) -> bool:
    """A < or > between Chinese words is a bracket gone wrong; beside figures it compares."""
    around = content[max(0, at - 1) : at].strip() + content[at + 1 : at + 2].strip()
    return bool(around) and not re.search(r"[\d=＝<>%.\-a-zA-Z/]", around)


def _unpaired(case: Case, at: int, start: int, end: int, why: str) -> Finding:
    """The quote is the words from the mark to the next stop (an opening one), or from the last stop to it."""
    content = case.text.content
    if content[at] in _PAIRS:
        stop = re.search(r"[，。；！？\n]", content[at + 1 : end])
        span = (at, end if stop is None else at + 1 + stop.start())
    else:
        before = max((content.rfind(c, start, at) + 1 for c in "，。；！？\n"), default=start)
        span = (max(before, start), at + 1)
    return case.finding("bracket_unbalanced", "warn", span, f"标点不成对：{why}。请补上或删去。")


@check("text_style", rule="GB/T 9704-2012：发文字号用六角括号〔〕，不加“第”，不编虚位", raw=True)
def document_numbers(case: Case) -> Iterator[Finding]:
    """〔2017〕53号, not [2017]53号, not 〔2017〕第053号."""
    for match in _DOCUMENT.finditer(case.text.content):
        message = f"发文字号的年份用六角括号：〔{match[2]}〕，不用“{match[1]}{match[3]}”。"
        yield case.finding("text_style", "warn", match.span(), message)
    for match in _PADDED.finditer(case.text.content):
        yield case.finding("text_style", "warn", match.span(), "发文字号不加“第”字，序号不编虚位。")


@check("text_style", rule="用词：截至某日（到那时为止）与截止（停止）不同", raw=True)
def cut_off_word(case: Case) -> Iterator[Finding]:
    """截至2017年6月, not 截止2017年6月."""
    for match in _CUTOFF.finditer(case.text.content):
        end = min(match.end() + 2, len(case.text.content))
        message = "这里应为“截至”：截至后接时间，截止表示到期停止。"
        yield case.finding("text_style", "warn", (match.start(), end), message)


@check("text_style", rule="GB/T 15834、15835：数值范围用一字线或浪纹线，只占一个字", raw=True)
def range_dashes(case: Case) -> Iterator[Finding]:
    """1—6月, not 1——6月."""
    for match in _DASHES.finditer(case.text.content):
        end = match.end()
        while end < len(case.text.content) and re.match(r"[\d%％月日年周岁]", case.text.content[end]):
            end += 1
        yield case.finding(
            "text_style", "warn", (match.start(), end), "数值范围用一个“—”或“～”，不用双连线。"
        )


@check("text_style", rule="GB/T 15834：中文用全角标点", raw=True)
def narrow_marks(case: Case) -> Iterator[Finding]:
    """A report that uses wide commas has a narrow one slip in; one that uses narrow ones throughout is told once."""
    places = [match.start() for match in _NARROW.finditer(case.text.content)]
    if places:
        at = places[0]
        message = f"中文句子里用了半角逗号（共{len(places)}处），应为全角“，”。"
        yield case.finding(
            "text_style", "info", (max(0, at - 4), min(at + 5, len(case.text.content))), message
        )
