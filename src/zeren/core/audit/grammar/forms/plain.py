"""The last form of all: a number by itself, which its metric and its unit name; and what its surroundings make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from zeren.core.audit.grammar.forms.changes import part_of
from zeren.core.audit.grammar.names import metric_before, said_after, stripped, words_after
from zeren.core.audit.grammar.registry import Draft, Found, claim
from zeren.core.audit.lexicon.metrics import metric_named
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.tokens import QUANTITIES, Quantity

__all__ = ["type_of"]

_TOTAL = re.compile("共|合计|总计")
_AIM = re.compile(
    r"(?<!按)(?<!按照)要求(?!的)|力争|(?<![共已计极方后])争取(?![到了]|[^，。；]{0,10}(?:资金|经费|项目|补助|拨款|投资|支持|指标|名额|编制)(?!.{0,4}率))|确保(?!了)|目标|应达到|拟(?!定)|预计|[至到](?:19|20)\d\d年底?前?(?![一-龥]{0,4}[,，])"
)
_AIM_LEAD = re.compile(r"(?<!截)(?<!截止)[至到](?:19|20)\d\d年[底末前]?[,，]$")
_AIM_OPENS = re.compile(r"(?<!截)(?<!截止)(?:[至到]|力争)(?:19|20)\d\d年[底末前]?|力争|争取(?!到)|确保(?!了)")
_IS_SO = re.compile("实际|已|目前|现有|现|完成|同比|上年|去年|增长|下降|提高了")
_AIMED = {"rate", "share", "count", "amount", "area", "per_capita", "index"}
_BY = re.compile(
    "(?:^|[、])(?P<what>(?:(?!由|按|实行|采取)[^，、]){2,20})?(?:由[^，]{1,24}?|实行|采取|"
    "(?:(?:中央|[省市县区校乡镇州])(?:级|财政|政府|本级)*[、和与]?)+)?(?:按照?|以)$"
)
# What stands before a percentage and is a verb: it names nothing.
_VERBAL = re.compile("(?:公布|相加|等于|相加不|相当于|记|算|通报|优|远|也|不|恰好|接近)$|^比$")
_ABOUT = re.compile(r"(?<![节契预签制条合公誓])(?:大约|大概|约)(?:共|现)?有[一-龥]{2,10}$")
_EVENT = re.compile(
    "事故|事件|案件?|投诉|举报|上访|信访|辍学|失学|流失|隐患|违规|违纪|伤亡|死亡|欺凌|火灾|溺水|大班额|欠债|欠款|病例"
)
_LEFT = re.compile("(?:已|曾|先后|中途)*(?:辍学|流失|失学|退学|休学|复学|返校)")
_WHEN = {"date", "month", "year", "school_year", "relative"}
_MEANS = {"平均", "总体", "总计", "合计", "平均值"}
_EXTREMES = {"平均", *(f"最{sign}" for sign in "高低大小多少长短")}
_EXTREME = re.compile("(?P<a>.*?)(?:最[高低大小多少长短]|平均)(?P<b>.*)")
_GOES_ON = {"index", "rate", "mean", "max", "ratio", "per_capita"}

_BY_METRIC = {"per_capita": "per_capita", "mean": "mean", "max": "max", "index": "index", "score": "score"}
_BY_UNIT = {"P": "rate", "D": "change_pp", "A": "amount", "G": "area", "N": "count", "S": "score"} | {
    "X": "ratio",
    "Z": "compare",
}
_PERCENT = {
    "share": "share",
    "completion": "completion",
    "change": "change_pct",
    "mean": "mean",
    "max": "max",
}
_BARE = {"index": "index", "min": "index", "ratio": "ratio", "rate": "rate", "completion": "completion"} | {
    "share": "share"
}


def type_of(metric: str, quantity: Quantity) -> str:
    """The type of a plain claim, from its metric's kind and its unit; empty when a bare number says nothing.

    Example:
        >>> from zeren.core.audit.tokens import quantity_at
        >>> def of(metric, words):
        ...     return type_of(metric, quantity_at(words, 0)[0])
        >>> of("差异系数", "0.32"), of("生均校舍", "7.9平方米"), of("图书", "2900册"), of("占比", "4%"), of("信息化", "20")
        ('index', 'per_capita', 'count', 'share', '')
    """
    kind = metric_named(metric).kind if metric else ""
    if quantity.high is not None:
        return "range"
    if quantity.note == "doubling":
        return "change_pct"
    if quantity.kind == "P":
        return _PERCENT.get(kind, "rate")
    if quantity.dimension.endswith("_per"):
        return "per_capita"
    if kind in {"per_capita", "mean", "max", "score"} and quantity.kind in "NAGSBX":
        return "ratio" if quantity.kind == "X" else _BY_METRIC[kind]
    if quantity.kind == "B":
        return _BARE.get(kind, "count" if metric.endswith("数") and len(metric) > 1 else "")
    return _BY_UNIT[quantity.kind]


@claim(
    "count",
    r"(?P<q>Q)",
    forms=[*range(1, 14), 17, 25, *range(28, 33), 39, 59, 60, 67, 72, 75, 83, 92],
    order=99,
)
def plain_number(found: Found) -> Iterator[Draft]:
    """A metric or noun with its number: what the unit and the metric's kind make of it.

    Source: 适龄儿童入学率100%; 图书2900册，生均15.5册; 差异系数0.32; 安全演练2214场次.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("图书2900册，生均15.5册；综合差异系数0.412。")
        ['count 图书 =2900册', 'per_capita 生均 =15.5册 num=2900', 'index 综合差异系数 =0.412']
    """
    quantity, at = found.quantity("q"), found.index("q")
    draft = found.draft("count", "q")
    if quantity.comparator == "=" and _ABOUT.search(_clause_before(found, at)):  # 约有留守儿童5300人
        quantity = draft.quantity = replace(quantity, comparator="~", approx=True)
    if quantity.kind == "P":
        _percentage(found, draft)
    if draft.metric in _EXTREMES:
        _of_the_same(found, draft)
    type_ = _kind(found, draft, quantity)
    if not type_ or _is_idle(draft, quantity) or _points_back(found, at):
        return
    counted = quantity.kind == "P" and draft.subject.noun_end >= 0  # 98%的教师
    draft.type = "share" if draft.inherits == "numerator" or counted else type_
    if quantity.high is not None:
        _range(found, draft, quantity)
    if type_ == "ratio" and quantity.second is not None:
        draft.numerator, draft.denominator = quantity.value, quantity.second
        _shared_out(found, draft)
    if quantity.kind in "NAG":
        _surroundings(found, draft, quantity)
    if quantity.kind == "Z":
        _compared_with(found, draft)
    elif quantity.note == "doubling":
        _doubled(found, draft)
    if not draft.metric and not draft.inherits:
        draft.inherits = "same"
    if draft.type in _AIMED and _is_aim(found, draft, at):
        draft.type = "target"
    yield draft


def _kind(found: Found, draft: Draft, quantity: Quantity) -> str:
    type_ = type_of(draft.metric, quantity)
    if not type_ and quantity.kind == "B" and not quantity.value and _nothing(found, draft):
        type_ = "zero"  # 校园安全事故为零
    if (not type_ and quantity.kind == "B") or (quantity.kind in "NAG" and draft.metric in NOUNS):
        type_ = _as_before(found, draft) or type_
    return type_


def _percentage(found: Found, draft: Draft) -> None:
    """A percentage's name, where it is none: 全区平均为51.6%, 98%的教师, 21人（17.5%）."""
    tokens, at = found.reading.tokens, found.index("q")
    if draft.metric in _MEANS:  # 近视率…，全区平均为51.6%
        draft.metric, draft.population = "", draft.metric
    if _VERBAL.search(draft.metric):
        draft.metric = ""
    count = next((t for t in reversed(tokens[:at]) if t.kind in QUANTITIES), None)
    if not draft.metric and at and tokens[at - 1].kind == "(" and count is not None and count.kind in "NAG":
        draft.inherits = "numerator"


