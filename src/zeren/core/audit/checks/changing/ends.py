"""Where a change begins and ends, as far as the text prints both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.claim import Claim, Part
from zeren.core.audit.finding import Case

__all__ = [
    "CHANGE",
    "CHANGE_VERBS",
    "DOWN",
    "FROM",
    "UP",
    "YEARLY",
    "Ends",
    "Move",
    "ends_of",
    "is_other",
    "lead_of",
    "moves_of",
    "pair_of",
    "rest_of",
    "signed",
    "step_of",
    "year_of",
]

UP = re.compile(
    "提高|增长|增加|上升|升至|升到|扩大|增至|增到|提升|攀升|上涨|涨|多|增幅|升幅|改善到|扩充|净增|扩容|增设|回升|跃升|壮大|上扬|走高|抬|拔高|拉高|添"
)
DOWN = re.compile(
    "下降|降低|减少|降至|降到|减至|减到|缩小|回落|压减|下滑|减幅|降幅|少|缩减|压缩|精简|净减|降为|减为|压降|调减|撤并|走低|压低|缩水|跌|消减|掉|滑落|萎缩|收窄|回调|年轻了"
)
CHANGE_VERBS = (
    "增加|增长|提高|提升|上升|上涨|扩大|扩充|减少|下降|降低|压减|压缩|缩小|缩减|精简|回落|下滑|净增|净减|改善|"
    "高出|多出|超出|少了|多招|少招|增支|减支|多支|增添|上扬|攀升|走高|走低|拔高|抬升|抬高|拉高|压低|缩水|添|消减|掉了|年轻|多|少|增|减|升|降|高|低|涨|跌|缩"
)
YEARLY = re.compile("年均|年平均|平均每年|每年平均|逐年|年增长率|复合")
_BEFORE = re.compile("上年|去年|上一年|同期|上学年|上一学年|前年|年前|原来|原有")
_POWERS = {"万": Decimal(10_000), "亿": Decimal(10) ** 8}
_VALUES = {"count", "rate", "amount", "area", "share", "per_capita", "mean", "index"}


@dataclass(frozen=True, slots=True)
class Ends:
    """The earlier and the later value in base units, and what rounding leaves open in each."""

    first: Decimal
    last: Decimal
    first_room: Decimal = Decimal(0)
    last_room: Decimal = Decimal(0)

    @property
    def room(self) -> Decimal:
        """What rounding leaves open in the difference."""
        return self.first_room + self.last_room

    def growth(self) -> Decimal:
        """The change in per cent of the earlier value."""
        return (self.last - self.first) * 100 / self.first

    def growths(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest growth that the printed values allow."""
        low = (self.last - self.last_room) / (self.first + self.first_room)
        high = (self.last + self.last_room) / max(self.first - self.first_room, self.first / 2)
        return (low - 1) * 100, (high - 1) * 100


def pair_of(claim: Claim) -> tuple[Part, Part] | None:
    """Both ends of a from–to with values."""
    if claim.type != "from_to" or len(claim.parts) != 2:
        return None
    first, last = claim.parts
    return (first, last) if first.amount is not None and last.amount is not None else None


def _room(decimals: int, base: Decimal) -> Decimal:
    return half(decimals) * base if decimals or base > 1 else Decimal(0)


def is_other(claim: Claim, source: Claim) -> bool:
    """Whether a change speaks of other people, or from another year, than the value it is tied to."""
    if (
        "population" not in claim.inherited
        and claim.population
        and claim.population != (source.population or claim.population)
    ):
        return True
    if "metric" not in claim.inherited and claim.metric and claim.metric != (source.metric or claim.metric):
        return True
    if claim.start < source.start and not source.base_period:
        return False
    return bool(claim.base_period) and source.type == "from_to" and claim.base_period != source.base_period


def ends_of(case: Case, claim: Claim) -> Ends | None:
    """Earlier and later value of a change; None where one is not printed or not exact."""
    step = claim.linked("step")
    if step is not None:
        source = case.claims[step]
        if _new_subject(case, claim, source):
            return None
        pair = pair_of(source)
        if pair is None or pair[0].approx or pair[1].approx or is_other(claim, source):
            return None
        first, last = pair
        if first.amount is None or last.amount is None:
            return None
        return Ends(
            first.amount, last.amount, _room(first.decimals, first.base), _room(last.decimals, last.base)
        )
    at = claim.linked("of")
    of = case.claims[at] if at is not None else None
    of = _whole_of(case, claim, of) if of is not None and claim.base_value is not None else of
    if of is None or of.amount is None or not of.exact or is_other(claim, of):
        return None
    last_room = _room(of.decimals, of.base)
    by = _BY.search(claim.quote) if claim.base_value is not None else None
    change = by and claim.base_value and (-claim.base_value if DOWN.search(by[1]) else claim.base_value)
    if change:
        made = change * _factor(claim.base_unit, of)
        return Ends(of.amount - made, of.amount, last_room * 2, last_room)
    if claim.base_value is not None:
        factor = _factor(claim.base_unit, of)
        decimals = max(0, -int(claim.base_value.as_tuple().exponent))
        return Ends(claim.base_value * factor, of.amount, _room(decimals, factor), last_room)
    return _beside(case, claim, of)


