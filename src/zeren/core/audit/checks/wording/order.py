"""The order of things: causes before effects, events before the report, documents before what they order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.days import FUTURE, Day, days
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_NUMBER = re.compile(
    r"〔(?P<year>(?:19|20)\d{2})〕\s*\d+\s*号|[\[［【](?P<other>(?:19|20)\d{2})[\]］】]\s*\d+\s*号"
)
_DONE = re.compile(
    r"了|已|完成|召开|举办|开展|结束|印发|下发|成立|启动|举行|组织|参加|获|通过|建成|投入|收到|上报|实现|达到|新增|排查|聘任"
)
_SURELY_DONE = re.compile("了|已|圆满|顺利|全面结束|先后")
_BASIS = re.compile(r"根据|依据|按照|遵照|落实|执行|依照|贯彻|对照|经|精神|部署")
# What comes first of two steps of one matter, and what cannot come before it.
_STEPS = (
    (re.compile("开工|动工|奠基|破土"), re.compile("竣工|完工|验收|投入使用|封顶|建成|交付")),
    (
        re.compile("收到|接到|下发[^，。]{0,10}整改|反馈[^，。]{0,8}(?:问题|意见)|发现"),
        re.compile("完成[^，。]{0,6}整改|整改完毕|整改到位|上报整改|报送整改|销号|复查通过|复核通过"),
    ),
    (re.compile("立项|招标|中标|签订[^，。]{0,4}合同"), re.compile("竣工|完工|投入使用|交付使用")),
    (re.compile("动员|启动|部署|印发[^，。]{0,10}方案"), re.compile("总结大会|总结表彰|全面结束|圆满结束")),
    (re.compile("报名"), re.compile("录取|面试|公示[^，。]{0,6}名单")),
)
# The report speaks in the order of its work; these words begin a tale before the last date.
_BACK = re.compile(
    r"此前|之前|原(?!因)|曾|始建|自.{0,12}(?:以来|起)|早在|提前|比.{0,14}(?:期限|规定|时限|要求)|期限|规定|截至|截止|于.{0,4}前|应(?!急)|限|再次|第二|复查|二期|新|又"
)
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
                    or _BACK.search(words[0] + words[1])
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
            for day in days(case, sentence.start, sentence.end):
                earlier = earlier or (day.said and day.year < case.report_date.year)
                first = day.first()
                if (
                    first is None
                    or first <= case.report_date
                    or not (day.said or _calendar(case))
                    or (earlier and not day.said)
                ):
                    continue
                clause = _clause(case, sentence, day)
                done = _DONE if day.said else _SURELY_DONE
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
            or FUTURE.search(re.sub("《[^》]*》|部署|安排|要求|规定|规划|计划|目标", "", words))
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
