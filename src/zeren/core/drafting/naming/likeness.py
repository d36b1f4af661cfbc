"""Names of inputs: a sentence names them in its own words, whoever fills them in may call them otherwise, or in English."""

# ruff: noqa: E501  (a list of words is read as one line, and Chinese characters count twice)

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from zeren.core.packs import RuleSpec

__all__ = ["denied", "event_names", "kinds_of", "likeness", "paired", "plain_number"]

# English words with what a Chinese scheme calls them; a word counts when one of its renderings stands in the name.
_RENDERED = {
    "primary": "小学", "junior": "初中", "senior": "高中", "high": "高中", "middle": "初中 中学", "kindergarten": "幼儿园 园",
    "preschool": "学前 幼儿", "compulsory": "义务", "vocational": "职业", "special": "特殊 特教", "rural": "农村 乡村",
    "urban": "城区 城镇", "village": "村", "town": "镇", "county": "县", "district": "区", "city": "市", "province": "省",
    "school": "学校 校", "class": "班", "pupil": "学生 生", "student": "学生 生", "child": "儿童", "children": "儿童",
    "teacher": "教师", "principal": "校长", "staff": "教职工 职工 下属", "parent": "家长", "leader": "领导", "peer": "同事 交叉",
    "expert": "专家", "population": "人口", "unit": "单位", "dropout": "辍学 流失", "retention": "巩固", "enrolment": "入学 入园",
    "enrollment": "入学 入园", "graduation": "毕业", "graduate": "毕业", "finished": "毕业 完成", "literacy": "文盲",
    "attendance": "出勤 到会 参训", "pass": "及格 合格 通过", "excellent": "优秀 优", "top": "优秀 最高", "good": "良好 好",
    "poor": "较差 差 不称职 不合格", "fail": "不合格 不达标 不及格", "failed": "不合格 不达标 不及格", "failing": "不合格 不达标",
    "qualified": "合格 达标", "met": "符合 达标 完成", "completion": "完成", "completed": "完成", "progress": "进度",
    "score": "得分 分数 评分 成绩 总分 分", "total": "总分 总", "mean": "平均", "average": "平均", "rate": "率 比例", "ratio": "比 率",
    "share": "比例 占比", "vote": "票", "ballot": "票", "satisfaction": "满意 认可", "recognition": "认可",
    "meeting": "会", "visit": "走访 家访", "activity": "活动", "activities": "活动", "training": "培训", "trained": "培训 参训",
    "report": "报告 上报 报送", "reported": "上报 报送", "reporting": "上报 报送", "document": "文件", "file": "文件 档案",
    "archive": "档案", "certificate": "证书 文件 证明", "evidence": "佐证 证明", "plan": "方案 计划 规划", "planning": "规划",
    "scheme": "方案", "summary": "总结", "record": "记录 台账", "ledger": "台账", "system": "制度 机制", "rule": "制度", "policy": "制度 政策",
    "law": "法", "team": "队伍 小组", "group": "小组 组", "organisation": "机构 组织", "organization": "机构 组织",
    "titled": "称号", "title": "称号", "award": "表彰 奖", "honour": "表彰 荣誉", "honor": "表彰 荣誉", "praise": "表彰",
    "research": "调研 研究 课题", "article": "论文 篇", "paper": "论文", "innovation": "创新", "pilot": "试点", "demonstration": "示范",
    "adopted": "采用", "information": "信息", "accident": "事故", "death": "死亡", "casualty": "伤亡", "safety": "安全",
    "safe": "安全 合格", "fire": "消防 火灾", "hazard": "隐患", "risk": "隐患 风险", "severe": "恶劣 严重 重大", "serious": "严重 重大",
    "major": "重大", "impact": "影响", "veto": "否决 重大", "violation": "违规 违法 违反", "illegal": "违规 违法 乱", "irregular": "违规",
    "fee": "收费", "fees": "收费", "charge": "收费", "complaint": "投诉 信访", "petition": "信访", "crime": "犯罪", "bullying": "欺凌",
    "punishment": "体罚", "corporal": "体罚", "false": "虚假 造假 瞒报 谎报", "fraud": "弄虚作假 造假", "concealed": "瞒报",
    "late": "迟报 迟到 逾期 迟", "overdue": "逾期 超期", "missed": "漏报", "missing": "缺", "absent": "缺席 缺勤", "incomplete": "不完善 不全 不完整",
    "imperfect": "不健全 不完善", "complete": "齐全 完整 完善", "sound": "健全", "unfixed": "未整改 未到位", "rectification": "整改",
    "rectified": "整改", "problem": "问题", "issue": "问题 意见", "fault": "问题 差错", "error": "差错", "unresolved": "未整改 未解决",
    "wage": "工资", "salary": "工资", "arrears": "新欠 拖欠 欠", "diverted": "挪用", "misuse": "挪用", "fund": "经费 资金", "funds": "经费 资金",
    "budget": "预算", "appropriation": "拨款", "expenditure": "经费 支出", "investment": "投入", "public": "公用", "per": "人均 生均", "allocated": "拨付 到位",
    "building": "建筑 校舍 楼", "own": "独立", "independent": "独立", "designed": "设计", "design": "设计", "dormitory": "寝室 宿舍",
    "activity_room": "活动室", "washroom": "盥洗室", "kitchen": "厨房", "library": "图书", "book": "图书", "computer": "计算机",
    "equipment": "设备 仪器", "area": "面积", "playground": "操场 运动场", "entrance": "招生 入学", "exam": "考试", "exams": "考试",
    "examination": "考试", "choice": "择校", "key": "重点", "overweight": "肥胖", "myopia": "近视", "fitness": "体质", "health": "体质 健康",
    "pe": "体育", "sport": "体育", "moved_in": "转入", "in": "转入", "out": "转出", "initial": "起始 期初", "start": "起始 期初",
    "only": "只 仅", "assigned": "承担 督办 交办", "listed": "所列 下列", "case": "情形", "cases": "情形", "self": "自评",
    "review": "评估 评议 复评 督评 考核", "daily": "日常", "final": "终结 期末", "quarter": "季度", "monthly": "月", "weekly": "周",
    "annual": "年度", "cv": "差异系数", "gap": "差距", "first": "第一", "second": "第二", "third": "第三", "competition": "竞赛 比赛",
    "growth": "增长", "spread": "差异", "media": "媒体", "criticism": "批评", "criticised": "批评 通报", "notified": "通报", "base": "基期 基数",
}  # fmt: skip
_TERMS = {word: tuple(said.split()) for word, said in _RENDERED.items()}
_LISTED = {"cohort", "series", "scores"}
_MAPPED = {"events", "items", "votes"}


