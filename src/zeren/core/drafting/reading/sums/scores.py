"""去掉最高最低取平均; 自评占20%，县评占80%; 按20%计入总分; 以学籍数扣除3%为基准数."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.cursor import Cursor, reads
from zeren.core.drafting.pieces import Formula, Modifier
from zeren.core.kernel import plain


@reads
def base_number(cur: Cursor) -> Modifier | None:
    """以学籍数扣除3%为基准数; 以起始人数＋转入人数－转出人数为分母."""
    start = cur.at
    while cur.token is not None and not cur.has("COMMA", "STOP"):
        cur.at += 1
    text = cur.text(start)
    if match := re.fullmatch(
        r".*?以(?P<of>[^+\-%]+?)(?:扣除|减去|减)(?P<less>\d+(?:\.\d+)?%)(?:后)?(?:作)?为(?:基准数|基数|分母)(?:计算)?",
        text,
    ):
        return Modifier("BASE", {"start": match["of"], "less": match["less"]})
    match = re.fullmatch(
        r".*?(?:基数|基准数|分母)(?:为|=|按)(?P<sum>[^+\-,%]+?(?:[+\-加减][^+\-,%加减]+?)*)(?:后|再)*(?:扣除|减去)(?P<less>\d+(?:\.\d+)?%)",
        text,
    )
    match = match or re.fullmatch(
        r".*?以(?P<sum>[^+\-,%]+(?:[+\-加减][^+\-,%]+)+)(?:作)?为(?:基准数|基数|分母)(?:计算)?", text
    )
    if match is None:
        return None
    first, *terms = re.split(r"(?=[+\-加减])", match["sum"])
    base: dict[str, Any] = {"start": first}
    for sign, key in (("+加", "add"), ("-减", "subtract")):
        named = [term[1:] for term in terms if term[0] in sign]
        if named:
            base[key] = named
    if match.groupdict().get("less"):
        base["less"] = match["less"]
    return Modifier("BASE", base)


@reads
def into_total(cur: Cursor) -> Formula | None:
    """按20%计入总分: that share of a hundred."""
    for label in cur.leads():
        start = cur.at
        token = cur.take("NUM") if label.endswith(("按", "按照", "以")) else None
        if (
            token is not None
            and token.numeral is not None
            and token.numeral.unit == "%"
            and cur.says("计入总分", "折算计入总分", "的权重计入总分", "比例计入总分", "折算入总分")
        ):
            return Formula({"interp": {"to": Decimal(100)}}, token.numeral.value)
        cur.at = start
    return None


@reads
def trimmed(cur: Cursor) -> Formula | None:
    """去掉一个最高分和一个最低分，取平均分."""
    for _ in cur.leads():
        if cur.take("DROP_ENDS"):
            token = cur.ahead(-1)
            if token is not None and "均" not in token.text:
                cur.take("COMMA")
                if not cur.says(
                    "取平均分",
                    "取平均",
                    "求平均",
                    "计算平均分",
                    "取平均值",
                    "平均",
                    "取其平均",
                    "取其余平均分",
                ):
                    return None
            return Formula({"aggregate": {"of": "scores", "how": "trimmed"}})
    return None


@reads
def averaged(cur: Cursor) -> Formula | None:
    """取各评委评分的平均分."""
    token = cur.token
    if token is None:
        return None
    start = cur.at
    while cur.token is not None and not cur.has("COMMA", "STOP"):
        cur.at += 1
    if re.fullmatch(
        r"(?:按|取|以)?(?:各|各位|全体|所有|全部)?(?:评委|专家|评价人|考核组成员|评审专家|评估人员)(?:的)?(?:打分|评分|评价分|得分|评价)?(?:的)?(?:算术)?平均(?:分|值|数)?(?:计分|为得分|作为得分|得分|计)?",
        cur.text(start),
    ):
        return Formula({"aggregate": {"of": "scores", "how": "mean"}})
    return None


@reads
def weighted_scores(cur: Cursor) -> Formula | None:
    """自评占20%，县评占80%; 第一学年10%、第二学年10%、终结评估80%: shares that make a hundred."""
    weights: list[Decimal] = []
    names: list[str] = []
    while True:
        for label in cur.leads():
            token = cur.take("NUM") if label else None
            if token is not None:
                break
        else:
            return None
        if token.numeral is None or token.numeral.unit != "%":
            return None
        names.append(re.sub(r"(?:各)?(?:占|按|权重为|权重|得分|成绩|为)+$", "", label))
        weights.append(token.numeral.value)
        cur.says("计入总分", "计入", "的权重", "计算", "折算")
        if sum(weights) >= 100 or not cur.take("COMMA", "ENUM", "STOP"):
            break
        cur.says("和")
    expanded = [
        (n, w)
        for name, w in zip(names, weights, strict=True)
        for n in ([name] if "、" not in name else name.split("、"))
    ]
    if len(expanded) < 2 or sum(w for _, w in expanded) != 100:
        return None
    rules: list[dict[str, Any]] = [{"aggregate": {"of": name, "how": "mean"}} for name, _ in expanded]
    if all(name.endswith(("率", "满意度", "认可度", "知晓度", "比例")) for name, _ in expanded):
        rules = [{"interp": {"of": name, "to": Decimal(100)}} for name, _ in expanded]
    return Formula({"weighted": {"rules": rules, "weights": [f"{plain(w)}%" for _, w in expanded]}})
