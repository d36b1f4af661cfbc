"""All and but: “全部整改完毕” beside “尚有12项正在整改”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.core.audit.checks.logic.matters import cannot_deny, told_otherwise
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

__all__ = [
    "COMMON",
    "COUNTED",
    "EXEMPT",
    "GATE",
    "NOT",
    "OTHER_LEDGER",
    "PAPERS",
    "UNITS",
    "Every",
    "clauses",
    "everies",
    "head_shared",
    "kinds_fit",
    "other_owner",
    "shared",
]

_NUMBER = r"(?:\d[\d,]*|[一二两三四五六七八九十]+)"
UNITS = "所|项|个|名|人|处|条|家|件|户|间|台|座|位|起|栋|支|批|辆|幢|套|校|园|村|镇|乡|县|区|班|门|份|例|部|张|组|片|口"
_EVERY_ADVERB = "(?:均|都|全部|一律|全都|全员|无一例外地?|悉数|百分之百|全)"
_ALL = re.compile(
    rf"(?:(?P<who>所有|全部|全体|全[区县市校镇乡]|各|各级各类|每[一]?[所名个位校班园乡镇村])(?P<noun>[一-龥、]{{1,16}}?){_EVERY_ADVERB}(?P<verb>[^，。；]{{2,26}}))"
    r"|(?:(?P<noun2>[一-龥]{2,10}?)?(?:\d[\d,]*[个项所处条件名人家位台辆栋])?(?:已|均已|现已|目前已|目前|已经|要求)?(?:全部|全都|一律)(?P<verb2>[^，。；]{2,26}))"
    rf"|(?:\d[\d,]*[个项所处条件名人家位台辆栋](?P<noun6>[一-龥]{{2,12}}?)(?:均|都)(?P<verb6>[^，。；]{{2,26}}))"
    r"|(?:(?P<noun8>[一-龥“”、]{2,16}?)(?:已|均|都)?(?:全员|悉数|全额|如数|100[%％]|百分之百|无一例外地?)(?P<verb8>[^，。；\d]{2,20}))"
    r"|(?:(?P<noun9>人人|个个|校校|村村|园园|班班|乡乡)(?P<verb9>[^，。；\d]{2,20}))"
    r"|(?:(?P<noun10>[一-龥“”]{3,16}?)(?:做到|实现)了?(?:“)?(?:一人不[落漏少]|一[个校户]不[落漏少]|不[落漏]一[人户校个]|应[一-龥]尽[一-龥]|无死角|无遗漏))"
    r"|(?:(?:实现|达到)?了?(?P<noun3>[一-龥]{2,14}?)(?:的)?全覆盖)"
    r"|(?:(?P<verb7>[一-龥“”]{2,14}?)覆盖了?(?:所有|全部|全体|各)(?P<noun7>[一-龥]{2,10}))"
    r"|(?:(?P<noun5>[一-龥]{2,14})率(?:已|均|都|继续|稳定)*(?:达到?|为|保持在?|实现|在)?100[%％])"
    r"|(?:(?P<noun4>[一-龥]{2,10})(?P<verb4>无一(?:例外|遗漏)))"
)
NOT = re.compile(
    "未(?!来)|正在|尚未|没有|没能|还没|计划|推进|预计|不达标|不合格|不符合|待(?!遇)|无(?![论锡障])|缺|不足|不具备|不够|将于|仍在|欠|除外|例外|不在|推迟|延期|延至|仍然?存在|依然存在"
)
COUNTED = re.compile(rf"(?P<n>{_NUMBER})\s*(?P<unit>{UNITS})(?![%％])")
_SOME = re.compile(
    "[一-龥]{2,8}(?:乡|镇|小学|中学|幼儿园|学校|村)(?=[^，。；]{0,14}(?:未|没有|尚|推迟))|仍然?存在|依然存在|^唯|^惟|独有|个别|部分|少数|有的|有些|极少数|一些"
)
_REST = re.compile("尚有|还有|仍有|其余|剩余|另有|剩下|余下|尚余|仍存在|只有|仅有|但有|除")
_ONLY_REST = re.compile("尚有|还有|仍有|其余|剩余|剩下|余下|尚余|尚未[^，。；]{0,8}的|尚缺|还缺|还差|唯|惟")
GATE = re.compile(
    "全员|全额|悉数|如数|百分之百|人人|个个|校校|村村|园园|班班|做到|实现|全部|全都|所有|均|都|全覆盖|无一|一律|100[%％]|覆盖|全体|每"
)
_NEW = re.compile("新排查|新发现|新增|新收|此外|新建|新接|又发现|又排查")
# What begins another tale of its own: two ledgers do not contradict each other.
OTHER_LEDGER = re.compile(
    "第[二三四五](?:[本类批块项方面部]|个方面)|另一(?:[本类批块项]|部分|方面)|(?<![一-龥])[二三四五]是|(?<![一-龥])其[二三四]|不在[^，。；]{0,8}之列|不计入"
)
_PLANNED = re.compile(
    "凡|是否|能否|力争|确保|要求|目标|计划|将|争取|到20|前实现|下一步|推动|努力|使|逐步|若|如果"
)
_KINDS = (
    ("幼儿园", "园"), ("小学",), ("中学", "初中"), ("高中",), ("教师", "教职工", "人员"), ("学生", "幼儿"), ("项目", "工程"), ("隐患", "问题", "意见", "事项"),
)  # fmt: skip
_SCHOOL = re.compile("学校|校(?!医|车|园|舍|长|外|内|企|服|本)|中小学|小学|中学|初中|高中|教学点|村小")
_STAGES = re.compile("幼儿园|小学(?!生)|初中(?!生)|高中(?!生)|中职|(?<!中)(?<!大)小学生|初中生|高中生")
# Of these, what is said of one leaves the other out.
_GROUPS = (
    re.compile("中心校|中心学校|完全小学|完小|村小|教学点|附设班|附设园"),
    re.compile("建档立卡|低保|残疾|孤儿|特困|留守|脱贫户?|监测户|随迁"),
    re.compile("在编|编外|外聘|临聘|代课|特岗"),
    re.compile("在岗|支教|退休|返聘"),
    re.compile("城区|县城|城镇|农村|乡村|山区|库区"),
    re.compile("一楼|二楼|三楼|北校区|南校区|东校区|西校区|本部|分校"),
)
_GRADES = re.compile("[一二三四五六七八九]年级|起始年级|毕业年级|毕业班|高[一二三](?!中)|初[一二三](?!中)")
# 培训全员参加, 培训记录没有归档: the papers of a thing are another matter.
PAPERS = "(?:记录|档案|台账|材料|照片|经费|效果|质量|方案|成果|资料|总结|时间|内容|形式)"
# Who is let off is not left out: 只有3名过敏体质学生没有接种.
EXEMPT = re.compile(
    "过敏|特异体质|禁忌|免[试修考]|缓[考种]|休学|(?:依法|依规|按规定|经批准)[^，。；]{0,4}[免缓]"
)
_OWNED = re.compile("公办|民办|城区|农村|乡镇|寄宿制|完全|初级|高级")
COMMON = re.compile(
    "学校|教师|学生|进行|达到|组织|县级|全部|所有|全区|全县|建立|实现|完成|工作|情况|目前|已经|其中|的"
)


@dataclass(frozen=True, slots=True)
class Every:
    """What is said of all: of whom, and what."""

    start: int
    end: int
    noun: str
    verb: str
    words: str


@dataclass(frozen=True, slots=True)
class _But:
    """A clause with some of them and a denial."""

    start: int
    end: int
    words: str
    unit: str
    denial: str


@check("all_vs_exception", rule="写“全部”“所有…均”的，不能又有例外")
def all_means_all(case: Case) -> Iterator[Finding]:
    """隐患185项全部整改完毕，尚有12项正在整改 (B1-76)."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not GATE.search(words):
            continue
        buts = list(_buts(words))
        for every in everies(words) if buts else ():
            found = next((b for b in buts if b.end > every.end and _same_matter(words, every, b)), None)
            if found is None:
                continue
            span = (paragraph.start + max(found.start, every.end), paragraph.start + found.end)
            told = content[slice(*span)]
            message = f"前面说“{every.words}”，这里又说“{told}”，请改为实际数字，或写明是另外的范围。"
            other = (paragraph.start + every.start, paragraph.start + every.end)
            # A rate of 100 % may be rounded, and 入学率 counts those who then drop out.
            severity = "warn" if "率" in every.words else "error"
            yield case.finding(
                "all_vs_exception",
                severity,
                span,
                message,
                others=(other,),
                recomputed=f"{every.words} ≠ {told}",
            )
            break


