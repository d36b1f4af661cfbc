"""Whether a number said to be a part is one: a standard, a need or a converted number is no part of what it stands beside."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.core.audit.finding import Case, Finding

__all__ = ["member_doubted"]

_NO_PART = re.compile(
    "(?:标准|要求|目标|规定)(?![一-龥]*的)|应[配有到设]|距|折算|折合|换算|计划|核定|节约|尚缺|缺口|相当于|超出|上年|去年|往年|累计"
)
_UNDER = re.compile("其中|当中|[里内中之](?!心|学|小|职|考|级|层|专)|含|就占")
_LEAD = 20
_NAME = 4  # letters that two names must share


def member_doubted(case: Case, finding: Finding) -> Finding | None:
    """体育场馆7.2平方米（标准7.5平方米） is no part that exceeds its whole; without 其中 or its like it is a question."""
    if finding.kind != "subset_exceeds_whole" or finding.severity == "info":
        return finding
    lead = case.text.content[max(0, finding.start - _LEAD) : finding.start]
    own = re.split("[，。；（(、]", lead)[-1] + finding.quote
    if _NO_PART.search(re.split("其中|当中", own)[-1]):
        return None
    told = _UNDER.search(lead + finding.quote) is not None or _named_alike(case, finding)
    return finding if told or finding.severity != "error" else replace(finding, severity="warn")


def _named_alike(case: Case, finding: Finding) -> bool:
    """Whether part and whole bear one name: 三十一所寄宿制学校 … （全县寄宿制学校共二十七所）."""
    part = case.text.content[max(0, finding.start - 4) : finding.end + 10]
    wholes = [case.text.content[start:end] for start, end in finding.others]
    runs = {part[n : n + _NAME] for n in range(len(part) - _NAME + 1)}
    return any(re.fullmatch("[一-龥]+", run) and run in whole for run in runs for whole in wholes)
