"""Statements without a number of their own: none, all, documents, events, honours, verdicts; and flows, surveys, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from zeren.core.audit.grammar.registry import Draft, Reading, Subject
from zeren.core.audit.tokens import QUANTITIES, Token

__all__ = ["IDLE", "STATEMENTS", "beside", "find_statements", "has_number", "last_value", "made", "statement"]

_EVENTS = (
    r"辍学|失学|流失|事故|案件|拖欠|欠发|乱收费|违规收费|体罚|欺凌|霸凌|投诉|上访|信访|违规|"
    r"违纪|违法|传染病|大班额|危房|择校|疫情|溺水|伤亡|死亡|犯罪|舆情|中毒|火灾|失信|作弊|"
    r"泄密|踩踏|挪用|截留|重点班|考试招生|有偿补课|不合格"
)
_ZERO = re.compile(
    r"(?P<head>(?:无一(?:例|名|人|起|所|个|项)?|未(?:发生|出现|"
    r"发现)过?(?:任何)?(?:一[例名人起个])?)(?=[^，,。；;：:]{2,30})"
    rf"|(?:没有|无|零|"
    rf"杜绝了?)(?:任何)?(?:一[例名人起个所])?(?=(?:[^，,。；;：:]{{0,12}}?(?:发生)?)(?:{_EVENTS})))(?P<event>[^，,。；;：:、"
    rf"]{{2,30}})"
)
_ZERO_AFTER = re.compile(r"(?P<event>[^，,。；;：:、\d]{2,20}?)(?P<head>零(?:发生|出现|发案))")
_ALL = re.compile(
    r"(?P<word>全部|全都|均|都|一律|百分之百)(?P<verb>(?:已经?|按时|按期|如期|按要求|一次性|"
    r"能够?|顺利|得到|得以|实现了?)*(?:达标|达到[^，,。；;\d]{0,14}(?:标准|要求|目标|规定)?|"
    r"合格|完成|整改|配备|配齐|配足|开设|开齐|开足|建立|建成|建有|签订|落实|覆盖|接入|通过|"
    r"持证|开工|竣工|完工|到位|公示|发放|销号|入学|办结|符合|取得|参加|安装|纳入|设立|设置|"
    r"制定|成立|优秀|毕业|投入使用|安置|化解|消除|改造|返校|劝返|复学|销账|清偿|偿还|搬迁|拆除|撤并|关停|取缔|兑现|拨付|解决|移交|备案|登记|建档|到岗|脱贫|接种|资助|享受|免除|上岗|"
    r"录取|就读|在校|控制在)[^，,。；;：:\d]{0,12})"
)
_COVERED = re.compile(r"(?P<word>)(?P<verb>全覆盖|全部清零|动态清零|清零|无一例外)")
_EVENT = re.compile(
    r"(?P<verb>(?:先后|共|组织|隆重|成功)*(?:召开|举办|举行|承办|启动|成立|开展))了?(?P<what>(?!了)[^，,。；;：:]{2,45})"
)
_EVENT_NOUN = re.compile(
    r"会议?|培训班?|活动|督导|督查|检查|演练|比赛|大赛|竞赛|评选|讲座|论坛|仪式|汇报|展演|"
    r"展示|运动会|艺术节|协会|小组|中心|委员会|领导小组|工作|调研|研讨|评估|考核|聘任|年检|"
    r"行动|专班|典礼|宣讲|走访|家访|慰问|宣传月|宣传周|课$|核查|复核|自查|抽测|抽查|巡查|复查|"
    r"验收|测评|体检|考察|观摩|座谈|动员|约谈|回访|筛查|揭牌"
)
# What a clause that opens with a day may tell besides: 3月15日前完成自查, 4月10日迎接复核.
_DATED = re.compile(
    r"(?P<verb>(?:顺利|如期|全面|集中|共同|先后|实地|现场|联合)*(?:完成|迎接|接受|通过|进行|组织|部署|公示|上报|报送|反馈|实施|启用|提交|下达|印发|下发|发布|出台|查看|检查|督查|走访|慰问|"
    r"调研|考察|参观|视察|看望|观摩|指导|签订|约谈|抽查|核查|复核|评估)(?![组室办员者团局队]|小组|专家|中心))了?"
    r"(?P<what>(?!了)[^，,。；;：:]{2,45})"
)
# The verb stands in a clause that goes on (检查时发现, 组织的测评), or the rest is a document, or too little.
_NO_EVENT = re.compile(
    r"[的时后中前并和及与者《]|尚?未|(?:工作|活动|中心|小组|会议|通过|合格|完成|结束|到位|情况)$"
)
_MANNER = re.compile(r"^(?:认真|扎实|深入|集中|(?:进行|开展)了?)+(?=[一-龥]{2})")
_SINCE = re.compile(r"(?:之?前|起|当天|上午|下午|晚)?[，,]?[^，,；;。：:]{0,30}")
# Who does it, right before the verb or before words of how and where.
_AGENT = re.compile(
    r"(?:由|随后|同时|并|此外|期间)?(?P<org>[一-龥]{1,18}?(?:局|委|政府|室|组|办|中心|委员会|中学|小学|幼儿园|学校|学院|校|园|厅|部|县|区|市|州|乡|镇|"
    r"工会|院|站|集团|联盟|妇联|科|股))(?=$|在|到|赴|对|向|为|就|围绕|面向|深入|组织|联合|会同|牵头|共|先后|隆重|成功|正式|顺利|集中|统一|认真|"
    r"积极|专门|又|还|再次|及时|率先|如期|按期|已|被|经|连续|两次|首次)"
)
_NOT_ONE = re.compile(
    r"各|所有|全体|多所|部分|[的和与及]|^全[县区市省国州校]|^(?:学校|幼儿园|中学|小学|中心校|本?区域?|城区|县域|市域)$|"
    r"^(?:为|在|对|按|根据|通过|经|从|将|把|到|赴|被|深入|积极|认真|收到|签收|报)|阶段"
)
_VISITED = re.compile(r"(?:到|赴|深入|走进|前往|来到|对|在)$")
_AWARD = re.compile(
    r"(?P<verb>荣获|获得|喜获|获评|被?评为|被?授予|被?确定为|被?命名为|被?认定为|被?列为|"
    r"入选)了?(?P<what>[^，,。；;：:]{2,45})"
)
_HONOUR = re.compile(
    r"称号|奖|先进|示范|优秀|表彰|荣誉|模范|标兵|基地|状元|文明|特色学校|红旗|十佳|最美|"
    r"名师|能手|试点|实验区|强[县区市]|达标[校园]"
)
_GIVEN = re.compile(r"荣获|喜获|获评|评为|认定为|授予|命名为")
_LEVEL = re.compile(r"(?:国家|省|市|县|区|州)级|全[国省市县区州]")
_EDGE = re.compile(r"[，。；;：:]|,(?!\d{3})")
IDLE = re.compile(r"^(?:截至目前|目前|现|已经?|均|都|实现了?|也|并)+|(?:实现了?|已经?|基本|得到)+$")

Statement = Callable[[Reading], Iterator[Draft]]
STATEMENTS: list[Statement] = []


def statement(function: Statement) -> Statement:
    """Declare a statement: a function from a sentence's reading to drafts."""
    STATEMENTS.append(function)
    return function


