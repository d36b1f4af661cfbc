"""What each number is about: its metric, population, organisation and period, from the words beside it and to its left."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zeren.core.audit.grammar.names import (
    left_of,
    only_verb,
    population_before,
    right_noun,
    share_of_name,
    stripped,
)
from zeren.core.audit.grammar.registry import Reading, Subject
from zeren.core.audit.lexicon.metrics import METRICS, metric_named
from zeren.core.audit.lexicon.people import NOUNS, is_school_noun
from zeren.core.audit.tokens import Token

__all__ = ["find_subjects"]

_RATES = "PD"
_LONGEST_NAME = 18


@dataclass(slots=True)
class _State:
    org: str = ""
    period: str = ""
    period_id: str = ""
    population: str = ""
    groups: list[Token] = field(default_factory=list)
    metrics: list[tuple[Token, str]] = field(default_factory=list)
    first: int = -1
    school_counts: int = 0
    annual: str = ""
    listing: bool = False
    narrow: bool = False
    own_school: bool = False
    own: set[str] = field(default_factory=set)

    def clear(self) -> None:
        """Forget what belonged to the last number; what is inherited stays."""
        self.groups, self.metrics, self.first, self.annual, self.own = [], [], -1, "", set()


def find_subjects(reading: Reading) -> None:
    """Fill the reading's subjects, walking its tokens once from left to right."""
    state, outer = _State(), []
    taken = -1
    for at, token in enumerate(reading.tokens):
        if token.quantity is not None:
            subject = _subject(reading.tokens, at, state, max(taken, -1))
            reading.subjects[at] = subject
            taken = at if subject.noun_end < 0 else _last_before(reading.tokens, at, subject.noun_end)
            _remember(state, reading.tokens, at, subject)
            state.clear()
        elif token.kind == "(":
            outer.append((state.population, state.org, state.groups, state.metrics, state.first))
        elif token.kind == ")" and outer:
            state.population, state.org, groups, metrics, first = outer.pop()
            if at + 1 < len(reading.tokens) and reading.tokens[at + 1].kind not in ",;、":
                state.groups, state.metrics, state.first = groups, metrics, first
        elif at > taken:
            _take(state, reading.tokens, at)


def _take(state: _State, tokens: list[Token], at: int) -> None:
    token = tokens[at]
    if token.kind == "E":
        state.clear()
        state.population = ""
    elif token.kind in "jh":
        state.listing = True
    elif token.kind == ";":
        state.clear()
        state.listing = False
        state.population, state.school_counts = "", 0
        if state.narrow:  # 某校3月辍学6名；…: the next item is not that school's, nor of that month
            state.org, state.period, state.period_id, state.narrow = "", "", "", False
    elif token.kind == ",":
        # A clause that closed without a number leaves its words behind, not its nouns.
        if state.metrics and not _goes_on(tokens, at):
            state.metrics = state.metrics[-1:]
    elif token.kind == "o":
        # 甲小学、乙小学…: several are named, so that none of them is meant by what follows.
        listed = at > 1 and tokens[at - 1].kind in "、g" and tokens[at - 2].kind == "o"
        same = token.role == "scope" and token.text[1:] in {"校", "园"} and state.own_school
        state.org = state.org if same else "" if listed else token.text
        state.own_school = same or token.role == "school"
        # Named after other numbers of the sentence, a school is one item's; named first, it is the whole sentence's.
        state.narrow = token.role == "school" and any(t.quantity is not None for t in tokens[:at])
        state.own.add("org")
        state.first = token.start if state.first < 0 else state.first
    elif token.kind == "t" and token.period is not None:
        # 由上年的96.8%提高到…: the year it starts from; 距“十四五”末还差…: the year it falls short of
        started = at > 0 and (tokens[at - 1].kind == "f" or tokens[at - 1].text.endswith(("距", "距离")))
        told = token.period.kind in {"date", "month", "year", "school_year", "relative"}
        vague = token.text[0] in "春秋" and state.period_id  # 2022年…，秋季学期: the year says more
        if told and not started and not vague:
            state.period, state.period_id = token.period.text, token.period.id
            state.own.add("period")
        state.annual = token.text if token.period.kind == "each" else state.annual
    elif token.kind == "m":
        state.metrics.append((token, population_before(tokens, at)))
        state.first = token.start if state.first < 0 else state.first
    elif token.kind == "p":
        state.groups.append(token)
        state.first = token.start if state.first < 0 else state.first