def likeness(given: str, wanted: str) -> int:
    """How much of a given name the wanted one says; 0 when they have nothing in common.

    Example:
        >>> likeness("primary_rate", "小学辍学率"), likeness("满意度", "群众满意度"), likeness("meetings", "走访")
        (2, 6, 0)
    """
    if not given.isascii():
        inside = given in wanted or wanted in given
        return (
            2 * min(len(given), len(wanted)) if len(given) > 1 and (inside or _within(given, wanted)) else 0
        )
    words = [w.lower() for w in re.findall("[A-Z]?[a-z]+|[A-Z]+", given)]
    renderings = [_TERMS.get(w) or _TERMS.get(w.removesuffix("s")) or () for w in words]
    return sum(any(said in wanted for said in found) for found in renderings)


def denied(given: str) -> bool:
    """Whether an English name says that something is not so.

    Example:
        >>> denied("no_accident"), denied("unfixed"), denied("accident"), denied("unit")
        (True, True, False, False)
    """
    words = [w.lower() for w in re.findall("[A-Z]?[a-z]+|[A-Z]+", given)]
    return any(
        w in {"no", "not", "non", "none", "without", "free", "zero", "never", "lacks", "lacking", "lack"}
        or (w.startswith("un") and not w.startswith(("uni", "under")))
        or any(said.startswith(("无", "未", "不", "缺", "没")) for said in _TERMS.get(w, ()))
        for w in words
    )


def _within(short: str, long: str) -> bool:
    """Whether all characters of the one stand in the other in their order: 连续通报 in 连续两次被通报."""
    rest = iter(long)
    return len(short) > 2 and all(char in rest for char in short)


