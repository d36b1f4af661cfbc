"""Leftovers: the gaps of a model text that nobody filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_PLACEHOLDER = re.compile(
    r"[Xx×ＸＸｘ*＊]{2,}\s*(?:年|月|日|县|区|市|省|镇|乡|校|学校|中学|小学|幼儿园|局|人|名|所|元|万元|%|％|同志|号)"
    r"|(?:19|20)\d?[xX×＊*]{1,2}\s*(?:年|学年|[-—])|(?:二[〇○零])[xX×＊*〇○]{0,1}[xX×＊*]\s*年|[○〇]{2,}(?=[县区市镇乡校年局])|二〇[×xX]{2}"
    r"|_{2,}|…{3,}|[（(【\[](?:此处|这里|请|待|[一-龥]{0,8}待)?[^）)】\]（(]{0,12}(?:填写|填入|补充|插入|修改|核实|待定|待补|待填)[^）)】\]]{0,12}[）)】\]]"
    r"|(?<![一-龥])某某[一-龥]?|某某(?=[县区市镇乡校局])|\?{2,}|？？+|TODO|待补充|（略）"
    r"|[（(]\s{1,6}[）)]\s*(?=[名人次所个年月日项万元])|(?<=[一-龥])\s+[XＸ×]\s*(?=[名人次所个年月日项万元份场])"
)


@check("placeholder_left", rule="套用范文未填的空位（B3-20）")
def placeholders(case: Case) -> Iterator[Finding]:
    """20xx年, XX县, （此处填写…）, ____."""
    for match in _PLACEHOLDER.finditer(case.text.content):
        end = match.end()
        extend = re.match(r"[\u4e00-\u9fff]{0,4}?(?:局|厅|委|办|校|政府)", case.text.content[end : end + 6])
        if extend and match[0][-1] in "县区市省镇乡":
            end += extend.end()
        message = "这里还留着范文的空位，请填上真实内容。"
        yield case.finding("placeholder_left", "error", (match.start(), end), message)
