"""What has figures but claims nothing: document numbers, titles, ordinals, phone numbers, clock times, ages, grades."""

from __future__ import annotations

import re

from zeren.core.audit.tokens.numbers import CHINESE, DIGITS

__all__ = ["enumerator_at", "mask_at"]

_C = "[一二三四五六七八九十]"
_ENUMERATORS = re.compile(
    rf"[(（]{_C}{{1,3}}[)）]|[①-⑳⒈-⒛⑴-⒇❶-❿]|\d{{1,2}}[.．、](?!\d)(?!\s*\d*[%‰])|\d{{1,2}}[.．、](?=(?:19|20)\d\d年)"
    rf"|[(（]\d{{1,2}}[)）]|\d{{1,2}}[)）]|{_C}{{1,3}}[、.．](?!{_C}{{1,3}}年级)|"
    rf"{_C}{{1,2}}(?:是(?!否)|要(?!求|素)|则|来(?!自))|第{_C}{{1,2}}[,，、]"
    rf"|其{_C}[是,，、]|\d{{1,2}}(?:\.\d{{1,2}}){{2,3}}|(?<![^\n])\d{{1,2}}\.\d{{1,2}}(?=[\s、])|首先|其次|再次|最后[,，]"
)
_ANYWHERE = re.compile(rf"[(（]{_C}{{1,3}}[)）]|[①-⑳⒈-⒛⑴-⒇❶-❿]")
_CLAUSE_EDGE = "；;。，,:： 、\n”"

_RULES = [
    ("d", "title", re.compile(r"《[^《》]{1,90}(?:》|>|$)")),
    ("d", "number", re.compile(r"[〔\[(【](?:19|20)\d{2}(?:年)?[〕\])】]\s*第?\s*\d+\s*号")),
    ("w", "address", re.compile(r"(?:https?://|www\.)[^\s，。；）)]+|[\w.]+@[\w.]+")),
    ("w", "code", re.compile(
        r"\d{17}[\dXx](?!\d)|1[3-9]\d{9}(?!\d)|0\d{2,3}[-—]\d{7,8}(?!\d)|[48]00-\d{3}-?\d{4}|"
        r"[GJL]\d{18}|\d{11,}"
    )),
    ("w", "code", re.compile(r"\d{3,8}(?:-\d{2,8}){1,3}(?![\d%‰年])(?=\s*(?:号|[)）]|$|[，。；]))")),
    ("w", "clock", re.compile(
        r"(?:(?:上午|下午|晚上?|凌晨|早上?|中午)\s?(?:\d{1,2}|"
        r"十?[一二三四五六七八九十])[点时:](?:\d{1,2}分?|半)?|\d{1,2}时\d{1,2}分|"
        r"\d{1,2}点(?:\d{1,2}分?|半|钟))"
    )),
    ("p", "age", re.compile(
        rf"(?:年满|已满|未满|满)?(?:\d{{1,2}}|{_C}{{1,3}})(?:周岁|"
        rf"岁)?(?:[-—–~～至到]{{1,2}}(?:\d{{1,2}}|{_C}{{1,3}}))?(?:周岁|"
        rf"岁)(?:及?以[上下])?(?:人口|青壮年|儿童|幼儿|适龄儿童|青少年)?"
    )),
    ("p", "grade", re.compile(
        rf"(?:{_C}|\d)(?:[-—–~～至到、]{{1,2}}(?:{_C}|\d))*年级(?:学生)?|"
        rf"[初高大][一二三四](?:年级)?(?:学生)?(?![个名所项类是])"
    )),
    ("w", "feast", re.compile(
        r"\d{1,2}[·•]\d{1,2}|[“\"]\d{1,2}[.．]\d{1,2}[”\"]|\d{1,2}[.．]\d{1,2}(?=(?:世界|国际|"
        r"全国|国家)[一-龥]{2,8}日|消防|宪法日|学雷锋)"
    )),
    ("w", "version", re.compile(r"(?<=[A-Za-z化版])\d\.\d(?![\d%])")),
    ("w", "code", re.compile(
        r"[A-Za-z]+-?\d+(?:\.\d+)*[A-Za-z]*|\d+(?:\+\d*[A-Za-zN]+)+|\d*[A-Za-z]?\+[NnXx]\b|"
        r"\d[GDK](?![\w])"
    )),
    ("w", "paragraph", re.compile(
        rf"第\s?(?:{DIGITS}|{CHINESE})(?:届|次|批次?|条|款|项|章|节|期|季度|学期|轮|个|类|代|"
        rf"课堂|页|号|阶段|组|册|版|三方|一|方|站|场|线|档|批|届次|讲|责任人|要务|资源|时间|"
        rf"一次)?"
    )),
    ("w", "named", re.compile(
        rf"(?:{DIGITS})(?:号(?:楼|文|院|令|文件|公告)?|室|楼|路(?!径)|届|[a-zA-Z]{{2,}})|"
        rf"[一二三四五六七八九十]{{1,2}}期(?:工程|项目|建设|校舍)|"
        rf"[一二三四五六七八九十]{{1,2}}(?:号)(?:楼|院)?"
    )),
]  # fmt: skip
_OLD = re.compile("(?:年龄|最[大小高低长]|平均)[为是达到约在]{0,2}$")  # 平均年龄43岁 is a value
_CLOCK = re.compile(
    r"(?:[01]?\d|2[0-4])[:：][0-5]\d(?:\s?[-—~～至到]{1,2}\s?(?:[01]?\d|2[0-4])[:：][0-5]\d)?(?![\d.])"
)
_RANK = re.compile(
    rf"(?:倒数)?第\s?(?P<n>{DIGITS}|{CHINESE})(?P<u>名|位)?(?![届次条章节届期])|"
    rf"(?:进入)?前\s?(?P<m>{DIGITS}|{CHINESE})(?:名|位|强)(?:以内)?"
)
_RANK_VERB = re.compile(r"(?:列|居|排|排名|位次|名次|排在|获)[^，,。；;]{0,10}$")
_FIRST = re.compile(
    '[《〔\\[(【（0-9①-⑳⒈-⒛⑴-⒇❶-❿一二三四五六七八九十年已未满初高大第上下晚早中凌前倒进“"hw其首再最GJLA-Za-z]'
)


