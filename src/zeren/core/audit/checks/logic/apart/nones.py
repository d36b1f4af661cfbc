"""Nones apart: “none of it” beside what is one of it under another name — 零意外伤害 … 从攀爬架上摔下，左前臂骨折."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_NO = "(?:零|(?<![有虚毫])无|没有|没|未发生|未出现|不存在|未出|杜绝了?|未曾|从未)"
_STAY = "(?!隐患|苗头|风险|演练|目标|率)"
# What there is none of, and what can only be one of it.
_MATTERS = tuple(
    (re.compile(f"{_NO}[^，。；]{{0,12}}?(?:{thing}){_STAY}"), re.compile(form))
    for thing, form in (
        ("意外伤害|人身伤害|伤害事[故件]|受伤|安全事故|安全责任事故|意外", "骨折|摔[^，。；]{0,4}伤|烫伤|缝了?[\\d一二三四五六七八九十]+针|(?:咬|砸|撞|刮|夹|划|扎)伤|磕(?:破|掉|断)|脱臼"),
        ("违反师德|师德失范|师德违规|师德问题|违规违纪|违纪违法|受到?(?:处分|处理|处罚)|被(?:处分|处理|处罚)", "(?:给予|受到?|予以|被)[^，。；]{0,8}(?:警告|记过|处分|撤职|开除|诫勉)|有偿补课[^。；]{0,12}(?:处分|警告|通报|停职)"),
        ("失学|辍学|流失", "劝返[^，。；]{0,6}(?:未果|无果|不成|未归|未成)|(?:跟着|随)[^，。；]{0,6}(?:打工|务工)|仍未返校|至今(?:没有?|未)(?:返校|到校|复学|回校)"),
        ("拖欠|欠付|欠款|欠账|欠薪", "逾期[^，。；]{0,8}(?:月|年|天)|催[要讨款]|讨[要薪]|(?:尾款|工程款|货款|工资|补贴)[^，。；]{0,14}(?:至今|仍|还|一直)[^，。；]{0,4}(?:未|没|欠)"),
        ("欺凌|霸凌", "围殴|掌掴|扇[^，。；]{0,3}耳光|勒索|殴打"),
        ("食品安全(?:事[件故]|问题)|食物中毒", "食物中毒|集体(?:腹泻|呕吐)|(?:腹泻|呕吐)[^，。；]{0,8}(?:送医|就医|住院)"),
        ("乱收费|违规收费|违规收取", "(?:责令|全部|如数|已)?退还[^，。；]{0,10}(?:费|元)|多收[^，。；]{0,8}元"),
        ("投诉|信访|上访|举报", "(?:家长|群众)[^，。；]{0,10}(?:联名|写信|打了?12345|拨打|上门|堵门)"),
    )
)  # fmt: skip
_HOPED = re.compile("力争|确保|目标|要求|争取|承诺|努力|如|若|去年|上年|此前|以前|下一步|将")
_OTHER = re.compile(
    "去年|上年|往年|此前|以前|前年|历史|演练|预防|防范|避免|如果|若|可能|讲座|讲了|讲解|知识|办法|培训|宣传|案例|外地|外省|邻县|模拟|警示|校外|家中|家里|在家|假期|周末|放学后|上学路|无关|不属|排除|误报|非[一-龥]{1,4}责任|(?:后|终)(?:来|经|又)?[^，。；]{0,10}(?:返校|复学|付清|结清)|全部(?:返校|复学)|已(?:全部)?(?:付清|结清|还清|清偿)|(?:未|没有?|无|零|防)[^，。；]{0,4}$"
)
_PEOPLE = (re.compile("教师|老师|教职工"), re.compile("学生|幼儿|孩子|儿童"))


@check("zero_vs_count", rule="写“无、零、没有、不存在”某事的，后文不能以别的说法写出这样的事")
def none_and_one_in_other_words(case: Case) -> Iterator[Finding]:
    """全园零意外伤害 … 11月一名幼儿从攀爬架上摔下，左前臂骨折; 不存在拖欠 … 尾款126万元已逾期九个月."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        for none, form in _MATTERS:
            said = none.search(words)
            if said is None or _HOPED.search(re.split("[，。；]", words[: said.start()])[-1][-14:]):
                continue
            one = next((m for m in form.finditer(words, said.end()) if _told(words, said, m)), None)
            if one is None:
                continue
            begin = max(words.rfind(mark, 0, one.start()) for mark in "，。；") + 1
            span = (paragraph.start + begin, paragraph.start + one.end())
            other = (paragraph.start + said.start(), paragraph.start + said.end())
            message = f"前面说“{said[0]}”，这里又写“{content[slice(*span)]}”，请核对，或写明时点、范围不同。"
            told = f"{said[0]} ≠ {content[slice(*span)]}"
            yield case.finding("zero_vs_count", "warn", span, message, others=(other,), recomputed=told)


def _told(words: str, said: re.Match[str], one: re.Match[str]) -> bool:
    """Whether the words tell one of the things, and not of others, another time or another place."""
    begin = max(words.rfind(mark, 0, one.start()) for mark in "。；") + 1
    lead = words[max(begin, said.end()) : one.start()]
    rest = re.split("[。；]", words[one.end() : one.end() + 40])[0]
    sides = [[bool(p.search(w)) for p in _PEOPLE] for w in (said[0], lead)]
    apart = sides[0] in ([True, False], [False, True]) and sides[1] == sides[0][::-1]
    return (
        one.start() - said.end() <= 260
        and "。" in words[said.end() : one.start()]
        and not apart
        and _OTHER.search(lead + "\n" + rest) is None
        and _OTHER.search(re.split("[，。；]", lead)[-1]) is None
    )