def _whole_of(case: Case, claim: Claim, of: Claim) -> Claim:
    """共412.6万册，其中小学…、初中184.2万册；较上年的396.9万册: the base is that of the whole, not of the part before it."""
    base = (claim.base_value or Decimal(0)) * _factor(claim.base_unit, of)
    row = [
        c for c in case.by_sentence.get(claim.sentence, ())
        if c.end <= of.start and c.exact and c.amount and c.dimension == of.dimension and c.type in _VALUES
    ]  # fmt: skip
    wholes = [c for c in row if re.search("其中|（", case.text.content[c.end : of.start])]
    near = [c for c in [of, *wholes] if c.amount and base * 3 >= c.amount * 2 and c.amount * 3 >= base * 2]
    return near[-1] if near and near[0] is not of else of


# 比上年少招912人，降幅14.46%: the number is the change, not what it is counted from.
_BY = re.compile(rf"^[^，。；\d]*?({CHANGE_VERBS})(?:了|约)?\d")


_ADVERBS = re.compile(
    "[，,；;、（(）)\\s]|共|净|累计|同比|环比|相?比|较|上年|去年|年初|[一二三四五六七八九十两\\d]+年|期间|相应|总?人数|总量|分别|各|又|再|实现|也|均|已|了|率|数|其|幅度|绝对值|直接|进一步"
)


def _new_subject(case: Case, claim: Claim, source: Claim) -> bool:
    """Whether words of another thing stand between a from–to and the change: 由48.2人降到45.6人，农村学校减少1.2人."""
    if claim.start < source.start:
        return False
    head = claim.quote[: claim.quote.find(claim.verb)] if claim.verb and claim.verb in claim.quote else ""
    words = _ADVERBS.sub("", case.text.content[source.end : claim.start] + head)
    words = re.sub("[^一-龥]", "", words)
    # 由3.2万平方米扩大到4.1万平方米，增加绿地0.5万平方米: what was added is something else.
    tail = re.match(f"[，,]?(?:{CHANGE_VERBS})(?P<what>[一-龥]{{2,8}})(?=\\d)", claim.quote)
    what = _ADVERBS.sub("", tail["what"]) if tail else ""
    if (
        len(what) >= 2
        and what not in f"{source.quote}{source.metric}"
        and not re.search("至|到|为|达|约|近", what)
    ):
        return True
    return len(words) >= 2 and words not in source.quote


def _factor(unit: str, of: Claim) -> Decimal:
    if not unit or unit == of.unit:
        return of.base
    return next((power for sign, power in _POWERS.items() if unit.startswith(sign)), Decimal(1))


def _beside(case: Case, claim: Claim, of: Claim) -> Ends | None:
    """上年为89.9%，今年91.4%: the other year's value of the same thing stands in the sentence as a claim of its own."""
    row = [
        c for c in case.by_sentence.get(claim.sentence, ())
        if c.type in _VALUES and c.exact and c.amount is not None and c.dimension == of.dimension and c.metric == of.metric
        and (c.population or "") == (of.population or "") and (c.org or "") == (of.org or "") and abs(c.start - claim.start) < 90
    ]  # fmt: skip
    if claim.base_period and not _BEFORE.search(claim.base_period):
        return None
    old = [c for c in row if _BEFORE.search(f"{c.period or ''}{_lead(case, c)}")]
    new = [c for c in row if c not in old]
    if len(old) != 1 or len(new) != 1 or (claim.type == "change_pct" and of.metric_kind in {"rate", "share"}):
        return None
    first, last = old[0], new[0]
    if first.amount is None or last.amount is None:
        return None
    return Ends(first.amount, last.amount, _room(first.decimals, first.base), _room(last.decimals, last.base))


def _lead(case: Case, claim: Claim) -> str:
    content = case.text.content
    start = max(content.rfind(mark, 0, claim.start + 1) for mark in "，。；：、（(\n") + 1
    return content[start : claim.end]


