"""Lists apart: a number of things, and their names or deeds a sentence later — 在5个乡镇先行 … 先行的就是柳泉、河湾、石峡、沙岭."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_N = "(?<![\\d.,第])(?P<n>\\d{1,2}|[两三四五六七八九十])"
_DIGITS = {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NAME = "[一-龥]{2,5}"
_NAMED = re.compile(
    f"(?P<verb>[一-龥]{{2}})的(?:就|正|便|分别)?是(?P<list>{_NAME}(?:、{_NAME}){{2,}})(?=[，。；])"
)
_EACH = re.compile(
    f"(?:^|[，。；：])(?P<list>{_NAME}(?:、{_NAME}){{2,}}?)(?:各一|一)(?P<unit>[间个所室处家])(?:一样|一种|一项|[，。；])"
)
_DEEDS = re.compile(f"(?:这|上述|以上){_N}[件项]?(?:大|民生)?(?:实事|工程|任务|工作|举措|好事)")
_DEED = re.compile("^[一-龥]{2,14}?\\d[\\d,.]*[一-龥]{1,10}$|^[给为][^，。；]{4,16}$")


def _number(said: str) -> int:
    return _DIGITS.get(said) or int(said)


@check("enum_count_mismatch", rule="写几个、隔一句又逐一列出名称的，个数应当一致")
def names_told_later_are_as_many(case: Case) -> Iterator[Finding]:
    """在5个乡镇先行 … 先行的就是柳泉、河湾、石峡、沙岭; 6间工坊 … 七种，一间一样."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        for match in _NAMED.finditer(words):
            if re.search(
                "明年|去年|下一?[批步]|另|首批|后续", words[max(0, match.start() - 8) : match.start()]
            ):
                continue
            told = re.search(f"{_N}[一-龥]{{2,8}}{match['verb']}", words[: match.start()])
            yield from _judged(case, paragraph.start, told, match)
        for match in _EACH.finditer(words):
            told = re.search(f"{_N}{match['unit']}", words[: match.start()])
            yield from _judged(case, paragraph.start, told, match)


def _judged(case: Case, base: int, told: re.Match[str] | None, match: re.Match[str]) -> Iterator[Finding]:
    items = match["list"].split("、")
    if (
        told is None
        or not told["n"]
        or _number(told["n"]) == len(items)
        or re.search("等|以及|和", match["list"])
    ):
        return
    message = f"前面写“{told[0]}”，这里列出{len(items)}个，请核对。"
    other = (base + told.start(), base + told.end())
    span = (base + match.start("list"), base + match.end("list"))
    yield case.finding(
        "enum_count_mismatch",
        "warn",
        span,
        message,
        others=(other,),
        recomputed=f"{told['n']} ≠ {len(items)}",
    )


@check("enum_count_mismatch", rule="“这几件实事”应与前面列出的件数一致")
def deeds_are_as_many(case: Case) -> Iterator[Finding]:
    """新建2所公办园、改造31座旱厕、更换5,200套课桌椅、给88所学校装上直饮水 … 这五件实事."""
    content = case.text.content
    for match in _DEEDS.finditer(content):
        sentence = case.sentence_at(match.start())
        if sentence is None:
            continue
        begin = case.text.paragraphs[sentence.paragraph].start
        for clause in re.finditer(
            "(?<=[，。；：])[^，。；：]*|^[^，。；：]+",
            re.sub("(?<=\\d),(?=\\d)", "0", content[begin : sentence.start]),
        ):
            items = clause[0].split("、")
            items[0] = re.sub("^(?:年内|全年|今年|先后|一是)+", "", items[0])
            if len(items) < 3 or not all(_DEED.match(item) for item in items):
                continue
            if len(items) != _number(match["n"]) and not re.search(
                "其他|还|另|，[^。]*、", content[begin + clause.end() : sentence.start]
            ):
                span = (begin + clause.start(), begin + clause.end())
                message = f"后面写“{match[0]}”，这里列出{len(items)}件，请核对。"
                told = f"{match['n']} ≠ {len(items)}"
                yield case.finding(
                    "enum_count_mismatch", "warn", span, message, others=(match.span(),), recomputed=told
                )
            break