def _goes_on(tokens: list[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].kind in "mlP"


def _subject(tokens: list[Token], at: int, state: _State, taken: int) -> Subject:
    token = tokens[at]
    quantity = token.quantity
    assert quantity is not None
    subject = Subject(
        org=state.org, period=state.period, period_id=state.period_id, annual=state.annual, own=set(state.own)
    )
    subject.context = state.population
    left = left_of(tokens, at, taken)
    scoped = [t for t in left if t.kind in "ot"]
    left = [] if left and left[-1].kind == "g" else left  # 春季开学和五项工作: the noun comes after
    cut = max(
        (i for i, t in enumerate(left) if t.kind == "o"), default=-1
    )  # 监管局对全区38所: what stands before 全区 is no name
    named = [t for t in left[cut + 1 :] if t.kind != "t"]
    if quantity.kind == "N" and named and _FOR.search(named[-1].text) and right_noun(tokens, at)[0]:
        named = []  # 督导办公室对26所学校: what is counted comes after
    if quantity.kind == "N" and named and named[-1].kind == "." and right_noun(tokens, at)[0]:
        if _LED.search("".join(t.text for t in named)):
            named = []  # 由校长任组长的7人领导小组
    metric = _metric(state, named, quantity.kind)
    if quantity.unit.endswith("教学班"):
        subject.metric, subject.population = "教学班", "".join(t.text for t in named if t.kind == "p")
        subject.start = named[0].start if named else -1
        subject.own.add("metric")
    elif metric is not None:
        mention, population = metric
        subject.metric, subject.population = _split_place(mention.text, _asked(tokens, mention) or population)
        subject.start = _population_start(state, mention, population)
        subject.metrics = tuple((t.text, p) for t, p in state.metrics)
        subject.own.add("metric")
    else:
        _name(subject, named, quantity.kind)
    after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
    if (
        not subject.metric
        and not quantity.limit
        and (quantity.kind in "NAG" or (quantity.kind == "P" and after in ".p"))
    ) or (quantity.kind == "N" and only_verb(named) and not quantity.unit.endswith("教学班")):
        _from_the_right(subject, tokens, at, named)
    if scoped and scoped[0].kind == "o" and subject.start >= 0:
        subject.start = min(subject.start, scoped[0].start)
    if subject.start < 0 and named:
        subject.start = named[0].start
    return subject


_FOR = re.compile(
    "[一-龥]{2}(?:(?<![针面应核校绝])[对向给]|(?<![针面应核校绝])对全[区县市镇乡]|深入|前往|赴)$"
)
_LED = re.compile("由[一-龥]{2}|任(?:组|队|副)|牵头|组成|参[加与]|为(?:副?组长|主任|成员)")
_ASKED = re.compile("满意|认可|知晓|支持|信任|好评")
_PUBLIC = re.compile(r"(?:社会各界|人民群众|学生家长|服务对象|群众|社会|师生|居民|百姓|公众|村民)$")


def _asked(tokens: list[Token], mention: Token) -> str:
    """群众对教育工作的满意度, 家长对学校食堂的满意率: who is asked, not what about."""
    if not _ASKED.search(mention.text):
        return ""
    at = next(i for i, t in enumerate(tokens) if t is mention)
    for index in range(at - 1, max(-1, at - 8), -1):
        token = tokens[index]
        if token.kind in ",;:" or token.quantity is not None:
            break
        if token.kind == "w" and "对" in token.text:
            lead = token.text[: token.text.index("对")]
            before = tokens[index - 1] if index else None
            if not lead and before is not None and before.kind == "p" and NOUNS.get(before.text) == "group":
                return before.text
            known = _PUBLIC.search(lead)
            return known.group() if known else ""
    return ""


def _split_place(name: str, population: str) -> tuple[str, str]:
    return ("占地面积" if name == "占地" else name), population


def _metric(state: _State, named: list[Token], kind: str) -> tuple[Token, str] | None:
    """The metric of a number: for rates the last one since the last number, for counts only one in its own name."""
    if not state.metrics:
        return None
    token, population = state.metrics[-1]
    near = token in named
    role = metric_named(token.text).kind
    if kind in "PDXBSZ":
        if not population:  # 入学率小学100%: the population comes after
            population = "".join(t.text for t in state.groups if t.start >= token.end)
        elif kind in "PXB" and near and named[-1].kind == "p" and named[-1].start >= token.end:
            if NOUNS.get(named[-1].text) == "stage":  # 义务教育差异系数小学为0.48
                population = named[-1].text
        return (token, population) if near or kind in "PXD" else None
    if (
        kind in "NAG"
        and near
        and role not in {"rate", "index", "ratio", "share", "completion"}
        and named[-1].kind in "mlyk.q"
    ):
        return token, population
    return None


def _population_start(state: _State, mention: Token, population: str) -> int:
    starts = [t.start for t in state.groups if population and t.end <= mention.start]
    chosen = [start for start in starts if mention.start - start <= len(population) + 6]
    return min(chosen, default=mention.start)


def _name(subject: Subject, named: list[Token], kind: str) -> None:
    """The name of what is counted: 小学专任教师 → metric 专任教师, population 小学."""
    pieces = [t for t in named if t.kind in "pmwgk.qiun"]
    while pieces and (pieces[0].kind in "g." or not _bare(pieces[0])):
        pieces = pieces[1:]
    while pieces and pieces[-1].kind in "g.":
        pieces = pieces[:-1]
    if not pieces:
        return
    has = max(
        (
            i
            for i, t in enumerate(pieces[:-1])
            if t.kind == "w" and t.text in {"现有", "共有", "有", "拥有", "设有"}
        ),
        default=-1,
    )
    if has > 0 and all(t.kind in "pw" for t in pieces):  # 片区小学 现有 学生
        subject.population = "".join(t.text for t in pieces[:has])
        subject.start, pieces = pieces[0].start, pieces[has + 1 :]
        subject.metric = stripped("".join(t.text for t in pieces))
        subject.own.add("metric")
        return
    if kind in _RATES and all(t.kind == "p" for t in pieces):
        subject.population = "".join(t.text for t in pieces)
        subject.start = pieces[0].start
        return
    lead: list[Token] = []
    while len(pieces) > 1 and pieces[0].kind == "p" and _leads(pieces) and pieces[1].kind in "pwm":
        lead.append(pieces.pop(0))
    words = stripped("".join(share_of_name(t) for t in pieces))
    if lead and (not words or re.fullmatch("总?(?:人数|数量?|量|额|规模)|（.+）", words)):
        words = lead.pop().text + words
    subject.metric = words[-_LONGEST_NAME:]
    subject.population = "".join(t.text for t in lead)
    head = pieces[-1]
    if (
        not subject.population
        and head.kind == "p"
        and head.text == words
        and NOUNS.get(head.text) in {"group", "stage"}
    ):
        subject.population = words
    subject.start = (lead or pieces)[0].start
    if subject.metric:
        subject.own.add("metric")


def _leads(pieces: list[Token]) -> bool:
    """Whether the first noun says whose number it is (小学|专任教师), not what it is (教师培训)."""
    role = NOUNS.get(pieces[0].text, "group")
    head = NOUNS.get(pieces[-1].text) if pieces[-1].kind == "p" else ""
    if re.fullmatch("[会室员班组队]", "".join(share_of_name(t) for t in pieces[1:])):  # 家长|会
        return False
    return role == "stage" or (role == "group" and head != "thing")


def _from_the_right(subject: Subject, tokens: list[Token], at: int, named: list[Token]) -> None:
    noun, end = right_noun(tokens, at)
    if not noun:
        return
    verb = subject.metric if subject.metric and only_verb(named) else ""
    if verb and (
        noun == verb or re.match("(?:辍学|流失|入学|毕业|在校|开工|竣工|达标|优秀|合格|不合格|男|女)", verb)
    ):
        return
    if _is_whole(tokens[at]) and not verb and named and all(t.kind == "p" for t in named):
        return
    subject.metric = verb + noun
    subject.noun_end = end
    subject.own.add("metric")
    if NOUNS.get(noun) in {"group", "stage"}:
        subject.population = noun


def _last_before(tokens: list[Token], at: int, end: int) -> int:
    last = at
    for index in range(at + 1, len(tokens)):
        if tokens[index].start >= end:
            break
        last = index
    # A token only half used (捆绑学校在学校管理) is used up: what follows the noun is a verb.
    return last


def _remember(state: _State, tokens: list[Token], at: int, subject: Subject) -> None:
    """What later numbers of the sentence inherit from this one."""
    quantity = tokens[at].quantity
    assert quantity is not None
    if "metric" in subject.own and subject.metric in METRICS:
        if METRICS[subject.metric].population:
            state.population = ""
        elif subject.population:
            state.population = subject.population
        return
    if quantity.dimension == "person" and subject.population:
        if state.listing:  # one item of a list is not whom the next one is about
            return
        state.population = subject.population
    elif quantity.dimension == "school":
        listed = at + 1 < len(tokens) and tokens[at + 1].kind == "、"
        state.school_counts += 1
        head = subject.metric if is_school_noun(subject.metric) else ""
        state.population = "" if listed or state.school_counts > 1 else head or state.population
    elif (
        subject.population
        and (quantity.kind in "PDX" or (quantity.kind == "N" and _leads_on(subject)))
        and not state.listing
    ):
        state.population = subject.population


def _leads_on(subject: Subject) -> bool:
    """小学教学班686个，最大班额45人: the stage of the one is the stage of the next."""
    told = subject.population not in {subject.metric, "学校"}
    return told and NOUNS.get(subject.population) == "stage"


def _is_whole(token: Token) -> bool:
    """Whether a percentage stands for a metric's value, not for so many of a noun (100%达标 against 98%的教师)."""
    return token.kind == "P" and token.text.startswith("100")


def _bare(token: Token) -> str:
    return stripped(share_of_name(token)) if token.kind in "wk" else token.text