def signed(claim: Claim) -> Decimal | None:
    """The change with its sign: words of decrease make it negative."""
    value = claim.delta if claim.delta is not None else claim.value
    if value is None:
        return None
    words = claim.verb or claim.quote
    if value > 0 and DOWN.search(words) and not UP.search(words):
        return -value
    return value


CHANGE = re.compile(
    rf"(?:(?:{CHANGE_VERBS})(?:了|将近|约|近|近乎)?|(?:增|降|涨|升|减|跌)幅(?:度)?(?:达到?|为|是|约)*|(?:增长|下降|降低|增减)率(?:达到?|为|是)*|增速(?:达到?|为|是)*"
    r"|(?:新增|减员|撤并|增设|增员|[多少][借办收拨投发用花建培访报考录]|(?:增|添|减)[配派拨聘补购投置编开收支招发])(?:了)?)$"
)
_OLD = re.compile(
    "上年|去年|上一(?:学)?年|上学年|前年|前一年|同期|上学期|上次|上期|上届|上一轮|前一轮|上轮|原来|原有|原先|当初|起初|[一二两三四五]年前|年初|年头|岁首|开春|入春|期初|此前|以前|过去|最初|往年|基期|改造前|整治前"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*(?:年|学年|[—－-]))")
# A later number by the verb that leads to it: 升为2116次, 缺口压到51人.
_BECOMES = re.compile(
    "(?:升|降|增|减|压|砍|缩|涨|提|扩|调|跌|添|攀升|上涨|攀|跃升|压减|下降|回落|增加|减少|提高|上升|提升)(?:到|至|为|成)了?$"
)
_MONTH = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?!\d)")
_EARLY, _LATE = (
    re.compile(r"上半年|春季|春学期|上学期|开年|一季度|[整督改治]\w?前|实施前|改革前|创建前"),
    re.compile(r"下半年|秋季|秋学期|下学期|岁末|[二三四]季度|[整督改治]\w?后|现在|目前|如今|眼下"),
)
_AGAINST = re.compile("(?:比|较|相对于|相较于?)[^，。；]*$")
FROM = re.compile("(?:由|从|自)[^，。；]*$")
_TO = re.compile("到|至|为|成|→|变|达")
# 由…跃上…, 从…壮大到…: between the two ends of one clause stands a verb, whatever it is.
_VERB_ONLY = re.compile("[^，。；：、（）\\d]{0,10}")
_FILLERS = re.compile(
    r"(?:19|20)\d{2}\s*(?:[—－-]\s*(?:19|20)?\d{2,4})?\s*(?:学年|年度|年)?|[\d一二三四五六七八九十两]+(?:年|个?月|季度|学期)内?|[上下]半年|"
    r"全年|[上去]年[底末]|上一?(?:学)?年度?|去年|今年|本年度?|当年|前年|同期|[上本下]学期|[上本这]一?[次期届轮]|原来|原有|原先|年初|年[底末尾初]|岁[末首尾]|开春|入[春夏秋冬]|[春夏秋冬]季|期[初末]|学期|此前|以前|过去|最初|往年|目前|现在|现有|现已?|"
    r"同比|环比|相比|相较于?|相对于|比|较|与|同|和|由|从|自|到|至|为|是|达|成|的|了|约|近|共|净|累计|总计|合计|总[数量额]|人数|数量|规模|水平|数|量|额|率|(?<![生年人师班户校])均|已|又|再|也|仅|只|则|却|而|且|并|"
    rf"期间|相应|分别|清点|盘点|统计|核算|测算|折合|折算|核定|登记|监测|实测|显示|结果|实现|呈|有所|略有|明显|显著|大幅|小幅|半年|足足|整整|一下子?|陡然|猛|竟|净|总共|前后|里头|以来|稳步|持续|进一步|保持|直接|幅度|绝对值|其中|一年|{CHANGE_VERBS}|调整|撤并|变|控制|改|精|"
    r"\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|口径|→|[，,；;、：:（）()“”\s]"
)
_RATIO = re.compile("[师生幼职]比|比例为1|排名|名次|位次|位列|位居|居全|第")


@dataclass(frozen=True, slots=True)
class Move:
    """Two numbers of one thing: the earlier, the later, and the place where the second of them ends."""

    first: Figure
    last: Figure
    end: int

    @property
    def difference(self) -> Decimal:
        """Later less earlier, in base units."""
        return self.last.amount - self.first.amount

    @property
    def room(self) -> Decimal:
        """What rounding leaves open in the difference."""
        return step_of(self.first) + step_of(self.last)


