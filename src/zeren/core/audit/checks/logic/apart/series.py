"""Series apart: values of several years, and a sentence later a course that they do not take — 逐年走低, 没有哪一年往回走."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_UP = "高|走高|上升|增[加长多]|提[高升]|攀升|上涨|升高|向上|递增|[比多]?多(?!样)|增"
_DOWN = "低|走低|下降|减少|降低|回落|下滑|递减|少|降|减"
_YEARLY = "(?:逐年|连年|年年|一年比一年|一年[一]?年|每年都|持续|连续[一-龥]{1,2}年)(?:都|在|稳步|持续)?"
_COURSE = re.compile(
    f"(?P<name>[^，。；]{{0,12}}?)(?:{_YEARLY}(?:(?P<up>{_UP})|(?P<down>{_DOWN}))|(?:没有|没)(?:哪|任何|一)一?年(?:往回走|倒退|(?P<nodown>下降|回落|减少|下滑)|(?P<noup>上升|反弹|回升|增加)))"
)
_YEAR = re.compile("(?:20\\d\\d年|今年|去年|上年|前年)[^，。；\\d]{0,6}$")
_IN_TURN = re.compile("(?:分别|依次)(?:为|是)?$")
_OTHER = re.compile("全国|全省|目标|计划|力争|确保|将|总体|基本|除")


@check("trend_contradiction", rule="逐年列出的数，与后一两句所写的“逐年”走势应当一致")
def course_told_later_is_taken(case: Case) -> Iterator[Finding]:
    """2022年49.7%，2023年50.3%，2024年48.9% … 近视率逐年走低."""
    content = case.text.content
    for sentence in case.text.sentences:
        row = _series(case, sentence)
        if len(row) < 3:
            continue
        name = content[sentence.start : row[0].start]
        for later in case.text.sentences[sentence.index + 1 : sentence.index + 4]:
            if later.paragraph != sentence.paragraph:
                break
            course = _COURSE.search(content, later.start, later.end)
            if course is None or _OTHER.search(course[0]) or not _of_it(name, course["name"]):
                continue
            down = course["down"] or course["noup"]
            pairs = list(pairwise(row))
            turn = next(
                (p for p in pairs if (p[1].amount > p[0].amount if down else p[1].amount < p[0].amount)), None
            )
            if turn is None:
                break
            span = (turn[0].start, turn[1].end)
            way = "升" if down else "降"
            told = f"{say(turn[0].value, 4)} → {say(turn[1].value, 4)}"
            message = f"后面写“{course[0]}”，其中由{told}是{way}的，请核对。"
            yield case.finding(
                "trend_contradiction", "warn", span, message, others=(course.span(),), recomputed=told
            )
            break


def _series(case: Case, sentence: Sentence) -> list[Figure]:
    """The values of three and more years in a row, of one unit."""
    content = case.text.content
    row = [f for f in figures(case, sentence) if f.exact and f.quantity.kind in "NAPG"]
    row = [f for f in row if not re.match("年(?!级)", f.quantity.unit or "")]
    dated = [
        f
        for f in row
        if _YEAR.search(content[max(sentence.start, f.start - 14) : f.quantity.number_start or f.start])
    ]
    if len(dated) >= 3 and len({(f.quantity.kind, f.quantity.unit) for f in dated}) == 1:
        return dated
    for at, figure in enumerate(row):
        if not _IN_TURN.search(
            content[max(sentence.start, figure.start - 8) : figure.quantity.number_start or figure.start]
        ):
            continue
        group = [figure]
        for following in row[at + 1 :]:
            if following.quantity.unit != figure.quantity.unit or not re.fullmatch(
                "[、和与及，]{1,2}", content[group[-1].end : following.start]
            ):
                break
            group.append(following)
        if re.search(
            "20\\d\\d(?:年)?[至到—～-]|近[三四五]年|[三四五]年", content[sentence.start : figure.start]
        ):
            return group
    return []


def _of_it(name: str, told: str) -> bool:
    bare = re.sub("全县|全区|我[校园县]|学生|教育|正因", "·", told)
    pairs = {bare[i : i + 2] for i in range(len(bare) - 1) if re.fullmatch("[一-龥]{2}", bare[i : i + 2])}
    return (
        any(pair in name for pair in pairs)
        or ("投入" in told and "支出" in name)
        or ("新生" in told and "招生" in name)
    )
