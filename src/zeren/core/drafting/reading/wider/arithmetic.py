"""Free formulas: 得分＝达标数÷总数×5; 合格率×6＋优秀率×4; 10－2×（目标值－实际值）; （实际值－60）÷40×10."""

# ruff: noqa: E501  (a pattern is one expression, and Chinese characters count twice)

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.cursor import Cursor, reads
from zeren.core.drafting.pieces import Formula

_N = r"\d+(?:\.\d+)?"
_NAME = r"[^*/+=()\-,。;:\d%<>≤≥]{1,18}"
_HEAD = re.compile(
    r"^(?:(?:本项|该项|单项|指标|实际|最终|最后|考核|项目)?(?:得分|分值|分数|成绩)|计分公式|计算公式|公式)?(?:为|:|=|按)*(?:(?:本项|该项)?得分=)?|^(?:按|按照|以)"
)
_TAIL = re.compile(
    r"(?:来)?(?:计分|计算得分|作为得分|计算|记分|为该项得分|计入总分|为本项得分|的?得分|计|赋分|给分|折算)$"
)
_WHOLE = re.compile("^(?:标准分值?|满分|分值|基本分|该项分值|本项分值|权重|权重分)$")
_VALUE = {
    "实际值", "实际", "完成值", "实际完成值", "实际完成", "完成数", "实际数", "实际完成数", "本单位值", "实绩", "实际率", "实际比例", "完成率",
    "实际得分", "本单位数值", "测评值", "测评得分", "测评分", "本县值", "本校值",
}  # fmt: skip
_GOAL = {
    "目标值",
    "目标",
    "目标数",
    "任务数",
    "标准值",
    "计划数",
    "计划值",
    "规定值",
    "控制值",
    "目标任务",
    "目标任务数",
    "年度任务数",
    "计划任务数",
    "任务值",
}
_LAST = {
    "上年值",
    "上年",
    "上年数",
    "上年实绩",
    "去年值",
    "去年",
    "上年度值",
    "基期值",
    "上期值",
    "上年实际值",
    "上年完成数",
}
_PERCENT = re.compile(r"(?:率|比例|占比|比重|满意度|认可度|知晓度|支持度|巩固度|完成度|进度|百分比)$")


@reads
def arithmetic(cur: Cursor) -> Formula | None:
    """A clause with × ÷ ＋ － that is a formula of named figures."""
    start = cur.at
    end = start
    while end < len(cur.tokens) and not cur.tokens[end].has("STOP", "COMMA"):
        end += 1
    text = cur.text(start, end)
    if not re.search(r"[*/+=]", text):
        return None
    text = _TAIL.sub("", _HEAD.sub("", text, count=1).rstrip("的"))
    for read in (_each, _gap, _line, _share, _sum):
        found = read(text)
        if found is not None:
            cur.at = end
            return found
    return None


def _operand(name: str) -> Any:
    """What a name in a formula stands for."""
    name = name.strip("的")
    if name in _VALUE:
        return "value"
    if name in _GOAL:
        return "target"
    return "previous" if name in _LAST else name


def _points(text: str) -> tuple[Decimal | None, bool]:
    """The points a formula multiplies with; whether they are any."""
    text = text.strip("()")
    if _WHOLE.match(text):
        return None, True
    match = re.fullmatch(rf"({_N})分?", text)
    return (Decimal(match[1]), True) if match else (None, False)


def _gap(text: str) -> Formula | None:
    """10-2*(目标值-实际值): so many points less for each unit away."""
    match = re.fullmatch(
        rf"(?P<start>{_N}|满分|标准分|分值|基本分)分?(?P<sign>[-+])(?:(?P<each>{_N})\*)?\((?P<one>{_NAME}|{_N}%?)-(?P<two>{_NAME}|{_N}%?)\)(?:\*(?P<each2>{_N}))?",
        text,
    )
    if match is None or bool(match["each"]) == bool(match["each2"]):
        return None
    each, (start, _) = Decimal(match["each"] or match["each2"]), _points(match["start"])
    names = [_number_or(match[k]) for k in ("one", "two")]
    if "value" not in names or names[0] == names[1]:
        return None
    of_second = names[1] == "value"
    ref = names[0] if of_second else names[1]
    # 满分 - k×(目标-实际) loses below the target; + k×(实际-基准) gains above it and, being a formula, loses below.
    losing = match["sign"] == "-"
    bad = "below" if of_second == losing else "above"
    body: dict[str, Any] = {"per": Decimal(1), "deduct": each, "rounding": "prop", "when": bad, "add": each}
    if ref != "target":
        body["ref"] = ref
    if losing:
        del body["add"]
    elif start is None:
        return None
    if start is not None:
        body["start"] = start
    return Formula({"step": body}, start if losing else None)


