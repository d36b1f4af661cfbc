"""Held: a number, and a line right behind it that is said to be held, not crossed, or left a little behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.logic.limits import HOLDS, WORDS, alike, size
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_LINE = re.compile("^的?[^，。；\\d]{0,6}?(?P<line>底线|下限|最低线|保障线|红线|上限|警戒线|控制线|高限)")
_HELD = re.compile(
    "^[^，。；]{0,10}?[，、]?(?:已经?|也|均|都|仍|牢牢|始终|继续|坚决|严格|切实)*(?:守住|守牢|保住|(?:没有?|未曾?|不曾)(?:突破|越过|跌破|低于|超过|触及|碰)|稳定在|保持在|处于|站在)了?[^，。；\\d]{0,10}$"
)
_MORE = re.compile(
    "^[^，。；]{0,10}?[，、]?(?:还)?比[^，。；\\d]{0,8}(?:规定|标准|要求|省定|市定|国定|国家|定额|下限|底线)[^，。；\\d]{0,4}$"
)
_SURPLUS = re.compile(
    "^的?(?:[^，。；\\d]{0,6}?)(?:还要?|也|都)?(?:略有|稍有|略|稍|有)?(?:富余|宽裕|盈余|宽松|多一些|高一些|大一些|多一点|高一点)"
)
_LOWER = re.compile(
    "班额|近视|辍学|流失|超标|肥胖|差异|时长|时间|负担|距离|半径|单程|人数|规模|欠|债|结余率|投诉|信访|事故|收费|大班"
)
_NOT = re.compile("没有?守住|未守住|未能|差|不足|缺口|力争|确保|要|应|须|目标|计划|将(?!近)")
_CLOCK = re.compile(
    r"(?P<op>不早于|不得早于|不晚于|不得晚于|不迟于|不得迟于)(?:早上|上午|下午|晚上|晚)?(?P<h>\d{1,2})[:：时点](?P<m>\d{2})?(?P<rest>[^。]{0,12}[。；，][^。]{0,40}?)(?<!\d)(?P<h2>\d{1,2})[:：时点](?P<m2>\d{2})?分?[^。\d]{0,12}?(?:符合|达到|合乎|执行|落实|遵守|没有违反|在规定)"
)


@check("limit_contradiction", rule="写“守住底线”“没有突破红线”“比规定还有富余”的，数值应当如此")
def lines_are_held(case: Case) -> Iterator[Finding]:
    """占3.8%，守住了5%的底线; 6.1平方米，比规定的6.5平方米还略有富余."""
    content = case.text.content
    for sentence, _ in sentences_with(case, re.compile("[线限]|富余|宽裕|盈余|宽松|一些|一点")):
        for value, bound in pairwise(figures(case, sentence)):
            between = content[value.end : bound.quantity.number_start or bound.start]
            tail = content[bound.end : bound.end + 16]
            op = _op(content[max(0, value.start - 24) : value.start], between, tail)
            near = size(value) <= size(bound) * 2 and size(bound) <= size(value) * 2
            if (
                not op or not value.exact or bound.quantity.approx or value.quantity.kind != bound.quantity.kind
                or not alike(value, bound) or not near or _NOT.search(between) or HOLDS[op](size(value), size(bound))
            ):  # fmt: skip
                continue
            yield _broken(case, value, bound, op)


def _op(lead: str, between: str, tail: str) -> str:
    """The direction in which a line is held; empty where the words do not say so."""
    line = _LINE.match(tail)
    if line is not None and _HELD.match(between):
        if "跌破" in between or (
            line["line"] in {"底线", "下限", "最低线", "保障线"} and not _LOWER.search(lead)
        ):
            return ">="
        if line["line"] in {"上限", "警戒线", "控制线", "高限"} or _LOWER.search(lead):
            return "<="
        return ""
    return ">=" if _MORE.match(between) and _SURPLUS.match(tail) else ""


def _broken(case: Case, value: Figure, bound: Figure, op: str) -> Finding:
    unit, limit = value.quantity.unit, bound.quantity.unit
    told = f"{say(value.value, 4)}{unit} 并非{WORDS[op]} {say(bound.value, 4)}{limit}"
    message = f"数值不满足所写的界限：{say(value.value, 4)}{unit}，写的是{WORDS[op]}{say(bound.value, 4)}{limit}。请核对，或如实写未达到。"
    span = (value.start - len(value.before), bound.end)
    return case.finding("limit_contradiction", "error", span, message, recomputed=told)


@check("limit_contradiction", rule="规定的时刻与实际的时刻相符")
def clocks_keep_their_limits(case: Case) -> Iterator[Finding]:
    """到校时间不早于8:20。我校学生到校时间为7:50，符合规定."""
    for match in _CLOCK.finditer(case.text.content):
        bound, value = (int(match[h]) * 60 + int(match[m] or 0) for h, m in (("h", "m"), ("h2", "m2")))
        early = "早" in match["op"]
        if (value < bound if early else value > bound) and not re.search("高中|晚自习|值班", match["rest"]):
            message = f"规定{match['op']}{match['h']}:{match['m'] or '00'}，实际{match['h2']}:{match['m2'] or '00'}，却写符合规定，请核对。"
            yield case.finding("limit_contradiction", "warn", (match.start("h2"), match.end()), message)
