"""Overs: a number that is said to lie over the task, the line or the standard named right behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.finding import Case, Finding

_OVER = re.compile("(?:超过|超出|高于|优于|大于|多于|突破|好于)")
_GAP = re.compile(
    "^(?:[，、]|的成绩|，?[一-龥]{0,6}?)(?:已经?|均|也|都|远|远远|大大|明显|略|稍)?(?:超过|超出|高于|优于|大于|多于|突破|好于)了?(?P<gap>[^，。；\\d]{0,12})$"
)
_LINE = re.compile("任务|目标|计划|标准|线|要求|指标|省定|市定|县定|国定|规定|下限|优秀|良好|合格|责任书")
_NOT = re.compile("未|没|不|将|力争|争取|如|若|拟|应|须|要(?!求)|是否|上年|去年|以上的|超过部分")


@check("limit_contradiction", "target_unmet_claimed_met", rule="写“超过”某任务、某线的，数值应在其上")
def numbers_over_a_line_are(case: Case) -> Iterator[Finding]:
    """完成培训1200人次，超过年度任务1300人次; 满意度89.6分，超过90分的优秀线."""
    content = case.text.content
    for sentence, _ in sentences_with(case, _OVER):
        for value, level in pairwise(figures(case, sentence)):
            gap = _GAP.match(content[value.end : level.quantity.number_start or level.start])
            after = re.split("[，。；、]", content[level.end : level.end + 8])[0]
            alike = value.quantity.unit == level.quantity.unit and value.quantity.kind == level.quantity.kind
            if (
                gap is None or not alike or value.quantity.kind not in "NAGPBS" or not value.exact or not level.exact
                or not value.amount < level.amount <= value.amount * 3 / 2
                or not _LINE.search(gap["gap"] + after) or _NOT.search(gap[0] + after) or _NOT.search(value.before[-6:])
                or (re.search("率|近视|流失|肥胖|差异", value.before) and value.quantity.kind != "P")
            ):  # fmt: skip
                continue
            told = f"{say(value.value, 4)} ＜ {say(level.value, 4)}"
            message = f"写的是超过{say(level.value, 4)}{level.quantity.unit}，数值却是{say(value.value, 4)}{value.quantity.unit}，请核对。"
            kind = (
                "target_unmet_claimed_met"
                if re.search("任务|目标|计划|责任书", gap["gap"] + after)
                else "limit_contradiction"
            )
            span = (value.start - len(value.before), level.end)
            yield case.finding(kind, "warn", span, message, recomputed=told)