def find_statements(reading: Reading) -> None:
    """Add the drafts of all statements; a number inside 无一例 counts nothing.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("无一名学生因贫失学。")
        ['zero 学生因贫失学 =0']
    """
    for function in STATEMENTS:
        found = list(function(reading))
        for draft in found:
            if draft.type == "zero":
                inside = [d for d in reading.drafts if draft.start <= d.end - 1 < draft.end and d.number == 1]
                reading.drafts = [d for d in reading.drafts if d not in inside]
        reading.drafts += found


def beside(reading: Reading, start: int) -> Subject:
    """Organisation and period that hold at an offset: those named last before it in the sentence."""
    subject = Subject()
    for token in reading.tokens:
        if token.start >= start:
            break
        if token.kind == "o":
            subject.org = token.text
            subject.own.add("org")
        elif (
            token.kind == "t"
            and token.period
            and token.period.kind in {"date", "month", "year", "school_year", "relative"}
            and not (token.text[0] in "春秋" and subject.period_id)
        ):
            subject.period, subject.period_id = token.period.text, token.period.id
            subject.own.add("period")
    return subject


def made(
    reading: Reading,
    type_: str,
    span: tuple[int, int],
    metric: str,
    *,
    verb: str = "",
    value: Decimal | None = None,
) -> Draft:
    """A statement's draft; ``span`` is of the sentence. Organisation and period are those named before its end."""
    start, end = (reading.sentence.start + at for at in span)
    subject = beside(reading, end)
    return Draft(type_, start, end, subject=subject, metric=_unquoted(metric), verb=verb, value=value)


def _unquoted(words: str) -> str:
    words = words.strip(" 　")
    if re.fullmatch("“[^“”]*”", words):
        return words[1:-1]
    return words if words.count("“") == words.count("”") else words.strip("“”")


