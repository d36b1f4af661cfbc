"""What a rate can be: bounds of rates, and percentages that no whole number of things makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.naming import counted, severed
from zeren.core.audit.checks.proportions.sides import base_is_named, bearing, counts_of, fits, scale_of, sure
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import fits_count, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.lexicon.metrics import metric_named

# Rates whose numerator may hold more than the denominator: other ages, other years, more done than planned.
_OPEN_ENDED = re.compile(
    "毛|完成|增|超|投资|执行|达产|进度|利用|到位|收入|支出|指数|人均|同比|预算|计划|任务|目标|上年|去年|"
    "上一年|相当于|占用|负荷|使用率|招生|编制|比上|产出|周转(?!房)|倍|相加|之和|等于"
)
# The last rate that is named before a list of numbers: 毛入学（园）率，学前为98.7%，小学为103.2%.
_RATE_NAMES = re.compile("[一-龥（）]{1,10}率")
# Rates of which more than all is conceivable, but asks for a word: pupils who came from elsewhere.
_DOUBTFUL = re.compile("巩固|升学|就业|流入")
# Bad things: a rate of half the pupils is no rate of that thing.
_RARE = re.compile("辍学率|流失率|失学率")
_MUCH = Decimal(50)
_LARGEST = Decimal(2000)  # beyond it, nearly every printed percentage can be made
# Rates of staff and of schools, whose number stands right before: of a few, hardly any percentage can be made.
_OF_THEM = re.compile("证|学历|资格|持有|建成|标准化|达标率|普惠|配备")
_FEW = Decimal(60)
_WHOLE_THINGS = {
    "所",
    "人",
    "名",
    "个",
    "园",
    "家",
    "项",
    "处",
    "位",
    "门",
    "台",
    "间",
    "栋",
    "份",
    "批",
    "批次",
    "节",
    "户",
    "件",
    "条",
    "辆",
    "堂",
}


@check("impossible_rate", rule="R01、R03：净入学率、合格率、覆盖率、满意度、辍学率等在0到100之间")
def rates_within_bounds(case: Case) -> Iterator[Finding]:
    """净入学率101.2%, 合格率104%; a gross rate, a completion rate and growth may exceed 100 (B3-14)."""
    for claim in case.claims:
        scale = scale_of(claim)
        if claim.type not in {"rate", "share", "max", "from_to"} or scale is None or claim.value is None:
            continue
        words = f"{claim.metric or ''}{claim.base_name}"
        if pattern("相加|之和|等于").search(claim.quote):
            continue
        value, span = claim.value, (claim.start, claim.end)
        if value > scale and claim.comparator in {"=", ">", ">=", None}:
            yield from _beyond(case, claim, words, scale)
        elif value < 0 and claim.metric_kind == "rate":
            yield case.finding(
                "impossible_rate", "error", span, f"{words}不可能小于0，请核对。", recomputed=f"{value} ＜ 0"
            )
        elif _RARE.search(words) and value >= _MUCH and scale == 100:
            message = f"{words}{say(value)}%过高，像是把巩固率写成了它（辍学率应为{say(100 - value)}%），或小数点错位，请核对。"
            yield case.finding(
                "impossible_rate", "error", span, message, recomputed=f"100－{say(value)}＝{say(100 - value)}"
            )


def _beyond(case: Case, claim: Claim, words: str, scale: Decimal) -> Iterator[Finding]:
    sentence = case.sentence_at(claim.start)
    row = [f.amount for f in figures(case, sentence) if counted(f)] if sentence is not None else []
    if claim.value is not None and any(fits(claim, a, b) for a in row for b in row if a > b):
        return  # 年初计划8个，实际开工9个: 112.5 % is what they make
    known = metric_named(claim.metric or "")
    named = _RATE_NAMES.findall(case.words_before(claim).rsplit("；", 1)[-1])
    around = f"{words}{claim.quote}{case.words_before(claim)[-8:]}{named[-1] if named and '率' not in claim.quote else ''}"
    if claim.type == "from_to":
        around = pattern("由?(?:去年|上年|上一年)(?:同期)?").sub("", around)
    if known.over or known.kind == "change" or _OPEN_ENDED.search(around):
        return
    certain = known.kind == "rate" and known.name != "" and not _DOUBTFUL.search(words)
    certain = certain or claim.type == "share"
    told = f"{say(claim.value or scale)} ＞ {say(scale)}"
    message = f"{claim.metric or '占比'}不可能超过100%，请核对。" + (
        "若是毛率请写明。" if "入" in words else ""
    )
    if not certain:
        message = f"{words}超过100%，一般不会如此，请核对或说明原因。"
    yield case.finding(
        "impossible_rate", "error" if certain else "warn", (claim.start, claim.end), message, recomputed=told
    )


@check("infeasible_rate", rule="B3-11：人数是整数，给定分母只能得到有限几个百分数")
@vouched
def rates_are_of_whole_things(case: Case) -> Iterator[Finding]:
    """学历合格率92.65% of 130 teachers: 120 make 92.31 %, 121 make 93.08 %."""
    for claim in case.claims:
        if claim.type not in {"rate", "share"} or claim.unit not in {"%", "％"} or not claim.exact:
            continue
        if claim.value is None or not 0 < claim.value < 100 or _OPEN_ENDED.search(claim.metric or ""):
            continue
        base, certain = _base(case, claim)
        if claim.numerator is not None and sure(claim, "numerator"):
            # A count that does not say what the rate is of may be its base.
            base, certain = _of_a_few(case, claim) if claim.denominator is None else (None, False)
        if (
            base is None
            or base.amount == bearing(case, claim)
            or not base.amount
            or not 2 <= base.amount <= _LARGEST
        ):
            continue
        if pattern("去年|上年|同期|[省市国县]定|目标|好评|在线").search(
            case.words_before(claim)[-1:] + claim.quote
        ):
            continue
        if severed(case, base.start, claim.start) and (base.metric or "") not in claim.quote:
            continue
        pupils = pattern("近视|体质|及格|得分|测试|监测|考试|肥胖").search(
            claim.quote + case.words_before(claim)[-60:]
        )
        if pupils and base.dimension != "person":
            continue  # pupils' rates are of no few schools
        if fits_count(base.amount, claim.value, claim.decimals) or _elsewhere(case, claim, base):
            continue
        count = claim.value * base.amount / 100
        ends = [count.to_integral_value(rounding=way) for way in ("ROUND_FLOOR", "ROUND_CEILING")]
        told = "；".join(f"{say(n)}÷{say(base.amount)}＝{say(n * 100 / base.amount)}%" for n in ends)
        message = f"{say(base.amount)}{base.unit or '个'}里得不出{say(claim.value, claim.decimals)}%（{told}），请核对分母或比率。"
        yield case.finding(
            "infeasible_rate", "error" if certain else "warn", (claim.start, claim.end), message,
            recomputed=told, others=((base.start, base.end),),
        )  # fmt: skip


def _base(case: Case, claim: Claim) -> tuple[Claim | None, bool]:
    """What the rate divides by, and whether words say so: the linked base, else the one count of the very things before it."""
    at = claim.linked("denominator")
    if at is not None:
        base = case.claims[at]
        if not base.exact or base.unit not in _WHOLE_THINGS:
            return None, False
        certain = sure(claim, "denominator")
        return (
            (base, certain)
            if certain or _same_things(base, claim) or _only_count(case, claim, base)
            else _of_a_few(case, claim)
        )
    before = [
        c for c in case.by_sentence.get(claim.sentence, ()) if c.start < claim.start and c.type == "count"
    ]
    if len(before) != 1 or not before[0].exact or before[0].unit not in _WHOLE_THINGS:
        return None, False
    same = _same_things(before[0], claim)
    if same and before[0].metric == before[0].population:
        return before[0], True
    return _of_a_few(case, claim)


def _of_a_few(case: Case, claim: Claim) -> tuple[Claim | None, bool]:
    """The one small number right before a rate of staff or of schools."""
    before = [c for c in counts_of(case, claim) if c.sentence == claim.sentence and c.start < claim.start]
    if len(before) != 1 or before[0].unit not in _WHOLE_THINGS:
        return None, False
    few = before[0].amount is not None and 5 <= before[0].amount <= _FEW and claim.start - before[0].end <= 4
    if (
        base_is_named(claim)
        or not pattern("率|比例").search(claim.quote + (claim.metric or ""))
        or "占" in claim.quote
    ):
        return None, False
    if (
        few
        and pattern("抽|检|听|测|评").search(before[0].quote)
        and not pattern("不合格|不达标|问题").search(before[0].quote)
        and pattern("优良|合格|达标|优秀|良好|及格").search(claim.quote)
    ):
        return before[0], True
    thing = before[0].metric or ""
    if few and len(thing) >= 2 and f"{thing}比例" in f"{claim.metric or ''}{claim.quote}":
        return before[0], True
    told = few and claim.start - before[0].end <= 2 and _OF_THEM.search(claim.quote) and "率" in claim.quote
    return (before[0], False) if told else (None, False)


def _same_things(base: Claim, claim: Claim) -> bool:
    # 教师中高级职称17人，…，病假率1.7%: the rate is of the teachers, not of those 17.
    own = base.metric in (None, base.population) or (base.metric or "") in claim.quote
    narrow = not own and base.population != base.metric and "population" in claim.inherited
    return base.population is not None and base.population == claim.population and not narrow


def _only_count(case: Case, claim: Claim, base: Claim) -> bool:
    """Whether the base is the one count right before the rate (抽查食堂15家，合格率96%)."""
    counts = [c for c in counts_of(case, claim) if c.sentence == claim.sentence and c.start < claim.start]
    return (
        counts == [base] and (base.amount or 0) >= 5 and "率" in claim.quote and claim.start - base.end <= 24
    )


def _elsewhere(case: Case, claim: Claim, base: Claim) -> bool:
    """Whether the rate may be of other things of the paragraph: then no whole number is missing."""
    own = [
        c.amount
        for c in counts_of(case, claim)
        if c.sentence == claim.sentence and c.dimension == base.dimension and c.amount
    ]
    if len(own) <= 6 and any(fits(claim, a, a + b) for a in own for b in own if a is not b):
        return True  # 农村82所、城区31所，农村占全部的72.6%
    return any(
        c is not base and c.amount and c.amount > base.amount and c.dimension == base.dimension  # type: ignore[operator]
        and fits_count(c.amount, claim.value or Decimal(0), claim.decimals) and c.amount <= _LARGEST * 5
        for c in counts_of(case, claim) if c.start < claim.start and c.sentence == claim.sentence
    )  # fmt: skip


_LIST_OF_RATES = re.compile(
    r"(?P<name>[一-龥]{0,10}(?:合格|达标|优良|优秀|及格|入学|入园|巩固|覆盖|普及|持证|参与|满意|知晓|建成|通过|回收|配备|到岗|毕业|近视|完好|开出|办结)(?:率|度|面))"
    r"[^。；\d]{0,24}?(?:为|是|达到?)?(?P<list>\d{1,3}(?:\.\d+)?[%％](?:[、，和及与]{1,2}[^。；\d、，]{0,10}\d{1,3}(?:\.\d+)?[%％]){1,12})"
)


@check("impossible_rate", rule="R01、R03：一串率里的每一个都在0到100之间")
def lists_of_rates_within_bounds(case: Case) -> Iterator[Finding]:
    """合格率依次为96.1%、104.8%和95.3%: one of the list is more than all."""
    for sentence, words in sentences_with(case, re.compile(r"1\d\d(?:\.\d+)?[%％]")):
        for match in _LIST_OF_RATES.finditer(words):
            if (
                _OPEN_ENDED.search(match["name"] + match[0][len(match["name"]) :][:12])
                or "毛" in words[: match.start()][-6:]
            ):
                continue
            for rate in pattern(r"\d{1,3}(?:\.\d+)?(?=[%％])").finditer(match["list"]):
                own = pattern("[、，]").split(match["list"][: rate.start()])[-1]
                if Decimal(rate[0]) > 100 and not _OPEN_ENDED.search(own):
                    start = sentence.start + match.start("list") + rate.start()
                    message = f"{match['name']}不可能超过100%，请核对{rate[0]}%。"
                    span = (start, start + len(rate[0]) + 1)
                    yield case.finding(
                        "impossible_rate", "error", span, message, recomputed=f"{rate[0]} ＞ 100"
                    )