def _shared_out(found: Found, draft: Draft) -> None:
    """资金由省、县按7∶3的比例分担: what is shared out, by whom is not its name."""
    before, after = _clause_before(found, found.index("q")), found.reading.text.content[draft.end :]
    lead = _BY.search(before)
    if lead is None or not re.match("的?比例|分担|配套|配备|承担", after):
        return
    what = stripped(lead["what"] or "")
    named = re.match("的?(?P<name>比例(?:分担|配套|承担|配备|分配|安排|落实|筹措|投入)?)", after)
    draft.metric, draft.population = what or (named["name"] if named else "比例"), ""
    if what:
        at = found.reading.text.content.rfind(what, 0, draft.end)
        draft.start = min(draft.start, at) if at >= found.reading.sentence.start else draft.start


def _of_the_same(found: Found, draft: Draft) -> None:
    """初中最高班额52人，最低38人，平均46.3人: three numbers of one metric."""
    last = found.reading.drafts[-1] if found.reading.drafts else None
    if last is None or last.quantity is None or draft.quantity is None or last.anchor > draft.anchor:
        return
    match = _EXTREME.fullmatch(last.name)
    stem = match["a"] + match["b"] if match else ""
    if last.quantity.dimension != draft.quantity.dimension:
        return
    if last.metric in _EXTREMES:  # 在校生最多1860人，最少214人
        draft.population = draft.population or last.population
    elif stem and "的" not in stem:
        draft.metric, draft.population = draft.metric + stem, draft.population or last.population


