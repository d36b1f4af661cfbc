"""Forms of proportion: shares, limits, several rates with one number, completion of a plan; plain rates come with the counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zeren.core.audit.grammar.names import metric_before, name_before, stripped
from zeren.core.audit.grammar.registry import Draft, Found, Reading, claim
from zeren.core.audit.lexicon.metrics import METRICS, metric_named
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.tokens import QUANTITIES, Token

__all__: list[str] = []

_LIMITING = re.compile("(?:控制在|限制在|限定在|不超过|不高于|不低于|不少于)$")
_PLAN = re.compile(r"任务|计划|目标|^预算|^应")


@claim("completion", r"(?:(?P<k>k)~{0,3}?(?P<base>q)[.l]{0,2}|(?P<of>q)[.])(?P<q>P)", forms=[53], order=30)
def completion_of_a_plan(found: Found) -> Iterator[Draft]:
    """为年度目标的99.27%, 完成计划的86%.

    Source: 完成投资6.1547亿元，为年度目标的99.27%.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("完成投资2.4亿元，为年度目标的96%。")[1]
        'completion 投资 =96% of=0'
    """
    base = found.token("base") or found.token("of")
    if base is None or found.quantity("q").limit:
        return
    yield found.draft("completion", "q", metric="", base_name=base.text, start=base.start, inherits="any")


@claim("completion", r"k~{0,3}?(?P<base>q)[.l]{0,2}(?P<den>[NAG])[.](?P<q>P)", forms=[53], order=24)
def completion_of_so_many(found: Found) -> Iterator[Draft]:
    """完成年度任务3000个的108%: the plan and how much of it is done.

    Source: 完成投资6.1547亿元，为年度目标的99.27%.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("新增学位3240个，完成年度任务3000个的108%。")[1:]
        ['target 新增学位 =3000个', 'completion 新增学位 =108% den=3000 of=1']
    """
    base = found.token("base")
    if base is None or found.quantity("q").limit:
        return
    plan = found.draft("target", "den", metric="", inherits="same")
    done = found.draft("completion", "q", metric="", base_name=base.text, start=base.start, inherits="any")
    done.population = ""
    done.denominator = found.quantity("den").value * found.quantity("den").factor
    done.link("target", plan)
    yield plan
    yield done


@claim(
    "share",
    r"(?P<z>z)(?P<base>[^NAGPDXSZB;,、]{0,7})(?:(?P<den>[NAG])[.]?~{0,2})?[l.y]?(?P<q>P)",
    forms=[38, 42, 50, 55, 61, 64, 73, 88],
    order=32,
)
def share_of_a_whole(found: Found) -> Iterator[Draft]:
    """占专任教师42人的51.5%, 占总数68.08%, 占93%.

    Source: 高级20人占29.4%; 普惠园占总数…%、在园幼儿占…%.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("高级教师21人，占专任教师120人的17.5%。")
        ['count 高级教师 =21人', 'share 高级教师 =17.5% num=21 den=120', 'count 专任教师 =120人']
    """
    mark = found.token("z")
    assert mark is not None
    base = re.sub(r"^(?:了|到了?|全部)|(?:的|为|达到?|已)+$", "", found.words("base").strip("“”"))
    if not base:
        base = _scope(found.reading.words[: mark.start - found.reading.sentence.start])
    quantity = found.quantity("q")
    name, start = name_before(found.reading, found.index("z"))
    if quantity.limit:
        return
    type_ = "completion" if _PLAN.search(base) else "share"
    draft = found.draft(type_, "q", metric=name, base_name=base, inherits="numerator")
    draft.start = min(start if start >= 0 else mark.start, mark.start)
    draft.population = ""
    if found.token("den") is not None:
        den = found.draft("count" if found.quantity("den").kind == "N" else "amount", "den")
        draft.denominator = den.number
        draft.link("denominator", den)
        yield draft
        yield den
    else:
        yield draft


def _scope(words: str) -> str:
    """In 在专任教师中，…占42.6%, what the share is of; empty when the sentence opens otherwise."""
    match = re.search(r"(?:^|[；;])(?:在)?([一-龥]{2,14}?)(?:当中|之中|中)[，,]", words)
    return match[1] if match else ""


@claim("limit", r"(?P<q>Q)", forms=[3, 43, 62, 64, 74], order=60)
def limit(found: Found) -> Iterator[Draft]:
    """控制在1.5%以内, 不低于60%, 低于0.65的标准.

    Source: 初中辍学6名，辍学率0.01%，控制在1.5%以内; 差异系数…均低于要求.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("初中辍学率0.42%，控制在1.8%以内。")[1]
        'limit 辍学率 初中 =0.42% <=1.8% of=0'
    """
    quantity = found.quantity("q")
    if not quantity.limit:
        return
    draft = found.draft(
        "limit", "q", quantity=None, bound=quantity, comparator=quantity.comparator, inherits="value"
    )
    if quantity.kind in "PDB" and metric_named(draft.metric).kind == "count" and draft.metric not in NOUNS:
        draft.metric = ""  # 远低于0.5%, 符合“控制在1.5%以内”: words, no name
    if draft.metric.startswith("控制"):
        draft.metric = ""
    yield draft


@claim("limit", r"w(?P<all>pQ(?:[、g]pQ)+)", forms=[74], order=16)
def limit_for_each(found: Found) -> Iterator[Draft]:
    """控制在小学45人、初中50人以内: a bound for each stage.

    Source: 大班额控制在2%以内; 5%以内.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("班额控制在小学45人、初中50人以内。")
        ['limit 班额 小学 <=45人', 'limit 班额 初中 <=50人']
    """
    first, last = found.match.span("all")
    word = _LIMITING.search(found.reading.tokens[first - 1].text)
    if word is None:
        return
    comparator = ">=" if word.group().startswith(("不低", "不少")) else "<="
    metric, _, start = metric_before(found.reading, first - 1)
    lead = found.reading.tokens[first - 1].text[: word.start()].strip("均都严格 ，")
    for at in range(first, last):
        token = found.reading.tokens[at]
        if token.quantity is None:
            continue
        draft = Draft(
            "limit",
            found.reading.tokens[at - 1].start,
            token.end,
            at,
            bound=token.quantity,
            comparator=comparator,
        )
        draft.subject = replace(found.reading.subjects[at], own=set())
        draft.population, draft.inherits = found.reading.tokens[at - 1].text, "value"
        draft.metric = metric if start >= 0 and not lead else lead if lead in METRICS else metric
        yield draft


def _sums_up(reading: Reading, at: int) -> bool:
    """小学、初中、高中三个学段学生近视率: 三个 only says how many were named."""
    token, after = reading.tokens[at], reading.tokens[at + 1 : at + 2]
    return (
        token.kind == "N"
        and bool(after)
        and bool(re.match("学段|学科|年级|县|区|乡镇|学校|片区|类", after[0].text))
        and at > 2
        and reading.tokens[at - 2].kind in "、g"
    )


def _split(tokens: list[Token]) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind in "、g":
            items.append([])
        elif token.kind in "pmwot.q":
            items[-1].append(token)
    return [item for item in items if item]


def named_items(reading: Reading, before: int) -> list[tuple[str, str, str, int]]:
    """The coordinated names to the left of a token: (metric, population, period, start) of each.

    小学、初中入学率 shares its metric; 小学入学率、巩固率 shares its population.

    Example:
        >>> from zeren.core.audit.grammar.reading import read_sentence
        >>> reading = read_sentence("小学、初中入学率分别为100%、99.8%。")
        >>> [item[:2] for item in named_items(reading, reading.kinds.index("s"))]
        [('入学率', '小学'), ('入学率', '初中')]
    """
    first = before
    while first > 0 and (
        reading.tokens[first - 1].kind not in set(QUANTITIES) | set(",;:()jE") or _sums_up(reading, first - 1)
    ):
        first -= 1
    items = [_Item.of(tokens) for tokens in _split(reading.tokens[first:before])]
    metrics = [item.metric for item in items if item.metric]
    if metrics:
        _share_metric(items, metrics[-1])
    elif len(items) > 1 and all(item.period for item in items):
        for item in items:  # 2014、2015、2016年财政收入
            item.metric = items[-1].words
    elif len(items) > 1 and all(item.words for item in items):
        if not _share_group(items):
            for item in items:
                item.metric = item.words
    elif len(items) == 1:
        items[0].metric = _own_name(items[0].words)  # 2018年至2020年全县教育支出依次为…
    return [(item.metric, item.population, item.period, item.start) for item in items]


def _own_name(words: str) -> str:
    """The name of what is told in order, where the words are one: no mere kind of people or school, no 各项, no 表示满意."""
    name = stripped(re.split("^经|到|在(?![校园籍编岗职册读])|[的了]|就读|表示", words)[-1])
    told = len(name) > 1 and not re.search("^(?:各|全|标准$|人群$|应分值$)|[后时中前]$|满意$", name)
    return name if told and NOUNS.get(name, "thing") == "thing" else ""


@dataclass(slots=True)
class _Item:
    metric: str
    population: str
    period: str
    start: int
    words: str
    nouns: list[str]

    @classmethod
    def of(cls, tokens: list[Token]) -> _Item:
        metric = next((t.text for t in reversed(tokens) if t.kind == "m"), "")
        nouns = [t.text for t in tokens if t.kind == "p" and NOUNS.get(t.text) != "thing"]
        period = next((t.text for t in tokens if t.kind == "t"), "")
        words = "".join(t.text for t in tokens if t.kind in "pwm")
        schools = "".join(t.text for t in tokens if t.kind == "o" and t.role == "school")
        return cls(metric, "".join(nouns) or schools, period, tokens[0].start, words or schools, nouns)


def _share_group(items: list[_Item]) -> bool:
    """七年级、八年级、九年级学生; 小学、初中、高中专任教师: the last one's group is what all of them count."""
    last = items[-1]
    lead, group = last.nouns[:-1], last.nouns[-1:]
    if len(lead) != 1 or any(len(item.nouns) != 1 or item.nouns[0] != item.words for item in items[:-1]):
        return False
    if last.words != lead[0] + group[0] or not all(
        _divides(name) for name in [lead[0], *(i.words for i in items[:-1])]
    ):
        return False
    for item in items:
        item.metric, item.population = group[0], item.nouns[0]
    return True


