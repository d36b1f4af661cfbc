"""得分＝本单位÷第一名×600; 完成率×分值; （合格率×50%＋得分率×45%）×100; 优秀票×100＋…÷有效票数; 去掉最高最低取平均."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.cursor import Cursor, reads
from zeren.core.drafting.numerals import numeral_at
from zeren.core.drafting.pieces import Formula, Modifier
from zeren.core.kernel import plain

_BEST = re.compile(
    r"(?:全[国省市区县校]|[国省市区县])?(?P<peers>(?:本|同)(?:系列|组|类))?(?:各校|各县区|参评单位|学校|单位)?(?:中)?(?:的)?(?:第一名|最高(?:值|分|者|单位)?|最大值|最好成绩|最好水平|最优值|最优数值|最优成绩|最优|最高数值|最高水平|最高得分)(?:的)?(?P<of>.*)"
)
_MEAN = re.compile(r"(?:全[国省市区县校]|同类|[国省市区县])?(?:的)?平均(?:值|数|水平|分)(?:的)?(?P<of>.*)")
_GOALS = {
    "目标值",
    "目标",
    "目标数",
    "任务数",
    "应完成数",
    "计划数",
    "目标任务数",
    "任务",
    "计划",
    "目标任务",
}
OTHERS = "其余"
_FULLS = {
    "分值",
    "标准分",
    "满分",
    "基本分",
    "该项分值",
    "本项分值",
    "权重分",
    "权重分值",
    "指标分值",
    "指标分",
    "该指标分值",
    "考核分值",
    "指标满分",
    "指标权重",
    "分值权重",
    "标准分值",
    "本项分",
    "该项分",
    "权重",
}
_RATES = ("率", "比例", "占比", "进度", "程度")


@reads
def formula(cur: Cursor) -> Formula | None:
    """A clause with × ÷ ＋ or ＝."""
    start = cur.at
    end = start
    while end < len(cur.tokens) and not cur.tokens[end].has("STOP", "COMMA"):
        end += 1
    while end > start and cur.tokens[end - 1].has("OF"):
        end -= 1
    if not any(t.has("OPERATOR") for t in cur.tokens[start:end]):
        return None
    text = cur.text(start, end)
    text = re.sub(
        r"^(?:[A-Z]值为|按|以|用|根据|得分|实际得分|指标得分|最后得分|最终得分|单项得分|项目得分|本项得分|该项得分|计分公式为|计算公式为|S值|考核得分|综合得分|总分|得分计算)*(?:为|:|=)*",
        "",
        text,
    )
    text = re.sub(
        r"(?:计分|计算得分|得分|作为得分|计算|记分|为该项得分|计入总分|计|为得分|的?得分)$", "", text
    )
    if match := re.fullmatch(r"(?P<terms>.+?%)之和(?P<times>\*.+)?", text):
        # 合格率的50%、得分率的45%之和，再乘100
        terms = re.sub("的(?=[0-9.]+%)", "*", match["terms"])
        text = f"({re.sub('[、和与]', '+', terms)}){match['times'] or ''}"
    if match := re.fullmatch(
        r"每(?:条|项|个|件)(?:问题|意见|建议)?的?分值(?:=|为)(?P<full>\d+(?:\.\d+)?|分值|满分|标准分)分?/\S+",
        cur.text(start, end),
    ):
        cur.at = end
        return Formula({"checklist": {"pool": True}}, _number(match["full"]))
    found = (
        _covered(text) or _ratio(text) or _ratios(text) or _votes(text) or _weights(text) or _products(text)
    )
    if found is None:
        return None
    cur.at = end
    return found


def _covered(text: str) -> Formula | None:
    """(实际值-基期值)/(目标值-基期值)*分值: how much of the way is done."""
    match = re.fullmatch(
        r"\(?\((?P<of>[^-()]+)-(?P<from>[^-()]+)\)/\((?P<to>[^-()]+)-(?P<from2>[^-()]+)\)\)?\*(?P<full>[^*/+=()-]+)",
        text,
    )
    if match is None or match["from"] != match["from2"] or _operand(match["of"]) or match["to"] not in _GOALS:
        return None
    if not re.fullmatch(
        "(?:基期|上年|去年|上期|基准|基数|上年度)(?:值|数|实绩|完成值|完成数)?", match["from"]
    ):
        return None
    full = None if match["full"] in _FULLS else _number(match["full"])
    if full is None and match["full"] not in _FULLS:
        return None
    sides = [{"start": name, "subtract": ["previous"]} for name in ("value", "target")]
    way = {"derive": {"numerator": sides[0], "denominator": sides[1], "unit": "percent"}}
    return Formula({"interp": {"of": way, "to": Decimal(100)}}, full)


def _number(text: str) -> Decimal | None:
    numeral = numeral_at(text, 0)
    return numeral.value if numeral is not None and numeral.length == len(text.removesuffix("分")) else None


def _operand(text: str) -> str:
    """What is measured: the unit's own value, or a name."""
    name = text.strip("的()")
    return (
        ""
        if re.fullmatch(
            r"(?:本|各)?(?:单位|校|县|区|镇|市|乡镇|参评单位)(?:实际)?(?:得分|数|值|实绩|成绩|完成值|完成数|实际值|数值)?|(?:实际)?完成(?:数|值|量|情况)|实际(?:值|数|完成数|完成值)|完成任务数",
            name,
        )
        else re.sub("^本(?:单位|校|县|区|镇|乡镇)(?:的)?", "", name)
    )


