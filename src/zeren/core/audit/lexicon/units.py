"""Units of measure as reports print them: the dimension each counts in, and its factor to that dimension's base unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["MULTIPLIERS", "UNIT_PATTERN", "Unit", "unit_of"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed.

    Shape: ``kind`` is one letter: N a count, A money, G area, P a share of a hundred or thousand, D percentage points, S
    points of a score, Z times, B none. Two values can be added only in one ``dimension``.
    """

    text: str
    kind: str
    dimension: str
    factor: Decimal = Decimal(1)


MULTIPLIERS = {
    "十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000,
    "千万": 10_000_000, "亿": 100_000_000, "万亿": 10**12,
    "thousand": 1_000, "million": 1_000_000, "billion": 10**9,
}  # fmt: skip

# dimension: its unit words, each with a factor other than 1 after a colon.
_TABLE = {
    "P/percent": "% ％ ﹪ 个百分比 percent per\u00a0cent",
    "P/permille": "‰",
    "D/permille_point": "个千分点 千分点",
    "D/point": "个百分点 百分点 个pct pct percentage\u00a0points percentage\u00a0point",
    "A/yuan": "元 块钱 元人民币 yuan RMB",
    "A/us_dollar": "美元 美金",
    "G/square_metre": "平方米 ㎡ m² m2 平米 平方 亩:666.6666666667 公顷:10000 平方公里:1000000 平方千米:1000000",
    "N/person": "人 名 位 员 pupils pupil students student teachers teacher children child people persons",
    "N/visit": "人次 人次数",
    "N/person_day": "人天 人日 人·天",
    "N/school": "所 校 园 schools school kindergartens kindergarten",
    "N/event": "场 场次 次 起 例 回 轮 轮次 届 times",
    "N/day": "天 日 days",
    "N/hour": "小时 个小时 hours",
    "N/minute": "分钟 minutes",
    "N/month": "个月",
    "N/year_of_age": "岁 周岁",
    "N/week": "周 个星期 个周",
    "N/lesson": "学时 课时 节 节次 节课 课次",
    "N/volume": "册 本 册次 册件 volumes books",
    "N/metre": "米 公里:1000 千米:1000 延米",
    "N/class": "班 个班 个教学班 教学班 classes",
    "N/class_time": "班次",
    "N/household": "户 家庭 户次",
    "S/score": "分 points",
    "Z/times": "倍",
}
_COUNTERS = (
    "个 项 件 处 条 篇 份 期 套 台 台套 台件 台(套) 台（套） 台、套 间 辆 门 讲 对 组 支 "
    "批 批次 张 块 部 栋 幢 座 片 类 种 只 盏 幅 顶 期次 岗 席 封 道 "
    "堂 棵 颗 桌 盆 学位 个学位 床 张床位 家 科 学科 株 盘 盒 枚 面 副 把 双 克 公斤 吨 升 度 页 字 集 款 "
    "榀 站 点 层 宗 桩 单 笔 亩次 例次 项次 点次 车次 架次 件次 份次 篇次 校次 园次 "
    "村 乡镇 镇 乡 县 省 市 县区 县市区 支队伍 M兆 兆"
).split()
# Scarcely ever a counter by themselves in prose: they would swallow a word that only begins so (度: 年度, 面: 方面).
_SHY = frozenset("克 升 度 字 单 把 双 面 面积 层 站 点 省 市 县 村 镇 乡 M兆".split())


def _units() -> dict[str, Unit]:
    found = {word: Unit(word, "N", word) for word in _COUNTERS if word not in _SHY}
    for key, words in _TABLE.items():
        kind, dimension = key.split("/")
        for entry in words.split(" "):
            word, _, factor = entry.partition(":")
            word = word.replace("\u00a0", " ")
            found[word] = Unit(word, kind, dimension, Decimal(factor or 1))
    return found


_UNITS = _units()
_RATE_PER = (
    r"(?:/|每)(?:生|人|班|年|天|月|师|户|亩|㎡|平方米|园|校|学期|学年)(?:[·/每](?:年|天|月|学期|学年))?"
)


def _pattern(word: str) -> str:
    """An English unit ends at a word's end, and nouns may have up to three words before them: 319 primary schools."""
    if not re.match("[A-Za-z]{3}", word):
        return re.escape(word)
    lead = "(?:[a-z][a-z-]* ){0,3}?" if _UNITS[word].kind == "N" else ""
    return f"{lead}{re.escape(word)}(?![A-Za-z-])"


UNIT_PATTERN = (
    "(?:" + "|".join(_pattern(u) for u in sorted(_UNITS, key=len, reverse=True)) + ")" + f"(?:{_RATE_PER})?"
)


def unit_of(multiplier: str, word: str) -> Unit:
    """The unit printed as a multiplier and a word, either of which may be missing.

    Example:
        >>> unit_of("万", "平方米").factor, unit_of("", "元/生").dimension, unit_of("亿", "").text
        (Decimal('10000'), 'yuan_per', '亿')
    """
    times = Decimal(MULTIPLIERS.get(multiplier, 1))
    if not word:
        return Unit(multiplier, "B", "", times)
    plain, slash, per = word.partition("/")
    if not slash and "每" in word:
        plain, slash, per = word.partition("每")
    unit = _UNITS.get(plain) or _UNITS[plain.split(" ")[-1]]
    dimension = f"{unit.dimension}_per" if slash and per else unit.dimension
    apart = " " if multiplier.isascii() and multiplier and word else ""
    return Unit(multiplier + apart + word, unit.kind, dimension, unit.factor * times)
