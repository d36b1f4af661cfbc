"""Schools: a count and a tiny rate of one school, that would make it larger than any school is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding

_ONE = re.compile(
    "(?:我|本|该|咱|咱们|我们)(?:学?校|园)|学校(?=[上本这共现在去全有])|全[校园]|^[一-龥]{0,3}?[一-龥]{2,8}(?:小学|初级中学|高级中学|中学|初中|高中|学校|幼儿园|中心校)(?=[是，、（的]|本|这|上|现|共|有|在)"
)
_MANY = re.compile(
    "全[区县市省镇乡国]|各校|各[地乡镇学]|所学校|学校均|片区|联盟|集团|[县市区]域|义务教育阶段|中小学"
)
_SHARE = re.compile(
    "(?:折合|占|约占|仅占|只占|合|即|占比|比例|比率|相当于|等于|折算|换算|也就是|率)(?:成|为|是|约|仅|只有|到|全校[^，。；\\d]{0,6}的)*$"
)
_LARGEST = Decimal(10_000)  # no single school of China's compulsory education is larger


@check("implied_denominator", rule="R07、R08：人数和比率推出分母；一所学校没有那么多学生")
def one_school_is_no_county(case: Case) -> Iterator[Finding]:
    """咱们初级中学……离校未归的孩子有9个，折合0.02%: the school would need some 45,000 pupils."""
    for sentence, words in sentences_with(case, re.compile(r"0\.\d+\s*[%％‰]|[万千]分之")):
        if not _ONE.search(words) or _MANY.search(words):
            continue
        row = figures(case, sentence)
        for part, rate in pairwise(row):
            between = case.text.content[part.end : rate.quantity.number_start or rate.start]
            if (
                rate.quantity.kind != "P" or rate.quantity.dimension != "percent" or not rate.exact or not rate.value
                or part.quantity.kind != "N" or part.quantity.unit not in {"人", "名", "个", "位"} or not part.exact
                or len(between) > 16 or not _SHARE.search(between) or re.search("[。；]|其中", between)
            ):  # fmt: skip
                continue
            low = part.value * 100 / (rate.value + half(rate.quantity.decimals))
            if low <= _LARGEST / 2 or part.value * 100 / rate.value < _LARGEST:
                continue
            told = f"{say(part.value)}÷{say(rate.value, 4)}%≈{say(part.value * 100 / rate.value, 0)}"
            message = f"{say(part.value)}人占{say(rate.value, 4)}%，要有{say(low, 0)}名以上学生，一所学校不可能有，请核对人数或比率。"
            yield case.finding(
                "implied_denominator",
                "warn",
                (part.start - len(part.before), rate.end),
                message,
                recomputed=told,
            )