def _to(text: str, of: str) -> Any:
    name = text.strip("的()")
    if name in _GOALS:
        return "target"
    for pattern, kind in ((_BEST, "cohort_max"), (_MEAN, "cohort_mean")):
        if (match := pattern.fullmatch(name)) is not None:
            peers = {"peers": "组别"} if match.groupdict().get("peers") else {}
            return {"ref": {"kind": kind, **({"of": f"各单位{of}"} if of else {}), **peers}}
    return _number(name)


def _ratio(text: str) -> Formula | None:
    """本单位÷第一名×600; 实际完成数÷目标数×分值."""
    match = re.fullmatch(
        r"(?P<of>[^*/+=()]+)/(?P<to>[^*/+=()]+)\*(?P<full>[^*/+=]+)|(?P<full2>[^*/+=]+)\*\(?(?P<of2>[^*/+=()]+)/(?P<to2>[^*/+=()]+)\)?",
        text,
    )
    if match is None:
        match = re.fullmatch(
            r"\((?P<of>[^*/+=()]+)/(?P<to>[^*/+=()]+)\)\*(?P<full>[^*/+=]+)(?P<of2>)(?P<to2>)(?P<full2>)",
            text,
        )
    if match is None:
        return None
    of, to, points = (match[k] or match[f"{k}2"] for k in ("of", "to", "full"))
    if "-" in of + to:
        return None  # 1-差异系数÷0.65 is no ratio
    full = None if points.strip("()") in _FULLS else _number(points.strip("()"))
    goal = _to(to, _operand(of))
    if goal is None or (full is None and points.strip("()") not in _FULLS):
        return None
    body: dict[str, Any] = {} if goal == "target" else {"to": goal}
    if _operand(of):
        body["of"] = _operand(of)
    return Formula({"interp": body}, full)


def _ratios(text: str) -> Formula | None:
    """平均分/全县最高*40+及格率/最高*30: a sum of ratios."""
    parts = [_ratio(part) for part in text.split("+")]
    if len(parts) < 2 or any(p is None or p.full is None for p in parts):
        return None
    rules = [{"full": p.full, "rule": p.rule} for p in parts if p is not None]
    return Formula(
        {"sum": {"rules": rules}}, sum((p.full for p in parts if p is not None and p.full), Decimal(0))
    )