def clauses(words: str) -> Iterator[tuple[int, str]]:
    """The clauses of some words, each with its offset."""
    for match in re.finditer("[^，。；：！？\n]+", words):
        yield match.start(), match[0]


def _buts(words: str) -> Iterator[_But]:
    """Clauses that tell of some with a denial: 6辆尚未安装, 尚未通过评估的2所, 个别学校未成立."""
    for start, clause in clauses(words):
        denial = NOT.search(clause)
        some = COUNTED.search(clause) or _SOME.search(clause)
        if (
            denial is None
            or some is None
            or re.search(
                "不少于|不低于|不超过|不足\\d|未经|无一|没有一[所个名位人校家]|待(?:完善|加强|提高|提升|改善|改进)",
                clause,
            )
        ):
            continue
        if EXEMPT.search(clause):
            continue
        unit = some.groupdict().get("unit") or ""
        yield _But(start, start + len(clause), clause, unit, denial[0])


_NOUNS = ("noun", *(f"noun{n}" for n in range(2, 11)))
_VERBS = ("verb", "verb2", "noun3", "verb4", "noun5", "verb6", "verb7", "verb8", "verb9", "noun10")


def _first(match: re.Match[str], names: tuple[str, ...]) -> str:
    """The first of some groups that took part in a match."""
    return next((match[name] for name in names if match[name]), "")


