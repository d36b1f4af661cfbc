"""All and but: “全部整改完毕” beside “尚有12项正在整改”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_NUMBER = r"(?:\d[\d,]*|[一二两三四五六七八九十]+)"
_UNITS = "所|项|个|名|人|处|条|家|件|户|间|台|座|位|起|栋|支|批"
_ALL = re.compile(
    r"(?:(?P<who>所有|全部|各|各级各类|每[所名个])(?P<noun>[一-龥、]{2,14}?)(?:均|都|全部|一律|全都)(?P<verb>[^，。；]{2,22}))"
    r"|(?:(?P<noun2>[一-龥]{2,10}?)?(?:\d[\d,]*[个项所处条件名人家])?(?:已|均已|现已|目前已|目前|已经|要求)?(?:全部|全都|一律)(?P<verb2>[^，。；]{2,22}))"
    r"|(?:(?:实现|达到)了?(?P<noun3>[一-龥]{2,14}?)(?:的)?全覆盖)"
    r"|(?:(?P<noun4>[一-龥]{2,10})(?P<verb4>无一(?:例外|遗漏)))"
)
_BUT = re.compile(
    rf"(?:(?P<lead>尚有|还有|仍有|其余|另有|剩余|但有|个别|其中|仍存在|尚余|现有|有|仍|尚)|(?<=[，。；]))[^，。；\d]{{0,8}}?(?P<n>{_NUMBER})\s*(?P<unit>{_UNITS})"
    rf"(?P<rest>[^，。；]{{0,24}}?(?:未|正在|尚未|没有|没能|计划|推进|预计|不达标|待|无|缺|不具备|将于))(?P<tail>[^，。；]{{0,16}})"
)
_NEW = re.compile("新排查|新发现|新增|新收|此外|下一步|新建|新接|又发现|又排查")
_PLANNED = re.compile("力争|确保|要求|目标|计划|将|争取|到20|前实现|下一步|推动|努力|使|逐步|若|如果")
_KINDS = (
    ("幼儿园", "园"), ("小学",), ("中学", "初中"), ("高中",), ("教师", "教职工", "人员"), ("学生", "幼儿"), ("项目", "工程"), ("隐患", "问题", "意见", "事项"),
)  # fmt: skip
_SCHOOL = re.compile("学校|校(?!医|车|园|舍|长|外|内)|中小学|小学|中学|初中|高中|教学点|村小")
_OWNED = re.compile("公办|民办|城区|农村|乡镇|寄宿制|完全|初级|高级")
_COMMON = re.compile("学校|全部|所有|全区|全县|建立|实现|完成|工作|情况|目前|已经|其中|的")


@dataclass(frozen=True, slots=True)
class _Every:
    start: int
    end: int
    noun: str
    verb: str
    words: str


@check("all_vs_exception", rule="写“全部”“所有…均”的，不能又有例外")
def all_means_all(case: Case) -> Iterator[Finding]:
    """隐患185项全部整改完毕，尚有12项正在整改 (B1-76)."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not re.search("全部|所有|均|都|全覆盖|无一|一律", words):
            continue
        buts = list(_BUT.finditer(words))
        for every in _every(words) if buts else ():
            found = next(
                (b for b in buts if b.start() >= every.end - 1 and _same_matter(words, every, b)), None
            )
            if found is None:
                continue
            start = found.start()
            span = (paragraph.start + start, paragraph.start + found.end())
            told = words[start : found.end()]
            message = f"前面说“{every.words}”，这里又说“{told}”，请改为实际数字，或写明是另外的范围。"
            other = (paragraph.start + every.start, paragraph.start + every.end)
            yield case.finding(
                "all_vs_exception",
                "error",
                span,
                message,
                others=(other,),
                recomputed=f"{every.words} ≠ {told}",
            )
            break


def _every(words: str) -> Iterator[_Every]:
    at = 0
    while (match := _ALL.search(words, at)) is not None:
        at = match.start() + max(2, (match.end() - match.start()) // 3)
        clause = words[
            max((words.rfind(c, 0, match.start()) for c in "，。；"), default=-1) + 1 : match.start()
        ]
        fields = match.groupdict()
        noun = fields.get("noun") or fields.get("noun2") or fields.get("noun3") or fields.get("noun4") or ""
        verb = fields.get("verb") or fields.get("verb2") or fields.get("noun3") or fields.get("verb4") or ""
        if (
            re.search("基本|大部分|多数|绝大|总体|除|大都", clause[-12:] + match[0][:6])
            or _PLANNED.search(clause[-10:] + match[0][:8])
            or re.match("[^，。；]{0,3}(?:未|不|没有)", verb)
        ):
            continue
        yield _Every(match.start(), match.end(), clause + noun, verb, match[0])


def _same_matter(words: str, every: _Every, but: re.Match[str]) -> bool:
    """Whether the exception is one of the “all”: of the same kind, in the same matter, with nothing new found in between."""
    between = words[every.end : but.start()]
    told = but["rest"] + but["tail"]
    if _NEW.search(between + but[0]) or (
        re.search("将于|计划于?$", but["rest"])
        and but["lead"] not in {"其余", "剩余", "尚有", "还有", "仍有"}
    ):
        return False
    if but["lead"] == "其中" and re.search("已|通过", between[-12:]):
        return False
    if not _kinds_fit(every.noun, but["rest"]):
        return False
    shared = _shared(every.verb + every.noun[-8:], told)
    rest_words = but["lead"] in {"其余", "剩余", "尚有", "还有", "仍有", "尚余"}
    unit = but["unit"]
    before = words[max(0, every.start - 40) : every.end]
    counted = re.search(rf"(?:\d|[一二两三四五六七八九十])\s*{unit}", before) is not None
    close = len(between) <= 60
    if (
        rest_words
        and counted
        and close
        and not re.search("[一-龥]{2,}(?:学校|幼儿园|教师|学生)", but["rest"])
    ):
        return True
    return (
        shared >= 3
        or (shared >= 2 and close)
        or (rest_words and close and shared >= 1 and _SCHOOL.search(but["rest"]) is not None)
    )


def _kinds_fit(noun: str, exception: str) -> bool:
    """Kindergartens are no exception to what is said of primary schools, nor private schools to what is said of public ones."""
    owned = [set(_OWNED.findall(w)) for w in (noun[-12:], exception)]
    if owned[0] and owned[1] and not owned[0] & owned[1]:
        return False
    if re.search("公办|民办", noun[-12:]) and owned[1] and not owned[0] & owned[1]:
        return False
    mine = {k[0] for k in _KINDS if any(word in noun for word in k)}
    theirs = {k[0] for k in _KINDS if any(word in exception for word in k)}
    if _SCHOOL.search(noun) and not mine & {"小学", "中学", "高中"}:
        mine |= {"小学", "中学", "高中"}
    if "中小学" in noun:
        mine |= {"小学", "中学", "高中"}
    return not mine or not theirs or bool(mine & theirs)


def _shared(one: str, other: str) -> int:
    """The length of the longest run of letters that both have, common words aside."""
    one, other = _COMMON.sub("·", one), _COMMON.sub("—", other)
    best = 0
    for start in range(len(one)):
        size = best + 1
        while (
            start + size <= len(one)
            and one[start : start + size] in other
            and "·" not in one[start : start + size]
        ):
            best, size = size, size + 1
    return best