def _range(found: Found, draft: Draft, quantity: Quantity) -> None:
    """8—10所: the lower end is the value, the upper the bound; both are parts."""
    token = found.reading.tokens[found.index("q")]
    assert quantity.high is not None
    low, high = replace(quantity, high=None), replace(quantity, value=quantity.high, high=None)
    draft.parts = [part_of("", end, (token.start, token.end)) for end in (low, high)]
    draft.quantity, draft.bound = low, high


def _surroundings(found: Found, draft: Draft, quantity: Quantity) -> None:
    """What is said of a count beside its name: 4所达标, 超额完成186人次, 共103所."""
    at = found.index("q")
    before = found.reading.tokens[at - 1] if at else None
    draft.right = words_after(found.reading, at) if draft.subject.noun_end < 0 else ""
    draft.qualifier = said_after(found.reading, at, draft.end)
    if not draft.right and _LEFT.match(draft.qualifier):
        draft.right = draft.qualifier  # 5名学生辍学: those are the ones who left, not the pupils there are
    if quantity.unit and quantity.unit.isascii() and not re.search("[一-龥]", draft.metric):
        draft.metric = quantity.unit  # 532 schools
    if before is None or draft.metric:
        return
    draft.total = bool(_TOTAL.search(before.text)) and before.kind == "l"
    if before.kind == "k" and before.text.startswith("超额"):
        draft.inherits, draft.type, draft.base_name = "value", "compare", "任务"
    elif before.kind == "k":
        draft.right = draft.right or "完成"  # 48条措施中完成44条


def _is_aim(found: Found, draft: Draft, at: int) -> bool:
    """责任书要求毛入学率达到92%, 到2025年达到95%: what is to be, not what is."""
    token, words = found.reading.tokens[at], found.reading.text.content
    start = found.reading.sentence.start
    edge = token.start - len(_clause_before(found, at))
    if (
        draft.quantity is not None
        and draft.quantity.kind == "N"
        and "下达" in words[min(edge, draft.start) : token.start]
    ):
        return True  # 下达我区新增学位1500个; of money, 下达 says that it came
    clause = words[min(edge, draft.start) : token.start]
    return bool(
        _AIM.search(clause) or _AIM_LEAD.search(words[start:edge]) or _goes_on_aiming(found, clause, at)
    )


def _goes_on_aiming(found: Found, clause: str, at: int) -> bool:
    """到2020年，毛入园率力争达到90%，巩固率达到95%: what the sentence set out to reach holds until it says what is."""
    last = found.reading.drafts[-1] if found.reading.drafts else None
    if last is None or last.type != "target" or not 0 <= last.anchor < at:
        return False
    mine = found.reading.tokens[at].quantity
    if mine is None or mine.kind != "P" or not (mine.comparator != "=" or re.search("[达到在]到?$", clause)):
        return False
    lead = found.reading.text.content[found.reading.sentence.start : found.reading.tokens[at].start]
    between = found.reading.kinds[last.anchor : at]
    return bool(_AIM_OPENS.search(lead)) and not _IS_SO.search(clause) and not set(between) & set(";ok")


