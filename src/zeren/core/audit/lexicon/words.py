"""The words between the numbers: verbs of change, comparison, inclusion, sharing; with the English of the same."""

from __future__ import annotations

import re

__all__ = [
    "ADDITIVE",
    "DOWN",
    "ENGLISH",
    "FILLERS",
    "FUNCTION_CUTS",
    "GENERIC_SCHOOL_WORDS",
    "PATTERNS",
    "UP",
    "sign_of",
]

_UP = (
    "提高|增长|增加|上升|提升|扩大|增多|上涨|攀升|净增长|净增加|净增|递增|改善|增|升|"
    "increased|increasing|increase|rose|grew|grown|up"
)
_DOWN = "降低|下降|减少|回落|缩小|下滑|压缩|压减|递减|净减少|净减|减|降|decreased|decrease|fell|declined|dropped|down"
UP, DOWN = frozenset(_UP.split("|")), frozenset(_DOWN.split("|"))
_VERB = "|".join(sorted(UP | DOWN, key=len, reverse=True))
_NUMBER = (
    r"(?=\s*(?:[\d零〇一二两三四五六七八九十百半翻]|[近约超逾]|百分|千分|不[足到低高超少]|"
    r"将近|接近|大约|超过|[0-9A-Za-z ]{0,8}\d))"
)
_STRICT_NUMBER = (
    r"(?=\s*[了近约超逾]{0,2}\s*(?:\d|百分之|[零一二两三四五六七八九十百]+(?:个|人|所|名|成|项)|翻))"
)

# One-letter kind, pattern. The first that matches at a place wins; the lexicon of nouns is asked after these.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("V", rf"(?:{_VERB}|调整|调[高低]|变化?|跃升|优化|撤并|整合|[归合]并|精简|压[减缩])(?:了)?(?:到了?|至|为|成| to )(?!位|底|今)"),
        ("v", (
            r"(?:(?:增|降|涨|减|升)幅(?:度)?|增速|(?:增长|下降|提高|降低|减少)(?:率|幅度))(?:为|"
            r"达到?了?|是)?(?=\s*[近约]?(?:\d|百分))"
        )),
        ("v", (
            r"(?:提高|增长|增加|上升|提升|扩大|增多|上涨|攀升|净增[长加]?|递增|改善|降低|下降|减少|"
            r"回落|缩小|下滑|压减|递减|净减少?|[减少多扩增]招|(?:increased|increase|rose|grew|fell|decreased|"
            r"decrease|declined|dropped|up|down)(?: by)?(?=\s))(?!率)(?:了|幅度?为|幅度?达到?|幅达)?"
        )),
        ("v", rf"(?<![新])(?:增|升|降|减|多增)(?:了)?{_STRICT_NUMBER}"),
        ("c", (
            r"(?<!不)(?:高于|低于|优于|超过|超出|快于|慢于|领先于?|落后于?|超|高出|多于|"
            r"少于)(?=(?:了)?(?:全[国省市州县区]|国家|省|市|县|平均|序时|时序|目标|计划|任务|预期|规定(?!学历)|"
            r"时间|要求|标准|上年|去年))(?:了)?[一-龥]{2,10}?(?=\s*[近约]?\d)"
        )),
        ("c", r"(?:高于|低于|超过|高出|快于|优于)(?:了)?[一-龥]{2,12}?(?=\s*\d[\d.]*个?百分点)"),
        ("c", rf"(?:高出?|低|多出?|少|快|慢|超前|提前|滞后|领先|落后|相差|差)(?:了)?{_STRICT_NUMBER}"),
        ("z", r"占(?!地(?![区方])|用|有|领|线)(?:到了?|了|比(?=[^例重]))?|accounting for |accounts? for |made up |making up "),
        ("f", (
            r"(?:由|从|from )(?=[^，。；;]{0,22}?[\d百九八七六五四三二一][^；;。]{0,30}?(?:到|至|为|"
            r"→| to )[^；;。]{0,24}?[\d百九八七六五四三二一])"
        )),
        ("e", (
            r"(?:(?<![报签收得接])到(?![位岗户账期校课场率])了?|至|→|➔|->|to )(?=\s*(?:[近约超]?\d|百分之|[一二三四五六七八九]成|(?:19|"
            r"20)\d\d|今年|目前|现在的?|全[省市县])|)(?=[^，。；]{0,12}?[\d百成])"
        )),
        ("j", r"其中[:：,，]?|of which,? ?|of whom,? ?"),
        ("h", r"(?<![蕴饱暗])含(?![义蓄金量])(?:有)?|包括|包含|其中含|涵盖(?=\d)|including |comprising |consisting of "),
        ("s", r"(?:分别|依次|respectively)"),
        ("y", r"(?:全部|均(?![衡等分值])|都(?!市)|皆|全都|一律|全面)"),
        ("q", (
            r"(?<![国省]培)(?<!行动)(?<!改善)(?<!振兴)(?<!支持)(?<!帮扶)(?<!提升)(?<!特岗)(?:年度|全年|年初|省定|市定|上级)?(?:下达)?(?:的)?(?:目标任务|任务指标|目标|任务|预算(?=的\s*\d)|"
            r"计划)(?:任务|数|值|总数|总量|人数)?(?!率|书|制|管理|责任)|应完成"
        )),
        ("k", r"(?:实际|累计|已|共|超额|现已|全年|全部)*完成(?!率|度|情况|时限|整改|了对)(?:了|数|投资(?=额?\s*\d))?"),
        ("l", (
            r"(?:均为|达到了?|达|为|是|共有|共计|总共|一共|合计|总计|累计|共|现有|拥有|设有|建有|现|"
            r"有|计|已有|已达|已|仅有|仅为|仅|只有|保持在|稳定在|维持在|等于|高达|多达|实现了?|各|"
            r"就有?|即|值为|(?<![指系])数为)+"
        ) + _NUMBER),
        ("l", r"(?:保持在|稳定在|维持在)(?:了)?"),
        ("l", (
            r"(?:was|were|is|are|reached|totalled|totaled|stood at|had|has|have|at) (?=(?:about |"
            r"nearly |over |at least |no more than |only |approximately )?\d)"
        )),
        ("g", r"和(?![谐平睦])|(?<!参)与(?!会)|(?<![惠普涉不顾波遍触危])及(?![时格])|以及|and "),
        ("x", r"[×✕*](?=\s*\d)"),
        ("=", r"[=＝]"),
        ("+", r"[+＋](?=\s*[\d一-龥])"),
        (".", r"的"),
    )
)  # fmt: skip

