"""Forms of change: from–to, growth and decline against a base, comparison with others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zeren.core.audit.claim import Part
from zeren.core.audit.grammar.names import metric_before
from zeren.core.audit.grammar.registry import Draft, Found, claim
from zeren.core.audit.lexicon.metrics import metric_named
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.tokens import Quantity, Token

__all__ = ["change_type", "part_of"]

_TYPES = {"D": "change_pp", "P": "change_pct", "Z": "change_pct"}
_COUNTING_VERBS = re.compile(r"净?[增减]|压[减缩]|扩大|缩小|下降|降")


def change_type(quantity: Quantity) -> str:
    """change_pp for percentage points, change_pct for a percentage or times, change_abs for everything else.

    Example:
        >>> from zeren.core.audit.tokens import quantity_at
        >>> [change_type(quantity_at(words, 0)[0]) for words in ("1.7个百分点", "20.4%", "53人")]
        ['change_pp', 'change_pct', 'change_abs']
    """
    return _TYPES.get(quantity.kind, "change_abs")


def part_of(
    name: str, quantity: Quantity, span: tuple[int, int], *, period: str = "", axis: str = "", sign: int = 1
) -> Part:
    """A part made of a name and a quantity.

    Example:
        >>> from zeren.core.audit.tokens import quantity_at
        >>> part_of("小学", quantity_at("1.2万人", 0)[0], (0, 4)).amount
        Decimal('12000.0')
    """
    return Part(
        name, quantity.value, quantity.unit, quantity.factor, quantity.decimals, quantity.approx, period, axis, sign,
        start=span[0], end=span[1],
    )  # fmt: skip


def _alike(first: Quantity, second: Quantity) -> tuple[Quantity, Quantity] | None:
    """The two ends of a from–to in one unit, when that is possible: 由500到700元."""
    if first.kind == "B" and second.kind != "B":
        first = replace(
            first, kind=second.kind, unit=second.unit, dimension=second.dimension, factor=second.factor
        )
    elif second.kind == "B" and first.kind != "B":
        second = replace(
            second, kind=first.kind, unit=first.unit, dimension=first.dimension, factor=first.factor
        )
    return (first, second) if first.kind == second.kind else None


def _between(found: Found, first: Token, second: Token) -> Iterator[Token]:
    for token in found.reading.tokens:
        if first.end <= token.start < second.start:
            yield token


def _from_to(found: Found, low: Quantity, high: Quantity, *, name: str = "b") -> Iterator[Draft]:
    ends = _alike(low, high)
    first, second = found.token("a"), found.token(name)
    if ends is None or first is None or second is None:
        return
    subject = found.reading.subjects[found.index("a")]
    verbs = [t for t in _between(found, first, second) if t.kind in "vV"]
    periods = [
        t.period.text for t in found.reading.tokens if t.period and first.start - 12 <= t.start < first.start
    ]
    later = [t.period.text for t in _between(found, first, second) if t.period]
    draft = found.draft("from_to", "a", quantity=ends[1], end=second.end, base=ends[0])
    draft.start = min(draft.start, first.start)
    draft.base_period = periods[-1] if periods else ""
    if later:
        subject.period = later[-1]
    elif (
        draft.base_period
        and subject.period == draft.base_period
        and "f" in found.reading.kinds[: found.index("a")]
    ):
        subject.period, subject.period_id = "", ""
    draft.verb = verbs[-1].text if verbs else ""
    draft.sign = verbs[-1].sign if verbs else 0
    draft.parts = [
        part_of("", ends[0], (first.start, first.end), period=draft.base_period),
        part_of("", ends[1], (second.start, second.end), period=later[-1] if later else ""),
    ]
    if ends[1].kind == "X":
        draft.numerator, draft.denominator = ends[1].value, ends[1].second
    draft.inherits = "value"
    per = re.fullmatch("每(?:人|生|名|班|校)?(?:每?(?:人|生|年|月|天|周|学期|学年))*", draft.metric)
    if "metric" not in subject.own or not draft.metric or per or NOUNS.get(draft.metric) == "stage":
        lead = found.match.start() if found.reading.kinds[found.match.start()] == "f" else found.index("a")
        draft.metric, population, start = metric_before(
            found.reading, lead, of_schools=low.dimension == "school"
        )
        draft.population = population or draft.population
        draft.start = min(draft.start, start) if start >= 0 else draft.start
    yield draft


@claim("from_to", r"f~{0,5}(?P<a>Q)~{0,6}[Ve]~{0,5}(?P<b>Q)", forms=[14, 46, 72], order=20)
def from_one_to_another(found: Found) -> Iterator[Draft]:
    """由A提高到B, with or without years.

    Source: 体质健康达标率由…提高到…; 生均公用经费由…到….

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("近视率由2015年的41.2%下降到2016年的40.6%。")
        ['from_to 近视率 =40.6% @2016年 [41.2%, 40.6%] base=41.2']
    """
    yield from _from_to(found, found.quantity("a"), found.quantity("b"))


@claim("from_to", r"(?P<a>Q)[.]?(?:V|v?e)~{0,1}(?P<b>Q)", forms=[14, 46, 72], order=21)
def one_to_another(found: Found) -> Iterator[Draft]:
    """A提高到B and A→B, without 由.

    Source: 生师比…→…; 优秀率由…到….

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("生师比19.5:1→17.2:1。")
        ['from_to 生师比 =17.2: [19.5:, 17.2:] num=17.2 den=1 base=19.5']
    """
    if found.quantity("a").limit or found.quantity("b").limit:
        return
    yield from _from_to(found, found.quantity("a"), found.quantity("b"))


@claim("from_to", r"(?P<a>Q)", forms=[46], order=22)
def range_after_from_to(found: Found) -> Iterator[Draft]:
    """初中700到900元, where the sentence has said 由…到… before: a from–to, no range.

    Source: 生均公用经费小学由500到700元、初中700到900元.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("补助标准小学由600元提高到650元，初中800到850元。")[1]
        'from_to 补助标准 初中 =850元 [800元, 850元] base=800'
    """
    quantity = found.quantity("a")
    told = "f" in found.reading.kinds[: found.index("a")]
    if quantity.high is None or not (quantity.note in {"至", "到"} and told):
        return
    high = replace(quantity, value=quantity.high, high=None)
    yield from _from_to(found, replace(quantity, high=None), high, name="a")


def _base(found: Found, draft: Draft) -> Draft:
    token = found.token("b")
    if token is not None:
        draft.start = min(draft.start, token.start)
        if token.period is not None:
            draft.base_period = token.period.text
        else:
            draft.base_name = re.sub(r"^(?:相?比|较|相较于?|与|同|和)|(?:相比|比较)?[,，]?$", "", token.text)
    return draft


def _verb(draft: Draft, token: Token | None) -> Draft:
    if token is not None:
        draft.sign, draft.verb = token.sign, token.text
        draft.start = min(draft.start, token.start)
    draft.annual = bool(draft.subject.annual)
    draft.inherits = "value"
    return draft


@claim(
    "change_pct",
    r"(?P<b>b)[^NAGPDXSZBvVc;]{0,6}?(?P<base>Q)[.]?~{0,3}?(?P<v>[vc])~{0,1}?(?P<d>Q)",
    forms=[40, 41, 42],
    order=40,
)
def change_from_a_base(found: Found) -> Iterator[Draft]:
    """比上年A增长B: the base value is printed.

    Source: 生均公用经费…，比上年…元增长…%; 占比…，比上年…%降低…个百分点.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("生均公用经费2100元，比上年2000元增长5%。")[1]
        'change_pct 生均公用经费 =5% base=2000 of=0'
    """
    quantity = found.quantity("d")
    if quantity.limit:
        return
    draft = _verb(_base(found, found.draft(change_type(quantity), "d")), found.token("v"))
    draft.base = found.quantity("base")
    base, verb = found.token("b"), found.token("v")
    if base is not None and base.period is None and verb is not None and verb.kind == "c":
        draft.type, draft.base_name = (
            "compare",
            draft.base_name
            or "".join(
                t.text
                for t in found.reading.tokens[found.index("base") + 1 : found.index("v")]
                if t.kind in "pmw"
            ),
        )
    if quantity.kind in "PDZ":
        draft.metric = "" if "metric" not in draft.subject.own else draft.metric
    yield draft


@claim(
    "change_pp",
    r"(?P<b>b)(?P<n>[^NAGPDXSZBbvc;,]{0,5},?[^NAGPDXSZBbvc;,]{0,3})(?P<v>[vc])[l.]?(?P<d>Q)",
    forms=[11, 15, 31, 32, 33, 35, 37, 69, 70, 91],
    order=41,
)
def change_since(found: Found) -> Iterator[Draft]:
    """比上年提高1.7个百分点, 同比减少53人.

    Source: 录取率83.3%，比上年提高1.7个百分点; 专任教师2384人，较上年减少53人.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("专任教师860人，较上年减少12人。")
        ['count 专任教师 =860人', 'change_abs 专任教师 =12人 of=0']
    """
    quantity, verb = found.quantity("d"), found.token("v")
    base = found.token("b")
    compared = base is not None and base.period is None and not re.search("上[次届期]|往年|以往", base.text)
    type_ = "compare" if compared and verb is not None and verb.kind == "c" else change_type(quantity)
    draft = _verb(_base(found, found.draft(type_, "d")), verb)
    _named_between(found, draft)
    yield draft


def _named_between(found: Found, draft: Draft) -> None:
    """The name between the verb or base and the number, where it is one: 较上年增加班级5个, 比上年在校生增加5人."""
    words = [t for t in found.reading.tokens[slice(*found.match.span("n"))] if t.kind in "pmw"]
    name = "".join(t.text for t in words).strip()
    if name and words[-1].kind in "pm" and not re.search("水平|平均|相比|同期", name):
        draft.metric = name
        return
    if draft.subject.metric and "metric" in draft.subject.own and not name:
        return
    schools = draft.quantity is not None and draft.quantity.dimension == "school"
    draft.metric, population, start = metric_before(found.reading, found.match.start(), of_schools=schools)
    draft.metric = "" if draft.metric in {"优", "远", "高", "均"} else draft.metric
    if draft.metric or population:
        draft.subject.own.add("metric") if draft.metric else None
        draft.population, draft.start = population, min(start, draft.start) if start >= 0 else draft.start


@claim("change_abs", r"(?P<v>v)(?P<n>[pw]{0,2})[l.]?(?P<d>Q)", forms=[16, 35, 36, 44, 70, 73], order=42)
def change_without_base(found: Found) -> Iterator[Draft]:
    """增长5.37%, 减少294所, 年均增长7.02%, 每年降低0.5个百分点以上: the base is left unsaid.

    Source: 学校…所，减少294所，下降1.88%; 近视率每年降低0.5个百分点以上.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("全县学校412所，减少8所，下降1.9%。")[1:]
        ['change_abs 学校 =8所 全县 of=0', 'change_pct 学校 =1.9% 全县 delta=1 of=0']
        >>> outline("近视率每年降低0.5个百分点以上。")
        ['target 近视率 >=0.5个百分点']
    """
    quantity, verb = found.quantity("d"), found.token("v")
    named = found.match.end("n") > found.match.start("n")
    if (
        verb is None
        or quantity.limit
        or (named and (quantity.kind in "PD" or not _COUNTING_VERBS.match(verb.text)))
    ):
        return
    if quantity.kind == "B" and "幅" not in verb.text:
        return
    type_ = change_type(quantity)
    draft = _verb(found.draft(type_, "d"), verb)
    _named_between(found, draft)
    if (
        draft.annual
        and draft.subject.annual[:1] in {"每", "逐"}
        and quantity.comparator in {">=", "<=", ">", "<"}
        and not draft.verb.startswith("年均")
    ):
        draft.type = "target"
    rest = found.reading.text.content[draft.end : found.reading.sentence.end]
    if re.match(r"(?:以上|左右)?的[^，,。；;]{0,6}(?:目标|要求|任务|标准)", rest):
        draft.type = "target"
    yield draft


@claim("compare", r"(?P<c>c)[l.]?(?P<d>Q)", forms=[56], order=43)
def more_than_others(found: Found) -> Iterator[Draft]:
    """高于全市平均水平3.2个百分点, 超序时进度19.28个百分点.

    Source: 累计完成…，超序时进度19.28%.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("毛入园率91.5%，高于全市平均水平3.2个百分点。")[1]
        'compare 毛入园率 =3.2个百分点 of=0'
    """
    quantity, word = found.quantity("d"), found.token("c")
    if word is None or (len(word.text) <= 2 and quantity.kind not in "DPNA"):
        return
    if (
        quantity.kind != "D"
        and not word.text.startswith("高出")
        and re.search("规定|标准|要求|目标|[省国市]家?定|控制|指标", word.text)
    ):  # 低于国家规定的1.5%
        sign = ">" if word.sign > 0 else "<"
        draft = _verb(found.draft("limit", "d", quantity=None, bound=quantity, comparator=sign), word)
        draft.metric = draft.metric if "metric" in draft.subject.own else ""
        yield draft
        return
    draft = _verb(found.draft("compare", "d"), word)
    draft.base_name = re.sub(
        r"^(?:高于|低于|优于|超过|超出|快于|慢于|领先于?|落后于?|超|高出|多于|少于|高|低|多|少|快|慢)了?",
        "",
        word.text,
    )
    if "metric" in draft.subject.own and metric_named(draft.metric).kind == "count" and quantity.kind in "DP":
        draft.metric = ""
    yield draft