def _nothing(found: Found, draft: Draft) -> bool:
    """校园安全事故为零; but 在册辍学人数为零 is a count at a date."""
    return bool(_EVENT.search(draft.metric)) and "人数" not in _clause_before(found, found.index("q"))


def _clause_before(found: Found, at: int) -> str:
    """The words of the clause up to a token."""
    tokens = found.reading.tokens
    edge = max((t.end for t in tokens[:at] if t.kind in ",;"), default=found.reading.sentence.start)
    return found.reading.text.content[edge : tokens[at].start]


def _points_back(found: Found, at: int) -> bool:
    """这两个载体, 上述三项: what was named before, counted again in passing."""
    before = found.reading.tokens[at - 1] if at else None
    words = found.reading.text.content[found.reading.tokens[at].end :][:3]
    summed = re.match("合计|共计|相加|之和|加起", words) and found.quantity("q").unit in {
        "项",
        "者",
        "类",
        "个",
        "所",
    }
    return bool(summed) or (before is not None and bool(re.search("(?:这|那|上述|以上|前述)$", before.text)))


def _as_before(found: Found, draft: Draft) -> str:
    """小学差异系数为0.53，初中为0.41: a number with only a stage of school to name it continues the metric before it."""
    last = found.reading.drafts[-1] if found.reading.drafts else None
    mine = draft.quantity
    if last is None or last.quantity is None or mine is None or last.anchor > draft.anchor:
        return ""
    if last.quantity.dimension != mine.dimension or (draft.metric and draft.metric not in NOUNS):
        return ""
    if mine.kind != "B" and (
        last.type not in {"per_capita", "mean", "max"} or NOUNS.get(draft.metric) != "stage"
    ):
        return ""
    draft.population, draft.metric = draft.metric or draft.population, ""
    return last.type if last.type in _GOES_ON else ""


def _compared_with(found: Found, draft: Draft) -> None:
    """是2012年的2倍: the year is what it is compared with."""
    at = found.index("q")
    base = next((t for t in found.reading.tokens[max(0, at - 2) : at] if t.period is not None), None)
    if base is not None and base.period is not None:
        first = next((t for t in found.reading.tokens if t.period is not None), base)
        known = first.period if first is not base and first.period and first.period.kind in _WHEN else None
        draft.base_period = base.period.text
        draft.subject.period, draft.subject.period_id = (known.text, known.id) if known else ("", "")
        draft.metric, draft.population, _ = metric_before(found.reading, found.reading.tokens.index(base))


def _doubled(found: Found, draft: Draft) -> None:
    """在园幼儿总数比2012年翻一番: a growth, whose metric stands before the base."""
    at = found.index("q")
    base = found.reading.tokens[at - 1] if at else None
    if base is not None and base.kind == "b":
        draft.base_period = base.period.text if base.period else ""
        draft.metric, draft.population, start = metric_before(found.reading, at - 1)
        draft.start = start if start >= 0 else base.start
    draft.sign = 1


def _is_idle(draft: Draft, quantity: Quantity) -> bool:
    """A unit of time or length without a name claims nothing (历时3天, 缺200米跑道)."""
    if (
        quantity.dimension == "person"
        and draft.subject.noun_end >= 0
        and re.search("(?<!专)班额?$|班级$", draft.metric)
    ):
        return True  # 66人以上的大班额: by what it is one
    if quantity.dimension in {"day", "week", "month", "hour", "minute", "metre"}:
        return not re.search(
            r"学|课|跑道长|里程|长度|天数|时间|活动|培训|体育|锻炼|睡眠|作业|平均|半径|距离|路程",
            draft.metric,
        )
    return quantity.kind == "N" and quantity.value == Decimal(1) and not draft.metric
