"""None and some: 辍学率为0 beside 辍学14人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_EVENTS = (
    "辍学|失学|流失|事故|欠薪|拖欠|违规|违纪|投诉|案件|体罚|欺凌|超大班额|(?<!最)大班额|中毒|乱收费|上访|信访|危房|欠发|溺水|火灾|纠纷|伤亡|死亡|踩踏|诈骗|"
    "有偿补课|传染病|疫情|舆情|挪用|截留|作弊|泄题|性侵|霸凌|斗殴|自杀|失联|空挂|超标|重点班|起火|失窃"
)
_THING = re.compile(_EVENTS)
_NUMBER = r"[\d一二两三四五六七八九十]+"
_NONE = re.compile(
    rf"(?:未发生|未出现|没有发生|没有出现|没有|无一[例名起所个人]?|杜绝了?|零|无|未接到|未收到|不存在|未查出|未发现|不再有|再无)(?:任何|一[起例名个])?"
    rf"[^，。；、\d]{{0,14}}?(?P<a>{_EVENTS})|(?P<b>{_EVENTS})[一-龥]{{0,6}}?(?:为|是|保持|达到|实现|继续保持|均为|控制在|仍为)*(?:零(?!(?:{_EVENTS}))|０|0(?![.\d])[起例人名个所件]?)"
    rf"|(?P<c>{_EVENTS})[一-龥]{{0,4}}?(?:动态|全部|基本)?(?:清零|归零|全部消除|全部化解|全面消除)"
)
_NOT_BACK = re.compile(
    rf"{_NUMBER}[名人][^，。；]{{0,16}}(?:未能?|没有|尚未|仍未|拒不|拒绝)(?:复学|返校|入学|到校|劝返)"
)
# A class of 56 and more is a large one, of 66 and more an oversized one, whether it is called so or not.
_LARGE = re.compile(
    r"(?<!\d)(?P<least>5[5-9]|6\d|7\d)人(?:及)?以上的?(?:大班|教学班|班级|班)(?:数|还|尚|仍|共|有|为|，)*(?P<n>[1-9]\d*)个|(?<!\d)(?P<n2>[1-9]\d*)个(?:班级|教学班|班)?(?:的)?(?:人数|学生数?|班额)?(?:超过|达到?|在)(?P<least2>5[5-9]|6\d|7\d)人(?:以上)?"
)
_OR_BACK = re.compile(f"人(?:及)?以上|{_EVENTS}|复学|返校|到校|入学")
# One thing under several names; a wider one covers the narrower.
_SAME = (
    {"辍学", "失学", "流失"},
    {"欠薪", "拖欠", "欠发"},
    {"欺凌", "霸凌"},
    {"上访", "信访"},
    {"火灾", "起火"},
)
_WIDER = {
    "事故": {"溺水", "火灾", "中毒", "踩踏", "伤亡", "死亡", "起火"},
    "违规": {"违纪", "有偿补课", "乱收费"},
}
_UNIT = re.compile("人|名|起|例|件|所|个|班|栋|幢|平方米|万平方米|处|元|万元|人次|宗|位")
# What stands beside the thing and makes it another thing: drills, dangers, prevention.
_OTHER = re.compile(
    "演练|反(?!映|馈|复|弹|响)|主题|班会|倡议|签名|手册|隐患|电话|疑似|可能|潜在|教育课|演习|咨询|讲座|专题片|知识|苗头|培训|预案|宣传|教育|应急|预防|防范|防治|防控|专题|检查|抽检|台账|化解|消除|减少|降低|下降|机制|责任书|排查|风险|警示教育|消化|清退"
)
_GRADES = re.compile("特大|重大|较大|一般|轻微|轻伤|意外")
_STAGES = re.compile("小学|初中|高中|幼儿园|学前|中职|民办|公办|义务教育|中小学")
_WIDE = {"义务教育": {"小学", "初中"}, "中小学": {"小学", "初中", "高中"}}
_PAST = re.compile("上年|去年|此前|以往|年初曾|曾有|往年|前年|历史|历年|积案|非校园|最初|原有|过去")
_BACK = re.compile("返校|复学|劝返|清零|销号|均已|全部|整改|期末|化解|消除|解决|办结|清退")
_AFTER = "[^，。；、]{0,12}"


@dataclass(frozen=True, slots=True)
class _Said:
    thing: str
    start: int
    end: int
    words: str
    clause: str
    sentence: Sentence
    things: frozenset[str] = frozenset()


@check("zero_vs_count", rule="R10：写“为零”“无一例”的，别处不能又有个数")
def zero_means_none(case: Case) -> Iterator[Finding]:
    """小学辍学率为0 … 小学辍学14人; 未发生一起事故 … 事故2起."""
    nones = list(_nones(case))
    if not nones:
        return
    somes = list(_somes(case))
    told: set[int] = set()
    for none in nones:
        for some in somes:
            near = some.sentence.paragraph == none.sentence.paragraph
            if (
                not _same_thing(none, some)
                or not near
                or some.start in told
                or _apart(none, some)
                or _settled(case, none, some)
            ):
                continue
            told.add(some.start)
            later, other = (some, none) if some.start > none.start else (none, some)
            message = f"前后矛盾：“{none.words}”与“{some.words}”。请核对，或写明时点、范围不同。"
            yield case.finding(
                "zero_vs_count", "error", (later.start, later.end), message,
                others=((other.start, other.end),), recomputed=f"{none.words} ≠ {some.words}",
            )  # fmt: skip
            break


def _clause(case: Case, start: int, end: int) -> str:
    content = case.text.content
    first = max(content.rfind(c, 0, start) for c in "，。；\n") + 1
    return content[first:end]


def _nones(case: Case) -> Iterator[_Said]:
    for sentence, words in sentences_with(case, _NONE):
        for match in _NONE.finditer(words):
            thing = match["a"] or match["b"] or match["c"]
            tail = words[match.end() : match.end() + 4]
            if re.match("隐患|苗头|风险|目标|要求|投诉率", tail) or re.search(
                "力争|确保|目标|实现.{0,4}目标", words[max(0, match.start() - 10) : match.start()]
            ):
                continue
            start, end = sentence.start + match.start(), sentence.start + match.end()
            yield _Said(thing, start, end, match[0], _clause(case, start, end), sentence)


def _somes(case: Case) -> Iterator[_Said]:
    """Numbers of the thing itself: 事故2起, 3名辍学学生, 2所民办园拖欠工资, 发生一起食物中毒事件."""
    for sentence, words in sentences_with(case, _OR_BACK):
        told: set[int] = set()
        for match in _NOT_BACK.finditer(words):
            span = (sentence.start + match.start(), sentence.start + match.end())
            yield _Said("辍学", *span, match[0], _clause(case, *span), sentence, frozenset({"未返"}))
        yield from _large(case, sentence, words)
        for figure in figures(case, sentence):
            if (
                figure.quantity.kind not in "NAG"
                or figure.amount <= 0
                or not _UNIT.fullmatch(re.sub("^[万亿千百]", "", figure.quantity.unit) or "个")
            ):
                continue
            said = _beside(case, sentence, (figure.start, figure.end), figure.before[-12:], figure.after[:14])
            if said is not None:
                told.add(figure.start)
                yield said
        for match in re.finditer(
            rf"(?:发生|出现|查处|发现|接到|受理|处理|通报)(?:过|了)?(?P<n>{_NUMBER})(?:起|例|件|次)", words
        ):
            span = (sentence.start + match.start("n"), sentence.start + match.end())
            if (
                span[0] not in told
                and re.search("[未没无]", words[max(0, match.start() - 3) : match.start()]) is None
            ):
                after = re.split("[，。；、：]", words[match.end() : match.end() + 14])[0]
                said = _beside(case, sentence, span, "", after)
                if said is not None:
                    yield said


def _large(case: Case, sentence: Sentence, words: str) -> Iterator[_Said]:
    """尚有56人以上班级9个."""
    for match in _LARGE.finditer(words):
        least = int(match["least"] or match["least2"])
        if re.search("消除|化解|减少|上年|去年|没有|无|零", words[max(0, match.start() - 8) : match.start()]):
            continue
        things = frozenset({"大班额"} | ({"超大班额"} if least >= 66 else set()))
        span = (sentence.start + match.start(), sentence.start + match.end())
        yield _Said("大班额", *span, match[0], _clause(case, *span), sentence, things)


def _beside(case: Case, sentence: Sentence, span: tuple[int, int], before: str, after: str) -> _Said | None:
    """What a number counts, where that is one of the things: the last one named before it, or the first one behind."""
    behind = list(re.finditer(f"({_EVENTS})(?=[一-龥]{{0,6}}$)", before))
    ahead = re.match(f"[一-龥A-D]{{0,10}}?({_EVENTS})", after)
    if not behind and ahead is None:
        return None
    if _OTHER.search(before[-8:] + after[:8]) or re.search(
        "没有|未|无", before[-6:] + (after if ahead else "")[:4]
    ):
        return None
    last = behind[-1] if behind else None
    start = span[0] - (len(before) - last.start() if last else 0)
    end = span[1] + (ahead.end() if ahead and last is None else 0)
    thing = last[1] if last else ahead[1] if ahead else ""
    around = before if last else after[: ahead.end()] if ahead else ""
    things = _THING.findall(around)
    return _Said(
        thing,
        start,
        end,
        case.text.content[start:end],
        _clause(case, start, end),
        sentence,
        frozenset(things),
    )


def _same_thing(none: _Said, some: _Said) -> bool:
    """Whether the number is of what there is said to be none of: 溺水事故 is an accident, 流失 a dropout."""
    names = set(some.things) | {some.thing}
    if none.thing in {"大班额", "超大班额"}:
        return none.thing in names
    own = {none.thing} | _WIDER.get(none.thing, set())
    own |= next((group for group in _SAME if none.thing in group), set())
    if none.thing in {"投诉", "案件", "事故", "纠纷", "违规"}:
        # 食物中毒事故为零 leaves room for another accident.
        special = set(_THING.findall(none.words)) - {none.thing}
        return bool(own & names) and (not special or bool(special & names) or not names - {none.thing})
    return bool(own & names)


def _apart(none: _Said, some: _Said) -> bool:
    """Whether they speak of other people, another gravity or another year."""
    if none.start < some.end and some.start < none.end:
        return True
    stages = [set(_STAGES.findall(x.clause)) for x in (none, some)]
    wide = set().union(*(_WIDE.get(s, set()) for s in stages[0]))
    if stages[1] and stages[0] and not stages[1] & (stages[0] | wide):
        return True
    # 全县辍学9人, 我校没有辍学: a school is not the county.
    if re.search("[我本该][校园]", none.clause) and re.search("全[区县市省国]", some.clause):
        return True
    follows = some.sentence.index == none.sentence.index and some.start > none.start
    if (
        stages[0]
        and not stages[1]
        and not wide
        and not (follows and not re.search("全[区县市省镇乡]", some.clause))
    ):
        return True
    grades = [set(_GRADES.findall(x.clause)) for x in (none, some)]
    if none.thing == "事故" and grades[0] and grades[0] != grades[1]:
        return True
    letters = [set(re.findall("[A-D](?=级)", x.clause)) for x in (none, some)]
    if letters[0] and letters[1] and not letters[0] & letters[1]:
        return True
    years = [
        set(re.findall(r"(?:19|20)\d{2}|[上去今本]年|[上下]半年|[一二三四]季度", x.clause))
        for x in (none, some)
    ]
    return bool(years[0] and years[1] and not years[0] & years[1]) or _PAST.search(some.clause) is not None


def _settled(case: Case, none: _Said, some: _Said) -> bool:
    """Whether the words tell how the count came to zero."""
    if "未返" in some.things:
        return _PAST.search(some.clause) is not None
    low = min(none.start, some.start)
    words = case.text.content[max(0, low - 12) : max(none.sentence.end, some.sentence.end)]
    later = case.text.content[some.end : some.sentence.end]
    open_still = re.search("未果|仍|尚|还有|正在|未返|未能", later) is not None
    back = (none.start > some.start and _BACK.search(words) is not None) or (
        re.search(
            "(?:均已|全部|已|均)[^，。；未]{0,6}(?:返校|复学|劝返|整改|办结|化解|解决|处置|查处|销号|退|处理)",
            later,
        )
        is not None
        and none.thing in {"辍学", "失学", "流失", "危房", "大班额", "超大班额", "拖欠", "欠薪", "欠发"}
        and not open_still
    )
    return (
        back
        or _PAST.search(words) is not None
        or re.search("消除|化解|减少|销|劝返", some.clause) is not None
    )