def last_value(reading: Reading, start: int) -> Draft | None:
    """The last plain value before an offset of the text, among the reading's drafts."""
    values = [
        d
        for d in reading.drafts
        if d.quantity is not None
        and d.anchor >= 0
        and d.end <= start
        and d.type
        in {
            "count",
            "rate",
            "index",
            "amount",
            "area",
            "per_capita",
            "share",
            "mean",
            "ratio",
            "score",
            "completion",
            "from_to",
        }
    ]
    return max(values, key=lambda d: d.end, default=None)


def has_number(reading: Reading, start: int, end: int) -> bool:
    """Whether a quantity begins between two offsets of the text."""
    return any(t.kind in QUANTITIES and start <= t.start < end for t in reading.tokens)


@statement
def nothing_of_the_kind(reading: Reading) -> Iterator[Draft]:
    """未发生安全事故, 无一名学生辍学, 零投诉 (forms 77).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("全年未发生重大安全事故，没有拖欠教师工资。")
        ['zero 重大安全事故 =0', 'zero 拖欠教师工资 =0']
    """
    for match in _ZERO.finditer(reading.words):
        event = re.sub(r"的(?:目标|要求|承诺|工作).*$", "", match["event"])
        event = re.sub(r"^(?:发生|出现|发现|存在)过?(?:任何)?(?:一[例名人起个所])?", "", event) or event
        event = re.sub(r"(?:的)?(?<!性)(?:现象|情况|问题|行为|发生|事件)+$", "", event)
        if re.search(r"^(?:及时|按|得到|能够?)", event) or (
            match["head"] == "无"
            and match.start()
            and re.match(r"[一-龥]", reading.words[match.start() - 1])
            and reading.words[match.start() - 1] not in "均都已并且来区县市校年期度内间园级段后"
        ):
            continue
        yield made(
            reading, "zero", match.span(), event or match["event"], verb=match["head"], value=Decimal(0)
        )
    for match in _ZERO_AFTER.finditer(reading.words):  # 重大责任事故零发生
        event = re.sub(
            "^(?:实现了?|确保|做到|保持|全年|均|都)+|(?:实现了?|均|都|为|保持)+$", "", match["event"]
        )
        if len(event) >= 2:
            yield made(reading, "zero", match.span(), event, verb=match["head"], value=Decimal(0))


@statement
def all_of_them(reading: Reading) -> Iterator[Draft]:
    """13项核心指标全部达标; 排查隐患185项，全部整改完毕 (forms 54, 63, 76).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("排查安全隐患64处，全部整改到位。")[1]
        'universal 排查安全隐患 =64处 of=0'
    """
    for pattern in (_ALL, _COVERED):
        for match in pattern.finditer(reading.words):
            edge = max((m.end() for m in _EDGE.finditer(reading.words, 0, match.start())), default=0)
            words = IDLE.sub("", reading.words[edge : match.start()].strip())
            start = reading.sentence.start + edge
            counted = [
                d
                for d in reading.drafts
                if d.type == "count"
                and d.anchor >= 0
                and start <= d.start <= reading.sentence.start + match.start()
            ]
            target = counted[-1] if counted else None
            if target is None and not words.strip():
                last = last_value(reading, reading.sentence.start + match.start())
                target = last if last is not None and last.type == "count" else None
            metric = (
                target.name
                if target is not None
                else re.sub(r"^(?:目前|各项|所有|全[区县市]|我[区县市])", "", words.strip())[-20:]
            )
            figure = re.match(r"\s*(?:[\d近约超]|百分)", reading.words[match.end() :])
            if figure and re.search("达到|控制在", match["verb"]):  # 均达到100% is a rate
                continue
            if not metric or metric.count("“") != metric.count("”"):
                continue
            draft = made(reading, "universal", (edge, match.end()), metric, verb=match["verb"])
            if target is not None:
                draft.quantity, draft.population = target.quantity, target.population
                draft.link("of", target)
            yield draft


@statement
def documents(reading: Reading) -> Iterator[Draft]:
    """《意见》 and 〔2017〕53号 (forms 78, 79).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("印发《学校安全工作方案》（城教发〔2018〕12号）。")
        ['document 《学校安全工作方案》', 'document 城教发〔2018〕12号']
    """
    for at, token in enumerate(reading.tokens):
        if token.kind == "d":
            before = "".join(t.text for t in reading.tokens[max(0, at - 4) : at])
            verb = re.search(
                r"(?:出台|制定|印发|下发|转发|修订|发布|编制|拟定|起草|签订|依据|根据|按照|落实|"
                r"贯彻)(?!.*(?:出台|制定|印发))",
                before,
            )
            draft = Draft(
                "document", token.start, token.end, subject=beside(reading, token.start), metric=token.text
            )
            draft.verb = verb.group() if verb else ""
            yield draft


