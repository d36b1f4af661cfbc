"""Steps apart: what comes first told with a later day — 竣工验收 in May, 进场破土 in August of the same year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_DAY = "(?:(?P<y>20\\d\\d)年)?(?P<m>\\d{1,2})月(?:(?P<d>\\d{1,2})日|(?P<t>[上中下]旬)|底|末|初|份)?"
_DATED = re.compile(_DAY)
# What comes first, and what only comes after it.
_ORDER = tuple(
    (re.compile(first), re.compile(then))
    for first, then in (
        ("反馈|交办|下达(?:整改|问题)|移交", "(?:改完|整改(?:完成|完毕|到位)|销号|办结)"),
        ("进场|开工|破土|动工|奠基", "竣工|完工|(?:交付|投入)使用|投用|通过[^，。；]{0,4}验收"),
        ("面试|笔试|考察|体检", "公示(?:拟聘|拟录|拟任|结果)|(?:签订|签)聘用合同|上岗|到岗"),
        ("招标|开标|中标", "竣工|验收|签订[^，。；]{0,4}合同"),
        ("申报|报名", "公布[^，。；]{0,4}(?:结果|名单)|授牌|命名"),
        ("立项|批复", "竣工|验收|交付"),
    )
)  # fmt: skip
_OTHER = re.compile(
    "另|二期|三期|第[二三四]|再次|复试|新一轮|下[一]?批|去年|上年|同年|次年|计划|拟(?![聘录任])|将|预计|截至|此前已"
)
_TENTH = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


@check("date_illogical", rule="同一件事的步骤应按先后写明日期：先反馈后整改，先开工后竣工，先面试后公示")
def steps_apart_come_in_order(case: Case) -> Iterator[Finding]:
    """4月21日公示拟聘20人 … 面试放在4月27日."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or len(_DATED.findall(words)) < 2:
            continue
        clauses = [m for m in re.finditer("[^，。；]+", words) if not _OTHER.search(m[0])]
        dated = [(m, day) for m in clauses for day in (_when(m[0]),) if day is not None]
        for first, then in _ORDER:
            one = next(((m, d) for m, d in _named(words, dated, first) if not then.search(m[0])), None)
            two = next(((m, d) for m, d in _named(words, dated, then) if not first.search(m[0])), None)
            if one is None or two is None or not _before(two[1], one[1], words, two[0], one[0]):
                continue
            if "。" not in words[min(one[0].end(), two[0].end()) : max(one[0].start(), two[0].start())]:
                continue
            if not _one_matter(words, one[0], two[0]):
                continue
            late, early = ((m.start() + paragraph.start, m.end() + paragraph.start) for m in (one[0], two[0]))
            message = f"先后不合：“{one[0][0]}”应当先于“{two[0][0]}”，请核对日期。"
            told = f"{two[0][0]} ＜ {one[0][0]}"
            yield case.finding("date_illogical", "warn", late, message, others=(early,), recomputed=told)
            break


_WHO = re.compile(
    "楼|跑道|操场|食堂|宿舍|馆|校区|教师|校医|保安|校长|自查|工程|配套|另行|此前|[一二三四五]期|小学|中学|幼儿园"
)


def _one_matter(words: str, one: re.Match[str], two: re.Match[str]) -> bool:
    """Whether two steps can be of one matter: the later sentence names no other work, post or school."""
    first, second = sorted((one, two), key=lambda m: m.start())
    said, told = (words[max(words.rfind("。", 0, m.start()) + 1, 0) : m.end()] for m in (first, second))
    behind = re.split("[，。；]", words[second.end() + 1 : second.end() + 30])[0]
    before = words[: first.end()]
    return (
        not set(_WHO.findall(told)) - set(_WHO.findall(before)) - {"自查"}
        and "自查" not in told + behind
        and bool(said)
    )


_When = tuple[str | None, int, int, int]


def _when(clause: str) -> _When | None:
    """Year, month, first and last day that a clause names, when it names just one date."""
    days = list(_DATED.finditer(clause))
    if len(days) != 1 or re.search("至|前(?!期)|以来|起", clause):
        return None
    day = days[0]
    first, last = (int(day["d"]), int(day["d"])) if day["d"] else _TENTH.get(day["t"] or "", (1, 31))
    return day["y"], int(day["m"]), first, last


def _named(
    words: str, dated: list[tuple[re.Match[str], _When]], step: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], _When]]:
    """The dated clauses that name a step; a bare date lends itself to the clause right behind it."""
    for clause, day in dated:
        bare = _DATED.sub("", clause[0])
        behind = re.match("，[^，。；]+", words[clause.end() :]) if len(bare) < 2 else None
        if step.search(clause[0] + (behind[0] if behind else "")):
            yield clause, day


def _before(one: _When, other: _When, words: str, mine: re.Match[str], theirs: re.Match[str]) -> bool:
    """Whether the first day is surely before the second; a day without a year is of the year named before it, when only one is."""
    years = set(re.findall("20\\d\\d(?=年)", words))
    if len(years) > 1 and not (one[0] and other[0]):
        return False
    years_apart = (int(one[0] or 0), int(other[0] or 0)) if one[0] and other[0] else (0, 0)
    if years_apart[0] != years_apart[1]:
        return years_apart[0] < years_apart[1] and years_apart[1] - years_apart[0] <= 2
    return (one[1], one[3]) < (other[1], other[2])


_NUMBERED = re.compile("(?:照着|按照|根据|依据|依照|先期|此前)[^。；]{0,40}?〔(?P<y>20\\d\\d)〕\\d+号")


@check("doc_year_after_event", rule="所依据的文件，文号年份不能晚于所办的事")
def what_is_followed_was_there(case: Case) -> Iterator[Finding]:
    """2023年秋季学期 … 都是照着先期收到的《通知》（澜教〔2024〕31号）执行."""
    content = case.text.content
    for paper in _NUMBERED.finditer(content):
        sentence = case.sentence_at(paper.start())
        if sentence is None:
            continue
        near: list[Sentence] = [
            s
            for s in case.text.sentences[max(0, sentence.index - 2) : sentence.index + 1]
            if s.paragraph == sentence.paragraph
        ]
        words = content[near[0].start : paper.start()]
        years = set(re.findall("(20\\d\\d)年", content[near[0].start : sentence.end]))
        if (
            len(years) == 1
            and int(next(iter(years))) < int(paper["y"])
            and re.search("20\\d\\d年(?:[春秋]|\\d{1,2}月)", words)
        ):
            message = f"文号是{paper['y']}年的，所办的事在{next(iter(years))}年，请核对文号或年份。"
            span = (content.rindex("〔", paper.start(), paper.end()) - 2, paper.end())
            yield case.finding("doc_year_after_event", "warn", span, message)