def step_of(figure: Figure) -> Decimal:
    """What rounding leaves open in a number; a whole number leaves nothing."""
    quantity = figure.quantity
    loose = quantity.decimals or quantity.factor > 1
    return half(quantity.decimals) * quantity.factor if loose else Decimal(0)


def lead_of(case: Case, row: list[Figure], at: int) -> str:
    """The words from the number before (or the sentence's beginning) up to this one."""
    figure = row[at]
    sentence = case.sentence_at(figure.start)
    begin = row[at - 1].end if at else sentence.start if sentence else figure.start
    return case.text.content[begin : figure.quantity.number_start or figure.start]


def year_of(words: str) -> int:
    """The last year named in some words; 0 where none is."""
    years = _YEAR.findall(words)
    return int(years[-1]) if years else 0


def rest_of(words: str) -> str:
    """What words name beside times, joints and verbs of change."""
    return re.sub("[^一-龥]", "", _FILLERS.sub("", words))


def moves_of(case: Case, row: list[Figure]) -> Iterator[tuple[int, int, Move]]:
    """Pairs of neighbouring numbers of one dimension of which one is told as the earlier: their places in the row, and the move."""
    for at, later in enumerate(row):
        before = next(
            (
                i
                for i in range(at - 1, -1, -1)
                if row[i].quantity.dimension == later.quantity.dimension
                and row[i].quantity.kind == later.quantity.kind
            ),
            None,
        )
        if (
            before is None
            or later.quantity.kind not in "NAGPBS"
            or not (row[before].exact and _is_point(case, later))
        ):
            continue
        if any(CHANGE.search(lead_of(case, row, i)) for i in (before, at)):
            continue
        sentence = case.sentence_at(later.start)
        whole = case.text.content[sentence.start if sentence else 0 : later.start]
        if later.start - row[before].end > 45 or _RATIO.search(whole[-60:]):
            continue
        leads = (
            lead_of(case, row, before)[-40:],
            case.text.content[row[before].end : later.quantity.number_start or later.start],
        )
        rest = rest_of(leads[1])
        against = (
            re.match("[^，。；]{0,4}(?:相比|比)", leads[1]) is not None
            and re.search("[与同和比较]", leads[0]) is not None
        )
        if (
            len(rest) >= 2
            and rest not in leads[0]
            and rest not in rest_of(leads[0])
            and not against
            and not _led_to(leads)
            and not (FROM.search(leads[0]) and _VERB_ONLY.fullmatch(leads[1]))
        ):
            continue
        old = _older(leads)
        if old is not None:
            first, last = (row[before], later) if old == 0 else (later, row[before])
            yield before, at, Move(first, last, later.end)


def _led_to(leads: tuple[str, str]) -> bool:
    """缺编68人……缺口压到51人: the clause that leads to the later number takes up a letter of the earlier one's name."""
    last = re.split("[，；]", leads[1])[-1]
    rest = rest_of(last)
    return (
        _BECOMES.search(last) is not None
        and len(leads[1]) <= 30
        and (len(rest) < 2 or bool(set(rest) & set(leads[0][-8:])))
    )


def _is_point(case: Case, figure: Figure) -> bool:
    """Whether a number is a point; 控制到10.6% tells where a step ends."""
    lead = case.text.content[figure.start : figure.quantity.number_start or figure.start]
    return figure.exact or (
        not figure.quantity.approx
        and figure.quantity.high is None
        and re.match("(?:控制|压减|压缩|降低?|减少)到$", lead) is not None
    )


def _older(leads: tuple[str, str]) -> int | None:
    """Which of two numbers is the earlier one, by the words before each; None where they do not say."""
    one, two = leads
    if _AGAINST.search(two):
        return 1
    if FROM.search(one) and (_TO.search(two) or _VERB_ONLY.fullmatch(two)):
        return 0
    if re.match("[^，。；]{0,4}(?:相比|比)", two) and re.search("[与同和比较]", one):
        return 0
    if "→" in two:
        return 0
    if _EARLY.search(one) and _LATE.search(two):
        return 0
    if _BECOMES.search(two) and not re.search("其中|目标|计划|要求|力争|将", two):
        return 0
    olds = [_OLD.search(words) is not None for words in leads]
    if olds[0] != olds[1]:
        return 0 if olds[0] else 1
    years = [year_of(words) for words in leads]
    if all(years) and years[0] != years[1]:
        return 0 if years[0] < years[1] else 1
    months = [_MONTH.findall(words) for words in leads]
    if all(len(found) == 1 for found in months) and months[0] != months[1] and not any(years):
        return 0  # 三月份…，五月份…: told in the order of time
    return None