def _each(text: str) -> Formula | None:
    """10-缺编人数*0.5, 60+课题数*2: so many points less or more for each."""
    match = re.fullmatch(
        rf"(?P<start>{_N}|满分|标准分|分值|基本分)分?(?P<sign>[-+])(?:(?P<of>{_NAME})\*(?P<each>{_N})分?|(?P<each2>{_N})分?\*(?P<of2>{_NAME}))",
        text,
    )
    if match is None:
        return None
    name = (match["of"] or match["of2"]).strip("的")
    each, (start, _) = Decimal(match["each"] or match["each2"]), _points(match["start"])
    losing = match["sign"] == "-"
    if _operand(name) in {"target", "previous"} or _PERCENT.search(name) or (start is None and not losing):
        return None
    body: dict[str, Any] = {"per": Decimal(1), "deduct": each, "rounding": "prop", "when": "above"}
    if not losing:
        body |= {"deduct": Decimal(0), "when": "below", "add": each}
    body |= {"of": _operand(name), "ref": Decimal(0)}
    if start is not None:
        body["start"] = start
    return Formula({"step": body}, start if losing else None)


def _number_or(text: str) -> Any:
    return Decimal(text.rstrip("%")) if re.fullmatch(rf"{_N}%?", text) else _operand(text)


def _line(text: str) -> Formula | None:
    """(实际值-60)/40*10, (实际值-60)/(100-60)*分值: points along a line."""
    match = re.fullmatch(
        rf"\(?\((?P<of>{_NAME})-(?P<low>{_N})%?\)/(?:\((?P<top>{_N})%?-(?P<low2>{_N})%?\)|(?P<span>{_N})%?)\)?\*(?P<full>[^*/+=()-]+)",
        text,
    )
    if match is None or (match["low2"] and match["low2"] != match["low"]):
        return None
    low = Decimal(match["low"])
    high = Decimal(match["top"]) if match["top"] else low + Decimal(match["span"])
    full, known = _points(match["full"])
    if not known or high <= low:
        return None
    body: dict[str, Any] = {
        "points": [[low, Decimal(0)], [high, "full" if full is None else full]],
        "below": Decimal(0),
    }
    of = _operand(match["of"])
    if of in {"target", "previous"}:
        return None
    if of != "value" and not _PERCENT.search(str(of)):
        body["of"] = of
    return Formula({"interp": body}, full)


def _share(text: str) -> Formula | None:
    """达标学校数/学校总数*5; 满意度*分值; 培训人数占应培训人数的比例*分值."""
    text = re.sub(r"^([^*/+=()占]+)占([^*/+=()]+?)的?(?:比例|百分比|比率|比重)(?=\*)", r"\1/\2", text)
    match = re.fullmatch(
        rf"\(?(?P<of>{_NAME})/(?P<to>{_NAME})\)?(?:\*100%)?\*(?P<full>[^*/+=-]+)|(?P<full2>{_N}|满分|分值|标准分)分?\*\(?(?P<of2>{_NAME})/(?P<to2>{_NAME})\)?(?:\*100%)?",
        text,
    )
    if match is not None:
        of, to = _operand(match["of"] or match["of2"]), _operand(match["to"] or match["to2"])
        full, known = _points(match["full"] or match["full2"])
        if not known or of == to or _relative(str(to)) or of in {"target", "previous"}:
            return None
        body = {} if of == "value" else {"of": of}
        return Formula({"interp": body if to == "target" else {**body, "to": to}}, full)
    match = re.fullmatch(rf"(?P<of>{_NAME})\*(?P<full>[^*/+=()-]+)", text)
    if match is None or not _PERCENT.search(match["of"].strip("的")):
        return None
    full, known = _points(match["full"])
    return Formula({"interp": {"to": Decimal(100)}}, full) if known else None


def _relative(name: str) -> bool:
    """全县最高值, 平均值: not an input of its own."""
    return bool(re.search("最高|最优|最大|最好|最低|最小|第一名|平均|均值", name))


def _sum(text: str) -> Formula | None:
    """合格率*6+优秀率*4: a sum of shares, each with points of its own."""
    terms = text.strip("()").split("+")
    if len(terms) < 2:
        return None
    rules: list[dict[str, Any]] = []
    total = Decimal(0)
    for term in terms:
        match = re.fullmatch(
            rf"(?P<of>{_NAME})\*(?P<full>{_N})分?|(?P<full2>{_N})分?\*(?P<of2>{_NAME})", term
        )
        name = (match["of"] or match["of2"]).strip("的") if match else ""
        if match is None or not _PERCENT.search(name):
            return None
        points = Decimal(match["full"] or match["full2"])
        if points < 1:
            return None  # 合格率*0.5+优秀率*0.5 are weights
        rules.append({"full": points, "rule": {"interp": {"of": name, "to": Decimal(100)}}})
        total += points
    if len({r["rule"]["interp"]["of"] for r in rules}) < len(rules):
        return None
    return Formula({"sum": {"rules": rules}}, total)