def _votes(text: str) -> Formula | None:
    """优秀票*100+称职票*80 … /有效票数 (*100)."""
    match = re.fullmatch(
        r"\(?(?P<terms>[^/()]+)\)?/(?P<all>[^*/+=()]*(?:票数|总人数|人数|总票数|总数))(?:\*(?P<times>\d+)(?:%)?)?",
        text,
    )
    if match is None:
        return None
    weights: dict[str, Decimal] = {}
    for term in match["terms"].split("+"):
        name, _, weight = term.partition("*")
        number = _number(weight)
        if number is None or not name:
            return None
        weights[re.sub(r"(?:票数|票|人数|等次人数)$", "", name)] = number / (
            100 if weight.endswith("%") else 1
        )
    if "总" in match["all"] and min(weights.values()) > 0:
        weights[OTHERS] = Decimal(0)  # who is in none of the grades counts in the whole
    body: dict[str, Any] = {"of": "votes", "how": "votes", "weights": weights}
    if match["times"]:
        body["times"] = Decimal(match["times"])
    return Formula(
        {"aggregate": body}, max(weights.values()) * (Decimal(match["times"]) if match["times"] else 1)
    )


def _weights(text: str) -> Formula | None:
    """(合格率*50%+得分率*45%+优秀率*5%)*100; 自评*40%+考核*60%: weighted parts."""
    match = re.fullmatch(
        r"\(?(?P<terms>[^()/]+?)\)?(?:\*(?P<times>\d+(?:\.\d+)?|分值|满分|标准分)分?)?", text
    )
    if match is None:
        return None
    times = _number(match["times"]) if match["times"] else None
    names, weights = [], []
    for term in match["terms"].split("+"):
        parts = re.fullmatch(r"(?P<name>[^*\d%]+)\*?(?P<weight>\d+(?:\.\d+)?)%", term) or re.fullmatch(
            r"(?P<weight>\d+(?:\.\d+)?)%\*(?P<name>[^*\d%]+)", term
        )
        if parts is None:
            return None
        names.append(parts["name"])
        weights.append(Decimal(parts["weight"]))
    if len(names) < 2 or sum(weights) != 100:
        return None
    if all(name.endswith(_RATES) for name in names):
        rules = [{"interp": {"of": name, "to": Decimal(100)}} for name in names]
        return Formula(
            {"weighted": {"rules": rules, "weights": [f"{plain(w)}%" for w in weights]}},
            times,
        )
    if times is not None:
        return None
    rules = [{"aggregate": {"of": name, "how": "mean"}} for name in names]
    return Formula({"weighted": {"rules": rules, "weights": [f"{plain(w)}%" for w in weights]}})


def _products(text: str) -> Formula | None:
    """完成率*分值; 实际达标率*10分: the rate is in per cent."""
    left, _, right = text.partition("*")
    if not right or any(c in text for c in "/+="):
        return None
    if left.strip("()") in _FULLS or (_number(left) is not None and _number(right) is None):
        left, right = right, left
    if not left.endswith(_RATES):
        return None
    share = re.fullmatch(r"(?P<of>.+?)占(?P<to>.+?)的?(?:比例|百分比|比率|比重)", left)
    if share is not None:
        return _ratio(f"{share['of']}/{share['to']}*{right}")
    full = None if right in _FULLS else _number(right)
    if right not in _FULLS and full is None:
        return None
    return Formula({"interp": {"to": Decimal(100)}}, full)


@reads
def converted(cur: Cursor) -> Formula | None:
    """按三年巩固率折算得分: the rate is the share of full."""
    start = cur.at
    while cur.token is not None and not cur.has("COMMA", "STOP"):
        cur.at += 1
    if any(t.has("PROPORTION") for t in cur.tokens[start : cur.at]):
        return None
    if re.fullmatch(
        r"(?:按|按照|以|根据)[^\d%]{0,14}?(?:率|比例|百分比)(?:的)?(?:折算|换算)(?:为|成)?(?:得分|计分|分值|计算得分|分数)",
        cur.text(start),
    ):
        return Formula({"interp": {"to": Decimal(100)}})
    return None


@reads
def ignored_words(cur: Cursor) -> Modifier | None:
    """计分办法：, 评分标准: headings in front of a sentence."""
    token = cur.token
    if (
        token is not None
        and token.kinds == {"WORD"}
        and token.text
        in {
            "计分办法",
            "评分标准",
            "评分办法",
            "计分标准",
            "考核办法",
            "扣分标准",
            "加分标准",
            "计分规则",
            "计分方法",
            "评分细则",
        }
    ):
        cur.at += 1
        return Modifier("HEADING") if cur.take("COLON") else None
    return None