@statement
def events(reading: Reading) -> Iterator[Draft]:
    """9月12日召开培训会, 11月3日，市督导组到某校开展实地核查 (form 80).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("9月12日召开全县控辍保学工作推进会。")
        ['event 全县控辍保学工作推进会 全县 @9月12日']
        >>> outline("3月15日前完成自查，4月10日，区教育局组织复核。")
        ['event 自查 @3月15日', 'event 复核 区教育局 @4月10日']
    """
    told: list[Draft] = []
    for pattern in (_EVENT, _DATED):
        for match in pattern.finditer(reading.words):
            draft = _event(reading, match, day_needed=pattern is _DATED)
            if draft is not None and not any(d.start < draft.end and draft.start < d.end for d in told):
                told.append(draft)
    yield from told


def _event(reading: Reading, match: re.Match[str], *, day_needed: bool) -> Draft | None:
    start, end = (reading.sentence.start + at for at in match.span("what"))
    verb = reading.sentence.start + match.start()
    day = _day_before(reading, verb, month=bool(_EVENT_NOUN.search(match["what"][-4:])))
    if (
        match["what"].count("《") != match["what"].count("》")
        or has_number(reading, start, end + 1)
        or not (day or (not day_needed and _EVENT_NOUN.search(match["what"])))
        or _NO_EVENT.match(match["what"])
    ):
        return None
    what = _MANNER.sub("", match["what"]) if day_needed else match["what"]
    draft = made(reading, "event", match.span(), what, verb=match["verb"])
    _done_by(reading, draft, match.start())
    dated = [t for t in reading.tokens if t.kind == "t" and t.end <= verb and verb - t.end < 12]
    if day or dated:
        draft.start = (day or dated[-1]).start
    elif len(match["what"]) < 3 and not draft.subject.own:  # 要求开展检查: nobody's, at no time
        return None
    return draft


def _day_before(reading: Reading, at: int, *, month: bool) -> Token | None:
    """The day (or month) that opens the clause of what begins here: 11月3日，市督导组到某校开展…."""
    days = [t for t in reading.tokens if t.kind == "t" and t.end <= at]
    kinds = {"date", "month"} if month else {"date"}
    if not days or days[-1].period is None or days[-1].period.kind not in kinds:
        return None
    return days[-1] if _SINCE.fullmatch(reading.text.content, days[-1].end, at) else None


def _done_by(reading: Reading, draft: Draft, verb: int) -> None:
    """Who does it: the office or school that its clause names before the verb; a place visited does nothing."""
    edge = max((m.end() for m in _EDGE.finditer(reading.words, 0, verb)), default=0)
    offset = reading.sentence.start
    times = [t.end - offset for t in reading.tokens if t.kind == "t" and edge <= t.start - offset < verb]
    lead = reading.words[max([edge, *times]) : verb]
    agent = _AGENT.match(lead)
    if agent and not _NOT_ONE.search(agent["org"]):
        draft.subject.org = agent["org"]
        draft.subject.own.add("org")
    elif _VISITED.search(_before_school(lead, draft.subject.org)):
        draft.subject.org = ""
        draft.subject.own.discard("org")


def _before_school(lead: str, org: str) -> str:
    """What stands in a clause before the school it names; nothing for 全区, and where it names none."""
    return lead.partition(org)[0] if org in lead and org and not org.startswith("全") else ""


@statement
def honours(reading: Reading) -> Iterator[Draft]:
    """荣获全国先进单位称号 (form 89).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("实验小学被评为省级文明校园。")
        ['award 省级文明校园 实验小学']
    """
    for match in _AWARD.finditer(reading.words):
        listed = re.match("(?:“[^“”]{2,30}”[、和]?)+(?=等)", match["what"])  # “…”“…”等荣誉称号5项
        what = listed.group() if listed else match["what"]
        start, end = match.start(), match.start("what") + len(what)
        if (
            (len(what) >= 4 or what.endswith("等奖"))
            and (
                _HONOUR.search(match["what"])
                or listed
                or (_GIVEN.search(match["verb"]) and _LEVEL.match(match["what"]))
            )
            and not has_number(reading, *(reading.sentence.start + at for at in (match.start("what"), end)))
        ):
            draft = made(reading, "award", (start, end), what, verb=match["verb"])
            given = beside(
                reading, reading.sentence.start + start
            )  # 全国 in what is given is not who is given it
            draft.subject.org, draft.subject.own = given.org, given.own | (draft.subject.own - {"org"})
            _done_by(reading, draft, start)
            yield draft