def enumerator_at(text: str, at: int) -> int:
    """Where an enumerator that begins here ends (（一）, 1., 二是); 0 when none does.

    Example:
        >>> [enumerator_at(t, 0) for t in ("（一）目标", "1.全面提高", "一是加强", "1.5万人", "一是否")]
        [3, 2, 2, 0, 0]
    """
    edge = at == 0 or text[at - 1] in _CLAUSE_EDGE
    match = (_ENUMERATORS if edge else _ANYWHERE).match(text, at)
    return match.end() if match else 0


def mask_at(text: str, at: int) -> tuple[str, str, int] | None:
    """Kind, role and end of a piece that begins here and has figures but claims nothing; a rank is of kind ``r``.

    Example:
        >>> [mask_at(t, 0)[:2] for t in ("《2017年目标责任书》", "〔2017〕53号", "15—50周岁青壮年", "三年级", "第三条")]
        [('d', 'title'), ('d', 'number'), ('p', 'age'), ('p', 'grade'), ('w', 'paragraph')]
        >>> mask_at("位居全市第一", 4)[0], mask_at("85%", 0)
        ('r', None)
    """
    if not _FIRST.match(text, at):
        return None
    rank = _RANK.match(text, at)
    if rank and (rank["u"] or rank["m"] or _RANK_VERB.search(text, max(0, at - 14), at)):
        return "r", "rank", rank.end()
    for kind, role, pattern in _RULES:
        match = pattern.match(text, at)
        if match and role == "age" and _OLD.search(text, max(0, at - 6), at):
            continue
        if match and not (text[at].isdigit() and at and text[at - 1] in ".0123456789"):
            return kind, role, match.end()
    clock = _CLOCK.match(text, at)
    if clock and not re.search(r"比|按", text[max(0, at - 14) : at]):
        return "w", "clock", clock.end()
    return None
