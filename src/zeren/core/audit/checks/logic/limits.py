"""Limits: a value that is said to keep within a bound does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

__all__ = ["HOLDS", "WORDS", "alike", "size"]

HOLDS = {
    "<=": lambda value, bound: value <= bound,
    ">=": lambda value, bound: value >= bound,
    "<": lambda value, bound: value < bound,
    ">": lambda value, bound: value > bound,
}
WORDS = {"<=": "不超过", ">=": "不低于", "<": "低于", ">": "高于"}
_FLIPPED = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_NOT_MET = re.compile(
    "未达|未能|没有达到|不达标|未达标|差距|尚未|不足|不符合|(?<!不)(?<!未)超过.{0,8}规定|欠|还差|仍差|距"
)
_PLANNED = re.compile(
    "目标|力争|计划|将(?!近)|应当|下一步|确保|规划|争取|拟|到20\\d\\d年|要求[各全]|努力|逐步"
)
_BOUND_WORDS = re.compile(
    "(?P<op>未突破|没有突破|不突破|压减到|压缩到|降到|降至|下降到|控制到|减少到|不超过|不得超过|不高于|不大于|不多于|未超过|没有超过|低于|小于|少于|控制在|压缩在|限制在|不低于|不少于|不小于|高于|大于|超过|多于|优于)"
    "(?P<gap>[一-龥]{0,8}?)$"
)
_OPS = {
    "不超过": "<=", "不得超过": "<=", "不高于": "<=", "不大于": "<=", "不多于": "<=", "未超过": "<=", "没有超过": "<=", "控制在": "<=", "压缩在": "<=",
    "限制在": "<=", "低于": "<", "小于": "<", "少于": "<", "不低于": ">=", "不少于": ">=", "不小于": ">=", "高于": ">", "大于": ">", "超过": ">", "多于": ">",
    "优于": "", **dict.fromkeys(("未突破", "没有突破", "不突破", "压减到", "压缩到", "降到", "降至", "下降到", "控制到", "减少到"), "<="),
}  # fmt: skip
_STANDARD = re.compile(
    "标准|要求|规定|上限|下限|控制线|合格线|底线|红线|警戒线|指标|门槛|控制数|定额|基准|最低线|达标线|规定值"
)
_WITHIN = re.compile(
    "未突破|没有突破|不突破|控制在|压减到|压缩到|降到|降至|下降到|控制到|减少到|不超过|未超过|没有超过|压缩在|限制在|不高于"
)
_STAGE = re.compile("小学|初中|高中|幼儿园|学前|中职|城区|农村|乡镇|男|女")
_FILLERS = re.compile(
    "没有|未|均|都|全部|执行了?|落实了?|遵守|做到了?|每班|每校|每所学校|严格|切实|始终|保证了?|确保了?|保持了?|实现了?|按照|按|坚持|每餐|有效|一直|继续|基本|远|明显|也|已|分别|全[区县市校]|每[天日]|能够?|把|将|稳定|之?|的|且|仍|各|皆|符合|达到|满足|“|”|并|而|小于?|初中|小学|高中|、|为|国家|省定|规定|市定|在"
)
_LOWER_BETTER = re.compile("生师比|班额|差异系数|辍学|流失|近视|超标|事故|大班")
_LIMITED = re.compile(
    "控制在|不超过|不高于|低于|不低于|不少于|高于|超过|压缩在|限制在|优于|少于|不得|不大于|不小于|以内|以下|压减到|突破|以上"
)


@check("limit_contradiction", rule="写明“控制在…以内”“不低于…”的，数值应满足（界限本身算达到）")
def values_keep_their_limits(case: Case) -> Iterator[Finding]:
    """辍学率1.8%，控制在1.5%以内 (R50): the bound itself is kept."""
    for claim in case.claims:
        comparator = claim.comparator or ""
        if (
            claim.type != "limit"
            or claim.value is None
            or claim.bound is None
            or claim.approx
            or (claim.dimension == "ratio" and not _per_one(case, claim))
        ):
            continue
        if "优于" in claim.quote:
            comparator = "<=" if _LOWER_BETTER.search(f"{claim.metric or ''}") else ">="
        before = case.text.content[max(0, claim.start - 2) : claim.start]
        if re.search("[不未没]$|没有$|不得$|并未$|未曾$", before) and not claim.quote.startswith("不"):
            comparator = _FLIPPED.get(comparator, "")
        at = claim.linked("of")
        of = case.claims[at] if at is not None else None
        if (
            comparator not in HOLDS
            or (claim.unit or "") != (claim.bound_unit or claim.unit or "")
            or of is None
            or not of.exact
            or re.search(r"[由从][\d.,]+", of.quote)
        ):
            continue
        if (
            of.type in {"limit", "target"}
            or _other_span(case, claim, of)
            or _several(case, claim)
            or _spoken_otherwise(case, claim, of)
            or _worsened(case, claim)
        ):
            continue
        if HOLDS[comparator](claim.value, claim.bound):
            continue
        yield _broken(case, claim, of, comparator)


def _per_one(case: Case, claim: Claim) -> bool:
    """20.5∶1 against 19∶1 can be compared by their first numbers."""
    at = claim.linked("of")
    of = case.claims[at] if at is not None else None
    return (
        of is not None and of.denominator == 1 and re.search("[:：∶比]\\s*1(?!\\d)", claim.quote) is not None
    )


def _broken(case: Case, claim: Claim, of: Claim, comparator: str) -> Finding:
    value, bound, unit = claim.value or 0, claim.bound or 0, claim.unit or ""
    told = f"{say(value, 4)} 并非{WORDS[comparator]} {say(bound, 4)}"  # type: ignore[arg-type]
    message = f"数值不满足所写的界限：{say(value, 4)}{unit}，写的是{WORDS[comparator]}{say(bound, 4)}{unit}。请核对，或如实写未达到。"  # type: ignore[arg-type]
    return case.finding(
        "limit_contradiction",
        "error",
        (min(claim.start, of.start), max(claim.end, of.end)),
        message,
        recomputed=told,
    )


def _several(case: Case, claim: Claim) -> bool:
    """Whether more bounds follow (低于0.50和0.45的标准): which value each belongs to is read elsewhere."""
    return (
        re.match(
            r"(?:和|、|与|及|，初中|、初中)[^，。；]{0,6}\d", case.text.content[claim.end : claim.end + 10]
        )
        is not None
    )


def _spoken_otherwise(case: Case, claim: Claim, of: Claim) -> bool:
    """Whether the words make it a plan, or say themselves that the bound is broken."""
    low, high = sorted((claim.start, of.start))
    between = case.text.content[max(0, low - 10) : high]
    after = re.split("[，。；]", case.words_after(claim))[0]
    lead = case.text.content[max(0, claim.start - 6) : claim.start] + claim.quote
    words = between + lead
    return (
        _PLANNED.search(words) is not None
        or _NOT_MET.search(words + after[:12]) is not None
        or re.search("差|规定为|标准为|要求为|上限为", lead) is not None
        or _NOT_MET.search(re.split("[。；]", case.words_after(claim))[0][:24]) is not None
    )


_TIMES = re.compile("每[天日周月年]|每学[期年]|全年|[本全]学期|人均|生均|每[人班校]")


def _other_span(case: Case, claim: Claim, of: Claim) -> bool:
    """每周2次 is no breach of 全年不少于64次."""
    told = [set(_TIMES.findall(case.text.content[max(0, c.start - 4) : c.end])) for c in (claim, of)]
    return bool(told[0] and told[1] and not told[0] & told[1])


def _worsened(case: Case, claim: Claim) -> bool:
    """超过每班不多于55人的规定: the sentence owns up to it."""
    return re.search("超过|突破|高出|超出", case.words_before(claim)[-6:]) is not None


# 仍高于省定不超过5所的要求: it owns up to it.
_CROSSED = re.compile("(?:[高多大]于|超过|突破|超出)[^，。；]{1,8}不(?:超过|多于|大于|高于)$")


@dataclass(frozen=True, slots=True)
class _Bound:
    figure: Figure
    op: str
    gap: str


@check("limit_contradiction", rule="写明“分别低于…和…的标准”的，各值满足各自的界限")
def values_keep_their_own_limits(case: Case) -> Iterator[Finding]:
    """0.53和0.41，分别低于0.50和0.45的标准; 最大班额58人，控制在小学45人、初中50人以内."""
    for sentence, _ in sentences_with(case, _LIMITED):
        row = figures(case, sentence)
        at = 0
        while at < len(row):
            bounds = _bounds(case, row, at)
            if bounds:
                yield from _paired(case, row, at, bounds)
            at += max(1, len(bounds))


def _bounds(case: Case, row: list[Figure], at: int) -> list[_Bound]:
    """The bound that stands at a place of the row, and those joined to it by 和 or 、."""
    figure = row[at]
    quantity = figure.quantity
    lead = case.text.content[max(0, figure.start - 16) : figure.start]
    if _CROSSED.search(case.text.content[max(0, figure.start - 16) : quantity.number_start or figure.start]):
        return []
    said = _BOUND_WORDS.search(re.split("[，。；：]", lead)[-1]) or _BOUND_WORDS.search(
        re.split(
            "[，。；：]", case.text.content[max(0, figure.start - 16) : quantity.number_start or figure.start]
        )[-1]
    )
    group = [figure]
    for following in row[at + 1 :]:
        between = case.text.content[group[-1].end : following.start]
        if following.quantity.dimension != quantity.dimension or not re.fullmatch(
            "(?:以内|以下|以上)?[和、与及]?[一-龥]{0,4}", between
        ):
            break
        group.append(following)
    tail = case.text.content[group[-1].end : group[-1].end + 14]
    tail = re.split("[，。；]", tail)[0]
    clause = re.split("[，。；：]", lead)[-1]
    apart = re.match("以外|开外", tail)
    inner = re.match("的?[^，。；]{0,8}(?:以内|之内|之下|范围内)", tail) and re.search(
        "在$", case.text.content[max(0, figure.start - 2) : quantity.number_start or figure.start]
    )
    op = _op(case, group, said, clause, tail) or (
        ">=" if apart and quantity.kind == "N" else "<=" if inner else ""
    )
    standard = _STANDARD.search(tail) or (said and _STANDARD.search(said["gap"]))
    if _reached(case, row, at):
        return [_Bound(figure, ">=", "")]
    falls = said is not None and re.search("[到至]$", said["op"]) is not None
    if falls and not re.match("以内|之内|以下", tail) and quantity.comparator == "=":
        return []
    inside = any(re.search("以[上下内]$", case.text.content[f.start : f.end]) for f in group)
    held = inside and re.search("(?:在|保持|满足|符合|稳定在|处于)$", clause[: len(clause)]) is not None
    within = (
        (said and _WITHIN.search(said["op"]))
        or held
        or re.match("以内|之内|以下", tail)
        or apart
        or inner
        or (quantity.limit and quantity.comparator == "<=")
    )
    if not op or not (standard or within):
        return []
    if said and said["op"] in {"超过", "高于", "多于", "大于"} and not standard:
        return []
    return [_Bound(f, op, said["gap"] if said else "") for f in group]


def _reached(case: Case, row: list[Figure], at: int) -> bool:
    """94.1%，达到95%以上: the number right before is said to reach the bound."""
    figure = row[at]
    lead = case.text.content[max(0, figure.start - 3) : figure.start + 2].rstrip("0123456789.")
    if not at or figure.quantity.comparator != ">=" or not re.search("达到?$", lead):
        return False
    between = case.text.content[row[at - 1].end : figure.start]
    return between.strip("，, 达到") == "" and row[at - 1].exact


def _op(case: Case, group: list[Figure], said: re.Match[str] | None, clause: str, tail: str) -> str:
    """The direction of a bound, by the words before it or inside its numbers."""
    before = case.text.content[max(0, group[0].start - 40) : group[0].start]
    better = "<=" if _LOWER_BETTER.search(before) else ">="
    if said and said["op"] == "优于":
        return better
    op = _OPS.get(said["op"], "") if said else ""
    met = re.search("(?:达到|满足|符合)了?[一-龥]{0,6}$", clause)
    if not op and met and group[0].quantity.comparator == "=" and _STANDARD.search(tail) and len(group) > 1:
        return better
    return op or next(
        (f.quantity.comparator for f in group if f.quantity.comparator in {"<=", ">=", "<", ">"}), ""
    )


def _paired(case: Case, row: list[Figure], at: int, bounds: list[_Bound]) -> Iterator[Finding]:
    first, last = bounds[0].figure, bounds[-1].figure
    values = [
        f for f in row[:at]
        if f.segment == first.segment and f.exact and f.quantity.kind != "X" and f.quantity.kind == first.quantity.kind and alike(f, first)
        and not re.search("[由从]$", case.text.content[f.start - 1 : f.quantity.number_start or f.start])
    ]  # fmt: skip
    content = case.text.content
    clause = content[max(content.rfind(c, 0, first.start) for c in "，。；：\n") + 1 : first.start]
    if not values or _excused(case, values, first, last) or not _same_subject(case, clause, values[-1]):
        return
    pairs = _pairs(case, row, values, bounds, clause)
    for value, bound in pairs:
        if HOLDS[bound.op](size(value), size(bound.figure)):
            continue
        unit, bound_unit = value.quantity.unit, bound.figure.quantity.unit
        told = f"{say(value.value, 4)}{unit} 并非{WORDS[bound.op]} {say(bound.figure.value, 4)}{bound_unit}"
        message = f"数值不满足所写的界限：{say(value.value, 4)}{unit}，写的是{WORDS[bound.op]}{say(bound.figure.value, 4)}{bound_unit}。请核对，或如实写未达到。"
        span = (value.start - len(value.before), value.end)
        yield case.finding(
            "limit_contradiction",
            "error",
            span,
            message,
            recomputed=told,
            others=((bound.figure.start, bound.figure.end),),
        )


def size(figure: Figure) -> Decimal:
    """A number in base units, hours as minutes."""
    return figure.amount * (60 if figure.quantity.dimension == "hour" else 1)


def alike(one: Figure, other: Figure) -> bool:
    """Whether two numbers can be compared: of one dimension, or both of time."""
    dimensions = {one.quantity.dimension, other.quantity.dimension}
    return len(dimensions) == 1 or dimensions == {"hour", "minute"}


def _excused(case: Case, values: list[Figure], first: Figure, last: Figure) -> bool:
    content = case.text.content
    # 严守编班规定，最大的小班27名: a clause that owns up to a rule is no number asked for.
    lead = re.sub(
        r"^.*(?:严守|遵守|落实|执行|严格|按照?)[^，。；\d]*[，。；]",
        "",
        content[max(0, values[0].start - 14) : values[0].start],
    )
    between = content[values[-1].end : first.start]
    after = re.split("[。；]", content[last.end : last.end + 30])[0]
    return bool(
        first.start - values[-1].end > 30 or _PLANNED.search(between) or re.search("目标|任务|要求|标准|规定|控制数", lead + values[-1].before)
        or _NOT_MET.search(between + content[first.start : last.start + 6] + after) or (re.search("超过|突破|超出|高出|距|未", re.sub("(?:未|没有|不|不得)(?:超过|突破|超出|高出)", "", between[-10:]))
        and first.quantity.comparator != "=") or (re.search("超过[^，。；]{0,10}(?:规定|上限)", between + content[first.start : last.end + 8])
        and not re.search("未超过|不超过|没有超过", between + content[first.start : last.end]))
    )  # fmt: skip


def _same_subject(case: Case, clause: str, value: Figure) -> bool:
    """Whether the bound's clause names nothing of its own, or what the value is of: 班额控制在50人以内 is not about teachers."""
    own = _LIMITED.split(clause)[0] if _LIMITED.search(clause) else clause
    own = _FILLERS.sub("", own)
    if len(own) < 2:
        return True
    about = case.text.content[max(0, value.start - 24) : value.start]
    return any(own[i : i + 2] in about for i in range(len(own) - 1))