ENGLISH = {
    "m": (
        r"(?:(?!(?:the|a|an|of|in|and) )[a-z]+[ -]){0,3}(?:[Rr]ate|[Rr]atio|[Cc]oefficient of "
        r"variation|[Ii]ndex|[Ss]atisfaction)(?= )"
    ),
    "p": (
        r"(?:[Pp]rimary|[Jj]unior secondary|[Ss]enior secondary|[Pp]re-?school|"
        r"[Kk]indergarten)(?: schools?| pupils| students| children)?"
    ),
    "t": (
        r"(?:in |by the end of |by )?(?:January|February|March|April|May|June|July|August|"
        r"September|October|November|December) (?:19|20)\d{2}|(?:[Ii]n|by|By) (?:19|"
        r"20)\d{2}(?!\d)"
    ),
    "b": (
        r"(?:compared (?:with|to)|over|than|from) (?:last year|the previous year|the year "
        r"before|(?:19|20)\d{2})|year on year"
    ),
}

# Signs at which a name to the left of a number, or a noun to its right, stops.
FUNCTION_CUTS = (
    "[的了被已将从把使让由于并该是给跟或但因而且又再就还]|(?<![报应实])到(?![位岗账率校])|在(?![校园籍编岗职学册读建])|"
    "对(?![口应照])|为(?!民|期)|与(?!会)|和(?![谐睦])|以(?![上下内外来])"
    "|向(?!上)|按(?!时|期|揭)|各(?![级类])|本(?![科级])|每|有(?![效关限机证偿])|至(?!少)|"
    "等(?!级)|同(?![步城等])|所(?![属在有])|(?<![普惠涉危遍波])及(?![格时])"
)
# What may stand between a name and its number without being part of the name.
FILLERS = re.compile(
    r"(?:共计|总计|合计|累计|总共|一共|共有|现有|拥有|设有|建有|已有|共|计|有|为|是|达到了?|"
    r"达|约|已经|已|仅|只|就|了|现|分别|依次|全部|实际|均|都|各|即|也|还|又|则|：|:|,|，|、|"
    r"“|”|\"|\s|"
    r"目前|全年|当前|我们|截至|其|中|并|而|且|到|从|由|在|于|对|向|和|与|及|以及|内|来|新|第)+"
)
# Verbs that say only that the thing took place or exists: 召开会议8次 counts 会议.
ADDITIVE = re.compile(
    r"^(?:先后|认真|积极|定期|及时|扎实|大力|深入|全面|统一|共同|共|共计|累计|已|再|另|还|"
    r"又|为|对|组织|开展|召开|举办|举行|进行|实施|下设|设立|成立|组建|建立|建有|配有|配备|"
    r"拥有|现有|落实|安排|投入使用|了)+"
)
# In front of 小学, 学校 …: these make a class of schools, not one school's name.
GENERIC_SCHOOL_WORDS = re.compile(
    r"[县市区省]域|域内|应届|往届|历届|历年|转入|转出|转至|升学|年内|农村|乡村|城市|城区|县城|县镇|城镇|乡镇|城乡|镇区|村级|公办|民办|普惠|规范|标准|薄弱|"
    r"示范|寄宿|完全|一贯|全日|义务|义教|普通|直属|区属|县属|市属|省属|所属|属|辖区|辖|各级|"
    r"各类|类|有关|相关|其他|其它|其余|部分|捆绑|结对|试点|受检|定点|特色|优质|优秀|达标|"
    r"合格|"
    r"新建|改建|扩建|建设|创建|评选|抽查|督查|检查|督导|走访|深入|覆盖|加强|推进|全体|所有|"
    r"全部|多数|少数|一些|这些|重点|一般|独立|高级|初级|中等|职业|特殊|成人|我|他|你|某|"
    r"校外|附设|撤并|合并|保留|新增|增加|减少|现有|共有|拥有|其中|片区|联盟|集团|成员|"
    r"共同体|(?:^|各|所)[乡镇]中心|人口|适龄|教育|阶段|下属|配备|整改|完成|组织|开展|实施|聘请|选派|派出|"
    r"培训|表彰|"
    r"贫困|偏远|边远|山区|牧区|大班额|规模|小规模|万人|千人|百年|名优|窗口|基地|项目|受益|"
    r"参赛|参加|参与|申报|申请|获得|荣获|确定|评为|命名|授予|通过|验收|评估|考核|安全|和谐|"
    r"平安|绿色|文明|健康|数字|智慧|书香|示范性|骨干|局|机关|两|三|四|五|六|七|八|九|十|几|"
    r"多|数|个|接收|招收|就读|升入|进入|借助|利用|依托|通过|针对|围绕|毕业|位于|建成|投用|"
    r"配建|改善|提升|支持|帮扶|牵手|送教|对口|兴办|举办|开办|审批|取缔|停办|关闭|全"
)


def sign_of(word: str) -> int:
    """+1 for a verb that rises, −1 for one that falls, 0 for others.

    Example:
        >>> sign_of("提高了"), sign_of("降至"), sign_of("增幅达"), sign_of("低于全市平均水平"), sign_of("fell by")
        (1, -1, 1, -1, -1)
    """
    first = word.split(" ")[0]
    if (
        re.match(r"净?(?:增|升|涨)|提[高升]|上[升涨]|扩[大招]|攀升|递增|改善|多|高|超|优|快|领先|提前", word)
        or first in UP
    ):
        return 1
    if (
        re.match(r"净?(?:减|降)|下[降滑]|回落|缩小|压[减缩]|递减|少|低|慢|落后|滞后|相?差", word)
        or first in DOWN
    ):
        return -1
    return 0
