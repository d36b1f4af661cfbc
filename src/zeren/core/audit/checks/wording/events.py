"""Events of one paragraph: what begins does not end before, what is received is not dealt with before, a document bears its own year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.days import FUTURE, Day, days
from zeren.core.audit.checks.wording.periods import report_frame_year
from zeren.core.audit.finding import Case, Finding

_BEGINS = re.compile(
    "开班|开营|开幕|开赛|启幕|揭幕|拉开帷?[大序]?幕|启动|启程|起航|报到|开课|开工|动工|奠基|破土|出发|进驻|入驻|鸣锣|开锣|签收|收到|接到|立案"
)
_ENDS = re.compile(
    "落下帷幕|落幕|闭幕|闭营|结业|结束|收官|收兵|收尾|谢幕|散场|完工|竣工|返程|凯旋|撤离|离开|逐条研究|整改到位|整改完毕|完成整改|办结|结案|销号|回复|书面答复"
)
_AGAIN = re.compile(
    "第[二三四五六两]|再次|又|二期|下一|上一|首[批期]|另|上届|往届|去年|上年|此前|之前|原定|提前|原计划|补|应(?!急)|须|前[，。]"
)
_PLAIN = re.compile(
    "学校|教师|学生|教育|工作|活动|全[县区市校]|我[县区市校局]|组织|开展|进行|项目|名|个|所|的|了|在|于|由|和|与|于是|[一二两三四五六七八九十\\d]+"
)
REACH = 700  # letters between the beginning and the end of one event


@dataclass(frozen=True, slots=True)
class _Told:
    day: Day
    words: str
    name: str
    verb: str


@check("date_illogical", rule="事情的先后：开始在前，结束在后")
def events_end_after_they_begin(case: Case) -> Iterator[Finding]:
    """研修班9月25日开班 … 研修班于9月20日落下帷幕; 6月3日签收反馈意见 … 5月27日开始逐条研究这份反馈意见."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not _BEGINS.search(words) or not _ENDS.search(words):
            continue
        found = [d for d in days(case, paragraph.start, paragraph.end) if d.month and d.day][:24]
        begun = [t for d in found if (t := _told(case, d, _BEGINS)) is not None]
        ended = [t for d in found if (t := _told(case, d, _ENDS)) is not None]
        for first in begun:
            last = next((t for t in ended if _turned_about(first, t)), None)
            if (
                last is None
                or FUTURE.search(first.words + last.words)
                or _AGAIN.search(first.words + last.words)
            ):
                continue
            shown = [f"{t.day.month}月{t.day.day}日{t.verb}" for t in (first, last)]
            message = f"前后时间矛盾：{shown[0]}，却{shown[1]}，请核对日期。"
            yield case.finding(
                "date_illogical", "error", (last.day.start, last.day.end), message,
                others=((first.day.start, first.day.end),), recomputed=f"{shown[1]} 早于 {shown[0]}",
            )  # fmt: skip
            break


def _told(case: Case, day: Day, verbs: re.Pattern[str]) -> _Told | None:
    """What a date is of, where its clause says that something begins or ends."""
    content = case.text.content
    begin = max(content.rfind(mark, 0, day.start) for mark in "，。；：！？\n") + 1
    after = day.end + (content[day.end : day.end + 1] == "，")
    stop = re.search("[，。；！？\n]", content[after : after + 60])
    end = after + (stop.start() if stop else 40)
    clause = content[begin:end]
    verb = verbs.search(content[day.end : end])
    if verb is None or re.search("[前后内]|以来|起$", content[day.end : day.end + verb.start()][:2]):
        return None
    return _Told(
        day, clause, f"{content[begin : day.start]}·{content[day.end : end]}".replace(verb[0], "·"), verb[0]
    )


def _turned_about(first: _Told, last: _Told) -> bool:
    """Whether one event ends before it begins: named alike, of one year, by less than half a year."""
    one, other = first.day, last.day
    early = (other.month, other.day) < (one.month, one.day) and one.year == other.year
    if not early or one.month - other.month > 5 or abs(one.start - other.start) > REACH:
        return False
    bare = [_PLAIN.sub("·", re.sub("[^一-龥]", "·", t.name)) for t in (first, last)]
    return any(
        "·" not in bare[0][i : i + 2] and bare[0][i : i + 2] in bare[1] for i in range(len(bare[0]) - 1)
    )


_ISSUED = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?P<gap>[^。；〔]{0,40}?)(?:下发|印发|出台|发布|制定|制发|发出|颁布|推出|公布)了?(?:《[^》]{2,50}》|[^，。；]{0,24})[（(]?[^（()）。；]{0,10}〔(?P<own>(?:19|20)\d{2})〕\s*\d+\s*号"
)


@check("doc_year_after_event", rule="文号的年份就是印发的年份")
def documents_bear_their_year(case: Case) -> Iterator[Finding]:
    """早在2021年就下发了《乡村教师关爱十条》（澜教〔2024〕5号): it bears a later year."""
    for match in _ISSUED.finditer(case.text.content):
        told, own = int(match["year"]), int(match["own"])
        if own <= told or re.search("修订|修改|20\\d\\d年|根据|按照|依据|至今|以来|学年", match["gap"]):
            continue
        message = f"文件是{own}年的，却写{told}年印发，请核对文号或日期。"
        yield case.finding(
            "doc_year_after_event", "error", match.span(), message, recomputed=f"{own} ＞ {told}"
        )


_OURS = re.compile(
    r"(?:我|本|全)[局校县区市园镇](?:教育局|教育系统)?(?P<year>(?:19|20)\d{2})年(?:度)?(?P<what>[^，。；\d]{0,12}?(?:工作|任务|目标|事业|各项)[^，。；\d]{0,16})"
)
_ADDRESSED = re.compile(
    r"向(?P<year>(?:19|20)\d{2})年(?:度)?[^，。；\d]{0,14}(?:大会|会议|全会|代表们?)(?:作|做)?(?:报告|汇报|述职)"
)
_DID = re.compile(
    "推进|取得|完成|成效|进展|亮点|突破|有力|扎实|圆满|平稳|再上|向好|迈上|显著|稳步|实现|落实|开展"
)


@check("stale_period", rule="报告期与正文的年份一致（B3-30）")
def our_work_is_of_this_year(case: Case) -> Iterator[Finding]:
    """我局2022年度各项目标任务推进有力 in a report on 2024."""
    year = report_frame_year(case)
    for match in _ADDRESSED.finditer(case.text.content) if year else ():
        said = int(match["year"])
        if 0 < year - said <= 4 and "曾" not in match[0]:
            message = f"本报告说的是{year}年，这里却是向{said}年的会议报告，请核对是否沿用了往年文字。"
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{said} ≠ {year}")
    for match in _OURS.finditer(case.text.content) if year else ():
        said = int(match["year"])
        near = case.text.content[max(0, match.start() - 16) : match.end() + 16]
        if not 0 < year - said <= 4 or not _DID.search(match["what"]):
            continue
        if re.search("比|较|相比|回顾|曾|当年|以来|基础上|同期|遗留|整改|反馈|—|至", near):
            continue
        message = f"本报告说的是{year}年，这里说的却是{said}年的工作，请核对是否沿用了往年文字。"
        span = (match.start("year"), match.end())
        yield case.finding("stale_period", "warn", span, message, recomputed=f"{said} ≠ {year}")
