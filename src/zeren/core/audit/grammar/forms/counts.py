"""Forms with a word of their own: products, series, targets, ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zeren.core.audit.grammar.forms.changes import change_type, part_of
from zeren.core.audit.grammar.forms.plain import type_of
from zeren.core.audit.grammar.forms.rates import named_items
from zeren.core.audit.grammar.names import name_before, population_before, stripped
from zeren.core.audit.grammar.registry import Draft, Found, Subject, claim
from zeren.core.audit.grammar.statements import beside
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.tokens import Quantity, Token, number

__all__: list[str] = []


@claim(
    "product",
    r"(?P<f>Q(?:[^NAGPDXSZB;,]{0,3}x[^NAGPDXSZB;,]{0,3}Q)+)[^NAGPDXSZB;]{0,3}=[^NAGPDXSZB;]{0,3}(?P<r>Q)",
    forms=[58],
    order=10,
)
def product(found: Found) -> Iterator[Draft]:
    """4元×200天＝800元.

    Source: 每生每天4元×200天＝每年800元.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("每生每天5元×200天＝1000元。")
        ['product =1000元 [5元, 200天]']
    """
    first, last = found.match.span("f")
    factors = [t for t in found.reading.tokens[first:last] if t.quantity is not None]
    draft = found.draft("product", "r", start=factors[0].start, metric="")
    draft.parts = [part_of("", t.quantity, (t.start, t.end)) for t in factors if t.quantity is not None]
    yield draft


@claim("series", r"s(?P<verb>w?[lVvkz.y]{0,2})(?P<all>Q(?:[、g]{1,2}Q)+)", forms=[45], order=12)
def series(found: Found) -> Iterator[Draft]:
    """小学、初中入学率分别为100%、99.8%: each number goes to its name; a series claim holds them together.

    Source: 三年财政收入分别为×、×、×亿元.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("小学、初中入学率分别为100%和99.8%。")
        ['series 入学率 [小学 100%, 初中 99.8%]', 'rate 入学率 小学 =100%', 'rate 入学率 初中 =99.8%']
    """
    first, last = found.match.span("all")
    tokens = [t for t in found.reading.tokens[first:last] if t.quantity is not None]
    if found.quantity("all").limit:
        yield from _limits(found, tokens)
        return
    quantities = _one_unit([t.quantity for t in tokens if t.quantity is not None])
    items = named_items(found.reading, found.match.start()) or _named_before_the_comma(found)
    verb = found.token("verb")
    changed = verb is not None and verb.kind == "v"
    shared = items[-1][0] if items else ""
    done = verb.text.strip() if verb is not None and verb.kind == "w" else ""
    if done:  # 甲小学和乙小学分别投入86万元和124万元
        if not _DOES.fullmatch(done) or len(items) != len(quantities):
            return
        items = [(done, population or name, period, start) for name, population, period, start in items]
        shared = done
    items = _years(items, len(quantities), found.reading.subjects[first].period)
    named = len(items) == len(quantities)
    whole = found.draft("series", "all", quantity=None, metric=shared, population="", end=tokens[-1].end)
    whole.start = items[0][3] if items else tokens[0].start
    singles = []
    for at, (token, quantity) in enumerate(zip(tokens, quantities, strict=True)):
        metric, population, period, _ = items[at] if named else (shared, "", "", 0)
        type_ = change_type(quantity) if changed else type_of(metric, quantity)
        name = (period or population or metric) if named else ""
        whole.parts.append(part_of(name, quantity, (token.start, token.end), period=period))
        if not type_ or not (named or len(quantities) == 1):
            continue
        subject = replace(
            found.reading.subjects[first],
            period=period or found.reading.subjects[first].period,
            own={"metric"},
        )
        single = Draft(
            type_,
            token.start,
            token.end,
            found.reading.tokens.index(token),
            quantity,
            subject,
            metric=metric,
            population=population,
        )
        if changed and verb is not None:
            single.sign, single.verb, single.inherits = verb.sign, verb.text, "value"
        single.link("whole", whole)
        singles.append(single)
    yield whole
    yield from singles


_DOES = re.compile(
    "(?:累计|共|新)?(?:投入|投资|安排|支出|招收|招生|录取|资助|补助|新建|配备|培训|拨付|发放|下拨|争取|获得?|完成|新增|增加|减少|表彰|选派)了?"
)


def _named_before_the_comma(found: Found) -> list[tuple[str, str, str, int]]:
    """中考优秀率逐年提高，分别为…: the metric of the clause before."""
    for index in range(found.match.start() - 1, -1, -1):
        token = found.reading.tokens[index]
        if token.quantity is not None or token.kind in ";:jh()E":
            break
        if token.kind == "m":
            period = next((t.text for t in reversed(found.reading.tokens[:index]) if t.kind == "t"), "")
            return [(token.text, population_before(found.reading.tokens, index), period, token.start)]
    return []


def _limits(found: Found, tokens: list[Token]) -> Iterator[Draft]:
    """分别低于0.50和0.45的标准: one bound for each of the values before."""
    quantities = _one_unit([t.quantity for t in tokens if t.quantity is not None])
    for place, (token, quantity) in enumerate(zip(tokens, quantities, strict=True)):
        bound = replace(quantity, comparator=quantities[0].comparator, limit=True)
        draft = Draft(
            "limit",
            token.start,
            token.end,
            found.reading.tokens.index(token),
            bound=bound,
            comparator=bound.comparator,
            inherits="value",
        )
        draft.subject, draft.nth = Subject(), (place, len(tokens))
        yield draft


def _years(items: list[tuple[str, str, str, int]], count: int, told: str) -> list[tuple[str, str, str, int]]:
    """2021年至2023年毛入园率依次为…: one name that stands for so many years."""
    if len(items) != 1 or count < 2:
        return items
    years = [int(year) for year in re.findall(r"(?:19|20)\d\d", items[0][2] or told)]
    if len(years) != 2 or years[1] - years[0] + 1 != count:
        return items
    metric, population, _, start = items[0]
    return [(metric, population, f"{year}年", start) for year in range(years[0], years[1] + 1)]


def _one_unit(quantities: list[Quantity]) -> list[Quantity]:
    last = quantities[-1]
    return [
        replace(q, kind=last.kind, unit=last.unit, dimension=last.dimension, factor=last.factor)
        if q.kind == "B"
        else q
        for q in quantities
    ]


@claim("target", r"(?P<q>q)~{0,3}(?P<t>[NAGP])~{0,6}(?P<k>k)~{0,3}(?P<c>[NAGP])", forms=[52], order=25)
def planned_and_done(found: Found) -> Iterator[Draft]:
    """任务19800人，完成20876人.

    Source: 免学杂费任务19800人，完成20876人.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("免学杂费任务1200人，实际完成1260人。")
        ['target 免学杂费 =1200人', 'completion 免学杂费 =1260人 num=1260 den=1200']
    """
    planned, done = found.quantity("t"), found.quantity("c")
    if planned.dimension != done.dimension:
        return
    name, start = name_before(found.reading, found.index("q"))
    plan = found.draft("target", "t")
    plan.metric = name or _plain(plan.metric)
    plan.start = min(start if start >= 0 else plan.start, plan.start)
    result = found.draft("completion", "c", metric=plan.metric, population=plan.population)
    result.numerator, result.denominator = done.value * done.factor, planned.value * planned.factor
    result.link("target", plan)
    yield plan
    yield result


def _plain(metric: str) -> str:
    return re.sub(
        r"(?:年度|全年)?(?:目标任务|任务|目标|计划)(?:数|值|人数)?|实际|累计|完成(?:了|数)?", "", metric
    )


@claim("target", r"(?P<q>q)[l.w]{0,2}(?P<t>[NAGPS])", forms=[52], order=75)
def planned(found: Found) -> Iterator[Draft]:
    """计划招生500人, 目标任务85%: a plan whose fulfilment stands elsewhere.

    Source: 免学杂费任务19800人.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("计划招生500人。")
        ['target 招生 =500人']
    """
    name, start = name_before(found.reading, found.index("q"))
    draft = found.draft("target", "t")
    own = _plain(draft.metric)
    draft.metric = own or name
    draft.start = min(start if start >= 0 and not own else draft.start, draft.start)
    yield draft


_RANKED = re.compile(
    r"(?P<name>[一-龥“”A-Za-z]{2,24}?)(?:连续[一-龥\d]{1,3}[年届次]|均|都|连续|稳|又|再次|分别|继续|也|仅|并|综合|总体|双双|首次|成功|已)*"
    r"(?:并列|(?<![系序陈编下])[位名]?列|位居|(?<![定])居|位于|(?<!安)排|位次|名次|获得?|取得|荣获|夺得|夺取|进入|跃居|[跃上]升|升[至到]|保持|为|$)"
)


def _ranked(found: Found, at: int) -> tuple[str, int]:
    """中考综合成绩位居全县第3名: what is ranked, when it is no known metric; and where the name begins."""
    tokens = found.reading.tokens
    nothing = ("", tokens[at].start)
    last = at
    while last and tokens[last - 1].kind in "of":  # 位居|全县, 由|全市
        last -= 1
    name, first = _ranked_name(found, last, said=tokens[last].kind == "f")
    if not name and first and tokens[first - 1].kind == "N":  # …在全省31个县中排第9位
        place = first - 1
        while place and tokens[place - 1].kind == "o":
            place -= 1
        if place and tokens[place - 1].text.endswith("在"):
            name, first = _ranked_name(found, place, said=True)
    elif not name and first and tokens[first - 1].kind == "o":  # 列|全区|同类学校第七
        name, first = _ranked_name(found, first - 1, said=False)
    return (name, tokens[first].start) if name else nothing


def _ranked_name(found: Found, last: int, *, said: bool) -> tuple[str, int]:
    """The name that ends before a token, up to the verb of rank; ``said``: the verb stands elsewhere."""
    tokens, first = found.reading.tokens, last
    while first and (_names(tokens[first - 1]) or _long(tokens[first - 1])):
        first -= 1
    if first == last:
        return "", first
    words = found.reading.text.content[tokens[first].start : tokens[last - 1].end]
    match = _RANKED.match(words)
    if match is None or not (said or match.end() > match.end("name")):
        return "", first
    name = re.sub("(?:活动|评比)?中$|在$", "", match["name"])
    name = name if name.endswith("表现") else stripped(name)
    idle = len(name) < 2 or name in NOUNS or _NO_NAME.search(name)
    return ("" if idle else name), first


_NO_NAME = re.compile("^(?:同样|均|并|也|但|其|[名位]次|排名)|[高低]$")


def _names(token: Token) -> bool:
    return token.kind in "pw." and not token.role


def _long(token: Token) -> bool:
    """位列之前的连续三年: how long, not when."""
    return token.period is not None and token.period.kind == "duration" and token.text.startswith("连续")


@claim("rank", r"(?P<r>r)", forms=[12], order=80)
def rank(found: Found) -> Iterator[Draft]:
    """位列全市第一, 排名第3位.

    Source: 中考均分…，位列全市第一.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("中考及格率78.5%，位列全市第二。")[1]
        'rank 中考及格率 =2 全市 of=0'
    """
    token = found.token("r")
    assert token is not None
    match = re.search(r"[\d零〇一二两三四五六七八九十百]+", token.text)
    if match is None:
        return
    at = found.index("r")
    scope = next((t for t in reversed(found.reading.tokens[max(0, at - 3) : at]) if t.kind == "o"), None)
    subject = beside(found.reading, token.start)
    draft = Draft(
        "rank", token.start, token.end, at, subject=subject, value=number(match.group()), inherits="value"
    )
    named = max((i for i, t in enumerate(found.reading.tokens[:at]) if t.kind == "t"), default=-1)
    if "r" in found.reading.kinds[named + 1 : at]:  # 由去年的第七名跃升至第三名
        subject.period, subject.period_id = "", ""
        subject.own.discard("period")
    own = next(
        (t for t in reversed(found.reading.tokens[:at]) if t.kind in "m,;" or t.kind in "APDXSBZ"), None
    )
    if own is not None and own.kind == "m":  # 上线率在全市8个县中排名第三
        draft.metric, draft.start = own.text, min(own.start, draft.start)
    elif own is None or own.kind in ",;":
        draft.metric, draft.start = _ranked(found, at)
    if scope is not None:
        draft.start, draft.subject.org = scope.start, scope.text
    if token.text.startswith(("前", "进入前")):
        draft.comparator = "<="
    yield draft