def _pairs(
    case: Case, row: list[Figure], values: list[Figure], bounds: list[_Bound], clause: str
) -> list[tuple[Figure, _Bound]]:
    staged = {m[0]: b for b in bounds if (m := _STAGE.search(b.figure.before))}
    if len(staged) == len(bounds) and len(bounds) > 1:
        named = [(v, _stage_of(case, v)) for v in values]
        return [(v, staged[s]) for v, s in named if s in staged]
    if len(bounds) > 1:
        return list(zip(values[-len(bounds) :], bounds, strict=True)) if len(values) >= len(bounds) else []
    if re.search("均|都|全部", clause) and not re.search("平均", clause):
        return [(v, bounds[0]) for v in values]
    return [(values[-1], bounds[0])]


def _stage_of(case: Case, figure: Figure) -> str:
    """The stage last named before a number in its sentence."""
    sentence = case.sentence_at(figure.start)
    words = case.text.content[sentence.start if sentence else figure.start : figure.start]
    found = _STAGE.findall(words)
    return found[-1] if found else ""


_PER_TEACHER = re.compile(r"[1１]\s*[:：∶比]\s*(\d+(?:\.\d+)?)")


@check("limit_contradiction", rule="师生比、师幼比不低于1∶n的，每名教师对应的人数不超过n")
def ratios_keep_their_limits(case: Case) -> Iterator[Finding]:
    """师幼比1∶8.2，达到不低于1∶7的标准: 8.2 children a teacher are more than 7."""
    for claim in case.claims:
        if (
            claim.type != "limit"
            or claim.dimension != "ratio"
            or not re.search("师[生幼]比|教职工与|教师与", claim.metric or "")
        ):
            continue
        at = claim.linked("of")
        of = case.claims[at] if at is not None else None
        bound = _PER_TEACHER.search(claim.quote)
        if (
            of is None
            or bound is None
            or of.numerator != 1
            or of.denominator is None
            or _spoken_otherwise(case, claim, of)
        ):
            continue
        most = Decimal(bound[1])
        if (claim.comparator not in {">", ">="} and "优于" not in claim.quote) or of.denominator <= most:
            continue
        told = f"1∶{say(of.denominator)} 低于 1∶{say(most)}"
        message = (
            f"每名教师对应{say(of.denominator)}人，多于标准的{say(most)}人，没有达到所写的标准，请核对。"
        )
        span = (min(of.start, claim.start), max(of.end, claim.end))
        yield case.finding("limit_contradiction", "error", span, message, recomputed=told)
