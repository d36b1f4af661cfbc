"""The order of things: causes before effects, events before the report, documents before what they order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.days import FUTURE, Day, days, spelt
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_NUMBER = re.compile(
    r"〔(?P<year>(?:19|20)\d{2})〕\s*\d+\s*号|[\[［【](?P<other>(?:19|20)\d{2})[\]］】]\s*\d+\s*号"
)
_DONE = re.compile(
    r"了|已|夺|捧|摘|斩获|鸣金|收兵|落幕|帷幕|闭幕|开幕|揭晓|揭牌|开赛|决出|吹响|登台|亮相|挂牌|完成|召开|举办|开展|结束|印发|下发|成立|启动|举行|组织|参加|获|通过|建成|投入|收到|上报|实现|达到|新增|排查|聘任"
)
_SURELY_DONE = re.compile("了|已|圆满|顺利|全面结束|先后")
_BASIS = re.compile(r"根据|依据|按照|按(?=《|[^，。；]{0,8}〔)|遵照|落实|执行|依照|贯彻|对照|经|精神|部署")
# What comes first of two steps of one matter, and what cannot come before it.
_STEPS = (
    (re.compile("开工|动工|奠基|破土|进场"), re.compile("竣工|完工|验收|投入使用|封顶|建成|交付")),
    (
        re.compile("收到|接到|下发[^，。]{0,10}整改|反馈[^，。]{0,8}(?:问题|意见)|发现"),
        re.compile("完成[^，。]{0,6}整改|整改完毕|整改到位|上报整改|报送整改|销号|复查通过|复核通过"),
    ),
    (
        re.compile("签收|收到[^，。]{0,16}(?:意见|通知)|接到[^，。]{0,12}(?:意见|通知)"),
        re.compile("研究[^，。]{0,8}(?:意见|问题)|整改动员|制定[^，。]{0,6}整改方案"),
    ),
    (re.compile("立项|可研批复"), re.compile("招标|中标|开工|动工|签订[^，。]{0,4}合同")),
    (
        re.compile("招标|中标(?!单位|人|价|企业|方)|评标|开标"),
        re.compile("开工|动工|破土|签订[^，。]{0,4}(?:合同|协议)"),
    ),
    (re.compile("立项|招标|中标|签订[^，。]{0,4}合同"), re.compile("竣工|完工|投入使用|交付使用")),
    (re.compile("动员|启动|部署|印发[^，。]{0,10}方案"), re.compile("总结大会|总结表彰|全面结束|圆满结束")),
    (
        re.compile(
            "(?:动员|部署)[^，。]{0,6}会|启动[^，。]{0,10}(?:整改|整治|改造|创建|评估|自查|清理)|(?:制定|印发|下发)[^，。]{0,10}方案"
        ),
        re.compile(
            "(?:完成|结束)[^，。]{0,8}(?:整改|整治|改造|创建|自查|清理)|(?:整改|整治|改造)(?:完毕|到位|完成)|销号|(?:通过|完成|接受|迎接)[^，。]{0,16}(?:复查|验收|复核|终评)"
        ),
    ),
    (
        re.compile("申报|(?:提交|提出|递交)[^，。]{0,6}申请"),
        re.compile(
            "取得[^，。]{0,10}(?:证|批复|资质|许可)|(?:获|被)[^，。]{0,8}(?:批准|批复|认定|命名|授予)|获批|通过[^，。]{0,8}(?:评审|认定|审批)"
        ),
    ),
    (re.compile("报名"), re.compile("录取|面试|公示[^，。]{0,6}名单")),
    (
        re.compile("(?:组织|举行|进行|开展)[^，。]{0,4}(?:面试|考试|笔试|测试|测评)"),
        re.compile("公布[^，。]{0,6}(?:成绩|结果)|公示[^，。]{0,6}(?:成绩|结果|名单)"),
    ),
)
# The report speaks in the order of its work; these words begin a tale before the last date.
_BACK = re.compile(
    r"此前|之前|原(?!因)|曾|始建|自.{0,12}(?:以来|起)|早在|提前|比.{0,14}(?:期限|规定|时限|要求)|期限|规定|截至|截止|于.{0,4}前|应(?!急)|限|再次|第二|复查|二期|新|又"
)
# 通过复查验收: the last step itself, not a second round.
_CHECKED = re.compile("复查验收|复核验收|(?:通过|完成|接受|迎接)[^，。]{0,14}复查|新(?:建|校|区|园)")
_THING = re.compile("[一-龥]{2,8}(?:小学|中学|幼儿园|学校|项目|楼|校区|二期|一期)")


@check("date_illogical", rule="事情的先后：开工在竣工前，收到通知在完成整改前")
def steps_come_in_order(case: Case) -> Iterator[Finding]:
    """In one sentence an effect (完成整改、竣工) dated before its cause (收到通知、开工)."""
    for sentence in case.text.sentences:
        found = [d for d in days(case, sentence.start, sentence.end) if d.month]
        if len(found) < 2 or len(found) > 12:
            continue
        told = [(d, _told(case, sentence, d, found)) for d in found]
        for (one, first), (other, second) in combinations(told, 2):
            for cause, effect in _STEPS:
                early, late, words = (
                    (one, other, (first, second))
                    if cause.search(first) and effect.search(second)
                    else (other, one, (second, first))
                )
                if (
                    not cause.search(words[0])
                    or not effect.search(words[1])
                    or cause.search(words[1])
                    or effect.search(words[0])
                ):
                    continue
                if (
                    not _before(late, early)
                    or _BACK.search(_CHECKED.sub("", words[0] + words[1]))
                    or FUTURE.search(words[0] + words[1])
                    or _two_things(first, second)
                ):
                    continue
                message = f"前后时间矛盾：{_show_day(early)}才{_verb(cause, words[0])}，{_show_day(late)}已{_verb(effect, words[1])}，请核对日期。"
                yield case.finding(
                    "date_illogical", "error", (late.start, late.end + len(words[1].split('\\0')[-1])), message,
                    others=((early.start, early.end),), recomputed=f"{_show_day(late)} 早于 {_show_day(early)}",
                )  # fmt: skip
                return


_ISSUED = re.compile("印发|下发|发出|发布|召开[^，。]{0,10}会|部署|安排")
_DUE = re.compile("要求|须|应|限|务必|报名截止|截止")


_STAGE = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:\d{1,2}日)?)?(?:份|底|初|末|[岁年][末首初尾底]|[春夏秋冬]季?[天日]?|[上中下]旬|春节前后)*[，]?(?:正式|顺利|全面|才|已|就|即|便|竟|又|方|始|终于|如期|项目|工程|主体|提前|完成)*"
    r"(?P<what>立项|招标|中标|开工|动工|奠基|破土|封顶|竣工|完工|落成|通过[一-龥]{0,2}验收|建成招生|投入使用|投用|启用|交付|搬入|迁入)"
)
_RANKS = (
    ("立项",),
    ("招标", "中标"),
    ("开工", "动工", "奠基", "破土"),
    ("封顶",),
    ("竣工", "完工", "落成", "验收"),
    ("投入使用", "投用", "启用", "交付", "建成招生", "搬入", "迁入"),
)


def _rank(what: str) -> int:
    return next((rank for rank, names in enumerate(_RANKS) if any(name in what for name in names)), 0)


@check("date_illogical", rule="工程的先后：立项、招标、开工、封顶、竣工、投用")
def works_go_step_by_step(case: Case) -> Iterator[Finding]:
    """2019年建成招生，2020年动工; 2021年10月投入使用，2022年8月主体封顶."""
    for sentence in case.text.sentences:
        found = list(_STAGE.finditer(case.text.content, sentence.start, sentence.end))
        for one, other in combinations(found[:8], 2):
            low, high = sorted((one, other), key=lambda m: _rank(m["what"]))
            between = case.text.content[one.start() : other.end()]
            if (
                _rank(low["what"]) == _rank(high["what"])
                or not _later(low, high)
                or _BACK.search(between)
                or FUTURE.search(between)
                or "；" in between
            ):
                continue
            if {"验收"} & {low["what"][-2:], high["what"][-2:]} and _rank(high["what"]) == 5:
                continue  # many a school moves in before the last inspection
            message = f"先后颠倒：{low[0]}，却{high[0]}，请核对日期。"
            yield case.finding(
                "date_illogical",
                "error",
                other.span(),
                message,
                others=(one.span(),),
                recomputed=f"{high['what']} 早于 {low['what']}",
            )
            break


def _later(low: re.Match[str], high: re.Match[str]) -> bool:
    """Whether the earlier step is dated after the later one."""
    if low["year"] != high["year"]:
        return low["year"] > high["year"]
    return bool(low["month"] and high["month"]) and spelt(low["month"]) > spelt(high["month"])


@check("date_illogical", rule="布置在前，期限在后：要求的时限不能早于布置之日")
def deadlines_follow_orders(case: Case) -> Iterator[Finding]:
    """9月10日印发《通知》，要求各校于9月5日前报送材料."""
    for sentence in case.text.sentences:
        found = [d for d in days(case, sentence.start, sentence.end) if d.month]
        for order, due in pairwise(found[:12]):
            said = _told(case, sentence, order, found)
            between = case.text.content[order.end : due.start]
            after = case.text.content[due.end : due.end + 2]
            late = (
                due.month <= 12
                and order.month <= 12
                and (due.month < order.month or (due.month == order.month and 0 < due.day < order.day))
            )
            near = (order.month - due.month) * 31 + order.day - due.day <= 90
            if not (
                late
                and near
                and order.year == due.year
                and _ISSUED.search(said)
                and (_DUE.search(between) or "通知" in said)
                and re.match("之?前|止|底前|[底末]", after)
            ):
                continue
            message = f"{_show_day(order)}才布置，期限却在{_show_day(due)}，请核对日期。"
            yield case.finding(
                "date_illogical", "error", (due.start, due.end), message, others=((order.start, order.end),)
            )


def _told(case: Case, sentence: Sentence, day: Day, found: list[Day]) -> str:
    """What is said of a date: the words behind it, up to the next stop or date."""
    following = min((d.start for d in found if d.start > day.start), default=sentence.end)
    words = case.text.content[day.end : min(following, sentence.end)]
    return re.split("[，。；、]", words.lstrip("，, "))[0]


def _before(one: Day, other: Day) -> bool:
    """Whether a date certainly lies before another; without a year only within a few months."""
    last, first = one.last(), other.first()
    if last is not None and first is not None and (one.said or other.said or one.year == other.year):
        return last < first and (first - last).days < 400
    months = other.month - one.month
    return (
        (months, other.day - one.day) > (0, 0)
        and 0 <= months <= 5
        and (months > 0 or (bool(one.day) and bool(other.day)))
    )


def _two_things(one: str, other: str) -> bool:
    names = [_THING.search(words) for words in (one, other)]
    return all(names) and names[0] is not None and names[1] is not None and names[0][0] != names[1][0]


def _verb(pattern: re.Pattern[str], words: str) -> str:
    match = pattern.search(words)
    return match[0] if match else ""


def _show_day(day: Day) -> str:
    return f"{day.month}月" + (f"{day.day}日" if day.day else "")


@check("date_after_report", rule="R49：报告之日尚未发生的事不能写成已完成")
def not_after_the_report(case: Case) -> Iterator[Finding]:
    """A finished event dated after the report; plans may lie ahead."""
    if case.report_date is None:
        return
    for paragraph in case.text.paragraphs:
        earlier = False
        for sentence in (
            s for s in case.text.sentences[_first(case, paragraph.start) :] if s.start < paragraph.end
        ):
            carried = False
            for day in days(case, sentence.start, sentence.end):
                carried = carried or (day.said and day.year == case.report_date.year)
                earlier = earlier or (day.said and day.year < case.report_date.year)
                first = day.first()
                if (
                    first is None
                    or first <= case.report_date
                    or not (day.said or carried or _calendar(case) or _soon(case, sentence, day))
                    or (earlier and not day.said)
                ):
                    continue
                clause = _clause(case, sentence, day)
                done = _DONE if day.said or carried or _soon(case, sentence, day) else _SURELY_DONE
                whole = case.text.content[sentence.start : day.start]
                if (
                    FUTURE.search(clause)
                    or not done.search(clause)
                    or re.search("下半年|下一步|今后|拟|计划", whole)
                ):
                    continue
                message = f"这件事写在报告日期{_show(case.report_date)}之后却已完成，请核对日期或改为计划。"
                end = day.end + len(re.split(r"[，。；]", case.text.content[day.end : sentence.end])[0])
                yield case.finding(
                    "date_after_report", "error", (day.start, end), message,
                    recomputed=f"{_show(first)} ＞ {_show(case.report_date)}",
                )  # fmt: skip


def _first(case: Case, offset: int) -> int:
    sentence = case.sentence_at(offset)
    return sentence.index if sentence is not None else len(case.text.sentences)


def _soon(case: Case, sentence: Sentence, day: Day) -> bool:
    """Whether a day without a year lies within two months ahead, where nothing speaks of a school year or of last year."""
    first, report = day.first(), case.report_date
    if case.period or first is None or report is None or not day.day:
        return False
    paragraph = case.text.paragraphs[sentence.paragraph]
    words = case.text.content[paragraph.start : paragraph.end]
    return 0 < (first - report).days <= 62 and not re.search("学年|去年|上年|上学期|年以来|20\\d\\d年", words)


def _calendar(case: Case) -> bool:
    """Whether months without a year are surely of the report's year: in a school year, 9月 is last year's."""
    return (
        re.fullmatch(r"(?:19|20)\d{2}(?:H[12]|Q[1-4]|年(?:度|上半年|下半年|1—6月)?)?", case.period)
        is not None
    )


def _clause(case: Case, sentence: Sentence, day: Day) -> str:
    """The clause a date stands in, with the one that follows when the date stands alone."""
    content = case.text.content
    start = max(content.rfind(c, sentence.start, day.start) for c in "，。；\n") + 1
    stop = re.search(r"[，；。]", content[day.end : sentence.end])
    end = sentence.end if stop is None else day.end + stop.start()
    if end - day.end < 3 and stop is not None:
        after = re.search(r"[，；。]", content[end + 1 : sentence.end])
        end = sentence.end if after is None else end + 1 + after.start()
    return content[max(start, sentence.start) : end]


def _show(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_DATED = re.compile(
    r"((?:19|20)\d{2})\s*年\s*(?=\d{1,2}\s*月|[，,]|[春夏秋冬]|[初末底]|[上下]半年|启动|成立|开展|实施|起步|组织|开始)"
)


@check("doc_year_after_event", rule="依据的文件不能晚于所做的事")
def documents_come_first(case: Case) -> Iterator[Finding]:
    """2021年3月，依据〔2022〕15号…成立: the document is younger than what it ordered."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        numbers = list(_NUMBER.finditer(words))
        if (
            not numbers
            or not _BASIS.search(words)
            or FUTURE.search(
                re.sub("《[^》]*》|部署|安排|要求|规定|规划|计划|目标|期限|时限|有效期|准备|待遇", "", words)
            )
        ):
            continue
        outside = re.sub(r"《[^》]*》|[〔\[［【](?:19|20)\d{2}[〕\]］】]", lambda m: "＊" * len(m[0]), words)
        years = [int(m[1]) for m in _DATED.finditer(outside)]
        if not years or re.search(r"(?:19|20)\d{2}\s*年(?:以来|起|至今)", outside):
            continue
        for match in numbers:
            number = int(match["year"] or match["other"])
            if number > max(years):
                lead = re.search(r"[一-龥]*$", words[: match.start()])
                start = sentence.start + (lead.start() if lead else match.start())
                message = f"文件是{number}年的，事情却发生在{max(years)}年，文件不能晚于依据它所做的事。请核对文号或日期。"
                yield case.finding(
                    "doc_year_after_event", "error", (start, sentence.start + match.end()), message,
                    recomputed=f"{number} ＞ {max(years)}",
                )  # fmt: skip
