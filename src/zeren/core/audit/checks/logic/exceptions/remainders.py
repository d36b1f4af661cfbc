"""Remainders: so many of whom “all” was said, fewer of whom it holds, and a rest that makes up the number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.logic.universals import COMMON, OTHER_LEDGER, UNITS
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.days import spelt
from zeren.core.audit.finding import Case, Finding

_NUMBER = r"(?<![\d.,第])(?:\d[\d,]*|[一二两三四五六七八九十]{1,3})"
_ALL = re.compile(
    rf"(?P<n>{_NUMBER})(?P<unit>{UNITS})(?P<noun>[^，。；：\d]{{0,20}}?)(?:已|均已|现已|都已)?(?:全部|全都|均|都(?!市)|悉数|一律|无一例外地?)(?P<verb>[^，。；\d]{{2,24}})"
)
_REST = re.compile(
    rf"(?:另外?有?|其余|剩余|余下|剩下|还有|尚有|仍有|尚余|其他|尚剩)的?(?:外)?(?P<k>{_NUMBER})(?P<unit>{UNITS})(?P<told>[^。；]{{0,40}})"
)
_SOFT = re.compile("基本|大部分|多数|目标|计划|力争|要求|应|将(?!近)|争取|确保|上年|去年|拟|不是|并非|除")
_OPEN = re.compile(
    "未|没|待|延|推迟|计划|列入|在建|仍|缺|尚|正在|因|下年|明年|次年|20\\d\\d年|不达标|不合格|不足|施工|滞后|整改|预计|暂|停"
)
# Fewer for a reason of their own: of this year, of a better grade, of the first round.
_OWN = re.compile(
    "其中|优秀|良好|示范|今年|本年|年内|新|首[批次]|第[一二三]|一次|上半年|下半年|省级|市级|国家级|上年|去年|率先|当年|抽|随机|季度|月|级以上|评为|名列"
)
# What is only begun leaves room for a rest that is not done.
_BEGUN = re.compile(
    "(?:已经?)?(?:接受|参加|参与|制定|开展|纳入|启动|开工|动工|进行|申报|组织|列入|安排|报名|提交|实施|推进|签订|进入|进场|编制|明确|上报|接入|登记|建立|建档|立项|自评|自查)"
)
REACH = 220  # letters between what is said of all and the rest


@check("all_vs_exception", rule="写“几所全部”的，后面又分出“其余几所”未成的，前后不符")
def all_leave_no_rest(case: Case) -> Iterator[Finding]:
    """38所全部通过验收 … 验收通过36所，其中优秀9所…；另2所待复验."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not re.search("全[部都]|均|都|悉数|一律|无一例外", words):
            continue
        for every in _ALL.finditer(words):
            found = _rest(words, every) or _fewer(words, every)
            if found is None or _SOFT.search(words[max(0, every.start() - 10) : every.start()] + every[0]):
                continue
            start, end, sure = found
            span = (paragraph.start + start, paragraph.start + end)
            message = (
                f"前面说“{every[0]}”，这里又说“{words[start:end]}”，请改为实际数字，或写明是另外的范围。"
            )
            other = (paragraph.start + every.start(), paragraph.start + every.end())
            yield case.finding(
                "all_vs_exception", "error" if sure else "warn", span, message,
                others=(other,), recomputed=f"{every[0]} ≠ {words[start:end]}",
            )  # fmt: skip
            break


def _value(words: str) -> int:
    return spelt(words.replace(",", ""))


def _alike(unit: str, other: str) -> bool:
    """项, 个, 处 and 件 count the same things; 名 and 人 the same people."""
    return unit == other or {unit, other} <= {"个", "项", "处", "件"} or {unit, other} <= {"名", "人", "位"}


def _heads(every: re.Match[str]) -> set[str]:
    """The pairs of letters of what is said of all, common words aside."""
    bare = COMMON.sub("·", every["verb"])
    return {bare[i : i + 2] for i in range(len(bare) - 1) if "·" not in bare[i : i + 2]}


def _counts(words: str, every: re.Match[str], stop: int) -> Iterator[tuple[re.Match[str], str]]:
    """Smaller numbers of the same unit behind, each with its clause."""
    for match in re.finditer(rf"(?P<m>{_NUMBER})(?P<unit>{UNITS})", words[every.end() : stop]):
        low = every.end() + match.start()
        begin = max(words.rfind(mark, 0, low) for mark in "，。；：、") + 1
        clause = re.split("[，。；]", words[begin : low + 30])[0]
        if _alike(match["unit"], every["unit"]) and 0 < _value(match["m"]) < _value(every["n"]):
            yield match, clause


def _rest(words: str, every: re.Match[str]) -> tuple[int, int, bool] | None:
    """A rest that, with a smaller number told before it, makes up the whole; told of the same matter."""
    whole, heads = _value(every["n"]), _heads(every)
    for rest in _REST.finditer(words, every.end(), min(len(words), every.end() + REACH)):
        if not _alike(rest["unit"], every["unit"]) or OTHER_LEDGER.search(words[every.end() : rest.start()]):
            continue
        for match, clause in _counts(words, every, rest.start()):
            verb = COMMON.sub("", every["verb"])[:2]
            shared = (len(verb) > 1 and verb in clause) or (
                not _BEGUN.match(every["verb"]) and any(head in clause for head in heads)
            )
            if _value(match["m"]) + _value(rest["k"]) == whole and shared and _OPEN.search(rest["told"]):
                low = every.end() + match.start()
                begin = max(words.rfind(mark, 0, low) for mark in "，。；：、") + 1
                return begin, rest.start("told"), verb in clause
    return None


def _fewer(words: str, every: re.Match[str]) -> tuple[int, int, bool] | None:
    """验收通过36所 behind 38所全部通过验收: the verb itself beside a smaller number, with no reason of its own."""
    verb = COMMON.sub("·", re.sub("^(?:已经?|按时|按期|如期|顺利|得到|实现|完成)+", "", every["verb"]))[:2]
    if len(verb) < 2 or "·" in verb:
        return None
    stop = min(len(words), every.end() + REACH)
    for match, _ in _counts(words, every, stop):
        low = every.end() + match.start()
        told = re.search(f"{verb}了?(?:的)?(?:为|有|的学校)?$", words[max(0, low - 8) : low]) or re.match(
            f"(?:已|均已)?{verb}", words[low + len(match[0]) :]
        )
        between = words[every.end() : low]
        many = _value(match["m"]) * 2 >= _value(every["n"]) > 4
        begin = max(words.rfind(mark, 0, low) for mark in "，。；：、") + 1
        years = [
            set(re.findall(r"20\d\d(?=年)", w))
            for w in (re.split("[。；]", words[: every.end()])[-1], between)
        ]
        if years[0] and years[1] - years[0]:
            continue
        if told is None or not many or _OWN.search(words[begin:low]) or OTHER_LEDGER.search(between):
            continue
        if re.search("[一-龥]", every["noun"]) and not _OWN.search(words[max(0, begin - 12) : begin]):
            return begin, low + len(match[0]), False
    return None
