"""扣完为止, 最多加5分, 不足一档不计, 同一事项按最高级别计分, 无佐证不加分: what bounds or qualifies the rest."""

from __future__ import annotations

import re
from decimal import Decimal

from zeren.core.drafting.cursor import MODIFYING, Cursor, reads, soft
from zeren.core.drafting.pieces import Cap, Modifier
from zeren.core.drafting.reading.amounts import share


@reads
def modifier(cur: Cursor) -> Modifier | None:
    """A phrase that is one token, perhaps behind a few plain words."""
    for label in cur.leads():
        token = cur.token
        if token is not None and token.has(*MODIFYING, "DOUBLED"):
            cur.at += 1
            if token.has("PROP") and re.search("未(?:完成|达|实现)", label):
                return None  # 未完成任务的按比例扣分 says what falling short costs
            if token.has("DOUBLED"):
                return Modifier("DOUBLED", Decimal(2), label)
            return Modifier(next(iter(token.kinds & set(MODIFYING))), token.text, label)
    return None


@reads
def at_the_edge(cur: Cursor) -> Modifier | None:
    """名额边上同分的都评上."""
    start = cur.at
    while cur.token is not None and not cur.has("COMMA", "STOP"):
        cur.at += 1
    match = re.fullmatch(
        r"(?:在)?名额(?:边上|边缘|末位|界限)?(?:上)?(?:得分相同|同分|并列)的?(?:单位|学校)?(?:(?P<both>(?:都|均|一并|同时|可)(?:评上|评定|列入|入选|评为))|(?P<none>(?:都|均)?不(?:评|予评定|列入)))\S{0,4}",
        cur.text(start),
    )
    return Modifier("QUOTA_TIES", "in" if match["both"] else "out") if match else None


@reads
def multiplied(cur: Cursor) -> Modifier | None:
    """作调研参考的以省市得分乘2, 按1.5倍计分."""
    for label in cur.leads():
        start = cur.at
        if label.endswith(("乘", "乘以")) or cur.take("OPERATOR"):
            token = cur.take("NUM")
            cur.says("倍")
            cur.take("UNIT")
            cur.says("计分", "计算", "计")
            if token is not None and token.numeral is not None and not token.numeral.unit and label:
                return Modifier("DOUBLED", token.numeral.value, label.removesuffix("以").removesuffix("乘"))
        cur.at = start
        if (
            label.endswith("按")
            and (token := cur.take("NUM")) is not None
            and (unit := cur.take("UNIT")) is not None
            and unit.text == "倍"
        ):
            cur.says("计分", "计算", "计", "扣分", "加分")
            cur.take("GIVE", "DEDUCT", "ADD")
            return Modifier(
                "DOUBLED", token.numeral.value if token.numeral else None, label.removesuffix("按")
            )
        cur.at = start
    return None


@reads
def cap(cur: Cursor) -> Cap | None:
    """最多扣5分, 加分不超过5分, 5分封顶, 以5分为限, 共5分, 上限为标准分的1.2倍."""
    for label in cur.leads():
        start = cur.at
        if (
            label in {"本项", "该项", "此项", "本条", "本指标", "该指标"}
            and (token := cur.take("NUM")) is not None
        ):
            if cur.take("POINT") and cur.has("COLON", "COMMA", "STOP"):
                return Cap("full", cur.number(token))
            cur.at = start
        most = cur.take("MOST", "LE")
        if most is None and not label and cur.token is not None and cur.token.text == "最高得":
            most = cur.take("GIVE")
        least = None if most else cur.take("LEAST")
        total = (
            not most
            and not least
            and (
                label.endswith(("共", "合计", "总共", "共计", "全年", "满分为", "累计", "以", "总分"))
                or cur.has("FULL")
            )
        )
        if not (most or least or total) and not cur.has("NUM"):
            continue
        found = _amount_of_cap(cur)
        if found is not None and (most or least or isinstance(found[0], Decimal)):
            points, verb, closed = found
            if most or least or total or closed:
                side = "min" if least else "full" if total and label.endswith(("满分为",)) else "max"
                return Cap(side, points, _of(label, verb), _group(label))
        cur.at = start
        if total and cur.take("FULL"):
            cur.skip("AS")
            token = cur.take("NUM")
            if token is not None and cur.take("POINT"):
                return Cap("full", cur.number(token))
        cur.at = start
    return None


def _amount_of_cap(cur: Cursor) -> tuple[Decimal | str, str, bool] | None:
    verb = cur.take("DEDUCT", "ADD", "GIVE")
    if verb is None:
        cur.says("扣", "加", "得", "为", "计", "可加", "可得", "可扣", "只扣", "只加", "再加", "不超过", "是")
        cur.take("AS")
        verb = cur.take("DEDUCT", "ADD", "GIVE")
    if cur.take("FULL"):
        cur.skip("OF")
        token = cur.take("NUM")
        if token is not None and token.numeral is not None:
            if token.numeral.unit == "%":
                return share(token.numeral.value), verb.text if verb else "", False
            if (unit := cur.take("UNIT")) is not None and unit.text == "倍":
                return share(token.numeral.value * 100), verb.text if verb else "", False
        return ("full", verb.text if verb else "", False) if token is None else None
    token = cur.take("NUM")
    if token is None or not cur.take("POINT"):
        return None
    closed = bool(cur.take("CAPPED"))
    return cur.number(token), verb.text if verb else "", closed


def _of(label: str, verb: str) -> str:
    said = label + verb
    if re.search("加减分|增减分|加扣分|加分(?:和|、|及)?扣分|奖惩", said):
        return "both"
    if "扣" in said or "减" in said:
        return "deduct"
    return "add" if "加" in said or "奖" in said else ""


def _group(label: str) -> str:
    """The name of the group a cap is for: 表彰加分最多5分."""
    text = label
    for word in (
        "加分",
        "扣分",
        "累计",
        "总",
        "合计",
        "得分",
        "但",
        "可",
        "每年",
        "该项",
        "本项",
        "的",
        "最高",
        "、",
        "全年",
        "年度",
        "计",
        "此项",
        "项",
        "以",
        "共",
        "各项",
        "加",
        "扣",
        "减分",
        "分值",
        "奖励",
        "总共",
        "总加",
    ):
        text = text.replace(word, "")
    return text


@reads
def boundary_words(cur: Cursor) -> Modifier | None:
    """(封顶) in brackets, 计满为止: nothing new."""
    token = cur.token
    if (
        token is not None
        and token.has("CAPPED")
        and not any(soft(t) for t in cur.tokens[cur.at + 1 : cur.at + 2])
    ):
        cur.at += 1
        return Modifier("CLOSED")
    return None
