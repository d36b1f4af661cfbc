"""Levels that hold each other: of county level and above are also those of province level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.closely.near import called, span_of
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import closeness, counted, earlier, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_SCALES = (
    ("校级", "[县区]级", "市级", "省级", "国家级"),
    ("中专", "专科|大专", "本科", "研究生|硕士", "博士"),
    ("初级", "中级", "副高|高级", "正高"),
)
_ABOVE = re.compile("(?:及|或)?以上")
_SHORT = re.compile("(?<=[国省市县区校])(?=[、和及])")
_OTHER = re.compile("新|人次|累计|培训|比|较|增|减|年内|当年|评选|推荐|申报|共|合计|次")


@check("subset_exceeds_whole", rule="R20：某级以上的人数，不少于更高一级的人数")
def higher_levels_are_within(case: Case) -> Iterator[Finding]:
    """县级以上骨干教师238人，省、市级骨干251人: those of province and city are among the 238."""
    for sentence, _ in sentences_with(case, _ABOVE):
        row = [f for f in figures(case, sentence) if counted(f) and f.quantity.kind == "N"]
        for large in row:
            floor = _floor(large)
            if floor is None or _OTHER.search(large.before):
                continue
            for small in row:
                if small is large or measure(small) != measure(large) or small.amount <= large.amount:
                    continue
                if small.segment == large.segment and _inside(case, small, large, *floor):
                    told = f"{say(small.amount)} ＞ {say(large.amount)}"
                    message = f"“{called(small)}”{say(small.amount)}包含在“{called(large)}”{say(large.amount)}之内，不会更多，请核对。"
                    others = ((large.start, large.end),)
                    yield case.finding(
                        "subset_exceeds_whole",
                        "error",
                        span_of(small),
                        message,
                        recomputed=told,
                        others=others,
                    )


def _floor(figure: Figure) -> tuple[int, int] | None:
    """The scale and the step that 以上 begins with."""
    for at, scale in enumerate(_SCALES):
        for low, words in enumerate(scale):
            if re.search(f"(?:{words})[一-龥]{{0,2}}?(?:及|或)?以上", figure.before):
                return at, low
    return None


def _inside(case: Case, small: Figure, large: Figure, at: int, low: int) -> bool:
    """Whether every level that the smaller group names is no lower, and both are of one noun."""
    clause = re.split("[，。；：]", case.text.content[max(0, small.start - 20) : small.start])[-1]
    words = _SHORT.sub("级", clause)
    steps = [n for n, level in enumerate(_SCALES[at]) if re.search(level, words)]
    if (
        not steps
        or min(steps) < low
        or _OTHER.search(small.before)
        or (min(steps) == low and "以上" not in words)
    ):
        return False
    noun = re.sub("^.*?以上(?:的)?(?:学历|职称)?", "", large.before)[:2]
    return len(noun) == 2 and noun in small.before


_THESE = re.compile("(?:这|该)(?:些|批|部分)(?P<name>[一-龥]{2,8}?)(?:[中里，]|当中)")
_NEW = re.compile("另|新|其他|加上|共|比|较|人次|平均")


@check("subset_exceeds_whole", rule="R20：“这些”“这批”之中的，不多于前面所说的数")
def some_of_these_are_no_more(case: Case) -> Iterator[Finding]:
    """276名学生报考…。这批考生中287人取得证书: more than there were."""
    for sentence, words in sentences_with(case, _THESE):
        for match in _THESE.finditer(words):
            at = sentence.start + match.end()
            small = next((f for f in figures(case, sentence) if f.start >= at), None)
            if small is None or not counted(small) or _NEW.search(small.before) or small.start - at > 20:
                continue
            known = [f for f in earlier(case, sentence, 3) if counted(f) and measure(f) == measure(small)]
            known = [f for f in known if closeness(match["name"], f"{called(f)}{f.after[:8]}") * 5 >= 2]
            if known and small.amount > known[-1].amount and small.amount * 2 < known[-1].amount * 3:
                large = known[-1]
                told = f"{say(small.amount)} ＞ {say(large.amount)}"
                message = f"“这些”之中的{say(small.amount)}{small.quantity.unit}，多于前面所说的{say(large.amount)}{large.quantity.unit}，请核对。"
                others = ((large.start, large.end),)
                yield case.finding(
                    "subset_exceeds_whole", "error", span_of(small), message, recomputed=told, others=others
                )