def _divides(name: str) -> bool:
    """Whether a noun is a stage or a grade, by which people are divided."""
    return NOUNS.get(name) == "stage" or name.endswith("年级") or bool(re.fullmatch("[初高][一二三]", name))


def _share_metric(items: list[_Item], last: str) -> None:
    """The last item's metric holds for those that name none: 小学、初中入学率; 语文、数学优秀率; 城区、农村近视率."""
    core = next((last[cut:] for cut in range(len(last)) if last[cut:] in METRICS), last)
    lead = items[0].population
    for item in items:
        bare = not item.metric and not item.population and item.words
        if bare and core == last:
            item.population = item.words
        item.metric = item.metric or (item.words + core if bare and core != last else last)
        item.population = item.population or lead


@claim("rate", r"(?P<y>y)[yl]*(?P<q>[PXB])", forms=[1, 2, 62], order=14)
def several_with_one_number(found: Found) -> Iterator[Draft]:
    """小学、初中入学率均为100%: one number, several claims.

    Source: 差异系数…和…均低于要求; 入学率均达100%.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("小学、初中辍学率均为0。")
        ['rate 辍学率 小学 =0', 'rate 辍学率 初中 =0']
    """
    quantity = found.quantity("q")
    items = [item for item in named_items(found.reading, found.index("y")) if item[0]]
    if quantity.limit or len(items) < 2:
        return
    for metric, population, period, start in items:
        kind = metric_named(metric).kind
        if kind not in {"rate", "share", "index", "ratio", "completion", "mean"}:
            continue
        draft = found.draft(
            "rate" if kind == "share" else kind, "q", metric=metric, population=population, start=start
        )
        draft.subject.own.add("metric")
        if period:
            draft.subject.period = period
        yield draft
