"""Leftovers: the gaps of a model text that nobody filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_UNITS = "人|名|次|所|个|年|月|日|项|万元|元|亿元|%|％|份|场|平方米|期|分|家|处|位|册|台|套|班|轮|天|亩|个百分点|百分点|件|起"
_ASKED = "填写|填入|补充|插入|修改|(?<![未已经])核实|待定|待补|待填|待核|待查|待报|待统计|待确认|待更新|待完善|暂缺|自填|自行填|具体数|具体名|请填|按实际|据实"
_THING = "校名|学校名称|学校地址|单位名称|单位|姓名|日期|数字|数据|金额|地址|时间|年份|县名|区名|地名|人数|名称|电话|具体[一-龥]{1,6}"
_PLACEHOLDER = re.compile(
    rf"[Xx×ＸＸｘ*＊]{{2,}}\s*(?:县|区|市|省|镇|乡|校|学校|中学|小学|幼儿园|局|同志|号|局长|校长|{_UNITS})"
    r"|(?:19|20)\d?[xX×＊*]{1,2}\s*(?:年|学年|[-—])|(?:二[〇○零])[xX×＊*〇○]{0,1}[xX×＊*]\s*年|[○〇]{2,}(?=[县区市镇乡校年局])|二〇[×xX]{2}"
    rf"|_{{2,}}|…{{3,}}|(?<![一-龥])某某[一-龥]?|某某(?=[县区市镇乡校局])|\?{{2,}}|？？+|TODO|待补充|（略）"
    rf"|[（(【\[〔][^）)】\]〕（(【\[\n]{{0,12}}(?:{_ASKED})[^）)】\]〕\n]{{0,12}}[）)】\]〕]"
    rf"|[【\[](?:{_THING})[】\]]|[（(]\s{{0,6}}[）)]\s*(?=(?:{_UNITS}))"
    rf"|(?<=[一-龥])\s+[XＸ×]\s*(?=(?:{_UNITS}))|(?<=[一-龥])[ \u3000]{{2,}}(?=(?:{_UNITS})(?![一-龥]))|(?<=[一-龥])[*＊]{{2,}}(?=[一-龥])"
    rf"|[【\[][^】\]\d\n]{{0,8}}待[^】\]\d\n]{{0,8}}[】\]]|(?<=[到达为有共约投入资金])[XＸ×Yy](?=(?:{_UNITS}))"
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