def paired(given: Mapping[str, Any], wanted: Iterable[str], *, kinds: Mapping[str, str]) -> dict[str, str]:
    """Which given name means which wanted one: the likest pairs first, each only where nothing else is as like.

    Shape: given name to wanted name.

    Example:
        >>> paired({"meetings": 1, "visits": 3}, ["例会", "走访"], kinds={})
        {'meetings': '例会', 'visits': '走访'}
    """
    left, free = list(wanted), list(given)
    found: dict[str, str] = {}
    while True:
        likes = {
            (g, w): like
            for g in free
            for w in left
            if _fits(given[g], kinds.get(w, "number")) and (like := likeness(g, w))
        }
        clear = [
            (g, w)
            for (g, w), like in likes.items()
            if all(like > other for (g2, w2), other in likes.items() if (g2 == g) != (w2 == w))
        ]
        if not clear:
            return found
        for one, meant in clear:
            found[one] = meant
            free.remove(one)
            left.remove(meant)


def _fits(value: Any, kind: str) -> bool:
    """Whether a value is of the kind a rule reads there."""
    if isinstance(value, Mapping):
        return kind in {"map", "any"}
    if isinstance(value, list):
        return kind in {"list", "map", "any"}
    if isinstance(value, bool):
        return kind in {"flag", "any"}
    return kind not in {"list", "map"}


def kinds_of(rules: Iterable[RuleSpec]) -> dict[str, str]:
    """What each input of the rules is: ``number flag list map level any``.

    Example:
        >>> kinds_of([RuleSpec("all_or_nothing", {"require": [{"input": "有方案"}]})])["有方案"]
        'flag'
    """
    found: dict[str, str] = {}
    for rule in rules:
        _walk({rule.name: rule.parameters}, found)
    return found


def _walk(body: Any, found: dict[str, str]) -> None:
    if isinstance(body, list):
        for member in body:
            _walk(member, found)
    if not isinstance(body, Mapping):
        return
    if set(body) == {"input"} and isinstance(body["input"], str):
        found.setdefault(body["input"], "flag")
    for name, inner in body.items():
        if isinstance(inner, Mapping):
            _own(name, inner, found)
        _walk(inner, found)


def _own(name: str, body: Mapping[str, Any], found: dict[str, str]) -> None:
    """The kinds of the inputs a primitive reads itself."""
    of = body.get("of")
    if name == "tariff" and isinstance(of, str) and of not in _MAPPED:
        found[of] = "any"
    if name == "aggregate" and isinstance(of, str):
        found[of] = "map" if body.get("how") == "votes" else "any"
    if name == "trend":
        found.update(dict.fromkeys(body.get("series", []), "list"))
    if name == "ref" and str(body.get("kind", "")).startswith("cohort") and isinstance(of, str):
        found[of] = "list"
    if name == "derive" and body.get("unit") in {"cv", "weighted"} and isinstance(body.get("numerator"), str):
        found[body["numerator"]] = "list"
    found.update(dict.fromkeys(_LISTED, "list") | dict.fromkeys(_MAPPED, "map") | {"level": "level"})


def plain_number(value: Any) -> Any:
    """A number that was written as text: ``98.7%``, ``９８．７``, ``1,200``; anything else as it is.

    Example:
        >>> plain_number("98.7%"), plain_number("１２"), plain_number("优秀")
        (Decimal('98.7'), Decimal('12'), '优秀')
    """
    if not isinstance(value, str):
        return value
    text = value.strip().translate(_WIDE).removesuffix("%").removesuffix("‰").replace(",", "")
    return Decimal(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) else value


_WIDE = str.maketrans("０１２３４５６７８９．％－，", "0123456789.%-,")


def event_names(rules: Iterable[RuleSpec]) -> set[str]:
    """The names of events in the tables of rules.

    Example:
        >>> event_names([RuleSpec("tariff", {"table": {"迟报": -1}})])
        {'迟报'}
    """
    found: set[str] = set()

    def walk(body: Any) -> None:
        if isinstance(body, Mapping):
            table = body.get("table")
            found.update(map(str, table) if isinstance(table, Mapping) else ())
        for member in body.values() if isinstance(body, Mapping) else body if isinstance(body, list) else ():
            walk(member)

    for rule in rules:
        walk({rule.name: rule.parameters})
    return found