def everies(words: str) -> Iterator[Every]:
    """The statements of all in a paragraph that stand without reserve."""
    at = 0
    while (match := _ALL.search(words, at)) is not None:
        at = match.start() + max(2, (match.end() - match.start()) // 3)
        clause = words[
            max((words.rfind(c, 0, match.start()) for c in "，。；"), default=-1) + 1 : match.start()
        ]
        noun, verb = _first(match, _NOUNS), _first(match, _VERBS)
        if (
            re.search("基本|大部分|多数|绝大|总体|除|大都|不是|并非|未|目标", clause[-12:] + match[0][:6])
            or _PLANNED.search(clause[-10:] + match[0][:8])
            or re.match("[^，。；]{0,3}(?:未|不|没有)", verb)
            or re.match(
                f"[^，。；的]{{1,8}}的(?:[{UNITS}]|学校|教师|学生|乡镇|幼儿园|项目|班级)?(?:有|共|为|占|达|\\d)",
                verb,
            )
            or re.search("要求|安排|规定", verb[:4])
        ):
            continue
        yield Every(match.start(), match.end(), clause + noun, verb, match[0])


def _same_matter(words: str, every: Every, but: _But) -> bool:
    """Whether the exception is one of the “all”: of the same kind, in the same matter, with nothing new found in between."""
    between = words[every.end : max(but.start, every.end)]
    clause = words[max(but.start, every.end) : but.end]
    if but.start < every.end and but.end - every.end < 4:
        return False
    denial = NOT.search(clause)
    if (
        denial is None
        or _NEW.search(between + clause)
        or OTHER_LEDGER.search(between)
        or re.search("不在[^，。；]{0,6}(?:之列|范围)", words[but.start : but.end + 40])
    ):
        return False
    rest = _ONLY_REST.search(clause) is not None
    inner = re.search("其中", words[but.start : but.end]) is not None
    grades = [set(_GRADES.findall(w)) for w in (every.noun[-16:] + every.words, clause)]
    if grades[0] and grades[1] and not grades[0] & grades[1]:
        return False
    if re.search(f"[一-龥]{{2}}的?{PAPERS}", clause[: denial.start()]) and not re.search(PAPERS, every.words):
        return False
    if (
        re.search("将于|计划|预计|推进|待", denial[0])
        and not rest
        and not (inner and head_shared(every.verb, clause))
    ):
        return False
    if inner and re.search("已|通过", between[-12:]):
        return False
    # 公办园三十二所，验收手续全部齐备；民办园中尚有1所: whose they are may stand a clause before.
    if other_owner(words[: every.end], clause):
        return False
    if not kinds_fit(every.noun, re.split("未|没有|尚", clause)[0] if len(clause) > 6 else clause):
        return False
    if cannot_deny(every.words, every.verb, clause, denial[0], but.unit):
        return False
    if told_otherwise(words, (every.start, every.end), every.verb, max(but.start, every.end), clause):
        return False
    return _denies(words, every, but, between, clause, denial)


def _denies(words: str, every: Every, but: _But, between: str, clause: str, denial: re.Match[str]) -> bool:
    """Whether what the clause denies is what was said of all."""
    rest = _ONLY_REST.search(clause) is not None
    close = len(between) <= 60
    covered = _uncovered(every, clause) if "全覆盖" in every.words else None
    if covered is not None:
        return covered
    before = words[max(0, every.start - 40) : every.end]
    unit = but.unit or "所"
    counted = re.search(rf"(?:\d|[一二两三四五六七八九十])\s*{unit}", before) is not None
    bare = re.search("[一-龥]{2,}(?:学校|幼儿园|教师|学生)", clause[: denial.start()]) is None
    if rest and counted and close and bare and but.unit:
        return True
    if but.unit in {"户", "人", "名"} and re.search("各(?:校|乡镇|学校|园)|所有学校", every.words):
        return head_shared(every.verb, clause) and re.search("缺", denial[0]) is None
    if (
        _bare_denial(clause[denial.end() :])
        and len(between) <= 24
        and but.unit
        and (rest or re.search("但|不过|然而|只有|仅|除", between + clause))
    ):
        return True
    unsigned = re.search("(?:没有?|未|尚未|还没有?)(?P<verb>[一-龥]{1,3})的", clause)
    if unsigned is not None and unsigned["verb"][0] in every.verb[:4] and len(between) <= 40:
        return True
    if re.search("仍然?存在|依然存在", clause):
        done = re.search("纠正|整治|消除|清零|杜绝|解决|化解|整改|取缔|清理", every.verb) is not None
        return done and close and shared(every.noun[-14:], clause) >= 3
    if re.match("唯|惟", clause) and len(between) <= 160 and head_shared(every.verb, clause):
        return True
    # 开课率100% and 未开设: the denial takes up the letter that the rate is named by.
    named = re.match("[^，。；]{0,2}" + re.escape(every.verb[:1]), clause[denial.end() :])
    if "率" in every.words and close and but.unit and named is not None:
        return True
    if (
        denial[0].startswith("待")
        and close
        and clause[denial.end() : denial.end() + 1] in every.verb
        and clause[denial.end() :]
    ):
        return True
    return (
        shared(every.verb, clause) >= 3
        or (
            close
            and head_shared(every.verb[-2:] if "率" in every.words else every.verb, clause)
            and not _of_its_own(every, clause[: denial.start()])
        )
        or (rest and close and shared(every.noun[-8:] + every.verb, clause) >= 2)
    )


def _uncovered(every: Every, clause: str) -> bool | None:
    """校舍安全排查实现全覆盖: only what was searched is denied, not what was found; None where the clause speaks of it."""
    matter = re.sub("(?:实现|达到|做到|已|均|都|了)+$", "", every.noun)
    if matter[-2:] in clause or "覆盖" in clause:
        return None
    return shared(matter, clause) >= 3 or re.search(f"没有?{matter[-4:-2]}", clause) is not None


def _of_its_own(every: Every, words: str) -> bool:
    """厕所改造还剩两所没有动工 beside 操场全部完成改造: the clause begins with a matter of its own before the shared word."""
    head = re.match(f"(?P<own>[一-龥]{{2,4}}){re.escape(every.verb[-2:])}", words)
    return head is not None and head["own"][-2:] not in every.noun + every.words


def _bare_denial(words: str) -> bool:
    """Whether nothing but a verb is denied (尚未接入, 没有安排): then it denies what was said of all."""
    bare = re.sub("^(?:能够?|得到|按时|及时|完全|全部|予以|进行)+|[了过的]+$", "", words)
    return 2 <= len(bare) <= 3 and not re.search("[人员师生费款证课室]$", bare)


_SAME_MATTER = {
    "竣工": ("施工", "在建"), "交付": ("施工", "在建"), "完工": ("施工", "在建"), "持证": ("资格证", "无证", "证书"), "安置": ("入学", "就读"), "到位": ("到账",),
}  # fmt: skip


def head_shared(verb: str, clause: str) -> bool:
    """Whether the clause takes up what is said to be so: the verb that begins it, or the noun that ends it."""
    bare = re.sub(
        "^(?:已经?|按时|按期|按照?|得到|能够?|实现了?|完成了?|建立了?|开展了?|配齐|开足|均|都|了|“|”)+|(?:了|的|”|工作|任务|制度|要求|规定|标准)+$",
        "",
        verb,
    )
    bare = re.sub("[了的“”]", "", bare)
    told = re.sub("[了的“”]", "", clause)
    heads = {bare[:2], bare[-2:]} if len(bare) >= 2 else set()
    heads |= {other for one, others in _SAME_MATTER.items() if one in bare for other in others}
    return any(head in told and not COMMON.search(head) for head in heads)


def kinds_fit(noun: str, exception: str) -> bool:
    """Kindergartens are no exception to what is said of primary schools, nor private schools to what is said of public ones."""
    exception = re.sub("园林|园区|园艺|园丁|公园|花园", "", exception)
    owned = [set(_OWNED.findall(w)) for w in (noun[-12:], exception)]
    if owned[0] and owned[1] and not owned[0] & owned[1]:
        return False
    if re.search("公办|民办", noun[-12:]) and owned[1] and not owned[0] & owned[1]:
        return False
    for group in _GROUPS:
        told = [set(group.findall(w)) for w in (noun[-24:], exception)]
        if told[0] and told[1] and not told[0] & told[1]:
            return False
    stages = [set(_STAGES.findall(w)) for w in (noun[-24:], exception)]
    if stages[0] and stages[1] and not stages[0] & stages[1] and not re.search("学校|校园|中小学|中学", noun):
        return False
    mine = {k[0] for k in _KINDS if any(word in noun for word in k)}
    theirs = {k[0] for k in _KINDS if any(word in exception for word in k)}
    if _SCHOOL.search(noun) and not mine & {"小学", "中学", "高中"}:
        mine |= {"小学", "中学", "高中"}
    # 教学点还有22间教室: a teaching point is not counted among the schools; one that is counted (2所教学点) is.
    lone = re.match("唯|惟|独|只|仅|除", exception) or re.search(
        f"{_NUMBER}[所个处][一-龥]{{0,4}}教学点", exception
    )
    if "教学点" in exception and "教学点" not in noun and not lone and (mine or re.search("学校|校园", noun)):
        return False
    if "中小学" in noun:
        mine |= {"小学", "中学", "高中"}
    return not mine or not theirs or bool(mine & theirs)


def other_owner(said: str, clause: str) -> bool:
    """Whether the part of a sentence that ends some words, and a clause, are of two owners, two places.

    Example:
        >>> other_owner("公办园三十二所，手续全部齐备", "民办园中尚有1所未取得"), other_owner("各园全部齐备", "民办园1所没有")
        (True, False)
    """
    owners = [set(_OWNED.findall(w)) for w in (re.split("[；。]", said)[-1], clause)]
    return bool(owners[0] and owners[1] and not owners[0] & owners[1])


def shared(one: str, other: str) -> int:
    """The length of the longest run of letters that both have, common words aside."""
    one, other = COMMON.sub("·", one), COMMON.sub("—", other)
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
