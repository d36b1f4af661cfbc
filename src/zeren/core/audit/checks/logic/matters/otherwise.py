"""Otherwise: signs that a clause with some of them does not contradict what was said of all before it."""

from __future__ import annotations

import re

__all__ = ["cannot_deny", "told_otherwise"]

_NUMBER = r"(?<![\d.,第])(?P<n>\d[\d,]*)"
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_MENDED = re.compile(
    "(?:次日|当日|当天|次月|随后|随即|现已|均已|已于|已经?)[^，。；]{0,8}(?:补[发齐上办]?|修复|恢复|到位|办结|处理|解决)|补发到位|均办理|已于[^，。；]{0,10}(?:补发|修复|完成|到位)"
)
_LATER = re.compile(
    "^(?:去年|上年|此前|原先)[^，。；]*(?:也|已|均)(?:于|在)?[^，。；]*(?:交付|完工|完成|到位|办结|整改|补)"
)
_SPECIAL = re.compile("副(?=班主任|校长|园长|主任)|学龄前|校外|退休")
_STANDARD = re.compile("标准|核定|编制|需求|相比|缺口|比例|要求")
_PAPER = re.compile(
    "(?:没有?|未|尚未)[一-龥]{2,8}(?:报告|证书|奖项?|结果|成绩单|补贴|标牌|记录|档案|通知书|资料)$"
)
# Verbs that say little by themselves: what they govern must come back too.
_LIGHT = re.compile(
    "^(?:已经?|均|都|按时|按期)*(?P<verb>参加|参与|通过|取得|获得|获评|实行|实现|安装|配备|设立|开展|进行|接受|纳入|完成|成立|建立|签订|领取|享受)了?(?P<object>[一-龥]{2,})"
)
_COMMON = re.compile("学校|教师|学生|教育|工作|全部|所有|全县|全区|标准|年度|本校|我校|培训|学期")


def told_otherwise(words: str, every: tuple[int, int], verb: str, start: int, clause: str) -> bool:
    """Whether the clause that begins at ``start`` is surely of something else than the “all” at ``every``.

    Example:
        >>> words = "96个食堂全部实现自营，其中84个实现统一配送，还有12个没有纳入统一配送"
        >>> told_otherwise(words, (0, 11), "实现自营", words.index("还有"), "还有12个没有纳入统一配送")
        True
        >>> told_otherwise("26个问题全部整改，剩余3个没有整改", (0, 9), "整改", 10, "剩余3个没有整改")
        False
    """
    said, between = words[: every[1]], words[every[1] : start]
    rest = re.split("[。；]", words[start + len(clause) : start + len(clause) + 50])[0]
    special = set(_SPECIAL.findall(clause)) - set(_SPECIAL.findall(words[every[0] : every[1]]))
    return bool(
        _other_time(said, between)
        or _LATER.search(clause)
        or special
        or _MENDED.search(rest)
        or (re.search("缺|不足", clause) and _STANDARD.search(between[-24:]))
        or (_PAPER.search(clause) and not _PAPER.search("没有" + verb))
        or _lightly(verb, clause)
        or _split(words, every[1], verb, start, clause)
    )


_BEGUN = re.compile("(?:已经?|均|都)*(?:开工|动工|启动|开建|立项|进场|参与|参加)")
_UNDER_WAY = re.compile("正在|仍在|推进|预计|计划|将于|在建|施工")
_HAVING = re.compile("(?:已经?)?(?:有|设有|建有|配有|拥有)了?(?P<thing>[一-龥]{2,})")


def cannot_deny(words: str, verb: str, clause: str, denial: str, unit: str) -> bool:
    """Whether a clause cannot deny what was said of all: begun and under way, people and things, having and using.

    Example:
        >>> cannot_deny("12项全部开工建设", "开工建设", "还有3项正在收尾", "正在", "项")
        True
        >>> cannot_deny("各校都有医务室", "有医务室", "3所没有医务室", "没有", "所")
        False
    """
    begun = _BEGUN.match(verb)
    if begun is not None and begun[0][-2:] not in clause and _UNDER_WAY.search(denial):
        return True
    if re.search("人人|全员|全体教", words) and unit and unit not in "人名位个":
        return True
    having = _HAVING.match(verb)
    if having is None:
        return False
    behind = clause[clause.index(denial) + len(denial) :]
    return (
        re.match("[有设配建聘成]", behind) is None and having["thing"][-2:] not in behind and len(behind) >= 3
    )


def _other_time(said: str, between: str) -> bool:
    """2023年反馈的31项全部销号。2024年又反馈19项: a new year begins another tale."""
    years = [set(_YEAR.findall(w)) for w in (re.split("[。；]", said)[-1], between)]
    return bool(years[1] - years[0]) and bool(years[0])


def _lightly(verb: str, clause: str) -> bool:
    """全部参加岗前培训, 推迟参加基本功考核: only a verb that says little comes back, with another object."""
    light = _LIGHT.match(verb)
    if light is None or light["verb"] not in clause:
        return False
    behind = clause[clause.index(light["verb"]) + 2 :]
    own = _COMMON.sub("·", light["object"])
    pairs = {own[i : i + 2] for i in range(len(own) - 1) if "·" not in own[i : i + 2]}
    other = _COMMON.sub("", behind)
    return len(other) >= 3 and not any(pair in behind for pair in pairs)


def _split(words: str, end: int, verb: str, start: int, clause: str) -> bool:
    """84个实现统一配送，还有12个: the few are the rest of a split by another thing than what was said of all."""
    few = re.search(rf"{_NUMBER}\s*(?P<unit>[一-龥])", clause)
    if few is None:
        return False
    value, unit = int(few["n"].replace(",", "")), few["unit"]
    counts = [
        (int(m["n"].replace(",", "")), m)
        for m in re.finditer(rf"{_NUMBER}\s*(?:{unit}|[名人]|[个项])", words[:start])
    ]
    wholes = {n for n, _ in counts}
    head = re.sub("^(?:已经?|均|都|按时|按期|实现|完成|得到|通过|达到)+了?", "", verb)[:2]
    if head and head in clause:
        return False  # 全部竣工…其余2个计划明年竣工: it is what was said of all
    for n, match in counts:
        if match.start() < end or n + value not in wholes or n + value == value:
            continue
        begin = max(words.rfind(mark, 0, match.start()) for mark in "，。；：") + 1
        told = re.split("[，。；]", words[begin:start])[0]
        return not (head and head in told) and _one_split(told, clause)
    return False


def _one_split(told: str, clause: str) -> bool:
    """Whether the many and the few are told by one thing: 实现统一配送 … 没有纳入统一配送."""
    bare = _COMMON.sub("·", re.sub(r"[\d,]+", "·", told))
    pairs = {bare[i : i + 2] for i in range(len(bare) - 1) if "·" not in bare[i : i + 2]}
    works = re.search("竣工|完工|交付", told) is not None and re.search("施工|在建|装修", clause) is not None
    return works or any(pair in clause for pair in pairs)
